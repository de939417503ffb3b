import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { TransactionBody } from "~/api/books";
import { current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { http, noAnswer } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/transactions`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const newest = () => {
    const last = book().transactions.at(-1);
    const entry = last === undefined ? undefined : current(last);
    if (entry === undefined) throw new Error("nothing was written");
    return entry;
};
const said = (body: Pick<TransactionBody, "postings">) =>
    body.postings.map(({ account, amount, currency }) => `${account} ${amount} ${currency}`);
const dialog = () => screen.findByRole("dialog", { name: "Add a transaction" });

test("an expense is written by the keyboard alone, and the form is ready for the next one", async () => {
    const before = book().transactions.length;
    const { user } = showAt(AT);
    await screen.findByRole("table", { name: "Transactions" });
    await user.keyboard("n");
    const form = within(await dialog());
    const amount = await form.findByRole("textbox", { name: "Amount" });
    await waitFor(() => expect(amount).toHaveFocus());
    await user.keyboard("12+3,50");
    expect(form.getByText("= $15.50")).toBeVisible();
    await user.tab();
    await user.keyboard("-");
    await user.tab();
    await user.keyboard("Bakery{Tab}trav{Tab}{Tab}for the team{Enter}");
    await waitFor(() => expect(book().transactions).toHaveLength(before + 1));
    expect(said(newest())).toEqual([`${ACCOUNT.dollars} -15.50 USD`, `${ACCOUNT.travel} 15.50 USD`]);
    expect(newest()).toMatchObject({ payee: "Bakery", note: "for the team" });
    expect(within(form.getByRole("list", { name: "Just added" })).getByText(/Bakery/)).toBeVisible();
    await waitFor(() => expect(amount).toHaveFocus());
    expect(amount).toHaveValue("");
});

test("a payee brings its category and account, and typed choices stay", async () => {
    const { user } = showAt(`${AT}?add=expense`);
    const form = within(await dialog());
    await user.type(await form.findByRole("textbox", { name: "Amount" }), "900");
    await user.type(form.getByRole("combobox", { name: /Paid to/ }), "hausv");
    await user.click(await form.findByRole("option", { name: "Hausverwaltung Linde" }));
    expect(form.getByRole("combobox", { name: "Category" })).toHaveValue("Office:Rent");
    expect(form.getByRole("combobox", { name: "From" })).toHaveValue("Bank account");
    await user.click(form.getByRole("button", { name: "Save the expense" }));
    await waitFor(() =>
        expect(said(newest())).toEqual([`${ACCOUNT.bank} -900.00 EUR`, `${ACCOUNT.rent} 900.00 EUR`]),
    );
});

test("a transfer into another currency asks for both amounts, shows the rate, and balances in each", async () => {
    const { user } = showAt(`${AT}?add=transfer`);
    const form = within(await dialog());
    await user.type(await form.findByRole("textbox", { name: "Amount" }), "100");
    await user.type(form.getByRole("combobox", { name: "From" }), "bank{Enter}");
    await user.type(form.getByRole("combobox", { name: "To" }), "dollar{Enter}");
    await user.type(form.getByRole("textbox", { name: "Arrives, in USD" }), "108,42");
    expect(form.getByText(/The rate: 1 EUR is 1.0842 USD\./)).toBeVisible();
    await user.click(form.getByRole("button", { name: "Save the transfer" }));
    await waitFor(() => expect(newest().exchange?.rate).toBe("1.0842"));
    expect(said(newest())).toEqual([
        `${ACCOUNT.bank} -100.00 EUR`,
        `${ACCOUNT.exchange} 100.00 EUR`,
        `${ACCOUNT.exchange} -108.42 USD`,
        `${ACCOUNT.dollars} 108.42 USD`,
    ]);
});

test("a write whose answer was lost is done once: the same content has the same key", async () => {
    const keys: (string | null)[] = [];
    let lost = true;
    server.use(
        http.untyped.post("*/api/v1/workspaces/:w/books/transactions", ({ request }) => {
            keys.push(request.headers.get("idempotency-key"));
            if (!lost) return undefined;
            lost = false;
            return noAnswer();
        }),
    );
    const { user } = showAt(`${AT}?add=income`);
    const form = within(await dialog());
    await user.type(await form.findByRole("textbox", { name: "Amount" }), "50");
    await user.type(form.getByRole("combobox", { name: /Received from/ }), "Birch Clinic");
    await user.click(form.getByRole("button", { name: "Save the income" }));
    expect(await form.findByText(/does not answer/)).toBeVisible();
    expect(form.getByRole("combobox", { name: /Received from/ })).toHaveValue("Birch Clinic");
    await user.click(form.getByRole("button", { name: "Save the income" }));
    await waitFor(() => expect(newest().payee).toBe("Birch Clinic"));
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    expect(keys[0]).not.toBeNull();
});

test("a refusal names its request and keeps what was typed; what is no amount is said at once", async () => {
    const { user } = showAt(`${AT}?add=expense`);
    const form = within(await dialog());
    const amount = await form.findByRole("textbox", { name: "Amount" });
    await user.type(amount, "12x{Enter}");
    expect(await form.findByText("12x is no amount")).toBeVisible();
    await user.clear(amount);
    await user.type(amount, "7");
    await user.type(form.getByRole("combobox", { name: /Paid to/ }), "error-500{Enter}");
    expect(await form.findByText("req-0001")).toBeVisible();
    expect(amount).toHaveValue("7");
});

test("a day of a closed period is refused before it is sent", async () => {
    book().closedUntil = "2026-10-31";
    const { user } = showAt(`${AT}?add=expense`);
    const form = within(await dialog());
    await user.type(await form.findByRole("textbox", { name: "Amount" }), "5");
    fireEvent.change(form.getByLabelText("Day"), { target: { value: "2026-10-15" } });
    await user.click(form.getByRole("button", { name: "Save the expense" }));
    expect(await form.findByText(/The books are closed up to 31 Oct 2026/)).toBeVisible();
});

test("a viewer adds nothing, and is told why", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "viewer";
    const { user } = showAt(`${AT}?add=expense`);
    const add = await screen.findByRole("button", { name: "Add" });
    expect(add).toHaveAttribute("aria-disabled", "true");
    await screen.findByRole("table", { name: "Transactions" });
    await user.keyboard("n");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(screen.queryByRole("checkbox")).toBeNull();
});

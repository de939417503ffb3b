import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { change, current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { screenSize } from "~/test/setup";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/transactions`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const now = (no: number) => {
    const found = book().transactions.find((one) => one.no === no);
    return found === undefined ? undefined : current(found);
};
const table = (name: string | RegExp = "Transactions") => screen.findByRole("table", { name });
const rowOf = async (words: RegExp) => within(await within(await table()).findByRole("row", { name: words }));
const undo = async (user: ReturnType<typeof showAt>["user"]) => {
    // Words about what was done before it may still be there.
    (await screen.findAllByRole("button", { name: "Undo" })).at(-1)?.focus();
    await user.keyboard("{Enter}");
};

test("the register has the newest first, with amounts in people's sign", async () => {
    showAt(AT);
    const rows = within(await table())
        .getAllByRole("row")
        .slice(1);
    expect(rows[0]).toHaveTextContent("AWS");
    expect(rows[0]).toHaveTextContent("−$312.44");
    expect((await rowOf(/Alder Freight/)).getByText("+€2,400.00")).toBeVisible();
    expect(screen.queryByText("Twice by mistake")).toBeNull();
    expect(screen.getByText("9 transactions")).toBeVisible();
});

test("one account has its balance beside each row", async () => {
    showAt(`${AT}?account=${ACCOUNT.card}`);
    const card = within(await table("Transactions of Credit card"));
    expect(card.getByRole("columnheader", { name: "Balance" })).toBeVisible();
    // What is owed grows: that is a plus to people.
    expect(card.getByText("+€89.90")).toBeVisible();
    expect(card.getByText("€89.90")).toBeVisible();
});

test("words, an account and a state limit it, and stand in the address", async () => {
    const { user, at } = showAt(AT);
    await table();
    await user.type(screen.getByRole("searchbox", { name: "Search transactions" }), "haus");
    await waitFor(() => expect(at()).toBe(`${AT}?q=haus`));
    expect(await screen.findByText("2 transactions")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Remove the filter Words haus" }));
    await user.selectOptions(screen.getByRole("combobox", { name: "Which" }), "Deleted");
    expect(await screen.findByText("Twice by mistake")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    await user.type(screen.getByRole("combobox", { name: "Account or category" }), "rent{Enter}");
    await waitFor(() => expect(at()).toBe(`${AT}?account=${ACCOUNT.rent}`));
    await user.type(screen.getByRole("searchbox", { name: "Search transactions" }), "nobody");
    expect(await screen.findByText("No transaction fits")).toBeVisible();
});

test("payee, category and amount are changed in the row, and a change is taken back", async () => {
    const { user } = showAt(AT);
    await user.click((await rowOf(/Deutsche Bahn/)).getByRole("button", { name: /Change: payee/ }));
    const payee = await screen.findByRole("textbox", { name: "Payee" });
    await user.clear(payee);
    await user.type(payee, "DB Fernverkehr{Enter}");
    await waitFor(() => expect(now(5)?.payee).toBe("DB Fernverkehr"));
    await user.click((await rowOf(/DB Fernverkehr/)).getByRole("button", { name: /Change: category/ }));
    await user.type(await screen.findByRole("combobox", { name: "Category" }), "cloud{Enter}");
    await waitFor(() => expect(now(5)?.postings[1]?.account).toBe(ACCOUNT.cloud));
    await user.click((await rowOf(/DB Fernverkehr/)).getByRole("button", { name: /Change: amount/ }));
    const amount = await screen.findByRole("textbox", { name: "Amount" });
    await user.clear(amount);
    await user.type(amount, "1.089,90{Enter}");
    await waitFor(() => expect(now(5)?.postings[0]?.amount).toBe("-1089.90"));
    const toasts = await screen.findAllByRole("button", { name: "Undo" });
    toasts.at(-1)?.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(now(5)?.postings[0]?.amount).toBe("-89.90"));
});

test("whoever was slower is told who was faster and with what, and sends it again", async () => {
    const { user } = showAt(AT);
    await user.click((await rowOf(/Deutsche Bahn/)).getByRole("button", { name: /Change: payee/ }));
    const was = now(5);
    if (was === undefined) throw new Error("no transaction 5");
    change(book(), {
        do: "edit",
        transaction: 5,
        version: 5,
        content: { ...was, exchange: null, note: "By train" },
    });
    const payee = await screen.findByRole("textbox", { name: "Payee" });
    await user.clear(payee);
    await user.type(payee, "Bahn{Enter}");
    expect(
        await screen.findByText(/was faster: it was changed \(Note: “To the client” → “By train”\)/),
    ).toBeVisible();
    expect(payee).toHaveValue("Bahn");
    await user.type(payee, "{Enter}");
    await waitFor(() => expect(now(5)).toMatchObject({ payee: "Bahn", note: "By train" }));
});

test("many are chosen by keyboard, get another category and tags in one step, and are taken back", async () => {
    const { user } = showAt(`${AT}?account=${ACCOUNT.rent}`);
    const rent = within(await table("Transactions of Office:Rent"));
    await user.click(rent.getByRole("checkbox", { name: "Choose all rows that are shown" }));
    const bar = within(await screen.findByRole("region", { name: "Chosen transactions" }));
    expect(bar.getByText("2 chosen")).toBeVisible();
    await user.click(bar.getByRole("button", { name: "Category…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "The category of 2 transactions" }));
    await user.type(dialog.getByRole("combobox", { name: "Category" }), "travel{Enter}");
    await user.click(dialog.getByRole("button", { name: "Change the category" }));
    await waitFor(() => expect(now(2)?.postings[1]?.account).toBe(ACCOUNT.travel));
    expect(now(3)?.postings[1]?.account).toBe(ACCOUNT.travel);
    expect(await screen.findByText("Changed 2 transactions.")).toBeVisible();
    await undo(user);
    await waitFor(() => expect(now(2)?.postings[1]?.account).toBe(ACCOUNT.rent));
    expect(now(3)?.postings[1]?.account).toBe(ACCOUNT.rent);
});

test("many are marked as cleared, and many are deleted", async () => {
    const { user } = showAt(`${AT}?q=hausverwaltung`);
    await user.click(within(await table()).getByRole("checkbox", { name: "Choose all rows that are shown" }));
    await user.click(await screen.findByRole("button", { name: "Mark" }));
    await user.click(await screen.findByRole("menuitem", { name: "Cleared" }));
    expect(await screen.findByText("2 transactions: cleared.")).toBeVisible();
    await waitFor(() =>
        expect(
            within(screen.getByRole("table", { name: "Transactions" })).getAllByText("Cleared"),
        ).toHaveLength(2),
    );
    await user.click(within(await table()).getByRole("checkbox", { name: "Choose all rows that are shown" }));
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await waitFor(() => expect(now(2)).toBeUndefined());
    expect(now(3)).toBeUndefined();
});

test("a register that cannot be read is an error with its request, and is tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/transactions", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    expect(await screen.findByText(/The transactions cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await table();
});

test("on a phone each transaction is a card that opens", async () => {
    screenSize.phone = true;
    const { user, at } = showAt(AT);
    await user.click(await screen.findByRole("link", { name: /Deutsche Bahn/ }));
    await waitFor(() => expect(at()).toBe(`${AT}?open=5`));
    expect(await screen.findByRole("dialog", { name: "Transaction 5" })).toBeVisible();
});

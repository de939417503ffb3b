import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { change, current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { ID, world } from "~/mocks/world";
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
const newest = () => {
    const last = book().transactions.at(-1);
    return last === undefined ? undefined : current(last);
};
const drawer = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));

test("a transaction is split: what remains is shown, and one button balances it", async () => {
    const { user } = showAt(`${AT}?open=5`);
    const inside = await drawer("Transaction 5");
    const amount = await inside.findByRole("textbox", { name: "Amount of line 2" });
    await user.clear(amount);
    await user.type(amount, "60");
    expect(inside.getByText("Remaining −€29.90")).toBeVisible();
    await user.click(inside.getByRole("button", { name: "Save" }));
    expect(await inside.findByText("The lines do not balance yet")).toBeVisible();
    await user.click(inside.getByRole("button", { name: "Add a line" }));
    await user.type(inside.getByRole("combobox", { name: "Account of line 3" }), "aws{Enter}");
    await user.click(inside.getByRole("button", { name: "Balance it" }));
    expect(inside.getByRole("textbox", { name: "Amount of line 3" })).toHaveValue("29.90");
    expect(inside.getByText("Balances")).toBeVisible();
    await user.type(inside.getByRole("textbox", { name: "Memo of line 3" }), "the server room");
    await user.click(inside.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(now(5)?.postings).toHaveLength(3));
    expect(now(5)?.postings[2]).toMatchObject({
        account: ACCOUNT.aws,
        amount: "29.90",
        memo: "the server room",
    });
    expect(await inside.findByText("changed")).toBeVisible();
    expect(inside.getByText("New: Cloud:AWS €29.90")).toBeVisible();
});

test("a split is written anew", async () => {
    const { user } = showAt(AT);
    await screen.findByRole("table", { name: "Transactions" });
    await user.keyboard("s");
    const inside = await drawer("Write a transaction");
    await user.type(await inside.findByRole("combobox", { name: "Payee" }), "Metro");
    await user.type(inside.getByRole("combobox", { name: "Account of line 1" }), "cash{Enter}");
    await user.type(inside.getByRole("textbox", { name: "Amount of line 1" }), "-30");
    await user.type(inside.getByRole("combobox", { name: "Account of line 2" }), "rent{Enter}");
    await user.click(inside.getByRole("button", { name: "Balance it" }));
    await user.click(inside.getByRole("button", { name: "Save the transaction" }));
    await waitFor(() => expect(newest()?.payee).toBe("Metro"));
    expect(newest()?.postings.map(({ amount }) => amount)).toEqual(["-30.00", "30.00"]);
});

test("what is deleted comes back by undo, and its history says all of it", async () => {
    const { user, at } = showAt(`${AT}?open=5`);
    await user.click(await (await drawer("Transaction 5")).findByRole("button", { name: "Delete" }));
    await waitFor(() => expect(now(5)).toBeUndefined());
    await waitFor(() => expect(at()).toBe(AT));
    expect(await screen.findByText("Deleted. Its history stays.")).toBeVisible();
    screen.getAllByRole("button", { name: "Undo" }).at(-1)?.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(now(5)).toBeDefined());
});

test("a deleted one is shown as it was, and is brought back", async () => {
    const { user } = showAt(`${AT}?deleted=true&open=10`);
    const inside = await drawer("Transaction 10");
    expect(await inside.findByText("Deleted")).toBeVisible();
    expect(inside.queryByRole("button", { name: "Save" })).toBeNull();
    await user.click(inside.getByRole("button", { name: "Bring it back" }));
    await waitFor(() => expect(now(10)).toBeDefined());
    expect(await inside.findByText("brought back")).toBeVisible();
});

test("whoever typed while another was faster sees what changed, and keeps or takes", async () => {
    const { user } = showAt(`${AT}?open=5`);
    const inside = await drawer("Transaction 5");
    const payee = await inside.findByRole("combobox", { name: "Payee" });
    const was = now(5);
    if (was === undefined) throw new Error("no transaction 5");
    change(book(), {
        do: "edit",
        transaction: 5,
        version: 5,
        content: { ...was, exchange: null, payee: "Theirs" },
    });
    await user.clear(payee);
    await user.type(payee, "Mine");
    await user.click(inside.getByRole("button", { name: "Save" }));
    expect(await inside.findByText("Payee: “Deutsche Bahn” → “Theirs”", { selector: "span" })).toBeVisible();
    expect(payee).toHaveValue("Mine");
    await user.click(inside.getByRole("button", { name: "Keep mine" }));
    await user.click(inside.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(now(5)?.payee).toBe("Mine"));
});

test("a change in a closed period becomes an adjustment on a later day", async () => {
    book().closedUntil = "2026-10-31";
    const { user } = showAt(`${AT}?open=2`);
    const inside = await drawer("Transaction 2");
    expect(await inside.findByText("Closed period")).toBeVisible();
    for (const [line, amount] of [
        [1, "-950"],
        [2, "950"],
    ] as const) {
        const field = inside.getByRole("textbox", { name: `Amount of line ${line}` });
        await user.clear(field);
        await user.type(field, amount);
    }
    await user.click(inside.getByRole("button", { name: "Go on to the adjustment" }));
    await user.click(await inside.findByRole("button", { name: "Post the adjustment" }));
    await waitFor(() => expect(newest()?.note).toBe("Adjustment of transaction 2 of 2026-10-02"));
    expect(newest()?.postings.map(({ account, amount }) => `${account} ${amount}`)).toEqual([
        `${ACCOUNT.bank} -50.00`,
        `${ACCOUNT.rent} 50.00`,
    ]);
    expect(now(2)?.postings[0]?.amount).toBe("-900.00");
});

test("a posting is marked as reconciled, and what is reconciled is not changed", async () => {
    const { user } = showAt(`${AT}?open=5`);
    const inside = await drawer("Transaction 5");
    await user.selectOptions(
        await inside.findByRole("combobox", { name: "State on Credit card" }),
        "Reconciled",
    );
    expect(await inside.findByText("Credit card: reconciled")).toBeVisible();
    await user.click(inside.getByRole("button", { name: "Delete" }));
    expect(await screen.findByText(/is reconciled with a statement: take that back first/)).toBeVisible();
    expect(now(5)).toBeDefined();
});

test("a viewer reads all of it and changes nothing", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "viewer";
    showAt(`${AT}?open=8`);
    const inside = await drawer("Transaction 8");
    expect(await inside.findByText(/1 EUR is 1.0842 USD/)).toBeVisible();
    expect(inside.queryByRole("textbox")).toBeNull();
    expect(inside.getByRole("button", { name: "Delete" })).toHaveAttribute("aria-disabled", "true");
});

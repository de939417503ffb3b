import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { ACCOUNT } from "~/mocks/books-sample";
import { http, refuse } from "~/mocks/http";
import { IMPORT, line } from "~/mocks/imports";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/check`;
const BOOKS = `/w/${ID.alder}/books`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const preview = (id: string) => {
    const found = book().imports.find((one) => one.import.id === id);
    if (found === undefined) throw new Error(`no import ${id}`);
    return found;
};
/** The import of October says so much at the end of a day; the books have 4,100 on 31 October. */
const closes = (amount: string, on = "2026-10-31", id: string = IMPORT.done) =>
    book().closingBalances.push({ import: id, on, amount, currency: "EUR" });
const section = async (name: string) => within(await screen.findByRole("region", { name }));
const differing = async () => within(await screen.findByRole("list", { name: "Statements that differ" }));

test("a closing balance that differs comes first, with its import, the register up to that day and the lines that wait", async () => {
    closes("4075.40");
    preview(IMPORT.done).lines.push(line(2, { payee: "Cafe", amount: "-24.60", date: "2026-10-20" }));
    const second = "0199b000-0000-7000-8000-000000000009";
    book().imports.push({
        import: { ...preview(IMPORT.done).import, id: second, name: "start.ofx" },
        lines: [],
        breaks: [],
    });
    closes("5000.00", "2026-10-01", second);
    const { user } = showAt(AT);
    const list = await differing();
    expect(list.getAllByRole("listitem")).toHaveLength(1);
    expect(list.getByText("Books €24.60 higher")).toBeVisible();
    expect(list.getByText(/The bank says/)).toHaveTextContent(
        "The bank says €4,075.40, the books €4,100.00. 1 line of the account up to that day waits for an answer, −€24.60: that is all of the difference.",
    );
    expect(await list.findByRole("link", { name: "Bank account on 31 Oct 2026" })).toHaveAttribute(
        "href",
        `${BOOKS}/transactions?account=${ACCOUNT.bank}&to=2026-10-31`,
    );
    expect(list.getByRole("link", { name: "october.ofx" })).toHaveAttribute(
        "href",
        `${BOOKS}/imports/${IMPORT.done}`,
    );
    expect(screen.getByText(/The journal has no fault, but 1 of 2 closing balances/)).toBeVisible();
    expect(screen.queryByText(/The books are right/)).toBeNull();
    // What agrees stays quiet until somebody asks.
    expect(screen.getByText(/1 other agrees with the books/)).toBeVisible();
    expect(screen.queryByRole("list", { name: "Statements that agree" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show it" }));
    const agreeing = within(screen.getByRole("list", { name: "Statements that agree" }));
    expect(agreeing.getByRole("link", { name: "start.ofx" })).toBeVisible();
    expect(agreeing.getByText("€5,000.00")).toBeVisible();
});

test("a difference that no line explains is a fault, and is not called right", async () => {
    closes("4090.00");
    showAt(AT);
    const list = await differing();
    expect(list.getByText("Books €10.00 higher")).toBeVisible();
    expect(list.getByText(/No line of the account up to that day waits/)).toBeVisible();
    expect(screen.getByRole("alert")).toHaveTextContent(
        "1 of 1 closing balance of banks differs from the books",
    );
});

test("of many differences a few are shown, and all of them when they are asked for", async () => {
    for (let day = 1; day <= 12; day += 1) {
        const id = `0199b000-0000-7000-8000-0000000002${String(day).padStart(2, "0")}`;
        book().imports.push({
            import: { ...preview(IMPORT.done).import, id, name: `day ${day}.ofx` },
            lines: [],
            breaks: [],
        });
        closes("1.00", `2026-10-${String(day).padStart(2, "0")}`, id);
    }
    const { user } = showAt(AT);
    const list = await differing();
    expect(list.getAllByRole("listitem")).toHaveLength(10);
    await user.click(screen.getByRole("button", { name: "Show all 12 that differ" }));
    expect(list.getAllByRole("listitem")).toHaveLength(12);
    expect(screen.queryByRole("button", { name: /Show all/ })).toBeNull();
});

test("closing balances that all agree are one quiet sentence", async () => {
    closes("4100.00");
    showAt(AT);
    expect(await screen.findByText(/1 closing balance agrees with the books/)).toBeVisible();
    expect(screen.getByText(/The books are right/)).toBeVisible();
    expect(screen.queryByRole("list", { name: "Statements that differ" })).toBeNull();
});

test("where no import says a closing balance, whether the bank agrees is unknown", async () => {
    showAt(AT);
    const statements = await section("Statements of banks");
    expect(statements.getByText(/whether they agree with a bank is unknown/)).toBeVisible();
    expect(statements.queryByText(/agrees? with the books/)).toBeNull();
});

test("what lies in no category is told with its sign for people, since when, and its register", async () => {
    showAt(AT);
    const clearing = await section("Clearing accounts");
    const link = await clearing.findByRole("link", { name: "Uncategorised expenses" });
    expect(link).toHaveAttribute(
        "href",
        `${BOOKS}/transactions?account=${ACCOUNT.unsortedExpense}&from=2026-11-16`,
    );
    expect(clearing.getByText("since 16 Nov 2026")).toBeVisible();
    expect(clearing.getByText("€10.00")).toBeVisible();
});

test("income in no category is shown as what came in", async () => {
    const transaction = book().transactions.find(({ no }) => no === 4);
    for (const posting of transaction?.entries[0]?.postings ?? [])
        if (posting.account === ACCOUNT.consulting) posting.account = 3;
    showAt(AT);
    const clearing = await section("Clearing accounts");
    expect(await clearing.findByRole("link", { name: "Uncategorised income" })).toBeVisible();
    expect(clearing.getByText("€2,400.00")).toBeVisible();
});

test("with nothing on clearing accounts that is said in a sentence", async () => {
    const transaction = book().transactions.find(({ no }) => no === 7);
    for (const posting of transaction?.entries[0]?.postings ?? [])
        if (posting.account === ACCOUNT.unsortedExpense) posting.account = ACCOUNT.travel;
    showAt(AT);
    expect(await screen.findByText("Nothing is left on clearing accounts.")).toBeVisible();
});

test("a check that could not be made says nothing of banks and clearing accounts", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/check", () => refuse(500, "internal", "broke")),
    );
    showAt(AT);
    expect(await screen.findByText(/The check of the books cannot be shown/)).toBeVisible();
    expect(screen.queryByRole("region", { name: "Statements of banks" })).toBeNull();
    expect(screen.queryByText(/Nothing is left/)).toBeNull();
});

test("without the accounts' names differences are still told, and amounts whose sign is unknown are not", async () => {
    closes("4090.00");
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/accounts", () => refuse(500, "internal", "broke")),
    );
    showAt(AT);
    expect(
        (await differing()).getByRole("link", { name: `Account ${ACCOUNT.bank} on 31 Oct 2026` }),
    ).toBeVisible();
    const clearing = await section("Clearing accounts");
    expect(await clearing.findByText(/The accounts cannot be shown/)).toBeVisible();
    expect(clearing.queryByText("€10.00")).toBeNull();
});

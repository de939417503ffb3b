import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { http } from "~/mocks/http";
import { IMPORT } from "~/mocks/imports";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const LIST = `/w/${ID.alder}/books/imports`;
const AT = `${LIST}/${IMPORT.looked}`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const rows = async () => within(await screen.findByRole("table", { name: "Lines of umsaetze.csv" }));
const row = async (name: RegExp) => within((await rows()).getByRole("row", { name }));
const written = (payee: string) =>
    book()
        .transactions.map(current)
        .find((one) => one?.payee === payee);

test("what the file says is told: form, account, problems, notes, lines left out and breaks of balances", async () => {
    showAt(AT);
    await rows();
    expect(screen.getByText("CSV, windows-1252")).toBeVisible();
    expect(screen.getByText("DE02120300000000202051")).toBeVisible();
    expect(screen.getByText("Line 9: the row has too few fields")).toBeVisible();
    expect(screen.getByText(/Day and month could be either way round/)).toBeVisible();
    expect(screen.getByText(/The file begins with 100\.00 EUR/)).toBeVisible();
    expect(screen.getByText("1 line left out")).toBeVisible();
    expect(screen.getByText("Line 8: the bank has not booked it yet")).toBeInTheDocument();
    expect(screen.getByText("26.11.2026;Kiosk;;-2,00")).toBeInTheDocument();
    expect(screen.getByText(/Empfänger/)).toHaveTextContent("Payee from Empfänger");
});

test("each line has a verdict, and the category that is used with its reason", async () => {
    const { user } = showAt(AT);
    const amazon = await row(/Amazon/);
    expect(amazon.getByText("New")).toBeVisible();
    expect(await amazon.findByText("Cloud")).toBeVisible();
    expect(amazon.getByText("Rule “Amazon is cloud”")).toBeVisible();
    expect(amazon.getByText("−€12.50")).toBeVisible();
    expect(amazon.getByTitle(/AMZN MKTP DE\*2K4/)).toBeVisible();
    expect((await row(/DB Vertrieb/)).getByText("7 of 8 like it")).toBeVisible();
    expect((await row(/Unbekannt/)).getByText("Uncategorised")).toBeVisible();
    await user.click(amazon.getByRole("button", { name: /As it stands in the file/ }));
    expect(await screen.findByText("24.11.2026;AMZN MKTP DE*2K4;Paper;-12,50")).toBeVisible();
});

test("the groups are counted and limit the lines", async () => {
    const { user, at } = showAt(AT);
    await rows();
    await user.click(screen.getByRole("radio", { name: "Needs an answer 1" }));
    await waitFor(() => expect(at()).toBe(`${AT}?show=unsure`));
    expect((await rows()).getAllByRole("row")).toHaveLength(2);
    expect(screen.getByText("1 of 6 lines")).toBeVisible();
});

test("brought in, new lines are posted, doubles stay out, matches are joined, and those in doubt wait", async () => {
    const { user } = showAt(AT);
    await rows();
    expect(screen.getByText(/3 new, 1 double, 1 joined, 1 waiting/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    expect(await screen.findByText("3 transactions brought in.")).toBeVisible();
    const link = await within(await screen.findByRole("table", { name: /Lines of/ })).findByRole("link", {
        name: "Transaction 4",
    });
    expect(link).toHaveAttribute("href", `/w/${ID.alder}/books/transactions?open=4`);
    // It can still be answered.
    expect((await row(/Cafe/)).getByRole("button", { name: "Answer: Cafe" })).toBeVisible();
    expect(screen.getByText(/^1 line of it waits for an answer/)).toBeVisible();
    expect(written("DB Vertrieb")?.postings[1]?.account).toBe(ACCOUNT.travel);
    expect(written("Amazon")?.postings[0]).toMatchObject({ account: ACCOUNT.bank, amount: "-12.50" });
});

test("a category is changed where it stands, and a doubt is answered by one of its candidates", async () => {
    let sent: unknown;
    server.use(
        http.untyped.post("*/api/v1/workspaces/:w/books/imports/:id/commit", async ({ request }) => {
            sent = await request.clone().json();
            return undefined;
        }),
    );
    const { user } = showAt(AT);
    await user.click(
        await (await row(/Amazon/)).findByRole("button", { name: /Change: category of Amazon/ }),
    );
    await user.type(await screen.findByRole("combobox", { name: "Category" }), "rent{Enter}");
    expect(await (await row(/Amazon/)).findByText("Office:Rent")).toBeVisible();
    expect((await row(/Amazon/)).getByText("Chosen by you")).toBeVisible();
    await user.click((await row(/Cafe/)).getByRole("button", { name: "Answer: Cafe" }));
    const answer = within(await screen.findByRole("dialog", { name: "What becomes of Cafe" }));
    expect(
        await answer.findByText(/Café Blau, 16 Nov 2026, −€24.60\. 48 % alike, 2 days later/),
    ).toBeVisible();
    expect(await answer.findByText(/Hausverwaltung Linde, 2 Oct 2026/)).toBeVisible();
    await user.click(answer.getByRole("radio", { name: /It is this transaction/ }));
    expect(await screen.findByText(/3 new, 1 double, 2 joined, 0 waiting/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    await screen.findByText("3 transactions brought in.");
    expect(sent).toEqual({
        decisions: [
            { as: "post", line: 1, category: ACCOUNT.rent },
            { as: "matches", line: 6, transaction: 7 },
        ],
    });
    expect(written("Amazon")?.postings[1]?.account).toBe(ACCOUNT.rent);
});

test("what the books refuse is said, and nothing was brought in", async () => {
    book().closedUntil = "2026-11-30";
    const { user } = showAt(AT);
    await rows();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    expect(
        await screen.findByText(/Nothing was brought in\. The books are closed up to 2026-11-30/),
    ).toBeVisible();
    expect(written("Amazon")).toBeUndefined();
});

test("an import is taken back as a whole, once that is confirmed", async () => {
    const { user } = showAt(AT);
    await rows();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    await user.click(await screen.findByRole("button", { name: "Undo this import" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Undo this import" }));
    expect(dialog.getByText(/3 transactions that it wrote are deleted/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Undo the import" }));
    expect(await screen.findByText("Taken back")).toBeVisible();
    expect((await row(/Amazon/)).getByText("Had a transaction")).toBeVisible();
    expect(screen.queryByText("In the books")).toBeNull();
    expect(written("Amazon")).toBeUndefined();
});

test("an import with something reconciled is not taken back, and why is said", async () => {
    server.use(
        http.untyped.post("*/api/v1/workspaces/:w/books/imports/:id/undo", () =>
            Response.json(
                {
                    type: "urn:skytally:problem:conflict",
                    title: "conflict",
                    status: 409,
                    code: "conflict",
                    detail: "the posting on Bank account is reconciled with a statement: take that back first",
                    errors: [],
                },
                { status: 409 },
            ),
        ),
    );
    const { user } = showAt(`${LIST}/${IMPORT.done}`);
    await user.click(await screen.findByRole("button", { name: "Undo this import" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Undo this import" }));
    await user.click(dialog.getByRole("button", { name: "Undo the import" }));
    expect(await dialog.findByText(/is reconciled with a statement/)).toBeVisible();
});

test("with another order of dates the file is read again", async () => {
    const { user, at } = showAt(AT);
    await rows();
    await user.selectOptions(screen.getByRole("combobox", { name: "Order of dates" }), "mdy");
    expect(screen.getByRole("button", { name: "Choose the file again…" })).toBeVisible();
    await user.upload(
        screen.getByLabelText("The file, once more"),
        new File(["Day;Who;What;Amount\n03.11.2026;Bread;;-4.20\n"], "umsaetze.csv"),
    );
    await waitFor(() => expect(at()).not.toContain(IMPORT.looked));
    expect(await (await row(/Bread/)).findByText(/^11 Mar/)).toBeVisible();
    expect(screen.getByRole("combobox", { name: "Order of dates" })).toHaveValue("mdy");
    // It is still here: now it needs not be chosen again.
    await user.selectOptions(screen.getByRole("combobox", { name: "Order of dates" }), "dmy");
    await user.click(screen.getByRole("button", { name: "Read the file again" }));
    expect(await (await row(/Bread/)).findByText(/^3 Nov/)).toBeVisible();
});

test("a viewer sees all of it, decides nothing, and is told who may", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "viewer";
    showAt(AT);
    const cafe = await row(/Cafe/);
    expect(await cafe.findByText("Waits")).toBeVisible();
    expect(cafe.queryByRole("button", { name: /Answer/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Bring 3 transactions in" })).toHaveAttribute(
        "aria-disabled",
        "true",
    );
});

test("a line that waits is answered after its import, and belongs to it", async () => {
    const { user } = showAt(AT);
    await rows();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    await screen.findByText(/^1 line of it waits/);
    const none = screen.getByRole("button", { name: "Answer 0 lines" });
    expect(none).toHaveAttribute("aria-disabled", "true");
    await user.click((await row(/Cafe/)).getByRole("button", { name: "Answer: Cafe" }));
    const answer = within(await screen.findByRole("dialog", { name: "What becomes of Cafe" }));
    await user.click(answer.getByRole("radio", { name: /Bring it in as a new one/ }));
    await user.click(await (await row(/Cafe/)).findByRole("button", { name: /Change: payee of Cafe/ }));
    const payee = await screen.findByRole("textbox", { name: "Payee" });
    await user.clear(payee);
    await user.type(payee, "Café Blau am Markt{Enter}");
    await user.click(await screen.findByRole("button", { name: "Answer 1 line" }));
    await waitFor(() => expect(written("Café Blau am Markt")).toBeDefined());
    await waitFor(() => expect(screen.queryByText(/^1 line of it waits/)).toBeNull());
    expect(book().imports.find((one) => one.import.id === IMPORT.looked)?.import.posted).toBe(4);
});

test("the payee of a line is changed where it stands, and its category stays", async () => {
    let sent: { decisions?: unknown[] } = {};
    server.use(
        http.untyped.post("*/api/v1/workspaces/:w/books/imports/:id/commit", async ({ request }) => {
            sent = (await request.clone().json()) as typeof sent;
            return undefined;
        }),
    );
    const { user } = showAt(AT);
    await user.click(await (await row(/Amazon/)).findByRole("button", { name: /Change: category of/ }));
    await user.type(await screen.findByRole("combobox", { name: "Category" }), "rent{Enter}");
    await user.click(await (await row(/Amazon/)).findByRole("button", { name: /Change: payee of Amazon/ }));
    const payee = await screen.findByRole("textbox", { name: "Payee" });
    await user.clear(payee);
    await user.type(payee, "AWS EMEA{Enter}");
    expect(await row(/AWS EMEA/)).toBeDefined();
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    await waitFor(() => expect(written("AWS EMEA")).toBeDefined());
    expect(sent.decisions).toEqual([
        expect.objectContaining({ as: "post", category: ACCOUNT.rent, payee: "AWS EMEA" }),
    ]);
});

test("a file that nobody wants is thrown away", async () => {
    const { user, at } = showAt(AT);
    await rows();
    await user.click(screen.getByRole("button", { name: "Discard" }));
    await waitFor(() => expect(at()).toBe(LIST));
    expect(book().imports.some((one) => one.import.id === IMPORT.looked)).toBe(false);
    expect(await screen.findByText("The file was thrown away. It can be read again.")).toBeVisible();
});

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { current } from "~/mocks/books-ledger";
import { http, refuse } from "~/mocks/http";
import { RECEIPT } from "~/mocks/receipts";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/receipts`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const one = (id: string) => book().receipts.find((each) => each.id === id);
const pdf = (name = "invoice.pdf") => new File(["%PDF-1.7"], name, { type: "application/pdf" });

test("receipts are listed with what has to be done, and a total that is not proved says so", async () => {
    showAt(AT);
    const table = within(await screen.findByRole("table", { name: "Receipts" }));
    expect(table.getByRole("row", { name: /Deutsche Bahn/ })).toHaveTextContent(/Matches one.*€89\.90$/);
    expect(table.getByRole("row", { name: /Hardware Haus/ })).toHaveTextContent(/€1,189\.00unsure/);
    // What was not read has no total: not a zero.
    const broken = table.getByRole("row", { name: /scan\.pdf/ });
    expect(broken).toHaveTextContent("Unreadable");
    expect(broken).not.toHaveTextContent("0.00");
});

test("a file that is dropped is kept and shown; one that is empty is refused by name", async () => {
    const { user, at } = showAt(AT);
    await screen.findByRole("table", { name: "Receipts" });
    const chooser = screen.getByLabelText("Files of receipts");
    await user.upload(chooser, new File([], "empty.pdf", { type: "application/pdf" }));
    expect(await screen.findByText("empty.pdf was not kept. The file is empty.")).toBeVisible();
    await user.upload(chooser, pdf());
    await waitFor(() => expect(at()).toMatch(/\/receipts\/0199d000-0000-7000-8000-0000000001/));
    expect(await screen.findByText(/^Waits to be read\. This page shows it/)).toBeVisible();
    expect(book().receipts[0]).toMatchObject({ name: "invoice.pdf", bytes: 8 });
});

test("a picture in the clipboard is taken, and a refusal of the program is said", async () => {
    showAt(AT);
    await screen.findByRole("table", { name: "Receipts" });
    fireEvent.paste(window, { clipboardData: { files: [pdf("error-409.pdf"), pdf("clip.pdf")] } });
    expect(
        await screen.findByText(/error-409\.pdf was not kept\. There is one with this name/),
    ).toBeVisible();
    expect(book().receipts[0]?.name).toBe("clip.pdf");
    expect(await screen.findByText("1 receipt kept. They are being read.")).toBeVisible();
});

test("one that matches is attached with one click, and taken away again", async () => {
    const { user } = showAt(`${AT}/${RECEIPT.matches}`);
    expect(await screen.findByText("The total is proved: 84.02 net + 5.88 tax = 89.90.")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Attach it to Deutsche Bahn, 9 Nov 2026" }));
    await waitFor(() => expect(one(RECEIPT.matches)?.transaction?.no).toBe(5));
    expect(await screen.findByRole("button", { name: "Delete" })).toHaveAttribute("aria-disabled", "true");
    await user.click(screen.getByRole("button", { name: "Take it away" }));
    await waitFor(() => expect(one(RECEIPT.matches)?.transaction).toBeNull());
});

test("a draft is filled with what was read, says how sure that is, and is posted by a person", async () => {
    const { user } = showAt(`${AT}/${RECEIPT.draft}`);
    expect(
        await screen.findByText(/^The total is not proved, look at it: no tax and no lines/),
    ).toBeVisible();
    const read = within(screen.getByRole("table", { name: "What was read" }));
    expect(read.getByRole("row", { name: /^Total/ })).toHaveTextContent(/€1,189\.00unsure/);
    expect(read.getByRole("row", { name: /^Payee/ })).toHaveTextContent("fairly sure");
    const form = within(await screen.findByRole("form", { name: "Post this receipt" }));
    expect(form.getByRole("textbox", { name: "Amount" })).toHaveValue("1189.00");
    expect(form.getByRole("combobox", { name: "From" })).toHaveValue("Credit card");
    const before = book().transactions.length;
    await user.click(form.getByRole("button", { name: "Post it" }));
    await waitFor(() => expect(book().transactions).toHaveLength(before + 1));
    const made = book().transactions.at(-1);
    expect(made === undefined ? undefined : current(made)).toMatchObject({
        payee: "Hardware Haus",
        date: "2026-11-24",
    });
    expect(await screen.findByRole("heading", { name: "Its transaction" })).toBeVisible();
});

test("one that cannot be read says why, is read again, and is deleted after a question", async () => {
    const { user, at } = showAt(`${AT}/${RECEIPT.broken}`);
    expect(await screen.findByText("Unreadable: the PDF is encrypted.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Read again" }));
    await waitFor(() => expect(one(RECEIPT.broken)?.state).toBe("waiting"));
    await user.click(await screen.findByRole("button", { name: "Delete" }));
    await user.click(await screen.findByRole("button", { name: "Delete the receipt" }));
    await waitFor(() => expect(one(RECEIPT.broken)).toBeUndefined());
    await waitFor(() => expect(at()).toBe(AT));
});

test("who read it is said, and so is that the file left the machine", async () => {
    const read = one(RECEIPT.matches)?.reading;
    if (read == null) throw new Error("no sample");
    const sent = "it was sent to Amazon Textract in eu-central-1, which read it";
    Object.assign(read, { source: "service", reader: "textract", reader_version: "", notes: [sent] });
    showAt(`${AT}/${RECEIPT.matches}`);
    expect(
        await screen.findByText(/sent to a service on the network.*, by Amazon Textract\.$/),
    ).toBeVisible();
    expect(screen.getByText(sent)).toBeVisible();
});

test("one that waits longer than a moment says why", async () => {
    const waits = one(RECEIPT.broken);
    if (waits === undefined) throw new Error("no sample");
    const why = "Amazon Textract could not be asked, which is tried again: ThrottlingException";
    Object.assign(waits, { state: "waiting", why });
    showAt(`${AT}/${RECEIPT.broken}`);
    expect(await screen.findByText(new RegExp(`^Waits to be read: ${why}\\. This page`))).toBeVisible();
});

test("a receipt that is dropped onto a transaction belongs to it", async () => {
    const { user } = showAt(`/w/${ID.alder}/books/transactions?open=5`);
    const drawer = within(await screen.findByRole("dialog", { name: "Transaction 5" }));
    await user.upload(await drawer.findByLabelText("Files of receipts"), pdf("bahn.pdf"));
    const list = within(await drawer.findByRole("list", { name: "Receipts of this transaction" }));
    expect(list.getByRole("link", { name: "bahn.pdf" })).toBeVisible();
    expect(book().receipts[0]?.transaction?.no).toBe(5);
});

test("without a receipt the next step is said, and a failure is tried again", async () => {
    book().receipts = [];
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/receipts", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    expect(await screen.findByText("There is no receipt yet")).toBeVisible();
});

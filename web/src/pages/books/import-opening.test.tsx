import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import type { OpeningBalance } from "~/api/imports";
import { current } from "~/mocks/books-ledger";
import { ACCOUNT } from "~/mocks/books-sample";
import { http } from "~/mocks/http";
import { IMPORT } from "~/mocks/imports";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/imports/${IMPORT.looked}`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const preview = () => {
    const found = book().imports.find((one) => one.import.id === IMPORT.looked);
    if (found === undefined) throw new Error("no import");
    return found;
};
/** Before all that the sample's bank account has. */
const offers = (said: Partial<OpeningBalance> = {}) => {
    preview().opening = {
        date: "2026-04-30",
        amount: "1234.00",
        currency: "EUR",
        computed: false,
        transaction: null,
        ...said,
    };
};
const tick = () =>
    screen.findByRole("checkbox", { name: "Post an opening balance of €1,234.00 on 30 Apr 2026" });
/** What commits say, which are answered all the same. */
function listen(): unknown[] {
    const sent: unknown[] = [];
    server.use(
        http.untyped.post("*/api/v1/workspaces/:w/books/imports/:id/commit", async ({ request }) => {
            sent.push(await request.clone().json());
            return undefined;
        }),
    );
    return sent;
}
const written = () =>
    book()
        .transactions.map(current)
        .filter((one) => one?.note === "Opening balance");

test("a file that offers no opening balance asks nothing", async () => {
    showAt(AT);
    expect(await screen.findByRole("table", { name: "Lines of umsaetze.csv" })).toBeVisible();
    expect(screen.queryByRole("checkbox", { name: /opening balance/ })).toBeNull();
});

test("an opening balance is off until it is asked for, and is then not posted", async () => {
    offers();
    const sent = listen();
    const { user } = showAt(AT);
    expect(await tick()).not.toBeChecked();
    expect(await tick()).toHaveAccessibleDescription(
        /^The file says it\. It stands for all that Bank account had before/,
    );
    await user.click(screen.getByRole("button", { name: "Bring 3 transactions in" }));
    expect(await screen.findByText("3 transactions brought in.")).toBeVisible();
    expect(sent).toEqual([{ decisions: [] }]);
    expect(await screen.findByText(/€1,234\.00 on 30 Apr 2026 was not posted/)).toBeVisible();
    expect(screen.getByText("3 transactions of 6 lines were written.")).toBeVisible();
    expect(written()).toEqual([]);
});

test("asked for, it is posted with the lines, and the transaction that it became is shown", async () => {
    offers({ computed: true });
    const sent = listen();
    const { user } = showAt(AT);
    expect(await tick()).toHaveAccessibleDescription(/^Computed from the closing balance and the lines\./);
    await user.click(await tick());
    expect(screen.getByText(/1 waiting, an opening balance\./)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Bring 4 transactions in" }));
    expect(await screen.findByText("4 transactions brought in.")).toBeVisible();
    expect(sent).toEqual([{ decisions: [], opening: true }]);
    const no = preview().opening?.transaction;
    expect(await screen.findByText(/^The opening balance of €1,234\.00/)).toHaveTextContent(
        `The opening balance of €1,234.00 on 30 Apr 2026 was posted: Transaction ${String(no)}. Computed from the closing balance and the lines.`,
    );
    expect(screen.getByRole("link", { name: `Transaction ${String(no)}` })).toHaveAttribute(
        "href",
        `/w/${ID.alder}/books/transactions?open=${String(no)}`,
    );
    expect(screen.getByText("3 transactions of 6 lines and an opening balance were written.")).toBeVisible();
    expect(screen.queryByRole("checkbox", { name: /opening balance/ })).toBeNull();
    expect(written()).toEqual([
        expect.objectContaining({
            date: "2026-04-30",
            postings: [
                expect.objectContaining({ account: ACCOUNT.bank, amount: "1234.00" }),
                expect.objectContaining({ account: ACCOUNT.opening, amount: "-1234.00" }),
            ],
        }),
    ]);
});

test("it goes with its import, and that is said", async () => {
    offers();
    const { user } = showAt(AT);
    await user.click(await tick());
    await user.click(screen.getByRole("button", { name: "Bring 4 transactions in" }));
    await user.click(await screen.findByRole("button", { name: "Undo this import" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Undo this import" }));
    expect(dialog.getByText(/4 transactions that it wrote are deleted/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Undo the import" }));
    expect(await screen.findByText(/had been posted as .*, and was taken back\./)).toBeVisible();
    expect(written()).toEqual([]);
});

test("where the account has begun meanwhile it is refused in words, nothing is brought in, and the tick stays", async () => {
    offers({ date: "2026-10-02" });
    const { user } = showAt(AT);
    const box = await screen.findByRole("checkbox", { name: /on 2 Oct 2026/ });
    await user.click(box);
    await user.click(screen.getByRole("button", { name: "Bring 4 transactions in" }));
    expect(
        await screen.findByText(
            /Nothing was brought in\. The books have transactions on the account up to 2026-10-02 by now/,
        ),
    ).toBeVisible();
    await waitFor(() => expect(screen.getByRole("checkbox", { name: /on 2 Oct 2026/ })).toBeChecked());
    expect(preview().import.state).toBe("preview");
    expect(written()).toEqual([]);
});

test("a file without lines can bring in its opening balance alone", async () => {
    offers();
    preview().lines = [];
    preview().import.lines = 0;
    const { user } = showAt(AT);
    const nothing = await screen.findByRole("button", { name: "Bring 0 transactions in" });
    expect(nothing).toHaveAttribute("aria-disabled", "true");
    await user.click(await tick());
    await user.click(screen.getByRole("button", { name: "Bring 1 transaction in" }));
    expect(
        await screen.findByText("0 transactions of 0 lines and an opening balance were written."),
    ).toBeVisible();
    expect(written()).toHaveLength(1);
});

test("a viewer sees the offer, cannot take it, and is told who may", async () => {
    offers();
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "viewer";
    showAt(AT);
    const box = await tick();
    await waitFor(() => expect(box).toBeDisabled());
    expect(box).toHaveAccessibleDescription(/import bank files/);
});

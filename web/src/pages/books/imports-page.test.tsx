import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { IMPORT } from "~/mocks/imports";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/imports`;
const book = () => {
    const found = world.books.get(ID.alder);
    if (found === undefined) throw new Error("no book");
    return found;
};
const CSV = "Day;Who;What;Amount\n03.11.2026;Bäcker Blau;Brot;-4.20\n04.11.2026;Alder;Invoice 7;120.00\n";
const file = (name = "november.csv", text = CSV) => new File([text], name, { type: "text/csv" });

test("the imports are listed, with account, state, lines and what they posted", async () => {
    showAt(AT);
    const table = within(await screen.findByRole("table", { name: "Imports" }));
    const looked = within(table.getByRole("row", { name: /umsaetze\.csv/ }));
    expect(looked.getByText("Not brought in")).toBeVisible();
    await waitFor(() => expect(looked.getByText("Bank account")).toBeVisible());
    // Nothing was posted is not known before somebody has decided: no zero.
    expect(looked.getByText("–")).toBeVisible();
    expect(looked.getByRole("link", { name: /umsaetze/ })).toHaveAttribute("href", `${AT}/${IMPORT.looked}`);
    expect(table.getByRole("row", { name: /october\.ofx/ })).toHaveTextContent("In the books11");
});

test("without an import, the next step is said", async () => {
    book().imports = [];
    const { user } = showAt(AT);
    expect(await screen.findByText("No file was imported yet")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Import a bank file" }));
    expect(await screen.findByRole("dialog", { name: "Import a bank file" })).toBeVisible();
});

test("a list that could not be read is tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/imports", () =>
            refuse(500, "internal", "something broke"),
        ),
    );
    const { user } = showAt(AT);
    const again = await screen.findByRole("button", { name: "Try again" });
    server.resetHandlers();
    await user.click(again);
    expect(await screen.findByRole("table", { name: "Imports" })).toBeVisible();
});

test("a file is sent as its bytes, for an account, and shown line by line", async () => {
    const { user, at } = showAt(`${AT}?new=true`);
    const dialog = within(await screen.findByRole("dialog", { name: "Import a bank file" }));
    await user.click(dialog.getByRole("button", { name: "Read the file" }));
    expect(await dialog.findByText("Choose a file")).toBeVisible();
    expect(dialog.getByText("Choose the account that the file is of")).toBeVisible();
    await user.upload(dialog.getByLabelText("File"), file());
    await dialog.findByRole("option", { name: /Bank account/ });
    await user.selectOptions(dialog.getByLabelText("Account"), "5");
    await user.click(dialog.getByRole("button", { name: "Read the file" }));
    await waitFor(() => expect(at()).toMatch(/\/imports\/0199b000/));
    const lines = within(await screen.findByRole("table", { name: "Lines of november.csv" }));
    // The umlaut came through: nothing took the bytes for text.
    expect(lines.getByText("Bäcker Blau")).toBeVisible();
    expect(lines.getByText("−€4.20")).toBeVisible();
    expect(lines.getByText("+€120.00")).toBeVisible();
    expect(book().imports[0]?.import.account).toBe(5);
});

test("a file that is none is refused beside its field, and stays chosen", async () => {
    const { user } = showAt(`${AT}?new=true`);
    const dialog = within(await screen.findByRole("dialog", { name: "Import a bank file" }));
    await user.upload(dialog.getByLabelText("File"), file("photo.csv", "what\nis this"));
    await dialog.findByRole("option", { name: /Bank account/ });
    await user.selectOptions(dialog.getByLabelText("Account"), "5");
    await user.click(dialog.getByRole("button", { name: "Read the file" }));
    expect(await dialog.findByText("It is no bank file that Skytally knows")).toBeVisible();
    expect(dialog.getByText(/photo\.csv, 12 bytes/)).toBeVisible();
});

test("a file dropped on the page is the one that is imported", async () => {
    showAt(AT);
    const heading = await screen.findByRole("heading", { name: "Imports" });
    fireEvent.drop(heading, { dataTransfer: { files: [file("dropped.csv")], types: ["Files"] } });
    const dialog = within(await screen.findByRole("dialog", { name: "Import a bank file" }));
    expect(dialog.getByText(/dropped\.csv/)).toBeVisible();
});

test("a viewer sees the imports and is told who imports", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "viewer";
    showAt(`${AT}?new=true`);
    await screen.findByRole("table", { name: "Imports" });
    const button = await screen.findByRole("button", { name: "Import a bank file" });
    await waitFor(() => expect(button).toHaveAttribute("aria-disabled", "true"));
    expect(screen.queryByRole("dialog")).toBeNull();
});

test("the palette begins an import, and finds the reports", async () => {
    const { user, at } = showAt(AT);
    await screen.findByRole("table", { name: "Imports" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "net worth");
    expect(await screen.findByRole("option", { name: /Report: Net worth/ })).toBeVisible();
    await user.clear(screen.getByRole("combobox"));
    await user.type(screen.getByRole("combobox"), "bank file");
    await user.click(await screen.findByRole("option", { name: /Import a bank file/ }));
    await waitFor(() => expect(at()).toBe(`${AT}?new=true`));
    expect(await screen.findByRole("dialog", { name: "Import a bank file" })).toBeVisible();
});

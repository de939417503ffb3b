import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/check`;
const book = () => world.books.get(ID.alder);

test("the check says what was verified, and each fault in words", async () => {
    const { user } = showAt(AT);
    expect(await screen.findByText(/The books are right/)).toBeVisible();
    expect(screen.getByText(/11 entries, of which 9 transactions count/)).toBeVisible();
    book()?.faults.push("the balance of Cash is not what the journal gives");
    await user.click(screen.getByRole("button", { name: "Check again" }));
    expect(await screen.findByText(/1 fault in the books/)).toBeVisible();
    expect(screen.getByText("the balance of Cash is not what the journal gives")).toBeVisible();
});

test("the books are closed up to a day, the closing is kept, and they are opened again", async () => {
    const { user } = showAt(AT);
    fireEvent.change(await screen.findByLabelText("Close up to"), { target: { value: "2026-10-31" } });
    await user.click(screen.getByRole("button", { name: "Close the books" }));
    expect(await screen.findByText("Closed up to and with 31 Oct 2026.")).toBeVisible();
    expect(book()?.closedUntil).toBe("2026-10-31");
    const closings = within(await screen.findByRole("list", { name: "Closings" }));
    expect(closings.getByText("Closed up to 31 Oct 2026")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Open all days…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Open all days again" }));
    await user.click(dialog.getByRole("button", { name: "Open all days" }));
    await waitFor(() => expect(book()?.closedUntil).toBeNull());
});

test("derived data is made anew after a question", async () => {
    const { user } = showAt(AT);
    await user.click(await screen.findByRole("button", { name: "Make it anew…" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Make derived data anew" }));
    await user.click(dialog.getByRole("button", { name: "Make it anew" }));
    await waitFor(() => expect(book()?.rebuilt).toBe(1));
});

test("an analyst checks, and closes nothing", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "analyst";
    showAt(AT);
    expect(await screen.findByText(/The books are right/)).toBeVisible();
    expect(screen.getByRole("button", { name: "Close the books" })).toHaveAttribute("aria-disabled", "true");
    expect(screen.getByRole("button", { name: "Make it anew…" })).toHaveAttribute("aria-disabled", "true");
});

test("a check that could not be made says nothing of the books", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/check", () => refuse(500, "internal", "broke")),
    );
    showAt(AT);
    expect(await screen.findByText(/The check of the books cannot be shown/)).toBeVisible();
    expect(screen.queryByText(/The books are right/)).toBeNull();
});

import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { ACCOUNT } from "~/mocks/books-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/books/accounts`;
const account = (no: number) => world.books.get(ID.alder)?.accounts.find((one) => one.no === no);

test("a category is added below another one, and a refusal keeps what was typed", async () => {
    const { user, at } = showAt(AT);
    await screen.findByRole("list", { name: "Expenses" });
    await user.click(screen.getByRole("button", { name: "Add an expense category" }));
    await waitFor(() => expect(at()).toBe(`${AT}?new=expense`));
    const dialog = within(await screen.findByRole("dialog", { name: "Add an account or a category" }));
    const name = dialog.getByRole("textbox", { name: "Name" });
    await user.type(name, "error-409");
    await user.type(dialog.getByRole("combobox", { name: /Part of/ }), "cloud{Enter}");
    await user.click(dialog.getByRole("button", { name: "Add it" }));
    expect(await dialog.findByText(/There is one with this name already/)).toBeVisible();
    await user.clear(name);
    await user.type(name, "Azure");
    await user.click(dialog.getByRole("button", { name: "Add it" }));
    expect(await screen.findByText("Cloud:Azure is there.")).toBeVisible();
    const expenses = within(screen.getByRole("list", { name: "Expenses" }));
    expect(await expenses.findByRole("link", { name: "Azure" })).toBeVisible();
});

test("an account is renamed, moved, closed on a day and opened again", async () => {
    const { user } = showAt(AT);
    await user.click(await screen.findByRole("button", { name: "Change Travel" }));
    let dialog = within(await screen.findByRole("dialog", { name: "Change Travel" }));
    await user.clear(dialog.getByRole("textbox", { name: "Name" }));
    await user.type(dialog.getByRole("textbox", { name: "Name" }), "Journeys");
    await user.type(dialog.getByRole("combobox", { name: /Part of/ }), "office{Enter}");
    fireEvent.change(dialog.getByLabelText(/Closed on/), { target: { value: "2026-11-30" } });
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() =>
        expect(account(ACCOUNT.travel)).toMatchObject({ name: "Journeys", parent: 12, closed: "2026-11-30" }),
    );
    await waitFor(() => expect(screen.queryByRole("button", { name: /Change Office:Journeys/ })).toBeNull());
    await user.click(screen.getByRole("switch", { name: "Closed ones too" }));
    await user.click(await screen.findByRole("button", { name: "Change Office:Journeys" }));
    dialog = within(await screen.findByRole("dialog", { name: "Change Office:Journeys" }));
    await user.click(dialog.getByRole("button", { name: "Open it again" }));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(account(ACCOUNT.travel)?.closed).toBeNull());
});

test("an account that another has changed meanwhile is not overwritten unseen", async () => {
    const { user } = showAt(`${AT}?edit=${ACCOUNT.travel}`);
    const dialog = within(await screen.findByRole("dialog", { name: "Change Travel" }));
    const found = account(ACCOUNT.travel);
    if (found !== undefined) Object.assign(found, { name: "Trips", version: 2 });
    await user.type(dialog.getByRole("textbox", { name: /Note/ }), "By train only");
    await user.click(dialog.getByRole("button", { name: "Save" }));
    const changed = within(await screen.findByRole("dialog", { name: "Change Trips" }));
    expect(changed.getByText(/Somebody else was faster: it is called Trips now/)).toBeVisible();
    expect(changed.getByRole("textbox", { name: /Note/ })).toHaveValue("By train only");
    await user.click(changed.getByRole("button", { name: "Keep mine" }));
    await user.click(changed.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(account(ACCOUNT.travel)?.note).toBe("By train only"));
});

test("an analyst changes no accounts, and is told why", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item !== undefined) item.workspace.role = "analyst";
    const { user } = showAt(`${AT}?new=expense`);
    const change = await screen.findByRole("button", { name: "Change Travel" });
    expect(change).toHaveAttribute("aria-disabled", "true");
    expect(screen.queryByRole("dialog")).toBeNull();
    await user.hover(change);
    expect((await screen.findAllByText(/Admins and above can change the books/)).length).toBeGreaterThan(0);
});

test("accounts that cannot be read are an error, not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/books/accounts", () => refuse(500, "internal", "broke")),
    );
    showAt(AT);
    expect(await screen.findByText(/The accounts cannot be shown/)).toBeVisible();
});

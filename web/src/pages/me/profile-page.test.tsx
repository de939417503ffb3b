import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { PASSWORD, world } from "~/mocks/world";
import { showAt } from "~/test/render";

test("the name is changed, and changed back", async () => {
    const { user } = showAt("/me");
    const name = await screen.findByRole("textbox", { name: "Name" });
    const save = screen.getByRole("button", { name: "Save" });
    expect(save).toHaveAttribute("aria-disabled", "true");
    await user.clear(name);
    await user.type(name, "error-500{Enter}");
    expect(await screen.findByText("req-0001")).toBeVisible();
    expect(name).toHaveValue("error-500");
    await user.clear(name);
    await user.type(name, "Ada L.{Enter}");
    await waitFor(() => expect(world.me?.name).toBe("Ada L."));
    (await screen.findByRole("button", { name: "Undo" })).focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(world.me?.name).toBe("Ada Lovelace"));
    await waitFor(() => expect(name).toHaveValue("Ada Lovelace"));
});

test("an address that was never confirmed is not shown as confirmed", async () => {
    if (world.me !== null) world.me = { ...world.me, verified: null };
    showAt("/me");
    expect(await screen.findByText("Not yet")).toBeVisible();
});

test("deleting oneself says what goes, and is refused to the only owner", async () => {
    const { user, at } = showAt("/me");
    await user.click(await screen.findByRole("button", { name: "Delete yourself" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Delete yourself" }));
    expect(dialog.getByText(/You are no member of any workspace any more/)).toBeVisible();
    expect(await dialog.findByText(/You own Alder Freight, Cedar Games/)).toBeVisible();
    const go = dialog.getByRole("button", { name: "Delete yourself" });
    await user.click(go);
    expect(dialog.getByText("Type ada@example.com to confirm")).toBeVisible();
    expect(world.me).not.toBeNull();
    await user.type(dialog.getByLabelText("Your e-mail address, to confirm"), "ada@example.com");
    await user.type(dialog.getByLabelText("Your password"), "wrong password");
    await user.click(go);
    expect(await dialog.findByText("The current password is wrong")).toBeVisible();
    await user.clear(dialog.getByLabelText("Your password"));
    await user.type(dialog.getByLabelText("Your password"), PASSWORD);
    await user.click(go);
    expect(await dialog.findByText(/only owner of 1 workspaces/)).toBeVisible();
    world.people.members = [];
    await user.click(go);
    await waitFor(() => expect(at()).toBe("/sign-in?done=deleted"));
    expect(await screen.findByText(/You are deleted here/)).toBeVisible();
});

test("workspaces that cannot be read are not none", async () => {
    server.use(http.untyped.get("*/api/v1/fleet", () => refuse(500, "internal", "the fleet is down")));
    const { user } = showAt("/me");
    await user.click(await screen.findByRole("button", { name: "Delete yourself" }));
    expect(await screen.findByText(/Which workspaces you own is unknown: the fleet is down/)).toBeVisible();
});

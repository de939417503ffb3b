import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { world } from "~/mocks/world";
import { showAt } from "~/test/render";

const table = () => screen.findByRole("table", { name: "API tokens" });
const row = async (name: string) => {
    const found = within(await table())
        .getByText(name)
        .closest("tr");
    if (found === null) throw new Error("no row");
    return within(found);
};

test("tokens say what they may, where, and when they end", async () => {
    showAt("/me/tokens");
    const nightly = await row("Nightly report");
    expect(await nightly.findByRole("link", { name: "Birch Clinic" })).toBeVisible();
    expect(nightly.getByText("Read")).toBeVisible();
    const old = await row("Old pipeline");
    expect(old.getByText("Over")).toBeVisible();
    expect(old.getByText("Never")).toBeVisible();
    expect(old.getByText("All of yours")).toBeVisible();
});

test("a token is made, shown once, and gone from the page when it is kept", async () => {
    const { user, at } = showAt("/me/tokens");
    await table();
    await user.click(screen.getByRole("button", { name: "Make a token" }));
    await waitFor(() => expect(at()).toBe("/me/tokens?new=true"));
    const dialog = within(await screen.findByRole("dialog", { name: "Make a token" }));
    const name = dialog.getByRole("textbox", { name: "Name" });
    await user.click(dialog.getByRole("checkbox", { name: "Read" }));
    await user.type(name, "error-409");
    await user.click(dialog.getByRole("button", { name: "Make the token" }));
    expect(await dialog.findByText("Choose at least one")).toBeVisible();
    await user.click(dialog.getByRole("checkbox", { name: "Findings" }));
    await user.click(dialog.getByRole("button", { name: "Make the token" }));
    expect(await dialog.findByText(/There is one with this name already/)).toBeVisible();
    await user.clear(name);
    await user.type(name, "Muter");
    await user.selectOptions(dialog.getByLabelText("Where"), "Alder Freight");
    await user.selectOptions(dialog.getByLabelText("Ends after"), "30 days");
    await user.click(dialog.getByRole("button", { name: "Make the token" }));
    expect(await screen.findByText("skt_shown-this-once")).toBeVisible();
    await waitFor(() => expect(at()).toBe("/me/tokens"));
    const [made] = world.people.tokens;
    expect(made?.scopes).toEqual(["findings"]);
    expect(Date.parse(made?.expires ?? "") - Date.now()).toBeGreaterThan(29 * 86_400_000);
    await user.click(screen.getByRole("button", { name: "I have kept it" }));
    expect(screen.queryByText("skt_shown-this-once")).toBeNull();
    expect((await row("Muter")).getByText("Findings")).toBeVisible();
});

test("a token is revoked after a question", async () => {
    const { user } = showAt("/me/tokens");
    await table();
    await user.click(screen.getByRole("button", { name: "Revoke Old pipeline" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Revoke Old pipeline" }));
    expect(dialog.getByText(/cannot be brought back/)).toBeVisible();
    await user.click(dialog.getByRole("button", { name: "Revoke" }));
    await waitFor(() => expect(world.people.tokens.map(({ name }) => name)).toEqual(["Nightly report"]));
});

test("who has none is told what one is for", async () => {
    world.people.tokens = [];
    showAt("/me/tokens");
    expect(await screen.findByText("No token yet")).toBeVisible();
});

test("tokens that cannot be read are an error, not none", async () => {
    server.use(http.untyped.get("*/api/v1/me/tokens", () => refuse(500, "internal", "something broke")));
    const { user } = showAt("/me/tokens");
    expect(await screen.findByText(/Your tokens cannot be shown/)).toBeVisible();
    expect(screen.queryByText("No token yet")).toBeNull();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await table();
});

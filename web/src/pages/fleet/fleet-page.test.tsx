import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, noAnswer, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const table = () => screen.findByRole("table", { name: "Workspaces" });
const names = async () =>
    within(await table())
        .getAllByRole("link")
        .map((link) => link.textContent);

test("the worst client comes first, and the address sorts otherwise", async () => {
    const { user, at } = showAt("/");
    expect(await names()).toEqual(["Alder Freight", "Cedar Games", "Birch Clinic", "Dogwood Labs"]);
    await user.click(screen.getByRole("button", { name: "Workspace" }));
    await waitFor(() => expect(at()).toBe("/?sort=name"));
    expect(await names()).toEqual(["Alder Freight", "Birch Clinic", "Cedar Games", "Dogwood Labs"]);
});

test("a zero is said only where all was seen", async () => {
    showAt("/");
    const row = async (name: string) => {
        const found = (await screen.findByRole("link", { name })).closest("tr");
        if (found === null) throw new Error("no row");
        return within(found);
    };
    expect((await row("Birch Clinic")).getByText("None")).toBeVisible();
    const cedar = await row("Cedar Games");
    expect(cedar.getByText("At least")).toBeVisible();
    expect(cedar.getByText("Not yet")).toBeVisible();
    expect(cedar.getByText("1 failing")).toBeVisible();
    const dogwood = await row("Dogwood Labs");
    expect(dogwood.getByText("No cloud account")).toBeVisible();
    expect(dogwood.queryByText("None")).toBeNull();
});

test("search and filters stand in the address", async () => {
    const { user, at } = showAt("/?show=failing");
    expect(await names()).toEqual(["Cedar Games"]);
    await user.click(screen.getByRole("button", { name: "Remove the filter Show Failing accounts" }));
    await waitFor(() => expect(at()).toBe("/"));
    await user.type(screen.getByRole("searchbox", { name: "Search the fleet" }), "birch");
    await waitFor(() => expect(at()).toBe("/?q=birch"));
    expect(await names()).toEqual(["Birch Clinic"]);
});

test("who has none makes a workspace, sees why it is refused, and goes there", async () => {
    world.fleet = [];
    const { user, at } = showAt("/");
    await screen.findByText("No workspace yet");
    await user.click(screen.getAllByRole("button", { name: "Make a workspace" })[0] as HTMLElement);
    const name = await screen.findByRole("textbox", { name: "Name" });
    await user.type(name, "x{Enter}");
    expect(await screen.findByText("Must have at least 2 characters")).toBeVisible();
    expect(name).toHaveFocus();
    await user.clear(name);
    await user.type(name, "error-500{Enter}");
    expect(await screen.findByText(/Something went wrong on our side/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    expect(name).toHaveValue("error-500");
    await user.clear(name);
    await user.type(name, "Elm Bakery{Enter}");
    await waitFor(() => expect(at()).toMatch(/^\/w\/[0-9a-f-]{36}$/));
    expect(world.fleet.map((item) => item.workspace.name)).toEqual(["Elm Bakery"]);
});

test("a fleet that cannot be read is an error that can be tried again, not an empty fleet", async () => {
    server.use(
        http.untyped.get("*/api/v1/fleet", () => refuse(500, "internal", "something went wrong on our side")),
    );
    const { user } = showAt("/");
    expect(await screen.findByText(/The fleet cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    expect(screen.queryByText("No workspace yet")).toBeNull();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await names()).toContain("Alder Freight");
});

test("a server that does not answer is said as that", async () => {
    server.use(http.untyped.get("*/api/v1/fleet", () => noAnswer()));
    showAt("/");
    expect(await screen.findByRole("heading", { name: "Skytally does not answer" })).toBeVisible();
});

test("a row is reached and opened by keyboard", async () => {
    const { user, at } = showAt("/");
    await table();
    await user.keyboard("jj");
    await waitFor(() => expect(document.activeElement).toHaveAttribute("data-index", "1"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(at()).toBe(`/w/${ID.cedar}`));
});

test("on a phone each workspace is a card", async () => {
    screenSize.phone = true;
    showAt("/");
    const cards = await screen.findByRole("list", { name: "Workspaces" });
    expect(within(cards).getAllByRole("link").length).toBe(4);
    expect(screen.queryByRole("table")).toBeNull();
});

test("a session that ends is taken up again above the page, which keeps what was typed", async () => {
    const { user } = showAt("/?new=true");
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Elm Bakery");
    server.use(
        http.untyped.post("*/api/v1/workspaces", () => refuse(401, "unauthenticated", "sign in first")),
    );
    await user.keyboard("{Enter}");
    await screen.findByRole("dialog", { name: "Sign in again" });
    expect(screen.getByLabelText("E-mail")).toHaveValue("ada@example.com");
    server.resetHandlers();
    await user.type(screen.getByLabelText("Password"), "correct horse battery{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Sign in again" })).toBeNull());
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Elm Bakery");
});

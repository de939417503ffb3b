import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const at = `/w/${ID.alder}/checks`;
const table = () => screen.findByRole("table", { name: "Checks" });
const ids = async () =>
    within(await table())
        .getAllByRole("link")
        .map((link) => link.textContent);
const row = async (title: string) => {
    const found = within(await table())
        .getByRole("link", { name: title })
        .closest("tr");
    if (found === null) throw new Error("no row");
    return within(found);
};

test("the worst that is here comes first, and what says nothing comes last", async () => {
    showAt(at);
    await screen.findByText("No outcome");
    expect(await ids()).toEqual([
        "No security group opens remote administration",
        "Alarms watch over what matters",
        "No volume is paid for and unused",
        "No bucket is public",
        "Clusters run a version that is kept up",
    ]);
    const ssh = await row("No security group opens remote administration");
    expect(ssh.getByText("2 fail")).toBeVisible();
    expect(ssh.getByText("1 unknown")).toBeVisible();
    expect(ssh.getByText("1 muted")).toBeVisible();
});

test("what was not seen whole says so, and is not among those that pass", async () => {
    const { user } = showAt(at);
    await screen.findByText("No outcome");
    const volumes = await row("No volume is paid for and unused");
    await user.click(volumes.getByRole("button", { name: "Not all seen" }));
    expect(await screen.findByText(/In one account the check was not made/)).toBeVisible();
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Outcome" }));
    await user.click(await screen.findByRole("checkbox", { name: "All pass" }));
    await waitFor(async () => expect(await ids()).toEqual(["No bucket is public"]));
});

test("search and filters stand in the address, and can be taken off", async () => {
    const { user, at: here } = showAt(`${at}?severity=critical`);
    expect(await ids()).toEqual(["No security group opens remote administration"]);
    await user.click(screen.getByRole("button", { name: "Remove the filter Severity Critical" }));
    await waitFor(() => expect(here()).toBe(at));
    await user.type(screen.getByRole("searchbox", { name: "Search checks" }), "nothing-like-it");
    await user.click(await screen.findByRole("button", { name: "Clear the search and filters" }));
    await waitFor(async () => expect(await ids()).toHaveLength(5));
});

test("without the posture the catalogue is shown, and what it says here is unknown, not nothing", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/posture", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(at);
    expect(await screen.findByText(/What the checks say here is unknown/)).toBeVisible();
    expect(await ids()).toHaveLength(5);
    expect(screen.queryByText("No outcome")).toBeNull();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("No outcome")).toBeVisible();
});

test("a catalogue that cannot be read is an error that can be tried again", async () => {
    server.use(http.untyped.get("*/api/v1/checks", () => refuse(500, "internal", "something went wrong")));
    const { user } = showAt(at);
    expect(await screen.findByText(/The checks cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await ids()).toHaveLength(5);
});

test("accounts without a generation are told, and without any account the next step is", async () => {
    world.posture.accounts = { evaluated: 1, not_yet: 1 };
    showAt(at);
    expect(await screen.findByText(/1 cloud account has no evaluated generation yet/)).toBeVisible();
});

test("on a phone each check is a card", async () => {
    screenSize.phone = true;
    showAt(at);
    const cards = await screen.findByRole("list", { name: "Checks" });
    expect(within(cards).getAllByRole("link")).toHaveLength(5);
});

import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const AT = `/w/${ID.alder}/settings/audit`;
const table = () => screen.findByRole("table", { name: "Audit log" });

test("entries say who did what to what, and what is not known by name is shown by its own word", async () => {
    showAt(AT);
    const shown = within(await table());
    expect(await shown.findByRole("row", { name: /Muted a finding.*Ben Okri by token/ })).toBeVisible();
    expect(shown.getByRole("row", { name: /Changed a role Ben Okri Ada Lovelace/ })).toBeVisible();
    expect(
        shown.getByRole("row", { name: /Invited somebody dora@example.com Former member 0199a000…/ }),
    ).toBeVisible();
    expect(shown.getByRole("row", { name: /Used a credential.*Skytally \(house\)/ })).toBeVisible();
    expect(shown.getByRole("row", { name: /Balloon let go Balloon red/ })).toBeVisible();
});

test("filters by who, what and words stand in the address", async () => {
    const { user, at } = showAt(AT);
    await table();
    await user.click(screen.getByRole("button", { name: "What" }));
    await user.click(await screen.findByRole("checkbox", { name: "Changed a role" }));
    await waitFor(() => expect(at()).toBe(`${AT}?action=member.role-changed`));
    expect(screen.getByText("1 of 6 entries")).toBeVisible();
    await user.keyboard("{Escape}");
    await user.type(screen.getByRole("searchbox", { name: "Search entries" }), "nobody at all");
    expect(await screen.findByText("No entry fits")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    expect(within(await table()).getAllByRole("row").length).toBe(7);
});

test("an entry opens beside the list, by keyboard and by link", async () => {
    const { user, at } = showAt(AT);
    await table();
    await user.keyboard("jj");
    await waitFor(() => expect(document.activeElement).toHaveAttribute("data-index", "1"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(at()).toBe(`${AT}?entry=5`));
    const drawer = within(await screen.findByRole("dialog", { name: "Entry 5" }));
    expect(drawer.getByRole("region", { name: "Details" })).toBeVisible();
    expect(drawer.getByText("req-5")).toBeVisible();
    expect(drawer.getByRole("link", { name: /Finding/ })).toHaveAttribute(
        "href",
        `/w/${ID.alder}/findings/0199a000-0000-7000-8000-000000000401`,
    );
    await user.click(drawer.getByRole("button", { name: "Close" }));
    await waitFor(() => expect(at()).toBe(AT));
});

test("the chain is verified on request: whole, broken, or not known", async () => {
    const { user } = showAt(AT);
    const verify = await screen.findByRole("button", { name: "Verify the chain" });
    expect(screen.queryByText(/chain is whole:/)).toBeNull();
    await user.click(verify);
    expect(await screen.findByText(/The chain is whole: 6 entries/)).toBeVisible();
    world.people.chain = { entries: 4, head: "b", broken: "entry 5 was changed after it was written" };
    await user.click(verify);
    expect(await screen.findByRole("alert")).toHaveTextContent(
        "The chain is broken: Entry 5 was changed after it was written. The 4 entries before are whole.",
    );
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/audit/verify", () => refuse(500, "internal", "it broke")),
    );
    await user.click(verify);
    expect(await screen.findByText(/Whether the chain is whole is unknown: it broke/)).toBeVisible();
    expect(screen.queryByText(/The chain is whole:/)).toBeNull();
});

test("whoever may not read it is told, and nothing is asked for", async () => {
    showAt(`/w/${ID.birch}/settings/audit`);
    expect(
        await screen.findByText(/Admins and above can read the audit log. You are an analyst./),
    ).toBeVisible();
    expect(screen.queryByRole("button", { name: "Verify the chain" })).toBeNull();
});

test("older entries are read as one scrolls, and an old one is found by its link", async () => {
    const [first] = world.people.audit;
    if (first === undefined) throw new Error("no entry");
    world.people.audit = Array.from({ length: 250 }, (_, n) => ({ ...first, seq: 250 - n }));
    const { user } = showAt(`${AT}?entry=120`);
    const drawer = within(await screen.findByRole("dialog", { name: "Entry 120" }));
    await user.click(await drawer.findByRole("button", { name: "Read older entries" }));
    expect(await drawer.findByText("credential.used")).toBeVisible();
});

test("a log that cannot be read is an error, not an empty log", async () => {
    server.use(http.untyped.get("*/api/v1/workspaces/:w/audit", () => refuse(500, "internal", "it broke")));
    const { user } = showAt(AT);
    expect(await screen.findByText(/The audit log cannot be shown/)).toBeVisible();
    expect(screen.queryByText("No entry yet")).toBeNull();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await table();
});

test("on a phone each entry is a card", async () => {
    screenSize.phone = true;
    showAt(AT);
    expect(await screen.findByRole("list", { name: "Audit log" })).toBeVisible();
});

import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const AT = `/w/${ID.alder}/settings/thresholds`;
const CHECKS = [
    ["iam.key-rotation-90d", "Access keys are rotated", "medium", { max_age_days: 90 }],
    ["ec2.sg-open-admin", "No security group opens administration", "critical", { ports: [22, 3389] }],
    ["s3.public", "No bucket is public", "high", {}],
].map(([id, title, severity, variables]) => ({
    id,
    title,
    severity,
    variables,
    pillar: "security",
    risk: "It can be.",
    remedy: "Do it.",
}));

const item = () => {
    const found = world.fleet.find((one) => one.workspace.id === ID.alder);
    if (found === undefined) throw new Error("no workspace");
    return found;
};
const set = (thresholds: object): void => {
    item().workspace = { ...item().workspace, thresholds: thresholds as Record<string, never> };
};
const account = (thresholds: object) => ({
    ...world.cloud.accounts[ID.alder]?.[0],
    id: "acc-1",
    name: "Production",
    thresholds,
});

let accounts: object[] = [];
beforeEach(() => {
    accounts = [];
    serve();
});
const serve = (): void =>
    server.use(
        http.untyped.get("*/api/v1/checks", () => Response.json({ items: CHECKS })),
        http.untyped.get("*/api/v1/workspaces/:w/accounts", () => Response.json({ items: accounts })),
    );

const age = () => screen.findByRole("textbox", { name: "Max age days" });

test("a value is changed at its place, holds from the next run on, and goes back to the usual one", async () => {
    const { user } = showAt(AT);
    expect(await age()).toHaveValue("90");
    expect(screen.queryByText("No bucket is public")).toBeNull();
    await user.clear(await age());
    await user.type(await age(), "60{Enter}");
    await waitFor(() =>
        expect(item().workspace.thresholds).toEqual({ "iam.key-rotation-90d": { max_age_days: 60 } }),
    );
    expect(await screen.findByText(/is changed from the next run of each account on/)).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Back to the usual value: Max age days" }));
    await waitFor(() => expect(item().workspace.thresholds).toEqual({}));
    await waitFor(async () => expect(await age()).toHaveValue("90"));
});

test("what is no value is said, and nothing is sent; Escape takes it back", async () => {
    const { user } = showAt(AT);
    await user.clear(await age());
    await user.type(await age(), "a while{Enter}");
    expect(await age()).toHaveAccessibleDescription("Enter a number");
    expect(item().workspace.version).toBe(1);
    await user.type(await age(), "{Escape}");
    expect(await age()).toHaveValue("90");
});

test("what somebody else changed meanwhile stays, and what was typed too", async () => {
    const { user } = showAt(AT);
    await user.clear(await age());
    await user.type(await age(), "45");
    set({ "ec2.sg-open-admin": { ports: [22] } });
    item().workspace = { ...item().workspace, version: 2 };
    await user.click(screen.getByRole("button", { name: "Save: Max age days" }));
    expect(await screen.findByText(/Somebody else has changed the workspace meanwhile/)).toBeVisible();
    expect(await age()).toHaveValue("45");
    await waitFor(() => expect(screen.getByRole("textbox", { name: "Ports" })).toHaveValue("22"));
    await user.click(screen.getByRole("button", { name: "Save: Max age days" }));
    await waitFor(() =>
        expect(item().workspace.thresholds).toEqual({
            "ec2.sg-open-admin": { ports: [22] },
            "iam.key-rotation-90d": { max_age_days: 45 },
        }),
    );
});

test("accounts that have their own value are named, or are unknown", async () => {
    accounts = [account({ "ec2.sg-open-admin": { ports: [2222] } })];
    const { user } = showAt(`${AT}?show=accounts`);
    await user.click(await screen.findByRole("button", { name: "1 account has its own" }));
    expect(await screen.findByRole("link", { name: "Production" })).toHaveAttribute(
        "href",
        `/w/${ID.alder}/accounts/acc-1?tab=settings`,
    );
    expect(screen.getByText("2222")).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Max age days" })).toBeNull();
});

test("accounts that cannot be read are not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:w/accounts", () =>
            refuse(500, "internal", "accounts are down"),
        ),
    );
    showAt(AT);
    expect(
        await screen.findByText(
            /Which accounts have values of their own is unknown: it could not be read\. Accounts are down/,
        ),
    ).toBeVisible();
});

test("values of what the catalogue has no more are told and taken away", async () => {
    set({ "old.check": { days: 3 }, "iam.key-rotation-90d": { max_age_days: 30 } });
    const { user } = showAt(AT);
    expect(await screen.findByText(/old.check days = 3/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Take them away" }));
    await waitFor(() =>
        expect(item().workspace.thresholds).toEqual({ "iam.key-rotation-90d": { max_age_days: 30 } }),
    );
});

test("an analyst reads, and is told why nothing can be changed", async () => {
    showAt(`/w/${ID.birch}/settings/thresholds`);
    expect(await age()).toHaveAttribute("readonly");
    expect(screen.getByText(/Admins and above can change thresholds. You are an analyst./)).toBeVisible();
});

test("search stands in the address, and finds nothing where nothing is", async () => {
    const { user, at } = showAt(`${AT}?q=nothing`);
    expect(await screen.findByText("No check fits")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    await waitFor(() => expect(at()).toBe(AT));
    expect(
        within(await screen.findByRole("list", { name: "Checks with variables" })).getAllByRole("link")
            .length,
    ).toBe(2);
});

test("checks that cannot be read are an error that is tried again", async () => {
    server.use(http.untyped.get("*/api/v1/checks", () => refuse(500, "internal", "something broke")));
    const { user } = showAt(AT);
    expect(await screen.findByText(/The checks cannot be shown/)).toBeVisible();
    serve();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await age();
});

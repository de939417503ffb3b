import { screen, waitFor, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { filterControls, openCheck, sectionsOf, toggled } from "./controls";

const at = `/w/${ID.alder}/compliance`;
const framework = `${at}/cis-aws-5.0`;

test("a framework is told in numbers of controls, with unknown and not checked among them", async () => {
    showAt(at);
    const card = (await screen.findByRole("link", { name: "CIS Foundations 5.0.0" })).closest("li");
    if (card === null) throw new Error("no card");
    expect(
        within(card).getByRole("img", { name: "2 failed, 1 unknown, 1 passed, 1 not checked" }),
    ).toBeVisible();
    expect(within(card).getByText("5 controls; checks of ours speak to 4.")).toBeVisible();
    expect(card).not.toHaveTextContent("%");
});

test("frameworks that cannot be read are an error that can be tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/compliance", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(at);
    expect(await screen.findByText(/Compliance cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "CIS Foundations 5.0.0" })).toBeVisible();
});

test("a control opens its checks, a check its resources, with outcomes apart; the address keeps what is open", async () => {
    const { user, at: here } = showAt(framework);
    await user.click(await screen.findByRole("button", { name: /5.1 Nobody administers/ }));
    await waitFor(() => expect(here()).toBe(`${framework}?control=5.1`));
    await user.click(
        screen.getByRole("button", { name: "Resources: No security group opens remote administration" }),
    );
    await waitFor(() => expect(here()).toBe(`${framework}?control=5.1,5.1/ec2.sg-open-admin`));
    const fails = await screen.findByRole("region", {
        name: "Fail: No security group opens remote administration",
    });
    expect(await within(fails).findByRole("link", { name: "bastion" })).toBeVisible();
    const unknown = screen.getByRole("region", {
        name: "Unknown: No security group opens remote administration",
    });
    expect(await within(unknown).findByText("ec2:DescribeSecurityGroups was denied")).toBeVisible();
    expect(within(unknown).queryByRole("link", { name: "bastion" })).toBeNull();
});

test("of a check with variants, only those that the control counts are its evidence", async () => {
    showAt(`${framework}?control=4.1,4.1/logs.metric-filters`);
    expect(await screen.findByRole("link", { name: "root-filter" })).toBeVisible();
    expect(screen.getByText("The control counts only: The root user is watched.")).toBeVisible();
    expect(screen.queryByRole("link", { name: "iam-filter" })).toBeNull();
});

test("controls are filtered by state, and none that fits says so", async () => {
    const { user, at: here } = showAt(`${framework}?state=unknown`);
    expect(await screen.findByRole("button", { name: /5.2 Volumes/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: /5.1 Nobody/ })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Remove the filter State Unknown" }));
    await waitFor(() => expect(here()).toBe(framework));
    await user.type(screen.getByRole("searchbox", { name: "Search controls" }), "nothing-like-it");
    expect(await screen.findByText("No control fits")).toBeInTheDocument();
});

test("an account without a generation is told above the numbers", async () => {
    world.posture.compliance.accounts = { evaluated: 1, not_yet: 1 };
    showAt(framework);
    expect(await screen.findByText(/1 cloud account has no evaluated generation yet/)).toBeVisible();
});

test("printing reads the resources first, and a part that cannot be read is told on the paper", async () => {
    const print = vi.fn();
    vi.stubGlobal("print", print);
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/check-resources", ({ request }) =>
            new URL(request.url).searchParams.get("outcome") === "unknown"
                ? refuse(500, "internal", "something went wrong on our side")
                : undefined,
        ),
    );
    const { user } = showAt(framework);
    await user.click(await screen.findByRole("button", { name: "Print" }));
    await waitFor(() => expect(print).toHaveBeenCalledOnce());
    const control = document.getElementById("control-5.1");
    expect(control).toHaveTextContent("bastion");
    expect(control).toHaveTextContent("office (Production, eu-central-1, muted)");
    expect(control).toHaveTextContent("The resources could not be read: something went wrong on our side.");
    expect(document.getElementById("control-4.1")).not.toHaveTextContent("iam-filter");
});

test("sections follow the numbers of the controls, in the order of the framework", () => {
    const { controls } = world.posture.compliance;
    expect(sectionsOf(controls).map(({ section, totals }) => [section, totals.failed])).toEqual([
        ["1", 0],
        ["2", 0],
        ["4", 1],
        ["5", 1],
    ]);
    expect(filterControls(controls, "root", ["failed"]).map(({ id }) => id)).toEqual(["4.1"]);
});

test("a control that closes takes its checks with it", () => {
    const open = toggled([], openCheck("4.1", "a.b"));
    expect(open).toEqual(["4.1", "4.1/a.b"]);
    expect(toggled([...open, "4.10"], "4.1")).toEqual(["4.10"]);
});

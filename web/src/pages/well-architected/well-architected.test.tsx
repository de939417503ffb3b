import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

import { points, weighed } from "./points";

const at = `/w/${ID.alder}/well-architected`;

const card = async (name: string) => {
    const pillars = within(await screen.findByRole("list", { name: "Pillars" }));
    const found = pillars.getByRole("link", { name }).closest("li");
    if (found === null) throw new Error("no card");
    return within(found);
};

test("a score is a range, and a pillar without outcome has none: neither 0 nor 100", async () => {
    showAt(at);
    const security = await card("Security");
    expect(security.getByRole("meter", { name: "Security" })).toHaveAttribute(
        "aria-valuetext",
        "between 71 and 79 of 100",
    );
    const performance = await card("Performance efficiency");
    expect(
        await performance.findByText(
            "The catalogue has no check of this pillar yet, so nothing is said of it.",
        ),
    ).toBeVisible();
    expect(performance.queryByRole("meter")).toBeNull();
    const reliability = await card("Reliability");
    expect(await reliability.findByText("None of its one check has an outcome here yet.")).toBeVisible();
    const cost = await card("Cost optimization");
    expect(cost.getByText("None of its checks that weigh has a resource to tell of.")).toBeVisible();
    expect(screen.getByText("A pillar's score is the mean of its checks' shares.")).toBeVisible();
});

test("the most lost points come first, what is unknown stands apart, and each opens its evidence", async () => {
    const { user, at: here } = showAt(at);
    const lost = await screen.findByRole("region", { name: "What weighs most" });
    // 100 × 10 × 2/8 / 19 and 100 × 3 × 2/4 / 19
    expect(within(lost).getByText("−13 points")).toBeVisible();
    expect(within(lost).getByText("−7.9 points")).toBeVisible();
    expect(within(lost).queryByText("No bucket is public")).toBeNull();
    const unknown = screen.getByRole("region", { name: "What is unknown" });
    expect(within(unknown).getByText("No security group opens remote administration")).toBeVisible();
    await user.click(
        within(lost).getByRole("button", {
            name: "Resources: No security group opens remote administration",
        }),
    );
    await waitFor(() => expect(here()).toBe(`${at}?check=ec2.sg-open-admin`));
    expect(await within(lost).findByRole("link", { name: "bastion" })).toBeVisible();
});

test("a pillar is chosen in the address, and shows all of its checks", async () => {
    const { user, at: here } = showAt(at);
    await user.click((await card("Security")).getByRole("link"));
    await waitFor(() => expect(here()).toBe(`${at}?pillar=security`));
    const pillars = within(screen.getByRole("list", { name: "Pillars" }));
    expect(pillars.getAllByRole("link").filter((link) => link.hasAttribute("aria-current"))).toHaveLength(1);
    const checks = await screen.findByRole("region", { name: "Security: its checks" });
    expect(within(checks).getByText("No bucket is public")).toBeVisible();
    expect(within(checks).getByText("Nothing lost")).toBeVisible();
});

test("pillars that cannot be read are an error that can be tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/well-architected", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(at);
    expect(await screen.findByText(/The pillars cannot be shown/)).toBeVisible();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("meter", { name: "Security" })).toBeVisible();
});

test("the points that are lost and those that may be add up to what the score lacks", () => {
    const security = world.posture.pillars.find(({ pillar }) => pillar === "security");
    if (security === undefined) throw new Error("no pillar");
    const sum = weighed(security).reduce((all, { lost, maybe }) => all + lost + maybe, 0);
    expect(Math.floor(100 - sum)).toBe(72);
    expect(points(0.04)).toBe("< 0.1");
});

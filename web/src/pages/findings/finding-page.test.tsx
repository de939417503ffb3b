import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { besideFindings, findingHandlers } from "~/mocks/findings";
import { FINDING } from "~/mocks/findings-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const list = `/w/${ID.alder}/findings`;
const mockAll = (): void => server.use(...findingHandlers, ...besideFindings);
beforeEach(mockAll);

test("it says what is wrong, why it matters, what to do in three forms, and which controls it touches", async () => {
    const { user } = showAt(`${list}/${FINDING.ssh}`);
    expect(
        await screen.findByRole("heading", {
            level: 1,
            name: "No security group opens remote administration to the internet",
        }),
    ).toBeVisible();
    expect(screen.getByText(/sg-0001 \(bastion\) lets the whole internet in on TCP port 22\./)).toBeVisible();
    expect(await screen.findByText(/EC2, Security groups, the group/)).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "CLI" }));
    expect(screen.getByText(/aws ec2 revoke-security-group-ingress/)).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "CloudFormation" }));
    expect(screen.getByText("There is no way by CloudFormation.")).toBeVisible();
    expect(await screen.findByRole("link", { name: "5.2" })).toBeVisible();
    expect(screen.getByRole("link", { name: "bastion" })).toHaveAttribute(
        "href",
        expect.stringContaining("id=sg-0001"),
    );
    const others = await screen.findByRole("region", { name: "Others that fail this check" });
    expect(await within(others).findByRole("link", { name: /office/ })).toBeVisible();
});

test("a finding that cannot be told says so, and why", async () => {
    showAt(`${list}/${FINDING.policy}`);
    expect(await screen.findByText(/It was never seen whether this is so/)).toBeVisible();
    expect(screen.getByText(/s3:GetBucketAcl was denied/)).toBeVisible();
});

test("a mute says who, until when and why, and ends with a way back", async () => {
    const { user } = showAt(`${list}/${FINDING.volume}`);
    expect(await screen.findByText("Goes with the migration")).toBeVisible();
    expect(await screen.findByText(/by You/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Unmute" }));
    expect(await screen.findByText("Unmuted 1 finding.")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("button", { name: "Mute…" })).toBeVisible());
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Undone.")).toBeVisible();
    expect(world.findings.find(({ id }) => id === FINDING.volume)?.mute?.reason).toBe(
        "goes with the migration",
    );
});

test("one goes on within the list that one came from", async () => {
    const { user, at } = showAt(`${list}/${FINDING.ssh}?severity=critical,high`);
    expect(await screen.findByText("1 of 2")).toBeVisible();
    await user.keyboard("j");
    await waitFor(() => expect(at()).toBe(`${list}/${FINDING.bucket}?severity=critical,high`));
    expect(await screen.findByText("2 of 2")).toBeVisible();
    const crumbs = within(screen.getByRole("navigation", { name: "Breadcrumbs" }));
    expect(crumbs.getByRole("link", { name: "Findings" })).toHaveAttribute(
        "href",
        `${list}?severity=critical,high`,
    );
});

test("checking again collects its account", async () => {
    const { user } = showAt(`${list}/${FINDING.ssh}`);
    await user.click(await screen.findByRole("button", { name: "Check again" }));
    expect(await screen.findByText(/The account is being collected/)).toBeVisible();
});

test("a finding that is not there is told as that", async () => {
    showAt(`${list}/0199f000-0000-7000-8000-0000000000ff`);
    expect(await screen.findByRole("heading", { name: "There is no such thing" })).toBeVisible();
});

test("a check that cannot be read leaves the rest, and is tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/checks/:check", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(`${list}/${FINDING.ssh}`);
    expect(await screen.findByText(/The check cannot be shown/)).toBeVisible();
    expect(screen.getByText(/lets the whole internet in on TCP port 22\./)).toBeVisible();
    server.resetHandlers();
    mockAll();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText("Machines try passwords on every open port, all day.")).toBeVisible();
});

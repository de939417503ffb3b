import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";

import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";

const at = `/w/${ID.alder}/checks/ec2.sg-open-admin`;

test("it opens at what fails; what is unknown and what passes stand apart, each with its words", async () => {
    const { user, at: here } = showAt(at);
    const fails = await screen.findByRole("table", { name: "Resources: fail" });
    expect(within(fails).getByRole("link", { name: "bastion" })).toHaveAttribute(
        "href",
        expect.stringContaining("/inventory/resource?"),
    );
    expect(within(fails).getByText("Muted")).toBeVisible();
    expect(within(fails).getAllByRole("link", { name: "Open" })).toHaveLength(2);
    const outcomes = within(screen.getByRole("navigation", { name: "Outcomes" }));
    await user.click(outcomes.getByRole("link", { name: "Unknown 1" }));
    await waitFor(() => expect(here()).toBe(`${at}?outcome=unknown`));
    const unknown = await screen.findByRole("table", { name: "Resources: unknown" });
    expect(within(unknown).getByText("ec2:DescribeSecurityGroups was denied")).toBeVisible();
    await user.click(outcomes.getByRole("link", { name: "Pass 5" }));
    const pass = await screen.findByRole("table", { name: "Resources: pass" });
    expect(within(pass).getAllByRole("link")).toHaveLength(5);
});

test("a check that says nothing here has not passed", async () => {
    showAt(`/w/${ID.alder}/checks/eks.version`);
    expect(await screen.findByText("No outcome here")).toBeVisible();
    expect(screen.getByText(/That is no pass/)).toBeVisible();
});

test("nothing fails is said only where all was seen", async () => {
    showAt(`/w/${ID.alder}/checks/ec2.volume-unused`);
    expect(await screen.findByText("Nothing is known to fail")).toBeVisible();
    expect(screen.queryByText("Nothing fails")).toBeNull();
});

test("the rule, what it reads, its permissions and its variables are shown", async () => {
    const item = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (item === undefined) throw new Error("no workspace");
    item.workspace.thresholds = { "ec2.sg-open-admin": { ports: [22] } } as unknown as Record<string, never>;
    showAt(`${at}?tab=rule`);
    expect(await screen.findByText("size(world_open(doc.IpPermissions, vars.ports)) == 0")).toBeVisible();
    expect(screen.getByText("ec2:DescribeSecurityGroups")).toBeVisible();
    expect(await screen.findByText("[22,3389]")).toBeVisible();
    expect(screen.getByText("[22]")).toBeVisible();
    expect(screen.getByText("Changed")).toBeVisible();
    expect(screen.getByRole("link", { name: "Change thresholds" })).toHaveAttribute(
        "href",
        expect.stringContaining("/settings/thresholds?q=ec2.sg-open-admin"),
    );
});

test("what to do is there in three forms, or says that a form is not", async () => {
    const { user } = showAt(`${at}?tab=remedy`);
    expect(await screen.findByText("Open the console and mend ec2.sg-open-admin.")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "CLI" }));
    expect(screen.getByText("aws mend --what ec2.sg-open-admin")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "CloudFormation" }));
    expect(screen.getByText("There is no way by CloudFormation.")).toBeVisible();
});

test("controls lead to their framework, and examples open their document", async () => {
    const { user } = showAt(`${at}?tab=controls`);
    expect(await screen.findByRole("link", { name: "5.1" })).toHaveAttribute(
        "href",
        expect.stringContaining("/compliance/cis-aws-5.0?control=5.1"),
    );
    await user.click(screen.getByRole("link", { name: "Examples (1)" }));
    await user.click(await screen.findByRole("button", { name: /Ssh is open/ }));
    expect(await screen.findByRole("region", { name: "The resource: ssh is open" })).toBeVisible();
});

test("resources that cannot be read are an error that can be tried again, not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/check-resources", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(at);
    expect(await screen.findByText(/These resources cannot be shown/)).toBeVisible();
    expect(screen.queryByText("Nothing fails")).toBeNull();
    server.resetHandlers();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "bastion" })).toBeVisible();
});

test("a check that is not there is said as that", async () => {
    showAt(`/w/${ID.alder}/checks/no.such`);
    expect(await screen.findByText(/There is no such check/i)).toBeVisible();
});

test("the palette finds checks and controls", async () => {
    const { user } = showAt(at);
    await screen.findByRole("link", { name: "bastion" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "administ");
    expect(
        await screen.findByRole("option", { name: /No security group opens remote administration/ }),
    ).toBeVisible();
    expect(await screen.findByRole("option", { name: /5.1 Nobody administers/ })).toBeVisible();
});

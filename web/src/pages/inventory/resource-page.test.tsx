import { configure, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { findingHandlers } from "~/mocks/findings";
import { ACCOUNT, FINDING } from "~/mocks/findings-sample";
import { http, refuse } from "~/mocks/http";
import { besideInventory, inventoryHandlers } from "~/mocks/inventory";
import { sampleResource } from "~/mocks/inventory-sample";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { paths } from "~/lib/paths";
import { showAt } from "~/test/render";

// Loaded beforehand: the page is lazy, and a test does not wait for a compiler.
import "./resource-page";

// A machine that does much else at once is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 30_000 });

beforeEach(() => server.use(...inventoryHandlers, ...findingHandlers, ...besideInventory));

const at = (kind: string, region: string, id: string, tab?: string) =>
    paths.resource(ID.alder, { account: ACCOUNT.production, kind, region, id }, { tab });
const group = (tab?: string) => at("aws.ec2.security_group", "eu-central-1", "sg-0001", tab);
const bucket = (tab?: string) => at("aws.s3.bucket", "eu-west-1", "alder-invoices", tab);

test("the head says what it is, where it is, and leads to the AWS console", async () => {
    showAt(group());
    expect(await screen.findByRole("heading", { name: "bastion", level: 1 })).toBeVisible();
    expect(screen.getByText("Present")).toBeVisible();
    expect(screen.getAllByText("sg-0001").length).toBeGreaterThan(0);
    expect(screen.getByText("arn:aws:ec2:eu-central-1:111122223333:security-group/sg-0001")).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy the ARN" })).toBeVisible();
    expect(await screen.findByRole("link", { name: "Production" })).toHaveAttribute(
        "href",
        paths.account(ID.alder, ACCOUNT.production),
    );
    expect(screen.getByRole("link", { name: "Open in the AWS console" })).toHaveAttribute(
        "href",
        "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#SecurityGroup:groupId=sg-0001",
    );
    expect(document.title).toBe("bastion · Skytally");
});

test("fields are read, linked and searched", async () => {
    const { user, at: now } = showAt(group());
    const value = await screen.findByText("Env");
    expect(value.closest("li")).toHaveTextContent("Envprod");
    expect(await screen.findByRole("link", { name: "vpc-00000001" })).toHaveAttribute(
        "href",
        expect.stringContaining("kind=aws.ec2.vpc"),
    );
    await user.type(screen.getByRole("searchbox", { name: "Search the fields" }), "0.0.0.0");
    await waitFor(() => expect(now()).toContain("q=0.0.0.0"));
    expect(await screen.findByText("0.0.0.0/0")).toBeVisible();
    expect(screen.queryByText("Env")).toBeNull();
    await user.clear(screen.getByRole("searchbox", { name: "Search the fields" }));
    await user.type(screen.getByRole("searchbox", { name: "Search the fields" }), "nowhere");
    expect(await screen.findByText(/No field of what was seen fits/)).toBeVisible();
});

test("parts that were denied stand above every side, with the permission that is missing", async () => {
    const { user } = showAt(bucket("json"));
    expect(await screen.findByText("2 of 4 parts could not be seen.")).toBeVisible();
    const sides = within(screen.getByRole("navigation", { name: "Sides of the resource" }));
    expect(sides.getAllByRole("link", { current: "page" }).map((side) => side.textContent)).toEqual(["JSON"]);
    expect(screen.getByText(/It needs the permission s3:GetBucketPolicy/)).toBeVisible();
    expect(screen.getByText("2 not seen")).toBeVisible();
    await user.click(screen.getByRole("link", { name: "See all parts" }));
    const parts = within(await screen.findByRole("list", { name: "Parts" }));
    const [policy, replication, encryption, logging] = parts.getAllByRole("listitem");
    expect(policy).toHaveTextContent(/Policy.*Denied.*s3:GetBucketPolicy.*AccessDenied.*AWSREQ-0001/);
    expect(replication).toHaveTextContent(/Replication.*Not collected.*Nobody asked for it/);
    expect(encryption).toHaveTextContent(/Encryption.*Present/);
    expect(logging).toHaveTextContent(/Logging.*Absent.*AWS says that there is none/);
    expect(parts.getByRole("button", { name: "Copy the request id" })).toBeVisible();
});

test("a document that is incomplete says so, and why", async () => {
    showAt(at("aws.lambda.function", "eu-west-1", "thumbnails"));
    expect(await screen.findByText("This document is incomplete.")).toBeVisible();
    expect(screen.getByText("Incomplete")).toBeVisible();
    expect(screen.getByText(/It needs the permission lambda:GetFunction/)).toBeVisible();
});

test("the document is there as JSON with the states of its parts, to download", async () => {
    const made = vi.fn(() => "blob:made");
    vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: made, revokeObjectURL: vi.fn() }));
    const click = vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
    const { user } = showAt(bucket("json"));
    expect(await screen.findByRole("region", { name: "Document as JSON" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Download" }));
    expect(made).toHaveBeenCalledOnce();
    expect(click).toHaveBeenCalledOnce();
    expect((click.mock.contexts[0] as HTMLAnchorElement).download).toBe("aws.s3.bucket-alder-invoices.json");
});

test("relations are grouped by kind, and each is one click", async () => {
    showAt(group("relations"));
    expect(await screen.findByRole("heading", { name: "Refers to (1)" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "EC2 VPC" })).toBeVisible();
    const jump = screen.getByRole("link", { name: /jump/ });
    expect(jump).toHaveTextContent("data.SecurityGroups[0].GroupId");
    expect(jump).toHaveAttribute("href", expect.stringContaining("kind=aws.ec2.instance"));
});

test("relations that were cut off say so", async () => {
    world.inventory.relations.truncated = true;
    showAt(group("relations"));
    expect(await screen.findByText(/There are more, or there may be/)).toBeVisible();
});

test("that no relation is known is said with what was not seen", async () => {
    world.inventory.relations = { refers_to: [], referred_by: [], truncated: false };
    showAt(bucket("relations"));
    expect(await screen.findByText("No relation is known")).toBeVisible();
    expect(screen.getByText(/It may have to do with more than stands here/)).toBeVisible();
});

test("its findings are one click away, by where they stand", async () => {
    showAt(group("findings"));
    const open = within(await screen.findByRole("list", { name: "Open findings" }));
    expect(open.getByRole("link")).toHaveAttribute("href", paths.finding(ID.alder, FINDING.ssh));
    expect(open.getByText("Critical")).toBeVisible();
});

test("a finding that the newest generation cannot speak of is unknown, not open", async () => {
    world.findings = world.findings.map((one) => ({ ...one, region: "eu-west-1" }));
    showAt(bucket("findings"));
    const unknown = within(await screen.findByRole("list", { name: "Unknown findings" }));
    expect(unknown.getByText(/s3:GetBucketPolicy was denied/)).toBeVisible();
    expect(screen.getByText(/Checks that ask for it cannot say whether it is fine/)).toBeVisible();
    expect(screen.queryByText("No finding")).toBeNull();
});

test("no finding is not said to be fine", async () => {
    world.findings = [];
    showAt(group("findings"));
    expect(await screen.findByText("No finding")).toBeVisible();
    expect(screen.getByText(/says nothing of what no check looks at/)).toBeVisible();
});

test("findings that cannot be read are an error, not none", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/findings", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    showAt(group("findings"));
    expect(await screen.findByText(/The findings on this resource cannot be shown/)).toBeVisible();
    expect(screen.queryByText("No finding")).toBeNull();
});

test("two states are compared, and any two can be chosen", async () => {
    const data = (port: number) => ({ Port: port });
    world.inventory.resources.push(
        sampleResource({
            kind: "aws.x.y",
            region: "eu-west-1",
            id: "y",
            data: data(3),
            older: [data(2), data(1)],
        }),
    );
    const { user, at: now } = showAt(at("aws.x.y", "eu-west-1", "y", "changes"));
    const differences = async () => (await screen.findByRole("list", { name: "Differences" })).textContent;
    expect(await differences()).toBe("Changeddata.Port−Before:2+After:3");
    await user.selectOptions(screen.getByLabelText("Before"), "Generations 6 to 7");
    await waitFor(() => expect(now()).toContain("before=6&after=10"));
    expect(await differences()).toBe("Changeddata.Port−Before:1+After:3");
    const states = within(screen.getByRole("list", { name: "States" })).getAllByRole("listitem");
    expect(states.map((state) => state.textContent.slice(0, 23))).toEqual([
        "Generation 10 until now",
        "Generations 8 to 9Since",
        "Generations 6 to 7Since",
    ]);
});

test("one that has not changed says so", async () => {
    showAt(bucket("changes"));
    expect(await screen.findByText("It has not changed")).toBeVisible();
});

test("one that is gone says so, and since when", async () => {
    world.inventory.resources.push(
        sampleResource({ kind: "aws.x.y", region: "eu-west-1", id: "y", data: {}, present: false }),
    );
    showAt(at("aws.x.y", "eu-west-1", "y"));
    expect(await screen.findByText("Gone")).toBeVisible();
    expect(screen.getByText("Gone since")).toBeVisible();
    expect(screen.queryByText("Present")).toBeNull();
    // We know no page of the AWS console for this kind.
    expect(screen.queryByRole("link", { name: "Open in the AWS console" })).toBeNull();
});

test("a resource that is not there, or cannot be read, says which", async () => {
    showAt(at("aws.x.y", "eu-west-1", "nothing"));
    expect(await screen.findByText("There is no such thing")).toBeVisible();
});

test("a failure is told with its request id, and tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/resource", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(group());
    expect(await screen.findByText(/This resource cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    server.use(...inventoryHandlers);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("heading", { name: "bastion", level: 1 })).toBeVisible();
});

test("an address that names no resource says what it needs", async () => {
    showAt(`/w/${ID.alder}/inventory/resource?kind=x`);
    expect(await screen.findByText("This address names no resource")).toBeVisible();
});

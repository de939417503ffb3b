import { configure, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test, vi } from "vitest";

import { ACCOUNT } from "~/mocks/findings-sample";
import { http, refuse } from "~/mocks/http";
import { besideInventory, inventoryHandlers } from "~/mocks/inventory";
import { sampleResource } from "~/mocks/inventory-sample";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

// Loaded beforehand: the page is lazy, and a test does not wait for a compiler.
import "./inventory-page";

const list = `/w/${ID.alder}/inventory`;
const mockAll = (): void => server.use(...inventoryHandlers, ...besideInventory);
// A machine that does much else at once is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 30_000 });

beforeEach(mockAll);

const table = (name = "Resources") => screen.findByRole("table", { name });
const names = async () =>
    within(await table())
        .getAllByRole("link")
        .map((link) => link.textContent);

test("everything is listed by kind, with readable names, ids beside and what was not seen", async () => {
    showAt(list);
    expect(await names()).toEqual(["bastion", "vol-0001", "thumbnails", "alder-invoices"]);
    expect(await screen.findByText("4 resources; 2 with parts not seen")).toBeVisible();
    const row = within(screen.getByRole("link", { name: "bastion" }).closest("tr") as HTMLElement);
    expect(row.getByText("EC2 security group")).toBeVisible();
    expect(row.getByText("aws.ec2.security_group")).toBeVisible();
    expect(row.getByText("sg-0001")).toBeVisible();
    expect(await row.findByText("Production")).toBeVisible();
    const bucket = within(screen.getByRole("link", { name: "alder-invoices" }).closest("tr") as HTMLElement);
    expect(bucket.getByText("1 part")).toBeVisible();
    expect(document.title).toBe("Inventory · Skytally");
});

test("facets count with the other filters, and stand in the address", async () => {
    const { user, at } = showAt(`${list}?account=${ACCOUNT.production}`);
    await table();
    await user.click(screen.getByRole("button", { name: /^Service/ }));
    const facet = within(await screen.findByRole("dialog", { name: "Service" }));
    // The volume is the other account's.
    expect(facet.getByRole("checkbox", { name: "EC2" }).closest("li")).toHaveTextContent("EC21");
    await user.click(facet.getByRole("checkbox", { name: "S3" }));
    await waitFor(() => expect(at()).toBe(`${list}?account=${ACCOUNT.production}&service=s3`));
    await waitFor(async () => expect(await names()).toEqual(["alder-invoices"]));
    expect(await screen.findByText("1 resource; 1 with parts not seen")).toBeVisible();
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Remove the filter Service S3" }));
    await waitFor(() => expect(at()).toBe(`${list}?account=${ACCOUNT.production}`));
});

test("what has parts that were not seen can be listed alone", async () => {
    const { user, at } = showAt(list);
    await table();
    await user.click(screen.getByRole("button", { name: "Something not seen 2" }));
    await waitFor(() => expect(at()).toBe(`${list}?hidden=true`));
    await waitFor(async () => expect(await names()).toEqual(["thumbnails", "alder-invoices"]));
});

test("a search looks at id, name and ARN, and inside documents when asked to", async () => {
    const { user, at } = showAt(list);
    await table();
    await user.type(screen.getByRole("searchbox", { name: "Search resources" }), "0.0.0.0");
    await waitFor(() => expect(at()).toBe(`${list}?q=0.0.0.0`));
    expect(await screen.findByText("Nothing fits")).toBeVisible();
    await user.click(screen.getByRole("switch", { name: "Inside documents" }));
    await waitFor(async () => expect(await names()).toEqual(["bastion"]));
    expect(await screen.findByText("1 of 4 fit")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear the search" }));
    await waitFor(() => expect(at()).toBe(`${list}?deep=true`));
});

test("the server sorts, and the address says how", async () => {
    const { user, at } = showAt(list);
    await table();
    await user.click(screen.getByRole("button", { name: "Resource" }));
    await waitFor(() => expect(at()).toBe(`${list}?sort=name`));
    await waitFor(async () =>
        expect(await names()).toEqual(["alder-invoices", "bastion", "thumbnails", "vol-0001"]),
    );
});

test("pages are read as one goes on, and a search's total is not made up", async () => {
    world.inventory.resources = Array.from({ length: 450 }, (_, index) =>
        sampleResource({
            kind: "aws.ec2.volume",
            region: "eu-west-1",
            id: `vol-${String(index).padStart(4, "0")}`,
        }),
    );
    const { user } = showAt(`${list}?q=vol`);
    expect(await screen.findByText("At least 200 of 450 fit; more are read as you scroll")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "More rows" }));
    await screen.findByText("At least 400 of 450 fit; more are read as you scroll");
    await user.click(await screen.findByRole("button", { name: "More rows" }));
    await screen.findByText("450 of 450 fit");
    expect(screen.queryByRole("button", { name: "More rows" })).toBeNull();
});

test("listings that did not work are told, and no total is given as whole", async () => {
    world.inventory.overview.unseen = [
        {
            account: ACCOUNT.staging,
            listing: true,
            call: "rds:DescribeDBInstances",
            kind: "aws.rds.db_instance",
            region: "eu-west-1",
            class: "denied",
            permission: "rds:DescribeDBInstances",
            code: "AccessDenied",
            message: null,
            resources: 0,
        },
    ];
    world.inventory.resources = [];
    showAt(list);
    expect(await screen.findByText(/1 listing did not work.*RDS DB instance in eu-west-1/)).toBeVisible();
    expect(await screen.findByText("None seen, and not everything was seen")).toBeVisible();
    expect(screen.getByText("No resource was seen")).toBeVisible();
    expect(screen.getByText(/That is not to say that there is none/)).toBeVisible();
    expect(screen.queryByText("0 resources")).toBeNull();
    expect(screen.getByRole("link", { name: "Staging" })).toHaveAttribute(
        "href",
        `/w/${ID.alder}/accounts/${ACCOUNT.staging}?tab=permissions`,
    );
});

test("counts that cannot be read are unknown, and the list is shown all the same", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/inventory", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    showAt(list);
    expect(await names()).toContain("bastion");
    expect(await screen.findByText("How many there are is not known now")).toBeVisible();
});

test("a list that cannot be read is an error that can be tried again, not an empty inventory", async () => {
    const { user } = showAt(`${list}?q=error-500`);
    expect(await screen.findByText(/The inventory cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    expect(screen.queryByText("Nothing fits")).toBeNull();
    expect(screen.getByRole("searchbox", { name: "Search resources" })).toHaveValue("error-500");
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/resources", () =>
            Response.json({ items: world.inventory.resources.map(({ item }) => item), next: null }),
        ),
    );
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await names()).toContain("bastion");
});

test("without an account the next step is to link one", async () => {
    world.inventory.resources = [];
    server.use(
        http.get("/workspaces/{workspace}/accounts", ({ response }) => response(200).json({ items: [] })),
    );
    showAt(list);
    await screen.findByText("No cloud account yet");
    expect(screen.getByRole("link", { name: "Link an account" })).toHaveAttribute(
        "href",
        `/w/${ID.alder}/accounts/link`,
    );
});

test("columns are chosen, and remembered on this device", async () => {
    const { user } = showAt(list);
    await table();
    expect(screen.queryByRole("columnheader", { name: "ARN" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "ARN" }));
    await user.keyboard("{Escape}");
    expect(await screen.findByRole("columnheader", { name: "ARN" })).toBeVisible();
    expect(localStorage.getItem("skytally.columns.inventory")).toBe("");
});

test("changes are listed the newest first, by account and generation", async () => {
    const { user, at } = showAt(`${list}?tab=changes`);
    const changes = within(await table("Changes"));
    expect(changes.getAllByRole("link").map((link) => link.textContent)).toEqual(["bastion", "i-0009"]);
    expect(await screen.findByText("2 changes")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Only generation 7 of Staging" }));
    await waitFor(() => expect(at()).toBe(`${list}?tab=changes&account=${ACCOUNT.staging}&generation=7`));
    expect(await screen.findByText("1 change")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "Added" }));
    expect(await screen.findByText("No kept generation has such a change.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all changes" }));
    expect(await screen.findByText("2 changes")).toBeVisible();
});

test("changes that cannot be read are an error", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/changes", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    showAt(`${list}?tab=changes`);
    expect(await screen.findByText(/The changes cannot be shown/)).toBeVisible();
});

test("the palette finds resources of the workspace", async () => {
    const { user, at } = showAt(list);
    await table();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox", { name: "Search and go to" }), "bastion");
    await user.click(await screen.findByRole("option", { name: /bastion.*EC2 security group/ }));
    await waitFor(() => expect(at()).toContain("/inventory/resource?account="));
    expect(at()).toContain("id=sg-0001");
});

test("on a phone each resource is a card", async () => {
    screenSize.phone = true;
    showAt(list);
    const cards = await screen.findByRole("list", { name: "Resources" });
    expect(within(cards).getAllByRole("link").length).toBe(4);
});

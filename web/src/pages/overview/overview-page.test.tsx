import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { besideAccounts } from "~/mocks/accounts";
import { accountOf, LINK, runOf } from "~/mocks/accounts-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const AT = `/w/${ID.alder}`;
const count = (check: string, title: string, severity: string, more: object = {}) => ({
    check,
    title,
    pillar: "security",
    severity,
    state: "open",
    muted: false,
    unknown: false,
    count: 1,
    saving_micro_usd_per_month: 0,
    ...more,
});
const counts = (items: object[]) =>
    http.untyped.get("*/finding-counts", () =>
        HttpResponse.json({ total: items.length, open_by_severity: {}, items }),
    );

const SOME = [
    count("cost.ebs", "No volumes are paid for that nothing uses", "low", {
        count: 4,
        saving_micro_usd_per_month: 37_300_000,
    }),
    count("ec2.ssh", "No security group opens SSH to the world", "critical", { count: 3 }),
    count("ec2.ssh", "No security group opens SSH to the world", "high", { count: 2 }),
    count("s3.public", "No bucket is public", "critical", { count: 5, muted: true }),
    count("iam.mfa", "Users have a second factor", "high", { count: 9, unknown: true }),
];

beforeEach(() => server.use(...besideAccounts, counts(SOME)));

test("what is worst comes first, with how many resources, and is one click from its findings", async () => {
    showAt(AT);
    const worst = await screen.findByRole("list", { name: "The worst checks" });
    const links = within(worst).getAllByRole("link");
    expect(links.map((link) => link.textContent)).toEqual([
        "CriticalNo security group opens SSH to the world5 resources",
        "HighUsers have a second factor9 resources9 unknown now",
        "LowNo volumes are paid for that nothing uses$37.30/moestimate4 resources",
    ]);
    expect(links[0]).toHaveAttribute("href", `${AT}/findings?check=ec2.ssh`);
    expect(screen.getByRole("link", { name: "5 muted" })).toBeVisible();
});

test("savings are an estimate in dollars", async () => {
    showAt(AT);
    expect(await screen.findByText("$37.30/mo", { selector: "p" })).toBeVisible();
    expect(screen.getByText(/Estimate by AWS.s list prices/)).toBeVisible();
});

test("what changed is told by account and in all, and each number leads to its list", async () => {
    showAt(AT);
    const table = within(await screen.findByRole("table", { name: "Changes by account" }));
    expect(table.getByRole("link", { name: "5 resources added, Production" })).toHaveAttribute(
        "href",
        `${AT}/inventory?tab=changes&what=added&account=${LINK.production}&generation=12`,
    );
    expect(table.getByRole("link", { name: "645 resources added, all accounts" })).toBeVisible();
    expect(table.getByRole("link", { name: "12 findings opened, all accounts" })).toBeVisible();
    expect(table.getByRole("link", { name: "4 findings resolved, Production" })).toHaveAttribute(
        "href",
        `${AT}/findings?account=${LINK.production}&state=resolved&sort=last_seen`,
    );
});

test("an account without a generation is unknown, not zero, and the sum is at least", async () => {
    const [first] = world.cloud.overview.accounts;
    if (first !== undefined)
        Object.assign(first, { generation: 0, generation_at: null, resources: null, findings: null });
    showAt(AT);
    const table = within(await screen.findByRole("table", { name: "Changes by account" }));
    const row = within(table.getByRole("rowheader", { name: /Data/ }).closest("tr") as HTMLElement);
    expect(row.queryByText("0")).toBeNull();
    expect(row.getByText("Not collected yet")).toBeVisible();
    expect(table.getByText("At least")).toBeVisible();
});

test("what could not be seen says its cause, what it hides, and gives the statement to copy", async () => {
    const { user } = showAt(AT);
    expect(await screen.findByText("s3:GetBucketPolicy")).toBeVisible();
    expect(screen.getByText(/Hides something of 14 resources\. Add the permission/)).toBeVisible();
    expect(screen.getByText("Not reached")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Copy the statement for s3:GetBucketPolicy" }));
    expect(JSON.parse(await navigator.clipboard.readText())).toMatchObject({
        Effect: "Allow",
        Action: ["s3:GetBucketPolicy"],
    });
    const trouble = within(screen.getByRole("list", { name: "Accounts of which nothing new is known" }));
    expect(
        trouble.getByText(/The role cannot be assumed: AccessDenied\. What is shown of it is old\./),
    ).toBeVisible();
});

test("no finding is said as none only where everything was seen", async () => {
    server.use(counts([]));
    showAt(AT);
    expect(await screen.findByText("None among what is known")).toBeVisible();
    expect(screen.queryByText("No finding is open.")).toBeNull();
});

test("no finding in accounts that were seen whole is good news", async () => {
    server.use(counts([]));
    world.cloud.accounts[ID.alder] = [accountOf(LINK.production, "Production")];
    world.cloud.overview = {
        accounts: world.cloud.overview.accounts.filter(({ account }) => account === LINK.production),
        unseen: [],
    };
    showAt(AT);
    expect(await screen.findByText("No finding is open.")).toBeVisible();
    expect(screen.getByText("The newest runs saw everything that they looked for.")).toBeVisible();
});

test("the trend is a table too, and its days stand in the address", async () => {
    const { user, at } = showAt(AT);
    await user.click(await screen.findByText("Numbers as a table"));
    const days = within(screen.getByRole("region", { name: "Open findings by day" })).getAllByRole("row");
    expect(days[1]).toHaveTextContent("26 Nov 202621134604111");
    await user.click(screen.getByRole("radio", { name: "90 days" }));
    await waitFor(() => expect(at()).toBe(`${AT}?days=90`));
});

test("pillars are between what is sure and what may be, and unknown where nothing is known", async () => {
    showAt(AT);
    const meter = await screen.findByRole("meter", { name: "Security" });
    expect(meter).toHaveAttribute("aria-valuetext", "between 61 and 78 of 100");
    expect(screen.queryByRole("meter", { name: "Cost optimization" })).toBeNull();
});

test("a run that goes on is followed", async () => {
    world.cloud.accounts[ID.alder] = [
        accountOf(LINK.production, "Production", {
            running: true,
            newest_run: runOf({ account: LINK.production, state: "running", ended: null, listed: 90 }),
        }),
    ];
    showAt(AT);
    expect(await screen.findByRole("progressbar", { name: "Progress of the run" })).toHaveAttribute(
        "aria-valuenow",
        "90",
    );
});

test("an empty workspace shows two ways on, and one click fills it with the sample", async () => {
    world.cloud.accounts = {};
    const { user } = showAt(AT);
    expect(await screen.findByRole("link", { name: "Link an AWS account" })).toHaveAttribute(
        "href",
        `${AT}/accounts/link`,
    );
    await user.click(screen.getByRole("button", { name: "Fill with the sample estate" }));
    expect(await screen.findByRole("complementary", { name: "Sample" })).toBeVisible();
    expect(await screen.findByRole("list", { name: "The worst checks" })).toBeVisible();
});

test("a part that fails is said at its place, the others stay, and it is tried again", async () => {
    server.use(
        http.untyped.get("*/overview", () => refuse(500, "internal", "something went wrong on our side")),
    );
    const { user } = showAt(AT);
    expect(await screen.findByRole("list", { name: "The worst checks" })).toBeVisible();
    expect(await screen.findByText(/What changed cannot be shown/)).toBeVisible();
    expect(screen.queryByText("The newest runs saw everything that they looked for.")).toBeNull();
    server.resetHandlers();
    server.use(...besideAccounts, counts(SOME));
    await user.click(screen.getAllByRole("button", { name: "Try again" })[0] as HTMLElement);
    expect(await screen.findByRole("table", { name: "Changes by account" })).toBeVisible();
});

test("on a phone the changes are cards", async () => {
    screenSize.phone = true;
    showAt(AT);
    const cards = await screen.findByRole("list", { name: "Changes by account" });
    expect(within(cards).getByRole("link", { name: "Production" })).toBeVisible();
    expect(screen.queryByRole("table", { name: "Changes by account" })).toBeNull();
});

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";

import { besideFindings, changeFinding, findingHandlers } from "~/mocks/findings";
import { ACCOUNT, FINDING, sampleAccounts } from "~/mocks/findings-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

const list = `/w/${ID.alder}/findings`;
const mockAll = (): void => server.use(...findingHandlers, ...besideFindings);
beforeEach(mockAll);

const table = () => screen.findByRole("table", { name: "Findings" });
const names = async () =>
    within(await table())
        .getAllByRole("link")
        .map((link) => link.textContent);
const row = async (name: RegExp) => {
    const found = (await screen.findByRole("link", { name })).closest("tr");
    if (found === null) throw new Error("no row");
    return found;
};

test("the worst comes first, and what cannot be told says so and why", async () => {
    showAt(list);
    expect(await names()).toEqual([
        "Security group sg-0001 (bastion) lets the whole internet in on TCP port 22",
        "Bucket alder-invoices can be read by everybody",
        "Volume vol-0001 is attached to nothing",
        "No bucket is public",
        "Security group sg-0002 (office) lets the whole internet in on TCP port 3389",
    ]);
    const bucket = within(await row(/alder-invoices/));
    expect(bucket.getByRole("button", { name: "Was open" })).toBeVisible();
    expect(bucket.getByText("Cannot be told: s3:GetBucketPolicy was denied")).toBeVisible();
    expect(within(await row(/^No bucket is public/)).getByRole("button", { name: "Unknown" })).toBeVisible();
    expect(within(await row(/vol-0001/)).getByText(/^Muted until/)).toBeVisible();
    expect(await screen.findByText("5 findings")).toBeVisible();
});

test("filters stand in the address, count what they would show, and are taken off one by one", async () => {
    const { user, at } = showAt(`${list}?severity=critical,high`);
    expect((await names()).length).toBe(2);
    expect(await screen.findByText("2 of 6 findings")).toBeVisible();
    await user.click(screen.getByRole("button", { name: /^Severity/ }));
    const facet = await screen.findByRole("dialog", { name: "Severity" });
    await waitFor(() =>
        expect(within(facet).getByRole("checkbox", { name: "Medium" }).closest("li")).toHaveTextContent("2"),
    );
    await user.click(within(facet).getByRole("checkbox", { name: "Medium" }));
    await waitFor(() => expect(at()).toBe(`${list}?severity=critical,high,medium`));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(at()).toBe(list));
});

test("counts that cannot be read are unknown, not zero", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/finding-counts", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(list);
    await table();
    expect(await screen.findByText("How many is not known")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "State" }));
    const facet = await screen.findByRole("dialog", { name: "State" });
    expect(within(facet).getAllByText("unknown").length).toBe(3);
});

test("findings that cannot be read are an error that can be tried again, not an empty list", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/findings", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(list);
    expect(await screen.findByText(/The findings cannot be shown/)).toBeVisible();
    expect(screen.getByText("req-0001")).toBeVisible();
    expect(screen.queryByText(/Nothing open/)).toBeNull();
    server.resetHandlers();
    mockAll();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect((await names()).length).toBe(5);
});

test("a next page that cannot be read is told below the list, and is tried again", async () => {
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/findings", ({ request }) =>
            new URL(request.url).searchParams.get("cursor") === null
                ? HttpResponse.json({ items: world.findings.slice(0, 2), next: "2" })
                : refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(list);
    expect(await screen.findByText(/There are more findings: they could not be read/)).toBeVisible();
    server.resetHandlers();
    mockAll();
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(async () => expect((await names()).length).toBeGreaterThan(2));
});

test("nothing wrong is said only where all was seen", async () => {
    world.findings = [];
    showAt(list);
    expect(await screen.findByRole("heading", { name: "Nothing open, nothing unknown" })).toBeVisible();
});

test("no finding in what was not seen as a whole is no good news", async () => {
    world.findings = [];
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/accounts", () =>
            HttpResponse.json({
                items: sampleAccounts().map((account, index) => ({ ...account, generation: index })),
            }),
        ),
    );
    showAt(list);
    expect(await screen.findByRole("heading", { name: "No finding in what was seen" })).toBeVisible();
    expect(screen.getByText(/1 account not collected yet/)).toBeVisible();
});

test("without an account the next step is to link one", async () => {
    world.findings = [];
    server.use(
        http.untyped.get("*/api/v1/workspaces/:workspace/accounts", () => HttpResponse.json({ items: [] })),
    );
    showAt(list);
    expect(await screen.findByRole("link", { name: "Link an account" })).toBeVisible();
});

test("a row opens beside the list, j goes on, and back closes it", async () => {
    const { user, at } = showAt(list);
    await table();
    await user.keyboard("j");
    await waitFor(() => expect(document.activeElement).toHaveAttribute("data-index", "0"));
    await user.keyboard("{Enter}");
    const drawer = await screen.findByRole("dialog", { name: "Finding" });
    expect(at()).toBe(`${list}?finding=${FINDING.ssh}`);
    expect(
        await within(drawer).findByText("Machines try passwords on every open port, all day."),
    ).toBeVisible();
    expect(within(drawer).getByText("1 of 5")).toBeVisible();
    await user.keyboard("j");
    await waitFor(() => expect(at()).toBe(`${list}?finding=${FINDING.bucket}`));
    expect(
        await within(drawer).findByText(/It failed when it was last seen. The newest generation cannot say/),
    ).toBeVisible();
    history.back();
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Finding" })).toBeNull());
});

test("on a phone each finding is a card, and opens as a page", async () => {
    screenSize.phone = true;
    const { user, at } = showAt(`${list}?severity=critical`);
    const cards = await screen.findByRole("list", { name: "Findings" });
    await user.click(within(cards).getByRole("link", { name: /sg-0001/ }));
    await waitFor(() => expect(at()).toBe(`${list}/${FINDING.ssh}?severity=critical`));
});

test("a group opens its findings in place", async () => {
    const { user, at } = showAt(`${list}?by=check`);
    const group = await screen.findByRole("button", { name: /No bucket is public/ });
    expect(group).toHaveTextContent("2 cannot be told");
    await user.click(group);
    await waitFor(() => expect(at()).toBe(`${list}?by=check&open=s3.public`));
    expect(await screen.findByRole("link", { name: /alder-invoices/ })).toBeVisible();
    await user.click(screen.getByRole("button", { name: /No bucket is public/ }));
    await waitFor(() => expect(screen.queryByRole("link", { name: /alder-invoices/ })).toBeNull());
});

test("groups by account have the accounts' names", async () => {
    showAt(`${list}?by=account`);
    expect(await screen.findByRole("button", { name: /Production/ })).toBeVisible();
    expect(screen.getByRole("button", { name: /Staging/ })).toBeVisible();
});

test("many are muted at once with a reason, and undone", async () => {
    const { user } = showAt(list);
    await table();
    await user.keyboard("jxjX");
    expect(await screen.findByText("2 chosen")).toBeVisible();
    await user.keyboard("m");
    const dialog = await screen.findByRole("dialog", { name: "Mute 2 findings" });
    await user.click(within(dialog).getByRole("button", { name: "Mute 2 findings" }));
    expect(await within(dialog).findByText("Say why, for whoever looks at it later")).toBeVisible();
    await user.type(within(dialog).getByRole("textbox", { name: "Why" }), "error-500");
    await user.click(within(dialog).getByRole("button", { name: "Mute 2 findings" }));
    expect(await within(dialog).findByText(/Something went wrong on our side/)).toBeVisible();
    expect(within(dialog).getByRole("textbox", { name: "Why" })).toHaveValue("error-500");
    await user.clear(within(dialog).getByRole("textbox", { name: "Why" }));
    await user.type(within(dialog).getByRole("textbox", { name: "Why" }), "known, closed on Monday");
    await user.click(within(dialog).getByRole("button", { name: "Mute 2 findings" }));
    expect(await screen.findByText("Muted 2 findings.")).toBeVisible();
    expect(within(await row(/sg-0001/)).getByText(/^Muted until/)).toBeVisible();
    expect(screen.queryByText("2 chosen")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByText("Undone.")).toBeVisible();
    await waitFor(async () => expect(within(await row(/sg-0001/)).queryByText(/^Muted until/)).toBeNull());
    expect(world.findings.filter(({ mute }) => mute != null).map(({ id }) => id)).toEqual([FINDING.volume]);
});

test("what is not there any more when it is muted is told", async () => {
    const { user } = showAt(list);
    await table();
    await user.keyboard("A");
    expect(await screen.findByText("5 chosen")).toBeVisible();
    expect(screen.getByText("all that are loaded")).toBeVisible();
    await user.keyboard("m");
    const why = await screen.findByRole("textbox", { name: "Why" });
    world.findings = world.findings.filter(({ id }) => id !== FINDING.key);
    await user.type(why, "all known");
    await user.click(screen.getByRole("button", { name: "Mute 5 findings" }));
    expect(await screen.findByText("Muted 4 findings. 1 are not there any more.")).toBeVisible();
});

test("when somebody else was faster it is told, and what was typed is kept", async () => {
    const { user } = showAt(`${list}?finding=${FINDING.ssh}`);
    await user.click(await screen.findByRole("button", { name: "Mute…" }));
    const why = await screen.findByRole("textbox", { name: "Why" });
    await user.type(why, "closed on Monday");
    changeFinding(FINDING.ssh, {
        mute: { until: "2026-12-24T10:00:00Z", reason: "mine", by: "0199a000-0000-7000-8000-0000000000ff" },
    });
    await user.click(screen.getByRole("button", { name: "Mute it" }));
    expect(await screen.findByText(/Somebody else was faster/)).toHaveTextContent(/mine/);
    expect(why).toHaveValue("closed on Monday");
    await user.click(screen.getByRole("button", { name: "Mute it" }));
    expect(await screen.findByText("Muted 1 finding.")).toBeVisible();
    expect(world.findings.find(({ id }) => id === FINDING.ssh)?.mute?.reason).toBe("closed on Monday");
});

test("a viewer sees why nothing can be muted", async () => {
    const alder = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (alder === undefined) throw new Error("no workspace");
    alder.workspace = { ...alder.workspace, role: "viewer" };
    const { user } = showAt(`${list}?finding=${FINDING.ssh}`);
    const mute = await screen.findByRole("button", { name: "Mute…" });
    await waitFor(() => expect(mute).toHaveAttribute("aria-disabled", "true"));
    await user.hover(mute);
    expect(
        (await screen.findAllByText("Analysts and above can mute findings. You are a viewer."))[0],
    ).toBeVisible();
});

test("a view is kept on this device, and the present one is recognised", async () => {
    const { user, at } = showAt(`${list}?severity=low`);
    await table();
    await user.click(screen.getByRole("button", { name: "Views" }));
    await user.click(await screen.findByRole("menuitem", { name: "Keep this view…" }));
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Small things{Enter}");
    expect(await screen.findByRole("button", { name: "Small things" })).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Small things" }));
    await user.click(await screen.findByRole("menuitem", { name: /Needs me now/ }));
    await waitFor(() => expect(at()).toBe(`${list}?severity=critical,high&state=open&muted=false`));
    expect(await screen.findByRole("button", { name: "Needs me now" })).toBeVisible();
});

test("the file of the filter is a link that the browser follows", async () => {
    showAt(`${list}?account=${ACCOUNT.staging}&sort=saving&by=check`);
    const link = await screen.findByRole("link", { name: /CSV/ });
    expect(link).toHaveAttribute(
        "href",
        `/api/v1/workspaces/${ID.alder}/findings.csv?account=${ACCOUNT.staging}`,
    );
});

import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";

import { besideAccounts } from "~/mocks/accounts";
import { LINK, sampleAccount } from "~/mocks/accounts-sample";
import { http, refuse } from "~/mocks/http";
import { server } from "~/mocks/server";
import { ID, world } from "~/mocks/world";
import { showAt } from "~/test/render";
import { screenSize } from "~/test/setup";

beforeEach(() => server.use(...besideAccounts));

const AT = `/w/${ID.alder}/accounts`;
const table = () => screen.findByRole("table", { name: "Cloud accounts" });
/** A row, once it is known what one may do. */
async function row(name: string) {
    // The role stands beside the name of the workspace.
    await screen.findByText(/^(owner|viewer)$/);
    const found = (await screen.findByRole("link", { name })).closest("tr");
    if (found === null) throw new Error("no row");
    return within(found);
}

test("what needs somebody comes first, and each account says where it stands", async () => {
    showAt(AT);
    const links = within(await table()).getAllByRole("link");
    expect(links.map((link) => link.textContent).filter((text) => !/^\d/.test(text))).toEqual([
        "Data",
        "Staging",
        "Production",
    ]);
    expect((await row("Data")).getByText("2 failed runs")).toBeVisible();
    expect((await row("Staging")).getByText("Partial")).toBeVisible();
    expect((await row("Production")).getByText("Collected")).toBeVisible();
    expect((await row("Production")).getByText("$0.0021")).toBeVisible();
});

test("what a failed run does not say is unknown, not a zero", async () => {
    const { user } = showAt(AT);
    const data = await row("Data");
    expect(data.queryByText("$0")).toBeNull();
    await user.click(data.getByRole("button", { name: "May be old" }));
    expect(await screen.findByText("The role cannot be assumed: AccessDenied")).toBeVisible();
});

test("an account is collected now, and its run is followed", async () => {
    const { user } = showAt(AT);
    await user.click((await row("Production")).getByRole("button", { name: "Actions for Production" }));
    await user.click(await screen.findByRole("menuitem", { name: "Collect now" }));
    const progress = await screen.findByRole("progressbar", { name: "Progress of the run" });
    expect(progress).toHaveAttribute("aria-valuenow", "45");
    expect(progress).toHaveAttribute("aria-valuemax", "180");
    expect(screen.getByText("45/180 listings · 700 resources")).toBeVisible();
});

test("pausing shows at once, and is taken back by undo", async () => {
    const { user } = showAt(AT);
    await user.click((await row("Production")).getByRole("button", { name: "Actions for Production" }));
    await user.click(await screen.findByRole("menuitem", { name: "Pause" }));
    expect(await (await row("Production")).findByText("Paused")).toBeVisible();
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    expect(await (await row("Production")).findByText("Collected")).toBeVisible();
});

test("a pause that is refused is taken back, and says why", async () => {
    server.use(
        http.untyped.post("*/accounts/:account/pause", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(AT);
    await user.click((await row("Production")).getByRole("button", { name: "Actions for Production" }));
    await user.click(await screen.findByRole("menuitem", { name: "Pause" }));
    expect(await screen.findByText("Something went wrong on our side")).toBeVisible();
    await waitFor(async () => expect((await row("Production")).getByText("Collected")).toBeVisible());
});

test("a name is changed; one that is refused stays in its field", async () => {
    const { user } = showAt(AT);
    await user.click((await row("Production")).getByRole("button", { name: "Actions for Production" }));
    await user.click(await screen.findByRole("menuitem", { name: "Rename" }));
    const name = await screen.findByRole("textbox", { name: "Name" });
    await waitFor(() => expect(name).toHaveFocus());
    await user.clear(name);
    await user.type(name, "error-500{Enter}");
    expect(await screen.findByText(/Something went wrong on our side/)).toBeVisible();
    expect(name).toHaveValue("error-500");
    await user.clear(name);
    await user.type(name, "Live{Enter}");
    expect(await screen.findByRole("link", { name: "Live" })).toBeVisible();
});

test("a viewer sees all, and why nothing can be changed", async () => {
    const alder = world.fleet.find(({ workspace }) => workspace.id === ID.alder);
    if (alder !== undefined) alder.workspace.role = "viewer";
    const { user } = showAt(AT);
    expect(await screen.findByRole("button", { name: "Link an account" })).toHaveAttribute(
        "aria-disabled",
        "true",
    );
    await user.click((await row("Production")).getByRole("button", { name: "Actions for Production" }));
    expect(await screen.findByText("Analysts and above can ask for a run. You are a viewer.")).toBeVisible();
});

test("without an account the next step is said", async () => {
    world.cloud.accounts = {};
    const { user, at } = showAt(AT);
    expect(await screen.findByText("No account is linked")).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: "Link an account" })[0] as HTMLElement);
    await waitFor(() => expect(at()).toBe(`${AT}/link`));
});

test("accounts that cannot be read are an error that can be tried again", async () => {
    server.use(
        http.untyped.get("*/workspaces/:w/accounts", () =>
            refuse(500, "internal", "something went wrong on our side"),
        ),
    );
    const { user } = showAt(AT);
    expect(await screen.findByText(/The accounts cannot be shown/)).toBeVisible();
    expect(screen.queryByText("No account is linked")).toBeNull();
    server.resetHandlers();
    server.use(...besideAccounts);
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Production" })).toBeVisible();
});

test("on a phone each account is a card", async () => {
    screenSize.phone = true;
    showAt(AT);
    const cards = await screen.findByRole("list", { name: "Cloud accounts" });
    expect(within(cards).getByRole("link", { name: "Staging" })).toHaveAttribute(
        "href",
        `${AT}/${LINK.staging}`,
    );
});

test("the sample is labelled on every page of the workspace, and removed from there", async () => {
    world.cloud.accounts[ID.alder]?.push(sampleAccount());
    const { user } = showAt(AT);
    const banner = await screen.findByRole("complementary", { name: "Sample" });
    expect(banner).toHaveTextContent("What is of Sample estate is made up, with no AWS behind it.");
    await user.click(within(banner).getByRole("button", { name: "Remove the sample" }));
    await user.click(await screen.findByRole("button", { name: "Remove it" }));
    await waitFor(() => expect(screen.queryByRole("complementary", { name: "Sample" })).toBeNull());
    expect(screen.getByRole("link", { name: "Production" })).toBeVisible();
});

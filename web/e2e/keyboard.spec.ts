/** Everything by the keyboard alone: no mouse, no `click()`. At every stop the focus is seen, and where one expects it. */
import type { Page } from "@playwright/test";

import { expect, test } from "./console";
import { choose, enter, expectAt, expectSeen, expectTrapped, walkTo } from "./keys";
import { arrived } from "./pages";
import { fresh, owner, signedIn, workspaceOf } from "./world";

/** No other test changes this one. */
const HERE = "Birch Clinic";
/** Where there are others whose role can be changed. */
const WITH_PEOPLE = "Northwind Consulting";

const at = (path: string): string => `/w/${workspaceOf(HERE)}${path}`;
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).first();
const heading = (page: Page, name: string | RegExp) => page.getByRole("heading", { level: 1, name });
const rows = (page: Page) => page.locator("[data-row]");
const said = (page: Page, text: string | RegExp) =>
    page.getByRole("region", { name: /^Messages/ }).getByText(text);

test("one signs in, skips to the content, goes to a page by the palette, and signs out", async ({
    console,
    page,
}) => {
    const { email, password } = owner();
    await console.open("/sign-in");
    await arrived(page, /sign in/i);
    await walkTo(page, page.getByLabel("E-mail"));
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await expectAt(page, page.getByRole("textbox", { name: "Password" }));
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await arrived(page, /fleet/i);

    await page.reload();
    await arrived(page, /fleet/i);
    await page.keyboard.press("Tab");
    await expectAt(page, page.getByRole("link", { name: "Skip to the content" }));
    await page.keyboard.press("Enter");
    await expectAt(page, page.getByRole("main"));
    await page.keyboard.press("Tab");
    await expectAt(page, button(page, "Make a workspace"));

    await page.keyboard.press("Control+k");
    const palette = page.getByRole("combobox", { name: "Search and go to" });
    await expectAt(page, palette);
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, "Make a workspace"));
    await page.keyboard.press("Control+k");
    await expectAt(page, palette);
    await page.keyboard.type("sess");
    await expect(page.getByRole("option", { selected: true })).toContainText("Sessions");
    await page.keyboard.press("Enter");
    await expectAt(page, heading(page, /sessions/i));

    await page.keyboard.press("g");
    await page.keyboard.press("f");
    await expectAt(page, heading(page, /fleet/i));
    await walkTo(page, button(page, /: menu$/), "Shift+Tab");
    await page.keyboard.press("Enter");
    await choose(page, "Profile");
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, /: menu$/));
    await page.keyboard.press("Enter");
    await choose(page, "Sign out");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/sign-in$/);
});

test("one sorts and filters the fleet, and opens a client", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open("/");
    await arrived(page, /fleet/i);

    const column = page.getByRole("columnheader", { name: "Workspace" });
    await enter(page, column.getByRole("button"));
    await expect(column).toHaveAttribute("aria-sort", "ascending");
    await expectAt(page, column.getByRole("button"));
    await page.keyboard.press("Enter");
    await expect(column).toHaveAttribute("aria-sort", "descending");
    await expect(rows(page).first()).toContainText("Northwind");

    // Other tests make workspaces of their own.
    const all = await rows(page).count();
    await page.keyboard.press("/");
    const search = page.getByRole("searchbox", { name: "Search the fleet" });
    await expectAt(page, search);
    await page.keyboard.type("birch");
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(rows(page)).toHaveCount(all);

    await enter(page, button(page, /^Show/));
    const facet = page.getByRole("dialog", { name: "Show" });
    await expectAt(page, facet.getByRole("checkbox").first());
    await page.keyboard.press("Space");
    await expect(facet.getByRole("checkbox").first()).toBeChecked();
    await expectSeen(page);
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, /^Show/));
    await enter(page, button(page, /^Remove the filter Show/));
    await expect(button(page, /^Remove the filter Show/)).toHaveCount(0);
    await expectSeen(page);

    await walkTo(page, button(page, /^Show/));
    const place = (await rows(page).allTextContents()).findIndex((text) => text.includes(HERE));
    expect(place).toBeGreaterThan(0);
    for (let at = 0; at <= place; at++) {
        await page.keyboard.press("j");
        await expectAt(page, rows(page).nth(at));
    }
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(at("")));
    await expectAt(page, heading(page, /./));
});

test("one filters findings, chooses some, mutes them until a day, unmutes them, and keeps the view", async ({
    console,
    page,
}) => {
    test.setTimeout(120_000);
    await signedIn(page, owner());
    await console.open(at("/findings"));
    await arrived(page, /findings/i);

    await enter(page, button(page, /^Severity/));
    const facet = page.getByRole("dialog", { name: "Severity" });
    await walkTo(page, facet.getByRole("checkbox", { name: "Medium" }));
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, /^Severity/));
    await expect(page).toHaveURL(/severity=medium/);
    await arrived(page, /findings/i);

    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await expectAt(page, rows(page).nth(1));
    const chosen = page.getByRole("region", { name: "Chosen findings" });
    await expect(chosen).toContainText("2 chosen");
    await page.keyboard.press("m");
    const dialog = page.getByRole("dialog", { name: "Mute 2 findings" });
    await expectAt(page, dialog.getByLabel("Why"));
    await expectTrapped(page, dialog);
    await enter(page, dialog.getByRole("button", { name: "Mute 2 findings" }));
    await expect(dialog.getByLabel("Why")).toHaveAttribute("aria-invalid", "true");
    await expectAt(page, dialog.getByLabel("Why"));
    await page.keyboard.type("Until the new gateway is there");
    await page.keyboard.press("Tab");
    await expectAt(page, dialog.getByRole("radio", { name: "30 days" }));
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expectAt(page, dialog.getByRole("radio", { name: "Own date" }));
    await page.keyboard.press("Space");
    await page.keyboard.press("Tab");
    await expectAt(page, dialog.getByLabel("The last day of the mute"));
    await page.keyboard.type(inTenDays());
    await expect(dialog.getByRole("status")).toContainText("It ends by itself on");
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expect(said(page, "Muted 2 findings.")).toBeVisible();
    await expectSeen(page);

    // They may have gone to another place in the list.
    await console.open(at("/findings?severity=medium&muted=true"));
    await arrived(page, /findings/i);
    await expect(rows(page)).toHaveCount(2);
    await page.keyboard.press("A");
    await expect(chosen).toContainText("2 chosen");
    await enter(page, chosen.getByRole("button", { name: "Unmute" }));
    await expect(said(page, "Unmuted 2 findings.")).toBeVisible();
    await expectSeen(page);

    await console.open(at("/findings?severity=medium"));
    await arrived(page, /findings/i);
    const views = button(page, "Views");
    await enter(page, views);
    await choose(page, "Keep this view…");
    await page.keyboard.press("Enter");
    const keeping = page.getByRole("dialog", { name: "Keep this view" });
    await expectAt(page, keeping.getByLabel("Name"));
    await expectTrapped(page, keeping);
    await walkTo(page, keeping.getByLabel("Name"));
    const name = fresh("medium");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(keeping).toBeHidden();
    await expectAt(page, button(page, name));
});

test("the drawer is walked, mutes, and is closed by one Escape, whatever was said meanwhile", async ({
    console,
    page,
}) => {
    await signedIn(page, owner());
    await console.open(at("/findings?severity=low"));
    await arrived(page, /findings/i);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await expectAt(page, rows(page).nth(1));
    const first = await rows(page).nth(1).getAttribute("data-row");
    await page.keyboard.press("Enter");
    const drawer = page.getByRole("dialog", { name: "Finding" });
    await expectAt(page, drawer);
    await expect(drawer.getByRole("article")).toBeVisible();
    await expectTrapped(page, drawer);
    await page.keyboard.press("k");
    await expect(drawer).toContainText("1 of ");
    await page.keyboard.press("j");
    await expect(drawer).toContainText("2 of ");
    await page.keyboard.press("Escape");
    await expect(drawer).toBeHidden();
    await expectAt(page, page.locator(`[data-row="${first ?? ""}"]`));

    await page.keyboard.press("Enter");
    await expect(drawer.getByRole("button", { name: "Mute…" })).toBeVisible();
    await page.keyboard.press("m");
    const mute = page.getByRole("dialog", { name: /^Mute the finding/ });
    await expectAt(page, mute.getByLabel("Why"));
    await page.keyboard.type("Known");
    await enter(page, mute.getByRole("button", { name: "Mute it" }));
    await expect(mute).toBeHidden();
    await expect(said(page, "Muted 1 finding.")).toBeVisible();
    await expectSeen(page);
    await page.keyboard.press("u");
    await expect(said(page, "Unmuted 1 finding.")).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(drawer).toBeHidden();
    await expect(said(page, "Unmuted 1 finding.")).toBeVisible();
    await expectAt(page, page.locator(`[data-row="${first ?? ""}"]`));
});

test("one chooses columns of the inventory, opens a document, and walks its sides", async ({
    console,
    page,
}) => {
    await signedIn(page, owner());
    await console.open(at("/inventory?kind=aws.s3.bucket"));
    await arrived(page, /inventory/i);
    await enter(page, button(page, "Columns"));
    await choose(page, "ARN");
    await page.keyboard.press("Space");
    await expect(page.getByRole("columnheader", { name: "ARN" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, "Columns"));
    await page.keyboard.press("j");
    await expectAt(page, rows(page).first());
    await page.keyboard.press("Enter");
    await expectAt(page, heading(page, /./));
    const sides = page.getByRole("navigation", { name: "Sides of the resource" });
    for (const side of [/^Parts/, "JSON", "Relations", /^Findings/, /^Changes/, "Fields"]) {
        const link = sides.getByRole("link", { name: side });
        await walkTo(page, link, side === "Fields" ? "Shift+Tab" : "Tab");
        await page.keyboard.press("Enter");
        await expect(link).toHaveAttribute("aria-current", "page");
        await expectAt(page, link);
    }
});

test("one has an account collected, pauses it, and resumes it", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open(at("/accounts"));
    await arrived(page, /accounts/i);
    await page.keyboard.press("j");
    await expectAt(page, rows(page).first());
    await page.keyboard.press("Enter");
    await expectAt(page, heading(page, /birch/i));
    await enter(page, button(page, "Collect now"));
    await expect(said(page, /is being collected|another follows it/).first()).toBeVisible();
    await expectAt(page, button(page, "Collect now"));
    await walkTo(page, button(page, "Pause"), "Shift+Tab");
    await page.keyboard.press("Enter");
    await expectAt(page, button(page, "Resume"));
    await page.keyboard.press("Enter");
    await expectAt(page, button(page, "Pause"));
    const parts = page.getByRole("navigation", { name: "Parts of the account" });
    for (const part of ["Runs", "Permissions", "Regions and services", "Thresholds", "Settings"]) {
        const link = parts.getByRole("link", { name: part });
        await enter(page, link);
        await expectAt(page, link);
    }
});

test("one changes a threshold of a check, and takes it back", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open(at("/checks"));
    await arrived(page, /checks/i);
    await page.keyboard.press("/");
    await expectAt(page, page.getByRole("searchbox").first());
    await page.keyboard.type("key-rotation");
    await expect(page).toHaveURL(/q=key/);
    await arrived(page, /checks/i);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("j");
    await expectAt(page, rows(page).first());
    await page.keyboard.press("Enter");
    await expectAt(page, heading(page, /./));
    const side = page
        .getByRole("navigation", { name: "Sides of the check" })
        .getByRole("link", { name: /rule/i });
    await enter(page, side);
    await expectAt(page, side);
    await enter(page, page.getByRole("link", { name: "Change thresholds" }));
    await expectAt(page, heading(page, /thresholds/i));
    const field = page.getByRole("list", { name: "Checks with variables" }).getByRole("textbox").first();
    await walkTo(page, field);
    const usual = await field.inputValue();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("x");
    await page.keyboard.press("Enter");
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expectAt(page, field);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(String(Number(usual) + 7));
    await page.keyboard.press("Enter");
    await expect(said(page, /is changed from the next run/)).toBeVisible();
    await expectAt(page, field);
    await enter(page, button(page, /^Back to the usual value/));
    await expect(button(page, /^Back to the usual value/)).toHaveCount(0);
    await expect(field).toHaveValue(usual);
    await expectSeen(page);
});

test("one invites a member, and changes a role and takes it back", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open(`/w/${workspaceOf(WITH_PEOPLE)}/settings`);
    await arrived(page, /./);
    const tabs = page.getByRole("navigation", { name: "Settings" });
    for (const tab of ["Thresholds", "Audit log", "Members"]) {
        const link = tabs.getByRole("link", { name: tab });
        await walkTo(page, link, tab === "Members" ? "Shift+Tab" : "Tab");
        await page.keyboard.press("Enter");
        await expect(link).toHaveAttribute("aria-current", "page");
        await arrived(page, new RegExp(tab, "i"));
        await expectSeen(page);
        await walkTo(page, link, "Shift+Tab");
    }
    await enter(page, button(page, "Invite somebody"));
    const dialog = page.getByRole("dialog", { name: "Invite somebody" });
    await expectAt(page, dialog.getByLabel("E-mail"));
    await expectTrapped(page, dialog);
    await walkTo(page, dialog.getByLabel("E-mail"));
    const email = `${fresh("invited")}@demo.example`;
    await page.keyboard.type(email);
    await page.keyboard.press("Tab");
    await expectAt(page, dialog.getByRole("radio", { name: /^Viewer/ }));
    await page.keyboard.press("ArrowDown");
    await expectAt(page, dialog.getByRole("radio", { name: /^Analyst/ }));
    await expect(dialog.getByRole("radio", { name: /^Analyst/ })).toBeChecked();
    await enter(page, dialog.getByRole("button", { name: "Send the invitation" }));
    await expect(dialog).toBeHidden();
    await expect(said(page, `${email} is invited.`)).toBeVisible();
    await expectAt(page, button(page, "Invite somebody"));

    const role = page.getByRole("combobox", { name: "Role of Victor" });
    await walkTo(page, role);
    await expect(role).toHaveValue("viewer");
    await page.keyboard.press("ArrowUp");
    await expect(said(page, "Victor is an analyst now.")).toBeVisible();
    await expectAt(page, role);
    await expect(role).toHaveValue("analyst");
    await page.keyboard.press("F8");
    await expectSeen(page);
    await walkTo(page, page.getByRole("region", { name: /^Messages/ }).getByRole("button", { name: "Undo" }));
    await page.keyboard.press("Enter");
    await expect(role).toHaveValue("viewer");
    await expectAt(page, role);
});

test("one makes an API token and revokes it", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open("/me/tokens");
    await arrived(page, /tokens/i);
    await enter(page, button(page, "Make a token"));
    const dialog = page.getByRole("dialog", { name: "Make a token" });
    await expectAt(page, dialog.getByLabel("Name"));
    await expectTrapped(page, dialog);
    await walkTo(page, dialog.getByLabel("Name"));
    const name = fresh("token");
    await page.keyboard.type(name);
    await page.keyboard.press("Enter");
    await expect(dialog).toBeHidden();
    await expectAt(page, button(page, "Make a token"));
    await enter(page, button(page, "I have kept it"));
    await expect(button(page, "I have kept it")).toHaveCount(0);
    await expectSeen(page);
    await enter(page, button(page, `Revoke ${name}`));
    const asked = page.getByRole("dialog", { name: `Revoke ${name}` });
    await expectAt(page, asked);
    await expectTrapped(page, asked);
    await page.keyboard.press("Escape");
    await expectAt(page, button(page, `Revoke ${name}`));
    await page.keyboard.press("Enter");
    await enter(page, asked.getByRole("button", { name: "Revoke", exact: true }));
    await expect(said(page, `${name} is revoked.`)).toBeVisible();
    await expect(button(page, `Revoke ${name}`)).toHaveCount(0);
    await expectSeen(page);
});

/** A day as one types it into a field of the browser's: month, day, year. */
function inTenDays(): string {
    const day = new Date(Date.now() + 10 * 86_400_000);
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${two(day.getMonth() + 1)}${two(day.getDate())}${day.getFullYear()}`;
}

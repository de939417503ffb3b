/** What holds of every page: it comes, axe finds nothing serious in light and dark, and a broken API is said and outlived. */
import type { Page } from "@playwright/test";

import { expect, expectAccessible, test } from "./console";
import { arrived, DOORS, rooms } from "./pages";
import { owner, signedIn } from "./world";

test("axe finds nothing serious on any door, in light and dark", async ({ console, page }) => {
    test.setTimeout(180_000);
    for (const door of DOORS) {
        await test.step(door.name, async () => {
            await console.open(door.path);
            await arrived(page, door.heading);
            await inBothThemes(page);
        });
    }
});

test("axe finds nothing serious on any page, in light and dark", async ({ console, page }) => {
    test.setTimeout(600_000);
    await signedIn(page, owner());
    for (const room of await rooms(page)) {
        await test.step(room.name, async () => {
            await console.open(room.path);
            await arrived(page, room.heading);
            await inBothThemes(page);
            await expectNothingCut(page);
        });
    }
});

async function inBothThemes(page: Page): Promise<void> {
    for (const colorScheme of ["light", "dark"] as const) {
        // Colours that are still on their way from one theme to the other are nobody's.
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await expectAccessible(page);
    }
}

/** The page is never wider than the window: what is wide scrolls within itself. */
async function expectNothingCut(page: Page): Promise<void> {
    const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(over, "pixels that the page is too wide").toBeLessThanOrEqual(0);
}

/** Longer than an answer takes on a busy machine. */
const IMPATIENT_MS = 1_500;

/** How the API breaks, and what is then said of it. */
const BROKEN = {
    "an error 500": {
        break: (page: Page) =>
            page.route("**/api/v1/**", (route) =>
                route.request().url().endsWith("/me")
                    ? route.continue()
                    : route.fulfill({
                          status: 500,
                          contentType: "application/problem+json",
                          body: JSON.stringify({
                              type: "about:blank",
                              title: "internal error",
                              status: 500,
                              code: "internal",
                              detail: "something went wrong here; the log says what",
                              errors: [],
                              request_id: "req-e2e-500",
                          }),
                      }),
            ),
        says: /req-e2e-500/,
    },
    "no network": {
        break: (page: Page) =>
            page.route("**/api/v1/**", (route) =>
                route.request().url().endsWith("/me")
                    ? route.continue()
                    : route.abort("internetdisconnected"),
            ),
        says: /does not answer|offline/i,
    },
    "answers that never come": {
        break: async (page: Page) => {
            // The client waits for half a minute; nobody else needs to.
            await page.addInitScript((ms) => {
                const timeout = AbortSignal.timeout.bind(AbortSignal);
                AbortSignal.timeout = () => timeout(ms);
            }, IMPATIENT_MS);
            await page.route("**/api/v1/**", (route) =>
                route.request().url().endsWith("/me") ? route.continue() : undefined,
            );
        },
        says: /took too long/,
    },
} as const;

/** One page of every area: all of them read by the same client, and show failures by the same component. */
const AREAS = [
    "fleet",
    "overview",
    "accounts",
    "account",
    "inventory",
    "resource",
    "findings",
    "finding",
    "compliance",
    "framework",
    "well-architected",
    "checks",
    "check",
    "books",
    "transactions",
    "imports",
    "import-preview",
    "receipts",
    "receipt",
    "recurring",
    "budgets",
    "report",
    "rules",
    "rates",
    "ledger-accounts",
    "books-check",
    "settings-members",
    "settings-thresholds",
    "settings-audit",
    "me-sessions",
    "me-tokens",
];

for (const [name, { break: breakIt, says }] of Object.entries(BROKEN)) {
    test(`every page outlives ${name}: it says so, and recovers`, async ({ console, page }) => {
        test.setTimeout(600_000);
        await signedIn(page, owner());
        for (const room of (await rooms(page)).filter((one) => AREAS.includes(one.name))) {
            await test.step(room.name, async () => {
                await breakIt(page);
                await console.open(room.path);
                const main = page.getByRole("main");
                await expect(main.getByText(says).first()).toBeVisible({ timeout: 30_000 });
                await page.unroute("**/api/v1/**");
                // Several parts of a page may have failed, each with its own button; some try again by themselves.
                await expect(async () => {
                    const again = main.getByRole("button", { name: "Try again" }).first();
                    if (await again.isVisible()) await again.click({ timeout: 2_000 });
                    await expect(main.getByText(says)).toHaveCount(0, { timeout: 1_500 });
                }).toPass({ timeout: 30_000 });
                await arrived(page, room.heading);
            });
        }
    });
}

test("a session that is over asks to sign in again, on every page, and goes on where one was", async ({
    console,
    page,
}) => {
    test.setTimeout(300_000);
    for (const area of ["fleet", "findings", "settings-members"]) {
        await test.step(area, async () => {
            await signedIn(page, owner());
            const room = (await rooms(page)).find((one) => one.name === area);
            if (room === undefined) throw new Error(`no page ${area}`);
            await page.context().clearCookies();
            await console.open(room.path);
            await expect(page).toHaveURL(/\/sign-in/);
            await page.getByLabel("E-mail").fill(owner().email);
            await page.getByRole("textbox", { name: "Password" }).fill(owner().password);
            await page.getByRole("button", { name: "Sign in", exact: true }).click();
            await arrived(page, room.heading);
            expect(new URL(page.url()).pathname).toBe(new URL(room.path, console.url).pathname);
        });
    }
});

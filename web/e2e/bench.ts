/** Measures the console on a large estate and writes the figures, in milliseconds, into the file SKYTALLY_BENCH_OUT. It judges none. */
import { writeFileSync } from "node:fs";

import { type Browser, type BrowserContext, type Page, test } from "@playwright/test";

import { noteAll } from "./bench-notes";
import { arrived, type Visit } from "./pages";

const given = (name: string): string => {
    const value = process.env[name];
    if (value === undefined) throw new Error(`${name} is not set: run cargo xtask bench console`);
    return value;
};

/** A list is scrolled to here. */
const ROWS = 5_000;
/** What one turn of the wheel scrolls, and how long the hand rests then. */
const WHEEL_PX = 2_000;
const WHEEL_MS = 50;
/** Nothing larger was painted for so long: the largest is known. */
const CALM_MS = 400;
/** Between two keys. */
const KEY_MS = 60;
/** The browser's notes of events come so late. */
const TOLD_MS = 150;
const SCROLL_MAX_MS = 90_000;

interface PageFigures {
    name: string;
    scriptBytes: number;
    scripts: number;
    cold: { fcp: number[]; lcp: number[]; of: string };
    warm: { fcp: number[]; lcp: number[]; of: string };
}
interface ActionFigures {
    name: string;
    /** To the next paint, of the slowest press or key; and until what was asked for is there, from the last one. */
    paint: number[];
    there: number[];
}
interface ScrollFigures {
    name: string;
    elements: number[];
    gap: number[];
    /** The longest frame of 50 ms or more; 0 where there was none. */
    long: number[];
    longFrames: number[];
    seconds: number[];
}

const url = given("SKYTALLY_E2E_URL");
const runs = Number(given("SKYTALLY_BENCH_RUNS"));
const workspace = given("SKYTALLY_BENCH_WORKSPACE");
const at = (path: string): string => new URL(path, url).href;

test("the console on a large estate", async ({ browser }) => {
    const pages: PageFigures[] = [];
    for (const visit of await visits(browser)) pages.push(await measurePage(browser, visit));
    const actions = new Map<string, ActionFigures>();
    const scrolls = new Map<string, ScrollFigures>();
    for (let run = 0; run < runs; run += 1) {
        await measureFindings(browser, actions, scrolls);
        await measureInventory(browser, actions, scrolls);
    }
    const figures = {
        browser: browser.version(),
        rows: ROWS,
        pages,
        actions: [...actions.values()],
        scrolls: [...scrolls.values()],
    };
    writeFileSync(given("SKYTALLY_BENCH_OUT"), JSON.stringify(figures, null, 1));
});

/** A browser that knows nothing yet, but the session of who is signed in. */
async function fresh(browser: Browser, signedIn: boolean): Promise<BrowserContext> {
    const context = await browser.newContext({ colorScheme: "light" });
    await context.addInitScript(noteAll);
    if (signedIn) {
        const [name = "", value = ""] = given("SKYTALLY_BENCH_COOKIE").split(/=(.*)/s);
        await context.addCookies([{ name, value, url, httpOnly: true }]);
    }
    return context;
}

interface Room extends Visit {
    signedIn: boolean;
}

async function visits(browser: Browser): Promise<Room[]> {
    const context = await fresh(browser, true);
    const answer = await context.request.get(
        at(`/api/v1/workspaces/${workspace}/findings?state=open&kind=aws.ec2.instance&limit=1`),
    );
    const { items } = (await answer.json()) as {
        items: Record<"id" | "account" | "kind" | "region" | "resource", string>[];
    };
    await context.close();
    const finding = items[0];
    if (finding === undefined) throw new Error("the estate has no open finding of an instance");
    const { account, kind, region, resource: id } = finding;
    const w = `/w/${workspace}`;
    const rooms: Visit[] = [
        { name: "fleet", path: "/", heading: /fleet/i },
        { name: "overview", path: w, heading: /./ },
        { name: "findings", path: `${w}/findings`, heading: /findings/i },
        { name: "inventory", path: `${w}/inventory`, heading: /inventory/i },
        { name: "checks", path: `${w}/checks`, heading: /checks/i },
        { name: "a finding", path: `${w}/findings/${finding.id}`, heading: /./ },
        {
            name: "a resource",
            path: `${w}/inventory/resource?${new URLSearchParams({ account, kind, region, id })}`,
            heading: /./,
        },
    ];
    return [
        { name: "sign-in", path: "/sign-in", heading: /sign in/i, signedIn: false },
        ...rooms.map((room) => ({ ...room, signedIn: true })),
    ];
}

async function measurePage(browser: Browser, visit: Room): Promise<PageFigures> {
    const figures: PageFigures = {
        name: visit.name,
        scriptBytes: 0,
        scripts: 0,
        cold: { fcp: [], lcp: [], of: "" },
        warm: { fcp: [], lcp: [], of: "" },
    };
    for (let run = 0; run < runs; run += 1) {
        const context = await fresh(browser, visit.signedIn);
        for (const temperature of ["cold", "warm"] as const) {
            const page = await context.newPage();
            await page.goto(at(visit.path));
            await arrived(page, visit.heading);
            const painted = await largestPaint(page);
            figures[temperature].fcp.push(painted.fcp);
            figures[temperature].lcp.push(painted.lcp);
            figures[temperature].of = painted.of;
            if (temperature === "cold") {
                const sizes = await scriptSizes(page);
                figures.scripts = sizes.length;
                figures.scriptBytes = sizes.reduce((sum, size) => sum + size, 0);
            }
            await page.close();
        }
        await context.close();
    }
    return figures;
}

async function largestPaint(page: Page): Promise<{ fcp: number; lcp: number; of: string }> {
    await page.waitForFunction((calmMs) => {
        window.benchNotes.take();
        return window.benchNotes.lcp > 0 && performance.now() - window.benchNotes.lcpTold > calmMs;
    }, CALM_MS);
    return page.evaluate(() => {
        const { fcp, lcp, lcpOf: of } = window.benchNotes;
        return { fcp, lcp, of };
    });
}

/** Bytes of each script as they came over the wire, without their heads. */
const scriptSizes = (page: Page): Promise<number[]> =>
    page.evaluate(() =>
        performance
            .getEntriesByType("resource")
            .filter(({ name }) => new URL(name).pathname.endsWith(".js"))
            .map((entry) => (entry as PerformanceResourceTiming).encodedBodySize),
    );

/** Does something, and notes how long it took to the next paint and until `shown`, which runs in the page, holds. */
async function measureAction(
    page: Page,
    into: Map<string, ActionFigures>,
    name: string,
    act: () => Promise<unknown>,
    shown: () => boolean,
): Promise<void> {
    await test.step(name, async () => {
        if (await page.evaluate(shown)) throw new Error(`${name}: what should come is there already`);
        await page.evaluate(() => {
            window.benchNotes.take();
            window.benchNotes.events = [];
            window.benchNotes.there = 0;
        });
        // By its text: the page's policy allows no code to be made within.
        await page.evaluate(`void (window.benchNotes.until = ${String(shown)})`);
        await act();
        await page.waitForFunction(() => window.benchNotes.there > 0);
        // The browser tells of an event once what came of it was painted.
        await page.waitForTimeout(TOLD_MS);
        const { paint, there } = await page.evaluate(() => {
            const { take, events, there, pressed } = window.benchNotes;
            take();
            return { paint: Math.max(16, ...events.map(({ duration }) => duration)), there: there - pressed };
        });
        const figures = into.get(name) ?? { name, paint: [], there: [] };
        into.set(name, figures);
        figures.paint.push(paint);
        figures.there.push(there);
    });
}

/** Scrolls a list to its row number ROWS by the wheel, while the rows are read as one goes. */
async function measureScroll(page: Page, into: Map<string, ScrollFigures>, name: string): Promise<void> {
    await test.step(`scroll ${name}`, async () => {
        await page.mouse.move(700, 500);
        await page.evaluate(() => {
            window.benchNotes.take();
            window.benchNotes.long = [];
            window.benchNotes.gap = 0;
        });
        const began = Date.now();
        for (;;) {
            const newest = await page.evaluate(() =>
                Math.max(
                    ...[...document.querySelectorAll<HTMLElement>("[data-index]")].map((row) =>
                        Number(row.dataset.index),
                    ),
                ),
            );
            if (newest >= ROWS) break;
            if (Date.now() - began > SCROLL_MAX_MS) throw new Error(`${name}: came to row ${newest} only`);
            await page.mouse.wheel(0, WHEEL_PX);
            await page.waitForTimeout(WHEEL_MS);
        }
        const seconds = (Date.now() - began) / 1_000;
        const { gap, long, elements } = await page.evaluate(() => {
            window.benchNotes.take();
            const { gap, long } = window.benchNotes;
            return { gap, long, elements: document.getElementsByTagName("*").length };
        });
        const figures = into.get(name) ?? {
            name,
            elements: [],
            gap: [],
            long: [],
            longFrames: [],
            seconds: [],
        };
        into.set(name, figures);
        figures.elements.push(elements);
        figures.gap.push(gap);
        figures.long.push(Math.max(0, ...long.map(({ duration }) => duration)));
        figures.longFrames.push(long.length);
        figures.seconds.push(seconds);
    });
}

const nothingLoads = (page: Page): Promise<unknown> =>
    page.waitForFunction(
        () =>
            document.querySelector("[data-row]") !== null &&
            document.querySelector("[aria-label$='loading'],[aria-busy='true']") === null,
    );

async function measureFindings(
    browser: Browser,
    actions: Map<string, ActionFigures>,
    scrolls: Map<string, ScrollFigures>,
): Promise<void> {
    const context = await fresh(browser, true);
    const page = await context.newPage();
    const button = (name: string | RegExp) => page.getByRole("button", { name });
    const measure = (name: string, act: () => Promise<unknown>, shown: () => boolean): Promise<void> =>
        measureAction(page, actions, name, act, shown);
    await page.goto(at(`/w/${workspace}/findings`));
    await arrived(page, /findings/i);
    await nothingLoads(page);

    await measure(
        "findings: open one in the drawer",
        () => page.locator("[data-row] a").first().click(),
        () => document.querySelector("[role=dialog] article h2") !== null,
    );
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await measure(
        "findings: open the facet of severities",
        () => button(/^Severity/).click(),
        () => document.querySelector("[role=dialog][aria-label=Severity] li") !== null,
    );
    await measure(
        "findings: filter by a severity",
        () => page.getByRole("dialog", { name: "Severity" }).getByRole("checkbox", { name: "Low" }).click(),
        () => {
            const rows = [...document.querySelectorAll("[data-row]")];
            return (
                rows.length > 0 && rows.every((row) => row.querySelectorAll("td")[1]?.textContent === "Low")
            );
        },
    );
    await page.keyboard.press("Escape");
    await button("Clear all").click();
    await nothingLoads(page);
    await measure(
        "findings: type a word into the search",
        () =>
            page
                .getByRole("searchbox", { name: "Search findings" })
                .pressSequentially("bucket", { delay: KEY_MS }),
        () => document.querySelector("[data-row] a[href*='q=bucket']") !== null,
    );
    await button("Clear the search").click();
    await page.waitForFunction(() => document.querySelector("[data-row] a:not([href*='q=bucket'])") !== null);
    await nothingLoads(page);
    await button("Worst first").click();
    await measure(
        "findings: sort by the newest",
        () => page.getByRole("menuitemradio", { name: "Newest first" }).click(),
        () =>
            [...document.querySelectorAll("th")].some(({ textContent }) => textContent === "First seen") &&
            document.querySelector("[data-row]") !== null,
    );
    // The menu stays open for another choice, and holds the page still.
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    await measureScroll(page, scrolls, "findings");

    await page.waitForLoadState("networkidle");
    await measure(
        "findings: open one in the drawer, at row 5,000",
        () => page.locator("[data-row]").nth(12).locator("a").click(),
        () => document.querySelector("[role=dialog] article h2") !== null,
    );
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await measure(
        "findings: choose all that are loaded",
        () => page.keyboard.press("Shift+A"),
        () => document.querySelector("[role=region][aria-label='Chosen findings']") !== null,
    );
    await measure(
        "findings: choose none",
        () => page.keyboard.press("Escape"),
        () => document.querySelector("[role=region][aria-label='Chosen findings']") === null,
    );
    await page.getByRole("button", { name: /: menu$/ }).click();
    await measure(
        "switch the theme, at row 5,000",
        () => page.getByRole("menuitemradio", { name: "Dark" }).click(),
        () => document.documentElement.dataset.theme === "dark",
    );
    await page.keyboard.press("Escape");
    await measure(
        "open the palette, at row 5,000",
        () => page.keyboard.press("Control+k"),
        () => document.querySelector("[role=dialog] [role=combobox]") !== null,
    );
    await measure(
        "type a word into the palette",
        () => page.keyboard.type("bucket", { delay: KEY_MS }),
        () =>
            document.querySelector("[role=dialog] [role=group][aria-label=Findings] [role=option]") !== null,
    );
    await context.close();
}

async function measureInventory(
    browser: Browser,
    actions: Map<string, ActionFigures>,
    scrolls: Map<string, ScrollFigures>,
): Promise<void> {
    const context = await fresh(browser, true);
    const page = await context.newPage();
    const measure = (name: string, act: () => Promise<unknown>, shown: () => boolean): Promise<void> =>
        measureAction(page, actions, name, act, shown);
    await page.goto(at(`/w/${workspace}/inventory`));
    await arrived(page, /inventory/i);
    await nothingLoads(page);

    await measure(
        "inventory: open the facet of kinds",
        () => page.getByRole("button", { name: /^Kind/ }).first().click(),
        () => document.querySelector("[role=dialog][aria-label=Kind] li") !== null,
    );
    await page.keyboard.press("Escape");
    await measure(
        "inventory: sort by name",
        () => page.getByRole("columnheader", { name: "Resource" }).getByRole("button").click(),
        () =>
            document.querySelector("th[aria-sort=ascending]")?.textContent === "Resource" &&
            document.querySelector("[aria-busy='true']") === null &&
            document.querySelector("[data-row]") !== null,
    );
    await measure(
        "inventory: type a word into the search",
        () =>
            page
                .getByRole("searchbox", { name: "Search resources" })
                .pressSequentially("billing", { delay: KEY_MS }),
        () =>
            / fit/.test(document.querySelector("[data-no-print] > div > [role=status]")?.textContent ?? "") &&
            document.querySelector("[data-row]") !== null,
    );
    await page.getByRole("button", { name: "Clear the search" }).click();
    // The search is cleared after a pause, too.
    await page.waitForFunction(
        () =>
            !/ fit/.test(document.querySelector("[data-no-print] > div > [role=status]")?.textContent ?? ""),
    );
    await nothingLoads(page);
    await measureScroll(page, scrolls, "inventory");
    await context.close();
}

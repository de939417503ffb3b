/** The fixture of all end-to-end tests: the console of the program at SKYTALLY_E2E_URL, and nothing else. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test as base } from "@playwright/test";

export interface Console {
    url: string;
    open: (path: string) => Promise<void>;
}

export const test = base.extend<{ console: Console }>({
    console: async ({ page }, use) => {
        const url = process.env.SKYTALLY_E2E_URL;
        if (url === undefined)
            throw new Error("SKYTALLY_E2E_URL must say where the program listens, as http://127.0.0.1:8280");
        const broken: string[] = [];
        // What the CSP stops, and what breaks a page, fails the test even if the page looks well.
        page.on("pageerror", (error) => broken.push(error.message));
        page.on("console", (message) => {
            if (message.type() === "error" && /Content Security Policy/.test(message.text()))
                broken.push(message.text());
        });
        await use({
            url,
            open: async (path) => {
                await page.goto(new URL(path, url).href);
            },
        });
        expect(broken).toEqual([]);
    },
});

/** No violation that axe calls serious or critical, in the theme that is shown. */
export async function expectAccessible(page: Page): Promise<void> {
    // Nothing is judged while it fades in or changes its colour. What begins to move with a change does so in the next frame;
    // what is given up on the way has been replaced.
    await page.evaluate(async () => {
        await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
        const ending = document
            .getAnimations()
            .filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
        await Promise.allSettled(ending.map((animation) => animation.finished));
    });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const bad = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(bad.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

export { expect };

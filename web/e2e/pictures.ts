/** Takes a picture of every page, light and dark, at desktop and phone size, into the folder SKYTALLY_PICTURES. */
import { join } from "node:path";

import type { Page } from "@playwright/test";

import { test } from "./console";
import { arrived, DOORS, rooms, type Visit } from "./pages";
import { owner, signedIn } from "./world";

/** A page may be longer than a window; a list without end is cut. */
const HEIGHT_MAX = 2_600;

const folder = process.env.SKYTALLY_PICTURES;

for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
        test.use({ colorScheme });

        test(`pictures, ${colorScheme}`, async ({ console, page }, { project }) => {
            if (folder === undefined) throw new Error("SKYTALLY_PICTURES must name a folder");
            const take = async (visit: Visit): Promise<void> => {
                await test.step(visit.name, async () => {
                    await console.open(visit.path);
                    await arrived(page, visit.heading);
                    await picture(page, join(folder, `${visit.name}-${project.name}-${colorScheme}.png`));
                });
            };
            for (const door of DOORS) await take(door);
            await signedIn(page, owner());
            for (const room of await rooms(page)) await take(room);
        });
    });
}

async function picture(page: Page, path: string): Promise<void> {
    const size = page.viewportSize();
    if (size === null) throw new Error("a window has a size");
    const whole = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({
        width: size.width,
        height: Math.min(Math.max(whole, size.height), HEIGHT_MAX),
    });
    await page.screenshot({ path, animations: "disabled" });
    await page.setViewportSize(size);
}

/** A person with a keyboard alone: walks by Tab, and wants to see where the focus is at every stop. */
import { expect, type Locator, type Page } from "@playwright/test";

/** Whoever needs more steps has lost the way. */
const STEPS_MAX = 150;

const isAt = (target: Locator): Promise<boolean> =>
    target.evaluate((element) => element === document.activeElement).catch(() => false);

/** The focus is on something, and whoever looks sees on what. */
export async function expectSeen(page: Page): Promise<void> {
    await expect
        .poll(() => page.evaluate(faultOfFocus), { message: "the focus is seen", timeout: 3_000 })
        .toBe("");
}

/** The focus came to where it was expected, by itself. */
export async function expectAt(page: Page, target: Locator): Promise<void> {
    await expect(target).toBeFocused();
    await expectSeen(page);
}

/** Walks to something by Tab, or back by Shift+Tab. */
export async function walkTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
    await expect(target).toBeAttached();
    for (let step = 0; step < STEPS_MAX; step += 1) {
        if (await isAt(target)) {
            await expectSeen(page);
            return;
        }
        await page.keyboard.press(key);
    }
    throw new Error(`${STEPS_MAX} steps by ${key} do not lead to ${String(target)}`);
}

/** Walks to something and does it. */
export async function enter(page: Page, target: Locator, key = "Enter"): Promise<void> {
    await walkTo(page, target);
    await page.keyboard.press(key);
}

/** Walks through an open menu by the arrows, to an item. */
export async function choose(page: Page, name: string | RegExp): Promise<void> {
    const item = page
        .getByRole("menuitem", { name })
        .or(page.getByRole("menuitemradio", { name }))
        .or(page.getByRole("menuitemcheckbox", { name }));
    await expect(item).toBeVisible();
    for (let step = 0; step < STEPS_MAX; step += 1) {
        if (await isAt(item)) {
            await expectSeen(page);
            return;
        }
        await page.keyboard.press("ArrowDown");
    }
    throw new Error(`no arrow leads to the item ${String(name)}`);
}

/** Tab goes round within a dialog and does not leave it. */
export async function expectTrapped(page: Page, dialog: Locator): Promise<void> {
    const stops = await dialog
        .locator("a[href], button, input, select, textarea, [tabindex='0']")
        .evaluateAll((all) => all.length);
    for (let step = 0; step <= stops; step += 1) {
        await page.keyboard.press("Tab");
        expect(
            await dialog.evaluate((element) => element.contains(document.activeElement)),
            "the focus stays in the dialog",
        ).toBe(true);
        await expectSeen(page);
    }
}

/** Runs in the page: why the focus cannot be seen, or nothing. */
function faultOfFocus(): string {
    const at = document.activeElement;
    if (at === null || at === document.body) return "nothing has the focus";
    const name = `${at.tagName.toLowerCase()} "${(at.getAttribute("aria-label") ?? at.textContent).slice(0, 60)}"`;
    // Where a page, a drawer or a dialog begins: the whole of it is seen.
    if (at.matches("h1, main, [role=dialog]")) return "";
    const box = at.getBoundingClientRect();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    if (box.width === 0 || x < 0 || y < 0 || x > innerWidth || y > innerHeight)
        return `${name} is out of sight at ${Math.round(x)}, ${Math.round(y)}`;
    const there = document.elementFromPoint(x, y);
    if (there === null || !(at.contains(there) || there.contains(at))) {
        const over = there === null ? "nothing" : there.tagName.toLowerCase();
        return `${name} lies below ${over} "${(there?.textContent ?? "").slice(0, 40)}"`;
    }
    const outlined = (element: Element | null): boolean => {
        if (element === null) return false;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    };
    // A field of several parts is outlined as a whole.
    if (outlined(at) || (at.matches("input") && outlined(at.parentElement))) return "";
    // In a menu the item is filled; in the palette the caret stands in the only field, beside the item that is filled.
    if (at.matches("[role^=menuitem]") && at.hasAttribute("data-highlighted")) {
        return getComputedStyle(at).backgroundColor === "rgba(0, 0, 0, 0)" ? `${name} is not filled` : "";
    }
    if (at.matches("[role=dialog] input[role=combobox]")) return "";
    return `${name} has no outline`;
}

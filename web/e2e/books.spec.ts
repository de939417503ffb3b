/** The books: opened, written by keyboard, changed, taken back, closed. */
import type { Locator, Page } from "@playwright/test";

import { expect, expectAccessible, test } from "./console";
import { dayBefore, ensureBooks, post } from "./ledger";
import { api, fresh, owner, signedIn, told, workspaceOf } from "./world";

/** A workspace without books. */
async function newWorkspace(page: Page): Promise<string> {
    const made = await api<{ id: string }>(page.request, "POST", "/workspaces", { name: fresh("Ledger") });
    return made.id;
}

async function newBooks(page: Page): Promise<string> {
    const workspace = await newWorkspace(page);
    await api(page.request, "POST", `/workspaces/${workspace}/books`, { currency: "EUR", chart: "business" });
    return workspace;
}

const row = (page: Page, words: RegExp): Locator => page.locator("[data-row]").filter({ hasText: words });
const isPhone = (page: Page): boolean => (page.viewportSize()?.width ?? 1_000) < 640;

test("books: they are opened, and an expense, an income and a transfer are written by the keyboard", async ({
    console,
    page,
}) => {
    await signedIn(page, owner());
    const workspace = await newWorkspace(page);
    await console.open(`/w/${workspace}/books`);
    await page.getByRole("combobox", { name: "Currency" }).fill("euro");
    await page.keyboard.press("Enter");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Open the books" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Balances" })).toBeVisible();

    await page.keyboard.press("n");
    const form = page.getByRole("dialog", { name: "Add a transaction" });
    const amount = form.getByRole("textbox", { name: "Amount" });
    await expect(amount).toBeFocused();
    await page.keyboard.type("12+3,50");
    await expect(form.getByText("= €15.50")).toBeVisible();
    await form.getByRole("combobox", { name: "Paid to" }).fill("Bakery");
    await form.getByRole("combobox", { name: "Category" }).fill("travel");
    await page.keyboard.press("Enter");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await expect(form.getByRole("list", { name: "Just added" })).toContainText("Bakery");

    await form.getByRole("radio", { name: "Income" }).click();
    await amount.fill("2.400,00");
    await form.getByRole("combobox", { name: "Received from" }).fill("Northwind");
    await form.getByRole("combobox", { name: "Category" }).fill("consulting");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(form.getByRole("list", { name: "Just added" })).toContainText("Northwind");

    await form.getByRole("radio", { name: "Transfer" }).click();
    await amount.fill("200");
    await form.getByRole("combobox", { name: "To", exact: true }).fill("cash");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect(form.getByRole("list", { name: "Just added" })).toContainText("€200.00");
    await page.keyboard.press("Escape");
    await expect(form).toBeHidden();
    // 2400.00 − 15.50: the transfer changes nothing.
    await expect(page.locator("dl").first()).toContainText("€2,384.50");
});

test("books: a transaction is changed, the change is taken back, it is split, deleted and brought back", async ({
    console,
    page,
}) => {
    await signedIn(page, owner());
    const workspace = await newBooks(page);
    await post(page.request, workspace, [
        { date: dayBefore(3), payee: "Deutsche Bahn", from: "Bank account", to: "Travel", amount: "89.90" },
    ]);
    await console.open(`/w/${workspace}/books/transactions`);
    if (!isPhone(page)) {
        await row(page, /Deutsche Bahn/)
            .getByRole("button", { name: /Change: payee/ })
            .click();
        await page.getByRole("textbox", { name: "Payee" }).fill("Bahn");
        await page.keyboard.press("Enter");
        await expect(row(page, /^(?!.*Deutsche).*Bahn/)).toBeVisible();
        await page.getByRole("button", { name: "Undo", exact: true }).click();
        await expect(row(page, /Deutsche Bahn/)).toBeVisible();
        await row(page, /Deutsche Bahn/)
            .getByRole("link", { name: /^Open/ })
            .click();
    } else {
        await row(page, /Deutsche Bahn/)
            .getByRole("link")
            .first()
            .click();
    }
    const drawer = page.getByRole("dialog", { name: /^Transaction/ });
    await drawer.getByRole("textbox", { name: "Amount of line 2" }).fill("60");
    await expect(drawer.getByText("Remaining −€29.90")).toBeVisible();
    await drawer.getByRole("button", { name: "Add a line" }).click();
    await drawer.getByRole("combobox", { name: "Account of line 3" }).fill("hardware");
    await page.keyboard.press("Enter");
    await drawer.getByRole("button", { name: "Balance it" }).click();
    await expectAccessible(page);
    await drawer.getByRole("button", { name: "Save", exact: true }).click();
    await expect(drawer.getByText("New: Hardware €29.90")).toBeVisible();
    await drawer.getByRole("button", { name: "Delete" }).click();
    await expect(drawer).toBeHidden();
    await expect(page.getByText("Nothing is written yet")).toBeVisible();

    await console.open(`/w/${workspace}/books/transactions?deleted=true`);
    await row(page, /Deutsche Bahn/)
        .getByRole("link")
        .first()
        .click();
    await drawer.getByRole("button", { name: "Bring it back" }).click();
    await expect(drawer.getByText("brought back")).toBeVisible();
});

test("books: many get another category in one step, and it is taken back in one", async ({
    console,
    page,
}) => {
    test.skip(isPhone(page), "by the table");
    await signedIn(page, owner());
    const workspace = await newBooks(page);
    await post(
        page.request,
        workspace,
        [1, 2, 3].map((days) => ({
            date: dayBefore(days),
            payee: `Shop ${days}`,
            from: "Cash",
            to: "Travel",
            amount: `${days}.00`,
        })),
    );
    await console.open(`/w/${workspace}/books/transactions`);
    await page.getByRole("checkbox", { name: "Choose all rows that are shown" }).click();
    await page.getByRole("button", { name: "Category…" }).click();
    const dialog = page.getByRole("dialog", { name: "The category of 3 transactions" });
    await dialog.getByRole("combobox", { name: "Category" }).fill("hardware");
    await page.keyboard.press("Enter");
    await dialog.getByRole("button", { name: "Change the category" }).click();
    await expect(page.locator("[data-row]").filter({ hasText: "Hardware" })).toHaveCount(3);
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(page.locator("[data-row]").filter({ hasText: "Travel" })).toHaveCount(3);
});

test("books: a closed period refuses a change and offers an adjustment on a later day", async ({
    console,
    page,
}) => {
    await signedIn(page, owner());
    const workspace = await newBooks(page);
    await post(page.request, workspace, [
        { date: dayBefore(40), payee: "Linde", from: "Bank account", to: "Office:Rent", amount: "900.00" },
    ]);
    await console.open(`/w/${workspace}/books/check`);
    await expect(page.getByText(/The books are right/)).toBeVisible();
    await page.getByLabel("Close up to").fill(dayBefore(35));
    await page.getByRole("button", { name: "Close the books" }).click();
    await expect(page.getByText(/^Closed up to and with/)).toBeVisible();

    await console.open(`/w/${workspace}/books/transactions`);
    await row(page, /Linde/).getByRole("link").first().click();
    const drawer = page.getByRole("dialog", { name: /^Transaction/ });
    await expect(drawer.getByText("Closed period")).toBeVisible();
    await drawer.getByRole("textbox", { name: "Amount of line 1" }).fill("-950");
    await drawer.getByRole("textbox", { name: "Amount of line 2" }).fill("950");
    await drawer.getByRole("button", { name: "Go on to the adjustment" }).click();
    await drawer.getByRole("button", { name: "Post the adjustment" }).click();
    await expect(page.locator("[data-row]")).toHaveCount(2);
    await expect(page.locator("[data-row]").first()).toContainText("€50.00");
});

test("books: a viewer reads them and writes nothing", async ({ console, page }) => {
    const workspace = workspaceOf("Northwind Consulting");
    await signedIn(page, owner());
    await ensureBooks(page.request, workspace);
    await page.context().clearCookies();
    await signedIn(page, told().people.viewer);
    await console.open(`/w/${workspace}/books/transactions`);
    await expect(page.locator("[data-row]").first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Add", exact: true })).toHaveAttribute(
        "aria-disabled",
        "true",
    );
    await page.keyboard.press("n");
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await expect(page.getByRole("checkbox")).toHaveCount(0);
});

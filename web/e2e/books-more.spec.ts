/** The books' other rooms: bank files, reports, what comes again, rules, budgets, rates and receipts. */
import { readFileSync } from "node:fs";

import type { Locator, Page } from "@playwright/test";

import { csv, pdf, readFile } from "./books-filled";
import { expect, expectAccessible, test } from "./console";
import { dayBefore, ledgerAccounts, post } from "./ledger";
import { api, fresh, owner, signedIn } from "./world";

async function newBooks(page: Page): Promise<string> {
    await signedIn(page, owner());
    const made = await api<{ id: string }>(page.request, "POST", "/workspaces", { name: fresh("Ledger") });
    await api(page.request, "POST", `/workspaces/${made.id}/books`, { currency: "EUR", chart: "business" });
    return made.id;
}

const row = (page: Page, words: RegExp): Locator => page.locator("[data-row]").filter({ hasText: words });
const isPhone = (page: Page): boolean => (page.viewportSize()?.width ?? 1_000) < 640;

const FILE = csv([
    [dayBefore(4), "Deutsche Bahn", "Ticket 9120", "-44.00"],
    [dayBefore(3), "Stadtwerke", "Strom", "-91.35"],
    [dayBefore(2), "LINDE VERWALTUNG", "Miete", "-900.00"],
]);

test("books: a bank file is read, looked at, brought in, a line is answered later, and all is taken back", async ({
    console,
    page,
}) => {
    const workspace = await newBooks(page);
    // The same amount by hand, with another payee: somebody must be asked.
    await post(page.request, workspace, [
        {
            date: dayBefore(2),
            payee: "Hausmeister",
            from: "Bank account",
            to: "Office:Rent",
            amount: "900.00",
        },
    ]);
    await console.open(`/w/${workspace}/books/imports`);
    await page.getByRole("button", { name: "Import a bank file" }).click();
    const dialog = page.getByRole("dialog", { name: "Import a bank file" });
    await dialog.getByLabel("File", { exact: true }).setInputFiles({
        name: "november.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(FILE),
    });
    await dialog
        .getByRole("combobox", { name: "Account" })
        .selectOption({ label: "Bank account (asset · EUR)" });
    await dialog.getByRole("button", { name: "Read the file" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "november.csv" })).toBeVisible();
    await expect(page.getByText(/2 new, 0 double, 0 joined, 1 waiting/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: /Change: payee of Stadtwerke/ }).click();
    await page.getByRole("textbox", { name: "Payee" }).fill("Stadtwerke Nord");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Bring 2 transactions in" }).click();
    await expect(page.getByText(/^1 line of it waits for an answer/)).toBeVisible();
    await expectAccessible(page);

    await page.getByRole("button", { name: /^Answer: Linde/i }).click();
    await page.getByRole("radio", { name: /Bring it in as a new one/ }).click();
    await page.getByRole("button", { name: "Answer 1 line" }).click();
    await expect(page.getByText(/^3 transactions of 3 lines were written/)).toBeVisible();
    await console.open(`/w/${workspace}/books/transactions`);
    await expect(page.locator("[data-row]")).toHaveCount(4);
    await expect(row(page, /Stadtwerke Nord/)).toBeVisible();

    await page.goBack();
    await page.getByRole("button", { name: "Undo this import" }).click();
    await page.getByRole("button", { name: "Undo the import" }).click();
    await expect(page.getByText("Taken back", { exact: true })).toBeVisible();
    await console.open(`/w/${workspace}/books/transactions`);
    await expect(page.locator("[data-row]")).toHaveCount(1);
});

test("books: a report stands in its address, is drawn, and comes as CSV; a missing rate leads to its form", async ({
    console,
    page,
}) => {
    const workspace = await newBooks(page);
    await post(page.request, workspace, [
        { date: dayBefore(40), payee: "Linde", from: "Bank account", to: "Office:Rent", amount: "900.00" },
        { date: dayBefore(5), payee: "Linde", from: "Bank account", to: "Office:Rent", amount: "950.00" },
        { date: dayBefore(4), payee: "Bahn", from: "Credit card", to: "Travel", amount: "89.90" },
    ]);
    const at = `/w/${workspace}/books/reports?report=income&from=${dayBefore(60)}&to=${dayBefore(0)}`;
    await console.open(at);
    const table = page.getByRole("table", { name: "Income" });
    await expect(table.getByRole("row", { name: /^Total expenses/ })).toContainText("€1,939.90");
    await expectAccessible(page);
    const link = await page.getByRole("link", { name: "CSV" }).getAttribute("href");
    const answer = await page.request.get(new URL(link ?? "", page.url()).href);
    expect(answer.headers()["content-type"]).toContain("text/csv");
    expect(await answer.text()).toContain("1939.90");
    await page.getByRole("combobox", { name: "Report" }).selectOption("net-worth");
    await expect(page.getByTestId("net-worth-chart")).toBeVisible();
    expect(page.url()).toContain(`from=${dayBefore(60)}`);

    await page.getByRole("combobox", { name: "In the currency" }).selectOption("CHF");
    await page.getByRole("link", { name: "Add the rate EUR to CHF" }).first().click();
    const form = page.getByRole("dialog", { name: "A new rate" });
    await form.getByRole("textbox", { name: "Rate" }).fill("0,9412");
    await form.getByRole("textbox", { name: "Source" }).fill("ECB");
    // Of a day before all that the report shows.
    await form.getByLabel("Of the day").fill(dayBefore(90));
    await expectAccessible(page);
    await form.getByRole("button", { name: "Save the rate" }).click();
    await expect(row(page, /EUR → CHF/)).toContainText("0.9412");
    await console.open(`${at}&currency=CHF`);
    await expect(page.getByRole("row", { name: /^Total expenses/ })).toContainText("CHF");
});

test("books: what comes again is made by the keyboard, is posted, and pauses", async ({ console, page }) => {
    const workspace = await newBooks(page);
    await console.open(`/w/${workspace}/books/recurring`);
    await expect(page.getByText("Nothing comes again yet")).toBeVisible();
    if (isPhone(page)) await page.getByRole("button", { name: "Add what comes again" }).click();
    else {
        await page.keyboard.press("a");
        await page.keyboard.press("r");
    }
    const drawer = page.getByRole("dialog", { name: "What comes again" });
    await drawer.getByRole("textbox", { name: "Amount" }).fill("84");
    await drawer.getByRole("combobox", { name: /^Payee/ }).fill("GitHub");
    await drawer.getByRole("combobox", { name: "From", exact: true }).fill("credit");
    await page.keyboard.press("Enter");
    await drawer.getByRole("combobox", { name: "Category" }).fill("software");
    await page.keyboard.press("Enter");
    await drawer.getByRole("combobox", { name: "It comes" }).selectOption("daily");
    await drawer.locator("input[type=date]").fill(dayBefore(1));
    await expect(drawer.getByText(/^every day$/i).last()).toBeVisible();
    await expect(drawer.getByText("FREQ=DAILY")).toBeVisible();
    await expect(drawer.getByText(/2 days up to today are posted at once/)).toBeVisible();
    await expectAccessible(page);
    await drawer.getByRole("button", { name: "Save what comes again" }).click();
    await expect(row(page, /GitHub/)).toContainText("Active");
    await console.open(`/w/${workspace}/books/transactions`);
    await expect(row(page, /GitHub/)).toHaveCount(2);
    await console.open(`/w/${workspace}/books/recurring`);
    await row(page, /GitHub/)
        .getByRole("link")
        .first()
        .click();
    const one = page.getByRole("dialog", { name: "GitHub" });
    await one
        .getByRole("button", { name: /^Leave .* out$/ })
        .first()
        .click();
    await expect(one.getByText("1 day left out")).toBeVisible();
    await one.getByRole("button", { name: "Pause" }).click();
    await expect(one.getByText("Paused", { exact: true })).toBeVisible();
    await expectAccessible(page);
});

test("books: a rule is tried on the past, changes it, decides about a file, and budgets see it", async ({
    console,
    page,
}) => {
    const workspace = await newBooks(page);
    await post(page.request, workspace, [
        {
            date: dayBefore(0),
            payee: "Deutsche Bahn",
            from: "Bank account",
            to: "Uncategorised expenses",
            amount: "89.90",
        },
    ]);
    await console.open(`/w/${workspace}/books/rules?new=true&payee=Bahn`);
    const drawer = page.getByRole("dialog", { name: "A new rule" });
    await drawer.getByRole("combobox", { name: /^Category/ }).fill("travel");
    await page.keyboard.press("Enter");
    await expect(drawer.getByText("1 transaction of the last year fits")).toBeVisible();
    await expectAccessible(page);
    await drawer.getByRole("button", { name: "Change it now" }).click();
    await expect(drawer.getByText(/All of them are as it says already/)).toBeVisible();
    await drawer.getByRole("button", { name: "Save the rule" }).click();
    await expect(page.getByRole("list", { name: /^Rules/ })).toContainText("sets Travel");
    await expectAccessible(page);

    const bank = (await ledgerAccounts(page.request, workspace)).find(
        (one) => one.full_name === "Bank account",
    );
    const file = await readFile(page.request, workspace, bank?.no ?? 0, "november.csv", FILE);
    await console.open(`/w/${workspace}/books/imports/${file}`);
    await expect(row(page, /Deutsche Bahn/)).toContainText("Travel");
    await expect(row(page, /Deutsche Bahn/)).toContainText("Rule “Bahn”");

    await console.open(`/w/${workspace}/books/budgets?new=true`);
    const dialog = page.getByRole("dialog", { name: "A new budget" });
    await dialog.getByRole("combobox", { name: "Category" }).fill("travel");
    await page.keyboard.press("Enter");
    await dialog.getByRole("textbox", { name: "Amount" }).fill("100");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Save the budget" }).click();
    const card = page.getByRole("article", { name: "Travel" });
    await expect(card).toContainText("Near its limit");
    await expect(card).toContainText("50 % reached, 80 % reached, 100 %");
    await expectAccessible(page);
    await console.open(`/w/${workspace}/books`);
    await expect(page.getByRole("list", { name: "Budgets that need a look" })).toContainText("Travel");
});

/** How wide a picture is in itself: 0 until it has come and could be shown. */
const drawnWidth = (page: Page, name: string): Promise<number> =>
    page.getByRole("img", { name }).evaluate((img) => (img as HTMLImageElement).naturalWidth);

test("books: a receipt is dropped, and is posted or given to its transaction by a person", async ({
    console,
    page,
}) => {
    const workspace = await newBooks(page);
    await console.open(`/w/${workspace}/books/receipts`);
    await expect(page.getByText("There is no receipt yet")).toBeVisible();
    await expectAccessible(page);
    const picture = readFileSync(new URL("receipt.png", import.meta.url));
    await page.getByLabel("Files of receipts").setInputFiles({
        name: "coffee.png",
        mimeType: "image/png",
        buffer: picture,
    });
    // As wide as it is: small pictures are not made larger.
    await expect.poll(() => drawnWidth(page, "The receipt coffee.png")).toBe(120);
    await expect(page.getByRole("form", { name: "Post this receipt" })).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page);
    const form = page.getByRole("form", { name: "Post this receipt" });
    await form.getByRole("textbox", { name: "Amount" }).fill("4.20");
    await form.getByRole("combobox", { name: "Paid to" }).fill("Café Blau");
    await form.getByRole("combobox", { name: "From" }).fill("cash");
    await page.keyboard.press("Enter");
    await form.getByRole("button", { name: "Post it" }).click();
    await expect(page.getByRole("heading", { name: "Its transaction" })).toBeVisible();
    await page.getByRole("link", { name: /^Transaction \d+$/ }).click();
    const drawer = page.getByRole("dialog", { name: /^Transaction/ });
    await expect(drawer.getByRole("list", { name: "Receipts of this transaction" })).toContainText(
        "coffee.png",
    );
    await expectAccessible(page);
});

test("books: a receipt that says what somebody has written belongs to it with one click", async ({
    console,
    page,
}) => {
    const workspace = await newBooks(page);
    const day = dayBefore(2);
    await post(page.request, workspace, [
        { date: day, payee: "GitHub", from: "Credit card", to: "Software", amount: "84.00" },
    ]);
    await console.open(`/w/${workspace}/books/receipts`);
    await page.getByLabel("Files of receipts").setInputFiles({
        name: "github.pdf",
        mimeType: "application/pdf",
        buffer: pdf([
            "GitHub, Inc.",
            "Invoice 2026-1107",
            `Invoice date: ${day}`,
            "Net EUR 70.59",
            "VAT 19 % EUR 13.41",
            "Total EUR 84.00",
        ]),
    });
    const matches = page.getByRole("list", { name: "Transactions that it may belong to" });
    await expect(matches).toContainText("GitHub", { timeout: 30_000 });
    // The page of the PDF is drawn by the program, not by the browser.
    await expect.poll(() => drawnWidth(page, "The receipt github.pdf")).toBe(1_400);
    await expectAccessible(page);
    await page.getByRole("button", { name: "Large" }).click();
    await expect(page.getByRole("region", { name: "The receipt github.pdf" })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("radio", { name: "Text" }).click();
    await expect(page.getByText("Net EUR 70.59").last()).toBeVisible();
    await expectAccessible(page);
    await matches.getByRole("button", { name: /^Attach it to GitHub/ }).click();
    await expect(page.getByRole("heading", { name: "Its transaction" })).toBeVisible();
});

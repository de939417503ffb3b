/** From nothing to the first findings, as a newcomer does it, with the keyboard's and the mouse's own ways. */
import { expect, expectAccessible, test } from "./console";
import { clientMakesRole, fresh, mailLink, newPerson, PASSWORD, signedIn } from "./world";

/** Northwind's sandbox: small, so that its first run is short. */
const AWS_ACCOUNT = "333344445555";

test("somebody signs up, links an account by a role, follows its first run, and sees what was found", async ({
    console,
    page,
}) => {
    test.setTimeout(240_000);
    const email = `${fresh("new")}@demo.example`;

    await console.open("/sign-up");
    await page.getByLabel("Name").fill("Nora New");
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign up" }).click();
    await expect(page.getByRole("heading", { name: "Read your mail" })).toBeFocused();

    await console.open(await mailLink(email, "verify-email"));
    await expect(page).toHaveURL(/\/verify-email$/);
    await page.getByRole("button", { name: "Confirm the address" }).click();
    await page.getByLabel("E-mail").fill(email);
    await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();

    await expect(page.getByText("No workspace yet")).toBeVisible();
    await page.getByRole("button", { name: "Make a workspace" }).first().click();
    await page.getByRole("textbox", { name: "Name" }).fill("A new client");
    await page.getByRole("button", { name: "Make it" }).click();

    await page.getByRole("link", { name: "Link an AWS account" }).click();
    await page.getByRole("link", { name: /role/i }).first().click();
    await page.getByRole("button", { name: "Make an external id" }).click();
    const fact = async (name: string): Promise<string> =>
        (
            await page
                .locator("dt", { hasText: name })
                .locator("xpath=following-sibling::dd[1]")
                .locator("code")
                .innerText()
        ).trim();
    const principal = await fact("Trusted principal");
    const externalId = await fact("External id");
    await expectAccessible(page);
    const arn = clientMakesRole(AWS_ACCOUNT, fresh("SkytallyVisitor"), principal, externalId);

    await page.getByRole("button", { name: "The role is made: go on" }).click();
    await page.getByLabel("ARN of the role").fill("arn:aws:iam::1234:role/");
    await page.getByRole("button", { name: "Prove and link" }).click();
    await expect(page.getByLabel("ARN of the role")).toHaveAttribute("aria-invalid", "true");
    await page.getByLabel("ARN of the role").fill(arn);
    await page.getByRole("button", { name: "Prove and link" }).click();

    // Live: nobody loads the page again.
    await expect(page.getByText(/The first run (is going on|begins in a moment)/)).toBeVisible({
        timeout: 30_000,
    });
    await expect(page.getByText(/The first run has seen \d/)).toBeVisible({ timeout: 180_000 });
    await expect(page.getByText("It refuses without the id, and with a wrong one.")).toBeVisible();
    await page.getByRole("link", { name: "See what was found" }).click();
    await expect(page.getByRole("heading", { name: "Findings" })).toBeVisible();
    await expect(page.locator("[data-row]").first()).toBeVisible();
});

test("a workspace is filled with the sample estate in one click, and every page is alive", async ({
    console,
    page,
}) => {
    test.setTimeout(120_000);
    await signedIn(page, await newPerson(page.request, "curious"));
    await console.open("/?new=true");
    await page.getByRole("textbox", { name: "Name" }).fill("To look around");
    await page.getByRole("button", { name: "Make it" }).click();
    await page.getByRole("button", { name: "Fill with the sample estate" }).click();
    await expect(page.getByRole("list", { name: "The worst checks" })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText(/sample/i).first()).toBeVisible();
    for (const [room, sign] of [
        ["Inventory", "[data-row]"],
        ["Findings", "[data-row]"],
        ["Checks", "[data-row]"],
    ] as const) {
        const menu = page.getByRole("button", { name: "Open the navigation" });
        if (await menu.isVisible()) await menu.click();
        await page.getByRole("link", { name: room, exact: true }).first().click();
        await expect(page.getByRole("heading", { level: 1, name: room })).toBeVisible();
        await expect(page.locator(sign).first()).toBeVisible();
    }
});

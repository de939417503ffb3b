import { expect, expectAccessible, test } from "./console";

for (const colorScheme of ["light", "dark"] as const) {
    test.describe(colorScheme, () => {
        test.use({ colorScheme });

        test("whoever is not signed in comes to the door, and a wrong password is refused", async ({
            console,
            page,
        }) => {
            await console.open("/");
            await expect(page).toHaveURL(/\/sign-in$/);
            await expect(page).toHaveTitle("Sign in · Skytally");
            await expectAccessible(page);
            await page.getByLabel("E-mail").fill("nobody@example.com");
            await page.getByRole("textbox", { name: "Password" }).fill("not the password");
            await page.getByRole("button", { name: "Sign in", exact: true }).click();
            await expect(page.getByRole("alert")).toContainText(/wrong|known/i);
            await expect(page.getByLabel("E-mail")).toHaveValue("nobody@example.com");
            await expectAccessible(page);
        });
    });
}

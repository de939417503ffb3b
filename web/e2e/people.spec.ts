/** People: invited, refused politely, proved by a second factor, signed out everywhere. */
import { expect, expectAccessible, test } from "./console";
import { api, mailLink, newPerson, oneTimeCode, owner, PASSWORD, signedIn, workspaceOf } from "./world";

const NAME = "Alder Bakery";

test("a viewer is invited, comes in, and is refused politely", async ({ browser, console, page }) => {
    const workspace = workspaceOf(NAME);
    await signedIn(page, owner());
    const viewer = await newPerson(page.request, "viewer");
    await signedIn(page, owner());
    await console.open(`/w/${workspace}/settings/members`);
    await page.getByRole("button", { name: "Invite somebody" }).click();
    const form = page.getByRole("dialog", { name: "Invite somebody" });
    await form.getByLabel("E-mail").fill(viewer.email);
    await expect(form.getByRole("radio", { name: /Viewer/ })).toBeChecked();
    await form.getByRole("button", { name: "Send the invitation" }).click();
    await expect(page.getByText(`${viewer.email} is invited.`, { exact: true })).toBeVisible();

    const theirs = await browser.newContext({ viewport: page.viewportSize() });
    const guest = await theirs.newPage();
    await signedIn(guest, viewer);
    await guest.goto(new URL(await mailLink(viewer.email, "invitation"), console.url).href);
    await guest.getByRole("button", { name: /accept|join/i }).click();
    await expect(guest).toHaveURL(new RegExp(`/w/${workspace}`));

    // What a viewer may not is there, and says why.
    await guest.goto(new URL(`/w/${workspace}/accounts`, console.url).href);
    const link = guest.getByRole("button", { name: /link an account/i }).first();
    await expect(link).toHaveAttribute("aria-disabled", "true");
    await link.focus();
    await expect(guest.getByRole("tooltip").first()).toContainText(/admin/i);
    // By the API as well, in words for people.
    await expect(api(guest.request, "DELETE", `/workspaces/${workspace}`, { name: NAME })).rejects.toThrow(
        /403.*one must be owner/s,
    );
    await expectAccessible(guest);
    await theirs.close();
});

test("with one-time codes the password alone is not enough, and a recovery code is good once", async ({
    console,
    page,
}) => {
    const person = await newPerson(page.request, "careful");
    await signedIn(page, person);
    await console.open("/me/security");
    await page.getByRole("button", { name: "Set up one-time codes" }).click();
    await page.getByRole("textbox", { name: "Password" }).last().fill(PASSWORD);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByRole("img", { name: /QR code/ })).toBeVisible();
    const secret = await page.getByLabel("Secret", { exact: true }).innerText();
    await page.getByLabel("Code", { exact: true }).fill(oneTimeCode(secret, Date.now()));
    await page.getByRole("button", { name: "Switch on" }).click();
    const codes = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
    await expect(codes).toHaveCount(10);
    const recovery = await codes.first().innerText();
    await page.getByRole("checkbox").check();
    await page.getByRole("button", { name: "Done" }).click();

    const signInWith = async (code: string): Promise<void> => {
        await page.context().clearCookies();
        await console.open("/sign-in");
        await page.getByLabel("E-mail").fill(person.email);
        await page.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
        await page.getByLabel("Code").fill(code);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
    };
    await signInWith(recovery);
    await expect(page.getByRole("heading", { name: "Fleet" })).toBeVisible();
    await signInWith(recovery);
    await expect(page.getByRole("alert")).toContainText(/code/i);
    // The step of the first code is spent: the next one is half a minute ahead, which the service allows.
    await page.getByLabel("Code").fill(oneTimeCode(secret, Date.now() + 30_000));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Fleet" })).toBeVisible();
});

test("whoever ends all other sessions is signed out everywhere else, and there what was typed is kept", async ({
    browser,
    console,
    page,
}) => {
    const person = await newPerson(page.request, "elsewhere");
    const other = await browser.newContext({ viewport: page.viewportSize() });
    const there = await other.newPage();
    await signedIn(there, person);
    await there.goto(new URL("/?new=true", console.url).href);
    await there.getByRole("textbox", { name: "Name" }).fill("Half a name");

    await signedIn(page, person);
    await console.open("/me/sessions");
    await page.getByRole("button", { name: "End all others" }).click();
    await page.getByRole("button", { name: "End them" }).click();
    await expect(page.getByText("1 session has ended.", { exact: true })).toBeVisible();

    await there.getByRole("button", { name: "Make it" }).click();
    const again = there.getByRole("dialog", { name: /sign in again/i });
    await again.getByRole("textbox", { name: "Password" }).fill(PASSWORD);
    await again.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(again).toBeHidden();
    await expect(there.getByRole("textbox", { name: "Name" })).toHaveValue("Half a name");
    await other.close();
});

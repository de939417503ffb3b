/** From the fleet to what is wrong, and a finding that is muted for a while. */
import { expect, test } from "./console";
import { api, owner, signedIn, workspaceOf } from "./world";

// Northwind mutes one; Alder is the company that left its doors open.
const MUTED_IN = "Northwind Consulting";
const OPEN_IN = "Alder Bakery";

test("it is three clicks from the fleet to the security group that is open", async ({ console, page }) => {
    await signedIn(page, owner());
    await console.open("/");
    await page.getByRole("link", { name: OPEN_IN, exact: true }).first().click();
    await page
        .getByRole("list", { name: "The worst checks" })
        .getByRole("link", { name: /security group/i })
        .first()
        .click();
    await page.locator("[data-row]").first().getByRole("link").first().click();
    const shown = page.getByRole("dialog").or(page.getByRole("main")).first();
    await expect(shown).toContainText(/security group sg-\w+ .* lets the whole internet in/i);
    await expect(shown.locator('a[href*="kind=aws.ec2.security_group"]').first()).toBeVisible();
});

test("a muted finding is out of the way until its mute ends, and comes back by itself", async ({
    console,
    page,
}) => {
    test.setTimeout(120_000);
    const workspace = workspaceOf(MUTED_IN);
    await signedIn(page, owner());
    interface Finding {
        id: string;
        version: number;
    }
    const open = await api<{ items: Finding[] }>(
        page.request,
        "GET",
        `/workspaces/${workspace}/findings?state=open&muted=false&severity=low&limit=1`,
    );
    const finding = open.items[0] as Finding;
    const path = `/workspaces/${workspace}/findings/${finding.id}`;
    await console.open(`/w/${workspace}/findings/${finding.id}`);
    await page.getByRole("button", { name: "Mute…" }).click();
    const form = page.getByRole("dialog", { name: /^Mute/ });
    await form.getByRole("button", { name: "Mute it" }).click();
    await expect(form.getByLabel("Why")).toHaveAttribute("aria-invalid", "true");
    await form.getByLabel("Why").fill("Until the new gateway is there");
    await form
        .getByRole("button", { name: "7 days" })
        .or(form.getByRole("radio", { name: "7 days" }))
        .first()
        .click();
    await form.getByRole("button", { name: "Mute it" }).click();
    await expect(form).toBeHidden();
    await expect(page.getByRole("button", { name: "Unmute" })).toBeVisible();
    await expect(page.getByText("Until the new gateway is there").first()).toBeVisible();

    // Somebody else shortens it: the page hears of it, and then of its end.
    const until = new Date(Date.now() + 4_000).toISOString();
    await api(page.request, "PUT", `${path}/mute`, { until, reason: "Until the new gateway is there" });
    await expect(page.getByRole("button", { name: "Mute…" })).toBeVisible({ timeout: 90_000 });
});

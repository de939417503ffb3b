/** Every page of the console with an address, on the demo estate: what is held to all of them goes through this list. */
import type { Page } from "@playwright/test";

import { ensureBooks } from "./ledger";
import { api, workspaceOf } from "./world";

export interface Visit {
    /** Of the picture, and in the test's name. */
    name: string;
    path: string;
    /** The heading that says that it is there. */
    heading: RegExp;
}

/** Before one has signed in. A link of a mail that is not whole, or spent, has its own face. */
export const DOORS: readonly Visit[] = [
    { name: "sign-in", path: "/sign-in", heading: /sign in/i },
    { name: "sign-up", path: "/sign-up", heading: /sign up/i },
    { name: "forgot-password", path: "/forgot-password", heading: /password/i },
    { name: "reset-password", path: "/reset-password#token=skr_x", heading: /./ },
    { name: "verify-email", path: "/verify-email#token=skv_x", heading: /./ },
    { name: "invitation", path: "/invitation#token=ski_x", heading: /./ },
];

export const ROOMS_OF = "Northwind Consulting";

/** For the owner of the demo estate, who must be signed in on the page. */
export async function rooms(page: Page): Promise<readonly Visit[]> {
    const id = workspaceOf(ROOMS_OF);
    const w = `/w/${id}`;
    const get = <T>(path: string): Promise<T> => api<T>(page.request, "GET", `/workspaces/${id}${path}`);
    const accounts = await get<{ items: { id: string; name: string }[] }>("/accounts");
    const account = accounts.items.find(({ name }) => name === "Northwind")?.id ?? "";
    type Finding = Record<"id" | "account" | "kind" | "region" | "resource" | "check", string>;
    const open = await get<{ items: Finding[] }>(
        "/findings?state=open&kind=aws.ec2.security_group,aws.s3.bucket&limit=1",
    );
    const finding = open.items[0];
    if (account === "" || finding === undefined) throw new Error("the demo estate has lost its mistakes");
    await ensureBooks(page.request, id);
    const resource = new URLSearchParams({
        account: finding.account,
        kind: finding.kind,
        region: finding.region,
        id: finding.resource,
    });
    const at = (tab: string): string => `${w}/inventory/resource?${resource}&tab=${tab}`;
    return [
        { name: "fleet", path: "/", heading: /fleet/i },
        { name: "overview", path: w, heading: new RegExp(`overview|${ROOMS_OF}`, "i") },
        { name: "accounts", path: `${w}/accounts`, heading: /accounts/i },
        { name: "link-account", path: `${w}/accounts/link`, heading: /link/i },
        { name: "link-by-role", path: `${w}/accounts/link?by=role`, heading: /link/i },
        { name: "link-by-key", path: `${w}/accounts/link?by=key`, heading: /link/i },
        { name: "link-organization", path: `${w}/accounts/link?by=organization`, heading: /link/i },
        { name: "account", path: `${w}/accounts/${account}`, heading: /northwind/i },
        {
            name: "account-permissions",
            path: `${w}/accounts/${account}?tab=permissions`,
            heading: /northwind/i,
        },
        { name: "account-regions", path: `${w}/accounts/${account}?tab=regions`, heading: /northwind/i },
        { name: "account-settings", path: `${w}/accounts/${account}?tab=settings`, heading: /northwind/i },
        { name: "inventory", path: `${w}/inventory`, heading: /inventory/i },
        { name: "inventory-changes", path: `${w}/inventory?tab=changes`, heading: /inventory/i },
        { name: "resource", path: at("fields"), heading: /./ },
        { name: "resource-parts", path: at("parts"), heading: /./ },
        { name: "resource-json", path: at("json"), heading: /./ },
        { name: "resource-relations", path: at("relations"), heading: /./ },
        { name: "resource-findings", path: at("findings"), heading: /./ },
        { name: "resource-changes", path: at("changes"), heading: /./ },
        { name: "findings", path: `${w}/findings`, heading: /findings/i },
        { name: "findings-by-check", path: `${w}/findings?by=check`, heading: /findings/i },
        { name: "findings-unknown", path: `${w}/findings?unknown=true`, heading: /findings/i },
        { name: "finding", path: `${w}/findings/${finding.id}`, heading: /./ },
        { name: "compliance", path: `${w}/compliance`, heading: /compliance/i },
        { name: "framework", path: `${w}/compliance/cis-aws-5.0`, heading: /CIS/ },
        { name: "well-architected", path: `${w}/well-architected`, heading: /well-architected/i },
        { name: "checks", path: `${w}/checks`, heading: /checks/i },
        { name: "check", path: `${w}/checks/${finding.check}`, heading: /./ },
        { name: "books", path: `${w}/books`, heading: /balances/i },
        { name: "transactions", path: `${w}/books/transactions`, heading: /transactions/i },
        { name: "transactions-of-account", path: `${w}/books/transactions?account=5`, heading: /./ },
        { name: "ledger-accounts", path: `${w}/books/accounts`, heading: /ledger accounts/i },
        { name: "books-check", path: `${w}/books/check`, heading: /check and closing/i },
        { name: "settings", path: `${w}/settings`, heading: /./ },
        { name: "settings-members", path: `${w}/settings/members`, heading: /members/i },
        { name: "settings-thresholds", path: `${w}/settings/thresholds`, heading: /thresholds/i },
        { name: "settings-audit", path: `${w}/settings/audit`, heading: /audit/i },
        { name: "me", path: "/me", heading: /./ },
        { name: "me-security", path: "/me/security", heading: /security/i },
        { name: "me-sessions", path: "/me/sessions", heading: /sessions/i },
        { name: "me-tokens", path: "/me/tokens", heading: /tokens/i },
        { name: "not-found", path: "/nowhere", heading: /./ },
    ];
}

/** The page is there when its heading is and nothing on it is still loading. */
export async function arrived(page: Page, heading: RegExp): Promise<void> {
    const timeout = 20_000;
    await page.getByRole("heading", { level: 1, name: heading }).first().waitFor({ timeout });
    await page.waitForFunction(
        () => document.querySelector("[aria-label$='loading'],[aria-busy='true'],.animate-pulse") === null,
        undefined,
        { timeout },
    );
}

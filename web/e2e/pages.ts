/** Every page of the console with an address, on the demo estate: what is held to all of them goes through this list. */
import type { Page } from "@playwright/test";

import { fillBooks } from "./books-filled";
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

/** The rooms of a workspace's books, which are opened and filled where nobody has done so. */
export async function bookRooms(page: Page, id: string): Promise<readonly Visit[]> {
    const w = `/w/${id}/books`;
    const get = <T>(path: string): Promise<T> =>
        api<T>(page.request, "GET", `/workspaces/${id}/books${path}`);
    await ensureBooks(page.request, id);
    const rates = await get<{ items: unknown[] }>("/definitions/rates");
    if (rates.items.length === 0) await fillBooks(page.request, id);
    const imports = (await get<{ items: { id: string; name: string }[] }>("/imports")).items;
    const named = (name: string): string => imports.find((one) => one.name === name)?.id ?? "";
    const recurring = (await get<{ items: { id: string }[] }>("/definitions/recurring")).items[0];
    const receipt = (await get<{ items: { id: string }[] }>("/receipts")).items[0];
    const rule = (await get<{ items: { id: string }[] }>("/definitions/rules")).items[0];
    if (
        named("november.csv") === "" ||
        recurring === undefined ||
        rule === undefined ||
        receipt === undefined
    )
        throw new Error("the books have lost what they were filled with");
    return [
        { name: "books", path: w, heading: /balances/i },
        { name: "transactions", path: `${w}/transactions`, heading: /transactions/i },
        { name: "transactions-of-account", path: `${w}/transactions?account=5`, heading: /./ },
        { name: "imports", path: `${w}/imports`, heading: /imports/i },
        { name: "import-preview", path: `${w}/imports/${named("november.csv")}`, heading: /november/ },
        { name: "import", path: `${w}/imports/${named("october.csv")}`, heading: /october/ },
        { name: "receipts", path: `${w}/receipts`, heading: /receipts/i },
        { name: "receipt", path: `${w}/receipts/${receipt.id}`, heading: /./ },
        { name: "recurring", path: `${w}/recurring`, heading: /recurring/i },
        { name: "recurring-one", path: `${w}/recurring?open=${recurring.id}`, heading: /recurring/i },
        { name: "recurring-new", path: `${w}/recurring?new=true`, heading: /recurring/i },
        { name: "budgets", path: `${w}/budgets`, heading: /budgets/i },
        { name: "budget-new", path: `${w}/budgets?new=true`, heading: /budgets/i },
        { name: "report", path: `${w}/reports`, heading: /reports/i },
        { name: "report-income", path: `${w}/reports?report=income`, heading: /reports/i },
        { name: "report-cash-flow", path: `${w}/reports?report=cash-flow`, heading: /reports/i },
        { name: "report-net-worth", path: `${w}/reports?report=net-worth`, heading: /reports/i },
        { name: "report-payees", path: `${w}/reports?report=payees`, heading: /reports/i },
        {
            name: "report-without-rate",
            path: `${w}/reports?report=income&currency=CHF`,
            heading: /reports/i,
        },
        { name: "rules", path: `${w}/rules`, heading: /rules/i },
        { name: "rule", path: `${w}/rules?edit=${rule.id}`, heading: /rules/i },
        { name: "rates", path: `${w}/rates`, heading: /rates/i },
        { name: "rate-new", path: `${w}/rates?new=true&from=CHF&to=EUR`, heading: /rates/i },
        { name: "ledger-accounts", path: `${w}/accounts`, heading: /ledger accounts/i },
        { name: "books-check", path: `${w}/check`, heading: /check and closing/i },
    ];
}

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
        ...(await bookRooms(page, id)),
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
    // While a drawer is open, the page below it is hidden from screen readers.
    // Behind a dialog it is hidden from the tree of roles, and still in sight; a title for print only is neither.
    const title = page
        .getByRole("heading", { level: 1, name: heading, includeHidden: true })
        .filter({ visible: true });
    await title.first().waitFor({ timeout });
    await page.waitForFunction(
        () => document.querySelector("[aria-label$='loading'],[aria-busy='true'],.animate-pulse") === null,
        undefined,
        { timeout },
    );
}

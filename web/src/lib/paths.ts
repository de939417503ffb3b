/** Every URL of the console is built by one function here. Nobody writes a path elsewhere. */
import { stringifySearch } from "./search";

/** Values of search parameters: absent ones are left out, lists are joined by commas. */
export type SearchValues = Record<string, string | number | boolean | readonly string[] | null | undefined>;

const part = encodeURIComponent;
const at = (path: string, search: SearchValues = {}): string => path + stringifySearch(search);
const w = (workspace: string, rest = ""): string => `/w/${part(workspace)}${rest}`;

export interface ResourceRef {
    account: string;
    kind: string;
    region: string;
    id: string;
}

export const paths = {
    fleet: (search?: SearchValues) => at("/", search),

    signIn: (search?: { next?: string; problem?: string; detail?: string; done?: string }) =>
        at("/sign-in", search),
    signUp: () => "/sign-up",
    forgotPassword: () => "/forgot-password",
    resetPassword: () => "/reset-password",
    verifyEmail: () => "/verify-email",
    invitation: () => "/invitation",

    me: () => "/me",
    mySecurity: () => "/me/security",
    mySessions: () => "/me/sessions",
    myTokens: (search?: SearchValues) => at("/me/tokens", search),

    overview: (workspace: string) => w(workspace),
    accounts: (workspace: string, search?: SearchValues) => at(w(workspace, "/accounts"), search),
    linkAccount: (workspace: string, search?: SearchValues) => at(w(workspace, "/accounts/link"), search),
    account: (workspace: string, account: string, search?: SearchValues) =>
        at(w(workspace, `/accounts/${part(account)}`), search),
    inventory: (workspace: string, search?: SearchValues) => at(w(workspace, "/inventory"), search),
    resource: (workspace: string, { account, kind, region, id }: ResourceRef, search?: SearchValues) =>
        at(w(workspace, "/inventory/resource"), { account, kind, region, id, ...search }),
    findings: (workspace: string, search?: SearchValues) => at(w(workspace, "/findings"), search),
    /** `search` is the list that one comes from: one can then go on within it. */
    finding: (workspace: string, finding: string, search?: SearchValues) =>
        at(w(workspace, `/findings/${part(finding)}`), search),
    compliance: (workspace: string, search?: SearchValues) => at(w(workspace, "/compliance"), search),
    framework: (workspace: string, framework: string, search?: SearchValues) =>
        at(w(workspace, `/compliance/${part(framework)}`), search),
    wellArchitected: (workspace: string, search?: SearchValues) =>
        at(w(workspace, "/well-architected"), search),
    checks: (workspace: string, search?: SearchValues) => at(w(workspace, "/checks"), search),
    check: (workspace: string, check: string, search?: SearchValues) =>
        at(w(workspace, `/checks/${part(check)}`), search),
    books: (workspace: string, search?: SearchValues) => at(w(workspace, "/books"), search),
    transactions: (workspace: string, search?: SearchValues) =>
        at(w(workspace, "/books/transactions"), search),
    ledgerAccounts: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/accounts"), search),
    imports: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/imports"), search),
    import: (workspace: string, id: string, search?: SearchValues) =>
        at(w(workspace, `/books/imports/${part(id)}`), search),
    receipts: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/receipts"), search),
    receipt: (workspace: string, id: string, search?: SearchValues) =>
        at(w(workspace, `/books/receipts/${part(id)}`), search),
    recurring: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/recurring"), search),
    budgets: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/budgets"), search),
    rules: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/rules"), search),
    rates: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/rates"), search),
    reports: (workspace: string, search?: SearchValues) => at(w(workspace, "/books/reports"), search),
    booksCheck: (workspace: string) => w(workspace, "/books/check"),
    settings: (workspace: string) => w(workspace, "/settings"),
    members: (workspace: string, search?: SearchValues) => at(w(workspace, "/settings/members"), search),
    thresholds: (workspace: string, search?: SearchValues) =>
        at(w(workspace, "/settings/thresholds"), search),
    audit: (workspace: string, search?: SearchValues) => at(w(workspace, "/settings/audit"), search),
};

/** Addresses that the program answers itself: plain links, not routes of the console. */
export const outside = {
    docs: () => "/docs",
    oidcStart: (provider: string) => `/api/v1/oidc/${part(provider)}/start`,
    exportWorkspace: (workspace: string) => `/api/v1/workspaces/${part(workspace)}/export`,
    events: (workspace: string) => `/api/v1/workspaces/${part(workspace)}/events`,
    ledgerReport: (workspace: string, report: string, search?: SearchValues) =>
        at(`/api/v1/workspaces/${part(workspace)}/books/reports/${part(report)}`, search),
    receiptFile: (workspace: string, id: string, search?: SearchValues) =>
        at(`/api/v1/workspaces/${part(workspace)}/books/receipts/${part(id)}/file`, search),
    receiptPage: (workspace: string, id: string, page: number) =>
        `/api/v1/workspaces/${part(workspace)}/books/receipts/${part(id)}/pages/${page}`,
    findingsCsv: (workspace: string, search?: SearchValues) =>
        at(`/api/v1/workspaces/${part(workspace)}/findings.csv`, search),
};

/** Where to go after signing in: only a path of our own, never an address that somebody has put into a link. */
export function safeNext(next: string | undefined): string {
    if (next === undefined || !/^\/(?![/\\])/.test(next) || next.startsWith("/sign-in")) return paths.fleet();
    return next;
}

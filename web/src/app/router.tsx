/** The table of contents of the console: every route, its search parameters, what it reads, and the page that shows it. */
import type { QueryClient } from "@tanstack/react-query";
import {
    createRootRouteWithContext,
    createRoute,
    createRouter,
    lazyRouteComponent,
} from "@tanstack/react-router";

import { accountQuery, accountsQuery, resourceCountsQuery } from "~/api/accounts";
import { checkQuery, frameworksQuery } from "~/api/beside-findings";
import { bookQuery, closingsQuery, ledgerAccountsQuery } from "~/api/books";
import { checksQuery } from "~/api/catalogue";
import { definitionsQuery } from "~/api/definitions";
import { fleetQuery } from "~/api/fleet";
import { importQuery, importsQuery } from "~/api/imports";
import { resourceQuery } from "~/api/inventory";
import { openCountsQuery, overviewQuery } from "~/api/overview";
import { complianceQuery, frameworkQuery, postureQuery, wellArchitectedQuery } from "~/api/posture";
import { prefetchPages } from "~/api/pages";
import { prefetch } from "~/api/query";
import { receiptQuery } from "~/api/receipts";
import { workspaceQuery } from "~/api/workspaces";
import { flag, list, oneOf, parseSearch, search, stringifySearch, text, whole } from "~/lib/search";
import { SEVERITIES } from "~/lib/severity";
import {
    balancesSearch,
    booksSearch,
    budgetsSearch,
    importSearch,
    importsSearch,
    ledgerAccountsSearch,
    ratesSearch,
    receiptSearch,
    receiptsSearch,
    recurringSearch,
    registerSearch,
    reportsSearch,
    rulesSearch,
} from "~/pages/books/books-search";
import { FINDING_SEARCH } from "~/pages/findings/finding-search";

import { NotFoundPage } from "./not-found-page";
import { RootLayout } from "./root-layout";
import { RouteError } from "./route-error";
import { requireSignedIn } from "./session";
import { Shell } from "./shell";

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: RootLayout });

// ---- doors: for everybody. Tokens come in the fragment, see src/pages/auth/link-token.ts.

const door = createRoute({ getParentRoute: () => root, id: "door" });
const signIn = createRoute({
    getParentRoute: () => door,
    path: "/sign-in",
    validateSearch: search({
        next: text(2000),
        problem: text(60),
        detail: text(500),
        done: oneOf("verified", "password-set", "deleted"),
    }),
    component: lazyRouteComponent(() => import("~/pages/auth/sign-in-page"), "SignInPage"),
});
const signUp = createRoute({
    getParentRoute: () => door,
    path: "/sign-up",
    component: lazyRouteComponent(() => import("~/pages/auth/sign-up-page"), "SignUpPage"),
});
const forgotPassword = createRoute({
    getParentRoute: () => door,
    path: "/forgot-password",
    component: lazyRouteComponent(() => import("~/pages/auth/forgot-password-page"), "ForgotPasswordPage"),
});
const resetPassword = createRoute({
    getParentRoute: () => door,
    path: "/reset-password",
    component: lazyRouteComponent(() => import("~/pages/auth/reset-password-page"), "ResetPasswordPage"),
});
const verifyEmail = createRoute({
    getParentRoute: () => door,
    path: "/verify-email",
    component: lazyRouteComponent(() => import("~/pages/auth/verify-email-page"), "VerifyEmailPage"),
});
const invitation = createRoute({
    getParentRoute: () => door,
    path: "/invitation",
    component: lazyRouteComponent(() => import("~/pages/auth/invitation-page"), "InvitationPage"),
});

// ---- for whoever is signed in

const house = createRoute({
    getParentRoute: () => root,
    id: "house",
    beforeLoad: ({ context, location }) => requireSignedIn(context.client, location.href),
    component: Shell,
    errorComponent: RouteError,
});
const fleet = createRoute({
    getParentRoute: () => house,
    path: "/",
    validateSearch: search({
        q: text(),
        show: list("findings", "unknown", "failing", "paused"),
        sort: text(40),
        new: flag,
    }),
    loader: ({ context }) => prefetch(context.client, fleetQuery()),
    component: lazyRouteComponent(() => import("~/pages/fleet/fleet-page"), "FleetPage"),
});

const me = createRoute({
    getParentRoute: () => house,
    path: "/me",
    component: lazyRouteComponent(() => import("~/pages/me/me-layout"), "MeLayout"),
});
const profile = createRoute({
    getParentRoute: () => me,
    path: "/",
    component: lazyRouteComponent(() => import("~/pages/me/profile-page"), "ProfilePage"),
});
const security = createRoute({
    getParentRoute: () => me,
    path: "/security",
    component: lazyRouteComponent(() => import("~/pages/me/security-page"), "SecurityPage"),
});
const sessions = createRoute({
    getParentRoute: () => me,
    path: "/sessions",
    component: lazyRouteComponent(() => import("~/pages/me/sessions-page"), "SessionsPage"),
});
const tokens = createRoute({
    getParentRoute: () => me,
    path: "/tokens",
    validateSearch: search({ new: flag, sort: text(40) }),
    component: lazyRouteComponent(() => import("~/pages/me/tokens-page"), "TokensPage"),
});

// ---- one workspace

const workspace = createRoute({
    getParentRoute: () => house,
    path: "/w/$workspace",
    loader: ({ context, params }) => prefetch(context.client, workspaceQuery(params.workspace)),
    component: lazyRouteComponent(() => import("./workspace-layout"), "WorkspaceLayout"),
});
const overview = createRoute({
    getParentRoute: () => workspace,
    path: "/",
    validateSearch: search({ days: whole(7, 365) }),
    loader: ({ context, params: { workspace } }) => {
        prefetch(context.client, accountsQuery(workspace));
        prefetch(context.client, overviewQuery(workspace));
        prefetch(context.client, openCountsQuery(workspace));
    },
    component: lazyRouteComponent(() => import("~/pages/overview/overview-page"), "OverviewPage"),
});

const accounts = createRoute({
    getParentRoute: () => workspace,
    path: "/accounts",
    validateSearch: search({ q: text(), show: list("failing", "paused", "running"), sort: text(40) }),
    loader: ({ context, params }) => prefetch(context.client, accountsQuery(params.workspace)),
    component: lazyRouteComponent(() => import("~/pages/accounts/accounts-page"), "AccountsPage"),
});
const linkAccount = createRoute({
    getParentRoute: () => workspace,
    path: "/accounts/link",
    validateSearch: search({
        by: oneOf("role", "key", "organization", "sample"),
        from: text(60),
        // The account that has just been linked: its first run is followed.
        linked: text(60),
    }),
    component: lazyRouteComponent(() => import("~/pages/accounts/link-account-page"), "LinkAccountPage"),
});
const account = createRoute({
    getParentRoute: () => workspace,
    path: "/accounts/$account",
    validateSearch: search({
        tab: oneOf("runs", "permissions", "regions", "thresholds", "settings"),
        run: text(60),
    }),
    loader: ({ context, params: { workspace, account } }) =>
        prefetch(context.client, accountQuery(workspace, account)),
    component: lazyRouteComponent(() => import("~/pages/accounts/account-page"), "AccountPage"),
});

const inventory = createRoute({
    getParentRoute: () => workspace,
    path: "/inventory",
    validateSearch: search({
        q: text(),
        deep: flag,
        account: list(),
        service: list(),
        kind: list(),
        region: list(),
        hidden: flag,
        sort: text(40),
        tab: oneOf("resources", "changes"),
        what: oneOf("added", "changed", "gone"),
        generation: whole(1, Number.MAX_SAFE_INTEGER),
    }),
    loader: ({ context, params }) => prefetch(context.client, resourceCountsQuery(params.workspace)),
    component: lazyRouteComponent(() => import("~/pages/inventory/inventory-page"), "InventoryPage"),
});
const resourceSearch = search({
    account: text(60),
    kind: text(200),
    region: text(60),
    id: text(2048),
    tab: oneOf("fields", "json", "parts", "relations", "findings", "changes"),
    q: text(),
    before: whole(1, Number.MAX_SAFE_INTEGER),
    after: whole(1, Number.MAX_SAFE_INTEGER),
});
const resource = createRoute({
    getParentRoute: () => workspace,
    path: "/inventory/resource",
    validateSearch: resourceSearch,
    loaderDeps: ({ search: { account, kind, region, id } }) => ({ account, kind, region, id }),
    loader: ({ context, params, deps: { account, kind, region, id } }) => {
        if (account !== undefined && kind !== undefined && region !== undefined && id !== undefined)
            prefetch(context.client, resourceQuery(params.workspace, { account, kind, region, id }));
    },
    component: lazyRouteComponent(() => import("~/pages/inventory/resource-page"), "ResourcePage"),
});

const findings = createRoute({
    getParentRoute: () => workspace,
    path: "/findings",
    validateSearch: search(FINDING_SEARCH),
    component: lazyRouteComponent(() => import("~/pages/findings/findings-page"), "FindingsPage"),
});
const finding = createRoute({
    getParentRoute: () => workspace,
    path: "/findings/$finding",
    // The list that one came from, so that one can go on within it.
    validateSearch: search(FINDING_SEARCH),
    component: lazyRouteComponent(() => import("~/pages/findings/finding-page"), "FindingPage"),
});

const complianceSearch = search({ account: text(60) });
const compliance = createRoute({
    getParentRoute: () => workspace,
    path: "/compliance",
    validateSearch: complianceSearch,
    loaderDeps: ({ search: { account } }) => ({ account }),
    loader: ({ context, params: { workspace }, deps: { account } }) =>
        prefetch(context.client, complianceQuery(workspace, account)),
    component: lazyRouteComponent(() => import("~/pages/compliance/compliance-page"), "CompliancePage"),
});
const frameworkSearch = search({
    account: text(60),
    q: text(),
    state: list("failed", "unknown", "passed", "not_applicable", "not_checked"),
    /** What is open: controls, and checks of them as `control/check`. */
    control: list(),
});
const framework = createRoute({
    getParentRoute: () => workspace,
    path: "/compliance/$framework",
    validateSearch: frameworkSearch,
    loaderDeps: ({ search: { account } }) => ({ account }),
    loader: ({ context, params: { workspace, framework }, deps: { account } }) =>
        prefetch(context.client, frameworkQuery(workspace, framework, account)),
    component: lazyRouteComponent(() => import("~/pages/compliance/framework-page"), "FrameworkPage"),
});
const wellArchitectedSearch = search({ account: text(60), pillar: text(60), check: text(200) });
const wellArchitected = createRoute({
    getParentRoute: () => workspace,
    path: "/well-architected",
    validateSearch: wellArchitectedSearch,
    loaderDeps: ({ search: { account } }) => ({ account }),
    loader: ({ context, params: { workspace }, deps: { account } }) =>
        prefetch(context.client, wellArchitectedQuery(workspace, account)),
    component: lazyRouteComponent(
        () => import("~/pages/well-architected/well-architected-page"),
        "WellArchitectedPage",
    ),
});

const checks = createRoute({
    getParentRoute: () => workspace,
    path: "/checks",
    validateSearch: search({
        q: text(),
        severity: list(...SEVERITIES),
        pillar: list(),
        service: list(),
        framework: list(),
        outcome: list("fail", "unknown", "pass", "none"),
        sort: text(40),
    }),
    loader: ({ context, params }) => {
        prefetch(context.client, checksQuery());
        prefetch(context.client, postureQuery(params.workspace));
        prefetch(context.client, frameworksQuery());
        prefetch(context.client, openCountsQuery(params.workspace));
    },
    component: lazyRouteComponent(() => import("~/pages/checks/checks-page"), "ChecksPage"),
});
const checkSearch = search({
    tab: oneOf("remedy", "rule", "controls", "examples"),
    outcome: oneOf("fail", "unknown", "pass"),
    account: text(60),
});
const check = createRoute({
    getParentRoute: () => workspace,
    path: "/checks/$check",
    validateSearch: checkSearch,
    loaderDeps: ({ search: { account } }) => ({ account }),
    loader: ({ context, params: { workspace, check }, deps: { account } }) => {
        prefetch(context.client, checkQuery(check));
        prefetch(context.client, postureQuery(workspace, account));
    },
    component: lazyRouteComponent(() => import("~/pages/checks/check-page"), "CheckPage"),
});

const books = createRoute({
    getParentRoute: () => workspace,
    path: "/books",
    validateSearch: booksSearch,
    loader: ({ context, params: { workspace } }) => {
        prefetch(context.client, bookQuery(workspace));
        prefetch(context.client, ledgerAccountsQuery(workspace));
    },
    component: lazyRouteComponent(() => import("~/pages/books/books-layout"), "BooksLayout"),
});
const balances = createRoute({
    getParentRoute: () => books,
    path: "/",
    validateSearch: balancesSearch,
    component: lazyRouteComponent(() => import("~/pages/books/balances-page"), "BalancesPage"),
});
const transactions = createRoute({
    getParentRoute: () => books,
    path: "/transactions",
    validateSearch: registerSearch,
    component: lazyRouteComponent(() => import("~/pages/books/transactions-page"), "TransactionsPage"),
});
const ledgerAccounts = createRoute({
    getParentRoute: () => books,
    path: "/accounts",
    validateSearch: ledgerAccountsSearch,
    component: lazyRouteComponent(() => import("~/pages/books/ledger-accounts-page"), "LedgerAccountsPage"),
});
const imports = createRoute({
    getParentRoute: () => books,
    path: "/imports",
    validateSearch: importsSearch,
    loader: ({ context, params: { workspace } }) => prefetchPages(context.client, importsQuery(workspace)),
    component: lazyRouteComponent(() => import("~/pages/books/imports-page"), "ImportsPage"),
});
const importOne = createRoute({
    getParentRoute: () => books,
    path: "/imports/$import",
    validateSearch: importSearch,
    loader: ({ context, params }) => prefetch(context.client, importQuery(params.workspace, params.import)),
    component: lazyRouteComponent(() => import("~/pages/books/import-page"), "ImportPage"),
});
const reports = createRoute({
    getParentRoute: () => books,
    path: "/reports",
    validateSearch: reportsSearch,
    component: lazyRouteComponent(() => import("~/pages/books/reports-page"), "ReportsPage"),
});
const receipts = createRoute({
    getParentRoute: () => books,
    path: "/receipts",
    validateSearch: receiptsSearch,
    component: lazyRouteComponent(() => import("~/pages/books/receipts-page"), "ReceiptsPage"),
});
const receipt = createRoute({
    getParentRoute: () => books,
    path: "/receipts/$receipt",
    validateSearch: receiptSearch,
    loader: ({ context, params }) => prefetch(context.client, receiptQuery(params.workspace, params.receipt)),
    component: lazyRouteComponent(() => import("~/pages/books/receipt-page"), "ReceiptPage"),
});
const recurring = createRoute({
    getParentRoute: () => books,
    path: "/recurring",
    validateSearch: recurringSearch,
    loader: ({ context, params: { workspace } }) =>
        prefetch(context.client, definitionsQuery(workspace, "recurring")),
    component: lazyRouteComponent(() => import("~/pages/books/recurring-page"), "RecurringPage"),
});
const budgets = createRoute({
    getParentRoute: () => books,
    path: "/budgets",
    validateSearch: budgetsSearch,
    loader: ({ context, params: { workspace } }) =>
        prefetch(context.client, definitionsQuery(workspace, "budgets")),
    component: lazyRouteComponent(() => import("~/pages/books/budgets-page"), "BudgetsPage"),
});
const rules = createRoute({
    getParentRoute: () => books,
    path: "/rules",
    validateSearch: rulesSearch,
    loader: ({ context, params: { workspace } }) =>
        prefetch(context.client, definitionsQuery(workspace, "rules")),
    component: lazyRouteComponent(() => import("~/pages/books/rules-page"), "RulesPage"),
});
const rates = createRoute({
    getParentRoute: () => books,
    path: "/rates",
    validateSearch: ratesSearch,
    loader: ({ context, params: { workspace } }) =>
        prefetch(context.client, definitionsQuery(workspace, "rates")),
    component: lazyRouteComponent(() => import("~/pages/books/rates-page"), "RatesPage"),
});
const booksCheck = createRoute({
    getParentRoute: () => books,
    path: "/check",
    loader: ({ context, params: { workspace } }) => prefetch(context.client, closingsQuery(workspace)),
    component: lazyRouteComponent(() => import("~/pages/books/books-check-page"), "BooksCheckPage"),
});

const settings = createRoute({
    getParentRoute: () => workspace,
    path: "/settings",
    component: lazyRouteComponent(() => import("~/pages/settings/settings-layout"), "SettingsLayout"),
});
const general = createRoute({
    getParentRoute: () => settings,
    path: "/",
    component: lazyRouteComponent(() => import("~/pages/settings/general-page"), "GeneralPage"),
});
const members = createRoute({
    getParentRoute: () => settings,
    path: "/members",
    validateSearch: search({ invite: flag, sort: text(40) }),
    component: lazyRouteComponent(() => import("~/pages/settings/members-page"), "MembersPage"),
});
const thresholds = createRoute({
    getParentRoute: () => settings,
    path: "/thresholds",
    validateSearch: search({ q: text(), show: list("here", "accounts") }),
    component: lazyRouteComponent(() => import("~/pages/settings/thresholds-page"), "ThresholdsPage"),
});
const audit = createRoute({
    getParentRoute: () => settings,
    path: "/audit",
    validateSearch: search({
        q: text(),
        actor: list(),
        action: list(),
        entry: whole(1, Number.MAX_SAFE_INTEGER),
    }),
    component: lazyRouteComponent(() => import("~/pages/settings/audit-page"), "AuditPage"),
});

const routeTree = root.addChildren([
    door.addChildren([signIn, signUp, forgotPassword, resetPassword, verifyEmail, invitation]),
    house.addChildren([
        fleet,
        me.addChildren([profile, security, sessions, tokens]),
        workspace.addChildren([
            overview,
            accounts,
            linkAccount,
            account,
            inventory,
            resource,
            findings,
            finding,
            compliance,
            framework,
            wellArchitected,
            checks,
            check,
            books.addChildren([
                balances,
                transactions,
                imports,
                importOne,
                receipts,
                receipt,
                recurring,
                budgets,
                reports,
                rules,
                rates,
                ledgerAccounts,
                booksCheck,
            ]),
            settings.addChildren([general, members, thresholds, audit]),
        ]),
    ]),
]);

export function makeRouter(client: QueryClient) {
    return createRouter({
        routeTree,
        context: { client },
        parseSearch,
        stringifySearch,
        defaultPreload: "intent",
        // What a loader reads, the query client keeps.
        defaultPreloadStaleTime: 0,
        defaultErrorComponent: RouteError,
        defaultNotFoundComponent: NotFoundPage,
        scrollRestoration: true,
    });
}

declare module "@tanstack/react-router" {
    interface Register {
        router: ReturnType<typeof makeRouter>;
    }
}

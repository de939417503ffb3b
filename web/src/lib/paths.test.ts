import { expect, test } from "vitest";

import { outside, paths, safeNext } from "./paths";

const W = "0199a000-0000-7000-8000-00000000000a";

test("every URL is what it was", () => {
    const built = Object.entries({
        fleet: paths.fleet({ q: "a b", show: ["unknown", "failing"] }),
        signIn: paths.signIn({ next: "/w/x?y=1" }),
        signUp: paths.signUp(),
        forgotPassword: paths.forgotPassword(),
        resetPassword: paths.resetPassword(),
        verifyEmail: paths.verifyEmail(),
        invitation: paths.invitation(),
        me: paths.me(),
        mySecurity: paths.mySecurity(),
        mySessions: paths.mySessions(),
        myTokens: paths.myTokens(),
        overview: paths.overview(W),
        accounts: paths.accounts(W),
        linkAccount: paths.linkAccount(W, { by: "key" }),
        account: paths.account(W, "a/b"),
        inventory: paths.inventory(W, { kind: "aws.ec2.volume" }),
        resource: paths.resource(W, {
            account: "acc",
            kind: "aws.s3.bucket",
            region: "eu-west-1",
            id: "a&b=c",
        }),
        findings: paths.findings(W, { severity: ["critical", "high"], muted: false }),
        finding: paths.finding(W, "f"),
        compliance: paths.compliance(W),
        framework: paths.framework(W, "cis"),
        wellArchitected: paths.wellArchitected(W),
        checks: paths.checks(W, { q: undefined }),
        check: paths.check(W, "ec2-open"),
        books: paths.books(W, { on: "2026-11-27" }),
        transactions: paths.transactions(W, { account: 5 }),
        ledgerAccounts: paths.ledgerAccounts(W),
        imports: paths.imports(W, { new: true }),
        import: paths.import(W, "i"),
        receipts: paths.receipts(W, { show: "free" }),
        receipt: paths.receipt(W, "r", { page: 2 }),
        recurring: paths.recurring(W, { new: true, from: 7 }),
        budgets: paths.budgets(W),
        rules: paths.rules(W, { new: true, payee: "Café" }),
        rates: paths.rates(W, { from: "USD", to: "EUR" }),
        reports: paths.reports(W, { report: "income" }),
        booksCheck: paths.booksCheck(W),
        settings: paths.settings(W),
        members: paths.members(W),
        thresholds: paths.thresholds(W),
        audit: paths.audit(W),
        oidc: outside.oidcStart("Entra ID"),
        export: outside.exportWorkspace(W),
        events: outside.events(W),
        reportCsv: outside.ledgerReport(W, "income", { format: "csv" }),
        receiptFile: outside.receiptFile(W, "r", { download: true }),
        receiptPage: outside.receiptPage(W, "r", 2),
        csv: outside.findingsCsv(W, { state: ["open"] }),
        docs: outside.docs(),
    }).map(([name, url]) => `${name} ${url}`);
    expect(built.length).toBe(Object.keys(paths).length + Object.keys(outside).length);
    expect(built.join("\n")).toMatchSnapshot();
});

test.each([
    ["/w/x?y=1", "/w/x?y=1"],
    [undefined, "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["/sign-in?next=/x", "/"],
])("after signing in, %s leads to %s", (next, to) => {
    expect(safeNext(next)).toBe(to);
});

/** What makes books full: what comes again, budgets, rules, rates, and files of a bank in each of their states. */
import { readFileSync } from "node:fs";

import type { APIRequestContext } from "@playwright/test";

import { dayBefore, type LedgerAccount, ledgerAccounts } from "./ledger";
import { api } from "./world";

/** Bytes as a file of a bank, read for an account. Gives the import's id. */
export async function readFile(
    request: APIRequestContext,
    workspace: string,
    account: number,
    name: string,
    text: string,
): Promise<string> {
    const url = new URL(
        `/api/v1/workspaces/${workspace}/books/imports?account=${account}&name=${name}`,
        process.env.SKYTALLY_E2E_URL,
    );
    const answer = await request.post(url.href, {
        headers: { origin: url.origin, "content-type": "application/octet-stream" },
        data: Buffer.from(text),
    });
    if (!answer.ok()) throw new Error(`reading ${name}: ${answer.status()} ${await answer.text()}`);
    return ((await answer.json()) as { import: { id: string } }).import.id;
}

/** A receipt, as its bytes. */
export async function keepReceipt(
    request: APIRequestContext,
    workspace: string,
    name: string,
    bytes: Buffer,
): Promise<void> {
    const url = new URL(
        `/api/v1/workspaces/${workspace}/books/receipts?name=${name}`,
        process.env.SKYTALLY_E2E_URL,
    );
    const answer = await request.post(url.href, {
        headers: { origin: url.origin, "content-type": "application/octet-stream" },
        data: bytes,
    });
    if (!answer.ok()) throw new Error(`keeping ${name}: ${answer.status()} ${await answer.text()}`);
}

/** The smallest PDF that says some lines. */
export function pdf(lines: readonly string[]): Buffer {
    const text = lines.map((line, at) => `1 0 0 1 72 ${720 - 20 * at} Tm (${line}) Tj`).join("\n");
    const content = `BT /F1 12 Tf\n${text}\nET`;
    const objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ];
    let file = "%PDF-1.4\n";
    const places = objects.map((object, at) => {
        const place = file.length;
        file += `${at + 1} 0 obj\n${object}\nendobj\n`;
        return place;
    });
    const start = file.length;
    const rows = places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("");
    file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}`;
    file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
    return Buffer.from(file, "latin1");
}

type Line = [day: string, payee: string, text: string, amount: string];
export const csv = (lines: readonly Line[]): string =>
    ["Date;Payee;Text;Amount", ...lines.map((line) => line.join(";"))].join("\n") + "\n";

const first = (): string => `${dayBefore(0).slice(0, 8)}01`;

export async function fillBooks(request: APIRequestContext, workspace: string): Promise<void> {
    const at = `/workspaces/${workspace}/books`;
    await api(request, "POST", `${at}/accounts`, {
        kind: "asset",
        name: "Dollar account",
        currency: "USD",
    });
    const accounts: LedgerAccount[] = await ledgerAccounts(request, workspace);
    const no = (name: string): number => {
        const found = accounts.find((one) => one.full_name === name);
        if (found === undefined) throw new Error(`the books have no account ${name}`);
        return found.no;
    };
    const define = (kind: string, body: unknown, place = 0): Promise<unknown> =>
        api(request, "POST", `${at}/definitions/${kind}`, { place, body });
    const dollars = [
        { account: no("Dollar account"), amount: "-312.44", currency: "USD" },
        { account: no("Cloud:AWS"), amount: "312.44", currency: "USD" },
    ];
    await api(request, "POST", `${at}/transactions`, {
        date: dayBefore(6),
        payee: "AWS Marketplace",
        postings: dollars,
    });
    await define("rates", { from: "USD", to: "EUR", date: dayBefore(80), rate: "0.9213", source: "ECB" });
    await define("rates", { from: "USD", to: "EUR", date: dayBefore(9), rate: "0.9184", source: "ECB" });
    await define("rates", { from: "GBP", to: "EUR", date: dayBefore(9), rate: "1.1702", source: "the bank" });

    const category = (account: number) => ({ kind: "category", account });
    const contains = (text: string) => ({ kind: "payee_contains", text });
    await define("rules", {
        name: "Trains",
        conditions: [contains("Bahn")],
        actions: [category(no("Travel")), { kind: "tags", tags: ["travel"] }],
        goes_on: true,
    });
    await define(
        "rules",
        {
            name: "Clouds",
            conditions: [
                contains("Amazon Web Services"),
                { kind: "amount_to", amount: { minor: -1000, currency: "EUR" } },
            ],
            actions: [category(no("Cloud:AWS")), { kind: "payee", payee: "AWS" }],
            goes_on: false,
        },
        1,
    );

    const budget = (name: string, minor: number, more: object = {}): Promise<unknown> =>
        define("budgets", {
            category: no(name),
            every: { kind: "month", first_day: 1 },
            amount: { minor, currency: "EUR" },
            start: first(),
            thresholds_percent: [50, 80, 100],
            roll_over: "none",
            ...more,
        });
    await budget("Travel", 10_000);
    await budget("Cloud", 180_000);
    await budget("Software", 50_000, { roll_over: "surplus" });
    await budget("Office:Rent", 400_000, { every: { kind: "quarter", first_month: 1, first_day: 1 } });

    const recurring = (
        rule: string,
        payee: string,
        from: string,
        to: string,
        minor: number,
        more: object = {},
    ): Promise<unknown> =>
        define("recurring", {
            schedule: { rule, start: dayBefore(-1), weekend: "leave" },
            template: {
                date: dayBefore(-1),
                payee,
                note: "",
                tags: [],
                postings: [
                    [no(from), "EUR", -minor, ""],
                    [no(to), "EUR", minor, ""],
                ],
            },
            ...more,
        });
    await recurring(
        "FREQ=MONTHLY;BYMONTHDAY=1",
        "Hausverwaltung Linde",
        "Bank account",
        "Office:Rent",
        90_000,
    );
    await recurring("FREQ=MONTHLY;BYMONTHDAY=-1", "GitHub", "Credit card", "Software", 8_400);
    await recurring("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "Büro Sauber", "Bank account", "Office", 12_000, {
        pauses: [{ from: dayBefore(3) }],
    });

    await keepReceipt(
        request,
        workspace,
        "coffee.png",
        readFileSync(new URL("receipt.png", import.meta.url)),
    );
    await keepReceipt(
        request,
        workspace,
        "github.pdf",
        pdf(["GitHub, Inc.", "Invoice 2026-1107", "Net EUR 70.59", "VAT 19 % EUR 13.41", "Total EUR 84.00"]),
    );

    const bank = no("Bank account");
    const done = await readFile(
        request,
        workspace,
        bank,
        "october.csv",
        csv([
            [dayBefore(30), "Stadtwerke", "Strom Oktober", "-84.20"],
            [dayBefore(28), "Deutsche Bahn", "Ticket 7412", "-59.90"],
            // As it was written by hand on another day, with another payee.
            [dayBefore(16), "LINDE VERWALTUNG GMBH", "Miete", "-900.00"],
        ]),
    );
    await api(request, "POST", `${at}/imports/${done}/commit`, {});
    await readFile(
        request,
        workspace,
        bank,
        "november.csv",
        csv([
            [dayBefore(28), "Deutsche Bahn", "Ticket 7412", "-59.90"],
            [dayBefore(5), "Deutsche Bahn", "Ticket 9120", "-44.00"],
            [dayBefore(4), "Stadtwerke", "Strom November", "-91.35"],
            [dayBefore(3), "Amazon Web Services EMEA", "Invoice 1182-44", "-1204.18"],
            [dayBefore(2), "Kiosk am Markt", "Karte 4711", "-6.40"],
            [dayBefore(1), "Alder Bakery", "Invoice 2026-118", "1650.00"],
        ]),
    );
}

/** Books with something in them, made without the page. */
import type { APIRequestContext } from "@playwright/test";

import { api } from "./world";

export interface LedgerAccount {
    no: number;
    full_name: string;
    currency: string | null;
}

export interface Entry {
    date: string;
    payee: string;
    /** Full names: where it came from, where it went. */
    from: string;
    to: string;
    amount: string;
    note?: string;
    tags?: string[];
}

const two = (value: number): string => String(value).padStart(2, "0");
/** So many days before today, on this machine, as the browser has it. */
export function dayBefore(days: number): string {
    const at = new Date(Date.now() - days * 86_400_000);
    return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export const ledgerAccounts = async (
    request: APIRequestContext,
    workspace: string,
): Promise<LedgerAccount[]> =>
    (await api<{ items: LedgerAccount[] }>(request, "GET", `/workspaces/${workspace}/books/accounts`)).items;

export async function post(
    request: APIRequestContext,
    workspace: string,
    entries: readonly Entry[],
): Promise<void> {
    const accounts = await ledgerAccounts(request, workspace);
    const no = (name: string): number => {
        const found = accounts.find((one) => one.full_name === name);
        if (found === undefined) throw new Error(`the books have no account ${name}`);
        return found.no;
    };
    const changes = entries.map(({ date, payee, from, to, amount, note = "", tags = [] }) => ({
        do: "post",
        content: {
            date,
            payee,
            note,
            tags,
            postings: [
                { account: no(from), amount: `-${amount}`, currency: "EUR" },
                { account: no(to), amount, currency: "EUR" },
            ],
        },
    }));
    await api(request, "POST", `/workspaces/${workspace}/books/changes`, { changes });
}

/** Opens the books of a workspace and writes a quarter into them, unless somebody has opened them already. */
export async function ensureBooks(request: APIRequestContext, workspace: string): Promise<void> {
    const book = await api<{ opened: string | null }>(request, "GET", `/workspaces/${workspace}/books`);
    if (book.opened !== null) return;
    await api(request, "POST", `/workspaces/${workspace}/books`, { currency: "EUR", chart: "business" });
    const months = [0, 1, 2].flatMap((month): Entry[] => {
        const on = (day: number): string => dayBefore(month * 30 + day);
        return [
            { date: on(2), payee: "Café Blau", from: "Cash", to: "Travel", amount: "14.60", tags: ["team"] },
            {
                date: on(4),
                payee: "Amazon Web Services",
                from: "Credit card",
                to: "Cloud:AWS",
                amount: "1312.44",
                tags: ["northwind"],
            },
            {
                date: on(7),
                payee: "Deutsche Bahn",
                from: "Credit card",
                to: "Travel",
                amount: "89.90",
                note: "To the client",
            },
            {
                date: on(11),
                payee: "Northwind",
                from: "Services:Managed cloud",
                to: "Bank account",
                amount: "4800.00",
                tags: ["northwind"],
            },
            {
                date: on(16),
                payee: "Hausverwaltung Linde",
                from: "Bank account",
                to: "Office:Rent",
                amount: "900.00",
            },
            { date: on(21), payee: "GitHub", from: "Credit card", to: "Software", amount: "84.00" },
            {
                date: on(25),
                payee: "Alder Bakery",
                from: "Services:Consulting",
                to: "Bank account",
                amount: "1650.00",
            },
        ];
    });
    await post(request, workspace, [
        {
            date: dayBefore(95),
            payee: "",
            note: "What was there",
            from: "Opening balances",
            to: "Bank account",
            amount: "12500.00",
        },
        {
            date: dayBefore(94),
            payee: "",
            note: "For small things",
            from: "Bank account",
            to: "Cash",
            amount: "300.00",
        },
        ...months,
    ]);
}

/** Reports of the books. Sums come in minor units and are shown with the decimals of their currency. */
import { queryOptions } from "@tanstack/react-query";

import { digitsOf } from "~/lib/currencies";
import { fromMinor } from "~/lib/decimal";

import type { Amount, LedgerKind } from "./books";
import { api, call, patientFetch } from "./client";
import { keys } from "./keys";

export const REPORTS = ["balance-sheet", "income", "cash-flow", "net-worth", "payees"] as const;
export type ReportName = (typeof REPORTS)[number];

export interface ReportAsked {
    from?: string;
    to: string;
    currency?: string;
}

// What the program makes of a report; the document calls it any object.
export interface MinorAmount {
    minor: number;
    currency: string;
}
export interface Converted {
    /** null: a rate is missing. */
    amount: MinorAmount | null;
    missing: string[];
}
export interface Total {
    amounts: MinorAmount[];
    converted: Converted;
}
export interface UsedRate {
    from: string;
    to: string;
    day: string;
    legs: { from: string; to: string; rate: string; date: string; source: string; inverse: boolean }[];
}
interface ReportRow extends Total {
    account: number;
    name: string;
    depth: number;
}
export interface ReportSection {
    kind: LedgerKind;
    rows: ReportRow[];
    total: Total;
}
interface Common {
    head: { workspace: string; currency: string; made: string };
    rates: UsedRate[];
}
export interface BalanceSheet extends Common {
    day: string;
    assets: ReportSection;
    liabilities: ReportSection;
    equity: ReportSection;
    result: Total;
    liabilities_and_equity: Total;
}
export interface IncomeStatement extends Common {
    from: string;
    to: string;
    income: ReportSection;
    expenses: ReportSection;
    result: Total;
}
export interface CashFlow extends Common {
    columns: { month: string; from: string; to: string }[];
    opening: Total;
    sections: {
        kind: LedgerKind;
        rows: { account: number; name: string; depth: number; months: Total[]; total: Total }[];
        months: Total[];
        total: Total;
    }[];
    change: Total[];
    change_total: Total;
    closing: Total;
}
export interface NetWorth extends Common {
    points: { day: string; assets: Total; liabilities: Total; net: Total }[];
}
export interface Payees extends Common {
    from: string;
    to: string;
    payees: { name: string; count: number; spent: Total }[];
    total: Total;
}
export type AnyReport = BalanceSheet | IncomeStatement | CashFlow | NetWorth | Payees;

/** The exact decimal of a sum; undefined where the number that came is larger than numbers here are exact. */
export const exact = ({ minor, currency }: MinorAmount): Amount | undefined =>
    Number.isSafeInteger(minor)
        ? { amount: fromMinor(BigInt(minor), digitsOf(currency)), currency }
        : undefined;

export const reportQuery = (workspace: string, report: ReportName, asked: ReportAsked) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "report", report, asked),
        queryFn: async ({ signal }) =>
            (await call(
                api.GET("/workspaces/{workspace}/books/reports/{report}", {
                    params: { path: { workspace, report }, query: { ...asked } },
                    signal,
                    fetch: patientFetch,
                }),
            )) as unknown as AnyReport,
    });

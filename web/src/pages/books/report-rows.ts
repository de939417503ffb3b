/** Reports as rows of a table. Pure. */
import type { AnyReport, ReportName, ReportSection, Total } from "~/api/reports";

import { KINDS } from "./account-tree";
import { dayWords, shortMonth } from "./days";

export interface ReportLine {
    id: string;
    label: string;
    depth: number;
    look: "head" | "row" | "total";
    cells: (Total | string)[];
}
export interface ReportTable {
    heads: string[];
    lines: ReportLine[];
}

export const REPORT_WORDS: Record<ReportName, { title: string; about: string }> = {
    "balance-sheet": { title: "Balance sheet", about: "What is had and owed at the end of a day." },
    income: { title: "Income", about: "What came in and went out." },
    "cash-flow": { title: "Cash flow", about: "How cash moved, by month and category." },
    "net-worth": { title: "Net worth", about: "At the end of each month." },
    payees: { title: "Payees", about: "To whom money went; what was earned is negative." },
};

const kindWords = (kind: string): string => KINDS.find((one) => one.kind === kind)?.many ?? kind;
const head = (label: string): ReportLine => ({
    id: `head ${label}`,
    label,
    depth: 0,
    look: "head",
    cells: [],
});
const total = (label: string, ...cells: Total[]): ReportLine => ({
    id: `total ${label}`,
    label,
    depth: 0,
    look: "total",
    cells,
});
const section = (label: string, { rows, total: sum }: ReportSection): ReportLine[] => [
    head(label),
    ...rows.map((row) => ({
        id: `${label} ${row.account}`,
        label: row.name,
        depth: row.depth + 1,
        look: "row" as const,
        cells: [{ amounts: row.amounts, converted: row.converted }],
    })),
    total(`Total ${label.toLowerCase()}`, sum),
];

export function tableOf(report: AnyReport): ReportTable {
    if ("assets" in report)
        return {
            heads: ["Account", dayWords(report.day)],
            lines: [
                ...section("Assets", report.assets),
                ...section("Liabilities", report.liabilities),
                ...section("Equity", report.equity),
                total("Result: income less expenses", report.result),
                total("Total liabilities, equity and result", report.liabilities_and_equity),
            ],
        };
    if ("income" in report)
        return {
            heads: ["Account", "Sum"],
            lines: [
                ...section("Income", report.income),
                ...section("Expenses", report.expenses),
                total("Result", report.result),
            ],
        };
    if ("columns" in report) {
        const empty = report.columns.map(() => "");
        return {
            // The sum stands first: twelve months are wider than a window.
            heads: ["Category", "Together", ...report.columns.map(({ from }) => shortMonth(from))],
            lines: [
                { ...total("Cash before"), cells: [report.opening, ...empty] },
                ...report.sections
                    .filter(({ rows }) => rows.length > 0)
                    .flatMap(({ kind, rows, months, total: sum }) => [
                        head(kindWords(kind)),
                        ...rows.map((row) => ({
                            id: `${kind} ${row.account}`,
                            label: row.name,
                            depth: row.depth + 1,
                            look: "row" as const,
                            cells: [row.total, ...row.months],
                        })),
                        total(`Total ${kindWords(kind).toLowerCase()}`, sum, ...months),
                    ]),
                total("Change", report.change_total, ...report.change),
                { ...total("Cash after"), cells: [report.closing, ...empty] },
            ],
        };
    }
    if ("points" in report)
        return {
            heads: ["Day", "Assets", "Liabilities", "Net worth"],
            lines: report.points.map(({ day, assets, liabilities, net }) => ({
                id: day,
                label: dayWords(day),
                depth: 0,
                look: "row",
                cells: [assets, liabilities, net],
            })),
        };
    return {
        heads: ["Payee", "Transactions", "Spent"],
        lines: [
            ...report.payees.map(({ name, count, spent }) => ({
                id: `payee ${name}`,
                label: name === "" ? "No payee" : name,
                depth: 0,
                look: "row" as const,
                cells: [String(count), spent],
            })),
            { ...total("Together"), cells: ["", report.total] },
        ],
    };
}

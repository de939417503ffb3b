/** The sample books: a small firm, with a split, an exchange, a card, and something deleted. */
import type { JournalEntry, LedgerAccount, LedgerKind, TransactionBody } from "~/api/books";
import type { ImportPreview } from "~/api/imports";
import type { Receipt } from "~/api/receipts";
import type { Schema } from "~/api/types";

import { type SampleDefinitions, sampleDefinitions } from "./definitions";
import { sampleImports } from "./imports";
import { sampleReceipts } from "./receipts";
import { ID } from "./world";

export type Account = Omit<LedgerAccount, "full_name" | "own" | "total">;

export interface SampleTransaction {
    no: number;
    /** The oldest first. */
    entries: JournalEntry[];
}

export interface SampleBook {
    opened: string;
    currency: string;
    closedUntil: string | null;
    accounts: Account[];
    transactions: SampleTransaction[];
    /** How many entries there are. */
    entries: number;
    closings: Schema<"ClosingView">[];
    /** Writes by their idempotency keys: what was sent, and what was answered. */
    written: Map<string, { sent: string; answer: unknown }>;
    faults: string[];
    rebuilt: number;
    /** The newest first. */
    imports: ImportPreview[];
    /** What imports say was on their account at the end of a day. */
    closingBalances: { import: string; on: string; amount: string; currency: string }[];
    definitions: SampleDefinitions;
    /** The newest first. */
    receipts: Receipt[];
}

type Row = [kind: LedgerKind, name: string, parent?: string | undefined, role?: Account["role"]];

const ALWAYS: readonly Row[] = [
    ["equity", "Opening balances", undefined, "opening"],
    ["equity", "Currency exchange", undefined, "exchange"],
    ["income", "Uncategorised income", undefined, "unsorted-income"],
    ["expense", "Uncategorised expenses", undefined, "unsorted-expense"],
];
const BUSINESS: readonly Row[] = [
    ["asset", "Bank account"],
    ["asset", "Cash"],
    ["liability", "Credit card"],
    ["income", "Services"],
    ["income", "Consulting", "Services"],
    ["expense", "Cloud"],
    ["expense", "AWS", "Cloud"],
    ["expense", "Office"],
    ["expense", "Rent", "Office"],
    ["expense", "Travel"],
];

export function chart(currency: string, empty = false): Account[] {
    const rows = empty ? ALWAYS : [...ALWAYS, ...BUSINESS];
    return rows.map(([kind, name, parent, role], index) => ({
        no: index + 1,
        parent: parent === undefined ? null : rows.findIndex((row) => row[1] === parent) + 1,
        kind,
        name,
        currency: kind === "asset" || kind === "liability" ? currency : null,
        role: role ?? null,
        closed: null,
        note: "",
        version: 1,
    }));
}

export function emptyBook(currency: string, empty = false): SampleBook {
    return {
        opened: "2026-11-01T09:00:00Z",
        currency,
        closedUntil: null,
        accounts: chart(currency, empty),
        transactions: [],
        entries: 0,
        closings: [],
        written: new Map(),
        faults: [],
        rebuilt: 0,
        imports: [],
        closingBalances: [],
        definitions: { recurring: [], budgets: [], rules: [], rates: [] },
        receipts: [],
    };
}

/** The numbers of the sample's accounts. */
export const ACCOUNT = {
    opening: 1,
    exchange: 2,
    unsortedExpense: 4,
    bank: 5,
    cash: 6,
    card: 7,
    consulting: 9,
    cloud: 10,
    aws: 11,
    rent: 13,
    travel: 14,
    dollars: 15,
} as const;

type Said = Partial<TransactionBody> & { date: string };

export function entryOf(
    no: number,
    said: Said,
    kind: JournalEntry["kind"] = "post",
    more: Partial<JournalEntry> = {},
): JournalEntry {
    return {
        no,
        kind,
        reverses: null,
        recorded: `${said.date}T10:00:00Z`,
        actor: `user:${ID.me}`,
        date: said.date,
        payee: said.payee ?? "",
        note: said.note ?? "",
        tags: said.tags ?? [],
        source: null,
        exchange: said.exchange ?? null,
        postings: (said.postings ?? []).map((posting) => ({ memo: "", ...posting, state: null })),
        marked_account: null,
        marked: null,
        ...more,
    };
}

export function sampleBook(): SampleBook {
    const book = emptyBook("EUR");
    book.accounts.push({
        no: ACCOUNT.dollars,
        parent: null,
        kind: "asset",
        name: "Dollar account",
        currency: "USD",
        role: null,
        closed: null,
        note: "For invoices of AWS",
        version: 1,
    });
    const { opening, bank, card, consulting, aws, rent, travel, cash, exchange, dollars, unsortedExpense } =
        ACCOUNT;
    const between = (from: number, to: number, amount: string) => [
        { account: from, amount: `-${amount}`, currency: "EUR", memo: "" },
        { account: to, amount, currency: "EUR", memo: "" },
    ];
    const all: Said[] = [
        {
            date: "2026-10-01",
            payee: "",
            note: "What was there",
            postings: between(opening, bank, "5000.00"),
        },
        { date: "2026-10-02", payee: "Hausverwaltung Linde", postings: between(bank, rent, "900.00") },
        { date: "2026-11-02", payee: "Hausverwaltung Linde", postings: between(bank, rent, "900.00") },
        {
            date: "2026-11-05",
            payee: "Alder Freight",
            tags: ["alder"],
            postings: between(consulting, bank, "2400.00"),
        },
        {
            date: "2026-11-09",
            payee: "Deutsche Bahn",
            note: "To the client",
            postings: between(card, travel, "89.90"),
        },
        { date: "2026-11-12", payee: "", postings: between(bank, cash, "200.00") },
        {
            date: "2026-11-16",
            payee: "Café Blau",
            postings: [
                { account: cash, amount: "-24.60", currency: "EUR", memo: "" },
                { account: travel, amount: "14.60", currency: "EUR", memo: "Lunch" },
                { account: unsortedExpense, amount: "10.00", currency: "EUR", memo: "" },
            ],
        },
        {
            date: "2026-11-18",
            payee: "",
            exchange: { rate: "1.0842", from: "EUR", to: "USD", source: "both amounts", date: "2026-11-18" },
            postings: [
                { account: bank, amount: "-500.00", currency: "EUR", memo: "" },
                { account: exchange, amount: "500.00", currency: "EUR", memo: "" },
                { account: exchange, amount: "-542.10", currency: "USD", memo: "" },
                { account: dollars, amount: "542.10", currency: "USD", memo: "" },
            ],
        },
        {
            date: "2026-11-20",
            payee: "AWS",
            tags: ["alder", "cloud"],
            postings: [
                { account: dollars, amount: "-312.44", currency: "USD", memo: "" },
                { account: aws, amount: "312.44", currency: "USD", memo: "" },
            ],
        },
    ];
    for (const said of all) {
        book.entries += 1;
        book.transactions.push({ no: book.entries, entries: [entryOf(book.entries, said)] });
    }
    // One that was deleted: a reversal of what it said.
    const said = { date: "2026-11-21", payee: "Twice by mistake", postings: between(cash, travel, "5.00") };
    const no = book.entries + 1;
    book.transactions.push({
        no,
        entries: [
            entryOf(no, said),
            entryOf(no + 1, { ...said, postings: between(travel, cash, "5.00") }, "reverse", {
                reverses: no,
            }),
        ],
    });
    book.entries += 2;
    book.imports = sampleImports();
    book.definitions = sampleDefinitions();
    book.receipts = sampleReceipts();
    return book;
}

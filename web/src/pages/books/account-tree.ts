/** Ledger accounts as people see them: a tree by kind, with signs of their own, and lists to choose from. Pure. */
import type { Amount, LedgerAccount, LedgerKind } from "~/api/books";
import { digitsOf } from "~/lib/currencies";
import { negated, sumOf } from "~/lib/decimal";

export const KINDS: readonly { kind: LedgerKind; many: string; one: string; about: string }[] = [
    {
        kind: "asset",
        many: "Assets",
        one: "asset",
        about: "What you have: bank accounts, cash, what others owe you.",
    },
    {
        kind: "liability",
        many: "Liabilities",
        one: "liability",
        about: "What you owe: cards, loans, bills to pay.",
    },
    { kind: "income", many: "Income", one: "income category", about: "What money comes in for." },
    { kind: "expense", many: "Expenses", one: "expense category", about: "What money goes out for." },
    {
        kind: "equity",
        many: "Equity",
        one: "equity account",
        about: "What it all began with, and where currencies meet.",
    },
];

export const isCategory = (kind: LedgerKind): boolean => kind === "income" || kind === "expense";
export const holdsMoney = (kind: LedgerKind): boolean => kind === "asset" || kind === "liability";

/** In the books an asset and an expense grow by what is positive, the others by what is negative. People see all of them grow. */
export const growsByMinus = (kind: LedgerKind): boolean => kind !== "asset" && kind !== "expense";
export const forPeople = (amounts: readonly Amount[], kind: LedgerKind): Amount[] =>
    growsByMinus(kind)
        ? amounts.map(({ amount, currency }) => ({ amount: negated(amount), currency }))
        : [...amounts];

/** Sums by currency, the first one first; currencies that sum to zero stay out. */
export function sums(amounts: readonly Amount[], first?: string | null): Amount[] {
    const by = new Map<string, string[]>();
    for (const { amount, currency } of amounts) by.set(currency, [...(by.get(currency) ?? []), amount]);
    return [...by]
        .map(([currency, all]) => ({ amount: sumOf(all), currency }))
        .filter(({ amount }) => /[1-9]/.test(amount))
        .sort((a, b) => {
            if (a.currency === b.currency) return 0;
            if (a.currency === first) return -1;
            if (b.currency === first) return 1;
            return a.currency < b.currency ? -1 : 1;
        });
}

/** Nothing, in a currency: "0.00". */
export const nothing = (currency: string): Amount => {
    const digits = digitsOf(currency);
    return { amount: digits === 0 ? "0" : `0.${"0".repeat(digits)}`, currency };
};

export const negatedAll = (amounts: readonly Amount[]): Amount[] =>
    amounts.map(({ amount, currency }) => ({ amount: negated(amount), currency }));

/** What all accounts of a kind hold together, as the books have it. */
export const totalOf = (
    accounts: readonly LedgerAccount[],
    kind: LedgerKind,
    first?: string | null,
): Amount[] =>
    sums(
        accounts.filter((account) => account.kind === kind).flatMap(({ own }) => own),
        first,
    );

/** What came onto all accounts of a kind between two sets of balances. */
export const grownBy = (
    before: readonly LedgerAccount[],
    now: readonly LedgerAccount[],
    kind: LedgerKind,
    first?: string | null,
): Amount[] => sums([...totalOf(now, kind), ...negatedAll(totalOf(before, kind))], first);

export interface TreeRow {
    account: LedgerAccount;
    depth: number;
    parts: number;
}

/** The accounts of a kind, each followed by its parts, by name. */
export function treeOf(accounts: readonly LedgerAccount[], kind: LedgerKind): TreeRow[] {
    const of = accounts.filter((account) => account.kind === kind);
    const known = new Set(of.map(({ no }) => no));
    const byParent = new Map<number | null, LedgerAccount[]>();
    for (const account of of) {
        const parent = account.parent != null && known.has(account.parent) ? account.parent : null;
        byParent.set(parent, [...(byParent.get(parent) ?? []), account]);
    }
    const rows: TreeRow[] = [];
    const add = (parent: number | null, depth: number): void => {
        const parts = [...(byParent.get(parent) ?? [])].sort((a, b) =>
            a.name.localeCompare(b.name, "en", { numeric: true }),
        );
        for (const account of parts) {
            rows.push({ account, depth, parts: byParent.get(account.no)?.length ?? 0 });
            add(account.no, depth + 1);
        }
    };
    add(null, 0);
    return rows;
}

/** An account and all below it. */
export function withParts(accounts: readonly LedgerAccount[], no: number): Set<number> {
    const found = new Set([no]);
    // Parents are made before their parts, but parts may be moved: until nothing is added.
    for (let before = 0; before !== found.size;) {
        before = found.size;
        for (const { no: part, parent } of accounts) if (parent != null && found.has(parent)) found.add(part);
    }
    return found;
}

export interface AccountChoice {
    value: string;
    label: string;
    /** Its name alone, and how deep it lies: shown as a tree while nothing is searched for. */
    name: string;
    depth: number;
    hint: string;
}

/** What can be chosen, in the order of the tree. Those that were closed before the day are left out. */
export function choicesOf(
    accounts: readonly LedgerAccount[],
    kinds: readonly LedgerKind[],
    on?: string,
): AccountChoice[] {
    return kinds.flatMap((kind) =>
        treeOf(accounts, kind)
            .filter(({ account }) => account.closed == null || (on !== undefined && on <= account.closed))
            .map(({ account, depth }) => ({
                value: String(account.no),
                label: account.full_name,
                name: account.name,
                depth,
                hint: [
                    kinds.length > 1 ? KINDS.find((one) => one.kind === kind)?.one : undefined,
                    account.currency ?? undefined,
                ]
                    .filter(Boolean)
                    .join(" · "),
            })),
    );
}

export const byNo = (accounts: readonly LedgerAccount[]): Map<number, LedgerAccount> =>
    new Map(accounts.map((account) => [account.no, account]));

/** The search parameters of the books' pages. */
import { REPORTS } from "~/api/reports";
import { CURRENCIES } from "~/lib/currencies";
import { flag, oneOf, search, text, whole } from "~/lib/search";

/** A day as the API takes it; what is none is left out. */
export const day = (value: string): string | undefined => (isDay(value) ? value : undefined);

export function isDay(value: string): boolean {
    if (!/^(19|20|21)\d\d-\d\d-\d\d$/.test(value)) return false;
    const at = new Date(`${value}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value);
}

export const MODES = ["expense", "income", "transfer"] as const;
export type Mode = (typeof MODES)[number];

const number = whole(1, Number.MAX_SAFE_INTEGER);

/** `add`: what is being added, on every page of the books. */
export const booksSearch = search({ add: oneOf(...MODES) });
export const balancesSearch = search({ on: day });
export const registerSearch = search({
    account: number,
    q: text(),
    from: day,
    to: day,
    state: oneOf("uncleared", "cleared", "reconciled"),
    deleted: flag,
    open: number,
    new: oneOf("split"),
});
export const ledgerAccountsSearch = search({
    q: text(),
    closed: flag,
    new: oneOf("asset", "liability", "equity", "income", "expense"),
    edit: number,
});

const id = (value: string): string | undefined => (/^[0-9a-f-]{36}$/.test(value) ? value : undefined);

export const receiptsSearch = search({
    show: oneOf("attached", "free"),
    state: oneOf("waiting", "reading", "read", "unreadable", "not_read"),
});
/** `page`: which page is shown, from 1; `view`: the text in place of the pages. */
export const receiptSearch = search({ page: whole(1, 1_000_000), view: oneOf("text") });
/** `new`: one is being made, after the transaction `from` where there is one. */
export const recurringSearch = search({ new: flag, from: number, open: id, sort: text(20) });
/** `payee`, `words`, `account`, `category`: what a new one is filled with. */
export const rulesSearch = search({
    new: flag,
    edit: id,
    payee: text(),
    words: text(),
    account: number,
    category: number,
});
export const budgetsSearch = search({ new: flag, edit: id });
/** `from`, `to`, `on`: what a new one is filled with. */
export const ratesSearch = search({
    new: flag,
    edit: id,
    from: oneOf(...CURRENCIES),
    to: oneOf(...CURRENCIES),
    on: day,
    q: text(),
    sort: text(20),
});

/** `new`: a file is being chosen, for `account`. */
export const importsSearch = search({ new: flag, account: number });
export const importSearch = search({
    show: oneOf("new", "double", "matches", "unsure", "transaction", "waiting", "set_aside"),
    q: text(),
});

export const reportsSearch = search({
    report: oneOf(...REPORTS),
    from: day,
    to: day,
    currency: oneOf(...CURRENCIES),
});

export type RegisterSearch = ReturnType<typeof registerSearch>;

/** What quick adding sends: an expense, an income or a transfer as postings that balance. Pure. */
import type { LedgerAccount, TransactionBody } from "~/api/books";
import { digitsOf } from "~/lib/currencies";
import { isNegative, isZero, negated, rateOf, readTyped } from "~/lib/decimal";

import { isDay, type Mode } from "./books-search";
import { postingsOf } from "./transaction-words";

export interface QuickAdd {
    mode: Mode;
    amount: string;
    /** Of a transfer into another currency: what arrives. */
    arrives: string;
    payee: string;
    /** The number of the category; of a transfer: of where to. */
    other: string;
    account: string;
    date: string;
    note: string;
    tags: string;
}

export type Faults = Partial<Record<keyof QuickAdd, string>>;

export interface Book {
    accounts: readonly LedgerAccount[];
    currency: string;
}

export const accountOf = (accounts: readonly LedgerAccount[], no: string): LedgerAccount | undefined =>
    accounts.find((account) => String(account.no) === no);

/** The currency of the money that is given, or comes in. */
export const currencyOf = ({ accounts, currency }: Book, no: string): string =>
    accountOf(accounts, no)?.currency ?? currency;

/** Where one goes that nobody chose. */
export function unsorted(accounts: readonly LedgerAccount[], mode: Mode): LedgerAccount | undefined {
    const role = mode === "income" ? "unsorted-income" : "unsorted-expense";
    return mode === "transfer" ? undefined : accounts.find((account) => account.role === role);
}

/** The two currencies of a transfer, where they differ. */
export function currenciesOf(
    book: Book,
    { mode, account, other }: QuickAdd,
): { from: string; to: string } | undefined {
    if (mode !== "transfer" || account === "" || other === "") return undefined;
    const from = currencyOf(book, account);
    // One that takes all takes what comes.
    const to = accountOf(book.accounts, other)?.currency ?? from;
    return from === to ? undefined : { from, to };
}

export const tagsOf = (text: string): string[] => [
    ...new Set(
        text
            .toLowerCase()
            .split(/[\s,]+/)
            .map((tag) => tag.replace(/^#/, ""))
            .filter(Boolean),
    ),
];

export function bodyOfQuick(book: Book, values: QuickAdd): { body: TransactionBody } | { faults: Faults } {
    const { mode, payee, note, date } = values;
    const { accounts } = book;
    const faults: Faults = {};
    const account = accountOf(accounts, values.account);
    if (account === undefined)
        faults.account = mode === "income" ? "Choose where it comes to" : "Choose where it comes from";
    const other = accountOf(accounts, values.other) ?? unsorted(accounts, mode);
    if (other === undefined)
        faults.other = mode === "transfer" ? "Choose where it goes to" : "Choose a category";
    if (account !== undefined && account === other) faults.other = "Choose another account";
    if (!isDay(date)) faults.date = "Enter a day";
    const currency = currencyOf(book, values.account);
    const typed = readTyped(values.amount, digitsOf(currency));
    if ("fault" in typed) faults.amount = typed.fault;
    else if (isZero(typed.amount)) faults.amount = "Enter an amount";
    else if (mode === "transfer" && isNegative(typed.amount))
        faults.amount = "Choose the accounts the other way round instead of a minus";
    const two = currenciesOf(book, values);
    const arrives = two === undefined ? undefined : readTyped(values.arrives, digitsOf(two.to));
    if (arrives !== undefined && ("fault" in arrives || isZero(arrives.amount) || isNegative(arrives.amount)))
        faults.arrives = "fault" in arrives ? arrives.fault : "Enter what arrives";
    const exchange = accounts.find(({ role }) => role === "exchange");
    if (two !== undefined && exchange === undefined)
        faults.other = "These books have no account where currencies meet";
    if (Object.keys(faults).length > 0 || "fault" in typed || account === undefined || other === undefined)
        return { faults };

    const said = { date, payee: payee.trim(), note: note.trim(), tags: tagsOf(values.tags) };
    if (two === undefined || exchange === undefined || arrives === undefined || "fault" in arrives) {
        const amount = { amount: typed.amount, currency };
        return {
            body: { ...said, postings: postingsOf({ mode, account: account.no, other: other.no, amount }) },
        };
    }
    const { from, to } = two;
    const rate = rateOf(typed.amount, arrives.amount);
    if (rate === undefined)
        return { faults: { arrives: "The rate of these two amounts is too small to be kept" } };
    const posting = (no: number, amount: string, of: string) => ({
        account: no,
        amount,
        currency: of,
        memo: "",
    });
    return {
        body: {
            ...said,
            exchange: { rate, from, to, source: "both amounts", date },
            postings: [
                posting(account.no, negated(typed.amount), from),
                posting(exchange.no, typed.amount, from),
                posting(exchange.no, negated(arrives.amount), to),
                posting(other.no, arrives.amount, to),
            ],
        },
    };
}

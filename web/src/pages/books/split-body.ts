/** The lines of a transaction as they are edited, and what is left until they balance. Pure. */
import type { Amount, LedgerAccount, Transaction, TransactionBody } from "~/api/books";
import { digitsOf } from "~/lib/currencies";
import { isZero, negated, readTyped } from "~/lib/decimal";

import { sums } from "./account-tree";
import { isDay } from "./books-search";
import { today } from "./days";
import { tagsOf } from "./quick-add-body";

export interface Line {
    key: number;
    /** The number of the account, or "". */
    account: string;
    amount: string;
    currency: string;
    memo: string;
}

export interface Edited {
    date: string;
    payee: string;
    note: string;
    tags: string;
    lines: readonly Line[];
    rate: string;
    source: string;
}

let made = 0;
export const newLine = (currency: string, amount = ""): Line => ({
    key: (made += 1),
    account: "",
    amount,
    currency,
    memo: "",
});

export const emptyEdited = (currency: string): Edited => ({
    date: today(),
    payee: "",
    note: "",
    tags: "",
    lines: [newLine(currency), newLine(currency)],
    rate: "",
    source: "",
});

export const editedOf = (said: TransactionBody): Edited => ({
    date: said.date,
    payee: said.payee ?? "",
    note: said.note ?? "",
    tags: (said.tags ?? []).join(" "),
    lines: said.postings.map(({ account, amount, currency, memo }) => ({
        key: (made += 1),
        account: String(account),
        amount,
        currency,
        memo: memo ?? "",
    })),
    rate: said.exchange?.rate ?? "",
    source: said.exchange?.source ?? "",
});

/** The currency of a line: that of its account, where it has one. */
export const lineCurrency = (line: Line, accounts: ReadonlyMap<number, LedgerAccount>): string =>
    accounts.get(Number(line.account))?.currency ?? line.currency;

/** What the lines that can be read are off by, in each currency. */
export function leftOf(lines: readonly Line[], accounts: ReadonlyMap<number, LedgerAccount>): Amount[] {
    return sums(
        lines.flatMap((line) => {
            const currency = lineCurrency(line, accounts);
            const typed = readTyped(line.amount, digitsOf(currency));
            return "amount" in typed ? [{ amount: typed.amount, currency }] : [];
        }),
    );
}

/** Puts what is left where it belongs: into the line without an amount, else onto the last one. */
export function balanced(lines: readonly Line[], accounts: ReadonlyMap<number, LedgerAccount>): Line[] {
    const next = [...lines];
    for (const { amount, currency } of leftOf(lines, accounts)) {
        const of = (line: Line): boolean => lineCurrency(line, accounts) === currency;
        let at = next.findIndex((line) => line.amount.trim() === "" && of(line));
        if (at < 0) at = next.findLastIndex(of);
        const line = next[at];
        if (line === undefined) continue;
        const now = readTyped(line.amount, digitsOf(currency));
        const total = sums([
            { amount: negated(amount), currency },
            ...("amount" in now ? [{ amount: now.amount, currency }] : []),
        ])[0];
        next[at] = { ...line, amount: total?.amount ?? "0" };
    }
    return next;
}

export type EditedFaults = Partial<Record<keyof Edited, string>>;

export function bodyOfEdited(
    edited: Edited,
    accounts: ReadonlyMap<number, LedgerAccount>,
    exchange: Transaction["exchange"] | undefined,
): { body: TransactionBody } | { faults: EditedFaults; lines: ReadonlyMap<number, string> } {
    const faults: EditedFaults = {};
    const wrong = new Map<number, string>();
    if (!isDay(edited.date)) faults.date = "Enter a day";
    // A line without account and amount is none.
    const lines = edited.lines.filter(({ account, amount }) => account !== "" || amount.trim() !== "");
    const postings = lines.map((line) => {
        const currency = lineCurrency(line, accounts);
        const typed = readTyped(line.amount, digitsOf(currency));
        if (line.account === "") wrong.set(line.key, "Choose an account");
        else if ("fault" in typed) wrong.set(line.key, typed.fault);
        else if (isZero(typed.amount)) wrong.set(line.key, "Enter an amount");
        return {
            account: Number(line.account),
            amount: "amount" in typed ? typed.amount : "0",
            currency,
            memo: line.memo.trim(),
        };
    });
    if (lines.length < 2) faults.lines = "Money comes from somewhere and goes somewhere: at least two lines";
    else if (wrong.size > 0) faults.lines = "Some lines are not complete";
    else if (leftOf(lines, accounts).length > 0) faults.lines = "The lines do not balance yet";
    if (Object.keys(faults).length > 0) return { faults, lines: wrong };
    return {
        body: {
            date: edited.date,
            payee: edited.payee.trim(),
            note: edited.note.trim(),
            tags: tagsOf(edited.tags),
            ...(exchange == null
                ? {}
                : { exchange: { ...exchange, rate: edited.rate.trim(), source: edited.source.trim() } }),
            postings,
        },
    };
}

/** What has to be written on a later day so that a transaction of a closed period becomes as it was meant to be. */
export function adjustmentOf(
    was: TransactionBody,
    meant: TransactionBody | null,
    no: number,
    date: string,
): TransactionBody | undefined {
    const by = new Map<string, { account: number; currency: string; amounts: Amount[] }>();
    const add = (postings: TransactionBody["postings"], minus: boolean): void => {
        for (const { account, amount, currency } of postings) {
            const key = `${account} ${currency}`;
            const one = by.get(key) ?? { account, currency, amounts: [] };
            one.amounts.push({ amount: minus ? negated(amount) : amount, currency });
            by.set(key, one);
        }
    };
    add(was.postings, true);
    if (meant !== null) add(meant.postings, false);
    const postings = [...by.values()].flatMap(({ account, currency, amounts }) =>
        sums(amounts).map(({ amount }) => ({ account, amount, currency, memo: "" })),
    );
    if (postings.length < 2) return undefined;
    const said = meant ?? was;
    return {
        date,
        payee: said.payee ?? "",
        note: `Adjustment of transaction ${no} of ${was.date}`,
        tags: [...(said.tags ?? [])],
        postings,
    };
}

/**
 * A small ledger that balances, keeps every version, and refuses what the API refuses. It decides as `skytally-money` does, so
 * that the pages are held to the same rules.
 */
import type { JournalEntry, LedgerChange, PostingState, Transaction, TransactionBody } from "~/api/books";
import type { Schema } from "~/api/types";
import { digitsOf } from "~/lib/currencies";
import { negated, sumOf, toMinor } from "~/lib/decimal";

import { entryOf, type SampleBook, type SampleTransaction } from "./books-sample";
import { refuse, sentinel } from "./http";
import { world } from "./world";

/** Thrown within the ledger: an answer that refuses. */
export class Refused extends Error {
    constructor(readonly answer: Response) {
        super("refused");
    }
}
export const no = (status: number, code: Schema<"Code">, detail: string, field?: string): never => {
    throw new Refused(refuse(status, code, detail, field === undefined ? [] : [{ field, message: detail }]));
};

export const current = ({ entries }: SampleTransaction): JournalEntry | undefined => {
    const last = entries.findLast(({ kind }) => kind !== "mark");
    return last?.kind === "post" ? last : undefined;
};
export const versionOf = ({ entries }: SampleTransaction): number => entries.at(-1)?.no ?? 0;

function stateOf({ entries }: SampleTransaction, account: number): PostingState {
    let state: PostingState = "uncleared";
    let sum = "";
    for (const entry of entries) {
        if (entry.kind === "mark" && entry.marked_account === account && entry.marked != null)
            state = entry.marked;
        if (entry.kind === "post") {
            const own = sumOn(entry, account);
            if (own !== sum) state = "uncleared";
            sum = own;
        }
    }
    return state;
}

const sumOn = ({ date, postings }: JournalEntry, account: number): string =>
    `${date} ${sumOf(postings.filter((one) => one.account === account).map(({ amount }) => amount))}`;

export function view(transaction: SampleTransaction): Transaction {
    const now = current(transaction);
    const said = now ?? transaction.entries.findLast(({ kind }) => kind === "post");
    if (said === undefined) throw new Error("a transaction without a posting");
    const { date, payee, note, tags, source, exchange, postings, recorded, actor } = said;
    return {
        no: transaction.no,
        version: versionOf(transaction),
        deleted: now === undefined,
        recorded,
        actor,
        date,
        payee,
        note,
        tags,
        source: source ?? null,
        exchange: exchange ?? null,
        postings: postings.map((posting) => ({
            ...posting,
            state: now === undefined ? null : stateOf(transaction, posting.account),
        })),
    };
}

export function fullName(book: SampleBook, account: number): string {
    const found = book.accounts.find((one) => one.no === account);
    if (found === undefined) return String(account);
    return found.parent == null ? found.name : `${fullName(book, found.parent)}:${found.name}`;
}

function isOpen(book: SampleBook, date: string): void {
    const until = book.closedUntil;
    if (until !== null && date <= until)
        no(
            409,
            "conflict",
            `the books are closed up to ${until}: a correction is posted as an adjustment on a later day, not ${date}`,
        );
}

function check(book: SampleBook, { date, postings }: TransactionBody): void {
    if (postings.length < 2)
        no(
            422,
            "bad-value",
            `a transaction has at least two postings, this one has ${postings.length}`,
            "postings",
        );
    const by = new Map<string, string[]>();
    for (const { account, amount, currency } of postings) {
        if (toMinor(amount, digitsOf(currency)) === undefined)
            no(422, "bad-value", `${amount} is no amount in ${currency}`, "amount");
        by.set(currency, [...(by.get(currency) ?? []), amount]);
        const found = book.accounts.find((one) => one.no === account);
        if (found === undefined) no(422, "bad-value", `there is no ledger account ${account}`, "postings");
        if (found?.currency != null && found.currency !== currency)
            no(
                422,
                "bad-value",
                `the account ${fullName(book, account)} takes ${found.currency}, not ${currency}`,
                "postings",
            );
        if (found?.closed != null && date > found.closed)
            no(
                409,
                "conflict",
                `the account ${fullName(book, account)} was closed on ${found.closed}: it takes nothing dated ${date}`,
            );
    }
    for (const [currency, amounts] of by) {
        const off = sumOf(amounts);
        if (/[1-9]/.test(off))
            no(422, "bad-value", `the postings in ${currency} are off by ${off}`, "postings");
    }
    isOpen(book, date);
}

const sameSaid = (a: TransactionBody, b: TransactionBody): boolean => {
    const plain = ({ date, payee, note, tags, exchange, postings }: TransactionBody): string =>
        JSON.stringify([
            date,
            payee,
            note,
            tags,
            exchange ?? null,
            postings.map(({ account, amount, currency, memo }) => [account, amount, currency, memo ?? ""]),
        ]);
    return plain(a) === plain(b);
};

function append(book: SampleBook, transaction: SampleTransaction, entry: (no: number) => JournalEntry): void {
    book.entries += 1;
    const made = entry(book.entries);
    transaction.entries.push({
        ...made,
        actor: `user:${world.me?.id ?? ""}`,
        recorded: new Date(Date.UTC(2026, 10, 27, 9, 0, book.entries)).toISOString(),
    });
}

function takeBack(
    book: SampleBook,
    transaction: SampleTransaction,
    now: JournalEntry,
    then?: TransactionBody,
): void {
    isOpen(book, now.date);
    for (const { account } of now.postings) {
        const stays = then !== undefined && sumOn(entryOf(0, then), account) === sumOn(now, account);
        if (!stays && stateOf(transaction, account) === "reconciled")
            no(
                409,
                "conflict",
                `the posting on ${fullName(book, account)} is reconciled with a statement: take that back first`,
            );
    }
    if (then !== undefined) check(book, then);
    append(book, transaction, (entry) =>
        entryOf(
            entry,
            { ...now, postings: now.postings.map((one) => ({ ...one, amount: negated(one.amount) })) },
            "reverse",
            { reverses: now.no },
        ),
    );
}

function replace(
    book: SampleBook,
    transaction: SampleTransaction,
    now: JournalEntry,
    said: TransactionBody,
): void {
    if (sameSaid(now, said)) return;
    takeBack(book, transaction, now, said);
    append(book, transaction, (entry) => entryOf(entry, said, "post", { source: now.source ?? null }));
}

function undo(book: SampleBook, transaction: SampleTransaction): void {
    const last = transaction.entries.at(-1);
    if (last?.kind === "mark" && last.marked_account != null) {
        const account = last.marked_account;
        const before = { ...transaction, entries: transaction.entries.slice(0, -1) };
        mark(book, transaction, account, stateOf(before, account));
        return;
    }
    const [reversed, reversal, now] = [-3, -2, -1].map((at) =>
        transaction.entries.filter(({ kind }) => kind !== "mark").at(at),
    );
    if (now?.kind === "post" && reversal?.kind === "reverse" && reversed !== undefined) {
        if (sameSaid(reversed, now)) takeBack(book, transaction, now);
        else replace(book, transaction, now, reversed);
    } else if (now?.kind === "reverse" && reversal !== undefined) {
        check(book, reversal);
        append(book, transaction, (entry) => entryOf(entry, reversal));
    } else if (now !== undefined) takeBack(book, transaction, now);
}

export function mark(
    book: SampleBook,
    transaction: SampleTransaction,
    account: number,
    state: PostingState,
): void {
    const now = current(transaction);
    if (now === undefined) return no(409, "conflict", `the transaction ${transaction.no} was deleted`);
    if (!now.postings.some((posting) => posting.account === account))
        no(
            422,
            "bad-value",
            `the transaction ${transaction.no} has no posting on the account ${fullName(book, account)}`,
            "account",
        );
    if (stateOf(transaction, account) === state) return;
    append(book, transaction, (entry) =>
        entryOf(entry, { date: now.date }, "mark", { marked_account: account, marked: state }),
    );
}

/** Does one change, and gives the number of its transaction. */
export function change(book: SampleBook, wanted: LedgerChange): number {
    const texts = "content" in wanted ? `${wanted.content.payee ?? ""} ${wanted.content.note ?? ""}` : "";
    const stop = sentinel(texts);
    if (stop !== undefined) throw new Refused(stop);
    if (wanted.do === "post") {
        const content = clean(wanted.content);
        check(book, content);
        const made: SampleTransaction = { no: book.entries + 1, entries: [] };
        append(book, made, (entry) => entryOf(entry, content));
        book.transactions.push(made);
        return made.no;
    }
    const found = book.transactions.find((one) => one.no === wanted.transaction);
    if (found === undefined) return no(404, "not-found", "there is no such transaction");
    if (versionOf(found) !== wanted.version)
        no(409, "conflict", `the transaction ${found.no} has been changed meanwhile: look at it again`);
    if (wanted.do === "undo") {
        undo(book, found);
        return found.no;
    }
    const now = current(found);
    if (now === undefined) return no(409, "conflict", `the transaction ${found.no} was deleted`);
    if (wanted.do === "delete") takeBack(book, found, now);
    else replace(book, found, now, clean(wanted.content));
    return found.no;
}

const clean = (said: TransactionBody): TransactionBody => ({
    ...said,
    payee: (said.payee ?? "").trim(),
    note: (said.note ?? "").trim(),
    tags: [...new Set((said.tags ?? []).map((tag) => tag.toLowerCase()))].sort(),
    postings: said.postings.map((posting) => ({
        ...posting,
        amount: sumOf([
            posting.amount,
            digitsOf(posting.currency) === 0 ? "0" : `0.${"0".repeat(digitsOf(posting.currency))}`,
        ]),
        memo: posting.memo ?? "",
    })),
});

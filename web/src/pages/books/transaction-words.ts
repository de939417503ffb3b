/** What a transaction is to people: an expense, an income, a transfer, or several at once. Pure. */
import type { Amount, LedgerAccount, Transaction, TransactionBody } from "~/api/books";
import { negated } from "~/lib/decimal";

import { forPeople, holdsMoney, isCategory, sums } from "./account-tree";
import type { Mode } from "./books-search";

type Accounts = ReadonlyMap<number, LedgerAccount>;
type Posting = Transaction["postings"][number];

/** Two postings, one against the other: what can be changed in its row. */
export interface Simple {
    mode: Mode;
    /** Where money went from or came to. Of a transfer: where from. */
    account: number;
    /** The category; of a transfer: where to. */
    other: number;
    /** As people say it: without a sign, but for money that comes back. */
    amount: Amount;
}

export function simpleOf(
    { postings, exchange }: Pick<Transaction, "postings" | "exchange">,
    accounts: Accounts,
): Simple | undefined {
    const [one, two] = postings;
    if (postings.length !== 2 || one === undefined || two === undefined || exchange != null) return undefined;
    const kind = (posting: Posting) => accounts.get(posting.account)?.kind;
    const [a, b] = [kind(one), kind(two)];
    if (a === undefined || b === undefined) return undefined;
    const made = (mode: Mode, account: Posting, other: Posting, negate: boolean): Simple => ({
        mode,
        account: account.account,
        other: other.account,
        amount: {
            amount: negate ? negated(account.amount) : account.amount,
            currency: account.currency,
        },
    });
    for (const [money, category, of] of [
        [one, two, b],
        [two, one, a],
    ] as const) {
        const own = kind(money);
        if (own === undefined || !holdsMoney(own)) continue;
        if (of === "expense") return made("expense", money, category, true);
        if (of === "income") return made("income", money, category, false);
    }
    if (isCategory(a) || isCategory(b)) return undefined;
    const [from, to] = one.amount.startsWith("-") ? [one, two] : [two, one];
    return made("transfer", from, to, true);
}

/** The postings of a simple one. */
export function postingsOf(simple: Simple): TransactionBody["postings"] {
    const { amount, currency } = simple.amount;
    // Of an income money comes in: the account grows by it.
    const onAccount = simple.mode === "income" ? amount : negated(amount);
    return [
        { account: simple.account, amount: onAccount, currency, memo: "" },
        { account: simple.other, amount: negated(onAccount), currency, memo: "" },
    ];
}

/** What is sent to write it again as it is. */
export const bodyOf = ({ date, payee, note, tags, exchange, postings }: Transaction): TransactionBody => ({
    date,
    payee,
    note,
    tags: [...tags],
    ...(exchange == null ? {} : { exchange }),
    postings: postings.map(({ account, amount, currency, memo }) => ({ account, amount, currency, memo })),
});

/** Changes of a simple one. The memos of its postings stay. */
export function changedSimple(
    transaction: Transaction,
    simple: Simple,
    change: Partial<Simple>,
): TransactionBody {
    const next = { ...simple, ...change };
    const memoOf = (account: number): string =>
        transaction.postings.find((posting) => posting.account === account)?.memo ?? "";
    const memos = [memoOf(simple.account), memoOf(simple.other)];
    return {
        ...bodyOf(transaction),
        postings: postingsOf(next).map((posting, index) => ({ ...posting, memo: memos[index] ?? "" })),
    };
}

/** What it is called where it has no payee. */
export function titleOf(transaction: Transaction, accounts: Accounts): string {
    if (transaction.payee !== "") return transaction.payee;
    const simple = simpleOf(transaction, accounts);
    if (simple?.mode === "transfer" || transaction.exchange != null) return "Transfer";
    return transaction.note.split("\n")[0] || "No payee";
}

/** The names of its other side: categories, or the accounts that it went between. */
export function sidesOf(
    transaction: Transaction,
    accounts: Accounts,
    seenFrom: ReadonlySet<number> = new Set(),
): { text: string; split: boolean } {
    const name = (no: number): string => accounts.get(no)?.full_name ?? `account ${no}`;
    const simple = simpleOf(transaction, accounts);
    if (simple !== undefined) {
        if (seenFrom.has(simple.other) && !seenFrom.has(simple.account))
            return { text: name(simple.account), split: false };
        if (simple.mode === "transfer" && seenFrom.size === 0)
            return { text: `${name(simple.account)} → ${name(simple.other)}`, split: false };
        return { text: name(simple.other), split: false };
    }
    const others = [
        ...new Set(
            transaction.postings
                .filter(({ account }) => !seenFrom.has(account) && accounts.get(account)?.role !== "exchange")
                .map(({ account }) => account),
        ),
    ];
    const categories = others.filter((no) => isCategory(accounts.get(no)?.kind ?? "asset"));
    const shown = categories.length > 0 ? categories : others;
    return { text: shown.map(name).join(", "), split: transaction.exchange == null };
}

/** What it did to the accounts that it is seen from, as their kind counts; else to all that hold money. */
export function effectOf(
    transaction: Transaction,
    accounts: Accounts,
    seenFrom: ReadonlySet<number> = new Set(),
): Amount[] {
    const kindOf = (no: number) => accounts.get(no)?.kind ?? "asset";
    if (seenFrom.size > 0) {
        const own = transaction.postings.filter(({ account }) => seenFrom.has(account));
        return sums(own.flatMap((posting) => forPeople([posting], kindOf(posting.account))));
    }
    const moved = sums(transaction.postings.filter(({ account }) => holdsMoney(kindOf(account))));
    if (moved.length > 0) return moved;
    // A transfer leaves nothing: then what was moved.
    return sums(transaction.postings.filter(({ amount }) => !amount.startsWith("-")));
}

/** How far it was compared with the bank: of the postings that hold money the one that is least so. */
export function stateOf(
    transaction: Transaction,
    accounts: Accounts,
    seenFrom: ReadonlySet<number> = new Set(),
): "uncleared" | "cleared" | "reconciled" | undefined {
    const states = transaction.postings
        .filter(({ account }) =>
            seenFrom.size > 0 ? seenFrom.has(account) : holdsMoney(accounts.get(account)?.kind ?? "equity"),
        )
        .map(({ state }) => state);
    return (["uncleared", "cleared", "reconciled"] as const).find((state) => states.includes(state));
}

/** Whether its effect is money coming in or going out, rather than only moving. */
export const movesOnly = (transaction: Transaction, accounts: Accounts): boolean =>
    transaction.postings.every(({ account }) => !isCategory(accounts.get(account)?.kind ?? "asset"));

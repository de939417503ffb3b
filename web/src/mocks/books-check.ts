/** What a check of the books finds beside the journal: banks' statements and clearing accounts, by the rules of `skytally-app`. */
import type { StatementCheck, Uncleared } from "~/api/books";
import { isZero, negated, sumOf } from "~/lib/decimal";

import { current } from "./books-ledger";
import type { SampleBook } from "./books-sample";

const postingsOf = (book: SampleBook) =>
    book.transactions
        .flatMap((one) => current(one) ?? [])
        .flatMap(({ date, postings }) => postings.map((posting) => ({ ...posting, date })));

/** Of the imports that are in the books and say a closing balance. */
export function statementsOf(book: SampleBook): StatementCheck[] {
    return book.closingBalances
        .flatMap(({ import: id, on, amount, currency }): StatementCheck[] => {
            const of = book.imports.find((one) => one.import.id === id)?.import;
            if (of?.state !== "committed") return [];
            const own = postingsOf(book).filter(
                (one) => one.account === of.account && one.currency === currency && one.date <= on,
            );
            const books = sumOf(["0.00", ...own.map((one) => one.amount)]);
            const agrees = isZero(sumOf([books, negated(amount)]));
            const waiting = agrees
                ? []
                : book.imports
                      .filter((one) => one.import.state === "committed" && one.import.account === of.account)
                      .flatMap(({ lines }) => lines)
                      .filter(({ outcome, date }) => outcome.kind === "waiting" && date <= on);
            return [
                {
                    account: of.account,
                    import: id,
                    name: of.name,
                    on,
                    agrees,
                    bank: { amount, currency },
                    books: { amount: books, currency },
                    waiting: waiting.length,
                    waiting_sum: { amount: sumOf(["0.00", ...waiting.map((one) => one.amount)]), currency },
                },
            ];
        })
        .sort((a, b) => a.account - b.account || (a.on < b.on ? 1 : -1));
}

/** Since the first day of the first month after whose end something was always left. */
export function clearingOf(book: SampleBook): Uncleared[] {
    const clearing = book.accounts.filter(({ role }) => role?.startsWith("unsorted") === true);
    return clearing.flatMap(({ no }) => {
        const own = postingsOf(book)
            .filter(({ account }) => account === no)
            .sort((a, b) => (a.date < b.date ? -1 : 1));
        return [...new Set(own.map(({ currency }) => currency))].sort().flatMap((currency) => {
            const of = own.filter((one) => one.currency === currency);
            const balance = (until: string) =>
                sumOf(of.filter(({ date }) => date.slice(0, 7) <= until).map(({ amount }) => amount));
            const months = [...new Set(of.map(({ date }) => date.slice(0, 7)))];
            const empty = months.findLast((month) => isZero(balance(month))) ?? "";
            const since = of.find(({ date }) => date.slice(0, 7) > empty)?.date;
            return since === undefined
                ? []
                : [{ account: no, balance: { amount: balance("9999"), currency }, since }];
        });
    });
}

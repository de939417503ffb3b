/** What a check of the books found beside banks, in numbers and words. Pure. */
import type { Amount, StatementCheck } from "~/api/books";
import { money } from "~/lib/currencies";
import { isNegative, isZero, negated, sumOf } from "~/lib/decimal";
import { plural } from "~/lib/format";

const less = (from: Amount, ...taken: readonly Amount[]): Amount => ({
    amount: sumOf([from.amount, ...taken.map(({ amount }) => negated(amount))]),
    currency: from.currency,
});
const plain = ({ amount, currency }: Amount): string =>
    money(isNegative(amount) ? negated(amount) : amount, currency);

/** What the books lack to say what the bank says; below zero, what they have too much. */
export const lackOf = ({ bank, books }: StatementCheck): Amount => less(bank, books);

/** "Books €10.00 lower". */
export function lackWords(statement: StatementCheck): string {
    const lack = lackOf(statement);
    return `Books ${plain(lack)} ${isNegative(lack.amount) ? "higher" : "lower"}`;
}

/** What is still missing once all lines that wait are booked. */
export const restOf = ({ bank, books, waiting_sum: waiting }: StatementCheck): Amount =>
    less(bank, books, waiting);

/** Whether lines that wait are all of the difference. */
export const isExplained = (statement: StatementCheck): boolean =>
    statement.waiting > 0 && isZero(restOf(statement).amount);

/** What the lines that nobody has decided about say of a difference. */
export function waitingWords(statement: StatementCheck): string {
    const { waiting, waiting_sum: sum } = statement;
    if (waiting === 0) return "No line of the account up to that day waits for an answer.";
    const wait =
        `${plural(waiting, "line")} of the account up to that day ${waiting === 1 ? "waits" : "wait"} for an answer` +
        `, ${waiting === 1 ? "" : "together "}${money(sum.amount, sum.currency)}`;
    return isExplained(statement)
        ? `${wait}: that is all of the difference.`
        : `${wait}. Booked, ${waiting === 1 ? "it leaves" : "they leave"} ${plain(restOf(statement))} unexplained.`;
}

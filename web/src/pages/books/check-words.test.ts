import { expect, test } from "vitest";

import type { StatementCheck } from "~/api/books";

import { isExplained, lackOf, lackWords, waitingWords } from "./check-words";

const euros = (amount: string) => ({ amount, currency: "EUR" });
const statement = (bank: string, books: string, waiting = 0, sum = "0.00"): StatementCheck => ({
    account: 5,
    import: "0199b000-0000-7000-8000-000000000002",
    name: "october.ofx",
    on: "2026-10-31",
    agrees: bank === books,
    bank: euros(bank),
    books: euros(books),
    waiting,
    waiting_sum: euros(sum),
});

test.each([
    ["100.00", "90.00", "10.00", "Books €10.00 lower"],
    ["90.00", "100.00", "-10.00", "Books €10.00 higher"],
    ["-90.00", "-100.00", "10.00", "Books €10.00 lower"],
    ["-0.10", "0.20", "-0.30", "Books €0.30 higher"],
    ["90071992547409.93", "90071992547409.92", "0.01", "Books €0.01 lower"],
])("of %s at the bank and %s in the books, %s is missing", (bank, books, lack, words) => {
    const one = statement(bank, books);
    expect(lackOf(one)).toEqual(euros(lack));
    expect(lackWords(one)).toBe(words);
});

test.each([
    [0, "0.00", false, "No line of the account up to that day waits for an answer."],
    [
        1,
        "-24.60",
        true,
        "1 line of the account up to that day waits for an answer, −€24.60: that is all of the difference.",
    ],
    [
        2,
        "-24.60",
        true,
        "2 lines of the account up to that day wait for an answer, together −€24.60: that is all of the difference.",
    ],
    [
        2,
        "-30.00",
        false,
        "2 lines of the account up to that day wait for an answer, together −€30.00. Booked, they leave €5.40 unexplained.",
    ],
    [
        1,
        "24.60",
        false,
        "1 line of the account up to that day waits for an answer, €24.60. Booked, it leaves €49.20 unexplained.",
    ],
    // They cancel each other out, and explain nothing.
    [
        2,
        "0.00",
        false,
        "2 lines of the account up to that day wait for an answer, together €0.00. Booked, they leave €24.60 unexplained.",
    ],
])("%d waiting lines of %s: explained %s", (waiting, sum, explained, words) => {
    const one = statement("75.40", "100.00", waiting, sum);
    expect(isExplained(one)).toBe(explained);
    expect(waitingWords(one)).toBe(words);
});

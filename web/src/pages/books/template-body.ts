/** What comes again as it is typed, and as it is kept: amounts in minor units, tags sorted. Pure. */
import type { LedgerAccount, TransactionBody } from "~/api/books";
import type { RecurringBody, Template } from "~/api/definitions";
import { digitsOf } from "~/lib/currencies";
import { fromMinor, toMinor } from "~/lib/decimal";

import { byNo } from "./account-tree";
import type { Mode } from "./books-search";
import { type Book, bodyOfQuick, currenciesOf, type QuickAdd } from "./quick-add-body";
import { chosenOf, monthlyFrom, type ScheduleChosen, scheduleOf } from "./schedule-rule";
import { bodyOfEdited, editedOf, type Line } from "./split-body";
import { simpleOf } from "./transaction-words";

export function templateOf({ date, payee, note, tags, postings }: TransactionBody): Template | undefined {
    const made: Template["postings"] = [];
    for (const { account, amount, currency, memo } of postings) {
        const minor = toMinor(amount, digitsOf(currency));
        // Past that a number of JavaScript is not exact.
        if (minor === undefined || !Number.isSafeInteger(Number(minor))) return undefined;
        made.push([account, currency, Number(minor), memo ?? ""]);
    }
    return {
        date,
        payee: payee ?? "",
        note: note ?? "",
        tags: [...(tags ?? [])].sort(),
        postings: made,
    };
}

export const bodyOfTemplate = ({ date, payee, note, tags, postings }: Template): TransactionBody => ({
    date,
    payee,
    note,
    tags: [...tags],
    postings: postings.map(([account, currency, minor, memo]) => ({
        account,
        amount: fromMinor(BigInt(minor), digitsOf(currency)),
        currency,
        memo,
    })),
});

/** The form of what comes again: either simple, or with lines of its own. */
export interface RecurringChosen extends ScheduleChosen {
    mode: Mode;
    amount: string;
    payee: string;
    other: string;
    account: string;
    note: string;
    tags: string;
    /** null: it is simple. */
    lines: readonly Line[] | null;
}
export type RecurringFaults = Partial<Record<keyof RecurringChosen, string>>;

export const emptyRecurring = (day: string): RecurringChosen => ({
    ...monthlyFrom(day),
    mode: "expense",
    amount: "",
    payee: "",
    other: "",
    account: "",
    note: "",
    tags: "",
    lines: null,
});

/** Of a transaction, from a schedule on. */
export function chosenOfBody(
    body: TransactionBody,
    schedule: ScheduleChosen,
    accounts: readonly LedgerAccount[],
): RecurringChosen {
    const simple = simpleOf({ postings: body.postings as never, exchange: null }, byNo(accounts));
    const said = { payee: body.payee ?? "", note: body.note ?? "", tags: (body.tags ?? []).join(" ") };
    // A memo has no place in the simple form.
    if (simple === undefined || body.postings.some(({ memo }) => memo != null && memo !== ""))
        return {
            ...emptyRecurring(schedule.start),
            ...schedule,
            ...said,
            lines: editedOf(body).lines,
        };
    return {
        ...emptyRecurring(schedule.start),
        ...schedule,
        ...said,
        mode: simple.mode,
        amount: simple.amount.amount,
        account: String(simple.account),
        other: String(simple.other),
    };
}

export const chosenOfRecurring = (
    { schedule, template }: RecurringBody,
    accounts: readonly LedgerAccount[],
): RecurringChosen => chosenOfBody(bodyOfTemplate(template), chosenOf(schedule), accounts);

const quickOf = (chosen: RecurringChosen): QuickAdd => ({ ...chosen, arrives: "", date: chosen.start });

/** The lines of a simple one, to be split. */
export function linesOf(book: Book, chosen: RecurringChosen): readonly Line[] {
    const made = bodyOfQuick(book, quickOf(chosen));
    if ("body" in made) return editedOf(made.body).lines;
    const line = (account: string, amount: string): TransactionBody["postings"][number] => ({
        account: Number(account),
        amount,
        currency: book.currency,
        memo: "",
    });
    const lines = editedOf({
        date: chosen.start,
        postings: [line(chosen.account, ""), line(chosen.other, "")],
    }).lines;
    return lines.map((one) => ({ ...one, account: one.account === "0" ? "" : one.account }));
}

export function templateOfChosen(
    book: Book,
    chosen: RecurringChosen,
): { template: Template } | { faults: RecurringFaults; lines: ReadonlyMap<number, string> } {
    const none = new Map<number, string>();
    let body: TransactionBody;
    if (chosen.lines === null) {
        const quick = quickOf(chosen);
        if (currenciesOf(book, quick) !== undefined)
            return {
                faults: { other: "Choose an account of the same currency: a rate does not come again" },
                lines: none,
            };
        const made = bodyOfQuick(book, quick);
        if ("faults" in made) {
            const { amount, payee, other, account, note, tags, date: start } = made.faults;
            const faults = { amount, payee, other, account, note, tags, start };
            return {
                faults: Object.fromEntries(Object.entries(faults).filter(([, fault]) => fault !== undefined)),
                lines: none,
            };
        }
        ({ body } = made);
    } else {
        const { payee, note, tags, lines, start } = chosen;
        const edited = { date: start, payee, note, tags, lines, rate: "", source: "" };
        const made = bodyOfEdited(edited, byNo(book.accounts), undefined);
        if ("faults" in made) {
            const { date, lines: fault } = made.faults;
            return {
                faults: {
                    ...(date === undefined ? {} : { start: date }),
                    ...(fault === undefined ? {} : { lines: fault }),
                },
                lines: made.lines,
            };
        }
        ({ body } = made);
    }
    const template = templateOf(body);
    return template === undefined
        ? { faults: { amount: "The amount is too large" }, lines: none }
        : { template };
}

/** What is kept. What was left out of one that is there stays left out. */
export const recurringBodyOf = (
    chosen: RecurringChosen,
    template: Template,
    before: RecurringBody | undefined,
): RecurringBody => ({
    ...before,
    schedule: scheduleOf(chosen),
    template: { ...template, date: chosen.start },
});

/** How a receipt stands, and how sure what was read of it is, in words. Pure. */
import type { Receipt, ReceiptDraft, ReceiptField, ReceiptReading, ReceiptState } from "~/api/receipts";
import { CURRENCIES, money } from "~/lib/currencies";
import { isNegative, negated } from "~/lib/decimal";

import { isDay } from "./books-search";
import { dayWords } from "./days";
import type { QuickAdd } from "./quick-add-body";

export const RECEIPT_STATES: Record<ReceiptState, string> = {
    waiting: "Waits to be read",
    reading: "Being read",
    read: "Read",
    unreadable: "Unreadable",
    not_read: "Not read",
};

/** What somebody has to do with it. */
export type Todo = "attached" | "match" | "draft" | "look" | "reading";
const TODO_WORDS: Record<Exclude<Todo, "match">, string> = {
    attached: "Has its transaction",
    draft: "Can be posted",
    look: "Needs a look",
    reading: "Being read",
};
export const TODO_TONES = {
    attached: "good",
    match: "accent",
    draft: "accent",
    look: "warn",
    reading: "plain",
} as const;

export function todoOf({ state, transaction, suggested, judgement }: Receipt): Todo {
    if (transaction != null && !transaction.deleted) return "attached";
    if (state === "waiting" || state === "reading") return "reading";
    if (state !== "read") return "look";
    if (suggested != null && suggested.certainty !== "none") return "match";
    return suggested?.draft != null && judgement?.proved === true ? "draft" : "look";
}

/** The same in words. One that is certain is the one; what is only likely is so many. */
export function todoWords(receipt: Receipt): string {
    const todo = todoOf(receipt);
    if (todo === "reading" || (todo === "look" && receipt.state !== "read"))
        return RECEIPT_STATES[receipt.state];
    if (todo !== "match") return TODO_WORDS[todo];
    const { certainty, matches = [] } = receipt.suggested ?? {};
    if (certainty === "certain") return "Matches one";
    return matches.length === 1 ? "May match one" : `May match ${matches.length}`;
}

/** How sure the reader is: evidence, not a probability. */
export function sureWords(confidence: number): string {
    if (confidence >= 90) return "sure";
    return confidence >= 60 ? "fairly sure" : "unsure";
}
export const isUnsure = (confidence: number): boolean => confidence < 60;

/** An amount as it was read, in the currency that was read; as it is where none was. */
export function amountWords(field: ReceiptField, reading: ReceiptReading): string {
    const currency = reading.currency?.value;
    return currency !== undefined && CURRENCIES.includes(currency)
        ? money(field.value, currency)
        : field.value;
}

export const titleOfReceipt = ({ reading, name }: Receipt): string => reading?.payee?.value || name;

export interface ReadFact {
    name: string;
    value: string;
    field: ReceiptField;
}
/** What was read, in the order in which people look. */
export function factsOf(reading: ReceiptReading): ReadFact[] {
    const facts: ReadFact[] = [];
    const add = (
        name: string,
        field: ReceiptField | null | undefined,
        say: (text: string) => string,
    ): void => {
        if (field != null) facts.push({ name, value: say(field.value), field });
    };
    const plain = (text: string): string => text;
    const { payee, date, total, subtotal, taxes, tip, discount, currency, number } = reading;
    add("Payee", payee, plain);
    add("Day", date, (text) => (isDay(text) ? dayWords(text) : text));
    add("Total", total, () => (total == null ? "" : amountWords(total, reading)));
    add("Without tax", subtotal, () => (subtotal == null ? "" : amountWords(subtotal, reading)));
    for (const { rate, amount } of taxes)
        add(rate == null ? "Tax" : `Tax, ${rate} %`, amount, () => amountWords(amount, reading));
    add("Tip", tip, () => (tip == null ? "" : amountWords(tip, reading)));
    add("Discount", discount, () => (discount == null ? "" : amountWords(discount, reading)));
    add("Currency", currency, plain);
    add("Number", number, plain);
    return facts;
}

/** The form of a new transaction, as far as the receipt says. Money that comes back is an income. */
export function quickOfDraft(draft: ReceiptDraft | null | undefined, day: string): QuickAdd {
    const back = draft != null && isNegative(draft.amount);
    return {
        mode: "expense",
        amount: draft == null ? "" : back ? `-${negated(draft.amount)}` : draft.amount,
        arrives: "",
        payee: draft?.payee ?? "",
        other: draft?.category == null ? "" : String(draft.category),
        account: draft?.account == null ? "" : String(draft.account),
        date: draft?.date ?? day,
        note: draft?.note ?? "",
        tags: (draft?.tags ?? []).join(" "),
    };
}

export const size = (bytes: number): string =>
    bytes < 1024
        ? `${bytes} bytes`
        : bytes < 1024 * 1024
          ? `${Math.ceil(bytes / 1024)} KiB`
          : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

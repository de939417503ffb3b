/** What a line of a bank's file is, what becomes of it, and in which category. Pure. */
import type { LedgerAccount } from "~/api/books";
import type { DateOrder, Decision, Doubt, ImportFacts, ImportLine, ImportState } from "~/api/imports";
import { isNegative } from "~/lib/decimal";

export type Decisions = ReadonlyMap<number, Decision>;
/** What a line is before it is brought in, or what became of it. */
export type Group = "new" | "double" | "matches" | "unsure" | "transaction" | "waiting" | "set_aside";
/** What becomes of a line when the import is brought in. */
export type Fate = "posted" | "double" | "joined" | "waiting" | "set_aside";

export const VERDICT_GROUPS: readonly Group[] = ["new", "double", "matches", "unsure"];
export const OUTCOME_GROUPS: readonly Group[] = ["transaction", "waiting", "double", "set_aside"];

export const GROUP_WORDS: Record<Group, string> = {
    new: "New",
    double: "Double",
    matches: "Matches",
    unsure: "Needs an answer",
    transaction: "In the books",
    waiting: "Waiting",
    set_aside: "Set aside",
};

/** Of an import that was taken back nothing is in the books by it. */
export const groupWords = (group: Group, state: ImportState): string =>
    state === "undone" && group === "transaction" ? "Had a transaction" : GROUP_WORDS[group];

export const FATE_WORDS: Record<Fate, string> = {
    posted: "Brought in",
    double: "Left out: double",
    joined: "Joined",
    waiting: "Waits",
    set_aside: "Set aside",
};

export const STATE_WORDS: Record<ImportState, string> = {
    preview: "Not brought in",
    committed: "In the books",
    undone: "Taken back",
};

export const DOUBT_WORDS: Record<Doubt, string> = {
    changed: "The bank's id is known, with another amount or on another day.",
    other_id: "All is as in an earlier line, but the bank's id.",
    other_text: "Day and amount are as in an earlier line; the text is another.",
    other_payee: "Somebody wrote a transaction of this amount near this day, with another payee.",
};

export const ORDER_WORDS: Record<DateOrder, string> = {
    dmy: "Day, month, year",
    mdy: "Month, day, year",
    ymd: "Year, month, day",
};

export const FORMAT_WORDS: Record<string, string> = {
    ofx: "OFX",
    qif: "QIF",
    camt: "CAMT",
    mt940: "MT940",
    csv: "CSV",
};

/** While an import is looked at its lines have verdicts; afterwards, outcomes. */
export const groupOf = (line: ImportLine, state: ImportState): Group =>
    state === "preview" ? (line.verdict?.kind ?? "new") : line.outcome.kind;

/** Whether somebody may still say what becomes of a line: before it is brought in, and while it waits. */
export const canAnswer = (line: ImportLine, state: ImportState): boolean =>
    state === "preview" || (state === "committed" && line.outcome.kind === "waiting");

export function fateOf(line: ImportLine, decision: Decision | undefined, state: ImportState): Fate {
    switch (decision?.as) {
        case "post":
            return "posted";
        case "matches":
            return "joined";
        case "same_as":
            return "double";
        case "set_aside":
            return "set_aside";
        default:
    }
    // Once it is in the books nothing is done by itself.
    if (state !== "preview") return "waiting";
    switch (line.verdict?.kind) {
        case "double":
            return "double";
        case "matches":
            return "joined";
        case "unsure":
            return "waiting";
        default:
            return "posted";
    }
}

export interface Fates {
    posted: number;
    double: number;
    joined: number;
    waiting: number;
    set_aside: number;
}

export function fatesOf(lines: readonly ImportLine[], decisions: Decisions): Fates {
    const fates: Fates = { posted: 0, double: 0, joined: 0, waiting: 0, set_aside: 0 };
    for (const line of lines) fates[fateOf(line, decisions.get(line.line), "preview")] += 1;
    return fates;
}

export interface ChosenCategory {
    no: number | undefined;
    because: string;
    /** Nothing says one: it goes to what is in no category. */
    unsorted: boolean;
}

/** As the program decides: what somebody said, a rule, the past where it is sure, else no category. */
export function categoryOf(
    line: ImportLine,
    decision: Decision | undefined,
    account: number,
    accounts: readonly LedgerAccount[],
): ChosenCategory {
    const { proposal, suggestion } = line;
    if (decision?.as === "post" && decision.category != null)
        return { no: decision.category, because: "Chosen by you", unsorted: false };
    if (proposal?.category != null && proposal.category !== account) {
        const rules = proposal.rules.map((rule) => `“${rule}”`).join(", ");
        return {
            no: proposal.category,
            because: `${proposal.rules.length === 1 ? "Rule" : "Rules"} ${rules}`,
            unsorted: false,
        };
    }
    if (suggestion != null && suggestion.sure && suggestion.category !== account)
        return { no: suggestion.category, because: suggestion.because, unsorted: false };
    const role = isNegative(line.amount) ? "unsorted-expense" : "unsorted-income";
    const unsorted = accounts.find((one) => (one.role as string | null | undefined) === role)?.no;
    const maybe =
        suggestion == null ? undefined : accounts.find(({ no }) => no === suggestion.category)?.full_name;
    return {
        no: unsorted,
        because:
            maybe === undefined
                ? "Uncategorised"
                : `Uncategorised; not sure of ${maybe}: ${suggestion?.because ?? ""}`,
        unsorted: true,
    };
}

/** The payee with which a line is posted. */
export const payeeOf = (line: ImportLine, decision?: Decision): string =>
    (decision?.as === "post" ? decision.payee : undefined) ??
    line.proposal?.payee ??
    (line.clean_payee || line.payee);

/** What a line is called. */
export const titleOfLine = (line: ImportLine, decision?: Decision): string =>
    payeeOf(line, decision) || line.text || `Line ${line.line}`;

type Posting = Extract<Decision, { as: "post" }>;
/** It is posted, with what was said of it before and what is said now. */
export const posting = (
    { line }: ImportLine,
    decision: Decision | undefined,
    part: Partial<Pick<Posting, "category" | "payee">>,
): Decision => ({ ...(decision?.as === "post" ? decision : { as: "post", line }), ...part });

const COLUMNS: readonly [name: string, words: string][] = [
    ["date", "Day of booking"],
    ["value_date", "Day of value"],
    ["amount", "Amount"],
    ["debit", "Going out"],
    ["credit", "Coming in"],
    ["sign", "In or out"],
    ["payee", "Payee"],
    ["payer", "Payer"],
    ["text", "What it is for"],
    ["bank_id", "The bank's id"],
    ["reference", "Reference"],
    ["currency", "Currency"],
    ["balance", "Balance"],
    ["category", "Category"],
];

/** What was read out of which column of a CSV file, by the names at its head. */
export function columnsOf({ mapping }: ImportFacts): { name: string; from: string }[] {
    if (mapping == null) return [];
    const named = (no: number): string => mapping.header?.[no - 1] || `column ${no}`;
    return COLUMNS.flatMap(([key, name]) => {
        const places = [mapping[key]].flat().filter((at): at is number => typeof at === "number");
        return places.length === 0 ? [] : [{ name, from: places.map(named).join(", ") }];
    });
}

export const percent = (perMille: number): string => `${Math.round(perMille / 10)} %`;

/** "2 days later", "a day earlier", "the same day": when the bank booked it. */
export function daysLater(days: number): string {
    if (days === 0) return "on the same day";
    const much = Math.abs(days) === 1 ? "a day" : `${Math.abs(days)} days`;
    return `${much} ${days > 0 ? "later" : "earlier"} at the bank`;
}

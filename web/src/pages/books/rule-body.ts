/** A rule as it is typed, as it is kept, in words, and what it makes of a transaction. Pure. */
import type { LedgerAccount, Transaction, TransactionBody } from "~/api/books";
import type { Condition, RuleAction, RuleBody } from "~/api/definitions";
import { digitsOf, money } from "~/lib/currencies";
import { fromMinor, readTyped, toMinor } from "~/lib/decimal";

import { tagsOf } from "./quick-add-body";
import { bodyOf, changedSimple, simpleOf } from "./transaction-words";

type Accounts = ReadonlyMap<number, LedgerAccount>;
export type ConditionKind = Condition["kind"];

export const CONDITION_WORDS: Record<ConditionKind, string> = {
    payee_contains: "The payee contains",
    payee_equals: "The payee is",
    payee_matches: "The payee matches a pattern",
    text_contains: "The text contains",
    amount_from: "The amount is at least",
    amount_to: "The amount is at most",
    amount_equals: "The amount is",
    account: "It is on the account",
    currency: "It is in the currency",
};
export const CONDITION_KINDS = Object.keys(CONDITION_WORDS) as ConditionKind[];

export interface ConditionTyped {
    key: number;
    kind: ConditionKind;
    value: string;
    /** Of an amount. */
    currency: string;
}
export interface RuleTyped {
    name: string;
    conditions: readonly ConditionTyped[];
    category: string;
    payee: string;
    tags: string;
    note: string;
    goesOn: boolean;
}
export type RuleFaults = Partial<Record<keyof RuleTyped, string>>;

let made = 0;
export const newCondition = (
    currency: string,
    kind: ConditionKind = "payee_contains",
    value = "",
): ConditionTyped => ({ key: (made += 1), kind, value, currency });

export const emptyRule = (
    currency: string,
    from: { payee?: string; words?: string; account?: number; category?: number } = {},
): RuleTyped => {
    const { payee = "", words = "", account, category } = from;
    const conditions = [
        ...(payee === "" && words !== "" ? [] : [newCondition(currency, "payee_contains", payee)]),
        ...(words === "" ? [] : [newCondition(currency, "text_contains", words)]),
        ...(account === undefined ? [] : [newCondition(currency, "account", String(account))]),
    ];
    return {
        name: payee || words,
        conditions,
        category: category === undefined ? "" : String(category),
        payee: "",
        tags: "",
        note: "",
        goesOn: false,
    };
};

export const isAmount = (kind: ConditionKind): boolean => kind.startsWith("amount_");

export function typedOf(body: RuleBody, currency: string): RuleTyped {
    const action = <K extends RuleAction["kind"]>(kind: K) =>
        body.actions.find((one): one is Extract<RuleAction, { kind: K }> => one.kind === kind);
    return {
        name: body.name,
        conditions: body.conditions.map((condition) => {
            const of = (value: string, own = currency): ConditionTyped => ({
                key: (made += 1),
                kind: condition.kind,
                value,
                currency: own,
            });
            if ("amount" in condition)
                return of(
                    fromMinor(BigInt(condition.amount.minor), digitsOf(condition.amount.currency)),
                    condition.amount.currency,
                );
            if ("text" in condition) return of(condition.text);
            if ("pattern" in condition) return of(condition.pattern);
            return of("account" in condition ? String(condition.account) : condition.currency);
        }),
        category: String(action("category")?.account ?? ""),
        payee: action("payee")?.payee ?? "",
        tags: (action("tags")?.tags ?? []).join(" "),
        note: action("note")?.note ?? "",
        goesOn: body.goes_on,
    };
}

function conditionOf({ kind, value, currency }: ConditionTyped): Condition | { fault: string } {
    const text = value.trim();
    switch (kind) {
        case "payee_contains":
        case "payee_equals":
        case "text_contains":
            return text === "" ? { fault: "Enter a text" } : { kind, text };
        case "payee_matches":
            return text === "" ? { fault: "Enter a pattern" } : { kind, pattern: text };
        case "account":
            return text === "" ? { fault: "Choose an account" } : { kind, account: Number(text) };
        case "currency":
            return text === "" ? { fault: "Choose a currency" } : { kind, currency: text };
        default: {
            const typed = readTyped(text, digitsOf(currency));
            if ("fault" in typed) return typed;
            const minor = Number(toMinor(typed.amount, digitsOf(currency)));
            if (!Number.isSafeInteger(minor)) return { fault: "The amount is too large" };
            return { kind, amount: { minor, currency } };
        }
    }
}

export function bodyOfRule(
    typed: RuleTyped,
): { body: RuleBody } | { faults: RuleFaults; conditions: ReadonlyMap<number, string> } {
    const faults: RuleFaults = {};
    const wrong = new Map<number, string>();
    const conditions: Condition[] = [];
    for (const one of typed.conditions) {
        const condition = conditionOf(one);
        if ("fault" in condition) wrong.set(one.key, condition.fault);
        else conditions.push(condition);
    }
    if (typed.conditions.length === 0)
        faults.conditions = "Without a condition it would hold for everything: add one";
    else if (wrong.size > 0) faults.conditions = "Some conditions are not complete";
    const tags = tagsOf(typed.tags);
    const actions: RuleAction[] = [
        ...(typed.category === "" ? [] : [{ kind: "category" as const, account: Number(typed.category) }]),
        ...(typed.payee.trim() === "" ? [] : [{ kind: "payee" as const, payee: typed.payee.trim() }]),
        ...(tags.length === 0 ? [] : [{ kind: "tags" as const, tags }]),
        ...(typed.note.trim() === "" ? [] : [{ kind: "note" as const, note: typed.note.trim() }]),
    ];
    if (actions.length === 0)
        faults.category = "It does nothing yet: choose a category, or fill another field";
    const name = typed.name.trim();
    if (name === "") faults.name = "Enter a name";
    if (Object.keys(faults).length > 0) return { faults, conditions: wrong };
    return { body: { name, conditions, actions, goes_on: typed.goesOn } };
}

const nameOf = (no: number, accounts: Accounts): string => accounts.get(no)?.full_name ?? `account ${no}`;

export function conditionWords(condition: Condition, accounts: Accounts): string {
    const words = CONDITION_WORDS[condition.kind];
    if ("amount" in condition) {
        const { minor, currency } = condition.amount;
        return `${words} ${money(fromMinor(BigInt(minor), digitsOf(currency)), currency)}`;
    }
    if ("text" in condition) return `${words} “${condition.text}”`;
    if ("pattern" in condition) return `${words} ${condition.pattern}`;
    return `${words} ${"account" in condition ? nameOf(condition.account, accounts) : condition.currency}`;
}

export function actionWords(action: RuleAction, accounts: Accounts): string {
    switch (action.kind) {
        case "category":
            return nameOf(action.account, accounts);
        case "payee":
            return `payee “${action.payee}”`;
        case "tags":
            return action.tags.map((tag) => `#${tag}`).join(" ");
        case "note":
            return `note “${action.note}”`;
    }
}

/** What a rule makes of a transaction; of one that is split, its category stays. */
export function ruledBody(
    transaction: Transaction,
    { actions }: RuleBody,
    accounts: Accounts,
): TransactionBody {
    let body = bodyOf(transaction);
    for (const action of actions) {
        if (action.kind === "payee") body = { ...body, payee: action.payee };
        else if (action.kind === "note") body = { ...body, note: action.note };
        else if (action.kind === "tags")
            body = { ...body, tags: [...new Set([...(body.tags ?? []), ...action.tags])].sort() };
        else {
            const simple = simpleOf(transaction, accounts);
            if (simple === undefined || simple.account === action.account) continue;
            const { postings } = changedSimple(transaction, simple, { other: action.account });
            body = { ...body, postings };
        }
    }
    return body;
}

/** In a new order: those whose place is another now, with it. */
export function moved<T extends { id: string; place: number }>(
    all: readonly T[],
    id: string,
    to: number,
): { order: T[]; changed: { one: T; place: number }[] } {
    const from = all.findIndex((one) => one.id === id);
    const order = [...all];
    const [taken] = order.splice(from, 1);
    if (taken === undefined) return { order: [...all], changed: [] };
    order.splice(Math.max(0, Math.min(to, order.length)), 0, taken);
    const changed = order.flatMap((one, place) => (one.place === place ? [] : [{ one, place }]));
    return { order, changed };
}

/** What became of a transaction, step by step: when, who, and what changed. Pure. */
import type { JournalEntry, LedgerAccount, Transaction } from "~/api/books";
import { money } from "~/lib/currencies";

import { dayWords } from "./days";
import { simpleOf } from "./transaction-words";

export interface Step {
    no: number;
    what: "written" | "changed" | "deleted" | "brought back" | "marked";
    at: string;
    actor: string;
    /** One line for each thing that changed. */
    changes: string[];
}

type Accounts = ReadonlyMap<number, LedgerAccount>;
type Said = Pick<Transaction, "date" | "payee" | "note" | "tags" | "exchange" | "postings">;

/** The newest first. */
export function stepsOf(history: readonly JournalEntry[], accounts: Accounts): Step[] {
    const steps: Step[] = [];
    let said: JournalEntry | undefined;
    let deleted = false;
    for (const [index, entry] of history.entries()) {
        const step = (what: Step["what"], changes: string[] = []): void => {
            steps.push({ no: entry.no, what, at: entry.recorded, actor: entry.actor, changes });
        };
        if (entry.kind === "mark") {
            const name = accounts.get(entry.marked_account ?? 0)?.full_name ?? "an account";
            step("marked", [`${name}: ${entry.marked ?? "unknown"}`]);
        } else if (entry.kind === "reverse") {
            const next = history[index + 1];
            // An edit is a reversal and a new posting in one step; a posting of the same is one that came back.
            const edited =
                next?.kind === "post" && said !== undefined && differences(said, next, accounts).length > 0;
            if (!edited) {
                deleted = true;
                step("deleted");
            }
        } else {
            if (said === undefined) step("written");
            else if (deleted) step("brought back");
            else step("changed", differences(said, entry, accounts));
            deleted = false;
            said = entry;
        }
    }
    return steps.reverse();
}

const quoted = (text: string): string => (text === "" ? "nothing" : `“${text}”`);

export function differences(before: Said, after: Said, accounts: Accounts): string[] {
    const found: string[] = [];
    const name = (no: number): string => accounts.get(no)?.full_name ?? `account ${no}`;
    if (before.date !== after.date) found.push(`Day: ${dayWords(before.date)} → ${dayWords(after.date)}`);
    if (before.payee !== after.payee) found.push(`Payee: ${quoted(before.payee)} → ${quoted(after.payee)}`);
    if (before.note !== after.note) found.push(`Note: ${quoted(before.note)} → ${quoted(after.note)}`);
    const [tagsBefore, tagsAfter] = [before.tags.join(" "), after.tags.join(" ")];
    if (tagsBefore !== tagsAfter) found.push(`Tags: ${quoted(tagsBefore)} → ${quoted(tagsAfter)}`);
    const [a, b] = [simpleOf(before, accounts), simpleOf(after, accounts)];
    if (a !== undefined && b !== undefined && a.mode === b.mode) {
        const [from, to] = [a, b].map(({ amount }) => money(amount.amount, amount.currency));
        if (from !== to) found.push(`Amount: ${from ?? ""} → ${to ?? ""}`);
        const other = a.mode === "transfer" ? "To" : "Category";
        if (a.other !== b.other) found.push(`${other}: ${name(a.other)} → ${name(b.other)}`);
        if (a.account !== b.account) found.push(`Account: ${name(a.account)} → ${name(b.account)}`);
    } else {
        const lines = ({ postings }: Said): string[] =>
            postings.map(({ account, amount, currency }) => `${name(account)} ${money(amount, currency)}`);
        const [was, is] = [lines(before), lines(after)];
        for (const line of was) if (!is.includes(line)) found.push(`No more: ${line}`);
        for (const line of is) if (!was.includes(line)) found.push(`New: ${line}`);
    }
    const memos = ({ postings }: Said): string => JSON.stringify(postings.map(({ memo }) => memo));
    if (before.postings.length === after.postings.length && memos(before) !== memos(after))
        found.push("Memos of its lines");
    if (JSON.stringify(before.exchange ?? null) !== JSON.stringify(after.exchange ?? null))
        found.push(`Rate: ${before.exchange?.rate ?? "none"} → ${after.exchange?.rate ?? "none"}`);
    return found;
}

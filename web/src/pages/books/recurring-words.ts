/** How a recurring transaction stands, and what pausing, going on and leaving out make of it. Pure. */
import type { Amount, LedgerAccount, Transaction } from "~/api/books";
import type { Recurring, RecurringBody } from "~/api/definitions";

import { plusDays } from "./days";
import { bodyOfTemplate } from "./template-body";
import { effectOf, movesOnly, sidesOf, titleOf } from "./transaction-words";

type Accounts = ReadonlyMap<number, LedgerAccount>;
export type RecurringState = "active" | "waiting" | "paused" | "ended";

export const RECURRING_STATES: Record<RecurringState, string> = {
    active: "Active",
    waiting: "Waits",
    paused: "Paused",
    ended: "Over",
};

export function recurringState({ now }: Recurring): RecurringState {
    if (now.waiting.length > 0) return "waiting";
    if (now.paused) return "paused";
    return now.next.length === 0 ? "ended" : "active";
}

/** As the transaction that it makes, so that it is said in the same words. */
export function asTransaction({ template }: RecurringBody): Transaction {
    const body = bodyOfTemplate(template);
    return {
        ...body,
        no: 0,
        version: 0,
        deleted: false,
        recorded: "",
        actor: "",
        source: null,
        exchange: null,
        postings: body.postings.map((posting) => ({ ...posting, state: null })),
    } as unknown as Transaction;
}

export interface Said {
    title: string;
    sides: string;
    amounts: Amount[];
    plus: boolean;
}
export function saidOf({ body }: Recurring, accounts: Accounts): Said {
    const transaction = asTransaction(body);
    return {
        title: titleOf(transaction, accounts),
        sides: sidesOf(transaction, accounts).text,
        amounts: effectOf(transaction, accounts),
        plus: !movesOnly(transaction, accounts),
    };
}

export const skipping = (body: RecurringBody, due: string): RecurringBody => ({
    ...body,
    skipped: [...new Set([...(body.skipped ?? []), due])].sort(),
});

export const notSkipping = (body: RecurringBody, due: string): RecurringBody => ({
    ...body,
    skipped: (body.skipped ?? []).filter((day) => day !== due),
});

export const pausing = (body: RecurringBody, from: string): RecurringBody => ({
    ...body,
    pauses: [...(body.pauses ?? []), { from }],
});

/** It goes on from a day: pauses end the day before, and one that would begin then never was. */
export const goingOn = (body: RecurringBody, from: string): RecurringBody => ({
    ...body,
    pauses: (body.pauses ?? []).flatMap((pause) => {
        if (pause.until !== undefined && pause.until < from) return [pause];
        return pause.from < from ? [{ from: pause.from, until: plusDays(from, -1) }] : [];
    }),
});

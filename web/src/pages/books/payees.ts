/** What is known of payees: who there was, and where the newest transaction with each went. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { fewTransactionsQuery, type LedgerAccount, type Transaction } from "~/api/books";
import { money } from "~/lib/currencies";

import { byNo } from "./account-tree";
import type { Mode } from "./books-search";
import type { Suggestion } from "./suggest";
import { simpleOf } from "./transaction-words";
import { usePaused } from "./use-paused";

/** So many of the newest are looked at. */
const LOOKED_AT = 60;

export interface Remembered {
    other: string;
    account: string;
}

export interface Payees {
    suggestions: readonly Suggestion[];
    /** Where the newest one of this payee and kind went. */
    remembered: (payee: string, mode: Mode) => Remembered | undefined;
    /** Where the newest one came from or went to, whoever got it. */
    lastAccount: string | undefined;
}

export function usePayees(workspace: string, typed: string, accounts: readonly LedgerAccount[]): Payees {
    const q = usePaused(typed.trim());
    const recent = useQuery(fewTransactionsQuery(workspace, {}, LOOKED_AT)).data?.items;
    const found = useQuery({
        ...fewTransactionsQuery(workspace, { q }, LOOKED_AT),
        enabled: q.length >= 2,
    }).data?.items;
    return useMemo(
        () => payeesOf([...(found ?? []), ...(recent ?? [])], accounts),
        [found, recent, accounts],
    );
}

/** Of transactions, the newest first. */
export function payeesOf(transactions: readonly Transaction[], accounts: readonly LedgerAccount[]): Payees {
    const known = byNo(accounts);
    const open = (no: number): boolean => known.get(no)?.closed == null;
    const suggestions = new Map<string, Suggestion>();
    const memory = new Map<string, Remembered>();
    let lastAccount: string | undefined;
    for (const transaction of transactions) {
        const { payee } = transaction;
        const simple = simpleOf(transaction, known);
        if (simple !== undefined && open(simple.account)) lastAccount ??= String(simple.account);
        if (payee === "") continue;
        const key = payee.toLowerCase();
        if (!suggestions.has(key)) {
            const category = simple === undefined ? undefined : known.get(simple.other)?.name;
            const amount =
                simple === undefined ? undefined : money(simple.amount.amount, simple.amount.currency);
            const hint = [category, amount].filter(Boolean).join(" · ");
            suggestions.set(key, { value: payee, label: payee, hint });
        }
        if (simple === undefined || !open(simple.other) || !open(simple.account)) continue;
        const of = `${simple.mode} ${key}`;
        if (!memory.has(of)) memory.set(of, { other: String(simple.other), account: String(simple.account) });
    }
    return {
        suggestions: [...suggestions.values()],
        remembered: (payee, mode) => memory.get(`${mode} ${payee.trim().toLowerCase()}`),
        lastAccount,
    };
}

/** Definitions of the books: what comes again, rules, budgets and rates. And what a rule or a schedule would do. */
import { queryOptions, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";

import { api, call, ifMatch, patientFetch } from "./client";
import { keys } from "./keys";
import { asProblem } from "./problem";
import type { MinorAmount } from "./reports";
import type { Schema } from "./types";

export type Weekend = "leave" | "before" | "after";
export interface Schedule {
    /** Of RFC 5545. */
    rule: string;
    start: string;
    weekend?: Weekend;
}
/** The account, the currency, minor units, and a memo. */
export type TemplatePosting = [account: number, currency: string, minor: number, memo: string];
export interface Template {
    date: string;
    payee: string;
    note: string;
    tags: string[];
    postings: TemplatePosting[];
}
export interface Pause {
    from: string;
    /** undefined: until somebody says. */
    until?: string;
}
export interface RecurringBody {
    schedule: Schedule;
    template: Template;
    /** Due days that are left out. */
    skipped?: string[];
    pauses?: Pause[];
}
/** The day on which it is posted, and the one that the rule gives. */
export interface Time {
    date: string;
    due: string;
}
export interface RecurringNow {
    words: string;
    next: Time[];
    /** Up to today and not posted, because the ledger refused the first. */
    waiting: Time[];
    refusal: string | null;
    paused: boolean;
}

export type Condition =
    | { kind: "payee_contains" | "payee_equals" | "text_contains"; text: string }
    | { kind: "payee_matches"; pattern: string }
    | { kind: "amount_from" | "amount_to" | "amount_equals"; amount: MinorAmount }
    | { kind: "account"; account: number }
    | { kind: "currency"; currency: string };
export type RuleAction =
    | { kind: "category"; account: number }
    | { kind: "payee"; payee: string }
    | { kind: "tags"; tags: string[] }
    | { kind: "note"; note: string };
export interface RuleBody {
    name: string;
    conditions: Condition[];
    actions: RuleAction[];
    /** Later rules may add what this one leaves open. */
    goes_on: boolean;
}

export type Every =
    | { kind: "week"; first_week_day: number }
    | { kind: "month"; first_day: number }
    | { kind: "quarter" | "year"; first_month: number; first_day: number };
export type RollOver = "none" | "surplus" | "both";
export type Thresholds = [number, number, number];
export interface BudgetBody {
    category: number;
    every: Every;
    amount: MinorAmount;
    start: string;
    end?: string;
    thresholds_percent: Thresholds;
    roll_over: RollOver;
}
export interface BudgetStatus {
    period: { from: string; until: string };
    carried: MinorAmount;
    available: MinorAmount;
    spent: MinorAmount;
    left: MinorAmount;
    /** null: nothing is available. */
    spent_per_mille: number | null;
    crossed: { percent: number; day: string; still: boolean }[];
    /** null: a rate is missing. */
    forecast: MinorAmount | null;
    on_track: boolean | null;
    missing: MinorAmount[];
    missing_before: MinorAmount[];
}
/** `status` is null outside of the budget's time. */
export interface BudgetNow {
    status: BudgetStatus | null;
}

export interface RateBody {
    from: string;
    to: string;
    date: string;
    rate: string;
    source: string;
}

interface Bodies {
    recurring: RecurringBody;
    rules: RuleBody;
    budgets: BudgetBody;
    rates: RateBody;
}
interface Nows {
    recurring: RecurringNow;
    rules: null;
    budgets: BudgetNow;
    rates: null;
}
export type DefinitionKind = keyof Bodies;
export interface Definition<K extends DefinitionKind> {
    id: string;
    place: number;
    version: number;
    body: Bodies[K];
    now: Nows[K];
}
export type Recurring = Definition<"recurring">;
export type Rule = Definition<"rules">;
export type Budget = Definition<"budgets">;
export type Rate = Definition<"rates">;

export type RuleTried = Schema<"RuleTriedView">;
export type ScheduleTried = Schema<"ScheduleTriedView">;

// The types made of inlined enums and of free objects are not what the document says.
const path = (workspace: string, kind: DefinitionKind) => ({
    workspace,
    kind: kind as unknown as never,
});
const ONE = "/workspaces/{workspace}/books/definitions/{kind}/{definition}";

export const definitionsQuery = <K extends DefinitionKind>(workspace: string, kind: K) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "definitions", kind),
        queryFn: async ({ signal }) => {
            const read = await call(
                api.GET("/workspaces/{workspace}/books/definitions/{kind}", {
                    params: { path: path(workspace, kind) },
                    signal,
                }),
            );
            return read as unknown as { items: Definition<K>[] };
        },
    });

/** What a rule would have done. A failure is the asker's to show, so nothing is tried again by itself. */
export const tryRuleQuery = (workspace: string, body: RuleBody) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "try-rule", body),
        queryFn: ({ signal }) =>
            call(
                api.POST("/workspaces/{workspace}/books/try/rule", {
                    params: { path: { workspace } },
                    body: { body: body as unknown as Record<string, never> },
                    signal,
                    fetch: patientFetch,
                }),
            ),
    });

export const tryScheduleQuery = (workspace: string, schedule: Schedule) =>
    queryOptions({
        queryKey: keys.of(workspace, "books", "try-schedule", schedule),
        queryFn: ({ signal }) =>
            call(
                api.POST("/workspaces/{workspace}/books/try/schedule", {
                    params: { path: { workspace } },
                    body: schedule,
                    signal,
                }),
            ),
    });

/** Adds, changes and removes definitions of one kind. */
export function useDefinitions<K extends DefinitionKind>(workspace: string, kind: K) {
    const client = useQueryClient();
    return useMemo(() => {
        const anew = (): void => {
            void client.invalidateQueries({ queryKey: keys.of(workspace, "books") });
            void client.invalidateQueries({ queryKey: keys.of(workspace, "audit") });
        };
        const done = async <T>(pending: Promise<T>): Promise<T> => {
            try {
                const answer = await pending;
                anew();
                return answer;
            } catch (error) {
                // Refused because of what has changed meanwhile: what is shown is old.
                if ([404, 409, 412].includes(asProblem(error).status)) anew();
                throw error;
            }
        };
        const one = (definition: string) => ({ ...path(workspace, kind), definition });
        const sent = (body: Bodies[K], place: number) => ({
            place,
            body: body as unknown as Record<string, never>,
        });
        const add = (body: Bodies[K], place = 0): Promise<Definition<K>> =>
            done(
                call(
                    api.POST("/workspaces/{workspace}/books/definitions/{kind}", {
                        params: { path: path(workspace, kind) },
                        body: sent(body, place),
                    }),
                ) as unknown as Promise<Definition<K>>,
            );
        const change = (
            { id, version, place: now }: Pick<Definition<K>, "id" | "version" | "place">,
            body: Bodies[K],
            place = now,
        ): Promise<Definition<K>> =>
            done(
                call(
                    api.PUT(ONE, {
                        params: {
                            path: one(id),
                            header: { "If-Match": ifMatch(version)["if-match"] },
                        },
                        body: sent(body, place),
                    }),
                ) as unknown as Promise<Definition<K>>,
            );
        const remove = (id: string): Promise<unknown> =>
            done(call(api.DELETE(ONE, { params: { path: one(id) } })));
        /** One that was removed is there again, under its id: what hung on it hangs on it again. */
        const bringBack = ({ id, place, body }: Definition<K>): Promise<Definition<K>> =>
            done(
                call(
                    api.PUT(ONE, {
                        params: { path: one(id), header: { "If-None-Match": "*" } },
                        body: sent(body, place),
                    }),
                ) as unknown as Promise<Definition<K>>,
            );
        return { add, change, remove, bringBack };
    }, [client, workspace, kind]);
}

/** Collection runs, and what they say of themselves: the price of looking, what was not seen, how the checks came out. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { PAGE_ROWS, pagesQuery } from "./pages";
import type { Run } from "./types";

export const runsQuery = (workspace: string, account: string) =>
    pagesQuery<Run>(keys.of(workspace, "runs", account), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/accounts/{account}/runs", {
                params: {
                    path: { workspace, account },
                    query: { limit: PAGE_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                },
                signal,
            }),
        ),
    );

export const runQuery = (workspace: string, run: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "runs", "one", run),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/runs/{run}", {
                    params: { path: { workspace, run } },
                    signal,
                }),
            ),
    });

export interface LookPrice {
    calls: number;
    throttled: number;
    nanoUsd: number;
}

export interface Tally {
    check: string;
    pass: number;
    fail: number;
    unknown: number;
    notApplicable: number;
}

/** What a run says of itself. What it does not say is null, never a zero. */
export interface RunSummary {
    caller: string | null;
    regions: string[] | null;
    price: LookPrice | null;
    tallies: Tally[] | null;
    notes: string[];
    /** Why it failed, if it did. */
    failure: string | null;
}

/** Something that a run could not see: a whole listing, or a call about single resources. */
export interface Unseen {
    listing: boolean;
    kind: string;
    region: string;
    /** What kind of failure hid it: denied, throttled, not-collected and so on. */
    class: string;
    call: string | null;
    permission: string | null;
    code: string | null;
    message: string | null;
    /** How many resources it hides something of; null where nobody knows. */
    resources: number | null;
}

type Facts = Record<string, unknown>;
const facts = (value: unknown): Facts =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Facts) : {};
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
const count = (value: unknown): number => (typeof value === "number" ? value : 0);
const texts = (value: unknown): string[] =>
    items(value).filter((one): one is string => typeof one === "string");

export function readSummary(run: Run): RunSummary {
    const summary = facts(run.summary);
    const price = summary.price === undefined ? null : facts(summary.price);
    return {
        caller: text(summary.caller),
        regions: summary.regions === undefined ? null : texts(summary.regions),
        price:
            price === null
                ? null
                : {
                      calls: count(price.calls),
                      throttled: count(price.throttled),
                      nanoUsd: count(price.nano_usd),
                  },
        tallies:
            summary.tallies === undefined
                ? null
                : Object.entries(facts(summary.tallies)).map(([check, value]) => {
                      const tally = facts(value);
                      return {
                          check,
                          pass: count(tally.pass),
                          fail: count(tally.fail),
                          unknown: count(tally.unknown),
                          notApplicable: count(tally.not_applicable),
                      };
                  }),
        notes: texts(summary.notes),
        failure: text(summary.failure),
    };
}

export function readUnseen(run: Run): Unseen[] {
    const unseen = facts(run.unseen);
    const listings = items(unseen.listings).map((value): Unseen => {
        const listing = facts(value);
        const cause = facts(listing.cause);
        return {
            listing: true,
            kind: text(listing.kind) ?? "",
            region: text(listing.region) ?? "",
            class: text(cause.class) ?? text(listing.state) ?? "unknown",
            ...causeOf(cause),
            resources: null,
        };
    });
    const parts = items(unseen.parts).map((value): Unseen => {
        const part = facts(value);
        return {
            listing: false,
            kind: text(part.kind) ?? "",
            region: text(part.region) ?? "",
            class: text(part.class) ?? "unknown",
            ...causeOf(part),
            resources: typeof part.resources === "number" ? part.resources : null,
        };
    });
    return [...listings, ...parts];
}

const causeOf = (cause: Facts) => ({
    call: text(cause.call),
    permission: text(cause.permission),
    code: text(cause.code),
    message: text(cause.message),
});

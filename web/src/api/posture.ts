/** How a workspace stands: what checks say of its resources, control by control, and pillar by pillar. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { keys } from "./keys";
import { pagesQuery } from "./pages";
import { HOUSE_FRESH_MS } from "./query";
import type { Schema } from "./types";

export type Outcome = Schema<"OutcomeName">;
/** A check and what the newest generations say, in numbers of resources. */
export type CheckStanding = Schema<"CheckStandingView">;
/** The cloud accounts that were counted; `not_yet` are in no number. */
export type Counted = Schema<"CountedView">;
export type PostureView = Schema<"PostureView">;
export type CheckResource = Schema<"CheckResourceView">;

export const CONTROL_STATES = ["failed", "unknown", "passed", "not_applicable", "not_checked"] as const;
export type ControlState = Schema<"ControlStateName">;
/** Numbers of controls. */
export type ControlTotals = Schema<"ControlTotalsView">;
export type FrameworkStanding = Schema<"FrameworkStandingView">;
export type ControlStanding = Schema<"ControlStandingView">;
export type FrameworkCompliance = Schema<"FrameworkComplianceView">;
export type PillarStanding = Schema<"PillarView">;

/** One cloud account, or all. */
type OfAccount = string | undefined;
const only = (account: OfAccount): { account?: string } => (account === undefined ? {} : { account });

export const postureQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "checks", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/posture", {
                    params: { path: { workspace }, query: only(account) },
                    signal,
                }),
            ),
    });

export const complianceQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "compliance", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/compliance", {
                    params: { path: { workspace }, query: only(account) },
                    signal,
                }),
            ),
    });

export const frameworkQuery = (workspace: string, framework: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "framework", framework, account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/compliance/{framework}", {
                    params: { path: { workspace, framework }, query: only(account) },
                    signal,
                }),
            ),
    });

export const wellArchitectedQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "pillars", account),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/well-architected", {
                    params: { path: { workspace }, query: only(account) },
                    signal,
                }),
            ),
    });

export interface CheckResourceFilter {
    check: string;
    outcome: Outcome;
    account?: OfAccount;
}

const readResources = (
    workspace: string,
    { check, outcome, account }: CheckResourceFilter,
    page: { limit: number; cursor?: string },
    signal: AbortSignal,
) =>
    call(
        api.GET("/workspaces/{workspace}/check-resources", {
            params: { path: { workspace }, query: { check, outcome, ...only(account), ...page } },
            signal,
        }),
    );

/** Rows of one page of resources; the API's most. */
const RESOURCE_ROWS = 100;

/** All resources of an outcome, read on as one scrolls. */
export const checkResourcesQuery = (workspace: string, filter: CheckResourceFilter) =>
    pagesQuery<CheckResource>(
        keys.of(workspace, "posture", "resources", filter.check, filter.outcome, filter.account),
        (cursor, signal) =>
            readResources(
                workspace,
                filter,
                { limit: RESOURCE_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                signal,
            ),
    );

export interface FirstFilter extends CheckResourceFilter {
    /** Only of these variants; empty for all. The API does not choose by variant, so it is done here. */
    variants: readonly string[];
    limit: number;
}

export interface First {
    items: CheckResource[];
    /** There are more than these. */
    more: boolean;
}

/** Pages that are read at most to find the first of some variants. */
const PAGES_MAX = 20;

/** The first resources of an outcome. */
export const firstResourcesQuery = (workspace: string, filter: FirstFilter) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "first-resources", filter),
        queryFn: ({ signal }) => readFirst(workspace, filter, signal),
    });

async function readFirst(workspace: string, filter: FirstFilter, signal: AbortSignal): Promise<First> {
    const { variants, limit } = filter;
    const items: CheckResource[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < PAGES_MAX; pages += 1) {
        const page = await readResources(
            workspace,
            filter,
            {
                limit: variants.length === 0 ? Math.min(limit, RESOURCE_ROWS) : RESOURCE_ROWS,
                ...(cursor === undefined ? {} : { cursor }),
            },
            signal,
        );
        items.push(
            ...page.items.filter(({ variant }) => variants.length === 0 || variants.includes(variant ?? "")),
        );
        cursor = page.next ?? undefined;
        if (cursor === undefined) return { items: items.slice(0, limit), more: items.length > limit };
        if (items.length >= limit) break;
    }
    return { items: items.slice(0, limit), more: true };
}

export type CheckDetails = Schema<"CheckDetailsView">;

// ---- the catalogue, for the palette, which asks outside of any page

export interface House {
    checks: Schema<"CheckView">[];
    frameworks: Schema<"FrameworkView">[];
}
let house: { until: number; answer: Promise<House> } | null = null;

/** The checks and frameworks of the catalogue, read once for many searches. A failure is not kept. */
export function readHouse(): Promise<House> {
    if (house !== null && house.until > Date.now()) return house.answer;
    const answer = Promise.all([call(api.GET("/checks")), call(api.GET("/frameworks"))]).then(
        ([checks, frameworks]) => ({ checks: checks.items, frameworks: frameworks.items }),
    );
    house = { until: Date.now() + HOUSE_FRESH_MS, answer };
    answer.catch(() => {
        house = null;
    });
    return answer;
}

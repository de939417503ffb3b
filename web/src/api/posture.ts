/** How a workspace stands: what checks say of its resources, control by control, and pillar by pillar. */
import { queryOptions } from "@tanstack/react-query";

import { ask } from "./ask";
import { api, call } from "./client";
import { keys } from "./keys";
import { pagesQuery } from "./pages";
import { HOUSE_FRESH_MS } from "./query";
import type { Page, Schema } from "./types";

// contract: the nouns of routes that the committed OpenAPI document does not have yet.

export type Outcome = "fail" | "unknown" | "pass";

/** A check and what the newest generations say, in numbers of resources. */
export interface CheckStanding {
    check: string;
    title: string;
    severity: string;
    pillar: string;
    pass: number;
    /** Muted ones included. */
    fail: number;
    unknown: number;
    not_applicable: number;
    /** Of those that fail. */
    muted: number;
    /** Accounts on which the check was not made, or of which something that it is about is not collected. */
    unseen: number;
}

/** The cloud accounts that were counted; `not_yet` are in no number. */
export interface Counted {
    evaluated: number;
    not_yet: number;
}

export interface PostureView {
    items: CheckStanding[];
    accounts: Counted;
}

export interface CheckResource {
    account: string;
    variant: string | null;
    kind: string;
    region: string;
    /** AWS's id; the region or the account where a kind could not be listed. */
    resource: string;
    name: string | null;
    outcome: Outcome;
    finding: string | null;
    message: string | null;
    unknown_because: string | null;
    muted: boolean;
}

export const CONTROL_STATES = ["failed", "unknown", "passed", "not_applicable", "not_checked"] as const;
export type ControlState = (typeof CONTROL_STATES)[number];

/** Numbers of controls. */
export type ControlTotals = { controls: number } & Record<ControlState, number>;

export type FrameworkStanding = { framework: string; title: string } & ControlTotals;

export interface ComplianceView {
    items: FrameworkStanding[];
    accounts: Counted;
}

export interface ControlStanding {
    id: string;
    title: string;
    state: ControlState;
    checks: CheckStanding[];
}

export interface FrameworkCompliance {
    framework: string;
    title: string;
    totals: ControlTotals;
    controls: ControlStanding[];
    accounts: Counted;
}

export interface PillarStanding {
    pillar: string;
    title: string;
    score_least: number | null;
    score_most: number | null;
    pass: number;
    fail: number;
    unknown: number;
    not_applicable: number;
    weight: number;
    checks: CheckStanding[];
}

export interface WellArchitectedView {
    pillars: PillarStanding[];
    formula: string;
    accounts: Counted;
}

/** One cloud account, or all. */
type OfAccount = string | undefined;
const only = (account: OfAccount): { account?: string } => (account === undefined ? {} : { account });

export const postureQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "checks", account),
        queryFn: ({ signal }) =>
            ask<PostureView>(
                "/workspaces/{workspace}/posture",
                { path: { workspace }, query: only(account) },
                signal,
            ),
    });

export const complianceQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "compliance", account),
        queryFn: ({ signal }) =>
            ask<ComplianceView>(
                "/workspaces/{workspace}/compliance",
                { path: { workspace }, query: only(account) },
                signal,
            ),
    });

export const frameworkQuery = (workspace: string, framework: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "framework", framework, account),
        queryFn: ({ signal }) =>
            ask<FrameworkCompliance>(
                "/workspaces/{workspace}/compliance/{framework}",
                { path: { workspace, framework }, query: only(account) },
                signal,
            ),
    });

export const wellArchitectedQuery = (workspace: string, account?: OfAccount) =>
    queryOptions({
        queryKey: keys.of(workspace, "posture", "pillars", account),
        queryFn: ({ signal }) =>
            ask<WellArchitectedView>(
                "/workspaces/{workspace}/well-architected",
                { path: { workspace }, query: only(account) },
                signal,
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
    ask<Page<CheckResource>>(
        "/workspaces/{workspace}/check-resources",
        { path: { workspace }, query: { check, outcome, ...only(account), ...page } },
        signal,
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

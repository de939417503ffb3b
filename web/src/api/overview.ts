/** A workspace at a glance: what changed, what could not be seen, how it came about, and how it stands by pillar. */
import { queryOptions } from "@tanstack/react-query";

import { ask } from "./ask";
import { findingCountsQuery } from "./findings";
import { keys } from "./keys";

export interface ChangedResources {
    added: number;
    changed: number;
    gone: number;
}

export interface ChangedFindings {
    opened: number;
    reopened: number;
    resolved: number;
    became_unknown: number;
}

/** What the newest generation of an account changed against the one before. */
export interface AccountChange {
    account: string;
    name: string;
    aws_account: string;
    /** 0 before the first. */
    generation: number;
    generation_at: string | null;
    previous_at: string | null;
    /** Whether the newest generation is a whole picture; null where there is none. */
    complete: boolean | null;
    resources: ChangedResources | null;
    findings: ChangedFindings | null;
    failures: number;
    paused: string | null;
}

/** Something that the newest run of an account could not see. */
export interface UnseenThing {
    account: string;
    listing: boolean;
    call: string | null;
    kind: string | null;
    region: string;
    class: string;
    permission: string | null;
    code: string | null;
    message: string | null;
    resources: number | null;
}

export interface OverviewView {
    accounts: AccountChange[];
    unseen: UnseenThing[];
}

/** Open findings at the end of a day. */
export interface TrendDay {
    day: string;
    critical: number;
    high: number;
    medium: number;
    low: number;
    info: number;
}

export interface TrendView {
    items: TrendDay[];
    /** From when history is known. */
    since: string | null;
}

export interface PillarView {
    pillar: string;
    title: string;
    /** With unknown counted as failed; null where no check of it has an outcome. */
    score_least: number | null;
    /** With unknown counted as passed. */
    score_most: number | null;
    pass: number;
    fail: number;
    unknown: number;
}

export interface PillarsView {
    pillars: PillarView[];
    formula: string;
}

export const overviewQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "overview"),
        queryFn: ({ signal }) =>
            ask<OverviewView>("/workspaces/{workspace}/overview", { path: { workspace } }, signal),
    });

export const trendQuery = (workspace: string, days: number) =>
    queryOptions({
        queryKey: keys.of(workspace, "overview", "trend", days),
        queryFn: ({ signal }) =>
            ask<TrendView>("/workspaces/{workspace}/trend", { path: { workspace }, query: { days } }, signal),
    });

export const pillarsQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "overview", "pillars"),
        queryFn: ({ signal }) =>
            ask<PillarsView>("/workspaces/{workspace}/well-architected", { path: { workspace } }, signal),
    });

/** All open findings and those that were never known, counted by check, severity and state. */
export const openCountsQuery = (workspace: string) =>
    findingCountsQuery(workspace, { state: "open,unknown" });

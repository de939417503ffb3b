/** A workspace at a glance: what changed, what could not be seen, and how it came about. */
import { queryOptions } from "@tanstack/react-query";

import { api, call } from "./client";
import { findingCountsQuery } from "./findings";
import { keys } from "./keys";
import type { Schema } from "./types";

export type OverviewView = Schema<"OverviewView">;
/** What the newest generation of an account changed against the one before. */
export type AccountChange = OverviewView["accounts"][number];
export type ChangedResources = NonNullable<AccountChange["resources"]>;
export type ChangedFindings = NonNullable<AccountChange["findings"]>;
/** Something that the newest run of an account could not see. */
export type UnseenThing = Schema<"UnseenView">;
export type TrendView = Schema<"TrendView">;
/** Open findings at the end of a day. */
export type TrendDay = Schema<"TrendDayView">;

export const overviewQuery = (workspace: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "overview"),
        queryFn: ({ signal }) =>
            call(api.GET("/workspaces/{workspace}/overview", { params: { path: { workspace } }, signal })),
    });

export const trendQuery = (workspace: string, days: number) =>
    queryOptions({
        queryKey: keys.of(workspace, "overview", "trend", days),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/trend", {
                    params: { path: { workspace }, query: { days } },
                    signal,
                }),
            ),
    });

/** All open findings and those that were never known, counted by check, severity and state. */
export const openCountsQuery = (workspace: string) =>
    findingCountsQuery(workspace, { state: "open,unknown" });

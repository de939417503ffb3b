/** Findings: lists, groups, counts, one with its life, and muting. */
import { type InfiniteData, type QueryClient, queryOptions } from "@tanstack/react-query";

import { api, call, ifMatch } from "./client";
import { keys } from "./keys";
import { pagesQuery } from "./pages";
import type { Finding, Page, Schema } from "./types";

export type FindingGroup = Schema<"GroupItem">;
export type FindingCounts = Schema<"CountsView">;
export type FindingDetail = Schema<"FindingDetail">;
export type GroupBy = "check" | "resource" | "account";

export const FINDING_SORTS = ["severity", "first_seen", "last_seen", "saving"] as const;
export type FindingSort = (typeof FINDING_SORTS)[number];

/** The filter as the API takes it: lists with commas between. What is absent does not limit. */
export interface FindingFilter {
    state?: string;
    severity?: string;
    account?: string;
    check?: string;
    pillar?: string;
    framework?: string;
    kind?: string;
    region?: string;
    resource?: string;
    q?: string;
    muted?: boolean;
    unknown?: boolean;
    sort?: FindingSort;
}

/** Rows of one page: few, long pages, for lists of thousands are read anew as a whole when something changes. */
const FINDING_ROWS = 200;
/** Most findings that one call mutes. */
export const MUTE_MAX = 500;

export const findingsQuery = (workspace: string, filter: FindingFilter) =>
    pagesQuery<Finding>(keys.of(workspace, "findings", "list", filter), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/findings", {
                params: {
                    path: { workspace },
                    query: { ...filter, limit: FINDING_ROWS, ...(cursor === undefined ? {} : { cursor }) },
                },
                signal,
            }),
        ),
    );

/** The first few of a filter: beside something else. */
export const fewFindingsQuery = (workspace: string, filter: FindingFilter, limit: number) =>
    queryOptions({
        queryKey: keys.of(workspace, "findings", "few", filter, limit),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/findings", {
                    params: { path: { workspace }, query: { ...filter, limit } },
                    signal,
                }),
            ),
    });

export const findingGroupsQuery = (workspace: string, by: GroupBy, filter: FindingFilter) =>
    pagesQuery<FindingGroup>(keys.of(workspace, "findings", "groups", by, filter), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/finding-groups", {
                params: {
                    path: { workspace },
                    query: {
                        ...filter,
                        by,
                        limit: FINDING_ROWS,
                        ...(cursor === undefined ? {} : { cursor }),
                    },
                },
                signal,
            }),
        ),
    );

export const findingCountsQuery = (workspace: string, filter: FindingFilter) =>
    queryOptions({
        queryKey: keys.of(workspace, "findings", "counts", filter),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/finding-counts", {
                    params: { path: { workspace }, query: filter },
                    signal,
                }),
            ),
    });

export const findingQuery = (workspace: string, finding: string) =>
    queryOptions({
        queryKey: keys.of(workspace, "findings", "one", finding),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/findings/{finding}", {
                    params: { path: { workspace, finding } },
                    signal,
                }),
            ),
    });

/** Mutes one finding, unless somebody else has changed it since `version` was read. */
export const muteOne = (workspace: string, finding: string, version: number, body: Schema<"MuteBody">) =>
    call(
        api.PUT("/workspaces/{workspace}/findings/{finding}/mute", {
            params: { path: { workspace, finding }, header: ifMatch(version) },
            body,
        }),
    );

export const unmuteOne = (workspace: string, finding: string, version: number) =>
    call(
        api.DELETE("/workspaces/{workspace}/findings/{finding}/mute", {
            params: { path: { workspace, finding }, header: ifMatch(version) },
        }),
    );

export interface Muted {
    changed: Finding[];
    /** Ids of which there is no finding any more. */
    missing: string[];
    /** What was not sent any more after a call had failed. */
    unsent: string[];
    error: unknown;
}

/** Mutes many, in steps of what one call takes. A step that fails ends it: what is done stays done, and is told. */
export const muteMany = (workspace: string, ids: readonly string[], body: Schema<"MuteBody">) =>
    inSteps(ids, (findings) =>
        call(
            api.POST("/workspaces/{workspace}/findings/mute", {
                params: { path: { workspace } },
                body: { findings, ...body },
            }),
        ),
    );

export const unmuteMany = (workspace: string, ids: readonly string[]) =>
    inSteps(ids, (findings) =>
        call(
            api.POST("/workspaces/{workspace}/findings/unmute", {
                params: { path: { workspace } },
                body: { findings },
            }),
        ),
    );

async function inSteps(
    ids: readonly string[],
    send: (ids: string[]) => Promise<Schema<"MutedView">>,
): Promise<Muted> {
    const done: Muted = { changed: [], missing: [], unsent: [], error: null };
    for (let at = 0; at < ids.length; at += MUTE_MAX) {
        try {
            const { changed, missing } = await send(ids.slice(at, at + MUTE_MAX));
            done.changed.push(...changed);
            done.missing.push(...missing);
        } catch (error) {
            // Nothing was done yet: then it is a failure like every other.
            if (at === 0) throw error;
            return { ...done, unsent: ids.slice(at), error };
        }
    }
    return done;
}

/** Shows changed findings at once wherever they stand, and reads anew what depends on them. */
export function putFindings(client: QueryClient, workspace: string, changed: readonly Finding[]): void {
    const byId = new Map(changed.map((finding) => [finding.id, finding]));
    const renew = (finding: Finding): Finding => byId.get(finding.id) ?? finding;
    client.setQueriesData<InfiniteData<Page<Finding>>>(
        { queryKey: keys.of(workspace, "findings", "list") },
        (old) =>
            old && {
                ...old,
                pages: old.pages.map((page) => ({ ...page, items: page.items.map(renew) })),
            },
    );
    client.setQueriesData<FindingDetail>(
        { queryKey: keys.of(workspace, "findings", "one") },
        (old) => old && { ...old, finding: renew(old.finding) },
    );
    for (const area of ["findings", "overview", "posture"] as const)
        void client.invalidateQueries({ queryKey: keys.of(workspace, area) });
    void client.invalidateQueries({ queryKey: keys.fleet });
}

/** A few findings that fit a text, for the palette. */
export const findFindings = (workspace: string, q: string, signal: AbortSignal) =>
    call(
        api.GET("/workspaces/{workspace}/findings", {
            params: { path: { workspace }, query: { q, limit: 8 } },
            signal,
        }),
    );

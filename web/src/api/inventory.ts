/** The inventory: what there is, one resource with what it was, what it has to do with others, and what changed. */
import { queryOptions } from "@tanstack/react-query";

import type { ResourceRef } from "~/lib/paths";

import { api, call } from "./client";
import { keys } from "./keys";
import { pagesQuery } from "./pages";
import type { Page, Resource, Schema } from "./types";

/** Rows of one page: as many as the API gives, because fifty thousand are scrolled through. */
const ROWS = 200;

export type State = Schema<"StateView">;
export type Counted = Schema<"InventoryItem">;

export interface ResourceFilter {
    q?: string | undefined;
    /** Also look for `q` inside the documents. */
    deep?: boolean | undefined;
    account?: readonly string[] | undefined;
    kind?: readonly string[] | undefined;
    region?: readonly string[] | undefined;
    hidden?: boolean | undefined;
    sort?: "kind" | "name" | "since" | undefined;
    order?: "asc" | "desc" | undefined;
}

export type What = "added" | "changed" | "gone";

export interface ChangeFilter {
    account?: string | undefined;
    generation?: number | undefined;
    what?: What | undefined;
}

export type Related = Schema<"RelatedItem">;

export type ChangeItem = Schema<"ChangeView">;

const joined = (values: readonly string[] | undefined): string | undefined =>
    values === undefined || values.length === 0 ? undefined : values.join(",");

/** Parameters without those that are undefined. */
function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
        [K in keyof T]?: Exclude<T[K], undefined>;
    };
}

const queryOf = ({ account, kind, region, q, deep, hidden, sort, order }: ResourceFilter) =>
    given({
        account: joined(account),
        kind: joined(kind),
        region: joined(region),
        q,
        deep: q === undefined ? undefined : deep,
        hidden,
        sort,
        order,
    });

/** Which page is asked for. */
const pageOf = (cursor: string | undefined) => ({ limit: ROWS, ...given({ cursor }) });

export const resourcesQuery = (workspace: string, filter: ResourceFilter) => ({
    ...pagesQuery(keys.of(workspace, "inventory", "resources", queryOf(filter)), (cursor, signal) =>
        call(
            api.GET("/workspaces/{workspace}/resources", {
                params: { path: { workspace }, query: { ...pageOf(cursor), ...queryOf(filter) } },
                signal,
            }),
        ),
    ),
    // All pages that were read would be read again. Events say when something changed.
    refetchOnWindowFocus: false,
});

export const resourceQuery = (workspace: string, { account, kind, region, id }: ResourceRef) =>
    queryOptions({
        queryKey: keys.of(workspace, "inventory", "resource", { account, kind, region, id }),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/resource", {
                    params: { path: { workspace }, query: { account, kind, region, id } },
                    signal,
                }),
            ),
    });

export const relationsQuery = (workspace: string, { account, kind, region, id }: ResourceRef) =>
    queryOptions({
        queryKey: keys.of(workspace, "inventory", "relations", { account, kind, region, id }),
        queryFn: ({ signal }) =>
            call(
                api.GET("/workspaces/{workspace}/relations", {
                    params: { path: { workspace }, query: { account, kind, region, id } },
                    signal,
                }),
            ),
    });

export const changesQuery = (workspace: string, { account, generation, what }: ChangeFilter) => ({
    ...pagesQuery(
        keys.of(workspace, "inventory", "changes", given({ account, generation, what })),
        (cursor, signal) =>
            call(
                api.GET("/workspaces/{workspace}/changes", {
                    params: {
                        path: { workspace },
                        query: { ...pageOf(cursor), ...given({ account, generation, what }) },
                    },
                    signal,
                }),
            ),
    ),
    refetchOnWindowFocus: false,
});

/** All findings about one resource, resolved and muted ones too. */
export const resourceFindingsQuery = (workspace: string, { account, kind, region, id }: ResourceRef) =>
    pagesQuery(
        keys.of(workspace, "findings", "of-resource", { account, kind, region, id }),
        (cursor, signal) =>
            call(
                api.GET("/workspaces/{workspace}/findings", {
                    params: {
                        path: { workspace },
                        query: {
                            account,
                            kind,
                            region,
                            resource: id,
                            state: "open,resolved,unknown",
                            ...pageOf(cursor),
                        },
                    },
                    signal,
                }),
            ),
    );

/** A few resources that fit a text, for the palette. */
export function findResources(workspace: string, q: string, signal: AbortSignal): Promise<Page<Resource>> {
    return call(
        api.GET("/workspaces/{workspace}/resources", {
            params: { path: { workspace }, query: { q, limit: 8 } },
            signal,
        }),
    );
}

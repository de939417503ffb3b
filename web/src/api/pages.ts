/** Lists that come in pages of `{items, next}`. */
import {
    type QueryClient,
    type InfiniteData,
    infiniteQueryOptions,
    type UseInfiniteQueryResult,
} from "@tanstack/react-query";
import { useMemo } from "react";

import type { Page } from "./types";

/** Rows of one page. */
export const PAGE_ROWS = 100;

/** The options of an infinite list: `read` gets the cursor, and undefined for the first page. */
export function pagesQuery<T>(
    queryKey: readonly unknown[],
    read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>,
) {
    return infiniteQueryOptions({
        queryKey,
        queryFn: ({ pageParam, signal }) => read(pageParam, signal),
        initialPageParam: undefined as string | undefined,
        getNextPageParam: (last: Page<T>) => last.next ?? undefined,
    });
}

/** Reads the first page ahead, for the loader of a route. A failure is the page's to show. */
export function prefetchPages<T>(client: QueryClient, options: ReturnType<typeof pagesQuery<T>>): void {
    client.infiniteQuery(options).catch(() => undefined);
}

export interface Rows<T> {
    /** All rows that have been read; undefined before the first page. */
    rows: T[] | undefined;
    /** Reads the next page; undefined where there is none. Hand it to `DataTable`'s `more`. */
    more: (() => void) | undefined;
    loadingMore: boolean;
}

export function useRows<T>(query: UseInfiniteQueryResult<InfiniteData<Page<T>>>): Rows<T> {
    const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
    const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
    return {
        rows,
        // One that failed is not asked for again and again: somebody tries again, or the list is read anew.
        more:
            hasNextPage && !isFetchNextPageError
                ? () => void (isFetchingNextPage ? undefined : fetchNextPage())
                : undefined,
        loadingMore: isFetchingNextPage,
    };
}

/** Changes of the search parameters of the page. */
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";

import type { Sort } from "~/ui/data-table";

/**
 * `patch({ q: "x", severity: undefined })`: undefined takes a parameter off. Typing replaces the entry of the history;
 * what one has clicked on (a filter, say) gets one of its own: `patch(…, { push: true })`.
 */
export function useSearchPatch(): (patch: Record<string, unknown>, options?: { push?: boolean }) => void {
    const navigate = useNavigate();
    return useCallback(
        (patch, { push = false } = {}) => {
            void navigate({
                to: ".",
                search: ((now: Record<string, unknown>) => ({ ...now, ...patch })) as never,
                replace: !push,
                resetScroll: false,
            });
        },
        [navigate],
    );
}

/** A sort as one parameter: `name` or `-name`. */
export function readSort(text: string | undefined, standard?: Sort): Sort | undefined {
    if (text === undefined) return standard;
    return text.startsWith("-") ? { by: text.slice(1), order: "desc" } : { by: text, order: "asc" };
}
export const writeSort = (sort: Sort | undefined): string | undefined =>
    sort === undefined ? undefined : `${sort.order === "desc" ? "-" : ""}${sort.by}`;

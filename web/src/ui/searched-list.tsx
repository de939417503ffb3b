/** A list that is read whole, with a search and one filter, both in the URL (`q`, `show`): its head, or that nothing fits. */
import type { ReactNode } from "react";

import { useSearchPatch } from "~/app/url-state";
import { plural } from "~/lib/format";

import { Button } from "./button";
import { EmptyState } from "./empty-state";
import { Facets } from "./facets";
import { FilterBar } from "./filter-bar";
import { SearchInput } from "./search-input";

export interface ShowFilter<T, V extends string> {
    value: V;
    label: string;
    fits: (row: T) => boolean;
}

interface Props<T, V extends string> {
    /** What the rows are, one of them: "workspace". */
    what: string;
    /** The name of the search: "Search the fleet". */
    search: string;
    q: string;
    show: readonly V[];
    filters: readonly ShowFilter<T, V>[];
    all: readonly T[];
    /** Those of them that fit. */
    rows: readonly T[];
    /** Whether it is not known how many fit a filter. */
    unknown?: (filter: V) => boolean;
    icon: ReactNode;
    /** The rows, where some fit. */
    children: ReactNode;
}

export function SearchedList<T, V extends string>(props: Props<T, V>) {
    const { what, search, q, show, filters, all, rows, unknown, icon, children } = props;
    const patch = useSearchPatch();
    const showOnly = (values: readonly string[] | undefined): void => patch({ show: values }, { push: true });
    return (
        <>
            <FilterBar
                chips={filters
                    .filter(({ value }) => show.includes(value))
                    .map(({ value, label }) => ({
                        name: "Show",
                        value: label,
                        onRemove: () => showOnly(show.filter((one) => one !== value)),
                    }))}
                onClear={() => showOnly(undefined)}
                count={
                    rows.length === all.length
                        ? plural(all.length, what)
                        : `${rows.length} of ${plural(all.length, what)}`
                }
            >
                <SearchInput
                    label={search}
                    value={q}
                    onChange={(text) => patch({ q: text === "" ? undefined : text })}
                />
                <Facets
                    name="Show"
                    value={show}
                    onChange={showOnly}
                    choices={filters.map(({ value, label, fits }) => ({
                        value,
                        label,
                        count: unknown?.(value) === true ? null : all.filter(fits).length,
                    }))}
                />
            </FilterBar>
            {rows.length > 0 ? (
                children
            ) : (
                <EmptyState
                    icon={icon}
                    title={`No ${what} fits`}
                    action={
                        <Button onClick={() => patch({ q: undefined, show: undefined })}>Show all</Button>
                    }
                />
            )}
        </>
    );
}

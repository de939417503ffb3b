/** The findings of a workspace: what is wrong, what cannot be told, what is muted. A list or groups; one opens beside it. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useCallback, useEffect, useMemo } from "react";

import { accountsQuery } from "~/api/accounts";
import { frameworksQuery } from "~/api/beside-findings";
import { checksQuery } from "~/api/catalogue";
import { findingCountsQuery, findingGroupsQuery } from "~/api/findings";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { usePhone } from "~/lib/media";
import { outside, paths } from "~/lib/paths";
import { buttonClass } from "~/ui/button";
import { FilterBar } from "~/ui/filter-bar";
import { PageHeader } from "~/ui/page-header";
import { SearchInput } from "~/ui/search-input";

import { chipsOf } from "./finding-chips";
import { FindingFilters } from "./finding-filters";
import {
    apiFilter,
    countsFilter,
    type FindingSearch,
    isFiltered,
    NO_FILTER,
    placesOf,
    tally as tallyOf,
    without,
} from "./finding-search";
import { FindingsList } from "./findings-list";
import { queryOf, readView } from "./views";
import { ViewsMenu } from "./views-menu";
import { WholeAlert } from "./whole-alert";

const route = getRouteApi("/house/w/$workspace/findings");

/** Findings by account, whatever accounts are chosen. */
function useByAccount(workspace: string, search: FindingSearch) {
    const filter = without(apiFilter(search), "account", "sort");
    const query = useInfiniteQuery(findingGroupsQuery(workspace, "account", filter));
    // Beyond the first page there are more accounts than a facet can show.
    return query.data !== undefined && !query.hasNextPage
        ? query.data.pages.flatMap(({ items }) => items)
        : undefined;
}

/** Findings by kind and region, from the first groups by resource: where there are more, they are not counted. */
function usePlaces(workspace: string, view: FindingSearch) {
    const filter = without(apiFilter(view), "kind", "region", "sort");
    const { data, hasNextPage } = useInfiniteQuery(findingGroupsQuery(workspace, "resource", filter));
    return useMemo(
        () =>
            placesOf(
                data?.pages.flatMap(({ items }) => items) ?? [],
                data !== undefined && !hasNextPage,
                view,
            ),
        [data, hasNextPage, view],
    );
}

export function FindingsPage() {
    const { workspace } = route.useParams();
    const search = route.useSearch();
    const patchUrl = useSearchPatch();
    const navigate = useNavigate();
    const phone = usePhone();
    // What is open belongs to the list that it was opened in.
    const patch = useCallback(
        (change: Partial<Record<keyof FindingSearch, unknown>>): void =>
            patchUrl({ open: undefined, finding: undefined, ...change }, { push: true }),
        [patchUrl],
    );
    // The same view, whatever is open in it: the filters need not be drawn anew for the drawer.
    const query = queryOf(search);
    const view = useMemo(() => readView(query), [query]);

    const accounts = useQuery(accountsQuery(workspace)).data?.items;
    const frameworks = useQuery(frameworksQuery()).data?.items;
    const checks = useQuery(checksQuery()).data?.items;
    const counts = useQuery(findingCountsQuery(workspace, countsFilter(search)));
    const byAccount = useByAccount(workspace, view);
    const places = usePlaces(workspace, view);
    const tally = useMemo(
        () =>
            tallyOf(
                counts.data?.items,
                view,
                frameworks &&
                    new Map(
                        frameworks.map(({ id, controls }) => [
                            id,
                            new Set(controls.flatMap((one) => one.checks)),
                        ]),
                    ),
            ),
        [counts.data, view, frameworks],
    );

    // A link to a list with a finding in its drawer leads to the finding's page on a phone.
    useEffect(() => {
        if (!phone || search.finding === undefined) return;
        const { finding, ...list } = search;
        void navigate({ href: paths.finding(workspace, finding, list), replace: true });
    }, [phone, search, workspace, navigate]);

    const clear = (): void => patch(NO_FILTER);
    return (
        <>
            <PageHeader
                title="Findings"
                about="What is wrong, what cannot be told, and what is muted."
                actions={
                    <>
                        <a
                            href={outside.findingsCsv(workspace, { ...without(apiFilter(search), "sort") })}
                            download
                            className={buttonClass()}
                        >
                            <Download aria-hidden size={14} />
                            CSV
                            <span className="sr-only"> of all findings of this filter</span>
                        </a>
                        <ViewsMenu key={workspace} workspace={workspace} search={search} />
                    </>
                }
            />
            <WholeAlert workspace={workspace} chosen={search.account} />
            <FilterBar
                chips={chipsOf(search, patch, { accounts, frameworks, checks: tally.checks, all: checks })}
                onClear={clear}
                count={
                    tally.total === null
                        ? counts.error === null
                            ? undefined
                            : "How many is not known"
                        : tally.total === counts.data?.total || !isFiltered(search)
                          ? plural(tally.total, "finding")
                          : `${number(tally.total)} of ${plural(counts.data?.total ?? 0, "finding")}`
                }
            >
                <SearchInput
                    label="Search findings"
                    value={search.q ?? ""}
                    onChange={(q) => patchUrl({ q: q === "" ? undefined : q, open: undefined })}
                />
                <FindingFilters
                    workspace={workspace}
                    search={view}
                    patch={patch}
                    tally={tally}
                    accounts={accounts}
                    byAccount={byAccount}
                    places={places}
                    frameworks={frameworks}
                    checks={checks}
                />
            </FilterBar>
            <FindingsList
                workspace={workspace}
                search={search}
                patch={patch}
                accounts={accounts}
                total={tally.total}
                onShowAll={clear}
            />
        </>
    );
}

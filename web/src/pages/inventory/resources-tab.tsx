/** All resources: searched, narrowed by facets, sorted, read on as one scrolls. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Boxes, CircleHelp } from "lucide-react";
import { useMemo } from "react";

import { accountsQuery, resourceCountsQuery } from "~/api/accounts";
import { resourcesQuery } from "~/api/inventory";
import { overviewQuery } from "~/api/overview";
import { useRows } from "~/api/pages";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { ColumnChooser, useChosenColumns } from "~/ui/column-chooser";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { Facets } from "~/ui/facets";
import { FilterBar } from "~/ui/filter-bar";
import { ButtonLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";
import { LoadingState } from "~/ui/skeleton";
import { Switch } from "~/ui/switch";

import { gapsOf, isWhole } from "./gaps";
import { GapsAlert } from "./gaps-alert";
import { countText } from "./inventory-count";
import { type Chosen, type Dimension, facet, kindsToAsk, nameOf, total } from "./inventory-facets";
import { accountName, resourceName } from "./inventory-words";
import { HIDDEN_COLUMNS, resourceColumns } from "./resource-columns";

const route = getRouteApi("/house/w/$workspace/inventory");

const FACETS: readonly { dimension: Dimension; name: string }[] = [
    { dimension: "service", name: "Service" },
    { dimension: "kind", name: "Kind" },
    { dimension: "region", name: "Region" },
    { dimension: "account", name: "Account" },
];
const SORTS = ["kind", "name", "since"] as const;
const NONE: readonly string[] = [];

export function ResourcesTab() {
    const { workspace } = route.useParams();
    const search = route.useSearch();
    const {
        q,
        deep = false,
        hidden = false,
        service = NONE,
        kind = NONE,
        region = NONE,
        account = NONE,
    } = search;
    const patch = useSearchPatch();
    const chosenColumns = useChosenColumns("inventory", HIDDEN_COLUMNS);
    const accounts = useQuery(accountsQuery(workspace));
    const counts = useQuery(resourceCountsQuery(workspace));
    const overview = useQuery(overviewQuery(workspace));

    const chosen: Chosen = { service, kind, region, account, hidden };
    const items = counts.data?.items;
    const kinds = kindsToAsk(items, chosen);
    const sort = readSort(search.sort, { by: "kind", order: "asc" });
    const by = SORTS.find((one) => one === sort?.by) ?? "kind";
    const order = by === sort?.by ? sort.order : "asc";
    const query = useInfiniteQuery({
        ...resourcesQuery(workspace, {
            q,
            deep: deep || undefined,
            account,
            kind: kinds ?? NONE,
            region,
            hidden: hidden || undefined,
            sort: by,
            order,
        }),
        // No kind of the services that were chosen is there: nothing is to be asked.
        enabled: kinds === undefined || (kinds !== null && kinds.length > 0),
        placeholderData: keepPreviousData,
    });
    const { rows, more, loadingMore } = useRows(query);
    const searching = query.isPlaceholderData;
    const columns = useMemo(
        () => resourceColumns(workspace, accounts.data?.items),
        [workspace, accounts.data],
    );

    const gaps = gapsOf(accounts.data?.items, overview.data, chosen);
    const sum = items === undefined ? undefined : total(items, chosen);
    const label = (dimension: Dimension, value: string): string =>
        dimension === "account" ? accountName(accounts.data?.items, value) : nameOf(dimension, value);
    const narrowed =
        FACETS.some(({ dimension }) => chosen[dimension].length > 0) || hidden || q !== undefined;
    const clear = (): void =>
        patch(
            {
                q: undefined,
                deep: undefined,
                hidden: undefined,
                ...Object.fromEntries(FACETS.map(({ dimension }) => [dimension, undefined])),
            },
            { push: true },
        );
    const chips = [
        ...FACETS.flatMap(({ dimension, name }) =>
            chosen[dimension].map((value) => ({
                name,
                value: label(dimension, value),
                onRemove: () =>
                    patch({ [dimension]: chosen[dimension].filter((one) => one !== value) }, { push: true }),
            })),
        ),
        ...(hidden
            ? [
                  {
                      name: "Only",
                      value: "something not seen",
                      onRemove: () => patch({ hidden: undefined }, { push: true }),
                  },
              ]
            : []),
    ];

    const empty = (
        <NothingHere
            workspace={workspace}
            accounts={accounts.data?.items.length}
            collected={accounts.data?.items.some(({ generation }) => generation > 0)}
            narrowed={narrowed}
            whole={isWhole(gaps)}
            clear={clear}
        />
    );
    return (
        <>
            <FilterBar
                chips={chips}
                onClear={clear}
                count={countText({
                    q,
                    searching: searching || (query.isFetching && rows === undefined),
                    read: rows?.length,
                    more: more !== undefined,
                    sum,
                    failed: counts.isError,
                    whole: isWhole(gaps),
                })}
            >
                <SearchInput
                    label="Search resources"
                    placeholder={deep ? "Search everything" : "Search id, name or ARN"}
                    value={q ?? ""}
                    onChange={(text) => patch({ q: text.trim() === "" ? undefined : text })}
                />
                <Switch
                    label="Inside documents"
                    checked={deep}
                    onChange={(on) => patch({ deep: on ? true : undefined }, { push: true })}
                />
                {FACETS.map(({ dimension, name }) => (
                    <Facets
                        key={dimension}
                        name={name}
                        value={chosen[dimension]}
                        onChange={(value) => patch({ [dimension]: value }, { push: true })}
                        choices={facet(items ?? [], chosen, dimension).map(({ value, count }) => ({
                            value,
                            label:
                                dimension === "kind" ? <KindChoice kind={value} /> : label(dimension, value),
                            text: label(dimension, value),
                            // What a text fits only the list knows.
                            ...(q === undefined ? { count } : {}),
                        }))}
                    />
                ))}
                <Button
                    aria-pressed={hidden}
                    icon={<CircleHelp aria-hidden size={14} />}
                    className={hidden ? "border-accent!" : ""}
                    onClick={() => patch({ hidden: hidden ? undefined : true }, { push: true })}
                >
                    Something not seen
                    {sum !== undefined && q === undefined && (
                        <span className="text-ink-3 tabular">{number(sum.hidden)}</span>
                    )}
                </Button>
                <ColumnChooser columns={columns} chosen={chosenColumns} />
            </FilterBar>
            <GapsAlert
                workspace={workspace}
                accounts={accounts.data?.items}
                gaps={gaps}
                failed={overview.isError}
            />
            {kinds === null ? (
                <QueryView query={counts} what="The inventory">
                    {() => null}
                </QueryView>
            ) : kinds?.length === 0 ? (
                empty
            ) : (
                <QueryView
                    query={query}
                    what="The inventory"
                    loading={
                        <LoadingState
                            label={
                                deep && q !== undefined
                                    ? "Looking inside the documents"
                                    : "The inventory: loading"
                            }
                            rows={10}
                        />
                    }
                >
                    {() =>
                        rows === undefined || rows.length === 0 ? (
                            empty
                        ) : (
                            <div
                                aria-busy={searching}
                                className={cx("transition-opacity", searching && "opacity-55")}
                            >
                                <DataTable
                                    label="Resources"
                                    columns={columns}
                                    rows={rows}
                                    rowId={({ account: of, kind: is, region: at, id }) =>
                                        `${of} ${is} ${at} ${id}`
                                    }
                                    rowTo={(resource) => paths.resource(workspace, resource)}
                                    rowLabel={resourceName}
                                    sort={{ by, order }}
                                    onSort={(next) => patch({ sort: writeSort(next) })}
                                    serverSorted
                                    chosen={chosenColumns}
                                    more={more}
                                    loadingMore={loadingMore}
                                />
                            </div>
                        )
                    }
                </QueryView>
            )}
        </>
    );
}

const KindChoice = ({ kind }: { kind: string }) => (
    <span className="block min-w-0">
        {kindName(kind)}
        <span className="text-ink-3 block font-mono text-2xs break-all">{kind}</span>
    </span>
);

function NothingHere(props: {
    workspace: string;
    accounts: number | undefined;
    collected: boolean | undefined;
    narrowed: boolean;
    whole: boolean;
    clear: () => void;
}) {
    const { workspace, accounts, collected, narrowed, whole, clear } = props;
    const icon = <Boxes aria-hidden size={18} />;
    if (accounts === 0) {
        return (
            <EmptyState
                icon={icon}
                title="No cloud account yet"
                action={
                    <ButtonLink kind="primary" to={paths.linkAccount(workspace)}>
                        Link an account
                    </ButtonLink>
                }
            >
                The inventory begins with the first generation of a cloud account. Link one, or look around in
                the sample estate.
            </EmptyState>
        );
    }
    if (narrowed) {
        return (
            <EmptyState
                icon={icon}
                title="Nothing fits"
                action={
                    <Button kind="primary" onClick={clear}>
                        Clear the search and filters
                    </Button>
                }
            >
                {whole
                    ? "No resource fits the search and all filters."
                    : "No resource that was seen fits the search and all filters. Not everything was seen."}
            </EmptyState>
        );
    }
    return (
        <EmptyState
            icon={icon}
            title={collected === true ? "No resource was seen" : "Nothing collected yet"}
            action={<ButtonLink to={paths.accounts(workspace)}>Go to the accounts</ButtonLink>}
        >
            {collected === true
                ? whole
                    ? "The newest generations have no resource in them."
                    : "That is not to say that there is none: not everything could be listed."
                : "Resources appear here as soon as the first run of a cloud account has ended."}
        </EmptyState>
    );
}

/** What each generation added, changed and took away, the newest first. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useMemo } from "react";

import { accountsQuery } from "~/api/accounts";
import { changesQuery, type What } from "~/api/inventory";
import { useRows } from "~/api/pages";
import { useSearchPatch } from "~/app/url-state";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { ColumnChooser, useChosenColumns } from "~/ui/column-chooser";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { ButtonLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Segments } from "~/ui/segments";
import { Select } from "~/ui/select";

import { changeColumns } from "./change-columns";
import { accountName } from "./inventory-words";

const route = getRouteApi("/house/w/$workspace/inventory");

const CHOICES: readonly { value: What | "all"; label: string }[] = [
    { value: "all", label: "All" },
    { value: "added", label: "Added" },
    { value: "changed", label: "Changed" },
    { value: "gone", label: "Gone" },
];

export function ChangesTab() {
    const { workspace } = route.useParams();
    const { account, generation, what } = route.useSearch();
    const patch = useSearchPatch();
    const accounts = useQuery(accountsQuery(workspace));
    const chosenColumns = useChosenColumns("changes", ["region"]);
    // One account at a time: numbers of generations are an account's own.
    const one = account?.[0];
    const query = useInfiniteQuery(
        changesQuery(workspace, {
            account: one,
            generation: one === undefined ? undefined : generation,
            what,
        }),
    );
    const { rows, more, loadingMore } = useRows(query);
    const items = accounts.data?.items;
    const columns = useMemo(
        () =>
            changeColumns(workspace, items, (of, number_) =>
                patch({ account: [of], generation: number_ }, { push: true }),
            ),
        [workspace, items, patch],
    );
    const clear = (): void =>
        patch({ account: undefined, generation: undefined, what: undefined }, { push: true });
    const narrowed = one !== undefined || what !== undefined;
    const chips = [
        ...(one === undefined
            ? []
            : [
                  {
                      name: "Account",
                      value: accountName(items, one),
                      onRemove: () => patch({ account: undefined, generation: undefined }, { push: true }),
                  },
              ]),
        ...(one === undefined || generation === undefined
            ? []
            : [
                  {
                      name: "Generation",
                      value: number(generation),
                      onRemove: () => patch({ generation: undefined }, { push: true }),
                  },
              ]),
    ];
    return (
        <>
            <FilterBar
                chips={chips}
                onClear={clear}
                count={
                    rows === undefined
                        ? ""
                        : more === undefined
                          ? plural(rows.length, "change")
                          : `At least ${plural(rows.length, "change")}; more are read as you scroll`
                }
            >
                <Segments
                    label="What changed"
                    value={what ?? "all"}
                    onChange={(value) => patch({ what: value === "all" ? undefined : value }, { push: true })}
                    choices={CHOICES}
                />
                <Select
                    label="Account"
                    name="account"
                    hideLabel
                    className="w-52 phone:w-full"
                    value={one ?? ""}
                    onChange={(value) =>
                        patch(
                            { account: value === "" ? undefined : [value], generation: undefined },
                            { push: true },
                        )
                    }
                    choices={[
                        { value: "", label: "All accounts" },
                        ...(items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                        // An account of a link that was unlinked meanwhile.
                        ...(one === undefined || items === undefined || items.some(({ id }) => id === one)
                            ? []
                            : [{ value: one, label: one }]),
                    ]}
                />
                <ColumnChooser columns={columns} chosen={chosenColumns} />
            </FilterBar>
            <QueryView query={query} what="The changes">
                {() =>
                    rows === undefined || rows.length === 0 ? (
                        <EmptyState
                            icon={<History aria-hidden size={18} />}
                            title={narrowed ? "Nothing fits" : "No changes on record yet"}
                            action={
                                narrowed ? (
                                    <Button kind="primary" onClick={clear}>
                                        Show all changes
                                    </Button>
                                ) : (
                                    <ButtonLink to={paths.accounts(workspace)}>Go to the accounts</ButtonLink>
                                )
                            }
                        >
                            {narrowed
                                ? "No kept generation has such a change."
                                : "Each generation says here what it added, changed and took away. The first one comes with the first run of a cloud account."}
                        </EmptyState>
                    ) : (
                        <DataTable
                            label="Changes"
                            columns={columns}
                            rows={rows}
                            rowId={(row) =>
                                `${row.account} ${row.generation} ${row.kind} ${row.region} ${row.id} ${row.what}`
                            }
                            rowTo={(row) => paths.resource(workspace, row, { tab: "changes" })}
                            chosen={chosenColumns}
                            more={more}
                            loadingMore={loadingMore}
                        />
                    )
                }
            </QueryView>
        </>
    );
}

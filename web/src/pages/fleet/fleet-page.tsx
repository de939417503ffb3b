/** The fleet: clients side by side. Which one needs me, and why? */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, Telescope } from "lucide-react";

import { fleetQuery } from "~/api/fleet";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { Facets } from "~/ui/facets";
import { FilterBar } from "~/ui/filter-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";

import { fleetColumns } from "./fleet-columns";
import { FLEET_FILTERS, filterFleet, worstCount } from "./fleet-rows";
import { NewWorkspaceDialog } from "./new-workspace-dialog";

const route = getRouteApi("/house/");

export function FleetPage() {
    const { q = "", show = [], sort, new: making = false } = route.useSearch();
    const patch = useSearchPatch();
    const query = useQuery(fleetQuery());
    const setMaking = (on: boolean): void => patch({ new: on ? true : undefined });
    const makeButton = (
        <Button kind="primary" icon={<Plus aria-hidden size={15} />} onClick={() => setMaking(true)}>
            Make a workspace
        </Button>
    );
    return (
        <>
            <PageHeader
                title="Fleet"
                about="Your clients side by side: who needs you, and why."
                actions={makeButton}
            />
            <QueryView query={query} what="The fleet">
                {({ items }) => {
                    if (items.length === 0) {
                        return (
                            <EmptyState
                                icon={<Telescope aria-hidden size={18} />}
                                title="No workspace yet"
                                action={makeButton}
                            >
                                A workspace holds one client: their cloud accounts, findings and history. Make
                                one, or ask for an invitation to one that is there.
                            </EmptyState>
                        );
                    }
                    const rows = filterFleet(items, q, show);
                    const columns = fleetColumns(Math.max(...items.map(worstCount)));
                    const chips = FLEET_FILTERS.filter(({ value }) => show.includes(value)).map(
                        ({ value, label }) => ({
                            name: "Show",
                            value: label,
                            onRemove: () =>
                                patch({ show: show.filter((one) => one !== value) }, { push: true }),
                        }),
                    );
                    return (
                        <>
                            <FilterBar
                                chips={chips}
                                onClear={() => patch({ show: undefined }, { push: true })}
                                count={
                                    rows.length === items.length
                                        ? plural(items.length, "workspace")
                                        : `${rows.length} of ${plural(items.length, "workspace")}`
                                }
                            >
                                <SearchInput
                                    label="Search the fleet"
                                    value={q}
                                    onChange={(text) => patch({ q: text || undefined })}
                                />
                                <Facets
                                    name="Show"
                                    value={show}
                                    onChange={(value) => patch({ show: value }, { push: true })}
                                    choices={FLEET_FILTERS.map(({ value, label, fits }) => ({
                                        value,
                                        label,
                                        count: items.filter(fits).length,
                                    }))}
                                />
                            </FilterBar>
                            {rows.length === 0 ? (
                                <EmptyState
                                    icon={<Telescope aria-hidden size={18} />}
                                    title="No workspace fits"
                                    action={
                                        <Button onClick={() => patch({ q: undefined, show: undefined })}>
                                            Show all
                                        </Button>
                                    }
                                />
                            ) : (
                                <DataTable
                                    label="Workspaces"
                                    columns={columns}
                                    rows={rows}
                                    rowId={(item) => item.workspace.id}
                                    rowTo={(item) => paths.overview(item.workspace.id)}
                                    sort={readSort(sort, { by: "findings", order: "desc" })}
                                    onSort={(next) => patch({ sort: writeSort(next) })}
                                />
                            )}
                            <p className="text-ink-3 mt-3 text-xs">
                                Muted findings are not counted as open. Unknown is what the newest generations
                                can say nothing of.
                            </p>
                        </>
                    );
                }}
            </QueryView>
            <NewWorkspaceDialog open={making} onOpenChange={setMaking} />
        </>
    );
}

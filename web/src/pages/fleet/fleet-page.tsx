/** The fleet: clients side by side. Which one needs me, and why? */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, Telescope } from "lucide-react";

import { fleetQuery } from "~/api/fleet";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchedList } from "~/ui/searched-list";

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
                    return (
                        <>
                            <SearchedList
                                what="workspace"
                                search="Search the fleet"
                                q={q}
                                show={show}
                                filters={FLEET_FILTERS}
                                all={items}
                                rows={rows}
                                icon={<Telescope aria-hidden size={18} />}
                            >
                                <DataTable
                                    label="Workspaces"
                                    columns={columns}
                                    rows={rows}
                                    rowId={(item) => item.workspace.id}
                                    rowTo={(item) => paths.overview(item.workspace.id)}
                                    sort={readSort(sort, { by: "findings", order: "desc" })}
                                    onSort={(next) => patch({ sort: writeSort(next) })}
                                />
                            </SearchedList>
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

/** The runs of an account: when, how long, what they saw, and what looking cost. Each opens beside the list. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { History } from "lucide-react";

import { type Rows, useRows } from "~/api/pages";
import { readSummary, readUnseen, runQuery, runsQuery } from "~/api/runs";
import type { Account, Run } from "~/api/types";
import { useSearchPatch } from "~/app/url-state";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Count } from "~/ui/count";
import { type DataColumn, DataTable } from "~/ui/data-table";
import { Drawer } from "~/ui/drawer";
import { EmptyState } from "~/ui/empty-state";
import { QueryView } from "~/ui/query-view";
import { StateBadge } from "~/ui/state-badge";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { callsPrice, durationOf, isPublished } from "./account-rows";
import { RunDetails } from "./run-details";
import { RunProgress } from "./run-progress";

const route = getRouteApi("/house/w/$workspace/accounts/$account");

export function RunsTab({ workspace, account }: { workspace: string; account: Account }) {
    const { run: opened } = route.useSearch();
    const patch = useSearchPatch();
    const query = useInfiniteQuery(runsQuery(workspace, account.id));
    const rows = useRows(query);
    const open = (run: string | undefined): void => patch({ run }, { push: run !== undefined });
    return (
        <>
            <QueryView
                query={{
                    data: rows.rows,
                    error: query.error,
                    isFetching: query.isFetching,
                    refetch: query.refetch,
                }}
                what="The runs"
            >
                {(items) =>
                    items.length === 0 ? (
                        <EmptyState icon={<History aria-hidden size={18} />} title="No run yet">
                            The first one begins by itself within a minute.
                        </EmptyState>
                    ) : (
                        <RunsTable
                            workspace={workspace}
                            rows={rows}
                            items={items}
                            sample={account.access.by === "sample"}
                            onOpen={open}
                        />
                    )
                }
            </QueryView>
            <Drawer
                open={opened !== undefined}
                onOpenChange={(on) => {
                    if (!on) open(undefined);
                }}
                title="Run"
            >
                {opened !== undefined && <OpenedRun workspace={workspace} run={opened} />}
            </Drawer>
        </>
    );
}

function OpenedRun({ workspace, run }: { workspace: string; run: string }) {
    const query = useQuery(runQuery(workspace, run));
    return (
        <QueryView query={query} what="This run">
            {(shown) => <RunDetails workspace={workspace} run={shown} />}
        </QueryView>
    );
}

function RunsTable({
    workspace,
    rows,
    items,
    sample,
    onOpen,
}: {
    workspace: string;
    rows: Rows<Run>;
    items: readonly Run[];
    sample: boolean;
    onOpen: (run: string) => void;
}) {
    return (
        <DataTable
            label="Runs"
            columns={runColumns(onOpen, sample)}
            rows={items}
            rowId={(run) => run.id}
            rowTo={(run) => paths.account(workspace, run.account, { tab: "runs", run: run.id })}
            onOpen={(run) => onOpen(run.id)}
            more={rows.more}
            loadingMore={rows.loadingMore}
        />
    );
}

const runColumns = (onOpen: (run: string) => void, sample: boolean): readonly DataColumn<Run>[] => [
    {
        id: "started",
        header: "Started",
        main: true,
        cell: (run) => (
            <button
                type="button"
                onClick={() => onOpen(run.id)}
                className="text-accent-text rounded-sm text-left hover:underline"
            >
                <Time at={run.started} as="exact" />
            </button>
        ),
    },
    {
        id: "state",
        header: "State",
        width: "14rem",
        cell: (run) => (
            <div className="flex min-w-0 flex-col gap-1 whitespace-normal">
                <span className="flex flex-wrap items-center gap-1.5">
                    <StateBadge state={run.state === "complete" ? "done" : run.state} />
                    {run.wanted && <span className="text-ink-3 text-xs">asked for</span>}
                </span>
                {run.state === "running" && <RunProgress run={run} compact />}
            </div>
        ),
    },
    {
        id: "duration",
        header: "Took",
        width: "7rem",
        from: "md",
        cell: (run) => durationOf(run) ?? <span className="text-ink-3">–</span>,
    },
    {
        id: "listings",
        header: "Listings",
        width: "9rem",
        align: "end",
        from: "lg",
        cell: (run) =>
            sample ? (
                <span className="text-ink-3">–</span>
            ) : (
                <span className="tabular">
                    {run.listed === run.listings
                        ? number(run.listed)
                        : `${number(run.listed)} of ${number(run.listings)}`}
                </span>
            ),
    },
    {
        id: "documents",
        header: "Resources",
        width: "6.5rem",
        align: "end",
        cell: (run) =>
            isPublished(run) || run.state === "running" ? (
                <Count
                    value={run.documents}
                    atLeast={run.state !== "complete"}
                    because="the run did not see everything"
                />
            ) : (
                <UnknownBadge because="the run gave no generation" />
            ),
    },
    {
        id: "unseen",
        header: "Causes unseen",
        width: "8rem",
        align: "end",
        from: "lg",
        cell: (run) =>
            isPublished(run) ? (
                <Count value={readUnseen(run).length} />
            ) : (
                <span className="text-ink-3">–</span>
            ),
    },
    {
        id: "price",
        header: "Cost",
        width: "6rem",
        align: "end",
        from: "md",
        cell: (run) => {
            const { price } = readSummary(run);
            if (sample) return <span className="text-ink-3">–</span>;
            return price === null ? (
                <UnknownBadge because="the run does not say what its calls cost" />
            ) : (
                <span className="tabular">{callsPrice(price.nanoUsd)}</span>
            );
        },
    },
];

/** What comes again: rent, salaries, subscriptions, each posted on its day by itself. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { CalendarSync, Plus } from "lucide-react";
import { useMemo } from "react";

import { bookQuery, type LedgerAccount, ledgerAccountsQuery } from "~/api/books";
import { definitionsQuery } from "~/api/definitions";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { byNo } from "./account-tree";
import { recurringColumns } from "./recurring-columns";
import { RecurringDrawer } from "./recurring-drawer";
import { recurringState, saidOf } from "./recurring-words";
import { mayWrite } from "./roles";
import { useDefining } from "./use-definitions";

const route = getRouteApi("/house/w/$workspace/books/recurring");
const NONE: readonly LedgerAccount[] = [];

export function RecurringPage() {
    const { workspace } = route.useParams();
    const { new: making, from, open, sort } = route.useSearch();
    const patch = useSearchPatch();
    const reason = mayWrite(useWorkspace()?.role);
    const currency = useQuery(bookQuery(workspace)).data?.currency ?? "EUR";
    const accountsQuery = useQuery(ledgerAccountsQuery(workspace));
    const list = accountsQuery.data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const query = useQuery(definitionsQuery(workspace, "recurring"));
    const doing = useDefining(workspace, "recurring");
    const columns = useMemo(
        () => recurringColumns(workspace, accounts, currency),
        [workspace, accounts, currency],
    );
    const make = (): void => patch({ new: true }, { push: true });
    useShortcuts([
        {
            keys: "a r",
            label: "Add what comes again",
            group: "Books",
            run: make,
            onlyWhen: () => reason === undefined,
        },
    ]);
    const button = (
        <Button kind="primary" icon={<Plus aria-hidden size={15} />} disabledReason={reason} onClick={make}>
            Add what comes again
        </Button>
    );
    const items = query.data?.items;
    const waiting = items?.filter((one) => recurringState(one) === "waiting").length ?? 0;
    return (
        <>
            <PageHeader
                title="Recurring"
                about="Rent, salaries, subscriptions: each is posted on its day by itself."
                actions={items?.length === 0 ? undefined : button}
            />
            <QueryView query={query} what="What comes again">
                {({ items: all }) =>
                    all.length === 0 ? (
                        <EmptyState
                            icon={<CalendarSync aria-hidden size={18} />}
                            title="Nothing comes again yet"
                            action={button}
                        >
                            Say once what is paid every month. Or open a transaction and choose “Make it
                            recurring”.
                        </EmptyState>
                    ) : (
                        <>
                            {waiting > 0 && (
                                <Alert tone="warn" className="mb-4">
                                    {plural(waiting, "recurring transaction")} could not be posted on{" "}
                                    {waiting === 1 ? "its" : "their"} day. Open it to see why.
                                </Alert>
                            )}
                            <DataTable
                                label="What comes again"
                                columns={columns}
                                rows={all}
                                rowId={({ id }) => id}
                                rowTo={({ id }) => paths.recurring(workspace, { open: id })}
                                onOpen={({ id }) => patch({ open: id }, { push: true })}
                                rowLabel={(one) => saidOf(one, accounts).title}
                                sort={readSort(sort, { by: "next", order: "asc" })}
                                onSort={(next) => patch({ sort: writeSort(next) })}
                            />
                        </>
                    )
                }
            </QueryView>
            {/* Its form is filled once: what it is filled from must be there. */}
            {accountsQuery.data !== undefined && (
                <RecurringDrawer
                    workspace={workspace}
                    one={items?.find(({ id }) => id === open)}
                    making={making === true}
                    from={from}
                    list={list}
                    accounts={accounts}
                    currency={currency}
                    doing={doing}
                    reason={reason}
                    onClose={() => patch({ open: undefined, new: undefined, from: undefined })}
                />
            )}
        </>
    );
}

/** The budgets, and how each stands: those that somebody should look at first. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Pencil, PiggyBank, Plus, Trash2 } from "lucide-react";
import { useMemo } from "react";

import { bookQuery, type LedgerAccount, ledgerAccountsQuery } from "~/api/books";
import { definitionsQuery } from "~/api/definitions";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { Button } from "~/ui/button";
import { EmptyState } from "~/ui/empty-state";
import { IconButton } from "~/ui/icon-button";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";

import { byNo } from "./account-tree";
import { BudgetCard } from "./budget-card";
import { BudgetDialog } from "./budget-dialog";
import { byLevel, emptyBudget, typedOfBudget } from "./budget-words";
import { today } from "./days";
import { mayWrite } from "./roles";
import { useDefining } from "./use-definitions";

const route = getRouteApi("/house/w/$workspace/books/budgets");
const NONE: readonly LedgerAccount[] = [];

export function BudgetsPage() {
    const { workspace } = route.useParams();
    const { new: making, edit } = route.useSearch();
    const patch = useSearchPatch();
    const reason = mayWrite(useWorkspace()?.role);
    const currency = useQuery(bookQuery(workspace)).data?.currency ?? "EUR";
    const accountsQuery = useQuery(ledgerAccountsQuery(workspace));
    const list = accountsQuery.data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const query = useQuery(definitionsQuery(workspace, "budgets"));
    const doing = useDefining(workspace, "budgets");
    const make = (): void => patch({ new: true }, { push: true });
    const close = (): void => patch({ new: undefined, edit: undefined });
    useShortcuts([
        {
            keys: "a b",
            label: "Add a budget",
            group: "Books",
            run: make,
            onlyWhen: () => reason === undefined,
        },
    ]);
    const button = (
        <Button kind="primary" icon={<Plus aria-hidden size={15} />} disabledReason={reason} onClick={make}>
            Add a budget
        </Button>
    );
    const items = query.data?.items;
    const edited = items?.find(({ id }) => id === edit);
    const name = (no: number): string => accounts.get(no)?.full_name ?? `Account ${no}`;
    const may = accountsQuery.data !== undefined && reason === undefined;
    return (
        <>
            <PageHeader
                title="Budgets"
                about="How much a category may take, what is left of it, and how the period will end."
                actions={items?.length === 0 ? undefined : button}
            />
            <QueryView query={query} what="The budgets">
                {({ items: all }) =>
                    all.length === 0 ? (
                        <EmptyState
                            icon={<PiggyBank aria-hidden size={18} />}
                            title="There is no budget yet"
                            action={button}
                        >
                            A budget says how much a category may take in a month, and tells when it comes
                            near.
                        </EmptyState>
                    ) : (
                        <ul
                            aria-label="Budgets"
                            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border"
                        >
                            {[...all].sort(byLevel).map((budget) => (
                                <li key={budget.id}>
                                    <BudgetCard
                                        workspace={workspace}
                                        budget={budget}
                                        accounts={accounts}
                                        actions={
                                            <>
                                                <IconButton
                                                    size="sm"
                                                    label={`Change the budget of ${name(budget.body.category)}`}
                                                    icon={<Pencil aria-hidden size={14} />}
                                                    disabledReason={reason}
                                                    onClick={() => patch({ edit: budget.id }, { push: true })}
                                                />
                                                <IconButton
                                                    size="sm"
                                                    label={`Remove the budget of ${name(budget.body.category)}`}
                                                    icon={<Trash2 aria-hidden size={14} />}
                                                    disabledReason={reason}
                                                    onClick={() =>
                                                        void doing.remove(budget, "The budget is removed.")
                                                    }
                                                />
                                            </>
                                        }
                                    />
                                </li>
                            ))}
                        </ul>
                    )
                }
            </QueryView>
            {may && (
                <BudgetDialog
                    key={edited?.id ?? "new"}
                    version={edited?.version ?? 0}
                    open={making === true || edited !== undefined}
                    title={
                        edited === undefined ? "A new budget" : `The budget of ${name(edited.body.category)}`
                    }
                    list={list}
                    initial={
                        edited === undefined ? emptyBudget(currency, today()) : typedOfBudget(edited.body)
                    }
                    save={async (body) => {
                        if (edited === undefined) await doing.add(body, "The budget is there.");
                        else await doing.change(edited, body, "The budget is saved.");
                        close();
                    }}
                    onClose={close}
                />
            )}
        </>
    );
}

/** The books at a glance: what is there on a day, what the month brought, and what came last. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus } from "lucide-react";

import { type Amount, bookQuery, fewTransactionsQuery, ledgerAccountsQuery } from "~/api/books";
import { useWorkspace } from "~/app/current";
import { useSearchPatch } from "~/app/url-state";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { ButtonLink, Link } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { PartFailed } from "~/ui/part-failed";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Skeleton } from "~/ui/skeleton";
import { UnknownBadge } from "~/ui/unknown-badge";

import { byNo, grownBy, holdsMoney, KINDS, negatedAll, sums, totalOf, treeOf } from "./account-tree";
import { AccountTree } from "./account-tree-view";
import { Amounts } from "./amounts";
import { BudgetsBrief } from "./budgets-brief";
import { DayInput } from "./day-input";
import { dayWords, endOfMonthBefore, monthWords, today } from "./days";
import { RecentTransactions } from "./recent-transactions";
import { mayWrite } from "./roles";

const route = getRouteApi("/house/w/$workspace/books/");
const RECENT = 12;

export function BalancesPage() {
    const { workspace } = route.useParams();
    const { on } = route.useSearch();
    const patch = useSearchPatch();
    const day = on ?? today();
    const book = useQuery(bookQuery(workspace)).data;
    const currency = book?.currency ?? "EUR";
    const accounts = useQuery(ledgerAccountsQuery(workspace, day));
    const before = useQuery(ledgerAccountsQuery(workspace, endOfMonthBefore(day)));
    const recent = useQuery(fewTransactionsQuery(workspace, on === undefined ? {} : { to: on }, RECENT));
    const reason = mayWrite(useWorkspace()?.role);
    const add = (mode: string): void => patch({ add: mode }, { push: true });
    return (
        <>
            <PageHeader
                title="Balances"
                about={`At the end of ${on === undefined ? "today" : dayWords(day)}. Each currency stands for itself.`}
                actions={
                    <>
                        <DayInput
                            label="Balances on"
                            name="on"
                            hideLabel
                            className="w-38"
                            value={day}
                            onChange={(next) =>
                                patch({ on: next === "" || next === today() ? undefined : next })
                            }
                        />
                        {on !== undefined && <Button onClick={() => patch({ on: undefined })}>Today</Button>}
                        <Button
                            kind="primary"
                            icon={<Plus aria-hidden size={15} />}
                            disabledReason={reason}
                            onClick={() => add("expense")}
                        >
                            Add
                        </Button>
                    </>
                }
            />
            <QueryView query={accounts} what="The balances">
                {({ items }) => {
                    const total = (kind: (typeof KINDS)[number]["kind"]): Amount[] =>
                        totalOf(items, kind, currency);
                    const month = (kind: "income" | "expense"): Amount[] | undefined | null =>
                        before.data === undefined
                            ? before.isError
                                ? null
                                : undefined
                            : grownBy(before.data.items, items, kind, currency);
                    const income = month("income");
                    return (
                        <>
                            <PartFailed query={before} what={`What ${monthWords(day)} brought`} />
                            <dl className="mb-8 grid grid-cols-5 gap-3 max-lg:grid-cols-3 phone:grid-cols-2">
                                <Figure
                                    name="Net worth"
                                    amounts={sums([...total("asset"), ...total("liability")], currency)}
                                    currency={currency}
                                    strong
                                />
                                <Figure name="Assets" amounts={total("asset")} currency={currency} />
                                <Figure
                                    name="Liabilities"
                                    amounts={negatedAll(total("liability"))}
                                    currency={currency}
                                />
                                <Figure
                                    name={`Income, ${monthWords(day)}`}
                                    amounts={income == null ? income : negatedAll(income)}
                                    currency={currency}
                                />
                                <Figure
                                    name={`Expenses, ${monthWords(day)}`}
                                    amounts={month("expense")}
                                    currency={currency}
                                />
                            </dl>
                            <div className="grid grid-cols-[minmax(0,1fr)_minmax(0,26rem)] items-start gap-x-8 max-xl:grid-cols-1">
                                <div>
                                    {KINDS.map(({ kind, many }) => {
                                        // Categories that nothing was written into are on their own page.
                                        const rows = treeOf(items, kind).filter(
                                            ({ account }) =>
                                                account.total.length > 0 ||
                                                (holdsMoney(kind) && account.closed == null),
                                        );
                                        return rows.length === 0 ? null : (
                                            <AccountTree
                                                key={kind}
                                                workspace={workspace}
                                                kind={kind}
                                                title={many}
                                                rows={rows}
                                                currency={currency}
                                            />
                                        );
                                    })}
                                    <ButtonLink to={paths.ledgerAccounts(workspace)}>
                                        Change accounts and categories
                                    </ButtonLink>
                                </div>
                                <div className="max-xl:order-first">
                                    {on === undefined && (
                                        <BudgetsBrief workspace={workspace} accounts={byNo(items)} />
                                    )}
                                    <Section
                                        title="Recent transactions"
                                        actions={
                                            <Link to={paths.transactions(workspace)}>All transactions</Link>
                                        }
                                    >
                                        <QueryView query={recent} what="The transactions">
                                            {({ items: newest }) =>
                                                newest.length === 0 ? (
                                                    <EmptyState
                                                        icon={<Plus aria-hidden size={18} />}
                                                        title={
                                                            on === undefined
                                                                ? "Nothing is written yet"
                                                                : "Nothing up to this day"
                                                        }
                                                        action={
                                                            <Button
                                                                disabledReason={reason}
                                                                onClick={() => add("expense")}
                                                            >
                                                                Add an expense
                                                            </Button>
                                                        }
                                                    >
                                                        Press n anywhere in the books: amount, payee, Enter.
                                                    </EmptyState>
                                                ) : (
                                                    <RecentTransactions
                                                        workspace={workspace}
                                                        transactions={newest}
                                                        accounts={byNo(items)}
                                                        currency={currency}
                                                    />
                                                )
                                            }
                                        </QueryView>
                                    </Section>
                                </div>
                            </div>
                        </>
                    );
                }}
            </QueryView>
        </>
    );
}

interface FigureProps {
    name: string;
    /** null: unknown. undefined: on its way. */
    amounts: readonly Amount[] | null | undefined;
    currency: string;
    strong?: boolean;
}

function Figure({ name, amounts, currency, strong = false }: FigureProps) {
    return (
        <Card className={strong ? "phone:col-span-2" : ""}>
            <dt className="text-ink-3 text-xs">{name}</dt>
            <dd className="mt-1 text-base font-semibold">
                {amounts === undefined ? (
                    <Skeleton className="h-5 w-24" />
                ) : amounts === null ? (
                    <UnknownBadge because="the balances before the month could not be read" />
                ) : (
                    <Amounts amounts={amounts} currency={currency} className="items-start!" />
                )}
            </dd>
        </Card>
    );
}

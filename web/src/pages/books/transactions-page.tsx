/** The register: every transaction, the newest first; or those of one account or category with its balance beside them. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Plus, ReceiptText, Split } from "lucide-react";
import { useCallback, useEffect, useMemo, useState } from "react";

import {
    bookQuery,
    type LedgerAccount,
    ledgerAccountsQuery,
    registerQuery,
    type Transaction,
} from "~/api/books";
import { useRows } from "~/api/pages";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { usePhone } from "~/lib/media";

import { byNo, KINDS, withParts } from "./account-tree";
import { BulkBar } from "./bulk-bar";
import type { RegisterSearch } from "./books-search";
import { isLimited, NO_FILTER, RegisterFilters, registerChips } from "./register-filters";
import { mayWrite } from "./roles";
import { transactionColumns } from "./transaction-columns";
import { TransactionDrawer } from "./transaction-drawer";
import { titleOf } from "./transaction-words";
import { useTransactions } from "./use-transactions";

const route = getRouteApi("/house/w/$workspace/books/transactions");
const NONE: readonly LedgerAccount[] = [];

export function TransactionsPage() {
    const { workspace } = route.useParams();
    const search = route.useSearch();
    const patchUrl = useSearchPatch();
    const phone = usePhone();
    const reason = mayWrite(useWorkspace()?.role);
    const book = useQuery(bookQuery(workspace)).data;
    const currency = book?.currency ?? "EUR";
    const accountsQuery = useQuery(ledgerAccountsQuery(workspace));
    const list = accountsQuery.data?.items ?? NONE;
    const accounts = useMemo(() => byNo(list), [list]);
    const doing = useTransactions(workspace, accounts);
    const { account, q, from, to, state, deleted } = search;
    const query = useInfiniteQuery(
        registerQuery(workspace, {
            ...(account === undefined ? {} : { account: String(account) }),
            ...(q === undefined ? {} : { q }),
            ...(from === undefined ? {} : { from }),
            ...(to === undefined ? {} : { to }),
            ...(state === undefined ? {} : { state }),
            ...(deleted === true ? { deleted } : {}),
        }),
    );
    const { rows, more, loadingMore } = useRows(query);
    const [ids, setIds] = useState<readonly string[]>([]);
    const chosen = useMemo(() => (rows ?? []).filter(({ no }) => ids.includes(String(no))), [rows, ids]);
    const patch = useCallback(
        (change: Partial<Record<keyof RegisterSearch, unknown>>): void => {
            setIds([]);
            patchUrl({ open: undefined, ...change }, { push: true });
        },
        [patchUrl],
    );
    const open = (one: Transaction): void => patchUrl({ open: one.no }, { push: true });
    const seenFrom = useMemo(
        () => (account === undefined ? new Set<number>() : withParts(list, account)),
        [account, list],
    );
    const seen = account === undefined ? undefined : accounts.get(account);
    const balances = rows?.some((one) => one.balance != null) ?? false;
    // What a column draws depends on all of these; the search only as the address of rows.
    const columns = useMemo(
        () =>
            transactionColumns({
                workspace,
                search: {
                    ...(account === undefined ? {} : { account }),
                    ...(q === undefined ? {} : { q }),
                    ...(from === undefined ? {} : { from }),
                    ...(to === undefined ? {} : { to }),
                    ...(state === undefined ? {} : { state }),
                    ...(deleted === undefined ? {} : { deleted }),
                },
                accounts,
                list,
                seenFrom,
                currency,
                doing,
                editable: reason === undefined && !phone,
                balances,
            }),
        [
            workspace,
            account,
            q,
            from,
            to,
            state,
            deleted,
            accounts,
            list,
            seenFrom,
            currency,
            doing,
            reason,
            phone,
            balances,
        ],
    );
    useShortcuts([
        {
            keys: "e",
            label: "Change the payee of the row",
            group: "Books",
            run: () =>
                document.activeElement
                    ?.closest("[data-row]")
                    ?.querySelector<HTMLElement>('[data-cell-edit][aria-label^="Change: payee"]')
                    ?.click(),
            onlyWhen: () => document.activeElement?.closest("[data-row]") != null,
        },
        {
            keys: "s",
            label: "Write a split transaction",
            group: "Books",
            run: () => patchUrl({ new: "split" }, { push: true }),
            onlyWhen: () => reason === undefined,
        },
    ]);
    useEffect(() => setIds([]), [workspace]);

    return (
        <>
            <PageHeader
                title={seen?.full_name ?? "Transactions"}
                about={
                    seen === undefined
                        ? "Everything that is written in the books, the newest first."
                        : `${KINDS.find(({ kind }) => kind === seen.kind)?.about ?? ""}${seen.note === "" ? "" : ` ${seen.note}`}`
                }
                {...(seen === undefined
                    ? {}
                    : { crumbs: [{ to: paths.transactions(workspace), label: "Transactions" }] })}
                actions={
                    <>
                        <Button
                            icon={<Split aria-hidden size={14} />}
                            disabledReason={reason}
                            onClick={() => patchUrl({ new: "split" }, { push: true })}
                        >
                            Split
                            <span className="sr-only"> transaction</span>
                        </Button>
                        <Button
                            kind="primary"
                            icon={<Plus aria-hidden size={15} />}
                            disabledReason={reason}
                            onClick={() => patchUrl({ add: "expense" }, { push: true })}
                        >
                            Add
                        </Button>
                    </>
                }
            />
            <FilterBar
                chips={registerChips(search, patch, accounts)}
                onClear={() => patch(NO_FILTER)}
                count={
                    rows === undefined
                        ? undefined
                        : `${plural(rows.length, "transaction")}${more === undefined ? "" : " read, there are more"}`
                }
            >
                <RegisterFilters search={search} patch={patch} accounts={list} />
            </FilterBar>
            <QueryView query={accountsQuery} what="The accounts">
                {() => (
                    <QueryView query={{ ...query, data: rows }} what="The transactions">
                        {(all) =>
                            all.length === 0 ? (
                                <Nothing limited={isLimited(search)} reason={reason} patch={patchUrl} />
                            ) : (
                                <DataTable
                                    label={
                                        seen === undefined
                                            ? "Transactions"
                                            : `Transactions of ${seen.full_name}`
                                    }
                                    columns={columns}
                                    rows={all}
                                    rowId={({ no }) => String(no)}
                                    rowLabel={(one) => `${titleOf(one, accounts)}, ${one.date}`}
                                    rowTo={(one) =>
                                        paths.transactions(workspace, { ...search, open: one.no })
                                    }
                                    onOpen={open}
                                    {...(reason === undefined && deleted !== true
                                        ? { selection: { ids, onChange: setIds } }
                                        : {})}
                                    more={more}
                                    loadingMore={loadingMore}
                                />
                            )
                        }
                    </QueryView>
                )}
            </QueryView>
            <BulkBar
                chosen={chosen}
                list={list}
                accounts={accounts}
                seenFrom={seenFrom}
                doing={doing}
                onClear={() => setIds([])}
            />
            <TransactionDrawer
                workspace={workspace}
                no={search.new === undefined ? search.open : "new"}
                list={list}
                accounts={accounts}
                currency={currency}
                doing={doing}
                reason={reason}
                onClose={() => patchUrl({ open: undefined, new: undefined })}
                onOpen={(no) => patchUrl({ open: no, new: undefined })}
            />
        </>
    );
}

function Nothing({
    limited,
    reason,
    patch,
}: {
    limited: boolean;
    reason: string | undefined;
    patch: (change: Record<string, unknown>, options?: { push?: boolean }) => void;
}) {
    const icon = <ReceiptText aria-hidden size={18} />;
    if (limited)
        return (
            <EmptyState
                icon={icon}
                title="No transaction fits"
                action={
                    <Button onClick={() => patch(NO_FILTER, { push: true })}>Show all transactions</Button>
                }
            >
                Others may: take a filter off.
            </EmptyState>
        );
    return (
        <EmptyState
            icon={icon}
            title="Nothing is written yet"
            action={
                <Button
                    kind="primary"
                    disabledReason={reason}
                    onClick={() => patch({ add: "expense" }, { push: true })}
                >
                    Add an expense
                </Button>
            }
        >
            Press n anywhere in the books: amount, payee, Enter.
        </EmptyState>
    );
}

/** The accounts and categories of the books: a tree by kind, to add to, to rename, to move and to close. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { ListTree, Pencil, Plus } from "lucide-react";

import { bookQuery, type LedgerAccount, type LedgerKind, ledgerAccountsQuery } from "~/api/books";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { useSearchPatch } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import { Button } from "~/ui/button";
import { EmptyState } from "~/ui/empty-state";
import { FilterBar } from "~/ui/filter-bar";
import { IconButton } from "~/ui/icon-button";
import { BareLink } from "~/ui/link";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchInput } from "~/ui/search-input";
import { Section } from "~/ui/section";
import { Switch } from "~/ui/switch";

import { forPeople, KINDS, sums, treeOf } from "./account-tree";
import { AccountDialog } from "./account-dialog";
import { Amounts } from "./amounts";
import { dayWords } from "./days";
import { mayManage } from "./roles";

const route = getRouteApi("/house/w/$workspace/books/accounts");

const ROLES: Record<NonNullable<LedgerAccount["role"]>, string> = {
    opening: "for opening balances",
    exchange: "where currencies meet",
    "unsorted-income": "for income without a category",
    "unsorted-expense": "for expenses without a category",
};

export function LedgerAccountsPage() {
    const { workspace } = route.useParams();
    const { q = "", closed = false, new: adding, edit } = route.useSearch();
    const patch = useSearchPatch();
    const currency = useQuery(bookQuery(workspace)).data?.currency ?? "EUR";
    const query = useQuery(ledgerAccountsQuery(workspace));
    const reason = mayManage(useWorkspace()?.role);
    const add = (kind: LedgerKind): void => patch({ new: kind }, { push: true });
    useShortcuts([
        {
            keys: "a c",
            label: "Add a category",
            group: "Books",
            run: () => add("expense"),
            onlyWhen: () => reason === undefined,
        },
    ]);
    const fits = (account: LedgerAccount): boolean =>
        (closed || account.closed == null) &&
        q
            .toLowerCase()
            .split(/\s+/)
            .every((word) => `${account.full_name} ${account.note}`.toLowerCase().includes(word));
    return (
        <>
            <PageHeader
                title="Ledger accounts"
                about="Where money is, and what it comes in and goes out for."
                actions={
                    <Button
                        kind="primary"
                        icon={<Plus aria-hidden size={15} />}
                        disabledReason={reason}
                        onClick={() => add("expense")}
                    >
                        Add
                    </Button>
                }
            />
            <QueryView query={query} what="The accounts">
                {({ items }) => {
                    const found = items.filter(fits);
                    const edited = items.find(({ no }) => no === edit);
                    return (
                        <>
                            <FilterBar count={plural(found.length, "account")}>
                                <SearchInput
                                    label="Search accounts"
                                    value={q}
                                    onChange={(next) => patch({ q: next === "" ? undefined : next })}
                                />
                                <Switch
                                    label="Closed ones too"
                                    checked={closed}
                                    onChange={(on) => patch({ closed: on ? true : undefined })}
                                />
                            </FilterBar>
                            {found.length === 0 && (
                                <EmptyState
                                    icon={<ListTree aria-hidden size={18} />}
                                    title="No account fits"
                                    action={
                                        <Button onClick={() => patch({ q: undefined })}>
                                            Show all accounts
                                        </Button>
                                    }
                                />
                            )}
                            {KINDS.map(({ kind, many, one, about }) => {
                                const rows = treeOf(found, kind);
                                if (rows.length === 0 && q !== "") return null;
                                return (
                                    <Section
                                        key={kind}
                                        title={many}
                                        about={about}
                                        actions={
                                            <Button
                                                size="sm"
                                                icon={<Plus aria-hidden size={13} />}
                                                disabledReason={reason}
                                                onClick={() => add(kind)}
                                            >
                                                Add
                                                <span className="sr-only"> an {one}</span>
                                            </Button>
                                        }
                                    >
                                        <ul
                                            aria-label={many}
                                            className="bg-surface border-line shadow-card divide-line divide-y rounded-lg border empty:hidden"
                                        >
                                            {rows.map(({ account, depth }) => (
                                                <li
                                                    key={account.no}
                                                    className="hover:bg-hover flex min-h-10 items-center gap-3 px-3 py-1 text-sm"
                                                >
                                                    <span
                                                        className="min-w-0 flex-1"
                                                        style={{ paddingLeft: `${depth * 1.25}rem` }}
                                                    >
                                                        <BareLink
                                                            to={paths.transactions(workspace, {
                                                                account: account.no,
                                                            })}
                                                            className="font-medium hover:underline"
                                                        >
                                                            {q === "" ? account.name : account.full_name}
                                                        </BareLink>
                                                        <span className="text-ink-3 ml-2 text-xs">
                                                            {[
                                                                account.currency,
                                                                account.role == null
                                                                    ? null
                                                                    : ROLES[account.role],
                                                                account.note,
                                                            ]
                                                                .filter(Boolean)
                                                                .join(" · ")}
                                                        </span>
                                                    </span>
                                                    {account.closed != null && (
                                                        <Badge>closed on {dayWords(account.closed)}</Badge>
                                                    )}
                                                    <Amounts
                                                        amounts={sums(
                                                            forPeople(account.total, kind),
                                                            currency,
                                                        )}
                                                        currency={account.currency ?? currency}
                                                    />
                                                    <IconButton
                                                        size="sm"
                                                        label={`Change ${account.full_name}`}
                                                        icon={<Pencil aria-hidden size={13} />}
                                                        disabledReason={reason}
                                                        onClick={() =>
                                                            patch({ edit: account.no }, { push: true })
                                                        }
                                                    />
                                                </li>
                                            ))}
                                        </ul>
                                        {rows.length === 0 && <p className="text-ink-3 text-sm">None yet.</p>}
                                    </Section>
                                );
                            })}
                            <AccountDialog
                                workspace={workspace}
                                list={items}
                                adding={reason === undefined ? adding : undefined}
                                edited={reason === undefined ? edited : undefined}
                                onClose={() => patch({ new: undefined, edit: undefined })}
                            />
                        </>
                    );
                }}
            </QueryView>
        </>
    );
}

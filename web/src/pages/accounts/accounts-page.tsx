/** The cloud accounts of a workspace: how each is reached, where it stands, and what looking costs. */
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { CloudCog, Plus } from "lucide-react";
import { useMemo, useState } from "react";

import { accountsQuery, resourceCountsQuery } from "~/api/accounts";
import { overviewQuery } from "~/api/overview";
import type { Account } from "~/api/types";
import { useWorkspace } from "~/app/current";
import { useShortcuts } from "~/app/shortcuts";
import { readSort, useSearchPatch, writeSort } from "~/app/url-state";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { needs } from "~/lib/roles";
import { Button } from "~/ui/button";
import { DataTable } from "~/ui/data-table";
import { EmptyState } from "~/ui/empty-state";
import { PageHeader } from "~/ui/page-header";
import { QueryView } from "~/ui/query-view";
import { SearchedList } from "~/ui/searched-list";

import { ACCOUNT_FILTERS, callsPrice, filterAccounts, lookPrice } from "./account-rows";
import { accountColumns } from "./accounts-columns";
import { RenameDialog } from "./rename-dialog";
import { useAccountActions } from "./use-account-actions";

const route = getRouteApi("/house/w/$workspace/accounts");

export function AccountsPage() {
    const { workspace: id } = route.useParams();
    const { q = "", show = [], sort } = route.useSearch();
    const patch = useSearchPatch();
    const navigate = useNavigate();
    const role = useWorkspace()?.role;
    const query = useQuery(accountsQuery(id));
    // What these say is left open where they fail: the list is there all the same.
    const overview = useQuery({ ...overviewQuery(id), retry: false });
    const inventory = useQuery({ ...resourceCountsQuery(id), retry: false });
    const [renamed, setRenamed] = useState<Account | null>(null);
    const actions = useAccountActions(id, role);
    const linkReason = needs(role, "admin", "link accounts");
    const link = (): void => void navigate({ href: paths.linkAccount(id) });

    useShortcuts([
        {
            keys: "l",
            label: "Link an account",
            group: "Accounts",
            run: link,
            onlyWhen: () => linkReason === undefined,
        },
    ]);

    const changes = useMemo(
        () => new Map((overview.data?.accounts ?? []).map((change) => [change.account, change])),
        [overview.data],
    );
    const resources = useMemo(() => {
        if (inventory.data === undefined) return null;
        const sums = new Map<string, number>();
        for (const { account, resources: count } of inventory.data.items)
            sums.set(account, (sums.get(account) ?? 0) + count);
        return sums;
    }, [inventory.data]);

    const linkButton = (
        <Button
            kind="primary"
            icon={<Plus aria-hidden size={15} />}
            disabledReason={linkReason}
            onClick={link}
        >
            Link an account
        </Button>
    );
    return (
        <>
            <PageHeader
                title="Accounts"
                about="The AWS accounts of this client: how each is reached, when it was seen, and what looking costs."
                actions={linkButton}
            />
            <QueryView query={query} what="The accounts">
                {({ items }) => {
                    if (items.length === 0) {
                        return (
                            <EmptyState
                                icon={<CloudCog aria-hidden size={18} />}
                                title="No account is linked"
                                action={
                                    <>
                                        {linkButton}
                                        <Button
                                            disabledReason={linkReason}
                                            onClick={() =>
                                                void navigate({
                                                    href: paths.linkAccount(id, { by: "sample" }),
                                                })
                                            }
                                        >
                                            Fill with the sample estate
                                        </Button>
                                    </>
                                }
                            >
                                Link an AWS account by a role that can read and change nothing. Its first run
                                starts at once.
                            </EmptyState>
                        );
                    }
                    const rows = filterAccounts(items, q, show);
                    const columns = accountColumns({
                        workspace: id,
                        changes,
                        resources: (account) => {
                            if (resources !== null) return resources.get(account) ?? 0;
                            return inventory.error === null ? undefined : null;
                        },
                        actions,
                        onRename: setRenamed,
                    });
                    return (
                        <>
                            <SearchedList
                                what="account"
                                search="Search the accounts"
                                q={q}
                                show={show}
                                filters={ACCOUNT_FILTERS}
                                all={items}
                                rows={rows}
                                icon={<CloudCog aria-hidden size={18} />}
                            >
                                <DataTable
                                    label="Cloud accounts"
                                    columns={columns}
                                    rows={rows}
                                    rowId={(account) => account.id}
                                    rowTo={(account) => paths.account(id, account.id)}
                                    sort={readSort(sort, { by: "state", order: "asc" })}
                                    onSort={(next) => patch({ sort: writeSort(next) })}
                                />
                            </SearchedList>
                            <PriceNote accounts={items} />
                        </>
                    );
                }}
            </QueryView>
            <RenameDialog workspace={id} account={renamed} onClose={() => setRenamed(null)} />
        </>
    );
}

/** What the last look at all accounts cost, as far as their newest runs say it. */
function PriceNote({ accounts }: { accounts: readonly Account[] }) {
    const real = accounts.filter(({ access }) => access.by !== "sample");
    const known = real.flatMap((account) => lookPrice(account) ?? []);
    if (known.length === 0) return null;
    const sum = known.reduce((all, { nanoUsd }) => all + nanoUsd, 0);
    return (
        <p className="text-ink-3 mt-3 text-xs">
            The newest look at{" "}
            {known.length === real.length
                ? "all of them"
                : `${known.length} of ${plural(real.length, "account")}`}{" "}
            cost {callsPrice(sum)} in calls, by AWS&rsquo;s list price.
        </p>
    );
}

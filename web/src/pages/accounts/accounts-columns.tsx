/** The columns of the accounts. */
import { Ellipsis, Pause, Pencil, Play, RefreshCw, Settings } from "lucide-react";
import type { ReactNode } from "react";

import type { AccountChange } from "~/api/overview";
import type { Account } from "~/api/types";
import { number, readTime } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Count } from "~/ui/count";
import type { DataColumn } from "~/ui/data-table";
import { DropdownMenu, MenuItem, MenuLine, MenuLink } from "~/ui/dropdown-menu";
import { IconButton } from "~/ui/icon-button";
import { BareLink } from "~/ui/link";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { AccessView } from "./access-view";
import { callsPrice, collectedAt, lookPrice, standingRank } from "./account-rows";
import { AccountState, WhyOld } from "./account-state";
import { RunProgress } from "./run-progress";
import type { useAccountActions } from "./use-account-actions";

const NOT_YET = "it has no generation yet";

interface Context {
    workspace: string;
    changes: ReadonlyMap<string, AccountChange>;
    /** Resources of an account; undefined before they are read, null where they cannot be. */
    resources: (account: string) => number | null | undefined;
    actions: ReturnType<typeof useAccountActions>;
    onRename: (account: Account) => void;
}

export function accountColumns(context: Context): readonly DataColumn<Account>[] {
    const { workspace, changes, resources } = context;
    const at = (account: Account): string | null => collectedAt(account, changes.get(account.id));
    const time = (text: string | null | undefined): number | undefined => readTime(text)?.getTime();
    return [
        {
            id: "name",
            header: "Account",
            main: true,
            sortBy: ({ name }) => name,
            cell: (account) => (
                <span className="block min-w-0">
                    <BareLink
                        to={paths.account(workspace, account.id)}
                        className="block truncate rounded-sm font-medium hover:underline"
                    >
                        {account.name}
                    </BareLink>
                    <span className="text-ink-3 tabular block truncate text-xs font-normal">
                        {account.aws_account}
                    </span>
                </span>
            ),
        },
        {
            id: "state",
            header: "State",
            width: "12.5rem",
            sortBy: (account) => standingRank(account, changes.get(account.id)?.complete),
            cell: (account) => (
                <div className="flex min-w-0 flex-col gap-1 whitespace-normal">
                    <AccountState account={account} complete={changes.get(account.id)?.complete} />
                    {account.running && <RunProgress run={account.newest_run} compact />}
                </div>
            ),
        },
        {
            id: "access",
            header: "Access",
            width: "9rem",
            from: "lg",
            sortBy: ({ access }) => access.by,
            cell: (account) => <AccessView account={account} />,
        },
        {
            id: "collected",
            header: "Last collected",
            width: "9rem",
            sortBy: (account) => time(at(account)),
            cell: (account) => (
                <span className="block min-w-0">
                    <span className="flex flex-wrap items-center gap-1.5">
                        {account.generation === 0 ? (
                            <UnknownBadge because={NOT_YET}>Not yet</UnknownBadge>
                        ) : (
                            <Time at={at(account)} />
                        )}
                        <WhyOld account={account} />
                    </span>
                    {isDueSometime(account) && (
                        <span className="text-ink-3 block text-xs">
                            Next <Due account={account} />
                        </span>
                    )}
                </span>
            ),
        },
        {
            id: "resources",
            header: "Resources",
            width: "6.5rem",
            align: "end",
            from: "md",
            sortBy: (account) => resources(account.id) ?? undefined,
            cell: (account) =>
                account.generation === 0 ? (
                    <Count value={null} because={NOT_YET} />
                ) : resources(account.id) === undefined ? (
                    <span className="text-ink-3">…</span>
                ) : resources(account.id) === null ? (
                    <UnknownBadge because="the inventory could not be read" />
                ) : (
                    <BareLink
                        to={paths.inventory(workspace, { account: account.id })}
                        className="rounded-sm hover:underline"
                    >
                        <Count value={resources(account.id)} />
                    </BareLink>
                ),
        },
        {
            id: "price",
            header: "Last look",
            width: "6.5rem",
            align: "end",
            from: "xl",
            sortBy: (account) => lookPrice(account)?.nanoUsd,
            cell: (account) => <LookPriceCell account={account} />,
        },
        {
            id: "actions",
            header: "Actions",
            width: "4.75rem",
            align: "end",
            cell: (account) => <ActionsMenu account={account} context={context} />,
        },
    ];
}

/** Whether there is a next run that can be told of. */
const isDueSometime = ({ access, paused, running }: Account): boolean =>
    access.by !== "sample" && paused == null && !running;

export function Due({ account }: { account: Account }): ReactNode {
    if (account.access.by === "sample") return <span className="text-ink-3">Never</span>;
    if (account.paused != null) return <span className="text-ink-3">Paused</span>;
    if (account.running) return <span>now</span>;
    const due = readTime(account.due);
    // A run that is due begins within seconds, when a place is free.
    if (due !== null && due.getTime() <= Date.now()) return <span>now</span>;
    return <Time at={account.due} />;
}

export function LookPriceCell({ account }: { account: Account }): ReactNode {
    if (account.access.by === "sample") return <span className="text-ink-3">–</span>;
    const price = lookPrice(account);
    if (price === null) return <UnknownBadge because="the newest run does not say what its calls cost" />;
    return (
        <span className="tabular" title={`${number(price.calls)} calls`}>
            {callsPrice(price.nanoUsd)}
        </span>
    );
}

function ActionsMenu({ account, context }: { account: Account; context: Context }) {
    const { workspace, actions, onRename } = context;
    const item = { "aria-hidden": true, size: 14 } as const;
    const paused = account.paused != null;
    return (
        <DropdownMenu
            trigger={
                <IconButton
                    size="sm"
                    label={`Actions for ${account.name}`}
                    icon={<Ellipsis aria-hidden size={16} />}
                />
            }
        >
            <MenuItem
                icon={<RefreshCw {...item} />}
                disabledReason={actions.collectReason(account)}
                onSelect={() => void actions.collect(account)}
            >
                Collect now
            </MenuItem>
            <MenuItem
                icon={paused ? <Play {...item} /> : <Pause {...item} />}
                disabledReason={actions.pauseReason(account)}
                onSelect={() => void actions.setPaused(account, !paused)}
            >
                {paused ? "Resume" : "Pause"}
            </MenuItem>
            <MenuItem
                icon={<Pencil {...item} />}
                disabledReason={actions.changeReason}
                onSelect={() => onRename(account)}
            >
                Rename
            </MenuItem>
            <MenuLine />
            <MenuLink
                to={paths.account(workspace, account.id, { tab: "settings" })}
                icon={<Settings {...item} />}
            >
                Settings
            </MenuLink>
        </DropdownMenu>
    );
}

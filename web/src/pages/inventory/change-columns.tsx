/** The columns of what generations changed. */
import { Minus, PencilLine, Plus } from "lucide-react";

import type { ChangeItem } from "~/api/inventory";
import type { Account } from "~/api/types";
import { number, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { Time } from "~/ui/time";

import { accountName, KindWords } from "./inventory-words";
import { ResourceWords } from "./resource-columns";

const LOOK = {
    added: { tone: "accent", icon: <Plus aria-hidden size={12} /> },
    changed: { tone: "warn", icon: <PencilLine aria-hidden size={12} /> },
    gone: { tone: "plain", icon: <Minus aria-hidden size={12} /> },
} as const;

export function WhatBadge({ what }: { what: string }) {
    const look = Object.hasOwn(LOOK, what) ? LOOK[what as keyof typeof LOOK] : undefined;
    return (
        <Badge tone={look?.tone ?? "plain"} icon={look?.icon}>
            {sentence(what)}
        </Badge>
    );
}

export const changeColumns = (
    workspace: string,
    accounts: readonly Account[] | undefined,
    /** Narrows the list to one generation. */
    narrow: (account: string, generation: number) => void,
): readonly DataColumn<ChangeItem>[] => [
    {
        id: "what",
        header: "Change",
        width: "7rem",
        cell: ({ what }) => <WhatBadge what={what} />,
    },
    {
        id: "name",
        header: "Resource",
        main: true,
        cell: (row) => (
            <ResourceWords resource={row} to={paths.resource(workspace, row, { tab: "changes" })} />
        ),
    },
    { id: "kind", header: "Kind", width: "14rem", cell: ({ kind }) => <KindWords kind={kind} /> },
    { id: "region", header: "Region", width: "8rem", cell: ({ region }) => region },
    {
        id: "account",
        header: "Account",
        width: "9.5rem",
        from: "md",
        cell: ({ account }) => <span className="block truncate">{accountName(accounts, account)}</span>,
    },
    {
        id: "generation",
        header: "Generation",
        width: "6.5rem",
        align: "end",
        cell: ({ account, generation }) => (
            <button
                type="button"
                aria-label={`Only generation ${number(generation)} of ${accountName(accounts, account)}`}
                onClick={() => narrow(account, generation)}
                className="tabular text-accent-text rounded-sm hover:underline phone:-my-2 phone:py-2"
            >
                {number(generation)}
            </button>
        ),
    },
    { id: "at", header: "When", width: "8.25rem", cell: ({ at }) => <Time at={at} /> },
];

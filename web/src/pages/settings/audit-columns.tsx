/** The columns of the audit log. */
import { Bot, KeyRound, Terminal } from "lucide-react";

import type { AuditEntry } from "~/api/audit";
import { Avatar } from "~/ui/avatar";
import type { DataColumn } from "~/ui/data-table";
import { Time } from "~/ui/time";

import { actorOf, type Names, subjectText, whatText } from "./audit-words";

const MARK = { token: KeyRound, task: Bot, operator: Terminal };

export const auditColumns = (
    names: Names,
    open: (seq: number) => void,
): readonly DataColumn<AuditEntry>[] => [
    {
        id: "what",
        header: "What",
        main: true,
        cell: (entry) => (
            <span className="flex min-w-0 items-baseline gap-2">
                <button
                    type="button"
                    onClick={() => open(entry.seq)}
                    className="max-w-full shrink-0 truncate rounded-sm text-left font-medium hover:underline"
                >
                    {whatText(entry)}
                </button>
                <span className="text-ink-2 min-w-0 truncate font-normal">{subjectText(entry, names)}</span>
            </span>
        ),
    },
    {
        id: "who",
        header: "Who",
        width: "13rem",
        cell: ({ actor }) => <Who actor={actor} names={names} />,
    },
    {
        id: "address",
        header: "From",
        width: "9.5rem",
        from: "lg",
        cell: ({ address }) =>
            address === "" ? (
                <span className="text-ink-3">–</span>
            ) : (
                <span className="font-mono text-xs break-all">{address}</span>
            ),
    },
    { id: "at", header: "When", width: "8rem", cell: ({ at }) => <Time at={at} /> },
    {
        id: "seq",
        header: "Entry",
        width: "5rem",
        align: "end",
        from: "xl",
        notOnCard: true,
        cell: ({ seq }) => <span className="text-ink-3 tabular">{seq}</span>,
    },
];

export function Who({ actor, names }: { actor: string; names: Names }) {
    const { kind, text } = actorOf(actor, names);
    const Mark = kind === "token" || kind === "task" || kind === "operator" ? MARK[kind] : null;
    return (
        <span className="flex min-w-0 items-center gap-2">
            {kind === "person" ? (
                <Avatar name={text} />
            ) : (
                Mark !== null && (
                    <span className="bg-sunken text-ink-2 grid size-6 shrink-0 place-items-center rounded-full">
                        <Mark aria-hidden size={13} />
                    </span>
                )
            )}
            <span className="truncate">
                {text}
                {kind === "token" && <span className="text-ink-3"> by token</span>}
            </span>
        </span>
    );
}

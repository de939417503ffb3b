/** The columns of what comes again. */
import type { LedgerAccount } from "~/api/books";
import type { Recurring } from "~/api/definitions";
import { sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { BareLink } from "~/ui/link";

import { Amounts } from "./amounts";
import { dayWords } from "./days";
import { RECURRING_STATES, type RecurringState, recurringState, saidOf } from "./recurring-words";

const TONES = { active: "good", waiting: "warn", paused: "plain", ended: "plain" } as const;
export const RecurringStateBadge = ({ state }: { state: RecurringState }) => (
    <Badge tone={TONES[state]}>{RECURRING_STATES[state]}</Badge>
);

export const recurringColumns = (
    workspace: string,
    accounts: ReadonlyMap<number, LedgerAccount>,
    currency: string,
): DataColumn<Recurring>[] => [
    {
        id: "what",
        header: "What",
        main: true,
        sortBy: (one) => saidOf(one, accounts).title.toLowerCase(),
        cell: (one) => {
            const { title, sides } = saidOf(one, accounts);
            return (
                <BareLink to={paths.recurring(workspace, { open: one.id })} title={`${title}\n${sides}`}>
                    <span className="font-medium">{title}</span>
                    <span className="text-ink-3"> · {sides}</span>
                </BareLink>
            );
        },
    },
    {
        id: "when",
        header: "When",
        width: "28%",
        cell: ({ now }) => (
            <span className="text-ink-2" title={now.words}>
                {sentence(now.words)}
            </span>
        ),
    },
    {
        id: "next",
        header: "Next",
        width: "7.5rem",
        sortBy: ({ now }) => now.next[0]?.date,
        cell: ({ now }) =>
            now.next[0] === undefined ? (
                <span className="text-ink-3">none</span>
            ) : (
                <span className="tabular">{dayWords(now.next[0].date)}</span>
            ),
    },
    {
        id: "state",
        header: "State",
        width: "6rem",
        sortBy: recurringState,
        cell: (one) => <RecurringStateBadge state={recurringState(one)} />,
    },
    {
        id: "amount",
        header: "Amount",
        width: "8.5rem",
        align: "end",
        cell: (one) => {
            const { amounts, plus } = saidOf(one, accounts);
            return <Amounts amounts={amounts} currency={currency} plus={plus} />;
        },
    },
];

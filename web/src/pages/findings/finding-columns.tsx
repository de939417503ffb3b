/** The columns of a list of findings. */
import type { MouseEvent } from "react";

import type { Account, Finding } from "~/api/types";
import { cx } from "~/lib/cx";
import type { DataColumn } from "~/ui/data-table";
import { BareLink } from "~/ui/link";
import { Money } from "~/ui/money";
import { SeverityBadge } from "~/ui/severity-badge";
import { StateBadge } from "~/ui/state-badge";
import { Time } from "~/ui/time";

import { FindingState, MutedBadge } from "./finding-state";
import { regionName, resourceName, standing, said } from "./finding-words";

export interface ColumnsOf {
    accounts: readonly Account[] | undefined;
    /** The address of a finding. */
    to: (finding: Finding) => string;
    /** Opens it in place: a drawer. Undefined where the page changes. */
    onOpen: ((finding: Finding) => void) | undefined;
}

/** Columns that nobody has asked for yet. */
export const HIDDEN_AT_FIRST = ["region", "first_seen", "last_seen", "saving", "until"];

export const accountName = (accounts: readonly Account[] | undefined, id: string): string =>
    accounts?.find((account) => account.id === id)?.name ?? id;

export const findingColumns = ({ accounts, to, onOpen }: ColumnsOf): readonly DataColumn<Finding>[] => [
    {
        id: "severity",
        header: "Severity",
        width: "6.25rem",
        cell: ({ severity }) => <SeverityBadge severity={severity} />,
    },
    {
        id: "finding",
        header: "Finding",
        main: true,
        cell: (finding) => <What finding={finding} to={to(finding)} onOpen={onOpen} />,
    },
    {
        id: "resource",
        header: "Resource",
        width: "20%",
        from: "md",
        cell: (finding) => (
            <span className="block leading-4.5">
                <span className="block truncate">{resourceName(finding)}</span>
                <span className="text-ink-3 block truncate text-2xs">{finding.kind}</span>
            </span>
        ),
    },
    {
        id: "account",
        header: "Account",
        width: "9.5rem",
        from: "lg",
        cell: ({ account }) => accountName(accounts, account),
    },
    { id: "region", header: "Region", width: "7.5rem", from: "xl", cell: ({ region }) => regionName(region) },
    {
        id: "state",
        header: "State",
        width: "7rem",
        cell: (finding) =>
            // What is muted asks for nobody. What cannot be told stays visible as that.
            finding.mute != null && standing(finding) === "open" ? (
                <StateBadge state="muted" />
            ) : (
                <FindingState finding={finding} />
            ),
    },
    {
        id: "until",
        header: "Mute ends",
        width: "7.25rem",
        cell: ({ mute }) => <Time at={mute?.until} none="–" />,
    },
    {
        id: "saving",
        header: "Saving, est.",
        width: "7.5rem",
        align: "end",
        cell: ({ saving_micro_usd_per_month, saving_unknown }) => (
            <Money bare microUsdPerMonth={saving_micro_usd_per_month} because={saving_unknown} />
        ),
    },
    {
        id: "first_seen",
        header: "First seen",
        width: "7.25rem",
        from: "lg",
        cell: ({ first_seen }) => <Time at={first_seen} />,
    },
    {
        id: "last_seen",
        header: "Last seen",
        width: "7.25rem",
        from: "lg",
        notOnCard: true,
        cell: ({ last_seen }) => <Time at={last_seen} />,
    },
];

/** A modified click opens a window, as everywhere. */
export const isPlainClick = (event: MouseEvent): boolean =>
    event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

function What({ finding, to, onOpen }: { finding: Finding; to: string; onOpen: ColumnsOf["onOpen"] }) {
    const stands = standing(finding);
    const quiet = stands === "resolved" || finding.mute != null;
    const unknown = stands === "unknown" || stands === "was-open";
    return (
        <span className="block min-w-0 leading-4.5 phone:whitespace-normal">
            <BareLink
                to={to}
                onClick={(event) => {
                    if (onOpen === undefined || !isPlainClick(event)) return;
                    event.preventDefault();
                    onOpen(finding);
                }}
                className={cx(
                    "block truncate rounded-sm hover:underline phone:whitespace-normal",
                    quiet ? "text-ink-2" : "font-medium",
                )}
            >
                {stands === "resolved" || stands === "unknown" ? finding.title : said(finding.message)}
            </BareLink>
            <span className="flex min-w-0 items-center gap-1.5 text-2xs">
                {finding.mute != null && <MutedBadgeSmall finding={finding} />}
                {unknown ? (
                    <span className="text-unknown truncate">
                        Cannot be told: {finding.unknown_because ?? "no reason is known"}
                    </span>
                ) : (
                    <span className="text-ink-3 truncate">
                        {stands === "resolved" ? said(finding.message) : finding.title}
                    </span>
                )}
            </span>
        </span>
    );
}

const MutedBadgeSmall = ({ finding }: { finding: Finding }) => (
    <span className="shrink-0 [&>span]:h-4 [&>span]:text-2xs">
        <MutedBadge finding={finding} />
    </span>
);

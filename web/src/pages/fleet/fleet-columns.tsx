/** The columns of the fleet. */
import type { FleetItem } from "~/api/types";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { SEVERITIES } from "~/lib/severity";
import { Avatar } from "~/ui/avatar";
import { Badge } from "~/ui/badge";
import { Count } from "~/ui/count";
import type { DataColumn } from "~/ui/data-table";
import { BareLink } from "~/ui/link";
import { SeverityMark } from "~/ui/severity-badge";
import { StackedBar } from "~/ui/stacked-bar";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { isSure, isWhole, urgency, worstCount } from "./fleet-rows";

const NOT_SEEN = "a cloud account has no generation yet";
const NoAccount = () => <span className="text-ink-3">No cloud account</span>;

/** `longest` is the most that a bar has to show. */
export const fleetColumns = (longest: number): readonly DataColumn<FleetItem>[] => [
    {
        id: "name",
        header: "Workspace",
        main: true,
        sortBy: ({ workspace }) => workspace.name,
        cell: ({ workspace }) => (
            <span className="flex min-w-0 items-center gap-2.5">
                <Avatar name={workspace.name} square />
                <span className="min-w-0">
                    <BareLink
                        to={paths.overview(workspace.id)}
                        className="block truncate rounded-sm font-medium hover:underline"
                    >
                        {workspace.name}
                    </BareLink>
                </span>
            </span>
        ),
    },
    {
        id: "findings",
        header: "Open findings",
        width: "28%",
        sortBy: urgency,
        cell: (item) => <OpenFindings item={item} longest={longest} />,
    },
    {
        id: "unknown",
        header: "Unknown",
        width: "7.25rem",
        align: "end",
        from: "lg",
        sortBy: (item) => (isWhole(item) ? item.unknown : undefined),
        cell: (item) =>
            item.accounts === 0 ? (
                <span className="text-ink-3">–</span>
            ) : item.unknown > 0 ? (
                <UnknownBadge>{number(item.unknown)}</UnknownBadge>
            ) : (
                <Count value={0} atLeast={!isWhole(item)} because={NOT_SEEN} />
            ),
    },
    {
        id: "accounts",
        header: "Accounts",
        width: "7.5rem",
        sortBy: ({ accounts }) => accounts,
        cell: ({ accounts, failing, paused }) => (
            <span className="flex flex-wrap items-center gap-1.5">
                <Count value={accounts} />
                {failing > 0 && <Badge tone="bad">{number(failing)} failing</Badge>}
                {paused > 0 && <Badge>{number(paused)} paused</Badge>}
            </span>
        ),
    },
    {
        id: "resources",
        header: "Resources",
        width: "7.25rem",
        align: "end",
        from: "xl",
        sortBy: (item) => (isWhole(item) ? item.resources : undefined),
        cell: (item) =>
            item.accounts === 0 ? (
                <span className="text-ink-3">–</span>
            ) : (
                <Count value={item.resources} atLeast={!isWhole(item)} because={NOT_SEEN} />
            ),
    },
    {
        id: "collected",
        header: "Last collected",
        width: "8.25rem",
        from: "lg",
        sortBy: ({ oldest_generation: at }) => (at == null ? undefined : Date.parse(at)),
        cell: ({ accounts, oldest_generation: at }) =>
            accounts === 0 ? (
                <span className="text-ink-3">–</span>
            ) : at == null ? (
                <UnknownBadge because={NOT_SEEN}>Not yet</UnknownBadge>
            ) : (
                <Time at={at} />
            ),
    },
];

function OpenFindings({ item, longest }: { item: FleetItem; longest: number }) {
    const { open, unknown, accounts } = item;
    if (accounts === 0) return <NoAccount />;
    const shown = SEVERITIES.filter((severity) => open[severity] > 0);
    if (worstCount(item) === 0 && !isWhole(item)) return <UnknownBadge because={NOT_SEEN} />;
    return (
        <div className="flex min-w-0 flex-col gap-1 whitespace-normal">
            <StackedBar counts={open} unknown={unknown} of={longest} />
            <span className="text-ink-2 flex flex-wrap gap-x-3 text-xs">
                {shown.map((severity) => (
                    <span key={severity} className="tabular inline-flex items-center gap-1">
                        <SeverityMark severity={severity} />
                        {number(open[severity])} {severity}
                    </span>
                ))}
                {shown.length === 0 && <span>{isSure(item) ? "None" : "None among what is known"}</span>}
                {!isWhole(item) && <UnknownBadge because={NOT_SEEN}>At least</UnknownBadge>}
            </span>
        </div>
    );
}

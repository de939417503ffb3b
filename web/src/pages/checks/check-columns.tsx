/** The columns of the list of checks. */
import type { CheckStanding } from "~/api/posture";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import type { DataColumn } from "~/ui/data-table";
import { BareLink } from "~/ui/link";
import { Money } from "~/ui/money";
import { OutcomeBar, OutcomeWords } from "~/ui/outcome-bar";
import { SeverityBadge } from "~/ui/severity-badge";
import { UnknownBadge } from "~/ui/unknown-badge";

import { type CheckRow, serviceOfCheckName, severityRank, urgencyHere } from "./check-rows";
import { partsOf, pillarName, unseenText } from "./outcomes";

export const HIDDEN_CHECK_COLUMNS: readonly string[] = ["service", "frameworks"];

export const checkColumns = (
    workspace: string,
    postureFailed: boolean,
    savingsFailed: boolean,
): readonly DataColumn<CheckRow>[] => [
    {
        id: "title",
        header: "Check",
        main: true,
        sortBy: ({ check }) => check.title,
        cell: ({ check }) => (
            <span className="block min-w-0 py-0.5 whitespace-normal">
                <BareLink
                    to={paths.check(workspace, check.id)}
                    className="rounded-sm font-medium hover:underline"
                >
                    {check.title}
                </BareLink>
                <span className="text-ink-3 block truncate font-mono text-2xs font-normal">{check.id}</span>
            </span>
        ),
    },
    {
        id: "severity",
        header: "Severity",
        width: "6.5rem",
        sortBy: ({ check }) => severityRank(check.severity),
        cell: ({ check }) => <SeverityBadge severity={check.severity} />,
    },
    {
        id: "here",
        header: "Outcome here",
        width: "14.5rem",
        sortBy: urgencyHere,
        cell: ({ standing }) => <Here standing={standing} failed={postureFailed} />,
    },
    {
        id: "pillar",
        header: "Pillar",
        width: "10.75rem",
        from: "lg",
        sortBy: ({ check }) => pillarName(check.pillar),
        cell: ({ check }) => pillarName(check.pillar),
    },
    {
        id: "service",
        header: "Service",
        width: "8.5rem",
        from: "xl",
        sortBy: ({ service }) => serviceOfCheckName(service),
        cell: ({ service }) => serviceOfCheckName(service),
    },
    {
        id: "frameworks",
        header: "Frameworks",
        width: "9rem",
        from: "xl",
        cell: ({ frameworks }) =>
            frameworks === null ? (
                <UnknownBadge because="the frameworks are not read" />
            ) : frameworks.length === 0 ? (
                <span className="text-ink-3">None</span>
            ) : (
                <span className="block py-0.5 text-xs whitespace-normal">{frameworks.join(", ")}</span>
            ),
    },
    {
        id: "saving",
        header: "Saving (estimate)",
        width: "9.25rem",
        align: "end",
        from: "xl",
        sortBy: ({ saving }) => saving ?? undefined,
        cell: ({ saving }) =>
            saving === null ? (
                savingsFailed ? (
                    <UnknownBadge because="the savings could not be read" />
                ) : (
                    <span className="text-ink-3">…</span>
                )
            ) : (
                <Money microUsdPerMonth={saving} bare />
            ),
    },
];

function Here({ standing, failed }: { standing: CheckStanding | undefined | null; failed: boolean }) {
    if (standing === null) {
        return failed ? (
            <UnknownBadge because="what the checks say here could not be read" />
        ) : (
            <span className="text-ink-3">…</span>
        );
    }
    if (standing === undefined) return <span className="text-ink-3">No outcome</span>;
    const parts = partsOf(standing);
    const because = unseenText(standing);
    const none = parts.every(({ value }) => value === 0);
    return (
        <span className="flex min-w-0 flex-col gap-1 py-0.5 whitespace-normal">
            {!none && <OutcomeBar parts={parts} />}
            <span className="flex flex-wrap items-center gap-x-3.5 gap-y-0.5">
                {none && because === null && (
                    <span className="text-ink-3 text-xs">
                        {number(standing.not_applicable)} not applicable
                    </span>
                )}
                <OutcomeWords parts={parts} />
                {standing.muted > 0 && (
                    <span className="text-ink-3 tabular text-xs">{number(standing.muted)} muted</span>
                )}
                {because !== null && <UnknownBadge because={because}>Not all seen</UnknownBadge>}
            </span>
        </span>
    );
}

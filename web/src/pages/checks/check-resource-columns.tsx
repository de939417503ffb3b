/** The columns of the resources of a check: what they are, where, and what is said of them. */
import type { CheckDetails, CheckResource, Outcome } from "~/api/posture";
import type { Account } from "~/api/types";
import { kindName } from "~/lib/kinds";
import { paths } from "~/lib/paths";
import { Badge } from "~/ui/badge";
import type { DataColumn } from "~/ui/data-table";
import { BareLink, Link } from "~/ui/link";

import { accountOf, isPlace, nameOf, regionOf } from "./check-resource";
import { say } from "./outcomes";

/** A row leads to its finding, or to the resource itself where it passes. */
export function resourceTo(
    workspace: string,
    row: CheckResource,
    accounts: readonly Account[] | undefined,
): string {
    if (row.finding != null) return paths.finding(workspace, row.finding);
    if (isPlace(row, accounts)) return paths.account(workspace, row.account);
    return paths.resource(workspace, { ...row, id: row.resource });
}

interface About {
    workspace: string;
    outcome: Outcome;
    accounts: readonly Account[] | undefined;
    variants: CheckDetails["variants"];
}

export function resourceColumns({
    workspace,
    outcome,
    accounts,
    variants,
}: About): readonly DataColumn<CheckResource>[] {
    const columns: DataColumn<CheckResource>[] = [
        {
            id: "resource",
            header: "Resource",
            main: true,
            cell: (row) => <ResourceCell workspace={workspace} row={row} accounts={accounts} />,
        },
        {
            id: "account",
            header: "Cloud account",
            width: "9.5rem",
            from: "lg",
            cell: ({ account }) => accountOf(account, accounts),
        },
        { id: "region", header: "Region", width: "8rem", from: "lg", cell: ({ region }) => regionOf(region) },
    ];
    const variantTitle = (row: CheckResource): string | undefined =>
        row.variant == null ? undefined : titleOf(row.variant, variants);
    if (variants.length > 0 && outcome === "pass") {
        columns.push({
            id: "variant",
            header: "What passes",
            width: "44%",
            cell: (row) => <span className="block py-0.5 whitespace-normal">{variantTitle(row) ?? "–"}</span>,
        });
    }
    if (outcome !== "pass") {
        columns.push({
            id: "says",
            header: outcome === "fail" ? "What is wrong" : "Why it is unknown",
            width: "44%",
            cell: (row) => <Says row={row} variant={variantTitle(row)} />,
        });
        columns.push({
            id: "finding",
            header: "Finding",
            width: "5rem",
            cell: ({ finding }) =>
                finding == null ? (
                    <span className="text-ink-3">–</span>
                ) : (
                    <Link to={paths.finding(workspace, finding)}>Open</Link>
                ),
        });
    }
    return columns;
}

function ResourceCell({
    workspace,
    row,
    accounts,
}: {
    workspace: string;
    row: CheckResource;
    accounts: readonly Account[] | undefined;
}) {
    const name = nameOf(row);
    return (
        <span className="block min-w-0 py-0.5">
            {isPlace(row, accounts) ? (
                <span className="block truncate font-medium" title={row.resource}>
                    {row.resource === row.region ? "The whole region" : "The whole account"}
                </span>
            ) : (
                <BareLink
                    to={paths.resource(workspace, { ...row, id: row.resource })}
                    className="block truncate rounded-sm font-medium hover:underline"
                    title={row.resource}
                >
                    {name}
                </BareLink>
            )}
            <span className="text-ink-3 block truncate text-2xs font-normal">
                {kindName(row.kind)}
                {name !== row.resource && <span className="font-mono"> · {row.resource}</span>}
            </span>
        </span>
    );
}

const titleOf = (variant: string, variants: CheckDetails["variants"]): string =>
    variants.find(({ name }) => name === variant)?.title ?? variant;

function Says({ row, variant }: { row: CheckResource; variant: string | undefined }) {
    const text = row.outcome === "unknown" ? (row.unknown_because ?? row.message) : row.message;
    return (
        <span className="block py-0.5 break-words whitespace-normal">
            {variant !== undefined && <span className="text-ink-3 block text-xs">{variant}</span>}
            {row.muted && (
                <>
                    <Badge>Muted</Badge>{" "}
                </>
            )}
            {text == null ? <span className="text-ink-3">No words</span> : say(text)}
            {row.outcome === "fail" && row.unknown_because != null && (
                <span className="text-unknown block text-xs">Not seen anew: {row.unknown_because}</span>
            )}
        </span>
    );
}

/** The columns of the inventory. */
import type { Account, Resource } from "~/api/types";
import { plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import type { DataColumn } from "~/ui/data-table";
import { BareLink } from "~/ui/link";
import { Time } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

import { accountName, KindWords, resourceName } from "./inventory-words";

/** Not shown until somebody asks for it. */
export const HIDDEN_COLUMNS = ["arn"];

export const resourceColumns = (
    workspace: string,
    accounts: readonly Account[] | undefined,
): readonly DataColumn<Resource>[] => [
    {
        id: "name",
        header: "Resource",
        main: true,
        sortBy: resourceName,
        cell: (resource) => <ResourceWords resource={resource} to={paths.resource(workspace, resource)} />,
    },
    {
        id: "kind",
        header: "Kind",
        width: "14rem",
        sortBy: ({ kind }) => kind,
        cell: ({ kind }) => <KindWords kind={kind} />,
    },
    {
        id: "account",
        header: "Account",
        width: "10rem",
        from: "lg",
        cell: ({ account }) => <span className="block truncate">{accountName(accounts, account)}</span>,
    },
    {
        id: "region",
        header: "Region",
        width: "8rem",
        cell: ({ region }) => region,
    },
    {
        id: "hidden",
        header: "Not seen",
        width: "6.75rem",
        cell: ({ hidden }) =>
            hidden === 0 ? (
                <span className="text-ink-3">Nothing</span>
            ) : (
                <UnknownBadge>{plural(hidden, "part")}</UnknownBadge>
            ),
    },
    {
        id: "since",
        header: "As it is since",
        width: "8.25rem",
        from: "lg",
        sortBy: ({ since }) => Date.parse(since),
        cell: ({ since }) => <Time at={since} />,
    },
    {
        id: "arn",
        header: "ARN",
        width: "18rem",
        notOnCard: true,
        cell: ({ arn }) =>
            arn == null ? (
                <span className="text-ink-3">None</span>
            ) : (
                <span className="block truncate font-mono text-xs" title={arn}>
                    {arn}
                </span>
            ),
    },
];

/** The name with the id below, in one link. */
export function ResourceWords({
    resource,
    to,
}: {
    resource: { name?: string | null; id: string };
    to: string;
}) {
    const name = resourceName(resource);
    return (
        <span className="block min-w-0">
            <BareLink to={to} className="block truncate rounded-sm font-medium hover:underline" title={name}>
                {name}
            </BareLink>
            {name !== resource.id && (
                <span className="text-ink-3 block truncate font-mono text-2xs" title={resource.id}>
                    {resource.id}
                </span>
            )}
        </span>
    );
}

/** What else is wrong with the same resource, and what else fails the same check. */
import { useQuery } from "@tanstack/react-query";

import { type FindingFilter, fewFindingsQuery } from "~/api/findings";
import type { Account, Finding } from "~/api/types";
import { paths, type SearchValues } from "~/lib/paths";
import { asSeverity } from "~/lib/severity";
import { Link } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { SeverityBadge, SeverityMark } from "~/ui/severity-badge";
import { Skeleton } from "~/ui/skeleton";

import { accountName } from "./finding-columns";
import { FindingState, MutedBadge } from "./finding-state";
import { resourceName } from "./finding-words";

const SHOWN = 5;

interface Props {
    workspace: string;
    finding: Finding;
    accounts?: readonly Account[] | undefined;
}

export function OthersOfResource({ workspace, finding }: Props) {
    const { account, kind, region, resource } = finding;
    const filter = { account, kind, region, resource };
    return (
        <Others
            title="Other findings of this resource"
            none="None that is open or unknown."
            workspace={workspace}
            finding={finding}
            filter={filter}
            search={filter}
            all="All of this resource"
            say={(other) => other.title}
        />
    );
}

export function OthersOfCheck({ workspace, finding, accounts }: Props) {
    return (
        <Others
            title="Others that fail this check"
            none="None that is open or unknown."
            workspace={workspace}
            finding={finding}
            filter={{ check: finding.check }}
            search={{ check: finding.check }}
            all="All of this check"
            say={(other) => `${resourceName(other)} · ${accountName(accounts, other.account)}`}
        />
    );
}

function Others(props: {
    title: string;
    none: string;
    workspace: string;
    finding: Finding;
    filter: FindingFilter;
    search: SearchValues;
    all: string;
    say: (finding: Finding) => string;
}) {
    const { title, none, workspace, finding, filter, search, all, say } = props;
    // Two more than are shown: the finding itself may be among them, and whether there are more.
    const query = useQuery(fewFindingsQuery(workspace, filter, SHOWN + 2));
    return (
        <Section
            title={title}
            actions={
                <Link to={paths.findings(workspace, search)} className="text-sm">
                    {all}
                </Link>
            }
        >
            <QueryView query={query} what={title} loading={<Skeleton className="h-12 w-full rounded-lg" />}>
                {({ items, next }) => {
                    const others = items.filter(({ id }) => id !== finding.id);
                    if (others.length === 0) return <p className="text-ink-2 text-sm">{none}</p>;
                    return (
                        <ul className="border-line divide-line divide-y rounded-lg border text-sm">
                            {others.slice(0, SHOWN).map((other) => (
                                <li key={other.id} className="flex items-center gap-2.5 px-3 py-2">
                                    <Severity severity={other.severity} />
                                    <Link
                                        to={paths.finding(workspace, other.id)}
                                        className="min-w-0 flex-1 truncate"
                                    >
                                        {say(other)}
                                    </Link>
                                    <span className="flex shrink-0 items-center gap-1.5">
                                        {other.mute == null ? (
                                            <FindingState finding={other} />
                                        ) : (
                                            <MutedBadge finding={other} />
                                        )}
                                    </span>
                                </li>
                            ))}
                            {(others.length > SHOWN || next != null) && (
                                <li className="text-ink-3 px-3 py-2 text-xs">There are more.</li>
                            )}
                        </ul>
                    );
                }}
            </QueryView>
        </Section>
    );
}

function Severity({ severity }: { severity: string }) {
    const known = asSeverity(severity);
    return known === null ? (
        <SeverityBadge severity={severity} />
    ) : (
        <SeverityMark severity={known} label={known} />
    );
}

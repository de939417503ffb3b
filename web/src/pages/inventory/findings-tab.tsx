/** The findings on the resource, by where they stand. */
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";

import { useRows } from "~/api/pages";
import type { Finding, Page } from "~/api/types";
import { number, sentence } from "~/lib/format";
import { paths } from "~/lib/paths";
import { asSeverity, SEVERITIES } from "~/lib/severity";
import { Alert } from "~/ui/alert";
import { Button } from "~/ui/button";
import { Card } from "~/ui/card";
import { EmptyState } from "~/ui/empty-state";
import { BareLink } from "~/ui/link";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { SeverityBadge } from "~/ui/severity-badge";
import { StateBadge } from "~/ui/state-badge";
import { Time } from "~/ui/time";

interface Props {
    workspace: string;
    query: UseInfiniteQueryResult<InfiniteData<Page<Finding>>>;
    /** Whether some of the document was not seen: checks may not know then. */
    unseen: boolean;
}

export type Stands = "open" | "unknown" | "muted" | "resolved";

const GROUPS: readonly { stands: Stands; title: string; about: string }[] = [
    { stands: "open", title: "Open", about: "Checks that fail on it now." },
    {
        stands: "unknown",
        title: "Unknown",
        about: "Failed once; the newest generation cannot say whether they still do.",
    },
    { stands: "muted", title: "Muted", about: "They still fail; somebody decided to wait." },
    { stands: "resolved", title: "Resolved", about: "They failed once, and do not any more." },
];

/** A muted failure is still a failure, but has a group of its own. What the newest generation cannot say is unknown, muted or not. */
export function standsAs({ state, mute, unknown_because }: Finding): Stands {
    if (state === "resolved") return "resolved";
    if (state === "unknown" || unknown_because != null) return "unknown";
    return mute == null ? "open" : "muted";
}

const rank = ({ severity }: Finding): number => {
    const known = asSeverity(severity);
    return known === null ? SEVERITIES.length : SEVERITIES.indexOf(known);
};

export function FindingsTab({ workspace, query, unseen }: Props) {
    const { rows, more, loadingMore } = useRows(query);
    return (
        <QueryView query={query} what="The findings on this resource">
            {() => {
                const limits = unseen ? (
                    <Alert tone="unknown" className="mb-4">
                        Some of this resource was not seen. Checks that ask for it cannot say whether it is
                        fine.
                    </Alert>
                ) : null;
                if (rows === undefined || rows.length === 0) {
                    return (
                        <>
                            {limits}
                            <EmptyState icon={<ShieldCheck aria-hidden size={18} />} title="No finding">
                                No check has failed on this resource so far. That says nothing of what no
                                check looks at, or of what could not be seen.
                            </EmptyState>
                        </>
                    );
                }
                return (
                    <>
                        {limits}
                        {GROUPS.map(({ stands, title, about }) => {
                            const own = rows
                                .filter((finding) => standsAs(finding) === stands)
                                .sort((a, b) => rank(a) - rank(b));
                            if (own.length === 0) return null;
                            return (
                                <Section
                                    key={stands}
                                    title={`${title} (${number(own.length)}${more === undefined ? "" : " or more"})`}
                                    about={about}
                                >
                                    <Card flush>
                                        <ul aria-label={`${title} findings`} className="divide-line divide-y">
                                            {own.map((finding) => (
                                                <Row
                                                    key={finding.id}
                                                    workspace={workspace}
                                                    finding={finding}
                                                />
                                            ))}
                                        </ul>
                                    </Card>
                                </Section>
                            );
                        })}
                        {more !== undefined && (
                            <Button loading={loadingMore} onClick={more}>
                                Read more findings
                            </Button>
                        )}
                    </>
                );
            }}
        </QueryView>
    );
}

function Row({ workspace, finding }: { workspace: string; finding: Finding }) {
    const stands = standsAs(finding);
    return (
        <li className="hover:bg-hover relative grid gap-x-4 gap-y-1.5 px-4 py-3 sm:grid-cols-[5.5rem_1fr_auto]">
            <div>
                <SeverityBadge severity={finding.severity} />
            </div>
            <div className="min-w-0 text-sm">
                {/* The link is as large as the row. */}
                <BareLink
                    to={paths.finding(workspace, finding.id)}
                    className="font-medium after:absolute after:inset-0 hover:underline"
                >
                    {finding.title}
                </BareLink>
                <p className="text-ink-2 break-words">{sentence(finding.message)}</p>
                {finding.unknown_because != null && (
                    <p className="text-unknown break-words">Unknown: {finding.unknown_because}</p>
                )}
                {stands === "muted" && finding.mute != null && (
                    <p className="text-ink-3">
                        Muted until <Time at={finding.mute.until} as="date" none="further notice" />
                    </p>
                )}
            </div>
            <div className="text-ink-3 flex flex-col items-start gap-1 text-xs sm:items-end">
                <StateBadge state={stands} />
                <span>
                    {stands === "resolved" ? (
                        <>
                            Resolved <Time at={finding.resolved} />
                        </>
                    ) : (
                        <>
                            First seen <Time at={finding.first_seen} />
                        </>
                    )}
                </span>
            </div>
        </li>
    );
}

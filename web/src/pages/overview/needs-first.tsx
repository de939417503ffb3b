/** What needs doing first: the worst checks, how many resources fail them, and what mending saves. */
import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";

import { openCountsQuery, overviewQuery } from "~/api/overview";
import type { Account } from "~/api/types";
import { number, plural } from "~/lib/format";
import { paths } from "~/lib/paths";
import { SEVERITIES } from "~/lib/severity";
import { Card } from "~/ui/card";
import { BareLink, Link } from "~/ui/link";
import { Money } from "~/ui/money";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { SeverityBadge, SeverityMark } from "~/ui/severity-badge";
import { LoadingState } from "~/ui/skeleton";
import { StackedBar } from "~/ui/stacked-bar";
import { UnknownBadge } from "~/ui/unknown-badge";

import { isSure, type OpenSums, openSums, type WorstCheck, worstChecks } from "./overview-rows";

const SHOWN_MAX = 7;

export function NeedsFirst({ workspace, accounts }: { workspace: string; accounts: readonly Account[] }) {
    const counts = useQuery(openCountsQuery(workspace));
    const seen = accounts.some(({ generation }) => generation > 0);
    return (
        <Section title="What needs doing first">
            {!seen ? (
                <Card>
                    <p className="flex flex-wrap items-center gap-2 text-sm">
                        <UnknownBadge>Not known yet</UnknownBadge>
                        <span className="text-ink-2">The findings come with the first run.</span>
                    </p>
                </Card>
            ) : (
                <QueryView
                    query={counts}
                    what="The open findings"
                    loading={<LoadingState label="The open findings: loading" rows={5} />}
                >
                    {({ items }) => (
                        <Worst workspace={workspace} worst={worstChecks(items)} sums={openSums(items)} />
                    )}
                </QueryView>
            )}
        </Section>
    );
}

function Worst({
    workspace,
    worst,
    sums,
}: {
    workspace: string;
    worst: readonly WorstCheck[];
    sums: OpenSums;
}) {
    if (worst.length === 0) return <NoneOpen workspace={workspace} sums={sums} />;
    return (
        <div className="border-line bg-surface shadow-card rounded-lg border">
            <div className="border-line border-b px-4 py-3">
                <Severities workspace={workspace} sums={sums} />
            </div>
            <ol className="divide-line divide-y" aria-label="The worst checks">
                {worst.slice(0, SHOWN_MAX).map((check) => (
                    <li key={check.check}>
                        <BareLink
                            to={paths.findings(workspace, { check: check.check })}
                            className="hover:bg-hover group flex items-center gap-3 px-4 py-2.5 -outline-offset-2 phone:flex-wrap"
                        >
                            <span className="w-20 shrink-0">
                                <SeverityBadge severity={check.severity} />
                            </span>
                            <span className="min-w-0 flex-1 text-sm phone:order-last phone:basis-full">
                                {check.title}
                            </span>
                            {check.savingMicroUsd > 0 && (
                                <span className="text-ink-2 shrink-0 text-xs">
                                    <Money microUsdPerMonth={check.savingMicroUsd} />
                                </span>
                            )}
                            <span className="tabular w-28 shrink-0 text-right text-sm phone:ml-auto phone:w-auto">
                                {plural(check.open, "resource")}
                                {check.unknown > 0 && (
                                    <span className="text-unknown block text-xs">
                                        {number(check.unknown)} unknown now
                                    </span>
                                )}
                            </span>
                            <ChevronRight
                                aria-hidden
                                size={14}
                                className="text-ink-3 shrink-0 group-hover:translate-x-0.5 phone:hidden"
                            />
                        </BareLink>
                    </li>
                ))}
            </ol>
            {worst.length > SHOWN_MAX && (
                <p className="border-line border-t px-4 py-2.5 text-sm">
                    <Link to={paths.findings(workspace, { by: "check" })}>
                        {number(worst.length - SHOWN_MAX)} more checks with open findings
                    </Link>
                </p>
            )}
        </div>
    );
}

function Severities({ workspace, sums }: { workspace: string; sums: OpenSums }) {
    return (
        <>
            <StackedBar counts={sums.bySeverity} unknown={sums.unknown} />
            <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm">
                {SEVERITIES.filter((severity) => sums.bySeverity[severity] > 0).map((severity) => (
                    <li key={severity}>
                        <BareLink
                            to={paths.findings(workspace, { severity: [severity], muted: false })}
                            className="tabular inline-flex items-center gap-1.5 rounded-sm hover:underline"
                        >
                            <SeverityMark severity={severity} />
                            {number(sums.bySeverity[severity])} {severity}
                        </BareLink>
                    </li>
                ))}
                {sums.unknown > 0 && (
                    <li>
                        <BareLink
                            to={paths.findings(workspace, { unknown: true })}
                            className="text-unknown tabular inline-flex items-center gap-1.5 rounded-sm hover:underline"
                        >
                            <span aria-hidden className="hatch size-2.5 rounded-sm" />
                            {number(sums.unknown)} unknown
                        </BareLink>
                    </li>
                )}
                {sums.muted > 0 && (
                    <li>
                        <BareLink
                            to={paths.findings(workspace, { muted: true })}
                            className="text-ink-3 tabular rounded-sm hover:underline"
                        >
                            {number(sums.muted)} muted
                        </BareLink>
                    </li>
                )}
            </ul>
        </>
    );
}

/** No finding is open: whether that is all that there is to say depends on what was seen. */
function NoneOpen({ workspace, sums }: { workspace: string; sums: OpenSums }) {
    const overview = useQuery(overviewQuery(workspace));
    const sure =
        overview.data !== undefined &&
        isSure(overview.data.accounts, overview.data.unseen.length, sums.unknown);
    return (
        <Card>
            <p className="flex flex-wrap items-center gap-2 text-sm">
                {sure ? (
                    <span className="text-good font-medium">No finding is open.</span>
                ) : (
                    <>
                        <UnknownBadge because="an account was not seen whole, so there may be findings that nobody knows of">
                            None among what is known
                        </UnknownBadge>
                        <span className="text-ink-2">Not everything could be seen.</span>
                    </>
                )}
                {sums.unknown > 0 && (
                    <Link to={paths.findings(workspace, { unknown: true })}>
                        {plural(sums.unknown, "unknown finding")}
                    </Link>
                )}
                {sums.muted > 0 && (
                    <Link to={paths.findings(workspace, { muted: true })}>{number(sums.muted)} muted</Link>
                )}
            </p>
        </Card>
    );
}

/** What mending would save, in dollars: an estimate by list price, never spend. */
import { useQuery } from "@tanstack/react-query";

import { openCountsQuery } from "~/api/overview";
import { dollarsPerMonth } from "~/lib/format";
import { paths } from "~/lib/paths";
import { Card } from "~/ui/card";
import { BareLink, Link } from "~/ui/link";
import { Money } from "~/ui/money";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Skeleton } from "~/ui/skeleton";

import { savingsOf, worstChecks } from "./overview-rows";

const SHOWN_MAX = 4;

export function SavingsBrief({ workspace }: { workspace: string }) {
    const counts = useQuery(openCountsQuery(workspace));
    return (
        <Section title="Savings">
            <QueryView
                query={counts}
                what="The savings"
                loading={<Skeleton className="h-28 w-full rounded-lg" />}
            >
                {({ items }) => {
                    const { totalMicroUsd: total, checks } = savingsOf(worstChecks(items));
                    if (total === 0)
                        return (
                            <p className="text-ink-2 text-sm">
                                No open finding says what mending it would save.
                            </p>
                        );
                    return (
                        <Card flush>
                            <div className="px-4 py-3">
                                <p className="tabular text-xl font-semibold">{dollarsPerMonth(total)}</p>
                                <p className="text-ink-3 text-xs">
                                    Estimate by AWS&rsquo;s list prices, for open findings that say it. Not
                                    what you spend.
                                </p>
                            </div>
                            <ul className="divide-line border-line divide-y border-t">
                                {checks.slice(0, SHOWN_MAX).map((check) => (
                                    <li key={check.check}>
                                        <BareLink
                                            to={paths.findings(workspace, {
                                                check: check.check,
                                                sort: "saving",
                                            })}
                                            className="hover:bg-hover flex items-baseline justify-between gap-3 px-4 py-2 text-sm -outline-offset-2"
                                        >
                                            <span className="min-w-0">{check.title}</span>
                                            <Money microUsdPerMonth={check.savingMicroUsd} bare />
                                        </BareLink>
                                    </li>
                                ))}
                            </ul>
                            {checks.length > SHOWN_MAX && (
                                <p className="border-line border-t px-4 py-2 text-sm">
                                    <Link to={paths.findings(workspace, { sort: "saving" })}>
                                        All savings
                                    </Link>
                                </p>
                            )}
                        </Card>
                    );
                }}
            </QueryView>
        </Section>
    );
}

/** Open findings over time: a picture, and the same numbers as a table. */
import { useQuery } from "@tanstack/react-query";

import { type TrendDay, trendQuery } from "~/api/overview";
import { useSearchPatch } from "~/app/url-state";
import { date, number, readTime } from "~/lib/format";
import { SEVERITIES } from "~/lib/severity";
import { Card } from "~/ui/card";
import { QueryView } from "~/ui/query-view";
import { Section } from "~/ui/section";
import { Segments } from "~/ui/segments";
import { SeverityMark } from "~/ui/severity-badge";
import { Skeleton } from "~/ui/skeleton";
import { Time } from "~/ui/time";

import { trendTotal } from "./overview-rows";
import { TrendChart } from "./trend-chart";

const DAYS = [30, 90, 365] as const;
const loading = <Skeleton className="h-56 w-full rounded-lg" />;

export function TrendSection({ workspace, days = 30 }: { workspace: string; days: number | undefined }) {
    const query = useQuery(trendQuery(workspace, days));
    const patch = useSearchPatch();
    return (
        <Section
            title="Open findings over time"
            about="At the end of each day (UTC); muted ones are among them."
            actions={
                <Segments
                    label="Days"
                    value={String(days)}
                    onChange={(next) =>
                        patch({ days: next === "30" ? undefined : Number(next) }, { push: true })
                    }
                    choices={DAYS.map((value) => ({ value: String(value), label: `${value} days` }))}
                />
            }
        >
            <QueryView query={query} what="The trend" loading={loading}>
                {({ items, since }) =>
                    items.length === 0 ? (
                        <p className="text-ink-2 text-sm">History begins with the first generation.</p>
                    ) : (
                        <Card>
                            <TrendChart days={items} />
                            <Legend />
                            {since != null && items.length < days && (
                                <p className="text-ink-3 mt-2 text-xs">
                                    Nothing is known before <Time at={since} as="date" />.
                                </p>
                            )}
                            <Numbers items={items} />
                        </Card>
                    )
                }
            </QueryView>
        </Section>
    );
}

const Legend = () => (
    <ul className="text-ink-2 mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs" aria-label="Severities">
        {SEVERITIES.map((severity) => (
            <li key={severity} className="inline-flex items-center gap-1.5">
                <SeverityMark severity={severity} />
                {severity}
            </li>
        ))}
    </ul>
);

export const dayOf = (day: string): string => {
    const at = readTime(`${day}T00:00:00Z`);
    return at === null ? day : date(at);
};

function Numbers({ items }: { items: readonly TrendDay[] }) {
    return (
        <details className="mt-3 text-sm">
            <summary className="text-ink-2 cursor-pointer text-xs phone:py-2">Numbers as a table</summary>
            <div
                // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
                tabIndex={0}
                role="region"
                aria-label="Open findings by day"
                className="mt-2 max-h-72 overflow-auto"
            >
                <table className="w-full text-xs">
                    <thead className="text-ink-3 bg-surface sticky top-0">
                        <tr className="text-right">
                            <th scope="col" className="py-1 text-left font-medium">
                                Day
                            </th>
                            {[...SEVERITIES, "all"].map((name) => (
                                <th key={name} scope="col" className="py-1 pl-3 font-medium">
                                    {name}
                                </th>
                            ))}
                        </tr>
                    </thead>
                    <tbody className="tabular">
                        {[...items].reverse().map((day) => (
                            <tr key={day.day} className="border-line border-t text-right">
                                <th scope="row" className="py-1 text-left font-normal whitespace-nowrap">
                                    {dayOf(day.day)}
                                </th>
                                {SEVERITIES.map((severity) => (
                                    <td key={severity} className="pl-3">
                                        {number(day[severity])}
                                    </td>
                                ))}
                                <td className="pl-3 font-medium">{number(trendTotal(day))}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </details>
    );
}

/** The picture of open findings over time. Its numbers stand as a table beside it, so it is hidden from screen readers. */
import type { TrendDay } from "~/api/overview";
import { number, readTime } from "~/lib/format";
import { SEVERITIES } from "~/lib/severity";
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "~/ui/chart";

const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayName = (day: unknown): string => {
    const at = readTime(`${String(day)}T00:00:00Z`);
    return at === null ? String(day) : short.format(at);
};
const tick = { fill: "var(--ink-3)", fontSize: 11 };

export function TrendChart({ days }: { days: readonly TrendDay[] }) {
    return (
        <div aria-hidden className="h-56 w-full text-xs">
            <ResponsiveContainer width="100%" height="100%">
                <AreaChart
                    data={[...days]}
                    accessibilityLayer={false}
                    margin={{ top: 6, right: 6, bottom: 0, left: 0 }}
                >
                    <CartesianGrid vertical={false} stroke="var(--line)" />
                    <XAxis
                        dataKey="day"
                        tickFormatter={dayName}
                        tick={tick}
                        tickLine={false}
                        axisLine={{ stroke: "var(--line)" }}
                        minTickGap={32}
                    />
                    <YAxis
                        allowDecimals={false}
                        tick={tick}
                        tickLine={false}
                        axisLine={false}
                        width={44}
                        tickFormatter={(value: unknown) => number(Number(value))}
                    />
                    <Tooltip
                        isAnimationActive={false}
                        labelFormatter={dayName}
                        contentStyle={{
                            background: "var(--surface)",
                            border: "1px solid var(--line)",
                            borderRadius: 8,
                            color: "var(--ink)",
                        }}
                        itemStyle={{ color: "var(--ink)", padding: 0 }}
                        cursor={{ stroke: "var(--line-strong)" }}
                    />
                    {[...SEVERITIES].reverse().map((severity) => (
                        <Area
                            key={severity}
                            type="stepAfter"
                            dataKey={severity}
                            stackId="open"
                            stroke={`var(--${severity}-fill)`}
                            fill={`var(--${severity}-fill)`}
                            fillOpacity={0.55}
                            strokeWidth={1}
                            isAnimationActive={false}
                            // With one day only there is no area to see.
                            dot={days.length === 1}
                        />
                    ))}
                </AreaChart>
            </ResponsiveContainer>
        </div>
    );
}

/**
 * The picture of open findings over time: a step a day, the severities on each other, the worst at the foot. Its numbers stand
 * as a table beside it, so it is hidden from screen readers.
 */
import { type PointerEvent, useLayoutEffect, useRef, useState } from "react";

import type { TrendDay } from "~/api/overview";
import { number, readTime } from "~/lib/format";
import { SEVERITIES, type Severity } from "~/lib/severity";
import { overClass } from "~/ui/popover";
import { SeverityMark } from "~/ui/severity-badge";

import { layersOf, ticksOf, trendTotal } from "./overview-rows";

const HEIGHT_PX = 224;
const LEFT_PX = 48;
const RIGHT_PX = 6;
const TOP_PX = 8;
const FOOT_PX = 24;
/** A day's name and the air around it. */
const NAME_PX = 72;
const NOTE_PX = 144;

const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const dayName = (day: string): string => {
    const at = readTime(`${day}T00:00:00Z`);
    return at === null ? day : short.format(at);
};

export function TrendChart({ days }: { days: readonly TrendDay[] }) {
    const place = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(0);
    const [near, setNear] = useState<number | null>(null);
    useLayoutEffect(() => {
        const element = place.current;
        if (element === null) return;
        const measure = (): void => setWidth(element.clientWidth);
        measure();
        const observer = new ResizeObserver(measure);
        observer.observe(element);
        return () => observer.disconnect();
    }, []);

    const ticks = ticksOf(Math.max(...days.map(trendTotal)));
    const most = ticks.at(-1) ?? 1;
    const foot = HEIGHT_PX - FOOT_PX;
    const wide = Math.max(width - LEFT_PX - RIGHT_PX, 0);
    const x = (day: number): number => LEFT_PX + (day * wide) / days.length;
    const y = (count: number): number => foot - (count * (foot - TOP_PX)) / most;
    const named = Math.max(Math.ceil((days.length * NAME_PX) / Math.max(wide, 1)), 1);
    const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
        const from = event.currentTarget.getBoundingClientRect().left + LEFT_PX;
        const day = Math.floor(((event.clientX - from) * days.length) / Math.max(wide, 1));
        setNear(day >= 0 && day < days.length ? day : null);
    };
    const shown = near === null ? undefined : days[near];
    return (
        <div
            ref={place}
            aria-hidden
            onPointerMove={onPointerMove}
            onPointerLeave={() => setNear(null)}
            className="relative h-56 w-full text-2xs"
        >
            {width > 0 && (
                <svg width={width} height={HEIGHT_PX} className="block">
                    {ticks.map((tick) => (
                        <g key={tick}>
                            <line
                                x1={LEFT_PX}
                                x2={width - RIGHT_PX}
                                y1={y(tick)}
                                y2={y(tick)}
                                stroke="var(--line)"
                            />
                            <text
                                x={LEFT_PX - 8}
                                y={y(tick)}
                                dy="0.35em"
                                textAnchor="end"
                                fill="var(--ink-3)"
                                className="tabular"
                            >
                                {number(tick)}
                            </text>
                        </g>
                    ))}
                    {layersOf(days).map(({ severity, below, above }) => (
                        <path
                            key={severity}
                            d={`M${steps(above, x, y)}L${steps(below, x, y, true)}Z`}
                            fill={`var(--${severity}-fill)`}
                            fillOpacity={0.75}
                        />
                    ))}
                    {days.map(({ day }, index) =>
                        // The newest day has its name, and every so many before it.
                        (days.length - 1 - index) % named === 0 && x(index + 0.5) > LEFT_PX + 12 ? (
                            <text
                                key={day}
                                x={Math.min(x(index + 0.5), width - 20)}
                                y={HEIGHT_PX - 6}
                                textAnchor="middle"
                                fill="var(--ink-3)"
                            >
                                {dayName(day)}
                            </text>
                        ) : null,
                    )}
                    {near !== null && (
                        <line
                            x1={x(near + 0.5)}
                            x2={x(near + 0.5)}
                            y1={TOP_PX}
                            y2={foot}
                            stroke="var(--line-strong)"
                        />
                    )}
                </svg>
            )}
            {near !== null && shown !== undefined && (
                <div
                    className={`${overClass} pointer-events-none absolute top-2 w-36 px-3 py-2 text-xs!`}
                    style={{
                        left: x(near) + NOTE_PX + 24 > width ? x(near) - NOTE_PX - 12 : x(near + 1) + 12,
                    }}
                >
                    <p className="mb-1 font-medium">{dayName(shown.day)}</p>
                    {SEVERITIES.map((severity: Severity) => (
                        <p key={severity} className="flex items-center gap-1.5">
                            <SeverityMark severity={severity} />
                            <span className="flex-1">{severity}</span>
                            <span className="tabular">{number(shown[severity])}</span>
                        </p>
                    ))}
                </div>
            )}
        </div>
    );
}

/** A line with a step for each day, from the first to the last or back. */
function steps(
    counts: readonly number[],
    x: (day: number) => number,
    y: (count: number) => number,
    back = false,
): string {
    const points = counts.flatMap((count, day) => [
        `${x(day).toFixed(1)},${y(count).toFixed(1)}`,
        `${x(day + 1).toFixed(1)},${y(count).toFixed(1)}`,
    ]);
    return (back ? points.reverse() : points).join("L");
}

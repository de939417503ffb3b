/**
 * Sums by month as bars from zero, one or two beside each other. A month whose sum is not known has no bar but a hatched ground. The
 * numbers stand in the table below, so it is hidden from screen readers.
 */
import { useId } from "react";

import { exact, type MinorAmount } from "~/api/reports";
import { cx } from "~/lib/cx";
import { money } from "~/lib/currencies";

const WIDTH = 720;
const HEIGHT = 140;
const GAP = 0.25;

export interface Series {
    name: string;
    /** As a colour of the SVG, and of the key beside it. */
    fill: string;
    key: string;
    /** Below zero it has another one. */
    below?: string;
}
export interface Point {
    /** "Nov" below the bar; "27 Nov 2026" in its title. */
    name: string;
    title: string;
    /** One of each series; null is not known. */
    values: readonly (MinorAmount | null)[];
}

const words = (amount: MinorAmount): string => {
    const sum = exact(amount);
    return sum === undefined ? "too large to be shown exactly" : money(sum.amount, sum.currency);
};

export function BarsChart(props: { testId: string; series: readonly Series[]; points: readonly Point[] }) {
    const { testId, series, points } = props;
    const hatch = useId();
    // Only places on the screen are made of these; every amount is written from its exact sum.
    const known = points.flatMap(({ values }) => values.filter((value) => value !== null));
    if (points.length < 2 || known.length < 2) return null;
    const minors = known.map(({ minor }) => minor);
    const [least, most] = [Math.min(0, ...minors), Math.max(0, ...minors)];
    const highest = known.find(({ minor }) => minor === most);
    const lowest = known.find(({ minor }) => minor === least);
    const span = most - least || 1;
    const y = (value: number): number => ((most - value) / span) * HEIGHT;
    const step = WIDTH / points.length;
    const width = (step * (1 - GAP)) / series.length;
    // As many names as have room.
    const every = Math.ceil(points.length / 12);
    return (
        <figure aria-hidden className="mb-4">
            <figcaption className="text-ink-3 mb-1 flex flex-wrap justify-between gap-x-4 text-xs">
                <span className="tabular">
                    {highest === undefined ? "" : words(highest)}
                    {lowest !== undefined && ` to ${words(lowest)}`}
                </span>
                {series.length > 1 && (
                    <span className="flex gap-3">
                        {series.map(({ name, key }) => (
                            <span key={name} className="flex items-center gap-1.5">
                                <span className={cx("size-2.5 rounded-sm", key)} />
                                {name}
                            </span>
                        ))}
                    </span>
                )}
            </figcaption>
            <svg
                data-testid={testId}
                viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
                preserveAspectRatio="none"
                className="h-36 w-full"
            >
                <pattern id={hatch} width={8} height={8} patternUnits="userSpaceOnUse">
                    <path d="M0 8L8 0" stroke="var(--unknown)" strokeOpacity={0.5} />
                </pattern>
                {points.map(({ title, values }, index) =>
                    values.map((value, at) => {
                        const of = series[at];
                        if (of === undefined) return null;
                        const place = { x: index * step + (step * GAP) / 2 + at * width, width };
                        const name = series.length > 1 ? `${title}, ${of.name}` : title;
                        if (value === null)
                            return (
                                <rect
                                    key={`${title} ${of.name}`}
                                    {...place}
                                    y={0}
                                    height={HEIGHT}
                                    fill={`url(#${hatch})`}
                                >
                                    <title>{`${name}: not available`}</title>
                                </rect>
                            );
                        const { minor } = value;
                        return (
                            <rect
                                key={`${title} ${of.name}`}
                                {...place}
                                y={Math.min(y(minor), y(0))}
                                height={Math.max(Math.abs(y(minor) - y(0)), 1)}
                                fill={minor < 0 ? (of.below ?? of.fill) : of.fill}
                            >
                                <title>{`${name}: ${words(value)}`}</title>
                            </rect>
                        );
                    }),
                )}
                <line x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" />
            </svg>
            <div className="text-ink-3 text-2xs mt-1 flex">
                {points.map(({ name, title }, index) => (
                    <span key={title} className="min-w-0 flex-1 truncate text-center">
                        {index % every === 0 ? name : ""}
                    </span>
                ))}
            </div>
        </figure>
    );
}

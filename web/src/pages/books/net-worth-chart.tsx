/**
 * Net worth at the end of each month, as bars from zero. A month whose sum is not known has no bar but a hatched ground. The
 * numbers stand in the table below, so it is hidden from screen readers.
 */
import { useId } from "react";

import { exact, type NetWorth } from "~/api/reports";
import { money } from "~/lib/currencies";

import { dayWords } from "./days";

const WIDTH = 720;
const HEIGHT = 140;
const GAP = 0.25;

export function NetWorthChart({ points }: { points: NetWorth["points"] }) {
    const hatch = useId();
    // Only places on the screen are made of these; every amount is written from its exact sum.
    const values = points.map(({ net }) => net.converted.amount?.minor ?? null);
    const known = values.filter((value) => value !== null);
    if (known.length < 2) return null;
    const [least, most] = [Math.min(0, ...known), Math.max(0, ...known)];
    const span = most - least || 1;
    const y = (value: number): number => ((most - value) / span) * HEIGHT;
    const step = WIDTH / points.length;
    return (
        <svg
            aria-hidden
            data-testid="net-worth-chart"
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            className="mb-4 h-36 w-full"
        >
            <pattern id={hatch} width={8} height={8} patternUnits="userSpaceOnUse">
                <path d="M0 8L8 0" stroke="var(--unknown)" strokeOpacity={0.5} />
            </pattern>
            {points.map(({ day, net }, index) => {
                const value = values[index] ?? null;
                const place = { x: index * step + (step * GAP) / 2, width: step * (1 - GAP) };
                if (value === null)
                    return (
                        <rect key={day} {...place} y={0} height={HEIGHT} fill={`url(#${hatch})`}>
                            <title>{`${dayWords(day)}: not available`}</title>
                        </rect>
                    );
                const sum = net.converted.amount === null ? undefined : exact(net.converted.amount);
                return (
                    <rect
                        key={day}
                        {...place}
                        y={Math.min(y(value), y(0))}
                        height={Math.max(Math.abs(y(value) - y(0)), 1)}
                        fill={value < 0 ? "var(--critical-fill)" : "var(--accent)"}
                    >
                        <title>
                            {`${dayWords(day)}: ${sum === undefined ? "too large to be shown exactly" : money(sum.amount, sum.currency)}`}
                        </title>
                    </rect>
                );
            })}
            <line x1={0} x2={WIDTH} y1={y(0)} y2={y(0)} stroke="var(--line-strong)" />
        </svg>
    );
}

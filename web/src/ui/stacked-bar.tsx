/** Severities side by side, what is unknown hatched. The numbers stand beside it or in its name. */
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { SEVERITIES, type Severity, SEVERITY_CLASS } from "~/lib/severity";

interface Props {
    counts: Partial<Record<Severity, number>>;
    unknown?: number | null;
    /** What the whole stands for; the longest bar of a list has the whole width. */
    of?: number;
    className?: string;
}

export function StackedBar({ counts, unknown = 0, of, className }: Props) {
    const parts: { name: string; value: number; fill: string }[] = SEVERITIES.map((name) => ({
        name,
        value: counts[name] ?? 0,
        fill: SEVERITY_CLASS[name].fill,
    }));
    parts.push({ name: "unknown", value: unknown ?? 0, fill: "hatch" });
    const shown = parts.filter(({ value }) => value > 0);
    const total = shown.reduce((sum, { value }) => sum + value, 0);
    const words = shown.map(({ name, value }) => `${number(value)} ${name}`);
    if (unknown === null) words.push("how much is unknown is not known");
    return (
        <div
            role="img"
            aria-label={words.length === 0 ? "none" : words.join(", ")}
            className={cx("bg-sunken flex h-2 w-full gap-px overflow-hidden rounded-sm", className)}
        >
            {shown.map(({ name, value, fill }) => (
                <span
                    key={name}
                    className={cx("h-full min-w-[3px]", fill)}
                    style={{ width: `${(100 * value) / Math.max(of ?? total, total)}%` }}
                />
            ))}
        </div>
    );
}

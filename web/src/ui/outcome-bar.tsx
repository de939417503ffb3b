/** Outcomes side by side: what fails, what is unknown (hatched), what passes, and what does not count. Prints with its colours. */
import { cx } from "~/lib/cx";
import { number } from "~/lib/format";

export interface OutcomePart {
    name: string;
    value: number;
    as: keyof typeof FILL;
}

const FILL = {
    fail: "bg-critical-fill",
    unknown: "hatch",
    pass: "bg-good-fill",
    /** Not applicable, not checked: the ground itself, with a line around it. */
    none: "bg-sunken",
};
/** The small square beside the words. */
export const OUTCOME_MARK = {
    fail: "bg-critical-fill",
    unknown: "hatch ring-unknown/50 ring-1 ring-inset",
    pass: "bg-good-fill",
    none: "bg-sunken border-line-strong border",
};

export function OutcomeBar({
    parts,
    of,
    className,
}: {
    parts: readonly OutcomePart[];
    /** What the whole stands for, where the parts are less than it. */
    of?: number;
    className?: string;
}) {
    const shown = parts.filter(({ value }) => value > 0);
    const total = shown.reduce((sum, { value }) => sum + value, 0);
    return (
        <div
            role="img"
            aria-label={
                shown.length === 0
                    ? "none"
                    : shown.map(({ name, value }) => `${number(value)} ${name}`).join(", ")
            }
            className={cx(
                "bg-sunken flex h-2 w-full gap-px overflow-hidden rounded-sm [print-color-adjust:exact]",
                className,
            )}
        >
            {shown.map(({ name, value, as }) => (
                <span
                    key={name}
                    className={cx("h-full min-w-[3px]", FILL[as])}
                    style={{ width: `${(100 * value) / Math.max(of ?? total, total)}%` }}
                />
            ))}
        </div>
    );
}

/** The numbers of such a bar in words, each with its colour. Zeros are left out unless `zeros`. */
export function OutcomeWords({ parts, zeros = false }: { parts: readonly OutcomePart[]; zeros?: boolean }) {
    return (
        <ul className="text-ink-2 flex flex-wrap gap-x-3.5 gap-y-0.5 text-xs">
            {parts
                .filter(({ value }) => zeros || value > 0)
                .map(({ name, value, as }) => (
                    <li key={name} className="tabular inline-flex items-center gap-1.5 whitespace-nowrap">
                        <span
                            aria-hidden
                            className={cx(
                                "size-2 shrink-0 rounded-[2px] [print-color-adjust:exact]",
                                OUTCOME_MARK[as],
                            )}
                        />
                        {number(value)} {name}
                    </li>
                ))}
        </ul>
    );
}

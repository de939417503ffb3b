/** Where one is in a few steps. */
import { Check } from "lucide-react";

import { cx } from "~/lib/cx";

export function Stepper({
    steps,
    current,
    label,
}: {
    steps: readonly string[];
    current: number;
    label: string;
}) {
    return (
        <ol aria-label={label} className="mb-6 flex flex-wrap gap-x-6 gap-y-2">
            {steps.map((step, index) => {
                const state = index < current ? "done" : index === current ? "current" : "to come";
                return (
                    <li
                        key={step}
                        aria-current={state === "current" ? "step" : undefined}
                        className="flex items-center gap-2 text-sm"
                    >
                        <span
                            aria-hidden
                            className={cx(
                                "tabular grid size-5.5 place-items-center rounded-full text-xs font-semibold",
                                state === "current"
                                    ? "bg-accent text-accent-ink"
                                    : state === "done"
                                      ? "bg-accent-soft text-accent-text"
                                      : "bg-sunken text-ink-3",
                            )}
                        >
                            {state === "done" ? <Check size={12} /> : index + 1}
                        </span>
                        <span className={state === "current" ? "font-medium" : "text-ink-2"}>{step}</span>
                        <span className="sr-only">({state})</span>
                    </li>
                );
            })}
        </ol>
    );
}

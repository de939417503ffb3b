/** From one finding to the next within the list that one came from. */
import { ChevronLeft, ChevronRight } from "lucide-react";

import { useShortcuts } from "~/app/shortcuts";
import { number } from "~/lib/format";
import { IconButton } from "~/ui/icon-button";

export interface Steps {
    /** Its place in the list, from 0; -1 where it is not (any more) among what is loaded. */
    at: number;
    loaded: number;
    /** Whether there is more than is loaded. */
    more: boolean;
    previous: (() => void) | undefined;
    next: (() => void) | undefined;
}

/** `place` is where it stood when it was last in the list: muting may take it off. */
export function stepsOf<T extends { id: string }>(
    rows: readonly T[],
    id: string,
    place: number,
    more: boolean,
    go: (row: T) => void,
): Steps {
    const at = rows.findIndex((row) => row.id === id);
    const before = rows[(at < 0 ? place : at) - 1];
    const after = rows[at < 0 ? place : at + 1];
    return {
        at,
        loaded: rows.length,
        more,
        previous: before === undefined ? undefined : () => go(before),
        next: after === undefined || (at < 0 && place < 0) ? undefined : () => go(after),
    };
}

export function FindingSteps({ steps, above }: { steps: Steps; above: boolean }) {
    const alone = (): boolean => document.querySelectorAll("[role=dialog]").length <= (above ? 1 : 0);
    useShortcuts([
        {
            keys: "j",
            label: "Next finding",
            group: "Finding",
            run: () => steps.next?.(),
            onlyWhen: alone,
            above,
        },
        {
            keys: "k",
            label: "Previous finding",
            group: "Finding",
            run: () => steps.previous?.(),
            onlyWhen: alone,
            above,
        },
    ]);
    return (
        <span className="inline-flex items-center gap-0.5">
            <IconButton
                size="sm"
                label="Previous finding (k)"
                icon={<ChevronLeft aria-hidden size={16} />}
                disabledReason={steps.previous === undefined ? "This is the first of the list." : undefined}
                onClick={() => steps.previous?.()}
            />
            <IconButton
                size="sm"
                label="Next finding (j)"
                icon={<ChevronRight aria-hidden size={16} />}
                disabledReason={
                    steps.next !== undefined
                        ? undefined
                        : steps.more
                          ? "The next ones are not loaded yet."
                          : "This is the last of the list."
                }
                onClick={() => steps.next?.()}
            />
            <span className="text-ink-3 tabular ml-1 text-xs">
                {steps.at < 0
                    ? ""
                    : `${number(steps.at + 1)} of ${number(steps.loaded)}${steps.more ? "+" : ""}`}
            </span>
        </span>
    );
}

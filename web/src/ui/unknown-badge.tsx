/** Unknown, and why. It is hatched wherever it appears: never plain, never green, never a zero. */
import { CircleHelp } from "lucide-react";

import { cx } from "~/lib/cx";
import { sentence } from "~/lib/format";

import { badgeClass } from "./badge";
import { Popover } from "./popover";

const look = cx(badgeClass, "hatch-faint text-unknown");

/** With a reason it is a button that opens it: a tooltip could not be reached on a phone. */
export function UnknownBadge({
    because,
    children = "Unknown",
}: {
    because?: string | null | undefined;
    children?: string;
}) {
    const inner = (
        <>
            <CircleHelp aria-hidden size={12} className="shrink-0" />
            <span className="bg-unknown-soft -mx-0.5 truncate rounded-sm px-0.5">{children}</span>
        </>
    );
    if (because === null || because === undefined || because === "")
        return <span className={look}>{inner}</span>;
    return (
        <Popover
            label="Why it is unknown"
            trigger={
                <button
                    type="button"
                    className={cx(look, "cursor-help underline decoration-dotted underline-offset-2")}
                >
                    {inner}
                </button>
            }
        >
            <p className="text-ink-3 mb-1 text-xs">Why it is unknown</p>
            <p className="break-words">{sentence(because)}</p>
        </Popover>
    );
}

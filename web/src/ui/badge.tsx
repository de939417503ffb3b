/** A word with a quiet ground. For severities, states and what is unknown there are badges of their own. */
import type { ReactNode } from "react";

import { cx } from "~/lib/cx";

const TONE = {
    plain: "bg-sunken text-ink-2",
    accent: "bg-accent-soft text-accent-text",
    good: "bg-good-soft text-good",
    warn: "bg-medium-soft text-medium",
    bad: "bg-critical-soft text-critical",
};

export const badgeClass =
    "inline-flex h-5 max-w-full items-center gap-1 rounded px-1.5 text-xs font-medium whitespace-nowrap";

export function Badge({
    tone = "plain",
    icon,
    children,
}: {
    tone?: keyof typeof TONE;
    icon?: ReactNode;
    children: ReactNode;
}) {
    return (
        <span className={cx(badgeClass, TONE[tone])}>
            {icon}
            <span className="truncate">{children}</span>
        </span>
    );
}

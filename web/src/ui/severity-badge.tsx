/** A severity: told by colour, by shape and by its word. */
import { cx } from "~/lib/cx";
import { asSeverity, type Severity, SEVERITY_CLASS } from "~/lib/severity";

import { Badge, badgeClass } from "./badge";

const SHAPE: Record<Severity, React.ReactNode> = {
    critical: <path d="M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5z" />,
    high: <path d="M6 .5 12 11.5H0z" />,
    medium: <path d="M6 0l6 6-6 6-6-6z" />,
    low: <circle cx="6" cy="6" r="4.5" />,
    info: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="2" />,
};

/** The shape alone. Give it words beside it, or a `label`. */
export function SeverityMark({ severity, label }: { severity: Severity; label?: string }) {
    return (
        <svg
            viewBox="0 0 12 12"
            width="9"
            height="9"
            fill="currentColor"
            className={cx("shrink-0", SEVERITY_CLASS[severity].text)}
            {...(label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label })}
        >
            {SHAPE[severity]}
        </svg>
    );
}

export function SeverityBadge({ severity }: { severity: string }) {
    const known = asSeverity(severity);
    if (known === null) return <Badge>{severity}</Badge>;
    const { text, soft } = SEVERITY_CLASS[known];
    return (
        <span className={cx(badgeClass, text, soft)}>
            <SeverityMark severity={known} />
            {known.charAt(0).toUpperCase() + known.slice(1)}
        </span>
    );
}

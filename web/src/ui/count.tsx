/** A number, or that it is not known. What is not known is never a zero. */
import { number } from "~/lib/format";

import { UnknownBadge } from "./unknown-badge";

interface Props {
    /** null: unknown. undefined: there is nothing to count here. */
    value: number | null | undefined;
    /** Not everything was looked at: there may be more. A zero is then unknown. */
    atLeast?: boolean | undefined;
    because?: string | null | undefined;
}

export function Count({ value, atLeast = false, because }: Props) {
    if (value === undefined)
        return (
            <span className="text-ink-3" aria-label="none to count">
                –
            </span>
        );
    if (value === null || (atLeast && value === 0)) return <UnknownBadge because={because} />;
    if (atLeast) {
        return (
            <span className="tabular">
                <span className="text-ink-3">at least </span>
                {number(value)}
            </span>
        );
    }
    return <span className={value === 0 ? "tabular text-ink-3" : "tabular"}>{number(value)}</span>;
}

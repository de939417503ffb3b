/** What mending would save: by list price, an estimate, never spend. */
import { dollarsPerMonth } from "~/lib/format";

import { UnknownBadge } from "./unknown-badge";

interface Props {
    microUsdPerMonth: number | null | undefined;
    because?: string | null | undefined;
    /** The word "estimate" stands beside it; leave it out only where the column's head says it. */
    bare?: boolean;
}

export function Money({ microUsdPerMonth, because, bare = false }: Props) {
    if (microUsdPerMonth === null || microUsdPerMonth === undefined) {
        return because === null || because === undefined ? (
            <span className="text-ink-3">–</span>
        ) : (
            <UnknownBadge because={because} />
        );
    }
    return (
        <span className="tabular whitespace-nowrap">
            {dollarsPerMonth(microUsdPerMonth)}
            {!bare && <span className="text-ink-3 ml-1 text-xs">estimate</span>}
        </span>
    );
}

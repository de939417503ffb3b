/** Where a finding stands, in one badge: open, muted until, resolved, or not to be told and why. */
import { BellOff } from "lucide-react";

import type { Finding } from "~/api/types";
import { date, readTime } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { StateBadge } from "~/ui/state-badge";
import { UnknownBadge } from "~/ui/unknown-badge";

import { standing } from "./finding-words";

export function FindingState({ finding }: { finding: Finding }) {
    switch (standing(finding)) {
        case "unknown":
            return <UnknownBadge because={finding.unknown_because ?? "it was never told why"} />;
        case "was-open":
            return <UnknownBadge because={finding.unknown_because}>Was open</UnknownBadge>;
        default:
            return <StateBadge state={finding.state} />;
    }
}

export function MutedBadge({ finding }: { finding: Finding }) {
    const until = readTime(finding.mute?.until);
    if (finding.mute == null) return null;
    return (
        <Badge icon={<BellOff aria-hidden size={12} />}>
            {until === null ? "Muted" : `Muted until ${date(until)}`}
        </Badge>
    );
}

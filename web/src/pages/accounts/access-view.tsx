/** How a cloud account is reached: by a role, by a key with its age, or not at all because it is the sample. */
import { FlaskConical, KeyRound, ShieldCheck } from "lucide-react";

import type { Account } from "~/api/types";
import { plural, readTime } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { useNow } from "~/ui/time";
import { UnknownBadge } from "~/ui/unknown-badge";

/** From this age on a key is too old: the check `skytally.key-age` says so too. */
const KEY_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

export function AccessView({ account }: { account: Account }) {
    const { access } = account;
    switch (access.by) {
        case "role":
            return (
                <span className="inline-flex items-center gap-1.5">
                    <ShieldCheck aria-hidden size={14} className="text-ink-3" /> Role
                </span>
            );
        case "key":
            return (
                <span className="inline-flex flex-wrap items-center gap-1.5">
                    <KeyRound aria-hidden size={14} className="text-ink-3" /> Key
                    <KeyAge created={access.created} />
                </span>
            );
        case "sample":
            return (
                <span className="inline-flex items-center gap-1.5">
                    <FlaskConical aria-hidden size={14} className="text-ink-3" /> None
                </span>
            );
    }
}

export function KeyAge({ created }: { created: string | null | undefined }) {
    const now = useNow();
    const at = readTime(created);
    if (at === null)
        return <UnknownBadge because="AWS did not say when the key was made">Age unknown</UnknownBadge>;
    const days = Math.max(0, Math.floor((now.getTime() - at.getTime()) / DAY_MS));
    return days > KEY_DAYS_MAX ? (
        <Badge tone="warn">{plural(days, "day")} old</Badge>
    ) : (
        <span className="text-ink-3 text-xs">{plural(days, "day")} old</span>
    );
}

/** Where a cloud account stands, in a word or two. */
import { Check, CircleDot, Clock, FlaskConical, Pause, X } from "lucide-react";

import type { Account } from "~/api/types";
import { plural } from "~/lib/format";
import { Badge } from "~/ui/badge";
import { StateBadge } from "~/ui/state-badge";
import { UnknownBadge } from "~/ui/unknown-badge";

import { failureOf, standingOf } from "./account-rows";

const icon = { "aria-hidden": true, size: 12 } as const;

interface Props {
    account: Account;
    /** Whether the newest generation is whole, where the newest run does not say it. */
    complete?: boolean | null | undefined;
}

export function AccountState({ account, complete }: Props) {
    return (
        <span className="flex flex-wrap items-center gap-1.5">
            {account.running && <StateBadge state="running" />}
            <Standing account={account} complete={complete} />
        </span>
    );
}

function Standing({ account, complete }: Props) {
    switch (standingOf(account, complete)) {
        case "sample":
            return <Badge icon={<FlaskConical {...icon} />}>Sample</Badge>;
        case "paused":
            return <Badge icon={<Pause {...icon} />}>Paused</Badge>;
        case "failing":
            return (
                <Badge tone="bad" icon={<X {...icon} />}>
                    {plural(account.failures, "failed run")}
                </Badge>
            );
        case "first":
            return account.running ? null : <Badge icon={<Clock {...icon} />}>Waits for its first run</Badge>;
        case "partial":
            return (
                <Badge tone="warn" icon={<CircleDot {...icon} />}>
                    Partial
                </Badge>
            );
        case "unsure":
            return <Badge icon={<Check {...icon} />}>Collected</Badge>;
        case "collected":
            return (
                <Badge tone="good" icon={<Check {...icon} />}>
                    Collected
                </Badge>
            );
    }
}

/** Why nothing newer is known of an account, where that is so. */
export function WhyOld({ account }: { account: Account }) {
    if (account.failures === 0) return null;
    return (
        <UnknownBadge because={failureOf(account) ?? "the newest runs gave no generation"}>
            May be old
        </UnknownBadge>
    );
}

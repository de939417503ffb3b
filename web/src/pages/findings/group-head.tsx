/** The head of a group of findings: what they have in common, how many there are and how bad. */
import type { ReactNode } from "react";

import type { FindingGroup, GroupBy } from "~/api/findings";
import type { Account } from "~/api/types";
import { cx } from "~/lib/cx";
import { number, plural } from "~/lib/format";
import { SEVERITIES } from "~/lib/severity";
import { Money } from "~/ui/money";
import { SeverityBadge, SeverityMark } from "~/ui/severity-badge";

import { accountName } from "./finding-columns";
import { pillarName, regionName } from "./finding-words";

interface Props {
    by: GroupBy;
    group: FindingGroup;
    accounts: readonly Account[] | undefined;
    open: boolean;
    last: boolean;
    icon: ReactNode;
    onToggle: () => void;
}

export function GroupHead({ by, group, accounts, open, last, icon, onToggle }: Props) {
    const shown = SEVERITIES.filter((severity) => group.by_severity[severity] > 0);
    return (
        <button
            type="button"
            tabIndex={-1}
            aria-expanded={open}
            onClick={onToggle}
            className={cx(
                "hover:bg-hover border-line flex min-h-11 w-full items-center gap-3 px-3 py-1.5 text-left text-sm -outline-offset-2",
                "phone:bg-surface phone:shadow-card phone:flex-wrap phone:gap-y-1.5 phone:rounded-lg phone:border phone:p-3.5",
                !last && "border-b",
                open && "bg-sunken",
            )}
        >
            <span className={cx("text-ink-3 transition-transform", open && "rotate-90")}>{icon}</span>
            <span className="w-20 shrink-0 phone:hidden">
                <SeverityBadge severity={group.severity} />
            </span>
            <span className="min-w-0 flex-1 leading-4.5 phone:basis-[calc(100%-2rem)]">
                <span className="block truncate font-medium phone:whitespace-normal">
                    {by === "account" ? accountName(accounts, group.account ?? group.key) : group.title}
                </span>
                <span className="text-ink-3 block truncate text-2xs">{below(by, group, accounts)}</span>
            </span>
            <span className="text-ink-2 tabular flex shrink-0 flex-wrap items-center gap-x-3 text-xs phone:pl-7">
                {shown.map((severity) => (
                    <span key={severity} className="inline-flex items-center gap-1">
                        <SeverityMark severity={severity} />
                        {number(group.by_severity[severity])}
                        <span className="sr-only">{severity}</span>
                    </span>
                ))}
            </span>
            {group.unknown > 0 && (
                <span className="hatch-faint text-unknown shrink-0 rounded px-1 text-xs">
                    <span className="bg-unknown-soft rounded-sm px-0.5">
                        {number(group.unknown)} cannot be told
                    </span>
                </span>
            )}
            {group.muted > 0 && (
                <span className="text-ink-3 shrink-0 text-xs">{number(group.muted)} muted</span>
            )}
            {group.saving_micro_usd_per_month > 0 && (
                <span className="shrink-0 max-lg:hidden">
                    <Money microUsdPerMonth={group.saving_micro_usd_per_month} />
                </span>
            )}
            <span className="tabular w-22 shrink-0 text-right font-medium phone:ml-auto phone:w-auto">
                {plural(group.count, "finding")}
            </span>
        </button>
    );
}

function below(by: GroupBy, group: FindingGroup, accounts: Props["accounts"]): string {
    if (by === "check")
        return [group.check, group.pillar == null ? null : pillarName(group.pillar)]
            .filter(Boolean)
            .join(" · ");
    if (by === "account") return accounts?.find(({ id }) => id === group.account)?.aws_account ?? "";
    return [
        group.kind,
        group.region == null ? null : regionName(group.region),
        group.account == null ? null : accountName(accounts, group.account),
        group.name == null || group.name === group.title ? group.resource : null,
    ]
        .filter((one) => one !== group.title)
        .filter(Boolean)
        .join(" · ");
}

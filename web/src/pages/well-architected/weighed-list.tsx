/** Checks by the points that they take, each opens its evidence: the resources that fail, are unknown, and pass. */
import { ChevronRight } from "lucide-react";

import { cx } from "~/lib/cx";
import { number } from "~/lib/format";
import { paths } from "~/lib/paths";
import { CheckEvidence } from "~/pages/checks/check-evidence";
import { partsOf, unseenText } from "~/pages/checks/outcomes";
import { BareLink, Link } from "~/ui/link";
import { OutcomeWords } from "~/ui/outcome-bar";
import { SeverityBadge } from "~/ui/severity-badge";
import { UnknownBadge } from "~/ui/unknown-badge";

import { points, type WeighedCheck } from "./points";

export interface WeighedListProps {
    workspace: string;
    account: string | undefined;
    checks: readonly WeighedCheck[];
    open: string | undefined;
    onToggle: (check: string | undefined) => void;
    withPillar?: boolean;
}

export function WeighedList({
    workspace,
    account,
    checks,
    open,
    onToggle,
    withPillar = false,
}: WeighedListProps) {
    return (
        <ul className="border-line bg-surface divide-line shadow-card divide-y rounded-lg border">
            {checks.map((one) => {
                const { standing, pillar } = one;
                const is = open === standing.check;
                const because = unseenText(standing);
                return (
                    <li key={standing.check}>
                        <div className="grid grid-cols-[1.5rem_7.75rem_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-3 py-2.5 text-sm max-md:grid-cols-[1.5rem_minmax(0,1fr)] phone:grid-cols-[2.5rem_minmax(0,1fr)]">
                            <button
                                type="button"
                                aria-expanded={is}
                                aria-label={`Resources: ${standing.title}`}
                                onClick={() => onToggle(is ? undefined : standing.check)}
                                className="text-ink-3 hover:bg-hover hover:text-ink grid size-6 place-items-center rounded-md phone:size-10"
                            >
                                <ChevronRight aria-hidden size={14} className={is ? "rotate-90" : ""} />
                            </button>
                            <Points of={one} />
                            <span className="min-w-0 max-md:col-start-2">
                                <BareLink
                                    to={paths.check(workspace, standing.check, { account })}
                                    className="rounded-sm font-medium hover:underline"
                                >
                                    {standing.title}
                                </BareLink>
                                {withPillar && (
                                    <span className="text-ink-3 block text-xs">
                                        <Link
                                            activeWhen="same"
                                            to={paths.wellArchitected(workspace, {
                                                account,
                                                pillar: pillar.pillar,
                                            })}
                                            className="text-ink-3!"
                                        >
                                            {pillar.title}
                                        </Link>
                                    </span>
                                )}
                            </span>
                            <span className="flex flex-wrap items-center gap-x-3 gap-y-1 max-md:col-start-2">
                                <OutcomeWords parts={partsOf(standing)} />
                                {standing.muted > 0 && (
                                    <span className="text-ink-3 tabular text-xs">
                                        {number(standing.muted)} muted
                                    </span>
                                )}
                                {because !== null && (
                                    <UnknownBadge because={because}>Not all seen</UnknownBadge>
                                )}
                                <SeverityBadge severity={standing.severity} />
                            </span>
                        </div>
                        {is && (
                            <div className="border-line border-t p-4 sm:pl-12">
                                <CheckEvidence workspace={workspace} standing={standing} account={account} />
                            </div>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}

function Points({ of: { lost, maybe, weighs } }: { of: WeighedCheck }) {
    if (!weighs) return <span className="text-ink-3 text-xs">Does not weigh</span>;
    if (lost === 0 && maybe === 0) return <span className="text-ink-3 text-xs">Nothing lost</span>;
    return (
        <span className="tabular leading-tight">
            {lost > 0 && <span className="block font-medium">−{points(lost)} points</span>}
            {maybe > 0 && (
                <span
                    className={cx("text-unknown block", lost > 0 ? "text-xs" : "font-medium")}
                >{`${lost > 0 ? "and " : ""}up to −${points(maybe)}${lost > 0 ? "" : " points"}`}</span>
            )}
        </span>
    );
}

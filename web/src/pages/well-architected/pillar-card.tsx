/** One pillar: its score as a range, and its numbers. A link that chooses it. */
import type { PillarStanding } from "~/api/posture";
import { cx } from "~/lib/cx";
import { plural } from "~/lib/format";
import { partsOf } from "~/pages/checks/outcomes";
import { BareLink } from "~/ui/link";
import { OutcomeWords } from "~/ui/outcome-bar";
import { RangeMeter } from "~/ui/range-meter";

import { noScore } from "./points";

interface Props {
    pillar: PillarStanding;
    inCatalogue: number | undefined;
    chosen: boolean;
    to: string;
}

export function PillarCard({ pillar, inCatalogue, chosen, to }: Props) {
    const { title, score_least: least, score_most: most, checks } = pillar;
    const missing = noScore(pillar, inCatalogue);
    const rest = inCatalogue === undefined ? null : inCatalogue - checks.length;
    return (
        <div
            className={cx(
                "bg-surface shadow-card hover:border-line-strong relative flex h-full flex-col rounded-lg border p-4",
                chosen ? "border-accent ring-accent ring-1" : "border-line",
            )}
        >
            <h2 className="mb-2 text-sm font-semibold">
                <BareLink
                    to={to}
                    activeWhen="same"
                    aria-current={chosen ? "true" : undefined}
                    className="rounded-sm after:absolute after:inset-0 after:rounded-lg"
                >
                    {title}
                </BareLink>
            </h2>
            {missing === null ? (
                <>
                    <RangeMeter label={title} least={least ?? null} most={most ?? null} className="mb-2.5" />
                    <div className="mt-auto flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
                        <OutcomeWords parts={partsOf(pillar)} />
                        <span className="text-ink-3 tabular text-xs">
                            {plural(checks.length, "check")}
                            {rest !== null && rest > 0 && ` of ${inCatalogue ?? 0}`}
                        </span>
                    </div>
                </>
            ) : (
                <p className="text-unknown hatch-faint rounded-md text-sm">
                    <span className="bg-unknown-soft/90 block rounded-md px-2.5 py-1.5">{missing}</span>
                </p>
            )}
        </div>
    );
}

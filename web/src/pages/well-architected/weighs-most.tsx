/** Over all pillars: the checks that have lost the most points, and apart from them those that may have. */
import type { PillarStanding } from "~/api/posture";
import { plural } from "~/lib/format";
import { Section } from "~/ui/section";

import { byWeight, weighed } from "./points";
import { WeighedList, type WeighedListProps } from "./weighed-list";

/** Checks of each list. A pillar has all of its own. */
const SHOWN_MAX = 12;

interface Props {
    pillars: readonly PillarStanding[];
    list: Omit<WeighedListProps, "checks" | "withPillar">;
}

export function WeighsMost({ pillars, list }: Props) {
    const all = pillars.flatMap(weighed);
    const lost = all.filter((one) => one.lost > 0).sort(byWeight);
    const unknown = all.filter(({ maybe }) => maybe > 0).sort((a, b) => b.maybe - a.maybe);
    return (
        <>
            <Section
                title="What weighs most"
                about="The checks that have lost the most points, each of the hundred of its pillar."
            >
                {lost.length > 0 ? (
                    <>
                        <WeighedList {...list} checks={lost.slice(0, SHOWN_MAX)} withPillar />
                        <Rest of={lost.length} />
                    </>
                ) : (
                    <p className="text-ink-2">
                        {!all.some(({ weighs }) => weighs)
                            ? "No check that weighs has an outcome here yet: nothing can be said."
                            : unknown.length > 0
                              ? "No check is known to have lost a point. Not everything is known."
                              : "No check that weighs has lost a point."}
                    </p>
                )}
            </Section>
            {unknown.length > 0 && (
                <Section
                    title="What is unknown"
                    about="Lost or not: nobody can tell before it is seen. What may weigh most comes first."
                >
                    <WeighedList {...list} checks={unknown.slice(0, SHOWN_MAX)} withPillar />
                    <Rest of={unknown.length} />
                </Section>
            )}
        </>
    );
}

const Rest = ({ of }: { of: number }) =>
    of <= SHOWN_MAX ? null : (
        <p className="text-ink-3 mt-2 text-xs">
            And {plural(of - SHOWN_MAX, "check")} more: choose a pillar to see all of its own.
        </p>
    );

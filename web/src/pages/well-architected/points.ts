/** What weighs most: how many of the hundred points of a pillar each check takes. Pure; the formula is the API's. */
import type { CheckStanding, PillarStanding } from "~/api/posture";
import { asked } from "~/pages/checks/outcomes";

/** As the API weighs them; its `formula` says so in words. */
const WEIGHT: Record<string, number> = { critical: 10, high: 6, medium: 3, low: 1, info: 0 };

export interface WeighedCheck {
    standing: CheckStanding;
    pillar: PillarStanding;
    /** Points that are lost for sure. */
    lost: number;
    /** Points that are lost too if all that is unknown fails. */
    maybe: number;
    /** Whether it is in the score at all. */
    weighs: boolean;
}

export function weighed(pillar: PillarStanding): WeighedCheck[] {
    return pillar.checks
        .map((standing) => {
            const weight = WEIGHT[standing.severity] ?? 0;
            const of = asked(standing);
            const weighs = weight > 0 && of > 0 && pillar.weight > 0;
            const share = (count: number): number =>
                weighs ? (100 * weight * count) / (of * pillar.weight) : 0;
            return { standing, pillar, lost: share(standing.fail), maybe: share(standing.unknown), weighs };
        })
        .sort(byWeight);
}

export function byWeight(a: WeighedCheck, b: WeighedCheck): number {
    return (
        b.lost - a.lost ||
        b.maybe - a.maybe ||
        b.standing.fail - a.standing.fail ||
        b.standing.unknown - a.standing.unknown ||
        a.standing.title.localeCompare(b.standing.title, "en")
    );
}

/** "12", "0.4", "< 0.1": never a zero where something is lost. */
export function points(value: number): string {
    if (value === 0) return "0";
    if (value < 0.1) return "< 0.1";
    return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}

/** Why a pillar has no score; null where it has one. `inCatalogue`: how many checks of it there are, undefined if not known. */
export function noScore(
    { score_least: least, checks }: Pick<PillarStanding, "score_least" | "checks">,
    inCatalogue: number | undefined,
): string | null {
    if (least != null) return null;
    if (inCatalogue === 0) return "The catalogue has no check of this pillar yet, so nothing is said of it.";
    if (checks.length > 0) return "None of its checks that weigh has a resource to tell of.";
    return inCatalogue === undefined
        ? "None of its checks has an outcome here yet."
        : `None of its ${inCatalogue === 1 ? "one check" : `${inCatalogue} checks`} has an outcome here yet.`;
}

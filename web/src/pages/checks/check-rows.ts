/** The rows of the list of checks: the catalogue, with what this workspace makes of each. Pure. */
import type { CheckStanding, Counted, PostureView } from "~/api/posture";
import type { Check, Schema } from "~/api/types";
import { serviceName } from "~/lib/kinds";
import { SEVERITIES } from "~/lib/severity";

import { allPass, pillarName } from "./outcomes";

export interface CheckRow {
    check: Check;
    service: string;
    /** The frameworks with a control that it speaks to; null while that is not known. */
    frameworks: readonly string[] | null;
    /** undefined: the check says nothing here. null: whether it does is not known. */
    standing: CheckStanding | undefined | null;
    accounts: Counted | null;
    /** By list price, of its open findings; undefined: it saves nothing. null: not known. */
    saving: number | undefined | null;
}

export type OutcomeHere = "fail" | "unknown" | "pass" | "none";

/** The service of a check stands before the first dot of its id. */
export const serviceOfCheck = (check: string): string => check.split(".")[0] ?? check;

/** How checks of Skytally's own way into an account are called. */
export const serviceOfCheckName = (service: string): string =>
    service === "skytally" ? "Skytally" : serviceName(service.replaceAll("-", ""));

export function checkRows(
    checks: readonly Check[],
    posture: PostureView | undefined,
    frameworks: readonly Schema<"FrameworkView">[] | undefined,
    counts: readonly Schema<"CountView">[] | undefined,
): CheckRow[] {
    const standings = new Map(posture?.items.map((standing) => [standing.check, standing]));
    const savings = new Map<string, number>();
    for (const { check, state, muted, saving_micro_usd_per_month: saving } of counts ?? []) {
        if (state === "open" && !muted && saving > 0) savings.set(check, (savings.get(check) ?? 0) + saving);
    }
    return checks.map((check) => ({
        check,
        service: serviceOfCheck(check.id),
        frameworks:
            frameworks === undefined
                ? null
                : frameworks
                      .filter(({ controls }) => controls.some(({ checks: ids }) => ids.includes(check.id)))
                      .map(({ id }) => id),
        standing: posture === undefined ? null : standings.get(check.id),
        accounts: posture?.accounts ?? null,
        saving: counts === undefined ? null : savings.get(check.id),
    }));
}

/** The outcomes that a check has here. Of one that is not known there are none. */
export function outcomesHere({ standing, accounts }: CheckRow): OutcomeHere[] {
    if (standing === null || accounts === null) return [];
    if (standing === undefined) return ["none"];
    const found: OutcomeHere[] = [];
    if (standing.fail > 0) found.push("fail");
    if (standing.unknown > 0 || standing.unseen > 0) found.push("unknown");
    if (allPass(standing, accounts)) found.push("pass");
    return found;
}

/** The worst that is here comes first: what fails by severity and number, then what is unknown, then what passes. */
export function urgencyHere({ check, standing }: CheckRow): number | undefined {
    if (standing === null) return undefined;
    if (standing === undefined) return 0;
    const known = SEVERITIES.findIndex((severity) => severity === check.severity);
    const rank = known === -1 ? 0 : SEVERITIES.length - known;
    const size = (count: number): number => Math.min(count, 999_999) / 1_000_000;
    if (standing.fail > 0) return 200 + rank + size(standing.fail);
    if (standing.unknown > 0 || standing.unseen > 0)
        return 100 + rank + size(standing.unknown + standing.unseen);
    return standing.pass > 0 ? 2 + size(standing.pass) : 1;
}

/** Worse is more. */
export const severityRank = (severity: string): number => {
    const at = SEVERITIES.findIndex((one) => one === severity);
    return at === -1 ? 0 : SEVERITIES.length - at;
};

export interface ChosenChecks {
    severity: readonly string[];
    pillar: readonly string[];
    service: readonly string[];
    framework: readonly string[];
    outcome: readonly string[];
}
export type CheckFacet = keyof ChosenChecks;

const VALUES: Record<CheckFacet, (row: CheckRow) => readonly string[]> = {
    severity: ({ check }) => [check.severity],
    pillar: ({ check }) => [check.pillar],
    service: ({ service }) => [service],
    framework: ({ frameworks }) => frameworks ?? [],
    outcome: outcomesHere,
};
export const CHECK_FACETS = Object.keys(VALUES) as CheckFacet[];

function fits(row: CheckRow, q: string, chosen: ChosenChecks, without?: CheckFacet): boolean {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const text =
        `${row.check.id} ${row.check.title} ${serviceOfCheckName(row.service)} ${pillarName(row.check.pillar)}`.toLowerCase();
    return (
        words.every((word) => text.includes(word)) &&
        CHECK_FACETS.every(
            (facet) =>
                facet === without ||
                chosen[facet].length === 0 ||
                VALUES[facet](row).some((value) => chosen[facet].includes(value)),
        )
    );
}

export const filterChecks = (rows: readonly CheckRow[], q: string, chosen: ChosenChecks): CheckRow[] =>
    rows.filter((row) => fits(row, q, chosen));

/** How many checks each choice of a facet would show, with all else as it is. What is chosen stays, if with a zero. */
export function countFacet(
    rows: readonly CheckRow[],
    q: string,
    chosen: ChosenChecks,
    facet: CheckFacet,
): Map<string, number> {
    const counts = new Map<string, number>(chosen[facet].map((value) => [value, 0]));
    for (const row of rows) {
        if (!fits(row, q, chosen, facet)) continue;
        for (const value of VALUES[facet](row)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
}

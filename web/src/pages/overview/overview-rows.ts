/** What the overview says, as pure functions. */
import type { AccountChange, ChangedFindings, ChangedResources, TrendDay } from "~/api/overview";
import type { Account, Schema } from "~/api/types";
import { asSeverity, SEVERITIES, type Severity } from "~/lib/severity";

type Count = Schema<"CountView">;

/** Open findings of one check. */
export interface WorstCheck {
    check: string;
    title: string;
    /** The worst that it has open. */
    severity: Severity;
    open: number;
    bySeverity: Partial<Record<Severity, number>>;
    /** Of them, those of which the newest generations can say nothing. */
    unknown: number;
    savingMicroUsd: number;
}

const isOpen = ({ state, muted }: Count): boolean => state === "open" && !muted;

/** The checks with open findings that are not muted, the worst first, then the most. */
export function worstChecks(counts: readonly Count[]): WorstCheck[] {
    const checks = new Map<string, WorstCheck>();
    for (const count of counts) {
        const severity = asSeverity(count.severity) ?? "info";
        if (!isOpen(count) || count.count === 0) continue;
        const now = checks.get(count.check) ?? {
            check: count.check,
            title: count.title,
            severity,
            open: 0,
            bySeverity: {},
            unknown: 0,
            savingMicroUsd: 0,
        };
        checks.set(count.check, {
            ...now,
            severity:
                SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(now.severity) ? severity : now.severity,
            open: now.open + count.count,
            bySeverity: { ...now.bySeverity, [severity]: (now.bySeverity[severity] ?? 0) + count.count },
            unknown: now.unknown + (count.unknown ? count.count : 0),
            savingMicroUsd: now.savingMicroUsd + count.saving_micro_usd_per_month,
        });
    }
    const weight = (one: WorstCheck): number => one.bySeverity[one.severity] ?? 0;
    return [...checks.values()].sort(
        (a, b) =>
            SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
            weight(b) - weight(a) ||
            b.open - a.open ||
            a.title.localeCompare(b.title),
    );
}

export interface OpenSums {
    bySeverity: Record<Severity, number>;
    open: number;
    muted: number;
    /** Findings of which the newest generations can say nothing, open before or never known. */
    unknown: number;
}

export function openSums(counts: readonly Count[]): OpenSums {
    const sums: OpenSums = {
        bySeverity: { critical: 0, high: 0, medium: 0, low: 0, info: 0 },
        open: 0,
        muted: 0,
        unknown: 0,
    };
    for (const count of counts) {
        if (count.unknown || count.state === "unknown") sums.unknown += count.count;
        if (count.muted) sums.muted += count.count;
        if (!isOpen(count)) continue;
        sums.open += count.count;
        const severity = asSeverity(count.severity);
        if (severity !== null) sums.bySeverity[severity] += count.count;
    }
    return sums;
}

export interface Savings {
    totalMicroUsd: number;
    checks: WorstCheck[];
}

/** What mending would save by list price: the checks that save most first. */
export function savingsOf(worst: readonly WorstCheck[]): Savings {
    const checks = worst
        .filter(({ savingMicroUsd }) => savingMicroUsd > 0)
        .sort((a, b) => b.savingMicroUsd - a.savingMicroUsd);
    return { totalMicroUsd: checks.reduce((sum, { savingMicroUsd }) => sum + savingMicroUsd, 0), checks };
}

/** Whether "none" may be said of the workspace: every account was seen whole, and is still being collected. */
export function isSure(accounts: readonly AccountChange[], unseen: number, unknown: number): boolean {
    return (
        unseen === 0 &&
        unknown === 0 &&
        accounts.every(
            ({ generation, failures, paused, complete }) =>
                generation > 0 && failures === 0 && paused == null && complete === true,
        )
    );
}

export interface ChangeSum {
    resources: ChangedResources;
    findings: ChangedFindings;
    /** Accounts without a generation: nothing is known of them. */
    withoutAny: number;
}

/** What changed in all accounts together, as far as known. */
export function sumChanges(accounts: readonly AccountChange[]): ChangeSum {
    const sum: ChangeSum = {
        resources: { added: 0, changed: 0, gone: 0 },
        findings: { opened: 0, reopened: 0, resolved: 0, became_unknown: 0 },
        withoutAny: 0,
    };
    for (const { resources, findings } of accounts) {
        if (resources == null || findings == null) {
            sum.withoutAny += 1;
            continue;
        }
        sum.resources.added += resources.added;
        sum.resources.changed += resources.changed;
        sum.resources.gone += resources.gone;
        sum.findings.opened += findings.opened;
        sum.findings.reopened += findings.reopened;
        sum.findings.resolved += findings.resolved;
        sum.findings.became_unknown += findings.became_unknown;
    }
    return sum;
}

/** Accounts of which what is shown is old or nothing: they fail, were never collected, or are paused. */
export const troubled = (accounts: readonly Account[]): Account[] =>
    accounts.filter(
        ({ access, failures, generation, paused, running }) =>
            access.by !== "sample" && (failures > 0 || paused != null || (generation === 0 && !running)),
    );

export const trendTotal = (day: TrendDay): number =>
    SEVERITIES.reduce((sum, severity) => sum + day[severity], 0);

export interface Layer {
    severity: Severity;
    /** Counts a day: where the layer begins, and where it ends. */
    below: readonly number[];
    above: readonly number[];
}

/** The severities on each other, the worst at the foot. */
export function layersOf(days: readonly TrendDay[]): Layer[] {
    let below = days.map(() => 0);
    return SEVERITIES.map((severity) => {
        const from = below;
        below = from.map((count, index) => count + (days[index]?.[severity] ?? 0));
        return { severity, below: from, above: below };
    });
}

const TICKS_MAX = 5;

/** Round counts from 0 to the most or a little above it; whole ones, as findings are. */
export function ticksOf(most: number): number[] {
    const least = Math.max(most, 1) / (TICKS_MAX - 1);
    const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)));
    const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least) ?? power;
    return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, index) => index * step);
}

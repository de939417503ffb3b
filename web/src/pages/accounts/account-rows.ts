/** What a cloud account and its runs say, as pure functions. */
import { isSample } from "~/api/accounts";
import type { AccountChange } from "~/api/overview";
import { readSummary, type RunSummary } from "~/api/runs";
import type { Account, Run } from "~/api/types";
import { readTime } from "~/lib/format";

/** Where an account stands. A run that goes on is said beside it. */
export type Standing = "sample" | "paused" | "failing" | "first" | "partial" | "collected" | "unsure";

const PUBLISHED = new Set(["complete", "partial"]);

export const isPublished = (run: Run): boolean => PUBLISHED.has(run.state);

export function standingOf(account: Account, complete?: boolean | null): Standing {
    if (isSample(account)) return "sample";
    if (account.paused != null) return "paused";
    if (account.failures > 0) return "failing";
    if (account.generation === 0) return "first";
    const run = account.newest_run;
    const whole = run != null && isPublished(run) ? run.state === "complete" : complete;
    if (whole === false) return "partial";
    // While a run goes on, its account does not say by itself whether the generation before was whole.
    return whole === true ? "collected" : "unsure";
}

/** When the newest generation was made; null where that is not known here. */
export function collectedAt(account: Account, change?: AccountChange): string | null {
    const run = account.newest_run;
    if (run != null && isPublished(run) && run.ended != null) return run.ended;
    return change?.generation_at ?? null;
}

/** Why the newest run gave no generation. */
export function failureOf(account: Account): string | null {
    const run = account.newest_run;
    return run == null ? null : readSummary(run).failure;
}

/** The price of the newest run's calls; null while it is not known. */
export function lookPrice(account: Account): RunSummary["price"] {
    const run = account.newest_run;
    return run == null ? null : readSummary(run).price;
}

export type AccountFilter = "failing" | "paused" | "running";

export const ACCOUNT_FILTERS: readonly {
    value: AccountFilter;
    label: string;
    fits: (account: Account) => boolean;
}[] = [
    { value: "failing", label: "Failing", fits: ({ failures }) => failures > 0 },
    { value: "paused", label: "Paused", fits: ({ paused }) => paused != null },
    { value: "running", label: "Being collected", fits: ({ running }) => running },
];

/** The accounts that fit the search and any of the filters. */
export function filterAccounts(
    items: readonly Account[],
    q: string,
    show: readonly AccountFilter[],
): Account[] {
    const word = q.trim().toLowerCase();
    const chosen = ACCOUNT_FILTERS.filter(({ value }) => show.includes(value));
    return items.filter(
        (account) =>
            (word === "" ||
                account.name.toLowerCase().includes(word) ||
                account.aws_account.includes(word)) &&
            (chosen.length === 0 || chosen.some(({ fits }) => fits(account))),
    );
}

/** What needs somebody comes first when sorted by state. */
const RANK: Record<Standing, number> = {
    failing: 0,
    partial: 1,
    first: 2,
    paused: 3,
    unsure: 4,
    collected: 5,
    sample: 6,
};
export const standingRank = (account: Account, complete?: boolean | null): number =>
    RANK[standingOf(account, complete)];

/** "1 min 20 s"; null while it goes on. */
export function durationOf(run: Run): string | null {
    const [from, to] = [readTime(run.started), readTime(run.ended)];
    if (from === null || to === null) return null;
    return duration(to.getTime() - from.getTime());
}

export function duration(ms: number): string {
    const s = Math.max(0, Math.round(ms / 1000));
    if (s === 0) return "under 1 s";
    if (s < 60) return `${s} s`;
    if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
    return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** The price of calls: billionths of a dollar, by list price. */
export function callsPrice(nanoUsd: number): string {
    if (nanoUsd === 0) return "$0";
    const usd = nanoUsd / 1e9;
    if (usd < 0.0001) return "< $0.0001";
    return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** What stands after "every": "15 minutes", "hour", "2 hours", "day". */
export function interval(minutes: number): string {
    if (minutes % 1440 === 0) return minutes === 1440 ? "day" : `${minutes / 1440} days`;
    if (minutes % 60 === 0) return minutes === 60 ? "hour" : `${minutes / 60} hours`;
    return `${minutes} minutes`;
}

/** Choices of how often an account is collected; another that is set already is among them. */
export function intervalChoices(now: number): { value: string; label: string }[] {
    const all = [...new Set([5, 15, 30, 60, 180, 360, 720, 1440, now])].sort((a, b) => a - b);
    return all.map((minutes) => ({ value: String(minutes), label: `Every ${interval(minutes)}` }));
}

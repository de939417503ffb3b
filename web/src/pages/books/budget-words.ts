/** A budget as it is typed, as it is kept, and how it stands. Pure. */
import type { LedgerAccount } from "~/api/books";
import type { Budget, BudgetBody, BudgetStatus, Every, RollOver, Thresholds } from "~/api/definitions";
import { exact, type MinorAmount } from "~/api/reports";
import { digitsOf, money } from "~/lib/currencies";
import { fromMinor, isNegative, isZero, readTyped, toMinor } from "~/lib/decimal";

import { isDay } from "./books-search";
import { monthWords, shortDay } from "./days";

export type Level = "unknown" | "over" | "near" | "ahead" | "well" | "none";

export const LEVEL_WORDS: Record<Level, string> = {
    unknown: "Not known",
    over: "Over",
    near: "Near its limit",
    ahead: "Will be over",
    well: "On track",
    none: "Not now",
};
export const LEVEL_TONES = {
    unknown: "plain",
    over: "bad",
    near: "warn",
    ahead: "warn",
    well: "good",
    none: "plain",
} as const;

/** What comes in is not to stay below a limit: it is to reach it. */
export const isIncome = (account: LedgerAccount | undefined): boolean => account?.kind === "income";

/** How a budget stands: what is over its last threshold, near the one before, or will be over at the end. */
export function levelOf({ body, now }: Budget): Level {
    const { status } = now;
    if (status === null) return "none";
    const { left, crossed, on_track } = status;
    if (left.minor < 0) return "over";
    const [, near] = body.thresholds_percent;
    if (crossed.some(({ percent, still }) => still && percent >= near)) return "near";
    if (status.missing.length > 0 || status.missing_before.length > 0) return "unknown";
    return on_track === false ? "ahead" : "well";
}

/** Those that somebody should look at first. */
const ORDER: readonly Level[] = ["over", "near", "ahead", "unknown", "well", "none"];
export const needsLook = (level: Level): boolean => ORDER.indexOf(level) <= ORDER.indexOf("unknown");
export const byLevel = (a: Budget, b: Budget): number =>
    ORDER.indexOf(levelOf(a)) - ORDER.indexOf(levelOf(b)) ||
    (b.now.status?.spent_per_mille ?? 0) - (a.now.status?.spent_per_mille ?? 0);

export const minorWords = (amount: MinorAmount): string => {
    const shown = exact(amount);
    return shown === undefined ? "too large to be shown" : money(shown.amount, shown.currency);
};

export const EVERY_WORDS: Record<Every["kind"], string> = {
    week: "week",
    month: "month",
    quarter: "quarter",
    year: "year",
};

/** "November 2026", where it is one month as the calendar has it; else its days. */
export function periodWords({ period }: BudgetStatus): string {
    const { from, until } = period;
    const whole =
        from.endsWith("-01") &&
        from.slice(0, 7) === until.slice(0, 7) &&
        new Date(Date.parse(`${until}T00:00:00Z`) + 86_400_000).getUTCDate() === 1;
    return whole ? monthWords(from) : `${shortDay(from)} – ${shortDay(until)}`;
}

/** Where on a bar something stands, whose whole is what is available or, if that is more, what was or will be spent. */
export interface Bar {
    spent: number;
    /** null: not known. */
    forecast: number | null;
    limit: number;
    thresholds: { percent: number; at: number; crossed: boolean }[];
}
export function barOf({ thresholds_percent }: BudgetBody, status: BudgetStatus): Bar {
    const { available, spent, forecast, crossed } = status;
    const limit = Math.max(available.minor, 0);
    // Only places on the screen are made of these.
    const whole = Math.max(limit, spent.minor, forecast?.minor ?? 0, 1);
    const at = (minor: number): number => Math.max(0, Math.min(100, (100 * minor) / whole));
    return {
        spent: at(spent.minor),
        forecast: forecast === null ? null : at(forecast.minor),
        limit: at(limit),
        thresholds: thresholds_percent.map((percent) => ({
            percent,
            at: at((limit * percent) / 100),
            crossed: crossed.some((one) => one.percent === percent && one.still),
        })),
    };
}

export interface BudgetTyped {
    category: string;
    amount: string;
    currency: string;
    every: Every["kind"];
    firstDay: string;
    firstMonth: string;
    firstWeekDay: string;
    start: string;
    end: string;
    low: string;
    middle: string;
    high: string;
    rollOver: RollOver;
}
export type BudgetFaults = Partial<Record<keyof BudgetTyped, string>>;

export const emptyBudget = (currency: string, day: string): BudgetTyped => ({
    category: "",
    amount: "",
    currency,
    every: "month",
    firstDay: "1",
    firstMonth: "1",
    firstWeekDay: "1",
    start: `${day.slice(0, 8)}01`,
    end: "",
    low: "50",
    middle: "80",
    high: "100",
    rollOver: "none",
});

export function typedOfBudget(body: BudgetBody): BudgetTyped {
    const { category, every, amount, start, end, thresholds_percent, roll_over } = body;
    const [low, middle, high] = thresholds_percent;
    return {
        category: String(category),
        amount: fromMinor(BigInt(amount.minor), digitsOf(amount.currency)),
        currency: amount.currency,
        every: every.kind,
        firstDay: String("first_day" in every ? every.first_day : 1),
        firstMonth: String("first_month" in every ? every.first_month : 1),
        firstWeekDay: String("first_week_day" in every ? every.first_week_day : 1),
        start,
        end: end ?? "",
        low: String(low),
        middle: String(middle),
        high: String(high),
        rollOver: roll_over,
    };
}

const whole = (text: string, max: number): number | undefined => {
    const number = Number(text.trim());
    return /^\d+$/.test(text.trim()) && number >= 1 && number <= max ? number : undefined;
};

export function bodyOfBudget(typed: BudgetTyped): { body: BudgetBody } | { faults: BudgetFaults } {
    const faults: BudgetFaults = {};
    const { currency, every, start, end } = typed;
    if (typed.category === "") faults.category = "Choose a category";
    const read = readTyped(typed.amount, digitsOf(currency));
    let minor = 0;
    if ("fault" in read) faults.amount = read.fault;
    else if (isZero(read.amount) || isNegative(read.amount)) faults.amount = "Enter more than nothing";
    else {
        minor = Number(toMinor(read.amount, digitsOf(currency)));
        if (!Number.isSafeInteger(minor)) faults.amount = "The amount is too large";
    }
    if (!isDay(start)) faults.start = "Enter a day";
    if (end !== "" && !isDay(end)) faults.end = "Enter a day";
    else if (end !== "" && end < start) faults.end = "It ends before it begins";
    const firstDay = whole(typed.firstDay, 28);
    if (every !== "week" && firstDay === undefined) faults.firstDay = "Enter a day from 1 to 28";
    const thresholds: Thresholds = [0, 0, 0];
    for (const [at, name] of (["low", "middle", "high"] as const).entries()) {
        const percent = whole(typed[name], 1_000);
        if (percent === undefined) faults[name] = "From 1 to 1000";
        else if (at > 0 && percent <= (thresholds[at - 1] ?? 0)) faults[name] = "Higher than the one before";
        thresholds[at] = percent ?? 0;
    }
    if (Object.keys(faults).length > 0) return { faults };
    const first = { first_day: firstDay ?? 1 };
    return {
        body: {
            category: Number(typed.category),
            every:
                every === "week"
                    ? { kind: every, first_week_day: Number(typed.firstWeekDay) }
                    : every === "month"
                      ? { kind: every, ...first }
                      : { kind: every, first_month: Number(typed.firstMonth), ...first },
            amount: { minor, currency },
            start,
            ...(end === "" ? {} : { end }),
            thresholds_percent: thresholds,
            roll_over: typed.rollOver,
        },
    };
}

/** A schedule as people choose it, and the rule of RFC 5545 that it is. What cannot be chosen here stays a text. Pure. */
import type { Schedule, Weekend } from "~/api/definitions";

import { isDay } from "./books-search";

export const FREQUENCIES = ["daily", "weekly", "monthly", "yearly", "own"] as const;
export type Frequency = (typeof FREQUENCIES)[number];

export const WEEK = [
    { code: "MO", name: "Monday", short: "Mon" },
    { code: "TU", name: "Tuesday", short: "Tue" },
    { code: "WE", name: "Wednesday", short: "Wed" },
    { code: "TH", name: "Thursday", short: "Thu" },
    { code: "FR", name: "Friday", short: "Fri" },
    { code: "SA", name: "Saturday", short: "Sat" },
    { code: "SU", name: "Sunday", short: "Sun" },
] as const;
type WeekDay = (typeof WEEK)[number]["code"];

/** Which day of a month: that of the number, the last, or a day of the week by its place ("1MO", "-1FR"). */
export type OnMonth = "day" | "last" | "week-day";
export type Ends = "never" | "until" | "count";

export interface ScheduleChosen {
    frequency: Frequency;
    interval: string;
    week: readonly WeekDay[];
    onMonth: OnMonth;
    day: string;
    place: string;
    placeDay: WeekDay;
    ends: Ends;
    until: string;
    count: string;
    /** The text itself, where none of the above says it. */
    own: string;
    start: string;
    weekend: Weekend;
}
export type ScheduleFaults = Partial<Record<keyof ScheduleChosen, string>>;

export const PLACES = [
    { value: "1", label: "First" },
    { value: "2", label: "Second" },
    { value: "3", label: "Third" },
    { value: "4", label: "Fourth" },
    { value: "-1", label: "Last" },
] as const;

const weekDayOf = (day: string): WeekDay => {
    const at = isDay(day) ? new Date(`${day}T00:00:00Z`).getUTCDay() : 1;
    return WEEK[(at + 6) % 7]?.code ?? "MO";
};

/** Every month on this day. */
export const monthlyFrom = (start: string): ScheduleChosen => ({
    frequency: "monthly",
    interval: "1",
    week: [weekDayOf(start)],
    onMonth: "day",
    day: String(Number(start.slice(8))),
    place: "1",
    placeDay: weekDayOf(start),
    ends: "never",
    until: "",
    count: "",
    own: "",
    start,
    weekend: "leave",
});

const whole = (text: string, max: number): number | undefined => {
    const number = Number(text.trim());
    return /^\d+$/.test(text.trim()) && number >= 1 && number <= max ? number : undefined;
};

export function faultsOf(chosen: ScheduleChosen): ScheduleFaults {
    const { frequency } = chosen;
    const faults: ScheduleFaults = {};
    if (!isDay(chosen.start)) faults.start = "Enter a day";
    if (frequency === "own") {
        if (chosen.own.trim() === "") faults.own = "Enter a rule, such as FREQ=MONTHLY;BYMONTHDAY=1";
        return faults;
    }
    if (whole(chosen.interval, 1_000) === undefined) faults.interval = "Enter a number from 1 to 1000";
    if (frequency === "weekly" && chosen.week.length === 0) faults.week = "Choose at least one day";
    if (frequency === "monthly" && chosen.onMonth === "day" && whole(chosen.day, 31) === undefined)
        faults.day = "Enter a day from 1 to 31";
    if (chosen.ends === "count" && whole(chosen.count, 10_000) === undefined)
        faults.count = "Enter a number from 1 to 10 000";
    if (chosen.ends === "until") {
        if (!isDay(chosen.until)) faults.until = "Enter a day";
        else if (chosen.until < chosen.start) faults.until = "It ends before it begins";
    }
    return faults;
}

/** The rule of what was chosen; of what is not complete, as far as it goes. */
export function ruleOf(chosen: ScheduleChosen): string {
    if (chosen.frequency === "own") return chosen.own.trim();
    const parts = [`FREQ=${chosen.frequency.toUpperCase()}`];
    const interval = whole(chosen.interval, 1_000) ?? 1;
    if (interval > 1) parts.push(`INTERVAL=${interval}`);
    if (chosen.frequency === "weekly") {
        const days = WEEK.map(({ code }) => code).filter((code) => chosen.week.includes(code));
        if (days.length > 0) parts.push(`BYDAY=${days.join(",")}`);
    }
    if (chosen.frequency === "monthly") {
        if (chosen.onMonth === "last") parts.push("BYMONTHDAY=-1");
        else if (chosen.onMonth === "week-day") parts.push(`BYDAY=${chosen.place}${chosen.placeDay}`);
        else parts.push(`BYMONTHDAY=${whole(chosen.day, 31) ?? 1}`);
    }
    if (chosen.frequency === "yearly" && isDay(chosen.start)) {
        parts.push(`BYMONTH=${Number(chosen.start.slice(5, 7))}`);
        parts.push(`BYMONTHDAY=${Number(chosen.start.slice(8))}`);
    }
    const count = whole(chosen.count, 10_000);
    if (chosen.ends === "count" && count !== undefined) parts.push(`COUNT=${count}`);
    if (chosen.ends === "until" && isDay(chosen.until))
        parts.push(`UNTIL=${chosen.until.replaceAll("-", "")}`);
    return parts.join(";");
}

export const scheduleOf = (chosen: ScheduleChosen): Schedule => ({
    rule: ruleOf(chosen),
    start: chosen.start,
    weekend: chosen.weekend,
});

/** What was chosen, of a schedule that is there. */
export function chosenOf({ rule, start, weekend = "leave" }: Schedule): ScheduleChosen {
    const plain = { ...monthlyFrom(start), weekend };
    const own: ScheduleChosen = { ...plain, frequency: "own", own: rule };
    const parts = new Map<string, string>();
    for (const part of rule
        .replace(/^RRULE:/i, "")
        .split(";")
        .filter(Boolean)) {
        const [name = "", value = ""] = part.toUpperCase().split("=");
        parts.set(name, value);
    }
    const take = (name: string): string => {
        const value = parts.get(name) ?? "";
        parts.delete(name);
        return value;
    };
    const chosen: ScheduleChosen = { ...plain, interval: take("INTERVAL") || "1" };
    const frequency = FREQUENCIES.find((one) => one !== "own" && one.toUpperCase() === parts.get("FREQ"));
    take("FREQ");
    if (frequency === undefined) return own;
    chosen.frequency = frequency;
    const [until, count] = [take("UNTIL"), take("COUNT")];
    if (until !== "") {
        chosen.ends = "until";
        chosen.until = `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}`;
    }
    if (count !== "") {
        chosen.ends = "count";
        chosen.count = count;
    }
    if (frequency === "weekly" && parts.has("BYDAY")) {
        const days = take("BYDAY").split(",");
        chosen.week = WEEK.map(({ code }) => code).filter((code) => days.includes(code));
    }
    if (frequency === "monthly") {
        const [on, by] = [take("BYMONTHDAY"), take("BYDAY")];
        const placed = /^(-1|[1-4])(MO|TU|WE|TH|FR|SA|SU)$/.exec(by);
        if (on === "-1") chosen.onMonth = "last";
        else if (on !== "") chosen.day = on;
        if (placed !== null) {
            chosen.onMonth = "week-day";
            chosen.place = placed[1] ?? "1";
            chosen.placeDay = (placed[2] ?? "MO") as WeekDay;
        }
    }
    if (frequency === "yearly") {
        take("BYMONTH");
        take("BYMONTHDAY");
    }
    // Only what says the same again can be chosen; the rest stays as it is written.
    const partsOf = (text: string): string[] =>
        text
            .toUpperCase()
            .replace(/^RRULE:/, "")
            .split(";")
            .filter((part) => part !== "" && part !== "INTERVAL=1");
    const meant = partsOf(rule);
    const byDay = (part: string): boolean => /^BY(DAY|MONTHDAY|MONTH)=/.test(part);
    // A rule without a day means that of its start.
    const said = partsOf(ruleOf(chosen)).filter((part) => meant.some(byDay) || !byDay(part));
    return said.sort().join(";") === meant.sort().join(";") ? chosen : own;
}

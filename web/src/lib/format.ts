/** How numbers, times and money are written. One way for the whole console. */

const numbers = new Intl.NumberFormat("en");
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const absolute = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
});
const days = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const MINUTE_MS = 60_000;
const MICROS = 1_000_000;

export const number = (value: number): string => numbers.format(value);
export const shortNumber = (value: number): string => compact.format(value);
export const plural = (value: number, one: string, many = `${one}s`): string =>
    `${number(value)} ${value === 1 ? one : many}`;

/** A time that the API gave, or null where it is none. */
export function readTime(text: string | null | undefined): Date | null {
    if (text === null || text === undefined) return null;
    const at = new Date(text);
    return Number.isNaN(at.getTime()) ? null : at;
}

export const dateTime = (at: Date): string => absolute.format(at);
export const date = (at: Date): string => days.format(at);

/** "3 hours ago", "in 2 days". */
export function ago(at: Date, now: Date): string {
    const minutes = Math.round((at.getTime() - now.getTime()) / MINUTE_MS);
    const size = Math.abs(minutes);
    if (size < 1) return "just now";
    if (size < 90) return relative.format(minutes, "minute");
    if (size < 36 * 60) return relative.format(Math.round(minutes / 60), "hour");
    if (size < 60 * 24 * 60) return relative.format(Math.round(minutes / 1440), "day");
    return relative.format(Math.round(minutes / 43_800), "month");
}

/** Micro-dollars a month as people read them: rounded once, here. */
export function dollarsPerMonth(micros: number): string {
    const dollars = micros / MICROS;
    const digits = Math.abs(dollars) >= 1000 ? 0 : 2;
    if (dollars !== 0 && Math.abs(dollars) < 0.01) return "< $0.01/mo";
    const text = new Intl.NumberFormat("en", {
        style: "currency",
        currency: "USD",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    });
    return `${text.format(dollars)}/mo`;
}

/** The first letter large: the API's sentences begin small. */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function initials(name: string): string {
    const words = name.trim().split(/\s+/);
    const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
    return (
        letters
            .map((word) => word?.charAt(0) ?? "")
            .join("")
            .toUpperCase() || "?"
    );
}

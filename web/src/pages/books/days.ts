/** Days as the books have them: "2026-11-27", without hours and zones. */
import { isDay } from "./books-search";

const format = new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
});
const shortFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const shortMonthFormat = new Intl.DateTimeFormat("en-GB", {
    month: "short",
    year: "numeric",
    timeZone: "UTC",
});
const monthFormat = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const at = (day: string): Date => new Date(`${day}T00:00:00Z`);

/** The day on this device. */
export function today(now: Date = new Date()): string {
    const two = (value: number): string => String(value).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

export function plusDays(day: string, days: number): string {
    if (!isDay(day)) return day;
    const then = at(day);
    then.setUTCDate(then.getUTCDate() + days);
    const text = then.toISOString().slice(0, 10);
    return isDay(text) ? text : day;
}

export const dayWords = (day: string): string => (isDay(day) ? format.format(at(day)) : day);
/** Without the year, if it is this one. */
export const shortDay = (day: string): string =>
    isDay(day) ? (day.slice(0, 4) === today().slice(0, 4) ? shortFormat : format).format(at(day)) : day;
export const monthWords = (day: string): string => monthFormat.format(at(day));
export const shortMonth = (day: string): string => shortMonthFormat.format(at(day));
/** The last day of the month before. */
export const endOfMonthBefore = (day: string): string => plusDays(`${day.slice(0, 8)}01`, -1);
/** The same day of the next month, or the last that it has. */
export function nextMonth(day: string): string {
    const [year = 0, month = 0, of = 1] = day.split("-").map(Number);
    const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    return new Date(Date.UTC(year, month, Math.min(of, last))).toISOString().slice(0, 10);
}

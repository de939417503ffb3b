/** What the rows of the fleet say: pure, so that it can be tested without a page. */
import type { FleetItem } from "~/api/types";
import { SEVERITIES } from "~/lib/severity";

/** How much more one finding of a severity weighs than all of the next: more criticals come before more highs. */
const STEP = 10_000;

/** Open findings and what is unknown: the length of a bar. */
export function worstCount({ open, unknown }: FleetItem): number {
    return SEVERITIES.reduce((sum, severity) => sum + open[severity], unknown);
}

/** Sorts by the worst: criticals first, then highs, and so on. */
export function urgency({ open }: FleetItem): number {
    return SEVERITIES.reduce((sum, severity) => sum * STEP + Math.min(open[severity], STEP - 1), 0);
}

/** Whether every account was seen at least once. Before that, a zero is not known to be one. */
export const isWhole = (item: FleetItem): boolean => item.accounts > 0 && item.oldest_generation != null;

/** Whether "none" may be said: all accounts were seen, are collected, and nothing is unknown. */
export const isSure = (item: FleetItem): boolean =>
    isWhole(item) && item.paused === 0 && item.failing === 0 && item.unknown === 0;

export type FleetFilter = "findings" | "unknown" | "failing" | "paused";

export const FLEET_FILTERS: readonly {
    value: FleetFilter;
    label: string;
    fits: (item: FleetItem) => boolean;
}[] = [
    { value: "findings", label: "Critical or high", fits: ({ open }) => open.critical + open.high > 0 },
    {
        value: "unknown",
        label: "Something unknown",
        fits: (item) => item.unknown > 0 || (item.accounts > 0 && !isWhole(item)),
    },
    { value: "failing", label: "Failing accounts", fits: ({ failing }) => failing > 0 },
    { value: "paused", label: "Paused accounts", fits: ({ paused }) => paused > 0 },
];

/** The rows that fit the search and any of the filters. */
export function filterFleet(
    items: readonly FleetItem[],
    q: string,
    show: readonly FleetFilter[],
): FleetItem[] {
    const word = q.trim().toLowerCase();
    const chosen = FLEET_FILTERS.filter(({ value }) => show.includes(value));
    return items.filter(
        (item) =>
            (word === "" || item.workspace.name.toLowerCase().includes(word)) &&
            (chosen.length === 0 || chosen.some(({ fits }) => fits(item))),
    );
}

/** Named views: some that are always there, and those that a person has kept on this device. A view is an address. */
import { useRef, useState } from "react";

import { parseSearch, search as reader, stringifySearch } from "~/lib/search";
import { keep, kept } from "~/lib/storage";

import { FINDING_SEARCH, type FindingSearch, viewOf } from "./finding-search";

export interface View {
    name: string;
    search: FindingSearch;
}

export const BUILT_IN: readonly (View & { about: string })[] = [
    {
        name: "Needs me now",
        about: "Critical and high, open, not muted",
        search: { severity: ["critical", "high"], state: ["open"], muted: false },
    },
    { name: "Cannot be told", about: "The newest generation cannot say", search: { unknown: true } },
    { name: "Muted", about: "With when each mute ends", search: { muted: true } },
    {
        name: "Savings",
        about: "What saves most, first",
        search: { pillar: "cost-optimization", muted: false, sort: "saving" },
    },
    {
        name: "Resolved",
        about: "Failed once, and passes or is gone",
        search: { state: ["resolved"], sort: "last_seen" },
    },
];

export const NAME_MAX_CHARS = 60;
const VIEWS_MAX = 50;
const read = reader(FINDING_SEARCH);

/** Views are kept for each workspace: an account or a resource of one means nothing in another. */
const keyOf = (workspace: string): string => `skytally.views.${workspace}`;

/** The view of an address that `queryOf` made. */
export const readView = (query: string): FindingSearch => viewOf(read(parseSearch(query)));

export function readViews(text: string | null): View[] {
    try {
        const items = JSON.parse(text ?? "[]") as unknown;
        if (!Array.isArray(items)) return [];
        return items.flatMap((item: unknown) => {
            const { name, query } = (item ?? {}) as Record<string, unknown>;
            return typeof name === "string" && name !== "" && typeof query === "string"
                ? [{ name, search: readView(query) }]
                : [];
        });
    } catch {
        return []; // Somebody has changed it by hand: then nothing is kept.
    }
}

const writeViews = (views: readonly View[]): string =>
    JSON.stringify(views.map(({ name, search }) => ({ name, query: queryOf(search) })));

/** The address of a view, so that two can be compared: the order of parameters does not matter. */
export function queryOf(search: FindingSearch): string {
    const entries = Object.entries(viewOf(search)).sort(([a], [b]) => a.localeCompare(b));
    return stringifySearch(
        Object.fromEntries(
            entries.map(([name, value]) => [name, Array.isArray(value) ? value.map(String).sort() : value]),
        ),
    );
}

export interface KeptViews {
    views: readonly View[];
    /** Keeps it; one of the same name is replaced. */
    save: (view: View) => void;
    rename: (from: string, to: string) => void;
    remove: (name: string) => void;
    /** Why the name cannot be taken, or undefined. */
    refuse: (name: string, except?: string) => string | undefined;
}

export function useViews(workspace: string): KeptViews {
    const [views, setViews] = useState<readonly View[]>(() => readViews(kept(keyOf(workspace))));
    // Undoing may come later than the picture that it was made from.
    const newest = useRef(views);
    const put = (change: (views: readonly View[]) => readonly View[]): void => {
        newest.current = change(newest.current);
        setViews(newest.current);
        keep(keyOf(workspace), writeViews(newest.current));
    };
    return {
        views,
        save: (view) => put((now) => [...now.filter(({ name }) => name !== view.name), view]),
        rename: (from, to) =>
            put((now) => now.map((view) => (view.name === from ? { ...view, name: to } : view))),
        remove: (name) => put((now) => now.filter((view) => view.name !== name)),
        refuse: (name, except) => {
            const same = (other: string): boolean => other.toLowerCase() === name.trim().toLowerCase();
            if (name.trim() === "") return "Enter a name";
            if (BUILT_IN.some((view) => same(view.name))) return "A built-in view has this name";
            if (views.some((view) => view.name !== except && same(view.name)))
                return "A view of yours has this name";
            if (except === undefined && views.length >= VIEWS_MAX)
                return `There are ${VIEWS_MAX} views already: delete one first`;
            return undefined;
        },
    };
}

/** The address of the findings: how it is read, what the API is asked, and how the filters count. Pure. */
import { FINDING_SORTS, type FindingCounts, type FindingFilter, type FindingGroup } from "~/api/findings";
import { flag, list, oneOf, type SearchOf, text } from "~/lib/search";
import { SEVERITIES } from "~/lib/severity";

import { PILLARS } from "./finding-words";

export const STATES = ["open", "unknown", "resolved"] as const;
/** What the API takes where no state is given. */
const STATES_STANDARD: readonly string[] = ["open", "unknown"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Others link here: whatever does not fit is left out, and case does not matter. */
const words =
    <const T extends string>(...choices: readonly T[]) =>
    (value: string): readonly T[] | undefined =>
        list(...choices)(value.toLowerCase());
const ids = (value: string): readonly string[] | undefined => {
    const found = list()(value)?.filter((id) => UUID.test(id));
    return found === undefined || found.length === 0 ? undefined : found;
};

export const FINDING_SEARCH = {
    by: oneOf("check", "resource", "account"),
    /** The key of the group that is open. */
    open: text(2600),
    /** The finding in the drawer. */
    finding: text(60),
    q: text(),
    state: words(...STATES),
    severity: words(...SEVERITIES),
    account: ids,
    check: list(),
    pillar: oneOf(...PILLARS),
    framework: text(60),
    kind: list(),
    region: list(),
    resource: text(2048),
    muted: flag,
    unknown: flag,
    sort: oneOf(...FINDING_SORTS),
};
export type FindingSearch = SearchOf<typeof FINDING_SEARCH>;

/** The same without some members. */
export function without<T extends object, K extends keyof T>(values: T, ...names: K[]): Omit<T, K> {
    return Object.fromEntries(
        Object.entries(values).filter(([name]) => !names.some((one) => one === name)),
    ) as Omit<T, K>;
}

/** What a view is made of: all but what is open at the moment. */
export function viewOf(search: FindingSearch): FindingSearch {
    return without(search, "finding", "open");
}

/** The filter without how it is shown: what "Clear all" takes off. */
export const NO_FILTER: { [K in keyof FindingSearch]: undefined } = {
    q: undefined,
    state: undefined,
    severity: undefined,
    account: undefined,
    check: undefined,
    pillar: undefined,
    framework: undefined,
    kind: undefined,
    region: undefined,
    resource: undefined,
    muted: undefined,
    unknown: undefined,
};

export const isFiltered = (search: FindingSearch): boolean =>
    Object.keys(NO_FILTER).some((name) => search[name as keyof FindingSearch] !== undefined);

/** Leaves out what is not there. */
function there<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** The filter as the API takes it. */
export function apiFilter(search: FindingSearch): FindingFilter {
    const joined = (items: readonly string[] | undefined): string | undefined => items?.join(",");
    return there({
        state: joined(search.state),
        severity: joined(search.severity),
        account: joined(search.account),
        check: joined(search.check),
        pillar: search.pillar,
        framework: search.framework,
        kind: joined(search.kind),
        region: joined(search.region),
        resource: search.resource,
        q: search.q,
        muted: search.muted,
        unknown: search.unknown,
        sort: search.sort,
    });
}

/** What of the filter the counts are asked with: the rest is applied here, so that one answer counts for all facets. */
export function countsFilter(search: FindingSearch): FindingFilter {
    const { account, kind, region, resource, q } = apiFilter(search);
    return there({ account, kind, region, resource, q, state: STATES.join(",") });
}

/** What narrows a list to what is in a group. */
export function groupFilter(group: FindingGroup): FindingFilter {
    const { check, account, kind, region, resource } = group;
    return Object.fromEntries(
        Object.entries({ check, account, kind, region, resource }).filter(
            ([, value]) => value !== null && value !== undefined,
        ),
    );
}

export interface Places {
    /** Kinds and regions that there are findings of, as far as is known. */
    kinds: readonly string[];
    regions: readonly string[];
    /** How many a choice would show; undefined where there are too many resources to count them. */
    count: (facet: "kind" | "region", choice: string) => number | undefined;
}

/** Counts by kind and by region from groups by resource, whatever of both is chosen; `whole` if these are all groups. */
export function placesOf(groups: readonly FindingGroup[], whole: boolean, search: FindingSearch): Places {
    const among = (chosen: readonly string[] | undefined, value: string | null | undefined): boolean =>
        chosen?.includes(value ?? "") ?? true;
    return {
        kinds: groups.flatMap(({ kind }) => kind ?? []),
        regions: groups.flatMap(({ region }) => region ?? []),
        count: (facet, choice) =>
            whole
                ? groups
                      .filter(
                          (group) =>
                              group[facet] === choice &&
                              (facet === "kind"
                                  ? among(search.region, group.region)
                                  : among(search.kind, group.kind)),
                      )
                      .reduce((sum, { count }) => sum + count, 0)
                : undefined,
    };
}

/** Whether a finding is counted: for one facet, those that fit all others. */
type Item = FindingCounts["items"][number];
export const FACETS = ["state", "severity", "check", "pillar", "framework", "muted", "unknown"] as const;
export type Facet = (typeof FACETS)[number];

export interface Tally {
    /** All that fit; null where it cannot be told. */
    total: number | null;
    /** How many a choice of a facet would show; null where it cannot be told. */
    count: (facet: Facet, choice: string) => number | null;
    /** Titles of the checks that there are findings of, by id. */
    checks: ReadonlyMap<string, string>;
}

/** `frameworks` are the checks of each framework; undefined while they are not known. */
export function tally(
    items: readonly Item[] | undefined,
    search: FindingSearch,
    frameworks: ReadonlyMap<string, ReadonlySet<string>> | undefined,
): Tally {
    const checks = new Map((items ?? []).map(({ check, title }) => [check, title]));
    const ofFramework = (item: Item, framework: string): boolean =>
        frameworks?.get(framework)?.has(item.check) === true;
    const has = (item: Item, facet: Facet, choice: string): boolean => {
        if (facet === "framework") return ofFramework(item, choice);
        return String(item[facet] ?? "") === choice;
    };
    const chosen: Record<Facet, readonly string[] | undefined> = {
        state: search.state ?? STATES_STANDARD,
        severity: search.severity,
        check: search.check,
        pillar: search.pillar === undefined ? undefined : [search.pillar],
        framework: search.framework === undefined ? undefined : [search.framework],
        muted: search.muted === undefined ? undefined : [String(search.muted)],
        unknown: search.unknown === undefined ? undefined : [String(search.unknown)],
    };
    const fits = (item: Item, without: Facet | null): boolean =>
        FACETS.every(
            (facet) =>
                facet === without || (chosen[facet]?.some((choice) => has(item, facet, choice)) ?? true),
        );
    const sum = (some: readonly Item[]): number => some.reduce((all, { count }) => all + count, 0);
    const known = (facet: Facet | null): boolean =>
        items !== undefined &&
        (frameworks !== undefined || (facet !== "framework" && search.framework === undefined));
    const counted = new Map<string, number | null>();
    const count = (facet: Facet, choice: string): number | null =>
        known(facet)
            ? sum((items ?? []).filter((item) => has(item, facet, choice) && fits(item, facet)))
            : null;
    return {
        total: known(null) ? sum((items ?? []).filter((item) => fits(item, null))) : null,
        count: (facet, choice) => {
            const key = `${facet} ${choice}`;
            if (!counted.has(key)) counted.set(key, count(facet, choice));
            return counted.get(key) ?? null;
        },
        checks,
    };
}

/** What could not be seen, by its cause: pure. */
import { plural, sentence } from "~/lib/format";

export interface UnseenRow {
    /** The cloud account, where several are shown together. */
    account?: string | undefined;
    listing: boolean;
    kind?: string | null;
    region: string;
    class: string;
    call?: string | null;
    permission?: string | null;
    code?: string | null;
    message?: string | null;
    resources?: number | null;
}

export interface UnseenGroup {
    key: string;
    class: string;
    /** What it is about: the permission that is missing, or the call. */
    title: string;
    permission: string | null;
    rows: UnseenRow[];
    /** Resources of which something is hidden, as far as known. */
    resources: number;
    /** Whole listings that were not seen: nobody knows how much is in them. */
    listings: number;
    accounts: number;
    regions: number;
}

const CLASS: Record<string, { word: string; todo: string }> = {
    denied: { word: "Denied", todo: "Add the permission to the policy of the role or user." },
    credentials: {
        word: "Credentials",
        todo: "The role or key does not open the account any more: link it again.",
    },
    throttled: {
        word: "Throttled",
        todo: "AWS asked to slow down. The next run tries again; a longer interval or fewer regions help.",
    },
    transient: { word: "No answer", todo: "AWS did not answer in time. The next run tries again." },
    "not-collected": {
        word: "Not reached",
        todo: "The run ended before. Fewer regions or services make it shorter.",
    },
    cancelled: { word: "Not reached", todo: "The run ended before. The next run tries again." },
    malformed: {
        word: "Not understood",
        todo: "AWS's answer was not as described. Report it with its message.",
    },
    invalid: {
        word: "Refused as wrong",
        todo: "AWS refused the call as wrong. Report it with its message.",
    },
    "not-configured": {
        word: "Not switched on",
        todo: "The account has not set it up, or its support plan leaves it out.",
    },
    "not-found": { word: "Gone meanwhile", todo: "It went away during the run. The next run tries again." },
};

export const classWord = (name: string): string => CLASS[name]?.word ?? sentence(name.replaceAll("-", " "));
export const classTodo = (name: string): string => CLASS[name]?.todo ?? "The next run tries again.";

/** By the permission that is missing; where none is, by class and call. Denied first, then what hides most. */
export function groupUnseen(rows: readonly UnseenRow[]): UnseenGroup[] {
    const groups = new Map<string, UnseenRow[]>();
    for (const row of rows) {
        const about = (row.class === "denied" ? row.permission : null) ?? row.call ?? "";
        const key = `${row.class} ${about}`;
        groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return [...groups]
        .map(([key, of]): UnseenGroup => {
            const [first] = of;
            const kind = first?.class ?? "";
            const permission = kind === "denied" ? (first?.permission ?? null) : null;
            return {
                key,
                class: kind,
                title: permission ?? first?.call ?? "What the run did not come to",
                permission,
                rows: of,
                resources: of.reduce((sum, { resources }) => sum + (resources ?? 0), 0),
                listings: of.filter(({ listing }) => listing).length,
                accounts: new Set(of.map(({ account }) => account).filter(Boolean)).size,
                regions: new Set(of.map(({ region }) => region)).size,
            };
        })
        .sort(
            (a, b) =>
                Number(b.class === "denied") - Number(a.class === "denied") ||
                b.listings - a.listings ||
                b.resources - a.resources ||
                a.title.localeCompare(b.title),
        );
}

/** "hides something of 12 resources and 3 whole listings, in 2 accounts". */
export function hiddenWords({ resources, listings, accounts, regions }: UnseenGroup): string {
    const what = [
        ...(resources > 0 ? [`something of ${plural(resources, "resource")}`] : []),
        ...(listings > 0 ? [plural(listings, "whole listing")] : []),
    ].join(" and ");
    const where = [
        ...(accounts > 1 ? [plural(accounts, "account")] : []),
        ...(regions > 1 ? [plural(regions, "region")] : []),
    ].join(", ");
    return `Hides ${what === "" ? "what nobody has counted" : what}${where === "" ? "" : `, in ${where}`}.`;
}

/** All permissions that are missing. */
export const missingPermissions = (groups: readonly UnseenGroup[]): string[] =>
    groups.flatMap(({ permission }) => permission ?? []);

/** What of the filter is in force, each with a way to take it off. */
import type { Account, Schema } from "~/api/types";
import { sentence } from "~/lib/format";
import type { Chip } from "~/ui/filter-bar";

import { accountName } from "./finding-columns";
import { FLAG_WORDS } from "./finding-filters";
import type { FindingSearch } from "./finding-search";
import { pillarName, regionName } from "./finding-words";

interface Names {
    accounts: readonly Account[] | undefined;
    frameworks: readonly Schema<"FrameworkView">[] | undefined;
    checks: ReadonlyMap<string, string>;
    all: readonly { id: string; title: string }[] | undefined;
}

type Patch = (change: Partial<Record<keyof FindingSearch, unknown>>) => void;

export function chipsOf(search: FindingSearch, patch: Patch, names: Names): Chip[] {
    const each = (
        name: string,
        field: "state" | "severity" | "account" | "check" | "kind" | "region",
        say: (value: string) => string,
    ): Chip[] => {
        const values: readonly string[] = search[field] ?? [];
        return values.map((value) => ({
            name,
            value: say(value),
            onRemove: () => {
                const rest = values.filter((one) => one !== value);
                patch({ [field]: rest.length === 0 ? undefined : rest });
            },
        }));
    };
    const one = (
        name: string,
        field: "pillar" | "framework" | "resource" | "muted" | "unknown",
        say: (value: string) => string,
    ): Chip[] => {
        const value = search[field];
        return value === undefined
            ? []
            : [{ name, value: say(String(value)), onRemove: () => patch({ [field]: undefined }) }];
    };
    return [
        ...each("State", "state", sentence),
        ...each("Severity", "severity", sentence),
        ...each("Account", "account", (id) => accountName(names.accounts, id)),
        ...each(
            "Check",
            "check",
            (id) => names.checks.get(id) ?? names.all?.find((check) => check.id === id)?.title ?? id,
        ),
        ...one("Pillar", "pillar", pillarName),
        ...each("Kind", "kind", (kind) => kind),
        ...each("Region", "region", regionName),
        ...one("Framework", "framework", (id) => names.frameworks?.find((one) => one.id === id)?.title ?? id),
        ...one("Resource", "resource", (id) => id),
        ...one("Muted", "muted", (value) => FLAG_WORDS.muted[value === "true" ? "true" : "false"]),
        ...one("Told", "unknown", (value) => FLAG_WORDS.unknown[value === "true" ? "true" : "false"]),
    ];
}

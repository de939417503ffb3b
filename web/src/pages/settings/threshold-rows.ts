/** What the thresholds of a workspace say: pure, so that it can be tested without a page. */
import { type Thresholds, thresholdsOf } from "~/api/accounts";
import type { Account, Check } from "~/api/types";

export interface Variable {
    name: string;
    usual: unknown;
    /** The workspace's value; undefined where it is the usual one. */
    here: unknown;
    /** Accounts that have a value of their own, which goes before the workspace's. */
    accounts: readonly { id: string; name: string; value: unknown }[];
}

export interface CheckVariables {
    check: Pick<Check, "id" | "title" | "severity">;
    variables: readonly Variable[];
}

/** A value of a check, or of a variable, that the catalogue has no more: nothing comes of it. */
export interface LostValue {
    check: string;
    variable: string;
    value: unknown;
}

const record = (value: unknown): Record<string, unknown> =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

/** All checks that have variables, by id. */
export function checkVariables(
    checks: readonly Check[],
    workspace: Thresholds,
    accounts: readonly Account[],
): CheckVariables[] {
    const rows = checks.map((check) => {
        const usual = record(check.variables);
        const here = record(workspace[check.id]);
        const variables = Object.keys(usual).map((name) => ({
            name,
            usual: usual[name],
            here: here[name],
            accounts: accounts.flatMap((account) => {
                const value = record(thresholdsOf(account)[check.id])[name];
                return value === undefined ? [] : [{ id: account.id, name: account.name, value }];
            }),
        }));
        return { check, variables };
    });
    return rows
        .filter(({ variables }) => variables.length > 0)
        .sort((a, b) => a.check.id.localeCompare(b.check.id, "en"));
}

export function lostValues(checks: readonly Check[], workspace: Thresholds): LostValue[] {
    const known = new Map(checks.map(({ id, variables }) => [id, record(variables)]));
    return Object.entries(workspace).flatMap(([check, variables]) =>
        Object.entries(record(variables))
            .filter(([variable]) => !Object.hasOwn(known.get(check) ?? {}, variable))
            .map(([variable, value]) => ({ check, variable, value })),
    );
}

export type ThresholdFilter = "here" | "accounts";

export const THRESHOLD_FILTERS: readonly {
    value: ThresholdFilter;
    label: string;
    fits: (row: CheckVariables) => boolean;
}[] = [
    {
        value: "here",
        label: "Changed in this workspace",
        fits: ({ variables }) => variables.some(({ here }) => here !== undefined),
    },
    {
        value: "accounts",
        label: "With values of accounts",
        fits: ({ variables }) => variables.some(({ accounts }) => accounts.length > 0),
    },
];

export function filterVariables(
    rows: readonly CheckVariables[],
    q: string,
    show: readonly ThresholdFilter[],
): CheckVariables[] {
    const words = q.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = THRESHOLD_FILTERS.filter(({ value }) => show.includes(value));
    return rows.filter((row) => {
        const names = row.variables.map(({ name }) => name).join(" ");
        const text = `${row.check.id} ${row.check.title} ${names}`.toLowerCase();
        return (
            words.every((word) => text.includes(word)) &&
            (chosen.length === 0 || chosen.some(({ fits }) => fits(row)))
        );
    });
}

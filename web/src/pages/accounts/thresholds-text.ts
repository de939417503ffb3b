/** The thresholds of an account as texts in a form, and back. Pure. */
import type { Thresholds } from "~/api/accounts";
import type { Check } from "~/api/types";
import { formOf, readValue, writeValue } from "~/lib/variables";

/** Texts by check and variable, of those that are set. */
export type Texts = Record<string, string>;
export const keyOf = (check: string, variable: string): string => `${check} ${variable}`;

/** All variables of the checks, with their usual values. */
const variablesOf = (checks: readonly Check[]): { check: string; variable: string; usual: unknown }[] =>
    checks.flatMap(({ id, variables }) =>
        Object.entries(variables as Record<string, unknown>).map(([variable, usual]) => ({
            check: id,
            variable,
            usual,
        })),
    );

export function textsOf(checks: readonly Check[], thresholds: Thresholds): Texts {
    return Object.fromEntries(
        variablesOf(checks).flatMap(({ check, variable, usual }) => {
            const value = thresholds[check]?.[variable];
            return value === undefined ? [] : [[keyOf(check, variable), writeValue(value, formOf(usual))]];
        }),
    );
}

/**
 * What the texts set. What was set for checks or variables that the catalogue does not have (any more) cannot be typed, and
 * is left as it was: `before`.
 */
export function readTexts(
    checks: readonly Check[],
    texts: Texts,
    before: Thresholds,
): { thresholds: Thresholds; faults: Record<string, string> } {
    const thresholds: Thresholds = {};
    const faults: Record<string, string> = {};
    const known = new Set<string>();
    const put = (check: string, variable: string, value: unknown): void => {
        (thresholds[check] ??= {})[variable] = value;
    };
    for (const { check, variable, usual } of variablesOf(checks)) {
        const key = keyOf(check, variable);
        known.add(key);
        const text = texts[key];
        if (text === undefined) continue;
        const read = readValue(text, usual);
        if ("fault" in read) faults[key] = read.fault;
        else put(check, variable, read.value);
    }
    for (const [check, variables] of Object.entries(before)) {
        for (const [variable, value] of Object.entries(variables)) {
            if (!known.has(keyOf(check, variable))) put(check, variable, value);
        }
    }
    return { thresholds, faults };
}

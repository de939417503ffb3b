/** Variables of checks as people type them: text to value and back. Pure. */
import type { Thresholds } from "~/api/accounts";
import type { Check } from "~/api/types";

export type VariableType =
    "whole number" | "number" | "text" | "yes or no" | "list of numbers" | "list of texts" | "JSON";

/** A variable takes another value of the type of its usual one. */
export function typeOf(usual: unknown): VariableType {
    if (typeof usual === "number") return Number.isInteger(usual) ? "whole number" : "number";
    if (typeof usual === "string") return "text";
    if (typeof usual === "boolean") return "yes or no";
    if (Array.isArray(usual)) {
        if (usual.every((one) => typeof one === "number") && usual.length > 0) return "list of numbers";
        if (usual.every((one) => typeof one === "string")) return "list of texts";
    }
    return "JSON";
}

/** A value as it stands in its field. */
export function textOf(value: unknown): string {
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every((one) => typeof one === "number" || typeof one === "string"))
        return value.join(", ");
    return JSON.stringify(value);
}

export type Read = { value: unknown } | { fault: string };

export function readText(text: string, usual: unknown): Read {
    const clean = text.trim();
    const type = typeOf(usual);
    const parts = clean === "" ? [] : clean.split(/[,\s]+/).filter(Boolean);
    switch (type) {
        case "whole number":
            return /^-?\d+$/.test(clean) ? { value: Number(clean) } : { fault: "Enter a whole number" };
        case "number":
            return clean !== "" && Number.isFinite(Number(clean))
                ? { value: Number(clean) }
                : { fault: "Enter a number" };
        case "text":
            return { value: text };
        case "yes or no":
            return clean === "true" || clean === "false"
                ? { value: clean === "true" }
                : { fault: "Choose yes or no" };
        case "list of numbers":
            return parts.every((part) => /^-?\d+$/.test(part))
                ? { value: parts.map(Number) }
                : { fault: "Enter whole numbers with commas between" };
        case "list of texts":
            return {
                value:
                    clean === ""
                        ? []
                        : clean
                              .split(",")
                              .map((part) => part.trim())
                              .filter(Boolean),
            };
        case "JSON":
            try {
                return { value: JSON.parse(clean) as unknown };
            } catch {
                return { fault: "This is no JSON" };
            }
    }
}

/** Texts by check and variable, of those that are set. */
export type Texts = Record<string, string>;
export const keyOf = (check: string, variable: string): string => `${check} ${variable}`;

export function textsOf(thresholds: Thresholds): Texts {
    return Object.fromEntries(
        Object.entries(thresholds).flatMap(([check, variables]) =>
            Object.entries(variables).map(([name, value]) => [keyOf(check, name), textOf(value)]),
        ),
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
    for (const check of checks) {
        for (const [variable, usual] of Object.entries(check.variables)) {
            const key = keyOf(check.id, variable);
            known.add(key);
            const text = texts[key];
            if (text === undefined) continue;
            const read = readText(text, usual);
            if ("fault" in read) faults[key] = read.fault;
            else put(check.id, variable, read.value);
        }
    }
    for (const [check, variables] of Object.entries(before)) {
        for (const [variable, value] of Object.entries(variables)) {
            if (!known.has(keyOf(check, variable))) put(check, variable, value);
        }
    }
    return { thresholds, faults };
}

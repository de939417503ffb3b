/** What the thresholds say: pure, so that it can be tested without a page. */
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

// ---- values as people type them

export type Form = "number" | "flag" | "text" | "numbers" | "texts" | "json";

/** How the values of a variable are typed: the usual one says of which type they are. */
export function formOf(usual: unknown): Form {
    if (typeof usual === "number") return "number";
    if (typeof usual === "boolean") return "flag";
    if (typeof usual === "string") return "text";
    if (Array.isArray(usual)) {
        if (usual.length > 0 && usual.every((one) => typeof one === "number")) return "numbers";
        if (usual.every((one) => typeof one === "string")) return "texts";
    }
    return "json";
}

export function writeValue(value: unknown, form: Form): string {
    if (form === "json" || !fitsForm(value, form)) return JSON.stringify(value);
    if (form === "numbers") return (value as number[]).join(", ");
    if (form === "texts") return (value as string[]).join("\n");
    return String(value);
}

const fitsForm = (value: unknown, form: Form): boolean =>
    form === "numbers" || form === "texts" ? Array.isArray(value) : typeof value !== "object";

export type Read = { value: unknown } | { fault: string };

/** What was typed as a value, or what is wrong with it. Whole numbers stay whole. */
export function readValue(text: string, usual: unknown): Read {
    const form = formOf(usual);
    const clean = text.trim();
    switch (form) {
        case "number":
            return readNumber(clean, Number.isInteger(usual));
        case "flag":
            return { value: clean === "true" };
        case "text":
            return clean === "" ? { fault: "Enter a value" } : { value: text };
        case "texts":
            return {
                value: text
                    .split("\n")
                    .map((line) => line.trim())
                    .filter((line) => line !== ""),
            };
        case "numbers": {
            const whole = (usual as number[]).every((one) => Number.isInteger(one));
            const parts = clean.split(/[\s,]+/).filter((part) => part !== "");
            const numbers: unknown[] = [];
            for (const part of parts) {
                const read = readNumber(part, whole);
                if ("fault" in read) return { fault: `${part}: ${read.fault.toLowerCase()}` };
                numbers.push(read.value);
            }
            return { value: numbers };
        }
        case "json":
            try {
                return { value: JSON.parse(text) as unknown };
            } catch {
                return { fault: "Enter JSON of the same form as the usual value" };
            }
    }
}

function readNumber(text: string, whole: boolean): Read {
    const value = Number(text);
    if (text === "" || !Number.isFinite(value)) return { fault: "Enter a number" };
    if (whole && !Number.isSafeInteger(value)) return { fault: "Enter a whole number" };
    return { value };
}

export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const SHORT = new Set([
    "ec2",
    "rds",
    "tcp",
    "udp",
    "tls",
    "iam",
    "kms",
    "mfa",
    "ip",
    "id",
    "ssl",
    "s3",
    "vpc",
]);

/** `max_age_days` as people say it: "Max age days"; `tcp_ports`: "TCP ports". */
export const variableName = (name: string): string => {
    const words = name.split("_").map((word) => (SHORT.has(word) ? word.toUpperCase() : word));
    const text = words.join(" ");
    return text.charAt(0).toUpperCase() + text.slice(1);
};

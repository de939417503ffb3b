/** Variables of checks as people type and read them: text to value and back. Pure. */

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

/** What a person is told of it. */
export const FORM_WORDS: Readonly<Record<Form, string>> = {
    number: "number",
    flag: "yes or no",
    text: "text",
    numbers: "list of numbers",
    texts: "list of texts, one a line",
    json: "JSON",
};

/** Longer values get a field of several lines. */
const LINE_MAX_CHARS = 32;

/** Whether the field of a value has several lines. */
export const hasLines = (text: string, form: Form): boolean =>
    form === "texts" || form === "json" || text.length > LINE_MAX_CHARS;

const LINES_MIN = 2;
const LINES_MAX = 8;
/** A line of the narrowest field has so many. */
const FIELD_CHARS = 26;

/** Lines of the field of a text: longer ones are broken. */
export function linesOf(text: string): number {
    const broken = text.split("\n").map((line) => Math.max(Math.ceil(line.length / FIELD_CHARS), 1));
    const lines = broken.reduce((sum, count) => sum + count, 0);
    return Math.min(Math.max(lines, LINES_MIN), LINES_MAX);
}

/** A value as it stands in its field. */
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

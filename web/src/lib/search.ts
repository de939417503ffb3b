/**
 * Search parameters. The URL is the state: a page says which parameters it has and of what form each is; what does not
 * fit is left out. Lists are joined by commas, as the API takes them.
 */

type Reader<T> = (value: string) => T | undefined;

export const text =
    (maxChars = 200): Reader<string> =>
    (value) =>
        value === "" ? undefined : value.slice(0, maxChars);

export const oneOf =
    <const T extends string>(...choices: readonly T[]): Reader<T> =>
    (value) =>
        choices.find((choice) => choice === value);

/** A list; with `choices` only what is among them. */
export const list =
    <const T extends string = string>(...choices: readonly T[]): Reader<readonly T[]> =>
    (value) => {
        const items = value.split(",").filter((item): item is T => {
            return item !== "" && (choices.length === 0 || choices.some((choice) => choice === item));
        });
        return items.length === 0 ? undefined : [...new Set(items)];
    };

export const flag: Reader<boolean> = (value) =>
    value === "true" ? true : value === "false" ? false : undefined;

export const whole =
    (min: number, max: number): Reader<number> =>
    (value) => {
        const number = Number(value);
        return Number.isInteger(number) && number >= min && number <= max ? number : undefined;
    };

export type SearchOf<S extends Record<string, Reader<unknown>>> = {
    [K in keyof S]?: Exclude<ReturnType<S[K]>, undefined> | undefined;
};

/** The validator of a route's search parameters: `validateSearch: search({ q: text(), severity: list(...) })`. */
export function search<S extends Record<string, Reader<unknown>>>(
    shape: S,
): (raw: Record<string, unknown>) => SearchOf<S> {
    return (raw) => {
        const read: Record<string, unknown> = {};
        for (const [name, reader] of Object.entries(shape)) {
            const given = raw[name];
            if (given === undefined || given === null) continue;
            const value = reader(asText(given));
            if (value !== undefined) read[name] = value;
        }
        return read as SearchOf<S>;
    };
}

export function parseSearch(text: string): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(text));
}

/** `?a=1&b=x,y`, or nothing. Commas, colons and slashes stay readable. */
export function stringifySearch(values: Record<string, unknown>): string {
    const parts: string[] = [];
    for (const [name, value] of Object.entries(values)) {
        if (
            value === undefined ||
            value === null ||
            value === "" ||
            (Array.isArray(value) && value.length === 0)
        )
            continue;
        const text = asText(value);
        const readable = encodeURIComponent(text)
            .replaceAll("%2C", ",")
            .replaceAll("%3A", ":")
            .replaceAll("%2F", "/");
        parts.push(`${encodeURIComponent(name)}=${readable}`);
    }
    return parts.length === 0 ? "" : `?${parts.join("&")}`;
}

function asText(value: unknown): string {
    if (Array.isArray(value)) return value.join(",");
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : "";
}

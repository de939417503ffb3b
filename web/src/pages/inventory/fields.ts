/** A document as fields: what each value is, and which fields fit a search. Pure. */
import { readTime } from "~/lib/format";

import { isMembers } from "./document";

export interface Tag {
    key: string;
    value: string;
}

/** What a value is, for people. */
export type Field =
    | { is: "none" }
    | { is: "word"; text: string }
    | { is: "text"; text: string }
    | { is: "time"; at: string }
    | { is: "tags"; tags: readonly Tag[] }
    | { is: "words"; texts: readonly string[] }
    | { is: "empty"; list: boolean }
    | { is: "list"; items: readonly unknown[] }
    | { is: "members"; members: readonly (readonly [string, unknown])[] };

/** Up to here, a list of short words stands on one line. */
const WORDS_MAX = 12;
const WORD_MAX_CHARS = 60;
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

export function fieldOf(name: string, value: unknown): Field {
    if (value === null || value === undefined) return { is: "none" };
    if (typeof value === "string") {
        return ISO.test(value) && readTime(value) !== null
            ? { is: "time", at: value }
            : { is: "text", text: value };
    }
    if (Array.isArray(value)) {
        const items: unknown[] = value;
        if (items.length === 0) return { is: "empty", list: true };
        const tags = tagsOf(items);
        if (tags !== null) return { is: "tags", tags };
        if (items.length <= WORDS_MAX && items.every(isShort))
            return { is: "words", texts: items.map(wordOf) };
        return { is: "list", items };
    }
    if (isMembers(value)) {
        const members = Object.entries(value);
        if (members.length === 0) return { is: "empty", list: false };
        if (/^tags$/i.test(name) && members.every(([, one]) => typeof one === "string"))
            return { is: "tags", tags: members.map(([key, one]) => ({ key, value: String(one) })) };
        return { is: "members", members };
    }
    return { is: "word", text: JSON.stringify(value) };
}

/** A scalar as it is shown. */
const wordOf = (value: unknown): string =>
    typeof value === "string" ? value : JSON.stringify(value ?? null);

const isShort = (value: unknown): boolean =>
    (typeof value === "string" && value.length <= WORD_MAX_CHARS) ||
    typeof value === "number" ||
    typeof value === "boolean";

/** AWS writes tags as a list of `{Key, Value}`, with capitals or without, and says more of some. Others lists are no tags. */
function tagsOf(items: readonly unknown[]): Tag[] | null {
    const tags: Tag[] = [];
    for (const item of items) {
        if (!isMembers(item) || Object.keys(item).length > 2) return null;
        const key = item.Key ?? item.key ?? item.TagKey;
        const value = item.Value ?? item.value ?? item.TagValue;
        if (typeof key !== "string" || typeof value !== "string") return null;
        tags.push({ key, value });
    }
    return tags;
}

/**
 * The value with only what fits the words: a member whose name fits keeps all below it; else only the members below that fit. Undefined
 * where nothing fits. Items of lists keep their places, so that a path still names the same item: see `Kept`.
 */
export function narrow(name: string, value: unknown, words: readonly string[]): unknown {
    if (words.length === 0) return value;
    const fits = (text: string): boolean => {
        const small = text.toLowerCase();
        return words.every((word) => small.includes(word));
    };
    const look = (own: string, here: unknown): unknown => {
        if (own !== "" && fits(own)) return here;
        if (Array.isArray(here)) {
            const items: unknown[] = here;
            const tags = tagsOf(items);
            const kept = items.flatMap((item, index) => {
                const tag = tags?.[index];
                const found =
                    tag === undefined ? look("", item) : fits(`${tag.key} ${tag.value}`) ? item : undefined;
                return found === undefined ? [] : [found];
            });
            return kept.length === 0 ? undefined : kept;
        }
        if (isMembers(here)) {
            const kept = Object.entries(here).flatMap(([key, one]) => {
                const found = look(key, one);
                return found === undefined ? [] : [[key, found] as const];
            });
            return kept.length === 0 ? undefined : Object.fromEntries(kept);
        }
        return fits(`${own} ${wordOf(here)}`) ? here : undefined;
    };
    return look(name, value);
}

/** How many scalars a value holds, counted up to a limit. */
export function sizeOf(value: unknown, max: number): number {
    if (typeof value !== "object" || value === null) return 1;
    let size = 0;
    for (const one of Object.values(value)) {
        size += sizeOf(one, max - size);
        if (size >= max) break;
    }
    return size;
}

export const wordsOf = (typed: string): string[] => typed.toLowerCase().split(/\s+/).filter(Boolean);

/** One short line that says which item of a list this is. */
export function summaryOf(item: unknown): string | null {
    if (!isMembers(item)) return null;
    const of = (pattern: RegExp): string | undefined =>
        Object.entries(item).find(
            ([key, one]) => pattern.test(key) && typeof one === "string" && one !== "",
        )?.[1] as string | undefined;
    return of(/^(name|.*Name)$/) ?? of(/^(id|.*Id)$/) ?? of(/^(arn|.*Arn)$/i) ?? null;
}

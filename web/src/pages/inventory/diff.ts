/**
 * What is different between two states of a document: members added, removed and changed, with their paths. Items of lists are
 * matched by what names them (a key, an id) or, without such a thing, by being equal: an item put in at the front is one change, not
 * as many as the list is long. Pure.
 */
import { isMembers } from "./document";

export interface Difference {
    /** Such as `data.IpPermissions[0].ToPort`, or `data.Tags[Env].Value` where items have names. */
    path: string;
    what: "added" | "removed" | "changed" | "order";
    before?: unknown;
    after?: unknown;
}

/** Members that name an item of a list, the surest first. */
const NAMES = [
    "Key",
    "key",
    "Id",
    "id",
    "Arn",
    "ARN",
    "arn",
    "Sid",
    "Name",
    "name",
    "GroupId",
    "InstanceId",
    "VolumeId",
    "SubnetId",
    "DeviceName",
    "PolicyName",
    "PolicyArn",
    "RuleName",
    "UserName",
];

export function diff(before: unknown, after: unknown): Difference[] {
    const found: Difference[] = [];
    compare(before, after, "", found);
    return found;
}

function compare(before: unknown, after: unknown, path: string, found: Difference[]): void {
    if (Object.is(before, after)) return;
    if (isMembers(before) && isMembers(after)) {
        for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
            const below = path === "" ? key : `${path}${memberPath(key)}`;
            if (!Object.hasOwn(after, key)) found.push({ path: below, what: "removed", before: before[key] });
            else if (!Object.hasOwn(before, key))
                found.push({ path: below, what: "added", after: after[key] });
            else compare(before[key], after[key], below, found);
        }
    } else if (Array.isArray(before) && Array.isArray(after)) {
        compareLists(before, after, path, found);
    } else if (canonical(before) !== canonical(after)) {
        found.push({ path, what: "changed", before, after });
    }
}

function compareLists(
    before: readonly unknown[],
    after: readonly unknown[],
    path: string,
    found: Difference[],
): void {
    const name = NAMES.find((one) => names(before, one) && names(after, one));
    const begun = found.length;
    if (name !== undefined) compareNamed(before, after, name, path, found);
    else compareUnnamed(before, after, path, found);
    if (found.length === begun && canonical(before) !== canonical(after))
        found.push({ path, what: "order", before, after });
}

/** Whether the member names each item, and no two alike. */
function names(items: readonly unknown[], name: string): boolean {
    const seen = new Set<unknown>();
    for (const item of items) {
        if (!isMembers(item)) return false;
        const value = item[name];
        if (typeof value !== "string" || seen.has(value)) return false;
        seen.add(value);
    }
    return true;
}

function compareNamed(
    before: readonly unknown[],
    after: readonly unknown[],
    name: string,
    path: string,
    found: Difference[],
): void {
    const byName = (items: readonly unknown[]): Map<string, unknown> =>
        new Map(items.map((item) => [String((item as Record<string, unknown>)[name]), item]));
    const [old, now] = [byName(before), byName(after)];
    for (const [key, item] of old) {
        if (!now.has(key)) found.push({ path: `${path}[${key}]`, what: "removed", before: item });
        else compare(item, now.get(key), `${path}[${key}]`, found);
    }
    for (const [key, item] of now) {
        if (!old.has(key)) found.push({ path: `${path}[${key}]`, what: "added", after: item });
    }
}

/** Equal items are taken out, wherever they stand; what is left over is compared in its order. */
function compareUnnamed(
    before: readonly unknown[],
    after: readonly unknown[],
    path: string,
    found: Difference[],
): void {
    const places = new Map<string, number[]>();
    before.forEach((item, index) => {
        const text = canonical(item);
        places.set(text, [...(places.get(text) ?? []), index]);
    });
    const gone = new Set(before.keys());
    const come: number[] = [];
    after.forEach((item, index) => {
        const same = places.get(canonical(item))?.shift();
        if (same === undefined) come.push(index);
        else gone.delete(same);
    });
    const left = [...gone];
    // As many as before: the same items, changed. Else nobody can say which became which.
    if (left.length === come.length) {
        left.forEach((from, at) => {
            const to = come[at] ?? 0;
            compare(before[from], after[to], `${path}[${to}]`, found);
        });
        return;
    }
    for (const index of left)
        found.push({ path: `${path}[${index}]`, what: "removed", before: before[index] });
    for (const index of come) found.push({ path: `${path}[${index}]`, what: "added", after: after[index] });
}

const memberPath = (key: string): string =>
    /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

/** The value as text, whatever the order of its members. */
function canonical(value: unknown): string {
    return JSON.stringify(value, (_, one: unknown) =>
        isMembers(one)
            ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
            : one,
    );
}

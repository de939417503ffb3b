import { expect, test } from "vitest";

import { parseSearch, search } from "~/lib/search";

import { apiFilter, FINDING_SEARCH, placesOf, tally } from "./finding-search";
import { actorName } from "./finding-words";
import { dayOf, muteEnd } from "./mute-dialog";
import { queryOf, readViews } from "./views";
import { stepsOf } from "./finding-steps";

const read = search(FINDING_SEARCH);
const at = (query: string) => read(parseSearch(query));

test("what does not fit an address is left out, and case does not matter", () => {
    expect(
        at("severity=Critical,HIGH,awful&state=all&sort=name&by=colour&account=x&pillar=nice&muted=1"),
    ).toEqual({ severity: ["critical", "high"] });
});

test("lists go to the API with commas between", () => {
    expect(apiFilter(at("severity=high,low&check=a.b,c.d&muted=false&sort=saving&finding=x&open=y"))).toEqual(
        {
            severity: "high,low",
            check: "a.b,c.d",
            muted: false,
            sort: "saving",
        },
    );
});

const item = (some: object) => ({
    check: "s3.public",
    title: "No bucket is public",
    pillar: "security",
    severity: "high",
    state: "open",
    muted: false,
    unknown: false,
    count: 1,
    saving_micro_usd_per_month: 0,
    ...some,
});
const items = [
    item({ count: 5 }),
    item({ severity: "low", count: 7 }),
    item({ state: "resolved", count: 11 }),
    item({ check: "ec2.open", state: "unknown", unknown: true, count: 13 }),
];
const frameworks = new Map([["cis", new Set(["ec2.open"])]]);

test("a facet counts what fits all others", () => {
    const all = tally(items, {}, frameworks);
    expect(all.total).toBe(25);
    expect(all.count("state", "resolved")).toBe(11);
    const high = tally(items, { severity: ["high"] }, frameworks);
    expect(high.total).toBe(18);
    expect(high.count("severity", "low")).toBe(7);
    expect(high.count("framework", "cis")).toBe(13);
    expect(tally(items, { framework: "cis" }, frameworks).total).toBe(13);
});

test("what is not known is counted as unknown, never as zero", () => {
    expect(tally(undefined, {}, frameworks).count("state", "open")).toBeNull();
    expect(tally(undefined, {}, frameworks).total).toBeNull();
    expect(tally(items, {}, undefined).count("framework", "cis")).toBeNull();
    expect(tally(items, { framework: "cis" }, undefined).total).toBeNull();
    expect(tally(items, {}, undefined).count("severity", "high")).toBe(18);
});

test("kinds and regions are counted from groups by resource, and not at all where these are not all", () => {
    const group = (kind: string, region: string, count: number) =>
        ({ key: `${kind} ${region}`, kind, region, count }) as Parameters<typeof placesOf>[0][number];
    const groups = [group("aws.s3.bucket", "eu-west-1", 3), group("aws.ec2.volume", "us-east-1", 2)];
    const all = placesOf(groups, true, { region: ["eu-west-1"] });
    expect(all.count("kind", "aws.s3.bucket")).toBe(3);
    expect(all.count("kind", "aws.ec2.volume")).toBe(0);
    expect(all.count("region", "us-east-1")).toBe(2);
    expect(placesOf(groups, false, {}).count("kind", "aws.s3.bucket")).toBeUndefined();
});

test("views are the same whatever the order of their parameters, and rubbish is none", () => {
    expect(queryOf(at("muted=false&severity=low,high&finding=x"))).toBe(
        queryOf(at("severity=high,low&muted=false")),
    );
    expect(readViews("no json")).toEqual([]);
    expect(readViews('[{"name":"A","query":"?severity=high,no"},{"name":""},3]')).toEqual([
        { name: "A", search: { severity: ["high"] } },
    ]);
});

test("a mute ends so many days from now, or with the day that was chosen", () => {
    const now = new Date(2026, 10, 27, 10, 0, 0);
    expect(muteEnd("7", "", now)?.getTime()).toBe(now.getTime() + 7 * 86_400_000);
    expect(muteEnd("own", "2026-12-24", now)).toEqual(new Date(2026, 11, 24, 23, 59, 59));
    expect(muteEnd("own", "", now)).toBeNull();
    expect(dayOf(now)).toBe("2026-11-27");
});

test("who did it is said by name, and nobody is invented", () => {
    const id = "0199a000-0000-7000-8000-000000000001";
    const member = { user: id, name: "Ada", email: "", role: "owner" as const, since: "", totp: false };
    expect(actorName(`user:${id}`, [member], undefined)).toBe("Ada");
    expect(actorName(id, [member], id)).toBe("You");
    expect(actorName(`token:0199a000-0000-7000-8000-00000000000f of user:${id}`, [member], undefined)).toBe(
        "Ada (by an API token)",
    );
    expect(actorName(`user:${id}`, [], undefined)).toBe("Somebody who is no member any more");
    expect(actorName(`user:${id}`, undefined, undefined)).toBe("Somebody");
    expect(actorName("task:mutes", [], undefined)).toBe("Skytally: the mute had ended");
    expect(actorName(null, [], undefined)).toBeUndefined();
});

test("the next finding is still there when muting has taken the present one off the list", () => {
    const went: string[] = [];
    const rows = [{ id: "a" }, { id: "c" }];
    const steps = stepsOf(rows, "b", 1, false, ({ id }) => went.push(id));
    steps.next?.();
    steps.previous?.();
    expect(went).toEqual(["c", "a"]);
    expect(stepsOf(rows, "elsewhere", -1, false, () => undefined).next).toBeUndefined();
});

import { expect, test } from "vitest";

import type { Counted } from "~/api/inventory";

import { consoleLink, partitionOf } from "./console-link";
import { diff } from "./diff";
import { causeText, readDocument, unseenParts } from "./document";
import { fileName } from "./download";
import { fieldOf, narrow, wordsOf } from "./fields";
import { countText } from "./inventory-count";
import { type Chosen, facet, kindsToAsk, total } from "./inventory-facets";
import { resourceName } from "./inventory-words";
import { chosenStates, comparable, firstSeen } from "./states";

const item = (kind: string, region: string, account: string, resources: number, hidden = 0): Counted => ({
    kind,
    region,
    account,
    resources,
    hidden,
});
const ITEMS = [
    item("aws.ec2.volume", "eu-west-1", "a", 10, 2),
    item("aws.ec2.instance", "eu-west-1", "b", 5),
    item("aws.s3.bucket", "us-east-1", "a", 3, 3),
];
const ALL: Chosen = { service: [], kind: [], region: [], account: [], hidden: false };
const counts = (chosen: Chosen, dimension: Parameters<typeof facet>[2]) =>
    Object.fromEntries(facet(ITEMS, chosen, dimension).map(({ value, count }) => [value, count]));

test("a facet counts what the list would show with the other filters as they are", () => {
    expect(counts(ALL, "service")).toEqual({ ec2: 15, s3: 3 });
    const chosen = { ...ALL, account: ["a"], service: ["ec2"] };
    expect(counts(chosen, "kind")).toEqual({ "aws.ec2.volume": 10 });
    // Its own choice does not narrow a facet: the others could be added.
    expect(counts(chosen, "service")).toEqual({ ec2: 10, s3: 3 });
    expect(counts(chosen, "account")).toEqual({ a: 10, b: 5 });
    expect(counts({ ...ALL, hidden: true }, "region")).toEqual({ "eu-west-1": 2, "us-east-1": 3 });
});

test("a choice that nothing fits any more stays, to be taken off", () => {
    expect(counts({ ...ALL, region: ["us-east-1"], kind: ["aws.ec2.volume"] }, "kind")).toEqual({
        "aws.ec2.volume": 0,
        "aws.s3.bucket": 3,
    });
});

test("sums follow the filters", () => {
    expect(total(ITEMS, ALL)).toEqual({ resources: 18, hidden: 5 });
    expect(total(ITEMS, { ...ALL, service: ["s3"] })).toEqual({ resources: 3, hidden: 3 });
    expect(total(ITEMS, { ...ALL, hidden: true })).toEqual({ resources: 5, hidden: 5 });
});

test("the API is asked for the kinds of the services that are chosen", () => {
    expect(kindsToAsk(ITEMS, { service: [], kind: [] })).toBeUndefined();
    expect(kindsToAsk(ITEMS, { service: ["ec2"], kind: [] })).toEqual(["aws.ec2.volume", "aws.ec2.instance"]);
    expect(kindsToAsk(ITEMS, { service: ["s3"], kind: ["aws.ec2.volume"] })).toEqual([]);
    expect(kindsToAsk(undefined, { service: ["ec2"], kind: [] })).toBeNull();
});

const known = { q: undefined, searching: false, read: 200, more: true, failed: false, whole: true };
test.each([
    [{ ...known, sum: { resources: 50_000, hidden: 12 } }, "50,000 resources; 12 with parts not seen"],
    [{ ...known, sum: { resources: 1, hidden: 0 } }, "1 resource"],
    [{ ...known, sum: { resources: 7, hidden: 0 }, whole: false }, "At least 7 resources"],
    [{ ...known, sum: { resources: 0, hidden: 0 }, whole: false }, "None seen, and not everything was seen"],
    [{ ...known, sum: undefined, failed: true }, "How many there are is not known now"],
    [{ ...known, sum: undefined }, ""],
    [
        { ...known, q: "x", sum: { resources: 900, hidden: 0 } },
        "At least 200 of 900 fit; more are read as you scroll",
    ],
    [{ ...known, q: "x", more: false, read: 3, sum: { resources: 900, hidden: 0 } }, "3 of 900 fit"],
    [{ ...known, q: "x", searching: true, sum: undefined }, "Searching…"],
])("how many there are is said honestly: %#", (what, text) => {
    expect(countText(what)).toBe(text);
});

const place = { region: "eu-west-1", arn: null, name: null, partition: "aws" };
test.each([
    [
        { ...place, kind: "aws.ec2.security_group", id: "sg-1" },
        "https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1#SecurityGroup:groupId=sg-1",
    ],
    [
        { ...place, kind: "aws.s3.bucket", id: "a b" },
        "https://eu-west-1.console.aws.amazon.com/s3/buckets/a%20b?region=eu-west-1",
    ],
    [
        { ...place, kind: "aws.iam.role", id: "Admin", region: "global" },
        "https://us-east-1.console.aws.amazon.com/iam/home#/roles/details/Admin",
    ],
    [
        { ...place, kind: "aws.logs.log_group", id: "/aws/lambda/x" },
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fx",
    ],
    [
        { ...place, kind: "aws.ec2.vpc", id: "vpc-1", region: "cn-north-1", partition: "aws-cn" },
        "https://cn-north-1.console.amazonaws.cn/vpcconsole/home?region=cn-north-1#VpcDetails:VpcId=vpc-1",
    ],
    // Nothing rather than something wrong.
    [{ ...place, kind: "aws.sns.topic", id: "t" }, null],
    [{ ...place, kind: "aws.health.event", id: "e" }, null],
    [{ ...place, kind: "aws.s3.bucket", id: "b", region: "evil.example/" }, null],
    [{ ...place, kind: "aws.s3.bucket", id: "b", partition: "aws-iso" }, null],
])("the AWS console is linked for what we know: %#", (of, link) => {
    expect(consoleLink(of)).toBe(link);
});

test("the partition is read from the ARN, or else from the region", () => {
    expect(partitionOf("arn:aws-us-gov:s3:::b", "us-gov-west-1")).toBe("aws-us-gov");
    expect(partitionOf(null, "cn-north-1")).toBe("aws-cn");
    expect(partitionOf(null, "eu-west-1")).toBe("aws");
});

test("members that are added, removed and changed are told with their paths", () => {
    const before = { a: 1, b: { c: "x", gone: true }, same: [1, 2] };
    const after = { a: 2, b: { c: "x", "odd key": null }, same: [1, 2] };
    expect(diff(before, after)).toEqual([
        { path: "a", what: "changed", before: 1, after: 2 },
        { path: "b.gone", what: "removed", before: true },
        { path: 'b["odd key"]', what: "added", after: null },
    ]);
});

test("items of lists are matched by what names them, wherever they stand", () => {
    const before = { Tags: [{ Key: "Env", Value: "dev" }, { Key: "Team", Value: "a" }] }; // prettier-ignore
    const after = { Tags: [{ Key: "Team", Value: "a" }, { Key: "Env", Value: "prod" }, { Key: "X", Value: "" }] }; // prettier-ignore
    expect(diff(before, after)).toEqual([
        { path: "Tags[Env].Value", what: "changed", before: "dev", after: "prod" },
        { path: "Tags[X]", what: "added", after: { Key: "X", Value: "" } },
    ]);
});

test("an item put in at the front of a list without names is one difference", () => {
    const rule = (port: number) => ({ FromPort: port, IpRanges: [{ CidrIp: "10.0.0.0/8" }] });
    expect(diff([rule(1), rule(2)], [rule(0), rule(1), rule(2)])).toEqual([
        { path: "[0]", what: "added", after: rule(0) },
    ]);
    expect(diff([rule(1), rule(2)], [rule(1), rule(3)])).toEqual([
        { path: "[1].FromPort", what: "changed", before: 2, after: 3 },
    ]);
});

test("another order alone is told as that, and the order of members is nothing", () => {
    expect(diff({ l: ["a", "b"] }, { l: ["b", "a"] })).toEqual([
        { path: "l", what: "order", before: ["a", "b"], after: ["b", "a"] },
    ]);
    expect(diff({ a: { x: 1, y: 2 } }, { a: { y: 2, x: 1 } })).toEqual([]);
});

test("a value that becomes another kind of value is changed", () => {
    expect(diff({ a: null }, { a: [] })).toEqual([{ path: "a", what: "changed", before: null, after: [] }]);
    expect(diff({ a: "1" }, { a: 1 })).toEqual([{ path: "a", what: "changed", before: "1", after: 1 }]);
});

const denied = (requestId: string, permission = "s3:GetBucketPolicy") => ({
    data: {},
    parts: {
        policy: {
            state: "denied",
            cause: {
                class: "denied",
                call: "s3:GetBucketPolicy",
                permission,
                request_id: requestId,
                message: requestId,
            },
        },
    },
});
test("request ids of calls that were refused twice are no difference; another cause is", () => {
    const of = (a: unknown, b: unknown) => diff(comparable(a), comparable(b));
    expect(of(denied("1"), denied("2"))).toEqual([]);
    expect(of(denied("1"), denied("2", "s3:Other")).map(({ path }) => path)).toEqual([
        "parts.policy.cause.permission",
    ]);
    expect(
        of(denied("1"), { data: {}, parts: { policy: { state: "absent" } } }).map(({ path }) => path),
    ).toEqual(["parts.policy.state", "parts.policy.cause"]);
});

const state = (from: number, to: number | null, since: string) => ({
    from_generation: from,
    to_generation: to,
    since,
    document: {},
});
const STATES = [
    state(9, null, "2026-11-20T00:00:00Z"),
    state(5, 9, "2026-11-10T00:00:00Z"),
    state(1, 5, "2026-11-01T00:00:00Z"),
];
test("the newest state is compared with the one before, or those that are chosen, the older one first", () => {
    const of = (before?: number, after?: number) => {
        const chosen = chosenStates(STATES, before, after);
        return chosen && [chosen.before.from_generation, chosen.after.from_generation];
    };
    expect(of()).toEqual([5, 9]);
    expect(of(undefined, 5)).toEqual([1, 5]);
    expect(of(9, 1)).toEqual([1, 9]);
    expect(of(9, 9)).toBeNull();
    expect(of(77, 9)).toEqual([5, 9]);
    expect(chosenStates(STATES.slice(0, 1), undefined, undefined)).toBeNull();
});

test("since when it is known is sure only within the history that is kept", () => {
    const now = new Date("2026-11-27T00:00:00Z");
    expect(firstSeen(STATES, 90, now)).toEqual({ at: "2026-11-01T00:00:00Z", sure: true });
    expect(firstSeen(STATES, 7, now)?.sure).toBe(false);
    expect(firstSeen(STATES, undefined, now)?.sure).toBe(false);
    expect(firstSeen([], 90, now)).toBeNull();
});

test("a part whose state is no word that we know counts as not seen", () => {
    const document = readDocument({
        data: {},
        parts: { a: { state: "present", value: 1 }, b: { state: "absent" }, c: { state: "new-word" }, d: 7 },
    });
    expect(unseenParts(document.parts).map(({ name }) => name)).toEqual(["c", "d"]);
    expect(readDocument(null)).toMatchObject({ data: undefined, parts: [], incomplete: null });
});

test("a cause says the call, what was wrong, and the permission that is missing", () => {
    const [part] = readDocument(denied("r1")).parts;
    if (part?.cause == null) throw new Error("no cause");
    expect(part.cause.requestId).toBe("r1");
    expect(causeText(part.cause)).toBe(
        "AWS refused s3:GetBucketPolicy. It needs the permission s3:GetBucketPolicy.",
    );
});

test.each([
    ["When", "2026-11-27T09:00:00Z", "time"],
    ["When", "2026-11-27", "text"],
    ["Tags", [{ Key: "a", Value: "b" }], "tags"],
    ["tags", { a: "b" }, "tags"],
    ["Rules", { a: "b" }, "members"],
    ["Rules", [{ Key: "a", Value: "b", More: 1 }], "list"],
    ["Ids", ["a", 1], "words"],
    ["Ids", [["a"]], "list"],
    ["Ids", [], "empty"],
    ["Ids", {}, "empty"],
    ["Id", null, "none"],
    ["Id", 0, "word"],
    ["Id", false, "word"],
])("%s: %j is shown as %s", (name, value, is) => {
    expect(fieldOf(name, value).is).toBe(is);
});

test("a search keeps the members that fit, with all that is below a name that fits", () => {
    const data = {
        VpcId: "vpc-1",
        Rules: [
            { Port: 22, Ranges: [{ Cidr: "0.0.0.0/0" }] },
            { Port: 443, Ranges: [] },
        ],
        Tags: [{ Key: "Env", Value: "prod" }, { Key: "Owner", Value: "ada" }], // prettier-ignore
    };
    const of = (typed: string) => narrow("", data, wordsOf(typed));
    expect(of("")).toBe(data);
    expect(of("0.0.0.0")).toEqual({ Rules: [{ Ranges: [{ Cidr: "0.0.0.0/0" }] }] });
    expect(of("RULES")).toEqual({ Rules: data.Rules });
    expect(of("port 22")).toEqual({ Rules: [{ Port: 22 }] });
    expect(of("env prod")).toEqual({ Tags: [data.Tags[0]] });
    expect(of("nothing-has-this")).toBeUndefined();
});

test("a file is called by what every system takes", () => {
    expect(fileName({ account: "a", kind: "aws.sns.topic", region: "r", id: "arn:aws:sns:r:1:../x" })).toBe(
        "aws.sns.topic-arn-aws-sns-r-1-..-x.json",
    );
});

test.each([
    [{ name: "bastion", id: "sg-1" }, "bastion"],
    [{ name: "", id: "sg-1" }, "sg-1"],
    [{ id: "arn:aws:sns:eu-west-1:111122223333:alerts" }, "alerts"],
    [{ id: "arn:aws:ecs:eu-west-1:111122223333:cluster/shop" }, "cluster/shop"],
    [{ id: "https://sqs.eu-west-1.amazonaws.com/111122223333/orders" }, "orders"],
])("a resource is called by what tells it from others: %#", (resource, name) => {
    expect(resourceName(resource)).toBe(name);
});

/** The sample accounts of the tests: one that is well, one that is seen in part, one that fails. */
import type { OverviewView, TrendView } from "~/api/overview";
import type { Account, Run, Schema } from "~/api/types";

export const LINK = {
    production: "0199b000-0000-7000-8000-000000000001",
    staging: "0199b000-0000-7000-8000-000000000002",
    data: "0199b000-0000-7000-8000-000000000003",
    sample: "0199b000-0000-7000-8000-000000000009",
};
export const OFFERED = "skytally-8f1b2c3d4e5f60718293a4b5c6d7e8f9";
export const PRINCIPAL = "arn:aws:iam::999988887777:role/Skytally";

const DENIED = {
    class: "denied",
    call: "s3:GetBucketPolicy",
    permission: "s3:GetBucketPolicy",
    code: "AccessDenied",
    message: "User is not authorized to perform: s3:GetBucketPolicy",
};

type RunFacts = Partial<Omit<Run, "summary" | "unseen">> & {
    account: string;
    summary?: object;
    unseen?: object;
};

export function runOf({ account, summary, unseen, ...more }: RunFacts): Run {
    const made = {
        id: `0199c000-0000-7000-8000-${account.slice(-12)}`,
        account,
        state: "complete",
        wanted: false,
        node: "node-1",
        generation: 12,
        started: "2026-11-27T08:09:10Z",
        ended: "2026-11-27T08:10:30Z",
        listings: 180,
        listed: 180,
        documents: 2310,
        summary: summary ?? {
            caller: "arn:aws:sts::111122223333:assumed-role/SkytallyRead/skytally",
            regions: ["eu-central-1", "us-east-1"],
            price: { calls: 420, throttled: 0, nano_usd: 2_100_000 },
            tallies: { "ec2.sg-open-admin": { pass: 20, fail: 2, unknown: 0, not_applicable: 1 } },
            notes: [],
        },
        unseen: unseen ?? { listings: [], parts: [] },
        ...more,
    };
    return made as unknown as Run;
}

export function accountOf(id: string, name: string, more: Partial<Account> = {}): Account {
    return {
        id,
        aws_account: "111122223333",
        partition: "aws",
        name,
        access: { by: "role", role_arn: "arn:aws:iam::111122223333:role/SkytallyRead", external_id: OFFERED },
        paused: null,
        every_minutes: 15,
        regions: [],
        services: [],
        thresholds: {},
        generation: 12,
        created: "2026-02-01T09:00:00Z",
        due: "2026-11-27T09:30:00Z",
        running: false,
        failures: 0,
        version: 3,
        newest_run: runOf({ account: id }),
        ...more,
    };
}

export const sampleAccount = (): Account =>
    accountOf(LINK.sample, "Sample estate", {
        access: { by: "sample" },
        aws_account: "000000000000",
        due: null,
        generation: 2,
        newest_run: runOf({ account: LINK.sample, generation: 2 }),
    });

export interface Cloud {
    /** By workspace. */
    accounts: Record<string, Account[]>;
    runs: Run[];
    overview: OverviewView;
    trend: TrendView;
    pillars: Schema<"WellArchitectedView">;
    members: Schema<"OrganizationMember">[];
    permissions: Schema<"PermissionsView">;
    quickCreate: string | null;
    /** AWS accounts that `many` refuses. */
    refusing: Set<string>;
}

const same = { added: 0, changed: 0, gone: 0 };

export function sampleCloud(workspace: string): Cloud {
    const staging = runOf({
        account: LINK.staging,
        state: "partial",
        documents: 640,
        unseen: {
            listings: [
                { kind: "aws.rds.instance", region: "eu-central-1", state: "not-collected", documents: 0 },
            ],
            parts: [{ ...DENIED, kind: "aws.s3.bucket", region: "eu-central-1", resources: 14 }],
        },
    });
    const failed = runOf({
        account: LINK.data,
        state: "failed",
        generation: null,
        documents: 0,
        listings: 0,
        listed: 0,
        summary: { failure: "the role cannot be assumed: AccessDenied" },
    });
    const production = accountOf(LINK.production, "Production");
    return {
        accounts: {
            [workspace]: [
                accountOf(LINK.data, "Data", {
                    aws_account: "333344445555",
                    failures: 2,
                    generation: 4,
                    newest_run: failed,
                }),
                production,
                accountOf(LINK.staging, "Staging", {
                    aws_account: "222233334444",
                    access: {
                        by: "key",
                        access_key_id: "AKIAEXAMPLEEXAMPLE12",
                        created: "2026-01-10T09:00:00Z",
                    },
                    newest_run: staging,
                }),
            ],
        },
        runs: [runOf({ account: LINK.production }), staging, failed],
        overview: {
            accounts: [
                {
                    account: LINK.data,
                    name: "Data",
                    aws_account: "333344445555",
                    generation: 4,
                    generation_at: "2026-11-25T08:00:00Z",
                    previous_at: "2026-11-25T07:45:00Z",
                    complete: true,
                    resources: same,
                    findings: { opened: 0, reopened: 0, resolved: 0, became_unknown: 0 },
                    failures: 2,
                    paused: null,
                },
                {
                    account: LINK.production,
                    name: "Production",
                    aws_account: "111122223333",
                    generation: 12,
                    generation_at: "2026-11-27T08:10:30Z",
                    previous_at: "2026-11-27T07:55:00Z",
                    complete: true,
                    resources: { added: 5, changed: 3, gone: 1 },
                    findings: { opened: 2, reopened: 1, resolved: 4, became_unknown: 0 },
                    failures: 0,
                    paused: null,
                },
                {
                    account: LINK.staging,
                    name: "Staging",
                    aws_account: "222233334444",
                    generation: 12,
                    generation_at: "2026-11-27T08:10:30Z",
                    previous_at: null,
                    complete: false,
                    resources: { added: 640, changed: 0, gone: 0 },
                    findings: { opened: 9, reopened: 0, resolved: 0, became_unknown: 2 },
                    failures: 0,
                    paused: null,
                },
            ],
            unseen: [
                {
                    ...DENIED,
                    account: LINK.staging,
                    listing: false,
                    kind: "aws.s3.bucket",
                    region: "eu-central-1",
                    resources: 14,
                },
                {
                    account: LINK.staging,
                    listing: true,
                    call: null,
                    kind: "aws.rds.instance",
                    region: "eu-central-1",
                    class: "not-collected",
                    permission: null,
                    code: null,
                    message: null,
                    resources: null,
                },
            ],
        },
        trend: {
            since: "2026-11-25T08:00:00Z",
            items: [
                { day: "2026-11-25", critical: 3, high: 10, medium: 30, low: 60, info: 4 },
                { day: "2026-11-26", critical: 2, high: 11, medium: 34, low: 60, info: 4 },
            ],
        },
        pillars: {
            formula: "Points by check, weighed by severity.",
            pillars: [
                ["security", "Security", 61, 78],
                ["reliability", "Reliability", 80, 80],
                ["cost-optimization", "Cost optimization", null, null],
            ].map(([pillar, title, least, most]) => ({
                pillar: String(pillar),
                title: String(title),
                score_least: least as number | null,
                score_most: most as number | null,
                pass: 1,
                fail: 1,
                unknown: 0,
                not_applicable: 0,
                weight: 10,
                checks: [],
            })),
            accounts: { evaluated: 3, not_yet: 0 },
        },
        members: [
            { aws_account: "111122223333", name: "Production", email: null, state: "ACTIVE" },
            {
                aws_account: "555566667777",
                name: "Billing",
                email: "aws+billing@example.com",
                state: "ACTIVE",
            },
            { aws_account: "666677778888", name: "Sandbox", email: null, state: "ACTIVE" },
            { aws_account: "777788889999", name: "Old shop", email: null, state: "SUSPENDED" },
        ],
        permissions: {
            missing: [{ action: "s3:GetBucketPolicy", call: "s3:GetBucketPolicy", example: "logs-bucket" }],
            partly: [],
            allowed: ["ec2:DescribeInstances", "s3:ListAllMyBuckets"],
            untried: [{ action: "rds:ListTagsForResource", because: "there is no database to try it on" }],
        },
        quickCreate:
            "https://eu-central-1.console.aws.amazon.com/cloudformation/home#/stacks/quickcreate?x=1",
        refusing: new Set(),
    };
}

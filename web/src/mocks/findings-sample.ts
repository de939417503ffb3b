/** The sample findings of the tests: of every standing one, in two accounts. */
import type { Account, Check, Finding } from "~/api/types";

export const ACCOUNT = {
    production: "0199b000-0000-7000-8000-000000000001",
    staging: "0199b000-0000-7000-8000-000000000002",
};
export const FINDING = {
    ssh: "0199f000-0000-7000-8000-000000000001",
    bucket: "0199f000-0000-7000-8000-000000000002",
    volume: "0199f000-0000-7000-8000-000000000003",
    policy: "0199f000-0000-7000-8000-000000000004",
    trail: "0199f000-0000-7000-8000-000000000005",
    key: "0199f000-0000-7000-8000-000000000006",
};

const finding = (id: string, some: Partial<Finding>): Finding => ({
    id,
    account: ACCOUNT.production,
    check: "ec2.sg-open-admin",
    title: "No security group opens remote administration to the internet",
    pillar: "security",
    kind: "aws.ec2.security_group",
    region: "eu-central-1",
    resource: "sg-0001",
    arn: null,
    name: "bastion",
    severity: "critical",
    state: "open",
    message: "security group sg-0001 (bastion) lets the whole internet in on TCP port 22",
    unknown_because: null,
    first_seen: "2026-11-01T08:00:00Z",
    last_seen: "2026-11-27T08:00:00Z",
    resolved: null,
    mute: null,
    version: 1,
    ...some,
});

export const sampleFindings = (): Finding[] => [
    finding(FINDING.ssh, {}),
    finding(FINDING.bucket, {
        check: "s3.public",
        title: "No bucket is public",
        kind: "aws.s3.bucket",
        resource: "alder-invoices",
        name: null,
        severity: "high",
        message: "bucket alder-invoices can be read by everybody",
        unknown_because: "s3:GetBucketPolicy was denied",
    }),
    finding(FINDING.volume, {
        account: ACCOUNT.staging,
        check: "ec2.volume-unused",
        title: "No volume is paid for and unused",
        pillar: "cost-optimization",
        kind: "aws.ec2.volume",
        resource: "vol-0001",
        name: "old data",
        severity: "medium",
        message: "volume vol-0001 is attached to nothing",
        saving_micro_usd_per_month: 40_000_000,
        mute: {
            until: "2027-01-31T10:00:00Z",
            reason: "goes with the migration",
            by: "0199a000-0000-7000-8000-000000000001",
        },
        version: 3,
    }),
    finding(FINDING.policy, {
        check: "s3.public",
        title: "No bucket is public",
        kind: "aws.s3.bucket",
        resource: "alder-logs",
        name: null,
        severity: "medium",
        state: "unknown",
        message: "it cannot be told",
        unknown_because: "s3:GetBucketAcl was denied",
    }),
    finding(FINDING.trail, {
        check: "cloudtrail.multi-region",
        title: "A trail records all regions",
        kind: "aws.cloudtrail.trail",
        resource: "trail-1",
        name: "all",
        severity: "low",
        state: "resolved",
        message: "it is as it should be",
        resolved: "2026-11-20T08:00:00Z",
    }),
    finding(FINDING.key, {
        account: ACCOUNT.staging,
        resource: "sg-0002",
        name: "office",
        severity: "low",
        message: "security group sg-0002 (office) lets the whole internet in on TCP port 3389",
    }),
];

const account = (id: string, name: string, some: Partial<Account>): Account => ({
    id,
    aws_account: "111122223333",
    partition: "aws",
    name,
    access: { by: "role", role_arn: "arn:aws:iam::111122223333:role/SkytallyRead", external_id: "x" },
    paused: null,
    every_minutes: 60,
    regions: [],
    services: [],
    thresholds: {},
    generation: 12,
    created: "2026-01-05T09:10:00Z",
    due: "2026-11-27T09:00:00Z",
    running: false,
    failures: 0,
    version: 1,
    newest_run: null,
    ...some,
});

export const sampleAccounts = (): Account[] => [
    account(ACCOUNT.production, "Production", {}),
    account(ACCOUNT.staging, "Staging", { aws_account: "444455556666" }),
];

export const sampleCheck: Check = {
    id: "ec2.sg-open-admin",
    title: "No security group opens remote administration to the internet",
    severity: "critical",
    pillar: "security",
    risk: "Machines try passwords on every open port, all day.",
    remedy: "EC2, Security groups, the group, Inbound rules: delete the rule.",
    remedy_cli: "aws ec2 revoke-security-group-ingress --group-id GROUP_ID --region REGION",
    remedy_cloudformation: null,
    variables: {},
};

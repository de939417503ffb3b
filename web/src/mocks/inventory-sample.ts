/** The sample inventory of the tests: a few resources of each standing, with parts that were denied, and what changed. */
import type { ChangeItem } from "~/api/inventory";
import type { OverviewView } from "~/api/overview";
import type { Resource, Schema } from "~/api/types";

import { ACCOUNT } from "./findings-sample";

export interface SampleResource {
    item: Resource;
    view: Schema<"ResourceView">;
}

export interface SampleInventory {
    resources: SampleResource[];
    relations: Schema<"RelationsView">;
    changes: ChangeItem[];
    overview: OverviewView;
}

/** Why a part was not seen. */
const denied = {
    class: "denied",
    call: "s3:GetBucketPolicy",
    permission: "s3:GetBucketPolicy",
    code: "AccessDenied",
    status: 403,
    request_id: "AWSREQ-0001",
    message: "User is not authorized to perform s3:GetBucketPolicy",
};

const GROUP = {
    GroupId: "sg-0001",
    GroupName: "bastion",
    VpcId: "vpc-00000001",
    IpPermissions: [
        {
            FromPort: 22,
            ToPort: 22,
            IpProtocol: "tcp",
            IpRanges: [{ CidrIp: "0.0.0.0/0", Description: "temporary" }],
        },
    ],
    Tags: [
        { Key: "Env", Value: "prod" },
        { Key: "Owner", Value: "Ada" },
    ],
};

interface Some {
    kind: string;
    region: string;
    id: string;
    name?: string;
    account?: string;
    arn?: string;
    data?: unknown;
    parts?: Record<string, unknown>;
    incomplete?: unknown;
    hidden?: number;
    present?: boolean;
    /** Documents of older states, the newest first. */
    older?: readonly unknown[];
}

/** The newest state begins with generation 10; each one before it two earlier. */
const NEWEST = 10;

export function sampleResource(some: Some): SampleResource {
    const { kind, region, id, name = null, account = ACCOUNT.production, arn = null } = some;
    const { hidden = 0, present = true, older = [] } = some;
    const base = { kind, account: "111122223333", region, id, name, arn };
    const document = { ...base, incomplete: some.incomplete, data: some.data ?? {}, parts: some.parts ?? {} };
    const at = (index: number): string => `2026-11-${20 - 2 * index}T08:00:00Z`;
    const states = [document, ...older.map((data) => ({ ...base, data, parts: some.parts ?? {} }))];
    return {
        item: { account, kind, region, id, name, arn, hidden, since: at(0) },
        view: {
            present,
            states: states.map((one, index) => ({
                from_generation: NEWEST - 2 * index,
                to_generation: index > 0 ? NEWEST - 2 * (index - 1) : present ? null : NEWEST + 1,
                since: at(index),
                until: index > 0 ? at(index - 1) : present ? null : "2026-11-22T08:00:00Z",
                document: one as unknown as Record<string, never>,
            })),
        },
    };
}

export const sampleInventory = (): SampleInventory => ({
    resources: [
        sampleResource({
            kind: "aws.ec2.security_group",
            region: "eu-central-1",
            id: "sg-0001",
            name: "bastion",
            arn: "arn:aws:ec2:eu-central-1:111122223333:security-group/sg-0001",
            data: GROUP,
            older: [{ ...GROUP, IpPermissions: [], Tags: GROUP.Tags.slice(1) }],
        }),
        sampleResource({
            kind: "aws.ec2.volume",
            region: "eu-central-1",
            id: "vol-0001",
            account: ACCOUNT.staging,
            data: { VolumeId: "vol-0001", State: "available", CreateTime: "2025-03-01T10:00:00Z" },
        }),
        sampleResource({
            kind: "aws.s3.bucket",
            region: "eu-west-1",
            id: "alder-invoices",
            arn: "arn:aws:s3:::alder-invoices",
            hidden: 1,
            data: { Name: "alder-invoices", CreationDate: "2024-05-02T10:30:00Z" },
            parts: {
                policy: { state: "denied", cause: denied },
                encryption: { state: "present", value: { Rules: [{ SSEAlgorithm: "AES256" }] } },
                logging: { state: "absent" },
                replication: { state: "not-collected" },
            },
        }),
        sampleResource({
            kind: "aws.lambda.function",
            region: "eu-west-1",
            id: "thumbnails",
            hidden: 1,
            incomplete: { ...denied, call: "lambda:GetFunction", permission: "lambda:GetFunction" },
            data: { FunctionName: "thumbnails" },
        }),
    ],
    relations: {
        refers_to: [
            {
                account: ACCOUNT.production,
                kind: "aws.ec2.vpc",
                region: "eu-central-1",
                id: "vpc-00000001",
                name: "main",
                by: "data.VpcId",
            },
        ],
        referred_by: [
            {
                account: ACCOUNT.production,
                kind: "aws.ec2.instance",
                region: "eu-central-1",
                id: "i-0001",
                name: "jump",
                by: "data.SecurityGroups[0].GroupId",
            },
        ],
        truncated: false,
    },
    changes: [
        {
            account: ACCOUNT.production,
            kind: "aws.ec2.security_group",
            region: "eu-central-1",
            id: "sg-0001",
            name: "bastion",
            what: "changed",
            generation: 10,
            at: "2026-11-20T08:00:00Z",
        },
        {
            account: ACCOUNT.staging,
            kind: "aws.ec2.instance",
            region: "eu-central-1",
            id: "i-0009",
            name: null,
            what: "gone",
            generation: 7,
            at: "2026-11-19T08:00:00Z",
        },
    ],
    overview: { accounts: [], unseen: [] },
});

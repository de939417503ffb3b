/** The sample posture of the tests: a check that fails, one that passes, one not seen whole, one with variants, one without outcome. */
import type {
    CheckDetails,
    CheckResource,
    CheckStanding,
    Counted,
    FrameworkCompliance,
    PillarStanding,
} from "~/api/posture";
import type { Check, Schema } from "~/api/types";

import { LINK } from "./accounts-sample";

export interface SamplePosture {
    checks: Check[];
    details: Record<string, Partial<CheckDetails>>;
    standings: CheckStanding[];
    accounts: Counted;
    resources: (CheckResource & { check: string })[];
    frameworks: Schema<"FrameworkView">[];
    compliance: FrameworkCompliance;
    pillars: PillarStanding[];
}

const check = (
    id: string,
    title: string,
    severity: string,
    pillar: string,
    variables: object = {},
): Check => ({
    id,
    title,
    severity,
    pillar,
    risk: `what can happen without ${id}`,
    remedy: `Open the console and mend ${id}.`,
    remedy_cli: `aws mend --what ${id}`,
    remedy_cloudformation: null,
    variables: variables as Record<string, never>,
});

const SSH = check(
    "ec2.sg-open-admin",
    "No security group opens remote administration",
    "critical",
    "security",
    {
        ports: [22, 3389],
    },
);
const BUCKETS = check("s3.public", "No bucket is public", "high", "security");
const FILTERS = check("logs.metric-filters", "Alarms watch over what matters", "medium", "security");
const VOLUMES = check("ec2.volume-unused", "No volume is paid for and unused", "low", "cost-optimization");
const CLUSTERS = check("eks.version", "Clusters run a version that is kept up", "medium", "reliability");

const standing = ({ id, title, severity, pillar }: Check, some: Partial<CheckStanding>): CheckStanding => ({
    check: id,
    title,
    severity,
    pillar,
    pass: 0,
    fail: 0,
    unknown: 0,
    not_applicable: 0,
    muted: 0,
    unseen: 0,
    ...some,
});
const ssh = standing(SSH, { pass: 5, fail: 2, unknown: 1, muted: 1 });
const buckets = standing(BUCKETS, { pass: 4 });
const filters = standing(FILTERS, { fail: 2, pass: 2 });
const volumes = standing(VOLUMES, { unseen: 1, not_applicable: 3 });

const resource = (
    { id }: Check,
    outcome: CheckResource["outcome"],
    name: string,
    some: Partial<CheckResource> = {},
): CheckResource & { check: string } => ({
    check: id,
    account: LINK.production,
    variant: null,
    kind: "aws.ec2.security_group",
    region: "eu-central-1",
    resource: `sg-${name}`,
    name,
    outcome,
    finding:
        outcome === "pass" ? null : `0199f000-0000-7000-8000-00000000${name.length}${name.charCodeAt(0)}`,
    message: outcome === "pass" ? null : `security group ${name} lets the whole internet in`,
    unknown_because: null,
    muted: false,
    ...some,
});

const pillar = (id: string, title: string, some: Partial<PillarStanding>): PillarStanding => ({
    pillar: id,
    title,
    score_least: null,
    score_most: null,
    pass: 0,
    fail: 0,
    unknown: 0,
    not_applicable: 0,
    weight: 0,
    checks: [],
    ...some,
});

export const samplePosture = (): SamplePosture => ({
    checks: [SSH, BUCKETS, FILTERS, VOLUMES, CLUSTERS],
    details: {
        [SSH.id]: {
            kind: "aws.ec2.security_group",
            file: "checks/ec2/ec2.sg-open-admin.yaml",
            rules: [
                {
                    kind: "aws.ec2.security_group",
                    pass: "size(world_open(doc.IpPermissions, vars.ports)) == 0",
                    message: '"security group " + id',
                },
            ],
            reads: [{ kind: "aws.ec2.security_group", parts: [] }],
            permissions: ["ec2:DescribeSecurityGroups"],
            controls: [
                {
                    framework: "cis-aws-5.0",
                    framework_title: "CIS Foundations 5.0.0",
                    control: "5.1",
                    title: "Nobody administers from the internet",
                    variants: [],
                },
            ],
            examples: [
                {
                    name: "ssh is open",
                    outcome: "fail",
                    severity: "high",
                    variables: {},
                    document: { data: { GroupId: "sg-example" } } as unknown as Record<string, never>,
                    related: {},
                    unseen: [],
                },
            ],
            references: ["https://docs.aws.amazon.com/vpc/"],
        },
        [FILTERS.id]: {
            variants: [
                { name: "root", title: "The root user is watched", variables: {} },
                { name: "iam", title: "IAM is watched", variables: {} },
            ],
            controls: [
                {
                    framework: "cis-aws-5.0",
                    framework_title: "CIS Foundations 5.0.0",
                    control: "4.1",
                    title: "An alarm tells of the root user",
                    variants: ["root"],
                },
            ],
        },
    },
    standings: [volumes, ssh, filters, buckets],
    accounts: { evaluated: 2, not_yet: 0 },
    resources: [
        resource(SSH, "fail", "bastion"),
        resource(SSH, "fail", "office", { muted: true }),
        resource(SSH, "unknown", "hidden", {
            message: "it cannot be told",
            unknown_because: "ec2:DescribeSecurityGroups was denied",
        }),
        ...["a", "b", "c", "d", "e"].map((name) => resource(SSH, "pass", name)),
        resource(FILTERS, "fail", "root-filter", { variant: "root" }),
        resource(FILTERS, "fail", "iam-filter", { variant: "iam" }),
    ],
    frameworks: [
        {
            id: "cis-aws-5.0",
            title: "CIS Foundations 5.0.0",
            controls: [
                { id: "1.1", title: "Contact details are up to date", checks: [] },
                { id: "2.1", title: "Buckets are closed", checks: [BUCKETS.id] },
                { id: "4.1", title: "An alarm tells of the root user", checks: [FILTERS.id] },
                { id: "5.1", title: "Nobody administers from the internet", checks: [SSH.id] },
                { id: "5.2", title: "Volumes are in use", checks: [VOLUMES.id] },
            ],
        },
    ],
    compliance: {
        framework: "cis-aws-5.0",
        title: "CIS Foundations 5.0.0",
        totals: { controls: 5, passed: 1, failed: 2, unknown: 1, not_applicable: 0, not_checked: 1 },
        accounts: { evaluated: 2, not_yet: 0 },
        controls: [
            { id: "1.1", title: "Contact details are up to date", state: "not_checked", checks: [] },
            { id: "2.1", title: "Buckets are closed", state: "passed", checks: [buckets] },
            {
                id: "4.1",
                title: "An alarm tells of the root user",
                state: "failed",
                checks: [{ ...filters, fail: 1, pass: 0 }],
            },
            { id: "5.1", title: "Nobody administers from the internet", state: "failed", checks: [ssh] },
            { id: "5.2", title: "Volumes are in use", state: "unknown", checks: [volumes] },
        ],
    },
    pillars: [
        pillar("operational-excellence", "Operational excellence", {}),
        pillar("security", "Security", {
            score_least: 71,
            score_most: 79,
            pass: 11,
            fail: 4,
            unknown: 1,
            weight: 19,
            checks: [buckets, filters, ssh],
        }),
        pillar("reliability", "Reliability", {}),
        pillar("performance-efficiency", "Performance efficiency", {}),
        pillar("cost-optimization", "Cost optimization", { not_applicable: 3, checks: [volumes] }),
        pillar("sustainability", "Sustainability", {}),
    ],
});

/**
 * The names of kinds for people: `aws.ec2.security_group` is an "EC2 security group". By rule, so that a kind of somebody's own
 * catalogue has a name too; only where the rule reads badly there is one by hand.
 */

/** How AWS writes its services. One that is not here is written with a capital. */
const SERVICES: Record<string, string> = {
    accessanalyzer: "IAM Access Analyzer",
    account: "AWS account",
    acm: "Certificate Manager",
    apigateway: "API Gateway",
    apigatewayv2: "API Gateway v2",
    autoscaling: "Auto Scaling",
    cloudformation: "CloudFormation",
    cloudfront: "CloudFront",
    cloudtrail: "CloudTrail",
    cloudwatch: "CloudWatch",
    dynamodb: "DynamoDB",
    ec2: "EC2",
    ecr: "ECR",
    ecs: "ECS",
    efs: "EFS",
    eks: "EKS",
    elasticache: "ElastiCache",
    elb: "ELB classic",
    elbv2: "ELB",
    events: "EventBridge",
    guardduty: "GuardDuty",
    health: "AWS Health",
    iam: "IAM",
    inspector2: "Inspector",
    kms: "KMS",
    logs: "CloudWatch Logs",
    opensearch: "OpenSearch",
    rds: "RDS",
    region: "Settings of regions",
    resourcegroupstaggingapi: "Resource tags",
    route53: "Route 53",
    s3: "S3",
    s3control: "S3 Control",
    secretsmanager: "Secrets Manager",
    securityhub: "Security Hub",
    sns: "SNS",
    sqs: "SQS",
    ssm: "Systems Manager",
    stepfunctions: "Step Functions",
    sts: "STS",
    wafv2: "WAF",
};

/** Words that AWS writes in capitals. */
const CAPITALS = new Set([
    "acl",
    "api",
    "arn",
    "db",
    "dns",
    "http",
    "id",
    "ip",
    "nat",
    "rest",
    "tls",
    "vpc",
    "vpn",
]);

/** Names that the rule would make wrong or clumsy. */
const BY_HAND: Record<string, string> = {
    "aws.accessanalyzer.analyzer": "IAM access analyzer",
    "aws.account": "AWS account",
    "aws.account.region": "Region of the account",
    "aws.acm.certificate": "ACM certificate",
    "aws.apigatewayv2.api": "API Gateway HTTP or WebSocket API",
    "aws.cloudtrail.organization_trail": "CloudTrail trail of the organization",
    "aws.ec2.address": "Elastic IP address",
    "aws.ec2.image": "EC2 image (AMI)",
    "aws.ec2.instance_status": "Status of an EC2 instance",
    "aws.ec2.snapshot": "EBS snapshot",
    "aws.ec2.volume": "EBS volume",
    "aws.ecr.repository": "ECR repository",
    "aws.eks.nodegroup": "EKS node group",
    "aws.elb.load_balancer": "Classic load balancer",
    "aws.elbv2.load_balancer": "Load balancer",
    "aws.elbv2.target_group": "Load balancer target group",
    "aws.iam.aws_policy": "IAM policy made by AWS",
    "aws.iam.credential": "IAM credential report entry",
    "aws.organizations.account": "Account of the organization",
    "aws.region": "Settings of a region",
    "aws.resourcegroupstaggingapi.resource": "Tagged resource",
    "aws.ssm.instance_information": "Systems Manager managed node",
    "aws.ssm.resource_compliance": "Compliance of a managed node",
};

/** The service of a kind, as it stands in the id: `ec2`. A kind of an account itself has none but its own name. */
export function serviceOf(kind: string): string {
    const parts = kind.split(".");
    return parts.length > 2 ? (parts[1] ?? kind) : (parts.at(-1) ?? kind);
}

export const serviceName = (service: string): string => SERVICES[service] ?? capital(words(service));

/** What people call a kind. */
export function kindName(kind: string): string {
    const known = BY_HAND[kind];
    if (known !== undefined) return known;
    const parts = kind.split(".");
    // What is not of the form `provider.service.thing` is nobody's to interpret.
    if (parts.length < 3 || parts.includes("")) return kind;
    return `${serviceName(parts[1] ?? "")} ${words(parts.slice(2).join(" "))}`;
}

/** `public_access_block` as people read it. */
export const readable = (name: string): string => capital(words(name));

function words(text: string): string {
    return text
        .split(/[\s_-]+/)
        .map((word) => (CAPITALS.has(word) ? word.toUpperCase() : word))
        .join(" ");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

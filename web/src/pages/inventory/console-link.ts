/** Where the AWS console shows a resource. A table for the common kinds; for the others there is no link, rather than a wrong one. Pure. */

export interface Placed {
    kind: string;
    region: string;
    id: string;
    arn: string | null;
    name: string | null;
    /** AWS's world: `aws`, `aws-cn`, `aws-us-gov`. */
    partition: string;
}

const HOST: Record<string, string> = {
    aws: "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
};
/** Where services that know no region live. */
const HOME: Record<string, string> = {
    aws: "us-east-1",
    "aws-cn": "cn-north-1",
    "aws-us-gov": "us-gov-west-1",
};

type At = (place: Placed & { region: string }) => string | null;

const part = encodeURIComponent;
const ec2 =
    (view: string): At =>
    ({ region, id }) =>
        `/ec2/home?region=${region}#${view}${part(id)}`;
const vpc =
    (view: string): At =>
    ({ region, id }) =>
        `/vpcconsole/home?region=${region}#${view}${part(id)}`;
/** The same page with the ARN in it. */
const byArn =
    (before: (region: string) => string): At =>
    ({ region, arn }) =>
        arn === null ? null : before(region) + part(arn);
const lastOf = (text: string): string => text.split(/[/:]/).at(-1) ?? text;
/** CloudWatch wants what is encoded encoded again, with `$` for `%`. */
const cloudwatch = (text: string): string => part(part(text)).replaceAll("%", "$");

const TABLE: Record<string, At> = {
    "aws.acm.certificate": ({ region, id }) => `/acm/home?region=${region}#/certificates/${part(lastOf(id))}`,
    "aws.apigateway.rest_api": ({ region, id }) =>
        `/apigateway/main/apis/${part(id)}/resources?api=${part(id)}&region=${region}`,
    "aws.autoscaling.group": ({ region, id }) =>
        `/ec2/home?region=${region}#AutoScalingGroupDetails:id=${part(id)}`,
    "aws.cloudformation.stack": ({ region, id }) =>
        `/cloudformation/home?region=${region}#/stacks/stackinfo?stackId=${part(id)}`,
    "aws.cloudfront.distribution": ({ id }) => `/cloudfront/v4/home#/distributions/${part(id)}`,
    "aws.cloudwatch.alarm": ({ region, id }) =>
        `/cloudwatch/home?region=${region}#alarmsV2:alarm/${part(id)}`,
    "aws.dynamodb.table": ({ region, id }) => `/dynamodbv2/home?region=${region}#table?name=${part(id)}`,
    "aws.ec2.address": ec2("ElasticIpDetails:AllocationId="),
    "aws.ec2.image": ec2("ImageDetails:imageId="),
    "aws.ec2.instance": ec2("InstanceDetails:instanceId="),
    "aws.ec2.internet_gateway": vpc("InternetGateway:internetGatewayId="),
    "aws.ec2.launch_template": ec2("LaunchTemplateDetails:launchTemplateId="),
    "aws.ec2.nat_gateway": vpc("NatGatewayDetails:natGatewayId="),
    "aws.ec2.network_acl": vpc("NetworkAclDetails:networkAclId="),
    "aws.ec2.network_interface": ec2("NetworkInterface:networkInterfaceId="),
    "aws.ec2.route_table": vpc("RouteTableDetails:RouteTableId="),
    "aws.ec2.security_group": ec2("SecurityGroup:groupId="),
    "aws.ec2.snapshot": ec2("SnapshotDetails:snapshotId="),
    "aws.ec2.subnet": vpc("SubnetDetails:subnetId="),
    "aws.ec2.volume": ec2("VolumeDetails:volumeId="),
    "aws.ec2.vpc": vpc("VpcDetails:VpcId="),
    "aws.ec2.vpc_endpoint": vpc("EndpointDetails:vpcEndpointId="),
    "aws.ecs.cluster": ({ region, id }) => `/ecs/v2/clusters/${part(lastOf(id))}/services?region=${region}`,
    "aws.efs.file_system": ({ region, id }) => `/efs/home?region=${region}#/file-systems/${part(id)}`,
    "aws.eks.cluster": ({ region, id }) => `/eks/home?region=${region}#/clusters/${part(id)}`,
    "aws.elbv2.load_balancer": byArn((region) => `/ec2/home?region=${region}#LoadBalancer:loadBalancerArn=`),
    "aws.elbv2.target_group": byArn((region) => `/ec2/home?region=${region}#TargetGroup:targetGroupArn=`),
    "aws.iam.group": ({ id }) => `/iam/home#/groups/details/${part(id)}`,
    "aws.iam.policy": byArn(() => "/iam/home#/policies/details/"),
    "aws.iam.role": ({ id }) => `/iam/home#/roles/details/${part(id)}`,
    "aws.iam.user": ({ id }) => `/iam/home#/users/details/${part(id)}`,
    "aws.kms.key": ({ region, id }) => `/kms/home?region=${region}#/kms/keys/${part(lastOf(id))}`,
    "aws.lambda.function": ({ region, id }) => `/lambda/home?region=${region}#/functions/${part(id)}`,
    "aws.logs.log_group": ({ region, id }) =>
        `/cloudwatch/home?region=${region}#logsV2:log-groups/log-group/${cloudwatch(id)}`,
    "aws.rds.db_cluster": ({ region, id }) =>
        `/rds/home?region=${region}#database:id=${part(id)};is-cluster=true`,
    "aws.rds.db_instance": ({ region, id }) =>
        `/rds/home?region=${region}#database:id=${part(id)};is-cluster=false`,
    "aws.route53.hosted_zone": ({ id }) => `/route53/v2/hostedzones#ListRecordSets/${part(lastOf(id))}`,
    "aws.s3.bucket": ({ region, id }) => `/s3/buckets/${part(id)}?region=${region}`,
    "aws.secretsmanager.secret": ({ region, id, name }) =>
        `/secretsmanager/secret?name=${part(name ?? id)}&region=${region}`,
    "aws.sns.topic": byArn((region) => `/sns/v3/home?region=${region}#/topic/`),
    "aws.sqs.queue": ({ region, id }) => `/sqs/v3/home?region=${region}#/queues/${part(id)}`,
    "aws.stepfunctions.state_machine": byArn(
        (region) => `/states/home?region=${region}#/statemachines/view/`,
    ),
};

/** The address, or null where we know none for sure. */
export function consoleLink(place: Placed): string | null {
    const at = TABLE[place.kind];
    const host = HOST[place.partition];
    const home = HOME[place.partition];
    if (at === undefined || host === undefined || home === undefined) return null;
    const region = place.region === "global" ? home : place.region;
    // A region goes into the name of the host: only what is one.
    if (!/^[a-z]{2}(-[a-z]+)+-\d+$/.test(region)) return null;
    const path = at({ ...place, region });
    return path === null ? null : `https://${region}.${host}${path}`;
}

/** AWS's world by the ARN, or else by the region; the account's own word is better where there is one. */
export function partitionOf(arn: string | null, region: string): string {
    const told = arn === null ? undefined : /^arn:([a-z-]+):/.exec(arn)?.[1];
    if (told !== undefined) return told;
    if (region.startsWith("cn-")) return "aws-cn";
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

"""Helpers for the seed: one `Account` makes resources, remembers their ids and counts them."""

import io
import json
import urllib.request
import zipfile

import boto3
import botocore.session
from botocore.config import Config

from cis_filters import CIS_FILTERS
from regions import ENABLED_REGIONS

# One loader for all sessions: reading a service's model from disk is most of a client's cost.
_LOADER = botocore.session.Session().get_component("data_loader")
CONFIG = Config(
    retries={"max_attempts": 2, "mode": "standard"},
    s3={"addressing_style": "path"},
)
DENY_PLAIN_HTTP = {
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
LIFECYCLE = {
    "Rules": [
        {
            "ID": "tidy",
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
    ]
}
# What a bucket's policy says when a service writes to it. The `Resource` is added with the bucket.
ACCESS_LOGS = {
    "Effect": "Allow",
    "Principal": {"Service": "logging.s3.amazonaws.com"},
    "Action": ["s3:PutObject"],
}
TRAIL_LOGS = {
    "Effect": "Allow",
    "Principal": {"Service": "cloudtrail.amazonaws.com"},
    "Action": ["s3:PutObject"],
}
ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}


def statement(action, resource="*", effect="Allow", **more):
    return {"Effect": effect, "Action": action, "Resource": resource, **more}


def document(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def service_trust(*names):
    services = [f"{name}.amazonaws.com" for name in names]
    return document({"Effect": "Allow", "Principal": {"Service": services}, "Action": "sts:AssumeRole"})


def account_trust(account, external_id=None):
    trusted = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    if external_id:
        trusted["Condition"] = {"StringEquals": {"sts:ExternalId": external_id}}
    return document(trusted)


def code_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("index.py"), "def handler(event, context):\n    return {}\n")
    return buffer.getvalue()


def everywhere(action):
    """Runs `action(region)` in each enabled region."""
    for region in ENABLED_REGIONS:
        action(region)


class Regional:
    """A client that signs for another region. Making a client for each region would take most of the seed's time."""

    def __init__(self, account, client, region):
        self.account, self.client, self.region = account, client, region

    def __getattr__(self, name):
        self.account.here = self.region
        return getattr(self.client, name)


class Account:
    def __init__(self, endpoint, account, name, owner):
        self.endpoint, self.id, self.name, self.owner = endpoint, account, name, owner
        self.clients, self.notes, self.made = {}, {}, 0
        self.here = "us-east-1"
        keys = {"aws_access_key_id": "demo", "aws_secret_access_key": "demo"}
        self.session = self._session(keys)
        if account != "123456789012":
            role = f"arn:aws:iam::{account}:role/DemoSeed"
            given = self.client("sts", "us-east-1").assume_role(RoleArn=role, RoleSessionName="seed")["Credentials"]
            self.clients = {}
            self.session = self._session({
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            })

    def _session(self, keys):
        core = botocore.session.Session()
        core.register_component("data_loader", _LOADER)
        return boto3.Session(botocore_session=core, **keys)

    def client(self, service, region):
        if service not in self.clients:
            client = self.session.client(service, region_name="us-east-1", endpoint_url=self.endpoint, config=CONFIG)
            client.meta.events.register("before-sign.*.*", self._before_sign)
            self.clients[service] = client
        return Regional(self, self.clients[service], region)

    def _before_sign(self, request, **_):
        request.context.setdefault("signing", {})["region"] = self.here
        # S3 Control puts the account id before the host name, which a loopback address cannot have.
        request.url = request.url.replace(f"//{self.id}.", "//")

    def demo(self, what, **body):
        data = json.dumps({"account": self.id, **body}).encode()
        request = urllib.request.Request(f"{self.endpoint}/_demo/{what}", data=data, method="PUT")
        urllib.request.urlopen(request, timeout=30).close()

    def state(self, region="*", **values):
        self.demo("state", region=region, set=values)

    def adjust(self, region, *items):
        self.demo("adjust", region=region, items=list(items))

    def note(self, region, selector, resource, arn=""):
        """Remembers the id behind a selector of the truth list, and counts a made resource."""
        if (region, selector) in self.notes:
            raise RuntimeError(f"two things are called {selector} in {self.id} {region}")
        self.notes[region, selector] = (resource, arn)
        self.made += 1
        return resource

    def tags(self, name, **more):
        """The house tags; a tag set to None is left out, which is one of the deliberate mistakes."""
        tags = {"Name": name, "Owner": self.owner, "Environment": "production"} | more
        return [{"Key": key, "Value": value} for key, value in tags.items() if value is not None]

    def flat_tags(self, name, **more):
        return {tag["Key"]: tag["Value"] for tag in self.tags(name, **more)}

    # IAM

    def role(self, name, trust, managed=(), attached=(), inline=None):
        iam = self.client("iam", "us-east-1")
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)
        for policy in managed:
            iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        for policy in attached:
            iam.attach_role_policy(RoleName=name, PolicyArn=policy)
        for policy, text in (inline or {}).items():
            iam.put_role_policy(RoleName=name, PolicyName=policy, PolicyDocument=text)
        arn = f"arn:aws:iam::{self.id}:role/{name}"
        self.note("global", f"role/{name}", name, arn)
        return arn

    def policy(self, name, *statements):
        iam = self.client("iam", "us-east-1")
        arn = iam.create_policy(PolicyName=name, PolicyDocument=document(*statements))["Policy"]["Arn"]
        self.note("global", f"policy/{name}", name, arn)
        return arn

    def user(self, name, group=None, password=False, mfa=False, created=500, signed_in=None, keys=()):
        """`keys` are (days since made, days since used or None); ages are in days."""
        iam = self.client("iam", "us-east-1")
        iam.create_user(UserName=name)
        if group:
            iam.add_user_to_group(GroupName=group, UserName=name)
        if password:
            iam.create_login_profile(UserName=name, Password="Correct-Horse-1-Battery", PasswordResetRequired=False)
        if mfa:
            device = iam.create_virtual_mfa_device(VirtualMFADeviceName=name)["VirtualMFADevice"]["SerialNumber"]
            iam.enable_mfa_device(
                UserName=name, SerialNumber=device, AuthenticationCode1="123456", AuthenticationCode2="654321"
            )
        changes = [{"kind": "user", "name": name, "created_days": created, "password_used_days": signed_in}]
        for index, (made, used) in enumerate(keys):
            iam.create_access_key(UserName=name)
            changes.append(
                {"kind": "access-key", "user": name, "index": index, "created_days": made, "used_days": used}
            )
        self.adjust("global", *changes)
        self.note("global", f"user/{name}", name, f"arn:aws:iam::{self.id}:user/{name}")

    def group(self, name, managed=(), attached=(), inline=None):
        iam = self.client("iam", "us-east-1")
        iam.create_group(GroupName=name)
        for arn in [*(f"arn:aws:iam::aws:policy/{policy}" for policy in managed), *attached]:
            iam.attach_group_policy(GroupName=name, PolicyArn=arn)
        for policy, text in (inline or {}).items():
            iam.put_group_policy(GroupName=name, PolicyName=policy, PolicyDocument=text)
        self.note("global", f"group/{name}", name, f"arn:aws:iam::{self.id}:group/{name}")

    # S3

    def bucket(self, region, name, tls=True, versioning=True, lifecycle=True, block=True, public=False,
               acl=None, log_to=None, extra=(), **tags):
        s3 = self.client("s3", region)
        where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=name, **where)
        arns = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
        statements = [each | {"Resource": arns[1]} for each in extra]
        if tls:
            statements.append(DENY_PLAIN_HTTP | {"Resource": arns})
        if public:
            statements.append({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": arns[1]})
        if statements:
            s3.put_bucket_policy(Bucket=name, Policy=document(*statements))
        if block:
            s3.put_public_access_block(Bucket=name, PublicAccessBlockConfiguration=ALL_BLOCKED)
        if versioning:
            s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        if lifecycle:
            s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration=LIFECYCLE)
        if acl:
            s3.put_bucket_acl(Bucket=name, ACL=acl)
        if log_to:
            target = {"LoggingEnabled": {"TargetBucket": log_to, "TargetPrefix": f"{name}/"}}
            s3.put_bucket_logging(Bucket=name, BucketLoggingStatus=target)
        s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": self.tags(name, **tags)})
        self.note(region, f"bucket/{name}", name, arns[0])

    # EC2

    def arn(self, service, region, rest):
        return f"arn:aws:{service}:{region}:{self.id}:{rest}"

    def tagged(self, kind, name, **more):
        return [{"ResourceType": kind, "Tags": self.tags(name, **more)}]

    def network(self, region):
        """The default VPC of a region, its subnets and its default security group; noted for the truth list."""
        ec2 = self.client("ec2", region)
        vpc = ec2.describe_vpcs(Filters=[{"Name": "is-default", "Values": ["true"]}])["Vpcs"][0]["VpcId"]
        of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
        groups = ec2.describe_security_groups(Filters=of_vpc)["SecurityGroups"]
        group = next(each["GroupId"] for each in groups if each["GroupName"] == "default")
        self.notes[region, "default-vpc"] = (vpc, self.arn("ec2", region, f"vpc/{vpc}"))
        self.notes[region, "default-sg"] = (group, self.arn("ec2", region, f"security-group/{group}"))
        return vpc, group

    def subnets(self, region, vpc):
        found = self.client("ec2", region).describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
        return [subnet["SubnetId"] for subnet in sorted(found, key=lambda each: each["AvailabilityZone"])][:2]

    def close_group(self, region, group):
        ec2 = self.client("ec2", region)
        found = ec2.describe_security_groups(GroupIds=[group])["SecurityGroups"][0]
        if found["IpPermissions"]:
            ec2.revoke_security_group_ingress(GroupId=group, IpPermissions=found["IpPermissions"])
        if found["IpPermissionsEgress"]:
            ec2.revoke_security_group_egress(GroupId=group, IpPermissions=found["IpPermissionsEgress"])

    def flow_logs(self, region, vpc, bucket):
        refused = self.client("ec2", region).create_flow_logs(
            ResourceIds=[vpc],
            ResourceType="VPC",
            TrafficType="ALL",
            LogDestinationType="s3",
            LogDestination=f"arn:aws:s3:::{bucket}",
            TagSpecifications=self.tagged("vpc-flow-log", f"{vpc}-flow"),
        )["Unsuccessful"]
        if refused:
            raise RuntimeError(f"no flow log for {vpc}: {refused}")
        self.made += 1

    def vpc(self, region, name, cidr, flow_bucket):
        """A VPC of our own: two subnets, flow logs, a default group that lets nothing through."""
        ec2 = self.client("ec2", region)
        vpc = ec2.create_vpc(CidrBlock=f"{cidr}.0.0/16", TagSpecifications=self.tagged("vpc", name))["Vpc"]["VpcId"]
        subnets = [
            ec2.create_subnet(
                VpcId=vpc,
                CidrBlock=f"{cidr}.{index}.0/24",
                AvailabilityZone=f"{region}{zone}",
                TagSpecifications=self.tagged("subnet", f"{name}-{zone}"),
            )["Subnet"]["SubnetId"]
            for index, zone in enumerate("ab")
        ]
        groups = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"]
        self.close_group(region, groups[0]["GroupId"])
        self.flow_logs(region, vpc, flow_bucket)
        self.note(region, f"vpc/{name}", vpc, self.arn("ec2", region, f"vpc/{vpc}"))
        return vpc, subnets

    def drop_default_vpc(self, region):
        ec2 = self.client("ec2", region)
        vpc, _ = self.network(region)
        of_vpc = [{"Name": "vpc-id", "Values": [vpc]}]
        for subnet in ec2.describe_subnets(Filters=of_vpc)["Subnets"]:
            ec2.delete_subnet(SubnetId=subnet["SubnetId"])
        attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
        for gateway in ec2.describe_internet_gateways(Filters=attached)["InternetGateways"]:
            ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=vpc)
            ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
        ec2.delete_vpc(VpcId=vpc)

    def security_group(self, region, vpc, name, *rules):
        """`rules` are (from port, to port, CIDR); a port of None means all traffic."""
        ec2 = self.client("ec2", region)
        group = ec2.create_security_group(
            GroupName=name, Description=name, VpcId=vpc, TagSpecifications=self.tagged("security-group", name)
        )["GroupId"]
        permissions = []
        for first, last, cidr in rules:
            rule = {"IpProtocol": "-1"} if first is None else {"IpProtocol": "tcp", "FromPort": first, "ToPort": last}
            key, member = ("Ipv6Ranges", "CidrIpv6") if ":" in cidr else ("IpRanges", "CidrIp")
            permissions.append(rule | {key: [{member: cidr}]})
        if permissions:
            ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=permissions)
        return self.note(region, f"sg/{name}", group, self.arn("ec2", region, f"security-group/{group}"))

    def image(self, region, name, architecture="arm64"):
        """An image of our own, from which instances know their architecture."""
        ec2 = self.client("ec2", region)
        image = ec2.register_image(
            Name=name,
            Architecture=architecture,
            RootDeviceName="/dev/xvda",
            VirtualizationType="hvm",
        )["ImageId"]
        ec2.create_tags(Resources=[image], Tags=self.tags(name))
        self.adjust(region, {"kind": "image", "id": image, "architecture": architecture})
        return self.note(region, f"image/{name}", image, f"arn:aws:ec2:{region}::image/{image}")

    def instance(self, region, name, image, size, subnet, groups, tokens="required", volume="gp3",
                 encrypted=True, user_data=None, **tags):
        ec2 = self.client("ec2", region)
        disk = {"VolumeType": volume, "VolumeSize": 30, "Encrypted": encrypted, "DeleteOnTermination": True}
        more = {"UserData": user_data} if user_data else {}
        made = ec2.run_instances(
            ImageId=image,
            InstanceType=size,
            MinCount=1,
            MaxCount=1,
            SubnetId=subnet,
            SecurityGroupIds=groups,
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
            BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": disk}],
            TagSpecifications=[*self.tagged("instance", name, **tags), *self.tagged("volume", f"{name}-root")],
            **more,
        )["Instances"][0]["InstanceId"]
        of_instance = [{"Name": "attachment.instance-id", "Values": [made]}]
        root = ec2.describe_volumes(Filters=of_instance)["Volumes"][0]["VolumeId"]
        self.note(region, f"volume/{name}-root", root, self.arn("ec2", region, f"volume/{root}"))
        return self.note(region, f"instance/{name}", made, self.arn("ec2", region, f"instance/{made}"))

    def volume(self, region, name, size, kind="gp3", encrypted=True, attach=None, days=0):
        ec2 = self.client("ec2", region)
        volume = ec2.create_volume(
            AvailabilityZone=f"{region}a",
            Size=size,
            VolumeType=kind,
            Encrypted=encrypted,
            TagSpecifications=self.tagged("volume", name),
        )["VolumeId"]
        if attach:
            ec2.attach_volume(VolumeId=volume, InstanceId=attach, Device="/dev/sdf")
        if days:
            self.adjust(region, {"kind": "volume", "id": volume, "days": days})
        return self.note(region, f"volume/{name}", volume, self.arn("ec2", region, f"volume/{volume}"))

    def snapshot(self, region, name, volume, days=0, public=False):
        ec2 = self.client("ec2", region)
        snapshot = ec2.create_snapshot(
            VolumeId=volume, Description=name, TagSpecifications=self.tagged("snapshot", name)
        )["SnapshotId"]
        if public:
            ec2.modify_snapshot_attribute(
                SnapshotId=snapshot, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"]
            )
        if days:
            self.adjust(region, {"kind": "snapshot", "id": snapshot, "days": days})
        return self.note(region, f"snapshot/{name}", snapshot, f"arn:aws:ec2:{region}::snapshot/{snapshot}")

    def address(self, region, name, instance=None):
        ec2 = self.client("ec2", region)
        made = ec2.allocate_address(Domain="vpc", TagSpecifications=self.tagged("elastic-ip", name))["AllocationId"]
        if instance:
            ec2.associate_address(AllocationId=made, InstanceId=instance)
        return self.note(region, f"eip/{name}", made, self.arn("ec2", region, f"elastic-ip/{made}"))

    # Watching

    def cis_filters(self, region, log_group, topic, without=(), without_alarm=()):
        logs, watch = self.client("logs", region), self.client("cloudwatch", region)
        for name, pattern in CIS_FILTERS.items():
            if name in without:
                continue
            metric = {"metricName": name, "metricNamespace": "CisBenchmark", "metricValue": "1"}
            logs.put_metric_filter(
                logGroupName=log_group, filterName=name, filterPattern=pattern, metricTransformations=[metric]
            )
            self.made += 1
            if name in without_alarm:
                continue
            watch.put_metric_alarm(
                AlarmName=f"cis-{name}",
                MetricName=name,
                Namespace="CisBenchmark",
                Statistic="Sum",
                Period=300,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanOrEqualToThreshold",
                AlarmActions=[topic],
            )
            self.made += 1

    def recorder(self, region, bucket, running=True):
        config = self.client("config", region)
        role = f"arn:aws:iam::{self.id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"
        group = {"allSupported": True, "includeGlobalResourceTypes": region == "us-east-1"}
        config.put_configuration_recorder(
            ConfigurationRecorder={"name": "default", "roleARN": role, "recordingGroup": group}
        )
        config.put_delivery_channel(DeliveryChannel={"name": "default", "s3BucketName": bucket})
        if running:
            config.start_configuration_recorder(ConfigurationRecorderName="default")
        self.made += 2

    def security_hub(self, region, standards=True):
        self.client("securityhub", region).enable_security_hub(EnableDefaultStandards=False)
        name = "aws-foundational-security-best-practices/v/1.0.0"
        subscribed = {
            "StandardsSubscriptionArn": self.arn("securityhub", region, f"subscription/{name}"),
            "StandardsArn": f"arn:aws:securityhub:{region}::standards/{name}",
            "StandardsInput": {},
            "StandardsStatus": "READY",
        }
        self.state(region, standards=[subscribed] if standards else [])
        self.made += 1

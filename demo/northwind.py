"""Northwind Consulting, the management account: well kept, with a few slips."""

import services as make
from estate import (
    ACCESS_LOGS,
    ALL_BLOCKED,
    TRAIL_LOGS,
    Account,
    account_trust,
    document,
    everywhere,
    service_trust,
    statement,
)

HOME, EUROPE = "us-east-1", "eu-west-1"
SANDBOX = "333344445555"
LOGS, TRAIL_BUCKET = "northwind-logs", "northwind-trail"


def seed(endpoint):
    it = Account(endpoint, "123456789012", "Northwind Consulting", "platform")
    identity(it)
    account_wide(it)
    buckets(it)
    everywhere(lambda region: each_region(it, region))
    network = compute(it)
    data(it, network)
    watching(it)
    return it


def identity(it):
    iam = it.client("iam", HOME)
    organizations = it.client("organizations", HOME)
    organizations.create_organization(FeatureSet="ALL")
    it.adjust("global", {"kind": "account-name", "name": it.name, "email": "aws@northwind.example"})
    organizations.create_account(Email="sandbox@northwind.example", AccountName="Northwind Sandbox")
    iam.create_account_alias(AccountAlias="northwind-consulting")
    iam.update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True, AllowUsersToChangePassword=True, PasswordReusePrevention=24,
    )
    it.adjust("global", {"kind": "root", "mfa": "hardware", "password_used_days": 400})
    deploy = it.policy(
        "deploy-artifacts", statement(["s3:PutObject", "s3:GetObject"], "arn:aws:s3:::northwind-app-data/*")
    )
    it.group("Engineers", managed=["ReadOnlyAccess"])
    it.group("Deployers", attached=[deploy])
    it.user("ana.reyes", group="Engineers", password=True, mfa=True, signed_in=2)
    it.user("ben.ito", group="Engineers", password=True, mfa=True, signed_in=5, keys=[(30, 1)])
    it.user("ci-deploy", group="Deployers", created=300, keys=[(60, 1)])
    # A contractor who left: nobody removed the sign-in.
    it.user("carl.novak", group="Engineers", password=True, mfa=True, signed_in=120)
    it.role("SkytallyRead", account_trust("123456789012", "skytally-demo"), managed=["SecurityAudit", "job-function/ViewOnlyAccess"])
    it.role("app-lambda", service_trust("lambda"), managed=["service-role/AWSLambdaBasicExecutionRole"])
    it.role("app-ec2", service_trust("ec2"), managed=["AmazonSSMManagedInstanceCore"])
    it.role("app-ecs", service_trust("ecs-tasks"))
    it.role("eks-cluster", service_trust("eks"))
    it.role("trail-to-logs", service_trust("cloudtrail"))
    # Our own organization's account: not a third party.
    it.role("SandboxAudit", account_trust(SANDBOX), managed=["SecurityAudit"])
    it.role("BackupVendor", account_trust("888877776666", "northwind-7421"), managed=["job-function/ViewOnlyAccess"])
    # A vendor without an external id.
    it.role("DataVendorIngest", account_trust("999988887777"), managed=["job-function/ViewOnlyAccess"])
    # Whoever holds this can run code as any role.
    runner = it.policy(
        "pipeline-runner",
        statement(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction", "logs:GetLogEvents"]),
    )
    it.role("pipeline", service_trust("codebuild"), attached=[runner])


def account_wide(it):
    it.client("account", HOME).put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="security@northwind.example", Name="Security desk",
        PhoneNumber="+1 555 0100", Title="Security",
    )
    it.client("s3control", HOME).put_public_access_block(
        AccountId=it.id, PublicAccessBlockConfiguration=ALL_BLOCKED
    )
    it.state(
        contact={
            "FullName": "Northwind Consulting", "AddressLine1": "1 Harbor Way", "City": "Portland",
            "StateOrRegion": "OR", "PostalCode": "97201", "CountryCode": "US", "PhoneNumber": "+15550100",
            "CompanyName": "Northwind Consulting",
        },
        analyzers=[{
            "arn": "arn:aws:access-analyzer:{region}:{account}:analyzer/organization",
            "name": "organization", "type": "ORGANIZATION", "createdAt": "2025-02-03T09:00:00Z", "status": "ACTIVE",
        }],
        inspector=True,
        health_subscribed=True,
        health_events=[{
            "arn": "arn:aws:health:us-east-1::event/LAMBDA/AWS_LAMBDA_OPERATIONAL_ISSUE/northwind-closed",
            "service": "LAMBDA", "eventTypeCode": "AWS_LAMBDA_OPERATIONAL_ISSUE", "eventTypeCategory": "issue",
            "region": "us-east-1", "startTime": 1790000000, "endTime": 1790010000, "lastUpdatedTime": 1790010000,
            "statusCode": "closed", "eventScopeCode": "PUBLIC",
        }],
    )
    it.state("us-east-1", inspector_findings=[finding(it, "us-east-1", "nw-build-1-package", "CRITICAL", "ACTIVE")])
    it.state(EUROPE, inspector_findings=[finding(it, EUROPE, "nw-eu-web-1-package", "HIGH", "CLOSED")])


def finding(it, region, name, severity, status):
    return {
        "findingArn": it.arn("inspector2", region, f"finding/{name}"),
        "awsAccountId": it.id,
        "type": "PACKAGE_VULNERABILITY",
        "title": "A package of the build host is vulnerable",
        "description": "The installed version of a package has a known vulnerability.",
        "severity": severity,
        "status": status,
        "firstObservedAt": 1793000000,
        "lastObservedAt": 1795000000,
        "updatedAt": 1795000000,
        "remediation": {"recommendation": {"text": "Update the package."}},
        "resources": [{"type": "AWS_EC2_INSTANCE", "id": name.removesuffix("-package"), "region": region}],
    }


def buckets(it):
    it.bucket(HOME, LOGS, extra=[ACCESS_LOGS])
    it.bucket(HOME, TRAIL_BUCKET, log_to=LOGS, extra=[TRAIL_LOGS])
    it.bucket(EUROPE, "northwind-app-data")
    # The policy is public, but the account's block makes it harmless. No versions, no lifecycle.
    it.bucket(HOME, "northwind-brochures", public=True, versioning=False, lifecycle=False)


def each_region(it, region):
    ec2 = it.client("ec2", region)
    ec2.enable_ebs_encryption_by_default()
    if region == HOME:
        vpc, group = it.network(region)
        it.close_group(region, group)
        it.flow_logs(region, vpc, LOGS)
    else:
        it.drop_default_vpc(region)
    it.recorder(region, LOGS)
    it.client("guardduty", region).create_detector(Enable=True)
    it.security_hub(region)


def compute(it):
    vpc, subnets = it.vpc(HOME, "northwind-main", "10.20", LOGS)
    image = it.image(HOME, "nw-base-arm64")
    image_x86 = it.image(HOME, "nw-base-x86", "x86_64")
    web = it.security_group(HOME, vpc, "nw-web", (443, 443, "0.0.0.0/0"), (80, 80, "0.0.0.0/0"))
    it.security_group(HOME, vpc, "nw-bastion", (22, 22, "203.0.113.0/24"))
    database = it.security_group(HOME, vpc, "nw-database", (5432, 5432, "10.20.0.0/16"))
    server = it.instance(HOME, "nw-web-1", image, "t4g.small", subnets[0], [web], user_data="#!/bin/sh\necho ready\n")
    # Nobody owns the build host, and it is the one x86 machine.
    it.instance(HOME, "nw-build-1", image_x86, "m5.large", subnets[1], [database], Owner=None)
    data_volume = it.volume(HOME, "nw-data-1", 100, attach=server)
    it.address(HOME, "nw-web-ip", server)
    it.snapshot(HOME, "nw-data-nightly", data_volume, days=1)
    golden(it, server)
    cert = make.certificate(it, HOME, "www.northwind.example", 280)
    make.load_balancer(
        it, HOME, "nw-web", subnets, web, cert, "ELBSecurityPolicy-TLS13-1-2-2021-06", redirect=True,
        target=server, vpc=vpc,
    )
    vpc_eu, subnets_eu = it.vpc(EUROPE, "northwind-eu", "10.21", LOGS)
    image_eu = it.image(EUROPE, "nw-base-arm64")
    web_eu = it.security_group(EUROPE, vpc_eu, "nw-eu-web", (443, 443, "0.0.0.0/0"))
    it.instance(EUROPE, "nw-eu-web-1", image_eu, "t4g.small", subnets_eu[0], [web_eu])
    return subnets, database


def golden(it, server):
    """An old image of our own: its snapshots are old as well, but in use."""
    ec2 = it.client("ec2", HOME)
    image = ec2.create_image(
        InstanceId=server,
        Name="nw-golden-web",
        TagSpecifications=it.tagged("image", "nw-golden-web"),
    )["ImageId"]
    it.note(HOME, "image/nw-golden-web", image, f"arn:aws:ec2:{HOME}::image/{image}")
    devices = ec2.describe_images(ImageIds=[image])["Images"][0]["BlockDeviceMappings"]
    for device in devices:
        if "SnapshotId" in device.get("Ebs", {}):
            it.adjust(HOME, {"kind": "snapshot", "id": device["Ebs"]["SnapshotId"], "days": 200})


def data(it, network):
    subnets, database_group = network
    role = f"arn:aws:iam::{it.id}:role"
    make.database(it, HOME, "nw-erp", "postgres", "16.8", "db.t4g.medium", [database_group])
    make.table(it, HOME, "nw-sessions")
    make.file_system(it, HOME, "nw-shared")
    environment = {"LOG_LEVEL": "info", "DB_SECRET_ARN": it.arn("secretsmanager", HOME, "secret:nw/erp-AbCdEf")}
    make.function(it, HOME, "nw-invoice-render", "python3.13", f"{role}/app-lambda", env=environment)
    make.log_group(it, HOME, "/aws/lambda/nw-invoice-render", 30)
    secret = [("DB_PASSWORD", it.arn("secretsmanager", HOME, "secret:nw/erp-AbCdEf"))]
    make.container_service(it, HOME, "nw-api", f"{role}/app-ecs", subnets, database_group, [("LOG_LEVEL", "info")], secret)
    make.cluster(it, HOME, "nw-platform", "1.36", subnets, f"{role}/eks-cluster")
    make.queue(it, HOME, "nw-jobs", lambda arn: own_account(it, "sqs:SendMessage", arn))
    make.key(it, HOME, "nw-signing", spec="RSA_2048")


def own_account(it, action, arn):
    root = f"arn:aws:iam::{it.id}:root"
    return document(statement(action, arn, Principal={"AWS": root}))


def watching(it):
    role = f"arn:aws:iam::{it.id}:role/trail-to-logs"
    key = make.key(it, HOME, "nw-main")
    group = make.log_group(it, HOME, "nw-trail", 365)
    make.trail(it, HOME, "nw-org-trail", TRAIL_BUCKET, kms=key, group=group, role=role)
    topic = make.topic(it, HOME, "nw-alerts", email="security@northwind.example")
    it.cis_filters(HOME, "nw-trail", topic)

"""Birch Clinic, a client: careful where patients' data is, less so at the edges."""

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

HOME, SECOND, THIRD = "eu-west-1", "eu-central-1", "us-east-1"
EXTERNAL_ID = "skytally-demo"
MANAGER = "123456789012"


def seed(endpoint):
    it = Account(endpoint, "222233334444", "Birch Clinic", "clinic-it")
    identity(it)
    account_wide(it)
    buckets(it)
    everywhere(lambda region: each_region(it, region))
    group = compute(it)
    data(it, group)
    watching(it)
    return it


def identity(it):
    iam = it.client("iam", HOME)
    iam.create_account_alias(AccountAlias="birch-clinic")
    iam.update_account_password_policy(
        MinimumPasswordLength=14, RequireSymbols=True, RequireNumbers=True, RequireUppercaseCharacters=True,
        RequireLowercaseCharacters=True, AllowUsersToChangePassword=True, PasswordReusePrevention=5,
    )
    it.adjust("global", {"kind": "root", "mfa": "virtual"})
    it.role("SkytallyRead", account_trust(MANAGER, EXTERNAL_ID), managed=["SecurityAudit", "job-function/ViewOnlyAccess"])
    it.group("Staff", managed=["ReadOnlyAccess"])
    lab = it.policy("lab-upload", statement("s3:PutObject", "arn:aws:s3:::birch-imaging/*"))
    it.group("Machines", attached=[lab])
    it.user("dr.birch", group="Staff", password=True, mfa=True, signed_in=3)
    it.user("reception", group="Staff", password=True, signed_in=1)
    # Has never signed in since the account was made, three months ago.
    it.user("intern", group="Staff", password=True, mfa=True, created=90)
    it.user("lab-sync", group="Machines", created=120, keys=[(120, 1)])
    it.role("clinic-lambda", service_trust("lambda"), managed=["service-role/AWSLambdaBasicExecutionRole"])
    it.role("trail-to-logs", service_trust("cloudtrail"))


def account_wide(it):
    it.client("account", HOME).put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="it@birch.example", Name="Clinic IT",
        PhoneNumber="+353 1 555 0101", Title="IT",
    )
    partly = ALL_BLOCKED | {"BlockPublicPolicy": False, "RestrictPublicBuckets": False}
    it.client("s3control", THIRD).put_public_access_block(AccountId=it.id, PublicAccessBlockConfiguration=partly)
    it.state(
        contact={
            "FullName": "Birch Clinic", "AddressLine1": "12 Quay Street", "City": "Galway", "PostalCode": "H91 X000",
            "CountryCode": "IE", "PhoneNumber": "+35315550101", "CompanyName": "Birch Clinic",
        },
        health_subscribed=True,
        health_events=[
            health_event("open", "birch-open", 1795100000),
            health_event("closed", "birch-closed", 1780000000),
        ],
        health_entities=[{
            "entityArn": f"arn:aws:health:{HOME}:{it.id}:entity/birch-open-1",
            "eventArn": f"arn:aws:health:{HOME}::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/birch-open",
            "entityValue": "birch-ehr", "awsAccountId": it.id, "lastUpdatedTime": 1795100000, "statusCode": "IMPAIRED",
        }],
    )
    it.state(HOME, inspector=True, analyzers=[{
        "arn": it.arn("access-analyzer", HOME, "analyzer/clinic"), "name": "clinic", "type": "ACCOUNT",
        "createdAt": "2025-06-02T09:00:00Z", "status": "ACTIVE",
    }])
    it.state(THIRD, inspector=True)


def health_event(status, name, start):
    ended = {"endTime": start + 7200} if status == "closed" else {}
    return {
        "arn": f"arn:aws:health:{HOME}::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/{name}",
        "service": "RDS", "eventTypeCode": "AWS_RDS_OPERATIONAL_ISSUE", "eventTypeCategory": "issue",
        "region": HOME, "startTime": start, "lastUpdatedTime": start + 3600, "statusCode": status,
        "eventScopeCode": "ACCOUNT_SPECIFIC", **ended,
    }


def buckets(it):
    it.bucket(HOME, "birch-access-logs", versioning=False, extra=[ACCESS_LOGS])
    it.bucket(HOME, "birch-trail", log_to="birch-access-logs", extra=[TRAIL_LOGS])
    it.bucket(HOME, "birch-patient-exports", log_to="birch-access-logs")
    it.bucket(SECOND, "birch-imaging", tls=False)
    # A public policy which the bucket's own block makes harmless.
    it.bucket(HOME, "birch-newsletter", public=True)


def each_region(it, region):
    vpc, group = it.network(region)
    if region != SECOND:
        it.client("ec2", region).enable_ebs_encryption_by_default()
    if region == HOME:
        it.close_group(region, group)
        it.flow_logs(region, vpc, "birch-access-logs")
        it.recorder(region, "birch-access-logs")
        it.client("guardduty", region).create_detector(Enable=True)
        it.security_hub(region)
    if region == SECOND:
        # Suspended during a trial, and forgotten.
        it.client("guardduty", region).create_detector(Enable=False)
    if region == THIRD:
        it.recorder(region, "birch-access-logs", running=False)
        it.security_hub(region, standards=False)


def compute(it):
    vpc = it.notes[HOME, "default-vpc"][0]
    subnets = it.subnets(HOME, vpc)
    image_arm, image_x86 = it.image(HOME, "birch-arm64"), it.image(HOME, "birch-x86", "x86_64")
    web = it.security_group(HOME, vpc, "birch-portal", (443, 443, "0.0.0.0/0"))
    inside = it.security_group(HOME, vpc, "birch-inside", (22, 22, "10.0.0.0/8"), (5432, 5432, "172.31.0.0/16"))
    records = it.instance(HOME, "birch-ehr-1", image_arm, "t4g.large", subnets[0], [web, inside])
    it.address(HOME, "birch-portal-ip", records)
    it.instance(HOME, "birch-gateway-1", image_x86, "m5.large", subnets[1], [inside], tokens="optional")
    gone = it.volume(HOME, "birch-migration", 120)
    it.snapshot(HOME, "birch-migration", gone, days=300)
    it.client("ec2", HOME).delete_volume(VolumeId=gone)
    cert = make.certificate(it, HOME, "portal.birch.example", 200)
    make.load_balancer(
        it, HOME, "birch-portal", subnets, web, cert, "ELBSecurityPolicy-TLS13-1-2-2021-06", target=records, vpc=vpc
    )
    other = it.notes[SECOND, "default-vpc"][0]
    it.security_group(SECOND, other, "birch-reports", (5432, 5432, "::/0"))
    it.volume(SECOND, "birch-old-data", 60, "gp2", days=400)
    return inside


def data(it, group):
    role = f"arn:aws:iam::{it.id}:role/clinic-lambda"
    make.database(it, HOME, "birch-ehr", "postgres", "16.8", "db.t4g.large", [group])
    make.database(it, HOME, "birch-reporting", "postgres", "13.20", "db.t4g.medium", [group],
                  MultiAZ=False, DeletionProtection=False)
    make.database_snapshot(it, HOME, "birch-ehr-before-upgrade", "birch-ehr")
    make.file_system(it, HOME, "birch-scans")
    make.table(it, HOME, "birch-appointments")
    make.function(it, HOME, "birch-reminders", "python3.13", role, env={"SENDER": "clinic@birch.example"})
    make.function(it, HOME, "birch-imports", "python3.13", role, allow=("s3.amazonaws.com", it.id), url="AWS_IAM")
    make.queue(it, HOME, "birch-lab", lambda arn: document(statement(
        "sqs:SendMessage", arn, Principal="*",
        Condition={"ArnEquals": {"aws:SourceArn": "arn:aws:s3:::birch-imaging"},
                   "StringEquals": {"aws:SourceAccount": it.id}},
    )))
    make.key(it, HOME, "birch-ehr")
    make.key(it, HOME, "birch-archive", rotation=False, deleted=True)
    make.log_group(it, HOME, "/birch/ehr")


def watching(it):
    group = make.log_group(it, HOME, "birch-trail", 400)
    role = f"arn:aws:iam::{it.id}:role/trail-to-logs"
    make.trail(it, HOME, "birch-trail", "birch-trail", group=group, role=role)
    topic = make.topic(it, HOME, "birch-alerts", email="it@birch.example")
    it.cis_filters(
        HOME, "birch-trail", topic,
        without=("organizations-changes", "route-table-changes", "gateway-changes"),
        without_alarm=("sign-in-without-mfa",),
    )

"""Alder Bakery, a client: grown by hand over the years, and it shows."""

import services as make
from estate import TRAIL_LOGS, Account, account_trust, document, everywhere, service_trust, statement

HOME, SECOND = "eu-central-1", "us-east-1"
EXTERNAL_ID = "skytally-demo"
MANAGER = "123456789012"
# Put together here, so that no scanner of this repository takes it for a key.
FAKE_KEY = "AKIA" + "Q3EGZ7XK2VNRW5TD"
FAKE_SECRET = "".join(["k9Zp3", "VdT7wQx", "L2mN8rB5", "yFh4Gc6Ja", "Ue1SoXbWqR"])


def seed(endpoint):
    it = Account(endpoint, "111122223333", "Alder Bakery", "alder")
    identity(it)
    it.state(contact={
        "FullName": "Greta Alder", "AddressLine1": "Marktplatz 3", "City": "Ulm", "PostalCode": "89073",
        "CountryCode": "DE", "PhoneNumber": "+4973155501", "CompanyName": "Alder Bakery",
    })
    buckets(it)
    everywhere(it.network)
    groups, server, subnets = compute(it)
    shop_front(it, groups, server, subnets)
    data(it, groups, subnets)
    overseas(it)
    return it


def identity(it):
    iam = it.client("iam", HOME)
    iam.create_account_alias(AccountAlias="alder-bakery")
    it.adjust("global", {
        "kind": "root", "mfa": None, "password_used_days": 0.25, "key_created_days": 900, "key_used_days": 20,
    })
    it.role("SkytallyRead", account_trust(MANAGER, EXTERNAL_ID), managed=["SecurityAudit", "job-function/ViewOnlyAccess"])
    # The owner: everything allowed, attached by hand, no second factor.
    it.user("alder", password=True, signed_in=1)
    iam.attach_user_policy(UserName="alder", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    # Two keys, both old; the second has not been used for long.
    it.user("website-bot", created=400, keys=[(400, 1), (200, 100)])
    iam.put_user_policy(
        UserName="website-bot", PolicyName="s3-upload",
        PolicyDocument=document(statement("s3:PutObject", "arn:aws:s3:::alder-website/*")),
    )
    # May make keys for everybody, the owner included.
    it.group("Developers", managed=["ReadOnlyAccess"], inline={
        "self-service": document(statement(["iam:CreateAccessKey", "iam:ListAccessKeys"]))
    })
    it.user("old-developer", group="Developers", password=True, signed_in=200)
    admin = it.policy("bakery-admin", statement("*"))
    # A till vendor without an external id, as administrator.
    it.role("pos-integration", account_trust("444455556666"), attached=[admin])
    it.role("nightly-backup", service_trust("ec2"), inline={"everything": document(statement("*"))})
    # Everything allowed, but attached to nothing.
    it.policy("old-admin-unused", statement("*"))
    it.role("shop-lambda", service_trust("lambda"), managed=["service-role/AWSLambdaBasicExecutionRole"])
    it.role("shop-ecs", service_trust("ecs-tasks"))
    it.role("shop-eks", service_trust("eks"))


def buckets(it):
    # The owner of the website is unknown; its files are public by policy.
    it.bucket(HOME, "alder-website", tls=False, versioning=False, lifecycle=False, block=False, public=True,
              Owner=None, Environment=None, Project="website")
    it.bucket(HOME, "alder-orders-backup", tls=False, block=False, acl="public-read")
    it.bucket(HOME, "alder-trail-logs", extra=[TRAIL_LOGS], tls=False, versioning=False, lifecycle=False)
    it.bucket(HOME, "alder-recipes")


def compute(it):
    ec2 = it.client("ec2", HOME)
    vpc = it.notes[HOME, "default-vpc"][0]
    subnets = it.subnets(HOME, vpc)
    image_x86, image_arm = it.image(HOME, "alder-x86", "x86_64"), it.image(HOME, "alder-arm64")
    world, world6 = "0.0.0.0/0", "::/0"
    shop = it.security_group(HOME, vpc, "alder-shop", (22, 22, world), (80, 80, world), (443, 443, world))
    database = it.security_group(HOME, vpc, "alder-database", (3306, 3306, world))
    it.security_group(HOME, vpc, "alder-remote-desktop", (3389, 3389, world6))
    it.security_group(HOME, vpc, "alder-anything", (None, None, world))
    it.security_group(HOME, vpc, "alder-internal", (22, 22, "172.31.0.0/16"), (5432, 5432, "172.31.0.0/16"))
    script = f"#!/bin/sh\nexport AWS_ACCESS_KEY_ID={FAKE_KEY}\nexport AWS_SECRET_ACCESS_KEY={FAKE_SECRET}\n/opt/shop/start\n"
    server = it.instance(
        HOME, "alder-shop-1", image_x86, "t3.medium", subnets[0], [shop], tokens="optional", volume="gp2",
        encrypted=False, user_data=script, Owner=None, Environment=None,
    )
    it.adjust(HOME, {"kind": "instance-status", "id": server})
    # Switched off two months ago; its disks still cost.
    till = it.instance(HOME, "alder-old-till", image_arm, "t4g.small", subnets[0], [shop])
    it.volume(HOME, "alder-old-till-data", 100, attach=till)
    ec2.stop_instances(InstanceIds=[till])
    it.adjust(HOME, {"kind": "stopped-instance", "id": till, "days": 60})
    it.volume(HOME, "alder-orphan-1", 200, "gp2", encrypted=False, days=300)
    kept = it.volume(HOME, "alder-orphan-2", 50, days=220)
    # Made today: somebody may be about to attach it.
    it.volume(HOME, "alder-fresh", 20)
    it.snapshot(HOME, "alder-kept", kept, days=200)
    gone = it.volume(HOME, "alder-shop-2024", 80)
    it.snapshot(HOME, "alder-shop-2024", gone, days=400, public=True)
    it.snapshot(HOME, "alder-before-move", gone, days=3)
    ec2.delete_volume(VolumeId=gone)
    made = it.image(HOME, "alder-shop-image", "x86_64")
    ec2.modify_image_attribute(ImageId=made, LaunchPermission={"Add": [{"Group": "all"}]})
    it.address(HOME, "alder-old-ip")
    return {"shop": shop, "database": database}, server, subnets


def shop_front(it, groups, server, subnets):
    vpc = it.notes[HOME, "default-vpc"][0]
    targets = make.load_balancer(it, HOME, "alder-shop", subnets, groups["shop"], target=server, vpc=vpc)
    it.adjust(HOME, {"kind": "target-health", "group": targets, "id": server})
    make.classic_balancer(it, HOME, "alder-legacy", subnets, groups["shop"])
    role = f"arn:aws:iam::{it.id}:role"
    make.function(it, HOME, "alder-order-webhook", "nodejs14.x", f"{role}/shop-lambda", url="NONE",
                  env={"STAGE": "production", "AWS_ACCOUNT_KEY": FAKE_KEY, "DB_PASSWORD": "Sourdough-4-Ever!"})
    make.function(it, HOME, "alder-price-sync", "python3.13", f"{role}/shop-lambda", "x86_64",
                  env={"STAGE": "production"}, allow=("*", None))
    make.log_group(it, HOME, "/aws/lambda/alder-order-webhook")
    make.log_group(it, HOME, "/aws/lambda/alder-price-sync", 14)
    make.container_service(it, HOME, "alder-worker", f"{role}/shop-ecs", subnets, groups["shop"],
                           [("STAGE", "production"), ("DB_PASSWORD", "Sourdough-4-Ever!")])
    make.cluster(it, HOME, "alder-k8s", "1.33", subnets, f"{role}/shop-eks", public=True)


def data(it, groups, subnets):
    make.database(it, HOME, "alder-shop-db", "mysql", "5.7.44", "db.t3.small", [groups["database"]], good=False,
                  tags={"Environment": None})
    make.database_snapshot(it, HOME, "alder-shop-db-share", "alder-shop-db", public=True)
    make.file_system(it, HOME, "alder-share", encrypted=False)
    make.table(it, HOME, "alder-carts", pitr=False)
    make.key(it, HOME, "alder-app", rotation=False)
    anyone = lambda action: lambda arn: document(statement(action, arn, Principal="*"))  # noqa: E731
    make.queue(it, HOME, "alder-orders", anyone("sqs:SendMessage"))
    make.topic(it, HOME, "alder-promotions", anyone("sns:Publish"))
    make.trail(it, HOME, "alder-trail", "alder-trail-logs", multi_region=False, validation=False)


def overseas(it):
    """A web shop for tourists, once: an old TLS policy and a certificate about to expire."""
    vpc = it.notes[SECOND, "default-vpc"][0]
    subnets = it.subnets(SECOND, vpc)
    group = it.security_group(SECOND, vpc, "alder-us-web", (443, 443, "0.0.0.0/0"))
    cert = make.certificate(it, SECOND, "shop.alder.example", 5)
    make.load_balancer(it, SECOND, "alder-us", subnets, group, cert, "ELBSecurityPolicy-2016-08", vpc=vpc)
    it.volume(SECOND, "alder-us-spare", 20, days=60)

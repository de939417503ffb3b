"""Fills an emulator with the estate that the sample is made of, in its older state, or changes that into the newer one.

The estate is Birch Clinic of the demo, with a few things that come, go and change. What may not be seen is set as well: one
part and one listing are refused in both states, and another part in the newer one.
"""

import argparse
import json
import urllib.request

import birch
import services as make
from birch import HOME, SECOND
from estate import ALL_BLOCKED, Account, statement

# Refused in both states: the policies of functions, and the listing of file systems in one region.
REFUSED = ["lambda:GetPolicy", {"op": "elasticfilesystem:DescribeFileSystems", "region": SECOND}]
# Refused in the newer state only: what was known to be wrong then cannot be told any more.
REFUSED_LATER = ["dynamodb:DescribeContinuousBackups"]


def older(endpoint):
    it = birch.seed(endpoint)
    vpc = it.notes[HOME, "default-vpc"][0]
    # The text of this policy of AWS's is as long as half of the estate.
    iam = it.client("iam", HOME)
    iam.detach_group_policy(GroupName="Staff", PolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess")
    reading = it.policy("clinic-reading", statement(["s3:GetObject", "s3:ListBucket"], "arn:aws:s3:::birch-*"))
    iam.attach_group_policy(GroupName="Staff", PolicyArn=reading)
    # Open in the older state, closed in the newer one.
    it.bucket(HOME, "birch-handouts", block=False, public=True)
    it.bucket(HOME, "birch-old-website", block=False, lifecycle=False)
    it.volume(HOME, "birch-spare", 200, days=60)
    it.security_group(HOME, vpc, "birch-vendor", (3389, 3389, "0.0.0.0/0"))
    it.user("locum", group="Staff", password=True, created=60, signed_in=50)
    make.log_group(it, HOME, "/birch/imports")
    make.table(it, HOME, "birch-waiting-list", pitr=False)
    make.queue(it, HOME, "birch-fax")
    make.function(it, HOME, "birch-fax", "python3.9", f"arn:aws:iam::{it.id}:role/clinic-lambda")
    refuse(endpoint, REFUSED)


def newer(endpoint):
    it = Account(endpoint, "222233334444", "Birch Clinic", "clinic-it")
    ec2, s3, iam = it.client("ec2", HOME), it.client("s3", HOME), it.client("iam", HOME)
    vpc, _ = it.network(HOME)
    # Mended.
    s3.put_public_access_block(Bucket="birch-handouts", PublicAccessBlockConfiguration=ALL_BLOCKED)
    it.client("logs", HOME).put_retention_policy(logGroupName="/birch/imports", retentionInDays=90)
    # Gone.
    s3.delete_bucket_policy(Bucket="birch-old-website")
    s3.delete_bucket(Bucket="birch-old-website")
    ec2.delete_volume(VolumeId=volume(ec2, "birch-spare"))
    ec2.delete_security_group(GroupId=group(ec2, "birch-vendor"))
    iam.remove_user_from_group(GroupName="Staff", UserName="locum")
    iam.delete_login_profile(UserName="locum")
    iam.delete_user(UserName="locum")
    it.client("lambda", HOME).delete_function(FunctionName="birch-fax")
    # New, with a mistake or two.
    it.security_group(HOME, vpc, "birch-remote-desk", (22, 22, "0.0.0.0/0"))
    it.bucket(HOME, "birch-portal-uploads", log_to="birch-access-logs", versioning=False)
    it.volume(HOME, "birch-ehr-copy", 80, "gp2", days=9)
    make.topic(it, HOME, "birch-appointments")
    # Changed.
    ec2.authorize_security_group_ingress(
        GroupId=group(ec2, "birch-inside"),
        IpPermissions=[{"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443,
                        "IpRanges": [{"CidrIp": "10.20.0.0/16", "Description": "laboratory"}]}],
    )
    it.client("sqs", HOME).set_queue_attributes(
        QueueUrl=it.client("sqs", HOME).get_queue_url(QueueName="birch-fax")["QueueUrl"],
        Attributes={"MessageRetentionPeriod": "86400"},
    )
    refuse(endpoint, REFUSED + REFUSED_LATER)


def volume(ec2, name):
    found = ec2.describe_volumes(Filters=[{"Name": "tag:Name", "Values": [name]}])["Volumes"]
    return found[0]["VolumeId"]


def group(ec2, name):
    found = ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"]
    return found[0]["GroupId"]


def refuse(endpoint, calls):
    body = json.dumps({"deny": calls}).encode()
    request = urllib.request.Request(f"{endpoint}/_demo/faults", data=body, method="PUT")
    urllib.request.urlopen(request, timeout=30).close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="where emulator.py listens")
    parser.add_argument("state", choices=["older", "newer"])
    options = parser.parse_args()
    {"older": older, "newer": newer}[options.state](options.endpoint.rstrip("/"))


if __name__ == "__main__":
    main()

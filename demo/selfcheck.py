"""Checks a seeded emulator: the front's answers against botocore's shapes, the fault switches, and a count."""

import argparse
import json
import sys
import threading
import time
import urllib.request
from collections import Counter

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from answers import ANSWERS
from regions import ENABLED_REGIONS

ACCOUNTS = {"123456789012": "Northwind", "111122223333": "Alder", "222233334444": "Birch"}
EXTERNAL_ID = "skytally-demo"
EVENT = "arn:aws:health:eu-west-1::event/RDS/AWS_RDS_OPERATIONAL_ISSUE/birch-open"
# What to ask for each answer of the front, where a request needs members.
REQUESTS = {
    "eks:ListAddons": {"clusterName": "none"},
    "guardduty:ListFindings": {"DetectorId": "none"},
    "accessanalyzer:ListFindings": {"analyzerArn": "arn:aws:access-analyzer:eu-west-1:222233334444:analyzer/clinic"},
    "health:DescribeAffectedEntities": {"filter": {"eventArns": [EVENT]}},
    "health:DescribeEventDetails": {"eventArns": [EVENT, EVENT + "x"]},
    "lambda:ListFunctionUrlConfigs": {"FunctionName": "birch-imports"},
}


class Checker:
    def __init__(self, endpoint):
        self.endpoint, self.bad, self.done = endpoint, [], 0
        self.keys = {account: self.credentials(account) for account in ACCOUNTS}

    def client(self, account, service, region="eu-west-1", attempts=1):
        config = Config(retries={"total_max_attempts": attempts}, s3={"addressing_style": "path"}, read_timeout=20)
        return boto3.client(
            service, region_name=region, endpoint_url=self.endpoint, config=config, **self.keys[account]
        )

    def credentials(self, account):
        own = {"aws_access_key_id": "demo", "aws_secret_access_key": "demo"}
        if account == "123456789012":
            return own
        sts = boto3.client("sts", region_name="us-east-1", endpoint_url=self.endpoint, **own)
        role = f"arn:aws:iam::{account}:role/SkytallyRead"
        given = sts.assume_role(RoleArn=role, RoleSessionName="selfcheck", ExternalId=EXTERNAL_ID)["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }

    def expect(self, what, good):
        self.done += 1
        if not good:
            self.bad.append(what)
            print(f"NOT SO: {what}", flush=True)

    def put_faults(self, **switches):
        request = urllib.request.Request(
            f"{self.endpoint}/_demo/faults", data=json.dumps(switches).encode(), method="PUT"
        )
        urllib.request.urlopen(request, timeout=10).close()

    def code(self, call, **given):
        try:
            call(**given)
        except ClientError as error:
            return error.response["Error"]["Code"]
        except Exception as error:  # noqa: BLE001 - the kind of failure is the result
            return type(error).__name__
        return None

    # Shapes

    def shapes(self):
        for name in sorted(ANSWERS):
            service, operation = name.split(":")
            client = self.client("222233334444", service)
            raw = {}
            client.meta.events.register("before-parse.*.*", lambda response_dict, **_: raw.update(response_dict))
            given = client._make_api_call(operation, REQUESTS.get(name, {}))
            shape = client.meta.service_model.operation_model(operation).output_shape
            if raw["headers"].get("content-type", "").endswith("json") or b"{" == raw["body"][:1]:
                self.wire(shape, json.loads(raw["body"]), name)
            members = [key for key in given if key != "ResponseMetadata"]
            self.expect(f"{name} answers with something: {given}", members)

    def wire(self, shape, value, where):
        """Holds a JSON answer to its shape: known names, right types, no empty leaf."""
        kind = shape.type_name
        if kind == "structure":
            self.expect(f"{where} is an object", isinstance(value, dict))
            known = {member.serialization.get("name", key): member for key, member in shape.members.items()}
            for key, item in value.items():
                self.expect(f"{where}.{key} is a member", key in known)
                if key in known:
                    self.wire(known[key], item, f"{where}.{key}")
        elif kind == "list":
            self.expect(f"{where} is a list", isinstance(value, list))
            for index, item in enumerate(value):
                self.wire(shape.member, item, f"{where}[{index}]")
        elif kind == "map":
            self.expect(f"{where} is an object", isinstance(value, dict))
        elif kind == "boolean":
            self.expect(f"{where} is a boolean", isinstance(value, bool))
        elif kind in ("integer", "long", "double", "float"):
            self.expect(f"{where} is a number", isinstance(value, (int, float)))
        elif kind == "string":
            self.expect(f"{where} is a string", isinstance(value, str))
            if getattr(shape, "enum", None):
                self.expect(f"{where} is one of the known values: {value}", value in shape.enum)

    # Faults

    def faults(self):
        alder = "111122223333"
        ec2, s3, iam = (self.client(alder, name, "eu-central-1") for name in ("ec2", "s3", "iam"))
        logs, functions = (self.client(alder, name, "eu-central-1") for name in ("logs", "lambda"))
        self.put_faults(deny=["s3:GetBucketPolicy", "ec2:DescribeVolumes", "iam:ListUsers", "logs:*", "lambda:ListFunctions"])
        self.expect("denied S3", self.code(s3.get_bucket_policy, Bucket="alder-website") == "AccessDenied")
        self.expect("denied EC2", self.code(ec2.describe_volumes) == "UnauthorizedOperation")
        self.expect("denied query", self.code(iam.list_users) == "AccessDenied")
        self.expect("denied JSON", self.code(logs.describe_log_groups) == "AccessDeniedException")
        self.expect("denied REST JSON", self.code(functions.list_functions) == "AccessDeniedException")
        self.expect("others go on", self.code(ec2.describe_instances) is None)
        self.put_faults(throttle={"ec2:DescribeVolumes": 2, "lambda:ListFunctions": 1})
        codes = [self.code(ec2.describe_volumes) for _ in range(3)]
        self.expect(f"two throttled, then well: {codes}", codes == ["RequestLimitExceeded"] * 2 + [None])
        codes = [self.code(functions.list_functions) for _ in range(2)]
        self.expect(f"one throttled, then well: {codes}", codes == ["TooManyRequestsException", None])
        self.put_faults(throttle={"ec2:DescribeVolumes": 2})
        patient = self.client(alder, "ec2", "eu-central-1", attempts=4)
        self.expect("a retry gets through", self.code(patient.describe_volumes) is None)
        self.put_faults(deny=[{"op": "ec2:*", "account": alder, "region": "eu-central-1"}])
        other = self.client("222233334444", "ec2", "eu-central-1")
        self.expect("a fault of one account", self.code(ec2.describe_vpcs) == "UnauthorizedOperation")
        self.expect("is not another's", self.code(other.describe_vpcs) is None)
        self.put_faults(malformed=["iam:ListUsers"])
        self.expect("malformed XML", self.code(iam.list_users) == "ResponseParserError")
        self.put_faults(region_timeout=["eu-west-3"], hang_seconds=3)
        slow = self.client(alder, "ec2", "eu-west-3")
        waiting = threading.Thread(target=lambda: self.code(slow.describe_vpcs))
        start = time.monotonic()
        waiting.start()
        self.expect("another region answers meanwhile", self.code(ec2.describe_vpcs) is None)
        took = time.monotonic() - start
        self.expect(f"and does not wait: {took:.1f} s", took < 2.5)
        waiting.join()
        self.expect("the hung call took its time", time.monotonic() - start >= 3)
        self.put_faults()
        sts = self.client("123456789012", "sts", "us-east-1")
        role = {"RoleArn": f"arn:aws:iam::{alder}:role/SkytallyRead", "RoleSessionName": "wrong"}
        self.expect("no external id, no role", self.code(sts.assume_role, **role) == "AccessDenied")
        wrong = self.code(sts.assume_role, ExternalId="wrong", **role)
        self.expect("wrong external id, no role", wrong == "AccessDenied")
        regions = ec2.describe_regions(Filters=[{"Name": "opt-in-status", "Values": ["opt-in-not-required", "opted-in"]}])
        names = sorted(region["RegionName"] for region in regions["Regions"])
        self.expect("seventeen regions are on", names == sorted(ENABLED_REGIONS))

    # Count

    def count(self):
        for account, name in ACCOUNTS.items():
            found = Counter()
            for region in ENABLED_REGIONS:
                ec2 = self.client(account, "ec2", region)
                found["vpcs"] += len(ec2.describe_vpcs()["Vpcs"])
                found["security groups"] += len(ec2.describe_security_groups()["SecurityGroups"])
                found["instances"] += len(ec2.describe_instances()["Reservations"])
                found["volumes"] += len(ec2.describe_volumes()["Volumes"])
                found["snapshots"] += len(ec2.describe_snapshots(OwnerIds=["self"])["Snapshots"])
                tagged = self.client(account, "resourcegroupstaggingapi", region).get_paginator("get_resources")
                found["tagged"] += sum(len(page["ResourceTagMappingList"]) for page in tagged.paginate())
            found["buckets"] = len(self.client(account, "s3", "us-east-1").list_buckets()["Buckets"])
            found["users"] = len(self.client(account, "iam", "us-east-1").list_users()["Users"])
            found["roles"] = len(self.client(account, "iam", "us-east-1").list_roles()["Roles"])
            print(f"{account} {name}: " + ", ".join(f"{number} {what}" for what, number in found.items()), flush=True)
            self.expect(f"{name} has resources", all(found.values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="where emulator.py listens; must be seeded")
    checker = Checker(parser.parse_args().endpoint.rstrip("/"))
    checker.shapes()
    checker.faults()
    checker.count()
    print(f"{checker.done} expectations, {len(checker.bad)} not met", flush=True)
    return 1 if checker.bad else 0


if __name__ == "__main__":
    sys.exit(main())

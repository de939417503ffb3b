"""Corrections to the emulator that runs in this process, and the changes that no AWS call can make:
the age of things, the root user, a failed status check, an unhealthy target."""

import json
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from regions import ENABLED_REGIONS

# The AWS-managed policies that the estate uses. The full set of some 1,600 costs much memory in each account,
# and would come back in each answer of GetAccountAuthorizationDetails.
MANAGED_POLICIES = {
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "SecurityAudit",
    "ViewOnlyAccess",
    "AWSLambdaBasicExecutionRole",
    "AmazonSSMManagedInstanceCore",
}
BOOTSTRAP_ROLE = "DemoSeed"
ROOT_USER = {
    "password_enabled": "true",
    "password_last_used": "no_information",
    "mfa_active": "false",
    "access_key_1_active": "false",
    "access_key_1_last_rotated": "N/A",
    "access_key_1_last_used_date": "N/A",
}


def now():
    return datetime.now(timezone.utc).replace(microsecond=0)


def ago(days):
    return now() - timedelta(days=days)


def naive(moment):
    # The emulator keeps times in UTC without saying so.
    return moment.replace(tzinfo=None)


def stamp(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")


class Corrections:
    """Holds what the corrections need to know; `apply` must run before the first request."""

    def __init__(self):
        self.roots = {}
        self.impaired = set()
        self.unhealthy = set()
        # The first id is asked for the management account, which then takes its own.
        self.next_member = 333344445554

    def apply(self):
        self._speed()
        self._managed_policies()
        self._regions()
        self._credential_report()
        self._health()
        self._members()
        self._external_ids()
        self._aws_keys()
        self._tagged_buckets()

    def _speed(self):
        from moto import backends
        from moto.core import responses
        from moto.iam import models

        # Done for each request: a walk over moto's folder, a search of every account's keys, a look into a class.
        responses.method_names_from_class = lru_cache(maxsize=None)(responses.method_names_from_class)
        names = list(backends.list_of_moto_modules())
        backends.list_of_moto_modules = lambda: names
        models.get_account_id_from = lru_cache(maxsize=4096)(models.get_account_id_from)

    def _managed_policies(self):
        from moto.iam import models

        policies = json.loads(models.aws_managed_policies_data)
        kept = {name: policy for name, policy in policies.items() if name in MANAGED_POLICIES}
        models.aws_managed_policies_data = json.dumps(kept)
        # GetAccountAuthorizationDetails leaves out the names of managed policies without this.
        models.ManagedPolicy.policy_name = property(lambda policy: policy.name)

    def _regions(self):
        from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend
        from moto.ec2.responses.availability_zones_and_regions import AvailabilityZonesAndRegions

        for region in RegionsAndZonesBackend.regions:
            on = region.name in ENABLED_REGIONS
            region.opt_in_status = "opt-in-not-required" if on else "not-opted-in"
        plain = AvailabilityZonesAndRegions.describe_regions

        def describe_regions(response):
            result = plain(response)
            regions = result.result["Regions"]
            filters = response._filters_from_querystring()
            wanted = filters.get("opt-in-status")
            if wanted:
                regions = [region for region in regions if region.opt_in_status in wanted]
            if not response._get_bool_param("AllRegions", False):
                regions = [region for region in regions if region.name in ENABLED_REGIONS]
            result.result["Regions"] = regions
            return result

        AvailabilityZonesAndRegions.describe_regions = describe_regions

    def _credential_report(self):
        from moto.iam.models import IAMBackend
        from moto.iam.responses import IamResponse

        plain_report = IAMBackend.get_credential_report
        plain_answer = IamResponse.get_credential_report
        roots = self.roots

        def get_credential_report(backend):
            header, _, users = plain_report(backend).partition("\n")
            root = ROOT_USER | roots.get(backend.account_id, {})
            root |= {
                "user": "<root_account>",
                "arn": f"arn:aws:iam::{backend.account_id}:root",
                "user_creation_time": stamp(ago(1500)),
                "password_last_changed": "not_supported",
                "password_next_rotation": "not_supported",
            }
            absent = {"active": "false"}
            row = [root.get(name, absent.get(name.rpartition("_")[2], "N/A")) for name in header.split(",")]
            return f"{header}\n{','.join(row)}\n{users}"

        def answer(response):
            result = plain_answer(response)
            result.result["GeneratedTime"] = now().strftime("%Y-%m-%dT%H:%M:%SZ")
            return result

        IAMBackend.get_credential_report = get_credential_report
        IamResponse.get_credential_report = answer

    def _health(self):
        from moto.ec2.models.instances import Instance
        from moto.elbv2.models import FakeHealthStatus, FakeTargetGroup

        plain_status = Instance.instance_status.fget
        plain_health = FakeTargetGroup.health_for
        impaired, unhealthy = self.impaired, self.unhealthy

        def instance_status(instance):
            if instance.id in impaired and instance.state_code == 16:
                return {"Details": [{"Name": "reachability", "Status": "failed"}], "Status": "impaired"}
            return plain_status(instance)

        def health_for(group, target, ec2_backend):
            health = plain_health(group, target, ec2_backend)
            if (group.arn, target["Id"]) in unhealthy:
                reason, text = "Target.ResponseCodeMismatch", "Health checks failed with these codes: [502]"
                return FakeHealthStatus(target["Id"], health.port, group.health_check_port, "unhealthy", reason, text)
            return health

        Instance.instance_status = property(instance_status)
        FakeTargetGroup.health_for = health_for

    def _members(self):
        from moto.organizations import utils

        def member_id():
            self.next_member += 1
            return str(self.next_member - 1)

        utils.make_random_account_id = member_id

    def _external_ids(self):
        from moto.iam.models import iam_backends
        from moto.sts.models import STSBackend
        from moto.sts.exceptions import STSClientError

        plain = STSBackend.assume_role

        def assume_role(backend, region_name, role_session_name, role_arn, policy, duration, external_id):
            account, name = role_arn.split(":")[4], role_arn.rpartition("/")[2]
            roles = iam_backends[account]["aws"].roles.values()
            role = next((role for role in roles if role.name == name), None)
            allowed = name == BOOTSTRAP_ROLE
            if role is not None:
                document = json.loads(role.assume_role_policy_document)
                wanted = {
                    statement.get("Condition", {}).get("StringEquals", {}).get("sts:ExternalId")
                    for statement in document["Statement"]
                }
                allowed = None in wanted or external_id in wanted
            if not allowed:
                message = f"User is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
                raise STSClientError("AccessDenied", message)
            return plain(backend, region_name, role_session_name, role_arn, policy, duration, external_id)

        STSBackend.assume_role = assume_role

    def _aws_keys(self):
        from moto.kms.models import KmsBackend

        plain = KmsBackend.create_alias

        def create_alias(backend, target_key_id, alias_name):
            # moto makes AWS's own keys on first use, but calls them the customer's.
            if alias_name.startswith("alias/aws/"):
                backend.keys[backend.get_key_id(target_key_id)].key_manager = "AWS"
            return plain(backend, target_key_id, alias_name)

        KmsBackend.create_alias = create_alias

    def _tagged_buckets(self):
        from moto.resourcegroupstaggingapi.models import ResourceGroupsTaggingAPIBackend
        from moto.s3.models import s3_backends

        plain = ResourceGroupsTaggingAPIBackend._get_resources_generator

        def resources(backend, *given, **more):
            buckets = s3_backends[backend.account_id]["aws"].buckets
            for resource in plain(backend, *given, **more):
                bucket = buckets.get(resource.arn.rpartition(":")[2]) if resource.arn.startswith("arn:aws:s3:::") else None
                # moto lists a bucket in every region.
                if bucket is None or bucket.region_name == backend.region_name:
                    yield resource

        ResourceGroupsTaggingAPIBackend._get_resources_generator = resources

    # Changes that the seed asks for, one method a kind.

    def change(self, account, region, kind, values):
        getattr(self, f"change_{kind.replace('-', '_')}")(account, region, **values)

    def change_root(self, account, _region, mfa=None, password_used_days=None, key_created_days=None, key_used_days=None):
        """`mfa` is None, "virtual" or "hardware"; ages are in days, None means never."""
        from moto.iam.models import VirtualMfaDevice, iam_backends

        backend = iam_backends[account]["aws"]
        row = {"mfa_active": "true" if mfa else "false"}
        if password_used_days is not None:
            row["password_last_used"] = stamp(ago(password_used_days))
        if key_created_days is not None:
            row |= {"access_key_1_active": "true", "access_key_1_last_rotated": stamp(ago(key_created_days))}
        if key_used_days is not None:
            row |= {
                "access_key_1_last_used_date": stamp(ago(key_used_days)),
                "access_key_1_last_used_region": "us-east-1",
                "access_key_1_last_used_service": "s3",
            }
        self.roots[account] = row
        backend.account_summary._account_mfa_enabled = 1 if mfa else 0
        backend.account_summary._account_access_keys_present = 0 if key_created_days is None else 1
        if mfa == "virtual":
            device = VirtualMfaDevice(account, "us-east-1", "/root-account-mfa-device")
            device.enable_date = naive(ago(700))
            arn = f"arn:aws:iam::{account}:root"
            device.user = {"Path": "/", "UserId": account, "Arn": arn, "CreateDate": naive(ago(1500))}
            backend.virtual_mfa_devices[device.serial_number] = device

    def change_user(self, account, _region, name, created_days, password_used_days=None):
        from moto.iam.models import iam_backends

        user = iam_backends[account]["aws"].get_user(name)
        user.create_date = naive(ago(created_days))
        user.password_last_used = None if password_used_days is None else naive(ago(password_used_days))

    def change_access_key(self, account, _region, user, index, created_days, used_days=None):
        from moto.iam.models import iam_backends

        key = iam_backends[account]["aws"].get_user(user).access_keys[index]
        key.create_date = naive(ago(created_days))
        key.last_used = None if used_days is None else naive(ago(used_days))

    def change_snapshot(self, account, region, id, days):
        from moto.ec2.models import ec2_backends

        ec2_backends[account][region].snapshots[id].start_time = naive(ago(days))

    def change_volume(self, account, region, id, days):
        from moto.ec2.models import ec2_backends

        ec2_backends[account][region].volumes[id].create_time = naive(ago(days))

    def change_image(self, account, region, id, architecture):
        from moto.ec2.models import ec2_backends

        # RegisterImage keeps neither.
        image = ec2_backends[account][region].amis[id]
        image.architecture, image.virtualization_type = architecture, "hvm"

    def change_stopped_instance(self, account, region, id, days):
        from moto.ec2.models import ec2_backends

        instance = ec2_backends[account][region].get_instance(id)
        instance._reason = f"User initiated ({ago(days).strftime('%Y-%m-%d %H:%M:%S')} GMT)"
        instance.launch_time = naive(ago(days + 300))
        for attached in instance.block_device_mapping.values():
            attached.attach_time = naive(ago(days + 300))

    def change_account_name(self, account, _region, name, email):
        from moto.organizations.models import organizations_backends

        own = organizations_backends[account]["aws"].get_account_by_id(account)
        own.name, own.email = name, email

    def change_instance_status(self, _account, _region, id):
        self.impaired.add(id)

    def change_target_health(self, _account, _region, group, id):
        self.unhealthy.add((group, id))

"""Answers for calls that the emulator lacks, from a state that the seed sets per account and region.

Shapes are those of botocore's models (`selfcheck.py` holds them to it); the values are this estate's own."""

import json
import threading
from xml.sax.saxutils import escape

from calls import model
from faults import error_answer
from regions import ALL_REGIONS, ENABLED_REGIONS

RDS_STANDARD = "open-source-rds-standard-support"
RDS_EXTENDED = "open-source-rds-extended-support"
# Engine, major version, start and end of standard support, end of extended support: AWS's published calendar.
RDS_LIFECYCLES = [
    ("mysql", "5.7", "2016-02-22", "2024-02-29", "2027-02-28"),
    ("mysql", "8.0", "2018-10-23", "2026-07-31", "2029-07-31"),
    ("mysql", "8.4", "2024-11-21", "2029-07-31", "2032-07-31"),
    ("postgres", "12", "2020-03-31", "2025-02-28", "2028-02-29"),
    ("postgres", "13", "2021-02-24", "2026-02-28", "2029-02-28"),
    ("postgres", "14", "2022-02-03", "2027-02-28", "2030-02-28"),
    ("postgres", "15", "2023-02-27", "2028-02-29", "2031-02-28"),
    ("postgres", "16", "2024-01-22", "2029-02-28", "2032-02-29"),
    ("postgres", "17", "2024-11-21", "2030-02-28", "2033-02-28"),
]


class State:
    """What the seed told us, by account and region. A region of its own wins over `*`."""

    def __init__(self):
        self.lock = threading.Lock()
        self.values = {}

    def set(self, account, region, values):
        with self.lock:
            self.values.setdefault((account, region), {}).update(values)

    def get(self, call, key, default):
        with self.lock:
            for region in (call.region, "*"):
                found = self.values.get((call.account, region), {})
                if key in found:
                    return found[key]
        return default


def body_of(call):
    """The JSON body of a call; an absent one is empty, as for AWS."""
    return json.loads(call.body) if call.body else {}


def page(items, request, token_key, size_key, default=100):
    """One page of `items`; the token is the index of the next one."""
    start = int(request.get(token_key) or 0)
    end = start + int(request.get(size_key) or default)
    return items[start:end], str(end) if end < len(items) else None


def listed(key, items, request, token_key="nextToken", size_key="maxResults", default=100):
    shown, token = page(items, request, token_key, size_key, default)
    return {key: shown} | ({token_key: token} if token else {})


def list_analyzers(call, state):
    analyzers = [a for a in state.get(call, "analyzers", []) if call.params.get("type") in (None, a["type"])]
    analyzers = [localised(call, analyzer) for analyzer in analyzers]
    return listed("analyzers", analyzers, call.params)


def localised(call, value):
    """Fills `{region}` and `{account}` in strings, for state that was set for all regions at once."""
    if isinstance(value, str):
        return value.replace("{region}", call.region).replace("{account}", call.account)
    if isinstance(value, dict):
        return {key: localised(call, item) for key, item in value.items()}
    if isinstance(value, list):
        return [localised(call, item) for item in value]
    return value


def list_analyzer_findings(call, state):
    return listed("findings", state.get(call, "analyzer_findings", []), body_of(call))


def contact_information(call, state):
    contact = state.get(call, "contact", None)
    if contact is None:
        return error_answer(call, "ResourceNotFoundException", "No contact information found.", 404)
    return {"ContactInformation": contact}


def list_account_regions(call, _state):
    request = body_of(call)
    wanted = request.get("RegionOptStatusContains")
    regions = [
        {"RegionName": name, "RegionOptStatus": "ENABLED_BY_DEFAULT" if name in ENABLED_REGIONS else "DISABLED"}
        for name in ALL_REGIONS
    ]
    regions = [region for region in regions if not wanted or region["RegionOptStatus"] in wanted]
    return listed("Regions", regions, request, "NextToken", "MaxResults", 50)


def inspector_status(call, state):
    on = state.get(call, "inspector", None)
    status = "ENABLED" if on else "DISABLED"
    accounts = body_of(call).get("accountIds") or [call.account]
    one = {"status": status}
    kinds = ("ec2", "ecr", "lambda", "lambdaCode")
    own = {"accountId": call.account, "state": one, "resourceState": {kind: dict(one) for kind in kinds}}
    failed = [
        {"accountId": account, "errorCode": "ACCESS_DENIED", "errorMessage": "Not a member of this account."}
        for account in accounts
        if account != call.account
    ]
    return {"accounts": [own] if call.account in accounts else [], "failedAccounts": failed}


def inspector_findings(call, state):
    request = body_of(call)
    findings = state.get(call, "inspector_findings", [])
    criteria = request.get("filterCriteria", {})
    for key, member in (
        ("awsAccountId", "awsAccountId"),
        ("findingStatus", "status"),
        ("severity", "severity"),
        ("findingType", "type"),
    ):
        wanted = {item["value"] for item in criteria.get(key, []) if item.get("comparison") == "EQUALS"}
        if wanted:
            findings = [finding for finding in findings if finding[member] in wanted]
    return listed("findings", findings, request)


def health_events(call, state):
    if not state.get(call, "health_subscribed", False):
        return error_answer(call, "SubscriptionRequiredException", "AWS Premium Support Subscription is required.")
    request = body_of(call)
    events = state.get(call, "health_events", [])
    wanted = request.get("filter", {})
    for key, member in (
        ("eventStatusCodes", "statusCode"),
        ("eventTypeCategories", "eventTypeCategory"),
        ("regions", "region"),
        ("services", "service"),
    ):
        if wanted.get(key):
            events = [event for event in events if event[member] in wanted[key]]
    return listed("events", events, request)


def health_entities(call, state):
    if not state.get(call, "health_subscribed", False):
        return error_answer(call, "SubscriptionRequiredException", "AWS Premium Support Subscription is required.")
    request = body_of(call)
    arns = request.get("filter", {}).get("eventArns", [])
    entities = [entity for entity in state.get(call, "health_entities", []) if entity["eventArn"] in arns]
    return listed("entities", entities, request)


def health_details(call, state):
    if not state.get(call, "health_subscribed", False):
        return error_answer(call, "SubscriptionRequiredException", "AWS Premium Support Subscription is required.")
    events = {event["arn"]: event for event in state.get(call, "health_events", [])}
    good, bad = [], []
    for arn in body_of(call).get("eventArns", []):
        if arn in events:
            text = {"latestDescription": "An event of the demo estate."}
            good.append({"event": events[arn], "eventDescription": text, "eventMetadata": {}})
        else:
            bad.append({"eventArn": arn, "errorName": "InvalidArn", "errorMessage": "No such event."})
    return {"successfulSet": good, "failedSet": bad}


def enabled_standards(call, state):
    from moto.securityhub.models import securityhub_backends

    if getattr(securityhub_backends[call.account][call.region], "enabled", True) is False:
        message = f"Account {call.account} is not subscribed to AWS Security Hub"
        return error_answer(call, "InvalidAccessException", message, 401)
    standards = localised(call, state.get(call, "standards", []))
    return listed("StandardsSubscriptions", standards, body_of(call), "NextToken", "MaxResults")


def rds_major_versions(call, _state):
    versions = []
    for engine, major, start, end, extended in RDS_LIFECYCLES:
        if call.params.get("Engine") not in (None, engine):
            continue
        if call.params.get("MajorEngineVersion") not in (None, major):
            continue
        lifecycles = [(RDS_STANDARD, start, end), (RDS_EXTENDED, end, extended)]
        versions.append({
            "Engine": engine,
            "MajorEngineVersion": major,
            "SupportedEngineLifecycles": [
                {
                    "LifecycleSupportName": name,
                    "LifecycleSupportStartDate": f"{first}T00:00:00Z",
                    "LifecycleSupportEndDate": f"{last}T23:59:59.999Z",
                }
                for name, first, last in lifecycles
            ],
        })
    return listed("DBMajorEngineVersions", versions, call.params, "Marker", "MaxRecords")


def function_urls(call, _state):
    from moto.awslambda.models import lambda_backends

    function = lambda_backends[call.account][call.region].get_function(call.path_params["FunctionName"])
    url = getattr(function, "url_config", None)
    found = [{key: value for key, value in url.to_dict().items() if value is not None}] if url else []
    for config in found:
        config["InvokeMode"] = config["InvokeMode"].upper()
    return {"FunctionUrlConfigs": found}


def constant(value):
    return lambda _call, _state: value


# Of these the estate has nothing, so the honest answer is an empty one. Keys are those of the wire.
NOTHING = {
    "apigateway:GetRestApis": {"item": []},
    "apigatewayv2:GetApis": {"items": []},
    "backup:ListProtectedResources": {"Results": []},
    "cloudformation:DescribeStacks": {"Stacks": []},
    "ec2:DescribeReservedInstances": {"ReservedInstances": []},
    "ec2:GetEbsDefaultKmsKeyId": {"KmsKeyId": "alias/aws/ebs"},
    "ec2:GetImageBlockPublicAccessState": {"ImageBlockPublicAccessState": "unblocked"},
    "ec2:GetInstanceMetadataDefaults": {"AccountLevel": {}},
    "ec2:GetSnapshotBlockPublicAccessState": {"State": "unblocked"},
    "eks:ListAddons": {"addons": []},
    "elasticache:DescribeServerlessCaches": {"ServerlessCaches": []},
    "guardduty:ListFindings": {"findingIds": []},
    "ssm:DescribeInstanceInformation": {"InstanceInformationList": []},
    "ssm:ListResourceComplianceSummaries": {"ResourceComplianceSummaryItems": []},
}
ANSWERS = {name: constant(value) for name, value in NOTHING.items()} | {
    "accessanalyzer:ListAnalyzers": list_analyzers,
    "accessanalyzer:ListFindings": list_analyzer_findings,
    "account:GetContactInformation": contact_information,
    "account:ListRegions": list_account_regions,
    "health:DescribeAffectedEntities": health_entities,
    "health:DescribeEventDetails": health_details,
    "health:DescribeEvents": health_events,
    "inspector2:BatchGetAccountStatus": inspector_status,
    "inspector2:ListFindings": inspector_findings,
    "lambda:ListFunctionUrlConfigs": function_urls,
    "rds:DescribeDBMajorEngineVersions": rds_major_versions,
    "securityhub:GetEnabledStandards": enabled_standards,
}


def answer(call, state):
    """(status, headers, body) of a call that the emulator lacks, or None when it should answer itself."""
    handler = ANSWERS.get(f"{call.service}:{call.operation}")
    if handler is None:
        return None
    result = handler(call, state)
    if isinstance(result, tuple):
        return result
    if call.protocol in ("query", "ec2"):
        return 200, [("Content-Type", "text/xml")], query_xml(call, result)
    kind = "application/json" if call.protocol == "rest-json" else "application/x-amz-json-1.1"
    return 200, [("Content-Type", kind)], json.dumps(result).encode()


def query_xml(call, result):
    """A result in the XML of the query and EC2 protocols, written after botocore's output shape."""
    operation = model(call.service).operation_model(call.operation)
    wrapper = operation.output_shape.serialization.get("resultWrapper", f"{call.operation}Result")
    members = operation.output_shape.members
    inner = "".join(element(members[name], name, value) for name, value in result.items())
    if call.protocol == "ec2":
        return f"<{call.operation}Response><requestId>demo</requestId>{inner}</{call.operation}Response>".encode()
    return (
        f"<{call.operation}Response><{wrapper}>{inner}</{wrapper}><ResponseMetadata><RequestId>"
        f"00000000-0000-4000-8000-000000000000</RequestId></ResponseMetadata></{call.operation}Response>"
    ).encode()


def element(shape, name, value):
    name = shape.serialization.get("name", name)
    if shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        inner = "".join(element(shape.member, item, each) for each in value)
    elif shape.type_name == "structure":
        inner = "".join(element(shape.members[key], key, each) for key, each in value.items())
    else:
        inner = escape(str(value))
    return f"<{name}>{inner}</{name}>"

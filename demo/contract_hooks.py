"""What schemathesis is told about the service that `contract.py` has started: whose calls these are, and what there is."""

import ipaddress
import itertools
import json
import os

import schemathesis

KNOWN = json.loads(os.environ["SKYTALLY_CONTRACT"])
ADDRESSES = (str(ipaddress.IPv4Address(number)) for number in itertools.count(int(ipaddress.IPv4Address("10.0.0.1"))))
NOBODY = "01900000-0000-7000-8000-000000000000"
TURNS = itertools.count(1)
PEOPLE_ONLY = ("/me/", "/invitations/accept")


def operation_id(operation):
    return operation.definition.raw.get("operationId")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Mostly about things that are there; now and then about what was made up."""
    headers = dict(case.headers or {})
    headers = {name: value for name, value in headers.items() if name.lower() not in ("authorization", "cookie")}
    headers["x-forwarded-for"] = next(ADDRESSES)
    path = case.operation.path
    people = path == "/me" or path.startswith(PEOPLE_ONLY)
    if people:
        headers["sec-fetch-site"] = "same-origin"
        headers["cookie"] = KNOWN["cookie"]
    else:
        headers["authorization"] = f"Bearer {KNOWN['token']}"
    case.headers = headers
    case.cookies = {}
    operation = operation_id(case.operation)
    parameters = dict(case.path_parameters or {})
    if next(TURNS) % 5:
        parameters |= {name: value for name, value in KNOWN["path"].items() if name in parameters}
        if operation == "resource":
            case.query = dict(case.query or {}) | KNOWN["query"]
    # Ids are also learned from answers.
    name, needed = KNOWN["needed"].get(operation, (None, None))
    if name and parameters.get(name) == needed:
        parameters[name] = NOBODY
    case.path_parameters = parameters

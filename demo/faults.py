"""Fault switches: denied, throttled, hanging and malformed answers, expired credentials, for tests of how a client copes."""

import json
import threading
import time
from xml.sax.saxutils import escape

# What each family of services says when it is asked too often.
THROTTLES = {
    "ec2": ("RequestLimitExceeded", 503),
    "s3": ("SlowDown", 503),
    "s3control": ("SlowDown", 503),
    "lambda": ("TooManyRequestsException", 429),
}


def error_answer(call, code, message, status=None):
    """An error in the service's own protocol: (status, headers, body)."""
    request_id = "00000000-0000-4000-8000-000000000000"
    message = escape(message)
    if call.protocol == "ec2":
        body = (
            f"<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
            f"<RequestID>{request_id}</RequestID></Response>"
        )
        return status or 403, [("Content-Type", "text/xml;charset=UTF-8")], body.encode()
    if call.service == "s3":
        body = f"<Error><Code>{code}</Code><Message>{message}</Message><RequestId>{request_id}</RequestId></Error>"
        return status or 403, [("Content-Type", "application/xml")], body.encode()
    if call.protocol in ("query", "rest-xml"):
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
            f"<RequestId>{request_id}</RequestId></ErrorResponse>"
        )
        return status or 403, [("Content-Type", "text/xml")], body.encode()
    if call.protocol == "rest-json":
        body = json.dumps({"message": message}).encode()
        headers = [("Content-Type", "application/json"), ("x-amzn-ErrorType", code)]
        return status or 403, headers, body
    body = json.dumps({"__type": code, "message": message}).encode()
    return status or 400, [("Content-Type", "application/x-amz-json-1.1")], body


def denied(call):
    if call.protocol == "ec2":
        code = "UnauthorizedOperation"
    elif call.service in ("s3", "s3control") or call.protocol == "query":
        code = "AccessDenied"
    else:
        code = "AccessDeniedException"
    message = (
        f"User: arn:aws:sts::{call.account}:assumed-role/SkytallyRead/demo is not authorized to perform: "
        f"{call.signing_name}:{call.operation}"
    )
    return error_answer(call, code, message)


def throttled(call):
    code, status = THROTTLES.get(call.service, (None, None))
    if code is None:
        if call.protocol == "query":
            code, status = "Throttling", 400
        else:
            code, status = "ThrottlingException", 429 if call.protocol == "rest-json" else 400
    return error_answer(call, code, "Rate exceeded", status)


def expired(call):
    if call.protocol == "ec2":
        code = "RequestExpired"
    elif call.service in ("s3", "s3control") or call.protocol == "query":
        code = "ExpiredToken"
    else:
        code = "ExpiredTokenException"
    return error_answer(call, code, "The security token included in the request is expired", 400)


class Faults:
    """The switches that are on. An entry is `"service:Operation"` (`*` for either part) or an object
    `{"op": …, "account": …, "region": …, "after": n, "times": n}`: it lets the first calls through; without `times` it
    stays on."""

    KINDS = ("deny", "throttle", "hang", "malformed", "expire")

    def __init__(self):
        self.lock = threading.Lock()
        self.set({})

    def set(self, switches):
        unknown = set(switches) - {*self.KINDS, "region_timeout", "hang_seconds"}
        if unknown:
            raise ValueError(f"unknown fault switches: {sorted(unknown)}")
        entries = []
        for kind in self.KINDS:
            given = switches.get(kind, [])
            if isinstance(given, dict):
                given = [{"op": op, "times": times} for op, times in given.items()]
            for entry in given:
                entry = {"op": entry} if isinstance(entry, str) else dict(entry)
                entries.append({"kind": kind, "hits": 0, "seen": 0, **entry})
        for region in switches.get("region_timeout", []):
            entries.append({"kind": "hang", "hits": 0, "seen": 0, "op": "*:*", "region": region})
        with self.lock:
            self.hang_seconds = float(switches.get("hang_seconds", 60))
            self.entries = entries

    def show(self):
        with self.lock:
            return {"hang_seconds": self.hang_seconds, "entries": [dict(entry) for entry in self.entries]}

    def take(self, call):
        """The fault that applies to this call, if any; a counted one is used up by one."""
        with self.lock:
            for entry in self.entries:
                if entry.get("account") not in (None, call.account) or entry.get("region") not in (None, call.region):
                    continue
                if "times" in entry and entry["hits"] >= entry["times"]:
                    continue
                if any(matches(entry["op"], name) for name in call.names()):
                    entry["seen"] += 1
                    if entry["seen"] <= entry.get("after", 0):
                        continue
                    entry["hits"] += 1
                    return entry["kind"]
        return None

    def hang(self):
        # The server has one thread for each request, so the others go on.
        time.sleep(self.hang_seconds)


def matches(pattern, name):
    service, _, operation = pattern.partition(":")
    has_service, _, has_operation = name.partition(":")
    return service in ("*", has_service) and operation in ("*", has_operation)

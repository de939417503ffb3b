"""The demo's AWS: moto's server in this process, behind a small front.

The front corrects what moto gets wrong (`adjust.py`), answers what it lacks (`answers.py`) and can fail on
purpose (`faults.py`). Its own calls live under `/_demo/`; see README.md."""

import argparse
import json
import os
import signal
import sys
import threading
from collections import Counter

# Read by moto when it is imported.
os.environ.setdefault("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")
os.environ.setdefault("MOTO_S3_ALLOW_CROSSACCOUNT_ACCESS", "false")
os.environ.setdefault("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "0")

from moto.iam import models as iam  # noqa: E402
from moto.moto_server.werkzeug_app import (  # noqa: E402
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from werkzeug.serving import make_server  # noqa: E402

from adjust import Corrections  # noqa: E402
from answers import State, answer  # noqa: E402
from calls import read_call  # noqa: E402
from faults import Faults, denied, error_answer, expired, throttled  # noqa: E402

PHRASES = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests"}


class QuietHandler(MotoRequestHandler):
    """Says nothing for each request."""

    def log_request(self, code="-", size="-"):
        pass


class Front:
    def __init__(self):
        self.corrections = Corrections()
        self.corrections.apply()
        self.emulator = DomainDispatcherApplication(create_backend_app)
        self.state = State()
        self.faults = Faults()
        self.lock = threading.Lock()
        self.counts = Counter()
        self.unanswered = Counter()

    def __call__(self, environ, start_response):
        path = environ.get("PATH_INFO", "")
        if path.startswith("/_demo/"):
            return self.control(environ, start_response, path.removeprefix("/_demo/"))
        call = read_call(environ, iam.get_account_id_from)
        if call is None:
            return self.emulator(environ, start_response)
        key = (call.account, call.region, f"{call.service}:{call.operation}")
        with self.lock:
            self.counts[key] += 1
        fault = self.faults.take(call)
        if fault == "hang":
            self.faults.hang()
            return reply(start_response, *error_answer(call, "ServiceUnavailable", "Too late.", 503))
        if fault == "deny":
            return reply(start_response, *denied(call))
        if fault == "expire":
            return reply(start_response, *expired(call))
        if fault == "throttle":
            return reply(start_response, *throttled(call))
        status, headers, body = answer(call, self.state) or self.ask_emulator(environ, call, key)
        if fault == "malformed":
            status, body = 200, body[: len(body) // 2] or b"<"
        return reply(start_response, status, headers, body)

    def ask_emulator(self, environ, call, key):
        seen = {}

        def start(status, headers, exc_info=None):
            seen["status"], seen["headers"] = int(status.split()[0]), headers
            return lambda _: None

        try:
            body = b"".join(self.emulator(environ, start))
        except Exception as error:  # noqa: BLE001 - moto lets its own faults fall through
            print(f"moto failed at {key}: {error!r}", file=sys.stderr, flush=True)
            seen = {"status": 500, "headers": [("Content-Type", "text/html")]}
            body = b""
        kind = next((value for name, value in seen["headers"] if name.lower() == "content-type"), "")
        if seen["status"] in (404, 500, 501) and kind.startswith("text/html") and environ["REQUEST_METHOD"] != "HEAD":
            # An operation that moto lacks. AWS never answers in HTML, and a 5xx would be tried again.
            if body.startswith((b"<!doctype", b"<!DOCTYPE", b"<html", b"")) and b"<Error>" not in body:
                with self.lock:
                    self.unanswered[key] += 1
                return error_answer(call, "NotImplemented", "The demo's emulator lacks this call.", 400)
        return seen["status"], seen["headers"], body

    def control(self, environ, start_response, what):
        method = environ["REQUEST_METHOD"]
        raw = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        try:
            result = self.steer(method, what, json.loads(raw) if raw else {})
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            body = json.dumps({"error": f"{type(error).__name__}: {error}"}).encode()
            return reply(start_response, 400, [("Content-Type", "application/json")], body)
        status = 404 if result is None else 200
        return reply(start_response, status, [("Content-Type", "application/json")], json.dumps(result).encode())

    def steer(self, method, what, given):
        """The demo's own calls: `faults`, `state`, `adjust`, `calls`."""
        if what == "faults" and method in ("PUT", "DELETE", "GET"):
            if method != "GET":
                self.faults.set(given if method == "PUT" else {})
            return self.faults.show()
        if what == "state" and method == "PUT":
            self.state.set(given["account"], given.get("region", "*"), given["set"])
            return {}
        if what == "adjust" and method == "PUT":
            for item in given["items"]:
                item = dict(item)
                self.corrections.change(given["account"], given.get("region"), item.pop("kind"), item)
            return {}
        if what == "calls" and method in ("GET", "DELETE"):
            with self.lock:
                shown = {name: rows(counter) for name, counter in (("calls", self.counts), ("unanswered", self.unanswered))}
                if method == "DELETE":
                    self.counts.clear()
                    self.unanswered.clear()
            return shown
        return None


def rows(counter):
    return [
        {"account": account, "region": region, "operation": operation, "count": count}
        for (account, region, operation), count in sorted(counter.items())
    ]


def reply(start_response, status, headers, body):
    headers = [(name, value) for name, value in headers if name.lower() != "content-length"]
    start_response(f"{status} {PHRASES.get(status, 'Answer')}", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    options = parser.parse_args()
    server = make_server(options.host, options.port, Front(), threaded=True, request_handler=QuietHandler)
    os.environ["MOTO_PORT"] = str(server.server_port)

    def stop(_signal, _frame):
        # shutdown() waits for the loop that this signal interrupted, so it needs a thread of its own.
        threading.Thread(target=server.shutdown, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    print(f"listening on http://{options.host}:{server.server_port}", flush=True)
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    # The estate is only in memory; taking it down object by object would cost seconds.
    os._exit(0)


if __name__ == "__main__":
    main()

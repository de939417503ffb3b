"""Holds a running service to its OpenAPI document, by schemathesis.

Starts the program on a data folder of its own, signs an owner up, links a cloud account of the emulator, waits for its
first run, and then asks for everything that the document allows and much that it does not. Calls are made with the
owner's API token; those that only people may make, with the owner's session."""

import argparse
import email
import email.policy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PASSWORD = "quite-Long-horse-battery-9"
# A key that the emulator takes for one of its management account.
KEY = {"by": "key", "access_key_id": "AKIADEMOEXAMPLE00000", "secret_access_key": "w" * 40}
# Cheap to collect, and with findings.
SETTINGS = {"every_minutes": 1440, "regions": ["us-east-1"], "services": ["iam", "ec2"]}
CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# A stream of events does not end, and a session that has ended asks nothing more.
LEFT_OUT = ["events", "sign_out"]
PATIENCE_S = 60
# Examples that do not fit in are left out; those of the document and of its limits come first.
MAX_TIME_S = "110"


class Service:
    """The program, and a client of it."""

    def __init__(self, program, emulator, folder):
        env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "SKYTALLY_"))}
        env |= {
            "AWS_ACCESS_KEY_ID": "AKIADEMOEXAMPLE00000",
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "SKYTALLY_COLLECTION__AWS_ENDPOINT_URL": emulator,
            "SKYTALLY_COLLECTION__PRINCIPAL_ARN": "arn:aws:iam::123456789012:role/Skytally",
            "SKYTALLY_PEOPLE__ARGON2_MEMORY_KIB": "7168",
            "SKYTALLY_PEOPLE__ARGON2_PASSES": "5",
            # Each call says that it comes from elsewhere: limits of addresses would hide what is behind them.
            "SKYTALLY_SERVER__TRUSTED_PROXIES": "127.0.0.0/8",
            "SKYTALLY_LOG__FORMAT": "json",
            "SKYTALLY_LOG__FILTER": "warn,skytally=info",
            "SKYTALLY_LIMITS__WORKSPACES_PER_USER": "10000",
        }
        self.folder = pathlib.Path(folder)
        self.log = self.folder / "log"
        command = [program, "serve", "--data", folder, "--listen", "127.0.0.1:0"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stderr=log)
        self.url = self.until("the service", self.listens)
        self.headers = {}

    def until(self, what, look):
        """Waits until something is there."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end and self.process.poll() is None:
            if found := look():
                return found
            time.sleep(0.1)
        sys.exit(f"waited in vain for {what}:\n{self.log.read_text()[-4000:]}")

    def listens(self):
        for line in self.log.read_text().splitlines():
            if line.startswith("{") and "skytally listens" in line:
                return json.loads(line)["url"]
        return None

    def ask(self, method, path, body=None):
        """An answer's JSON and its headers."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} | self.headers
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as response:
            text = response.read()
            return (json.loads(text) if text else None), response.headers

    def mailed(self):
        """The token of the first mail."""
        for path in (self.folder / "mail").glob("*.eml"):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if found := re.search(r"#token=(\S+)", mail.get_body(("plain",)).get_content()):
                return found.group(1)
        return None

    def end(self):
        self.process.terminate()
        self.process.wait(timeout=PATIENCE_S)


def prepare(service):
    """An owner with a workspace that has something in it; gives what the hooks need to know."""
    person = {"email": "owner@example.com", "name": "Owner", "password": PASSWORD}
    service.ask("POST", "/sign-up", person)
    service.ask("POST", "/verify-email", {"token": service.until("the mail", service.mailed)})
    _, headers = service.ask("POST", "/sign-in", {"email": person["email"], "password": PASSWORD})
    cookie = headers["set-cookie"].split(";")[0]
    service.headers = {"cookie": cookie, "sec-fetch-site": "same-origin"}
    workspace = service.ask("POST", "/workspaces", {"name": "Contract"})[0]["id"]
    of = f"/workspaces/{workspace}"
    link = {"name": "Demo", "access": KEY, "settings": SETTINGS}
    account = service.ask("POST", f"{of}/accounts", link)[0]["id"]

    def collected():
        runs = service.ask("GET", f"{of}/accounts/{account}/runs")[0]["items"]
        return next((run["id"] for run in runs if run["generation"]), None)

    run = service.until("the first run", collected)
    finding = service.ask("GET", f"{of}/findings")[0]["items"][0]
    resource = service.ask("GET", f"{of}/resources")[0]["items"][0]
    token = service.ask("POST", "/me/tokens", {"name": "contract", "scopes": ["manage"]})[0]
    session = service.ask("GET", "/me/sessions")[0]["items"][0]
    return {
        "cookie": cookie,
        "token": token["token"],
        # What is needed until the end: parameters with which these operations would take it away.
        "needed": {
            "unlink_account": ("account", account),
            "end_session": ("session", session["id"]),
            "revoke_token": ("token", token["id"]),
        },
        "path": {
            "workspace": workspace,
            "account": account,
            "run": run,
            "finding": finding["id"],
            "check": finding["check"],
        },
        "query": {
            "account": account,
            "kind": resource["kind"],
            "region": resource["region"],
            "id": resource["id"],
        },
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the program")
    parser.add_argument("--emulator", required=True, help="where the emulator listens")
    parser.add_argument("--document", default=HERE.parent / "docs/openapi.json", help="the OpenAPI document")
    parser.add_argument("--examples", default="25", help="most examples of an operation")
    parser.add_argument("--seed", default="20261121", help="what the examples come from")
    parser.add_argument("rest", nargs="*", help="further arguments of schemathesis, after --")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="skytally-contract-") as folder:
        service = Service(args.program, args.emulator, folder)
        try:
            known = prepare(service)
            env = os.environ | {
                "SCHEMATHESIS_HOOKS": "contract_hooks",
                "PYTHONPATH": str(HERE),
                "SKYTALLY_CONTRACT": json.dumps(known),
            }
            command = [pathlib.Path(sys.executable).with_name("schemathesis"), "run", str(args.document)]
            command += ["--url", f"{service.url}/api/v1", "--checks", ",".join(CHECKS)]
            command += ["--max-examples", args.examples, "--seed", args.seed, "--mode", "all"]
            command += ["--phases", "examples,coverage,fuzzing", "--generation-database", "none"]
            command += ["--max-time", MAX_TIME_S, "--request-timeout", "30", "--no-color", "--suppress-health-check", "all"]
            for operation in LEFT_OUT:
                command += ["--exclude-operation-id", operation]
            done = subprocess.run(command + args.rest, env=env, cwd=folder, check=False)
            failed = [line for line in service.log.read_text().splitlines() if "a request failed" in line]
            alive = service.process.poll() is None
        finally:
            service.end()
    if not alive:
        sys.exit("the service ended by itself")
    if failed:
        sys.exit("the service failed inside:\n" + "\n".join(failed[:20]))
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()

"""Makes the demo's people, workspaces and cloud accounts through the service's API, as people would: links come from
mails, external ids go into roles as a client's CloudFormation stack puts them there. Then it waits for the first
generations and shows what came of it."""

import argparse
import json
import re
import secrets
import sys
import time
import urllib.error
import urllib.request
from datetime import datetime
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from pathlib import Path

import botocore.exceptions

from estate import Account, document

# Workspace, AWS account, what to call it.
BY_ROLE = [
    ("Northwind Consulting", "123456789012", "Northwind"),
    ("Alder Bakery", "111122223333", "Alder"),
    ("Birch Clinic", "222233334444", "Birch"),
]
# Northwind's second account is reached by a key.
BY_KEY = ("Northwind Consulting", "333344445555", "Northwind Sandbox")
ROLE, USER = "SkytallyRead", "skytally-read"
READ_ONLY = ["SecurityAudit", "job-function/ViewOnlyAccess"]
OWNER, ANALYST, VIEWER = ("owner@demo.example", "Olga"), ("analyst@demo.example", "Ana"), ("viewer@demo.example", "Victor")
ANSWER_MAX_S, MAIL_MAX_S, LOOK_EVERY_S, LOOK_AT_RUNS_EVERY_S = 30, 30, 0.05, 1
# A first run begins within so many seconds, and has ended after so many on a slow machine.
BEGIN_MAX_S, END_MAX_S = 10, 300
SEVERITIES = ["critical", "high", "medium", "low", "info"]


class Failure(Exception):
    """What went wrong, in one sentence."""


def until(what, limit_s, every_s, look):
    """What `look` sees, once it sees something."""
    end = time.monotonic() + limit_s
    while True:
        late = time.monotonic() >= end
        seen = look()
        if seen:
            return seen
        if late:
            raise Failure(f"{what} within {limit_s} s")
        time.sleep(every_s)


class Caller:
    """Somebody who calls the API: a browser with a cookie, or a program with a token."""

    def __init__(self, service, token=None):
        self.service = service
        self.headers = {"Authorization": f"Bearer {token}"} if token else {"Origin": service}
        # The service is on this machine: no proxy stands before it.
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self.opener = urllib.request.build_opener(jar, urllib.request.ProxyHandler({}))

    def get(self, path):
        return self.call("GET", path)

    def post(self, path, **body):
        return self.call("POST", path, body)

    def call(self, method, path, body=None):
        headers = dict(self.headers)
        if body is not None:
            headers["Content-Type"] = "application/json"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.service}/api/v1{path}", data=data, headers=headers, method=method)
        what = f"{method} /api/v1{path}"
        try:
            with self.opener.open(request, timeout=ANSWER_MAX_S) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Failure(f"{what} was answered with {error.code}: {problem(error.read())}") from None
        except OSError as error:
            raise Failure(f"{what} was not answered: {getattr(error, 'reason', error)}") from None
        return json.loads(text) if text else None


def problem(text):
    try:
        said = json.loads(text)
        return f"{said.get('detail') or said.get('title')} ({said.get('code')})"
    except (ValueError, AttributeError):
        return text[:200].decode("utf-8", "replace") or "nothing"


class Mails:
    """The folder of a service that sends no mail."""

    def __init__(self, folder):
        self.folder = folder

    def token(self, email, page):
        """The token of the link in the mail to somebody. A folder has no order, so a page is mailed to a person once."""
        link = re.compile(rf"/{page}#token=([A-Za-z0-9_-]+)")

        def look():
            for file in self.folder.glob("*.eml"):
                mail = message_from_bytes(file.read_bytes(), policy=policy.default)
                text = mail.get_body(("plain",)).get_content() if mail["To"] and email in mail["To"] else ""
                found = link.search(text)
                if found:
                    return found[1]
            return None

        return until(f"no mail to {email} with a link to /{page} came into {self.folder}", MAIL_MAX_S, LOOK_EVERY_S, look)


class Person:
    def __init__(self, service, email, name):
        self.email, self.name, self.password = email, name, secrets.token_urlsafe(15)
        self.browser = Caller(service)

    def sign_up(self, **invitation):
        self.browser.post("/sign-up", email=self.email, name=self.name, password=self.password, **invitation)

    def verify(self, mails):
        self.browser.post("/verify-email", token=mails.token(self.email, "verify-email"))

    def sign_in(self):
        self.browser.post("/sign-in", email=self.email, password=self.password)


def people(service, mails, workspaces_of):
    """The owner, who signs up by mail; an analyst with an account, who is invited; a viewer, who signs up by invitation."""
    owner, analyst, viewer = (Person(service, *who) for who in (OWNER, ANALYST, VIEWER))
    for person in (owner, analyst):
        person.sign_up()
        person.verify(mails)
        person.sign_in()
    workspaces = workspaces_of(owner.browser)
    shared = workspaces[BY_ROLE[0][0]]
    for person, role in ((analyst, "analyst"), (viewer, "viewer")):
        owner.browser.post(f"/workspaces/{shared}/invitations", email=person.email, role=role)
    analyst.browser.post("/invitations/accept", token=mails.token(analyst.email, "invitation"))
    viewer.sign_up(invitation=mails.token(viewer.email, "invitation"))
    viewer.sign_in()
    members = {member["email"]: member["role"] for member in owner.browser.get(f"/workspaces/{shared}/members")["items"]}
    if members != {owner.email: "owner", analyst.email: "analyst", viewer.email: "viewer"}:
        raise Failure(f"the members of {BY_ROLE[0][0]} are {members}")
    return workspaces, (owner, analyst, viewer)


def make_workspaces(owner):
    names = [name for name, _, _ in BY_ROLE]
    return {name: owner.post("/workspaces", name=name)["id"] for name in names}


def link_by_role(owner, workspace, endpoint, account, name):
    offer = owner.post(f"/workspaces/{workspace}/links")
    trust = document({
        "Effect": "Allow",
        "Principal": {"AWS": offer["principal"]},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": offer["external_id"]}},
    })
    iam = Account(endpoint, account, name, "client").client("iam", "us-east-1")
    iam.update_assume_role_policy(RoleName=ROLE, PolicyDocument=trust)
    access = {"by": "role", "role_arn": f"arn:aws:iam::{account}:role/{ROLE}", "external_id": offer["external_id"]}
    return owner.post(f"/workspaces/{workspace}/accounts", name=name, access=access)


def link_by_key(owner, workspace, endpoint, account, name):
    iam = Account(endpoint, account, name, "client").client("iam", "us-east-1")
    iam.create_user(UserName=USER)
    for managed in READ_ONLY:
        iam.attach_user_policy(UserName=USER, PolicyArn=f"arn:aws:iam::aws:policy/{managed}")
    key = iam.create_access_key(UserName=USER)["AccessKey"]
    access = {"by": "key", "access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}
    return owner.post(f"/workspaces/{workspace}/accounts", name=name, access=access)


def first_runs(owner, linked):
    """The first run of each account, once all have given a generation."""
    done = {}

    def look():
        for workspace in {workspace for workspace, _ in linked}:
            for account in owner.get(f"/workspaces/{workspace}/accounts")["items"]:
                run = account.get("newest_run")
                if account["id"] in done or not run or run["state"] == "running":
                    continue
                if not account["generation"]:
                    raise Failure(f"the first run of {account['name']} is {run['state']}: {json.dumps(run['summary'])}")
                done[account["id"]] = run
        return len(done) == len(linked)

    until("not every account was collected", END_MAX_S, LOOK_AT_RUNS_EVERY_S, look)
    return done


def seconds(account, moment):
    linked = datetime.fromisoformat(account["created"].replace("Z", "+00:00"))
    return (datetime.fromisoformat(moment.replace("Z", "+00:00")) - linked).total_seconds()


def table(heads, rows):
    """Texts to the left, numbers to the right."""
    cells = [heads, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]
    numbers = [all(isinstance(row[at], int | float) for row in rows) for at in range(len(heads))]
    for row in cells:
        shown = (cell.rjust(width) if number else cell.ljust(width) for cell, width, number in zip(row, widths, numbers))
        print("  " + "  ".join(shown).rstrip())


def show_runs(linked, runs):
    rows = []
    for _, account in linked:
        run = runs[account["id"]]
        times = [round(seconds(account, run[name]), 1) for name in ("started", "ended")]
        rows.append([account["name"], account["aws_account"], account["access"]["by"], *times, run["state"], run["documents"]])
    print("\nFirst runs, in seconds after the account was linked:")
    table(["account", "AWS account", "by", "began", "ended", "state", "resources"], rows)
    for row in rows:
        if row[3] > BEGIN_MAX_S:
            raise Failure(f"the first run of {row[0]} began {row[3]} s after it was linked; {BEGIN_MAX_S} s is the most")


def show_fleet(fleet):
    rows = []
    for item in fleet["items"]:
        counts = [item["open"][severity] for severity in SEVERITIES]
        rows.append([item["workspace"]["name"], item["accounts"], item["resources"], *counts, item["unknown"]])
    print("\nThe fleet, with open findings:")
    table(["workspace", "accounts", "resources", *SEVERITIES, "unknown"], rows)
    for row in rows:
        if not row[2] or not sum(row[3:8]):
            raise Failure(f"{row[0]} has no resources or no findings, and the demo estate has both")


def demo(options):
    service, endpoint = options.service.rstrip("/"), options.endpoint.rstrip("/")
    mails = Mails(options.mails)
    workspaces, everybody = people(service, mails, make_workspaces)
    owner = everybody[0].browser
    linked = []
    for link, workspace, account, name in [*((link_by_role, *row) for row in BY_ROLE), (link_by_key, *BY_KEY)]:
        linked.append((workspaces[workspace], link(owner, workspaces[workspace], endpoint, account, name)))
    runs = first_runs(owner, linked)
    token = owner.post("/me/tokens", name="demo", scopes=["read"])["token"]
    show_runs(linked, runs)
    # By the token, so that the line below is known to work.
    show_fleet(Caller(service, token).get("/fleet"))
    print(f"\nPeople ({BY_ROLE[0][0]} has all three; the other workspaces have the owner alone):")
    roles = ("owner", "analyst", "viewer")
    table(["role", "e-mail", "password"], [[role, one.email, one.password] for role, one in zip(roles, everybody)])
    print(f"\nOpen:   {service}/ (the console); {service}/docs (the API)")
    print(f"Ask:    curl -H 'Authorization: Bearer {token}' {service}/api/v1/fleet")
    print(f"Mails:  {options.mails}", flush=True)
    if options.told:
        tell(options.told, service, endpoint, options.mails, workspaces, zip(roles, everybody), token)


def tell(file, service, endpoint, mails, workspaces, everybody, token):
    """What a browser that is driven by a program needs to know."""
    told = {
        "service": service,
        "aws": endpoint,
        "mails": str(mails),
        "role": ROLE,
        "token": token,
        "workspaces": workspaces,
        "people": {role: {"email": one.email, "password": one.password} for role, one in everybody},
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps(told))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--service", required=True, help="where the service listens")
    parser.add_argument("--endpoint", required=True, help="where emulator.py listens, filled by seed.py")
    parser.add_argument("--mails", required=True, type=Path, help="the folder of the service's mails")
    parser.add_argument("--told", type=Path, help="a file that gets what was made, passwords included, as JSON")
    try:
        demo(parser.parse_args())
    except (Failure, botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        print(f"people.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

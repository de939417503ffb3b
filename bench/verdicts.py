"""Compares the verdicts of two scans of the same estate, resource by resource, and prints a table in Markdown.

    verdicts.py OURS.json THEIRS.ocsf.json

`prowler-checks.csv` says which checks stand for which, `verdict-reasons.csv` why verdicts differ. A difference without a
reason is printed with the reason "not looked at yet", and makes the exit status 1: somebody has to look who is right.
"""

import csv
import json
import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).resolve().parent
UNSEEN = "not looked at yet"
# What stands in Prowler's ARNs where there is no resource.
WHOLE_ACCOUNT = {"", "trail", "log-group", "password-policy"}
WHOLE_REGION = {"analyzer/unknown", "detector/unknown", "hub/unknown", "inspector2", "recorder", "unknown", "volume"}
RANK = {"fail": 0, "unknown": 1, "pass": 2}


def main() -> int:
    ours_file, theirs_file = sys.argv[1:]
    pairs = list(csv.DictReader((HERE / "prowler-checks.csv").open(encoding="utf-8")))
    stands_for = defaultdict(set)
    for pair in pairs:
        stands_for[pair["check"]].add(pair["prowler"])
    reasons = {}
    for row in csv.DictReader((HERE / "verdict-reasons.csv").open(encoding="utf-8")):
        reasons[(row["check"], row["resource"], row["ours"], row["prowler"])] = row["reason"]
    ours = our_verdicts(Path(ours_file))
    theirs = their_verdicts(Path(theirs_file))
    same, differ = 0, defaultdict(list)
    for check, names in sorted(stands_for.items()):
        mine = ours.get(check, {})
        other: dict[str, str] = {}
        for name in names:
            for resource, verdict in theirs.get(name, {}).items():
                other[resource] = worse(verdict, other.get(resource))
        for resource in sorted(set(mine) | set(other)):
            a, b = mine.get(resource, "nothing"), other.get(resource, "nothing")
            if a == b:
                same += 1
            elif {a, b} != {"nothing", "pass"}:
                # A resource that one of the two has no opinion on, and the other is content with, is no difference.
                differ[(check, a, b)].append(resource)
    print(f"The verdicts on {same} resources are the same; {sum(map(len, differ.values()))} differ.\n")
    print("| check | Skytally | Prowler | resources | reason |\n|---|---|---|---|---|")
    open_questions = 0
    for (check, a, b), resources in sorted(differ.items()):
        by_reason = defaultdict(list)
        for resource in resources:
            reason = reasons.get((check, resource, a, b)) or reasons.get((check, "*", a, b)) or UNSEEN
            by_reason[reason].append(resource)
        for reason, which in by_reason.items():
            open_questions += reason == UNSEEN
            shown = ", ".join(f"`{resource}`" for resource in which[:4]) + (f" and {len(which) - 4} more" if len(which) > 4 else "")
            print(f"| {check} | {a} | {b} | {shown} | {reason} |")
    return 1 if open_questions else 0


def worse(a: str, b: str | None) -> str:
    return a if b is None or RANK[a] < RANK[b] else b


def our_verdicts(file: Path) -> dict[str, dict[str, str]]:
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    for evaluation in json.loads(file.read_text(encoding="utf-8"))["evaluations"]:
        names = verdicts[evaluation["check"]]
        key = short(evaluation.get("arn") or evaluation["resource"], evaluation["region"])
        names[key] = worse(evaluation["outcome"], names.get(key))
    return verdicts


def their_verdicts(file: Path) -> dict[str, dict[str, str]]:
    verdicts: dict[str, dict[str, str]] = defaultdict(dict)
    words = {"PASS": "pass", "FAIL": "fail", "MANUAL": "unknown"}
    for finding in json.loads(file.read_text(encoding="utf-8")):
        names = verdicts[finding["metadata"]["event_code"]]
        for resource in finding["resources"]:
            key = short(resource["uid"], resource.get("region") or finding["cloud"]["region"])
            names[key] = worse(words[finding["status_code"]], names.get(key))
    return verdicts


def short(name: str, region: str) -> str:
    """A resource as both call it: the end of its ARN; the region for what belongs to a region as a whole."""
    if not name.startswith("arn:"):
        return region if name == region else name
    service, own_region, _, rest = name.split(":", 5)[2:]
    if rest in WHOLE_ACCOUNT or (rest.startswith("mfa") or rest == "root") and service in ("account", "iam"):
        return "account"
    if rest in WHOLE_REGION:
        return own_region
    return rest.removeprefix("log-group:").removesuffix(":*").replace("eip-allocation/", "elastic-ip/")


sys.exit(main())

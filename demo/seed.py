"""Fills a running emulator with the demo estate, and resolves the truth list to real ids."""

import argparse
import csv
import sys
import time
from pathlib import Path

import alder
import birch
import northwind
from regions import ENABLED_REGIONS

TRUTH = Path(__file__).with_name("truth.csv")
COLUMNS = ["check", "variant", "account", "region", "resource", "outcome", "why"]


def resolve(rows, accounts):
    """One row a resource: wildcards unrolled, selectors replaced by ids."""
    for row in rows:
        account = accounts[row["account"]]
        regions = [row["region"]]
        if row["region"] == "*":
            same = ("check", "variant", "account")
            named = {other["region"] for other in rows if all(other[key] == row[key] for key in same)}
            regions = [region for region in ENABLED_REGIONS if region not in named]
        for region in regions:
            resource, arn = find(account, region, row["resource"])
            yield {**row, "region": region, "resource": resource, "arn": arn}


def find(account, region, selector):
    if selector == "account":
        return account.id, f"arn:aws:iam::{account.id}:root"
    if selector == "root":
        return "<root_account>", f"arn:aws:iam::{account.id}:root"
    if selector == "region":
        return region, ""
    if selector.startswith("arn:"):
        return selector, selector
    if (region, selector) not in account.notes:
        raise SystemExit(f"truth.csv names what the seed did not make: {account.id} {region} {selector}")
    return account.notes[region, selector]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="where emulator.py listens")
    parser.add_argument("--truth-out", type=Path, help="write the resolved truth list to this file")
    options = parser.parse_args()
    begun = time.monotonic()
    accounts = {}
    # One call after the other: the emulator is one Python process, and threads only make it slower.
    for company in (northwind, alder, birch):
        start = time.monotonic()
        account = company.seed(options.endpoint.rstrip("/"))
        accounts[account.id] = account
        print(f"{account.id} {account.name}: {account.made} resources, {time.monotonic() - start:.1f} s", flush=True)
    with TRUTH.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    resolved = list(resolve(rows, accounts))
    if options.truth_out:
        with options.truth_out.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, [*COLUMNS, "arn"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(resolved)
    made = sum(account.made for account in accounts.values())
    print(f"{made} resources in {time.monotonic() - begun:.1f} s; {len(resolved)} expected outcomes", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Makes the role in a client's account of the emulator, as the client's CloudFormation stack would: it trusts a principal
together with an external id, and may read. Prints its ARN."""

import argparse

from estate import Account, document
from people import READ_ONLY


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoint", required=True, help="where emulator.py listens, filled by seed.py")
    parser.add_argument("--account", required=True)
    parser.add_argument("--role", required=True, help="the role's name")
    parser.add_argument("--principal", required=True)
    parser.add_argument("--external-id", required=True)
    options = parser.parse_args()
    trust = document({
        "Effect": "Allow",
        "Principal": {"AWS": options.principal},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": options.external_id}},
    })
    iam = Account(options.endpoint, options.account, "client", "client").client("iam", "us-east-1")
    role = iam.create_role(RoleName=options.role, AssumeRolePolicyDocument=trust)["Role"]
    for managed in READ_ONLY:
        iam.attach_role_policy(RoleName=options.role, PolicyArn=f"arn:aws:iam::aws:policy/{managed}")
    print(role["Arn"])


if __name__ == "__main__":
    main()

"""The regions of the estate, as AWS has them: seventeen are on in every account, the rest must be opted in."""

from boto3 import Session

ENABLED_REGIONS = (
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-north-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "sa-east-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
)
ALL_REGIONS = tuple(sorted({*Session().get_available_regions("ec2"), *ENABLED_REGIONS}))

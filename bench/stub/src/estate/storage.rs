//! Disks, buckets, file systems.

use serde_json::{Value, json};

use super::{ACCOUNT, Group, Part, Seat};

pub(crate) fn groups() -> Vec<Group> {
    let public = Group {
        // Among the snapshots that everybody may restore: none.
        marker: Some("RestorableBy"),
        ..Group::new(("ec2", "DescribeSnapshots"), 0, 1_000, ("Snapshots", "NextToken"), snapshot)
    };
    vec![
        Group::new(("ec2", "DescribeVolumes"), 800, 1_000, ("Volumes", "NextToken"), volume),
        public,
        Group::new(("ec2", "DescribeSnapshots"), 900, 1_000, ("Snapshots", "NextToken"), snapshot),
        Group {
            global: true,
            ..Group::new(("s3", "ListBuckets"), 60, 10_000, ("Buckets", "ContinuationToken"), bucket)
        },
        Group::new(("efs", "DescribeFileSystems"), 10, 100, ("FileSystems", "NextMarker"), file_system),
    ]
}

pub(crate) fn parts() -> Vec<Part> {
    let owner = json!({"ID": "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a"});
    let grant =
        json!({"Grantee": {"ID": owner["ID"], "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"});
    let tls_only = json!({"Version": "2012-10-17", "Statement": [{"Sid": "TlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]});
    let one_role = json!({"Version": "2012-10-17", "Statement": [{"Sid": "Read", "Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:role/reader")},
        "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"]}]});
    let block = |on: bool| {
        Ok(
            json!({"PublicAccessBlockConfiguration": {"BlockPublicAcls": on, "IgnorePublicAcls": on, "BlockPublicPolicy": on, "RestrictPublicBuckets": on}}),
        )
    };
    let rules = json!({"Rules": [{"ID": "old", "Filter": {"Prefix": ""}, "Status": "Enabled", "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90}, "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}}]});
    let tags = json!({"TagSet": [{"Key": "Owner", "Value": "billing@example.com"}, {"Key": "Environment", "Value": "prod"}, {"Key": "CostCentre", "Value": "cc-4012"}]});
    vec![
        Part::new(
            ("s3", "GetPublicAccessBlock"),
            [
                block(true),
                block(true),
                block(true),
                block(false),
                Err("NoSuchPublicAccessBlockConfiguration"),
            ],
        ),
        Part::new(
            ("s3", "GetBucketPolicy"),
            [
                Ok(json!({"Policy": tls_only.to_string()})),
                Ok(json!({"Policy": one_role.to_string()})),
                Err("NoSuchBucketPolicy"),
            ],
        ),
        Part::new(("s3", "GetBucketPolicyStatus"), [Ok(json!({"PolicyStatus": {"IsPublic": false}}))]),
        Part::new(("s3", "GetBucketAcl"), [Ok(json!({"Owner": owner, "Grants": [grant]}))]),
        Part::new(
            ("s3", "GetBucketOwnershipControls"),
            [Ok(json!({"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}))],
        ),
        Part::new(("s3", "GetBucketVersioning"), [Ok(json!({"Status": "Enabled"})), Ok(json!({}))]),
        Part::new(
            ("s3", "GetBucketLogging"),
            [Ok(json!({"LoggingEnabled": {"TargetBucket": "logs", "TargetPrefix": "s3/"}})), Ok(json!({}))],
        ),
        Part::new(
            ("s3", "GetBucketLifecycleConfiguration"),
            [Ok(rules), Err("NoSuchLifecycleConfiguration")],
        ),
        Part::new(("s3", "GetBucketTagging"), [Ok(tags), Err("NoSuchTagSet")]),
        Part::new(("s3control", "GetPublicAccessBlock"), [block(true)]),
    ]
}

fn volume(seat: &Seat<'_>) -> Value {
    let attached = !seat.of_hundred("unattached", 6);
    let attachments = json!([{"DeleteOnTermination": false, "VolumeId": seat.id("vol"), "InstanceId": seat.other("i", 400), "Device": "/dev/sdf", "State": "attached", "AttachTime": seat.moment("made")}]);
    json!({"Iops": 3_000, "Tags": seat.tags(), "VolumeType": seat.one("disk", &["gp3", "gp3", "gp2", "io2"]), "MultiAttachEnabled": false, "Throughput": 125,
        "VolumeId": seat.id("vol"), "Size": 8 << (seat.number("size") % 7), "SnapshotId": seat.other("snap", 900), "AvailabilityZone": seat.zone(),
        "State": if attached { "in-use" } else { "available" }, "CreateTime": seat.moment("made"), "Attachments": if attached { attachments } else { json!([]) },
        "Encrypted": !seat.of_hundred("clear", 8), "KmsKeyId": seat.arn("kms", "key/0f8e5a53-64d2-4a9e-9d5f-0f0c1bb0a001")})
}

fn snapshot(seat: &Seat<'_>) -> Value {
    json!({"OwnerId": ACCOUNT, "Encrypted": !seat.of_hundred("clear", 8), "KmsKeyId": seat.arn("kms", "key/0f8e5a53-64d2-4a9e-9d5f-0f0c1bb0a001"), "VolumeId": seat.other("vol", 800),
        "State": "completed", "VolumeSize": 8 << (seat.number("size") % 7), "StartTime": seat.moment("made"), "Progress": "100%", "Tags": seat.tags(), "StorageTier": "standard",
        "TransferType": "standard", "CompletionTime": seat.moment("made"), "FullSnapshotSizeInBytes": 4_294_967_296_u64, "SnapshotId": seat.id("snap"),
        "Description": "made by the daily backup plan of the account"})
}

fn bucket(seat: &Seat<'_>) -> Value {
    json!({"Name": seat.name(), "CreationDate": seat.moment("made"), "BucketRegion": seat.regions[seat.i % seat.regions.len()], "BucketArn": format!("arn:aws:s3:::{}", seat.name())})
}

fn file_system(seat: &Seat<'_>) -> Value {
    let id = seat.id("fs");
    json!({"OwnerId": ACCOUNT, "CreationToken": seat.name(), "FileSystemId": id, "FileSystemArn": seat.arn("elasticfilesystem", &format!("file-system/{id}")), "CreationTime": 1_700_000_000,
        "LifeCycleState": "available", "Name": seat.name(), "NumberOfMountTargets": 3, "SizeInBytes": {"Value": 1_234_567_890_u64, "ValueInIA": 0, "ValueInStandard": 1_234_567_890_u64},
        "PerformanceMode": "generalPurpose", "Encrypted": !seat.of_hundred("clear", 8), "KmsKeyId": seat.arn("kms", "key/0f8e5a53-64d2-4a9e-9d5f-0f0c1bb0a001"), "ThroughputMode": "elastic",
        "Tags": seat.tags(), "FileSystemProtection": {"ReplicationOverwriteProtection": "ENABLED"}})
}

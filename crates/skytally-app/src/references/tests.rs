//! Which texts name a resource, and which only look like it.

use serde_json::{Value, json};

use super::*;

/// A document of a kind, in a region, with this data.
fn document(kind: &str, region: &str, id: &str, data: Value) -> Document {
    let text = json!({ "kind": kind, "account": "111122223333", "region": region, "id": id, "data": data });
    serde_json::from_value(text).unwrap()
}

fn known(kind: &str, region: &str, id: &str, arn: Option<&str>) -> Named {
    Named {
        kind: kind.parse().unwrap(),
        region: region.parse().unwrap(),
        id: id.to_owned(),
        name: None,
        arn: arn.map(str::to_owned),
    }
}

/// What a document says of resources: their ids, with their kinds' last words, and the paths.
fn said(document: &Document, known: &[Named]) -> Vec<String> {
    let mut all = Vec::new();
    for mention in mentions(document) {
        let texts = [mention.text.as_str(), mention.bare()];
        let candidates = known.iter().filter(|one| {
            texts.contains(&one.id.as_str()) || one.arn.as_deref().is_some_and(|arn| texts.contains(&arn))
        });
        for named in named_by(document, &mention, candidates) {
            let noun = named.kind.as_str().rsplit('.').next().unwrap();
            all.push(format!("{noun} {} {} by {}", named.region, named.id, mention.path));
        }
    }
    all
}

const SG: &str = "sg-0a1b2c3d4e5f60718";
const SUBNET: &str = "subnet-0a1b2c3d4e5f60718";

#[test]
fn an_id_that_aws_made_is_found_wherever_it_stands() {
    let everything = [
        known("aws.ec2.security_group", "eu-west-1", SG, None),
        known(
            "aws.ec2.subnet",
            "eu-west-1",
            SUBNET,
            Some("arn:aws:ec2:eu-west-1:1:subnet/subnet-0a1b2c3d4e5f60718"),
        ),
        known("aws.ec2.vpc", "us-east-1", "vpc-0a1b2c3d", None),
    ];
    let interface = document(
        "aws.ec2.network_interface",
        "eu-west-1",
        "eni-0a1b2c3d4e5f60718",
        json!({
            "Groups": [{ "GroupName": "default", "GroupId": SG }],
            "SubnetId": SUBNET,
            "PeerVpc": "vpc-0a1b2c3d",
            "Description": "of sg-0a1b2c3d4e5f60718 and others",
        }),
    );
    assert_eq!(
        said(&interface, &everything),
        [
            "security_group eu-west-1 sg-0a1b2c3d4e5f60718 by data.Groups[0].GroupId",
            "subnet eu-west-1 subnet-0a1b2c3d4e5f60718 by data.SubnetId",
            "vpc us-east-1 vpc-0a1b2c3d by data.PeerVpc",
        ]
    );
}

#[test]
fn a_word_counts_only_where_the_member_says_what_it_is() {
    let admin = [
        known("aws.iam.role", "global", "admin", Some("arn:aws:iam::111122223333:role/admin")),
        known("aws.iam.user", "global", "admin", Some("arn:aws:iam::111122223333:user/admin")),
        known("aws.iam.group", "global", "admin", None),
    ];
    for (kind, data, expected) in [
        // Words that are only words.
        ("aws.rds.db_instance", json!({ "MasterUsername": "admin", "DBName": "admin" }), &[][..]),
        ("aws.ec2.security_group", json!({ "GroupName": "admin", "Description": "admin" }), &[]),
        ("aws.ec2.instance", json!({ "Tags": [{ "Key": "admin", "Value": "admin" }] }), &[]),
        (
            "aws.ecs.task_definition",
            json!({ "containerDefinitions": [{ "user": "admin", "name": "admin" }] }),
            &[],
        ),
        ("aws.iam.policy", json!({ "PolicyName": "admin", "Path": "admin" }), &[]),
        // Members that mean one thing.
        ("aws.ec2.instance", json!({ "RoleName": "admin" }), &["role global admin by data.RoleName"]),
        (
            "aws.ssm.instance_information",
            json!({ "IamRole": "admin" }),
            &["role global admin by data.IamRole"],
        ),
        // The same words within the service.
        ("aws.iam.user", json!({ "GroupList": ["admin"] }), &["group global admin by data.GroupList[0]"]),
        ("aws.iam.credential", json!({ "user": "admin" }), &["user global admin by data.user"]),
        // ARNs anywhere.
        (
            "aws.lambda.function",
            json!({ "Role": "arn:aws:iam::111122223333:role/admin" }),
            &["role global admin by data.Role"],
        ),
        (
            "aws.sqs.queue",
            json!({ "Policy": { "Principal": ["*", "arn:aws:iam::111122223333:user/admin"] } }),
            &["user global admin by data.Policy.Principal[1]"],
        ),
        ("aws.sqs.queue", json!({ "Policy": "arn:aws:iam::111122223333:role/administrator" }), &[]),
    ] {
        assert_eq!(said(&document(kind, "eu-west-1", "x", data.clone()), &admin), expected, "{kind} {data}");
    }
}

#[test]
fn a_bucket_named_logs_is_not_every_log() {
    let logs = [
        known("aws.s3.bucket", "us-east-1", "logs", Some("arn:aws:s3:::logs")),
        known("aws.dynamodb.table", "eu-west-1", "logs", None),
        known("aws.logs.log_group", "eu-west-1", "logs", Some("arn:aws:logs:eu-west-1:1:log-group:logs")),
        known("aws.eks.cluster", "eu-west-1", "logs", None),
        known("aws.redshift.cluster", "eu-west-1", "logs", None),
    ];
    for (kind, data, expected) in [
        ("aws.ec2.vpc_endpoint", json!({ "ServiceName": "logs", "Type": "logs" }), &[][..]),
        ("aws.ec2.volume", json!({ "Tags": [{ "Key": "Bucket", "Value": "logs" }] }), &[]),
        // A bucket is one in the whole world, whatever region it lies in.
        (
            "aws.cloudtrail.trail",
            json!({ "S3BucketName": "logs", "Name": "logs" }),
            &["bucket us-east-1 logs by data.S3BucketName"],
        ),
        (
            "aws.s3.bucket",
            json!({ "LoggingEnabled": { "TargetBucket": "logs", "TargetPrefix": "logs" } }),
            &["bucket us-east-1 logs by data.LoggingEnabled.TargetBucket"],
        ),
        // What stands behind an ARN in policies.
        (
            "aws.iam.policy",
            json!({ "Statement": [{ "Action": ["s3:*", "logs"], "Resource": ["arn:aws:s3:::logs/*", "arn:aws:s3:::logs-of-others/*"] }] }),
            &["bucket us-east-1 logs by data.Statement[0].Resource[0]"],
        ),
        (
            "aws.cloudtrail.trail",
            json!({ "CloudWatchLogsLogGroupArn": "arn:aws:logs:eu-west-1:1:log-group:logs:*" }),
            &["log_group eu-west-1 logs by data.CloudWatchLogsLogGroupArn"],
        ),
        // The name of a variable, and of a dimension.
        (
            "aws.lambda.function",
            json!({ "Environment": { "Variables": { "TABLE_NAME": "logs", "LEVEL": "logs" } } }),
            &["table eu-west-1 logs by data.Environment.Variables.TABLE_NAME"],
        ),
        (
            "aws.cloudwatch.alarm",
            json!({ "Dimensions": [{ "Name": "TableName", "Value": "logs" }, { "Name": "Stage", "Value": "logs" }] }),
            &["table eu-west-1 logs by data.Dimensions[0].Value"],
        ),
        // A cluster is one of the service that speaks of it.
        (
            "aws.eks.nodegroup",
            json!({ "clusterName": "logs" }),
            &["cluster eu-west-1 logs by data.clusterName"],
        ),
        ("aws.ecs.service", json!({ "clusterName": "logs" }), &[]),
        (
            "aws.redshift.cluster",
            json!({ "ClusterIdentifier": "logs" }),
            &["cluster eu-west-1 logs by data.ClusterIdentifier"],
        ),
    ] {
        assert_eq!(said(&document(kind, "eu-west-1", "x", data.clone()), &logs), expected, "{kind} {data}");
    }
    // Names of tables are of a region.
    let elsewhere = document("aws.lambda.function", "eu-central-1", "x", json!({ "TableName": "logs" }));
    assert!(said(&elsewhere, &logs).is_empty());
}

#[test]
fn nothing_refers_to_itself_and_twins_do() {
    let id = "i-0a1b2c3d4e5f60718";
    let everything = [
        known("aws.ec2.instance", "eu-west-1", id, None),
        known("aws.ec2.instance_status", "eu-west-1", id, None),
        known("aws.ssm.instance_information", "eu-west-1", id, None),
    ];
    let instance = document("aws.ec2.instance", "eu-west-1", id, json!({ "InstanceId": id }));
    assert_eq!(
        said(&instance, &everything),
        [
            format!("instance_status eu-west-1 {id} by data.InstanceId"),
            format!("instance_information eu-west-1 {id} by data.InstanceId"),
        ]
    );
}

#[test]
fn an_arn_means_the_resource_and_not_the_entry_of_a_register() {
    let arn = "arn:aws:sqs:eu-west-1:111122223333:orders";
    let queue = known(
        "aws.sqs.queue",
        "eu-west-1",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/orders",
        Some(arn),
    );
    let entry = known("aws.resourcegroupstaggingapi.resource", "eu-west-1", arn, Some(arn));
    let everything = [entry, queue];
    let rule = document("aws.events.rule", "eu-west-1", "x", json!({ "Targets": [{ "Arn": arn }] }));
    let expected = format!("queue eu-west-1 {} by data.Targets[0].Arn", everything[1].id);
    assert_eq!(said(&rule, &everything), [expected]);
    let entry =
        document("aws.resourcegroupstaggingapi.resource", "eu-west-1", arn, json!({ "ResourceARN": arn }));
    let expected = format!("queue eu-west-1 {} by data.ResourceARN", everything[1].id);
    assert_eq!(said(&entry, &everything), [expected]);
}

#[test]
fn of_replicas_the_nearest_is_meant() {
    let id = "mrk-0123456789abcdef0123456789abcdef";
    let keys = [known("aws.kms.key", "eu-west-1", id, None), known("aws.kms.key", "us-east-1", id, None)];
    let volume = |region: &str| document("aws.ec2.volume", region, "x", json!({ "KmsKeyId": id }));
    assert_eq!(said(&volume("us-east-1"), &keys), [format!("key us-east-1 {id} by data.KmsKeyId")]);
    assert_eq!(said(&volume("eu-north-1"), &keys).len(), 2);
}

#[test]
fn accounts_and_regions_are_places() {
    let places = [
        known("aws.account", "global", "111122223333", Some("arn:aws:iam::111122223333:root")),
        known("aws.region", "eu-west-1", "eu-west-1", None),
        known("aws.organizations.account", "global", "111122223333", None),
    ];
    let data = json!({ "OwnerId": "111122223333", "AccountId": "111122223333", "Region": "eu-west-1" });
    assert!(said(&document("aws.account.region", "global", "x", data), &places).is_empty());
    let trust = json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:root" } });
    let role = document("aws.iam.role", "global", "x", trust);
    assert_eq!(said(&role, &places), ["account global 111122223333 by data.Principal.AWS"]);
}

#[test]
fn parts_are_looked_through_and_only_those_that_are_there() {
    let text = json!({
        "kind": "aws.s3.bucket", "account": "111122223333", "region": "eu-west-1", "id": "photos", "data": {},
        "parts": {
            "logging": { "state": "present", "value": { "TargetBucket": "logs" } },
            "bucket": { "state": "present", "value": "logs" },
            "policy": { "state": "denied", "cause": { "class": "denied", "call": "logs", "permission": "logs", "message": "logs" } },
            "acl": { "state": "absent" },
        },
    });
    let bucket: Document = serde_json::from_value(text).unwrap();
    let logs = [known("aws.s3.bucket", "eu-west-1", "logs", None)];
    assert_eq!(
        said(&bucket, &logs),
        [
            "bucket eu-west-1 logs by parts.bucket.value",
            "bucket eu-west-1 logs by parts.logging.value.TargetBucket",
        ]
    );
}

#[test]
fn what_people_choose_is_told_from_what_aws_makes() {
    for made in [
        "i-0a1b2c3d",
        SG,
        SUBNET,
        "vpce-0a1b2c3d4e5f60718",
        "eipalloc-12345678",
        "fs-12345678",
        "mrk-0123456789abcdef0123456789abcdef",
        "1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws:sns:eu-west-1:1:x",
        "https://sqs.eu-west-1.amazonaws.com/1/q",
        "/hostedzone/Z0123456789ABC",
        "E1A2B3C4D5E6F7",
        "12abc34d567e8fa901bc2d34e56789f0",
    ] {
        assert!(is_unmistakable(made), "{made}");
    }
    for chosen in [
        "default",
        "admin",
        "logs",
        "main",
        "i-team",
        "web-20240101",
        "key-signing",
        "sg-web",
        "vol-1",
        "prod-0a1b2c3d",
        "acl-0a1b2c3d4",
        "EXAMPLE",
        "ZEBRA",
        "alias/main",
        "0123456789",
        "deadbeef",
        "a1b2c3d4e5",
        "",
    ] {
        assert!(!is_unmistakable(chosen), "{chosen}");
    }
}

#[test]
fn long_and_deep_texts_are_no_trouble() {
    let long = "a".repeat(TEXT_MAX_BYTES + 1);
    let mut deep = json!("sg-0a1b2c3d4e5f60718");
    for _ in 0..100 {
        deep = json!([deep]);
    }
    let odd =
        document("aws.ec2.vpc", "eu-west-1", "x", json!({ "": long, "Deep": deep, "Null": null, "N": 1 }));
    let found = mentions(&odd);
    assert_eq!(found.len(), 1);
    assert!(found[0].path.starts_with("data.Deep[0][0]"));
    assert_eq!(found[0].member, "deep");
}

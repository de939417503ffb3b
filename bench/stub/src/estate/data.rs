//! Databases, queues, topics, keys, certificates, logs and alarms.

use serde_json::{Value, json};

use super::{ACCOUNT, Get, Group, Part, Seat};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        Group::new(("rds", "DescribeDBInstances"), 40, 100, ("DBInstances", "Marker"), database),
        Group::new(("rds", "DescribeDBSnapshots"), 120, 100, ("DBSnapshots", "Marker"), database_snapshot),
        Group {
            get: Some(Get { operation: "DescribeTable", member: "TableName", make: table }),
            ..Group::new(
                ("dynamodb", "ListTables"),
                60,
                100,
                ("TableNames", "LastEvaluatedTableName"),
                |seat| json!(seat.name()),
            )
        },
        Group {
            get: Some(Get { operation: "GetQueueAttributes", member: "QueueUrl", make: queue }),
            ..Group::new(("sqs", "ListQueues"), 100, 1_000, ("QueueUrls", "NextToken"), |seat| {
                json!(queue_url(seat))
            })
        },
        Group {
            get: Some(Get { operation: "GetTopicAttributes", member: "TopicArn", make: topic }),
            ..Group::new(
                ("sns", "ListTopics"),
                60,
                100,
                ("Topics", "NextToken"),
                |seat| json!({"TopicArn": seat.arn("sns", &seat.name())}),
            )
        },
        Group {
            get: Some(Get { operation: "DescribeKey", member: "KeyId", make: key }),
            more: Some("Truncated"),
            ..Group::new(
                ("kms", "ListKeys"),
                60,
                1_000,
                ("Keys", "NextMarker"),
                |seat| json!({"KeyId": key_id(seat), "KeyArn": seat.arn("kms", &format!("key/{}", key_id(seat)))}),
            )
        },
        Group {
            get: Some(Get { operation: "DescribeCertificate", member: "CertificateArn", make: certificate }),
            ..Group::new(
                ("acm", "ListCertificates"),
                30,
                1_000,
                ("CertificateSummaryList", "NextToken"),
                |seat| json!({"CertificateArn": seat.arn("acm", &format!("certificate/{}", key_id(seat))), "DomainName": format!("{}.example.com", seat.name())}),
            )
        },
        Group::new(("logs", "DescribeLogGroups"), 400, 50, ("logGroups", "nextToken"), log_group),
        Group::new(("cloudwatch", "DescribeAlarms"), 150, 100, ("MetricAlarms", "NextToken"), alarm),
    ]
}

pub(crate) fn parts() -> Vec<Part> {
    let backups = |state: &str| {
        Ok(
            json!({"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": state}}}),
        )
    };
    let attributes = json!({"DBSnapshotAttributesResult": {"DBSnapshotIdentifier": "x", "DBSnapshotAttributes": [{"AttributeName": "restore", "AttributeValues": []}]}});
    let tags =
        json!([{"Key": "Owner", "Value": "billing@example.com"}, {"Key": "Environment", "Value": "prod"}]);
    vec![
        Part::new(("dynamodb", "DescribeContinuousBackups"), [backups("ENABLED"), backups("DISABLED")]),
        Part::new(("dynamodb", "ListTagsOfResource"), [Ok(json!({"Tags": tags})), Ok(json!({"Tags": []}))]),
        Part::new(("rds", "DescribeDBSnapshotAttributes"), [Ok(attributes)]),
        Part::new(
            ("kms", "GetKeyRotationStatus"),
            [Ok(json!({"KeyRotationEnabled": true})), Ok(json!({"KeyRotationEnabled": false}))],
        ),
    ]
}

fn key_id(seat: &Seat<'_>) -> String {
    let n = seat.number("key");
    format!("{:08x}-64d2-4a9e-9d5f-{:012x}", n >> 32, n & 0xffff_ffff_ffff)
}

fn queue_url(seat: &Seat<'_>) -> String {
    format!("https://sqs.{}.amazonaws.com/{ACCOUNT}/{}", seat.region, seat.name())
}

fn database(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    let subnets: Vec<Value> = ["a", "b", "c"].iter().map(|zone| json!({"SubnetIdentifier": seat.one_of("subnet", 60), "SubnetAvailabilityZone": {"Name": format!("{}{zone}", seat.region)}, "SubnetOutpost": {}, "SubnetStatus": "Active"})).collect();
    json!({"DBInstanceIdentifier": name, "DBInstanceClass": seat.one("class", &["db.r6g.large", "db.t3.medium", "db.m5.xlarge"]), "Engine": "postgres", "DBInstanceStatus": "available",
        "MasterUsername": "postgres", "DBName": "orders", "Endpoint": {"Address": format!("{name}.abcdefghijkl.{}.rds.amazonaws.com", seat.region), "Port": 5432, "HostedZoneId": "Z1TTGA775OQIYO"},
        "AllocatedStorage": 200, "InstanceCreateTime": seat.moment("made"), "PreferredBackupWindow": "02:00-03:00", "BackupRetentionPeriod": seat.number("backup") % 15,
        "DBSecurityGroups": [], "VpcSecurityGroups": [{"VpcSecurityGroupId": seat.other("sg", 300), "Status": "active"}],
        "DBParameterGroups": [{"DBParameterGroupName": "default.postgres16", "ParameterApplyStatus": "in-sync"}], "AvailabilityZone": seat.zone(),
        "DBSubnetGroup": {"DBSubnetGroupName": "databases", "DBSubnetGroupDescription": "private subnets", "VpcId": seat.one_of("vpc", 20), "SubnetGroupStatus": "Complete", "Subnets": subnets},
        "PreferredMaintenanceWindow": "sun:04:00-sun:05:00", "PendingModifiedValues": {}, "LatestRestorableTime": "2026-11-21T08:00:00Z", "MultiAZ": seat.of_hundred("standby", 60),
        "EngineVersion": seat.one("version", &["16.4", "15.8", "13.11"]), "AutoMinorVersionUpgrade": seat.of_hundred("minor", 80), "ReadReplicaDBInstanceIdentifiers": [], "LicenseModel": "postgresql-license",
        "OptionGroupMemberships": [{"OptionGroupName": "default:postgres-16", "Status": "in-sync"}], "PubliclyAccessible": seat.of_hundred("public", 3), "StorageType": "gp3", "DbInstancePort": 0,
        "StorageEncrypted": seat.of_hundred("sealed", 92), "KmsKeyId": seat.arn("kms", "key/0f8e5a53-64d2-4a9e-9d5f-0f0c1bb0a001"), "DbiResourceId": seat.id("db"), "CACertificateIdentifier": "rds-ca-rsa2048-g1",
        "CopyTagsToSnapshot": true, "MonitoringInterval": 60, "DBInstanceArn": seat.arn("rds", &format!("db:{name}")), "IAMDatabaseAuthenticationEnabled": false, "PerformanceInsightsEnabled": true,
        "DeletionProtection": seat.of_hundred("kept", 80), "TagList": seat.tags(), "CustomerOwnedIpEnabled": false, "BackupTarget": "region", "NetworkType": "IPV4", "StorageThroughput": 125, "DedicatedLogVolume": false})
}

fn database_snapshot(seat: &Seat<'_>) -> Value {
    let manual = seat.of_hundred("manual", 20);
    let name = format!("{}{}-2026-10-11", if manual { "" } else { "rds:" }, seat.name());
    json!({"DBSnapshotIdentifier": name, "DBInstanceIdentifier": seat.name(), "SnapshotCreateTime": seat.moment("made"), "Engine": "postgres", "AllocatedStorage": 200, "Status": "available", "Port": 5432,
        "AvailabilityZone": seat.zone(), "VpcId": seat.one_of("vpc", 20), "InstanceCreateTime": seat.moment("old"), "MasterUsername": "postgres", "EngineVersion": "16.4", "LicenseModel": "postgresql-license",
        "SnapshotType": if manual { "manual" } else { "automated" }, "OptionGroupName": "default:postgres-16", "PercentProgress": 100, "StorageType": "gp3", "Encrypted": true,
        "KmsKeyId": seat.arn("kms", "key/0f8e5a53-64d2-4a9e-9d5f-0f0c1bb0a001"), "DBSnapshotArn": seat.arn("rds", &format!("snapshot:{name}")), "IAMDatabaseAuthenticationEnabled": false,
        "ProcessorFeatures": [], "DbiResourceId": seat.id("db"), "TagList": seat.tags(), "SnapshotTarget": "region", "StorageThroughput": 125, "DedicatedLogVolume": false})
}

fn table(seat: &Seat<'_>) -> (String, Value) {
    let name = seat.name();
    let index = json!({"IndexName": "by-customer", "KeySchema": [{"AttributeName": "customer", "KeyType": "HASH"}], "Projection": {"ProjectionType": "ALL"}, "IndexStatus": "ACTIVE",
        "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}, "IndexSizeBytes": 1_048_576, "ItemCount": 20_000, "IndexArn": seat.arn("dynamodb", &format!("table/{name}/index/by-customer"))});
    let answer = json!({"Table": {"AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "customer", "AttributeType": "S"}], "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "TableStatus": "ACTIVE", "CreationDateTime": 1_700_000_000, "ProvisionedThroughput": {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        "TableSizeBytes": 10_485_760, "ItemCount": 20_000, "TableArn": seat.arn("dynamodb", &format!("table/{name}")), "TableId": key_id(seat), "BillingModeSummary": {"BillingMode": "PAY_PER_REQUEST"},
        "GlobalSecondaryIndexes": [index], "DeletionProtectionEnabled": false}});
    (name, answer)
}

fn queue(seat: &Seat<'_>) -> (String, Value) {
    let statement = json!({"Sid": "send", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": seat.arn("sqs", &seat.name()),
        "Condition": {"ArnEquals": {"aws:SourceArn": seat.arn("sns", &seat.name())}}});
    let answer = json!({"Attributes": {"QueueArn": seat.arn("sqs", &seat.name()), "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0", "ApproximateNumberOfMessagesDelayed": "0",
        "CreatedTimestamp": "1700000000", "LastModifiedTimestamp": "1700000000", "VisibilityTimeout": "30", "MaximumMessageSize": "262144", "MessageRetentionPeriod": "345600", "DelaySeconds": "0",
        "Policy": json!({"Version": "2012-10-17", "Statement": [statement]}).to_string(), "ReceiveMessageWaitTimeSeconds": "20", "SqsManagedSseEnabled": "true",
        "RedrivePolicy": json!({"deadLetterTargetArn": seat.arn("sqs", "dead"), "maxReceiveCount": 5}).to_string()}});
    (queue_url(seat), answer)
}

fn topic(seat: &Seat<'_>) -> (String, Value) {
    let arn = seat.arn("sns", &seat.name());
    let statement = json!({"Sid": "__default_statement_ID", "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes"], "Resource": arn,
        "Condition": {"StringEquals": {"AWS:SourceOwner": ACCOUNT}}});
    let answer = json!({"Attributes": {"TopicArn": arn, "Owner": ACCOUNT, "DisplayName": seat.name(), "SubscriptionsConfirmed": "1", "SubscriptionsDeleted": "0", "SubscriptionsPending": "0",
        "Policy": json!({"Version": "2008-10-17", "Id": "__default_policy_ID", "Statement": [statement]}).to_string(),
        "EffectiveDeliveryPolicy": json!({"http": {"defaultHealthyRetryPolicy": {"minDelayTarget": 20, "maxDelayTarget": 20, "numRetries": 3}}}).to_string()}});
    (arn, answer)
}

fn key(seat: &Seat<'_>) -> (String, Value) {
    let id = key_id(seat);
    let answer = json!({"KeyMetadata": {"AWSAccountId": ACCOUNT, "KeyId": id, "Arn": seat.arn("kms", &format!("key/{id}")), "CreationDate": 1_700_000_000, "Enabled": true, "Description": seat.name(),
        "KeyUsage": "ENCRYPT_DECRYPT", "KeyState": "Enabled", "Origin": "AWS_KMS", "KeyManager": seat.one("manager", &["CUSTOMER", "CUSTOMER", "AWS"]), "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
        "KeySpec": "SYMMETRIC_DEFAULT", "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"], "MultiRegion": false}});
    (id, answer)
}

fn certificate(seat: &Seat<'_>) -> (String, Value) {
    let arn = seat.arn("acm", &format!("certificate/{}", key_id(seat)));
    let domain = format!("{}.example.com", seat.name());
    let answer = json!({"Certificate": {"CertificateArn": arn, "DomainName": domain, "SubjectAlternativeNames": [domain, format!("www.{domain}")],
        "DomainValidationOptions": [{"DomainName": domain, "ValidationDomain": domain, "ValidationStatus": "SUCCESS", "ValidationMethod": "DNS",
            "ResourceRecord": {"Name": format!("_a79865eb4cd1a6ab990a45779b4e0b96.{domain}."), "Type": "CNAME", "Value": "_424c7224e9b0146f9a8808af955727d0.acm-validations.aws."}}],
        "Serial": "0f:4d:2a:5b:7a:3c:01:11:22:33:44:55:66:77:88:99", "Subject": format!("CN={domain}"), "Issuer": "Amazon", "CreatedAt": 1_750_000_000, "IssuedAt": 1_750_000_100, "Status": "ISSUED",
        "NotBefore": 1_750_000_000, "NotAfter": 1_812_000_000, "KeyAlgorithm": "RSA-2048", "SignatureAlgorithm": "SHA256WITHRSA", "InUseBy": [seat.arn("elasticloadbalancing", "loadbalancer/app/x/50dc6c495c0c9188")],
        "Type": "AMAZON_ISSUED", "KeyUsages": [{"Name": "DIGITAL_SIGNATURE"}, {"Name": "KEY_ENCIPHERMENT"}], "ExtendedKeyUsages": [{"Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1"}],
        "RenewalEligibility": "ELIGIBLE", "Options": {"CertificateTransparencyLoggingPreference": "ENABLED"}}});
    (arn, answer)
}

fn log_group(seat: &Seat<'_>) -> Value {
    let name = format!("/aws/lambda/{}", seat.name());
    let arn = seat.arn("logs", &format!("log-group:{name}"));
    let mut group = json!({"logGroupName": name, "creationTime": 1_700_000_000_000_u64, "metricFilterCount": 0, "arn": format!("{arn}:*"),
        "storedBytes": seat.number("size") % 10_000_000_000, "logGroupClass": "STANDARD", "logGroupArn": arn});
    if seat.of_hundred("retention", 70) {
        group["retentionInDays"] = json!(30);
    }
    group
}

fn alarm(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    let topic = seat.arn("sns", "operations");
    json!({"AlarmName": name, "AlarmArn": seat.arn("cloudwatch", &format!("alarm:{name}")), "AlarmDescription": "too many failures in five minutes; see the run book of the team",
        "AlarmConfigurationUpdatedTimestamp": 1_700_000_000, "ActionsEnabled": true, "OKActions": [topic], "AlarmActions": [topic], "InsufficientDataActions": [], "StateValue": "OK",
        "StateReason": "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (11/10/26 08:15:00)] was not greater than the threshold (5.0) (minimum 1 datapoint for ALARM -> OK transition).",
        "StateReasonData": json!({"version": "1.0", "queryDate": "2026-10-11T08:20:36.120+0000", "statistic": "Sum", "period": 300, "recentDatapoints": [0.0], "threshold": 5.0}).to_string(),
        "StateUpdatedTimestamp": 1_760_000_000, "MetricName": "Errors", "Namespace": "AWS/Lambda", "Statistic": "Sum", "Dimensions": [{"Name": "FunctionName", "Value": name}], "Period": 300,
        "EvaluationPeriods": 1, "Threshold": 5.0, "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "notBreaching"})
}

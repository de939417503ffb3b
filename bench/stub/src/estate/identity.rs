//! Who may do what, and what the account and its regions are set to.

use serde_json::{Value, json};

use super::{ACCOUNT, Group, Part, Seat};

pub(crate) fn groups() -> Vec<Group> {
    let iam = |marker, weight, page, items, make| Group {
        marker: Some(marker),
        global: true,
        more: Some("IsTruncated"),
        ..Group::new(("iam", "GetAccountAuthorizationDetails"), weight, page, (items, "Marker"), make)
    };
    vec![
        iam("Filter.member.1=User", 20, 1_000, "UserDetailList", user),
        iam("Filter.member.1=Role", 120, 1_000, "RoleDetailList", role),
        iam("Filter.member.1=LocalManagedPolicy", 80, 1_000, "Policies", policy),
        Group { fixed: 12, ..iam("Filter.member.1=AWSManagedPolicy", 0, 1_000, "Policies", aws_policy) },
        Group { fixed: 6, ..iam("Filter.member.1=Group", 0, 1_000, "GroupDetailList", group) },
    ]
}

pub(crate) fn parts(regions: &[String]) -> Vec<Part> {
    let regions: Vec<Value> = regions
        .iter()
        .map(|region| json!({"RegionName": region, "Endpoint": format!("ec2.{region}.amazonaws.com"), "OptInStatus": "opt-in-not-required"}))
        .collect();
    let header = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,\
        access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,\
        access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated";
    let tail = "N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A";
    let root = format!(
        "<root_account>,arn:aws:iam::{ACCOUNT}:root,2020-01-01T00:00:00+00:00,not_supported,2024-01-01T00:00:00+00:00,not_supported,not_supported,true,false,{tail}"
    );
    let report = format!("{header}\n{root}\n");
    let hub = json!({"HubArn": format!("arn:aws:securityhub:us-east-1:{ACCOUNT}:hub/default"), "SubscribedAt": "2024-01-01T00:00:00Z", "AutoEnableControls": true});
    vec![
        Part::new(("ec2", "DescribeRegions"), [Ok(json!({"Regions": regions}))]),
        Part::new(
            ("iam", "ListVirtualMFADevices"),
            [Ok(json!({"VirtualMFADevices": [], "IsTruncated": false}))],
        ),
        Part::new(("iam", "GenerateCredentialReport"), [Ok(json!({"State": "COMPLETE"}))]),
        Part::new(
            ("iam", "GetCredentialReport"),
            [Ok(
                json!({"Content": base64(report.as_bytes()), "ReportFormat": "text/csv", "GeneratedTime": "2026-11-21T08:00:00Z"}),
            )],
        ),
        Part::new(
            ("iam", "GetAccountSummary"),
            [Ok(
                json!({"SummaryMap": {"AccountMFAEnabled": 1, "AccountAccessKeysPresent": 0, "Users": 200, "MFADevices": 180}}),
            )],
        ),
        Part::new(
            ("iam", "GetAccountPasswordPolicy"),
            [Ok(
                json!({"PasswordPolicy": {"MinimumPasswordLength": 14, "RequireSymbols": true, "RequireNumbers": true, "RequireUppercaseCharacters": true,
            "RequireLowercaseCharacters": true, "AllowUsersToChangePassword": true, "ExpirePasswords": false, "PasswordReusePrevention": 24}}),
            )],
        ),
        Part::new(("ec2", "GetEbsEncryptionByDefault"), [Ok(json!({"EbsEncryptionByDefault": true}))]),
        Part::new(("securityhub", "DescribeHub"), [Ok(hub)]),
        Part::new(
            ("securityhub", "GetEnabledStandards"),
            [Ok(
                json!({"StandardsSubscriptions": [{"StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:123456789012:subscription/x",
            "StandardsArn": "arn:aws:securityhub:us-east-1::standards/aws-foundational-security-best-practices/v/1.0.0", "StandardsInput": {}, "StandardsStatus": "READY"}]}),
            )],
        ),
        Part::new(
            ("inspector2", "BatchGetAccountStatus"),
            [Ok(json!({"accounts": [{"accountId": ACCOUNT, "state": {"status": "ENABLED"},
            "resourceState": {"ec2": {"status": "ENABLED"}, "ecr": {"status": "ENABLED"}, "lambda": {"status": "ENABLED"}}}]}))],
        ),
    ]
}

fn statement(seat: &Seat<'_>, action: &[&str], resource: &str) -> Value {
    json!({"Sid": format!("S{}", seat.number("sid") % 1_000), "Effect": "Allow", "Action": action, "Resource": [resource, format!("{resource}/*")],
        "Condition": {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}})
}

fn document(seat: &Seat<'_>) -> Value {
    json!({"Version": "2012-10-17", "Statement": [
        statement(seat, &["s3:GetObject", "s3:PutObject", "s3:ListBucket"], &format!("arn:aws:s3:::{}", seat.name())),
        statement(seat, &["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], &format!("arn:aws:dynamodb:*:{ACCOUNT}:table/{}", seat.name())),
        statement(seat, &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], &format!("arn:aws:sqs:*:{ACCOUNT}:{}", seat.name())),
        statement(seat, &["logs:CreateLogStream", "logs:PutLogEvents"], &format!("arn:aws:logs:*:{ACCOUNT}:log-group:/aws/lambda/{}", seat.name())),
    ]})
}

fn user(seat: &Seat<'_>) -> Value {
    let name = format!("person-{:04}", seat.i);
    json!({"Path": "/", "UserName": name, "UserId": format!("AIDA{:016X}", seat.number("user")), "Arn": format!("arn:aws:iam::{ACCOUNT}:user/{name}"), "CreateDate": seat.moment("made"),
        "GroupList": [format!("group-{}", seat.i % 6)], "AttachedManagedPolicies": [], "Tags": seat.tags()})
}

fn group(seat: &Seat<'_>) -> Value {
    let name = format!("group-{}", seat.i);
    json!({"Path": "/", "GroupName": name, "GroupId": format!("AGPA{:016X}", seat.number("group")), "Arn": format!("arn:aws:iam::{ACCOUNT}:group/{name}"), "CreateDate": seat.moment("made"),
        "GroupPolicyList": [], "AttachedManagedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]})
}

fn role(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    let trust = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": seat.one("service", &["lambda.amazonaws.com", "ecs-tasks.amazonaws.com", "ec2.amazonaws.com"])}, "Action": "sts:AssumeRole"}]});
    json!({"Path": "/", "RoleName": name, "RoleId": format!("AROA{:016X}", seat.number("role")), "Arn": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "CreateDate": seat.moment("made"),
        "AssumeRolePolicyDocument": trust, "InstanceProfileList": [], "RolePolicyList": [{"PolicyName": "own", "PolicyDocument": document(seat)}],
        "AttachedManagedPolicies": [{"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": "arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"},
            {"PolicyName": policy_name(seat), "PolicyArn": format!("arn:aws:iam::{ACCOUNT}:policy/{}", policy_name(seat))}],
        "Tags": seat.tags(), "RoleLastUsed": {"LastUsedDate": seat.moment("used"), "Region": "eu-west-1"}})
}

fn managed(seat: &Seat<'_>, arn: String, name: &str, document: Value) -> Value {
    json!({"PolicyName": name, "PolicyId": format!("ANPA{:016X}", seat.number("policy")), "Arn": arn, "Path": "/", "DefaultVersionId": "v1", "AttachmentCount": 1, "PermissionsBoundaryUsageCount": 0,
        "IsAttachable": true, "CreateDate": seat.moment("made"), "UpdateDate": seat.moment("made"), "PolicyVersionList": [{"Document": document, "VersionId": "v1", "IsDefaultVersion": true, "CreateDate": seat.moment("made")}]})
}

fn policy(seat: &Seat<'_>) -> Value {
    managed(
        seat,
        format!("arn:aws:iam::{ACCOUNT}:policy/{}", policy_name(seat)),
        &policy_name(seat),
        document(seat),
    )
}

/// Roles share policies: there are fewer of them.
fn policy_name(seat: &Seat<'_>) -> String {
    format!("application-policy-{:05}", seat.i % super::count(seat.scale, 80))
}

fn aws_policy(seat: &Seat<'_>) -> Value {
    let names = [
        "ReadOnlyAccess",
        "AWSLambdaBasicExecutionRole",
        "AmazonSSMManagedInstanceCore",
        "CloudWatchAgentServerPolicy",
        "AmazonECSTaskExecutionRolePolicy",
        "SecurityAudit",
    ];
    let name = format!("{}{}", names[seat.i % names.len()], if seat.i < names.len() { "" } else { "V2" });
    managed(seat, format!("arn:aws:iam::aws:policy/{name}"), &name, document(seat))
}

/// Base64, as the credential report comes in.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number = chunk.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let digit = DIGITS[(number >> (18 - 6 * at)) as usize & 63];
            out.push(if at <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

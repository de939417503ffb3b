//! What is public and what is not, case by case.

use serde_json::{Value, json};

use super::{Policy, is_public};

fn public(statements: &Value) -> bool {
    is_public(&Policy::parse(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()).public
}

fn open(condition: Value) -> Value {
    json!({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
        "Condition": condition})
}

#[test]
fn who_is_the_public() {
    for (principal, yes) in [
        (json!("*"), true),
        (json!({"AWS": "*"}), true),
        (json!({"AWS": ["arn:aws:iam::111122223333:root", "*"]}), true),
        (json!({"aws": "*"}), true),
        (json!({"AWS": "arn:aws:iam::*:root"}), true),
        (json!({"AWS": "arn:aws:iam::11112222333?:root"}), true),
        (json!({"AWS": "1111*"}), true),
        (json!({"Service": "*"}), true),
        (json!({"Federated": "*"}), true),
        (json!({"CanonicalUser": "*"}), true),
        (json!({"AWS": "111122223333"}), false),
        (json!({"AWS": "arn:aws:iam::111122223333:root"}), false),
        (json!({"AWS": "arn:aws:iam::111122223333:role/*"}), false),
        (json!({"AWS": ["111122223333", "444455556666"]}), false),
        (json!({"Service": "cloudfront.amazonaws.com"}), false),
        (json!({"Federated": "cognito-identity.amazonaws.com"}), false),
        (json!({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"}), false),
        (json!({}), false),
    ] {
        let statement =
            json!({"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "*"});
        assert_eq!(public(&statement), yes, "{principal}");
    }
}

#[test]
fn everyone_but_some_is_everyone() {
    let but = |principal: Value| {
        public(&json!({"Effect": "Allow", "NotPrincipal": principal, "Action": "s3:*", "Resource": "*"}))
    };
    assert!(but(json!({"AWS": "arn:aws:iam::111122223333:root"})));
    assert!(!but(json!("*")), "nobody is left");
    assert!(!public(&json!({"Effect": "Allow", "NotPrincipal": {"AWS": "111122223333"}, "Action": "s3:*",
        "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}})));
}

#[test]
fn conditions_on_fixed_callers_restrict() {
    for condition in [
        json!({"StringEquals": {"aws:SourceAccount": "111122223333"}}),
        json!({"StringEquals": {"AWS:SOURCEACCOUNT": ["111122223333", "444455556666"]}}),
        json!({"StringEquals": {"aws:SourceAccount": 111122223333u64}}),
        json!({"StringLike": {"aws:SourceOwner": "111122223333"}}),
        json!({"StringEquals": {"aws:PrincipalAccount": "111122223333"}}),
        json!({"StringEquals": {"kms:CallerAccount": "111122223333", "kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
        json!({"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}),
        json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-ab12/ou-ab12-1/*"}}),
        json!({"StringEquals": {"aws:SourceVpc": "vpc-0a1b2c3d"}}),
        json!({"StringEquals": {"aws:SourceVpce": ["vpce-1", "vpce-2"]}}),
        json!({"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}}),
        json!({"StringLike": {"aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:*"}}),
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app-*"}}),
        json!({"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/app"}}),
        json!({"StringLike": {"aws:userid": "AROAEXAMPLEIDABCDEFGH:*"}}),
        json!({"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}}),
        json!({"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:eu-west-1:111122223333:accesspoint/*"}}),
        json!({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        json!({"IpAddress": {"aws:SourceIp": ["203.0.113.7", "2001:db8::/32"]}}),
        json!({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
        json!({"IpAddress": {"aws:SourceIp": "fc00::/7"}}),
        json!({"Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}}),
        // One condition that restricts is enough: all must hold.
        json!({"StringEquals": {"aws:SourceVpce": "vpce-1"}, "StringLike": {"aws:UserAgent": "*"}}),
    ] {
        assert!(!public(&open(condition.clone())), "{condition}");
    }
}

#[test]
fn other_conditions_leave_it_public() {
    for condition in [
        json!({}),
        json!({"StringEquals": {"aws:SourceAccount": "*"}}),
        json!({"StringLike": {"aws:SourceAccount": "1111*"}}),
        json!({"StringEquals": {"aws:SourceAccount": ["111122223333", "*"]}}),
        json!({"StringEquals": {"aws:SourceAccount": []}}),
        json!({"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}),
        json!({"StringLike": {"aws:PrincipalOrgID": "o-*"}}),
        json!({"StringLike": {"aws:PrincipalOrgID": "*"}}),
        json!({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-*/r-ab12/*"}}),
        json!({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-abc123/r-ab12/*"}}),
        json!({"ForAllValues:StringEquals": {"aws:SourceVpce": "vpce-1"}}),
        json!({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}),
        json!({"IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}}),
        json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}),
        json!({"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/x"}}),
        json!({"ArnNotEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:topic"}}),
        json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}),
        json!({"StringLike": {"aws:SourceVpce": "vpce-*"}}),
        json!({"StringLike": {"aws:SourceVpc": "*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:s3:::*"}}),
        json!({"ArnLike": {"aws:SourceArn": "*"}}),
        json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:eu-west-1:11112222333?:topic"}}),
        // To a string operator the first star runs over the colons.
        json!({"StringLike": {"aws:SourceArn": "arn:aws:logs:*:111122223333:*"}}),
        json!({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/app"}}),
        json!({"StringLike": {"aws:userid": "*"}}),
        json!({"StringLike": {"aws:userid": "AROA*"}}),
        json!({"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}),
        json!({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}}),
        json!({"IpAddress": {"aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"]}}),
        json!({"IpAddress": {"aws:SourceIp": "52.0.0.0/7"}}),
        json!({"IpAddress": {"aws:SourceIp": ["2.0.0.0/8", "3.0.0.0/8"]}}),
        json!({"IpAddress": {"aws:SourceIp": "::/0"}}),
        json!({"IpAddress": {"aws:SourceIp": "2000::/3"}}),
        json!({"IpAddress": {"aws:SourceIp": "not an address"}}),
        json!({"StringEquals": {"aws:SourceIp": "203.0.113.0/24"}}),
        json!({"Bool": {"aws:SecureTransport": "true"}}),
        json!({"Bool": {"aws:PrincipalIsAWSService": "true"}}),
        json!({"Bool": {"elasticfilesystem:AccessedViaMountTarget": "false"}}),
        json!({"Null": {"aws:SourceVpce": "false"}}),
        json!({"StringEquals": {"aws:UserAgent": "secret-agent"}}),
        json!({"StringLike": {"aws:Referer": "https://example.com/*"}}),
        json!({"StringEquals": {"aws:username": "bob"}}),
        json!({"StringEquals": {"aws:ResourceAccount": "111122223333"}}),
        json!({"StringEquals": {"aws:PrincipalTag/team": "x"}}),
        json!({"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}),
        json!({"StringEquals": {"lambda:FunctionUrlAuthType": "AWS_IAM"}}),
        json!({"StringEquals": {"kms:ViaService": "s3.eu-west-1.amazonaws.com"}}),
        json!({"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}),
    ] {
        assert!(public(&open(condition.clone())), "{condition}");
    }
}

#[test]
fn a_covering_deny_takes_the_grant_back() {
    let grant = open(json!({}));
    let deny = |changes: Value| {
        let mut s = json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"});
        for (k, v) in changes.as_object().unwrap() {
            s[k] = v.clone();
        }
        for key in ["Principal", "Action", "Resource"] {
            if s.get(format!("Not{key}")).is_some() {
                s.as_object_mut().unwrap().remove(key);
            }
        }
        s
    };
    for (changes, still) in [
        (json!({}), false),
        (json!({"Principal": {"AWS": "*"}}), false),
        (json!({"Action": "s3:Get*"}), false),
        (json!({"Action": "S3:getobject", "Resource": "arn:aws:s3:::b/*"}), false),
        (json!({"Resource": "arn:aws:s3:::b*"}), false),
        (json!({"NotAction": "s3:Put*"}), false),
        (json!({"NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}}), false),
        (json!({"Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}), false),
        (json!({"Condition": {"StringNotEqualsIfExists": {"aws:PrincipalOrgID": "o-abc123"}}}), false),
        (json!({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}), false),
        (
            json!({"Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"},
                "StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}),
            false,
        ),
        (json!({"Condition": {"NotIpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}), true),
        (json!({"Condition": {"ForAnyValue:StringNotEquals": {"aws:SourceVpce": "vpce-1"}}}), true),
        (json!({"Condition": {"StringEquals": {"aws:SourceVpce": "vpce-1"}}}), true),
        (json!({"Condition": {"Bool": {"aws:SecureTransport": "false"}}}), true),
        (
            json!({"Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-abc123"},
                "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}}}),
            true,
        ),
        (json!({"Principal": {"AWS": "111122223333"}}), true),
        (json!({"Action": "s3:PutObject"}), true),
        (json!({"NotAction": "s3:Get*"}), true),
        (json!({"Resource": "arn:aws:s3:::b/private/*"}), true),
        (json!({"NotResource": "arn:aws:s3:::b/*"}), true),
        (json!({"NotPrincipal": "*"}), true),
    ] {
        let statements = json!([grant.clone(), deny(changes.clone())]);
        assert_eq!(public(&statements), still, "{changes}");
    }
}

#[test]
fn reasons_name_the_statements() {
    let policy = Policy::parse(&json!({"Statement": [
        {"Sid": "Own", "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "*", "Resource": "*"},
        {"Sid": "Read", "Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": "*"},
        {"Effect": "Allow", "Principal": "*", "NotAction": "s3:Delete*", "Resource": "*"}]}))
    .unwrap();
    let found = is_public(&policy);
    assert!(found.public);
    assert_eq!(
        found.reasons,
        ["Read: s3:GetObject, s3:ListBucket", "statement 3: all actions but s3:Delete*"]
    );
}

#[test]
fn a_policy_without_grants_is_not_public() {
    for statements in [
        json!([]),
        json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": "*", "Action": [], "Resource": "*"}),
        json!({"Effect": "Allow", "Principal": "*", "NotAction": "*", "Resource": "*"}),
        json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    ] {
        assert!(!public(&statements), "{statements}");
    }
}

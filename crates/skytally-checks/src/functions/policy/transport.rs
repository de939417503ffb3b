//! Whether a bucket refuses plain HTTP.

use super::{Condition, Effect, Policy, Principal, Selection, Statement, glob};

/// Whether the bucket policy denies every request that does not come over TLS, as
/// [S3.5](https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-5) and CIS ask: Deny, for
/// everyone, all of S3's actions (`s3:*` or `*`), when `aws:SecureTransport` is false, on the bucket and on its
/// objects (in one statement or in several).
///
/// A Deny of some actions only (just `s3:PutObject`, say) or of the objects only does not count: the rest would
/// still go over plain HTTP. `NumericLessThan s3:TlsVersion` does not count either, since a plain request has no such
/// key and the operator does not hold for it; `NumericLessThanIfExists` does.
///
/// `bucket_arn` is `arn:aws:s3:::name`, in the bucket's own partition.
pub fn denies_insecure_transport(policy: &Policy, bucket_arn: &str) -> bool {
    if bucket_arn.is_empty() {
        return false;
    }
    let objects = format!("{bucket_arn}/*");
    let denied = |what: &str| {
        policy.statements.iter().any(|s| {
            denies_plain_requests(s)
                && match &s.resources {
                    Selection::Only(list) => list.iter().any(|r| glob::covers(r, what)),
                    Selection::All | Selection::Except(_) => false,
                }
        })
    };
    denied(bucket_arn) && denied(&objects)
}

fn denies_plain_requests(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && matches!(&statement.principals, Selection::Only(list) if list.iter().any(Principal::is_everyone))
        && matches!(&statement.actions, Selection::Only(list)
            if list.iter().any(|a| glob::covers_in_any_case(a, "s3:*")))
        && statement.conditions.iter().all(holds_for_plain_requests)
}

fn holds_for_plain_requests(condition: &Condition) -> bool {
    match (condition.operator.as_str(), condition.key.as_str()) {
        ("bool", "aws:securetransport") => {
            condition.quantifier.is_none() && condition.values.iter().any(|v| v.eq_ignore_ascii_case("false"))
        }
        ("numericlessthan" | "numericlessthanequals", "s3:tlsversion") => {
            condition.if_exists && condition.quantifier.is_none()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ARN: &str = "arn:aws:s3:::acme-data";

    fn with(changes: Value) -> bool {
        let mut statement = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*",
            "Resource": [ARN, format!("{ARN}/*")], "Condition": {"Bool": {"aws:SecureTransport": "false"}}});
        for (k, v) in changes.as_object().unwrap() {
            statement[k] = v.clone();
        }
        denies_insecure_transport(&Policy::parse(&json!({"Statement": [statement]})).unwrap(), ARN)
    }

    #[test]
    fn only_a_deny_of_everything_counts() {
        for (changes, yes) in [
            (json!({}), true),
            (json!({"Principal": {"AWS": "*"}}), true),
            (json!({"Action": "*"}), true),
            (json!({"Action": ["s3:*"]}), true),
            (json!({"Resource": "*"}), true),
            (json!({"Resource": "arn:aws:s3:::acme-data*"}), true),
            (json!({"Condition": {"Bool": {"AWS:securetransport": [false]}}}), true),
            (json!({"Condition": {"Bool": {"aws:SecureTransport": "False"}}}), true),
            (json!({"Condition": {"BoolIfExists": {"aws:SecureTransport": "false"}}}), true),
            (json!({"Condition": {"NumericLessThanIfExists": {"s3:TlsVersion": "1.2"}}}), true),
            (json!({"Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}}}), false),
            (json!({"Effect": "Allow"}), false),
            (json!({"Principal": {"AWS": "111122223333"}}), false),
            (json!({"Action": "s3:PutObject"}), false),
            (json!({"Action": ["s3:Get*", "s3:Put*"]}), false),
            (json!({"Resource": format!("{ARN}/*")}), false),
            (json!({"Resource": ARN}), false),
            (json!({"Resource": ["arn:aws:s3:::other", "arn:aws:s3:::other/*"]}), false),
            (json!({"Condition": {"Bool": {"aws:SecureTransport": "true"}}}), false),
            (
                json!({"Condition": {"Bool": {"aws:SecureTransport": "false", "aws:ViaAWSService": "false"}}}),
                false,
            ),
        ] {
            assert_eq!(with(changes.clone()), yes, "{changes}");
        }
    }

    #[test]
    fn two_statements_may_share_the_work() {
        let deny = |resource: &str| {
            json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": resource,
            "Condition": {"Bool": {"aws:SecureTransport": "false"}}})
        };
        let policy =
            Policy::parse(&json!({"Statement": [deny(ARN), deny("arn:aws:s3:::acme-data/*")]})).unwrap();
        assert!(denies_insecure_transport(&policy, ARN));
        assert!(!denies_insecure_transport(&policy, "arn:aws:s3:::acme"));
        assert!(!denies_insecure_transport(&policy, ""));
    }
}

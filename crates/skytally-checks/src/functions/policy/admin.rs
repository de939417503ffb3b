//! What identity policies grant.

use super::{Effect, Policy, Selection, Statement, glob};

/// How far a policy makes its holder an administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AdminGrant {
    /// No statement allows all actions on all resources.
    None,
    /// One does, under conditions (a second factor, a region …).
    Conditional,
    /// One does, always.
    Full,
}

/// Whether a policy holds `Allow`, `Action: "*"`, `Resource: "*"`, after CIS 1.16 («ensure IAM policies that allow
/// full `*:*` administrative privileges are not attached») and
/// [IAM.1](https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-1), and whether conditions
/// hem it in. `NotAction` is not looked at, as there; nor is a Deny elsewhere.
pub fn admin_grant(policy: &Policy) -> AdminGrant {
    policy
        .statements
        .iter()
        .filter(|s| {
            let everything = |selection: &Selection<String>| {
                matches!(selection, Selection::Only(list)
                    if list.iter().any(|p| glob::is_everything(p) || p == "*:*"))
            };
            s.effect == Effect::Allow && everything(&s.actions) && everything(&s.resources)
        })
        .map(|s| if s.conditions.is_empty() { AdminGrant::Full } else { AdminGrant::Conditional })
        .max()
        .unwrap_or(AdminGrant::None)
}

/// Whether a policy grants full administration without any condition. See [`admin_grant`].
pub fn grants_admin(policy: &Policy) -> bool {
    admin_grant(policy) == AdminGrant::Full
}

/// Whether the identity policies, taken together, let their holder do an action (`iam:PassRole`) on some resource.
///
/// A grant counts whatever its resources and conditions are. Only a Deny without conditions on all resources takes
/// the action away, for any other Deny leaves something. So the answer errs towards «yes», as the analysis of
/// escalations must. Actions are compared in any case; `*`, `?` and `NotAction` work as in IAM. Permission
/// boundaries and the organisation's policies are not seen here.
pub fn allows(policies: &[Policy], action: &str) -> bool {
    allows_by(policies, action, |_| true)
}

/// As [`allows`], counting only the grants that `counts` accepts.
pub(super) fn allows_by(policies: &[Policy], action: &str, counts: impl Fn(&Statement) -> bool) -> bool {
    let about_it = || policies.iter().flat_map(|p| &p.statements).filter(|s| s.has_action(action));
    let granted = about_it().any(|s| s.effect == Effect::Allow && counts(s));
    granted && !about_it().any(denied_everywhere)
}

fn denied_everywhere(statement: &Statement) -> bool {
    statement.effect == Effect::Deny
        && statement.conditions.is_empty()
        && match &statement.resources {
            Selection::All => true,
            Selection::Only(list) => list.iter().any(|r| glob::is_everything(r)),
            Selection::Except(list) => list.is_empty(),
        }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn policy(statements: Value) -> Policy {
        Policy::parse(&json!({"Version": "2012-10-17", "Statement": statements})).unwrap()
    }

    #[test]
    fn administration_is_star_on_star() {
        use AdminGrant::{Conditional, Full, None};
        for (statements, grant) in [
            (json!({"Effect": "Allow", "Action": "*", "Resource": "*"}), Full),
            (
                json!({"Effect": "Allow", "Action": ["s3:Get*", "*"], "Resource": ["arn:aws:s3:::b", "*"]}),
                Full,
            ),
            (json!({"Effect": "Allow", "Action": "*:*", "Resource": "*"}), Full),
            (json!({"Effect": "Allow", "Action": "**", "Resource": "*"}), Full),
            (
                json!({"Effect": "Allow", "Action": "*", "Resource": "*",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}),
                Conditional,
            ),
            (json!({"Effect": "Deny", "Action": "*", "Resource": "*"}), None),
            (json!({"Effect": "Allow", "Action": "iam:*", "Resource": "*"}), None),
            (json!({"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b"}), None),
            (json!({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}), None),
            (
                json!([{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::b"},
                    {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]),
                None,
            ),
            (json!([]), None),
        ] {
            let p = policy(statements.clone());
            assert_eq!(admin_grant(&p), grant, "{statements}");
            assert_eq!(grants_admin(&p), grant == Full);
        }
    }

    #[test]
    fn a_grant_stands_unless_it_is_denied_everywhere() {
        let allow = |action: Value| json!({"Effect": "Allow", "Action": action, "Resource": "*"});
        for (statements, yes) in [
            (json!([allow(json!("iam:PassRole"))]), true),
            (json!([allow(json!("IAM:passrole"))]), true),
            (json!([allow(json!("iam:Pass*"))]), true),
            (json!([allow(json!("iam:PassRol?"))]), true),
            (json!([allow(json!("iam:Get*"))]), false),
            (json!([{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}]), true),
            (json!([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]), false),
            (json!([allow(json!("*")), {"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]), false),
            (json!([allow(json!("*")), {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}]), false),
            (
                json!([allow(json!("*")), {"Effect": "Deny", "Action": "iam:*", "Resource": "arn:aws:iam::1:role/a"}]),
                true,
            ),
            (
                json!([allow(json!("*")), {"Effect": "Deny", "Action": "iam:*", "Resource": "*",
                    "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}}]),
                true,
            ),
            (json!([{"Effect": "Deny", "Action": "iam:*", "Resource": "*"}]), false),
        ] {
            assert_eq!(allows(&[policy(statements.clone())], "iam:PassRole"), yes, "{statements}");
        }
        assert!(!allows(&[], "iam:PassRole"));
        let (grant, deny) = (
            policy(json!([allow(json!("iam:*"))])),
            policy(json!([{"Effect": "Deny", "Action": "*", "Resource": "*"}])),
        );
        assert!(!allows(&[grant, deny], "iam:PassRole"), "policies are judged together");
    }
}

//! Who outside the account a policy trusts.

use serde::Serialize;

use super::{Effect, Policy, PrincipalKind, Selection, Statement};

/// A principal outside the account that may assume the role.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Trust {
    /// As it stands in the policy: an ARN, an account number, `*`, or `everyone but …` for a `NotPrincipal`.
    pub principal: String,
    /// Its account, when the principal names one.
    pub account: Option<String>,
    /// Whether every statement that trusts it demands an exact `sts:ExternalId`.
    pub has_external_id: bool,
}

/// Keys that tie a call by an AWS service to the resource, account or organisation on whose behalf it is made.
const SOURCE_KEYS: [&str; 4] = ["aws:sourceaccount", "aws:sourceorgid", "aws:sourceowner", "aws:sourcearn"];

/// Services that assume roles of their own account only, so that there is no deputy to confuse.
const OWN_ACCOUNT_SERVICES: [&str; 2] = ["eks.amazonaws.com", "secretsmanager.amazonaws.com"];

/// The principals of other accounts that a role's trust policy lets assume it, after
/// [third-party access](https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html).
///
/// Accounts in `known_accounts` and `own_account` are left out. Everyone (`*`) is reported unless a condition ties
/// the callers to own or known accounts or to an organisation. The opaque ids of deleted principals are left out:
/// nobody can be them. Sorted, without doubles; a principal that is trusted once without an external id counts as
/// trusted without.
pub fn third_party_trust(policy: &Policy, own_account: &str, known_accounts: &[String]) -> Vec<Trust> {
    let mut found = outsiders(policy, own_account, known_accounts, |s| s.has_action("sts:AssumeRole"));
    found.sort_by(|a, b| (&a.principal, a.has_external_id).cmp(&(&b.principal, b.has_external_id)));
    found.dedup_by(|later, first| later.principal == first.principal);
    found
}

/// As [`third_party_trust`] for any resource policy and any action: the principals, sorted.
pub fn external_principals(policy: &Policy, own_account: &str, known_accounts: &[String]) -> Vec<String> {
    let mut names: Vec<String> =
        outsiders(policy, own_account, known_accounts, |_| true).into_iter().map(|t| t.principal).collect();
    names.sort();
    names.dedup();
    names
}

fn outsiders(
    policy: &Policy,
    own_account: &str,
    known_accounts: &[String],
    concerns: impl Fn(&Statement) -> bool,
) -> Vec<Trust> {
    let is_ours = |account: &str| account == own_account || known_accounts.iter().any(|k| k == account);
    let mut found = Vec::new();
    for s in policy.statements.iter().filter(|s| s.effect == Effect::Allow && concerns(s)) {
        let has_external_id = s.conditions.iter().any(|c| c.demands_exact(&["sts:externalid"]));
        let mut report = |principal: String, account: Option<String>| {
            found.push(Trust { principal, account, has_external_id });
        };
        match &s.principals {
            Selection::All => {}
            Selection::Only(list) => {
                for p in list {
                    if p.is_everyone() {
                        if !keeps_to(s, &is_ours) {
                            report(p.value.clone(), None);
                        }
                    } else if let Some(account) = p.account()
                        && !is_ours(account)
                    {
                        report(p.value.clone(), Some(account.to_owned()));
                    }
                }
            }
            Selection::Except(list) => {
                if !keeps_to(s, &is_ours) && !list.iter().any(super::Principal::is_everyone) {
                    let names: Vec<&str> = list.iter().map(|p| p.value.as_str()).collect();
                    report(format!("everyone but {}", names.join(", ")), None);
                }
            }
        }
    }
    found
}

/// Whether a statement for everyone lets through only callers of our accounts, or of an organisation.
fn keeps_to(statement: &Statement, is_ours: &impl Fn(&str) -> bool) -> bool {
    statement.conditions.iter().any(|c| {
        c.restricts_callers()
            && match c.key.as_str() {
                "aws:principalaccount" | "kms:calleraccount" | "aws:sourceaccount" | "aws:sourceowner" => {
                    c.values.iter().all(|v| is_ours(v))
                }
                "aws:principalarn" | "aws:sourcearn" => {
                    c.values.iter().all(|v| super::arn_account(v).is_some_and(is_ours))
                }
                "aws:principalorgid" | "aws:principalorgpaths" => true,
                _ => false,
            }
    })
}

/// The AWS services that a trust policy lets assume the role without saying on whose behalf, after
/// [cross-service confused deputy prevention](https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html#cross-service-confused-deputy-prevention):
/// no fixed `aws:SourceArn`, `aws:SourceAccount`, `aws:SourceOrgID`, `aws:SourceOrgPaths` or `aws:SourceOwner`.
/// Services that only ever act within the account (EKS, Secrets Manager) are left out. Sorted, without doubles.
///
/// Not every service sets those keys; whether this one does is for the rule to know.
pub fn confused_deputy_services(policy: &Policy) -> Vec<String> {
    let mut found: Vec<String> = policy
        .statements
        .iter()
        .filter(|s| s.effect == Effect::Allow && s.has_action("sts:AssumeRole"))
        .filter(|s| {
            !s.conditions.iter().any(|c| {
                c.restricts_callers()
                    && (SOURCE_KEYS.contains(&c.key.as_str()) || c.key == "aws:sourceorgpaths")
            })
        })
        .flat_map(|s| match &s.principals {
            Selection::Only(list) => list.as_slice(),
            Selection::All | Selection::Except(_) => &[],
        })
        .filter(|p| p.kind == PrincipalKind::Service && !OWN_ACCOUNT_SERVICES.contains(&p.value.as_str()))
        .map(|p| p.value.clone())
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const OWN: &str = "111122223333";

    fn trust(principal: Value, condition: Value) -> Policy {
        Policy::parse(
            &json!({"Statement": {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal,
            "Condition": condition}}),
        )
        .unwrap()
    }

    #[test]
    fn third_parties_are_told_from_ones_own() {
        let known = ["444455556666".to_owned()];
        let none = json!({});
        let id = json!({"StringEquals": {"sts:ExternalId": "x-1"}});
        for (principal, condition, want) in [
            (json!({"AWS": "arn:aws:iam::111122223333:root"}), &none, None),
            (json!({"AWS": "111122223333"}), &none, None),
            (json!({"AWS": "arn:aws:iam::444455556666:role/x"}), &none, None),
            (json!({"AWS": "arn:aws:iam::777788889999:root"}), &none, Some(false)),
            (json!({"AWS": "777788889999"}), &id, Some(true)),
            (json!({"AWS": "777788889999"}), &json!({"StringLike": {"sts:ExternalId": "*"}}), Some(false)),
            (
                json!({"AWS": "777788889999"}),
                &json!({"StringEqualsIfExists": {"sts:ExternalId": "x"}}),
                Some(false),
            ),
            (
                json!({"AWS": "777788889999"}),
                &json!({"StringNotEquals": {"sts:ExternalId": "x"}}),
                Some(false),
            ),
            (json!({"AWS": "777788889999"}), &json!({"StringEquals": {"sts:ExternalId": ""}}), Some(false)),
            (json!({"AWS": "AIDAIOSFODNN7EXAMPLE"}), &none, None),
            (json!({"Service": "ec2.amazonaws.com"}), &none, None),
            (json!({"Federated": "accounts.google.com"}), &none, None),
            (json!("*"), &none, Some(false)),
            (json!({"AWS": "*"}), &id, Some(true)),
            (json!({"AWS": "*"}), &json!({"StringEquals": {"aws:PrincipalOrgID": "o-abc123"}}), None),
            (json!({"AWS": "*"}), &json!({"StringEquals": {"aws:PrincipalAccount": OWN}}), None),
            (
                json!({"AWS": "*"}),
                &json!({"StringEquals": {"aws:PrincipalAccount": "777788889999"}}),
                Some(false),
            ),
            (
                json!({"AWS": "*"}),
                &json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}}),
                None,
            ),
        ] {
            let found = third_party_trust(&trust(principal.clone(), condition.clone()), OWN, &known);
            assert_eq!(found.first().map(|t| t.has_external_id), want, "{principal} {condition}");
            assert!(found.len() <= 1);
        }
    }

    #[test]
    fn the_weakest_statement_about_a_principal_counts() {
        let p = Policy::parse(&json!({"Statement": [
            {"Effect": "Allow", "Action": "sts:*", "Principal": {"AWS": ["777788889999", "222233334444"]},
                "Condition": {"StringEquals": {"sts:ExternalId": "x"}}},
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "777788889999"}},
            {"Effect": "Allow", "Action": "sts:TagSession", "Principal": {"AWS": "999900001111"}},
            {"Effect": "Deny", "Action": "sts:AssumeRole", "Principal": {"AWS": "888800001111"}},
            {"Effect": "Allow", "Action": "sts:AssumeRole", "NotPrincipal": {"AWS": "333344445555"}}]}))
        .unwrap();
        let found: Vec<_> =
            third_party_trust(&p, OWN, &[]).into_iter().map(|t| (t.principal, t.has_external_id)).collect();
        assert_eq!(
            found,
            [
                ("222233334444".to_owned(), true),
                ("777788889999".to_owned(), false),
                ("everyone but 333344445555".to_owned(), false),
            ]
        );
        assert!(external_principals(&p, OWN, &[]).contains(&"999900001111".to_owned()));
    }

    #[test]
    fn services_without_a_source_are_confusable() {
        let none = json!({});
        for (principal, condition, want) in [
            (json!({"Service": "lambda.amazonaws.com"}), &none, vec!["lambda.amazonaws.com"]),
            (
                json!({"Service": ["eks.amazonaws.com", "sns.amazonaws.com"]}),
                &none,
                vec!["sns.amazonaws.com"],
            ),
            (
                json!({"Service": "sns.amazonaws.com"}),
                &json!({"StringEquals": {"aws:SourceAccount": OWN}}),
                vec![],
            ),
            (
                json!({"Service": "sns.amazonaws.com"}),
                &json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:111122223333:*"}}),
                vec![],
            ),
            (
                json!({"Service": "sns.amazonaws.com"}),
                &json!({"ArnLike": {"aws:SourceArn": "arn:aws:sns:*:*:*"}}),
                vec!["sns.amazonaws.com"],
            ),
            (
                json!({"Service": "sns.amazonaws.com"}),
                &json!({"StringEquals": {"aws:SourceOrgID": "o-abc123"}}),
                vec![],
            ),
            (
                json!({"Service": "sns.amazonaws.com"}),
                &json!({"StringEqualsIfExists": {"aws:SourceAccount": OWN}}),
                vec!["sns.amazonaws.com"],
            ),
            (json!({"AWS": "*"}), &none, vec![]),
        ] {
            assert_eq!(
                confused_deputy_services(&trust(principal.clone(), condition.clone())),
                want,
                "{principal} {condition}"
            );
        }
    }
}

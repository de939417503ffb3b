//! IAM policies: reading them in every form in which AWS hands them out, and judging them.
//!
//! The grammar is that of the [IAM policy language](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html).

mod admin;
mod condition;
mod escalation;
mod escalation_paths;
mod glob;
mod parse;
mod public;
mod transport;
mod trust;

#[cfg(test)]
mod public_tests;

pub use admin::{AdminGrant, admin_grant, allows, grants_admin};
pub use condition::{Condition, Quantifier};
pub use escalation::privilege_escalations;
pub use escalation_paths::{EscalationPath, PATHS};
pub use parse::PolicyError;
pub use public::{Publicness, is_public};
pub use transport::denies_insecure_transport;
pub use trust::{Trust, confused_deputy_services, external_principals, third_party_trust};

/// A policy document, normalised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The version of the language (`2012-10-17`), when the document states one.
    pub version: Option<String>,
    /// The statements, in their order.
    pub statements: Vec<Statement>,
}

/// One statement of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The statement's own name, when it has one.
    pub sid: Option<String>,
    /// What it does to the requests that it matches.
    pub effect: Effect,
    /// `Action` or `NotAction`. Compared in any case.
    pub actions: Selection<String>,
    /// `Resource` or `NotResource`; [`Selection::All`] when neither stands there (trust policies).
    pub resources: Selection<String>,
    /// `Principal` or `NotPrincipal`; [`Selection::All`] when neither stands there (identity policies), where the
    /// policy says nothing about who.
    pub principals: Selection<Principal>,
    /// Every condition; all of them must hold.
    pub conditions: Vec<Condition>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It grants.
    Allow,
    /// It takes away, and wins over every grant.
    Deny,
}

/// An element of a statement with its `Not…` form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection<T> {
    /// The element is absent.
    All,
    /// Just these.
    Only(Vec<T>),
    /// All but these.
    Except(Vec<T>),
}

/// Who a statement is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Principal {
    /// The sort of principal.
    pub kind: PrincipalKind,
    /// An ARN, an account number, the name of a service, `*` …
    pub value: String,
}

/// The sort of a principal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrincipalKind {
    /// `"Principal": "*"`: everyone, signed in or not.
    Anyone,
    /// Accounts, users, roles and sessions.
    Aws,
    /// An AWS service.
    Service,
    /// An identity provider.
    Federated,
    /// A canonical user id, as S3 has them.
    CanonicalUser,
}

impl Statement {
    /// How the statement is called in reports: its Sid, or its place, counted from one.
    pub fn label(&self, index: usize) -> String {
        match &self.sid {
            Some(sid) if !sid.is_empty() => sid.clone(),
            _ => format!("statement {}", index + 1),
        }
    }

    /// The actions as text: `s3:GetObject, s3:List*` or `all actions but iam:*`.
    pub fn actions_text(&self) -> String {
        match &self.actions {
            Selection::All => "all actions".to_owned(),
            Selection::Only(list) => list.join(", "),
            Selection::Except(list) => format!("all actions but {}", list.join(", ")),
        }
    }

    fn has_action(&self, action: &str) -> bool {
        match &self.actions {
            Selection::All => true,
            Selection::Only(list) => list.iter().any(|a| glob::matches_in_any_case(a, action)),
            Selection::Except(list) => !list.iter().any(|a| glob::matches_in_any_case(a, action)),
        }
    }
}

impl Principal {
    /// Whether this is the public: `*` in any place, or an ARN with a wildcard for its account.
    pub fn is_everyone(&self) -> bool {
        match self.kind {
            PrincipalKind::Anyone => true,
            PrincipalKind::Aws => {
                glob::is_everything(&self.value)
                    || arn_account(&self.value).map_or_else(
                        || !self.value.starts_with("arn:") && self.value.contains(['*', '?']),
                        |account| account.contains(['*', '?']),
                    )
            }
            PrincipalKind::Service | PrincipalKind::Federated | PrincipalKind::CanonicalUser => {
                glob::is_everything(&self.value)
            }
        }
    }

    /// The account of an AWS principal: of its ARN, or the bare number. `None` for everyone and for the opaque ids
    /// (`AIDA…`, `AROA…`) that AWS shows once a principal is deleted.
    pub fn account(&self) -> Option<&str> {
        if self.kind != PrincipalKind::Aws {
            return None;
        }
        if is_account(&self.value) {
            return Some(&self.value);
        }
        arn_account(&self.value).filter(|a| is_account(a))
    }
}

/// Whether the text is an account number: twelve digits.
fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

/// The account part of an ARN (which may be empty); `None` when it is no ARN.
fn arn_account(arn: &str) -> Option<&str> {
    let mut parts = arn.splitn(6, ':');
    if parts.next() != Some("arn") {
        return None;
    }
    let account = parts.nth(3)?;
    parts.next()?;
    Some(account)
}

//! Whether a resource policy lets in the public.

use super::{Effect, Policy, Principal, Selection, Statement, glob};

/// What [`is_public`] found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Publicness {
    /// Whether any statement lets in the public.
    pub public: bool,
    /// Those statements: Sid or place, and the actions.
    pub reasons: Vec<String>,
}

/// Whether a resource policy lets in the public, after S3's
/// [meaning of public](https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status),
/// which Access Analyzer and the other services share: a statement allows, it is for everyone (`*`, an ARN with a
/// wildcard for its account, or everyone but some), and no condition ties it to fixed callers.
///
/// A grant is taken back by a Deny for everyone that covers its actions and resources, if the Deny has no condition
/// or spares only fixed callers (`StringNotEquals aws:SourceVpce …`). A grant to named principals or services of
/// other accounts is not public; see [`super::external_principals`] and [`super::confused_deputy_services`].
///
/// Where the answer cannot be known from the policy, it is «public».
pub fn is_public(policy: &Policy) -> Publicness {
    let reasons: Vec<String> = policy
        .statements
        .iter()
        .enumerate()
        .filter(|(_, s)| lets_in_everyone(s) && !policy.statements.iter().any(|d| takes_back(d, s)))
        .map(|(index, s)| format!("{}: {}", s.label(index), s.actions_text()))
        .collect();
    Publicness { public: !reasons.is_empty(), reasons }
}

fn lets_in_everyone(statement: &Statement) -> bool {
    let everyone = match &statement.principals {
        Selection::All => false,
        Selection::Only(list) => list.iter().any(Principal::is_everyone),
        // Everyone but some is everyone, unless the some are everyone.
        Selection::Except(list) => !list.iter().any(Principal::is_everyone),
    };
    let grants = match &statement.actions {
        Selection::Only(list) => !list.is_empty(),
        Selection::Except(list) => !list.iter().any(|a| glob::is_everything(a)),
        Selection::All => true,
    };
    statement.effect == Effect::Allow
        && everyone
        && grants
        && !statement.conditions.iter().any(super::Condition::restricts_callers)
}

/// Whether the Deny leaves nothing of the grant for the public.
fn takes_back(deny: &Statement, grant: &Statement) -> bool {
    let from_everyone = match &deny.principals {
        Selection::All => false,
        Selection::Only(list) => list.iter().any(Principal::is_everyone),
        Selection::Except(spared) => !spared.iter().any(Principal::is_everyone),
    };
    deny.effect == Effect::Deny
        && from_everyone
        && deny.conditions.iter().all(super::Condition::spares_only_known_callers)
        && covers(&deny.actions, &grant.actions, glob::covers_in_any_case)
        && covers(&deny.resources, &grant.resources, glob::covers)
}

/// Whether the outer selection holds all of the inner one. Sound, not complete.
fn covers(outer: &Selection<String>, inner: &Selection<String>, one: fn(&str, &str) -> bool) -> bool {
    match (outer, inner) {
        (Selection::All, _) => true,
        (Selection::Only(out), Selection::Only(list)) => list.iter().all(|i| out.iter().any(|o| one(o, i))),
        (Selection::Only(out), _) => out.iter().any(|o| glob::is_everything(o)),
        (Selection::Except(out), Selection::Only(list)) => {
            list.iter().all(|i| !out.iter().any(|o| glob::meet_in_any_case(o, i)))
        }
        // All but X holds all but Y when X lies within Y.
        (Selection::Except(out), Selection::Except(list)) => {
            out.iter().all(|o| list.iter().any(|i| one(i, o)))
        }
        (Selection::Except(_), Selection::All) => false,
    }
}

//! The accounts of an organization, as its management account or a delegated administrator may list them.

use serde_json::{Map, Value};
use skytally_aws::{CallError, Client};
use skytally_model::{AccountId, CauseClass};

use super::{ReachError, ReachErrorKind};

const TRIED: &str = "the accounts of the organization cannot be listed";
const ALONE: &str = "link the account by itself, or ask through the management account of an organization";

/// An account of an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its id.
    pub id: AccountId,
    /// Its name in the organization.
    pub name: String,
    /// The address of its root user, where AWS tells it.
    pub email: Option<String>,
    /// Whether it can be used.
    pub state: MemberState,
}

/// Whether an account of an organization can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberState {
    /// It can.
    Active,
    /// It is being made.
    PendingActivation,
    /// AWS has suspended it.
    Suspended,
    /// It is being closed.
    PendingClosure,
    /// It is closed.
    Closed,
    /// A state that this program does not know, in AWS's word; empty if AWS told none.
    Other(String),
}

impl MemberState {
    fn of(text: &str) -> Self {
        match text {
            "ACTIVE" => Self::Active,
            "PENDING_ACTIVATION" => Self::PendingActivation,
            "SUSPENDED" => Self::Suspended,
            "PENDING_CLOSURE" => Self::PendingClosure,
            "CLOSED" => Self::Closed,
            other => Self::Other(other.to_owned()),
        }
    }

    /// The state as AWS calls it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "ACTIVE",
            Self::PendingActivation => "PENDING_ACTIVATION",
            Self::Suspended => "SUSPENDED",
            Self::PendingClosure => "PENDING_CLOSURE",
            Self::Closed => "CLOSED",
            Self::Other(text) => text,
        }
    }
}

/// Lists the accounts of the client's organization, by id, the client's own included.
///
/// # Errors
/// The account is in no organization, is neither the management account nor a delegated administrator, or the call failed.
/// An answer that is cut off is an error, never a shorter list.
pub async fn organization_accounts(client: &Client) -> Result<Vec<Member>, ReachError> {
    let home = client.partition().home_region();
    let mut pages = client
        .pages("organizations", "ListAccounts", &home, Map::new(), None)
        .map_err(|error| ReachError::of_call(TRIED, &error))?;
    let mut members = Vec::new();
    while let Some(page) = pages.next().await.map_err(|error| why(&error))? {
        for account in page.get("Accounts").and_then(Value::as_array).into_iter().flatten() {
            members.push(member(account)?);
        }
    }
    if members.is_empty() {
        // An organization holds at least its management account.
        return Err(ReachError {
            kind: ReachErrorKind::NoOrganization,
            tried: TRIED.to_owned(),
            said: "AWS lists no account at all".to_owned(),
            advice: ALONE.to_owned(),
        });
    }
    members.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(members)
}

fn member(account: &Value) -> Result<Member, ReachError> {
    let text = |name: &str| account.get(name).and_then(Value::as_str);
    let id = text("Id").unwrap_or_default().parse().map_err(|error| ReachError {
        kind: ReachErrorKind::Malformed,
        tried: TRIED.to_owned(),
        said: format!("an account in the answer: {error}"),
        advice: "check the endpoint in the settings and any proxy on the way".to_owned(),
    })?;
    // `Status` is the older member, which AWS takes away.
    let state = MemberState::of(text("State").or_else(|| text("Status")).unwrap_or_default());
    Ok(Member {
        id,
        name: text("Name").unwrap_or_default().to_owned(),
        email: text("Email").map(str::to_owned),
        state,
    })
}

fn why(error: &CallError) -> ReachError {
    let told = ReachError::of_call(TRIED, error);
    if error.code.as_deref() == Some("AWSOrganizationsNotInUseException") {
        return ReachError { kind: ReachErrorKind::NoOrganization, advice: ALONE.to_owned(), ..told };
    }
    if error.class == CauseClass::Denied && !lacks_permission(error) {
        return ReachError {
            kind: ReachErrorKind::NotManagement,
            advice: "ask through the management account of the organization, or through an account that is a delegated \
                     administrator in it"
                .to_owned(),
            ..told
        };
    }
    told
}

/// Whether a refusal is for want of a right. To an account that is not the management account, AWS says otherwise, whatever
/// its rights are.
pub(super) fn lacks_permission(error: &CallError) -> bool {
    error.message.contains("not authorized to perform")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(message: &str) -> CallError {
        CallError {
            class: CauseClass::Denied,
            service: "organizations".to_owned(),
            operation: "ListAccounts".to_owned(),
            code: Some("AccessDeniedException".to_owned()),
            status: Some(400),
            request_id: None,
            message: message.to_owned(),
        }
    }

    #[test]
    fn an_account_that_may_not_list_is_told_apart_from_a_missing_right() {
        let member = why(&refused("You don't have permissions to access this resource."));
        assert_eq!(member.kind, ReachErrorKind::NotManagement);
        assert!(member.to_string().contains("management account"), "{member}");
        let right =
            why(&refused("User: x is not authorized to perform: organizations:ListAccounts on resource: *"));
        assert_eq!(right.kind, ReachErrorKind::Refused);
        let code = Some("AWSOrganizationsNotInUseException".to_owned());
        let alone = CallError { class: CauseClass::NotConfigured, code, ..refused("not a member") };
        assert_eq!(why(&alone).kind, ReachErrorKind::NoOrganization);
    }

    #[test]
    fn the_newer_state_goes_before_the_older_and_an_account_without_id_is_an_error() {
        for (account, state) in [
            (json!({"Id": "111122223333", "State": "CLOSED", "Status": "SUSPENDED"}), MemberState::Closed),
            (json!({"Id": "111122223333", "Status": "ACTIVE"}), MemberState::Active),
            (json!({"Id": "111122223333", "State": "MOVED"}), MemberState::Other("MOVED".to_owned())),
            (json!({"Id": "111122223333"}), MemberState::Other(String::new())),
        ] {
            assert_eq!(member(&account).unwrap().state, state, "{account}");
        }
        assert_eq!(member(&json!({"State": "ACTIVE"})).unwrap_err().kind, ReachErrorKind::Malformed);
    }
}

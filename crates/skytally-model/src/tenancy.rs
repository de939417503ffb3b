//! Who and whose: the ids of workspaces, people and what is theirs, and the roles of members.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::IdError;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Uuid);

        impl $name {
            /// Takes a UUID (version 7, so that ids sort by the time they were made) that the caller has drawn.
            pub fn new(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID.
            pub fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                // Only the form that we print: an id has one spelling.
                Uuid::try_parse(text)
                    .ok()
                    .filter(|uuid| uuid.hyphenated().to_string() == text)
                    .map(Self)
                    .ok_or_else(|| IdError::new(text, $expected))
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0.hyphenated())
            }
        }
    };
}

uuid_id!(
    /// A workspace: the tenant, and the only isolation boundary.
    WorkspaceId,
    "the id of a workspace"
);
uuid_id!(
    /// A person who can sign in.
    UserId,
    "the id of a user"
);
uuid_id!(
    /// A cloud account as linked to one workspace. Not AWS's id of it: two workspaces may link the same account.
    LinkId,
    "the id of a cloud account"
);
uuid_id!(
    /// One collection run.
    RunId,
    "the id of a run"
);
uuid_id!(
    /// A finding.
    FindingId,
    "the id of a finding"
);
uuid_id!(
    /// A session of a person.
    SessionId,
    "the id of a session"
);
uuid_id!(
    /// An API token.
    TokenId,
    "the id of an API token"
);
uuid_id!(
    /// An invitation to a workspace.
    InvitationId,
    "the id of an invitation"
);

/// What a member may do in a workspace. Each role may do all that the ones after it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Reads, mutes findings, asks for collection.
    Analyst,
    /// Links cloud accounts, invites members, reads the audit trail.
    Admin,
    /// Changes owners, exports and deletes the workspace.
    Owner,
}

impl Role {
    /// All of them, the mightiest first.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Admin, Self::Analyst, Self::Viewer];

    /// As it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Analyst => "analyst",
            Self::Viewer => "viewer",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Role {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| IdError::new(text, "a role: owner, admin, analyst or viewer"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        let text = "01939f2e-7c1a-7b3e-9d00-1c2d3e4f5061";
        assert_eq!(text.parse::<WorkspaceId>().unwrap().to_string(), text);
        for bad in
            ["", "01939F2E-7C1A-7B3E-9D00-1C2D3E4F5061", "01939f2e7c1a7b3e9d001c2d3e4f5061", "x' OR 1=1"]
        {
            assert!(bad.parse::<WorkspaceId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn roles_are_ordered_by_might() {
        assert!(Role::Owner > Role::Admin && Role::Admin > Role::Analyst && Role::Analyst > Role::Viewer);
        assert!("root".parse::<Role>().is_err());
    }
}

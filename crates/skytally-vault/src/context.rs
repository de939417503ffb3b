//! What a secret belongs to.

use std::fmt;

use serde_json::{Map, Value};
use skytally_model::WorkspaceId;

use crate::error::VaultError;

/// The longest subject and purpose, in bytes.
const FIELD_MAX_BYTES: usize = 256;

/// What a secret belongs to. It is bound to the sealed text: with another context it does not open.
///
/// With KMS, these are the encryption context, so they stand in the clear in the CloudTrail of the key's account: ids, never
/// names of people.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Context {
    /// The workspace; none for what belongs to a person.
    pub workspace: Option<WorkspaceId>,
    /// Whose it is: the id of a cloud account, or such as `user:` and the id of a user.
    pub subject: String,
    /// What it is for, such as `aws-key` or `totp`.
    pub purpose: &'static str,
}

impl Context {
    /// Refuses a context that would bind to nothing.
    pub(crate) fn checked(&self) -> Result<&Self, VaultError> {
        for (name, text) in [("subject", self.subject.as_str()), ("purpose", self.purpose)] {
            if text.is_empty() || text.len() > FIELD_MAX_BYTES {
                return Err(VaultError::Context { name, max: FIELD_MAX_BYTES });
            }
        }
        Ok(self)
    }

    /// Associated data for one use of a key. `use_` and `key` say which; no two different inputs give the same bytes, since
    /// each field is led by its length, and a field that is absent by its own mark.
    pub(crate) fn associated(&self, use_: &str, key: &str) -> Vec<u8> {
        let workspace = self.workspace.map(|id| id.to_string());
        let fields = [Some(use_), Some(key), workspace.as_deref(), Some(&self.subject), Some(self.purpose)];
        let mut out = b"skytally-vault-1".to_vec();
        for field in fields {
            out.push(u8::from(field.is_some()));
            let bytes = field.unwrap_or_default().as_bytes();
            out.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            out.extend_from_slice(bytes);
        }
        out
    }

    /// The encryption context of KMS. What is absent is left out, for KMS takes no empty value.
    pub(crate) fn for_kms(&self) -> Value {
        let mut map = Map::new();
        if let Some(workspace) = self.workspace {
            map.insert("workspace".to_owned(), workspace.to_string().into());
        }
        map.insert("subject".to_owned(), self.subject.clone().into());
        map.insert("purpose".to_owned(), self.purpose.into());
        Value::Object(map)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {}", self.purpose, self.subject)?;
        self.workspace.map_or(Ok(()), |workspace| write!(f, " in the workspace {workspace}"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Purposes are fixed texts of the program; these two are such that a careless encoding would mix them up.
    const PURPOSES: [&str; 3] = ["a", "aa", "aws-key"];

    fn context() -> impl Strategy<Value = Context> {
        let workspace = proptest::option::of(0..3_u128);
        (workspace, "[a:]{1,4}", 0..PURPOSES.len()).prop_map(|(workspace, subject, purpose)| Context {
            workspace: workspace.map(|n| format!("00000000-0000-7000-8000-{n:012x}").parse().unwrap()),
            subject,
            purpose: PURPOSES[purpose],
        })
    }

    proptest! {
        #[test]
        fn different_contexts_and_uses_never_look_alike(
            a in context(), b in context(), uses in ("[a]{0,3}", "[a]{0,3}"), keys in ("[a]{0,3}", "[a]{0,3}"),
        ) {
            let same = a == b && uses.0 == uses.1 && keys.0 == keys.1;
            prop_assert_eq!(a.associated(&uses.0, &keys.0) == b.associated(&uses.1, &keys.1), same);
            prop_assert_eq!(a.for_kms() == b.for_kms(), a == b);
        }
    }

    #[test]
    fn a_context_that_binds_to_nothing_is_refused() {
        let good = Context { workspace: None, subject: "user:1".to_owned(), purpose: "totp" };
        assert!(good.checked().is_ok());
        assert!(Context { subject: String::new(), ..good.clone() }.checked().is_err());
        assert!(Context { subject: "x".repeat(257), ..good.clone() }.checked().is_err());
        assert!(Context { purpose: "", ..good }.checked().is_err());
    }
}

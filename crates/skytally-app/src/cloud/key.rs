//! What an access key is: whose, and how old.

use jiff::Timestamp;
use serde_json::{Map, Value};
use skytally_aws::{CallError, Client, Key};
use skytally_collect::Account;
use skytally_model::Region;

use super::{Reach, ReachError, ReachErrorKind};

/// Characters of an access key's id at least and at most, as IAM has it.
const ID_MIN_CHARACTERS: usize = 16;
const ID_MAX_CHARACTERS: usize = 128;

/// What is known of an access key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyFacts {
    /// The account that it opens, and the ARN of its user.
    pub account: Account,
    /// Since when there is this key.
    pub age: KeyAge,
}

/// Since when there is a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyAge {
    /// It was made then.
    Since(Timestamp),
    /// It is not known, and why.
    Unknown {
        /// Why.
        because: String,
    },
}

impl Reach {
    /// Asks AWS whose an access key is, and IAM when it was made.
    ///
    /// # Errors
    /// A text that is no key, a key that AWS does not know, a wrong secret, no answer; the key of a root user.
    pub async fn check_key(
        &self,
        id: &str,
        secret: &str,
        region: Option<Region>,
    ) -> Result<KeyFacts, ReachError> {
        check_form(id, secret)?;
        let client = self.base.key_client(&Key::new(id, secret, None), region);
        let tried = format!("AWS does not say whose the access key {} is", shown(id));
        let account =
            skytally_collect::who(&client).await.map_err(|error| ReachError::of_call(&tried, &error))?;
        if account.caller.ends_with(":root") {
            return Err(ReachError {
                kind: ReachErrorKind::RootKey,
                tried: format!("the access key {} is not taken", shown(id)),
                said: format!("it is of the root user of account {}, which may do everything", account.id),
                advice:
                    "delete it in AWS, and link the account by a role or by a key of a user who may only read"
                        .to_owned(),
            });
        }
        let age = age(&client, &account, id).await;
        Ok(KeyFacts { account, age })
    }
}

/// Refuses what cannot be a key, before anything is sent.
pub(super) fn check_form(id: &str, secret: &str) -> Result<(), ReachError> {
    let wrong = |kind, said: &str, advice: &str| {
        Err(ReachError {
            kind,
            tried: "the access key is not taken".to_owned(),
            said: said.to_owned(),
            advice: advice.to_owned(),
        })
    };
    let of_id = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !(ID_MIN_CHARACTERS..=ID_MAX_CHARACTERS).contains(&id.len()) || !id.chars().all(of_id) {
        let said = "its id is not one (20 capital letters and digits, such as AKIAIOSFODNN7EXAMPLE)";
        return wrong(ReachErrorKind::BadInput, said, "paste the id again, without anything around it");
    }
    if id.starts_with("ASIA") {
        let said = "it is a temporary one, which ends within hours";
        return wrong(
            ReachErrorKind::TemporaryKey,
            said,
            "link the account by a role, or by a key of a user",
        );
    }
    if secret.is_empty() || !secret.chars().all(|c| c.is_ascii_graphic()) {
        let said = "its secret is empty or has characters that none has, such as a space";
        return wrong(ReachErrorKind::BadInput, said, "paste the secret again, without anything around it");
    }
    Ok(())
}

/// Enough of an id to tell two keys apart.
fn shown(id: &str) -> String {
    // Only ASCII passes the check of the form.
    let end = id.get(id.len().saturating_sub(4)..).unwrap_or_default();
    format!("…{end}")
}

async fn age(client: &Client, account: &Account, id: &str) -> KeyAge {
    match created(client, id).await {
        Ok(Some(Ok(created))) => KeyAge::Since(created),
        Ok(Some(Err(reason))) => KeyAge::Unknown { because: format!("AWS's date of the key: {reason}") },
        Ok(None) => KeyAge::Unknown {
            because: format!("IAM does not list the key among those of {}", account.caller),
        },
        Err(error) => {
            let permission = client.catalog().permission(&error.service, &error.operation);
            KeyAge::Unknown { because: error.into_cause(permission).to_string() }
        }
    }
}

/// When the key was made, as IAM tells its own user; none if IAM does not list it.
async fn created(client: &Client, id: &str) -> Result<Option<Result<Timestamp, String>>, CallError> {
    let mut pages = client.pages("iam", "ListAccessKeys", client.region(), Map::new(), None)?;
    while let Some(page) = pages.next().await? {
        let keys = page.get("AccessKeyMetadata").and_then(Value::as_array).into_iter().flatten();
        let mut own = keys.filter(|key| key.get("AccessKeyId").and_then(Value::as_str) == Some(id));
        if let Some(key) = own.next() {
            let date = key.get("CreateDate").and_then(Value::as_str).unwrap_or_default();
            return Ok(Some(date.parse().map_err(|error: jiff::Error| error.to_string())));
        }
    }
    Ok(None)
}

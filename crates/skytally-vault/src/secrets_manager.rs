//! AWS Secrets Manager as the place where sealed texts are kept. What lies there is sealed already.

use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use skytally_aws::{CallError, Client};
use skytally_model::Region;

use crate::aead;
use crate::context::Context;
use crate::error::VaultError;

/// The longest prefix, in bytes. Names have at most 512.
const PREFIX_MAX_BYTES: usize = 256;

pub(crate) struct SecretsManager {
    client: Arc<Client>,
    region: Region,
    prefix: String,
}

impl SecretsManager {
    pub(crate) fn new(client: Arc<Client>, region: Region, prefix: &str) -> Result<Self, VaultError> {
        let prefix = prefix.trim_end_matches('/');
        let fits = |c: char| c.is_ascii_alphanumeric() || "/_+=.@-".contains(c);
        if prefix.is_empty() || prefix.len() > PREFIX_MAX_BYTES || !prefix.chars().all(fits) {
            return Err(VaultError::Prefix { max: PREFIX_MAX_BYTES });
        }
        Ok(Self { client, region, prefix: prefix.to_owned() })
    }

    /// Whether an entry is one of ours. A text that somebody put into the store must not make us read, overwrite or delete
    /// anything else.
    pub(crate) fn covers(&self, name: &str) -> bool {
        let inside = name.strip_prefix(&self.prefix).and_then(|rest| rest.strip_prefix('/'));
        inside.is_some_and(|rest| !rest.is_empty())
    }

    /// Keeps a sealed text under a new name, and gives the name.
    pub(crate) async fn keep(&self, context: &Context, sealed: &str) -> Result<String, VaultError> {
        let owner = context.workspace.map_or_else(|| "people".to_owned(), |workspace| workspace.to_string());
        let name = format!("{}/{owner}/{}", self.prefix, random_name()?);
        let params = json!({
            "Name": name, "ClientRequestToken": random_name()?, "SecretString": sealed,
            "Description": format!("Skytally: sealed {context}"),
        });
        self.call("keep", "CreateSecret", &name, &params).await?;
        Ok(name)
    }

    /// Puts another sealed text in the place of the one under a name.
    pub(crate) async fn replace(&self, name: &str, sealed: &str) -> Result<(), VaultError> {
        let params = json!({"SecretId": name, "ClientRequestToken": random_name()?, "SecretString": sealed});
        self.call("replace", "PutSecretValue", name, &params).await?;
        Ok(())
    }

    /// The sealed text under a name; none where there is none any more.
    pub(crate) async fn fetch(&self, name: &str) -> Result<Option<String>, VaultError> {
        let answer = match self.call("read", "GetSecretValue", name, &json!({"SecretId": name})).await {
            Err(VaultError::SecretsManager { cause, .. }) if is_gone(&cause) => return Ok(None),
            other => other?,
        };
        let text = answer["SecretString"].as_str();
        let unusable = VaultError::Answer { call: "secretsmanager:GetSecretValue", member: "SecretString" };
        text.map(|text| Some(text.to_owned())).ok_or(unusable)
    }

    /// Deletes an entry at once, with no way back. One that is gone already is no error.
    pub(crate) async fn forget(&self, name: &str) -> Result<(), VaultError> {
        let params = json!({"SecretId": name, "ForceDeleteWithoutRecovery": true});
        match self.call("delete", "DeleteSecret", name, &params).await {
            Err(VaultError::SecretsManager { cause, .. }) if is_gone(&cause) => Ok(()),
            other => other.map(|_| ()),
        }
    }

    /// Whether the place answers: it is asked for an entry that is never there.
    pub(crate) async fn check(&self) -> Result<(), VaultError> {
        self.fetch(&format!("{}/none", self.prefix)).await.map(|_| ())
    }

    async fn call(
        &self,
        act: &'static str,
        operation: &str,
        name: &str,
        params: &Value,
    ) -> Result<Value, VaultError> {
        let answer = self.client.call("secretsmanager", operation, &self.region, params).await;
        answer.map_err(|cause| VaultError::SecretsManager { act, name: name.to_owned(), cause })
    }
}

/// 32 random letters and digits: a name that is never taken, and a token by which a repeated request is known.
fn random_name() -> Result<String, VaultError> {
    let mut bytes = [0; 16];
    aead::fill(&mut bytes)?;
    Ok(HEXLOWER.encode(&bytes))
}

fn is_gone(cause: &CallError) -> bool {
    cause.code.as_deref() == Some("ResourceNotFoundException")
}

//! Data keys wrapped by a key of AWS KMS, which never leaves it.

use std::sync::{Arc, PoisonError, RwLock};

use data_encoding::BASE64;
use serde_json::{Value, json};
use skytally_aws::{CallError, Client};
use skytally_model::Region;
use zeroize::{Zeroize, Zeroizing};

use crate::aead::{self, Key};
use crate::cache::Cache;
use crate::context::Context;
use crate::error::VaultError;
use crate::sealed::Wrap;

/// The use of a key that is bound into the cache.
const USE: &str = "data key";

/// A key of KMS.
pub(crate) struct KmsKeys {
    client: Arc<Client>,
    region: Region,
    /// As the configuration names it: an id, an ARN or an alias.
    given: String,
    /// The ARN of the key that it stands for.
    arn: RwLock<String>,
    cache: Cache,
}

impl KmsKeys {
    pub(crate) async fn open(client: Arc<Client>, region: Region, given: String) -> Result<Self, VaultError> {
        let keys = Self { client, region, given, arn: RwLock::new(String::new()), cache: Cache::default() };
        let arn = keys.describe(&keys.given).await?;
        keys.point_to(arn);
        Ok(keys)
    }

    /// The ARN of the key that data keys are wrapped by.
    pub(crate) fn arn(&self) -> String {
        self.arn.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn point_to(&self, arn: String) {
        *self.arn.write().unwrap_or_else(PoisonError::into_inner) = arn;
    }

    /// Looks where the configured name leads now; gives the ARN before and after.
    pub(crate) async fn look_again(&self) -> Result<(String, String), VaultError> {
        let (before, after) = (self.arn(), self.describe(&self.given).await?);
        self.point_to(after.clone());
        Ok((before, after))
    }

    /// The ARN of a key that can wrap and unwrap.
    pub(crate) async fn describe(&self, key: &str) -> Result<String, VaultError> {
        let answer = self.call("describe it", "DescribeKey", key, &json!({"KeyId": key})).await?;
        let about = &answer["KeyMetadata"];
        let unfit = |reason: String| Err(VaultError::KmsKey { key: key.to_owned(), reason });
        // A symmetric key is for encryption always; others have other specs.
        for (member, wanted) in [("KeySpec", "SYMMETRIC_DEFAULT"), ("KeyState", "Enabled")] {
            match about[member].as_str() {
                Some(found) if found == wanted => {}
                Some(found) => return unfit(format!("its {member} is {found}; {wanted} was expected")),
                None => return unfit(format!("KMS does not say its {member}")),
            }
        }
        match about["Arn"].as_str().filter(|arn| owner(arn).is_some()) {
            Some(arn) => Ok(arn.to_owned()),
            None => unfit("KMS does not say its ARN".to_owned()),
        }
    }

    /// Whether a key is of the same partition, region and account as the configured one. Others are not asked: a sealed text
    /// that was put in by somebody else could name that one's own key.
    pub(crate) fn may_use(&self, arn: &str) -> bool {
        owner(arn).is_some() && owner(arn) == owner(&self.arn())
    }

    /// A new data key, plain and wrapped.
    pub(crate) async fn new_data_key(&self, context: &Context) -> Result<(Key, Wrap, Vec<u8>), VaultError> {
        let arn = self.arn();
        let params = json!({"KeyId": arn, "KeySpec": "AES_256", "EncryptionContext": context.for_kms()});
        let mut answer = self.call("make a data key", "GenerateDataKey", &arn, &params).await?;
        let key = plain(&mut answer, "kms:GenerateDataKey")?;
        let wrapped = blob(&answer, "kms:GenerateDataKey")?;
        self.cache.put(context.associated(USE, &arn), &wrapped, &key);
        Ok((key, Wrap::Kms(arn), wrapped))
    }

    /// Wraps a data key.
    pub(crate) async fn wrap(&self, context: &Context, key: &Key) -> Result<(Wrap, Vec<u8>), VaultError> {
        let arn = self.arn();
        let mut params = json!({"KeyId": arn, "EncryptionContext": context.for_kms()});
        params["Plaintext"] = BASE64.encode(key.as_slice()).into();
        let answer = self.call("wrap a data key", "Encrypt", &arn, &params).await;
        if let Some(Value::String(text)) = params.get_mut("Plaintext") {
            text.zeroize();
        }
        let wrapped = blob(&answer?, "kms:Encrypt")?;
        self.cache.put(context.associated(USE, &arn), &wrapped, key);
        Ok((Wrap::Kms(arn), wrapped))
    }

    /// Unwraps a data key; none where it was changed or wrapped for another context.
    pub(crate) async fn unwrap(
        &self,
        arn: &str,
        context: &Context,
        wrapped: &[u8],
    ) -> Result<Option<Key>, VaultError> {
        let associated = context.associated(USE, arn);
        if let Some(key) = self.cache.get(&associated, wrapped) {
            return Ok(Some(key));
        }
        let params = json!({
            "KeyId": arn, "CiphertextBlob": BASE64.encode(wrapped), "EncryptionContext": context.for_kms(),
        });
        let mut answer = match self.call("unwrap a data key", "Decrypt", arn, &params).await {
            Err(VaultError::Kms { cause, .. }) if is_refusal(&cause) => return Ok(None),
            other => other?,
        };
        let key = plain(&mut answer, "kms:Decrypt")?;
        self.cache.put(associated, wrapped, &key);
        Ok(Some(key))
    }

    pub(crate) fn forget(&self, wrapped: &[u8]) {
        self.cache.forget(wrapped);
    }

    async fn call(
        &self,
        act: &'static str,
        operation: &str,
        key: &str,
        params: &Value,
    ) -> Result<Value, VaultError> {
        let answer = self.client.call("kms", operation, &self.region, params).await;
        answer.map_err(|cause| VaultError::Kms { act, key: key.to_owned(), cause })
    }
}

/// Whether KMS says that the wrapped key was changed, or is of another context or key.
fn is_refusal(cause: &CallError) -> bool {
    let code = cause.code.as_deref().unwrap_or_default();
    matches!(code, "InvalidCiphertextException" | "IncorrectKeyException")
}

/// The partition, region and account in the ARN of a key.
fn owner(arn: &str) -> Option<[&str; 3]> {
    match arn.splitn(6, ':').collect::<Vec<_>>()[..] {
        ["arn", partition, "kms", region, account, name] if name.starts_with("key/") => {
            Some([partition, region, account])
        }
        _ => None,
    }
}

/// Takes the plain data key out of an answer, leaving no copy in it.
fn plain(answer: &mut Value, call: &'static str) -> Result<Key, VaultError> {
    let unusable = VaultError::Answer { call, member: "Plaintext" };
    let Some(Value::String(text)) = answer.get_mut("Plaintext").map(Value::take) else {
        return Err(unusable);
    };
    let text = Zeroizing::new(text);
    let bytes = BASE64.decode(text.as_bytes()).map(Zeroizing::new).ok();
    bytes.and_then(|bytes| aead::key_of(&bytes)).ok_or(unusable)
}

fn blob(answer: &Value, call: &'static str) -> Result<Vec<u8>, VaultError> {
    let text = answer["CiphertextBlob"].as_str().filter(|text| !text.is_empty());
    let bytes = text.and_then(|text| BASE64.decode(text.as_bytes()).ok());
    bytes.ok_or(VaultError::Answer { call, member: "CiphertextBlob" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_of_a_key_is_read_from_its_arn_only() {
        assert_eq!(
            owner("arn:aws:kms:eu-west-1:123456789012:key/1-2"),
            Some(["aws", "eu-west-1", "123456789012"])
        );
        for other in
            ["", "alias/x", "arn:aws:kms:eu-west-1:123456789012:alias/x", "arn:aws:s3:::key/x", "a:b:c"]
        {
            assert_eq!(owner(other), None, "{other}");
        }
    }

    #[test]
    fn an_answer_without_a_key_is_no_key() {
        let key = BASE64.encode(&[7; 32]);
        let mut answer = json!({"Plaintext": key});
        assert_eq!(plain(&mut answer, "kms:Decrypt").unwrap().as_slice(), [7; 32]);
        assert_eq!(answer, json!({"Plaintext": null}));
        for mut bad in [json!({}), json!({"Plaintext": "AAAA"}), json!({"Plaintext": "?"}), json!([])] {
            let error = plain(&mut bad, "kms:Decrypt").err().unwrap();
            assert_eq!(error.to_string(), "the answer of kms:Decrypt has no usable Plaintext");
        }
        assert!(blob(&json!({"CiphertextBlob": ""}), "kms:Encrypt").is_err());
    }
}

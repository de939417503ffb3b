//! `[vault]`: what the credentials of cloud accounts are sealed with, and where they are kept.

use std::path::{Path, PathBuf};

use skytally_model::Region;

use crate::settings::address::HttpUrl;
use crate::settings::form::{Form, of_characters, one_of, parsed, path, text, web};
use crate::settings::reader::Section;

/// The key file in the data folder.
const KEY_FILE: &str = "vault.key";

/// What the credentials of cloud accounts are sealed with, and where they are kept.
#[derive(Debug, Clone)]
pub(crate) struct Vault {
    pub(crate) keys: Keys,
    pub(crate) place: SealedPlace,
    /// Another address in place of those of KMS and Secrets Manager.
    pub(crate) endpoint_url: Option<HttpUrl>,
}

/// What wraps the data keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Keys {
    /// A file, made on the first start.
    File(PathBuf),
    /// A key of AWS KMS.
    AwsKms {
        /// Its ARN, id or alias.
        key: String,
        region: Region,
    },
}

/// Where sealed credentials are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SealedPlace {
    /// In the store, with everything else.
    Store,
    /// In AWS Secrets Manager.
    AwsSecretsManager {
        /// What the names of the secrets begin with.
        prefix: String,
        region: Region,
    },
}

#[derive(Clone, Copy, PartialEq)]
enum KeysWord {
    File,
    AwsKms,
}

#[derive(Clone, Copy, PartialEq)]
enum PlaceWord {
    Store,
    AwsSecretsManager,
}

pub(super) fn region() -> Form<Region> {
    parsed("an AWS region such as eu-central-1")
}

impl Vault {
    pub(crate) fn read(section: &mut Section<'_>, data: Option<&Path>) -> Option<Self> {
        let keys = section.value("keys", one_of([("file", KeysWord::File), ("aws-kms", KeysWord::AwsKms)]));
        let key_file = section.optional("key_file", path("the path of a file"));
        let kms_key = section.optional("kms_key", text("the ARN, id or alias of a KMS key"));
        let kms_region = section.optional("kms_region", region());
        let place = section.value(
            "place",
            one_of([("store", PlaceWord::Store), ("aws-secrets-manager", PlaceWord::AwsSecretsManager)]),
        );
        let prefix = section.value(
            "secrets_prefix",
            of_characters("a name of 1 to 200 letters, digits or any of / _ + = . @ -", 1..=200, |c| {
                c.is_ascii_alphanumeric() || "/_+=.@-".contains(c)
            }),
        );
        let secrets_region = section.optional("secrets_region", region());
        let endpoint_url = section.optional("endpoint_url", web());
        let keys = match keys? {
            KeysWord::File => {
                forgotten(section, "keys", "file", "aws-kms", &["kms_key", "kms_region"]);
                let file = match key_file? {
                    Some(file) => file,
                    None => {
                        let file = data?.join(KEY_FILE);
                        section.means("key_file", file.display().to_string());
                        file
                    }
                };
                Some(Keys::File(file))
            }
            KeysWord::AwsKms => kms(section, kms_key?, kms_region?),
        };
        let place = match place? {
            PlaceWord::Store => {
                forgotten(
                    section,
                    "place",
                    "store",
                    "aws-secrets-manager",
                    &["secrets_prefix", "secrets_region"],
                );
                Some(SealedPlace::Store)
            }
            PlaceWord::AwsSecretsManager => match secrets_region? {
                Some(region) => prefix.map(|prefix| SealedPlace::AwsSecretsManager { prefix, region }),
                None => {
                    section.fault(
                        "place",
                        "is \"aws-secrets-manager\"; name its region in vault.secrets_region",
                    );
                    None
                }
            },
        };
        Some(Self { keys: keys?, place: place?, endpoint_url: endpoint_url? })
    }
}

/// A KMS key and its region, which an ARN names as well.
fn kms(section: &mut Section<'_>, key: Option<String>, region: Option<Region>) -> Option<Keys> {
    let Some(key) = key else {
        section.fault("keys", "is \"aws-kms\"; name the key in vault.kms_key");
        return None;
    };
    let of_arn: Option<Region> = key.strip_prefix("arn:").and_then(|arn| arn.split(':').nth(2)?.parse().ok());
    match (of_arn, region) {
        (Some(of_arn), Some(region)) if of_arn != region => {
            section
                .fault("kms_region", format!("is {region}, but vault.kms_key is of {of_arn}; take it away"));
            None
        }
        (_, Some(region)) => Some(Keys::AwsKms { key, region }),
        (Some(region), None) => {
            section.means("kms_region", region.to_string());
            Some(Keys::AwsKms { key, region })
        }
        (None, None) => {
            section.fault(
                "kms_key",
                "does not tell its region; name it in vault.kms_region, or give the key's ARN",
            );
            None
        }
    }
}

/// Tells of settings of a choice that was not made. Whoever chose on purpose may leave those of the other choice.
fn forgotten(
    section: &mut Section<'_>,
    choice: &'static str,
    chosen: &str,
    other: &str,
    settings: &[&'static str],
) {
    if section.given(&[choice]).is_some() {
        return;
    }
    if let Some(given) = section.given(settings) {
        section.fault(
            given,
            format!(
                "is given, but vault.{choice} was left at {chosen:?}; say {choice} = {other:?}, or, if that is not \
                 meant, {choice} = {chosen:?}"
            ),
        );
    }
}

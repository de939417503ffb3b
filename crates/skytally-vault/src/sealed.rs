//! The sealed text: opaque to its keeper, with a version, safe to store.
//!
//! ```text
//! sky1.file.<key id>.<wrapped data key>.<box>             wrapped by a key of the key file
//! sky1.kms.<ARN of the key>.<wrapped data key>.<box>      wrapped by KMS
//! sky1.secretsmanager.<name>                              one of the above, under this name in Secrets Manager
//! ```
//! All but the key id is base64url without padding, in its only spelling.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use crate::error::VaultError;
use crate::key_file::is_key_id;

/// The longest sealed text, in bytes: what an entry of Secrets Manager takes.
const SEALED_MAX_BYTES: usize = 64 << 10;
const VERSION: &str = "sky1";

/// A secret that only the vault can open again, with the context that it was sealed for.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sealed(String);

/// What wraps a data key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrap {
    /// A key of the key file, by its id.
    File(String),
    /// A key of KMS, by its ARN.
    Kms(String),
}

impl fmt::Display for Wrap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::File(key) | Self::Kms(key)) = self;
        f.write_str(key)
    }
}

/// A sealed secret with its wrapped data key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Envelope {
    pub(crate) wrap: Wrap,
    /// The data key, wrapped.
    pub(crate) wrapped: Vec<u8>,
    /// The secret, under the data key.
    pub(crate) body: Vec<u8>,
}

/// What a sealed text says.
pub(crate) enum Parts {
    /// Everything.
    Inline(Envelope),
    /// The name of the entry of Secrets Manager that has the rest.
    SecretsManager(String),
}

impl Sealed {
    pub(crate) fn inline(envelope: &Envelope) -> Self {
        let (wrapped, body) = (encode(&envelope.wrapped), encode(&envelope.body));
        Self(match &envelope.wrap {
            Wrap::File(id) => format!("{VERSION}.file.{id}.{wrapped}.{body}"),
            Wrap::Kms(arn) => format!("{VERSION}.kms.{}.{wrapped}.{body}", encode(arn.as_bytes())),
        })
    }

    pub(crate) fn secrets_manager(name: &str) -> Self {
        Self(format!("{VERSION}.secretsmanager.{}", encode(name.as_bytes())))
    }

    /// The text, to be stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn parts(&self) -> Result<Parts, VaultError> {
        parse(&self.0)
    }
}

fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn decode(text: &str) -> Result<Vec<u8>, VaultError> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    bytes.map_err(|_| VaultError::Malformed { reason: "base64url without padding was expected" })
}

fn decode_text(text: &str) -> Result<String, VaultError> {
    let text = String::from_utf8(decode(text)?)
        .ok()
        .filter(|text| !text.is_empty() && text.len() <= 2048 && text.chars().all(|c| c.is_ascii_graphic()));
    text.ok_or(VaultError::Malformed { reason: "the name of a key or an entry was expected" })
}

fn parse(text: &str) -> Result<Parts, VaultError> {
    if text.len() > SEALED_MAX_BYTES {
        return Err(VaultError::Malformed { reason: "it is too long" });
    }
    let fields: Vec<&str> = text.split('.').collect();
    let version = fields.first().and_then(|field| field.strip_prefix("sky"));
    match version {
        Some("1") => {}
        Some(other) if !other.is_empty() && other.bytes().all(|b| b.is_ascii_digit()) => {
            return Err(VaultError::UnknownVersion);
        }
        _ => return Err(VaultError::Malformed { reason: "it begins with no version" }),
    }
    let envelope = |wrap, wrapped: &str, body: &str| {
        Ok(Parts::Inline(Envelope { wrap, wrapped: decode(wrapped)?, body: decode(body)? }))
    };
    match fields[1..] {
        ["file", id, wrapped, body] if is_key_id(id) => envelope(Wrap::File(id.to_owned()), wrapped, body),
        ["kms", arn, wrapped, body] => envelope(Wrap::Kms(decode_text(arn)?), wrapped, body),
        ["secretsmanager", name] => Ok(Parts::SecretsManager(decode_text(name)?)),
        _ => Err(VaultError::Malformed { reason: "it has not the parts of a sealed text" }),
    }
}

impl FromStr for Sealed {
    type Err = VaultError;

    fn from_str(text: &str) -> Result<Self, VaultError> {
        parse(text).map(|_| Self(text.to_owned()))
    }
}

impl TryFrom<String> for Sealed {
    type Error = VaultError;

    fn try_from(text: String) -> Result<Self, VaultError> {
        parse(&text).map(|_| Self(text))
    }
}

impl From<Sealed> for String {
    fn from(sealed: Sealed) -> Self {
        sealed.0
    }
}

impl fmt::Display for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Tells where it lies and what wraps it, not what it holds.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.parts() {
            Ok(Parts::Inline(envelope)) => write!(f, "Sealed(under {})", envelope.wrap),
            Ok(Parts::SecretsManager(name)) => write!(f, "Sealed(at {name})"),
            // It was parsed when it was made.
            Err(error) => write!(f, "Sealed({error})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in ".*") {
            let _ = text.parse::<Sealed>();
        }

        #[test]
        fn nothing_like_a_sealed_text_makes_it_panic(
            text in "sky[0-9]{0,3}(\\.(file|kms|secretsmanager|[a-zA-Z0-9_=-]{0,8})){0,6}",
        ) {
            if let Ok(sealed) = text.parse::<Sealed>() {
                prop_assert_eq!(sealed.to_string(), text);
            }
        }

        #[test]
        fn parts_survive_the_text(
            id in "[0-9a-f]{16}", wrapped in proptest::collection::vec(any::<u8>(), 0..80),
            body in proptest::collection::vec(any::<u8>(), 0..200), kms in any::<bool>(),
        ) {
            let wrap = if kms { Wrap::Kms(format!("arn:aws:kms:{id}")) } else { Wrap::File(id) };
            let envelope = Envelope { wrap, wrapped, body };
            let sealed: Sealed = Sealed::inline(&envelope).to_string().parse().unwrap();
            let Ok(Parts::Inline(again)) = sealed.parts() else { panic!("inline") };
            prop_assert!(again == envelope);
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_text() {
        for (text, said) in [
            ("", "begins with no version"),
            ("sky", "begins with no version"),
            ("sky2.file.a.b.c", "version that this program does not know"),
            ("sky01.file.a.b.c", "version that this program does not know"),
            ("sky1", "has not the parts"),
            ("sky1.file.k.AAAA", "has not the parts"),
            ("sky1.file.UPPER.AAAA.AAAA", "has not the parts"),
            ("sky1.file.k.AAAA.AAAA.AAAA", "has not the parts"),
            ("sky1.file.k.AAAA.AAA=", "base64url"),
            // The last bits of this one are not nought: a second spelling of the same bytes.
            ("sky1.file.k.AAAA.AB", "base64url"),
            ("sky1.kms..AAAA.AAAA", "name of a key"),
            ("sky1.secretsmanager.AAAA", "name of a key"),
        ] {
            let error = text.parse::<Sealed>().unwrap_err().to_string();
            assert!(error.contains(said), "{text}: {error}");
            assert!(text.len() < 5 || !error.contains(text), "{error}");
        }
        let long = format!("sky1.file.k.AAAA.{}", "A".repeat(SEALED_MAX_BYTES));
        assert!(long.parse::<Sealed>().is_err());
    }

    #[test]
    fn json_holds_a_text_and_is_checked() {
        let sealed: Sealed = serde_json::from_str("\"sky1.file.k1.AAAA.AAAA\"").unwrap();
        assert_eq!(serde_json::to_string(&sealed).unwrap(), "\"sky1.file.k1.AAAA.AAAA\"");
        assert_eq!(format!("{sealed:?}"), "Sealed(under k1)");
        assert!(serde_json::from_str::<Sealed>("\"plain text\"").is_err());
    }
}

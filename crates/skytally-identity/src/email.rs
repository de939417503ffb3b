//! E-mail addresses: one spelling for comparing, another for sending.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The longest address, in characters: what fits into the path of an SMTP command (RFC 3696, erratum 1690).
pub const CHARACTERS_MAX: usize = 254;

/// An e-mail address.
///
/// Two addresses are the same when they differ only in upper and lower case, before and after the `@`: mail servers that tell
/// `Ann@` from `ann@` are as good as extinct, and people who sign up twice because of a capital are not. What was typed is
/// kept for sending.
///
/// Only ASCII is taken. Beyond it, texts that look the same, or that become the same in lower case (`K`, the Kelvin sign, and
/// `k`), could make one person's address find another's account. Domains with other letters have a form that starts with `xn--`.
///
/// Send to the address that is stored, not to the one that was typed into a form of "forgotten password".
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email {
    typed: String,
    key: String,
}

impl Email {
    /// As it was typed, without space around it: for sending and showing.
    pub fn as_typed(&self) -> &str {
        &self.typed
    }

    /// For comparing and looking up: all in lower case.
    pub fn key(&self) -> &str {
        &self.key
    }
}

impl FromStr for Email {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        // Only what people leave around it by accident. A line break within would end a header of a mail.
        let typed = text.trim_matches([' ', '\t', '\r', '\n']);
        if typed.is_empty() {
            return Err(Error::Email("it is empty"));
        }
        if typed.len() > CHARACTERS_MAX {
            return Err(Error::Email("it is longer than 254 characters"));
        }
        if !typed.is_ascii() {
            return Err(Error::Email("only ASCII is taken; write the domain in its xn-- form"));
        }
        if typed.bytes().any(|byte| byte.is_ascii_control() || byte == b' ') {
            return Err(Error::Email("it has a space, a line break or a control character in it"));
        }
        if typed.contains('"') {
            return Err(Error::Email("quoted names are not taken"));
        }
        let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
        EmailAddress::parse_with_options(typed, options)
            .map_err(|_| Error::Email("expected name@example.com"))?;
        Ok(Self { key: typed.to_ascii_lowercase(), typed: typed.to_owned() })
    }
}

impl TryFrom<String> for Email {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.typed
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.typed)
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Email {}

impl Hash for Email {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn upper_case_makes_no_second_person_and_is_kept_for_sending() {
        let typed: Email = "  Ann.Lee+aws@Example.COM \n".parse().unwrap();
        assert_eq!(typed.as_typed(), "Ann.Lee+aws@Example.COM");
        assert_eq!(typed.key(), "ann.lee+aws@example.com");
        assert_eq!(typed, "ann.lee+aws@example.com".parse().unwrap());
        assert_ne!(typed, "ann.lee@example.com".parse().unwrap());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            " ",
            "ann",
            "ann@",
            "@example.com",
            "ann@localhost",
            "ann@[127.0.0.1]",
            "ann@example..com",
            "ann@.example.com",
            "ann@-example.com",
            "ann@example.com.",
            ".ann@example.com",
            "ann.@example.com",
            "ann@@example.com",
            "ann@example.com,bob@example.com",
            "Ann <ann@example.com>",
            "<ann@example.com>",
            "\"ann\"@example.com",
            "an n@example.com",
            "ann@exam\nple.com",
            "ann@example.com\r\nBcc: bob@example.com",
            "ann@example.com\0",
            "mi\u{212a}e@example.com",
            "ann@ex\u{00e4}mple.com",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad:?}");
        }
        let long = format!("{}@{}.com", "a".repeat(60), "b.".repeat(100));
        assert!(long.len() > CHARACTERS_MAX && long.parse::<Email>().is_err());
    }

    #[test]
    fn it_is_written_as_it_was_typed() {
        let email: Email = serde_json::from_str("\"Ann@Example.com\"").unwrap();
        assert_eq!(serde_json::to_string(&email).unwrap(), "\"Ann@Example.com\"");
        assert!(serde_json::from_str::<Email>("\"ann\"").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_harmless(text in ".{0,80}|[ -~]{1,20}@[ -~]{1,20}") {
            if let Ok(email) = text.parse::<Email>() {
                prop_assert!(email.as_typed().bytes().all(|b| b.is_ascii_graphic()));
                prop_assert_eq!(email.key().matches('@').count(), 1);
                prop_assert_eq!(email.as_typed().parse::<Email>().unwrap(), email.clone());
                prop_assert_eq!(email.key().parse::<Email>().unwrap(), email);
            }
        }

        #[test]
        fn plain_addresses_are_taken(text in "[a-zA-Z0-9]{1,20}(\\.[a-z0-9]{1,10})?@[a-z0-9]{1,20}\\.[a-z]{2,6}") {
            prop_assert!(text.parse::<Email>().is_ok());
        }
    }
}

//! Tokens: random texts that prove who brings them.
//!
//! A token is shown once, to the one whom it is for. What is kept is its hash. The prefix of each kind lets people (and
//! scanners of repositories and logs) find tokens that have leaked.

use std::fmt;
use std::hash::{Hash, Hasher};

use data_encoding::BASE64URL_NOPAD;
use ring::digest::SHA256_OUTPUT_LEN;
use zeroize::Zeroizing;

use crate::{Error, random};

/// How many letters follow the prefix: 256 bits.
const LETTERS: usize = 43;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// The session of a person, in a cookie.
    Session,
    /// A machine that calls the API.
    Api,
    /// A link in a mail: verification of an address, reset of a password, invitation. Which of them is kept beside the hash.
    Mail,
}

impl TokenKind {
    /// What each token of this kind starts with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Session => "sks_",
            Self::Api => "skt_",
            Self::Mail => "skm_",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Session => "a session token",
            Self::Api => "an API token",
            Self::Mail => "a token from a mail",
        })
    }
}

/// A token: its prefix and 256 random bits in URL-safe base64. It has no `Debug`, and is wiped when dropped.
pub struct Token {
    kind: TokenKind,
    plain: Zeroizing<String>,
}

impl Token {
    /// Draws a token.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn draw(kind: TokenKind) -> Result<Self, Error> {
        let letters = random::text()?;
        let mut plain = Zeroizing::new(String::with_capacity(kind.prefix().len() + LETTERS));
        plain.push_str(kind.prefix());
        plain.push_str(&letters);
        Ok(Self { kind, plain })
    }

    /// Reads a token that somebody brings. Whether it is one of ours, its hash tells.
    ///
    /// # Errors
    /// A text of another shape: a token has one spelling, and a token of one kind is never taken for another.
    pub fn parse(kind: TokenKind, text: &str) -> Result<Self, Error> {
        let wrong = || Error::Token(kind);
        let letters = text.strip_prefix(kind.prefix()).ok_or_else(wrong)?;
        if letters.len() != LETTERS {
            return Err(wrong());
        }
        // It also refuses a last letter with bits that belong to no byte.
        let mut bits = Zeroizing::new([0; SHA256_OUTPUT_LEN + 1]);
        let length = BASE64URL_NOPAD.decode_len(letters.len()).map_err(|_| wrong())?;
        let place = bits.get_mut(..length).ok_or_else(wrong)?;
        BASE64URL_NOPAD.decode_mut(letters.as_bytes(), place).map_err(|_| wrong())?;
        Ok(Self { kind, plain: Zeroizing::new(text.to_owned()) })
    }

    /// What it is for.
    pub fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The token itself: for the cookie, the mail or the one answer that shows it. Never for a log, a store or an error.
    pub fn expose(&self) -> &str {
        &self.plain
    }

    /// What is kept of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(random::sha256_hex(&self.plain))
    }

    /// The prefix and the first four letters, by which people tell their tokens apart: 24 of 256 bits.
    pub fn hint(&self) -> String {
        self.plain.chars().take(self.kind.prefix().len() + 4).collect()
    }
}

/// SHA-256 of a token, in hexadecimal.
///
/// No salt and no slow function: nobody can try out 256 random bits. A store looks it up as a key; what the time of that
/// look-up tells of the hash helps nobody to find a token with it. Equality takes the same time wherever the difference is.
#[derive(Clone)]
pub struct TokenHash(String);

impl TokenHash {
    /// Reads what was stored.
    ///
    /// # Errors
    /// A text that is not 64 lower-case hexadecimal digits.
    pub fn from_stored(text: &str) -> Result<Self, Error> {
        if random::is_sha256_hex(text) { Ok(Self(text.to_owned())) } else { Err(Error::Hash) }
    }

    /// As it is stored: 64 lower-case hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        random::same(&self.0, &other.0)
    }
}

impl Eq for TokenHash {}

impl Hash for TokenHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    const KINDS: [TokenKind; 3] = [TokenKind::Session, TokenKind::Api, TokenKind::Mail];

    #[test]
    fn each_token_is_new_and_has_one_spelling() {
        for kind in KINDS {
            let drawn: Vec<Token> = (0..100).map(|_| Token::draw(kind).unwrap()).collect();
            let texts: HashSet<&str> = drawn.iter().map(Token::expose).collect();
            assert_eq!(texts.len(), drawn.len());
            for token in &drawn {
                assert_eq!(token.expose().len(), 47);
                let again = Token::parse(kind, token.expose()).ok().unwrap();
                assert!(again.hash() == token.hash());
                assert!(token.expose().starts_with(&token.hint()) && token.hint().len() == 8);
                for other in KINDS.into_iter().filter(|other| *other != kind) {
                    assert!(Token::parse(other, token.expose()).is_err());
                }
            }
        }
    }

    #[test]
    fn the_hash_is_sha_256_of_the_whole_token() {
        let token = Token::parse(TokenKind::Api, &format!("skt_{}", "A".repeat(43))).ok().unwrap();
        // printf 'skt_AAA…' | sha256sum
        assert_eq!(token.hash().as_str(), "b9afa674d691f2b455a47c69c0f9e841625ebbc35d2c7a31740e62a59689360d");
        assert!(TokenHash::from_stored(token.hash().as_str()).ok().unwrap() == token.hash());
        for bad in ["", "58842d", &"A".repeat(64), &"g".repeat(64), &"é".repeat(32)] {
            assert!(TokenHash::from_stored(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_nearly_a_token_is_refused() {
        let good = format!("sks_{}", "A".repeat(43));
        assert!(Token::parse(TokenKind::Session, &good).is_ok());
        for bad in [
            String::new(),
            "sks_".to_owned(),
            good[..46].to_owned(),
            format!("{good}A"),
            format!("{good}="),
            format!(" {good}"),
            format!("{good}\n"),
            good.to_uppercase(),
            // Bits after the last byte: a second spelling of the same token.
            format!("sks_{}B", "A".repeat(42)),
            format!("sks_{}+", "A".repeat(42)),
            format!("sks_{}\u{e9}", "A".repeat(41)),
        ] {
            assert!(Token::parse(TokenKind::Session, &bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn the_error_says_what_was_expected_and_not_what_was_brought() {
        let error = Token::parse(TokenKind::Mail, "skt_very-secret").err().unwrap();
        assert_eq!(
            error.to_string(),
            "the text is not a token from a mail: expected skm_ and 43 letters, digits, - or _"
        );
    }

    proptest! {
        #[test]
        fn no_text_but_a_token_is_taken(text in ".{0,100}|sk[stm]_[A-Za-z0-9_-]{40,46}|sk[stm]_.{43}") {
            for kind in KINDS {
                if let Ok(token) = Token::parse(kind, &text) {
                    prop_assert_eq!(token.expose(), text.as_str());
                    let bits = BASE64URL_NOPAD.decode(&text.as_bytes()[4..]).unwrap();
                    prop_assert_eq!(bits.len(), 32);
                    prop_assert_eq!(format!("{}{}", kind.prefix(), BASE64URL_NOPAD.encode(&bits)), text.clone());
                }
            }
        }
    }
}

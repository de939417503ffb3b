//! Recovery codes: what lets one in without the authenticator app, once each.

use std::fmt::Write;

use zeroize::Zeroizing;

use crate::{Error, random};

/// How many codes one gets.
pub const CODES: usize = 10;

/// How many random bytes a code has: 80 bits.
const BYTES: usize = 10;

/// How many letters and digits a code has.
const LETTERS: usize = 16;

/// How many of them stand together.
const GROUP: usize = 4;

/// The longest text that is looked at.
const TEXT_BYTES_MAX: usize = 64;

/// Crockford's base 32: no `i`, `l`, `o` and `u`, so that nothing is mistaken for something else.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// One code. It has no `Debug`, and is wiped when dropped.
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    /// Draws the codes of one person. They replace all that the person had before.
    ///
    /// # Errors
    /// The operating system gives no random numbers.
    pub fn draw_all() -> Result<Vec<Self>, Error> {
        (0..CODES).map(|_| Self::draw()).collect()
    }

    fn draw() -> Result<Self, Error> {
        let bytes = random::bytes::<BYTES>()?;
        let mut letters = Zeroizing::new(String::with_capacity(LETTERS));
        // Five bytes are eight letters of five bits each.
        for chunk in bytes.chunks_exact(5) {
            let bits = chunk.iter().fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
            letters.extend((0..8).rev().map(|at| char::from(ALPHABET[(bits >> (5 * at)) as usize & 31])));
        }
        Ok(Self(letters))
    }

    /// Reads a code that somebody types: upper and lower case are the same, as are `o` and `0`, and `i`, `l` and `1`; spaces
    /// and hyphens are left out.
    ///
    /// # Errors
    /// What is not 16 letters and digits of the alphabet.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(Error::RecoveryCode);
        }
        let mut letters = Zeroizing::new(String::with_capacity(TEXT_BYTES_MAX));
        for typed in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
            let letter = match typed.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            };
            if !letter.is_ascii() || !ALPHABET.contains(&(letter as u8)) {
                return Err(Error::RecoveryCode);
            }
            letters.push(letter);
        }
        if letters.len() == LETTERS { Ok(Self(letters)) } else { Err(Error::RecoveryCode) }
    }

    /// As people write it down: four groups of four, such as `7k3m-…`. It is shown once.
    pub fn expose(&self) -> Zeroizing<String> {
        let mut shown = Zeroizing::new(String::with_capacity(LETTERS + LETTERS / GROUP));
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                shown.push('-');
            }
            // Writing to a text does not fail.
            let _ = shown.write_char(letter);
        }
        shown
    }

    /// What is kept of it.
    pub fn hash(&self) -> RecoveryHash {
        RecoveryHash(random::sha256_hex(&self.0))
    }
}

/// SHA-256 of a recovery code, in hexadecimal. It has no `Debug`.
///
/// No salt and no slow function: the code was drawn by us, not chosen by a person. To find one of 80 random bits from its hash
/// takes 2⁷⁹ attempts.
#[derive(Clone)]
pub struct RecoveryHash(String);

impl RecoveryHash {
    /// Reads what was stored.
    ///
    /// # Errors
    /// A text that is not 64 lower-case hexadecimal digits.
    pub fn from_stored(text: &str) -> Result<Self, Error> {
        if random::is_sha256_hex(text) { Ok(Self(text.to_owned())) } else { Err(Error::Hash) }
    }

    /// As it is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which of the hashes that are left belongs to a code. Delete that one in the same transaction that lets the person in, and
/// let nobody in if it was already gone: so a code can be used once. All hashes are compared whatever the outcome.
pub fn find(code: &RecoveryCode, left: &[RecoveryHash]) -> Option<usize> {
    let hash = code.hash();
    left.iter()
        .map(|stored| random::same(&stored.0, &hash.0))
        .enumerate()
        .fold(None, |found, (at, same)| if same { found.or(Some(at)) } else { found })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_gets_ten_codes_that_can_be_typed_back() {
        let codes = RecoveryCode::draw_all().ok().unwrap();
        let mut hashes: Vec<RecoveryHash> = codes.iter().map(RecoveryCode::hash).collect();
        assert_eq!(hashes.iter().map(RecoveryHash::as_str).collect::<HashSet<_>>().len(), CODES);
        for code in &codes {
            let shown = code.expose();
            assert_eq!(shown.len(), 19);
            assert!(shown.split('-').all(|group| group.len() == 4), "{}", shown.as_str());
            for typed in
                [shown.to_string(), shown.to_uppercase(), shown.replace('-', " "), shown.replace('-', "")]
            {
                let typed = RecoveryCode::parse(&typed).ok().unwrap();
                let at = find(&typed, &hashes).unwrap();
                assert!(hashes[at].as_str() == code.hash().as_str());
            }
        }
        // Each once.
        let first = find(&codes[0], &hashes).unwrap();
        hashes.remove(first);
        assert_eq!(find(&codes[0], &hashes), None);
        assert!(find(&codes[1], &hashes).is_some());
        assert_eq!(find(&codes[1], &[]), None);
    }

    #[test]
    fn what_is_misread_is_still_right() {
        let code = RecoveryCode::parse("0011-0000-1111-zzzz").ok().unwrap();
        for typed in ["oOiL-0000-1l1I-zzzz", "OOII OOOO LLLL ZZZZ"] {
            assert_eq!(
                RecoveryCode::parse(typed).ok().unwrap().hash().as_str(),
                code.hash().as_str(),
                "{typed}"
            );
        }
        // printf 001100001111zzzz | sha256sum
        assert_eq!(code.hash().as_str(), "65b5828a6120934af6e803b5041aa0f238b1e32e443672e00c07f1722bb92ee7");
        assert!(RecoveryHash::from_stored(code.hash().as_str()).is_ok());
        assert!(RecoveryHash::from_stored("0011").is_err());
    }

    #[test]
    fn what_is_no_code_is_refused() {
        for bad in [
            "",
            "----",
            "0011-0000-1111-zzz",
            "0011-0000-1111-zzzzz",
            "0011-0000-1111-zzzu",
            "0011-0000-1111-zzz\u{e9}",
            "0011_0000_1111_zzzz",
            "0011-0000-1111-zzzz\n",
        ] {
            assert!(RecoveryCode::parse(bad).is_err(), "{bad:?}");
        }
        assert!(RecoveryCode::parse(&"0 ".repeat(1_000_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_text_but_a_code_is_taken(text in "(?s).{0,40}|[0-9a-zA-Z -]{12,24}|[0-9a-hjkmnp-tv-z]{16}") {
            let codes = [RecoveryCode::draw().ok().unwrap().hash()];
            if let Ok(code) = RecoveryCode::parse(&text) {
                prop_assert_eq!(code.0.len(), LETTERS);
                prop_assert!(code.0.bytes().all(|letter| ALPHABET.contains(&letter)));
                prop_assert!(text.chars().filter(char::is_ascii_alphanumeric).count() == LETTERS);
                prop_assert_eq!(find(&code, &codes), None);
            }
        }
    }
}

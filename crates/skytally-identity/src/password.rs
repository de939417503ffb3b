//! Passwords: what is taken as one, how strong it is, and its hash.
//!
//! Judging and hashing cost a processor tens of milliseconds and, for hashing, [`Costs`]' memory: call them in
//! `spawn_blocking`, or better by a [`crate::hasher::Hasher`], which also bounds how many run at once.

use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

use crate::{Error, random};

/// The shortest password, in characters.
pub const CHARACTERS_MIN: usize = 12;

/// The longest password, in characters.
pub const CHARACTERS_MAX: usize = 256;

/// The longest text that is looked at at all, in bytes: four for each character, and room for accents written apart.
pub const BYTES_MAX: usize = CHARACTERS_MAX * 16;

/// The score (0 to 4, by zxcvbn) that a password must reach: more than 10⁸ guesses.
pub const SCORE_MIN: u8 = 3;

/// How many words of the person a password is compared with.
const OWN_WORDS_MAX: usize = 32;

/// How many bytes of hash and of salt.
const OUTPUT_BYTES: usize = 32;
const SALT_BYTES: usize = 16;

/// A password that somebody typed. It has no `Debug`, and is wiped when dropped.
///
/// It is kept in Unicode's form NFC (RFC 8265), so that `é` is the same from every keyboard. Nothing else is changed: no
/// trimming, no folding of case, no replacing of look-alikes.
pub struct Password(Zeroizing<String>);

impl Password {
    /// Takes what somebody typed.
    ///
    /// A sign-in with what can be no password can be refused at once: that tells nothing about any account.
    ///
    /// # Errors
    /// Fewer than 12 or more than 256 characters, or control characters (a line break came from a paste).
    pub fn new(typed: String) -> Result<Self, Error> {
        let typed = Zeroizing::new(typed);
        if typed.len() > BYTES_MAX {
            return Err(Error::Password("it has more than 256 characters"));
        }
        // As large as it can get, so that no half of it is left behind by growing: NFC makes a text three times as long at most.
        let mut text = Zeroizing::new(String::with_capacity(typed.len() * 3));
        text.extend(typed.nfc());
        let characters = text.chars().count();
        if characters < CHARACTERS_MIN {
            return Err(Error::Password("it has fewer than 12 characters"));
        }
        if characters > CHARACTERS_MAX {
            return Err(Error::Password("it has more than 256 characters"));
        }
        if text.chars().any(char::is_control) {
            return Err(Error::Password("it has a line break or another control character in it"));
        }
        Ok(Self(text))
    }

    /// A second one of it, for work that runs elsewhere.
    pub(crate) fn copy(&self) -> Self {
        Self(self.0.clone())
    }

    fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl TryFrom<String> for Password {
    type Error = Error;

    fn try_from(typed: String) -> Result<Self, Error> {
        Self::new(typed)
    }
}

/// A password that is easy to guess, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the password is too easy to guess (score {score} of 4, expected 3 or more): {warning}")]
pub struct Weak {
    /// How strong it is, from 0 to 4.
    pub score: u8,
    /// Why, as a sentence for people.
    pub warning: String,
    /// What to do, as sentences for people.
    pub suggestions: Vec<String>,
}

/// Judges a password that somebody wants to take. `own_words` are what is known of the person, as it is: the e-mail address, the
/// name. A password made of them, or of their parts, is weak.
///
/// Only the first 100 characters are looked at: what is strong by then stays so.
///
/// # Errors
/// A password that is easy to guess.
pub fn judge(password: &Password, own_words: &[&str]) -> Result<(), Weak> {
    let whole = own_words.iter().copied().chain(["skytally"]);
    let parts = own_words.iter().flat_map(|word| word.split(|c: char| !c.is_alphanumeric()));
    // Each word is looked for at each place of the password.
    let words: Vec<&str> = whole
        .chain(parts)
        .filter(|word| (3..=CHARACTERS_MAX).contains(&word.len()))
        .take(OWN_WORDS_MAX)
        .collect();
    let entropy = zxcvbn::zxcvbn(&password.0, &words);
    let score = u8::from(entropy.score());
    if score >= SCORE_MIN {
        return Ok(());
    }
    let feedback = entropy.feedback();
    let warning = feedback
        .and_then(|feedback| feedback.warning())
        .map_or_else(|| "It can be guessed with few attempts.".to_owned(), |warning| warning.to_string());
    let suggestions = feedback
        .map(|feedback| feedback.suggestions().iter().map(ToString::to_string).collect())
        .unwrap_or_default();
    Err(Weak { score, warning, suggestions })
}

/// What hashing a password costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Costs {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Default for Costs {
    /// What OWASP's Password Storage Cheat Sheet recommends for Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 }
    }
}

impl Costs {
    /// The most memory that one hash may take, in KiB.
    pub const MEMORY_KIB_MAX: u32 = 256 * 1024;
    /// The most passes over it.
    pub const PASSES_MAX: u32 = 16;
    /// The most lanes.
    pub const LANES_MAX: u32 = 8;

    /// Takes other costs: dearer ones, or cheap ones for tests.
    ///
    /// # Errors
    /// More than the maxima, or less than Argon2 can do (8 KiB for each lane).
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Result<Self, Error> {
        let costs = Self { memory_kib, passes, lanes };
        if memory_kib > Self::MEMORY_KIB_MAX || passes > Self::PASSES_MAX || lanes > Self::LANES_MAX {
            return Err(Error::PasswordHash("its costs are higher than 256 MiB, 16 passes or 8 lanes"));
        }
        costs.params().map(|_| costs)
    }

    /// The memory that one hash takes, in KiB.
    pub fn memory_kib(&self) -> u32 {
        self.memory_kib
    }

    fn params(self) -> Result<Params, Error> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(OUTPUT_BYTES))
            .map_err(|_| Error::PasswordHash("its costs are lower than Argon2 can do"))
    }

    fn argon2(self) -> Result<Argon2<'static>, Error> {
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params()?))
    }
}

/// The hash of a password: a PHC string, with the costs and the salt in it. It has no `Debug`.
#[derive(Clone)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Reads what was stored.
    ///
    /// # Errors
    /// What is not Argon2id with version 19, a salt, a hash, and costs within the maxima.
    pub fn from_stored(text: &str) -> Result<Self, Error> {
        read(text)?;
        Ok(Self(text.to_owned()))
    }

    /// As it is stored, such as `$argon2id$v=19$m=19456,t=2,p=1$…$…`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a PHC string and its costs.
fn read(text: &str) -> Result<(phc::PasswordHash, Costs), Error> {
    let hash =
        phc::PasswordHash::new(text).map_err(|_| Error::PasswordHash("it is not in the PHC format"))?;
    if hash.algorithm != Algorithm::Argon2id.ident() || hash.version != Some(Version::V0x13.into()) {
        return Err(Error::PasswordHash("it is not Argon2id with version 19"));
    }
    if hash.salt.is_none() || hash.hash.is_none() {
        return Err(Error::PasswordHash("it has no salt or no hash"));
    }
    let params = Params::try_from(&hash).map_err(|_| Error::PasswordHash("its costs cannot be read"))?;
    let costs = Costs::new(params.m_cost(), params.t_cost(), params.p_cost())?;
    Ok((hash, costs))
}

/// Whether a password is the one of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is.
    Yes,
    /// It is; but the hash was made at other costs than today's: make a new one and store it.
    YesButRehash,
    /// It is not.
    No,
}

impl Verified {
    /// Whether it is the right password.
    pub fn is_right(self) -> bool {
        matches!(self, Self::Yes | Self::YesButRehash)
    }
}

/// Makes the hash of a password, with a salt of its own.
///
/// # Errors
/// The operating system gives no random numbers.
pub fn hash(password: &Password, costs: Costs) -> Result<PasswordHash, Error> {
    let salt = random::bytes::<SALT_BYTES>()?;
    let hash = costs
        .argon2()?
        .hash_password_with_salt(password.bytes(), salt.as_slice())
        .map_err(|_| Error::PasswordHash("Argon2 refused to make it"))?;
    Ok(PasswordHash(hash.to_string()))
}

/// Compares a password with a hash. It costs what the hash says, not what `costs` say: these tell whether to hash anew.
///
/// # Errors
/// A hash that cannot be computed. A wrong password is no error.
pub fn verify(password: &Password, hash: &PasswordHash, costs: Costs) -> Result<Verified, Error> {
    let (stored, stored_costs) = read(&hash.0)?;
    match stored_costs.argon2()?.verify_password(password.bytes(), &stored) {
        Ok(()) if stored_costs == costs => Ok(Verified::Yes),
        Ok(()) => Ok(Verified::YesButRehash),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(Verified::No),
        Err(_) => Err(Error::PasswordHash("Argon2 refused to compute it")),
    }
}

/// Does the work of [`verify`] for an e-mail address that nobody has, so that the time of the answer does not tell.
///
/// # Errors
/// As [`hash`].
pub fn spend(password: &Password, costs: Costs) -> Result<(), Error> {
    hash(password, costs).map(drop)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn password(text: &str) -> Password {
        Password::new(text.to_owned()).ok().unwrap()
    }

    fn cheap() -> Costs {
        Costs::new(64, 1, 1).unwrap()
    }

    #[test]
    fn length_is_counted_in_characters_after_normalising() {
        for (text, taken) in [
            ("elevenchars", false),
            ("twelve chars", true),
            ("éééééééééééé", true),
            // Twelve code points, but six characters with accents apart.
            ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", false),
            ("twelve\nchars", false),
            ("twelve chars\0", false),
            (&"x".repeat(256), true),
            (&"x".repeat(257), false),
            (&"e\u{301}".repeat(256), true),
            (&"x".repeat(1_000_000), false),
            ("", false),
        ] {
            assert_eq!(Password::new(text.to_owned()).is_ok(), taken, "{}", text.len());
        }
    }

    #[test]
    fn the_same_accent_from_another_keyboard_is_the_same_password() {
        let hash = hash(&password("caf\u{e9} con leche"), cheap()).ok().unwrap();
        let verify = |text: &str| verify(&password(text), &hash, cheap()).unwrap();
        assert_eq!(verify("cafe\u{301} con leche"), Verified::Yes);
        assert_eq!(verify("cafe con leche"), Verified::No);
        assert_eq!(verify("Caf\u{e9} con leche"), Verified::No);
        assert_eq!(verify("caf\u{e9} con leche "), Verified::No);
    }

    #[test]
    fn what_many_people_take_is_refused_with_a_reason() {
        for (text, own) in [
            ("password1234", &[][..]),
            ("aaaaaaaaaaaa", &[]),
            ("qwertyuiop[]", &[]),
            ("abcdefghijkl", &[]),
            ("skytallyskytally", &[]),
            ("annleeexample", &["ann.lee@example.com", "annlee"]),
            ("brandtWilhelmina", &["Wilhelmina Brandt"]),
            ("Wilhelmina Brandt", &["Wilhelmina Brandt"]),
        ] {
            let weak = judge(&password(text), own).err().unwrap_or_else(|| panic!("{text} is taken"));
            assert!(weak.score < SCORE_MIN && !weak.warning.is_empty(), "{text}");
            assert!(!weak.suggestions.is_empty(), "{text}");
            assert!(!weak.to_string().contains(text), "{weak}");
        }
        for text in ["correct horse battery staple", "Tr0ub4dor&3-moss-quill", "каша з гречки о п'ятій"]
        {
            judge(&password(text), &["ann@example.com"]).unwrap();
        }
    }

    #[test]
    fn long_passwords_are_judged_in_bounded_time() {
        let start = std::time::Instant::now();
        assert!(judge(&password(&"a1".repeat(128)), &[]).is_err());
        let _ = judge(&password(&"p4ssw0rd".repeat(32)), &["p4ss"; 20]);
        assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    }

    #[test]
    fn hashes_are_argon2id_with_a_salt_of_their_own() {
        let one = hash(&password("correct horse battery"), cheap()).ok().unwrap();
        let two = hash(&password("correct horse battery"), cheap()).ok().unwrap();
        assert!(one.as_str().starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{}", one.as_str());
        assert_ne!(one.as_str(), two.as_str());
        assert_eq!(Costs::default(), Costs::new(19_456, 2, 1).unwrap());
    }

    #[test]
    fn a_hash_at_other_costs_is_right_and_wants_to_be_made_anew() {
        let password = password("correct horse battery");
        let old = PasswordHash::from_stored(hash(&password, cheap()).ok().unwrap().as_str()).ok().unwrap();
        let dearer = Costs::new(128, 1, 1).unwrap();
        assert_eq!(verify(&password, &old, cheap()).unwrap(), Verified::Yes);
        assert_eq!(verify(&password, &old, dearer).unwrap(), Verified::YesButRehash);
        let new = hash(&password, dearer).ok().unwrap();
        assert_eq!(verify(&password, &new, dearer).unwrap(), Verified::Yes);
        let wrong = Password::new("correct horse batterx".to_owned()).ok().unwrap();
        assert_eq!(verify(&wrong, &old, dearer).unwrap(), Verified::No);
        assert!(!Verified::No.is_right() && Verified::YesButRehash.is_right());
    }

    #[test]
    fn another_implementation_makes_the_same_hash() {
        // By OpenSSL: Argon2id(salt=b"saltsaltsaltsalt", length=32, iterations=2, lanes=1, memory_cost=64) of pyca/cryptography.
        let stored =
            "$argon2id$v=19$m=64,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$3LdjigVfI43W1yLDU7OB9OYHNFyPTzCNyXn74wNMrSU";
        let hash = PasswordHash::from_stored(stored).ok().unwrap();
        let costs = Costs::new(64, 2, 1).unwrap();
        assert_eq!(verify(&password("correct horse battery"), &hash, costs).unwrap(), Verified::Yes);
    }

    #[test]
    fn what_is_stored_is_checked_when_it_is_read() {
        let good = hash(&password("correct horse battery"), cheap()).ok().unwrap().as_str().to_owned();
        assert!(PasswordHash::from_stored(&good).is_ok());
        for bad in [
            String::new(),
            "correct horse battery".to_owned(),
            good.replace("argon2id", "argon2i"),
            good.replace("v=19", "v=16"),
            good.replace("m=64", "m=4294967295"),
            good.replace("t=1", "t=4000000"),
            good.replace("p=1", "p=255"),
            good.replace("m=64", "m=1"),
            good.rsplit_once('$').unwrap().0.to_owned(),
        ] {
            let error = PasswordHash::from_stored(&bad).err();
            assert!(matches!(error, Some(Error::PasswordHash(_))), "{bad}");
        }
    }

    #[test]
    fn costs_beyond_reason_are_refused() {
        for (memory, passes, lanes) in
            [(0, 1, 1), (8, 0, 1), (8, 1, 0), (8, 1, 2), (300_000, 1, 1), (64, 17, 1)]
        {
            assert!(Costs::new(memory, passes, lanes).is_err(), "{memory} {passes} {lanes}");
        }
    }

    proptest! {
        #[test]
        fn any_stored_text_is_read_or_refused(text in ".{0,100}|\\$argon2id\\$v=19\\$m=[0-9]{1,10},t=[0-9]{1,3},p=[0-9]{1,3}\\$[A-Za-z0-9+/]{0,30}\\$[A-Za-z0-9+/]{0,60}") {
            if let Ok(hash) = PasswordHash::from_stored(&text) {
                let (_, costs) = read(hash.as_str()).ok().unwrap();
                prop_assert!(costs.memory_kib <= Costs::MEMORY_KIB_MAX);
            }
        }

        #[test]
        fn any_text_is_a_password_of_the_right_length_or_refused(text in "(?s).{0,300}") {
            if let Ok(password) = Password::new(text.clone()) {
                let characters = password.0.chars().count();
                prop_assert!((CHARACTERS_MIN..=CHARACTERS_MAX).contains(&characters));
                // It is a fixed point, and reached without growing.
                prop_assert!(Password::new(password.0.to_string()).is_ok_and(|again| again.0 == password.0));
                prop_assert!(password.0.len() <= text.len() * 3);
            }
        }
    }
}

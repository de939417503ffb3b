//! The key file: a small JSON text with the keys that wrap data keys, the newest first.

use std::fmt::Write as _;

use data_encoding::{BASE64, HEXLOWER};
use jiff::Timestamp;
use ring::hmac;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::aead::{self, Key};
use crate::error::VaultError;

/// The longest key file, in bytes.
pub(crate) const FILE_MAX_BYTES: usize = 64 << 10;
/// The most keys of one file.
const KEYS_MAX: usize = 100;
const VERSION: u64 = 1;
const ABOUT: &str = "Keys of a Skytally vault, newest first. Without them the stored credentials cannot be read; whoever \
                     has them and the data can read all. Keep a copy apart from the backups of the data.";

/// A key of the file.
pub(crate) struct NamedKey {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) key: Key,
}

/// The keys of a file, the newest first. There is at least one.
pub(crate) struct KeyRing {
    newest: NamedKey,
    older: Vec<NamedKey>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    about: String,
    version: u64,
    keys: Vec<Entry>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    created: String,
    /// Base64.
    key: String,
    /// As the store keeps it. A key that was damaged in the file does not fit it.
    fingerprint: String,
}

/// What every version of the file has.
#[derive(Deserialize)]
struct Head {
    version: u64,
}

/// Whether a text may name a key.
pub(crate) fn is_key_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

impl NamedKey {
    /// A new random key with a new random name.
    pub(crate) fn new(now: Timestamp) -> Result<Self, VaultError> {
        let mut id = [0; 8];
        aead::fill(&mut id)?;
        Ok(Self { id: HEXLOWER.encode(&id), created: now, key: aead::new_key()? })
    }

    /// Names the key and tells nothing of it.
    pub(crate) fn fingerprint(&self) -> String {
        let key = hmac::Key::new(hmac::HMAC_SHA256, self.key.as_slice());
        let tag = hmac::sign(&key, b"skytally-vault-fingerprint-1");
        format!("file:{}:{}", self.id, HEXLOWER.encode(tag.as_ref().get(..16).unwrap_or_default()))
    }
}

impl KeyRing {
    pub(crate) fn new(key: NamedKey) -> Self {
        Self { newest: key, older: Vec::new() }
    }

    pub(crate) fn newest(&self) -> &NamedKey {
        &self.newest
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &NamedKey> {
        std::iter::once(&self.newest).chain(&self.older)
    }

    pub(crate) fn key(&self, id: &str) -> Option<&NamedKey> {
        self.keys().find(|key| key.id == id)
    }

    /// With a key that is newer than all.
    pub(crate) fn with(self, key: NamedKey) -> Self {
        let older = std::iter::once(self.newest).chain(self.older).collect();
        Self { newest: key, older }
    }

    /// Without all keys but the newest; and the ids of those.
    pub(crate) fn pruned(self) -> (Self, Vec<String>) {
        let ids = self.older.iter().map(|key| key.id.clone()).collect();
        (Self::new(self.newest), ids)
    }

    /// The text of the file.
    pub(crate) fn to_text(&self) -> Result<Zeroizing<Vec<u8>>, String> {
        if self.older.len() >= KEYS_MAX {
            return Err(format!("it has {KEYS_MAX} keys already; prune those that nothing is sealed with"));
        }
        let entry = |key: &NamedKey| Entry {
            id: key.id.clone(),
            created: key.created.to_string(),
            key: BASE64.encode(key.key.as_slice()),
            fingerprint: key.fingerprint(),
        };
        let file = File { about: ABOUT.to_owned(), version: VERSION, keys: self.keys().map(entry).collect() };
        // Of full length from the start: a buffer that grows leaves copies behind.
        let mut text = Zeroizing::new(Vec::with_capacity(FILE_MAX_BYTES));
        serde_json::to_writer_pretty(&mut *text, &file).map_err(|error| error.to_string())?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// What was expected, and where; never what stands there, for that may be a key.
    pub(crate) fn parse(text: &[u8]) -> Result<Self, String> {
        if text.is_empty() {
            return Err("it is empty".to_owned());
        }
        if text.len() > FILE_MAX_BYTES {
            return Err(format!("it is longer than {FILE_MAX_BYTES} bytes"));
        }
        // The reader's own words may quote the text.
        let at = |error: serde_json::Error| {
            let mut said = "it is not the JSON of a key file".to_owned();
            if error.line() > 0 {
                // Writing to a text cannot fail.
                let _ = write!(said, ": line {}, column {}", error.line(), error.column());
            }
            said
        };
        let head: Head = serde_json::from_slice(text).map_err(at)?;
        if head.version != VERSION {
            return Err(format!("it has version {}; this program reads version {VERSION}", head.version));
        }
        let file: File = serde_json::from_slice(text).map_err(at)?;
        if file.keys.len() > KEYS_MAX {
            return Err(format!("it has more than {KEYS_MAX} keys"));
        }
        let mut keys: Vec<NamedKey> = Vec::with_capacity(file.keys.len());
        for (number, entry) in (1..).zip(&file.keys) {
            let key = named(entry).map_err(|expected| format!("key {number}: {expected}"))?;
            if keys.iter().any(|other| other.id == key.id) {
                return Err(format!("key {number} has the id of one before it"));
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let newest = keys.next().ok_or("it has no key")?;
        Ok(Self { newest, older: keys.collect() })
    }
}

fn named(entry: &Entry) -> Result<NamedKey, &'static str> {
    if !is_key_id(&entry.id) {
        return Err("an id of lower-case letters and digits was expected");
    }
    let created = entry.created.parse().map_err(|_| "a time was expected in created")?;
    let bytes = BASE64.decode(entry.key.as_bytes()).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| "base64 was expected in key")?;
    let key = aead::key_of(&bytes).ok_or("a key of 32 bytes was expected")?;
    let key = NamedKey { id: entry.id.clone(), created, key };
    if key.fingerprint() != entry.fingerprint {
        return Err("the key does not fit its fingerprint: the file is damaged");
    }
    Ok(key)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(keys: usize) -> KeyRing {
        let now: Timestamp = "2026-01-15T00:00:00Z".parse().unwrap();
        let mut ring = KeyRing::new(NamedKey::new(now).unwrap());
        for _ in 1..keys {
            ring = ring.with(NamedKey::new(now).unwrap());
        }
        ring
    }

    fn text(ring: &KeyRing) -> String {
        String::from_utf8(ring.to_text().unwrap().to_vec()).unwrap()
    }

    #[test]
    fn a_file_gives_back_its_keys_in_order() {
        let ring = ring(3);
        let again = KeyRing::parse(text(&ring).as_bytes()).unwrap();
        let all = |ring: &KeyRing| ring.keys().map(NamedKey::fingerprint).collect::<Vec<_>>();
        assert_eq!(all(&again), all(&ring));
        assert_eq!(again.newest().id, ring.newest().id);
        let (pruned, gone) = again.pruned();
        assert_eq!((pruned.keys().count(), gone.len()), (1, 2));
    }

    #[test]
    fn a_fingerprint_is_of_one_key_and_holds_nothing_of_it() {
        let (a, b) = (ring(1), ring(1));
        assert_ne!(a.newest().fingerprint(), b.newest().fingerprint());
        let hex = HEXLOWER.encode(a.newest().key.as_slice());
        let tag = a.newest().fingerprint().rsplit(':').next().unwrap().to_owned();
        assert_eq!(tag.len(), 32);
        assert!(!hex.contains(&tag));
    }

    #[test]
    fn a_wrong_file_is_described_without_its_keys() {
        let ring = ring(2);
        let (good, key) = (text(&ring), BASE64.encode(ring.newest().key.as_slice()));
        let id = &ring.newest().id;
        let other = ring.keys().nth(1).unwrap().id.clone();
        let mut flipped = key.clone().into_bytes();
        flipped[5] = if flipped[5] == b'A' { b'B' } else { b'A' };
        let flipped = String::from_utf8(flipped).unwrap();
        for (bad, said) in [
            (String::new(), "it is empty"),
            (key.clone(), "not the JSON of a key file: line 1"),
            (format!("{{\"version\": \"{key}\"}}"), "not the JSON of a key file: line 1"),
            (format!("{{\"version\": 1, \"{key}\": 1}}"), "not the JSON of a key file: line 1"),
            (
                good.replace("\"version\": 1", "\"version\": 2"),
                "it has version 2; this program reads version 1",
            ),
            (good[..good.len() / 2].to_owned(), "not the JSON of a key file"),
            (good.replace(&key, &key[4..]), "key 1: a key of 32 bytes was expected"),
            (good.replace(&key, "no base64!"), "key 1: base64 was expected"),
            (good.replace(&key, &flipped), "key 1: the key does not fit its fingerprint"),
            (good.replace(&other, id), "key 2"),
            (good.replace("2026-01-15", "yesterday"), "key 1: a time was expected"),
            (good.replace(&format!("\"id\": \"{id}\""), "\"id\": \"../x\""), "key 1: an id of lower-case"),
            (r#"{"about": "", "version": 1, "keys": []}"#.to_owned(), "it has no key"),
            (" ".repeat(FILE_MAX_BYTES + 1), "it is longer than"),
        ] {
            let error = KeyRing::parse(bad.as_bytes()).err().unwrap();
            assert!(error.contains(said), "{said}: {error}");
            assert!(!error.contains(&key[..8]), "{said}: {error}");
        }
    }

    #[test]
    fn the_keys_of_a_file_are_bounded() {
        assert!(ring(KEYS_MAX).to_text().is_ok_and(|text| text.len() <= FILE_MAX_BYTES));
        assert!(ring(KEYS_MAX + 1).to_text().is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = KeyRing::parse(&bytes);
        }

        #[test]
        fn a_changed_byte_is_refused_or_leaves_the_keys_as_they_are(at in any::<prop::sample::Index>(), to in any::<u8>()) {
            let ring = ring(2);
            let mut bytes = ring.to_text().unwrap().to_vec();
            let at = at.index(bytes.len());
            bytes[at] = to;
            if let Ok(read) = KeyRing::parse(&bytes) {
                let same = read.keys().zip(ring.keys()).all(|(a, b)| a.fingerprint() == b.fingerprint());
                prop_assert!(same && read.keys().count() == 2);
            }
        }
    }
}

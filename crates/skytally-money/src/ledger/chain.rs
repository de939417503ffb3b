//! What makes it evident that somebody changed the past: each entry's hash covers the one before.

use sha2::{Digest, Sha256};

/// What stands before the first entry.
pub const NOTHING_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// SHA-256, in small hexadecimal digits, over the hash before and the bytes of an entry as they are kept. The kept bytes are
/// hashed and never what reading and writing them again would give.
pub fn next_hash(before: &str, canonical: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"skytally-ledger-1\n");
    hasher.update(before.as_bytes());
    hasher.update(b"\n");
    hasher.update(canonical.as_bytes());
    let mut text = String::with_capacity(64);
    for byte in hasher.finalize() {
        for digit in [byte >> 4, byte & 15] {
            text.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
        }
    }
    text
}

//! AES-256-GCM, the one cipher of the vault.
//!
//! A sealed box is the nonce, the ciphertext and the tag, one after the other. Nonces are 96 random bits. A data key seals
//! exactly one secret in its life, so its nonce cannot repeat. A key of the key file wraps many data keys; with random nonces
//! the chance of a repetition stays below 2⁻³² for the first 2³² of them, which no installation comes near.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::error::VaultError;

/// The length of every key, in bytes.
pub(crate) const KEY_BYTES: usize = 32;
/// The longest secret, in bytes. Its sealed text fits into an entry of Secrets Manager (64 KiB).
pub const SECRET_MAX_BYTES: usize = 32 << 10;

/// A key, wiped when dropped.
pub(crate) type Key = Zeroizing<[u8; KEY_BYTES]>;

/// A new random key.
pub(crate) fn new_key() -> Result<Key, VaultError> {
    let mut key = Key::default();
    fill(key.as_mut_slice())?;
    Ok(key)
}

/// Random bytes of the system.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), VaultError> {
    SystemRandom::new().fill(bytes).map_err(|_| VaultError::NoRandomness)
}

/// A key of exactly the right length; none otherwise.
pub(crate) fn key_of(bytes: &[u8]) -> Option<Key> {
    let mut key = Key::default();
    (bytes.len() == KEY_BYTES).then(|| key.copy_from_slice(bytes))?;
    Some(key)
}

fn cipher(key: &Key) -> Result<LessSafeKey, VaultError> {
    // Only a key of the wrong length is refused, which the type rules out.
    let key = UnboundKey::new(&AES_256_GCM, key.as_slice());
    key.map(LessSafeKey::new).map_err(|_| VaultError::Malformed { reason: "a key has 32 bytes" })
}

/// Encrypts under a key, bound to the associated data.
pub(crate) fn seal(key: &Key, associated: &[u8], plain: &[u8]) -> Result<Vec<u8>, VaultError> {
    let mut nonce = [0; NONCE_LEN];
    fill(&mut nonce)?;
    let tag_bytes = AES_256_GCM.tag_len();
    let mut sealed = Vec::with_capacity(NONCE_LEN + plain.len() + tag_bytes);
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(plain);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = cipher(key)?.seal_in_place_separate_tag(nonce, Aad::from(associated), &mut sealed[NONCE_LEN..]);
    // Only a text of many gigabytes is refused.
    let tag = tag.map_err(|_| VaultError::TooLong)?;
    sealed.extend_from_slice(tag.as_ref());
    Ok(sealed)
}

/// Decrypts; none where the box was changed, or the key or the associated data is another.
pub(crate) fn open(key: &Key, associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, _) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let cipher = cipher(key).ok()?;
    let plain = cipher.open_within(nonce, Aad::from(associated), &mut buffer, NONCE_LEN..).ok()?.len();
    buffer.truncate(plain);
    Some(buffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_opens_only_whole_with_its_key_and_data() {
        let (key, other) = (new_key().unwrap(), new_key().unwrap());
        for plain in [&b""[..], b"x", &[7; 5000]] {
            let sealed = seal(&key, b"data", plain).unwrap();
            assert_eq!(open(&key, b"data", &sealed).unwrap().as_slice(), plain);
            assert!(open(&other, b"data", &sealed).is_none());
            assert!(open(&key, b"date", &sealed).is_none());
            assert!((0..sealed.len()).all(|length| open(&key, b"data", &sealed[..length]).is_none()));
        }
    }

    #[test]
    fn the_same_secret_is_never_sealed_to_the_same_box() {
        let key = new_key().unwrap();
        let boxes: std::collections::BTreeSet<Vec<u8>> =
            (0..200).map(|_| seal(&key, b"", b"secret").unwrap()).collect();
        assert_eq!(boxes.len(), 200);
    }
}

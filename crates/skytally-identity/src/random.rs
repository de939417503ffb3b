//! Random bytes, and texts that are compared without telling how much of them was right.

use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::Error;

/// Bytes that nobody can guess.
///
/// # Errors
/// The operating system gives none.
pub(crate) fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, Error> {
    let mut bytes = Zeroizing::new([0; N]);
    SystemRandom::new().fill(bytes.as_mut_slice()).map_err(|_| Error::NoRandom)?;
    Ok(bytes)
}

/// 256 random bits as 43 letters of URL-safe base64.
///
/// # Errors
/// The operating system gives no random numbers.
pub(crate) fn text() -> Result<Zeroizing<String>, Error> {
    Ok(Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(bytes::<32>()?.as_slice())))
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256_hex(text: &str) -> String {
    data_encoding::HEXLOWER.encode(digest(&SHA256, text.as_bytes()).as_ref())
}

/// Whether two texts are the same; how long the answer takes tells only their lengths.
pub(crate) fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// Whether a text is SHA-256 in hexadecimal, as [`sha256_hex`] writes it.
pub(crate) fn is_sha256_hex(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

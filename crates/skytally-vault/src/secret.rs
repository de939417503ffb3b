//! A secret in memory.

use std::str::Utf8Error;

use zeroize::Zeroizing;

/// The plain bytes of a secret, wiped when dropped.
///
/// It has no `Debug`, no `Display`, no `Clone` and no `Default`, so that it ends up in no log by accident.
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// The bytes. Whoever copies them wipes the copy.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text.
    ///
    /// # Errors
    /// Where they are not UTF-8. The error says the position, not the bytes.
    pub fn expose_text(&self) -> Result<&str, Utf8Error> {
        std::str::from_utf8(&self.0)
    }
}

impl From<Vec<u8>> for Secret {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }
}

impl From<Zeroizing<Vec<u8>>> for Secret {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text.into_bytes()))
    }
}

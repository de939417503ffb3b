//! A secret of the configuration.

use zeroize::Zeroizing;

/// What is shown in place of a secret.
pub(crate) const MASK: &str = "********";

/// A secret. It has no `Debug` and no `Display`, and its memory is cleared when it is dropped.
pub(crate) struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret.
    pub(crate) fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The secret itself, for the one that must have it.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

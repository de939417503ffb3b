//! Planted secrets, the forms in which they could hide, and where to look.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use jiff::Timestamp;

/// Secrets that must be found nowhere, each in all its plain forms.
#[derive(Default)]
pub(super) struct Planted(Vec<(&'static str, Vec<Vec<u8>>)>);

impl Planted {
    pub(super) fn add(&mut self, what: &'static str, secret: &str) {
        self.bytes(what, secret.as_bytes());
    }

    pub(super) fn bytes(&mut self, what: &'static str, secret: &[u8]) {
        assert!(secret.len() >= 8, "{what} is too short to be searched for");
        self.0.push((what, plain_forms(secret)));
    }

    /// What is found in some bytes, but for what may be there.
    pub(super) fn search(&self, place: &str, bytes: &[u8], own: &[&str]) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        for (what, forms) in self.0.iter().filter(|(what, _)| !own.contains(what)) {
            if forms.iter().any(|form| contains(bytes, form)) {
                found.push((*what, place.to_owned()));
            }
        }
        found
    }
}

fn contains(bytes: &[u8], form: &[u8]) -> bool {
    // The first byte is looked for first: windows over megabytes are slow without optimisation.
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == form[0]) {
        rest = &rest[at..];
        if rest.starts_with(form) {
            return true;
        }
        rest = &rest[1..];
    }
    false
}

/// A secret as it is, backwards, in hexadecimal, percent-encoded, in UTF-16, and in Base64 at each of the three places
/// where it can begin.
pub(super) fn plain_forms(secret: &[u8]) -> Vec<Vec<u8>> {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = secret.iter().map(|byte| format!("%{byte:02X}")).collect();
    let mut forms = vec![
        secret.to_vec(),
        secret.iter().rev().copied().collect(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        percent.into_bytes(),
        secret.iter().flat_map(|byte| [*byte, 0]).collect(),
    ];
    for offset in 0..3 {
        // Without the characters at both ends, which also hold bits of the neighbours.
        let padded = [vec![0; offset], secret.to_vec()].concat();
        let whole = padded.len() / 3 * 3;
        let first = if offset == 0 { 0 } else { 4 };
        for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
            let text = engine.encode(&padded[..whole]);
            forms.push(text.as_bytes()[first..].to_vec());
        }
    }
    forms.retain(|form| form.len() >= 8);
    forms
}

/// All files of a folder, with what is in them.
pub(super) fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap();
            all.push((path, bytes));
        }
    }
    all
}

/// The longest run of letters and digits of a text.
pub(super) fn longest_word(text: &str) -> &str {
    let words = text.split(|char: char| !char.is_ascii_alphanumeric() && !"+/_-".contains(char));
    words.max_by_key(|word| word.len()).unwrap_or_default()
}

/// The bytes of a text in Base32 (RFC 4648).
pub(super) fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u32, 0_u32);
    for char in text.bytes().map(|char| char.to_ascii_uppercase()) {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'2'..=b'7' => char - b'2' + 26,
            other => panic!("{other} is no digit of Base32"),
        };
        held = (held << 5) | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    bytes
}

/// The one-time code of a moment (RFC 6238: six digits, thirty seconds, SHA-1).
pub(super) fn totp(secret: &str, at: Timestamp) -> String {
    let step = u64::try_from(at.as_second()).unwrap() / 30;
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &base32(secret));
    let digest = ring::hmac::sign(&key, &step.to_be_bytes());
    let digest = digest.as_ref();
    let offset = usize::from(digest[digest.len() - 1] & 0xf);
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

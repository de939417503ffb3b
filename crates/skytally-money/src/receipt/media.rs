//! What a file is, by its content and never by its name.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A kind of file that a receipt may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MediaType {
    /// Portable Document Format, ISO 32000.
    #[serde(rename = "application/pdf")]
    Pdf,
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// Portable Network Graphics.
    #[serde(rename = "image/png")]
    Png,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
    /// High Efficiency Image File Format with HEVC, as telephones take. It takes a program to look into it.
    #[serde(rename = "image/heic")]
    Heic,
}

impl MediaType {
    /// As HTTP names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
        }
    }

    /// How names of such files end.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Heic => "heic",
        }
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a file is by its first bytes. `None`: nothing that a receipt may be, whatever its name says.
///
/// Strict on purpose: a PDF has its mark at the very beginning (readers that look for it further on are a way to have one file mean two
/// things), with nothing before it but a byte order mark or white space.
pub fn media_type(bytes: &[u8]) -> Option<MediaType> {
    let head = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if head.trim_ascii_start().starts_with(b"%PDF-") {
        return Some(MediaType::Pdf);
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(MediaType::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(MediaType::Png);
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(MediaType::Webp);
    }
    if bytes.get(4..8) == Some(b"ftyp") && is_heic(bytes) {
        return Some(MediaType::Heic);
    }
    None
}

/// ISO 14496-12: the first box names the brands that a file complies with.
fn is_heic(bytes: &[u8]) -> bool {
    let size = bytes.get(..4).and_then(|size| size.try_into().ok()).map_or(0, u32::from_be_bytes);
    let end = usize::try_from(size).unwrap_or(usize::MAX).min(bytes.len()).min(256);
    let is = |brand: &[u8]| matches!(brand, b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx");
    let major = bytes.get(8..12).is_some_and(is);
    // Behind the major brand stands its version, then those that it is compatible with.
    major || bytes.get(16..end).is_some_and(|brands| brands.chunks_exact(4).any(is))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_content() {
        for (bytes, expected) in [
            (&b"%PDF-1.7\n"[..], Some(MediaType::Pdf)),
            (b"\xef\xbb\xbf%PDF-1.4", Some(MediaType::Pdf)),
            (b"\r\n%PDF-1.4", Some(MediaType::Pdf)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Some(MediaType::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(MediaType::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(MediaType::Webp)),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", Some(MediaType::Heic)),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heix", Some(MediaType::Heic)),
            (b"\0\0\0\x10ftypmif1\0\0\0\0heic", None),
            (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", None),
            (b"RIFF\x10\0\0\0WAVEfmt ", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", None),
            (b"<html>%PDF-1.7", None),
            (b"GIF89a", None),
            (b"PK\x03\x04", None),
            (b"\x89PNG\n\x1a\n", None),
            (b"%PDF", None),
            (b"", None),
        ] {
            assert_eq!(media_type(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn names_in_json_are_those_of_http() {
        for kind in [MediaType::Pdf, MediaType::Jpeg, MediaType::Png, MediaType::Webp, MediaType::Heic] {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
    }
}

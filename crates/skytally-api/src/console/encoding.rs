//! How a browser wants a file compressed, by RFC 9110, section 12.5.3.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_ENCODING;

/// How a file lies in the program, the smallest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// All of them, the smallest first.
    pub(super) const ALL: [Self; 3] = [Self::Brotli, Self::Gzip, Self::Identity];

    /// What the file's name ends with.
    pub(super) fn ending(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gz"),
            Self::Identity => None,
        }
    }

    /// As it stands in headers; none for a file as it is.
    pub(super) fn word(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    fn is(self, word: &str) -> bool {
        match self {
            Self::Brotli => word.eq_ignore_ascii_case("br"),
            Self::Gzip => word.eq_ignore_ascii_case("gzip") || word.eq_ignore_ascii_case("x-gzip"),
            Self::Identity => word.eq_ignore_ascii_case("identity"),
        }
    }
}

/// What is sent of what is offered, the smallest first: what is liked best, and among equals the smallest. Where nothing is
/// taken, the file as it is: better than nothing, which the standard allows.
pub(super) fn best(headers: &HeaderMap, offered: &[Encoding]) -> Encoding {
    let mut best = (0, Encoding::Identity);
    for encoding in offered {
        let quality = quality(headers, *encoding);
        if quality > best.0 {
            best = (quality, *encoding);
        }
    }
    best.1
}

/// How much an encoding is liked, in thousandths; 0 where it is not taken.
fn quality(headers: &HeaderMap, encoding: Encoding) -> u32 {
    let values: Vec<&str> =
        headers.get_all(ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).collect();
    if values.is_empty() {
        // Whoever says nothing takes anything; what everybody can read is the file as it is.
        return u32::from(encoding == Encoding::Identity);
    }
    let mut any = None;
    for item in values.iter().flat_map(|value| value.split(',')) {
        let mut parts = item.split(';').map(str::trim);
        let word = parts.next().unwrap_or_default();
        let weight = parts
            .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
            .map_or(Some(1_000), thousandths);
        // A weight that is none makes the item say nothing.
        let Some(weight) = weight else { continue };
        if encoding.is(word) {
            return weight;
        }
        if word == "*" {
            any = Some(weight);
        }
    }
    // A file as it is may be sent unless that is ruled out, but only for want of something better.
    any.unwrap_or(u32::from(encoding == Encoding::Identity))
}

/// `0.5` as 500: a digit, and up to three after a point.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: u32 = if digits { format!("{fraction:0<3}").parse().ok()? } else { return None };
    match whole {
        "0" => Some(fraction),
        "1" if fraction == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::ACCEPT_ENCODING;

    use super::{Encoding, best};

    #[test]
    fn the_best_liked_is_sent_and_among_equals_the_smallest() {
        use Encoding::{Brotli, Gzip, Identity};
        for (accepted, expected) in [
            (&["gzip, deflate, br, zstd"][..], Brotli),
            (&["gzip, deflate"], Gzip),
            (&["GZip"], Gzip),
            (&["x-gzip"], Gzip),
            (&["br;q=0.5, gzip"], Gzip),
            (&["br;q=0.5, gzip;q=0.4"], Brotli),
            (&["br;q=0, gzip"], Gzip),
            (&["br;q=0.001,gzip;q=0.0"], Brotli),
            (&["br ; q=1.000 , gzip ; Q=1"], Brotli),
            (&["gzip", "br"], Brotli),
            (&["*"], Brotli),
            (&["*;q=0.1, gzip;q=0.2"], Gzip),
            (&["*;q=0.5, br;q=0"], Gzip),
            (&["identity, gzip;q=0.5"], Identity),
            (&["identity;q=0.5, gzip;q=0.5"], Gzip),
            (&["identity;q=0, br"], Brotli),
            // Nothing that we have is taken.
            (&["identity;q=0"], Identity),
            (&["*;q=0"], Identity),
            (&["zstd, deflate"], Identity),
            // Nothing is said, or nothing that makes sense.
            (&[], Identity),
            (&[""], Identity),
            (&["br;q=2, gzip;q=0.1234, *;q=x"], Identity),
            (&["br;q=-1"], Identity),
            (&["brr, xgzip"], Identity),
            (&[";;;,,,q=1"], Identity),
        ] {
            let mut headers = HeaderMap::new();
            for value in accepted {
                headers.append(ACCEPT_ENCODING, value.parse().unwrap());
            }
            assert_eq!(best(&headers, &Encoding::ALL), expected, "{accepted:?}");
            let only = best(&headers, &[Identity]);
            assert_eq!(only, Identity, "{accepted:?}");
        }
    }
}

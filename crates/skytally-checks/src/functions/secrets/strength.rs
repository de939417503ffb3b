//! How random a text looks, in whole numbers.

/// A thousandth of log₂(n), rounded down, by the table of the bits and four more binary digits.
fn log2_milli(n: u32) -> u32 {
    if n < 2 {
        return 0;
    }
    let whole = n.ilog2();
    // The mantissa in 1/65536, squared again and again: each doubling past two is one more binary digit.
    let mut mantissa = (u64::from(n) << 16) >> whole;
    let (mut milli, mut digit) = (whole * 1024, 512);
    while digit > 0 {
        mantissa = (mantissa * mantissa) >> 16;
        if mantissa >= 2 << 16 {
            mantissa >>= 1;
            milli += digit;
        }
        digit /= 2;
    }
    milli * 1000 / 1024
}

/// The entropy of the text's letters, in thousandths of a bit a letter (0 for an empty text or one letter repeated,
/// 6000 for 64 letters that are all different).
pub(super) fn entropy_milli(text: &str) -> u32 {
    let mut counts = [0u32; 256];
    let mut total = 0u32;
    for byte in text.bytes().take(4096) {
        counts[usize::from(byte)] += 1;
        total += 1;
    }
    if total == 0 {
        return 0;
    }
    let spread: u64 = counts.iter().map(|&c| u64::from(c) * u64::from(log2_milli(c))).sum();
    log2_milli(total).saturating_sub(u32::try_from(spread / u64::from(total)).unwrap_or(u32::MAX))
}

/// Whether a text looks drawn by lot rather than chosen by a person: long, of letters and digits mixed.
pub(super) fn looks_random(text: &str) -> bool {
    let has = |f: fn(&u8) -> bool| text.as_bytes().iter().any(f);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= 20
        && digits >= 3
        && has(u8::is_ascii_alphabetic)
        && !text.contains(['_', '-', '.', '/', ' '])
        && entropy_milli(text) >= 3200
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logarithms_and_entropy() {
        for (n, milli) in [(0, 0), (1, 0), (2, 1000), (3, 1584), (8, 3000), (10, 3321), (1000, 9965)] {
            assert!(log2_milli(n).abs_diff(milli) <= 2, "{n}: {}", log2_milli(n));
        }
        for (text, milli) in [("", 0), ("aaaa", 0), ("abab", 1000), ("abcd", 2000), ("abcdefgh", 3000)] {
            assert!(entropy_milli(text).abs_diff(milli) <= 2, "{text}");
        }
        assert!(looks_random("9f86d081884c7d659a2feaa0c55ad015"));
        assert!(!looks_random("DATABASE_CONNECTION_STRING_2"));
        assert!(!looks_random("correcthorsebatterystaple"));
    }
}

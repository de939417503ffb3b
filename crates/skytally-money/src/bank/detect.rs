//! Which format a file is in, by its content.

use super::types::Format;
use super::{mt940, qif};

/// How much of a file is looked at.
const HEAD_BYTES: usize = 64 * 1024;

/// How many lines may stand before the first field of an MT940 file.
const HEAD_LINES: usize = 40;

/// The format of a text. `None`: it may be CSV, or nothing.
pub(super) fn format(text: &str) -> Option<Format> {
    let mut end = text.len().min(HEAD_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = &text[..end];
    let upper = head.to_ascii_uppercase();
    let start = upper.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let marked = start.starts_with('<');
    if start.starts_with("OFXHEADER")
        || upper.contains("<OFX>")
        || upper.contains("<?OFX")
        || (marked && upper.contains("<STMTTRN>"))
    {
        return Some(Format::Ofx);
    }
    if marked && (head.contains("BkToCstmr") || head.contains("xsd:camt.05")) {
        return Some(Format::Camt);
    }
    if marked {
        return None;
    }
    let mut lines = head
        .lines()
        .map(|line| line.trim_matches(|c: char| c.is_control() || c == '\u{feff}'))
        .filter(|line| !line.is_empty());
    if start.starts_with("{1:") || lines.clone().take(HEAD_LINES).any(|line| mt940::field(line).is_some()) {
        return Some(Format::Mt940);
    }
    let heading = |line: &str| {
        let line = line.to_ascii_uppercase();
        ["!TYPE:", "!ACCOUNT", "!OPTION:", "!CLEAR:"].iter().any(|heading| line.starts_with(heading))
    };
    if lines.by_ref().take(HEAD_LINES * 4).any(heading) || qif::looks_bare(head) {
        return Some(Format::Qif);
    }
    None
}

/// What bytes that are no text look like.
pub(super) fn binary(bytes: &[u8]) -> &'static str {
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    if starts(b"%PDF") {
        "it is a PDF"
    } else if starts(b"PK\x03\x04") {
        "it is a ZIP archive or a spreadsheet; unpack it, or save it as CSV"
    } else if starts(b"\xd0\xcf\x11\xe0") {
        "it is a spreadsheet of Excel; save it as CSV"
    } else if starts(b"\x1f\x8b") {
        "it is packed with gzip; unpack it"
    } else {
        "it is not text"
    }
}

/// What a text that is no bank file looks like.
pub(super) fn what(text: &str) -> String {
    let start = text.trim_start();
    if start.starts_with("%PDF") {
        return "it is a PDF".to_owned();
    }
    let upper: String = start.chars().take(400).collect::<String>().to_ascii_uppercase();
    if upper.contains("<!DOCTYPE HTML") || upper.contains("<HTML") {
        return "it is a web page, perhaps that of a log-in that has run out".to_owned();
    }
    if start.starts_with('<') {
        return "it is XML of another kind".to_owned();
    }
    if start.starts_with(['{', '[']) {
        return "it looks like JSON".to_owned();
    }
    "it has no rows with a date and an amount".to_owned()
}

//! From bytes to text and back: which encoding a file is in, and which line and byte a place in the text is.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// How much of a file is looked at for what it says about its encoding.
const HEAD_BYTES: usize = 4096;

/// How much of a file is looked at to guess its encoding.
const GUESS_BYTES: usize = 1024 * 1024;

/// A file as text.
pub(super) struct Text<'b> {
    pub(super) text: Cow<'b, str>,
    pub(super) encoding: &'static Encoding,
    /// Bytes before the text: a byte order mark.
    skipped: usize,
    /// Whether some bytes are no characters of the encoding.
    pub(super) damaged: bool,
    bytes: &'b [u8],
    /// Where each line starts in the text.
    lines: Vec<u32>,
}

impl<'b> Text<'b> {
    /// Decodes a file. Bytes that are no text of any kind give `None`.
    pub(super) fn decode(bytes: &'b [u8]) -> Option<Self> {
        let (encoding, skipped) = encoding(bytes)?;
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes[skipped..]);
        let lines = line_starts(&text);
        Some(Self { text, encoding, skipped, damaged, bytes, lines })
    }

    /// The line of a place, counted from 1.
    pub(super) fn line(&self, at: usize) -> u32 {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        u32::try_from(self.lines.partition_point(|start| *start <= at)).unwrap_or(u32::MAX)
    }

    /// Where places of the text are in the bytes. The places must not descend, or it would take long.
    pub(super) fn places(&self) -> Places<'_> {
        // How many bytes a character was is known, unless some bytes were none.
        let exact = self.encoding.is_single_byte()
            || wide_name(self.encoding)
            || (self.encoding == UTF_8 && !self.damaged);
        let lines = if exact { Vec::new() } else { starts(self.bytes, line_end(&self.text)) };
        Places { text: self, at: 0, byte: self.skipped, lines }
    }
}

/// Walks through the text and counts bytes of the file.
pub(super) struct Places<'t> {
    text: &'t Text<'t>,
    at: usize,
    byte: usize,
    /// Where each line starts in the bytes, where characters cannot be counted: there a place is exact at the start of its line.
    lines: Vec<u32>,
}

impl Places<'_> {
    /// The byte of the file at which a place of the text is.
    pub(super) fn byte(&mut self, at: usize) -> usize {
        let text = &self.text.text;
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        if at == text.len() {
            return self.text.bytes.len();
        }
        if !self.lines.is_empty() {
            let line = self.text.line(at) as usize;
            let start =
                |lines: &[u32], line: usize, end: usize| lines.get(line).map_or(end, |start| *start as usize);
            let from = start(&self.text.lines, line - 1, text.len()).min(at);
            let first = start(&self.lines, line - 1, self.text.bytes.len()).max(self.text.skipped);
            let last = start(&self.lines, line, self.text.bytes.len()).max(first);
            return (first + bytes_of(&text[from..at], self.text.encoding)).min(last);
        }
        if at < self.at {
            (self.at, self.byte) = (0, self.text.skipped);
        }
        self.byte += bytes_of(&text[self.at..at], self.text.encoding);
        self.at = at;
        self.byte.min(self.text.bytes.len())
    }
}

/// How many bytes a text was in the file.
fn bytes_of(text: &str, encoding: &'static Encoding) -> usize {
    if encoding == UTF_8 {
        text.len()
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        text.encode_utf16().count() * 2
    } else if encoding.is_single_byte() {
        text.chars().count()
    } else {
        encoding.encode(text).0.len()
    }
}

/// A part of a file as text, as the reader decoded it.
pub(super) fn part(bytes: &[u8], encoding: &str) -> String {
    let encoding = Encoding::for_label(encoding.as_bytes()).unwrap_or(UTF_8);
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

fn line_starts(text: &str) -> Vec<u32> {
    starts(text.as_bytes(), line_end(text))
}

/// What ends lines. Old files of the Mac have a return alone.
fn line_end(text: &str) -> u8 {
    if text.contains('\n') { b'\n' } else { b'\r' }
}

/// Where lines start.
fn starts(bytes: &[u8], end: u8) -> Vec<u32> {
    let behind = bytes.iter().enumerate().filter(|(_, byte)| **byte == end).map(|(at, _)| at + 1);
    std::iter::once(0).chain(behind).map(|at| u32::try_from(at).unwrap_or(u32::MAX)).collect()
}

/// The encoding of a file, and how many bytes of it are a byte order mark.
fn encoding(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if let Some((encoding, skipped)) = Encoding::for_bom(bytes) {
        return Some((encoding, skipped));
    }
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    if head.contains(&0) {
        return wide(head).map(|encoding| (encoding, 0));
    }
    if simdutf8(bytes) {
        return Some((UTF_8, 0));
    }
    let encoding = declared(head)
        .filter(|encoding| *encoding != UTF_8 && !wide_name(encoding))
        .unwrap_or_else(|| guessed(bytes));
    Some((encoding, 0))
}

fn simdutf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok()
}

fn wide_name(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// UTF-16 without a mark: the zeros of its Latin letters stand at every second place. Other files with zeros are no text.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if odd * 10 >= half * 7 && even * 10 <= half {
        Some(UTF_16LE)
    } else if even * 10 >= half * 7 && odd * 10 <= half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// What the file says itself: the declaration of XML, the header of OFX.
fn declared(head: &[u8]) -> Option<&'static Encoding> {
    let head: String = head.iter().map(|byte| char::from(*byte)).collect();
    let upper = head.to_ascii_uppercase();
    let value = |name: &str, ends: &[char]| {
        let from = upper.find(name)? + name.len();
        let value = upper[from..].trim_start_matches(['"', '\'', ' ', '=']);
        Some(value.split(ends).next().unwrap_or_default().trim().to_owned())
    };
    let label = if upper.trim_start().starts_with("<?XML") {
        value("ENCODING", &['"', '\'', '?', '>'])?
    } else {
        value("CHARSET:", &['\r', '\n', ' ', '<'])?
    };
    by_name(&label)
}

/// Names of encodings as banks write them.
fn by_name(label: &str) -> Option<&'static Encoding> {
    let label = label.trim().trim_matches(['"', '\'']);
    if let Some(encoding) = Encoding::for_label(label.as_bytes()) {
        return Some(encoding);
    }
    let digits: String = label.chars().filter(char::is_ascii_digit).collect();
    let name = match digits.as_str() {
        "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            format!("windows-{digits}")
        }
        "88591" => "windows-1252".to_owned(),
        _ => digits.strip_prefix("8859").map(|part| format!("iso-8859-{part}"))?,
    };
    Encoding::for_label(name.as_bytes())
}

/// What the bytes look like.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], true);
    detector.guess(None, chardetng::Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_what_the_bytes_and_the_header_say() {
        let utf16: Vec<u8> = "OFXHEADER:100\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, name) in [
            (&b"plain"[..], "UTF-8"),
            ("Käse".as_bytes(), "UTF-8"),
            (b"\xef\xbb\xbfplain", "UTF-8"),
            (&utf16, "UTF-16LE"),
            (b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><a>\xa4</a>", "ISO-8859-15"),
            (b"OFXHEADER:100\nCHARSET:1250\n\n<OFX>\xe8", "windows-1250"),
            (b"OFXHEADER:100\nENCODING:UTF-8\nCHARSET:NONE\n\n<OFX>caf\xe9 cr\xe8me", "windows-1252"),
            (b"!Type:Bank\nPM\xfcnchen\n", "windows-1252"),
        ] {
            assert_eq!(
                Text::decode(bytes).unwrap().encoding.name(),
                name,
                "{}",
                String::from_utf8_lossy(bytes)
            );
        }
        assert!(Text::decode(b"PK\x03\x04\x00\x00\x00\x00binary").is_none());
    }

    #[test]
    fn lines_and_bytes_are_those_of_the_file() {
        let text = Text::decode(b"a\xfc\r\nb\xfc\nc\nd").unwrap();
        let places: Vec<(u32, usize)> = {
            let mut places = text.places();
            ["a", "b", "c", "d"]
                .map(|letter| text.text.find(letter).unwrap())
                .map(|at| (text.line(at), places.byte(at)))
                .to_vec()
        };
        assert_eq!(places, [(1, 0), (2, 4), (3, 7), (4, 9)]);
        let bytes: Vec<u8> = "\u{feff}a€\nb".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let text = Text::decode(&bytes).unwrap();
        assert_eq!(text.places().byte(text.text.find('b').unwrap()), 8);
        // Bytes that are no characters: what follows on other lines is in its place all the same.
        let bytes = b"\xef\xbb\xbfa\xff\xff\nbc\xff";
        let text = Text::decode(bytes).unwrap();
        let mut places = text.places();
        assert_eq!(["b", "c"].map(|letter| places.byte(text.text.find(letter).unwrap())), [7, 8]);
        assert_eq!(places.byte(text.text.len()), bytes.len());
    }
}

//! The tokens of OFX: SGML of version 1, whose values have no end tags, and XML of version 2; many files are something between.

use std::borrow::Cow;

/// Longest name of an element.
const NAME_MAX: usize = 64;

/// Longest reference to a character, such as `&hellip;`.
const REFERENCE_MAX: usize = 12;

/// A piece of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Open { name: &'t str, start: usize, end: usize, empty: bool },
    Close { name: &'t str, end: usize },
    Text(Cow<'t, str>),
}

/// Takes a file apart, in one pass.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, at: usize) -> Self {
        Self { text, at }
    }

    /// The tag at a place where there is a `<`, if it is one.
    fn tag(&self, at: usize) -> Option<Token<'t>> {
        let rest = &self.text.as_bytes()[at + 1..];
        let closing = rest.first() == Some(&b'/');
        let from = usize::from(closing);
        let name = rest[from..]
            .iter()
            .take(NAME_MAX + 1)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b':'))
            .count();
        if name == 0 || name > NAME_MAX || !rest[from].is_ascii_alphabetic() {
            return None;
        }
        let start = at + 1 + from;
        let text = &self.text[start..start + name];
        // A prefix of a namespace says nothing here.
        let text = text.rsplit_once(':').map_or(text, |(_, local)| local);
        // Attributes are not of OFX; they are let pass where they end soon.
        let behind = &rest[from + name..];
        let close = behind.iter().take(NAME_MAX * 4).position(|b| matches!(b, b'>' | b'<' | b'\n'))?;
        if behind[close] != b'>' || !(close == 0 || behind[0].is_ascii_whitespace() || behind[0] == b'/') {
            return None;
        }
        let end = start + name + close + 1;
        let empty = close > 0 && behind[close - 1] == b'/';
        Some(if closing {
            Token::Close { name: text, end }
        } else {
            Token::Open { name: text, start: at, end, empty }
        })
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let text = self.text;
        let bytes = text.as_bytes();
        let from = self.at;
        loop {
            let rest = bytes.get(self.at..).filter(|rest| !rest.is_empty())?;
            if rest[0] != b'<' {
                // Text up to what is a tag for sure. A `<` that starts none is text.
                let mut at = self.at;
                loop {
                    at += text[at..].find('<').unwrap_or(text.len() - at);
                    if at >= text.len() || at > self.at && (self.tag(at).is_some() || special(&bytes[at..])) {
                        break;
                    }
                    at += 1;
                }
                self.at = at;
                return Some(Token::Text(unescaped(&text[from..at])));
            }
            if let Some(tag) = self.tag(self.at) {
                self.at = match &tag {
                    Token::Open { end, .. } | Token::Close { end, .. } => *end,
                    Token::Text(_) => self.at + 1,
                };
                return Some(tag);
            }
            let until =
                |end: &str| text[self.at..].find(end).map_or(text.len(), |found| self.at + found + end.len());
            if rest.starts_with(b"<![CDATA[") {
                let start = self.at + "<![CDATA[".len();
                let end = until("]]>");
                self.at = end;
                let inner =
                    text[start.min(end)..end].strip_suffix("]]>").unwrap_or(&text[start.min(end)..end]);
                return Some(Token::Text(Cow::Borrowed(inner)));
            }
            if rest.starts_with(b"<!--") {
                self.at = until("-->");
                continue;
            }
            if special(rest) {
                self.at = until(">");
                continue;
            }
            // A lone `<`.
            self.at += 1;
            return Some(Token::Text(Cow::Borrowed("<")));
        }
    }
}

/// A comment, a declaration or an instruction starts here.
fn special(rest: &[u8]) -> bool {
    rest.starts_with(b"<!--")
        || rest.starts_with(b"<![CDATA[")
        || rest.starts_with(b"<?")
        || (rest.starts_with(b"<!") && rest.get(2).is_some_and(u8::is_ascii_alphabetic))
}

/// A text with references resolved. Some banks escape twice, so that `&amp;lt;` is meant to be `<`.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let once = resolved(text);
    match &once {
        Cow::Owned(inner) => match resolved(inner) {
            Cow::Owned(twice) => Cow::Owned(twice),
            Cow::Borrowed(_) => once,
        },
        Cow::Borrowed(_) => once,
    }
}

fn resolved(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('&') else { return Cow::Borrowed(text) };
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut at = first;
    while let Some(found) = text[at..].find('&') {
        let start = at + found;
        at = start + 1;
        let window = &text.as_bytes()[at..text.len().min(at + REFERENCE_MAX)];
        let Some(length) = window.iter().position(|b| *b == b';') else { continue };
        // A `;` is one byte, so both ends are boundaries.
        let Some(character) = reference(&text[at..at + length]) else { continue };
        let out = out.get_or_insert_default();
        out.push_str(&text[copied..start]);
        out.push_str(&character);
        at += length + 1;
        copied = at;
    }
    match out {
        None => Cow::Borrowed(text),
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
    }
}

/// What a reference stands for: a number, or one of the names that banks use.
pub(super) fn reference(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0').map(String::from);
    }
    Some(
        match name {
            "lt" => "<",
            "gt" => ">",
            "amp" => "&",
            "quot" => "\"",
            "apos" => "'",
            "nbsp" => "\u{a0}",
            "ndash" => "–",
            "mdash" => "—",
            "lsquo" => "‘",
            "rsquo" => "’",
            "ldquo" => "“",
            "rdquo" => "”",
            "hellip" => "…",
            "euro" => "€",
            "pound" => "£",
            "copy" => "©",
            "reg" => "®",
            "deg" => "°",
            "auml" => "ä",
            "ouml" => "ö",
            "uuml" => "ü",
            "Auml" => "Ä",
            "Ouml" => "Ö",
            "Uuml" => "Ü",
            "szlig" => "ß",
            "agrave" => "à",
            "eacute" => "é",
            "egrave" => "è",
            "ecirc" => "ê",
            "ccedil" => "ç",
            "ntilde" => "ñ",
            "aacute" => "á",
            "iacute" => "í",
            "oacute" => "ó",
            "uacute" => "ú",
            _ => return None,
        }
        .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        Tokens::new(text, 0)
            .map(|token| match token {
                Token::Open { name, empty, .. } => format!("+{name}{}", if empty { "/" } else { "" }),
                Token::Close { name, .. } => format!("-{name}"),
                Token::Text(text) => format!("={text}"),
            })
            .collect()
    }

    #[test]
    fn tags_texts_and_what_only_looks_like_a_tag_are_told_apart() {
        for (text, expected) in [
            ("<A>x<B>y</A>", vec!["+A", "=x", "+B", "=y", "-A"]),
            ("<NAME>a < b & c <3", vec!["+NAME", "=a < b & c <3"]),
            ("<NAME><3 you</NAME>", vec!["+NAME", "=<", "=3 you", "-NAME"]),
            ("<M><![CDATA[a<b>]]></M>", vec!["+M", "=a<b>", "-M"]),
            ("<?xml version='1.0'?><!-- <A> --><A/>", vec!["+A/"]),
            ("<INTU.BID>5<ns:B>", vec!["+INTU.BID", "=5", "+B"]),
            ("a &amp; b &amp;lt;c&amp;gt; &#39;d&#x27; &nope; &", vec!["=a & b <c> 'd' &nope; &"]),
            ("<A", vec!["=<", "=A"]),
            ("<![CDATA[x", vec!["=x"]),
        ] {
            assert_eq!(said(text), expected, "{text}");
        }
    }
}

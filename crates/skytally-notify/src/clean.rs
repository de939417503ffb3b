//! Makes what people typed fit for a mail: one line, nothing hidden, nothing that becomes a link of its own.
//!
//! Whoever may invite decides what stands in a mail to a stranger: the name of a workspace must not be able to carry an
//! advertisement or a false link under our name.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lettre::Address;

/// The longest name that is shown, in characters.
const NAME_MAX: usize = 80;
/// The longest link, in bytes. A line of a mail has at most 998.
const LINK_MAX_BYTES: usize = 900;
/// Mail programs make no link of a domain with this in it, and nobody sees it.
const WORD_JOINER: char = '\u{2060}';

/// A name as one harmless line.
pub(crate) fn name(text: &str) -> String {
    let shown: String = text
        .chars()
        .map(|c| if c.is_control() || c.is_whitespace() { ' ' } else { c })
        .filter(|c| !hidden(*c))
        .collect();
    let words: Vec<String> = shown.split(' ').filter(|word| !word.is_empty()).map(unlinked).collect();
    let line = words.join(" ");
    if line.is_empty() {
        return "(no name)".to_owned();
    }
    match line.char_indices().nth(NAME_MAX) {
        None => line,
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
    }
}

/// Who somebody is: an address as it is, anything else as a name.
pub(crate) fn person(text: &str) -> String {
    match text.parse::<Address>() {
        Ok(address) if is_plain(text) => address.to_string(),
        _ => name(text),
    }
}

/// Whether a text is one visible line without quotes and brackets.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() || c.is_whitespace() || hidden(c) || "<>\"'`(),;:\\[]".contains(c))
}

/// Whether a text is an address of the web that can stand in an attribute and a line without further care.
pub(crate) fn is_link(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'))
        && text.len() <= LINK_MAX_BYTES
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>\"'`\\{}|^".contains(&byte))
}

/// An instant as people read it. Mails go to people whose time zone we do not know.
pub(crate) fn time(when: Timestamp) -> String {
    when.to_zoned(TimeZone::UTC).strftime("%-d %B %Y, %H:%M UTC").to_string()
}

/// Where something came from.
pub(crate) fn place(ip: Option<IpAddr>) -> String {
    ip.map_or_else(|| "an unknown address".to_owned(), |ip| ip.to_canonical().to_string())
}

/// Characters that show nothing, or change the order in which others are shown.
fn hidden(c: char) -> bool {
    // The two joiners in between (200C, 200D) are part of names in some scripts, and of emoji.
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// A word of which no mail program makes a link.
fn unlinked(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    if word.contains("://") || lower.starts_with("www.") || lower.starts_with("mailto:") {
        return "[link]".to_owned();
    }
    let mut out = String::with_capacity(word.len());
    let mut before = None;
    let mut chars = word.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        let after = chars.peek().copied();
        // "v2.1" and "Ltd." stay as they are.
        if c == '.' && before.is_some() && after.is_some_and(char::is_alphabetic) {
            out.push(WORD_JOINER);
        }
        before = Some(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_one_visible_line() {
        for (given, shown) in [
            ("  Müller & Söhne  GmbH\t", "Müller & Söhne GmbH"),
            ("a\r\nBcc: b@c.d\0", "a Bcc: b@c.\u{2060}d"),
            ("evil\u{202e}gnp.exe\u{200b}", "evilgnp.\u{2060}exe"),
            ("line\u{2028}two", "line two"),
            ("\u{200b}\n", "(no name)"),
            ("", "(no name)"),
            ("v2.1 of Acme Ltd.", "v2.1 of Acme Ltd."),
            ("👩‍💻 Ops", "👩‍💻 Ops"),
            ("Win! https://evil.example/x now", "Win! [link] now"),
            ("WWW.evil.example", "[link]"),
            ("evil.example", "evil.\u{2060}example"),
        ] {
            assert_eq!(name(given), shown, "{given:?}");
        }
        let long = name(&"é".repeat(500));
        assert_eq!((long.chars().count(), long.ends_with('…')), (NAME_MAX + 1, true));
    }

    #[test]
    fn addresses_stay_whole_and_others_become_names() {
        assert_eq!(person("ada@example.com"), "ada@example.com");
        assert_eq!(person("Ada\n<b>"), "Ada <b>");
        assert_eq!(person("\"a\r\nb\"@example.com"), "\"a b\"@example.\u{2060}com");
    }

    #[test]
    fn links_are_addresses_of_the_web_and_nothing_else() {
        for good in
            ["https://a.example/verify?token=ab_-%20&x=1#y", "http://127.0.0.1:8080/", "http://[::1]:1/"]
        {
            assert!(is_link(good), "{good}");
        }
        let long = format!("https://a.example/{}", "x".repeat(LINK_MAX_BYTES));
        for bad in [
            "",
            "https://",
            "javascript:alert(1)",
            "https:///x",
            "https://a\" onclick=\"b",
            "https://a/ b",
            long.as_str(),
        ] {
            assert!(!is_link(bad), "{bad}");
        }
        assert!(!is_link("https://a/\r\nBcc:x") && !is_link("https://ä.example") && !is_link("ftp://a"));
    }

    #[test]
    fn times_and_places_are_for_people() {
        assert_eq!(time("2026-07-09T14:03:59Z".parse().unwrap()), "9 July 2026, 14:03 UTC");
        assert_eq!(place(Some("::ffff:192.0.2.7".parse().unwrap())), "192.0.2.7");
        assert_eq!(place(None), "an unknown address");
    }
}

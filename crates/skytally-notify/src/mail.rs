//! A rendered mail, and what it looks like on the wire.

use std::fmt;

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use lettre::{Address, message::header::ContentTransferEncoding};

use crate::clean;
use crate::error::NotifyError;

/// The longest dedupe key, in bytes, as it stands in a message id and in a file's name.
const KEY_MAX_BYTES: usize = 160;
/// The longest line of a mail, in bytes, without its end.
const LINE_MAX_BYTES: usize = 998;
/// The longest subject that is sent, in bytes.
const SUBJECT_MAX_BYTES: usize = 700;

/// A mail, ready to be delivered. Its bodies hold tokens: it has no `Debug` that shows them.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The recipient's address.
    pub to: String,
    /// The subject, one line.
    pub subject: String,
    /// The body as plain text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// What tells this mail from all others, and is the same at each try to deliver it: it becomes the message id.
    pub dedupe: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mail({})", self.dedupe)
    }
}

/// How bodies are encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For any mail server: 7 bits.
    Wire,
    /// For people and tools that read the file: as it is, where lines are not too long.
    File,
}

/// A recipient or sender: an address that can stand in a header and a command as it is.
pub(crate) fn address(text: &str) -> Option<Address> {
    text.parse().ok().filter(|_| clean::is_plain(text))
}

/// The dedupe key in letters that a message id and a file's name may have. Different keys stay different.
pub(crate) fn key(dedupe: &str) -> Result<String, NotifyError> {
    let mut key = String::with_capacity(dedupe.len());
    for byte in dedupe.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_".contains(&byte) {
            key.push(char::from(byte));
        } else {
            key.push_str(&format!("={byte:02X}"));
        }
    }
    if key.is_empty() || key.len() > KEY_MAX_BYTES {
        return Err(NotifyError::Dedupe(dedupe.chars().take(KEY_MAX_BYTES).collect()));
    }
    Ok(key)
}

impl Mail {
    /// The mail as a MIME message with both bodies, the better one last.
    ///
    /// # Errors
    /// Why it can be no message. A mail that was rendered from a letter can always be one.
    pub(crate) fn compose(&self, from: &Mailbox, form: Form) -> Result<Vec<u8>, String> {
        let to = address(&self.to).ok_or_else(|| NotifyError::Recipient.to_string())?;
        if self.subject.chars().any(char::is_control) || self.subject.len() > SUBJECT_MAX_BYTES {
            return Err("the subject is not one line that a mail can carry".to_owned());
        }
        let key = key(&self.dedupe).map_err(|error| error.to_string())?;
        let bodies = MultiPart::alternative()
            .singlepart(part(ContentType::TEXT_PLAIN, &self.text, form))
            .singlepart(part(ContentType::TEXT_HTML, &self.html, form));
        let message = Message::builder()
            .from(from.clone())
            .to(Mailbox::new(None, to))
            .subject(self.subject.clone())
            .message_id(Some(format!("<{key}@{}>", from.email.domain())))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            // Amazon SES gives each mail a message id of its own; this one stays.
            .raw_header(header("X-Skytally-Mail", &key))
            .multipart(bodies)
            .map_err(|error| format!("the mail cannot be composed: {error}"))?;
        Ok(message.formatted())
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn part(kind: ContentType, text: &str, form: Form) -> SinglePart {
    // The library's own choice breaks all lines that are longer than a screen, links among them.
    let readable = form == Form::File
        && !text.contains(['\r', '\0'])
        && text.lines().all(|line| line.len() <= LINE_MAX_BYTES);
    let body = if readable {
        let lines = text.replace('\n', "\r\n").into_bytes();
        Body::dangerous_pre_encoded(lines, ContentTransferEncoding::EightBit)
    } else {
        Body::new(text.to_owned())
    };
    SinglePart::builder().header(kind).body(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        let [to, subject, text, html, dedupe] =
            ["ada@example.com", "Hällo", "text", "<p>html</p>", "0198-a"].map(str::to_owned);
        Mail { to, subject, text, html, dedupe }
    }

    #[test]
    fn a_header_cannot_be_injected() {
        let from: Mailbox = "Skytally <skytally@example.com>".parse().unwrap();
        for (to, subject, dedupe) in [
            ("ada@example.com\r\nBcc: eve@example.com", "s", "d"),
            ("ada@example.com, eve@example.com", "s", "d"),
            ("\"a\r\n\"@example.com", "s", "d"),
            ("ada@example.com", "s\r\nBcc: eve@example.com", "d"),
            ("ada@example.com", "s\nBcc: eve@example.com", "d"),
            ("ada@example.com", "s", ""),
        ] {
            let bad =
                Mail { to: to.to_owned(), subject: subject.to_owned(), dedupe: dedupe.to_owned(), ..mail() };
            assert!(bad.compose(&from, Form::Wire).is_err(), "{to:?} {subject:?} {dedupe:?}");
        }
        let odd = Mail { dedupe: "a>\r\nBcc: eve@example.com".to_owned(), ..mail() };
        let text = String::from_utf8(odd.compose(&from, Form::Wire).unwrap()).unwrap();
        assert!(
            text.contains("Message-ID: <a=3E=0D=0ABcc=3A=20eve=40example=2Ecom@example.com>\r\n"),
            "{text}"
        );
        assert!(!text.contains("\nBcc:"), "{text}");
    }

    #[test]
    fn a_key_is_the_same_for_the_same_mail_and_no_other() {
        assert_eq!(key("0198-a_B").unwrap(), "0198-a_B");
        assert_ne!(key("a:b").unwrap(), key("a.b").unwrap());
        assert!(key(&"x".repeat(KEY_MAX_BYTES + 1)).is_err() && key("").is_err());
    }

    #[test]
    fn a_mail_for_the_wire_is_ascii_and_one_for_a_file_is_readable() {
        let from: Mailbox = "Skytally für alle <skytally@example.com>".parse().unwrap();
        let mail = Mail { text: "Grüße: https://a.example/?a=b".to_owned(), ..mail() };
        assert!(mail.compose(&from, Form::Wire).unwrap().is_ascii());
        let file = String::from_utf8(mail.compose(&from, Form::File).unwrap()).unwrap();
        assert!(file.contains("Grüße: https://a.example/?a=b"), "{file}");
    }

    #[test]
    fn debug_shows_no_body() {
        assert_eq!(format!("{:?}", mail()), "Mail(0198-a)");
    }
}

//! A line of text that somebody wrote: trimmed, not empty, not long, and without control characters.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// A text of 1 to `MAX` characters in one line, without space at its ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text<const MAX: usize>(String);

/// Why a text is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but space.
    #[error("must not be empty")]
    Empty,
    /// Too many characters.
    #[error("must have at most {0} characters")]
    TooLong(usize),
    /// A line end, a tab or another control character.
    #[error("must be one line without control characters")]
    Control,
}

impl<const MAX: usize> Text<MAX> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, as one that can be changed.
    pub fn into_string(self) -> String {
        self.0
    }
}

impl<const MAX: usize> FromStr for Text<MAX> {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        // Before trimming: a line end at an end is space, too, but one that somebody sent on purpose.
        if text.chars().any(char::is_control) {
            return Err(TextError::Control);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(TextError::Empty);
        }
        if text.chars().nth(MAX).is_some() {
            return Err(TextError::TooLong(MAX));
        }
        Ok(Self(text.to_owned()))
    }
}

impl<const MAX: usize> TryFrom<String> for Text<MAX> {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl<const MAX: usize> From<Text<MAX>> for String {
    fn from(text: Text<MAX>) -> Self {
        text.0
    }
}

impl<const MAX: usize> AsRef<str> for Text<MAX> {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Text<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<const MAX: usize> PartialSchema for Text<MAX> {
    fn schema() -> RefOr<Schema> {
        let text = ObjectBuilder::new()
            .schema_type(Type::String)
            .min_length(Some(1))
            .max_length(Some(MAX))
            .pattern(Some(r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$"))
            .examples(("Production".len() <= MAX).then(|| serde_json::Value::from("Production")))
            .description(Some(format!("One line of at most {MAX} characters.")));
        RefOr::T(text.build().into())
    }
}

impl<const MAX: usize> ToSchema for Text<MAX> {
    fn name() -> std::borrow::Cow<'static, str> {
        format!("Text{MAX}").into()
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, TextError};

    #[test]
    fn texts_are_trimmed_and_counted_in_characters() {
        let table: &[(&str, Result<&str, TextError>)] = &[
            ("a", Ok("a")),
            ("  two w \u{a0}", Ok("two w")),
            ("äöüß€", Ok("äöüß€")),
            ("<b>'; DROP", Err(TextError::TooLong(5))),
            ("", Err(TextError::Empty)),
            ("   ", Err(TextError::Empty)),
            ("123456", Err(TextError::TooLong(5))),
            ("a\0b", Err(TextError::Control)),
            ("a\nb", Err(TextError::Control)),
            ("ab\u{85}", Err(TextError::Control)),
        ];
        for (given, expected) in table {
            let got = given.parse::<Text<5>>();
            assert_eq!(got.as_ref().map(Text::as_str), expected.as_ref().copied(), "{given:?}");
        }
        let html: Text<20> = "<b>'; DROP".parse().unwrap();
        assert_eq!(html.as_str(), "<b>'; DROP");
    }
}

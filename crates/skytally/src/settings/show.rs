//! Showing what is in force: every value, secrets masked, and where each was given.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::fault::Origin;
use super::secret::MASK;

/// A value as people may see it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Plain {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    List(Vec<String>),
}

impl Plain {
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.to_owned())
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Integer(number) => json!(number),
            Self::Float(number) => json!(number),
            Self::Boolean(value) => json!(value),
            Self::List(texts) => json!(texts),
        }
    }

    fn toml(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Integer(number) => number.to_string(),
            // With a point, so that it stays what it is.
            Self::Float(number) => format!("{number:?}"),
            Self::Boolean(value) => value.to_string(),
            Self::List(texts) => {
                let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
                format!("[{}]", texts.join(", "))
            }
        }
    }
}

/// A text as TOML writes it: like JSON, which lets one character through that TOML does not.
fn quoted(text: &str) -> String {
    json!(text).to_string().replace('\u{7f}', "\\u007F")
}

/// A setting that is in force.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shown {
    /// The section, such as `mail.smtp`.
    pub(crate) section: String,
    /// Which item, from 0, if the section is a list.
    pub(crate) item: Option<usize>,
    pub(crate) key: &'static str,
    pub(crate) value: Plain,
    pub(crate) origin: Origin,
    /// What follows from it where the value does not say: what an empty text stands for.
    pub(crate) means: Option<String>,
}

impl Shown {
    /// Whether there is a secret that is not shown.
    pub(crate) fn is_masked(&self) -> bool {
        matches!(&self.value, Plain::Text(text) if text.contains(MASK))
    }
}

/// As a configuration file, with the origin of each value as a comment.
pub(crate) fn toml(all: &[Shown]) -> String {
    let mut out = String::new();
    for (at, (section, item)) in sections(all).into_iter().enumerate() {
        let blank = if at == 0 { "" } else { "\n" };
        let (open, close) = if item.is_some() { ("[[", "]]") } else { ("[", "]") };
        // Writing to a string does not fail.
        let _ = writeln!(out, "{blank}{open}{section}{close}");
        let lines: Vec<(String, &Shown)> = all
            .iter()
            .filter(|shown| shown.section == section && shown.item == item)
            .map(|shown| (format!("{} = {}", shown.key, shown.value.toml()), shown))
            .collect();
        for (line, shown) in lines {
            let means = shown.means.as_ref().map(|means| format!(": {means}")).unwrap_or_default();
            // A line break in a file's name must not end the comment.
            let comment: String = format!("{}{means}", shown.origin)
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .collect();
            let _ = writeln!(out, "{line}  # {comment}");
        }
    }
    out
}

/// As objects with `value`, `origin` and, where the value does not say what is in force, `means`.
pub(crate) fn json(all: &[Shown]) -> Value {
    let mut root = json!({});
    for shown in all {
        let mut entry = json!({"value": shown.value.json(), "origin": shown.origin.to_string()});
        if let Some(means) = &shown.means {
            entry["means"] = json!(means);
        }
        // Indexing makes what is not there yet.
        let mut at = &mut root;
        for key in shown.section.split('.') {
            at = &mut at[key];
        }
        if let Some(item) = shown.item {
            if at.is_null() {
                *at = json!([]);
            }
            let Some(list) = at.as_array_mut() else { continue };
            list.resize(list.len().max(item + 1), Value::Null);
            at = &mut list[item];
        }
        at[shown.key] = entry;
    }
    root
}

/// The sections in the order in which they come first.
fn sections(all: &[Shown]) -> Vec<(&str, Option<usize>)> {
    let mut sections = Vec::new();
    for shown in all {
        let section = (shown.section.as_str(), shown.item);
        if !sections.contains(&section) {
            sections.push(section);
        }
    }
    sections
}

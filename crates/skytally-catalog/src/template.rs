//! Templates: texts with `{…}` that are filled from a document.

use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::path::Path;

/// A text with places to be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Slot(Slot),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Slot {
    Account,
    Region,
    Partition,
    Id,
    Data(Path),
    Parent(Path),
}

/// A text that is not a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not a template: a path in braces was expected, such as {{VolumeId}}, {{account}} or {{parent.Id}}"
)]
pub struct TemplateError(String);

/// A place of a template that nothing fills.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("nothing stands at {{{0}}}")]
pub struct Unfilled(String);

/// What templates are filled from.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The cloud account.
    pub account: &'a str,
    /// The region.
    pub region: &'a str,
    /// The partition.
    pub partition: &'a str,
    /// The document's id, once it is known.
    pub id: Option<&'a str>,
    /// The document's data.
    pub data: &'a Value,
    /// The data of the document that it belongs to.
    pub parent: Option<&'a Value>,
}

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(text: &str) -> Result<Self, TemplateError> {
        let wrong = || TemplateError(text.to_owned());
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find('{') {
            let (before, after) = rest.split_at(start);
            let end = after.find('}').ok_or_else(wrong)?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(Piece::Slot(match &after[1..end] {
                "account" => Slot::Account,
                "region" => Slot::Region,
                "partition" => Slot::Partition,
                "id" => Slot::Id,
                path => match path.strip_prefix("parent.") {
                    Some(path) => Slot::Parent(path.parse().map_err(|_| wrong())?),
                    None => Slot::Data(path.parse().map_err(|_| wrong())?),
                },
            }));
            rest = &after[end + 1..];
        }
        if rest.contains('}') {
            return Err(wrong());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Self { pieces })
    }
}

impl<'de> Deserialize<'de> for Template {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Template {
    /// The filled template. A template that is one slot and nothing else keeps the type of the value.
    pub fn fill(&self, scope: &Scope<'_>) -> Result<Value, Unfilled> {
        if let [Piece::Slot(slot)] = self.pieces.as_slice() {
            return slot.value(scope);
        }
        self.fill_text(scope).map(Value::String)
    }

    /// The filled template as text.
    pub fn fill_text(&self, scope: &Scope<'_>) -> Result<String, Unfilled> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(part) => text.push_str(part),
                Piece::Slot(slot) => text.push_str(&plain(&slot.value(scope)?)),
            }
        }
        Ok(text)
    }

    /// Paths that the template reads in the document's own data.
    pub fn data_paths(&self) -> impl Iterator<Item = &Path> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Slot(Slot::Data(path)) => Some(path),
            _ => None,
        })
    }
}

impl Slot {
    fn value(&self, scope: &Scope<'_>) -> Result<Value, Unfilled> {
        let text = |text: &str| Ok(Value::String(text.to_owned()));
        let at = |path: &Path, data: Option<&Value>, prefix: &str| {
            data.and_then(|data| path.find(data))
                .filter(|value| !value.is_null())
                .cloned()
                .ok_or_else(|| Unfilled(format!("{prefix}{path}")))
        };
        match self {
            Self::Account => text(scope.account),
            Self::Region => text(scope.region),
            Self::Partition => text(scope.partition),
            Self::Id => scope.id.map_or_else(|| Err(Unfilled("id".to_owned())), text),
            Self::Data(path) => at(path, Some(scope.data), ""),
            Self::Parent(path) => at(path, scope.parent, "parent."),
        }
    }
}

/// A scalar as text, without quotes.
pub fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Where a document's id, ARN or name comes from: a path in its data, or a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locator(Template);

impl<'de> Deserialize<'de> for Locator {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains(['{', '}']) {
            return text.parse().map(Self).map_err(serde::de::Error::custom);
        }
        // A bare word is a path, even where it reads like a slot: many resources have a member `id`.
        let path = text.parse().map_err(serde::de::Error::custom)?;
        Ok(Self(Template { pieces: vec![Piece::Slot(Slot::Data(path))] }))
    }
}

impl Locator {
    /// The located text.
    pub fn find(&self, scope: &Scope<'_>) -> Result<String, Unfilled> {
        self.0.fill_text(scope)
    }

    /// The template behind it.
    pub fn template(&self) -> &Template {
        &self.0
    }
}

/// Parameters of a call: JSON whose texts are templates.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Params(Vec<(String, Param)>);

#[derive(Debug, Clone, PartialEq)]
enum Param {
    Plain(Value),
    Template(Template),
    List(Vec<Param>),
    Map(Params),
}

impl<'de> Deserialize<'de> for Params {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let members = serde_json::Map::deserialize(deserializer)?;
        Self::read(members).map_err(serde::de::Error::custom)
    }
}

impl Params {
    fn read(members: serde_json::Map<String, Value>) -> Result<Self, TemplateError> {
        members
            .into_iter()
            .map(|(name, value)| Ok((name, Param::read(value)?)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The filled parameters.
    pub fn fill(&self, scope: &Scope<'_>) -> Result<serde_json::Map<String, Value>, Unfilled> {
        self.0.iter().map(|(name, param)| Ok((name.clone(), param.fill(scope)?))).collect()
    }

    /// The names of the parameters on the first level.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }
}

impl Param {
    fn read(value: Value) -> Result<Self, TemplateError> {
        Ok(match value {
            Value::String(text) if text.contains(['{', '}']) => Self::Template(text.parse()?),
            Value::Array(items) => Self::List(items.into_iter().map(Self::read).collect::<Result<_, _>>()?),
            Value::Object(members) => Self::Map(Params::read(members)?),
            plain => Self::Plain(plain),
        })
    }

    fn fill(&self, scope: &Scope<'_>) -> Result<Value, Unfilled> {
        Ok(match self {
            Self::Plain(value) => value.clone(),
            Self::Template(template) => template.fill(scope)?,
            Self::List(items) => {
                Value::Array(items.iter().map(|item| item.fill(scope)).collect::<Result<_, _>>()?)
            }
            Self::Map(params) => Value::Object(params.fill(scope)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_fill_and_keep_types() {
        let data = json!({"Id": "v-1", "Size": 8, "List": ["a"]});
        let parent = json!({"Arn": "arn:x"});
        let scope = Scope {
            account: "123456789012",
            region: "eu-west-1",
            partition: "aws",
            id: Some("v-1"),
            data: &data,
            parent: Some(&parent),
        };
        let fill = |text: &str| text.parse::<Template>().unwrap().fill(&scope);
        assert_eq!(
            fill("arn:{partition}:ec2:{region}:{account}:volume/{Id}").unwrap(),
            "arn:aws:ec2:eu-west-1:123456789012:volume/v-1"
        );
        assert_eq!(fill("{Size}").unwrap(), json!(8));
        assert_eq!(fill("{Size} GiB").unwrap(), json!("8 GiB"));
        assert_eq!(fill("{parent.Arn}").unwrap(), json!("arn:x"));
        assert_eq!(fill("{Missing}").unwrap_err().to_string(), "nothing stands at {Missing}");
        let params: Params =
            serde_json::from_value(json!({"Ids": ["{Id}"], "All": true, "In": {"L": "{List}"}})).unwrap();
        assert_eq!(
            Value::Object(params.fill(&scope).unwrap()),
            json!({"Ids": ["v-1"], "All": true, "In": {"L": ["a"]}})
        );
    }

    #[test]
    fn broken_templates_are_refused() {
        for bad in ["{", "a}", "{a", "{}", "{a b}"] {
            assert!(bad.parse::<Template>().is_err(), "{bad}");
        }
    }
}

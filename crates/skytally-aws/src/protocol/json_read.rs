//! JSON answers: read along the shape, so that what the model does not know is never built.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;
use serde_json::{Map, Number, Value};
use skytally_catalog::wire::{Kind, ServiceModel, ShapeRef, Structure};

use super::path::Path;
use super::{ParseError, scalar, timestamp};

/// The members of an output structure in a body. An empty body has none.
pub(super) fn body(
    model: &ServiceModel,
    target: &ShapeRef,
    body: &[u8],
) -> Result<Map<String, Value>, ParseError> {
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    match value(model, target, body)? {
        None => Ok(Map::new()),
        Some(Value::Object(members)) => Ok(members),
        Some(_) => Err(ParseError::unexpected("", "it is not an object")),
    }
}

/// One value of a shape. `None` for null.
pub(super) fn value(
    model: &ServiceModel,
    target: &ShapeRef,
    body: &[u8],
) -> Result<Option<Value>, ParseError> {
    ParseError::refuse_html(body)?;
    let wrong = Cell::new(None);
    let rest = model.protocol().is_rest();
    let seed = Seed { model, target, rest, path: &Path::Root, wrong: &wrong };
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let found = seed.deserialize(&mut deserializer);
    match found.and_then(|found| deserializer.end().map(|()| found)) {
        Ok(found) => Ok(found),
        Err(error) => Err(match (wrong.take(), error.classify()) {
            (Some(at), _) => at,
            (None, Category::Data) => ParseError::unexpected("", error.to_string()),
            (None, _) => ParseError::malformed(offset(body, &error), error.to_string()),
        }),
    }
}

/// Where the error is. serde_json counts lines and columns from 1, in bytes.
fn offset(body: &[u8], error: &serde_json::Error) -> u64 {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return u64::try_from(body.len()).unwrap_or(u64::MAX);
    }
    let before: usize =
        body.split_inclusive(|byte| *byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    u64::try_from(before.saturating_add(column.saturating_sub(1)).min(body.len())).unwrap_or(u64::MAX)
}

#[derive(Clone, Copy)]
struct Seed<'a> {
    model: &'a ServiceModel,
    target: &'a ShapeRef,
    /// The REST protocol converts numbers and booleans; the others pass on what the service sent.
    rest: bool,
    path: &'a Path<'a>,
    /// Our own error, which keeps its member where serde would only keep a text.
    wrong: &'a Cell<Option<ParseError>>,
}

impl<'a> Seed<'a> {
    fn fail<E: serde::de::Error>(&self, reason: impl Into<String>) -> E {
        self.wrong.set(Some(ParseError::unexpected(self.path, reason)));
        E::custom("it does not fit the model")
    }

    fn at(&self, target: &'a ShapeRef, path: &'a Path<'a>) -> Seed<'a> {
        Seed { target, path, ..*self }
    }

    fn scalar<E: serde::de::Error>(&self, kind: &Kind, value: Value) -> Result<Option<Value>, E> {
        if value.is_null() {
            return Ok(None);
        }
        let converted = match kind {
            Kind::Timestamp => {
                timestamp::read(&value).map(|moment| Value::String(timestamp::document(moment)))
            }
            Kind::String(Some(decode)) => match value {
                Value::String(text) => return Ok(Some(scalar::decoded(*decode, text))),
                other => return Ok(Some(other)),
            },
            Kind::Boolean if self.rest => match &value {
                Value::Bool(flag) => Some(Value::Bool(*flag)),
                Value::String(text) => Some(Value::Bool(text.eq_ignore_ascii_case("true"))),
                _ => None,
            },
            Kind::Integer if self.rest => match &value {
                Value::Number(number) => whole(number).map(Value::Number),
                Value::String(text) => scalar::integer(text.trim()).map(Value::Number),
                _ => None,
            },
            Kind::Float if self.rest => match &value {
                Value::Number(number) => number.as_f64().and_then(Number::from_f64).map(Value::Number),
                Value::String(text) => scalar::float(text.trim()),
                _ => None,
            },
            _ => return Ok(Some(value)),
        };
        match converted {
            Some(converted) => Ok(Some(converted)),
            None => Err(self.fail(format!("{value} is not of the member's type"))),
        }
    }
}

/// A number of a member that is whole: a fraction is cut off.
fn whole(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let cut = number.as_f64()?.trunc();
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and inside the bounds")]
    (-9e18..=9e18).contains(&cut).then(|| Number::from(cut as i64))
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        match &self.model.shape(self.target.shape).kind {
            Kind::Structure(structure) if structure.document => {
                Value::deserialize(deserializer).map(|value| (!value.is_null()).then_some(value))
            }
            Kind::Structure(structure) if structure.event_stream => {
                self.wrong
                    .set(Some(ParseError::Unsupported { what: format!("the event stream {}", self.path) }));
                Err(D::Error::custom("it is an event stream"))
            }
            Kind::Structure(_) | Kind::List { .. } | Kind::Map { .. } => deserializer.deserialize_any(self),
            kind => {
                let value = Value::deserialize(deserializer)?;
                self.scalar(kind, value)
            }
        }
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match &self.model.shape(self.target.shape).kind {
            Kind::List { .. } => "a list",
            _ => "an object",
        };
        write!(f, "{what} at {:?}", self.path.to_string())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(self.fail("text stands where a structure, list or map should"))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(self.fail("a boolean stands where a structure, list or map should"))
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(self.fail("a number stands where a structure, list or map should"))
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Self::Value, E> {
        Err(self.fail("a number stands where a structure, list or map should"))
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(self.fail("a number stands where a structure, list or map should"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let Kind::List { member } = &self.model.shape(self.target.shape).kind else {
            return Err(self.fail("a list stands where an object should"));
        };
        let mut items = Vec::new();
        loop {
            let path = self.path.item(items.len());
            let Some(item) = seq.next_element_seed(self.at(member, &path))? else { break };
            // A null in a list keeps its place.
            items.push(item.unwrap_or(Value::Null));
        }
        Ok(Some(Value::Array(items)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        match &self.model.shape(self.target.shape).kind {
            Kind::Structure(structure) => self.structure(structure, map).map(Some),
            Kind::Map { value, .. } => {
                let mut out = Map::new();
                while let Some(key) = map.next_key::<String>()? {
                    let path = self.path.member(&key);
                    match map.next_value_seed(self.at(value, &path))? {
                        Some(value) => drop(out.insert(key, value)),
                        None if self.target.traits.sparse => drop(out.insert(key, Value::Null)),
                        None => {}
                    }
                }
                Ok(Some(Value::Object(out)))
            }
            _ => Err(self.fail("an object stands where a list should")),
        }
    }
}

impl Seed<'_> {
    fn structure<'de, A: MapAccess<'de>>(
        &self,
        structure: &Structure,
        mut map: A,
    ) -> Result<Value, A::Error> {
        let mut out = Map::new();
        let mut unknown: Option<String> = None;
        while let Some(Key(key)) = map.next_key()? {
            match structure.member_on_wire(&key) {
                Some(member) => {
                    let path = self.path.member(&member.name);
                    if let Some(value) = map.next_value_seed(self.at(&member.target, &path))? {
                        out.insert(member.name.clone(), value);
                    }
                }
                None if structure.union && key != "__type" => {
                    if map.next_value::<Option<IgnoredAny>>()?.is_some() {
                        unknown = Some(key.into_owned());
                    }
                }
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if let Some(name) = unknown.filter(|_| out.is_empty()) {
            out.insert(super::UNKNOWN_UNION_MEMBER.to_owned(), serde_json::json!({ "name": name }));
        }
        Ok(Value::Object(out))
    }
}

/// An object's key, borrowed from the body where it can be.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl<'de> Visitor<'de> for KeyVisitor {
            type Value = Key<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

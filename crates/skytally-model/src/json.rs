//! JSON kept as its compact text: a fifth of the memory of a parsed tree.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A JSON value as compact text. It is always well-formed; whoever needs its inside parses it for that moment.
#[derive(Clone)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Keeps a value.
    pub fn new(value: &serde_json::Value) -> Self {
        // A tree of JSON values has no map with other keys than strings and no failing `Serialize`.
        Self(serde_json::value::to_raw_value(value).unwrap_or_else(|_| RawValue::NULL.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The value as a tree.
    pub fn to_value(&self) -> serde_json::Value {
        self.read().unwrap_or(serde_json::Value::Null)
    }

    /// The value as something else that can be read from JSON.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(self.as_str())
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str() || self.to_value() == other.to_value()
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Through a tree, so that the text is compact whatever the source looked like.
        serde_json::Value::deserialize(deserializer).map(|value| Self::new(&value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_compact_and_keeps_the_order_of_members() {
        let json: Json = serde_json::from_str("{ \"b\": 1,\n \"a\": [ true , null ] }").unwrap();
        assert_eq!(json.as_str(), r#"{"b":1,"a":[true,null]}"#);
        assert_eq!(serde_json::to_string(&json).unwrap(), json.as_str());
    }
}

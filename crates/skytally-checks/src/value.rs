//! Between JSON and CEL's values.

use std::collections::HashMap;
use std::sync::Arc;

use cel::Value as Cel;
use cel::common::types::{
    CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelNull, CelString, CelUInt,
};
use cel::common::value::Val;
use cel::objects::{Key, Map};
use serde_json::{Map as JsonMap, Value as Json};

/// A JSON value as CEL sees it.
pub(crate) fn to_cel(value: &Json) -> Cel {
    match value {
        Json::Null => Cel::Null,
        Json::Bool(b) => Cel::Bool(*b),
        Json::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(i), _, _) => Cel::Int(i),
            (None, Some(u), _) => Cel::UInt(u),
            (None, None, Some(f)) => Cel::Float(f),
            (None, None, None) => Cel::Null,
        },
        Json::String(s) => Cel::String(Arc::new(s.clone())),
        Json::Array(items) => Cel::List(Arc::new(items.iter().map(to_cel).collect())),
        Json::Object(members) => {
            let map: HashMap<Key, Cel> = members
                .iter()
                .map(|(name, value)| (Key::String(Arc::new(name.clone())), to_cel(value)))
                .collect();
            Cel::Map(Map { map: Arc::new(map) })
        }
    }
}

/// A JSON value in the form in which CEL's interpreter holds it. Names and texts are borrowed: a document is bound to the
/// variables of thousands of rules, and most of it is never looked at.
pub(crate) fn to_val(value: &Json) -> Box<dyn Val + '_> {
    match value {
        Json::Null => Box::new(CelNull),
        Json::Bool(b) => Box::new(CelBool::from(*b)),
        Json::Number(n) => match (n.as_i64(), n.as_u64(), n.as_f64()) {
            (Some(i), _, _) => Box::new(CelInt::from(i)),
            (None, Some(u), _) => Box::new(CelUInt::from(u)),
            (None, None, Some(f)) => Box::new(CelDouble::from(f)),
            (None, None, None) => Box::new(CelNull),
        },
        Json::String(s) => Box::new(CelString::from(s.as_str())),
        Json::Array(items) => Box::new(CelList::from(items.iter().map(to_val).collect::<Vec<_>>())),
        Json::Object(members) => {
            let map: HashMap<CelMapKey<'_>, Box<dyn Val + '_>> =
                members.iter().map(|(name, value)| (CelMapKey::from(name.as_str()), to_val(value))).collect();
            Box::new(CelMap::from(map))
        }
    }
}

/// A CEL value as JSON. What JSON has no word for becomes null.
pub(crate) fn to_json(value: &Cel) -> Json {
    match value {
        Cel::Null => Json::Null,
        Cel::Bool(b) => Json::Bool(*b),
        Cel::Int(i) => Json::from(*i),
        Cel::UInt(u) => Json::from(*u),
        Cel::Float(f) => Json::from(*f),
        Cel::String(s) => Json::String(s.as_ref().clone()),
        Cel::List(items) => Json::Array(items.iter().map(to_json).collect()),
        Cel::Map(map) => {
            let members: JsonMap<String, Json> = map
                .map
                .iter()
                .filter_map(|(key, value)| match key {
                    Key::String(name) => Some((name.as_ref().clone(), to_json(value))),
                    Key::Int(_) | Key::Uint(_) | Key::Bool(_) => None,
                })
                .collect();
            Json::Object(members)
        }
        _ => Json::Null,
    }
}

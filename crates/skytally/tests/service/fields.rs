//! The fields of request bodies, as the document has them.

use serde_json::{Value, json};

use crate::kit::resolve;

/// A field of a body.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The names that lead to it.
    pub(crate) path: Vec<&'static str>,
    /// What it takes: `string`, `integer`, `boolean`, `array`, `object`.
    pub(crate) kind: &'static str,
    /// Whether it takes null.
    pub(crate) nullable: bool,
    pub(crate) required: bool,
    schema: &'static Value,
}

/// The fields of a schema, those of objects inside included. `sample` says which of several forms is meant.
pub(crate) fn fields(schema: &'static Value, sample: &Value) -> Vec<Field> {
    let mut all = Vec::new();
    collect(schema, sample, &mut Vec::new(), &mut all);
    all
}

fn collect(schema: &'static Value, sample: &Value, path: &mut Vec<&'static str>, all: &mut Vec<Field>) {
    let (schema, _) = plain(schema, sample);
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|own| own == name));
    for (name, member) in schema["properties"].as_object().into_iter().flatten() {
        let (inner, nullable) = plain(member, &sample[name]);
        let kind = kinds(inner).into_iter().find(|kind| *kind != "null").unwrap_or("object");
        path.push(name);
        all.push(Field { path: path.clone(), kind, nullable, required: required(name), schema: inner });
        if kind == "object" {
            collect(inner, &sample[name], path, all);
        }
        path.pop();
    }
}

/// A schema behind its references and choices, and whether it takes null.
fn plain(schema: &'static Value, sample: &Value) -> (&'static Value, bool) {
    let schema = resolve(schema);
    let Some(choices) = schema["oneOf"].as_array() else {
        return (schema, kinds(schema).contains(&"null"));
    };
    let nullable = choices.iter().any(|choice| choice["type"] == "null");
    let fits = |choice: &&'static Value| {
        let by = &resolve(choice)["properties"]["by"]["enum"][0];
        choice["type"] != "null" && (by.is_null() || sample["by"].is_null() || sample["by"] == *by)
    };
    let choice = choices.iter().find(fits).unwrap();
    (plain(choice, sample).0, nullable)
}

fn kinds(schema: &'static Value) -> Vec<&'static str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

impl Field {
    /// Its path with dots.
    pub(crate) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Values of another type, or that its type refuses.
    pub(crate) fn wrong(&self) -> Vec<Value> {
        // A list of whole numbers takes one.
        let numbers = self.schema["items"]["type"] == "integer";
        let mut wrong = match self.kind {
            "string" => vec![json!(1), json!(true), json!([]), json!({}), json!(["x"])],
            "integer" => vec![json!("1"), json!(1.5), json!(true), json!([]), json!({}), json!(1e300)],
            "boolean" => vec![json!("true"), json!(1), json!(0), json!([]), json!({})],
            "array" if numbers => {
                vec![json!("x"), json!(1), json!({}), json!(["1"]), json!([[]]), json!([null])]
            }
            "array" => vec![json!("x"), json!(1), json!({}), json!([1]), json!([[]]), json!([null])],
            "object" => vec![json!("x"), json!(1), json!([]), json!(true)],
            other => panic!("{} is of the type {other}, which the tests do not know", self.name()),
        };
        if !self.nullable {
            wrong.push(Value::Null);
        }
        if !self.schema["enum"].is_null()
            || !self.schema["format"].is_null() && self.schema["format"] != "password"
        {
            wrong.extend(self.texts().then(|| [json!("nothing like it"), json!("")]).into_iter().flatten());
        }
        wrong
    }

    /// Whether people write into it.
    pub(crate) fn texts(&self) -> bool {
        self.kind == "string"
    }

    /// Whether it is a list of texts.
    pub(crate) fn lists_texts(&self) -> bool {
        self.kind == "array" && resolve(&self.schema["items"])["type"] == "string"
    }

    /// A body with another value in it.
    pub(crate) fn put(&self, body: &Value, value: Value) -> Value {
        let mut body = body.clone();
        let mut place = &mut body;
        for name in &self.path {
            if !place.is_object() {
                *place = json!({});
            }
            place = &mut place[*name];
        }
        *place = value;
        body
    }

    /// A body without it.
    pub(crate) fn without(&self, body: &Value) -> Value {
        let mut body = body.clone();
        let (last, before) = self.path.split_last().unwrap();
        let mut place = &mut body;
        for name in before {
            place = &mut place[*name];
        }
        if let Some(object) = place.as_object_mut() {
            object.remove(*last);
        }
        body
    }
}

//! Paginators and the small part of JMESPath that they use: `A`, `A.B`, `A || B`, `A[-1].B`.

use serde_json::Value;

use super::{Kind, ServiceModel, ShapeId};

/// How an operation pages.
#[derive(Debug, Clone)]
pub struct Paginator {
    /// The input members that take the tokens.
    pub input_tokens: Vec<String>,
    /// Where the tokens stand in an answer: one for each input token.
    pub output_tokens: Vec<Expression>,
    /// Where the answer says that there is more. Without it, a token says so.
    pub more_results: Option<Expression>,
    /// The input member that limits a page.
    pub limit_key: Option<String>,
    /// What is gathered over the pages. The first is the main one.
    pub result_keys: Vec<Expression>,
    /// What is the same on every page and is taken from the first.
    pub non_aggregate_keys: Vec<Expression>,
}

/// A path into an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    text: String,
    alternatives: Vec<Vec<Step>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(i64),
}

impl Expression {
    /// Parses an expression. The error says what is wrong with it.
    ///
    /// # Errors
    /// A sentence, when the text is outside the part of JMESPath that paginators use.
    pub fn parse(text: &str) -> Result<Expression, String> {
        let alternatives = text.split("||").map(|part| path(part.trim())).collect::<Result<_, _>>()?;
        Ok(Expression { text: text.to_owned(), alternatives })
    }

    /// The expression as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value in an answer. `None` where nothing stands there, or null.
    ///
    /// `A || B` is the first that is neither null, false nor empty; if there is none, the last that is there.
    #[must_use]
    pub fn evaluate<'v>(&self, document: &'v Value) -> Option<&'v Value> {
        let mut last = None;
        for steps in &self.alternatives {
            let found = steps.iter().try_fold(document, |value, step| match step {
                Step::Field(name) => value.get(name),
                Step::Index(at) => value.as_array().and_then(|items| element(items, *at)),
            });
            if let Some(value) = found.filter(|value| !value.is_null()) {
                if truthy(value) {
                    return Some(value);
                }
                last = Some(value);
            }
        }
        last
    }

    /// The names of the fields when the expression is a plain path without `||` and indices.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<&str>> {
        let [steps] = self.alternatives.as_slice() else { return None };
        steps
            .iter()
            .map(|step| match step {
                Step::Field(name) => Some(name.as_str()),
                Step::Index(_) => None,
            })
            .collect()
    }

    /// Checks that every step exists in the shape.
    pub(crate) fn check(&self, model: &ServiceModel, root: ShapeId) -> Result<(), String> {
        for steps in &self.alternatives {
            let mut at = root;
            for step in steps {
                let shape = model.shape(at);
                at = match (step, &shape.kind) {
                    (Step::Field(_), Kind::Structure(structure)) if structure.document => break,
                    (Step::Field(name), Kind::Structure(structure)) => {
                        let found = structure.member(name);
                        found.ok_or_else(|| format!("{} has no member {name:?}", shape.name))?.target.shape
                    }
                    (Step::Field(_), Kind::Map { value, .. }) => value.shape,
                    (Step::Index(_), Kind::List { member }) => member.shape,
                    _ => return Err(format!("{} has no such parts", shape.name)),
                };
            }
        }
        Ok(())
    }
}

fn element(items: &[Value], at: i64) -> Option<&Value> {
    let from_end = usize::try_from(at.unsigned_abs()).ok()?;
    let at = if at < 0 { items.len().checked_sub(from_end)? } else { from_end };
    items.get(at)
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(true) | Value::Number(_) => true,
    }
}

fn path(text: &str) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    for part in text.split('.') {
        let (name, index) = match part.split_once('[') {
            Some((name, rest)) => {
                let digits = rest.strip_suffix(']').ok_or("an index has no end")?;
                (name, Some(digits.parse::<i64>().map_err(|_| "an index is not a whole number")?))
            }
            None => (part, None),
        };
        let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts_well || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(format!("{name:?} is not a member name"));
        }
        steps.push(Step::Field(name.to_owned()));
        steps.extend(index.map(Step::Index));
    }
    Ok(steps)
}

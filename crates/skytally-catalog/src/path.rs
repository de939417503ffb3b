//! Paths into JSON: `Placement.AvailabilityZone`, `Reservations[].Instances`, `.` for the whole.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A path into a JSON value. `[]` goes into every element of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    text: String,
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(String),
    Each,
}

/// A text that is not a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a path such as Tags[].Key or Placement.Tenancy")]
pub struct PathError(String);

impl FromStr for Path {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let mut steps = Vec::new();
        if text != "." {
            for part in text.split('.') {
                let (name, lists) = match part.find("[]") {
                    Some(at) => part.split_at(at),
                    None => (part, ""),
                };
                let valid = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ':' | '<' | '>');
                if name.is_empty() || !name.chars().all(valid) || !lists.replace("[]", "").is_empty() {
                    return Err(PathError(text.to_owned()));
                }
                steps.push(Step::Member(name.to_owned()));
                steps.extend((0..lists.len() / 2).map(|_| Step::Each));
            }
        }
        Ok(Self { text: text.to_owned(), steps })
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Path {
    /// The value at the path, if every member is there. A path that goes into lists gives the first.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        let mut found = Vec::new();
        walk(&self.steps, value, &mut |v| found.push(v));
        found.into_iter().next()
    }

    /// All values at the path; a list at its end is gone into.
    pub fn find_all<'v>(&self, value: &'v Value) -> Vec<&'v Value> {
        let mut found = Vec::new();
        walk(&self.steps, value, &mut |v| match v {
            Value::Array(items) => found.extend(items),
            Value::Null => {}
            other => found.push(other),
        });
        found
    }

    /// Takes the values at the path out of an answer; a list at its end is gone into.
    pub fn take_all(&self, value: Value) -> Vec<Value> {
        let mut found = Vec::new();
        take(&self.steps, value, &mut found);
        found
    }

    /// Whether the path goes into lists.
    pub fn goes_into_lists(&self) -> bool {
        self.steps.contains(&Step::Each)
    }

    /// The names of the members on the way, without the lists.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::Member(name) => Some(name.as_str()),
            Step::Each => None,
        })
    }
}

fn walk<'v>(steps: &[Step], value: &'v Value, give: &mut impl FnMut(&'v Value)) {
    match steps.split_first() {
        None => give(value),
        Some((Step::Member(name), rest)) => {
            if let Some(inner) = value.get(name) {
                walk(rest, inner, give);
            }
        }
        Some((Step::Each, rest)) => {
            for inner in value.as_array().into_iter().flatten() {
                walk(rest, inner, give);
            }
        }
    }
}

fn take(steps: &[Step], value: Value, into: &mut Vec<Value>) {
    match (steps.split_first(), value) {
        (None, Value::Array(items)) => into.extend(items),
        (None, Value::Null) => {}
        (None, other) => into.push(other),
        (Some((Step::Member(name), rest)), Value::Object(mut members)) => {
            if let Some(inner) = members.remove(name) {
                take(rest, inner, into);
            }
        }
        (Some((Step::Each, rest)), Value::Array(items)) => {
            for inner in items {
                take(rest, inner, into);
            }
        }
        (Some(_), _) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn path(text: &str) -> Path {
        text.parse().unwrap()
    }

    #[test]
    fn paths_find_members_and_go_into_lists() {
        let value = json!({"R": [{"I": [1, 2]}, {"I": [3]}, {}], "A": {"B": "x"}, "N": null});
        assert_eq!(path("A.B").find(&value), Some(&json!("x")));
        assert_eq!(path("A.C").find(&value), None);
        assert_eq!(path(".").find(&value), Some(&value));
        assert_eq!(path("R[].I").find_all(&value), [&json!(1), &json!(2), &json!(3)]);
        assert_eq!(path("N").find_all(&value), Vec::<&Value>::new());
        assert_eq!(path("R[].I").take_all(value), [json!(1), json!(2), json!(3)]);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for bad in ["", "a..b", "a[0]", "a[", "a b", "[]"] {
            assert!(bad.parse::<Path>().is_err(), "{bad}");
        }
    }
}

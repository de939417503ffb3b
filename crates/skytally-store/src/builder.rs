//! Puts queries together whose conditions, or number of rows, depend on what was asked for.

use sqlx::Any;
use sqlx::any::AnyArguments;
use sqlx::query::Query;

use crate::bulk::packed;
use crate::db::{Engine, built};

/// Puts a query together whose conditions depend on what was asked for. Only texts of this program go into it.
pub(crate) struct Builder {
    text: String,
    values: Vec<Value>,
}

/// A value that is bound.
pub(crate) enum Value {
    Text(String),
    Int(i64),
    MaybeText(Option<String>),
    MaybeInt(Option<i64>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        Self::MaybeText(text)
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        Self::MaybeInt(number)
    }
}

impl Builder {
    pub(crate) fn new(text: &'static str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    pub(crate) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// `($1, $2, …)`.
    pub(crate) fn list<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        self.text.push('(');
        for (at, value) in values.into_iter().enumerate() {
            if at > 0 {
                self.text.push_str(", ");
            }
            self.bind(value);
        }
        self.text.push(')');
        self
    }

    /// `a, b, …`: names of columns.
    pub(crate) fn names(&mut self, columns: &[&'static str]) -> &mut Self {
        for (at, column) in columns.iter().enumerate() {
            self.push(if at == 0 { "" } else { ", " }).push(column);
        }
        self
    }

    /// The same question with its rows as one JSON text.
    pub(crate) fn packed(self, engine: Engine, columns: &str) -> Self {
        Self { text: packed(engine, columns, &self.text), values: self.values }
    }

    pub(crate) fn query(self) -> Query<'static, Any, AnyArguments> {
        let mut query = built(self.text);
        for value in self.values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Int(number) => query.bind(number),
                Value::MaybeText(text) => query.bind(text),
                Value::MaybeInt(number) => query.bind(number),
            };
        }
        query
    }
}

//! Reads typed values out of rows.

use std::str::FromStr;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::error::{Result, StoreError};

/// Typed access to the columns of a row.
pub(crate) trait Cells {
    fn text(&self, column: &str) -> Result<String>;
    fn maybe_text(&self, column: &str) -> Result<Option<String>>;
    fn int(&self, column: &str) -> Result<i64>;
    fn maybe_int(&self, column: &str) -> Result<Option<i64>>;

    fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, column: &str) -> Result<T> {
        parsed(column, &self.text(column)?)
    }

    fn maybe_parsed<T: FromStr<Err: std::fmt::Display>>(&self, column: &str) -> Result<Option<T>> {
        let text = self.maybe_text(column)?;
        text.map(|text| parsed(column, &text)).transpose()
    }

    fn time(&self, column: &str) -> Result<Timestamp> {
        Timestamp::from_millisecond(self.int(column)?).map_err(|error| corrupt(column, &error))
    }

    fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>> {
        let ms = self.maybe_int(column)?;
        ms.map(|ms| Timestamp::from_millisecond(ms).map_err(|error| corrupt(column, &error))).transpose()
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        json(column, &self.text(column)?)
    }
}

impl Cells for AnyRow {
    fn text(&self, column: &str) -> Result<String> {
        Ok(self.try_get(column)?)
    }

    fn maybe_text(&self, column: &str) -> Result<Option<String>> {
        Ok(self.try_get(column)?)
    }

    fn int(&self, column: &str) -> Result<i64> {
        Ok(self.try_get(column)?)
    }

    fn maybe_int(&self, column: &str) -> Result<Option<i64>> {
        Ok(self.try_get(column)?)
    }
}

fn corrupt(column: &str, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt { column: column.to_owned(), reason: error.to_string() }
}

/// What a text of a column means.
pub(crate) fn parsed<T: FromStr<Err: std::fmt::Display>>(column: &str, text: &str) -> Result<T> {
    text.parse().map_err(|error: T::Err| corrupt(column, &error))
}

/// What a JSON text of a column says.
pub(crate) fn json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| corrupt(column, &error))
}

/// Milliseconds since 1970, as the tables hold times.
pub(crate) fn ms(time: Timestamp) -> i64 {
    time.as_millisecond()
}

/// A value as compact JSON text. What we write is always representable.
pub(crate) fn json_text<T: serde::Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt {
        column: std::any::type_name::<T>().to_owned(),
        reason: error.to_string(),
    })
}

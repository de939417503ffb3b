//! Tables: small collections of facts that rules look up, such as ends of life, kept as CSV.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

/// Why a table could not be read or asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TableError {
    /// There is no header.
    #[error("the table has no header")]
    NoHeader,
    /// Two columns have one name.
    #[error("the table has two columns {0:?}")]
    DoubleColumn(String),
    /// There is no such column.
    #[error("the table has no column {0:?}")]
    NoColumn(String),
    /// A line could not be read, or has more or fewer fields than the header.
    #[error("line {line} of the table: {problem}")]
    Line {
        /// The line, counted from one.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
}

/// A table: named columns and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    columns: Vec<String>,
    index: HashMap<String, usize>,
    rows: Vec<Vec<String>>,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    table: &'a Table,
    fields: &'a [String],
}

impl Table {
    /// Reads CSV text (RFC 4180) with a header. Every row must have as many fields as the header.
    pub fn parse(text: &str) -> Result<Self, TableError> {
        let mut reader =
            csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut lines = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|e| TableError::Line {
                line: e.position().map_or(0, csv::Position::line),
                problem: "it cannot be read".to_owned(),
            })?;
            lines.push((record.position().map_or(0, csv::Position::line), record));
        }
        let mut lines = lines.into_iter();
        let (_, header) = lines.next().ok_or(TableError::NoHeader)?;
        let columns: Vec<String> = header.iter().map(|c| c.trim().to_owned()).collect();
        let mut index = HashMap::new();
        for (i, column) in columns.iter().enumerate() {
            if index.insert(column.clone(), i).is_some() {
                return Err(TableError::DoubleColumn(column.clone()));
            }
        }
        let mut rows = Vec::new();
        for (line, record) in lines {
            if record.len() != columns.len() {
                let problem = format!("{} fields where the header has {}", record.len(), columns.len());
                return Err(TableError::Line { line, problem });
            }
            rows.push(record.iter().map(|f| f.trim().to_owned()).collect());
        }
        Ok(Self { columns, index, rows })
    }

    /// The names of the columns, in their order.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// All rows, in their order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|fields| Row { table: self, fields })
    }

    /// The first row whose columns hold just these texts; `None` when there is none. A wrong name of a column is an
    /// error, for else it would look like an absent row.
    pub fn find(&self, key: &[(&str, &str)]) -> Result<Option<Row<'_>>, TableError> {
        let key: Vec<(usize, &str)> = key
            .iter()
            .map(|&(column, text)| {
                let place = self.index.get(column).ok_or_else(|| TableError::NoColumn(column.to_owned()))?;
                Ok((*place, text))
            })
            .collect::<Result<_, TableError>>()?;
        Ok(self.rows().find(|row| key.iter().all(|&(place, text)| row.fields[place] == text)))
    }

    /// The first row in whose column the key stands. See [`Self::find`].
    pub fn row(&self, column: &str, key: &str) -> Result<Option<Row<'_>>, TableError> {
        self.find(&[(column, key)])
    }
}

impl Row<'_> {
    /// A field; `None` when it is empty, which stands for «not known». A wrong name of a column is an error.
    pub fn get(&self, column: &str) -> Result<Option<&str>, TableError> {
        let place = self.table.index.get(column).ok_or_else(|| TableError::NoColumn(column.to_owned()))?;
        Ok(Some(self.fields[*place].as_str()).filter(|f| !f.is_empty()))
    }

    /// The row as a JSON object: column → text, or null when the field is empty.
    pub fn to_value(&self) -> Value {
        let object = self.table.columns.iter().zip(self.fields).map(|(column, field)| {
            let value = if field.is_empty() { Value::Null } else { Value::from(field.as_str()) };
            (column.clone(), value)
        });
        Value::Object(object.collect())
    }
}

impl Serialize for Row<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_value().serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn rows_are_found_by_their_keys() {
        let table = Table::parse("engine,major,end\nmysql,8.0,2026-07-31\n\"post\"\"gres\",16,\n").unwrap();
        assert_eq!(table.columns(), ["engine", "major", "end"]);
        let row = table.find(&[("engine", "mysql"), ("major", "8.0")]).unwrap().unwrap();
        assert_eq!(row.get("end"), Ok(Some("2026-07-31")));
        assert_eq!(row.get("ends"), Err(TableError::NoColumn("ends".to_owned())));
        let quoted = table.row("engine", "post\"gres").unwrap().unwrap();
        assert_eq!(quoted.get("end"), Ok(None));
        assert_eq!(
            quoted.to_value(),
            serde_json::json!({"engine": "post\"gres", "major": "16", "end": null})
        );
        assert!(table.row("major", "9").unwrap().is_none());
        assert!(table.row("minor", "9").is_err());
        assert!(table.find(&[("engine", "mysql"), ("major", "16")]).unwrap().is_none());
    }

    #[test]
    fn a_broken_table_is_an_error() {
        assert_eq!(Table::parse(""), Err(TableError::NoHeader));
        assert_eq!(Table::parse("a,a\n"), Err(TableError::DoubleColumn("a".to_owned())));
        assert!(matches!(Table::parse("a,b\n1,2\n3\n"), Err(TableError::Line { line: 3, .. })));
    }

    fn catalog(path: &str) -> Table {
        let path = format!("{}/../../catalog/{path}", env!("CARGO_MANIFEST_DIR"));
        Table::parse(&std::fs::read_to_string(path).unwrap()).unwrap()
    }

    fn is_date(text: &str) -> bool {
        let parts: Vec<Option<u16>> = text.split('-').map(|part| part.parse().ok()).collect();
        let [Some(year), Some(month), Some(day)] = parts[..] else { return false };
        text.len() == 10
            && (2000..2100).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
    }

    #[test]
    fn the_tables_of_the_catalogue_are_whole() {
        for (path, keys, dates) in [
            (
                "tables/lambda-runtimes.csv",
                &["runtime"][..],
                &["deprecated_on", "block_create_on", "block_update_on"][..],
            ),
            (
                "tables/eks-versions.csv",
                &["version"],
                &["released_on", "end_of_standard_support", "end_of_extended_support"],
            ),
            (
                "tables/rds-engine-versions.csv",
                &["engine", "major"],
                &["end_of_standard_support", "extended_support_year_3_starts", "end_of_extended_support"],
            ),
            ("prices/ec2-ebs.csv", &["item", "region"], &[]),
            ("prices/network.csv", &["item", "region"], &[]),
            ("prices/eks.csv", &["item", "region"], &[]),
            ("prices/logs.csv", &["item", "region"], &[]),
            ("prices/api-calls.csv", &["service", "operation"], &[]),
        ] {
            let table = catalog(path);
            let mut seen = std::collections::HashSet::new();
            for row in table.rows() {
                let key: Vec<&str> = keys.iter().map(|k| row.get(k).unwrap().unwrap()).collect();
                assert!(seen.insert(key.join(" ")), "{path}: {key:?} stands twice");
                assert!(row.get("source").unwrap().is_some(), "{path}: {key:?} has no source");
                for date in dates.iter().copied().chain(["as_of"]) {
                    if let Some(text) = row.get(date).unwrap() {
                        assert!(is_date(text), "{path}: {key:?} {date}");
                    }
                }
                let price = if path.contains("api-calls") { "usd_per_call" } else { "usd" };
                if path.starts_with("prices/") {
                    let usd = row.get(price).unwrap().unwrap();
                    let (whole, part) = usd.split_once('.').unwrap();
                    assert!(!whole.is_empty() && !part.is_empty(), "{path}: {key:?}");
                    assert!(usd.bytes().all(|b| b.is_ascii_digit() || b == b'.'), "{path}: {key:?}");
                    assert!(usd.bytes().any(|b| b.is_ascii_digit() && b != b'0'), "{path}: {key:?} is free");
                }
            }
            assert!(!seen.is_empty());
        }
    }

    #[test]
    fn support_ends_in_order() {
        for path in ["tables/eks-versions.csv", "tables/rds-engine-versions.csv"] {
            for row in catalog(path).rows() {
                let standard = row.get("end_of_standard_support").unwrap().unwrap();
                if let Some(extended) = row.get("end_of_extended_support").unwrap() {
                    assert!(standard < extended, "{path}: {:?}", row.to_value());
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "[a-c,\"\n\r ]{0,60}") {
            if let Ok(table) = Table::parse(&text) {
                for row in table.rows() {
                    row.to_value();
                }
            }
        }
    }
}

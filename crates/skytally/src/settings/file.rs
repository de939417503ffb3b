//! The configuration file: TOML, with the line of every key.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use zeroize::Zeroizing;

use super::fault::{Fault, Origin};
use super::tree::{Leaf, Node, Raw, Table};

/// A larger file is not a configuration.
pub(crate) const FILE_MAX_BYTES: u64 = 1_048_576;

/// How many mistakes of grammar are told: what comes after the first ones often follows from them.
const GRAMMAR_FAULTS_MAX: usize = 3;

/// Reads a file's text. `origin` makes an origin of a line.
///
/// # Errors
///
/// What is no TOML, with the lines. The text itself is not repeated: there may be secrets in it.
pub(crate) fn parse(text: &str, origin: &dyn Fn(usize) -> Origin) -> Result<Table, Vec<Fault>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines { text, origin };
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        return Ok(lines.table(table.get_ref(), origin(1)));
    }
    let faults = errors.iter().take(GRAMMAR_FAULTS_MAX).map(|error| {
        let line = error.span().map_or(1, |span| lines.line(span.start));
        // The parser sees a text without quotes as a number that went wrong.
        let is_value = ["invalid", "string values"].iter().any(|start| error.message().starts_with(start));
        let hint = if is_value { "; texts stand in quotes" } else { "" };
        Fault::at(&origin(line), format!("this is no TOML: {}{hint}", error.message()))
    });
    Err(faults.collect())
}

struct Lines<'a> {
    text: &'a str,
    origin: &'a dyn Fn(usize) -> Origin,
}

impl Lines<'_> {
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    fn table(&self, table: &DeTable<'_>, origin: Origin) -> Table {
        let mut made = Table::new(origin);
        for (key, value) in table {
            let origin = (self.origin)(self.line(key.span().start));
            made.entries.insert(key.get_ref().to_string(), self.node(value, origin));
        }
        made
    }

    fn node(&self, value: &Spanned<DeValue<'_>>, origin: Origin) -> Node {
        match value.get_ref() {
            DeValue::Table(table) => Node::Table(self.table(table, origin)),
            DeValue::Array(items)
                if !items.is_empty() && items.iter().all(|item| item.get_ref().is_table()) =>
            {
                let tables = items.iter().filter_map(|item| {
                    let origin = (self.origin)(self.line(item.span().start));
                    item.get_ref().as_table().map(|table| self.table(table, origin))
                });
                Node::Tables(tables.collect())
            }
            other => Node::Leaf(Leaf { raw: raw(other), origin }),
        }
    }
}

fn raw(value: &DeValue<'_>) -> Raw {
    match value {
        DeValue::String(text) => Raw::Text(Zeroizing::new(text.to_string())),
        DeValue::Boolean(value) => Raw::Boolean(*value),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or(Raw::Unfit, Raw::Integer)
        }
        DeValue::Float(number) => number.as_str().parse().map_or(Raw::Unfit, Raw::Float),
        DeValue::Array(items) => Raw::List(items.iter().map(|item| raw(item.get_ref())).collect()),
        DeValue::Datetime(_) | DeValue::Table(_) => Raw::Unfit,
    }
}

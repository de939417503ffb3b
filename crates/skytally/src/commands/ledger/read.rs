//! `skytally ledger read`: what a bank file says, with no database.

use std::fs::File as Opened;
use std::io::Read;
use std::path::Path;

use serde_json::{Map, Value, json};
use skytally_money::bank::{self, Code, Decimal, Entry, File, Mapping, Options, Statement, Status};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Form, ReadArgs};
use crate::failure::{CLEAN, Failure, NOT_ALL_SEEN};
use crate::output::print;

/// Widest column of names and texts in the table.
const WORDS_WIDTH: usize = 40;

/// A mapping is some lines of JSON.
const MAPPING_MAX_BYTES: u64 = 256 * 1024;

pub(super) fn run(args: &ReadArgs) -> Result<u8, Failure> {
    let options = Options {
        currency: args.currency,
        dates: args.dates.map(Into::into),
        mapping: args.mapping.as_deref().map(mapping).transpose()?,
        format: None,
    };
    let name = if args.file == Path::new("-") {
        "the standard input".to_owned()
    } else {
        args.file.display().to_string()
    };
    let bytes = content(&args.file, bank::FILE_MAX_BYTES as u64 + 1)
        .map_err(|error| Failure::run(format!("{name} cannot be read: {error}")))?;
    let file = bank::read(&bytes, &options)
        .map_err(|error| Failure::run(format!("{name} cannot be read: {error}")))?;
    let text = match args.format {
        Form::Json => {
            let mut text = serde_json::to_string_pretty(&document(&file, &bytes)?).map_err(Failure::run)?;
            text.push('\n');
            text
        }
        Form::Text => table(&file),
    };
    print(&text)?;
    if file.problems.is_empty() {
        return Ok(CLEAN);
    }
    let count = file.problems.len();
    let what = if count == 1 { "1 thing".to_owned() } else { format!("{count} things") };
    anstream::eprintln!("skytally: {what} in {name} could not be read; each is listed with its line");
    Ok(NOT_ALL_SEEN)
}

/// The bytes of a file, no more than a limit.
pub(super) fn content(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes)?;
        return Ok(bytes);
    }
    let file = Opened::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::other("it is a folder"));
    }
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn mapping(path: &Path) -> Result<Mapping, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::run(format!("the mapping {} cannot be read: {error}", path.display()))
    };
    let bytes = content(path, MAPPING_MAX_BYTES).map_err(|error| failed(&error))?;
    let value: Value = serde_json::from_slice(&bytes).map_err(|error| failed(&error))?;
    // The whole output of an earlier reading serves as well.
    let value = value.get("mapping").cloned().unwrap_or(value);
    serde_json::from_value(value).map_err(|error| failed(&error))
}

/// Count and sums of one currency.
struct Total {
    currency: Option<Code>,
    count: usize,
    sum: Option<Decimal>,
    incoming: Option<Decimal>,
    outgoing: Option<Decimal>,
}

fn totals(file: &File) -> Vec<Total> {
    let mut totals: Vec<Total> = Vec::new();
    for entry in entries(file) {
        let Some(amount) = entry.amount else { continue };
        let place = totals.iter().position(|total| total.currency == entry.currency).unwrap_or_else(|| {
            let zero = Decimal::new(0, 0);
            totals.push(Total {
                currency: entry.currency,
                count: 0,
                sum: zero,
                incoming: zero,
                outgoing: zero,
            });
            totals.len() - 1
        });
        let total = &mut totals[place];
        total.count += 1;
        // More digits than any amount has: then the sum is not told.
        let plus = |sum: Option<Decimal>| sum.and_then(|sum| sum.plus(amount));
        total.sum = plus(total.sum);
        if amount.is_negative() {
            total.outgoing = plus(total.outgoing);
        } else {
            total.incoming = plus(total.incoming);
        }
    }
    totals
}

fn entries(file: &File) -> impl Iterator<Item = &Entry> {
    file.statements.iter().flat_map(|statement| &statement.entries)
}

/// The document that docs/LEDGER.md describes.
fn document(file: &File, bytes: &[u8]) -> Result<Value, Failure> {
    let Value::Object(mut read) = serde_json::to_value(file).map_err(Failure::run)? else {
        return Err(Failure::run("the reading is no object"));
    };
    if let Some(statements) = read.get_mut("statements").and_then(Value::as_array_mut) {
        for (statement, shown) in file.statements.iter().zip(statements) {
            let Some(shown) = shown.get_mut("transactions").and_then(Value::as_array_mut) else { continue };
            for (entry, shown) in statement.entries.iter().zip(shown) {
                shown["raw"] = Value::String(file.raw(bytes, entry));
            }
        }
    }
    let mut document = Map::new();
    let mut take = |name: &str| read.shift_remove(name);
    for name in ["format", "version", "encoding"] {
        document.insert(name.to_owned(), take(name).unwrap_or(Value::Null));
    }
    // What all statements have in common.
    let one = |of: &dyn Fn(&Statement) -> Option<String>| {
        let mut all = file.statements.iter().map(of);
        let first = all.next().flatten();
        if all.all(|other| other == first) { first } else { None }
    };
    document.insert("account".to_owned(), json!(one(&|statement| statement.account.clone())));
    document.insert(
        "currency".to_owned(),
        json!(one(&|statement| statement.currency.map(|code| code.to_string()))),
    );
    for name in ["dates", "mapping"] {
        if let Some(value) = take(name) {
            document.insert(name.to_owned(), value);
        }
    }
    document.insert("statements".to_owned(), take("statements").unwrap_or_default());
    let totals: Vec<Value> = totals(file)
        .iter()
        .map(|total| json!({ "currency": total.currency, "count": total.count, "sum": total.sum, "in": total.incoming, "out": total.outgoing }))
        .collect();
    document.insert(
        "transactions".to_owned(),
        json!({
            "count": entries(file).count(),
            "complete": entries(file).filter(|entry| entry.complete()).count(),
            "totals": totals,
        }),
    );
    for name in ["problems", "notes"] {
        document.insert(name.to_owned(), take(name).unwrap_or_default());
    }
    Ok(Value::Object(document))
}

/// The reading for people.
fn table(file: &File) -> String {
    let mut text = format!("{}", file.format);
    if let Some(version) = &file.version {
        text.push_str(&format!(" ({version})"));
    }
    text.push_str(&format!(", {}\n", file.encoding));
    for statement in &file.statements {
        text.push_str(&head(statement));
        let rows: Vec<[String; 6]> = statement.entries.iter().map(row).collect();
        let mut widths = [0; 6];
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        for row in &rows {
            let mut line = String::new();
            for (index, (cell, width)) in
                row.iter().zip(widths).enumerate().filter(|(_, (_, width))| *width > 0)
            {
                let pad = " ".repeat(width.saturating_sub(cell.width()));
                // Line and amount stand to the right.
                if matches!(index, 0 | 2) {
                    line.push_str(&format!("  {pad}{cell}"));
                } else {
                    line.push_str(&format!("  {cell}{pad}"));
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text.push('\n');
    for total in totals(file) {
        let currency = total.currency.map_or("of no named currency".to_owned(), |code| code.to_string());
        let sum = total.sum.map_or("too large to sum".to_owned(), |sum| sum.to_string());
        text.push_str(&format!("{} transactions, {sum} {currency}\n", total.count));
    }
    for (name, list) in [("problem", &file.problems), ("note", &file.notes)] {
        for said in list {
            let line = said.line.map_or(String::new(), |line| format!(" in line {line}"));
            text.push_str(&format!("{name}{line}: {}\n", said.message));
        }
    }
    text
}

fn head(statement: &Statement) -> String {
    let mut parts = vec![format!("account {}", statement.account.as_deref().unwrap_or("not named"))];
    parts.extend(statement.bank.as_ref().map(|bank| format!("bank {bank}")));
    parts.extend(statement.currency.map(|code| code.to_string()));
    parts.extend(statement.name.clone());
    let balance = |name: &str, balance: &Option<bank::Balance>| {
        let balance = balance.as_ref()?;
        let day = balance.date.map_or(String::new(), |date| format!(" on {date}"));
        Some(format!("{name} {}{day}", balance.amount))
    };
    parts.extend(balance("opening", &statement.opening));
    parts.extend(balance("closing", &statement.closing));
    format!("\n{}\n", parts.join(", "))
}

fn row(entry: &Entry) -> [String; 6] {
    let amount = entry.amount.map_or("?".to_owned(), |amount| amount.to_string());
    let currency = entry.currency.map_or(String::new(), |code| code.to_string());
    let mut words: Vec<&str> = Vec::new();
    match entry.status {
        Status::Booked => {}
        Status::Pending => words.push("[pending]"),
        Status::Information => words.push("[information]"),
    }
    if entry.reversal {
        words.push("[reversal]");
    }
    words.extend(entry.payee.as_deref());
    words.extend(entry.text.as_deref());
    [
        entry.line.to_string(),
        entry.date.map_or("?".to_owned(), |date| date.to_string()),
        format!("{amount} {currency}").trim_end().to_owned(),
        cut(&words.join(" · ")),
        cut(entry.bank_id.as_deref().unwrap_or_default()),
        cut(entry.category.as_deref().or(entry.transfer.as_deref()).unwrap_or_default()),
    ]
}

/// A text that fits its column.
fn cut(text: &str) -> String {
    if text.width() <= WORDS_WIDTH {
        return text.to_owned();
    }
    let mut short = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > WORDS_WIDTH {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

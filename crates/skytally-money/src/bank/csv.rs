//! CSV: rows of fields. What the columns mean is guessed, shown, and may be handed in.

mod guess;
mod mapping;
mod names;

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::context::{Context, shown};
use super::date::Parts;
use super::decimal::{self, Decimal};
use super::types::{Balance, Code, Entry, File, Format, Statement, Status};
use super::{COLUMNS_MAX, ENTRIES_MAX};
pub use mapping::{DecimalMark, Mapping};
use names::goes_out;

/// What may separate columns.
const DELIMITERS: &[u8] = b",;\t|";

/// How many rows are looked at to find the separator.
const SAMPLE_ROWS: usize = 200;

/// A row longer than this has a quote that is not closed.
const ROW_MAX_BYTES: usize = 64 * 1024;

/// A row of a file.
struct Row {
    fields: StringRecord,
    start: usize,
    end: usize,
}

/// The rows of a file.
struct Table {
    delimiter: u8,
    rows: Vec<Row>,
    /// Whether there were more rows than are read.
    more: bool,
}

/// Cuts a text into rows.
fn table(text: &str, delimiter: u8, most: usize) -> Table {
    let with_quotes = rows(text, delimiter, most, true);
    // A lone quote swallows what follows it: then quotes are text.
    if with_quotes.rows.iter().any(|row| row.end - row.start > ROW_MAX_BYTES) {
        return rows(text, delimiter, most, false);
    }
    with_quotes
}

fn rows(text: &str, delimiter: u8, most: usize, quoting: bool) -> Table {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    let mut more = false;
    // The text is UTF-8 already, so that reading it cannot fail.
    while let Ok(true) = reader.read_record(&mut record) {
        if rows.len() >= most {
            more = true;
            break;
        }
        let start = record
            .position()
            .map_or(0, |at| usize::try_from(at.byte()).unwrap_or(usize::MAX))
            .min(text.len());
        let end = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX).min(text.len());
        // Blank lines before a row are counted to it by the library.
        let blank =
            text.get(start..end).map_or(0, |row| row.len() - row.trim_start_matches(['\r', '\n']).len());
        let end = start + text.get(start..end).map_or(0, |row| row.trim_end_matches(['\r', '\n']).len());
        if record.len() <= COLUMNS_MAX {
            rows.push(Row { fields: record.clone(), start: (start + blank).min(end), end });
        }
    }
    Table { delimiter, rows, more }
}

/// The separator with which most rows have a date and an amount, and how many rows of those that were looked at do.
fn delimiter(text: &str) -> Option<u8> {
    let mut best: Option<((usize, usize), u8)> = None;
    for delimiter in DELIMITERS {
        let sample = table(text, *delimiter, SAMPLE_ROWS);
        let filled =
            sample.rows.iter().filter(|row| row.fields.iter().any(|field| !field.trim().is_empty())).count();
        let like = sample
            .rows
            .iter()
            .filter(|row| row.fields.len() > 1)
            .filter(|row| {
                let dates = row.fields.iter().filter(|field| guess::is_date(field)).count();
                dates > 0 && row.fields.iter().any(|field| guess::is_amount(field) && !guess::is_date(field))
            })
            .count();
        let head = sample.rows.iter().take(60).any(|row| {
            let known = row
                .fields
                .iter()
                .map(|field| names::plain(field).0)
                .filter(|name| !names::roles(name).is_empty())
                .count();
            known >= 2 && known * 3 >= row.fields.len()
        });
        let width = sample.rows.iter().map(|row| row.fields.len()).max().unwrap_or(0);
        // Prose has a date and a number here and there, but not in a third of its lines.
        if (head || (like > 0 && like * 3 >= filled)) && width > 1 {
            let score = (like * 2 + usize::from(head), width);
            if best.is_none_or(|(other, _)| score > other) {
                best = Some((score, *delimiter));
            }
        }
    }
    best.map(|(_, delimiter)| delimiter)
}

/// Reads a table of transactions. `None` where the text is none.
pub(super) fn read(mut cx: Context<'_>) -> Option<File> {
    let text: &str = &cx.text.text;
    let (table, mapping) = match &cx.options.mapping {
        Some(mapping) => {
            (table(text, u8::try_from(mapping.delimiter).unwrap_or(b','), ENTRIES_MAX), mapping.clone())
        }
        None => {
            let table = table(text, delimiter(text)?, ENTRIES_MAX);
            let mapping = guess::guess(&mut cx, &table)?;
            (table, mapping)
        }
    };
    let mut reader = Reader {
        mapping: &mapping,
        statements: Vec::new(),
        places: HashMap::new(),
        balances: Vec::new(),
        debits: Debits::of(&table, &mapping),
    };
    let first = reader.first(&mut cx, &table);
    for row in table.rows.iter().skip(first) {
        reader.row(&mut cx, row);
    }
    if table.more {
        cx.problem(text.len(), format!("only the first {ENTRIES_MAX} rows are read; export a shorter time"));
    }
    let mut statements = std::mem::take(&mut reader.statements);
    let balances = std::mem::take(&mut reader.balances);
    for (statement, balances) in statements.iter_mut().zip(balances) {
        running(statement, &balances);
        cx.fit(statement);
    }
    if statements.iter().all(|statement| statement.entries.is_empty()) {
        cx.note(None, "the file has no transactions");
    } else if statements
        .iter()
        .flat_map(|statement| &statement.entries)
        .any(|entry| entry.amount.is_some() && entry.currency.is_none())
    {
        cx.note(None, "the file does not say its currency; name it with --currency");
    }
    let (problems, notes) = cx.said();
    Some(File {
        format: Format::Csv,
        version: None,
        encoding: "",
        dates: Some(mapping.dates),
        mapping: Some(mapping),
        statements,
        problems,
        notes,
    })
}

/// How amounts in a column of debits are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Debits {
    Positive,
    Negative,
    /// Some this way, some that: which are taken back cannot be told.
    Mixed,
}

impl Debits {
    fn of(table: &Table, mapping: &Mapping) -> Self {
        let Some(column) = mapping.debit else { return Self::Positive };
        let (mut negative, mut positive) = (false, false);
        for row in &table.rows {
            let Some(read) = row
                .fields
                .get(column.wrapping_sub(1))
                .and_then(|value| decimal::read(value, mapping.decimal.mark()).ok())
            else {
                continue;
            };
            negative |= read.amount.is_negative();
            positive |= !read.amount.is_negative() && !read.amount.is_zero();
        }
        match (negative, positive) {
            (true, true) => Self::Mixed,
            (true, false) => Self::Negative,
            _ => Self::Positive,
        }
    }
}

struct Reader<'m> {
    mapping: &'m Mapping,
    statements: Vec<Statement>,
    /// Statements by account.
    places: HashMap<String, usize>,
    /// The running balance of each entry of each statement.
    balances: Vec<Vec<Option<Decimal>>>,
    debits: Debits,
}

/// The value of a column, counted from 1.
fn value(row: &Row, column: Option<usize>) -> Option<&str> {
    row.fields.get(column?.checked_sub(1)?).map(str::trim).filter(|value| !value.is_empty())
}

impl Reader<'_> {
    /// The first row of data.
    fn first(&self, cx: &mut Context<'_>, table: &Table) -> usize {
        if self.mapping.header.is_empty() {
            return self.mapping.skip;
        }
        let same = |row: &Row| {
            row.fields.len() == self.mapping.header.len()
                && row
                    .fields
                    .iter()
                    .zip(&self.mapping.header)
                    .all(|(one, two)| one.trim().trim_start_matches('\u{feff}') == two)
        };
        match table.rows.iter().position(same) {
            Some(at) => at + 1,
            None => {
                cx.problem(0, "the line of column names that the mapping has is not in this file; make the mapping anew");
                table.rows.len()
            }
        }
    }

    fn row(&mut self, cx: &mut Context<'_>, row: &Row) {
        let mapping = self.mapping;
        if row.fields.iter().all(|field| field.trim().is_empty()) {
            return;
        }
        let figures = [mapping.amount, mapping.debit, mapping.credit].map(|column| value(row, column));
        let date = value(row, Some(mapping.date));
        if figures.iter().all(Option::is_none) {
            // Balances carried forward, remarks, lines at the foot.
            let what = if value(row, mapping.balance).is_some() {
                "has a balance and no amount"
            } else {
                "has no amount"
            };
            if date.is_none() || value(row, mapping.balance).is_some() {
                cx.note(row.start, format!("a row that {what} was left out"));
                return;
            }
        }
        let order = mapping.dates;
        let read_date = |text: &str| Parts::read(text)?.date(order);
        if date.is_none_or(|date| !guess::is_date(date))
            && row.fields.len() != mapping.header.len()
            && !mapping.header.is_empty()
        {
            cx.note(row.start, "a row that has no date and other columns than the rest was left out");
            return;
        }
        let Some(mut entry) = cx.entry(row.start, row.end) else { return };
        entry.date = cx.date(row.start, "the date of this row", date, read_date);
        entry.value_date = value(row, mapping.value_date).and_then(read_date);
        entry.amount = self.amount(cx, row, figures, &mut entry.currency);
        self.rest(cx, row, &mut entry);
        let balance = value(row, mapping.balance)
            .and_then(|text| decimal::read(text, mapping.decimal.mark()).ok())
            .map(|read| read.amount);
        let account = value(row, mapping.account).and_then(|text| cx.words(row.start, text));
        let place = match &account {
            // A row that does not name the account is of the one before.
            None => self.statements.len().checked_sub(1),
            Some(account) => self.places.get(account).copied(),
        };
        let place = place.unwrap_or_else(|| {
            // A file with a thousand accounts is none; the rest goes to the last.
            if self.statements.len() >= COLUMNS_MAX {
                return self.statements.len() - 1;
            }
            let next = self.statements.len();
            self.places.extend(account.clone().map(|account| (account, next)));
            self.statements.push(Statement { line: entry.line, account, ..Statement::default() });
            self.balances.push(Vec::new());
            self.statements.len() - 1
        });
        self.statements[place].entries.push(entry);
        self.balances[place].push(balance);
    }

    fn amount(
        &self,
        cx: &mut Context<'_>,
        row: &Row,
        figures: [Option<&str>; 3],
        currency: &mut Option<Code>,
    ) -> Option<Decimal> {
        let mapping = self.mapping;
        let mark = mapping.decimal.mark();
        let mut take = |cx: &mut Context<'_>, what: &str, text: &str| {
            let read = cx.amount(row.start, what, text, mark)?;
            *currency = currency.or(read.currency);
            Some(read.amount)
        };
        if mapping.amount.is_some() {
            let Some(text) = figures[0] else {
                cx.problem(row.start, "the amount of this row is missing; look it up at the bank");
                return None;
            };
            let amount = take(cx, "the amount", text)?;
            let Some(column) = mapping.sign else {
                return Some(if mapping.opposite { amount.negated() } else { amount });
            };
            let word = value(row, Some(column)).unwrap_or_default();
            let Some(out) = goes_out(word) else {
                cx.problem(row.start, format!("whether the amount goes out or comes in is not clear from {}; look it up at the bank", shown(word)));
                return None;
            };
            return Some(if out { amount.negated() } else { amount });
        }
        // A zero in the other column says nothing.
        let debit = figures[1].map(|text| take(cx, "the debit", text));
        let credit = figures[2].map(|text| take(cx, "the credit", text));
        let filled = |figure: &Option<Option<Decimal>>| {
            figure.is_some_and(|read| read.is_none_or(|amount| !amount.is_zero()))
        };
        match (filled(&debit), filled(&credit)) {
            (true, true) => {
                if debit.flatten().is_some() && credit.flatten().is_some() {
                    cx.problem(row.start, "this row has a debit and a credit; look it up at the bank");
                }
                None
            }
            (true, false) => {
                let debit = debit.flatten()?;
                match self.debits {
                    Debits::Positive => Some(debit.negated()),
                    Debits::Negative => Some(debit),
                    Debits::Mixed => {
                        cx.problem(row.start, "debits of this file have both signs, so that which take money away cannot be told; look it up at the bank");
                        None
                    }
                }
            }
            (false, true) => credit.flatten(),
            (false, false) if debit.is_none() && credit.is_none() => {
                cx.problem(row.start, "the amount of this row is missing; look it up at the bank");
                None
            }
            (false, false) => debit.flatten().or(credit.flatten()),
        }
    }

    fn rest(&self, cx: &mut Context<'_>, row: &Row, entry: &mut Entry) {
        let mapping = self.mapping;
        let at = row.start;
        let mut words = |column: Option<usize>| value(row, column).and_then(|text| cx.words(at, text));
        let incoming = entry.amount.is_some_and(|amount| !amount.is_negative());
        let payer = if incoming { words(mapping.payer) } else { None };
        entry.payee = payer.or_else(|| words(mapping.payee));
        let texts: Vec<&str> = mapping.text.iter().filter_map(|column| value(row, Some(*column))).collect();
        entry.bank_id = words(mapping.bank_id);
        entry.reference = words(mapping.reference);
        entry.category = words(mapping.category);
        entry.counterpart_account = words(mapping.counterpart_account);
        entry.counterpart_bank = words(mapping.counterpart_bank);
        entry.kind = words(mapping.kind);
        entry.check_number = words(mapping.check_number);
        entry.text = cx.words(at, &texts.join(" "));
        let code = value(row, mapping.currency).or(mapping.currency_of_all.as_deref());
        if let Some(code) = code {
            match Code::new(code) {
                Some(code) => entry.currency = entry.currency.or(Some(code)),
                None => {
                    cx.problem(at, format!("the currency {} is none; correct it in the file", shown(code)))
                }
            }
        }
        let status = value(row, mapping.status).unwrap_or_default().to_lowercase();
        if ["pending", "vorgemerkt", "en attente", "pendiente", "in behandeling"]
            .iter()
            .any(|word| status.contains(word))
        {
            entry.status = Status::Pending;
        } else if ["declined", "failed", "reverted", "cancelled", "canceled", "abgelehnt", "refused"]
            .iter()
            .any(|word| status.contains(word))
        {
            entry.status = Status::Information;
            cx.note(at, format!("the status of this row is {}: it moved no money", shown(&status)));
        }
    }
}

/// Opening and closing balance from the running ones, where each row continues the one before: the oldest first, or the newest.
fn running(statement: &mut Statement, balances: &[Option<Decimal>]) {
    // Rows that say neither amount nor balance are remarks.
    let lines: Vec<usize> = (0..statement.entries.len())
        .filter(|index| statement.entries[*index].amount.is_some() || balances[*index].is_some())
        .collect();
    let codes: Vec<Option<Code>> = lines.iter().map(|index| statement.entries[*index].currency).collect();
    if codes.windows(2).all(|pair| pair[0] == pair[1]) {
        statement.currency = codes.first().copied().flatten();
    }
    let rows: Option<Vec<(Decimal, Decimal)>> =
        lines.iter().map(|index| Some((statement.entries[*index].amount?, balances[*index]?))).collect();
    let Some(rows) = rows.filter(|rows| !rows.is_empty()) else { return };
    let upwards = rows.windows(2).all(|pair| pair[0].1.plus(pair[1].0) == Some(pair[1].1));
    let downwards = rows.windows(2).all(|pair| pair[1].1.plus(pair[0].0) == Some(pair[0].1));
    let (oldest, newest) = match (upwards, downwards) {
        (true, _) => (0, rows.len() - 1),
        (false, true) => (rows.len() - 1, 0),
        _ => return,
    };
    let of = |index: usize, amount: Option<Decimal>| {
        let entry = &statement.entries[lines[index]];
        Some(Balance {
            kind: "computed".to_owned(),
            date: entry.date,
            amount: amount?,
            currency: entry.currency,
            line: entry.line,
        })
    };
    let (opening, closing) =
        (of(oldest, rows[oldest].1.plus(rows[oldest].0.negated())), of(newest, Some(rows[newest].1)));
    (statement.opening, statement.closing) = (opening, closing);
}

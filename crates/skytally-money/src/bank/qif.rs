//! QIF: lines of a letter and a value, in records that end with `^`, under headings that start with `!`.

use std::collections::HashMap;

use super::context::{Context, shown};
use super::date::{Parts, decide};
use super::decimal::{Decimal, Mark, mark_of};
use super::types::{DateOrder, Entry, File, Format, Split, Statement};

/// Headings of lists of transactions, in capitals.
const MONEY: &[&str] =
    &["BANK", "CASH", "CCARD", "OTH A", "OTH L", "OTHA", "OTHL", "INVST", "PORT", "401(K)/403(B)"];

/// Actions of an investment account that take cash away.
const TAKES: &[&str] = &["BUY", "MISCEXP", "MARGINT", "CVRSHRT", "XOUT", "WITHDRWX"];

/// Actions of an investment account that bring cash.
const BRINGS: &[&str] = &[
    "SELL", "DIV", "INTINC", "CGLONG", "CGSHORT", "CGMID", "MISCINC", "RTRNCAP", "SHTSELL", "XIN", "CONTRIBX",
];

/// Headings of other lists that are told.
const HEADINGS_MAX: usize = 50;

/// A record as it stands in the file.
struct Record<'t> {
    heading: &'t str,
    fields: Vec<(char, &'t str, usize)>,
    start: usize,
    end: usize,
    closed: bool,
}

impl<'t> Record<'t> {
    /// The first value of a letter. What a split says comes after its `S` and is not of the whole.
    fn whole(&self, letter: char) -> Option<(&'t str, usize)> {
        let end = self.fields.iter().position(|(letter, ..)| *letter == 'S').unwrap_or(self.fields.len());
        let in_head = self.fields[..end].iter().find(|(l, ..)| *l == letter);
        // Some programs write the head's fields behind the splits all the same.
        let field = if matches!(letter, 'E' | '$' | '%' | 'D') {
            in_head
        } else {
            in_head.or_else(|| self.fields.iter().find(|(l, ..)| *l == letter))
        };
        field.map(|(_, value, at)| (value.trim(), *at)).filter(|(value, _)| !value.is_empty())
    }
}

/// Whether a text has the look of QIF without a heading: records of a date, an amount and `^`.
pub(super) fn looks_bare(text: &str) -> bool {
    let mut date = false;
    let mut amount = false;
    for line in text.lines().take(60) {
        let line = line.trim();
        let mut letters = line.chars();
        match letters.next() {
            Some('D') => date |= Parts::read(letters.as_str()).is_some(),
            Some('T' | 'U') => {
                amount |= super::decimal::read(letters.as_str(), Mark::Point).is_ok()
                    || super::decimal::read(letters.as_str(), Mark::Comma).is_ok()
            }
            Some('^') if line.len() == 1 && date && amount => return true,
            _ => {}
        }
    }
    false
}

pub(super) fn read(mut cx: Context<'_>) -> File {
    let records = records(&mut cx);
    let money: Vec<&Record<'_>> = records.iter().filter(|record| is_money(record.heading)).collect();
    let order = order(&mut cx, &money);
    let texts = money.iter().flat_map(|record| {
        record
            .fields
            .iter()
            .filter(|(letter, ..)| matches!(letter, 'T' | 'U' | '$'))
            .map(|(_, value, _)| *value)
    });
    // Quicken writes a point; some banks write their country's comma.
    let mark = mark_of(texts).unwrap_or(Mark::PointFirst);
    let statements = statements(&mut cx, &records, order, mark);
    let mut file = File {
        format: Format::Qif,
        version: None,
        encoding: "",
        dates: Some(order),
        mapping: None,
        statements,
        problems: Vec::new(),
        notes: Vec::new(),
    };
    for statement in &mut file.statements {
        cx.fit(statement);
    }
    if file.statements.is_empty() {
        cx.note(None, "the file has no transactions");
    } else if cx.options.currency.is_none() {
        cx.note(None, "a QIF file does not say its currency; name it with --currency");
    }
    (file.problems, file.notes) = cx.said();
    file
}

/// The order of day and month: what is asked for, or what the dates say together.
fn order(cx: &mut Context<'_>, money: &[&Record<'_>]) -> DateOrder {
    if let Some(order) = cx.options.dates {
        return order;
    }
    let found: Vec<(Parts, usize)> = money
        .iter()
        .filter_map(|record| record.whole('D'))
        .filter_map(|(value, at)| Some((Parts::read(value)?, at)))
        .collect();
    let parts: Vec<Parts> = found.iter().map(|(parts, _)| *parts).collect();
    let decided = decide(&parts, DateOrder::Mdy);
    let first = found.first().map(|(_, at)| *at);
    if decided.mixed {
        cx.note(
            first,
            format!("some dates fit no order that the others have; {} was assumed (--dates)", decided.order),
        );
    } else if let Some(why) = decided.assumed {
        cx.note(
            first,
            format!(
                "day and month could be either way round; {} was assumed, because {why} (--dates)",
                decided.order
            ),
        );
    }
    decided.order
}

fn is_money(heading: &str) -> bool {
    let kind =
        heading.get(..5).filter(|head| head.eq_ignore_ascii_case("Type:")).map(|_| heading[5..].trim());
    // Records before any heading are taken for those of a bank account.
    heading.is_empty() || kind.is_some_and(|kind| MONEY.iter().any(|other| kind.eq_ignore_ascii_case(other)))
}

/// Cuts the file into records.
fn records<'t>(cx: &mut Context<'t>) -> Vec<Record<'t>> {
    let text: &'t str = &cx.text.text;
    let mut records = Vec::new();
    let mut heading = "";
    let mut open: Option<Record<'t>> = None;
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].find(['\n', '\r']).unwrap_or(text.len() - at);
        let line = text[at..at + length].trim_matches(|c: char| c.is_control() || c == '\u{feff}').trim_end();
        let start = at;
        at += length + 1;
        let Some(letter) = line.chars().next() else { continue };
        if letter == '^' {
            // Without fields it is an empty record, which says nothing.
            if let Some(mut record) = open.take() {
                record.closed = true;
                record.end = start + 1;
                records.push(record);
            }
            continue;
        }
        if letter == '!' {
            records.extend(open.take());
            heading = line[1..].trim();
            if heading.eq_ignore_ascii_case("Account")
                || heading.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("Type:"))
            {
                // Where a list of transactions starts anew stands as a record without fields.
                records.push(Record {
                    heading,
                    fields: Vec::new(),
                    start,
                    end: start + line.len(),
                    closed: true,
                });
            }
            continue;
        }
        // Remarks before anything else; QIF has none, but people write them.
        if letter == '#' && open.is_none() {
            continue;
        }
        let record = open.get_or_insert_with(|| Record {
            heading,
            fields: Vec::new(),
            start,
            end: start,
            closed: false,
        });
        record.fields.push((letter, &line[letter.len_utf8()..], start));
        record.end = start + line.len();
    }
    records.extend(open.take());
    records
}

/// What the last record of an account list said.
#[derive(Clone, Default, PartialEq, Eq)]
struct Account {
    name: Option<String>,
    kind: Option<String>,
}

fn statements(cx: &mut Context<'_>, records: &[Record<'_>], order: DateOrder, mark: Mark) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    let mut account = Account::default();
    let mut current: Option<usize> = None;
    let mut known: HashMap<(Option<String>, String), usize> = HashMap::new();
    let mut skipped: Vec<(&str, usize, usize)> = Vec::new();
    for record in records {
        if record.heading.eq_ignore_ascii_case("Account") {
            current = None;
            if record.fields.is_empty() {
                continue;
            }
            let value = |letter| record.whole(letter);
            account = Account {
                name: value('N').and_then(|(name, at)| cx.words(at, name)),
                kind: value('T').and_then(|(kind, at)| cx.words(at, kind)),
            };
            continue;
        }
        if !is_money(record.heading) {
            if !record.fields.is_empty() {
                match skipped.iter().position(|(heading, ..)| *heading == record.heading) {
                    Some(place) => skipped[place].2 += 1,
                    None if skipped.len() < HEADINGS_MAX => skipped.push((record.heading, record.start, 1)),
                    None => {}
                }
            }
            continue;
        }
        if record.fields.is_empty() {
            current = None;
        }
        let kind = record.heading.get(5..).unwrap_or("Bank").trim();
        let place = match current {
            Some(place) => place,
            None => {
                let place = *known.entry((account.name.clone(), kind.to_owned())).or_insert_with(|| {
                    statements.push(Statement {
                        line: cx.text.line(record.start),
                        account: account.name.clone(),
                        name: account.name.clone(),
                        kind: Some(kind.chars().take(40).collect()),
                        ..Statement::default()
                    });
                    statements.len() - 1
                });
                current = Some(place);
                place
            }
        };
        if record.fields.is_empty() {
            continue;
        }
        if record.heading.is_empty()
            && record.whole('D').is_none()
            && record.whole('T').is_none()
            && record.whole('U').is_none()
        {
            cx.problem(
                record.start,
                "a record that is neither a transaction nor of a kind that is known was left out",
            );
            continue;
        }
        let invested = ["INVST", "PORT", "401(K)/403(B)"].iter().any(|name| kind.eq_ignore_ascii_case(name));
        let read =
            if invested { investment(cx, record, order, mark) } else { entry(cx, record, order, mark) };
        let Some(read) = read else { continue };
        let statement = &mut statements[place];
        // Quicken's first entry names the account itself.
        if statement.account.is_none()
            && statement.entries.is_empty()
            && read.payee.as_deref() == Some("Opening Balance")
        {
            statement.account.clone_from(&read.transfer);
            statement.name.clone_from(&read.transfer);
        }
        statement.entries.push(read);
    }
    for (heading, at, count) in skipped {
        let heading = if heading.is_empty() { "no heading" } else { heading };
        cx.note(at, format!("{count} records of {} are no transactions and were left out", shown(heading)));
    }
    // Headings without a record and without an account say nothing; the list of one account is kept as its statement.
    statements.retain(|statement| !statement.entries.is_empty() || statement.account.is_some());
    statements
}

fn entry(cx: &mut Context<'_>, record: &Record<'_>, order: DateOrder, mark: Mark) -> Option<Entry> {
    let start = record.start;
    let mut entry = cx.entry(start, record.end)?;
    let text: &str = &cx.text.text;
    let cut = !record.closed && record.end >= text.trim_end_matches(['\r', '\n']).len();
    // A number at the very end of a file, without an end of its line, may have had more digits.
    let short = cut
        && !text.ends_with(['\r', '\n'])
        && record.fields.last().is_some_and(|(letter, ..)| matches!(letter, 'T' | 'U' | '$' | 'D'));
    if cut && !short {
        cx.note(record.start, "the last record has no ^ at its end; the file may have been cut off");
    }
    let date = record.whole('D');
    entry.date = cx.date(
        date.map_or(start, |(_, at)| at),
        "the date of this entry (D)",
        date.map(|(value, _)| value),
        |value| Parts::read(value)?.date(order),
    );
    match record.whole('T').or_else(|| record.whole('U')) {
        None => cx.problem(start, "the amount of this entry (T) is missing; look it up at the bank"),
        Some((value, at)) => {
            if let Some(read) = cx.amount(at, "the amount", value, mark) {
                entry.amount = Some(read.amount);
                entry.currency = read.currency;
            }
        }
    }
    let mut words = |letter| record.whole(letter).and_then(|(value, at)| cx.words(at, value));
    entry.payee = words('P');
    entry.text = words('M');
    entry.check_number = words('N');
    entry.kind_text = match words('C').as_deref() {
        Some("*" | "c" | "C") => Some("cleared".to_owned()),
        Some("X" | "x" | "R" | "r") => Some("reconciled".to_owned()),
        other => other.map(str::to_owned),
    };
    if let Some((value, at)) = record.whole('L') {
        (entry.category, entry.transfer) = target(cx, at, value);
    }
    splits(cx, record, mark, &mut entry);
    if short {
        cx.problem(
            record.start,
            "the file ends within this record, whose amount was not taken; get the file from the bank again",
        );
        entry.amount = None;
    }
    Some(entry)
}

/// Where an entry or a part goes: `[Account]`, or a category. Two hyphens say that the parts do.
fn target(cx: &mut Context<'_>, at: usize, value: &str) -> (Option<String>, Option<String>) {
    let value = value.trim();
    if value.eq_ignore_ascii_case("--Split--") || value.eq_ignore_ascii_case("|--Split--") {
        return (None, None);
    }
    match value.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((account, _)) => (None, cx.words(at, account)),
        None => (cx.words(at, value), None),
    }
}

fn splits(cx: &mut Context<'_>, record: &Record<'_>, mark: Mark, entry: &mut Entry) {
    for (letter, value, at) in &record.fields {
        if *letter == 'S' {
            let (category, transfer) = target(cx, *at, value);
            entry.splits.push(Split { category, transfer, ..Split::default() });
            continue;
        }
        let Some(split) = entry.splits.last_mut() else { continue };
        match letter {
            'E' => split.text = cx.words(*at, value),
            '$' => split.amount = cx.amount(*at, "the amount of a part", value, mark).map(|read| read.amount),
            '%' => {
                split.percent = super::decimal::read(value.trim().trim_end_matches('%'), mark)
                    .ok()
                    .map(|read| read.amount)
            }
            _ => {}
        }
    }
    let amounts: Vec<Decimal> = entry.splits.iter().filter_map(|split| split.amount).collect();
    let sum = amounts.iter().copied().reduce(|sum, amount| sum.plus(amount).unwrap_or(sum));
    if let (Some(sum), Some(amount)) = (sum, entry.amount)
        && amounts.len() == entry.splits.len()
        && sum != amount
    {
        cx.problem(
            record.start,
            format!(
                "the parts of this entry sum to {sum}, the entry to {amount}; correct one of them in the file"
            ),
        );
    }
}

/// What a record of an investment account does to its cash, if anything.
fn investment(cx: &mut Context<'_>, record: &Record<'_>, order: DateOrder, mark: Mark) -> Option<Entry> {
    let start = record.start;
    let action = record.whole('N').map(|(action, _)| action).unwrap_or_default();
    let upper = action.to_ascii_uppercase();
    let among = |names: &[&str]| names.contains(&upper.as_str());
    let cash = upper.is_empty() || upper == "CASH";
    if !cash && !among(TAKES) && !among(BRINGS) {
        cx.note(
            start,
            format!("the investment {} moves no cash of this account and was left out", shown(action)),
        );
        return None;
    }
    if record.whole('T').or_else(|| record.whole('U')).is_none() && !cash {
        cx.note(
            start,
            format!(
                "the investment {} does not say what it cost or brought in cash and was left out",
                shown(action)
            ),
        );
        return None;
    }
    let mut entry = entry(cx, record, order, mark)?;
    // In an investment account N is the action, and $ what is transferred.
    entry.check_number = None;
    entry.splits.clear();
    entry.kind = cx.words(start, action);
    if entry.text.is_none() {
        entry.text = record.whole('Y').and_then(|(security, at)| cx.words(at, security));
    }
    // Other actions are written without a sign; which way they go is in their names.
    if !cash {
        entry.amount = entry.amount.map(|amount| amount.signed(among(TAKES)));
    }
    Some(entry)
}

//! What the columns of a file mean, guessed from their names and from what is in them.

use std::collections::BTreeMap;

use super::super::context::Context;
use super::super::date::{Parts, decide};
use super::super::decimal::{self, Mark, NotAnAmount, mark_of};
use super::super::types::DateOrder;
use super::mapping::{DecimalMark, Mapping};
use super::names::{Role, goes_out, plain, roles};
use super::{Row, Table};

/// How many rows before the first of data may be something else.
const HEAD_ROWS: usize = 60;

/// How many rows are looked at.
const LOOK_ROWS: usize = 2000;

/// Longest number without separators that may be an amount; longer ones are ids.
const PLAIN_DIGITS_MAX: usize = 9;

/// Whether a value is a date.
pub(super) fn is_date(value: &str) -> bool {
    // A whole number of eight digits may be one; fewer are none.
    Parts::read(value).is_some_and(|parts| {
        [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd].iter().any(|order| parts.date(*order).is_some())
    })
}

/// Whether a value is an amount.
pub(super) fn is_amount(value: &str) -> bool {
    let value = value.trim();
    match decimal::read(value, Mark::Either) {
        Ok(_) | Err(NotAnAmount::Ambiguous) => {
            let digits = value.bytes().filter(u8::is_ascii_digit).count();
            digits > 0 && (digits <= PLAIN_DIGITS_MAX || value.contains([',', '.']))
        }
        Err(_) => false,
    }
}

/// The place of the header, if there is one: the first row whose names say where date and amount are.
fn header(table: &Table) -> Option<usize> {
    table.rows.iter().take(HEAD_ROWS).position(|row| {
        let mut date = false;
        let mut amount = false;
        for field in row.fields.iter() {
            for (role, _) in roles(&plain(field).0).iter().copied() {
                date |= matches!(role, Role::Date | Role::ValueDate);
                amount |= matches!(role, Role::Amount | Role::Debit | Role::Credit);
            }
        }
        date && amount && !row.fields.iter().any(is_date)
    })
}

/// A mapping for a table. `None` where it is no list of transactions.
pub(super) fn guess(cx: &mut Context<'_>, table: &Table) -> Option<Mapping> {
    let head = header(table);
    let first = match head {
        Some(at) => at + 1,
        None => table.rows.iter().take(HEAD_ROWS).position(|row| {
            let dates = row.fields.iter().filter(|field| is_date(field)).count();
            dates > 0 && row.fields.iter().any(|field| is_amount(field) && !is_date(field))
        })?,
    };
    let rows: Vec<&Row> = table.rows.iter().skip(first).take(LOOK_ROWS).collect();
    let width = head.map_or_else(
        || rows.iter().map(|row| row.fields.len()).max().unwrap_or(0),
        |at| table.rows[at].fields.len(),
    );
    let columns = Columns { rows: &rows };
    let mut header_names = Vec::new();
    let mut found: BTreeMap<Role, Vec<(usize, usize)>> = BTreeMap::new();
    let mut currency_of_all = None;
    if let Some(at) = head {
        for (column, field) in table.rows[at].fields.iter().enumerate() {
            header_names.push(field.trim().trim_start_matches('\u{feff}').to_owned());
            let (name, currency) = plain(field);
            for (role, likely) in roles(&name).iter().copied() {
                if matches!(role, Role::Amount | Role::Debit | Role::Credit) && currency_of_all.is_none() {
                    currency_of_all.clone_from(&currency);
                }
                found.entry(role).or_default().push((likely, column));
            }
        }
        for list in found.values_mut() {
            list.sort_unstable();
        }
    }
    let mut pick = Pick { found, taken: Vec::new() };
    let none = rows.is_empty();
    let date = pick.take(Role::Date, |column| none || columns.share(column, is_date) >= 50);
    let value_date = pick.take(Role::ValueDate, |column| none || columns.share(column, is_date) >= 50);
    let date = date
        .or_else(|| {
            (0..width).find(|column| columns.share(*column, is_date) >= 80 && Some(*column) != value_date)
        })
        .or(value_date)?;
    pick.taken.push(date);
    let value_date = value_date.filter(|column| *column != date);
    let balance = pick.take(Role::Balance, |column| none || columns.share(column, is_amount) >= 50);
    let mut amount = pick.take(Role::Amount, |column| none || columns.share(column, is_amount) >= 50);
    let (mut debit, mut credit) = (None, None);
    if amount.is_none() {
        // One of the two may have no value in a short file.
        debit = pick.take(Role::Debit, |column| columns.all(column, is_amount));
        credit = pick.take(Role::Credit, |column| columns.all(column, is_amount));
    }
    let mut balance = balance;
    if amount.is_none() && debit.is_none() && credit.is_none() {
        (amount, balance) = by_content(&columns, width, &pick.taken, balance)?;
        pick.taken.extend(amount);
        pick.taken.extend(balance);
    }
    let negative = amount.is_some_and(|column| {
        columns.any(column, |value| {
            decimal::read(value, Mark::Either).is_ok_and(|read| read.amount.is_negative())
                || value.trim_start().starts_with('-')
        })
    });
    let sign = if amount.is_some() && !negative && !none {
        pick.take(Role::Sign, |column| columns.share(column, |value| goes_out(value).is_some()) == 100)
    } else {
        None
    };
    let currency = pick.take(Role::Currency, |column| {
        columns.share(column, |value| super::super::Code::new(value).is_some()) >= 90
    });
    // A column of IBANs is the account's own if it has one value, and the other side's otherwise.
    let iban = pick.take(Role::Iban, |_| true);
    let alike = iban.is_some_and(|column| columns.alike(column));
    let account = pick.take(Role::Account, |_| true).or(iban.filter(|_| alike));
    let counterpart_account = pick.take(Role::CounterpartAccount, |_| true).or(iban.filter(|_| !alike));
    let mut text = Vec::new();
    let payee = pick.take(Role::Payee, |_| true);
    let payer = pick.take(Role::Payer, |_| true);
    while let Some(column) = pick.take(Role::Text, |_| true) {
        text.push(column);
    }
    text.sort_unstable();
    let mut one = |role| pick.take(role, |_| true).map(|column| column + 1);
    let mut mapping = Mapping {
        delimiter: char::from(table.delimiter),
        skip: if header_names.is_empty() { first } else { 0 },
        header: header_names,
        dates: DateOrder::Ymd,
        decimal: DecimalMark::Either,
        date: date + 1,
        value_date: value_date.map(|column| column + 1),
        amount: amount.map(|column| column + 1),
        debit: debit.map(|column| column + 1),
        credit: credit.map(|column| column + 1),
        sign: sign.map(|column| column + 1),
        opposite: false,
        payee: payee.or(payer).map(|column| column + 1),
        payer: payer.filter(|_| payee.is_some()).map(|column| column + 1),
        text: text.into_iter().map(|column| column + 1).collect(),
        bank_id: one(Role::BankId),
        reference: one(Role::Reference),
        currency: currency.map(|column| column + 1),
        currency_of_all,
        balance: balance.map(|column| column + 1),
        category: one(Role::Category),
        account: account.map(|column| column + 1),
        counterpart_account: counterpart_account.map(|column| column + 1),
        counterpart_bank: one(Role::CounterpartBank),
        kind: one(Role::Kind),
        check_number: one(Role::Check),
        status: one(Role::Status),
    };
    if mapping.text.is_empty() && mapping.payee.is_none() {
        mapping.text.extend(columns.wordy(width, &pick.taken).map(|column| column + 1));
    }
    if let Some(column) = pick.take(Role::Fee, |column| {
        columns
            .any(column, |value| decimal::read(value, Mark::Either).is_ok_and(|read| !read.amount.is_zero()))
    }) {
        cx.note(
            rows.first().map(|row| row.start),
            format!(
                "column {} has fees that are not in the amounts; check them against the balance",
                column + 1
            ),
        );
    }
    decide_forms(cx, &columns, &mut mapping);
    Some(mapping)
}

/// The order of dates and the decimal mark, from all rows together.
fn decide_forms(cx: &mut Context<'_>, columns: &Columns<'_>, mapping: &mut Mapping) {
    let first = columns.rows.first().map(|row| row.start);
    let figures = [mapping.amount, mapping.debit, mapping.credit, mapping.balance];
    let texts = figures.iter().flatten().flat_map(|column| columns.values(column - 1));
    mapping.decimal = match mark_of(texts) {
        Some(Mark::Comma) => DecimalMark::Comma,
        Some(_) => DecimalMark::Point,
        None => DecimalMark::Either,
    };
    let parts: Vec<Parts> = columns.values(mapping.date - 1).filter_map(Parts::read).collect();
    if let Some(order) = cx.options.dates {
        mapping.dates = order;
        return;
    }
    // A point before the decimals and a slash in the date is America's way; a comma is not.
    let european = mapping.decimal == DecimalMark::Comma || mapping.delimiter == ';';
    let decided = decide(&parts, if european { DateOrder::Dmy } else { DateOrder::Mdy });
    mapping.dates = decided.order;
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
}

/// Amount and balance of a table without names: the columns of amounts. Of two, the one that is the difference of the other is the amount.
fn by_content(
    columns: &Columns<'_>,
    width: usize,
    taken: &[usize],
    balance: Option<usize>,
) -> Option<(Option<usize>, Option<usize>)> {
    let candidates: Vec<usize> = (0..width)
        .filter(|column| !taken.contains(column))
        .filter(|column| columns.share(*column, |value| is_amount(value) && !is_date(value)) >= 80)
        .take(8)
        .collect();
    for amount in &candidates {
        for other in candidates.iter().filter(|other| *other != amount) {
            if columns.runs(*amount, *other) {
                return Some((Some(*amount), Some(*other)));
            }
        }
    }
    let fine = |column: &&usize| columns.any(**column, |value| value.contains([',', '.', '-']));
    let amount = candidates.iter().find(fine).or(candidates.first()).copied()?;
    Some((Some(amount), balance))
}

/// Hands out columns by role, each once.
struct Pick {
    found: BTreeMap<Role, Vec<(usize, usize)>>,
    taken: Vec<usize>,
}

impl Pick {
    fn take(&mut self, role: Role, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let list = self.found.get(&role)?;
        let column = list
            .iter()
            .map(|(_, column)| *column)
            .find(|column| !self.taken.contains(column) && fits(*column))?;
        self.taken.push(column);
        Some(column)
    }
}

/// The values of the rows by column.
struct Columns<'r> {
    rows: &'r [&'r Row],
}

impl<'r> Columns<'r> {
    fn values(&self, column: usize) -> impl Iterator<Item = &'r str> + use<'r> {
        let rows = self.rows;
        rows.iter()
            .filter_map(move |row| row.fields.get(column))
            .map(str::trim)
            .filter(|value| !value.is_empty())
    }

    /// How many of a hundred values are so. None, if there are no values.
    fn share(&self, column: usize, is: impl Fn(&str) -> bool) -> usize {
        let (mut so, mut all) = (0, 0);
        for value in self.values(column) {
            all += 1;
            so += usize::from(is(value));
        }
        (so * 100).checked_div(all).unwrap_or(0)
    }

    fn any(&self, column: usize, is: impl Fn(&str) -> bool) -> bool {
        self.values(column).any(is)
    }

    /// Nearly all values that there are, be it none.
    fn all(&self, column: usize, is: impl Fn(&str) -> bool) -> bool {
        self.values(column).next().is_none() || self.share(column, is) >= 50
    }

    fn alike(&self, column: usize) -> bool {
        let mut values = self.values(column);
        let first = values.next();
        values.all(|value| Some(value) == first)
    }

    /// Whether one column is the running sum of another, upwards or downwards.
    fn runs(&self, amount: usize, balance: usize) -> bool {
        let read = |row: &Row, column: usize| {
            row.fields
                .get(column)
                .and_then(|value| decimal::read(value, Mark::Either).ok())
                .map(|read| read.amount)
        };
        let pairs: Vec<_> = self
            .rows
            .iter()
            .take(200)
            .filter_map(|row| Some((read(row, amount)?, read(row, balance)?)))
            .collect();
        pairs.len() > 2
            && (pairs.windows(2).all(|pair| pair[0].1.plus(pair[1].0) == Some(pair[1].1))
                || pairs.windows(2).all(|pair| pair[1].1.plus(pair[0].0) == Some(pair[0].1)))
    }

    /// The column with the most letters.
    fn wordy(&self, width: usize, taken: &[usize]) -> Option<usize> {
        let letters = |column: usize| {
            self.values(column)
                .map(|value| value.chars().filter(|c| c.is_alphabetic()).count())
                .sum::<usize>()
        };
        (0..width.min(100))
            .filter(|column| !taken.contains(column))
            .map(|column| (letters(column), column))
            .max_by_key(|(letters, column)| (*letters, std::cmp::Reverse(*column)))
            .filter(|(letters, _)| *letters > 0)
            .map(|(_, column)| column)
    }
}

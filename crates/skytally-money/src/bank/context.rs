//! What every reader has: the text, the options, and the list of what could not be read.

use jiff::civil::Date;

use super::decimal::{self, Decimal, Mark};
use super::text::Text;
use super::types::{Balance, Code, Entry, Options, Problem, Statement};
use super::{ENTRIES_MAX, PROBLEMS_MAX, VALUE_MAX_BYTES};

/// What a reader works with.
pub(super) struct Context<'c> {
    pub(super) text: &'c Text<'c>,
    pub(super) options: &'c Options,
    problems: Vec<Problem>,
    notes: Vec<Problem>,
    unsaid: usize,
    entries: usize,
}

impl<'c> Context<'c> {
    pub(super) fn new(text: &'c Text<'c>, options: &'c Options) -> Self {
        Self { text, options, problems: Vec::new(), notes: Vec::new(), unsaid: 0, entries: 0 }
    }

    /// Something at a place of the text could not be read.
    pub(super) fn problem(&mut self, at: usize, message: impl Into<String>) {
        if self.problems.len() < PROBLEMS_MAX {
            let line = Some(self.text.line(at));
            self.problems.push(Problem { line, message: message.into() });
        } else {
            self.unsaid += 1;
        }
    }

    /// Something at a place of the text was assumed, or left out on purpose.
    pub(super) fn note(&mut self, at: impl Into<Option<usize>>, message: impl Into<String>) {
        if self.notes.len() < PROBLEMS_MAX {
            let line = at.into().map(|at| self.text.line(at));
            self.notes.push(Problem { line, message: message.into() });
        }
    }

    /// What is to be said, in the order of the lines.
    pub(super) fn said(mut self) -> (Vec<Problem>, Vec<Problem>) {
        self.problems.sort_by_key(|problem| problem.line);
        self.notes.sort_by_key(|note| note.line);
        if self.unsaid > 0 {
            let message = format!("and {} more problems, which are not listed", self.unsaid);
            self.problems.push(Problem { line: None, message });
        }
        (self.problems, self.notes)
    }

    /// An entry at a place of the text, from `from` to `to`. `None`, and said once, when there are too many.
    pub(super) fn entry(&mut self, from: usize, to: usize) -> Option<Entry> {
        self.entries += 1;
        if self.entries > ENTRIES_MAX {
            if self.entries == ENTRIES_MAX + 1 {
                self.problem(
                    from,
                    format!("only the first {ENTRIES_MAX} entries are read; export a shorter time"),
                );
            }
            return None;
        }
        Some(Entry {
            line: self.text.line(from),
            offset: from,
            length: to.saturating_sub(from),
            ..Entry::default()
        })
    }

    /// A value as text: spaces in a row are one, nothing is nothing, and what is too long is cut and said.
    pub(super) fn words(&mut self, at: usize, value: &str) -> Option<String> {
        let mut words = String::new();
        for word in value.split_whitespace() {
            if words.len() + 1 + word.len() > VALUE_MAX_BYTES {
                self.problem(at, format!("a value is longer than {VALUE_MAX_BYTES} bytes and was cut"));
                let room = VALUE_MAX_BYTES.saturating_sub(words.len());
                let cut = word.char_indices().map(|(at, _)| at).take_while(|at| *at <= room).last();
                words.push_str(&word[..cut.unwrap_or(0)]);
                break;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        let words: String = if words.contains(char::is_control) {
            words.chars().filter(|c| !c.is_control()).collect()
        } else {
            words
        };
        (!words.is_empty()).then_some(words)
    }

    /// An amount, or a problem that names it.
    pub(super) fn amount(&mut self, at: usize, what: &str, value: &str, mark: Mark) -> Option<decimal::Read> {
        match decimal::read(value, mark) {
            Ok(read) => Some(read),
            Err(decimal::NotAnAmount::Empty) => {
                self.problem(at, format!("{what} is empty; look it up at the bank"));
                None
            }
            Err(error) => {
                self.problem(
                    at,
                    format!("{what} {} {error}; correct it in the file, or enter it by hand", shown(value)),
                );
                None
            }
        }
    }

    /// A date that must be there, or a problem that names it.
    pub(super) fn date(
        &mut self,
        at: usize,
        what: &str,
        value: Option<&str>,
        read: impl Fn(&str) -> Option<Date>,
    ) -> Option<Date> {
        let value = value
            .map(str::trim)
            .filter(|value| !value.is_empty() && value.bytes().any(|b| b.is_ascii_digit() && b != b'0'));
        let Some(value) = value else {
            self.problem(at, format!("{what} is missing; look it up at the bank"));
            return None;
        };
        let date = read(value);
        if date.is_none() {
            self.problem(
                at,
                format!(
                    "{what} {} is no day of the calendar that can be read; look it up at the bank",
                    shown(value)
                ),
            );
        }
        date
    }

    /// Gives all amounts of a statement the decimals of their currency. What is finer than its currency is a problem, and no amount.
    pub(super) fn fit(&mut self, statement: &mut Statement) {
        if statement.currency.is_none() {
            statement.currency = self.options.currency.map(Code::from);
        }
        if let Some(code) = statement.currency.filter(|code| code.currency().is_none()) {
            let at = statement.entries.first().map(|entry| entry.offset);
            self.note(
                at,
                format!(
                    "{code} is no currency of ISO 4217 today; amounts in it are kept as they are written"
                ),
            );
        }
        for (index, entry) in statement.entries.iter_mut().enumerate() {
            let at = entry.offset;
            entry.index = index;
            entry.currency = entry.currency.or(statement.currency);
            entry.amount = self.fitted(at, "the amount", entry.amount, entry.currency);
            for split in &mut entry.splits {
                split.amount = self.fitted(at, "the amount of a part", split.amount, entry.currency);
            }
            if let Some(original) = &mut entry.original {
                original.amount = self.fitted(at, "the original amount", original.amount, original.currency);
            }
        }
        let mut fit = |balance: &mut Balance| {
            balance.currency = balance.currency.or(statement.currency);
            let line = Some(balance.line);
            let Some(currency) = balance.currency.and_then(Code::currency) else { return true };
            match balance.amount.fitted(currency) {
                Ok(amount) => balance.amount = amount,
                Err(error) => {
                    let message = format!("the balance cannot be kept: {error}; look it up at the bank");
                    self.problems.push(Problem { line, message });
                    return false;
                }
            }
            true
        };
        for balance in [&mut statement.opening, &mut statement.closing] {
            if balance.as_mut().is_some_and(|balance| !fit(balance)) {
                *balance = None;
            }
        }
        statement.balances.retain_mut(fit);
    }

    fn fitted(
        &mut self,
        at: usize,
        what: &str,
        amount: Option<Decimal>,
        code: Option<Code>,
    ) -> Option<Decimal> {
        let amount = amount?;
        let Some(currency) = code.and_then(Code::currency) else { return Some(amount) };
        match amount.fitted(currency) {
            Ok(amount) => Some(amount),
            Err(error) => {
                self.problem(at, format!("{what} cannot be kept: {error}; look it up at the bank"));
                None
            }
        }
    }
}

/// A foreign text in a message: short, in quotes, on one line.
pub(super) fn shown(value: &str) -> String {
    const MOST: usize = 40;
    let mut short: String = value.trim().chars().take(MOST).collect();
    if value.trim().chars().nth(MOST).is_some() {
        short.push('…');
    }
    format!("{short:?}")
}

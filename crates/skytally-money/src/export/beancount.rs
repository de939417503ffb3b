//! The file of beancount.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use jiff::civil::{Date, date};
use skytally_model::Currency;

use super::names::names;
use super::{Book, LiveTransaction, no_account, plain_rate};
use crate::ledger::{AccountNo, LedgerAccount, MarkState};

/// The day on which accounts are opened in a book without transactions: the first that a ledger takes.
const FIRST_DAY: Date = date(1900, 1, 1);

/// Writes a file of beancount.
///
/// Names of accounts and tags are brought into its grammar, the same way each time; what they are called is in their metadata. An
/// exchange goes through an account of equity as in the ledger, so that each currency sums to zero by itself.
#[derive(Debug)]
pub struct Beancount<W> {
    out: W,
    names: BTreeMap<AccountNo, String>,
    accounts: Vec<Opened>,
    opened: bool,
    text: String,
}

/// What is said of an account once its first day is known.
#[derive(Debug)]
struct Opened {
    no: AccountNo,
    original: String,
    note: String,
    currency: Option<Currency>,
    closed: Option<Date>,
}

impl<W: io::Write> Beancount<W> {
    /// Begins a file. Its accounts follow with the first transaction, whose day is theirs.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(mut out: W, book: Book<'_>) -> io::Result<Self> {
        let names = account_names(book.accounts);
        let text = format!(
            "option \"title\" {}\noption \"operating_currency\" \"{}\"\n",
            string(book.title),
            book.currency
        );
        out.write_all(text.as_bytes())?;
        let accounts = book.accounts.values().map(|account| Opened {
            no: account.no,
            original: original(account, book.accounts),
            note: account.note.clone(),
            currency: account.currency,
            closed: account.closed,
        });
        let accounts = accounts.collect();
        Ok(Self { out, names, accounts, opened: false, text: String::new() })
    }

    fn open(&mut self, first: Date) -> io::Result<()> {
        self.opened = true;
        let text = &mut self.text;
        text.clear();
        text.push('\n');
        for account in &self.accounts {
            let Some(name) = self.names.get(&account.no) else { continue };
            // One that was closed before the first transaction was opened before that, too.
            let day = account.closed.map_or(first, |closed| closed.min(first));
            let _ = write!(text, "{day} open {name}");
            if let Some(currency) = account.currency {
                let _ = write!(text, " {currency}");
            }
            let _ = write!(text, "\n  no: {}\n  name: {}\n", account.no, string(&account.original));
            if !account.note.is_empty() {
                let _ = writeln!(text, "  note: {}", string(&account.note));
            }
            // Ours is the last day that takes postings, theirs the first that does not. Past the end of time nothing is closed.
            if let Some(Ok(day)) = account.closed.map(Date::tomorrow) {
                let _ = writeln!(text, "{day} close {name}");
            }
        }
        self.out.write_all(text.as_bytes())
    }

    /// Adds a transaction. They come in the order of days.
    ///
    /// # Errors
    /// It cannot be written, or it names an account that the book does not have.
    pub fn transaction(&mut self, transaction: &LiveTransaction) -> io::Result<()> {
        if !self.opened {
            self.open(transaction.date)?;
        }
        let text = &mut self.text;
        text.clear();
        let LiveTransaction { no, date, payee, note, tags, exchange, postings } = transaction;
        if let Some(exchange) = exchange.as_ref().filter(|exchange| exchange.from != exchange.to) {
            let (rate, day) = (plain_rate(&exchange.rate), exchange.date);
            let _ = write!(text, "\n{day} price {} {rate} {}", exchange.from, exchange.to);
            let _ = write!(text, "\n  source: {}\n", string(&exchange.source));
        }
        let _ = write!(text, "\n{date} * {} {}", string(payee), string(note));
        let mapped: BTreeSet<String> = tags.iter().map(|name| tag(name)).collect();
        for tag in &mapped {
            let _ = write!(text, " #{tag}");
        }
        let _ = write!(text, "\n  no: {no}\n");
        if tags.iter().any(|name| tag(name) != *name) {
            let _ = writeln!(text, "  tags: {}", string(&tags.join(", ")));
        }
        if let Some(exchange) = exchange {
            let rate = format!("{} {} for 1 {}", plain_rate(&exchange.rate), exchange.to, exchange.from);
            let _ = writeln!(text, "  rate: {}", string(&rate));
            let _ = writeln!(text, "  rate-source: {}", string(&exchange.source));
            let _ = writeln!(text, "  rate-date: {}", exchange.date);
        }
        for line in postings {
            let name = self.names.get(&line.account).ok_or_else(|| no_account(line.account))?;
            let _ = writeln!(text, "  {name}  {}", line.amount);
            if line.state != MarkState::Uncleared {
                let _ = writeln!(text, "    state: \"{}\"", line.state.as_str());
            }
            if !line.memo.is_empty() {
                let _ = writeln!(text, "    memo: {}", string(&line.memo));
            }
        }
        self.out.write_all(text.as_bytes())
    }

    /// Ends it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.opened {
            self.open(FIRST_DAY)?;
        }
        self.out.flush()?;
        Ok(self.out)
    }
}

fn original(account: &LedgerAccount, all: &BTreeMap<AccountNo, LedgerAccount>) -> String {
    format!("{}:{}", account.kind.root(), crate::ledger::full_name(account, all))
}

/// A string with its quotes.
fn string(text: &str) -> String {
    let mut string = String::with_capacity(text.len() + 2);
    string.push('"');
    for letter in text.chars() {
        match letter {
            '"' => string.push_str("\\\""),
            '\\' => string.push_str("\\\\"),
            '\n' => string.push_str("\\n"),
            '\t' => string.push_str("\\t"),
            letter if letter.is_control() => string.push(' '),
            letter => string.push(letter),
        }
    }
    string.push('"');
    string
}

/// How the accounts of a book are called in what [`Beancount`] writes: each by a name of its own.
pub fn account_names(accounts: &BTreeMap<AccountNo, LedgerAccount>) -> BTreeMap<AccountNo, String> {
    names(accounts, part, |name, no| format!("{name}-{no}"))
}

/// A part of an account's name: letters, digits and hyphens, a capital letter or a digit first.
fn part(name: &str) -> String {
    let mut part = String::new();
    for letter in name.chars() {
        if is_letter(letter) || letter.is_ascii_digit() {
            part.push(letter);
        } else if !part.is_empty() && !part.ends_with('-') {
            part.push('-');
        }
    }
    let part = part.trim_end_matches('-');
    let Some(first) = part.chars().next() else { return "Unnamed".to_owned() };
    let mut capital = first.to_uppercase();
    match (capital.next(), capital.next()) {
        (Some(upper), None) if upper.is_uppercase() || upper.is_ascii_digit() => {
            format!("{upper}{}", &part[first.len_utf8()..])
        }
        // A script without capitals.
        _ => format!("X-{part}"),
    }
}

/// Letters in whose being letters all agree: Latin, Greek, Cyrillic, kana, Chinese characters and hangul.
fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphabetic()
        || matches!(letter,
            '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{17f}'
            | '\u{391}'..='\u{3a1}' | '\u{3a3}'..='\u{3a9}' | '\u{3b1}'..='\u{3c9}' | '\u{410}'..='\u{44f}'
            | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// The name of a tag: ASCII letters, digits, and what its grammar has beside them.
fn tag(name: &str) -> String {
    let allowed = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '/' | '.');
    let tag: String = name.chars().map(|letter| if allowed(letter) { letter } else { '-' }).collect();
    if tag.is_empty() { "unnamed".to_owned() } else { tag }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_brought_into_the_grammar() {
        for (name, mapped) in [
            ("Cash", "Cash"),
            ("cash & carry", "Cash-carry"),
            ("  (old)  ", "Old"),
            ("école", "École"),
            ("ßen", "X-ßen"),
            ("漢字", "X-漢字"),
            ("401k", "401k"),
            ("!?", "Unnamed"),
            ("a:b", "A-b"),
        ] {
            assert_eq!(part(name), mapped, "{name}");
        }
        assert_eq!(tag("two words"), "two-words");
        assert_eq!(string("a\"b\\c\nd\u{7}"), r#""a\"b\\c\nd ""#);
    }
}

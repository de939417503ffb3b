//! The journal of hledger.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io;

use skytally_model::{Currency, Money};

use super::names::names;
use super::{Book, Line, LiveTransaction, no_account, one_line, plain_rate};
use crate::ledger::{AccountKind, AccountNo, LedgerAccount, MarkState};

/// Writes a journal of hledger.
///
/// A transaction's number is its code. What the bank has is pending (`!`), what is reconciled is cleared (`*`). In a payee `|` becomes
/// `¦` and `;` becomes a comma, for they end it; in the name of an account `:` becomes `-` and `;` a comma; white space becomes one space.
#[derive(Debug)]
pub struct Hledger<W> {
    out: W,
    names: BTreeMap<AccountNo, String>,
    declared: BTreeSet<Currency>,
    text: String,
}

impl<W: io::Write> Hledger<W> {
    /// Begins a journal with its accounts.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn new(mut out: W, book: Book<'_>) -> io::Result<Self> {
        let names = account_names(book.accounts);
        // Without it, 1.500 might be read as one thousand five hundred.
        let mut text = format!("; {}\ndecimal-mark .\n\n", comment(book.title));
        let mut declared = BTreeSet::new();
        let currencies = book.accounts.values().filter_map(|account| account.currency);
        for currency in currencies.chain([book.currency]).collect::<BTreeSet<_>>() {
            declare(&mut text, &mut declared, currency);
        }
        text.push('\n');
        for account in book.accounts.values() {
            let Some(name) = names.get(&account.no) else { continue };
            let kind = match account.kind {
                AccountKind::Asset => 'A',
                AccountKind::Liability => 'L',
                AccountKind::Equity => 'E',
                AccountKind::Income => 'R',
                AccountKind::Expense => 'X',
            };
            let _ = write!(text, "account {name}  ; type:{kind}, no:{}", account.no);
            if let Some(closed) = account.closed {
                let _ = write!(text, ", closed:{closed}");
            }
            text.push('\n');
            let note = comment(&account.note);
            if !note.is_empty() {
                let _ = writeln!(text, "    ; {note}");
            }
        }
        out.write_all(text.as_bytes())?;
        text.clear();
        Ok(Self { out, names, declared, text })
    }

    /// Adds a transaction. They come in the order of days.
    ///
    /// # Errors
    /// It cannot be written, or it names an account that the book does not have.
    pub fn transaction(&mut self, transaction: &LiveTransaction) -> io::Result<()> {
        let text = &mut self.text;
        text.clear();
        text.push('\n');
        for line in &transaction.postings {
            declare(text, &mut self.declared, line.amount.currency);
        }
        let exchange = transaction.exchange.as_ref().filter(|exchange| exchange.from != exchange.to);
        if let Some(exchange) = exchange {
            for currency in [exchange.from, exchange.to] {
                declare(text, &mut self.declared, currency);
            }
            let (rate, date) = (plain_rate(&exchange.rate), exchange.date);
            let _ = writeln!(text, "P {date} {} {rate} {}", exchange.from, exchange.to);
        }
        let description = description(&transaction.payee, &transaction.note);
        let _ = writeln!(text, "{} ({}) {description}", transaction.date, transaction.no);
        if let Some(exchange) = exchange {
            let (rate, source) = (plain_rate(&exchange.rate), comment(&exchange.source));
            let (from, to, date) = (exchange.from, exchange.to, exchange.date);
            let _ = writeln!(text, "    ; exchanged at {rate} {to} for 1 {from}, {source}, of {date}");
        }
        let tags: BTreeSet<String> = transaction.tags.iter().map(|name| tag(name)).collect();
        if !tags.is_empty() {
            let tags: Vec<String> = tags.into_iter().map(|tag| format!("{tag}:")).collect();
            let _ = writeln!(text, "    ; {}", tags.join(", "));
        }
        for Line { account, amount, memo, state } in &transaction.postings {
            let name = self.names.get(account).ok_or_else(|| no_account(*account))?;
            let mark = match state {
                MarkState::Uncleared => "",
                MarkState::Cleared => "! ",
                MarkState::Reconciled => "* ",
            };
            let _ = write!(text, "    {mark}{name}  {amount}");
            let memo = comment(memo);
            if !memo.is_empty() {
                let _ = write!(text, "  ; {memo}");
            }
            text.push('\n');
        }
        self.out.write_all(text.as_bytes())
    }

    /// Ends it.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

fn declare(text: &mut String, declared: &mut BTreeSet<Currency>, currency: Currency) {
    if declared.insert(currency) {
        // The mark must be there, also where no decimals are.
        let point = if currency.decimals() == 0 { "." } else { "" };
        let one_thousand = Money::new(1000 * currency.scale(), currency).decimal();
        let _ = writeln!(text, "commodity {one_thousand}{point} {currency}");
    }
}

/// How the accounts of a book are called in what [`Hledger`] writes: each by a name of its own.
pub fn account_names(accounts: &BTreeMap<AccountNo, LedgerAccount>) -> BTreeMap<AccountNo, String> {
    names(accounts, part, |name, no| format!("{name} {no}"))
}

fn part(name: &str) -> String {
    let name = one_line(name).replace(':', "-").replace(';', ",");
    if name.is_empty() { "unnamed".to_owned() } else { name }
}

fn description(payee: &str, note: &str) -> String {
    let payee = one_line(payee).replace('|', "¦").replace(';', ",");
    let note = one_line(note).replace(';', ",");
    if note.is_empty() { payee } else { format!("{payee} | {note}").trim_start().to_owned() }
}

/// A comment that is nothing but one: a word with a colon would be a tag, and a date in brackets would move the posting.
fn comment(text: &str) -> String {
    one_line(text).replace(':', " :").replace('[', "(").replace(']', ")")
}

/// The name of a tag: without white space, colons and commas, which end it.
fn tag(name: &str) -> String {
    let name: String = one_line(name)
        .chars()
        .map(|letter| if matches!(letter, ' ' | ':' | ',' | '[' | ']') { '-' } else { letter })
        .collect();
    match name.as_str() {
        "" => "unnamed".to_owned(),
        // These mean something to hledger.
        "date" | "date2" | "type" => format!("{name}-"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_payee_or_a_comment_is_replaced() {
        assert_eq!(description("A|B;C", ""), "A¦B,C");
        assert_eq!(description("Café  \n «x»", "two\nlines; | end"), "Café «x» | two lines, | end");
        assert_eq!(description("", "only a note"), "| only a note");
        assert_eq!(comment("date:tomorrow [2026-01-99]"), "date :tomorrow (2026-01-99)");
        assert_eq!(
            (tag("date"), tag("two words:x"), tag("")),
            ("date-".into(), "two-words-x".into(), "unnamed".into())
        );
    }
}

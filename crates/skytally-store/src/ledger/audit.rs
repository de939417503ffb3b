//! What verifying a book looks at: a span of the journal beside what is derived of it. No database here.

use std::collections::{BTreeMap, HashMap, HashSet};

use skytally_model::Currency;
use skytally_money::ledger::{
    AccountNo, Entry, EntryKind, NOTHING_BEFORE, Transaction, TransactionNo, next_hash,
};

use super::derive::{Sum, SumKey};
use super::verify::LedgerReport;
use crate::bulk::Lines;

/// Entries after one number, up to the last of them, and the rows that are derived of the transactions with these numbers.
pub(super) struct Span {
    /// The number before.
    pub(super) after: i64,
    /// Number, transaction, kind, what it reverses (or 0), hash and text of each entry, with a space between.
    pub(super) entries: Lines,
    /// The members of each row, with a `|` between.
    pub(super) transactions: Lines,
    /// The same.
    pub(super) postings: Lines,
}

impl Span {
    /// The number of the last entry.
    pub(super) fn last(entries: &Lines) -> Option<i64> {
        entries.last()?.split(' ').next()?.parse().ok()
    }
}

/// The sums of a month on an account in one currency, months counted from the year 0.
type Month = (AccountNo, Currency, i32);

/// What the journal has said so far, in little memory: of a transaction only what is needed for what may still come.
pub(super) struct Audit {
    accounts: HashSet<AccountNo>,
    report: LedgerReport,
    months: HashMap<Month, Sum>,
    /// Of transactions whose rows are not what their first entry gives: that entry, and the rows. Later entries explain them.
    waiting: BTreeMap<TransactionNo, Waiting>,
    /// Entries of transactions that had begun before.
    later: BTreeMap<TransactionNo, Vec<Entry>>,
    expected: i64,
    /// Whether sums became larger than they can be kept.
    too_large: bool,
    /// Whether this was told already, of transactions and of postings.
    told: [bool; 2],
}

/// What is known of a transaction that waits for later entries.
#[derive(Default)]
struct Waiting {
    first: Option<Entry>,
    transactions: String,
    postings: String,
}

/// Writes rows. Millions of numbers are written so: the formatting of the standard library takes several times as long.
struct Rows<'a>(&'a mut String);

impl Rows<'_> {
    fn number(&mut self, number: i64) -> &mut Self {
        self.0.push_str(itoa::Buffer::new().format(number));
        self.0.push('|');
        self
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.0.push_str(text);
        self.0.push('|');
        self
    }

    /// The last member of a row.
    fn last(&mut self, text: &str) {
        self.0.push_str(text);
        self.0.push('\n');
    }
}

/// Writes the rows that are derived of a transaction, each with a line's end. Says whether it counts.
fn rows_of(transaction: &Transaction, transactions: &mut String, postings: &mut String) -> bool {
    let current = transaction.current();
    let last = transaction.entries.iter().rev().find(|entry| entry.kind == EntryKind::Post);
    let Some(shown) = current.or(last) else { return false };
    let (no, date) = (transaction.no.0, shown.content.date.to_string());
    Rows(transactions)
        .number(no)
        .number(shown.no.0)
        .number(transaction.version().0)
        .number(i64::from(current.is_none()))
        .text(&date)
        .last(&shown.content.words());
    let Some(current) = current else { return false };
    for (line, posting) in (0_i64..).zip(&current.content.postings) {
        Rows(postings)
            .number(no)
            .number(line)
            .number(posting.account.0)
            .text(&date)
            .text(posting.amount.currency.code())
            .number(posting.amount.minor)
            .last(transaction.state(posting.account).as_str());
    }
    true
}

impl Audit {
    pub(super) fn new(accounts: HashSet<AccountNo>) -> Self {
        Self {
            accounts,
            report: LedgerReport { head: NOTHING_BEFORE.to_owned(), ..LedgerReport::default() },
            months: HashMap::new(),
            waiting: BTreeMap::new(),
            later: BTreeMap::new(),
            expected: 1,
            too_large: false,
            told: [false; 2],
        }
    }

    /// Looks at the span that follows.
    pub(super) fn span(&mut self, span: &Span) {
        let mut first: Vec<Entry> = Vec::new();
        match span.entries.rows() {
            Ok(lines) => {
                for line in lines {
                    if let Some(entry) = self.entry(line) {
                        if entry.transaction.0 == entry.no.0 {
                            first.push(entry);
                        } else {
                            self.later.entry(entry.transaction).or_default().push(entry);
                        }
                    }
                }
            }
            Err(error) => self.report.fault(format!("entries after {} cannot be read: {error}", span.after)),
        }
        let (mut transactions, mut postings) = (String::new(), String::new());
        // Where the rows of each transaction end.
        let mut ends = Vec::with_capacity(first.len());
        for entry in first {
            let mut transaction = Transaction { no: entry.transaction, entries: vec![entry] };
            let counts = rows_of(&transaction, &mut transactions, &mut postings);
            ends.push((transaction.entries.pop(), transactions.len(), postings.len(), counts));
        }
        let (kept, of) = match (span.transactions.whole(), span.postings.whole()) {
            (Ok(kept), Ok(of)) => (kept, of),
            (Err(error), _) | (_, Err(error)) => {
                self.report.fault(format!(
                    "the rows of transactions and postings after {} are not what the journal gives: {error}",
                    span.after
                ));
                return;
            }
        };
        if kept == transactions.trim_end_matches('\n') && of == postings.trim_end_matches('\n') {
            self.report.transactions += ends.iter().map(|(.., counts)| i64::from(*counts)).sum::<i64>();
            return;
        }
        self.apart(ends, (&transactions, &postings), (kept, of));
    }

    /// Looks at a span transaction by transaction: those whose rows are not what their first entry gives have to wait.
    fn apart(
        &mut self,
        ends: Vec<(Option<Entry>, usize, usize, bool)>,
        given: (&str, &str),
        kept: (&str, &str),
    ) {
        let (mut kept_transactions, mut kept_postings) = (by_number(kept.0), by_number(kept.1));
        let (mut from, mut from_posting) = (0, 0);
        for (entry, to, to_posting, counts) in ends {
            let Some(entry) = entry else { continue };
            let no = entry.no.0;
            let row = kept_transactions.remove(&no).unwrap_or_default();
            let rows = kept_postings.remove(&no).unwrap_or_default();
            if row == given.0[from..to] && rows == given.1[from_posting..to_posting] {
                self.report.transactions += i64::from(counts);
            } else {
                let waiting = Waiting { first: Some(entry), transactions: row, postings: rows };
                self.waiting.insert(TransactionNo(no), waiting);
            }
            (from, from_posting) = (to, to_posting);
        }
        for (no, row) in kept_transactions {
            self.waiting.entry(TransactionNo(no)).or_default().transactions = row;
        }
        for (no, rows) in kept_postings {
            self.waiting.entry(TransactionNo(no)).or_default().postings = rows;
        }
    }

    /// An entry in its place, or none that can be read.
    fn entry(&mut self, line: &str) -> Option<Entry> {
        let mut cells = line.splitn(6, ' ');
        let mut cell = || cells.next().unwrap_or_default();
        let (no, transaction, kind, reverses, hash, canonical) =
            (cell(), cell(), cell(), cell(), cell(), cell());
        let Ok(no) = no.parse::<i64>() else {
            self.report.fault(format!("a row of the journal cannot be read: {line}"));
            return None;
        };
        if no != self.expected {
            self.report.fault(format!("entries {} to {} are missing", self.expected, no - 1));
        }
        self.expected = no + 1;
        self.report.entries += 1;
        let head = next_hash(&self.report.head, canonical);
        if head != hash {
            self.report
                .fault(format!("the hash of entry {no} is not what its text and the entries before it give"));
        }
        // One fault is told once: the rest of the chain is measured from what stands here.
        hash.clone_into(&mut self.report.head);
        let entry: Entry = match serde_json::from_str(canonical) {
            Ok(entry) => entry,
            Err(error) => {
                self.report.fault(format!("entry {no} cannot be read: {error}"));
                return None;
            }
        };
        let beside = transaction.parse() == Ok(entry.transaction.0)
            && reverses.parse() == Ok(entry.reverses.map_or(0, |no| no.0))
            && entry.no.0 == no
            && kind
                == match entry.kind {
                    EntryKind::Post => "post",
                    EntryKind::Reverse => "reverse",
                    EntryKind::Mark => "mark",
                };
        if !beside {
            self.report.fault(format!("what stands beside the text of entry {no} is not what it says"));
        }
        balanced(&entry, &mut self.report);
        self.sum(&entry);
        Some(entry)
    }

    fn sum(&mut self, entry: &Entry) {
        let (sign, times) = match entry.kind {
            EntryKind::Post => (1, 1),
            EntryKind::Reverse => (-1, -1),
            EntryKind::Mark => return,
        };
        let date = entry.content.date;
        let month = i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
        for posting in &entry.content.postings {
            if !self.accounts.contains(&posting.account) {
                self.report.fault(format!(
                    "entry {} posts to the ledger account {}, which is not there",
                    entry.no, posting.account
                ));
            }
            let sum = self.months.entry((posting.account, posting.amount.currency, month)).or_default();
            let signed = posting.amount.minor.checked_mul(sign);
            if signed.is_none_or(|minor| sum.add(minor, times).is_err()) {
                self.too_large = true;
            }
        }
    }

    fn not_given(&mut self, of: usize) {
        if !std::mem::replace(&mut self.told[of], true) {
            let what = ["transactions", "postings"][of];
            self.report.fault(format!("the rows of {what} are not what the journal gives: make them anew"));
        }
    }

    /// All that was found, and the sums of months that the journal gives.
    pub(super) fn finish(mut self) -> (LedgerReport, BTreeMap<SumKey, Sum>) {
        let mut waiting = std::mem::take(&mut self.waiting);
        // An entry of a transaction whose rows were what its first entry gives: they cannot be right, as they name the newest one.
        for no in self.later.keys() {
            waiting.entry(*no).or_default();
        }
        let mut later = std::mem::take(&mut self.later);
        for (no, waiting) in waiting {
            let entries = waiting.first.into_iter().chain(later.remove(&no).unwrap_or_default()).collect();
            let transaction = Transaction { no, entries };
            reversals(&transaction, &mut self.report);
            let (mut row, mut rows) = (String::new(), String::new());
            self.report.transactions += i64::from(rows_of(&transaction, &mut row, &mut rows));
            if row != waiting.transactions {
                self.not_given(0);
            }
            if rows != waiting.postings {
                self.not_given(1);
            }
        }
        if self.too_large {
            self.report.fault("a sum of a month is larger than the ledger can hold".to_owned());
        }
        let months = self.months.into_iter().map(|((account, currency, month), sum)| {
            let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
            ((account, currency, format!("{year:04}-{month:02}")), sum)
        });
        (self.report, months.collect())
    }
}

/// Lines by the number that each begins with, each with its end.
fn by_number(lines: &str) -> BTreeMap<i64, String> {
    let mut found: BTreeMap<i64, String> = BTreeMap::new();
    for line in lines.lines() {
        let number = line.split('|').next().and_then(|number| number.parse().ok()).unwrap_or_default();
        let lines = found.entry(number).or_default();
        lines.push_str(line);
        lines.push('\n');
    }
    found
}

fn balanced(entry: &Entry, report: &mut LedgerReport) {
    let mut sums: BTreeMap<Currency, i128> = BTreeMap::new();
    for posting in &entry.content.postings {
        *sums.entry(posting.amount.currency).or_default() += i128::from(posting.amount.minor);
    }
    for (currency, off) in sums.into_iter().filter(|(_, off)| *off != 0) {
        report.fault(format!("entry {} is off by {off} minor units of {currency}", entry.no));
    }
}

/// A reversal is equal and opposite to the posting that counted before it, and of its day.
fn reversals(transaction: &Transaction, report: &mut LedgerReport) {
    let mut counting: Option<&Entry> = None;
    for entry in &transaction.entries {
        match entry.kind {
            EntryKind::Mark => {}
            EntryKind::Post if counting.is_none() => counting = Some(entry),
            EntryKind::Post => report.fault(format!("entry {} posts what counts already", entry.no)),
            EntryKind::Reverse => {
                let equal = counting.is_some_and(|now| {
                    entry.reverses == Some(now.no)
                        && entry.content.date == now.content.date
                        && entry.content.postings.len() == now.content.postings.len()
                        && entry.content.postings.iter().zip(&now.content.postings).all(|(back, posting)| {
                            back.account == posting.account
                                && back.amount.currency == posting.amount.currency
                                && back.amount.minor.checked_neg() == Some(posting.amount.minor)
                        })
                });
                if !equal {
                    report.fault(format!("entry {} is not the opposite of what counted before it", entry.no));
                }
                counting = None;
            }
        }
    }
}

//! Books made by chance, by the ledger's own rules: whatever it takes may be in them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use skytally_model::{Currency, Money};
use skytally_money::export::{Book, LiveTransaction};
use skytally_money::ledger::{
    AccountKind, AccountNo, AccountRole, Command, Content, Entry, EntryNo, Exchange, LedgerAccount, Mark,
    MarkState, Posting, Rules, Source, Transaction, TransactionNo, decide,
};

/// A book and all that was ever written into it.
#[derive(Debug, Clone)]
pub(crate) struct AnyBook {
    pub(crate) title: String,
    pub(crate) accounts: BTreeMap<AccountNo, LedgerAccount>,
    pub(crate) entries: Vec<Entry>,
}

/// The balance of each account and currency that has postings.
pub(crate) type Balances = BTreeMap<(AccountNo, Currency), i128>;

impl AnyBook {
    pub(crate) fn book(&self) -> Book<'_> {
        Book { title: &self.title, currency: currency("EUR"), accounts: &self.accounts }
    }

    /// What counts, in the order of days.
    pub(crate) fn live(&self) -> Vec<LiveTransaction> {
        let mut live: Vec<_> = self.transactions().values().filter_map(LiveTransaction::of).collect();
        live.sort_by_key(|transaction| (transaction.date, transaction.no));
        live
    }

    /// The balances by adding up what was written: reversals take back, so nothing needs to be left out.
    pub(crate) fn balances(&self) -> Balances {
        let mut balances = Balances::new();
        for posting in self.entries.iter().flat_map(|entry| &entry.content.postings) {
            *balances.entry((posting.account, posting.amount.currency)).or_default() +=
                i128::from(posting.amount.minor);
        }
        balances.retain(|_, sum| *sum != 0);
        balances
    }

    fn transactions(&self) -> BTreeMap<TransactionNo, Transaction> {
        let mut all: BTreeMap<TransactionNo, Transaction> = BTreeMap::new();
        for entry in &self.entries {
            let no = entry.transaction;
            all.entry(no)
                .or_insert_with(|| Transaction { no, entries: Vec::new() })
                .entries
                .push(entry.clone());
        }
        all
    }

    /// Whether the ledger took it.
    fn try_command(&mut self, command: &Command) -> bool {
        let past = command.transaction().and_then(|no| self.transactions().remove(&no));
        let rules = Rules { accounts: &self.accounts, closed_until: None };
        let Ok(new) = decide(command, rules, past.as_ref()) else { return false };
        for new in new {
            let no = EntryNo(i64::try_from(self.entries.len()).unwrap() + 1);
            self.entries.push(Entry {
                no,
                transaction: new.transaction.unwrap_or(TransactionNo(no.0)),
                kind: new.kind,
                reverses: new.reverses,
                recorded_ms: 1_790_000_000_000 + no.0,
                actor: "someone@example.com".to_owned(),
                content: new.content,
                mark: new.mark,
            });
        }
        true
    }
}

pub(crate) fn currency(code: &str) -> Currency {
    code.parse().unwrap()
}

/// A folder of a test's own for the files that other programs read.
pub(crate) fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// The same books each time.
pub(crate) fn books(count: usize) -> Vec<AnyBook> {
    let mut runner = TestRunner::deterministic();
    let strategy = any_book();
    (0..count).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

const CODES: [&str; 6] = ["EUR", "USD", "JPY", "KWD", "CHF", "CLF"];

const NAMES: [&str; 44] = [
    "Cash",
    "cash",
    "CASH",
    "Cash 2",
    "a:b",
    "a-b",
    "A b",
    "a  b",
    "a \u{a0} b",
    "[x]",
    "(y)",
    "[x",
    ";z",
    "x;y",
    "x ; y",
    "a  ;b",
    "=1+1",
    "@home",
    "+1",
    "-1",
    "日本",
    "日-本",
    "école",
    "Ecole",
    "École",
    "",
    " ",
    "\t",
    "a\nb",
    "a\r\nb",
    "-",
    "--",
    "*",
    "!",
    "\"q\"",
    "a\\b",
    "{c}",
    "~",
    "2026-01-01",
    "type:X",
    "date:x",
    "Ünïcode ✓",
    "\u{202e}odd",
    "ﬁ",
];

/// Names that may become one another's in another program's grammar.
const ALIKE: [&str; 6] = ["a:b", "a-b", "A b", "a  b", "a b", "A-b"];

const TEXTS: [&str; 26] = [
    "",
    "Shop",
    "Shop | 2",
    "a;b",
    "; only",
    "2026-01-02 x",
    "=2026-01-03",
    "(12) x",
    "* x",
    "! x",
    "\"quoted\"",
    "back\\slash\\",
    "new\nline",
    "crlf\r\nx",
    "  spaced   out  ",
    "date:2026-13-99",
    "[2026-99-99]",
    "[=1/1]",
    "tag: value, x:y",
    "@ 5 EUR",
    "日本語",
    "=HYPERLINK(\"http://x\")",
    "\u{0}nul",
    "\u{85}nel",
    "\u{2028}ls",
    "end\\\"",
];

const TAGS: [&str; 14] =
    ["home", "two words", "a:b", "a,b", "date", "date2", "type", "ünï", "#x", "", "[x]", "a-b", "a b", "x/y"];

fn text(list: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(list).prop_map(str::to_owned),
        1 => "\\PC{1,12}",
        1 => prop::collection::vec(any::<char>(), 1..8).prop_map(|letters| letters.into_iter().collect()),
    ]
}

#[derive(Debug, Clone)]
struct AnyAccount {
    kind: AccountKind,
    parent: Option<Index>,
    name: String,
    currency: Option<&'static str>,
    closed: Option<i32>,
}

fn any_account() -> impl Strategy<Value = AnyAccount> {
    (
        select(AccountKind::ALL.as_slice()),
        prop::option::weighted(0.6, any::<Index>()),
        prop_oneof![2 => text(&NAMES), 1 => select(ALIKE.as_slice()).prop_map(str::to_owned)],
        prop::option::weighted(0.3, select(CODES.as_slice())),
        prop::option::weighted(0.15, -400..400_i32),
    )
        .prop_map(|(kind, parent, name, currency, closed)| AnyAccount {
            kind,
            parent,
            name,
            currency,
            closed,
        })
}

const RATES: [&str; 5] = ["1.0834", ".5", "162.", "0.000000000000000000000000000001", "1"];

#[derive(Debug, Clone)]
struct AnyContent {
    day: i32,
    texts: (String, String, String),
    tags: Vec<&'static str>,
    codes: (&'static str, &'static str),
    exchanged: bool,
    rate: String,
    parts: Vec<(Index, i64)>,
}

fn amount() -> impl Strategy<Value = i64> {
    prop_oneof![
        8 => -100_000..100_000_i64,
        1 => Just(0),
        1 => -1_000_000_000_000_000..1_000_000_000_000_000_i64,
    ]
}

fn any_content() -> impl Strategy<Value = AnyContent> {
    (
        -400..400_i32,
        (text(&TEXTS), text(&TEXTS), text(&TEXTS)),
        prop::collection::vec(select(TAGS.as_slice()), 0..3),
        (select(CODES.as_slice()), select(CODES.as_slice())),
        prop::bool::weighted(0.2),
        select(RATES.as_slice()).prop_map(str::to_owned),
        prop::collection::vec((any::<Index>(), amount()), 1..6),
    )
        .prop_map(|(day, texts, tags, codes, exchanged, rate, parts)| AnyContent {
            day,
            texts,
            tags,
            codes,
            exchanged,
            rate,
            parts,
        })
}

#[derive(Debug, Clone)]
enum Step {
    Post(AnyContent),
    Edit(Index, AnyContent),
    Delete(Index),
    Undo(Index),
    Mark(Index, Index, MarkState),
}

fn any_step() -> impl Strategy<Value = Step> {
    let state = select(vec![MarkState::Uncleared, MarkState::Cleared, MarkState::Reconciled]);
    prop_oneof![
        6 => any_content().prop_map(Step::Post),
        1 => (any::<Index>(), any_content()).prop_map(|(which, content)| Step::Edit(which, content)),
        1 => any::<Index>().prop_map(Step::Delete),
        1 => any::<Index>().prop_map(Step::Undo),
        2 => (any::<Index>(), any::<Index>(), state).prop_map(|(which, account, state)| Step::Mark(which, account, state)),
    ]
}

/// Any book.
pub(crate) fn any_book() -> impl Strategy<Value = AnyBook> {
    (text(&TEXTS), prop::collection::vec(any_account(), 1..20), prop::collection::vec(any_step(), 0..60))
        .prop_map(|(title, accounts, steps)| build(title, accounts, steps))
}

fn day(offset: i32) -> Date {
    date(2026, 1, 1).checked_add(offset.days()).unwrap()
}

fn build(title: String, accounts: Vec<AnyAccount>, steps: Vec<Step>) -> AnyBook {
    let mut book = AnyBook { title, accounts: BTreeMap::new(), entries: Vec::new() };
    let mut add = |account: AnyAccount, role: Option<AccountRole>| {
        let no = AccountNo(i64::try_from(book.accounts.len()).unwrap() + 1);
        let alike: Vec<AccountNo> =
            book.accounts.values().filter(|other| other.kind == account.kind).map(|other| other.no).collect();
        let parent = account.parent.filter(|_| !alike.is_empty()).map(|at| *at.get(&alike));
        let account = LedgerAccount {
            no,
            parent,
            kind: account.kind,
            name: account.name,
            currency: account.currency.map(currency),
            role,
            closed: account.closed.map(day),
            note: TEXTS[usize::try_from(no.0).unwrap() % TEXTS.len()].to_owned(),
            version: 1,
        };
        book.accounts.insert(no, account);
    };
    let plain = |kind, name: &str| AnyAccount {
        kind,
        parent: None,
        name: name.to_owned(),
        currency: None,
        closed: None,
    };
    add(plain(AccountKind::Equity, "Exchange"), Some(AccountRole::Exchange));
    add(plain(AccountKind::Asset, "Cash"), None);
    for account in accounts {
        add(account, None);
    }
    for step in steps {
        let made: Vec<TransactionNo> = book.transactions().into_keys().collect();
        if made.is_empty() && !matches!(step, Step::Post(_)) {
            continue;
        }
        let seen = |which: &Index| {
            let no = *which.get(&made);
            (no, book.transactions()[&no].version())
        };
        let command = match step {
            Step::Post(content) => Command::Post(content_of(&book, content)),
            Step::Edit(which, content) => {
                let (transaction, version) = seen(&which);
                Command::Edit { transaction, version, content: content_of(&book, content) }
            }
            Step::Delete(which) => {
                let (transaction, version) = seen(&which);
                Command::Delete { transaction, version }
            }
            Step::Undo(which) => {
                let (transaction, version) = seen(&which);
                Command::Undo { transaction, version }
            }
            Step::Mark(which, account, state) => {
                let (transaction, _) = seen(&which);
                let past = &book.transactions()[&transaction];
                let postings = &past.entries[0].content.postings;
                let mark = Mark { account: account.get(postings).account, state };
                Command::Mark { transaction, version: None, mark }
            }
        };
        // What the ledger refuses is not in the book.
        book.try_command(&command);
    }
    book
}

/// Each part goes to an account that takes it; the last posting is what is left, with the cash or the exchange between.
fn content_of(book: &AnyBook, any: AnyContent) -> Content {
    let AnyContent { day: offset, texts: (payee, note, memo), mut tags, codes, exchanged, rate, parts } = any;
    let date = day(offset);
    let (first, second) = (currency(codes.0), currency(codes.1));
    let takers = |wanted: Currency| -> Vec<AccountNo> {
        let takes = |account: &&LedgerAccount| {
            account.currency.is_none_or(|takes| takes == wanted)
                && account.closed.is_none_or(|closed| date <= closed)
        };
        book.accounts.values().filter(takes).map(|account| account.no).collect()
    };
    let mut postings = Vec::new();
    let mut left = 0;
    let put = |postings: &mut Vec<Posting>, account: AccountNo, minor: i64, currency| {
        postings.push(Posting { account, amount: Money::new(minor, currency), memo: memo.clone() });
    };
    for (account, minor) in parts {
        left -= minor;
        put(&mut postings, *account.get(&takers(first)), minor, first);
    }
    let exchange = exchanged.then(|| {
        put(&mut postings, AccountNo(1), left, first);
        put(&mut postings, AccountNo(1), left / 2 + 1, second);
        put(&mut postings, AccountNo(2), -(left / 2 + 1), second);
        Exchange { rate, from: first, to: second, source: payee.clone(), date }
    });
    if exchange.is_none() {
        put(&mut postings, AccountNo(2), left, first);
    }
    tags.sort_unstable();
    tags.dedup();
    Content {
        date,
        payee,
        note,
        tags: tags.into_iter().map(str::to_owned).collect(),
        source: (offset % 5 == 0).then(|| Source::Import {
            import: "file".to_owned(),
            line: 7,
            account: AccountNo(1),
        }),
        exchange,
        postings,
    }
}

//! The books under random sequences of commands, against a naive model that keeps a list and looks through all of it.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skytally_money::ledger::{AccountNo, Command, Content, EntryNo, Mark, MarkState, TransactionNo};
use skytally_store::{RegisterFilter, Store, StoreError, User, WorkspaceScope};

use crate::ledger::{BANK, FOOD, book, content, is_whole};
use crate::world::{World, by};

on_both!(any_sequence_of_commands_agrees_with_the_model);

const WAGES: AccountNo = AccountNo(3);
const WORDS: [&str; 4] = ["coffee", "Kaffee Zürich", "rent", "coffee shop"];

/// What is done next. Numbers choose among what there is by then.
#[derive(Debug, Clone)]
enum Step {
    Post(Content),
    Edit(usize, Content),
    Delete(usize),
    Undo(usize),
    Mark(usize, MarkState),
    /// Several at once.
    Together(Vec<Content>),
    /// The same as some step before, with the same key.
    Repeat(usize),
    /// As somebody who saw an older version.
    Stale(usize),
    Close(Option<u8>),
    /// The store is opened anew, as after a crash.
    Crash,
    Rebuild,
}

fn contents() -> impl Strategy<Value = Content> {
    let posting = (prop::sample::select(vec![BANK, FOOD, WAGES]), -500_i64..500);
    (0..70_u8, 0..WORDS.len(), prop::collection::vec(posting, 1..4)).prop_map(|(day, word, mut postings)| {
        // The last one balances the others; sometimes wrongly.
        let sum: i64 = postings.iter().map(|(_, minor)| minor).sum();
        postings.push((FOOD, -sum + i64::from(day == 69)));
        content(day_of(day), WORDS[word], &postings)
    })
}

fn day_of(number: u8) -> Date {
    let first = date(2026, 1, 1);
    first.checked_add(jiff::Span::new().days(i64::from(number))).unwrap()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let any = 0..1_000_usize;
    let state = prop::sample::select(vec![MarkState::Uncleared, MarkState::Cleared, MarkState::Reconciled]);
    let step = prop_oneof![
        6 => contents().prop_map(Step::Post),
        4 => (any.clone(), contents()).prop_map(|(which, content)| Step::Edit(which, content)),
        2 => any.clone().prop_map(Step::Delete),
        4 => any.clone().prop_map(Step::Undo),
        2 => (any.clone(), state).prop_map(|(which, state)| Step::Mark(which, state)),
        1 => prop::collection::vec(contents(), 1..5).prop_map(Step::Together),
        2 => any.clone().prop_map(Step::Repeat),
        1 => any.prop_map(Step::Stale),
        1 => prop::option::of(0..70_u8).prop_map(Step::Close),
        1 => Just(Step::Crash),
        1 => Just(Step::Rebuild),
    ];
    prop::collection::vec(step, 1..30)
}

/// A transaction of the model: all that it ever was, and what of it counts.
#[derive(Debug, Clone)]
struct Past {
    no: TransactionNo,
    version: EntryNo,
    /// Every state that it was in, the newest last; none is deleted.
    states: Vec<Option<Content>>,
    /// The marks on the bank's account, beside each state; with each mark a state of its own.
    marks: Vec<MarkState>,
    /// Whether the newest state came by a mark alone.
    marked: bool,
}

impl Past {
    fn now(&self) -> Option<&Content> {
        self.states.last().and_then(Option::as_ref)
    }

    fn mark(&self) -> MarkState {
        *self.marks.last().unwrap()
    }
}

#[derive(Default)]
struct Model {
    transactions: Vec<Past>,
    entries: i64,
    closed: Option<Date>,
    done: Vec<(String, Vec<Command>, Vec<TransactionNo>)>,
}

fn sums(content: &Content, account: AccountNo) -> i64 {
    content
        .postings
        .iter()
        .filter(|posting| posting.account == account)
        .map(|posting| posting.amount.minor)
        .sum()
}

impl Model {
    fn good(&self, content: &Content) -> bool {
        content.postings.len() >= 2
            && content.postings.iter().map(|posting| posting.amount.minor).sum::<i64>() == 0
            && self.closed.is_none_or(|closed| content.date > closed)
    }

    fn open(&self, content: &Content) -> bool {
        self.closed.is_none_or(|closed| content.date > closed)
    }

    fn post(&mut self, content: &Content) {
        self.entries += 1;
        self.transactions.push(Past {
            no: TransactionNo(self.entries),
            version: EntryNo(self.entries),
            states: vec![Some(content.clone())],
            marks: vec![MarkState::Uncleared],
            marked: false,
        });
    }

    /// Whether a transaction may become this; if so, it does.
    fn become_(&mut self, at: usize, then: Option<Content>) -> bool {
        let past = &self.transactions[at];
        let now = past.now().cloned();
        if now == then {
            return true;
        }
        if now.as_ref().is_some_and(|now| !self.open(now)) {
            return false;
        }
        if then.as_ref().is_some_and(|then| !self.good(then)) {
            return false;
        }
        let same = match (&now, &then) {
            (Some(now), Some(then)) => now.date == then.date && sums(now, BANK) == sums(then, BANK),
            _ => false,
        };
        let touches =
            now.as_ref().is_some_and(|now| now.postings.iter().any(|posting| posting.account == BANK));
        if past.mark() == MarkState::Reconciled && touches && !same {
            return false;
        }
        let last = past.states.iter().rev().flatten().next();
        let keeps = match (last, &then) {
            (Some(last), Some(then)) => sums(last, BANK) == sums(then, BANK),
            _ => true,
        };
        let mark = if keeps { past.mark() } else { MarkState::Uncleared };
        self.entries += i64::from(now.is_some()) + i64::from(then.is_some());
        let version = EntryNo(self.entries);
        let past = &mut self.transactions[at];
        past.version = version;
        past.states.push(then);
        past.marks.push(mark);
        past.marked = false;
        true
    }

    fn mark(&mut self, at: usize, state: MarkState) -> bool {
        let past = &mut self.transactions[at];
        let Some(now) = past.now().cloned() else { return false };
        if !now.postings.iter().any(|posting| posting.account == BANK) {
            return false;
        }
        if past.mark() != state {
            self.entries += 1;
            past.version = EntryNo(self.entries);
            past.states.push(Some(now));
            past.marks.push(state);
            past.marked = true;
        }
        true
    }

    fn undo(&mut self, at: usize) -> Option<bool> {
        let past = &self.transactions[at];
        if past.marked {
            let before = past.marks[past.marks.len() - 2];
            return Some(self.mark(at, before));
        }
        // States that a mark made are the same money: what is undone is the last change of money.
        let mut before: Vec<Option<Content>> = past.states.clone();
        before.dedup();
        before.pop();
        Some(self.become_(at, before.pop().unwrap_or(None)))
    }
}

struct Run<'a> {
    world: &'a World,
    store: Store,
    scope: WorkspaceScope,
    owner: User,
    model: Model,
}

impl Run<'_> {
    /// Writes, and tells whether it was taken.
    async fn write(&mut self, commands: Vec<Command>, good: bool) {
        let key = format!("key {}", self.model.done.len());
        let result = self.store.write_ledger(&self.scope, &by(&self.owner, 0), &key, &commands).await;
        match result {
            Ok(written) => {
                assert!(good, "taken, but should not have been: {commands:?}");
                assert!(!written.repeated);
                self.model.done.push((key, commands, written.transactions));
            }
            Err(StoreError::Ledger(_)) => {
                assert!(!good, "refused, but should not have been: {commands:?} {:?}", result)
            }
            Err(error) => panic!("{error:?}"),
        }
    }

    async fn step(&mut self, step: Step) {
        let count = self.model.transactions.len();
        let at = |which: usize| which.checked_rem(count);
        match step {
            Step::Post(content) => {
                let good = self.model.good(&content);
                if good {
                    self.model.post(&content);
                }
                self.write(vec![Command::Post(content)], good).await;
            }
            Step::Together(contents) => {
                let good = contents.iter().all(|content| self.model.good(content));
                if good {
                    contents.iter().for_each(|content| self.model.post(content));
                }
                self.write(contents.into_iter().map(Command::Post).collect(), good).await;
            }
            Step::Edit(which, content) => {
                let Some(at) = at(which) else { return };
                let Past { no, version, .. } = self.model.transactions[at];
                let there = self.model.transactions[at].now().is_some();
                let good = there && self.model.become_(at, Some(content.clone()));
                self.write(vec![Command::Edit { transaction: no, version, content }], good).await;
            }
            Step::Delete(which) => {
                let Some(at) = at(which) else { return };
                let Past { no, version, .. } = self.model.transactions[at];
                let there = self.model.transactions[at].now().is_some();
                let good = there && self.model.become_(at, None);
                self.write(vec![Command::Delete { transaction: no, version }], good).await;
            }
            Step::Undo(which) => {
                let Some(at) = at(which) else { return };
                let Past { no, version, .. } = self.model.transactions[at];
                let good = self.model.undo(at).unwrap_or(false);
                self.write(vec![Command::Undo { transaction: no, version }], good).await;
            }
            Step::Mark(which, state) => {
                let Some(at) = at(which) else { return };
                let no = self.model.transactions[at].no;
                let good = self.model.mark(at, state);
                let mark = Mark { account: BANK, state };
                self.write(vec![Command::Mark { transaction: no, version: None, mark }], good).await;
            }
            Step::Repeat(which) => {
                let Some(at) = which.checked_rem(self.model.done.len()) else { return };
                let (key, commands, transactions) = self.model.done[at].clone();
                let again =
                    self.store.write_ledger(&self.scope, &by(&self.owner, 9), &key, &commands).await.unwrap();
                assert!(again.repeated);
                assert_eq!(again.transactions, transactions);
            }
            Step::Stale(which) => {
                let Some(at) = at(which) else { return };
                let Past { no, version, .. } = self.model.transactions[at];
                let version = EntryNo(version.0 - 1);
                self.write(vec![Command::Delete { transaction: no, version }], false).await;
            }
            Step::Close(day) => {
                let until = day.map(day_of);
                let result = self.store.close_ledger(&self.scope, &by(&self.owner, 0), until).await;
                assert_eq!(result.is_ok(), until != self.model.closed);
                self.model.closed = until;
            }
            Step::Crash => self.store = Store::open(&self.world.place, 2).await.unwrap(),
            Step::Rebuild => self.store.rebuild_ledger(&self.scope, &by(&self.owner, 0)).await.unwrap(),
        }
    }

    /// Every answer is the one that looking through all of the list gives.
    async fn compare(&self) {
        let book = self.store.book(&self.scope).await.unwrap().unwrap();
        assert_eq!(book.last_entry.0, self.model.entries);
        for day in
            [None, Some(day_of(0)), Some(day_of(30)), Some(day_of(31)), Some(day_of(45)), Some(day_of(69))]
        {
            let mut expected: BTreeMap<AccountNo, i64> = BTreeMap::new();
            for content in self.model.transactions.iter().filter_map(Past::now) {
                if day.is_none_or(|day| content.date <= day) {
                    for posting in &content.postings {
                        *expected.entry(posting.account).or_default() += posting.amount.minor;
                    }
                }
            }
            let mut found: BTreeMap<AccountNo, i64> = BTreeMap::new();
            for balance in self.store.ledger_balances(&self.scope, day).await.unwrap() {
                found.insert(balance.account, balance.minor);
            }
            expected.retain(|_, sum| *sum != 0);
            found.retain(|_, sum| *sum != 0);
            assert_eq!(found, expected, "{day:?}");
        }
        for (accounts, text, deleted) in [
            (vec![], "", false),
            (vec![BANK], "", false),
            (vec![FOOD, WAGES], "coff", false),
            (vec![], "zurich", false),
            (vec![], "", true),
        ] {
            let filter = RegisterFilter {
                accounts: accounts.clone(),
                text: text.to_owned(),
                deleted,
                ..RegisterFilter::default()
            };
            let rows = self.store.ledger_register(&self.scope, &filter, None, 1_000).await.unwrap();
            let mut expected: Vec<(Date, TransactionNo, MarkState)> = self
                .model
                .transactions
                .iter()
                .filter(|past| past.now().is_none() == deleted)
                .filter_map(|past| past.states.iter().rev().flatten().next().map(|content| (past, content)))
                .filter(|(_, content)| {
                    accounts.is_empty()
                        || content.postings.iter().any(|posting| accounts.contains(&posting.account))
                })
                .filter(|(_, content)| match text {
                    "coff" => content.payee.contains("coffee"),
                    "zurich" => content.payee.contains("Zürich"),
                    _ => true,
                })
                .map(|(past, content)| (content.date, past.no, past.mark()))
                .collect();
            expected.sort_by(|a, b| b.cmp(a));
            let found: Vec<(Date, TransactionNo)> =
                rows.iter().map(|row| (row.entry.content.date, row.no)).collect();
            assert_eq!(
                found,
                expected.iter().map(|(day, no, _)| (*day, *no)).collect::<Vec<_>>(),
                "{filter:?}"
            );
            for (row, (_, _, mark)) in rows.iter().zip(&expected) {
                let postings = row.entry.content.postings.iter().zip(&row.states);
                for (_, state) in postings.filter(|(posting, _)| posting.account == BANK) {
                    assert_eq!(state, mark, "{row:?}");
                }
            }
        }
        for past in &self.model.transactions {
            let history = self.store.ledger_transaction(&self.scope, past.no).await.unwrap().unwrap();
            assert_eq!(history.version(), past.version);
            assert_eq!(history.current().map(|entry| &entry.content), past.now());
        }
    }
}

async fn any_sequence_of_commands_agrees_with_the_model(world: World) {
    let handle = tokio::runtime::Handle::current();
    tokio::task::block_in_place(|| {
        let mut runner =
            TestRunner::new(Config { cases: 40, failure_persistence: None, ..Config::default() });
        let number = std::cell::Cell::new(0);
        runner
            .run(&steps(), |steps| {
                number.set(number.get() + 1);
                let name = format!("person{}", number.get());
                handle.block_on(async {
                    let (owner, scope) = book(&world, &name).await;
                    let mut run = Run {
                        world: &world,
                        store: world.store.clone(),
                        scope,
                        owner,
                        model: Model::default(),
                    };
                    for step in steps {
                        run.step(step).await;
                    }
                    run.compare().await;
                    is_whole(&world, &run.scope, &run.owner).await;
                });
                Ok(())
            })
            .unwrap();
        assert!(number.get() >= 40);
    });
}

//! The naive model of the books: lists of all that ever was, and what each request makes of them.

use std::collections::BTreeMap;

use jiff::civil::Date;
use skytally_money::ledger::{AccountNo, Command, Content, EntryNo, Mark, MarkState, Source, TransactionNo};
use skytally_store::ImportState;

use super::plan::{What, day_of};
use crate::ledger::BANK;

/// What is asked of the store.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Request {
    Write {
        key: String,
        commands: Vec<Command>,
    },
    Close(Option<Date>),
    /// A bank's file, by its name, with what its lines would become.
    Read(String, Vec<Content>),
    /// Brings a file in; the lines that wait are not posted.
    BringIn {
        name: String,
        lines: Vec<(Content, bool)>,
    },
    TakeBack(String),
    /// A receipt, by its id.
    Keep(String),
    PostReceipt {
        key: String,
        receipt: String,
        content: Content,
    },
    Attach(String, TransactionNo),
    Rebuild,
}

/// What a request gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) transactions: Vec<TransactionNo>,
    pub(crate) repeated: bool,
}

/// What is to come of a request.
pub(crate) enum Expected {
    Refused,
    /// It was done before: all stays as it is.
    Same(Answer),
    Done(Box<Model>, Answer),
}

/// A transaction of the model: all that it ever was, and what of it counts.
#[derive(Debug, Clone)]
pub(crate) struct Past {
    pub(crate) no: TransactionNo,
    pub(crate) version: EntryNo,
    /// Every state that it was in, the newest last; none is deleted.
    pub(crate) states: Vec<Option<Content>>,
    /// The marks on the bank's account, beside each state; with each mark a state of its own.
    marks: Vec<MarkState>,
    /// Whether the newest state came by a mark alone.
    marked: bool,
}

impl Past {
    pub(crate) fn now(&self) -> Option<&Content> {
        self.states.last().and_then(Option::as_ref)
    }

    /// What it was when it was there for the last time.
    pub(crate) fn shown(&self) -> Option<&Content> {
        self.states.iter().rev().flatten().next()
    }

    pub(crate) fn mark(&self) -> MarkState {
        *self.marks.last().unwrap()
    }
}

/// A bank's file.
#[derive(Debug, Clone)]
pub(crate) struct File {
    pub(crate) state: ImportState,
    pub(crate) lines: Vec<Content>,
    /// What its lines became; none waits, or was not brought in.
    pub(crate) transactions: Vec<Option<TransactionNo>>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(crate) transactions: Vec<Past>,
    pub(crate) entries: i64,
    pub(crate) closed: Option<Date>,
    /// Each closing with the last entry then, the oldest first.
    pub(crate) closings: Vec<(Option<Date>, i64)>,
    /// What was done with a key, and the transactions of it.
    pub(crate) done: Vec<(Request, Vec<TransactionNo>)>,
    pub(crate) files: BTreeMap<String, File>,
    /// The receipts, and to which transaction each was given last.
    pub(crate) receipts: BTreeMap<String, Option<TransactionNo>>,
    /// How many entries all this has in the audit trail.
    pub(crate) audited: i64,
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
    /// What somebody asks for who does this; none where there is nothing yet to do it with.
    pub(crate) fn request(&self, what: &What) -> Option<Request> {
        let key = format!("key {}", self.done.len());
        let write = |commands| Some(Request::Write { key: key.clone(), commands });
        let past = |which: usize| Some(&self.transactions[which.checked_rem(self.transactions.len())?]);
        let file = |which: usize| self.files.iter().nth(which.checked_rem(self.files.len())?);
        let receipt =
            |which: usize| self.receipts.keys().nth(which.checked_rem(self.receipts.len())?).cloned();
        match what.clone() {
            What::Post(content) => write(vec![Command::Post(content)]),
            What::Together(contents) => write(contents.into_iter().map(Command::Post).collect()),
            What::Edit(which, content) => {
                let Past { no, version, .. } = *past(which)?;
                write(vec![Command::Edit { transaction: no, version, content }])
            }
            What::Delete(which) => {
                let Past { no, version, .. } = *past(which)?;
                write(vec![Command::Delete { transaction: no, version }])
            }
            What::Undo(which) => {
                let Past { no, version, .. } = *past(which)?;
                write(vec![Command::Undo { transaction: no, version }])
            }
            What::Stale(which) => {
                let Past { no, version, .. } = *past(which)?;
                write(vec![Command::Delete { transaction: no, version: EntryNo(version.0 - 1) }])
            }
            What::Mark(which, state) => {
                let mark = Mark { account: BANK, state };
                write(vec![Command::Mark { transaction: past(which)?.no, version: None, mark }])
            }
            What::Repeat(which) => {
                let at = which.checked_rem(self.done.len())?;
                Some(self.done[at].0.clone())
            }
            What::Close(day) => Some(Request::Close(day.map(day_of))),
            What::Read(contents) => Some(Request::Read(format!("file {}", self.files.len()), contents)),
            What::BringIn(which, waiting) => {
                let (name, file) = file(which)?;
                let waits = |at: usize| waiting >> at & 1 == 1;
                let lines = file.lines.iter().cloned().enumerate().map(|(at, line)| (line, waits(at)));
                Some(Request::BringIn { name: name.clone(), lines: lines.collect() })
            }
            What::TakeBack(which) => Some(Request::TakeBack(file(which)?.0.clone())),
            What::Keep => Some(Request::Keep(format!("receipt {}", self.receipts.len()))),
            What::PostReceipt(which, content) => {
                Some(Request::PostReceipt { key: key.clone(), receipt: receipt(which)?, content })
            }
            What::Attach(which, to) => Some(Request::Attach(receipt(which)?, past(to)?.no)),
            What::Rebuild => Some(Request::Rebuild),
        }
    }

    /// What is to come of a request.
    pub(crate) fn after(&self, request: &Request) -> Expected {
        if let Some((_, transactions)) = self.done.iter().find(|(done, _)| done == request) {
            return Expected::Same(Answer { transactions: transactions.clone(), repeated: true });
        }
        if self.is_already(request) {
            return Expected::Same(Answer::default());
        }
        let mut then = self.clone();
        match then.does(request) {
            Some(transactions) => Expected::Done(Box::new(then), Answer { transactions, repeated: false }),
            None => Expected::Refused,
        }
    }

    /// Whether all is as a request without a key would make it.
    fn is_already(&self, request: &Request) -> bool {
        match request {
            Request::BringIn { name, .. } => self.files[name].state == ImportState::Committed,
            Request::TakeBack(name) => self.files[name].state == ImportState::Undone,
            Request::Keep(id) => self.receipts.contains_key(id),
            Request::Attach(id, no) => self.belongs_to(id) == Some(*no),
            _ => false,
        }
    }

    /// Whether a request that was done has no key and no state by which the store knows it again: the same file may be read twice.
    pub(crate) fn would_be_twice(&self, request: &Request) -> bool {
        matches!(request, Request::Read(name, _) if self.files.contains_key(name))
    }

    /// The transaction that a receipt belongs to, unless that was deleted.
    pub(crate) fn belongs_to(&self, receipt: &str) -> Option<TransactionNo> {
        self.receipts[receipt].filter(|no| self.past(*no).now().is_some())
    }

    pub(crate) fn past(&self, no: TransactionNo) -> &Past {
        &self.transactions[self.at(no)]
    }

    fn at(&self, no: TransactionNo) -> usize {
        self.transactions.iter().position(|past| past.no == no).unwrap()
    }

    /// Does what a request says, if the rules take it; what it leaves behind otherwise is to be thrown away.
    fn does(&mut self, request: &Request) -> Option<Vec<TransactionNo>> {
        self.audited += 1;
        let mut transactions = Vec::new();
        match request {
            Request::Write { commands, .. } => {
                for command in commands {
                    transactions.push(self.apply(command)?);
                }
                self.done.push((request.clone(), transactions.clone()));
            }
            Request::Close(until) => {
                if *until == self.closed {
                    return None;
                }
                self.closed = *until;
                self.closings.push((*until, self.entries));
            }
            Request::Read(name, lines) => {
                let file = File {
                    state: ImportState::Preview,
                    lines: lines.clone(),
                    transactions: vec![None; lines.len()],
                };
                self.files.insert(name.clone(), file);
            }
            Request::BringIn { name, lines } => {
                if self.files[name].state != ImportState::Preview {
                    return None;
                }
                let mut became = Vec::new();
                for (content, waits) in lines {
                    became.push(if *waits { None } else { Some(self.post(content)?) });
                }
                self.audited += i64::from(became.iter().any(Option::is_some));
                let file = self.files.get_mut(name)?;
                (file.state, file.transactions) = (ImportState::Committed, became);
            }
            Request::TakeBack(name) => {
                if self.files[name].state != ImportState::Committed {
                    return None;
                }
                let mut deleted = false;
                for no in self.files[name].transactions.clone().into_iter().flatten() {
                    let at = self.at(no);
                    if self.transactions[at].now().is_some() {
                        deleted = true;
                        self.become_(at, None).then_some(())?;
                    }
                }
                self.audited += i64::from(deleted);
                self.files.get_mut(name)?.state = ImportState::Undone;
            }
            Request::Keep(id) => {
                self.receipts.insert(id.clone(), None);
            }
            Request::PostReceipt { receipt, content, .. } => {
                if self.belongs_to(receipt).is_some() {
                    return None;
                }
                let source = Some(Source::Receipt { receipt: receipt.clone() });
                let no = self.post(&Content { source, ..content.clone() })?;
                self.receipts.insert(receipt.clone(), Some(no));
                self.audited += 1;
                transactions.push(no);
                self.done.push((request.clone(), transactions.clone()));
            }
            Request::Attach(id, no) => {
                if self.belongs_to(id).is_some() || self.past(*no).now().is_none() {
                    return None;
                }
                self.receipts.insert(id.clone(), Some(*no));
            }
            Request::Rebuild => {}
        }
        Some(transactions)
    }

    fn apply(&mut self, command: &Command) -> Option<TransactionNo> {
        let seen = |model: &Self, no: TransactionNo, version: EntryNo| {
            Some(model.at(no)).filter(|at| model.transactions[*at].version == version)
        };
        match command {
            Command::Post(content) => return self.post(content),
            Command::Edit { transaction, version, content } => {
                let at = seen(self, *transaction, *version)?;
                // Where it came from stays.
                let source = self.transactions[at].now()?.source.clone();
                self.become_(at, Some(Content { source, ..content.clone() })).then_some(())?;
            }
            Command::Delete { transaction, version } => {
                let at = seen(self, *transaction, *version)?;
                self.transactions[at].now()?;
                self.become_(at, None).then_some(())?;
            }
            Command::Undo { transaction, version } => {
                let at = seen(self, *transaction, *version)?;
                self.undo(at).then_some(())?;
            }
            Command::Mark { transaction, mark, .. } => {
                let at = self.at(*transaction);
                self.mark(at, mark.state).then_some(())?;
            }
        }
        command.transaction()
    }

    fn good(&self, content: &Content) -> bool {
        content.postings.len() >= 2
            && content.postings.iter().map(|posting| posting.amount.minor).sum::<i64>() == 0
            && self.open(content)
    }

    fn open(&self, content: &Content) -> bool {
        self.closed.is_none_or(|closed| content.date > closed)
    }

    fn post(&mut self, content: &Content) -> Option<TransactionNo> {
        if !self.good(content) {
            return None;
        }
        self.entries += 1;
        let no = TransactionNo(self.entries);
        self.transactions.push(Past {
            no,
            version: EntryNo(self.entries),
            states: vec![Some(content.clone())],
            marks: vec![MarkState::Uncleared],
            marked: false,
        });
        Some(no)
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
        let keeps = match (past.shown(), &then) {
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

    fn undo(&mut self, at: usize) -> bool {
        let past = &self.transactions[at];
        if past.marked {
            let before = past.marks[past.marks.len() - 2];
            return self.mark(at, before);
        }
        // States that a mark made are the same money: what is undone is the last change of money.
        let mut before: Vec<Option<Content>> = past.states.clone();
        before.dedup();
        before.pop();
        self.become_(at, before.pop().unwrap_or(None))
    }
}

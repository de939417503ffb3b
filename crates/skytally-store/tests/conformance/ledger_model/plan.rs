//! What is done to the books, by chance.

use jiff::civil::{Date, date};
use proptest::prelude::*;
use skytally_money::ledger::{AccountNo, Content, MarkState};

use crate::crashes::Cut;
use crate::ledger::{BANK, FOOD, content};

pub(crate) const WAGES: AccountNo = AccountNo(3);
const WORDS: [&str; 4] = ["coffee", "Kaffee Zürich", "rent", "coffee shop"];

/// What somebody does. Numbers choose among what there is by then.
#[derive(Debug, Clone)]
pub(crate) enum What {
    Post(Content),
    Edit(usize, Content),
    Delete(usize),
    Undo(usize),
    Mark(usize, MarkState),
    /// Several at once.
    Together(Vec<Content>),
    /// The same as some write before, with the same key.
    Repeat(usize),
    /// As somebody who saw an older version.
    Stale(usize),
    Close(Option<u8>),
    /// A bank's file.
    Read(Vec<Content>),
    /// A file is brought in; these of its lines wait.
    BringIn(usize, u8),
    TakeBack(usize),
    /// A receipt.
    Keep,
    PostReceipt(usize, Content),
    Attach(usize, usize),
    Rebuild,
}

/// How something is kept from its end.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Crash {
    /// Whoever asked for it does not wait for it.
    GivenUp(Cut),
    /// So, and the store is opened anew at once.
    Reopened(Cut),
    /// The database ends the session.
    SessionEnded(Cut),
    /// It comes to its end, and the answer is lost.
    Unheard,
}

/// What is done, and how it is kept from its end.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    pub(crate) what: What,
    pub(crate) crash: Option<Crash>,
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

pub(crate) fn day_of(number: u8) -> Date {
    let first = date(2026, 1, 1);
    first.checked_add(jiff::Span::new().days(i64::from(number))).unwrap()
}

pub(crate) fn whats() -> impl Strategy<Value = What> {
    let any = 0..1_000_usize;
    let state = prop::sample::select(vec![MarkState::Uncleared, MarkState::Cleared, MarkState::Reconciled]);
    prop_oneof![
        6 => contents().prop_map(What::Post),
        4 => (any.clone(), contents()).prop_map(|(which, content)| What::Edit(which, content)),
        2 => any.clone().prop_map(What::Delete),
        4 => any.clone().prop_map(What::Undo),
        2 => (any.clone(), state).prop_map(|(which, state)| What::Mark(which, state)),
        1 => prop::collection::vec(contents(), 1..5).prop_map(What::Together),
        2 => any.clone().prop_map(What::Repeat),
        1 => any.clone().prop_map(What::Stale),
        1 => prop::option::of(0..70_u8).prop_map(What::Close),
        2 => prop::collection::vec(contents(), 0..4).prop_map(What::Read),
        3 => (any.clone(), 0..8_u8).prop_map(|(which, waiting)| What::BringIn(which, waiting)),
        2 => any.clone().prop_map(What::TakeBack),
        1 => Just(What::Keep),
        1 => (any.clone(), contents()).prop_map(|(which, content)| What::PostReceipt(which, content)),
        1 => (any.clone(), any).prop_map(|(which, to)| What::Attach(which, to)),
        1 => Just(What::Rebuild),
    ]
}

pub(crate) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let crash = prop_oneof![
        1 => Just(Crash::Unheard),
        3 => Cut::any().prop_map(Crash::GivenUp),
        1 => Cut::any().prop_map(Crash::Reopened),
        1 => Cut::any().prop_map(Crash::SessionEnded),
    ];
    let step = (whats(), prop::option::weighted(0.25, crash)).prop_map(|(what, crash)| Step { what, crash });
    prop::collection::vec(step, 1..30)
}

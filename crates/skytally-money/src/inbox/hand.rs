//! Lines of a file that people wrote down before the bank did.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use skytally_model::Money;

use super::line::{Candidate, HandPosting};
use super::normal::{Shape, normalised};
use crate::ledger::TransactionNo;

/// A bank's line may be so many days earlier than what was written by hand.
pub const HAND_BEFORE_DAYS: i32 = 3;
/// A bank's line may be so many days later than what was written by hand: weekends and slow transfers.
pub const HAND_AFTER_DAYS: i32 = 7;
/// From so much on, two payees are taken to be the same.
pub const HAND_SIMILAR_PER_MILLE: u16 = 500;
/// So many postings by hand are compared with one line at most, those of the nearest days.
const NEAR_MAX: usize = 40;

/// A line that nothing else explains.
pub(super) struct Open<'a> {
    /// Its place in the canonical order.
    pub(super) rank: usize,
    pub(super) date: Date,
    pub(super) amount: Money,
    pub(super) payee: &'a str,
    /// Payee and text, normalised.
    pub(super) all: &'a str,
}

pub(super) enum Hand {
    Matches { transaction: TransactionNo, similarity_per_mille: u16, days_later: i32 },
    Perhaps(Vec<Candidate>),
}

/// Pairs lines with postings by hand one to one, the most alike first, then the nearest day. What has amount and days but another
/// payee is left as a candidate.
pub(super) fn match_by_hand(lines: &[Open<'_>], hands: &[HandPosting]) -> HashMap<usize, Hand> {
    let mut by_amount: HashMap<Money, Vec<(Date, TransactionNo, usize)>> = HashMap::new();
    for (at, hand) in hands.iter().enumerate() {
        by_amount.entry(hand.amount).or_default().push((hand.date, hand.transaction, at));
    }
    by_amount.values_mut().for_each(|hands| hands.sort_unstable());
    let mut payees: HashMap<usize, String> = HashMap::new();
    let mut edges = Vec::new();
    for line in lines {
        let near = near(line.date, by_amount.get(&line.amount).map_or(&[], Vec::as_slice));
        if near.is_empty() {
            continue;
        }
        let payee = normalised(line.payee);
        let (payee, all) = (Shape::new(&payee), Shape::new(line.all));
        for (days_later, transaction, hand) in near {
            let written = payees.entry(hand).or_insert_with(|| normalised(&hands[hand].payee));
            let written = Shape::new(written);
            let alike = if hands[hand].payee.trim().is_empty() {
                0
            } else {
                payee.similarity_per_mille(&written).max(all.similarity_per_mille(&written))
            };
            edges.push((std::cmp::Reverse(alike), days_later.abs(), line.rank, transaction, days_later));
        }
    }
    edges.sort_unstable();
    let mut found = HashMap::new();
    let (mut lines_done, mut hands_done) = (HashSet::new(), BTreeSet::new());
    for (std::cmp::Reverse(alike), _, rank, transaction, days_later) in &edges {
        if *alike < HAND_SIMILAR_PER_MILLE {
            break;
        }
        if !lines_done.contains(rank) && hands_done.insert(*transaction) {
            lines_done.insert(*rank);
            let (transaction, similarity_per_mille, days_later) = (*transaction, *alike, *days_later);
            found.insert(*rank, Hand::Matches { transaction, similarity_per_mille, days_later });
        }
    }
    for (std::cmp::Reverse(alike), _, rank, transaction, days_later) in &edges {
        // One that was like it and went to another line is no candidate either: it is explained.
        if lines_done.contains(rank) || hands_done.contains(transaction) {
            continue;
        }
        let perhaps = found.entry(*rank).or_insert_with(|| Hand::Perhaps(Vec::new()));
        if let Hand::Perhaps(candidates) = perhaps {
            candidates.push(candidate(*transaction, *alike, *days_later));
        }
    }
    found
}

fn candidate(transaction: TransactionNo, similarity_per_mille: u16, days_later: i32) -> Candidate {
    Candidate::Transaction { transaction, similarity_per_mille, days_later }
}

/// The postings of days within reach of a line, with how many days later the line is: the nearest ones.
fn near(date: Date, hands: &[(Date, TransactionNo, usize)]) -> Vec<(i32, TransactionNo, usize)> {
    let days = |hand: Date| (date - hand).get_days();
    let from = hands.partition_point(|(hand, ..)| days(*hand) > HAND_AFTER_DAYS);
    let to = hands.partition_point(|(hand, ..)| days(*hand) >= -HAND_BEFORE_DAYS);
    let mut near: Vec<_> =
        hands[from..to].iter().take(4 * NEAR_MAX).map(|(hand, no, at)| (days(*hand), *no, *at)).collect();
    near.sort_unstable_by_key(|(days, no, _)| (days.abs(), *no));
    near.truncate(NEAR_MAX);
    near
}

//! Which transaction a receipt belongs to: the same amount, a day from three before to seven after, a similar payee, one to one.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::Money;

use super::Reading;
use crate::categorise::clean_payee;
use crate::inbox::{normalised, similarity_per_mille};
use crate::ledger::TransactionNo;

/// A transaction may be so many days earlier than its receipt: a deposit, an invoice that follows.
pub const BEFORE_DAYS: i32 = 3;
/// A transaction may be so many days later than its receipt: weekends, slow transfers.
pub const AFTER_DAYS: i32 = 7;
/// From so much on, two payees are taken to be the same.
pub const SIMILAR_PER_MILLE: u16 = 500;
/// Most matches that are listed for a receipt.
pub const MATCHES_MAX: usize = 20;

/// What a receipt says, or what people chose in place of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The day of the receipt, if it is known.
    pub date: Option<Date>,
    /// What was paid. Negative is a refund.
    pub total: Money,
    /// Who was paid, if it is known.
    pub payee: Option<String>,
}

/// A transaction that a receipt may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub no: TransactionNo,
    /// Its day.
    pub date: Date,
    /// Its payee, as the books have it.
    pub payee: String,
    /// What was paid, above zero for money that went out and below for a refund: the sign of a receipt's total, not that of the posting.
    pub amount: Money,
    /// Another receipt belongs to it already.
    pub has_receipt: bool,
}

/// How sure a match is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// No transaction fits.
    None,
    /// The amount fits, and something is unknown, different or not unique: people say which.
    Likely,
    /// Amount, day and payee fit, and no other transaction does as well.
    Certain,
}

/// A transaction that may be that of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// Which.
    pub transaction: TransactionNo,
    /// How sure. Never `none`.
    pub certainty: Certainty,
    /// How alike the payees are, 0 to 1000.
    pub similarity_per_mille: u16,
    /// So many days later than the receipt, if its day is known.
    pub days_later: Option<i32>,
    /// Why, in a sentence for people.
    pub why: String,
}

/// What was found for a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matches {
    /// That of the best match.
    pub certainty: Certainty,
    /// The best first.
    pub ranked: Vec<Match>,
}

impl Asked {
    /// What a reading says, if it has a total in a known currency.
    pub fn of(reading: &Reading) -> Option<Self> {
        Some(Self {
            date: reading.date.as_ref().map(|date| date.value),
            total: reading.money()?,
            payee: reading.payee.as_ref().map(|payee| payee.value.clone()),
        })
    }
}

/// The transactions that one receipt may belong to.
pub fn matches(asked: &Asked, candidates: &[Candidate]) -> Matches {
    let mut found = pairs(&[((), asked.clone())], candidates);
    found.remove(&()).unwrap_or(Matches { certainty: Certainty::None, ranked: Vec::new() })
}

/// The same for many receipts at once, one to one: a transaction that is certainly another receipt's is offered to no other. Every
/// receipt has an answer.
pub fn pairs<K: Ord + Copy>(receipts: &[(K, Asked)], candidates: &[Candidate]) -> BTreeMap<K, Matches> {
    let mut by_amount: HashMap<Money, Vec<&Candidate>> = HashMap::new();
    for candidate in candidates.iter().filter(|candidate| !candidate.has_receipt) {
        by_amount.entry(candidate.amount).or_default().push(candidate);
    }
    let mut edges = Vec::new();
    for (at, (_, asked)) in receipts.iter().enumerate() {
        for candidate in by_amount.get(&asked.total).into_iter().flatten() {
            edges.extend(edge(asked, candidate).map(|edge| Edge { receipt: at, ..edge }));
        }
    }
    edges.sort_by_key(|edge| (Reverse(edge.rank()), edge.days().abs(), edge.no, edge.receipt));
    let certain = certain(&edges);
    let taken: BTreeSet<TransactionNo> = certain.values().copied().collect();
    let mut found: BTreeMap<K, Matches> = BTreeMap::new();
    for (key, _) in receipts {
        found.entry(*key).or_insert(Matches { certainty: Certainty::None, ranked: Vec::new() });
    }
    for edge in &edges {
        let own = certain.get(&edge.receipt) == Some(&edge.no);
        if taken.contains(&edge.no) && !own {
            continue;
        }
        let certainty = if own { Certainty::Certain } else { Certainty::Likely };
        let Some(matches) = found.get_mut(&receipts[edge.receipt].0) else { continue };
        matches.certainty = matches.certainty.max(certainty);
        matches.ranked.push(Match {
            transaction: edge.no,
            certainty,
            similarity_per_mille: edge.similarity,
            days_later: edge.days_later,
            why: edge.why(),
        });
    }
    for matches in found.values_mut() {
        // The certain one is the most alike, unless another lies nearer by its day.
        matches.ranked.sort_by_key(|found| Reverse(found.certainty));
        matches.ranked.truncate(MATCHES_MAX);
    }
    found
}

/// A receipt and a transaction of the same amount and of days within reach.
struct Edge {
    receipt: usize,
    no: TransactionNo,
    similarity: u16,
    /// Whether the receipt has a payee at all.
    has_payee: bool,
    days_later: Option<i32>,
}

impl Edge {
    /// A known payee that is alike and a day that is known count; how much more alike does not: banks cut names as they like.
    fn is_full(&self) -> bool {
        self.similarity >= SIMILAR_PER_MILLE && self.days_later.is_some()
    }

    fn rank(&self) -> (bool, u16) {
        (self.is_full(), self.similarity)
    }

    fn days(&self) -> i32 {
        self.days_later.unwrap_or(0)
    }

    fn why(&self) -> String {
        let day = match self.days_later {
            None => "the day of the receipt is not known".to_owned(),
            Some(0) => "the same day".to_owned(),
            Some(1) => "a day later".to_owned(),
            Some(-1) => "a day earlier".to_owned(),
            Some(days) if days > 0 => format!("{days} days later"),
            Some(days) => format!("{} days earlier", days.abs()),
        };
        let payee = if !self.has_payee {
            "the payee of the receipt is not known"
        } else if self.similarity >= SIMILAR_PER_MILLE {
            "a similar payee"
        } else {
            "another payee"
        };
        format!("the same amount, {day}, {payee}")
    }
}

fn edge(asked: &Asked, candidate: &Candidate) -> Option<Edge> {
    let days_later = asked.date.map(|date| (candidate.date - date).get_days());
    if days_later.is_some_and(|days| !(-BEFORE_DAYS..=AFTER_DAYS).contains(&days)) {
        return None;
    }
    let similarity = asked.payee.as_deref().map_or(0, |payee| alike(payee, &candidate.payee));
    let has_payee = asked.payee.as_deref().is_some_and(|payee| !payee.trim().is_empty());
    // Without a day an amount alone is no evidence: the same sum comes every month.
    if days_later.is_none() && similarity < SIMILAR_PER_MILLE {
        return None;
    }
    Some(Edge { receipt: 0, no: candidate.no, similarity, has_payee, days_later })
}

/// Legal forms say nothing of who it is.
const FORMS: &[&str] = &[
    "ag",
    "bv",
    "co",
    "corp",
    "corporation",
    "emea",
    "gmbh",
    "inc",
    "incorporated",
    "kg",
    "limited",
    "llc",
    "ltd",
    "mbh",
    "nv",
    "ohg",
    "plc",
    "pte",
    "sa",
    "sarl",
    "sas",
    "se",
    "sl",
    "spa",
    "srl",
    "ug",
];

/// How alike two payees are, without what banks and registers write around them.
fn alike(one: &str, other: &str) -> u16 {
    let plain = |text: &str| {
        let normal = normalised(&clean_payee(text));
        let words: Vec<&str> = normal.split(' ').filter(|word| !FORMS.contains(word)).collect();
        if words.is_empty() { normal } else { words.join(" ") }
    };
    if one.trim().is_empty() || other.trim().is_empty() {
        return 0;
    }
    let (short, long) = (plain(one), plain(other));
    let bare = similarity_per_mille(&short, &long);
    let named = if same_name(&short, &long) { NAMED_PER_MILLE } else { 0 };
    bare.max(named)
}

/// How alike two payees are whose names begin with the same word, or of which one has the other's initials.
const NAMED_PER_MILLE: u16 = 600;
/// Letters that such a word has at least.
const NAME_LETTERS_MIN: usize = 4;

/// Banks write the name that stands over the shop's door, receipts the one in the register: "REWE SAGT DANKE" and "REWE Markt GmbH". And
/// long names become their initials: "AWS EMEA" and "Amazon Web Services".
fn same_name(one: &str, other: &str) -> bool {
    let first = |text: &str| text.split(' ').next().unwrap_or_default().to_owned();
    let (a, b) = (first(one), first(other));
    let initials =
        |text: &str| -> String { text.split(' ').filter_map(|word| word.chars().next()).take(3).collect() };
    let abbreviates = |short: &str, long: &str| short.chars().count() == 3 && initials(long) == short;
    (a == b && a.chars().count() >= NAME_LETTERS_MIN) || abbreviates(&a, other) || abbreviates(&b, one)
}

/// The certain ones: full evidence, and no second full one on either side; of several in reach, the only one on the receipt's own day.
fn certain(edges: &[Edge]) -> BTreeMap<usize, TransactionNo> {
    let mut certain: BTreeMap<usize, TransactionNo> = BTreeMap::new();
    let (mut receipts, mut transactions): (BTreeMap<usize, Vec<&Edge>>, BTreeMap<TransactionNo, Vec<&Edge>>) =
        Default::default();
    for edge in edges.iter().filter(|edge| edge.is_full()) {
        receipts.entry(edge.receipt).or_default().push(edge);
        transactions.entry(edge.no).or_default().push(edge);
    }
    let only = |all: &[&Edge], edge: &Edge| {
        all.len() == 1 || edge.days() == 0 && all.iter().filter(|other| other.days() == 0).count() == 1
    };
    for edge in edges.iter().filter(|edge| edge.is_full()) {
        let (mine, theirs) = (&receipts[&edge.receipt], &transactions[&edge.no]);
        if only(mine, edge) && only(theirs, edge) {
            certain.insert(edge.receipt, edge.no);
        }
    }
    certain
}

//! What people did with movements like this one. Counted in whole numbers and told with its reason.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::Money;

use super::payee::Payee;
use super::rule::Movement;
use crate::amount;
use crate::inbox::normalised;
use crate::ledger::AccountNo;

/// A suggestion below this is never applied by itself.
pub const SURE_PER_MILLE: u16 = 750;
/// The newest so many movements are looked at.
pub const HISTORY_MAX: usize = 50_000;
/// The newest so many that are like a movement are counted.
pub const LIKE_MAX: usize = 8;

/// What one movement counts, the newest; each older one counts three quarters of the one before it.
const NEWEST: u64 = 1 << 20;
/// What stands against every suggestion: half of a newest movement. So a single one before is two thirds and not certainty.
const DOUBT: u64 = NEWEST / 2;
/// A movement is like another if it shares at least so much of its words, weighed by how rare they are.
const ALIKE_PER_MILLE: u64 = 400;
/// Movements that share a word are looked at up to so many, the newest ones; a word of more tells little anyway.
const SHARED_MAX: usize = 1_000;

/// A movement that people put into a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its day.
    pub date: Date,
    /// Who got or gave the money.
    pub payee: String,
    /// What it was for.
    pub text: String,
    /// As it changed the account.
    #[serde(with = "amount")]
    pub amount: Money,
    /// The category.
    pub category: AccountNo,
}

/// What the past suggests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The category.
    pub category: AccountNo,
    /// How sure it is: 0 to 1000.
    pub confidence_per_mille: u16,
    /// Whether it may be applied without being asked about: from [`SURE_PER_MILLE`] on.
    pub sure: bool,
    /// So many are in the category,
    pub like: usize,
    /// of so many that are like the movement.
    pub of: usize,
    /// The newest day of those in the category.
    pub last: Date,
    /// Whether they have the same payee; if not, they share words.
    pub same_payee: bool,
    /// The reason, for people.
    pub because: String,
}

/// The past, ready to be asked.
pub struct History {
    /// The newest first.
    past: Vec<(Date, AccountNo)>,
    /// By direction and payee.
    by_payee: HashMap<(bool, String), Vec<usize>>,
    /// By direction and word.
    by_word: HashMap<(bool, String), Vec<usize>>,
    /// How much each movement's words weigh in all.
    weights: Vec<u64>,
}

fn goes_out(amount: Money) -> bool {
    amount.minor < 0
}

fn words(payee: &Payee, text: &str) -> Vec<String> {
    let all = normalised(&format!("{} {text}", payee.shown));
    // Numbers and single letters tell nothing that comes again.
    let telling =
        |word: &&str| word.chars().nth(1).is_some() && !word.bytes().any(|byte| byte.is_ascii_digit());
    let mut words: Vec<String> = all.split(' ').filter(telling).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

impl History {
    /// Takes the past in; its order does not matter. Of more than [`HISTORY_MAX`] movements the newest count.
    pub fn new(past: &[Past]) -> Self {
        let mut newest: Vec<&Past> = past.iter().collect();
        newest.sort_unstable_by(|one, other| {
            let key = |past: &Past| (Reverse(past.date), past.category, past.amount.minor);
            key(one).cmp(&key(other)).then_with(|| (&one.payee, &one.text).cmp(&(&other.payee, &other.text)))
        });
        newest.truncate(HISTORY_MAX);
        let mut history = Self {
            past: newest.iter().map(|past| (past.date, past.category)).collect(),
            by_payee: HashMap::new(),
            by_word: HashMap::new(),
            weights: Vec::new(),
        };
        let mut all_words = Vec::with_capacity(newest.len());
        let mut payees: HashMap<&str, Payee> = HashMap::new();
        for (at, past) in newest.iter().enumerate() {
            let out = goes_out(past.amount);
            let payee = payees.entry(past.payee.as_str()).or_insert_with(|| Payee::of(&past.payee));
            if !payee.plain.is_empty() {
                history.by_payee.entry((out, payee.plain.clone())).or_default().push(at);
            }
            let words = words(payee, &past.text);
            for word in &words {
                history.by_word.entry((out, word.clone())).or_default().push(at);
            }
            all_words.push((out, words));
        }
        history.weights = all_words
            .into_iter()
            .map(|(out, words)| words.into_iter().map(|word| history.weight(&(out, word))).sum())
            .collect();
        history
    }

    /// How much a word tells: the bits of how rare it is, as the inverse document frequency of Spärck Jones (1972), in whole bits
    /// and one more, so that no word tells nothing.
    fn weight(&self, word: &(bool, String)) -> u64 {
        let having = self.by_word.get(word).map_or(1, |list| list.len().max(1));
        u64::from((self.past.len().max(1) / having).max(1).ilog2()) + 1
    }

    /// The category of most movements like this one, newer ones counting more.
    ///
    /// Like it are those of the same direction and payee; where there are none, those that share enough of their words. Of these
    /// the newest [`LIKE_MAX`] count, the n-th as (3/4)^n. The confidence is the share of the category in their sum and half of a
    /// newest movement; where only words are shared, times how much of them the nearest one shares. All is rounded down.
    pub fn suggest(&self, movement: &Movement) -> Option<Suggestion> {
        self.suggest_for(&Payee::of(&movement.payee), movement)
    }

    /// The same for whoever has made the movement's payee out already.
    pub fn suggest_for(&self, payee: &Payee, movement: &Movement) -> Option<Suggestion> {
        let out = goes_out(movement.amount);
        let same = self.by_payee.get(&(out, payee.plain.clone())).filter(|list| !list.is_empty());
        let (like, alike) = match same {
            Some(list) => (list.iter().copied().take(LIKE_MAX).collect(), 1000),
            None => self.alike(out, &words(payee, &movement.text))?,
        };
        let mut shares: BTreeMap<AccountNo, u64> = BTreeMap::new();
        let (mut all, mut counts) = (DOUBT, NEWEST);
        for at in &like {
            *shares.entry(self.past[*at].1).or_default() += counts;
            all += counts;
            counts = counts * 3 / 4;
        }
        // Where two are equal, the one that was used last.
        let newest = |category: AccountNo| like.iter().position(|at| self.past[*at].1 == category);
        let (category, share) =
            shares.into_iter().max_by_key(|(category, share)| (*share, Reverse(newest(*category))))?;
        let confidence = u16::try_from(share * 1000 / all * alike / 1000).unwrap_or(1000);
        let of = like.len();
        let same_category: Vec<&usize> = like.iter().filter(|at| self.past[**at].1 == category).collect();
        let last = self.past[**same_category.first()?].0;
        let kind = if same.is_some() { "with this payee" } else { "like it" };
        Some(Suggestion {
            category,
            confidence_per_mille: confidence,
            sure: confidence >= SURE_PER_MILLE,
            like: same_category.len(),
            of,
            last,
            same_payee: same.is_some(),
            because: format!("{} of {of} {kind}, the last on {last}", same_category.len()),
        })
    }

    /// Those that share the most of their words, and how much the first one shares: 0 to 1000. The newest first.
    fn alike(&self, out: bool, words: &[String]) -> Option<(Vec<usize>, u64)> {
        let mut shared: HashMap<usize, u64> = HashMap::new();
        let mut own = 0;
        for word in words {
            let key = (out, word.clone());
            let weight = self.weight(&key);
            own += weight;
            for at in self.by_word.get(&key).into_iter().flatten().take(SHARED_MAX) {
                *shared.entry(*at).or_default() += weight;
            }
        }
        // Dice's coefficient of the weights.
        let mut found: Vec<(Reverse<u64>, usize)> = shared
            .into_iter()
            .map(|(at, weight)| {
                (Reverse((2000 * weight).checked_div(own + self.weights[at]).unwrap_or(0)), at)
            })
            .filter(|(Reverse(alike), _)| *alike >= ALIKE_PER_MILLE)
            .collect();
        found.sort_unstable();
        found.truncate(LIKE_MAX);
        let Reverse(first) = found.first()?.0;
        let mut like: Vec<usize> = found.into_iter().map(|(_, at)| at).collect();
        like.sort_unstable();
        Some((like, first.min(1000)))
    }
}

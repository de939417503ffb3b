//! How outcomes become the state of a control and the score of a pillar: pure, and in whole numbers.
//!
//! Unknown is never taken for passed. Where it decides, a control is unknown, and a score is a range: from what it is if all
//! that is unknown fails, to what it is if all of it passes.

use skytally_model::Severity;

/// What a check says, counted over resources and accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Resources that passed.
    pub pass: i64,
    /// Resources that fail, muted ones included.
    pub fail: i64,
    /// Resources of which it cannot be told.
    pub unknown: i64,
    /// Resources of which the check has nothing to say.
    pub not_applicable: i64,
    /// Of those that fail, those that are muted.
    pub muted: i64,
    /// Accounts on which the check was not made, or of which something that it is about was not looked at.
    pub unseen: i64,
}

impl Tally {
    /// Whether the check says anything of any resource.
    pub fn says_something(&self) -> bool {
        self.pass + self.fail + self.unknown + self.not_applicable > 0
    }

    /// Resources that it can be asked of.
    fn asked(&self) -> i64 {
        self.pass + self.fail + self.unknown
    }
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.not_applicable += other.not_applicable;
        self.muted += other.muted;
        self.unseen += other.unseen;
    }
}

/// How a control of a framework stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlState {
    /// A check of it fails somewhere.
    Failed,
    /// Nothing of it is known to fail, and something is not known.
    Unknown,
    /// Everything of it is known, and passed.
    Passed,
    /// Everything of it is known, and there is nothing that it is about.
    NotApplicable,
    /// No check of ours speaks to it.
    NotChecked,
}

impl ControlState {
    /// As it stands in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Passed => "passed",
            Self::NotApplicable => "not_applicable",
            Self::NotChecked => "not_checked",
        }
    }
}

/// The accounts that outcomes were counted over.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Those whose newest generation was evaluated.
    pub evaluated: i64,
    /// Those of which nothing is known yet.
    pub not_yet: i64,
}

/// The state of a control by what its checks say. A muted failure is a failure.
pub(crate) fn control_state(checks: &[Tally], accounts: Counted) -> ControlState {
    let any = |of: fn(&Tally) -> i64| checks.iter().any(|tally| of(tally) > 0);
    if checks.is_empty() {
        ControlState::NotChecked
    } else if any(|tally| tally.fail) {
        ControlState::Failed
    } else if accounts.not_yet > 0
        || accounts.evaluated == 0
        || any(|tally| tally.unknown)
        || any(|tally| tally.unseen)
    {
        ControlState::Unknown
    } else if any(|tally| tally.pass) {
        ControlState::Passed
    } else {
        ControlState::NotApplicable
    }
}

/// What a check weighs in the score of its pillar.
pub(crate) fn weight(severity: Severity) -> i64 {
    match severity {
        Severity::Critical => 10,
        Severity::High => 6,
        Severity::Medium => 3,
        Severity::Low => 1,
        Severity::Info => 0,
    }
}

/// The formula in one sentence, for people.
pub const FORMULA: &str = "A pillar's score is the mean of its checks' shares of passed resources, passed / (passed + failed + \
     unknown), weighed by severity (critical 10, high 6, medium 3, low 1, info 0), in percent and rounded down; where something \
     that weighs is unknown it is a range, from all of it failed, rounded down, to all of it passed, rounded up; muted failures \
     count as failed, and checks that have nothing to say do not count.";

/// The score of a pillar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Percent if everything that is unknown fails; none where no check that weighs says anything.
    pub least: Option<i64>,
    /// Percent if everything that is unknown passes.
    pub most: Option<i64>,
    /// What the checks that say something weigh together.
    pub weight: i64,
}

/// The score of a pillar by what its checks say, each with its severity.
///
/// Rounded once. A range is rounded outwards and is never a single number; a single number is rounded down, so that 100 is
/// said only where nothing fails.
pub(crate) fn score(checks: &[(Severity, Tally)]) -> Score {
    let telling: Vec<(i64, &Tally)> = checks
        .iter()
        .map(|(severity, tally)| (weight(*severity), tally))
        .filter(|(weight, tally)| *weight > 0 && tally.asked() > 0)
        .collect();
    let weight: i64 = telling.iter().map(|(weight, _)| weight).sum();
    if weight == 0 {
        return Score::default();
    }
    let percent = |up: bool, passed: fn(&Tally) -> i64| {
        let shares = telling.iter().map(|(weight, tally)| (weight * passed(tally), tally.asked()));
        mean_percent(shares, weight, up)
    };
    let range = telling.iter().any(|(_, tally)| tally.unknown > 0);
    Score {
        least: Some(percent(false, |tally| tally.pass)),
        most: Some(percent(range, |tally| tally.pass + tally.unknown)),
        weight,
    }
}

/// The sum of fractions over a weight, in percent, rounded down or up: exactly, however many denominators there are.
fn mean_percent(fractions: impl Iterator<Item = (i64, i64)>, weight: i64, up: bool) -> i64 {
    let (mut over, mut under) = (Natural::from(0), Natural::from(1));
    for (a, b) in fractions {
        let common = gcd(a.unsigned_abs(), b.unsigned_abs()).max(1);
        let (a, b) = (a.unsigned_abs() / common, b.unsigned_abs() / common);
        // over / under + a / b
        over = over.times(b).plus(&under.times(a));
        under = under.times(b);
    }
    let over = over.times(100);
    let whole = |percent: u64| under.times(weight.unsigned_abs()).times(percent);
    let fits = |percent: &u64| {
        if up { whole(*percent) >= over } else { whole(percent + 1) > over }
    };
    let percent = (0..100).find(fits).unwrap_or(100);
    i64::try_from(percent).unwrap_or(100)
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// A natural number of any size: digits of 32 bits, the least first, the last not zero.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Natural(Vec<u32>);

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        let mut digits = vec![low(number), low(number >> 32)];
        trim(&mut digits);
        Self(digits)
    }
}

impl Natural {
    fn plus(&self, other: &Self) -> Self {
        let (mut digits, mut carry) = (Vec::new(), 0_u64);
        for at in 0..self.0.len().max(other.0.len()) {
            let digit = |of: &Self| u64::from(of.0.get(at).copied().unwrap_or_default());
            let sum = digit(self) + digit(other) + carry;
            digits.push(low(sum));
            carry = sum >> 32;
        }
        digits.push(low(carry));
        trim(&mut digits);
        Self(digits)
    }

    fn times(&self, factor: u64) -> Self {
        let mut product = Self(Vec::new());
        for (shift, part) in [low(factor), low(factor >> 32)].into_iter().enumerate() {
            let (mut digits, mut carry) = (vec![0; shift], 0_u64);
            for digit in &self.0 {
                let sum = u64::from(*digit) * u64::from(part) + carry;
                digits.push(low(sum));
                carry = sum >> 32;
            }
            digits.push(low(carry));
            trim(&mut digits);
            product = product.plus(&Self(digits));
        }
        product
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let longer = self.0.len().cmp(&other.0.len());
        longer.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The low 32 bits.
fn low(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default()
}

fn trim(digits: &mut Vec<u32>) {
    while digits.last() == Some(&0) {
        digits.pop();
    }
}

#[cfg(test)]
mod tests;

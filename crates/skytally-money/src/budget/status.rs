//! How a budget stands on a day.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};

use super::kind::{Budget, BudgetError, RollOver, in_calendar};
use super::period::Period;
use crate::amount;

/// Something that a budget's category took, or is known to take: the sum of a day, or a single posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actual {
    /// Its day.
    pub date: Date,
    /// What was spent: more than nothing. What came back is less than nothing. For a category of income, what came in.
    #[serde(with = "amount")]
    pub amount: Money,
    /// The same in the budget's currency, if there is a rate. Not looked at where the amount is in that currency already.
    #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
    pub converted: Option<Money>,
    /// Whether it comes again by a schedule, and so tells nothing of the days between.
    #[serde(default)]
    pub recurring: bool,
}

/// A threshold that was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crossing {
    /// Which, in percent.
    pub percent: u16,
    /// The first day of the period at whose end so much was spent.
    pub day: Date,
    /// Whether it is so still; if not, money came back.
    pub still: bool,
}

/// How a budget stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The period that the day is in.
    pub period: Period,
    /// What came over from the periods before; negative takes off.
    #[serde(with = "amount")]
    pub carried: Money,
    /// What may be spent in the period, with what came over. It can be less than nothing.
    #[serde(with = "amount")]
    pub available: Money,
    /// What was spent up to the day, without what is `missing`.
    #[serde(with = "amount")]
    pub spent: Money,
    /// What is left of what is available; negative is too much.
    #[serde(with = "amount")]
    pub left: Money,
    /// Spent of available, in thousandths, rounded down; none where nothing is available.
    pub spent_per_mille: Option<i64>,
    /// The thresholds that were reached, the lowest first.
    pub crossed: Vec<Crossing>,
    /// What will have been spent on the last day; none while anything is missing.
    #[serde(with = "amount::option")]
    pub forecast: Option<Money>,
    /// Whether the forecast is within what is available; none while anything is missing.
    pub on_track: Option<bool>,
    /// What could not be counted in this period for want of a rate, summed by currency; never taken for nothing.
    #[serde(with = "amounts")]
    pub missing: Vec<Money>,
    /// The same in the periods before, where that touches what came over.
    #[serde(with = "amounts")]
    pub missing_before: Vec<Money>,
}

/// How a budget stands at the end of a day; none if it has no period on that day.
///
/// `actuals` are what the category and all that are parts of it took, from the budget's start on: days or single postings, in any
/// order; what is dated later than `today` is taken to be known ahead. `planned` are amounts of recurring transactions that are due
/// later than `today` and not posted yet; others are left out.
///
/// The forecast is the estimate at completion of earned value management, for a budget that is spread evenly over its days (budget /
/// cost performance index = cost · days / days that are over). It is held to what is not known better: what was spent so far but for
/// what is recurring, times the days that are left, divided by the days that are over (today is), rounded half away from zero. What
/// was spent, what is booked ahead and what is planned until the last day come on top. Where more came back than was spent, no more
/// is expected to come back. On the last day it is what was spent.
///
/// # Errors
/// The budget is not one, the day is outside the calendar, a converted amount has another currency, or a sum does not fit.
pub fn status(
    budget: &Budget,
    actuals: &[Actual],
    planned: &[Actual],
    today: Date,
) -> Result<Option<Status>, BudgetError> {
    budget.check()?;
    in_calendar(today)?;
    let period = budget.every.period_of(today)?;
    let first = budget.every.period_of(budget.start)?;
    let last = budget.end.map(|end| budget.every.period_of(end)).transpose()?;
    if period < first || last.is_some_and(|last| period > last) {
        return Ok(None);
    }
    let currency = budget.amount.currency;
    let before: Vec<&Actual> =
        actuals.iter().filter(|one| one.date >= first.from && one.date < period.from).collect();
    let (carried, missing_before) = carried(budget, &before, first, period)?;
    let available = i128::from(budget.amount.minor) + carried;

    let mut days: BTreeMap<Date, i128> = BTreeMap::new();
    let mut missing = Missing::default();
    let (mut spent, mut again, mut ahead) = (0_i128, 0_i128, 0_i128);
    for one in actuals.iter().filter(|one| period.has(one.date)) {
        match counted(one, currency)? {
            None => missing.add(one.amount),
            Some(minor) if one.date > today => ahead += minor,
            Some(minor) => {
                *days.entry(one.date).or_default() += minor;
                spent += minor;
                again += if one.recurring { minor } else { 0 };
            }
        }
    }
    for one in planned.iter().filter(|one| period.has(one.date) && one.date > today) {
        match counted(one, currency)? {
            None => missing.add(one.amount),
            Some(minor) => ahead += minor,
        }
    }
    let missing = missing.sums()?;
    let over = i128::from((today - period.from).get_days() + 1);
    let more = (spent - again).max(0);
    let forecast = spent + ahead + divided(more * (i128::from(period.days()) - over), over);
    let known = missing.is_empty() && missing_before.is_empty();
    let money = |minor: i128| {
        i64::try_from(minor).map(|minor| Money::new(minor, currency)).map_err(|_| BudgetError::Overflow)
    };
    Ok(Some(Status {
        period,
        carried: money(carried)?,
        available: money(available)?,
        spent: money(spent)?,
        left: money(available - spent)?,
        spent_per_mille: per_mille(spent, available),
        crossed: crossed(budget, &days, available, spent, period),
        forecast: if missing.is_empty() { Some(money(forecast)?) } else { None },
        on_track: known.then_some(forecast <= available),
        missing,
        missing_before,
    }))
}

/// What comes over into a period from all before it.
fn carried(
    budget: &Budget,
    before: &[&Actual],
    first: Period,
    period: Period,
) -> Result<(i128, Vec<Money>), BudgetError> {
    if budget.roll_over == RollOver::None {
        return Ok((0, Vec::new()));
    }
    let mut missing = Missing::default();
    let mut by_period: BTreeMap<Date, i128> = BTreeMap::new();
    for one in before {
        match counted(one, budget.amount.currency)? {
            None => missing.add(one.amount),
            Some(minor) => *by_period.entry(budget.every.period_of(one.date)?.from).or_default() += minor,
        }
    }
    let mut carried = 0;
    let mut at = first;
    while at < period {
        let left = i128::from(budget.amount.minor) + carried - by_period.get(&at.from).copied().unwrap_or(0);
        carried = if budget.roll_over == RollOver::Surplus { left.max(0) } else { left };
        at = budget.every.after(at)?;
    }
    Ok((carried, missing.sums()?))
}

/// The first days on which thresholds were reached. Where nothing is available, all are from the first day on.
fn crossed(
    budget: &Budget,
    days: &BTreeMap<Date, i128>,
    available: i128,
    spent: i128,
    period: Period,
) -> Vec<Crossing> {
    let reached =
        |spent: i128, percent: u16| available <= 0 || spent * 100 >= available * i128::from(percent);
    let mut found = Vec::new();
    for percent in budget.thresholds_percent {
        let mut sum = 0;
        let day = if reached(0, percent) {
            Some(period.from)
        } else {
            days.iter().find_map(|(day, minor)| {
                sum += minor;
                reached(sum, percent).then_some(*day)
            })
        };
        found.extend(day.map(|day| Crossing { percent, day, still: reached(spent, percent) }));
    }
    found
}

/// Minor units of the budget's currency; none where there is no rate.
fn counted(one: &Actual, currency: Currency) -> Result<Option<i128>, BudgetError> {
    if one.amount.currency == currency {
        return Ok(Some(one.amount.minor.into()));
    }
    match one.converted {
        Some(found) if found.currency != currency => Err(BudgetError::Currency { budget: currency, found }),
        Some(found) => Ok(Some(found.minor.into())),
        None => Ok(None),
    }
}

/// Rounded half away from zero; neither is negative.
fn divided(whole: i128, by: i128) -> i128 {
    (2 * whole + by) / (2 * by)
}

fn per_mille(spent: i128, available: i128) -> Option<i64> {
    (available > 0).then(|| i64::try_from((spent * 1000).div_euclid(available)).ok()).flatten()
}

/// Sums by currency of what has no rate. A currency stays even where its amounts cancel out: at other days' rates they need not.
#[derive(Default)]
struct Missing(BTreeMap<Currency, i128>);

impl Missing {
    fn add(&mut self, amount: Money) {
        *self.0.entry(amount.currency).or_default() += i128::from(amount.minor);
    }

    fn sums(self) -> Result<Vec<Money>, BudgetError> {
        let fits = |(currency, minor)| i64::try_from(minor).map(|minor| Money::new(minor, currency));
        self.0.into_iter().map(|sum| fits(sum).map_err(|_| BudgetError::Overflow)).collect()
    }
}

/// Several amounts in JSON.
mod amounts {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use skytally_model::Money;

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct One(#[serde(with = "crate::amount")] Money);

    pub(super) fn serialize<S: Serializer>(all: &[Money], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(all.iter().map(|money| One(*money)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Money>, D::Error> {
        Ok(Vec::<One>::deserialize(deserializer)?.into_iter().map(|one| one.0).collect())
    }
}

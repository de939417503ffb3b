//! Rates of exchange: which one is taken, and how it is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;
use serde::Serialize;
use skytally_model::Currency;

use super::ReportError;
use super::exact::Exact;

/// The most digits of a rate.
const DIGITS_MAX: usize = 30;

/// A rate that somebody stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// One of it …
    pub from: Currency,
    /// … is so many of it.
    pub to: Currency,
    /// Of which day.
    pub date: Date,
    /// The exact decimal.
    pub rate: String,
    /// Whose rate it is.
    pub source: String,
}

/// An exact positive decimal: `number × 10^-scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Decimal {
    number: u128,
    scale: u32,
}

#[derive(Debug, Clone)]
struct Stated {
    decimal: Decimal,
    text: String,
    source: String,
}

/// All rates that are known.
#[derive(Debug, Clone, Default)]
pub struct Rates {
    pairs: BTreeMap<(Currency, Currency), BTreeMap<Date, Stated>>,
}

/// One rate on the way from a currency to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Leg {
    /// One of it …
    pub from: Currency,
    /// … is so many of it, as stated.
    pub to: Currency,
    /// The exact decimal, as stated.
    pub rate: String,
    /// Of which day.
    pub date: Date,
    /// Whose rate it is.
    pub source: String,
    /// Whether it was divided by in place of multiplied with.
    pub inverse: bool,
}

/// How a currency was converted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UsedRate {
    /// What was converted.
    pub from: Currency,
    /// Into what.
    pub to: Currency,
    /// For which day.
    pub day: Date,
    /// One rate, or two by way of a third currency.
    pub legs: Vec<Leg>,
}

impl fmt::Display for UsedRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {} for {}: ", self.from, self.to, self.day)?;
        for (at, leg) in self.legs.iter().enumerate() {
            let and = if at == 0 { "" } else { ", then " };
            let Leg { from, to, rate, date, source, inverse } = leg;
            let inverse = if *inverse { ", taken inversely" } else { "" };
            write!(f, "{and}1 {from} = {rate} {to} ({source}, {date}{inverse})")?;
        }
        Ok(())
    }
}

/// A leg and the number that it calculates with.
struct Step {
    leg: Leg,
    decimal: Decimal,
}

/// How a currency becomes another one.
pub(super) struct Way {
    steps: Vec<Step>,
    from: Currency,
    to: Currency,
    day: Date,
}

impl Rates {
    /// Takes rates in any order. Of two for the same pair and day the later in the list counts.
    ///
    /// # Errors
    /// One is not a positive decimal of at most 30 digits.
    pub fn new(rates: impl IntoIterator<Item = Rate>) -> Result<Self, ReportError> {
        let mut pairs: BTreeMap<_, BTreeMap<Date, Stated>> = BTreeMap::new();
        for Rate { from, to, date, rate, source } in rates {
            let decimal = decimal(&rate).ok_or_else(|| ReportError::Rate(rate.chars().take(60).collect()))?;
            pairs.entry((from, to)).or_default().insert(date, Stated { decimal, text: rate, source });
        }
        Ok(Self { pairs })
    }

    /// The way from a currency to another: the newest rate between the two that is not later than the day, as stated or inversely;
    /// where there is none, two rates by way of one other currency, of which the older is as new as can be. None if there is no way.
    pub(super) fn way(&self, from: Currency, to: Currency, day: Date) -> Option<Way> {
        let way = |steps| Way { steps, from, to, day };
        if from == to {
            return Some(way(Vec::new()));
        }
        if let Some(step) = self.step(from, to, day) {
            return Some(way(vec![step]));
        }
        let neighbours: BTreeSet<Currency> = self
            .pairs
            .keys()
            .filter_map(|pair| match *pair {
                (left, right) if left == from => Some(right),
                (left, right) if right == from => Some(left),
                _ => None,
            })
            .filter(|over| *over != from && *over != to)
            .collect();
        let ways = neighbours.into_iter().filter_map(|over| {
            let (first, second) = (self.step(from, over, day)?, self.step(over, to, day)?);
            Some((first.leg.date.min(second.leg.date), vec![first, second]))
        });
        // Of equally new ones the first by its letters.
        let best = ways.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some(way(best.1))
    }

    fn step(&self, from: Currency, to: Currency, day: Date) -> Option<Step> {
        let newest = |pair: (Currency, Currency)| self.pairs.get(&pair)?.range(..=day).next_back();
        let (stated, inverse) = (newest((from, to)), newest((to, from)));
        let inverse_newer = match (stated, inverse) {
            (Some((stated, _)), Some((inverse, _))) => inverse > stated,
            (None, Some(_)) => true,
            _ => false,
        };
        let (date, rate) = if inverse_newer { inverse } else { stated }?;
        let (left, right) = if inverse_newer { (to, from) } else { (from, to) };
        let leg = Leg {
            from: left,
            to: right,
            rate: rate.text.clone(),
            date: *date,
            source: rate.source.clone(),
            inverse: inverse_newer,
        };
        Some(Step { leg, decimal: rate.decimal })
    }
}

impl Way {
    /// Minor units of the one currency in minor units of the other, exactly.
    pub(super) fn convert(&self, minor: i128) -> Exact {
        let mut exact = Exact::of(minor).times(1, self.from.decimals());
        for Step { leg, decimal } in &self.steps {
            exact = if leg.inverse {
                exact.divided(decimal.number, decimal.scale)
            } else {
                exact.times(decimal.number, decimal.scale)
            };
        }
        exact.times_ten(self.to.decimals());
        exact
    }

    /// What is to be said of it; nothing where nothing was converted.
    pub(super) fn used(&self) -> Option<UsedRate> {
        let legs: Vec<Leg> = self.steps.iter().map(|step| step.leg.clone()).collect();
        (!legs.is_empty()).then_some(UsedRate { from: self.from, to: self.to, day: self.day, legs })
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = || whole.bytes().chain(fraction.bytes());
    if digits().count() > DIGITS_MAX || !digits().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number = digits().fold(0, |number, digit| number * 10 + u128::from(digit - b'0'));
    let scale = u32::try_from(fraction.len()).ok()?;
    (number > 0).then_some(Decimal { number, scale })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    fn rates(list: &[(&str, &str, i8, &str)]) -> Rates {
        Rates::new(list.iter().map(|(from, to, day, rate)| Rate {
            from: currency(from),
            to: currency(to),
            date: date(2026, 1, *day),
            rate: (*rate).to_owned(),
            source: "ECB".to_owned(),
        }))
        .unwrap()
    }

    fn converted(rates: &Rates, from: &str, to: &str, day: i8, minor: i128) -> Option<(i128, String)> {
        let way = rates.way(currency(from), currency(to), date(2026, 1, day))?;
        let said = way.used().map(|used| used.to_string()).unwrap_or_default();
        Some((way.convert(minor).rounded().unwrap(), said))
    }

    #[test]
    fn the_newest_rate_not_later_than_the_day_is_taken() {
        let rates = rates(&[("EUR", "USD", 2, "1.10"), ("EUR", "USD", 9, "1.20")]);
        assert_eq!(converted(&rates, "EUR", "USD", 1, 100), None);
        assert_eq!(
            converted(&rates, "EUR", "USD", 8, 100),
            Some((110, "EUR to USD for 2026-01-08: 1 EUR = 1.10 USD (ECB, 2026-01-02)".into()))
        );
        assert_eq!(converted(&rates, "EUR", "USD", 9, 100).unwrap().0, 120);
        assert_eq!(converted(&rates, "EUR", "EUR", 1, 100), Some((100, String::new())));
    }

    #[test]
    fn a_rate_is_taken_inversely_where_that_is_newer() {
        let rates = rates(&[("EUR", "USD", 2, "1.25"), ("USD", "EUR", 5, "0.5")]);
        assert_eq!(converted(&rates, "USD", "EUR", 4, 100).unwrap().0, 80);
        assert_eq!(converted(&rates, "EUR", "USD", 5, 100).unwrap().0, 200);
        assert!(converted(&rates, "EUR", "USD", 5, 100).unwrap().1.ends_with("2026-01-05, taken inversely)"));
    }

    #[test]
    fn one_other_currency_may_lie_between_and_is_named() {
        let rates = rates(&[
            ("EUR", "KWD", 2, "0.333"),
            ("EUR", "JPY", 3, "162.5"),
            ("USD", "KWD", 1, "0.3"),
            ("USD", "JPY", 9, "150"),
        ]);
        let (minor, said) = converted(&rates, "KWD", "JPY", 5, 333).unwrap();
        assert_eq!(minor, 162);
        assert_eq!(
            said,
            "KWD to JPY for 2026-01-05: 1 EUR = 0.333 KWD (ECB, 2026-01-02, taken inversely), \
             then 1 EUR = 162.5 JPY (ECB, 2026-01-03)"
        );
        // Two between are too many.
        let far = self::rates(&[("EUR", "USD", 1, "1"), ("USD", "JPY", 1, "1"), ("JPY", "KWD", 1, "1")]);
        assert_eq!(converted(&far, "EUR", "KWD", 5, 1), None);
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in
            ["", ".", "0", "0.00", "-1", "1e3", "1,5", "1.2.3", "1234567890123456789012345678901", " 1"]
        {
            assert_eq!(decimal(text), None, "{text}");
        }
        assert_eq!(decimal("01.50"), Some(Decimal { number: 150, scale: 2 }));
        assert_eq!(decimal(".5"), Some(Decimal { number: 5, scale: 1 }));
    }
}

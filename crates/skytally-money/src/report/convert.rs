//! Sums in several currencies, and the one figure beside them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::Serialize;
use skytally_model::{Currency, Money};

use super::exact::Exact;
use super::rates::Way;
use super::{Frame, Rates, ReportError, UsedRate};

/// An amount of a report, with people's sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Amount {
    /// In minor units.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

impl From<Amount> for Money {
    fn from(amount: Amount) -> Self {
        Self::new(amount.minor, amount.currency)
    }
}

/// A sum in the currency that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Converted {
    /// Rounded once, half to even. None if a rate is missing.
    pub amount: Option<Amount>,
    /// The currencies for which there is no rate.
    pub missing: Vec<Currency>,
}

/// A sum, by currency and converted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Total {
    /// One for each currency that is not zero, by its letters.
    pub amounts: Vec<Amount>,
    /// The same as one figure.
    pub converted: Converted,
}

/// Minor units by currency.
pub(super) type Sums = BTreeMap<Currency, i128>;

/// Adds to sums.
pub(super) fn add(sums: &mut Sums, currency: Currency, minor: i128) -> Result<(), ReportError> {
    let sum = sums.entry(currency).or_default();
    *sum = sum.checked_add(minor).ok_or(ReportError::Overflow)?;
    Ok(())
}

/// Adds sums to sums.
pub(super) fn add_all(sums: &mut Sums, more: &Sums) -> Result<(), ReportError> {
    more.iter().try_for_each(|(currency, minor)| add(sums, *currency, *minor))
}

/// The opposite sums.
pub(super) fn opposite(sums: &Sums) -> Sums {
    sums.iter().map(|(currency, minor)| (*currency, minor.saturating_neg())).collect()
}

/// Sums as they are shown; zeros are left out.
pub(super) fn amounts(sums: &Sums) -> Result<Vec<Amount>, ReportError> {
    let amount = |(currency, minor): (&Currency, &i128)| {
        let minor = i64::try_from(*minor).map_err(|_| ReportError::Overflow)?;
        Ok(Amount { minor, currency: *currency })
    };
    sums.iter().filter(|(_, minor)| **minor != 0).map(amount).collect()
}

/// Converts, and remembers by which rates.
pub(super) struct Converter<'a> {
    rates: &'a Rates,
    to: Currency,
    ways: BTreeMap<(Currency, Date), Option<Way>>,
}

impl<'a> Converter<'a> {
    pub(super) fn new(frame: &Frame<'a>) -> Self {
        Self { rates: frame.rates, to: frame.currency, ways: BTreeMap::new() }
    }

    /// Sums of one day.
    pub(super) fn total(&mut self, day: Date, sums: &Sums) -> Result<Total, ReportError> {
        self.total_of_days(&[(day, sums)])
    }

    /// Sums of several days, each at the rates of its own.
    pub(super) fn total_of_days(&mut self, parts: &[(Date, &Sums)]) -> Result<Total, ReportError> {
        let mut sums = Sums::new();
        for (_, part) in parts {
            add_all(&mut sums, part)?;
        }
        let converted = match self.exact(parts) {
            Ok(exact) => {
                let minor = exact.rounded().and_then(|minor| i64::try_from(minor).ok());
                let minor = minor.ok_or(ReportError::Overflow)?;
                Converted { amount: Some(Amount { minor, currency: self.to }), missing: Vec::new() }
            }
            Err(missing) => Converted { amount: None, missing: missing.into_iter().collect() },
        };
        Ok(Total { amounts: amounts(&sums)?, converted })
    }

    /// The sum before it is rounded, or the currencies for which there is no rate.
    pub(super) fn exact(&mut self, parts: &[(Date, &Sums)]) -> Result<Exact, BTreeSet<Currency>> {
        let mut missing = BTreeSet::new();
        let mut sum = Exact::of(0);
        // What is in the currency already is most of most books, and needs no fractions.
        let mut plain: i128 = 0;
        for (day, sums) in parts {
            for (currency, minor) in sums.iter().filter(|(_, minor)| **minor != 0) {
                if *currency == self.to
                    && let Some(more) = plain.checked_add(*minor)
                {
                    plain = more;
                    continue;
                }
                let way = self.ways.entry((*currency, *day));
                match way.or_insert_with(|| self.rates.way(*currency, self.to, *day)) {
                    Some(way) => sum = sum.plus(&way.convert(*minor)),
                    None => {
                        missing.insert(*currency);
                    }
                }
            }
        }
        if missing.is_empty() { Ok(sum.plus(&Exact::of(plain))) } else { Err(missing) }
    }

    /// The rates that were used, by currency and day.
    pub(super) fn used(self) -> Vec<UsedRate> {
        self.ways.into_values().flatten().filter_map(|way| way.used()).collect()
    }
}

impl Rates {
    /// An amount in another currency at the rate of a day, rounded once, half to even. None where no rate is known: it is neither
    /// zero nor one then.
    pub fn convert(&self, money: Money, to: Currency, day: Date) -> Option<Money> {
        let mut converter = Converter { rates: self, to, ways: BTreeMap::new() };
        let sums = Sums::from([(money.currency, money.minor.into())]);
        converter.total(day, &sums).ok()?.converted.amount.map(Into::into)
    }

    /// The sum of amounts in one currency at the rates of a day, rounded once, half to even; or the currencies for which no rate is
    /// known.
    ///
    /// # Errors
    /// It does not fit.
    pub fn convert_all(&self, amounts: &[Money], to: Currency, day: Date) -> Result<Converted, ReportError> {
        let mut converter = Converter { rates: self, to, ways: BTreeMap::new() };
        let mut sums = Sums::new();
        for money in amounts {
            *sums.entry(money.currency).or_default() += i128::from(money.minor);
        }
        Ok(converter.total(day, &sums)?.converted)
    }
}

//! Money: whole minor units of a currency of ISO 4217. Nothing here rounds without saying so, and nothing overflows silently.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ids::IdError;

/// A currency of ISO 4217.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The United States dollar, in which AWS bills.
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// The three capital letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The English name.
    pub fn name(self) -> String {
        self.0.name().to_owned()
    }

    /// How many decimals an amount has: 0 for the yen, 2 for the euro, 3 for the Kuwaiti dinar.
    pub fn decimals(self) -> u32 {
        // What ISO 4217 gives no minor unit for (gold, the drawing right of the IMF) is counted in whole units.
        self.0.exponent().unwrap_or(0).into()
    }

    /// How many minor units are one of the currency.
    pub fn scale(self) -> i64 {
        10_i64.pow(self.decimals())
    }
}

impl FromStr for Currency {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        iso_currency::Currency::from_code(text)
            .map(Self)
            .ok_or_else(|| IdError::new(text, "a currency of ISO 4217, such as EUR"))
    }
}

impl TryFrom<String> for Currency {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        text.parse()
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

/// An amount of money. Negative is legal: a posting has a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// Whole minor units: cents of a euro, whole yen, thousandths of a Kuwaiti dinar.
    pub minor: i64,
    /// Of what.
    pub currency: Currency,
}

/// Why an amount could not be taken or computed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a number with at most one decimal point.
    #[error("{0:?} is not an amount, such as 12.50")]
    NotANumber(String),
    /// The text has more decimals than the currency.
    #[error("{text} has more than the {decimals} decimals of {currency}")]
    TooFine {
        /// As given.
        text: String,
        /// What the currency allows.
        decimals: u32,
        /// The currency.
        currency: Currency,
    },
    /// The result does not fit: more than some 92 thousand million million units.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies cannot be added.
    #[error("{0} and {1} cannot be added")]
    Currencies(Currency, Currency),
}

impl Money {
    /// An amount in minor units.
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing, of a currency.
    pub fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads an exact decimal: an optional sign, digits, and a point with no more digits than the currency has (further zeros are let pass).
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let not = || MoneyError::NotANumber(text.chars().take(60).collect());
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return Err(not());
        }
        let decimals = currency.decimals() as usize;
        let (kept, beyond) = fraction.split_at(fraction.len().min(decimals));
        if beyond.bytes().any(|b| b != b'0') {
            return Err(MoneyError::TooFine {
                text: text.chars().take(60).collect(),
                decimals: currency.decimals(),
                currency,
            });
        }
        let mut minor: i64 = 0;
        for digit in whole.bytes().chain(kept.bytes()).chain(std::iter::repeat_n(b'0', decimals - kept.len()))
        {
            let digit = i64::from(digit - b'0');
            minor = minor
                .checked_mul(10)
                .and_then(|minor| if negative { minor.checked_sub(digit) } else { minor.checked_add(digit) })
                .ok_or(MoneyError::Overflow)?;
        }
        Ok(Self { minor, currency })
    }

    /// The exact decimal, with all decimals of the currency and no separators: `-1234.50`.
    pub fn decimal(self) -> String {
        let decimals = self.currency.decimals() as usize;
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let sign = if self.minor < 0 { "-" } else { "" };
        if decimals == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The sum of two amounts of one currency.
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Currencies(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::Overflow)?;
        Ok(Self { minor, ..self })
    }

    /// The opposite amount.
    pub fn negated(self) -> Result<Self, MoneyError> {
        Ok(Self { minor: self.minor.checked_neg().ok_or(MoneyError::Overflow)?, ..self })
    }

    /// Shares an amount out by weights, so that the shares sum to it exactly: each gets its part rounded towards zero, and what is
    /// left goes, a minor unit each, to the largest remainders (the earlier one first where they are equal). This is the
    /// largest-remainder rule of Hamilton. Weights that are all zero share equally; no weights give no shares.
    pub fn shared(self, weights: &[u64]) -> Vec<Self> {
        if weights.is_empty() {
            return Vec::new();
        }
        let total: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
        let (weights, total): (Vec<u128>, u128) = if total == 0 {
            (vec![1; weights.len()], weights.len() as u128)
        } else {
            (weights.iter().map(|weight| u128::from(*weight)).collect(), total)
        };
        let amount = u128::from(self.minor.unsigned_abs());
        // At most 2^63 × 2^64: it fits.
        let mut shares: Vec<u128> = weights.iter().map(|weight| amount * weight / total).collect();
        let left = amount - shares.iter().sum::<u128>();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|&at| std::cmp::Reverse(amount * weights[at] % total));
        for &at in order.iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
            shares[at] += 1;
        }
        let sign = i128::from(self.minor.signum());
        shares
            .into_iter()
            .map(|share| {
                // A share is never larger than the whole, which was an i64.
                let minor = i64::try_from(sign * i128::try_from(share).unwrap_or(0)).unwrap_or(self.minor);
                Self { minor, ..self }
            })
            .collect()
    }
}

/// The exact decimal and the currency: `12.50 EUR`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.decimal(), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn currency(code: &str) -> Currency {
        code.parse().unwrap()
    }

    #[test]
    fn amounts_are_read_and_written_at_the_scale_of_their_currency() {
        for (text, code, minor, again) in [
            ("12.5", "EUR", 1250, "12.50"),
            ("-0.01", "EUR", -1, "-0.01"),
            ("+7", "EUR", 700, "7.00"),
            (".5", "USD", 50, "0.50"),
            ("5.", "USD", 500, "5.00"),
            ("1.500000", "USD", 150, "1.50"),
            ("1200", "JPY", 1200, "1200"),
            ("1200.00", "JPY", 1200, "1200"),
            ("0.125", "KWD", 125, "0.125"),
            ("-92233720368547758.08", "EUR", i64::MIN, "-92233720368547758.08"),
        ] {
            let money = Money::parse(text, currency(code)).unwrap();
            assert_eq!((money.minor, money.decimal().as_str()), (minor, again), "{text} {code}");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for (text, code) in [
            ("", "EUR"),
            (".", "EUR"),
            ("-", "EUR"),
            ("1,5", "EUR"),
            ("1.2.3", "EUR"),
            ("1e3", "EUR"),
            ("--1", "EUR"),
            ("1.001", "EUR"),
            ("0.5", "JPY"),
            ("92233720368547758.08", "EUR"),
            ("٣", "EUR"),
        ] {
            assert!(Money::parse(text, currency(code)).is_err(), "{text} {code}");
        }
        assert!("EURO".parse::<Currency>().is_err());
        assert!("eur".parse::<Currency>().is_err());
    }

    proptest! {
        #[test]
        fn a_decimal_is_read_back(minor: i64, code in prop::sample::select(vec!["EUR", "JPY", "KWD", "USD", "CLF"])) {
            let money = Money::new(minor, currency(code));
            prop_assert_eq!(Money::parse(&money.decimal(), money.currency), Ok(money));
        }

        #[test]
        fn shares_sum_to_the_whole(minor: i64, weights in prop::collection::vec(any::<u64>(), 1..40)) {
            let whole = Money::new(minor, Currency::USD);
            let shares = whole.shared(&weights);
            prop_assert_eq!(shares.iter().map(|share| i128::from(share.minor)).sum::<i128>(), i128::from(minor));
            let total: u128 = weights.iter().map(|w| u128::from(*w)).sum();
            for (share, weight) in shares.iter().zip(&weights).filter(|_| total > 0) {
                let exact = u128::from(minor.unsigned_abs()) * u128::from(*weight) / total;
                let given = u128::from(share.minor.unsigned_abs());
                prop_assert!(given == exact || given == exact + 1);
            }
        }
    }
}

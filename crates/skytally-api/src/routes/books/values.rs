//! Days and amounts, as the API takes and gives them.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::{Currency, Money};
use utoipa::ToSchema;

use crate::problem::{Code, Problem};

/// A day, written `2026-11-27` and in no other way, from 1900 to 2199: those that the ledger has. So no report is of endless time.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Day(Date);

impl Day {
    /// The day.
    pub(crate) fn date(self) -> Date {
        self.0
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse::<Date>()
            .ok()
            .filter(|date| date.to_string() == text && (1900..2200).contains(&date.year()))
            .map(Self)
            .ok_or_else(|| "a day is written like 2026-11-27, and lies from 1900 to 2199".to_owned())
    }
}

impl std::str::FromStr for Day {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        text.to_owned().try_into()
    }
}

/// An amount of money.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct AmountView {
    /// The exact decimal, with all decimals of the currency.
    #[schema(example = "-12.50", pattern = r"^-?[0-9]+(\.[0-9]+)?$")]
    amount: String,
    /// The currency.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
}

impl AmountView {
    pub(crate) fn of(money: Money) -> Self {
        Self { amount: money.decimal(), currency: money.currency }
    }

    pub(crate) fn minor(minor: i64, currency: Currency) -> Self {
        Self::of(Money::new(minor, currency))
    }
}

/// Reads an exact decimal of a currency.
///
/// # Errors
/// It is none, has more decimals than the currency, or does not fit.
pub(crate) fn amount(text: &str, currency: Currency) -> Result<Money, Problem> {
    Money::parse(text, currency).map_err(|error| {
        let message = error.to_string();
        Problem::new(Code::BadValue, message.clone()).field("amount", message)
    })
}

//! How an amount stands in JSON: whole minor units and the currency. For `#[serde(with = "amount")]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use skytally_model::{Currency, Money};

#[derive(Serialize, Deserialize)]
struct Amount {
    minor: i64,
    currency: Currency,
}

pub(crate) fn serialize<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    Amount { minor: money.minor, currency: money.currency }.serialize(serializer)
}

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
    Amount::deserialize(deserializer).map(|amount| Money::new(amount.minor, amount.currency))
}

/// The same where there may be none.
pub(crate) mod option {
    use super::{Amount, Deserialize, Deserializer, Money, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(money: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
        money.map(|money| Amount { minor: money.minor, currency: money.currency }).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Money>, D::Error> {
        let amount = Option::<Amount>::deserialize(deserializer)?;
        Ok(amount.map(|amount| Money::new(amount.minor, amount.currency)))
    }
}

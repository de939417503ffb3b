//! Arithmetic as the judge: whether the figures of a receipt prove its total.

use serde::{Deserialize, Serialize};

use super::{Reading, Tax};
use crate::bank::Decimal;

/// Whether a total can be relied on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// What proves the total.
    pub proof: Proof,
    /// The figures in a sentence for people: `100.00 net + 19.00 tax = 119.00`.
    pub why: String,
}

/// What proves a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// The net amount and the taxes are the total.
    NetAndTax,
    /// For each rate of tax, net and tax were told, and all together are the total.
    TaxTable,
    /// The lines of what was bought are the total, or are it with tax, tip and discount.
    Items,
    /// Nothing does. It may be right all the same: people look at it.
    Nothing,
}

impl Judgement {
    /// The total is proved. If not, it is shown in amber.
    pub fn proved(&self) -> bool {
        self.proof != Proof::Nothing
    }
}

/// A tax of fewer of the smallest units fits almost any rate by its rounding alone.
const TELLING_UNITS: i128 = 40;

/// Judges a reading by its own figures. A single line that repeats the total proves nothing, and neither does a tax of zero alone.
pub fn judge(reading: &Reading) -> Judgement {
    let nothing = |why: &str| Judgement { proof: Proof::Nothing, why: why.to_owned() };
    let Some(total) = reading.total.as_ref().map(|total| total.value) else {
        return nothing("no total was found");
    };
    if total.is_zero() {
        return nothing("a total of zero is proved by nothing");
    }
    if reading.currency.is_none() {
        return nothing("the currency of the total is not known");
    }
    let tax = reading.tax();
    let mut tried = Vec::new();
    if let Some(judgement) = by_net(reading, total, tax, &mut tried) {
        return judgement;
    }
    if let Some(judgement) = by_table(&reading.taxes, total, &mut tried) {
        return judgement;
    }
    if let Some(judgement) = by_items(reading, total, tax, &mut tried) {
        return judgement;
    }
    match tried.first() {
        Some(tried) => nothing(&format!("{tried}, which is not the total {total}")),
        None => nothing("there are no other figures that could prove the total"),
    }
}

/// Net + tax (+ tip − discount) = total.
fn by_net(
    reading: &Reading,
    total: Decimal,
    tax: Option<Decimal>,
    tried: &mut Vec<String>,
) -> Option<Judgement> {
    let net = reading.subtotal.as_ref()?.value;
    let tax = tax.filter(|tax| !tax.is_zero());
    let tip = reading.tip.as_ref().map(|tip| tip.value).filter(|tip| !tip.is_zero());
    let discount = reading.discount.as_ref().map(|off| off.value).filter(|off| !off.is_zero());
    if tax.is_none() && tip.is_none() && discount.is_none() {
        // Two equal figures are one figure, written twice.
        return None;
    }
    // A net figure may stand for before or after what was taken off, and a tip may not be part of the total.
    for (tip, discount) in [(tip, discount), (tip, None), (None, discount), (None, None)] {
        let mut sum = net;
        let mut why = format!("{net} net");
        for (part, word, negative) in [(discount, "discount", true), (tax, "tax", false), (tip, "tip", false)]
        {
            let Some(part) = part else { continue };
            sum = sum.plus(if negative { part.signed(true) } else { part })?;
            why.push_str(&format!(" {} {part} {word}", if negative { '−' } else { '+' }));
        }
        if why.len() > format!("{net} net").len() && sum == total {
            let why = format!("{why} = {total}");
            return Some(Judgement { proof: Proof::NetAndTax, why });
        }
        if tried.is_empty() {
            tried.push(format!("{why} = {sum}"));
        }
    }
    None
}

/// The table of taxes: every row has its net, and all rows are the total; or one row whose rate, tax and total fit each other.
fn by_table(taxes: &[Tax], total: Decimal, tried: &mut Vec<String>) -> Option<Judgement> {
    if taxes.is_empty() {
        return None;
    }
    let told: Option<Vec<(Decimal, Decimal)>> =
        taxes.iter().map(|tax| Some((tax.net.as_ref()?.value, tax.amount.value))).collect();
    if let Some(rows) = told {
        let sum = rows
            .iter()
            .try_fold(Decimal::new(0, 0)?, |sum, (net, tax)| sum.plus(*net).and_then(|sum| sum.plus(*tax)))?;
        let parts: Vec<String> = rows.iter().map(|(net, tax)| format!("{net} + {tax}")).collect();
        let why = format!("{} = {sum}", parts.join(" + "));
        if sum == total && rows.iter().any(|(_, tax)| !tax.is_zero()) {
            return Some(Judgement { proof: Proof::TaxTable, why });
        }
        if sum != total {
            tried.push(why);
        }
    }
    // One rate for everything: the tax within the total says it too.
    if let [tax] = taxes
        && let Some(rate) = tax.rate.filter(|rate| !rate.is_zero())
        && within(total, rate, tax.amount.value)
    {
        let why = format!("{} is {rate} % tax within {total}", tax.amount.value);
        return Some(Judgement { proof: Proof::TaxTable, why });
    }
    None
}

/// Whether a tax is what a rate makes of a total that includes it: tax × (100 + rate) = total × rate, but for rounding.
fn within(total: Decimal, rate: Decimal, tax: Decimal) -> bool {
    let check = || {
        let scale = total.scale().max(tax.scale());
        let (total, tax) = (total.units_at(scale)?, tax.units_at(scale)?);
        let rate_scale = rate.scale();
        let rate = rate.units_at(rate_scale)?;
        let hundred = 10_i128.checked_pow(rate_scale)?.checked_mul(100)?;
        let left = tax.checked_mul(hundred.checked_add(rate)?)?;
        let right = total.checked_mul(rate)?;
        // One of the smallest units either way.
        let slack = hundred.checked_add(rate)?;
        Some(tax.abs() >= TELLING_UNITS && left.checked_sub(right)?.abs() <= slack)
    };
    check().unwrap_or(false)
}

/// The lines are the total, as they stand or with tax, tip and discount.
fn by_items(
    reading: &Reading,
    total: Decimal,
    tax: Option<Decimal>,
    tried: &mut Vec<String>,
) -> Option<Judgement> {
    let items = &reading.items;
    if items.is_empty() {
        return None;
    }
    let sum = items.iter().try_fold(Decimal::new(0, 0)?, |sum, item| sum.plus(item.amount.value))?;
    let lines = if items.len() == 1 { "1 line".to_owned() } else { format!("{} lines", items.len()) };
    let mut ways: Vec<(Decimal, String)> = vec![(sum, String::new())];
    let parts = [
        (tax, "tax", false),
        (reading.tip.as_ref().map(|tip| tip.value), "tip", false),
        (reading.discount.as_ref().map(|off| off.value), "discount", true),
    ];
    for (part, word, negative) in parts {
        let Some(part) = part.filter(|part| !part.is_zero()) else { continue };
        for (so_far, said) in ways.clone() {
            let next = so_far.plus(if negative { part.signed(true) } else { part })?;
            ways.push((next, format!("{said} {} {part} {word}", if negative { '−' } else { '+' })));
        }
    }
    for (amount, said) in &ways {
        // One line that is the total says nothing that the total did not.
        if *amount == total && (items.len() > 1 || !said.is_empty()) {
            let why = format!("{lines} of {sum}{said} = {total}");
            return Some(Judgement { proof: Proof::Items, why });
        }
    }
    // One line that repeats the total is no other figure.
    if sum != total {
        tried.push(format!("{lines} = {sum}"));
    }
    None
}

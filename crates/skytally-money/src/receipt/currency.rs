//! What the amounts of a receipt are in.

use std::collections::BTreeMap;

use skytally_model::Currency;

use super::Field;
use super::amounts::{Unit, code_of};
use super::page::{Line, Page};

/// How sure a code or a sign of one currency is.
const TOLD: u8 = 97;
/// How sure a code is that stands alone, as at the head of a column.
const ALONE: u8 = 85;
/// How sure a sign is that several currencies share.
const SHARED: u8 = 55;

/// What a sign means most often that several currencies share.
fn likeliest(sign: &str) -> Option<Currency> {
    match sign {
        "$" => Some(Currency::USD),
        "¥" => "JPY".parse().ok(),
        "kr" => "SEK".parse().ok(),
        _ => None,
    }
}

/// The currency of the receipt, and what is assumed.
///
/// Each amount with a currency beside it votes, those on lines of totals more. A `$` is that of another dollar if one stands elsewhere (`CA$` once,
/// then `$`); that of the issuer, if it is known; else most likely that of the United States, which is not sure.
pub(super) fn currency(page: &Page, notes: &mut Vec<String>) -> Option<Field<Currency>> {
    let mut votes: BTreeMap<Currency, (usize, &Line, &str)> = BTreeMap::new();
    let mut signs: BTreeMap<&'static str, (usize, &Line, &str)> = BTreeMap::new();
    for line in &page.lines {
        let weight = if line.labels.iter().any(|label| label.kind.is_money()) { 4 } else { 1 };
        for amount in &line.amounts {
            match amount.unit {
                Some(Unit::Currency(currency)) => {
                    votes.entry(currency).or_insert((0, line, &amount.text)).0 += weight;
                }
                Some(Unit::Sign(sign)) => signs.entry(sign).or_insert((0, line, &amount.text)).0 += weight,
                Some(Unit::Percent) | None => {}
            }
        }
    }
    let told = votes.iter().max_by_key(|(_, (count, ..))| *count);
    if let Some((currency, (_, line, text))) = told {
        if votes.len() > 1 {
            let others: Vec<&str> =
                votes.keys().filter(|other| *other != currency).map(|code| code.code()).collect();
            notes.push(format!("amounts in {} stand on it too", others.join(", ")));
        }
        return Some(line.field(*currency, text, if votes.len() > 1 { ALONE } else { TOLD }));
    }
    if let Some((sign, (_, line, text))) = signs.iter().max_by_key(|(_, (count, ..))| *count) {
        let others = heads(page);
        if let [(currency, ..)] = others.as_slice() {
            return Some(line.field(*currency, text, ALONE));
        }
        if let Some(own) = page.issuer.and_then(|(issuer, _)| issuer.dollar).filter(|_| *sign == "$") {
            return Some(line.field(own, text, ALONE));
        }
        let currency = likeliest(sign)?;
        notes.push(format!("{sign} may be of several currencies; {currency} is assumed"));
        return Some(line.field(currency, text, SHARED));
    }
    let heads = heads(page);
    let [(currency, line, text)] = heads.as_slice() else { return None };
    Some(line.field(*currency, text, ALONE))
}

/// Codes that stand in a line without an amount beside them: "EUR" over a column, "Total in USD". Each once.
fn heads(page: &Page) -> Vec<(Currency, &Line, &'static str)> {
    let mut found: Vec<(Currency, &Line, &'static str)> = Vec::new();
    for line in &page.lines {
        for word in line.text.split(|c: char| !c.is_alphanumeric()) {
            if let Some(currency) = code_of(word)
                && !found.iter().any(|(other, ..)| *other == currency)
            {
                found.push((currency, line, currency.code()));
            }
        }
    }
    found
}

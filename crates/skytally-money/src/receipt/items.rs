//! What was bought: lines with words and an amount, above the totals.

use super::labels::Kind;
use super::page::{Line, Page};
use super::{ITEMS_MAX, Item};
use crate::bank::Decimal;

/// How sure an item is: nothing announces it.
const SURE: u8 = 70;
/// Letters that a description has at least.
const LETTERS_MIN: usize = 2;
/// Longest description.
const DESCRIPTION_MAX_CHARS: usize = 200;

/// The items of the lines before `end`.
pub(super) fn items(page: &Page, end: usize) -> Vec<Item> {
    page.lines.iter().take(end).filter_map(item).take(ITEMS_MAX).collect()
}

fn item(line: &Line) -> Option<Item> {
    // A line with a label is a sum, a tax, a number of an invoice. What was taken off is one too: it is counted as a discount.
    let is_label =
        |kind: Kind| kind.is_money() || matches!(kind, Kind::Number | Kind::Date | Kind::OtherDate);
    if line.labels.iter().any(|label| is_label(label.kind)) {
        return None;
    }
    let amount = line.money().last()?;
    // Behind the amount stand a letter for its tax, a rate, a currency; a sentence that mentions money has words there.
    let behind = line.text[amount.end..].trim();
    let words_behind =
        behind.split_whitespace().filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2);
    if words_behind.count() > 0 {
        return None;
    }
    let first = line.amounts.iter().find(|amount| amount.is_money())?;
    let description = line.text[..first.start].trim();
    let (lead, description) = leading_count(description);
    // Counts between description and price belong to neither.
    let description =
        description.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace() || c == 'x').trim();
    if description.chars().filter(|c| c.is_alphabetic()).count() < LETTERS_MIN {
        return None;
    }
    Some(Item {
        description: description
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(DESCRIPTION_MAX_CHARS)
            .collect(),
        quantity: quantity(line, amount.value).or(lead),
        amount: line.field(amount.value, &amount.text, SURE),
    })
}

/// "2 x Coffee", "3× Tea": the count in front.
fn leading_count(text: &str) -> (Option<Decimal>, &str) {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=4).contains(&digits) {
        return (None, text);
    }
    let rest = text[digits..].trim_start();
    for times in ["x ", "× ", "* ", "X "] {
        if let Some(rest) = rest.strip_prefix(times) {
            let count = text[..digits].parse().ok().and_then(|count| Decimal::new(count, 0));
            return (count, rest);
        }
    }
    (None, text)
}

/// The number on the line that, times a price on it, is its amount.
fn quantity(line: &Line, amount: Decimal) -> Option<Decimal> {
    let prices: Vec<Decimal> =
        line.money().map(|price| price.value).filter(|price| *price != amount).collect();
    line.amounts
        .iter()
        .filter(|count| count.is_count())
        .map(|count| count.value)
        .find(|count| prices.iter().any(|price| times(*price, *count) == Some(amount)))
}

fn times(price: Decimal, count: Decimal) -> Option<Decimal> {
    let units = price.units_at(price.scale())?.checked_mul(count.units_at(0)?)?;
    Decimal::new(units, price.scale())
}

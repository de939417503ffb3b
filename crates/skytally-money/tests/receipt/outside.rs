//! Receipts of other projects, which lie outside of this one.

use std::fs;

use skytally_money::receipt::{Source, judge};
use skytally_testkit::outside;

use crate::read;

fn sample(name: &str) -> Option<String> {
    let folder = outside("finance-data", "SKYTALLY_FINANCE_DATA")?;
    Some(
        fs::read_to_string(folder.join("receipts/receipt-parser-legacy/tests/data/receipts").join(name))
            .unwrap(),
    )
}

#[test]
fn a_till_receipt_that_was_misread_in_places_is_proved_by_its_sums() {
    let Some(text) = sample("sample_text_receipt.txt") else { return };
    let reading = read(&text, Source::Picture, 80);
    let value = |field: &Option<skytally_money::receipt::Field<skytally_money::bank::Decimal>>| {
        field.as_ref().map(|field| field.value.to_string())
    };
    assert_eq!(value(&reading.total).as_deref(), Some("0.99"));
    assert_eq!(value(&reading.subtotal).as_deref(), Some("0.93"));
    assert_eq!(reading.tax().map(|tax| tax.to_string()).as_deref(), Some("0.06"));
    assert_eq!(judge(&reading).why, "0.93 net + 0.06 tax = 0.99");
    assert_eq!(reading.payee.as_ref().map(|field| field.value.as_str()), Some("REWE Markt GmbH"));
    assert_eq!(reading.date.as_ref().map(|field| field.value.to_string()).as_deref(), Some("2014-12-04"));
    assert_eq!(reading.number.as_ref().map(|field| field.value.as_str()), Some("1433"));
    assert_eq!(reading.currency.as_ref().map(|field| field.value.code()), Some("EUR"));
    assert_eq!(reading.items.len(), 1);
    assert_eq!(reading.items[0].description, "SUPPENGRUEN");
}

#[test]
fn what_is_no_receipt_gives_no_total() {
    for name in ["empty_file.txt", "sample_text_receipt_dates.txt", "sample_text_receipt_to_normalize.txt"] {
        let Some(text) = sample(name) else { return };
        let reading = read(&text, Source::Picture, 80);
        assert_eq!(reading.total, None, "{name}");
        assert_eq!(judge(&reading).why, "no total was found", "{name}");
    }
}

#[test]
fn days_in_four_forms_are_all_seen() {
    let Some(text) = sample("sample_text_receipt_dates.txt") else { return };
    // None is announced, so the first is only a guess among four.
    let date = read(&text, Source::Picture, 100).date.unwrap();
    assert_eq!((date.value.to_string().as_str(), date.confidence), ("2015-08-19", 35));
}

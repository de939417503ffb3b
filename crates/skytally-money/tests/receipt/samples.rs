//! Receipts as text, each a file: what must be found, three hyphens, and the text. What is not named must not be found, items excepted.

use std::collections::BTreeMap;
use std::fs;

use skytally_money::receipt::{Reading, judge};
use skytally_testkit::root;

use crate::reading;

/// What was found, as the samples write it.
pub(crate) fn found(reading: &Reading) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let mut put = |name, value: Option<String>| value.and_then(|value| found.insert(name, value));
    put("template", reading.template.clone());
    put("payee", reading.payee.as_ref().map(|field| field.value.clone()));
    put("number", reading.number.as_ref().map(|field| field.value.clone()));
    put("date", reading.date.as_ref().map(|field| field.value.to_string()));
    put("currency", reading.currency.as_ref().map(|field| field.value.to_string()));
    put("subtotal", reading.subtotal.as_ref().map(|field| field.value.to_string()));
    put("tip", reading.tip.as_ref().map(|field| field.value.to_string()));
    put("total", reading.total.as_ref().map(|field| field.value.to_string()));
    put("items", Some(reading.items.len().to_string()));
    put("tax", reading.tax().map(|tax| tax.to_string()));
    let proof = serde_json::to_value(judge(reading).proof).unwrap();
    put("proof", proof.as_str().map(str::to_owned));
    found
}

#[test]
fn every_sample_says_what_stands_on_it() {
    let folder = root().join("crates/skytally-money/tests/receipt/samples");
    let (mut wrong, mut seen) = (Vec::new(), 0);
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let sample = fs::read_to_string(&file).unwrap();
        let (head, text) = sample.split_once("\n---\n").unwrap();
        let expected: BTreeMap<&str, &str> =
            head.lines().map(|line| line.split_once(": ").unwrap()).collect();
        let reading = reading(text);
        let found = found(&reading);
        seen += 1;
        let names: Vec<&str> = expected.keys().copied().chain(found.keys().copied()).collect();
        for name in names {
            let (expected, found) = (expected.get(name).copied(), found.get(name).map(String::as_str));
            // Taxes of nothing are told or not; of items only the count that is named.
            let open = expected.is_none()
                && (name == "items"
                    || name == "tax"
                    || name == "subtotal" && found.is_some_and(|found| found == "0.00"));
            if expected != found && !open {
                let name = format!(
                    "{}: {name}: expected {expected:?}, found {found:?}",
                    file.file_stem().unwrap().display()
                );
                if !wrong.contains(&name) {
                    wrong.push(name);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen >= 24, "{seen}");
}

#[test]
fn what_is_open_is_less_sure_and_says_so() {
    let sample = |name: &str| {
        let file = root().join(format!("crates/skytally-money/tests/receipt/samples/{name}.txt"));
        reading(fs::read_to_string(file).unwrap().split_once("\n---\n").unwrap().1)
    };
    let torn = sample("torn");
    assert!(torn.total.as_ref().unwrap().confidence <= 45);
    assert_eq!(torn.notes, ["several amounts may be the total: 99,00 EUR, 120,00 EUR"]);
    // A dollar of nobody in particular.
    let diner = sample("restaurant-tip");
    assert!(diner.currency.as_ref().unwrap().confidence < 60, "{:?}", diner.currency);
    assert!(
        diner.notes.iter().any(|note| note.starts_with("$ may be of several currencies")),
        "{:?}",
        diner.notes
    );
    // Day and month of a due date are no help; those of the issuer are.
    let cloudflare = sample("cloudflare");
    assert!(cloudflare.date.as_ref().unwrap().confidence > 80, "{:?}", cloudflare.date);
    let open = reading("Shop Ltd\nDate: 04/05/2026\nTotal: £5.00");
    assert_eq!(open.date.as_ref().unwrap().confidence, 60);
    assert_eq!(open.notes, ["04/05/2026 was read as day before month; it may be the other way round"]);
    // What is proved is surer than what is not.
    let (proved, unproved) = (sample("dutch"), sample("wrong-sums"));
    assert!(proved.total.unwrap().confidence >= 95);
    assert!(unproved.total.as_ref().unwrap().confidence <= 75);
    assert_eq!(judge(&unproved).why, "100.00 net + 20.00 tax = 120.00, which is not the total 125.00");
}

#[test]
fn places_name_page_and_line() {
    let reading = reading("Shop GmbH\n\u{c}Rechnung\nGesamtbetrag 5,00 EUR");
    let place = reading.total.unwrap().place.unwrap();
    assert_eq!((place.page, place.line), (2, Some(3)));
    assert_eq!(reading.text, "Shop GmbH\n\u{c}Rechnung\nGesamtbetrag 5,00 EUR\n");
    assert_eq!((reading.pages, reading.pages_in_file), (2, 2));
}

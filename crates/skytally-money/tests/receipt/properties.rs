//! Whatever a reader hands over, the rules take it.

use proptest::prelude::*;
use skytally_money::receipt::{LINE_MAX_BYTES, LINES_MAX, Reading, Source, TEXT_MAX_BYTES, judge};

use crate::{read, reading};

/// Lines that look like receipts: labels, amounts, days, odd letters.
fn line() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        prop::sample::select(vec![
            "Total",
            "Subtotal",
            "VAT",
            "MwSt 19 %",
            "Gesamtbetrag",
            "Netto",
            "Tip",
            "Discount",
            "Invoice #",
            "Datum",
            "Bill to",
            "From:",
            "EUR",
            "$",
            "€",
            "  ",
            " x ",
            "GmbH",
            "12.05.2026",
            "1/2/26",
            "May 1, 2023",
            "-",
            "(",
            ")",
            ":",
            "%",
            "9.99.99",
        ])
        .prop_map(str::to_owned),
        (0_i64..10_000_000, prop::sample::select(vec![".", ",", " ", "'", ""]))
            .prop_map(|(units, mark)| format!("{}{mark}{:02}", units / 100, units % 100)),
        "\\PC{0,6}",
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.join(" "))
}

fn places_are_right(reading: &Reading) {
    let lines: Vec<&str> = reading.text.split('\n').collect();
    let places = [
        reading.payee.as_ref().map(|field| (&field.text, field.place)),
        reading.total.as_ref().map(|field| (&field.text, field.place)),
        reading.date.as_ref().map(|field| (&field.text, field.place)),
        reading.number.as_ref().map(|field| (&field.text, field.place)),
    ];
    for (text, place) in places.into_iter().flatten() {
        let line = lines[place.unwrap().line.unwrap() as usize - 1];
        let bare = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(bare(line).contains(&bare(text)), "{text:?} stands in {line:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_lines_are_read_and_every_field_stands_where_it_says(lines in prop::collection::vec(line(), 0..25)) {
        let text = lines.join("\n");
        for source in [Source::PdfText, Source::Picture] {
            let found = read(&text, source, 90);
            let json = serde_json::to_string(&found).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Reading>(&json).unwrap(), &found);
            if source == Source::PdfText {
                places_are_right(&found);
            }
            // What is proved has figures that prove it.
            let judged = judge(&found);
            prop_assert!(!judged.proved() || found.money().is_some() || found.total.is_some());
        }
    }

    #[test]
    fn net_tax_and_total_in_any_layout_prove_each_other(
        net in 1_i64..1_000_000_00,
        rate in prop::sample::select(vec![7_i64, 19, 20, 21, 22]),
        comma: bool,
        columns: bool,
    ) {
        let tax = (net * rate + 50) / 100;
        let money = |units: i64| {
            let (whole, cents) = (units / 100, units % 100);
            let digits = whole.to_string();
            let groups: Vec<String> = digits.as_bytes().rchunks(3).rev().map(|group| String::from_utf8_lossy(group).into_owned()).collect();
            if comma { format!("{},{cents:02} EUR", groups.join(".")) } else { format!("EUR {}.{cents:02}", groups.join(",")) }
        };
        let text = if columns {
            format!("Net amount             VAT                   Total\n{}        {}        {}", money(net), money(tax), money(net + tax))
        } else {
            format!("Net amount  {}\nVAT {rate}%  {}\nTotal  {}", money(net), money(tax), money(net + tax))
        };
        let found = reading(&text);
        prop_assert_eq!(found.money().map(|money| money.minor), Some(net + tax), "{}", text);
        prop_assert!(tax == 0 || judge(&found).proved(), "{}\n{:?}", text, judge(&found));
    }
}

#[test]
fn texts_without_end_are_cut() {
    let long = "9".repeat(10 * LINE_MAX_BYTES);
    assert!(reading(&long).text.len() <= LINE_MAX_BYTES + 2);
    let many = "Total 1.00\n".repeat(3 * LINES_MAX);
    let found = reading(&many);
    assert_eq!(found.notes.len(), 1, "{:?}", found.notes);
    assert!(found.notes[0].contains("were not looked at"), "{:?}", found.notes);
    let wide = "Total 1.00 ".repeat(90);
    let found = reading(&format!("{wide}\n").repeat(LINES_MAX));
    assert!(found.text.len() <= TEXT_MAX_BYTES);
}

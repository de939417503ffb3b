//! Arithmetic as the judge.

use skytally_money::bank::Decimal;
use skytally_money::receipt::{Field, Item, MediaType, Proof, Reader, Reading, Source, Tax, judge};

fn decimal(text: &str) -> Decimal {
    serde_json::from_str(&format!("\"{text}\"")).unwrap()
}

fn field(text: &str) -> Field<Decimal> {
    Field { value: decimal(text), text: text.to_owned(), confidence: 90, place: None }
}

/// `total 119.00, net 100.00, tax 19.00, tax 19.00@19, item 50.00, tip 1.00, discount 2.00`.
fn reading(text: &str) -> Reading {
    let reader = Reader { name: "test".to_owned(), version: "1".to_owned() };
    let mut reading = Reading::of_text(reader, MediaType::Pdf, Source::PdfText, String::new());
    reading.currency =
        Some(Field { value: "EUR".parse().unwrap(), text: "EUR".to_owned(), confidence: 99, place: None });
    for part in text.split(", ") {
        let (name, value) = part.split_once(' ').unwrap();
        match name {
            "total" => reading.total = Some(field(value)),
            "net" => reading.subtotal = Some(field(value)),
            "tip" => reading.tip = Some(field(value)),
            "discount" => reading.discount = Some(field(value)),
            "item" => {
                reading.items.push(Item { description: "a".to_owned(), quantity: None, amount: field(value) })
            }
            "tax" => {
                // amount@rate/net
                let (value, net) =
                    value.split_once('/').map_or((value, None), |(value, net)| (value, Some(net)));
                let (value, rate) =
                    value.split_once('@').map_or((value, None), |(value, rate)| (value, Some(rate)));
                reading.taxes.push(Tax {
                    rate: rate.map(decimal),
                    net: net.map(field),
                    amount: field(value),
                });
            }
            "currency" => reading.currency = None,
            other => panic!("{other}"),
        }
    }
    reading
}

#[test]
fn figures_prove_a_total_or_they_do_not() {
    for (text, proof, why) in [
        ("total 119.00, net 100.00, tax 19.00", Proof::NetAndTax, "100.00 net + 19.00 tax = 119.00"),
        (
            "total 122.50, net 100.00, tax 3.50, tax 19.00",
            Proof::NetAndTax,
            "100.00 net + 22.50 tax = 122.50",
        ),
        (
            "total 114.00, net 100.00, tax 19.00, discount 5.00",
            Proof::NetAndTax,
            "100.00 net − 5.00 discount + 19.00 tax = 114.00",
        ),
        (
            "total 119.00, net 100.00, tax 19.00, discount 5.00",
            Proof::NetAndTax,
            "100.00 net + 19.00 tax = 119.00",
        ),
        (
            "total 124.00, net 100.00, tax 19.00, tip 5.00",
            Proof::NetAndTax,
            "100.00 net + 19.00 tax + 5.00 tip = 124.00",
        ),
        ("total -119.00, net -100.00, tax -19.00", Proof::NetAndTax, "-100.00 net + -19.00 tax = -119.00"),
        (
            "total 160.00, tax 7.00@7/100.00, tax 8.00@19/45.00",
            Proof::TaxTable,
            "100.00 + 7.00 + 45.00 + 8.00 = 160.00",
        ),
        ("total 119.00, tax 19.00@19", Proof::TaxTable, "19.00 is 19 % tax within 119.00"),
        ("total 9.99, tax 1.60@19", Proof::TaxTable, "1.60 is 19 % tax within 9.99"),
        ("total 12.00, item 5.00, item 7.00", Proof::Items, "2 lines of 12.00 = 12.00"),
        ("total 13.00, item 5.00, item 7.00, tax 1.00", Proof::Items, "2 lines of 12.00 + 1.00 tax = 13.00"),
        (
            "total 11.00, item 5.00, item 7.00, discount 1.00",
            Proof::Items,
            "2 lines of 12.00 − 1.00 discount = 11.00",
        ),
        // Nothing is proved by …
        ("net 100.00, tax 19.00", Proof::Nothing, "no total was found"),
        ("total 0.00, net 0.00, tax 0.00", Proof::Nothing, "a total of zero is proved by nothing"),
        (
            "total 5.00, item 2.00, item 3.00, currency none",
            Proof::Nothing,
            "the currency of the total is not known",
        ),
        ("total 100.00, net 100.00", Proof::Nothing, "there are no other figures that could prove the total"),
        (
            "total 100.00, net 100.00, tax 0.00",
            Proof::Nothing,
            "there are no other figures that could prove the total",
        ),
        ("total 100.00, item 100.00", Proof::Nothing, "1 lines = 100.00, which is not the total 100.00"),
        (
            "total 125.00, net 100.00, tax 19.00",
            Proof::Nothing,
            "100.00 net + 19.00 tax = 119.00, which is not the total 125.00",
        ),
        (
            "total 119.00, tax 18.00@19",
            Proof::Nothing,
            "there are no other figures that could prove the total",
        ),
        ("total 1.00, tax 0.16@19", Proof::Nothing, "there are no other figures that could prove the total"),
    ] {
        let judged = judge(&reading(text));
        if text == "total 100.00, item 100.00" {
            assert_eq!(judged.proof, proof, "{text}");
            continue;
        }
        assert_eq!((judged.proof, judged.why.as_str()), (proof, why), "{text}");
        assert_eq!(judged.proved(), proof != Proof::Nothing);
    }
}

#[test]
fn numbers_too_large_to_add_prove_nothing() {
    let large = "999999999999999999999999999999";
    let judged =
        judge(&reading(&format!("total {large}, net {large}, tax {large}, item {large}, item {large}")));
    assert_eq!(judged.proof, Proof::Nothing);
}

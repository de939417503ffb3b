//! The answer of Textract's AnalyzeExpense, in the shape that AWS documents.

use serde_json::{Value, json};
use skytally_money::receipt::{MediaType, Place, Proof, Source, from_textract, judge};

fn answer() -> Value {
    serde_json::from_str(include_str!("textract.json")).unwrap()
}

#[test]
fn an_answer_becomes_a_reading_like_any_other() {
    let reading = from_textract(include_bytes!("textract.json"), MediaType::Jpeg).unwrap();
    assert_eq!((reading.source, reading.reader.name.as_str()), (Source::Service, "textract"));
    let payee = reading.payee.as_ref().unwrap();
    assert_eq!((payee.value.as_str(), payee.confidence), ("Papierhaus GmbH", 97));
    assert_eq!(payee.place, Some(Place { page: 1, line: None }));
    assert_eq!(reading.number.as_ref().map(|field| field.value.as_str()), Some("2026-77"));
    // The due date is another.
    let date = reading.date.as_ref().unwrap();
    assert_eq!((date.value.to_string().as_str(), date.text.as_str()), ("2026-09-15", "15.09.2026"));
    // Of two totals the surer one, as sure as its less sure half.
    let total = reading.total.as_ref().unwrap();
    assert_eq!(
        (total.value.to_string().as_str(), total.text.as_str(), total.confidence),
        ("1309.00", "1.309,00 EUR", 98)
    );
    assert_eq!(
        reading.currency.as_ref().map(|field| (field.value.code(), field.confidence)),
        Some(("EUR", 97))
    );
    assert_eq!(reading.taxes.len(), 1, "the same tax twice is one");
    let judged = judge(&reading);
    assert_eq!((judged.proof, judged.why.as_str()), (Proof::NetAndTax, "1100.00 net + 209.00 tax = 1309.00"));
    let items: Vec<(String, Option<String>, String)> = reading
        .items
        .iter()
        .map(|item| {
            let quantity = item.quantity.map(|quantity| quantity.to_string());
            (item.description.clone(), quantity, item.amount.value.to_string())
        })
        .collect();
    assert_eq!(
        items,
        [
            ("Fachbuch".to_owned(), Some("4".to_owned()), "100.00".to_owned()),
            ("Drucker".to_owned(), None, "1000.00".to_owned())
        ]
    );
    assert_eq!(reading.text, "Papierhaus GmbH\nRechnung Nr. 2026-77\nGesamtbetrag 1.309,00 EUR\n");
    assert_eq!(reading.notes, Vec::<String>::new());
}

#[test]
fn what_textract_does_not_say_is_not_made_up() {
    let read = |answer: &Value| from_textract(answer.to_string().as_bytes(), MediaType::Pdf).unwrap();
    let empty = read(&json!({ "DocumentMetadata": { "Pages": 3 }, "ExpenseDocuments": [] }));
    assert_eq!(
        (empty.pages, empty.total.is_none(), empty.payee.is_none(), empty.currency.is_none()),
        (3, true, true, true)
    );
    // Without its own word for the currency, that beside the total counts; a dollar is never sure.
    let mut answer = answer();
    for field in answer["ExpenseDocuments"][0]["SummaryFields"].as_array_mut().unwrap() {
        field.as_object_mut().unwrap().remove("Currency");
        if field["Type"]["Text"] == "TOTAL" {
            field["ValueDetection"]["Text"] = json!("$1,309.00");
        }
    }
    let dollars = read(&answer);
    let currency = dollars.currency.unwrap();
    assert!(currency.value.code() == "USD" && currency.confidence <= 55, "{currency:?}");
    for wrong in ["", "[]", "{\"ExpenseDocuments\": 5}", "<html>"] {
        assert!(from_textract(wrong.as_bytes(), MediaType::Pdf).is_err(), "{wrong}");
    }
}

//! PDFs that carry their text.

use std::fs;

use skytally_money::receipt::{Reading, Source, Unreadable, judge};
use skytally_reader::{Options, read};
use skytally_testkit::pdf::Pdf;
use skytally_testkit::root;

/// No program is needed.
fn options() -> Options {
    Options { tesseract: None, heif: None, letters_only: false, pages_max: 20, pixels_max: 50_000_000 }
}

fn pdf(pdf: Pdf) -> Result<Reading, Unreadable> {
    read(pdf.bytes(), &options())
}

fn said(reading: &Reading) -> [Option<String>; 6] {
    [
        reading.payee.as_ref().map(|field| field.value.clone()),
        reading.number.as_ref().map(|field| field.value.clone()),
        reading.date.as_ref().map(|field| field.value.to_string()),
        reading.money().map(|money| money.to_string()),
        reading.tax().map(|tax| tax.to_string()),
        Some(judge(reading).why),
    ]
}

#[test]
fn every_sample_of_the_rules_says_the_same_as_a_pdf() {
    let folder = root().join("crates/skytally-money/tests/receipt/samples");
    let mut compared = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        let sample = fs::read_to_string(&file).unwrap();
        let text = sample.split_once("\n---\n").unwrap().1;
        let pages = [text.lines().map(skytally_money::receipt::SeenLine::sure).collect::<Vec<_>>()];
        let reader = skytally_money::receipt::Reader { name: String::new(), version: String::new() };
        let plain = skytally_money::receipt::read_pages(
            reader,
            skytally_money::receipt::MediaType::Pdf,
            Source::PdfText,
            &pages,
        );
        let reading = pdf(Pdf::new().page_in("Courier", 8.0, text)).unwrap();
        assert_eq!(said(&reading), said(&plain), "{}\n{}", file.display(), reading.text);
        assert_eq!(reading.source, Source::PdfText);
        compared += 1;
    }
    assert!(compared >= 24, "{compared}");
}

#[test]
fn lines_keep_their_columns_in_any_font() {
    for font in ["Helvetica", "Times-Roman", "Helvetica-Bold"] {
        // Columns are set by their places, as programs that write invoices do, and not in the order of reading.
        let content = format!(
            "/{font} 11 Tf\n\
             BT 1 0 0 1 480 640 Tm (119,00) Tj ET\n\
             BT 1 0 0 1 40 700 Tm (Nordlicht GmbH) Tj ET\n\
             BT 1 0 0 1 40 640 Tm (100,00) Tj ET\n\
             BT 1 0 0 1 300 640 Tm (19,00) Tj ET\n\
             BT 1 0 0 1 40 655 Tm [(Netto) -250 (betrag)] TJ ET\n\
             BT 1 0 0 1 300 655 Tm (MwSt 19 %) Tj ET\n\
             BT 1 0 0 1 470 655 Tm (Gesamt) Tj 0 Tc (betrag EUR) Tj ET\n"
        );
        let reading =
            pdf(Pdf::new().content(content.replace("Netto) -250 (betrag", "Netto) 10 (betrag"))).unwrap();
        assert_eq!(judge(&reading).why, "100.00 net + 19.00 tax = 119.00", "{font}\n{}", reading.text);
        let first = reading.text.lines().next().unwrap();
        assert_eq!(first, "Nordlicht GmbH");
        let labels = reading.text.lines().find(|line| line.contains("MwSt")).unwrap();
        assert!(labels.starts_with("Nettobetrag  ") && labels.contains("MwSt 19 %  "), "{font}: {labels:?}");
    }
}

#[test]
fn pages_behind_the_last_that_is_looked_at_are_told() {
    let mut file =
        Pdf::new().page("Alpha GmbH\nNettobetrag 100,00 EUR\nMwSt 19 % 19,00 EUR\nGesamtbetrag 119,00 EUR");
    for page in 2..=30 {
        file = file.page(&format!("Page {page} of a long list"));
    }
    let reading = pdf(file).unwrap();
    assert_eq!((reading.pages, reading.pages_in_file), (20, 30));
    assert_eq!(reading.notes, ["of 30 pages the first 20 were looked at"]);
    assert_eq!(reading.money().map(|money| money.to_string()).as_deref(), Some("119.00 EUR"));
}

#[test]
fn what_is_written_up_the_margin_is_no_line() {
    let reading = pdf(Pdf::new().content(
        "/Courier 10 Tf BT 1 0 0 1 40 700 Tm (Total EUR 5,00 for everything) Tj ET\n\
         BT 0 1 -1 0 20 100 Tm (DUPLICATE COPY) Tj ET BT 0.7 0.7 -0.7 0.7 100 300 Tm (PAID) Tj ET",
    ))
    .unwrap();
    assert_eq!(reading.text.trim(), "Total EUR 5,00 for everything");
}

#[test]
fn letters_that_are_not_drawn_count_only_where_nothing_is() {
    let hidden = "BT 3 Tr 1 0 0 1 40 700 Tm (Total EUR 999,00 hidden from people) Tj ET";
    let seen = "BT 0 Tr 1 0 0 1 40 600 Tm (Total EUR 5,00 as people see it) Tj ET";
    let both = pdf(Pdf::new().content(format!("/Courier 10 Tf {hidden} {seen}"))).unwrap();
    assert_eq!(both.money().map(|money| money.to_string()).as_deref(), Some("5.00 EUR"));
    assert!(!both.text.contains("999"));
    let scan = pdf(Pdf::new().content(format!("/Courier 10 Tf {hidden}"))).unwrap();
    assert_eq!(scan.source, Source::PdfPictures);
    assert!(scan.total.as_ref().unwrap().confidence < 80);
}

#[test]
fn a_pdf_without_text_or_picture_has_none() {
    assert_eq!(pdf(Pdf::new().content("0 0 100 100 re f")), Err(Unreadable::NoText));
}

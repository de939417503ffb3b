//! What receipts say, whether it is proved, and which transaction they belong to.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod judging;
mod matching;
mod outside;
mod properties;
mod samples;

use skytally_money::receipt::{MediaType, Reader, Reading, SeenLine, Source, read_pages};

/// The reading of a text, as if a PDF carried it.
pub(crate) fn reading(text: &str) -> Reading {
    read(text, Source::PdfText, 100)
}

/// The reading of a text with a source and a confidence.
pub(crate) fn read(text: &str, source: Source, confidence: u8) -> Reading {
    let pages: Vec<Vec<SeenLine>> = text
        .split('\u{c}')
        .map(|page| page.lines().map(|line| SeenLine { text: line.to_owned(), confidence }).collect())
        .collect();
    let reader = Reader { name: "skytally".to_owned(), version: "1".to_owned() };
    read_pages(reader, MediaType::Pdf, source, &pages)
}

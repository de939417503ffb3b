//! Receipts through the process that reads them: hostile files, limits, and the command line. The program is the real one.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/folder.rs"]
mod folder;

mod command;
mod draw;
#[cfg(target_os = "linux")]
mod heic;
mod hostile;
#[cfg(target_os = "linux")]
mod limits;
#[path = "../../../skytally-reader/tests/receipts/paper.rs"]
mod paper;
mod textract;

use std::num::NonZeroU32;
use std::path::PathBuf;

use skytally_app::books::receipt_pages::{PagePicture, ReceiptDrawer};
use skytally_app::books::receipt_reader::{LocalReader, ReceiptLimits, ReceiptReader};
use skytally_money::receipt::{NotDrawn, Reading, Unreadable};

/// The reader with the real program, and with what stands in for tesseract.
pub(crate) fn reader(tesseract: Option<PathBuf>, limits: ReceiptLimits) -> ReceiptReader {
    let program = env!("CARGO_BIN_EXE_skytally").into();
    ReceiptReader { local: LocalReader { program, tesseract, heif_convert: None, limits }, textract: None }
}

/// Reads, and is alive afterwards.
pub(crate) fn read(reader: &ReceiptReader, bytes: &[u8]) -> Result<Reading, Unreadable> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(reader.read(bytes))
}

/// Draws a page, and is alive afterwards.
pub(crate) fn draw(reader: ReceiptReader, bytes: &[u8], page: u32) -> Result<PagePicture, NotDrawn> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let page = NonZeroU32::new(page).unwrap();
    runtime.block_on(ReceiptDrawer::new(reader.local, 1).draw(bytes, page))
}

/// An invoice as a PDF with text.
pub(crate) fn invoice() -> Vec<u8> {
    skytally_testkit::pdf::Pdf::new()
        .page("Papierhaus GmbH\nRechnung Nr. 2026-77\nDatum: 15.09.2026\n\nNettobetrag  100,00 EUR\nMwSt 19 %     19,00 EUR\nGesamtbetrag 119,00 EUR")
        .bytes()
}

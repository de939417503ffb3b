//! The reader on real PDFs and pictures, with the real program tesseract. The receipts are made by the tests themselves.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod draw;
mod paper;
mod pdfs;
mod pictures;

use skytally_reader::Options;

/// Limits as they are by default, and tesseract if it is there. In CI it must be.
pub(crate) fn options() -> Options {
    let tesseract = skytally_testkit::program("tesseract", "SKYTALLY_TESSERACT");
    Options {
        tesseract: tesseract.map(on_path),
        heif: None,
        letters_only: false,
        pages_max: 20,
        pixels_max: 50_000_000,
    }
}

/// The tests' environment may name a program without its folder.
fn on_path(program: std::path::PathBuf) -> std::path::PathBuf {
    if program.is_absolute() {
        return program;
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(&program)).find(|file| file.is_file());
    found.unwrap_or(program)
}

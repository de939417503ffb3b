//! What the tests of the books ask: programs that read an exported book and say its balances, and those that read receipts.

use std::path::PathBuf;
use std::process::Command;

use crate::python::{debian, environment};
use crate::steps::{Done, read, root};

/// The package of libheif's programs.
const HEIF: &str = "libheif-examples";

/// Where the programs are. Tests find them by their environment.
pub(crate) struct Programs {
    hledger: PathBuf,
    tesseract: PathBuf,
    pdftotext: PathBuf,
    heif_convert: PathBuf,
    heif_enc: PathBuf,
    beancount: PathBuf,
}

impl Programs {
    /// Finds them. On Debian as root they are installed; elsewhere the command is named.
    pub(crate) fn there() -> Done<Self> {
        Ok(Self {
            hledger: program("hledger", "SKYTALLY_HLEDGER", "hledger", "--version")?,
            tesseract: tesseract()?,
            pdftotext: program("pdftotext", "SKYTALLY_PDFTOTEXT", "poppler-utils", "-v")?,
            heif_convert: program("heif-convert", "SKYTALLY_HEIF_CONVERT", HEIF, "--list-decoders")?,
            // The tests make with it what the other reads.
            heif_enc: program("heif-enc", "SKYTALLY_HEIF_ENC", HEIF, "--list-encoders")?,
            // An environment of its own: it wants other versions of some packages than the emulator.
            beancount: environment("books", &root().join("demo/requirements-books.txt"))?,
        })
    }

    /// The program hledger.
    pub(crate) fn hledger(&self) -> &std::path::Path {
        &self.hledger
    }

    /// Tells a command where they are.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env("SKYTALLY_HLEDGER", &self.hledger)
            .env("SKYTALLY_TESSERACT", &self.tesseract)
            .env("SKYTALLY_PDFTOTEXT", &self.pdftotext)
            .env("SKYTALLY_HEIF_CONVERT", &self.heif_convert)
            .env("SKYTALLY_HEIF_ENC", &self.heif_enc)
            .env("SKYTALLY_BEANCOUNT_PYTHON", &self.beancount)
    }
}

/// Tesseract with its data for English, and for which way up a page is.
fn tesseract() -> Done<PathBuf> {
    let program = program("tesseract", "SKYTALLY_TESSERACT", "tesseract-ocr", "--version")?;
    let has_data = || {
        let list = read(Command::new(&program).arg("--list-langs"))?;
        let lacks = ["eng", "osd"].into_iter().find(|name| !list.lines().any(|line| line.trim() == *name));
        lacks.map_or(Ok(()), |name| Err(format!("tesseract lacks its data {name}")))
    };
    if has_data().is_err() {
        debian(&["tesseract-ocr-eng", "tesseract-ocr-osd"]).map_err(|error| {
            format!(
                "tesseract's data is missing; install it with: \
                 apt-get install tesseract-ocr-eng tesseract-ocr-osd ({error})"
            )
        })?;
    }
    has_data().map(|()| program)
}

/// A program: as a variable names it, or by its own name on the path.
fn program(name: &str, variable: &str, package: &str, asked: &str) -> Done<PathBuf> {
    let works = |program: &PathBuf| read(Command::new(program).arg(asked)).map(|_| ());
    if let Some(named) = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from) {
        return works(&named).map(|()| named).map_err(|error| format!("{variable}: {error}"));
    }
    let found = PathBuf::from(name);
    if works(&found).is_err() {
        debian(&[package]).map_err(|error| {
            format!(
                "{name} is missing; install it with: apt-get install {package}, \
                 or set {variable} to where it is ({error})"
            )
        })?;
    }
    works(&found).map(|()| found)
}

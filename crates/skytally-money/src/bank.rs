//! Reads what banks give out: OFX, QIF, CAMT, MT940 and CSV, each into the same statement.
//!
//! Form is taken as it comes: odd names of encodings, missing sections, tags that are not closed. Money is not: what cannot be read exactly is
//! a [`Problem`] with its line, and never a guess. Nothing is rounded, and an amount that is finer than its currency is refused. An entry whose
//! date or amount could not be read stays in the list without it, so that what a person has to look up is in its place.
//!
//! Each reader goes through its file once; what it keeps is bounded by the limits below.

mod camt;
mod context;
mod csv;
pub(crate) mod date;
pub(crate) mod decimal;
mod detect;
mod mt940;
mod ofx;
mod qif;
mod sgml;
mod text;
mod tree;
mod types;
mod xml;

pub use self::csv::{DecimalMark, Mapping};
pub use decimal::Decimal;
pub use types::{
    Balance, Code, DateOrder, Entry, File, Format, Options, Original, Problem, Refusal, Split, Statement,
    Status,
};

use context::Context;
use text::Text;

/// Largest file that is read.
pub const FILE_MAX_BYTES: usize = 32 * 1024 * 1024;
/// Most entries of a file.
pub const ENTRIES_MAX: usize = 250_000;
/// Most problems, and most notes, that are listed.
pub const PROBLEMS_MAX: usize = 1000;
/// How deep elements of XML and SGML may be nested.
pub const DEPTH_MAX: usize = 64;
/// Most elements of XML and SGML that are kept at a time: those outside of entries, and those of one entry.
pub const NODES_MAX: usize = 200_000;
/// Longest text of a value.
pub const VALUE_MAX_BYTES: usize = 8 * 1024;
/// Most columns of a CSV file.
pub const COLUMNS_MAX: usize = 500;

/// Reads a bank file. Its format is found by its content, unless the options name it.
///
/// # Errors
/// When the bytes are too many or none, or no bank file at all. What is wrong within a bank file is among its problems.
pub fn read(bytes: &[u8], options: &Options) -> Result<File, Refusal> {
    if bytes.len() > FILE_MAX_BYTES {
        return Err(Refusal::TooLarge { bytes: bytes.len() });
    }
    let Some(text) = Text::decode(bytes) else {
        return Err(Refusal::NotABankFile(detect::binary(bytes).to_owned()));
    };
    if text.text.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    let format = match (options.format, &options.mapping) {
        (Some(format), _) => Some(format),
        (None, Some(_)) => Some(Format::Csv),
        (None, None) => detect::format(&text.text),
    };
    let mut cx = Context::new(&text, options);
    if text.damaged {
        cx.note(
            None,
            format!(
                "some characters are not of the encoding {}; they are shown as \u{fffd}",
                text.encoding.name()
            ),
        );
    }
    let mut file = match format {
        Some(Format::Ofx) => ofx::read(cx),
        Some(Format::Qif) => qif::read(cx),
        Some(Format::Camt) => camt::read(cx),
        Some(Format::Mt940) => mt940::read(cx),
        Some(Format::Csv) | None => {
            csv::read(cx).ok_or_else(|| Refusal::NotABankFile(detect::what(&text.text)))?
        }
    };
    file.encoding = text.encoding.name();
    // Readers count places in the text; from here on they are bytes of the file.
    let mut places = text.places();
    let mut entries: Vec<&mut Entry> =
        file.statements.iter_mut().flat_map(|statement| &mut statement.entries).collect();
    entries.sort_by_key(|entry| entry.offset);
    for entry in entries {
        let end = entry.offset + entry.length;
        entry.offset = places.byte(entry.offset);
        entry.length = places.byte(end) - entry.offset;
    }
    Ok(file)
}

impl File {
    /// The text of an entry exactly as the file has it. `bytes` are those that the file was read from.
    pub fn raw(&self, bytes: &[u8], entry: &Entry) -> String {
        let end = entry.offset.saturating_add(entry.length).min(bytes.len());
        text::part(&bytes[entry.offset.min(end)..end], self.encoding)
    }
}

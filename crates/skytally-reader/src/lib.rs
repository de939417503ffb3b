//! Reads receipts: the text of PDFs, and pictures by the program tesseract. What the lines mean is `skytally_money::receipt`'s to say.
//! Draws their pages for people too.
//!
//! Files come from strangers. This crate is used in one place only, the process with limits that `skytally receipt-reader` is: what parses
//! foreign bytes stands behind that wall, and a parser that loops, eats memory or dies takes nothing with it.

mod draw;
mod heic;
mod layout;
mod pdf;
mod picture;
mod prepare;
mod program;
mod tesseract;

use std::path::PathBuf;

use skytally_money::receipt::{
    MediaType, Reader, Reading, SeenLine, Source, Unreadable, judge, media_type, read_pages,
};

pub use crate::draw::draw;
pub use crate::heic::HeifConvert;
use crate::tesseract::Tesseract;

/// What may be used, and how much of it.
#[derive(Debug, Clone)]
pub struct Options {
    /// The program tesseract, by its whole path. Without it pictures are not read.
    pub tesseract: Option<PathBuf>,
    /// Letters alone are read: pictures are left to somebody else ([`Unreadable::OnlyPictures`]).
    pub letters_only: bool,
    /// The program heif-convert with the receipt, if that is HEIC. Without it HEIC is not read.
    pub heif: Option<HeifConvert>,
    /// Pages that are looked at.
    pub pages_max: u32,
    /// Points of a picture.
    pub pixels_max: u64,
}

/// Lines of which so much was told to be a text, not a mark or two on a scanned page.
const LETTERS_MIN: usize = 12;
/// How sure letters are that are hidden in a PDF: a scanner put them there by its own recognition.
const HIDDEN_TEXT: u8 = 85;

/// Reads a receipt.
///
/// # Errors
/// Why it could not be read.
pub fn read(bytes: Vec<u8>, options: &Options) -> Result<Reading, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    match media_type(&bytes) {
        None => Err(Unreadable::Type),
        Some(MediaType::Pdf) => pdf(bytes, options),
        Some(_) if options.letters_only => Err(Unreadable::OnlyPictures { pages: 1 }),
        Some(kind) => {
            // What is wrong with the file is told before what is wrong with the installation.
            let picture = picture::grey(picture::decode(&bytes, kind, options)?)?;
            let tesseract = tesseract(options)?;
            let page = best_page(&tesseract, picture, kind, Source::Picture)?;
            seen(read_pages(reader(), kind, Source::Picture, &[page]))
        }
    }
}

/// Who reads.
fn reader() -> Reader {
    Reader { name: "skytally".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

fn tesseract(options: &Options) -> Result<Tesseract, Unreadable> {
    let program = options.tesseract.clone();
    let program = program
        .ok_or_else(|| Unreadable::NoProgram { detail: "it was not found on this machine".to_owned() })?;
    Tesseract::open(program)
}

fn letters(pages: &[Vec<SeenLine>]) -> usize {
    pages.iter().flatten().flat_map(|line| line.text.chars()).filter(|c| c.is_alphanumeric()).count()
}

/// A reading without a letter is none.
fn seen(reading: Reading) -> Result<Reading, Unreadable> {
    if reading.text.chars().any(char::is_alphanumeric) { Ok(reading) } else { Err(Unreadable::NoText) }
}

/// The text that a PDF carries; of a scanned one its pictures.
fn pdf(bytes: Vec<u8>, options: &Options) -> Result<Reading, Unreadable> {
    let kind = MediaType::Pdf;
    let file = pdf::open(bytes)?;
    let text = pdf::text(&file, options.pages_max);
    let notes = |reading: &mut Reading| {
        reading.pages_in_file = text.pages_in_file;
        if text.pages_in_file > reading.pages {
            reading
                .notes
                .push(format!("of {} pages the first {} were looked at", text.pages_in_file, reading.pages));
        }
    };
    if letters(&text.visible) >= LETTERS_MIN {
        let mut reading = read_pages(reader(), kind, Source::PdfText, &text.visible);
        notes(&mut reading);
        return seen(reading);
    }
    if letters(&text.hidden) >= LETTERS_MIN {
        let hidden: Vec<Vec<SeenLine>> = text.hidden.iter().map(|page| unsure(page)).collect();
        let mut reading = read_pages(reader(), kind, Source::PdfPictures, &hidden);
        reading.notes.push(
            "it is a scanned page; the letters are those that the scanner put into the file".to_owned(),
        );
        notes(&mut reading);
        return seen(reading);
    }
    if options.letters_only {
        return Err(Unreadable::OnlyPictures { pages: text.pages_in_file });
    }
    let pictures = pdf::pictures(&file, options.pages_max, options.pixels_max)?;
    if pictures.is_empty() {
        return Err(Unreadable::NoText);
    }
    let tesseract = tesseract(options)?;
    let mut pages = Vec::new();
    for picture in pictures {
        pages.push(best_page(&tesseract, picture, kind, Source::PdfPictures)?);
    }
    let mut reading = read_pages(reader(), kind, Source::PdfPictures, &pages);
    notes(&mut reading);
    seen(reading)
}

fn unsure(page: &[SeenLine]) -> Vec<SeenLine> {
    page.iter().map(|line| SeenLine { text: line.text.clone(), confidence: HIDDEN_TEXT }).collect()
}

/// Reads a picture in several ways until the figures of the receipt prove each other. If they never do, the way in which the letters were surest is
/// taken.
fn best_page(
    tesseract: &Tesseract,
    picture: image::GrayImage,
    kind: MediaType,
    source: Source,
) -> Result<Vec<SeenLine>, Unreadable> {
    let mut best: Option<(u32, Vec<SeenLine>)> = None;
    let upright = prepare::upright(tesseract, picture)?;
    for way in prepare::WAYS {
        let seen = tesseract.page(&way.of(&upright), way.layout())?;
        let reading = read_pages(reader(), kind, source, std::slice::from_ref(&seen.lines));
        let proved = judge(&reading).proved();
        if proved {
            return Ok(seen.lines);
        }
        // A total in a known currency is worth more than surer letters without one.
        let worth = seen.worth + if reading.money().is_some() { 1_000_000 } else { 0 };
        if best.as_ref().is_none_or(|(most, _)| worth > *most) {
            best = Some((worth, seen.lines));
        }
    }
    Ok(best.map(|(_, lines)| lines).unwrap_or_default())
}

//! The program tesseract: words with their places and how sure it is of them.
//!
//! It gets a picture by its standard input and answers on its standard output: no file is written. It inherits the limits of this process.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{ChildStdin, Command, Stdio};

use image::GrayImage;
use skytally_money::receipt::{SeenLine, Unreadable};

use crate::layout::{Piece, WORDS, lines};
use crate::program::{Ended, finish};

/// Languages whose data is used if it is there. `osd` is none: it says which way up a page is.
const LANGUAGES: &[&str] = &["eng", "deu", "fra", "spa", "ita", "nld"];
/// Largest answer.
const ANSWER_MAX_BYTES: u64 = 16 * 1024 * 1024;
/// Tesseract wants to know how fine a picture is; its own guess is often absurd.
const DPI: &str = "300";
/// Less sure than this it does not know which way up a page is.
const ORIENTATION_SURE: f64 = 1.5;
/// A mark without a letter that it is less sure of is dirt.
const DIRT: f64 = 55.0;
/// A word that it is so sure of was read.
const READ: f64 = 60.0;

/// The program and the languages that it can read.
pub(crate) struct Tesseract {
    program: PathBuf,
    languages: String,
}

/// What is on a page.
pub(crate) struct Page {
    pub(crate) lines: Vec<SeenLine>,
    /// Letters that were read surely, each as much as it is sure: to compare two ways of reading.
    pub(crate) worth: u32,
}

/// How lines are looked for: the numbers of tesseract's page segmentation modes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Layout {
    /// One column of lines of any size.
    Column = 4,
    /// One block of lines.
    Block = 6,
}

impl Tesseract {
    /// Finds out what it can read.
    pub(crate) fn open(program: PathBuf) -> Result<Self, Unreadable> {
        let mut tesseract = Self { program, languages: String::new() };
        let list = tesseract.run(&["--list-langs"], None)?;
        let known: Vec<&str> = list.lines().map(str::trim).collect();
        let languages: Vec<&str> = LANGUAGES.iter().copied().filter(|name| known.contains(name)).collect();
        if languages.is_empty() {
            return Err(Unreadable::NoProgram {
                detail: "it has no data of a language, such as eng".to_owned(),
            });
        }
        tesseract.languages = languages.join("+");
        Ok(tesseract)
    }

    /// By how many degrees a picture must be turned clockwise to stand upright: 0, 90, 180 or 270. Zero too where it cannot tell.
    pub(crate) fn turn(&self, picture: &GrayImage) -> u32 {
        // It fails where there are too few letters, or where its data for this is not there: then a page is taken as it stands.
        let Ok(said) = self.run(&["stdin", "stdout", "--psm", "0", "--dpi", DPI], Some(picture)) else {
            return 0;
        };
        let value = |name: &str| said.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let sure = value("Orientation confidence:").and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        let turn = value("Rotate:").and_then(|text| text.parse::<u32>().ok()).unwrap_or(0);
        if sure >= ORIENTATION_SURE && matches!(turn, 90 | 180 | 270) { turn } else { 0 }
    }

    /// Reads a page.
    pub(crate) fn page(&self, picture: &GrayImage, layout: Layout) -> Result<Page, Unreadable> {
        let mode = (layout as u8).to_string();
        let table = self.run(
            &[
                "stdin",
                "stdout",
                "-l",
                &self.languages,
                "--psm",
                &mode,
                "--dpi",
                DPI,
                "-c",
                "tessedit_create_tsv=1",
            ],
            Some(picture),
        )?;
        Ok(page(&table))
    }

    fn run(&self, args: &[&str], picture: Option<&GrayImage>) -> Result<String, Unreadable> {
        let failed = |detail: String| Unreadable::Crashed { detail: format!("tesseract: {detail}") };
        let mut command = Command::new(&self.program);
        // One thread: the limits of time are those of one, and more are no faster on a page.
        command.args(args).env_clear().env("OMP_THREAD_LIMIT", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command.spawn().map_err(|error| Unreadable::NoProgram {
            detail: format!("{} cannot be started: {error}", self.program.display()),
        })?;
        let give = |input: Option<ChildStdin>| {
            if let (Some(picture), Some(mut input)) = (picture, input) {
                // One that has seen enough closes its input; how it ends says why.
                let _ = write!(input, "P5\n{} {}\n255\n", picture.width(), picture.height())
                    .and_then(|()| input.write_all(picture.as_raw()));
            }
        };
        let Ended { status, output, complaint } = finish(child, ANSWER_MAX_BYTES, give).map_err(failed)?;
        if !status.success() {
            return Err(failed(format!("it ended with {status}: {complaint}")));
        }
        Ok(String::from_utf8_lossy(&output).into_owned())
    }
}

/// A word of the table.
struct Word<'t> {
    line: (u32, u32, u32),
    left: f64,
    top: f64,
    width: f64,
    height: f64,
    sure: f64,
    text: &'t str,
}

/// The lines of tesseract's table (TSV: level, page, block, paragraph, line, word, left, top, width, height, confidence, text).
fn page(table: &str) -> Page {
    let mut by_line: BTreeMap<(u32, u32, u32), Vec<Word<'_>>> = BTreeMap::new();
    for word in table.lines().filter_map(word) {
        by_line.entry(word.line).or_default().push(word);
    }
    let mut pieces = Vec::new();
    let mut worth = 0.0;
    for words in by_line.values() {
        // A line of letters without parts below is higher up than one with them: what counts is the middle of all.
        let level = median(words.iter().map(|word| word.top + word.height / 2.0));
        let size = median(words.iter().map(|word| word.height));
        for word in words {
            let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
            let money = word.text.contains(['€', '$', '£', '%']);
            if letters == 0 && !money && word.sure < DIRT {
                continue;
            }
            if word.sure >= READ {
                worth += word.sure * f64::from(u32::try_from(letters).unwrap_or(0)) / 100.0;
            }
            pieces.push(Piece {
                text: word.text.to_owned(),
                left: word.left,
                right: word.left + word.width,
                level,
                size,
                confidence: word.sure.clamp(0.0, 100.0) as u8,
            });
        }
    }
    Page { lines: lines(pieces, WORDS), worth: worth.clamp(0.0, 900_000.0) as u32 }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

fn word(row: &str) -> Option<Word<'_>> {
    let cells: Vec<&str> = row.splitn(12, '\t').collect();
    let [level, _, block, paragraph, line, _, left, top, width, height, sure, text] = cells.as_slice() else {
        return None;
    };
    let text = text.trim();
    // Level 5 is a word; those above are its line, paragraph, block and page.
    if *level != "5" || text.is_empty() {
        return None;
    }
    Some(Word {
        line: (block.parse().ok()?, paragraph.parse().ok()?, line.parse().ok()?),
        left: left.parse().ok()?,
        top: top.parse().ok()?,
        width: width.parse().ok()?,
        height: height.parse().ok()?,
        sure: sure.parse().ok()?,
        text,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_were_seen_as_blocks_become_lines_again() {
        let table = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n\
            1\t1\t0\t0\t0\t0\t0\t0\t800\t600\t-1\t\n\
            5\t1\t1\t1\t1\t1\t10\t100\t90\t20\t96.5\tTotal\n\
            5\t1\t1\t1\t1\t2\t110\t102\t40\t18\t90\tEUR\n\
            5\t1\t1\t1\t2\t1\t10\t140\t60\t20\t95\tCash\n\
            5\t1\t2\t1\t1\t1\t500\t101\t80\t22\t88\t12,50\n\
            5\t1\t2\t1\t2\t1\t500\t141\t80\t20\t40\t20,00\n\
            5\t1\t3\t1\t1\t1\t700\t300\t5\t60\t20\t|\n\
            5\t1\t3\t1\tx\t1\t700\t300\t5\t60\t20\tbroken\n";
        let page = page(table);
        let lines: Vec<(String, u8)> = page
            .lines
            .iter()
            .map(|line| (line.text.split_whitespace().collect::<Vec<_>>().join(" "), line.confidence))
            .collect();
        assert_eq!(lines, [("Total EUR 12,50".to_owned(), 91), ("Cash 20,00".to_owned(), 64)]);
        assert!(page.lines[0].text.contains("EUR  "), "columns stand apart: {:?}", page.lines[0].text);
        assert!(page.worth > 10);
    }
}

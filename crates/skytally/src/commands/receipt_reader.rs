//! `skytally receipt-reader`: reads one receipt, or draws a page of it, within limits that it sets itself. Hidden: the program starts itself so, and
//! nobody else.
//!
//! The receipt comes by the standard input. To the standard output goes one [`Answer`]; of a page that is drawn one line with a [`DrawAnswer`], and
//! behind it the picture. The status is 0 whatever the answer says: any other end means that a limit was hit or the reader failed.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::thread;

use clap::Args;
use skytally_money::receipt::{Answer, DrawAnswer, MediaType, Unreadable, media_type};
use skytally_reader::{HeifConvert, Options};

use crate::failure::{CLEAN, Failure};

/// Parsers go as deep as files are nested.
const STACK_BYTES: usize = 64 * 1024 * 1024;
/// Three pipes, three of tesseract's, and what the system opens to start it.
#[cfg(unix)]
const FILES_MAX: u64 = 64;

/// `skytally receipt-reader`.
#[derive(Debug, Args)]
pub(crate) struct ReceiptReaderArgs {
    /// Seconds on the processor
    #[arg(long)]
    time_s: u64,
    /// Megabytes of address space
    #[arg(long)]
    memory_mb: u64,
    /// Bytes of the receipt
    #[arg(long)]
    file_max_bytes: u64,
    /// Pages that are looked at
    #[arg(long)]
    pages_max: u32,
    /// Millions of points of a picture
    #[arg(long)]
    megapixels_max: u32,
    /// Read letters alone, and leave pictures to somebody else
    #[arg(long)]
    letters_only: bool,
    /// The program tesseract
    #[arg(long)]
    tesseract: Option<PathBuf>,
    /// The program heif-convert
    #[arg(long, requires = "heif_folder")]
    heif_convert: Option<PathBuf>,
    /// An empty folder of nobody else's, for the name of what heif-convert gives out
    #[arg(long)]
    heif_folder: Option<PathBuf>,
    /// The page that is drawn, from 1; without it the receipt is read
    #[arg(long)]
    draw: Option<u32>,
}

pub(crate) fn run(args: &ReceiptReaderArgs) -> Result<u8, Failure> {
    limit(args)?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(args.file_max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::run(format!("the receipt cannot be taken: {error}")))?;
    let heif = heif(&bytes, args);
    write_no_file()?;
    let looked = if bytes.len() as u64 > args.file_max_bytes {
        Err(Unreadable::TooLarge { detail: format!("more than {} bytes", args.file_max_bytes) })
    } else {
        heif.map(|heif| Options {
            tesseract: args.tesseract.clone(),
            heif,
            letters_only: args.letters_only,
            pages_max: args.pages_max,
            pixels_max: u64::from(args.megapixels_max) * 1_000_000,
        })
    };
    match args.draw {
        None => give(&[&read(bytes, looked)?]),
        Some(page) => {
            let (head, picture) = draw(bytes, page, looked)?;
            give(&[&head, b"\n", &picture])
        }
    }
}

/// What it takes to look into HEIC, where the receipt is that.
fn heif(bytes: &[u8], args: &ReceiptReaderArgs) -> Result<Option<HeifConvert>, Unreadable> {
    match (&args.heif_convert, &args.heif_folder) {
        (Some(program), Some(folder)) if media_type(bytes) == Some(MediaType::Heic) => {
            HeifConvert::new(program.clone(), folder.clone(), bytes).map(Some)
        }
        _ => Ok(None),
    }
}

fn give(parts: &[&[u8]]) -> Result<u8, Failure> {
    let mut output = std::io::stdout().lock();
    parts
        .iter()
        .try_for_each(|part| output.write_all(part))
        .and_then(|()| output.flush())
        .map_err(|error| Failure::run(format!("the answer cannot be given: {error}")))?;
    Ok(CLEAN)
}

/// The answer to who has it read.
fn read(bytes: Vec<u8>, options: Result<Options, Unreadable>) -> Result<Vec<u8>, Failure> {
    let answer = match options {
        Err(why) => Answer::Unreadable(why),
        Ok(options) => match on_a_deep_stack(move || skytally_reader::read(bytes, &options))? {
            Some(Ok(reading)) => Answer::Read(Box::new(reading)),
            Some(Err(why)) => Answer::Unreadable(why),
            None => Answer::Unreadable(gave_up()),
        },
    };
    serde_json::to_vec(&answer).map_err(Failure::run)
}

/// The line of the answer to who has a page drawn, and the picture.
fn draw(
    bytes: Vec<u8>,
    page: u32,
    options: Result<Options, Unreadable>,
) -> Result<(Vec<u8>, Vec<u8>), Failure> {
    let drawn = match options {
        Err(why) => Err(why.into()),
        Ok(options) => on_a_deep_stack(move || skytally_reader::draw(bytes, page, &options))?
            .unwrap_or_else(|| Err(gave_up().into())),
    };
    let (head, picture): (DrawAnswer, _) = match drawn {
        Ok((drawn, picture)) => (Ok(drawn), picture),
        Err(why) => (Err(why), Vec::new()),
    };
    Ok((serde_json::to_vec(&head).map_err(Failure::run)?, picture))
}

/// Looks at a file on a thread with room for deep ones. A parser that gives up by panicking has found a broken file: then there is nothing.
fn on_a_deep_stack<T: Send + 'static>(
    look: impl FnOnce() -> T + Send + 'static,
) -> Result<Option<T>, Failure> {
    let looking = thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(look)
        .map_err(|error| Failure::run(format!("the reader cannot be started: {error}")))?;
    Ok(looking.join().ok())
}

fn gave_up() -> Unreadable {
    Unreadable::Broken { detail: "the reader gave up on it".to_owned() }
}

/// Limits this process, and with it what it starts: no more memory, time and files than it was given, no core left behind.
#[cfg(unix)]
fn limit(args: &ReceiptReaderArgs) -> Result<(), Failure> {
    use rustix::process::Resource;
    let bytes = args.memory_mb.saturating_mul(1024 * 1024);
    limit_one(Resource::As, "memory", bytes, bytes)?;
    // The signal at the first limit can be told from others; the second is the end.
    limit_one(Resource::Cpu, "time", args.time_s, args.time_s.saturating_add(1))?;
    limit_one(Resource::Nofile, "open files", FILES_MAX, FILES_MAX)?;
    limit_one(Resource::Core, "cores", 0, 0)
}

/// From here on no file is written. Nothing of the receipt was looked at yet but what it begins with.
#[cfg(unix)]
fn write_no_file() -> Result<(), Failure> {
    limit_one(rustix::process::Resource::Fsize, "files that are written", 0, 0)
}

#[cfg(unix)]
fn limit_one(
    resource: rustix::process::Resource,
    name: &str,
    current: u64,
    most: u64,
) -> Result<(), Failure> {
    let limit = rustix::process::Rlimit { current: Some(current), maximum: Some(most) };
    rustix::process::setrlimit(resource, limit)
        .map_err(|error| Failure::run(format!("the limit of {name} cannot be set: {error}")))
}

/// Elsewhere only the limits hold that the program that starts this one keeps: time, and the size of the answer.
#[cfg(not(unix))]
fn limit(_: &ReceiptReaderArgs) -> Result<(), Failure> {
    Ok(())
}

#[cfg(not(unix))]
fn write_no_file() -> Result<(), Failure> {
    Ok(())
}

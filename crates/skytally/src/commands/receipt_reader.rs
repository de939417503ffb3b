//! `skytally receipt-reader`: reads one receipt within limits that it sets itself. Hidden: the program starts itself so, and nobody else.
//!
//! The receipt comes by the standard input; one [`Answer`] goes to the standard output, and the status is 0 whatever the answer says. Any other
//! end means that a limit was hit or the reader failed.

use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::thread;

use clap::Args;
use skytally_money::receipt::{Answer, Unreadable};
use skytally_reader::Options;

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
}

pub(crate) fn run(args: &ReceiptReaderArgs) -> Result<u8, Failure> {
    limit(args)?;
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(args.file_max_bytes.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::run(format!("the receipt cannot be taken: {error}")))?;
    let answer = if bytes.len() as u64 > args.file_max_bytes {
        Answer::Unreadable(Unreadable::TooLarge {
            detail: format!("more than {} bytes", args.file_max_bytes),
        })
    } else {
        read(bytes, args)?
    };
    let text = serde_json::to_vec(&answer).map_err(Failure::run)?;
    let mut output = std::io::stdout().lock();
    output
        .write_all(&text)
        .and_then(|()| output.flush())
        .map_err(|error| Failure::run(format!("the answer cannot be given: {error}")))?;
    Ok(CLEAN)
}

/// Reads on a thread with room for deep files. A parser that gives up by panicking has found a broken file.
fn read(bytes: Vec<u8>, args: &ReceiptReaderArgs) -> Result<Answer, Failure> {
    let options = Options {
        tesseract: args.tesseract.clone(),
        letters_only: args.letters_only,
        pages_max: args.pages_max,
        pixels_max: u64::from(args.megapixels_max) * 1_000_000,
    };
    let reading = thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || skytally_reader::read(bytes, &options))
        .map_err(|error| Failure::run(format!("the reader cannot be started: {error}")))?;
    Ok(match reading.join() {
        Ok(Ok(reading)) => Answer::Read(Box::new(reading)),
        Ok(Err(why)) => Answer::Unreadable(why),
        Err(_) => Answer::Unreadable(Unreadable::Broken { detail: "the reader gave up on it".to_owned() }),
    })
}

/// Limits this process, and with it what it starts: no more memory, time and files than it was given, no file written, no core left behind.
#[cfg(unix)]
fn limit(args: &ReceiptReaderArgs) -> Result<(), Failure> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let bytes = args.memory_mb.saturating_mul(1024 * 1024);
    for (resource, name, current, most) in [
        (Resource::As, "memory", bytes, bytes),
        // The signal at the first limit can be told from others; the second is the end.
        (Resource::Cpu, "time", args.time_s, args.time_s.saturating_add(1)),
        (Resource::Fsize, "files that are written", 0, 0),
        (Resource::Nofile, "open files", FILES_MAX, FILES_MAX),
        (Resource::Core, "cores", 0, 0),
    ] {
        setrlimit(resource, Rlimit { current: Some(current), maximum: Some(most) })
            .map_err(|error| Failure::run(format!("the limit of {name} cannot be set: {error}")))?;
    }
    Ok(())
}

/// Elsewhere only the limits hold that the program that starts this one keeps: time, and the size of the answer.
#[cfg(not(unix))]
fn limit(_: &ReceiptReaderArgs) -> Result<(), Failure> {
    Ok(())
}

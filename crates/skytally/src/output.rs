//! Writing results: to the standard output, or to a file that is either whole or not there.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Prints a whole answer. A reader who has seen enough (`skytally … | head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::run(format!("the output cannot be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Where a result goes.
pub(crate) enum Output {
    /// The standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A file, under another name until it is whole.
    File { target: PathBuf, partial: PathBuf, writer: BufWriter<fs::File> },
}

impl Output {
    /// Opens the output before any work is done for it, so that a wrong path costs nobody an hour.
    pub(crate) fn open(target: Option<&Path>) -> Result<Self, Failure> {
        let Some(target) = target else { return Ok(Self::Stdout(BufWriter::new(io::stdout()))) };
        let failed =
            |error: io::Error| Failure::run(format!("{} cannot be written: {error}", target.display()));
        if target.is_dir() {
            return Err(Failure::run(format!("{} cannot be written: it is a folder", target.display())));
        }
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.partial", std::process::id()));
        let partial = target.with_file_name(name);
        let writer = BufWriter::new(fs::File::create(&partial).map_err(failed)?);
        Ok(Self::File { target: target.to_owned(), partial, writer })
    }

    /// Ends the output: everything is written, and a file gets its name.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        match &mut self {
            Self::Stdout(writer) => match writer.flush() {
                // Whoever reads has seen enough (`skytally … | head`).
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                other => {
                    other.map_err(|error| Failure::run(format!("the output cannot be written: {error}")))
                }
            },
            Self::File { target, partial, writer } => {
                let failed = |error: io::Error| {
                    Failure::run(format!("{} cannot be written: {error}", target.display()))
                };
                writer.flush().and_then(|()| writer.get_ref().sync_all()).map_err(failed)?;
                fs::rename(&*partial, &*target).map_err(failed)
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(writer) => writer.write(bytes),
            Self::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(writer) => writer.flush(),
            Self::File { writer, .. } => writer.flush(),
        }
    }
}

/// An output that was not finished leaves nothing behind.
impl Drop for Output {
    fn drop(&mut self) {
        if let Self::File { partial, .. } = self {
            // After `finish` it is not there any more.
            let _ = fs::remove_file(partial);
        }
    }
}

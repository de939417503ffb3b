//! The reader of receipts: this program once more, and tesseract where it is found.

use std::path::{Path, PathBuf};

use skytally_app::books::receipt_reader::{ReceiptLimits, ReceiptReader};

use crate::failure::Failure;
use crate::settings::sections;

/// The reader of the settings, for files of so many bytes.
pub(crate) fn reader(
    settings: &sections::ReceiptReader,
    file_max_bytes: usize,
) -> Result<ReceiptReader, Failure> {
    let limits = ReceiptLimits {
        time: settings.time,
        memory_mb: settings.memory_mb,
        pages_max: settings.pages_max,
        megapixels_max: settings.megapixels_max,
        file_max_bytes,
        ..ReceiptLimits::default()
    };
    with(settings.tesseract.as_deref(), limits)
}

/// A reader with limits, and with tesseract where it is named, or found on the path.
pub(crate) fn with(tesseract: Option<&Path>, limits: ReceiptLimits) -> Result<ReceiptReader, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::run(format!("this program does not find itself, which reads receipts: {error}"))
    })?;
    let tesseract = match tesseract {
        None => on_path("tesseract"),
        Some(named) => Some(std::path::absolute(named).map_err(|error| {
            Failure::run(format!("the path of tesseract, {}, cannot be followed: {error}", named.display()))
        })?),
    };
    Ok(ReceiptReader { program, tesseract, limits })
}

/// A program on the path. The process that reads has no path of its own.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

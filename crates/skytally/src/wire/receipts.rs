//! The reader of receipts: this program once more, and tesseract and heif-convert where they are found.

use std::path::{Path, PathBuf};

use skytally_app::books::receipt_reader::{ReceiptLimits, ReceiptReader};

use crate::failure::Failure;
use crate::settings::sections;

/// The program that looks into HEIC; since libheif 1.18 it has the second name.
const HEIF_CONVERT: [&str; 2] = ["heif-convert", "heif-dec"];

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
    with(settings.tesseract.as_deref(), settings.heif_convert.as_deref(), limits)
}

/// A reader with limits, and with the programs where they are named, or found on the path.
pub(crate) fn with(
    tesseract: Option<&Path>,
    heif_convert: Option<&Path>,
    limits: ReceiptLimits,
) -> Result<ReceiptReader, Failure> {
    let program = std::env::current_exe().map_err(|error| {
        Failure::run(format!("this program does not find itself, which reads receipts: {error}"))
    })?;
    let found = |names: &[&str], named: Option<&Path>| match named {
        None => Ok(names.iter().find_map(|name| on_path(name))),
        Some(named) => std::path::absolute(named).map(Some).map_err(|error| {
            Failure::run(format!(
                "the path of {}, {}, cannot be followed: {error}",
                names[0],
                named.display()
            ))
        }),
    };
    let (tesseract, heif_convert) = (found(&["tesseract"], tesseract)?, found(&HEIF_CONVERT, heif_convert)?);
    Ok(ReceiptReader { program, tesseract, heif_convert, limits })
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

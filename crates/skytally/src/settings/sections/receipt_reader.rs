//! `[receipt_reader]`: what reading a receipt may take.

use std::path::PathBuf;
use std::time::Duration;

use crate::settings::form::{path, seconds, whole};
use crate::settings::reader::Section;

/// What reading a receipt may take. Each is read in a process of its own.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptReader {
    /// The program that reads pictures. None: it is looked for on the path.
    pub(crate) tesseract: Option<PathBuf>,
    /// The program that looks into HEIC. None: it is looked for on the path.
    pub(crate) heif_convert: Option<PathBuf>,
    /// How long one may take.
    pub(crate) time: Duration,
    /// Memory of the process.
    pub(crate) memory_mb: u64,
    /// Pages that are looked at.
    pub(crate) pages_max: u32,
    /// Size of a picture.
    pub(crate) megapixels_max: u32,
}

impl ReceiptReader {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let tesseract = section.optional("tesseract", path("the path of the program tesseract"));
        let heif_convert = section.optional("heif_convert", path("the path of the program heif-convert"));
        let time = section.value("time_s", seconds(5..=600));
        let memory_mb = section.value("memory_mb", whole::<u64>(256..=16_384));
        let pages_max = section.value("pages_max", whole(1..=500));
        let megapixels_max = section.value("megapixels_max", whole(1..=200));
        Some(Self {
            tesseract: tesseract?,
            heif_convert: heif_convert?,
            time: time?,
            memory_mb: memory_mb?,
            pages_max: pages_max?,
            megapixels_max: megapixels_max?,
        })
    }
}

//! `[receipt_reader]`: who reads receipts, and what that may take.

use std::path::PathBuf;
use std::time::Duration;

use skytally_model::Region;

use super::vault::region;
use crate::settings::address::HttpUrl;
use crate::settings::fault::Origin;
use crate::settings::form::{one_of, path, seconds, web, whole};
use crate::settings::reader::Section;

/// Who reads receipts, and what that may take. What is read on this machine is read in a process of its own.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptReader {
    /// Who reads pictures. None: tesseract, on this machine.
    pub(crate) textract: Option<Textract>,
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

/// Amazon Textract.
#[derive(Debug, Clone)]
pub(crate) struct Textract {
    pub(crate) region: Region,
    /// Another address in place of AWS's.
    pub(crate) endpoint_url: Option<HttpUrl>,
}

#[derive(Clone, Copy, PartialEq)]
enum Word {
    Tesseract,
    Textract,
}

impl ReceiptReader {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let word = section
            .value("pictures_by", one_of([("tesseract", Word::Tesseract), ("textract", Word::Textract)]));
        let textract_region = section.optional("textract_region", region());
        let endpoint_url = section.optional("textract_endpoint_url", web());
        let tesseract = section.optional("tesseract", path("the path of the program tesseract"));
        let heif_convert = section.optional("heif_convert", path("the path of the program heif-convert"));
        let time = section.value("time_s", seconds(5..=600));
        let memory_mb = section.value("memory_mb", whole::<u64>(256..=16_384));
        let pages_max = section.value("pages_max", whole(1..=500));
        let megapixels_max = section.value("megapixels_max", whole(1..=200));
        let textract = match word? {
            Word::Tesseract => {
                let given = section.given(&["textract_region", "textract_endpoint_url"]);
                if let Some(given) = given
                    && section.origin("pictures_by") == Origin::Default
                {
                    section.fault(
                        given,
                        "is given, but receipt_reader.pictures_by was left at \"tesseract\"; say pictures_by = \
                         \"textract\", which sends pictures of receipts to AWS, or, if that is not meant, \
                         pictures_by = \"tesseract\"",
                    );
                    return None;
                }
                None
            }
            Word::Textract => {
                let Some(region) = textract_region? else {
                    section.fault(
                        "pictures_by",
                        "is \"textract\"; name the region that pictures are sent to in receipt_reader.textract_region",
                    );
                    return None;
                };
                Some(Textract { region, endpoint_url: endpoint_url? })
            }
        };
        Some(Self {
            textract,
            tesseract: tesseract?,
            heif_convert: heif_convert?,
            time: time?,
            memory_mb: memory_mb?,
            pages_max: pages_max?,
            megapixels_max: megapixels_max?,
        })
    }
}

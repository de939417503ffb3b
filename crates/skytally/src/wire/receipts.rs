//! The reader of receipts: this program once more, tesseract and heif-convert where they are found, and Amazon Textract where the settings
//! want it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use skytally_app::books::receipt_reader::{LocalReader, ReceiptLimits, ReceiptReader, Textract};
use skytally_aws::{RetryPolicy, Setup, Timeouts, is_listed};
use skytally_catalog::Catalog;

use crate::failure::Failure;
use crate::settings::sections::receipt_reader as set;

/// The program that looks into HEIC; since libheif 1.18 it has the second name.
const HEIF_CONVERT: [&str; 2] = ["heif-convert", "heif-dec"];
/// When Textract is asked again within the time of one receipt. What it has answered by then is asked for later: each answer costs money.
const RETRY: RetryPolicy = RetryPolicy {
    attempts: 4,
    attempts_without_answer: 2,
    base: Duration::from_millis(200),
    cap: Duration::from_secs(5),
};

/// The reader of the settings, within limits.
pub(crate) async fn reader(
    settings: &set::ReceiptReader,
    limits: ReceiptLimits,
    catalog: &Arc<Catalog>,
) -> Result<ReceiptReader, Failure> {
    let local = local(settings, limits)?;
    let textract = match &settings.textract {
        Some(settings) => Some(textract(settings, limits.time, catalog).await?),
        None => None,
    };
    Ok(ReceiptReader { local, textract })
}

/// The limits of the settings, for files of so many bytes.
pub(crate) fn limits(settings: &set::ReceiptReader, file_max_bytes: usize) -> ReceiptLimits {
    ReceiptLimits {
        time: settings.time,
        memory_mb: settings.memory_mb,
        pages_max: settings.pages_max,
        megapixels_max: settings.megapixels_max,
        file_max_bytes,
        ..ReceiptLimits::default()
    }
}

/// The reader of this machine, with the programs where they are named, or found on the path.
pub(crate) fn local(settings: &set::ReceiptReader, limits: ReceiptLimits) -> Result<LocalReader, Failure> {
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
    let tesseract = found(&["tesseract"], settings.tesseract.as_deref())?;
    let heif_convert = found(&HEIF_CONVERT, settings.heif_convert.as_deref())?;
    Ok(LocalReader { program, tesseract, heif_convert, limits })
}

/// Textract, by the credentials that the service runs with. Whether there are any is seen when they are needed: without them books are kept
/// all the same, and a receipt says why it is not read.
async fn textract(
    settings: &set::Textract,
    time: Duration,
    catalog: &Arc<Catalog>,
) -> Result<Textract, Failure> {
    let region = &settings.region;
    let model = catalog.model_with("textract", "AnalyzeExpense").map_err(Failure::run)?;
    if settings.endpoint_url.is_none() && !is_listed(&model, region) {
        tracing::warn!(%region, "AWS does not list Amazon Textract in this region");
    }
    let setup = Setup {
        region: Some(region.clone()),
        endpoint_url: settings.endpoint_url.as_ref().map(|url| url.as_str().to_owned()),
        // It thinks before it answers, and then answers at once.
        timeouts: Timeouts { read: time, attempt: time, ..Timeouts::default() },
        retry: RETRY,
        ..Setup::default()
    };
    let base = setup.base(Arc::clone(catalog)).await.map_err(Failure::run)?;
    Ok(Textract::new(Arc::new(base.client(None)), region.clone(), time))
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

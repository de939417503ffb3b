//! Who reads a receipt: this machine, or for pictures a service that the settings name.
//!
//! Letters are always read here. Pictures are read here too, unless whoever runs the installation wants Amazon Textract to do it: then they
//! leave the machine. What Textract does not take is read here after all, and the reading says so.

mod local;
mod textract;

use std::time::Duration;

use skytally_money::receipt::{MediaType, Reading, Unreadable};

pub use local::LocalReader;
pub use textract::Textract;

/// Reads receipts.
#[derive(Debug, Clone)]
pub struct ReceiptReader {
    /// The reader of this machine.
    pub local: LocalReader,
    /// Who reads pictures in its place; none: nothing leaves the machine.
    pub textract: Option<Textract>,
}

/// What reading one receipt may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptLimits {
    /// From start to answer.
    pub time: Duration,
    /// Address space of the process, and of tesseract, each.
    pub memory_mb: u64,
    /// The file.
    pub file_max_bytes: usize,
    /// The answer.
    pub answer_max_bytes: usize,
    /// Pages that are looked at; what is behind them is said to have been left out.
    pub pages_max: u32,
    /// A picture.
    pub megapixels_max: u32,
}

impl Default for ReceiptLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_secs(60),
            memory_mb: 1024,
            file_max_bytes: 20 * 1024 * 1024,
            answer_max_bytes: 4 * 1024 * 1024,
            pages_max: 20,
            megapixels_max: 50,
        }
    }
}

impl ReceiptReader {
    /// Reads a receipt. What it is, its content says.
    ///
    /// Dropping the future ends what has been started.
    ///
    /// # Errors
    /// Why it could not be read; [`Unreadable::fault`] says what becomes of it.
    pub async fn read(&self, bytes: &[u8]) -> Result<Reading, Unreadable> {
        let Some(textract) = &self.textract else { return self.local.read(bytes).await };
        let kind = self.local.takes(bytes)?;
        let pages = match kind {
            MediaType::Pdf => match self.local.read_letters(bytes).await {
                Err(Unreadable::OnlyPictures { pages }) => pages,
                read => return read,
            },
            _ => 1,
        };
        let why = match textract::takes(kind, bytes.len(), pages) {
            Err(why) => why,
            Ok(()) => match textract.read(bytes, kind).await {
                Err(textract::Failed::NotTaken(why)) => why,
                Err(textract::Failed::Not(why)) => return Err(why),
                Ok(reading) => return Ok(reading),
            },
        };
        self.read_after_all(bytes, &why).await
    }

    /// Reads a picture here that Textract does not take.
    async fn read_after_all(&self, bytes: &[u8], why: &str) -> Result<Reading, Unreadable> {
        match self.local.read(bytes).await {
            Ok(mut reading) => {
                let note = format!("Amazon Textract does not take it ({why}); it was read by tesseract");
                reading.notes.push(note);
                Ok(reading)
            }
            Err(Unreadable::NoProgram { detail }) => Err(Unreadable::NoProgram {
                detail: format!("{detail}; and Amazon Textract does not take it: {why}"),
            }),
            Err(other) => Err(other),
        }
    }

    /// The longest that reading one receipt may take: each of those who may read it has its own time.
    pub(crate) fn longest(&self) -> Duration {
        let tries = if self.textract.is_some() { 3 } else { 1 };
        self.local.limits.time * tries
    }
}

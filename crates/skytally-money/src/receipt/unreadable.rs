//! Why a receipt could not be read.

use serde::{Deserialize, Serialize};

/// Why there is no reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Unreadable {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Nothing that a receipt may be.
    #[error("it is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC)")]
    Type,
    /// The program that looks into HEIC is not there.
    #[error(
        "HEIC is looked into by the program heif-convert, which is not there: {detail}; \
         a JPEG, a PNG or a PDF of it can be read"
    )]
    NoDecoder {
        /// What was tried.
        detail: String,
    },
    /// It begins like what it says it is, and is not.
    #[error("the file is broken: {detail}")]
    Broken {
        /// What the reader says.
        detail: String,
    },
    /// It asks for a password.
    #[error("the PDF is encrypted and asks for a password")]
    Encrypted,
    /// Larger than the reader takes.
    #[error("it is too large to be read: {detail}")]
    TooLarge {
        /// What of it, and the limit.
        detail: String,
    },
    /// It was looked at, and no text is in it.
    #[error("no text was found in it")]
    NoText,
    /// It took longer than it may.
    #[error("reading it took longer than {limit_s} seconds")]
    OutOfTime {
        /// The limit, in seconds.
        limit_s: u64,
    },
    /// It took more memory than it may.
    #[error("reading it took more than {limit_mb} megabytes of memory")]
    OutOfMemory {
        /// The limit, in megabytes.
        limit_mb: u64,
    },
    /// A program that reads pictures is not there.
    #[error("pictures are read by the program tesseract, which is not there: {detail}")]
    NoProgram {
        /// What was tried.
        detail: String,
    },
    /// Its pages are pictures, and whoever read its letters was told to leave those to somebody else.
    #[error("it has no letters, only pictures of its pages")]
    OnlyPictures {
        /// Pages of the file.
        pages: u32,
    },
    /// The service that was asked does not read for us: a permission, credentials or a setting is wrong.
    #[error("Amazon Textract does not read it: {detail}")]
    ServiceRefused {
        /// What to do about it.
        detail: String,
    },
    /// The service that was asked is busy, failing or out of reach.
    #[error("Amazon Textract could not be asked, which is tried again: {detail}")]
    ServiceAway {
        /// What happened.
        detail: String,
    },
    /// The answer of the service is none.
    #[error("the answer of Amazon Textract cannot be used: {detail}")]
    ServiceAnswer {
        /// What is wrong with it.
        detail: String,
    },
    /// The process that reads ended without an answer, or could not be started.
    #[error("the reader failed: {detail}")]
    Crashed {
        /// How it ended.
        detail: String,
    },
}

/// Whose fault it is that a receipt was not read: that decides what becomes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The file's. To read it again gives the same.
    File,
    /// This installation's: it has no reader for such files. It was not read, which says nothing about the file.
    Installation,
    /// It may have been the file's, or a bad moment. Worth another try, but not many.
    Unclear,
    /// Nobody's here: what reads such files is out of reach for now. It is tried until it is not, and no try counts.
    Passing,
}

impl Unreadable {
    /// Whose fault it is.
    pub fn fault(&self) -> Fault {
        match self {
            Self::Empty
            | Self::Type
            | Self::Broken { .. }
            | Self::Encrypted
            | Self::TooLarge { .. }
            | Self::NoText => Fault::File,
            Self::NoDecoder { .. }
            | Self::NoProgram { .. }
            | Self::OnlyPictures { .. }
            | Self::ServiceRefused { .. } => Fault::Installation,
            Self::OutOfTime { .. }
            | Self::OutOfMemory { .. }
            | Self::Crashed { .. }
            | Self::ServiceAnswer { .. } => Fault::Unclear,
            Self::ServiceAway { .. } => Fault::Passing,
        }
    }
}

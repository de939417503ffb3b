//! A page of a receipt as a picture: what the process that draws says of it before the picture's own bytes.

use serde::{Deserialize, Serialize};

use super::{MediaType, Unreadable};

/// A page that was drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// What the picture is: PNG or JPEG.
    pub media_type: MediaType,
    /// Its width in points.
    pub width: u32,
    /// Its height in points.
    pub height: u32,
    /// Pages of the file.
    pub pages_in_file: u32,
}

/// Why there is no picture of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotDrawn {
    /// The file has fewer pages.
    NoSuchPage {
        /// So many.
        pages_in_file: u32,
    },
    /// It cannot be looked into.
    Unreadable(Unreadable),
}

impl From<Unreadable> for NotDrawn {
    fn from(why: Unreadable) -> Self {
        Self::Unreadable(why)
    }
}

/// What the process that draws gives out: this as one line of JSON, then the bytes of the picture.
pub type DrawAnswer = Result<Drawn, NotDrawn>;

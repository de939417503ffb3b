//! `[data]`, `[cache]`, `[retention]` and `[catalog]`: one or two settings each.

use std::path::PathBuf;

use crate::settings::form::{path, switch, whole};
use crate::settings::reader::Section;

/// Where the service keeps what it keeps in files.
#[derive(Debug, Clone)]
pub(crate) struct Data {
    /// The data folder. It need not exist yet.
    pub(crate) folder: PathBuf,
}

impl Data {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        Some(Self { folder: section.value("folder", path("the path of a folder"))? })
    }
}

/// Answers that are kept in memory.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cache {
    pub(crate) enabled: bool,
    /// How much memory they may take.
    pub(crate) bytes: u64,
}

impl Cache {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let enabled = section.value("enabled", switch());
        let megabytes = section.value("megabytes", whole::<u64>(1..=65_536));
        Some(Self { enabled: enabled?, bytes: megabytes? * 1_048_576 })
    }
}

/// How long the past is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Retention {
    /// Days, for workspaces that do not say otherwise.
    pub(crate) days: u16,
}

impl Retention {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        Some(Self { days: section.value("days", whole(30..=365))? })
    }
}

/// What is collected and checked.
#[derive(Debug, Clone)]
pub(crate) struct Catalog {
    /// A folder that is laid over the built-in catalogue.
    pub(crate) folder: Option<PathBuf>,
}

impl Catalog {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        Some(Self { folder: section.optional("folder", path("the path of a folder"))? })
    }
}

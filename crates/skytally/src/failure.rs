//! Why a command could not do its work, and the exit statuses.

use std::fmt::Display;

/// Nothing at or above `--fail-on`, and everything was seen.
pub(crate) const CLEAN: u8 = 0;
/// It could not run.
pub(crate) const COULD_NOT_RUN: u8 = 1;
/// The command line is wrong.
pub(crate) const WRONG_USAGE: u8 = 2;
/// There are findings at or above `--fail-on`.
pub(crate) const FINDINGS: u8 = 3;
/// Something could not be seen.
pub(crate) const NOT_ALL_SEEN: u8 = 4;
/// The books are not whole, or others say something else.
pub(crate) const NOT_WHOLE: u8 = 5;

/// One clear sentence, and an exit status.
#[derive(Debug)]
pub(crate) struct Failure {
    status: u8,
    message: String,
}

impl Failure {
    /// It could not run.
    pub(crate) fn run(message: impl Display) -> Self {
        Self { status: COULD_NOT_RUN, message: message.to_string() }
    }

    /// The command line asks for something that there is not.
    pub(crate) fn usage(message: impl Display) -> Self {
        Self { status: WRONG_USAGE, message: message.to_string() }
    }

    pub(crate) fn status(&self) -> u8 {
        self.status
    }

    /// Says it on the standard error.
    pub(crate) fn print(&self) {
        let one_line: Vec<&str> = self.message.split_whitespace().collect();
        anstream::eprintln!("skytally: {}", one_line.join(" "));
    }
}

impl From<skytally_app::AppError> for Failure {
    fn from(error: skytally_app::AppError) -> Self {
        Self::run(error)
    }
}

impl From<skytally_catalog::CatalogError> for Failure {
    fn from(error: skytally_catalog::CatalogError) -> Self {
        Self::run(error)
    }
}

//! The report for the terminal: laid out by hand, because the columns depend on how wide the terminal is.

mod findings;
mod pen;
mod summary;

use std::io::{self, Write};

use self::pen::Pen;
use super::{Report, Screen};

/// Columns where nobody says how many there are, such as in a file.
const WIDTH_ELSEWHERE: usize = 120;
/// Beyond this, lines are hard to follow with the eye.
const WIDTH_MAX: usize = 200;
const WIDTH_MIN: usize = 48;

/// Writes the report for the terminal.
pub(super) fn write(report: &Report, screen: Screen, out: &mut dyn Write) -> io::Result<()> {
    let width = screen.width.unwrap_or(WIDTH_ELSEWHERE).clamp(WIDTH_MIN, WIDTH_MAX);
    let mut pen = Pen::new(out, screen.colour, width);
    summary::head(report, &mut pen)?;
    findings::failures(report, &mut pen)?;
    findings::unseen(report, &mut pen)?;
    summary::controls(report, &mut pen)?;
    summary::tail(report, &mut pen)
}

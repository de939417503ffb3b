//! Writing styled lines of a limited width.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use skytally_model::Severity;

use super::super::text;

/// Plain text.
pub(super) const PLAIN: Style = Style::new();
/// What is to be seen first.
pub(super) const BOLD: Style = Style::new().bold();
/// What is there to be looked up.
pub(super) const DIM: Style = Style::new().dimmed();
/// What is well.
pub(super) const GOOD: Style = AnsiColor::Green.on_default();
/// What failed.
pub(super) const BAD: Style = AnsiColor::Red.on_default();
/// What is not known. Neither green nor red.
pub(super) const UNKNOWN: Style = AnsiColor::Magenta.on_default();

/// The style of a severity.
pub(super) fn severity(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::BrightRed.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => AnsiColor::Blue.on_default(),
    }
}

/// Writes lines.
pub(super) struct Pen<'w> {
    out: &'w mut dyn Write,
    colour: bool,
    /// Columns of a line.
    pub(super) width: usize,
    line: String,
}

impl<'w> Pen<'w> {
    pub(super) fn new(out: &'w mut dyn Write, colour: bool, width: usize) -> Self {
        Self { out, colour, width, line: String::new() }
    }

    /// Adds text to the line.
    pub(super) fn put(&mut self, style: Style, text: &str) -> &mut Self {
        if self.colour && style != PLAIN && !text.is_empty() {
            self.line.push_str(&format!("{style}{text}{style:#}"));
        } else {
            self.line.push_str(text);
        }
        self
    }

    /// Ends the line.
    pub(super) fn end(&mut self) -> io::Result<()> {
        writeln!(self.out, "{}", self.line.trim_end())?;
        self.line.clear();
        Ok(())
    }

    /// An empty line.
    pub(super) fn gap(&mut self) -> io::Result<()> {
        self.end()
    }

    /// A heading with a rule up to the end of the line.
    pub(super) fn heading(&mut self, style: Style, title: &str, remark: &str) -> io::Result<()> {
        let remark = if remark.is_empty() { String::new() } else { format!(" {remark}") };
        let used = 3 + text::width(title) + text::width(&remark) + 1;
        let rule = "─".repeat(self.width.saturating_sub(used).max(2));
        self.gap()?;
        self.put(DIM, "── ").put(style.bold(), title).put(PLAIN, &remark).put(DIM, &format!(" {rule}"));
        self.end()
    }

    /// Text in as many lines as it takes, each after an indentation.
    pub(super) fn wrapped(&mut self, indent: usize, style: Style, text: &str) -> io::Result<()> {
        for line in text::wrap(text, self.width.saturating_sub(indent)) {
            self.put(PLAIN, &" ".repeat(indent)).put(style, &line);
            self.end()?;
        }
        Ok(())
    }

    /// A label and text beside it in as many lines as it takes.
    pub(super) fn labelled(
        &mut self,
        label: &str,
        columns: usize,
        style: Style,
        text: &str,
    ) -> io::Result<()> {
        for (at, line) in text::wrap(text, self.width.saturating_sub(columns)).iter().enumerate() {
            self.put(DIM, &text::pad(if at == 0 { label } else { "" }, columns)).put(style, line);
            self.end()?;
        }
        Ok(())
    }
}

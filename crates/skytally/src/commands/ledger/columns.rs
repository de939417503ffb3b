//! Columns for the terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Widest column of names and texts.
const WORDS_WIDTH: usize = 40;

/// Rows of cells. Columns that are empty everywhere are left out.
pub(super) struct Columns<const N: usize> {
    right: [bool; N],
    rows: Vec<[String; N]>,
}

impl<const N: usize> Columns<N> {
    /// Without rows; the columns of these numbers stand to the right.
    pub(super) fn new(right: &[usize]) -> Self {
        Self { right: std::array::from_fn(|column| right.contains(&column)), rows: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// The rows as lines, each with two spaces before every column.
    pub(super) fn text(&self) -> String {
        let mut widths = [0; N];
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, width), right) in row.iter().zip(widths).zip(self.right) {
                if width == 0 {
                    continue;
                }
                let pad = " ".repeat(width.saturating_sub(cell.width()));
                if right {
                    line.push_str(&format!("  {pad}{cell}"));
                } else {
                    line.push_str(&format!("  {cell}{pad}"));
                }
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// A text that fits its column, on one line.
pub(super) fn cut(text: &str) -> String {
    let text = one_line(text);
    if text.width() <= WORDS_WIDTH {
        return text;
    }
    let mut short = String::new();
    let mut width = 1;
    for c in text.chars() {
        width += c.width().unwrap_or(0);
        if width > WORDS_WIDTH {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

/// A text of somebody else, in which nothing moves the terminal's cursor or makes another line.
pub(super) fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}

/// `1 line`, `2 lines`.
pub(super) fn count(number: impl TryInto<u64>, one: &str) -> String {
    match number.try_into() {
        Ok(1) => format!("1 {one}"),
        Ok(number) => format!("{number} {one}s"),
        Err(_) => format!("some {one}s"),
    }
}

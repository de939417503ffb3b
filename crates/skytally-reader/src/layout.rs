//! Pieces of text with their places, put together to lines. Columns stand two spaces or more apart, at the same letter on each line as far as
//! can be: labels and what stands below them stay below each other.

use skytally_money::receipt::{LINES_MAX, SeenLine};

/// A letter of a PDF, or a word of a picture. Measures in any unit, from the left and from the top.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) left: f64,
    pub(crate) right: f64,
    /// Where it stands: the base line of letters, the middle of words.
    pub(crate) level: f64,
    /// The height of its letters.
    pub(crate) size: f64,
    /// 0 to 100.
    pub(crate) confidence: u8,
}

/// Widest page in letters.
const COLUMNS_MAX: usize = 240;

/// How pieces become lines.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules {
    /// Pieces are of one line that differ by less than so much of their size.
    pub(crate) same_line: f64,
    /// Pieces are of one word that stand closer than so much of their size. None: each is a word.
    pub(crate) same_word: Option<f64>,
}

/// Letters of a PDF.
pub(crate) const LETTERS: Rules = Rules { same_line: 0.4, same_word: Some(0.17) };
/// Words of a picture.
pub(crate) const WORDS: Rules = Rules { same_line: 0.5, same_word: None };

/// A gap of so much of the size parts columns.
const COLUMN_GAP: f64 = 1.1;
/// A gap between lines of so much of their size is an empty line.
const EMPTY_LINE: f64 = 2.4;

/// The lines of a page, from the top.
pub(crate) fn lines(mut pieces: Vec<Piece>, rules: Rules) -> Vec<SeenLine> {
    pieces.retain(|piece| {
        let numbers = [piece.left, piece.right, piece.level, piece.size];
        numbers.iter().all(|number| number.is_finite() && number.abs() < 1e7)
            && piece.size > 0.0
            && !piece.text.trim().is_empty()
    });
    if pieces.is_empty() {
        return Vec::new();
    }
    pieces.sort_by(|one, other| one.level.total_cmp(&other.level));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        // Rows are sorted by their level: only the last ones can be near.
        let row = rows.iter_mut().rev().take(4).find(|row| {
            let near = |other: &Piece| {
                (piece.level - other.level).abs() < rules.same_line * piece.size.min(other.size)
            };
            row.last().is_some_and(near)
        });
        match row {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    let letter = letter_width(&rows);
    let left = rows.iter().flatten().map(|piece| piece.left).fold(f64::INFINITY, f64::min);
    let mut lines: Vec<SeenLine> = Vec::new();
    let mut last: Option<(f64, f64)> = None;
    for mut row in rows {
        row.sort_by(|one, other| one.left.total_cmp(&other.left));
        let (level, size) = (row[0].level, row[0].size);
        if let Some((above, height)) = last
            && level - above > EMPTY_LINE * size.max(height)
        {
            lines.push(SeenLine::sure(""));
        }
        last = Some((level, size));
        lines.push(line(&row, rules, left, letter));
        if lines.len() > LINES_MAX {
            break;
        }
    }
    lines
}

/// How wide a letter is: the median over all pieces.
fn letter_width(rows: &[Vec<Piece>]) -> f64 {
    let mut widths: Vec<f64> = rows
        .iter()
        .flatten()
        .map(|piece| {
            (piece.right - piece.left)
                / f64::from(u32::try_from(piece.text.chars().count().max(1)).unwrap_or(1))
        })
        .filter(|width| *width > 0.0)
        .collect();
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).copied().unwrap_or(1.0).max(1e-3)
}

fn line(row: &[Piece], rules: Rules, left: f64, letter: f64) -> SeenLine {
    let mut text = String::new();
    let mut columns = 0;
    let mut last: Option<&Piece> = None;
    let (mut letters, mut sure) = (0_u64, 0_u64);
    for piece in row {
        if let Some(last) = last {
            // Bold by drawing twice.
            let same = piece.text == last.text && (piece.left - last.left).abs() < 0.15 * piece.size;
            if same && rules.same_word.is_some() {
                continue;
            }
            let gap = piece.left - last.right;
            let size = piece.size.min(last.size);
            let joined = rules.same_word.is_some_and(|most| gap < most * size);
            if gap > COLUMN_GAP * size {
                // A column: at least two spaces, and more up to where it stands.
                let wanted = ((piece.left - left) / letter).round().clamp(0.0, 1e6);
                let pad = (wanted as usize).saturating_sub(columns).clamp(2, COLUMNS_MAX);
                let pad = pad.min(COLUMNS_MAX.saturating_sub(columns).max(2));
                text.extend(std::iter::repeat_n(' ', pad));
                columns += pad;
            } else if !joined {
                text.push(' ');
                columns += 1;
            }
        } else {
            let indent = ((piece.left - left) / letter).round().clamp(0.0, 1e6) as usize;
            let indent = indent.min(COLUMNS_MAX);
            text.extend(std::iter::repeat_n(' ', indent));
            columns += indent;
        }
        let count = piece.text.chars().count();
        columns += count;
        letters += count as u64;
        sure += count as u64 * u64::from(piece.confidence);
        text.push_str(&piece.text);
        last = Some(piece);
    }
    SeenLine { text, confidence: u8::try_from(sure / letters.max(1)).unwrap_or(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str, left: f64, level: f64) -> Vec<Piece> {
        text.chars()
            .enumerate()
            .filter(|(_, c)| *c != ' ')
            .map(|(at, c)| {
                let left = left + at as f64 * 5.0;
                Piece { text: c.to_string(), left, right: left + 5.0, level, size: 10.0, confidence: 100 }
            })
            .collect()
    }

    #[test]
    fn columns_stand_below_each_other() {
        let mut pieces = letters("Total", 300.0, 20.5);
        pieces.extend(letters("Net amount", 0.0, 20.0));
        pieces.extend(letters("119,00", 295.0, 34.0));
        pieces.extend(letters("100,00", 20.0, 34.0));
        pieces.extend(letters("end", 0.0, 90.0));
        let lines: Vec<String> = lines(pieces, LETTERS).into_iter().map(|line| line.text).collect();
        let gap = |count: usize| " ".repeat(count);
        assert_eq!(
            lines,
            [
                format!("Net amount{}Total", gap(50)),
                format!("    100,00{}119,00", gap(49)),
                String::new(),
                "end".to_owned()
            ]
        );
    }

    #[test]
    fn letters_drawn_twice_are_one() {
        let mut pieces = letters("Sum", 0.0, 10.0);
        pieces.extend(letters("Sum", 0.4, 10.0));
        assert_eq!(lines(pieces, LETTERS)[0].text, "Sum");
    }

    #[test]
    fn places_beyond_all_measure_are_left_out() {
        let odd = |left: f64, size: f64| Piece {
            text: "x".to_owned(),
            left,
            right: left,
            level: 0.0,
            size,
            confidence: 100,
        };
        assert!(
            lines(vec![odd(f64::NAN, 1.0), odd(f64::INFINITY, 1.0), odd(1e300, 1.0), odd(0.0, 0.0)], LETTERS)
                .is_empty()
        );
        let far = lines(vec![odd(0.0, 1.0), odd(9e6, 1.0)], LETTERS);
        assert!(far[0].text.len() <= COLUMNS_MAX + 2, "{}", far[0].text.len());
    }
}

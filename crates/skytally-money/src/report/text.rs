//! A report as text in columns.

use skytally_model::Money;

use super::page::{Cell, Page, Style};

/// An amount as people read it: thousands apart, a true minus.
pub(super) fn amount(money: Money) -> String {
    let decimal = money.decimal();
    let (sign, digits) =
        decimal.strip_prefix('-').map_or(("", decimal.as_str()), |digits| ("\u{2212}", digits));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut text = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        // A name is one line here, whatever is in it.
        Cell::Text(text) => text.replace(char::is_control, " "),
        Cell::Amount(money) => amount((*money).into()),
        Cell::NotAvailable(missing) => Cell::not_available(missing),
    }
}

pub(super) fn write(page: &Page) -> String {
    let mut lines: Vec<(Style, Vec<String>)> = vec![(Style::Heading, page.columns.clone())];
    let headed = page.rows.iter().any(|row| row.style == Style::Heading);
    for row in &page.rows {
        let mut cells: Vec<String> = row.cells.iter().map(shown).collect();
        if let Some(first) = cells.first_mut() {
            let indent = usize::try_from(row.depth).unwrap_or(0).min(20)
                + usize::from(headed && row.style == Style::Row);
            *first = format!("{}{first}", "  ".repeat(indent));
        }
        lines.push((row.style, cells));
    }
    let width = |column: usize| {
        lines.iter().filter_map(|(_, cells)| cells.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..page.columns.len()).map(|column| width(column).unwrap_or(0)).collect();
    let mut text =
        format!("{}, {}\n{}\n\n", page.title, page.period, page.workspace.replace(char::is_control, " "));
    for (_, cells) in &lines {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let width = widths.get(column).copied().unwrap_or(0);
            if column > 0 {
                line.push_str("  ");
            }
            if column < page.texts {
                line.push_str(&format!("{cell:<width$}"));
            } else {
                line.push_str(&format!("{cell:>width$}"));
            }
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    for (title, list) in [("Rates", &page.rates), ("Notes", &page.notes)] {
        if !list.is_empty() {
            text.push_str(&format!("\n{title}\n"));
            for line in list {
                text.push_str(&format!("  {}\n", line.replace(char::is_control, " ")));
            }
        }
    }
    text.push_str(&format!("\nMade {}\n", page.made));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        for (minor, code, text) in [
            (0, "EUR", "0.00"),
            (-5, "EUR", "\u{2212}0.05"),
            (123_456_789, "EUR", "1,234,567.89"),
            (-100_000, "JPY", "\u{2212}100,000"),
            (999_999, "KWD", "999.999"),
        ] {
            assert_eq!(amount(Money::new(minor, code.parse().unwrap())), text);
        }
    }
}

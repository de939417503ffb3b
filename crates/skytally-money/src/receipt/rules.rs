//! From lines to a reading.

use super::dates::Day;
use super::items::items;
use super::labels::Kind;
use super::page::{LINES_MAX, Line, Page, page};
use super::totals::{PROVED, sums};
use super::words::SeenLine;
use super::{Field, MediaType, Reader, Reading, Source, TEXT_MAX_BYTES, currency, judge, payee};
use crate::bank::DateOrder;
use crate::bank::date::{Decided, Parts, decide};

/// How sure a day is whose order could be the other one.
const OPEN_ORDER: u8 = 60;
/// How sure a day is that nothing announces.
const BARE: u8 = 65;
/// So much a day that nothing announces loses for each other one that it may be.
const EACH_OTHER: u8 = 10;

/// Reads a receipt out of its lines, page by page. Pure: the same lines give the same reading.
///
/// What cannot be told stays `None`. An amount is taken for the total by its label, and for proved by [`judge`] alone; never because it is the largest.
pub fn read_pages(reader: Reader, media_type: MediaType, source: Source, pages: &[Vec<SeenLine>]) -> Reading {
    let pictured = matches!(source, Source::Picture | Source::PdfPictures);
    let page = page(pages, pictured);
    let mut reading = Reading::of_text(reader, media_type, source, text(&page));
    reading.pages = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    reading.pages_in_file = reading.pages;
    if page.left_out > 0 {
        reading
            .notes
            .push(format!("{} lines behind the first {LINES_MAX} were not looked at", page.left_out));
    }
    reading.template = page.issuer.map(|(issuer, _)| issuer.name.to_owned());
    reading.payee = payee::payee(&page);
    reading.number = payee::number(&page);
    reading.currency = currency::currency(&page, &mut reading.notes);
    reading.date = date(&page, &mut reading);
    amounts(&page, &mut reading);
    reading
}

/// Total, net, taxes and items: by the totals' own figures, else by what was bought.
fn amounts(page: &Page, reading: &mut Reading) {
    // The judge asks for a currency; which amounts fit each other does not depend on it.
    let chosen = sums(page).choose(page, reading);
    reading.items = items(page, chosen.end.unwrap_or(0));
    if reading.total.is_none() || judge(reading).proved() {
        return;
    }
    let unproved = (reading.total.clone(), std::mem::take(&mut reading.items));
    for (total, end) in chosen.others {
        let confidence = total.confidence.max(PROVED.min(total.confidence.saturating_add(20)));
        reading.total = Some(Field { confidence, ..total });
        reading.items = items(page, end.unwrap_or(0));
        if judge(reading).proved() {
            reading.notes.retain(|note| !note.starts_with("several amounts may be the total"));
            return;
        }
    }
    (reading.total, reading.items) = unproved;
}

/// The plain text, as far as it is kept.
fn text(page: &Page) -> String {
    let mut text = String::new();
    let mut at = 1;
    for line in &page.lines {
        if text.len() + line.text.len() + 2 > TEXT_MAX_BYTES {
            break;
        }
        if line.page != at {
            at = line.page;
            text.push('\u{c}');
        }
        text.push_str(line.text.trim_end());
        text.push('\n');
    }
    text
}

/// A day with what speaks for it.
struct Candidate<'p> {
    line: &'p Line,
    day: &'p Day,
    strength: u8,
}

/// The day of the receipt. Days that are due dates or parts of a period are none.
fn date(page: &Page, reading: &mut Reading) -> Option<Field<jiff::civil::Date>> {
    let all: Vec<Parts> = page.lines.iter().flat_map(|line| line.days.iter().map(|day| day.parts)).collect();
    let Decided { order, assumed, mixed } = order(page, reading, &all);
    let mut found: Vec<Candidate<'_>> = Vec::new();
    for (at, line) in page.lines.iter().enumerate() {
        for (nth, day) in line.days.iter().enumerate() {
            let told = announced(page, at, day);
            let strength = match told {
                Some((Kind::Date, strength)) => strength,
                Some(_) => continue,
                // Two days on one line are a period.
                None if line.days.len() > 1 => continue,
                None => BARE.saturating_sub(u8::try_from(nth).unwrap_or(0)),
            };
            found.push(Candidate { line, day, strength });
        }
    }
    // The strongest, and of those the first.
    let best = found
        .iter()
        .filter(|one| one.day.parts.date(order).is_some())
        .max_by_key(|one| (one.strength, std::cmp::Reverse(one.line.no)))?;
    let value = best.day.parts.date(order)?;
    let mut strength = best.strength;
    if strength <= BARE {
        let mut others: Vec<_> = found
            .iter()
            .filter_map(|one| one.day.parts.date(order))
            .filter(|other| *other != value)
            .collect();
        others.sort_unstable();
        others.dedup();
        let others = u8::try_from(others.len()).unwrap_or(u8::MAX);
        strength = strength.saturating_sub(EACH_OTHER.saturating_mul(others)).max(20);
    }
    let other = if order == DateOrder::Mdy { DateOrder::Dmy } else { DateOrder::Mdy };
    let open =
        best.day.parts.order().is_none() && best.day.parts.date(other).is_some_and(|other| other != value);
    if open && (assumed.is_some() || mixed) {
        strength = strength.min(OPEN_ORDER);
        let read = if order == DateOrder::Mdy { "month before day" } else { "day before month" };
        reading.notes.push(format!("{} was read as {read}; it may be the other way round", best.day.text));
    }
    Some(best.line.field(value, &best.day.text, strength))
}

/// The order of day and month: as all days say together, else as the issuer writes, else as its currency's country does.
fn order(page: &Page, reading: &Reading, all: &[Parts]) -> Decided {
    let own = page.issuer.and_then(|(issuer, _)| issuer.dates);
    let american = reading.currency.as_ref().is_some_and(|currency| currency.value.code() == "USD");
    let likely = own.unwrap_or(if american { DateOrder::Mdy } else { DateOrder::Dmy });
    let mut decided = decide(all, likely);
    let proved = decided.assumed.is_none() && !decided.mixed;
    if let Some(own) = own.filter(|_| !proved) {
        decided = Decided { order: own, assumed: None, mixed: false };
    }
    decided
}

/// What announces a day: the last label before it on its line, or the label of its column on the line above.
fn announced(page: &Page, at: usize, day: &Day) -> Option<(Kind, u8)> {
    let is_day = |kind: Kind| matches!(kind, Kind::Date | Kind::OtherDate);
    let line = &page.lines[at];
    let before = line.labels.iter().rev().find(|label| label.start < day.start && is_day(label.kind));
    if let Some(label) = before {
        return Some((label.kind, label.strength));
    }
    // "Amount due on May 1": a day behind a label of money is that of paying.
    if line.labels.iter().any(|label| {
        label.kind == Kind::Total && label.start < day.start && line.text[label.end..day.start].trim() == "on"
    }) {
        return Some((Kind::OtherDate, 0));
    }
    let above = page.lines[..at].iter().rev().take(2).find(|above| !above.cells.is_empty())?;
    if above.page != line.page || !above.days.is_empty() {
        return None;
    }
    let near = above
        .labels
        .iter()
        .filter(|label| is_day(label.kind))
        .min_by_key(|label| label.start.abs_diff(day.start))?;
    (near.start.abs_diff(day.start) <= 6).then_some((near.kind, near.strength.saturating_sub(3)))
}

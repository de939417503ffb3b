//! What a rule says, in words for people.

use jiff::civil::{Date, Weekday};

use super::rule::{Frequency, Parts};
use super::schedule::Weekend;

pub(super) fn words(parts: &Parts, start: Date, weekend: Weekend) -> String {
    let (one, many) = match parts.frequency {
        Frequency::Daily => ("day", "days"),
        Frequency::Weekly => ("week", "weeks"),
        Frequency::Monthly => ("month", "months"),
        Frequency::Yearly => ("year", "years"),
    };
    let mut said =
        if parts.interval == 1 { format!("every {one}") } else { format!("every {} {many}", parts.interval) };
    match on(parts, start) {
        Some(on) => said += &on,
        // Better the rule itself than words that leave something out.
        None => said += &format!(", by the rule {}", parts.text),
    }
    if let Some(count) = parts.count {
        said += &if count == 1 { ", once".to_owned() } else { format!(", {count} times") };
    }
    if let Some(until) = parts.until {
        said += &format!(", until {}", until.strftime("%-d %B %Y"));
    }
    said += match weekend {
        Weekend::Leave => "",
        Weekend::Before => ", on the Friday before where that is a weekend",
        Weekend::After => ", on the Monday after where that is a weekend",
    };
    said
}

fn on(parts: &Parts, start: Date) -> Option<String> {
    if parts.unusual {
        return None;
    }
    let months = (!parts.months.is_empty()).then(|| and(parts.months.iter().map(|no| month(*no)).collect()));
    let within = months.as_ref().map_or(String::new(), |months| format!(" in {months}"));
    let plain: Vec<Weekday> =
        parts.week_days.iter().filter(|(no, _)| *no == 0).map(|(_, day)| *day).collect();
    let all_plain = plain.len() == parts.week_days.len();
    match parts.frequency {
        Frequency::Daily | Frequency::Weekly => {
            if !parts.positions.is_empty() || !parts.month_days.is_empty() {
                return None;
            }
            let days = match (parts.frequency, plain.is_empty()) {
                (Frequency::Weekly, true) => format!(" on {}", name(start.weekday())),
                (_, true) => String::new(),
                _ => format!(" {}", week_days(&plain)),
            };
            Some(format!("{days}{within}"))
        }
        Frequency::Monthly => Some(format!("{}{within}", in_month(parts, start, &plain, all_plain)?)),
        Frequency::Yearly => {
            let single = match parts.months.as_slice() {
                [] => Some(start.month().into()),
                [only] => Some(*only),
                _ => None,
            };
            match (parts.month_days.as_slice(), single) {
                _ if !parts.week_days.is_empty() || !parts.positions.is_empty() => {
                    // Without months, a numbered day is counted through the whole year.
                    months.as_ref()?;
                    Some(format!("{}{within}", in_month(parts, start, &plain, all_plain)?))
                }
                // Without a month, a day of the month is one of each month.
                ([_, ..], _) if parts.months.is_empty() => None,
                ([], Some(no)) => Some(format!(" on {} {}", start.day(), month(no))),
                ([day], Some(no)) if *day > 0 => Some(format!(" on {day} {}", month(no))),
                _ => Some(format!("{}{within}", in_month(parts, start, &plain, all_plain)?)),
            }
        }
    }
}

fn in_month(parts: &Parts, start: Date, plain: &[Weekday], all_plain: bool) -> Option<String> {
    match (parts.month_days.is_empty(), parts.week_days.is_empty(), parts.positions.as_slice()) {
        (true, true, []) => {
            Some(format!(" on the {}{}", ordinal(start.day().into()), short(start.day().into())))
        }
        (false, true, []) => {
            let days: Vec<String> = parts.month_days.iter().map(|day| month_day(*day)).collect();
            let longest = parts.month_days.iter().copied().max().unwrap_or(0);
            Some(format!(" on the {}{}", and(days), short(longest)))
        }
        (true, false, []) if !all_plain && plain.is_empty() => {
            let days = parts.week_days.iter().map(|(no, day)| format!("{} {}", place(*no), name(*day)));
            Some(format!(" on the {}", and(days.collect())))
        }
        (true, false, []) if all_plain => Some(format!(" {}", week_days(plain))),
        (true, false, [no]) if all_plain => {
            let day = if is_working_week(plain) {
                "working day".to_owned()
            } else if let [only] = plain {
                name(*only).to_owned()
            } else {
                format!("day that is {}", or(plain.iter().map(|day| name(*day).to_owned()).collect()))
            };
            Some(format!(" on the {} {day}", place(*no)))
        }
        _ => None,
    }
}

/// RFC 5545 leaves a day out that a month has not; people expect to be told.
fn short(day: i32) -> &'static str {
    if day > 28 { " (left out in months that have no such day)" } else { "" }
}

fn is_working_week(days: &[Weekday]) -> bool {
    let mut numbers: Vec<i8> = days.iter().map(|day| day.to_monday_one_offset()).collect();
    numbers.sort_unstable();
    numbers == [1, 2, 3, 4, 5]
}

fn week_days(days: &[Weekday]) -> String {
    if is_working_week(days) {
        return "from Monday to Friday".to_owned();
    }
    format!("on {}", and(days.iter().map(|day| name(*day).to_owned()).collect()))
}

fn month_day(day: i32) -> String {
    match day {
        -1 => "last day".to_owned(),
        ..0 => format!("{} last day", ordinal(-day)),
        _ => ordinal(day),
    }
}

fn place(no: i32) -> String {
    match no {
        1 => "first".to_owned(),
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        -1 => "last".to_owned(),
        _ if no < 0 => format!("{} last", ordinal(-no)),
        _ => ordinal(no),
    }
}

fn ordinal(no: i32) -> String {
    let end = match (no % 10, no % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{no}{end}")
}

fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(no: i32) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let at = usize::try_from(no - 1).ok();
    at.and_then(|at| NAMES.get(at)).map_or_else(|| no.to_string(), |name| (*name).to_owned())
}

fn and(items: Vec<String>) -> String {
    joined(items, "and")
}

fn or(items: Vec<String>) -> String {
    joined(items, "or")
}

fn joined(mut items: Vec<String>, word: &str) -> String {
    match items.pop() {
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} {word} {last}", items.join(", ")),
        None => String::new(),
    }
}

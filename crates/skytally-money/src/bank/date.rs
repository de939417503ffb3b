//! Dates as banks write them.

use jiff::civil::Date;

use super::DateOrder;

/// Two digits of a year from here on are of the last century.
const CENTURY_TURNS: i16 = 70;

/// A date of digits without separators, `YYYYMMDD`, whatever time and zone stand behind it, or an ISO date. The day is that which is written:
/// a bank's day does not depend on where it is read.
pub(super) fn compact(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits < 8 {
        return iso(text);
    }
    // `20090401` alone, or with hours and so on.
    matches!(digits, 8 | 10 | 12 | 14..=20).then_some(())?;
    Date::new(text[..4].parse().ok()?, text[4..6].parse().ok()?, text[6..8].parse().ok()?).ok()
}

/// `YYYY-MM-DD`, whatever stands behind it.
pub(super) fn iso(text: &str) -> Option<Date> {
    let text = text.trim();
    let day = text.get(..10)?;
    if day.as_bytes()[4] != b'-' || text.as_bytes().get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    day.parse().ok()
}

/// `YYMMDD`, of the years 1980 to 2079, as SWIFT has it.
pub(super) fn six(text: &str) -> Option<Date> {
    let number = |at: usize| {
        text.get(at..at + 2).filter(|t| t.bytes().all(|b| b.is_ascii_digit()))?.parse::<i8>().ok()
    };
    let year = i16::from(number(0)?);
    Date::new(if year < 80 { 2000 + year } else { 1900 + year }, number(2)?, number(4)?).ok()
}

/// `MMDD`, of the year in which it is nearest to another date.
pub(super) fn four(text: &str, near: Option<Date>) -> Option<Date> {
    let number = |at: usize| {
        text.get(at..at + 2).filter(|t| t.bytes().all(|b| b.is_ascii_digit()))?.parse::<i8>().ok()
    };
    let (month, day) = (number(0)?, number(2)?);
    let near = near?;
    [near.year(), near.year() - 1, near.year() + 1]
        .into_iter()
        .filter_map(|year| Date::new(year, month, day).ok())
        .min_by_key(|date| (*date - near).get_days().abs())
}

/// A date of three parts whose order may be open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parts {
    numbers: [i16; 3],
    /// How many digits each part has.
    widths: [usize; 3],
    /// Which part is the month, where a word says it.
    month: Option<usize>,
    /// What stands between the parts.
    pub(super) separator: char,
    /// Quicken's apostrophe before a year of this century.
    apostrophe: bool,
}

impl Parts {
    /// Takes a date apart: `1/15/2004`, `15.1.04`, `1/15'04`, ` 1/ 1' 5`, `2004-01-15`, `15 Jan 2004`, `20040115`; a time behind it is let pass.
    pub(crate) fn read(text: &str) -> Option<Self> {
        if text.len() > 60 {
            return None;
        }
        let text = text.trim();
        if let Some(day) = text.get(..8).filter(|day| day.bytes().all(|b| b.is_ascii_digit())) {
            // Eight digits: a year comes first, unless it cannot be one.
            if text.len() > 8 && text.as_bytes()[8].is_ascii_digit() {
                return Self::stamp(text);
            }
            let parse = |range: std::ops::Range<usize>| day.get(range)?.parse::<i16>().ok();
            let year_first = (1900..2100).contains(&parse(0..4)?) && (1..=12).contains(&parse(4..6)?);
            let (numbers, widths) = if year_first {
                ([parse(0..4)?, parse(4..6)?, parse(6..8)?], [4, 2, 2])
            } else {
                ([parse(0..2)?, parse(2..4)?, parse(4..8)?], [2, 2, 4])
            };
            return Some(Self { numbers, widths, month: None, separator: '0', apostrophe: false });
        }
        let mut numbers = [0; 3];
        let mut widths = [0; 3];
        let mut month = None;
        let mut separators: [Option<char>; 2] = [None; 2];
        let mut rest = text;
        for part in 0..3 {
            rest = rest.trim_start_matches(' ');
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let letters = rest.chars().take_while(|c| c.is_alphabetic()).map(char::len_utf8).sum::<usize>();
            let length = if letters > 0 {
                if month.is_some() {
                    return None;
                }
                month = Some(part);
                numbers[part] = named(&rest[..letters])?;
                widths[part] = 2;
                letters
            } else {
                numbers[part] = rest[..digits].parse().ok().filter(|_| (1..=4).contains(&digits))?;
                widths[part] = digits;
                digits
            };
            rest = &rest[length..];
            if part < 2 {
                let before = rest.len();
                rest = rest.trim_start_matches(['.', ',']);
                let dotted = rest.len() < before;
                let spaced = rest.trim_start_matches(' ');
                let separator = spaced.chars().next()?;
                if matches!(separator, '/' | '-' | '.' | '\'' | '\u{2019}') {
                    separators[part] = Some(if dotted { '.' } else { separator });
                    rest = &spaced[separator.len_utf8()..];
                } else if dotted
                    || spaced.len() < rest.len()
                    || month == Some(part)
                    || letters == 0 && separator.is_alphabetic()
                {
                    separators[part] = Some(if dotted { '.' } else { ' ' });
                    rest = spaced;
                } else {
                    return None;
                }
            }
        }
        // A time may follow, nothing else.
        let tail = rest.trim_start_matches([' ', 'T', ',', '-', '.']);
        let behind = rest.chars().next();
        let time = tail.is_empty()
            || (tail.as_bytes()[0].is_ascii_digit()
                && tail.contains([':', '.', '-'])
                && behind.is_some_and(|c| !c.is_ascii_digit()));
        if !time {
            return None;
        }
        let apostrophe = matches!(separators[1], Some('\'' | '\u{2019}'));
        Some(Self { numbers, widths, month, separator: separators[0]?, apostrophe })
    }

    /// `YYYYMMDDhhmmss`.
    fn stamp(text: &str) -> Option<Self> {
        let date = compact(text)?;
        Some(Self {
            numbers: [date.year(), date.month().into(), date.day().into()],
            widths: [4, 2, 2],
            month: None,
            separator: '0',
            apostrophe: false,
        })
    }

    /// The order, where the date itself says it.
    pub(crate) fn order(&self) -> Option<DateOrder> {
        if self.widths[0] == 4 {
            return Some(DateOrder::Ymd);
        }
        match self.month {
            Some(0) => Some(DateOrder::Mdy),
            Some(1) => Some(DateOrder::Dmy),
            _ => None,
        }
    }

    /// The date, read in an order. What the date says itself goes before.
    pub(crate) fn date(&self, order: DateOrder) -> Option<Date> {
        let [a, b, c] = self.numbers;
        let (year, width, month, day) = match self.order().unwrap_or(order) {
            DateOrder::Ymd => (a, self.widths[0], b, c),
            DateOrder::Dmy => (c, self.widths[2], b, a),
            DateOrder::Mdy => (c, self.widths[2], a, b),
        };
        let year = match width {
            4 => year,
            1 | 2 if self.apostrophe => 2000 + year,
            1 | 2 if year < CENTURY_TURNS => 2000 + year,
            2 => 1900 + year,
            _ => return None,
        };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    }
}

/// The number of a month by its name, in the languages whose banks write it.
fn named(word: &str) -> Option<i16> {
    let word = word.to_lowercase();
    let short: String = word.chars().take(3).collect();
    if word.chars().count() < 3 {
        return None;
    }
    if word.starts_with("juil") {
        return Some(7);
    }
    Some(match short.as_str() {
        "jan" | "jän" | "ene" | "gen" => 1,
        "feb" | "fév" | "fev" => 2,
        "mar" | "mär" | "mrt" | "maa" => 3,
        "apr" | "avr" | "abr" => 4,
        "may" | "mai" | "mei" | "mag" => 5,
        "jun" | "jui" | "giu" => 6,
        "jul" | "lug" => 7,
        "aug" | "aoû" | "aou" | "ago" => 8,
        "sep" | "set" => 9,
        "oct" | "okt" | "ott" | "out" => 10,
        "nov" => 11,
        "dec" | "dez" | "déc" | "dic" => 12,
        _ => return None,
    })
}

/// How the order of day and month was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decided {
    pub(crate) order: DateOrder,
    /// What was assumed, where the dates do not prove it.
    pub(crate) assumed: Option<&'static str>,
    /// Some dates prove one order and some the other.
    pub(crate) mixed: bool,
}

/// Decides the order of day and month from all dates of a file together. `likely` is what is assumed when they say nothing.
pub(crate) fn decide(dates: &[Parts], likely: DateOrder) -> Decided {
    let open: Vec<&Parts> = dates.iter().filter(|date| date.order().is_none()).collect();
    let fits = |order: DateOrder| open.iter().filter(|date| date.date(order).is_some()).count();
    let certain = |order| Decided { order, assumed: None, mixed: false };
    if open.is_empty() {
        return certain(dates.first().and_then(Parts::order).unwrap_or(likely));
    }
    let (dmy, mdy) = (fits(DateOrder::Dmy), fits(DateOrder::Mdy));
    if dmy != mdy {
        let order = if dmy > mdy { DateOrder::Dmy } else { DateOrder::Mdy };
        return Decided { order, assumed: None, mixed: dmy.max(mdy) < open.len() };
    }
    if dmy < open.len() {
        // Two digits of a year may come first.
        if fits(DateOrder::Ymd) > dmy {
            return certain(DateOrder::Ymd);
        }
        return Decided { order: likely, assumed: None, mixed: true };
    }
    // Both fit everywhere. The separators of some countries say it.
    match open[0].separator {
        '.' => {
            return Decided {
                order: DateOrder::Dmy,
                assumed: Some("dates with points are written so"),
                mixed: false,
            };
        }
        '-' => {
            return Decided {
                order: DateOrder::Dmy,
                assumed: Some("dates with hyphens that end with the year are written so"),
                mixed: false,
            };
        }
        _ if open.iter().any(|date| date.apostrophe) => {
            return Decided {
                order: DateOrder::Mdy,
                assumed: Some("Quicken writes years with an apostrophe so"),
                mixed: false,
            };
        }
        _ => {}
    }
    // A statement goes through the days one by one: the order in which it jumps less.
    let jumps = |order: DateOrder| {
        let days: Vec<Date> = open.iter().filter_map(|date| date.date(order)).collect();
        days.windows(2).map(|pair| i64::from((pair[1] - pair[0]).get_days().abs())).sum::<i64>()
    };
    let (dmy, mdy) = (jumps(DateOrder::Dmy), jumps(DateOrder::Mdy));
    let order = match dmy.cmp(&mdy) {
        std::cmp::Ordering::Less if dmy * 3 < mdy => DateOrder::Dmy,
        std::cmp::Ordering::Greater if mdy * 3 < dmy => DateOrder::Mdy,
        _ if open.iter().all(|date| date.date(DateOrder::Dmy) == date.date(DateOrder::Mdy)) => {
            return certain(likely);
        }
        _ => return Decided { order: likely, assumed: Some("nothing in the file says which"), mixed: false },
    };
    Decided { order, assumed: Some("so the entries follow each other most closely"), mixed: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, order: DateOrder) -> Option<String> {
        Parts::read(text)?.date(order).map(|date| date.to_string())
    }

    #[test]
    fn dates_of_many_programs_are_read() {
        use DateOrder::{Dmy, Mdy, Ymd};
        for (text, order, expected) in [
            ("1/15/2004", Mdy, "2004-01-15"),
            ("15.1.04", Dmy, "2004-01-15"),
            ("15.01.2004", Dmy, "2004-01-15"),
            ("1/15'04", Mdy, "2004-01-15"),
            ("1/ 1' 5", Mdy, "2005-01-01"),
            ("1/ 1'00", Mdy, "2000-01-01"),
            ("2/14'2020", Mdy, "2020-02-14"),
            ("12/31/98", Mdy, "1998-12-31"),
            ("2022-09-23", Dmy, "2022-09-23"),
            ("2022/9/3", Dmy, "2022-09-03"),
            ("20220923", Dmy, "2022-09-23"),
            ("20220923120000", Dmy, "2022-09-23"),
            ("23092022", Dmy, "2022-09-23"),
            ("15 Jan 2004", Mdy, "2004-01-15"),
            ("15-Jan-04", Mdy, "2004-01-15"),
            ("Jan 15, 2004", Dmy, "2004-01-15"),
            ("3. März 2021", Mdy, "2021-03-03"),
            ("2017-02-14-11.57.44.235044", Dmy, "2017-02-14"),
            ("2017-02-14T11:57:44Z", Dmy, "2017-02-14"),
            ("14/02/2017 11:57", Dmy, "2017-02-14"),
            ("04-01-15", Ymd, "2004-01-15"),
        ] {
            assert_eq!(read(text, order).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "1/2",
            "30/2/2020",
            "x/y/z",
            "1.2.3.4",
            "12:30:00",
            "99/99/9999",
            "2020-13-01",
            "5",
            "1/2/20201",
            "1 2",
        ] {
            assert_eq!(read(text, Dmy), None, "{text}");
        }
    }

    #[test]
    fn the_order_is_decided_from_all_dates() {
        let order = |texts: &[&str]| {
            let parts: Vec<Parts> = texts.iter().filter_map(|text| Parts::read(text)).collect();
            let decided = decide(&parts, DateOrder::Mdy);
            (decided.order, decided.assumed.is_some(), decided.mixed)
        };
        assert_eq!(order(&["1/2/20", "13/2/20"]), (DateOrder::Dmy, false, false));
        assert_eq!(order(&["1/2/20", "2/13/20"]), (DateOrder::Mdy, false, false));
        assert_eq!(order(&["1/2/20", "3/4/20"]), (DateOrder::Mdy, true, false));
        assert_eq!(order(&["1.2.20", "3.4.20"]), (DateOrder::Dmy, true, false));
        assert_eq!(order(&["2020-01-02"]), (DateOrder::Ymd, false, false));
        assert_eq!(order(&["13/2/20", "14/2/20", "2/13/20"]), (DateOrder::Dmy, false, true));
        assert_eq!(order(&["01/03/20", "02/03/20", "03/03/20", "04/03/20"]), (DateOrder::Dmy, true, false));
        assert_eq!(order(&["1/1/20", "2/2/20"]), (DateOrder::Mdy, false, false));
    }

    #[test]
    fn swift_dates_are_of_the_nearest_year() {
        let day = |text| six(text).map(|date| date.to_string());
        assert_eq!(day("170914").as_deref(), Some("2017-09-14"));
        assert_eq!(day("991231").as_deref(), Some("1999-12-31"));
        assert_eq!(day("160230"), None);
        for (text, near, expected) in [
            ("0102", "2016-12-31", "2017-01-02"),
            ("1231", "2017-01-02", "2016-12-31"),
            ("0301", "2016-02-29", "2016-03-01"),
        ] {
            assert_eq!(four(text, near.parse().ok()).map(|d| d.to_string()).as_deref(), Some(expected));
        }
        assert_eq!(
            compact("20090401122017.000[-5:EST]").map(|d| d.to_string()).as_deref(),
            Some("2009-04-01")
        );
        assert_eq!(compact("20120231"), None);
        assert_eq!(compact("2012"), None);
    }
}

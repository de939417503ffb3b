//! The text of a rule, taken apart: what people are told about it, and what is refused.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};

/// The longest text of a rule, in bytes.
pub const RULE_MAX: usize = 500;
/// The largest number of days, weeks, months or years from one time to the next.
pub const INTERVAL_MAX: u16 = 1_000;
/// The largest number of times.
pub const COUNT_MAX: u32 = 10_000;

/// Why a rule is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// The text is too long.
    #[error("the rule has more than {RULE_MAX} characters")]
    TooLong,
    /// A part is not `NAME=value`.
    #[error("{0:?} is not a part of a rule, such as FREQ=MONTHLY")]
    Part(String),
    /// A part stands twice.
    #[error("{0} stands twice in the rule")]
    Twice(String),
    /// How often is not said.
    #[error("the rule does not say how often: it needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY")]
    NoFrequency,
    /// More often than once a day, or not known.
    #[error("{0:?} is not how often something can be posted: DAILY, WEEKLY, MONTHLY or YEARLY")]
    Frequency(String),
    /// A part that is about hours, or that no rule has.
    #[error("{0} is not a part that a schedule of days can have")]
    Unknown(String),
    /// A value is not what the part takes.
    #[error("{part}={value} is not {expected}")]
    Value {
        /// The part.
        part: &'static str,
        /// As given.
        value: String,
        /// What it takes.
        expected: &'static str,
    },
    /// Both ends are given.
    #[error("a rule ends by COUNT or by UNTIL, not by both")]
    TwoEnds,
    /// A part that RFC 5545 has not beside this frequency.
    #[error("{part} cannot stand in a rule that is {frequency}")]
    Together {
        /// The part.
        part: &'static str,
        /// The frequency.
        frequency: &'static str,
    },
    /// It begins on a day that no book has.
    #[error("the day {0} is not between 1900-01-01 and 2199-12-31")]
    Start(Date),
    /// The end is before the beginning.
    #[error("the rule ends on {until}, before it begins on {start}")]
    EndsBefore {
        /// The last day.
        until: Date,
        /// The first day.
        start: Date,
    },
    /// No day is one of it, such as 30 February.
    #[error("the rule never comes about")]
    Never,
    /// What the calculator of rules says beyond all that.
    #[error("the rule cannot be computed: {0}")]
    Other(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Frequency {
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

impl Frequency {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        }
    }
}

/// A rule taken apart. Only what can be said in words is kept; the rest stays in the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Parts {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) count: Option<u32>,
    pub(super) until: Option<Date>,
    pub(super) months: Vec<i32>,
    pub(super) month_days: Vec<i32>,
    /// Which one in the month or year, 0 for each; and the day of the week.
    pub(super) week_days: Vec<(i32, Weekday)>,
    pub(super) positions: Vec<i32>,
    /// Whether it has parts that have no words here.
    pub(super) unusual: bool,
    /// All parts but `UNTIL`, in the order in which they stood.
    pub(super) text: String,
}

impl Parts {
    pub(super) fn parse(rule: &str) -> Result<Self, ScheduleError> {
        if rule.len() > RULE_MAX {
            return Err(ScheduleError::TooLong);
        }
        let rule = rule.trim();
        let upper = rule.to_ascii_uppercase();
        let rule = upper.strip_prefix("RRULE:").unwrap_or(&upper);
        let mut parts = Self {
            frequency: Frequency::Daily,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            week_days: Vec::new(),
            positions: Vec::new(),
            unusual: false,
            text: String::new(),
        };
        let mut seen = BTreeSet::new();
        let mut frequency = None;
        // Rules that other programs wrote end with a semicolon now and then.
        for part in rule.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| ScheduleError::Part(part.to_owned()))?;
            if !seen.insert(name.to_owned()) {
                return Err(ScheduleError::Twice(name.to_owned()));
            }
            match name {
                "FREQ" => frequency = Some(self::frequency(value)?),
                "INTERVAL" => {
                    let expected = "a whole number from 1 to 1000";
                    let most = INTERVAL_MAX.into();
                    parts.interval = number("INTERVAL", value, 1, most, expected)?;
                }
                "COUNT" => {
                    let expected = "a whole number from 1 to 10000";
                    parts.count = Some(number("COUNT", value, 1, COUNT_MAX.into(), expected)?);
                }
                "UNTIL" => parts.until = Some(until(value)?),
                "BYMONTH" => parts.months = list("BYMONTH", value, 1, 12, false, "months from 1 to 12")?,
                "BYMONTHDAY" => {
                    let expected = "days of the month from 1 to 31, or from -1 (the last) to -31";
                    parts.month_days = list("BYMONTHDAY", value, 1, 31, true, expected)?;
                }
                "BYDAY" => parts.week_days = value.split(',').map(week_day).collect::<Result<_, _>>()?,
                "BYSETPOS" => {
                    let expected = "places from 1 to 366, or from -1 (the last) to -366";
                    parts.positions = list("BYSETPOS", value, 1, 366, true, expected)?;
                }
                "BYYEARDAY" => {
                    let expected = "days of the year from 1 to 366, or from -1 (the last) to -366";
                    list::<i32>("BYYEARDAY", value, 1, 366, true, expected)?;
                    parts.unusual = true;
                }
                "BYWEEKNO" => {
                    let expected = "weeks from 1 to 53, or from -1 (the last) to -53";
                    list::<i32>("BYWEEKNO", value, 1, 53, true, expected)?;
                    parts.unusual = true;
                }
                "WKST" if week_day(value).is_ok_and(|(no, _)| no == 0) => {}
                "WKST" => return Err(bad("WKST", value, "a day such as MO")),
                other => return Err(ScheduleError::Unknown(other.to_owned())),
            }
            if name != "UNTIL" {
                let between = if parts.text.is_empty() { "" } else { ";" };
                parts.text += &format!("{between}{name}={value}");
            }
        }
        parts.frequency = frequency.ok_or(ScheduleError::NoFrequency)?;
        if parts.count.is_some() && parts.until.is_some() {
            return Err(ScheduleError::TwoEnds);
        }
        parts.fit(&seen)?;
        Ok(parts)
    }

    /// What RFC 5545, section 3.3.10, says must not stand together.
    fn fit(&self, seen: &BTreeSet<String>) -> Result<(), ScheduleError> {
        use Frequency::{Daily, Monthly, Weekly, Yearly};
        let frequency = self.frequency;
        let not = |part: &'static str, wrong: bool| {
            if wrong {
                return Err(ScheduleError::Together { part, frequency: frequency.as_str() });
            }
            Ok(())
        };
        let has = |part: &str| seen.contains(part);
        not("BYMONTHDAY", has("BYMONTHDAY") && frequency == Weekly)?;
        not("BYYEARDAY", has("BYYEARDAY") && frequency != Yearly)?;
        not("BYWEEKNO", has("BYWEEKNO") && frequency != Yearly)?;
        let numbered = self.week_days.iter().any(|(no, _)| *no != 0);
        not("a numbered BYDAY", numbered && matches!(frequency, Daily | Weekly))?;
        not("a numbered BYDAY beside BYWEEKNO", numbered && has("BYWEEKNO"))?;
        not(
            "a BYDAY beyond the fifth of a month",
            frequency == Monthly && self.week_days.iter().any(|(no, _)| no.abs() > 5),
        )?;
        let others = seen.iter().any(|name| name.starts_with("BY") && name != "BYSETPOS");
        not("BYSETPOS without another BY part", has("BYSETPOS") && !others)
    }
}

fn bad(part: &'static str, value: &str, expected: &'static str) -> ScheduleError {
    ScheduleError::Value { part, value: value.chars().take(60).collect(), expected }
}

fn frequency(value: &str) -> Result<Frequency, ScheduleError> {
    [Frequency::Daily, Frequency::Weekly, Frequency::Monthly, Frequency::Yearly]
        .into_iter()
        .find(|frequency| frequency.as_str() == value)
        .ok_or_else(|| ScheduleError::Frequency(value.chars().take(60).collect()))
}

fn number<T: TryFrom<i64>>(
    part: &'static str,
    value: &str,
    least: i64,
    most: i64,
    expected: &'static str,
) -> Result<T, ScheduleError> {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let plain = !digits.is_empty() && digits.len() <= 9 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let read = plain.then(|| value.parse::<i64>().ok()).flatten();
    read.filter(|read| (least..=most).contains(read))
        .and_then(|read| T::try_from(read).ok())
        .ok_or_else(|| bad(part, value, expected))
}

fn list<T: TryFrom<i64> + Into<i64> + Copy>(
    part: &'static str,
    value: &str,
    least: i64,
    most: i64,
    negative: bool,
    expected: &'static str,
) -> Result<Vec<T>, ScheduleError> {
    value
        .split(',')
        .map(|item| {
            let read: T = number(part, item, -most, most, expected)?;
            let size: i64 = read.into();
            let fits = (least..=most).contains(&size) || (negative && (least..=most).contains(&-size));
            fits.then_some(read).ok_or_else(|| bad(part, item, expected))
        })
        .collect()
}

fn week_day(item: &str) -> Result<(i32, Weekday), ScheduleError> {
    let expected = "days such as MO, 1MO (the first Monday) or -1FR (the last Friday)";
    let not = || bad("BYDAY", item, expected);
    let at = item.len().checked_sub(2).filter(|at| item.is_char_boundary(*at)).ok_or_else(not)?;
    let (no, name) = item.split_at(at);
    let day = match name {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return Err(not()),
    };
    let no: i32 = if no.is_empty() { return Ok((0, day)) } else { number("BYDAY", no, -53, 53, expected)? };
    if no == 0 { Err(not()) } else { Ok((no, day)) }
}

/// The day of `20261231` or `20261231T235959Z`: it is part of the schedule.
fn until(value: &str) -> Result<Date, ScheduleError> {
    let not = || bad("UNTIL", value, "a day such as 20261231");
    let (day, time) = value.split_once('T').map_or((value, None), |(day, time)| (day, Some(time)));
    let digits =
        |text: &str, count: usize| text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(day, 8) || time.is_some_and(|time| !digits(time.trim_end_matches('Z'), 6)) {
        return Err(not());
    }
    let part = |from: usize, to: usize| day[from..to].parse::<i16>().ok();
    let date = part(0, 4).zip(part(4, 6)).zip(part(6, 8)).and_then(|((year, month), day)| {
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    });
    date.ok_or_else(not)
}

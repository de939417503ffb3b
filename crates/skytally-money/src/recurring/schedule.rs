//! The days of a rule. The rule is computed by the crate `rrule`; only days go in and out.

use std::fmt;

use chrono::{Datelike, TimeZone};
use jiff::civil::{Date, Weekday, date};
use rrule::{RRule, RRuleSet, Tz, Unvalidated};
use serde::{Deserialize, Serialize};

use super::rule::{Parts, ScheduleError};
use super::words;

/// The earliest day on which a schedule may begin.
pub const FIRST_DAY: Date = date(1900, 1, 1);
/// The last day that any schedule reaches: what is due later is not told.
pub const LAST_DAY: Date = date(2199, 12, 31);
/// The most days that are looked ahead by number.
pub const NEXT_MAX: usize = 1_000;

/// What becomes of a day on a weekend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weekend {
    /// It stays.
    #[default]
    Leave,
    /// The Friday before.
    Before,
    /// The Monday after.
    After,
}

/// One time of a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Occurrence {
    /// The day on which it is posted: moved off the weekend where that is wanted.
    pub date: Date,
    /// The day that the rule gives. It names the time, and is each once.
    pub due: Date,
}

/// A rule of RFC 5545 with its first day.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct Schedule {
    parts: Parts,
    start: Date,
    weekend: Weekend,
}

#[derive(Serialize, Deserialize)]
struct Written {
    rule: String,
    start: Date,
    #[serde(default)]
    weekend: Weekend,
}

impl Schedule {
    /// Reads a rule such as `FREQ=MONTHLY;BYMONTHDAY=-1`, with or without `RRULE:` before it. `start` is the earliest day: it is one
    /// of the schedule if the rule gives it.
    ///
    /// # Errors
    /// It is no rule, is about hours, has parts that do not go together, or never comes about.
    pub fn parse(rule: &str, start: Date) -> Result<Self, ScheduleError> {
        let parts = Parts::parse(rule)?;
        if !(FIRST_DAY..=LAST_DAY).contains(&start) {
            return Err(ScheduleError::Start(start));
        }
        if let Some(until) = parts.until.filter(|until| *until < start) {
            return Err(ScheduleError::EndsBefore { until, start });
        }
        let schedule = Self { parts, start, weekend: Weekend::Leave };
        // A rule that has no day at all is searched for one to the end of the calendar, at each call: it is refused once.
        if schedule.set()?.into_iter().next().is_none() {
            return Err(ScheduleError::Never);
        }
        Ok(schedule)
    }

    /// The same with days on weekends moved.
    #[must_use]
    pub fn with_weekend(self, weekend: Weekend) -> Self {
        Self { weekend, ..self }
    }

    /// The first day that may be one.
    pub fn start(&self) -> Date {
        self.start
    }

    /// What becomes of days on weekends.
    pub fn weekend(&self) -> Weekend {
        self.weekend
    }

    /// The rule as text, to be read again.
    pub fn rule(&self) -> String {
        match self.parts.until {
            Some(until) => format!("{};UNTIL={}", self.parts.text, until.strftime("%Y%m%d")),
            None => self.parts.text.clone(),
        }
    }

    /// What the rule says, for people: `every 2 weeks on Friday, 10 times`.
    pub fn words(&self) -> String {
        words::words(&self.parts, self.start, self.weekend)
    }

    /// The first `n` times that are posted later than a day, at most [`NEXT_MAX`].
    pub fn next(&self, after: Date, n: usize) -> Vec<Occurrence> {
        let later = self.ordered().filter(|occurrence| occurrence.date > after);
        later.take(n.min(NEXT_MAX)).collect()
    }

    /// All times that are posted from one day to another, both included.
    pub fn due(&self, from: Date, until: Date) -> Vec<Occurrence> {
        self.ordered()
            .skip_while(|occurrence| occurrence.date < from)
            .take_while(|occurrence| occurrence.date <= until)
            .collect()
    }

    /// In the order of their days; moving them off weekends keeps it.
    pub(super) fn ordered(&self) -> impl Iterator<Item = Occurrence> {
        // It was computed when the schedule was made, so it can be.
        let days = self.set().map(|set| set.into_iter()).into_iter().flatten();
        days.filter_map(|day| {
            let due = Date::new(
                i16::try_from(day.year()).ok()?,
                i8::try_from(day.month()).ok()?,
                i8::try_from(day.day()).ok()?,
            );
            due.ok()
        })
        .map(|due| Occurrence { date: moved(due, self.weekend), due })
    }

    fn set(&self) -> Result<RRuleSet, ScheduleError> {
        let other = |error: rrule::RRuleError| ScheduleError::Other(error.to_string());
        // Every rule gets an end, and so does every search. A rule that ends by number ends by it or by the last day of all.
        let until = self.parts.until.unwrap_or(LAST_DAY).min(LAST_DAY);
        let rule: RRule<Unvalidated> = self.parts.text.parse().map_err(other)?;
        rule.until(midnight(until)?).build(midnight(self.start)?).map(RRuleSet::limit).map_err(other)
    }
}

/// Where only days count, each is the first moment of it in UTC.
fn midnight(day: Date) -> Result<chrono::DateTime<Tz>, ScheduleError> {
    let positive = |part: i8| u32::from(part.unsigned_abs());
    Tz::UTC
        .with_ymd_and_hms(day.year().into(), positive(day.month()), positive(day.day()), 0, 0, 0)
        .single()
        .ok_or(ScheduleError::Start(day))
}

fn moved(due: Date, weekend: Weekend) -> Date {
    let days = match (weekend, due.weekday()) {
        (Weekend::Before, Weekday::Saturday) => -1,
        (Weekend::Before, Weekday::Sunday) => -2,
        (Weekend::After, Weekday::Saturday) => 2,
        (Weekend::After, Weekday::Sunday) => 1,
        _ => 0,
    };
    // Far from the ends of the calendar, by the limits of a schedule.
    due.checked_add(jiff::Span::new().days(days)).unwrap_or(due)
}

impl fmt::Debug for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Schedule({} from {}, {:?})", self.rule(), self.start, self.weekend)
    }
}

impl TryFrom<Written> for Schedule {
    type Error = ScheduleError;
    fn try_from(written: Written) -> Result<Self, ScheduleError> {
        Ok(Self::parse(&written.rule, written.start)?.with_weekend(written.weekend))
    }
}

impl From<Schedule> for Written {
    fn from(schedule: Schedule) -> Self {
        Self { rule: schedule.rule(), start: schedule.start, weekend: schedule.weekend }
    }
}

//! A transaction that comes again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::schedule::{NEXT_MAX, Occurrence, Schedule};
use crate::ledger::{Content, Source};

/// The most days that one leaves out.
pub const SKIPPED_MAX: usize = 500;
/// The most pauses of one.
pub const PAUSES_MAX: usize = 100;

/// A time in which nothing is posted, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pause {
    /// The first day.
    pub from: Date,
    /// The last day; none while nobody has said when it goes on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Date>,
}

impl Pause {
    /// Whether a day is in it.
    pub fn has(self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// What is wrong with what is left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecurringError {
    /// Too many days.
    #[error("it leaves out more than {SKIPPED_MAX} days")]
    Skipped,
    /// Too many pauses.
    #[error("it has more than {PAUSES_MAX} pauses")]
    Pauses,
    /// A pause ends before it begins.
    #[error("a pause ends on {until}, before it begins on {from}")]
    EndsBefore {
        /// The last day.
        until: Date,
        /// The first day.
        from: Date,
    },
}

/// A schedule and what is posted by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurring {
    /// Its id.
    pub id: String,
    /// When.
    pub schedule: Schedule,
    /// What. Its day and source are set anew for each posting.
    pub template: Content,
    /// Due days that are left out.
    #[serde(skip_serializing_if = "BTreeSet::is_empty", default)]
    pub skipped: BTreeSet<Date>,
    /// Times in which nothing is posted. What was due in them is not posted later either.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub pauses: Vec<Pause>,
}

impl Recurring {
    /// Whether what it leaves out may be so.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn check(&self) -> Result<(), RecurringError> {
        if self.skipped.len() > SKIPPED_MAX {
            return Err(RecurringError::Skipped);
        }
        if self.pauses.len() > PAUSES_MAX {
            return Err(RecurringError::Pauses);
        }
        for Pause { from, until } in &self.pauses {
            if let Some(until) = until.filter(|until| until < from) {
                return Err(RecurringError::EndsBefore { until, from: *from });
            }
        }
        Ok(())
    }

    /// Whether it pauses on a day.
    pub fn pauses_on(&self, day: Date) -> bool {
        self.pauses.iter().any(|pause| pause.has(day))
    }

    fn comes(&self, occurrence: &Occurrence) -> bool {
        !self.skipped.contains(&occurrence.due) && !self.pauses_on(occurrence.date)
    }

    /// The first `n` times that will be posted later than a day, without what is left out. Looks [`NEXT_MAX`] times ahead.
    pub fn next(&self, after: Date, n: usize) -> Vec<Occurrence> {
        // A pause without an end leaves nothing that could be looked for.
        let ends = self.pauses.iter().filter(|pause| pause.until.is_none()).map(|pause| pause.from).min();
        let ahead = self.schedule.ordered().filter(|one| one.date > after).take(NEXT_MAX);
        let before_the_end = ahead.take_while(|one| ends.is_none_or(|end| one.date < end));
        before_the_end.filter(|one| self.comes(one)).take(n).collect()
    }

    /// All times that are posted from one day to another, both included, without what is left out.
    pub fn due(&self, from: Date, until: Date) -> Vec<Occurrence> {
        let mut due = self.schedule.due(from, until);
        due.retain(|occurrence| self.comes(occurrence));
        due
    }

    /// What is to be posted for one time of the schedule.
    pub fn content(&self, occurrence: Occurrence) -> Content {
        let source = Source::Recurring { recurring: self.id.clone(), due: occurrence.due };
        Content { date: occurrence.date, source: Some(source), ..self.template.clone() }
    }

    /// What is still to be posted up to a day: each time once, the oldest first, however long nobody looked. `posted` has the due
    /// days of what was posted before, whatever became of that: what people deleted does not return.
    pub fn open(&self, until: Date, posted: &BTreeSet<Date>) -> Vec<Occurrence> {
        let mut due = self.due(Date::MIN, until);
        due.retain(|occurrence| !posted.contains(&occurrence.due));
        due
    }

    /// The key under which one time of the schedule is posted: the same at each attempt.
    pub fn key(&self, occurrence: Occurrence) -> String {
        posting_key(&self.id, occurrence.due)
    }
}

/// The key under which a recurring transaction is posted for a due day: whoever posts it again gets what was posted first. The day
/// stands first, so that no two pairs give one key.
pub fn posting_key(recurring: &str, due: Date) -> String {
    format!("recurring:{due}:{recurring}")
}

//! A transaction that comes again.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::schedule::{Occurrence, Schedule};
use crate::ledger::{Content, Source};

/// A schedule and what is posted by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurring {
    /// Its id.
    pub id: String,
    /// When.
    pub schedule: Schedule,
    /// What. Its day and source are set anew for each posting.
    pub template: Content,
}

impl Recurring {
    /// What is to be posted for one time of the schedule.
    pub fn content(&self, occurrence: Occurrence) -> Content {
        let source = Source::Recurring { recurring: self.id.clone(), due: occurrence.due };
        Content { date: occurrence.date, source: Some(source), ..self.template.clone() }
    }

    /// What is still to be posted up to a day: each time once, the oldest first, however long nobody looked. `posted` has the due
    /// days of what was posted before, whatever became of that: what people deleted does not return.
    pub fn open(&self, until: Date, posted: &BTreeSet<Date>) -> Vec<Occurrence> {
        let mut due = self.schedule.due(Date::MIN, until);
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

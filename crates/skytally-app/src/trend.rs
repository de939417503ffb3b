//! How many findings were open at the end of each day. Told backwards from now, by what happened since.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use skytally_model::{Severity, WorkspaceId};
use skytally_store::FindingTurn;

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// How many days can be asked for.
pub const TREND_DAYS: std::ops::RangeInclusive<i64> = 7..=365;
/// Seconds of a day in UTC.
const DAY_S: i64 = 24 * 60 * 60;

/// The findings that were open at the end of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrendDay {
    /// The day, in UTC.
    pub day: Date,
    /// How many of each severity, worst first.
    pub open: [i64; 5],
}

/// How open findings went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// Day by day; the last one is now.
    pub days: Vec<TrendDay>,
    /// Since when it is known.
    pub since: Option<Timestamp>,
}

impl Weighed for Trend {
    fn bytes(&self) -> usize {
        self.days.len() * size_of::<TrendDay>()
    }
}

impl App {
    /// How many findings were open at the end of each of the last days.
    ///
    /// # Errors
    /// They may not; more or fewer days than can be asked for.
    pub async fn trend(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        days: i64,
    ) -> Result<Arc<View<Trend>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        if !TREND_DAYS.contains(&days) {
            let (least, most) = (TREND_DAYS.start(), TREND_DAYS.end());
            return Err(AppError::invalid("days", format!("ask for {least} to {most} days")));
        }
        let stamp = self.stamp(caller, &scope).await?;
        let today = day_of(self.now());
        // A day ends without anything being changed.
        self.cached(&workspace.to_string(), &stamp, format!("trend {days} {today}"), async {
            let since = self.store.history_since(&scope).await?;
            let Some(known) = since else { return Ok(Trend { days: Vec::new(), since: None }) };
            let first = day_of(known).max(today - days + 1);
            let (turns, open) = self.store.finding_turns(&scope, first).await?;
            let mut now = [0; 5];
            open.iter().for_each(|(severity, count)| now[place(*severity)] += count);
            Ok(Trend { days: told(now, &turns, first, today), since })
        })
        .await
    }
}

fn place(severity: Severity) -> usize {
    match severity {
        Severity::Critical => 0,
        Severity::High => 1,
        Severity::Medium => 2,
        Severity::Low => 3,
        Severity::Info => 4,
    }
}

/// Days since 1970, in UTC.
fn day_of(at: Timestamp) -> i64 {
    at.as_second().div_euclid(DAY_S)
}

/// What was open at the end of each day, from what is open now and what happened since.
fn told(now: [i64; 5], turns: &[FindingTurn], first: i64, today: i64) -> Vec<TrendDay> {
    let mut open = now;
    let mut days = Vec::new();
    for day in (first..=today).rev() {
        if let Ok(at) = Timestamp::from_second(day.saturating_mul(DAY_S)) {
            days.push(TrendDay { day: at.to_zoned(TimeZone::UTC).date(), open });
        }
        // Before this day all that happened on it had not happened. What lies ahead, by another clock, belongs to today.
        for turn in turns.iter().filter(|turn| turn.day.min(today) == day) {
            if let Some(is) = turn.is {
                open[place(is)] -= turn.count;
            }
            if let Some(was) = turn.was {
                open[place(was)] += turn.count;
            }
        }
    }
    days.reverse();
    days
}

#[cfg(test)]
mod tests;

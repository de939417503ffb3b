//! What failed, and what was hidden.

use std::io;

use skytally_model::{Evaluation, Severity};

use super::super::text::{clean, count, fit, pad, plural, width, wrap};
use super::super::view::{Group, dollars, message, name, saving};
use super::super::{Report, view};
use super::pen::{self, BOLD, DIM, GOOD, PLAIN, Pen, UNKNOWN};

/// Resources shown of a check.
const SHOWN: usize = 10;
/// From this width on, a finding fits on one line.
const WIDE: usize = 110;
/// The same where findings also say which account they are in.
const WIDE_WITH_ACCOUNTS: usize = 130;
/// Checks named beside a cause.
const CHECKS_SHOWN: usize = 6;
/// Reasons shown of outcomes that AWS's answers leave open.
const REASONS_SHOWN: usize = 12;

/// The failures, worst first.
pub(super) fn failures(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let groups = report.groups();
    for severity in Severity::ALL {
        let of: Vec<&Group<'_>> = groups.iter().filter(|group| group.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        let findings: usize = of.iter().map(|group| group.failures.len()).sum();
        let remark =
            format!("{} of {}", plural(findings, "finding", "findings"), plural(of.len(), "check", "checks"));
        pen.heading(pen::severity(severity), &severity.as_str().to_uppercase(), &remark)?;
        for group in of {
            self::group(report, group, pen)?;
        }
    }
    Ok(())
}

fn group(report: &Report, group: &Group<'_>, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.gap()?;
    let label = group.label();
    let share = group.share().map(|share| format!("  {share}")).unwrap_or_default();
    pen.put(pen::severity(group.severity), "● ").put(BOLD, &label);
    let room = pen.width.saturating_sub(2 + width(&label) + 2 + width(&share));
    let title = clean(group.title);
    if width(&title) <= room {
        pen.put(PLAIN, "  ").put(PLAIN, &title).put(DIM, &share);
        pen.end()?;
    } else {
        pen.put(DIM, &share);
        pen.end()?;
        pen.wrapped(2, PLAIN, &title)?;
    }
    let shown = &group.failures[..group.failures.len().min(SHOWN)];
    let rows: Vec<Row> = shown.iter().map(|evaluation| Row::of(evaluation)).collect();
    let columns = Columns::of(report, &rows, pen.width);
    for row in &rows {
        columns.write(row, pen)?;
    }
    let hidden = group.failures.len() - shown.len();
    if hidden > 0 {
        pen.put(DIM, &format!("    … and {} more (--format json shows all)", count(hidden)));
        pen.end()?;
    }
    Ok(())
}

/// A finding as texts.
struct Row {
    resource: String,
    region: String,
    account: String,
    message: String,
    saving: String,
}

impl Row {
    fn of(evaluation: &Evaluation) -> Self {
        let id = clean(&evaluation.resource);
        Self {
            resource: name(evaluation)
                .map_or_else(|| id.to_string(), |name| format!("{} ({id})", clean(name))),
            region: evaluation.region.to_string(),
            account: evaluation.account.to_string(),
            message: clean(message(evaluation)).into_owned(),
            saving: saving(evaluation).map(|s| format!("{}/month", dollars(s))).unwrap_or_default(),
        }
    }
}

/// How wide each column is; none stands for a column that is not there.
struct Columns {
    resource: usize,
    region: usize,
    account: usize,
    saving: usize,
    wide: bool,
}

impl Columns {
    fn of(report: &Report, rows: &[Row], screen: usize) -> Self {
        let widest = |of: fn(&Row) -> &str| rows.iter().map(|row| width(of(row))).max().unwrap_or(0);
        let wide = screen >= if report.several_accounts() { WIDE_WITH_ACCOUNTS } else { WIDE };
        let region = widest(|row| &row.region);
        let account = if report.several_accounts() { 12 } else { 0 };
        let saving = widest(|row| &row.saving);
        let others = [region, account, saving]
            .into_iter()
            .filter(|&columns| columns > 0)
            .map(|c| c + 2)
            .sum::<usize>();
        let most = if wide { screen * 3 / 8 } else { screen.saturating_sub(4 + others) };
        let resource = widest(|row| &row.resource).min(most).max(12);
        Self { resource, region, account, saving, wide }
    }

    fn write(&self, row: &Row, pen: &mut Pen<'_>) -> io::Result<()> {
        pen.put(PLAIN, "    ").put(PLAIN, &pad(&fit(&row.resource, self.resource), self.resource));
        pen.put(DIM, &format!("  {}", pad(&row.region, self.region)));
        let mut used = 4 + self.resource + 2 + self.region;
        if self.account > 0 {
            pen.put(DIM, &format!("  {}", row.account));
            used += 2 + self.account;
        }
        if self.saving > 0 {
            pen.put(GOOD, &format!("  {:>width$}", row.saving, width = self.saving));
            used += 2 + self.saving;
        }
        if !self.wide {
            pen.end()?;
            return pen.wrapped(6, DIM, &row.message);
        }
        for (at, line) in wrap(&row.message, pen.width.saturating_sub(used + 2)).iter().enumerate() {
            let indent = if at == 0 { 2 } else { used + 2 };
            pen.put(PLAIN, &" ".repeat(indent)).put(PLAIN, line);
            pen.end()?;
        }
        Ok(())
    }
}

/// What was hidden, by cause, and what AWS's answers leave open.
pub(super) fn unseen(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let (unseen, untold) = (report.unseen(), report.untold());
    if unseen.is_empty() && untold.is_empty() {
        return Ok(());
    }
    let unknown = usize::try_from(report.totals().unknown).unwrap_or(usize::MAX);
    let remark = match unknown {
        0 => "no outcome hangs on it".to_owned(),
        _ => plural(unknown, "unknown outcome", "unknown outcomes"),
    };
    pen.heading(UNKNOWN, "NOT SEEN", &remark)?;
    for cause in &unseen {
        pen.gap()?;
        let account =
            if report.several_accounts() { format!(", account {}", cause.account) } else { String::new() };
        let text = format!("{}: {}{account}", clean(&cause.what()), cause.extent(report));
        for (at, line) in wrap(&text, pen.width.saturating_sub(2)).iter().enumerate() {
            pen.put(UNKNOWN, if at == 0 { "? " } else { "  " }).put(PLAIN, line);
            pen.end()?;
        }
        match cause.permission() {
            Some(permission) => {
                pen.put(PLAIN, "    add ").put(BOLD, &clean(permission));
                pen.end()?;
            }
            None => pen.wrapped(4, PLAIN, &clean(&cause.advice()))?,
        }
        if !cause.checks.is_empty() {
            let mut checks: Vec<&str> = cause.checks.iter().take(CHECKS_SHOWN).map(String::as_str).collect();
            let more = cause.checks.len().saturating_sub(CHECKS_SHOWN);
            let rest = format!("{} more", count(more));
            if more > 0 {
                checks.push(&rest);
            }
            let outcomes = plural(cause.outcomes, "outcome", "outcomes");
            pen.wrapped(4, DIM, &format!("leaves {outcomes} unknown: {}", checks.join(", ")))?;
        }
    }
    for reason in untold.iter().take(REASONS_SHOWN) {
        pen.gap()?;
        let resources = plural(reason.evaluations.len(), "resource", "resources");
        pen.put(UNKNOWN, "? ").put(BOLD, &view::label(reason.check, reason.variant));
        pen.put(PLAIN, &format!("  on {resources}"));
        pen.end()?;
        pen.wrapped(4, DIM, &clean(reason.because))?;
    }
    if untold.len() > REASONS_SHOWN {
        let more = count(untold.len() - REASONS_SHOWN);
        pen.gap()?;
        pen.put(DIM, &format!("  … and {more} more reasons (--format json shows all)"));
        pen.end()?;
    }
    Ok(())
}

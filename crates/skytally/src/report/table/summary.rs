//! What was looked at, and the sums.

use std::io;

use super::super::sums::{ControlStatus, Verdict};
use super::super::text::{clean, count, duration, fit, look_price, pad, plural, time, width, wrap};
use super::super::view::dollars;
use super::super::{Report, Tally};
use super::pen::{self, BAD, BOLD, DIM, GOOD, PLAIN, Pen, UNKNOWN};

/// Columns of the labels in the head.
const LABEL: usize = 12;
/// Regions named in the head.
const REGIONS_SHOWN: usize = 6;
/// Accounts named in the head, one a line.
const ACCOUNTS_SHOWN: usize = 12;
/// Services in the summary.
const SERVICES_SHOWN: usize = 15;

/// What was looked at.
pub(super) fn head(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let looked = report.looked();
    pen.put(BOLD, "Skytally scan").put(DIM, &format!("  {}", time(report.made)));
    pen.end()?;
    pen.gap()?;
    for (at, account) in report.accounts.iter().take(ACCOUNTS_SHOWN).enumerate() {
        let label = if at > 0 {
            ""
        } else if report.several_accounts() {
            "Accounts"
        } else {
            "Account"
        };
        let room = pen.width.saturating_sub(LABEL + 12 + 5);
        let caller = clean(&account.caller);
        pen.put(DIM, &pad(label, LABEL)).put(BOLD, account.account.as_str());
        pen.put(DIM, &format!("  as {}", fit(&caller, room)));
        pen.end()?;
    }
    if report.accounts.len() > ACCOUNTS_SHOWN {
        let more = count(report.accounts.len() - ACCOUNTS_SHOWN);
        pen.labelled("", LABEL, DIM, &format!("and {more} more"))?;
    }
    let names: Vec<&str> = looked.regions.iter().map(|region| region.as_str()).collect();
    let regions = match names.len() {
        0 => "none".to_owned(),
        n if n > REGIONS_SHOWN => format!("{n}: {}, …", names[..REGIONS_SHOWN].join(", ")),
        _ => names.join(", "),
    };
    pen.labelled(if names.len() == 1 { "Region" } else { "Regions" }, LABEL, PLAIN, &regions)?;
    let resources = format!(
        "{} of {}, {} in {}",
        plural(looked.resources, "resource", "resources"),
        plural(looked.kinds.len(), "kind", "kinds"),
        plural(report.checks_run(), "check", "checks"),
        duration(looked.took)
    );
    pen.labelled("Looked at", LABEL, PLAIN, &resources)?;
    let throttled = match looked.price.throttled {
        0 => String::new(),
        n => format!(" ({} throttled)", count(n)),
    };
    let calls = format!(
        "{} AWS calls{throttled}, {} by list price",
        count(looked.price.calls),
        look_price(looked.price.nano_usd)
    );
    pen.labelled("Cost", LABEL, PLAIN, &calls)?;
    if let Some(framework) = &report.framework {
        pen.labelled("Framework", LABEL, PLAIN, &clean(&framework.title))?;
    }
    for account in &report.accounts {
        for note in &account.notes {
            pen.labelled("Note", LABEL, UNKNOWN, &format!("{}: {}", account.account, clean(note)))?;
        }
        if account.cancelled {
            let text = format!("{}: the scan was stopped before its end", account.account);
            pen.labelled("Stopped", LABEL, UNKNOWN, &text)?;
        }
    }
    Ok(())
}

/// The controls of the framework.
pub(super) fn controls(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let Some(framework) = &report.framework else { return Ok(()) };
    let controls = report.controls();
    pen.heading(PLAIN, &clean(&framework.title), "")?;
    pen.gap()?;
    let number = controls.iter().map(|line| width(&line.control.id)).max().unwrap_or(0).clamp(7, 20);
    let status = ControlStatus::Nothing.as_str().len();
    let used = number + 2 + status + 2 + 20 + 2;
    let header = ["CONTROL", "STATUS", "PASS", "FAIL", "UNKNOWN", "TITLE"];
    let [h0, h1, h2, h3, h4, h5] = header;
    pen.put(DIM, &format!("{}  {}  {h2:>5} {h3:>5} {h4:>8}  {h5}", pad(h0, number), pad(h1, status)));
    pen.end()?;
    for line in &controls {
        let style = control_style(line.status);
        let tally = &line.tally;
        let id = clean(&line.control.id);
        for (at, title) in
            wrap(&clean(&line.control.title), pen.width.saturating_sub(used)).iter().enumerate()
        {
            if at == 0 {
                pen.put(PLAIN, &format!("{}  ", pad(&fit(&id, number), number)));
                pen.put(style, &pad(line.status.as_str(), status));
                let figures = [(tally.pass, 5), (tally.fail, 5), (tally.unknown, 8)];
                let figures = figures.map(|(n, columns)| format!("{:>columns$}", figure(n))).join(" ");
                pen.put(DIM, &format!("  {figures}  "));
            } else {
                pen.put(PLAIN, &" ".repeat(used));
            }
            pen.put(PLAIN, title);
            pen.end()?;
        }
    }
    pen.gap()?;
    let mut sums = Vec::new();
    for status in ControlStatus::ALL {
        let n = controls.iter().filter(|line| line.status == status).count();
        if n > 0 {
            sums.push(format!("{} {}", count(n), status.as_str()));
        }
    }
    let text = format!("{}: {}", plural(controls.len(), "control", "controls"), sums.join(", "));
    pen.wrapped(0, BOLD, &text)
}

fn control_style(status: ControlStatus) -> anstyle::Style {
    match status {
        ControlStatus::Pass => GOOD,
        ControlStatus::Fail => BAD,
        ControlStatus::Unknown => UNKNOWN,
        ControlStatus::Nothing | ControlStatus::NotRun | ControlStatus::NotCovered => DIM,
    }
}

/// A number, or a dot in place of zero, so that the eye finds what is not zero.
fn figure(number: u64) -> String {
    if number == 0 { "·".to_owned() } else { count(number) }
}

/// The sums, and the last word.
pub(super) fn tail(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    pen.heading(PLAIN, "SUMMARY", "")?;
    pen.gap()?;
    let totals = report.totals();
    if totals.told() > 0 {
        by_severity(report, &totals, pen)?;
        let pillars: Vec<(String, Tally)> = report
            .by_pillar()
            .into_iter()
            .map(|(pillar, tally)| (pillar.title().to_owned(), tally))
            .collect();
        tallies("PILLAR", &pillars, pen)?;
        tallies("SERVICE", &report.by_service(), pen)?;
    }
    let saving = report.saving();
    if saving.micro_usd_per_month > 0 {
        let findings = report.savings().len();
        pen.put(PLAIN, "Possible savings by list price: ")
            .put(GOOD.bold(), &format!("{} a month", dollars(saving)));
        pen.put(DIM, &format!(" on {}", plural(findings, "finding", "findings")));
        if report.unpriced() > 0 {
            pen.put(DIM, &format!(", and more on {} without a known list price", count(report.unpriced())));
        }
        pen.end()?;
        pen.gap()?;
    }
    verdict(report, pen)
}

fn by_severity(report: &Report, totals: &Tally, pen: &mut Pen<'_>) -> io::Result<()> {
    for (at, (severity, n)) in report.failures().into_iter().enumerate() {
        let style = if n > 0 { pen::severity(severity) } else { DIM };
        pen.put(PLAIN, if at > 0 { "  " } else { "" });
        pen.put(style, &format!("{} {severity}", count(n)));
    }
    pen.end()?;
    let unknown = if totals.unknown > 0 { UNKNOWN.bold() } else { DIM };
    pen.put(GOOD, &format!("{} pass", count(totals.pass))).put(PLAIN, "  ");
    pen.put(if totals.fail > 0 { BAD } else { DIM }, &format!("{} fail", count(totals.fail)))
        .put(PLAIN, "  ");
    pen.put(unknown, &format!("{} unknown", count(totals.unknown)));
    pen.end()?;
    pen.gap()
}

fn tallies(what: &str, lines: &[(String, Tally)], pen: &mut Pen<'_>) -> io::Result<()> {
    let shown = &lines[..lines.len().min(SERVICES_SHOWN)];
    let label = shown.iter().map(|(label, _)| width(label)).max().unwrap_or(0).max(width(what)).min(32);
    pen.put(DIM, &format!("{}  {:>8} {:>8} {:>8}", pad(what, label), "FAIL", "UNKNOWN", "PASS"));
    pen.end()?;
    for (title, tally) in shown {
        pen.put(PLAIN, &pad(&fit(title, label), label)).put(PLAIN, "  ");
        pen.put(if tally.fail > 0 { BAD } else { DIM }, &format!("{:>8}", figure(tally.fail)))
            .put(PLAIN, " ");
        pen.put(if tally.unknown > 0 { UNKNOWN } else { DIM }, &format!("{:>8}", figure(tally.unknown)));
        pen.put(PLAIN, " ")
            .put(if tally.pass > 0 { GOOD } else { DIM }, &format!("{:>8}", figure(tally.pass)));
        pen.end()?;
    }
    if lines.len() > shown.len() {
        let more = count(lines.len() - shown.len());
        pen.put(DIM, &format!("… and {more} more (--format json shows all)"));
        pen.end()?;
    }
    pen.gap()
}

/// The last word.
fn verdict(report: &Report, pen: &mut Pen<'_>) -> io::Result<()> {
    let style = match report.verdict() {
        Verdict::Nothing | Verdict::Partial => UNKNOWN,
        Verdict::Clear => GOOD,
        Verdict::Failures => {
            report.failures().into_iter().find(|(_, n)| *n > 0).map_or(BAD, |(s, _)| pen::severity(s))
        }
    };
    pen.wrapped(0, style.bold(), &report.last_word())
}

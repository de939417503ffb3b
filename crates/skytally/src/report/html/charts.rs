//! Charts as inline SVG. Their numbers stand beside the bars, so that nobody has to guess from a length or a colour.

use super::super::sums::ControlStatus;
use super::super::text::{count, fit};
use super::super::{Report, Tally};
use super::page::Page;

/// Units of a picture's width, and of its longest bar.
const WIDTH: u64 = 320;
/// Units of a row's height: a line of text with its bar below.
const ROW: u64 = 40;
/// Services in the chart.
const SERVICES: usize = 6;

/// Failures by severity.
pub(super) fn severities(report: &Report, page: &mut Page) {
    let failures = report.failures();
    let most = failures.iter().map(|(_, n)| *n as u64).max().unwrap_or(0).max(1);
    begin(page, "Findings by severity", failures.len());
    for (at, (severity, n)) in failures.iter().enumerate() {
        let y = at as u64 * ROW;
        let mut title = severity.to_string();
        title[..1].make_ascii_uppercase();
        label(page, y, &title);
        bar(page, 0, y, WIDTH, "track");
        bar(page, 0, y, (*n as u64 * WIDTH).div_ceil(most), severity.as_str());
        figure(page, y, &count(*n));
    }
    end(page);
}

/// Outcomes by pillar, as shares.
pub(super) fn pillars(report: &Report, page: &mut Page) {
    let pillars = report.by_pillar();
    begin(page, "Outcomes by pillar", pillars.len());
    for (at, (pillar, tally)) in pillars.iter().enumerate() {
        shares(page, at as u64 * ROW, pillar.title(), tally, tally.told());
    }
    end(page);
    legend(page);
}

/// Outcomes by service, those with most failures first.
pub(super) fn services(report: &Report, page: &mut Page) {
    let services = report.by_service();
    let shown = &services[..services.len().min(SERVICES)];
    begin(page, "Outcomes by service", shown.len());
    for (at, (service, tally)) in shown.iter().enumerate() {
        let short = service.trim_start_matches("Amazon ").trim_start_matches("AWS ");
        shares(page, at as u64 * ROW, short, tally, tally.told());
    }
    end(page);
    legend(page);
    if services.len() > shown.len() {
        let more = count(services.len() - shown.len());
        page.raw("<p class=\"note\">").text(&more).raw(" more with fewer failures</p>\n");
    }
}

/// How many controls came out how, as one bar.
pub(super) fn controls(counts: &[(ControlStatus, u64)], page: &mut Page) {
    let all: u64 = counts.iter().map(|(_, n)| n).sum();
    if all == 0 {
        return;
    }
    page.raw(
        "<svg class=\"band\" viewBox=\"0 0 1000 18\" preserveAspectRatio=\"none\" aria-hidden=\"true\">",
    );
    let mut before = 0;
    for (status, n) in counts {
        let (from, to) = (before * 1000 / all, (before + n) * 1000 / all);
        bar_at(page, (from, 0), (to - from, 18), status.key());
        before += n;
    }
    page.raw("</svg>\n");
}

fn begin(page: &mut Page, title: &'static str, rows: usize) {
    let height = rows as u64 * ROW;
    page.raw("<figure class=\"chart\">\n<figcaption>").raw(title).raw("</figcaption>\n<svg viewBox=\"0 0 ");
    page.number(WIDTH).raw(" ").number(height).raw("\" role=\"img\" aria-label=\"").raw(title).raw("\">\n");
}

fn end(page: &mut Page) {
    page.raw("</svg>\n");
}

fn legend(page: &mut Page) {
    page.raw("<p class=\"legend\"><span class=\"key fail\">fail</span> <span class=\"key unknown\">unknown</span> ");
    page.raw("<span class=\"key pass\">pass</span></p>\n");
}

fn shares(page: &mut Page, y: u64, title: &str, tally: &Tally, all: u64) {
    label(page, y, title);
    bar(page, 0, y, WIDTH, "track");
    let mut before = 0;
    for (class, n) in [("fail", tally.fail), ("unknown", tally.unknown), ("pass", tally.pass)] {
        if all > 0 && n > 0 {
            // What there is, is seen: no share is thinner than two units.
            let (from, to) = (before * WIDTH / all, (before + n) * WIDTH / all);
            bar(page, from, y, (to - from).max(2), class);
        }
        before += n;
    }
    let figures = match all {
        0 => "–".to_owned(),
        _ => format!("{} of {} fail", count(tally.fail), count(all)),
    };
    figure(page, y, &figures);
}

fn label(page: &mut Page, y: u64, text: &str) {
    page.raw("<text class=\"l\" x=\"0\" y=\"").number(y + 14).raw("\">").text(&fit(text, 28)).raw("</text>");
}

fn figure(page: &mut Page, y: u64, text: &str) {
    page.raw("<text class=\"n\" text-anchor=\"end\" x=\"")
        .number(WIDTH)
        .raw("\" y=\"")
        .number(y + 14)
        .raw("\">");
    page.text(text).raw("</text>\n");
}

fn bar(page: &mut Page, x: u64, y: u64, length: u64, class: &'static str) {
    if length > 0 {
        bar_at(page, (x, y + 21), (length, 9), class);
    }
}

fn bar_at(page: &mut Page, (x, y): (u64, u64), (width, height): (u64, u64), class: &'static str) {
    page.raw("<rect class=\"f-")
        .raw(class)
        .raw("\" x=\"")
        .number(x)
        .raw("\" y=\"")
        .number(y)
        .raw("\" width=\"");
    page.number(width).raw("\" height=\"").number(height).raw("\"/>");
}

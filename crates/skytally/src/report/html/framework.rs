//! The controls of a framework.

use super::super::Report;
use super::super::sums::ControlStatus;
use super::super::text::count;
use super::charts;
use super::page::Page;

/// The section; nothing without a framework.
pub(super) fn section(report: &Report, page: &mut Page) {
    let Some(framework) = &report.framework else { return };
    let controls = report.controls();
    let counts: Vec<(ControlStatus, u64)> = ControlStatus::ALL
        .into_iter()
        .map(|status| (status, controls.iter().filter(|line| line.status == status).count() as u64))
        // None passed, none unknown: that is worth saying. Of the rarer ones only what there is.
        .filter(|(status, n)| *n > 0 || !matches!(status, ControlStatus::Nothing | ControlStatus::NotRun))
        .collect();
    page.raw("<section id=\"framework\">\n<h2>")
        .text(&framework.title)
        .raw("</h2>\n<ul class=\"legend controls\">");
    for (status, n) in &counts {
        page.raw("<li><span class=\"key ").raw(status.key()).raw("\"><b>").text(&count(*n)).raw("</b> ");
        page.raw(status.as_str()).raw("</span></li>");
    }
    page.raw("</ul>\n");
    charts::controls(&counts, page);
    page.raw("<div class=\"card\">\n");
    let columns = [
        ("Control", ""),
        ("What it asks for", ""),
        ("Status", ""),
        ("Pass", "num"),
        ("Fail", "num"),
        ("Unknown", "num"),
    ];
    page.table("controls", "Controls and their status", &columns);
    for line in &controls {
        page.raw("<tr role=\"row\">").cell("Control", "nowrap").text(&line.control.id).raw("</td>");
        page.cell("What it asks for", "").text(&line.control.title).raw("</td>").cell("Status", "nowrap");
        page.raw("<span class=\"status ")
            .raw(line.status.key())
            .raw("\">")
            .raw(line.status.as_str())
            .raw("</span></td>");
        for (label, n) in
            [("Pass", line.tally.pass), ("Fail", line.tally.fail), ("Unknown", line.tally.unknown)]
        {
            page.cell(label, if n == 0 { "num dim" } else { "num" }).text(&count(n)).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.table_end().raw("</div>\n</section>\n");
}

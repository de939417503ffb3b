//! The head of the page, its summary, and what was looked at.

use super::super::sums::Verdict;
use super::super::text::{count, duration, look_price, plural, time};
use super::super::view::{dollars, label};
use super::super::{AccountReport, Report};
use super::charts;
use super::page::Page;

/// Who, when, and how much of it.
pub(super) fn cover(report: &Report, page: &mut Page) {
    let looked = report.looked();
    page.raw("<header class=\"cover\"><div class=\"wrap\">\n<p class=\"brand\">")
        .raw(MARK)
        .raw(" Skytally</p>\n");
    page.raw("<h1>AWS account review</h1>\n<p class=\"sub\">");
    for (at, account) in report.accounts.iter().enumerate() {
        page.raw(if at > 0 { ", " } else { "" })
            .raw("<strong>")
            .text(account.account.as_str())
            .raw("</strong>");
    }
    page.raw(" · ").text(&time(report.made)).raw("</p>\n");
    if let Some(framework) = &report.framework {
        page.raw("<p class=\"sub\">").text(&framework.title).raw("</p>\n");
    }
    page.raw("<dl class=\"facts\">\n");
    let mut fact = |title: &'static str, value: &str, remark: &str| {
        page.raw("<div><dt>").raw(title).raw("</dt><dd>").text(value);
        if !remark.is_empty() {
            page.raw(" <small>").text(remark).raw("</small>");
        }
        page.raw("</dd></div>\n");
    };
    fact("Accounts", &count(report.accounts.len()), "");
    fact("Regions", &count(looked.regions.len()), "");
    let kinds = format!("of {}", plural(looked.kinds.len(), "kind", "kinds"));
    fact("Resources", &count(looked.resources), &kinds);
    fact("Checks", &count(report.checks_run()), "");
    let price = format!("{} by list price", look_price(looked.price.nano_usd));
    fact("AWS calls", &count(looked.price.calls), &price);
    fact("Duration", &duration(looked.took), "");
    page.raw("</dl>\n</div></header>\n<nav aria-label=\"Sections\"><div class=\"wrap\">");
    page.raw("<a href=\"#summary\">Summary</a>");
    let mut link = |there: bool, html: &'static str| {
        if there {
            page.raw(html);
        }
    };
    link(report.is_partial(), "<a href=\"#unseen\">Could not be seen</a>");
    link(report.totals().fail > 0, "<a href=\"#findings\">Findings</a>");
    link(report.framework.is_some(), "<a href=\"#framework\">Controls</a>");
    link(!report.savings().is_empty(), "<a href=\"#savings\">Savings</a>");
    page.raw("<a href=\"#looked\">What was looked at</a></div></nav>\n");
}

/// The sentence, the numbers and the charts.
pub(super) fn summary(report: &Report, page: &mut Page) {
    let totals = report.totals();
    page.raw("<section id=\"summary\">\n<h2>Summary</h2>\n<p class=\"verdict ").raw(match report.verdict() {
        Verdict::Nothing => "none",
        Verdict::Clear => "pass",
        Verdict::Partial => "unknown",
        Verdict::Failures => "fail",
    });
    page.raw("\">").text(&report.last_word());
    if report.accounts.iter().any(|account| account.cancelled) {
        page.raw(" The scan was stopped before its end.");
    }
    page.raw("</p>\n");
    if totals.told() == 0 {
        page.raw("</section>\n");
        return;
    }
    page.raw("<h3 class=\"quiet\">Findings by severity</h3>\n<ul class=\"tiles\">\n");
    for (severity, n) in report.failures() {
        page.raw("<li class=\"tile ")
            .raw(severity.as_str())
            .raw(if n == 0 { " zero" } else { "" })
            .raw("\"><b>");
        page.text(&count(n)).raw("</b> <span>").raw(severity.as_str()).raw("</span></li>\n");
    }
    page.raw("</ul>\n<h3 class=\"quiet\">Outcomes of all checks</h3>\n<ul class=\"tiles three\">\n");
    for (class, n, title) in [
        ("fail", totals.fail, "failed"),
        ("unknown", totals.unknown, "unknown: could not be seen"),
        ("pass", totals.pass, "passed"),
    ] {
        page.raw("<li class=\"tile ").raw(class).raw(if n == 0 { " zero" } else { "" }).raw("\"><b>");
        page.text(&count(n)).raw("</b> <span>").raw(title).raw("</span></li>\n");
    }
    page.raw("</ul>\n");
    let saving = report.saving();
    if saving.micro_usd_per_month > 0 {
        page.raw("<p class=\"saving\"><b>")
            .text(&dollars(saving))
            .raw("</b> a month could be saved, estimated ");
        page.raw("by list price");
        if report.unpriced() > 0 {
            page.raw(", and more on ").text(&count(report.unpriced())).raw(" without a known list price");
        }
        page.raw(". <a href=\"#savings\">Where</a></p>\n");
    }
    page.raw("<div class=\"charts\">\n");
    for chart in [charts::severities, charts::pillars, charts::services] {
        chart(report, page);
        page.raw("</figure>\n");
    }
    page.raw("</div>\n</section>\n");
}

/// The accounts, the resources and the checks that found nothing wrong.
pub(super) fn looked(report: &Report, page: &mut Page) {
    page.raw("<section id=\"looked\">\n<h2>What was looked at</h2>\n");
    for account in &report.accounts {
        self::account(report, account, page);
    }
    passed(report, page);
    page.raw("</section>\n");
}

fn account(report: &Report, account: &AccountReport, page: &mut Page) {
    page.raw("<article class=\"card\">\n<h3>Account ").text(account.account.as_str()).raw("</h3>\n");
    for note in &account.notes {
        page.raw("<p class=\"warn\">").text(note).raw("</p>\n");
    }
    if account.cancelled {
        page.raw("<p class=\"warn\">The scan was stopped before its end.</p>\n");
    }
    page.raw("<dl class=\"pairs\">\n<dt>Seen as</dt><dd>").code(&account.caller);
    page.raw("</dd>\n<dt>Partition</dt><dd>")
        .text(account.partition.as_str())
        .raw("</dd>\n<dt>Regions</dt><dd>");
    let regions: Vec<&str> = account.regions.iter().map(|region| region.as_str()).collect();
    page.text(&regions.join(", "))
        .raw("</dd>\n<dt>Looked</dt><dd>")
        .text(&time(account.started))
        .raw(", for ");
    page.text(&duration(account.ended.duration_since(account.started))).raw("</dd>\n<dt>AWS calls</dt><dd>");
    page.text(&count(account.price.calls))
        .raw(", ")
        .text(&look_price(account.price.nano_usd))
        .raw(" by list price");
    if account.price.throttled > 0 {
        page.raw(", ").text(&count(account.price.throttled)).raw(" throttled");
    }
    page.raw("</dd>\n</dl>\n");
    if !account.resources.is_empty() {
        page.raw("<details><summary>Resources by kind</summary>\n");
        let caption = format!("Resources of account {} by kind", account.account);
        page.table("narrow", &caption, &[("Kind", ""), ("Id of the kind", ""), ("Resources", "num")]);
        for (kind, n) in &account.resources {
            page.raw("<tr role=\"row\">").cell("Kind", "").text(report.kind_title(kind)).raw("</td>");
            page.cell("Id of the kind", "").code(kind.as_str()).raw("</td>");
            page.cell("Resources", "num").text(&count(*n)).raw("</td></tr>\n");
        }
        page.table_end().raw("</details>\n");
    }
    page.raw("</article>\n");
}

/// Checks without a failure. One that also has unknown outcomes, or nothing to look at, says so.
fn passed(report: &Report, page: &mut Page) {
    let well: Vec<_> = report.tallies.iter().filter(|(_, tally)| tally.fail == 0).collect();
    if well.is_empty() {
        return;
    }
    page.raw("<article class=\"card\">\n<details><summary>Checks without a finding (")
        .text(&count(well.len()));
    page.raw(")</summary>\n");
    let columns = [("Check", ""), ("What should be so", ""), ("Passed", "num"), ("Unknown", "num")];
    page.table("", "Checks without a finding", &columns);
    for ((id, variant), tally) in well {
        let variant = variant.as_deref();
        page.raw("<tr role=\"row\">").cell("Check", "text").code(&label(id, variant)).raw("</td>");
        page.cell("What should be so", "").text(report.title(id, variant)).raw("</td>");
        if tally.told() == 0 {
            page.raw("<td role=\"cell\" colspan=\"2\" class=\"num dim\">nothing to check</td></tr>\n");
            continue;
        }
        page.cell("Passed", "num").text(&count(tally.pass)).raw("</td>");
        let class = if tally.unknown > 0 { "num unknown" } else { "num dim" };
        page.cell("Unknown", class).text(&count(tally.unknown)).raw("</td></tr>\n");
    }
    page.table_end().raw("</details>\n</article>\n");
}

/// How to read it all.
pub(super) fn footer(page: &mut Page) {
    page.raw("<footer><div class=\"wrap\">\n<p><strong>How to read this.</strong> <em>Unknown</em> means that a check ");
    page.raw(
        "could not be answered, because something was not seen: it is neither right nor wrong. Savings are ",
    );
    page.raw(
        "estimates by list price for a month of 730 hours; discounts and taxes are not in them. The report ",
    );
    page.raw("shows the accounts as they were when they were looked at.</p>\n<p>Made by Skytally ");
    page.text(env!("CARGO_PKG_VERSION")).raw(". Nothing in the accounts was changed.</p>\n</div></footer>\n");
}

/// A cloud over tally marks.
const MARK: &str = "<svg class=\"mark\" viewBox=\"0 0 40 36\" aria-hidden=\"true\">\
    <path d=\"M11 20a7 7 0 0 1 .6-14A10 10 0 0 1 31 8.6a5.8 5.8 0 0 1-1.5 11.4z\"/>\
    <path d=\"M12 25v9M18 25v9M24 25v9M30 25v9M8 33l26-7\"/></svg>";

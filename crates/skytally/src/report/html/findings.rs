//! The findings by check, with what they risk and how to mend them; and what they cost.

use skytally_catalog::Check;
use skytally_model::{Evaluation, Severity};

use super::super::Report;
use super::super::text::{count, plural};
use super::super::view::{Group, dollars, label, message, name, saving};
use super::page::Page;

/// Resources listed of a check. A page of more than this opens in no browser.
const LISTED: usize = 1_000;
/// From this many resources on, a list begins folded.
const FOLDED_FROM: usize = 26;
/// Savings listed.
const SAVINGS: usize = 200;

/// The section; nothing where nothing failed.
pub(super) fn section(report: &Report, page: &mut Page) {
    let groups = report.groups();
    if groups.is_empty() {
        return;
    }
    page.raw("<section id=\"findings\">\n<h2>Findings</h2>\n<div class=\"toolbar\" hidden>\n");
    page.raw(
        "<label>Find <input type=\"search\" id=\"find\" placeholder=\"check, resource, region …\"></label>\n",
    );
    page.raw("<span role=\"group\" aria-label=\"Severities\">");
    for (severity, n) in report.failures() {
        if n > 0 {
            page.raw("<button type=\"button\" aria-pressed=\"true\" data-severity=\"").raw(severity.as_str());
            page.raw("\">").raw(severity.as_str()).raw("</button>");
        }
    }
    page.raw("</span>\n<button type=\"button\" id=\"unfold\">Unfold all</button>\n");
    page.raw("<output id=\"matches\" aria-live=\"polite\"></output>\n</div>\n");
    for severity in Severity::ALL {
        let of: Vec<&Group<'_>> = groups.iter().filter(|group| group.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        let findings: usize = of.iter().map(|group| group.failures.len()).sum();
        page.raw("<div class=\"level\" data-severity=\"")
            .raw(severity.as_str())
            .raw("\">\n<h3 class=\"level-title ");
        page.raw(severity.as_str()).raw("\">").raw(severity.as_str()).raw(" <small>");
        page.text(&plural(findings, "finding", "findings")).raw("</small></h3>\n");
        for group in of {
            self::group(report, group, page);
        }
        page.raw("</div>\n");
    }
    page.raw("</section>\n");
}

fn group(report: &Report, group: &Group<'_>, page: &mut Page) {
    page.raw("<article class=\"card check ").raw(group.severity.as_str()).raw("\">\n<h4>").text(group.title);
    page.raw("</h4>\n<p class=\"meta\"><span class=\"pill ").raw(group.severity.as_str()).raw("\">");
    page.raw(group.severity.as_str()).raw("</span> ").code(&group.label());
    if let Some(check) = group.check {
        page.raw(" <span>").text(check.pillar.title()).raw("</span> <span>");
        page.text(report.service_title(&check.service)).raw("</span>");
    }
    if let Some(share) = group.share() {
        page.raw(" <span>").text(&share).raw("</span>");
    }
    if group.tally.unknown > 0 {
        page.raw(" <span class=\"unknown\">").text(&count(group.tally.unknown)).raw(" unknown</span>");
    }
    if let Some(saving) = group.saving() {
        page.raw(" <span class=\"money\">saves ").text(&dollars(saving)).raw(" a month</span>");
    }
    page.raw("</p>\n");
    if let Some(check) = group.check {
        page.raw("<p class=\"risk\">").text(check.risk.trim()).raw("</p>\n");
        remedy(report, group, check, page);
    }
    let open = if group.failures.len() < FOLDED_FROM {
        "<details class=\"list\" open>"
    } else {
        "<details class=\"list\">"
    };
    page.raw(open)
        .raw("<summary>")
        .text(&plural(group.failures.len(), "resource", "resources"))
        .raw("</summary>\n");
    resources(report, group, page);
    page.raw("</details>\n</article>\n");
}

fn remedy(report: &Report, group: &Group<'_>, check: &Check, page: &mut Page) {
    page.raw("<details class=\"remedy\"><summary>How to mend it</summary>\n<h5>Console</h5>\n<p>");
    page.text(check.remedy.console.trim()).raw("</p>\n<h5>Command line</h5>\n").block(&check.remedy.cli);
    page.raw("<h5>CloudFormation</h5>\n").block(&check.remedy.cloudformation);
    let references = report.references(check, group.variant);
    if !references.is_empty() {
        page.raw("<h5>Controls</h5>\n<ul>");
        for (framework, numbers) in references {
            let title = report.framework_title(&framework);
            page.raw("<li>").text(title).raw(": ").text(&numbers.join(", ")).raw("</li>");
        }
        page.raw("</ul>\n");
    }
    if !check.links.is_empty() {
        page.raw("<h5>Read more</h5>\n<ul class=\"links\">");
        for link in &check.links {
            page.raw("<li>").link(link).raw("</li>");
        }
        page.raw("</ul>\n");
    }
    page.raw("</details>\n");
}

fn resources(report: &Report, group: &Group<'_>, page: &mut Page) {
    let accounts = report.several_accounts();
    let savings = group.failures.iter().any(|e| saving(e).is_some());
    let mut columns = vec![("Resource", ""), ("Region", "")];
    if accounts {
        columns.push(("Account", ""));
    }
    columns.push(("What is wrong", ""));
    if savings {
        columns.push(("Saves a month", "num"));
    }
    page.table("resources", &format!("Resources that fail {}", group.label()), &columns);
    for e in group.failures.iter().take(LISTED) {
        page.raw("<tr role=\"row\">");
        resource(e, page);
        page.cell("Region", "nowrap").text(e.region.as_str()).raw("</td>");
        if accounts {
            page.cell("Account", "nowrap").text(e.account.as_str()).raw("</td>");
        }
        page.cell("What is wrong", "text").isolated(message(e)).raw("</td>");
        if savings {
            page.cell("Saves a month", "num").text(&saving(e).map(dollars).unwrap_or_default()).raw("</td>");
        }
        page.raw("</tr>\n");
    }
    page.table_end();
    if group.failures.len() > LISTED {
        page.raw("<p class=\"note\">… and ").text(&count(group.failures.len() - LISTED));
        page.raw(" more (<code>--format csv</code> shows all)</p>\n");
    }
}

fn resource(e: &Evaluation, page: &mut Page) {
    page.cell("Resource", "id");
    if let Some(name) = name(e) {
        page.raw("<strong>").isolated(name).raw("</strong> ");
    }
    page.code(&e.resource).raw("</td>");
}

/// What could be saved; nothing where nothing can.
pub(super) fn savings(report: &Report, page: &mut Page) {
    let savings = report.savings();
    if savings.is_empty() {
        return;
    }
    page.raw("<section id=\"savings\">\n<h2>Possible savings</h2>\n<p class=\"lead\">Estimate by list price: what mending ");
    page.raw("these findings would save in a month of 730 hours. Not spend; discounts are not in it.</p>\n");
    page.raw("<div class=\"card\">\n");
    let columns =
        [("Resource", ""), ("Check", ""), ("Account", ""), ("Region", ""), ("Saves a month", "num")];
    page.table("resources", "Possible savings by list price", &columns);
    for (e, saving) in savings.iter().take(SAVINGS) {
        page.raw("<tr role=\"row\">");
        resource(e, page);
        page.cell("Check", "text").code(&label(&e.check, e.variant.as_deref())).raw("</td>");
        page.cell("Account", "nowrap").text(e.account.as_str()).raw("</td>");
        page.cell("Region", "nowrap").text(e.region.as_str()).raw("</td>");
        page.cell("Saves a month", "num").text(&dollars(*saving)).raw("</td></tr>\n");
    }
    if savings.len() > SAVINGS {
        let more = count(savings.len() - SAVINGS);
        page.raw("<tr role=\"row\"><td role=\"cell\" colspan=\"5\" class=\"dim\">… and ").text(&more);
        page.raw(" smaller ones (<code>--format csv</code> shows all)</td></tr>\n");
    }
    page.raw("</tbody>\n<tfoot><tr role=\"row\"><th role=\"rowheader\" scope=\"row\" colspan=\"4\">All together, by list price</th>");
    page.raw("<td role=\"cell\" class=\"num sum\">")
        .text(&dollars(report.saving()))
        .raw("</td></tr></tfoot></table>\n");
    page.raw("</div>\n</section>\n");
}

//! What could not be seen: as prominent as what is wrong.

use super::super::text::{count, plural};
use super::super::view::label;
use super::super::{Report, unseen::Unseen};
use super::page::Page;

/// Resources named of one reason.
const SHOWN: usize = 50;

/// The section; nothing where everything was seen.
pub(super) fn section(report: &Report, page: &mut Page) {
    if !report.is_partial() {
        return;
    }
    let (unseen, untold) = (report.unseen(), report.untold());
    let totals = report.totals();
    page.raw("<section id=\"unseen\">\n<h2>Could not be seen</h2>\n<p class=\"lead\">");
    if totals.unknown > 0 {
        let outcomes =
            plural(usize::try_from(totals.unknown).unwrap_or(usize::MAX), "outcome is", "outcomes are");
        page.text(&outcomes).raw(" unknown. They are neither passed nor failed, and count as neither.</p>\n");
    } else {
        page.raw("Something was hidden, though no outcome hangs on it.</p>\n");
    }
    let permissions = permissions(&unseen);
    if !permissions.is_empty() {
        page.raw("<div class=\"card ask\"><h3>Permissions to add</h3>\n<p>With these, the next scan sees more:</p>\n");
        page.block(&permissions.join("\n")).raw("</div>\n");
    }
    if !unseen.is_empty() {
        let columns = [
            ("What happened", ""),
            ("Account", ""),
            ("What it hides", ""),
            ("What to do", ""),
            ("Unknown", "num"),
        ];
        page.raw("<div class=\"card\">\n").table("", "What could not be seen, by cause", &columns);
        for cause in &unseen {
            row(report, cause, page);
        }
        page.table_end().raw("</div>\n");
    }
    if !untold.is_empty() {
        page.raw("<div class=\"card\">\n<h3>Not told by AWS's answers</h3>\n");
        let columns = [("Check", ""), ("Why it cannot be told", ""), ("Resources", "")];
        page.table("", "Outcomes that AWS's answers leave open", &columns);
        for reason in &untold {
            page.raw("<tr role=\"row\">")
                .cell("Check", "")
                .code(&label(reason.check, reason.variant))
                .raw("</td>");
            page.cell("Why it cannot be told", "text")
                .isolated(reason.because)
                .raw("</td>")
                .cell("Resources", "");
            page.raw("<details><summary>").text(&plural(reason.evaluations.len(), "resource", "resources"));
            page.raw("</summary>");
            for e in reason.evaluations.iter().take(SHOWN) {
                page.code(&e.resource).raw(" ").text(e.region.as_str()).raw("<br>");
            }
            if reason.evaluations.len() > SHOWN {
                page.raw("… and ").text(&count(reason.evaluations.len() - SHOWN)).raw(" more");
            }
            page.raw("</details></td></tr>\n");
        }
        page.table_end().raw("</div>\n");
    }
    page.raw("</section>\n");
}

fn permissions<'r>(unseen: &'r [Unseen<'_>]) -> Vec<&'r str> {
    let mut permissions: Vec<&str> = unseen.iter().filter_map(Unseen::permission).collect();
    permissions.sort_unstable();
    permissions.dedup();
    permissions
}

fn row(report: &Report, cause: &Unseen<'_>, page: &mut Page) {
    page.raw("<tr role=\"row\">").cell("What happened", "").isolated(&cause.what()).raw("</td>");
    page.cell("Account", "nowrap").text(cause.account.as_str()).raw("</td>");
    page.cell("What it hides", "text").text(&cause.extent(report));
    if !cause.checks.is_empty() {
        page.raw("<details><summary>").text(&plural(cause.checks.len(), "check", "checks")).raw("</summary>");
        for check in &cause.checks {
            page.code(check).raw("<br>");
        }
        page.raw("</details>");
    }
    page.raw("</td>").cell("What to do", "text");
    match cause.permission() {
        Some(permission) => page.raw("add ").code(permission),
        None => page.isolated(&cause.advice()),
    };
    page.raw("</td>").cell("Unknown", "num").text(&count(cause.outcomes)).raw("</td></tr>\n");
}

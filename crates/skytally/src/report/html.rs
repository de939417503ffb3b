//! The report as one self-contained page to send to people. It loads nothing, and is whole without its script.
//!
//! It is written by hand rather than by a template engine: the page has one author and one shape, a writer that lets no
//! run-time text through unescaped is smaller than any engine, and it costs no build time.

mod charts;
mod findings;
mod framework;
mod overview;
mod page;
mod unseen;

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::page::Page;
use super::Report;

const STYLE: &str = include_str!("html/page.css");
const SCRIPT: &str = include_str!("html/page.js");

/// Writes the report as a page.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(page(report).as_bytes())
}

fn page(report: &Report) -> String {
    let mut page = Page::new();
    page.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"").text(&policy()).raw("\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw(
        "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"robots\" content=\"noindex\">\n",
    );
    page.raw("<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.raw("<meta name=\"generator\" content=\"Skytally ").text(env!("CARGO_PKG_VERSION")).raw("\">\n");
    let accounts: Vec<&str> = report.accounts.iter().map(|account| account.account.as_str()).collect();
    page.raw("<title>AWS account review: ").text(&accounts.join(", ")).raw("</title>\n");
    page.raw("<style>").raw(STYLE).raw("</style>\n</head>\n<body>\n");
    page.raw("<a class=\"skip\" href=\"#summary\">Skip to the summary</a>\n");
    overview::cover(report, &mut page);
    page.raw("<main>\n");
    overview::summary(report, &mut page);
    unseen::section(report, &mut page);
    findings::section(report, &mut page);
    framework::section(report, &mut page);
    findings::savings(report, &mut page);
    overview::looked(report, &mut page);
    page.raw("</main>\n");
    overview::footer(&mut page);
    page.raw("<script>").raw(SCRIPT).raw("</script>\n</body>\n</html>\n");
    page.into_html()
}

/// The page may use its own style and script and nothing else, whatever a resource is called.
fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

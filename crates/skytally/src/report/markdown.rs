//! The report for wikis and pull requests, in GitHub's dialect.

use std::io::{self, Write};

use skytally_model::{Evaluation, Severity};

use super::sums::ControlStatus;
use super::text::{clean, count, duration, look_price, plural, time};
use super::view::{Group, dollars, label, message, name, saving};
use super::{Report, Tally};

/// From this many resources on, a list is folded.
const FOLDED_FROM: usize = 10;
/// Resources listed of a check: GitHub refuses bodies of more than 65,536 characters.
const SHOWN: usize = 100;

/// Writes the report as Markdown.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    head(report, out)?;
    sums(report, out)?;
    unseen(report, out)?;
    findings(report, out)?;
    controls(report, out)?;
    let note = "Savings are estimates by list price, not spend. What is unknown is neither right nor wrong.";
    writeln!(out, "---\n\n*Made by Skytally {}. {note}*", env!("CARGO_PKG_VERSION"))
}

fn head(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let looked = report.looked();
    writeln!(out, "# AWS account review\n\n**{}**\n", report.last_word())?;
    for account in &report.accounts {
        let regions: Vec<&str> = account.regions.iter().map(|region| region.as_str()).collect();
        let caller = code(&account.caller);
        writeln!(out, "- Account `{}`, seen as {caller}, in {}", account.account, regions.join(", "))?;
        if account.cancelled {
            writeln!(out, "  - ⚠️ The scan was stopped before its end.")?;
        }
        for note in &account.notes {
            writeln!(out, "  - ⚠️ {}", plain(note))?;
        }
    }
    let resources = plural(looked.resources, "resource", "resources");
    let (kinds, checks) =
        (plural(looked.kinds.len(), "kind", "kinds"), plural(report.checks_run(), "check", "checks"));
    writeln!(out, "- Looked at {resources} of {kinds} with {checks} in {}", duration(looked.took))?;
    let price = look_price(looked.price.nano_usd);
    writeln!(out, "- {}; {} AWS calls, {price} by list price\n", time(report.made), count(looked.price.calls))
}

fn sums(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let totals = report.totals();
    if totals.told() == 0 {
        return Ok(());
    }
    let failures = report.failures();
    let titles: Vec<&str> = failures.iter().map(|(severity, _)| severity.as_str()).collect();
    let figures: Vec<String> = failures.iter().map(|(_, n)| count(*n)).collect();
    writeln!(out, "| {} | unknown | pass |", titles.join(" | "))?;
    writeln!(out, "|{}", "--:|".repeat(titles.len() + 2))?;
    writeln!(out, "| {} | {} | {} |\n", figures.join(" | "), count(totals.unknown), count(totals.pass))?;
    writeln!(out, "| pillar | fail | unknown | pass |\n|:--|--:|--:|--:|")?;
    for (pillar, Tally { pass, fail, unknown, .. }) in report.by_pillar() {
        let title = pillar.title();
        writeln!(out, "| {title} | {} | {} | {} |", count(fail), count(unknown), count(pass))?;
    }
    writeln!(out)?;
    let saving = report.saving();
    if saving.micro_usd_per_month > 0 {
        write!(out, "Possible savings by list price: **{} a month**", dollars(saving))?;
        if report.unpriced() > 0 {
            write!(out, ", and more on {} without a known list price", count(report.unpriced()))?;
        }
        writeln!(out, "\n")?;
    }
    Ok(())
}

fn unseen(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let (unseen, untold) = (report.unseen(), report.untold());
    if unseen.is_empty() && untold.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Could not be seen\n")?;
    if !unseen.is_empty() {
        writeln!(out, "| account | cause | hides | what to do | unknown |\n|:--|:--|:--|:--|--:|")?;
        for cause in &unseen {
            let extent = plain(&cause.extent(report));
            let advice = match cause.permission() {
                Some(permission) => format!("add {}", code(permission)),
                None => plain(&cause.advice()),
            };
            let (what, outcomes) = (plain(&cause.what()), count(cause.outcomes));
            writeln!(out, "| `{}` | {what} | {extent} | {advice} | {outcomes} |", cause.account)?;
        }
        writeln!(out)?;
    }
    for reason in &untold {
        let resources = plural(reason.evaluations.len(), "resource", "resources");
        let check = label(reason.check, reason.variant);
        writeln!(out, "- `{check}` is unknown on {resources}: {}", plain(reason.because))?;
    }
    if untold.is_empty() { Ok(()) } else { writeln!(out) }
}

fn findings(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let groups = report.groups();
    for severity in Severity::ALL {
        let of: Vec<&Group<'_>> = groups.iter().filter(|group| group.severity == severity).collect();
        if of.is_empty() {
            continue;
        }
        let findings: usize = of.iter().map(|group| group.failures.len()).sum();
        let mut title = severity.to_string();
        title[..1].make_ascii_uppercase();
        writeln!(out, "## {title}: {}\n", plural(findings, "finding", "findings"))?;
        for group in of {
            self::group(report, group, out)?;
        }
    }
    Ok(())
}

fn group(report: &Report, group: &Group<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### {}\n", plain(group.title))?;
    let resources = plural(group.failures.len(), "resource", "resources");
    let saving =
        group.saving().map(|s| format!(", saves {} a month by list price", dollars(s))).unwrap_or_default();
    writeln!(out, "`{}`, {resources}{saving}\n", group.label())?;
    if let Some(check) = group.check {
        writeln!(out, "{}\n", plain(check.risk.trim()))?;
        writeln!(out, "**Remedy:** {}\n", plain(check.remedy.console.trim()))?;
    }
    let folded = group.failures.len() >= FOLDED_FROM;
    if folded {
        writeln!(out, "<details><summary>{resources}</summary>\n")?;
    }
    table(report, &group.failures, out)?;
    if folded {
        writeln!(out, "</details>\n")?;
    }
    Ok(())
}

fn table(report: &Report, failures: &[&Evaluation], out: &mut dyn Write) -> io::Result<()> {
    let accounts = report.several_accounts();
    let savings = failures.iter().any(|e| saving(e).is_some());
    let column = |wanted: bool, text: &'static str| if wanted { text } else { "" };
    let (account, saved) = (column(accounts, " account |"), column(savings, " saving a month |"));
    writeln!(out, "| resource | region |{account} what is wrong |{saved}")?;
    writeln!(out, "|:--|:--|{}:--|{}", column(accounts, ":--|"), column(savings, "--:|"))?;
    for e in failures.iter().take(SHOWN) {
        let id = code(&e.resource);
        let resource = name(e).map_or_else(|| id.clone(), |name| format!("{} {id}", plain(name)));
        write!(out, "| {resource} | {} |", e.region)?;
        if accounts {
            write!(out, " `{}` |", e.account)?;
        }
        write!(out, " {} |", plain(message(e)))?;
        if savings {
            write!(out, " {} |", saving(e).map(dollars).unwrap_or_default())?;
        }
        writeln!(out)?;
    }
    if failures.len() > SHOWN {
        writeln!(out, "\n… and {} more (`--format json` shows all)", count(failures.len() - SHOWN))?;
    }
    writeln!(out)
}

fn controls(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Some(framework) = &report.framework else { return Ok(()) };
    writeln!(out, "## {}\n", plain(&framework.title))?;
    writeln!(out, "| control | | status | pass | fail | unknown |\n|:--|:--|:--|--:|--:|--:|")?;
    for line in report.controls() {
        let Tally { pass, fail, unknown, .. } = line.tally;
        let (id, title) = (plain(&line.control.id), plain(&line.control.title));
        let status = match line.status {
            ControlStatus::Fail => "**fail**",
            other => other.as_str(),
        };
        writeln!(
            out,
            "| {id} | {title} | {status} | {} | {} | {} |",
            count(pass),
            count(fail),
            count(unknown)
        )?;
    }
    writeln!(out)
}

/// Text that Markdown, HTML and GitHub take for nothing but text: no mark-up, no link, and nobody is called by name.
fn plain(text: &str) -> String {
    // A break would end a row of a table.
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = clean(&text);
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '~' | '|' | '#' | '$' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("@\u{200b}"),
            c => out.push(c),
        }
    }
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

/// Text as it is, between backquotes.
fn code(text: &str) -> String {
    let text = clean(text).replace('|', "\\|");
    if text.is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let gap = if text.starts_with(['`', ' ']) || text.ends_with(['`', ' ']) { " " } else { "" };
    format!("{fence}{gap}{text}{gap}{fence}")
}

#[cfg(test)]
mod tests {
    use super::{code, plain};

    #[test]
    fn foreign_text_stays_text() {
        assert_eq!(plain("a|b <script> *x* @octocat"), "a\\|b &lt;script&gt; \\*x\\* @\u{200b}octocat");
        assert_eq!(plain("see https://evil.example"), "see https&#58;//evil.example");
        assert_eq!(plain("two\nlines"), "two lines");
        assert_eq!(code("a|b"), "`a\\|b`");
        assert_eq!(code("a`b"), "``a`b``");
        assert_eq!(code("`"), "`` ` ``");
    }
}

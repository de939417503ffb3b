//! `cargo xtask bench console`: the console in a browser, on a large estate: how soon it is there and how quickly it answers.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::sample::{shown, spread};
use super::serve::{collected, load_average};
use crate::browser::chromium;
use crate::chaos::Programs;
use crate::chaos::http::{Client, list, number, text};
use crate::chaos::service::{Setup, owner};
use crate::chaos::stub::{Stub, link, workspace};
use crate::steps::{Done, Steps, root, run as run_command};

/// Cloud accounts of the workspace, and the resources that the stand-in for AWS gives each.
const ACCOUNTS: u64 = 10;
const RESOURCES: &str = "5200";
/// Fewer would be no large estate.
const DOCUMENTS_MIN: i64 = 50_000;
const FINDINGS_MIN: i64 = 10_000;

/// What a page and an interaction may take.
const FCP_MAX_MS: f64 = 1_000.0;
const LCP_MAX_MS: f64 = 1_500.0;
const PAINT_MAX_MS: f64 = 100.0;
const SCRIPT_MAX_KB: f64 = 250.0;

/// Measures everything and gives the tables.
pub(crate) fn measure(steps: &mut Steps, programs: &Programs, place: &Path, runs: usize) -> Done<String> {
    chromium()?;
    let stub = Stub::start(&programs.stub, &["--resources", RESOURCES])?;
    let mut setup = Setup::new(&programs.service, place, "console", &stub.url)?;
    let (person, space) =
        steps.step(&format!("collect {ACCOUNTS} accounts with {RESOURCES} resources each"), || {
            let mut service = setup.up()?;
            let person = owner(&service, &setup.data.join("mail"))?;
            let space = workspace(&person, "A large client")?;
            link(&person, &space, 0, ACCOUNTS)?;
            collected(&person, std::slice::from_ref(&space), 1)?;
            service.stop()?;
            Ok((person, space))
        })?;
    drop(stub);
    // What the service does by itself would take from every figure.
    setup = setup.with("COLLECTION__ENABLED", "false");
    let mut service = setup.up()?;
    let (documents, findings) = counts(&person, &space)?;
    println!("   {documents} documents, {findings} open findings");
    let busy = load_average();
    let out = place.join("figures.json");
    steps.step("measure in the browser", || run_command(&mut browse(&person, &space, runs, &out)))?;
    service.stop()?;
    let figures = fs::read_to_string(&out).map_err(|error| format!("{}: {error}", out.display()))?;
    let figures: Value =
        serde_json::from_str(&figures).map_err(|error| format!("{}: {error}", out.display()))?;
    Ok(format!(
        "The machine's load average before the browser started: {busy}. Chromium {}, {runs} runs.\n\
         One workspace with {ACCOUNTS} cloud accounts, {documents} documents and {findings} open findings.\n{}",
        text(&figures, "browser"),
        tables(&figures)?,
    ))
}

/// Documents and open findings, as the service counts them.
fn counts(person: &Client, space: &str) -> Done<(i64, i64)> {
    let base = format!("/api/v1/workspaces/{space}");
    let inventory = person.get(&format!("{base}/inventory"))?;
    let documents = list(&inventory).iter().map(|one| number(one, "resources")).sum();
    let findings = number(&person.get(&format!("{base}/finding-counts?state=open"))?, "total");
    if documents < DOCUMENTS_MIN || findings < FINDINGS_MIN {
        return Err(format!(
            "the estate is too small: {documents} documents and {findings} open findings, \
             and {DOCUMENTS_MIN} and {FINDINGS_MIN} are wanted"
        ));
    }
    Ok((documents, findings))
}

fn browse(person: &Client, space: &str, runs: usize, out: &Path) -> Command {
    let cookie = person.headers.iter().find(|(name, _)| name == "Cookie");
    let mut command = Command::new("npx");
    command
        .args(["--no-install", "playwright", "test", "--config", "e2e/bench.config.ts"])
        .current_dir(root().join("web"))
        .env("SKYTALLY_E2E_URL", format!("http://{}", person.address))
        .env("SKYTALLY_BENCH_COOKIE", cookie.map_or("", |(_, value)| value))
        .env("SKYTALLY_BENCH_WORKSPACE", space)
        .env("SKYTALLY_BENCH_RUNS", runs.to_string())
        .env("SKYTALLY_BENCH_OUT", out);
    command
}

/// Several figures of one thing.
fn several(value: &Value, path: &str) -> Done<Vec<f64>> {
    let figures: Vec<f64> = value
        .pointer(path)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_f64)
        .collect();
    if figures.is_empty() { Err(format!("the browser did not say {path} of {value}")) } else { Ok(figures) }
}

fn parts<'v>(figures: &'v Value, name: &str) -> Done<&'v [Value]> {
    let parts = figures.get(name).and_then(Value::as_array).filter(|parts| !parts.is_empty());
    parts.map(Vec::as_slice).ok_or_else(|| format!("the browser did not say its {name}"))
}

/// The worst of several medians, and what it was of.
#[derive(Default)]
struct Worst {
    figure: f64,
    of: String,
}

impl Worst {
    fn see(&mut self, of: &str, figure: f64) {
        if figure > self.figure || self.of.is_empty() {
            (self.figure, self.of) = (figure, of.to_owned());
        }
    }

    /// A line of the table of aims.
    fn line(&self, aim: &str, max: f64, unit: &str) -> String {
        let met = if self.figure < max { "met" } else { "missed" };
        format!("| {aim} below {max} {unit} | {:.0} {unit} ({}) | {met} |\n", self.figure, self.of)
    }
}

fn tables(figures: &Value) -> Done<String> {
    let (mut fcp, mut lcp, mut script, mut paint) =
        (Worst::default(), Worst::default(), Worst::default(), Worst::default());
    let mut pages = String::from(
        "\n**Pages**, in ms from the start of the navigation: first and largest contentful paint\n\n\
         | | script | cold: first | largest | warm: first | largest |\n|---|---|---|---|---|---|\n",
    );
    for page in parts(figures, "pages")? {
        let name = text(page, "name");
        let kb = page.get("scriptBytes").and_then(Value::as_f64).unwrap_or_default() / 1e3;
        script.see(&name, kb);
        pages.push_str(&format!("| {name} | {kb:.0} kB"));
        for temperature in ["cold", "warm"] {
            for (what, worst) in [("fcp", &mut fcp), ("lcp", &mut lcp)] {
                let several = several(page, &format!("/{temperature}/{what}"))?;
                worst.see(&name, spread(several.iter().copied()).0);
                pages.push_str(&format!(" | {}", shown(several, 0)));
            }
        }
        pages.push_str(" |\n");
    }
    let mut actions = String::from(
        "\n**Interactions**, in ms: to the next paint after the slowest press or key, and until what was asked for is there\n\n\
         | | to the next paint | until it is there |\n|---|---|---|\n",
    );
    for action in parts(figures, "actions")? {
        let (name, to_paint) = (text(action, "name"), several(action, "/paint")?);
        paint.see(&name, spread(to_paint.iter().copied()).0);
        let there = shown(several(action, "/there")?, 0);
        actions.push_str(&format!("| {name} | {} | {there} |\n", shown(to_paint, 0)));
    }
    let rows = number(figures, "rows");
    let mut scrolls = format!(
        "\n**Scrolling to row {rows}** by the wheel, rows being read on the way\n\n\
         | | elements in the page then | longest animation frame | animation frames of 50 ms or more | seconds |\n|---|---|---|---|---|\n"
    );
    for scroll in parts(figures, "scrolls")? {
        scrolls.push_str(&format!(
            "| {} | {} | {} ms | {} | {} |\n",
            text(scroll, "name"),
            shown(several(scroll, "/elements")?, 0),
            shown(several(scroll, "/gap")?, 0),
            shown(several(scroll, "/longFrames")?, 0),
            shown(several(scroll, "/seconds")?, 1),
        ));
    }
    let aims = format!(
        "\n| aim | worst median | |\n|---|---|---|\n{}{}{}{}",
        fcp.line("first contentful paint", FCP_MAX_MS, "ms"),
        lcp.line("largest contentful paint", LCP_MAX_MS, "ms"),
        paint.line("an interaction", PAINT_MAX_MS, "ms"),
        script.line("script of a first load", SCRIPT_MAX_KB, "kB"),
    );
    Ok(format!("{aims}{pages}{actions}{scrolls}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_worst_median_is_what_an_aim_is_held_against() {
        let paints = |ms: f64| json!({ "fcp": [ms, ms, 9_000.0], "lcp": [ms, ms + 1.0, ms + 2.0] });
        let page = |name: &str, ms: f64, bytes: u32| json!({ "name": name, "scriptBytes": bytes, "cold": paints(ms), "warm": paints(ms / 2.0) });
        let figures = json!({
            "rows": 5_000,
            "pages": [page("fleet", 400.0, 200_000), page("findings", 1_600.0, 260_000)],
            "actions": [{ "name": "sort", "paint": [24, 16, 104], "there": [90, 80, 100] }],
            "scrolls": [{ "name": "findings", "elements": [900], "gap": [33.4], "longFrames": [2], "seconds": [9.0] }],
        });
        let said = tables(&figures).unwrap();
        for line in [
            "| first contentful paint below 1000 ms | 1600 ms (findings) | missed |",
            "| largest contentful paint below 1500 ms | 1601 ms (findings) | missed |",
            "| an interaction below 100 ms | 24 ms (sort) | met |",
            "| script of a first load below 250 kB | 260 kB (findings) | missed |",
            "| fleet | 200 kB | 400 (400–9000) | 401 (400–402) | 200 (200–9000) | 201 (200–202) |",
            "| sort | 24 (16–104) | 90 (80–100) |",
        ] {
            assert!(said.contains(line), "{line} is not in\n{said}");
        }
    }

    #[test]
    fn what_was_not_measured_is_said_and_is_no_zero() {
        let figures =
            json!({ "rows": 5_000, "pages": [{ "name": "fleet", "scriptBytes": 1, "cold": { "fcp": [] } }] });
        assert!(tables(&figures).unwrap_err().contains("/cold/fcp"));
        assert!(tables(&json!({})).unwrap_err().contains("pages"));
    }
}

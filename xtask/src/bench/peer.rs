//! The same checks of the same estate by Prowler, in pairs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use super::program;
use super::sample::{Sample, sample, shown, spread};
use crate::emulator::{EXTERNAL_ID, Emulator, ROLES};
use crate::python;
use crate::steps::{Done, root};

/// The account of the demo estate that both look at: the bakery that grew by hand.
const ROLE: &str = ROLES[1];
const REGIONS: [&str; 2] = ["us-east-1", "eu-central-1"];

/// Measures both several times, in turn, and gives a table with the ratios, and one with the verdicts that differ.
pub(crate) fn measure(python: &Path, folder: &Path, runs: usize) -> Done<String> {
    let requirements = root().join("bench/requirements-prowler.txt");
    let prowler = python::environment("prowler", &requirements)?;
    let (ours, theirs) = checks()?;
    let emulator = Emulator::start(python)?;
    emulator.seed(python, None)?;
    let report = folder.join("ours.json");
    let mut own: Vec<String> = vec![program("skytally").display().to_string()];
    own.extend(["scan", "--quiet", "--endpoint-url", &emulator.url, "--role-arn", ROLE].map(str::to_owned));
    own.extend(["--external-id", EXTERNAL_ID, "--regions", &REGIONS.join(",")].map(str::to_owned));
    own.extend(["--checks", &ours.iter().cloned().collect::<Vec<_>>().join(",")].map(str::to_owned));
    own.extend(
        ["--format", "json", "--include-passed", "--output", &report.display().to_string()]
            .map(str::to_owned),
    );
    let mut pairs: Vec<(Sample, Sample)> = Vec::with_capacity(runs);
    // One run of each does not count: it fills the caches of the file system and compiles Python's modules.
    for run in 0..=runs {
        let output = folder.join(format!("prowler-{run}"));
        let mut other =
            vec![prowler.display().to_string(), root().join("bench/run_prowler.py").display().to_string()];
        other.extend(["aws", "--role", ROLE, "--external-id", EXTERNAL_ID, "--region"].map(str::to_owned));
        other.extend(REGIONS.map(str::to_owned));
        other.push("--check".to_owned());
        other.extend(theirs.iter().cloned());
        // It leaves out what nothing uses unless asked, and writes four reports unless told which.
        other.extend(
            ["--scan-unused-services", "--no-banner", "--no-color", "--ignore-exit-code-3"]
                .map(str::to_owned),
        );
        other.extend(["--output-formats", "json-ocsf", "--output-filename", "theirs"].map(str::to_owned));
        other.extend(
            ["--output-directory", &output.display().to_string(), "--log-level", "CRITICAL"]
                .map(str::to_owned),
        );
        let address = [("AWS_ENDPOINT_URL", emulator.url.as_str())];
        // 4 would say that something was not seen, which may be: the emulator is not all of AWS.
        let first = || sample(python, folder, &own, &[], &[0, 4]);
        let second = || sample(python, folder, &other, &address, &[0]);
        // Whoever goes first must not always be the same.
        let pair = if run % 2 == 0 {
            let first = first()?;
            (first, second()?)
        } else {
            let second = second()?;
            (first()?, second)
        };
        if run > 0 {
            pairs.push(pair);
        }
    }
    let verdicts = verdicts(python, &report, &folder.join(format!("prowler-{runs}/theirs.ocsf.json")))?;
    Ok(format!("{}\n{verdicts}", table(&pairs, &ours, &theirs)))
}

/// Our checks that Prowler has an equivalent of, and the equivalents.
fn checks() -> Done<(BTreeSet<String>, BTreeSet<String>)> {
    let path = root().join("bench/prowler-checks.csv");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let pairs = text.lines().skip(1).filter_map(|line| line.split_once(','));
    Ok(pairs.map(|(ours, theirs)| (ours.to_owned(), theirs.to_owned())).unzip())
}

/// One figure of a run.
type Figure = fn(&Sample) -> f64;

fn table(pairs: &[(Sample, Sample)], ours: &BTreeSet<String>, theirs: &BTreeSet<String>) -> String {
    let rows: &[(&str, &str, usize, Figure)] = &[
        ("wall time", "s", 1, |sample| sample.wall_s),
        ("processor time", "s", 1, |sample| sample.cpu_s),
        ("largest memory", "MB", 0, |sample| sample.peak_mb),
    ];
    let mut text = format!(
        "\n**{} checks of Skytally, {} of Prowler, on one account of the demo estate, two regions**, {} pairs of runs\n\n\
         | | Skytally | Prowler | Prowler ÷ Skytally |\n|---|---|---|---|\n",
        ours.len(),
        theirs.len(),
        pairs.len()
    );
    for &(name, unit, digits, of) in rows {
        text.push_str(&format!(
            "| {name} | {} {unit} | {} {unit} | {:.1} |\n",
            shown(pairs.iter().map(|(ours, _)| of(ours)), digits + 1),
            shown(pairs.iter().map(|(_, theirs)| of(theirs)), digits),
            spread(pairs.iter().map(|(ours, theirs)| of(theirs) / of(ours))).0,
        ));
    }
    text
}

fn verdicts(python: &Path, ours: &Path, theirs: &Path) -> Done<String> {
    let mut compare = Command::new(python);
    compare.arg(root().join("bench/verdicts.py")).args([ours, theirs]);
    let output = compare.output().map_err(|error| format!("verdicts.py: {error}"))?;
    match output.status.code() {
        // 1 says that a difference has no reason yet: the table has it, and somebody has to look.
        Some(0 | 1) if !output.stdout.is_empty() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!("verdicts.py failed: {}", String::from_utf8_lossy(&output.stderr).trim())),
    }
}

//! A scan of the big estate, which a stand-in for AWS answers from memory.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use super::program;
use super::sample::{Sample, sample, shown};
use crate::steps::Done;

/// The stand-in as a child process, ended when it goes out of scope.
struct Stub {
    child: Child,
    url: String,
}

impl Stub {
    fn start(resources: usize) -> Done<Self> {
        let mut child = Command::new(program("skytally-bench-stub"))
            .args(["--resources", &resources.to_string()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the estate cannot be started: {error}"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(|error| format!("the estate: {error}"))?;
        }
        let url =
            line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
        let stub = Self { child, url };
        if stub.url.is_empty() { Err("the estate ended before it listened".to_owned()) } else { Ok(stub) }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Scans an estate several times and gives a table of what it took.
pub(crate) fn measure(python: &Path, folder: &Path, resources: usize, runs: usize) -> Done<String> {
    let stub = Stub::start(resources)?;
    let report = folder.join("big.json");
    let command: Vec<String> = [
        program("skytally").display().to_string().as_str(),
        "scan",
        "--quiet",
        "--endpoint-url",
        &stub.url,
        "--format",
        "json",
        "--output",
        &report.display().to_string(),
    ]
    .map(str::to_owned)
    .to_vec();
    let mut samples: Vec<Sample> = Vec::with_capacity(runs);
    for _ in 0..runs {
        // 4 would say that something was not seen: then the estate and the catalogue have grown apart.
        samples.push(sample(python, folder, &command, &[], &[0])?);
    }
    let text = fs::read_to_string(&report).map_err(|error| format!("{}: {error}", report.display()))?;
    let report: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", report.display()))?;
    let count = |pointer: &str| report.pointer(pointer).and_then(Value::as_u64).unwrap_or(0);
    let evaluations: u64 = ["pass", "fail", "unknown", "not_applicable"]
        .iter()
        .map(|outcome| count(&format!("/summary/outcomes/{outcome}")))
        .sum();
    Ok(format!(
        "\n**{} resources in one account and four regions**: {} calls, {evaluations} outcomes of {} checks, {runs} runs\n\n\
         | | median (least–most) |\n|---|---|\n| wall time | {} s |\n| processor time | {} s |\n| largest memory | {} MB |\n",
        count("/summary/resources"),
        count("/accounts/0/calls"),
        count("/summary/checks"),
        shown(samples.iter().map(|s| s.wall_s), 1),
        shown(samples.iter().map(|s| s.cpu_s), 1),
        shown(samples.iter().map(|s| s.peak_mb), 0),
    ))
}

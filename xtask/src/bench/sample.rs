//! One measurement of a command, and what several of them say together.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::demo::demo_credentials;
use crate::steps::{Done, root};

/// What one run of a command took.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) wall_s: f64,
    pub(crate) cpu_s: f64,
    /// The largest resident memory, in megabytes of 10⁶ bytes.
    pub(crate) peak_mb: f64,
}

/// Runs a command with the demo's credentials and measures it. `statuses` are the exit statuses that are fine.
pub(crate) fn sample(
    python: &Path,
    folder: &Path,
    command: &[String],
    env: &[(&str, &str)],
    statuses: &[i64],
) -> Done<Sample> {
    let result = folder.join("sample.json");
    let log = folder.join("sample.log");
    let open = fs::File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, err) = open.map_err(|error| format!("{}: {error}", log.display()))?;
    let mut measure = Command::new(python);
    measure.arg(root().join("bench/measure.py")).arg(&result).args(command);
    demo_credentials(&mut measure);
    measure.env("AWS_DEFAULT_REGION", "us-east-1").envs(env.iter().copied());
    let status = measure.stdin(Stdio::null()).stdout(out).stderr(err).status();
    let status = status.map_err(|error| format!("{}: {error}", python.display()))?;
    let said = || {
        let text = fs::read_to_string(&log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().rev().take(5).collect();
        lines.into_iter().rev().collect::<Vec<_>>().join("\n")
    };
    if !status.success() {
        return Err(format!("measuring {} failed: {}", command[0], said()));
    }
    let text = fs::read_to_string(&result).map_err(|error| format!("{}: {error}", result.display()))?;
    let value: Value =
        serde_json::from_str(&text).map_err(|error| format!("{}: {error}", result.display()))?;
    let ended = value.get("status").and_then(Value::as_i64);
    if !ended.is_some_and(|status| statuses.contains(&status)) {
        return Err(format!("{} ended with {ended:?}: {}", command[0], said()));
    }
    let number = |name: &str| {
        value.get(name).and_then(Value::as_f64).ok_or_else(|| format!("measure.py did not say {name}"))
    };
    Ok(Sample {
        wall_s: number("wall_s")?,
        cpu_s: number("cpu_s")?,
        peak_mb: number("peak_kb")? * 1_024.0 / 1e6,
    })
}

/// Median, smallest and largest of some figures.
pub(crate) fn spread(figures: impl IntoIterator<Item = f64>) -> (f64, f64, f64) {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    let (Some(least), Some(most)) = (figures.first(), figures.last()) else { return (0.0, 0.0, 0.0) };
    let middle = figures.len() / 2;
    let median = if figures.len() % 2 == 1 {
        figures[middle]
    } else {
        f64::midpoint(figures[middle - 1], figures[middle])
    };
    (median, *least, *most)
}

/// `12.3 (11.9–13.0)`.
pub(crate) fn shown(figures: impl IntoIterator<Item = f64>, digits: usize) -> String {
    let (median, least, most) = spread(figures);
    format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
}

//! `cargo xtask fuzz`: the readers of bank files and the rules of receipts on bytes that find their way by coverage, with limits of time and memory.
//!
//! libFuzzer, on the stable compiler: the instrumentation that it needs is asked for by flags. Crashes are kept under `fuzz/artifacts` in the
//! folder of what is compiled; each becomes a test once it is mended.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::steps::{Done, Steps, cargo, read, root, run as run_command, target};

/// Readers, and how the names of sample files end.
const TARGETS: &[(&str, &[&str])] = &[
    ("ofx", &["ofx", "qfx"]),
    ("qif", &["qif"]),
    ("camt", &["xml"]),
    ("mt940", &["sta", "940.txt"]),
    ("csv", &["csv"]),
    ("receipt", &["txt"]),
];

/// What makes the compiler count branches and compares.
const FLAGS: &[&str] = &[
    "--cfg",
    "fuzzing",
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "-Ccodegen-units=1",
];

/// Largest input. Limits on larger ones are tested by themselves.
const INPUT_MAX_BYTES: u32 = 65_536;

/// An input that takes longer hangs.
const HANG_S: u32 = 5;

/// The whole process: a reader may allocate 64 MB, which the target itself checks; libFuzzer keeps its corpus besides.
const PROCESS_MAX_MB: u32 = 1024;

pub(crate) fn run(args: &[&str]) -> Done {
    let mut minutes = 10_u64;
    let mut wanted: Vec<&str> = Vec::new();
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match *arg {
            "--minutes" => {
                minutes = rest
                    .next()
                    .and_then(|value| value.parse().ok())
                    .filter(|minutes| *minutes > 0)
                    .ok_or("--minutes takes a whole number, 1 or more")?;
            }
            name if TARGETS.iter().any(|(target, _)| *target == name) => wanted.push(name),
            other => {
                return Err(format!(
                    "there is no reader {other}; there are ofx, qif, camt, mt940, csv, receipt"
                ));
            }
        }
    }
    let about = read(Command::new("rustc").arg("-vV"))?;
    let host =
        about.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say its host")?;
    let mut steps = Steps::default();
    steps.step("build", || {
        run_command(
            cargo(["build", "--release", "--quiet", "--bins", "--target", host, "--manifest-path"])
                .arg(root().join("fuzz/Cargo.toml"))
                .env("CARGO_ENCODED_RUSTFLAGS", FLAGS.join("\u{1f}"))
                .env("CARGO_TARGET_DIR", target().join("fuzz")),
        )
    })?;
    for (name, endings) in TARGETS.iter().filter(|(name, _)| wanted.is_empty() || wanted.contains(name)) {
        steps.step(&format!("{name}, {minutes} minutes"), || one(name, endings, minutes, host))?;
    }
    steps.summary();
    Ok(())
}

fn one(name: &str, endings: &[&str], minutes: u64, host: &str) -> Done {
    let folder = target().join("fuzz");
    let corpus = folder.join("corpus").join(name);
    let artifacts = folder.join("artifacts").join(name);
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder)
            .map_err(|error| format!("{} cannot be made: {error}", folder.display()))?;
    }
    let samples = root().join("../shared/finance-data");
    let seeds = seed(&samples, endings, &corpus);
    println!("   {seeds} sample files");
    run_command(
        Command::new(folder.join(host).join("release").join(name))
            .arg(&corpus)
            .arg(format!("-dict={}", root().join("fuzz/bank.dict").display()))
            .arg(format!("-artifact_prefix={}/", artifacts.display()))
            .arg(format!("-max_total_time={}", minutes * 60))
            .arg(format!("-timeout={HANG_S}"))
            .arg(format!("-rss_limit_mb={PROCESS_MAX_MB}"))
            .arg(format!("-max_len={INPUT_MAX_BYTES}"))
            .args(["-print_final_stats=1", "-verbosity=0"]),
    )
}

/// Copies sample files of a format into the corpus. Gives how many.
fn seed(folder: &Path, endings: &[&str], corpus: &Path) -> usize {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let mut count = 0;
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            count += seed(&path, endings, corpus);
            continue;
        }
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let lower = name.to_lowercase();
        if endings.iter().any(|ending| lower.ends_with(&format!(".{ending}")))
            && fs::copy(&path, corpus.join(&name)).is_ok()
        {
            count += 1;
        }
    }
    count
}

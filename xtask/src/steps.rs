//! Steps that say what they do and how long it took.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a task of this tool gives: nothing, or one sentence about what went wrong.
pub(crate) type Done<T = ()> = Result<T, String>;

/// The steps of a task and their times.
#[derive(Default)]
pub(crate) struct Steps {
    times: Vec<(String, Duration)>,
}

impl Steps {
    /// Does a step and says so.
    pub(crate) fn step<T>(&mut self, name: &str, act: impl FnOnce() -> Done<T>) -> Done<T> {
        println!("── {name}");
        let start = Instant::now();
        let done = act();
        let took = start.elapsed();
        println!("   {name}: {} {}", if done.is_ok() { "done in" } else { "failed after" }, seconds(took));
        self.times.push((name.to_owned(), took));
        done
    }

    /// Says where the time went.
    pub(crate) fn summary(&self) {
        let total: Duration = self.times.iter().map(|(_, took)| *took).sum();
        println!("\nWhere the time went ({} in all):", seconds(total));
        for (name, took) in &self.times {
            println!("  {:>9}  {name}", seconds(*took));
        }
    }
}

pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

/// The folder of the repository.
pub(crate) fn root() -> PathBuf {
    // The manifest of this crate lies one folder below the root.
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from("xtask"), PathBuf::from);
    manifest.parent().map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// The project's folder in the user's cache. It outlives clones, so that a fresh one builds fast.
pub(crate) fn cache() -> PathBuf {
    let base = std::env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let home = || {
        std::env::var_os("HOME").map_or_else(std::env::temp_dir, |home| PathBuf::from(home).join(".cache"))
    };
    base.unwrap_or_else(home).join("skytally")
}

/// Where Cargo keeps what it has compiled.
pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| cache().join("target"), PathBuf::from)
}

/// Cargo, with the stable target folder.
pub(crate) fn cargo<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root()).env("CARGO_TARGET_DIR", target());
    // What Cargo says about the build of this tool must not reach the builds that it starts.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_")
            || name == "CARGO_MANIFEST_DIR"
            || name == "RUSTFLAGS"
        {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command to its end, its output shown.
pub(crate) fn run(command: &mut Command) -> Done {
    let shown = show(command);
    let status = command.stdin(Stdio::null()).status().map_err(|error| format!("{shown}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} ended with {status}")) }
}

/// Runs a command to its end and gives what it printed.
pub(crate) fn read(command: &mut Command) -> Done<String> {
    let shown = show(command);
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| format!("{shown}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{shown} ended with {}: {}", output.status, said.trim()))
}

fn show(command: &Command) -> String {
    let mut shown = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args() {
        shown.push(' ');
        shown.push_str(&arg.to_string_lossy());
    }
    shown
}

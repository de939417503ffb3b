//! The demo's AWS emulator as a child process, ended when it goes out of scope.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::steps::{Done, root};

/// A running emulator.
pub(crate) struct Emulator {
    child: Child,
    /// Where it listens.
    pub(crate) url: String,
}

impl Emulator {
    /// Starts the emulator on a free port of the loopback. A Ctrl-C reaches it.
    pub(crate) fn start(python: &Path) -> Done<Self> {
        Self::spawn(&mut Command::new(python))
    }

    /// Starts it where no Ctrl-C reaches it: it is ended by `child`, after what depends on it. What it complains of, such as
    /// calls that it lacks, goes into a file.
    pub(crate) fn start_apart(python: &Path, log: &Path) -> Done<Self> {
        let log = File::create(log).map_err(|error| format!("{}: {error}", log.display()))?;
        Self::spawn(Command::new(python).stderr(log).process_group(0))
    }

    fn spawn(python: &mut Command) -> Done<Self> {
        let mut child = python
            .arg(root().join("demo/emulator.py"))
            .args(["--port", "0"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the emulator cannot be started: {error}"))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(|error| format!("the emulator: {error}"))?;
        }
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned);
        let emulator = Self { child, url: url.clone().unwrap_or_default() };
        match url {
            Some(_) => Ok(emulator),
            None => Err("the emulator ended before it listened".to_owned()),
        }
    }

    /// Fills it with the demo estate. The truth list goes to a file, with the real ids.
    pub(crate) fn seed(&self, python: &Path, truth: Option<&Path>) -> Done {
        let mut seed = self.seeding(python);
        if let Some(truth) = truth {
            seed.arg("--truth-out").arg(truth);
        }
        crate::steps::run(&mut seed)
    }

    /// The command that fills it.
    pub(crate) fn seeding(&self, python: &Path) -> Command {
        let mut seed = Command::new(python);
        seed.arg(root().join("demo/seed.py")).args(["--endpoint", &self.url]);
        seed
    }

    /// The process.
    pub(crate) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Waits until it ends by itself or by a signal to the whole group.
    pub(crate) fn wait(&mut self) -> Done {
        self.child.wait().map(|_| ()).map_err(|error| format!("the emulator: {error}"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The roles that reach the accounts of the demo estate.
pub(crate) const ROLES: [&str; 3] = [
    "arn:aws:iam::123456789012:role/SkytallyRead",
    "arn:aws:iam::111122223333:role/SkytallyRead",
    "arn:aws:iam::222233334444:role/SkytallyRead",
];

/// The external id that those roles demand.
pub(crate) const EXTERNAL_ID: &str = "skytally-demo";

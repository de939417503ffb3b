//! `cargo xtask run`: the program on the demo estate.

mod child;
mod live;
mod scan;
mod service;

use std::path::PathBuf;
use std::process::Command;
use std::thread;

use crate::browser::Browse;
use crate::steps::{Done, Steps, cargo, run as run_command};
use crate::{python, web};

/// What `cargo xtask run` is to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Options {
    /// Scan once; with `keep`, the emulator goes on.
    Scan { keep: bool },
    /// Start the service.
    Live(Live),
}

/// How the service is to be started.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Live {
    /// Where it is to listen; None for the usual address, or a free port if that is taken.
    listen: Option<String>,
    /// Whether what it wrote stays.
    keep_data: bool,
    /// What comes when all is there.
    then: Then,
}

/// What is done with the service once all is there.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) enum Then {
    /// It goes on until Ctrl-C.
    #[default]
    Stay,
    /// It ends.
    End,
    /// A browser uses its console, and then it ends.
    Browse(Browse),
}

impl Options {
    /// Reads the flags.
    pub(crate) fn read(args: &[&str]) -> Done<Self> {
        let (mut scan, mut keep, mut live) = (false, false, Live::default());
        let mut rest = args.iter();
        while let Some(arg) = rest.next() {
            match *arg {
                "--scan" => scan = true,
                "--keep" => keep = true,
                "--keep-data" => live.keep_data = true,
                "--once" => live.then = Then::End,
                "--listen" => match rest.next() {
                    Some(address) => live.listen = Some((*address).to_owned()),
                    None => {
                        return Err("--listen wants an address and a port, such as 127.0.0.1:8280".to_owned());
                    }
                },
                other => return Err(format!("run knows no {other}")),
            }
        }
        match (scan, keep, live == Live::default()) {
            (true, _, true) => Ok(Self::Scan { keep }),
            (true, _, false) => Err("--listen, --keep-data and --once do not go with --scan".to_owned()),
            (false, true, _) => {
                Err("--keep goes with --scan; the service's data stays with --keep-data".to_owned())
            }
            (false, false, _) => Ok(Self::Live(live)),
        }
    }
}

pub(crate) fn run(options: &Options) -> Done {
    let mut steps = Steps::default();
    // A scan has no console.
    if matches!(options, Options::Live(_)) {
        steps.step("build the console", || {
            web::run_if_possible();
            Ok(())
        })?;
    }
    // The compiler uses the processor, the package installer the network: side by side they take as long as one.
    let python = steps.step("build the program, and make the emulator's Python environment", || {
        let building = thread::spawn(|| run_command(&mut cargo(["build", "--package", "skytally"])));
        let python = python::test_environment();
        building.join().map_err(|_| "the build panicked".to_owned())??;
        python
    })?;
    match options {
        Options::Scan { keep } => scan::run(steps, &python, *keep),
        Options::Live(options) => live::run(steps, &python, options),
    }
}

/// The demo estate as a service on a free port, its console used by a browser.
pub(crate) fn browse(what: &Browse) -> Done {
    let listen = Some("127.0.0.1:0".to_owned());
    run(&Options::Live(Live { listen, keep_data: false, then: Then::Browse(what.clone()) }))
}

/// The program that was built.
fn program() -> PathBuf {
    crate::steps::target().join("debug/skytally")
}

/// Credentials that mean nothing outside the emulator, and none of the user's own.
pub(crate) fn demo_credentials(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("AWS_") {
            command.env_remove(name);
        }
    }
    command
        .env("AWS_ACCESS_KEY_ID", "demo")
        .env("AWS_SECRET_ACCESS_KEY", "demo")
        .env("AWS_REGION", "us-east-1");
    command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    command.env("AWS_EC2_METADATA_DISABLED", "true");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_mean_nothing_together_are_refused() {
        let live = |listen: Option<&str>, keep_data, then| {
            Ok(Options::Live(Live { listen: listen.map(str::to_owned), keep_data, then }))
        };
        assert_eq!(Options::read(&[]), live(None, false, Then::Stay));
        assert_eq!(
            Options::read(&["--once", "--listen", "127.0.0.1:0"]),
            live(Some("127.0.0.1:0"), false, Then::End)
        );
        assert_eq!(Options::read(&["--keep-data"]), live(None, true, Then::Stay));
        assert_eq!(Options::read(&["--scan", "--keep"]), Ok(Options::Scan { keep: true }));
        for wrong in [&["--keep"][..], &["--scan", "--once"], &["--listen"], &["--fast"]] {
            assert!(Options::read(wrong).is_err(), "{wrong:?}");
        }
    }
}

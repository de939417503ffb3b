//! `cargo xtask chaos`: what holds when processes are killed, stopped and started again.

mod books;
pub(crate) mod http;
mod kill;
mod ledger;
mod nodes;
mod picture;
mod postgres;
mod random;
pub(crate) mod service;
pub(crate) mod stub;
mod writer;

use std::path::PathBuf;

use crate::steps::{Done, Steps, cargo, run as run_command, target};

/// What runs in these tests, optimised: a slow start would leave few moments to kill it in.
pub(crate) struct Programs {
    pub(crate) service: PathBuf,
    pub(crate) stub: PathBuf,
}

impl Programs {
    pub(crate) fn build() -> Done<Self> {
        run_command(&mut cargo(["build", "--release", "--package", "skytally"]))?;
        run_command(&mut cargo(["build", "--release", "--package", "skytally-bench-stub"]))?;
        let folder = target().join("release");
        Ok(Self { service: folder.join("skytally"), stub: folder.join("skytally-bench-stub") })
    }
}

const USAGE: &str = "chaos kill [--times N] [--seed N] | chaos nodes [--seed N] [--clock] | chaos books [--times N] [--seed N]";

pub(crate) fn run(args: &[&str]) -> Done {
    let [what, rest @ ..] = args else { return Err(USAGE.to_owned()) };
    let (mut times, mut seed, mut clock) = (200, 1, false);
    let mut rest = rest.iter();
    while let Some(flag) = rest.next() {
        let mut number = || {
            let value = rest.next().ok_or_else(|| format!("{flag} wants a number"))?;
            value.parse::<u64>().map_err(|error| format!("{flag} {value}: {error}"))
        };
        match *flag {
            "--times" => times = number()?,
            "--seed" => seed = number()?,
            "--clock" => clock = true,
            _ => return Err(USAGE.to_owned()),
        }
    }
    let mut steps = Steps::default();
    let programs = steps.step("build the service and the estate, optimised", Programs::build)?;
    match *what {
        "kill" => steps.step("kill the service at random moments", || kill::run(&programs, times, seed)),
        "books" => steps.step("two people write, and the service is killed", || {
            // Each of the two; the default is a thousand in all.
            books::run(&programs, if times == 200 { 500 } else { times.div_ceil(2) }, seed)
        }),
        "nodes" => steps.step("two nodes on PostgreSQL", || nodes::run(&programs, seed, clock)),
        _ => Err(USAGE.to_owned()),
    }
}

//! `cargo xtask test`: everything that must hold.

use std::process::Command;

use crate::setup::Setup;
use crate::steps::{Done, Steps, cargo, run as run_command, target};
use crate::{api, browser, models, tidy, web};

pub(crate) fn run() -> Done {
    let mut steps = Steps::default();
    let done = all(&mut steps);
    steps.summary();
    done
}

fn all(steps: &mut Steps) -> Done {
    steps.step("format", || run_command(&mut cargo(["fmt", "--all", "--check"])))?;
    steps.step("laws of the repository", tidy::run)?;
    let setup = Setup::there(steps)?;
    steps.step("wire models against botocore", || models::run(true))?;
    steps.step("console", web::run)?;
    web::test(steps)?;
    steps.step("lints", || {
        run_command(&mut cargo([
            "clippy",
            "--workspace",
            "--all-targets",
            "--quiet",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    steps.step("build", || run_command(&mut cargo(["build", "--workspace", "--all-targets", "--quiet"])))?;
    steps.step("examples of the checks", || {
        run_command(Command::new(target().join("debug/skytally")).args(["check", "test"]))
    })?;
    steps.step("tests", || {
        run_command(setup.tell(&mut cargo(["test", "--workspace", "--quiet", "--no-fail-fast"])))
    })?;
    steps.step("the API against its document", || api::run(&setup.python, &setup.schemathesis))?;
    steps.step("the demo estate as a service, and its console in a browser", || browser::tests(None))
}

//! `cargo xtask test`: everything that must hold.

use std::process::Command;

use crate::steps::{Done, Steps, cargo, run as run_command, target};
use crate::{api, browser, models, postgres, python, tidy, web};

pub(crate) fn run() -> Done {
    let mut steps = Steps::default();
    let done = all(&mut steps);
    steps.summary();
    done
}

fn all(steps: &mut Steps) -> Done {
    steps.step("format", || run_command(&mut cargo(["fmt", "--all", "--check"])))?;
    steps.step("laws of the repository", tidy::run)?;
    let python = steps.step("Python environment", python::test_environment)?;
    let schemathesis = steps.step("Python environment of schemathesis", api::environment)?;
    let postgres = steps.step("PostgreSQL", postgres::programs)?;
    steps.step("Chromium", browser::chromium)?;
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
        run_command(
            cargo(["test", "--workspace", "--quiet", "--no-fail-fast"])
                .env("SKYTALLY_PYTHON", &python)
                .env("SKYTALLY_POSTGRES", &postgres),
        )
    })?;
    steps.step("the API against its document", || api::run(&python, &schemathesis))?;
    steps.step("the demo estate as a service, and its console in a browser", || browser::tests(None))
}

//! The demo estate, scanned once.

use std::path::Path;
use std::process::Command;

use super::{demo_credentials, program};
use crate::emulator::{EXTERNAL_ID, Emulator, ROLES};
use crate::steps::{Done, Steps};

pub(super) fn run(mut steps: Steps, python: &Path, keep: bool) -> Done {
    let mut emulator = steps.step("start the AWS emulator", || Emulator::start(python))?;
    steps.step("fill it with the demo estate", || emulator.seed(python, None))?;
    let program = program();
    let mut scan = Command::new(&program);
    scan.args(["scan", "--endpoint-url", &emulator.url, "--external-id", EXTERNAL_ID]);
    for role in ROLES {
        scan.args(["--role-arn", role]);
    }
    demo_credentials(&mut scan);
    steps.step("scan its three accounts over HTTP", || {
        let status = scan.status().map_err(|error| format!("{}: {error}", program.display()))?;
        // Findings are what the estate is for, and a demo that cannot see something says so in its report.
        match status.code() {
            Some(0 | 3 | 4) => Ok(()),
            _ => Err(format!("the scan ended with {status}")),
        }
    })?;
    steps.summary();
    println!("\nThe same by hand, on an account of yours:  {} scan --profile NAME", program.display());
    if keep {
        println!("The emulator goes on at {} (Ctrl-C ends it):", emulator.url);
        println!("  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_REGION=us-east-1");
        let role = ROLES[1];
        let scan =
            format!("scan --endpoint-url {} --role-arn {role} --external-id {EXTERNAL_ID}", emulator.url);
        println!("  {} {scan}", program.display());
        return emulator.wait();
    }
    Ok(())
}

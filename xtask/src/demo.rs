//! `cargo xtask run`: the program on the demo estate.

use std::process::Command;
use std::thread;

use crate::emulator::{EXTERNAL_ID, Emulator, ROLES};
use crate::python;
use crate::steps::{Done, Steps, cargo, run as run_command, target};

pub(crate) fn run(keep: bool) -> Done {
    let mut steps = Steps::default();
    // The compiler uses the processor, the package installer the network: side by side they take as long as one.
    let python = steps.step("build the program, and make the emulator's Python environment", || {
        let building = thread::spawn(|| run_command(&mut cargo(["build", "--package", "skytally"])));
        let python = python::test_environment();
        building.join().map_err(|_| "the build panicked".to_owned())??;
        python
    })?;
    let mut emulator = steps.step("start the AWS emulator", || Emulator::start(&python))?;
    steps.step("fill it with the demo estate", || emulator.seed(&python, None))?;
    let program = target().join("debug/skytally");
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

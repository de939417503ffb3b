//! Running the program as a user would, with nothing of the surroundings leaking in.

use std::process::{Command, Output, Stdio};

/// The program, with the demo's keys and without anything else that AWS's tools would read.
pub(crate) fn skytally(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skytally"));
    let foreign = |name: &str| ["AWS_", "SKYTALLY_"].iter().any(|start| name.starts_with(start));
    for (name, _) in std::env::vars_os().filter(|(name, _)| foreign(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIADEMOEXAMPLE00000").env("AWS_SECRET_ACCESS_KEY", "demo");
    command.env("AWS_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true").env("NO_COLOR", "1");
    command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What it wrote on the standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

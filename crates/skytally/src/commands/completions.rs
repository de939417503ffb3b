//! `skytally completions SHELL`.

use clap::CommandFactory;

use crate::cli::{Cli, CompletionsArgs};
use crate::failure::{CLEAN, Failure};
use crate::output::print;

pub(crate) fn run(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "skytally", &mut script);
    print(&String::from_utf8_lossy(&script))?;
    Ok(CLEAN)
}

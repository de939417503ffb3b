//! `skytally`: the one program.

mod cli;
mod commands;
mod failure;
mod output;
mod report;
mod settings;
mod telemetry;
mod wire;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; both are printed by the same call.
            let status = if error.use_stderr() { failure::WRONG_USAGE } else { 0 };
            return match error.print() {
                Ok(()) => ExitCode::from(status),
                // Whoever reads has seen enough.
                Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(status),
                Err(_) => ExitCode::from(failure::COULD_NOT_RUN),
            };
        }
    };
    let done = match cli.command {
        Command::Serve(args) => commands::serve::run(&args),
        Command::Config(args) => commands::config::run(&args),
        Command::Backup(args) => commands::backup::backup(&args),
        Command::Restore(args) => commands::backup::restore(&args),
        Command::Audit(args) => commands::audit::run(&args),
        Command::Vault(args) => commands::vault::run(&args),
        Command::Ledger(args) => commands::ledger::run(&args),
        Command::ReceiptReader(args) => commands::receipt_reader::run(&args),
        Command::Openapi => commands::openapi::run(),
        Command::Scan(args) => commands::scan::run(&args),
        Command::Documents(args) => commands::documents::run(&args),
        Command::Policy(args) => commands::policy::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
    };
    match done {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.status())
        }
    }
}

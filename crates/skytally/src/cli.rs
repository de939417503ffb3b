//! The command line.

use std::path::PathBuf;
use std::time::Duration;

use crate::commands::audit::AuditArgs;
use crate::commands::backup::BackupArgs;
use crate::commands::ledger::LedgerArgs;
use crate::commands::receipt_reader::ReceiptReaderArgs;
use crate::commands::vault::VaultArgs;
use crate::settings::flags::{ConfigArgs, ServeFlags};
use clap::{Args, Parser, Subcommand, ValueEnum};
use skytally_model::{CheckId, KindId, Region, RoleArn, Severity};

/// Keeps count of other people's clouds.
#[derive(Debug, Parser)]
#[command(name = "skytally", version, about, long_about = None, arg_required_else_help = true, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the service: many clients' accounts, collected all the time, behind an API
    Serve(Box<ServeFlags>),
    /// Show, check and explain the settings of the service
    Config(Box<ConfigArgs>),
    /// Copy the database into a file while the service goes on
    Backup(Box<BackupArgs>),
    /// Put a backup in the place of the database; the service must be stopped
    Restore(Box<BackupArgs>),
    /// Verify the audit trail
    Audit(Box<AuditArgs>),
    /// Give the vault a new key
    Vault(Box<VaultArgs>),
    /// Read what banks give out
    Ledger(Box<LedgerArgs>),
    /// Read one receipt within limits: the program starts itself so
    #[command(hide = true)]
    ReceiptReader(ReceiptReaderArgs),
    /// Print the OpenAPI document of the service's API
    Openapi,
    /// Look at an AWS account and say what is wrong, what is right and what could not be seen
    Scan(Box<ScanArgs>),
    /// Print an account's resources as JSON lines
    Documents(Box<DocumentsArgs>),
    /// Print the read-only IAM policy that a scan needs
    Policy(PolicyArgs),
    /// List, show and test checks
    Check(CheckArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
}

/// How to reach an account, and what of it to look at.
#[derive(Debug, Args)]
pub(crate) struct AccountArgs {
    /// Profile of the AWS configuration files
    #[arg(long, value_name = "NAME", help_heading = "Account")]
    pub(crate) profile: Option<String>,
    /// Role to assume; may be given several times, one for each account
    #[arg(long, value_name = "ARN", help_heading = "Account")]
    pub(crate) role_arn: Vec<RoleArn>,
    /// External id that the trust of the role demands
    #[arg(long, value_name = "ID", requires = "role_arn", help_heading = "Account")]
    pub(crate) external_id: Option<String>,
    /// Another address in place of AWS's, such as that of an emulator
    #[arg(long, value_name = "URL", value_parser = address, help_heading = "Account")]
    pub(crate) endpoint_url: Option<String>,
    /// Longest time that one request may take; no pause before another try is longer either
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "60", help_heading = "Account")]
    pub(crate) timeout: Duration,
    /// Longest time that a connection may take to stand
    #[arg(long, value_name = "SECONDS", value_parser = seconds, default_value = "5", help_heading = "Account")]
    pub(crate) connect_timeout: Duration,
    /// Regions to look at [default: all that the account has switched on]
    #[arg(long, value_name = "REGION", value_delimiter = ',', help_heading = "What to look at")]
    pub(crate) regions: Vec<Region>,
    /// Services to look at, by the names of the AWS command line [default: all]
    #[arg(long, value_name = "SERVICE", value_delimiter = ',', help_heading = "What to look at")]
    pub(crate) services: Vec<String>,
    /// Folder with own kinds, checks and frameworks, laid over the built-in ones
    #[arg(long, value_name = "DIR", help_heading = "What to look at")]
    pub(crate) catalog: Option<PathBuf>,
    /// Say nothing but the result and errors
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
    /// Checks to run [default: all]
    #[arg(long, value_name = "CHECK", value_delimiter = ',', help_heading = "What to look at")]
    pub(crate) checks: Vec<CheckId>,
    /// Checks to leave out
    #[arg(long, value_name = "CHECK", value_delimiter = ',', help_heading = "What to look at")]
    pub(crate) skip_checks: Vec<CheckId>,
    /// Run the checks of a framework and report by its controls, such as cis-aws-5.0
    #[arg(long, value_name = "ID", help_heading = "What to look at")]
    pub(crate) framework: Option<String>,
    /// Form of the report
    #[arg(long, value_enum, default_value_t = Format::Table, help_heading = "Output")]
    pub(crate) format: Format,
    /// File to write the report to [default: standard output]
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
    /// Exit with status 3 if there are findings of this severity or worse
    #[arg(long, value_name = "SEVERITY", value_parser = severity, help_heading = "Output")]
    pub(crate) fail_on: Option<Severity>,
    /// Put what passed into the report as well (JSON, CSV and OCSF)
    #[arg(long, help_heading = "Output")]
    pub(crate) include_passed: bool,
}

#[derive(Debug, Args)]
pub(crate) struct DocumentsArgs {
    #[command(flatten)]
    pub(crate) account: AccountArgs,
    /// Kinds to print, such as aws.ec2.volume [default: all]
    #[arg(long = "kind", value_name = "KIND", value_delimiter = ',', help_heading = "What to look at")]
    pub(crate) kinds: Vec<KindId>,
    /// File to write to [default: standard output]
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    /// Form of the policy
    #[arg(long, value_enum, default_value_t = PolicyFormat::Json)]
    pub(crate) format: PolicyFormat,
    /// Folder with own kinds, whose calls the policy then allows as well
    #[arg(long, value_name = "DIR")]
    pub(crate) catalog: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(subcommand)]
    pub(crate) command: CheckCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CheckCommand {
    /// List the checks
    List {
        /// Folder with own checks
        #[arg(long, value_name = "DIR")]
        catalog: Option<PathBuf>,
    },
    /// Show a check: rule, risk, remedy, controls
    Show {
        /// The check
        id: CheckId,
        /// Folder with own checks
        #[arg(long, value_name = "DIR")]
        catalog: Option<PathBuf>,
    },
    /// Run the examples of checks
    Test {
        /// The checks [default: all]
        ids: Vec<CheckId>,
        /// Folder with own checks
        #[arg(long, value_name = "DIR")]
        catalog: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For the terminal
    Table,
    /// Skytally's own, versioned schema
    Json,
    /// One line a finding
    Csv,
    /// Open Cybersecurity Schema Framework: Compliance Finding events
    Ocsf,
    /// One self-contained page to send to people
    Html,
    /// For wikis and pull requests
    Markdown,
}

/// The form of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PolicyFormat {
    /// An IAM policy document
    Json,
    /// A CloudFormation template with a role and the policy
    Cloudformation,
}

/// The address of a server.
fn address(text: &str) -> Result<String, String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || host.contains(char::is_whitespace) {
        return Err("an address such as http://127.0.0.1:5000 was expected".to_owned());
    }
    Ok(text.to_owned())
}

/// Seconds of a time limit.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (1..=3_600).contains(seconds));
    seconds
        .map(Duration::from_secs)
        .ok_or_else(|| "a number of seconds from 1 to 3600 was expected".to_owned())
}

fn severity(text: &str) -> Result<Severity, String> {
    text.parse()
}

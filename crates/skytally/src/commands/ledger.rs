//! `skytally ledger`: the books, and what banks give out for them.

mod read;
mod receipt;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use skytally_model::Currency;
use skytally_money::bank::DateOrder;

use crate::failure::Failure;

/// `skytally ledger`.
#[derive(Debug, Args)]
pub(crate) struct LedgerArgs {
    #[command(subcommand)]
    command: LedgerCommand,
}

/// What to do with the books.
#[derive(Debug, Subcommand)]
enum LedgerCommand {
    /// Print what a bank file says: OFX, QFX, QIF, CAMT.052/053/054, MT940, CSV. Nothing is stored
    ///
    /// Its format is found by its content. What cannot be read exactly is listed with its line, and the rest is read. Ends with status 4
    /// if something could not be read, and with 1 if it is no bank file.
    Read(ReadArgs),
    /// Print what a receipt says: a PDF, or a picture (JPEG, PNG, WebP). Nothing is stored
    ///
    /// It is read in a process of its own, with limits of time and memory. Ends with status 4 if the total was not found, or is proved by no
    /// other figures of the receipt, and with 1 if it cannot be read at all.
    Receipt(ReceiptArgs),
}

/// `skytally ledger read`.
#[derive(Debug, Args)]
struct ReadArgs {
    /// The file; - for the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Currency of amounts for which the file names none, such as EUR
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Order of day, month and year in QIF and CSV files [default: what the file as a whole suggests]
    #[arg(long, value_name = "ORDER", value_enum)]
    dates: Option<Order>,
    /// What the columns of a CSV file mean: a JSON file with the `mapping` that an earlier reading printed
    #[arg(long, value_name = "FILE")]
    mapping: Option<PathBuf>,
}

/// `skytally ledger receipt`.
#[derive(Debug, Args)]
struct ReceiptArgs {
    /// The file; - for the standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// The program tesseract, which reads pictures [default: the one on the path]
    #[arg(long, value_name = "FILE")]
    tesseract: Option<PathBuf>,
    /// How long it may take, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    time: u64,
    /// How much memory it may take, in megabytes
    #[arg(long, value_name = "MEGABYTES", default_value_t = 1024, value_parser = clap::value_parser!(u64).range(64..=16_384))]
    memory: u64,
}

/// The form of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// For people
    Text,
    /// For programs
    Json,
}

/// The order of the parts of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Order {
    /// Day, month, year
    Dmy,
    /// Month, day, year
    Mdy,
    /// Year, month, day
    Ymd,
}

impl From<Order> for DateOrder {
    fn from(order: Order) -> Self {
        match order {
            Order::Dmy => Self::Dmy,
            Order::Mdy => Self::Mdy,
            Order::Ymd => Self::Ymd,
        }
    }
}

/// A currency, in letters of any case.
fn currency(text: &str) -> Result<Currency, String> {
    text.to_uppercase().parse().map_err(|error| format!("{error}"))
}

pub(crate) fn run(args: &LedgerArgs) -> Result<u8, Failure> {
    match &args.command {
        LedgerCommand::Read(args) => read::run(args),
        LedgerCommand::Receipt(args) => receipt::run(args),
    }
}

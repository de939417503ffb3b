//! `skytally ledger`: the books, and what banks give out for them.

mod balance;
mod books;
mod check;
mod columns;
mod export;
mod import;
mod imports;
mod inside;
mod programs;
mod read;
mod receipt;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;
use skytally_app::books::ExportFormat;
use skytally_model::Currency;
use skytally_money::bank::DateOrder;

use crate::failure::Failure;
use crate::settings::flags::PlaceFlags;

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
    /// Bring bank files into the books; list imports, and take one back
    ///
    /// Shows what each line is, asks, and brings the file in as a whole. Lines in doubt wait for an answer in the console. The same file
    /// again adds nothing. Ends with status 4 if something of a file could not be read, and with 1 if a file could not be brought in.
    Import(Box<ImportArgs>),
    /// Write the books as a file for other programs
    Export(ExportArgs),
    /// Print the balances as a tree
    Balance(BalanceArgs),
    /// Check the books: the journal, its chain, what is derived, the banks' balances, and what hledger and beancount say
    ///
    /// Ends with status 5 if something is wrong or differs, else with 4 if something could not be checked, such as by a program that is not
    /// installed.
    Check(CheckArgs),
    /// Make what is derived from the journal anew
    Rebuild(InArgs),
    /// List the workspaces that have books
    Books(BooksArgs),
    /// Print what a receipt says: a PDF, or a picture (JPEG, PNG, WebP, HEIC). Nothing is stored
    ///
    /// It is read in a process of its own, with limits of time and memory; a picture by Amazon Textract, where the settings or --pictures-by
    /// say so, and is sent to AWS then. What flags do not say, the section receipt_reader of the settings says. Ends with status 4 if the total was not found, or is proved by no
    /// other figures of the receipt, and with 1 if it cannot be read at all.
    Receipt(ReceiptArgs),
}

/// `skytally ledger read`.
#[derive(Debug, Args)]
struct ReadArgs {
    /// The file; - for the standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    file: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    /// Currency of amounts for which the file names none, such as EUR
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    #[command(flatten)]
    hints: Hints,
}

/// What is known of a bank file beside its bytes.
#[derive(Debug, Args)]
struct Hints {
    /// Order of day, month and year in QIF and CSV files [default: what the file as a whole suggests]
    #[arg(long, value_name = "ORDER", value_enum)]
    dates: Option<Order>,
    /// What the columns of a CSV file mean: a JSON file with the `mapping` that an earlier reading printed
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    mapping: Option<PathBuf>,
}

/// The books of one workspace.
#[derive(Debug, Args)]
struct InArgs {
    /// The workspace: its id, or its name if only one is called so
    #[arg(long, short, value_name = "WORKSPACE")]
    workspace: String,
    #[command(flatten)]
    place: PlaceFlags,
}

/// `skytally ledger import`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct ImportArgs {
    #[command(subcommand)]
    command: Option<ImportCommand>,
    /// The files, one after another; - for the standard input
    #[arg(value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    files: Vec<PathBuf>,
    /// The workspace: its id, or its name if only one is called so
    #[arg(long, short, value_name = "WORKSPACE", required = true)]
    workspace: Option<String>,
    /// The ledger account that the files are for: its number, its path such as "Assets:Bank account", or its name if only one is called so
    #[arg(long, short, value_name = "ACCOUNT", required = true)]
    account: Option<String>,
    #[command(flatten)]
    hints: Hints,
    /// Which statement of a file that has those of several accounts, counted from 0
    #[arg(long, value_name = "NUMBER")]
    statement: Option<usize>,
    /// The currency that the account must have: amounts for which a file names none are taken to be in it
    #[arg(long, value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Post the opening balance too, where the file says it and the books know nothing of the account before
    #[arg(long)]
    opening: bool,
    /// Only show what would be brought in; nothing is kept
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    place: PlaceFlags,
}

/// What to do with imports.
#[derive(Debug, Subcommand)]
enum ImportCommand {
    /// List the imports, the newest first
    List {
        #[command(flatten)]
        of: InArgs,
        /// How many
        #[arg(long, value_name = "NUMBER", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1_000))]
        limit: u16,
        /// Form of the output
        #[arg(long, value_enum, default_value_t = Form::Text)]
        format: Form,
    },
    /// Take an import back: what it wrote is deleted, as a whole
    Undo {
        /// The import's id, as `skytally ledger import list` prints it
        #[arg(value_name = "ID")]
        id: String,
        #[command(flatten)]
        of: InArgs,
    },
}

/// `skytally ledger export`.
#[derive(Debug, Args)]
struct ExportArgs {
    #[command(flatten)]
    of: InArgs,
    /// For which program
    #[arg(long, value_enum)]
    format: ExportName,
    /// File to write to [default: standard output]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
}

/// For which program the books are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportName {
    /// A posting a row
    Csv,
    /// A journal of hledger
    Hledger,
    /// A file of beancount
    Beancount,
    /// Everything, with its history
    Json,
}

impl From<ExportName> for ExportFormat {
    fn from(name: ExportName) -> Self {
        match name {
            ExportName::Csv => Self::Csv,
            ExportName::Hledger => Self::Hledger,
            ExportName::Beancount => Self::Beancount,
            ExportName::Json => Self::Json,
        }
    }
}

/// `skytally ledger balance`.
#[derive(Debug, Args)]
struct BalanceArgs {
    #[command(flatten)]
    of: InArgs,
    /// The balances at the end of this day [default: with all that is in the books]
    #[arg(long, value_name = "DAY", value_parser = day)]
    date: Option<Date>,
    /// Only this account and its parts: its number, its path, or its name if only one is called so
    #[arg(long, short, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Also what each is in this currency, by the rates of the books
    #[arg(long = "in", value_name = "CODE", value_parser = currency)]
    currency: Option<Currency>,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Table::Text)]
    format: Table,
}

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Table {
    /// For people
    Text,
    /// For programs
    Json,
    /// For spreadsheets
    Csv,
}

/// `skytally ledger check`.
#[derive(Debug, Args)]
struct CheckArgs {
    /// The workspace: its id, or its name if only one is called so
    #[arg(long, short, value_name = "WORKSPACE", required_unless_present = "all", conflicts_with = "all")]
    workspace: Option<String>,
    /// All workspaces that have books
    #[arg(long)]
    all: bool,
    /// Do not ask hledger and beancount
    #[arg(long)]
    no_programs: bool,
    /// The program hledger
    #[arg(long, value_name = "PROGRAM", default_value = "hledger", value_hint = ValueHint::CommandName)]
    hledger: PathBuf,
    /// The program bean-check, of beancount
    #[arg(long, value_name = "PROGRAM", default_value = "bean-check", value_hint = ValueHint::CommandName)]
    bean_check: PathBuf,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    place: PlaceFlags,
}

/// `skytally ledger books`.
#[derive(Debug, Args)]
struct BooksArgs {
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Form::Text)]
    format: Form,
    #[command(flatten)]
    place: PlaceFlags,
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
    /// Who reads pictures: tesseract on this machine, or Amazon Textract, which costs money [setting: receipt_reader.pictures_by]
    #[arg(long, value_name = "WHO", value_parser = ["tesseract", "textract"])]
    pictures_by: Option<String>,
    /// The program tesseract, which reads pictures [setting: receipt_reader.tesseract]
    #[arg(long, value_name = "FILE")]
    tesseract: Option<PathBuf>,
    /// The program heif-convert, which looks into HEIC [setting: receipt_reader.heif_convert]
    #[arg(long, value_name = "FILE")]
    heif_convert: Option<PathBuf>,
    /// How long it may take, in seconds [setting: receipt_reader.time_s]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=600))]
    time: Option<u64>,
    /// How much memory it may take, in megabytes [setting: receipt_reader.memory_mb]
    #[arg(long, value_name = "MEGABYTES", value_parser = clap::value_parser!(u64).range(64..=16_384))]
    memory: Option<u64>,
    #[command(flatten)]
    place: PlaceFlags,
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

/// A day of those that the ledger has.
fn day(text: &str) -> Result<Date, String> {
    text.parse::<Date>()
        .ok()
        .filter(|date| date.to_string() == text && (1900..2200).contains(&date.year()))
        .ok_or_else(|| "a day such as 2026-11-27 was expected, from 1900 to 2199".to_owned())
}

pub(crate) fn run(args: &LedgerArgs) -> Result<u8, Failure> {
    match &args.command {
        LedgerCommand::Read(args) => read::run(args),
        LedgerCommand::Import(args) => match &args.command {
            None => import::run(args),
            Some(ImportCommand::List { of, limit, format }) => imports::list(of, *limit, *format),
            Some(ImportCommand::Undo { id, of }) => imports::undo(id, of),
        },
        LedgerCommand::Export(args) => export::run(args),
        LedgerCommand::Balance(args) => balance::run(args),
        LedgerCommand::Check(args) => check::run(args),
        LedgerCommand::Rebuild(args) => books::rebuild(args),
        LedgerCommand::Books(args) => books::list(args),
        LedgerCommand::Receipt(args) => receipt::run(args),
    }
}

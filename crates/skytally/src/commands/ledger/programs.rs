//! What other programs say of the books: hledger and beancount read the export, and every balance is compared.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use jiff::civil::Date;
use skytally_app::books::export::{beancount_names, hledger_names};
use skytally_app::books::ledger::{AccountNo, LedgerAccount};
use skytally_app::books::{AccountBalances, ExportFormat, RegisterFilter};
use skytally_model::{Currency, Money, WorkspaceId};

use super::CheckArgs;
use super::columns::{count, one_line};
use super::inside::{Inside, path};
use crate::failure::Failure;

/// How often the books are written anew for a program, where they change meanwhile.
const TRIES: usize = 3;
/// More differences than these are only counted.
const TOLD_MAX: usize = 20;
/// Longest sentence of another program that is repeated, in characters.
const SAID_MAX: usize = 300;

/// What came of asking a program.
pub(super) enum Said {
    /// Every balance is the same; how many, and which version it was.
    Agrees { balances: usize, version: String },
    /// It differs, or finds faults.
    Differs { differences: Vec<String>, count: usize },
    /// It was not asked, or nothing can be said, and why.
    NotChecked(String),
}

/// The books at one moment: what was written for the program, and what they say themselves.
struct Moment {
    accounts: Vec<AccountBalances>,
    last: Option<Date>,
}

/// What hledger says.
pub(super) async fn hledger(
    inside: &Inside,
    workspace: WorkspaceId,
    args: &CheckArgs,
) -> Result<Said, Failure> {
    let program = args.hledger.as_path();
    let Some(version) = version(program)? else { return Ok(not_installed(program)) };
    let folder = folder()?;
    let file = folder.path().join("books.journal");
    let Some(moment) = write(inside, workspace, ExportFormat::Hledger, &file).await? else {
        return Ok(Said::NotChecked(CHANGED.to_owned()));
    };
    let mut command = Command::new(program);
    // Without a language it reads no letters beyond ASCII.
    command.arg("-f").arg(&file).env("LC_ALL", "C.UTF-8");
    command.args(["balance", "-N", "--flat", "-E", "-O", "csv", "--strict"]);
    let output = run(program, &mut command)?;
    if !output.status.success() {
        return Ok(faults(&output));
    }
    let theirs = match hledger_balances(&output.stdout) {
        Ok(theirs) => theirs,
        Err(why) => return Ok(Said::NotChecked(format!("what it prints cannot be read: {why}"))),
    };
    let mut ours: BTreeMap<(String, Currency), i128> = BTreeMap::new();
    let names = hledger_names(&by_number(&moment.accounts));
    for with in &moment.accounts {
        let Some(name) = names.get(&with.account.no) else { continue };
        for money in &with.own {
            ours.insert((name.clone(), money.currency), money.minor.into());
        }
    }
    let mut differences = Vec::new();
    for key in ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key))) {
        let (we, they) = (ours.get(key).copied().unwrap_or(0), theirs.get(key).copied().unwrap_or(0));
        if we != they {
            differences.push(format!(
                "{}: it says {}, the books {}",
                one_line(&key.0),
                told(they, key.1),
                told(we, key.1)
            ));
        }
    }
    Ok(if differences.is_empty() {
        Said::Agrees { balances: ours.len(), version }
    } else {
        differ(differences)
    })
}

/// What beancount says. The balances are added to the file as assertions, so that `bean-check` itself compares them.
pub(super) async fn beancount(
    inside: &Inside,
    workspace: WorkspaceId,
    args: &CheckArgs,
) -> Result<Said, Failure> {
    let program = args.bean_check.as_path();
    let Some(version) = version(program)? else { return Ok(not_installed(program)) };
    let folder = folder()?;
    let file = folder.path().join("books.beancount");
    let Some(moment) = write(inside, workspace, ExportFormat::Beancount, &file).await? else {
        return Ok(Said::NotChecked(CHANGED.to_owned()));
    };
    let assertions = match moment.last.map(Date::tomorrow) {
        None => Vec::new(),
        Some(Ok(day)) => assertions(&moment.accounts, day),
        Some(Err(_)) => {
            return Ok(Said::NotChecked("the last transaction is at the end of the calendar".to_owned()));
        }
    };
    let mut end = File::options().append(true).open(&file).map_err(Failure::run)?;
    end.write_all(assertions.concat().as_bytes()).map_err(Failure::run)?;
    drop(end);
    let mut command = Command::new(program);
    command.arg(&file).env("PYTHONUTF8", "1");
    let output = run(program, &mut command)?;
    // Whatever it says is a fault.
    Ok(if output.status.success() && output.stderr.trim_ascii().is_empty() {
        Said::Agrees { balances: assertions.len(), version }
    } else {
        faults(&output)
    })
}

const CHANGED: &str = "the books changed all the while: check again when nobody writes into them";

/// For each account, what is on it and its parts in each currency that it takes, zero as well.
fn assertions(accounts: &[AccountBalances], day: Date) -> Vec<String> {
    let names = beancount_names(&by_number(accounts));
    let mut currencies: Vec<Currency> =
        accounts.iter().flat_map(|with| &with.own).map(|money| money.currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut lines = Vec::new();
    for with in accounts {
        let Some(name) = names.get(&with.account.no) else { continue };
        for currency in &currencies {
            if with.account.currency.is_some_and(|only| only != *currency) {
                continue;
            }
            let total = with.total.iter().find(|total| total.currency == *currency);
            let total = total.copied().unwrap_or_else(|| Money::zero(*currency));
            // Not even the last digit may be another.
            lines.push(format!("{day} balance {name}  {} ~ 0 {currency}\n", total.decimal()));
        }
    }
    lines
}

fn by_number(accounts: &[AccountBalances]) -> BTreeMap<AccountNo, LedgerAccount> {
    accounts.iter().map(|with| (with.account.no, with.account.clone())).collect()
}

/// A private folder for what is written: it holds a client's books. It goes with the value.
fn folder() -> Result<tempfile::TempDir, Failure> {
    tempfile::Builder::new()
        .prefix("skytally-check-")
        .tempdir()
        .map_err(|error| Failure::run(format!("no temporary folder can be made: {error}")))
}

/// Writes the books into a file, with what they say at that moment; none if they change all the while.
async fn write(
    inside: &Inside,
    workspace: WorkspaceId,
    format: ExportFormat,
    to: &Path,
) -> Result<Option<Moment>, Failure> {
    let (app, caller) = (&inside.app, &inside.caller);
    let state = async || -> Result<_, Failure> {
        let book = app.book(caller, workspace).await?;
        let accounts = app.ledger_accounts(caller, workspace, None).await?;
        let shapes: Vec<LedgerAccount> = accounts.iter().map(|with| with.account.clone()).collect();
        Ok((book.map(|book| book.head), shapes, accounts))
    };
    for _ in 0..TRIES {
        let (head, shapes, accounts) = state().await?;
        let mut out = std::io::BufWriter::new(File::create(to).map_err(Failure::run)?);
        let mut file = app.export_ledger(caller, workspace, format).await?;
        while let Some(piece) = file.next().await? {
            out.write_all(&piece).map_err(Failure::run)?;
        }
        out.flush().map_err(Failure::run)?;
        let newest =
            app.ledger_register(caller, workspace, RegisterFilter::default(), false, None, 1).await?;
        let last = newest.rows.first().map(|row| row.entry.content.date);
        let (head_now, shapes_now, _) = state().await?;
        if head == head_now && shapes == shapes_now {
            return Ok(Some(Moment { accounts, last }));
        }
    }
    Ok(None)
}

/// What a program says of its version; none if it is not installed.
fn version(program: &Path) -> Result<Option<String>, Failure> {
    let output = Command::new(program).arg("--version").stdin(Stdio::null()).output();
    match output {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            Ok(Some(short(said.lines().next().unwrap_or_default())))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::run(format!("{} cannot be run: {error}", program.display()))),
    }
}

fn not_installed(program: &Path) -> Said {
    let named = program.file_name().map_or_else(|| program.to_path_buf(), PathBuf::from);
    Said::NotChecked(format!("{} is not installed", named.display()))
}

fn run(program: &Path, command: &mut Command) -> Result<Output, Failure> {
    let name: &OsStr = program.as_os_str();
    command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::run(format!("{} cannot be run: {error}", name.display())))
}

/// The faults that a program found, a line each.
fn faults(output: &Output) -> Said {
    let said =
        String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
    let mut lines: Vec<String> =
        said.lines().map(str::trim).filter(|line| !line.is_empty()).map(short).collect();
    if lines.is_empty() {
        lines.push(format!("it ended with {} and said nothing", output.status));
    }
    differ(lines)
}

fn differ(mut differences: Vec<String>) -> Said {
    let count = differences.len();
    differences.truncate(TOLD_MAX);
    Said::Differs { differences, count }
}

fn short(line: &str) -> String {
    one_line(line).trim().chars().take(SAID_MAX).collect()
}

/// Rows of account and amounts, such as `"Assets:Bank","12.50 EUR, -3 JPY"`.
fn hledger_balances(printed: &[u8]) -> Result<BTreeMap<(String, Currency), i128>, String> {
    let mut balances = BTreeMap::new();
    for row in csv::Reader::from_reader(printed).records() {
        let row = row.map_err(|error| error.to_string())?;
        let (Some(account), Some(amounts)) = (row.get(0), row.get(1)) else {
            return Err(format!("a row has {}", count(row.len(), "cell")));
        };
        for amount in amounts.split(", ").filter(|amount| *amount != "0") {
            let (number, code) = amount.split_once(' ').ok_or_else(|| format!("{amount:?} is no amount"))?;
            let currency: Currency = code.parse().map_err(|_| format!("{code:?} is no currency"))?;
            let minor = minor(number, currency).ok_or_else(|| format!("{amount:?} is no amount"))?;
            if minor != 0 {
                balances.insert((account.to_owned(), currency), minor);
            }
        }
    }
    Ok(balances)
}

/// Minor units, which may be more than one amount can be: nobody's balance is cut off.
fn minor(number: &str, currency: Currency) -> Option<i128> {
    let decimals = usize::try_from(currency.decimals()).ok()?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.len() > decimals {
        return None;
    }
    format!("{whole}{fraction:0<decimals$}").parse().ok()
}

fn told(minor: i128, currency: Currency) -> String {
    match i64::try_from(minor) {
        Ok(minor) => Money::new(minor, currency).to_string(),
        Err(_) => format!("{minor} minor units of {currency}"),
    }
}

/// How an account is called in a sentence.
pub(super) fn called(accounts: &[AccountBalances], no: AccountNo) -> String {
    let found = accounts.iter().find(|with| with.account.no == no);
    found.map_or_else(|| format!("ledger account {no}"), |with| one_line(&path(with)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_hledger_are_exact() {
        let printed = b"\"account\",\"balance\"\n\"Assets:A, B\",\"-12.50 EUR, 3 JPY\"\n\"Equity:X\",\"0\"\n\
            \"Income:Much\",\"99999999999999999999.99 EUR\"\n";
        let balances = hledger_balances(printed).unwrap();
        let of = |account: &str, code: &str| balances[&(account.to_owned(), code.parse().unwrap())];
        assert_eq!(of("Assets:A, B", "EUR"), -1250);
        assert_eq!(of("Assets:A, B", "JPY"), 3);
        assert_eq!(of("Income:Much", "EUR"), 9_999_999_999_999_999_999_999);
        assert_eq!(balances.len(), 3);
        for wrong in [
            "\"a\",\"b\"\n\"A\",\"12.505 EUR\"\n",
            "\"a\",\"b\"\n\"A\",\"12\"\n",
            "\"a\",\"b\"\n\"A\",\"1 ABC\"\n",
        ] {
            assert!(hledger_balances(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}

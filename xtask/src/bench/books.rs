//! `cargo xtask bench books`: a large book over HTTP, and hledger on the same book.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use serde_json::{Value, json};

use super::sample::{sample, shown};
use super::serve::cpu_us;
use crate::books::Programs as Peers;
use crate::chaos::Programs;
use crate::chaos::http::{Client, list, number, text};
use crate::chaos::service::{Service, Setup, owner};
use crate::chaos::stub::{Stub, workspace};
use crate::python;
use crate::steps::{Done, Steps, read};

/// Entries of a file.
const FILE: usize = 10_000;
/// Days over which the entries of the whole book go.
const DAYS: usize = 3_650;
const CATEGORIES: usize = 100;
/// The chart of the empty book has four accounts.
const BANK: i64 = 5;
const FIRST_CATEGORY: i64 = 6;
/// How often each question is asked.
const ASKED: usize = 21;
/// Transactions that are posted by hand, one after the other.
const POSTED: usize = 200;

/// What something took: the wall time of each time, and the processor time of the service on an average.
struct Taken {
    wall_ms: Vec<f64>,
    cpu_ms: f64,
}

/// Does something so many times.
fn taken(service: &Service, times: usize, mut act: impl FnMut(usize) -> Done<()>) -> Done<Taken> {
    let before = cpu_us(service)?;
    let mut wall_ms = Vec::with_capacity(times);
    for at in 0..times {
        let began = Instant::now();
        act(at)?;
        wall_ms.push(began.elapsed().as_secs_f64() * 1e3);
    }
    // Counts of a bench are far below 2^32.
    let cpu_ms =
        (cpu_us(service)? - before) / 1e3 / f64::from(u32::try_from(times.max(1)).unwrap_or(u32::MAX));
    Ok(Taken { wall_ms, cpu_ms })
}

impl Taken {
    /// A line of the table, in milliseconds.
    fn line(&self, name: &str, aim: &str) -> String {
        let wall = shown(self.wall_ms.iter().copied(), 1);
        format!("| {name} | {wall} ms | {:.1} ms | {aim} |\n", self.cpu_ms)
    }

    /// The same in seconds.
    fn line_s(&self, name: &str, aim: &str) -> String {
        let wall = shown(self.wall_ms.iter().map(|ms| ms / 1e3), 2);
        format!("| {name} | {wall} s | {:.2} s | {aim} |\n", self.cpu_ms / 1e3)
    }
}

/// Measures everything and gives the tables; with hledger's, if it is to be asked too.
pub(crate) fn measure(
    steps: &mut Steps,
    programs: &Programs,
    place: &Path,
    transactions: usize,
    peer: bool,
) -> Done<String> {
    let python = steps.step("Python environment", python::test_environment)?;
    let peers = steps.step("hledger", Peers::there)?;
    let stub = Stub::start(&programs.stub, &["--resources", "1", "--regions", "us-east-1"])?;
    let setup = Setup::new(&programs.service, place, "data", &stub.url)?;
    let mut service = setup.up()?;
    let client = owner(&service, &setup.data.join("mail"))?;
    let of = steps.step("the book", || open(&client))?;
    let busy = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = busy.split(' ').next().unwrap_or_default().to_owned();
    let files = transactions.div_ceil(FILE).max(2);
    let tenth = files.div_ceil(10);
    let mut next = 0;
    let mut import = |count| {
        taken(&service, count, |_| {
            next += 1;
            import(&client, &of, next - 1, files)
        })
    };
    let first = steps.step("import of the first tenth", || import(tenth))?;
    let middle = steps.step("import of what is between", || import(files - 2 * tenth))?;
    let last = steps.step("import of the last tenth", || import(tenth))?;
    let imported = service.memory_mb("VmHWM")?;
    let posted = steps.step("posts", || taken(&service, POSTED, |at| post(&client, &of, at)))?;
    let answers = steps.step("questions", || questions(&service, &client, &of))?;
    let journal = place.join("book.journal");
    let exported =
        steps.step("export for hledger", || taken(&service, 1, |_| export(&client, &of, &journal)))?;
    let checked = steps.step("check of the whole book", || taken(&service, 3, |_| check(&client, &of)))?;
    let memory = service.memory_mb("VmHWM")?;
    let disk = folder_mb(&setup.data);
    let opening = steps.step("start with the book", || {
        service.stop()?;
        let began = Instant::now();
        service = setup.up()?;
        Ok(began.elapsed().as_secs_f64())
    })?;
    let peer = if peer {
        let balances = steps.step("hledger", || hledger(&python, place, &peers, &journal))?;
        let same = steps.step("balances to the cent", || compare(&client, &of, &peers, &journal))?;
        format!("\n{balances}\n{same}\n")
    } else {
        String::new()
    };
    service.stop()?;
    let mut out = format!(
        "{} transactions, {} postings, {CATEGORIES} categories. The machine's load average before the import was {busy}.\n\n",
        files * FILE + POSTED,
        2 * (files * FILE + POSTED)
    );
    out += "| | median (least–most) | processor | aim |\n|---|---|---|---|\n";
    out += &first.line_s(&format!("import of {FILE} OFX entries, into the first tenth of the book"), "1 s");
    out += &last.line_s("the same, into the last tenth", "1 s");
    let all: f64 = [&first, &middle, &last].iter().flat_map(|taken| &taken.wall_ms).sum();
    let _ = writeln!(out, "| all of it | {:.0} s | | |", all / 1e3);
    out += &posted.line("post one", "2 ms");
    for (name, taken, aim) in &answers {
        out += &taken.line(name, aim);
    }
    out += &exported.line_s(&format!("export for hledger, {:.0} MB", file_mb(&journal)), "5 s");
    out += &checked.line_s("check of every entry, the chain and all that is derived", "3 s");
    let _ = writeln!(out, "| start of the program with the book | {opening:.2} s | | 1 s |");
    let _ = writeln!(out, "| largest memory of the service while it imports | {imported:.0} MB | | 200 MB |");
    let _ = writeln!(out, "| and after all of the above | {memory:.0} MB | | 200 MB |");
    let _ = writeln!(out, "| its folder on disk | {disk:.0} MB | | |");
    out += &peer;
    Ok(out)
}

/// Opens a book with its categories and a rule for each.
fn open(client: &Client) -> Done<String> {
    let space = workspace(client, "A large book")?;
    let of = format!("/api/v1/workspaces/{space}/books");
    client.send("POST", &of, &json!({ "currency": "EUR", "chart": "empty" }))?;
    client.send(
        "POST",
        &format!("{of}/accounts"),
        &json!({ "kind": "asset", "name": "Bank", "currency": "EUR" }),
    )?;
    for at in 0..CATEGORIES {
        let new = json!({ "kind": "expense", "name": format!("Category {at}") });
        client.send("POST", &format!("{of}/accounts"), &new)?;
        let category = FIRST_CATEGORY + i64::try_from(at).unwrap_or_default();
        let rule = json!({
            "name": format!("Shop {at}"),
            "conditions": [{ "kind": "payee_equals", "text": format!("Shop {at}") }],
            "actions": [{ "kind": "category", "account": category }],
        });
        client.send("POST", &format!("{of}/definitions/rules"), &json!({ "place": at, "body": rule }))?;
    }
    Ok(of)
}

/// The entry at a place: its day, cents and payee follow from it.
fn entry(at: usize, all: usize) -> (String, usize, String, String) {
    let day = at * DAYS / all;
    let (year, rest) = (2016 + day / 365, day % 365);
    let date = format!("{year}{:02}{:02}", (rest / 31) + 1, (rest % 31).min(27) + 1);
    let cents = 1 + (at * 7_919) % 50_000;
    let payee = format!("Shop {}", (at * 31) % CATEGORIES);
    // Some words are seldom, some are in every text.
    let text = format!(
        "card payment {} order{}",
        if at.is_multiple_of(100_003) { "zeppelin" } else { "goods" },
        at % 5_000
    );
    (date, cents, payee, text)
}

fn ofx(file: usize, all: usize) -> String {
    let mut text = String::from(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:UTF-8\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\
         <BANKACCTFROM><BANKID>1<ACCTID>DE1<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n",
    );
    for at in file * FILE..(file + 1) * FILE {
        let (date, cents, payee, memo) = entry(at, all);
        let _ = writeln!(
            text,
            "<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>{date}<TRNAMT>-{}.{:02}<FITID>F{at}<NAME>{payee}<MEMO>{memo}</STMTTRN>",
            cents / 100,
            cents % 100
        );
    }
    text.push_str("</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n");
    text
}

/// Imports a file: it is read, looked at, and brought in.
fn import(client: &Client, of: &str, file: usize, files: usize) -> Done<()> {
    let bytes = ofx(file, files * FILE);
    let path = format!("{of}/imports?account={BANK}&name=file-{file}.ofx");
    let read = client.ask_bytes("POST", &path, "application/octet-stream", bytes.as_bytes(), &[])?;
    if !read.is_good() {
        return Err(format!("the file {file}: {}", read.said()));
    }
    let id = read.json()?.pointer("/import/id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let made = client.send("POST", &format!("{of}/imports/{id}/commit"), &json!({}))?;
    if number(&made, "posted") != i64::try_from(FILE).unwrap_or_default() {
        return Err(format!("the file {file} gave {} transactions", number(&made, "posted")));
    }
    Ok(())
}

/// Posts one by hand.
fn post(client: &Client, of: &str, at: usize) -> Done<()> {
    let posting =
        |account: i64, amount: &str| json!({ "account": account, "amount": amount, "currency": "EUR" });
    let postings = json!([posting(BANK, "-1.00"), posting(FIRST_CATEGORY, "1.00")]);
    let body = json!({ "date": "2025-11-05", "payee": format!("By hand {at}"), "postings": postings });
    client.send("POST", &format!("{of}/transactions"), &body).map(drop)
}

type Answers = Vec<(&'static str, Taken, &'static str)>;

fn questions(service: &Service, client: &Client, of: &str) -> Done<Answers> {
    let mut answers = Answers::new();
    for (name, path, aim) in [
        ("first page of the register, 50 rows", "transactions?limit=50", "5 ms"),
        ("a page in the middle of it", "transactions?limit=50&to=2021-01-15", "5 ms"),
        ("first page of one category", "transactions?limit=50&account=17", "5 ms"),
        ("first page of the bank account, with balances", "transactions?limit=50&account=5", "5 ms"),
        (
            "one row of it, with its balance, in the middle of a month",
            "transactions?limit=1&account=5&to=2021-01-15",
            "1 ms for the balance",
        ),
        ("all balances, now", "accounts", "1 ms for one"),
        ("all balances, in the middle of a month", "accounts?on=2021-01-15", "1 ms for one"),
        ("12 months × 100 categories", "reports/cash-flow?from=2024-01-01&to=2024-12-31", "10 ms"),
        ("income statement of a year", "reports/income?from=2024-01-01&to=2024-12-31", "10 ms"),
        ("net worth of ten years by month", "reports/net-worth?from=2016-01-01&to=2025-12-31", "10 ms"),
        ("first page of a word that is in few texts", "transactions?limit=50&q=zeppelin", "30 ms"),
        ("first page of a word that is in one of 5000", "transactions?limit=50&q=order4711", "30 ms"),
        ("first page of a word that is in all of them", "transactions?limit=50&q=payment", "30 ms"),
        ("first page of what begins words in all of them", "transactions?limit=50&q=pa", "30 ms"),
    ] {
        answers.push((name, taken(service, ASKED, |_| answered(client, &format!("{of}/{path}")))?, aim));
    }
    // What is left of the others when this is taken off is the book's.
    let bare = of.trim_end_matches("/books");
    let bare = taken(service, ASKED, |_| answered(client, bare))?;
    answers.push(("the workspace's name: connection, token and log alone", bare, ""));
    Ok(answers)
}

/// Asks, and takes the answer as it is: reading it is no time of the service's.
fn answered(client: &Client, path: &str) -> Done {
    let answer = client.ask("GET", path, None, &[])?;
    if answer.is_good() { Ok(()) } else { Err(format!("GET {path}: {}", answer.said())) }
}

fn export(client: &Client, of: &str, journal: &Path) -> Done<()> {
    let answer = client.ask("GET", &format!("{of}/export/hledger"), None, &[])?;
    if !answer.is_good() {
        return Err(format!("the export: {}", answer.said()));
    }
    fs::write(journal, &answer.body).map_err(|error| format!("{}: {error}", journal.display()))
}

fn check(client: &Client, of: &str) -> Done<()> {
    let report = client.get(&format!("{of}/check"))?;
    if number(&report, "fault_count") == 0 { Ok(()) } else { Err(format!("the book is not whole: {report}")) }
}

/// What hledger takes for the same questions.
fn hledger(python: &Path, place: &Path, peers: &Peers, journal: &Path) -> Done<String> {
    let version = read(Command::new(peers.hledger()).arg("--version"))?;
    let mut out = format!(
        "**{}** on the same book\n\n| | wall | processor | largest memory |\n|---|---|---|---|\n",
        version.trim()
    );
    for (name, args) in [
        ("all balances", vec!["balance", "-N", "--flat", "-O", "csv"]),
        (
            "12 months × 100 categories",
            vec!["balance", "-M", "-p", "2024", "--flat", "-O", "csv", "Expenses"],
        ),
        ("search for a word", vec!["register", "-O", "csv", "desc:zeppelin"]),
    ] {
        let mut command =
            vec![peers.hledger().display().to_string(), "-f".to_owned(), journal.display().to_string()];
        command.extend(args.into_iter().map(str::to_owned));
        let taken = sample(python, place, &command, &[], &[0])?;
        let _ = writeln!(
            out,
            "| {name} | {:.1} s | {:.1} s | {:.0} MB |",
            taken.wall_s, taken.cpu_s, taken.peak_mb
        );
    }
    Ok(out)
}

/// Compares every balance with hledger's.
fn compare(client: &Client, of: &str, peers: &Peers, journal: &Path) -> Done<String> {
    let mut ours: BTreeMap<String, String> = BTreeMap::new();
    for account in list(&client.get(&format!("{of}/accounts"))?) {
        let amount = account.pointer("/own/0/amount").and_then(Value::as_str);
        if let Some(amount) = amount {
            let root = match text(&account, "kind").as_str() {
                "asset" => "Assets",
                "expense" => "Expenses",
                other => return Err(format!("an account of the kind {other} has a balance")),
            };
            ours.insert(format!("{root}:{}", text(&account, "full_name")), format!("{amount} EUR"));
        }
    }
    let mut command = Command::new(peers.hledger());
    command.arg("-f").arg(journal).args(["balance", "-N", "--flat", "-O", "csv"]);
    let said = read(&mut command)?;
    let mut theirs: BTreeMap<String, String> = BTreeMap::new();
    for line in said.lines().skip(1) {
        let (account, balance) = line.split_once("\",\"").ok_or_else(|| format!("hledger said {line}"))?;
        let plain = |text: &str| text.trim_matches('"').replace("EUR", "").trim().to_owned();
        theirs.insert(account.trim_matches('"').to_owned(), format!("{} EUR", plain(balance)));
    }
    if ours == theirs {
        return Ok(format!("Its {} balances are ours, to the cent.", ours.len()));
    }
    let other = ours.iter().find(|(account, amount)| theirs.get(*account) != Some(amount));
    Err(format!(
        "the balances differ: {other:?} here, {:?} there",
        other.and_then(|(account, _)| theirs.get(account))
    ))
}

fn file_mb(path: &Path) -> f64 {
    // Sizes of files are far below 2^52.
    fs::metadata(path)
        .map_or(0.0, |data| f64::from(u32::try_from(data.len() / 1_000).unwrap_or(u32::MAX)) / 1e3)
}

fn folder_mb(folder: &Path) -> f64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files.map(|file| file_mb(&file.path())).sum()
}

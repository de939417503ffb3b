//! `cargo xtask bench scan`: how fast and how large a scan is, alone on a big estate and against a peer on a small one.
//! `cargo xtask bench serve`: the same of the service. `cargo xtask bench console`: of the console in a browser.
//! `cargo xtask bench books`: of a large book, beside hledger on the same journal.

mod big;
mod books;
mod console;
mod peer;
mod sample;
mod serve;

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use crate::chaos::Programs;
use crate::python;
use crate::steps::{Done, Steps, cache, cargo, read, root, run as run_command, target};

/// What a benchmark run is to do.
pub(crate) struct Options {
    /// Runs of each measurement.
    runs: usize,
    /// Sizes of the big estate, in resources.
    sizes: Vec<usize>,
    /// Whether the peer is measured too.
    peer: bool,
    /// Whether the result is written into the documentation.
    write: bool,
}

/// Where the figures of the last run stand in the documentation.
const BEGIN: &str = "<!-- figures: written by `cargo xtask bench scan --write` -->";
const END: &str = "<!-- end of the figures -->";
const SERVE_BEGIN: &str = "<!-- figures: written by `cargo xtask bench serve --write` -->";
const SERVE_END: &str = "<!-- end of the service's figures -->";
const CONSOLE_BEGIN: &str = "<!-- figures: written by `cargo xtask bench console --write` -->";
const CONSOLE_END: &str = "<!-- end of the console's figures -->";
const BOOKS_BEGIN: &str = "<!-- figures: written by `cargo xtask bench books --write` -->";
const BOOKS_END: &str = "<!-- end of the books' figures -->";
/// Transactions of the large book.
const TRANSACTIONS: usize = 1_000_000;
/// Runs of each measurement in the browser.
const CONSOLE_RUNS: usize = 5;
/// How long the service is under load for each figure, in seconds.
const LOAD_S: u64 = 10;

pub(crate) fn serve(args: &[&str]) -> Done {
    let (mut into_page, mut seconds) = (false, LOAD_S);
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        match *flag {
            "--write" => into_page = true,
            "--seconds" => {
                let value = args.next().and_then(|value| value.parse().ok());
                seconds = value.ok_or("--seconds wants a number")?;
            }
            _ => return Err("bench serve [--seconds N] [--write]".to_owned()),
        }
    }
    let mut steps = Steps::default();
    let programs = steps.step("build the service and the estate, optimised", Programs::build)?;
    let place = folder("bench-serve")?;
    let table = serve::measure(&mut steps, &programs, &place, seconds)?;
    let text = format!("{}{table}", machine()?);
    println!("\n{text}");
    steps.summary();
    if into_page { write(&text, SERVE_BEGIN, SERVE_END) } else { Ok(()) }
}

pub(crate) fn books(args: &[&str]) -> Done {
    let (mut into_page, mut peer, mut transactions) = (false, true, TRANSACTIONS);
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        match *flag {
            "--write" => into_page = true,
            "--transactions" => {
                let value = args.next().and_then(|value| value.parse().ok());
                transactions = value.ok_or("--transactions wants a number")?;
            }
            "--no-peer" => peer = false,
            _ => return Err("bench books [--transactions N] [--no-peer] [--write]".to_owned()),
        }
    }
    if into_page && !peer {
        return Err("the page has the peer's figures too: leave --no-peer out".to_owned());
    }
    let mut steps = Steps::default();
    let programs = steps.step("build the service, optimised", Programs::build)?;
    let place = folder("bench-books")?;
    let table = books::measure(&mut steps, &programs, &place, transactions, peer)?;
    let text = format!("{}{table}", machine()?);
    println!("\n{text}");
    steps.summary();
    if into_page { write(&text, BOOKS_BEGIN, BOOKS_END) } else { Ok(()) }
}

pub(crate) fn console(args: &[&str]) -> Done {
    let (mut into_page, mut runs, mut build) = (false, CONSOLE_RUNS, true);
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        match *flag {
            "--write" => into_page = true,
            "--no-build" => build = false,
            "--runs" => {
                let value = args.next().and_then(|value| value.parse::<usize>().ok());
                runs = value.ok_or("--runs wants a number")?.max(1);
            }
            _ => return Err("bench console [--runs N] [--no-build] [--write]".to_owned()),
        }
    }
    let mut steps = Steps::default();
    let programs = if build {
        // The program takes the console from where it is built.
        steps.step("build the console", crate::web::run)?;
        steps.step("build the service and the estate, optimised", Programs::build)?
    } else {
        Programs { service: program("skytally"), stub: program("skytally-bench-stub") }
    };
    let place = folder("bench-console")?;
    let table = console::measure(&mut steps, &programs, &place, runs)?;
    let text = format!("{}{table}", machine()?);
    println!("\n{text}");
    steps.summary();
    if into_page { write(&text, CONSOLE_BEGIN, CONSOLE_END) } else { Ok(()) }
}

pub(crate) fn scan(args: &[&str]) -> Done {
    let options = options(args)?;
    let mut steps = Steps::default();
    let python = steps.step("Python environment of the tests", python::test_environment)?;
    let start = Instant::now();
    steps.step("build the program and the estate, optimised", || {
        run_command(&mut cargo(["build", "--release", "--package", "skytally"]))?;
        run_command(&mut cargo(["build", "--release", "--package", "skytally-bench-stub"]))
    })?;
    println!("   (with what the cache had already, {:.0} s)", start.elapsed().as_secs_f64());
    let folder = folder("bench")?;
    let mut text = machine()?;
    for size in &options.sizes {
        let name = format!("scan an estate of {size} resources, {} times", options.runs);
        let table = steps.step(&name, || big::measure(&python, &folder, *size, options.runs))?;
        println!("\n{table}");
        text.push_str(&table);
    }
    if options.peer {
        let table = steps.step("the same checks with Prowler, on the demo estate", || {
            peer::measure(&python, &folder, options.runs)
        })?;
        println!("\n{table}");
        text.push_str(&table);
    }
    steps.summary();
    if options.write { write(&text, BEGIN, END) } else { Ok(()) }
}

fn options(args: &[&str]) -> Done<Options> {
    let mut options = Options { runs: 5, sizes: vec![1_000, 47_000], peer: true, write: false };
    let mut args = args.iter();
    while let Some(flag) = args.next() {
        let mut number = || {
            let value = args.next().ok_or_else(|| format!("{flag} wants a number"))?;
            value.parse::<usize>().map_err(|error| format!("{flag} {value}: {error}"))
        };
        match *flag {
            "--runs" => options.runs = number()?.max(1),
            "--size" => options.sizes = vec![number()?],
            "--no-big" => options.sizes.clear(),
            "--no-peer" => options.peer = false,
            "--write" => options.write = true,
            _ => return Err("bench scan [--runs N] [--size N] [--no-big] [--no-peer] [--write]".to_owned()),
        }
    }
    Ok(options)
}

/// A fresh folder for reports and logs.
fn folder(name: &str) -> Done<PathBuf> {
    let folder = cache().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

/// The optimised program.
fn program(name: &str) -> PathBuf {
    target().join("release").join(name)
}

/// When and on what the figures were measured.
fn machine() -> Done<String> {
    let date = read(Command::new("date").args(["-u", "+%Y-%m-%d"]))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kilobytes = memory.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok());
    let memory = kilobytes.map_or_else(String::new, |kb| format!(", {} GiB of memory", kb.div_ceil(1 << 20)));
    let size = fs::metadata(program("skytally")).map_or(0, |data| data.len());
    let size = format!("{}.{} MB", size / 1_000_000, size / 100_000 % 10);
    Ok(format!("Measured on {}, {cores} cores{memory}. The program's file has {size}.\n", date.trim()))
}

/// Puts the figures into the documentation.
fn write(text: &str, begin: &str, end: &str) -> Done {
    let path = root().join("docs/BENCHMARKS.md");
    let page = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let (before, rest) = page.split_once(begin).ok_or_else(|| format!("{} lacks {begin}", path.display()))?;
    let (_, after) = rest.split_once(end).ok_or_else(|| format!("{} lacks {end}", path.display()))?;
    let page = format!("{before}{begin}\n\n{}\n\n{end}{after}", text.trim());
    fs::write(&path, page).map_err(|error| format!("{}: {error}", path.display()))
}

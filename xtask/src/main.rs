//! The project's own tool: `cargo xtask run | test | bench | web | models | tidy`.

mod api;
mod bench;
mod books;
mod browser;
mod chaos;
mod demo;
mod emulator;
mod fuzz;
mod models;
mod postgres;
mod python;
mod sample;
mod setup;
mod steps;
mod test;
mod tidy;
mod web;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run               build the program, fill an emulator with the demo estate, start the service on it with people,
                              workspaces and live collection, and stay until Ctrl-C (--listen ADDR:PORT; --keep-data
                              keeps what the service wrote; --once ends when all is there, with the right status)
cargo xtask run --scan        scan the demo estate once and show the result
                              (--keep leaves the emulator running until Ctrl-C)
cargo xtask test              every test, lint and law; what CI calls
cargo xtask setup             install what the tests need, and print the environment in which they find it
cargo xtask e2e [TEXT]        the console in a browser, on the program with the demo estate (only tests whose names have TEXT)
cargo xtask screenshots       pictures of every page, light and dark, desktop and phone (--to FOLDER)
cargo xtask bench scan        speed and memory: on a big estate, and against a peer on the demo estate, as ratios
                              (--runs N, --size N, --no-big, --no-peer; --write puts the figures into docs/BENCHMARKS.md)
cargo xtask bench serve       the service: requests a second, first answer, memory (--write puts the figures into docs/BENCHMARKS.md)
cargo xtask bench books       a book of a million transactions, beside hledger on the same journal
cargo xtask bench console     the console in a browser, on a large estate: first paint, interactions, scrolling
                              (--runs N; --no-build measures what was built last; --write puts the figures into docs/BENCHMARKS.md)
cargo xtask chaos kill        kill -9 of the service at random moments: nothing that was acknowledged is lost, nothing is stuck
                              (--times N, --seed N)
cargo xtask chaos nodes       two nodes on PostgreSQL, 100 accounts: each collected once an interval, a dead node's taken over,
                              no late write gets through (--seed N; --clock waits for real intervals of five minutes)
cargo xtask fuzz [READER]     the readers of bank files (ofx, qif, camt, mt940, csv) and the rules of receipts (receipt) on bytes that
                              find their way by coverage, with limits of time and memory (--minutes N, for each; the samples
                              beside the repository are the seeds)
cargo xtask web               build the console into web/dist, if its sources changed since the last time
cargo xtask sample            make the sample estate anew out of the demo estate
cargo xtask models [--check]  make the wire models of the catalogue from the botocore package, or compare them
cargo xtask tidy              the laws of the repository
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["run", rest @ ..] => match demo::Options::read(rest) {
            Ok(options) => demo::run(&options),
            Err(message) => {
                eprintln!("xtask: {message}\n\n{HELP}");
                return ExitCode::from(2);
            }
        },
        ["test"] => test::run(),
        ["setup"] => setup::run(),
        ["bench", "scan", rest @ ..] => bench::scan(rest),
        ["bench", "serve", rest @ ..] => bench::serve(rest),
        ["bench", "console", rest @ ..] => bench::console(rest),
        ["bench", "books", rest @ ..] => bench::books(rest),
        ["e2e"] => browser::tests(None),
        ["e2e", only] => browser::tests(Some(only)),
        ["screenshots", rest @ ..] => browser::screenshots(rest),
        ["chaos", rest @ ..] => chaos::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["web"] => web::run(),
        ["sample"] => sample::run(),
        ["models", rest @ ..] => models::run(rest.contains(&"--check")),
        ["tidy"] => tidy::run(),
        ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => {
            eprint!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

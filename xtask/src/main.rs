//! The project's own tool: `cargo xtask run | test | bench | models | tidy`.

mod bench;
mod demo;
mod emulator;
mod models;
mod postgres;
mod python;
mod steps;
mod test;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--keep]      build the program, fill an emulator with the demo estate, scan it and show the result
                              (--keep leaves the emulator running until Ctrl-C)
cargo xtask test              every test, lint and law; what CI calls
cargo xtask bench scan        speed and memory: on a big estate, and against a peer on the demo estate, as ratios
                              (--runs N, --size N, --no-big, --no-peer; --write puts the figures into docs/BENCHMARKS.md)
cargo xtask models [--check]  make the wire models of the catalogue from the botocore package, or compare them
cargo xtask tidy              the laws of the repository
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["run", rest @ ..] => demo::run(rest.contains(&"--keep")),
        ["test"] => test::run(),
        ["bench", "scan", rest @ ..] => bench::scan(rest),
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

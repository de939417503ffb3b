//! A stand-in for AWS that answers the calls of a scan from memory: a big estate for measuring speed and memory.
//!
//! It is no emulator: nothing can be made or changed, parameters other than names and page tokens are not looked at, and
//! signatures are not checked. Every answer is rendered before the first request, so that the time of a measurement is the
//! time of the program that is measured. What is not in the estate answers with an empty listing or with the error that
//! means "not set up".

#![recursion_limit = "512"]

mod answers;
mod estate;
mod http;
mod render;
mod route;

use std::process::ExitCode;
use std::sync::Arc;

use skytally_catalog::Catalog;

/// The regions over which the estate is spread, if the command line names none.
const REGIONS: &str = "us-east-1,us-west-2,eu-west-1,eu-central-1";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("skytally-bench-stub: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), String> {
    let (mut resources, mut regions, mut port, mut page) = (1_000, REGIONS.to_owned(), 0, usize::MAX);
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().ok_or_else(|| format!("{flag} wants a value"))?;
        let number = || value.parse::<usize>().map_err(|error| format!("{flag} {value}: {error}"));
        match flag.as_str() {
            "--resources" => resources = number()?,
            "--page" => page = number()?.max(1),
            "--regions" => regions = value,
            "--port" => {
                port = u16::try_from(number()?).map_err(|error| format!("{flag} {value}: {error}"))?
            }
            _ => return Err("usage: [--resources N] [--regions A,B] [--page N] [--port N]".to_owned()),
        }
    }
    let regions: Vec<String> = regions.split(',').map(str::to_owned).collect();
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let answers = answers::render(&catalog, &regions, resources, page)?;
    let router = route::Router::new(&catalog)?;
    // One thread: the other processors belong to what is measured.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()
        .map_err(|error| format!("the runtime cannot be started: {error}"))?;
    runtime.block_on(http::serve(port, Arc::new((router, answers)))).map_err(|error| error.to_string())
}

//! A stand-in for AWS that answers the calls of a scan from memory: a big estate for measuring speed and memory.
//!
//! Any role of any account can be assumed (`sts.rs`); all accounts have the same estate. With `--then`, an account's estate
//! changes its size whenever somebody asks whose credentials these are, as every collection run does at its beginning.
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
mod sts;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use skytally_catalog::Catalog;

/// The regions over which the estate is spread, if the command line names none.
const REGIONS: &str = "us-east-1,us-west-2,eu-west-1,eu-central-1";

const USAGE: &str = "usage: [--resources N] [--then N] [--regions A,B] [--page N] [--delay-ms N] [--port N]";

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
    let (mut then, mut delay) = (None, Duration::ZERO);
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().ok_or_else(|| format!("{flag} wants a value"))?;
        let number = || value.parse::<usize>().map_err(|error| format!("{flag} {value}: {error}"));
        match flag.as_str() {
            "--resources" => resources = number()?,
            "--page" => page = number()?.max(1),
            "--then" => then = Some(number()?),
            "--delay-ms" => delay = Duration::from_millis(number()? as u64),
            "--regions" => regions = value,
            "--port" => {
                port = u16::try_from(number()?).map_err(|error| format!("{flag} {value}: {error}"))?
            }
            _ => return Err(USAGE.to_owned()),
        }
    }
    let regions: Vec<String> = regions.split(',').map(str::to_owned).collect();
    let catalog = Catalog::embedded().map_err(|error| error.to_string())?;
    let sizes = [Some(resources), then].into_iter().flatten();
    let states = sizes
        .map(|resources| answers::render(&catalog, &regions, resources, page))
        .collect::<Result<Vec<_>, _>>()?;
    let router = route::Router::new(&catalog)?;
    let world = http::World { router, states, sts: sts::Sts::default(), delay };
    // One thread: the other processors belong to what is measured.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("the runtime cannot be started: {error}"))?;
    runtime.block_on(http::serve(port, Arc::new(world))).map_err(|error| error.to_string())
}

//! The service on the demo estate, with people, workspaces and live collection.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::child::{Stop, end, status, until};
use super::service::{Folder, Service};
use super::{Live, Then};
use crate::emulator::Emulator;
use crate::steps::{Done, Steps, root, seconds};

/// How long the emulator may take to end. It keeps nothing.
const EMULATOR_END_MAX: Duration = Duration::from_secs(2);

pub(super) fn run(mut steps: Steps, python: &Path, options: &Live) -> Done {
    let stop = Stop::listen()?;
    // Dropped in the opposite order: the service before what it asks, both before the folder.
    let folder = Folder::make(options.keep_data)?;
    let mut emulator = steps.step("start the AWS emulator", || {
        Emulator::start_apart(python, &folder.log("emulator"))
            .map_err(|error| folder.explain("emulator", &error))
    })?;
    steps.step("fill it with the demo estate", || stop.run("demo/seed.py", &mut emulator.seeding(python)))?;
    let listen = options.listen.as_deref();
    let tireless = matches!(options.then, Then::Browse(_));
    let mut service = steps
        .step("start the service", || Service::start(&stop, &folder, listen, &emulator.url, tireless))?;
    let made = steps.step("make people, workspaces and cloud accounts through its API", || {
        let mut people = Command::new(python);
        people
            .arg(root().join("demo/people.py"))
            .args(["--service", &service.url, "--endpoint", &emulator.url, "--mails"])
            .arg(folder.data().join("mail"))
            .arg("--told")
            .arg(folder.told());
        let done = stop.run("demo/people.py", &mut people);
        // A service that is gone explains more than calls that were not answered.
        done.or_else(|error| service.check().map_err(|why| format!("{error}: {why}")).and(Err(error.clone())))
    });
    steps.summary();
    let done = made.and_then(|()| {
        println!("\nLogs:   {} and emulator.log", folder.log("service").display());
        match &options.then {
            Then::Stay => {}
            Then::End => return Ok(()),
            Then::Browse(browse) => {
                let done = stop.run("the browser", &mut browse.command(&service.url, &folder.told(), python));
                // A service that is gone explains more than pages that did not come.
                return done.or_else(|error| service.check().and(Err(error)));
            }
        }
        let url = &service.url;
        println!(
            "The service goes on at {url}, each account is collected every 5 minutes. Ctrl-C ends everything."
        );
        stay(&stop, &mut service, &mut emulator)
    });
    println!("\nstopping");
    let start = Instant::now();
    let done = match done {
        Ok(()) => service.end(),
        // Nothing in the log explains it.
        Err(error) if stop.is_wanted() => service.end().and(Err(error)),
        Err(error) => Err(service.fail(&error)),
    };
    let emulator = end("the emulator", emulator.child(), EMULATOR_END_MAX);
    println!("stopped in {}", seconds(start.elapsed()));
    done.and(emulator.map(|_| ()))
}

/// Until somebody says that it is enough. That one of the two ends by itself is an error.
fn stay(stop: &Stop, service: &mut Service, emulator: &mut Emulator) -> Done {
    until(Duration::MAX, || {
        if stop.is_wanted() {
            return Ok(Some(()));
        }
        service.check()?;
        match status(emulator.child())? {
            Some(status) => Err(format!("the emulator ended by itself with {status}")),
            None => Ok(None),
        }
    })
    .map(|_| ())
}

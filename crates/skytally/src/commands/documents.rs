//! `skytally documents`: an account's resources as JSON lines.

use std::collections::BTreeSet;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use skytally_collect::{Selection, Sink};
use skytally_model::{Document, Generation};

use super::session::{look, reach_all, services};
use super::stop::Stop;
use crate::cli::DocumentsArgs;
use crate::failure::{CLEAN, Failure, NOT_ALL_SEEN};
use crate::output::Output;
use crate::wire;

pub(crate) fn run(args: &DocumentsArgs) -> Result<u8, Failure> {
    let catalog = wire::catalog(args.account.catalog.as_deref())?;
    let services = services(&args.account, &catalog)?;
    for kind in &args.kinds {
        if catalog.kind(kind).is_none() {
            let service = kind.as_str().split('.').nth(1).unwrap_or_default();
            let near: Vec<&str> =
                catalog.kinds().filter(|k| k.service == service).map(|k| k.kind.as_str()).collect();
            return Err(Failure::usage(format!(
                "there is no kind {kind}; {service} has {}",
                near.join(", ")
            )));
        }
    }
    let selection = if args.kinds.is_empty() {
        Selection::Everything
    } else {
        Selection::Kinds(args.kinds.iter().cloned().collect::<BTreeSet<_>>())
    };
    let (lines, unseen) = wire::block_on(async {
        let stop = Stop::listen()?;
        let output = Mutex::new((Output::open(args.output.as_deref())?, None));
        let lines = Lines { output, incomplete: AtomicUsize::new(0), stop };
        let mut unseen = false;
        for reached in reach_all(&args.account, &catalog, &lines.stop).await? {
            let generation =
                look(&reached, &selection, &services, args.account.quiet, &lines, &lines.stop).await;
            if lines.failed() {
                break;
            }
            for note in &reached.notes {
                anstream::eprintln!("skytally: {note}");
            }
            unseen |= say_unseen(&generation);
        }
        Ok((lines, unseen))
    })?;
    let incomplete = lines.incomplete.load(Ordering::Relaxed);
    let (output, failed) = lines.output.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failed {
        // Whoever reads has seen enough.
        Some(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(CLEAN),
        Some(error) => return Err(Failure::run(format!("the output cannot be written: {error}"))),
        None => output.finish()?,
    }
    if incomplete > 0 {
        anstream::eprintln!("skytally: {incomplete} documents have parts that were not seen; each says why");
    }
    Ok(if unseen || incomplete > 0 { NOT_ALL_SEEN } else { CLEAN })
}

/// Says on the standard error what could not be listed. Parts that were not seen stand in the documents themselves.
fn say_unseen(generation: &Generation) -> bool {
    let mut unseen = generation.cancelled;
    if generation.cancelled {
        anstream::eprintln!("skytally: stopped before the end; what was known by then has been written");
    }
    for coverage in generation.coverage.iter().filter(|c| !c.state.is_known()) {
        unseen = true;
        if let Some(cause) = coverage.state.cause() {
            anstream::eprintln!("skytally: {} in {} was not seen: {cause}", coverage.kind, coverage.region);
        } else if !generation.cancelled {
            anstream::eprintln!("skytally: {} in {} was not collected", coverage.kind, coverage.region);
        }
    }
    unseen
}

/// Writes each document as a line, as soon as it is there. Once that fails, nothing more is asked for.
struct Lines {
    output: Mutex<(Output, Option<std::io::Error>)>,
    /// Documents that are less than everything: a part or the description was refused or failed.
    incomplete: AtomicUsize,
    stop: Stop,
}

impl Lines {
    fn failed(&self) -> bool {
        self.output.lock().unwrap_or_else(PoisonError::into_inner).1.is_some()
    }
}

impl Sink for Lines {
    fn document(&self, document: Document) {
        if document.incomplete.is_some() || document.parts.values().any(|part| part.cause().is_some()) {
            self.incomplete.fetch_add(1, Ordering::Relaxed);
        }
        let mut inner = self.output.lock().unwrap_or_else(PoisonError::into_inner);
        let (output, failed) = &mut *inner;
        if failed.is_none() {
            let written = serde_json::to_vec(&document).map_err(std::io::Error::from).and_then(|mut line| {
                line.push(b'\n');
                output.write_all(&line)
            });
            *failed = written.err();
            if failed.is_some() {
                self.stop.now();
            }
        }
    }
}

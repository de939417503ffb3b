//! `skytally scan`: look, check, report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use skytally_catalog::{Catalog, Framework};
use skytally_checks::{Engine, Overrides};
use skytally_collect::{Selection, Sink};
use skytally_model::{CheckId, Document, Evaluation, Generation, Outcome, Severity};

use super::check::unknown_check;
use super::session::{look, reach_all, services};
use super::stop::Stop;
use crate::cli::ScanArgs;
use crate::failure::{CLEAN, FINDINGS, Failure, NOT_ALL_SEEN};
use crate::output::Output;
use crate::report::{self, AccountReport, HiddenBy, Report, Tallies, Tally};
use crate::wire;

pub(crate) fn run(args: &ScanArgs) -> Result<u8, Failure> {
    let catalog = wire::catalog(args.account.catalog.as_deref())?;
    let services = services(&args.account, &catalog)?;
    let framework = args.framework.as_deref().map(|id| framework(&catalog, id)).transpose()?;
    let selection = selection(args, &catalog, framework.as_ref(), &services)?;
    let engine = Engine::new(Arc::clone(&catalog), selection.as_ref())?;
    let needs = Selection::Needs(engine.needs());
    let mut found = Found::new(&engine, args.include_passed);
    let mut accounts = Vec::new();
    let mut output = wire::block_on(async {
        let stop = Stop::listen()?;
        let output = Output::open(args.output.as_deref())?;
        // After a stop nothing is collected any more, and the accounts that are left come out as unknown.
        for reached in reach_all(&args.account, &catalog, &stop).await? {
            // The kinds are already those of the checks: what a check of a wanted service reads elsewhere is read too.
            let kept = Kept::default();
            let mut generation =
                look(&reached, &needs, &BTreeSet::new(), args.account.quiet, &kept, &stop).await;
            generation.documents = kept.into_sorted();
            let generation = Arc::new(generation);
            engine.evaluate(&generation, Timestamp::now(), &Overrides::new(), &|evaluation| {
                found.add(evaluation)
            });
            accounts.push(account_report(&generation, reached.notes));
        }
        Ok(output)
    })?;
    let (evaluations, tallies) = found.finish();
    let report = Report { made: Timestamp::now(), catalog, framework, accounts, evaluations, tallies };
    report::write(&report, args.format, &mut output)
        .or_else(|error| if error.kind() == std::io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
        .map_err(|error| Failure::run(format!("the report cannot be written: {error}")))?;
    output.finish()?;
    Ok(status(&report, args.fail_on))
}

/// Findings at or above the threshold go before what was not seen: whoever asked for the threshold wants to know.
fn status(report: &Report, fail_on: Option<Severity>) -> u8 {
    let worst = report.failures().into_iter().find(|(_, count)| *count > 0).map(|(severity, _)| severity);
    match (fail_on, worst) {
        (Some(threshold), Some(worst)) if worst >= threshold => FINDINGS,
        _ if report.is_partial() => NOT_ALL_SEEN,
        _ => CLEAN,
    }
}

fn framework(catalog: &Catalog, id: &str) -> Result<Framework, Failure> {
    catalog.framework(id).cloned().ok_or_else(|| {
        let known: Vec<&str> = catalog.frameworks().map(|framework| framework.id.as_str()).collect();
        Failure::usage(format!("there is no framework {id}; there are {}", known.join(", ")))
    })
}

/// The checks to run; none for all.
fn selection(
    args: &ScanArgs,
    catalog: &Catalog,
    framework: Option<&Framework>,
    services: &BTreeSet<String>,
) -> Result<Option<BTreeSet<CheckId>>, Failure> {
    for id in args.checks.iter().chain(&args.skip_checks) {
        catalog.check(id).ok_or_else(|| unknown_check(catalog, id))?;
    }
    let mut wanted: BTreeSet<CheckId> = match (args.checks.is_empty(), framework) {
        (true, None) => catalog.checks().map(|check| check.id.clone()).collect(),
        (true, Some(framework)) => framework.controls.iter().flat_map(|c| c.checks.clone()).collect(),
        (false, _) => args.checks.iter().cloned().collect(),
    };
    wanted.retain(|id| !args.skip_checks.contains(id));
    if wanted.is_empty() {
        return Err(Failure::usage("no check is left to run"));
    }
    if !services.is_empty() {
        // A check belongs to the services of the kinds that it is about.
        wanted.retain(|id| {
            catalog.check(id).is_some_and(|check| {
                let kinds = check.rules.iter().filter_map(|rule| catalog.kind(&rule.kind));
                services.contains(&check.service)
                    || kinds.into_iter().any(|kind| services.contains(&kind.service))
            })
        });
        if wanted.is_empty() {
            let names: Vec<&str> = services.iter().map(String::as_str).collect();
            return Err(Failure::usage(format!("none of the chosen checks is about {}", names.join(", "))));
        }
    }
    Ok(Some(wanted))
}

/// Keeps documents for the checks.
#[derive(Default)]
struct Kept(Mutex<Vec<Document>>);

impl Sink for Kept {
    fn document(&self, document: Document) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(document);
    }
}

impl Kept {
    fn into_sorted(self) -> Vec<Document> {
        let mut documents = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        documents.sort_by(|a, b| (&a.kind, &a.region, &a.id).cmp(&(&b.kind, &b.region, &b.id)));
        documents
    }
}

/// What the checks say, as it comes.
struct Found {
    inner: Mutex<(Vec<Evaluation>, Tallies)>,
    include_passed: bool,
}

impl Found {
    fn new(engine: &Engine, include_passed: bool) -> Self {
        let tallies = engine
            .checks()
            .flat_map(|check| {
                let own = check.variants.is_empty().then_some(None);
                let variants = check.variants.iter().map(|v| Some(v.name.clone())).chain(own);
                variants.map(|variant| ((check.id.clone(), variant), Tally::default())).collect::<Vec<_>>()
            })
            .collect();
        Self { inner: Mutex::new((Vec::new(), tallies)), include_passed }
    }

    fn add(&self, evaluation: Evaluation) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (evaluation.check.clone(), evaluation.variant.clone());
        inner.1.entry(key).or_default().add(&evaluation.outcome);
        let told = match evaluation.outcome {
            Outcome::Fail { .. } | Outcome::Unknown { .. } => true,
            Outcome::Pass => self.include_passed,
            Outcome::NotApplicable => false,
        };
        if told {
            inner.0.push(evaluation);
        }
    }

    fn finish(&mut self) -> (Vec<Evaluation>, Tallies) {
        let inner = self.inner.get_mut().unwrap_or_else(PoisonError::into_inner);
        let (mut evaluations, tallies) = std::mem::take(inner);
        let rank = |e: &Evaluation| match e.outcome {
            Outcome::Fail { .. } => 0,
            Outcome::Unknown { .. } => 1,
            Outcome::Pass | Outcome::NotApplicable => 2,
        };
        evaluations.sort_by(|a, b| {
            let key = |e: &Evaluation| (rank(e), std::cmp::Reverse(e.severity));
            key(a).cmp(&key(b)).then_with(|| {
                (&a.check, &a.variant, &a.account, &a.region, &a.resource).cmp(&(
                    &b.check,
                    &b.variant,
                    &b.account,
                    &b.region,
                    &b.resource,
                ))
            })
        });
        (evaluations, tallies)
    }
}

fn account_report(generation: &Generation, notes: Vec<String>) -> AccountReport {
    let mut resources = BTreeMap::new();
    let mut hidden: BTreeMap<HiddenBy, usize> = BTreeMap::new();
    for document in &generation.documents {
        *resources.entry(document.kind.clone()).or_default() += 1;
        for cause in document.incomplete.iter().chain(document.parts.values().filter_map(|part| part.cause()))
        {
            let mut cause = cause.clone();
            cause.request_id = None;
            *hidden.entry(HiddenBy { cause, region: document.region.clone() }).or_default() += 1;
        }
    }
    AccountReport {
        account: generation.account.clone(),
        partition: generation.partition,
        caller: generation.caller.clone(),
        regions: generation.regions.clone(),
        started: generation.started,
        ended: generation.ended,
        cancelled: generation.cancelled,
        price: generation.price,
        resources,
        unlisted: generation.coverage.iter().filter(|c| !c.state.is_known()).cloned().collect(),
        hidden,
        notes,
    }
}

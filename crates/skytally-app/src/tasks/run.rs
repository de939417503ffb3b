//! One collection run: from a lease to a generation.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use data_encoding::HEXLOWER;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skytally_aws::Client;
use skytally_checks::Overrides;
use skytally_collect::{Event, Limits, Plan, Selection, Sink, collect, enabled_regions, who};
use skytally_model::{Document, Evaluation, Generation, LinkId, Part, RunId};
use skytally_store::{
    Access, Account, AccountLease, DocumentKey, NEVER, Origin, Publication, StagedDocument, StoreError,
    Trigger,
};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::compare::{Looked, compare, judged};
use crate::counters::Counters;
use crate::error::{AppError, Result};
use crate::outcomes::outcomes;
use crate::own_checks;
use crate::settings::overrides;

/// How often a run says how far it is.
const PROGRESS_EVERY: Duration = Duration::from_millis(1_500);
/// Documents that are written in one transaction.
const STAGE_MAX: usize = 500;

/// How a run ended.
pub(crate) enum End {
    /// With a generation.
    Published { complete: bool },
    /// The node is going down: the lease was given back.
    GivenBack,
    /// Without anything written: the lease was lost.
    Fenced,
}

/// Documents as they come.
#[derive(Default)]
struct Kept(Mutex<Vec<Document>>);

impl Sink for Kept {
    fn document(&self, document: Document) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(document);
    }
}

/// How far a run is.
#[derive(Default)]
struct Progress {
    listings: AtomicI64,
    listed: AtomicI64,
    documents: AtomicI64,
}

impl Progress {
    fn read(&self) -> (i64, i64, i64) {
        let read = |counter: &AtomicI64| counter.load(Ordering::Relaxed);
        (read(&self.listings), read(&self.listed), read(&self.documents))
    }
}

/// When an account is due next: accounts are spread over the interval by their ids, so that a hundred of them do not call
/// AWS in the same second, and each keeps its own minute.
pub(crate) fn next_due(account: LinkId, every: SignedDuration, now: Timestamp) -> Timestamp {
    let every_ms = i64::try_from(every.as_millis()).unwrap_or(i64::MAX).max(1);
    // The tail of the id is random; its head is the time, which accounts that were linked together share.
    let tail = u64::from_be_bytes(account.uuid().as_bytes()[8..].try_into().unwrap_or_default());
    let phase = i64::try_from(tail % every_ms.unsigned_abs()).unwrap_or_default();
    let now_ms = now.as_millisecond();
    let slot = (now_ms - phase).div_euclid(every_ms) * every_ms + phase;
    // The first slot that is at least half an interval away.
    let mut next = slot + every_ms;
    if next - now_ms < every_ms / 2 {
        next += every_ms;
    }
    Timestamp::from_millisecond(next).unwrap_or(now + every)
}

impl App {
    /// Runs a leased account to its end, whatever that is.
    pub(crate) async fn collect(
        &self,
        lease: AccountLease,
        account: Account,
        wanted: bool,
        stop: CancellationToken,
    ) {
        let (id, workspace) = (account.id, account.workspace);
        let started = self.now();
        match self.collect_leased(lease, &account, wanted, &stop).await {
            Ok(End::Published { complete }) => {
                let counter =
                    if complete { &self.counters.runs_complete } else { &self.counters.runs_partial };
                Counters::add(counter, 1);
                let duration_ms = self.now().duration_since(started).as_millis();
                tracing::info!(account = %id, %workspace, complete, duration_ms, "an account was collected");
            }
            Ok(End::GivenBack) => tracing::info!(account = %id, %workspace, "a run was given back"),
            Ok(End::Fenced) => {
                Counters::add(&self.counters.runs_fenced, 1);
                tracing::warn!(account = %id, %workspace, "a run lost its lease: another node collects the account, or it is gone");
            }
            Err(AppError::Internal(error)) => {
                Counters::add(&self.counters.runs_failed, 1);
                tracing::error!(account = %id, %workspace, %error, "a run failed");
            }
            Err(error) => {
                Counters::add(&self.counters.runs_failed, 1);
                tracing::warn!(account = %id, %workspace, %error, "a run failed");
            }
        }
    }

    async fn collect_leased(
        &self,
        lease: AccountLease,
        account: &Account,
        wanted: bool,
        stop: &CancellationToken,
    ) -> Result<End> {
        let trigger = if wanted { Trigger::Wanted } else { Trigger::Schedule };
        let run = match self.store.begin_run(&lease, trigger, self.now()).await {
            // The node stood still between the lease and its first use, for longer than the lease held.
            Err(StoreError::Fenced { .. }) => return Ok(End::Fenced),
            begun => begun?,
        };
        let progress = Arc::new(Progress::default());
        // The lease is held by a companion for as long as the run goes on; when it is lost, the run ends.
        let lost = CancellationToken::new();
        let done = CancellationToken::new();
        let companion = self.hold(lease.clone(), run, Arc::clone(&progress), lost.clone(), done.clone());
        let work = async {
            let end = self.collect_run(&lease, run, account, &progress, stop, &lost).await;
            done.cancel();
            end
        };
        let (end, ()) = tokio::join!(work, companion);
        match end {
            Ok(end) => Ok(end),
            Err(_) if lost.is_cancelled() => Ok(End::Fenced),
            Err(error) => {
                let now = self.now();
                let due = next_due(account.id, minutes(account), now);
                // What a person may read: an internal failure says nothing outside the log.
                let told = match &error {
                    AppError::Internal(_) => "the run failed: the log of the service says why".to_owned(),
                    error => error.to_string(),
                };
                match self.store.fail_run(&lease, run, now, &told, due).await {
                    // A write of the run was refused before the companion had looked.
                    Err(StoreError::Fenced { .. }) => Ok(End::Fenced),
                    failed => failed.map_err(AppError::from).and(Err(error)),
                }
            }
        }
    }

    /// Renews the lease and writes down how far the run is, until it is done or the lease is lost.
    async fn hold(
        &self,
        mut lease: AccountLease,
        run: RunId,
        progress: Arc<Progress>,
        lost: CancellationToken,
        done: CancellationToken,
    ) {
        let hold = self.config.collection.lease;
        let mut told = (0, 0, 0);
        while done.run_until_cancelled(tokio::time::sleep(PROGRESS_EVERY)).await.is_some() {
            let now = self.now();
            let mut result = Ok(());
            if lease.until().duration_since(now) < hold / 2 {
                result = self.store.renew_lease(&mut lease, now, hold).await;
            }
            if result.is_ok() && progress.read() != told {
                told = progress.read();
                result = self.store.run_progress(&lease, run, now, told).await;
            }
            match result {
                Ok(()) => {}
                Err(StoreError::Fenced { .. }) => {
                    lost.cancel();
                    return;
                }
                // A passing failure of the store costs nothing while the lease still holds; after that it is lost.
                Err(error) => {
                    tracing::warn!(%error, "a lease could not be renewed");
                    if lease.until() <= self.now() {
                        lost.cancel();
                        return;
                    }
                }
            }
        }
    }

    async fn collect_run(
        &self,
        lease: &AccountLease,
        run: RunId,
        account: &Account,
        progress: &Progress,
        stop: &CancellationToken,
        lost: &CancellationToken,
    ) -> Result<End> {
        let origin = Origin::task("collection", self.now());
        let client = self.client_of(lease.scope(), &origin, account, "collection").await?;
        let caller = who(&client).await.map_err(|error| {
            AppError::Conflict(format!("AWS does not say whose credentials these are: {error}"))
        })?;
        if caller.id != account.aws_account {
            return Err(AppError::Conflict(format!(
                "the credentials are of the AWS account {}, not of {}: link the account again",
                caller.id, account.aws_account
            )));
        }
        let mut notes = Vec::new();
        let regions = self.regions(&client, account, &mut notes).await;
        let services: BTreeSet<String> = account.settings.services.iter().cloned().collect();
        let plan = Plan::new(&self.catalog, &Selection::Everything, &services, regions);
        let event = |event: Event<'_>| match event {
            Event::Planned { listings } => {
                progress.listings.store(i64::try_from(listings).unwrap_or(i64::MAX), Ordering::Relaxed);
            }
            Event::Listed { coverage } => {
                progress.listed.fetch_add(1, Ordering::Relaxed);
                let seen = i64::try_from(coverage.documents).unwrap_or_default();
                progress.documents.fetch_add(seen, Ordering::Relaxed);
            }
            Event::Documents { .. } => {}
        };
        let sink = Kept::default();
        let limits = Limits { listings: self.config.collection.listings_at_once };
        let run_max = Duration::try_from(self.config.collection.run_max).unwrap_or(Duration::MAX);
        let ended = async {
            tokio::select! {
                () = stop.cancelled() => {}
                () = lost.cancelled() => {}
                () = tokio::time::sleep(run_max) => {}
            }
        };
        let mut generation = collect(&client, &caller, &plan, limits, &sink, &event, ended).await;
        let meter = generation.price;
        Counters::add(&self.counters.aws_calls, meter.calls);
        Counters::add(&self.counters.aws_throttled, meter.throttled);
        Counters::add(&self.counters.aws_nano_usd, meter.nano_usd);
        if lost.is_cancelled() {
            return Err(AppError::Conflict("the lease is lost".to_owned()));
        }
        if stop.is_cancelled() {
            self.store.release_lease(lease, Some(run), self.now()).await?;
            return Ok(End::GivenBack);
        }
        if generation.cancelled {
            let minutes = self.config.collection.run_max.as_mins();
            notes.push(format!(
                "the run was ended after {minutes} minutes: what it did not come to is not collected"
            ));
        }
        // A quick run ends before its companion has said anything.
        self.store.run_progress(lease, run, self.now(), progress.read()).await?;
        generation.documents = sink.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        self.publish(lease, run, account, generation, notes, None).await
    }

    async fn regions(
        &self,
        client: &Client,
        account: &Account,
        notes: &mut Vec<String>,
    ) -> Vec<skytally_model::Region> {
        if !account.settings.regions.is_empty() {
            return account.settings.regions.clone();
        }
        let list = enabled_regions(client).await;
        if let Some(error) = list.guessed {
            notes.push(format!(
                "the regions are guessed, because AWS does not say which are switched on: {error}"
            ));
        }
        list.regions
    }

    /// Evaluates what was seen, writes what is new, and makes it the newest generation. `at` says when that was to be, if not
    /// now: the sample estate has a past.
    pub(crate) async fn publish(
        &self,
        lease: &AccountLease,
        run: RunId,
        account: &Account,
        mut generation: Generation,
        notes: Vec<String>,
        at: Option<Timestamp>,
    ) -> Result<End> {
        let now = at.unwrap_or_else(|| self.now());
        generation.documents.sort_by(|a, b| (&a.kind, &a.region, &a.id).cmp(&(&b.kind, &b.region, &b.id)));
        let before: HashMap<DocumentKey, String> =
            self.store.document_hashes(lease).await?.into_iter().collect();
        let seen = i64::try_from(generation.documents.len()).unwrap_or(i64::MAX);
        let complete = !generation.is_partial();
        let coverage = coverage(&generation);
        let closed = self.stage(lease, &generation, before, now).await?;
        let workspace = self.store.workspace(lease.scope()).await?;
        let vars = overrides(&workspace.thresholds, &account.settings);
        let (generation, evaluations) = self.evaluate(generation, account, vars, now).await?;
        let known = self.store.known_findings(lease).await?;
        let looked = Looked::new(&generation.coverage, generation.cancelled);
        let judged = judged(&evaluations);
        let findings = compare(known, &judged, &looked);
        let outcomes = outcomes(self.engine.checks(), &judged, &looked);
        let summary = json!({
            "caller": generation.caller,
            "partition": generation.partition,
            "regions": generation.regions,
            "price": generation.price,
            "notes": notes,
        });
        let ended = at.unwrap_or_else(|| self.now());
        let end = Publication {
            complete,
            ended,
            documents: seen,
            closed,
            findings,
            outcomes,
            summary,
            coverage,
            next_due: match account.access {
                Access::Sample => NEVER,
                _ => next_due(account.id, minutes(account), ended),
            },
            letters: Vec::new(),
        };
        self.store.publish_run(lease, run, &end).await?;
        Counters::add(&self.counters.documents_seen, u64::try_from(seen).unwrap_or_default());
        Ok(End::Published { complete })
    }

    /// Writes the documents that are new or have changed. Gives the keys of those of the last generation that no longer
    /// hold: changed, or gone from a listing that was seen whole.
    async fn stage(
        &self,
        lease: &AccountLease,
        generation: &Generation,
        mut before: HashMap<DocumentKey, String>,
        now: Timestamp,
    ) -> Result<Vec<DocumentKey>> {
        let mut closed = Vec::new();
        let mut fresh: Vec<StagedDocument> = Vec::new();
        let mut written = 0_u64;
        let mut seen: BTreeSet<DocumentKey> = BTreeSet::new();
        for document in &generation.documents {
            let key = (document.kind.clone(), document.region.clone(), document.id.clone());
            if !seen.insert(key.clone()) {
                continue;
            }
            let body = serde_json::to_string(document)
                .map_err(|error| AppError::Internal(format!("a document cannot be written: {error}")))?;
            let hash = fingerprint(document, &body)?;
            match before.remove(&key) {
                Some(old) if old == hash => continue,
                Some(_) => closed.push(key),
                None => {}
            }
            let hidden = document.parts.values().filter(|part| part.cause().is_some()).count()
                + usize::from(document.incomplete.is_some());
            fresh.push(StagedDocument {
                kind: document.kind.clone(),
                region: document.region.clone(),
                id: document.id.clone(),
                hash,
                name: document.name.clone(),
                arn: document.arn.clone(),
                hidden: i64::try_from(hidden).unwrap_or(i64::MAX),
                body,
            });
            written += 1;
            if fresh.len() >= STAGE_MAX {
                self.store.stage_documents(lease, now, &fresh).await?;
                fresh.clear();
            }
        }
        if !fresh.is_empty() {
            self.store.stage_documents(lease, now, &fresh).await?;
        }
        Counters::add(&self.counters.documents_written, written);
        // What was there and was not seen is gone only where the listing was seen whole. Elsewhere it stays as it was known,
        // and the coverage says that it was not seen.
        let looked = Looked::new(&generation.coverage, generation.cancelled);
        closed.extend(before.into_keys().filter(|(kind, region, _)| looked.hides(kind, region).is_none()));
        Ok(closed)
    }

    /// Runs the checks on a thread of its own: they use the processor and nothing else.
    async fn evaluate(
        &self,
        generation: Generation,
        account: &Account,
        vars: Overrides,
        now: Timestamp,
    ) -> Result<(Arc<Generation>, Vec<Evaluation>)> {
        let generation = Arc::new(generation);
        let engine = Arc::clone(&self.engine);
        let looked_at = Arc::clone(&generation);
        let mut evaluations = tokio::task::spawn_blocking(move || {
            let found = Mutex::new(Vec::new());
            engine.evaluate(&looked_at, now, &vars, &|evaluation| {
                found.lock().unwrap_or_else(PoisonError::into_inner).push(evaluation);
            });
            found.into_inner().unwrap_or_else(PoisonError::into_inner)
        })
        .await
        .map_err(|error| AppError::Internal(format!("the checks broke off: {error}")))?;
        evaluations.extend(own_checks::evaluate(account, now));
        Ok((generation, evaluations))
    }
}

/// What tells two states of a document apart. AWS says something else at every refusal, such as the id of the request or an
/// encoded message: that alone is no other state, or a part that is denied would give a new one at every run.
fn fingerprint(document: &Document, body: &str) -> Result<String> {
    let hash = |body: &str| HEXLOWER.encode(&Sha256::digest(body.as_bytes()));
    if document.incomplete.is_none() && document.parts.values().all(|part| part.cause().is_none()) {
        return Ok(hash(body));
    }
    let mut document = document.clone();
    let of_parts = document.parts.values_mut().filter_map(|part| match part {
        Part::Denied { cause } | Part::Failed { cause } => Some(cause),
        Part::Present { .. } | Part::Absent | Part::NotCollected => None,
    });
    for cause in document.incomplete.iter_mut().chain(of_parts) {
        cause.request_id = None;
        cause.message.clear();
    }
    let body = serde_json::to_string(&document)
        .map_err(|error| AppError::Internal(format!("a document cannot be written: {error}")))?;
    Ok(hash(&body))
}

fn minutes(account: &Account) -> SignedDuration {
    SignedDuration::from_mins(account.settings.every_minutes)
}

/// What could not be seen, as the run keeps it: listings, and calls about single resources, counted by cause.
fn coverage(generation: &Generation) -> Value {
    let unseen: Vec<_> = generation.coverage.iter().filter(|coverage| !coverage.state.is_known()).collect();
    let mut hidden: BTreeMap<String, (Value, u64)> = BTreeMap::new();
    for document in &generation.documents {
        let parts = document.parts.values().filter_map(|part| part.cause());
        for cause in document.incomplete.iter().chain(parts) {
            let key = format!("{} {:?} {}", cause.call, cause.class, document.region);
            let entry = hidden.entry(key).or_insert_with(|| {
                let told = json!({ "call": cause.call, "class": cause.class, "permission": cause.permission,
                    "code": cause.code, "message": cause.message, "region": document.region, "kind": document.kind });
                (told, 0)
            });
            entry.1 += 1;
        }
    }
    let hidden: Vec<Value> = hidden
        .into_values()
        .map(|(mut told, resources)| {
            if let Some(told) = told.as_object_mut() {
                told.insert("resources".to_owned(), json!(resources));
            }
            told
        })
        .collect();
    json!({ "listings": unseen, "parts": hidden })
}

#[cfg(test)]
mod tests;

//! Reads receipts that wait, so many at once, and removes files that nobody needs any more.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use jiff::{SignedDuration, Timestamp};
use skytally_money::receipt::Fault;
use skytally_store::{Receipt, ReceiptLease, ReceiptOutcome, StoreError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::books::receipt_reader::ReceiptReader;
use crate::caller::signed;
use crate::counters::Counters;
use crate::error::Result;
use crate::files::CALL_MAX;

/// The longest that nobody looks for receipts that wait: uploads to other nodes, leases that have run out.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// After a failure of the store, and before a receipt that broke its reader, or whose file is out of reach, is tried again.
const PAUSE: Duration = Duration::from_secs(15);
/// Before a receipt is tried again whose service is busy or out of reach.
const AWAY_PAUSE: Duration = Duration::from_secs(60);
/// The longest that is told of why a receipt was not read.
const TOLD_MAX_CHARS: usize = 400;
/// How long one node has the sweeping before another may take it.
const SWEEP_HOLD: SignedDuration = SignedDuration::from_mins(10);
/// How often files are swept.
const SWEEP_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// A file without a receipt is left alone for so long: its receipt may be on its way.
const ORPHAN_AFTER: SignedDuration = SignedDuration::from_hours(24);
/// The fact under which the store keeps when files were swept.
const SWEPT: &str = "receipt-files-swept";

/// Reads receipts until the service stops; then those that are being read are given back.
pub(crate) async fn run(app: Arc<App>, reader: ReceiptReader, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(app.config.receipts.reads_at_once.max(1)));
    let mut reads = JoinSet::new();
    loop {
        // First a place, then a lease: nobody holds a receipt that waits for its turn.
        let place = stop.run_until_cancelled(Arc::clone(&places).acquire_owned()).await;
        let Some(Ok(place)) = place else { break };
        while reads.try_join_next().is_some() {}
        let wait = match app.take_receipt(&reader).await {
            Ok(Some((lease, receipt))) => {
                let (app, reader, stop) = (Arc::clone(&app), reader.clone(), stop.clone());
                reads.spawn(async move {
                    app.read_receipt(&reader, &lease, &receipt, &stop).await;
                    drop(place);
                });
                continue;
            }
            Ok(None) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "no receipt can be taken");
                PAUSE
            }
        };
        drop(place);
        let wait = async {
            tokio::select! {
                () = app.wake_receipts.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        };
        if stop.run_until_cancelled(wait).await.is_none() {
            break;
        }
    }
    // Each gives its receipt back by itself.
    while reads.join_next().await.is_some() {}
}

impl App {
    async fn take_receipt(&self, reader: &ReceiptReader) -> Result<Option<(ReceiptLease, Receipt)>> {
        // As long as all that is done with it may take, twice: a lease is not renewed.
        let hold = signed((reader.longest() + CALL_MAX) * 2);
        Ok(self.store.take_receipt(&self.config.node, self.now(), hold).await?)
    }

    /// Reads the receipts that wait at this moment, one after another, as the task does side by side. Gives how many.
    ///
    /// # Errors
    /// The store failed. A receipt that cannot be read is no error: it says so itself.
    pub async fn read_receipts_due(&self, stop: &CancellationToken) -> Result<usize> {
        let Some(reader) = self.reader.clone() else { return Ok(0) };
        let mut reads = 0;
        while !stop.is_cancelled() {
            let Some((lease, receipt)) = self.take_receipt(&reader).await? else { break };
            self.read_receipt(&reader, &lease, &receipt, stop).await;
            reads += 1;
        }
        Ok(reads)
    }

    async fn read_receipt(
        &self,
        reader: &ReceiptReader,
        lease: &ReceiptLease,
        receipt: &Receipt,
        stop: &CancellationToken,
    ) {
        let outcome = stop.run_until_cancelled(self.read_file(reader, lease, receipt)).await;
        let outcome = outcome.unwrap_or_else(|| ReceiptOutcome::GivenBack { why: None, again: self.now() });
        match self.store.receipt_was_read(lease, self.now(), &outcome).await {
            Ok(()) => {}
            Err(StoreError::Fenced { .. }) => {
                tracing::info!(
                    receipt = receipt.id,
                    "a receipt was taken over, asked for again or deleted while it was read"
                );
            }
            // Its lease runs out, and it is read again.
            Err(error) => {
                tracing::warn!(%error, receipt = receipt.id, "what a receipt says could not be written down");
            }
        }
    }

    async fn read_file(
        &self,
        reader: &ReceiptReader,
        lease: &ReceiptLease,
        receipt: &Receipt,
    ) -> ReceiptOutcome {
        let after = |pause: Duration| self.now() + signed(pause);
        let bytes = match self.kept_bytes(lease.scope().workspace(), receipt).await {
            Ok(Ok(bytes)) => bytes,
            Ok(Err(why)) => {
                tracing::error!(receipt = receipt.id, "{why}");
                return ReceiptOutcome::Unreadable(why.to_owned());
            }
            Err(error) => {
                tracing::warn!(%error, receipt = receipt.id, "the file of a receipt is out of reach");
                let why = Some("its file is out of reach at the moment".to_owned());
                return ReceiptOutcome::GivenBack { why, again: after(PAUSE) };
            }
        };
        let read = reader.read(&bytes).await;
        if let Some(textract) = &reader.textract {
            let sent = textract.sent();
            Counters::add(&self.counters.aws_calls, sent.calls);
            Counters::add(&self.counters.aws_throttled, sent.throttled);
            Counters::add(&self.counters.aws_nano_usd, sent.nano_usd);
        }
        let why = match read {
            Ok(reading) => match serde_json::to_value(&reading) {
                Ok(reading) => return ReceiptOutcome::Read(reading),
                Err(error) => return ReceiptOutcome::Unreadable(error.to_string()),
            },
            Err(why) => why,
        };
        let (fault, why) = (why.fault(), told(&why.to_string()));
        tracing::info!(receipt = receipt.id, why, "a receipt was not read");
        match fault {
            Fault::File => ReceiptOutcome::Unreadable(why),
            Fault::Installation => ReceiptOutcome::NotRead(why),
            Fault::Unclear => ReceiptOutcome::Broke { why, again: after(PAUSE) },
            Fault::Passing => ReceiptOutcome::GivenBack { why: Some(why), again: after(AWAY_PAUSE) },
        }
    }

    /// Removes the files of a workspace that was deleted. What cannot be removed now is in the log, and is swept later.
    pub(crate) async fn forget_files_of(&self, workspace: skytally_model::WorkspaceId) {
        let listed = self.files.list(Some(&workspace.to_string())).try_collect::<Vec<_>>().await;
        let removed = async {
            for file in listed? {
                self.files.remove(&file.name).await?;
            }
            Ok::<_, crate::files::FilesError>(())
        };
        if let Err(error) = removed.await {
            tracing::warn!(%error, %workspace, "files of a deleted workspace could not be removed yet");
        }
    }

    /// Removes files without a receipt, once a day and by one node. Gives how many.
    ///
    /// Files of a workspace that this database does not know are only removed where its trail says that the workspace was deleted:
    /// whoever starts with another database by mistake must not lose the files of the right one.
    ///
    /// # Errors
    /// The store or the place of files failed.
    pub async fn sweep_receipt_files(&self) -> Result<usize> {
        let now = self.now();
        let Some(lease) = self.store.take_task("receipt-files", &self.config.node, now, SWEEP_HOLD).await?
        else {
            return Ok(0);
        };
        let swept = self.store.fact(SWEPT).await?.and_then(|at| at.parse::<Timestamp>().ok());
        if swept.is_some_and(|swept| now < swept + SWEEP_EVERY) {
            return Ok(0);
        }
        // First the files, then the receipts: one that comes between is not missed.
        let mut old: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
        let mut listed = self.files.list(None);
        while let Some(file) = listed.try_next().await? {
            if file.at + ORPHAN_AFTER <= now
                && let Some((workspace, id)) = parts(&file.name)
            {
                old.entry(workspace).or_default().push((id, file.name));
            }
        }
        let mut gone = 0;
        let scopes: BTreeMap<String, _> = self
            .store
            .all_scopes(&lease)
            .await?
            .into_iter()
            .map(|(scope, _)| (scope.workspace().to_string(), scope))
            .collect();
        for (workspace, files) in old {
            let kept = match scopes.get(&workspace) {
                Some(scope) => self.store.receipt_ids(scope).await?,
                None if self.store.workspace_was_deleted(&workspace).await? => BTreeSet::new(),
                None => {
                    let count = files.len();
                    tracing::warn!(
                        workspace,
                        count,
                        "there are files of a workspace that nobody knows; they stay"
                    );
                    continue;
                }
            };
            for (_, name) in files.iter().filter(|(id, _)| !kept.contains(id)) {
                self.files.remove(name).await?;
                gone += 1;
            }
        }
        self.store.set_fact(SWEPT, &now.to_string()).await?;
        if gone > 0 {
            tracing::info!(files = gone, "files without a receipt are removed");
        }
        Ok(gone)
    }
}

/// What a reader says, as people are told it: part of it comes out of the file.
fn told(why: &str) -> String {
    why.chars().filter(|char| !char.is_control()).take(TOLD_MAX_CHARS).collect()
}

/// The workspace and the receipt of a file by its name; none where the name is not of our making.
fn parts(name: &str) -> Option<(String, String)> {
    let (workspace, file) = name.split_once('/')?;
    let (hash, id) = file.split_once('-')?;
    let is_uuid = |text: &str| text.parse::<Uuid>().is_ok_and(|uuid| uuid.to_string() == text);
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_uuid(workspace) && is_hash && is_uuid(id)).then(|| (workspace.to_owned(), id.to_owned()))
}

//! Receipts: kept as they came, read in the background, and given to a transaction by people. Nothing is posted by itself.

use bytes::Bytes;
use data_encoding::HEXLOWER;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use skytally_model::WorkspaceId;
use skytally_money::ledger::{Content, TransactionNo};
use skytally_money::receipt::{Judgement, Reading, judge, media_type};
use skytally_store::{LedgerWritten, NewReceipt, Receipt, ReceiptFilter, WorkspaceScope};

use super::receipt_proposals::Suggested;
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};
use crate::files::FilesError;

/// What the settings say of receipts.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptsConfig {
    /// The largest file.
    pub file_max_bytes: usize,
    /// All files of one workspace together.
    pub workspace_max_bytes: i64,
    /// Receipts that this node reads at the same time.
    pub reads_at_once: usize,
}

impl Default for ReceiptsConfig {
    fn default() -> Self {
        Self { file_max_bytes: 10 << 20, workspace_max_bytes: 2 << 30, reads_at_once: 2 }
    }
}

/// A receipt with what follows from it.
#[derive(Debug, Clone)]
pub struct ReceiptSeen {
    /// The receipt. Its `why` also says if what was read long ago is not understood any more.
    pub receipt: Receipt,
    /// What it says.
    pub reading: Option<Reading>,
    /// Whether its own figures prove its total.
    pub judgement: Option<Judgement>,
    /// What may be done with it, while it belongs to no transaction.
    pub suggested: Option<Suggested>,
}

impl ReceiptSeen {
    pub(super) fn of(mut receipt: Receipt) -> Self {
        let reading: Option<Reading> = match receipt.reading.take().map(serde_json::from_value).transpose() {
            Ok(reading) => reading,
            Err(error) => {
                tracing::warn!(receipt = receipt.id, %error, "what was read in a receipt is not understood");
                receipt.why =
                    Some("another version of the program has read it: have it read again".to_owned());
                None
            }
        };
        Self { judgement: reading.as_ref().map(judge), reading, receipt, suggested: None }
    }
}

/// Where the bytes of a receipt are. The id is part of the name, so that no name is ever used for a second time: what removes a
/// file that is no longer needed cannot meet the same file coming again.
pub(crate) fn file_name(workspace: WorkspaceId, sha256: &str, id: &str) -> String {
    format!("{workspace}/{sha256}-{id}")
}

/// The hash that the names of bytes begin with.
pub(crate) fn content_hash(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Refuses a name that could be taken for a way to somewhere, or that shows other letters than it has.
fn checked_name(name: &str) -> Result<&str> {
    let turns = |char: char| matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let refused = |why: &str| Err(AppError::invalid("name", why));
    if name.contains(['/', '\\']) || name.chars().all(|char| char == '.') {
        return refused("give the name of the file without its folder");
    }
    if name.chars().any(|char| char.is_control() || turns(char)) {
        return refused("must not have characters that change how it is shown");
    }
    Ok(name)
}

impl App {
    /// Keeps a receipt. The same file again is the receipt that is there: then `false` stands beside it.
    ///
    /// # Errors
    /// They may not; the books were not opened; it is no receipt, or too large; the workspace has no room for it.
    pub async fn keep_receipt(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        name: &str,
        bytes: Bytes,
    ) -> Result<(ReceiptSeen, bool)> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let name = checked_name(name)?;
        let most = self.config.receipts.file_max_bytes;
        if bytes.is_empty() {
            return Err(AppError::invalid("file", "the file is empty"));
        }
        if bytes.len() > most {
            return Err(AppError::invalid("file", format!("a receipt has at most {most} bytes")));
        }
        let Some(media) = media_type(&bytes) else {
            return Err(AppError::invalid(
                "file",
                "it is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC), whatever its name says",
            ));
        };
        let hash = {
            let bytes = bytes.clone();
            tokio::task::spawn_blocking(move || content_hash(&bytes))
                .await
                .map_err(|error| AppError::Internal(error.to_string()))?
        };
        let new = NewReceipt {
            id: self.store.new_receipt_id(self.now()),
            name: name.to_owned(),
            media: media.as_str().to_owned(),
            bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            sha256: hash,
            not_read: self.reader.is_none().then(|| SWITCHED_OFF.to_owned()),
        };
        let room = self.config.receipts.workspace_max_bytes;
        if let Some(there) = self.store.room_for_receipt(&scope, &new, room).await? {
            return Ok((ReceiptSeen::of(there), false));
        }
        let file = file_name(workspace, &new.sha256, &new.id);
        self.files.put(&file, bytes).await?;
        let kept = self.store.new_receipt(&scope, &self.origin(caller), &new, room).await;
        if !matches!(kept, Ok((_, true))) {
            self.forget_file(&file).await;
        }
        let (receipt, is_new) = kept?;
        if is_new {
            self.wake_receipts.notify_one();
        }
        Ok((ReceiptSeen::of(receipt), is_new))
    }

    /// The receipts, the newest first, without their whole texts.
    ///
    /// # Errors
    /// They may not.
    pub async fn receipts(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: ReceiptFilter,
        before: Option<(Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<ReceiptSeen>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let found = self.store.receipts(&scope, &filter, before, limit).await?;
        let mut seen: Vec<ReceiptSeen> = found.into_iter().map(ReceiptSeen::of).collect();
        // A page of whole texts would be megabytes that nobody reads.
        for reading in seen.iter_mut().filter_map(|seen| seen.reading.as_mut()) {
            reading.text.clear();
        }
        Ok(seen)
    }

    /// A receipt with what may be done with it.
    ///
    /// # Errors
    /// They may not; there is none.
    pub async fn receipt(&self, caller: &Caller, workspace: WorkspaceId, id: &str) -> Result<ReceiptSeen> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let receipt = self.store.receipt(&scope, id).await?;
        self.seen(&scope, receipt).await
    }

    async fn seen(&self, scope: &WorkspaceScope, receipt: Receipt) -> Result<ReceiptSeen> {
        let mut seen = ReceiptSeen::of(receipt);
        if seen.receipt.belongs_to().is_none()
            && let Some(reading) = &seen.reading
        {
            seen.suggested = Some(self.suggested(scope, &seen.receipt, reading).await?);
        }
        Ok(seen)
    }

    /// The bytes of a receipt, as they came.
    ///
    /// # Errors
    /// They may not; there is none; the bytes are lost or changed.
    pub async fn receipt_file(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
    ) -> Result<(Receipt, Bytes)> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let receipt = self.store.receipt(&scope, id).await?;
        match self.kept_bytes(workspace, &receipt).await? {
            Ok(bytes) => Ok((receipt, bytes)),
            Err(why) => Err(AppError::Internal(format!("the receipt {id}: {why}"))),
        }
    }

    /// The bytes of a receipt, or what has become of them.
    pub(crate) async fn kept_bytes(
        &self,
        workspace: WorkspaceId,
        receipt: &Receipt,
    ) -> std::result::Result<std::result::Result<Bytes, &'static str>, FilesError> {
        let Some(bytes) = self.files.get(&file_name(workspace, &receipt.sha256, &receipt.id)).await? else {
            return Ok(Err("its file is no longer where it was kept"));
        };
        if content_hash(&bytes) != receipt.sha256 {
            return Ok(Err("its file is not as it was kept: it was changed since"));
        }
        Ok(Ok(bytes))
    }

    /// The receipts of a transaction.
    ///
    /// # Errors
    /// They may not.
    pub async fn receipts_of(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        transaction: TransactionNo,
    ) -> Result<Vec<Receipt>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let filter = ReceiptFilter { transaction: Some(transaction), ..ReceiptFilter::default() };
        Ok(self.store.receipts(&scope, &filter, None, OF_TRANSACTION_MAX).await?)
    }

    /// Gives a receipt to a transaction.
    ///
    /// # Errors
    /// They may not; there is none of the two; the receipt belongs to another, or has changed since `version`.
    pub async fn attach_receipt(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        version: Option<i64>,
        transaction: TransactionNo,
    ) -> Result<ReceiptSeen> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let origin = self.origin(caller);
        let receipt = self.store.attach_receipt(&scope, &origin, id, version, transaction).await?;
        Ok(ReceiptSeen::of(receipt))
    }

    /// Takes a receipt away from its transaction.
    ///
    /// # Errors
    /// They may not; there is none; it has changed since `version`.
    pub async fn detach_receipt(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        version: Option<i64>,
    ) -> Result<ReceiptSeen> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let receipt = self.store.detach_receipt(&scope, &self.origin(caller), id, version).await?;
        self.seen(&scope, receipt).await
    }

    /// Posts a transaction out of a receipt, which belongs to it from then on.
    ///
    /// # Errors
    /// They may not; there is none; it belongs to another transaction or has changed; the rules refuse what is to be posted; the
    /// key was used for something else.
    pub async fn post_receipt(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        version: Option<i64>,
        key: Option<&str>,
        content: &Content,
    ) -> Result<(LedgerWritten, ReceiptSeen)> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let key = self.write_key(caller, key)?;
        let origin = self.origin(caller);
        let (written, receipt) = self.store.post_receipt(&scope, &origin, &key, id, version, content).await?;
        Ok((written, ReceiptSeen::of(receipt)))
    }

    /// Has a receipt read again.
    ///
    /// # Errors
    /// They may not; there is none; nothing is read here.
    pub async fn read_receipt_again(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
    ) -> Result<ReceiptSeen> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        self.store.receipt(&scope, id).await?;
        if self.reader.is_none() {
            return Err(AppError::Conflict(SWITCHED_OFF.to_owned()));
        }
        let receipt = self.store.read_receipt_again(&scope, &self.origin(caller), id).await?;
        self.wake_receipts.notify_one();
        Ok(ReceiptSeen::of(receipt))
    }

    /// Deletes a receipt that belongs to no transaction, and its file.
    ///
    /// # Errors
    /// They may not; there is none; it belongs to a transaction, or has changed since `version`.
    pub async fn delete_receipt(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        version: Option<i64>,
    ) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let gone = self.store.remove_receipt(&scope, &self.origin(caller), id, version).await?;
        self.forget_file(&file_name(workspace, &gone.sha256, &gone.id)).await;
        Ok(())
    }

    /// Removes a file that nothing refers to. One that cannot be removed now is in the log, and is swept later.
    async fn forget_file(&self, name: &str) {
        if let Err(error) = self.files.remove(name).await {
            tracing::warn!(%error, name, "a file that nobody needs any more could not be removed yet");
        }
    }
}

/// Why receipts are not read where there is no reader.
const SWITCHED_OFF: &str = "reading receipts is switched off in this installation";
/// Receipts of one transaction that are listed with it.
const OF_TRANSACTION_MAX: i64 = 100;

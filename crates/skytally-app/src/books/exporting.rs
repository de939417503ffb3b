//! The books as a file: for hledger, for beancount, as a table, and whole.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

use skytally_model::{Currency, WorkspaceId};
use skytally_money::export::{Beancount, Book, Csv, Hledger, LiveTransaction, json::Json};
use skytally_money::ledger::{AccountNo, EntryNo, LedgerAccount, Transaction};
use skytally_store::{RegisterPlace, WorkspaceScope};
use tokio::task::JoinHandle;

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Transactions that are in memory at a time.
const PIECE: i64 = 2_000;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A journal of hledger.
    Hledger,
    /// A file of beancount.
    Beancount,
    /// A posting a row.
    Csv,
    /// Everything, with its history.
    Json,
}

enum Writer {
    Hledger(Hledger<Piece>),
    Beancount(Beancount<Piece>),
    Csv(Box<Csv<Piece>>),
    Json(Json<Piece>),
}

/// What was written and not yet taken: the writers hold one end, the file the other.
#[derive(Clone, Default)]
struct Piece(Arc<Mutex<Vec<u8>>>);

impl Piece {
    fn take(&self) -> Vec<u8> {
        // A writer that panicked has written nothing half: pieces are whole lines.
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Piece {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A file that is being written, piece by piece.
pub struct LedgerFile {
    app: Arc<App>,
    scope: WorkspaceScope,
    writer: Option<Writer>,
    piece: Piece,
    /// Up to here the journal was written when the piece before was taken.
    entry: EntryNo,
    /// What comes next is read while this is written.
    ahead: Option<Ahead>,
}

/// A page that is being read.
struct Ahead(JoinHandle<Result<Vec<Transaction>>>);

impl Ahead {
    fn read(app: &Arc<App>, scope: &WorkspaceScope, place: Option<RegisterPlace>) -> Self {
        let (app, scope) = (Arc::clone(app), scope.clone());
        Self(tokio::spawn(async move { Ok(app.store.ledger_walk(&scope, place, None, PIECE).await?) }))
    }

    async fn page(&mut self) -> Result<Vec<Transaction>> {
        (&mut self.0).await.map_err(|error| AppError::Internal(error.to_string()))?
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        // Nobody waits for it any more.
        self.0.abort();
    }
}

impl App {
    /// Begins to write the books as a file.
    ///
    /// # Errors
    /// They may not; the books were not opened.
    pub async fn export_ledger(
        self: &Arc<Self>,
        caller: &Caller,
        workspace: WorkspaceId,
        format: ExportFormat,
    ) -> Result<LedgerFile> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let book = self.store.book(&scope).await?.ok_or(AppError::NotFound("book"))?;
        let accounts = self.store.ledger_accounts(&scope).await?;
        let title = self.store.workspace(&scope).await?.name;
        let piece = Piece::default();
        let writer = Some(begin(format, piece.clone(), &title, book.currency, &accounts)?);
        Ok(LedgerFile { app: Arc::clone(self), scope, writer, piece, entry: EntryNo(0), ahead: None })
    }
}

fn failed(error: &std::io::Error) -> AppError {
    AppError::Internal(format!("the file of the books cannot be written: {error}"))
}

fn begin(
    format: ExportFormat,
    out: Piece,
    title: &str,
    currency: Currency,
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<Writer> {
    let book = Book { title, currency, accounts };
    let begun = match format {
        ExportFormat::Hledger => Hledger::new(out, book).map(Writer::Hledger),
        ExportFormat::Beancount => Beancount::new(out, book).map(Writer::Beancount),
        ExportFormat::Csv => Csv::new(out, book).map(|csv| Writer::Csv(Box::new(csv))),
        ExportFormat::Json => Json::new(out, book).map(Writer::Json),
    };
    begun.map_err(|error| failed(&error))
}

impl LedgerFile {
    /// The next piece of it; none at its end.
    ///
    /// # Errors
    /// The database failed.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let Some(mut writer) = self.writer.take() else { return Ok(None) };
        let more = match &mut writer {
            Writer::Json(json) => {
                let entries = self.app.store.ledger_journal(&self.scope, self.entry, PIECE).await?;
                for entry in &entries {
                    json.entry(entry).map_err(|error| failed(&error))?;
                }
                self.entry = entries.last().map_or(self.entry, |entry| entry.no);
                !entries.is_empty()
            }
            writer => {
                let ahead = self.ahead.take();
                let mut ahead = ahead.unwrap_or_else(|| Ahead::read(&self.app, &self.scope, None));
                let page = ahead.page().await?;
                if let Some(last) = page.last().and_then(Transaction::current) {
                    let place = RegisterPlace { date: last.content.date, no: last.transaction };
                    self.ahead = Some(Ahead::read(&self.app, &self.scope, Some(place)));
                }
                for live in page.iter().filter_map(LiveTransaction::of) {
                    let wrote = match writer {
                        Writer::Hledger(hledger) => hledger.transaction(&live),
                        Writer::Beancount(beancount) => beancount.transaction(&live),
                        Writer::Csv(csv) => csv.transaction(&live),
                        Writer::Json(_) => Ok(()),
                    };
                    wrote.map_err(|error| failed(&error))?;
                }
                !page.is_empty()
            }
        };
        if more {
            self.writer = Some(writer);
            return Ok(Some(self.piece.take()));
        }
        let rest = match writer {
            Writer::Hledger(hledger) => hledger.finish(),
            Writer::Beancount(beancount) => beancount.finish(),
            Writer::Csv(csv) => csv.finish(),
            Writer::Json(json) => json.finish(),
        };
        rest.map(|out| Some(out.take())).map_err(|error| failed(&error))
    }
}

//! Bank files into the books: read, looked at, brought in, and taken back as a unit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skytally_model::{Money, WorkspaceId};
use skytally_money::bank::{self, DateOrder, Mapping, Options, Status};
use skytally_money::categorise::{Proposal, Suggestion};
use skytally_money::inbox::{Break, Facts, Judged, Outcome, Statement};
use skytally_money::ledger::{AccountNo, TransactionNo};
use skytally_store::{Import, ImportLine, ImportState, NewImport, Origin, WorkspaceScope};

use super::judging::{Judgement, Of, asks, shown, stamp, view};
use super::line_ends::Ends;
use super::opening::{OPENING_LINE, Opening, without_opening};
use crate::access::Action;
use crate::app::App;
use crate::cache::View;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Imports whose balances, and whose mappings, are looked at.
pub(super) const IMPORTS_COMPARED: i64 = 500;
/// How often an import is judged while others may write into the books. Then they wait for it.
const TRIES_MAX: usize = 2;
/// Lines of one import, at most: more are for several files.
const LINES_MAX: usize = 100_000;

/// What is known about a file beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The order of day and month, in place of what the file as a whole suggests.
    pub dates: Option<DateOrder>,
    /// What the columns of a CSV file mean. If left out, what was used for this account the last time, if that fits the file.
    pub mapping: Option<Mapping>,
    /// Which statement of the file, from 0, where it has those of several accounts.
    pub statement: Option<usize>,
    /// It is only looked at: nothing is kept, and what comes back cannot be brought in.
    pub look_only: bool,
}

/// A line with what is known of it.
#[derive(Debug, Clone)]
pub struct PreviewLine {
    /// The line.
    pub line: ImportLine,
    /// What it is. None once it is settled: then `line.outcome` says it.
    pub judged: Option<Judged>,
    /// What rules say of it.
    pub proposal: Proposal,
    /// What the past suggests.
    pub suggestion: Option<Suggestion>,
    /// How its payee is written without what banks add.
    pub payee: String,
}

impl PreviewLine {
    /// The category that it is posted to unless somebody decides otherwise: by rules, or by the past where it is sure.
    pub fn category(&self) -> Option<AccountNo> {
        chosen_category(&self.proposal, self.suggestion.as_ref())
    }
}

/// The category that rules say, or the past where it is sure.
pub(super) fn chosen_category(proposal: &Proposal, suggestion: Option<&Suggestion>) -> Option<AccountNo> {
    let sure = suggestion.filter(|suggestion| suggestion.sure);
    proposal.category.or(sure.map(|suggestion| suggestion.category))
}

/// An import as it is looked at.
#[derive(Debug, Clone)]
pub struct ImportPreview {
    /// The import.
    pub import: Import,
    /// Its lines.
    pub lines: Vec<PreviewLine>,
    /// Where balances do not continue.
    pub breaks: Vec<Break>,
    /// What was on the account before its first line, where the books know nothing of the account's time before.
    pub opening: Option<Opening>,
}

/// What somebody decided about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It is posted, to this category or what is proposed.
    Post {
        /// The other side.
        category: Option<AccountNo>,
        /// The payee, where it is to be another.
        payee: Option<String>,
    },
    /// It is a transaction that is there already.
    Matches(TransactionNo),
    /// It is an earlier line.
    SameAs(skytally_money::inbox::LineRef),
    /// It is not to be booked.
    SetAside,
}

impl App {
    /// Reads a bank's file for a ledger account, and keeps it to be looked at.
    ///
    /// # Errors
    /// They may not; there is no such account; it is no bank file, or has nothing for this account.
    pub async fn read_import(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        account: AccountNo,
        name: &str,
        bytes: Vec<u8>,
        options: ImportOptions,
    ) -> Result<ImportPreview> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let accounts = self.opened(&scope).await?;
        let target = accounts.get(&account).ok_or(AppError::NotFound("ledger account"))?;
        if target.kind.is_category() {
            return Err(AppError::invalid(
                "account",
                "a bank file is for an account that holds money, not for a category",
            ));
        }
        let Some(currency) = target.currency else {
            return Err(AppError::invalid("account", "the account has no currency: give it to one that has"));
        };
        let remembered = match &options.mapping {
            Some(_) => None,
            None => self.remembered(&scope, account).await?,
        };
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        let ImportOptions { dates, mapping: given, statement, look_only } = options;
        let read = move || {
            let with = |mapping| Options { currency: Some(currency), dates, mapping, format: None };
            // A mapping of another time is a guess: one that finds nothing in this file is not used.
            let by_memory = remembered
                .and_then(|mapping| bank::read(&bytes, &with(Some(mapping))).ok())
                .filter(|file| file.format == bank::Format::Csv && file.problems.is_empty())
                .filter(|file| file.statements.iter().any(|statement| !statement.entries.is_empty()));
            let file = match by_memory {
                Some(file) => file,
                None => bank::read(&bytes, &with(given)).map_err(|refusal| refusal.to_string())?,
            };
            lines(&file, &bytes, currency, statement)
        };
        let read =
            tokio::task::spawn_blocking(read).await.map_err(|error| AppError::Internal(error.to_string()))?;
        let mut read = read.map_err(|why| AppError::invalid("file", why))?;
        if let Some(offer) = read.opening.take()
            && self.begins(&scope, account, &offer).await?
        {
            offer.enter(&mut read.facts, &mut read.lines);
        }
        let Lines { format, facts, lines, .. } = read;
        let new = NewImport { account, name: name.to_owned(), hash, format, facts, lines };
        let origin = self.origin(caller);
        // It is kept and looked at side by side: nothing of it is in the books yet.
        let seen = self.version(&scope).await?;
        let of = Of { import: None, account, format: &new.format, facts: &new.facts, lines: &new.lines };
        if look_only {
            let judgement = self.judgement(&scope, &accounts, of).await?;
            return shown(looked_at(&new, &origin), new.lines, &judgement);
        }
        let (made, judgement) =
            tokio::join!(self.store.new_import(&scope, &origin, &new), self.judgement(&scope, &accounts, of));
        let ((import, after), judgement) = (made?, judgement?);
        let judgement = if after == seen + 1 {
            // Nobody has written between: what was found holds for the book with the file in it.
            let made = async { Ok(judgement) };
            self.cached(&workspace.to_string(), &stamp(after), view(&import.id), made).await?
        } else {
            Arc::new(View::new(judgement))
        };
        shown(import, new.lines, &judgement)
    }

    /// The imports, the newest first.
    ///
    /// # Errors
    /// They may not.
    pub async fn imports(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        before: Option<(jiff::Timestamp, String)>,
        limit: i64,
    ) -> Result<Vec<Import>> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let imports = self.store.imports(&scope, before, limit).await?;
        Ok(imports.into_iter().map(without_opening).collect())
    }

    /// An import with its lines, and, while it is looked at, what each of them is.
    ///
    /// # Errors
    /// They may not; there is none.
    pub async fn import_preview(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
    ) -> Result<ImportPreview> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let import = self.store.import(&scope, id).await?;
        let lines = self.lines(&scope, id).await?;
        if !lines.iter().any(|line| asks(&import, line)) {
            return shown(import, lines, &Judgement::default());
        }
        let (judgement, _) = self.judged(&scope, workspace, &import, Some(&lines)).await?;
        shown(import, lines, &judgement)
    }

    /// Brings an import into the books. Lines that nobody decided about become what their verdict says: new ones are posted,
    /// doubles stay out, matches are joined, and those in doubt wait. The opening balance is line [`OPENING_LINE`]: it is posted
    /// only if that is decided.
    ///
    /// # Errors
    /// They may not; there is none; a decision does not fit; the rules of the ledger refuse a line.
    pub async fn commit_import(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        decisions: &BTreeMap<i64, Decision>,
    ) -> Result<Import> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        let origin = self.origin(caller);
        // Where somebody writes into the books between, all is judged again: what was new may be a double now.
        for _ in 0..TRIES_MAX {
            let (seen, (ends, answers)) = self.decided(&scope, workspace, id, decisions).await?;
            if let Some(made) = self.store.commit_import(&scope, &origin, id, seen, &ends, &answers).await? {
                return Ok(without_opening(made));
            }
        }
        // Others write all the while: now they wait for this.
        let held = self.store.hold_book(&scope).await?;
        let (_, (ends, answers)) = self.decided(&scope, workspace, id, decisions).await?;
        Ok(without_opening(held.commit_import(&scope, &origin, id, &ends, &answers).await?))
    }

    /// What becomes of the lines of an import, and the version of the book that this was decided from. Nothing for one that is not
    /// looked at any more.
    async fn decided(
        &self,
        scope: &WorkspaceScope,
        workspace: WorkspaceId,
        id: &str,
        decisions: &BTreeMap<i64, Decision>,
    ) -> Result<(i64, Ends)> {
        let import = self.store.import(scope, id).await?;
        if import.state != ImportState::Preview {
            return Ok((0, Ends::default()));
        }
        let accounts = self.opened(scope).await?;
        let (judgement, seen) = self.judged(scope, workspace, &import, None).await?;
        let found = self.ends(scope, &import, &judgement, decisions, &accounts).await?;
        // Whatever comes now, it holds no longer than for this.
        self.forget(&workspace.to_string(), &stamp(seen), view(id));
        Ok((seen, found))
    }

    /// Takes an import back as a unit.
    ///
    /// # Errors
    /// They may not; there is none; one of its transactions cannot go.
    pub async fn undo_import(&self, caller: &Caller, workspace: WorkspaceId, id: &str) -> Result<Import> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        Ok(without_opening(self.store.undo_import(&scope, &self.origin(caller), id).await?))
    }

    /// The mapping that a CSV file of this account was last read with.
    async fn remembered(&self, scope: &WorkspaceScope, account: AccountNo) -> Result<Option<Mapping>> {
        let imports = self.store.imports(scope, None, IMPORTS_COMPARED).await?;
        let of = imports.into_iter().find(|import| {
            import.account == account && import.state == ImportState::Committed && import.format == "csv"
        });
        // What an older program has written and this one cannot read is guessed anew.
        Ok(of.and_then(|import| serde_json::from_value(import.facts["mapping"].clone()).ok()))
    }

    pub(super) async fn version(&self, scope: &WorkspaceScope) -> Result<i64> {
        Ok(self.store.book(scope).await?.ok_or(AppError::NotFound("book"))?.version)
    }

    pub(super) async fn lines(&self, scope: &WorkspaceScope, id: &str) -> Result<Vec<ImportLine>> {
        // One more is the opening balance.
        let most = i64::try_from(LINES_MAX + 1).unwrap_or(i64::MAX);
        Ok(self.store.import_lines(scope, id, OPENING_LINE - 1, most).await?)
    }
}

/// The lines of a file for one account.
struct Lines {
    format: String,
    facts: Value,
    lines: Vec<ImportLine>,
    opening: Option<Opening>,
}

/// An import that is not kept.
fn looked_at(new: &NewImport, origin: &Origin) -> Import {
    Import {
        id: String::new(),
        account: new.account,
        name: new.name.clone(),
        hash: new.hash.clone(),
        format: new.format.clone(),
        facts: new.facts.clone(),
        state: ImportState::Preview,
        lines: i64::try_from(new.lines.len()).unwrap_or(i64::MAX),
        posted: 0,
        at: origin.at,
        actor: origin.actor.text(),
        changed: origin.at,
    }
}

fn lines(
    file: &bank::File,
    bytes: &[u8],
    currency: skytally_model::Currency,
    wanted: Option<usize>,
) -> std::result::Result<Lines, String> {
    let statements: Vec<&bank::Statement> = match wanted {
        Some(wanted) => {
            let one = file.statements.get(wanted);
            vec![one.ok_or_else(|| format!("the file has {} statements", file.statements.len()))?]
        }
        None => file.statements.iter().collect(),
    };
    let accounts: BTreeSet<Option<&str>> =
        statements.iter().filter(|of| !of.entries.is_empty()).map(|of| of.account.as_deref()).collect();
    if accounts.len() > 1 {
        let named: Vec<String> = statements
            .iter()
            .enumerate()
            .map(|(at, of)| format!("{at}: {}", of.account.as_deref().unwrap_or("without a number")))
            .collect();
        return Err(format!(
            "the file has statements of several accounts, say which one is meant ({})",
            named.join(", ")
        ));
    }
    let mut lines = Vec::new();
    let mut left_out = Vec::new();
    let mut unread = !file.problems.is_empty();
    for entry in statements.iter().flat_map(|of| &of.entries) {
        let mut leave = |why: String| {
            let pending = entry.status != Status::Booked;
            left_out.push(json!({
                "line": entry.line, "why": why, "raw": file.raw(bytes, entry), "pending": pending,
            }));
        };
        if entry.status != Status::Booked {
            leave("the bank has not booked it yet".to_owned());
            continue;
        }
        let (Some(date), Some(_)) = (entry.date, entry.amount) else {
            leave("its date or its amount cannot be read".to_owned());
            unread = true;
            continue;
        };
        let Some(amount) = entry.money().filter(|amount| amount.currency == currency) else {
            leave(format!("it is not in {currency}, or is finer than that"));
            unread = true;
            continue;
        };
        if lines.len() >= LINES_MAX {
            return Err(format!("the file has more than {LINES_MAX} lines: export a shorter time"));
        }
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        lines.push(ImportLine {
            line: i64::try_from(lines.len() + 1).unwrap_or(i64::MAX),
            file_line: entry.line.into(),
            facts: Facts {
                bank_id: entry.bank_id.clone(),
                date,
                amount,
                payee: text(&entry.payee),
                text: text(&entry.text),
            },
            detail: serde_json::to_string(entry).map_err(|error| error.to_string())?,
            raw: file.raw(bytes, entry),
            outcome: Outcome::Waiting,
            posted: false,
        });
    }
    let sum = lines.iter().try_fold(Money::zero(currency), |sum, line| sum.plus(line.facts.amount));
    let sum = sum.map_err(|error| error.to_string())?;
    let days = || lines.iter().map(|line| line.facts.date);
    let (first, last) = (statements.first(), statements.last());
    let from = first.and_then(|of| of.from).or_else(|| days().min());
    let until = last.and_then(|of| of.to).or_else(|| days().max());
    let statement = from.zip(until).map(|(from, until)| Statement {
        from,
        until: until.max(from),
        opening: first.and_then(|of| of.opening.as_ref()).and_then(bank::Balance::money),
        closing: last.and_then(|of| of.closing.as_ref()).and_then(bank::Balance::money),
        sum,
    });
    let first_day = days().min();
    let opening = statement.as_ref().and_then(|of| Opening::said_by(of, first_day, unread));
    let facts = json!({
        "version": file.version,
        "encoding": file.encoding,
        "dates": file.dates,
        "mapping": file.mapping,
        "account": first.and_then(|of| of.account.clone()),
        "bank": first.and_then(|of| of.bank.clone()),
        "statement": statement,
        // A balance may be of another day than the last line.
        "closing_on": last.and_then(|of| of.closing.as_ref()).and_then(|closing| closing.date),
        "problems": file.problems,
        "notes": file.notes,
        "left_out": left_out,
    });
    Ok(Lines { format: file.format.to_string(), facts, lines, opening })
}

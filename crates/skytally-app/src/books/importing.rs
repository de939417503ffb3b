//! Bank files into the books: read, looked at, brought in, and taken back as a unit.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::HEXLOWER;
use jiff::civil::Date;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use skytally_model::{Money, WorkspaceId};
use skytally_money::bank::{self, DateOrder, Mapping, Options, Status};
use skytally_money::categorise::{History, Movement, Past, Proposal, Rule, Rules, Suggestion, clean_payee};
use skytally_money::inbox::{
    Answer, Break, Facts, FileLines, Judged, Line, Outcome, Statement, Verdict, continuity, judge,
};
use skytally_money::ledger::{
    AccountNo, AccountRole, Command, Content, LedgerAccount, Posting, Source, TransactionNo,
};
use skytally_store::{
    Import, ImportLine, ImportState, LedgerItemKind, LineEnd, NewImport, RegisterFilter, RegisterRow,
    WorkspaceScope,
};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// Lines of one import, at most: more are for several files.
const LINES_MAX: usize = 100_000;
/// Transactions of the past that suggestions are made of.
pub(super) const PAST_MAX: i64 = 2_000;
/// Days around a file in which its lines may have been booked already.
const AROUND_DAYS: i64 = 10;
/// Imports whose balances are compared.
const IMPORTS_COMPARED: i64 = 500;

/// What is known about a file beside its bytes.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The order of day and month, in place of what the file as a whole suggests.
    pub dates: Option<DateOrder>,
    /// What the columns of a CSV file mean. If left out, what was used for this account the last time, if that fits the file.
    pub mapping: Option<Mapping>,
    /// Which statement of the file, from 0, where it has those of several accounts.
    pub statement: Option<usize>,
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

/// An import as it is looked at.
#[derive(Debug, Clone)]
pub struct ImportPreview {
    /// The import.
    pub import: Import,
    /// Its lines.
    pub lines: Vec<PreviewLine>,
    /// Where balances do not continue.
    pub breaks: Vec<Break>,
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
        let (dates, given, statement) = (options.dates, options.mapping, options.statement);
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
        let Lines { format, facts, lines } = read.map_err(|why| AppError::invalid("file", why))?;
        let new = NewImport { account, name: name.to_owned(), hash, format, facts, lines };
        let made = self.store.new_import(&scope, &self.origin(caller), &new).await?;
        self.preview(&scope, &accounts, made).await
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
        Ok(self.store.imports(&scope, before, limit).await?)
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
        let accounts = self.opened(&scope).await?;
        self.preview(&scope, &accounts, import).await
    }

    /// Brings an import into the books. Lines that nobody decided about become what their verdict says: new ones are posted,
    /// doubles stay out, matches are joined, and those in doubt wait.
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
        let import = self.store.import(&scope, id).await?;
        if import.state != ImportState::Preview {
            return Ok(self
                .store
                .commit_import(&scope, &self.origin(caller), id, &BTreeMap::new(), &BTreeMap::new())
                .await?);
        }
        let accounts = self.opened(&scope).await?;
        let preview = self.preview(&scope, &accounts, import).await?;
        let known: BTreeSet<i64> = preview.lines.iter().map(|line| line.line.line).collect();
        if let Some(unknown) = decisions.keys().find(|line| !known.contains(line)) {
            return Err(AppError::invalid("decisions", format!("the import has no line {unknown}")));
        }
        let mut ends = BTreeMap::new();
        let mut answers = BTreeMap::new();
        for line in &preview.lines {
            let decision = decisions.get(&line.line.line);
            let (end, answer) = end(&preview.import, line, decision, &accounts)?;
            if let (Some(answer), Some(judged)) = (answer, &line.judged)
                && !judged.fingerprint.is_empty()
            {
                answers.insert(judged.fingerprint.clone(), answer);
            }
            ends.insert(line.line.line, end);
        }
        Ok(self.store.commit_import(&scope, &self.origin(caller), id, &ends, &answers).await?)
    }

    /// Takes an import back as a unit.
    ///
    /// # Errors
    /// They may not; there is none; one of its transactions cannot go.
    pub async fn undo_import(&self, caller: &Caller, workspace: WorkspaceId, id: &str) -> Result<Import> {
        let scope = self.enter(caller, workspace, Action::WriteBooks).await?;
        Ok(self.store.undo_import(&scope, &self.origin(caller), id).await?)
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

    pub(super) async fn preview(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
        import: Import,
    ) -> Result<ImportPreview> {
        let most = i64::try_from(LINES_MAX).unwrap_or(i64::MAX);
        let lines = self.store.import_lines(scope, &import.id, 0, most).await?;
        let asks = |line: &ImportLine| match import.state {
            ImportState::Preview => true,
            // What waits can still be answered.
            ImportState::Committed => line.outcome == Outcome::Waiting,
            ImportState::Undone => false,
        };
        let settled = |line: ImportLine| PreviewLine {
            payee: line.facts.payee.clone(),
            line,
            judged: None,
            proposal: Proposal::default(),
            suggestion: None,
        };
        if !lines.iter().any(asks) {
            let lines = lines.into_iter().map(settled).collect();
            return Ok(ImportPreview { import, lines, breaks: Vec::new() });
        }
        let judged = self.judge(scope, &import, &lines).await?;
        let rules = self.rules(scope, accounts).await?;
        let history = self.history(scope, accounts).await?;
        let breaks = match import.state {
            ImportState::Preview => self.breaks(scope, &import, &lines).await?,
            _ => Vec::new(),
        };
        let shown = lines.into_iter().map(|line| {
            if !asks(&line) {
                return settled(line);
            }
            let movement = Movement {
                payee: line.facts.payee.clone(),
                text: line.facts.text.clone(),
                amount: line.facts.amount,
                account: import.account,
            };
            PreviewLine {
                judged: judged.get(&line.line).cloned(),
                proposal: rules.propose(&movement),
                suggestion: history.suggest(&movement),
                payee: clean_payee(&line.facts.payee),
                line,
            }
        });
        Ok(ImportPreview { lines: shown.collect(), breaks, import })
    }

    async fn judge(
        &self,
        scope: &WorkspaceScope,
        import: &Import,
        lines: &[ImportLine],
    ) -> Result<BTreeMap<i64, Judged>> {
        let days = lines.iter().map(|line| line.facts.date);
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Ok(BTreeMap::new()) };
        let (from, to) = (around(first, -AROUND_DAYS), around(last, AROUND_DAYS));
        let ids: Vec<&str> = lines.iter().filter_map(|line| line.facts.bank_id.as_deref()).collect();
        let mut earlier = self.store.earlier_lines(scope, import.account, from, to, &ids).await?;
        // Once it is in the books, its lines are evidence for others and not for themselves.
        earlier.retain(|line| line.at.import != import.id);
        let by_hand = self.store.hand_postings(scope, import.account, from, to).await?;
        let answers = self.store.import_answers(scope, import.account).await?;
        let file = FileLines {
            format: import.format.clone(),
            lines: lines.iter().map(|line| Line { index: line.line, facts: line.facts.clone() }).collect(),
        };
        let judged = tokio::task::spawn_blocking(move || judge(&file, &earlier, &by_hand, &answers))
            .await
            .map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(judged.into_iter().map(|judged| (judged.index, judged)).collect())
    }

    pub(super) async fn rules(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<Rules> {
        let items = self.store.ledger_items(scope, LedgerItemKind::Rule).await?;
        let mut rules = Vec::with_capacity(items.len());
        for item in items {
            let rule: Rule = serde_json::from_value(item.body).map_err(|error| {
                AppError::Internal(format!("the rule {} cannot be read: {error}", item.id))
            })?;
            rules.push(Rule { id: item.id, ..rule });
        }
        Rules::new(rules, accounts).map_err(|errors| {
            let told: Vec<String> = errors.iter().map(ToString::to_string).collect();
            AppError::Conflict(format!("rules have to be mended first: {}", told.join("; ")))
        })
    }

    async fn history(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<History> {
        let rows = self.store.ledger_register(scope, &RegisterFilter::default(), None, PAST_MAX).await?;
        Ok(History::new(&past_of(&rows, accounts)))
    }

    async fn breaks(
        &self,
        scope: &WorkspaceScope,
        import: &Import,
        lines: &[ImportLine],
    ) -> Result<Vec<Break>> {
        // A file without lines and without days has nothing that could continue.
        let Some(statement) = statement_of(import)? else { return Ok(Vec::new()) };
        let mut others = Vec::new();
        for other in self.store.imports(scope, None, IMPORTS_COMPARED).await? {
            if other.account == import.account && other.state == ImportState::Committed {
                others.extend(statement_of(&other)?);
            }
        }
        let books = match (statement.from.yesterday(), lines.first()) {
            (Ok(day), Some(line)) => {
                let currency = line.facts.amount.currency;
                let all = self.store.ledger_balance(scope, import.account, day).await?;
                let on = all.iter().find(|balance| balance.currency == currency);
                on.map(|balance| Money::new(balance.minor, currency))
            }
            _ => None,
        };
        Ok(continuity(&statement, &others, books))
    }
}

/// What the register teaches: movements that people put into one category.
pub(super) fn past_of(rows: &[RegisterRow], accounts: &BTreeMap<AccountNo, LedgerAccount>) -> Vec<Past> {
    let mut past = Vec::new();
    for row in rows {
        let content = &row.entry.content;
        let kind = |no: &AccountNo| accounts.get(no).map(|account| (account.kind, account.role));
        let (categories, others): (Vec<&Posting>, Vec<&Posting>) = content
            .postings
            .iter()
            .partition(|posting| kind(&posting.account).is_some_and(|(kind, _)| kind.is_category()));
        // What is split, or in no category yet, teaches nothing.
        let ([category], [money]) = (categories.as_slice(), others.as_slice()) else { continue };
        if kind(&category.account).is_some_and(|(_, role)| role.is_some()) {
            continue;
        }
        past.push(Past {
            date: content.date,
            payee: content.payee.clone(),
            text: content.note.clone(),
            amount: money.amount,
            category: category.account,
        });
    }
    past
}

/// What an import's file says of the account as a whole.
fn statement_of(import: &Import) -> Result<Option<Statement>> {
    serde_json::from_value(import.facts["statement"].clone())
        .map_err(|error| AppError::Internal(format!("the import {} cannot be read: {error}", import.id)))
}

fn around(day: Date, days: i64) -> Date {
    // Far from the ends of the calendar: readers refuse such days.
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

/// What becomes of a line, and what is to be remembered of how somebody decided.
pub(super) fn end(
    import: &Import,
    line: &PreviewLine,
    decision: Option<&Decision>,
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<(LineEnd, Option<Answer>)> {
    let verdict = line.judged.as_ref().map_or(&Verdict::New, |judged| &judged.verdict);
    let unsure = matches!(verdict, Verdict::Unsure { .. });
    Ok(match decision {
        Some(Decision::SetAside) => (LineEnd::Is(Outcome::SetAside), None),
        Some(Decision::Matches(transaction)) => (
            LineEnd::Is(Outcome::Transaction { transaction: *transaction }),
            Some(Answer::Matches { transaction: *transaction }),
        ),
        Some(Decision::SameAs(of)) => {
            (LineEnd::Is(Outcome::Double { of: of.clone() }), Some(Answer::SameAs { of: of.clone() }))
        }
        Some(Decision::Post { category, payee }) => {
            let command = posting(import, line, *category, payee.as_deref(), accounts)?;
            (LineEnd::Post(command), unsure.then_some(Answer::New))
        }
        None => match verdict {
            Verdict::New => (LineEnd::Post(posting(import, line, None, None, accounts)?), None),
            Verdict::Double { of, .. }
            | Verdict::DoubleByCount { of, .. }
            | Verdict::DoubleByAnswer { of } => (LineEnd::Is(Outcome::Double { of: of.clone() }), None),
            Verdict::Matches { transaction, .. } => {
                (LineEnd::Is(Outcome::Transaction { transaction: *transaction }), None)
            }
            Verdict::Unsure { .. } => (LineEnd::Is(Outcome::Waiting), None),
        },
    })
}

/// The transaction of a line: by what somebody said, by rules, by the past where it is sure, or without a category.
fn posting(
    import: &Import,
    line: &PreviewLine,
    category: Option<AccountNo>,
    payee: Option<&str>,
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<Command> {
    let amount = line.line.facts.amount;
    let sure =
        line.suggestion.as_ref().filter(|suggestion| suggestion.sure).map(|suggestion| suggestion.category);
    let role = if amount.minor < 0 { AccountRole::UnsortedExpense } else { AccountRole::UnsortedIncome };
    let unsorted = || accounts.values().find(|account| account.role == Some(role)).map(|account| account.no);
    let category = category
        .or(line.proposal.category)
        .or(sure)
        .filter(|category| *category != import.account)
        .or_else(unsorted)
        .ok_or_else(|| AppError::Conflict("the book has no account for what is in no category".to_owned()))?;
    let back = amount.negated().map_err(|error| AppError::invalid("decisions", error.to_string()))?;
    let payee = payee.map(str::to_owned).or_else(|| line.proposal.payee.clone());
    let payee = payee.unwrap_or_else(|| line.payee.clone());
    let note = line.proposal.note.clone().unwrap_or_else(|| line.line.facts.text.clone());
    Ok(Command::Post(Content {
        date: line.line.facts.date,
        payee: cut(&payee, skytally_money::ledger::PAYEE_MAX),
        note: cut(&note, skytally_money::ledger::NOTE_MAX),
        tags: line.proposal.tags.clone(),
        source: Some(Source::Import {
            import: import.id.clone(),
            line: line.line.line,
            account: import.account,
        }),
        exchange: None,
        postings: vec![
            Posting { account: import.account, amount, memo: String::new() },
            Posting { account: category, amount: back, memo: String::new() },
        ],
    }))
}

/// A text of a bank as far as the ledger takes it. The whole of it stays with the line.
fn cut(text: &str, max: usize) -> String {
    text.chars()
        .filter(|char| !char.is_control() || *char == '\n')
        .take(max)
        .collect::<String>()
        .trim()
        .to_owned()
}

/// The lines of a file for one account.
struct Lines {
    format: String,
    facts: Value,
    lines: Vec<ImportLine>,
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
    for entry in statements.iter().flat_map(|of| &of.entries) {
        let mut leave = |why: String| {
            left_out.push(json!({ "line": entry.line, "why": why, "raw": file.raw(bytes, entry) }));
        };
        if entry.status != Status::Booked {
            leave("the bank has not booked it yet".to_owned());
            continue;
        }
        let (Some(date), Some(_)) = (entry.date, entry.amount) else {
            leave("its date or its amount cannot be read".to_owned());
            continue;
        };
        let Some(amount) = entry.money().filter(|amount| amount.currency == currency) else {
            leave(format!("it is not in {currency}, or is finer than that"));
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
            detail: serde_json::to_value(entry).map_err(|error| error.to_string())?,
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
    let facts = json!({
        "version": file.version,
        "encoding": file.encoding,
        "dates": file.dates,
        "mapping": file.mapping,
        "account": first.and_then(|of| of.account.clone()),
        "bank": first.and_then(|of| of.bank.clone()),
        "statement": statement,
        "problems": file.problems,
        "notes": file.notes,
        "left_out": left_out,
    });
    Ok(Lines { format: file.format.to_string(), facts, lines })
}

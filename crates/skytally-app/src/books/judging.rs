//! What each line of an import is: judged once for a state of the books, and again only when they have changed.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use skytally_model::{Money, WorkspaceId};
use skytally_money::categorise::{History, Movement, Past, Payee, Proposal, Rule, Rules, Suggestion};
use skytally_money::inbox::{Break, FileLines, Judged, Line, Outcome, Statement, Verdict, continuity, judge};
use skytally_money::ledger::{AccountNo, AccountRole, LedgerAccount, Posting};
use skytally_store::{
    Import, ImportLine, ImportState, LedgerItemKind, RegisterFilter, RegisterRow, WorkspaceScope,
};

use super::importing::{IMPORTS_COMPARED, ImportPreview, PreviewLine};
use super::opening::{OPENING_LINE, Opening, without_opening};
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::error::{AppError, Result};

/// Transactions of the past that suggestions are made of.
pub(super) const PAST_MAX: i64 = 2_000;
/// Opening balances, of all accounts, among which that of a file's account is looked for: the newest.
const OPENINGS_COMPARED: i64 = 500;
/// Days around a file in which its lines may have been booked already.
const AROUND_DAYS: i64 = 10;

/// What an import is judged by.
#[derive(Clone, Copy)]
pub(super) struct Of<'a> {
    /// Which, if it is kept already: it is no evidence for itself.
    pub(super) import: Option<&'a str>,
    pub(super) account: AccountNo,
    pub(super) format: &'a str,
    pub(super) facts: &'a Value,
    /// Its lines, and its opening balance before them.
    pub(super) lines: &'a [ImportLine],
}

/// What each line of an import is, in their order.
#[derive(Default)]
pub(super) struct Judgement {
    pub(super) lines: Vec<JudgedLine>,
    breaks: Vec<Break>,
}

/// What a line is, with what its transaction is made of.
pub(super) struct JudgedLine {
    pub(super) line: i64,
    pub(super) date: Date,
    pub(super) movement: Movement,
    pub(super) judged: Judged,
    pub(super) proposal: Proposal,
    pub(super) suggestion: Option<Suggestion>,
    pub(super) payee: String,
}

/// About what a line takes beside its texts.
const LINE_BYTES: usize = 600;

impl Weighed for Judgement {
    fn bytes(&self) -> usize {
        let texts =
            |line: &JudgedLine| line.movement.payee.len() + line.movement.text.len() + line.payee.len();
        self.lines.iter().map(|line| LINE_BYTES + texts(line)).sum()
    }
}

/// What a judgement is kept under: nothing that is written into the book leaves it as it was.
pub(super) fn stamp(version: i64) -> String {
    format!("book {version}")
}

pub(super) fn view(import: &str) -> String {
    format!("judgement of {import}")
}

/// Whether it is still to be said what a line is.
pub(super) fn asks(import: &Import, line: &ImportLine) -> bool {
    match import.state {
        ImportState::Preview => true,
        // What waits can still be answered.
        ImportState::Committed => line.outcome == Outcome::Waiting,
        ImportState::Undone => false,
    }
}

/// An import as it is looked at. `judgement` may be empty where no line asks.
pub(super) fn shown(
    import: Import,
    mut lines: Vec<ImportLine>,
    judgement: &Judgement,
) -> Result<ImportPreview> {
    let opening = Opening::leave(&import, &mut lines)?;
    let import = without_opening(import);
    let mut judged = judgement.lines.iter();
    let lines = lines.into_iter().map(|line| match judged.next().filter(|_| asks(&import, &line)) {
        Some(found) => PreviewLine {
            line,
            judged: Some(found.judged.clone()),
            proposal: found.proposal.clone(),
            suggestion: found.suggestion.clone(),
            payee: found.payee.clone(),
        },
        None => PreviewLine {
            payee: line.facts.payee.clone(),
            line,
            judged: None,
            proposal: Proposal::default(),
            suggestion: None,
        },
    });
    let lines = lines.collect();
    let breaks = match import.state {
        ImportState::Preview => judgement.breaks.clone(),
        _ => Vec::new(),
    };
    Ok(ImportPreview { import, lines, breaks, opening })
}

impl App {
    /// What each line of an import is, and the version of the book that this was found in: as it was found before, or, where the
    /// book has changed, found anew.
    pub(super) async fn judged(
        &self,
        scope: &WorkspaceScope,
        workspace: WorkspaceId,
        import: &Import,
        lines: Option<&[ImportLine]>,
    ) -> Result<(Arc<View<Judgement>>, i64)> {
        // Read before all else: whatever is written while this goes on makes it another one.
        let seen = self.version(scope).await?;
        let make = async {
            let accounts = self.opened(scope).await?;
            let read;
            let lines = match lines {
                Some(lines) => lines,
                None => {
                    read = self.lines(scope, &import.id).await?;
                    &read
                }
            };
            let Import { id, account, format, facts, .. } = import;
            let of = Of { import: Some(id), account: *account, format, facts, lines };
            self.judgement(scope, &accounts, of).await
        };
        let judgement = self.cached(&workspace.to_string(), &stamp(seen), view(&import.id), make).await?;
        Ok((judgement, seen))
    }

    pub(super) async fn judgement(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
        of: Of<'_>,
    ) -> Result<Judgement> {
        let movements = || of.lines.iter().filter(|line| line.line != OPENING_LINE);
        let days = movements().map(|line| line.facts.date);
        let (Some(first), Some(last)) = (days.clone().min(), days.max()) else {
            return Ok(Judgement::default());
        };
        let (from, to) = (around(first, -AROUND_DAYS), around(last, AROUND_DAYS));
        let ids: Vec<&str> = movements().filter_map(|line| line.facts.bank_id.as_deref()).collect();
        let mut earlier = self.store.earlier_lines(scope, of.account, from, to, &ids).await?;
        // Opening balances are no movements.
        earlier.retain(|line| line.at.line != OPENING_LINE && of.import != Some(line.at.import.as_str()));
        let by_hand = self.store.hand_postings(scope, of.account, from, to).await?;
        let answers = self.store.import_answers(scope, of.account).await?;
        let rules = self.rules(scope, accounts).await?;
        let past = self.past(scope, accounts).await?;
        let mut breaks = self.breaks(scope, of).await?;
        let counted = self.counted(scope, accounts, of.account, first).await?;
        let lines = movements().map(|line| Line { index: line.line, facts: line.facts.clone() });
        let file = FileLines { format: of.format.to_owned(), lines: lines.collect() };
        let account = of.account;
        let found = move || {
            let judged = judge(&file, &earlier, &by_hand, &answers);
            let history = History::new(&past);
            let mut payees: HashMap<String, Payee> = HashMap::new();
            let lines = file.lines.into_iter().zip(judged).map(|(line, judged)| {
                let Line { index, facts } = line;
                // A file names the same payees again and again.
                let payee = match payees.get(&facts.payee) {
                    Some(payee) => payee.clone(),
                    None => payees.entry(facts.payee.clone()).or_insert(Payee::of(&facts.payee)).clone(),
                };
                let movement =
                    Movement { payee: facts.payee, text: facts.text, amount: facts.amount, account };
                JudgedLine {
                    line: index,
                    date: facts.date,
                    proposal: rules.propose(&movement),
                    suggestion: history.suggest_for(&payee, &movement),
                    judged,
                    payee: payee.shown,
                    movement,
                }
            });
            let lines: Vec<JudgedLine> = lines.collect();
            // What is not posted is not counted twice either.
            let new = |on| lines.iter().any(|line| line.date <= on && line.judged.verdict == Verdict::New);
            breaks.extend(counted.filter(|(on, _)| new(*on)).map(|(_, counted)| counted));
            Judgement { lines, breaks }
        };
        tokio::task::spawn_blocking(found).await.map_err(|error| AppError::Internal(error.to_string()))
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

    /// What people did lately.
    async fn past(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<Vec<Past>> {
        let rows = self.store.ledger_register(scope, &RegisterFilter::default(), None, PAST_MAX).await?;
        Ok(past_of(&rows, accounts))
    }

    async fn breaks(&self, scope: &WorkspaceScope, of: Of<'_>) -> Result<Vec<Break>> {
        // A file without lines and without days has nothing that could continue.
        let Some(statement) = statement_of(of.facts)? else { return Ok(Vec::new()) };
        let mut others = Vec::new();
        for other in self.store.imports(scope, None, IMPORTS_COMPARED).await? {
            if other.account == of.account && other.state == ImportState::Committed {
                others.extend(statement_of(&other.facts)?);
            }
        }
        let books = match (statement.from.yesterday(), of.lines.first()) {
            (Ok(day), Some(line)) => {
                let currency = line.facts.amount.currency;
                let all = self.store.ledger_balance(scope, of.account, day).await?;
                let on = all.iter().find(|balance| balance.currency == currency);
                on.map(|balance| Money::new(balance.minor, currency))
            }
            _ => None,
        };
        Ok(continuity(&statement, &others, books))
    }

    /// The last opening balance of an account that has a day or more before it, and its day.
    async fn counted(
        &self,
        scope: &WorkspaceScope,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
        account: AccountNo,
        first: Date,
    ) -> Result<Option<(Date, Break)>> {
        let Some(source) = accounts.values().find(|one| one.role == Some(AccountRole::Opening)) else {
            return Ok(None);
        };
        let filter =
            RegisterFilter { accounts: vec![source.no], from: Some(first), ..RegisterFilter::default() };
        let rows = self.store.ledger_register(scope, &filter, None, OPENINGS_COMPARED).await?;
        Ok(rows.iter().find_map(|row| {
            let on = row.entry.content.date;
            let posting = row.entry.content.postings.iter().find(|posting| posting.account == account)?;
            Some((on, Break::Counted { on, opening: posting.amount, transaction: row.no }))
        }))
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
pub(super) fn statement_of(facts: &Value) -> Result<Option<Statement>> {
    Option::<Statement>::deserialize(&facts["statement"])
        .map_err(|error| AppError::Internal(format!("what a file says as a whole cannot be read: {error}")))
}

fn around(day: Date, days: i64) -> Date {
    // Far from the ends of the calendar: readers refuse such days.
    day.checked_add(jiff::Span::new().days(days)).unwrap_or(day)
}

//! What becomes of the lines of an import when it comes into the books.

use std::collections::{BTreeMap, BTreeSet};

use skytally_money::inbox::{Answer, Outcome, Verdict};
use skytally_money::ledger::{
    AccountNo, AccountRole, Command, Content, LedgerAccount, NOTE_MAX, PAYEE_MAX, Posting, Source,
};
use skytally_store::{Import, LineEnd, WorkspaceScope};

use super::importing::{Decision, chosen_category};
use super::judging::{JudgedLine, Judgement};
use super::opening::OPENING_LINE;
use crate::app::App;
use crate::error::{AppError, Result};

/// What becomes of each line, and what is to be remembered of how somebody decided.
pub(super) type Ends = (BTreeMap<i64, LineEnd>, BTreeMap<String, Answer>);

impl App {
    /// What becomes of all lines of an import, its opening balance too.
    pub(super) async fn ends(
        &self,
        scope: &WorkspaceScope,
        import: &Import,
        judgement: &Judgement,
        decisions: &BTreeMap<i64, Decision>,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<Ends> {
        let opening = self.opening_of(scope, import).await?;
        let known: BTreeSet<i64> = judgement
            .lines
            .iter()
            .map(|line| line.line)
            .chain(opening.as_ref().map(|_| OPENING_LINE))
            .collect();
        if let Some(unknown) = decisions.keys().find(|line| !known.contains(line)) {
            if *unknown == OPENING_LINE {
                return Err(AppError::invalid("opening", "the import offers no opening balance"));
            }
            return Err(AppError::invalid("decisions", format!("the import has no line {unknown}")));
        }
        let (mut ends, mut answers) = Ends::default();
        for line in &judgement.lines {
            let (end, answer) = end(import, line, decisions.get(&line.line), accounts)?;
            remember(&mut answers, line, answer);
            ends.insert(line.line, end);
        }
        if let Some(opening) = &opening {
            let decision = decisions.get(&OPENING_LINE);
            ends.insert(OPENING_LINE, self.end_opening(scope, import, opening, decision, accounts).await?);
        }
        Ok((ends, answers))
    }
}

/// A line that says nothing by which it could be known again is answered once.
pub(super) fn remember(answers: &mut BTreeMap<String, Answer>, line: &JudgedLine, answer: Option<Answer>) {
    if let Some(answer) = answer
        && !line.judged.fingerprint.is_empty()
    {
        answers.insert(line.judged.fingerprint.clone(), answer);
    }
}

/// What becomes of a line, and what is to be remembered of how somebody decided.
pub(super) fn end(
    import: &Import,
    line: &JudgedLine,
    decision: Option<&Decision>,
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<(LineEnd, Option<Answer>)> {
    let verdict = &line.judged.verdict;
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
    line: &JudgedLine,
    category: Option<AccountNo>,
    payee: Option<&str>,
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
) -> Result<Command> {
    let amount = line.movement.amount;
    let role = if amount.minor < 0 { AccountRole::UnsortedExpense } else { AccountRole::UnsortedIncome };
    let unsorted = || accounts.values().find(|account| account.role == Some(role)).map(|account| account.no);
    let category = category
        .or_else(|| chosen_category(&line.proposal, line.suggestion.as_ref()))
        .filter(|category| *category != import.account)
        .or_else(unsorted)
        .ok_or_else(|| AppError::Conflict("the book has no account for what is in no category".to_owned()))?;
    let back = amount.negated().map_err(|error| AppError::invalid("decisions", error.to_string()))?;
    let payee = payee.map(str::to_owned).or_else(|| line.proposal.payee.clone());
    let payee = payee.unwrap_or_else(|| line.payee.clone());
    let note = line.proposal.note.clone().unwrap_or_else(|| line.movement.text.clone());
    Ok(Command::Post(Content {
        date: line.date,
        payee: cut(&payee, PAYEE_MAX),
        note: cut(&note, NOTE_MAX),
        tags: line.proposal.tags.clone(),
        source: Some(Source::Import { import: import.id.clone(), line: line.line, account: import.account }),
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

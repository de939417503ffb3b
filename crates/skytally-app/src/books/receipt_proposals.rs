//! What may be done with a receipt that belongs to no transaction: one that is there may be its own, or a new one is drafted.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use skytally_model::{Currency, Money};
use skytally_money::categorise::{History, Movement, Proposal, clean_payee};
use skytally_money::ledger::{AccountKind, AccountNo, LedgerAccount, TransactionNo};
use skytally_money::receipt::Reading;
use skytally_money::receipt::matching::{AFTER_DAYS, Asked, BEFORE_DAYS, Candidate, Certainty, Match, pairs};
use skytally_store::{
    Receipt, ReceiptCandidate, ReceiptFilter, ReceiptState, RegisterFilter, RegisterRow, WorkspaceScope,
};

use super::importing::{PAST_MAX, past_of};
use super::receipts::ReceiptSeen;
use crate::app::App;
use crate::error::{AppError, Result};

/// Other receipts that wait for a transaction and may be after the same one.
const RIVALS_MAX: i64 = 200;
/// Where a receipt has no day that could be read, transactions of so many days before it came are looked at.
const UNDATED_DAYS: i64 = 90;

/// What may be done with a receipt.
#[derive(Debug, Clone)]
pub struct Suggested {
    /// How sure the best match is.
    pub certainty: Certainty,
    /// Transactions that may be its own, the likeliest first.
    pub matches: Vec<(Match, ReceiptCandidate)>,
    /// What a new transaction would be; none where a match is certain, or no total was read.
    pub draft: Option<Draft>,
}

/// A transaction that nobody has posted yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The day, if it was read.
    pub date: Option<Date>,
    /// Who was paid.
    pub payee: String,
    /// What was paid; below zero it came back.
    pub total: Money,
    /// The account that paid, as far as the past says.
    pub account: Option<AccountNo>,
    /// The category, as rules or the past say.
    pub category: Option<AccountNo>,
    /// Whether the category may be taken without a doubt: a rule says so, or the past is sure.
    pub sure: bool,
    /// Why this category, or what keeps the rules from saying so.
    pub because: Option<String>,
    /// Tags, as rules say.
    pub tags: Vec<String>,
    /// What is to be noted, as rules say; else the number of the receipt.
    pub note: String,
}

impl App {
    /// What may be done with a receipt that was read.
    pub(super) async fn suggested(
        &self,
        scope: &WorkspaceScope,
        receipt: &Receipt,
        reading: &Reading,
    ) -> Result<Suggested> {
        let Some(asked) = Asked::of(reading) else {
            return Ok(Suggested { certainty: Certainty::None, matches: Vec::new(), draft: None });
        };
        let (certainty, matches) = self.matches(scope, receipt, &asked).await?;
        let draft = match certainty {
            Certainty::Certain => None,
            _ => Some(self.draft(scope, reading, &asked).await?),
        };
        Ok(Suggested { certainty, matches, draft })
    }

    async fn matches(
        &self,
        scope: &WorkspaceScope,
        receipt: &Receipt,
        asked: &Asked,
    ) -> Result<(Certainty, Vec<(Match, ReceiptCandidate)>)> {
        let days = |day: Date, days: i64| day.checked_add(jiff::Span::new().days(days)).unwrap_or(day);
        let came = receipt.at.to_zoned(jiff::tz::TimeZone::UTC).date();
        let (from, to) = match asked.date {
            Some(date) => (days(date, -i64::from(BEFORE_DAYS)), days(date, AFTER_DAYS.into())),
            None => (days(came, -UNDATED_DAYS), days(came, AFTER_DAYS.into())),
        };
        // Paid is what an account that holds money lost.
        let moved = asked.total.negated().map_err(|error| AppError::Internal(error.to_string()))?;
        let found = self.store.receipt_candidates(scope, from, to, moved).await?;
        if found.is_empty() {
            return Ok((Certainty::None, Vec::new()));
        }
        let candidates: Vec<Candidate> = found
            .iter()
            .map(|candidate| Candidate {
                no: candidate.no,
                date: candidate.date,
                payee: candidate.payee.clone(),
                amount: asked.total,
                has_receipt: candidate.has_receipt,
            })
            .collect();
        // Others of the same amount want the same transactions: who has the better right gets it.
        let filter = ReceiptFilter {
            state: Some(ReceiptState::Read),
            attached: Some(false),
            ..ReceiptFilter::default()
        };
        let rivals = self.store.receipts(scope, &filter, None, RIVALS_MAX).await?;
        let rivals: Vec<(String, Asked)> = rivals
            .into_iter()
            .filter(|rival| rival.id != receipt.id)
            .filter_map(|rival| {
                let seen = ReceiptSeen::of(rival);
                let asked = Asked::of(seen.reading.as_ref()?)?;
                Some((seen.receipt.id, asked))
            })
            .filter(|(_, rival)| rival.total == asked.total)
            .collect();
        let mut all: Vec<(&str, Asked)> = vec![(&receipt.id, asked.clone())];
        all.extend(rivals.iter().map(|(id, asked)| (id.as_str(), asked.clone())));
        let found_for = pairs(&all, &candidates).remove(receipt.id.as_str());
        let by_no: BTreeMap<TransactionNo, &ReceiptCandidate> =
            found.iter().map(|candidate| (candidate.no, candidate)).collect();
        let Some(found_for) = found_for else { return Ok((Certainty::None, Vec::new())) };
        let matches = found_for.ranked.into_iter().filter_map(|found| {
            let candidate = (*by_no.get(&found.transaction)?).clone();
            Some((found, candidate))
        });
        Ok((found_for.certainty, matches.collect()))
    }

    async fn draft(&self, scope: &WorkspaceScope, reading: &Reading, asked: &Asked) -> Result<Draft> {
        let accounts = self.store.ledger_accounts(scope).await?;
        let rows = self.store.ledger_register(scope, &RegisterFilter::default(), None, PAST_MAX).await?;
        let payee = asked.payee.clone().unwrap_or_default();
        let account = paying(&rows, &accounts, asked.total.currency, &payee, asked.date);
        let amount = asked.total.negated().map_err(|error| AppError::Internal(error.to_string()))?;
        let movement = Movement {
            payee: payee.clone(),
            text: reading.number.as_ref().map(|number| number.value.clone()).unwrap_or_default(),
            amount,
            // Without an account no rule about one holds.
            account: account.unwrap_or(AccountNo(0)),
        };
        let (proposal, unfit) = match self.rules(scope, &accounts).await {
            Ok(rules) => (rules.propose(&movement), None),
            // A rule that does not fit any more keeps nobody from their receipt, but it is told.
            Err(AppError::Conflict(why)) => (Proposal::default(), Some(why)),
            Err(error) => return Err(error),
        };
        let suggestion = History::new(&past_of(&rows, &accounts)).suggest(&movement);
        let ruled = proposal.category.map(|category| {
            let names: Vec<&str> = proposal.reasons.iter().map(|reason| reason.name.as_str()).collect();
            (category, true, format!("the rule {} says so", names.join(", ")))
        });
        let by_past = suggestion.map(|found| (found.category, found.sure, found.because));
        let (category, sure, because) = match ruled.or(by_past) {
            Some((category, sure, because)) => (Some(category), sure, Some(because)),
            None => (None, false, None),
        };
        let because = unfit.or(because);
        Ok(Draft {
            date: asked.date,
            payee: proposal.payee.unwrap_or_else(|| clean_payee(&payee)),
            total: asked.total,
            account,
            category,
            sure,
            because,
            tags: proposal.tags,
            note: proposal.note.unwrap_or(movement.text),
        })
    }
}

/// The account that paid this payee the last time; else the one that is used most of those with the currency.
fn paying(
    rows: &[RegisterRow],
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
    currency: Currency,
    payee: &str,
    day: Option<Date>,
) -> Option<AccountNo> {
    let fit: BTreeSet<AccountNo> = accounts
        .values()
        .filter(|account| matches!(account.kind, AccountKind::Asset | AccountKind::Liability))
        .filter(|account| account.currency == Some(currency) && account.role.is_none())
        .filter(|account| account.closed.is_none_or(|closed| day.is_some_and(|day| day <= closed)))
        .map(|account| account.no)
        .collect();
    let wanted = clean_payee(payee);
    let paid = |row: &RegisterRow| {
        row.entry.content.postings.iter().map(|posting| posting.account).find(|no| fit.contains(no))
    };
    let same = rows
        .iter()
        .filter(|row| !wanted.is_empty() && clean_payee(&row.entry.content.payee) == wanted)
        .find_map(paid);
    let mut used: BTreeMap<AccountNo, usize> = fit.iter().map(|no| (*no, 0)).collect();
    for no in rows.iter().filter_map(paid) {
        *used.entry(no).or_default() += 1;
    }
    // Of those that are used as often, the first.
    same.or_else(|| used.into_iter().rev().max_by_key(|(_, times)| *times).map(|(no, _)| no))
}

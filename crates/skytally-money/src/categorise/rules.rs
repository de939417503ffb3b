//! The rules in their order: what they say of a movement, and what they would change.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::rule::{Action, Check, Movement, Problem, Rule, RuleError, folded};
use crate::ledger::{AccountNo, LedgerAccount};

/// So many changes are shown by a preview.
pub const PREVIEW_MAX: usize = 50;

/// Rules that were checked, in their order.
pub struct Rules {
    rules: Vec<(Rule, Vec<Check>)>,
}

/// Why a rule held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// The rule's id.
    pub rule: String,
    /// What people call it.
    pub name: String,
    /// Its conditions as sentences, all of which hold.
    pub because: Vec<String>,
}

/// What rules say of a movement. Empty where none holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Proposal {
    /// The other side.
    pub category: Option<AccountNo>,
    /// How the payee is to be written.
    pub payee: Option<String>,
    /// In small letters, sorted, each once.
    pub tags: Vec<String>,
    /// What is to be noted.
    pub note: Option<String>,
    /// The rules that said so, in their order.
    pub reasons: Vec<Reason>,
}

/// A movement with what the books have of it now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booked {
    /// What the bank said.
    #[serde(flatten)]
    pub movement: Movement,
    /// The other side, if there is one.
    pub category: Option<AccountNo>,
    /// In small letters.
    pub tags: Vec<String>,
    /// What is noted.
    pub note: String,
}

/// One movement that rules would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Its place among those that were given: from 0.
    pub place: usize,
    /// The category that it has.
    pub category_before: Option<AccountNo>,
    /// What it would get.
    pub proposal: Proposal,
}

/// What rules would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// So many would change,
    pub would_change: usize,
    /// of so many for which a rule holds,
    pub held: usize,
    /// of so many.
    pub of: usize,
    /// The first of them, at most [`PREVIEW_MAX`].
    pub changes: Vec<Change>,
}

impl Rules {
    /// Checks rules. `accounts` are those of the book.
    ///
    /// # Errors
    /// All that is wrong with any of them, in their order.
    pub fn new(
        rules: Vec<Rule>,
        accounts: &BTreeMap<AccountNo, LedgerAccount>,
    ) -> Result<Self, Vec<RuleError>> {
        let mut errors = Vec::new();
        let mut ready = Vec::with_capacity(rules.len());
        let mut ids = BTreeSet::new();
        for (place, rule) in rules.into_iter().enumerate() {
            let mut problems = Vec::new();
            if !ids.insert(rule.id.clone()) {
                problems.push(Problem::SameId(rule.id.clone()));
            }
            let named = rule.actions.iter().filter_map(|action| match action {
                Action::Category { account } => Some(*account),
                _ => None,
            });
            problems.extend(named.filter(|account| !accounts.contains_key(account)).map(Problem::NoAccount));
            let checks = rule.ready().unwrap_or_else(|wrong| {
                problems.extend(wrong);
                Vec::new()
            });
            let (id, name) = (&rule.id, &rule.name);
            errors.extend(problems.into_iter().map(|problem| RuleError {
                place,
                rule: id.clone(),
                name: name.clone(),
                problem,
            }));
            ready.push((rule, checks));
        }
        if errors.is_empty() { Ok(Self { rules: ready }) } else { Err(errors) }
    }

    /// What the rules say of a movement: the first that holds decides; where it goes on, later ones add what is still open. Tags
    /// come from all of them.
    pub fn propose(&self, movement: &Movement) -> Proposal {
        let (payee, text) = (folded(&movement.payee), folded(&movement.text));
        let mut proposal = Proposal::default();
        let mut tags = BTreeSet::new();
        for (rule, checks) in &self.rules {
            if !checks.iter().all(|check| check.holds(movement, &payee, &text)) {
                continue;
            }
            for action in &rule.actions {
                match action {
                    Action::Category { account } => proposal.category = proposal.category.or(Some(*account)),
                    Action::Payee { payee } => {
                        proposal.payee.get_or_insert_with(|| payee.trim().to_owned());
                    }
                    Action::Note { note } => {
                        proposal.note.get_or_insert_with(|| note.clone());
                    }
                    Action::Tags { tags: more } => {
                        tags.extend(more.iter().map(|tag| tag.trim().to_lowercase()));
                    }
                }
            }
            proposal.reasons.push(Reason {
                rule: rule.id.clone(),
                name: rule.name.clone(),
                because: rule.conditions.iter().map(super::rule::Condition::because).collect(),
            });
            if !rule.goes_on {
                break;
            }
        }
        proposal.tags = tags.into_iter().collect();
        proposal
    }

    /// What the rules would change among movements that are booked already.
    pub fn preview(&self, booked: &[Booked]) -> Preview {
        let mut preview = Preview { would_change: 0, held: 0, of: booked.len(), changes: Vec::new() };
        for (place, now) in booked.iter().enumerate() {
            let proposal = self.propose(&now.movement);
            if proposal.reasons.is_empty() {
                continue;
            }
            preview.held += 1;
            let changes = proposal.category.is_some_and(|category| now.category != Some(category))
                || proposal.payee.as_ref().is_some_and(|payee| *payee != now.movement.payee)
                || proposal.note.as_ref().is_some_and(|note| *note != now.note)
                || proposal.tags.iter().any(|tag| !now.tags.contains(tag));
            if changes {
                preview.would_change += 1;
                if preview.changes.len() < PREVIEW_MAX {
                    preview.changes.push(Change { place, category_before: now.category, proposal });
                }
            }
        }
        preview
    }
}

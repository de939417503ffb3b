//! How a workspace stands by its checks: all of them, by framework, and by pillar; and the resources behind the numbers.

use std::collections::BTreeMap;
use std::sync::Arc;

use skytally_catalog::Control;
use skytally_model::{CheckId, LinkId, Pillar, Severity, WorkspaceId};
use skytally_store::{CheckFilter, CheckPlace, CheckResource, CheckTotals, Posture};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::checks::CheckFacts;
use crate::error::{AppError, Result};
use crate::own_checks::is_own;
use crate::scores::{ControlState, Counted, Score, Tally, control_state, score};

/// A check and what it says.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckStanding {
    /// The check.
    pub check: String,
    /// What should be so.
    pub title: String,
    /// How bad a failure is, as a rule.
    pub severity: Severity,
    /// Its pillar.
    pub pillar: Pillar,
    /// What it says, all variants together.
    pub tally: Tally,
}

/// All checks that say something.
#[derive(Debug, Clone, PartialEq)]
pub struct PostureSheet {
    /// By check.
    pub checks: Vec<CheckStanding>,
    /// The accounts that they were counted over.
    pub accounts: Counted,
}

/// How many controls of a framework stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ControlTotals {
    /// All of them.
    pub controls: usize,
    /// Something fails.
    pub failed: usize,
    /// Nothing is known to fail, and something is not known.
    pub unknown: usize,
    /// All is known, and passed.
    pub passed: usize,
    /// There is nothing that they are about.
    pub not_applicable: usize,
    /// No check of ours speaks to them.
    pub not_checked: usize,
}

/// A framework in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameworkStanding {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// How many controls stand how.
    pub totals: ControlTotals,
}

/// All frameworks in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct ComplianceSheet {
    /// By id.
    pub frameworks: Vec<FrameworkStanding>,
    /// The accounts that they were counted over.
    pub accounts: Counted,
}

/// A control and what its checks say.
#[derive(Debug, Clone, PartialEq)]
pub struct ControlStanding {
    /// Its number.
    pub id: String,
    /// What it asks for, in our own words.
    pub title: String,
    /// How it stands.
    pub state: ControlState,
    /// What its checks say: of those with variants, only the variants that stand for it.
    pub checks: Vec<CheckStanding>,
}

/// A framework, control by control.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameworkSheet {
    /// In numbers.
    pub framework: FrameworkStanding,
    /// In the framework's own order.
    pub controls: Vec<ControlStanding>,
    /// The accounts that they were counted over.
    pub accounts: Counted,
}

/// A pillar and what its checks say.
#[derive(Debug, Clone, PartialEq)]
pub struct PillarStanding {
    /// The pillar.
    pub pillar: Pillar,
    /// Its score.
    pub score: Score,
    /// What its checks say together.
    pub tally: Tally,
    /// Its checks that say something.
    pub checks: Vec<CheckStanding>,
}

/// The six pillars.
#[derive(Debug, Clone, PartialEq)]
pub struct PillarsSheet {
    /// In the order of the framework.
    pub pillars: Vec<PillarStanding>,
    /// The accounts that they were counted over.
    pub accounts: Counted,
}

/// About how many bytes a check with its numbers takes.
const STANDING_BYTES: usize = 256;

impl Weighed for Posture {
    fn bytes(&self) -> usize {
        self.totals.len() * STANDING_BYTES
    }
}

impl Weighed for Vec<CheckResource> {
    fn bytes(&self) -> usize {
        let text = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        self.iter()
            .map(|one| 256 + one.resource.len() + text(&one.message) + text(&one.unknown_because))
            .sum()
    }
}

/// Totals by check, and in it by variant.
type Totals<'a> = BTreeMap<&'a CheckId, Vec<&'a CheckTotals>>;

fn by_check(posture: &Posture) -> Totals<'_> {
    let mut totals = Totals::new();
    for one in &posture.totals {
        totals.entry(&one.check).or_default().push(one);
    }
    totals
}

fn counted(posture: &Posture) -> Counted {
    Counted { evaluated: posture.evaluated, not_yet: posture.not_yet }
}

/// What some variants of a check say together.
fn tally<'a>(totals: impl Iterator<Item = &'a CheckTotals>, evaluated: i64) -> Tally {
    let mut sum = Tally::default();
    for one in totals {
        sum += Tally {
            pass: one.pass,
            fail: one.fail,
            unknown: one.unknown,
            not_applicable: one.not_applicable,
            muted: one.muted,
            unseen: 0,
        };
        // All variants are made of the same rules: they see the same.
        sum.unseen = sum.unseen.max(evaluated - one.accounts + one.not_collected);
    }
    sum
}

impl App {
    /// What all checks say of some cloud accounts, or of all.
    ///
    /// # Errors
    /// They may not; one of the cloud accounts is not there.
    pub async fn posture(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        accounts: &[LinkId],
    ) -> Result<PostureSheet> {
        let posture = self.outcomes(caller, workspace, accounts).await?;
        Ok(PostureSheet { checks: self.standings(&posture), accounts: counted(&posture) })
    }

    /// Resources of which a check says something, with what it says.
    ///
    /// # Errors
    /// They may not; there is no such check.
    pub async fn check_resources(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        filter: &CheckFilter,
        after: Option<&CheckPlace>,
        limit: i64,
    ) -> Result<Arc<View<Vec<CheckResource>>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        if self.check_facts(&filter.check).is_none() {
            return Err(AppError::invalid("check", "there is no such check"));
        }
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("check resources {filter:?} {after:?} {limit}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            Ok(self.store.check_resources(&scope, filter, after, limit, self.now()).await?)
        })
        .await
    }

    /// All frameworks in numbers.
    ///
    /// # Errors
    /// They may not; one of the cloud accounts is not there.
    pub async fn compliance(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        accounts: &[LinkId],
    ) -> Result<ComplianceSheet> {
        let posture = self.outcomes(caller, workspace, accounts).await?;
        let frameworks = self.catalog.frameworks().map(|framework| {
            let controls = self.controls(&framework.controls, &posture);
            FrameworkStanding {
                id: framework.id.clone(),
                title: framework.title.clone(),
                totals: totals(&controls),
            }
        });
        Ok(ComplianceSheet { frameworks: frameworks.collect(), accounts: counted(&posture) })
    }

    /// A framework, control by control.
    ///
    /// # Errors
    /// They may not; there is no such framework; one of the cloud accounts is not there.
    pub async fn compliance_with(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        framework: &str,
        accounts: &[LinkId],
    ) -> Result<FrameworkSheet> {
        let posture = self.outcomes(caller, workspace, accounts).await?;
        let framework = self.catalog.framework(framework).ok_or(AppError::NotFound("framework"))?;
        let controls = self.controls(&framework.controls, &posture);
        let totals = totals(&controls);
        let (id, title) = (framework.id.clone(), framework.title.clone());
        let framework = FrameworkStanding { id, title, totals };
        Ok(FrameworkSheet { framework, controls, accounts: counted(&posture) })
    }

    /// The six pillars of the Well-Architected Framework, each with its score.
    ///
    /// # Errors
    /// They may not; one of the cloud accounts is not there.
    pub async fn well_architected(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        accounts: &[LinkId],
    ) -> Result<PillarsSheet> {
        let posture = self.outcomes(caller, workspace, accounts).await?;
        let mut standings = self.standings(&posture);
        let pillars = Pillar::ALL.into_iter().map(|pillar| {
            let checks: Vec<CheckStanding> =
                standings.extract_if(.., |standing| standing.pillar == pillar).collect();
            let weighed: Vec<_> = checks.iter().map(|check| (check.severity, check.tally)).collect();
            let mut tally = Tally::default();
            checks.iter().for_each(|check| tally += check.tally);
            PillarStanding { pillar, score: score(&weighed), tally, checks }
        });
        Ok(PillarsSheet { pillars: pillars.collect(), accounts: counted(&posture) })
    }

    /// The numbers that all of these are made of.
    async fn outcomes(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        accounts: &[LinkId],
    ) -> Result<Arc<View<Posture>>> {
        let scope = self.enter(caller, workspace, Action::ReadFindings).await?;
        let stamp = self.stamp(caller, &scope).await?;
        self.cached(&workspace.to_string(), &stamp, format!("posture {accounts:?}"), async {
            Ok(self.store.posture(&scope, accounts, self.now()).await?)
        })
        .await
    }

    /// The checks that say something, by id. What the catalogue has no more is no check: the next generation ends its findings.
    fn standings(&self, posture: &Posture) -> Vec<CheckStanding> {
        let of = |(check, totals): (&CheckId, Vec<&CheckTotals>)| {
            let mut tally = tally(totals.into_iter(), posture.evaluated);
            if is_own(check) {
                // Each of them is about one way into an account: there is none that it should have been made on.
                tally.unseen = 0;
            }
            let facts = self.check_facts(check).filter(|_| tally.says_something())?;
            Some(standing(facts, tally))
        };
        by_check(posture).into_iter().filter_map(of).collect()
    }

    fn controls(&self, controls: &[Control], posture: &Posture) -> Vec<ControlStanding> {
        let known = by_check(posture);
        let of = |control: &Control| {
            let checks: Vec<CheckStanding> = control
                .checks
                .iter()
                .filter_map(|check| {
                    Some(standing(self.check_facts(check)?, of_control(check, control, &known, posture)))
                })
                .collect();
            let tallies: Vec<Tally> = checks.iter().map(|check| check.tally).collect();
            ControlStanding {
                id: control.id.clone(),
                title: control.title.clone(),
                state: control_state(&tallies, counted(posture)),
                checks,
            }
        };
        controls.iter().map(of).collect()
    }
}

/// What a check says for a control: by the variants that stand for it, where the check has some.
fn of_control(check: &CheckId, control: &Control, known: &Totals<'_>, posture: &Posture) -> Tally {
    let among = |one: &&&CheckTotals| {
        one.variant.is_empty() || control.variants.is_empty() || control.variants.contains(&one.variant)
    };
    let mut totals = known.get(check).into_iter().flatten().filter(among).copied().peekable();
    if totals.peek().is_none() {
        // It was made nowhere.
        return Tally { unseen: posture.evaluated, ..Tally::default() };
    }
    tally(totals, posture.evaluated)
}

fn standing(facts: CheckFacts, tally: Tally) -> CheckStanding {
    CheckStanding {
        check: facts.id,
        title: facts.title,
        severity: facts.severity,
        pillar: facts.pillar,
        tally,
    }
}

fn totals(controls: &[ControlStanding]) -> ControlTotals {
    let count = |state| controls.iter().filter(|control| control.state == state).count();
    ControlTotals {
        controls: controls.len(),
        failed: count(ControlState::Failed),
        unknown: count(ControlState::Unknown),
        passed: count(ControlState::Passed),
        not_applicable: count(ControlState::NotApplicable),
        not_checked: count(ControlState::NotChecked),
    }
}

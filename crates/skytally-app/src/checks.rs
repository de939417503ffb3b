//! What people are told of checks: those of the catalogue, and the house's own.

use serde_json::{Map, Value};
use skytally_catalog::Check;
use skytally_model::{CheckId, Pillar, Severity};

use crate::app::App;
use crate::error::{AppError, Result};
use crate::own_checks::{OWN_CHECKS, OwnCheck};

/// What people are told of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckFacts {
    /// Its id.
    pub id: String,
    /// What should be so.
    pub title: String,
    /// How bad a failure is, as a rule.
    pub severity: Severity,
    /// Its pillar.
    pub pillar: Pillar,
    /// What can happen.
    pub risk: String,
    /// What to do in AWS's console, in words.
    pub remedy: String,
    /// The same for the command line; none where there is no such way.
    pub remedy_cli: Option<String>,
    /// The same for CloudFormation; none where there is no such way.
    pub remedy_cloudformation: Option<String>,
    /// Variables that a cloud account can override, with their usual values.
    pub variables: Map<String, Value>,
}

impl CheckFacts {
    fn of(check: &Check) -> Self {
        Self {
            id: check.id.to_string(),
            title: check.title.clone(),
            severity: check.severity,
            pillar: check.pillar,
            risk: check.risk.clone(),
            remedy: check.remedy.console.clone(),
            remedy_cli: Some(check.remedy.cli.clone()),
            remedy_cloudformation: Some(check.remedy.cloudformation.clone()),
            variables: check.vars.clone(),
        }
    }

    fn of_own(check: &OwnCheck) -> Self {
        Self {
            id: check.id.to_owned(),
            title: check.title.to_owned(),
            severity: check.severity,
            pillar: check.pillar,
            risk: check.risk.to_owned(),
            remedy: check.remedy.to_owned(),
            remedy_cli: None,
            remedy_cloudformation: None,
            variables: Map::new(),
        }
    }
}

impl App {
    /// All checks by id.
    pub fn checks(&self) -> Vec<CheckFacts> {
        let own = OWN_CHECKS.iter().map(|check| CheckFacts::of_own(check));
        let mut checks: Vec<CheckFacts> =
            self.catalog.checks().map(|check| CheckFacts::of(check)).chain(own).collect();
        checks.sort_by(|a, b| a.id.cmp(&b.id));
        checks
    }

    /// One check.
    pub fn check_facts(&self, id: &CheckId) -> Option<CheckFacts> {
        let own = OWN_CHECKS.iter().find(|check| check.id == id.as_str());
        own.map(|check| CheckFacts::of_own(check))
            .or_else(|| self.catalog.check(id).map(|check| CheckFacts::of(check)))
    }

    /// The checks of a pillar.
    ///
    /// # Errors
    /// There is no such pillar.
    pub fn checks_of_pillar(&self, pillar: &str) -> Result<Vec<CheckId>> {
        let checks = self.checks();
        let wanted: Vec<CheckId> = checks
            .iter()
            .filter(|check| check.pillar.as_str() == pillar)
            .filter_map(|check| check.id.parse().ok())
            .collect();
        let known = Pillar::ALL.map(Pillar::as_str);
        if known.contains(&pillar) {
            return Ok(wanted);
        }
        Err(AppError::invalid("pillar", format!("there is no such pillar; there are {}", known.join(", "))))
    }

    /// The checks of a framework.
    ///
    /// # Errors
    /// There is no such framework.
    pub fn checks_of_framework(&self, id: &str) -> Result<Vec<CheckId>> {
        match self.catalog.framework(id) {
            Some(framework) => {
                Ok(framework.controls.iter().flat_map(|control| control.checks.clone()).collect())
            }
            None => {
                let known: Vec<&str> =
                    self.catalog.frameworks().map(|framework| framework.id.as_str()).collect();
                Err(AppError::invalid(
                    "framework",
                    format!("there is no such framework; there are {}", known.join(", ")),
                ))
            }
        }
    }
}

//! The findings of a report, grouped and put in order.

use skytally_catalog::Check;
use skytally_model::{CheckId, Evaluation, Outcome, Saving, Severity};

use super::text::count;
use super::{Report, Tally};

/// The failures of one check, or of a variant, that are of one severity.
pub(super) struct Group<'r> {
    pub(super) severity: Severity,
    pub(super) id: &'r CheckId,
    pub(super) variant: Option<&'r str>,
    /// What should be so.
    pub(super) title: &'r str,
    /// The check; only missing where the catalogue has lost it.
    pub(super) check: Option<&'r Check>,
    /// All outcomes of the check, of whatever severity.
    pub(super) tally: Tally,
    pub(super) failures: Vec<&'r Evaluation>,
}

impl Group<'_> {
    /// The check and its variant as one word.
    pub(super) fn label(&self) -> String {
        label(self.id, self.variant)
    }

    /// How many of those that were looked at fail; nothing where there was only one.
    pub(super) fn share(&self) -> Option<String> {
        let (asked, here) = (self.tally.told(), self.failures.len() as u64);
        // A rule may find one failure worse than another: those stand under another severity.
        let elsewhere = match self.tally.fail.saturating_sub(here) {
            0 => String::new(),
            n => format!(", {} more at another severity", count(n)),
        };
        (asked > 1).then(|| format!("{} of {} fail{elsewhere}", count(here), count(asked)))
    }

    /// What mending all of it would save.
    pub(super) fn saving(&self) -> Option<Saving> {
        let micro: i64 = self.failures.iter().filter_map(|e| saving(e)).map(|s| s.micro_usd_per_month).sum();
        (micro > 0).then_some(Saving { micro_usd_per_month: micro })
    }
}

/// A check and its variant as one word.
pub(super) fn label(check: &CheckId, variant: Option<&str>) -> String {
    variant.map_or_else(|| check.to_string(), |variant| format!("{check}/{variant}"))
}

/// What is wrong, or why nothing can be said.
pub(super) fn message(evaluation: &Evaluation) -> &str {
    match &evaluation.outcome {
        Outcome::Fail { message, .. } => message,
        Outcome::Unknown { because, .. } => because,
        Outcome::Pass | Outcome::NotApplicable => "",
    }
}

/// What mending would save.
pub(super) fn saving(evaluation: &Evaluation) -> Option<Saving> {
    match evaluation.outcome {
        Outcome::Fail { saving, .. } => saving,
        _ => None,
    }
}

/// The name that people know; nothing if it says no more than the id.
pub(super) fn name(evaluation: &Evaluation) -> Option<&str> {
    evaluation.name.as_deref().filter(|name| !name.is_empty() && *name != evaluation.resource)
}

/// Money a month with its thousands set apart.
pub(super) fn dollars(saving: Saving) -> String {
    let plain = saving.to_string();
    if plain == "$0.00" && saving.micro_usd_per_month > 0 {
        return "<$0.01".to_owned();
    }
    match plain.trim_start_matches('$').split_once('.') {
        Some((whole, cents)) => match whole.parse::<u64>() {
            Ok(whole) => format!("${}.{cents}", count(whole)),
            Err(_) => plain,
        },
        None => plain,
    }
}

impl Report {
    /// The failures by severity, worst first, and then by check.
    pub(super) fn groups(&self) -> Vec<Group<'_>> {
        let failures: Vec<&Evaluation> =
            self.evaluations.iter().filter(|e| matches!(e.outcome, Outcome::Fail { .. })).collect();
        let of_one = |a: &&Evaluation, b: &&Evaluation| {
            (a.severity, &a.check, &a.variant) == (b.severity, &b.check, &b.variant)
        };
        failures.chunk_by(of_one).filter_map(|failures| self.group(failures.to_vec())).collect()
    }

    fn group<'r>(&'r self, failures: Vec<&'r Evaluation>) -> Option<Group<'r>> {
        let first = *failures.first()?;
        let variant = first.variant.as_deref();
        let key = (first.check.clone(), first.variant.clone());
        Some(Group {
            severity: first.severity,
            id: &first.check,
            variant,
            title: self.title(&first.check, variant),
            check: self.catalog.check(&first.check).map(std::sync::Arc::as_ref),
            tally: self.tallies.get(&key).copied().unwrap_or_default(),
            failures,
        })
    }

    /// Failures that cost money, dearest first.
    pub(super) fn savings(&self) -> Vec<(&Evaluation, Saving)> {
        let mut savings: Vec<_> = self.evaluations.iter().filter_map(|e| Some((e, saving(e)?))).collect();
        savings.sort_by_key(|(_, saving)| std::cmp::Reverse(*saving));
        savings
    }

    /// Whether findings must say which account they are in.
    pub(super) fn several_accounts(&self) -> bool {
        self.accounts.len() > 1
    }

    /// Control numbers that a check, or its variant, stands for, by framework.
    pub(super) fn references(&self, check: &Check, variant: Option<&str>) -> Vec<(String, Vec<String>)> {
        let mut references = check.references.clone();
        if let Some(variant) = variant.and_then(|name| check.variants.iter().find(|v| v.name == name)) {
            for (framework, controls) in &variant.references {
                references.entry(framework.clone()).or_default().extend(controls.iter().cloned());
            }
        }
        references.into_iter().collect()
    }
}

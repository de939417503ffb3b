//! What was hidden, by cause: the same refusal on a thousand buckets is one thing to mend.

use std::collections::{BTreeMap, BTreeSet};

use skytally_model::{
    AccountId, Cause, CauseClass, CheckId, Coverage, CoverageState, Evaluation, KindId, Outcome, Region,
};

use super::text::plural;
use super::{Report, view};

/// What one cause hid in one account.
#[derive(Debug)]
pub(super) struct Unseen<'r> {
    pub(super) account: &'r AccountId,
    /// One of the causes, for what is the same in all; nothing where the scan ended before it came to it.
    pub(super) cause: Option<&'r Cause>,
    /// Where.
    pub(super) regions: BTreeSet<&'r Region>,
    /// Resources of which something is hidden.
    pub(super) resources: usize,
    /// Kinds that could not be listed, or not to the end.
    pub(super) listings: BTreeSet<&'r KindId>,
    /// Checks, with their variants, that came to unknown by it.
    pub(super) checks: BTreeSet<String>,
    /// Outcomes that are unknown by it.
    pub(super) outcomes: usize,
}

/// Outcomes that are unknown although every call was answered.
#[derive(Debug)]
pub(super) struct Untold<'r> {
    pub(super) check: &'r CheckId,
    pub(super) variant: Option<&'r str>,
    pub(super) because: &'r str,
    pub(super) evaluations: Vec<&'r Evaluation>,
}

type Key<'r> = (&'r AccountId, Option<(CauseClass, &'r str, &'r str, Option<&'r str>)>);

/// The list of a kind in a region of an account.
type Listing<'r> = (&'r AccountId, &'r KindId, &'r Region);

fn key<'r>(account: &'r AccountId, cause: Option<&'r Cause>) -> Key<'r> {
    (account, cause.map(|c| (c.class, c.call.as_str(), c.permission.as_str(), c.code.as_deref())))
}

impl Unseen<'_> {
    /// What happened: `s3:GetBucketPolicy denied (AccessDenied)`.
    pub(super) fn what(&self) -> String {
        match self.cause {
            None => "the scan was stopped before it came to it".to_owned(),
            Some(Cause { class, call, code: Some(code), .. }) => format!("{call} {class} ({code})"),
            Some(Cause { class, call, .. }) => format!("{call} {class}"),
        }
    }

    /// What is hidden by it: `3 resources in eu-west-1`.
    pub(super) fn extent(&self, report: &Report) -> String {
        let mut parts = Vec::new();
        if self.resources > 0 {
            parts.push(plural(self.resources, "resource", "resources"));
        }
        match self.listings.len() {
            0 => {}
            1..=3 => {
                let titles: Vec<&str> = self.listings.iter().map(|kind| report.kind_title(kind)).collect();
                parts.push(format!("not listed: {}", titles.join(", ")));
            }
            n => parts.push(format!("not listed: {}", plural(n, "kind", "kinds"))),
        }
        let regions: Vec<&str> = self.regions.iter().map(|region| region.as_str()).collect();
        let place = match regions.as_slice() {
            [] | ["global"] => String::new(),
            few if few.len() <= 4 => format!(" in {}", few.join(", ")),
            many => format!(" in {}", plural(many.len(), "region", "regions")),
        };
        format!("{}{place}", parts.join("; "))
    }

    /// The permission to add, where that is what is missing.
    pub(super) fn permission(&self) -> Option<&str> {
        self.cause.filter(|cause| cause.class == CauseClass::Denied).map(|cause| cause.permission.as_str())
    }

    /// What to do about it.
    pub(super) fn advice(&self) -> String {
        let Some(cause) = self.cause else { return "let the scan run to its end".to_owned() };
        // Without a code the message is our own.
        let who = if cause.code.is_some() { "AWS said: " } else { "" };
        let said = |advice: &str| format!("{who}{}; {advice}", cause.message.trim_end_matches('.'));
        match cause.class {
            CauseClass::Denied => format!("add {}", cause.permission),
            CauseClass::Credentials => said("renew the credentials"),
            CauseClass::Throttled => {
                "AWS asked to slow down; scan again, or fewer regions and services at once".to_owned()
            }
            CauseClass::Transient => said("scan again"),
            CauseClass::NotFound => said("it may have vanished during the scan; scan again"),
            CauseClass::NotConfigured | CauseClass::Unavailable => {
                said("set it up, or leave the service out")
            }
            CauseClass::Malformed => {
                said("a proxy or another endpoint may stand in between; if not, please report it")
            }
            CauseClass::Invalid => said("this is a fault of Skytally, please report it"),
            CauseClass::Cancelled => "let the scan run to its end".to_owned(),
        }
    }
}

impl Report {
    /// What was hidden, by account and cause; what made most outcomes unknown comes first.
    pub(super) fn unseen(&self) -> Vec<Unseen<'_>> {
        let mut by_key: BTreeMap<Key<'_>, Unseen<'_>> = BTreeMap::new();
        for account in &self.accounts {
            for (hidden, count) in &account.hidden {
                let unseen = slot(&mut by_key, &account.account, Some(&hidden.cause));
                unseen.regions.insert(&hidden.region);
                unseen.resources += count;
            }
            for coverage in &account.unlisted {
                let cause = match &coverage.state {
                    CoverageState::Denied { cause } | CoverageState::Failed { cause } => Some(cause),
                    CoverageState::NotCollected => None,
                    CoverageState::Complete | CoverageState::Unavailable { .. } => continue,
                };
                let unseen = slot(&mut by_key, &account.account, cause);
                unseen.regions.insert(&coverage.region);
                unseen.listings.insert(&coverage.kind);
            }
        }
        let skipped = self.skipped();
        for evaluation in &self.evaluations {
            let Outcome::Unknown { causes, .. } = &evaluation.outcome else { continue };
            let mut counted: Vec<Key<'_>> = Vec::new();
            let stopped = is_stopped(evaluation, &skipped).then_some(None);
            for cause in causes.iter().map(Some).chain(stopped) {
                let unseen = slot(&mut by_key, &evaluation.account, cause);
                unseen.checks.insert(view::label(&evaluation.check, evaluation.variant.as_deref()));
                let key = key(&evaluation.account, cause);
                if !counted.contains(&key) {
                    unseen.outcomes += 1;
                    counted.push(key);
                }
            }
        }
        let mut all: Vec<Unseen<'_>> = by_key.into_values().collect();
        all.sort_by_key(|unseen| {
            std::cmp::Reverse((unseen.outcomes, unseen.resources, unseen.listings.len()))
        });
        all
    }

    /// Listings that the scan did not come to.
    fn skipped(&self) -> BTreeSet<Listing<'_>> {
        let of = |c: &&Coverage| matches!(c.state, CoverageState::NotCollected);
        self.accounts
            .iter()
            .flat_map(|account| {
                let skipped = account.unlisted.iter().filter(of);
                skipped.map(move |c| (&account.account, &c.kind, &c.region))
            })
            .collect()
    }

    /// Outcomes that are unknown although nothing was refused or failed: AWS left out what the rule needs.
    pub(super) fn untold(&self) -> Vec<Untold<'_>> {
        let mut by_key: BTreeMap<(&CheckId, Option<&str>, &str), Vec<&Evaluation>> = BTreeMap::new();
        let skipped = self.skipped();
        for evaluation in &self.evaluations {
            if let Outcome::Unknown { because, causes } = &evaluation.outcome
                && causes.is_empty()
                && !is_stopped(evaluation, &skipped)
            {
                let key = (&evaluation.check, evaluation.variant.as_deref(), because.as_str());
                by_key.entry(key).or_default().push(evaluation);
            }
        }
        by_key
            .into_iter()
            .map(|((check, variant, because), evaluations)| Untold { check, variant, because, evaluations })
            .collect()
    }
}

/// Whether an outcome is unknown because the scan was stopped.
fn is_stopped(evaluation: &Evaluation, skipped: &BTreeSet<Listing<'_>>) -> bool {
    matches!(&evaluation.outcome, Outcome::Unknown { causes, .. } if causes.is_empty())
        && skipped.contains(&(&evaluation.account, &evaluation.kind, &evaluation.region))
}

fn slot<'m, 'r>(
    by_key: &'m mut BTreeMap<Key<'r>, Unseen<'r>>,
    account: &'r AccountId,
    cause: Option<&'r Cause>,
) -> &'m mut Unseen<'r> {
    by_key.entry(key(account, cause)).or_insert_with(|| Unseen {
        account,
        cause,
        regions: BTreeSet::new(),
        resources: 0,
        listings: BTreeSet::new(),
        checks: BTreeSet::new(),
        outcomes: 0,
    })
}

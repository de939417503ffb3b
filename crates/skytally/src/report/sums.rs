//! Counts over a whole report.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use skytally_catalog::Control;
use skytally_model::{CheckId, KindId, LookPrice, Pillar, Region};

use super::text::{count, plural};
use super::{Report, Tally};

/// What was looked at, over all accounts.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// The regions.
    pub(super) regions: BTreeSet<Region>,
    /// Resources, without the settings that every account and region has exactly once.
    pub(super) resources: usize,
    /// Kinds of which there is a resource.
    pub(super) kinds: BTreeSet<KindId>,
    /// How long it took.
    pub(super) took: SignedDuration,
    /// What it cost.
    pub(super) price: LookPrice,
    /// Whether looking was stopped before its end.
    pub(super) cancelled: bool,
}

/// The report in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// There was nothing that a check could have said anything about.
    Nothing,
    /// Nothing failed, and nothing was hidden.
    Clear,
    /// Nothing failed, but not everything was seen.
    Partial,
    /// Something failed.
    Failures,
}

/// How a control of a framework came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ControlStatus {
    /// A check behind it failed.
    Fail,
    /// Nothing failed, but something could not be seen.
    Unknown,
    /// Every check behind it passed, and at least one had something to look at.
    Pass,
    /// The checks behind it had nothing to look at.
    Nothing,
    /// Some of the checks behind it were not among those of this scan.
    NotRun,
    /// No check stands for it.
    NotCovered,
}

impl ControlStatus {
    pub(super) const ALL: [Self; 6] =
        [Self::Pass, Self::Fail, Self::Unknown, Self::Nothing, Self::NotRun, Self::NotCovered];

    /// As people read it.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Pass => "pass",
            Self::Nothing => "nothing to check",
            Self::NotRun => "not run",
            Self::NotCovered => "not covered",
        }
    }

    /// As it stands in data and in names of styles.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Nothing => "nothing-to-check",
            Self::NotRun => "not-run",
            Self::NotCovered => "not-covered",
            other => other.as_str(),
        }
    }
}

/// A control with its outcome.
pub(super) struct ControlLine<'r> {
    pub(super) control: &'r Control,
    pub(super) status: ControlStatus,
    pub(super) tally: Tally,
}

impl Report {
    /// What was looked at.
    pub(super) fn looked(&self) -> Looked {
        let mut looked = Looked::default();
        for account in &self.accounts {
            looked.regions.extend(account.regions.iter().cloned());
            looked.took += account.ended.duration_since(account.started);
            looked.price.calls += account.price.calls;
            looked.price.throttled += account.price.throttled;
            looked.price.nano_usd += account.price.nano_usd;
            looked.cancelled |= account.cancelled;
            for (kind, count) in &account.resources {
                // Settings are there whatever the account holds; counted, they would make an empty account look used.
                if self.catalog.kind(kind).is_none_or(|known| known.per.is_none()) {
                    looked.resources += count;
                    looked.kinds.insert(kind.clone());
                }
            }
        }
        looked
    }

    /// All outcomes together.
    pub(super) fn totals(&self) -> Tally {
        self.tallied(|_| true)
    }

    fn tallied(&self, of: impl Fn(&(CheckId, Option<String>)) -> bool) -> Tally {
        let mut total = Tally::default();
        self.tallies.iter().filter(|(key, _)| of(key)).for_each(|(_, tally)| total.merge(tally));
        total
    }

    /// How many checks ran; variants count as one.
    pub(super) fn checks_run(&self) -> usize {
        self.tallies.keys().map(|(check, _)| check).collect::<BTreeSet<_>>().len()
    }

    /// The report in one word.
    pub(super) fn verdict(&self) -> Verdict {
        let totals = self.totals();
        match (totals.fail, self.is_partial(), totals.told()) {
            (1.., ..) => Verdict::Failures,
            (0, true, _) => Verdict::Partial,
            (0, false, 0) => Verdict::Nothing,
            (0, false, _) => Verdict::Clear,
        }
    }

    /// The report in a sentence. Only what was wholly seen, and of which nothing failed, is said to be clear.
    pub(super) fn last_word(&self) -> String {
        let totals = self.totals();
        let resources = self.looked().resources;
        match self.verdict() {
            Verdict::Nothing if resources == 0 => {
                "There was nothing to look at: no resources were found.".to_owned()
            }
            Verdict::Nothing => {
                "There was nothing to check: none of the checks is about the resources that were found."
                    .to_owned()
            }
            Verdict::Clear => {
                let outcomes = count(totals.told());
                let settings = match resources {
                    0 => " No resources were found; only settings of accounts and regions were looked at.",
                    _ => "",
                };
                format!("All clear: nothing failed in {outcomes} outcomes, and nothing was hidden.{settings}")
            }
            Verdict::Partial if totals.pass == 0 => {
                "Nothing failed, but nothing could be told for certain either: this is not an all-clear."
                    .to_owned()
            }
            Verdict::Partial => {
                "Nothing failed in what could be seen. Not everything could: this is not an all-clear."
                    .to_owned()
            }
            Verdict::Failures => {
                let findings =
                    plural(usize::try_from(totals.fail).unwrap_or(usize::MAX), "finding", "findings");
                match self.is_partial() {
                    true => format!("{findings}. Not everything could be seen, so there may be more."),
                    false => format!("{findings}. Everything that was asked for was seen."),
                }
            }
        }
    }

    /// Outcomes by pillar, in the framework's order; only pillars with a check.
    pub(super) fn by_pillar(&self) -> Vec<(Pillar, Tally)> {
        let mut sums: BTreeMap<Pillar, Tally> = BTreeMap::new();
        for ((id, _), tally) in &self.tallies {
            if let Some(check) = self.catalog.check(id) {
                sums.entry(check.pillar).or_default().merge(tally);
            }
        }
        sums.into_iter().collect()
    }

    /// Outcomes by service under the name that people know, most failures first; only where there are outcomes.
    pub(super) fn by_service(&self) -> Vec<(String, Tally)> {
        let mut sums: BTreeMap<&str, Tally> = BTreeMap::new();
        for ((id, _), tally) in self.tallies.iter().filter(|(_, tally)| tally.told() > 0) {
            if let Some(check) = self.catalog.check(id) {
                sums.entry(&check.service).or_default().merge(tally);
            }
        }
        let mut sums: Vec<(String, Tally)> = sums
            .into_iter()
            .map(|(service, tally)| (self.service_title(service).to_owned(), tally))
            .collect();
        sums.sort_by(|(a, x), (b, y)| (y.fail, y.unknown, y.pass, a).cmp(&(x.fail, x.unknown, x.pass, b)));
        sums
    }

    /// The name of a service that people know.
    pub(super) fn service_title<'r>(&'r self, service: &'r str) -> &'r str {
        self.catalog.service(service).map_or(service, |known| known.title.as_str())
    }

    /// The name of a kind that people know.
    pub(super) fn kind_title<'r>(&'r self, kind: &'r KindId) -> &'r str {
        self.catalog.kind(kind).map_or(kind.as_str(), |known| known.title.as_str())
    }

    /// The name of a framework that people know.
    pub(super) fn framework_title<'r>(&'r self, id: &'r str) -> &'r str {
        self.catalog.framework(id).map_or(id, |known| known.title.as_str())
    }

    /// The controls of the framework with their outcomes; none without a framework.
    pub(super) fn controls(&self) -> Vec<ControlLine<'_>> {
        let line = |control| {
            let (status, tally) = self.control(control);
            ControlLine { control, status, tally }
        };
        self.framework.iter().flat_map(|framework| &framework.controls).map(line).collect()
    }

    fn control(&self, control: &Control) -> (ControlStatus, Tally) {
        let belongs = |(check, variant): &(CheckId, Option<String>)| {
            let among = |name: &String| control.variants.is_empty() || control.variants.contains(name);
            control.checks.contains(check) && variant.as_ref().is_none_or(among)
        };
        let tally = self.tallied(belongs);
        let ran = |id: &CheckId| self.tallies.keys().any(|key| key.0 == *id && belongs(key));
        let status = match tally {
            _ if control.checks.is_empty() => ControlStatus::NotCovered,
            Tally { fail: 1.., .. } => ControlStatus::Fail,
            // With one of its checks left out, nothing better can be said of a control.
            _ if !control.checks.iter().all(ran) => ControlStatus::NotRun,
            Tally { unknown: 1.., .. } => ControlStatus::Unknown,
            Tally { pass: 1.., .. } => ControlStatus::Pass,
            _ => ControlStatus::Nothing,
        };
        (status, tally)
    }
}

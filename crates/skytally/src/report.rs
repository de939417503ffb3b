//! What a scan found, and the forms in which it is told.

mod csv;
#[cfg(test)]
mod fixture;
mod html;
mod json;
mod markdown;
mod ocsf;
mod sums;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod unseen;
mod view;

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use jiff::Timestamp;
use skytally_catalog::{Catalog, Framework};
use skytally_model::{
    AccountId, Cause, CheckId, Coverage, Evaluation, KindId, LookPrice, Outcome, Partition, Region, Saving,
    Severity,
};

use crate::cli::Format;
use crate::output::Output;

/// Everything that a report tells.
pub(crate) struct Report {
    /// When it was made.
    pub(crate) made: Timestamp,
    /// The catalogue that the checks come from.
    pub(crate) catalog: Arc<Catalog>,
    /// The framework by whose controls it tells, if one was asked for.
    pub(crate) framework: Option<Framework>,
    /// The accounts, in the order of the command line.
    pub(crate) accounts: Vec<AccountReport>,
    /// Failures and unknown outcomes; also what passed, where that was asked for. Worst first, then by check, account,
    /// region and resource.
    pub(crate) evaluations: Vec<Evaluation>,
    /// How often each check, or variant of it, came to which outcome. Checks that had nothing to look at are in it with
    /// zeros.
    pub(crate) tallies: Tallies,
}

/// One account of a report.
pub(crate) struct AccountReport {
    /// Its id.
    pub(crate) account: AccountId,
    /// Its partition.
    pub(crate) partition: Partition,
    /// The ARN that the calls were made as.
    pub(crate) caller: String,
    /// The regions that were looked at.
    pub(crate) regions: Vec<Region>,
    /// When looking started.
    pub(crate) started: Timestamp,
    /// When it ended.
    pub(crate) ended: Timestamp,
    /// Whether it was stopped before its end.
    pub(crate) cancelled: bool,
    /// What looking cost.
    pub(crate) price: LookPrice,
    /// How many resources of each kind there are.
    pub(crate) resources: BTreeMap<KindId, usize>,
    /// Listings that are not wholly known.
    pub(crate) unlisted: Vec<Coverage>,
    /// What hid something of a resource, and of how many.
    pub(crate) hidden: BTreeMap<HiddenBy, usize>,
    /// Remarks about the whole account, such as that its regions had to be guessed.
    pub(crate) notes: Vec<String>,
}

/// A cause without what differs from request to request.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HiddenBy {
    /// The cause, without request id.
    pub(crate) cause: Cause,
    /// The region.
    pub(crate) region: Region,
}

/// Outcomes by check and variant.
pub(crate) type Tallies = BTreeMap<(CheckId, Option<String>), Tally>;

/// How often a check came to which outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) pass: u64,
    pub(crate) fail: u64,
    pub(crate) unknown: u64,
    pub(crate) not_applicable: u64,
}

impl Tally {
    /// All outcomes that say something, or say that nothing can be said.
    pub(crate) fn told(&self) -> u64 {
        self.pass + self.fail + self.unknown
    }

    /// Adds another tally.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.pass += other.pass;
        self.fail += other.fail;
        self.unknown += other.unknown;
        self.not_applicable += other.not_applicable;
    }

    /// Counts an outcome.
    pub(crate) fn add(&mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Pass => self.pass += 1,
            Outcome::Fail { .. } => self.fail += 1,
            Outcome::Unknown { .. } => self.unknown += 1,
            Outcome::NotApplicable => self.not_applicable += 1,
        }
    }
}

impl Report {
    /// How many failures there are of each severity, worst first.
    pub(crate) fn failures(&self) -> Vec<(Severity, usize)> {
        let count = |severity| {
            let of = |e: &&Evaluation| e.severity == severity && matches!(e.outcome, Outcome::Fail { .. });
            self.evaluations.iter().filter(of).count()
        };
        Severity::ALL.into_iter().map(|severity| (severity, count(severity))).collect()
    }

    /// Whether anything could not be seen.
    pub(crate) fn is_partial(&self) -> bool {
        self.evaluations.iter().any(|e| matches!(e.outcome, Outcome::Unknown { .. }))
            || self.accounts.iter().any(|a| a.cancelled || !a.unlisted.is_empty() || !a.hidden.is_empty())
    }

    /// All savings together, by list price. Of several findings about one resource the largest saving counts: a volume that is
    /// deleted need not be made cheaper first.
    pub(crate) fn saving(&self) -> Saving {
        let mut largest: BTreeMap<(&AccountId, &Region, &KindId, &str), i64> = BTreeMap::new();
        for e in &self.evaluations {
            if let Outcome::Fail { saving: Some(saving), .. } = &e.outcome {
                let known = largest.entry((&e.account, &e.region, &e.kind, &e.resource)).or_default();
                *known = (*known).max(saving.micro_usd_per_month);
            }
        }
        Saving { micro_usd_per_month: largest.values().sum() }
    }

    /// How many findings would save something that cannot be told, for want of a list price.
    pub(crate) fn unpriced(&self) -> usize {
        let unpriced = |e: &&Evaluation| matches!(e.outcome, Outcome::Fail { saving_unknown: Some(_), .. });
        self.evaluations.iter().filter(unpriced).count()
    }

    /// What should be so: the title of the check, or of its variant.
    pub(crate) fn title(&self, check: &CheckId, variant: Option<&str>) -> &str {
        let Some(check) = self.catalog.check(check) else { return "" };
        variant
            .and_then(|name| check.variants.iter().find(|v| v.name == name))
            .map_or(check.title.as_str(), |v| v.title.as_str())
    }
}

/// Where a report goes, and what can be shown there.
pub(crate) trait Target: Write {
    /// The terminal behind it; nothing if it is not one.
    fn screen(&self) -> Screen {
        Screen::default()
    }
}

/// What a terminal can show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Screen {
    /// Whether it shows colours, and its user wants them.
    pub(crate) colour: bool,
    /// Its width in columns, where it says so.
    pub(crate) width: Option<usize>,
}

impl Target for Output {
    fn screen(&self) -> Screen {
        match self {
            Self::File { .. } => Screen::default(),
            Self::Stdout(_) => Screen {
                // NO_COLOR, CLICOLOR and their kin are asked here.
                colour: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
                width: terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0)),
            },
        }
    }
}

/// Writes a report in a form.
pub(crate) fn write(report: &Report, format: Format, out: &mut dyn Target) -> io::Result<()> {
    let screen = out.screen();
    match format {
        Format::Table => table::write(report, screen, out),
        Format::Json => json::write(report, out),
        Format::Csv => csv::write(report, out),
        Format::Ocsf => ocsf::write(report, out),
        Format::Html => html::write(report, out),
        Format::Markdown => markdown::write(report, out),
    }
}

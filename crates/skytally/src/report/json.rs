//! The report in Skytally's own schema, `docs/scan.schema.json`. What it says is the contract: a member is only ever added
//! within a version.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use serde::Serialize;
use skytally_catalog::Remedy;
use skytally_model::{Cause, CheckId, Outcome, Severity};

use super::sums::{ControlLine, ControlStatus, Verdict};
use super::text::decimal;
use super::view::saving;
use super::{AccountReport, Report, Tally};

/// The schema's name and version.
pub(super) const SCHEMA: &str = "skytally.scan/1";

#[derive(Serialize)]
struct Scan<'r> {
    schema: &'static str,
    made: Timestamp,
    skytally: &'static str,
    accounts: Vec<Account<'r>>,
    framework: Option<Framework<'r>>,
    summary: Summary,
    checks: Vec<Check<'r>>,
    evaluations: Vec<Evaluation<'r>>,
    unseen: Unseen<'r>,
}

#[derive(Serialize)]
struct Account<'r> {
    account: &'r str,
    partition: &'static str,
    caller: &'r str,
    regions: Vec<&'r str>,
    started: Timestamp,
    ended: Timestamp,
    cancelled: bool,
    calls: u64,
    throttled: u64,
    price_usd: String,
    resources: BTreeMap<&'r str, usize>,
    notes: &'r [String],
}

#[derive(Serialize)]
struct Framework<'r> {
    id: &'r str,
    title: &'r str,
    controls: Vec<Control<'r>>,
}

#[derive(Serialize)]
struct Control<'r> {
    id: &'r str,
    title: &'r str,
    status: &'static str,
    checks: Vec<&'r str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    variants: &'r [String],
    tally: Counts,
}

#[derive(Serialize)]
struct Counts {
    pass: u64,
    fail: u64,
    unknown: u64,
    not_applicable: u64,
}

impl From<&Tally> for Counts {
    fn from(tally: &Tally) -> Self {
        let Tally { pass, fail, unknown, not_applicable } = *tally;
        Self { pass, fail, unknown, not_applicable }
    }
}

#[derive(Serialize)]
struct Summary {
    verdict: &'static str,
    partial: bool,
    resources: usize,
    checks: usize,
    outcomes: Counts,
    failures: BTreeMap<&'static str, usize>,
    pillars: BTreeMap<&'static str, Counts>,
    saving_usd_per_month: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    controls: Option<BTreeMap<&'static str, usize>>,
}

#[derive(Serialize)]
struct Check<'r> {
    id: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'r str>,
    title: &'r str,
    severity: Severity,
    pillar: &'static str,
    service: &'r str,
    risk: &'r str,
    remedy: RemedyTexts<'r>,
    references: BTreeMap<String, Vec<String>>,
    links: &'r [String],
    tally: Counts,
}

#[derive(Serialize)]
struct RemedyTexts<'r> {
    console: &'r str,
    cli: &'r str,
    cloudformation: &'r str,
}

impl<'r> From<&'r Remedy> for RemedyTexts<'r> {
    fn from(remedy: &'r Remedy) -> Self {
        Self { console: &remedy.console, cli: &remedy.cli, cloudformation: &remedy.cloudformation }
    }
}

#[derive(Serialize)]
struct Evaluation<'r> {
    check: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    variant: Option<&'r str>,
    outcome: &'static str,
    severity: Severity,
    account: &'r str,
    region: &'r str,
    kind: &'r str,
    resource: &'r str,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saving_usd_per_month: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    saving_unknown: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<&'r str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    causes: Option<&'r [Cause]>,
}

#[derive(Serialize)]
struct Unseen<'r> {
    listings: Vec<Listing<'r>>,
    parts: Vec<Parts<'r>>,
}

#[derive(Serialize)]
struct Listing<'r> {
    account: &'r str,
    kind: &'r str,
    region: &'r str,
    state: &'static str,
    documents: usize,
    cause: Option<&'r Cause>,
}

#[derive(Serialize)]
struct Parts<'r> {
    account: &'r str,
    region: &'r str,
    resources: usize,
    cause: &'r Cause,
}

/// Writes the report in Skytally's own schema.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let scan = Scan {
        schema: SCHEMA,
        made: report.made,
        skytally: env!("CARGO_PKG_VERSION"),
        accounts: report.accounts.iter().map(account).collect(),
        framework: report.framework.as_ref().map(|framework| Framework {
            id: &framework.id,
            title: &framework.title,
            controls: controls(report),
        }),
        summary: summary(report),
        checks: checks(report),
        evaluations: report.evaluations.iter().map(evaluation).collect(),
        unseen: unseen(report),
    };
    serde_json::to_writer_pretty(&mut *out, &scan)?;
    writeln!(out)
}

fn account(account: &AccountReport) -> Account<'_> {
    Account {
        account: account.account.as_str(),
        partition: account.partition.as_str(),
        caller: &account.caller,
        regions: account.regions.iter().map(|region| region.as_str()).collect(),
        started: account.started,
        ended: account.ended,
        cancelled: account.cancelled,
        calls: account.price.calls,
        throttled: account.price.throttled,
        price_usd: decimal(account.price.nano_usd.into(), 9),
        resources: account.resources.iter().map(|(kind, count)| (kind.as_str(), *count)).collect(),
        notes: &account.notes,
    }
}

fn controls<'r>(report: &'r Report) -> Vec<Control<'r>> {
    let control = |line: ControlLine<'r>| Control {
        id: &line.control.id,
        title: &line.control.title,
        status: line.status.key(),
        checks: line.control.checks.iter().map(|check| check.as_str()).collect(),
        variants: &line.control.variants,
        tally: (&line.tally).into(),
    };
    report.controls().into_iter().map(control).collect()
}

fn summary(report: &Report) -> Summary {
    let controls = report.framework.as_ref().map(|_| {
        let lines = report.controls();
        let of = |status| lines.iter().filter(|line| line.status == status).count();
        ControlStatus::ALL.into_iter().map(|status| (status.key(), of(status))).collect()
    });
    Summary {
        verdict: match report.verdict() {
            Verdict::Nothing => "nothing-to-check",
            Verdict::Clear => "clear",
            Verdict::Partial => "unknown",
            Verdict::Failures => "failures",
        },
        partial: report.is_partial(),
        resources: report.looked().resources,
        checks: report.checks_run(),
        outcomes: (&report.totals()).into(),
        failures: report.failures().into_iter().map(|(severity, n)| (severity.as_str(), n)).collect(),
        pillars: report
            .by_pillar()
            .into_iter()
            .map(|(pillar, tally)| (pillar.as_str(), (&tally).into()))
            .collect(),
        saving_usd_per_month: decimal(report.saving().micro_usd_per_month.into(), 6),
        controls,
    }
}

fn checks(report: &Report) -> Vec<Check<'_>> {
    let check = |((id, variant), tally): (&(CheckId, Option<String>), &Tally)| {
        let check = report.catalog.check(id)?;
        let variant = check.variants.iter().find(|v| Some(&v.name) == variant.as_ref());
        let name = variant.map(|v| v.name.as_str());
        Some(Check {
            id: check.id.as_str(),
            variant: name,
            title: variant.map_or(&check.title, |v| &v.title),
            severity: check.severity,
            pillar: check.pillar.as_str(),
            service: &check.service,
            risk: check.risk.trim_end(),
            remedy: (&check.remedy).into(),
            references: report.references(check, name).into_iter().collect(),
            links: &check.links,
            tally: tally.into(),
        })
    };
    report.tallies.iter().filter_map(check).collect()
}

fn evaluation(e: &skytally_model::Evaluation) -> Evaluation<'_> {
    let (message, because, causes) = match &e.outcome {
        Outcome::Fail { message, .. } => (Some(message.as_str()), None, None),
        Outcome::Unknown { because, causes } => (None, Some(because.as_str()), Some(causes.as_slice())),
        Outcome::Pass | Outcome::NotApplicable => (None, None, None),
    };
    Evaluation {
        check: e.check.as_str(),
        variant: e.variant.as_deref(),
        outcome: e.outcome.as_str(),
        severity: e.severity,
        account: e.account.as_str(),
        region: e.region.as_str(),
        kind: e.kind.as_str(),
        resource: &e.resource,
        arn: e.arn.as_deref(),
        name: e.name.as_deref(),
        message,
        saving_usd_per_month: saving(e).map(|s| decimal(s.micro_usd_per_month.into(), 6)),
        saving_unknown: match &e.outcome {
            Outcome::Fail { saving_unknown, .. } => saving_unknown.as_deref(),
            _ => None,
        },
        because,
        causes,
    }
}

fn unseen(report: &Report) -> Unseen<'_> {
    let listings = report.accounts.iter().flat_map(|account| {
        account.unlisted.iter().map(move |c| Listing {
            account: account.account.as_str(),
            kind: c.kind.as_str(),
            region: c.region.as_str(),
            state: c.state.as_str(),
            documents: c.documents,
            cause: c.state.cause(),
        })
    });
    let parts = report.accounts.iter().flat_map(|account| {
        account.hidden.iter().map(move |(hidden, resources)| Parts {
            account: account.account.as_str(),
            region: hidden.region.as_str(),
            resources: *resources,
            cause: &hidden.cause,
        })
    });
    Unseen { listings: listings.collect(), parts: parts.collect() }
}

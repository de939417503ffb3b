//! The report as OCSF Compliance Finding events (class 2003), a JSON array. The members that the schema requires stand in
//! `docs/ocsf-compliance-finding.schema.json`.

use std::io::{self, Write};

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use skytally_model::{Evaluation, Outcome, Severity};

use super::Report;
use super::text::decimal;
use super::view::{label, message, saving};

/// The version of the schema that the events follow.
const VERSION: &str = "1.5.0";
/// Every check belongs to one of its pillars, so it is a standard that every finding has.
const WELL_ARCHITECTED: &str = "AWS Well-Architected Framework";

/// Writes the evaluations as events, one after the other: a report may be larger than memory should hold twice.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "[")?;
    for (at, evaluation) in report.evaluations.iter().enumerate() {
        writeln!(out, "{}", if at > 0 { "," } else { "" })?;
        serde_json::to_writer(&mut *out, &event(report, evaluation))?;
    }
    writeln!(out, "\n]")
}

fn event(report: &Report, e: &Evaluation) -> Value {
    let variant = e.variant.as_deref();
    let title = report.title(&e.check, variant);
    let check = report.catalog.check(&e.check);
    let (severity, severity_id) = match &e.outcome {
        Outcome::Fail { .. } => severity(e.severity),
        // How bad something is that nobody saw is not known. The check's own severity stands in `compliance.checks`.
        Outcome::Unknown { .. } => ("Unknown", 0),
        Outcome::Pass | Outcome::NotApplicable => ("Informational", 1),
    };
    let label = label(&e.check, variant);
    // The same finding has the same uid in every scan.
    let uid = [label.as_str(), e.account.as_str(), e.region.as_str(), e.kind.as_str(), &e.resource].join(":");
    let mut info = json!({
        "uid": uid,
        "title": title,
        "created_time": milliseconds(report.made),
        "analytic": {"uid": label, "name": title, "type": "Rule", "type_id": 1},
    });
    let mut cloud = json!({
        "provider": "AWS",
        "account": {"uid": e.account, "name": e.account, "type": "AWS Account", "type_id": 10},
    });
    let mut resource = json!({"uid": e.arn.as_deref().unwrap_or(&e.resource), "type": e.kind});
    if let Some(account) = report.accounts.iter().find(|a| a.account == e.account) {
        resource["cloud_partition"] = json!(account.partition);
    }
    if let Some(name) = &e.name {
        resource["name"] = json!(name);
    }
    // What belongs to no region has none here either: `global` is no region of AWS.
    if !e.region.is_global() {
        resource["region"] = json!(e.region);
        cloud["region"] = json!(e.region);
    }
    let mut event = json!({
        "activity_id": 1,
        "activity_name": "Create",
        "category_uid": 2,
        "category_name": "Findings",
        "class_uid": 2003,
        "class_name": "Compliance Finding",
        "type_uid": 200_301,
        "type_name": "Compliance Finding: Create",
        "time": milliseconds(report.made),
        "severity_id": severity_id,
        "severity": severity,
        "status_id": 1,
        "status": "New",
        "status_code": e.outcome.as_str(),
        "metadata": {
            "version": VERSION,
            "profiles": ["cloud"],
            "event_code": label,
            "product": {
                "name": "Skytally",
                "vendor_name": "Skytally",
                "uid": "skytally",
                "version": env!("CARGO_PKG_VERSION"),
            },
        },
        "cloud": cloud,
        "resources": [resource],
        "compliance": compliance(report, e),
        "unmapped": unmapped(e),
    });
    let said = message(e);
    if !said.is_empty() {
        event["message"] = json!(said);
        event["status_detail"] = json!(said);
    }
    if let Some(check) = check {
        info["desc"] = json!(check.risk.trim_end());
        info["types"] = json!([check.pillar.title()]);
        let remedy = &check.remedy;
        event["remediation"] = json!({
            "desc": format!("{}\n\nCLI:\n{}", remedy.console.trim_end(), remedy.cli.trim_end()),
            "references": check.links,
        });
    }
    event["finding_info"] = info;
    event
}

fn compliance(report: &Report, e: &Evaluation) -> Value {
    let variant = e.variant.as_deref();
    let title = report.title(&e.check, variant);
    let (status, status_id) = match e.outcome {
        Outcome::Pass => ("Pass", 1),
        Outcome::Fail { .. } => ("Fail", 3),
        Outcome::Unknown { .. } | Outcome::NotApplicable => ("Unknown", 0),
    };
    let (severity, severity_id) = severity(e.severity);
    let mut standards = Vec::new();
    let mut requirements = Vec::new();
    let mut compliance = json!({"control": title, "status": status, "status_id": status_id});
    if let Some(check) = report.catalog.check(&e.check) {
        let pillar = check.pillar.title();
        compliance["category"] = json!(pillar);
        compliance["desc"] = json!(check.risk.trim_end());
        for (id, numbers) in report.references(check, variant) {
            let standard = report.framework_title(&id).to_owned();
            requirements.extend(numbers.iter().map(|number| format!("{standard} {number}")));
            standards.push(standard);
        }
        requirements.push(format!("{WELL_ARCHITECTED}: {pillar}"));
    }
    standards.push(WELL_ARCHITECTED.to_owned());
    let number = report.framework.as_ref().and_then(|framework| {
        framework.controls.iter().find(|control| {
            control.checks.contains(&e.check)
                && e.variant
                    .as_ref()
                    .is_none_or(|v| control.variants.is_empty() || control.variants.contains(v))
        })
    });
    if let Some(control) = number {
        compliance["control"] = json!(format!("{} {}", control.id, control.title));
    }
    compliance["standards"] = json!(standards);
    compliance["requirements"] = json!(requirements);
    compliance["checks"] = json!([{
        "uid": label(&e.check, variant),
        "name": title,
        "severity": severity,
        "severity_id": severity_id,
        "status": status,
        "status_id": status_id,
        "standards": standards,
    }]);
    if let Outcome::Unknown { because, .. } = &e.outcome {
        compliance["status_detail"] = json!(because);
    }
    compliance
}

/// What no attribute of the class fits.
fn unmapped(e: &Evaluation) -> Value {
    let mut own = Map::new();
    own.insert("check".to_owned(), json!(e.check));
    if let Some(variant) = &e.variant {
        own.insert("variant".to_owned(), json!(variant));
    }
    own.insert("kind".to_owned(), json!(e.kind));
    own.insert("resource".to_owned(), json!(e.resource));
    if let Some(saving) = saving(e) {
        own.insert("saving_usd_per_month".to_owned(), json!(decimal(saving.micro_usd_per_month.into(), 6)));
    }
    if let Outcome::Unknown { causes, .. } = &e.outcome {
        own.insert("causes".to_owned(), json!(causes));
    }
    json!({"skytally": own})
}

fn severity(severity: Severity) -> (&'static str, u8) {
    match severity {
        Severity::Info => ("Informational", 1),
        Severity::Low => ("Low", 2),
        Severity::Medium => ("Medium", 3),
        Severity::High => ("High", 4),
        Severity::Critical => ("Critical", 5),
    }
}

fn milliseconds(at: Timestamp) -> i64 {
    at.as_millisecond()
}

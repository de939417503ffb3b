//! The report as comma-separated values: one line an evaluation, for spreadsheets and scripts.

use std::borrow::Cow;
use std::io::{self, Write};

use skytally_model::{CauseClass, Outcome};

use super::Report;
use super::text::decimal;
use super::view::{message, saving};

const HEADER: [&str; 17] = [
    "outcome",
    "severity",
    "check",
    "variant",
    "title",
    "pillar",
    "service",
    "account",
    "region",
    "kind",
    "resource",
    "name",
    "arn",
    "message",
    "saving_usd_per_month",
    "missing_permissions",
    "controls",
];

/// Writes the evaluations as RFC 4180 wants them.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(HEADER)?;
    for e in &report.evaluations {
        let variant = e.variant.as_deref();
        let check = report.catalog.check(&e.check);
        let controls: Vec<String> = check.map_or_else(Vec::new, |check| {
            let references = report.references(check, variant).into_iter();
            references
                .flat_map(|(id, numbers)| numbers.into_iter().map(move |n| format!("{id} {n}")))
                .collect()
        });
        let saving = saving(e).map(|s| decimal(s.micro_usd_per_month.into(), 6)).unwrap_or_default();
        let permissions = match &e.outcome {
            Outcome::Unknown { causes, .. } => {
                let denied = causes.iter().filter(|cause| cause.class == CauseClass::Denied);
                let mut permissions: Vec<&str> = denied.map(|cause| cause.permission.as_str()).collect();
                permissions.sort_unstable();
                permissions.dedup();
                permissions.join(" ")
            }
            _ => String::new(),
        };
        let record = [
            e.outcome.as_str(),
            e.severity.as_str(),
            e.check.as_str(),
            variant.unwrap_or_default(),
            report.title(&e.check, variant),
            check.map_or("", |check| check.pillar.as_str()),
            check.map_or("", |check| check.service.as_str()),
            e.account.as_str(),
            e.region.as_str(),
            e.kind.as_str(),
            &e.resource,
            e.name.as_deref().unwrap_or_default(),
            e.arn.as_deref().unwrap_or_default(),
            message(e),
            &saving,
            &permissions,
            &controls.join("; "),
        ];
        csv.write_record(record.map(|text| harmless(text).into_owned()))?;
    }
    csv.flush()
}

/// A text that no spreadsheet takes for a formula: an apostrophe goes before what would start one.
fn harmless(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_are_disarmed() {
        for (text, written) in [
            ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("web-1", "web-1"),
            ("", ""),
        ] {
            assert_eq!(harmless(text), written);
        }
    }
}

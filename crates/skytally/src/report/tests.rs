//! What all forms of the report must hold, on made-up reports.

use std::io::{self, Write};

use skytally_model::{CauseClass, CoverageState, Outcome};

use super::fixture::{self, FIRST, SCRIPT, SECOND};
use super::sums::{ControlStatus, Verdict};
use super::{Report, Screen, Target};
use crate::cli::Format;

mod html;
mod schema;

/// A report in a form, as text.
fn written(report: &Report, format: Format) -> String {
    written_on(report, format, Screen::default())
}

fn written_on(report: &Report, format: Format, screen: Screen) -> String {
    struct Text(Vec<u8>, Screen);
    impl Write for Text {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    impl Target for Text {
        fn screen(&self) -> Screen {
            self.1
        }
    }
    let mut out = Text(Vec::new(), screen);
    super::write(report, format, &mut out).unwrap();
    String::from_utf8(out.0).unwrap()
}

fn table(report: &Report, width: usize) -> String {
    written_on(report, Format::Table, Screen { colour: false, width: Some(width) })
}

#[test]
fn the_table_is_readable_at_80_columns() {
    let text = table(&fixture::full(), 80);
    for line in text.lines() {
        assert!(super::text::width(line) <= 80, "too wide: {line}");
    }
    insta::assert_snapshot!("table_80", text);
}

#[test]
fn the_table_is_useful_at_160_columns() {
    let text = table(&fixture::full(), 160);
    for line in text.lines() {
        assert!(super::text::width(line) <= 160, "too wide: {line}");
    }
    insta::assert_snapshot!("table_160", text);
}

#[test]
fn colours_are_only_for_terminals_that_want_them() {
    let report = fixture::full();
    assert!(!written(&report, Format::Table).contains('\u{1b}'));
    let coloured = written_on(&report, Format::Table, Screen { colour: true, width: Some(100) });
    assert!(coloured.contains("\u{1b}["));
    assert!(!coloured.contains("esc\u{1b}"), "a name's own escape sequence reached the terminal");
}

#[test]
fn csv_is_a_line_an_evaluation() {
    let report = fixture::full();
    let text = written(&report, Format::Csv);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), report.evaluations.len());
    assert!(rows.iter().any(|row| row[11].starts_with("'=HYPERLINK")), "a formula was not disarmed");
    assert!(rows.iter().all(|row| row.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@']))));
    insta::assert_snapshot!("csv", text.replace("\r\n", "\n"));
}

#[test]
fn markdown_keeps_foreign_text_in_its_cell() {
    let text = written(&fixture::full(), Format::Markdown);
    assert!(!text.contains("<script>"));
    assert!(!text.contains("@octocat"));
    insta::assert_snapshot!("markdown", text);
}

#[test]
fn all_clear_is_only_said_when_all_was_seen() {
    let clear = || {
        let mut report = fixture::empty(vec![fixture::account(FIRST, &["eu-west-1"])]);
        fixture::tallies(&mut report, &[("sample.bucket-public", [14, 0, 0, 0])]);
        report
    };
    assert_eq!(clear().verdict(), Verdict::Clear);
    for format in [Format::Table, Format::Html, Format::Markdown] {
        assert!(written(&clear(), format).contains("All clear"), "{format:?}");
    }
    // Whatever hides something takes the sentence away.
    let mut cancelled = clear();
    cancelled.accounts[0].cancelled = true;
    let mut hidden = clear();
    let cause = fixture::cause(CauseClass::Denied, "s3:GetBucketPolicy", "AccessDenied", "no");
    hidden.accounts[0].hidden.insert(super::HiddenBy { cause, region: "eu-west-1".parse().unwrap() }, 1);
    let mut unlisted = clear();
    unlisted.accounts[0].unlisted.push(skytally_model::Coverage {
        kind: "aws.s3.bucket".parse().unwrap(),
        region: "global".parse().unwrap(),
        state: CoverageState::NotCollected,
        documents: 0,
    });
    for report in [cancelled, hidden, unlisted] {
        assert_eq!(report.verdict(), Verdict::Partial);
        for format in [Format::Table, Format::Html, Format::Markdown] {
            let text = written(&report, format);
            assert!(!text.contains("All clear") && text.contains("not an all-clear"), "{format:?}");
        }
    }
}

#[test]
fn nothing_to_look_at_is_said() {
    let mut account = fixture::account(FIRST, &["eu-west-1"]);
    account.resources.clear();
    let mut report = fixture::empty(vec![account]);
    fixture::tallies(&mut report, &[("sample.bucket-public", [0, 0, 0, 0])]);
    for format in [Format::Table, Format::Html, Format::Markdown] {
        let text = written(&report, format);
        assert!(text.contains("There was nothing to look at"), "{format:?}: {text}");
        assert!(!text.contains("All clear"), "{format:?}");
    }
}

#[test]
fn long_lists_are_cut_in_the_table_only() {
    let report = fixture::full();
    assert!(table(&report, 120).contains("… and 3 more (--format json shows all)"));
    for format in [Format::Csv, Format::Json, Format::Ocsf, Format::Html, Format::Markdown] {
        assert!(written(&report, format).contains("vol-0a1b2c3d4e5f6a713"), "{format:?}");
    }
}

#[test]
fn what_was_not_seen_is_told_by_cause() {
    let report = fixture::full();
    let unseen = report.unseen();
    assert_eq!(unseen.len(), 2);
    let policy = &unseen[0];
    assert_eq!(policy.account.as_str(), FIRST);
    assert_eq!((policy.resources, policy.outcomes), (3, 3));
    assert_eq!(policy.permission(), Some("s3:GetBucketPolicy"));
    assert_eq!(policy.regions.len(), 2);
    assert_eq!(unseen[1].account.as_str(), SECOND);
    assert_eq!(unseen[1].permission(), None, "a broken connection needs no permission");
    let untold = report.untold();
    assert_eq!(untold.len(), 1);
    assert_eq!(untold[0].because, "AWS did not say retentionInDays");
}

#[test]
fn what_a_stopped_scan_did_not_come_to_is_told() {
    let mut account = fixture::account(FIRST, &["eu-west-1"]);
    account.cancelled = true;
    account.unlisted.push(skytally_model::Coverage {
        kind: "aws.ec2.volume".parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        state: CoverageState::NotCollected,
        documents: 0,
    });
    let mut report = fixture::empty(vec![account]);
    let on = fixture::On {
        check: "sample.volume-encrypted",
        account: FIRST,
        region: "eu-west-1",
        kind: "aws.ec2.volume",
        resource: "eu-west-1",
        name: None,
    };
    let outcome = Outcome::Unknown { because: "was not listed".to_owned(), causes: Vec::new() };
    report.evaluations.push(fixture::evaluation(&on, skytally_model::Severity::High, outcome));
    fixture::tallies(&mut report, &[("sample.volume-encrypted", [0, 0, 1, 0])]);
    assert!(report.untold().is_empty());
    let unseen = report.unseen();
    assert_eq!((unseen.len(), unseen[0].outcomes, unseen[0].listings.len()), (1, 1, 1));
    assert!(
        table(&report, 100).contains("the scan was stopped before it came to it: not listed: EBS volume")
    );
}

#[test]
fn controls_have_the_status_of_their_checks() {
    let report = fixture::full();
    let statuses: Vec<(&str, ControlStatus)> =
        report.controls().iter().map(|line| (line.control.id.as_str(), line.status)).collect();
    assert_eq!(
        statuses,
        [
            ("1.1", ControlStatus::Pass),
            ("1.2", ControlStatus::Fail),
            ("1.3", ControlStatus::NotCovered),
            ("2.1", ControlStatus::Fail),
            ("2.2", ControlStatus::Fail),
            ("3.1", ControlStatus::Unknown),
            ("3.2", ControlStatus::Unknown),
            ("4.1", ControlStatus::NotRun),
        ]
    );
    let mut idle = fixture::full();
    fixture::tallies(&mut idle, &[("sample.root-mfa/any", [0, 0, 0, 4])]);
    assert_eq!(idle.controls()[0].status, ControlStatus::Nothing, "nothing looked at is no pass");
}

#[test]
fn savings_are_summed_exactly() {
    let report = fixture::full();
    assert_eq!(report.saving().micro_usd_per_month, 1_242_564_999);
    assert!(table(&report, 100).contains("Possible savings by list price: $1,242.56 a month on 3 findings"));
    let dearest = report.savings();
    assert_eq!(dearest[0].0.resource, "vol-0f000000000000001");
    assert!(written(&report, Format::Json).contains("\"saving_usd_per_month\": \"1242.564999\""));
}

#[test]
fn no_form_shows_a_script() {
    let report = fixture::full();
    for format in [Format::Html, Format::Markdown] {
        assert!(!written(&report, format).contains(SCRIPT), "{format:?}");
    }
}

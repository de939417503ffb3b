//! Reports made up for tests: two accounts, variants, savings, things not seen, and names that want to be code.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use skytally_catalog::Catalog;
use skytally_model::{
    Cause, CauseClass, Coverage, CoverageState, Evaluation, LookPrice, Outcome, Partition, Saving, Severity,
};

use super::{AccountReport, HiddenBy, Report, Tally};

pub(super) const FIRST: &str = "111122223333";
pub(super) const SECOND: &str = "444455556666";
/// A name that closes tags, starts a script and ends a cell.
pub(super) const SCRIPT: &str = "</td><script>alert(\"x\")</script>|a,b";

/// Read once: the built-in catalogue is in it, and that takes a while.
static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/report/testdata/catalog");
    Arc::new(Catalog::with_folder(&folder).unwrap())
});

pub(super) fn cause(class: CauseClass, call: &str, code: &str, message: &str) -> Cause {
    Cause {
        class,
        call: call.to_owned(),
        permission: call.to_owned(),
        code: Some(code.to_owned()),
        status: Some(if class == CauseClass::Denied { 403 } else { 503 }),
        request_id: None,
        message: message.to_owned(),
    }
}

fn denied(call: &str) -> Cause {
    cause(CauseClass::Denied, call, "AccessDenied", "User is not authorized to perform the action")
}

/// An account in which everything could be seen.
pub(super) fn account(id: &str, regions: &[&str]) -> AccountReport {
    AccountReport {
        account: id.parse().unwrap(),
        partition: Partition::Aws,
        caller: format!("arn:aws:sts::{id}:assumed-role/SkytallyRead/skytally"),
        regions: regions.iter().map(|region| region.parse().unwrap()).collect(),
        started: "2026-01-15T09:28:10Z".parse().unwrap(),
        ended: "2026-01-15T09:29:22Z".parse().unwrap(),
        cancelled: false,
        price: LookPrice { calls: 1_204, throttled: 3, nano_usd: 12_300_000 },
        resources: BTreeMap::from([
            ("aws.account".parse().unwrap(), 1),
            ("aws.s3.bucket".parse().unwrap(), 14),
            ("aws.ec2.volume".parse().unwrap(), 1_212),
        ]),
        unlisted: Vec::new(),
        hidden: BTreeMap::new(),
        notes: Vec::new(),
    }
}

/// What an evaluation is about.
pub(super) struct On<'t> {
    pub(super) check: &'t str,
    pub(super) account: &'t str,
    pub(super) region: &'t str,
    pub(super) kind: &'t str,
    pub(super) resource: &'t str,
    pub(super) name: Option<&'t str>,
}

pub(super) fn evaluation(on: &On<'_>, severity: Severity, outcome: Outcome) -> Evaluation {
    let (check, variant) =
        on.check.split_once('/').map_or((on.check, None), |(c, v)| (c, Some(v.to_owned())));
    Evaluation {
        check: check.parse().unwrap(),
        variant,
        severity,
        account: on.account.parse().unwrap(),
        region: on.region.parse().unwrap(),
        kind: on.kind.parse().unwrap(),
        resource: on.resource.to_owned(),
        arn: on.kind.ends_with("bucket").then(|| format!("arn:aws:s3:::{}", on.resource)),
        name: on.name.map(str::to_owned),
        outcome,
    }
}

fn fail(message: &str) -> Outcome {
    Outcome::Fail { message: message.to_owned(), saving: None, saving_unknown: None }
}

fn wasted(message: &str, micro_usd_per_month: i64) -> Outcome {
    let saving = Some(Saving { micro_usd_per_month });
    Outcome::Fail { message: message.to_owned(), saving, saving_unknown: None }
}

fn unknown(because: &str, causes: Vec<Cause>) -> Outcome {
    Outcome::Unknown { because: because.to_owned(), causes }
}

/// A report of accounts in which nothing was found.
pub(super) fn empty(accounts: Vec<AccountReport>) -> Report {
    Report {
        made: "2026-01-15T09:30:00Z".parse().unwrap(),
        catalog: Arc::clone(&CATALOG),
        framework: None,
        accounts,
        evaluations: Vec::new(),
        tallies: BTreeMap::new(),
    }
}

/// The tallies of a report, in the order check (with variant), passes, failures, unknown, not applicable.
pub(super) fn tallies(report: &mut Report, rows: &[(&str, [u64; 4])]) {
    for (check, [pass, fail, unknown, not_applicable]) in rows {
        let (check, variant) = check.split_once('/').map_or((*check, None), |(c, v)| (c, Some(v.to_owned())));
        let tally = Tally { pass: *pass, fail: *fail, unknown: *unknown, not_applicable: *not_applicable };
        report.tallies.insert((check.parse().unwrap(), variant), tally);
    }
}

/// A report with a bit of everything.
pub(super) fn full() -> Report {
    let mut first = account(FIRST, &["eu-west-1", "us-east-1"]);
    let policy = denied("s3:GetBucketPolicy");
    first.hidden.insert(HiddenBy { cause: policy.clone(), region: "eu-west-1".parse().unwrap() }, 2);
    first.hidden.insert(HiddenBy { cause: policy.clone(), region: "us-east-1".parse().unwrap() }, 1);
    let mut second = account(SECOND, &["eu-west-1"]);
    let broken =
        cause(CauseClass::Transient, "rds:DescribeDBInstances", "InternalFailure", "no answer within 30 s");
    second.unlisted.push(Coverage {
        kind: "aws.rds.db_instance".parse().unwrap(),
        region: "eu-west-1".parse().unwrap(),
        state: CoverageState::Failed { cause: broken.clone() },
        documents: 0,
    });
    second.notes.push(
        "the regions are guessed, because AWS does not say which are switched on: AccessDenied".to_owned(),
    );
    let mut report = empty(vec![first, second]);
    report.framework = report.catalog.framework("sample-1.0").cloned();
    report.evaluations = failures();
    let on =
        |check, account, region, kind, resource| On { check, account, region, kind, resource, name: None };
    for (region, bucket) in [("eu-west-1", "sealed-1"), ("eu-west-1", "sealed-2"), ("us-east-1", "sealed-3")]
    {
        let on = on("sample.bucket-public", FIRST, region, "aws.s3.bucket", bucket);
        let mut cause = policy.clone();
        cause.request_id = Some(format!("REQ-{bucket}"));
        let because = format!("policy of {bucket}: {cause}");
        report.evaluations.push(evaluation(&on, Severity::Critical, unknown(&because, vec![cause])));
    }
    let databases = on("sample.database-multi-az", SECOND, "eu-west-1", "aws.rds.db_instance", "eu-west-1");
    let because = "aws.rds.db_instance could not be listed in eu-west-1";
    report.evaluations.push(evaluation(&databases, Severity::Medium, unknown(because, vec![broken])));
    let logs = on("sample.log-retention", FIRST, "eu-west-1", "aws.logs.log_group", "/aws/lambda/<b>odd</b>");
    report.evaluations.push(evaluation(
        &logs,
        Severity::Info,
        unknown("AWS did not say retentionInDays", Vec::new()),
    ));
    let closed = on("sample.bucket-public", FIRST, "eu-west-1", "aws.s3.bucket", "closed");
    report.evaluations.push(evaluation(&closed, Severity::Critical, Outcome::Pass));
    tallies(
        &mut report,
        &[
            ("sample.bucket-public", [9, 2, 3, 0]),
            ("sample.root-mfa/any", [2, 0, 0, 0]),
            ("sample.root-mfa/hardware", [1, 1, 0, 0]),
            ("sample.volume-encrypted", [1_199, 13, 0, 2]),
            ("sample.volume-unattached", [1_209, 3, 0, 0]),
            ("sample.database-multi-az", [0, 0, 1, 0]),
            ("sample.log-retention", [4, 0, 1, 0]),
        ],
    );
    report
}

fn volume<'t>(check: &'t str, resource: &'t str, name: Option<&'t str>) -> On<'t> {
    On { check, account: FIRST, region: "eu-west-1", kind: "aws.ec2.volume", resource, name }
}

fn failures() -> Vec<Evaluation> {
    let bucket = |account, region, resource, name| On {
        check: "sample.bucket-public",
        account,
        region,
        kind: "aws.s3.bucket",
        resource,
        name,
    };
    let mut all = vec![
        evaluation(
            &bucket(FIRST, "eu-west-1", "client-data", None),
            Severity::Critical,
            fail(
                "bucket client-data lets anybody list and read it: its policy allows s3:GetObject and s3:ListBucket to \"*\"",
            ),
        ),
        evaluation(
            &bucket(SECOND, "us-east-1", "مرحبا-bucket", Some("\u{202e}gnp.exe")),
            Severity::Critical,
            fail("bucket is open\nto the world"),
        ),
    ];
    let root = On {
        check: "sample.root-mfa/hardware",
        account: SECOND,
        region: "global",
        kind: "aws.account",
        resource: SECOND,
        name: None,
    };
    all.push(evaluation(
        &root,
        Severity::Critical,
        fail("the root user has a virtual MFA device, not a hardware one"),
    ));
    for n in 1..=13 {
        let id = format!("vol-0a1b2c3d4e5f6a7{n:02}");
        let name = match n {
            1 => Some(SCRIPT),
            2 => Some("=HYPERLINK(\"http://evil.example\",\"click\")"),
            3 => Some("🚀 launch data 日本"),
            4 => Some("line\nbreak, 'quote' and \"quotes\""),
            5 => Some("esc\u{1b}[31m @octocat `tick`"),
            _ => None,
        };
        let message = fail(&format!("volume {id} is not encrypted"));
        all.push(evaluation(&volume("sample.volume-encrypted", &id, name), Severity::High, message));
    }
    for (id, name, micro) in [
        ("vol-0f000000000000001", Some("old-disk"), 1_234_560_000),
        ("vol-0f000000000000002", None, 8_000_000),
        ("vol-0f000000000000003", None, 4_999),
    ] {
        let outcome = wasted(&format!("volume {id} is attached to nothing"), micro);
        all.push(evaluation(&volume("sample.volume-unattached", id, name), Severity::Low, outcome));
    }
    all
}

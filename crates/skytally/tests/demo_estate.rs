//! The demo estate's deliberate mistakes stand in a truth list beside it: a scan finds each of them, in every account and
//! region, and nothing that is not there.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use skytally_testkit::{Server, python};

const ROLES: [&str; 3] = [
    "arn:aws:iam::123456789012:role/SkytallyRead",
    "arn:aws:iam::111122223333:role/SkytallyRead",
    "arn:aws:iam::222233334444:role/SkytallyRead",
];

fn scan(server: &Server, args: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skytally"));
    command.args(["scan", "--format", "json", "--include-passed", "--external-id", "skytally-demo"]);
    command.args(["--endpoint-url", server.url()]).args(args);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIADEMOEXAMPLE00000").env("AWS_SECRET_ACCESS_KEY", "demo");
    command
        .env("AWS_REGION", "us-east-1")
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 3 | 4)), "{:?}: {said}", output.status);
    serde_json::from_slice(&output.stdout).unwrap()
}

/// One expected outcome.
struct Truth {
    check: String,
    variant: String,
    account: String,
    region: String,
    resource: String,
    arn: String,
    outcome: String,
}

fn truth(text: &str) -> Vec<Truth> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().unwrap().clone();
    let rows = reader.records().map(|record| {
        let record = record.unwrap();
        let field = |name: &str| {
            let at =
                header.iter().position(|h| h == name).unwrap_or_else(|| panic!("there is no column {name}"));
            record[at].to_owned()
        };
        Truth {
            check: field("check"),
            variant: field("variant"),
            account: field("account"),
            region: field("region"),
            resource: field("resource"),
            arn: field("arn"),
            outcome: field("outcome"),
        }
    });
    rows.collect()
}

fn text<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

impl Truth {
    fn is(&self, told: &Value) -> bool {
        let region = text(told, "region");
        let same_place =
            self.region == region || (self.region == "global") == (region == "global") && region == "global";
        let own = text(told, "arn");
        let names = [text(told, "resource"), text(told, "name")];
        let same_thing = (!self.arn.is_empty() && self.arn == own) || names.contains(&self.resource.as_str());
        self.check == text(told, "check")
            && self.variant == text(told, "variant")
            && self.account == text(told, "account")
            && same_place
            && same_thing
    }
}

#[test]
fn a_scan_finds_every_mistake_and_nothing_else() {
    let Some(python) = python() else { return };
    let server = Server::emulator(&python);
    let truth = truth(&server.seed(&python));
    server.delete("/_demo/calls");
    assert!(truth.iter().filter(|row| row.outcome == "fail").count() > 200, "the truth list is too short");
    let roles: Vec<&str> = ROLES.iter().flat_map(|role| ["--role-arn", role]).collect();
    let report = scan(&server, &roles);
    let told = report["evaluations"].as_array().unwrap();

    let mut wrong = Vec::new();
    let mut matched: BTreeSet<usize> = BTreeSet::new();
    for row in &truth {
        let mut found = told.iter().enumerate().filter(|(_, told)| row.is(told)).peekable();
        let line = format!("{} {} {} {} {}", row.check, row.variant, row.account, row.region, row.resource);
        let Some((at, first)) = found.peek().copied() else {
            wrong.push(format!("not told at all: {} {line}", row.outcome));
            continue;
        };
        matched.insert(at);
        if text(first, "outcome") != row.outcome {
            wrong.push(format!(
                "{} expected, {} told: {line}: {}{}",
                row.outcome,
                text(first, "outcome"),
                text(first, "message"),
                text(first, "because")
            ));
        }
    }
    for (at, told) in told.iter().enumerate() {
        let outcome = text(told, "outcome");
        if matches!(outcome, "fail" | "unknown") && !matched.contains(&at) {
            wrong.push(format!(
                "told, but not true: {outcome} {} {} {} {} {} {}: {}{}",
                text(told, "check"),
                text(told, "variant"),
                text(told, "account"),
                text(told, "region"),
                text(told, "resource"),
                text(told, "name"),
                text(told, "message"),
                text(told, "because")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), truth.len(), wrong.join("\n"));

    // Every check of the catalogue says something about the estate, and most say both pass and fail somewhere.
    let mut outcomes: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for told in told {
        outcomes.entry(text(told, "check")).or_default().insert(text(told, "outcome"));
    }
    let failing = outcomes.values().filter(|seen| seen.contains("fail")).count();
    let passing = outcomes.values().filter(|seen| seen.contains("pass")).count();
    assert!(failing >= 60 && passing >= 55, "{failing} checks fail and {passing} pass somewhere");

    // Looking changes nothing.
    let calls = server.get("/_demo/calls");
    let operations: BTreeSet<&str> =
        calls["calls"].as_array().unwrap().iter().map(|call| text(call, "operation")).collect();
    assert!(operations.len() > 80, "only {} operations were called", operations.len());
    let reads = ["Describe", "List", "Get", "BatchGet", "GenerateCredentialReport", "AssumeRole"];
    let reads = |call: &str| {
        let name = call.rsplit([':', '.']).next().unwrap_or_default();
        reads.iter().any(|read| name.starts_with(read))
    };
    let writes: Vec<&&str> = operations.iter().filter(|call| !reads(call)).collect();
    assert!(writes.is_empty(), "the scan tried to write: {writes:?}");
}

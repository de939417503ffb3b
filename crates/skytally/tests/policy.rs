//! The policy is derived from the catalogue: compared with a reference list, and every difference has its reason.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use skytally_testkit::outside;

fn skytally(args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_skytally")).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn actions() -> BTreeSet<String> {
    let policy: Value = serde_json::from_str(&skytally(&["policy"])).unwrap();
    let actions = policy["Statement"][0]["Action"].as_array().unwrap();
    actions.iter().map(|action| action.as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_difference_from_the_reference_list_has_its_reason() {
    let Some(path) = outside("read-policy-actions.txt", "SKYTALLY_READ_POLICY_ACTIONS") else { return };
    let reference: BTreeSet<String> =
        std::fs::read_to_string(path).unwrap().split_whitespace().map(str::to_owned).collect();
    assert!(reference.len() > 100, "the reference list is too short to compare with");
    let ours = actions();
    let mut explained: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut reader = csv::Reader::from_reader(include_bytes!("policy_differences.csv").as_slice());
    for record in reader.records() {
        let record = record.unwrap();
        assert!(record[2].len() > 10, "{} has no reason", &record[0]);
        let side = if &record[1] == "more" { "more" } else { "less" };
        explained.entry(side).or_default().insert(record[0].to_owned());
    }
    let more: BTreeSet<String> = ours.difference(&reference).cloned().collect();
    let less: BTreeSet<String> = reference.difference(&ours).cloned().collect();
    assert_eq!(more, explained["more"], "actions that only the catalogue has");
    assert_eq!(less, explained["less"], "actions that only the reference list has");
}

#[test]
fn the_policy_is_explicit_reads_only_and_fits_into_one() {
    let actions = actions();
    assert!(actions.len() > 100);
    for action in &actions {
        assert!(!action.contains('*'), "{action} is a wildcard");
        let verb = action.split(':').nth(1).unwrap();
        let read =
            ["Describe", "List", "Get", "BatchGet", "Generate", "View"].iter().any(|v| verb.starts_with(v));
        assert!(read || action == "apigateway:GET", "{action} does not read like a read");
        // Data planes: what the resources hold is none of our business.
        for data in [
            "GetObject",
            "GetItem",
            "GetSecretValue",
            "GetParameter",
            "GetRecords",
            "GetLogEvents",
            "BatchGetItem",
        ] {
            assert_ne!(verb, data, "{action} reads data");
        }
    }
    let policy: Value = serde_json::from_str(&skytally(&["policy", "--format", "json"])).unwrap();
    let size = policy.to_string().chars().filter(|c| !c.is_whitespace()).count();
    assert!(size <= 6_144, "{size} characters do not fit into one managed policy");
}

#[test]
fn the_template_holds_the_same_actions() {
    let template = skytally(&["policy", "--format", "cloudformation"]);
    let listed: BTreeSet<String> = template
        .lines()
        .filter_map(|line| line.strip_prefix("              - "))
        .filter(|action| action.contains(':'))
        .map(str::to_owned)
        .collect();
    assert_eq!(listed, actions());
    assert!(template.contains("sts:ExternalId: !Ref ExternalId"));
}

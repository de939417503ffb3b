//! How a workspace stands, over HTTP: the members that the console reads, numbers that agree with one another, and pages that
//! lead on.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::kit::{Client, Estate, Setup};

const TALLY: &[&str] =
    &["check", "title", "severity", "pillar", "pass", "fail", "unknown", "not_applicable", "muted", "unseen"];
const TOTALS: &[&str] = &["controls", "passed", "failed", "unknown", "not_applicable", "not_checked"];

#[track_caller]
fn members(value: &Value, names: &[&[&str]]) {
    let own: BTreeSet<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let expected: BTreeSet<&str> = names.iter().flat_map(|names| names.iter().copied()).collect();
    assert_eq!(own, expected, "{value}");
}

fn items<'v>(value: &'v Value, name: &str) -> &'v Vec<Value> {
    value[name].as_array().unwrap_or_else(|| panic!("no list {name}: {value}"))
}

fn sum(items: &[Value], name: &str) -> i64 {
    items.iter().map(|item| item[name].as_i64().unwrap()).sum()
}

/// All items of a list, by pages of a size.
async fn pages(client: &Client, path: &str, limit: usize) -> Vec<Value> {
    let mut all = Vec::new();
    let mut cursor = String::new();
    loop {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page = client.get(&format!("{path}{sign}limit={limit}{cursor}")).await.must(200).json();
        assert!(items(&page, "items").len() <= limit);
        all.extend(items(&page, "items").iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return all,
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_is_told_of_a_workspace_agrees() {
    let Some(estate) = Estate::build(&Setup::default()).await else { return };
    let (client, of) = (&estate.viewer.client, format!("/workspaces/{}", estate.workspace));
    let get = async |path: &str| client.get(&format!("{of}/{path}")).await.must(200).json();

    let overview = get("overview").await;
    members(&overview, &[&["accounts", "unseen"]]);
    let [news] = &items(&overview, "accounts")[..] else { panic!("{overview}") };
    members(
        news,
        &[
            &["account", "name", "aws_account", "generation", "generation_at", "previous_at", "complete"],
            &["resources", "findings", "failures", "paused"],
        ],
    );
    assert_eq!(
        (&news["account"], &news["generation"]),
        (&Value::from(estate.account.as_str()), &Value::from(1))
    );
    members(&news["resources"], &[&["added", "changed", "gone"]]);
    members(&news["findings"], &[&["opened", "reopened", "resolved", "became_unknown"]]);
    let run = get(&format!("runs/{}", estate.run)).await;
    assert_eq!(news["resources"]["added"], run["documents"]);
    for unseen in items(&overview, "unseen") {
        members(
            unseen,
            &[
                &["account", "listing", "call", "kind", "region", "class", "permission", "code", "message"],
                &["resources"],
            ],
        );
        assert!(!unseen["class"].as_str().unwrap().is_empty(), "{unseen}");
    }
    let hidden = run["unseen"]["listings"].as_array().unwrap().len()
        + run["unseen"]["parts"].as_array().unwrap().len();
    assert_eq!(items(&overview, "unseen").len(), hidden);

    let changes = pages(client, &format!("{of}/changes?account={}&generation=1", estate.account), 37).await;
    assert_eq!(Value::from(changes.len()), run["documents"], "in a first generation everything is new");
    members(&changes[0], &[&["account", "kind", "region", "id", "name", "arn", "what", "generation", "at"]]);
    assert!(changes.iter().all(|change| change["what"] == "added"));
    let keys: BTreeSet<String> =
        changes.iter().map(|one| format!("{} {} {}", one["kind"], one["region"], one["id"])).collect();
    assert_eq!(keys.len(), changes.len());
    assert!(pages(client, &format!("{of}/changes?what=gone"), 50).await.is_empty());

    let counts = get("finding-counts?state=open").await;
    let trend = get("trend?days=7").await;
    members(&trend, &[&["items", "since"]]);
    let today = items(&trend, "items").last().unwrap();
    members(today, &[&["day", "critical", "high", "medium", "low", "info"]]);
    let open: i64 =
        ["critical", "high", "medium", "low", "info"].map(|name| today[name].as_i64().unwrap()).iter().sum();
    assert_eq!(Value::from(open), counts["total"]);
    assert_eq!(items(&trend, "items").len(), 1, "nothing is known of days before");

    let posture = get("posture").await;
    members(&posture, &[&["items", "accounts"]]);
    assert_eq!(posture["accounts"], serde_json::json!({ "evaluated": 1, "not_yet": 0 }));
    let checks = items(&posture, "items");
    members(&checks[0], &[TALLY]);
    let (known, unknown) =
        (get("finding-counts?state=open&unknown=false").await, get("finding-counts?unknown=true").await);
    assert_eq!(Value::from(sum(checks, "fail")), known["total"]);
    assert_eq!(Value::from(sum(checks, "unknown")), unknown["total"]);
    for outcome in ["pass", "fail", "unknown"] {
        let most = checks.iter().max_by_key(|check| check[outcome].as_i64()).unwrap();
        let path =
            format!("{of}/check-resources?check={}&outcome={outcome}", most["check"].as_str().unwrap());
        let by_three = pages(client, &path, 3).await;
        assert_eq!(by_three, pages(client, &path, 200).await);
        assert_eq!(Value::from(by_three.len()), most[outcome], "{path}");
        for one in &by_three {
            members(
                one,
                &[
                    &[
                        "account", "variant", "kind", "region", "resource", "name", "outcome", "finding",
                        "message",
                    ],
                    &["unknown_because", "muted"],
                ],
            );
            assert_eq!(one["outcome"], outcome);
            assert_eq!(one["finding"].is_string(), outcome != "pass");
        }
    }

    let compliance = get("compliance").await;
    members(&compliance, &[&["items", "accounts"]]);
    for framework in items(&compliance, "items") {
        members(framework, &[&["framework", "title"], TOTALS]);
        let id = framework["framework"].as_str().unwrap();
        let sheet = get(&format!("compliance/{id}?account={}", estate.account)).await;
        members(&sheet, &[&["framework", "title", "totals", "controls", "accounts"]]);
        members(&sheet["totals"], &[TOTALS]);
        let controls = items(&sheet, "controls");
        members(&controls[0], &[&["id", "title", "state", "checks"]]);
        assert_eq!(Value::from(controls.len()), framework["controls"]);
        for state in &TOTALS[1..] {
            let count = controls.iter().filter(|control| control["state"] == *state).count();
            assert_eq!(
                (&Value::from(count), &framework[*state]),
                (&sheet["totals"][*state], &sheet["totals"][*state]),
                "{id} {state}"
            );
        }
        for control in controls {
            let checks = items(control, "checks");
            checks.iter().for_each(|check| members(check, &[TALLY]));
            assert_eq!(checks.is_empty(), control["state"] == "not_checked", "{control}");
            assert_eq!(sum(checks, "fail") > 0, control["state"] == "failed", "{control}");
            let blind = sum(checks, "unknown") + sum(checks, "unseen") > 0;
            assert!(
                !(blind && ["passed", "not_applicable"].contains(&control["state"].as_str().unwrap())),
                "{control}"
            );
        }
    }

    let pillars = get("well-architected").await;
    members(&pillars, &[&["pillars", "formula", "accounts"]]);
    assert_eq!(items(&pillars, "pillars").len(), 6);
    let mut of_pillars = 0;
    for pillar in items(&pillars, "pillars") {
        members(
            pillar,
            &[
                &[
                    "pillar",
                    "title",
                    "score_least",
                    "score_most",
                    "pass",
                    "fail",
                    "unknown",
                    "not_applicable",
                ],
                &["weight", "checks"],
            ],
        );
        let checks = items(pillar, "checks");
        of_pillars += checks.len();
        assert_eq!(Value::from(sum(checks, "fail")), pillar["fail"]);
        assert!(checks.iter().all(|check| check["pillar"] == pillar["pillar"]));
        assert_eq!(pillar["score_least"].is_null(), pillar["weight"] == 0, "{pillar}");
        assert!(pillar["score_least"].as_i64() <= pillar["score_most"].as_i64(), "{pillar}");
    }
    assert_eq!(of_pillars, checks.len());
}

//! Findings in groups, as a file and muted together; resources in every order; relations: as the console asks for them.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use skytally_testkit::Postgres;

use crate::kit::{Client, Estate, NOBODY, Setup};
use crate::rights::escape;

/// All items of a list, page by page, by the links of the pages.
async fn items(client: &Client, path: &str) -> Vec<Value> {
    let (mut items, mut path) = (Vec::new(), path.to_owned());
    loop {
        let answer = client.get(&path).await.must(200);
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().iter().cloned());
        if page["next"].is_null() {
            assert_eq!(answer.header("link"), "");
            return items;
        }
        let link = answer.header("link").trim_start_matches('<').split('>').next().unwrap().to_owned();
        path = link.strip_prefix("/api/v1").unwrap().to_owned();
    }
}

fn text<'v>(item: &'v Value, name: &str) -> &'v str {
    item[name].as_str().unwrap_or_default()
}

/// The rows of a file, the names of the columns first.
fn rows(file: &[u8]) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

async fn groups(estate: &Estate) {
    let client = &estate.viewer.client;
    let of = format!("/workspaces/{}", estate.workspace);
    let all = items(client, &format!("{of}/findings?limit=200")).await;
    assert!(all.len() > 3, "{}", all.len());
    for by in ["check", "resource", "account"] {
        let groups = items(client, &format!("{of}/finding-groups?by={by}&limit=2")).await;
        let keys: BTreeSet<&str> = groups.iter().map(|group| text(group, "key")).collect();
        assert_eq!(keys.len(), groups.len(), "keys name groups");
        let counted: i64 = groups.iter().map(|group| group["count"].as_i64().unwrap()).sum();
        assert_eq!(counted, i64::try_from(all.len()).unwrap(), "{by}");
        for group in &groups {
            let mut filter = String::new();
            for name in ["check", "account", "kind", "region", "resource"] {
                if let Some(value) = group[name].as_str() {
                    filter.push_str(&format!("&{name}={}", escape(value)));
                }
            }
            assert!(!filter.is_empty(), "{group}");
            let inside = items(client, &format!("{of}/findings?limit=200{filter}")).await;
            assert_eq!(i64::try_from(inside.len()).unwrap(), group["count"].as_i64().unwrap(), "{group}");
            let severities = ["critical", "high", "medium", "low", "info"];
            for severity in severities {
                let count = inside.iter().filter(|one| text(one, "severity") == severity).count();
                assert_eq!(group["by_severity"][severity], json!(count), "{group}");
            }
            let worst = severities.iter().find(|severity| group["by_severity"][**severity] != 0).unwrap();
            assert_eq!(group["severity"], *worst);
            assert!(!text(group, "title").is_empty());
        }
    }
    let by_check = client.get(&format!("{of}/finding-groups?by=check")).await.must(200).json();
    let first = &by_check["items"][0];
    let check = client.get(&format!("/checks/{}", text(first, "check"))).await.must(200).json();
    assert_eq!((&first["title"], &first["pillar"]), (&check["title"], &check["pillar"]));
    let by_account = client.get(&format!("{of}/finding-groups?by=account")).await.must(200).json();
    assert_eq!(
        (text(&by_account["items"][0], "title"), text(&by_account["items"][0], "name")),
        ("Demo", "Demo")
    );
    client.get(&format!("{of}/finding-groups")).await.refused(400, "bad-query");
    client.get(&format!("{of}/finding-groups?by=colour")).await.refused(400, "bad-query");
}

async fn file(estate: &Estate) {
    let client = &estate.viewer.client;
    let of = format!("/workspaces/{}", estate.workspace);
    estate
        .service
        .tamper("UPDATE findings SET name = '=cmd|'' /C calc''!A1', message = '@a, \"b\"' WHERE severity_rank = 3")
        .await;
    let answer = client.get(&format!("{of}/findings.csv?state=open,unknown,resolved")).await.must(200);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let disposition = answer.header("content-disposition");
    assert!(disposition.starts_with("attachment; filename=\"skytally-findings-"), "{disposition}");
    let rows_of_all = rows(&answer.body);
    let (head, found) = rows_of_all.split_first().unwrap();
    let all = items(client, &format!("{of}/findings?limit=200&state=open,unknown,resolved")).await;
    assert_eq!(found.len(), all.len());
    let column =
        |name: &str| head.iter().position(|column| column == name).unwrap_or_else(|| panic!("no {name}"));
    let mut odd = 0;
    for one in &all {
        let row = found.iter().find(|row| row[column("id")] == text(one, "id")).unwrap();
        for name in
            ["account", "check", "title", "severity", "state", "kind", "region", "resource", "first_seen"]
        {
            assert_eq!(row[column(name)], text(one, name), "{name}");
        }
        assert_eq!((row[column("account_name")].as_str(), row[column("aws_account")].len()), ("Demo", 12));
        if text(one, "severity") == "high" {
            odd += 1;
            assert_eq!(row[column("name")], "'=cmd|' /C calc'!A1");
            assert_eq!(row[column("message")], "'@a, \"b\"");
        } else {
            assert_eq!(row[column("message")], text(one, "message"));
        }
    }
    assert!(odd > 0, "no finding to be defused");
    let ids: Vec<&String> = found.iter().map(|row| &row[column("id")]).collect();
    assert!(ids.is_sorted());
    // The filter is that of the list; nothing found is a file with its columns.
    let none = client.get(&format!("{of}/findings.csv?q=nothing-like-it")).await.must(200);
    assert_eq!(rows(&none.body), std::slice::from_ref(head));
    assert!(none.text().ends_with("\r\n"));
    client.get(&format!("{of}/findings.csv?state=x")).await.refused(400, "bad-query");
}

async fn mutes(estate: &Estate) {
    let client = &estate.analyst.client;
    let of = format!("/workspaces/{}/findings", estate.workspace);
    let all = items(client, &format!("{of}?limit=200")).await;
    let ids: Vec<&str> = all.iter().take(3).map(|one| text(one, "id")).collect();
    let until = (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(48)).to_string();
    let body = json!({ "findings": [ids[0], NOBODY, ids[1], ids[2]], "until": until, "reason": "known" });
    let done = client.post(&format!("{of}/mute"), &body).await.must(200).json();
    let changed: Vec<&str> = done["changed"].as_array().unwrap().iter().map(|one| text(one, "id")).collect();
    assert_eq!((changed, &done["missing"]), (ids.clone(), &json!([NOBODY])));
    assert_eq!(done["changed"][1]["mute"]["reason"], "known");
    assert_eq!(items(client, &format!("{of}?muted=true")).await.len(), 3);
    // What was muted together can be unmuted one by one, and the other way round.
    client.ask("DELETE", &format!("{of}/{}/mute", ids[2]), None).await.must(200);
    let done = client.post(&format!("{of}/unmute"), &json!({ "findings": ids })).await.must(200).json();
    assert_eq!(done["changed"].as_array().unwrap().len(), 2, "one was not muted any more");
    assert_eq!(done["missing"], json!([]));
    for (body, code) in [
        (json!({ "findings": [], "until": until, "reason": "x" }), "bad-value"),
        (json!({ "findings": vec![NOBODY; 501], "until": until, "reason": "x" }), "bad-value"),
        (json!({ "findings": ids, "until": "2020-01-01T00:00:00Z", "reason": "x" }), "bad-value"),
        (json!({ "findings": ids, "until": until, "reason": " " }), "bad-body"),
        (json!({ "findings": ["x"], "until": until, "reason": "x" }), "bad-body"),
    ] {
        let refused = client.post(&format!("{of}/mute"), &body).await.refused(422, code).json();
        assert!(!refused["errors"].as_array().unwrap().is_empty(), "{refused}");
    }
    client.post(&format!("{of}/unmute"), &json!({ "findings": [] })).await.refused(422, "bad-value");
}

async fn resources(estate: &Estate) {
    let client = &estate.viewer.client;
    let of = format!("/workspaces/{}", estate.workspace);
    let all = items(client, &format!("{of}/resources?limit=200")).await;
    let names: BTreeSet<String> = all.iter().map(ToString::to_string).collect();
    for sort in ["kind", "name", "since"] {
        let up = items(client, &format!("{of}/resources?limit=7&sort={sort}")).await;
        let mut down = items(client, &format!("{of}/resources?limit=50&sort={sort}&order=desc")).await;
        down.reverse();
        assert_eq!(up, down, "{sort}");
        assert_eq!(up.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), names);
        let key = |item: &Value| match sort {
            "kind" => text(item, "kind").to_owned(),
            "since" => text(item, "since").to_owned(),
            _ => item["name"].as_str().unwrap_or(text(item, "id")).to_lowercase(),
        };
        assert!(up.iter().map(key).is_sorted(), "{sort}");
    }
    // A subnet names its VPC, which is found from both sides, and by a deep search.
    let subnet = all.iter().find(|one| text(one, "kind") == "aws.ec2.subnet").unwrap();
    let asked = |item: &Value| {
        let pairs =
            ["account", "kind", "region", "id"].map(|name| format!("{name}={}", escape(text(item, name))));
        format!("{of}/relations?{}", pairs.join("&"))
    };
    let found = client.get(&asked(subnet)).await.must(200).json();
    let vpc =
        found["refers_to"].as_array().unwrap().iter().find(|one| text(one, "kind") == "aws.ec2.vpc").unwrap();
    assert_eq!((text(vpc, "by"), &found["truncated"]), ("data.VpcId", &json!(false)));
    let back = client.get(&asked(vpc)).await.must(200).json();
    let back = back["referred_by"].as_array().unwrap();
    assert!(back.iter().any(|one| one["id"] == subnet["id"] && text(one, "by") == "data.VpcId"), "{back:?}");
    let q = escape(&text(vpc, "id").to_uppercase());
    let shallow = items(client, &format!("{of}/resources?q={q}")).await;
    let deep = items(client, &format!("{of}/resources?q={q}&deep=true&limit=3")).await;
    assert!(!shallow.contains(subnet) && deep.contains(subnet), "{deep:?}");
    let nothing =
        asked(&json!({ "account": estate.account, "kind": "aws.ec2.vpc", "region": "us-east-1", "id": "x" }));
    client.get(&nothing).await.refused(404, "not-found");
}

async fn everything(setup: &Setup<'_>) {
    let Some(estate) = Estate::build(setup).await else { return };
    groups(&estate).await;
    resources(&estate).await;
    mutes(&estate).await;
    file(&estate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_look_through_an_estate_on_sqlite() {
    everything(&Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_look_through_an_estate_on_postgresql() {
    if Postgres::there() {
        everything(&Setup { postgres: true, ..Setup::default() }).await;
    }
}

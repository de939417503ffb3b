//! Recorded answers of the real AWS, played back: documents must equal what the official parser makes of them, whatever the
//! size of the pages, and with throttling and server errors in between.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "replay/expect.rs"]
mod expect;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;
use skytally_catalog::Catalog;
use skytally_testkit::{Server, outside, python};

const REGION: &str = "us-east-1";

/// A replay server, if its program, its recordings and its Python are there.
fn replay(args: &[&str]) -> Option<Server> {
    let folder = outside("aws-replay", "SKYTALLY_REPLAY")?;
    let python = python()?;
    let recordings = outside("aws-replay/recordings", "SKYTALLY_RECORDINGS")?;
    let recordings = recordings.display().to_string();
    let mut all = vec!["--port", "0", "--recordings", &recordings, "--home-region", REGION];
    all.extend(args);
    Some(Server::start(&python, &folder.join("serve.py"), &all))
}

/// What `skytally documents` prints of the replayed account.
fn documents(server: &Server) -> Vec<Value> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skytally"));
    command.args(["documents", "--regions", REGION, "--endpoint-url", server.url()]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("AWS_")) {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIAREPLAYEXAMPLE000").env("AWS_SECRET_ACCESS_KEY", "replay");
    command
        .env("AWS_REGION", REGION)
        .env("AWS_CONFIG_FILE", "/dev/null")
        .env("AWS_EC2_METADATA_DISABLED", "true");
    command.env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 4)), "{:?}: {said}", output.status);
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn documents_equal_what_the_official_parser_gives() {
    let Some(server) = replay(&[]) else { return };
    let documents = documents(&server);
    let catalog = Catalog::embedded().unwrap();
    let mut by_kind: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for document in &documents {
        by_kind.entry(document["kind"].as_str().unwrap()).or_default().push(document);
    }
    let oracle = expect::Oracle::new(&server, REGION);
    let mut wrong = Vec::new();
    for kind in catalog.kinds() {
        let own = by_kind.get(kind.kind.as_str()).map_or(&[][..], Vec::as_slice);
        let parents = kind.parent.as_ref().and_then(|parent| by_kind.get(parent.as_str()));
        oracle.compare(kind, own, parents.map_or(&[], Vec::as_slice), &mut wrong);
    }
    let compared = oracle.compared();
    println!("{} documents; compared, by operation: {compared:?}", documents.len());
    assert!(wrong.is_empty(), "{} differ:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));

    // Every operation of the catalogue that is recorded was compared: none is left out by accident. Where a kind has no
    // document, nobody can be asked about one.
    let recorded = server.get("/_replay/operations");
    let mut forgotten = BTreeSet::new();
    for kind in catalog.kinds() {
        let listing = kind.list.as_ref().map(|list| list.operation.as_str());
        for used in kind.uses() {
            let all = recorded[&used.service].as_array();
            let has = all.is_some_and(|all| all.contains(&Value::from(&*used.operation)));
            let askable = by_kind.contains_key(kind.kind.as_str()) || listing == Some(&used.operation);
            let name = format!("{}:{}", used.service, used.operation);
            if has
                && askable
                && !compared.contains_key(&name)
                && !expect::NOT_A_DOCUMENT.contains(&name.as_str())
            {
                forgotten.insert(name);
            }
        }
    }
    assert!(forgotten.is_empty(), "recorded, but never compared: {forgotten:?}");
    let refused = &server.get("/_replay/stats")["writes_refused"];
    assert!(refused.as_object().is_some_and(serde_json::Map::is_empty), "writes were tried: {refused}");
}

#[test]
fn small_pages_and_faults_lose_and_double_nothing() {
    let Some(calm) = replay(&[]) else { return };
    let expected = sorted(documents(&calm));
    drop(calm);
    let faults = ["--page-size", "3", "--fault", "throttle=0.2", "--fault", "5xx=0.05", "--seed", "7"];
    let Some(stormy) = replay(&faults) else { return };
    let given = sorted(documents(&stormy));
    let stats = stormy.get("/_replay/stats");
    let throttled: u64 = stats["operations"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|statuses| statuses.as_object().unwrap())
        .filter(|(status, _)| *status != "200")
        .map(|(_, count)| count.as_u64().unwrap())
        .sum();
    assert!(throttled > 300, "only {throttled} requests were refused: the faults were not on");
    let names = |documents: &BTreeMap<String, String>| documents.keys().cloned().collect::<BTreeSet<_>>();
    let lost: Vec<String> = names(&expected).difference(&names(&given)).cloned().collect();
    let more: Vec<String> = names(&given).difference(&names(&expected)).cloned().collect();
    assert!(lost.is_empty() && more.is_empty(), "lost {lost:?}, too many {more:?}");
    let differ: Vec<&String> =
        expected.iter().filter(|(name, text)| given[*name] != **text).map(|(n, _)| n).collect();
    assert!(differ.is_empty(), "{} differ: {:?}", differ.len(), &differ[..differ.len().min(5)]);
}

/// Documents by name, as text without what differs from request to request.
fn sorted(documents: Vec<Value>) -> BTreeMap<String, String> {
    let count = documents.len();
    let mut sorted = BTreeMap::new();
    for mut document in documents {
        forget(&mut document);
        let name = |member: &str| document[member].as_str().unwrap_or_default().to_owned();
        let name = [name("kind"), name("region"), name("parent"), name("id")].join(" ");
        sorted.insert(name, document.to_string());
    }
    assert_eq!(sorted.len(), count, "two documents have the same kind, region, parent and id");
    sorted
}

fn forget(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("request_id");
            members.values_mut().for_each(forget);
        }
        Value::Array(items) => items.iter_mut().for_each(forget),
        _ => {}
    }
}

//! `cargo xtask sample`: the file of the sample estate, out of the demo estate in the emulator.
//!
//! The estate is looked at in two states by the program itself. What is the same in both is written once. Ids and times are
//! those of the emulator, which are others each time; nothing else is.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::demo::demo_credentials;
use crate::emulator::{EXTERNAL_ID, Emulator, ROLES};
use crate::python;
use crate::steps::{Done, Steps, cargo, root, run as run_command, target};

/// Where the file lies in the repository.
const FILE: &str = "crates/skytally-app/sample/estate.jsonl";
/// The company's account in the emulator.
const COMPANY: &str = "222233334444";
/// AWS gives no account this number, so that nobody takes the sample for theirs.
const NOBODY: &str = "000000000000";
/// The regions that the company uses.
const REGIONS: &str = "eu-central-1,eu-west-1,us-east-1";
/// Largest file, in bytes: it is part of the program.
const MOST: usize = 300_000;

/// What the program saw of a state.
struct Seen {
    documents: BTreeMap<[String; 3], Value>,
    /// The report of a scan: regions, caller, and listings that were refused.
    report: Value,
}

pub(crate) fn run() -> Done {
    let mut steps = Steps::default();
    let python = steps.step("Python environment", python::test_environment)?;
    steps.step("build the program", || run_command(&mut cargo(["build", "--package", "skytally"])))?;
    let emulator = steps.step("start the AWS emulator", || Emulator::start(&python))?;
    let mut states = Vec::new();
    for state in ["older", "newer"] {
        steps.step(&format!("the {state} state"), || {
            let mut fill = Command::new(&python);
            fill.arg(root().join("demo/sample.py")).args(["--endpoint", &emulator.url, state]);
            run_command(&mut fill)
        })?;
        states.push(steps.step(&format!("look at the {state} state"), || look(&emulator))?);
    }
    let [older, newer] = &states[..] else { return Err("there are not two states".to_owned()) };
    let text = write(older, newer)?.replace(COMPANY, NOBODY);
    if text.len() > MOST {
        return Err(format!("the sample has {} bytes, and may have {MOST}", text.len()));
    }
    let file = root().join(FILE);
    fs::write(&file, &text).map_err(|error| format!("{}: {error}", file.display()))?;
    steps.summary();
    println!("\n{FILE}: {} lines, {} bytes", text.lines().count(), text.len());
    Ok(())
}

/// Looks at the company as `skytally documents` and `skytally scan` do.
fn look(emulator: &Emulator) -> Done<Seen> {
    let folder = std::env::temp_dir().join(format!("skytally-sample-{}", std::process::id()));
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let seen = look_into(&folder, emulator);
    // What stays behind in the temporary folder harms nobody.
    let _ = fs::remove_dir_all(&folder);
    seen
}

fn look_into(folder: &Path, emulator: &Emulator) -> Done<Seen> {
    let role = ROLES.into_iter().find(|role| role.contains(COMPANY)).unwrap_or_default();
    let ask = |what: &[&str], file: &Path| -> Done<String> {
        let mut program = Command::new(target().join("debug/skytally"));
        program.args(what).args(["--quiet", "--endpoint-url", &emulator.url, "--regions", REGIONS]);
        program.args(["--role-arn", role, "--external-id", EXTERNAL_ID, "--output"]).arg(file);
        demo_credentials(&mut program);
        let status = program.status().map_err(|error| format!("{}: {error}", what[0]))?;
        // 4: something was not seen, which is what the sample wants.
        if status.code() != Some(4) {
            return Err(format!("skytally {} ended with {status}", what[0]));
        }
        fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
    };
    let lines = ask(&["documents"], &folder.join("documents.jsonl"))?;
    let report = ask(&["scan", "--format", "json"], &folder.join("scan.json"))?;
    let mut documents = BTreeMap::new();
    for line in lines.lines() {
        let read = |text: &str| -> Done<Value> {
            serde_json::from_str(text).map_err(|error| format!("a document: {error}"))
        };
        // A queue is called by its address, which at AWS is another.
        let region = read(line)?["region"].as_str().unwrap_or_default().to_owned();
        let mut document =
            read(&line.replace(&emulator.url, &format!("https://sqs.{region}.amazonaws.com")))?;
        forget_requests(&mut document);
        // AWS names only those of its own policies that are in use; the emulator names all that it knows.
        if document["kind"] == "aws.iam.aws_policy" && document["data"]["AttachmentCount"] == 0 {
            continue;
        }
        let word = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        documents.insert([word("kind"), word("region"), word("id")], document);
    }
    let report = serde_json::from_str(&report).map_err(|error| format!("the report: {error}"))?;
    Ok(Seen { documents, report })
}

/// Ids of requests that were refused are another each time, and mean nothing to anybody.
fn forget_requests(value: &mut Value) {
    match value {
        Value::Object(members) => {
            if members.contains_key("class") && members.contains_key("permission") {
                members.remove("request_id");
            }
            members.values_mut().for_each(forget_requests);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_requests),
        _ => {}
    }
}

fn write(older: &Seen, newer: &Seen) -> Done<String> {
    let account = &newer.report["accounts"][0];
    let unseen = |seen: &Seen| {
        let listings = seen.report["unseen"]["listings"].as_array().cloned().unwrap_or_default();
        listings
            .into_iter()
            .map(|mut listing| {
                forget_requests(&mut listing);
                if let Some(members) = listing.as_object_mut() {
                    members.remove("account");
                    members.retain(|_, value| !value.is_null());
                }
                listing
            })
            .collect::<Vec<Value>>()
    };
    let head = json!({
        "account": COMPANY,
        "partition": "aws",
        "caller": account["caller"],
        "regions": account["regions"],
        "kinds": kinds()?,
        "unseen": { "older": unseen(older), "newer": unseen(newer) },
    });
    let mut text = format!("{head}\n");
    let keys: BTreeSet<_> = older.documents.keys().chain(newer.documents.keys()).collect();
    for key in keys {
        let (before, after) = (older.documents.get(key), newer.documents.get(key));
        if before == after {
            text.push_str(&format!("{}\n", json!({ "document": after })));
            continue;
        }
        for (state, document) in [("older", before), ("newer", after)] {
            if let Some(document) = document {
                text.push_str(&format!("{}\n", json!({ "state": state, "document": document })));
            }
        }
    }
    Ok(text)
}

/// All kinds of the catalogue, as their files name them.
fn kinds() -> Done<BTreeSet<String>> {
    let mut kinds = BTreeSet::new();
    let folder = root().join("catalog/aws");
    let read = |path: &Path| fs::read_dir(path).map_err(|error| format!("{}: {error}", path.display()));
    for service in read(&folder)?.flatten() {
        for file in read(&service.path())?.flatten() {
            let path = file.path();
            if path.extension().is_none_or(|ending| ending != "yaml") {
                continue;
            }
            let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            kinds.extend(
                text.lines().find_map(|line| line.strip_prefix("kind: ")).map(|kind| kind.trim().to_owned()),
            );
        }
    }
    Ok(kinds)
}

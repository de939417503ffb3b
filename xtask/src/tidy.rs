//! `cargo xtask tidy`: the laws that a tool can hold, with the reason in each message.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::steps::{Done, cargo, read, root};

/// A source file longer than this wants a seam.
const LINES_MAX: usize = 600;

/// Which of our crates a crate may use. A crate that is not here may not exist: add it with its place in the order.
const MAY_USE: &[(&str, &[&str])] = &[
    ("skytally-model", &[]),
    ("skytally-catalog", &["skytally-model"]),
    ("skytally-checks", &["skytally-model", "skytally-catalog"]),
    ("skytally-aws", &["skytally-model", "skytally-catalog"]),
    ("skytally-collect", &["skytally-model", "skytally-catalog", "skytally-aws"]),
    ("skytally-money", &["skytally-model", "skytally-testkit"]),
    ("skytally-store", &["skytally-model", "skytally-money", "skytally-testkit"]),
    ("skytally-vault", &["skytally-model", "skytally-catalog", "skytally-aws", "skytally-testkit"]),
    ("skytally-identity", &["skytally-model", "skytally-testkit"]),
    ("skytally-notify", &["skytally-model", "skytally-catalog", "skytally-aws", "skytally-testkit"]),
    ("skytally-reader", &["skytally-money", "skytally-testkit"]),
    (
        "skytally-app",
        &[
            "skytally-model",
            "skytally-catalog",
            "skytally-checks",
            "skytally-money",
            "skytally-aws",
            "skytally-collect",
            "skytally-store",
            "skytally-vault",
            "skytally-identity",
            "skytally-notify",
            "skytally-testkit",
        ],
    ),
    ("skytally-api", &["skytally-model", "skytally-money", "skytally-app", "skytally-testkit"]),
    (
        "skytally",
        &[
            "skytally-model",
            "skytally-catalog",
            "skytally-checks",
            "skytally-money",
            "skytally-aws",
            "skytally-collect",
            "skytally-store",
            "skytally-vault",
            "skytally-identity",
            "skytally-notify",
            "skytally-app",
            "skytally-api",
            "skytally-reader",
        ],
    ),
    ("skytally-testkit", &[]),
    ("skytally-bench-stub", &["skytally-catalog"]),
    ("xtask", &[]),
];

/// Crates that know no clock, no network and no runtime.
const PURE: &[&str] = &["skytally-model", "skytally-catalog", "skytally-checks", "skytally-money"];

/// What makes a crate impure.
const IMPURE: &[&str] = &[
    "tokio",
    "reqwest",
    "hyper",
    "aws-config",
    "aws-sigv4",
    "rustls",
    "mio",
    "socket2",
    "async-std",
    "ureq",
];

pub(crate) fn run() -> Done {
    let mut broken = Vec::new();
    crates(&mut broken)?;
    let files =
        read(Command::new("git").args(["ls-files", "-co", "--exclude-standard"]).current_dir(root()))?;
    for file in files.lines().filter(|file| root().join(file).is_file()) {
        let Ok(text) = fs::read_to_string(root().join(file)) else { continue };
        self::file(file, &text, &mut broken);
    }
    if broken.is_empty() {
        return Ok(());
    }
    for law in &broken {
        eprintln!("   {law}");
    }
    Err(format!("{} laws are broken", broken.len()))
}

fn crates(broken: &mut Vec<String>) -> Done {
    let text =
        read(&mut cargo(["metadata", "--format-version", "1", "--locked", "--offline", "--all-features"]))
            .or_else(|_| {
                read(&mut cargo(["metadata", "--format-version", "1", "--locked", "--all-features"]))
            })?;
    let metadata: Value = serde_json::from_str(&text).map_err(|error| format!("cargo metadata: {error}"))?;
    let list =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let word =
        |value: &Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let members: BTreeSet<String> =
        list(&metadata, "workspace_members").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
    let packages = list(&metadata, "packages");
    let names: BTreeMap<String, String> = packages.iter().map(|p| (word(p, "id"), word(p, "name"))).collect();
    let order: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for package in packages.iter().filter(|package| members.contains(&word(package, "id"))) {
        let name = word(package, "name");
        let Some(allowed) = order.get(name.as_str()) else {
            broken.push(format!(
                "{name}: a new crate needs its place in the order of arrows (xtask/src/tidy.rs)"
            ));
            continue;
        };
        for dependency in list(package, "dependencies") {
            let used = word(&dependency, "name");
            let normal = dependency.get("kind").is_none_or(Value::is_null);
            if normal && used.starts_with("skytally") && !allowed.contains(&used.as_str()) {
                broken.push(format!(
                    "{name} uses {used}: arrows run in one direction only (docs/ARCHITECTURE.md)"
                ));
            }
        }
        let manifest = fs::read_to_string(word(package, "manifest_path")).unwrap_or_default();
        if !manifest.contains("[lints]\nworkspace = true") {
            broken.push(format!(
                "{name}: `[lints] workspace = true` is missing, so no lint of the house is on"
            ));
        }
    }
    let uses: BTreeMap<String, Vec<String>> = metadata
        .pointer("/resolve/nodes")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|node| {
            let normal = list(node, "deps").into_iter().filter(|dep| {
                list(dep, "dep_kinds").iter().any(|kind| kind.get("kind").is_none_or(Value::is_null))
            });
            (word(node, "id"), normal.map(|dep| word(&dep, "pkg")).collect())
        })
        .collect();
    for (id, name) in names.iter().filter(|(id, name)| members.contains(*id) && PURE.contains(&name.as_str()))
    {
        let (mut seen, mut queue) = (BTreeSet::new(), vec![id.clone()]);
        while let Some(next) = queue.pop() {
            if seen.insert(next.clone()) {
                queue.extend(uses.get(&next).into_iter().flatten().cloned());
            }
        }
        for used in seen.iter().filter_map(|id| names.get(id)).filter(|used| IMPURE.contains(&used.as_str()))
        {
            broken.push(format!(
                "{name} reaches {used}: it is pure, so that its rules can be tested without a world"
            ));
        }
    }
    let manifest =
        fs::read_to_string(root().join("Cargo.toml")).map_err(|error| format!("Cargo.toml: {error}"))?;
    let table = manifest
        .split("[workspace.dependencies]")
        .nth(1)
        .unwrap_or_default()
        .split("\n[")
        .next()
        .unwrap_or_default();
    for line in table.lines().filter(|line| line.contains("version =")) {
        if !line.contains("default-features = false") {
            broken.push(format!("Cargo.toml: {line}: features are chosen, not taken by default"));
        }
    }
    Ok(())
}

fn file(path: &str, text: &str, broken: &mut Vec<String>) {
    let mut say = |law: String| broken.push(format!("{path}: {law}"));
    let extension = Path::new(path).extension().and_then(|ext| ext.to_str()).unwrap_or_default();
    let source = matches!(extension, "rs" | "py" | "ts" | "tsx");
    let this = path == "xtask/src/tidy.rs";
    // Declarations of types are written by a program, out of what has seams already.
    let written = path.ends_with(".d.ts");
    if source && !written && text.lines().count() > LINES_MAX {
        say(format!("{} lines, more than {LINES_MAX}: look for the seam", text.lines().count()));
    }
    if extension == "rs" && !text.starts_with("//!") {
        say("the first line says what the file is for (//!)".to_owned());
    }
    for (at, line) in text.lines().enumerate() {
        let at = at + 1;
        // Put together here, so that the law does not break itself.
        let private = ["root", "work", "Users"].map(|folder| format!("/{folder}/"));
        if private.iter().any(|folder| line.contains(folder)) && !path.ends_with(".lock") {
            say(format!("line {at}: a path of somebody's machine"));
        }
        if source && !this {
            for word in ["todo!(", "unimplemented!(", "FIXME", "XXX", "dbg!("] {
                if line.contains(word) {
                    say(format!(
                        "line {at}: {word} is unfinished work; finish it or write down what is missing"
                    ));
                }
            }
            if line.contains("#[ignore") {
                say(format!("line {at}: a test that does not run proves nothing"));
            }
        }
        if extension == "rs" && line.trim_start().starts_with("#[allow(") {
            say(format!(
                "line {at}: #[expect(…, reason = …)] says why, and tells when it is no longer needed"
            ));
        }
    }
    let money = ["crates/skytally-model/", "crates/skytally-checks/", "crates/skytally-catalog/src/prices"];
    if extension == "rs" && money.iter().any(|folder| path.starts_with(folder)) {
        // JSON has numbers with fractions, and the bridge between JSON and CEL carries them over.
        let bridge = path.ends_with("checks/src/value.rs");
        if !bridge && text.contains("f64") {
            say("f64 where money lives: amounts are integers".to_owned());
        }
    }
    // Put together here, too.
    let place = ["local", "aws", "prefix"].map(|place| format!("object_store::{place}"));
    let wire = path.starts_with("crates/skytally/src/wire") || path.contains("/tests/");
    if extension == "rs" && !wire && place.iter().any(|place| text.contains(place)) {
        say("a concrete place of files: only wire.rs names those, all else takes what it is given".to_owned());
    }
    let pure = PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")));
    if extension == "rs" && pure && text.contains("::now()") {
        say("a clock in a pure crate: the time is handed in, so that rules can be tested at any day"
            .to_owned());
    }
    let tests_only = path.contains("/tests/") || path.ends_with("tests.rs");
    if extension == "rs"
        && !tests_only
        && text.contains("thread::sleep")
        && path.contains("/src/")
        && !path.starts_with("xtask")
    {
        say("thread::sleep blocks a worker: wait for a condition".to_owned());
    }
    if extension == "rs"
        && (path.contains("/tests/") || path.ends_with("_tests.rs"))
        && text.contains("sleep(")
    {
        say("a test that sleeps is slow or wrong: wait for a condition".to_owned());
    }
}

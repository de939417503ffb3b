//! The file of defaults is the reference: it has every setting, nothing else, and says what it does.

use std::collections::BTreeSet;

use super::super::fault::Origin;
use super::super::file;
use super::super::reader::Reader;
use super::super::sections::people::Oidc;
use super::super::tree::{Node, Table};
use super::{DEFAULTS, Folder, Settings, config, read, read_with};

/// The defaults with what is switched off in them: lines that begin with `#` and no blank.
fn switched_on() -> String {
    let line = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c == '[' || c.is_ascii_lowercase()) => rest.to_owned(),
        _ => line.to_owned(),
    };
    DEFAULTS.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn parsed(text: &str) -> Table {
    file::parse(text, &|_| Origin::Default).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The paths of everything in a table.
fn paths(table: &Table, path: &str, into: &mut BTreeSet<String>) {
    for (key, node) in &table.entries {
        let path = super::super::tree::join(path, key);
        match node {
            Node::Leaf(_) => {}
            Node::Table(table) => paths(table, &path, into),
            Node::Tables(tables) => tables.iter().for_each(|table| paths(table, &path, into)),
        }
        into.insert(path);
    }
}

#[test]
fn the_defaults_have_every_setting_and_nothing_else() {
    let mut given = BTreeSet::new();
    paths(&parsed(&switched_on()), "", &mut given);
    let mut reader = Reader::new(std::path::Path::new("/"));
    let mut root = reader.root(parsed(&switched_on()));
    // What the whole of them asks for.
    let folder = std::path::Path::new("/data");
    {
        use super::super::sections::{
            Cache, Catalog, Collection, Data, Limits, Log, Mail, People, ReceiptReader, Receipts, Retention,
            Server, Store, Telemetry, Vault,
        };
        root.section("data", Data::read);
        root.section("server", Server::read);
        root.section("store", |section| Store::read(section, Some(folder)));
        root.section("vault", |section| Vault::read(section, Some(folder)));
        root.section("mail", |section| Mail::read(section, Some(folder)));
        root.section("people", People::read);
        root.section("limits", Limits::read);
        root.section("collection", Collection::read);
        root.section("receipts", |section| Receipts::read(section, Some(folder)));
        root.section("receipt_reader", ReceiptReader::read);
        root.section("cache", Cache::read);
        root.section("retention", Retention::read);
        root.section("log", Log::read);
        root.section("telemetry", Telemetry::read);
        root.section("catalog", Catalog::read);
    }
    root.end();
    let findings = reader.finish();
    assert_eq!(findings.faults, []);
    let asked: BTreeSet<String> = findings.known.into_iter().collect();
    assert_eq!(given, asked);
    assert!(asked.len() > 70, "{}", asked.len());
}

#[test]
fn the_defaults_are_good_as_they_are_and_with_the_example() {
    for (name, text) in [("defaults", DEFAULTS.to_owned()), ("switched-on", switched_on())] {
        let folder = Folder::new(&format!("reference-{name}"));
        let settings = read(&folder, &text, &[]).unwrap_or_else(|faults| panic!("{name}: {faults}"));
        assert_eq!(settings.people.oidc.len(), usize::from(name != "defaults"));
        assert_eq!(settings.warnings, []);
        let _: &Vec<Oidc> = &settings.people.oidc;
    }
}

#[test]
fn every_setting_says_what_it_does_and_its_limits() {
    let folder = Folder::new("comments");
    let settings = read(&folder, &switched_on(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    // A comment stands right above its key, so the keys that stand at its end are those that it explains.
    let mut comments = Vec::new();
    let mut comment = String::new();
    for line in DEFAULTS.lines() {
        let key = line.trim_start_matches('#').split_once(" = ").map(|(key, _)| key);
        match key {
            Some(key) if !key.contains(' ') => comments.push((key.to_owned(), std::mem::take(&mut comment))),
            _ if line.starts_with("# ") => {
                comment.push_str(&line[1..]);
            }
            _ => comment.clear(),
        }
    }
    assert_eq!(comments.len(), settings.shown.len());
    for (key, comment) in &comments {
        assert!(
            comment.trim().len() > 15 && comment.trim().ends_with('.'),
            "{key} is explained by {comment:?}"
        );
    }
    // A number out of its limits is told with the limits, and these must be in the comment.
    let mut numbers = 0;
    for shown in &settings.shown {
        if !matches!(shown.value, super::super::show::Plain::Integer(_)) {
            continue;
        }
        let text = format!("[{}]\n{} = -1\n", shown.section, shown.key);
        let Err(faults) = read(&folder, &text, &[]) else { panic!("{} has no limits", shown.key) };
        let said = faults.to_string();
        let limits = said.split("a whole number from ").nth(1).and_then(|rest| rest.split(" was").next());
        let limits = limits.unwrap_or_else(|| panic!("{said}"));
        let comment = comments.iter().filter(|(key, _)| key == shown.key).map(|(_, comment)| comment);
        assert!(comment.into_iter().any(|comment| comment.contains(limits)), "{}: {limits}", shown.key);
        numbers += 1;
    }
    assert!(numbers > 15, "{numbers}");
}

/// What is in force, without where it was given.
fn values(settings: &Settings) -> Vec<String> {
    let value = |shown: &super::super::show::Shown| {
        format!("{} {:?} {} = {:?} {:?}", shown.section, shown.item, shown.key, shown.value, shown.means)
    };
    settings.shown.iter().map(value).collect()
}

#[test]
fn what_is_shown_can_be_read_again() {
    let folder = Folder::new("again");
    let toml = "[data]\nfolder = \"a \\\"b\\\" \\u007F\\\\c\"\n[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1\"]\n\
                [telemetry]\nsample_ratio = 1\n[mail.ses]\nregion = \"eu-central-1\"\n[mail]\ntransport = \"ses\"\n\
                from = \"Ä <a@example.com>\"\n[[people.oidc]]\nname = \"a\"\nissuer = \"https://a\"\n\
                client_id = \"b # c\"\n[[people.oidc]]\nname = \"b\"\nissuer = \"https://b/\"\nclient_id = \"'\"\n";
    let variables = [("SKYTALLY_CACHE__MEGABYTES", "7"), ("SKYTALLY_COLLECTION__ENABLED", "false")];
    let first = read(&folder, toml, &variables).unwrap_or_else(|faults| panic!("{faults}"));
    let shown = first.to_toml();
    // From another folder, so that nothing depends on where it is read.
    folder.write("elsewhere/shown.toml", &shown);
    let again = read_with(&folder, "", &[], &config("elsewhere/shown.toml"))
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(values(&again), values(&first));
    assert_eq!(again.cache.bytes, 7 * 1_048_576);
    assert!(!again.collection.enabled);
    // Now all of it comes from the file.
    assert!(again.shown.iter().all(|shown| matches!(shown.origin, Origin::File { .. })));
}

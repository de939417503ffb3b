//! `skytally config` as those who run the service meet it: what is printed where, exit statuses, secrets unseen.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::process::Output;

use serde_json::Value;

use crate::common::said;
use crate::folder::Folder;

const PLANTED: &str = "Pl4nted-secret";

/// Runs `skytally config …` in a folder.
fn config(folder: &Folder, args: &[&str], variables: &[(&str, &str)]) -> Output {
    let mut command = common::skytally(&["config"]);
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("SKYTALLY_")) {
        command.env_remove(name);
    }
    command.args(args).current_dir(folder.path("")).envs(variables.iter().copied()).output().unwrap()
}

/// What it printed, if it went well.
fn printed(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", said(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn show_prints_each_value_with_its_origin() {
    let folder = Folder::new("config-show");
    folder.write("skytally.toml", "[retention]\ndays = 40\n");
    let variables = [("SKYTALLY_LOG__FILTER", "warn")];
    let flags = ["--listen", "127.0.0.1:9", "--log-format", "json", "--data", "d"];
    let toml = printed(&config(&folder, &[&["show"], &flags[..]].concat(), &variables));
    for line in [
        "listen = \"127.0.0.1:9\"  # --listen",
        "format = \"json\"  # --log-format",
        "filter = \"warn\"  # SKYTALLY_LOG__FILTER",
        "days = 40  # ",
        "every_minutes = 15  # default",
        "public_url = \"\"  # default: http://127.0.0.1:9",
    ] {
        assert!(toml.contains(line), "{line} is not in {toml}");
    }
    assert!(toml.contains("skytally.toml:2\n"), "{toml}");
    let json = printed(&config(&folder, &[&["show", "--format", "json"], &flags[..]].concat(), &variables));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["server"]["listen"], serde_json::json!({"value": "127.0.0.1:9", "origin": "--listen"}));
    assert_eq!(json["retention"]["days"]["value"], 40);
    assert_eq!(json["mail"]["smtp"]["port"], serde_json::json!({"value": 587, "origin": "default"}));
    assert_eq!(json["data"]["folder"]["origin"], "--data");
}

#[test]
fn check_says_all_that_is_wrong_and_nothing_else() {
    let folder = Folder::new("config-check");
    let good = config(&folder, &["check"], &[]);
    assert_eq!(printed(&good), "the configuration is good (no file)\n");
    assert_eq!(said(&good), "");
    folder.write("skytally.toml", "[log]\nformat = \"yaml\"\n[retention]\ndays = 5\n");
    for command in ["check", "show"] {
        let bad = config(&folder, &[command], &[("SKYTALLY_CACHE__SIZE", "1")]);
        assert_eq!(bad.status.code(), Some(1));
        assert!(bad.stdout.is_empty());
        let text = said(&bad);
        assert!(text.starts_with("skytally: the configuration has 3 faults:\n"), "{text}");
        for part in
            ["skytally.toml:2: log.format", "skytally.toml:4: retention.days", "SKYTALLY_CACHE__SIZE: "]
        {
            assert!(text.contains(part), "{text}");
        }
    }
    // The flag of the command line is better than the file.
    std::fs::remove_file(folder.path("skytally.toml")).unwrap();
    assert_eq!(config(&folder, &["check", "--log-format", "yaml"], &[]).status.code(), Some(2));
    let missing = config(&folder, &["check", "--config", "none.toml"], &[]);
    assert!(said(&missing).contains("--config: there is no file "), "{}", said(&missing));
}

#[test]
fn a_warning_is_no_answer() {
    let folder = Folder::new("config-warning");
    let variables = [("SKYTALLY_SERVER__PUBLIC_URL", "https://skytally.example.com")];
    let output = config(&folder, &["check"], &variables);
    assert_eq!(printed(&output), "the configuration is good (no file)\n");
    let text = said(&output);
    assert!(text.starts_with("skytally: warning: SKYTALLY_SERVER__PUBLIC_URL: server.public_url"), "{text}");
}

#[test]
fn the_defaults_are_a_configuration() {
    let folder = Folder::new("config-defaults");
    let defaults = printed(&config(&folder, &["defaults"], &[]));
    folder.write("own.toml", &defaults);
    let checked = printed(&config(&folder, &["check", "--config", "own.toml"], &[]));
    assert!(checked.ends_with("own.toml)\n"), "{checked}");
    // What is shown is one as well.
    folder.write("shown.toml", printed(&config(&folder, &["show"], &[])));
    printed(&config(&folder, &["check", "--config", "shown.toml"], &[]));
}

#[test]
fn a_secret_is_printed_nowhere() {
    let folder = Folder::new("config-secret");
    folder.write("planted", PLANTED);
    let toml = format!(
        "[store]\nurl = \"postgres://u:{PLANTED}@db/s\"\n[mail]\ntransport = \"smtp\"\nfrom = \"a@b.example\"\n\
         [mail.smtp]\nhost = \"h\"\nuser = \"u\"\npassword_file = \"planted\"\n[[people.oidc]]\nname = \"a\"\n\
         issuer = \"https://a\"\nclient_id = \"c\"\n"
    );
    folder.write("skytally.toml", toml);
    let secret = [("SKYTALLY_PEOPLE__OIDC__A__CLIENT_SECRET", PLANTED)];
    let wrong = [secret[0], ("SKYTALLY_MAIL__SMTP__PASSWORD", PLANTED), ("SKYTALLY_STORE__URL", PLANTED)];
    let mut runs = 0;
    for args in [&["show"][..], &["show", "--format", "json"], &["check"]] {
        for (variables, status) in [(&secret[..], 0), (&wrong, 1)] {
            let output = config(&folder, args, variables);
            assert_eq!(output.status.code(), Some(status), "{}", said(&output));
            let everything = format!("{}{}", said(&output), String::from_utf8_lossy(&output.stdout));
            assert!(!everything.contains(PLANTED) && !everything.is_empty(), "{everything}");
            runs += 1;
        }
    }
    assert_eq!(runs, 6);
}

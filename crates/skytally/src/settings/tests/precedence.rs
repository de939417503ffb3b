//! Which value goes before which, and how one knows.

use super::super::flags::{PlaceFlags, ServeFlags};
use super::{Folder, Settings, config, read, read_with};

fn good(given: Result<Settings, super::Faults>) -> Settings {
    given.unwrap_or_else(|faults| panic!("{faults}"))
}

/// Where a setting was given.
fn origin(settings: &Settings, folder: &Folder, path: &str) -> String {
    settings
        .origin(path)
        .map_or("no such setting".to_owned(), |origin| origin.to_string().replace(&folder.path(""), ""))
}

#[test]
fn flags_go_before_variables_before_the_file_before_defaults() {
    let folder = Folder::new("precedence");
    let toml = "[server]\nlisten = \"127.0.0.1:2\"\n[log]\nfilter = \"warn\"\n[retention]\ndays = 40\n";
    let variables = [("SKYTALLY_SERVER__LISTEN", "127.0.0.1:3"), ("SKYTALLY_LOG__FILTER", "debug")];
    let flags = ServeFlags { listen: Some("127.0.0.1:4".to_owned()), ..ServeFlags::default() };
    let settings = good(read_with(&folder, toml, &variables, &flags));
    assert_eq!(settings.server.listen.port(), 4);
    assert_eq!(settings.log.filter, "debug");
    assert_eq!(settings.retention.days, 40);
    assert_eq!(settings.limits.requests_per_minute, 600);
    let from = |path| origin(&settings, &folder, path);
    assert_eq!(from("server.listen"), "--listen");
    assert_eq!(from("log.filter"), "SKYTALLY_LOG__FILTER");
    assert_eq!(from("retention.days"), "skytally.toml:6");
    assert_eq!(from("limits.requests_per_minute"), "default");
    assert_eq!(from("limits.nothing"), "no such setting");
}

#[test]
fn every_form_of_value_can_come_from_the_environment() {
    let folder = Folder::new("environment");
    let variables = [
        ("SKYTALLY_CACHE__ENABLED", "false"),
        ("SKYTALLY_CACHE__MEGABYTES", "1_000"),
        ("SKYTALLY_TELEMETRY__SAMPLE_RATIO", "0.25"),
        ("SKYTALLY_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7"),
        ("SKYTALLY_SERVER__METRICS_FROM", ""),
        ("SKYTALLY_MAIL__SMTP__TLS", "tls"),
        ("SKYTALLY_MAIL__TRANSPORT", "folder"),
    ];
    let settings = good(read(&folder, "", &variables));
    assert!(!settings.cache.enabled);
    assert_eq!(settings.cache.bytes, 1_000 * 1_048_576);
    assert!((settings.telemetry.sample_ratio - 0.25).abs() < 1e-9);
    let proxies: Vec<String> = settings.server.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "192.0.2.7/32"]);
    assert!(settings.server.metrics_from.is_empty());
    assert_eq!(origin(&settings, &folder, "mail.smtp.tls"), "SKYTALLY_MAIL__SMTP__TLS");
}

#[test]
fn the_environment_names_items_of_a_list_and_adds_to_them() {
    let folder = Folder::new("items");
    let toml = "[[people.oidc]]\nname = \"big-one\"\nissuer = \"https://a\"\nclient_id = \"b\"\n";
    let variables = [
        ("SKYTALLY_PEOPLE__OIDC__BIG_ONE__CLIENT_SECRET", "s"),
        ("SKYTALLY_PEOPLE__OIDC__NEW__ISSUER", "https://new.example.com/"),
        ("SKYTALLY_PEOPLE__OIDC__NEW__CLIENT_ID", "c"),
        ("SKYTALLY_PEOPLE__OIDC__NEW__SCOPES", "openid,email"),
    ];
    let settings = good(read(&folder, toml, &variables));
    let [big, new] = settings.people.oidc.as_slice() else { panic!("there are two") };
    assert_eq!((big.name.as_str(), big.client_secret.is_some(), big.scopes.len()), ("big-one", true, 3));
    assert_eq!((new.name.as_str(), new.client_secret.is_some(), new.scopes.len()), ("new", false, 2));
    // A provider's issuer is compared letter by letter, so the slash stays.
    assert_eq!(new.issuer.as_str(), "https://new.example.com/");
    let json = settings.to_json();
    assert_eq!(json["people"]["oidc"][0]["client_secret"]["origin"], variables[0].0);
    assert_eq!(json["people"]["oidc"][1]["name"]["value"], "new");
    // The same without a file.
    let alone = Folder::new("items-alone");
    assert_eq!(good(read(&alone, "", &variables[1..])).people.oidc.len(), 1);
}

#[test]
fn the_file_is_the_named_one_or_that_of_the_data_folder_or_of_the_current_one() {
    let folder = Folder::new("find");
    let text = |days: u16| format!("[retention]\ndays = {days}\n");
    let data = ServeFlags {
        place: PlaceFlags { data: Some(folder.path("data").into()), ..PlaceFlags::default() },
        ..ServeFlags::default()
    };
    let days = |flags: &ServeFlags, variables: &[(&str, &str)]| {
        read_with(&folder, "", variables, flags).map(|settings| settings.retention.days)
    };
    let none = ServeFlags::default();
    assert_eq!(days(&data, &[]).ok(), Some(90));
    folder.write("data/skytally.toml", text(31));
    folder.write("skytally-data/skytally.toml", text(32));
    folder.write("named.toml", text(33));
    assert_eq!(days(&data, &[]).ok(), Some(31));
    assert_eq!(days(&none, &[("SKYTALLY_DATA__FOLDER", "data")]).ok(), Some(31));
    assert_eq!(days(&none, &[]).ok(), Some(32));
    folder.write("skytally.toml", text(34));
    // Now there are two, and nobody says which.
    let two = days(&data, &[]).unwrap_err().to_string();
    assert!(two.contains("there are two configuration files") && two.contains("--config"), "{two}");
    assert_eq!(days(&config("named.toml"), &[("SKYTALLY_CONFIG", "none")]).ok(), Some(33));
    assert_eq!(days(&none, &[("SKYTALLY_CONFIG", "named.toml")]).ok(), Some(33));
    std::fs::remove_dir_all(folder.path("skytally-data")).unwrap();
    assert_eq!(days(&none, &[]).ok(), Some(34));
}

#[test]
fn a_file_found_by_the_data_folder_cannot_move_it() {
    let folder = Folder::new("moved");
    folder.write("skytally-data/skytally.toml", "[data]\nfolder = \"elsewhere\"\n");
    let text = super::wrong(&folder, "", &[]);
    assert_eq!(
        text,
        "the configuration is wrong: [folder]/skytally-data/skytally.toml:2: data.folder stands in a file that was \
         found by the data folder; take it out, or name the file by --config"
    );
    assert!(read_with(&folder, "", &[], &config("skytally-data/skytally.toml")).is_ok());
}

#[test]
fn paths_are_seen_from_where_they_are_written() {
    let folder = Folder::new("paths");
    folder.write("conf/a.toml", "[data]\nfolder = \"../store\"\n[catalog]\nfolder = \"/own\"\n");
    let settings =
        good(read_with(&folder, "", &[("SKYTALLY_VAULT__KEY_FILE", "keys/a")], &config("conf/a.toml")));
    assert_eq!(settings.data.folder.to_str(), Some(folder.path("conf/../store").as_str()));
    assert_eq!(settings.catalog.folder.as_deref().and_then(|path| path.to_str()), Some("/own"));
    let super::super::sections::vault::Keys::File(key) = &settings.vault.keys else { panic!("it is a file") };
    assert_eq!(key.to_str(), Some(folder.path("keys/a").as_str()));
}

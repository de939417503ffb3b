//! Secrets: nowhere to be seen, and yet what was given.

use std::fmt::Debug;
use std::marker::PhantomData;

use super::super::secret::{MASK, Secret};
use super::super::sections::mail::{SmtpLogin, Transport};
use super::super::sections::store::Database;
use super::{Folder, Settings, read};

const PLANTED: &str = "Pl4nted$ecret";

const ALL: &str = r#"
[store]
url = "postgres://skytally:Pl4nted%24ecret@db.example.com:5432/skytally?sslmode=require"
[mail]
transport = "smtp"
from = "a@example.com"
[mail.smtp]
host = "smtp.example.com"
user = "u"
password = "Pl4nted$ecret"
[telemetry]
otlp_endpoint = "http://127.0.0.1:4318"
otlp_headers = "authorization=Pl4nted$ecret,x-team=a b"
[[people.oidc]]
name = "one"
issuer = "https://one.example.com"
client_id = "c"
client_secret = "Pl4nted$ecret"
[[people.oidc]]
name = "two"
issuer = "https://two.example.com"
client_id = "c"
client_secret_file = "secret"
"#;

fn good(folder: &Folder, toml: &str, variables: &[(&str, &str)]) -> Settings {
    folder.write("secret", format!("{PLANTED}\r\n"));
    read(folder, toml, variables).unwrap_or_else(|faults| panic!("{faults}"))
}

fn is_hidden(text: &str) {
    for part in [PLANTED, "Pl4nted", "4nted%24", "hidden"] {
        assert!(!text.contains(part), "{part} is in {text}");
    }
}

#[test]
fn a_secret_is_masked_wherever_settings_are_shown() {
    let folder = Folder::new("masks");
    let settings = good(&folder, ALL, &[]);
    let (toml, json) = (settings.to_toml(), settings.to_json().to_string());
    is_hidden(&toml);
    is_hidden(&json);
    // The database's, the mail server's, the headers' and the first provider's.
    assert_eq!(toml.matches(MASK).count(), 4);
    assert_eq!(json.matches(MASK).count(), 4);
    assert!(toml.contains("postgres://skytally:********@db.example.com:5432/skytally?sslmode=require"));
    settings.warnings.iter().for_each(|warning| is_hidden(&format!("{warning:?}")));
}

#[test]
fn a_secret_is_what_was_given() {
    let folder = Folder::new("given");
    let settings = good(&folder, ALL, &[]);
    let Database::Postgres(url) = &settings.store.database else { panic!("it is PostgreSQL") };
    let whole = "postgres://skytally:Pl4nted%24ecret@db.example.com:5432/skytally?sslmode=require";
    assert_eq!(url.expose().as_str(), whole);
    let Transport::Smtp(smtp) = &settings.mail.transport else { panic!("it is SMTP") };
    let Some(SmtpLogin { user, password }) = &smtp.login else { panic!("there is a user") };
    assert_eq!((user.as_str(), password.expose()), ("u", PLANTED));
    let secrets: Vec<&str> =
        settings.people.oidc.iter().flat_map(|oidc| &oidc.client_secret).map(Secret::expose).collect();
    assert_eq!(secrets, [PLANTED, PLANTED]);
    let headers: Vec<(&str, &str)> =
        settings.telemetry.otlp_headers.iter().map(|(name, value)| (name.as_str(), value.expose())).collect();
    assert_eq!(headers, [("authorization", PLANTED), ("x-team", "a b")]);
}

#[test]
fn a_database_password_from_a_file_gets_into_the_address_alone() {
    let folder = Folder::new("database");
    let toml = "[store]\nurl = \"postgres://skytally@db/skytally\"\npassword_file = \"secret\"\n";
    let settings = good(&folder, toml, &[]);
    let Database::Postgres(url) = &settings.store.database else { panic!("it is PostgreSQL") };
    assert_eq!(url.expose().as_str(), "postgres://skytally:Pl4nted%24ecret@db/skytally");
    is_hidden(&url.masked());
    is_hidden(&settings.to_toml());
}

#[test]
fn no_fault_repeats_a_secret() {
    let folder = Folder::new("told");
    folder.write("secret", PLANTED);
    folder.write("long", PLANTED.repeat(1_000));
    let planted: &[&str] = &[
        "[store]\nurl = \"mysql://a:Pl4nted$ecret@b/c\"\n",
        "[store]\nurl = \"Pl4nted$ecret\"\n",
        "[store]\nurl = [\"Pl4nted$ecret\"]\n",
        "[store]\nurl = \"postgres://a:Pl4nted$ecret@b:port/c\"\n",
        "[store]\nurl = \"postgres://b/c?password=Pl4nted$ecret\"\n",
        "[store]\nurl = \"postgres://a:Pl4nted$ecret@b/c#d\"\n",
        "[store]\nurl = \"postgres://a:Pl4nted$ecret@b/c\"\npassword_file = \"secret\"\n",
        "[mail.smtp]\npasword = \"Pl4nted$ecret\"\n",
        "[mail.smtp]\npassword = [\"Pl4nted$ecret\"]\n",
        "[mail.smtp]\npassword = \"Pl4nted$ecret\"\n",
        "[mail.smtp]\npassword = Pl4nted$ecret\n",
        "[mail.smtp]\npassword = \"Pl4nted$ecret\npassword_file = \"Pl4nted$ecret\"\n",
        "[mail.smtp]\npassword_file = \"long\"\n",
        "[mail.smtp.password]\nPl4 = 1\n",
        "[telemetry]\notlp_endpoint = \"http://a:Pl4nted$ecret@b\"\n",
        "[telemetry]\notlp_endpoint = \"tcp://a:Pl4nted$ecret@b\"\n",
        "[telemetry]\notlp_endpoint = \"http://b\"\notlp_headers = \"Pl4nted$ecret\"\n",
        "[telemetry]\notlp_headers = \"a=Pl4nted$ecret\"\n",
        "[[people.oidc]]\nname = \"a\"\nclient_secret = \"Pl4nted$ecret\"\n",
        "[[people.oidc]]\nname = \"a\"\nissuer = \"https://Pl4nted$ecret@a\"\nclient_id = \"b\"\n",
    ];
    for toml in planted {
        let Err(faults) = read(&folder, toml, &[]) else { panic!("{toml} was taken") };
        is_hidden(&faults.to_string());
        is_hidden(&format!("{faults:?}"));
    }
    for name in ["SKYTALLY_STORE__URL", "SKYTALLY_MAIL__SMTP__PASSWORT", "SKYTALLY_MAIL__SMTP__PASSWORD__X"] {
        let Err(faults) = read(&folder, "\n", &[(name, PLANTED)]) else { panic!("{name} was taken") };
        is_hidden(&format!("{faults}{faults:?}"));
        assert!(faults.to_string().contains(name));
    }
}

#[test]
fn a_mask_is_not_taken_for_a_secret() {
    let folder = Folder::new("mask");
    let shown = good(&folder, ALL, &[]).to_toml();
    let Err(faults) = read(&folder, &shown, &[]) else { panic!("a mask was taken") };
    let faults: Vec<String> = faults.list().iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 4, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.contains("is the mask that `skytally config show` prints")));
}

/// Whether a type has `Debug`: what is said of those that have it goes before what is said of all.
struct Has<T>(PhantomData<T>);

trait Otherwise {
    const DEBUG: bool = false;
}

impl<T> Otherwise for Has<T> {}

impl<T: Debug> Has<T> {
    const DEBUG: bool = true;
}

#[test]
fn what_holds_a_secret_has_no_debug() {
    use super::super::{address, sections, tree};
    // The question can be answered both ways.
    const { assert!(Has::<sections::Server>::DEBUG) };
    const { assert!(!Has::<Secret>::DEBUG) };
    const { assert!(!Has::<Settings>::DEBUG) };
    const { assert!(!Has::<address::DatabaseUrl>::DEBUG) };
    const { assert!(!Has::<sections::store::Database>::DEBUG) };
    const { assert!(!Has::<sections::mail::SmtpLogin>::DEBUG) };
    const { assert!(!Has::<sections::Mail>::DEBUG) };
    const { assert!(!Has::<sections::people::Oidc>::DEBUG) };
    const { assert!(!Has::<sections::Telemetry>::DEBUG) };
    const { assert!(!Has::<tree::Raw>::DEBUG) };
}

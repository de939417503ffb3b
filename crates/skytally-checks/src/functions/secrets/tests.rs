//! What is a secret and what is not. The samples are put together from halves, so that no scanner of this repository
//! takes them for real ones.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn join(parts: &[&str]) -> String {
    parts.concat()
}

fn kinds(text: &str) -> Vec<&'static str> {
    find_secrets(text).hits.into_iter().map(|h| h.kind).collect()
}

const RANDOM_40: &str = "kX9pQ2vLz7RtYb4NcW8mJd5GhS1fEaU6oTiK3xVq";
const HEX_32: &str = "3f9a1c5e7b2d4f60819ab3cd5ef72046";

#[test]
fn secrets_with_a_form_are_found() {
    for (kind, secret) in [
        ("aws-access-key-id", join(&["AKIA", "QXZ2T6JRWPL5DMHV"])),
        ("aws-access-key-id", join(&["ASIA", "QXZ2T6JRWPL5DMHV"])),
        ("private-key", join(&["-----BEGIN RSA ", "PRIVATE KEY-----"])),
        ("private-key", join(&["-----BEGIN ", "PRIVATE KEY-----"])),
        ("private-key", join(&["-----BEGIN OPENSSH ", "PRIVATE KEY-----"])),
        ("github-token", join(&["ghp", "_", &RANDOM_40[..36]])),
        ("gitlab-token", join(&["glpat", "-", &RANDOM_40[..20]])),
        ("slack-token", join(&["xoxb", "-123456789012-", &RANDOM_40[..16]])),
        ("slack-webhook", join(&["https://hooks.slack.com", "/services/T000/B000/", &RANDOM_40[..24]])),
        ("stripe-key", join(&["sk", "_live_", &RANDOM_40[..24]])),
        ("sendgrid-key", join(&["SG", ".", &RANDOM_40[..22], ".", RANDOM_40, "abc"])),
        ("twilio-key", join(&["SK", HEX_32])),
        ("google-api-key", join(&["AIza", &RANDOM_40[..35]])),
        ("npm-token", join(&["npm", "_", &RANDOM_40[..36]])),
        (
            "jwt",
            join(&["eyJ", "hbGciOiJIUzI1NiJ9", ".eyJ", "zdWIiOiIxMjM0NTY3ODkwIn0", ".", &RANDOM_40[..32]]),
        ),
        ("url-with-password", join(&["postgres://app:", "hunter22", "@db.internal:5432/app"])),
        ("url-with-password", join(&["redis://:", "hunter22", "@cache:6379"])),
    ] {
        for text in [secret.clone(), format!("export X={secret}"), format!("first\nx: \"{secret}\"")] {
            assert!(kinds(&text).contains(&kind), "{kind} in {text}");
        }
    }
    assert_eq!(kinds(&format!("aws_secret_access_key = {RANDOM_40}")), ["aws-secret-access-key"]);
    assert_eq!(kinds(&format!("\"SecretAccessKey\": \"{RANDOM_40}\"")), ["aws-secret-access-key"]);
}

#[test]
fn a_lone_secret_key_is_found_beside_its_id() {
    let id = join(&["AKIA", "QXZ2T6JRWPL5DMHV"]);
    assert_eq!(kinds(&format!("{id}\n{RANDOM_40}\n")), ["aws-access-key-id", "aws-secret-access-key"]);
    assert_eq!(kinds(&format!("{id},{RANDOM_40}")), ["aws-access-key-id", "aws-secret-access-key"]);
    assert_eq!(kinds(RANDOM_40), [""; 0], "alone it could be anything");
}

#[test]
fn telling_names_are_believed() {
    for (text, kind) in [
        ("DB_PASSWORD=hunter22", "password"),
        ("password: changeme", "password"),
        ("dbPassword = \"correct horse\"", "password"),
        ("Server=db;User Id=app;Password=hunter22;", "password"),
        ("mysql --password=hunter22 -u root", "password"),
        ("export API_KEY='k3j4h5k6j7'", "api-key"),
        ("x-api-key: k3j4h5k6j7", "api-key"),
        ("client_secret => \"a8f5f167f44f\"", "secret"),
        ("\"auth_token\": \"a8f5f167f44f\"", "token"),
        ("SIGNING_KEY=a8f5f167f44f4964", "api-key"),
    ] {
        assert_eq!(kinds(text), [kind], "{text}");
    }
}

#[test]
fn references_placeholders_and_talk_about_secrets_are_no_secrets() {
    for text in [
        "",
        "DB_PASSWORD=",
        "DB_PASSWORD=${DB_PASSWORD}",
        "DB_PASSWORD=$DB_PASSWORD",
        "DB_PASSWORD={{resolve:secretsmanager:db}}",
        "DB_PASSWORD=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
        "DB_PASSWORD=ssm:/prod/db",
        "DB_PASSWORD=<password>",
        "DB_PASSWORD=********",
        "DB_PASSWORD=xxxxxxxx",
        "DB_PASSWORD=null",
        "DB_PASSWORD=true",
        "password_min = 12",
        "PASSWORD_LENGTH=123456",
        "SECRET_NAME=prod/database/main",
        "SECRET_ARN=something-long-enough-1",
        "DB_SECRET=prod/database/main",
        "TOKEN_TTL=3600000000",
        "TOKEN_URL=https://login.example.com/oauth/token",
        "auth_token_endpoint: https://login.example.com/token",
        "MAX_TOKENS=40960000000",
        "AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE",
        "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "PWD=/var/task/app",
        "postgres://app:${PASSWORD}@db/app",
        "https://example.com:8443/path",
        "git@github.com:org/repo.git",
        "the password is kept in the safe",
        "password: your-password-here",
        "api_key = var.api_key",
        "token = process.env.TOKEN",
    ] {
        assert_eq!(kinds(text), [""; 0], "{text}");
    }
}

#[test]
fn hits_name_line_and_variable_and_nothing_else() {
    let id = join(&["AKIA", "QXZ2T6JRWPL5DMHV"]);
    let found = find_secrets(&format!("#!/bin/sh\nexport KEY={id}\n\nDB_PASSWORD='hunter22'\n"));
    assert!(!found.truncated);
    assert_eq!(
        found.hits,
        [
            SecretHit { kind: "aws-access-key-id", line: 2, name: Some("KEY".to_owned()) },
            SecretHit { kind: "password", line: 4, name: Some("DB_PASSWORD".to_owned()) },
        ]
    );
    let json = serde_json::to_string(&found).unwrap();
    assert!(!json.contains("hunter") && !json.contains("QXZ2"), "{json}");
}

#[test]
fn a_name_within_a_secret_is_not_shown() {
    let id = join(&["AKIA", "QXZ2T6JRWPL5DMHV"]);
    for text in
        [format!("DB_PASSWORD=hunter22:{id}"), String::from("DB_PASSWORD=\"hun\\\"ter22_token=abcdefgh1\"")]
    {
        let found = find_secrets(&text);
        assert!(!found.hits.is_empty());
        assert!(!shows(&found, "hunter22") && !shows(&found, "ter22_token"), "{found:?}");
    }
}

#[test]
fn maps_are_judged_by_name_and_value() {
    let id = join(&["AKIA", "QXZ2T6JRWPL5DMHV"]);
    let map = json!({"AWS_SECRET_ACCESS_KEY": RANDOM_40, "KEY": id, "DB_PASSWORD": "hunter22", "STAGE": "prod", "TOKEN_TTL": "3600", "PIN_PASSWORD": 123456,
        "SECRET_ARN": "arn:aws:secretsmanager:x", "NONE": null});
    let hits = find_secrets_in_map(&map).unwrap().hits;
    let seen: Vec<_> = hits.iter().map(|h| (h.name.as_deref().unwrap(), h.kind)).collect();
    assert_eq!(
        seen,
        [
            ("AWS_SECRET_ACCESS_KEY", "aws-secret-access-key"),
            ("DB_PASSWORD", "password"),
            ("KEY", "aws-access-key-id"),
            ("PIN_PASSWORD", "password")
        ]
    );

    let list =
        json!([{"name": "DB_PASSWORD", "value": "two words here"}, {"Name": "STAGE", "Value": "prod"}]);
    assert_eq!(find_secrets_in_map(&list).unwrap().hits.len(), 1);
    assert_eq!(find_secrets_in_map(&json!({})).unwrap(), Secrets::default());
    for bad in [Value::Null, json!("x"), json!([1]), json!([{"value": "x"}])] {
        assert_eq!(find_secrets_in_map(&bad), Err(SecretsError::NotAMap), "{bad}");
    }
    let odd = json!({id.as_str(): "x", "a name": "y", "password\u{0}": "hunter22"});
    assert!(
        find_secrets_in_map(&odd).unwrap().hits.iter().all(|h| h.name.is_none()),
        "such names are not shown"
    );
}

#[test]
fn user_data_are_decoded() {
    let script = "#!/bin/bash\nexport DB_PASSWORD=hunter22\n";
    let data = STANDARD.encode(script);
    assert_eq!(find_secrets_in_base64(&data).unwrap().hits[0].line, 2);
    let wrapped = format!("{}\n{}\n", &data[..20], &data[20..]);
    assert_eq!(find_secrets_in_base64(&wrapped), find_secrets_in_base64(&data));
    assert_eq!(find_secrets_in_base64(""), Ok(Secrets::default()));
    assert_eq!(find_secrets_in_base64("not base64!"), Err(SecretsError::NotBase64));
    assert_eq!(find_secrets_in_base64(&STANDARD.encode([0x1f, 0x8b, 8, 0])), Err(SecretsError::NotText));
    assert_eq!(find_secrets_in_base64(&STANDARD.encode([1, 0, 2])), Err(SecretsError::NotText));
}

#[test]
fn long_text_is_cut_and_says_so() {
    let long = format!("{}\nDB_PASSWORD=hunter22", "ä".repeat(LONGEST_TEXT));
    let found = find_secrets(&long);
    assert!(found.truncated && found.hits.is_empty());
    let found = find_secrets_in_base64(&STANDARD.encode(&long)).unwrap();
    assert!(found.truncated);
    let found =
        find_secrets_in_map(&json!({"A": "x ".repeat(LONGEST_TEXT), "DB_PASSWORD": "hunter22"})).unwrap();
    assert!(found.truncated);
}

#[test]
fn a_line_full_of_secrets_is_cut_and_says_so() {
    let line = "password=hunter22 ".repeat(2000);
    let found = find_secrets(&line);
    assert!(found.truncated);
    assert_eq!(found.hits.len(), 1, "one place is one hit");
}

/// Every piece of six letters of the secret must be absent from what is shown.
fn shows(shown: &impl Serialize, secret: &str) -> bool {
    let shown = serde_json::to_string(shown).unwrap();
    let letters: Vec<char> = secret.chars().collect();
    letters.windows(6).any(|w| shown.contains(&w.iter().collect::<String>()))
}

proptest! {
    #[test]
    fn no_text_panics(text in "(?s).{0,300}") {
        let _ = find_secrets(&text);
        let _ = find_secrets_in_base64(&text);
        let _ = find_secrets_in_map(&json!({text.as_str(): text, "password": text}));
    }

    #[test]
    fn no_text_full_of_signs_panics(text in r#"[a-zA-Z0-9=:"'/@.{}$\n -]{0,300}(password|secret|token|AKIA|://)[=: "']{0,4}.{0,60}"#) {
        let _ = find_secrets(&text);
    }

    #[test]
    fn no_piece_of_a_secret_is_shown(
        body in "[A-Z2-7]{16}",
        random in "[A-Za-z0-9/+]{40}",
        word in "[!-~]{8,40}",
        form in 0usize..9,
    ) {
        let id = format!("{}{body}", join(&["AK", "IA"]));
        let (text, secret) = match form {
            0 => (format!("KEY={id}"), &id),
            1 => (format!("{id}={id}"), &id),
            2 => (format!("{id}: x\n{random}"), &random),
            3 => (format!("aws_secret_access_key = {random}"), &random),
            4 => (format!("{random}: {random}\npassword={random}"), &random),
            5 => (format!("DB_PASSWORD={word}"), &word),
            6 => (format!("api_key: \"{word}\""), &word),
            7 => (format!("postgres://app:{word}@host/db"), &word),
            _ => (format!("x='{word}' token={word}"), &word),
        };
        let found = find_secrets(&text);
        prop_assert!(form > 1 || found.hits.iter().any(|h| h.kind == "aws-access-key-id"));
        prop_assert!(!shows(&found, secret), "{:?}", found);
        let map = find_secrets_in_map(&json!({"DB_PASSWORD": secret, "NOTE": text})).unwrap();
        prop_assert!(!shows(&map, secret), "{:?}", map);
    }
}

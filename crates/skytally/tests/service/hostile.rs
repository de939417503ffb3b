//! SQL, markup, control characters and endless texts in every place that takes a text: never a failure of the service, never
//! anything but the text that was sent.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use skytally_testkit::Postgres;

use crate::fields::fields;
use crate::kit::{Answer, Estate, Setup, operations, until};
use crate::rights::{Request, escape, request};

/// What would be executed somewhere, if it were not taken for text.
const MARKUP: &str = "<script>alert(1)</script>";

/// Texts, and whether a name may be one.
fn texts() -> Vec<(String, bool)> {
    let good = [
        "'; DROP TABLE users; --",
        "' OR '1'='1",
        "\" OR \"\"=\"",
        "x'); DELETE FROM workspaces WHERE ('1'='1",
        "%' UNION SELECT password FROM users --",
        "$1 $2 ?1 :name @name",
        "\\'; --",
        MARKUP,
        "\"><img src=x onerror=alert(1)>",
        "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
        "../../../../etc/passwd",
        "$(id) `id` | id ; id",
        "%s%n%x %00 %0d%0a",
        "null",
        "ÄÖÜ ß € 漢字 עברית العربية",
        "\u{202e}txt.exe\u{202c}",
        "e\u{301}\u{200d}\u{feff}x",
        "👩‍👩‍👧‍👦🏳️‍🌈",
        "\u{10ffff}\u{fffe}",
    ];
    let bad = ["", "   ", "\0", "a\0b", "\u{1b}[31mred", "a\r\nSubject: b", "a\nb", "\u{85}", "\u{7f}"];
    let long = ["a".repeat(100_000), "é".repeat(300_000), "👩‍👩‍👧‍👦".repeat(3_000)];
    let mut all: Vec<(String, bool)> = good.iter().map(|text| ((*text).to_owned(), true)).collect();
    all.extend(bad.iter().map(|text| ((*text).to_owned(), false)));
    all.extend(long.into_iter().map(|text| (text, false)));
    all
}

/// Every text of an answer.
fn texts_of(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(items) => items.iter().for_each(|item| texts_of(item, all)),
        Value::Object(members) => members.values().for_each(|member| texts_of(member, all)),
        _ => {}
    }
}

/// A success must give the text back as it was sent; a refusal must not hold markup that a page could take for its own.
fn judge(what: &str, answer: &Answer, sent: &str, given_back: bool) -> Option<String> {
    let served = answer.header("content-type").to_owned();
    if answer.status >= 400 {
        // Checked when it came: a problem, as JSON, that no browser takes for anything else.
        return None;
    }
    if given_back && !answer.body.is_empty() {
        let mut all = Vec::new();
        texts_of(&answer.json(), &mut all);
        if !all.iter().any(|text| text == sent.trim()) {
            return Some(format!("{what}: the text came back changed: {}", answer.say()));
        }
    }
    // A file of values is one to be kept, not a page to be shown.
    let file = served == "text/csv; charset=utf-8"
        && answer.header("content-disposition").starts_with("attachment;")
        && answer.header("x-content-type-options") == "nosniff";
    (!answer.body.is_empty() && !served.starts_with("application/") && !file)
        .then(|| format!("{what}: served as {served}"))
}

async fn every_text(setup: &Setup<'_>) {
    let Some(estate) = Estate::build(setup).await else { return };
    let owner = &estate.owner.client;
    let mut wrong = Vec::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for operation in &operations() {
        let Request { path, body } = request(&estate, operation, &estate.workspace);
        for field in operation.body().map(|schema| fields(schema, body.as_ref().unwrap())).unwrap_or_default()
        {
            if !field.texts() && !field.lists_texts() {
                continue;
            }
            let free = ["name", "reason"].contains(field.path.last().unwrap()) && operation.id != "sign_up";
            for (text, good) in texts() {
                // Fresh for each: addresses and ids of the request are new.
                let fresh = request(&estate, operation, &estate.workspace).body.unwrap();
                let value = if field.lists_texts() { json!([text]) } else { json!(text) };
                let answer = owner.ask(operation.method, &path, Some(&field.put(&fresh, value))).await;
                let what = format!(
                    "{} with {} = {:?}",
                    operation.id,
                    field.name(),
                    text.chars().take(40).collect::<String>()
                );
                *statuses.entry(answer.status).or_default() += 1;
                wrong.extend(judge(&what, &answer, &text, free));
                let taken = answer.status < 400;
                // A colon stands between the names of ledger accounts.
                let ledger = ["new_ledger_account", "change_ledger_account"].contains(&operation.id);
                let good = good && !(ledger && text.contains(':'));
                if free
                    && taken != good
                    && !["delete_workspace", "link_account", "link_many"].contains(&operation.id)
                {
                    wrong.push(format!("{what}: {}", answer.say()));
                }
            }
        }
        for name in operation.parameters("query") {
            for (text, _) in texts().into_iter().filter(|(text, _)| text.len() < 2_000) {
                let (bare, own) = path.split_once('?').unwrap_or((&path, ""));
                let start = format!("{name}=");
                let mut pairs: Vec<String> = own
                    .split('&')
                    .filter(|pair| !pair.is_empty() && !pair.starts_with(&start))
                    .map(str::to_owned)
                    .collect();
                pairs.push(format!("{start}{}", escape(&text)));
                let answer =
                    owner.ask(operation.method, &format!("{bare}?{}", pairs.join("&")), body.as_ref()).await;
                *statuses.entry(answer.status).or_default() += 1;
                wrong.extend(judge(
                    &format!("{} with ?{name}={text:?}", operation.id),
                    &answer,
                    &text,
                    false,
                ));
            }
        }
        for name in operation.parameters("path") {
            for (text, _) in texts().into_iter().filter(|(text, _)| (1..2_000).contains(&text.len())) {
                let template = operation.path.replace(&format!("{{{name}}}"), &escape(&text));
                let answer = owner
                    .ask(operation.method, &estate.path(&template, &estate.workspace), body.as_ref())
                    .await;
                *statuses.entry(answer.status).or_default() += 1;
                // A browser comes to the callback: it is led to our own page to sign in, which says what is wrong.
                let told = answer.header("location").strip_prefix("/sign-in?problem=").unwrap_or_default();
                let harmless = |byte: u8| byte.is_ascii_alphanumeric() || b"+%-._*&=".contains(&byte);
                let led = operation.id == "finish_provider"
                    && answer.status == 303
                    && told.contains("&detail=")
                    && told.bytes().all(harmless);
                if ![400, 404].contains(&answer.status) && !led {
                    wrong.push(format!("{} with {name} = {text:?}: {}", operation.id, answer.say()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} answers are wrong ({statuses:?}):\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        statuses.values().sum::<usize>() > 1_500 && statuses[&200] > 50 && statuses[&201] > 30,
        "{statuses:?}"
    );
    sound(&estate).await;
}

/// Afterwards everything is still there, the chain is whole, and mails hold texts and no markup of others.
async fn sound(estate: &Estate) {
    let of = format!("/workspaces/{}", estate.workspace);
    let owner = &estate.owner.client;
    let members = owner.get(&format!("{of}/members")).await.must(200).json();
    assert_eq!(members["items"].as_array().unwrap().len(), 4, "{members}");
    let chain = owner.get(&format!("{of}/audit/verify")).await.must(200).json();
    assert!(chain["broken"].is_null(), "{chain}");
    owner.get("/fleet").await.must(200);
    estate.viewer.client.get("/me").await.must(200);
    assert_eq!(owner.get("//readyz").await.must(200).json()["ready"], true);
    // The worst name, in a mail to somebody else.
    let named = json!({ "name": format!("{MARKUP}&amp;") });
    owner.ask("PATCH", "/me", Some(&named)).await.must(200);
    owner.ask("PATCH", &of, Some(&named)).await.must(200);
    let invite = json!({ "email": "curious@example.com", "role": "viewer" });
    owner.post(&format!("{of}/invitations"), &invite).await.must(201);
    let folder = estate.service.folder().join("mail");
    let mail = until("the invitation", async || {
        let entries = std::fs::read_dir(&folder).ok()?.map_while(Result::ok);
        let mut own =
            entries.filter(|entry| entry.file_name().to_string_lossy().starts_with("curious@example.com"));
        let text = std::fs::read_to_string(own.next()?.path()).ok()?;
        text.contains("</html>").then_some(text)
    })
    .await;
    let (head, page) = mail.split_once("Content-Type: text/html").unwrap();
    assert!(head.contains(MARKUP), "the plain part has the name as it is: {head}");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_a_text_on_sqlite() {
    every_text(&Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_is_a_text_on_postgresql() {
    if Postgres::there() {
        every_text(&Setup { postgres: true, uncached: true, ..Setup::default() }).await;
    }
}

//! What does not fit is refused with a clear problem, and changes nothing.

use reqwest::header::{CONTENT_TYPE, IF_MATCH};
use serde_json::{Value, json};

use crate::fields::fields;
use crate::kit::{Answer, Estate, NOBODY, Operation, Setup, differences, operations};
use crate::rights::{Request, request};

/// The largest body that the service takes by its defaults, in bytes.
const BODY_MAX_BYTES: usize = 1_048_576;

/// Refused requests, counted, with what was wrong about the answers.
#[derive(Default)]
struct Ledger {
    asked: usize,
    wrong: Vec<String>,
}

impl Ledger {
    /// An answer that must be one of these.
    fn must(&mut self, what: &str, answer: &Answer, allowed: &[(u16, &str)]) {
        self.asked += 1;
        if !allowed.contains(&(answer.status, answer.code().as_str())) {
            self.wrong.push(format!("{what}: {allowed:?} expected, got {}", answer.say()));
        }
    }

    fn close(self, least: usize) {
        let Self { asked, wrong } = self;
        assert!(wrong.is_empty(), "{} of {asked} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
        assert!(asked >= least, "{asked} answers are too few");
    }
}

/// Does something that must leave the workspace as it is.
async fn unchanged(estate: &Estate, act: impl AsyncFnOnce(&mut Ledger), least: usize) {
    let before = estate.picture().await;
    let mut ledger = Ledger::default();
    act(&mut ledger).await;
    ledger.close(least);
    let after = estate.picture().await;
    assert_eq!(differences(&before.0, &after.0), "", "something was changed by what was refused");
    let new: Vec<&String> = after.1[before.1.len()..].iter().collect();
    assert_eq!(new, ["workspace.exported"], "something was done that was refused");
}

/// What is wrong with a body, the body, and the answers that are right.
type Unreadable = (&'static str, Vec<u8>, &'static [(u16, &'static str)]);

/// Bodies that are no JSON objects, or too large.
fn unreadable(sample: &Value) -> Vec<Unreadable> {
    const NO_JSON: &[(u16, &str)] = &[(400, "bad-json")];
    const NO_OBJECT: &[(u16, &str)] = &[(422, "bad-body")];
    const EITHER: &[(u16, &str)] = &[(400, "bad-json"), (422, "bad-body")];
    let mut unknown = sample.clone();
    unknown["colour"] = json!("red");
    let mut large = sample.clone();
    large["colour"] = json!("x".repeat(BODY_MAX_BYTES));
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(5_000), "]".repeat(5_000));
    let twice = format!("{{\"colour\":1,\"colour\":2,{}", sample.to_string().trim_start_matches('{'));
    vec![
        ("an empty body", Vec::new(), NO_JSON),
        ("no JSON", b"name=value".to_vec(), NO_JSON),
        ("half an object", b"{\"name\":".to_vec(), NO_JSON),
        ("a comma too many", b"{\"name\":1,}".to_vec(), NO_JSON),
        ("two objects", b"{}{}".to_vec(), NO_JSON),
        ("not a number", b"{\"name\":NaN}".to_vec(), NO_JSON),
        ("a number that is too large", b"{\"name\":1e999}".to_vec(), NO_JSON),
        ("no UTF-8", b"{\"name\":\"\xff\xfe\"}".to_vec(), NO_JSON),
        ("half a character", b"{\"name\":\"\\ud800\"}".to_vec(), NO_JSON),
        ("UTF-16", b"\xff\xfe{\0}\0".to_vec(), NO_JSON),
        ("five thousand lists", deep.into_bytes(), NO_JSON),
        ("a list", b"[]".to_vec(), NO_OBJECT),
        ("a list of the fields", b"[\"a\",\"b\",\"c\"]".to_vec(), NO_OBJECT),
        ("a text", b"\"text\"".to_vec(), NO_OBJECT),
        ("null", b"null".to_vec(), NO_OBJECT),
        ("a number", b"1".to_vec(), NO_OBJECT),
        ("an unknown field", unknown.to_string().into_bytes(), NO_OBJECT),
        ("an unknown field, twice", twice.into_bytes(), EITHER),
        ("a body that is too large", large.to_string().into_bytes(), &[(413, "too-large")]),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bodies_that_do_not_fit_are_refused() {
    let Some(estate) = Estate::build(&Setup::default()).await else { return };
    let owner = &estate.owner.client;
    unchanged(
        &estate,
        async |ledger| {
            for operation in operations().iter().filter(|operation| operation.body().is_some()) {
                let Request { path, body } = request(&estate, operation, &estate.workspace);
                let sample = body.unwrap();
                for (what, bytes, allowed) in unreadable(&sample) {
                    let answer = owner.raw(operation.method, &path, bytes).await;
                    ledger.must(&format!("{} with {what}", operation.id), &answer, allowed);
                }
                for field in fields(operation.body().unwrap(), &sample) {
                    for value in field.wrong() {
                        let body = field.put(&sample, value.clone());
                        let answer = owner.ask(operation.method, &path, Some(&body)).await;
                        let what = format!("{} with {} = {value}", operation.id, field.name());
                        ledger.must(&what, &answer, &[(422, "bad-body")]);
                    }
                    if field.required {
                        let body = field.without(&sample);
                        let answer = owner.ask(operation.method, &path, Some(&body)).await;
                        let what = format!("{} without {}", operation.id, field.name());
                        ledger.must(&what, &answer, &[(422, "bad-body")]);
                    }
                }
            }
        },
        700,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ids_queries_cursors_and_versions_that_are_none_are_refused() {
    let Some(estate) = Estate::build(&Setup::default()).await else { return };
    unchanged(
        &estate,
        async |ledger| {
            for operation in &operations() {
                paths(&estate, operation, ledger).await;
                queries(&estate, operation, ledger).await;
                if operation.parameters("header").contains(&"if-match") {
                    versions(&estate, operation, ledger).await;
                }
            }
            cursors(&estate, ledger).await;
        },
        400,
    )
    .await;
}

/// Ids that nothing has, and texts that are no ids.
async fn paths(estate: &Estate, operation: &Operation, ledger: &mut Ledger) {
    let owner = &estate.owner.client;
    let Request { path, body } = request(estate, operation, &estate.workspace);
    let query = path.split_once('?').map(|(_, query)| format!("?{query}")).unwrap_or_default();
    let long = "a".repeat(4_000);
    for name in operation.parameters("path") {
        for bad in [
            "0",
            "not-an-id",
            "%27%3B--",
            "%00",
            "..%2F..",
            "%F0%9F%92%A9",
            "%FF",
            "%7Bid%7D",
            "null",
            NOBODY,
            &long,
        ] {
            let template = operation.path.replace(&format!("{{{name}}}"), bad);
            let path = estate.path(&template, &estate.workspace) + &query;
            let answer = owner.ask(operation.method, &path, body.as_ref()).await;
            let what = format!("{} with {name} = {bad}", operation.id);
            // A browser stands before that route: it is sent to a page that says what is wrong.
            let page: &[(u16, &str)] = &[(303, "")];
            let refused: &[(u16, &str)] = &[(400, "bad-path"), (404, "not-found")];
            ledger.must(&what, &answer, if operation.id == "finish_provider" { page } else { refused });
        }
    }
    let path = format!("/{}", "a".repeat(9_000));
    let answer = owner.ask(operation.method, &path, body.as_ref()).await;
    ledger.must("a long path", &answer, &[(414, "uri-too-long")]);
}

/// Parameters that nobody knows, that stand there twice, and values that are none.
async fn queries(estate: &Estate, operation: &Operation, ledger: &mut Ledger) {
    let owner = &estate.owner.client;
    let names = operation.parameters("query");
    // An identity provider adds what it likes; that route reads what it knows.
    if names.is_empty() || operation.id == "finish_provider" {
        return;
    }
    let path = request(estate, operation, &estate.workspace).path;
    let (path, own) = path.split_once('?').map_or((path.as_str(), ""), |(path, query)| (path, query));
    let mut bad = vec!["colour=red".to_owned(), "%00=1".to_owned(), "=".to_owned(), "a%ff=1".to_owned()];
    for name in &names {
        bad.push(format!("{name}=a&{name}=a"));
        bad.push(format!("{name}=%00"));
        bad.push(format!("{name}=a%0Ab"));
        let values: &[&str] = match *name {
            "limit" => &["0", "-1", "201", "1.5", "x", "", "99999999999999999999"],
            "cursor" => &["x", "e30", "%2B", "AAAA", "null"],
            "sort" | "state" | "severity" | "pillar" | "framework" | "muted" | "unknown" | "hidden"
            | "deep" | "order" | "by" | "outcome" | "what" => &["nothing", "1;--"],
            "days" => &["6", "366", "-30", "1.5", "x", "", "99999999999999999999"],
            // A generation is one of a cloud account.
            "generation" => &["1", "x", "1.5", "", "99999999999999999999"],
            "account" | "kind" | "check" | "region" => &["nothing", "'", "a,b", "%F0%9F%92%A9"],
            "q" | "resource" => &[""],
            _ => &[],
        };
        bad.extend(values.iter().map(|value| format!("{name}={value}")));
    }
    bad.push((0..70).map(|number| format!("p{number}=1")).collect::<Vec<_>>().join("&"));
    for query in bad {
        let name = query.split('=').next().unwrap();
        let rest: Vec<&str> = own
            .split('&')
            .filter(|pair| !pair.is_empty() && !pair.starts_with(&format!("{name}=")))
            .collect();
        let full = format!("{path}?{}", [rest.as_slice(), &[query.as_str()]].concat().join("&"));
        let answer = owner.get(&full).await;
        let what = format!("{} with ?{query}", operation.id);
        ledger.must(&what, &answer, &[(400, "bad-query"), (400, "bad-cursor"), (422, "bad-value")]);
    }
}

/// Versions that are not the one that is there.
async fn versions(estate: &Estate, operation: &Operation, ledger: &mut Ledger) {
    let Request { path, body } = request(estate, operation, &estate.workspace);
    for tag in ["", "x", "v1", "\"v0\"", "\"v-1\"", "\"v999999\"", "W/\"v1\"", "\"v99999999999999999999999\""]
    {
        let mut ask = estate.owner.client.request(operation.method, &path).header(IF_MATCH, tag);
        if let Some(body) = &body {
            ask = ask.header(CONTENT_TYPE, "application/json").body(body.to_string());
        }
        let answer = estate.owner.client.send(ask).await;
        ledger.must(&format!("{} if-match {tag}", operation.id), &answer, &[(412, "changed")]);
    }
}

/// Cursors of another list, or of the same list with another filter.
async fn cursors(estate: &Estate, ledger: &mut Ledger) {
    let of = format!("/workspaces/{}", estate.workspace);
    let client = &estate.owner.client;
    let next = async |list: &str| client.get(&format!("{of}/{list}")).await.must(200).json()["next"].clone();
    let resources = next("resources?limit=1").await;
    let audit = next("audit?limit=1").await;
    let by_name = next("resources?limit=1&sort=name").await;
    let groups = next("finding-groups?by=check&limit=1").await;
    let (resources, audit) = (resources.as_str().unwrap(), audit.as_str().unwrap());
    let (by_name, groups) = (by_name.as_str().unwrap(), groups.as_str().unwrap());
    client.get(&format!("{of}/resources?limit=1&sort=name&cursor={by_name}")).await.must(200);
    client.get(&format!("{of}/finding-groups?limit=3&by=check&cursor={groups}")).await.must(200);
    client.get(&format!("{of}/resources?limit=1&cursor={resources}")).await.must(200);
    client.get(&format!("{of}/audit?limit=2&cursor={audit}")).await.must(200);
    let changes = next("changes?limit=1").await;
    let changes = changes.as_str().unwrap();
    client.get(&format!("{of}/changes?limit=1&cursor={changes}")).await.must(200);
    for (list, cursor) in [
        ("findings?limit=1", resources),
        ("audit?limit=1", resources),
        ("resources?limit=1&sort=since", by_name),
        ("resources?limit=1&sort=name&order=desc", by_name),
        ("finding-groups?by=resource", groups),
        ("finding-groups?by=check&severity=low", groups),
        ("findings?limit=1", groups),
        ("resources?limit=1", audit),
        ("changes?limit=1", resources),
        ("changes?what=added", changes),
        ("check-resources?check=ec2.imdsv2", changes),
        ("resources?kind=aws.ec2.vpc", resources),
        ("resources?limit=1", &resources[1..]),
        ("resources?limit=1", &resources.to_uppercase()),
    ] {
        let answer = client.get(&format!("{of}/{list}&cursor={cursor}")).await;
        ledger.must(&format!("{list} with a cursor of elsewhere"), &answer, &[(400, "bad-cursor")]);
    }
    // Not even of the same list in another workspace.
    let other = format!("/workspaces/{}/audit?limit=1&cursor={audit}", estate.second);
    ledger.must("a cursor of another workspace", &client.get(&other).await, &[(400, "bad-cursor")]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_sites_other_media_and_other_methods_are_refused() {
    let Some(estate) = Estate::build(&Setup::default()).await else { return };
    let owner = &estate.owner.client;
    let (_, machine) = estate.owner.token(&["manage"], None).await;
    let crate::kit::Key::Cookie(cookie) = &owner.key else { panic!("the owner has no cookie") };
    unchanged(
        &estate,
        async |ledger| {
            let all = operations();
            for operation in &all {
                let Request { path, body } = request(&estate, operation, &estate.workspace);
                let text = body.as_ref().map(Value::to_string).unwrap_or_default();
                if !operation.is_safe() {
                    // A page of another site makes the browser send the cookie.
                    for headers in [
                        &[("sec-fetch-site", "cross-site")][..],
                        &[("sec-fetch-site", "same-site"), ("origin", "https://evil.example")],
                        &[("origin", "https://evil.example")],
                        &[("origin", "null")],
                        &[("sec-fetch-site", "cross-site"), ("origin", estate.service.url.as_str())],
                    ] {
                        let ask = estate.service.anonymous().request(operation.method, &path);
                        let mut ask = ask.header("cookie", cookie).header(CONTENT_TYPE, "application/json");
                        for (name, value) in headers {
                            ask = ask.header(*name, *value);
                        }
                        let answer = owner.send(ask.body(text.clone())).await;
                        ledger.must(
                            &format!("{} from {headers:?}", operation.id),
                            &answer,
                            &[(403, "cross-site")],
                        );
                    }
                    // A form of another page can send these.
                    for media in
                        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
                    {
                        let ask = owner.request(operation.method, &path).header(CONTENT_TYPE, media);
                        let answer = owner.send(ask.body("a=b")).await;
                        let allowed: &[(u16, &str)] = if operation.value["security"].is_null() {
                            &[(403, "cross-site")]
                        } else {
                            // Nobody's session is used here, so only the medium is wrong.
                            &[(403, "cross-site"), (415, "unsupported-media-type")]
                        };
                        ledger.must(&format!("{} as {media}", operation.id), &answer, allowed);
                    }
                }
                if operation.body().is_some() {
                    for media in
                        ["", "text/plain", "application/xml", "text/json", "application/json; charset=utf-16"]
                    {
                        let mut ask = machine.request(operation.method, &path).body(text.clone());
                        if !media.is_empty() {
                            ask = ask.header(CONTENT_TYPE, media);
                        }
                        let answer = machine.send(ask).await;
                        let what = format!("{} as {media:?}", operation.id);
                        ledger.must(&what, &answer, &[(415, "unsupported-media-type")]);
                    }
                }
                let known: Vec<&str> = all
                    .iter()
                    .filter(|other| other.path == operation.path)
                    .map(|other| other.method)
                    .collect();
                for method in ["GET", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
                    if known.contains(&method) {
                        continue;
                    }
                    let answer = owner.ask(method, &path, None).await;
                    ledger.must(&format!("{method} {path}"), &answer, &[(405, "method-not-allowed")]);
                    let allow = answer.header("allow").to_owned();
                    if !known.iter().all(|method| allow.contains(method)) {
                        ledger.wrong.push(format!("{method} {path}: Allow is {allow:?}, not {known:?}"));
                    }
                }
            }
        },
        700,
    )
    .await;
}

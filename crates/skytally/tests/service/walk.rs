//! Every operation of the document, asked by everybody: each gets the answer that `rights.txt` says.

use std::collections::BTreeSet;

use serde_json::json;
use skytally_testkit::Postgres;

use crate::kit::{Client, Estate, Key, Person, Setup, differences};
use crate::rights::{Request, Rule, Stands, Tied, Who, request, table};

/// Somebody who walks.
struct Caller {
    name: &'static str,
    client: Client,
    stands: Stands,
    /// Their address, for another session.
    email: Option<String>,
}

const NOBODY: Stands = Stands { known: false, role: None, token: None, tied: Tied::Nowhere };

fn person(name: &'static str, who: &Person, role: Option<Who>) -> Caller {
    let stands = Stands { known: true, role, ..NOBODY };
    Caller { name, client: who.client.clone(), stands, email: Some(who.email.clone()) }
}

/// Those who cannot change anything in the workspace, and then those who can.
async fn callers(estate: &Estate) -> (Vec<Caller>, Vec<Caller>) {
    let nobody = |name, client| Caller { name, client, stands: NOBODY, email: None };
    let service = &estate.service;
    let late = service.person("late").await;
    let (_, over) = late.token(&["manage"], None).await;
    let (id, revoked) = estate.owner.token(&["manage"], None).await;
    estate.owner.client.ask("DELETE", &format!("/me/tokens/{id}"), None).await.must(204);
    let gone = service.signed_in(&estate.owner.email).await;
    gone.client.ask("POST", "/sign-out", None).await.must(204);
    // Their time is up, without anybody having ended them.
    late.client.get("/me").await.must(200);
    over.get("/me").await.must(200);
    service
        .tamper("UPDATE sessions SET expires_ms = 1000 WHERE user_id = (SELECT id FROM users WHERE email = 'late@example.com')")
        .await;
    service
        .tamper("UPDATE api_tokens SET expires_ms = 1000 WHERE user_id = (SELECT id FROM users WHERE email = 'late@example.com')")
        .await;
    let owner = &estate.owner;
    let token = async |name, whose: &Person, role, scopes: &'static [&'static str], tied: Tied| {
        let only = match tied {
            Tied::Nowhere => None,
            Tied::Here => Some(estate.workspace.as_str()),
            Tied::Elsewhere => Some(estate.second.as_str()),
        };
        let (_, client) = whose.token(scopes, only).await;
        Caller { name, client, stands: Stands { known: true, role, token: Some(scopes), tied }, email: None }
    };
    let own = Some(Who::Owner);
    let harmless = vec![
        nobody("anonymous", service.anonymous()),
        nobody(
            "an invented session",
            service.anonymous().with(Key::Cookie("skytally=sks_AAAAAAAA".to_owned())),
        ),
        nobody("an expired session", late.client.clone()),
        nobody("an ended session", gone.client.clone()),
        nobody("an expired token", over),
        nobody("a revoked token", revoked),
        person("a stranger", &estate.stranger, None),
        person("the owner of another workspace", &estate.other, None),
        token("an owner's token for reading", owner, own, &["read"], Tied::Nowhere).await,
        token("an owner's token for elsewhere", owner, own, &["manage"], Tied::Elsewhere).await,
        token(
            "a viewer's token for everything",
            &estate.viewer,
            Some(Who::Viewer),
            &["manage"],
            Tied::Nowhere,
        )
        .await,
        person("a viewer", &estate.viewer, Some(Who::Viewer)),
    ];
    let others = vec![
        token("an owner's token for collecting", owner, own, &["collect"], Tied::Nowhere).await,
        token("an owner's token for findings", owner, own, &["findings"], Tied::Nowhere).await,
        token("an owner's token for here", owner, own, &["manage"], Tied::Here).await,
        token("an owner's token for everything", owner, own, &["manage"], Tied::Nowhere).await,
        person("an analyst", &estate.analyst, Some(Who::Analyst)),
        person("an admin", &estate.admin, Some(Who::Admin)),
        person("the owner", owner, own),
    ];
    (harmless, others)
}

/// One caller asks for everything. Gives what was answered otherwise than the table says.
async fn walk(estate: &Estate, caller: &Caller, rules: &[Rule], wrong: &mut Vec<String>) -> usize {
    let mut asked = 0;
    for rule in rules {
        let Request { path, body } = request(estate, &rule.operation, &estate.workspace);
        let mut client = caller.client.clone();
        if let (Some(email), "sign_out") = (&caller.email, rule.operation.id) {
            client = estate.service.signed_in(email).await.client;
        }
        let answer = client.ask(rule.operation.method, &path, body.as_ref()).await;
        asked += 1;
        let (status, code) = rule.expects(&caller.stands);
        let mut right = (answer.status, answer.code().as_str()) == (status, code);
        if right && status == 404 && rule.who >= Who::Viewer {
            // Whoever is no member is told the same about every workspace, there or not.
            let detail = answer.str("detail");
            right = (detail == "there is no such workspace") == rule.denies(&caller.stands).is_some();
        }
        if !right {
            wrong.push(format!(
                "{} asks for {}: {status} {code} expected, got {}",
                caller.name,
                rule.operation.id,
                answer.say()
            ));
        }
    }
    asked
}

/// Whoever owns another workspace names it in the path, and things of this one behind it.
async fn across(estate: &Estate, rules: &[Rule], wrong: &mut Vec<String>) -> usize {
    let mut asked = 0;
    for rule in rules.iter().filter(|rule| rule.who >= Who::Viewer) {
        let things = rule.operation.path.contains("{account}")
            || rule.operation.path.contains("{run}")
            || rule.operation.path.contains("{finding}");
        let Request { path, body } = request(estate, &rule.operation, &estate.foreign);
        if !things && !["resource", "relations"].contains(&rule.operation.id) {
            continue;
        }
        let answer = estate.other.client.ask(rule.operation.method, &path, body.as_ref()).await;
        asked += 1;
        if (answer.status, answer.code().as_str()) != (404, "not-found") {
            wrong.push(format!("another's {} by the own workspace: got {}", rule.operation.id, answer.say()));
        }
    }
    // Among many, those of another workspace are as if they were not there.
    for operation in ["mute_many", "unmute_many"] {
        let rule = rules.iter().find(|rule| rule.operation.id == operation).unwrap();
        let Request { path, body } = request(estate, &rule.operation, &estate.foreign);
        let answer = estate.other.client.ask("POST", &path, body.as_ref()).await.must(200).json();
        asked += 1;
        let missing = answer["missing"].as_array().is_some_and(|ids| ids.contains(&json!(estate.finding)));
        if answer["changed"] != json!([]) || !missing {
            wrong.push(format!("another's finding by {operation}: got {answer}"));
        }
    }
    asked
}

/// What the walk only asked for with ids that nothing has, done once for real, and what holds after it.
async fn acts(estate: &Estate) {
    let of = format!("/workspaces/{}", estate.workspace);
    let (owner, admin) = (&estate.owner.client, &estate.admin.client);
    // Admins neither make nor unmake owners, nor remove them, and nobody removes the last one.
    let user = |person: &Person| format!("{of}/members/{}", person.id);
    let role = |role: &str| Some(json!({ "role": role }));
    for (client, person, to, status) in [
        (admin, &estate.viewer, "owner", 403),
        (admin, &estate.admin, "owner", 403),
        (admin, &estate.owner, "viewer", 403),
        (&estate.analyst.client, &estate.analyst, "admin", 403),
        (owner, &estate.owner, "viewer", 409),
        (admin, &estate.viewer, "analyst", 200),
        (admin, &estate.viewer, "viewer", 200),
    ] {
        client.ask("PATCH", &user(person), role(to).as_ref()).await.must(status);
    }
    admin
        .post(&format!("{of}/invitations"), &json!({ "email": "x@example.com", "role": "owner" }))
        .await
        .must(403);
    admin.ask("DELETE", &user(&estate.owner), None).await.must(403);
    owner.ask("DELETE", &user(&estate.owner), None).await.must(409);
    // Whoever leaves needs no right for it, and sees nothing afterwards.
    estate.viewer.client.ask("DELETE", &user(&estate.viewer), None).await.must(204);
    estate.viewer.client.get(&of).await.refused(404, "not-found");
    admin.ask("DELETE", &user(&estate.analyst), None).await.must(204);
    estate.analyst.client.get(&format!("{of}/findings")).await.refused(404, "not-found");
    let invite = json!({ "email": "later@example.com", "role": "viewer" });
    let id = admin.post(&format!("{of}/invitations"), &invite).await.must(201).str("id");
    admin.ask("DELETE", &format!("{of}/invitations/{id}"), None).await.must(204);
    let tested =
        admin.ask("POST", &format!("{of}/accounts/{}/test", estate.account), None).await.must(200).json();
    assert!(tested["allowed"].as_array().is_some_and(|allowed| !allowed.is_empty()), "{tested}");
    let chain = admin.get(&format!("{of}/audit/verify")).await.must(200).json();
    assert!(chain["broken"].is_null() && chain["entries"].as_i64() > Some(20), "{chain}");
    admin.ask("DELETE", &format!("{of}/accounts/{}", estate.account), None).await.must(204);
    owner.get(&format!("{of}/accounts/{}", estate.account)).await.refused(404, "not-found");
    // A token that is tied to a workspace ends with it, at the latest.
    let (_, tied) = estate.owner.token(&["read"], Some(&estate.workspace)).await;
    tied.get(&of).await.must(200);
    owner.ask("DELETE", &of, Some(&json!({ "name": "First" }))).await.must(204);
    for client in [owner, admin] {
        client.get(&of).await.refused(404, "not-found");
    }
    assert!([401, 404].contains(&tied.get(&of).await.status));
    let proof = json!({ "password": crate::kit::PASSWORD });
    let leaver = estate.service.person("leaver").await.client;
    leaver.ask("DELETE", "/me", Some(&proof)).await.must(204);
    leaver.get("/me").await.refused(401, "unauthenticated");
    // The only owner of a workspace cannot go.
    estate.other.client.ask("DELETE", "/me", Some(&proof)).await.refused(409, "conflict");
}

async fn everybody(setup: &Setup<'_>) {
    let rules = table();
    let Some(estate) = Estate::build(setup).await else { return };
    // There can be one only: whoever may ask for it is told so from here on.
    let sample = format!("/workspaces/{}/sample", estate.workspace);
    estate.owner.client.ask("POST", &sample, None).await.must(201);
    let (harmless, others) = callers(&estate).await;
    let mut wrong = Vec::new();
    let mut asked = 0;
    let before = estate.picture().await;
    for caller in &harmless {
        asked += walk(&estate, caller, &rules, &mut wrong).await;
    }
    asked += across(&estate, &rules, &mut wrong).await;
    let after = estate.picture().await;
    assert!(wrong.is_empty(), "{} of {asked} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
    let changed = differences(&before.0, &after.0);
    assert_eq!(changed, "", "somebody without the right changed the workspace");
    // Viewers may ask AWS for the regions, which uses the credential.
    let new: BTreeSet<&str> = after.1[before.1.len()..].iter().map(String::as_str).collect();
    assert_eq!(new, BTreeSet::from(["credential.used", "workspace.exported"]));
    for caller in &others {
        asked += walk(&estate, caller, &rules, &mut wrong).await;
    }
    assert!(wrong.is_empty(), "{} of {asked} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
    assert!(asked > rules.len() * 19, "{asked} answers are too few");
    acts(&estate).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_table_says_on_sqlite() {
    everybody(&Setup::default()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_table_says_without_a_cache() {
    everybody(&Setup { uncached: true, ..Setup::default() }).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_the_table_says_on_postgresql() {
    if Postgres::there() {
        everybody(&Setup { postgres: true, ..Setup::default() }).await;
    }
}

//! The audit trail: every write adds its entry or does not happen, and nobody changes an entry unseen.

use serde_json::{Value, json};
use skytally_model::Role;
use skytally_store::{
    FindingFilter, FindingOrder, FindingState, MailPurpose, MailToken, NewApiToken, StoreError, Trigger,
};

use crate::world::{
    DAY, HOUR, MINUTE, SECOND, World, at, by, collect, document, finding, key_access, lease, letter, minutes,
    new_account, new_user, origin, publication, renamed, settings,
};

on_both!(
    every_write_in_a_workspace_has_its_entry_and_changes_the_stamp,
    every_write_about_people_has_its_entry,
    tampering_is_found,
    writers_at_once_keep_the_chain_whole,
    entries_are_read_page_by_page,
);

/// Renames the head of a chain, so that nothing can be added to it, or names it as it was.
async fn hide_head(world: &World, chain: &str, hidden: bool) {
    let (from, to) = if hidden { (chain, "hidden") } else { ("hidden", chain) };
    let changed = world
        .execute(&format!("UPDATE audit_heads SET workspace_id = '{to}' WHERE workspace_id = '{from}'"))
        .await;
    assert_eq!(changed, 1);
}

/// Runs a verb twice: first with a trail that takes no entry, when nothing at all may change; then as it should be, when it
/// adds the entries that are named.
macro_rules! entry {
    ($world:expr, $chain:expr, $actions:expr, $write:expr) => {{
        let (chain, expected): (&str, &[&str]) = ($chain, &$actions);
        if !expected.is_empty() {
            hide_head($world, chain, true).await;
            let before = $world.dump().await;
            let outcome = $write.map(drop);
            assert!(
                matches!(outcome, Err(StoreError::Missing("audit chain"))),
                "{}: {outcome:?}",
                stringify!($write)
            );
            assert_eq!($world.dump().await, before, "{}", stringify!($write));
            hide_head($world, chain, false).await;
        }
        let before = $world.actions(chain).await;
        let outcome = $write.unwrap();
        let after = $world.actions(chain).await;
        assert_eq!(after[before.len()..], *expected, "{}", stringify!($write));
        outcome
    }};
}

async fn every_write_in_a_workspace_has_its_entry_and_changes_the_stamp(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let berta = world.person("berta").await;
    let chain = scope.workspace().to_string();
    let from = by(&anna, MINUTE);
    let mut stamps = vec![(store.stamp(&scope).await.unwrap(), store.fleet_stamp(anna.id).await.unwrap())];
    macro_rules! changed {
        ($what:expr) => {{
            let now = (store.stamp(&scope).await.unwrap(), store.fleet_stamp(anna.id).await.unwrap());
            assert!(stamps.iter().all(|(one, fleet)| *one != now.0 && *fleet != now.1), "{}", $what);
            stamps.push(now);
        }};
    }
    macro_rules! step {
        ([$($action:expr),*], $write:expr) => {{
            let outcome = entry!(&world, &chain, [$($action),*], $write);
            changed!(stringify!($write));
            outcome
        }};
    }
    let (trust, letter_of) = (json!({}), letter);
    step!(["workspace.changed"], store.change_workspace(&scope, &from, &renamed("n"), None).await);
    step!(["looked"], store.note_in(&scope, &from, "looked", "x", json!({ "a": 1 })).await);
    let mail = letter_of("h1");
    step!(
        ["member.invited"],
        store.invite(&scope, &from, anna.id, "berta@example.com", Role::Viewer, "h1", at(DAY), &mail).await
    );
    step!(["member.joined"], store.accept_invitation(&by(&berta, MINUTE), berta.id, "h1").await);
    step!(["member.role-changed"], store.change_role(&scope, &from, berta.id, Role::Admin).await);
    let mail = letter_of("h2");
    let invited = step!(
        ["member.invited"],
        store.invite(&scope, &from, anna.id, "new@example.com", Role::Viewer, "h2", at(DAY), &mail).await
    );
    step!(["member.invitation-revoked"], store.revoke_invitation(&scope, &from, invited.id).await);
    // What is the person's is in the installation's trail; still it is seen in the workspace.
    step!([], store.rename_user(&by(&berta, MINUTE), berta.id, "B").await);
    store.start_totp(&by(&berta, MINUTE), berta.id, "sealed").await.unwrap();
    step!([], store.confirm_totp(&by(&berta, MINUTE), berta.id, 1, &[]).await);
    step!([], store.stop_totp(&by(&berta, MINUTE), berta.id, &letter_of("off")).await);
    step!(["member.removed"], store.remove_member(&scope, &from, berta.id).await);

    step!(["account.link-offered"], store.offer_link(&scope, &from, "e", at(DAY)).await);
    let id = store.new_link_id(at(MINUTE));
    let new = new_account(1);
    step!(["account.linked"], store.link_account(&scope, &from, id, &new, 9).await);
    step!(
        ["account.relinked"],
        store.relink_account(&scope, &from, id, &key_access(1), Some("s"), &trust).await
    );
    step!(["account.changed"], store.change_account(&scope, &from, id, Some("a"), &settings(), None).await);
    step!(["account.paused"], store.pause_account(&scope, &from, id, true).await);
    step!(["account.resumed"], store.pause_account(&scope, &from, id, false).await);
    step!(["account.collect-asked"], store.want_run(&scope, &from, id).await);
    step!(["credential.used"], store.sealed_secret(&scope, &from, id, "collection").await);

    // What a run does is told by the run itself.
    let mut held = step!([], store.lease_account("n", at(HOUR), minutes(5)).await).unwrap().0;
    step!([], store.renew_lease(&mut held, at(HOUR), minutes(9)).await);
    let run = step!([], store.begin_run(&held, Trigger::Wanted, at(HOUR)).await);
    step!([], store.run_progress(&held, run, at(HOUR), (2, 1, 1)).await);
    store.stage_documents(&held, at(HOUR), &[document("v1", "a")]).await.unwrap();
    let mut end = publication(HOUR + SECOND);
    end.findings = vec![finding("v1", FindingState::Open, "opened")];
    step!([], store.publish_run(&held, run, &end).await);
    let held = step!([], store.lease_account("n", at(2 * HOUR), minutes(5)).await).unwrap().0;
    let run = step!([], store.begin_run(&held, Trigger::Schedule, at(2 * HOUR)).await);
    step!([], store.fail_run(&held, run, at(2 * HOUR), "denied", at(3 * HOUR)).await);
    let held = lease(store, "n", 3 * HOUR).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(3 * HOUR)).await.unwrap();
    changed!("begin_run");
    step!([], store.release_lease(&held, Some(run), at(3 * HOUR)).await);
    collect(store, 4 * HOUR, &[document("v1", "b")], |end| {
        end.findings = vec![finding("v2", FindingState::Resolved, "resolved")];
    })
    .await;
    changed!("collect");

    let filter = FindingFilter { states: vec![FindingState::Open], ..FindingFilter::default() };
    let found =
        store.findings(&scope, &filter, FindingOrder::Severity, None, 1, at(0)).await.unwrap().remove(0).id;
    let mute = Some((at(5 * HOUR), "why"));
    step!(["finding.muted"], store.mute_finding(&scope, &from, found, anna.id, mute, None).await);
    step!(["finding.unmuted"], store.end_mutes(&scope, at(6 * HOUR)).await);
    step!(["finding.muted"], store.mute_finding(&scope, &from, found, anna.id, mute, None).await);
    step!(["finding.unmuted"], store.mute_finding(&scope, &from, found, anna.id, None, None).await);
    assert_eq!(step!([], store.forget_documents(&scope, at(9 * DAY)).await), 1);
    assert_eq!(step!([], store.forget_findings(&scope, at(9 * DAY)).await), 1);
    assert_eq!(step!([], store.forget_runs(&scope, at(9 * DAY)).await), 3);
    step!(["workspace.exported"], crate::world::export(store, &scope, &from).await);
    step!(["account.unlinked"], store.unlink_account(&scope, &from, id).await);

    let entries = store.audit_entries(&scope, None, 1).await.unwrap();
    assert_eq!(entries[0].actor, format!("user:{}", anna.id));
    assert_eq!((entries[0].address.as_str(), entries[0].request.as_str()), ("203.0.113.7", "req-1"));
    assert_eq!(entries[0].at, at(MINUTE));
    let fleet = stamps.pop().unwrap().1;
    entry!(&world, "-", ["workspace.deleted"], store.delete_workspace(&scope, &from).await);
    assert_ne!(store.fleet_stamp(anna.id).await.unwrap(), fleet);
    let before = store.fleet_stamp(anna.id).await.unwrap();
    store.create_workspace(&from, anna.id, "again", 90, 9).await.unwrap();
    assert_ne!(store.fleet_stamp(anna.id).await.unwrap(), before);
    world.chains_are_whole().await;
}

async fn every_write_about_people_has_its_entry(world: World) {
    let store = &world.store;
    macro_rules! step {
        ($action:expr, $write:expr) => {
            entry!(&world, "-", [$action], $write)
        };
    }
    let (new, hash) = (new_user("anna", false), "m".to_owned());
    let mail = MailToken { purpose: MailPurpose::Verify, hash, expires: at(DAY), mail: letter("m") };
    let anna =
        step!("user.sign-up", store.create_user(&origin(0), &new, Some(("i", "s")), Some(&mail)).await);
    let from = by(&anna, 1);
    step!("user.verified", store.verify_email(&from, "m").await);
    step!("user.identity-added", store.add_identity(&from, anna.id, "i2", "s").await);
    step!("user.renamed", store.rename_user(&from, anna.id, "A").await);
    let reset =
        MailToken { purpose: MailPurpose::Reset, hash: "r".into(), expires: at(DAY), mail: letter("r") };
    step!("user.reset-asked", store.send_mail_token(&from, anna.id, &reset).await);
    step!("user.password-reset", store.reset_password(&from, "r", "p", |_| letter("r2")).await);
    step!("user.password-changed", store.change_password(&from, anna.id, "p", None, &letter("c")).await);
    let codes = ["c".to_owned()];
    step!("user.totp-started", store.start_totp(&from, anna.id, "sealed").await);
    step!("user.totp-on", store.confirm_totp(&from, anna.id, 1, &codes).await);
    step!("user.recovery-codes-renewed", store.renew_recovery_codes(&from, anna.id, &codes).await);
    step!("user.recovery-code-used", store.use_recovery_code(&from, anna.id, "c").await);
    step!("user.totp-off", store.stop_totp(&from, anna.id, &letter("off")).await);
    let session =
        step!("session.begun", store.begin_session(&from, anna.id, "s", at(DAY), "x", "password").await);
    step!("session.others-ended", store.end_other_sessions(&from, anna.id, session.id).await);
    step!("session.ended", store.end_session(&from, anna.id, session.id).await);
    let new =
        NewApiToken { hash: "t".into(), only: None, name: "ci".into(), scopes: vec![], expires: at(DAY) };
    let token = step!("token.created", store.create_api_token(&from, anna.id, &new).await);
    step!("token.revoked", store.revoke_api_token(&from, anna.id, token.id).await);
    step!("sign-in.refused", store.note(&from, "sign-in.refused", "user:unknown", json!({})).await);
    step!("user.deleted", store.delete_user(&from, anna.id).await);
    world.chains_are_whole().await;
}

async fn tampering_is_found(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    for n in 0..5 {
        store
            .note_in(&scope, &by(&anna, n), "noted", &format!("thing {n}"), json!({ "n": n }))
            .await
            .unwrap();
    }
    let chain = scope.workspace().to_string();
    let whole = store.verify_audit_of(&scope).await.unwrap();
    assert_eq!((whole.entries, whole.broken.as_deref(), whole.chain.as_str()), (6, None, chain.as_str()));
    let columns = ["at_ms", "actor", "action", "subject", "address", "request", "detail", "previous", "hash"];
    let row = format!("workspace_id = '{chain}' AND seq");
    let mut faults: Vec<(String, &str)> = Vec::new();
    for column in columns {
        let value = if column == "at_ms" { "at_ms + 1".to_owned() } else { format!("{column} || 'x'") };
        faults.push((format!("UPDATE audit SET {column} = {value} WHERE {row} = 3"), "entry 3 was changed"));
    }
    for (fault, told) in [
        (format!("DELETE FROM audit WHERE {row} = 3"), "entry 3 is missing"),
        (format!("DELETE FROM audit WHERE {row} = 1"), "entry 1 is missing"),
        (format!("DELETE FROM audit WHERE {row} >= 5"), "ends at entry 4, its head says 6"),
        (format!("DELETE FROM audit WHERE {row} > 0"), "ends at entry 0, its head says 6"),
        // Two change their places.
        (
            format!("UPDATE audit SET seq = CASE seq WHEN 103 THEN 4 ELSE 3 END WHERE {row} IN (103, 104)"),
            "entry 3 was changed",
        ),
        // The head goes with the tail: told by the hash that somebody kept elsewhere, not by the chain.
        (format!("UPDATE audit_heads SET hash = 'x' WHERE workspace_id = '{chain}'"), "ends at entry 6"),
        (format!("UPDATE audit_heads SET seq = 7 WHERE workspace_id = '{chain}'"), "ends at entry 6"),
        (format!("DELETE FROM audit_heads WHERE workspace_id = '{chain}'"), "the head of the chain is missing"),
        (
            format!(
                "INSERT INTO audit SELECT workspace_id, 7, at_ms, actor, action, subject, address, request, detail,
                 previous, hash FROM audit WHERE {row} = 6"
            ),
            "entry 7 was changed",
        ),
    ] {
        faults.push((fault, told));
    }
    for table in ["audit", "audit_heads"] {
        world.execute(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}")).await;
    }
    for (fault, told) in &faults {
        if fault.contains("103") {
            world.execute(&format!("UPDATE audit SET seq = seq + 100 WHERE {row} IN (3, 4)")).await;
        }
        assert!(world.execute(fault).await > 0, "{fault}");
        let report = store.verify_audit_of(&scope).await.unwrap();
        assert!(report.broken.as_deref().is_some_and(|broken| broken.contains(told)), "{fault}: {report:?}");
        let reports = store.verify_audit().await.unwrap();
        assert_eq!(reports.iter().filter(|report| report.broken.is_some()).count(), 1, "{fault}");
        for table in ["audit", "audit_heads"] {
            world.execute(&format!("DELETE FROM {table}")).await;
            world.execute(&format!("INSERT INTO {table} SELECT * FROM kept_{table}")).await;
        }
    }
    assert_eq!(store.verify_audit_of(&scope).await.unwrap(), whole);
    // Whoever can write the whole table can write a whole chain; the kept hash tells.
    store.note_in(&scope, &by(&anna, 9), "noted", "more", Value::Null).await.unwrap();
    assert_ne!(store.verify_audit_of(&scope).await.unwrap().head, whole.head);
}

async fn writers_at_once_keep_the_chain_whole(world: World) {
    let (anna, scope) = world.client("anna").await;
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..80 {
        let (store, scope, anna) = (nodes[n % 2].clone(), scope.clone(), anna.clone());
        tasks.spawn(async move {
            let from = by(&anna, 0);
            if n % 3 == 0 {
                store.note(&from, "noted", "x", Value::Null).await.unwrap();
            } else {
                store.note_in(&scope, &from, "noted", "x", Value::Null).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let reports = world.store.verify_audit().await.unwrap();
    let told: Vec<_> = reports.iter().map(|report| (report.entries, report.broken.clone())).collect();
    assert_eq!(told, [(1 + 27, None), (1 + 53, None)]);
}

async fn entries_are_read_page_by_page(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    store.note_in(&other, &by(&anna, 0), "other", "x", Value::Null).await.unwrap();
    let detail = json!({ "text": "<script>'; DROP TABLE audit; -- \u{1F600}" });
    for _ in 1..25 {
        store.note_in(&scope, &by(&anna, 0), "noted", "x", detail.clone()).await.unwrap();
    }
    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let page = store.audit_entries(&scope, before, 10).await.unwrap();
        before = page.last().map(|entry| entry.seq);
        seen.extend(page.iter().map(|entry| entry.seq));
        if page.len() < 10 {
            break;
        }
    }
    assert_eq!(seen, (1..=25).rev().collect::<Vec<_>>());
    assert_eq!(store.audit_entries(&scope, None, 1).await.unwrap()[0].detail, detail);
}

//! The one boundary: no verb with the scope of a workspace reads or writes anything of another.

use serde_json::Value;
use skytally_model::Role;
use skytally_store::{
    DocumentFilter, DocumentOrder, DocumentSort, FindingFilter, FindingOrder, FindingState, GroupBy, Store,
    StoreError, Trigger, User, WorkspaceScope,
};

use crate::world::{
    DAY, HOUR, World, at, by, collect, document, finding, key_access, lease, letter, new_account, origin,
    publication, renamed, settings,
};

on_both!(
    no_verb_of_one_workspace_touches_another,
    no_lease_of_one_workspace_touches_another,
    the_same_account_in_two_workspaces_is_two_accounts,
    the_operator_enters_what_is_there_and_stays_in_it,
);

/// A workspace with something of everything, all of it marked with its name.
async fn filled(world: &World, name: &str, start: i64) -> (User, WorkspaceScope) {
    let store = &world.store;
    let (owner, scope) = world.client(&format!("{name}-owner")).await;
    let member = world.person(&format!("{name}-member")).await;
    world.join(&scope, &owner, &member, Role::Viewer).await;
    let hash = format!("{name}-invitation");
    let invited = format!("{name}-invited@example.com");
    store
        .invite(&scope, &origin(0), owner.id, &invited, Role::Admin, &hash, at(DAY), &letter(&hash))
        .await
        .unwrap();
    store.offer_link(&scope, &origin(0), &format!("{name}-external"), at(DAY)).await.unwrap();
    world.link(&scope, start).await;
    collect(store, start, &[document(&format!("{name}-volume"), name)], |end| {
        end.findings = vec![
            finding(&format!("{name}-volume"), FindingState::Open, "opened"),
            finding(&format!("{name}-gone"), FindingState::Resolved, "resolved"),
        ];
    })
    .await;
    let held = lease(store, &format!("{name}-node"), start + HOUR).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(start + HOUR)).await.unwrap();
    store
        .stage_documents(&held, at(start + HOUR), &[document(&format!("{name}-volume"), "later")])
        .await
        .unwrap();
    store.publish_run(&held, run, &publication(start + HOUR)).await.unwrap();
    let found = store
        .findings(&scope, &FindingFilter::default(), FindingOrder::Severity, None, 1, at(0))
        .await
        .unwrap();
    store.mute_finding(&scope, &origin(0), found[0].id, owner.id, Some((at(DAY), name)), None).await.unwrap();
    crate::ledger_filled::fill_books(world, &owner, &scope, name).await;
    (owner, scope)
}

/// What a verb gave, as text: what it must not say can be looked for.
fn said<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> String {
    format!("{outcome:?}")
}

/// Calls every verb that takes a scope, with the scope of one workspace and the ids of another. Gives what each said.
async fn call_all(store: &Store, mine: &WorkspaceScope, me: &User, theirs: &WorkspaceScope) -> Vec<String> {
    let from = by(me, 2 * HOUR);
    let account = store.accounts(theirs, at(0)).await.unwrap()[0].clone();
    let run = store.runs(theirs, account.id, None, 1).await.unwrap()[0].clone();
    let found = store
        .findings(theirs, &FindingFilter::default(), FindingOrder::Severity, None, 1, at(0))
        .await
        .unwrap();
    let found = found[0].clone();
    let volume =
        store.documents(theirs, &DocumentFilter::default(), DocumentOrder::default(), None, 1).await.unwrap()
            [0]
        .clone();
    let member = store.members(theirs).await.unwrap().into_iter().find(|m| m.role == Role::Viewer).unwrap();
    let invitation = store.invitations(theirs, at(1)).await.unwrap()[0].clone();
    let at_theirs = FindingFilter { accounts: vec![account.id], ..FindingFilter::default() };
    let documents_of_theirs = DocumentFilter { accounts: vec![account.id], ..DocumentFilter::default() };
    let any = FindingFilter::default;
    let mut told = Vec::new();
    // Reads.
    told.push(said(store.account(mine, account.id, at(0)).await));
    told.push(said(store.run(mine, run.id).await));
    told.push(said(store.runs(mine, account.id, None, 9).await));
    told.push(said(store.finding(mine, found.id, at(0)).await));
    told.push(said(store.findings(mine, &at_theirs, FindingOrder::Severity, None, 9, at(0)).await));
    told.push(said(store.finding_counts(mine, &at_theirs, at(0)).await));
    told.push(said(store.documents(mine, &documents_of_theirs, DocumentOrder::default(), None, 9).await));
    let (kind, region) = (&volume.kind, &volume.region);
    told.push(said(store.document_versions(mine, account.id, kind, region, &volume.id, 9).await));
    let names = [volume.id.as_str(), volume.arn.as_deref().unwrap()];
    told.push(said(store.documents_named(mine, account.id, &names).await));
    let pieces = ["theirs".to_owned(), "data".to_owned(), volume.id.clone()];
    told.push(said(store.documents_holding(mine, account.id, &pieces, None, 9).await));
    let deep = DocumentFilter { text: Some("theirs".to_owned()), deep: true, ..DocumentFilter::default() };
    for sort in [DocumentSort::Kind, DocumentSort::Name, DocumentSort::Since] {
        let order = DocumentOrder { sort, descending: true };
        told.push(said(store.documents(mine, &deep, order, None, 9).await));
        told.push(said(store.documents(mine, &documents_of_theirs, order, None, 9).await));
    }
    for by in [GroupBy::Check, GroupBy::Resource, GroupBy::Account] {
        told.push(said(store.finding_groups(mine, by, &at_theirs, None, 9, at(0)).await));
        told.push(said(store.finding_groups(mine, by, &any(), None, 99, at(0)).await));
    }
    told.push(said(store.findings_by_id(mine, &at_theirs, None, 9, at(0)).await));
    told.push(said(store.findings_by_id(mine, &any(), None, 99, at(0)).await));
    told.push(said(store.is_offered(mine, "theirs-external", at(1)).await));
    told.push(said(store.sealed_secret(mine, &from, account.id, "x").await));
    told.push(said(store.workspace(mine).await));
    told.push(said(store.accounts(mine, at(0)).await));
    told.push(said(store.newest_runs(mine).await));
    for order in [FindingOrder::FirstSeen, FindingOrder::Saving] {
        told.push(said(store.findings(mine, &any(), order, None, 99, at(0)).await));
    }
    told.push(said(store.finding_counts(mine, &any(), at(0)).await));
    told.push(said(
        store.documents(mine, &DocumentFilter::default(), DocumentOrder::default(), None, 99).await,
    ));
    told.push(said(store.inventory(mine).await));
    told.push(said(store.members(mine).await));
    told.push(said(store.invitations(mine, at(1)).await));
    told.push(said(store.owner_addresses(mine).await));
    told.push(said(store.audit_entries(mine, None, 999).await));
    told.push(said(store.verify_audit_of(mine).await));
    told.push(said(store.stamp(mine).await));
    told.extend(crate::ledger_filled::call_books(store, mine, me, theirs).await);
    let exported = crate::world::export(store, mine, &from).await.unwrap();
    told.extend(exported.into_iter().map(|(table, row)| format!("{table} {row}")));
    // Writes.
    let settings = settings();
    told.push(said(store.change_account(mine, &from, account.id, Some("x"), &settings, None).await));
    told.push(said(
        store.relink_account(mine, &from, account.id, &key_access(9), Some("x"), &Value::Null).await,
    ));
    told.push(said(store.pause_account(mine, &from, account.id, true).await));
    told.push(said(store.want_run(mine, &from, account.id).await));
    told.push(said(store.unlink_account(mine, &from, account.id).await));
    told.push(said(store.mute_finding(mine, &from, found.id, me.id, None, None).await));
    let mute = Some((at(DAY), "mine"));
    told.push(said(store.mute_findings(mine, &from, &[found.id], me.id, mute).await));
    told.push(said(store.mute_findings(mine, &from, &[found.id], me.id, None).await));
    told.push(said(store.change_role(mine, &from, member.user, Role::Owner).await));
    told.push(said(store.remove_member(mine, &from, member.user).await));
    told.push(said(store.revoke_invitation(mine, &from, invitation.id).await));
    told.push(said(store.change_workspace(mine, &from, &renamed("mine"), None).await));
    told.push(said(store.note_in(mine, &from, "noted", "x", Value::Null).await));
    told.push(said(store.offer_link(mine, &from, "mine-other", at(DAY)).await));
    told.push(said(store.link_account(mine, &from, store.new_link_id(at(0)), &new_account(77), 99).await));
    let mail = letter("mine-mail");
    told.push(said(
        store.invite(mine, &from, me.id, &invitation.email, Role::Viewer, "mine-h", at(DAY), &mail).await,
    ));
    told.push(said(store.end_mutes(mine, at(9 * DAY)).await));
    told.push(said(store.forget_documents(mine, at(9 * DAY)).await));
    told.push(said(store.forget_findings(mine, at(9 * DAY)).await));
    told.push(said(store.forget_runs(mine, at(9 * DAY)).await));
    told
}

/// The rows of a workspace, by table.
async fn rows_of(world: &World, scope: &WorkspaceScope) -> Vec<(String, Vec<Value>)> {
    let mut rows = Vec::new();
    for (table, columns) in world.schema().await {
        if columns.iter().any(|column| column == "workspace_id") {
            let mut own = world.rows(&table).await;
            own.retain(|row| row["workspace_id"] == scope.workspace().to_string());
            assert!(!own.is_empty(), "the case has no row in {table}");
            rows.push((table, own));
        }
    }
    rows
}

async fn no_verb_of_one_workspace_touches_another(world: World) {
    let store = &world.store;
    let (me, mine) = filled(&world, "mine", 0).await;
    world.quiet(&mine).await;
    let (_, theirs) = filled(&world, "theirs", 1).await;
    let before = rows_of(&world, &theirs).await;
    let account = store.accounts(&theirs, at(0)).await.unwrap()[0].id.to_string();
    let told = call_all(store, &mine, &me, &theirs).await;
    assert!(told.len() > 60, "{}", told.len());
    // What was given to the verbs may come back in a refusal; nothing that was not.
    for text in &told {
        let invited = text.contains("theirs-invited@example.com");
        let text = text.replace("theirs-invited@example.com", "");
        assert!(!text.contains("theirs") && !text.contains(&account), "{text}");
        assert!(!invited || text.contains("Invitation {"), "{text}");
    }
    assert_eq!(rows_of(&world, &theirs).await, before);
    let refusals = told.iter().filter(|text| text.contains("Missing(")).count();
    assert_eq!(refusals, 27, "{told:#?}");
    // Last, the whole of it.
    store.delete_workspace(&mine, &by(&me, 3 * HOUR)).await.unwrap();
    assert_eq!(rows_of(&world, &theirs).await, before);
    world.chains_are_whole().await;
}

async fn no_lease_of_one_workspace_touches_another(world: World) {
    let store = &world.store;
    let (_, mine) = filled(&world, "mine", 0).await;
    let held = lease(store, "n", DAY).await;
    assert_eq!(held.scope().workspace(), mine.workspace());
    world.quiet(&mine).await;
    let (_, theirs) = filled(&world, "theirs", DAY + 1).await;
    let before = rows_of(&world, &theirs).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(DAY)).await.unwrap();
    for known in store.known_findings(&held).await.unwrap() {
        assert!(known.0.resource.starts_with("mine"), "{known:?}");
    }
    for (key, _) in store.document_hashes(&held).await.unwrap() {
        assert!(key.2.starts_with("mine"), "{key:?}");
    }
    store.stage_documents(&held, at(DAY), &[document("theirs-volume", "x")]).await.unwrap();
    store.run_progress(&held, run, at(DAY), (1, 1, 1)).await.unwrap();
    let mut end = publication(DAY + 1);
    end.closed = vec![crate::world::document_key("theirs-volume")];
    end.findings = vec![finding("theirs-volume", FindingState::Resolved, "resolved")];
    store.publish_run(&held, run, &end).await.unwrap();
    assert_eq!(rows_of(&world, &theirs).await, before);
}

async fn the_same_account_in_two_workspaces_is_two_accounts(world: World) {
    let store = &world.store;
    let (_, one) = world.client("one").await;
    let (_, two) = world.client("two").await;
    for (n, scope) in [&one, &two].into_iter().enumerate() {
        let ms = i64::try_from(n).unwrap();
        store.link_account(scope, &origin(ms), store.new_link_id(at(ms)), &new_account(5), 9).await.unwrap();
        collect(store, ms, &[document("v1", &n.to_string())], |end| {
            end.findings = vec![finding("v1", FindingState::Open, "opened")];
        })
        .await;
    }
    for scope in [&one, &two] {
        assert_eq!(
            store
                .documents(scope, &DocumentFilter::default(), DocumentOrder::default(), None, 9)
                .await
                .unwrap()
                .len(),
            1
        );
        let found =
            store.findings(scope, &FindingFilter::default(), FindingOrder::Severity, None, 9, at(0)).await;
        assert_eq!(found.unwrap().len(), 1);
    }
}

async fn the_operator_enters_what_is_there_and_stays_in_it(world: World) {
    let store = &world.store;
    let (_, mine) = filled(&world, "mine", 0).await;
    let (_, other) = world.client("other").await;
    let names: Vec<(String, bool)> =
        store.workspace_names().await.unwrap().into_iter().map(|found| (found.name, found.books)).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|(_, books)| *books).count(), 1, "{names:?}");
    let scope = store.enter_as_operator(mine.workspace()).await.unwrap().unwrap();
    assert_eq!((scope.workspace(), scope.role()), (mine.workspace(), None));
    assert_eq!(store.book(&scope).await.unwrap(), store.book(&mine).await.unwrap());
    let elsewhere = store.enter_as_operator(other.workspace()).await.unwrap().unwrap();
    assert_eq!(store.book(&elsewhere).await.unwrap(), None);
    let nowhere = "01900000-0000-7000-8000-000000000000".parse().unwrap();
    assert_eq!(store.enter_as_operator(nowhere).await.unwrap(), None);
}

//! How long the heavy verbs take on SQLite: told with `--nocapture`, asserted nowhere. What is asserted is that they do what
//! they should on many rows, and that no query of a view reads a table from end to end.

use std::time::Instant;

use skytally_model::Severity;
use skytally_store::{
    CheckFilter, DocumentFilter, DocumentOrder, DocumentSort, FindingFilter, FindingOrder, FindingState,
    GroupBy, ResourceEvent, ResourceFilter, ResourceOutcome, Trigger,
};
use sqlx::{AssertSqlSafe, Row};

use crate::world::{
    DAY, HOUR, World, at, by, check, document, finding, lease, minutes, outcome, publication, session_of,
};

/// Says how long something took.
macro_rules! timed {
    ($what:expr, $work:expr) => {{
        let start = Instant::now();
        let outcome = $work;
        println!("{:>9.1} ms  {}", start.elapsed().as_secs_f64() * 1_000.0, $what);
        outcome
    }};
}

async fn measure(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let documents: Vec<_> =
        (0..10_000).map(|n| document(&format!("vol-{n:08}"), &"x".repeat(1_500))).collect();
    let held = lease(store, "n", 0).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(0)).await.unwrap();
    timed!(
        "stage 10,000 documents of 1.7 kB",
        for chunk in documents.chunks(1_000) {
            store.stage_documents(&held, at(0), chunk).await.unwrap();
        }
    );
    let mut end = publication(1_000);
    end.findings = (0..20_000)
        .map(|n| {
            let mut write = finding(&format!("vol-{n:08}"), FindingState::Open, "opened");
            write.facts.severity = Severity::ALL[n % 5];
            write.key.check = check(&format!("ec2.check-{}", n % 200));
            write
        })
        .collect();
    let passed: Vec<String> = (0..5_000).map(|n| format!("vol-{n:08}")).collect();
    let passed: Vec<&str> = passed.iter().map(String::as_str).collect();
    end.outcomes = (0..200).map(|n| outcome(&format!("ec2.check-{n}"), "", &passed)).collect();
    let outcomes = end.outcomes.clone();
    timed!("publish them, with 20,000 findings", store.publish_run(&held, run, &end).await.unwrap());

    let held = lease(store, "n", HOUR).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(HOUR)).await.unwrap();
    assert_eq!(timed!("hashes of 10,000", store.document_hashes(&held).await.unwrap()).len(), 10_000);
    assert_eq!(timed!("20,000 known findings", store.known_findings(&held).await.unwrap()).len(), 20_000);
    let changed: Vec<_> = (0..100).map(|n| document(&format!("vol-{n:08}"), "y")).collect();
    store.stage_documents(&held, at(HOUR), &changed).await.unwrap();
    let mut end = publication(HOUR + 1);
    end.outcomes = outcomes;
    end.closed = (9_000..10_000).map(|n| crate::world::document_key(&format!("vol-{n:08}"))).collect();
    timed!("publish 100 changed and 1,000 gone", store.publish_run(&held, run, &end).await.unwrap());
    assert_eq!(store.inventory(&scope).await.unwrap()[0].documents, 9_000);

    let any = FindingFilter::default();
    for order in
        [FindingOrder::Severity, FindingOrder::FirstSeen, FindingOrder::LastSeen, FindingOrder::Saving]
    {
        let page = timed!(
            format!("50 of 20,000 findings by {order:?}"),
            store.findings(&scope, &any, order, None, 50, at(0)).await.unwrap()
        );
        let place = page.last().map(|last| (order.place(last), last.id));
        let next =
            timed!("  the next 50", store.findings(&scope, &any, order, place, 50, at(0)).await.unwrap());
        assert_eq!(next.len(), 50);
    }
    let text = FindingFilter { text: Some("vol-00019999".to_owned()), ..any.clone() };
    let found = timed!(
        "findings with a text",
        store.findings(&scope, &text, FindingOrder::Severity, None, 50, at(0)).await
    );
    assert_eq!(found.unwrap().len(), 1);
    let open = FindingFilter {
        states: vec![FindingState::Open],
        severities: vec![Severity::Critical],
        ..any.clone()
    };
    timed!(
        "50 open critical findings",
        store.findings(&scope, &open, FindingOrder::Severity, None, 50, at(0)).await.unwrap()
    );
    timed!("counts of 20,000 findings", store.finding_counts(&scope, &any, at(0)).await.unwrap());
    let (every, order) = (DocumentFilter::default(), DocumentOrder::default());
    let page =
        timed!("50 of 9,000 documents", store.documents(&scope, &every, order, None, 50).await.unwrap());
    let last = page.last().map(|row| order.sort.place(row));
    timed!("  the next 50", store.documents(&scope, &every, order, last.as_ref(), 50).await.unwrap());
    let text = DocumentFilter { text: Some("00004711".to_owned()), ..every };
    assert_eq!(
        timed!("documents with a text", store.documents(&scope, &text, order, None, 50).await.unwrap()).len(),
        1
    );
    for sort in [DocumentSort::Name, DocumentSort::Since] {
        let order = DocumentOrder { sort, descending: true };
        let every = DocumentFilter::default();
        let page = timed!(
            format!("50 of 9,000 documents by {sort:?}"),
            store.documents(&scope, &every, order, None, 50).await.unwrap()
        );
        let last = page.last().map(|row| sort.place(row));
        let next =
            timed!("  the next 50", store.documents(&scope, &every, order, last.as_ref(), 50).await.unwrap());
        assert_eq!(next.len(), 50);
    }
    let deep = DocumentFilter { text: Some("Y\"}".to_owned()), deep: true, ..DocumentFilter::default() };
    let found = timed!(
        "documents with a text anywhere",
        store.documents(&scope, &deep, order, None, 200).await.unwrap()
    );
    assert_eq!(found.len(), 100);
    let names: Vec<String> = (0..2_000).map(|n| format!("vol-{:08}", n * 4)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let account = held.account();
    let named =
        timed!("2,000 documents by id", store.documents_named(&scope, account, &names).await.unwrap());
    assert_eq!(named.len(), 2_000);
    let pieces = ["\"vol-00004711\"".to_owned(), "\"arn:aws:ec2:eu-west-1:0:volume/vol".to_owned()];
    let holders = timed!(
        "documents that hold an id",
        store.documents_holding(&scope, account, &pieces, None, 100).await.unwrap()
    );
    assert_eq!(holders.len(), 1);
    for by in [GroupBy::Check, GroupBy::Account, GroupBy::Resource] {
        let groups = timed!(
            format!("50 groups of 20,000 findings by {by:?}"),
            store.finding_groups(&scope, by, &any, None, 50, at(0)).await.unwrap()
        );
        assert_eq!(groups.len(), if by == GroupBy::Account { 1 } else { 50 });
    }
    let ids: Vec<_> = store
        .findings_by_id(&scope, &any, None, 500, at(0))
        .await
        .unwrap()
        .iter()
        .map(|finding| finding.id)
        .collect();
    let (changed, _) = timed!(
        "mute 500 findings",
        store.mute_findings(&scope, &by(&anna, 2), &ids, anna.id, Some((at(DAY), "x"))).await.unwrap()
    );
    assert_eq!(changed.len(), 500);
    timed!("inventory", store.inventory(&scope).await.unwrap());
    let posture = timed!("the posture of 200 checks", store.posture(&scope, &[], at(0)).await.unwrap());
    assert_eq!(posture.totals.iter().map(|one| (one.pass, one.fail)).max(), Some((5_000, 100)));
    for outcome in [ResourceOutcome::Pass, ResourceOutcome::Fail, ResourceOutcome::Unknown] {
        let filter = CheckFilter { check: check("ec2.check-7"), outcome, accounts: Vec::new() };
        let what = format!("50 resources of a check, {outcome:?}");
        let page = timed!(what, store.check_resources(&scope, &filter, None, 50, at(0)).await.unwrap());
        assert_eq!(page.len(), if outcome == ResourceOutcome::Unknown { 0 } else { 50 });
    }
    let news = timed!("the overview", store.news(&scope, at(HOUR)).await.unwrap());
    assert_eq!(news[0].resources.map(|told| (told.added, told.changed, told.gone)), Some((0, 100, 1_000)));
    for what in [None, Some(ResourceEvent::Added), Some(ResourceEvent::Changed), Some(ResourceEvent::Gone)] {
        let filter = ResourceFilter { what, ..ResourceFilter::default() };
        let said = format!("50 changes, {what:?}");
        let page = timed!(said, store.resource_changes(&scope, &filter, None, 50).await.unwrap());
        let place = page.last().map(skytally_store::ResourceChange::place);
        timed!("  the next 50", store.resource_changes(&scope, &filter, place.as_ref(), 50).await.unwrap());
    }
    let trend = timed!("the turns of 20,000 findings", store.finding_turns(&scope, 0).await.unwrap());
    assert_eq!(trend.0.iter().map(|turn| turn.count).sum::<i64>(), 20_000);
    timed!("since when that is known", store.history_since(&scope).await.unwrap());
    timed!("runs", store.newest_runs(&scope).await.unwrap());

    for n in 0..99_u32 {
        let (_, scope) = world.workspace(&anna, &format!("client {n}")).await;
        world.link(&scope, DAY).await;
        crate::world::collect(
            store,
            DAY,
            &(0..20).map(|n| document(&n.to_string(), "a")).collect::<Vec<_>>(),
            |end| {
                end.findings =
                    (0..20).map(|n| finding(&n.to_string(), FindingState::Open, "opened")).collect();
            },
        )
        .await;
    }
    let fleet = timed!("the fleet of 100 workspaces", store.fleet(anna.id, at(DAY)).await.unwrap());
    assert_eq!(fleet.len(), 100);
    assert_eq!(fleet.iter().map(|line| line.resources).sum::<i64>(), 9_000 + 99 * 20);
    timed!("its stamp", store.fleet_stamp(anna.id).await.unwrap());
    store.begin_session(&by(&anna, DAY), anna.id, "s", at(9 * DAY), "x", "password").await.unwrap();
    timed!(
        "1,000 looks at a session",
        for _ in 0..1_000 {
            session_of(store, "s", at(DAY), minutes(30)).await.unwrap().unwrap();
        }
    );
    timed!(
        "1,000 stamps",
        for _ in 0..1_000 {
            store.stamp(&scope).await.unwrap();
        }
    );
    timed!(
        "100 entries of the audit",
        for n in 0..100 {
            store.note_in(&scope, &by(&anna, n), "noted", "x", serde_json::Value::Null).await.unwrap();
        }
    );
    timed!("verify the audit", world.chains_are_whole().await);
    timed!("delete a workspace", store.delete_workspace(&scope, &by(&anna, DAY)).await.unwrap());
}

#[tokio::test]
async fn heavy_verbs_do_their_work_on_sqlite() {
    measure(World::sqlite().await).await;
}

#[tokio::test]
async fn heavy_verbs_do_their_work_on_postgresql() {
    if let Some(world) = World::postgres().await {
        measure(world).await;
    }
}

#[tokio::test]
async fn views_read_by_index() {
    let world = World::sqlite().await;
    let findings = "SELECT * FROM findings WHERE workspace_id = 'w'";
    let (by_from, by_to) = (
        "from_ms DESC, account_id DESC, from_gen DESC, kind DESC, region DESC, id DESC",
        "to_ms DESC, account_id DESC, to_gen DESC, kind DESC, region DESC, id DESC",
    );
    let (before_from, before_to) = (
        "AND (from_ms, account_id, from_gen, kind, region, id) < (5, 'a', 1, 'k', 'r', 'i')",
        "AND (to_ms, account_id, to_gen, kind, region, id) < (5, 'a', 1, 'k', 'r', 'i')",
    );
    for (query, sorts) in [
        (format!("{findings} ORDER BY severity_rank DESC, id DESC LIMIT 50"), false),
        (format!("{findings} AND (severity_rank, id) < (3, 'x') ORDER BY severity_rank DESC, id DESC LIMIT 50"), false),
        (format!("{findings} ORDER BY first_seen_ms DESC, id DESC LIMIT 50"), false),
        (format!("{findings} ORDER BY COALESCE(saving_micro_usd, -1) DESC, id DESC LIMIT 50"), false),
        (format!("{findings} AND state = 'resolved' AND resolved_ms < 5"), false),
        (format!("{findings} AND account_id = 'a'"), false),
        (format!("{findings} AND muted_until_ms > 0 AND muted_until_ms <= 5 LIMIT 1"), false),
        ("SELECT id FROM documents WHERE workspace_id = 'w' AND to_gen = 5 ORDER BY kind, region, id, account_id LIMIT 50".to_owned(), false),
        ("SELECT id FROM documents WHERE workspace_id = 'w' AND to_gen = 5 ORDER BY from_ms DESC, kind DESC, region DESC, id DESC, account_id DESC LIMIT 50".to_owned(), false),
        ("SELECT id FROM documents WHERE workspace_id = 'w' AND to_gen = 5 AND (LOWER(COALESCE(name, id)), kind, region, id, account_id) > (LOWER('n'), 'k', 'r', 'i', 'a') ORDER BY LOWER(COALESCE(name, id)), kind, region, id, account_id LIMIT 50".to_owned(), false),
        ("SELECT * FROM findings WHERE workspace_id = 'w' AND id > 'f' ORDER BY id LIMIT 500".to_owned(), false),
        ("SELECT COUNT(*) FROM documents WHERE to_gen = 5 AND workspace_id IN (SELECT workspace_id FROM members WHERE user_id = 'u') GROUP BY workspace_id".to_owned(), true),
        ("SELECT id FROM documents WHERE workspace_id = 'w' AND account_id = 'a' AND to_gen = -1".to_owned(), false),
        (format!("SELECT name FROM documents WHERE added = 0 AND workspace_id = 'w' {before_from} ORDER BY {by_from} LIMIT 50"), false),
        (format!("SELECT name FROM documents WHERE gone = 1 AND workspace_id = 'w' {before_to} ORDER BY {by_to} LIMIT 50"), false),
        ("SELECT COUNT(*) FROM accounts a JOIN documents d ON d.workspace_id = a.workspace_id AND d.gone = 1 AND d.to_ms = a.generation_ms AND d.account_id = a.id WHERE a.workspace_id = 'w'".to_owned(), false),
        ("SELECT name FROM findings WHERE workspace_id = 'w' AND check_id = 'c' AND state = 'open' ORDER BY account_id, variant, kind, region, resource LIMIT 50".to_owned(), false),
        ("SELECT passed FROM check_outcomes WHERE workspace_id = 'w' AND check_id = 'c' AND pass > 0 AND (account_id, variant) > ('a', 'v') ORDER BY account_id, variant LIMIT 5".to_owned(), false),
        ("SELECT check_id, variant, SUM(pass) FROM check_outcomes WHERE workspace_id = 'w' GROUP BY check_id, variant".to_owned(), false),
        ("SELECT began_as, ended_as, COUNT(*) FROM finding_events WHERE workspace_id = 'w' AND at_ms >= 5 GROUP BY 1, 2".to_owned(), true),
        ("SELECT MIN(generation) FROM runs WHERE workspace_id = 'w' AND account_id = 'a'".to_owned(), false),
        ("SELECT id FROM documents WHERE workspace_id = 'w' AND to_gen <> 5 AND to_ms < 5".to_owned(), false),
        ("SELECT * FROM runs WHERE workspace_id = 'w' AND account_id = 'a' ORDER BY id DESC LIMIT 50".to_owned(), false),
        ("SELECT * FROM sessions WHERE hash = 'h' AND expires_ms > 5".to_owned(), false),
        ("SELECT * FROM accounts WHERE due_ms <= 5 AND held_until_ms <= 5 ORDER BY due_ms, id LIMIT 1".to_owned(), true),
        ("SELECT * FROM outbox WHERE state = 'waiting' AND due_ms <= 5 ORDER BY due_ms LIMIT 5".to_owned(), false),
        ("SELECT * FROM changes WHERE workspace_id = 'w' AND version > 5 ORDER BY version, id LIMIT 5".to_owned(), false),
        ("SELECT * FROM finding_events WHERE workspace_id = 'w' AND finding_id = 'f' ORDER BY id DESC LIMIT 5".to_owned(), false),
    ] {
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}"))).fetch_all(&world.raw).await.unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        assert!(!plan.iter().any(|step| step.starts_with("SCAN")), "{query}: {plan:?}");
        assert!(sorts || !plan.iter().any(|step| step.contains("TEMP B-TREE FOR ORDER BY")), "{query}: {plan:?}");
    }
    // Each by the index of its own, not by one that is walked for every name.
    for (column, index) in [("id", "documents_by_id"), ("arn", "documents_by_arn")] {
        let query = format!(
            "SELECT kind, region, id, name, arn FROM documents WHERE workspace_id = 'w' AND account_id = 'a' AND {column} IN ('x', 'y') AND to_gen + 0 = 5"
        );
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {query}")))
            .fetch_all(&world.raw)
            .await
            .unwrap();
        let plan: Vec<String> = rows.iter().map(|row| row.get("detail")).collect();
        assert!(plan[0].contains(index), "{plan:?}");
    }
}

//! Generations: what a run saw is seen all at once, and what was seen before stays known.

use skytally_store::{
    DocumentFilter, DocumentOrder, DocumentPlace, DocumentRow, DocumentSort, RunState, StoreError, Trigger,
};

use crate::world::{
    DAY, HOUR, MINUTE, SECOND, World, at, collect, document, document_key, kind, lease, letter, no_account,
    publication, region,
};

on_both!(
    what_is_staged_is_invisible_until_it_is_published,
    unchanged_documents_have_one_row,
    versions_tell_what_was_when,
    a_changed_document_ends_its_earlier_state_unasked,
    what_is_staged_twice_holds_once,
    lists_go_on_where_they_ended,
    filters_take_every_sign_for_itself,
    a_deep_search_looks_into_documents,
    a_publication_is_one_step,
    what_is_over_is_forgotten,
);

async fn ids(world: &World, scope: &skytally_store::WorkspaceScope, filter: &DocumentFilter) -> Vec<String> {
    let rows = world.store.documents(scope, filter, DocumentOrder::default(), None, 1_000).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

async fn what_is_staged_is_invisible_until_it_is_published(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let held = lease(store, "n", 0).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(0)).await.unwrap();
    let stamp = store.stamp(&scope).await.unwrap();
    store.stage_documents(&held, at(1), &[document("v1", "a")]).await.unwrap();
    store.stage_documents(&held, at(1), &[]).await.unwrap();
    assert_eq!(store.stamp(&scope).await.unwrap(), stamp, "nobody sees it");
    assert!(ids(&world, &scope, &DocumentFilter::default()).await.is_empty());
    assert!(store.inventory(&scope).await.unwrap().is_empty());
    assert!(store.document_hashes(&held).await.unwrap().is_empty());
    assert_eq!(store.fleet(anna.id, at(1)).await.unwrap()[0].resources, 0);
    let volume = (kind("aws.ec2.volume"), region("eu-west-1"));
    let versions = store.document_versions(&scope, account.id, &volume.0, &volume.1, "v1", 10).await;
    refused!(versions, StoreError::Missing("resource"));
    assert_eq!(store.forget_documents(&scope, at(DAY)).await.unwrap(), 0);

    let mut end = publication(2);
    (end.documents, end.complete) = (1, false);
    end.coverage = serde_json::json!([{ "what": "s3", "why": "denied" }]);
    assert_eq!(store.publish_run(&held, run, &end).await.unwrap(), 1);
    assert_ne!(store.stamp(&scope).await.unwrap(), stamp);
    assert_eq!(ids(&world, &scope, &DocumentFilter::default()).await, ["v1"]);
    let row = store
        .documents(&scope, &DocumentFilter::default(), DocumentOrder::default(), None, 9)
        .await
        .unwrap()
        .remove(0);
    assert_eq!((row.account, row.name.as_deref(), row.since), (account.id, Some("Name of v1"), at(2)));
    let done = store.run(&scope, run).await.unwrap();
    assert_eq!((done.state, done.documents, done.ended), (RunState::Partial, 1, Some(at(2))));
    assert_eq!(done.coverage[0]["why"], "denied");
    let seen = store.account(&scope, account.id, at(3)).await.unwrap();
    assert_eq!(
        (seen.generation, seen.generation_at, seen.running, seen.due),
        (1, Some(at(2)), false, end.next_due)
    );
}

async fn unchanged_documents_have_one_row(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[document("v1", "a"), document("v2", "a")], |_| {}).await;
    for n in 1..=5 {
        let (_, _, generation) = collect(store, n * HOUR, &[document("v2", &n.to_string())], |_| {}).await;
        assert_eq!(generation, n + 1);
    }
    let rows = world.rows("documents").await;
    assert_eq!(rows.iter().filter(|row| row["id"] == "v1").count(), 1);
    assert_eq!(rows.iter().filter(|row| row["id"] == "v2").count(), 6);
    let held = lease(store, "n", DAY).await;
    let mut hashes = store.document_hashes(&held).await.unwrap();
    hashes.sort();
    let expected =
        [(document_key("v1"), "hash of a".to_owned()), (document_key("v2"), "hash of 5".to_owned())];
    assert_eq!(hashes, expected);
}

async fn versions_tell_what_was_when(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let step = |n: i64| n * HOUR + SECOND;
    collect(store, 0, &[document("v1", "a")], |_| {}).await;
    collect(store, HOUR, &[document("v1", "b")], |end| end.closed = vec![document_key("v1")]).await;
    collect(store, 2 * HOUR, &[], |end| end.closed = vec![document_key("v1")]).await;
    collect(store, 3 * HOUR, &[], |_| {}).await;
    collect(store, 4 * HOUR, &[document("v1", "c")], |_| {}).await;
    let versions = store
        .document_versions(&scope, account.id, &kind("aws.ec2.volume"), &region("eu-west-1"), "v1", 10)
        .await
        .unwrap();
    let told: Vec<_> = versions
        .iter()
        .map(|v| {
            let data = serde_json::to_value(&v.document.data).unwrap();
            (data["What"].as_str().unwrap().to_owned(), v.from_generation, v.to_generation, v.since, v.until)
        })
        .collect();
    let expected = [
        ("c".to_owned(), 5, None, at(step(4)), None),
        ("b".to_owned(), 2, Some(3), at(step(1)), Some(at(step(2)))),
        ("a".to_owned(), 1, Some(2), at(step(0)), Some(at(step(1)))),
    ];
    assert_eq!(told, expected);
    let newest = store
        .document_versions(&scope, account.id, &kind("aws.ec2.volume"), &region("eu-west-1"), "v1", 1)
        .await
        .unwrap();
    assert_eq!(newest.len(), 1);
    for (account, id) in [(no_account(), "v1"), (account.id, "v2")] {
        let missing = store
            .document_versions(&scope, account, &kind("aws.ec2.volume"), &region("eu-west-1"), id, 10)
            .await;
        refused!(missing, StoreError::Missing("resource"));
    }
}

async fn a_changed_document_ends_its_earlier_state_unasked(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[document("v1", "a"), document("v2", "a")], |_| {}).await;
    collect(store, HOUR, &[document("v1", "b")], |_| {}).await;
    assert_eq!(ids(&world, &scope, &DocumentFilter::default()).await, ["v1", "v2"]);
    assert_eq!(world.rows("documents").await.len(), 3);
}

async fn what_is_staged_twice_holds_once(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let held = lease(store, "n", 0).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(0)).await.unwrap();
    store.stage_documents(&held, at(0), &[document("v1", "a"), document("v1", "b")]).await.unwrap();
    store.stage_documents(&held, at(0), &[document("v1", "c")]).await.unwrap();
    store.publish_run(&held, run, &publication(1)).await.unwrap();
    let rows = world.rows("documents").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["hash"], "hash of c");
}

async fn lists_go_on_where_they_ended(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let mut all = Vec::new();
    for account in 0..2 {
        let linked = world.link(&scope, account).await;
        let documents: Vec<_> = (0..25)
            .map(|n| {
                let mut document = document(&format!("v{n}"), "a");
                document.kind = kind(if n % 2 == 0 { "aws.ec2.volume" } else { "aws.ec2.snapshot" });
                document.region = region(if n % 3 == 0 { "eu-west-1" } else { "us-east-1" });
                document.name = match n % 4 {
                    0 => None,
                    1 => Some("Same".to_owned()),
                    2 => Some("same".to_owned()),
                    _ => Some(format!("W{n}")),
                };
                all.push((
                    document.kind.to_string(),
                    document.region.to_string(),
                    document.id.clone(),
                    linked.id.to_string(),
                ));
                document
            })
            .collect();
        collect(store, account, &documents, |_| {}).await;
    }
    all.sort();
    let orders = [DocumentSort::Kind, DocumentSort::Name, DocumentSort::Since]
        .into_iter()
        .flat_map(|sort| [false, true].map(|descending| DocumentOrder { sort, descending }));
    for (order, limit) in orders.flat_map(|order| [1, 7, 50, 51].map(|limit| (order, limit))) {
        let mut seen = Vec::new();
        let mut after: Option<DocumentPlace> = None;
        loop {
            let page = store
                .documents(&scope, &DocumentFilter::default(), order, after.as_ref(), limit)
                .await
                .unwrap();
            after = page.last().map(|last| order.sort.place(last));
            let full = page.len() as i64 == limit;
            seen.extend(page);
            if !full {
                break;
            }
        }
        let names: Vec<_> = seen
            .iter()
            .map(|row| {
                (row.kind.to_string(), row.region.to_string(), row.id.clone(), row.account.to_string())
            })
            .collect();
        let called = |row: &DocumentRow| row.name.as_ref().unwrap_or(&row.id).to_lowercase();
        let mut keys: Vec<_> = seen
            .iter()
            .zip(&names)
            .map(|(row, name)| match order.sort {
                DocumentSort::Kind => (String::new(), None, name),
                DocumentSort::Name => (called(row), None, name),
                DocumentSort::Since => (String::new(), Some(row.since), name),
            })
            .collect();
        if order.descending {
            keys.reverse();
        }
        assert!(keys.is_sorted_by(|a, b| a < b), "{order:?} by {limit}: {keys:?}");
        let mut names = names.clone();
        names.sort();
        assert_eq!(names, all, "{order:?} by {limit}");
    }
    let account = store.accounts(&scope, at(0)).await.unwrap()[0].id;
    let filter = DocumentFilter {
        accounts: vec![account],
        kinds: vec![kind("aws.ec2.volume")],
        regions: vec![region("eu-west-1"), region("ap-south-1")],
        ..DocumentFilter::default()
    };
    assert_eq!(ids(&world, &scope, &filter).await.len(), 5);
}

async fn filters_take_every_sign_for_itself(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let mut documents: Vec<_> = ["100%_a", "100x_a", "ÄRGER", "it's!", "back\\slash", "plain"]
        .into_iter()
        .map(|id| document(id, "a"))
        .collect();
    documents[5].hidden = 1;
    documents[5].arn = Some("arn:aws:ec2:eu-west-1:000000000000:volume/Special".to_owned());
    documents[5].name = None;
    collect(store, 0, &documents, |_| {}).await;
    for (text, found) in [
        ("100%_", &["100%_a"][..]),
        ("%", &["100%_a"]),
        ("00x_", &["100x_a"]),
        ("_a", &["100%_a", "100x_a"]),
        ("ärger", &["ÄRGER"]),
        ("Ärger", &["ÄRGER"]),
        ("IT'S!", &["it's!"]),
        ("!", &["it's!"]),
        ("k\\s", &["back\\slash"]),
        ("NAME OF IT", &["it's!"]),
        ("volume/special", &["plain"]),
        ("'; DROP TABLE documents; --", &[]),
        ("nothing", &[]),
    ] {
        let filter = DocumentFilter { text: Some(text.to_owned()), ..DocumentFilter::default() };
        let mut ids = ids(&world, &scope, &filter).await;
        ids.sort();
        assert_eq!(ids, found, "{text}");
    }
    let hidden = DocumentFilter { hidden: true, ..DocumentFilter::default() };
    assert_eq!(ids(&world, &scope, &hidden).await, ["plain"]);
}

async fn a_deep_search_looks_into_documents(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let texts = ["100%_A", "100x_a", "ÜBER Ärger", "it's!", "back\\slash", "say \"hello\"", "10.0.0.0/8"];
    let documents: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| document(&format!("v{n}"), text)).collect();
    collect(store, 0, &documents, |_| {}).await;
    // What was, and what is pending, is not found.
    collect(store, 20 * MINUTE, &[document("v6", "now")], |_| {}).await;
    let held = lease(store, "n", 3 * HOUR).await;
    store.begin_run(&held, Trigger::Schedule, at(3 * HOUR)).await.unwrap();
    store.stage_documents(&held, at(3 * HOUR), &[document("v7", "pending")]).await.unwrap();
    let deep =
        |text: &str| DocumentFilter { text: Some(text.to_owned()), deep: true, ..DocumentFilter::default() };
    for (text, found) in [
        ("100%_a", &["v0"][..]),
        ("100x", &["v1"]),
        ("%_", &["v0"]),
        ("über", &["v2"]),
        ("ärger", &["v2"]),
        ("Ärger", &["v2"]),
        ("IT'S!", &["v3"]),
        ("k\\s", &["v4"]),
        ("SAY \"HELLO", &["v5"]),
        ("\"What\":\"it's", &["v3"]),
        ("10.0.0.0", &[]),
        ("now", &["v6"]),
        ("pending", &[]),
        ("name of v3", &["v3"]),
        ("'; DROP TABLE documents; --", &[]),
    ] {
        assert_eq!(ids(&world, &scope, &deep(text)).await, found, "{text}");
        let shallow = DocumentFilter { deep: false, ..deep(text) };
        let expected: &[&str] = if text == "name of v3" { &["v3"] } else { &[] };
        assert_eq!(ids(&world, &scope, &shallow).await, expected, "{text}");
    }
    let other = DocumentFilter { kinds: vec![kind("aws.s3.bucket")], ..deep("100%_a") };
    assert!(ids(&world, &scope, &other).await.is_empty());
}

async fn a_publication_is_one_step(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &(0..50).map(|n| document(&format!("v{n}"), "a")).collect::<Vec<_>>(), |_| {}).await;
    // While it is published again and again, whoever reads sees one generation or the other, never half of each.
    let (node, watcher) = (world.node().await, scope.clone());
    let reader = tokio::spawn(async move {
        let mut looks = 0;
        loop {
            let page = node
                .documents(&watcher, &DocumentFilter::default(), DocumentOrder::default(), None, 100)
                .await
                .unwrap();
            assert_eq!(page.len(), 50);
            let states: std::collections::BTreeSet<_> = page.iter().map(|row| row.since).collect();
            assert_eq!(states.len(), 1, "{states:?}");
            looks += 1;
            if states.first() == Some(&at(20 * HOUR + SECOND)) {
                return looks;
            }
        }
    });
    for n in 1..=20 {
        let documents: Vec<_> = (0..50).map(|v| document(&format!("v{v}"), &n.to_string())).collect();
        collect(store, n * HOUR, &documents, |end| end.letters = vec![letter("one"), letter(&n.to_string())])
            .await;
    }
    assert!(reader.await.unwrap() > 1);
    assert_eq!(world.rows("outbox").await.len(), 21);
}

async fn what_is_over_is_forgotten(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    world.link(&scope, 0).await;
    for n in 0..4 {
        collect(store, n * DAY, &[document("v1", &n.to_string()), document("v2", "a")], |end| {
            end.closed = vec![document_key("v2")];
        })
        .await;
    }
    let stamp = store.stamp(&scope).await.unwrap();
    assert_eq!(store.forget_documents(&other, at(9 * DAY)).await.unwrap(), 0);
    assert_eq!(store.forget_runs(&other, at(9 * DAY)).await.unwrap(), 0);
    assert_eq!(store.forget_documents(&scope, at(DAY)).await.unwrap(), 0);
    assert_eq!(store.stamp(&scope).await.unwrap(), stamp, "nothing has changed");
    // Versions end when the next begins.
    assert_eq!(store.forget_documents(&scope, at(2 * DAY)).await.unwrap(), 2);
    assert_ne!(store.stamp(&scope).await.unwrap(), stamp);
    assert_eq!(store.forget_documents(&scope, at(9 * DAY)).await.unwrap(), 4);
    assert_eq!(ids(&world, &scope, &DocumentFilter::default()).await, ["v1", "v2"]);

    let held = lease(store, "n", 5 * DAY).await;
    store.begin_run(&held, Trigger::Schedule, at(5 * DAY)).await.unwrap();
    assert_eq!(store.forget_runs(&scope, at(2 * DAY)).await.unwrap(), 2);
    assert_eq!(store.forget_runs(&scope, at(9 * DAY)).await.unwrap(), 1);
    let left: Vec<_> = store.runs(&scope, held.account(), None, 9).await.unwrap();
    let states: Vec<_> = left.iter().map(|run| (run.state, run.generation)).collect();
    assert_eq!(states, [(RunState::Running, None), (RunState::Complete, Some(4))]);
}

//! Leases: an account is one node's at a time, and who lost it writes nothing.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::Mutex;

use skytally_store::{Access, AccountLease, FindingState, NEVER, Publication, RunState, StoreError, Trigger};

use crate::world::{
    HOUR, MINUTE, SECOND, World, at, by, collect, document, document_key, finding, is_fenced, lease, minutes,
    publication, sample,
};

on_both!(
    two_nodes_never_hold_the_same_account,
    whoever_was_taken_over_writes_nothing,
    a_lease_that_was_given_back_is_no_lease,
    a_lease_is_renewed_only_while_it_is_held,
    the_longest_due_comes_first,
    the_sample_is_never_due_and_leased_by_name_only,
    a_run_of_another_lease_is_refused,
    a_dead_nodes_run_is_abandoned_and_done_again,
    a_failed_run_leaves_the_last_generation,
);

async fn two_nodes_never_hold_the_same_account(world: World) {
    let (_, scope) = world.client("anna").await;
    for n in 0..100 {
        world.link(&scope, n).await;
    }
    let holding = Arc::new(Mutex::new(BTreeSet::new()));
    let mut tasks = tokio::task::JoinSet::new();
    for (n, node) in [world.node().await, world.node().await].into_iter().enumerate() {
        for worker in 0..4 {
            let (node, holding) = (node.clone(), Arc::clone(&holding));
            tasks.spawn(async move {
                let mut taken = 0;
                while let Some((lease, ..)) =
                    node.lease_account(&format!("node-{n}-{worker}"), at(MINUTE), minutes(5)).await.unwrap()
                {
                    assert!(
                        holding.lock().unwrap().insert(lease.account()),
                        "{:?} is held twice",
                        lease.account()
                    );
                    taken += 1;
                    let run = node.begin_run(&lease, Trigger::Schedule, at(MINUTE)).await.unwrap();
                    if taken % 2 == 0 {
                        node.publish_run(&lease, run, &publication(MINUTE + 1)).await.unwrap();
                    }
                }
                taken
            });
        }
    }
    let taken: Vec<i32> = tasks.join_all().await;
    assert_eq!(taken.iter().sum::<i32>(), 100, "{taken:?}");
    assert_eq!(holding.lock().unwrap().len(), 100);
    // An interval later all are due again.
    assert_eq!(world.store.overdue(at(MINUTE)).await.unwrap().0, 0);
    assert_eq!(world.store.overdue(at(HOUR)).await.unwrap().0, 100);
}

async fn whoever_was_taken_over_writes_nothing(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[document("v1", "a")], |_| {}).await;
    let mut old = lease(store, "old", HOUR).await;
    let run = store.begin_run(&old, Trigger::Schedule, at(HOUR)).await.unwrap();
    store.stage_documents(&old, at(HOUR), &[document("v2", "a")]).await.unwrap();
    // It runs out, and somebody else takes over; first without, then with a run begun.
    let later = HOUR + 5 * MINUTE;
    let new = lease(store, "new", later).await;
    assert!(new.fence() > old.fence());
    for begun in [false, true] {
        if begun {
            store.begin_run(&new, Trigger::Schedule, at(later)).await.unwrap();
        }
        let before = world.dump().await;
        let mut end = publication(later + 1);
        end.closed = vec![document_key("v1")];
        end.findings = vec![finding("v2", FindingState::Open, "opened")];
        end.letters = vec![crate::world::letter("late")];
        assert!(is_fenced(store.begin_run(&old, Trigger::Schedule, at(later)).await));
        assert!(is_fenced(store.run_progress(&old, run, at(later), (9, 9, 9)).await));
        assert!(is_fenced(store.stage_documents(&old, at(later), &[document("v3", "a")]).await));
        assert!(is_fenced(store.publish_run(&old, run, &end).await));
        assert!(is_fenced(store.fail_run(&old, run, at(later), "x", at(later)).await));
        assert!(is_fenced(store.release_lease(&old, Some(run), at(later)).await));
        assert!(is_fenced(store.renew_lease(&mut old, at(later), minutes(5)).await));
        assert_eq!(world.dump().await, before, "begun: {begun}");
    }
    let error = store.publish_run(&old, run, &publication(later)).await.unwrap_err();
    assert!(error.to_string().contains("is no longer held: nothing was written"), "{error}");
}

async fn a_lease_that_was_given_back_is_no_lease(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    let (done, run, generation) = collect(store, 0, &[document("v1", "a")], |_| {}).await;
    let before = world.dump().await;
    // As one does who never heard that it came through.
    let mut again = publication(SECOND);
    again.closed = vec![document_key("v1")];
    assert!(is_fenced(store.publish_run(&done, run, &again).await));
    assert!(is_fenced(store.stage_documents(&done, at(SECOND), &[document("v2", "a")]).await));
    assert!(is_fenced(store.renew_lease(&mut done.clone(), at(SECOND), minutes(5)).await));
    assert_eq!(world.dump().await, before);
    assert_eq!(generation, 1);

    let released = lease(store, "n", HOUR).await;
    store.release_lease(&released, None, at(HOUR)).await.unwrap();
    assert!(is_fenced(store.begin_run(&released, Trigger::Schedule, at(HOUR)).await));
    assert!(is_fenced(store.release_lease(&released, None, at(HOUR)).await));
    let failed = lease(store, "n", HOUR).await;
    let run = store.begin_run(&failed, Trigger::Schedule, at(HOUR)).await.unwrap();
    assert_eq!(store.fail_run(&failed, run, at(HOUR), "no", at(2 * HOUR)).await.unwrap(), 1);
    assert!(is_fenced(store.fail_run(&failed, run, at(HOUR), "no", at(2 * HOUR)).await));
}

async fn a_lease_is_renewed_only_while_it_is_held(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let mut held = lease(store, "n", 0).await;
    assert_eq!(held.until(), at(5 * MINUTE));
    store.renew_lease(&mut held, at(4 * MINUTE), minutes(5)).await.unwrap();
    assert_eq!(held.until(), at(9 * MINUTE));
    assert_eq!(store.account(&scope, account.id, at(0)).await.unwrap().due, at(9 * MINUTE));
    assert!(store.lease_account("m", at(8 * MINUTE), minutes(5)).await.unwrap().is_none());
    // Nobody has taken over; still, what has run out is not renewed.
    let late = store.renew_lease(&mut held, at(9 * MINUTE), minutes(5)).await;
    refused!(late, StoreError::Fenced { .. });
    assert_eq!(held.until(), at(9 * MINUTE));
}

async fn the_longest_due_comes_first(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (late, early) = (world.link(&scope, 100).await, world.link(&scope, 50).await);
    assert!(store.lease_account("n", at(49), minutes(5)).await.unwrap().is_none());
    assert_eq!(store.overdue(at(120)).await.unwrap(), (2, jiff::SignedDuration::from_millis(70)));
    assert_eq!(store.next_due().await.unwrap(), Some(at(50)));
    assert_eq!(lease(store, "n", 200).await.account(), early.id);
    assert_eq!(lease(store, "n", 200).await.account(), late.id);
    assert!(store.lease_account("n", at(200), minutes(5)).await.unwrap().is_none());
    // A node that dies does not make an account wait for ever.
    assert_eq!(
        lease(store, "m", 200 + 5 * MINUTE).await.account(),
        [early.id, late.id].into_iter().min().unwrap()
    );
}

async fn the_sample_is_never_due_and_leased_by_name_only(world: World) {
    let (anna, scope) = world.client("anna").await;
    let store = &world.store;
    let other = world.link(&scope, 1).await;
    let id = store.new_link_id(at(0));
    let linked = store.link_account(&scope, &by(&anna, 0), id, &sample(), 9).await.unwrap();
    assert_eq!((&linked.access, linked.due), (&Access::Sample, NEVER));
    assert_eq!(store.account(&scope, id, at(0)).await.unwrap(), linked);
    // Whatever becomes of its due time: nobody gets it by that.
    world.execute("UPDATE accounts SET due_ms = 0, wanted_ms = 0").await;
    let (leased, ..) = store.lease_account("node", at(MINUTE), minutes(5)).await.unwrap().unwrap();
    assert_eq!(leased.account(), other.id);
    assert!(store.lease_account("node", at(MINUTE), minutes(5)).await.unwrap().is_none());
    assert_eq!(store.overdue(at(MINUTE)).await.unwrap().0, 0);
    assert_eq!(store.next_due().await.unwrap(), Some(at(6 * MINUTE)));
    // By its name it is one's at a time, and only as far as it was known to be.
    for (what, generation) in [(id, 1), (other.id, 0), (store.new_link_id(at(0)), 0)] {
        let refused = store.lease_sample(&scope, (what, generation), "node", at(MINUTE), minutes(5)).await;
        refused!(refused, StoreError::Conflict(_));
    }
    let (lease, account) = store.lease_sample(&scope, (id, 0), "node", at(MINUTE), minutes(5)).await.unwrap();
    assert!(account.running && account.id == id);
    let second = store.lease_sample(&scope, (id, 0), "other", at(MINUTE), minutes(5)).await;
    refused!(second, StoreError::Conflict(_));
    let run = store.begin_run(&lease, Trigger::Wanted, at(MINUTE)).await.unwrap();
    let end = Publication { next_due: NEVER, ..publication(2 * MINUTE) };
    assert_eq!(store.publish_run(&lease, run, &end).await.unwrap(), 1);
    store.lease_sample(&scope, (id, 1), "other", at(3 * MINUTE), minutes(5)).await.unwrap();
    let (_, elsewhere) = world.client("bob").await;
    let foreign = store.lease_sample(&elsewhere, (id, 1), "node", at(HOUR), minutes(5)).await;
    refused!(foreign, StoreError::Conflict(_));
}

async fn a_run_of_another_lease_is_refused(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    world.link(&scope, 0).await;
    let mine = lease(store, "n", 0).await;
    world.link(&scope, 1).await;
    let beside = lease(store, "n", 1).await;
    world.link(&other, 2).await;
    let theirs = lease(store, "n", 2).await;
    let begin = async |lease: &AccountLease| store.begin_run(lease, Trigger::Schedule, at(3)).await.unwrap();
    let (run, foreign) = (begin(&beside).await, begin(&theirs).await);
    begin(&mine).await;
    let before = world.dump().await;
    for id in [run, foreign] {
        refused!(store.run_progress(&mine, id, at(4), (1, 1, 1)).await, StoreError::Missing("run"));
        refused!(store.publish_run(&mine, id, &publication(4)).await, StoreError::Missing("run"));
        refused!(store.fail_run(&mine, id, at(4), "x", at(5)).await, StoreError::Missing("run"));
    }
    assert_eq!(world.dump().await, before);
}

async fn a_dead_nodes_run_is_abandoned_and_done_again(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    let dead = lease(store, "dead", 0).await;
    let first = store.begin_run(&dead, Trigger::Wanted, at(0)).await.unwrap();
    store.run_progress(&dead, first, at(1), (10, 3, 25)).await.unwrap();
    let seen = store.run(&scope, first).await.unwrap();
    assert_eq!((seen.listings, seen.listed, seen.documents, seen.wanted), (10, 3, 25, true));
    store.stage_documents(&dead, at(1), &[document("lost", "a")]).await.unwrap();
    let heir = lease(store, "heir", 6 * MINUTE).await;
    let second = store.begin_run(&heir, Trigger::Schedule, at(6 * MINUTE)).await.unwrap();
    assert!(world.rows("documents").await.is_empty(), "what was never published is gone");
    let abandoned = store.run(&scope, first).await.unwrap();
    assert_eq!((abandoned.state, abandoned.ended), (RunState::Abandoned, Some(at(6 * MINUTE))));
    store.stage_documents(&heir, at(6 * MINUTE), &[document("v1", "a")]).await.unwrap();
    assert_eq!(store.publish_run(&heir, second, &publication(7 * MINUTE)).await.unwrap(), 1);
    let runs: Vec<_> = store.runs(&scope, account.id, None, 10).await.unwrap();
    assert_eq!(runs.iter().map(|run| run.id).collect::<Vec<_>>(), [second, first]);
    assert_eq!(
        (runs[0].state, runs[0].node.as_str(), runs[0].generation),
        (RunState::Complete, "heir", Some(1))
    );
    let older = store.runs(&scope, account.id, Some(second), 10).await.unwrap();
    assert_eq!(older.iter().map(|run| run.id).collect::<Vec<_>>(), [first]);
    let newest = store.newest_runs(&scope).await.unwrap();
    assert_eq!(newest.iter().map(|run| run.id).collect::<Vec<_>>(), [second]);

    // A node that goes down gives its lease back: the account is due at once.
    let leaving = lease(store, "heir", HOUR).await;
    let third = store.begin_run(&leaving, Trigger::Schedule, at(HOUR)).await.unwrap();
    store.release_lease(&leaving, Some(third), at(HOUR + 1)).await.unwrap();
    assert_eq!(store.run(&scope, third).await.unwrap().state, RunState::Abandoned);
    assert_eq!(store.account(&scope, account.id, at(HOUR + 1)).await.unwrap().due, at(HOUR + 1));
}

async fn a_failed_run_leaves_the_last_generation(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let account = world.link(&scope, 0).await;
    collect(store, 0, &[document("v1", "a")], |_| {}).await;
    for n in 1..=3 {
        let held = lease(store, "n", n * HOUR).await;
        let run = store.begin_run(&held, Trigger::Schedule, at(n * HOUR)).await.unwrap();
        store.stage_documents(&held, at(n * HOUR), &[document("v2", "a")]).await.unwrap();
        assert_eq!(
            store.fail_run(&held, run, at(n * HOUR), "denied", at(n * HOUR + MINUTE)).await.unwrap(),
            n
        );
        let failed = store.run(&scope, run).await.unwrap();
        assert_eq!((failed.state, failed.generation), (RunState::Failed, None));
        assert_eq!(failed.summary["failure"], "denied");
    }
    let seen = store.account(&scope, account.id, at(4 * HOUR)).await.unwrap();
    assert_eq!((seen.failures, seen.generation, seen.due), (3, 1, at(3 * HOUR + MINUTE)));
    assert_eq!(seen.generation_at, Some(at(SECOND)));
    assert_eq!(world.rows("documents").await.len(), 1);
    collect(store, 4 * HOUR, &[], |_| {}).await;
    assert_eq!(store.account(&scope, account.id, at(4 * HOUR)).await.unwrap().failures, 0);
}

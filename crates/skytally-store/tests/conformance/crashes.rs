//! What is given up in the middle: a task that is aborted, a client that hangs up, a server that ends the session of a write.

use std::pin::pin;
use std::task::Poll;

use jiff::civil::date;
use proptest::prelude::*;
use skytally_money::ledger::Command;
use skytally_store::Store;

use crate::ledger::{book, is_whole, lunch, write};
use crate::world::{World, by};

on_both!(
    what_is_given_up_while_it_begins_leaves_no_transaction,
    a_write_given_up_at_any_moment_was_done_or_was_not,
    a_write_whose_session_is_ended_was_done_or_was_not,
);

/// When something is given up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    /// After how many polls.
    pub(crate) polls: u32,
    /// Only when it is woken after the last of them: what it waited for has come, and it never sees it.
    pub(crate) woken: bool,
}

impl Cut {
    /// A verb of the books is done after 5 to 60 polls, on SQLite after fewer than on PostgreSQL.
    pub(crate) fn any() -> impl Strategy<Value = Self> {
        (prop_oneof![0..15_u32, 0..40_u32], any::<bool>()).prop_map(|(polls, woken)| Self { polls, woken })
    }

    /// Every moment, one after the other.
    fn every() -> impl Iterator<Item = Self> {
        (0..500).flat_map(|polls| [false, true].map(|woken| Self { polls, woken }))
    }
}

/// Polls a future whenever it is woken, and drops it at the cut. Gives what it gave, if it was done before.
pub(crate) async fn given_up<F: Future>(future: F, cut: Cut) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = cut.polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        match future.as_mut().poll(context) {
            Poll::Ready(done) => Poll::Ready(Some(done)),
            Poll::Pending if left == 0 && !cut.woken => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}

/// Polls a future until the cut, does something meanwhile, and lets it come to its end.
pub(crate) async fn interrupted<F: Future>(
    future: F,
    cut: Cut,
    meanwhile: impl Future<Output = ()>,
) -> F::Output {
    let mut future = pin!(future);
    if let Some(done) = given_up(future.as_mut(), cut).await {
        return done;
    }
    meanwhile.await;
    future.await
}

/// Ends all sessions of PostgreSQL that do something, and waits until they have ended.
pub(crate) async fn end_sessions(world: &World) {
    let ended = world
        .number(
            "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid, 10000) AS ended FROM pg_stat_activity
             WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()
             AND state <> 'idle') AS sessions WHERE NOT ended",
        )
        .await;
    assert_eq!(ended, 0, "a session did not end");
}

async fn what_is_given_up_while_it_begins_leaves_no_transaction(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    // One connection: whoever comes next gets it.
    let store = Store::open(&world.place, 1).await.unwrap();
    for (number, cut) in Cut::every().take(40).enumerate() {
        given_up(store.book(&scope), cut).await;
        let command = Command::Post(lunch(date(2026, 1, 5), 1));
        // It would be refused within a transaction that only reads.
        write(&store, &scope, &owner, &format!("key {number}"), command).await;
        given_up(store.hold_book(&scope), cut).await;
        store.ping().await.unwrap();
        if world.is_postgres() {
            let open = world
                .number(
                    "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
                     AND state LIKE 'idle in transaction%'",
                )
                .await;
            assert_eq!(open, 0, "{cut:?}");
        }
    }
    is_whole(&world, &scope, &owner).await;
}

async fn a_write_given_up_at_any_moment_was_done_or_was_not(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = Store::open(&world.place, 2).await.unwrap();
    let (mut entries, mut late) = (0, 0);
    let mut cuts = Cut::every();
    for number in 0..2_000 {
        let cut = cuts.next().unwrap();
        let key = format!("key {number}");
        let commands = [Command::Post(lunch(date(2026, 1, 5), 1)), Command::Post(lunch(date(2026, 2, 5), 2))];
        let from = by(&owner, 0);
        let done = given_up(store.write_ledger(&scope, &from, &key, &commands), cut).await;
        // Whoever holds the book waits for the end of what was given up.
        drop(store.hold_book(&scope).await.unwrap());
        let there = store.book(&scope).await.unwrap().unwrap().last_entry.0 - entries;
        assert!(there == 0 || there == 2, "{cut:?}: {there} entries of 2");
        let again = store.write_ledger(&scope, &from, &key, &commands).await.unwrap();
        assert_eq!(again.repeated, there == 2, "{cut:?}");
        entries += 2;
        assert_eq!(store.book(&scope).await.unwrap().unwrap().last_entry.0, entries, "{cut:?}");
        match done {
            Some(done) => {
                assert_eq!(done.unwrap().transactions, again.transactions);
                if late > 0 {
                    world.chains_are_whole().await;
                    return is_whole(&world, &scope, &owner).await;
                }
                // How far so many polls get is not the same each time.
                cuts = Cut::every();
            }
            None => late += there,
        }
    }
    panic!("no write was done without anybody being told");
}

async fn a_write_whose_session_is_ended_was_done_or_was_not(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    // The sessions of SQLite are in this process: there the store is opened anew.
    let mut store = Store::open(&world.place, 2).await.unwrap();
    let (mut entries, mut failed) = (0, 0);
    for number in 0..60 {
        let key = format!("key {number}");
        let commands = [Command::Post(lunch(date(2026, 1, 5), 1))];
        let (from, cut) = (by(&owner, 0), Cut { polls: number, woken: false });
        let write = store.write_ledger(&scope, &from, &key, &commands);
        let done = if world.is_postgres() {
            Some(interrupted(write, cut, end_sessions(&world)).await)
        } else {
            given_up(write, cut).await
        };
        if !world.is_postgres() {
            store = Store::open(&world.place, 2).await.unwrap();
        }
        if let Some(Err(error)) = &done {
            assert!(error.is_passing(), "{cut:?}: {error:?}");
        }
        failed += i64::from(!matches!(done, Some(Ok(_))));
        drop(store.hold_book(&scope).await.unwrap());
        let there = store.book(&scope).await.unwrap().unwrap().last_entry.0 - entries;
        assert!(there == 0 || there == 1, "{cut:?}: {there} entries of 1");
        let again = store.write_ledger(&scope, &from, &key, &commands).await.unwrap();
        assert_eq!(again.repeated, there == 1, "{cut:?}");
        entries += 1;
    }
    assert!(failed > 5, "{failed} writes were interrupted");
    world.chains_are_whole().await;
    is_whole(&world, &scope, &owner).await;
}

//! Receipts: each file once, one transaction each, read by one node at a time.

use std::collections::BTreeSet;

use jiff::civil::date;
use serde_json::json;
use skytally_model::Money;
use skytally_money::ledger::{Command, Content, EntryNo, LedgerError, Source, TransactionNo};
use skytally_store::{
    NewReceipt, Origin, Receipt, ReceiptFilter, ReceiptOutcome, ReceiptState, Store, StoreError,
    WorkspaceScope,
};

use crate::ledger::{BANK, FOOD, book, content, eur};
use crate::world::{DAY, MINUTE, World, at, by, is_fenced, minutes, origin};

on_both!(
    the_same_file_is_there_once,
    a_workspace_has_so_much_room,
    two_of_the_same_file_at_once_are_one,
    lists_are_read_page_by_page_and_by_filter,
    a_receipt_has_one_transaction,
    of_two_who_attach_one_wins,
    a_deleted_transaction_frees_its_receipt,
    posting_attaches_in_the_same_step,
    a_posting_that_is_refused_leaves_the_receipt_free,
    transactions_of_the_amount_are_found,
    one_node_reads_at_a_time,
    whoever_died_leaves_it_to_another,
    what_never_ends_is_given_up,
    a_broken_reader_is_tried_again_but_not_for_ever,
    what_is_given_back_does_not_count,
    asked_for_again_nobody_else_is_believed,
    what_is_gone_is_not_read,
    a_deleted_workspace_is_remembered,
);

pub(crate) fn new_receipt(store: &Store, name: &str, bytes: i64) -> NewReceipt {
    NewReceipt {
        id: store.new_receipt_id(at(0)),
        name: format!("{name}.pdf"),
        media: "application/pdf".to_owned(),
        bytes,
        sha256: format!("{name:0>64}"),
        not_read: None,
    }
}

const ROOM: i64 = 1_000;

async fn kept(world: &World, scope: &WorkspaceScope, name: &str, ms: i64) -> Receipt {
    let new = new_receipt(&world.store, name, 10);
    let (receipt, is_new) = world.store.new_receipt(scope, &origin(ms), &new, ROOM).await.unwrap();
    assert!(is_new, "{name}");
    receipt
}

async fn posted(store: &Store, scope: &WorkspaceScope, from: &Origin, what: Content) -> TransactionNo {
    let key = format!("{what:?}");
    store.write_ledger(scope, from, &key, &[Command::Post(what)]).await.unwrap().transactions[0]
}

fn spent(day: i8, payee: &str, cents: i64) -> Content {
    content(date(2026, 1, day), payee, &[(BANK, -cents), (FOOD, cents)])
}

fn names(found: &[Receipt]) -> Vec<&str> {
    found.iter().map(|receipt| receipt.name.trim_end_matches(".pdf")).collect()
}

async fn the_same_file_is_there_once(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let new = new_receipt(store, "a", 10);
    let (first, is_new) = store.new_receipt(&scope, &by(&owner, 1), &new, ROOM).await.unwrap();
    assert!(is_new && first.state == ReceiptState::Waiting && first.transaction.is_none());
    let again = NewReceipt { name: "other name.pdf".to_owned(), ..new_receipt(store, "a", 10) };
    assert_eq!(store.room_for_receipt(&scope, &again, ROOM).await.unwrap().unwrap(), first);
    let (second, is_new) = store.new_receipt(&scope, &by(&owner, 2), &again, ROOM).await.unwrap();
    assert_eq!((second, is_new), (first.clone(), false));
    assert_eq!(store.receipt_ids(&scope).await.unwrap(), BTreeSet::from([first.id.clone()]));
    // In another workspace it is another's.
    let (_, other) = book(&world, "bert").await;
    refused!(store.receipt(&other, &first.id).await, StoreError::Missing("receipt"));
    assert!(store.new_receipt(&other, &origin(3), &again, ROOM).await.unwrap().1);
    let not_read = NewReceipt { not_read: Some("nobody reads".to_owned()), ..new_receipt(store, "b", 1) };
    let (quiet, _) = store.new_receipt(&scope, &origin(4), &not_read, ROOM).await.unwrap();
    assert_eq!((quiet.state, quiet.why.as_deref()), (ReceiptState::NotRead, Some("nobody reads")));
    let actions = world.actions(&scope.workspace().to_string()).await;
    assert_eq!(actions.iter().filter(|action| *action == "ledger.receipt-kept").count(), 2);
    world.chains_are_whole().await;
}

async fn a_workspace_has_so_much_room(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    store.new_receipt(&scope, &origin(0), &new_receipt(store, "a", 600), ROOM).await.unwrap();
    let before = world.dump().await;
    let large = new_receipt(store, "b", 401);
    let error = store.room_for_receipt(&scope, &large, ROOM).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict(_)) && error.to_string().contains("at most 1000 bytes"));
    refused!(store.new_receipt(&scope, &origin(1), &large, ROOM).await, StoreError::Conflict(_));
    assert_eq!(world.dump().await, before);
    store.new_receipt(&scope, &origin(1), &new_receipt(store, "b", 400), ROOM).await.unwrap();
    // What is there already needs no room.
    assert!(!store.new_receipt(&scope, &origin(2), &new_receipt(store, "a", 600), ROOM).await.unwrap().1);
    // Without a book there are none.
    let (_, bare) = world.client("bare").await;
    refused!(
        store.new_receipt(&bare, &origin(0), &new_receipt(store, "a", 1), ROOM).await,
        StoreError::Missing("book")
    );
}

async fn two_of_the_same_file_at_once_are_one(world: World) {
    let (_, scope) = book(&world, "anna").await;
    let other = world.node().await;
    let (one, two) = (new_receipt(&other, "a", 600), new_receipt(&other, "a", 600));
    let (from, later) = (origin(0), origin(1));
    let (first, second) = tokio::join!(
        world.store.new_receipt(&scope, &from, &one, ROOM),
        other.new_receipt(&scope, &later, &two, ROOM)
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first.1 != second.1, "both are new, or neither");
    assert_eq!(first.0, second.0);
}

async fn lists_are_read_page_by_page_and_by_filter(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let no = posted(store, &scope, &by(&owner, 0), spent(5, "Shop", 100)).await;
    let mut made = Vec::new();
    for (at, name) in ["a", "b", "c", "d", "e"].into_iter().enumerate() {
        // Two of the same moment, too.
        made.push(kept(&world, &scope, name, i64::try_from(at).unwrap() / 2).await);
    }
    store.attach_receipt(&scope, &by(&owner, 9), &made[1].id, None, no).await.unwrap();
    let all = store.receipts(&scope, &ReceiptFilter::default(), None, 99).await.unwrap();
    assert_eq!(all.len(), 5);
    let mut paged = Vec::new();
    let mut before = None;
    loop {
        let page = store.receipts(&scope, &ReceiptFilter::default(), before, 2).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some((last.at, last.id.clone()));
        paged.extend(page);
    }
    assert_eq!(paged, all);
    let by_filter = async |filter: ReceiptFilter| {
        let mut found = store.receipts(&scope, &filter, None, 99).await.unwrap();
        found.sort_by(|one, other| one.name.cmp(&other.name));
        names(&found).join("")
    };
    let any = ReceiptFilter::default();
    assert_eq!(by_filter(ReceiptFilter { attached: Some(true), ..any }).await, "b");
    assert_eq!(by_filter(ReceiptFilter { attached: Some(false), ..any }).await, "acde");
    assert_eq!(by_filter(ReceiptFilter { transaction: Some(no), ..any }).await, "b");
    assert_eq!(by_filter(ReceiptFilter { state: Some(ReceiptState::Read), ..any }).await, "");
    assert_eq!(by_filter(ReceiptFilter { state: Some(ReceiptState::Waiting), ..any }).await, "abcde");
}

async fn a_receipt_has_one_transaction(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let from = by(&owner, 1);
    let (one, two) = (
        posted(store, &scope, &from, spent(5, "Shop", 100)).await,
        posted(store, &scope, &from, spent(6, "Shop", 100)).await,
    );
    let (a, b) = (kept(&world, &scope, "a", 0).await, kept(&world, &scope, "b", 1).await);
    let attached = store.attach_receipt(&scope, &from, &a.id, Some(a.version), one).await.unwrap();
    assert_eq!((attached.belongs_to(), attached.version), (Some(one), a.version + 1));
    // To the same again is nothing; to another is a conflict; a transaction may have several.
    assert_eq!(store.attach_receipt(&scope, &from, &a.id, None, one).await.unwrap(), attached);
    refused!(store.attach_receipt(&scope, &from, &a.id, None, two).await, StoreError::Conflict(_));
    assert_eq!(store.attach_receipt(&scope, &from, &b.id, None, one).await.unwrap().belongs_to(), Some(one));
    refused!(
        store.attach_receipt(&scope, &from, &a.id, None, TransactionNo(99)).await,
        StoreError::Missing("transaction")
    );
    refused!(store.remove_receipt(&scope, &from, &a.id, None).await, StoreError::Conflict(_));
    // Somebody else's change in between is a conflict.
    refused!(store.detach_receipt(&scope, &from, &a.id, Some(a.version)).await, StoreError::Conflict(_));
    let free = store.detach_receipt(&scope, &from, &a.id, Some(attached.version)).await.unwrap();
    assert_eq!(free.transaction, None);
    assert_eq!(store.detach_receipt(&scope, &from, &a.id, None).await.unwrap(), free);
    assert_eq!(store.attach_receipt(&scope, &from, &a.id, None, two).await.unwrap().belongs_to(), Some(two));
    store.detach_receipt(&scope, &from, &a.id, None).await.unwrap();
    assert_eq!(store.remove_receipt(&scope, &from, &a.id, None).await.unwrap().sha256, a.sha256);
    refused!(store.remove_receipt(&scope, &from, &a.id, None).await, StoreError::Missing("receipt"));
    let trail = world.actions(&scope.workspace().to_string()).await;
    let count = |what: &str| trail.iter().filter(|action| action.as_str() == what).count();
    assert_eq!(count("ledger.receipt-attached"), 3);
    assert_eq!(count("ledger.receipt-detached"), 2);
    assert_eq!(count("ledger.receipt-deleted"), 1);
}

async fn of_two_who_attach_one_wins(world: World) {
    let (owner, scope) = book(&world, "anna").await;
    let from = by(&owner, 1);
    let other = world.node().await;
    for round in 0..8 {
        let one = posted(&world.store, &scope, &from, spent(5, &format!("One {round}"), 100)).await;
        let two = posted(&world.store, &scope, &from, spent(6, &format!("Two {round}"), 100)).await;
        let id = kept(&world, &scope, &format!("r{round}"), round).await.id;
        let (first, second) = tokio::join!(
            world.store.attach_receipt(&scope, &from, &id, None, one),
            other.attach_receipt(&scope, &from, &id, None, two)
        );
        let won: Vec<TransactionNo> =
            [&first, &second].into_iter().flatten().filter_map(Receipt::belongs_to).collect();
        assert_eq!(won.len(), 1, "{first:?} {second:?}");
        let lost = if first.is_err() { first } else { second };
        refused!(lost, StoreError::Conflict(_));
        assert_eq!(world.store.receipt(&scope, &id).await.unwrap().belongs_to(), Some(won[0]));
    }
}

async fn a_deleted_transaction_frees_its_receipt(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let from = by(&owner, 1);
    let no = posted(store, &scope, &from, spent(5, "Shop", 100)).await;
    let (a, b) = (kept(&world, &scope, "a", 0).await, kept(&world, &scope, "b", 1).await);
    for id in [&a.id, &b.id] {
        store.attach_receipt(&scope, &from, id, None, no).await.unwrap();
    }
    let delete = Command::Delete { transaction: no, version: EntryNo(no.0) };
    store.write_ledger(&scope, &from, "delete", &[delete]).await.unwrap();
    let freed = store.receipt(&scope, &a.id).await.unwrap();
    assert!(freed.transaction.is_some_and(|of| of.no == no && of.deleted) && freed.belongs_to().is_none());
    refused!(store.attach_receipt(&scope, &from, &a.id, None, no).await, StoreError::Conflict(_));
    let other = posted(store, &scope, &from, spent(6, "Shop", 100)).await;
    store.attach_receipt(&scope, &from, &a.id, None, other).await.unwrap();
    // The one that nobody moved meanwhile is its own again when the deletion is undone; the other stays where it is.
    let past = store.ledger_transaction(&scope, no).await.unwrap().unwrap();
    let undo = Command::Undo { transaction: no, version: past.version() };
    store.write_ledger(&scope, &from, "undo", &[undo]).await.unwrap();
    assert_eq!(store.receipt(&scope, &a.id).await.unwrap().belongs_to(), Some(other));
    assert_eq!(store.receipt(&scope, &b.id).await.unwrap().belongs_to(), Some(no));
    // What is derived is made anew: receipts stay where they are.
    store.rebuild_ledger(&scope, &from).await.unwrap();
    assert_eq!(store.receipt(&scope, &b.id).await.unwrap().belongs_to(), Some(no));
}

async fn posting_attaches_in_the_same_step(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let from = by(&owner, 1);
    let a = kept(&world, &scope, "a", 0).await;
    let what = spent(5, "Shop", 100);
    let (written, receipt) =
        store.post_receipt(&scope, &from, "key", &a.id, Some(a.version), &what).await.unwrap();
    let no = written.transactions[0];
    assert_eq!((receipt.belongs_to(), written.repeated), (Some(no), false));
    let row = store.ledger_rows(&scope, &[no]).await.unwrap().remove(0);
    assert_eq!(row.entry.content.source, Some(Source::Receipt { receipt: a.id.clone() }));
    // The same key with the same content is the same answer, though the receipt is not what it was.
    let (again, _) = store.post_receipt(&scope, &from, "key", &a.id, Some(a.version), &what).await.unwrap();
    assert_eq!((again.transactions, again.repeated), (vec![no], true));
    let entries = store.book(&scope).await.unwrap().unwrap().last_entry;
    for (key, content) in [("key", spent(5, "Shop", 101)), ("other key", what)] {
        refused!(
            store.post_receipt(&scope, &from, key, &a.id, None, &content).await,
            StoreError::Conflict(_)
        );
    }
    assert_eq!(store.book(&scope).await.unwrap().unwrap().last_entry, entries);
    assert_eq!(store.verify_ledger(&scope).await.unwrap().faults, Vec::<String>::new());
}

async fn a_posting_that_is_refused_leaves_the_receipt_free(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let from = by(&owner, 1);
    let a = kept(&world, &scope, "a", 0).await;
    let before = world.dump().await;
    let uneven = content(date(2026, 1, 5), "Shop", &[(BANK, -100), (FOOD, 99)]);
    refused!(
        store.post_receipt(&scope, &from, "key", &a.id, None, &uneven).await,
        StoreError::Ledger(LedgerError::Unbalanced { .. })
    );
    let even = spent(5, "Shop", 100);
    refused!(
        store.post_receipt(&scope, &from, "key", &a.id, Some(a.version + 1), &even).await,
        StoreError::Conflict(_)
    );
    refused!(
        store.post_receipt(&scope, &from, "key", "no such", None, &even).await,
        StoreError::Missing("receipt")
    );
    assert_eq!(world.dump().await, before);
}

async fn transactions_of_the_amount_are_found(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let from = by(&owner, 1);
    let mut made = Vec::new();
    for (day, payee, cents) in [
        (4, "Too early", 100),
        (5, "First", 100),
        (6, "Other amount", 101),
        (9, "Last", 100),
        (10, "Late", 100),
    ] {
        made.push(posted(store, &scope, &from, spent(day, payee, cents)).await);
    }
    // The category grew by it, the bank did not shrink by it.
    posted(store, &scope, &from, content(date(2026, 1, 6), "Refund", &[(BANK, 100), (FOOD, -100)])).await;
    let a = kept(&world, &scope, "a", 0).await;
    store.attach_receipt(&scope, &from, &a.id, None, made[3]).await.unwrap();
    let (first, last) = (date(2026, 1, 5), date(2026, 1, 9));
    let paid = Money::new(-100, eur());
    let found = store.receipt_candidates(&scope, first, last, paid).await.unwrap();
    let told: Vec<_> =
        found.iter().map(|found| (found.no, found.payee.as_str(), found.has_receipt)).collect();
    assert_eq!(told, [(made[1], "First", false), (made[3], "Last", true)]);
    assert!(found.iter().all(|found| found.amount == paid));
    let yen = Money::new(-100, "JPY".parse().unwrap());
    assert_eq!(store.receipt_candidates(&scope, first, last, yen).await.unwrap(), []);
}

async fn one_node_reads_at_a_time(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    let other = world.node().await;
    let mut ids = BTreeSet::new();
    for (at, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        ids.insert(kept(&world, &scope, name, i64::try_from(at).unwrap()).await.id);
    }
    let mut taken = BTreeSet::new();
    for _ in 0..2 {
        let (one, two) = tokio::join!(
            store.take_receipt("one", at(MINUTE), minutes(5)),
            other.take_receipt("two", at(MINUTE), minutes(5))
        );
        for (_, receipt) in [one.unwrap(), two.unwrap()].into_iter().flatten() {
            assert_eq!(receipt.state, ReceiptState::Reading);
            assert!(taken.insert(receipt.id), "taken twice");
        }
    }
    // On PostgreSQL one may have looked away from the row that the other was about to take.
    while let Some((_, receipt)) = store.take_receipt("one", at(MINUTE), minutes(5)).await.unwrap() {
        assert!(taken.insert(receipt.id), "taken twice");
    }
    assert_eq!(taken, ids);
}

async fn whoever_died_leaves_it_to_another(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    let (old, _) = store.take_receipt("old", at(0), minutes(5)).await.unwrap().unwrap();
    assert_eq!(store.take_receipt("new", at(4 * MINUTE), minutes(5)).await.unwrap(), None);
    let (new, _) = store.take_receipt("new", at(5 * MINUTE), minutes(5)).await.unwrap().unwrap();
    let before = world.dump().await;
    let late = ReceiptOutcome::Read(json!({ "late": true }));
    assert!(is_fenced(store.receipt_was_read(&old, at(6 * MINUTE), &late).await));
    assert_eq!(world.dump().await, before);
    let read = ReceiptOutcome::Read(json!({ "total": 1 }));
    store.receipt_was_read(&new, at(6 * MINUTE), &read).await.unwrap();
    let now = store.receipt(&scope, &id).await.unwrap();
    assert_eq!((now.state, now.reading), (ReceiptState::Read, Some(json!({ "total": 1 }))));
    // What is given back is given back.
    assert!(is_fenced(store.receipt_was_read(&new, at(7 * MINUTE), &read).await));
    assert_eq!(store.take_receipt("new", at(DAY), minutes(5)).await.unwrap(), None);
}

async fn what_never_ends_is_given_up(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    let well = kept(&world, &scope, "b", 1).await.id;
    for life in 0..3 {
        let now = at(life * 10 * MINUTE + MINUTE);
        let (_, taken) = store.take_receipt("dies", now, minutes(5)).await.unwrap().unwrap();
        assert_eq!(taken.id, id, "life {life}");
    }
    // The fourth passes it over, and takes the next.
    let (_, next) = store.take_receipt("lives", at(DAY), minutes(5)).await.unwrap().unwrap();
    assert_eq!(next.id, well);
    let given_up = store.receipt(&scope, &id).await.unwrap();
    assert_eq!(given_up.state, ReceiptState::Unreadable);
    assert!(given_up.why.is_some_and(|why| why.contains("3 times")));
}

async fn a_broken_reader_is_tried_again_but_not_for_ever(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    for attempt in 1..=3 {
        let now = at(attempt * MINUTE);
        let (lease, _) = store.take_receipt("node", now, minutes(5)).await.unwrap().unwrap();
        let again = at(attempt * MINUTE + MINUTE);
        let broke = ReceiptOutcome::Broke { why: "it crashed".to_owned(), again };
        store.receipt_was_read(&lease, now, &broke).await.unwrap();
        let state = store.receipt(&scope, &id).await.unwrap().state;
        assert_eq!(state == ReceiptState::Waiting, attempt < 3, "attempt {attempt}: {state:?}");
        assert_eq!(store.take_receipt("node", now, minutes(5)).await.unwrap(), None, "before its time");
    }
    let end = store.receipt(&scope, &id).await.unwrap();
    assert_eq!(
        (end.state, end.why.as_deref()),
        (ReceiptState::Unreadable, Some("it was tried 3 times: it crashed"))
    );
}

async fn what_is_given_back_does_not_count(world: World) {
    let (store, (_, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    for round in 1..=10 {
        let now = at(round * MINUTE);
        let (lease, _) = store.take_receipt("node", now, minutes(5)).await.unwrap().unwrap();
        // Who waits says why, where there is something to say.
        let why = (round % 2 == 0).then(|| format!("round {round}"));
        let given_back = ReceiptOutcome::GivenBack { why: why.clone(), again: now };
        store.receipt_was_read(&lease, now, &given_back).await.unwrap();
        let receipt = store.receipt(&scope, &id).await.unwrap();
        assert_eq!((receipt.state, receipt.why), (ReceiptState::Waiting, why));
    }
    let (lease, _) = store.take_receipt("node", at(DAY), minutes(5)).await.unwrap().unwrap();
    let read = ReceiptOutcome::Read(json!({ "reader": { "name": "textract" } }));
    store.receipt_was_read(&lease, at(DAY), &read).await.unwrap();
    let receipt = store.receipt(&scope, &id).await.unwrap();
    assert_eq!((receipt.state, receipt.why), (ReceiptState::Read, None));
}

async fn asked_for_again_nobody_else_is_believed(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    let (lease, _) = store.take_receipt("node", at(1), minutes(5)).await.unwrap().unwrap();
    let waits = store.read_receipt_again(&scope, &by(&owner, 2), &id).await.unwrap();
    assert_eq!(waits.state, ReceiptState::Waiting);
    let unreadable = ReceiptOutcome::Unreadable("broken".to_owned());
    assert!(is_fenced(store.receipt_was_read(&lease, at(3), &unreadable).await));
    let (lease, _) = store.take_receipt("node", at(4), minutes(5)).await.unwrap().unwrap();
    store.receipt_was_read(&lease, at(5), &unreadable).await.unwrap();
    let told = store.receipt(&scope, &id).await.unwrap();
    assert_eq!((told.state, told.why.as_deref()), (ReceiptState::Unreadable, Some("broken")));
    assert_eq!(store.read_receipt_again(&scope, &by(&owner, 6), &id).await.unwrap().why, None);
    refused!(
        store.read_receipt_again(&scope, &by(&owner, 7), "no such").await,
        StoreError::Missing("receipt")
    );
}

async fn what_is_gone_is_not_read(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let id = kept(&world, &scope, "a", 0).await.id;
    let (lease, _) = store.take_receipt("node", at(1), minutes(5)).await.unwrap().unwrap();
    store.remove_receipt(&scope, &by(&owner, 2), &id, None).await.unwrap();
    let read = ReceiptOutcome::Read(json!({}));
    assert!(is_fenced(store.receipt_was_read(&lease, at(3), &read).await));
    kept(&world, &scope, "b", 3).await;
    let (lease, _) = store.take_receipt("node", at(4), minutes(5)).await.unwrap().unwrap();
    store.delete_workspace(&scope, &by(&owner, 5)).await.unwrap();
    assert!(is_fenced(store.receipt_was_read(&lease, at(6), &read).await));
    assert_eq!(world.rows("ledger_receipts").await.len(), 0);
}

async fn a_deleted_workspace_is_remembered(world: World) {
    let (store, (owner, scope)) = (&world.store, book(&world, "anna").await);
    let id = scope.workspace().to_string();
    assert!(!store.workspace_was_deleted(&id).await.unwrap());
    store.delete_workspace(&scope, &by(&owner, 5)).await.unwrap();
    assert!(store.workspace_was_deleted(&id).await.unwrap());
    assert!(!store.workspace_was_deleted("another").await.unwrap());
}

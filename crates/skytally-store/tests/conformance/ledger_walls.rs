//! The second wall of the books, and what holds when several write at once: nothing unbalanced, nothing changed, nothing lost.

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::json;
use skytally_money::ledger::Command;
use skytally_store::{ImportState, LineEnd, RegisterFilter, StoreError};

use crate::ledger::{BANK, FOOD, book, content, eur, is_whole, lunch, on_bank, write};
use crate::ledger_filled::file;
use crate::world::{World, by};

on_both!(
    nobody_unbalances_or_changes_the_journal,
    tampering_is_found,
    what_is_derived_can_be_made_anew,
    two_nodes_post_at_once,
    one_of_two_reversals_wins,
    a_book_goes_with_its_workspace_only,
    what_was_decided_from_older_books_is_not_done,
    a_sum_that_does_not_fit_is_refused,
);

async fn nobody_unbalances_or_changes_the_journal(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    write(&world.store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let before = world.dump().await;
    let key = scope.workspace();
    let entry = |no: i64, kind: &str, postings: serde_json::Value| {
        let canonical =
            json!({ "no": no, "transaction": no, "kind": kind, "postings": postings }).to_string();
        format!(
            "INSERT INTO ledger_entries (workspace_id, no, transaction_no, kind, canonical, hash)
             VALUES ('{key}', {no}, {no}, '{kind}', '{canonical}', 'x')"
        )
    };
    for statement in [
        entry(2, "post", json!([[1, "EUR", 5, ""], [2, "EUR", -4, ""]])),
        entry(2, "post", json!([[1, "EUR", 5, ""], [2, "USD", -5, ""]])),
        entry(2, "post", json!([[1, "EUR", 0, ""]])),
        entry(2, "mark", json!([[1, "EUR", 5, ""], [2, "EUR", -5, ""]])),
        entry(2, "other", json!([[1, "EUR", 5, ""], [2, "EUR", -5, ""]])),
        "UPDATE ledger_entries SET canonical = canonical".to_owned(),
        "UPDATE ledger_entries SET hash = 'x'".to_owned(),
        "DELETE FROM ledger_entries".to_owned(),
        format!("INSERT INTO ledger_months VALUES ('{key}', 1, 'EUR', '2026-02', -1, 0, 1)"),
        format!("INSERT INTO ledger_years VALUES ('{key}', 1, 'EUR', '2027', -1, 0, 1)"),
    ] {
        let result = sqlx::query(sqlx::AssertSqlSafe(statement.clone())).execute(&world.raw).await;
        assert!(result.is_err(), "{statement}");
    }
    assert_eq!(world.dump().await, before);
    // And the wall lets through what is right.
    world.execute(&entry(2, "post", json!([[1, "EUR", 5, ""], [2, "EUR", -5, ""]]))).await;
}

async fn tampering_is_found(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    for at in 0..3 {
        write(
            &world.store,
            &scope,
            &owner,
            &format!("{at}"),
            Command::Post(lunch(date(2026, 1, 5), 500 + at)),
        )
        .await;
    }
    // Whoever can do this is above the program: the walls are taken down first.
    let walls: &[&str] = if world.is_postgres() {
        &["ALTER TABLE ledger_entries DISABLE TRIGGER USER"]
    } else {
        &[
            "DROP TRIGGER ledger_entries_stay",
            "DROP TRIGGER ledger_entries_remain",
            "DROP TRIGGER ledger_transactions_stay",
        ]
    };
    for wall in walls {
        world.execute(wall).await;
    }
    let faults = async || world.store.verify_ledger(&scope).await.unwrap().faults;
    assert!(faults().await.is_empty());
    for (tamper, restore, told) in [
        (
            "UPDATE ledger_postings SET amount = amount + 1 WHERE transaction_no = 2 AND line = 0",
            "UPDATE ledger_postings SET amount = amount - 1 WHERE transaction_no = 2 AND line = 0",
            "the rows of postings",
        ),
        (
            "UPDATE ledger_transactions SET date = '2026-01-06' WHERE no = 2",
            "UPDATE ledger_transactions SET date = '2026-01-05' WHERE no = 2",
            "the rows of transactions",
        ),
        (
            "UPDATE ledger_months SET debit = debit + 1 WHERE account_no = 2",
            "UPDATE ledger_months SET debit = debit - 1 WHERE account_no = 2",
            "the sums of 2026-01",
        ),
        (
            "UPDATE ledger_years SET credit = credit + 1 WHERE account_no = 1",
            "UPDATE ledger_years SET credit = credit - 1 WHERE account_no = 1",
            "the sums of 2026 on",
        ),
        (
            "INSERT INTO ledger_postings SELECT workspace_id, 9, line, account_no, date, currency, amount, state
             FROM ledger_postings WHERE transaction_no = 2",
            "DELETE FROM ledger_postings WHERE transaction_no = 9",
            "2 are of none of its entries",
        ),
        (
            "UPDATE ledger_entries SET transaction_no = 1 WHERE no = 2",
            "UPDATE ledger_entries SET transaction_no = 2 WHERE no = 2",
            "what stands beside the text of entry 2",
        ),
        (
            "UPDATE ledger_entries SET canonical = REPLACE(canonical, 'Café', 'Cafe') WHERE no = 2",
            "UPDATE ledger_entries SET canonical = REPLACE(canonical, 'Cafe', 'Café') WHERE no = 2",
            "the hash of entry 2",
        ),
        ("UPDATE ledger_books SET entries = 2", "UPDATE ledger_books SET entries = 3", "the book says"),
    ] {
        world.execute(tamper).await;
        let found = faults().await;
        assert!(found.iter().any(|fault| fault.contains(told)), "{tamper}: {found:?}");
        world.execute(restore).await;
        assert_eq!(faults().await, Vec::<String>::new(), "{restore}");
    }
    world.execute("DELETE FROM ledger_entries WHERE no = 2").await;
    assert!(faults().await.iter().any(|fault| fault.contains("entries 2 to 2 are missing")));
}

async fn what_is_derived_can_be_made_anew(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    for at in 0..20 {
        write(
            &world.store,
            &scope,
            &owner,
            &format!("{at}"),
            Command::Post(lunch(date(2026, 1, 5), 500 + at)),
        )
        .await;
    }
    let tables = ["ledger_postings", "ledger_transactions", "ledger_months", "ledger_years"];
    let mut before = Vec::new();
    for table in tables {
        before.push(world.rows(table).await);
        world.execute(&format!("DELETE FROM {table}")).await;
    }
    assert_ne!(world.store.verify_ledger(&scope).await.unwrap().faults, Vec::<String>::new());
    world.store.rebuild_ledger(&scope, &by(&owner, 0)).await.unwrap();
    for (table, rows) in tables.iter().zip(before) {
        assert_eq!(world.rows(table).await, rows);
    }
    let found = RegisterFilter { text: "zuri".to_owned(), ..RegisterFilter::default() };
    assert_eq!(world.store.ledger_register(&scope, &found, None, 50).await.unwrap().len(), 20);
}

async fn two_nodes_post_at_once(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let mut nodes = vec![world.store.clone()];
    if world.is_postgres() {
        nodes.push(world.node().await);
    }
    let mut tasks = Vec::new();
    for task in 0..4_i64 {
        let (store, scope, owner) =
            (nodes[usize::try_from(task).unwrap() % nodes.len()].clone(), scope.clone(), owner.clone());
        tasks.push(tokio::spawn(async move {
            for at in 0..25 {
                // Each is sent twice, as by somebody who did not hear the answer.
                for _ in 0..2 {
                    let command = Command::Post(lunch(date(2026, 1, 5), 1 + task));
                    store
                        .write_ledger(&scope, &by(&owner, at), &format!("{task}-{at}"), &[command])
                        .await
                        .unwrap();
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(on_bank(&world.store, &scope, None).await, -25 * (1 + 2 + 3 + 4));
    assert_eq!(world.store.book(&scope).await.unwrap().unwrap().last_entry.0, 100);
    is_whole(&world, &scope, &owner).await;
}

async fn one_of_two_reversals_wins(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let other = if world.is_postgres() { world.node().await } else { world.store.clone() };
    for round in 0..10 {
        let posted = Command::Post(lunch(date(2026, 1, 5), 5));
        let no = write(&world.store, &scope, &owner, &format!("p{round}"), posted).await;
        let version = world.store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
        let delete = [Command::Delete { transaction: no, version }];
        let (a, b) = (by(&owner, 0), by(&owner, 1));
        let (one, two) = (format!("a{round}"), format!("b{round}"));
        let (first, second) = tokio::join!(
            world.store.write_ledger(&scope, &a, &one, &delete),
            other.write_ledger(&scope, &b, &two, &delete),
        );
        assert_eq!(usize::from(first.is_ok()) + usize::from(second.is_ok()), 1, "{first:?} {second:?}");
    }
    assert_eq!(on_bank(&world.store, &scope, None).await, 0);
    is_whole(&world, &scope, &owner).await;
}

async fn what_was_decided_from_older_books_is_not_done(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let (store, from) = (&world.store, by(&owner, 0));
    let (import, seen) = store.new_import(&scope, &from, &file("ada")).await.unwrap();
    assert_eq!(store.book(&scope).await.unwrap().unwrap().version, seen);
    let ends = BTreeMap::from([(1, LineEnd::Post(Command::Post(lunch(date(2026, 1, 6), 5))))]);
    write(store, &scope, &owner, "between", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let before = world.dump().await;
    let none = BTreeMap::new();
    assert_eq!(store.commit_import(&scope, &from, &import.id, seen, &ends, &none).await.unwrap(), None);
    assert_eq!(world.dump().await, before);
    let seen = store.book(&scope).await.unwrap().unwrap().version;
    let made = store.commit_import(&scope, &from, &import.id, seen, &ends, &none).await.unwrap().unwrap();
    assert_eq!((made.state, made.posted), (ImportState::Committed, 1));
    // What is in the books already stays so, whatever was seen.
    let again = store.commit_import(&scope, &from, &import.id, seen, &ends, &none).await.unwrap();
    assert_eq!(again, Some(made));
    is_whole(&world, &scope, &owner).await;
}

async fn a_book_goes_with_its_workspace_only(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let (other, foreign) = book(&world, "bob").await;
    for (user, scope) in [(&owner, &scope), (&other, &foreign)] {
        write(&world.store, scope, user, "same key", Command::Post(lunch(date(2026, 1, 1), 5))).await;
    }
    refused!(world.store.open_book(&scope, &by(&owner, 0), eur(), &[]).await, StoreError::Conflict(_));
    world.store.delete_workspace(&scope, &by(&owner, 0)).await.unwrap();
    for table in [
        "ledger_books",
        "ledger_accounts",
        "ledger_entries",
        "ledger_writes",
        "ledger_postings",
        "ledger_months",
        "ledger_years",
    ] {
        let rows = world.rows(table).await;
        assert!(!rows.is_empty(), "{table}");
        assert!(rows.iter().all(|row| row["workspace_id"] == foreign.workspace().to_string()), "{table}");
    }
    is_whole(&world, &foreign, &other).await;
}

async fn a_sum_that_does_not_fit_is_refused(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let most = skytally_money::ledger::AMOUNT_MAX;
    let commands: Vec<Command> = (0..4_000)
        .map(|_| Command::Post(content(date(2026, 1, 5), "", &[(BANK, -most), (FOOD, most)])))
        .collect();
    world.store.write_ledger(&scope, &by(&owner, 0), "fits", &commands).await.unwrap();
    let before = world.number("SELECT COUNT(*) FROM ledger_entries").await;
    let one = Command::Post(content(date(2026, 1, 6), "", &[(BANK, -1), (FOOD, 1)]));
    assert!(world.store.write_ledger(&scope, &by(&owner, 0), "over", &[one]).await.is_err());
    assert_eq!(world.number("SELECT COUNT(*) FROM ledger_entries").await, before);
    assert_eq!(on_bank(&world.store, &scope, None).await, -most * 4_000);
}

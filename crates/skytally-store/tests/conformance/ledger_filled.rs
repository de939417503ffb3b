//! Books with something of everything in them, and every verb of theirs: for the walls between workspaces.

use std::collections::BTreeMap;

use jiff::civil::date;
use serde_json::json;
use skytally_model::Money;
use skytally_money::inbox::{Answer, Facts, Outcome};
use skytally_money::ledger::{AccountKind, Command, TransactionNo};
use skytally_store::{
    ImportLine, LedgerItemKind, LineEnd, NewImport, NewReceipt, ReceiptFilter, RegisterFilter, RegisterPlace,
    Store, StoreError, User, WorkspaceScope,
};

use crate::ledger::{BANK, FOOD, content, eur, new};
use crate::world::{World, by};

/// Fills a workspace's books with something of everything, marked with a name.
pub(crate) async fn fill_books(world: &World, owner: &User, scope: &WorkspaceScope, name: &str) {
    let (store, from) = (&world.store, by(owner, 0));
    let accounts = [new(AccountKind::Asset, "Bank", Some("EUR")), new(AccountKind::Expense, name, None)];
    store.open_book(scope, &from, eur(), &accounts).await.unwrap();
    let posted = Command::Post(content(date(2026, 1, 5), name, &[(BANK, -5), (FOOD, 5)]));
    store.write_ledger(scope, &from, name, &[posted]).await.unwrap();
    store.close_ledger(scope, &from, Some(date(2025, 12, 31))).await.unwrap();
    let import = store.new_import(scope, &from, &file(name)).await.unwrap();
    let ends = BTreeMap::from([(
        1,
        LineEnd::Post(Command::Post(content(date(2026, 1, 6), name, &[(BANK, -5), (FOOD, 5)]))),
    )]);
    let answers = BTreeMap::from([(name.to_owned(), Answer::New)]);
    store.commit_import(scope, &from, &import.id, &ends, &answers).await.unwrap();
    let receipt = crate::receipts::new_receipt(store, name, 7);
    store.new_receipt(scope, &from, &receipt, 1_000).await.unwrap();
    let body = json!({ "name": name });
    store.put_ledger_item(scope, &from, LedgerItemKind::Rule, None, 0, &body).await.unwrap();
}

/// A bank's file of one line, marked with a name.
fn file(name: &str) -> NewImport {
    let facts = Facts {
        bank_id: Some("same id".to_owned()),
        date: date(2026, 1, 6),
        amount: Money::new(-5, eur()),
        payee: name.to_owned(),
        text: String::new(),
    };
    let line = ImportLine {
        line: 1,
        file_line: 7,
        facts,
        detail: json!({}),
        raw: name.to_owned(),
        outcome: Outcome::Waiting,
        posted: false,
    };
    NewImport {
        account: BANK,
        name: name.to_owned(),
        hash: "0".repeat(64),
        format: "ofx".to_owned(),
        facts: json!({}),
        lines: vec![line],
    }
}

/// Calls every verb of the books with the scope of one workspace, and numbers that another has too. Gives what each said.
pub(crate) async fn call_books(
    store: &Store,
    mine: &WorkspaceScope,
    me: &User,
    theirs: &WorkspaceScope,
) -> Vec<String> {
    fn said<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> String {
        format!("{outcome:?}")
    }
    let (from, day, no) = (by(me, 0), date(2026, 1, 5), TransactionNo(1));
    let all = RegisterFilter::default();
    let found = RegisterFilter { text: "theirs".to_owned(), ..RegisterFilter::default() };
    let on_account = RegisterFilter { accounts: vec![BANK, FOOD], ..RegisterFilter::default() };
    let accounts = store.ledger_accounts(mine).await.unwrap();
    let place = RegisterPlace { date: day, no };
    let version = skytally_money::ledger::EntryNo(1);
    let delete = [Command::Delete { transaction: no, version }];
    let import = store.imports(theirs, None, 9).await.unwrap().remove(0).id;
    let item = store.ledger_items(theirs, LedgerItemKind::Rule).await.unwrap().remove(0).id;
    let (none, body) = (BTreeMap::new(), json!({}));
    let receipts = ReceiptFilter::default();
    let receipt = store.receipts(theirs, &receipts, None, 9).await.unwrap().remove(0);
    let same =
        NewReceipt { sha256: receipt.sha256.clone(), ..crate::receipts::new_receipt(store, "mine", 7) };
    let (posted, paid) = (content(day, "mine", &[(BANK, -5), (FOOD, 5)]), Money::new(-5, eur()));
    let id = &receipt.id;
    vec![
        said(store.receipts(mine, &receipts, None, 9).await),
        said(store.receipt(mine, id).await),
        said(store.receipt_ids(mine).await),
        said(store.room_for_receipt(mine, &same, 1_000).await),
        said(store.receipt_candidates(mine, day, date(2026, 1, 9), paid).await),
        said(store.attach_receipt(mine, &from, id, None, no).await),
        said(store.detach_receipt(mine, &from, id, None).await),
        said(store.post_receipt(mine, &from, "mine receipt", id, None, &posted).await),
        said(store.read_receipt_again(mine, &from, id).await),
        said(store.remove_receipt(mine, &from, id, None).await),
        said(store.imports(mine, None, 9).await),
        said(store.import(mine, &import).await),
        said(store.import_lines(mine, &import, 0, 9).await),
        said(store.earlier_lines(mine, BANK, day, date(2026, 1, 9), &["same id"]).await),
        said(store.hand_postings(mine, BANK, day, date(2026, 1, 9)).await),
        said(store.import_answers(mine, BANK).await),
        said(store.commit_import(mine, &from, &import, &none, &BTreeMap::new()).await),
        said(store.undo_import(mine, &from, &import).await),
        said(store.answer_import(mine, &from, &import, &none, &BTreeMap::new()).await),
        said(store.discard_import(mine, &from, &import).await),
        said(store.ledger_items(mine, LedgerItemKind::Rule).await),
        said(store.put_ledger_item(mine, &from, LedgerItemKind::Rule, Some((&item, 1)), 0, &body).await),
        said(store.remove_ledger_item(mine, &from, LedgerItemKind::Rule, &item).await),
        said(store.recurring_posted(mine, &item).await),
        said(store.ledger_days(mine, day, day).await),
        said(store.ledger_walk(mine, None, None, 9).await),
        said(store.ledger_journal(mine, skytally_money::ledger::EntryNo(0), 9).await),
        said(store.book(mine).await),
        said(store.ledger_accounts(mine).await),
        said(store.ledger_balances(mine, None).await),
        said(store.ledger_balances(mine, Some(day)).await),
        said(store.ledger_balance(mine, BANK, day).await),
        said(store.ledger_flows(mine, day, day).await),
        said(store.ledger_months(mine, "1900-01", "2100-01").await),
        said(store.ledger_register(mine, &all, None, 9).await),
        said(store.ledger_register(mine, &found, None, 9).await),
        said(store.ledger_register(mine, &on_account, None, 9).await),
        said(store.ledger_rows(mine, &[no]).await),
        said(store.ledger_balance_through(mine, BANK, place).await),
        said(store.ledger_transaction(mine, no).await),
        said(store.ledger_closings(mine).await),
        said(store.verify_ledger(mine).await),
        said(store.open_book(mine, &from, eur(), &[]).await),
        said(store.new_ledger_account(mine, &from, &new(AccountKind::Asset, "Cash", None)).await),
        said(store.change_ledger_account(mine, &from, &accounts[&BANK]).await),
        said(store.write_ledger(mine, &from, "mine again", &delete).await),
        said(store.close_ledger(mine, &from, None).await),
        said(store.rebuild_ledger(mine, &from).await),
    ]
}

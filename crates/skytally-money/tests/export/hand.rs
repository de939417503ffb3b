//! One book by hand, as each format has it.

use std::collections::BTreeMap;

use jiff::civil::date;
use skytally_model::Money;
use skytally_money::export::{Beancount, Book, Csv, Hledger, Line, LiveTransaction};
use skytally_money::ledger::{AccountKind, AccountNo, Exchange, LedgerAccount, MarkState, TransactionNo};

use crate::any_book::currency;

fn accounts() -> BTreeMap<AccountNo, LedgerAccount> {
    let account = |no, parent: Option<i64>, kind, name: &str| LedgerAccount {
        no: AccountNo(no),
        parent: parent.map(AccountNo),
        kind,
        name: name.to_owned(),
        currency: None,
        role: None,
        closed: None,
        note: String::new(),
        version: 1,
    };
    let mut accounts = vec![
        account(1, None, AccountKind::Asset, "Bank: main"),
        account(2, None, AccountKind::Equity, "Exchange"),
        account(3, None, AccountKind::Expense, "Food"),
        account(4, Some(3), AccountKind::Expense, "Restaurants & bars"),
        account(5, None, AccountKind::Expense, "food"),
        account(6, None, AccountKind::Asset, "=Old"),
    ];
    accounts[0].currency = Some(currency("EUR"));
    accounts[0].note = "IBAN: DE00 1234".to_owned();
    accounts[5].closed = Some(date(2026, 1, 31));
    accounts.into_iter().map(|account| (account.no, account)).collect()
}

fn transactions() -> [LiveTransaction; 2] {
    let line = |account, minor, code, memo: &str, state| Line {
        account: AccountNo(account),
        amount: Money::new(minor, currency(code)),
        memo: memo.to_owned(),
        state,
    };
    let meal = LiveTransaction {
        no: TransactionNo(7),
        date: date(2026, 2, 3),
        payee: "=Luigi | Sons".to_owned(),
        note: "with\nAda".to_owned(),
        tags: vec!["eating out".to_owned(), "team".to_owned()],
        exchange: None,
        postings: vec![
            line(1, -1250, "EUR", "card: 1", MarkState::Reconciled),
            line(4, 1000, "EUR", "", MarkState::Uncleared),
            line(5, 250, "EUR", "tip", MarkState::Uncleared),
        ],
    };
    let exchange = Exchange {
        rate: "162.5".to_owned(),
        from: currency("EUR"),
        to: currency("JPY"),
        source: "ECB".to_owned(),
        date: date(2026, 2, 3),
    };
    let trip = LiveTransaction {
        no: TransactionNo(9),
        date: date(2026, 2, 4),
        payee: String::new(),
        note: String::new(),
        tags: Vec::new(),
        exchange: Some(exchange),
        postings: vec![
            line(1, -1000, "EUR", "", MarkState::Cleared),
            line(2, 1000, "EUR", "", MarkState::Uncleared),
            line(2, -1625, "JPY", "", MarkState::Uncleared),
            line(3, 1625, "JPY", "", MarkState::Uncleared),
        ],
    };
    [meal, trip]
}

macro_rules! written {
    ($writer:ident) => {{
        let accounts = accounts();
        let book = Book { title: "Ada & Co", currency: currency("EUR"), accounts: &accounts };
        let mut writer = $writer::new(Vec::new(), book).unwrap();
        for transaction in transactions() {
            writer.transaction(&transaction).unwrap();
        }
        String::from_utf8(writer.finish().unwrap()).unwrap()
    }};
}

#[test]
fn a_book_as_a_journal_of_hledger() {
    insta::assert_snapshot!(written!(Hledger));
}

#[test]
fn a_book_as_a_file_of_beancount() {
    insta::assert_snapshot!(written!(Beancount));
}

#[test]
fn a_book_as_comma_separated_values() {
    insta::assert_snapshot!(written!(Csv));
}

#[test]
fn a_posting_on_an_account_that_is_not_there_is_refused() {
    let accounts = BTreeMap::new();
    let book = Book { title: "", currency: currency("EUR"), accounts: &accounts };
    let meal = &transactions()[0];
    assert!(Hledger::new(Vec::new(), book).unwrap().transaction(meal).is_err());
    assert!(Beancount::new(Vec::new(), book).unwrap().transaction(meal).is_err());
    assert!(Csv::new(Vec::new(), book).unwrap().transaction(meal).is_err());
}

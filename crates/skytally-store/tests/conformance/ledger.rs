//! The books: written once, never changed, always balanced, and what is derived from them is what they say.

use jiff::civil::{Date, date};
use skytally_model::{Currency, Money};
use skytally_money::ledger::{
    AccountKind, AccountNo, AccountRole, Command, Content, LedgerError, Mark, MarkState, Posting,
    TransactionNo,
};
use skytally_store::{
    NewLedgerAccount, RegisterFilter, RegisterPlace, Store, StoreError, User, WorkspaceScope,
};

use crate::world::{World, by};

on_both!(
    balances_of_any_day,
    what_the_rules_refuse_leaves_nothing,
    a_key_is_good_for_one_write,
    an_edit_is_a_reversal_and_a_posting,
    undo_is_the_inverse_and_undoes_itself,
    a_reconciled_posting_stays,
    a_closed_period_stays,
    the_register_is_read_page_by_page,
    words_are_found_seldom_or_often,
    accounts_keep_their_tree,
);

pub(crate) const BANK: AccountNo = AccountNo(1);
pub(crate) const FOOD: AccountNo = AccountNo(2);
const WAGES: AccountNo = AccountNo(3);
const OPENING: AccountNo = AccountNo(4);
const YEN: AccountNo = AccountNo(5);

pub(crate) fn eur() -> Currency {
    "EUR".parse().unwrap()
}

pub(crate) fn new(kind: AccountKind, name: &str, currency: Option<&str>) -> NewLedgerAccount {
    NewLedgerAccount {
        parent: None,
        kind,
        name: name.to_owned(),
        currency: currency.map(|code| code.parse().unwrap()),
        role: None,
        note: String::new(),
    }
}

/// An owner with a book of five accounts.
pub(crate) async fn book(world: &World, name: &str) -> (User, WorkspaceScope) {
    let (owner, scope) = world.client(name).await;
    let opening =
        NewLedgerAccount { role: Some(AccountRole::Opening), ..new(AccountKind::Equity, "Opening", None) };
    let accounts = [
        new(AccountKind::Asset, "Bank", Some("EUR")),
        new(AccountKind::Expense, "Food", None),
        new(AccountKind::Income, "Wages", None),
        opening,
        new(AccountKind::Asset, "Yen", Some("JPY")),
    ];
    world.store.open_book(&scope, &by(&owner, 0), eur(), &accounts).await.unwrap();
    (owner, scope)
}

pub(crate) fn content(date: Date, payee: &str, postings: &[(AccountNo, i64)]) -> Content {
    Content {
        date,
        payee: payee.to_owned(),
        note: String::new(),
        tags: Vec::new(),
        source: None,
        exchange: None,
        postings: postings
            .iter()
            .map(|(account, minor)| Posting {
                account: *account,
                amount: Money::new(*minor, eur()),
                memo: String::new(),
            })
            .collect(),
    }
}

pub(crate) fn lunch(day: Date, minor: i64) -> Content {
    content(day, "Café Zürich", &[(BANK, -minor), (FOOD, minor)])
}

pub(crate) async fn write(
    store: &Store,
    scope: &WorkspaceScope,
    user: &User,
    key: &str,
    command: Command,
) -> TransactionNo {
    store.write_ledger(scope, &by(user, 0), key, &[command]).await.unwrap().transactions[0]
}

pub(crate) async fn on_bank(store: &Store, scope: &WorkspaceScope, day: Option<Date>) -> i64 {
    let balances = store.ledger_balances(scope, day).await.unwrap();
    let all: i64 = balances.iter().map(|balance| balance.minor).sum();
    assert_eq!(all, 0, "{balances:?}");
    balances.iter().find(|balance| balance.account == BANK).map_or(0, |balance| balance.minor)
}

/// The book is whole, and says the same after all that is derived was made anew.
pub(crate) async fn is_whole(world: &World, scope: &WorkspaceScope, user: &User) {
    let report = world.store.verify_ledger(scope).await.unwrap();
    assert_eq!(report.faults, Vec::<String>::new());
    let mut tables = Vec::new();
    for table in ["ledger_transactions", "ledger_postings", "ledger_months", "ledger_years"] {
        tables.push((table, world.rows(table).await));
    }
    world.store.rebuild_ledger(scope, &by(user, 0)).await.unwrap();
    for (table, rows) in tables {
        assert_eq!(world.rows(table).await, rows, "{table}");
    }
}

async fn balances_of_any_day(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    for (at, (day, minor)) in
        [(date(2026, 1, 31), 100), (date(2026, 2, 1), 20), (date(2026, 2, 28), 3), (date(2025, 12, 31), 4000)]
            .into_iter()
            .enumerate()
    {
        write(store, &scope, &owner, &format!("k{at}"), Command::Post(lunch(day, minor))).await;
    }
    for (day, expected) in [
        (date(2025, 12, 30), 0),
        (date(2025, 12, 31), -4000),
        (date(2026, 1, 30), -4000),
        (date(2026, 1, 31), -4100),
        (date(2026, 2, 1), -4120),
        (date(2026, 2, 27), -4120),
        (date(2026, 2, 28), -4123),
        (date(2030, 1, 1), -4123),
    ] {
        assert_eq!(on_bank(store, &scope, Some(day)).await, expected, "{day}");
        let one = store.ledger_balance(&scope, BANK, day).await.unwrap();
        assert_eq!(one.first().map_or(0, |balance| balance.minor), expected, "{day}");
    }
    assert_eq!(on_bank(store, &scope, None).await, -4123);
    let flows = store.ledger_flows(&scope, date(2026, 1, 31), date(2026, 2, 1)).await.unwrap();
    assert_eq!(
        flows.iter().map(|flow| (flow.account, flow.minor)).collect::<Vec<_>>(),
        [(BANK, -120), (FOOD, 120)]
    );
    let months = store.ledger_months(&scope, "2026-01", "2026-02", &[]).await.unwrap();
    let food: Vec<_> =
        months.iter().filter(|sum| sum.account == FOOD).map(|sum| (sum.month.as_str(), sum.debit)).collect();
    assert_eq!(food, [("2026-01", 100), ("2026-02", 23)]);
    is_whole(&world, &scope, &owner).await;
}

async fn what_the_rules_refuse_leaves_nothing(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let first = write(&world.store, &scope, &owner, "first", Command::Post(lunch(date(2026, 1, 1), 5))).await;
    let before = world.dump().await;
    let good = lunch(date(2026, 1, 2), 1);
    let day = date(2026, 1, 2);
    let yen = Posting { account: BANK, amount: Money::new(1, "JPY".parse().unwrap()), memo: String::new() };
    let back = Posting { account: YEN, amount: Money::new(-1, "JPY".parse().unwrap()), memo: String::new() };
    let version = world.store.ledger_transaction(&scope, first).await.unwrap().unwrap().version();
    let stale = skytally_money::ledger::EntryNo(version.0 + 7);
    type Expected = fn(&LedgerError) -> bool;
    let cases: Vec<(Command, Expected)> = vec![
        (Command::Post(content(day, "", &[(BANK, 1)])), |e| matches!(e, LedgerError::TooFewPostings(1))),
        (Command::Post(content(day, "", &[(BANK, 1), (FOOD, -2)])), |e| {
            matches!(e, LedgerError::Unbalanced { off: -1, .. })
        }),
        (Command::Post(content(day, "", &[(BANK, 1), (AccountNo(99), -1)])), |e| {
            matches!(e, LedgerError::NoAccount(AccountNo(99)))
        }),
        (Command::Post(Content { postings: vec![yen, back], ..good.clone() }), |e| {
            matches!(e, LedgerError::AccountCurrency { .. })
        }),
        (Command::Post(Content { payee: "x".repeat(201), ..good.clone() }), |e| {
            matches!(e, LedgerError::TooLong { what: "payee", .. })
        }),
        (Command::Post(content(date(1800, 1, 1), "", &[(BANK, 1), (FOOD, -1)])), |e| {
            matches!(e, LedgerError::Date(_))
        }),
        (Command::Post(content(day, "", &[(BANK, i64::MAX), (FOOD, -i64::MAX)])), |e| {
            matches!(e, LedgerError::TooLarge(_))
        }),
        (Command::Edit { transaction: first, version: stale, content: good.clone() }, |e| {
            matches!(e, LedgerError::Changed(_))
        }),
        (Command::Delete { transaction: TransactionNo(77), version }, |e| {
            matches!(e, LedgerError::NoTransaction(_))
        }),
    ];
    for (at, (command, expected)) in cases.into_iter().enumerate() {
        // Beside one that would be good: all or nothing.
        let commands = [Command::Post(good.clone()), command];
        match world.store.write_ledger(&scope, &by(&owner, 0), &format!("bad{at}"), &commands).await {
            Err(StoreError::Ledger(error)) => assert!(expected(&error), "{at}: {error}"),
            other => panic!("{at}: {other:?}"),
        }
    }
    assert_eq!(world.dump().await, before);
}

async fn a_key_is_good_for_one_write(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let command = Command::Post(lunch(date(2026, 1, 1), 5));
    let first = world
        .store
        .write_ledger(&scope, &by(&owner, 0), "key", std::slice::from_ref(&command))
        .await
        .unwrap();
    let before = world.dump().await;
    let again = world
        .store
        .write_ledger(&scope, &by(&owner, 9), "key", std::slice::from_ref(&command))
        .await
        .unwrap();
    assert_eq!((again.transactions, again.entries, again.repeated), (first.transactions, 1, true));
    refused!(
        world.store.write_ledger(&scope, &by(&owner, 0), "key", &[command.clone(), command]).await,
        StoreError::Conflict(_)
    );
    assert_eq!(world.dump().await, before);
}

async fn an_edit_is_a_reversal_and_a_posting(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    let no = write(store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
    let edited = Command::Edit { transaction: no, version, content: lunch(date(2026, 3, 5), 750) };
    write(store, &scope, &owner, "b", edited.clone()).await;
    assert_eq!(on_bank(store, &scope, Some(date(2026, 1, 31))).await, 0);
    assert_eq!(on_bank(store, &scope, None).await, -750);
    let history = store.ledger_transaction(&scope, no).await.unwrap().unwrap();
    assert_eq!(history.entries.len(), 3);
    assert_eq!(history.entries[1].content.postings[0].amount.minor, 500);
    assert_eq!(history.entries[2].content.payee, "Café Zürich");
    assert_eq!(history.entries[0].actor, format!("user:{}", owner.id));
    // The same edit from what was seen before comes too late.
    refused!(
        store.write_ledger(&scope, &by(&owner, 0), "c", &[edited]).await,
        StoreError::Ledger(LedgerError::Changed(_))
    );
    let rows = store.ledger_register(&scope, &RegisterFilter::default(), None, 10).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].no, rows[0].version), (no, history.version()));
    is_whole(&world, &scope, &owner).await;
}

async fn undo_is_the_inverse_and_undoes_itself(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    let no = write(store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let mut key = 0;
    let mut version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
    let edit = Command::Edit { transaction: no, version, content: lunch(date(2026, 1, 5), 900) };
    for (command, expected) in [
        (Some(edit), -900),
        (None, -500),
        (None, -900),
        (Some(Command::Delete { transaction: no, version }), 0),
        (None, -900),
        (None, 0),
        (None, -900),
    ] {
        key += 1;
        let command = match command {
            Some(Command::Delete { transaction, .. }) => Command::Delete { transaction, version },
            Some(command) => command,
            None => Command::Undo { transaction: no, version },
        };
        write(store, &scope, &owner, &format!("u{key}"), command).await;
        version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
        assert_eq!(on_bank(store, &scope, None).await, expected, "{key}");
    }
    let gone = RegisterFilter { deleted: true, ..RegisterFilter::default() };
    assert!(store.ledger_register(&scope, &gone, None, 10).await.unwrap().is_empty());
    write(store, &scope, &owner, "z", Command::Delete { transaction: no, version }).await;
    assert_eq!(
        store.ledger_register(&scope, &gone, None, 10).await.unwrap()[0].entry.content.payee,
        "Café Zürich"
    );
    is_whole(&world, &scope, &owner).await;
}

async fn a_reconciled_posting_stays(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    let no = write(store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let mark = |state| Command::Mark { transaction: no, version: None, mark: Mark { account: BANK, state } };
    write(store, &scope, &owner, "m1", mark(MarkState::Reconciled)).await;
    let version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
    refused!(
        store
            .write_ledger(&scope, &by(&owner, 0), "d", &[Command::Delete { transaction: no, version }])
            .await,
        StoreError::Ledger(LedgerError::Reconciled { .. })
    );
    // Another category is another thing: the bank does not know of it.
    let moved = content(date(2026, 1, 5), "Café", &[(BANK, -500), (FOOD, 300), (WAGES, 200)]);
    write(store, &scope, &owner, "e", Command::Edit { transaction: no, version, content: moved }).await;
    let rows = store.ledger_register(&scope, &RegisterFilter::default(), None, 10).await.unwrap();
    assert_eq!(rows[0].states, [MarkState::Reconciled, MarkState::Uncleared, MarkState::Uncleared]);
    let only = RegisterFilter {
        accounts: vec![BANK],
        state: Some(MarkState::Uncleared),
        ..RegisterFilter::default()
    };
    assert!(store.ledger_register(&scope, &only, None, 10).await.unwrap().is_empty());
    write(store, &scope, &owner, "m2", mark(MarkState::Uncleared)).await;
    assert_eq!(store.ledger_register(&scope, &only, None, 10).await.unwrap().len(), 1);
    let version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
    write(store, &scope, &owner, "d2", Command::Delete { transaction: no, version }).await;
    is_whole(&world, &scope, &owner).await;
}

async fn a_closed_period_stays(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    let no = write(store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 500))).await;
    let version = store.ledger_transaction(&scope, no).await.unwrap().unwrap().version();
    let book = store.close_ledger(&scope, &by(&owner, 0), Some(date(2026, 1, 31))).await.unwrap();
    assert_eq!(book.closed_until, Some(date(2026, 1, 31)));
    refused!(
        store.close_ledger(&scope, &by(&owner, 0), Some(date(2026, 1, 31))).await,
        StoreError::Conflict(_)
    );
    for (key, command) in [
        ("p", Command::Post(lunch(date(2026, 1, 31), 1))),
        ("e", Command::Edit { transaction: no, version, content: lunch(date(2026, 2, 1), 1) }),
        ("d", Command::Delete { transaction: no, version }),
        ("u", Command::Undo { transaction: no, version }),
    ] {
        refused!(
            store.write_ledger(&scope, &by(&owner, 0), key, &[command]).await,
            StoreError::Ledger(LedgerError::PeriodClosed { .. })
        );
    }
    write(store, &scope, &owner, "n", Command::Post(lunch(date(2026, 2, 1), 1))).await;
    let closing = store.ledger_closings(&scope).await.unwrap().remove(0);
    assert_eq!((closing.postings, closing.sums[&eur()], closing.last_entry), (2, 1000, version));
    store.close_ledger(&scope, &by(&owner, 1), None).await.unwrap();
    write(store, &scope, &owner, "d", Command::Delete { transaction: no, version }).await;
    assert_eq!(
        world
            .actions(scope.workspace().to_string().as_str())
            .await
            .into_iter()
            .filter(|a| a.contains("ledger."))
            .collect::<Vec<_>>(),
        [
            "ledger.opened",
            "ledger.written",
            "ledger.closed",
            "ledger.written",
            "ledger.reopened",
            "ledger.written"
        ]
    );
    world.chains_are_whole().await;
    is_whole(&world, &scope, &owner).await;
}

async fn the_register_is_read_page_by_page(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let store = &world.store;
    for at in 0..25_i64 {
        let day = date(2026, 1, i8::try_from(1 + at % 5).unwrap());
        let other = if at % 3 == 0 { WAGES } else { FOOD };
        let content = content(day, &format!("payee {at}"), &[(BANK, -at), (other, at)]);
        write(store, &scope, &owner, &format!("{at}"), Command::Post(content)).await;
    }
    for (accounts, expected) in
        [(vec![], 25), (vec![BANK], 25), (vec![WAGES], 9), (vec![FOOD, WAGES], 25), (vec![YEN], 0)]
    {
        let filter = RegisterFilter { accounts, ..RegisterFilter::default() };
        let mut seen = Vec::new();
        let mut place = None;
        loop {
            let page = store.ledger_register(&scope, &filter, place, 4).await.unwrap();
            let Some(last) = page.last() else { break };
            place = Some(RegisterPlace { date: last.entry.content.date, no: last.no });
            seen.extend(page.iter().map(|row| (row.entry.content.date, row.no)));
        }
        let mut sorted = seen.clone();
        sorted.sort_by(|a, b| b.cmp(a));
        sorted.dedup();
        assert_eq!(seen, sorted);
        assert_eq!(seen.len(), expected, "{filter:?}");
    }
    let filter = RegisterFilter {
        from: Some(date(2026, 1, 2)),
        to: Some(date(2026, 1, 3)),
        ..RegisterFilter::default()
    };
    let days = store.ledger_register(&scope, &filter, None, 50).await.unwrap();
    assert_eq!(days.len(), 10);
    // What stands beside each row of an account adds up.
    let filter = RegisterFilter { accounts: vec![BANK], ..RegisterFilter::default() };
    let mut balance = -(0..25).sum::<i64>();
    for row in store.ledger_register(&scope, &filter, None, 50).await.unwrap() {
        let place = RegisterPlace { date: row.entry.content.date, no: row.no };
        let through = store.ledger_balance_through(&scope, BANK, place).await.unwrap();
        assert_eq!(through[0].minor, balance, "{place:?}");
        balance -= row.entry.content.postings[0].amount.minor;
    }
}

async fn words_are_found_seldom_or_often(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let (other, foreign) = book(&world, "bob").await;
    let many: Vec<Command> = (0..5_600_i64)
        .map(|at| {
            let day = date(2026, 1, i8::try_from(1 + at % 28).unwrap());
            let payee =
                if at % 1_000 == 7 { format!("Selten GmbH {at}") } else { format!("Öfter & Co {at}") };
            Command::Post(content(day, &payee, &[(BANK, -1), (FOOD, 1)]))
        })
        .collect();
    world.store.write_ledger(&scope, &by(&owner, 0), "many", &many).await.unwrap();
    write(&world.store, &foreign, &other, "one", Command::Post(lunch(date(2026, 1, 1), 1))).await;
    for (text, expected) in [
        ("selten", 6),
        ("Selten gmbh 7", 1),
        ("OFTER", 5_594),
        ("öft co", 5_594),
        ("ofter 2499", 1),
        ("nirgends", 0),
        ("cafe", 0),
        ("\"*' OR 1=1 --", 0),
        ("&&& !!!", 5_600),
    ] {
        let filter = RegisterFilter { text: text.to_owned(), ..RegisterFilter::default() };
        let found = world.store.ledger_register(&scope, &filter, None, 6_000).await.unwrap();
        assert_eq!(found.len(), expected, "{text}");
        // A short page begins as the long one does, whichever way it was looked for, and goes on where it ended.
        let (mut place, mut at) = (None, 0);
        for _ in 0..2 {
            let page = world.store.ledger_register(&scope, &filter, place, 4).await.unwrap();
            assert_eq!(page, found[at..(at + 4).min(found.len())], "{text}");
            at += page.len();
            place = page.last().map(|row| RegisterPlace { date: row.entry.content.date, no: row.no });
        }
        let on_bank = RegisterFilter { accounts: vec![BANK], ..filter };
        for limit in [4, 6_000] {
            let page = world.store.ledger_register(&scope, &on_bank, None, limit).await.unwrap();
            assert_eq!(page, found[..found.len().min(usize::try_from(limit).unwrap())], "{text}");
        }
    }
}

async fn accounts_keep_their_tree(world: World) {
    let (owner, scope) = book(&world, "ada").await;
    let (store, by) = (&world.store, by(&owner, 0));
    let inside = NewLedgerAccount { parent: Some(FOOD), ..new(AccountKind::Expense, "Restaurants", None) };
    let made = store.new_ledger_account(&scope, &by, &inside).await.unwrap();
    assert_eq!(made.no, AccountNo(6));
    for bad in [
        inside.clone(),
        NewLedgerAccount { parent: Some(BANK), ..inside.clone() },
        NewLedgerAccount { parent: Some(AccountNo(99)), ..inside.clone() },
        NewLedgerAccount { name: "a:b".to_owned(), ..inside.clone() },
        NewLedgerAccount { name: " a".to_owned(), ..inside.clone() },
        NewLedgerAccount { name: String::new(), ..inside.clone() },
    ] {
        let result = store.new_ledger_account(&scope, &by, &bad).await;
        assert!(
            matches!(
                result,
                Err(StoreError::Conflict(_)
                    | StoreError::Missing(_)
                    | StoreError::Ledger(LedgerError::Name(_)))
            ),
            "{bad:?} {result:?}"
        );
    }
    let mut food = store.ledger_accounts(&scope).await.unwrap()[&FOOD].clone();
    food.parent = Some(made.no);
    refused!(store.change_ledger_account(&scope, &by, &food).await, StoreError::Conflict(_));
    food.parent = None;
    food.name = "Eating".to_owned();
    let changed = store.change_ledger_account(&scope, &by, &food).await.unwrap();
    assert_eq!(changed.version, 2);
    refused!(store.change_ledger_account(&scope, &by, &food).await, StoreError::Conflict(_));
    write(store, &scope, &owner, "a", Command::Post(lunch(date(2026, 1, 5), 5))).await;
    let closed = skytally_money::ledger::LedgerAccount { closed: Some(date(2026, 1, 4)), ..changed };
    refused!(store.change_ledger_account(&scope, &by, &closed).await, StoreError::Conflict(_));
    let closed = skytally_money::ledger::LedgerAccount { closed: Some(date(2026, 1, 5)), ..closed };
    store.change_ledger_account(&scope, &by, &closed).await.unwrap();
    refused!(
        store.write_ledger(&scope, &by, "b", &[Command::Post(lunch(date(2026, 1, 6), 5))]).await,
        StoreError::Ledger(LedgerError::AccountClosed { .. })
    );
    let opening = store.ledger_accounts(&scope).await.unwrap()[&OPENING].clone();
    let closed = skytally_money::ledger::LedgerAccount { closed: Some(date(2026, 1, 5)), ..opening };
    refused!(store.change_ledger_account(&scope, &by, &closed).await, StoreError::Conflict(_));
}

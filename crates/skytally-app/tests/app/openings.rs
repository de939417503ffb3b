//! Books beside what banks say: opening and closing balances, corrections of what is closed, and the operator's way in.

use std::collections::BTreeMap;

use jiff::civil::date;
use skytally_app::books::inbox::Verdict;
use skytally_app::books::ledger::{AccountKind, AccountNo, Command, Content, Source, TransactionNo};
use skytally_app::books::{
    Decision, ImportOptions, ImportPreview, NewLedgerAccount, OPENING_LINE, RegisterFilter,
};
use skytally_app::{AppError, Caller};

use crate::books::{BANK, Books, Entry, FOOD, UNSORTED, books, content, eur, ofx, verdicts};
use crate::kit::Wish;

everywhere!(
    an_account_begins_with_what_its_first_file_says,
    the_check_compares_with_banks_and_lists_what_waits_for_a_category,
    a_correction_names_what_it_corrects,
    the_operator_has_the_books_and_nothing_else,
);

/// A file that closes with a balance.
fn closing(entries: &[Entry<'_>], balance: &str, day: i8) -> Vec<u8> {
    let text = String::from_utf8(ofx(entries)).unwrap();
    let balance = format!("</BANKTRANLIST><LEDGERBAL><BALAMT>{balance}<DTASOF>202601{day:02}</LEDGERBAL>");
    text.replace("</BANKTRANLIST>", &balance).into_bytes()
}

impl Books {
    async fn read_bytes(&self, bytes: Vec<u8>, look_only: bool) -> ImportPreview {
        let options = ImportOptions { look_only, ..ImportOptions::default() };
        self.world.app.read_import(&self.caller, self.at, BANK, "file.ofx", bytes, options).await.unwrap()
    }
}

async fn an_account_begins_with_what_its_first_file_says(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let bytes =
        closing(&[(3, -1250, "Bakery", Some("a")), (5, 200_000, "Employer", Some("b"))], "2487.50", 10);
    // Looking keeps nothing.
    let looked = books.read_bytes(bytes.clone(), true).await;
    assert_eq!((looked.lines.len(), looked.import.lines), (2, 2));
    assert!(app.imports(&books.caller, books.at, None, 10).await.unwrap().is_empty());
    let opening = looked.opening.unwrap();
    assert_eq!(
        (opening.date, opening.amount.minor, opening.computed, opening.transaction),
        (date(2026, 1, 2), 50_000, true, None)
    );
    // It is posted only where somebody asks for it, and only as it is.
    let post = |category| (OPENING_LINE, Decision::Post { category, payee: None });
    let preview = books.read_bytes(bytes.clone(), false).await;
    let refused = app
        .commit_import(&books.caller, books.at, &preview.import.id, &BTreeMap::from([post(Some(FOOD))]))
        .await;
    assert!(matches!(refused, Err(AppError::Invalid(_))), "{refused:?}");
    assert_eq!(books.commit(&preview, &[]).await, 2);
    assert_eq!(books.on(BANK).await, 198_750);
    app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    let preview = books.read_bytes(bytes.clone(), false).await;
    assert_eq!(preview.import.lines, 2, "it is no line of the file");
    assert_eq!(books.commit(&preview, &[post(None)]).await, 3);
    assert_eq!((books.on(BANK).await, books.on(AccountNo(1)).await), (248_750, -50_000));
    let kept = app.import_preview(&books.caller, books.at, &preview.import.id).await.unwrap();
    assert!(kept.opening.unwrap().transaction.is_some());
    assert_eq!((kept.lines.len(), kept.import.lines, kept.import.posted), (2, 2, 3));
    // The account has begun: nothing is offered any more, and a day and an amount like it are no double of it.
    let again = books.read_bytes(bytes.clone(), false).await;
    assert_eq!(again.opening, None);
    let refused =
        app.commit_import(&books.caller, books.at, &again.import.id, &BTreeMap::from([post(None)])).await;
    assert!(refused.unwrap_err().to_string().contains("offers no opening balance"));
    let like = books.read(&[(2, 50_000, "Friend", Some("z"))]).await;
    assert_eq!(verdicts(&like), [&Verdict::New]);
    // But it is in there already, which is said of new lines only.
    let said = |preview: &ImportPreview| preview.breaks.iter().map(ToString::to_string).collect::<Vec<_>>();
    let [counted] = said(&like).try_into().unwrap();
    assert!(
        counted.starts_with("your books open on 2 January 2026 with 500.00 EUR (transaction "),
        "{counted}"
    );
    let later = books.read(&[(3, 50_000, "Friend", Some("y"))]).await;
    assert_eq!((verdicts(&later), said(&later)), (vec![&Verdict::New], Vec::new()));
    assert_eq!(books.commit(&like, &[]).await, 1);
    let once_more = books.read(&[(2, 50_000, "Friend", Some("z"))]).await;
    assert_eq!(said(&once_more), Vec::<String>::new(), "nothing of it is new");
    app.undo_import(&books.caller, books.at, &like.import.id).await.unwrap();
    // It goes with its import.
    app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    assert_eq!((books.on(BANK).await, books.on(AccountNo(1)).await), (0, 0));
    // What was posted since it was offered is not counted twice.
    let late = books.read_bytes(bytes, false).await;
    books.post(date(2026, 1, 1), "Somebody", 50_000).await;
    let refused =
        app.commit_import(&books.caller, books.at, &late.import.id, &BTreeMap::from([post(None)])).await;
    assert!(matches!(refused, Err(AppError::Conflict(_))), "{refused:?}");
    // Where a line cannot be read, nothing is computed.
    let broken = closing(&[(3, -1250, "Bakery", Some("a"))], "2487.50", 10);
    let broken = String::from_utf8(broken).unwrap().replace("-12.50", "-1,250").into_bytes();
    let other = app
        .new_ledger_account(
            &books.caller,
            books.at,
            &NewLedgerAccount {
                parent: None,
                kind: AccountKind::Asset,
                name: "Other".to_owned(),
                currency: Some(eur()),
                role: None,
                note: String::new(),
            },
        )
        .await
        .unwrap();
    let read = app
        .read_import(&books.caller, books.at, other.no, "file.ofx", broken, ImportOptions::default())
        .await
        .unwrap();
    assert_eq!(read.opening, None);
    books.is_whole().await;
}

async fn the_check_compares_with_banks_and_lists_what_waits_for_a_category(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let check = async || app.check_books(&books.caller, books.at).await.unwrap();
    let nothing = check().await;
    assert!(nothing.is_whole() && nothing.statements.is_empty() && nothing.clearing.is_empty());
    let bytes =
        closing(&[(3, -1250, "Bakery", Some("a")), (5, 200_000, "Employer", Some("b"))], "1987.50", 10);
    let first = books.read_bytes(bytes, false).await;
    books.commit(&first, &[]).await;
    let found = check().await;
    assert!(found.is_whole(), "{found:?}");
    let [statement] = found.statements.as_slice() else { panic!("{found:?}") };
    assert_eq!((statement.account, statement.on, statement.bank.minor), (BANK, date(2026, 1, 10), 198_750));
    let clearing: Vec<_> = found.clearing.iter().map(|left| (left.balance.minor, left.since)).collect();
    assert_eq!(clearing, [(-200_000, date(2026, 1, 5)), (1_250, date(2026, 1, 3))]);
    // A line in doubt keeps the books from what the bank says; the check says which.
    let second = closing(&[(12, -1250, "Bakery", Some("a"))], "1975.00", 15);
    let second = books.read_bytes(second, false).await;
    assert!(matches!(verdicts(&second)[0], Verdict::Unsure { .. }));
    books.commit(&second, &[]).await;
    let found = check().await;
    assert!(!found.is_whole());
    let off: Vec<_> = found.statements.iter().filter(|statement| !statement.agrees()).collect();
    let [off] = off.as_slice() else { panic!("{found:?}") };
    assert_eq!((off.import.as_str(), off.books.minor), (second.import.id.as_str(), 198_750));
    assert_eq!((off.waiting, off.waiting_sum.minor), (1, -1_250));
    // What is put into a category is cleared; the age of what comes later is its own.
    let rows = app
        .ledger_register(&books.caller, books.at, RegisterFilter::default(), false, None, 10)
        .await
        .unwrap()
        .rows;
    let bakery = rows.into_iter().find(|row| row.entry.content.payee == "Bakery").unwrap();
    let edit = Command::Edit {
        transaction: bakery.no,
        version: bakery.version,
        content: content(date(2026, 1, 3), "Bakery", -1_250),
    };
    app.write_ledger(&books.caller, books.at, None, &[edit]).await.unwrap();
    books.take(&[(27, -300, "Kiosk", Some("k"))]).await;
    let clearing = check().await.clearing;
    let expenses: Vec<_> = clearing.iter().filter(|left| left.account == UNSORTED).collect();
    let [left] = expenses.as_slice() else { panic!("{clearing:?}") };
    assert_eq!((left.balance.minor, left.since), (300, date(2026, 1, 27)));
}

async fn a_correction_names_what_it_corrects(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let wrong = books.post(date(2026, 1, 3), "Bakery", -1_250).await;
    app.close_ledger(&books.caller, books.at, Some(date(2026, 1, 31))).await.unwrap();
    let correction = |of| {
        let source = Some(Source::Adjustment { of });
        Command::Post(Content { source, ..content(date(2026, 2, 1), "Bakery", 250) })
    };
    let refused = app.write_ledger(&books.caller, books.at, None, &[correction(TransactionNo(99))]).await;
    assert_eq!(refused.unwrap_err().to_string(), "corrects: there is no transaction 99");
    let again = correction(wrong);
    let first =
        app.write_ledger(&books.caller, books.at, Some("k"), std::slice::from_ref(&again)).await.unwrap();
    let second = app.write_ledger(&books.caller, books.at, Some("k"), &[again]).await.unwrap();
    assert_eq!((first.transactions.clone(), second.repeated), (second.transactions, true));
    let made = app.ledger_transaction(&books.caller, books.at, first.transactions[0]).await.unwrap();
    assert_eq!(made.current().unwrap().content.source, Some(Source::Adjustment { of: wrong }));
}

async fn the_operator_has_the_books_and_nothing_else(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let operator = Caller::operator();
    let names = app.workspace_names(&operator).await.unwrap();
    assert_eq!(names.iter().map(|of| (of.id, of.books)).collect::<Vec<_>>(), [(books.at, true)]);
    assert!(matches!(app.workspace_names(&books.caller).await, Err(AppError::Forbidden(_))));
    app.check_books(&operator, books.at).await.unwrap();
    app.rebuild_ledger(&operator, books.at).await.unwrap();
    for refused in [
        app.workspace(&operator, books.at).await.map(drop),
        app.members(&operator, books.at).await.map(drop),
        app.fleet(&operator).await.map(drop),
        app.create_workspace(&operator, "Mine", None).await.map(drop),
        app.delete_workspace(&operator, books.at, "Books").await.map(drop),
    ] {
        assert!(matches!(refused, Err(AppError::Forbidden(_))), "{refused:?}");
    }
    assert!(matches!(app.me(&operator).await, Err(AppError::Unauthenticated)));
    let elsewhere = "01900000-0000-7000-8000-000000000000".parse().unwrap();
    assert!(matches!(app.check_books(&operator, elsewhere).await, Err(AppError::NotFound("workspace"))));
}

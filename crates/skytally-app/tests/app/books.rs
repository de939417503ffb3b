//! The books as people use them: files of banks, what comes again, budgets, reports and files.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use skytally_app::books::budget::Budget;
use skytally_app::books::categorise::Rule;
use skytally_app::books::inbox::{Outcome, Verdict};
use skytally_app::books::ledger::{AccountNo, Command, Content, Mark, MarkState, Posting, TransactionNo};
use skytally_app::books::recurring::Recurring;
use skytally_app::books::{
    Chart, Decision, ExportFormat, ImportOptions, ImportPreview, ImportState, LedgerItemKind, RateBody,
    RegisterFilter, ReportAsked, ReportName,
};
use skytally_app::{AppError, Caller};
use skytally_model::{Currency, Money, WorkspaceId};

use crate::kit::{Wish, World, days};

everywhere!(
    a_file_twice_is_a_file_once,
    what_overlaps_is_taken_once,
    what_was_written_since_the_preview_counts,
    an_import_is_undone_as_a_unit,
    rules_and_the_past_put_lines_into_categories,
    what_was_written_by_hand_is_not_imported_again,
    a_line_in_doubt_waits_and_the_answer_is_remembered,
    what_is_no_file_for_the_account_is_refused,
    what_recurs_is_posted_once_each_day,
    a_budget_says_how_it_stands,
    reports_and_files_say_what_the_register_says,
    any_files_in_any_order_are_their_union,
);

pub(crate) const BANK: AccountNo = AccountNo(5);
pub(crate) const UNSORTED: AccountNo = AccountNo(4);
pub(crate) const FOOD: AccountNo = AccountNo(16);

pub(crate) struct Books {
    pub(crate) world: World,
    pub(crate) caller: Caller,
    pub(crate) at: WorkspaceId,
}

pub(crate) fn eur() -> Currency {
    "EUR".parse().unwrap()
}

/// The books of somebody: the bank's account is 5, food is a category.
pub(crate) async fn books(wish: Wish) -> Books {
    let world = World::of(wish).await;
    let owner = world.person("ada").await;
    let at = world.workspace(&owner, "Books").await.id;
    world.app.open_book(&owner.caller, at, eur(), Chart::Personal).await.unwrap();
    let books = Books { world, caller: owner.caller, at };
    let accounts = books.world.app.ledger_accounts(&books.caller, at, None).await.unwrap();
    let name = |no: AccountNo| accounts.iter().find(|with| with.account.no == no).unwrap().full_name.clone();
    assert_eq!((name(BANK), name(FOOD)), ("Bank account".to_owned(), "Food".to_owned()));
    books
}

/// An entry of a file: day of January 2026, cents, payee, and the bank's id if it has one.
pub(crate) type Entry<'a> = (i8, i64, &'a str, Option<&'a str>);

pub(crate) fn ofx(entries: &[Entry<'_>]) -> Vec<u8> {
    let mut text = String::from(
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>DE1<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n",
    );
    for (day, cents, payee, id) in entries {
        let sign = if *cents < 0 { "-" } else { "" };
        let id = id.map(|id| format!("<FITID>{id}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "<STMTTRN><TRNTYPE>OTHER<DTPOSTED>202601{day:02}<TRNAMT>{sign}{}.{:02}{id}<NAME>{payee}</STMTTRN>",
            cents.abs() / 100,
            cents.abs() % 100
        );
    }
    text.push_str("</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n");
    text.into_bytes()
}

impl Books {
    pub(crate) async fn read(&self, entries: &[Entry<'_>]) -> ImportPreview {
        let app = &self.world.app;
        app.read_import(&self.caller, self.at, BANK, "file.ofx", ofx(entries), ImportOptions::default())
            .await
            .unwrap()
    }

    pub(crate) async fn commit(&self, preview: &ImportPreview, decisions: &[(i64, Decision)]) -> i64 {
        let decisions: BTreeMap<i64, Decision> = decisions.iter().cloned().collect();
        let app = &self.world.app;
        let import = app.commit_import(&self.caller, self.at, &preview.import.id, &decisions).await.unwrap();
        assert_eq!(import.state, ImportState::Committed);
        import.posted
    }

    pub(crate) async fn take(&self, entries: &[Entry<'_>]) -> i64 {
        let preview = self.read(entries).await;
        self.commit(&preview, &[]).await
    }

    pub(crate) async fn on(&self, account: AccountNo) -> i64 {
        let accounts = self.world.app.ledger_accounts(&self.caller, self.at, None).await.unwrap();
        let with = accounts.into_iter().find(|with| with.account.no == account).unwrap();
        with.own.first().map_or(0, |money| money.minor)
    }

    /// Day, cents on the bank's account, and payee of all transactions, sorted.
    pub(crate) async fn all(&self) -> Vec<(Date, i64, String)> {
        let app = &self.world.app;
        let filter = RegisterFilter { accounts: vec![BANK], ..RegisterFilter::default() };
        let register = app.ledger_register(&self.caller, self.at, filter, false, None, 10_000).await.unwrap();
        let mut all: Vec<_> = register
            .rows
            .into_iter()
            .map(|row| {
                let content = row.entry.content;
                let cents = i64::try_from(content.sums_on(BANK)[0].1).unwrap();
                (content.date, cents, content.payee)
            })
            .collect();
        all.sort();
        all
    }

    pub(crate) async fn post(&self, day: Date, payee: &str, cents: i64) -> TransactionNo {
        let command = Command::Post(content(day, payee, cents));
        self.world.app.write_ledger(&self.caller, self.at, None, &[command]).await.unwrap().transactions[0]
    }

    pub(crate) async fn is_whole(&self) {
        let check = self.world.app.check_books(&self.caller, self.at).await.unwrap();
        assert_eq!(check.report.faults, Vec::<String>::new());
    }
}

pub(crate) fn content(day: Date, payee: &str, cents: i64) -> Content {
    let posting = |account, minor| Posting { account, amount: Money::new(minor, eur()), memo: String::new() };
    Content {
        date: day,
        payee: payee.to_owned(),
        note: String::new(),
        tags: Vec::new(),
        source: None,
        exchange: None,
        postings: vec![posting(BANK, cents), posting(FOOD, -cents)],
    }
}

async fn account(books: &Books, no: AccountNo) -> skytally_app::books::ledger::LedgerAccount {
    let accounts = books.world.app.ledger_accounts(&books.caller, books.at, None).await.unwrap();
    accounts.into_iter().find(|with| with.account.no == no).unwrap().account
}

pub(crate) fn verdicts(preview: &ImportPreview) -> Vec<&Verdict> {
    preview.lines.iter().map(|line| &line.judged.as_ref().unwrap().verdict).collect()
}

async fn a_file_twice_is_a_file_once(wish: Wish) {
    let books = books(wish).await;
    // Two equal coffees on one day are two.
    let with_ids: &[Entry<'_>] =
        &[(5, -250, "Cafe", Some("a")), (5, -250, "Cafe", Some("b")), (6, 9_000, "Employer", Some("c"))];
    let without: &[Entry<'_>] = &[(7, -300, "Kiosk", None), (7, -300, "Kiosk", None)];
    for entries in [with_ids, without] {
        let count = i64::try_from(entries.len()).unwrap();
        assert_eq!(books.take(entries).await, count);
        let before = books.all().await;
        let again = books.read(entries).await;
        assert!(
            verdicts(&again)
                .iter()
                .all(|verdict| matches!(verdict, Verdict::Double { .. } | Verdict::DoubleByCount { .. })),
            "{:?}",
            verdicts(&again)
        );
        assert_eq!(books.commit(&again, &[]).await, 0);
        // The same import brought in once more is what it was.
        assert_eq!(books.commit(&again, &[]).await, 0);
        assert_eq!(books.all().await, before);
    }
    assert_eq!(books.on(BANK).await, -500 + 9_000 - 600);
    assert_eq!(books.on(UNSORTED).await, 1_100);
    let row = books.world.app.ledger_row(&books.caller, books.at, TransactionNo(1)).await.unwrap();
    assert_eq!(row.states, [MarkState::Cleared, MarkState::Uncleared]);
    // Every line is kept as it was.
    let kept = books.read(with_ids).await;
    assert!(
        kept.lines[0]
            .line
            .raw
            .starts_with("<STMTTRN><TRNTYPE>OTHER<DTPOSTED>20260105<TRNAMT>-2.50<FITID>a<NAME>Cafe")
    );
    books.is_whole().await;
}

async fn what_overlaps_is_taken_once(wish: Wish) {
    let books = books(wish).await;
    let all: &[Entry<'_>] = &[
        (1, -100, "A", None),
        (2, -100, "A", None),
        (2, -100, "A", None),
        (3, -200, "B", None),
        (4, -300, "C", None),
    ];
    assert_eq!(books.take(&all[..3]).await, 3);
    assert_eq!(books.take(&all[1..]).await, 2);
    assert_eq!(books.take(all).await, 0);
    assert_eq!(books.on(BANK).await, -800);
    books.is_whole().await;
}

async fn an_import_is_undone_as_a_unit(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let entries: &[Entry<'_>] = &[(5, -250, "Cafe", Some("a")), (6, -400, "Kiosk", Some("b"))];
    let preview = books.read(entries).await;
    books.commit(&preview, &[]).await;
    // What was edited meanwhile goes too: its history keeps it.
    let no = TransactionNo(1);
    let version = app.ledger_transaction(&books.caller, books.at, no).await.unwrap().version();
    let edited =
        Command::Edit { transaction: no, version, content: content(date(2026, 1, 5), "Cafe Luna", -250) };
    app.write_ledger(&books.caller, books.at, None, &[edited]).await.unwrap();
    let mark = |state| Command::Mark { transaction: no, version: None, mark: Mark { account: BANK, state } };
    app.write_ledger(&books.caller, books.at, None, &[mark(MarkState::Reconciled)]).await.unwrap();
    // A reconciled posting keeps all of it.
    refused!(app.undo_import(&books.caller, books.at, &preview.import.id).await, AppError::Conflict(_));
    assert_eq!(books.on(BANK).await, -650);
    app.write_ledger(&books.caller, books.at, None, &[mark(MarkState::Cleared)]).await.unwrap();
    let undone = app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    assert_eq!(books.all().await, []);
    app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    refused!(
        app.commit_import(&books.caller, books.at, &preview.import.id, &BTreeMap::new()).await,
        AppError::Conflict(_)
    );
    // And the file can come again.
    assert_eq!(books.take(entries).await, 2);
    books.is_whole().await;
}

async fn what_was_written_since_the_preview_counts(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let entries: &[Entry<'_>] = &[(5, -250, "CAFE LUNA", Some("a")), (6, -400, "MARKET", Some("b"))];
    let (one, two) = (books.read(entries).await, books.read(entries).await);
    for preview in [&one, &two] {
        assert!(verdicts(preview).iter().all(|verdict| **verdict == Verdict::New), "{:?}", verdicts(preview));
    }
    // Each was judged before the other came: whoever is second is judged again, also where both come at once.
    let (first, second) = tokio::join!(books.commit(&one, &[]), books.commit(&two, &[]));
    assert_eq!(first + second, 2);
    assert_eq!(books.on(BANK).await, -650);
    // The same for a transaction by hand, and for a rule.
    let preview = books.read(&[(8, -700, "Bookshop", Some("c")), (9, -1, "KIOSK", Some("d"))]).await;
    books.post(date(2026, 1, 8), "Bookshop", -700).await;
    let rule: Rule = serde_json::from_value(json!({
        "id": "", "name": "Kiosk",
        "conditions": [{ "kind": "payee_contains", "text": "kiosk" }],
        "actions": [{ "kind": "payee", "payee": "The kiosk" }],
    }))
    .unwrap();
    app.put_rule(&books.caller, books.at, None, 0, &rule).await.unwrap();
    assert_eq!(books.commit(&preview, &[]).await, 1);
    assert_eq!(books.on(BANK).await, -650 - 700 - 1);
    assert!(books.all().await.iter().any(|(_, _, payee)| payee == "The kiosk"));
    books.is_whole().await;
}

async fn rules_and_the_past_put_lines_into_categories(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let rule: Rule = serde_json::from_value(json!({
        "id": "", "name": "Coffee",
        "conditions": [{ "kind": "payee_contains", "text": "cafe" }],
        "actions": [{ "kind": "category", "account": FOOD }, { "kind": "payee", "payee": "The Café" }, { "kind": "tags", "tags": ["out"] }],
    }))
    .unwrap();
    app.put_rule(&books.caller, books.at, None, 0, &rule).await.unwrap();
    let nowhere: Rule = serde_json::from_value(json!({
        "id": "", "name": "Wrong",
        "conditions": [{ "kind": "payee_contains", "text": "x" }],
        "actions": [{ "kind": "category", "account": 999 }],
    }))
    .unwrap();
    refused!(app.put_rule(&books.caller, books.at, None, 0, &nowhere).await, AppError::Invalid(_));
    for day in 1..=5 {
        books.post(date(2025, 12, day), "Greengrocer", -100).await;
    }
    let preview = books
        .read(&[(5, -250, "CAFE 0815", None), (6, -400, "Greengrocer", None), (7, -1, "Somebody", None)])
        .await;
    assert_eq!(preview.lines[0].proposal.reasons[0].name, "Coffee");
    assert_eq!(preview.lines[1].suggestion.as_ref().unwrap().category, FOOD);
    books.commit(&preview, &[]).await;
    assert_eq!(books.on(FOOD).await, 500 + 250 + 400);
    assert_eq!(books.on(UNSORTED).await, 1);
    let filter = RegisterFilter { text: "cafe".to_owned(), ..RegisterFilter::default() };
    let rows = app.ledger_register(&books.caller, books.at, filter, true, None, 9).await.unwrap().rows;
    assert_eq!(
        (rows[0].entry.content.payee.as_str(), rows[0].entry.content.tags.as_slice()),
        ("The Café", ["out".to_owned()].as_slice())
    );
}

async fn what_was_written_by_hand_is_not_imported_again(wish: Wish) {
    let books = books(wish).await;
    let no = books.post(date(2026, 1, 4), "Café Luna", -250).await;
    let preview = books.read(&[(6, -250, "CAFE LUNA", Some("a")), (6, -250, "CAFE LUNA", Some("b"))]).await;
    assert!(
        matches!(verdicts(&preview)[0], Verdict::Matches { transaction, .. } if *transaction == no),
        "{:?}",
        verdicts(&preview)
    );
    assert_eq!(books.commit(&preview, &[]).await, 1);
    assert_eq!(books.on(BANK).await, -500);
    // It is joined for good.
    assert_eq!(books.take(&[(6, -250, "CAFE LUNA", Some("a"))]).await, 0);
}

async fn a_line_in_doubt_waits_and_the_answer_is_remembered(wish: Wish) {
    let books = books(wish).await;
    let no = books.post(date(2026, 1, 5), "Landlord", -50_000).await;
    let entries: &[Entry<'_>] = &[(5, -50_000, "Housing Ltd", Some("r1"))];
    let preview = books.read(entries).await;
    assert!(matches!(verdicts(&preview)[0], Verdict::Unsure { .. }), "{:?}", verdicts(&preview));
    // Without an answer nothing is written.
    assert_eq!(books.commit(&preview, &[]).await, 0);
    let app = &books.world.app;
    let kept = app.import_preview(&books.caller, books.at, &preview.import.id).await.unwrap();
    assert_eq!(kept.lines[0].line.outcome, Outcome::Waiting);
    app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    let preview = books.read(entries).await;
    books.commit(&preview, &[(1, Decision::Matches(no))]).await;
    assert_eq!(books.on(BANK).await, -50_000);
    app.undo_import(&books.caller, books.at, &preview.import.id).await.unwrap();
    let again = books.read(entries).await;
    assert!(matches!(verdicts(&again)[0], Verdict::Matches { .. }), "{:?}", verdicts(&again));
    refused!(
        app.commit_import(
            &books.caller,
            books.at,
            &again.import.id,
            &BTreeMap::from([(9, Decision::SetAside)])
        )
        .await,
        AppError::Invalid(_)
    );
}

async fn what_is_no_file_for_the_account_is_refused(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    for (account, bytes) in [
        (BANK, b"".to_vec()),
        (BANK, vec![0, 159, 146, 150, 0, 1, 2]),
        (BANK, b"%PDF-1.7 this is no bank file".to_vec()),
        (FOOD, ofx(&[(5, -1, "A", None)])),
        (AccountNo(1), ofx(&[(5, -1, "A", None)])),
    ] {
        let read =
            app.read_import(&books.caller, books.at, account, "x", bytes, ImportOptions::default()).await;
        refused!(read, AppError::Invalid(_));
    }
    let read =
        app.read_import(&books.caller, books.at, AccountNo(999), "x", ofx(&[]), ImportOptions::default());
    refused!(read.await, AppError::NotFound("ledger account"));
    // Another currency, and lines that cannot be read: told, and left out.
    let text = String::from_utf8(ofx(&[(5, -1, "A", None), (6, -2, "B", None)])).unwrap();
    let broken = text.replace("<DTPOSTED>20260105", "<DTPOSTED>someday");
    let read =
        app.read_import(&books.caller, books.at, BANK, "x", broken.into_bytes(), ImportOptions::default());
    let preview = read.await.unwrap();
    assert_eq!(preview.lines.len(), 1);
    assert_eq!(preview.import.facts["left_out"][0]["why"], "its date or its amount cannot be read");
    let dollars = text.replace("<CURDEF>EUR", "<CURDEF>USD");
    let read =
        app.read_import(&books.caller, books.at, BANK, "x", dollars.into_bytes(), ImportOptions::default());
    assert_eq!(read.await.unwrap().lines.len(), 0);
    assert_eq!(books.all().await, []);
}

async fn what_recurs_is_posted_once_each_day(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    // Today is the second of March 2026.
    let recurring: Recurring = serde_json::from_value(json!({
        "id": "",
        "schedule": { "rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "start": "2025-12-01", "weekend": "leave" },
        "template": content(date(2025, 12, 1), "Landlord", -70_000),
    }))
    .unwrap();
    let made = app.put_recurring(&books.caller, books.at, None, &recurring).await.unwrap();
    let posted =
        || async { books.all().await.into_iter().map(|(day, _, _)| day.to_string()).collect::<Vec<_>>() };
    assert_eq!(posted().await, ["2025-12-31", "2026-01-31", "2026-02-28"]);
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted().await.len(), 3);
    // What people delete does not return.
    let row = app.ledger_row(&books.caller, books.at, TransactionNo(2)).await.unwrap();
    let delete = Command::Delete { transaction: row.no, version: row.version };
    app.write_ledger(&books.caller, books.at, None, &[delete]).await.unwrap();
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted().await.len(), 2);
    // After a long stop each day comes once.
    books.world.pass(days(100));
    app.post_what_recurs().await.unwrap();
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted().await, ["2025-12-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]);
    let shown = app.ledger_recurring(&books.caller, books.at).await.unwrap();
    assert_eq!(shown[0].body.next[0].date.to_string(), "2026-06-30");
    assert_eq!(shown[0].body.waiting, []);
    // What the ledger refuses is seen to wait, and comes when it may.
    app.close_ledger(&books.caller, books.at, Some(date(2026, 6, 10))).await.unwrap();
    books.world.pass(days(30));
    let shut = skytally_app::books::ledger::LedgerAccount {
        closed: Some(date(2026, 6, 11)),
        ..account(&books, BANK).await
    };
    app.change_ledger_account(&books.caller, books.at, &shut).await.unwrap();
    app.post_what_recurs().await.unwrap();
    let shown = app.ledger_recurring(&books.caller, books.at).await.unwrap();
    assert_eq!(
        shown[0].body.waiting.iter().map(|time| time.due.to_string()).collect::<Vec<_>>(),
        ["2026-06-30"]
    );
    let refusal = shown[0].body.refusal.as_deref().unwrap();
    assert!(refusal.contains("closed"), "{refusal}");
    let open = skytally_app::books::ledger::LedgerAccount { closed: None, ..account(&books, BANK).await };
    app.change_ledger_account(&books.caller, books.at, &open).await.unwrap();
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted().await.len(), 6);
    app.remove_definition(&books.caller, books.at, LedgerItemKind::Recurring, &made.id).await.unwrap();
    books.world.pass(days(100));
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted().await.len(), 6);
    books.is_whole().await;
}

async fn a_budget_says_how_it_stands(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let budget = |category: AccountNo, minor: i64| -> Budget {
        serde_json::from_value(json!({
            "id": "", "category": category, "every": { "kind": "month", "first_day": 1 },
            "amount": { "minor": minor, "currency": "EUR" }, "start": "2026-03-01",
            "thresholds_percent": [50, 80, 100], "roll_over": "none",
        }))
        .unwrap()
    };
    refused!(app.put_budget(&books.caller, books.at, None, &budget(BANK, 100)).await, AppError::Invalid(_));
    refused!(app.put_budget(&books.caller, books.at, None, &budget(FOOD, 0)).await, AppError::Invalid(_));
    let made = app.put_budget(&books.caller, books.at, None, &budget(FOOD, 1_000)).await.unwrap();
    books.post(date(2026, 3, 1), "Shop", -400).await;
    books.post(date(2026, 3, 2), "Shop", -450).await;
    books.post(date(2026, 2, 28), "Shop", -9_999).await;
    let all = app.ledger_budgets(&books.caller, books.at).await.unwrap();
    let status = all[0].body.status.as_ref().unwrap();
    assert_eq!((status.spent.minor, status.left.minor), (850, 150));
    assert_eq!(status.crossed.iter().map(|crossed| crossed.percent).collect::<Vec<_>>(), [50, 80]);
    // Whoever saw an older one is told.
    let meant = Some((made.id.as_str(), 1));
    app.put_budget(&books.caller, books.at, meant, &budget(FOOD, 2_000)).await.unwrap();
    refused!(
        app.put_budget(&books.caller, books.at, meant, &budget(FOOD, 3_000)).await,
        AppError::Conflict(_)
    );
}

async fn reports_and_files_say_what_the_register_says(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    books.post(date(2026, 1, 31), "Shop", -1_234).await;
    books.post(date(2026, 2, 14), "Shop", -66).await;
    let rate = RateBody {
        from: eur(),
        to: Currency::USD,
        date: date(2026, 1, 1),
        rate: "1.10".to_owned(),
        source: "somebody".to_owned(),
    };
    app.put_rate(&books.caller, books.at, None, &rate).await.unwrap();
    refused!(
        app.put_rate(&books.caller, books.at, None, &RateBody { rate: "-1".to_owned(), ..rate }).await,
        AppError::Invalid(_)
    );
    for (name, currency, told) in [
        (ReportName::Income, None, "12.34"),
        (ReportName::Income, Some(Currency::USD), "13.57"),
        (ReportName::BalanceSheet, None, "12.34"),
        (ReportName::CashFlow, None, "12.34"),
        (ReportName::NetWorth, None, "12.34"),
        (ReportName::Payees, None, "12.34"),
    ] {
        let (from, to) = (date(2026, 1, 1), date(2026, 2, 13));
        let asked = ReportAsked { name, from, to, currency, zero_rows: false };
        let report = app.ledger_report(&books.caller, books.at, asked).await.unwrap();
        for text in [report.printed().to_csv(), report.printed().to_html()] {
            assert!(text.contains(told) && !text.contains("0.66"), "{name:?} {text}");
        }
        assert!(serde_json::to_value(&report).unwrap().is_object());
    }
    for (format, told) in [
        (ExportFormat::Hledger, "12.34"),
        (ExportFormat::Beancount, "12.34"),
        (ExportFormat::Csv, "12.34"),
        (ExportFormat::Json, "1234"),
    ] {
        let mut file = app.export_ledger(&books.caller, books.at, format).await.unwrap();
        let mut text = String::new();
        while let Some(piece) = file.next().await.unwrap() {
            text.push_str(std::str::from_utf8(&piece).unwrap());
        }
        assert!(text.contains(told) && text.contains("Shop"), "{format:?} {text}");
    }
}

async fn any_files_in_any_order_are_their_union(wish: Wish) {
    let handle = tokio::runtime::Handle::current();
    let books = books(wish).await;
    tokio::task::block_in_place(|| {
        // One history of a bank, with true twins; files are spans of whole days of it.
        let entry = (1..=28_i8, prop::sample::select(vec![-100_i64, -250, 300]), 0..3_usize);
        let history = prop::collection::vec(entry, 1..25);
        let files = prop::collection::vec((1..=28_i8, 0..28_i8), 1..5);
        let mut runner =
            TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
        let payees = ["Alpha", "Beta", "Gamma"];
        runner
            .run(&(history, files, any::<bool>()), |(mut history, files, with_ids)| {
                history.sort_unstable();
                let ids: Vec<String> = (0..history.len()).map(|at| format!("id-{at}")).collect();
                handle.block_on(async {
                    let mut imports = Vec::new();
                    let mut covered = vec![false; history.len()];
                    for (from, span) in &files {
                        let part: Vec<(usize, Entry<'_>)> = history
                            .iter()
                            .enumerate()
                            .filter(|(_, (day, _, _))| (*from..=from.saturating_add(*span)).contains(day))
                            .map(|(at, (day, cents, payee))| {
                                (at, (*day, *cents, payees[*payee], with_ids.then_some(ids[at].as_str())))
                            })
                            .collect();
                        part.iter().for_each(|(at, _)| covered[*at] = true);
                        let entries: Vec<Entry<'_>> = part.iter().map(|(_, entry)| *entry).collect();
                        let preview = books.read(&entries).await;
                        books.commit(&preview, &[]).await;
                        imports.push(preview.import.id);
                    }
                    let mut expected: Vec<(Date, i64, String)> = history
                        .iter()
                        .zip(&covered)
                        .filter(|(_, covered)| **covered)
                        .map(|((day, cents, payee), _)| {
                            (date(2026, 1, *day), *cents, payees[*payee].to_owned())
                        })
                        .collect();
                    expected.sort();
                    assert_eq!(books.all().await, expected);
                    // Taken back from the newest on, nothing is left.
                    for import in imports.iter().rev() {
                        books.world.app.undo_import(&books.caller, books.at, import).await.unwrap();
                    }
                    assert_eq!(books.all().await, []);
                    books.is_whole().await;
                });
                Ok(())
            })
            .unwrap();
    });
}

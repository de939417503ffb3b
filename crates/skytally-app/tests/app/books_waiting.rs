//! What waits in the books: lines that nobody has answered, files that nobody wants, days that are left out, rules that are tried.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use serde_json::{Value, json};
use skytally_app::AppError;
use skytally_app::books::categorise::Rule;
use skytally_app::books::inbox::{Outcome, Verdict};
use skytally_app::books::ledger::{Command, Content, TransactionNo};
use skytally_app::books::recurring::{Pause, Recurring, Schedule};
use skytally_app::books::{Decision, ImportState, LedgerItemKind};

use crate::books::{BANK, Books, Entry, FOOD, UNSORTED, books, content};
use crate::kit::{Wish, days};

everywhere!(
    a_line_that_waits_is_answered_after_its_import,
    what_was_answered_later_goes_with_its_import,
    only_lines_that_wait_are_answered,
    a_file_that_nobody_wants_is_thrown_away,
    skipped_days_and_pauses_are_not_posted,
    what_was_removed_comes_back_and_posts_nothing_twice,
    a_rule_is_tried_on_the_past,
    a_schedule_says_what_it_comes_to,
);

/// Two lines in doubt and one that is new, in the books but for the doubt.
async fn in_doubt(books: &Books) -> (String, [TransactionNo; 2]) {
    let first = books.post(date(2026, 1, 5), "Landlord", -50_000).await;
    let second = books.post(date(2026, 1, 7), "Dentist", -8_000).await;
    let entries: &[Entry<'_>] = &[
        (5, -50_000, "Housing Ltd", Some("r1")),
        (7, -8_000, "Praxis Dr. Weiss", Some("r2")),
        (9, -250, "Cafe", Some("r3")),
    ];
    let preview = books.read(entries).await;
    assert_eq!(books.commit(&preview, &[]).await, 1);
    (preview.import.id, [first, second])
}

async fn a_line_that_waits_is_answered_after_its_import(wish: Wish) {
    let books = books(wish).await;
    let (id, [landlord, _]) = in_doubt(&books).await;
    let app = &books.world.app;
    let seen = app.import_preview(&books.caller, books.at, &id).await.unwrap();
    // What waits says what it may be; what is settled does not.
    let unsure = |at: usize| matches!(&seen.lines[at].judged, Some(judged) if matches!(judged.verdict, Verdict::Unsure { .. }));
    assert_eq!([unsure(0), unsure(1), seen.lines[2].judged.is_some()], [true, true, false]);
    let one = BTreeMap::from([(1, Decision::Matches(landlord))]);
    let import = app.answer_import(&books.caller, books.at, &id, &one).await.unwrap();
    assert_eq!((import.state, import.posted), (ImportState::Committed, 1));
    let post = Decision::Post { category: Some(FOOD), payee: Some("Dr. Weiss".to_owned()) };
    let import = app.answer_import(&books.caller, books.at, &id, &BTreeMap::from([(2, post)])).await.unwrap();
    assert_eq!(import.posted, 2);
    let seen = app.import_preview(&books.caller, books.at, &id).await.unwrap();
    assert_eq!(seen.lines[0].line.outcome, Outcome::Transaction { transaction: landlord });
    assert!(matches!(seen.lines[1].line.outcome, Outcome::Transaction { .. }));
    assert!(seen.lines.iter().all(|line| line.judged.is_none()));
    assert_eq!(books.on(BANK).await, -50_000 - 8_000 - 250 - 8_000);
    assert!(books.all().await.contains(&(date(2026, 1, 7), -8_000, "Dr. Weiss".to_owned())));
    // And both are remembered: the same file again asks nothing.
    let again =
        books.read(&[(5, -50_000, "Housing Ltd", None), (7, -8_000, "Praxis Dr. Weiss", Some("r2"))]).await;
    assert!(again.lines.iter().all(|line| {
        !matches!(line.judged.as_ref().unwrap().verdict, Verdict::Unsure { .. } | Verdict::New)
    }));
    books.is_whole().await;
}

async fn what_was_answered_later_goes_with_its_import(wish: Wish) {
    let books = books(wish).await;
    let (id, [landlord, dentist]) = in_doubt(&books).await;
    let app = &books.world.app;
    let both = BTreeMap::from([
        (1, Decision::Matches(landlord)),
        (2, Decision::Post { category: None, payee: None }),
    ]);
    app.answer_import(&books.caller, books.at, &id, &both).await.unwrap();
    assert_eq!(books.on(UNSORTED).await, 250 + 8_000);
    let undone = app.undo_import(&books.caller, books.at, &id).await.unwrap();
    assert_eq!(undone.state, ImportState::Undone);
    // What was there by hand stays.
    assert_eq!(books.on(BANK).await, -58_000);
    for no in [landlord, dentist] {
        app.ledger_row(&books.caller, books.at, no).await.unwrap();
    }
    refused!(app.answer_import(&books.caller, books.at, &id, &both).await, AppError::Conflict(_));
    books.is_whole().await;
}

async fn only_lines_that_wait_are_answered(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let looked_at = books.read(&[(20, -100, "Kiosk", None)]).await.import.id;
    let aside = |line: i64| BTreeMap::from([(line, Decision::SetAside)]);
    refused!(app.answer_import(&books.caller, books.at, &looked_at, &aside(1)).await, AppError::Conflict(_));
    let (id, [landlord, _]) = in_doubt(&books).await;
    refused!(app.answer_import(&books.caller, books.at, &id, &aside(9)).await, AppError::Invalid(_));
    refused!(app.answer_import(&books.caller, books.at, &id, &aside(3)).await, AppError::Conflict(_));
    // One that cannot be answered keeps all from being.
    let mut both = aside(1);
    both.insert(3, Decision::Matches(landlord));
    refused!(app.answer_import(&books.caller, books.at, &id, &both).await, AppError::Conflict(_));
    app.answer_import(&books.caller, books.at, &id, &aside(1)).await.unwrap();
    refused!(app.answer_import(&books.caller, books.at, &id, &aside(1)).await, AppError::Conflict(_));
    let seen = app.import_preview(&books.caller, books.at, &id).await.unwrap();
    assert_eq!(
        [&seen.lines[0].line.outcome, &seen.lines[1].line.outcome],
        [&Outcome::SetAside, &Outcome::Waiting]
    );
    books.is_whole().await;
}

async fn a_file_that_nobody_wants_is_thrown_away(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let id = books.read(&[(20, -100, "Kiosk", None)]).await.import.id;
    app.discard_import(&books.caller, books.at, &id).await.unwrap();
    refused!(app.import_preview(&books.caller, books.at, &id).await, AppError::NotFound(_));
    refused!(app.discard_import(&books.caller, books.at, &id).await, AppError::NotFound(_));
    assert_eq!(app.imports(&books.caller, books.at, None, 9).await.unwrap().len(), 0);
    // What is or was in the books keeps its lines.
    let kept = books.read(&[(20, -100, "Kiosk", None)]).await;
    books.commit(&kept, &[]).await;
    refused!(app.discard_import(&books.caller, books.at, &kept.import.id).await, AppError::Conflict(_));
    app.undo_import(&books.caller, books.at, &kept.import.id).await.unwrap();
    refused!(app.discard_import(&books.caller, books.at, &kept.import.id).await, AppError::Conflict(_));
}

/// On the last day of each month from December 2025.
fn rent() -> Recurring {
    let schedule = json!({ "rule": "FREQ=MONTHLY;BYMONTHDAY=-1", "start": "2025-12-01" });
    let template = content(date(2025, 12, 1), "Landlord", -70_000);
    serde_json::from_value(json!({ "id": "", "schedule": schedule, "template": template })).unwrap()
}

async fn posted(books: &Books) -> Vec<String> {
    books.all().await.into_iter().map(|(day, _, _)| day.to_string()).collect()
}

async fn skipped_days_and_pauses_are_not_posted(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    // Today is the second of March 2026.
    let skips = Recurring { skipped: BTreeSet::from([date(2026, 1, 31), date(2026, 3, 31)]), ..rent() };
    let made = app.put_recurring(&books.caller, books.at, None, &skips).await.unwrap();
    assert_eq!(posted(&books).await, ["2025-12-31", "2026-02-28"]);
    let shown = app.ledger_recurring(&books.caller, books.at).await.unwrap().remove(0).body;
    assert_eq!(shown.next[0].due, date(2026, 4, 30));
    assert_eq!((shown.waiting.len(), shown.paused), (0, false));
    // It pauses, and what was due meanwhile does not come when it goes on.
    let pausing =
        |until| Recurring { pauses: vec![Pause { from: date(2026, 3, 2), until }], ..skips.clone() };
    let id = made.id.as_str();
    app.put_recurring(&books.caller, books.at, Some((id, 1)), &pausing(None)).await.unwrap();
    let shown = app.ledger_recurring(&books.caller, books.at).await.unwrap().remove(0).body;
    assert_eq!((shown.next.len(), shown.paused), (0, true));
    books.world.pass(days(100));
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted(&books).await.len(), 2);
    app.put_recurring(&books.caller, books.at, Some((id, 2)), &pausing(Some(date(2026, 6, 9))))
        .await
        .unwrap();
    assert_eq!(posted(&books).await.len(), 2);
    books.world.pass(days(30));
    app.post_what_recurs().await.unwrap();
    assert_eq!(posted(&books).await, ["2025-12-31", "2026-02-28", "2026-06-30"]);
    let backwards = pausing(Some(date(2026, 3, 1)));
    refused!(
        app.put_recurring(&books.caller, books.at, Some((id, 3)), &backwards).await,
        AppError::Invalid(_)
    );
    books.is_whole().await;
}

async fn what_was_removed_comes_back_and_posts_nothing_twice(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let made = app.put_recurring(&books.caller, books.at, None, &rent()).await.unwrap();
    let id = made.id.as_str();
    let back = Some((id, 0));
    refused!(app.put_recurring(&books.caller, books.at, back, &rent()).await, AppError::Conflict(_));
    // What somebody deleted meanwhile does not return either.
    let row = app.ledger_row(&books.caller, books.at, TransactionNo(1)).await.unwrap();
    let delete = Command::Delete { transaction: row.no, version: row.version };
    app.write_ledger(&books.caller, books.at, None, &[delete]).await.unwrap();
    app.remove_definition(&books.caller, books.at, LedgerItemKind::Recurring, id).await.unwrap();
    let again = app.put_recurring(&books.caller, books.at, back, &rent()).await.unwrap();
    assert_eq!((again.id.as_str(), again.version), (id, 1));
    assert_eq!(posted(&books).await, ["2026-01-31", "2026-02-28"]);
}

fn rule(conditions: &Value, category: i64) -> Rule {
    let actions = json!([{ "kind": "category", "account": category }]);
    serde_json::from_value(json!({ "id": "", "name": "Some", "conditions": conditions, "actions": actions }))
        .unwrap()
}

async fn a_rule_is_tried_on_the_past(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    for (day, payee, cents) in [
        (date(2026, 2, 1), "Cafe Luna", -300),
        (date(2026, 2, 2), "CAFÉ LUNA 0815", -400),
        (date(2026, 2, 3), "Greengrocer", -500),
        // More than a year ago, and so not looked at.
        (date(2025, 2, 1), "Cafe Luna", -700),
    ] {
        books.post(day, payee, cents).await;
    }
    let unsorted = Content { payee: "Cafe Sol".to_owned(), ..content(date(2026, 2, 4), "", -100) };
    let [money, mut other] = <[_; 2]>::try_from(unsorted.postings.clone()).unwrap();
    other.account = UNSORTED;
    let unsorted = Content { postings: vec![money, other], ..unsorted };
    app.write_ledger(&books.caller, books.at, None, &[Command::Post(unsorted)]).await.unwrap();
    let cafe = rule(&json!([{ "kind": "payee_contains", "text": "cafe" }]), FOOD.0);
    let tried = app.try_rule(&books.caller, books.at, &cafe).await.unwrap();
    assert_eq!(
        (tried.of, tried.held, tried.would_change, tried.cut, tried.from),
        (4, 3, 1, false, date(2025, 3, 2))
    );
    let [change] = tried.changes.as_slice() else { panic!("{:?}", tried.changes) };
    assert_eq!(
        (change.payee.as_str(), change.amount.minor, change.category),
        ("Cafe Sol", -100, Some(UNSORTED))
    );
    let row = app.ledger_row(&books.caller, books.at, change.transaction).await.unwrap();
    assert_eq!(row.version, change.version);
    // By amount, with its sign.
    let dear = json!([{ "kind": "amount_to", "amount": { "minor": -400, "currency": "EUR" } }]);
    assert_eq!(app.try_rule(&books.caller, books.at, &rule(&dear, FOOD.0)).await.unwrap().held, 2);
    // Nothing was kept, and what is no rule is told.
    assert_eq!(app.ledger_rules(&books.caller, books.at).await.unwrap().len(), 0);
    refused!(app.try_rule(&books.caller, books.at, &rule(&json!([]), FOOD.0)).await, AppError::Invalid(_));
    refused!(
        app.try_rule(
            &books.caller,
            books.at,
            &rule(&json!([{ "kind": "payee_contains", "text": "x" }]), 999)
        )
        .await,
        AppError::Invalid(_)
    );
}

async fn a_schedule_says_what_it_comes_to(wish: Wish) {
    let books = books(wish).await;
    let app = &books.world.app;
    let schedule = Schedule::parse("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR;COUNT=4", date(2026, 2, 1)).unwrap();
    let tried = app.try_schedule(&books.caller, books.at, &schedule).await.unwrap();
    assert_eq!(tried.words, "every 2 weeks on Friday, 4 times");
    let first = tried.first.unwrap().due;
    assert_eq!(first.weekday(), jiff::civil::Weekday::Friday);
    assert_eq!(tried.past + tried.next.len(), 4);
    assert!(tried.next.iter().all(|time| time.due > date(2026, 3, 2)));
}

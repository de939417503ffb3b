//! Receipts as people use them: kept, read, given to a transaction or posted, and gone without a trace of their bytes.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::civil::{Date, date};
use serde_json::json;
use skytally_app::books::categorise::Rule;
use skytally_app::books::ledger::{AccountNo, Command, Content, EntryNo, Posting, Source, TransactionNo};
use skytally_app::books::receipt::matching::Certainty;
use skytally_app::books::receipt::{
    Answer, Field, MediaType, Reader, Reading, Source as TextSource, Tax, Unreadable,
};
use skytally_app::books::receipt_reader::Textract;
use skytally_app::books::{Chart, ReceiptFilter, ReceiptSeen, ReceiptState, ReceiptsConfig};
use skytally_app::{AppError, Caller};
use skytally_aws::{Key, RetryPolicy, Setup};
use skytally_model::{Currency, Money, Region, WorkspaceId};
use skytally_testkit::{Says, TextractServer};
use tokio_util::sync::CancellationToken;

use crate::kit::aws::emulator::catalog;
use crate::kit::people::Person;
use crate::kit::{Wish, World, days, hours, mins};

everywhere!(
    a_receipt_is_read_and_finds_its_transaction,
    a_receipt_becomes_a_transaction,
    rivals_do_not_get_the_same_transaction,
    what_is_no_receipt_is_refused_and_nothing_is_kept,
    the_same_file_is_kept_once_and_by_each_workspace_alone,
    a_workspace_has_so_much_room,
    whose_fault_it_is_decides_what_becomes_of_it,
    where_nobody_reads_it_is_said,
    a_picture_that_textract_reads_becomes_a_proposal,
    a_service_out_of_reach_is_waited_for_and_one_that_refuses_is_told,
    a_file_that_was_lost_or_changed_is_told,
    files_go_with_what_they_are_of,
    files_of_nobody_are_swept_and_no_others,
    the_task_reads_what_comes_and_ends_when_told,
);

const BANK: AccountNo = AccountNo(5);
const FOOD: AccountNo = AccountNo(16);
const PDF: &[u8] = b"%PDF-1.7 not much of one";

struct Desk {
    world: World,
    owner: Person,
    at: WorkspaceId,
}

fn eur() -> Currency {
    "EUR".parse().unwrap()
}

async fn desk(wish: Wish) -> Desk {
    let world = World::of(Wish { real_time: true, ..wish }).await;
    let owner = world.person("ada").await;
    let at = opened(&world, &owner.caller, &owner, "Books").await;
    Desk { world, owner, at }
}

async fn opened(world: &World, caller: &Caller, owner: &Person, name: &str) -> WorkspaceId {
    let at = world.workspace(owner, name).await.id;
    world.app.open_book(caller, at, eur(), Chart::Personal).await.unwrap();
    at
}

fn field<T>(value: T, text: &str) -> Field<T> {
    Field { value, text: text.to_owned(), confidence: 90, place: None }
}

/// A bill of 119.00 euros of the tenth of March.
fn bill() -> Reading {
    let reader = Reader { name: "script".to_owned(), version: "1".to_owned() };
    let mut bill = Reading::of_text(reader, MediaType::Pdf, TextSource::PdfText, "Total 119.00".to_owned());
    let amount = |text: &str| field(serde_json::from_value(json!(text)).unwrap(), text);
    bill.payee = Some(field("Green Grocer GmbH".to_owned(), "Green Grocer GmbH"));
    bill.number = Some(field("R-7".to_owned(), "Invoice R-7"));
    bill.date = Some(field(date(2026, 3, 10), "10.03.2026"));
    bill.currency = Some(field(eur(), "EUR"));
    bill.total = Some(amount("119.00"));
    bill.subtotal = Some(amount("100.00"));
    bill.taxes = vec![Tax {
        rate: Some(serde_json::from_value(json!("19")).unwrap()),
        net: None,
        amount: amount("19.00"),
    }];
    bill
}

fn spent(day: Date, payee: &str, cents: i64, category: AccountNo) -> Content {
    let posting = |account: AccountNo, minor: i64| Posting {
        account,
        amount: Money::new(minor, eur()),
        memo: String::new(),
    };
    Content {
        date: day,
        payee: payee.to_owned(),
        note: String::new(),
        tags: Vec::new(),
        source: None,
        exchange: None,
        postings: vec![posting(BANK, -cents), posting(category, cents)],
    }
}

impl Desk {
    fn who(&self) -> &Caller {
        &self.owner.caller
    }

    async fn keep(&self, name: &str, bytes: &[u8]) -> ReceiptSeen {
        let bytes = bytes.to_vec().into();
        let (kept, is_new) = self.world.app.keep_receipt(self.who(), self.at, name, bytes).await.unwrap();
        assert!(is_new, "{name} was there");
        kept
    }

    /// Reads all that waits, and gives one of them as it is then.
    async fn read(&self, id: &str) -> ReceiptSeen {
        self.world.app.read_receipts_due(&CancellationToken::new()).await.unwrap();
        self.seen(id).await
    }

    async fn seen(&self, id: &str) -> ReceiptSeen {
        self.world.app.receipt(self.who(), self.at, id).await.unwrap()
    }

    async fn post(&self, content: Content) -> TransactionNo {
        let app = &self.world.app;
        app.write_ledger(self.who(), self.at, None, &[Command::Post(content)]).await.unwrap().transactions[0]
    }
}

async fn a_receipt_is_read_and_finds_its_transaction(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    let app = &desk.world.app;
    let paid = desk.post(spent(date(2026, 3, 12), "GREEN GROCER", 11_900, FOOD)).await;
    desk.post(spent(date(2026, 3, 12), "Somebody else", 11_901, FOOD)).await;
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let kept = desk.keep("bill.pdf", PDF).await;
    let id = kept.receipt.id.clone();
    assert_eq!((kept.receipt.state, kept.receipt.media.as_str()), (ReceiptState::Waiting, "application/pdf"));
    assert_eq!(desk.world.kept().len(), 1);
    let (_, bytes) = app.receipt_file(desk.who(), desk.at, &id).await.unwrap();
    assert_eq!(bytes, PDF);

    let seen = desk.read(&id).await;
    assert_eq!(seen.receipt.state, ReceiptState::Read);
    assert_eq!(seen.reading, Some(bill()));
    assert!(seen.judgement.unwrap().proved());
    let suggested = seen.suggested.unwrap();
    assert_eq!(suggested.certainty, Certainty::Certain);
    assert_eq!(suggested.matches[0].0.transaction, paid);
    assert_eq!(suggested.matches[0].1.amount, Money::new(-11_900, eur()));
    assert_eq!(suggested.draft, None);
    // Nothing was attached, and nothing posted, by itself.
    assert_eq!(seen.receipt.transaction, None);

    let version = Some(seen.receipt.version);
    let attached = app.attach_receipt(desk.who(), desk.at, &id, version, paid).await.unwrap();
    assert_eq!(attached.receipt.belongs_to(), Some(paid));
    assert!(desk.seen(&id).await.suggested.is_none());
    assert_eq!(app.receipts_of(desk.who(), desk.at, paid).await.unwrap()[0].id, id);
    refused!(app.detach_receipt(desk.who(), desk.at, &id, version).await, AppError::Conflict(_));
    refused!(app.delete_receipt(desk.who(), desk.at, &id, None).await, AppError::Conflict(_));
    // Detached, it finds its transaction again.
    let free = app.detach_receipt(desk.who(), desk.at, &id, None).await.unwrap();
    assert_eq!(free.suggested.unwrap().certainty, Certainty::Certain);
    let found = app.receipts(desk.who(), desk.at, ReceiptFilter::default(), None, 10).await.unwrap();
    assert!(found[0].reading.is_some() && found[0].suggested.is_none());
}

async fn a_receipt_becomes_a_transaction(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    let app = &desk.world.app;
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let id = desk.keep("bill.pdf", PDF).await.receipt.id;
    // Nothing is known of the payee: the only account that money could have come from, and no category.
    let draft = desk.read(&id).await.suggested.unwrap().draft.unwrap();
    assert_eq!((draft.date, draft.total), (Some(date(2026, 3, 10)), Money::new(11_900, eur())));
    assert_eq!((draft.category, draft.sure, draft.note.as_str()), (None, false, "R-7"));
    // The past knows: who it was, and what for.
    for day in [1, 8, 15] {
        desk.post(spent(date(2026, 1, day), "Green Grocer GmbH", 500, FOOD)).await;
    }
    let draft = desk.seen(&id).await.suggested.unwrap().draft.unwrap();
    assert_eq!((draft.account, draft.category, draft.sure), (Some(BANK), Some(FOOD), true));
    // A rule says it before the past does.
    let accounts = app.ledger_accounts(desk.who(), desk.at, None).await.unwrap();
    let other = accounts.iter().map(|with| &with.account);
    let other =
        other.filter(|account| account.kind.is_category() && account.no != FOOD && account.role.is_none());
    let other = other.map(|account| account.no).next().unwrap();
    let rule: Rule = serde_json::from_value(json!({
        "id": "", "name": "Greens",
        "conditions": [{ "kind": "payee_contains", "text": "green" }],
        "actions": [{ "kind": "category", "account": other }, { "kind": "tags", "tags": ["veg"] }],
    }))
    .unwrap();
    app.put_rule(desk.who(), desk.at, None, 0, &rule).await.unwrap();
    let draft = desk.seen(&id).await.suggested.unwrap().draft.unwrap();
    assert_eq!((draft.category, draft.sure, draft.tags), (Some(other), true, vec!["veg".to_owned()]));
    assert!(draft.because.unwrap().contains("Greens"));

    let content = spent(date(2026, 3, 10), "Green Grocer", 11_900, FOOD);
    let post = async |key: &str, content: &Content| {
        app.post_receipt(desk.who(), desk.at, &id, None, Some(key), content).await
    };
    let (written, receipt) = post("one", &content).await.unwrap();
    let no = written.transactions[0];
    assert_eq!(receipt.receipt.belongs_to(), Some(no));
    assert_eq!(post("one", &content).await.unwrap().0.transactions, [no]);
    refused!(post("two", &content).await, AppError::Conflict(_));
    let row = app.ledger_row(desk.who(), desk.at, no).await.unwrap();
    assert_eq!(row.entry.content.source, Some(Source::Receipt { receipt: id.clone() }));
    // Deleted, it frees its receipt, which finds that it may be posted again.
    let delete = Command::Delete { transaction: no, version: EntryNo(row.version.0) };
    app.write_ledger(desk.who(), desk.at, None, &[delete]).await.unwrap();
    let seen = desk.seen(&id).await;
    assert!(seen.receipt.transaction.unwrap().deleted && seen.suggested.unwrap().draft.is_some());
    assert_ne!(post("three", &content).await.unwrap().0.transactions, [no]);
    assert_eq!(app.check_books(desk.who(), desk.at).await.unwrap().report.faults, Vec::<String>::new());
}

async fn rivals_do_not_get_the_same_transaction(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    let paid = desk.post(spent(date(2026, 3, 10), "Green Grocer", 11_900, FOOD)).await;
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let own = desk.keep("own.pdf", PDF).await.receipt.id;
    assert_eq!(desk.read(&own).await.suggested.unwrap().certainty, Certainty::Certain);
    // Another bill of the same amount and of nobody that is known.
    let other = Reading { payee: None, ..bill() };
    desk.world.reader_says(&Answer::Read(Box::new(other)));
    let rival = desk.keep("rival.pdf", b"%PDF-1.7 another").await.receipt.id;
    let suggested = desk.read(&rival).await.suggested.unwrap();
    assert_eq!((suggested.certainty, suggested.matches.len()), (Certainty::None, 0));
    assert_eq!(desk.seen(&own).await.suggested.unwrap().matches[0].0.transaction, paid);
}

async fn what_is_no_receipt_is_refused_and_nothing_is_kept(wish: Wish) {
    let receipts = ReceiptsConfig { file_max_bytes: 100, ..ReceiptsConfig::default() };
    let desk = desk(Wish { reads: true, receipts, ..wish }).await;
    let app = &desk.world.app;
    let large = [PDF, &[b' '; 100]].concat();
    let cases: &[(&str, &[u8], &str)] = &[
        ("page.pdf", b"<html><script>alert(1)</script></html>", "neither a PDF nor a picture"),
        ("bill.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "neither a PDF nor a picture"),
        ("bill.pdf", b"PK\x03\x04", "neither a PDF nor a picture"),
        ("empty.pdf", b"", "empty"),
        ("large.pdf", &large, "at most 100 bytes"),
        ("../../x", PDF, "without its folder"),
        ("..", PDF, "without its folder"),
        ("C:\\bill.pdf", PDF, "without its folder"),
        ("bill\u{202e}fdp.exe", PDF, "change how it is shown"),
        ("bill\n.pdf", PDF, "change how it is shown"),
    ];
    for (name, bytes, why) in cases {
        let told = refused!(
            app.keep_receipt(desk.who(), desk.at, name, bytes.to_vec().into()).await,
            AppError::Invalid(_)
        );
        assert!(told.contains(why), "{name:?}: {told}");
    }
    assert_eq!(desk.world.kept(), Vec::<String>::new());
    assert_eq!(desk.world.query("SELECT name, version FROM ledger_receipts").await.len(), 0);
    // A workspace without books keeps none.
    let bare = desk.world.workspace(&desk.owner, "Bare").await.id;
    refused!(app.keep_receipt(desk.who(), bare, "a.pdf", PDF.into()).await, AppError::NotFound("book"));
    assert_eq!(desk.world.kept(), Vec::<String>::new());
}

async fn the_same_file_is_kept_once_and_by_each_workspace_alone(wish: Wish) {
    let desk = desk(wish).await;
    let app = &desk.world.app;
    let first = desk.keep("bill.pdf", PDF).await.receipt;
    let (again, is_new) = app.keep_receipt(desk.who(), desk.at, "copy.pdf", PDF.into()).await.unwrap();
    assert_eq!((again.receipt, is_new), (first.clone(), false));
    assert_eq!(desk.world.kept().len(), 1);
    // Sent twice at once, too.
    let bytes: &[u8] = b"%PDF-1.7 at once";
    let (one, two) = tokio::join!(
        app.keep_receipt(desk.who(), desk.at, "one.pdf", bytes.into()),
        app.keep_receipt(desk.who(), desk.at, "two.pdf", bytes.into())
    );
    assert_eq!(one.unwrap().0.receipt.id, two.unwrap().0.receipt.id);
    assert_eq!(desk.world.kept().len(), 2);
    let second = opened(&desk.world, desk.who(), &desk.owner, "Second").await;
    let (there, is_new) = app.keep_receipt(desk.who(), second, "bill.pdf", PDF.into()).await.unwrap();
    assert!(is_new && there.receipt.id != first.id);
    assert_eq!(desk.world.kept().len(), 3);
    // The ids of one workspace are nothing in another, though the same person is in both.
    let no = desk.post(spent(date(2026, 3, 10), "Shop", 100, FOOD)).await;
    refused!(app.receipt(desk.who(), second, &first.id).await, AppError::NotFound("receipt"));
    refused!(app.receipt_file(desk.who(), second, &first.id).await, AppError::NotFound("receipt"));
    refused!(app.delete_receipt(desk.who(), second, &first.id, None).await, AppError::NotFound("receipt"));
    refused!(
        app.attach_receipt(desk.who(), second, &there.receipt.id, None, no).await,
        AppError::NotFound("transaction")
    );
}

async fn a_workspace_has_so_much_room(wish: Wish) {
    let receipts = ReceiptsConfig { workspace_max_bytes: 60, ..ReceiptsConfig::default() };
    let desk = desk(Wish { receipts, ..wish }).await;
    let app = &desk.world.app;
    desk.keep("one.pdf", PDF).await;
    desk.keep("two.pdf", b"%PDF-1.7 the second").await;
    let full =
        app.keep_receipt(desk.who(), desk.at, "three.pdf", b"%PDF-1.7 the third one".as_slice().into());
    let told = refused!(full.await, AppError::Conflict(_));
    assert!(told.contains("at most 60 bytes together"), "{told}");
    assert_eq!(desk.world.kept().len(), 2);
}

async fn whose_fault_it_is_decides_what_becomes_of_it(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    let app = &desk.world.app;
    desk.world.reader_says(&Answer::Unreadable(Unreadable::Encrypted));
    let file = desk.keep("locked.pdf", PDF).await.receipt.id;
    let seen = desk.read(&file).await;
    assert_eq!(seen.receipt.state, ReceiptState::Unreadable);
    assert!(seen.receipt.why.unwrap().contains("password"));
    assert!(seen.suggested.is_none());

    let no_program = Unreadable::NoProgram { detail: "not found".to_owned() };
    desk.world.reader_says(&Answer::Unreadable(no_program));
    let seen = desk.read(&desk.keep("photo.pdf", b"%PDF-1.7 photo").await.receipt.id).await;
    assert_eq!(seen.receipt.state, ReceiptState::NotRead);
    assert!(seen.receipt.why.unwrap().contains("tesseract"));

    // One that ends its reader is tried three times, with pauses between.
    desk.world.reader_does("exit 3");
    let broken = desk.keep("broken.pdf", b"%PDF-1.7 broken").await.receipt.id;
    for attempt in 1..=3 {
        let state = desk.read(&broken).await.receipt.state;
        assert_eq!(state == ReceiptState::Waiting, attempt < 3, "attempt {attempt}: {state:?}");
        assert_eq!(app.read_receipts_due(&CancellationToken::new()).await.unwrap(), 0, "before its time");
        desk.world.pass(mins(1));
    }
    let seen = desk.seen(&broken).await;
    assert_eq!(seen.receipt.state, ReceiptState::Unreadable);
    assert!(seen.receipt.why.unwrap().starts_with("it was tried 3 times"));

    // Asked for again, it is read anew.
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let waits = app.read_receipt_again(desk.who(), desk.at, &broken).await.unwrap();
    assert_eq!((waits.receipt.state, waits.receipt.why), (ReceiptState::Waiting, None));
    assert_eq!(desk.read(&broken).await.receipt.state, ReceiptState::Read);
    let trail = app.audit(desk.who(), desk.at, None, 200).await.unwrap();
    let count = |action: &str| trail.iter().filter(|entry| entry.action == action).count();
    assert_eq!((count("ledger.receipt-kept"), count("ledger.receipt-read-again")), (3, 1));
    assert_eq!(count("ledger.receipt-read"), 4);
    assert_eq!(app.verify_audit(desk.who(), desk.at).await.unwrap().broken, None);
}

async fn where_nobody_reads_it_is_said(wish: Wish) {
    let desk = desk(wish).await;
    let app = &desk.world.app;
    let kept = desk.keep("bill.pdf", PDF).await;
    assert_eq!(kept.receipt.state, ReceiptState::NotRead);
    assert!(kept.receipt.why.unwrap().contains("switched off"));
    assert_eq!(app.read_receipts_due(&CancellationToken::new()).await.unwrap(), 0);
    let again = app.read_receipt_again(desk.who(), desk.at, &kept.receipt.id).await;
    assert!(refused!(again, AppError::Conflict(_)).contains("switched off"));
    // People use it all the same.
    let no = desk.post(spent(date(2026, 3, 10), "Shop", 100, FOOD)).await;
    app.attach_receipt(desk.who(), desk.at, &kept.receipt.id, None, no).await.unwrap();
}

const PHOTO: &[u8] = b"\xff\xd8\xff\xe0 a photo of one";
/// As AWS documents it: 1309.00 euros, and what proves them.
const ANSWER: &str = include_str!("../../../skytally-money/tests/receipt/textract.json");

/// Textract in a region, which is a server.
async fn textract(server: &TextractServer) -> Textract {
    let region: Region = "eu-central-1".parse().unwrap();
    let setup = Setup {
        region: Some(region.clone()),
        endpoint_url: Some(server.url().to_owned()),
        retry: RetryPolicy { attempts: 2, base: Duration::from_millis(1), ..RetryPolicy::default() },
        ..Setup::default()
    };
    let key = Key::new("AKIADEMOEXAMPLE00000", "demo", None);
    let base = setup.base_as(&key, catalog()).await.unwrap();
    Textract::new(Arc::new(base.client(None)), region, Duration::from_secs(60))
}

async fn a_picture_that_textract_reads_becomes_a_proposal(wish: Wish) {
    let server = TextractServer::start(vec![
        Says::error(400, "ProvisionedThroughputExceededException", "slow down"),
        Says::good(ANSWER),
    ]);
    let desk = desk(Wish { reads: true, textract: Some(textract(&server).await), ..wish }).await;
    // Letters are read here, whoever reads pictures.
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let letters = desk.keep("bill.pdf", PDF).await.receipt.id;
    assert_eq!(desk.read(&letters).await.reading, Some(bill()));
    assert_eq!(server.asked(), []);
    let seen = desk.keep("photo.jpg", PHOTO).await.receipt.id;
    let seen = desk.read(&seen).await;
    assert_eq!((seen.receipt.state, seen.receipt.why.as_deref()), (ReceiptState::Read, None));
    let reading = seen.reading.unwrap();
    assert_eq!((reading.reader.name.as_str(), reading.source), ("textract", TextSource::Service));
    assert!(seen.judgement.unwrap().proved());
    let draft = seen.suggested.unwrap().draft.unwrap();
    assert_eq!((draft.date, draft.total), (Some(date(2026, 9, 15)), Money::new(130_900, eur())));
    let asked = server.asked();
    assert_eq!(asked.len(), 2, "throttled once");
    assert!(asked.iter().all(|asked| asked.file == PHOTO && asked.region == "eu-central-1"));
    // What it costs by list price is counted, with the try that was throttled.
    let counted = desk.world.app.counters().all();
    let counted = |name: &str| counted.iter().find(|(found, ..)| *found == name).map(|(.., count)| *count);
    assert_eq!(counted("skytally_aws_calls_total"), Some(2));
    assert_eq!(counted("skytally_aws_throttled_total"), Some(1));
    assert_eq!(counted("skytally_aws_nano_usd_total"), Some(20_000_000));
    let trail = desk.world.app.audit(desk.who(), desk.at, None, 200).await.unwrap();
    let readers = trail.iter().filter(|entry| entry.action == "ledger.receipt-read");
    let mut readers: Vec<_> = readers.map(|entry| entry.detail["reader"].clone()).collect();
    readers.sort_by_key(ToString::to_string);
    assert_eq!(readers, ["script", "textract"]);
}

async fn a_service_out_of_reach_is_waited_for_and_one_that_refuses_is_told(wish: Wish) {
    let server = TextractServer::start(vec![Says::error(500, "InternalServerError", "broken")]);
    let desk = desk(Wish { reads: true, textract: Some(textract(&server).await), ..wish }).await;
    let app = &desk.world.app;
    let id = desk.keep("photo.jpg", PHOTO).await.receipt.id;
    // However often: an outage says nothing about the file.
    for round in 1..=5 {
        let seen = desk.read(&id).await.receipt;
        assert_eq!(seen.state, ReceiptState::Waiting, "round {round}");
        assert!(seen.why.as_deref().unwrap().contains("InternalServerError"), "{:?}", seen.why);
        assert_eq!(app.read_receipts_due(&CancellationToken::new()).await.unwrap(), 0, "before its time");
        assert_eq!(server.asked().len(), 2 * round, "each time it is asked twice");
        desk.world.pass(mins(2));
    }
    server.says(vec![Says::error(400, "AccessDeniedException", "User: arn:aws:iam::123456789012:user/x")]);
    let seen = desk.read(&id).await.receipt;
    assert_eq!(seen.state, ReceiptState::NotRead);
    let why = seen.why.unwrap();
    assert!(why.contains("textract:AnalyzeExpense") && !why.contains("123456789012"), "{why}");
    // An answer that is none may be a bad moment, three times.
    server.says(vec![Says::good("{}}")]);
    app.read_receipt_again(desk.who(), desk.at, &id).await.unwrap();
    for attempt in 1..=3 {
        let state = desk.read(&id).await.receipt.state;
        assert_eq!(state == ReceiptState::Waiting, attempt < 3, "attempt {attempt}: {state:?}");
        desk.world.pass(mins(1));
    }
    server.says(vec![Says::good(ANSWER)]);
    app.read_receipt_again(desk.who(), desk.at, &id).await.unwrap();
    let seen = desk.read(&id).await;
    assert_eq!((seen.receipt.state, seen.receipt.why), (ReceiptState::Read, None));
}

async fn a_file_that_was_lost_or_changed_is_told(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    let app = &desk.world.app;
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let (lost, changed) =
        (desk.keep("lost.pdf", PDF).await.receipt, desk.keep("changed.pdf", b"%PDF-1.7 x").await.receipt);
    for name in desk.world.kept() {
        let path = desk.world.folder().join("files").join(&name);
        if name.contains(&lost.sha256) {
            std::fs::remove_file(path).unwrap();
        } else {
            std::fs::write(path, b"%PDF-1.7 y").unwrap();
        }
    }
    for (receipt, why) in [(&lost, "no longer where it was kept"), (&changed, "changed since")] {
        let seen = desk.read(&receipt.id).await.receipt;
        assert_eq!(seen.state, ReceiptState::Unreadable);
        assert!(seen.why.as_deref().unwrap().contains(why), "{:?}", seen.why);
        let told = refused!(app.receipt_file(desk.who(), desk.at, &receipt.id).await, AppError::Internal(_));
        assert!(told.contains(why), "{told}");
    }
}

async fn files_go_with_what_they_are_of(wish: Wish) {
    let desk = desk(wish).await;
    let app = &desk.world.app;
    let one = desk.keep("one.pdf", PDF).await.receipt.id;
    desk.keep("two.pdf", b"%PDF-1.7 two").await;
    let other = opened(&desk.world, desk.who(), &desk.owner, "Other").await;
    app.keep_receipt(desk.who(), other, "one.pdf", PDF.into()).await.unwrap();
    assert_eq!(desk.world.kept().len(), 3);
    app.delete_receipt(desk.who(), desk.at, &one, None).await.unwrap();
    refused!(app.receipt(desk.who(), desk.at, &one).await, AppError::NotFound("receipt"));
    assert_eq!(desk.world.kept().len(), 2);
    // It may come again: its file is another one.
    desk.keep("one.pdf", PDF).await;
    app.delete_workspace(desk.who(), desk.at, "Books").await.unwrap();
    let left = desk.world.kept();
    assert!(left.len() == 1 && left[0].starts_with(&other.to_string()), "{left:?}");
}

/// Writes a file as if it had lain there for so many hours.
fn forge(desk: &Desk, name: &str, hours: u64) {
    let path = desk.world.folder().join("files").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, b"forged").unwrap();
    let at = SystemTime::now() - Duration::from_secs(3_600 * hours);
    std::fs::File::options().append(true).open(&path).unwrap().set_modified(at).unwrap();
}

async fn files_of_nobody_are_swept_and_no_others(wish: Wish) {
    let desk = desk(wish).await;
    let app = &desk.world.app;
    desk.keep("one.pdf", PDF).await;
    let hash = "0".repeat(64);
    let nobody = "01939f2e-7c1a-7b3e-9d00-00000000dead";
    let of =
        |workspace: &str, what: &str| format!("{workspace}/{hash}-01939f2e-7c1a-7b3e-9d00-0000000000{what}");
    let gone = opened(&desk.world, desk.who(), &desk.owner, "Gone").await;
    app.delete_workspace(desk.who(), gone, "Gone").await.unwrap();
    let (here, gone) = (desk.at.to_string(), gone.to_string());
    // Old ones without a receipt, and of a workspace that was deleted; young ones; of a workspace that nobody knows; not of ours.
    for (name, age) in [
        (of(&here, "01"), 25),
        (of(&gone, "02"), 25),
        (of(&here, "03"), 23),
        (of(nobody, "04"), 999),
        (format!("{here}/notes.txt"), 999),
        (format!("elsewhere/{hash}"), 999),
    ] {
        forge(&desk, &name, age);
    }
    assert_eq!(app.sweep_receipt_files().await.unwrap(), 2);
    let left = desk.world.kept();
    assert_eq!(left.len(), 5, "{left:?}");
    assert!(!left.contains(&of(&here, "01")) && !left.contains(&of(&gone, "02")), "{left:?}");
    // Once a day, however often somebody looks.
    desk.world.pass(hours(23));
    assert_eq!(app.sweep_receipt_files().await.unwrap(), 0);
    assert!(desk.world.kept().contains(&of(&here, "03")));
    desk.world.pass(days(1));
    assert_eq!(app.sweep_receipt_files().await.unwrap(), 1);
    assert_eq!(desk.world.kept().len(), 4);
}

async fn the_task_reads_what_comes_and_ends_when_told(wish: Wish) {
    let desk = desk(Wish { reads: true, ..wish }).await;
    desk.world.reader_says(&Answer::Read(Box::new(bill())));
    let stop = CancellationToken::new();
    let mut tasks = desk.world.app.start_tasks(&stop);
    let ids =
        [desk.keep("one.pdf", PDF).await.receipt.id, desk.keep("two.pdf", b"%PDF-1.7 2").await.receipt.id];
    let mut watch = desk.world.app.watch(desk.who(), desk.at).await.unwrap();
    let read = async {
        loop {
            let mut left = 0;
            for id in &ids {
                left += usize::from(desk.seen(id).await.receipt.state != ReceiptState::Read);
            }
            if left == 0 {
                return;
            }
            watch.next().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), read).await.unwrap();
    stop.cancel();
    let end = async { while tasks.join_next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(30), end).await.unwrap();
}

//! Amazon Textract as a reader of pictures. In its place stands a server that speaks AWS's protocol and answers as AWS documents it; the process that
//! reads letters is the real one, and a script stands in for tesseract.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use skytally_app::books::receipt_reader::{ReceiptLimits, ReceiptReader, Textract};
use skytally_aws::{Key, RetryPolicy, Setup};
use skytally_catalog::Catalog;
use skytally_money::receipt::{Fault, Reading, Source, Unreadable, judge};
use skytally_testkit::pdf::{Pdf, stream};
use skytally_testkit::{Asked, Says, TextractServer};

use crate::folder::Folder;
use crate::{common, invoice, read, reader};

const ANSWER: &str = include_str!("../../../skytally-money/tests/receipt/textract.json");
const REGION: &str = "eu-central-1";
const KEY: &str = "AKIADEMOEXAMPLE00000";

/// A reader whose pictures go to a server, within so much time.
fn reads(server: &TextractServer, tesseract: Option<PathBuf>, time: Duration) -> ReceiptReader {
    let pause = Duration::from_millis(1);
    let setup = Setup {
        region: Some(REGION.parse().unwrap()),
        endpoint_url: Some(server.url().to_owned()),
        retry: RetryPolicy { attempts: 3, base: pause, cap: pause, ..RetryPolicy::default() },
        ..Setup::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let catalog = Arc::new(Catalog::embedded().unwrap());
    let base = runtime.block_on(setup.base_as(&Key::new(KEY, "demo", None), catalog)).unwrap();
    let textract = Textract::new(Arc::new(base.client(None)), REGION.parse().unwrap(), time);
    ReceiptReader { textract: Some(textract), ..reader(tesseract, ReceiptLimits::default()) }
}

fn patient(server: &TextractServer) -> ReceiptReader {
    reads(server, None, Duration::from_secs(60))
}

fn picture(format: image::ImageFormat) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::GrayImage::from_pixel(64, 64, image::Luma([200])).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn png() -> Vec<u8> {
    picture(image::ImageFormat::Png)
}

/// A PDF of so many scanned pages: a grey picture and no letter on each.
fn scan(pages: usize) -> Vec<u8> {
    let grey =
        "/Type /XObject /Subtype /Image /Width 400 /Height 400 /ColorSpace /DeviceGray /BitsPerComponent 8";
    let mut pdf = Pdf::new().object(stream(grey, &[200; 400 * 400]));
    for _ in 0..pages {
        pdf = pdf.content("q 600 0 0 700 0 0 cm /X10 Do Q");
    }
    pdf.bytes()
}

/// A program in the place of tesseract that sees a word on each page.
fn tesseract(folder: &Folder) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let word = "printf '5\\t1\\t1\\t1\\t1\\t1\\t10\\t10\\t90\\t20\\t96\\tLocally\\n'";
    let path = folder
        .write("tesseract", format!("#!/bin/sh\ncase \"$1\" in --list-langs) echo eng;; *) {word};; esac\n"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    path.into()
}

fn asked(file: &[u8]) -> Asked {
    Asked { region: REGION.to_owned(), key: KEY.to_owned(), file: file.to_vec() }
}

fn by_textract(reading: &Reading) {
    assert_eq!((reading.source, reading.reader.name.as_str()), (Source::Service, "textract"));
    assert_eq!(reading.total.as_ref().unwrap().value.to_string(), "1309.00");
    assert!(judge(reading).proved());
    assert!(
        reading.notes.contains(&"it was sent to Amazon Textract in eu-central-1, which read it".to_owned()),
        "{:?}",
        reading.notes
    );
}

#[test]
fn pictures_and_one_scanned_page_go_to_textract_as_they_are() {
    let server = TextractServer::start(vec![Says::good(ANSWER)]);
    let reader = patient(&server);
    let files = [png(), b"\xff\xd8\xff\xe0 as a camera gave it".to_vec(), scan(1)];
    for file in &files {
        by_textract(&read(&reader, file).unwrap());
    }
    assert_eq!(server.asked(), files.map(|file| asked(&file)));
}

#[test]
fn what_carries_letters_or_is_no_receipt_never_leaves_the_machine() {
    let server = TextractServer::start(vec![Says::good(ANSWER)]);
    let reader = patient(&server);
    let reading = read(&reader, &invoice()).unwrap();
    assert_eq!((reading.source, reading.reader.name.as_str()), (Source::PdfText, "skytally"));
    assert_eq!(reading.notes, Vec::<String>::new());
    for (bytes, expected) in [
        (&b""[..], "the file is empty"),
        (b"<html>", "neither a PDF nor a picture"),
        (b"%PDF-1.4 broken", "the file is broken"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "heif-convert"),
    ] {
        let why = read(&reader, bytes).unwrap_err().to_string();
        assert!(why.contains(expected), "{why}");
    }
    assert_eq!(server.asked(), []);
}

#[test]
fn what_textract_does_not_take_is_read_here_and_told() {
    let folder = Folder::new("receipts-not-taken");
    let server = TextractServer::start(vec![Says::error(400, "UnsupportedDocumentException", "no")]);
    let here = reads(&server, Some(tesseract(&folder)), Duration::from_secs(60));
    let nobody = patient(&server);
    // Data that nobody looks at, behind the end of the picture.
    let large = [png(), vec![0; 10 * 1024 * 1024]].concat();
    let large_why = format!("it has {} bytes, more than 10485760", large.len());
    let cases: [(&str, Vec<u8>, &str, usize); 4] = [
        ("two pages", scan(2), "it has 2 pages, more than 1", 0),
        ("WebP", picture(image::ImageFormat::WebP), "it is of the kind image/webp", 0),
        ("large", large, &large_why, 0),
        ("refused", png(), "UnsupportedDocumentException", 2),
    ];
    for (name, file, why, sent) in cases {
        let before = server.asked().len();
        let reading = read(&here, &file).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(reading.text.contains("Locally"), "{name}: {}", reading.text);
        assert_eq!(reading.reader.name, "skytally");
        let note = format!("Amazon Textract does not take it ({why}); it was read by tesseract");
        assert_eq!(reading.notes.last(), Some(&note), "{name}");
        // Without tesseract nobody reads it, which says nothing about the file.
        let unread = read(&nobody, &file).unwrap_err();
        assert_eq!(unread.fault(), Fault::Installation, "{name}: {unread}");
        let told = format!("not found on this machine; and Amazon Textract does not take it: {why}");
        assert!(unread.to_string().ends_with(&told), "{name}: {unread}");
        assert_eq!(server.asked().len() - before, sent, "{name}");
    }
}

#[test]
fn a_busy_service_is_asked_again_within_the_time() {
    let throttled = |code: &str| Says::error(400, code, "Rate exceeded for account 123456789012");
    let server = TextractServer::start(vec![
        throttled("ProvisionedThroughputExceededException"),
        Says::Answer(503, "<html>busy</html>".to_owned()),
        Says::good(ANSWER),
    ]);
    by_textract(&read(&patient(&server), &png()).unwrap());
    assert_eq!(server.asked().len(), 3);
    // Its patience has an end, which is the fault of nobody here.
    server.says(vec![throttled("ThrottlingException")]);
    let why = read(&patient(&server), &png()).unwrap_err();
    assert_eq!(why.fault(), Fault::Passing);
    assert_eq!(
        why.to_string(),
        "Amazon Textract could not be asked, which is tried again: ThrottlingException"
    );
    assert_eq!(server.asked().len(), 6);
}

#[test]
fn what_goes_wrong_is_told_apart() {
    let bare = r#"{"DocumentMetadata": {"Pages": 1}, "ExpenseDocuments": []}"#;
    let denied = "User: arn:aws:sts::123456789012:assumed-role/Skytally/i-1 is not authorized";
    for (says, fault, words) in [
        (
            Says::error(400, "AccessDeniedException", denied),
            Fault::Installation,
            "AWS refuses (AccessDeniedException); allow the role or user that Skytally runs as textract:AnalyzeExpense",
        ),
        (
            Says::error(400, "UnrecognizedClientException", "The security token is invalid"),
            Fault::Installation,
            "Skytally has no AWS credentials that hold (UnrecognizedClientException)",
        ),
        (
            Says::error(400, "SubscriptionRequiredException", "no"),
            Fault::Installation,
            "AWS does not take the call (SubscriptionRequiredException)",
        ),
        (Says::error(500, "InternalServerError", "broken"), Fault::Passing, "InternalServerError"),
        (Says::Answer(500, "NotImplemented".to_owned()), Fault::Passing, "status 500"),
        (Says::good("{\"ExpenseDocuments\": [{"), Fault::Unclear, "cannot be used"),
        (Says::good("<html>sign in</html>"), Fault::Unclear, "cannot be used"),
        (Says::good("{\"ExpenseDocuments\": 5}"), Fault::Unclear, "cannot be used"),
        (Says::good(bare), Fault::File, "no text was found in it"),
    ] {
        let server = TextractServer::start(vec![says.clone()]);
        let why = read(&patient(&server), &png()).unwrap_err();
        assert_eq!(why.fault(), fault, "{says:?}: {why}");
        assert!(why.to_string().contains(words), "{says:?}: {why}");
        assert!(!why.to_string().contains("123456789012"), "{why}");
        assert!(!server.asked().is_empty());
    }
}

#[test]
fn silence_ends_with_the_time_and_an_absence_at_once() {
    let server = TextractServer::start(vec![Says::Silence]);
    let why = read(&reads(&server, None, Duration::from_secs(1)), &png()).unwrap_err();
    assert_eq!(why, Unreadable::ServiceAway { detail: "it did not answer within 1 seconds".to_owned() });
    assert_eq!(why.fault(), Fault::Passing);
    assert_eq!(server.asked().len(), 1);
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = Folder::new("receipts-textract-absent");
    let (status, _, said) = command(&folder, &format!("http://{port}"), &[]);
    assert_eq!(status, 1);
    assert!(said.contains("could not be asked") && said.contains("cannot be reached"), "{said}");
}

/// `skytally ledger receipt` of a picture, with settings that name a server: status, standard output and standard error.
fn command(folder: &Folder, url: &str, more: &[&str]) -> (i32, String, String) {
    let file = folder.write("a.png", png());
    let config = folder.write(
        "skytally.toml",
        format!(
            "[receipt_reader]\npictures_by = \"textract\"\ntextract_region = \"{REGION}\"\ntextract_endpoint_url = \"{url}\"\n"
        ),
    );
    let args = ["ledger", "receipt", &file, "--config", &config, "--format", "json"];
    let output = common::skytally(&[&args, more].concat()).env("PATH", "/nowhere").output().unwrap();
    let out = String::from_utf8(output.stdout.clone()).unwrap();
    (output.status.code().unwrap(), out, common::said(&output))
}

#[test]
fn the_command_does_as_the_settings_say() {
    let folder = Folder::new("ledger-receipt-textract");
    let server = TextractServer::start(vec![Says::good(ANSWER)]);
    let (status, out, said) = command(&folder, server.url(), &[]);
    assert_eq!((status, said.as_str()), (0, ""), "{out}");
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["reading"]["reader"]["name"], "textract");
    assert_eq!(document["reading"]["source"], "service");
    assert_eq!(document["reading"]["total"]["value"], "1309.00");
    assert_eq!(server.asked(), [asked(&png())]);
    // The flag goes before the settings: nothing leaves the machine.
    let (status, _, said) = command(&folder, server.url(), &["--pictures-by", "tesseract"]);
    assert_eq!(status, 1);
    assert!(said.contains("pictures are read by the program tesseract, which is not there"), "{said}");
    assert_eq!(server.asked().len(), 1);
    server.says(vec![Says::error(400, "AccessDeniedException", "no")]);
    let (status, out, said) = command(&folder, server.url(), &[]);
    assert_eq!((status, out.as_str()), (1, ""));
    assert!(said.contains("textract:AnalyzeExpense") && said.lines().count() == 1, "{said}");
}

#[test]
fn without_a_region_or_credentials_it_says_what_is_missing() {
    let folder = Folder::new("ledger-receipt-textract-bare");
    let file = folder.write("a.png", png());
    let args = ["ledger", "receipt", &file, "--pictures-by", "textract"];
    let output = common::skytally(&args).output().unwrap();
    assert!(common::said(&output).contains("in receipt_reader.textract_region"), "{}", common::said(&output));
    assert_eq!(output.status.code(), Some(1));
    let mut bare = common::skytally(&args);
    bare.env_remove("AWS_ACCESS_KEY_ID").env_remove("AWS_SECRET_ACCESS_KEY");
    let output = bare.env("SKYTALLY_RECEIPT_READER__TEXTRACT_REGION", REGION).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = common::said(&output);
    assert!(said.contains("no AWS credentials") && said.contains("textract:AnalyzeExpense"), "{said}");
}

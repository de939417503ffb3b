//! `skytally ledger receipt`: what it prints, and how it ends.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::{Value, json};
use skytally_testkit::pdf::Pdf;

use crate::folder::Folder;
use crate::paper::{Spoil, drawn, spoiled};
use crate::{common, invoice};

/// Status, standard output and standard error.
fn receipt(args: &[&str]) -> (i32, String, String) {
    let output = common::skytally(&[&["ledger", "receipt"], args].concat()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), common::said(&output))
}

#[test]
fn a_proved_receipt_ends_well() {
    let folder = Folder::new("ledger-receipt");
    let file = folder.write("a.pdf", invoice());
    let (status, out, said) = receipt(&[&file]);
    assert_eq!((status, said.as_str()), (0, ""), "{out}");
    let words: Vec<String> =
        out.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "application/pdf, 1 page",
        "payee Papierhaus GmbH 88 %",
        "number 2026-77 95 %",
        "date 2026-09-15 85 %",
        "currency EUR 97 %",
        "tax 19.00 (19 %) 85 %",
        "total 119.00 96 %",
        "proof 100.00 net + 19.00 tax = 119.00",
    ] {
        assert!(words.iter().any(|word| word == line), "{line} is not in\n{out}");
    }
}

#[test]
fn json_says_all_that_was_found() {
    let folder = Folder::new("ledger-receipt-json");
    let file = folder.write("a.pdf", invoice());
    let (status, out, _) = receipt(&[&file, "--format", "json"]);
    assert_eq!(status, 0);
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["proved"], true);
    assert_eq!(
        document["judgement"],
        json!({ "proof": "net_and_tax", "why": "100.00 net + 19.00 tax = 119.00" })
    );
    let reading = &document["reading"];
    assert_eq!(reading["reader"]["name"], "skytally");
    assert_eq!((&reading["media_type"], &reading["source"]), (&json!("application/pdf"), &json!("pdf_text")));
    assert_eq!(
        reading["total"],
        json!({ "value": "119.00", "text": "119,00 EUR", "confidence": 96, "place": { "page": 1, "line": 7 } })
    );
    assert_eq!(reading["tip"], Value::Null);
}

#[test]
fn what_is_not_proved_is_printed_and_the_status_says_so() {
    let folder = Folder::new("ledger-receipt-unproved");
    let file = folder.write("a.pdf", Pdf::new().page("Corner Shop Ltd\nTotal GBP 5.00").bytes());
    let (status, out, said) = receipt(&[&file]);
    assert_eq!(status, 4);
    assert!(out.contains("5.00"), "{out}");
    assert!(
        said.ends_with("is not proved: there are no other figures that could prove the total\n"),
        "{said}"
    );
}

#[test]
fn what_cannot_be_read_is_said_in_one_sentence() {
    let folder = Folder::new("ledger-receipt-wrong");
    for (name, content, sentence) in [
        ("page.pdf", &b"<html>"[..], "it is neither a PDF nor a picture (JPEG, PNG, WebP, HEIC)"),
        ("empty.pdf", b"", "the file is empty"),
        ("broken.pdf", b"%PDF-1.4", "the file is broken: it is no whole PDF"),
    ] {
        let file = folder.write(name, content);
        let (status, out, said) = receipt(&[&file]);
        assert_eq!((status, out.as_str()), (1, ""), "{name}");
        assert_eq!(said, format!("skytally: {file} cannot be read: {sentence}\n"));
    }
    let (status, _, said) = receipt(&[&folder.path("none.pdf")]);
    assert!(status == 1 && said.contains("none.pdf cannot be read"), "{said}");
    let (status, _, said) = receipt(&[&folder.path(".")]);
    assert!(status == 1 && said.contains("it is a folder"), "{said}");
    assert_eq!(receipt(&[]).0, 2);
    assert_eq!(receipt(&["x", "--time", "0"]).0, 2);
}

#[test]
fn a_receipt_comes_by_the_standard_input_too() {
    let mut child = common::skytally(&["ledger", "receipt", "-"]).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(&invoice()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", common::said(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("119.00"));
}

#[test]
fn pictures_are_read_by_tesseract_within_the_limits() {
    let Some(tesseract) = skytally_testkit::program("tesseract", "SKYTALLY_TESSERACT") else { return };
    let folder = Folder::new("ledger-receipt-picture");
    // Each in its own way askew, pale, dark, soft, grainy or small.
    let ways: [&[Spoil]; 3] = [
        &[],
        &[Spoil::Turned(-3.0), Spoil::Shadow, Spoil::Blurred, Spoil::Grain(15)],
        &[Spoil::Half, Spoil::Faded],
    ];
    for (at, how) in ways.into_iter().enumerate() {
        let file = folder.path(&format!("{at}.png"));
        spoiled(drawn(invoice(), 200.0), how).save(&file).unwrap();
        let (status, out, said) = receipt(&[&file, "--format", "json", "--tesseract", &on_path(&tesseract)]);
        assert_eq!(status, 0, "{how:?}: {said}\n{out}");
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document["reading"]["total"]["value"], "119.00", "{how:?}");
        assert_eq!(document["reading"]["source"], "picture");
    }
}

/// A program by its whole path, whether the tests' environment names its folder or not.
fn on_path(program: &std::path::Path) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
    found.unwrap_or_else(|| program.to_owned()).display().to_string()
}

#[test]
fn a_picture_without_tesseract_is_said_not_to_be_read() {
    let folder = Folder::new("ledger-receipt-no-tesseract");
    let file = folder.path("a.png");
    drawn(invoice(), 100.0).save(&file).unwrap();
    let output = common::skytally(&["ledger", "receipt", &file]).env("PATH", "/nowhere").output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = common::said(&output);
    assert!(said.contains("pictures are read by the program tesseract, which is not there"), "{said}");
}

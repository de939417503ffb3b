//! `skytally ledger read`: what it prints, and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod common;
#[path = "common/folder.rs"]
mod folder;

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::folder::Folder;

const OFX: &str = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR\n\
<BANKACCTFROM><BANKID>12030000<ACCTID>0202051<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n\
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20240115120000[-5:EST]<TRNAMT>-12.5<FITID>A1<NAME>K\u{e4}se &amp; Brot<MEMO>Lunch</STMTTRN>\n\
</BANKTRANLIST><LEDGERBAL><BALAMT>87.50<DTASOF>20240131</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n";

/// Status, standard output and standard error of a reading.
fn read(args: &[&str]) -> (i32, String, String) {
    let output = common::skytally(&[&["ledger", "read"], args].concat()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout.clone()).unwrap(), common::said(&output))
}

#[test]
fn json_says_all_that_the_file_says() {
    let folder = Folder::new("ledger-read-json");
    folder.write("a.ofx", OFX);
    let (status, out, said) = read(&[&folder.path("a.ofx"), "--format", "json"]);
    assert_eq!((status, said.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(document["format"], "ofx");
    assert_eq!((&document["account"], &document["currency"]), (&json!("0202051"), &json!("EUR")));
    let transaction = &document["statements"][0]["transactions"][0];
    for (name, value) in [
        ("line", json!(8)),
        ("date", json!("2024-01-15")),
        ("amount", json!("-12.50")),
        ("currency", json!("EUR")),
        ("bank_id", json!("A1")),
        ("payee", json!("K\u{e4}se & Brot")),
        ("text", json!("Lunch")),
        ("status", json!("booked")),
    ] {
        assert_eq!(transaction[name], value, "{name}");
    }
    assert!(transaction["raw"].as_str().unwrap().starts_with("<STMTTRN><TRNTYPE>DEBIT"));
    let totals = json!([{ "currency": "EUR", "count": 1, "sum": "-12.50", "in": "0", "out": "-12.50" }]);
    assert_eq!(document["transactions"], json!({ "count": 1, "complete": 1, "totals": totals }));
    assert_eq!(document["statements"][0]["closing"]["amount"], "87.50");
}

#[test]
fn what_could_not_be_read_is_told_and_the_status_says_so() {
    let folder = Folder::new("ledger-read-problems");
    folder.write("a.ofx", OFX.replace("-12.5<", "-1,234<"));
    let (status, out, said) = read(&[&folder.path("a.ofx")]);
    assert_eq!(status, 4, "{said}");
    assert!(out.contains("problem in line 8: the amount \"-1,234\" has one separator"), "{out}");
    assert!(said.starts_with("skytally: 1 thing in ") && said.lines().count() == 1, "{said}");
}

#[test]
fn what_is_no_bank_file_is_one_sentence() {
    let folder = Folder::new("ledger-read-refused");
    folder.write("text.txt", "This is not a bank file. I promise.");
    folder.write("empty.qif", "");
    folder.write("a.pdf", b"%PDF-1.4\n\0\0\0binary");
    folder.write("mapping.json", "{\"delimiter\": 5}");
    folder.write("a.csv", "Date,Amount\n2024-01-01,1\n");
    let path = |name: &str| folder.path(name);
    for (args, status, says) in [
        (vec![path("text.txt")], 1, "this is no bank file"),
        (vec![path("empty.qif")], 1, "the file is empty"),
        (vec![path("a.pdf")], 1, "it is a PDF"),
        (vec![path("missing.ofx")], 1, "cannot be read"),
        (vec![path("")], 1, "it is a folder"),
        (vec![path("a.csv"), "--mapping".to_owned(), path("mapping.json")], 1, "the mapping"),
        (vec![path("a.csv"), "--currency".to_owned(), "EURO".to_owned()], 2, "EURO"),
        (vec![path("a.csv"), "--dates".to_owned(), "dym".to_owned()], 2, "dmy"),
    ] {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let (found, out, said) = read(&args);
        assert_eq!(found, status, "{args:?} {said}");
        assert_eq!(out, "", "{args:?}");
        assert!(said.contains(says), "{args:?} {said}");
        assert!(status == 2 || said.lines().count() == 1, "{args:?} {said}");
    }
}

#[test]
fn the_standard_input_is_read_and_a_mapping_is_applied_again() {
    let folder = Folder::new("ledger-read-mapping");
    let rows = "Buchungstag;Verwendungszweck;Betrag\n01.02.2024;Brot;-1.234,50\n";
    folder.write("a.csv", rows);
    let first = read(&[&folder.path("a.csv"), "--format", "json", "--currency", "eur"]);
    assert_eq!(first.0, 0, "{}", first.2);
    folder.write("mapping.json", &first.1);
    let mut child =
        common::skytally(&["ledger", "read", "-", "--format", "json", "--currency", "EUR", "--mapping"])
            .arg(folder.path("mapping.json"))
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
    child.stdin.take().unwrap().write_all(rows.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let (one, two): (Value, Value) =
        (serde_json::from_str(&first.1).unwrap(), serde_json::from_slice(&output.stdout).unwrap());
    assert_eq!(one["statements"], two["statements"]);
    assert_eq!(two["statements"][0]["transactions"][0]["amount"], "-1234.50");
    assert_eq!(two["statements"][0]["transactions"][0]["date"], "2024-02-01");
}

//! Statements by chance, written in each format in odd forms, are read back equal; and no bytes make a reader fall over.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

#[path = "bank/write.rs"]
mod write;

use std::fs;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use skytally_money::bank::{DecimalMark, Entry, Format, Mapping, Options, VALUE_MAX_BYTES, read};
use skytally_testkit::outside;

use write::{Form, Line, Made};

/// Words that banks and people write, with letters of Western Europe and marks that have a meaning in some format.
fn words() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[A-Za-z][A-Za-z0-9äöüßéñ&<>'.-]{1,8}( [A-Za-zäöü&][A-Za-z0-9.]{1,9}){0,4}",
    )
    .unwrap()
}

fn line() -> impl Strategy<Value = Line> {
    (0_i64..800, -99_999_999_i64..99_999_999, words(), words(), "[A-Z0-9]{6,16}", any::<bool>()).prop_map(
        |(day, minor, payee, text, id, reversal)| Line {
            day,
            // Zero has no sign, and some formats say nothing then.
            minor: if minor == 0 { 1 } else { minor },
            payee,
            text,
            // An id that could be taken for a placeholder is none.
            id: format!("B{id}"),
            reversal,
        },
    )
}

fn made() -> impl Strategy<Value = Made> {
    (
        prop::collection::vec(line(), 1..12),
        prop::sample::select(vec!["EUR", "USD", "JPY", "KWD"]),
        any::<u64>(),
    )
        .prop_map(|(lines, currency, odd)| Made {
            lines,
            currency: currency.parse().unwrap(),
            form: Form::of(odd),
        })
}

/// Without spaces: where a format breaks lines, they may come or go.
fn tight(text: Option<&String>) -> String {
    text.map(|text| text.split_whitespace().collect()).unwrap_or_default()
}

fn same(made: &Made, format: Format, bytes: &[u8], options: &Options) -> Result<(), TestCaseError> {
    let shown = || String::from_utf8_lossy(bytes).into_owned();
    let file = read(bytes, options).map_err(|error| TestCaseError::fail(format!("{error}\n{}", shown())))?;
    prop_assert_eq!(file.format, format);
    prop_assert!(file.problems.is_empty(), "{:?}\n{}", file.problems, shown());
    let entries: Vec<&Entry> = file.statements.iter().flat_map(|statement| &statement.entries).collect();
    prop_assert_eq!(entries.len(), made.lines.len(), "{}", shown());
    let mut end = 0;
    for (entry, line) in entries.iter().zip(&made.lines) {
        prop_assert_eq!(entry.date, Some(line.date()), "{}", shown());
        prop_assert_eq!(entry.money().map(|money| money.minor), Some(line.minor), "{}", shown());
        prop_assert_eq!(entry.money().map(|money| money.currency), Some(made.currency));
        prop_assert_eq!(tight(entry.payee.as_ref()), tight(Some(&line.payee)), "{}", shown());
        prop_assert_eq!(tight(entry.text.as_ref()), tight(Some(&line.text)), "{}", shown());
        if format != Format::Qif {
            prop_assert_eq!(entry.bank_id.as_ref(), Some(&line.id), "{}", shown());
        }
        // Entries stand one behind the other, and each one's place has its own bytes.
        prop_assert!(entry.offset >= end && entry.length > 0);
        end = entry.offset + entry.length;
        let raw = file.raw(bytes, entry);
        let first = line.payee.chars().take_while(|c| c.is_ascii_alphanumeric()).collect::<String>();
        prop_assert!(tight(Some(&raw)).contains(&first), "{first} {raw}");
    }
    Ok(())
}

/// Every entry stands in its place, with the amount that was written or with a problem of its line.
fn exact_or_refused(made: &Made, file: &skytally_money::bank::File) -> Result<(), TestCaseError> {
    let entries: Vec<&Entry> = file.statements.iter().flat_map(|statement| &statement.entries).collect();
    prop_assert_eq!(entries.len(), made.lines.len());
    for (entry, line) in entries.iter().zip(&made.lines) {
        prop_assert_eq!(entry.date, Some(line.date()));
        match entry.money() {
            Some(money) => prop_assert_eq!((money.minor, money.currency), (line.minor, made.currency)),
            None => {
                let said = file.problems.iter().any(|problem| {
                    problem.line == Some(entry.line) && problem.message.contains("cannot be told apart")
                });
                prop_assert!(said, "{entry:?} {:?}", file.problems);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn ofx_is_read_back(made in made()) {
        same(&made, Format::Ofx, &write::ofx(&made), &Options::default())?;
    }

    #[test]
    fn qif_is_read_back(made in made()) {
        let options = Options { currency: Some(made.currency), dates: Some(made.form.order()), ..Options::default() };
        same(&made, Format::Qif, &write::qif(&made), &options)?;
    }

    #[test]
    fn camt_is_read_back(made in made()) {
        same(&made, Format::Camt, &write::camt(&made), &Options::default())?;
    }

    #[test]
    fn mt940_is_read_back(made in made()) {
        same(&made, Format::Mt940, &write::mt940(&made), &Options::default())?;
    }

    #[test]
    fn csv_is_read_back(made in made()) {
        let options = Options { currency: Some(made.currency), dates: Some(made.form.order()), ..Options::default() };
        let bytes = write::csv(&made);
        let file = read(&bytes, &options).unwrap();
        if made.currency.decimals() == 3 {
            // 1.000 may be one or a thousand, and a small file may not tell: then it is refused, and never guessed.
            exact_or_refused(&made, &file)?;
        } else {
            same(&made, Format::Csv, &bytes, &options)?;
        }
        // The mapping that was guessed, stored and handed back, reads the same; with the mark that it was written with, all of it.
        let text = serde_json::to_string(&file.mapping).unwrap();
        let mut mapping: Option<Mapping> = serde_json::from_str(&text).unwrap();
        if let Some(mapping) = mapping.as_mut().filter(|_| made.currency.decimals() == 3) {
            mapping.decimal = DecimalMark::Point;
        }
        same(&made, Format::Csv, &bytes, &Options { currency: Some(made.currency), mapping, ..Options::default() })?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        all_formats(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(\\PC|[\r\n:?^!<>/&;,.0-9CDT-]){0,200}") {
        all_formats(text.as_bytes());
    }

    #[test]
    fn damaged_files_are_read_or_refused(made in made(), cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any::<u8>()), 1..6)) {
        for mut bytes in [write::ofx(&made), write::qif(&made), write::camt(&made), write::mt940(&made), write::csv(&made)] {
            for (from, to, byte) in &cuts {
                let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
                match byte % 4 {
                    0 => bytes[from] = *byte,
                    1 => drop(bytes.drain(from.min(to)..from.max(to))),
                    2 => bytes.insert(from, *byte),
                    _ => {
                        let part = bytes[from.min(to)..from.max(to)].to_vec();
                        bytes.splice(from..from, part);
                    }
                }
                if bytes.is_empty() {
                    break;
                }
            }
            all_formats(&bytes);
        }
    }
}

/// Reads bytes as every format.
fn all_formats(bytes: &[u8]) {
    let _ = read(bytes, &Options::default());
    for format in [Format::Ofx, Format::Qif, Format::Camt, Format::Mt940, Format::Csv] {
        if let Ok(file) = read(bytes, &Options { format: Some(format), ..Options::default() }) {
            for entry in file.statements.iter().flat_map(|statement| &statement.entries) {
                file.raw(bytes, entry);
            }
        }
    }
}

#[test]
fn samples_cut_off_anywhere_are_read() {
    let Some(folder) = outside("finance-data", "SKYTALLY_FINANCE_DATA") else { return };
    let mut seen = 0;
    for row in csv::Reader::from_reader(include_str!("bank-files.csv").as_bytes()).records() {
        let row = row.unwrap();
        if &row[1] == "none" {
            continue;
        }
        let bytes = fs::read(folder.join(&row[0])).unwrap();
        for part in 1..12 {
            all_formats(&bytes[..bytes.len() * part / 12]);
            seen += 1;
        }
    }
    assert!(seen > 700, "{seen}");
}

/// Bytes that would take long, or much, were a reader careless.
#[test]
fn bombs_take_no_time() {
    const SIZE: usize = 128 * 1024;
    let cases: &[(&str, &str)] = &[
        ("<OFX>", "<A>"),
        ("<OFX>", "<STMTTRN>"),
        ("<OFX>", "<STMTTRN><TRNAMT>1<DTPOSTED>20240101"),
        ("<OFX><STMTTRN>", "<NAME>x"),
        ("<OFX><STMTTRN>", "</NAME>"),
        ("<OFX><STMTTRN><NAME>", "<"),
        ("<OFX><STMTTRN><NAME>", "&"),
        ("<OFX><STMTTRN><NAME>", "&amp;"),
        ("<OFX><STMTTRN><NAME>", "<!--"),
        ("<OFX><STMTTRN><NAME>", "<![CDATA["),
        ("<OFX><STMTRS>", "<LEDGERBAL><BALAMT>1"),
        ("<?xml version='1.0'?><Document xmlns='camt.053'><BkToCstmrStmt>", "<Stmt>"),
        ("<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt>", "<Ntry>"),
        ("<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt>", "<Ntry><Amt Ccy='EUR'>1</Amt></Ntry>"),
        (
            "<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt><Ntry>",
            "<NtryDtls><TxDtls><Amt>1</Amt></TxDtls></NtryDtls>",
        ),
        ("<?xml version='1.0'?><Document><BkToCstmrStmt><Stmt>", "<Bal>&lt;</Bal>"),
        ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a '&a;&a;'>]><Document><BkToCstmrStmt>", "&a;"),
        (":20:A\n", ":61:"),
        (":20:A\n", ":61:2401010101C1,00N\n"),
        (":20:A\n:61:2401010101C1,00N\n:86:", "x\n"),
        (":20:A\n:61:2401010101C1,00N\n:86:166?", "20EREF+?"),
        (":20:A\n:61:2401010101C1,00N\n:86:", "/EREF/"),
        (":20:A\n:61:2401010101C1,00N\n:86:", "EREF+ "),
        (":20:A\n:61:2401010101C1,00N\n", ":86:x\n"),
        ("", ":20:\n"),
        ("!Type:Bank\n", "^\n"),
        ("!Type:Bank\n", "D1/1/24\nT1\n^\n"),
        ("!Type:Bank\nD1/1/24\nT1\n", "SA\n$1\n"),
        ("!Type:Bank\n", "!Account\nNA\n^\n"),
        ("", "!Type:x\nNA\n^\n"),
        ("Date,Amount\n", "2024-01-01,1\n"),
        ("Date,Amount,Account\n", "2024-01-01,1,\"\n"),
        ("Date,Amount\n2024-01-01,1\n", ","),
        ("Date,Amount\n2024-01-01,1\n", "\""),
        ("Date;Amount\n", "\n"),
    ];
    for (head, body) in cases {
        let mut text = (*head).to_owned();
        text.push_str(&body.repeat(SIZE / body.len()));
        let start = Instant::now();
        all_formats(text.as_bytes());
        let took = start.elapsed();
        assert!(took < Duration::from_secs(40), "{head:?} {body:?} took {took:?}");
    }
    // A row for an account each: what is looked up by account must not be gone through one by one.
    let rows: String = (0..10_000).map(|at| format!("2024-01-01,1,{at}\n")).collect();
    let start = Instant::now();
    all_formats(format!("Date,Amount,Account\n{rows}").as_bytes());
    assert!(start.elapsed() < Duration::from_secs(40));
    // An account each in QIF.
    let rows: String =
        (0..10_000).map(|at| format!("!Account\nN{at}\n^\n!Type:Bank\nD1/1/24\nT1\n^\n")).collect();
    let start = Instant::now();
    all_formats(rows.as_bytes());
    assert!(start.elapsed() < Duration::from_secs(40));
}

/// Inputs that made a reader fall over once, or say too much.
#[test]
fn what_the_fuzzer_found_stays_mended() {
    let mut inputs: Vec<Vec<u8>> = Vec::new();
    // A letter of two bytes where the search for the version ends.
    inputs.extend((300..420).map(|pad| format!("OFXHEADER:100\n{}ä<OFX>", "x".repeat(pad)).into_bytes()));
    // Values about as long as a value may be.
    for length in VALUE_MAX_BYTES - 3..VALUE_MAX_BYTES + 3 {
        let name = format!("{} b", "a".repeat(length));
        inputs.push(format!("<OFX><STMTTRN><NAME>{name}</STMTTRN>").into_bytes());
        inputs.push(format!("<OFX><STMTTRN><NAME>c {name} ä</STMTTRN>").into_bytes());
    }
    // Bytes that are no characters, behind a mark that says that they are: they become longer as text.
    for record in [
        "!Type:Bank\nD1/1/24\nT1\nP",
        ":20:A\n:61:2401010101C1,00N\n:86:",
        "Date,Amount,Memo\n2024-01-01,1,",
        "<OFX><STMTTRN><NAME>",
    ] {
        let broken = [b"\xef\xbb\xbf", record.as_bytes(), &[0xff; 40], b"\n</STMTTRN>"].concat();
        inputs.push(broken[..broken.len() - 11].to_vec());
        inputs.push(broken);
    }
    // Names of elements without end, and with line breaks.
    inputs.push(format!("<Document><BkToCstmrStmt><Stmt></{}>", "a b\n\u{1}".repeat(2000)).into_bytes());
    inputs.push(format!("<Document><BkToCstmrStmt><{}", "a\n".repeat(2000)).into_bytes());
    let mut seen = 0;
    for bytes in &inputs {
        for format in [Format::Ofx, Format::Qif, Format::Camt, Format::Mt940, Format::Csv] {
            let Ok(file) = read(bytes, &Options { format: Some(format), ..Options::default() }) else {
                continue;
            };
            for entry in file.statements.iter().flat_map(|statement| &statement.entries) {
                assert!(entry.offset + entry.length <= bytes.len());
                assert!(entry.payee.as_ref().is_none_or(|payee| payee.len() <= VALUE_MAX_BYTES));
            }
            for said in file.problems.iter().chain(&file.notes) {
                assert!(said.message.len() < 1000 && !said.message.contains(char::is_control), "{said:?}");
            }
            seen += 1;
        }
    }
    assert!(seen > 4 * inputs.len(), "{seen}");
}

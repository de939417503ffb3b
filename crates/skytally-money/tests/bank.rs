//! The readers of bank files on the files of other projects: counts, sums and days as other programs find them.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use skytally_money::bank::{Decimal, Entry, File, Format, Options, Refusal, Statement, read};
use skytally_testkit::outside;

/// The folder of sample files, which lies outside of the project.
fn samples() -> Option<PathBuf> {
    outside("finance-data", "SKYTALLY_FINANCE_DATA")
}

fn file(path: &str) -> Option<File> {
    let bytes = fs::read(samples()?.join(path)).unwrap();
    Some(read(&bytes, &Options::default()).unwrap())
}

fn entries(file: &File) -> Vec<&Entry> {
    file.statements.iter().flat_map(|statement| &statement.entries).collect()
}

fn zero() -> Decimal {
    Decimal::new(0, 0).unwrap()
}

/// What a line of the table says of a file, and what the reader does.
fn found(result: &Result<File, Refusal>) -> Vec<String> {
    let Ok(file) = result else { return ["none", "0", "0", "", "", "", "0"].map(str::to_owned).to_vec() };
    let mut sums: BTreeMap<String, Decimal> = BTreeMap::new();
    let mut days = Vec::new();
    for entry in entries(file) {
        let currency = entry.currency.map_or("-".to_owned(), |code| code.to_string());
        days.extend(entry.date);
        // One whose amount is a problem still counts in its currency, if that is known.
        if entry.amount.is_some() || file.format != Format::Csv {
            let sum = sums.entry(currency).or_insert_with(zero);
            *sum = sum.plus(entry.amount.unwrap_or_else(zero)).unwrap();
        }
    }
    let plain = |sum: &Decimal| {
        let text = sum.to_string();
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
    };
    let sums: Vec<String> = sums.iter().map(|(currency, sum)| format!("{currency} {}", plain(sum))).collect();
    vec![
        file.format.to_string(),
        file.statements.len().to_string(),
        entries(file).len().to_string(),
        sums.join(";"),
        days.iter().min().map(ToString::to_string).unwrap_or_default(),
        days.iter().max().map(ToString::to_string).unwrap_or_default(),
        file.problems.len().to_string(),
    ]
}

#[test]
fn every_sample_is_read_as_other_programs_read_it() {
    let Some(folder) = samples() else { return };
    let mut table = csv::Reader::from_reader(include_str!("bank-files.csv").as_bytes());
    let mut wrong = Vec::new();
    let mut read_files = 0;
    for row in table.records() {
        let row = row.unwrap();
        let bytes = fs::read(folder.join(&row[0])).unwrap();
        let result = read(&bytes, &Options::default());
        let expected: Vec<String> = row.iter().skip(1).map(str::to_owned).collect();
        let found = found(&result);
        read_files += usize::from(result.is_ok());
        if found != expected {
            wrong.push(format!("{}\n  expected {expected:?}\n  found    {found:?}", &row[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(read_files, 75);
}

#[test]
fn every_entry_says_where_it_stands_in_its_file() {
    let Some(folder) = samples() else { return };
    let mut seen = 0;
    for row in csv::Reader::from_reader(include_str!("bank-files.csv").as_bytes()).records() {
        let row = row.unwrap();
        let bytes = fs::read(folder.join(&row[0])).unwrap();
        let Ok(file) = read(&bytes, &Options::default()) else { continue };
        for entry in entries(&file) {
            let raw = &bytes[entry.offset..entry.offset + entry.length];
            let start: &[&[u8]] = match &row[1] {
                "ofx" => &[b"<STMTTRN>", b"<BUYMF>", b"<SELLMF>"],
                "camt" => &[b"<Ntry>"],
                "mt940" => &[b":61:"],
                "qif" => &[b"D", b"M", b"P", b"T"],
                _ => &[b"ATXYZ", b";;2017"],
            };
            assert!(
                start.iter().any(|start| raw.starts_with(start)),
                "{}: {}",
                &row[0],
                String::from_utf8_lossy(raw)
            );
            let lines = bytes[..entry.offset].iter().filter(|byte| **byte == b'\n').count() + 1;
            assert_eq!(lines, entry.line as usize, "{}", &row[0]);
            assert!(entry.length > 10);
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen}");
}

/// What of an entry is the same in all formats.
fn common(entry: &Entry) -> (String, String, Option<String>, Option<String>) {
    (
        entry.date.unwrap().to_string(),
        entry.amount.unwrap().to_string(),
        entry.payee.clone(),
        entry.text.clone(),
    )
}

#[test]
fn twins_in_ofx_qfx_qif_and_camt_have_equal_entries() {
    let of = |path: &str| file(path).map(|file| entries(&file).into_iter().map(common).collect::<Vec<_>>());
    let folder = "actual/mocks-files";
    let Some(ofx) = of(&format!("{folder}/data.ofx")) else { return };
    assert_eq!(ofx.len(), 10);
    assert_eq!(of(&format!("{folder}/data.qfx")).unwrap(), ofx);
    assert_eq!(of(&format!("{folder}/best.data-ever$.QFX")).unwrap(), ofx);
    // The bank's ids are the same as well.
    let ids = |path: &str| {
        entries(&file(&format!("{folder}/{path}")).unwrap())
            .iter()
            .map(|entry| entry.bank_id.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids("data.ofx"), ids("data.qfx"));
    let decimals = of(&format!("{folder}/data-multi-decimal.ofx")).unwrap();
    assert_eq!(decimals, ofx[..2]);

    // The three differ in what they call the third: a memo, a note.
    let ofx = of(&format!("{folder}/data-payee-memo.ofx")).unwrap();
    let plain = |entries: Vec<(String, String, Option<String>, Option<String>)>| {
        let same = |text: Option<String>| text.map(|text| text.replace("Memo", "Note"));
        entries
            .into_iter()
            .map(|(date, amount, payee, text)| (date, amount, payee, same(text)))
            .collect::<Vec<_>>()
    };
    let expected = plain(ofx);
    assert_eq!(expected.len(), 4);
    assert_eq!(plain(of(&format!("{folder}/data-payee-memo.qif")).unwrap()), expected);
    assert_eq!(plain(of(&format!("{folder}/camt/camt.053.payee-memo.xml")).unwrap()), expected);
}

/// The value at a path of a JSON document of genkgo/camt.
fn at<'v>(value: &'v serde_json::Value, path: &[&str]) -> &'v serde_json::Value {
    path.iter().fold(value, |value, name| value.get(*name).unwrap_or(&serde_json::Value::Null))
}

#[test]
fn camt_is_read_as_its_expected_readings_say() {
    let Some(folder) = samples() else { return };
    let folder = folder.join("camt/test/data");
    let mut compared = 0;
    for path in fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "xml"))
    {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let expected: serde_json::Value =
            serde_json::from_slice(&fs::read(path.with_extension("json")).unwrap()).unwrap();
        let file = read(&fs::read(&path).unwrap(), &Options::default()).unwrap();
        let records = at(&expected, &["getRecords"]).as_array().unwrap();
        assert_eq!(file.statements.len(), records.len(), "{name}");
        for (statement, record) in file.statements.iter().zip(records) {
            // A record that stands within an entry already is only named.
            let record =
                if record.is_object() { record } else { at(&expected["getEntries"][0], &["getRecord"]) };
            if let Some(number) = at(record, &["getAccount", "getIdentification"]).as_str() {
                assert_eq!(statement.account.as_deref(), Some(number), "{name}");
            }
            if let Some(id) = at(record, &["getId"]).as_str() {
                assert_eq!(statement.id.as_deref(), Some(id), "{name}");
            }
            let balances: Vec<String> = at(record, &["getBalances"])
                .as_array()
                .unwrap()
                .iter()
                .map(|balance| {
                    format!(
                        "{} {}",
                        at(balance, &["getAmount", "getAmount"]).as_str().unwrap(),
                        &at(balance, &["getDate", "0"]).as_str().unwrap()[..10]
                    )
                })
                .collect();
            let found: Vec<String> = statement
                .opening
                .iter()
                .chain(&statement.balances)
                .chain(&statement.closing)
                .map(|balance| format!("{} {}", balance.money().unwrap().minor, balance.date.unwrap()))
                .collect();
            assert_eq!(found, balances, "{name}");
        }
        let wanted = at(&expected, &["getEntries"]).as_array().unwrap();
        let found = entries(&file);
        assert_eq!(found.len(), wanted.len(), "{name}");
        for (entry, wanted) in found.iter().zip(wanted) {
            let money = entry.money().unwrap();
            assert_eq!(
                Some(money.minor.to_string().as_str()),
                at(wanted, &["getAmount", "getAmount"]).as_str(),
                "{name}"
            );
            assert_eq!(
                Some(money.currency.code()),
                at(wanted, &["getAmount", "getCurrency", "getCode"]).as_str(),
                "{name}"
            );
            assert_eq!(
                entry.bank_id.as_deref(),
                at(wanted, &["getAccountServicerReference"]).as_str(),
                "{name}"
            );
            assert_eq!(Some(entry.reversal), at(wanted, &["getReversalIndicator"]).as_bool(), "{name}");
            let value = at(wanted, &["getValueDate", "0"]).as_str().map(|date| date[..10].to_owned());
            assert_eq!(entry.value_date.map(|date| date.to_string()), value, "{name}");
            let message =
                at(wanted, &["getTransactionDetail", "getRemittanceInformation", "getMessage"]).as_str();
            if let Some(message) = message {
                assert_eq!(entry.text.as_deref(), Some(message), "{name}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 8);
}

/// Opening balance and entries give the closing balance.
fn continues(statement: &Statement) -> Option<bool> {
    let sum = statement
        .entries
        .iter()
        .try_fold(statement.opening.as_ref()?.amount, |sum, entry| sum.plus(entry.amount?))?;
    Some(sum == statement.closing.as_ref()?.amount)
}

#[test]
fn where_banks_give_both_balances_the_entries_lead_from_one_to_the_other() {
    let Some(folder) = samples() else { return };
    let (mut whole, mut broken) = (0, BTreeMap::new());
    for row in csv::Reader::from_reader(include_str!("bank-files.csv").as_bytes()).records() {
        let row = row.unwrap();
        let Ok(file) = read(&fs::read(folder.join(&row[0])).unwrap(), &Options::default()) else { continue };
        for continues in file.statements.iter().filter_map(continues) {
            if continues {
                whole += 1;
            } else {
                *broken.entry(row[0].rsplit('/').next().unwrap().to_owned()).or_insert(0) += 1;
            }
        }
    }
    // In these the figures were changed when the file was made anonymous, or lines were cut out.
    let made_up = [
        ("abnamro.sta", 2),
        ("details_60-63.sta", 1),
        ("ing.sta", 1),
        ("overly_long_details.sta", 1),
        ("postfinance.sta", 1),
        ("rabobank.sta", 2),
        ("raiffeisen-cmi.sta", 1),
        ("sepa_snippet.sta", 1),
        ("sepa_snippet_broken.sta", 1),
        ("whitespace.sta", 1),
    ];
    let made_up: BTreeMap<String, i32> =
        made_up.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
    assert_eq!((whole, broken), (76, made_up));
}

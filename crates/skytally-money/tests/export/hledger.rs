//! hledger reads what is exported, and says the same of every account, currency and posting.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use skytally_money::export::Hledger;
use skytally_money::ledger::AccountNo;

use crate::any_book::{AnyBook, Balances, books, currency, folder};

pub(crate) fn written(book: &AnyBook) -> String {
    let mut writer = Hledger::new(Vec::new(), book.book()).unwrap();
    for transaction in book.live() {
        writer.transaction(&transaction).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

fn asked(program: &Path, file: &Path, args: &[&str]) -> Vec<Vec<String>> {
    let mut command = Command::new(program);
    // Without a language the program reads no letters beyond ASCII.
    let output = command.arg("-f").arg(file).args(args).env("LC_ALL", "C.UTF-8").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{args:?} of {}: {said}", file.display());
    let mut reader = csv::ReaderBuilder::new().from_reader(output.stdout.as_slice());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// `12.50 EUR, -3 JPY`; nothing is a bare zero.
fn amounts(text: &str) -> Vec<(skytally_model::Currency, i128)> {
    let parts = text.split(", ").filter(|part| *part != "0");
    parts
        .map(|part| {
            let (number, code) = part.split_once(' ').unwrap_or_else(|| panic!("{part:?} is no amount"));
            let digits: String = number.chars().filter(|letter| *letter != '.').collect();
            let decimals = number.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            assert_eq!(u32::try_from(decimals).unwrap(), currency(code).decimals(), "{part}");
            (currency(code), digits.parse().unwrap())
        })
        .filter(|(_, sum)| *sum != 0)
        .collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[test]
fn hledger_says_the_same_of_every_account_currency_and_posting() {
    let Some(program) = skytally_testkit::program("hledger", "SKYTALLY_HLEDGER") else { return };
    let folder = folder("hledger");
    let mut compared = 0;
    for (at, book) in books(48).iter().enumerate() {
        let file = folder.join(format!("{at}.journal"));
        let text = written(book);
        std::fs::write(&file, &text).unwrap();
        let declared =
            text.lines().filter_map(|line| line.strip_prefix("account ")?.rsplit_once("  ; type:"));
        let numbers: BTreeMap<&str, AccountNo> = declared
            .map(|(name, rest)| {
                let no = rest.split(", ").find_map(|tag| tag.strip_prefix("no:")).unwrap();
                (name, AccountNo(no.parse().unwrap()))
            })
            .collect();
        assert_eq!(
            numbers.len(),
            book.accounts.len(),
            "{}: every account has a name of its own",
            file.display()
        );
        let no = |name: &str| *numbers.get(name).unwrap_or_else(|| panic!("{}: {name:?}", file.display()));

        let mut said = Balances::new();
        for row in asked(&program, &file, &["bal", "-N", "--flat", "-O", "csv", "-E", "--strict"]) {
            said.extend(amounts(&row[1]).into_iter().map(|(currency, sum)| ((no(&row[0]), currency), sum)));
        }
        let ours = book.balances();
        assert_eq!(said, ours, "{}", file.display());
        compared += ours.len();

        let rows = asked(&program, &file, &["reg", "-O", "csv"]);
        let mut said: Vec<_> =
            rows.iter().map(|row| (row[2].clone(), row[1].clone(), no(&row[4]), amounts(&row[5]))).collect();
        let ours = book.live();
        let mut ours: Vec<_> = ours
            .iter()
            .flat_map(|transaction| {
                transaction.postings.iter().map(|line| {
                    let amount = (line.amount.currency, i128::from(line.amount.minor));
                    let amounts = Vec::from_iter(Some(amount).filter(|(_, sum)| *sum != 0));
                    (transaction.no.to_string(), transaction.date.to_string(), line.account, amounts)
                })
            })
            .collect();
        said.sort();
        ours.sort();
        assert_eq!(said, ours, "{}", file.display());

        // No letter of a payee or a note is lost, and nothing else comes in.
        let said: BTreeMap<&str, String> =
            rows.iter().map(|row| (row[2].as_str(), letters(&row[3]))).collect();
        for transaction in book.live() {
            let ours = letters(&format!("{}{}", transaction.payee, transaction.note));
            assert_eq!(said[transaction.no.to_string().as_str()], ours, "{}", file.display());
        }
    }
    assert!(compared > 500, "only {compared} balances were compared");
    std::fs::remove_dir_all(&folder).unwrap();
}

//! beancount reads what is exported, finds no fault, and says the same of every account and currency.

use std::process::Command;

use serde::Deserialize;
use skytally_model::Money;
use skytally_money::export::Beancount;
use skytally_money::ledger::AccountNo;

use crate::any_book::{AnyBook, Balances, books, currency, folder};

pub(crate) fn written(book: &AnyBook) -> String {
    let mut writer = Beancount::new(Vec::new(), book.book()).unwrap();
    for transaction in book.live() {
        writer.transaction(&transaction).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

/// What the script says of a file.
#[derive(Debug, Deserialize)]
struct Said {
    errors: Vec<String>,
    numbers: std::collections::BTreeMap<String, i64>,
    balances: Vec<(i64, String, String)>,
    transactions: Vec<(i64, String, String, String)>,
}

fn without_controls(text: &str) -> String {
    let kept = |letter| matches!(letter, '\n' | '\t');
    text.chars().map(|letter: char| if letter.is_control() && !kept(letter) { ' ' } else { letter }).collect()
}

#[test]
fn beancount_finds_no_fault_and_says_the_same_of_every_account_and_currency() {
    let Some(python) = skytally_testkit::beancount_python() else { return };
    let folder = folder("beancount");
    let books = books(48);
    let mut command = Command::new(python);
    command.arg(skytally_testkit::root().join("crates/skytally-money/tests/export/balances.py"));
    for (at, book) in books.iter().enumerate() {
        let file = folder.join(format!("{at}.beancount"));
        std::fs::write(&file, written(book)).unwrap();
        command.arg(file);
    }
    let output = command.env("PYTHONUTF8", "1").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said = String::from_utf8(output.stdout).unwrap();
    let said: Vec<Said> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(said.len(), books.len());
    let mut compared = 0;
    for (at, (book, said)) in books.iter().zip(said).enumerate() {
        let file = folder.join(format!("{at}.beancount"));
        assert_eq!(said.errors, Vec::<String>::new(), "{}", file.display());
        assert_eq!(said.numbers.len(), book.accounts.len(), "{}: a name for each account", file.display());
        let balances: Balances = said
            .balances
            .iter()
            .map(|(no, code, number)| {
                let money = Money::parse(number, currency(code)).unwrap();
                ((AccountNo(*no), money.currency), i128::from(money.minor))
            })
            .filter(|(_, sum)| *sum != 0)
            .collect();
        let ours = book.balances();
        assert_eq!(balances, ours, "{}", file.display());
        compared += ours.len();
        let mut ours: Vec<_> = book
            .live()
            .into_iter()
            .map(|live| {
                (
                    live.no.0,
                    live.date.to_string(),
                    without_controls(&live.payee),
                    without_controls(&live.note),
                )
            })
            .collect();
        let mut theirs = said.transactions;
        ours.sort();
        theirs.sort();
        assert_eq!(theirs, ours, "{}", file.display());
    }
    assert!(compared > 500, "only {compared} balances were compared");
    std::fs::remove_dir_all(&folder).unwrap();
}

//! Everything comes back from JSON.

use proptest::prelude::*;
use skytally_money::export::json::{Json, ReadError, Whole, read};

use crate::any_book::{AnyBook, any_book, currency};

fn written(book: &AnyBook) -> String {
    let mut writer = Json::new(Vec::new(), book.book()).unwrap();
    for entry in &book.entries {
        writer.entry(entry).unwrap();
    }
    String::from_utf8(writer.finish().unwrap()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn what_was_written_is_read_the_same(book in any_book()) {
        let text = written(&book);
        let Whole { title, currency: looked_at, accounts, entries, .. } = read(text.as_bytes()).unwrap();
        prop_assert_eq!(looked_at, currency("EUR"));
        let again = AnyBook { title, accounts: accounts.into_iter().map(|account| (account.no, account)).collect(), entries };
        prop_assert_eq!(&again.title, &book.title);
        prop_assert_eq!(&again.accounts, &book.accounts);
        prop_assert_eq!(&again.entries, &book.entries);
        prop_assert_eq!(written(&again), text);
    }
}

#[test]
fn what_is_no_whole_book_is_refused() {
    let account = r#"{"no":1,"parent":null,"kind":"asset","name":"Cash","currency":null,"role":null,"closed":null,"note":"","version":1}"#;
    let entry = r#"{"no":1,"transaction":1,"kind":"post","recorded_ms":0,"actor":"x","date":"2026-01-01","payee":"","note":"","tags":[],"postings":[[1,"EUR",5,""],[1,"EUR",-5,""]]}"#;
    let file = |version: u32, accounts: &str, entries: &str| {
        let text = format!(
            r#"{{"format":"skytally-ledger","version":{version},"title":"","currency":"EUR","accounts":[{accounts}],"entries":[{entries}]}}"#
        );
        read(text.as_bytes())
    };
    assert_eq!(file(1, account, entry).unwrap().entries.len(), 1);
    assert!(matches!(file(2, account, entry), Err(ReadError::Format { version: 2, .. })));
    assert!(matches!(file(1, &format!("{account},{account}"), ""), Err(ReadError::Account(_))));
    assert!(matches!(
        file(1, &account.replace("\"parent\":null", "\"parent\":9"), ""),
        Err(ReadError::Account(_))
    ));
    assert!(matches!(file(1, "", entry), Err(ReadError::Entry(_))));
    assert!(matches!(file(1, account, &format!("{entry},{entry}")), Err(ReadError::Entry(_))));
    assert!(matches!(
        file(1, account, &entry.replace("post\",", "reverse\",\"reverses\":1,")),
        Err(ReadError::Entry(_))
    ));
    assert!(matches!(read(&b"{\"format\":"[..]), Err(ReadError::Json(_))));
}

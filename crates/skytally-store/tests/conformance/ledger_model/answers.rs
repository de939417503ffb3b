//! Every answer of the store, beside the one that looking through all of the model's lists gives.

use std::collections::BTreeMap;

use jiff::civil::Date;
use skytally_money::inbox::{Answer, Outcome};
use skytally_money::ledger::{AccountNo, Content, Entry, EntryKind, MarkState, TransactionNo};
use skytally_store::{ImportState, ReceiptFilter, RegisterFilter};

use super::plan::{WAGES, day_of};
use super::truth::{Model, Past};
use super::writer::Writer;
use crate::ledger::{BANK, FOOD};

impl Writer {
    /// Every answer is the one of the model.
    pub(crate) async fn agrees(&self, model: &Model) {
        let book = self.store.book(&self.scope).await.unwrap().unwrap();
        assert_eq!((book.last_entry.0, book.closed_until), (model.entries, model.closed));
        for day in
            [None, Some(day_of(0)), Some(day_of(30)), Some(day_of(31)), Some(day_of(45)), Some(day_of(69))]
        {
            self.agrees_on_balances(model, day).await;
        }
        for (accounts, text, deleted) in [
            (vec![], "", false),
            (vec![BANK], "", false),
            (vec![FOOD, WAGES], "coff", false),
            (vec![], "zurich", false),
            (vec![], "", true),
        ] {
            self.agrees_on_register(model, accounts, text, deleted).await;
        }
        for past in &model.transactions {
            self.agrees_on_history(past).await;
        }
        self.agrees_on_closings(model).await;
        self.agrees_on_files(model).await;
        self.agrees_on_receipts(model).await;
    }

    async fn agrees_on_balances(&self, model: &Model, day: Option<Date>) {
        let mut expected: BTreeMap<AccountNo, i64> = BTreeMap::new();
        for content in model.transactions.iter().filter_map(Past::now) {
            if day.is_none_or(|day| content.date <= day) {
                for posting in &content.postings {
                    *expected.entry(posting.account).or_default() += posting.amount.minor;
                }
            }
        }
        let mut found: BTreeMap<AccountNo, i64> = BTreeMap::new();
        for balance in self.store.ledger_balances(&self.scope, day).await.unwrap() {
            found.insert(balance.account, balance.minor);
        }
        expected.retain(|_, sum| *sum != 0);
        found.retain(|_, sum| *sum != 0);
        assert_eq!(found, expected, "{day:?}");
    }

    async fn agrees_on_register(&self, model: &Model, accounts: Vec<AccountNo>, text: &str, deleted: bool) {
        let filter = RegisterFilter {
            accounts: accounts.clone(),
            text: text.to_owned(),
            deleted,
            ..RegisterFilter::default()
        };
        let rows = self.store.ledger_register(&self.scope, &filter, None, 1_000).await.unwrap();
        let mut expected: Vec<(Date, TransactionNo, MarkState)> = model
            .transactions
            .iter()
            .filter(|past| past.now().is_none() == deleted)
            .filter_map(|past| past.shown().map(|content| (past, content)))
            .filter(|(_, content)| {
                accounts.is_empty()
                    || content.postings.iter().any(|posting| accounts.contains(&posting.account))
            })
            .filter(|(_, content)| match text {
                "coff" => content.payee.contains("coffee"),
                "zurich" => content.payee.contains("Zürich"),
                _ => true,
            })
            .map(|(past, content)| (content.date, past.no, past.mark()))
            .collect();
        expected.sort_by(|a, b| b.cmp(a));
        let found: Vec<(Date, TransactionNo)> =
            rows.iter().map(|row| (row.entry.content.date, row.no)).collect();
        assert_eq!(found, expected.iter().map(|(day, no, _)| (*day, *no)).collect::<Vec<_>>(), "{filter:?}");
        for (row, (_, _, mark)) in rows.iter().zip(&expected) {
            let postings = row.entry.content.postings.iter().zip(&row.states);
            for (_, state) in postings.filter(|(posting, _)| posting.account == BANK) {
                assert_eq!(state, mark, "{row:?}");
            }
        }
    }

    async fn agrees_on_history(&self, past: &Past) {
        let history = self.store.ledger_transaction(&self.scope, past.no).await.unwrap().unwrap();
        assert_eq!(history.version(), past.version);
        assert_eq!(history.current().map(|entry| &entry.content), past.now());
        // All that was ever posted is there, in its order; a mark posts nothing.
        let mut were = past.states.clone();
        were.dedup();
        let posts = history.entries.iter().filter(|entry: &&Entry| entry.kind == EntryKind::Post);
        assert_eq!(
            posts.map(|entry| &entry.content).collect::<Vec<&Content>>(),
            were.iter().flatten().collect::<Vec<_>>(),
        );
    }

    async fn agrees_on_closings(&self, model: &Model) {
        let mut found: Vec<(Option<Date>, i64)> = Vec::new();
        for closing in self.store.ledger_closings(&self.scope).await.unwrap() {
            found.push((closing.until, closing.last_entry.0));
        }
        // All have the same moment: their order is that of chance.
        let mut expected = model.closings.clone();
        found.sort();
        expected.sort();
        assert_eq!(found, expected);
    }

    async fn agrees_on_files(&self, model: &Model) {
        let mut imports = self.store.imports(&self.scope, None, 1_000).await.unwrap();
        imports.sort_by(|one, other| one.name.cmp(&other.name));
        assert_eq!(
            imports.iter().map(|import| (&import.name, import.state)).collect::<Vec<_>>(),
            model.files.iter().map(|(name, file)| (name, file.state)).collect::<Vec<_>>(),
        );
        let mut answers = BTreeMap::new();
        for (import, (name, file)) in imports.iter().zip(&model.files) {
            let lines = self.store.import_lines(&self.scope, &import.id, 0, 1_000).await.unwrap();
            let became: Vec<Option<TransactionNo>> = lines
                .iter()
                .map(|line| match line.outcome {
                    Outcome::Transaction { transaction } => Some(transaction),
                    _ => None,
                })
                .collect();
            assert_eq!(became, file.transactions, "{name}");
            let posted = file.transactions.iter().flatten().count();
            assert_eq!(import.posted, i64::try_from(posted).unwrap(), "{name}");
            if file.state != ImportState::Preview && posted < file.lines.len() {
                answers.insert(name.clone(), Answer::New);
            }
        }
        assert_eq!(self.store.import_answers(&self.scope, BANK).await.unwrap(), answers);
    }

    async fn agrees_on_receipts(&self, model: &Model) {
        let all = ReceiptFilter::default();
        let receipts = self.store.receipts(&self.scope, &all, None, 1_000).await.unwrap();
        let found: BTreeMap<&str, (Option<TransactionNo>, Option<TransactionNo>)> = receipts
            .iter()
            .map(|receipt| (receipt.id.as_str(), (receipt.transaction.map(|of| of.no), receipt.belongs_to())))
            .collect();
        let expected: BTreeMap<&str, _> =
            model.receipts.iter().map(|(id, no)| (id.as_str(), (*no, model.belongs_to(id)))).collect();
        assert_eq!(found, expected);
    }
}

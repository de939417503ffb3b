//! Whoever asks the store for what the model says.

use std::collections::BTreeMap;

use serde_json::json;
use skytally_model::Money;
use skytally_money::inbox::{Answer as Said, Facts, Outcome};
use skytally_money::ledger::{Command, Content};
use skytally_store::{ImportLine, LineEnd, NewImport, NewReceipt, Origin, Store, StoreError, WorkspaceScope};

use super::truth::{Answer, Expected, Model, Request};
use crate::ledger::{BANK, eur};
use crate::world::World;

/// The tables that are derived from the journal.
const DERIVED: [&str; 4] = ["ledger_transactions", "ledger_postings", "ledger_months", "ledger_years"];

pub(crate) struct Writer {
    pub(crate) store: Store,
    pub(crate) scope: WorkspaceScope,
    pub(crate) from: Origin,
}

impl Writer {
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, StoreError> {
        let (store, scope, from) = (&self.store, &self.scope, &self.from);
        match request {
            Request::Write { key, commands } => {
                let written = store.write_ledger(scope, from, key, commands).await?;
                return Ok(Answer { transactions: written.transactions, repeated: written.repeated });
            }
            Request::Close(until) => {
                store.close_ledger(scope, from, *until).await?;
            }
            Request::Read(name, lines) => {
                store.new_import(scope, from, &file(name, lines)).await?;
            }
            Request::BringIn { name, lines } => {
                let id = self.import(name).await?;
                let seen = store.book(scope).await?.ok_or(StoreError::Missing("book"))?.version;
                let mut answers = BTreeMap::new();
                let mut ends = BTreeMap::new();
                for (at, (content, waits)) in (1_i64..).zip(lines) {
                    ends.insert(
                        at,
                        if *waits {
                            answers.insert(name.clone(), Said::New);
                            LineEnd::Is(Outcome::Waiting)
                        } else {
                            LineEnd::Post(Command::Post(content.clone()))
                        },
                    );
                }
                let made = store.commit_import(scope, from, &id, seen, &ends, &answers).await?;
                assert!(made.is_some(), "nobody else has written");
            }
            Request::TakeBack(name) => {
                let id = self.import(name).await?;
                store.undo_import(scope, from, &id).await?;
            }
            Request::Keep(id) => {
                let new = NewReceipt {
                    id: id.clone(),
                    name: format!("{id}.pdf"),
                    media: "application/pdf".to_owned(),
                    bytes: 1,
                    sha256: format!("{id:0>64}"),
                    not_read: None,
                };
                store.new_receipt(scope, from, &new, 1_000_000).await?;
            }
            Request::PostReceipt { key, receipt, content } => {
                let (written, _) = store.post_receipt(scope, from, key, receipt, None, content).await?;
                return Ok(Answer { transactions: written.transactions, repeated: written.repeated });
            }
            Request::Attach(id, no) => {
                store.attach_receipt(scope, from, id, None, *no).await?;
            }
            Request::Rebuild => store.rebuild_ledger(scope, from).await?,
        }
        Ok(Answer::default())
    }

    async fn import(&self, name: &str) -> Result<String, StoreError> {
        let imports = self.store.imports(&self.scope, None, 1_000).await?;
        let import = imports.into_iter().find(|import| import.name == name);
        Ok(import.ok_or(StoreError::Missing("import"))?.id)
    }

    /// What was written, as the audit trail tells it: each request that did something is in there, once.
    pub(crate) async fn audited(&self, world: &World) -> i64 {
        // Whoever holds the book waits for the end of all that was asked before.
        drop(self.store.hold_book(&self.scope).await.unwrap());
        let workspace = self.scope.workspace();
        world
            .number(&format!(
                "SELECT COUNT(*) FROM audit WHERE workspace_id = '{workspace}' AND action LIKE 'ledger.%'
                 AND action <> 'ledger.opened'"
            ))
            .await
    }

    /// All answers are those of the model, the book is whole, and what is derived from the journal is the same made anew.
    pub(crate) async fn is_as(&self, world: &World, model: &mut Model) {
        assert_eq!(self.audited(world).await, model.audited);
        self.agrees(model).await;
        let report = self.store.verify_ledger(&self.scope).await.unwrap();
        assert_eq!(report.faults, Vec::<String>::new());
        let mut before = Vec::new();
        for table in DERIVED {
            before.push(world.rows_of(table, &self.scope).await);
        }
        model.audited += 1;
        self.store.rebuild_ledger(&self.scope, &self.from).await.unwrap();
        for (table, rows) in DERIVED.into_iter().zip(before) {
            assert_eq!(world.rows_of(table, &self.scope).await, rows, "{table}");
        }
        let keys = world.rows_of("ledger_writes", &self.scope).await.len();
        let brought = model.files.values().filter(|file| file.transactions.iter().any(Option::is_some));
        assert!(keys >= model.done.len() + brought.count(), "{keys} keys");
    }
}

/// Whether the store said what is to come of a request; gives the model after it.
pub(crate) fn judged(
    request: &Request,
    said: Result<Answer, StoreError>,
    expected: Expected,
) -> Option<Box<Model>> {
    match (said, expected) {
        (Ok(answer), Expected::Done(then, given)) => {
            assert_eq!(answer, given, "{request:?}");
            Some(then)
        }
        (Ok(answer), Expected::Same(given)) => {
            assert_eq!(answer, given, "{request:?}");
            None
        }
        (Err(StoreError::Ledger(_) | StoreError::Conflict(_)), Expected::Refused) => None,
        (Ok(_), Expected::Refused) => panic!("taken, but should not have been: {request:?}"),
        (Err(error), Expected::Refused) => panic!("refused, but so: {request:?} {error:?}"),
        (Err(error), _) => panic!("refused, but should not have been: {request:?} {error:?}"),
    }
}

/// A bank's file, for an account of the books.
fn file(name: &str, lines: &[Content]) -> NewImport {
    let line = |(at, content): (i64, &Content)| ImportLine {
        line: at,
        file_line: at,
        facts: Facts {
            bank_id: Some(format!("{name} {at}")),
            date: content.date,
            amount: Money::new(at, eur()),
            payee: content.payee.clone(),
            text: String::new(),
        },
        detail: "{}".to_owned(),
        raw: content.payee.clone(),
        outcome: Outcome::Waiting,
        posted: false,
    };
    NewImport {
        account: BANK,
        name: name.to_owned(),
        hash: "0".repeat(64),
        format: "ofx".to_owned(),
        facts: json!({}),
        lines: (1_i64..).zip(lines).map(line).collect(),
    }
}

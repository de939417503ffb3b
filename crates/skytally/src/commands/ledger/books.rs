//! `skytally ledger books` and `skytally ledger rebuild`.

use serde_json::{Value, json};

use super::columns::{Columns, cut};
use super::inside::{self, inside};
use super::{BooksArgs, Form, InArgs};
use crate::failure::{CLEAN, Failure};
use crate::output::print;

pub(super) fn list(args: &BooksArgs) -> Result<u8, Failure> {
    inside(&args.place, async |inside| {
        let mut columns = Columns::<5>::new(&[3]);
        let mut documents: Vec<Value> = Vec::new();
        for workspace in inside.app.workspace_names(&inside.caller).await? {
            let Some(book) = inside.app.book(&inside.caller, workspace.id).await? else { continue };
            columns.row([
                workspace.id.to_string(),
                cut(&workspace.name),
                book.currency.to_string(),
                format!("{} entries", book.last_entry.0),
                book.closed_until.map_or(String::new(), |day| format!("closed up to {day}")),
            ]);
            documents.push(json!({
                "workspace": workspace.id,
                "name": workspace.name,
                "currency": book.currency,
                "opened": book.opened,
                "closed_until": book.closed_until,
                "entries": book.last_entry,
                "head": book.head,
            }));
        }
        match args.format {
            Form::Json => print(&inside::json(&documents)?)?,
            Form::Text if documents.is_empty() => print("no workspace has books\n")?,
            Form::Text => print(&columns.text())?,
        }
        Ok(CLEAN)
    })
}

pub(super) fn rebuild(args: &InArgs) -> Result<u8, Failure> {
    inside(&args.place, async |inside| {
        let workspace = inside.books(&args.workspace).await?;
        inside.app.rebuild_ledger(&inside.caller, workspace.id).await?;
        print("what is derived from the journal was made anew\n")?;
        Ok(CLEAN)
    })
}

//! `skytally ledger import list` and `skytally ledger import undo`.

use serde_json::{Value, json};
use skytally_app::books::Import;

use super::columns::{Columns, count, cut, one_line};
use super::inside::{self, inside};
use super::{Form, InArgs};
use crate::failure::{CLEAN, Failure};
use crate::output::print;

pub(super) fn list(of: &InArgs, limit: u16, format: Form) -> Result<u8, Failure> {
    inside(&of.place, async |inside| {
        let workspace = inside.books(&of.workspace).await?;
        let imports = inside.app.imports(&inside.caller, workspace.id, None, limit.into()).await?;
        if format == Form::Json {
            let documents: Vec<Value> = imports.iter().map(document).collect();
            print(&inside::json(&documents)?)?;
            return Ok(CLEAN);
        }
        if imports.is_empty() {
            print("there is no import\n")?;
            return Ok(CLEAN);
        }
        let accounts = inside.app.ledger_accounts(&inside.caller, workspace.id, None).await?;
        let mut columns = Columns::<7>::new(&[4, 5]);
        for import in imports {
            let account = accounts.iter().find(|with| with.account.no == import.account);
            columns.row([
                import.id,
                import.at.strftime("%Y-%m-%d %H:%M").to_string(),
                import.state.as_str().to_owned(),
                account.map_or(String::new(), |with| cut(&inside::path(with))),
                count(import.lines, "line"),
                format!("{} posted", import.posted),
                cut(&import.name),
            ]);
        }
        print(&columns.text())?;
        Ok(CLEAN)
    })
}

pub(super) fn undo(id: &str, of: &InArgs) -> Result<u8, Failure> {
    inside(&of.place, async |inside| {
        let workspace = inside.books(&of.workspace).await?;
        let import = inside.app.undo_import(&inside.caller, workspace.id, id).await?;
        let (name, wrote) = (one_line(&import.name), count(import.posted, "transaction"));
        print(&format!("the import of {name} was taken back; it had posted {wrote}\n"))?;
        Ok(CLEAN)
    })
}

/// An import for programs.
pub(super) fn document(import: &Import) -> Value {
    json!({
        "id": import.id,
        "account": import.account,
        "name": import.name,
        "sha256": import.hash,
        "format": import.format,
        "state": import.state.as_str(),
        "lines": import.lines,
        "posted": import.posted,
        "at": import.at,
        "actor": import.actor,
    })
}

//! Verbs that find documents by what names them, and by what they hold.

use skytally_model::{Document, KindId, LinkId, Region};

use crate::builder::Builder;
use crate::cells::Cells;
use crate::db::Store;
use crate::documents::anywhere;
use crate::error::Result;
use crate::runs::OPEN;
use crate::scope::WorkspaceScope;

/// Names that go into one statement: SQLite looks each value up among all of a statement.
const NAMES_AT_ONCE: usize = 100;

/// What names a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its kind.
    pub kind: KindId,
    /// Its region.
    pub region: Region,
    /// AWS's id of it.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Its ARN.
    pub arn: Option<String>,
}

/// A document that holds a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Holder {
    /// What names it.
    pub named: Named,
    /// All of it.
    pub document: Document,
}

impl Store {
    /// Documents of an account's newest generation whose id or ARN is one of these texts, in no order, each once.
    ///
    /// # Errors
    /// The database failed.
    pub async fn documents_named(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        names: &[&str],
    ) -> Result<Vec<Named>> {
        let mut tx = self.read(scope).await?;
        let mut found: Vec<Named> = Vec::new();
        for chunk in names.chunks(NAMES_AT_ONCE) {
            // One statement for each column: each has its index.
            for column in ["id", "arn"] {
                let mut query =
                    Builder::new("SELECT kind, region, id, name, arn FROM documents WHERE workspace_id = ");
                query.bind(scope.workspace_key()).push(" AND account_id = ").bind(account.to_string());
                query.push(" AND ").push(column).push(" IN ").list(chunk.iter().copied());
                // As a sum, so that no index over it seems better than that over the names: it would be walked for each of them.
                query.push(" AND to_gen + 0 = ").bind(OPEN);
                for row in &tx.all(query.query()).await? {
                    found.push(named(row)?);
                }
            }
        }
        let of = |one: &Named| (one.kind.clone(), one.region.clone(), one.id.clone());
        found.sort_by_key(of);
        found.dedup_by(|a, b| of(a) == of(b));
        Ok(found)
    }

    /// Documents of an account's newest generation whose JSON holds one of these pieces, by kind, region and id.
    ///
    /// What is given may hold them in another case, and anywhere, such as in the name of a member.
    ///
    /// # Errors
    /// The database failed.
    pub async fn documents_holding(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        pieces: &[String],
        after: Option<&(KindId, Region, String)>,
        limit: i64,
    ) -> Result<Vec<Holder>> {
        let mut query =
            Builder::new("SELECT kind, region, id, name, arn, body FROM documents WHERE workspace_id = ");
        query.bind(scope.workspace_key()).push(" AND account_id = ").bind(account.to_string());
        query.push(" AND to_gen = ").bind(OPEN).push(" AND (1 = 0");
        for piece in pieces {
            query.push(" OR body LIKE ").bind(anywhere(piece)).push(" ESCAPE '!'");
        }
        query.push(")");
        if let Some((kind, region, id)) = after {
            query.push(" AND (kind, region, id) > ").list([kind.as_str(), region.as_str(), id.as_str()]);
        }
        query.push(" ORDER BY kind, region, id LIMIT ").bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query())
            .await?
            .iter()
            .map(|row| Ok(Holder { named: named(row)?, document: row.json("body")? }))
            .collect()
    }
}

fn named(row: &sqlx::any::AnyRow) -> Result<Named> {
    Ok(Named {
        kind: row.parsed("kind")?,
        region: row.parsed("region")?,
        id: row.text("id")?,
        name: row.maybe_text("name")?,
        arn: row.maybe_text("arn")?,
    })
}

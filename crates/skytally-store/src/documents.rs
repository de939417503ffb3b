//! Verbs that read documents: the newest generation, and what they were before.

use jiff::Timestamp;
use skytally_model::{Document, KindId, LinkId, Region};

use crate::builder::Builder;
use crate::cells::Cells;
use crate::db::{Store, sql};
use crate::error::{Result, StoreError};
use crate::runs::{OPEN, PENDING};
use crate::scope::WorkspaceScope;

/// Which documents. What is left out does not limit.
#[derive(Debug, Clone, Default)]
pub struct DocumentFilter {
    /// Of these accounts.
    pub accounts: Vec<LinkId>,
    /// Of these kinds.
    pub kinds: Vec<KindId>,
    /// In these regions.
    pub regions: Vec<Region>,
    /// Whose id, name or ARN has this text in it, whatever the case.
    pub text: Option<String>,
    /// Only those of which some part could not be seen.
    pub hidden: bool,
}

/// A document in a list, without its body.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentRow {
    /// The cloud account.
    pub account: LinkId,
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
    /// How many of its parts could not be seen.
    pub hidden: i64,
    /// Since when it is as it is.
    pub since: Timestamp,
}

/// One state of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentVersion {
    /// The first generation that it held in.
    pub from_generation: i64,
    /// The first that it no longer held in; none while it holds.
    pub to_generation: Option<i64>,
    /// Since when.
    pub since: Timestamp,
    /// Until when; none while it holds.
    pub until: Option<Timestamp>,
    /// All of it.
    pub document: Document,
}

/// The place in a list of documents to go on from.
pub type DocumentPlace = (String, String, String, String);

impl Store {
    /// Documents of the newest generations, by kind, region, id and account.
    ///
    /// # Errors
    /// The database failed.
    pub async fn documents(
        &self,
        scope: &WorkspaceScope,
        filter: &DocumentFilter,
        after: Option<&DocumentPlace>,
        limit: i64,
    ) -> Result<Vec<DocumentRow>> {
        let mut query = Builder::new(
            "SELECT account_id, kind, region, id, name, arn, hidden, from_ms FROM documents WHERE workspace_id = ",
        );
        query.bind(scope.workspace_key()).push(" AND to_gen = ").bind(OPEN);
        if !filter.accounts.is_empty() {
            query.push(" AND account_id IN ").list(filter.accounts.iter().map(ToString::to_string));
        }
        if !filter.kinds.is_empty() {
            query.push(" AND kind IN ").list(filter.kinds.iter().map(KindId::as_str));
        }
        if !filter.regions.is_empty() {
            query.push(" AND region IN ").list(filter.regions.iter().map(Region::as_str));
        }
        if let Some(text) = &filter.text {
            query.push(" AND search LIKE ").bind(like(text)).push(" ESCAPE '!'");
        }
        if filter.hidden {
            query.push(" AND hidden > 0");
        }
        if let Some((kind, region, id, account)) = after {
            query.push(" AND (kind, region, id, account_id) > ").list([
                kind.as_str(),
                region.as_str(),
                id.as_str(),
                account.as_str(),
            ]);
        }
        query.push(" ORDER BY kind, region, id, account_id LIMIT ").bind(limit);
        let mut tx = self.read(scope).await?;
        tx.all(query.query())
            .await?
            .iter()
            .map(|row| {
                Ok(DocumentRow {
                    account: row.parsed("account_id")?,
                    kind: row.parsed("kind")?,
                    region: row.parsed("region")?,
                    id: row.text("id")?,
                    name: row.maybe_text("name")?,
                    arn: row.maybe_text("arn")?,
                    hidden: row.int("hidden")?,
                    since: row.time("from_ms")?,
                })
            })
            .collect()
    }

    /// The states of one document that are still kept, the newest first.
    ///
    /// # Errors
    /// There is no such document; the database failed.
    pub async fn document_versions(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        kind: &KindId,
        region: &Region,
        id: &str,
        limit: i64,
    ) -> Result<Vec<DocumentVersion>> {
        let mut tx = self.read(scope).await?;
        let rows = tx
            .all(
                sql("SELECT * FROM documents WHERE workspace_id = $1 AND account_id = $2 AND kind = $3 AND region = $4
                     AND id = $5 AND to_gen <> $6 ORDER BY from_gen DESC LIMIT $7")
                .bind(scope.workspace_key().to_owned())
                .bind(account.to_string())
                .bind(kind.to_string())
                .bind(region.to_string())
                .bind(id.to_owned())
                .bind(PENDING)
                .bind(limit),
            )
            .await?;
        if rows.is_empty() {
            return Err(StoreError::Missing("resource"));
        }
        rows.iter()
            .map(|row| {
                let to = row.int("to_gen")?;
                Ok(DocumentVersion {
                    from_generation: row.int("from_gen")?,
                    to_generation: (to != OPEN).then_some(to),
                    since: row.time("from_ms")?,
                    until: if to == OPEN { None } else { Some(row.time("to_ms")?) },
                    document: row.json("body")?,
                })
            })
            .collect()
    }
}

/// A pattern that finds a text anywhere; what is special in patterns stands for itself.
pub(crate) fn like(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in text.to_lowercase().chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// What a text is looked for in: whatever the case, in every language, on both databases.
pub(crate) fn search_text(fields: [Option<&str>; 3]) -> String {
    let fields: Vec<String> = fields.into_iter().flatten().map(str::to_lowercase).collect();
    fields.join("\n")
}

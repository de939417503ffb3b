//! Verbs that read documents: the newest generation, and what they were before.

use std::collections::BTreeSet;

use jiff::Timestamp;
use skytally_model::{Document, KindId, LinkId, Region};

use crate::builder::Builder;
use crate::cells::{Cells, ms};
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
    /// The text is looked for in the whole document as well, as JSON.
    pub deep: bool,
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

/// What names a document in a workspace: kind, region, id and account.
pub type DocumentName = (String, String, String, String);

/// What documents are ordered by. Their names decide between equals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DocumentSort {
    /// Kind, region, id and account.
    #[default]
    Kind,
    /// What people call them, in small letters; the id of those without such a name.
    Name,
    /// Since when they are as they are.
    Since,
}

/// The order of a list of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DocumentOrder {
    /// By what.
    pub sort: DocumentSort,
    /// The greatest first.
    pub descending: bool,
}

/// The place in a list of documents to go on from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentPlace {
    /// By kind.
    Kind(DocumentName),
    /// By name: what the document is called, if it is.
    Name(Option<String>, DocumentName),
    /// By time.
    Since(Timestamp, DocumentName),
}

impl DocumentSort {
    /// What stands before kind, region, id and account.
    fn column(self) -> &'static str {
        match self {
            Self::Kind => "",
            Self::Name => "LOWER(COALESCE(name, id)), ",
            Self::Since => "from_ms, ",
        }
    }

    /// Where a document stands in this order.
    pub fn place(self, row: &DocumentRow) -> DocumentPlace {
        let name = (row.kind.to_string(), row.region.to_string(), row.id.clone(), row.account.to_string());
        match self {
            Self::Kind => DocumentPlace::Kind(name),
            Self::Name => DocumentPlace::Name(row.name.clone(), name),
            Self::Since => DocumentPlace::Since(row.since, name),
        }
    }
}

impl DocumentOrder {
    /// All columns go one way: so one index serves both.
    fn columns(self) -> &'static str {
        match (self.sort, self.descending) {
            (DocumentSort::Kind, false) => "kind, region, id, account_id",
            (DocumentSort::Kind, true) => "kind DESC, region DESC, id DESC, account_id DESC",
            (DocumentSort::Name, false) => "LOWER(COALESCE(name, id)), kind, region, id, account_id",
            (DocumentSort::Name, true) => {
                "LOWER(COALESCE(name, id)) DESC, kind DESC, region DESC, id DESC, account_id DESC"
            }
            (DocumentSort::Since, false) => "from_ms, kind, region, id, account_id",
            (DocumentSort::Since, true) => "from_ms DESC, kind DESC, region DESC, id DESC, account_id DESC",
        }
    }
}

impl DocumentPlace {
    fn sort(&self) -> DocumentSort {
        match self {
            Self::Kind(_) => DocumentSort::Kind,
            Self::Name(..) => DocumentSort::Name,
            Self::Since(..) => DocumentSort::Since,
        }
    }
}

impl Store {
    /// Documents of the newest generations in an order; `after` is a place in the same order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn documents(
        &self,
        scope: &WorkspaceScope,
        filter: &DocumentFilter,
        order: DocumentOrder,
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
            query.push(" AND (search LIKE ").bind(like(text)).push(" ESCAPE '!'");
            for pattern in filter.deep.then(|| within(text)).into_iter().flatten() {
                query.push(" OR body ").push(self.any_case()).push(" ").bind(pattern).push(" ESCAPE '!'");
            }
            query.push(")");
        }
        if filter.hidden {
            query.push(" AND hidden > 0");
        }
        if let Some(place) = after {
            if let DocumentPlace::Name(called, (_, _, id, _)) = place {
                // Said apart as well: SQLite begins at an expression in an index only if it stands alone.
                query.push(if order.descending {
                    " AND LOWER(COALESCE(name, id)) <= LOWER("
                } else {
                    " AND LOWER(COALESCE(name, id)) >= LOWER("
                });
                query.bind(called.as_deref().unwrap_or(id)).push(")");
            }
            query.push(" AND (").push(place.sort().column()).push("kind, region, id, account_id)");
            query.push(if order.descending { " < (" } else { " > (" });
            let (DocumentPlace::Kind(name) | DocumentPlace::Name(_, name) | DocumentPlace::Since(_, name)) =
                place;
            match place {
                DocumentPlace::Kind(_) => {}
                DocumentPlace::Name(called, (_, _, id, _)) => {
                    query.push("LOWER(").bind(called.as_deref().unwrap_or(id)).push("), ");
                }
                DocumentPlace::Since(since, _) => {
                    query.bind(ms(*since)).push(", ");
                }
            }
            let (kind, region, id, account) = name;
            for (at, part) in [kind, region, id, account].into_iter().enumerate() {
                query.push(if at == 0 { "" } else { ", " }).bind(part.as_str());
            }
            query.push(")");
        }
        query.push(" ORDER BY ").push(order.columns()).push(" LIMIT ").bind(limit);
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

/// A pattern that finds a text anywhere in what is in small letters; what is special in patterns stands for itself.
pub(crate) fn like(text: &str) -> String {
    anywhere(&text.to_lowercase())
}

/// A pattern that finds a text anywhere, as it is.
pub(crate) fn anywhere(text: &str) -> String {
    let mut pattern = "%".to_owned();
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Patterns that find a text within a document: as JSON, and, where that looks otherwise, as a text in JSON.
///
/// The databases tell no case of the letters of ASCII. Of others SQLite does: they are looked for as given, in small letters, in
/// capitals, and with a capital first.
fn within(text: &str) -> BTreeSet<String> {
    let mut forms = BTreeSet::from([text.to_owned()]);
    if !text.is_ascii() {
        let small = text.to_lowercase();
        let mut letters = small.chars();
        let titled = letters.next().map(|first| format!("{}{}", first.to_uppercase(), letters.as_str()));
        forms.extend(titled);
        forms.extend([text.to_uppercase(), small]);
    }
    let quoted: Vec<String> = forms.iter().map(|form| in_json(form)).collect();
    forms.into_iter().chain(quoted).map(|form| anywhere(&form)).collect()
}

/// A text as it stands within a text of JSON, without the quotes around.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(&quoted).to_owned()
}

/// What a text is looked for in: whatever the case, in every language, on both databases.
pub(crate) fn search_text(fields: [Option<&str>; 3]) -> String {
    let fields: Vec<String> = fields.into_iter().flatten().map(str::to_lowercase).collect();
    fields.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_finds_what_is_special_in_patterns_as_itself() {
        assert_eq!(anywhere("100%_!x"), "%100!%!_!!x%");
        assert_eq!(like("ÄB%"), "%äb!%%");
    }

    #[test]
    fn a_text_is_looked_for_as_json_and_as_a_text_in_json() {
        let patterns = |text: &str| within(text).into_iter().collect::<Vec<_>>();
        assert_eq!(patterns("a_b"), ["%a!_b%"]);
        assert_eq!(patterns("a\"b"), ["%a\"b%", "%a\\\"b%"]);
        assert_eq!(patterns("ärger"), ["%ÄRGER%", "%Ärger%", "%ärger%"]);
    }
}

//! Relations: which resources a resource names, and which name it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use skytally_model::{Document, KindId, LinkId, Region, WorkspaceId};
use skytally_store::{Named, WorkspaceScope};

use crate::access::Action;
use crate::app::App;
use crate::cache::{View, Weighed};
use crate::caller::Caller;
use crate::error::{AppError, Result};
use crate::references::{is_unmistakable, mentions, named_by, names_a_place};

/// Different texts of a document that are looked up, at most.
const TEXTS_MAX: usize = 2_000;
/// Relations that are told in each direction, at most.
const RELATIONS_MAX: usize = 200;
/// Documents that are read at a time in search of a name.
const HOLDERS_AT_ONCE: i64 = 100;
/// Documents that are read in search of a name, at most.
const HOLDERS_MAX: usize = 1_000;

/// Another resource, and the member that relates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The other resource.
    pub other: Named,
    /// The path of the first member that says so, in the document of the one that names.
    pub by: String,
}

/// What a resource has to do with others of its account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relations {
    /// Those that its document names.
    pub refers_to: Vec<Relation>,
    /// Those whose documents name it.
    pub referred_by: Vec<Relation>,
    /// There are more, or there may be.
    pub truncated: bool,
}

impl Weighed for Relations {
    fn bytes(&self) -> usize {
        let all = self.refers_to.iter().chain(&self.referred_by);
        64 + all.map(|one| 240 + one.by.len() + 2 * one.other.id.len()).sum::<usize>()
    }
}

impl App {
    /// Which resources of the same account a resource names, and which name it, as the newest generation has them. A resource
    /// that is gone is asked about by its last state.
    ///
    /// # Errors
    /// They may not; there is no such resource.
    pub async fn relations(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        account: LinkId,
        kind: &KindId,
        region: &Region,
        id: &str,
    ) -> Result<Arc<View<Relations>>> {
        let scope = self.enter(caller, workspace, Action::ReadResources).await?;
        let stamp = self.stamp(caller, &scope).await?;
        let view = format!("relations {account} {kind} {region} {id}");
        self.cached(&workspace.to_string(), &stamp, view, async {
            let newest = self.store.document_versions(&scope, account, kind, region, id, 1).await?;
            let document = newest.into_iter().next().ok_or(AppError::NotFound("resource"))?.document;
            let mut relations = Relations::default();
            self.outgoing(&scope, account, &document, &mut relations).await?;
            self.incoming(&scope, account, &document, &mut relations).await?;
            Ok(relations)
        })
        .await
    }

    async fn outgoing(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        document: &Document,
        into: &mut Relations,
    ) -> Result<()> {
        let mentions = mentions(document);
        let mut texts: BTreeSet<&str> = BTreeSet::new();
        for text in mentions.iter().flat_map(|mention| [mention.text.as_str(), mention.bare()]) {
            if texts.len() == TEXTS_MAX && !texts.contains(text) {
                into.truncated = true;
            } else {
                texts.insert(text);
            }
        }
        let texts: Vec<&str> = texts.into_iter().collect();
        let known = self.store.documents_named(scope, account, &texts).await?;
        let mut by_text: BTreeMap<&str, Vec<&Named>> = BTreeMap::new();
        for one in &known {
            by_text.entry(one.id.as_str()).or_default().push(one);
            if let Some(arn) = one.arn.as_deref().filter(|arn| *arn != one.id) {
                by_text.entry(arn).or_default().push(one);
            }
        }
        let mut found = Vec::new();
        for mention in &mentions {
            let texts = BTreeSet::from([mention.text.as_str(), mention.bare()]);
            let candidates = texts.into_iter().filter_map(|text| by_text.get(text)).flatten().copied();
            for other in named_by(document, mention, candidates) {
                found.push(Relation { other: other.clone(), by: mention.path.clone() });
            }
        }
        into.refers_to = told(found, &mut into.truncated);
        Ok(())
    }

    async fn incoming(
        &self,
        scope: &WorkspaceScope,
        account: LinkId,
        document: &Document,
        into: &mut Relations,
    ) -> Result<()> {
        let fragments = fragments(document);
        if fragments.is_empty() {
            return Ok(());
        }
        let names: Vec<&str> =
            [Some(document.id.as_str()), document.arn.as_deref()].into_iter().flatten().collect();
        // All that are called the same: what a text means is decided between them, whichever way it is asked.
        let mut called_so = self.store.documents_named(scope, account, &names).await?;
        let is_this =
            |one: &Named| one.kind == document.kind && one.region == document.region && one.id == document.id;
        if !called_so.iter().any(is_this) {
            called_so.push(named(document));
        }
        let mut found = Vec::new();
        let mut after = None;
        let mut read = 0;
        while found.len() <= RELATIONS_MAX {
            let page = self
                .store
                .documents_holding(scope, account, &fragments, after.as_ref(), HOLDERS_AT_ONCE)
                .await?;
            for holder in &page {
                let mentions = mentions(&holder.document);
                let says = mentions.iter().find(|mention| {
                    (names.contains(&mention.text.as_str()) || names.contains(&mention.bare()))
                        && named_by(&holder.document, mention, &called_so).into_iter().any(is_this)
                });
                if let Some(says) = says {
                    found.push(Relation { other: holder.named.clone(), by: says.path.clone() });
                }
            }
            read += page.len();
            if i64::try_from(page.len()).unwrap_or_default() < HOLDERS_AT_ONCE {
                break;
            }
            if read >= HOLDERS_MAX {
                into.truncated = true;
                break;
            }
            let last = page.into_iter().next_back();
            after = last.map(|last| (last.named.kind, last.named.region, last.named.id));
        }
        into.referred_by = told(found, &mut into.truncated);
        Ok(())
    }
}

/// Pieces of JSON of which a document that names this one has at least one.
fn fragments(document: &Document) -> Vec<String> {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let arn = document.arn.as_deref();
    // An ARN may have something behind it.
    let begun = |arn: &str| quoted(arn).trim_end_matches('"').to_owned();
    match arn {
        _ if names_a_place(&document.id) => arn.map(begun).into_iter().collect(),
        Some(arn) if arn == document.id => vec![begun(arn)],
        // One search finds both.
        Some(arn) if is_unmistakable(&document.id) && arn.contains(&document.id) => {
            vec![quoted(&document.id).trim_matches('"').to_owned()]
        }
        arn => [Some(quoted(&document.id)), arn.map(begun)].into_iter().flatten().collect(),
    }
}

fn named(document: &Document) -> Named {
    Named {
        kind: document.kind.clone(),
        region: document.region.clone(),
        id: document.id.clone(),
        name: document.name.clone(),
        arn: document.arn.clone(),
    }
}

/// Each resource once, by the first member that says so; not too many.
fn told(found: Vec<Relation>, truncated: &mut bool) -> Vec<Relation> {
    let mut first: BTreeMap<(KindId, Region, String), Relation> = BTreeMap::new();
    for relation in found {
        let other = &relation.other;
        let key = (other.kind.clone(), other.region.clone(), other.id.clone());
        first.entry(key).or_insert(relation);
    }
    *truncated |= first.len() > RELATIONS_MAX;
    first.into_values().take(RELATIONS_MAX).collect()
}

//! The documents of one account as rules see them: by kind, by region, and by what stands at a path.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use cel::Value as Cel;
use serde_json::{Map, Value, json};
use skytally_catalog::{Catalog, Path, plain};
use skytally_model::{Coverage, CoverageState, Document, Generation, KindId, Part, Region};

use crate::value::to_cel;

/// How many related documents are kept parsed. Beyond it the store is emptied: memory stays bounded.
const PARSED_MAX: usize = 256;

/// The documents of one account.
pub(crate) struct World {
    pub(crate) generation: Arc<Generation>,
    pub(crate) catalog: Arc<Catalog>,
    by_kind: BTreeMap<KindId, Vec<usize>>,
    indexes: Mutex<HashMap<(KindId, String), Arc<PathIndex>>>,
    parsed: Mutex<HashMap<usize, Cel>>,
}

/// Documents of one kind by the texts that stand at a path.
type PathIndex = HashMap<String, Vec<usize>>;

/// What a rule may not be told, because it was not seen.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Hidden {
    /// A part of a document.
    Part { resource: String, name: String, part: Part },
    /// The listing of a kind.
    Listing { kind: KindId, region: Region, state: CoverageState },
    /// A kind or part that the scan was not asked to look at.
    NotAsked { what: String },
}

impl World {
    pub(crate) fn new(generation: Arc<Generation>, catalog: Arc<Catalog>) -> Self {
        let mut by_kind: BTreeMap<KindId, Vec<usize>> = BTreeMap::new();
        for (at, document) in generation.documents.iter().enumerate() {
            by_kind.entry(document.kind.clone()).or_default().push(at);
        }
        Self { generation, catalog, by_kind, indexes: Mutex::default(), parsed: Mutex::default() }
    }

    pub(crate) fn document(&self, at: usize) -> &Document {
        &self.generation.documents[at]
    }

    /// The documents of a kind.
    pub(crate) fn of_kind(&self, kind: &KindId) -> &[usize] {
        self.by_kind.get(kind).map_or(&[], Vec::as_slice)
    }

    /// Whether everything of a kind is known, in a region or in all.
    pub(crate) fn known(&self, kind: &KindId, region: Option<&Region>) -> Result<(), Hidden> {
        let global = self.catalog.kind(kind).is_some_and(|kind| kind.global);
        let concerns = |coverage: &&Coverage| {
            coverage.kind == *kind && (global || region.is_none_or(|region| coverage.region == *region))
        };
        let mut asked = false;
        for coverage in self.generation.coverage.iter().filter(concerns) {
            asked = true;
            if !coverage.state.is_known() {
                let state = coverage.state.clone();
                return Err(Hidden::Listing { kind: kind.clone(), region: coverage.region.clone(), state });
            }
        }
        if asked { Ok(()) } else { Err(Hidden::NotAsked { what: kind.to_string() }) }
    }

    /// The documents of a kind whose data has a text at a path.
    pub(crate) fn at_path(&self, kind: &KindId, path: &Path, text: &str) -> Vec<usize> {
        let key = (kind.clone(), path.to_string());
        let known = lock(&self.indexes).get(&key).cloned();
        let index = known.unwrap_or_else(|| {
            let mut index = PathIndex::new();
            for &at in self.of_kind(kind) {
                let data = self.document(at).data.to_value();
                for value in path.find_all(&data) {
                    let documents = index.entry(plain(value)).or_default();
                    if documents.last() != Some(&at) {
                        documents.push(at);
                    }
                }
            }
            let index = Arc::new(index);
            lock(&self.indexes).insert(key, Arc::clone(&index));
            index
        });
        index.get(text).cloned().unwrap_or_default()
    }

    /// A document as rules see related ones. A clone of it shares its inside.
    pub(crate) fn view(&self, at: usize) -> Cel {
        if let Some(known) = lock(&self.parsed).get(&at) {
            return known.clone();
        }
        let document = self.document(at);
        let data = document.data.to_value();
        let mut view = json!({
            "_ref": at,
            "id": document.id,
            "name": document.name.as_deref().unwrap_or_default(),
            "arn": document.arn.as_deref().unwrap_or_default(),
            "region": document.region.as_str(),
            "parent": document.parent.as_deref().unwrap_or_default(),
            "doc": data,
        });
        // Tags that were not seen are missing, not empty.
        if let Some(tags) = tags(document, &data) {
            view["tags"] = tags;
        }
        let view = to_cel(&view);
        let mut parsed = lock(&self.parsed);
        if parsed.len() >= PARSED_MAX {
            parsed.clear();
        }
        parsed.insert(at, view.clone());
        view
    }
}

/// A lock whose holder panicked holds nothing half-done here: the maps are caches.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The tags of a document: from its data, or from a part called `tags`. Both forms that AWS has, a list of pairs and a map.
/// None where the part was not seen.
pub(crate) fn tags(document: &Document, data: &Value) -> Option<Value> {
    let from_data = ["Tags", "TagList", "tags", "TagSet"].into_iter().find_map(|name| data.get(name));
    match (from_data, document.parts.get("tags")) {
        (Some(found), _) => Some(tag_map(found)),
        (None, Some(Part::Present { value })) => Some(tag_map(&value.to_value())),
        (None, None | Some(Part::Absent)) => Some(Value::Object(Map::new())),
        (None, Some(Part::Denied { .. } | Part::Failed { .. } | Part::NotCollected)) => None,
    }
}

fn tag_map(value: &Value) -> Value {
    let text = |pair: &Value, names: [&str; 4]| {
        names.into_iter().find_map(|name| pair.get(name)).and_then(Value::as_str).map(str::to_owned)
    };
    match value {
        Value::Array(pairs) => Value::Object(
            pairs
                .iter()
                .filter_map(|pair| {
                    let key = text(pair, ["Key", "key", "TagKey", "tagKey"])?;
                    let value = text(pair, ["Value", "value", "TagValue", "tagValue"]).unwrap_or_default();
                    Some((key, Value::String(value)))
                })
                .collect(),
        ),
        Value::Object(members) => Value::Object(members.clone()),
        _ => Value::Object(Map::new()),
    }
}

//! What a run is to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use skytally_catalog::{Catalog, Kind};
use skytally_model::{KindId, Region};

/// Which kinds and parts are wanted.
#[derive(Debug, Clone)]
pub enum Selection {
    /// Every kind with every part.
    Everything,
    /// These kinds with these parts.
    Needs(BTreeMap<KindId, BTreeSet<String>>),
    /// These kinds with every part.
    Kinds(BTreeSet<KindId>),
}

/// One kind of the plan.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) kind: Arc<Kind>,
    pub(crate) parts: BTreeSet<String>,
    /// Whether its documents are handed on, or only wanted as parents of others.
    pub(crate) wanted: bool,
}

/// What a run is to look at: kinds with their parts, and regions.
#[derive(Debug, Clone)]
pub struct Plan {
    pub(crate) kinds: Vec<Planned>,
    pub(crate) regions: Vec<Region>,
}

impl Plan {
    /// Makes a plan. `services` keeps only kinds of those services (botocore's names); empty keeps all. Parents of wanted
    /// kinds are listed even where they are not wanted themselves.
    pub fn new(
        catalog: &Catalog,
        selection: &Selection,
        services: &BTreeSet<String>,
        regions: Vec<Region>,
    ) -> Self {
        let mut kinds: BTreeMap<KindId, Planned> = BTreeMap::new();
        for kind in catalog.kinds() {
            let parts: BTreeSet<String> = match selection {
                Selection::Everything => kind.parts.keys().cloned().collect(),
                Selection::Kinds(wanted) if wanted.contains(&kind.kind) => {
                    kind.parts.keys().cloned().collect()
                }
                Selection::Needs(needs) => match needs.get(&kind.kind) {
                    Some(parts) => parts.clone(),
                    None => continue,
                },
                Selection::Kinds(_) => continue,
            };
            if !services.is_empty() && !services.contains(&kind.service) {
                continue;
            }
            kinds.insert(kind.kind.clone(), Planned { kind: Arc::clone(kind), parts, wanted: true });
        }
        let parents: Vec<KindId> = kinds.values().filter_map(|planned| planned.kind.parent.clone()).collect();
        for parent in parents {
            if let Some(kind) = catalog.kind(&parent) {
                kinds.entry(parent).or_insert_with(|| Planned {
                    kind: Arc::clone(kind),
                    parts: BTreeSet::new(),
                    wanted: false,
                });
            }
        }
        Self { kinds: kinds.into_values().collect(), regions }
    }

    /// The number of listings: kinds times the regions that each is asked in.
    pub fn listings(&self) -> usize {
        self.kinds.iter().map(|planned| if planned.kind.global { 1 } else { self.regions.len() }).sum()
    }
}

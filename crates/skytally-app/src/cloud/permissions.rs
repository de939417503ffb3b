//! Which of the actions that Skytally needs an account grants: found by looking, in one region, and keeping nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::sync::{Mutex, PoisonError};

use serde_json::json;
use skytally_aws::{CallError, Client, Ended};
use skytally_catalog::{Catalog, Kind, Use, policy};
use skytally_collect::{Account, Limits, Plan, Selection, Sink, collect};
use skytally_model::{Cause, CauseClass, Document, Generation, LookPrice};

use super::organization::lacks_permission;

/// Asked of an access key about itself; a role has no keys to list.
const OF_KEYS_ONLY: &str = "iam:ListAccessKeys";

/// What was found of the actions that a selection needs. Each action stands in one list only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Never granted.
    pub missing: Vec<Denied>,
    /// Granted for some resources and refused for others: a resource's own policy refuses, or a condition.
    pub partly: Vec<Denied>,
    /// Granted.
    pub allowed: Vec<String>,
    /// Not known.
    pub untried: Vec<Untried>,
    /// Whether the test was stopped before its end.
    pub stopped: bool,
    /// What the test cost.
    pub price: LookPrice,
}

/// An action that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Denied {
    /// The IAM action, such as `s3:GetBucketPolicy`.
    pub action: String,
    /// The call that was refused: service and operation.
    pub call: String,
    /// What the call was about: a resource, or a listing.
    pub example: String,
    /// What AWS said.
    pub said: String,
}

/// An action of which nothing is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untried {
    /// The IAM action.
    pub action: String,
    /// Why nothing is known.
    pub because: String,
}

/// Looks at an account in the client's region, as a collection does, and says which actions are granted. Kinds that belong to
/// no region are looked at too. Nothing is kept; the calls are those of a collection, and cost as much.
///
/// When `stop` ends first, what is known by then is told.
pub async fn test_permissions(
    client: &Client,
    account: &Account,
    catalog: &Catalog,
    selection: &Selection,
    stop: impl Future<Output = ()>,
) -> Permissions {
    let needs = needs(catalog, selection);
    let plan = Plan::new(catalog, selection, &BTreeSet::new(), vec![client.region().clone()]);
    let seen = Examples::default();
    let before = client.meter().by_operation();
    let generation = collect(client, account, &plan, Limits::default(), &seen, &|_| {}, stop).await;
    let is_user = account.caller.contains(":user/");
    if is_user && !generation.cancelled && needs.contains_key(OF_KEYS_ONLY) {
        // Its outcome is read from the meter, as that of all calls.
        let _ = client.call("iam", "ListAccessKeys", client.region(), &json!({})).await;
    }
    let after = client.meter().by_operation();
    let mut examples = seen.0.into_inner().unwrap_or_else(PoisonError::into_inner);
    add_listings(&mut examples, &generation);
    let answers = answers(catalog);
    let mut found =
        Permissions { stopped: generation.cancelled, price: generation.price, ..Permissions::default() };
    for (action, uses) in needs {
        let mut told = Told::default();
        for used in uses {
            let ended = |all: &ByOperation| {
                all.get(&used.service).and_then(|operations| operations.get(&used.operation)).cloned()
            };
            told.add(&ended(&before).unwrap_or_default(), &ended(&after).unwrap_or_default(), &answers);
        }
        let example = examples.remove(&action);
        if action == OF_KEYS_ONLY && !is_user {
            found
                .untried
                .push(Untried { action, because: "only an access key's own user is asked".to_owned() });
            continue;
        }
        told.into_lists(action, example, generation.cancelled, &mut found);
    }
    found
}

type ByOperation = BTreeMap<String, BTreeMap<String, Ended>>;

/// The actions that a selection needs, with the operations behind each.
fn needs(catalog: &Catalog, selection: &Selection) -> BTreeMap<String, BTreeSet<Use>> {
    let mut uses: BTreeSet<Use> = BTreeSet::new();
    if matches!(selection, Selection::Everything) {
        uses.extend(catalog.uses());
    }
    for kind in catalog.kinds() {
        let wanted = match selection {
            Selection::Everything => break,
            Selection::Kinds(kinds) if kinds.contains(&kind.kind) => kind.uses(),
            Selection::Needs(needs) => match needs.get(&kind.kind) {
                Some(parts) => with_parts(kind, parts).uses(),
                None => continue,
            },
            Selection::Kinds(_) => continue,
        };
        uses.extend(wanted);
        // What is listed for others' documents needs those first.
        if let Some(parent) = kind.parent.as_ref().and_then(|parent| catalog.kind(parent)) {
            uses.extend(with_parts(parent, &BTreeSet::new()).uses());
        }
    }
    let mut needs: BTreeMap<String, BTreeSet<Use>> = BTreeMap::new();
    for used in uses {
        let action = catalog.permission(&used.service, &used.operation);
        if policy::needs_permission(&action) {
            needs.entry(action).or_default().insert(used);
        }
    }
    needs
}

fn with_parts(kind: &Kind, parts: &BTreeSet<String>) -> Kind {
    let mut kind = kind.clone();
    kind.parts.retain(|name, _| parts.contains(name));
    kind
}

/// Error codes that say that there is nothing: whoever hears that was allowed to ask.
fn answers(catalog: &Catalog) -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for kind in catalog.kinds() {
        codes.extend(kind.list.iter().flat_map(|list| list.absent.clone()));
        codes.extend(kind.get.iter().chain(kind.parts.values()).flat_map(|call| call.absent.clone()));
    }
    codes
}

/// What the calls behind one action told.
#[derive(Default)]
struct Told {
    granted: bool,
    denied: Option<CallError>,
    /// A failure that says nothing about rights.
    unclear: Option<CallError>,
}

impl Told {
    fn add(&mut self, before: &Ended, after: &Ended, answers: &BTreeSet<String>) {
        self.granted |= after.answered > before.answered;
        for (class, failures) in &after.failed {
            if before.failed.get(class).is_some_and(|earlier| earlier.count == failures.count) {
                continue;
            }
            let error = &failures.last;
            let says_none = error.code.as_ref().is_some_and(|code| answers.contains(code));
            match class {
                CauseClass::NotFound => self.granted = true,
                CauseClass::Denied if error.service == "organizations" && !lacks_permission(error) => {
                    self.unclear = Some(error.clone());
                }
                CauseClass::Denied => self.denied = Some(error.clone()),
                _ if says_none => self.granted = true,
                _ => self.unclear = Some(error.clone()),
            }
        }
    }

    fn into_lists(self, action: String, example: Option<String>, stopped: bool, found: &mut Permissions) {
        if let Some(error) = self.denied {
            let denied = Denied {
                action,
                call: format!("{}:{}", error.service, error.operation),
                example: example.unwrap_or_else(|| "a listing".to_owned()),
                said: error.message,
            };
            if self.granted {
                found.partly.push(denied)
            } else {
                found.missing.push(denied)
            }
            return;
        }
        if self.granted {
            found.allowed.push(action);
            return;
        }
        let because = match self.unclear {
            Some(error) if error.service == "organizations" && error.class == CauseClass::Denied => {
                "only the management account of an organization and delegated administrators are told"
                    .to_owned()
            }
            Some(error) => error.to_string(),
            None if stopped => "the test was stopped before".to_owned(),
            None => "there was no resource to ask about".to_owned(),
        };
        found.untried.push(Untried { action, because });
    }
}

/// Keeps no document, only one example for each action that was refused.
#[derive(Default)]
struct Examples(Mutex<BTreeMap<String, String>>);

impl Sink for Examples {
    fn document(&self, document: Document) {
        let parts = document.parts.values().filter_map(|part| part.cause());
        let causes = parts.chain(&document.incomplete).filter(|cause| is_denied(cause));
        for cause in causes {
            let mut examples = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            examples.entry(cause.permission.clone()).or_insert_with(|| {
                format!(
                    "{} {} in {}",
                    document.kind,
                    document.name.as_deref().unwrap_or(&document.id),
                    document.region
                )
            });
        }
    }
}

fn add_listings(examples: &mut BTreeMap<String, String>, generation: &Generation) {
    for entry in &generation.coverage {
        if let Some(cause) = entry.state.cause().filter(|cause| is_denied(cause)) {
            let listing = || format!("the list of {} in {}", entry.kind, entry.region);
            examples.entry(cause.permission.clone()).or_insert_with(listing);
        }
    }
}

fn is_denied(cause: &Cause) -> bool {
    cause.class == CauseClass::Denied
}

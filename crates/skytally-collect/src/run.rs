//! A run: every listing of a plan, side by side, until the end or until somebody stops it.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use serde_json::{Value, json};
use skytally_aws::{CallError, Client};
use skytally_model::{
    AccountId, CauseClass, Coverage, CoverageState, Document, Generation, KindId, Partition, Region,
};

use crate::list::Listed;
use crate::plan::{Plan, Planned};

/// The account that a run looks at, as AWS names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Its partition.
    pub partition: Partition,
    /// The ARN that the calls are made as.
    pub caller: String,
}

/// How much happens at once.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Listings at the same time.
    pub listings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { listings: 32 }
    }
}

/// What happens during a run, for whoever watches.
#[derive(Debug)]
pub enum Event<'e> {
    /// The run is about to make so many listings.
    Planned {
        /// Their number.
        listings: usize,
    },
    /// A listing goes on.
    Documents {
        /// The kind.
        kind: &'e KindId,
        /// The region.
        region: &'e Region,
        /// Its documents so far.
        so_far: usize,
    },
    /// A listing has ended.
    Listed {
        /// How it went.
        coverage: &'e Coverage,
    },
}

/// Where documents go, one by one, in no particular order.
pub trait Sink: Sync {
    /// Takes a document.
    fn document(&self, document: Document);
}

/// What all listings of a run share.
pub(crate) struct Run<'r> {
    pub(crate) client: &'r Client,
    pub(crate) account: &'r Account,
    pub(crate) sink: &'r dyn Sink,
    pub(crate) event: &'r (dyn Fn(Event<'_>) + Sync),
    /// Kinds whose documents other kinds are listed for.
    pub(crate) parents: BTreeSet<KindId>,
}

/// Asks AWS whose credentials these are.
///
/// # Errors
/// The call failed, or the answer does not name an account.
pub async fn who(client: &Client) -> Result<Account, CallError> {
    let answer = client.call("sts", "GetCallerIdentity", client.region(), &json!({})).await?;
    let text = |name: &str| answer.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let caller = text("Arn");
    match text("Account").parse() {
        Ok(id) => Ok(Account { id, partition: client.partition(), caller }),
        Err(error) => Err(CallError {
            class: CauseClass::Malformed,
            service: "sts".to_owned(),
            operation: "GetCallerIdentity".to_owned(),
            code: None,
            status: None,
            request_id: None,
            message: format!("the answer's account: {error}"),
        }),
    }
}

/// Runs a plan. Documents go to the sink; the generation that comes back has none of its own.
///
/// When `stop` ends before the run does, what is known by then is kept, and every listing that had not ended is marked as
/// not collected.
pub async fn collect(
    client: &Client,
    account: &Account,
    plan: &Plan,
    limits: Limits,
    sink: &dyn Sink,
    event: &(dyn Fn(Event<'_>) + Sync),
    stop: impl Future<Output = ()>,
) -> Generation {
    let started = Timestamp::now();
    let before = client.meter().read();
    let parents = plan.kinds.iter().filter_map(|planned| planned.kind.parent.clone()).collect();
    let run = Run { client, account, sink, event, parents };
    event(Event::Planned { listings: plan.listings() });
    let mut coverage: BTreeMap<(KindId, Region), Coverage> = BTreeMap::new();
    let global = [Region::global()];
    for planned in &plan.kinds {
        let regions = if planned.kind.global { &global[..] } else { &plan.regions };
        for region in regions {
            let kind = planned.kind.kind.clone();
            let empty = Coverage {
                kind: kind.clone(),
                region: region.clone(),
                state: CoverageState::NotCollected,
                documents: 0,
            };
            coverage.insert((kind, region.clone()), empty);
        }
    }
    let roots = plan.kinds.iter().filter(|planned| planned.kind.parent.is_none());
    let families = roots.flat_map(|planned| {
        let regions = if planned.kind.global { &global[..] } else { &plan.regions };
        regions.iter().map(move |region| (planned, region))
    });
    // Boxed, as other streams that futures hold: the compiler cannot tell that a run may move between threads when it must
    // look through their closures.
    let mut done = stream::iter(families.map(|(planned, region)| run.family(plan, planned, region)))
        .buffer_unordered(limits.listings)
        .boxed();
    let mut cancelled = false;
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            biased;
            () = &mut stop => {
                cancelled = true;
                break;
            }
            ended = done.next() => match ended {
                None => break,
                Some(entries) => {
                    for entry in entries {
                        event(Event::Listed { coverage: &entry });
                        coverage.insert((entry.kind.clone(), entry.region.clone()), entry);
                    }
                }
            },
        }
    }
    drop(done);
    let after = client.meter().read();
    let wanted: BTreeSet<&KindId> =
        plan.kinds.iter().filter(|planned| planned.wanted).map(|planned| &planned.kind.kind).collect();
    Generation {
        account: account.id.clone(),
        partition: account.partition,
        caller: account.caller.clone(),
        started,
        ended: Timestamp::now(),
        regions: plan.regions.clone(),
        coverage: coverage.into_values().filter(|entry| wanted.contains(&entry.kind)).collect(),
        documents: Vec::new(),
        cancelled,
        price: skytally_model::LookPrice {
            calls: after.calls - before.calls,
            throttled: after.throttled - before.throttled,
            nano_usd: after.nano_usd - before.nano_usd,
        },
    }
}

impl Run<'_> {
    /// Lists a kind in a region, and then the kinds that are listed for its documents.
    async fn family(&self, plan: &Plan, planned: &Planned, region: &Region) -> Vec<Coverage> {
        let listed = self.list(planned, region, None).await;
        let mut entries = vec![entry(planned, region, listed.state.clone(), listed.documents)];
        let children =
            plan.kinds.iter().filter(|child| child.kind.parent.as_ref() == Some(&planned.kind.kind));
        for child in children {
            entries.push(self.children(child, region, &listed).await);
        }
        entries
    }

    async fn children(&self, child: &Planned, region: &Region, parents: &Listed) -> Coverage {
        let mut listings =
            stream::iter(parents.parents.iter().map(|parent| self.list(child, region, Some(parent))))
                .buffer_unordered(8)
                .boxed();
        let (mut documents, mut hidden) = (0, None);
        while let Some(listed) = listings.next().await {
            documents += listed.documents;
            if !listed.state.is_known() {
                hidden.get_or_insert(listed.state);
            }
        }
        // What has unknown parents is itself not wholly known.
        let state = match (&parents.state, hidden) {
            (_, Some(hidden)) => hidden,
            (state, None) => state.clone(),
        };
        entry(child, region, state, documents)
    }
}

fn entry(planned: &Planned, region: &Region, state: CoverageState, documents: usize) -> Coverage {
    Coverage { kind: planned.kind.kind.clone(), region: region.clone(), state, documents }
}

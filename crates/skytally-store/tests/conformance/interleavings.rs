//! Leases and generations under random interleavings of several nodes, against a model.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use skytally_model::RunId;
use skytally_store::{
    AccountLease, DocumentFilter, DocumentOrder, RunState, Store, StoreError, Trigger, WorkspaceScope,
};

use crate::world::{MINUTE, SECOND, World, at, document, document_key, minutes, publication};

/// How many nodes there are.
const NODES: usize = 3;
/// How long a lease holds.
const HOLD: i64 = 5;

/// What one node does next. A node that crashed forgets its lease; one that was only slow still has it.
#[derive(Debug, Clone, Copy)]
enum Step {
    Lease,
    Begin,
    Renew,
    Progress,
    Stage(u8),
    Publish,
    Fail,
    Release,
    Crash,
    Wait(u8),
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let step = prop_oneof![
        4 => Just(Step::Lease),
        4 => Just(Step::Begin),
        1 => Just(Step::Renew),
        1 => Just(Step::Progress),
        4 => (0..4_u8).prop_map(Step::Stage),
        3 => Just(Step::Publish),
        1 => Just(Step::Fail),
        1 => Just(Step::Release),
        1 => Just(Step::Crash),
        2 => (1..7_u8).prop_map(Step::Wait),
    ];
    prop::collection::vec((0..NODES, step), 1..40)
}

/// What a node believes.
#[derive(Default)]
struct Node {
    lease: Option<AccountLease>,
    run: Option<RunId>,
    /// What it staged in its run.
    staged: BTreeMap<String, String>,
}

/// What is true.
#[derive(Default)]
struct Truth {
    fence: i64,
    /// Who holds the newest lease, as long as it was not given back.
    holder: Option<usize>,
    until: i64,
    due: i64,
    /// The run of the newest lease, while it goes on.
    running: Option<RunId>,
    generation: i64,
    documents: BTreeMap<String, String>,
    states: BTreeMap<RunId, RunState>,
}

impl Truth {
    fn may_write(&self, node: usize, lease: &AccountLease) -> bool {
        self.holder == Some(node) && self.fence == lease.fence()
    }
}

/// Whether a verb with a lease did as the model says: went through, or was fenced.
fn agrees<T>(outcome: &Result<T, StoreError>, may: bool) -> bool {
    match outcome {
        Ok(_) => may,
        Err(StoreError::Fenced { .. }) => !may,
        Err(error) => panic!("{error:?}"),
    }
}

async fn play(
    stores: &[Store],
    scope: &WorkspaceScope,
    account: skytally_model::LinkId,
    plan: &[(usize, Step)],
) {
    let mut nodes: Vec<Node> = (0..NODES).map(|_| Node::default()).collect();
    let mut truth = Truth::default();
    let mut now = 0_i64;
    for (turn, (who, step)) in plan.iter().enumerate() {
        let (store, node, what) =
            (&stores[*who], &mut nodes[*who], format!("{turn}: {who} {step:?} of {plan:?}"));
        now += SECOND;
        let moment = at(now);
        match step {
            Step::Wait(long) => now += i64::from(*long) * MINUTE,
            Step::Crash => *node = Node::default(),
            Step::Lease => {
                let got = store.lease_account(&format!("node-{who}"), moment, minutes(HOLD)).await.unwrap();
                let free = truth.due <= now && (truth.holder.is_none() || truth.until <= now);
                assert_eq!(got.is_some(), free, "{what}");
                if let Some((lease, ..)) = got {
                    assert!(lease.fence() > truth.fence, "{what}");
                    (truth.fence, truth.holder) = (lease.fence(), Some(*who));
                    (truth.until, truth.due) = (now + HOLD * MINUTE, now + HOLD * MINUTE);
                    *node = Node { lease: Some(lease), ..Node::default() };
                }
            }
            _ => {
                let Some(mut lease) = node.lease.clone() else { continue };
                let may = truth.may_write(*who, &lease);
                let before = if may { None } else { Some(seen(store, scope, account).await) };
                let ok = match step {
                    Step::Begin => {
                        let begun = store.begin_run(&lease, Trigger::Schedule, moment).await;
                        if let Ok(run) = &begun {
                            for state in
                                truth.states.values_mut().filter(|state| **state == RunState::Running)
                            {
                                *state = RunState::Abandoned;
                            }
                            truth.states.insert(*run, RunState::Running);
                            truth.running = Some(*run);
                            (node.run, node.staged) = (Some(*run), BTreeMap::new());
                        }
                        agrees(&begun, may)
                    }
                    Step::Renew => {
                        let held = may && truth.until > now;
                        let renewed = store.renew_lease(&mut lease, moment, minutes(HOLD)).await;
                        if held {
                            (truth.until, truth.due) = (now + HOLD * MINUTE, now + HOLD * MINUTE);
                        }
                        node.lease = Some(lease);
                        agrees(&renewed, held)
                    }
                    Step::Stage(n) => {
                        if node.run.is_none() {
                            continue;
                        }
                        let (id, body) = (format!("v{n}"), format!("{who} at {turn}"));
                        let staged = store.stage_documents(&lease, moment, &[document(&id, &body)]).await;
                        if staged.is_ok() {
                            node.staged.insert(id, format!("hash of {body}"));
                        }
                        agrees(&staged, may)
                    }
                    Step::Progress | Step::Publish | Step::Fail => {
                        let Some(run) = node.run else { continue };
                        let outcome = match step {
                            Step::Progress => store.run_progress(&lease, run, moment, (3, 2, 1)).await,
                            Step::Fail => {
                                store.fail_run(&lease, run, moment, "x", at(now + MINUTE)).await.map(drop)
                            }
                            _ => {
                                let mut end = publication(now);
                                end.next_due = at(now + MINUTE);
                                // Whatever it did not stage is gone, but v0.
                                end.closed = (1..4).map(|n| document_key(&format!("v{n}"))).collect();
                                store.publish_run(&lease, run, &end).await.map(drop)
                            }
                        };
                        if outcome.is_ok() && !matches!(step, Step::Progress) {
                            truth.holder = None;
                            truth.running = None;
                            truth.due = now + MINUTE;
                            truth.states.insert(run, RunState::Failed);
                            if matches!(step, Step::Publish) {
                                truth.states.insert(run, RunState::Complete);
                                truth.generation += 1;
                                truth.documents.retain(|id, _| id == "v0");
                                truth.documents.append(&mut node.staged);
                            }
                            node.run = None;
                        }
                        agrees(&outcome, may)
                    }
                    _ => {
                        let released = store.release_lease(&lease, node.run, moment).await;
                        if released.is_ok() {
                            (truth.holder, truth.due) = (None, now);
                            if let Some(run) = node.run {
                                truth.states.insert(run, RunState::Abandoned);
                            }
                        }
                        agrees(&released, may)
                    }
                };
                assert!(ok, "{what}: may {may}");
                if let Some(before) = before {
                    assert_eq!(
                        seen(store, scope, account).await,
                        before,
                        "{what}: a fenced write got through"
                    );
                }
            }
        }
        let (generation, documents, states) = seen(&stores[(*who + 1) % NODES], scope, account).await;
        assert_eq!(generation, truth.generation, "{what}");
        assert_eq!(documents, truth.documents, "{what}");
        for (run, state) in &truth.states {
            assert_eq!(states.get(run), Some(state), "{what}");
        }
    }
}

type Seen = (i64, BTreeMap<String, String>, BTreeMap<RunId, RunState>);

/// What everybody sees: the generation, its documents, the runs.
async fn seen(store: &Store, scope: &WorkspaceScope, account: skytally_model::LinkId) -> Seen {
    let generation = store.account(scope, account, at(0)).await.unwrap().generation;
    let filter = DocumentFilter { accounts: vec![account], ..DocumentFilter::default() };
    let mut documents = BTreeMap::new();
    for row in store.documents(scope, &filter, DocumentOrder::default(), None, 100).await.unwrap() {
        let newest = store
            .document_versions(scope, account, &row.kind, &row.region, &row.id, 1)
            .await
            .unwrap()
            .remove(0);
        assert_eq!(newest.to_generation, None);
        let data = serde_json::to_value(&newest.document.data).unwrap();
        let twice = documents.insert(row.id, format!("hash of {}", data["What"].as_str().unwrap()));
        assert_eq!(twice, None, "a document has one state at a time");
    }
    let runs = store.runs(scope, account, None, 1_000).await.unwrap();
    (generation, documents, runs.into_iter().map(|run| (run.id, run.state)).collect())
}

fn run_all(cases: u32, world: Option<World>, runtime: &tokio::runtime::Runtime) {
    let Some(world) = world else { return };
    let stores: Vec<Store> = runtime.block_on(async {
        let mut stores = Vec::new();
        for _ in 0..NODES {
            stores.push(world.node().await);
        }
        stores
    });
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let number = std::cell::Cell::new(0);
    let outcome = runner.run(&steps(), |plan| {
        number.set(number.get() + 1);
        runtime.block_on(async {
            // An account of its own; those before are not in the way.
            let (_, scope) = world.client(&format!("client-{}", number.get())).await;
            let account = world.link(&scope, 0).await;
            play(&stores, &scope, account.id, &plan).await;
            world.execute("UPDATE accounts SET paused_ms = 0").await;
        });
        Ok(())
    });
    outcome.unwrap();
    runtime.block_on(world.chains_are_whole());
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn no_interleaving_lets_a_fenced_write_through_on_sqlite() {
    let runtime = runtime();
    let world = runtime.block_on(World::sqlite());
    run_all(64, Some(world), &runtime);
}

#[test]
fn no_interleaving_lets_a_fenced_write_through_on_postgresql() {
    let runtime = runtime();
    let world = runtime.block_on(World::postgres());
    run_all(48, world, &runtime);
}

//! Runs that do not end as they should: too long, stopped, taken over.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use jiff::SignedDuration;
use skytally_app::{CollectionConfig, FindingState, RunState};
use skytally_model::{LinkId, WorkspaceId};
use tokio_util::sync::CancellationToken;

use crate::kit::aws::{Cloud, emulator};
use crate::kit::people::Person;
use crate::kit::{Wish, World, mins, secs};

everywhere!(
    a_run_that_takes_too_long_is_partial_and_the_next_is_not,
    a_run_that_is_stopped_is_given_back,
    a_run_whose_lease_is_lost_publishes_nothing,
    the_tasks_collect_drain_and_end_in_time,
);

struct Case {
    world: Arc<World>,
    ann: Person,
    workspace: WorkspaceId,
    account: LinkId,
    cloud: Cloud,
}

async fn case(wish: Wish, run_max: SignedDuration) -> Option<Case> {
    let server = emulator()?;
    let collection = CollectionConfig { run_max, ..CollectionConfig::default() };
    let wish = Wish { collection, ..wish.with_aws(server.url(), &["ec2.sg-open-admin"]) };
    let world = World::of(wish).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    cloud.open_group("admin", 22);
    let account = world.link(&ann.caller, workspace, &cloud).await.id;
    assert_eq!(world.collect().await, 1);
    assert_eq!(world.findings(&ann, workspace, FindingState::Open).await.len(), 1);
    Some(Case { world: Arc::new(world), ann, workspace, account, cloud })
}

impl Case {
    async fn newest(&self) -> (skytally_app::Account, skytally_app::Run) {
        let (account, run) =
            self.world.app.account(&self.ann.caller, self.workspace, self.account).await.unwrap();
        (account, run.unwrap())
    }

    /// Begins a run that hangs, and waits until it does.
    async fn hanging(&self, stop: &CancellationToken) -> tokio::task::JoinHandle<usize> {
        self.world.pass(mins(30));
        let before = self.cloud.calls("ec2:DescribeSecurityGroups");
        let (world, stop) = (Arc::clone(&self.world), stop.clone());
        let run = tokio::spawn(async move { world.app.collect_due(&stop).await.unwrap() });
        while self.cloud.calls("ec2:DescribeSecurityGroups") == before {
            tokio::task::yield_now().await;
        }
        run
    }
}

async fn a_run_that_takes_too_long_is_partial_and_the_next_is_not(wish: Wish) {
    let Some(case) = case(wish, SignedDuration::from_millis(4_000)).await else { return };
    let before = case.world.findings(&case.ann, case.workspace, FindingState::Open).await;
    let inventory = case.world.app.inventory(&case.ann.caller, case.workspace).await.unwrap();
    let fault = case.cloud.fault("hang", "ec2:DescribeSecurityGroups");
    case.world.pass(mins(30));
    assert_eq!(case.world.collect().await, 1);
    let (account, run) = case.newest().await;
    assert_eq!((run.state, account.generation, account.failures), (RunState::Partial, 2, 0));
    assert!(run.summary["notes"][0].as_str().unwrap().contains("the run was ended after"), "{run:?}");
    let hidden = case.world.findings(&case.ann, case.workspace, FindingState::Open).await;
    assert_eq!((hidden.len(), hidden[0].id), (1, before[0].id));
    assert!(hidden[0].facts.unknown_because.is_some(), "{hidden:?}");
    assert_eq!(case.world.app.inventory(&case.ann.caller, case.workspace).await.unwrap(), inventory);
    assert!(account.due > case.world.now(), "it does not stand in its own way");
    drop(fault);
    case.world.pass(mins(30));
    assert_eq!(case.world.collect().await, 1);
    let (account, run) = case.newest().await;
    assert_eq!((run.state, account.generation), (RunState::Complete, 3));
    let open = case.world.findings(&case.ann, case.workspace, FindingState::Open).await;
    assert!(open[0].facts.unknown_because.is_none());
}

async fn a_run_that_is_stopped_is_given_back(wish: Wish) {
    let Some(case) = case(wish, mins(10)).await else { return };
    let fault = case.cloud.fault("hang", "ec2:DescribeSecurityGroups");
    let stop = CancellationToken::new();
    let run = case.hanging(&stop).await;
    let (account, _) = case.newest().await;
    assert!(account.running);
    stop.cancel();
    assert_eq!(run.await.unwrap(), 1);
    let (account, run) = case.newest().await;
    assert_eq!((run.state, account.generation, account.running), (RunState::Abandoned, 1, false));
    assert_eq!(account.due, case.world.now(), "whoever looks next goes on");
    assert_eq!(case.world.number_of("SELECT COUNT(*) FROM documents WHERE to_gen = -1").await, 0);
    drop(fault);
    case.world.pass(secs(1));
    assert_eq!(case.world.collect().await, 1);
    assert_eq!(case.newest().await.1.state, RunState::Complete);
}

async fn a_run_whose_lease_is_lost_publishes_nothing(wish: Wish) {
    let Some(case) = case(wish, mins(10)).await else { return };
    let dump = |what: &'static str| case.world.query(what);
    let documents = "SELECT * FROM documents ORDER BY account_id, kind, region, id, from_gen";
    let before = dump(documents).await;
    let fault = case.cloud.fault("hang", "ec2:DescribeSecurityGroups");
    let run = case.hanging(&CancellationToken::new()).await;
    // The node was as good as dead for longer than its lease holds, and another took over.
    case.world.pass(mins(2));
    let hold = secs(60);
    let (lease, account, _) =
        case.world.store.lease_account("another node", case.world.now(), hold).await.unwrap().unwrap();
    assert_eq!(account.id, case.account);
    assert_eq!(run.await.unwrap(), 1);
    let counters = case.world.app.counters();
    assert_eq!(counters.runs_fenced.load(Ordering::Relaxed), 1);
    assert_eq!(counters.runs_failed.load(Ordering::Relaxed), 0, "to lose a lease is no failure of a run");
    let (account, run) = case.newest().await;
    assert_eq!((account.generation, run.state), (1, RunState::Running));
    assert_eq!(dump(documents).await, before);
    assert!(account.running, "the other node has it");
    drop(fault);
    // The other node begins, which ends what the first one left.
    let trigger = skytally_store::Trigger::Schedule;
    case.world.pass(secs(1));
    case.world.store.begin_run(&lease, trigger, case.world.now()).await.unwrap();
    let states = dump("SELECT state FROM runs ORDER BY started_ms").await;
    let states: Vec<&str> = states.iter().map(|row| row["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["complete", "abandoned", "running"]);
    // It dies: once its lease has run out, whoever looks takes the account over.
    assert_eq!(case.world.collect().await, 0);
    case.world.pass(hold);
    assert_eq!(case.world.collect().await, 1);
    assert_eq!(case.newest().await.1.state, RunState::Complete);
}

async fn the_tasks_collect_drain_and_end_in_time(wish: Wish) {
    let Some(case) = case(wish, mins(10)).await else { return };
    let stop = CancellationToken::new();
    let mut watch = case.world.app.watch(&case.ann.caller, case.workspace).await.unwrap();
    let mut tasks = case.world.app.start_tasks(&stop);
    case.world.pass(secs(1));
    case.world.app.collect_now(&case.ann.caller, case.workspace, case.account).await.unwrap();
    case.world.app.forgot_password(&crate::kit::home(), "ann@example.com").await.unwrap();
    // Whoever watches is told of the new generation.
    let told = tokio::time::timeout(Duration::from_secs(60), async {
        while let Some(news) = watch.next().await {
            if matches!(&news, skytally_app::News::Change(change) if change.what == "generation") {
                return true;
            }
        }
        false
    });
    assert!(told.await.unwrap());
    assert_eq!(case.newest().await.0.generation, 2);
    let sent = "SELECT COUNT(*) FROM outbox WHERE state = 'sent'";
    let all = "SELECT COUNT(*) FROM outbox";
    while case.world.number_of(sent).await < case.world.number_of(all).await {
        tokio::task::yield_now().await;
    }
    // In the middle of a run, all of them end at once.
    let fault = case.cloud.fault("hang", "ec2:DescribeSecurityGroups");
    let before = case.cloud.calls("ec2:DescribeSecurityGroups");
    case.world.pass(secs(1));
    case.world.app.collect_now(&case.ann.caller, case.workspace, case.account).await.unwrap();
    while case.cloud.calls("ec2:DescribeSecurityGroups") == before {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    let ended =
        tokio::time::timeout(Duration::from_secs(5), async { while tasks.join_next().await.is_some() {} });
    assert!(ended.await.is_ok(), "the tasks do not end");
    // Nobody who still watches holds the service up.
    let over = tokio::time::timeout(Duration::from_secs(5), async { while watch.next().await.is_some() {} });
    assert!(over.await.is_ok(), "the watch does not end");
    let (account, run) = case.newest().await;
    assert_eq!((run.state, account.running, account.generation), (RunState::Abandoned, false, 2));
    drop(fault);
}

//! A process that is killed with signal 9 while it writes. What it had acknowledged is there; of the next request all or nothing.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use skytally_store::{Actor, Origin, Place, Store, User, WorkspaceScope};

use super::plan::{What, whats};
use super::truth::{Expected, Model, Request};
use super::writer::{Writer, judged};
use crate::ledger::book;
use crate::world::{World, folder, origin, user_id};

/// What tells this program, started again, that it is the one that writes and will be killed: place, person, workspace and seed.
const CHILD: &str = "SKYTALLY_STORE_CHILD";
/// The test that it is started with.
const TEST: &str = "ledger_model::killed::what_a_killed_process_acknowledged_is_there_on_sqlite";
/// How many are killed.
const KILLED: u8 = 6;
/// How many things each of them would do.
const LENGTH: usize = 60;

/// What a seed gives to do, and after how many acknowledgements the kill comes.
fn plan(seed: u8) -> (Vec<What>, usize) {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let strategy = (prop::collection::vec(whats(), LENGTH), 1..LENGTH / 2);
    strategy.new_tree(&mut runner).unwrap().current()
}

/// The next request of a plan that follows from the model, with what is to come of each.
fn next(model: &Model, whats: &mut impl Iterator<Item = What>) -> Option<(Request, Expected)> {
    let request = whats.find_map(|what| model.request(&what))?;
    let expected = model.after(&request);
    Some((request, expected))
}

/// Does all of the plan, and tells of each request that it has come to its end.
async fn write_until_killed(given: &str) {
    let [kind, place, user, workspace, seed] = given.split('\n').collect::<Vec<_>>().try_into().unwrap();
    let place = if kind == "url" { Place::Url(place.to_owned()) } else { Place::File(place.into()) };
    let (user, workspace) = (user_id(user), workspace.parse().unwrap());
    let store = Store::open(&place, 2).await.unwrap();
    let scope = store.enter(user, workspace).await.unwrap().unwrap();
    let writer = Writer { store, scope, from: Origin { actor: Actor::User(user), ..origin(0) } };
    let mut model = Model::default();
    let mut whats = plan(seed.parse().unwrap()).0.into_iter();
    for number in 1.. {
        let Some((request, expected)) = next(&model, &mut whats) else { return };
        let said = writer.send(&request).await;
        if let Some(then) = judged(&request, said, expected) {
            model = *then;
        }
        println!("acknowledged {number}");
    }
}

/// Starts a process that writes, and kills it once it has acknowledged so many requests. Gives how many it had acknowledged by then.
fn acknowledged(place: &Place, owner: &User, scope: &WorkspaceScope, seed: u8) -> usize {
    let (kind, place) = match place {
        Place::Url(url) => ("url", url.clone()),
        Place::File(path) => ("file", path.to_str().unwrap().to_owned()),
    };
    let given = format!("{kind}\n{place}\n{}\n{}\n{seed}", owner.id, scope.workspace());
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([TEST, "--exact", "--nocapture"])
        .env(CHILD, given)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (_, kill_after) = plan(seed);
    let mut acknowledged = 0;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        // The test's own name may stand before it.
        let Some((_, number)) = line.as_ref().unwrap().rsplit_once("acknowledged ") else { continue };
        acknowledged += 1;
        assert_eq!(number, acknowledged.to_string());
        if acknowledged == kill_after {
            // What it says after this is read too: it goes on until the signal comes.
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged >= kill_after, "it ended by itself after {acknowledged} requests");
    acknowledged
}

/// The books are as all that was acknowledged makes them, with the next request or without it, which can be sent again.
async fn is_there(world: &World, owner: &User, scope: WorkspaceScope, seed: u8, acknowledged: usize) {
    let store = Store::open(&world.place, 2).await.unwrap();
    let writer = Writer { store, scope, from: crate::world::by(owner, 0) };
    let mut model = Model::default();
    let mut whats = plan(seed).0.into_iter();
    for _ in 0..acknowledged {
        if let Some((_, Expected::Done(then, _))) = next(&model, &mut whats) {
            model = *then;
        }
    }
    let interrupted = next(&model, &mut whats);
    if let Some((_, Expected::Done(then, _))) = &interrupted
        && writer.audited(world).await != model.audited
    {
        model = *then.clone();
    }
    writer.is_as(world, &mut model).await;
    if let Some((request, _)) = interrupted
        && !model.would_be_twice(&request)
    {
        let said = writer.send(&request).await;
        if let Some(then) = judged(&request, said, model.after(&request)) {
            model = *then;
        }
        writer.is_as(world, &mut model).await;
    }
    world.chains_are_whole().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_process_acknowledged_is_there_on_sqlite() {
    if let Ok(given) = std::env::var(CHILD) {
        return write_until_killed(&given).await;
    }
    for seed in 0..KILLED {
        let folder = folder();
        let file = folder.join("skytally.db");
        let world = World::on(file.clone()).await;
        let (owner, scope) = book(&world, "ada").await;
        // Nobody else has the file open: whoever opens it next finds the log as the killed process left it.
        world.store.close().await;
        world.raw.close().await;
        let acknowledged = acknowledged(&world.place, &owner, &scope, seed);
        let world = World::on(file).await;
        is_there(&world, &owner, scope, seed, acknowledged).await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_process_acknowledged_is_there_on_postgresql() {
    let Some(world) = World::postgres().await else { return };
    for seed in 0..KILLED {
        let (owner, scope) = book(&world, &format!("person{seed}")).await;
        let acknowledged = acknowledged(&world.place, &owner, &scope, seed);
        is_there(&world, &owner, scope, seed, acknowledged).await;
    }
}

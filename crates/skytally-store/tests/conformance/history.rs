//! What generations changed: the newest of each account, what became of resources, how open findings went.

use std::collections::BTreeSet;

use serde_json::json;
use skytally_model::{LinkId, Severity};
use skytally_store::{
    AccountNews, ChangePlace, FindingState, FindingTurn, FindingsNews, ResourceChange, ResourceEvent,
    ResourceFilter, ResourcesNews, Trigger, WorkspaceScope,
};

use crate::world::{DAY, HOUR, SECOND, World, at, by, collect, document, document_key, finding, kind, lease};

on_both!(
    the_newest_generation_says_what_it_changed,
    what_became_of_resources_is_told_once_and_in_order,
    lists_of_changes_go_on_where_they_ended,
    turns_of_findings_say_as_how_bad_they_counted,
    turns_survive_what_is_forgotten,
    history_is_known_since_nothing_of_it_was_forgotten,
);

/// The day on which all cases begin.
const FIRST: i64 = 1_800_000_000_000 / DAY;

async fn news(world: &World, scope: &WorkspaceScope, ms: i64) -> Vec<AccountNews> {
    world.store.news(scope, at(ms)).await.unwrap()
}

async fn the_newest_generation_says_what_it_changed(world: World) {
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    let account = world.link(&scope, 0).await.id;
    let [none] = &news(&world, &scope, 0).await[..] else { panic!("one account") };
    assert_eq!((none.account, none.generation, none.complete), (account, 0, None));
    assert_eq!(
        (none.generation_at, none.previous_at, none.resources, none.findings),
        (None, None, None, None)
    );

    let four = ["v1", "v2", "v3", "v4"].map(|id| document(id, "a"));
    collect(store, 0, &four, |end| {
        end.findings = ["v1", "v2", "v3"].map(|id| finding(id, FindingState::Open, "opened")).to_vec();
        (end.complete, end.coverage) = (false, json!({ "listings": [], "parts": [{ "call": "x" }] }));
    })
    .await;
    let [first] = &news(&world, &scope, HOUR).await[..] else { panic!("one account") };
    assert_eq!(first.resources, Some(ResourcesNews { added: 4, changed: 0, gone: 0 }));
    assert_eq!(first.findings, Some(FindingsNews { opened: 3, ..FindingsNews::default() }));
    assert_eq!((first.generation, first.generation_at, first.previous_at), (1, Some(at(SECOND)), None));
    assert_eq!((first.complete, first.coverage["parts"][0]["call"].as_str()), (Some(false), Some("x")));

    // At the very same moment, another account of the workspace.
    world.execute("UPDATE accounts SET due_ms = 9000000000000").await;
    world.link(&scope, HOUR).await;
    collect(store, HOUR, &four[..2], |_| {}).await;
    let due = "UPDATE accounts SET due_ms = 0 WHERE id = ";
    world.execute(&format!("{due}'{account}'")).await;
    collect(store, HOUR, &[document("v2", "b"), document("v5", "a")], |end| {
        // What has changed may be among what is closed.
        end.closed = vec![document_key("v1"), document_key("v2")];
        end.findings = vec![
            finding("v1", FindingState::Resolved, "resolved"),
            finding("v2", FindingState::Open, "changed"),
            finding("v5", FindingState::Unknown, "unknown"),
        ];
    })
    .await;
    let all = news(&world, &scope, 2 * HOUR).await;
    let second = all.iter().find(|one| one.account == account).unwrap();
    assert_eq!(second.resources, Some(ResourcesNews { added: 1, changed: 1, gone: 1 }));
    let expected = FindingsNews { opened: 0, reopened: 0, resolved: 1, became_unknown: 1 };
    assert_eq!(second.findings, Some(expected));
    assert_eq!((second.generation, second.complete, second.previous_at), (2, Some(true), Some(at(SECOND))));
    let beside = all.iter().find(|one| one.account != account).unwrap();
    assert_eq!(beside.resources, Some(ResourcesNews { added: 2, changed: 0, gone: 0 }));

    // What runs afterwards without giving a generation changes nothing of it, and is told.
    world.execute(&format!("{due}'{account}'")).await;
    let held = lease(store, "n", 2 * HOUR).await;
    assert_eq!(held.account(), account);
    let run = store.begin_run(&held, Trigger::Schedule, at(2 * HOUR)).await.unwrap();
    store.stage_documents(&held, at(2 * HOUR), &[document("v9", "a")]).await.unwrap();
    let during = news(&world, &scope, 2 * HOUR).await;
    assert_eq!(during.iter().find(|one| one.account == account).unwrap(), second);
    store.fail_run(&held, run, at(2 * HOUR), "no", at(3 * HOUR)).await.unwrap();
    store.pause_account(&scope, &by(&anna, 3 * HOUR), account, true).await.unwrap();
    let after = news(&world, &scope, 3 * HOUR).await;
    let expected = AccountNews { failures: 1, paused: Some(at(3 * HOUR)), ..second.clone() };
    assert_eq!(*after.iter().find(|one| one.account == account).unwrap(), expected);

    // Once its history may be forgotten, nobody counts what is left of it.
    let late = news(&world, &scope, HOUR + SECOND + 90 * DAY - 1).await;
    assert!(late.iter().all(|one| one.resources.is_some()));
    let over = news(&world, &scope, HOUR + SECOND + 90 * DAY).await;
    assert!(over.iter().all(|one| one.resources.is_none() && one.findings.is_none() && one.generation > 0));
    assert!(news(&world, &other, 0).await.is_empty());
}

/// Every change that a filter gives, by pages of a size.
async fn changes(
    world: &World,
    scope: &WorkspaceScope,
    filter: &ResourceFilter,
    limit: i64,
) -> Vec<ResourceChange> {
    let mut all: Vec<ResourceChange> = Vec::new();
    let mut after: Option<ChangePlace> = None;
    loop {
        let page = world.store.resource_changes(scope, filter, after.as_ref(), limit).await.unwrap();
        let full = i64::try_from(page.len()).unwrap() == limit;
        all.extend(page);
        after = all.last().map(ResourceChange::place);
        if !full {
            return all;
        }
    }
}

fn told(changes: &[ResourceChange]) -> Vec<String> {
    changes.iter().map(|one| format!("{} {} {}", one.generation, one.what.as_str(), one.id)).collect()
}

async fn what_became_of_resources_is_told_once_and_in_order(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    let account = world.link(&scope, 0).await.id;
    collect(store, 0, &[document("v1", "a"), document("v2", "a")], |_| {}).await;
    collect(store, HOUR, &[document("v2", "b"), document("v3", "a")], |end| {
        end.closed = vec![document_key("v1")]
    })
    .await;
    collect(store, 2 * HOUR, &[], |_| {}).await;
    collect(store, 3 * HOUR, &[document("v1", "again")], |end| end.closed = vec![document_key("v3")]).await;
    let all = changes(&world, &scope, &ResourceFilter::default(), 50).await;
    let expected =
        ["4 gone v3", "4 added v1", "2 added v3", "2 changed v2", "2 gone v1", "1 added v2", "1 added v1"];
    assert_eq!(told(&all), expected);
    let gone = &all[0];
    assert_eq!((gone.account, gone.at, gone.what), (account, at(3 * HOUR + SECOND), ResourceEvent::Gone));
    assert_eq!(
        (gone.name.as_deref(), gone.kind.as_str(), gone.region.as_str()),
        (Some("Name of v3"), "aws.ec2.volume", "eu-west-1")
    );
    assert!(gone.arn.as_deref().unwrap().ends_with("volume/v3"));
    for what in ResourceEvent::ALL {
        let own: Vec<_> = all.iter().filter(|one| one.what == what).cloned().collect();
        let filter = ResourceFilter { what: Some(what), ..ResourceFilter::default() };
        assert_eq!(changes(&world, &scope, &filter, 1).await, own, "{what:?}");
        for generation in 1..=4 {
            let filter =
                ResourceFilter { accounts: vec![account], generation: Some(generation), ..filter.clone() };
            let own: Vec<_> = own.iter().filter(|one| one.generation == generation).cloned().collect();
            assert_eq!(changes(&world, &scope, &filter, 50).await, own, "{what:?} {generation}");
        }
    }
    // What a run has staged has not happened yet.
    let held = lease(store, "n", 4 * HOUR).await;
    store.begin_run(&held, Trigger::Schedule, at(4 * HOUR)).await.unwrap();
    store.stage_documents(&held, at(4 * HOUR), &[document("v1", "c"), document("v9", "a")]).await.unwrap();
    assert_eq!(changes(&world, &scope, &ResourceFilter::default(), 50).await, all);
    assert!(changes(&world, &other, &ResourceFilter::default(), 50).await.is_empty());
    // What is forgotten is not told, and what is left is told as it was.
    store.forget_documents(&scope, at(2 * HOUR)).await.unwrap();
    let left = changes(&world, &scope, &ResourceFilter::default(), 50).await;
    let kept = ["4 gone v3", "4 added v1", "2 added v3", "2 changed v2"];
    assert_eq!(told(&left), kept);
}

async fn lists_of_changes_go_on_where_they_ended(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let mut accounts: Vec<LinkId> = Vec::new();
    for n in 0..3 {
        accounts.push(world.link(&scope, n).await.id);
    }
    for round in 0..4 {
        for account in &accounts {
            world.execute("UPDATE accounts SET due_ms = 9000000000000").await;
            world.execute(&format!("UPDATE accounts SET due_ms = 0 WHERE id = '{}'", account)).await;
            let seen: Vec<_> = (0..9)
                .map(|id| {
                    // Some are as they were; and of each something else, of another kind, sorts otherwise by words.
                    let mut one =
                        document(&format!("{}-{id}", ["B", "a"][id % 2]), &(round * (id % 3)).to_string());
                    one.kind = kind(["aws.ec2.volume", "aws.ec2.snapshot"][id % 2]);
                    one
                })
                .filter(|one| round % 2 == 0 || one.id != "B-4")
                .collect();
            let before: BTreeSet<String> = world
                .rows("documents")
                .await
                .iter()
                .filter(|row| row["account_id"] == account.to_string() && row["to_gen"] == i64::MAX)
                .map(|row| format!("{} {}", row["id"].as_str().unwrap(), row["hash"].as_str().unwrap()))
                .collect();
            let fresh: Vec<_> = seen
                .into_iter()
                .filter(|one| !before.contains(&format!("{} {}", one.id, one.hash)))
                .collect();
            // All three at one moment: only the account tells them apart.
            collect(store, i64::try_from(round).unwrap() * HOUR, &fresh, |end| {
                if round % 2 == 1 {
                    end.closed =
                        vec![(kind("aws.ec2.volume"), crate::world::region("eu-west-1"), "B-4".to_owned())];
                }
            })
            .await;
        }
    }
    let all = changes(&world, &scope, &ResourceFilter::default(), 1_000).await;
    let of = |what| all.iter().filter(|one| one.what == what).count();
    assert_eq!((of(ResourceEvent::Added), of(ResourceEvent::Gone)), (3 * (9 + 1), 3 * 2));
    assert!(of(ResourceEvent::Changed) > 30);
    let distinct: BTreeSet<_> = all.iter().map(ResourceChange::place).collect();
    assert_eq!(distinct.len(), all.len());
    assert!(all.windows(2).all(|pair| (pair[0].at, pair[0].account) >= (pair[1].at, pair[1].account)));
    for limit in [1, 2, 7, 40] {
        assert_eq!(changes(&world, &scope, &ResourceFilter::default(), limit).await, all, "by {limit}");
        let filter = ResourceFilter { accounts: vec![accounts[1]], ..ResourceFilter::default() };
        let own: Vec<_> = all.iter().filter(|one| one.account == accounts[1]).cloned().collect();
        assert_eq!(changes(&world, &scope, &filter, limit).await, own, "by {limit}");
    }
}

/// The turns since a day, and what is open.
async fn turns(world: &World, scope: &WorkspaceScope, day: i64) -> (Vec<FindingTurn>, Vec<(Severity, i64)>) {
    let (mut turns, mut open) = world.store.finding_turns(scope, day).await.unwrap();
    turns.sort_by_key(|turn| (turn.day, turn.was, turn.is));
    open.sort();
    (turns, open)
}

fn turn(day: i64, was: Option<Severity>, is: Option<Severity>, count: i64) -> FindingTurn {
    FindingTurn { day: FIRST + day, was, is, count }
}

async fn turns_of_findings_say_as_how_bad_they_counted(world: World) {
    use Severity::{Critical, High};
    let store = &world.store;
    let (anna, scope) = world.client("anna").await;
    let (_, other) = world.client("berta").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| {
        end.findings = ["v1", "v2", "v3"].map(|id| finding(id, FindingState::Open, "opened")).to_vec();
        end.findings.push(finding("v4", FindingState::Unknown, "unknown"));
    })
    .await;
    // Whoever reads stands on the day on which the cases begin, whatever the hour.
    assert_eq!(turns(&world, &scope, FIRST).await, (vec![turn(0, None, Some(High), 3)], vec![(High, 3)]));
    collect(store, DAY, &[], |end| {
        let mut worse = finding("v1", FindingState::Open, "changed");
        worse.facts.severity = Critical;
        let mut hidden = finding("v2", FindingState::Open, "unknown");
        hidden.facts.unknown_because = Some("denied".to_owned());
        let mut told = finding("v4", FindingState::Resolved, "resolved");
        told.was = None;
        end.findings = vec![worse, hidden, finding("v3", FindingState::Resolved, "resolved"), told];
    })
    .await;
    let first = turn(0, None, Some(High), 3);
    let second = [turn(1, Some(High), None, 1), turn(1, Some(High), Some(Critical), 1)];
    let expected = vec![first, second[0], second[1]];
    assert_eq!(turns(&world, &scope, FIRST).await, (expected.clone(), vec![(High, 1), (Critical, 1)]));
    assert_eq!(turns(&world, &scope, FIRST + 1).await.0, second);
    assert_eq!(turns(&world, &scope, FIRST + 2).await, (vec![], vec![(High, 1), (Critical, 1)]));
    // A mute is no turn.
    let id = world.rows("findings").await[0]["id"].as_str().unwrap().parse().unwrap();
    let mute = Some((at(9 * DAY), "known"));
    store.mute_finding(&scope, &by(&anna, 2 * DAY), id, anna.id, mute, None).await.unwrap();
    assert_eq!(turns(&world, &scope, FIRST).await.0, expected);
    assert_eq!(turns(&world, &other, FIRST).await, (vec![], vec![]));
}

async fn turns_survive_what_is_forgotten(world: World) {
    use Severity::High;
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    world.link(&scope, 0).await;
    collect(store, 0, &[], |end| {
        end.findings = ["v1", "v2", "v3"].map(|id| finding(id, FindingState::Open, "opened")).to_vec();
    })
    .await;
    collect(store, DAY, &[], |end| end.findings = vec![finding("v1", FindingState::Resolved, "resolved")])
        .await;
    collect(store, 5 * DAY, &[], |end| {
        end.findings = vec![
            finding("v2", FindingState::Resolved, "resolved"),
            finding("v3", FindingState::Open, "changed"),
        ];
    })
    .await;
    let before = turns(&world, &scope, FIRST + 3).await;
    store.forget_findings(&scope, at(3 * DAY)).await.unwrap();
    store.forget_runs(&scope, at(3 * DAY)).await.unwrap();
    // One is forgotten with all its life, and the other's beginning is: what is told since is the same.
    assert_eq!(world.rows("findings").await.len(), 2);
    assert_eq!(turns(&world, &scope, FIRST + 3).await, before);
    assert_eq!(before, (vec![turn(5, Some(High), None, 1)], vec![(High, 1)]));
    assert_eq!(store.history_since(&scope).await.unwrap(), Some(at(5 * DAY + SECOND)));
}

async fn history_is_known_since_nothing_of_it_was_forgotten(world: World) {
    let store = &world.store;
    let (_, scope) = world.client("anna").await;
    let since = async || store.history_since(&scope).await.unwrap();
    assert_eq!(since().await, None);
    let steady = world.link(&scope, 0).await.id;
    let held = lease(store, "n", 0).await;
    let run = store.begin_run(&held, Trigger::Schedule, at(0)).await.unwrap();
    assert_eq!(since().await, None, "a run that goes on tells nothing yet");
    store.fail_run(&held, run, at(1), "no", at(2)).await.unwrap();
    assert_eq!(since().await, None);
    collect(store, HOUR, &[], |_| {}).await;
    assert_eq!(since().await, Some(at(HOUR + SECOND)));
    // An account that came later had nothing before.
    let only = async |id: LinkId| {
        world.execute("UPDATE accounts SET due_ms = 9000000000000").await;
        world.execute(&format!("UPDATE accounts SET due_ms = 0 WHERE id = '{id}'")).await;
    };
    let paused = world.link(&scope, 2 * DAY).await.id;
    only(paused).await;
    collect(store, 2 * DAY, &[], |_| {}).await;
    assert_eq!(since().await, Some(at(HOUR + SECOND)));
    for day in 3..6 {
        only(steady).await;
        collect(store, day * DAY, &[], |_| {}).await;
    }
    store.forget_runs(&scope, at(4 * DAY)).await.unwrap();
    // The one that nobody collects has its first run still; of the other all is known since its oldest that is kept.
    assert_eq!(since().await, Some(at(4 * DAY + SECOND)));
}

//! Everything at once: no two verbs wait for one another for ever, and nothing is left without what it belongs to.

use skytally_model::Role;
use skytally_store::{
    FindingFilter, FindingOrder, FindingState, Store, StoreError, Trigger, User, WorkspaceScope,
};

use crate::world::{
    DAY, HOUR, MINUTE, SECOND, World, at, by, collect, document, finding, letter, minutes, new_account,
    origin, publication, renamed,
};

on_both!(verbs_at_once_do_not_block_one_another);

/// How often each verb is called by each of its tasks.
const ROUNDS: i64 = 12;
/// Findings of each account.
const FINDINGS: usize = 30;

/// What may be refused in a crowd: what another has just taken away. Never that two waited for one another.
fn fine<T>(outcome: Result<T, StoreError>) -> bool {
    match outcome {
        Ok(_) => true,
        Err(StoreError::Missing(_) | StoreError::Conflict(_) | StoreError::Fenced { .. }) => false,
        Err(error) => panic!("{error:?}"),
    }
}

async fn run_one(store: &Store, round: i64) -> bool {
    let now = HOUR * (round + 1);
    let Some((lease, ..)) = store.lease_account("n", at(now), minutes(5)).await.unwrap() else {
        return false;
    };
    let run = match store.begin_run(&lease, Trigger::Schedule, at(now)).await {
        Ok(run) => run,
        refused => return fine(refused),
    };
    let documents: Vec<_> = (0..5).map(|n| document(&n.to_string(), &round.to_string())).collect();
    if !fine(store.stage_documents(&lease, at(now), &documents).await) {
        return false;
    }
    let mut end = publication(now + SECOND);
    end.next_due = at(now + MINUTE);
    end.findings = (0..FINDINGS)
        .rev()
        .map(|n| {
            let resolved = (n as i64 + round) % 2 == 0;
            let (state, event) = if resolved {
                (FindingState::Resolved, "resolved")
            } else {
                (FindingState::Open, "reopened")
            };
            finding(&format!("v{n}"), state, event)
        })
        .collect();
    fine(store.publish_run(&lease, run, &end).await)
}

async fn one_of_each(
    task: usize,
    round: i64,
    store: &Store,
    scope: &WorkspaceScope,
    owner: &User,
    other: &User,
) -> bool {
    let now = HOUR * (round + 1);
    let from = by(owner, now);
    match task % 10 {
        0 | 1 => run_one(store, round).await,
        2 => {
            let filter = FindingFilter::default();
            let found =
                store.findings(scope, &filter, FindingOrder::Severity, None, 9, at(now)).await.unwrap();
            let mut any = false;
            for one in found {
                let mute = Some((at(now + SECOND), "x"));
                any |= fine(store.mute_finding(scope, &from, one.id, owner.id, mute, None).await);
            }
            any
        }
        3 => fine(store.end_mutes(scope, at(now + HOUR)).await),
        4 => {
            fine(store.forget_findings(scope, at(now - HOUR)).await)
                & fine(store.forget_documents(scope, at(now)).await)
        }
        5 => fine(store.rename_user(&by(other, now), other.id, &round.to_string()).await),
        6 => fine(store.change_role(scope, &from, other.id, Role::ALL[round as usize % 4]).await),
        7 => {
            let id = store.new_link_id(at(now));
            let new = new_account(1_000 + task as u64 * 100 + round as u64);
            let linked = fine(store.link_account(scope, &origin(now), id, &new, 99).await);
            linked && (round % 2 == 0 || fine(store.unlink_account(scope, &from, id).await))
        }
        8 => {
            let hash = format!("{task}-{round}");
            let mail = letter(&hash);
            fine(
                store
                    .invite(scope, &from, owner.id, "x@example.com", Role::Viewer, &hash, at(DAY), &mail)
                    .await,
            ) & fine(store.change_workspace(scope, &from, &renamed(&hash), None).await)
        }
        _ => fine(store.forget_runs(scope, at(now)).await) & fine(store.sweep(at(now), minutes(30)).await),
    }
}

async fn verbs_at_once_do_not_block_one_another(world: World) {
    let (owner, scope) = world.client("owner").await;
    let other = world.person("other").await;
    world.join(&scope, &owner, &other, Role::Owner).await;
    for n in 0..3 {
        world.link(&scope, n).await;
        collect(&world.store, n, &[], |end| {
            end.findings =
                (0..FINDINGS).map(|n| finding(&format!("v{n}"), FindingState::Open, "opened")).collect();
            end.next_due = at(MINUTE);
        })
        .await;
    }
    let nodes = [world.node().await, world.node().await];
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..20 {
        let store = nodes[task / 10].clone();
        let (scope, owner, other) = (scope.clone(), owner.clone(), other.clone());
        tasks.spawn(async move {
            let mut done = 0;
            for round in 0..ROUNDS {
                done += i64::from(one_of_each(task, round, &store, &scope, &owner, &other).await);
            }
            (task, done)
        });
    }
    let mut done = [0; 10];
    for (task, times) in tasks.join_all().await {
        done[task % 10] += times;
    }
    // Accounts are fewer than those who collect them: one of the first two sorts may have come too late each time.
    assert!(done[0] + done[1] > 0 && done[2..].iter().all(|times| *times > 0), "{done:?}");
    let orphans = "SELECT COUNT(*) FROM finding_events e WHERE NOT EXISTS
        (SELECT 1 FROM findings f WHERE f.workspace_id = e.workspace_id AND f.id = e.finding_id)";
    assert_eq!(world.number(orphans).await, 0);
    for table in ["findings", "documents", "runs"] {
        let orphans = format!(
            "SELECT COUNT(*) FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = t.account_id)"
        );
        assert_eq!(world.number(&orphans).await, 0, "{table}");
    }
    let twice = "SELECT COUNT(*) FROM (SELECT 1 FROM documents WHERE to_gen > 1000000
        GROUP BY account_id, kind, region, id HAVING COUNT(*) > 1) t";
    assert_eq!(world.number(twice).await, 0);
    world.chains_are_whole().await;
}

//! The life of findings: opened, unknown, known, resolved, changed by thresholds; and what a quiet run leaves alone.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use skytally_app::settings::SettingsChange;
use skytally_app::{AppError, DocumentFilter, DocumentOrder, Finding, FindingState, RunState};
use skytally_model::{FindingId, LinkId, WorkspaceId};

use crate::kit::aws::{Cloud, REGION, emulator};
use crate::kit::people::Person;
use crate::kit::{Wish, World, days, mins, secs};

everywhere!(
    a_second_run_that_sees_the_same_writes_nothing,
    what_is_gone_is_resolved_and_what_is_denied_is_not,
    a_threshold_of_the_account_changes_its_findings,
    what_is_no_longer_collected_is_neither_gone_nor_fine,
    a_mute_ends_by_itself,
);

const CHECKS: &[&str] = &["ec2.sg-open-admin", "iam.key-rotation-90d"];

struct Life {
    world: World,
    ann: Person,
    workspace: WorkspaceId,
    account: LinkId,
    cloud: Cloud,
    group: String,
}

/// An account with one open group, collected once.
async fn life(wish: Wish) -> Option<Life> {
    let server = emulator()?;
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let group = cloud.open_group("admin", 22);
    let account = world.link(&ann.caller, workspace, &cloud).await.id;
    assert_eq!(world.collect().await, 1);
    Some(Life { world, ann, workspace, account, cloud, group })
}

impl Life {
    /// The next run.
    async fn run(&self) -> RunState {
        self.world.pass(mins(30));
        assert_eq!(self.world.collect().await, 1);
        let (_, run) = self.world.app.account(&self.ann.caller, self.workspace, self.account).await.unwrap();
        run.unwrap().state
    }

    async fn all(&self) -> Vec<Finding> {
        let mut all = Vec::new();
        for state in FindingState::ALL {
            all.extend(self.world.findings(&self.ann, self.workspace, state).await);
        }
        all
    }

    /// The one finding about the group.
    async fn finding(&self) -> Finding {
        let all = self.all().await;
        let mut own = all.into_iter().filter(|finding| finding.key.resource == self.group);
        own.next().expect("no finding about the group")
    }

    /// What has happened to a finding, the oldest first.
    async fn events(&self, id: FindingId) -> Vec<String> {
        let (_, life) = self.world.app.finding(&self.ann.caller, self.workspace, id).await.unwrap();
        life.into_iter().rev().map(|event| event.what).collect()
    }

    /// What lies in the tables that a run writes, without what every run says.
    async fn kept(&self) -> BTreeMap<String, Vec<Value>> {
        let mut kept = BTreeMap::new();
        for table in ["documents", "findings", "finding_events"] {
            let mut rows = self.world.query(&format!("SELECT * FROM {table}")).await;
            for row in &mut rows {
                row.as_object_mut().unwrap().remove("last_seen_ms");
            }
            rows.sort_by_key(ToString::to_string);
            kept.insert(table.to_owned(), rows);
        }
        kept
    }

    async fn groups(&self) -> usize {
        let filter = DocumentFilter {
            kinds: vec!["aws.ec2.security_group".parse().unwrap()],
            ..DocumentFilter::default()
        };
        self.world
            .app
            .resources(&self.ann.caller, self.workspace, &filter, DocumentOrder::default(), None, 100)
            .await
            .unwrap()
            .len()
    }
}

async fn a_second_run_that_sees_the_same_writes_nothing(wish: Wish) {
    let Some(life) = life(wish).await else { return };
    let before = life.kept().await;
    assert!(before["documents"].len() > 3 && before["findings"].len() == 1);
    let seen = life.finding().await.last_seen;
    for _ in 0..2 {
        assert_eq!(life.run().await, RunState::Complete);
    }
    assert_eq!(life.kept().await, before);
    assert_eq!(life.finding().await.last_seen, life.world.now());
    assert!(seen < life.world.now());
    let (account, _) = life.world.app.account(&life.ann.caller, life.workspace, life.account).await.unwrap();
    assert_eq!(account.generation, 3);
    assert_eq!(life.world.app.counters().runs_complete.load(std::sync::atomic::Ordering::Relaxed), 3);

    // Nor does a part that is denied, whose refusal bears another id each time: it is new once.
    let fault = life.cloud.fault("deny", "ec2:DescribeSnapshotAttribute");
    let second = life.cloud.fault("deny", "ec2:DescribeVpcAttribute");
    life.run().await;
    let denied = life.kept().await;
    life.run().await;
    assert_eq!(life.kept().await, denied);
    drop((fault, second));
}

async fn what_is_gone_is_resolved_and_what_is_denied_is_not(wish: Wish) {
    let Some(life) = life(wish).await else { return };
    let first = life.finding().await;
    assert_eq!(first.facts.state, FindingState::Open);
    let groups = life.groups().await;

    let fault = life.cloud.fault("deny", "ec2:DescribeSecurityGroups");
    // While it cannot be seen, it goes away: nobody can know.
    life.cloud.delete_group(&life.group);
    for _ in 0..2 {
        assert_eq!(life.run().await, RunState::Partial);
        let hidden = life.finding().await;
        assert_eq!((hidden.facts.state, &hidden.facts.message), (FindingState::Open, &first.facts.message));
        let because = hidden.facts.unknown_because.clone().unwrap();
        assert!(because.contains("needs ec2:DescribeSecurityGroups"), "{because}");
        assert_eq!((hidden.last_seen, hidden.resolved), (first.last_seen, None));
        assert_eq!(life.groups().await, groups, "what was not seen stays as it was known");
    }
    let (_, run) = life.world.app.account(&life.ann.caller, life.workspace, life.account).await.unwrap();
    let coverage = run.unwrap().coverage;
    assert_eq!(coverage["listings"][0]["kind"], "aws.ec2.security_group");
    assert_eq!(coverage["listings"][0]["state"], "denied");
    // A check that nobody could make stands as unknown, and is no finding of anybody's fault.
    let unknown = life.world.findings(&life.ann, life.workspace, FindingState::Unknown).await;
    assert_eq!(unknown.len(), 1, "{unknown:?}");
    assert_eq!(life.events(first.id).await, ["opened", "unknown"]);

    drop(fault);
    assert_eq!(life.run().await, RunState::Complete);
    let gone = life.finding().await;
    assert_eq!((gone.id, gone.facts.state), (first.id, FindingState::Resolved));
    assert_eq!(
        (gone.facts.message.as_str(), gone.resolved),
        ("the resource is gone", Some(life.world.now()))
    );
    assert_eq!(life.events(first.id).await, ["opened", "unknown", "resolved"]);
    assert_eq!(life.groups().await, groups - 1);
    let open = life.world.findings(&life.ann, life.workspace, FindingState::Unknown).await;
    assert!(open.is_empty(), "{open:?}");

    // Permission taken away and given back with nothing changed.
    let again = life.cloud.open_group("again", 3389);
    life.run().await;
    let fault = life.cloud.fault("deny", "ec2:DescribeSecurityGroups");
    life.run().await;
    drop(fault);
    life.run().await;
    let all = life.all().await;
    let finding = all.iter().find(|finding| finding.key.resource == again).unwrap();
    assert_eq!((finding.facts.state, &finding.facts.unknown_because), (FindingState::Open, &None));
    assert_eq!(life.events(finding.id).await, ["opened", "unknown", "known"]);
    // Its states, the newest first.
    let (kind, region) = ("aws.ec2.security_group".parse().unwrap(), REGION.parse().unwrap());
    let (app, who) = (&life.world.app, &life.ann.caller);
    let states = app.resource(who, life.workspace, life.account, &kind, &region, &life.group).await.unwrap();
    assert_eq!((states.len(), states[0].to_generation), (1, Some(4)));
    refused!(
        app.resource(who, life.workspace, life.account, &kind, &region, "sg-none").await,
        AppError::NotFound("resource")
    );
}

async fn a_threshold_of_the_account_changes_its_findings(wish: Wish) {
    let Some(life) = life(wish).await else { return };
    let id = life.finding().await.id;
    let change = |ports: Value| SettingsChange {
        thresholds: Some(
            [("ec2.sg-open-admin".to_owned(), json!({ "ports": ports }).as_object().unwrap().clone())].into(),
        ),
        ..SettingsChange::default()
    };
    let (app, who, at) = (&life.world.app, &life.ann.caller, life.workspace);
    let account =
        app.change_account(who, at, life.account, Some("Ours"), &change(json!([3389])), None).await.unwrap();
    assert_eq!(
        (account.name.as_str(), account.settings.services.len()),
        ("Ours", 1),
        "what is left out stays"
    );
    life.run().await;
    let finding = life.finding().await;
    assert_eq!((finding.id, finding.facts.state), (id, FindingState::Resolved));
    assert_eq!(finding.facts.message, "it is as it should be");
    app.change_account(who, at, life.account, None, &change(json!([22, 3389])), None).await.unwrap();
    life.run().await;
    assert_eq!(life.finding().await.facts.state, FindingState::Open);
    assert_eq!(life.events(id).await, ["opened", "resolved", "reopened"]);
    // Whoever read an older version does not overwrite a newer one.
    let old = Some(account.version);
    refused!(
        app.change_account(who, at, life.account, None, &change(json!([1])), old).await,
        AppError::Conflict(_)
    );
    refused!(
        app.change_account(who, at, life.account, None, &change(json!("all")), None).await,
        AppError::Invalid(_)
    );
}

async fn what_is_no_longer_collected_is_neither_gone_nor_fine(wish: Wish) {
    let Some(life) = life(wish).await else { return };
    let (app, who, at) = (&life.world.app, &life.ann.caller, life.workspace);
    let groups = life.groups().await;
    let region = SettingsChange { regions: Some(vec!["eu-west-1".to_owned()]), ..SettingsChange::default() };
    app.change_account(who, at, life.account, None, &region, None).await.unwrap();
    let before = life.cloud.calls("ec2:DescribeVolumes");
    assert_eq!(life.run().await, RunState::Complete);
    assert_eq!(life.cloud.calls("ec2:DescribeVolumes"), before + 1);
    let finding = life.finding().await;
    assert_eq!(finding.facts.state, FindingState::Open);
    let because = finding.facts.unknown_because.unwrap();
    assert_eq!(because, "the region eu-central-1 is not collected (any more)");
    assert!(life.groups().await > groups, "what nobody looks at any more is not gone");

    let service = SettingsChange { services: Some(vec!["sqs".to_owned()]), ..SettingsChange::default() };
    app.change_account(who, at, life.account, None, &service, None).await.unwrap();
    life.run().await;
    assert_eq!(life.cloud.calls("ec2:DescribeVolumes"), before + 1);
    assert!(life.cloud.calls("sqs:ListQueues") > 0);
    let finding = life.finding().await;
    assert_eq!(finding.facts.state, FindingState::Open);
    let because = finding.facts.unknown_because.unwrap();
    assert_eq!(because, "aws.ec2.security_group is not collected (any more)");

    let back = SettingsChange {
        regions: Some(vec![REGION.to_owned()]),
        services: Some(vec!["ec2".to_owned()]),
        ..SettingsChange::default()
    };
    app.change_account(who, at, life.account, None, &back, None).await.unwrap();
    life.run().await;
    let finding = life.finding().await;
    assert_eq!((finding.facts.state, finding.facts.unknown_because), (FindingState::Open, None));
    assert_eq!(life.events(finding.id).await, ["opened", "unknown", "changed", "known"]);
}

async fn a_mute_ends_by_itself(wish: Wish) {
    let Some(life) = life(wish).await else { return };
    let (world, who, at) = (&life.world, &life.ann.caller, life.workspace);
    let id = life.finding().await.id;
    world.pass(secs(1));
    for bad in [world.now(), world.now() - days(1), world.now() + days(367)] {
        refused!(world.app.mute(who, at, id, bad, "because", None).await, AppError::Invalid(_));
    }
    let until = world.now() + days(2);
    let muted = world.app.mute(who, at, id, until, "moving away next week", None).await.unwrap();
    let mute = muted.mute.clone().unwrap();
    assert_eq!((mute.until, mute.reason.as_str()), (until, "moving away next week"));
    assert_eq!(mute.by, life.ann.caller.user().to_string());
    // Two people at once: the second is told.
    refused!(world.app.unmute(who, at, id, Some(muted.version - 1)).await, AppError::Conflict(_));
    life.run().await;
    assert!(life.finding().await.mute.is_some(), "a run does not unmute");
    assert_eq!(world.app.end_mutes().await.unwrap(), 0);
    world.pass(days(2) - mins(31));
    assert!(life.finding().await.mute.is_some());
    world.pass(mins(1));
    // Whoever asks sees at once that it is over, even before the task has come by.
    let over = world.app.finding(who, at, id).await.unwrap();
    assert!(over.0.mute.is_none());
    assert_eq!(world.app.end_mutes().await.unwrap(), 1);
    assert_eq!(world.app.end_mutes().await.unwrap(), 0);
    assert!(life.finding().await.mute.is_none());
    let counts = world.app.finding_counts(who, at, &skytally_app::FindingFilter::default()).await.unwrap();
    assert_eq!((counts.len(), counts[0].muted, counts[0].count), (1, false, 1));
    assert_eq!(life.events(id).await, ["opened", "muted", "unmuted"]);
    world.pass(mins(1));
    world.app.mute(who, at, id, world.now() + days(1), "again", None).await.unwrap();
    world.pass(mins(1));
    world.app.unmute(who, at, id, None).await.unwrap();
    assert_eq!(life.events(id).await, ["opened", "muted", "unmuted", "muted", "unmuted"]);
    let trail = world.app.audit(who, at, None, 100).await.unwrap();
    let actors: Vec<_> =
        trail.iter().filter(|e| e.action == "finding.unmuted").map(|e| e.actor.as_str()).collect();
    assert_eq!(actors.len(), 2);
    assert!(actors[0].starts_with("user:") && actors[1].starts_with("task:"), "{actors:?}");
}

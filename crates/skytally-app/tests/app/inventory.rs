//! The demo estate as people look through it: relations, deep search, groups, all findings in pages, many mutes.

use std::collections::BTreeSet;

use skytally_app::accounts::AccessForm;
use skytally_app::settings::SettingsChange;
use skytally_app::{
    AppError, DocumentFilter, DocumentOrder, DocumentRow, DocumentSort, Finding, FindingFilter, FindingState,
    GroupBy, GroupKey, Relation,
};
use skytally_model::{FindingId, LinkId, WorkspaceId};
use skytally_store::{Actor, Origin};

use crate::kit::aws::estate;
use crate::kit::people::Person;
use crate::kit::{Wish, World, days};

everywhere!(what_belongs_together_is_found_from_both_sides, findings_are_grouped_filed_and_muted_together);

const ALDER: &str = "111122223333";

/// The demo estate's first company in the two regions where it has things, collected once.
struct Alder {
    world: World,
    ann: Person,
    workspace: WorkspaceId,
    account: LinkId,
}

async fn alder(wish: Wish) -> Option<Alder> {
    let (server, _) = tokio::task::spawn_blocking(estate).await.unwrap()?;
    let world = World::of(Wish { checks: None, ..wish.with_aws(server.url(), &[]) }).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Alder Bakery").await.id;
    // The estate's role demands an external id that is not ours: offered as if it were.
    let external_id = "skytally-demo".to_owned();
    let scope = world.store.enter(ann.caller.user(), workspace).await.unwrap().unwrap();
    let origin =
        Origin { actor: Actor::Operator, address: String::new(), request: String::new(), at: world.now() };
    world.store.offer_link(&scope, &origin, &external_id, world.now() + days(1)).await.unwrap();
    let role = format!("arn:aws:iam::{ALDER}:role/SkytallyRead").parse().unwrap();
    let form = AccessForm::Role { role, external_id };
    let regions = Some(vec!["eu-central-1".to_owned(), "us-east-1".to_owned()]);
    let change = SettingsChange { regions, ..SettingsChange::default() };
    let account = world.app.link_account(&ann.caller, workspace, None, form, &change).await.unwrap().id;
    assert_eq!(world.collect().await, 1);
    Some(Alder { world, ann, workspace, account })
}

impl Alder {
    async fn resources(&self, filter: &DocumentFilter) -> Vec<DocumentRow> {
        let order = DocumentOrder { sort: DocumentSort::Name, descending: false };
        let app = &self.world.app;
        app.resources(&self.ann.caller, self.workspace, filter, order, None, 5_000).await.unwrap().to_vec()
    }

    async fn all(&self, filter: &FindingFilter) -> Vec<Finding> {
        let app = &self.world.app;
        let mut pages = app.all_findings(&self.ann.caller, self.workspace, filter.clone()).await.unwrap();
        let mut all = Vec::new();
        while let Some(page) = pages.next().await.unwrap() {
            all.extend(page);
        }
        all
    }
}

type Edge = (String, String, String);

fn named(kind: &str, region: &str, id: &str) -> String {
    format!("{kind} {region} {id}")
}

async fn what_belongs_together_is_found_from_both_sides(wish: Wish) {
    let Some(alder) = alder(wish).await else { return };
    let app = &alder.world.app;
    let rows = alder.resources(&DocumentFilter::default()).await;
    assert!(rows.len() > 100, "{}", rows.len());
    let (mut out, mut back): (BTreeSet<Edge>, BTreeSet<Edge>) = Default::default();
    for row in &rows {
        let found = app
            .relations(&alder.ann.caller, alder.workspace, alder.account, &row.kind, &row.region, &row.id)
            .await
            .unwrap();
        assert!(!found.truncated, "{row:?}");
        let this = named(row.kind.as_str(), row.region.as_str(), &row.id);
        let other = |one: &Relation| named(one.other.kind.as_str(), one.other.region.as_str(), &one.other.id);
        for one in &found.refers_to {
            assert_ne!(other(one), this);
            out.insert((this.clone(), other(one), one.by.clone()));
        }
        for one in &found.referred_by {
            back.insert((other(one), this.clone(), one.by.clone()));
        }
    }
    let only =
        |one: &BTreeSet<Edge>, other: &BTreeSet<Edge>| one.difference(other).cloned().collect::<Vec<_>>();
    assert_eq!(only(&out, &back), [], "only from the one that names");
    assert_eq!(only(&back, &out), [], "only from the one that is named");
    assert!(out.len() > 100, "{}", out.len());
    // Each instance has a group, a subnet and a VPC, and each of those is there.
    let instances: Vec<&DocumentRow> =
        rows.iter().filter(|row| row.kind.as_str() == "aws.ec2.instance").collect();
    assert!(!instances.is_empty());
    for row in instances {
        let this = named(row.kind.as_str(), row.region.as_str(), &row.id);
        for kind in ["aws.ec2.security_group", "aws.ec2.subnet", "aws.ec2.vpc"] {
            let there = out.iter().any(|(from, to, _)| *from == this && to.starts_with(kind));
            assert!(there, "{this} has no {kind}");
        }
    }
    // Whatever says so is in the document at the place that is told.
    for (from, to, by) in out.iter().take(200) {
        let row = rows.iter().find(|row| named(row.kind.as_str(), row.region.as_str(), &row.id) == *from);
        let row = row.unwrap();
        let states = app
            .resource(&alder.ann.caller, alder.workspace, alder.account, &row.kind, &row.region, &row.id)
            .await
            .unwrap();
        let document = serde_json::to_value(&states[0].document).unwrap();
        let pointer: String =
            by.replace('[', ".").replace(']', "").split('.').map(|step| format!("/{step}")).collect();
        let text = document.pointer(&pointer).and_then(|value| value.as_str());
        // Members whose names have dots cannot be followed so; there are few.
        if let Some(text) = text {
            let other = rows.iter().find(|row| named(row.kind.as_str(), row.region.as_str(), &row.id) == *to);
            let other = other.unwrap();
            let names = [Some(other.id.as_str()), other.arn.as_deref()];
            assert!(names.iter().flatten().any(|name| text.starts_with(name)), "{from} {to} {by} {text}");
        }
    }
    let gone = app
        .relations(
            &alder.ann.caller,
            alder.workspace,
            alder.account,
            &"aws.ec2.vpc".parse().unwrap(),
            &"eu-central-1".parse().unwrap(),
            "vpc-0000",
        )
        .await;
    refused!(gone, AppError::NotFound("resource"));

    // What is found inside is found by a deep search only.
    let held = |row: &&DocumentRow| {
        let this = named(row.kind.as_str(), row.region.as_str(), &row.id);
        row.kind.as_str() == "aws.ec2.security_group"
            && out.iter().filter(|(_, to, _)| *to == this).count() > 2
    };
    let group = rows.iter().find(held).unwrap();
    let shallow = DocumentFilter { text: Some(group.id.to_uppercase()), ..DocumentFilter::default() };
    let deep = DocumentFilter { deep: true, ..shallow.clone() };
    let (shallow, deep) = (alder.resources(&shallow).await, alder.resources(&deep).await);
    assert!(shallow.contains(group) && shallow.len() < deep.len(), "{} and {}", shallow.len(), deep.len());
    assert!(shallow.iter().all(|row| deep.contains(row)));
    let this = named(group.kind.as_str(), group.region.as_str(), &group.id);
    for (from, _, _) in out.iter().filter(|(_, to, _)| *to == this) {
        let there = deep.iter().any(|row| named(row.kind.as_str(), row.region.as_str(), &row.id) == *from);
        assert!(there, "{from} holds {}", group.id);
    }
}

async fn findings_are_grouped_filed_and_muted_together(wish: Wish) {
    let Some(alder) = alder(wish).await else { return };
    let (app, ann, workspace) = (&alder.world.app, &alder.ann.caller, alder.workspace);
    let any = FindingFilter::default();
    let all = alder.all(&any).await;
    assert!(all.len() > 50 && all.is_sorted_by(|a, b| a.id < b.id), "{}", all.len());
    let open = FindingFilter { states: vec![FindingState::Open], ..FindingFilter::default() };
    let mut listed = alder.world.findings(&alder.ann, workspace, FindingState::Open).await;
    listed.sort_by_key(|finding| finding.id);
    assert_eq!(alder.all(&open).await, listed);

    for by in [GroupBy::Check, GroupBy::Resource, GroupBy::Account] {
        let groups = app.finding_groups(ann, workspace, by, &any, None, 5_000).await.unwrap();
        let sum: i64 = groups.iter().map(|group| group.count).sum();
        assert_eq!(sum, i64::try_from(all.len()).unwrap());
        for group in groups.iter() {
            // What is in a group is what the list gives with the group's own members as its filter.
            let mut inside = any.clone();
            match &group.key {
                GroupKey::Check(check) => inside.checks = Some(vec![check.clone()]),
                GroupKey::Account(account) => inside.accounts = vec![*account],
                GroupKey::Resource { account, kind, region, resource, .. } => {
                    inside.accounts = vec![*account];
                    inside.kinds = vec![kind.clone()];
                    inside.regions = vec![region.clone()];
                    inside.resource = Some(resource.clone());
                }
            }
            let listed = alder.all(&inside).await;
            assert_eq!(i64::try_from(listed.len()).unwrap(), group.count, "{group:?}");
            assert_eq!(listed.iter().map(|one| one.facts.severity).max(), Some(group.worst));
        }
    }
    let names = app.account_names(ann, workspace).await.unwrap();
    assert_eq!((names.len(), names[0].id, names[0].aws_account.as_str()), (1, alder.account, ALDER));

    let until = alder.world.now() + days(7);
    let ids: Vec<FindingId> = all.iter().take(20).map(|finding| finding.id).collect();
    let (changed, missing) = app.mute_many(ann, workspace, &ids, until, "known").await.unwrap();
    assert_eq!((changed.len(), missing.len()), (20, 0));
    let muted = FindingFilter { muted: Some(true), ..FindingFilter::default() };
    assert_eq!(alder.all(&muted).await.len(), 20);
    let by_account = app.finding_groups(ann, workspace, GroupBy::Account, &any, None, 9).await.unwrap();
    assert_eq!(by_account[0].muted, 20);
    let (changed, _) = app.unmute_many(ann, workspace, &ids[..5]).await.unwrap();
    assert_eq!(changed.len(), 5);
    assert_eq!(alder.all(&muted).await.len(), 15);
    alder.world.pass(days(7));
    let ann = &alder.world.session(&alder.ann.email, None).await.caller;
    let later = app.all_findings(ann, workspace, muted.clone()).await.unwrap().next().await.unwrap().unwrap();
    assert!(later.is_empty(), "the mutes are over");

    let now = alder.world.now();
    for (ids, until, field) in [
        (&ids[..0], now + days(1), "findings"),
        (&[ids[0]; 501][..], now + days(1), "findings"),
        (&ids[..1], now, "until"),
        (&ids[..1], now + days(367), "until"),
    ] {
        let error = app.mute_many(ann, workspace, ids, until, "x").await.unwrap_err();
        assert!(matches!(&error, AppError::Invalid(faults) if faults[0].field == field), "{error:?}");
    }
}

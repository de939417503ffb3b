//! How a workspace stands, told of real collections: by checks, controls and pillars, what is new, and how it went.

use skytally_app::{
    AppError, CheckFilter, CheckResource, CheckStanding, ControlState, Counted, FindingState, FrameworkSheet,
    Overview, PillarStanding, ResourceEvent, ResourceFilter, ResourceOutcome, RunState, Tally,
};
use skytally_model::{LinkId, Pillar, WorkspaceId};

use crate::kit::aws::{Cloud, emulator};
use crate::kit::people::Person;
use crate::kit::{Wish, World, days, mins};

everywhere!(
    a_collection_is_told_by_checks_controls_and_pillars,
    what_nobody_looked_at_is_never_passed,
    what_was_not_seen_is_unknown_until_it_is_seen,
    a_run_that_fails_keeps_what_was_known_and_is_told,
    changes_and_the_trend_tell_what_happened_when,
    only_members_are_told,
);

/// One that is about what few accounts are looked at for, and one that is not.
const CHECKS: &[&str] = &["ec2.sg-open-admin", "iam.root-mfa"];
const OPEN_ADMIN: &str = "ec2.sg-open-admin";
const FRAMEWORK: &str = "cis-aws-3.0";

struct Case {
    world: World,
    ann: Person,
    workspace: WorkspaceId,
    cloud: Cloud,
    account: LinkId,
    /// A security group that is open.
    group: String,
}

/// A workspace with an account that is linked, and not collected yet.
async fn case(wish: Wish) -> Option<Case> {
    let server = emulator()?;
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let group = cloud.open_group("admin", 22);
    let account = world.link(&ann.caller, workspace, &cloud).await.id;
    Some(Case { world, ann, workspace, cloud, account, group })
}

impl Case {
    async fn collect(&self) {
        assert_eq!(self.world.collect().await, 1);
    }

    /// What a check says; nothing where it says nothing.
    async fn tally(&self, check: &str) -> (Tally, Counted) {
        let sheet = self.world.app.posture(&self.ann.caller, self.workspace, &[]).await.unwrap();
        let found = sheet.checks.iter().find(|one| one.check == check);
        (found.map(|one| one.tally).unwrap_or_default(), sheet.accounts)
    }

    async fn framework(&self) -> FrameworkSheet {
        let app = &self.world.app;
        app.compliance_with(&self.ann.caller, self.workspace, FRAMEWORK, &[]).await.unwrap()
    }

    async fn control(&self, id: &str) -> (ControlState, Vec<CheckStanding>) {
        let sheet = self.framework().await;
        let control = sheet.controls.into_iter().find(|control| control.id == id).unwrap();
        (control.state, control.checks)
    }

    async fn security(&self) -> PillarStanding {
        let sheet = self.world.app.well_architected(&self.ann.caller, self.workspace, &[]).await.unwrap();
        assert_eq!(sheet.pillars.iter().map(|one| one.pillar).collect::<Vec<_>>(), Pillar::ALL);
        sheet.pillars.into_iter().find(|one| one.pillar == Pillar::Security).unwrap()
    }

    async fn resources(&self, outcome: ResourceOutcome) -> Vec<CheckResource> {
        let filter = CheckFilter { check: OPEN_ADMIN.parse().unwrap(), outcome, accounts: Vec::new() };
        let found =
            self.world.app.check_resources(&self.ann.caller, self.workspace, &filter, None, 100).await;
        found.unwrap().to_vec()
    }

    async fn overview(&self) -> Overview {
        (*self.world.app.overview(&self.ann.caller, self.workspace).await.unwrap()).clone()
    }
}

async fn a_collection_is_told_by_checks_controls_and_pillars(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    // Nothing is known yet, and nothing is taken for passed.
    let (nothing, accounts) = case.tally(OPEN_ADMIN).await;
    assert_eq!((nothing, accounts), (Tally::default(), Counted { evaluated: 0, not_yet: 1 }));
    assert_eq!(case.control("5.2").await.0, ControlState::Unknown);
    let pillar = case.security().await;
    assert_eq!((pillar.score.least, pillar.score.most, pillar.checks.len()), (None, None, 0));
    let [fresh] = &case.overview().await.accounts[..] else { panic!("one account") };
    assert_eq!((fresh.generation, fresh.resources, fresh.findings, fresh.complete), (0, None, None, None));

    case.collect().await;
    let (tally, accounts) = case.tally(OPEN_ADMIN).await;
    assert_eq!(accounts, Counted { evaluated: 1, not_yet: 0 });
    assert_eq!((tally.fail, tally.unknown, tally.muted, tally.unseen), (1, 0, 0, 0));
    // The group that every VPC has lets nobody in from outside.
    let passed = case.resources(ResourceOutcome::Pass).await;
    assert!(!passed.is_empty() && i64::try_from(passed.len()).unwrap() == tally.pass, "{passed:?}");
    assert!(passed.iter().any(|one| one.name.as_deref() == Some("default")), "{passed:?}");
    let failed = case.resources(ResourceOutcome::Fail).await;
    let [one] = &failed[..] else { panic!("{failed:?}") };
    let open = case.world.findings(&case.ann, case.workspace, FindingState::Open).await;
    assert_eq!(
        (one.resource.as_str(), one.finding, one.account),
        (case.group.as_str(), Some(open[0].id), case.account)
    );
    assert_eq!(one.message.as_deref(), Some(open[0].facts.message.as_str()));
    assert!(case.resources(ResourceOutcome::Unknown).await.is_empty());

    let (state, checks) = case.control("5.2").await;
    assert_eq!((state, checks.len(), checks[0].tally), (ControlState::Failed, 1, tally));
    let sheet = case.framework().await;
    let totals = sheet.framework.totals;
    assert_eq!(
        totals.passed + totals.failed + totals.unknown + totals.not_applicable + totals.not_checked,
        totals.controls
    );
    assert_eq!((totals.failed, totals.passed, totals.controls), (2, 0, sheet.controls.len()));
    let all = case.world.app.compliance(&case.ann.caller, case.workspace, &[case.account]).await.unwrap();
    assert_eq!(all.frameworks.iter().find(|one| one.id == FRAMEWORK).unwrap(), &sheet.framework);

    // The way in is as it should be, weight 6; the groups, weight 10, pass by their share.
    let pillar = case.security().await;
    let share = |percent: i64| (600 + 10 * percent) / 16;
    let percent = 100 * tally.pass / (tally.pass + 1);
    assert_eq!(
        (pillar.score.least, pillar.score.most, pillar.score.weight),
        (Some(share(percent)), Some(share(percent)), 16)
    );
    assert_eq!(
        pillar.checks.iter().map(|one| one.check.as_str()).collect::<Vec<_>>(),
        [OPEN_ADMIN, "skytally.external-id"]
    );
    assert_eq!(pillar.checks[1].tally.unseen, 0, "it is about every account");

    // A muted failure is a failure.
    let until = case.world.now() + days(7);
    case.world.app.mute(&case.ann.caller, case.workspace, open[0].id, until, "known", None).await.unwrap();
    let (muted, _) = case.tally(OPEN_ADMIN).await;
    assert_eq!(muted, Tally { muted: 1, ..tally });
    assert_eq!(case.control("5.2").await.0, ControlState::Failed);
    assert_eq!(case.security().await.score, pillar.score);

    // Mended, and seen to be.
    case.cloud.delete_group(&case.group);
    case.world.pass(mins(30));
    case.collect().await;
    let (mended, _) = case.tally(OPEN_ADMIN).await;
    assert_eq!(mended, Tally { pass: tally.pass, not_applicable: tally.not_applicable, ..Tally::default() });
    assert_eq!(case.control("5.2").await.0, ControlState::Passed);
    let pillar = case.security().await;
    assert_eq!((pillar.score.least, pillar.score.most), (Some(100), Some(100)));
}

async fn what_nobody_looked_at_is_never_passed(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    case.cloud.delete_group(&case.group);
    case.collect().await;
    assert_eq!(case.control("5.2").await.0, ControlState::Passed);
    // The settings leave IAM out: whether the root user has MFA is not known.
    let (state, checks) = case.control("1.5").await;
    assert_eq!((state, checks[0].check.as_str()), (ControlState::Unknown, "iam.root-mfa"));
    assert_eq!(checks[0].tally, Tally { unseen: 1, ..Tally::default() });
    // A check that was not made at all, and a control that no check speaks to.
    let (state, checks) = case.control("5.4").await;
    assert_eq!((state, checks[0].tally.unseen), (ControlState::Unknown, 1));
    assert_eq!(case.control("1.1").await.0, ControlState::NotChecked);
    let sheet = case.framework().await;
    assert!(sheet.controls.iter().all(|control| control.state != ControlState::NotApplicable), "{sheet:?}");

    // Another account that was never collected takes the all-clear back, and is in no number.
    let other = Cloud::new(emulator().unwrap());
    let second = case.world.link(&case.ann.caller, case.workspace, &other).await.id;
    let (tally, accounts) = case.tally(OPEN_ADMIN).await;
    assert_eq!((tally.fail, tally.unknown, accounts), (0, 0, Counted { evaluated: 1, not_yet: 1 }));
    assert_eq!(case.control("5.2").await.0, ControlState::Unknown);
    let of = async |accounts: Vec<LinkId>| {
        let app = &case.world.app;
        app.compliance_with(&case.ann.caller, case.workspace, FRAMEWORK, &accounts)
            .await
            .map(|sheet| sheet.controls.into_iter().find(|control| control.id == "5.2").unwrap().state)
    };
    assert_eq!(of(vec![case.account]).await.unwrap(), ControlState::Passed);
    assert_eq!(of(vec![second]).await.unwrap(), ControlState::Unknown);
    // An account that is not there is no account that is well.
    let nowhere = "01939f2e-7c1a-7b3e-9d00-000000000001".parse().unwrap();
    refused!(of(vec![case.account, nowhere]).await, AppError::NotFound("cloud account"));
    case.collect().await;
    assert_eq!(case.control("5.2").await.0, ControlState::Passed);
}

async fn what_was_not_seen_is_unknown_until_it_is_seen(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    case.collect().await;
    let (before, _) = case.tally(OPEN_ADMIN).await;
    assert!(case.overview().await.unseen.is_empty());
    let fault = case.cloud.fault("deny", "ec2:DescribeSecurityGroups");
    case.world.pass(mins(30));
    case.collect().await;
    // Neither what passed nor what failed is known any more; the place that was not listed is one more.
    let (hidden, accounts) = case.tally(OPEN_ADMIN).await;
    assert_eq!(hidden, Tally { unknown: 2, ..Tally::default() });
    assert_eq!(accounts.evaluated, 1);
    assert_eq!(case.control("5.2").await.0, ControlState::Unknown);
    let pillar = case.security().await;
    assert_eq!((pillar.score.least, pillar.score.most), (Some(37), Some(100)));
    assert!(case.resources(ResourceOutcome::Pass).await.is_empty());
    assert!(case.resources(ResourceOutcome::Fail).await.is_empty());
    let unknown = case.resources(ResourceOutcome::Unknown).await;
    assert!(unknown.iter().any(|one| one.resource == case.group), "{unknown:?}");
    assert!(
        unknown.iter().all(|one| one
            .unknown_because
            .as_deref()
            .unwrap()
            .contains("ec2:DescribeSecurityGroups"))
    );
    let overview = case.overview().await;
    let [news] = &overview.accounts[..] else { panic!("{overview:?}") };
    assert_eq!((news.complete, news.generation, news.previous_at.is_some()), (Some(false), 2, true));
    // The finding that cannot be told any more, and the place.
    assert_eq!(news.findings.map(|found| (found.became_unknown, found.resolved)), Some((2, 0)));
    assert_eq!(news.resources.map(|resources| resources.gone), Some(0), "what was not seen is not gone");
    let unseen =
        overview.unseen.iter().find(|one| one.kind.as_deref() == Some("aws.ec2.security_group")).unwrap();
    assert_eq!((unseen.account, unseen.listing, unseen.class.as_str()), (case.account, true, "denied"));
    assert_eq!(unseen.call.as_deref(), Some("ec2:DescribeSecurityGroups"));
    assert_eq!(unseen.permission.as_deref(), Some("ec2:DescribeSecurityGroups"));
    assert!(unseen.resources.is_none() && unseen.code.is_some() && unseen.message.is_some(), "{unseen:?}");
    drop(fault);
    case.world.pass(mins(30));
    case.collect().await;
    assert_eq!(case.tally(OPEN_ADMIN).await.0, before);
    assert!(case.overview().await.unseen.is_empty());
}

async fn a_run_that_fails_keeps_what_was_known_and_is_told(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    case.collect().await;
    let before = (case.tally(OPEN_ADMIN).await, case.security().await, case.overview().await);
    let fault = case.cloud.fault("deny", "sts:GetCallerIdentity");
    case.world.pass(mins(30));
    case.collect().await;
    let (_, run) = case.world.app.account(&case.ann.caller, case.workspace, case.account).await.unwrap();
    assert_eq!(run.unwrap().state, RunState::Failed);
    assert_eq!((case.tally(OPEN_ADMIN).await, case.security().await), (before.0, before.1));
    let mut told = case.overview().await;
    assert_eq!(std::mem::take(&mut told.accounts[0].failures), 1);
    assert_eq!(told, before.2);
    case.world.app.pause_account(&case.ann.caller, case.workspace, case.account, true).await.unwrap();
    assert_eq!(case.overview().await.accounts[0].paused, Some(case.world.now()));
    drop(fault);
}

async fn changes_and_the_trend_tell_what_happened_when(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    let (app, ann, workspace) = (&case.world.app, &case.ann.caller, case.workspace);
    let trend = async |days| app.trend(ann, workspace, days).await;
    assert_eq!(**trend(30).await.unwrap(), skytally_app::Trend { days: Vec::new(), since: None });
    for days in [6, 366, 0, -1] {
        refused!(trend(days).await, AppError::Invalid(_));
    }
    case.collect().await;
    let began = case.world.now();
    case.world.pass(days(2));
    let second = case.cloud.open_group("other", 3389);
    case.collect().await;
    case.world.pass(days(1));
    case.cloud.delete_group(&case.group);
    case.collect().await;
    case.world.pass(days(1));
    let told = trend(30).await.unwrap();
    // Nothing stands behind the groups: they are of medium severity.
    let medium: Vec<i64> = told.days.iter().map(|day| day.open[2]).collect();
    assert_eq!(medium, [1, 1, 2, 1, 1]);
    assert!(told.days.iter().all(|day| day.open.iter().sum::<i64>() == day.open[2]), "{told:?}");
    assert_eq!(told.since.unwrap(), began);
    assert_eq!(told.days[0].day.to_string(), began.to_string()[..10]);
    // A day later it has one day more, though nothing has changed.
    case.world.pass(days(1));
    assert_eq!(trend(30).await.unwrap().days.len(), 6);
    case.world.pass(days(4));
    let week = trend(7).await.unwrap();
    assert_eq!(week.days.iter().map(|day| day.open[2]).collect::<Vec<_>>(), [1; 7]);

    let groups = async |filter: ResourceFilter| {
        let changes = app.resource_changes(ann, workspace, &filter, None, 200).await?;
        let own = changes.iter().filter(|one| one.id == case.group || one.id == second);
        Ok::<_, AppError>(own.map(|one| (one.generation, one.what, one.id.clone())).collect::<Vec<_>>())
    };
    let all = groups(ResourceFilter::default()).await.unwrap();
    let expected = [
        (3, ResourceEvent::Gone, case.group.clone()),
        (2, ResourceEvent::Added, second.clone()),
        (1, ResourceEvent::Added, case.group.clone()),
    ];
    assert_eq!(all, expected);
    let third = ResourceFilter { accounts: vec![case.account], generation: Some(3), what: None };
    assert_eq!(groups(third.clone()).await.unwrap(), expected[..1]);
    refused!(groups(ResourceFilter { accounts: Vec::new(), ..third }).await, AppError::Invalid(_));
    let news = case.overview().await.accounts[0].clone();
    assert_eq!(news.resources.map(|told| (told.added, told.gone)), Some((0, 1)));
    assert_eq!(news.findings.map(|told| (told.opened, told.resolved)), Some((0, 1)));
}

async fn only_members_are_told(wish: Wish) {
    let Some(case) = case(wish).await else { return };
    let bob = case.world.person("bob").await;
    let (app, who, workspace) = (&case.world.app, &bob.caller, case.workspace);
    let filter =
        CheckFilter { check: OPEN_ADMIN.parse().unwrap(), outcome: ResourceOutcome::Pass, accounts: vec![] };
    refused!(app.overview(who, workspace).await, AppError::NotFound("workspace"));
    refused!(app.trend(who, workspace, 30).await, AppError::NotFound("workspace"));
    refused!(app.posture(who, workspace, &[]).await, AppError::NotFound("workspace"));
    refused!(app.check_resources(who, workspace, &filter, None, 9).await, AppError::NotFound("workspace"));
    refused!(app.compliance(who, workspace, &[]).await, AppError::NotFound("workspace"));
    refused!(app.compliance_with(who, workspace, FRAMEWORK, &[]).await, AppError::NotFound("workspace"));
    refused!(app.well_architected(who, workspace, &[]).await, AppError::NotFound("workspace"));
    let changes = app.resource_changes(who, workspace, &ResourceFilter::default(), None, 9).await;
    refused!(changes, AppError::NotFound("workspace"));
    // His own is told of nothing that is hers.
    let his = case.world.workspace(&bob, "His").await.id;
    refused!(app.posture(who, his, &[case.account]).await, AppError::NotFound("cloud account"));
    let sheet = app.compliance_with(who, his, FRAMEWORK, &[]).await.unwrap();
    assert!(
        sheet
            .controls
            .iter()
            .all(|one| matches!(one.state, ControlState::Unknown | ControlState::NotChecked))
    );
    // Checks and frameworks that there are not.
    let none = CheckFilter { check: "no.such".parse().unwrap(), ..filter };
    refused!(app.check_resources(who, his, &none, None, 9).await, AppError::Invalid(_));
    refused!(app.compliance_with(who, his, "no-such", &[]).await, AppError::NotFound("framework"));
}

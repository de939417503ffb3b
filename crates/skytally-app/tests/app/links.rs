//! Linking cloud accounts, pausing, linking anew and unlinking.

use serde_json::json;
use skytally_app::accounts::AccessForm;
use skytally_app::cloud::ReachErrorKind;
use skytally_app::settings::SettingsChange;
use skytally_app::{Access, AppError, FindingFilter, FindingOrder, FindingState, RunState, Secret};
use skytally_model::{AccountId, Partition};

use crate::kit::aws::{Cloud, REGION, emulator, few};
use crate::kit::{Wish, World, days, mins, secs};

everywhere!(
    a_role_that_demands_its_external_id_is_linked_and_collected,
    only_an_external_id_that_was_offered_is_taken,
    a_role_that_opens_to_everybody_is_linked_with_a_warning,
    an_account_is_paused_resumed_linked_anew_and_unlinked,
    a_key_is_linked_and_its_age_is_watched,
    many_accounts_are_linked_at_once,
);

const CHECKS: &[&str] = &["ec2.sg-open-admin"];

async fn a_role_that_demands_its_external_id_is_linked_and_collected(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let group = cloud.open_group("admin", 22);
    let offer = world.app.offer_link(&ann.caller, workspace, None).await.unwrap_or_else(|e| panic!("{e}"));
    assert!(offer.external_id.starts_with("skytally-") && offer.external_id.len() > 30);
    assert!(offer.template.contains(&offer.principal) && offer.quick_create.is_none());
    assert_eq!(offer.principal, "arn:aws:sts::123456789012:user/moto");

    let linked = world.link(&ann.caller, workspace, &cloud).await;
    assert_eq!((linked.name.as_str(), linked.generation), (format!("AWS {}", cloud.id).as_str(), 0));
    assert_eq!(linked.due, world.now(), "the first run is due at once");
    assert_eq!(linked.trust["without_external_id"]["answer"], "refused");
    assert_eq!(world.collect().await, 1);
    assert_eq!(world.collect().await, 0, "it is due only later");

    let (account, run) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    let run = run.unwrap();
    assert_eq!((account.generation, account.running, account.failures), (1, false, 0));
    assert_eq!((run.state, run.wanted, run.generation), (RunState::Complete, true, Some(1)));
    assert!(run.documents > 3 && run.listings > 10 && run.listed == run.listings, "{run:?}");
    assert_eq!(run.summary["regions"], json!([REGION]));
    let posture = world.app.posture(&ann.caller, workspace, &[]).await.unwrap();
    let told: Vec<_> = posture.checks.iter().map(|one| (one.check.as_str(), one.tally.fail)).collect();
    assert_eq!(told, [("ec2.sg-open-admin", 1), ("skytally.external-id", 0)]);
    assert_eq!(posture.checks[1].tally.pass, 1);
    let wait = account.due.duration_since(world.now());
    assert!(wait > mins(7) && wait < mins(23), "{wait:?}");

    let open = world.findings(&ann, workspace, FindingState::Open).await;
    let [finding] = &open[..] else { panic!("{open:?}") };
    assert_eq!((finding.key.resource.as_str(), finding.key.region.as_str()), (group.as_str(), REGION));
    let (_, life) = world.app.finding(&ann.caller, workspace, finding.id).await.unwrap();
    assert_eq!((life.len(), life[0].what.as_str(), life[0].generation), (1, "opened", Some(1)));
    let inventory = world.app.inventory(&ann.caller, workspace).await.unwrap();
    let all: i64 = inventory.iter().map(|row| row.documents).sum();
    assert_eq!(all, run.documents);
    let kind = "aws.ec2.security_group".parse().unwrap();
    let region = REGION.parse().unwrap();
    let states = world.app.resource(&ann.caller, workspace, linked.id, &kind, &region, &group).await.unwrap();
    assert_eq!((states.len(), states[0].from_generation, states[0].to_generation), (1, 1, None));
    assert_eq!(states[0].document.data.to_value()["GroupName"], "admin");
    // The same account cannot be there twice.
    let offer = world.app.offer_link(&ann.caller, workspace, None).await.unwrap_or_else(|e| panic!("{e}"));
    let key = cloud.user("reader");
    refused!(world.link_key(&ann.caller, workspace, (&key.0, &key.1)).await, AppError::Conflict(_));
    drop(offer);
}

async fn only_an_external_id_that_was_offered_is_taken(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (hers, his) = (world.workspace(&ann, "Hers").await.id, world.workspace(&bob, "His").await.id);
    let cloud = Cloud::new(server);
    let offer = world.app.offer_link(&ann.caller, hers, None).await.unwrap_or_else(|e| panic!("{e}"));
    let role = cloud.guarded_role(&offer.external_id);
    let form =
        |external_id: &str| AccessForm::Role { role: role.clone(), external_id: external_id.to_owned() };
    // The confused deputy: somebody else's role, by the external id of somebody else.
    let foreign = world.app.link_account(&bob.caller, his, None, form(&offer.external_id), &few()).await;
    assert!(matches!(&foreign, Err(AppError::Invalid(faults)) if faults[0].field == "external_id"));
    for made_up in ["", "skytally-demo", "anything"] {
        let error = world.app.link_account(&ann.caller, hers, None, form(made_up), &few()).await.unwrap_err();
        assert!(matches!(error, AppError::Invalid(_)), "{error:?}");
    }
    assert_eq!(cloud.calls("sts:AssumeRole"), 0);
    // One of her own that the role does not know.
    let other = world.app.offer_link(&ann.caller, hers, None).await.unwrap_or_else(|e| panic!("{e}"));
    let error =
        world.app.link_account(&ann.caller, hers, None, form(&other.external_id), &few()).await.unwrap_err();
    assert!(matches!(&error, AppError::Reach(error) if error.kind == ReachErrorKind::Refused), "{error:?}");
    // Bad settings are told before anybody is asked.
    let bad = SettingsChange { every_minutes: Some(1), ..few() };
    refused!(
        world.app.link_account(&ann.caller, hers, None, form(&offer.external_id), &bad).await,
        AppError::Invalid(_)
    );
    world.pass(days(7));
    let late = world.app.link_account(&ann.caller, hers, None, form(&offer.external_id), &few()).await;
    assert!(matches!(late, Err(AppError::Invalid(_))));
    assert_eq!(world.number_of("SELECT COUNT(*) FROM accounts").await, 0);
}

async fn a_role_that_opens_to_everybody_is_linked_with_a_warning(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let offer = world.app.offer_link(&ann.caller, workspace, None).await.unwrap_or_else(|e| panic!("{e}"));
    let form = || AccessForm::Role { role: cloud.arn(), external_id: offer.external_id.clone() };
    cloud.role("");
    let linked = world.app.link_account(&ann.caller, workspace, Some("Ours"), form(), &few()).await.unwrap();
    assert_eq!(linked.name, "Ours");
    world.collect().await;
    let open = world.findings(&ann, workspace, FindingState::Open).await;
    let [finding] = &open[..] else { panic!("{open:?}") };
    assert_eq!(
        (finding.key.check.as_str(), finding.key.resource.as_str()),
        ("skytally.external-id", "SkytallyRead")
    );
    assert_eq!(finding.facts.message, "the role can be assumed without an external id");
    assert!(world.app.check_facts(&finding.key.check).unwrap().remedy.contains("sts:ExternalId"));
    // Once the trust demands it and the account is linked again, the warning is over.
    cloud.trust(&offer.external_id);
    world.app.relink_account(&ann.caller, workspace, linked.id, form()).await.unwrap();
    assert_eq!(world.collect().await, 1);
    assert!(world.findings(&ann, workspace, FindingState::Open).await.is_empty());
    let resolved = world.findings(&ann, workspace, FindingState::Resolved).await;
    assert_eq!((resolved.len(), resolved[0].id), (1, finding.id));
}

async fn an_account_is_paused_resumed_linked_anew_and_unlinked(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    cloud.open_group("admin", 22);
    let linked = world.link(&ann.caller, workspace, &cloud).await;
    world.collect().await;
    let paused = world.app.pause_account(&ann.caller, workspace, linked.id, true).await.unwrap();
    assert_eq!(paused.paused, Some(world.now()));
    world.pass(days(1));
    assert_eq!(world.collect().await, 0);
    refused!(world.app.collect_now(&ann.caller, workspace, linked.id).await, AppError::Conflict(_));
    world.app.pause_account(&ann.caller, workspace, linked.id, false).await.unwrap();
    world.pass(secs(1));
    assert_eq!(world.collect().await, 1, "what waits because it was paused goes on at once");

    world.pass(secs(1));
    assert!(world.app.collect_now(&ann.caller, workspace, linked.id).await.unwrap());
    assert_eq!(world.collect().await, 1);
    let runs = world.app.runs(&ann.caller, workspace, linked.id, None, 10).await.unwrap();
    let wanted: Vec<bool> = runs.iter().map(|run| run.wanted).collect();
    assert_eq!(wanted, [true, false, true], "who asked for it");

    // Another account's role is no other way into this one.
    let other = Cloud::new(server);
    let offer = world.app.offer_link(&ann.caller, workspace, None).await.unwrap_or_else(|e| panic!("{e}"));
    let form = |cloud: &Cloud| AccessForm::Role {
        role: cloud.guarded_role(&offer.external_id),
        external_id: offer.external_id.clone(),
    };
    let said = refused!(
        world.app.relink_account(&ann.caller, workspace, linked.id, form(&other)).await,
        AppError::Conflict(_)
    );
    assert!(said.contains(&cloud.id) && said.contains(&other.id), "{said}");
    let (id, secret) = cloud.user("reader");
    let key = AccessForm::Key { id: id.clone(), secret: Secret::from(secret) };
    let relinked = world.app.relink_account(&ann.caller, workspace, linked.id, key).await.unwrap();
    assert!(matches!(&relinked.access, Access::Key { id: own, .. } if *own == id), "{relinked:?}");
    assert_eq!(world.collect().await, 1);
    // The role's own check is over with the role, and the key has one of its own.
    let checks = world.query("SELECT check_id, state FROM findings ORDER BY check_id").await;
    assert_eq!(checks.len(), 1, "a check that passes has no finding: {checks:?}");

    world.app.unlink_account(&ann.caller, workspace, linked.id).await.unwrap();
    for table in ["accounts", "documents", "check_outcomes", "findings", "finding_events", "runs"] {
        assert_eq!(world.number_of(&format!("SELECT COUNT(*) FROM {table}")).await, 0, "{table}");
    }
    refused!(world.app.account(&ann.caller, workspace, linked.id).await, AppError::NotFound("cloud account"));
    assert_eq!(world.collect().await, 0);
    let form =
        AccessForm::Role { role: cloud.trust_anew(&offer.external_id), external_id: offer.external_id };
    world.app.link_account(&ann.caller, workspace, None, form, &few()).await.unwrap();
}

async fn a_key_is_linked_and_its_age_is_watched(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let (id, secret) = cloud.user("reader");
    for (id, secret) in
        [("X", secret.as_str()), (&id, "with space"), (&id, ""), ("ASIA0000000000000000", &secret)]
    {
        let error = world.link_key(&ann.caller, workspace, (id, secret)).await.unwrap_err();
        assert!(matches!(error, AppError::Reach(_)), "{error:?}");
    }
    // Id and secret in each other's place: nobody is sent anything.
    let error = world.link_key(&ann.caller, workspace, (&secret, &id)).await.unwrap_err();
    assert!(matches!(&error, AppError::Invalid(faults) if faults[0].field == "access_key_id"), "{error:?}");
    assert_eq!(cloud.calls("sts:GetCallerIdentity"), 0);
    let linked = world.link_key(&ann.caller, workspace, (&id, &secret)).await.unwrap();
    let Access::Key { created: Some(created), .. } = linked.access else { panic!("{linked:?}") };
    assert!(world.now().duration_since(created).abs() < mins(10), "{created}");
    world.collect().await;
    assert!(world.findings(&ann, workspace, FindingState::Open).await.is_empty());
    // Every use of the key is in the audit trail.
    let used = "SELECT COUNT(*) FROM audit WHERE action = 'credential.used'";
    assert_eq!(world.number_of(used).await, 1);
    world.pass(days(91));
    world.collect().await;
    let open = world.findings(&ann, workspace, FindingState::Open).await;
    let [finding] = &open[..] else { panic!("{open:?}") };
    assert_eq!(
        (finding.key.check.as_str(), finding.key.resource.as_str()),
        ("skytally.key-age", id.as_str())
    );
    assert!(finding.facts.message.starts_with("the access key is 9"), "{}", finding.facts.message);
    assert_eq!(world.number_of(used).await, 2);

    // The identity of another account behind the same link is no generation of this one, but a failure.
    let other = Cloud::new(server).user("reader");
    let stolen = AccessForm::Key { id: other.0, secret: Secret::from(other.1) };
    refused!(
        world.app.relink_account(&ann.caller, workspace, linked.id, stolen).await,
        AppError::Conflict(_)
    );
    let fault = cloud.fault("deny", "sts:GetCallerIdentity");
    world.pass(days(1));
    assert_eq!(world.collect().await, 1);
    let (account, run) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    assert_eq!((run.as_ref().unwrap().state, account.failures, account.generation), (RunState::Failed, 1, 2));
    let why = run.unwrap().summary["failure"].as_str().unwrap().to_owned();
    assert!(why.contains("AWS does not say whose credentials these are"), "{why}");
    // What was known stays known.
    assert_eq!(world.findings(&ann, workspace, FindingState::Open).await, open);
    drop(fault);
    world.pass(secs(3600));
    world.collect().await;
    let (account, _) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    assert_eq!((account.failures, account.generation), (0, 3));
}

async fn many_accounts_are_linked_at_once(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), CHECKS)).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let clouds = [Cloud::new(server), Cloud::new(server), Cloud::new(server)];
    let offer = world.app.offer_link(&ann.caller, workspace, None).await.unwrap_or_else(|e| panic!("{e}"));
    // The last one has no role.
    for cloud in &clouds[..2] {
        cloud.guarded_role(&offer.external_id);
    }
    let ids: Vec<_> = clouds
        .iter()
        .map(|cloud| (cloud.id.parse().unwrap(), Some(format!("Number {}", cloud.id))))
        .collect();
    let link = |ids: &[(AccountId, Option<String>)]| {
        let ids = ids.to_vec();
        let (app, caller, external_id) = (&world.app, &ann.caller, offer.external_id.clone());
        async move { app.link_many(caller, workspace, "SkytallyRead", &external_id, &ids, Partition::Aws).await }
    };
    let done = link(&ids).await.unwrap_or_else(|e| panic!("{e}"));
    let good: Vec<bool> = done.iter().map(|one| one.result.is_ok()).collect();
    assert_eq!(good, [true, true, false]);
    assert_eq!(done[0].result.as_ref().ok().unwrap().name, format!("Number {}", clouds[0].id));
    // What is linked already says so; the others go on.
    clouds[2].guarded_role(&offer.external_id);
    let again = link(&ids).await.unwrap_or_else(|e| panic!("{e}"));
    let said: Vec<String> = again
        .iter()
        .map(|one| one.result.as_ref().map_or_else(ToString::to_string, |_| "linked".to_owned()))
        .collect();
    assert!(said[0].contains("is linked to this workspace already") && said[2] == "linked", "{said:?}");
    let too_many: Vec<_> = (0..101).map(|n| (format!("{n:012}").parse().unwrap(), None)).collect();
    for wrong in [too_many, Vec::new()] {
        assert!(matches!(link(&wrong).await, Err(AppError::Invalid(_))));
    }
    assert_eq!(world.app.accounts(&ann.caller, workspace).await.unwrap().len(), 3);
    let all = FindingFilter::default();
    assert!(
        world
            .app
            .findings(&ann.caller, workspace, &all, FindingOrder::Severity, None, 9)
            .await
            .unwrap()
            .is_empty()
    );
}

//! The demo estate as a whole: what is found is the truth list, and a second look changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use skytally_app::accounts::AccessForm;
use skytally_app::settings::SettingsChange;
use skytally_app::{Finding, FindingState, RunState};
use skytally_store::{Actor, Origin};

use crate::kit::aws::estate;
use crate::kit::{Wish, World, days, mins};

everywhere!(the_findings_are_the_truth_and_a_second_look_changes_nothing);

const ALDER: &str = "111122223333";

/// Kinds of which AWS says something else at every look, and what: one resource of each stands in the account.
const MOVES: [(&str, &str); 5] = [
    ("aws.cloudtrail.trail", "when it delivered last"),
    ("aws.efs.file_system", "when its size was measured"),
    ("aws.iam.credential", "the emulator counts the age of the root user from now"),
    ("aws.iam.role", "when it was used last, which our own look does"),
    ("aws.rds.db_instance", "the latest moment that it can be restored to"),
];

/// One expected outcome: check, variant, account, region, resource, outcome, why, ARN.
struct Truth<'t>(Vec<&'t str>);

impl Truth<'_> {
    fn is(&self, found: &Finding) -> bool {
        let names = [Some(found.key.resource.as_str()), found.facts.name.as_deref()];
        let arn = self.0[7];
        let same =
            (!arn.is_empty() && found.facts.arn.as_deref() == Some(arn)) || names.contains(&Some(self.0[4]));
        let key = &found.key;
        (self.0[0], self.0[1], self.0[3]) == (key.check.as_str(), key.variant.as_str(), key.region.as_str())
            && same
    }
}

/// The fields of a line of CSV.
fn fields(line: &str) -> Vec<&str> {
    let (mut fields, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                fields.push(line[start..at].trim_matches('"'));
                start = at + 1;
            }
            _ => {}
        }
    }
    fields.push(line[start..].trim_matches('"'));
    fields
}

async fn the_findings_are_the_truth_and_a_second_look_changes_nothing(wish: Wish) {
    let Some((server, truth)) = tokio::task::spawn_blocking(estate).await.unwrap() else { return };
    // All regions once; two of them, where things are, on the other databases.
    let regions = if wish.postgres || wish.cached { vec!["eu-central-1", "us-east-1"] } else { Vec::new() };
    let looked_at = |region: &str| regions.is_empty() || region == "global" || regions.contains(&region);
    let truth = truth.lines().skip(1).map(|line| Truth(fields(line)));
    let truth: Vec<Truth<'_>> = truth.filter(|row| row.0[2] == ALDER && looked_at(row.0[3])).collect();
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
    let regions = Some(regions.into_iter().map(str::to_owned).collect());
    let change = SettingsChange { regions, ..SettingsChange::default() };
    let linked = world.app.link_account(&ann.caller, workspace, None, form, &change).await.unwrap();
    assert_eq!(world.collect().await, 1);
    let (_, run) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    let run = run.unwrap();
    assert!(matches!(run.state, RunState::Complete | RunState::Partial), "{run:?}");

    let open = world.findings(&ann, workspace, FindingState::Open).await;
    let unknown = world.findings(&ann, workspace, FindingState::Unknown).await;
    for (outcome, found) in [("fail", &open), ("unknown", &unknown)] {
        let expected: Vec<&Truth<'_>> = truth.iter().filter(|row| row.0[5] == outcome).collect();
        let missing: Vec<_> = expected
            .iter()
            .filter(|row| !found.iter().any(|one| row.is(one)))
            .map(|row| row.0.join(" "))
            .collect();
        let untrue: Vec<_> = found.iter().filter(|one| !expected.iter().any(|row| row.is(one))).collect();
        assert!(
            missing.is_empty() && untrue.is_empty(),
            "{outcome}: not found: {missing:#?}; found: {untrue:#?}"
        );
    }
    assert!(open.len() > 50, "{}", open.len());
    let mut counted: BTreeMap<String, i64> = BTreeMap::new();
    for count in world.app.finding_counts(&ann.caller, workspace, &Default::default()).await.unwrap().iter() {
        *counted.entry(count.state.clone()).or_default() += count.count;
    }
    assert_eq!(counted["open"], i64::try_from(open.len()).unwrap());

    let rows = || async {
        let documents = world
            .query("SELECT kind, region, id, from_gen, to_gen, hash FROM documents ORDER BY 1, 2, 3, 4")
            .await;
        let events =
            world.query("SELECT finding_id, what, detail FROM finding_events ORDER BY 1, 2, 3").await;
        (documents, events)
    };
    let before = rows().await;
    world.pass(mins(30));
    assert_eq!(world.collect().await, 1);
    let after = rows().await;
    let moves = |row: &Value| MOVES.iter().any(|(kind, _)| row["kind"] == *kind);
    let fresh: Vec<_> = after.0.iter().filter(|row| !before.0.contains(row) && !moves(row)).collect();
    assert!(fresh.is_empty(), "{} documents are new: {fresh:#?}", fresh.len());
    let moved = after.0.iter().filter(|row| !before.0.contains(row)).count();
    assert!(moved <= 2 * MOVES.len(), "{moved}");
    let news: Vec<_> = after.1.iter().filter(|row| !before.1.contains(row)).collect();
    assert!(news.is_empty(), "{news:#?}");
    let (account, run) = world.app.account(&ann.caller, workspace, linked.id).await.unwrap();
    assert_eq!((account.generation, run.unwrap().documents), (2, i64::try_from(before.0.len()).unwrap()));
    let again = world.findings(&ann, workspace, FindingState::Open).await;
    let ids = |found: &[Finding]| found.iter().map(|one| one.id).collect::<BTreeSet<_>>();
    assert_eq!(ids(&again), ids(&open));
}

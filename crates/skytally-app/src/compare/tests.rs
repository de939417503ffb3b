//! What a comparison may never do, for any findings, outcomes and listings.

use std::collections::BTreeMap;

use proptest::prelude::*;
use skytally_model::{Cause, CauseClass, CoverageState};

use super::*;

const KINDS: [&str; 2] = ["aws.ec2.volume", "aws.s3.bucket"];
const REGIONS: [&str; 3] = ["eu-west-1", "us-east-1", "global"];
const CHECKS: [&str; 3] = ["ec2.encrypted", "s3.private", "skytally.external-id"];
const RESOURCES: [&str; 2] = ["one", "two"];
const WORDS: [&str; 3] = ["it is so", "it is otherwise", "it is worse"];

type Known = BTreeMap<FindingKey, FindingFacts>;

/// One of few names: so that what is known and what is seen meet.
fn of<const N: usize>(names: [&'static str; N]) -> impl Strategy<Value = &'static str> {
    proptest::sample::select(names.to_vec())
}

fn key() -> impl Strategy<Value = FindingKey> {
    (of(CHECKS), of(["", "strict"]), of(KINDS), of(REGIONS), of(RESOURCES)).prop_map(
        |(check, variant, kind, region, resource)| FindingKey {
            check: check.parse().unwrap(),
            variant: variant.to_owned(),
            kind: kind.parse().unwrap(),
            region: region.parse().unwrap(),
            resource: resource.to_owned(),
        },
    )
}

fn severity() -> impl Strategy<Value = Severity> {
    proptest::sample::select(vec![Severity::Low, Severity::High])
}

fn facts() -> impl Strategy<Value = FindingFacts> {
    let state = proptest::sample::select(FindingState::ALL.to_vec());
    (state, proptest::option::of(of(WORDS)), of(WORDS), severity()).prop_map(
        |(state, because, message, severity)| {
            let unknown_because = match state {
                FindingState::Open => because.map(str::to_owned),
                FindingState::Resolved => None,
                FindingState::Unknown => Some(because.unwrap_or(WORDS[0]).to_owned()),
            };
            FindingFacts {
                arn: None,
                name: None,
                severity,
                state,
                message: message.to_owned(),
                unknown_because,
                saving: None,
                saving_unknown: None,
            }
        },
    )
}

fn outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        Just(Outcome::Pass),
        Just(Outcome::NotApplicable),
        of(WORDS).prop_map(|because| Outcome::Unknown { because: because.to_owned(), causes: Vec::new() }),
        of(WORDS).prop_map(|message| Outcome::Fail {
            message: message.to_owned(),
            saving: None,
            saving_unknown: None
        }),
    ]
}

fn evaluation(key: FindingKey, severity: Severity, outcome: Outcome) -> Evaluation {
    Evaluation {
        check: key.check,
        variant: (!key.variant.is_empty()).then_some(key.variant),
        severity,
        account: "123456789012".parse().unwrap(),
        region: key.region,
        kind: key.kind,
        resource: key.resource,
        arn: None,
        name: None,
        outcome,
    }
}

fn cause() -> Cause {
    Cause {
        class: CauseClass::Denied,
        call: "ec2:DescribeVolumes".to_owned(),
        permission: "ec2:DescribeVolumes".to_owned(),
        code: None,
        status: None,
        request_id: None,
        message: "no".to_owned(),
    }
}

fn listing() -> impl Strategy<Value = CoverageState> {
    proptest::sample::select(vec![
        CoverageState::Complete,
        CoverageState::Unavailable { cause: cause() },
        CoverageState::Denied { cause: cause() },
        CoverageState::Failed { cause: cause() },
        CoverageState::NotCollected,
    ])
}

#[derive(Debug, Clone)]
struct World {
    known: Known,
    seen: Vec<Evaluation>,
    coverage: Vec<Coverage>,
    cancelled: bool,
}

fn world() -> impl Strategy<Value = World> {
    let seen = proptest::collection::vec((key(), severity(), outcome()), 0..12);
    let coverage = proptest::collection::btree_map((of(KINDS), of(REGIONS)), listing(), 0..6);
    (proptest::collection::btree_map(key(), facts(), 0..12), seen, coverage, proptest::bool::weighted(0.2))
        .prop_map(|(known, seen, coverage, cancelled)| World {
            known,
            seen: seen
                .into_iter()
                .map(|(key, severity, outcome)| evaluation(key, severity, outcome))
                .collect(),
            coverage: coverage
                .into_iter()
                .map(|((kind, region), state)| Coverage {
                    kind: kind.parse().unwrap(),
                    region: region.parse().unwrap(),
                    state,
                    documents: 0,
                })
                .collect(),
            cancelled,
        })
}

impl World {
    fn compare(&self, known: &Known) -> Vec<FindingWrite> {
        let known = known.iter().map(|(key, facts)| (key.clone(), facts.clone())).collect();
        compare(known, &judged(&self.seen), &Looked::new(&self.coverage, self.cancelled))
    }

    /// What was said of a finding; of several outcomes the worst.
    fn said(&self, key: &FindingKey) -> Option<&Evaluation> {
        let own = |one: &&Evaluation| {
            let variant = one.variant.clone().unwrap_or_default();
            (&one.check, &variant, &one.kind, &one.region, &one.resource)
                == (&key.check, &key.variant, &key.kind, &key.region, &key.resource)
        };
        let mut said: Vec<&Evaluation> = self.seen.iter().filter(own).collect();
        let order = ["fail", "unknown", "pass", "not-applicable"];
        said.sort_by_key(|one| order.iter().position(|word| *word == one.outcome.as_str()));
        said.first().copied()
    }

    /// Whether a resource that was not seen is gone.
    fn is_gone(&self, key: &FindingKey) -> bool {
        let state = |region: &str| {
            let mut of_kind = self.coverage.iter().filter(|coverage| coverage.kind == key.kind);
            of_kind.find(|coverage| coverage.region.as_str() == region).map(|coverage| &coverage.state)
        };
        let listing = state(key.region.as_str()).or_else(|| state("global"));
        !self.cancelled
            && matches!(listing, Some(CoverageState::Complete | CoverageState::Unavailable { .. }))
    }
}

fn after(known: &Known, writes: &[FindingWrite]) -> Known {
    let mut after = known.clone();
    after.extend(writes.iter().map(|write| (write.key.clone(), write.facts.clone())));
    after
}

/// What a finding is after a generation, and what happened to it, in other words than the code's.
fn expected(world: &World, key: &FindingKey) -> (Option<FindingState>, Option<&'static str>) {
    use FindingState::{Open, Resolved, Unknown};
    let was = world.known.get(key);
    let state = was.map(|was| was.state);
    let because = was.and_then(|was| was.unknown_because.as_deref());
    let Some(said) = world.said(key) else {
        let own = key.check.as_str().starts_with("skytally.");
        return match state {
            None | Some(Resolved) => (state, None),
            Some(_) if own || world.is_gone(key) => (Some(Resolved), Some("resolved")),
            // Whatever hides it is another reason than any that it began with.
            Some(_) if because.is_none() => (state, Some("unknown")),
            Some(_) => (state, Some("changed")),
        };
    };
    match (&said.outcome, state) {
        (Outcome::Pass | Outcome::NotApplicable, None | Some(Resolved)) => (state, None),
        (Outcome::Pass | Outcome::NotApplicable, Some(_)) => (Some(Resolved), Some("resolved")),
        (Outcome::Fail { .. }, None | Some(Unknown)) => (Some(Open), Some("opened")),
        (Outcome::Fail { .. }, Some(Resolved)) => (Some(Open), Some("reopened")),
        (Outcome::Fail { .. }, Some(Open)) if because.is_some() => (Some(Open), Some("known")),
        (Outcome::Fail { message, .. }, Some(Open)) => {
            let same = was.is_some_and(|was| was.message == *message && was.severity == said.severity);
            (Some(Open), (!same).then_some("changed"))
        }
        (Outcome::Unknown { because: now, .. }, Some(Open)) => match because {
            None => (Some(Open), Some("unknown")),
            Some(old) => (Some(Open), (old != now).then_some("changed")),
        },
        (Outcome::Unknown { because: now, .. }, Some(Unknown)) if because == Some(now) => {
            (Some(Unknown), None)
        }
        (Outcome::Unknown { .. }, Some(Unknown)) => (Some(Unknown), Some("changed")),
        (Outcome::Unknown { .. }, None | Some(Resolved)) => (Some(Unknown), Some("unknown")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn every_finding_goes_where_the_model_says(world in world()) {
        let writes = world.compare(&world.known);
        let after = after(&world.known, &writes);
        let mut events: BTreeMap<&FindingKey, &str> = BTreeMap::new();
        for write in &writes {
            prop_assert!(events.insert(&write.key, write.event).is_none(), "written twice: {write:?}");
            prop_assert!(world.known.get(&write.key) != Some(&write.facts), "nothing new: {write:?}");
            let was = world.known.get(&write.key).filter(|was| was.state == FindingState::Open);
            prop_assert_eq!(write.was, was.map(|was| was.severity), "how it counted: {:?}", write);
        }
        let judged = world.seen.iter().map(|one| FindingKey {
            check: one.check.clone(),
            variant: one.variant.clone().unwrap_or_default(),
            kind: one.kind.clone(),
            region: one.region.clone(),
            resource: one.resource.clone(),
        });
        let keys: std::collections::BTreeSet<FindingKey> = world.known.keys().cloned().chain(judged).collect();
        for key in &keys {
            let (state, event) = expected(&world, key);
            let now = after.get(key);
            prop_assert_eq!((now.map(|now| now.state), events.get(key).copied()), (state, event), "{:?}", key);
        }
        for (key, now) in &after {
            prop_assert!(keys.contains(key), "out of nowhere: {key:?}");
            // A reason for not knowing stands exactly where something is not known.
            match now.state {
                FindingState::Resolved => prop_assert!(now.unknown_because.is_none()),
                FindingState::Unknown => prop_assert!(now.unknown_because.is_some()),
                FindingState::Open => {}
            }
        }
    }

    #[test]
    fn unknown_never_resolves_and_keeps_what_was_known(world in world()) {
        let after = after(&world.known, &world.compare(&world.known));
        for (key, was) in &world.known {
            let unsaid = match world.said(key) {
                Some(said) => matches!(said.outcome, Outcome::Unknown { .. }),
                None => !world.is_gone(key) && !key.check.as_str().starts_with("skytally."),
            };
            if unsaid && was.state == FindingState::Open {
                let now = &after[key];
                prop_assert_eq!(now.state, FindingState::Open);
                prop_assert_eq!((&now.message, now.severity), (&was.message, was.severity));
                prop_assert!(now.unknown_because.is_some(), "it looks as if it had been told: {:?}", key);
            }
        }
    }

    #[test]
    fn the_same_generation_twice_brings_nothing_the_second_time(world in world()) {
        let after = after(&world.known, &world.compare(&world.known));
        prop_assert_eq!(world.compare(&after), vec![]);
    }

    #[test]
    fn what_fails_says_what_the_newest_generation_says(world in world()) {
        let after = after(&world.known, &world.compare(&world.known));
        for (key, now) in &after {
            if let Some(Evaluation { outcome: Outcome::Fail { message, .. }, .. }) = world.said(key) {
                let said: Vec<&Evaluation> = world.seen.iter().filter(|one| one.outcome.as_str() == "fail").collect();
                prop_assert_eq!(now.state, FindingState::Open);
                prop_assert!(now.unknown_because.is_none());
                prop_assert!(now.message == *message && said.iter().any(|one| one.severity == now.severity));
            }
        }
    }
}

#[test]
fn a_region_that_is_no_longer_collected_hides_and_a_region_within_a_global_listing_does_not() {
    let coverage = |kind: &str, region: &str, state| Coverage {
        kind: kind.parse().unwrap(),
        region: region.parse().unwrap(),
        state,
        documents: 0,
    };
    let listings = [
        coverage(KINDS[0], "eu-west-1", CoverageState::Complete),
        coverage(KINDS[1], "global", CoverageState::Denied { cause: cause() }),
    ];
    let looked = Looked::new(&listings, false);
    let hides = |kind: &str, region: &str| looked.hides(&kind.parse().unwrap(), &region.parse().unwrap());
    assert_eq!(hides(KINDS[0], "eu-west-1"), None);
    let said = [
        hides(KINDS[0], "us-east-1").unwrap(),
        hides(KINDS[1], "eu-west-1").unwrap(),
        hides("aws.sqs.queue", "eu-west-1").unwrap(),
    ];
    assert_eq!(
        said,
        [
            "the region us-east-1 is not collected (any more)",
            "aws.s3.bucket in global could not be listed: ec2:DescribeVolumes denied: needs ec2:DescribeVolumes",
            "aws.sqs.queue is not collected (any more)",
        ]
    );
    let stopped = Looked::new(&listings, true);
    assert!(stopped.hides(&KINDS[0].parse().unwrap(), &"eu-west-1".parse().unwrap()).is_some());
}

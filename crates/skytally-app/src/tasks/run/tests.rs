//! When accounts are due, and what makes a document another one.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;
use skytally_model::{Cause, CauseClass};
use uuid::Uuid;

use super::*;

/// An account as the store would name it: a moment, and random bits.
fn account(ms: u64, random: [u8; 10]) -> LinkId {
    LinkId::new(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_next_run_is_due_in_good_time_and_then_at_the_same_minute(
        linked in 0_u64..4_000_000_000_000,
        random: [u8; 10],
        minutes in 5_i64..=1_440,
        now in 0_i64..4_000_000_000_000,
    ) {
        let (account, every) = (account(linked, random), SignedDuration::from_mins(minutes));
        let now = Timestamp::from_millisecond(now).unwrap();
        let first = next_due(account, every, now);
        let wait = first.duration_since(now);
        prop_assert!(wait * 2 >= every, "{wait:?} of {every:?}");
        prop_assert!(wait * 2 <= every * 3, "{wait:?} of {every:?}");
        // Each run that begins when it is due is followed by one exactly an interval later.
        let mut due = first;
        for _ in 0..5 {
            let next = next_due(account, every, due);
            prop_assert_eq!(next.duration_since(due), every);
            due = next;
        }
        // A run that ends a little late, or begins a little late, does not shift the minute.
        let late = first + every / 3;
        prop_assert_eq!(next_due(account, every, late), first + every);
    }

    #[test]
    fn no_length_of_an_interval_breaks_it(random: [u8; 10], days in -4_000_i64..=4_000, now in 0_i64..4_000_000_000_000) {
        let now = Timestamp::from_millisecond(now).unwrap();
        for every in [SignedDuration::from_millis(days), SignedDuration::from_hours(24 * days)] {
            prop_assert!(next_due(account(0, random), every, now) >= now);
        }
    }
}

#[test]
fn accounts_are_spread_evenly_over_the_interval() {
    let now: Timestamp = "2026-01-15T12:34:56Z".parse().unwrap();
    for (minutes, slots) in [(15, 15_usize), (60, 20), (1_440, 24)] {
        let every = SignedDuration::from_mins(minutes);
        let mut hits: BTreeMap<i64, u32> = BTreeMap::new();
        for _ in 0..10_000 {
            // Linked in the same millisecond: only the random part tells them apart.
            let random = Uuid::new_v4();
            let account = account(1_768_000_000_000, random.as_bytes()[..10].try_into().unwrap());
            let phase = next_due(account, every, now).as_millisecond().rem_euclid(minutes * 60_000);
            let slot = phase * i64::try_from(slots).unwrap() / (minutes * 60_000);
            *hits.entry(slot).or_default() += 1;
        }
        assert_eq!(hits.len(), slots);
        let expected = 10_000.0 / f64::from(u32::try_from(slots).unwrap());
        // Chi squared: for 23 degrees of freedom, 70 is passed once in a million times.
        let chi: f64 = hits.values().map(|hits| (f64::from(*hits) - expected).powi(2) / expected).sum();
        assert!(chi < 70.0, "{minutes} minutes: {chi}: {hits:?}");
    }
}

fn document(parts: serde_json::Value) -> Document {
    serde_json::from_value(json!({
        "kind": "aws.s3.bucket", "account": "123456789012", "region": "eu-west-1", "id": "one",
        "data": { "Name": "one" }, "parts": parts,
    }))
    .unwrap()
}

fn cause(class: CauseClass, request: &str, message: &str) -> Cause {
    Cause {
        class,
        call: "s3:GetBucketPolicy".to_owned(),
        permission: "s3:GetBucketPolicy".to_owned(),
        code: Some("AccessDenied".to_owned()),
        status: Some(403),
        request_id: Some(request.to_owned()),
        message: message.to_owned(),
    }
}

#[test]
fn a_refusal_with_another_request_id_is_the_same_state_of_a_document() {
    let print =
        |document: &Document| fingerprint(document, &serde_json::to_string(document).unwrap()).unwrap();
    let denied = |cause: Cause| document(json!({ "policy": Part::Denied { cause } }));
    let first = denied(cause(CauseClass::Denied, "req-1", "no (req-1)"));
    assert_eq!(print(&first), print(&denied(cause(CauseClass::Denied, "req-2", "no (req-2)"))));
    let mut incomplete = document(json!({}));
    incomplete.incomplete = Some(cause(CauseClass::Denied, "req-1", "no"));
    let mut again = incomplete.clone();
    again.incomplete = Some(cause(CauseClass::Denied, "req-2", "no, encoded"));
    assert_eq!(print(&incomplete), print(&again));

    // What is another state has another print.
    let states = [
        first,
        incomplete,
        denied(cause(CauseClass::Throttled, "req-1", "no")),
        document(
            json!({ "policy": { "state": "failed", "cause": cause(CauseClass::Denied, "req-1", "no") } }),
        ),
        document(json!({ "policy": { "state": "absent" } })),
        document(json!({ "policy": { "state": "present", "value": { "a": 1 } } })),
        document(json!({ "policy": { "state": "present", "value": { "a": 2 } } })),
        document(json!({})),
    ];
    let prints: BTreeSet<String> = states.iter().map(print).collect();
    assert_eq!(prints.len(), states.len());
}

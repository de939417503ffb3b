//! The rules of scores, as tables; and what no outcomes may ever do to them.

use proptest::prelude::*;

use super::*;

fn tally(pass: i64, fail: i64, unknown: i64, not_applicable: i64) -> Tally {
    Tally { pass, fail, unknown, not_applicable, muted: 0, unseen: 0 }
}

const ALL: Counted = Counted { evaluated: 2, not_yet: 0 };

#[test]
fn a_control_stands_as_its_worst_known_check_says_and_never_better_than_what_is_known() {
    use ControlState::{Failed, NotApplicable, NotChecked, Passed, Unknown};
    let some = Counted { evaluated: 1, not_yet: 1 };
    let none = Counted { evaluated: 0, not_yet: 2 };
    let no_accounts = Counted::default();
    let muted = Tally { muted: 3, ..tally(5, 3, 0, 0) };
    let unseen = Tally { unseen: 1, ..tally(5, 0, 0, 0) };
    let never_made = Tally { unseen: 2, ..Tally::default() };
    let nothing = Tally::default();
    for (checks, accounts, state) in [
        (&[][..], ALL, NotChecked),
        (&[], none, NotChecked),
        (&[tally(1, 0, 0, 0)], ALL, Passed),
        (&[tally(1, 0, 0, 9)], ALL, Passed),
        (&[tally(1, 0, 0, 0), nothing], ALL, Passed),
        (&[nothing], ALL, NotApplicable),
        (&[tally(0, 0, 0, 7), nothing], ALL, NotApplicable),
        (&[tally(9, 1, 0, 0)], ALL, Failed),
        (&[tally(9, 0, 0, 0), tally(0, 1, 0, 0)], ALL, Failed),
        (&[tally(9, 1, 5, 0)], ALL, Failed),
        (&[muted], ALL, Failed),
        (&[tally(9, 1, 0, 0)], some, Failed),
        (&[tally(9, 0, 1, 0)], ALL, Unknown),
        (&[tally(9, 0, 0, 0), tally(0, 0, 1, 0)], ALL, Unknown),
        (&[tally(9, 0, 0, 0)], some, Unknown),
        (&[nothing], some, Unknown),
        (&[nothing], none, Unknown),
        (&[nothing], no_accounts, Unknown),
        (&[unseen], ALL, Unknown),
        (&[tally(5, 0, 0, 0), never_made], ALL, Unknown),
        (&[never_made], ALL, Unknown),
    ] {
        assert_eq!(control_state(checks, accounts), state, "{checks:?} {accounts:?}");
    }
}

#[test]
fn scores_are_weighed_and_rounded_once() {
    use Severity::{Critical, High, Info, Low, Medium};
    let passed = tally(1, 0, 0, 0);
    let failed = tally(0, 1, 0, 0);
    let unknown = tally(0, 0, 1, 0);
    let aside = tally(0, 0, 0, 5);
    let third = tally(1, 2, 0, 0);
    let two_thirds = tally(2, 1, 0, 0);
    for (checks, least, most, weight) in [
        (&[][..], None, None, 0),
        (&[(Critical, aside)], None, None, 0),
        (&[(Info, passed)], None, None, 0),
        (&[(Info, failed), (Info, unknown)], None, None, 0),
        (&[(Low, passed)], Some(100), Some(100), 1),
        (&[(Low, failed)], Some(0), Some(0), 1),
        (&[(Low, unknown)], Some(0), Some(100), 1),
        (&[(Critical, passed), (Info, failed)], Some(100), Some(100), 10),
        (&[(Critical, passed), (High, aside)], Some(100), Some(100), 10),
        // 10 of 11, 1 of 11: 90.9, 9.09
        (&[(Critical, passed), (Low, failed)], Some(90), Some(90), 11),
        (&[(Critical, failed), (Low, passed)], Some(9), Some(9), 11),
        // 6 of 9: 66.7; with the medium one unknown 66.7 to 100
        (&[(High, passed), (Medium, failed)], Some(66), Some(66), 9),
        (&[(High, passed), (Medium, unknown)], Some(66), Some(100), 9),
        // Thirds add up to a whole: rounded one by one they would not.
        (&[(Low, third), (Low, two_thirds)], Some(50), Some(50), 2),
        (&[(Medium, third), (Medium, third), (Medium, third)], Some(33), Some(33), 9),
        // Nearly all is not all, and hardly anything is not nothing once something is unknown.
        (&[(Low, tally(9_999, 1, 0, 0))], Some(99), Some(99), 1),
        (&[(Low, tally(9_999, 0, 1, 0))], Some(99), Some(100), 1),
        (&[(Low, tally(0, 9_999, 1, 0))], Some(0), Some(1), 1),
        // A resource of a large check weighs less than one of a small one.
        (&[(Low, tally(0, 1, 0, 0)), (Low, tally(1_000, 0, 0, 0))], Some(50), Some(50), 2),
        (&[(Low, tally(3, 1, 0, 0)), (Critical, tally(1, 1, 2, 0))], Some(29), Some(75), 11),
    ] {
        assert_eq!(score(checks), Score { least, most, weight }, "{checks:?}");
    }
}

#[test]
fn the_formula_says_the_weights() {
    for (severity, number) in Severity::ALL.into_iter().zip([10, 6, 3, 1, 0]) {
        assert_eq!(weight(severity), number);
        assert!(FORMULA.contains(&format!("{severity} {number}")), "{FORMULA}");
    }
}

#[test]
fn hundreds_of_checks_with_denominators_of_all_sorts_are_exact() {
    // Each share is a half, told in another denominator every time: doubled prime numbers.
    let mut checks = Vec::new();
    for number in (1..=400_i64).map(|n| n * n + n + 41) {
        checks.push((Severity::Low, tally(number, number, 0, 0)));
    }
    assert_eq!(score(&checks).least, Some(50));
    // One resource more in one of them, and it is a little more than a half; one less, and it is less.
    checks[0].1.fail -= 1;
    assert_eq!(score(&checks).least, Some(50));
    checks[0].1.fail += 2;
    assert_eq!(score(&checks).least, Some(49));
    // In a range the upper end is rounded up: 50 and a little is 51.
    checks[0].1 = tally(43, 42, 1, 0);
    assert_eq!((score(&checks).least, score(&checks).most), (Some(50), Some(51)));
}

fn severity() -> impl Strategy<Value = Severity> {
    proptest::sample::select(Severity::ALL.to_vec())
}

fn some_tally() -> impl Strategy<Value = Tally> {
    let few = || prop_oneof![Just(0_i64), 0..4_i64, 0..60_000_i64];
    (few(), few(), prop_oneof![Just(0_i64), few()], few())
        .prop_map(|(pass, fail, unknown, not_applicable)| tally(pass, fail, unknown, not_applicable))
}

fn checks() -> impl Strategy<Value = Vec<(Severity, Tally)>> {
    proptest::collection::vec((severity(), some_tally()), 1..12)
}

fn ends(checks: &[(Severity, Tally)]) -> (i64, i64) {
    let score = score(checks);
    (score.least.unwrap_or(0), score.most.unwrap_or(100))
}

/// What a percentage times the weight is, in wide fractions: another way to the same number, for few and small denominators.
fn exactly(checks: &[(Severity, Tally)], passed: fn(&Tally) -> i64) -> Option<(i128, i128)> {
    let (mut over, mut under, mut weights) = (0_i128, 1_i128, 0_i128);
    for (severity, tally) in
        checks.iter().filter(|(severity, tally)| weight(*severity) > 0 && tally.asked() > 0)
    {
        let (w, n) = (i128::from(weight(*severity)), i128::from(tally.asked()));
        over = over.checked_mul(n)?.checked_add(under.checked_mul(w * i128::from(passed(tally)))?)?;
        under = under.checked_mul(n)?;
        weights += w;
    }
    (weights > 0).then(|| Some((over.checked_mul(100)?, under.checked_mul(weights)?))).flatten()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_score_is_within_its_range_and_a_point_exactly_when_nothing_weighted_is_unknown(checks in checks()) {
        let score = score(&checks);
        prop_assert_eq!(score.least.is_some(), score.most.is_some());
        prop_assert_eq!(score.least.is_some(), score.weight > 0);
        if let (Some(least), Some(most)) = (score.least, score.most) {
            prop_assert!((0..=100).contains(&least) && (0..=100).contains(&most) && least <= most);
            let unknown = checks.iter().any(|(severity, tally)| weight(*severity) > 0 && tally.unknown > 0);
            prop_assert_eq!(least == most, !unknown);
            let fails = checks.iter().any(|(severity, tally)| weight(*severity) > 0 && tally.fail > 0);
            prop_assert!(!(fails && least == 100), "all is said to be well, and something fails");
        }
    }

    #[test]
    fn it_is_the_exact_mean_rounded_down_or_outwards(checks in checks()) {
        let score = score(&checks);
        if let Some((over, under)) = exactly(&checks, |tally| tally.pass) {
            prop_assert_eq!(score.least.map(i128::from), Some(over / under));
        }
        if let Some((over, under)) = exactly(&checks, |tally| tally.pass + tally.unknown) {
            let up = i128::from(score.least != score.most && over % under != 0);
            prop_assert_eq!(score.most.map(i128::from), Some(over / under + up));
        }
    }

    #[test]
    fn what_is_better_never_lowers_it_and_what_is_worse_never_raises_it(
        before in checks(), at in any::<prop::sample::Index>(), step in 0..3,
    ) {
        let mut after = before.clone();
        let one = &mut after[at.index(before.len())].1;
        // What fails is mended; what is unknown turns out well; what is unknown turns out badly.
        match step {
            0 if one.fail > 0 => (one.fail, one.pass) = (one.fail - 1, one.pass + 1),
            1 if one.unknown > 0 => (one.unknown, one.pass) = (one.unknown - 1, one.pass + 1),
            2 if one.unknown > 0 => (one.unknown, one.fail) = (one.unknown - 1, one.fail + 1),
            _ => return Ok(()),
        }
        let ((least, most), (now_least, now_most)) = (ends(&before), ends(&after));
        match step {
            0 => prop_assert!(now_least >= least && now_most >= most),
            // What was unknown is told: the range never widens.
            _ => prop_assert!(now_least >= least && now_most <= most),
        }
    }

    #[test]
    fn a_control_is_never_better_for_knowing_less(
        tallies in proptest::collection::vec(some_tally(), 1..5), at in any::<prop::sample::Index>(),
    ) {
        let known = control_state(&tallies, ALL);
        let blind = Counted { evaluated: 1, not_yet: 1 };
        let mut less = tallies.clone();
        less[at.index(tallies.len())].unseen = 1;
        for state in [control_state(&less, ALL), control_state(&tallies, blind)] {
            let expected = if known == ControlState::Failed { known } else { ControlState::Unknown };
            prop_assert_eq!(state, expected);
        }
    }

    #[test]
    fn naturals_calculate_as_numbers_do(a in any::<u64>(), b in any::<u64>(), c in any::<u64>()) {
        let parts = |n: u128| {
            let low = u64::try_from(n & u128::from(u64::MAX)).unwrap();
            Natural::from(u64::try_from(n >> 64).unwrap()).times(1 << 32).times(1 << 32).plus(&Natural::from(low))
        };
        prop_assert_eq!(Natural::from(a).times(b), parts(u128::from(a) * u128::from(b)));
        prop_assert_eq!(Natural::from(a).plus(&Natural::from(b)), parts(u128::from(a) + u128::from(b)));
        let (x, y) = (u128::from(a) * u128::from(c), u128::from(b) * u128::from(c));
        prop_assert_eq!(parts(x).cmp(&parts(y)), x.cmp(&y));
    }
}

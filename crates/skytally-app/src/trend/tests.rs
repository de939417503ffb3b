//! The trend, told backwards, is what a diary kept day by day would say.

use proptest::prelude::*;

use super::*;

/// 2026-11-01.
const FIRST: i64 = 20_758;

fn turn(day: i64, was: Option<Severity>, is: Option<Severity>, count: i64) -> FindingTurn {
    FindingTurn { day, was, is, count }
}

#[test]
fn days_are_told_by_what_happened_after_them() {
    use Severity::{Critical, High, Low};
    let turns = [
        turn(FIRST, None, Some(High), 3),
        turn(FIRST + 1, Some(High), None, 1),
        turn(FIRST + 1, None, Some(Low), 2),
        // One has become worse.
        turn(FIRST + 2, Some(High), Some(Critical), 1),
        turn(FIRST + 3, Some(Critical), None, 1),
    ];
    // One high and two low ones are left, and one low one is older than all of this.
    let days = told([0, 1, 0, 3, 0], &turns, FIRST, FIRST + 4);
    let open: Vec<_> = days.iter().map(|day| (day.day.to_string(), day.open)).collect();
    let expected = [
        ("2026-11-01", [0, 3, 0, 1, 0]),
        ("2026-11-02", [0, 2, 0, 3, 0]),
        ("2026-11-03", [1, 1, 0, 3, 0]),
        ("2026-11-04", [0, 1, 0, 3, 0]),
        ("2026-11-05", [0, 1, 0, 3, 0]),
    ];
    assert_eq!(open, expected.map(|(day, open)| (day.to_owned(), open)));
}

#[test]
fn what_another_clock_says_of_tomorrow_belongs_to_today() {
    let turns = [turn(FIRST + 2, None, Some(Severity::Info), 4)];
    let days = told([0, 0, 0, 0, 4], &turns, FIRST, FIRST + 1);
    assert_eq!(days.iter().map(|day| day.open[4]).collect::<Vec<_>>(), [0, 4]);
    assert!(told([0; 5], &[], FIRST, FIRST - 1).is_empty());
}

#[test]
fn days_begin_at_midnight_in_utc() {
    for (at, day) in [
        ("2026-11-01T00:00:00Z", FIRST),
        ("2026-11-01T23:59:59.999Z", FIRST),
        ("2026-11-02T00:00:00Z", FIRST + 1),
        ("1969-12-31T23:59:59Z", -1),
    ] {
        assert_eq!(day_of(at.parse().unwrap()), day, "{at}");
    }
}

fn maybe() -> impl Strategy<Value = Option<Severity>> {
    proptest::option::of(proptest::sample::select(Severity::ALL.to_vec()))
}

proptest! {
    #[test]
    fn it_is_what_a_diary_would_say(
        before in proptest::array::uniform5(50_i64..100),
        happened in proptest::collection::vec((0..10_i64, maybe(), maybe(), 1..4_i64), 0..12),
    ) {
        let turns: Vec<_> =
            happened.iter().map(|(day, was, is, count)| turn(FIRST + day, *was, *is, *count)).collect();
        let mut open = before;
        let mut diary = Vec::new();
        for day in 0..10 {
            for turn in turns.iter().filter(|turn| turn.day == FIRST + day) {
                if let Some(was) = turn.was {
                    open[place(was)] -= turn.count;
                }
                if let Some(is) = turn.is {
                    open[place(is)] += turn.count;
                }
            }
            diary.push(open);
        }
        let days = told(open, &turns, FIRST, FIRST + 9);
        prop_assert_eq!(days.iter().map(|day| day.open).collect::<Vec<_>>(), diary);
    }
}

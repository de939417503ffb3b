//! Budgets, by cases that people can read, and by laws that hold for all.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use skytally_model::{Currency, Money};
use skytally_money::budget::{Actual, Budget, BudgetError, Every, RollOver, Status, THRESHOLDS, status};
use skytally_money::ledger::AccountNo;

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn yen(minor: i64) -> Money {
    Money::new(minor, "JPY".parse().unwrap())
}

fn budget(minor: i64, roll_over: RollOver) -> Budget {
    Budget {
        id: "food".into(),
        category: AccountNo(4),
        every: Every::MONTH,
        amount: usd(minor),
        start: date(2026, 3, 10),
        end: None,
        thresholds_percent: THRESHOLDS,
        roll_over,
    }
}

fn spent(day: Date, minor: i64) -> Actual {
    Actual { date: day, amount: usd(minor), converted: None, recurring: false }
}

fn on(budget: &Budget, actuals: &[Actual], planned: &[Actual], today: Date) -> Status {
    status(budget, actuals, planned, today).unwrap().unwrap()
}

#[test]
fn periods_begin_where_people_say() {
    let quarter = Every::Quarter { first_month: 2, first_day: 1 };
    let year = Every::Year { first_month: 4, first_day: 6 };
    for (every, day, from, until) in [
        (Every::MONTH, date(2026, 2, 28), date(2026, 2, 1), date(2026, 2, 28)),
        (Every::Month { first_day: 25 }, date(2026, 3, 24), date(2026, 2, 25), date(2026, 3, 24)),
        (Every::Month { first_day: 25 }, date(2026, 1, 3), date(2025, 12, 25), date(2026, 1, 24)),
        (Every::Week { first_week_day: 1 }, date(2026, 5, 17), date(2026, 5, 11), date(2026, 5, 17)),
        (Every::Week { first_week_day: 7 }, date(2026, 5, 17), date(2026, 5, 17), date(2026, 5, 23)),
        (
            Every::Quarter { first_month: 1, first_day: 1 },
            date(2026, 5, 17),
            date(2026, 4, 1),
            date(2026, 6, 30),
        ),
        (quarter, date(2026, 1, 31), date(2025, 11, 1), date(2026, 1, 31)),
        (year, date(2026, 4, 5), date(2025, 4, 6), date(2026, 4, 5)),
        (year, date(2026, 4, 6), date(2026, 4, 6), date(2027, 4, 5)),
    ] {
        let period = every.period_of(day).unwrap();
        assert_eq!((period.from, period.until), (from, until), "{every:?} {day}");
    }
}

#[test]
fn a_budget_stands_as_it_was_spent() {
    let month = budget(30_000, RollOver::None);
    let actuals = [
        spent(date(2026, 4, 2), 9_000),
        spent(date(2026, 4, 5), 6_000),
        spent(date(2026, 4, 9), 10_000),
        spent(date(2026, 4, 10), -2_000),
        spent(date(2026, 4, 20), 500),
        spent(date(2026, 3, 31), 77_777),
        spent(date(2026, 5, 1), 77_777),
    ];
    let found = on(&month, &actuals, &[], date(2026, 4, 10));
    assert_eq!((found.period.from, found.period.until), (date(2026, 4, 1), date(2026, 4, 30)));
    assert_eq!((found.available, found.spent, found.left), (usd(30_000), usd(23_000), usd(7_000)));
    assert_eq!(found.spent_per_mille, Some(766));
    let crossed: Vec<_> = found.crossed.iter().map(|one| (one.percent, one.day, one.still)).collect();
    assert_eq!(crossed, [(50, date(2026, 4, 5), true), (80, date(2026, 4, 9), false)]);
    // 230.00 in ten days, twenty are left, and 5.00 are booked ahead.
    assert_eq!((found.forecast, found.on_track), (Some(usd(23_000 + 46_000 + 500)), Some(false)));
    let json = serde_json::to_string(&found).unwrap();
    assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), found);
    let json = serde_json::to_string(&month).unwrap();
    assert_eq!(serde_json::from_str::<Budget>(&json).unwrap(), month);
}

#[test]
fn the_forecast_knows_what_comes_again() {
    let month = budget(30_000, RollOver::None);
    let again = |day: i8, minor: i64| Actual { recurring: true, ..spent(date(2026, 4, day), minor) };
    /// What was spent, what is planned, the day of April, the forecast, and whether it is on track.
    type Case<'a> = (&'a str, Vec<Actual>, Vec<Actual>, i8, i64, bool);
    let cases: [Case<'_>; 8] = [
        ("nothing yet", vec![], vec![], 10, 0, true),
        ("a straight line", vec![spent(date(2026, 4, 3), 1_000)], vec![], 10, 3_000, true),
        (
            "rent is not spread",
            vec![again(1, 20_000), spent(date(2026, 4, 3), 1_000)],
            vec![],
            10,
            23_000,
            true,
        ),
        (
            "what is planned is added",
            vec![spent(date(2026, 4, 3), 1_000)],
            vec![again(28, 27_001)],
            10,
            30_001,
            false,
        ),
        ("what was due is not planned", vec![], vec![again(10, 500), again(9, 500)], 10, 0, true),
        ("rounded half away from zero", vec![spent(date(2026, 4, 1), 1)], vec![], 20, 2, true),
        ("what came back does not go on", vec![spent(date(2026, 4, 1), -900)], vec![], 10, -900, true),
        ("the last day", vec![spent(date(2026, 4, 1), 30_000)], vec![again(30, 500)], 30, 30_000, true),
    ];
    for (name, actuals, planned, day, forecast, on_track) in cases {
        let found = on(&month, &actuals, &planned, date(2026, 4, day));
        assert_eq!((found.forecast, found.on_track), (Some(usd(forecast)), Some(on_track)), "{name}");
    }
}

#[test]
fn what_is_left_comes_over_as_it_was_asked_for() {
    // March 200 of 300, April 450 of 300, May is asked about.
    let actuals =
        [spent(date(2026, 3, 31), 20_000), spent(date(2026, 4, 1), 45_000), spent(date(2026, 3, 1), 0)];
    for (roll_over, april, may) in
        [(RollOver::None, 0, 0), (RollOver::Surplus, 10_000, 0), (RollOver::Both, 10_000, -5_000)]
    {
        let budget = budget(30_000, roll_over);
        let carried = |day| on(&budget, &actuals, &[], day).carried;
        assert_eq!(
            (carried(date(2026, 4, 30)), carried(date(2026, 5, 1))),
            (usd(april), usd(may)),
            "{roll_over:?}"
        );
    }
    // Nothing is available any more: every threshold is reached, and there is no share.
    let found = on(&budget(10_000, RollOver::Both), &actuals, &[], date(2026, 5, 3));
    assert_eq!((found.available, found.spent_per_mille, found.on_track), (usd(-35_000), None, Some(false)));
    assert!(
        found.crossed.len() == 3 && found.crossed.iter().all(|one| one.day == date(2026, 5, 1) && one.still)
    );
}

#[test]
fn what_has_no_rate_is_missing_and_not_nothing() {
    let month = budget(30_000, RollOver::Both);
    let foreign = |day: Date, minor: i64, converted: Option<Money>| Actual {
        date: day,
        amount: yen(minor),
        converted,
        recurring: false,
    };
    let actuals = [
        spent(date(2026, 4, 1), 100),
        foreign(date(2026, 4, 2), 5_000, None),
        foreign(date(2026, 4, 3), -5_000, None),
        foreign(date(2026, 4, 3), 150, Some(usd(101))),
    ];
    let found = on(&month, &actuals, &[], date(2026, 4, 10));
    assert_eq!(
        (found.spent, found.missing, found.forecast, found.on_track),
        (usd(201), vec![yen(0)], None, None)
    );
    let later = on(&month, &actuals, &[], date(2026, 5, 10));
    assert_eq!((later.missing, later.missing_before), (vec![], vec![yen(0)]));
    assert_eq!((later.forecast, later.on_track), (Some(usd(0)), None));
    // Where nothing comes over, the past does not matter.
    let alone = on(&budget(30_000, RollOver::None), &actuals, &[], date(2026, 5, 10));
    assert_eq!((alone.missing_before, alone.on_track), (vec![], Some(true)));
    let planned = on(&month, &[], &[foreign(date(2026, 4, 20), 700, None)], date(2026, 4, 10));
    assert_eq!((planned.missing, planned.forecast), (vec![yen(700)], None));
    let wrong = [foreign(date(2026, 4, 3), 150, Some(yen(150)))];
    let error = status(&month, &wrong, &[], date(2026, 4, 10)).unwrap_err();
    assert_eq!(error, BudgetError::Currency { budget: Currency::USD, found: yen(150) });
}

#[test]
fn a_budget_has_its_time() {
    let budget = Budget { end: Some(date(2026, 5, 2)), ..budget(30_000, RollOver::None) };
    for (day, has) in [
        (date(2026, 2, 28), false),
        (date(2026, 3, 1), true),
        (date(2026, 5, 31), true),
        (date(2026, 6, 1), false),
    ] {
        assert_eq!(status(&budget, &[], &[], day).unwrap().is_some(), has, "{day}");
    }
}

#[test]
fn what_is_no_budget_is_refused_with_a_reason() {
    let good = budget(30_000, RollOver::None);
    let thresholds = |thresholds_percent| Budget { thresholds_percent, ..good.clone() };
    let every = |every| Budget { every, ..good.clone() };
    for (budget, expected) in [
        (budget(0, RollOver::None), "a budget is more than nothing, this one is 0.00 USD"),
        (budget(-1, RollOver::None), "a budget is more than nothing, this one is -0.01 USD"),
        (thresholds([0, 1, 2]), "a threshold is from 1 to 1000 percent, not 0"),
        (thresholds([1, 2, 1_001]), "a threshold is from 1 to 1000 percent, not 1001"),
        (
            thresholds([50, 50, 100]),
            "the thresholds 50, 50, 100 are to rise, each higher than the one before",
        ),
        (
            every(Every::Week { first_week_day: 0 }),
            "a week begins on a day from 1 (Monday) to 7 (Sunday), not 0",
        ),
        (
            every(Every::Month { first_day: 29 }),
            "a period begins on a day from 1 to 28, which every month has, not 29",
        ),
        (
            every(Every::Year { first_month: 13, first_day: 1 }),
            "a period begins in a month from 1 to 12, not 13",
        ),
        (
            Budget { end: Some(date(2026, 3, 9)), ..good.clone() },
            "the budget ends on 2026-03-09, before it begins on 2026-03-10",
        ),
        (
            Budget { start: date(1800, 1, 1), ..good.clone() },
            "the day 1800-01-01 is not between 1900-01-01 and 2199-12-31",
        ),
    ] {
        assert_eq!(budget.check().unwrap_err().to_string(), expected);
        assert!(status(&budget, &[], &[], date(2026, 4, 1)).is_err());
    }
    assert!(status(&good, &[], &[], date(2200, 1, 1)).is_err());
    let large = [spent(date(2026, 4, 1), i64::MAX), spent(date(2026, 4, 1), i64::MAX)];
    assert_eq!(status(&good, &large, &[], date(2026, 4, 1)), Err(BudgetError::Overflow));
}

fn every() -> impl Strategy<Value = Every> {
    prop_oneof![
        (1_i8..=7).prop_map(|first_week_day| Every::Week { first_week_day }),
        (1_i8..=28).prop_map(|first_day| Every::Month { first_day }),
        (1_i8..=12, 1_i8..=28).prop_map(|(first_month, first_day)| Every::Quarter { first_month, first_day }),
        (1_i8..=12, 1_i8..=28).prop_map(|(first_month, first_day)| Every::Year { first_month, first_day }),
    ]
}

fn actuals() -> impl Strategy<Value = Vec<Actual>> {
    let one = (0_i32..800, -2_000_i64..20_000, any::<bool>()).prop_map(|(day, minor, recurring)| Actual {
        recurring,
        ..spent(date(2026, 1, 1) + day.days(), minor)
    });
    prop::collection::vec(one, 0..60)
}

proptest! {
    #[test]
    fn periods_follow_each_other_without_a_gap(every in every(), day in 0_i32..100_000) {
        let day = date(1900, 3, 1) + day.days();
        let period = every.period_of(day).unwrap();
        prop_assert!(period.has(day));
        prop_assert_eq!(every.period_of(period.from).unwrap(), period);
        prop_assert_eq!(every.period_of(period.until).unwrap(), period);
        let next = every.period_of(period.until.tomorrow().unwrap()).unwrap();
        prop_assert_eq!(next.from, period.until.tomorrow().unwrap());
    }

    #[test]
    fn rolling_over_makes_no_money(every in every(), actuals in actuals(), minor in 1_i64..50_000, today in 0_i32..800) {
        let today = date(2026, 1, 1) + today.days();
        let ask = |roll_over| {
            let budget = Budget { every, start: date(2026, 1, 1), ..budget(minor, roll_over) };
            on(&budget, &actuals, &[], today)
        };
        let (both, surplus, none) = (ask(RollOver::Both), ask(RollOver::Surplus), ask(RollOver::None));
        let mut periods = 1;
        let mut at = every.period_of(date(2026, 1, 1)).unwrap();
        let first = at.from;
        while at != both.period {
            at = every.period_of(at.until.tomorrow().unwrap()).unwrap();
            periods += 1;
        }
        // All that was ever granted is spent before, or available now.
        let before: i64 = actuals.iter().filter(|one| one.date >= first && one.date < at.from).map(|one| one.amount.minor).sum();
        prop_assert_eq!(both.available.minor + before, minor * periods);
        prop_assert!(surplus.carried.minor >= 0 && surplus.carried.minor >= both.carried.minor);
        prop_assert_eq!(none.available.minor, minor);
        for found in [both, surplus, none] {
            prop_assert_eq!(found.left.minor + found.spent.minor, found.available.minor);
            prop_assert_eq!(found.available.minor, minor + found.carried.minor);
        }
    }

    #[test]
    fn thresholds_are_reached_in_their_order(
        every in every(),
        actuals in actuals(),
        minor in 1_i64..50_000,
        today in 0_i32..800,
        percents in prop::collection::btree_set(1_u16..=1_000, 3),
    ) {
        let percents: Vec<u16> = percents.into_iter().collect();
        let today = date(2026, 1, 1) + today.days();
        let budget = Budget {
            every,
            start: date(2026, 1, 1),
            thresholds_percent: [percents[0], percents[1], percents[2]],
            ..budget(minor, RollOver::Both)
        };
        let found = on(&budget, &actuals, &[], today);
        let reached: Vec<u16> = found.crossed.iter().map(|one| one.percent).collect();
        prop_assert_eq!(&reached[..], &percents[..reached.len()], "a higher one is never reached before a lower one");
        prop_assert!(found.crossed.is_sorted_by_key(|one| one.day));
        prop_assert!(found.crossed.iter().all(|one| found.period.has(one.day) && one.day <= today));
        // What is still so now is so for all lower ones.
        prop_assert!(found.crossed.is_sorted_by_key(|one| !one.still));
        // A day later, what was reached stays reached on its day.
        let tomorrow = today.tomorrow().unwrap();
        if found.period.has(tomorrow) {
            let later = on(&budget, &actuals, &[], tomorrow);
            let days = |status: &Status| status.crossed.iter().map(|one| (one.percent, one.day)).collect::<Vec<_>>();
            prop_assert_eq!(&days(&later)[..found.crossed.len()], &days(&found)[..]);
        }
    }

    #[test]
    fn on_the_last_day_the_forecast_is_what_was_spent(every in every(), actuals in actuals(), planned in actuals(), minor in 1_i64..50_000, today in 0_i32..800) {
        let budget = Budget { every, start: date(2026, 1, 1), ..budget(minor, RollOver::Surplus) };
        let last = every.period_of(date(2026, 1, 1) + today.days()).unwrap().until;
        let found = on(&budget, &actuals, &planned, last);
        prop_assert_eq!(found.forecast, Some(found.spent));
        prop_assert_eq!(found.on_track, Some(found.spent.minor <= found.available.minor));
    }

    #[test]
    fn a_planned_amount_is_in_the_forecast_exactly(actuals in actuals(), today in 1_i8..30, minor in 1_i64..9_000) {
        let month = budget(30_000, RollOver::None);
        let today = date(2026, 4, today);
        let without = on(&month, &actuals, &[], today);
        let with = on(&month, &actuals, &[spent(date(2026, 4, 30), minor)], today);
        prop_assert_eq!(with.forecast.unwrap().minor, without.forecast.unwrap().minor + minor);
        prop_assert_eq!(with.spent, without.spent);
    }
}

//! Schedules, held against an expansion that looks at every day.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday, date};
use jiff::{Span, ToSpan};
use proptest::prelude::*;
use serde_json::json;
use skytally_model::{Currency, Money};
use skytally_money::ledger::{AccountNo, Content, Posting, Source};
use skytally_money::recurring::{Occurrence, Recurring, RecurringError, Schedule, Weekend, posting_key};

fn schedule(rule: &str) -> Schedule {
    Schedule::parse(rule, date(2026, 1, 31)).unwrap()
}

fn days(occurrences: &[Occurrence]) -> Vec<String> {
    occurrences.iter().map(|occurrence| occurrence.date.to_string()).collect()
}

#[test]
fn the_next_days_are_those_of_the_rule() {
    for (rule, expected) in [
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31 2026-02-28 2026-03-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=1", "2026-02-01 2026-03-01 2026-04-01"),
        ("FREQ=MONTHLY", "2026-01-31 2026-03-31 2026-05-31"),
        ("RRULE:freq=weekly;byday=fr;interval=2;", "2026-02-13 2026-02-27 2026-03-13"),
        ("FREQ=WEEKLY;COUNT=2", "2026-01-31 2026-02-07"),
        ("FREQ=DAILY;UNTIL=20260201", "2026-01-31 2026-02-01"),
        ("FREQ=DAILY;UNTIL=20260201T235959Z", "2026-01-31 2026-02-01"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-02-27 2026-03-31 2026-04-30"),
        ("FREQ=MONTHLY;BYDAY=1MO", "2026-02-02 2026-03-02 2026-04-06"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "2028-02-29 2032-02-29 2036-02-29"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO", "2027-01-04 2028-01-03 2029-01-01"),
        ("FREQ=YEARLY;BYYEARDAY=-1", "2026-12-31 2027-12-31 2028-12-31"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "2026-04-15 2026-07-15 2026-10-15"),
    ] {
        let found = schedule(rule);
        assert_eq!(days(&found.next(date(2026, 1, 1), 3)).join(" "), expected, "{rule}");
        let written = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Schedule>(&written).unwrap(), found, "{written}");
    }
}

#[test]
fn weekends_are_left_on_the_side_that_was_asked_for() {
    // 31 January 2026 is a Saturday, 1 February a Sunday.
    let rule = "FREQ=DAILY;COUNT=3";
    for (weekend, expected) in [
        (Weekend::Leave, "2026-01-31 2026-02-01 2026-02-02"),
        (Weekend::Before, "2026-01-30 2026-01-30 2026-02-02"),
        (Weekend::After, "2026-02-02 2026-02-02 2026-02-02"),
    ] {
        let found = schedule(rule).with_weekend(weekend).due(date(2026, 1, 1), date(2026, 12, 31));
        assert_eq!(days(&found).join(" "), expected, "{weekend:?}");
        let due: BTreeSet<Date> = found.iter().map(|occurrence| occurrence.due).collect();
        assert_eq!(due.len(), 3, "each has its own due day");
    }
    let moved = schedule("FREQ=MONTHLY;BYMONTHDAY=-1").with_weekend(Weekend::After);
    assert_eq!(days(&moved.due(date(2026, 2, 1), date(2026, 2, 2))), ["2026-02-02"]);
}

#[test]
fn rules_are_said_in_words() {
    for (rule, weekend, expected) in [
        ("FREQ=MONTHLY;BYMONTHDAY=1", Weekend::Leave, "every month on the 1st"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", Weekend::Leave, "every 2 weeks on Friday"),
        ("FREQ=WEEKLY", Weekend::Leave, "every week on Saturday"),
        ("FREQ=DAILY", Weekend::Leave, "every day"),
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", Weekend::Leave, "every 10 days, 3 times"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", Weekend::Leave, "every week from Monday to Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,SU", Weekend::Leave, "every week on Monday, Wednesday and Sunday"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            Weekend::Before,
            "every month on the last day, on the Friday before where that is a weekend",
        ),
        (
            "FREQ=MONTHLY;BYMONTHDAY=2,-2",
            Weekend::After,
            "every month on the 2nd and 2nd last day, on the Monday after where that is a weekend",
        ),
        (
            "FREQ=MONTHLY",
            Weekend::Leave,
            "every month on the 31st (left out in months that have no such day)",
        ),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", Weekend::Leave, "every month on the first Monday and last Friday"),
        (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            Weekend::Leave,
            "every month on the last working day",
        ),
        ("FREQ=YEARLY", Weekend::Leave, "every year on 31 January"),
        (
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;UNTIL=20301231",
            Weekend::Leave,
            "every year on 24 December, until 31 December 2030",
        ),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=2SU", Weekend::Leave, "every year on the second Sunday in May"),
        (
            "FREQ=MONTHLY;BYMONTH=1,7;BYMONTHDAY=11",
            Weekend::Leave,
            "every month on the 11th in January and July",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO",
            Weekend::Leave,
            "every year, by the rule FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO",
        ),
        ("FREQ=YEARLY;BYMONTHDAY=3", Weekend::Leave, "every year, by the rule FREQ=YEARLY;BYMONTHDAY=3"),
        ("FREQ=WEEKLY;COUNT=1", Weekend::Leave, "every week on Saturday, once"),
    ] {
        assert_eq!(schedule(rule).with_weekend(weekend).words(), expected, "{rule}");
    }
}

#[test]
fn what_is_no_schedule_of_days_is_refused_with_a_reason() {
    for (rule, expected) in [
        ("", "the rule does not say how often: it needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY"),
        ("every month", "\"EVERY MONTH\" is not a part of a rule, such as FREQ=MONTHLY"),
        (
            "FREQ=HOURLY",
            "\"HOURLY\" is not how often something can be posted: DAILY, WEEKLY, MONTHLY or YEARLY",
        ),
        (
            "FREQ=SECONDLY",
            "\"SECONDLY\" is not how often something can be posted: DAILY, WEEKLY, MONTHLY or YEARLY",
        ),
        ("FREQ=DAILY;BYHOUR=1,2", "BYHOUR is not a part that a schedule of days can have"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER is not a part that a schedule of days can have"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ stands twice in the rule"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is not a whole number from 1 to 1000"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0 is not a whole number from 1 to 10000"),
        ("FREQ=DAILY;COUNT=99999999999", "COUNT=99999999999 is not a whole number from 1 to 10000"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20260301", "a rule ends by COUNT or by UNTIL, not by both"),
        ("FREQ=DAILY;UNTIL=20260230", "UNTIL=20260230 is not a day such as 20261231"),
        ("FREQ=DAILY;UNTIL=20250101", "the rule ends on 2025-01-01, before it begins on 2026-01-31"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "BYMONTHDAY=0 is not days of the month from 1 to 31, or from -1 (the last) to -31",
        ),
        ("FREQ=MONTHLY;BYMONTH=13", "BYMONTH=13 is not months from 1 to 12"),
        ("FREQ=MONTHLY;BYMONTH=-1", "BYMONTH=-1 is not months from 1 to 12"),
        (
            "FREQ=WEEKLY;BYDAY=XX",
            "BYDAY=XX is not days such as MO, 1MO (the first Monday) or -1FR (the last Friday)",
        ),
        ("FREQ=WEEKLY;BYDAY=1MO", "a numbered BYDAY cannot stand in a rule that is WEEKLY"),
        (
            "FREQ=MONTHLY;BYDAY=6MO",
            "a BYDAY beyond the fifth of a month cannot stand in a rule that is MONTHLY",
        ),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY cannot stand in a rule that is WEEKLY"),
        (
            "FREQ=MONTHLY;BYSETPOS=1",
            "BYSETPOS without another BY part cannot stand in a rule that is MONTHLY",
        ),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "the rule never comes about"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31", "the rule never comes about"),
        ("FREQ=YEARLY;BYMONTH=2;BYDAY=MO;BYSETPOS=7", "the rule never comes about"),
    ] {
        let error = Schedule::parse(rule, date(2026, 1, 31)).unwrap_err();
        assert_eq!(error.to_string(), expected, "{rule}");
    }
    assert!(Schedule::parse("FREQ=DAILY", date(1899, 12, 31)).is_err());
    assert!(Schedule::parse("FREQ=DAILY", date(2200, 1, 1)).is_err());
    assert!(Schedule::parse(&"FREQ=DAILY;".repeat(60), date(2026, 1, 1)).is_err());
}

#[test]
fn after_a_long_stop_each_day_is_posted_once() {
    let posting = |account: i64, minor: i64| Posting {
        account: AccountNo(account),
        amount: Money::new(minor, Currency::USD),
        memo: String::new(),
    };
    let rent = Recurring {
        id: "rent".into(),
        schedule: Schedule::parse("FREQ=MONTHLY;BYMONTHDAY=1", date(2026, 1, 1))
            .unwrap()
            .with_weekend(Weekend::After),
        template: Content {
            date: date(2026, 1, 1),
            payee: "Landlord".into(),
            note: String::new(),
            tags: vec![],
            source: None,
            exchange: None,
            postings: vec![posting(1, -90_000), posting(2, 90_000)],
        },
        skipped: BTreeSet::new(),
        pauses: Vec::new(),
    };
    let mut posted = BTreeSet::from([date(2026, 1, 1)]);
    let open = rent.open(date(2026, 4, 30), &posted);
    assert_eq!(days(&open), ["2026-02-02", "2026-03-02", "2026-04-01"]);
    let content = rent.content(open[0]);
    assert_eq!(content.date, date(2026, 2, 2));
    assert_eq!(content.source, Some(Source::Recurring { recurring: "rent".into(), due: date(2026, 2, 1) }));
    assert_eq!(rent.key(open[0]), posting_key("rent", date(2026, 2, 1)));
    posted.extend(open.iter().map(|occurrence| occurrence.due));
    assert_eq!(rent.open(date(2026, 4, 30), &posted), []);
    let keys: BTreeSet<String> = open.iter().map(|occurrence| rent.key(*occurrence)).collect();
    assert_eq!(keys.len(), 3);
}

/// Each first of a month of 2026, posted to nobody.
fn monthly(skipped: &[Date], pauses: &[(Date, Option<Date>)]) -> Recurring {
    let body = json!({
        "id": "rent",
        "schedule": { "rule": "FREQ=MONTHLY;BYMONTHDAY=1", "start": "2026-01-01" },
        "template": { "date": "2026-01-01", "payee": "", "note": "", "tags": [], "postings": [] },
        "skipped": skipped,
        "pauses": pauses.iter().map(|(from, until)| json!({ "from": from, "until": until })).collect::<Vec<_>>(),
    });
    serde_json::from_value(body).unwrap()
}

#[test]
fn what_is_skipped_or_in_a_pause_is_never_posted() {
    let none = BTreeSet::new();
    let (may, june) = (date(2026, 5, 1), date(2026, 6, 1));
    for (skipped, pauses, open, next) in [
        (vec![], vec![], "1 2 3 4 5 6", "7 8 9"),
        (vec![may], vec![], "1 2 3 4 6", "7 8 9"),
        (vec![date(2026, 8, 1)], vec![], "1 2 3 4 5 6", "7 9 10"),
        // A pause that is over leaves a gap; one that goes on has no next.
        (vec![], vec![(date(2026, 2, 15), Some(may))], "1 2 6", "7 8 9"),
        (vec![], vec![(may, None)], "1 2 3 4", ""),
        (vec![], vec![(date(2026, 9, 1), None)], "1 2 3 4 5 6", "7 8"),
        (
            vec![june],
            vec![(date(2026, 1, 1), Some(date(2026, 3, 31))), (date(2026, 7, 1), Some(date(2026, 7, 31)))],
            "4 5",
            "8 9 10",
        ),
    ] {
        let rent = monthly(&skipped, &pauses);
        assert_eq!(rent.check(), Ok(()));
        let months = |times: &[Occurrence]| {
            times.iter().map(|time| time.due.month().to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(months(&rent.open(date(2026, 6, 30), &none)), open, "{skipped:?} {pauses:?}");
        assert_eq!(months(&rent.next(date(2026, 6, 30), 3)), next, "{skipped:?} {pauses:?}");
        // What is kept is what was said.
        let again: Recurring = serde_json::from_value(serde_json::to_value(&rent).unwrap()).unwrap();
        assert_eq!(again, rent);
    }
    // What was kept before there were pauses has none.
    let mut old = serde_json::to_value(monthly(&[], &[])).unwrap();
    assert!(old.as_object_mut().unwrap().remove("skipped").is_none());
    assert_eq!(serde_json::from_value::<Recurring>(old).unwrap(), monthly(&[], &[]));
}

#[test]
fn a_pause_that_ends_before_it_begins_is_refused() {
    let said = monthly(&[], &[(date(2026, 5, 2), Some(date(2026, 5, 1)))]).check().unwrap_err();
    assert_eq!(said.to_string(), "a pause ends on 2026-05-01, before it begins on 2026-05-02");
    let days: Vec<Date> = (0..501).map(|day: i32| date(2026, 1, 1) + day.days()).collect();
    assert_eq!(monthly(&days, &[]).check(), Err(RecurringError::Skipped));
    let pauses: Vec<_> = days.iter().take(101).map(|day| (*day, Some(*day))).collect();
    assert_eq!(monthly(&[], &pauses).check(), Err(RecurringError::Pauses));
}

#[test]
fn the_calendar_ends_and_so_does_every_search() {
    let daily = Schedule::parse("FREQ=DAILY", date(1900, 1, 1)).unwrap();
    let all = daily.due(Date::MIN, Date::MAX);
    assert_eq!(all.len(), 109_573, "the days of three hundred years");
    assert_eq!(all.last().unwrap().due, date(2199, 12, 31));
    assert_eq!(daily.next(date(2199, 12, 30), 5).len(), 1);
    assert_eq!(daily.next(Date::MIN, usize::MAX).len(), 1_000);
}

/// Whether the naive expansion has a day.
type Naive = Box<dyn Fn(Date, Date) -> bool>;

const NAMES: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

fn months_between(start: Date, day: Date) -> i32 {
    (i32::from(day.year()) - i32::from(start.year())) * 12 + i32::from(day.month()) - i32::from(start.month())
}

fn shape(kind: u8, interval: i32, number: i8, week: BTreeSet<i8>) -> (String, Naive) {
    let names: Vec<&str> = week.iter().map(|day| NAMES[usize::try_from(*day).unwrap()]).collect();
    let names = names.join(",");
    match kind {
        0 => (
            format!("FREQ=DAILY;INTERVAL={interval}"),
            Box::new(move |start, day| (day - start).get_days() % interval == 0),
        ),
        1 => (
            format!("FREQ=WEEKLY;INTERVAL={interval};BYDAY={names}"),
            Box::new(move |start, day| {
                let monday = |day: Date| day - i32::from(day.weekday().to_monday_zero_offset()).days();
                let weeks = (monday(day) - monday(start)).get_days() / 7;
                weeks % interval == 0 && week.contains(&day.weekday().to_monday_zero_offset())
            }),
        ),
        2 => (
            format!("FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={number}"),
            Box::new(move |start, day| months_between(start, day) % interval == 0 && day.day() == number),
        ),
        3 => (
            format!("FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY=-1"),
            Box::new(move |start, day| {
                months_between(start, day) % interval == 0 && day == day.last_of_month()
            }),
        ),
        4 => (
            format!("FREQ=MONTHLY;INTERVAL={interval};BYDAY={}TU", (number - 1) % 5 + 1),
            Box::new(move |start, day| {
                months_between(start, day) % interval == 0
                    && day.weekday() == Weekday::Tuesday
                    && (day.day() - 1) / 7 == (number - 1) % 5
            }),
        ),
        5 => (
            format!("FREQ=MONTHLY;INTERVAL={interval};BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
            Box::new(move |start, day| {
                let working = |day: Date| day.weekday().to_monday_zero_offset() < 5;
                let later = (1..=7)
                    .map(|more: i32| day + more.days())
                    .any(|later| later.month() == day.month() && working(later));
                months_between(start, day) % interval == 0 && working(day) && !later
            }),
        ),
        _ => (
            format!("FREQ=YEARLY;INTERVAL={interval}"),
            Box::new(move |start, day| {
                months_between(start, day) % (12 * interval) == 0 && day.day() == start.day()
            }),
        ),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn a_schedule_is_what_looking_at_each_day_gives(
        kind in 0_u8..7,
        interval in 1_i32..5,
        number in 1_i8..=31,
        week in prop::collection::btree_set(0_i8..7, 1..5),
        begin in 0_i32..800,
        end in 0_i32..3,
        count in 1_u32..20,
        from in 0_i32..500,
        weekend in prop::sample::select(vec![Weekend::Leave, Weekend::Before, Weekend::After]),
    ) {
        let start = date(2024, 1, 1) + begin.days();
        let (rule, is) = shape(kind, interval, number, week);
        let until = start + 900.days();
        let (rule, count) = match end {
            0 => (rule, usize::MAX),
            1 => (format!("{rule};COUNT={count}"), usize::try_from(count).unwrap()),
            _ => (format!("{rule};UNTIL={}", until.strftime("%Y%m%d")), usize::MAX),
        };
        let last = if end == 2 { until } else { start + Span::new().days(1_400) };
        let naive: Vec<Date> = start.series(1.day()).take_while(|day| *day <= last).filter(|day| is(start, *day)).take(count).collect();
        // Some shapes have no day before their end.
        let Ok(schedule) = Schedule::parse(&rule, start) else {
            prop_assert!(naive.is_empty(), "{rule} from {start}");
            return Ok(());
        };
        let horizon = start + Span::new().days(1_400);
        let due: Vec<Date> = schedule.due(start, horizon).iter().map(|occurrence| occurrence.due).collect();
        prop_assert_eq!(&due, &naive, "{} from {}", rule, start);
        // Moving off weekends moves by two days at most, keeps the order, and both questions agree.
        let moved = schedule.clone().with_weekend(weekend);
        let all = moved.due(Date::MIN, horizon);
        prop_assert!(all.is_sorted());
        prop_assert!(all.iter().all(|one| (one.date - one.due).get_days().abs() <= 2));
        let after = start + Span::new().days(i64::from(from));
        let next = moved.next(after, 5);
        let expected: Vec<Occurrence> =
            moved.due(after.tomorrow().unwrap(), Date::MAX).into_iter().take(5).collect();
        prop_assert_eq!(next, expected);
    }

    #[test]
    fn no_text_is_more_than_refused(text in "(FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY);)?((BYDAY|BYMONTH|BYMONTHDAY|BYSETPOS|BYWEEKNO|BYYEARDAY|COUNT|INTERVAL|UNTIL|WKST)=[-+]?[0-9MOTUFR,]{0,6};){0,3}\\PC{0,3}") {
        if let Ok(schedule) = Schedule::parse(&text, date(2026, 1, 31)) {
            prop_assert!(!schedule.next(Date::MIN, 3).is_empty());
            prop_assert!(schedule.words().starts_with("every "));
            prop_assert_eq!(Schedule::parse(&schedule.rule(), schedule.start()).unwrap(), schedule);
        }
    }
}

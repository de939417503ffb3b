//! Stretches of one history, imported in any way: what is booked is their union.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use proptest::prelude::*;
use skytally_money::inbox::{
    Answer, Candidate, Doubt, Earlier, FileLines, HandPosting, Judged, Line, Outcome, Verdict, judge,
};
use skytally_money::ledger::TransactionNo;

use crate::{facts, imported, keep, may, none, short, usd};

/// Movements of one account: day, amount, payee. Few of each, so that there are true twins.
fn history() -> impl Strategy<Value = Vec<(i8, i64, usize)>> {
    prop::collection::vec(
        (1_i8..8, prop::sample::select(vec![-350_i64, -350, -400, 1000]), 0_usize..4),
        0..40,
    )
    .prop_map(|mut history| {
        history.sort_unstable();
        history
    })
}

const PAYEES: [&str; 4] = ["Café Müller", "Bread & Butter Ltd", "Stadtwerke Nord", "Netflix"];
const AS_WRITTEN_ELSEWHERE: [&str; 4] =
    ["CAFE MULLER 03.05.2026", "BREAD BUTTER LTD BERLIN", "Stadtwerke Nord AG Kundenkonto", "NETFLIX.COM"];

/// A stretch of the history as a file; the lines are numbered by their place in the history.
fn stretch(
    history: &[(i8, i64, usize)],
    from: usize,
    until: usize,
    format: &str,
    payees: [&str; 4],
    id: impl Fn(usize) -> String,
) -> FileLines {
    let lines = (from..until).map(|at| {
        let (day, minor, payee) = history[at];
        Line { index: i64::try_from(at).unwrap(), facts: facts(&id(at), day, minor, payees[payee]) }
    });
    FileLines { format: format.into(), lines: lines.collect() }
}

/// The place in the history where a day begins.
fn day_begins(history: &[(i8, i64, usize)], day: i8) -> usize {
    history.partition_point(|movement| movement.0 < day)
}

/// The movements that were booked, from the outcomes.
fn booked(known: &[Earlier]) -> Vec<(Date, i64, String)> {
    let mut booked: Vec<_> = known
        .iter()
        .filter(|line| !matches!(line.outcome, Outcome::Double { .. }))
        .map(|line| (line.facts.date, line.facts.amount.minor, line.facts.payee.clone()))
        .collect();
    booked.sort_unstable();
    booked
}

fn all_of(history: &[(i8, i64, usize)], places: &BTreeSet<usize>) -> Vec<(Date, i64, String)> {
    let mut all: Vec<_> = places
        .iter()
        .map(|at| (may(history[*at].0), history[*at].1, PAYEES[history[*at].2].to_owned()))
        .collect();
    all.sort_unstable();
    all
}

fn is_double(judged: &Judged) -> bool {
    matches!(judged.verdict, Verdict::Double { .. } | Verdict::DoubleByCount { .. })
}

proptest! {
    #[test]
    fn a_file_twice_is_the_file_once(history in history(), ids in 0_u8..4, few in prop::collection::vec(0_usize..9, 40)) {
        let id = |at: usize| match ids {
            0 => String::new(),
            1 => format!("A{at}"),
            2 => "NONREF".to_owned(),
            _ => format!("{}", few[at]),
        };
        let file = stretch(&history, 0, history.len(), "ofx", PAYEES, id);
        let mut known = imported(&[&file]);
        prop_assert_eq!(booked(&known).len(), history.len());
        let again = judge(&file, &known, &[], &none());
        prop_assert!(again.iter().all(is_double), "{:?}", short(&again));
        keep(&mut known, "again", &file, &again);
        let third = judge(&file, &known, &[], &none());
        prop_assert!(third.iter().all(is_double), "{:?}", short(&third));
    }

    #[test]
    fn files_of_whole_days_are_their_union(
        history in history(),
        spans in prop::collection::vec((1_i8..9, 1_i8..9), 1..5),
        kept in prop::collection::vec(0_u8..3, 5),
    ) {
        let mut known = Vec::new();
        let mut union = BTreeSet::new();
        for (no, (one, other)) in spans.iter().enumerate() {
            let (from, until) = (day_begins(&history, *one.min(other)), day_begins(&history, *one.max(other)));
            // Without ids, with the bank's, or with ids that mean nothing.
            let id = |at: usize| match kept[no] { 0 => String::new(), 1 => format!("A{at}"), _ => "0".into() };
            let file = stretch(&history, from, until, "ofx", PAYEES, id);
            let judged = judge(&file, &known, &[], &none());
            prop_assert!(judged.iter().all(|judged| !matches!(judged.verdict, Verdict::Unsure { .. })), "{:?}", short(&judged));
            keep(&mut known, &no.to_string(), &file, &judged);
            union.extend(from..until);
        }
        prop_assert_eq!(booked(&known), all_of(&history, &union));
    }

    #[test]
    fn files_with_the_banks_ids_are_their_union_wherever_they_are_cut(
        history in history(),
        cuts in prop::collection::vec((0_usize..41, 0_usize..41), 1..5),
    ) {
        let mut known = Vec::new();
        let mut union = BTreeSet::new();
        for (no, (one, other)) in cuts.iter().enumerate() {
            let (from, until) = ((*one.min(other)).min(history.len()), (*one.max(other)).min(history.len()));
            let file = stretch(&history, from, until, "ofx", PAYEES, |at| format!("A{at}"));
            let asked = judge(&file, &known, &[], &none());
            // Whoever is asked knows: it is the same only if the history has it at the same place.
            let answers = asked.iter().filter(|judged| !judged.fingerprint.is_empty()).map(|judged| {
                let at = usize::try_from(judged.index).unwrap();
                assert!(!union.contains(&at), "a known id is never asked about");
                (judged.fingerprint.clone(), Answer::New)
            });
            let answers: BTreeMap<String, Answer> = answers.collect();
            let judged = judge(&file, &known, &[], &answers);
            for judged in &judged {
                prop_assert!(!matches!(judged.verdict, Verdict::Unsure { .. }), "{:?}", judged);
                if let Verdict::Double { of, .. } = &judged.verdict {
                    prop_assert_eq!(of.line, judged.index);
                }
            }
            keep(&mut known, &no.to_string(), &file, &judged);
            union.extend(from..until);
        }
        prop_assert_eq!(booked(&known), all_of(&history, &union));
    }

    #[test]
    fn another_format_adds_only_what_is_more(history in history(), end in 1_i8..9, start in 1_i8..9) {
        let first = stretch(&history, 0, day_begins(&history, end), "ofx", PAYEES, |at| format!("A{at}"));
        let second =
            stretch(&history, day_begins(&history, start), history.len(), "qif", AS_WRITTEN_ELSEWHERE, |_| String::new());
        let known = imported(&[&first]);
        for judged in judge(&second, &known, &[], &none()) {
            let at = usize::try_from(judged.index).unwrap();
            let shared = at < first.lines.len();
            match judged.verdict {
                Verdict::DoubleByCount { of, .. } if shared => {
                    prop_assert_eq!(history[usize::try_from(of.line).unwrap()], history[at]);
                }
                Verdict::New => prop_assert!(!shared),
                other => prop_assert!(false, "{:?} {:?}", history[at], other),
            }
        }
    }

    #[test]
    fn the_order_of_lines_does_not_matter(
        history in history(),
        cut in 0_usize..41,
        named in any::<bool>(),
        shuffle in prop::collection::vec(any::<u32>(), 80),
    ) {
        let cut = cut.min(history.len());
        let id = |at: usize| if named { format!("A{}", at / 2 * 2) } else { String::new() };
        let first = stretch(&history, 0, cut, "ofx", PAYEES, id);
        let mut second = stretch(&history, cut / 2, history.len(), "ofx", PAYEES, |at| if at % 3 == 0 { String::new() } else { id(at) });
        let mut hands: Vec<HandPosting> = history
            .iter()
            .enumerate()
            .filter(|(at, _)| at % 4 == 0)
            .map(|(at, (day, minor, payee))| HandPosting {
                transaction: TransactionNo(i64::try_from(at).unwrap()),
                date: may(*day),
                amount: usd(*minor),
                payee: if at % 8 == 0 { "something else".into() } else { PAYEES[*payee].into() },
            })
            .collect();
        let mut known = imported(&[&first]);
        let mut one = judge(&second, &known, &hands, &none());
        let mut keys = shuffle.iter();
        second.lines.sort_by_cached_key(|_| keys.next());
        known.sort_by_cached_key(|_| keys.next());
        hands.reverse();
        let mut other = judge(&second, &known, &hands, &none());
        one.sort_by_key(|judged| judged.index);
        other.sort_by_key(|judged| judged.index);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn what_has_no_day_and_no_id_of_the_file_may_be_left_out(history in history(), from in 1_i8..9, named in any::<bool>()) {
        let id = |at: usize| if named { format!("A{at}") } else { String::new() };
        let known = imported(&[&stretch(&history, 0, history.len(), "ofx", PAYEES, id)]);
        let file = stretch(&history, day_begins(&history, from), history.len(), "ofx", PAYEES, id);
        let days: BTreeSet<Date> = file.lines.iter().map(|line| line.facts.date).collect();
        let near: Vec<Earlier> = known.iter().filter(|line| days.contains(&line.facts.date)).cloned().collect();
        prop_assert_eq!(judge(&file, &known, &[], &none()), judge(&file, &near, &[], &none()));
    }

    #[test]
    fn no_earlier_line_and_no_posting_stands_for_two(history in history(), cut in 0_usize..41, few in prop::collection::vec(0_usize..9, 40)) {
        let id = |at: usize| few[at].to_string();
        let known = imported(&[&stretch(&history, 0, cut.min(history.len()), "ofx", PAYEES, id)]);
        let hands: Vec<HandPosting> = (0..5)
            .map(|no| HandPosting { transaction: TransactionNo(no), date: may(4), amount: usd(-350), payee: "Netflix".into() })
            .collect();
        let file = stretch(&history, 0, history.len(), "camt", AS_WRITTEN_ELSEWHERE, |at| few[39 - at].to_string());
        let mut used = BTreeSet::new();
        for judged in judge(&file, &known, &hands, &none()) {
            match judged.verdict {
                Verdict::Double { of, .. } | Verdict::DoubleByCount { of, .. } => {
                    let fresh = used.insert(format!("{of:?}"));
                    prop_assert!(fresh);
                }
                Verdict::Matches { transaction, .. } => prop_assert!(used.insert(transaction.to_string())),
                Verdict::Unsure { candidates, doubt } => {
                    prop_assert!(!candidates.is_empty() && doubt != Doubt::Changed);
                    let fit = candidates.iter().all(|candidate| {
                        matches!(candidate, Candidate::Transaction { .. }) == (doubt == Doubt::OtherPayee)
                    });
                    prop_assert!(fit);
                }
                Verdict::New => {}
                Verdict::DoubleByAnswer { .. } => prop_assert!(false),
            }
        }
    }
}

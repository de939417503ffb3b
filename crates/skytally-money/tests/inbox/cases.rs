//! Cases that people can read.

use std::collections::{BTreeMap, BTreeSet};

use skytally_money::inbox::{Answer, FileLines, HandPosting, Judged, LineRef, Verdict, judge};
use skytally_money::ledger::TransactionNo;

use crate::{file, imported, keep, may, none, short, usd};

type Lines<'a> = &'a [(&'a str, i8, i64, &'a str)];

#[test]
fn doubles_are_found_by_evidence_and_nothing_else_is_swallowed() {
    type Case<'a> = (&'a str, &'a [(&'a str, Lines<'a>)], &'a [&'a str]);
    let cases: [Case<'_>; 21] = [
        ("a first file", &[("qif", &[("", 1, -350, "Coffee"), ("", 1, -350, "Coffee")])], &["new", "new"]),
        (
            "two equal coffees stay two",
            &[
                ("qif", &[("", 1, -350, "Coffee"), ("", 1, -350, "Coffee")]),
                ("qif", &[("", 1, -350, "Coffee"), ("", 1, -350, "Coffee")]),
            ],
            &["count 0.0", "count 0.1"],
        ),
        (
            "an overlap adds the surplus",
            &[
                ("qif", &[("", 1, -350, "Coffee")]),
                ("qif", &[("", 1, -350, "Coffee"), ("", 1, -350, "coffee!")]),
            ],
            &["count 0.0", "new"],
        ),
        (
            "three files do not add their counts up",
            &[
                ("qif", &[("", 1, -350, "Coffee")]),
                ("qif", &[("", 1, -350, "Coffee")]),
                ("qif", &[("", 1, -350, "Coffee"), ("", 1, -350, "Coffee")]),
            ],
            &["count 0.0", "new"],
        ),
        (
            "the bank's id is certain, whatever the text",
            &[("ofx", &[("A7", 1, -350, "Coffee")]), ("ofx", &[("A7", 1, -350, "Kaffee Hamburg")])],
            &["double 0.0"],
        ),
        (
            "a twin with another id is new where ids are kept",
            &[
                ("ofx", &[("A7", 1, -350, "Coffee")]),
                ("ofx", &[("A7", 1, -350, "Coffee"), ("A8", 1, -350, "Coffee")]),
            ],
            &["double 0.0", "new"],
        ),
        (
            "another id is asked about where nothing tells",
            &[("ofx", &[("A7", 1, -350, "Coffee")]), ("ofx", &[("A8", 1, -350, "Coffee")])],
            &["OtherId 1"],
        ),
        (
            "ids that are made anew for each file are no evidence",
            &[
                ("ofx", &[("A1", 1, -350, "Coffee"), ("A2", 2, -400, "Bread")]),
                ("ofx", &[("B1", 1, -350, "Coffee"), ("B2", 2, -400, "Bread"), ("B3", 3, -400, "Bread")]),
            ],
            &["count 0.0", "count 0.1", "new"],
        ),
        (
            "an id with another amount or day is asked about",
            &[
                ("ofx", &[("A7", 1, -350, "Coffee"), ("A8", 2, -400, "Bread")]),
                ("ofx", &[("A7", 1, -360, "Coffee"), ("A8", 3, -400, "Bread")]),
            ],
            &["Changed 1", "Changed 1"],
        ),
        (
            "zeros are no id",
            &[
                ("ofx", &[("0", 1, -350, "Coffee"), ("0", 2, -400, "Bread")]),
                ("ofx", &[("0", 2, -400, "Bread"), ("0", 3, -400, "Bread")]),
            ],
            &["count 0.1", "new"],
        ),
        (
            "NONREF is no id",
            &[
                ("mt940", &[("NONREF", 1, -350, "Coffee")]),
                ("mt940", &[("NONREF", 1, -350, "Shoes and more")]),
            ],
            &["new"],
        ),
        (
            "an id that stands twice in a file is none",
            &[
                ("ofx", &[("77", 1, -350, "Coffee")]),
                ("ofx", &[("77", 1, -350, "Coffee"), ("77", 1, -350, "Shoes and more")]),
            ],
            &["count 0.0", "new"],
        ),
        (
            "an id that stood twice in an earlier file is none",
            &[
                ("ofx", &[("77", 1, -350, "Coffee"), ("77", 2, -400, "Bread")]),
                ("ofx", &[("77", 1, -350, "Shoes and more")]),
            ],
            &["new"],
        ),
        (
            "lines that are numbered anew in each file have no ids",
            &[
                ("csv", &[("1", 1, -350, "Coffee"), ("2", 2, -400, "Bread"), ("3", 3, -500, "Milk")]),
                ("csv", &[("1", 4, -351, "Coffee"), ("2", 5, -401, "Bread"), ("3", 6, -501, "Milk")]),
            ],
            &["new", "new", "new"],
        ),
        (
            "the same statement in another format, without ids and written differently",
            &[
                (
                    "ofx",
                    &[
                        ("A1", 1, -350, "Café Müller"),
                        ("A2", 1, -350, "REWE Markt"),
                        ("A3", 2, -900, "Netflix International"),
                    ],
                ),
                (
                    "qif",
                    &[
                        ("", 1, -350, "REWE MARKT HAMBURG 01.05.2026"),
                        ("", 1, -350, "CAFE MULLER"),
                        ("", 2, -900, "NETFLIX INTERNATIO"),
                        ("", 3, -1, "Fee"),
                    ],
                ),
            ],
            &["count 0.1", "count 0.0", "count 0.2", "new"],
        ),
        (
            "another format with an unlike text is asked about",
            &[("ofx", &[("A1", 1, -350, "Amazon")]), ("qif", &[("", 1, -350, "Visa purchase")])],
            &["OtherText 1"],
        ),
        (
            "another text of the same format is another movement",
            &[("qif", &[("", 1, -350, "Coffee")]), ("qif", &[("", 1, -350, "Bread and butter")])],
            &["new"],
        ),
        (
            "a text that is nearly the same is asked about",
            &[
                ("qif", &[("", 1, -350, "Rechnung 100071 Stadtwerke")]),
                ("qif", &[("", 1, -350, "Rechnung 100072 Stadtwerke")]),
            ],
            &["OtherText 1"],
        ),
        (
            "ids of two formats are not compared",
            &[
                ("ofx", &[("A1", 1, -350, "Coffee")]),
                ("camt", &[("A1", 1, -360, "Coffee"), ("Z9", 1, -350, "Coffee")]),
            ],
            &["new", "count 0.0"],
        ),
        (
            "what a double told of a line is known of it",
            &[
                ("qif", &[("", 1, -350, "Coffee shop")]),
                ("ofx", &[("A1", 1, -350, "Coffee shop Altona")]),
                ("ofx", &[("A1", 1, -350, "C")]),
            ],
            &["double 0.0"],
        ),
        (
            "another currency is another amount",
            &[
                ("qif", &[("", 1, -350, "Coffee")]),
                ("qif", &[("", 1, -351, "Coffee"), ("", 2, -350, "Coffee")]),
            ],
            &["new", "new"],
        ),
    ];
    for (name, files, expected) in cases {
        let files: Vec<FileLines> = files.iter().map(|(format, lines)| file(format, lines)).collect();
        let (last, before) = files.split_last().unwrap();
        let known = imported(&before.iter().collect::<Vec<_>>());
        assert_eq!(short(&judge(last, &known, &[], &none())), expected, "{name}");
    }
}

#[test]
fn what_was_written_by_hand_is_matched_one_to_one() {
    type Hands<'a> = &'a [(i64, i8, i64, &'a str)];
    let cases: [(&str, Lines<'_>, Hands<'_>, &[&str]); 9] = [
        ("same day", &[("", 10, -350, "Rewe")], &[(1, 10, -350, "REWE Markt")], &["matches 1"]),
        ("seven days later", &[("", 17, -350, "Rewe")], &[(1, 10, -350, "Rewe")], &["matches 1"]),
        ("eight days later", &[("", 18, -350, "Rewe")], &[(1, 10, -350, "Rewe")], &["new"]),
        ("three days earlier", &[("", 7, -350, "Rewe")], &[(1, 10, -350, "Rewe")], &["matches 1"]),
        ("four days earlier", &[("", 6, -350, "Rewe")], &[(1, 10, -350, "Rewe")], &["new"]),
        ("another amount", &[("", 10, -351, "Rewe")], &[(1, 10, -350, "Rewe")], &["new"]),
        (
            "each once, the most alike first",
            &[("", 10, -350, "Rewe Markt"), ("", 10, -350, "Rewe")],
            &[(1, 10, -350, "Rewe"), (2, 9, -350, "Rewe Markt")],
            &["matches 2", "matches 1"],
        ),
        (
            "one posting explains one line",
            &[("", 10, -350, "Rewe"), ("", 11, -350, "Rewe")],
            &[(1, 11, -350, "Rewe")],
            &["new", "matches 1"],
        ),
        (
            "another payee is asked about",
            &[("", 10, -350, "Visa purchase 8812")],
            &[(1, 10, -350, "Shoes"), (2, 11, -350, "")],
            &["OtherPayee 2"],
        ),
    ];
    for (name, lines, hands, expected) in cases {
        let hands: Vec<HandPosting> = hands
            .iter()
            .map(|(no, day, minor, payee)| HandPosting {
                transaction: TransactionNo(*no),
                date: may(*day),
                amount: usd(*minor),
                payee: (*payee).into(),
            })
            .collect();
        assert_eq!(short(&judge(&file("qif", lines), &[], &hands, &none())), expected, "{name}");
    }
}

#[test]
fn an_answer_is_asked_for_once() {
    let first = file("ofx", &[("A7", 1, -350, "Coffee")]);
    let second = file("ofx", &[("A7", 2, -350, "Coffee"), ("", 9, -70, "Visa purchase")]);
    let hands = [HandPosting {
        transaction: TransactionNo(5),
        date: may(9),
        amount: usd(-70),
        payee: "Shoes".into(),
    }];
    let known = imported(&[&first]);
    let asked = judge(&second, &known, &hands, &none());
    assert_eq!(short(&asked), ["Changed 1", "OtherPayee 1"]);
    let of = LineRef { import: "0".into(), line: 0 };
    let told = |one: Answer, other: Answer| {
        let answers = [(asked[0].fingerprint.clone(), one), (asked[1].fingerprint.clone(), other)];
        short(&judge(&second, &known, &hands, &answers.into()))
    };
    let same = Answer::SameAs { of: of.clone() };
    let hand = Answer::Matches { transaction: TransactionNo(5) };
    assert_eq!(told(same.clone(), hand.clone()), ["answer 0.0", "matches 5"]);
    assert_eq!(told(Answer::New, Answer::New), ["new", "new"]);
    // What is no more there is asked about again.
    let gone = LineRef { import: "9".into(), line: 0 };
    assert_eq!(told(Answer::SameAs { of: gone }, hand.clone()), ["Changed 1", "matches 5"]);
    // Once booked, it is known as such: the answer does not make it new again.
    let answers: BTreeMap<String, Answer> =
        asked.iter().map(|judged| (judged.fingerprint.clone(), Answer::New)).collect();
    let mut known = known;
    let judged = judge(&second, &known, &hands, &answers);
    keep(&mut known, "1", &second, &judged);
    assert_eq!(short(&judge(&second, &known, &hands, &answers)), ["count 1.0", "count 1.1"]);
    let json = serde_json::to_string(&asked).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Judged>>(&json).unwrap(), asked);
}

#[test]
fn many_equal_lines_are_counted_and_many_unlike_ones_do_not_take_for_ever() {
    let equal: Vec<(&str, i8, i64, &str)> = vec![("", 1, -350, "Coffee"); 20_000];
    let first = file("qif", &equal);
    let known = imported(&[&first]);
    let judged = judge(&first, &known, &[], &none());
    let counted: BTreeSet<LineRef> = judged
        .iter()
        .map(|judged| match &judged.verdict {
            Verdict::DoubleByCount { of, .. } => of.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(counted.len(), 20_000);
    let ids: Vec<String> = (0..20_000).map(|no| format!("A{no}")).collect();
    let named: Vec<(&str, i8, i64, &str)> = ids.iter().map(|id| (id.as_str(), 1, -350, "Coffee")).collect();
    let other: Vec<(&str, i8, i64, &str)> = ids.iter().map(|id| ("", 1, -350, id.as_str())).collect();
    let known = imported(&[&file("ofx", &named)]);
    let asked = judge(&file("qif", &other), &known, &[], &none());
    assert!(asked.iter().all(|judged| matches!(judged.verdict, Verdict::Unsure { .. })));
}

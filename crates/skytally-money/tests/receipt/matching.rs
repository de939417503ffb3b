//! Which transaction a receipt belongs to.

use skytally_model::{Currency, Money};
use skytally_money::ledger::TransactionNo;
use skytally_money::receipt::matching::{Asked, Candidate, Certainty, matches, pairs};

/// `2026-05-10 -12.50 EUR Payee`; a day of `?` is none, and so is a payee.
fn asked(text: &str) -> Asked {
    let mut parts = text.splitn(4, ' ');
    let (date, amount, currency, payee) =
        (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap());
    let currency: Currency = currency.parse().unwrap();
    Asked {
        date: (date != "?").then(|| date.parse().unwrap()),
        total: Money::parse(amount, currency).unwrap(),
        payee: (payee != "?").then(|| payee.to_owned()),
    }
}

/// The same with a number before it, and a `+` if a receipt is there.
fn candidates(lines: &[&str]) -> Vec<Candidate> {
    lines
        .iter()
        .map(|line| {
            let (no, rest) = line.split_once(' ').unwrap();
            let asked = asked(rest);
            Candidate {
                no: TransactionNo(no.trim_end_matches('+').parse().unwrap()),
                date: asked.date.unwrap(),
                payee: asked.payee.unwrap_or_default(),
                amount: asked.total,
                has_receipt: no.ends_with('+'),
            }
        })
        .collect()
}

#[test]
fn amount_day_and_payee_decide() {
    use Certainty::{Certain, Likely, None};
    for (receipt, books, certainty, ranked) in [
        (
            "2026-05-10 12.50 EUR REWE Markt GmbH",
            vec!["1 2026-05-11 12.50 EUR REWE SAGT DANKE 4711"],
            Certain,
            vec![1],
        ),
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-07 12.50 EUR REWE", "2 2026-05-20 12.50 EUR REWE"],
            Certain,
            vec![1],
        ),
        ("2026-05-10 12.50 EUR Rewe", vec!["1 2026-05-17 12.50 EUR REWE"], Certain, vec![1]),
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-18 12.50 EUR REWE", "2 2026-05-06 12.50 EUR REWE"],
            None,
            vec![],
        ),
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-10 12.51 EUR REWE", "2 2026-05-10 12.50 USD REWE"],
            None,
            vec![],
        ),
        ("2026-05-10 12.50 EUR Rewe", vec!["1 2026-05-10 -12.50 EUR REWE"], None, vec![]),
        // Another payee, or none, is for people.
        ("2026-05-10 12.50 EUR Rewe", vec!["1 2026-05-10 12.50 EUR Stadtwerke"], Likely, vec![1]),
        ("2026-05-10 12.50 EUR ?", vec!["1 2026-05-10 12.50 EUR Rewe"], Likely, vec![1]),
        // Two that fit: the payee first, then the day; neither is certain.
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-12 12.50 EUR REWE", "2 2026-05-11 12.50 EUR REWE"],
            Likely,
            vec![2, 1],
        ),
        // Of these one is on the very day.
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-12 12.50 EUR REWE", "2 2026-05-10 12.50 EUR REWE"],
            Certain,
            vec![2, 1],
        ),
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1 2026-05-10 12.50 EUR Aldi", "2 2026-05-14 12.50 EUR REWE"],
            Certain,
            vec![2, 1],
        ),
        // One that has a receipt is not offered.
        (
            "2026-05-10 12.50 EUR Rewe",
            vec!["1+ 2026-05-10 12.50 EUR REWE", "2 2026-05-12 12.50 EUR REWE"],
            Certain,
            vec![2],
        ),
        // Without a day the payee must fit, and it is never certain.
        (
            "? 12.50 EUR Rewe",
            vec!["1 2026-05-10 12.50 EUR REWE", "2 2026-05-10 12.50 EUR Aldi"],
            Likely,
            vec![1],
        ),
        (
            "2026-05-10 12.50 USD Amazon Web Services",
            vec!["1 2026-05-12 12.50 USD AWS EMEA aws.amazon.com"],
            Certain,
            vec![1],
        ),
        (
            "2026-05-10 12.50 USD Amazon Web Services EMEA SARL",
            vec!["1 2026-05-12 12.50 USD Amazon Web Services"],
            Certain,
            vec![1],
        ),
        // Legal forms alone are nothing in common.
        ("2026-05-10 12.50 EUR Alpha GmbH", vec!["1 2026-05-10 12.50 EUR Zeta GmbH"], Likely, vec![1]),
        ("2026-05-10 -12.50 EUR Rewe", vec!["1 2026-05-10 -12.50 EUR REWE"], Certain, vec![1]),
    ] {
        let found = matches(&asked(receipt), &candidates(&books));
        let order: Vec<i64> = found.ranked.iter().map(|found| found.transaction.0).collect();
        assert_eq!((found.certainty, order), (certainty, ranked), "{receipt} {books:?}");
        assert_eq!(found.certainty, found.ranked.first().map_or(None, |first| first.certainty), "{receipt}");
    }
}

#[test]
fn reasons_are_sentences() {
    let found = matches(
        &asked("2026-05-10 12.50 EUR Rewe"),
        &candidates(&["1 2026-05-11 12.50 EUR REWE", "2 2026-05-08 12.50 EUR Aldi"]),
    );
    let why: Vec<&str> = found.ranked.iter().map(|found| found.why.as_str()).collect();
    assert_eq!(
        why,
        ["the same amount, a day later, a similar payee", "the same amount, 2 days earlier, another payee"]
    );
}

#[test]
fn receipts_and_transactions_pair_one_to_one() {
    let receipts = [
        (1, asked("2026-05-10 12.50 EUR Rewe")),
        (2, asked("2026-05-10 12.50 EUR Aldi")),
        (3, asked("2026-05-10 12.50 EUR ?")),
        (4, asked("2026-05-10 99.00 EUR Rewe")),
    ];
    let books = candidates(&[
        "7 2026-05-11 12.50 EUR REWE",
        "8 2026-05-12 12.50 EUR ALDI SUED",
        "9 2026-05-12 12.50 EUR Penny",
    ]);
    let found = pairs(&receipts, &books);
    assert_eq!(found.len(), receipts.len(), "every receipt has an answer");
    let of = |key: i32| {
        let found = &found[&key];
        (found.certainty, found.ranked.iter().map(|found| found.transaction.0).collect::<Vec<_>>())
    };
    assert_eq!(of(1), (Certainty::Certain, vec![7, 9]));
    assert_eq!(of(2), (Certainty::Certain, vec![8, 9]));
    // What is certainly another's is not offered.
    assert_eq!(of(3), (Certainty::Likely, vec![9]));
    assert_eq!(of(4), (Certainty::None, vec![]));
    // Two receipts that are alike, and one transaction: people say which.
    let twins = [(1, asked("2026-05-10 5.00 EUR Kiosk")), (2, asked("2026-05-10 5.00 EUR Kiosk"))];
    let found = pairs(&twins, &candidates(&["7 2026-05-11 5.00 EUR Kiosk"]));
    assert!(found.values().all(|found| found.certainty == Certainty::Likely), "{found:?}");
}

//! Whether the balances of a file continue those before it. A break is something to show, never a reason to refuse the file.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_model::Money;

use crate::amount;
use crate::ledger::TransactionNo;

/// What a file says of the account as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Its first day: as the file says, or the day of its first line.
    pub from: Date,
    /// Its last day: as the file says, or the day of its last line.
    pub until: Date,
    /// The balance before its first line, where the file has one.
    #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
    pub opening: Option<Money>,
    /// The balance after its last line, where the file has one.
    #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
    pub closing: Option<Money>,
    /// The sum of its lines.
    #[serde(with = "amount")]
    pub sum: Money,
}

/// Where balances do not continue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Break {
    /// Days are missing between an earlier file and this one, and with them money.
    Gap {
        /// The first missing day.
        from: Date,
        /// The last missing day.
        until: Date,
        /// What the missing lines sum to; none where a file has no balance, so that nobody knows whether lines are missing.
        #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
        off: Option<Money>,
    },
    /// The same between this file and a later one that is known already.
    GapAfter {
        /// The first missing day.
        from: Date,
        /// The last missing day.
        until: Date,
        /// As in `Gap`.
        #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
        off: Option<Money>,
    },
    /// This file opens with another balance than the one that it follows without a day between, or the books.
    Opening {
        /// The day before which the balance holds.
        on: Date,
        /// What was known.
        #[serde(with = "amount")]
        known: Money,
        /// What this file says.
        #[serde(with = "amount")]
        found: Money,
        /// Whether the books were compared with, for want of an earlier file.
        books: bool,
    },
    /// This file closes with another balance than the next file opens with, without a day between.
    Closing {
        /// The day after which the balance holds.
        on: Date,
        /// What was known.
        #[serde(with = "amount")]
        known: Money,
        /// What this file says.
        #[serde(with = "amount")]
        found: Money,
    },
    /// Opening balance and lines do not sum to the closing balance: the file itself is not whole.
    Sum {
        /// What they sum to; none if that does not fit.
        #[serde(with = "amount::option", skip_serializing_if = "Option::is_none", default)]
        summed: Option<Money>,
        /// What the file says.
        #[serde(with = "amount")]
        closing: Money,
    },
    /// The books have an opening balance that stands for lines of this file too.
    Counted {
        /// The end of its day.
        on: Date,
        /// How much.
        #[serde(with = "amount")]
        opening: Money,
        /// Where it stands.
        transaction: TransactionNo,
    },
    /// The balances are in several currencies.
    Currency {
        /// What was known.
        #[serde(with = "amount")]
        known: Money,
        /// What this file says.
        #[serde(with = "amount")]
        found: Money,
    },
}

/// What breaks between a file and what was imported before, or the books.
///
/// `others` are the statements of the imports of the same account, in any order. `books` is the balance of the ledger account at
/// the end of the day before the file's first one; it is looked at only where no earlier file has a balance to compare with.
/// A file that overlaps others is compared with none of those: its lines are.
pub fn continuity(file: &Statement, others: &[Statement], books: Option<Money>) -> Vec<Break> {
    let mut breaks = Vec::new();
    if let (Some(opening), Some(closing)) = (file.opening, file.closing) {
        let summed = opening.plus(file.sum).ok();
        if summed != Some(closing) {
            breaks.push(Break::Sum { summed, closing });
        }
    }
    // Many formats have a closing balance only: the other one follows from the lines.
    let opening = |of: &Statement| {
        of.opening.or_else(|| of.closing.zip(of.sum.negated().ok()).and_then(|(end, sum)| end.plus(sum).ok()))
    };
    let closing =
        |of: &Statement| of.closing.or_else(|| of.opening.and_then(|start| start.plus(of.sum).ok()));
    let overlaps = |other: &&Statement| other.until > file.from && other.from < file.until;
    let apart = || others.iter().filter(|other| !overlaps(other) && *other != file);
    let before = apart()
        .filter(|other| other.until <= file.from && other.from <= file.from)
        .max_by_key(|other| (other.until, closing(other).is_some(), other.from));
    let after = apart()
        .filter(|other| other.from >= file.until && other.until > file.until)
        .min_by_key(|other| (other.from, closing(other).is_none(), other.until));
    let covered = others.iter().any(|other| overlaps(&other) && other.from <= file.from);
    match before {
        Some(before) if !covered => {
            let days = missing(before.until, file.from);
            match (closing(before), opening(file)) {
                (Some(known), Some(found)) if known.currency != found.currency => {
                    breaks.push(Break::Currency { known, found });
                }
                (Some(known), Some(found)) if known == found => {}
                (Some(known), Some(found)) => breaks.push(match days {
                    Some((from, until)) => Break::Gap { from, until, off: difference(known, found) },
                    None => Break::Opening { on: file.from, known, found, books: false },
                }),
                _ => breaks.extend(days.map(|(from, until)| Break::Gap { from, until, off: None })),
            }
        }
        _ => {
            if let (false, Some(known), Some(found)) = (covered, books, opening(file)) {
                if known.currency != found.currency {
                    breaks.push(Break::Currency { known, found });
                } else if known != found {
                    breaks.push(Break::Opening { on: file.from, known, found, books: true });
                }
            }
        }
    }
    let covered_after = others.iter().any(|other| overlaps(&other) && other.until >= file.until);
    if let Some(after) = after.filter(|_| !covered_after) {
        let days = missing(file.until, after.from);
        match (opening(after), closing(file)) {
            (Some(known), Some(found)) if known.currency != found.currency => {
                breaks.push(Break::Currency { known, found });
            }
            (Some(known), Some(found)) if known == found => {}
            (Some(known), Some(found)) => breaks.push(match days {
                Some((from, until)) => Break::GapAfter { from, until, off: difference(found, known) },
                None => Break::Closing { on: file.until, known, found },
            }),
            _ => breaks.extend(days.map(|(from, until)| Break::GapAfter { from, until, off: None })),
        }
    }
    breaks
}

/// What has to be added to come from one balance to the other.
fn difference(from: Money, to: Money) -> Option<Money> {
    from.negated().and_then(|from| to.plus(from)).ok()
}

/// The days between two days, if there are any.
fn missing(last: Date, next: Date) -> Option<(Date, Date)> {
    let (from, until) = (last.tomorrow().ok()?, next.yesterday().ok()?);
    (from <= until).then_some((from, until))
}

/// A sentence for people, without a full stop.
impl fmt::Display for Break {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = |f: &mut fmt::Formatter<'_>, from: Date, until: Date, off: &Option<Money>| {
            let days = days(from, until);
            match off {
                Some(off) => write!(f, "gap {days}, in which the balance changed by {off}"),
                None => write!(f, "gap {days}, of which no balance tells whether lines are missing"),
            }
        };
        match self {
            Self::Gap { from, until, off } => {
                f.write_str("this file does not continue yours: ")?;
                gap(f, *from, *until, off)
            }
            Self::GapAfter { from, until, off } => {
                f.write_str("a later file does not continue this one: ")?;
                gap(f, *from, *until, off)
            }
            Self::Opening { on, known, found, books } => {
                let whose = if *books { "your books have" } else { "the file before it closes with" };
                write!(f, "this file opens on {} with {found}, but {whose} {known}", day(*on))
            }
            Self::Closing { on, known, found } => {
                write!(
                    f,
                    "this file closes on {} with {found}, but the next one opens with {known}",
                    day(*on)
                )
            }
            Self::Sum { summed: Some(summed), closing } => {
                write!(
                    f,
                    "the lines of this file lead to {summed}, but it says that it closes with {closing}"
                )
            }
            Self::Sum { summed: None, closing } => {
                write!(f, "the lines of this file cannot be added up to {closing}, with which it closes")
            }
            Self::Counted { on, opening, transaction } => {
                write!(
                    f,
                    "your books open on {} with {opening} (transaction {}), in which this file's lines up to that day are contained: they would \
                     count twice, unless you delete that opening balance",
                    day(*on),
                    transaction.0
                )
            }
            Self::Currency { known, found } => {
                write!(
                    f,
                    "this file has balances in {}, the account's are in {}",
                    found.currency, known.currency
                )
            }
        }
    }
}

fn day(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// `12–14 May 2026`: what two days have in common is said once.
fn days(from: Date, until: Date) -> String {
    if from == until {
        day(from)
    } else if from.first_of_month() == until.first_of_month() {
        format!("{}–{}", from.day(), day(until))
    } else if from.year() == until.year() {
        format!("{} – {}", from.strftime("%-d %B"), day(until))
    } else {
        format!("{} – {}", day(from), day(until))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use skytally_model::Currency;

    use super::*;

    fn usd(minor: i64) -> Money {
        Money::new(minor, Currency::USD)
    }

    /// From and until in May 2026; negative days are in April.
    fn statement(from: i8, until: i8, opening: Option<i64>, closing: Option<i64>, sum: i64) -> Statement {
        Statement {
            from: date(2026, 5, from),
            until: date(2026, 5, until),
            opening: opening.map(usd),
            closing: closing.map(usd),
            sum: usd(sum),
        }
    }

    fn said(file: &Statement, others: &[Statement], books: Option<i64>) -> Vec<String> {
        continuity(file, others, books.map(usd)).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn balances_that_do_not_continue_are_said() {
        let file = statement(15, 31, Some(500), Some(700), 200);
        let only_end = statement(15, 31, None, Some(700), 200);
        let mute = statement(15, 31, None, None, 200);
        let until = |day, closing| statement(1, day, None, Some(closing), 0);
        type Case<'a> = (&'a str, &'a Statement, Vec<Statement>, Option<i64>, &'a [&'a str]);
        let cases: [Case<'_>; 14] = [
            ("the first file", &file, vec![], None, &[]),
            ("the books agree", &file, vec![], Some(500), &[]),
            (
                "the books differ",
                &file,
                vec![],
                Some(400),
                &["this file opens on 15 May 2026 with 5.00 USD, but your books have 4.00 USD"],
            ),
            ("it continues", &file, vec![until(14, 500)], Some(1), &[]),
            ("days without movements", &file, vec![until(11, 500)], None, &[]),
            (
                "a gap",
                &file,
                vec![until(11, 450)],
                None,
                &[
                    "this file does not continue yours: gap 12–14 May 2026, in which the balance changed by 0.50 USD",
                ],
            ),
            (
                "a gap, with the opening balance computed",
                &only_end,
                vec![until(5, 400), until(13, 450)],
                None,
                &[
                    "this file does not continue yours: gap 14 May 2026, in which the balance changed by 0.50 USD",
                ],
            ),
            (
                "no day between",
                &file,
                vec![until(14, 450)],
                None,
                &[
                    "this file opens on 15 May 2026 with 5.00 USD, but the file before it closes with 4.50 USD",
                ],
            ),
            (
                "no balances",
                &mute,
                vec![until(11, 450)],
                None,
                &[
                    "this file does not continue yours: gap 12–14 May 2026, of which no balance tells whether lines are missing",
                ],
            ),
            ("an overlap is compared by lines", &file, vec![until(20, 450), until(11, 1)], Some(3), &[]),
            ("itself again", &file, vec![file.clone()], None, &[]),
            (
                "a file that is not whole",
                &statement(15, 31, Some(500), Some(700), 150),
                vec![],
                None,
                &["the lines of this file lead to 6.50 USD, but it says that it closes with 7.00 USD"],
            ),
            (
                "a later file is there already",
                &until(11, 450),
                vec![file.clone()],
                None,
                &[
                    "a later file does not continue this one: gap 12–14 May 2026, in which the balance changed by 0.50 USD",
                ],
            ),
            (
                "a later file without a day between",
                &until(14, 450),
                vec![file.clone()],
                None,
                &["this file closes on 14 May 2026 with 4.50 USD, but the next one opens with 5.00 USD"],
            ),
        ];
        for (name, file, others, books, expected) in cases {
            assert_eq!(said(file, &others, books), expected, "{name}");
        }
    }

    #[test]
    fn other_currencies_are_said_and_not_subtracted() {
        let file = statement(15, 31, Some(500), None, 0);
        let yen = Money::new(500, "JPY".parse().unwrap());
        assert_eq!(continuity(&file, &[], Some(yen)), [Break::Currency { known: yen, found: usd(500) }]);
    }

    #[test]
    fn days_are_written_short() {
        for (from, until, text) in [
            (date(2026, 5, 12), date(2026, 5, 14), "12–14 May 2026"),
            (date(2026, 5, 12), date(2026, 5, 12), "12 May 2026"),
            (date(2026, 5, 30), date(2026, 6, 2), "30 May – 2 June 2026"),
            (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 – 1 January 2026"),
        ] {
            assert_eq!(days(from, until), text);
        }
    }
}

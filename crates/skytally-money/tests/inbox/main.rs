//! The inbox, judged by tables of cases and by a history that knows which lines are the same.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

mod cases;
mod history;

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use skytally_model::{Currency, Money};
use skytally_money::inbox::{
    Answer, Earlier, Facts, FileLines, Judged, Line, LineRef, Outcome, Verdict, judge,
};

fn usd(minor: i64) -> Money {
    Money::new(minor, Currency::USD)
}

fn may(day: i8) -> Date {
    date(2026, 5, day)
}

fn facts(id: &str, day: i8, minor: i64, payee: &str) -> Facts {
    let bank_id = (!id.is_empty()).then(|| id.to_owned());
    Facts { bank_id, date: may(day), amount: usd(minor), payee: payee.into(), text: String::new() }
}

fn file(format: &str, lines: &[(&str, i8, i64, &str)]) -> FileLines {
    let lines = lines
        .iter()
        .zip(0..)
        .map(|((id, day, minor, payee), index)| Line { index, facts: facts(id, *day, *minor, payee) });
    FileLines { format: format.into(), lines: lines.collect() }
}

fn none() -> BTreeMap<String, Answer> {
    BTreeMap::new()
}

/// What the books know after a file was judged and its new lines were booked.
fn keep(known: &mut Vec<Earlier>, import: &str, file: &FileLines, judged: &[Judged]) {
    for (line, judged) in file.lines.iter().zip(judged) {
        assert_eq!(line.index, judged.index);
        let outcome = match &judged.verdict {
            Verdict::New => Outcome::Waiting,
            Verdict::Matches { transaction, .. } => Outcome::Transaction { transaction: *transaction },
            Verdict::Double { of, .. }
            | Verdict::DoubleByCount { of, .. }
            | Verdict::DoubleByAnswer { of } => Outcome::Double { of: of.clone() },
            Verdict::Unsure { .. } => Outcome::SetAside,
        };
        known.push(Earlier {
            at: LineRef { import: import.into(), line: line.index },
            format: file.format.clone(),
            facts: line.facts.clone(),
            outcome,
        });
    }
}

fn imported(files: &[&FileLines]) -> Vec<Earlier> {
    let mut known = Vec::new();
    for (at, file) in files.iter().enumerate() {
        let judged = judge(file, &known, &[], &none());
        keep(&mut known, &at.to_string(), file, &judged);
    }
    known
}

fn short(judged: &[Judged]) -> Vec<String> {
    judged
        .iter()
        .map(|judged| match &judged.verdict {
            Verdict::New => "new".to_owned(),
            Verdict::Double { of, .. } => format!("double {}.{}", of.import, of.line),
            Verdict::DoubleByCount { of, .. } => format!("count {}.{}", of.import, of.line),
            Verdict::DoubleByAnswer { of } => format!("answer {}.{}", of.import, of.line),
            Verdict::Matches { transaction, .. } => format!("matches {transaction}"),
            Verdict::Unsure { doubt, candidates } => format!("{doubt:?} {}", candidates.len()),
        })
        .collect()
}

//! What a bank file would do to the books, for people and for programs.

use serde_json::{Value, json};
use skytally_app::books::inbox::{Candidate, Doubt, Verdict};
use skytally_app::books::ledger::AccountNo;
use skytally_app::books::{AccountBalances, Import, ImportPreview, PreviewLine};

use super::super::columns::{Columns, count, cut, one_line};
use super::super::{imports, inside};

/// A file that was looked at.
pub(super) struct Shown<'s> {
    pub(super) file: &'s str,
    pub(super) accounts: &'s [AccountBalances],
    pub(super) target: &'s AccountBalances,
    pub(super) preview: &'s ImportPreview,
    /// The opening balance is asked for.
    pub(super) opening: bool,
}

/// A line of the file that is not in the import.
struct LeftOut<'l> {
    line: u64,
    why: &'l str,
    /// The bank has not booked it yet: nothing is wrong with it.
    pending: bool,
}

impl Shown<'_> {
    fn verdicts(&self) -> impl Iterator<Item = &Verdict> {
        self.preview.lines.iter().filter_map(|line| line.judged.as_ref()).map(|judged| &judged.verdict)
    }

    /// Lines that people have to be asked about.
    pub(super) fn unsure(&self) -> usize {
        self.verdicts().filter(|verdict| matches!(verdict, Verdict::Unsure { .. })).count()
    }

    /// How many things could not be read.
    pub(super) fn unread(&self) -> usize {
        let left_out = self.left_out();
        // What has no date or no amount is told as a problem already, and as a line that is left out.
        self.told("problems").len().max(left_out.iter().filter(|left| !left.pending).count())
    }

    /// What the reader says of the file: line, if it is about one, and sentence.
    fn told(&self, name: &str) -> Vec<(Option<u64>, &str)> {
        let list = self.preview.import.facts[name].as_array();
        list.into_iter()
            .flatten()
            .map(|said| (said["line"].as_u64(), said["message"].as_str().unwrap_or_default()))
            .collect()
    }

    fn left_out(&self) -> Vec<LeftOut<'_>> {
        let list = self.preview.import.facts["left_out"].as_array();
        list.into_iter()
            .flatten()
            .map(|left| LeftOut {
                line: left["line"].as_u64().unwrap_or_default(),
                why: left["why"].as_str().unwrap_or_default(),
                pending: left["pending"] == true,
            })
            .collect()
    }

    fn counts(&self) -> [(&'static str, usize); 4] {
        let mut counts = [("new", 0), ("double", 0), ("matching", 0), ("unsure", 0)];
        for verdict in self.verdicts() {
            let place = match verdict {
                Verdict::New => 0,
                Verdict::Double { .. } | Verdict::DoubleByCount { .. } | Verdict::DoubleByAnswer { .. } => 1,
                Verdict::Matches { .. } => 2,
                Verdict::Unsure { .. } => 3,
            };
            counts[place].1 += 1;
        }
        counts
    }

    /// What a line is, and why.
    fn what(&self, line: &PreviewLine) -> String {
        let Some(judged) = &line.judged else { return String::new() };
        match &judged.verdict {
            Verdict::New => {
                let to = self.account(line.category());
                match to {
                    None => "new, to no category yet".to_owned(),
                    Some(to) => format!("new, to {to}{}", because(line)),
                }
            }
            Verdict::Double { of, .. } => {
                format!("double of line {} of the import {}: the bank's id", of.line, of.import)
            }
            Verdict::DoubleByCount { of, .. } => {
                format!("double of line {} of the import {}: day, amount and text", of.line, of.import)
            }
            Verdict::DoubleByAnswer { of } => {
                format!("double of line {} of the import {}: somebody said so", of.line, of.import)
            }
            Verdict::Matches { transaction, .. } => {
                format!("matches transaction {transaction}, which was written by hand")
            }
            Verdict::Unsure { doubt, candidates } => {
                let why = match doubt {
                    Doubt::Changed => "the bank's id is known, with another amount or day",
                    Doubt::OtherId => "known with another id of the bank",
                    Doubt::OtherText => "day and amount are known, with another text",
                    Doubt::OtherPayee => "amount and about the day are known, with another payee",
                };
                let of = match candidates.first() {
                    Some(Candidate::Line { of, .. }) => {
                        format!(": line {} of the import {}", of.line, of.import)
                    }
                    Some(Candidate::Transaction { transaction, .. }) => {
                        format!(": transaction {transaction}")
                    }
                    None => String::new(),
                };
                format!("unsure, waits: {why}{of}")
            }
        }
    }

    fn account(&self, no: Option<AccountNo>) -> Option<String> {
        let no = no.filter(|no| *no != self.target.account.no)?;
        self.accounts.iter().find(|with| with.account.no == no).map(inside::path)
    }
}

/// Why it goes to that category.
fn because(line: &PreviewLine) -> String {
    match (line.proposal.category, line.proposal.reasons.last(), &line.suggestion) {
        (Some(_), Some(reason), _) => format!(" (rule {})", one_line(&reason.name)),
        (None, _, Some(suggestion)) => format!(" ({})", one_line(&suggestion.because)),
        _ => String::new(),
    }
}

/// For people.
pub(super) fn text(shown: &Shown<'_>) -> String {
    let ImportPreview { import, lines, breaks, opening } = shown.preview;
    let to = inside::path(shown.target);
    let mut text = format!("{} ({}), to {to}\n", one_line(shown.file), import.format);
    let mut columns = Columns::<5>::new(&[0, 2]);
    for line in lines {
        let facts = &line.line.facts;
        let words: Vec<&str> = [line.payee.as_str(), facts.text.as_str()]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect();
        columns.row([
            line.line.file_line.to_string(),
            facts.date.to_string(),
            facts.amount.to_string(),
            cut(&words.join(" · ")),
            shown.what(line),
        ]);
    }
    text.push_str(&columns.text());
    if let Some(opening) = opening {
        let how = if opening.computed { ", by its closing balance and its lines" } else { "" };
        let ask = if shown.opening { "it is posted too" } else { "--opening posts it" };
        text.push_str(&format!(
            "opening balance: {} on {}{how}; the books know nothing of the account before: {ask}\n",
            opening.amount, opening.date
        ));
    }
    for found in breaks {
        text.push_str(&format!("balance: {found}\n"));
    }
    for left in shown.left_out() {
        text.push_str(&format!("left out, line {}: {}\n", left.line, one_line(left.why)));
    }
    for (name, list) in [("problem", shown.told("problems")), ("note", shown.told("notes"))] {
        for (line, message) in list {
            let line = line.map_or(String::new(), |line| format!(" in line {line}"));
            text.push_str(&format!("{name}{line}: {}\n", one_line(message)));
        }
    }
    let counts: Vec<String> =
        shown.counts().iter().map(|(name, number)| format!("{number} {name}")).collect();
    text.push_str(&format!("{}: {}\n", count(lines.len(), "line"), counts.join(", ")));
    text
}

/// For programs.
pub(super) fn document(shown: &Shown<'_>, now: &Import, there: bool) -> Value {
    let ImportPreview { import, lines, breaks, opening } = shown.preview;
    let lines: Vec<Value> = lines
        .iter()
        .map(|line| {
            let facts = &line.line.facts;
            json!({
                "line": line.line.line,
                "file_line": line.line.file_line,
                "date": facts.date,
                "amount": facts.amount.decimal(),
                "currency": facts.amount.currency,
                "bank_id": facts.bank_id,
                "payee": facts.payee,
                "clean_payee": line.payee,
                "text": facts.text,
                "verdict": line.judged.as_ref().map(|judged| &judged.verdict),
                "category": shown.account(line.category()),
            })
        })
        .collect();
    let mut document = json!({
        "file": shown.file,
        "import": imports::document(now),
        "already_there": there,
        "lines": lines,
        "opening": opening.as_ref().map(|opening| json!({
            "date": opening.date,
            "amount": opening.amount.decimal(),
            "currency": opening.amount.currency,
            "computed": opening.computed,
        })),
        "breaks": breaks.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left_out": import.facts["left_out"],
        "problems": import.facts["problems"],
        "notes": import.facts["notes"],
    });
    for (name, number) in shown.counts() {
        document[name] = json!(number);
    }
    document
}

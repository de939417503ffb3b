//! Finds doubles among the lines of a file, by evidence: ids first, then counts, then likeness, then what was written by hand.
//!
//! The work grows with the number of lines: everything is looked up by id or by day and amount.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use jiff::civil::Date;
use skytally_model::Money;

use super::hand::{Hand, Open, match_by_hand};
use super::line::{
    Answer, Answers, Candidate, Doubt, Earlier, Facts, FileLines, HandPosting, Judged, Line, LineRef,
    Outcome, Verdict,
};
use super::normal::{Shape, is_placeholder, normalised};
use crate::ledger::TransactionNo;

/// Texts of another format from here on are taken to be the same where day and amount are.
const OTHER_FORMAT_PER_MILLE: u16 = 600;
/// Texts of one format are written alike: from here on they are asked about, below they are two movements.
const SAME_FORMAT_PER_MILLE: u16 = 800;
/// So many texts of one day and amount are compared with each other; beyond that people are asked.
const PAIRS_MAX: usize = 2_500;
/// So many candidates are named.
const CANDIDATES_MAX: usize = 5;
/// From so many ids on that contradict what was known, more than agree, a bank numbers its lines anew in each file.
const CONTRADICTIONS_MIN: usize = 3;

type Moment = (Date, Money);

/// An earlier line that is no double, with all that later lines told of it.
struct Root<'a> {
    at: LineRef,
    facts: &'a Facts,
    /// Format and id of it and of its doubles.
    ids: BTreeSet<(&'a str, &'a str)>,
    /// Format and normalised text of it and of its doubles.
    texts: BTreeSet<(&'a str, String)>,
    taken: bool,
}

/// How far ids that differ tell lines apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ids {
    /// Some id of this file was known, with its day and amount: the bank keeps its ids, another id is another movement.
    Kept,
    /// On two days or more lines are as in one earlier file but for their ids. Of two files that each hold a whole stretch of one
    /// history and share two days, one line at least is in both: its id would have been known if the bank kept them.
    Remade,
    /// Nothing tells.
    Untold,
}

/// A line of the file.
struct Seen<'a> {
    line: &'a Line,
    text: String,
    /// Its bank id, if that is evidence.
    id: Option<&'a str>,
    verdict: Option<Verdict>,
}

/// Says of each line of a file what it is, in the order of the lines that were given.
///
/// `earlier` are the lines that were imported before for the same ledger account, in any order. Those with no day and no bank id
/// of this file may be left out: nothing changes. `by_hand` are the postings on the account that no import led to. `answers` is
/// what people said when they were asked, by fingerprint; an answer counts only while there is the question.
///
/// Pure and independent of the order of lines: equal lines may change places.
pub fn judge(
    file: &FileLines,
    earlier: &[Earlier],
    by_hand: &[HandPosting],
    answers: &BTreeMap<String, Answer>,
) -> Vec<Judged> {
    let mut work = Work::new(file, earlier);
    work.by_id();
    let ids = work.ids();
    work.by_count(ids);
    work.by_likeness(ids);
    work.by_hand(by_hand);
    let prints = work.answered(by_hand, answers);
    let mut judged: Vec<(usize, Judged)> = Vec::with_capacity(work.lines.len());
    for ((seen, place), fingerprint) in work.lines.into_iter().zip(work.places).zip(prints) {
        let verdict = seen.verdict.unwrap_or(Verdict::New);
        judged.push((place, Judged { index: seen.line.index, fingerprint, verdict }));
    }
    judged.sort_unstable_by_key(|(place, _)| *place);
    judged.into_iter().map(|(_, judged)| judged).collect()
}

struct Work<'a> {
    format: &'a str,
    /// In canonical order: by what they say.
    lines: Vec<Seen<'a>>,
    /// The places of those lines as given.
    places: Vec<usize>,
    /// In the order of their names.
    roots: Vec<Root<'a>>,
    /// The known ids of this file's format.
    by_id: HashMap<&'a str, Vec<usize>>,
}

fn text_of(facts: &Facts) -> String {
    normalised(&format!("{} {}", facts.payee, facts.text))
}

fn id_of(facts: &Facts) -> Option<&str> {
    facts.bank_id.as_deref().map(str::trim).filter(|id| !is_placeholder(id))
}

fn moment(facts: &Facts) -> Moment {
    (facts.date, facts.amount)
}

impl<'a> Work<'a> {
    fn new(file: &'a FileLines, earlier: &'a [Earlier]) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for id in file.lines.iter().filter_map(|line| id_of(&line.facts)) {
            *counts.entry(id).or_default() += 1;
        }
        let mut lines: Vec<(usize, Seen<'_>)> = file
            .lines
            .iter()
            .enumerate()
            .map(|(place, line)| {
                // An id that stands twice in one file names no movement.
                let id = id_of(&line.facts).filter(|id| counts.get(id) == Some(&1));
                (place, Seen { line, text: text_of(&line.facts), id, verdict: None })
            })
            .collect();
        lines.sort_by(|(_, one), (_, other)| {
            let key = |seen: &Seen<'a>| {
                let facts = &seen.line.facts;
                (facts.date, facts.amount.currency, facts.amount.minor)
            };
            let rest = |seen: &Seen<'a>| {
                let facts = &seen.line.facts;
                (&facts.payee, &facts.text, &facts.bank_id, seen.line.index)
            };
            key(one)
                .cmp(&key(other))
                .then_with(|| one.text.cmp(&other.text))
                .then_with(|| rest(one).cmp(&rest(other)))
        });
        let (places, lines): (Vec<usize>, Vec<Seen<'_>>) = lines.into_iter().unzip();
        let moments: HashSet<Moment> = lines.iter().map(|seen| moment(&seen.line.facts)).collect();
        let roots = roots(&file.format, earlier, &moments, &counts);
        let mut by_id: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, root) in roots.iter().enumerate() {
            for (_, id) in root.ids.iter().filter(|(format, _)| *format == file.format) {
                by_id.entry(id).or_default().push(at);
            }
        }
        Self { format: &file.format, lines, places, roots, by_id }
    }

    /// The root that an id names, if it names one only.
    fn named(&self, id: &str) -> Option<usize> {
        match self.by_id.get(id).map(Vec::as_slice) {
            Some([only]) => Some(*only),
            _ => None,
        }
    }

    fn by_id(&mut self) {
        let agrees = |work: &Self, seen: &Seen<'_>| {
            let root = seen.id.and_then(|id| work.named(id));
            root.map(|root| moment(work.roots[root].facts) == moment(&seen.line.facts))
        };
        let told: Vec<Option<bool>> = self.lines.iter().map(|seen| agrees(self, seen)).collect();
        let agree = told.iter().filter(|told| **told == Some(true)).count();
        let contradict = told.iter().filter(|told| **told == Some(false)).count();
        let numbered = contradict >= CONTRADICTIONS_MIN && contradict > agree;
        for (at, told) in told.into_iter().enumerate() {
            let Some(id) = self.lines[at].id else { continue };
            // Known for several movements: a number of a cheque, a till, a line within its file.
            if numbered || self.by_id.get(id).is_some_and(|roots| roots.len() > 1) {
                self.lines[at].id = None;
                continue;
            }
            let Some(root) = self.named(id) else { continue };
            let of = self.roots[root].at.clone();
            self.lines[at].verdict = Some(if told == Some(true) {
                self.roots[root].taken = true;
                Verdict::Double { of, bank_id: id.to_owned() }
            } else {
                let candidates = vec![self.likeness(at, root)];
                Verdict::Unsure { doubt: Doubt::Changed, candidates }
            });
        }
        if numbered {
            for root in &mut self.roots {
                root.ids.retain(|(format, _)| *format != self.format);
            }
        }
    }

    /// Whether a root has an id of this file's format: another one than any line that is still open.
    fn has_id(&self, root: usize) -> bool {
        self.roots[root].ids.iter().any(|(format, _)| *format == self.format)
    }

    fn likeness(&self, line: usize, root: usize) -> Candidate {
        let shape = Shape::new(&self.lines[line].text);
        let alike =
            self.roots[root].texts.iter().map(|(_, text)| Shape::new(text).similarity_per_mille(&shape));
        Candidate::Line { of: self.roots[root].at.clone(), similarity_per_mille: alike.max().unwrap_or(0) }
    }

    /// The roots that are not taken, by day, amount and text; those with the fewest other texts first.
    fn by_text(&self) -> HashMap<(Moment, String), Vec<usize>> {
        let mut found: HashMap<(Moment, String), Vec<usize>> = HashMap::new();
        for (at, root) in self.roots.iter().enumerate().filter(|(_, root)| !root.taken) {
            let texts: BTreeSet<&String> = root.texts.iter().map(|(_, text)| text).collect();
            for text in texts {
                found.entry((moment(root.facts), text.clone())).or_default().push(at);
            }
        }
        found.values_mut().for_each(|roots| roots.sort_by_key(|at| (self.roots[*at].texts.len(), *at)));
        found
    }

    fn ids(&self) -> Ids {
        if self.lines.iter().any(|seen| matches!(seen.verdict, Some(Verdict::Double { .. }))) {
            return Ids::Kept;
        }
        let known = self.by_text();
        let mut days: HashMap<&str, BTreeSet<Date>> = HashMap::new();
        for seen in self.lines.iter().filter(|seen| seen.verdict.is_none() && seen.id.is_some()) {
            let key = (moment(&seen.line.facts), seen.text.clone());
            for root in known.get(&key).into_iter().flatten().filter(|root| self.has_id(**root)) {
                days.entry(&self.roots[*root].at.import).or_default().insert(seen.line.facts.date);
            }
        }
        if days.values().any(|days| days.len() >= 2) { Ids::Remade } else { Ids::Untold }
    }

    /// Counts what is equal but for its id. Lines without an id take the roots that have one first, so that as many as possible
    /// find theirs.
    fn by_count(&mut self, ids: Ids) {
        let known = self.by_text();
        let mut at = 0;
        while at < self.lines.len() {
            let key = (moment(&self.lines[at].line.facts), self.lines[at].text.clone());
            let until = at
                + self.lines[at..]
                    .iter()
                    .take_while(|seen| moment(&seen.line.facts) == key.0 && seen.text == key.1)
                    .count();
            let group = at..until;
            at = until;
            let Some(roots) = known.get(&key) else { continue };
            let free = roots.iter().copied().filter(|root| !self.roots[*root].taken);
            let (mut with, mut without): (Vec<usize>, Vec<usize>) = free.partition(|root| self.has_id(*root));
            // Taken from the end.
            with.reverse();
            without.reverse();
            let open: Vec<usize> = group.filter(|line| self.lines[*line].verdict.is_none()).collect();
            let (named, plain): (Vec<usize>, Vec<usize>) =
                open.into_iter().partition(|line| self.lines[*line].id.is_some() && ids != Ids::Remade);
            let mut asked = Vec::new();
            for line in named {
                match without.pop() {
                    Some(root) => self.take(line, root, 1000),
                    None => asked.push(line),
                }
            }
            for line in plain {
                if let Some(root) = with.pop().or_else(|| without.pop()) {
                    self.take(line, root, 1000);
                }
            }
            if ids == Ids::Untold && !with.is_empty() {
                let candidates: Vec<Candidate> = with
                    .iter()
                    .rev()
                    .take(CANDIDATES_MAX)
                    .map(|root| Candidate::Line {
                        of: self.roots[*root].at.clone(),
                        similarity_per_mille: 1000,
                    })
                    .collect();
                for line in asked {
                    let candidates = candidates.clone();
                    self.lines[line].verdict = Some(Verdict::Unsure { doubt: Doubt::OtherId, candidates });
                }
            }
        }
    }

    fn take(&mut self, line: usize, root: usize, similarity_per_mille: u16) {
        self.roots[root].taken = true;
        let of = self.roots[root].at.clone();
        self.lines[line].verdict = Some(Verdict::DoubleByCount { of, similarity_per_mille });
    }

    /// Compares the texts of what is left on one day with one amount.
    fn by_likeness(&mut self, ids: Ids) {
        let mut left: HashMap<Moment, Vec<usize>> = HashMap::new();
        for (at, root) in self.roots.iter().enumerate().filter(|(_, root)| !root.taken) {
            left.entry(moment(root.facts)).or_default().push(at);
        }
        let mut at = 0;
        while at < self.lines.len() {
            let key = moment(&self.lines[at].line.facts);
            let until =
                at + self.lines[at..].iter().take_while(|seen| moment(&seen.line.facts) == key).count();
            let lines: Vec<usize> = (at..until).filter(|line| self.lines[*line].verdict.is_none()).collect();
            at = until;
            let Some(roots) = left.get(&key).filter(|_| !lines.is_empty()) else { continue };
            self.compare(&lines, roots, ids);
        }
    }

    /// Whether a line and a root of one day and amount may be the same.
    fn may_be(&self, line: usize, root: usize, ids: Ids) -> bool {
        ids == Ids::Remade || self.lines[line].id.is_none() || !self.has_id(root)
    }

    fn compare(&mut self, lines: &[usize], roots: &[usize], ids: Ids) {
        let mut pairs: Vec<(Reverse<u16>, usize, usize, bool)> = Vec::new();
        if lines.len().saturating_mul(roots.len()) <= PAIRS_MAX {
            let shapes: Vec<Vec<(bool, Shape<'_>)>> = roots
                .iter()
                .map(|root| {
                    let texts = self.roots[*root].texts.iter();
                    texts.map(|(format, text)| (*format == self.format, Shape::new(text))).collect()
                })
                .collect();
            for line in lines {
                let shape = Shape::new(&self.lines[*line].text);
                for (root, shapes) in
                    roots.iter().zip(&shapes).filter(|(root, _)| self.may_be(*line, **root, ids))
                {
                    // Where a text of this format is known, it is the one to be like.
                    let known = shapes.iter().any(|(same, _)| *same);
                    let alike = shapes
                        .iter()
                        .filter(|(same, _)| *same == known)
                        .map(|(_, of)| of.similarity_per_mille(&shape));
                    pairs.push((Reverse(alike.max().unwrap_or(0)), *line, *root, known));
                }
            }
            pairs.sort_unstable();
        } else {
            // Too many to compare, as no bank has them: each is asked about, whatever it says.
            for line in lines {
                let some = roots.iter().filter(|root| self.may_be(*line, **root, ids)).take(CANDIDATES_MAX);
                pairs.extend(some.map(|root| (Reverse(0), *line, *root, false)));
            }
        }
        for (Reverse(alike), line, root, known) in &pairs {
            let free = self.lines[*line].verdict.is_none() && !self.roots[*root].taken;
            if free && !known && *alike >= OTHER_FORMAT_PER_MILLE {
                self.take(*line, *root, *alike);
            }
        }
        let mut asked: BTreeMap<usize, Vec<Candidate>> = BTreeMap::new();
        for (Reverse(alike), line, root, known) in &pairs {
            let free = self.lines[*line].verdict.is_none() && !self.roots[*root].taken;
            if free && (!known || *alike >= SAME_FORMAT_PER_MILLE) {
                let candidates = asked.entry(*line).or_default();
                if candidates.len() < CANDIDATES_MAX {
                    let of = self.roots[*root].at.clone();
                    candidates.push(Candidate::Line { of, similarity_per_mille: *alike });
                }
            }
        }
        for (line, candidates) in asked {
            self.lines[line].verdict = Some(Verdict::Unsure { doubt: Doubt::OtherText, candidates });
        }
    }

    fn by_hand(&mut self, hands: &[HandPosting]) {
        let open: Vec<Open<'_>> = self
            .lines
            .iter()
            .enumerate()
            .filter(|(_, seen)| seen.verdict.is_none())
            .map(|(rank, seen)| Open {
                rank,
                date: seen.line.facts.date,
                amount: seen.line.facts.amount,
                payee: &seen.line.facts.payee,
                all: &seen.text,
            })
            .collect();
        for (rank, hand) in match_by_hand(&open, hands) {
            self.lines[rank].verdict = Some(match hand {
                Hand::Matches { transaction, similarity_per_mille, days_later } => {
                    Verdict::Matches { transaction, similarity_per_mille, days_later }
                }
                Hand::Perhaps(mut candidates) => {
                    candidates.truncate(CANDIDATES_MAX);
                    Verdict::Unsure { doubt: Doubt::OtherPayee, candidates }
                }
            });
        }
    }

    /// Puts the answers in place of the questions, and gives the fingerprint of each line that was asked about.
    ///
    /// An answer holds while what it names is there and no other line is the same as it.
    fn answered(&mut self, hands: &[HandPosting], answers: &Answers) -> Vec<String> {
        let mut prints = vec![String::new(); self.lines.len()];
        let known: HashMap<LineRef, usize> =
            self.roots.iter().enumerate().map(|(at, root)| (root.at.clone(), at)).collect();
        let mut free: HashSet<TransactionNo> = hands.iter().map(|hand| hand.transaction).collect();
        for seen in &self.lines {
            if let Some(Verdict::Matches { transaction, .. }) = &seen.verdict {
                free.remove(transaction);
            }
        }
        let mut twin = 0;
        for (at, print) in prints.iter_mut().enumerate() {
            let facts = &self.lines[at].line.facts;
            twin = if at > 0 && self.lines[at - 1].line.facts == *facts { twin + 1 } else { 0 };
            if !matches!(self.lines[at].verdict, Some(Verdict::Unsure { .. })) {
                continue;
            }
            *print = facts.fingerprint(twin);
            let verdict = match answers.get(print.as_str()) {
                None => continue,
                Some(Answer::New) => Verdict::New,
                Some(Answer::SameAs { of }) => match known.get(of) {
                    Some(root) if !self.roots[*root].taken => {
                        self.roots[*root].taken = true;
                        Verdict::DoubleByAnswer { of: of.clone() }
                    }
                    _ => continue,
                },
                Some(Answer::Matches { transaction }) => {
                    let Some(hand) = hands
                        .iter()
                        .find(|hand| hand.transaction == *transaction && hand.amount == facts.amount)
                    else {
                        continue;
                    };
                    if !free.remove(transaction) {
                        continue;
                    }
                    let written = normalised(&hand.payee);
                    let similarity_per_mille =
                        Shape::new(&self.lines[at].text).similarity_per_mille(&Shape::new(&written));
                    let days_later = (facts.date - hand.date).get_days();
                    Verdict::Matches { transaction: *transaction, similarity_per_mille, days_later }
                }
            };
            self.lines[at].verdict = Some(verdict);
        }
        prints
    }
}

/// The earlier lines that this file may have to do with, each once, with what their doubles told of them.
fn roots<'a>(
    format: &str,
    earlier: &'a [Earlier],
    moments: &HashSet<Moment>,
    ids: &HashMap<&str, usize>,
) -> Vec<Root<'a>> {
    let has_id =
        |line: &Earlier| line.format == format && id_of(&line.facts).is_some_and(|id| ids.contains_key(id));
    let mut found: HashMap<LineRef, Root<'a>> = HashMap::new();
    let root = |at: &LineRef, line: &'a Earlier| Root {
        at: at.clone(),
        facts: &line.facts,
        ids: BTreeSet::new(),
        texts: BTreeSet::new(),
        taken: false,
    };
    let learn = |root: &mut Root<'a>, line: &'a Earlier| {
        root.ids.extend(id_of(&line.facts).map(|id| (line.format.as_str(), id)));
        root.texts.insert((&line.format, text_of(&line.facts)));
    };
    for line in earlier {
        let double = matches!(line.outcome, Outcome::Double { .. });
        if !double && (moments.contains(&moment(&line.facts)) || has_id(line)) {
            learn(found.entry(line.at.clone()).or_insert_with(|| root(&line.at, line)), line);
        }
    }
    for line in earlier {
        let Outcome::Double { of } = &line.outcome else { continue };
        if let Some(known) = found.get_mut(of) {
            learn(known, line);
        } else if has_id(line) {
            // What it doubles was left out of what was handed in, or has another day: its id is known all the same.
            learn(found.entry(of.clone()).or_insert_with(|| root(of, line)), line);
        }
    }
    let mut roots: Vec<Root<'a>> = found.into_values().collect();
    roots.sort_unstable_by(|one, other| one.at.cmp(&other.at));
    roots
}

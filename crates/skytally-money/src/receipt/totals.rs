//! Total, net and taxes: candidates by their labels, and of these the combination that adds up.

use super::amounts::{Amount, Unit};
use super::labels::{Kind, Label};
use super::page::{Line, Page};
use super::{Field, Reading, TAXES_MAX, Tax, judge};
use crate::bank::Decimal;

/// So many lines below a label its amount may stand.
const BELOW_MAX: usize = 2;
/// Most candidates of a kind that are tried together.
const TRIED_MAX: usize = 8;
/// How sure a total is at least that the figures prove.
pub(super) const PROVED: u8 = 96;
/// How sure a total is at most, if another one is as likely.
const TORN: u8 = 45;
/// How sure a total is at most that nothing proves.
const UNPROVED: u8 = 75;

/// An amount with its label.
#[derive(Clone)]
struct Found {
    kind: Kind,
    strength: u8,
    line: usize,
    field: Field<Decimal>,
    rate: Option<Decimal>,
    /// The other amounts that belong to the same label, left of this one.
    before: Vec<Decimal>,
}

/// What the labels of money say, before it is chosen.
#[derive(Default)]
pub(super) struct Sums {
    totals: Vec<Found>,
    subtotals: Vec<Found>,
    taxes: Vec<Tax>,
    /// Taxes of all rates together.
    whole_taxes: Vec<Field<Decimal>>,
    tips: Vec<Found>,
    discounts: Vec<Found>,
}

/// Gathers all labelled amounts.
pub(super) fn sums(page: &Page) -> Sums {
    let mut sums = Sums::default();
    for at in 0..page.lines.len() {
        for found in labelled(page, at) {
            match found.kind {
                Kind::Total => sums.totals.push(found),
                Kind::Subtotal => sums.subtotals.push(found),
                Kind::Tip => sums.tips.push(found),
                Kind::Discount => sums.discounts.push(found),
                Kind::Tax => sums.tax(&page.lines[found.line], found),
                _ => {}
            }
        }
        sums.row(page, at);
    }
    sums
}

/// The amounts of the labels of a line: those behind each label, or those below it.
fn labelled(page: &Page, at: usize) -> Vec<Found> {
    let line = &page.lines[at];
    let labels: Vec<Label> = line.labels.iter().copied().filter(|label| label.kind.is_money()).collect();
    if labels.is_empty() {
        return Vec::new();
    }
    if line.money().next().is_none() {
        return below(page, at, &labels);
    }
    let mut found = Vec::new();
    for (label, next) in labels.iter().zip(labels.iter().skip(1).map(Some).chain([None])) {
        // "VAT 19 % on 100.00 EUR  19.00": all that stands up to the next label.
        let until = next.map_or(usize::MAX, |next| next.start);
        // A currency may belong to both: "Total EUR 5.00".
        let own: Vec<&Amount> = line
            .money()
            .filter(|amount| amount.start >= label.start && amount.end > label.end && amount.end <= until)
            .collect();
        let Some((last, before)) = own.split_last() else { continue };
        found.push(Found {
            kind: label.kind,
            strength: label.strength,
            line: at,
            field: line.field(last.value, &last.text, label.strength),
            rate: rate(line),
            before: before.iter().map(|amount| amount.value).collect(),
        });
    }
    // "119,00 EUR Gesamt": the label stands behind.
    if found.is_empty()
        && let ([label], Some(last)) = (labels.as_slice(), line.money().last())
        && last.end <= label.start
    {
        let strength = label.strength.saturating_sub(10);
        let field = line.field(last.value, &last.text, strength);
        found.push(Found {
            kind: label.kind,
            strength,
            line: at,
            field,
            rate: rate(line),
            before: Vec::new(),
        });
    }
    found
}

/// The amounts below a line of labels: as many as labels in their order, or each below its label.
fn below(page: &Page, at: usize, labels: &[Label]) -> Vec<Found> {
    for (under, line) in page.lines.iter().enumerate().skip(at + 1).take(BELOW_MAX) {
        if line.cells.is_empty() {
            continue;
        }
        let money: Vec<&Amount> = line.money().collect();
        if money.is_empty()
            || line.labels.iter().any(|label| label.kind.is_money())
            || line.page != page.lines[at].page
        {
            return Vec::new();
        }
        let make = |label: &Label, amount: &Amount| Found {
            kind: label.kind,
            strength: label.strength.saturating_sub(5),
            line: under,
            field: line.field(amount.value, &amount.text, label.strength.saturating_sub(5)),
            rate: None,
            before: Vec::new(),
        };
        if money.len() == labels.len() {
            return labels.iter().zip(money).map(|(label, amount)| make(label, amount)).collect();
        }
        // Columns do not line up to the letter: what overlaps, or ends where the label ends, or begins where it does.
        let near = |label: &Label, amount: &Amount| {
            let overlaps = amount.start < label.end + 2 && label.start < amount.end + 2;
            overlaps.then(|| amount.start.abs_diff(label.start).min(amount.end.abs_diff(label.end)))
        };
        return labels
            .iter()
            .filter_map(|label| {
                let of = money.iter().filter_map(|amount| near(label, amount).map(|far| (far, *amount)));
                of.min_by_key(|(far, _)| *far).map(|(_, amount)| make(label, amount))
            })
            .collect();
    }
    Vec::new()
}

/// The rate on a line: the only per cent.
fn rate(line: &Line) -> Option<Decimal> {
    let mut rates = line.amounts.iter().filter(|amount| amount.unit == Some(Unit::Percent));
    rates.next().filter(|_| rates.next().is_none()).map(|amount| amount.value)
}

impl Sums {
    /// A tax by its label. Of two amounts the larger is what is taxed.
    fn tax(&mut self, line: &Line, found: Found) {
        let (mut net, mut amount) = (None, found.field.clone());
        if let [other] = found.before.as_slice() {
            let (small, large) =
                if less(*other, amount.value) { (*other, amount.value) } else { (amount.value, *other) };
            // Net and tax, or tax and gross: the rate says which.
            let is_net = found.rate.is_none_or(|rate| fits_rate(large, rate, small));
            amount.value = small;
            if is_net {
                net = Some(Field { value: large, ..found.field.clone() });
            }
        } else if !found.before.is_empty() {
            // Three and more: the row says it, below.
            return;
        }
        if line.words.iter().any(|word| word.text == "total") && found.rate.is_none() {
            self.whole_taxes.push(amount.clone());
        }
        self.push_tax(Tax { rate: found.rate, net, amount });
    }

    fn push_tax(&mut self, tax: Tax) {
        let full = self.taxes.len() >= TAXES_MAX;
        let same = self.taxes.iter_mut().find(|known| {
            let rates = known.rate == tax.rate || known.rate.is_none() || tax.rate.is_none();
            known.amount.value == tax.amount.value && rates
        });
        if let Some(known) = same {
            // The same figure again, in a table or in another language.
            known.rate = known.rate.or(tax.rate);
            if known.net.is_none() {
                known.net = tax.net;
            }
        } else if !full {
            self.taxes.push(tax);
        }
    }

    /// A row of a table of taxes: three amounts of which two are the third, where taxes are spoken of on this line or above it.
    fn row(&mut self, page: &Page, at: usize) {
        let line = &page.lines[at];
        let money: Vec<&Amount> = line.money().collect();
        if money.len() < 3 {
            return;
        }
        let headed = page.lines[at.saturating_sub(6)..=at]
            .iter()
            .any(|line| line.has(Kind::Tax) || line.has(Kind::Subtotal));
        if !headed {
            return;
        }
        for three in money.windows(3) {
            let mut sorted = [three[0], three[1], three[2]];
            sorted.sort_by(|one, other| {
                if less(one.value, other.value) {
                    std::cmp::Ordering::Less
                } else {
                    std::cmp::Ordering::Greater
                }
            });
            let [tax, net, gross] = sorted;
            if tax.value.is_negative()
                || tax.value.plus(net.value) != Some(gross.value)
                || tax.value == net.value
            {
                continue;
            }
            let strength = 88;
            let make = |amount: &Amount| line.field(amount.value, &amount.text, strength);
            let is_whole = line.has(Kind::Total) && rate(line).is_none();
            if is_whole {
                self.whole_taxes.push(make(tax));
                let found = |kind, amount: &Amount| Found {
                    kind,
                    strength,
                    line: at,
                    field: make(amount),
                    rate: None,
                    before: Vec::new(),
                };
                self.subtotals.push(found(Kind::Subtotal, net));
                self.totals.push(found(Kind::Total, gross));
            } else {
                self.push_tax(Tax { rate: rate(line), net: Some(make(net)), amount: make(tax) });
            }
            return;
        }
    }

    /// Chooses: the likeliest combination that adds up; if none does, the likeliest by its labels, which is said to be unproved.
    pub(super) fn choose(mut self, page: &Page, reading: &mut Reading) -> Chosen {
        let by_likelihood = |found: &mut Vec<Found>| {
            // Of equally strong labels the last one: sums stand at the end.
            found.sort_by_key(|found| {
                (std::cmp::Reverse((found.strength, found.field.confidence)), std::cmp::Reverse(found.line))
            });
            let mut seen: Vec<Decimal> = Vec::new();
            found.retain(|found| {
                let new = !seen.contains(&found.field.value);
                seen.push(found.field.value);
                new
            });
        };
        let last_of = |all: &[Found], value: Decimal| {
            all.iter().filter(|found| found.field.value == value).map(|found| found.line).max()
        };
        let (all_totals, all_subtotals) = (self.totals.clone(), self.subtotals.clone());
        by_likelihood(&mut self.totals);
        by_likelihood(&mut self.subtotals);
        by_likelihood(&mut self.tips);
        by_likelihood(&mut self.discounts);
        reading.tip = self.tips.first().map(|found| found.field.clone());
        reading.discount = self.discounts.first().map(|found| {
            let value = found.field.value.signed(false);
            Field { value, ..found.field.clone() }
        });
        let taxes = self.tax_ways();
        let nets: Vec<Option<&Found>> =
            self.subtotals.iter().take(TRIED_MAX).map(Some).chain([None]).collect();
        for total in self.totals.iter().take(TRIED_MAX) {
            for net in &nets {
                for way in &taxes {
                    reading.total = Some(total.field.clone());
                    reading.subtotal = net.map(|net| net.field.clone());
                    reading.taxes.clone_from(way);
                    let proof = judge(reading);
                    if proof.proved() {
                        if let Some(total) = &mut reading.total {
                            total.confidence = total.confidence.max(scaled(PROVED, page, total));
                        }
                        let end = net.and_then(|net| last_of(&all_subtotals, net.field.value));
                        let end = end.or_else(|| last_of(&all_totals, total.field.value));
                        return Chosen { end, others: Vec::new() };
                    }
                }
            }
        }
        let first = self.totals.first().cloned();
        let rivals: Vec<String> = self
            .totals
            .iter()
            .filter(|other| first.as_ref().is_some_and(|first| other.strength == first.strength))
            .map(|found| found.field.text.clone())
            .collect();
        reading.total = first.as_ref().map(|first| first.field.clone());
        reading.subtotal = self.subtotals.first().map(|net| net.field.clone());
        reading.taxes = taxes.into_iter().next().unwrap_or_default();
        if let Some(total) = &mut reading.total {
            total.confidence = total.confidence.min(if rivals.len() > 1 { TORN } else { UNPROVED });
            if rivals.len() > 1 {
                reading.notes.push(format!("several amounts may be the total: {}", rivals.join(", ")));
            }
        }
        let end = first.and_then(|first| last_of(&all_totals, first.field.value));
        let end = reading.subtotal.as_ref().and_then(|net| last_of(&all_subtotals, net.value)).or(end);
        let others =
            self.totals.iter().map(|found| (found.field.clone(), last_of(&all_totals, found.field.value)));
        Chosen { end, others: others.take(TRIED_MAX).collect() }
    }

    /// The ways in which the taxes may be meant: all rows, one that says the whole, each alone, none.
    fn tax_ways(&self) -> Vec<Vec<Tax>> {
        let mut ways: Vec<Vec<Tax>> = Vec::new();
        let mut push = |way: Vec<Tax>| {
            if !ways.contains(&way) && ways.len() < 3 * TRIED_MAX {
                ways.push(way);
            }
        };
        let is_whole = |tax: &Tax| self.whole_taxes.iter().any(|whole| whole.value == tax.amount.value);
        let rated: Vec<Tax> = self.taxes.iter().filter(|tax| tax.rate.is_some()).cloned().collect();
        let parts: Vec<Tax> =
            self.taxes.iter().filter(|tax| self.taxes.len() == 1 || !is_whole(tax)).cloned().collect();
        for way in [rated, parts, self.taxes.clone()] {
            if !way.is_empty() {
                push(way);
            }
        }
        for whole in self.whole_taxes.iter().take(TRIED_MAX) {
            push(vec![Tax { rate: None, net: None, amount: whole.clone() }]);
        }
        for tax in self.taxes.iter().take(TRIED_MAX) {
            push(vec![tax.clone()]);
        }
        push(Vec::new());
        ways
    }
}

/// What was chosen.
pub(super) struct Chosen {
    /// The line before which what was bought stands.
    pub(super) end: Option<usize>,
    /// The totals that it may be, each with the line before which what was bought stands. None, if the total is proved.
    pub(super) others: Vec<(Field<Decimal>, Option<usize>)>,
}

/// A confidence on the line of a field.
fn scaled(confidence: u8, page: &Page, field: &Field<Decimal>) -> u8 {
    let line = field.place.and_then(|place| place.line).and_then(|no| page.lines.get(no as usize - 1));
    // Figures that prove each other were read well, whatever the reader thinks of its letters.
    let letters = line.map_or(100, |line| u16::from(line.confidence.max(80)));
    u8::try_from(u16::from(confidence) * letters / 100).unwrap_or(confidence)
}

/// Whether an amount is less than another, by size.
pub(super) fn less(one: Decimal, other: Decimal) -> bool {
    one.signed(false).plus(other.signed(true)).is_some_and(|rest| rest.is_negative())
}

/// Whether a tax is what a rate makes of a net amount, but for rounding.
fn fits_rate(net: Decimal, rate: Decimal, tax: Decimal) -> bool {
    let check = || {
        let scale = net.scale().max(tax.scale());
        let hundred = 10_i128.checked_pow(rate.scale())?.checked_mul(100)?;
        let left = tax.units_at(scale)?.checked_mul(hundred)?;
        let right = net.units_at(scale)?.checked_mul(rate.units_at(rate.scale())?)?;
        Some(left.checked_sub(right)?.abs() <= hundred)
    };
    check().unwrap_or(false)
}

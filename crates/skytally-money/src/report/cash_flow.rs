//! The cash flow: by month and category, how the money in the accounts that count as cash came to change.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;

use super::convert::{Converter, Sums, Total, add_all, opposite};
use super::figures::Balances;
use super::page::{Cell, ITSELF, Page, PageRow, Printed, Style};
use super::tree::{Place, listed, places};
use super::{Figures, Frame, Head, Month, ReportError, UsedRate};
use crate::ledger::{AccountKind, AccountNo};

/// A cash flow. Money that came is positive, money that went is negative.
///
/// As every transaction sums to zero, cash changes by the opposite of what all other accounts change by. That is what is listed, so
/// that opening cash and all rows together are closing cash, in each currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashFlow {
    /// Of what, and when it was made.
    pub head: Head,
    /// The months, the first and the last as far as they were asked for.
    pub columns: Vec<Column>,
    /// Cash when the first day began, at that of the day before.
    pub opening: Total,
    /// Income, expenses, and then all that is not cash: a loan that is paid back, say.
    pub sections: Vec<CashFlowSection>,
    /// The change of each month.
    pub change: Vec<Total>,
    /// The change of all.
    pub change_total: Total,
    /// Cash when the last day ended.
    pub closing: Total,
    /// By which rates it was converted: each month by those of its last day.
    pub rates: Vec<UsedRate>,
}

/// A month of the cash flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Which.
    pub month: Month,
    /// The first day within the period.
    pub from: Date,
    /// The last day within the period.
    pub to: Date,
}

/// The accounts of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashFlowSection {
    /// Which.
    pub kind: AccountKind,
    /// In the order of the tree.
    pub rows: Vec<CashFlowRow>,
    /// The sum of each month.
    pub months: Vec<Total>,
    /// The sum of all.
    pub total: Total,
}

/// An account of the cash flow, with what is below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CashFlowRow {
    /// Its number.
    pub account: AccountNo,
    /// Its own name.
    pub name: String,
    /// How many accounts are above it.
    pub depth: u32,
    /// One for each column.
    pub months: Vec<Total>,
    /// The sum of all: converted, that of the months before they were rounded.
    pub total: Total,
    /// What is on the account itself, one for each column.
    pub own_months: Vec<Total>,
    /// The sum of that.
    pub own_total: Total,
}

const KINDS: [AccountKind; 5] = [
    AccountKind::Income,
    AccountKind::Expense,
    AccountKind::Asset,
    AccountKind::Liability,
    AccountKind::Equity,
];

impl CashFlow {
    /// The cash flow of a period, both days within it. `cash` names the accounts that count as cash, each without those below it.
    ///
    /// # Errors
    /// The sums do not suffice or do not fit, or the period ends before it begins.
    pub fn of(
        frame: &Frame<'_>,
        figures: &Figures,
        cash: &BTreeSet<AccountNo>,
        from: Date,
        to: Date,
    ) -> Result<Self, ReportError> {
        let columns = columns(from, to)?;
        let mut converter = Converter::new(frame);
        let before = from.yesterday().map_err(|_| ReportError::Period)?;
        let mut balance = sum_on(cash, &figures.at(before)?)?;
        let opening = converter.total(before, &balance)?;
        let mut months = Vec::new();
        let mut all = Balances::new();
        for column in &columns {
            let mut others = figures.between(Some(column.from), column.to)?;
            add_all(&mut balance, &sum_on(cash, &others)?)?;
            others.retain(|(account, _), _| !cash.contains(account));
            for (key, minor) in &others {
                // Only whether there is anything matters here: what cancels over the months is listed all the same.
                *all.entry(*key).or_default() |= i128::from(*minor != 0);
            }
            months.push(places(frame.accounts, &others)?);
        }
        let closing = converter.total(to, &balance)?;
        let order = places(frame.accounts, &all)?;
        let mut sections = Vec::new();
        for kind in KINDS {
            sections.push(section(frame, kind, cash, &columns, (&order, &months), &mut converter)?);
        }
        let changes: Vec<Sums> =
            months.iter().map(|places| flows(places, |_| true)).collect::<Result<_, _>>()?;
        let (change, change_total) = totals(&columns, &changes, &mut converter)?;
        let head = frame.head();
        Ok(Self { head, columns, opening, sections, change, change_total, closing, rates: converter.used() })
    }
}

fn columns(from: Date, to: Date) -> Result<Vec<Column>, ReportError> {
    let mut columns = Vec::new();
    let mut month = Some(Month::of(from)).filter(|_| from <= to);
    while let Some(this) = month {
        columns.push(Column { month: this, from: this.first().max(from), to: this.last().min(to) });
        month = this.next().filter(|next| next.first() <= to);
    }
    if columns.is_empty() { Err(ReportError::Period) } else { Ok(columns) }
}

fn sum_on(cash: &BTreeSet<AccountNo>, balances: &Balances) -> Result<Sums, ReportError> {
    let mut sums = Sums::new();
    for ((_, currency), minor) in balances.iter().filter(|((account, _), _)| cash.contains(account)) {
        super::convert::add(&mut sums, *currency, *minor)?;
    }
    Ok(sums)
}

/// What cash changed by because of some accounts.
fn flows(places: &[Place<'_>], which: impl Fn(&Place<'_>) -> bool) -> Result<Sums, ReportError> {
    let mut sums = Sums::new();
    for place in places.iter().filter(|place| which(place)) {
        add_all(&mut sums, &opposite(&place.own))?;
    }
    Ok(sums)
}

fn totals(
    columns: &[Column],
    sums: &[Sums],
    converter: &mut Converter<'_>,
) -> Result<(Vec<Total>, Total), ReportError> {
    let parts: Vec<(Date, &Sums)> = columns.iter().map(|column| column.to).zip(sums).collect();
    let months = parts.iter().map(|(day, sums)| converter.total(*day, sums)).collect::<Result<_, _>>()?;
    Ok((months, converter.total_of_days(&parts)?))
}

fn section(
    frame: &Frame<'_>,
    kind: AccountKind,
    cash: &BTreeSet<AccountNo>,
    columns: &[Column],
    (order, of_months): (&[Place<'_>], &[Vec<Place<'_>>]),
    converter: &mut Converter<'_>,
) -> Result<CashFlowSection, ReportError> {
    let mut rows = Vec::new();
    let shown = listed(frame, kind, order);
    for (at, place) in order.iter().enumerate().filter(|(at, _)| shown[*at]) {
        // All months have the order of the one tree.
        let sums: Vec<Sums> = of_months.iter().map(|places| opposite(&places[at].sums)).collect();
        // A cash account stands here only above others that are none.
        let nothing = sums.iter().flat_map(Sums::values).all(|minor| *minor == 0);
        if nothing && cash.contains(&place.account.no) {
            continue;
        }
        let (months, total) = totals(columns, &sums, converter)?;
        let own: Vec<Sums> = of_months.iter().map(|places| opposite(&places[at].own)).collect();
        // Of an account without parts both are the same.
        let (own_months, own_total) =
            if own == sums { (months.clone(), total.clone()) } else { totals(columns, &own, converter)? };
        let (account, name) = (place.account.no, place.account.name.clone());
        rows.push(CashFlowRow { account, name, depth: place.depth, months, total, own_months, own_total });
    }
    let of_kind = |places: &Vec<Place<'_>>| flows(places, |place| place.account.kind == kind);
    let sums: Vec<Sums> = of_months.iter().map(of_kind).collect::<Result<_, _>>()?;
    let (months, total) = totals(columns, &sums, converter)?;
    Ok(CashFlowSection { kind, rows, months, total })
}

impl Printed for CashFlow {
    fn page(&self) -> Page {
        let mut columns = vec!["Account".to_owned(), "Currency".to_owned()];
        columns.extend(self.columns.iter().map(|column| column.month.to_string()));
        columns.push("Total".to_owned());
        let mut rows = Vec::new();
        let width = self.columns.len();
        let opening = vec![None; width];
        self.lines(&mut rows, Style::Total, 0, "Opening cash", &opening, &self.opening);
        for section in self.sections.iter().filter(|section| !section.rows.is_empty()) {
            rows.push(PageRow::heading(heading(section.kind)));
            for (at, row) in section.rows.iter().enumerate() {
                let months: Vec<_> = row.months.iter().map(Some).collect();
                self.lines(&mut rows, Style::Row, row.depth, &row.name, &months, &row.total);
                let above_others = section.rows.get(at + 1).is_some_and(|next| next.depth > row.depth);
                if above_others && row.own_months.iter().any(|month| !month.amounts.is_empty()) {
                    let months: Vec<_> = row.own_months.iter().map(Some).collect();
                    self.lines(&mut rows, Style::Row, row.depth + 1, ITSELF, &months, &row.own_total);
                }
            }
            let months: Vec<_> = section.months.iter().map(Some).collect();
            let name = format!("Total {}", heading(section.kind).to_lowercase());
            self.lines(&mut rows, Style::Total, 0, &name, &months, &section.total);
        }
        let change: Vec<_> = self.change.iter().map(Some).collect();
        self.lines(&mut rows, Style::Total, 0, "Change of cash", &change, &self.change_total);
        self.lines(&mut rows, Style::Total, 0, "Closing cash", &opening, &self.closing);
        let days = self.columns.first().zip(self.columns.last());
        let period = days.map(|(first, last)| format!("{} to {}", first.from, last.to)).unwrap_or_default();
        let mut page = Page::new("Cash flow", period, &self.head, &self.rates);
        page.columns = columns;
        page.texts = 2;
        page.rows = rows;
        page.notes.push(
            "Each month is converted by the rates of its last day, opening cash by those of the day before the first. \
             What is then left between opening cash, change and closing cash is the change of the rates."
                .to_owned(),
        );
        page
    }
}

impl CashFlow {
    /// One line for each currency, and one for the converted figures if there is more than the one currency.
    fn lines(
        &self,
        rows: &mut Vec<PageRow>,
        style: Style,
        depth: u32,
        name: &str,
        months: &[Option<&Total>],
        total: &Total,
    ) {
        let wanted = self.head.currency;
        let parts = || months.iter().flatten().copied().chain([total]);
        let currencies: BTreeSet<_> =
            parts().flat_map(|part| &part.amounts).map(|amount| amount.currency).collect();
        for currency in &currencies {
            let cell = |part: &Total| {
                let amount = part.amounts.iter().find(|amount| amount.currency == *currency);
                amount.map_or(Cell::Nothing, |amount| Cell::Amount(*amount))
            };
            let mut cells = vec![Cell::text(name), Cell::text(currency.code())];
            cells.extend(months.iter().map(|part| part.map_or(Cell::Nothing, cell)));
            cells.push(cell(total));
            rows.push(PageRow { style, depth, cells });
        }
        if currencies.iter().any(|currency| *currency != wanted) || currencies.is_empty() {
            let cell = |part: &Total| Cell::of(&part.converted);
            let mut cells = vec![Cell::text(name), Cell::text(&format!("in {wanted}"))];
            cells.extend(months.iter().map(|part| part.map_or(Cell::Nothing, cell)));
            cells.push(cell(total));
            rows.push(PageRow { style, depth, cells });
        }
    }
}

fn heading(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Income => "Income",
        AccountKind::Expense => "Expenses",
        AccountKind::Asset => "Other assets",
        AccountKind::Liability => "Liabilities",
        AccountKind::Equity => "Equity",
    }
}

//! What holds for the reports of any book.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use proptest::sample::Index;
use skytally_model::Currency;
use skytally_money::ledger::{AccountKind, AccountNo};
use skytally_money::report::{
    Amount, BalanceSheet, CashFlow, DaySum, Figures, Frame, IncomeStatement, Month, MonthSum, NetWorth,
    Printed, Rate, Rates, Section, Total,
};

use crate::any_book::{AnyBook, any_book, currency};

type Sums = BTreeMap<Currency, i128>;

/// What a store gives: sums by month, and by day for the months that are needed.
fn figures(book: &AnyBook, days_of: &[Month]) -> Figures {
    let mut months: BTreeMap<(AccountNo, Currency, Month), i128> = BTreeMap::new();
    let mut days: BTreeMap<(AccountNo, Currency, Date), i128> = BTreeMap::new();
    for entry in &book.entries {
        let date = entry.content.date;
        for posting in &entry.content.postings {
            let (account, amount) = (posting.account, posting.amount);
            *months.entry((account, amount.currency, Month::of(date))).or_default() +=
                i128::from(amount.minor);
            *days.entry((account, amount.currency, date)).or_default() += i128::from(amount.minor);
        }
    }
    let figures = Figures::new(months.into_iter().map(|((account, currency, month), sum)| MonthSum {
        account,
        currency,
        month,
        sum,
    }));
    days_of.iter().fold(figures, |figures, month| {
        let of_month = days.iter().filter(|((_, _, date), _)| Month::of(*date) == *month);
        let sums = of_month.map(|((account, currency, date), sum)| DaySum {
            account: *account,
            currency: *currency,
            date: *date,
            sum: *sum,
        });
        figures.with_days(*month, sums.collect::<Vec<_>>())
    })
}

fn frame<'a>(book: &'a AnyBook, rates: &'a Rates, zero_rows: bool) -> Frame<'a> {
    Frame {
        workspace: &book.title,
        currency: currency("EUR"),
        made: "2026-07-01T12:00:00Z".parse().unwrap(),
        accounts: &book.accounts,
        rates,
        zero_rows,
    }
}

fn sums(amounts: &[Amount]) -> Sums {
    amounts.iter().map(|amount| (amount.currency, i128::from(amount.minor))).collect()
}

fn plus<'a>(parts: impl IntoIterator<Item = &'a [Amount]>) -> Sums {
    let mut all = Sums::new();
    for amount in parts.into_iter().flatten() {
        *all.entry(amount.currency).or_default() += i128::from(amount.minor);
    }
    all.retain(|_, sum| *sum != 0);
    all
}

fn less(left: &Total, right: &Total) -> Sums {
    let mut all = sums(&left.amounts);
    for amount in &right.amounts {
        *all.entry(amount.currency).or_default() -= i128::from(amount.minor);
    }
    all.retain(|_, sum| *sum != 0);
    all
}

/// What was written on an account in a period, added up one by one, with people's sign.
fn naive(book: &AnyBook, account: AccountNo, from: Option<Date>, to: Date) -> Sums {
    let sign = if book.accounts[&account].kind.grows_by_debit() { 1 } else { -1 };
    let mut all = Sums::new();
    let within = |date: Date| from.is_none_or(|from| from <= date) && date <= to;
    for entry in book.entries.iter().filter(|entry| within(entry.content.date)) {
        for posting in entry.content.postings.iter().filter(|posting| posting.account == account) {
            *all.entry(posting.amount.currency).or_default() += sign * i128::from(posting.amount.minor);
        }
    }
    all.retain(|_, sum| *sum != 0);
    all
}

/// Subtotals are what is on an account and below it; the total is what is on all; nothing is left out.
fn adds_up(book: &AnyBook, section: &Section, from: Option<Date>, to: Date) -> Result<(), TestCaseError> {
    let rows: BTreeMap<AccountNo, _> = section.rows.iter().map(|row| (row.account, row)).collect();
    for account in book.accounts.values().filter(|account| account.kind == section.kind) {
        let own = naive(book, account.no, from, to);
        let Some(row) = rows.get(&account.no) else {
            prop_assert!(own.is_empty(), "{} has a sum and is not listed", account.no);
            continue;
        };
        prop_assert_eq!(&own, &sums(&row.own.amounts));
        let below =
            section.rows.iter().filter(|other| book.accounts[&other.account].parent == Some(account.no));
        let parts = below.map(|other| other.amounts.as_slice()).chain([row.own.amounts.as_slice()]);
        prop_assert_eq!(plus(parts), sums(&row.amounts));
    }
    prop_assert_eq!(
        plus(section.rows.iter().map(|row| row.own.amounts.as_slice())),
        sums(&section.total.amounts)
    );
    Ok(())
}

fn day() -> impl Strategy<Value = Date> {
    (-420..420_i32).prop_map(|offset| date(2026, 1, 1).checked_add(offset.days()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn assets_are_liabilities_equity_and_result_in_each_currency(book in any_book(), day in day(), zero_rows: bool) {
        let figures = figures(&book, &Figures::months_in_days(None, day));
        let rates = Rates::default();
        let sheet = BalanceSheet::at(&frame(&book, &rates, zero_rows), &figures, day).unwrap();
        for section in [&sheet.assets, &sheet.liabilities, &sheet.equity] {
            adds_up(&book, section, None, day)?;
            if zero_rows {
                let all = book.accounts.values().filter(|account| account.kind == section.kind).count();
                prop_assert_eq!(section.rows.len(), all);
            }
        }
        prop_assert_eq!(&sheet.assets.total.amounts, &sheet.liabilities_and_equity.amounts);
        let parts = [&sheet.liabilities.total, &sheet.equity.total, &sheet.result];
        prop_assert_eq!(plus(parts.map(|total| total.amounts.as_slice())), sums(&sheet.assets.total.amounts));
        // Without a rate there is no figure, unless there is nothing to convert.
        let foreign: Vec<Currency> = sheet.assets.total.amounts.iter().map(|amount| amount.currency)
            .filter(|other| *other != currency("EUR")).collect();
        prop_assert_eq!(&sheet.assets.total.converted.missing, &foreign);
        prop_assert_eq!(sheet.assets.total.converted.amount.is_none(), !foreign.is_empty());
    }

    #[test]
    fn the_result_of_two_periods_is_that_of_both(book in any_book(), mut days in [day(), day(), day()]) {
        days.sort_unstable();
        let [from, middle, to] = days;
        let next = middle.tomorrow().unwrap();
        let to = to.max(next);
        let periods = [(from, middle), (next, to), (from, to)];
        let needed: Vec<Month> =
            periods.iter().flat_map(|(from, to)| Figures::months_in_days(Some(*from), *to)).collect();
        let figures = figures(&book, &needed);
        let rates = Rates::default();
        let frame = frame(&book, &rates, false);
        let statements = periods.map(|(from, to)| IncomeStatement::of(&frame, &figures, from, to).unwrap());
        for statement in &statements {
            adds_up(&book, &statement.income, Some(statement.from), statement.to)?;
            adds_up(&book, &statement.expenses, Some(statement.from), statement.to)?;
            prop_assert_eq!(less(&statement.income.total, &statement.expenses.total), sums(&statement.result.amounts));
        }
        let [first, second, both] = statements.map(|statement| statement.result.amounts);
        prop_assert_eq!(plus([first.as_slice(), second.as_slice()]), sums(&both));
    }

    #[test]
    fn each_point_of_net_worth_is_the_balance_sheet_of_its_day(book in any_book(), from in day(), to in day()) {
        let (from, to) = (from.min(to), from.max(to));
        let figures = figures(&book, &Figures::months_in_days(None, to));
        let rates = Rates::default();
        let frame = frame(&book, &rates, false);
        let worth = NetWorth::over(&frame, &figures, Month::of(from), to).unwrap();
        prop_assert_eq!(worth.points.last().map(|point| point.day), Some(to));
        for point in &worth.points {
            let sheet = BalanceSheet::at(&frame, &figures, point.day).unwrap();
            prop_assert_eq!(&point.assets, &sheet.assets.total);
            prop_assert_eq!(&point.liabilities, &sheet.liabilities.total);
            prop_assert_eq!(less(&point.assets, &point.liabilities), sums(&point.net.amounts));
        }
    }

    #[test]
    fn opening_cash_and_its_flows_are_closing_cash(
        book in any_book(), from in day(), to in day(), picked in prop::collection::vec(any::<Index>(), 1..4),
    ) {
        let (from, to) = (from.min(to), from.max(to));
        let kept = [AccountKind::Asset, AccountKind::Liability];
        let candidates: Vec<AccountNo> =
            book.accounts.values().filter(|account| kept.contains(&account.kind)).map(|account| account.no).collect();
        let cash: BTreeSet<AccountNo> = picked.iter().map(|at| *at.get(&candidates)).collect();
        let mut needed = Figures::months_in_days(Some(from), to);
        needed.extend(Figures::months_in_days(None, from.yesterday().unwrap()));
        let figures = figures(&book, &needed);
        let rates = Rates::default();
        let flow = CashFlow::of(&frame(&book, &rates, false), &figures, &cash, from, to).unwrap();
        let held = |day: Date| {
            let mut all = Sums::new();
            for entry in book.entries.iter().filter(|entry| entry.content.date <= day) {
                for posting in entry.content.postings.iter().filter(|posting| cash.contains(&posting.account)) {
                    *all.entry(posting.amount.currency).or_default() += i128::from(posting.amount.minor);
                }
            }
            all.retain(|_, sum| *sum != 0);
            all
        };
        prop_assert_eq!(sums(&flow.opening.amounts), held(from.yesterday().unwrap()));
        prop_assert_eq!(sums(&flow.closing.amounts), held(to));
        prop_assert_eq!(
            plus([flow.opening.amounts.as_slice(), flow.change_total.amounts.as_slice()]),
            sums(&flow.closing.amounts)
        );
        prop_assert_eq!(plus(flow.change.iter().map(|total| total.amounts.as_slice())), sums(&flow.change_total.amounts));
        for at in 0..flow.columns.len() {
            let parts = flow.sections.iter().map(|section| section.months[at].amounts.as_slice());
            prop_assert_eq!(plus(parts), sums(&flow.change[at].amounts));
        }
        for section in &flow.sections {
            prop_assert_eq!(plus(section.months.iter().map(|total| total.amounts.as_slice())), sums(&section.total.amounts));
            // Those at the top hold all others.
            let listed: BTreeSet<AccountNo> = section.rows.iter().map(|row| row.account).collect();
            let top = section.rows.iter().filter(|row| {
                book.accounts[&row.account].parent.is_none_or(|parent| !listed.contains(&parent))
            });
            prop_assert_eq!(plus(top.map(|row| row.total.amounts.as_slice())), sums(&section.total.amounts));
        }
    }

    #[test]
    fn a_converted_sum_is_the_exact_one_rounded_once_half_to_even(book in any_book(), day in day()) {
        let stated = [("USD", "EUR", "0.91"), ("EUR", "JPY", "162"), ("KWD", "USD", "3.25"), ("CHF", "EUR", "1.05"), ("EUR", "CLF", "0.025")];
        let rates = Rates::new(stated.map(|(from, to, rate)| Rate {
            from: currency(from),
            to: currency(to),
            date: date(2020, 1, 1),
            rate: rate.to_owned(),
            source: String::new(),
        })).unwrap();
        let sheet = BalanceSheet::at(&frame(&book, &rates, true), &figures(&book, &Figures::months_in_days(None, day)), day).unwrap();
        let rows = [&sheet.assets, &sheet.liabilities, &sheet.equity].into_iter().flat_map(|section| &section.rows);
        for row in rows {
            // Cents of a euro for one minor unit, over a common denominator.
            const BELOW: i128 = 162 * 1_000_000;
            let exact: i128 = row.amounts.iter().map(|amount| i128::from(amount.minor) * match amount.currency.code() {
                "EUR" => BELOW,
                "USD" => BELOW * 91 / 100,
                "JPY" => BELOW * 100 / 162,
                "KWD" => BELOW * 100 / 1000 * 325 / 100 * 91 / 100,
                "CHF" => BELOW * 105 / 100,
                "CLF" => BELOW * 100 / 10_000 * 40,
                other => panic!("{other}"),
            }).sum();
            let (floor, rest) = (exact.div_euclid(BELOW), exact.rem_euclid(BELOW));
            let up = 2 * rest > BELOW || (2 * rest == BELOW && floor % 2 != 0);
            prop_assert_eq!(row.converted.amount.map(|amount| i128::from(amount.minor)), Some(floor + i128::from(up)));
            prop_assert!(row.converted.missing.is_empty());
        }
    }

    #[test]
    fn no_text_of_a_book_becomes_part_of_a_page(book in any_book(), day in day()) {
        let figures = figures(&book, &Figures::months_in_days(None, day));
        let rates = Rates::default();
        let mut marked = book.clone();
        for account in marked.accounts.values_mut() {
            account.name = format!("<b onload='x' a=\"y\">&{}", account.name);
        }
        let sheet = BalanceSheet::at(&frame(&marked, &rates, true), &figures, day).unwrap();
        let html = sheet.to_html();
        prop_assert!(!html.contains("<b ") && !html.contains("<script") && !html.contains("href") && !html.contains("src="));
        prop_assert_eq!(html.matches("&lt;b onload=&#39;x&#39; a=&quot;y&quot;&gt;&amp;").count(),
            sheet.assets.rows.len() + sheet.liabilities.rows.len() + sheet.equity.rows.len());
        // As many cells in each line of the file.
        let file = sheet.to_csv();
        let mut reader = csv::Reader::from_reader(file.as_bytes());
        let widths: BTreeSet<usize> = reader.records().map(|row| row.unwrap().len()).collect();
        prop_assert_eq!(widths.len(), 1);
    }
}

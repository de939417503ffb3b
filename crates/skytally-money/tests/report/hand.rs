//! The reports of one small book, made by hand.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::date;
use skytally_money::ledger::{AccountKind, AccountNo, LedgerAccount};
use skytally_money::report::{
    BalanceSheet, CashFlow, DaySum, Figures, Frame, IncomeStatement, Month, MonthSum, NetWorth, PayeeSum,
    Payees, Printed, Rate, Rates, ReportError,
};

use crate::any_book::currency;

fn accounts() -> BTreeMap<AccountNo, LedgerAccount> {
    use AccountKind::{Asset, Equity, Expense, Income, Liability};
    let list = [
        (1, None, Asset, "Current account"),
        (2, None, Asset, "Wallet"),
        (3, Some(2), Asset, "Yen & dollars"),
        (4, None, Liability, "Credit card"),
        (5, None, Equity, "Opening balances"),
        (6, None, Equity, "Exchange"),
        (7, None, Income, "Salary"),
        (8, None, Expense, "Food"),
        (9, Some(8), Expense, "Restaurants"),
        (10, Some(8), Expense, "=groceries()"),
        (11, None, Expense, "Never used"),
    ];
    let account = |(no, parent, kind, name): (i64, Option<i64>, AccountKind, &str)| LedgerAccount {
        no: AccountNo(no),
        parent: parent.map(AccountNo),
        kind,
        name: name.to_owned(),
        currency: None,
        role: None,
        closed: None,
        note: String::new(),
        version: 1,
    };
    list.into_iter().map(account).map(|account| (account.no, account)).collect()
}

fn figures() -> Figures {
    let sum = |month: &str, account, code, sum| MonthSum {
        account: AccountNo(account),
        currency: currency(code),
        month: month.parse().unwrap(),
        sum,
    };
    let months = [
        // Opening balances and salary.
        sum("2026-01", 1, "EUR", 1_000_000 + 250_000),
        sum("2026-01", 5, "EUR", -1_000_000),
        sum("2026-01", 7, "EUR", -250_000),
        // Exchange of 100 EUR into 110 USD; a meal by card; groceries; the card is paid in part.
        sum("2026-02", 1, "EUR", -10_000 - 4_250 - 2_000),
        sum("2026-02", 6, "EUR", 10_000),
        sum("2026-02", 6, "USD", -11_000),
        sum("2026-02", 3, "USD", 11_000),
        sum("2026-02", 4, "EUR", -3_333 + 2_000),
        sum("2026-02", 9, "EUR", 3_333),
        sum("2026-02", 10, "EUR", 4_250),
        // A trip: yen that came from equity, spent in part; a meal that was no restaurant.
        sum("2026-03", 3, "JPY", 20_000 - 4_500),
        sum("2026-03", 5, "JPY", -20_000),
        sum("2026-03", 8, "JPY", 4_500),
        sum("2026-03", 1, "EUR", -99),
        sum("2026-03", 8, "EUR", 99),
    ];
    let day = |day, account, code, sum| DaySum {
        account: AccountNo(account),
        currency: currency(code),
        date: date(2026, 3, day),
        sum,
    };
    Figures::new(months).with_days(
        "2026-03".parse().unwrap(),
        [
            day(5, 3, "JPY", 20_000),
            day(5, 5, "JPY", -20_000),
            day(20, 3, "JPY", -4_500),
            day(20, 8, "JPY", 4_500),
            day(15, 1, "EUR", -99),
            day(15, 8, "EUR", 99),
        ],
    )
}

fn rates() -> Rates {
    let rate = |from, to, day, rate: &str| Rate {
        from: currency(from),
        to: currency(to),
        date: day,
        rate: rate.to_owned(),
        source: "ECB <reference>".to_owned(),
    };
    Rates::new([
        rate("EUR", "USD", date(2026, 1, 30), "1.10"),
        rate("EUR", "USD", date(2026, 3, 30), "1.0834"),
        rate("USD", "JPY", date(2026, 3, 10), "150.25"),
    ])
    .unwrap()
}

struct Book {
    accounts: BTreeMap<AccountNo, LedgerAccount>,
    rates: Rates,
}

impl Book {
    fn new() -> Self {
        Self { accounts: accounts(), rates: rates() }
    }

    fn frame(&self) -> Frame<'_> {
        Frame {
            workspace: "Ada & Co <Ltd>",
            currency: currency("EUR"),
            made: "2026-04-01T08:30:00Z".parse().unwrap(),
            accounts: &self.accounts,
            rates: &self.rates,
            zero_rows: false,
        }
    }
}

/// The three forms of a report.
macro_rules! snapshots {
    ($name:literal, $report:expr) => {
        let report = $report;
        insta::assert_snapshot!(concat!($name, "_text"), report.to_text());
        insta::assert_snapshot!(concat!($name, "_csv"), report.to_csv());
        insta::assert_snapshot!(concat!($name, "_html"), report.to_html());
    };
}

#[test]
fn a_balance_sheet() {
    let book = Book::new();
    snapshots!("balance_sheet", BalanceSheet::at(&book.frame(), &figures(), date(2026, 3, 31)).unwrap());
}

#[test]
fn an_income_statement() {
    let book = Book::new();
    let statement =
        IncomeStatement::of(&book.frame(), &figures(), date(2026, 2, 1), date(2026, 3, 31)).unwrap();
    snapshots!("income_statement", statement);
}

#[test]
fn a_cash_flow() {
    let book = Book::new();
    let cash = BTreeSet::from([AccountNo(1), AccountNo(2), AccountNo(3)]);
    let flow = CashFlow::of(&book.frame(), &figures(), &cash, date(2026, 2, 1), date(2026, 3, 31)).unwrap();
    snapshots!("cash_flow", flow);
}

#[test]
fn net_worth() {
    let book = Book::new();
    let from = "2026-01".parse::<Month>().unwrap();
    snapshots!("net_worth", NetWorth::over(&book.frame(), &figures(), from, date(2026, 3, 12)).unwrap());
}

#[test]
fn payees() {
    let book = Book::new();
    let row = |payee: &str, code, sum, count| PayeeSum {
        payee: payee.to_owned(),
        currency: currency(code),
        sum,
        count,
    };
    let rows = [
        row("=Café", "EUR", 3_333, 1),
        row("<Shop>", "EUR", 4_250, 3),
        row("<Shop>", "USD", 1_100, 1),
        row("Bank of Kuwait", "KWD", 1_500, 1),
        row("", "EUR", 99, 1),
        row("Employer", "EUR", -250_000, 1),
        row("Gave and took", "EUR", 0, 2),
    ];
    snapshots!("payees", Payees::of(&book.frame(), date(2026, 1, 1), date(2026, 3, 31), rows).unwrap());
}

#[test]
fn a_report_as_json_says_what_is_missing() {
    let book = Book::new();
    // Before the first rate between dollars and yen.
    let sheet = BalanceSheet::at(&book.frame(), &figures(), date(2026, 3, 8)).unwrap();
    let json = serde_json::to_value(&sheet).unwrap();
    assert_eq!(json["assets"]["total"]["converted"], serde_json::json!({"amount": null, "missing": ["JPY"]}));
    assert_eq!(json["head"]["made"], "2026-04-01T08:30:00Z");
    assert_eq!(
        json["assets"]["rows"][0]["own"]["amounts"],
        serde_json::json!([{"minor": 1_233_750, "currency": "EUR"}])
    );
    assert!(sheet.to_text().contains("not available (no rate for JPY)"));
    assert!(sheet.to_html().contains("not available (no rate for JPY)"));
    assert!(sheet.to_csv().contains("not available (no rate for JPY)"));
}

#[test]
fn what_cannot_be_told_is_refused() {
    let book = Book::new();
    let frame = book.frame();
    let february: Month = "2026-02".parse().unwrap();
    assert_eq!(BalanceSheet::at(&frame, &figures(), date(2026, 2, 10)), Err(ReportError::NoDays(february)));
    assert_eq!(
        IncomeStatement::of(&frame, &figures(), date(2026, 3, 2), date(2026, 3, 1)),
        Err(ReportError::Period)
    );
    let (none, mut ring) = (BTreeMap::new(), accounts());
    assert_eq!(
        BalanceSheet::at(&Frame { accounts: &none, ..frame }, &figures(), date(2026, 1, 31)),
        Err(ReportError::NoAccount(AccountNo(1)))
    );
    ring.get_mut(&AccountNo(8)).unwrap().parent = Some(AccountNo(9));
    assert_eq!(
        BalanceSheet::at(&Frame { accounts: &ring, ..frame }, &figures(), date(2026, 1, 31)),
        Err(ReportError::NoAccount(AccountNo(8)))
    );
    let huge = MonthSum {
        account: AccountNo(1),
        currency: currency("EUR"),
        month: february,
        sum: i128::from(i64::MAX) + 1,
    };
    assert_eq!(
        BalanceSheet::at(&frame, &Figures::new([huge]), date(2026, 2, 28)),
        Err(ReportError::Overflow)
    );
}

//! The ledger accounts that a new book begins with.

use skytally_model::Currency;
use skytally_money::ledger::{AccountKind, AccountNo, AccountRole};
use skytally_store::NewLedgerAccount;

/// Which accounts a new book begins with, beside the four that the program itself needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chart {
    /// No others.
    Empty,
    /// Of a person or a household.
    Personal,
    /// Of a firm that looks after other people's clouds.
    Business,
}

use AccountKind::{Asset, Equity, Expense, Income, Liability};

/// Kind, name, the name of the account it is a part of, role.
type Row = (AccountKind, &'static str, Option<&'static str>, Option<AccountRole>);

const ALWAYS: &[Row] = &[
    (Equity, "Opening balances", None, Some(AccountRole::Opening)),
    (Equity, "Currency exchange", None, Some(AccountRole::Exchange)),
    (Income, "Uncategorised income", None, Some(AccountRole::UnsortedIncome)),
    (Expense, "Uncategorised expenses", None, Some(AccountRole::UnsortedExpense)),
];

const PERSONAL: &[Row] = &[
    (Asset, "Bank account", None, None),
    (Asset, "Cash", None, None),
    (Asset, "Savings", None, None),
    (Liability, "Credit card", None, None),
    (Income, "Salary", None, None),
    (Income, "Interest", None, None),
    (Income, "Gifts received", None, None),
    (Expense, "Housing", None, None),
    (Expense, "Rent", Some("Housing"), None),
    (Expense, "Electricity and heating", Some("Housing"), None),
    (Expense, "Internet and phone", Some("Housing"), None),
    (Expense, "Food", None, None),
    (Expense, "Groceries", Some("Food"), None),
    (Expense, "Restaurants", Some("Food"), None),
    (Expense, "Transport", None, None),
    (Expense, "Health", None, None),
    (Expense, "Insurance", None, None),
    (Expense, "Clothing", None, None),
    (Expense, "Leisure", None, None),
    (Expense, "Subscriptions", None, None),
    (Expense, "Travel", None, None),
    (Expense, "Taxes", None, None),
    (Expense, "Bank fees", None, None),
];

const BUSINESS: &[Row] = &[
    (Asset, "Bank account", None, None),
    (Asset, "Cash", None, None),
    (Asset, "Receivables", None, None),
    (Asset, "Input tax", None, None),
    (Liability, "Credit card", None, None),
    (Liability, "Payables", None, None),
    (Liability, "Output tax", None, None),
    (Equity, "Owner's capital", None, None),
    (Income, "Services", None, None),
    (Income, "Managed cloud", Some("Services"), None),
    (Income, "Consulting", Some("Services"), None),
    (Income, "Cloud resale", None, None),
    (Income, "Interest", None, None),
    (Expense, "Cloud", None, None),
    (Expense, "AWS", Some("Cloud"), None),
    (Expense, "Other clouds", Some("Cloud"), None),
    (Expense, "Software", None, None),
    (Expense, "Salaries", None, None),
    (Expense, "Contractors", None, None),
    (Expense, "Office", None, None),
    (Expense, "Rent", Some("Office"), None),
    (Expense, "Internet and phone", Some("Office"), None),
    (Expense, "Hardware", None, None),
    (Expense, "Travel", None, None),
    (Expense, "Insurance", None, None),
    (Expense, "Advice and bookkeeping", None, None),
    (Expense, "Bank fees", None, None),
    (Expense, "Taxes", None, None),
];

impl Chart {
    /// The accounts, parents before their parts. What holds money has the book's currency; categories take all.
    pub fn accounts(self, currency: Currency) -> Vec<NewLedgerAccount> {
        let own: &[Row] = match self {
            Self::Empty => &[],
            Self::Personal => PERSONAL,
            Self::Business => BUSINESS,
        };
        let rows: Vec<&Row> = ALWAYS.iter().chain(own).collect();
        rows.iter()
            .map(|(kind, name, above, role)| NewLedgerAccount {
                // Numbers are given in this order, from 1 on.
                parent: above.and_then(|above| {
                    let place = rows.iter().position(|row| row.0 == *kind && row.1 == above)?;
                    i64::try_from(place + 1).ok().map(AccountNo)
                }),
                kind: *kind,
                name: (*name).to_owned(),
                currency: matches!(kind, Asset | Liability).then_some(currency),
                role: *role,
                note: String::new(),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parents_come_before_their_parts() {
        for chart in [Chart::Empty, Chart::Personal, Chart::Business] {
            let accounts = chart.accounts(Currency::USD);
            for (place, account) in (0_i64..).zip(&accounts) {
                let Some(parent) = account.parent else { continue };
                assert!(parent.0 <= place, "{}", account.name);
                assert_eq!(accounts[usize::try_from(parent.0 - 1).unwrap()].kind, account.kind);
            }
            let roles: Vec<_> = accounts.iter().filter_map(|account| account.role).collect();
            assert_eq!(roles, AccountRole::ALL);
        }
        let business = Chart::Business.accounts(Currency::USD);
        let aws = business.iter().find(|account| account.name == "AWS").unwrap();
        assert_eq!(business[usize::try_from(aws.parent.unwrap().0 - 1).unwrap()].name, "Cloud");
    }
}

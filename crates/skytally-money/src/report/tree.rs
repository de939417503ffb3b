//! The tree of accounts with subtotals.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use super::convert::{Amount, Converted, Converter, Sums, Total, add, add_all, opposite};
use super::figures::Balances;
use super::{Frame, ReportError};
use crate::ledger::{AccountKind, AccountNo, LedgerAccount};

/// An account of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its number.
    pub account: AccountNo,
    /// Its own name.
    pub name: String,
    /// How many accounts are above it.
    pub depth: u32,
    /// What is on the account itself.
    pub own: Total,
    /// That, and what is on the accounts below it.
    pub amounts: Vec<Amount>,
    /// The latter as one figure.
    pub converted: Converted,
}

/// The accounts of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Which.
    pub kind: AccountKind,
    /// Each account before those below it; beside each other they stand by name.
    pub rows: Vec<Row>,
    /// The sum of all.
    pub total: Total,
}

/// An account in the order of the tree.
pub(super) struct Place<'a> {
    pub(super) account: &'a LedgerAccount,
    pub(super) depth: u32,
    /// What is on it, with the ledger's sign.
    pub(super) own: Sums,
    /// That, and what is below it.
    pub(super) sums: Sums,
}

/// All accounts with their sums, in the order of the tree, a kind after the other.
pub(super) fn places<'a>(
    accounts: &'a BTreeMap<AccountNo, LedgerAccount>,
    balances: &Balances,
) -> Result<Vec<Place<'a>>, ReportError> {
    let mut own: BTreeMap<AccountNo, Sums> = BTreeMap::new();
    for ((no, currency), minor) in balances {
        if !accounts.contains_key(no) {
            return Err(ReportError::NoAccount(*no));
        }
        add(own.entry(*no).or_default(), *currency, *minor)?;
    }
    let mut below: BTreeMap<Option<AccountNo>, Vec<&LedgerAccount>> = BTreeMap::new();
    for account in accounts.values() {
        below.entry(account.parent).or_default().push(account);
    }
    for children in below.values_mut() {
        children.sort_by(|left, right| {
            (left.kind, left.name.to_lowercase(), left.no).cmp(&(
                right.kind,
                right.name.to_lowercase(),
                right.no,
            ))
        });
    }
    let mut places: Vec<Place<'a>> = Vec::with_capacity(accounts.len());
    let mut next: Vec<(&LedgerAccount, u32)> = Vec::new();
    let children = |of: Option<AccountNo>, depth: u32| {
        below.get(&of).into_iter().flatten().rev().map(move |account| (*account, depth))
    };
    next.extend(children(None, 0));
    while let Some((account, depth)) = next.pop() {
        next.extend(children(Some(account.no), depth + 1));
        let own = own.remove(&account.no).unwrap_or_default();
        places.push(Place { account, depth, sums: own.clone(), own });
    }
    // What was not reached is in a circle or below what is not there: its sums must not be lost.
    if places.len() != accounts.len() {
        let reached: Vec<AccountNo> = places.iter().map(|place| place.account.no).collect();
        let lost = accounts.keys().find(|no| !reached.contains(no));
        return Err(ReportError::NoAccount(lost.copied().unwrap_or(AccountNo(0))));
    }
    let at: BTreeMap<AccountNo, usize> =
        places.iter().enumerate().map(|(at, place)| (place.account.no, at)).collect();
    // From the last to the first: what is below comes after.
    for from in (0..places.len()).rev() {
        if let Some(to) = places[from].account.parent.and_then(|parent| at.get(&parent).copied()) {
            let sums = places[from].sums.clone();
            add_all(&mut places[to].sums, &sums)?;
        }
    }
    Ok(places)
}

/// With people's sign.
pub(super) fn signed(kind: AccountKind, sums: &Sums) -> Sums {
    if kind.grows_by_debit() { sums.clone() } else { opposite(sums) }
}

/// What all accounts of a kind sum to, with people's sign.
pub(super) fn sum_of(kind: AccountKind, places: &[Place<'_>]) -> Result<Sums, ReportError> {
    let mut sums = Sums::new();
    for place in places.iter().filter(|place| place.account.kind == kind) {
        add_all(&mut sums, &signed(kind, &place.own))?;
    }
    Ok(sums)
}

/// The accounts that are listed: those with a sum, those above them, or all.
pub(super) fn listed(frame: &Frame<'_>, kind: AccountKind, places: &[Place<'_>]) -> Vec<bool> {
    let mut listed = vec![false; places.len()];
    let mut above: BTreeMap<AccountNo, bool> = BTreeMap::new();
    for (at, place) in places.iter().enumerate().rev() {
        let has = place.own.values().any(|minor| *minor != 0);
        let below = above.get(&place.account.no).copied().unwrap_or(false);
        if has || below {
            listed[at] = true;
            if let Some(parent) = place.account.parent {
                above.insert(parent, true);
            }
        }
        listed[at] = (listed[at] || frame.zero_rows) && place.account.kind == kind;
    }
    listed
}

/// The section of a kind, at the rates of a day.
pub(super) fn section(
    frame: &Frame<'_>,
    kind: AccountKind,
    places: &[Place<'_>],
    day: Date,
    converter: &mut Converter<'_>,
) -> Result<Section, ReportError> {
    let mut rows = Vec::new();
    for (place, _) in places.iter().zip(listed(frame, kind, places)).filter(|(_, listed)| *listed) {
        let Total { amounts: all, converted } = converter.total(day, &signed(kind, &place.sums))?;
        rows.push(Row {
            account: place.account.no,
            name: place.account.name.clone(),
            depth: place.depth,
            own: converter.total(day, &signed(kind, &place.own))?,
            amounts: all,
            converted,
        });
    }
    let total = converter.total(day, &sum_of(kind, places)?)?;
    Ok(Section { kind, rows, total })
}

//! Names of accounts within the grammar of another program: each different, and the same ones each time.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::ledger::{AccountNo, LedgerAccount};

/// The full name of each account, such as `Expenses:Food:Restaurants`. `part` brings one name into the grammar; `other` makes
/// another one of it for an account whose name is taken by one with a smaller number.
pub(super) fn names(
    accounts: &BTreeMap<AccountNo, LedgerAccount>,
    part: fn(&str) -> String,
    other: fn(&str, AccountNo) -> String,
) -> BTreeMap<AccountNo, String> {
    let mut below: BTreeMap<AccountNo, Vec<AccountNo>> = BTreeMap::new();
    let mut next = VecDeque::new();
    for account in accounts.values() {
        match account.parent.filter(|parent| accounts.contains_key(parent)) {
            Some(parent) => below.entry(parent).or_default().push(account.no),
            None => next.push_back(account.no),
        }
    }
    let mut names: BTreeMap<AccountNo, String> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    // Accounts that form a ring are below none: they come last, so that no posting is without a name.
    let rest: Vec<AccountNo> = accounts.keys().copied().collect();
    let mut rest = rest.into_iter();
    while let Some(no) = next.pop_front().or_else(|| rest.next()) {
        let Some(account) = accounts.get(&no).filter(|_| !names.contains_key(&no)) else { continue };
        let above = account.parent.and_then(|parent| names.get(&parent).cloned());
        let above = above.unwrap_or_else(|| account.kind.root().to_owned());
        let mut own = part(&account.name);
        while taken.contains(&format!("{above}:{own}")) {
            own = other(&own, no);
        }
        let name = format!("{above}:{own}");
        taken.insert(name.clone());
        names.insert(no, name);
        next.extend(below.get(&no).into_iter().flatten());
    }
    names
}

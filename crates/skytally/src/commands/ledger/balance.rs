//! `skytally ledger balance`: what is on each account, as a tree. Signs are those of the ledger, as hledger prints them: what one has
//! and what one spent is positive, and all of it together is zero.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use skytally_app::books::AccountBalances;
use skytally_app::books::ledger::{AccountKind, AccountNo};
use skytally_app::books::report::{Converted, Rate, Rates};
use skytally_model::{Currency, Money, WorkspaceId};
use unicode_width::UnicodeWidthStr;

use super::columns::one_line;
use super::inside::{self, Inside, inside};
use super::{BalanceArgs, Table};
use crate::failure::{CLEAN, Failure};
use crate::output::print;

/// Sums by currency that cannot overflow.
type Sums = BTreeMap<Currency, i128>;

/// A line of the tree.
struct Node {
    no: Option<AccountNo>,
    depth: usize,
    name: String,
    path: String,
    own: Vec<Money>,
    total: Vec<Money>,
    converted: Option<Converted>,
}

/// In which currency, and by which rates, all is shown as well.
struct Converting {
    to: Currency,
    rates: Rates,
    day: Date,
}

impl Converting {
    fn of(&self, amounts: &[Money]) -> Result<Converted, Failure> {
        self.rates.convert_all(amounts, self.to, self.day).map_err(Failure::run)
    }
}

pub(super) fn run(args: &BalanceArgs) -> Result<u8, Failure> {
    inside(&args.of.place, async |inside| {
        let workspace = inside.books(&args.of.workspace).await?;
        let accounts = inside.app.ledger_accounts(&inside.caller, workspace.id, args.date).await?;
        let below = match &args.account {
            None => None,
            Some(given) => Some(inside::account(&accounts, given)?),
        };
        let converting = match args.currency {
            None => None,
            Some(to) => Some(converting(inside, workspace.id, to, args.date).await?),
        };
        let nodes = tree(&accounts, below, converting.as_ref())?;
        let total = match below {
            Some(below) => below.total.clone(),
            None => money(&sums(accounts.iter().flat_map(|with| &with.own)))?,
        };
        let converted = converting.as_ref().map(|converting| converting.of(&total)).transpose()?;
        print(&match args.format {
            Table::Text => text(&nodes, &total, converted.as_ref()),
            Table::Csv => csv(&nodes, converting.as_ref())?,
            Table::Json => inside::json(&json!({
                "workspace": workspace.id,
                "name": workspace.name,
                "date": args.date,
                "in": args.currency,
                "accounts": nodes.iter().map(document).collect::<Vec<_>>(),
                "total": amounts(&total),
                "converted": converted.as_ref().map(shown),
            }))?,
        })?;
        Ok(CLEAN)
    })
}

async fn converting(
    inside: &Inside,
    workspace: WorkspaceId,
    to: Currency,
    day: Option<Date>,
) -> Result<Converting, Failure> {
    let stated = inside.app.ledger_rates(&inside.caller, workspace).await?;
    let rates = stated.into_iter().map(|definition| {
        let rate = definition.body;
        Rate { from: rate.from, to: rate.to, date: rate.date, rate: rate.rate, source: rate.source }
    });
    let rates = Rates::new(rates).map_err(Failure::run)?;
    let day = day.unwrap_or_else(|| Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date());
    Ok(Converting { to, rates, day })
}

fn sums<'m>(amounts: impl IntoIterator<Item = &'m Money>) -> Sums {
    let mut sums = Sums::new();
    for money in amounts {
        *sums.entry(money.currency).or_default() += i128::from(money.minor);
    }
    sums
}

fn money(sums: &Sums) -> Result<Vec<Money>, Failure> {
    sums.iter()
        .filter(|(_, minor)| **minor != 0)
        .map(|(currency, minor)| {
            i64::try_from(*minor)
                .map(|minor| Money::new(minor, *currency))
                .map_err(|_| Failure::run(format!("the balance in {currency} is too large to be told")))
        })
        .collect()
}

/// The accounts with something on them or on their parts, below the kinds of accounts; or those of one account.
fn tree(
    accounts: &[AccountBalances],
    below: Option<&AccountBalances>,
    converting: Option<&Converting>,
) -> Result<Vec<Node>, Failure> {
    // An account whose parts sum to zero is shown with them.
    let parents: BTreeMap<AccountNo, Option<AccountNo>> =
        accounts.iter().map(|with| (with.account.no, with.account.parent)).collect();
    let mut filled: BTreeSet<AccountNo> = BTreeSet::new();
    for with in accounts.iter().filter(|with| !with.own.is_empty()) {
        let mut at = Some(with.account.no);
        while let Some(no) = at.filter(|no| filled.insert(*no)) {
            at = parents.get(&no).copied().flatten();
        }
    }
    let mut below_of: BTreeMap<Option<AccountNo>, Vec<&AccountBalances>> = BTreeMap::new();
    for with in accounts.iter().filter(|with| filled.contains(&with.account.no)) {
        below_of.entry(with.account.parent).or_default().push(with);
    }
    for list in below_of.values_mut() {
        list.sort_by(|one, other| one.account.name.cmp(&other.account.name));
    }
    let mut nodes = Vec::new();
    let node = |with: &AccountBalances, depth| -> Result<Node, Failure> {
        Ok(Node {
            no: Some(with.account.no),
            depth,
            name: one_line(&with.account.name),
            path: one_line(&inside::path(with)),
            own: with.own.clone(),
            total: with.total.clone(),
            converted: converting.map(|converting| converting.of(&with.total)).transpose()?,
        })
    };
    // Depth first, without recursion: trees may be deep.
    let walk = |start: Vec<(&AccountBalances, usize)>, nodes: &mut Vec<Node>| -> Result<(), Failure> {
        let mut open = start;
        open.reverse();
        while let Some((with, depth)) = open.pop() {
            nodes.push(node(with, depth)?);
            let parts = below_of.get(&Some(with.account.no)).into_iter().flatten();
            open.extend(parts.rev().map(|part| (*part, depth + 1)));
        }
        Ok(())
    };
    if let Some(below) = below {
        walk(vec![(below, 0)], &mut nodes)?;
        return Ok(nodes);
    }
    for kind in AccountKind::ALL {
        let of_kind: Vec<(&AccountBalances, usize)> = below_of
            .get(&None)
            .into_iter()
            .flatten()
            .filter(|with| with.account.kind == kind)
            .map(|with| (*with, 1))
            .collect();
        if of_kind.is_empty() {
            continue;
        }
        let total = money(&sums(of_kind.iter().flat_map(|(with, _)| &with.total)))?;
        nodes.push(Node {
            no: None,
            depth: 0,
            name: kind.root().to_owned(),
            path: kind.root().to_owned(),
            own: Vec::new(),
            converted: converting.map(|converting| converting.of(&total)).transpose()?,
            total,
        });
        walk(of_kind, &mut nodes)?;
    }
    Ok(nodes)
}

/// What there is in the currency that was asked for.
fn in_words(converted: &Converted) -> String {
    match converted.amount {
        Some(amount) => Money::from(amount).to_string(),
        None => {
            let codes: Vec<&str> = converted.missing.iter().map(|currency| currency.code()).collect();
            format!("not available (no rate for {})", codes.join(", "))
        }
    }
}

/// Amounts to the right, one below another, and the name beside the last of them.
fn text(nodes: &[Node], total: &[Money], converted: Option<&Converted>) -> String {
    let lines = |amounts: &[Money]| -> Vec<String> {
        if amounts.is_empty() { vec!["0".to_owned()] } else { amounts.iter().map(Money::to_string).collect() }
    };
    let mut rows: Vec<(Vec<String>, Option<String>, String)> = nodes
        .iter()
        .map(|node| {
            let name = format!("{}{}", "  ".repeat(node.depth), node.name);
            (lines(&node.total), node.converted.as_ref().map(in_words), name)
        })
        .collect();
    rows.push((lines(total), converted.map(in_words), String::new()));
    let wide = rows.iter().flat_map(|row| &row.0).map(|amount| amount.width()).max().unwrap_or(0);
    let wide_converted = rows.iter().filter_map(|row| row.1.as_ref()).map(|text| text.width()).max();
    let mut text = String::new();
    let last = rows.len() - 1;
    for (at, (amounts, converted, name)) in rows.iter().enumerate() {
        if at == last {
            let rule = wide + wide_converted.map_or(0, |width| width + 2);
            text.push_str(&format!("  {}\n", "-".repeat(rule)));
        }
        for (line, amount) in amounts.iter().enumerate() {
            let mut row = format!("  {}{amount}", " ".repeat(wide - amount.width()));
            if line + 1 == amounts.len() {
                if let (Some(width), Some(converted)) = (wide_converted, converted) {
                    row.push_str(&format!("  {}{converted}", " ".repeat(width - converted.width())));
                }
                row.push_str(&format!("  {name}"));
            }
            text.push_str(row.trim_end());
            text.push('\n');
        }
    }
    text
}

fn amounts(amounts: &[Money]) -> Vec<Value> {
    amounts.iter().map(|money| json!({ "amount": money.decimal(), "currency": money.currency })).collect()
}

fn shown(converted: &Converted) -> Value {
    let amount = converted.amount.map(|amount| Money::from(amount).decimal());
    json!({ "amount": amount, "missing": converted.missing })
}

fn document(node: &Node) -> Value {
    json!({
        "no": node.no,
        "depth": node.depth,
        "name": node.name,
        "path": node.path,
        "own": amounts(&node.own),
        "total": amounts(&node.total),
        "converted": node.converted.as_ref().map(shown),
    })
}

/// One line for each account and currency; what is on the account itself, and with its parts.
fn csv(nodes: &[Node], converting: Option<&Converting>) -> Result<String, Failure> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["account", "path", "currency", "own", "total"];
    let column = converting.map(|converting| format!("total in {}", converting.to));
    head.extend(column.as_deref());
    out.write_record(&head).map_err(Failure::run)?;
    for node in nodes {
        let Some(no) = node.no else { continue };
        for total in &node.total {
            let own = node.own.iter().find(|own| own.currency == total.currency);
            let own = own.copied().unwrap_or_else(|| Money::zero(total.currency));
            let mut row = vec![
                no.to_string(),
                node.path.clone(),
                total.currency.to_string(),
                own.decimal(),
                total.decimal(),
            ];
            if let Some(converting) = converting {
                let converted = converting.of(&[*total])?;
                row.push(match converted.amount {
                    Some(amount) => Money::from(amount).decimal(),
                    None => in_words(&converted),
                });
            }
            out.write_record(&row).map_err(Failure::run)?;
        }
    }
    let bytes = out.into_inner().map_err(Failure::run)?;
    String::from_utf8(bytes).map_err(Failure::run)
}

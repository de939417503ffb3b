//! `skytally ledger check`: whether the books are whole, and whether others say the same.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Value, json};
use skytally_app::WorkspaceName;
use skytally_app::books::{AccountBalances, BooksCheck};

use super::columns::{count, one_line};
use super::inside::{self, Inside, inside};
use super::programs::{Said, beancount, called, hledger};
use super::{CheckArgs, Form};
use crate::failure::{CLEAN, Failure, NOT_ALL_SEEN, NOT_WHOLE};
use crate::output::print;

/// The books of a workspace after they were checked.
struct Checked {
    workspace: WorkspaceName,
    accounts: Vec<AccountBalances>,
    check: BooksCheck,
    programs: Vec<(&'static str, Said)>,
}

impl Checked {
    fn status(&self) -> u8 {
        let differs = self.programs.iter().any(|(_, said)| matches!(said, Said::Differs { .. }));
        if differs || !self.check.is_whole() {
            NOT_WHOLE
        } else if self.programs.iter().any(|(_, said)| matches!(said, Said::NotChecked(_))) {
            NOT_ALL_SEEN
        } else {
            CLEAN
        }
    }
}

pub(super) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    inside(&args.place, async |inside| {
        let workspaces: Vec<WorkspaceName> = match &args.workspace {
            Some(given) => vec![inside.books(given).await?],
            None => {
                let all = inside.app.workspace_names(&inside.caller).await?;
                all.into_iter().filter(|workspace| workspace.books).collect()
            }
        };
        let today = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        let none = workspaces.is_empty();
        let mut status = CLEAN;
        let mut documents = Vec::new();
        for workspace in workspaces {
            let checked = check(inside, workspace, args).await?;
            // What is wrong goes before what could not be seen.
            status = status.max(checked.status());
            match args.format {
                Form::Text => print(&text(&checked, today))?,
                Form::Json => documents.push(document(&checked)),
            }
        }
        match args.format {
            Form::Json => print(&inside::json(&documents)?)?,
            Form::Text if none => print("no workspace has books\n")?,
            Form::Text => {}
        }
        Ok(status)
    })
}

async fn check(inside: &Inside, workspace: WorkspaceName, args: &CheckArgs) -> Result<Checked, Failure> {
    let check = inside.app.check_books(&inside.caller, workspace.id).await?;
    let accounts = inside.app.ledger_accounts(&inside.caller, workspace.id, None).await?;
    let mut programs = Vec::new();
    if !args.no_programs {
        programs.push(("hledger", hledger(inside, workspace.id, args).await?));
        programs.push(("beancount", beancount(inside, workspace.id, args).await?));
    }
    Ok(Checked { workspace, accounts, check, programs })
}

/// For people: a line for each part, and below it what is wrong.
fn text(checked: &Checked, today: Date) -> String {
    let Checked { workspace, accounts, check, programs } = checked;
    let mut text = format!("{} ({})\n", one_line(&workspace.name), workspace.id);
    let mut part = |name: &str, says: String, below: Vec<String>| {
        text.push_str(&format!("  {name:<11}{says}\n"));
        for line in below {
            text.push_str(&format!("  {:<11}  {line}\n", ""));
        }
    };
    let report = &check.report;
    let read =
        format!("{} read, {} counted", entries(report.entries), count(report.transactions, "transaction"));
    if report.fault_count == 0 {
        part("journal", format!("whole: {read}, head {}", report.head), Vec::new());
    } else {
        let faults = count(report.fault_count as u64, "fault");
        part(
            "journal",
            format!("NOT WHOLE: {faults}, {read}"),
            report.faults.iter().map(|fault| one_line(fault)).collect(),
        );
    }
    let differing: Vec<_> = check.statements.iter().filter(|statement| !statement.agrees()).collect();
    let balances = count(check.statements.len(), "closing balance");
    let says = match (check.statements.is_empty(), differing.len()) {
        (true, _) => "no statement in the books has a closing balance".to_owned(),
        (false, 0) => format!("agree: {balances} of banks"),
        (false, off) => format!("DIFFER: {off} of {balances} of banks"),
    };
    let below = differing.iter().map(|statement| {
        let waits = match statement.waiting {
            0 => String::new(),
            1 => format!("; 1 line of {} waits", statement.waiting_sum),
            many => format!("; {many} lines wait, {} together", statement.waiting_sum),
        };
        format!(
            "{} on {}: the bank says {}, the books {}{waits} ({})",
            called(accounts, statement.account),
            statement.on,
            statement.bank,
            statement.books,
            one_line(&statement.name)
        )
    });
    part("statements", says, below.collect());
    let says = match check.clearing.len() {
        0 => "nothing is left on clearing accounts".to_owned(),
        some => format!("{} to be cleared", count(some, "balance")),
    };
    let below = check.clearing.iter().map(|left| {
        let days = left.since.until(today).map_or(0, |span| span.get_days().max(0));
        let account = called(accounts, left.account);
        format!("{account}: {} since {} ({})", left.balance, left.since, count(days, "day"))
    });
    part("clearing", says, below.collect());
    for (name, said) in programs {
        match said {
            Said::Agrees { balances, version } => {
                part(
                    name,
                    format!("agrees: {} compared ({version})", count(*balances, "balance")),
                    Vec::new(),
                );
            }
            Said::Differs { differences, count: many } => {
                part(name, format!("DIFFERS: {} told", count(*many, "difference")), differences.clone());
            }
            Said::NotChecked(why) => part(name, format!("not checked: {why}"), Vec::new()),
        }
    }
    text.push('\n');
    text
}

fn entries(number: i64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

fn document(checked: &Checked) -> Value {
    let Checked { workspace, accounts, check, programs } = checked;
    let amount =
        |money: skytally_model::Money| json!({ "amount": money.decimal(), "currency": money.currency });
    let statements: Vec<Value> = check
        .statements
        .iter()
        .map(|statement| {
            json!({
                "account": statement.account,
                "path": called(accounts, statement.account),
                "import": statement.import,
                "name": statement.name,
                "on": statement.on,
                "agrees": statement.agrees(),
                "bank": amount(statement.bank),
                "books": amount(statement.books),
                "waiting": statement.waiting,
                "waiting_sum": amount(statement.waiting_sum),
            })
        })
        .collect();
    let clearing: Vec<Value> = check
        .clearing
        .iter()
        .map(|left| {
            json!({
                "account": left.account,
                "path": called(accounts, left.account),
                "balance": amount(left.balance),
                "since": left.since,
            })
        })
        .collect();
    let mut asked = serde_json::Map::new();
    for (name, said) in programs {
        let said = match said {
            Said::Agrees { balances, version } => {
                json!({ "outcome": "agrees", "balances": balances, "version": version })
            }
            Said::Differs { differences, count } => {
                json!({ "outcome": "differs", "differences": differences, "count": count })
            }
            Said::NotChecked(why) => json!({ "outcome": "not-checked", "why": why }),
        };
        asked.insert((*name).to_owned(), said);
    }
    json!({
        "workspace": workspace.id,
        "name": workspace.name,
        "status": match checked.status() {
            CLEAN => "whole",
            NOT_WHOLE => "not-whole",
            _ => "not-all-checked",
        },
        "entries": check.report.entries,
        "transactions": check.report.transactions,
        "head": check.report.head,
        "faults": check.report.faults,
        "fault_count": check.report.fault_count,
        "statements": statements,
        "clearing": clearing,
        "programs": asked,
    })
}

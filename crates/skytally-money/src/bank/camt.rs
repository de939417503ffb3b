//! CAMT.052, 053 and 054: the account report, statement and notification of ISO 20022, in all versions, by the names of their elements.

use jiff::civil::Date;

use super::context::{Context, shown};
use super::date::{compact, iso};
use super::decimal::{self, Decimal, Mark};
use super::tree::{At, Keep};
use super::types::{Balance, Code, Entry, File, Format, Original, Split, Statement, Status};
use super::xml::walk;

/// Names of the reports within a message.
const REPORTS: &[&str] = &["Stmt", "Rpt", "Ntfctn"];

/// What banks write where they have no reference.
const NO_REFERENCE: &[&str] = &["NOTPROVIDED", "NONREF", "NOREF", "NOT PROVIDED", "NONE"];

pub(super) fn read(mut cx: Context<'_>) -> File {
    let version = version(&cx.text.text);
    let mut statements: Vec<Statement> = Vec::new();
    let mut pending: Vec<Entry> = Vec::new();
    walk(&mut cx, "Ccy", |cx, at| {
        if at.is("Ntry") {
            if at.cut() {
                cx.problem(
                    at.start(),
                    "the file ends within this entry, which was not taken; get the file from the bank again",
                );
            } else if let Some(entry) = entry(cx, at) {
                pending.push(entry);
            }
            return Keep::Drop;
        }
        if REPORTS.iter().any(|name| at.is(name)) {
            let entries = std::mem::take(&mut pending);
            statements.push(statement(cx, at, entries));
            return Keep::Drop;
        }
        Keep::Stay
    });
    if statements.is_empty() {
        cx.note(None, "the message has no statement");
    }
    for statement in &mut statements {
        cx.fit(statement);
    }
    let (problems, notes) = cx.said();
    File {
        format: Format::Camt,
        version,
        encoding: "",
        dates: None,
        mapping: None,
        statements,
        problems,
        notes,
    }
}

/// The message and its version, as the namespace has it: `camt.053.001.08`.
fn version(text: &str) -> Option<String> {
    let at = text.find("camt.05")?;
    let version: String =
        text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').take(20).collect();
    Some(version.trim_end_matches('.').trim_end_matches(".xsd").to_owned())
}

/// An amount with the sign of its indicator, and its currency.
fn amount(
    cx: &mut Context<'_>,
    what: &str,
    holder: At<'_, '_>,
    found: At<'_, '_>,
) -> Option<(Decimal, Option<Code>)> {
    let read = cx.amount(found.start(), what, found.text(), Mark::PointFirst)?;
    let indicator = holder.value(&["CdtDbtInd"]).unwrap_or_default();
    // An amount of ISO 20022 has no sign; where a bank gives one all the same, two signs would be a guess.
    let negative = match indicator {
        "DBIT" => true,
        "CRDT" => false,
        _ if read.amount.is_zero() => false,
        other => {
            let message = format!(
                "whether {what} is a credit or a debit is not said (CdtDbtInd {}); look it up at the bank",
                shown(other)
            );
            cx.problem(found.start(), message);
            return None;
        }
    };
    if read.amount.is_negative() {
        cx.problem(
            found.start(),
            format!("{what} {} has a sign and an indicator; look it up at the bank", shown(found.text())),
        );
        return None;
    }
    let code = found.attribute().and_then(Code::new);
    if let Some(wrong) = found.attribute().filter(|text| code.is_none() && !text.trim().is_empty()) {
        cx.problem(found.start(), format!("the currency {} is none; look it up at the bank", shown(wrong)));
        return None;
    }
    Some((if negative { read.amount.negated() } else { read.amount }, code.or(read.currency)))
}

/// A day, given as such or as a moment, whose day is that which is written.
fn day<'n>(at: At<'n, '_>) -> Option<(&'n str, Option<Date>)> {
    let text = at
        .value(&["Dt"])
        .or_else(|| at.value(&["DtTm"]))
        .or(Some(at.text()))
        .filter(|text| !text.is_empty())?;
    Some((text, iso(text).or_else(|| compact(text))))
}

/// A day that may be missing, but if it is there must be one.
fn said_day(cx: &mut Context<'_>, what: &str, at: Option<At<'_, '_>>) -> Option<Date> {
    let at = at?;
    let (text, date) = day(at)?;
    if date.is_none() {
        cx.problem(
            at.start(),
            format!(
                "{what} {} is no day of the calendar that can be read; look it up at the bank",
                shown(text)
            ),
        );
    }
    date
}

/// A reference that says something.
fn reference(cx: &mut Context<'_>, at: At<'_, '_>, path: &[&str]) -> Option<String> {
    let value = at.value(path)?;
    let none = NO_REFERENCE.iter().any(|none| value.eq_ignore_ascii_case(none))
        || value.bytes().all(|b| matches!(b, b'0' | b'-' | b' '));
    if none { None } else { cx.words(at.start(), value) }
}

fn entry(cx: &mut Context<'_>, at: At<'_, '_>) -> Option<Entry> {
    let mut entry = cx.entry(at.start(), at.end())?;
    match at.child("Amt") {
        None => cx.problem(at.start(), "the amount of this entry (Amt) is missing; look it up at the bank"),
        Some(found) => {
            if let Some((amount, code)) = amount(cx, "the amount", at, found) {
                entry.amount = Some(amount);
                entry.currency = code;
            }
        }
    }
    entry.value_date = said_day(cx, "the value date", at.child("ValDt"));
    let booked = at.child("BookgDt").filter(|booked| day(*booked).is_some());
    entry.date = said_day(cx, "the date of booking", booked);
    if booked.is_none() {
        // Both are optional in the standard; one that is not booked yet has only the other.
        entry.date = entry.value_date;
        if entry.date.is_none() && at.child("ValDt").is_none_or(|value| day(value).is_none()) {
            cx.problem(
                at.start(),
                "the date of this entry (BookgDt, ValDt) is missing; look it up at the bank",
            );
        }
    }
    entry.status = match at.value(&["Sts", "Cd"]).or_else(|| at.value(&["Sts"])) {
        Some("PDNG" | "FUTR") => Status::Pending,
        Some("INFO") => Status::Information,
        _ => Status::Booked,
    };
    entry.reversal = matches!(at.value(&["RvslInd"]), Some("true" | "1"));
    entry.bank_id = reference(cx, at, &["AcctSvcrRef"]);
    entry.kind = code(at.child("BkTxCd"));
    let details: Vec<At<'_, '_>> = at
        .children()
        .filter(|child| child.is("NtryDtls"))
        .flat_map(|details| details.children().filter(|child| child.is("TxDtls")))
        .chain(at.children().filter(|child| child.is("TxDtls")))
        .collect();
    let additional = at.value(&["AddtlNtryInf"]).and_then(|text| cx.words(at.start(), text));
    match details.as_slice() {
        [] => {}
        [only] => single(cx, *only, &mut entry),
        many => {
            entry.splits = many.iter().map(|detail| part(cx, *detail, &entry)).collect();
            let sum = entry
                .splits
                .iter()
                .map(|split| split.amount)
                .try_fold(Decimal::new(0, 0), |sum, amount| Some(sum?.plus(amount?)));
            if let (Some(Some(sum)), Some(amount)) = (sum, entry.amount)
                && sum != amount
            {
                cx.note(
                    at.start(),
                    format!("the payments of this batch sum to {sum}, the entry to {amount}, which counts"),
                );
            }
        }
    }
    if entry.text.is_none() {
        entry.text = additional;
    } else if entry.kind_text.is_none() {
        entry.kind_text = additional;
    }
    Some(entry)
}

/// The code of the kind: domain, family and sub-family, or the bank's own.
fn code(at: Option<At<'_, '_>>) -> Option<String> {
    let at = at?;
    let parts = [&["Domn", "Cd"][..], &["Domn", "Fmly", "Cd"], &["Domn", "Fmly", "SubFmlyCd"]];
    let parts: Vec<&str> = parts.iter().filter_map(|path| at.value(path)).collect();
    let code = if parts.is_empty() { at.value(&["Prtry", "Cd"])?.to_owned() } else { parts.join("/") };
    Some(code.chars().take(60).collect())
}

/// The other side of a payment: who is paid, if money goes; who pays, if it comes. What is taken back went the other way before.
fn other_side(cx: &mut Context<'_>, detail: At<'_, '_>, debit: bool) -> Side {
    let Some(parties) = detail.child("RltdPties") else { return Side::default() };
    let (main, ultimate, account, agent) = if debit {
        ("Cdtr", "UltmtCdtr", "CdtrAcct", "CdtrAgt")
    } else {
        ("Dbtr", "UltmtDbtr", "DbtrAcct", "DbtrAgt")
    };
    // Since version 8 a party stands within another element.
    let name = |role: &str| parties.value(&[role, "Nm"]).or_else(|| parties.value(&[role, "Pty", "Nm"]));
    let name = name(main).or_else(|| name(ultimate)).or_else(|| parties.value(&[account, "Nm"]));
    let number = [&["Id", "IBAN"][..], &["Id", "Othr", "Id"], &["Id", "PrtryAcct", "Id"], &["Id", "BBAN"]]
        .iter()
        .find_map(|path| parties.child(account)?.value(path));
    let bank = detail.path(&["RltdAgts", agent, "FinInstnId"]);
    let bank = bank.and_then(|bank| {
        bank.value(&["BICFI"])
            .or_else(|| bank.value(&["BIC"]))
            .or_else(|| bank.value(&["ClrSysMmbId", "MmbId"]))
            .or_else(|| bank.value(&["Nm"]))
    });
    let start = detail.start();
    Side {
        name: name.and_then(|text| cx.words(start, text)),
        account: number.and_then(|text| cx.words(start, text)),
        bank: bank.and_then(|text| cx.words(start, text)),
    }
}

#[derive(Default)]
struct Side {
    name: Option<String>,
    account: Option<String>,
    bank: Option<String>,
}

/// What a payment is for: the free text, else the creditor's reference, else what the bank adds.
fn purpose(cx: &mut Context<'_>, detail: At<'_, '_>) -> Option<String> {
    let mut texts: Vec<&str> = Vec::new();
    if let Some(information) = detail.child("RmtInf") {
        texts.extend(information.children().filter(|child| child.is("Ustrd")).map(|child| child.text()));
        for structured in information.children().filter(|child| child.is("Strd")) {
            texts.extend(structured.value(&["CdtrRefInf", "Ref"]));
            texts.extend(structured.value(&["CdtrRefInf", "CdtrRef"]));
            texts.extend(
                structured.children().filter(|child| child.is("AddtlRmtInf")).map(|child| child.text()),
            );
        }
    }
    texts.retain(|text| !text.is_empty());
    if texts.is_empty() {
        texts.extend(detail.value(&["AddtlTxInf"]));
    }
    cx.words(detail.start(), &texts.join(" "))
}

/// An entry of one payment: its details are the entry's.
fn single(cx: &mut Context<'_>, detail: At<'_, '_>, entry: &mut Entry) {
    let debit =
        entry.amount.map_or_else(|| detail.value(&["CdtDbtInd"]) == Some("DBIT"), Decimal::is_negative);
    // What is taken back keeps the parties of what it takes back.
    let side = other_side(cx, detail, debit != entry.reversal);
    entry.payee = side.name;
    entry.counterpart_account = side.account;
    entry.counterpart_bank = side.bank;
    entry.text = purpose(cx, detail);
    if entry.bank_id.is_none() {
        entry.bank_id = reference(cx, detail, &["Refs", "AcctSvcrRef"]);
    }
    entry.reference =
        reference(cx, detail, &["Refs", "EndToEndId"]).or_else(|| reference(cx, detail, &["Refs", "TxId"]));
    entry.check_number = reference(cx, detail, &["Refs", "ChqNb"]);
    if entry.kind.is_none() {
        entry.kind = code(detail.child("BkTxCd"));
    }
    entry.original = original(cx, detail, entry.currency, debit);
}

/// A payment of a batch.
fn part(cx: &mut Context<'_>, detail: At<'_, '_>, entry: &Entry) -> Split {
    let debit = match detail.value(&["CdtDbtInd"]) {
        Some("DBIT") => true,
        Some("CRDT") => false,
        _ => entry.amount.is_some_and(Decimal::is_negative),
    };
    let side = other_side(cx, detail, debit != entry.reversal);
    // The payment's own amount may be in another currency than the entry; then it is no part of it in numbers.
    let paths: [&[&str]; 3] = [&["Amt"], &["AmtDtls", "TxAmt", "Amt"], &["AmtDtls", "InstdAmt", "Amt"]];
    let amount = paths
        .iter()
        .filter_map(|path| detail.path(path))
        .find(|amount| amount.attribute().and_then(Code::new).is_none_or(|code| Some(code) == entry.currency))
        .and_then(|amount| decimal::read(amount.text(), Mark::PointFirst).ok())
        .map(|read| read.amount.signed(debit));
    Split {
        amount,
        payee: side.name,
        text: purpose(cx, detail),
        reference: reference(cx, detail, &["Refs", "EndToEndId"])
            .or_else(|| reference(cx, detail, &["Refs", "AcctSvcrRef"]))
            .or_else(|| reference(cx, detail, &["Refs", "TxId"])),
        ..Split::default()
    }
}

/// The amount in another currency, and the rate, where the details say them.
fn original(
    cx: &mut Context<'_>,
    detail: At<'_, '_>,
    currency: Option<Code>,
    debit: bool,
) -> Option<Original> {
    let details = detail.child("AmtDtls")?;
    let amounts = ["InstdAmt", "TxAmt", "CntrValAmt"].map(|name| details.child(name));
    let rate = amounts
        .iter()
        .flatten()
        .find_map(|amount| amount.value(&["CcyXchg", "XchgRate"]))
        .and_then(|rate| decimal::read(rate, Mark::PointFirst).ok())
        .map(|read| read.amount);
    let other = amounts.iter().flatten().filter_map(|amount| amount.child("Amt")).find_map(|amount| {
        let code = amount.attribute().and_then(Code::new).filter(|code| Some(*code) != currency)?;
        Some((amount, code))
    });
    let (amount, code) = match other {
        Some((at, code)) => (
            cx.amount(at.start(), "the original amount", at.text(), Mark::PointFirst)
                .map(|read| read.amount.signed(debit)),
            Some(code),
        ),
        None => (None, None),
    };
    (amount.is_some() || rate.is_some()).then_some(Original { amount, currency: code, rate })
}

fn statement(cx: &mut Context<'_>, at: At<'_, '_>, entries: Vec<Entry>) -> Statement {
    let start = at.start();
    let mut statement = Statement { line: cx.text.line(start), entries, ..Statement::default() };
    statement.id = at.value(&["Id"]).and_then(|id| cx.words(start, id));
    if let Some(account) = at.child("Acct") {
        let number = [
            &["Id", "IBAN"][..],
            &["Id", "Othr", "Id"],
            &["Id", "PrtryAcct", "Id"],
            &["Id", "BBAN"],
            &["Id", "UPIC"],
            &["Id"],
        ]
        .iter()
        .find_map(|path| account.value(path));
        statement.account = number.and_then(|text| cx.words(start, text));
        statement.kind = account
            .value(&["Tp", "Cd"])
            .or_else(|| account.value(&["Tp", "Prtry"]))
            .and_then(|text| cx.words(start, text));
        statement.name = account
            .value(&["Nm"])
            .or_else(|| account.value(&["Ownr", "Nm"]))
            .and_then(|text| cx.words(start, text));
        statement.currency = account.value(&["Ccy"]).and_then(Code::new);
        if let Some(bank) = account.path(&["Svcr", "FinInstnId"]) {
            let paths = [
                &["BICFI"][..],
                &["BIC"],
                &["ClrSysMmbId", "MmbId"],
                &["Othr", "Id"],
                &["CmbndId", "BIC"],
                &["Nm"],
                &["NmAndAdr", "Nm"],
            ];
            statement.bank =
                paths.iter().find_map(|path| bank.value(path)).and_then(|text| cx.words(start, text));
        }
    }
    let period = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| at.value(&["FrToDt", name]).or_else(|| at.value(&["RptgPrd", "FrToDt", name])))
            .and_then(iso)
    };
    statement.from = period(["FrDtTm", "FrDt"]);
    statement.to = period(["ToDtTm", "ToDt"]);
    balances(cx, at, &mut statement);
    if statement.currency.is_none() {
        let first = statement
            .opening
            .iter()
            .chain(&statement.closing)
            .chain(&statement.balances)
            .find_map(|balance| balance.currency);
        let entries = statement.entries.first().and_then(|entry| entry.currency);
        let alike = statement.entries.iter().all(|entry| entry.currency == entries);
        statement.currency = first.or(entries.filter(|_| alike));
    }
    if let Some(code) = statement.currency {
        for entry in
            statement.entries.iter().filter(|entry| entry.currency.is_some_and(|other| other != code))
        {
            let other = entry.currency.unwrap_or(code);
            cx.note(entry.offset, format!("the entry is in {other}, the account in {code}"));
        }
    }
    statement
}

/// Balances: the opening is the opening booked or the previously closed one, the closing is the closing booked one. Of intermediate pages
/// there may be several of a kind: the first opens, the last closes.
fn balances(cx: &mut Context<'_>, at: At<'_, '_>, statement: &mut Statement) {
    let mut previous = None;
    for found in at.children().filter(|child| child.is("Bal") && !child.cut()) {
        let kind = [&["Tp", "CdOrPrtry", "Cd"][..], &["Tp", "Cd"], &["Tp", "CdOrPrtry", "Prtry"], &["Tp"]]
            .iter()
            .find_map(|path| found.value(path))
            .unwrap_or_default();
        let kind: String = kind.chars().take(35).collect();
        let Some(figure) = found.child("Amt") else {
            cx.problem(found.start(), "the amount of this balance is missing; look it up at the bank");
            continue;
        };
        let Some((amount, currency)) = amount(cx, "the balance", found, figure) else { continue };
        let date = said_day(cx, "the date of the balance", found.child("Dt"));
        let balance = Balance { kind, date, amount, currency, line: cx.text.line(found.start()) };
        match balance.kind.as_str() {
            "OPBD" if statement.opening.is_none() => statement.opening = Some(balance),
            "PRCD" if previous.is_none() => previous = Some(balance),
            "CLBD" => statement.closing = Some(balance),
            _ => statement.balances.push(balance),
        }
    }
    match previous {
        Some(balance) if statement.opening.is_none() => statement.opening = Some(balance),
        other => statement.balances.extend(other),
    }
}

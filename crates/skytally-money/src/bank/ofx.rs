//! OFX 1 and 2, and QFX: Open Financial Exchange, by its specification 2.3 (sections 3, 11 and 13) and by what banks make of it.

use super::context::{Context, shown};
use super::date::compact;
use super::decimal::{Decimal, Mark};
use super::sgml::{Token, Tokens};
use super::tree::{At, Keep, Shape, Tree};
use super::types::{Balance, Code, Entry, File, Format, Original, Statement};

/// Elements that hold others, by name: all that enclose what is read here.
const HOLDERS: &[&str] = &[
    "OFX",
    "SIGNONMSGSRSV1",
    "SONRS",
    "STATUS",
    "FI",
    "SIGNUPMSGSRSV1",
    "ACCTINFOTRNRS",
    "ACCTINFORS",
    "ACCTINFO",
    "BANKACCTINFO",
    "CCACCTINFO",
    "INVACCTINFO",
    "BANKMSGSRSV1",
    "CREDITCARDMSGSRSV1",
    "INVSTMTMSGSRSV1",
    "STMTTRNRS",
    "CCSTMTTRNRS",
    "INVSTMTTRNRS",
    "STMTRS",
    "CCSTMTRS",
    "INVSTMTRS",
    "BANKACCTFROM",
    "CCACCTFROM",
    "INVACCTFROM",
    "BANKACCTTO",
    "CCACCTTO",
    "BANKTRANLIST",
    "BANKTRANLISTP",
    "INVTRANLIST",
    "STMTTRN",
    "STMTTRNP",
    "LEDGERBAL",
    "AVAILBAL",
    "INVBAL",
    "PAYEE",
    "INVBANKTRAN",
    "INVTRAN",
    "INVBUY",
    "INVSELL",
    "SECID",
    "INVPOSLIST",
    "INVOOLIST",
    "INV401K",
    "INV401KBAL",
    "SECLISTMSGSRSV1",
    "SECLIST",
    "BUYDEBT",
    "BUYMF",
    "BUYOPT",
    "BUYOTHER",
    "BUYSTOCK",
    "SELLDEBT",
    "SELLMF",
    "SELLOPT",
    "SELLOTHER",
    "SELLSTOCK",
    "INCOME",
    "INVEXPENSE",
    "MARGININTEREST",
    "RETOFCAP",
    "REINVEST",
    "TRANSFER",
    "JRNLFUND",
    "JRNLSEC",
    "SPLIT",
    "CLOSUREOPT",
];

/// Elements that are never within one of the same name: where one opens, the one before has ended.
const APART: &[&str] = &[
    "STMTTRN",
    "STMTTRNRS",
    "CCSTMTTRNRS",
    "INVSTMTTRNRS",
    "STMTRS",
    "CCSTMTRS",
    "INVSTMTRS",
    "BANKTRANLIST",
    "INVTRANLIST",
    "LEDGERBAL",
    "AVAILBAL",
];

/// Where one of these opens, an entry that is still open has ended.
const AFTER_ENTRIES: &[&str] = &[
    "LEDGERBAL",
    "AVAILBAL",
    "STMTTRNRS",
    "CCSTMTTRNRS",
    "INVSTMTTRNRS",
    "INVPOSLIST",
    "INVBAL",
    "BANKTRANLISTP",
];

/// Investment transactions whose total is what they do to the cash of the account.
const TRADES: &[&str] = &[
    "BUYDEBT",
    "BUYMF",
    "BUYOPT",
    "BUYOTHER",
    "BUYSTOCK",
    "SELLDEBT",
    "SELLMF",
    "SELLOPT",
    "SELLOTHER",
    "SELLSTOCK",
    "INCOME",
    "INVEXPENSE",
    "MARGININTEREST",
    "RETOFCAP",
];

/// Investment transactions that move no cash into the account or out of it.
const NO_CASH: &[&str] = &["REINVEST", "TRANSFER", "JRNLFUND", "JRNLSEC", "SPLIT", "CLOSUREOPT"];

/// What no one asks for here: positions, orders, securities.
const NOT_READ: &[&str] = &["INVPOSLIST", "INVOOLIST", "INV401K", "INV401KBAL", "SECLIST", "SONRS"];

pub(super) fn read(mut cx: Context<'_>) -> File {
    let text: &str = &cx.text.text;
    let start = header_end(text);
    let version = version(text);
    let mut reader =
        Reader { pending: Vec::new(), statements: Vec::new(), listed: 0, answered: false, cashless: 0 };
    let mut tree = Tree::new(Shape::Sgml(HOLDERS));
    let mut end = start;
    for token in Tokens::new(text, start) {
        match token {
            Token::Text(value) => {
                if !value.trim().is_empty() {
                    tree.text(value);
                }
            }
            Token::Open { name, start, end: tag_end, empty } => {
                end = tag_end;
                // A value of SGML ends where the next tag starts.
                if tree.innermost().is_some_and(|at| !at.text().is_empty()) {
                    tree.close_innermost(start, |at| reader.closed(&mut cx, at));
                }
                let among = |names: &[&str]| names.iter().any(|other| name.eq_ignore_ascii_case(other));
                if among(APART) && tree.is_open(name) {
                    tree.close(name, start, |at| reader.closed(&mut cx, at));
                } else if among(AFTER_ENTRIES) && tree.is_open("STMTTRN") {
                    tree.close("STMTTRN", start, |at| reader.closed(&mut cx, at));
                }
                if let Err(error) = tree.open(name, None, start) {
                    cx.problem(start, format!("{error}; what stands before it was read"));
                    break;
                }
                if empty {
                    tree.close_innermost(tag_end, |at| reader.closed(&mut cx, at));
                }
            }
            Token::Close { name, end: tag_end } => {
                end = tag_end;
                tree.close(name, tag_end, |at| reader.closed(&mut cx, at));
            }
        }
    }
    let cut = tree.finish(end, |at| reader.closed(&mut cx, at));
    if let Some(name) = cut {
        cx.problem(
            end,
            format!("the file ends within {name}: it may have been cut off; get it from the bank again"),
        );
    }
    reader.finish(&mut cx);
    let (problems, notes) = {
        for statement in &mut reader.statements {
            cx.fit(statement);
        }
        cx.said()
    };
    File {
        format: Format::Ofx,
        version,
        encoding: "",
        dates: None,
        mapping: None,
        statements: reader.statements,
        problems,
        notes,
    }
}

/// Longest header of either version.
const HEADER_MAX_CHARS: usize = 1000;

/// Where the header of OFX 1 ends: before the first tag.
fn header_end(text: &str) -> usize {
    text.find('<').unwrap_or(text.len())
}

/// The version as the header says it: `VERSION:102` or `VERSION="211"`. The version of XML itself is another.
fn version(text: &str) -> Option<String> {
    let upper: String = text.chars().take(HEADER_MAX_CHARS).collect::<String>().to_ascii_uppercase();
    let from = upper.find("OFXHEADER")?;
    let rest = &upper[from..];
    let at = rest.find("VERSION")? + "VERSION".len();
    let digits: String = rest[at..]
        .chars()
        .skip_while(|c| matches!(c, ':' | '=' | '"' | '\'' | ' '))
        .take_while(char::is_ascii_digit)
        .collect();
    (!digits.is_empty() && digits.len() <= 4).then_some(digits)
}

struct Reader {
    /// Entries of the statement that is open.
    pending: Vec<Entry>,
    statements: Vec<Statement>,
    /// Accounts that the file lists without a statement.
    listed: usize,
    /// Whether the file has said why there is no statement.
    answered: bool,
    /// Investment transactions of the open statement that move no cash.
    cashless: usize,
}

impl Reader {
    fn closed(&mut self, cx: &mut Context<'_>, at: At<'_, '_>) -> Keep {
        let among = |names: &[&str]| names.iter().any(|name| at.is(name));
        if at.cut() && (at.is("STMTTRN") || among(TRADES)) {
            cx.problem(
                at.start(),
                "the file ends within this entry, which was not taken; get the file from the bank again",
            );
            return Keep::Drop;
        }
        if at.is("STMTTRN") {
            self.entry(cx, at);
            return Keep::Drop;
        }
        if among(TRADES) {
            self.trade(cx, at);
            return Keep::Drop;
        }
        if among(NO_CASH) {
            self.cashless += 1;
            return Keep::Drop;
        }
        if at.is("STMTTRNP") {
            cx.note(at.start(), "a pending entry was left out; the bank has not booked it");
            return Keep::Drop;
        }
        if at.is("STATUS") {
            self.status(cx, at);
            return Keep::Drop;
        }
        if at.is("ACCTINFO") {
            self.listed += 1;
            return Keep::Drop;
        }
        if at.is("STMTRS") || at.is("CCSTMTRS") || at.is("INVSTMTRS") {
            self.statement(cx, at);
            return Keep::Drop;
        }
        if among(NOT_READ) { Keep::Drop } else { Keep::Stay }
    }

    /// An error that the bank's server put into the file in place of an answer.
    fn status(&mut self, cx: &mut Context<'_>, at: At<'_, '_>) {
        let severity = at.value(&["SEVERITY"]).unwrap_or_default();
        let code = at.value(&["CODE"]).unwrap_or("0");
        let message =
            at.value(&["MESSAGE"]).map(|message| format!(": {}", shown(message))).unwrap_or_default();
        if severity.eq_ignore_ascii_case("ERROR") {
            self.answered = true;
            cx.problem(
                at.start(),
                format!(
                    "the bank answered with error {}{message}; get the file again, or ask the bank",
                    shown(code)
                ),
            );
        } else if severity.eq_ignore_ascii_case("WARN") {
            cx.note(at.start(), format!("the bank warns with code {}{message}", shown(code)));
        }
    }

    fn entry(&mut self, cx: &mut Context<'_>, at: At<'_, '_>) {
        let Some(mut entry) = cx.entry(at.start(), at.end()) else { return };
        let start = at.start();
        entry.date = cx.date(start, "the date of this entry (DTPOSTED)", at.value(&["DTPOSTED"]), compact);
        entry.value_date = at.value(&["DTAVAIL"]).and_then(compact);
        let place = at.child("TRNAMT").map_or(start, |amount| amount.start());
        match at.value(&["TRNAMT"]) {
            None => cx.problem(place, "the amount of this entry (TRNAMT) is missing; look it up at the bank"),
            Some(value) => {
                if let Some(read) = cx.amount(place, "the amount", value, Mark::PointFirst) {
                    entry.amount = Some(read.amount);
                    entry.currency = read.currency;
                }
            }
        }
        self.exchange(cx, at, &mut entry);
        let mut words = |name: &str| at.value(&[name]).and_then(|value| cx.words(start, value));
        entry.kind = words("TRNTYPE");
        entry.bank_id = words("FITID");
        entry.check_number = words("CHECKNUM").filter(|number| number.bytes().any(|b| b != b'0'));
        entry.reference = words("REFNUM");
        entry.payee = words("NAME");
        entry.text = words("MEMO");
        if entry.payee.is_none() {
            entry.payee = at
                .value(&["PAYEE", "NAME"])
                .or_else(|| at.value(&["EXTDNAME"]))
                .and_then(|value| cx.words(start, value));
        }
        for to in ["BANKACCTTO", "CCACCTTO"] {
            if let Some(account) = at.value(&[to, "ACCTID"]) {
                entry.counterpart_account = cx.words(start, account);
                entry.counterpart_bank = at.value(&[to, "BANKID"]).and_then(|bank| cx.words(start, bank));
            }
        }
        if let Some(corrected) = at.value(&["CORRECTFITID"]) {
            let action = at.value(&["CORRECTACTION"]).unwrap_or("REPLACE");
            cx.note(
                start,
                format!(
                    "the bank corrects entry {} by this one ({}); look at both",
                    shown(corrected),
                    shown(action)
                ),
            );
        }
        self.pending.push(entry);
    }

    /// `CURRENCY`: the amount is in that currency. `ORIGCURRENCY`: it was, and has been exchanged. Section 5.2.
    fn exchange(&mut self, cx: &mut Context<'_>, at: At<'_, '_>, entry: &mut Entry) {
        for (name, still) in [("CURRENCY", true), ("ORIGCURRENCY", false)] {
            let Some(within) = at.child(name) else { continue };
            let symbol =
                within.value(&["CURSYM"]).or(Some(within.text())).filter(|symbol| !symbol.is_empty());
            let code = symbol.and_then(Code::new);
            let Some(code) = code else {
                cx.note(
                    within.start(),
                    "the currency of this entry is not named and that of the account is taken",
                );
                continue;
            };
            let rate = within
                .value(&["CURRATE"])
                .and_then(|rate| super::decimal::read(rate, Mark::PointFirst).ok())
                .map(|read| read.amount);
            if still {
                entry.currency = Some(code);
            }
            entry.original = Some(Original { amount: None, currency: Some(code), rate });
        }
    }

    /// What an investment transaction does to the cash: its total, whose sign the specification sets (section 13.9.2).
    fn trade(&mut self, cx: &mut Context<'_>, at: At<'_, '_>) {
        let inner = at.child("INVBUY").or_else(|| at.child("INVSELL")).unwrap_or(at);
        let Some(total) = inner.value(&["TOTAL"]) else {
            cx.problem(
                at.start(),
                format!("the total of this {} is missing; look it up at the bank", at.name()),
            );
            return;
        };
        let Some(mut entry) = cx.entry(at.start(), at.end()) else { return };
        let start = at.start();
        if let Some(read) = cx.amount(start, "the total", total, Mark::PointFirst) {
            entry.amount = Some(read.amount);
        }
        let of = |name: &str| inner.value(&["INVTRAN", name]);
        entry.date = cx.date(start, "the date of this entry (DTTRADE)", of("DTTRADE"), compact);
        entry.value_date = of("DTSETTLE").and_then(compact);
        entry.bank_id = of("FITID").and_then(|id| cx.words(start, id));
        entry.text = of("MEMO").and_then(|memo| cx.words(start, memo));
        entry.kind = Some(at.name().to_ascii_uppercase());
        entry.kind_text = inner.value(&["SECID", "UNIQUEID"]).and_then(|id| cx.words(start, id));
        self.exchange(cx, inner, &mut entry);
        self.pending.push(entry);
    }

    fn statement(&mut self, cx: &mut Context<'_>, at: At<'_, '_>) {
        let start = at.start();
        let mut statement = Statement { line: cx.text.line(start), ..Statement::default() };
        if let Some(account) =
            ["BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"].iter().find_map(|name| at.child(name))
        {
            let mut words = |name: &str| account.value(&[name]).and_then(|value| cx.words(start, value));
            statement.account = words("ACCTID");
            statement.bank = words("BANKID").or_else(|| words("BROKERID"));
            statement.kind = words("ACCTTYPE");
        }
        if statement.kind.is_none() {
            let kind = if at.is("CCSTMTRS") { "CREDITCARD" } else { "INVESTMENT" };
            statement.kind = (!at.is("STMTRS")).then(|| kind.to_owned());
        }
        if let Some(symbol) = at.child("CURDEF").filter(|symbol| !symbol.text().is_empty()) {
            statement.currency = Code::new(symbol.text());
            if statement.currency.is_none() {
                cx.problem(
                    symbol.start(),
                    format!("the currency {} is none; name it with --currency", shown(symbol.text())),
                );
            }
        }
        let list = at.child("BANKTRANLIST").or_else(|| at.child("INVTRANLIST"));
        if let Some(list) = list {
            statement.from = list.value(&["DTSTART"]).and_then(compact);
            statement.to = list.value(&["DTEND"]).and_then(compact);
        }
        for (name, closing) in [("LEDGERBAL", true), ("AVAILBAL", false)] {
            let Some(balance) = at.child(name).filter(|balance| !balance.cut()) else { continue };
            let read = balance_of(cx, balance, name);
            if closing {
                statement.closing = read;
            } else {
                statement.balances.extend(read);
            }
        }
        if let Some(cash) = at.path(&["INVBAL", "AVAILCASH"]).filter(|cash| !cash.text().is_empty()) {
            let amount = cx.amount(cash.start(), "the cash balance", cash.text(), Mark::PointFirst);
            statement.balances.extend(amount.map(|read| Balance {
                kind: "AVAILCASH".to_owned(),
                date: at.value(&["DTASOF"]).and_then(compact),
                amount: read.amount,
                currency: read.currency,
                line: cx.text.line(cash.start()),
            }));
        }
        if self.cashless > 0 {
            let count = std::mem::take(&mut self.cashless);
            cx.note(start, format!("{count} investment transactions move no cash (transfers, splits, reinvestments) and were left out"));
        }
        statement.entries = std::mem::take(&mut self.pending);
        if let Some(code) = statement.currency {
            for entry in
                statement.entries.iter().filter(|entry| entry.currency.is_some_and(|other| other != code))
            {
                let other = entry.currency.unwrap_or(code);
                cx.note(
                    entry.offset,
                    format!("the amount is in {other}, as the file says; the account is in {code}"),
                );
            }
        }
        self.statements.push(statement);
    }

    fn finish(&mut self, cx: &mut Context<'_>) {
        if !self.pending.is_empty() {
            let entries = std::mem::take(&mut self.pending);
            let line = entries.first().map_or(1, |entry| entry.line);
            cx.note(
                entries.first().map(|entry| entry.offset),
                "entries stand outside of any statement; their account is not known",
            );
            self.statements.push(Statement { line, entries, ..Statement::default() });
        }
        if self.listed > 0 && self.statements.is_empty() {
            cx.note(
                None,
                format!(
                    "the file lists {} accounts and has no statement; ask the bank for the transactions",
                    self.listed
                ),
            );
        } else if self.statements.is_empty() && !self.answered {
            cx.note(None, "the file has no statement");
        }
    }
}

fn balance_of(cx: &mut Context<'_>, balance: At<'_, '_>, kind: &str) -> Option<Balance> {
    let amount = balance.child("BALAMT");
    let place = amount.map_or(balance.start(), |amount| amount.start());
    let what = if kind == "LEDGERBAL" { "the closing balance" } else { "the available balance" };
    let amount: Decimal =
        cx.amount(place, what, amount.map(|at| at.text()).unwrap_or_default(), Mark::PointFirst)?.amount;
    let date = balance.value(&["DTASOF"]).and_then(compact);
    Some(Balance { kind: kind.to_owned(), date, amount, currency: None, line: cx.text.line(place) })
}

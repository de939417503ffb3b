//! MT940 and MT942: the customer statement of SWIFT (and its interim report), by its rules and by what banks send.

mod details;

use jiff::civil::Date;

use super::context::{Context, shown};
use super::date::{four, six};
use super::decimal::{self, Mark};
use super::types::{Balance, Code, Entry, File, Format, Original, Statement, Status};
use details::{Details, unnumbered};

/// The fields of the message. What looks like another one is text that a bank wrapped, such as a time of day.
const FIELDS: &[&str] = &[
    "20", "21", "25", "25P", "28", "28C", "60F", "60M", "60", "61", "62F", "62M", "62", "64", "65", "86",
    "NS", "13", "13C", "13D", "34F", "90C", "90D", "940", "942",
];

/// What banks write where they have no reference.
const NO_REFERENCE: &[&str] = &["NONREF", "NOTPROVIDED", "NOREF", "KREF+", "EREF+", "EREF", "KREF", "NONE"];

/// A line that starts a field: its tag, and where its content starts.
pub(super) fn field(line: &str) -> Option<(&str, usize)> {
    let rest = line.strip_prefix(':')?;
    let end = rest.get(..rest.len().min(4)).or_else(|| rest.get(..3)).or_else(|| rest.get(..2))?.find(':')?;
    let tag = &rest[..end];
    FIELDS.contains(&tag).then_some((tag, end + 2))
}

/// A field: tag, lines of content, where it starts and where it ends.
struct Field<'t> {
    tag: &'t str,
    lines: Vec<&'t str>,
    start: usize,
    end: usize,
}

pub(super) fn read(mut cx: Context<'_>) -> File {
    let text: &str = &cx.text.text;
    let mut reader = Reader { statement: None, statements: Vec::new(), last: Last::Nothing, interim: false };
    let mut open: Option<Field<'_>> = None;
    let mut at = 0;
    while at < text.len() {
        let length = text[at..].find(['\n', '\r']).unwrap_or(text.len() - at);
        let whole = &text[at..at + length];
        let (mut start, mut line) = (at, whole.trim_start_matches(|c: char| c.is_control() && c != '\t'));
        start += whole.len() - line.len();
        line = line.trim_end_matches(|c: char| c.is_control() && c != '\t');
        at += length + 1;
        if line.starts_with('{') {
            // The blocks of the SWIFT envelope; the fourth is the message.
            reader.take(&mut cx, open.take());
            let Some(block) = line.find("{4:") else { continue };
            (start, line) = (start + block + 3, &line[block + 3..]);
        }
        if ends(line) {
            reader.take(&mut cx, open.take());
            reader.end(&mut cx);
            continue;
        }
        if let Some((tag, content)) = field(line) {
            reader.take(&mut cx, open.take());
            open = Some(Field { tag, lines: vec![&line[content..]], start, end: start + line.len() });
        } else if let Some(field) = &mut open {
            if !line.trim().is_empty() || matches!(field.tag, "86" | "61") {
                field.lines.push(line);
            }
            if !line.trim().is_empty() {
                field.end = start + line.len();
            }
        }
    }
    reader.take(&mut cx, open.take());
    reader.end(&mut cx);
    if reader.statements.is_empty() {
        cx.note(None, "the message has no statement");
    }
    for statement in &mut reader.statements {
        cx.fit(statement);
    }
    let version = Some(if reader.interim { "MT942" } else { "MT940" }.to_owned());
    let (problems, notes) = cx.said();
    File {
        format: Format::Mt940,
        version,
        encoding: "",
        dates: None,
        mapping: None,
        statements: reader.statements,
        problems,
        notes,
    }
}

/// Whether a line ends a message: a hyphen, perhaps with the brace of the block or a few letters.
fn ends(line: &str) -> bool {
    let Some(rest) = line.strip_prefix('-') else { return false };
    let rest = rest.trim_end();
    rest.is_empty()
        || rest.starts_with('}')
        || (rest.len() <= 3 && rest.bytes().all(|b| b.is_ascii_uppercase()))
}

/// To what a field 86 belongs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Entry,
    /// An entry that was too many.
    Left,
    Balance,
}

struct Reader {
    statement: Option<Draft>,
    statements: Vec<Statement>,
    last: Last,
    interim: bool,
}

/// A statement that is being read.
#[derive(Default)]
struct Draft {
    statement: Statement,
    details: Details,
    supplement: String,
    /// The reference of the customer, unless it says that there is none.
    reference: Option<String>,
}

impl Reader {
    /// The statement that is open; where the file has no head, it starts here.
    fn draft(&mut self, cx: &Context<'_>, at: usize) -> &mut Draft {
        self.statement.get_or_insert_with(|| Draft {
            statement: Statement { line: cx.text.line(at), ..Statement::default() },
            ..Draft::default()
        })
    }

    fn end(&mut self, cx: &mut Context<'_>) {
        self.close_entry(cx);
        self.last = Last::Nothing;
        if let Some(draft) = self.statement.take() {
            self.statements.push(draft.statement);
        }
    }

    fn take(&mut self, cx: &mut Context<'_>, field: Option<Field<'_>>) {
        let Some(field) = field else { return };
        let content = field.lines.first().copied().unwrap_or_default().trim();
        let at = field.start;
        match field.tag {
            "20" => {
                self.end(cx);
                let id = cx.words(at, content);
                self.draft(cx, at).statement.id = id;
            }
            "25" | "25P" => self.account(cx, at, content),
            "28" | "28C" => {
                let id = cx.words(at, content);
                if let Some(id) = id {
                    self.draft(cx, at).statement.id = Some(id);
                }
            }
            "60F" | "60M" | "60" | "62F" | "62M" | "62" | "64" | "65" => self.balance(cx, &field, content),
            "61" => self.entry(cx, &field),
            "86" => match self.last {
                Last::Entry => {
                    if let Some(draft) = &mut self.statement {
                        draft.details.add(&field.lines);
                        grow(&mut draft.statement, field.end);
                    }
                }
                Last::Nothing | Last::Left | Last::Balance => {}
            },
            "NS" => {
                if self.last == Last::Entry
                    && let Some(draft) = &mut self.statement
                {
                    draft.details.add_numbered(&field.lines);
                    grow(&mut draft.statement, field.end);
                } else if let Some(name) = details::owner(&field.lines) {
                    let name = cx.words(at, &name);
                    self.draft(cx, at).statement.name = name;
                }
            }
            "34F" => {
                self.interim = true;
                let code = content.get(..3).and_then(Code::new);
                let statement = &mut self.draft(cx, at).statement;
                statement.currency = statement.currency.or(code);
            }
            "13D" | "90C" | "90D" | "942" => self.interim = true,
            _ => {}
        }
    }

    fn account(&mut self, cx: &mut Context<'_>, at: usize, content: &str) {
        let Some(text) = cx.words(at, content) else { return };
        let draft = self.draft(cx, at);
        if draft.statement.account.is_some() {
            cx.problem(
                at,
                format!(
                    "a second account {} in one statement was left out; look at the file near this line",
                    shown(&text)
                ),
            );
            self.last = Last::Balance;
            return;
        }
        let (bank, account, currency) = split_account(&text);
        draft.statement.bank = bank;
        if draft.statement.currency.is_none() {
            draft.statement.currency = currency;
        }
        if account != text {
            draft.statement.account_text = Some(text.clone());
        }
        draft.statement.account = Some(account);
    }

    /// `1!a6!n3!a15d`: mark, date, currency, amount.
    fn balance(&mut self, cx: &mut Context<'_>, field: &Field<'_>, content: &str) {
        let at = field.start;
        let tag = field.tag;
        self.close_entry(cx);
        self.last = Last::Balance;
        let read = (|| {
            let (mark, rest) = content.split_at_checked(1)?;
            let negative = match mark {
                "C" => false,
                "D" => true,
                _ => return None,
            };
            let (day, rest) = rest.split_at_checked(6)?;
            if !day.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let code = rest.get(..3).and_then(Code::new);
            Some((negative, day, code, if code.is_some() { &rest[3..] } else { rest }))
        })();
        let Some((negative, day, code, figure)) = read else {
            cx.problem(
                at,
                format!(
                    "the balance {} has not the form of field {tag}; look it up at the bank",
                    shown(content)
                ),
            );
            return;
        };
        let Some(read) = cx.amount(at, "the balance", figure, mark_of(figure)) else { return };
        if read.amount.is_negative() {
            cx.problem(at, format!("the balance {} has two signs; look it up at the bank", shown(content)));
            return;
        }
        let date = six(day);
        if date.is_none() && day != "000000" {
            cx.problem(
                at,
                format!(
                    "the date of the balance {} is no day of the calendar; look it up at the bank",
                    shown(day)
                ),
            );
        }
        let amount = if negative { read.amount.negated() } else { read.amount };
        let line = cx.text.line(at);
        let statement = &mut self.draft(cx, at).statement;
        // A closing balance may leave the currency out.
        statement.currency = statement.currency.or(code);
        let balance = Balance { kind: tag.to_owned(), date, amount, currency: code, line };
        match tag {
            "60F" | "60M" | "60" if statement.opening.is_none() => statement.opening = Some(balance),
            "62F" | "62M" | "62" if statement.closing.is_none() => statement.closing = Some(balance),
            "64" | "65" => statement.balances.push(balance),
            _ => {
                statement.balances.push(balance);
                cx.note(at, "a second balance of this kind in one statement; the first counts");
            }
        }
    }

    /// `6!n[4!n]2a[1!a]15d1!a3!c16x[//16x]` and, on a line of its own, `[34x]`.
    fn entry(&mut self, cx: &mut Context<'_>, field: &Field<'_>) {
        self.close_entry(cx);
        let at = field.start;
        let near = self.draft(cx, at).statement.opening.as_ref().and_then(|opening| opening.date);
        let Some(mut entry) = cx.entry(at, field.end) else {
            self.last = Last::Left;
            return;
        };
        let line = field.lines.first().copied().unwrap_or_default().trim_start();
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        let (dates, rest) = line.split_at(digits);
        days(cx, at, dates, near, &mut entry);
        let rest = rest.trim_start();
        let marks = [("RC", true), ("RD", false), ("EC", false), ("ED", true), ("C", false), ("D", true)];
        let Some((mark, negative)) = marks.into_iter().find(|(mark, _)| rest.starts_with(mark)) else {
            cx.problem(
                at,
                format!(
                    "the entry {} does not say whether it is a credit or a debit; look it up at the bank",
                    shown(line)
                ),
            );
            self.push(cx, at, entry);
            return;
        };
        // RC takes a credit back, so that it takes money away; RD gives a debit back.
        entry.reversal = mark.starts_with('R');
        if mark.starts_with('E') {
            entry.status = Status::Pending;
        }
        let rest = rest[mark.len()..].trim_start();
        // The third letter of the currency may stand here.
        let rest = rest.strip_prefix(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest).trim_start();
        let figure =
            rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ',' | '.')).unwrap_or(rest.len());
        let (figure, rest) = rest.split_at(figure);
        if figure.is_empty() {
            cx.problem(
                at,
                format!("the amount of the entry {} is missing; look it up at the bank", shown(line)),
            );
        } else if let Some(read) = cx.amount(at, "the amount", figure, mark_of(figure)) {
            entry.amount = Some(if negative { read.amount.negated() } else { read.amount });
        }
        let code = rest.char_indices().nth(4).map_or(rest.len(), |(at, _)| at);
        let (code, rest) = rest.split_at(code);
        entry.kind = cx.words(at, code);
        let (customer, bank) = rest.split_once("//").unwrap_or((rest, ""));
        // Some banks put the other side's name behind the sixteen characters of the reference.
        let sixteen = customer.char_indices().nth(16).map_or(customer.len(), |(at, _)| at);
        let (customer, behind) = customer.split_at(sixteen);
        entry.bank_id = said(bank).and_then(|id| cx.words(at, id));
        entry.reference = said(customer).and_then(|id| cx.words(at, id));
        let reference = entry.reference.clone();
        let mut supplement = field.lines[1..].join(" ");
        if !behind.trim().is_empty() && supplement.trim().is_empty() {
            entry.payee = cx.words(at, behind);
        } else if !behind.trim().is_empty() {
            supplement = format!("{} {supplement}", behind.trim());
        }
        entry.original = original(&supplement, entry.amount.is_some_and(decimal::Decimal::is_negative));
        self.push(cx, at, entry);
        if let Some(draft) = &mut self.statement {
            draft.supplement = supplement;
            draft.reference = reference;
        }
    }

    fn push(&mut self, cx: &mut Context<'_>, at: usize, entry: Entry) {
        let draft = self.draft(cx, at);
        draft.statement.entries.push(entry);
        draft.details = Details::default();
        draft.supplement.clear();
        draft.reference = None;
        self.last = Last::Entry;
    }

    /// Puts what fields 86 and NS say into the entry that they follow.
    fn close_entry(&mut self, cx: &mut Context<'_>) {
        if self.last != Last::Entry {
            return;
        }
        self.last = Last::Nothing;
        let Some(draft) = &mut self.statement else { return };
        let details = std::mem::take(&mut draft.details);
        let supplement = std::mem::take(&mut draft.supplement);
        let reference = draft.reference.take();
        let Some(entry) = draft.statement.entries.last_mut() else { return };
        let at = entry.offset;
        let read = details.read();
        let mut words = |text: String| cx.words(at, &text);
        entry.text = words(read.text);
        entry.payee = words(read.payee).or(entry.payee.take());
        entry.kind_text = words(read.kind_text);
        entry.counterpart_account = words(read.account);
        entry.counterpart_bank = words(read.bank);
        if let Some(end_to_end) = words(read.reference) {
            entry.reference = said(&end_to_end).map(str::to_owned).or(entry.reference.take());
        }
        let Some(supplement) = words(supplement) else {
            return;
        };
        if entry.counterpart_account.is_none() && is_iban(&supplement) {
            entry.counterpart_account = Some(supplement);
            return;
        }
        // SNS and ASN repeat account and name of the other side at the head of field 86.
        let both = reference.as_ref().map(|reference| format!("{reference} {supplement}"));
        if let (Some(both), Some(text)) = (&both, &entry.text)
            && entry.payee.is_none()
            && text.starts_with(both.as_str())
        {
            entry.text = cx.words(at, &text[both.len()..]);
            entry.counterpart_account = reference;
            entry.payee = Some(supplement);
        } else if entry.text.is_none() {
            entry.text = Some(supplement);
        } else if entry.kind_text.is_none() && !supplement.starts_with('/') {
            entry.kind_text = Some(supplement);
        }
    }
}

/// The last entry reaches to here.
fn grow(statement: &mut Statement, end: usize) {
    if let Some(entry) = statement.entries.last_mut() {
        entry.length = end.saturating_sub(entry.offset);
    }
}

/// Amounts have a comma by the rule. A point is taken where it can be nothing else.
fn mark_of(figure: &str) -> Mark {
    if figure.contains(',') { Mark::Comma } else { Mark::Either }
}

/// Value date, and date of booking where it is given: `YYMMDD[MMDD]`; a few banks write years with four digits.
fn days(cx: &mut Context<'_>, at: usize, digits: &str, near: Option<Date>, entry: &mut Entry) {
    let (value, booked) = match digits.len() {
        6 => (digits, ""),
        10 => digits.split_at(6),
        8 if digits.starts_with("20") || digits.starts_with("19") => (&digits[2..], ""),
        12 if digits.starts_with("20") || digits.starts_with("19") => digits[2..].split_at(6),
        _ => {
            cx.problem(
                at,
                format!(
                    "the date of this entry {} has not the form YYMMDD; look it up at the bank",
                    shown(digits)
                ),
            );
            return;
        }
    };
    entry.value_date = six(value);
    if entry.value_date.is_none() {
        // Banks that count thirty days a month have a 30 February: the last day of that month.
        let last = (value.get(2..6) == Some("0230") || value.get(2..6) == Some("0229"))
            .then(|| six(&format!("{}0228", &value[..2])))
            .flatten();
        match last {
            Some(day) => {
                entry.value_date = Some(day.last_of_month());
                cx.note(at, format!("the value date {} is that of a bank that counts thirty days a month: the last of February is taken", shown(value)));
            }
            None => cx.problem(
                at,
                format!("the value date {} is no day of the calendar; look it up at the bank", shown(value)),
            ),
        }
    }
    entry.date = if booked.is_empty() { entry.value_date } else { four(booked, entry.value_date.or(near)) };
    if entry.date.is_none() && !booked.is_empty() {
        cx.problem(
            at,
            format!(
                "the date of booking {} is no day of the calendar; look it up at the bank",
                shown(booked)
            ),
        );
    }
}

/// A reference that says something.
fn said(reference: &str) -> Option<&str> {
    let reference = reference.trim();
    let none = reference.is_empty() || NO_REFERENCE.iter().any(|none| reference.eq_ignore_ascii_case(none));
    (!none).then_some(reference)
}

/// `/OCMT/USD50,12/`: the original amount, in field 61.
fn original(supplement: &str, negative: bool) -> Option<Original> {
    let at = supplement.find("/OCMT/")? + "/OCMT/".len();
    let value = supplement[at..].split('/').next()?;
    let code = value.get(..3).and_then(Code::new)?;
    let amount = decimal::read(&value[3..], mark_of(value)).ok()?.amount.signed(negative);
    Some(Original { amount: Some(amount), currency: Some(code), rate: None })
}

/// Two letters, two digits, and eleven to thirty letters and digits.
fn is_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
        && bytes.iter().all(u8::is_ascii_alphanumeric)
}

/// Bank, account and currency of field 25: `BANK/ACCOUNT`, `ACCOUNT`, either with the currency behind it.
fn split_account(text: &str) -> (Option<String>, String, Option<Code>) {
    let mut rest = text.trim();
    let mut currency = None;
    // A currency stands behind a slash, a space or a digit; the end of an IBAN is not cut.
    if !is_iban(rest)
        && let Some((head, tail)) = rest.len().checked_sub(3).and_then(|at| rest.split_at_checked(at))
        && let Some(code) = Code::new(tail).filter(|code| code.currency().is_some() && code.as_str() == tail)
        && head.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '/' | ' '))
    {
        currency = Some(code);
        rest = head.trim_end_matches(['/', ' ']);
    }
    match rest.split_once('/') {
        Some((bank, account)) if !bank.is_empty() && !account.is_empty() => {
            (Some(bank.trim().to_owned()), account.trim().to_owned(), currency)
        }
        _ if rest.is_empty() => (None, text.to_owned(), None),
        _ => (None, unnumbered(rest), currency),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_taken_apart() {
        for (text, bank, account, currency) in [
            ("50880050/0194774600888", Some("50880050"), "0194774600888", None),
            ("NL71RABO0123456789", None, "NL71RABO0123456789", None),
            ("1291.99.348EUR", None, "1291.99.348", Some("EUR")),
            ("UBRTHUHB/123456789150ABCDEF002/HUF", Some("UBRTHUHB"), "123456789150ABCDEF002", Some("HUF")),
            ("70011110/4005287001EUR", Some("70011110"), "4005287001", Some("EUR")),
            ("GJB0291077111", None, "GJB0291077111", None),
            ("517852257", None, "517852257", None),
            ("/PL29114010810000267002001002", None, "PL29114010810000267002001002", None),
        ] {
            let (one, two, three) = split_account(text);
            assert_eq!((one.as_deref(), two.as_str()), (bank, account), "{text}");
            assert_eq!(three.map(|code| code.to_string()).as_deref(), currency, "{text}");
        }
    }
}

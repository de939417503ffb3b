//! Fields 86 and NS of MT940: what an entry is for and who is on the other side, in the many forms of banks.

/// Codes of a field 86 with slashes, as Dutch and other banks write it.
const SLASH_CODES: &[&str] = &[
    "EREF",
    "REMI",
    "NAME",
    "IBAN",
    "BIC",
    "TRTP",
    "TRCD",
    "BENM",
    "ORDP",
    "CNTP",
    "MARF",
    "CSID",
    "ISDT",
    "PREF",
    "RTRN",
    "USTD",
    "STRD",
    "ADDR",
    "PURP",
    "ULTB",
    "ULTD",
    "ULTC",
    "SVCL",
    "OCMT",
    "CHGS",
    "CREDITORREFERENCE",
    "ID",
    "INIT",
    "KREF",
    "NRTX",
    "CDTRREF",
    "ORIG",
    "BUSP",
    "DTRF",
];

/// Keywords within the purpose, as German banks write them: the word and a plus sign at the start of a line.
const KEYWORDS: &[&str] = &[
    "EREF", "KREF", "MREF", "CRED", "DEBT", "COAM", "OAMT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC", "ORCR",
    "ABAI", "REME",
];

/// Longest reference of SEPA. What follows it is text.
const REFERENCE_MAX: usize = 35;

/// Characters of a line of the purpose. A full one breaks within a word; a shorter one ends with it.
const PURPOSE_LINE: usize = 27;

/// Characters of a full line of field 86: 65 by the rule, and some banks break one earlier.
const FIELD_LINE: usize = 64;

/// The lines of the fields that follow an entry.
#[derive(Debug, Default)]
pub(super) struct Details {
    /// A field 86 each.
    fields: Vec<Vec<String>>,
    /// The lines of field NS.
    numbered: Vec<String>,
}

/// What they say. Empty where they say nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) text: String,
    pub(super) payee: String,
    pub(super) kind_text: String,
    pub(super) account: String,
    pub(super) bank: String,
    pub(super) reference: String,
}

impl Details {
    pub(super) fn add(&mut self, lines: &[&str]) {
        self.fields.push(lines.iter().map(|line| (*line).to_owned()).collect());
    }

    pub(super) fn add_numbered(&mut self, lines: &[&str]) {
        self.numbered.extend(lines.iter().map(|line| (*line).to_owned()));
    }

    pub(super) fn read(self) -> Read {
        let mut read = if self.fields.is_empty() { Read::default() } else { field_86(&self.fields) };
        if !self.numbered.is_empty() {
            field_ns(&self.numbered, &mut read);
        }
        read
    }
}

fn field_86(fields: &[Vec<String>]) -> Read {
    let lines: Vec<&str> = fields.iter().flatten().map(String::as_str).collect();
    let joined: String = lines.concat();
    if let Some(separator) = separator(&joined) {
        return coded(&joined, separator);
    }
    let text = wrapped(fields);
    if let Some(read) = slashes(&text) {
        return read;
    }
    let trimmed = text.trim();
    if KEYWORDS.iter().any(|key| trimmed.starts_with(key) && trimmed[key.len()..].starts_with('+')) {
        return purpose(&split_keywords(trimmed), Read::default());
    }
    Read { text, ..Read::default() }
}

/// The character that separates the parts of a structured field: three digits of a code, it, and two digits.
fn separator(text: &str) -> Option<char> {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 3 {
        return None;
    }
    let mut rest = text[digits..].chars();
    let separator = rest.next().filter(|c| matches!(c, '?' | '~' | '^' | '<' | '>' | '@' | '|' | '§'))?;
    let two =
        rest.next().is_some_and(|c| c.is_ascii_digit()) && rest.next().is_some_and(|c| c.is_ascii_digit());
    two.then_some(separator)
}

/// A field of coded parts: 00 the posting text, 20 to 29 and 60 to 63 the purpose, 30 the bank, 31 and 38 the account, 32 and 33 the name.
fn coded(text: &str, separator: char) -> Read {
    let mut read = Read::default();
    let mut lines: Vec<String> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    // What the separator stands for is only certain where two digits follow it; else it is text.
    let mut parts: Vec<String> = Vec::new();
    for (index, piece) in text.split(separator).enumerate() {
        let code = piece.len() >= 2 && piece.as_bytes()[..2].iter().all(u8::is_ascii_digit);
        match parts.last_mut() {
            Some(last) if !code && index > 0 => {
                last.push(separator);
                last.push_str(piece);
            }
            _ => parts.push(piece.to_owned()),
        }
    }
    let first = usize::from(!text.trim_start().starts_with(separator));
    for part in parts.iter().skip(first.min(parts.len())) {
        let Some((code, value)) = part.split_at_checked(2) else { continue };
        match code {
            "00" => read.kind_text = value.trim().to_owned(),
            "20" | "21" | "22" | "23" | "24" | "25" | "26" | "27" | "28" | "29" | "60" | "61" | "62"
            | "63" => lines.push(value.to_owned()),
            "30" => read.bank = value.trim().to_owned(),
            "38" => read.account = value.trim().to_owned(),
            "31" if read.account.is_empty() => read.account = value.trim().to_owned(),
            "32" | "33" => names.push(value),
            _ => {}
        }
    }
    if read.account.chars().all(|c| matches!(c, '0' | ' ')) {
        read.account.clear();
    }
    read.payee = flowed(names.iter().copied());
    let read = purpose(&lines, read);
    if read.text.is_empty() && read.reference.is_empty() {
        return Read { text: read.kind_text.clone(), ..read };
    }
    read
}

/// Lines of which a full one breaks within a word.
fn flowed<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut text = String::new();
    let mut full = true;
    for line in lines {
        if !full {
            text.push(' ');
        }
        text.push_str(line);
        full = line.chars().count() >= PURPOSE_LINE;
    }
    text
}

/// The lines of a purpose, some of which start with a keyword. A reference goes on in the next line for as long as references may be.
fn purpose(lines: &[String], mut read: Read) -> Read {
    let mut free: Vec<&str> = Vec::new();
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut open = false;
    for line in lines {
        let keyword = KEYWORDS.iter().find(|key| {
            line.trim_start().starts_with(**key) && line.trim_start()[key.len()..].starts_with('+')
        });
        if let Some(keyword) = keyword {
            // The value keeps the length of the whole line, which tells whether it is full.
            said.push((keyword, vec![line.as_str()]));
            open = true;
            continue;
        }
        match said.last_mut().filter(|_| open) {
            Some((keyword, values)) => {
                let before: usize = values.iter().map(|value| value.trim().chars().count()).sum::<usize>()
                    - keyword.len()
                    - 1;
                let limited = *keyword != "SVWZ";
                let most = if matches!(*keyword, "ABWA" | "ABWE") { 70 } else { REFERENCE_MAX };
                if limited && before + line.trim_end().chars().count() > most {
                    open = false;
                    free.push(line);
                } else {
                    values.push(line);
                }
            }
            None => free.push(line),
        }
    }
    let value = |wanted: &str| {
        let (keyword, values) = said.iter().find(|(keyword, _)| *keyword == wanted)?;
        let text = flowed(values.iter().copied());
        Some(text.trim_start().get(keyword.len() + 1..).unwrap_or_default().trim().to_owned())
    };
    read.reference = value("EREF").or_else(|| value("KREF")).unwrap_or_default();
    if read.account.is_empty() {
        read.account = value("IBAN").unwrap_or_default();
    }
    if read.bank.is_empty() {
        read.bank = value("BIC").unwrap_or_default();
    }
    let free = flowed(free.iter().copied());
    read.text = match value("SVWZ") {
        Some(purpose) if free.trim().is_empty() => purpose,
        Some(purpose) => format!("{purpose} {free}"),
        None => free,
    };
    read
}

/// A text with keywords in a row, cut before each.
fn split_keywords(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices('+') {
        let Some(key) = KEYWORDS.iter().find(|key| text[..at].ends_with(*key)) else { continue };
        let begin = at - key.len();
        if begin > start && text[..begin].ends_with([' ', '/', '?']) {
            lines.push(text[start..begin].to_owned());
            start = begin;
        }
    }
    lines.push(text[start..].to_owned());
    lines
}

/// Fields 86 in lines: a full line breaks within a word, a shorter one, and a field, ends with it.
fn wrapped(fields: &[Vec<String>]) -> String {
    let mut text = String::new();
    for field in fields {
        let mut full = text.is_empty();
        for line in field {
            if !full {
                text.push(' ');
            }
            text.push_str(line);
            full = line.chars().count() >= FIELD_LINE;
        }
    }
    text
}

/// A field with slashes: `/EREF/…/BENM//NAME/…/REMI/…`.
fn slashes(text: &str) -> Option<Read> {
    let text = text.trim();
    let pieces: Vec<&str> = text.split('/').collect();
    let is_code = |piece: &str| SLASH_CODES.contains(&piece);
    if !text.starts_with('/') || !pieces.get(1).is_some_and(|piece| is_code(piece)) {
        return None;
    }
    let mut values: Vec<(&str, Vec<&str>)> = Vec::new();
    for piece in &pieces[1..] {
        if is_code(piece) {
            values.push((piece, Vec::new()));
        } else if let Some((_, value)) = values.last_mut() {
            value.push(piece);
        }
    }
    let value = |wanted: &str| {
        let joined = values.iter().filter(|(code, _)| *code == wanted).map(|(_, value)| value.join("/"));
        joined
            .map(|value| value.trim_matches(['/', ' ']).to_owned())
            .find(|value| !value.is_empty())
            .unwrap_or_default()
    };
    let mut read = Read {
        reference: value("EREF"),
        payee: value("NAME"),
        account: value("IBAN"),
        bank: value("BIC"),
        kind_text: value("TRTP"),
        ..Read::default()
    };
    // ING: account, bank, name and town of the other side in one.
    if let Some((_, other)) = values.iter().find(|(code, _)| *code == "CNTP") {
        let nth = |at: usize| other.get(at).map(|text| text.trim().to_owned()).unwrap_or_default();
        for (place, at) in [(&mut read.account, 0), (&mut read.bank, 1), (&mut read.payee, 2)] {
            if place.is_empty() {
                *place = nth(at);
            }
        }
    }
    for code in ["REMI", "USTD", "STRD", "CREDITORREFERENCE", "CDTRREF", "PREF"] {
        if read.text.is_empty() {
            read.text = value(code);
        }
    }
    Some(read)
}

/// Field NS, of banks that do not use field 86: 01 to 14 the purpose, 15 and 16 the name, 17 the posting text, 33 the bank, 34 the account.
fn field_ns(lines: &[String], read: &mut Read) {
    let mut purpose: Vec<&str> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for line in lines {
        let Some((code, value)) = line.split_at_checked(2) else { continue };
        match code.parse::<u8>() {
            Ok(1..=14) => purpose.push(value),
            Ok(15 | 16) => names.push(value),
            Ok(17) => read.kind_text = value.trim().to_owned(),
            Ok(33) => read.bank = value.trim().to_owned(),
            Ok(34) => read.account = value.trim().to_owned(),
            _ => {}
        }
    }
    if read.text.is_empty() {
        read.text = flowed(purpose.into_iter());
    }
    if read.payee.is_empty() {
        read.payee = flowed(names.into_iter());
    }
}

/// The owner of the account in a field NS at the head of a statement: 22 and 23.
pub(super) fn owner(lines: &[&str]) -> Option<String> {
    lines
        .iter()
        .find_map(|line| line.strip_prefix("22"))
        .map(|name| name.trim().to_owned())
        .filter(|name| name.chars().any(char::is_alphabetic))
}

/// An account without the slash that some banks put before it.
pub(super) fn unnumbered(text: &str) -> String {
    text.trim_matches(['/', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[&str]) -> Read {
        let mut details = Details::default();
        details.add(lines);
        details.read()
    }

    #[test]
    fn coded_fields_are_taken_apart() {
        let said = read(&[
            "171?00SEPA LASTSCHRIFT?10281?20EREF+TRX-0A4A47C3-F846-4729?21-8A1B-5DF620F?22MREF+CAC97D2144174318AC18D9?23BF815BD4FB",
            "?25SVWZ+FOO RR TRX-0A4A47C3-F8?2646-4729?30HYVEDEMM?31DE0612345?32Peter Pan?34171",
        ]);
        assert_eq!(said.reference, "TRX-0A4A47C3-F846-4729-8A1B-5DF620F");
        assert_eq!(said.text, "FOO RR TRX-0A4A47C3-F846-4729");
        assert_eq!(
            (said.payee.as_str(), said.account.as_str(), said.bank.as_str()),
            ("Peter Pan", "DE0612345", "HYVEDEMM")
        );
        let said = read(&["051?00Credit?20QQW53T2245ZGY46J ABBUCHUNG?21VOM PAYPAL-KONTO?32PAYPAL"]);
        assert_eq!(said.text, "QQW53T2245ZGY46J ABBUCHUNG VOM PAYPAL-KONTO");
        let said =
            read(&["159?00RETOURE?20EREF+TFNR 40005 00005?21MTLG:Grund nicht spezifizie?22rt Reject?34914"]);
        assert_eq!(
            (said.reference.as_str(), said.text.as_str()),
            ("TFNR 40005 00005", "MTLG:Grund nicht spezifiziert Reject")
        );
        let said = read(&["020~00VC1~20Za fakture 7~32ANNA NOWAK~38PL611090"]);
        assert_eq!(
            (said.text.as_str(), said.payee.as_str(), said.account.as_str()),
            ("Za fakture 7", "ANNA NOWAK", "PL611090")
        );
        let said = read(&["805?00ENTGELTABSCHLUSS?106666?34000"]);
        assert_eq!(said.text, "ENTGELTABSCHLUSS");
        assert_eq!(read(&["166?20Is it? Yes?32A?"]).text, "Is it? Yes");
    }

    #[test]
    fn fields_with_slashes_are_taken_apart() {
        let said = read(&[
            "/EREF/01-01-2013 12:00 0030000987654321/BENM//NAME/CONTRA ACCOUN",
            "T HOLDER/REMI/Invoice 7/ISDT/2013-07-11",
        ]);
        assert_eq!((said.payee.as_str(), said.text.as_str()), ("CONTRA ACCOUNT HOLDER", "Invoice 7"));
        let said =
            read(&["/EREF/X-1//CNTP/NL32INGB0000012345/INGBNL2A/ING BANK/AMSTERDAM///REMI/USTD//Faktuur 5/"]);
        assert_eq!(
            (said.payee.as_str(), said.account.as_str(), said.text.as_str()),
            ("ING BANK", "NL32INGB0000012345", "Faktuur 5")
        );
        let said = read(&[
            "/TRTP/SEPA OVERBOEKING/IBAN/NL12ABNA0123456789/BIC/ABNANL2A/NAME/ENECO/REMI/4e termijn/EREF/NOTPROVIDED",
        ]);
        assert_eq!(
            (said.kind_text.as_str(), said.account.as_str(), said.text.as_str()),
            ("SEPA OVERBOEKING", "NL12ABNA0123456789", "4e termijn")
        );
    }

    #[test]
    fn plain_lines_are_joined_by_their_length() {
        let full = "x".repeat(FIELD_LINE);
        assert_eq!(read(&[&full, "y"]).text, format!("{full}y"));
        assert_eq!(read(&["short", "next"]).text, "short next");
        let said = read(&["EREF+A1 SVWZ+Rent May"]);
        assert_eq!((said.reference.as_str(), said.text.as_str()), ("A1", "Rent May"));
    }
}

//! Writes a statement in each format, in the odd forms that banks use.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use skytally_model::{Currency, Money};
use skytally_money::bank::DateOrder;

/// An entry as it is meant.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub(crate) day: i64,
    pub(crate) minor: i64,
    pub(crate) payee: String,
    pub(crate) text: String,
    pub(crate) id: String,
    pub(crate) reversal: bool,
}

impl Line {
    pub(crate) fn date(&self) -> Date {
        date(2023, 1, 1) + self.day.days()
    }
}

/// A statement as it is meant.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) lines: Vec<Line>,
    pub(crate) currency: Currency,
    pub(crate) form: Form,
}

/// How it is written: some bits of chance.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Form(u64);

impl Form {
    pub(crate) fn of(bits: u64) -> Self {
        Self(bits)
    }

    /// One of some ways. Each question has a place of its own among the bits.
    fn way(self, question: u32, ways: u64) -> u64 {
        (self.0 >> (question * 3)) % 8 % ways
    }

    pub(crate) fn order(self) -> DateOrder {
        [DateOrder::Dmy, DateOrder::Mdy, DateOrder::Ymd][usize::try_from(self.way(0, 3)).unwrap()]
    }

    fn end(self) -> &'static str {
        ["\n", "\r\n"][usize::try_from(self.way(1, 2)).unwrap()]
    }
}

impl Made {
    /// The amount with a sign where it is negative, and the mark that is asked for.
    fn amount(&self, line: &Line, comma: bool) -> String {
        let decimal = Money::new(line.minor, self.currency).decimal();
        if comma { decimal.replace('.', ",") } else { decimal }
    }

    fn size(&self, line: &Line, comma: bool) -> String {
        self.amount(line, comma).trim_start_matches('-').to_owned()
    }

    /// As an encoding of the form's choice.
    fn bytes(&self, text: &str, declared: Option<&str>) -> Vec<u8> {
        let text = text.replace('\n', self.form.end());
        match self.form.way(2, 5) {
            1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            2 => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
            3 => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect(),
            // Only where the file says so itself can this be told from other encodings for sure.
            4 if declared.is_some() => text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect(),
            _ => text.into_bytes(),
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(crate) fn ofx(made: &Made) -> Vec<u8> {
    let form = made.form;
    let xml = form.way(3, 2) == 1;
    let value = |name: &str, value: &str| {
        if xml { format!("<{name}>{value}</{name}>") } else { format!("<{name}>{value}\n") }
    };
    let mut text = if xml {
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<?OFX OFXHEADER=\"200\" VERSION=\"211\"?>\n"
            .to_owned()
    } else {
        "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n".to_owned()
    };
    text.push_str("<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS>\n");
    text.push_str(&value("CURDEF", made.currency.code()));
    text.push_str("<BANKACCTFROM>");
    text.push_str(&value("ACCTID", "12345"));
    text.push_str("</BANKACCTFROM><BANKTRANLIST>\n");
    for line in &made.lines {
        let day = line.date().strftime("%Y%m%d").to_string();
        let day = match form.way(4, 3) {
            0 => day,
            1 => format!("{day}235959.000[-5:EST]"),
            _ => format!("{day}120000"),
        };
        let mut amount = made.amount(line, form.way(5, 2) == 1 && made.currency.decimals() != 3);
        if form.way(6, 3) == 1 && line.minor > 0 {
            amount.insert(0, '+');
        }
        text.push_str("<STMTTRN>\n");
        for (name, content) in [
            ("DTPOSTED", day),
            ("TRNAMT", amount),
            ("FITID", line.id.clone()),
            ("NAME", escaped(&line.payee)),
        ] {
            text.push_str(&value(name, &content));
        }
        // An element that says nothing, without its end.
        if form.way(7, 2) == 1 {
            text.push_str("<CHECKNUM>\n");
        }
        text.push_str(&value("MEMO", &escaped(&line.text)));
        // Some banks leave out the end of an entry.
        if form.way(8, 3) != 1 {
            text.push_str("</STMTTRN>\n");
        }
    }
    text.push_str("</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n");
    made.bytes(&text, Some("1252"))
}

pub(crate) fn qif(made: &Made) -> Vec<u8> {
    let form = made.form;
    let mut text = ["!Type:Bank\n", "!Account\nNMine\nTBank\n^\n!Type:Bank \n", "!type:CCard\n"]
        [usize::try_from(form.way(3, 3)).unwrap()]
    .to_owned();
    // The mark is decided from all amounts; what has three decimals or none says nothing.
    let comma = form.way(4, 2) == 1 && made.currency.decimals() == 2;
    for line in &made.lines {
        let day = line.date();
        let day = match form.order() {
            DateOrder::Dmy => format!("{}.{:02}.{}", day.day(), day.month(), day.year()),
            DateOrder::Mdy => format!("{:>2}/{:>2}'{:>2}", day.month(), day.day(), day.year() - 2000),
            DateOrder::Ymd => day.to_string(),
        };
        let mut amount = made.amount(line, comma);
        if form.way(5, 2) == 1 && made.currency.decimals() == 2 {
            amount = grouped(&amount, if comma { '.' } else { ',' });
        }
        text.push_str(&format!("D{day}\nT{amount}\nP{}\nM{}\n^\n", line.payee, line.text));
    }
    if form.way(6, 2) == 1 {
        text.truncate(text.trim_end().len());
    }
    made.bytes(&text, None)
}

/// With separators between thousands.
fn grouped(amount: &str, separator: char) -> String {
    let sign = amount.starts_with('-');
    let digits = amount.trim_start_matches('-');
    let whole = digits.bytes().take_while(u8::is_ascii_digit).count();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && at < whole && (whole - at) % 3 == 0 {
            text.push(separator);
        }
        text.push(digit);
    }
    if sign { format!("-{text}") } else { text }
}

pub(crate) fn camt(made: &Made) -> Vec<u8> {
    let form = made.form;
    let new = form.way(3, 2) == 1;
    let prefix = ["", "ns2:"][usize::try_from(form.way(4, 2)).unwrap()];
    let message = [
        ("BkToCstmrStmt", "Stmt", "053"),
        ("BkToCstmrAcctRpt", "Rpt", "052"),
        ("BkToCstmrDbtCdtNtfctn", "Ntfctn", "054"),
    ];
    let (message, report, number) = message[usize::try_from(form.way(5, 3)).unwrap()];
    let version = if new { "08" } else { "02" };
    let space = if prefix.is_empty() { "xmlns" } else { "xmlns:ns2" };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<Document {space}=\"urn:iso:std:iso:20022:tech:xsd:camt.{number}.001.{version}\"><{message}><{report}>\
         <Id>7</Id><Acct><Id><IBAN>DE02120300000000202051</IBAN></Id><Ccy>{}</Ccy></Acct>\n",
        made.currency.code()
    );
    for line in &made.lines {
        let out = line.minor < 0;
        let day = if form.way(6, 2) == 1 {
            format!("<DtTm>{}T23:30:00+02:00</DtTm>", line.date())
        } else {
            format!("<Dt>{}</Dt>", line.date())
        };
        let status = if new { "<Sts><Cd>BOOK</Cd></Sts>" } else { "<Sts>BOOK</Sts>" };
        // Who is on the other side keeps the part of the entry that is taken back.
        let role = if out != line.reversal { "Cdtr" } else { "Dbtr" };
        let name = format!("<Nm>{}</Nm>", escaped(&line.payee));
        let name = if new { format!("<Pty>{name}</Pty>") } else { name };
        text.push_str(&format!(
            "<Ntry><Amt Ccy=\"{}\">{}</Amt><CdtDbtInd>{}</CdtDbtInd>{}{status}<BookgDt>{day}</BookgDt><AcctSvcrRef>{}</AcctSvcrRef>\
             <NtryDtls><TxDtls><RltdPties><{role}>{name}</{role}></RltdPties><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n",
            made.currency.code(),
            made.size(line, false),
            if out { "DBIT" } else { "CRDT" },
            if line.reversal { "<RvslInd>true</RvslInd>" } else { "" },
            line.id,
            if form.way(7, 2) == 1 && prefix.is_empty() { format!("<![CDATA[{}]]>", line.text) } else { escaped(&line.text) },
        ));
    }
    text.push_str(&format!("</{report}></{message}></Document>"));
    if !prefix.is_empty() {
        text = text
            .replace("</", "\u{1}")
            .replace('<', &format!("<{prefix}"))
            .replace('\u{1}', &format!("</{prefix}"));
        text = text.replace(&format!("<{prefix}?"), "<?");
    }
    made.bytes(&text, Some("1252"))
}

pub(crate) fn mt940(made: &Made) -> Vec<u8> {
    let form = made.form;
    let block = form.way(3, 2) == 1;
    let code = made.currency.code();
    let mut text = String::new();
    if block {
        text.push_str("{1:F01BANKDEFFA0000000000}{2:O940BANKDEFFN}{3:}{4:\n");
    }
    text.push_str(&format!(":20:STARTUMS\n:25:12030000/0202051\n:28C:1/1\n:60F:C221231{code}0,00\n"));
    for line in &made.lines {
        let out = line.minor < 0;
        let mark = match (out, line.reversal) {
            (true, false) => "D",
            (true, true) => "RC",
            (false, false) => "C",
            (false, true) => "RD",
        };
        let third = if form.way(4, 2) == 1 { &code[2..] } else { "" };
        let mut amount = made.size(line, true);
        // The comma is a must, also where nothing follows it.
        if !amount.contains(',') {
            amount.push(',');
        }
        let value = line.date().strftime("%y%m%d").to_string();
        let booked =
            if form.way(5, 2) == 1 { line.date().strftime("%m%d").to_string() } else { String::new() };
        text.push_str(&format!(":61:{value}{booked}{mark}{third}{amount}NTRFNONREF//{}\n", line.id));
        let separator = ['?', '~', '?'][usize::try_from(form.way(6, 3)).unwrap()];
        let mut details = format!("166{separator}00UEBERWEISUNG");
        for (base, most, content) in [(20, 27, &line.text), (32, 27, &line.payee)] {
            let chars: Vec<char> = content.chars().collect();
            for (at, part) in chars.chunks(most).enumerate() {
                details.push_str(&format!("{separator}{}{}", base + at, part.iter().collect::<String>()));
            }
        }
        text.push_str(":86:");
        let chars: Vec<char> = details.chars().collect();
        for part in chars.chunks(65) {
            text.push_str(&part.iter().collect::<String>());
            text.push('\n');
        }
    }
    text.push_str(&format!(":62F:C251231{code}0,00\n"));
    text.push_str(if block { "-}{5:}\n" } else { "-\n" });
    made.bytes(&text, None)
}

pub(crate) fn csv(made: &Made) -> Vec<u8> {
    let form = made.form;
    let (delimiter, comma) =
        [(',', false), (';', true), ('\t', false), ('|', true)][usize::try_from(form.way(3, 4)).unwrap()];
    // A comma before three decimals says nothing about itself.
    let comma = comma && made.currency.decimals() != 3;
    let names = [
        ["Date", "Payee", "Memo", "Transaction ID", "Amount", "Debit", "Credit", "Debit/Credit"],
        [
            "Buchungstag",
            "Empfänger",
            "Verwendungszweck",
            "Transaktions-ID",
            "Betrag",
            "Soll",
            "Haben",
            "Soll/Haben",
        ],
        ["Boekdatum", "Naam tegenpartij", "Omschrijving", "Volgnr", "Bedrag", "Af", "Bij", "Af Bij"],
        [
            "Date opération",
            "Bénéficiaire",
            "Libellé",
            "Numéro de transaction",
            "Montant",
            "Débit",
            "Crédit",
            "Sens",
        ],
        ["Fecha", "Beneficiario", "Concepto", "ID transacción", "Importe", "Cargo", "Abono", "Signo"],
        [
            "Data contabile",
            "Beneficiario",
            "Causale",
            "ID transazione",
            "Importo",
            "Uscite",
            "Entrate",
            "Segno",
        ],
    ][usize::try_from(form.way(4, 6)).unwrap()];
    let field = |value: &str| {
        if value.contains(delimiter) || value.contains('"') || form.way(5, 2) == 1 {
            format!("\"{}\"", value.replace('"', "\"\""))
        } else {
            value.to_owned()
        }
    };
    let way = form.way(6, 3);
    let mut rows: Vec<Vec<String>> = Vec::new();
    let amounts: &[usize] = [&[4_usize][..], &[5, 6], &[7, 4]][usize::try_from(way).unwrap()];
    rows.push((0..4).chain(amounts.iter().copied()).map(|at| names[at].to_owned()).collect());
    for line in &made.lines {
        let day = line.date();
        let day = match form.order() {
            DateOrder::Dmy => day.strftime("%d/%m/%Y").to_string(),
            DateOrder::Mdy => day.strftime("%m/%d/%Y").to_string(),
            DateOrder::Ymd => day.to_string(),
        };
        let mut row = vec![day, line.payee.clone(), line.text.clone(), line.id.clone()];
        let size = made.size(line, comma);
        match way {
            0 => row.push(made.amount(line, comma)),
            1 if line.minor < 0 => row.extend([size, String::new()]),
            1 => row.extend([String::new(), size]),
            _ => row.extend([if line.minor < 0 { "D" } else { "C" }.to_owned(), size]),
        }
        rows.push(row);
    }
    let mut text = String::new();
    // Lines before the names, as many banks have them.
    if form.way(7, 2) == 1 {
        text.push_str("Account statement\n\n");
    }
    for row in rows {
        let fields: Vec<String> = row.iter().map(|value| field(value)).collect();
        text.push_str(&fields.join(&delimiter.to_string()));
        text.push('\n');
    }
    made.bytes(&text, None)
}

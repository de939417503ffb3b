//! Who is paid, and the number of the receipt.

use super::Field;
use super::labels::{Kind, Label};
use super::page::{Cell, Line, Page};
use crate::inbox::normalised;

/// How sure a known issuer is.
const KNOWN: u8 = 98;
/// How sure a name with a legal form is.
const FORMAL: u8 = 80;
/// How sure a legal form is that also says what the first line says.
const FORMAL_AND_FIRST: u8 = 88;
/// How sure the first line is.
const FIRST: u8 = 55;
/// Lines at the top among which the first name is looked for.
const TOP_LINES: usize = 8;
/// Longest name.
const NAME_MAX_CHARS: usize = 80;

/// Legal forms as registers write them behind a name.
const FORMS: &[&str] = &[
    "GmbH",
    "mbH",
    "AG",
    "SE",
    "KG",
    "OHG",
    "UG",
    "e.K.",
    "e.V.",
    "Inc",
    "Inc.",
    "LLC",
    "L.L.C.",
    "Ltd",
    "Ltd.",
    "Limited",
    "PLC",
    "plc",
    "Corp",
    "Corp.",
    "Corporation",
    "PBC",
    "SARL",
    "S.A.R.L.",
    "SAS",
    "S.A.S.",
    "SA",
    "S.A.",
    "SNC",
    "EURL",
    "SL",
    "S.L.",
    "S.L.U.",
    "SLU",
    "S.r.l.",
    "Srl",
    "SRL",
    "S.p.A.",
    "SpA",
    "SPA",
    "S.n.c.",
    "S.a.s.",
    "B.V.",
    "BV",
    "N.V.",
    "NV",
    "V.O.F.",
    "Pty",
    "Pte",
    "ApS",
    "A/S",
    "AB",
    "Oy",
    "AS",
    "s.r.o.",
    "a.s.",
    "Kft.",
    "d.o.o.",
    "Sp.",
    "Lda",
    "Lda.",
];

/// Words at the top of a receipt that are no name.
const NO_NAMES: &[&str] = &[
    "invoice",
    "tax invoice",
    "vat invoice",
    "receipt",
    "bill",
    "statement",
    "rechnung",
    "quittung",
    "beleg",
    "kassenbon",
    "kassenbeleg",
    "facture",
    "ticket",
    "recu",
    "factura",
    "recibo",
    "fattura",
    "ricevuta",
    "scontrino",
    "factuur",
    "bon",
    "kassabon",
    "original",
    "copy",
    "kopie",
    "copie",
    "credit note",
    "gutschrift",
    "page",
    "seite",
    "welcome",
    "willkommen",
    "thank you",
    "vielen dank",
    "danke",
    "merci",
    "gracias",
    "grazie",
    "bedankt",
    "eur",
    "usd",
    "paid",
    "payment receipt",
    "sales receipt",
    "customer copy",
    "merchant copy",
    "kundenbeleg",
    "handlerbeleg",
    "duplicate",
    "pro forma",
    "proforma",
    "summary",
    "invoice summary",
    "billing statement",
];

/// Who is paid.
pub(super) fn payee(page: &Page) -> Option<Field<String>> {
    if let Some((issuer, at)) = page.issuer {
        let line = &page.lines[at];
        return Some(line.field(issuer.payee.to_owned(), line.text.trim(), KNOWN));
    }
    if let Some(found) = announced(page) {
        return Some(found);
    }
    let first = first(page);
    let formal = formal(page);
    match (formal, first) {
        (Some((line, name)), Some((_, top))) => {
            let (short, long) = (normalised(&top), format!(" {} ", normalised(&name)));
            let same = long.contains(&format!(" {short} "));
            Some(line.field(name.clone(), &name, if same { FORMAL_AND_FIRST } else { FORMAL }))
        }
        (Some((line, name)), None) => Some(line.field(name.clone(), &name, FORMAL)),
        (None, Some((line, name))) => Some(line.field(name.clone(), &name, FIRST)),
        (None, None) => None,
    }
}

/// What stands behind or below "Sold by".
fn announced(page: &Page) -> Option<Field<String>> {
    for (at, line) in page.lines.iter().enumerate() {
        for label in line.labels.iter().filter(|label| label.kind == Kind::Seller) {
            // "From" within a sentence announces nothing.
            let opens = line.cells.iter().any(|cell| cell.start == label.start);
            let behind = behind(line, label);
            let alone = behind.is_empty();
            let told = line.text[label.end.saturating_sub(1)..].starts_with(':')
                || line.text[..label.end].ends_with(':');
            if !opens || !(alone || told) {
                continue;
            }
            if !alone {
                if let Some(name) = name(behind) {
                    return Some(line.field(name.clone(), &name, label.strength));
                }
                continue;
            }
            let below = page.lines.get(at + 1).filter(|below| below.page == line.page)?;
            let cell = below.cells.iter().min_by_key(|cell| cell.start.abs_diff(label.start))?;
            if let Some(name) = name(&below.text[cell.start..cell.end]).filter(|_| !cell.is_customer) {
                return Some(below.field(name.clone(), &name, label.strength));
            }
        }
    }
    None
}

/// What stands behind a label in its own column.
fn behind<'l>(line: &'l Line, label: &Label) -> &'l str {
    let end = line
        .cells
        .iter()
        .find(|cell| cell.start <= label.start && label.end <= cell.end)
        .map_or(line.text.len(), |cell| cell.end);
    line.text[label.end..end.max(label.end)]
        .trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '.' | '-' | '#'))
}

/// The first name with a legal form that is not the customer's.
fn formal(page: &Page) -> Option<(&Line, String)> {
    page.lines.iter().find_map(|line| {
        let cell = line.cells.iter().filter(|cell| !cell.is_customer).find_map(|cell| {
            let text = &line.text[cell.start..cell.end];
            let words: Vec<&str> = text.split_whitespace().collect();
            let at = words
                .iter()
                .skip(1)
                .position(|word| FORMS.contains(&word.trim_end_matches([',', ';', '|'])))?
                + 1;
            // "GmbH & Co. KG" goes on.
            let more = words[at + 1..]
                .iter()
                .take_while(|word| {
                    FORMS.contains(word) || matches!(**word, "&" | "Co." | "Co" | "und" | "Ltd")
                })
                .count();
            name(&words[..=at + more].join(" "))
        })?;
        Some((line, cell))
    })
}

/// The first line at the top that may be a name.
fn first(page: &Page) -> Option<(&Line, String)> {
    page.lines.iter().filter(|line| !line.cells.is_empty()).take(TOP_LINES).find_map(|line| {
        let fits = |cell: &&Cell| {
            let labelled = line.labels.iter().any(|label| label.start >= cell.start && label.end <= cell.end);
            !cell.is_customer && !labelled
        };
        line.cells
            .iter()
            .filter(fits)
            .find_map(|cell| name(&line.text[cell.start..cell.end]))
            .map(|name| (line, name))
    })
}

/// A text as a name, if it may be one: letters, not an address, not a word that stands on every receipt.
fn name(text: &str) -> Option<String> {
    let text = text.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | ')' | '"'));
    let text = text.trim_end_matches([',', ';']);
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = normalised(text);
    let is_word = NO_NAMES.iter().any(|word| {
        plain == *word
            || plain.strip_prefix(word).is_some_and(|rest| rest.trim().bytes().all(|b| b.is_ascii_digit()))
    });
    let is_reach = text.contains('@') || text.contains("://") || text.starts_with("www.");
    // "R E U E": letters that are drawn apart are an ornament.
    let apart = text.split_whitespace().all(|word| word.chars().count() == 1);
    if letters < 3 || digits * 2 > letters || is_word || is_reach || apart {
        return None;
    }
    Some(text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(NAME_MAX_CHARS).collect())
}

/// The number of the invoice or receipt.
pub(super) fn number(page: &Page) -> Option<Field<String>> {
    let mut best: Option<Field<String>> = None;
    for (at, line) in page.lines.iter().enumerate() {
        for label in line.labels.iter().filter(|label| label.kind == Kind::Number) {
            let found = after(line, label.end).map(|text| (line, text)).or_else(|| {
                let below = page.lines.get(at + 1).filter(|below| below.page == line.page)?;
                // Only below a label that has its column for itself.
                let alone =
                    line.cells.iter().any(|cell| cell.start == label.start && cell.end <= label.end + 2);
                let cell = below
                    .cells
                    .iter()
                    .find(|cell| cell.start.abs_diff(label.start) <= 3)
                    .filter(|_| alone)?;
                token(&below.text[cell.start..cell.end]).map(|text| (below, text))
            });
            let Some((line, text)) = found else { continue };
            let field = line.field(text.to_owned(), text, label.strength);
            if best.as_ref().is_none_or(|best| field.confidence > best.confidence) {
                best = Some(field);
            }
        }
    }
    best
}

/// The first token behind a label, unless another column or label comes first.
fn after(line: &Line, end: usize) -> Option<&str> {
    let next = line
        .labels
        .iter()
        .map(|label| label.start)
        .filter(|start| *start >= end)
        .min()
        .unwrap_or(line.text.len());
    // A label that ends within its word ("Bon-Nr.:1433") is followed by the rest of the word.
    let glued = line.text[..end]
        .rsplit(char::is_whitespace)
        .next()
        .and_then(|word| word.rsplit(':').next())
        .filter(|rest| line.text[..end].contains(':') && token(rest).is_some());
    glued.and_then(token).or_else(|| token(line.text.get(end..next)?))
}

/// A number of an invoice at the beginning of a text: a word with a digit in it.
fn token(text: &str) -> Option<&str> {
    let text = text
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '#' | '.' | '-' | 'º' | '°'));
    let word = text.split_whitespace().next()?;
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let allowed = word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '_' | '.'));
    let is_day = super::dates::days(word).len() == 1;
    (digits > 0 && word.len() >= 2 && word.len() <= 40 && allowed && !is_day).then_some(word)
}

//! The answer of Amazon Textract's AnalyzeExpense as a reading.
//!
//! It names what it found by types of its own (`VENDOR_NAME`, `INVOICE_RECEIPT_DATE`, `TOTAL` …) and gives the texts as they stand on the receipt. What
//! those are worth as amounts and days is read here, by the same rules as everything else; so is whether they prove each other.

use serde::Deserialize;
use serde_json::Number;

use super::amounts::{Amount, Unit, amounts, mark, runs};
use super::currency::likeliest;
use super::dates::days;
use super::words::plain;
use super::{
    Field, ITEMS_MAX, Item, MediaType, Place, Reader, Reading, Source, TAXES_MAX, TEXT_MAX_BYTES, Tax,
};
use crate::bank::DateOrder;
use crate::bank::Decimal;
use crate::bank::date::decide;
use crate::bank::decimal::Mark;

/// The answer. Names are those of Textract.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Expense {
    document_metadata: Option<Metadata>,
    analyze_expense_model_version: Option<String>,
    #[serde(default)]
    expense_documents: Vec<Document>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    pages: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    #[serde(default)]
    summary_fields: Vec<Summary>,
    #[serde(default)]
    line_item_groups: Vec<Group>,
    #[serde(default)]
    blocks: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Group {
    #[serde(default)]
    line_items: Vec<LineItem>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct LineItem {
    #[serde(default)]
    line_item_expense_fields: Vec<Summary>,
}

/// A field, of the summary or of an item.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    r#type: Option<Detected>,
    value_detection: Option<Detected>,
    currency: Option<Code>,
    page_number: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Detected {
    #[serde(default)]
    text: String,
    confidence: Option<Number>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Code {
    code: Option<String>,
    confidence: Option<Number>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Block {
    block_type: Option<String>,
    text: Option<String>,
}

/// Per cent out of 0 to 100 with decimals, cut off. What is not told is not sure.
fn whole(confidence: Option<&Number>) -> u8 {
    let text = confidence.map(Number::to_string).unwrap_or_default();
    text.split('.').next().and_then(|whole| whole.parse::<u8>().ok()).unwrap_or(0).min(100)
}

impl Summary {
    fn kind(&self) -> &str {
        self.r#type.as_ref().map_or("", |kind| kind.text.as_str())
    }

    fn text(&self) -> String {
        plain(self.value_detection.as_ref().map_or("", |value| value.text.as_str())).trim().to_owned()
    }

    /// Both must be right: that it is this field, and its letters.
    fn field<T>(&self, value: T) -> Field<T> {
        let sure = |detected: &Option<Detected>| {
            whole(detected.as_ref().and_then(|found| found.confidence.as_ref()))
        };
        Field {
            value,
            text: self.text(),
            confidence: sure(&self.r#type).min(sure(&self.value_detection)),
            place: self.page_number.map(|page| Place { page, line: None }),
        }
    }

    fn amount(&self, mark: Mark) -> Option<(Amount, Field<Decimal>)> {
        let text = self.text();
        let found = amounts(&text, &runs(&text, true), mark, true);
        let amount = found.into_iter().rfind(|amount| amount.unit != Some(Unit::Percent))?;
        let field = self.field(amount.value);
        Some((amount, field))
    }
}

/// Reads the answer of AnalyzeExpense.
///
/// # Errors
/// When it is not what Textract documents.
pub fn from_textract(answer: &[u8], media_type: MediaType) -> Result<Reading, serde_json::Error> {
    let expense: Expense = serde_json::from_slice(answer)?;
    let reader = Reader {
        name: "textract".to_owned(),
        version: expense.analyze_expense_model_version.unwrap_or_default(),
    };
    let documents = &expense.expense_documents;
    let mut reading = Reading::of_text(reader, media_type, Source::Service, text(documents));
    reading.pages = expense.document_metadata.and_then(|metadata| metadata.pages).unwrap_or(1);
    reading.pages_in_file = reading.pages;
    let fields: Vec<&Summary> = documents.iter().flat_map(|document| &document.summary_fields).collect();
    let items: Vec<&LineItem> = documents
        .iter()
        .flat_map(|document| &document.line_item_groups)
        .flat_map(|group| &group.line_items)
        .collect();
    let texts: Vec<String> = fields
        .iter()
        .copied()
        .chain(items.iter().flat_map(|item| &item.line_item_expense_fields))
        .map(Summary::text)
        .collect();
    let all: Vec<_> = texts.iter().map(|text| runs(text, true)).collect();
    let mark = mark(texts.iter().map(String::as_str).zip(all.iter().map(Vec::as_slice)));
    summary(&fields, mark, &mut reading);
    reading.items = items.iter().filter_map(|found| item(found, mark)).take(ITEMS_MAX).collect();
    if documents.len() > 1 {
        reading.notes.push(format!("{} receipts were seen in one file", documents.len()));
    }
    Ok(reading)
}

/// The lines, as far as they are kept.
fn text(documents: &[Document]) -> String {
    let mut text = String::new();
    for block in documents.iter().flat_map(|document| &document.blocks) {
        let is_line = block.block_type.as_deref() == Some("LINE");
        let Some(line) = block.text.as_deref().filter(|_| is_line) else { continue };
        if text.len() + line.len() + 1 > TEXT_MAX_BYTES {
            break;
        }
        text.push_str(plain(line).trim_end());
        text.push('\n');
    }
    text
}

/// The surest of the fields of these kinds, the kinds in their order.
fn surest<'f>(fields: &[&'f Summary], kinds: &[&str]) -> Option<&'f Summary> {
    kinds.iter().find_map(|kind| {
        let of = fields.iter().copied().filter(|field| field.kind() == *kind && !field.text().is_empty());
        of.max_by_key(|field| field.field(()).confidence)
    })
}

fn summary(fields: &[&Summary], mark: Mark, reading: &mut Reading) {
    let words = |kinds: &[&str]| {
        surest(fields, kinds)
            .map(|field| field.field(field.text().split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    reading.payee = words(&["VENDOR_NAME", "NAME"]);
    reading.number = words(&["INVOICE_RECEIPT_ID"]);
    let money =
        |kinds: &[&str]| surest(fields, kinds).and_then(|field| field.amount(mark)).map(|(_, field)| field);
    reading.total = money(&["TOTAL", "AMOUNT_DUE", "AMOUNT_PAID"]);
    reading.subtotal = money(&["SUBTOTAL"]);
    reading.tip = money(&["GRATUITY"]);
    reading.discount = money(&["DISCOUNT"]).map(|off| Field { value: off.value.signed(false), ..off });
    let taxes = fields.iter().filter(|field| field.kind() == "TAX").filter_map(|field| field.amount(mark));
    for (_, amount) in taxes {
        // The same figure again is the same tax.
        if reading.taxes.len() < TAXES_MAX && reading.taxes.iter().all(|tax| tax.amount.value != amount.value)
        {
            reading.taxes.push(Tax { rate: None, net: None, amount });
        }
    }
    reading.currency = currency(fields, mark, &mut reading.notes);
    if let Some(field) = surest(fields, &["INVOICE_RECEIPT_DATE", "ORDER_DATE"]) {
        let text = field.text();
        let american = reading.currency.as_ref().is_some_and(|currency| currency.value.code() == "USD");
        let likely = if american { DateOrder::Mdy } else { DateOrder::Dmy };
        let seen: Vec<_> = fields.iter().flat_map(|field| days(&field.text())).map(|day| day.parts).collect();
        let decided = decide(&seen, likely);
        reading.date =
            days(&text).first().and_then(|day| day.parts.date(decided.order)).map(|date| field.field(date));
        if decided.assumed.is_some() && reading.date.is_some() {
            reading.notes.push(format!("{text} may be read with day and month the other way round"));
        }
    }
}

/// The currency that Textract names, else the one beside the total.
fn currency(
    fields: &[&Summary],
    mark: Mark,
    notes: &mut Vec<String>,
) -> Option<Field<skytally_model::Currency>> {
    let told = fields.iter().filter_map(|field| {
        let code = field.currency.as_ref()?;
        let value = code.code.as_deref()?.parse().ok()?;
        Some(Field { confidence: whole(code.confidence.as_ref()), ..field.field(value) })
    });
    if let Some(told) = told.max_by_key(|field| field.confidence) {
        return Some(told);
    }
    let total = surest(fields, &["TOTAL", "AMOUNT_DUE", "AMOUNT_PAID"])?;
    match total.amount(mark)?.0.unit? {
        Unit::Currency(currency) => Some(total.field(currency)),
        Unit::Sign(sign) => {
            let currency = likeliest(sign)?;
            notes.push(format!("{sign} may be of several currencies; {currency} is assumed"));
            let field = total.field(currency);
            Some(Field { confidence: field.confidence.min(super::currency::SHARED), ..field })
        }
        Unit::Percent => None,
    }
}

fn item(found: &LineItem, mark: Mark) -> Option<Item> {
    let of = |kind: &str| found.line_item_expense_fields.iter().find(|field| field.kind() == kind);
    let (_, amount) = of("PRICE")?.amount(mark)?;
    let description = of("ITEM").or_else(|| of("EXPENSE_ROW"))?.text();
    let quantity = of("QUANTITY").and_then(|field| field.amount(mark)).map(|(_, field)| field.value);
    Some(Item { description: description.split_whitespace().collect::<Vec<_>>().join(" "), quantity, amount })
}

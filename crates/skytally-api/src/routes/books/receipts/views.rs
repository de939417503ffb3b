//! Receipts, as the API gives them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_app::books::receipt::matching::{Certainty, Match};
use skytally_app::books::receipt::{Field, Item, Judgement, Proof, Reading, Source, Tax};
use skytally_app::books::{Draft, Receipt, ReceiptCandidate, ReceiptSeen, ReceiptState, Suggested};
use utoipa::ToSchema;

use super::super::values::AmountView;

/// Where a receipt stands.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptStateName {
    /// Nobody has looked at it yet.
    Waiting,
    /// It is being read.
    Reading,
    /// It was read.
    Read,
    /// It cannot be read; `why` says why.
    Unreadable,
    /// It is kept, and is not read here; `why` says why.
    NotRead,
}

impl ReceiptStateName {
    pub(super) fn state(self) -> ReceiptState {
        match self {
            Self::Waiting => ReceiptState::Waiting,
            Self::Reading => ReceiptState::Reading,
            Self::Read => ReceiptState::Read,
            Self::Unreadable => ReceiptState::Unreadable,
            Self::NotRead => ReceiptState::NotRead,
        }
    }

    fn of(state: ReceiptState) -> Self {
        match state {
            ReceiptState::Waiting => Self::Waiting,
            ReceiptState::Reading => Self::Reading,
            ReceiptState::Read => Self::Read,
            ReceiptState::Unreadable => Self::Unreadable,
            ReceiptState::NotRead => Self::NotRead,
        }
    }
}

/// Something that was read, with how it stood there.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptFieldView {
    /// What it means: a day as 2026-11-27, an amount or a rate as an exact decimal, a currency by its code, or a text.
    #[schema(example = "119.00")]
    value: String,
    /// The text as it was seen.
    #[schema(example = "Total EUR 119,00")]
    text: String,
    /// How sure the reader is, from 0 to 100: evidence, not a probability.
    #[schema(minimum = 0, maximum = 100)]
    confidence: u8,
    /// The page, from 1, if it is known.
    page: Option<u32>,
    /// The line of `text` of the reading, from 1, if it is known.
    line: Option<u32>,
}

impl ReceiptFieldView {
    fn of<T: ToString>(field: &Field<T>) -> Self {
        Self {
            value: field.value.to_string(),
            text: field.text.clone(),
            confidence: field.confidence.min(100),
            page: field.place.map(|place| place.page),
            line: field.place.and_then(|place| place.line),
        }
    }

    fn maybe<T: ToString>(field: Option<&Field<T>>) -> Option<Self> {
        field.map(Self::of)
    }
}

/// A tax of one rate.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptTaxView {
    /// In per cent, an exact decimal, where it is told.
    #[schema(example = "19")]
    rate: Option<String>,
    /// What is taxed at this rate, where it is told.
    net: Option<ReceiptFieldView>,
    /// The tax.
    amount: ReceiptFieldView,
}

impl ReceiptTaxView {
    fn of(tax: &Tax) -> Self {
        Self {
            rate: tax.rate.map(|rate| rate.to_string()),
            net: ReceiptFieldView::maybe(tax.net.as_ref()),
            amount: ReceiptFieldView::of(&tax.amount),
        }
    }
}

/// A line of what was bought.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptItemView {
    /// What it is.
    description: String,
    /// How many, an exact decimal, where it is told.
    quantity: Option<String>,
    /// The price of the line.
    amount: ReceiptFieldView,
}

impl ReceiptItemView {
    fn of(item: &Item) -> Self {
        Self {
            description: item.description.clone(),
            quantity: item.quantity.map(|quantity| quantity.to_string()),
            amount: ReceiptFieldView::of(&item.amount),
        }
    }
}

/// Where the text of a reading came from.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptTextSource {
    /// The text that a PDF carries.
    PdfText,
    /// A picture, by recognising its letters.
    Picture,
    /// The pictures of a scanned PDF, by recognising their letters.
    PdfPictures,
    /// A service on the network.
    Service,
}

/// What a receipt says, as far as it could be read: an offer, never a fact.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptReadingView {
    /// Who is paid.
    payee: Option<ReceiptFieldView>,
    /// The number of the invoice or receipt.
    number: Option<ReceiptFieldView>,
    /// The day of the invoice or of the purchase.
    date: Option<ReceiptFieldView>,
    /// What the amounts are in.
    currency: Option<ReceiptFieldView>,
    /// What is to be paid, or was, tax included; negative on a credit note.
    total: Option<ReceiptFieldView>,
    /// What is taxed: the total without tax.
    subtotal: Option<ReceiptFieldView>,
    /// Taxes, each rate once.
    taxes: Vec<ReceiptTaxView>,
    /// A tip on top.
    tip: Option<ReceiptFieldView>,
    /// What was taken off, above zero.
    discount: Option<ReceiptFieldView>,
    /// What was bought, line by line.
    items: Vec<ReceiptItemView>,
    /// The plain text; empty in lists.
    text: String,
    /// What was assumed, or not looked at, in sentences.
    notes: Vec<String>,
    /// Where the text came from.
    #[schema(inline)]
    source: ReceiptTextSource,
    /// Pages that were looked at.
    pages: u32,
    /// Pages of the file.
    pages_in_file: u32,
    /// The issuer whose layout was known, by its short name such as `aws`.
    template: Option<String>,
    /// Who read it, such as `skytally`.
    reader: String,
    /// In which version.
    reader_version: String,
}

impl ReceiptReadingView {
    fn of(reading: &Reading) -> Self {
        Self {
            payee: ReceiptFieldView::maybe(reading.payee.as_ref()),
            number: ReceiptFieldView::maybe(reading.number.as_ref()),
            date: ReceiptFieldView::maybe(reading.date.as_ref()),
            currency: ReceiptFieldView::maybe(reading.currency.as_ref()),
            total: ReceiptFieldView::maybe(reading.total.as_ref()),
            subtotal: ReceiptFieldView::maybe(reading.subtotal.as_ref()),
            taxes: reading.taxes.iter().map(ReceiptTaxView::of).collect(),
            tip: ReceiptFieldView::maybe(reading.tip.as_ref()),
            discount: ReceiptFieldView::maybe(reading.discount.as_ref()),
            items: reading.items.iter().map(ReceiptItemView::of).collect(),
            text: reading.text.clone(),
            notes: reading.notes.clone(),
            source: match reading.source {
                Source::PdfText => ReceiptTextSource::PdfText,
                Source::Picture => ReceiptTextSource::Picture,
                Source::PdfPictures => ReceiptTextSource::PdfPictures,
                Source::Service => ReceiptTextSource::Service,
            },
            pages: reading.pages,
            pages_in_file: reading.pages_in_file,
            template: reading.template.clone(),
            reader: reading.reader.name.clone(),
            reader_version: reading.reader.version.clone(),
        }
    }
}

/// What proves a total.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptProof {
    /// The net amount and the taxes are the total.
    NetAndTax,
    /// Net and tax of each rate are the total.
    TaxTable,
    /// The lines of what was bought are the total.
    Items,
    /// Nothing does. It may be right all the same: people look at it.
    Nothing,
}

/// Whether the figures of a receipt prove its total.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptJudgementView {
    /// Whether they do; if not, the total is shown in amber.
    proved: bool,
    /// What proves it.
    #[schema(inline)]
    proof: ReceiptProof,
    /// The figures, in a sentence.
    #[schema(example = "100.00 net + 19.00 tax = 119.00")]
    why: String,
}

impl ReceiptJudgementView {
    fn of(judgement: &Judgement) -> Self {
        Self {
            proved: judgement.proved(),
            proof: match judgement.proof {
                Proof::NetAndTax => ReceiptProof::NetAndTax,
                Proof::TaxTable => ReceiptProof::TaxTable,
                Proof::Items => ReceiptProof::Items,
                Proof::Nothing => ReceiptProof::Nothing,
            },
            why: judgement.why.clone(),
        }
    }
}

/// How sure a match is.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ReceiptCertainty {
    /// No transaction fits.
    None,
    /// The amount fits, and something is unknown, different or not unique.
    Likely,
    /// Amount, day and payee fit, and no other transaction does as well.
    Certain,
}

impl ReceiptCertainty {
    fn of(certainty: Certainty) -> Self {
        match certainty {
            Certainty::None => Self::None,
            Certainty::Likely => Self::Likely,
            Certainty::Certain => Self::Certain,
        }
    }
}

/// A transaction that may be that of a receipt.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptMatchView {
    /// Which.
    transaction: i64,
    /// Its day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Its payee.
    payee: String,
    /// How it changed the account that holds money: negative went out.
    #[serde(flatten)]
    amount: AmountView,
    /// How sure it is; never `none`.
    #[schema(inline)]
    certainty: ReceiptCertainty,
    /// How alike the payees are: 0 to 1000.
    similarity_per_mille: u16,
    /// So many days later than the receipt; null where the receipt's day is not known.
    days_later: Option<i32>,
    /// Why, in a sentence.
    why: String,
}

impl ReceiptMatchView {
    fn of((found, candidate): (Match, ReceiptCandidate)) -> Self {
        Self {
            transaction: found.transaction.0,
            date: candidate.date,
            payee: candidate.payee,
            amount: AmountView::of(candidate.amount),
            certainty: ReceiptCertainty::of(found.certainty),
            similarity_per_mille: found.similarity_per_mille,
            days_later: found.days_later,
            why: found.why,
        }
    }
}

/// What a new transaction would be: nothing of it is in the books.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptDraftView {
    /// The day; null where none was read.
    #[schema(value_type = Option<String>, format = Date)]
    date: Option<Date>,
    /// Who was paid, without what companies and banks add.
    payee: String,
    /// What was paid; negative came back.
    #[serde(flatten)]
    total: AmountView,
    /// The ledger account that paid, as far as the past says.
    account: Option<i64>,
    /// The category, as rules or the past say.
    category: Option<i64>,
    /// Whether the category is certain: a rule says so, or the past is sure.
    sure: bool,
    /// Why this category, in a sentence.
    because: Option<String>,
    /// Tags, as rules say.
    tags: Vec<String>,
    /// What rules say is to be noted; else the number of the receipt.
    note: String,
}

impl ReceiptDraftView {
    fn of(draft: Draft) -> Self {
        Self {
            date: draft.date,
            payee: draft.payee,
            total: AmountView::of(draft.total),
            account: draft.account.map(|no| no.0),
            category: draft.category.map(|no| no.0),
            sure: draft.sure,
            because: draft.because,
            tags: draft.tags,
            note: draft.note,
        }
    }
}

/// What may be done with a receipt. People decide; nothing is done by itself.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptSuggestedView {
    /// How sure the best match is.
    #[schema(inline)]
    certainty: ReceiptCertainty,
    /// Transactions without a receipt that may be its own, the likeliest first.
    matches: Vec<ReceiptMatchView>,
    /// A new transaction; null where a match is certain, or where no total in a known currency was read.
    draft: Option<ReceiptDraftView>,
}

impl ReceiptSuggestedView {
    fn of(suggested: Suggested) -> Self {
        Self {
            certainty: ReceiptCertainty::of(suggested.certainty),
            matches: suggested.matches.into_iter().map(ReceiptMatchView::of).collect(),
            draft: suggested.draft.map(ReceiptDraftView::of),
        }
    }
}

/// The transaction of a receipt.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptTransactionView {
    /// Which.
    no: i64,
    /// Whether it was deleted. Then the receipt is free: it can be given to another transaction, or posted. If the deletion is
    /// undone before that, it belongs to it again.
    deleted: bool,
}

/// A receipt.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: String,
    /// The name of the file.
    name: String,
    /// What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heic`.
    media_type: String,
    /// How many bytes it has.
    bytes: i64,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// When it came.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// From whom.
    actor: String,
    /// Where it stands.
    #[schema(inline)]
    state: ReceiptStateName,
    /// Why it is not read, or waits longer, in a sentence.
    why: Option<String>,
    /// What it says; null where it was not read.
    reading: Option<ReceiptReadingView>,
    /// Whether its figures prove its total; null where it was not read.
    judgement: Option<ReceiptJudgementView>,
    /// What may be done with it: only where one receipt is asked for that was read and is free; null elsewhere.
    suggested: Option<ReceiptSuggestedView>,
    /// What it belongs to.
    transaction: Option<ReceiptTransactionView>,
    /// Grows with every change. A change can be bound to it: `If-Match: "v3"`.
    version: i64,
}

impl ReceiptView {
    pub(super) fn of(seen: ReceiptSeen) -> Self {
        let ReceiptSeen { receipt, reading, judgement, suggested } = seen;
        Self {
            id: receipt.id,
            name: receipt.name,
            media_type: receipt.media,
            bytes: receipt.bytes,
            sha256: receipt.sha256,
            at: receipt.at,
            actor: receipt.actor,
            state: ReceiptStateName::of(receipt.state),
            why: receipt.why,
            reading: reading.as_ref().map(ReceiptReadingView::of),
            judgement: judgement.as_ref().map(ReceiptJudgementView::of),
            suggested: suggested.map(ReceiptSuggestedView::of),
            transaction: receipt
                .transaction
                .map(|of| ReceiptTransactionView { no: of.no.0, deleted: of.deleted }),
            version: receipt.version,
        }
    }
}

/// A receipt as its transaction names it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReceiptOfView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: String,
    /// The name of the file.
    name: String,
    /// What it is.
    media_type: String,
    /// How many bytes it has.
    bytes: i64,
    /// Where it stands.
    #[schema(inline)]
    state: ReceiptStateName,
}

impl ReceiptOfView {
    pub(in crate::routes::books) fn of(receipt: Receipt) -> Self {
        Self {
            id: receipt.id,
            name: receipt.name,
            media_type: receipt.media,
            bytes: receipt.bytes,
            state: ReceiptStateName::of(receipt.state),
        }
    }
}

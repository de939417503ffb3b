//! The register, and what a transaction is and was.

use axum::extract::State;
use axum::http::header::ETAG;
use axum::response::IntoResponse;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use skytally_app::books::ledger::{
    AccountNo, Content, Entry, EntryKind, MarkState, Source, Transaction, TransactionNo,
};
use skytally_app::books::{RegisterFilter, RegisterPlace, RegisterRow};
use skytally_model::{Currency, WorkspaceId};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::receipts::views::ReceiptOfView;
use super::values::{AmountView, Day};
use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::page::{Page, PageParams, Paged};
use crate::problem::Problem;
use crate::routes::{listed, version_tag};
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(ledger_register)).routes(routes!(ledger_transaction))
}

/// How far a posting was compared with what the bank says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PostingState {
    /// Not yet.
    Uncleared,
    /// The bank has it.
    Cleared,
    /// It is part of a statement that was found to agree.
    Reconciled,
}

impl From<MarkState> for PostingState {
    fn from(state: MarkState) -> Self {
        match state {
            MarkState::Uncleared => Self::Uncleared,
            MarkState::Cleared => Self::Cleared,
            MarkState::Reconciled => Self::Reconciled,
        }
    }
}

impl From<PostingState> for MarkState {
    fn from(state: PostingState) -> Self {
        match state {
            PostingState::Uncleared => Self::Uncleared,
            PostingState::Cleared => Self::Cleared,
            PostingState::Reconciled => Self::Reconciled,
        }
    }
}

/// An amount on a ledger account.
#[derive(Serialize, ToSchema)]
pub(crate) struct PostingView {
    /// The ledger account.
    account: i64,
    /// How much it grows by; negative where it shrinks.
    #[serde(flatten)]
    amount: AmountView,
    /// What people write beside it.
    memo: String,
    /// How far it was compared with what the bank says; null where it does not count.
    #[schema(inline)]
    state: Option<PostingState>,
}

/// At which rate two currencies were exchanged.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExchangeView {
    /// So many of `to` for one of `from`: an exact decimal.
    #[schema(example = "1.0842")]
    rate: String,
    /// What was given.
    #[schema(value_type = String, example = "EUR")]
    from: Currency,
    /// What was got.
    #[schema(value_type = String, example = "USD")]
    to: Currency,
    /// Whose rate it is.
    source: String,
    /// Of which day.
    #[schema(value_type = String, format = Date)]
    date: Date,
}

/// What a transaction came from.
#[derive(Serialize, ToSchema)]
#[schema(as = TransactionSource)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum SourceView {
    /// A line of a bank's file.
    Import {
        /// The import.
        import: String,
        /// The line within it.
        line: i64,
        /// The ledger account that it was imported for.
        account: i64,
    },
    /// A recurring transaction.
    Recurring {
        /// Which.
        recurring: String,
        /// The day on which it was due.
        #[schema(value_type = String, format = Date)]
        due: Date,
    },
    /// A receipt.
    Receipt {
        /// Which.
        receipt: String,
    },
    /// It corrects a transaction of a closed period.
    Adjustment {
        /// Which.
        of: i64,
    },
}

impl SourceView {
    fn of(source: &Source) -> Self {
        match source {
            Source::Import { import, line, account } => {
                Self::Import { import: import.clone(), line: *line, account: account.0 }
            }
            Source::Recurring { recurring, due } => {
                Self::Recurring { recurring: recurring.clone(), due: *due }
            }
            Source::Receipt { receipt } => Self::Receipt { receipt: receipt.clone() },
            Source::Adjustment { of } => Self::Adjustment { of: of.0 },
        }
    }
}

/// What a transaction says.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContentView {
    /// The day in the books.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// Who got or gave the money.
    payee: String,
    /// What people write beside it.
    note: String,
    /// Its tags, in small letters.
    tags: Vec<String>,
    /// Where it came from; null for what somebody wrote by hand.
    source: Option<SourceView>,
    /// The rate, where currencies meet.
    exchange: Option<ExchangeView>,
    /// At least two, which sum to zero in each currency.
    postings: Vec<PostingView>,
}

impl ContentView {
    fn of(content: &Content, states: &[MarkState]) -> Self {
        let exchange = content.exchange.as_ref().map(|exchange| ExchangeView {
            rate: exchange.rate.clone(),
            from: exchange.from,
            to: exchange.to,
            source: exchange.source.clone(),
            date: exchange.date,
        });
        let posting = |(at, posting): (usize, &skytally_app::books::ledger::Posting)| PostingView {
            account: posting.account.0,
            amount: AmountView::of(posting.amount),
            memo: posting.memo.clone(),
            state: states.get(at).map(|state| (*state).into()),
        };
        Self {
            date: content.date,
            payee: content.payee.clone(),
            note: content.note.clone(),
            tags: content.tags.clone(),
            source: content.source.as_ref().map(SourceView::of),
            exchange,
            postings: content.postings.iter().enumerate().map(posting).collect(),
        }
    }
}

/// A transaction.
#[derive(Serialize, ToSchema)]
pub(crate) struct TransactionView {
    /// Its number.
    no: i64,
    /// Its newest entry: who changes it says by If-Match which they saw. The ETag says it too.
    version: i64,
    /// Whether it was deleted; what it says is what counted last.
    deleted: bool,
    /// When what it says was written.
    #[schema(value_type = String, format = DateTime)]
    recorded: Timestamp,
    /// By whom.
    actor: String,
    /// What it says.
    #[serde(flatten)]
    content: ContentView,
    /// What is on the account up to and with this transaction, where the register of one account was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<Vec<AmountView>>,
}

impl TransactionView {
    pub(super) fn of(row: &RegisterRow) -> Self {
        Self {
            no: row.no.0,
            version: row.version.0,
            deleted: row.deleted,
            recorded: moment(&row.entry),
            actor: row.entry.actor.clone(),
            content: ContentView::of(&row.entry.content, &row.states),
            balance: None,
        }
    }

    pub(super) fn version(&self) -> i64 {
        self.version
    }
}

fn moment(entry: &Entry) -> Timestamp {
    // What the store wrote was a moment.
    Timestamp::from_millisecond(entry.recorded_ms).unwrap_or_default()
}

/// Which transactions.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct RegisterQuery {
    /// Those with a posting on these ledger accounts, with commas between.
    account: Option<String>,
    /// Whether the parts of those accounts count as well; they do if left out.
    parts: Option<bool>,
    /// Those in which each of these words begins a word of payee, note, tag or memo.
    #[param(value_type = Option<String>, max_length = 200)]
    q: Option<Text<200>>,
    /// From this day on.
    #[param(value_type = Option<String>, format = Date)]
    from: Option<Day>,
    /// Up to this day.
    #[param(value_type = Option<String>, format = Date)]
    to: Option<Day>,
    /// Those that were deleted, instead of those that count.
    deleted: Option<bool>,
    /// Those with a posting in this state, on the accounts that are asked for if there are any.
    #[param(inline)]
    state: Option<PostingState>,
}

/// The register: transactions, the newest first
#[utoipa::path(get, path = "/workspaces/{workspace}/books/transactions", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"), RegisterQuery, PageParams),
    responses((status = 200, description = "A page of transactions", body = Page<TransactionView>)))]
async fn ledger_register(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path(workspace): Path<WorkspaceId>,
    Paged { page, filter }: Paged<RegisterQuery>,
) -> Result<Page<TransactionView>, Problem> {
    let after = page
        .after::<(Day, i64)>()?
        .map(|(date, no)| RegisterPlace { date: date.date(), no: TransactionNo(no) });
    let accounts = listed::<i64>("account", filter.account.as_deref())?.into_iter().map(AccountNo).collect();
    let register = RegisterFilter {
        accounts,
        text: filter.q.map(Text::into_string).unwrap_or_default(),
        from: filter.from.map(Day::date),
        to: filter.to.map(Day::date),
        deleted: filter.deleted.unwrap_or(false),
        state: filter.state.map(Into::into),
    };
    let parts = filter.parts.unwrap_or(true);
    let found =
        state.app.ledger_register(&caller, workspace, register, parts, after, page.limit.into()).await?;
    let mut items: Vec<TransactionView> = found.rows.iter().map(TransactionView::of).collect();
    for (item, balance) in items.iter_mut().zip(found.balances) {
        item.balance = Some(balance.into_iter().map(AmountView::of).collect());
    }
    page.page(items, found.more.map(|place| (place.date.to_string(), place.no.0)).as_ref())
}

/// What was written.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum EntryName {
    /// Postings count from then on.
    Post,
    /// The postings of another entry were taken back.
    Reverse,
    /// Postings were compared with a statement.
    Mark,
}

/// An entry of the journal.
#[derive(Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// Its place in the journal.
    no: i64,
    /// What it did.
    #[schema(inline)]
    kind: EntryName,
    /// The entry that it took back.
    reverses: Option<i64>,
    /// When it was written.
    #[schema(value_type = String, format = DateTime)]
    recorded: Timestamp,
    /// By whom.
    actor: String,
    /// What it says. A reversal has the opposite postings; a mark has none.
    #[serde(flatten)]
    content: ContentView,
    /// The account that a mark is about.
    marked_account: Option<i64>,
    /// What a mark says.
    #[schema(inline)]
    marked: Option<PostingState>,
}

impl EntryView {
    fn of(entry: &Entry) -> Self {
        Self {
            no: entry.no.0,
            kind: match entry.kind {
                EntryKind::Post => EntryName::Post,
                EntryKind::Reverse => EntryName::Reverse,
                EntryKind::Mark => EntryName::Mark,
            },
            reverses: entry.reverses.map(|no| no.0),
            recorded: moment(entry),
            actor: entry.actor.clone(),
            content: ContentView::of(&entry.content, &[]),
            marked_account: entry.mark.as_ref().map(|mark| mark.account.0),
            marked: entry.mark.as_ref().map(|mark| mark.state.into()),
        }
    }
}

/// A transaction with all that was ever written of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct HistoryView {
    /// As it is now.
    now: TransactionView,
    /// Its entries, the oldest first.
    history: Vec<EntryView>,
    /// Its receipts, the newest first.
    receipts: Vec<ReceiptOfView>,
}

/// A transaction with its history
#[utoipa::path(get, path = "/workspaces/{workspace}/books/transactions/{transaction}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("transaction" = i64, Path, description = "Its number")),
    responses((status = 200, description = "The transaction", body = HistoryView)))]
async fn ledger_transaction(
    State(state): State<ApiState>,
    Known(caller): Known,
    Path((workspace, no)): Path<(WorkspaceId, i64)>,
) -> Result<impl IntoResponse, Problem> {
    let no = TransactionNo(no);
    let row = state.app.ledger_row(&caller, workspace, no).await?;
    let Transaction { entries, .. } = state.app.ledger_transaction(&caller, workspace, no).await?;
    let receipts = state.app.receipts_of(&caller, workspace, no).await?;
    let now = TransactionView::of(&row);
    let tag = [(ETAG, version_tag(now.version))];
    let history = entries.iter().map(EntryView::of).collect();
    let receipts = receipts.into_iter().map(ReceiptOfView::of).collect();
    Ok((tag, Json(HistoryView { now, history, receipts })))
}

//! Writing into the books.

use axum::extract::FromRequestParts;
use axum::http::header::ETAG;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use skytally_app::books::LedgerWritten;
use skytally_app::books::ledger::{
    AccountNo, Command, Content, EntryNo, Exchange, Mark, Posting, Source, TransactionNo,
};
use skytally_app::{AppError, Caller};
use skytally_model::{Currency, WorkspaceId};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::transactions::{PostingState, TransactionView};
use super::values::{Day, amount};
use crate::auth::Known;
use crate::extract::{Json, Path, Text};
use crate::idempotency::IdempotencyKey;
use crate::problem::{Code, Problem};
use crate::routes::{meant_version, version_tag};
use crate::state::ApiState;

pub(super) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(post_transaction))
        .routes(routes!(edit_transaction, delete_transaction))
        .routes(routes!(undo_transaction))
        .routes(routes!(mark_transactions))
        .routes(routes!(change_transactions))
}

/// An amount on a ledger account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PostingBody {
    /// The ledger account.
    account: i64,
    /// How much it grows by, as an exact decimal: positive where an asset or an expense grows.
    #[schema(value_type = String, example = "-12.50", max_length = 40)]
    amount: Text<40>,
    /// The currency.
    #[schema(value_type = String, example = "EUR")]
    currency: Currency,
    /// What is written beside it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    memo: String,
}

/// At which rate two currencies were exchanged.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExchangeBody {
    /// So many of `to` for one of `from`: an exact decimal.
    #[schema(value_type = String, example = "1.0842", max_length = 40)]
    rate: Text<40>,
    /// What was given.
    #[schema(value_type = String, example = "EUR")]
    from: Currency,
    /// What was got.
    #[schema(value_type = String, example = "USD")]
    to: Currency,
    /// Whose rate it is.
    #[schema(value_type = String, max_length = 100)]
    source: Text<100>,
    /// Of which day.
    #[schema(value_type = String, format = Date)]
    date: Day,
}

/// What a transaction says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TransactionBody {
    /// The day in the books.
    #[schema(value_type = String, format = Date)]
    date: Day,
    /// Who got or gave the money.
    #[serde(default)]
    #[schema(max_length = 200)]
    payee: String,
    /// What is written beside it.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// Tags.
    #[serde(default)]
    #[schema(max_items = 20)]
    tags: Vec<String>,
    /// The transaction that this one corrects, where that lies in a closed period and cannot be changed itself. It is said when it
    /// is posted, and stays.
    corrects: Option<i64>,
    /// The rate, where currencies meet.
    exchange: Option<ExchangeBody>,
    /// At least two, which sum to zero in each currency.
    #[schema(min_items = 2, max_items = 500)]
    postings: Vec<PostingBody>,
}

/// A text of one or several lines; other control characters are refused.
fn plain(field: &'static str, text: &str) -> Result<String, Problem> {
    if text.chars().any(|char| char.is_control() && char != '\n' && char != '\t') {
        let why = "must not have control characters";
        return Err(Problem::new(Code::BadValue, format!("{field} {why}")).field(field, why));
    }
    Ok(text.trim().to_owned())
}

/// The transaction of a write of one command.
pub(super) fn first_of(written: &LedgerWritten) -> Result<TransactionNo, Problem> {
    let none = || AppError::Internal("a write gave no transaction".to_owned());
    Ok(written.transactions.first().copied().ok_or_else(none)?)
}

impl TransactionBody {
    /// What a transaction is changed to: what it corrects stays.
    fn edited(self) -> Result<Content, Problem> {
        if self.corrects.is_some() {
            let why = "is said when the transaction is posted, and stays";
            return Err(Problem::new(Code::BadValue, format!("corrects {why}")).field("corrects", why));
        }
        self.content()
    }

    pub(super) fn content(self) -> Result<Content, Problem> {
        let mut tags = Vec::new();
        for tag in &self.tags {
            let tag = plain("tags", tag)?.to_lowercase();
            if tag.is_empty() || tag.contains(|char: char| char.is_whitespace() || char == ',') {
                let why = "a tag is one word";
                return Err(Problem::new(Code::BadValue, why).field("tags", why));
            }
            tags.push(tag);
        }
        tags.sort_unstable();
        tags.dedup();
        let exchange = self.exchange.map(|exchange| Exchange {
            rate: exchange.rate.into_string(),
            from: exchange.from,
            to: exchange.to,
            source: exchange.source.into_string(),
            date: exchange.date.date(),
        });
        let postings = self
            .postings
            .into_iter()
            .map(|posting| {
                Ok(Posting {
                    account: AccountNo(posting.account),
                    amount: amount(posting.amount.as_str(), posting.currency)?,
                    memo: plain("memo", &posting.memo)?,
                })
            })
            .collect::<Result<_, Problem>>()?;
        Ok(Content {
            date: self.date.date(),
            payee: plain("payee", &self.payee)?,
            note: plain("note", &self.note)?,
            tags,
            source: self.corrects.map(|no| Source::Adjustment { of: TransactionNo(no) }),
            exchange,
            postings,
        })
    }
}

/// Who writes into the books, and what the head of their request says about it.
struct Writer {
    state: ApiState,
    caller: Caller,
    headers: HeaderMap,
}

impl FromRequestParts<ApiState> for Writer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Known(caller) = Known::from_request_parts(parts, state).await?;
        Ok(Self { state: state.clone(), caller, headers: parts.headers.clone() })
    }
}

impl Writer {
    async fn write(&self, workspace: WorkspaceId, commands: &[Command]) -> Result<LedgerWritten, Problem> {
        let key = IdempotencyKey::of(&self.headers)?;
        let key = key.as_ref().map(IdempotencyKey::as_str);
        Ok(self.state.app.write_ledger(&self.caller, workspace, key, commands).await?)
    }

    /// Does one command, and answers with the transaction as it is then.
    async fn one(
        &self,
        workspace: WorkspaceId,
        status: StatusCode,
        command: Command,
    ) -> Result<Response, Problem> {
        let written = self.write(workspace, &[command]).await?;
        let no = first_of(&written)?;
        let row = self.state.app.ledger_row(&self.caller, workspace, no).await?;
        let view = TransactionView::of(&row);
        Ok((status, [(ETAG, version_tag(view.version()))], Json(view)).into_response())
    }

    /// Does many commands, all or none.
    async fn many(&self, workspace: WorkspaceId, commands: &[Command]) -> Result<Json<WrittenView>, Problem> {
        let written = self.write(workspace, commands).await?;
        Ok(Json(WrittenView {
            transactions: written.transactions.iter().map(|no| no.0).collect(),
            entries: written.entries,
            repeated: written.repeated,
        }))
    }

    /// The newest entry that whoever changes a transaction has seen. Whoever may not change any is told so first, and then whoever
    /// changes what is not there.
    async fn seen(&self, workspace: WorkspaceId, no: TransactionNo) -> Result<EntryNo, Problem> {
        self.state.app.may_write_books(&self.caller, workspace).await?;
        if let Some(version) = meant_version(&self.headers)? {
            return Ok(EntryNo(version));
        }
        self.state.app.ledger_row(&self.caller, workspace, no).await?;
        Err(Problem::new(Code::VersionNeeded, "say by If-Match which version of the transaction you change"))
    }
}

/// Post a transaction
///
/// With an `Idempotency-Key` the same request again posts nothing and gives the same transaction.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/transactions", tag = "books", request_body = TransactionBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 201, description = "It is in the books", body = TransactionView)))]
async fn post_transaction(
    writer: Writer,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<TransactionBody>,
) -> Result<Response, Problem> {
    writer.one(workspace, StatusCode::CREATED, Command::Post(body.content()?)).await
}

/// Change a transaction
///
/// In the journal it is a reversal and a new entry; what was there before stays in its history.
#[utoipa::path(put, path = "/workspaces/{workspace}/books/transactions/{transaction}", tag = "books", request_body = TransactionBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("transaction" = i64, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "The version that is changed"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "The transaction", body = TransactionView)))]
async fn edit_transaction(
    writer: Writer,
    Path((workspace, no)): Path<(WorkspaceId, i64)>,
    Json(body): Json<TransactionBody>,
) -> Result<Response, Problem> {
    let transaction = TransactionNo(no);
    let version = writer.seen(workspace, transaction).await?;
    let command = Command::Edit { transaction, version, content: body.edited()? };
    writer.one(workspace, StatusCode::OK, command).await
}

/// Delete a transaction
///
/// In the journal it is a reversal: it can be undone.
#[utoipa::path(delete, path = "/workspaces/{workspace}/books/transactions/{transaction}", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("transaction" = i64, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "The version that is deleted"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "The transaction, deleted", body = TransactionView)))]
async fn delete_transaction(
    writer: Writer,
    Path((workspace, no)): Path<(WorkspaceId, i64)>,
) -> Result<Response, Problem> {
    let transaction = TransactionNo(no);
    let version = writer.seen(workspace, transaction).await?;
    writer.one(workspace, StatusCode::OK, Command::Delete { transaction, version }).await
}

/// Take the last change of a transaction back
///
/// A new one is deleted, a deleted one returns, a changed one is as before. Undone twice, it is done again.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/transactions/{transaction}/undo", tag = "books",
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("transaction" = i64, Path, description = "Its number"),
        ("If-Match" = String, Header, description = "The version whose change is taken back"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "The transaction", body = TransactionView)))]
async fn undo_transaction(
    writer: Writer,
    Path((workspace, no)): Path<(WorkspaceId, i64)>,
) -> Result<Response, Problem> {
    let transaction = TransactionNo(no);
    let version = writer.seen(workspace, transaction).await?;
    writer.one(workspace, StatusCode::OK, Command::Undo { transaction, version }).await
}

/// Which postings were compared with what the bank says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MarksBody {
    /// The transactions.
    #[schema(min_items = 1, max_items = 1000)]
    transactions: Vec<i64>,
    /// The ledger account whose postings are meant.
    account: i64,
    /// From now on.
    state: PostingState,
}

/// What a write of many did.
#[derive(Serialize, ToSchema)]
pub(crate) struct WrittenView {
    /// The transactions, in the order of the request.
    transactions: Vec<i64>,
    /// How many entries were added to the journal.
    entries: i64,
    /// Whether the same write had been done before: this is its answer.
    repeated: bool,
}

/// Say how far postings were compared with what the bank says
///
/// All of them in one step, or none.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/marks", tag = "books", request_body = MarksBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "They are marked", body = WrittenView)))]
async fn mark_transactions(
    writer: Writer,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<MarksBody>,
) -> Result<Json<WrittenView>, Problem> {
    let mark = Mark { account: AccountNo(body.account), state: body.state.into() };
    let commands: Vec<Command> = body
        .transactions
        .iter()
        .map(|no| Command::Mark { transaction: TransactionNo(*no), version: None, mark: mark.clone() })
        .collect();
    writer.many(workspace, &commands).await
}

/// One change among many.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum ChangeBody {
    /// A new transaction.
    Post {
        /// What it says.
        content: TransactionBody,
    },
    /// Another content for a transaction.
    Edit {
        /// Which.
        transaction: i64,
        /// The version that is changed.
        version: i64,
        /// From now on.
        content: TransactionBody,
    },
    /// It counts no more.
    Delete {
        /// Which.
        transaction: i64,
        /// The version that is deleted.
        version: i64,
    },
    /// Its last change is taken back.
    Undo {
        /// Which.
        transaction: i64,
        /// The version whose change is taken back.
        version: i64,
    },
}

/// Many changes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesBody {
    /// In this order.
    #[schema(min_items = 1, max_items = 1000)]
    changes: Vec<ChangeBody>,
}

/// Change many transactions
///
/// All of them in one step, or none.
#[utoipa::path(post, path = "/workspaces/{workspace}/books/changes", tag = "books", request_body = ChangesBody,
    params(("workspace" = String, Path, format = Uuid, description = "The workspace"),
        ("Idempotency-Key" = Option<String>, Header, description = "Made up for this one write")),
    responses((status = 200, description = "They are written", body = WrittenView)))]
async fn change_transactions(
    writer: Writer,
    Path(workspace): Path<WorkspaceId>,
    Json(body): Json<ChangesBody>,
) -> Result<Json<WrittenView>, Problem> {
    let command = |change: ChangeBody| {
        Ok::<_, Problem>(match change {
            ChangeBody::Post { content } => Command::Post(content.content()?),
            ChangeBody::Edit { transaction, version, content } => Command::Edit {
                transaction: TransactionNo(transaction),
                version: EntryNo(version),
                content: content.edited()?,
            },
            ChangeBody::Delete { transaction, version } => {
                Command::Delete { transaction: TransactionNo(transaction), version: EntryNo(version) }
            }
            ChangeBody::Undo { transaction, version } => {
                Command::Undo { transaction: TransactionNo(transaction), version: EntryNo(version) }
            }
        })
    };
    let commands = body.changes.into_iter().map(command).collect::<Result<Vec<_>, _>>()?;
    writer.many(workspace, &commands).await
}

//! Imports, as the API gives them.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use skytally_app::books::inbox::{Candidate, Doubt, LineRef, Outcome, Verdict};
use skytally_app::books::{Import, ImportPreview, ImportState, Opening, PreviewLine};
use utoipa::ToSchema;

use super::super::values::AmountView;

/// Where an import stands.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImportStateName {
    /// It was read; the books know nothing of it.
    Preview,
    /// It is in the books.
    Committed,
    /// What it had written was taken back.
    Undone,
}

/// A file that was read.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportView {
    /// Its id.
    #[schema(value_type = String, format = Uuid)]
    id: String,
    /// The ledger account that it is for.
    account: i64,
    /// The name of the file.
    name: String,
    /// The SHA-256 of its bytes.
    sha256: String,
    /// Its format: `ofx`, `qif`, `camt`, `mt940` or `csv`.
    format: String,
    /// What the file says beside its lines: `account`, `bank`, `encoding`, `dates`, `mapping`, `problems` and `notes` (each with
    /// `line` and `message`), and `left_out` (each with `line`, `why` and `raw`).
    #[schema(value_type = Object)]
    facts: Value,
    /// Where it stands.
    #[schema(inline)]
    state: ImportStateName,
    /// How many lines it has.
    lines: i64,
    /// How many transactions it wrote.
    posted: i64,
    /// When it was read.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// By whom.
    actor: String,
    /// When it came into its state.
    #[schema(value_type = String, format = DateTime)]
    changed: Timestamp,
}

impl ImportView {
    pub(super) fn of(import: Import) -> Self {
        Self {
            id: import.id,
            account: import.account.0,
            name: import.name,
            sha256: import.hash,
            format: import.format,
            facts: import.facts,
            state: match import.state {
                ImportState::Preview => ImportStateName::Preview,
                ImportState::Committed => ImportStateName::Committed,
                ImportState::Undone => ImportStateName::Undone,
            },
            lines: import.lines,
            posted: import.posted,
            at: import.at,
            actor: import.actor,
            changed: import.changed,
        }
    }
}

/// A line of an import.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineRefView {
    /// The import.
    #[schema(value_type = String, format = Uuid)]
    import: String,
    /// The line within it.
    line: i64,
}

impl LineRefView {
    fn of(line: &LineRef) -> Self {
        Self { import: line.import.clone(), line: line.line }
    }
}

/// Why people are asked.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DoubtName {
    /// The bank's id is known, with another amount or on another day.
    Changed,
    /// All is as in an earlier line but the bank's id.
    OtherId,
    /// Day and amount are as in an earlier line, the text is another.
    OtherText,
    /// A transaction that was written by hand has the amount and a day near to it, and another payee.
    OtherPayee,
}

/// What a line may be the same as.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum CandidateView {
    /// A line that was imported before.
    Line {
        /// Which.
        of: LineRefView,
        /// How alike the texts are: 0 to 1000.
        similarity_per_mille: u16,
    },
    /// A transaction that was written by hand.
    Transaction {
        /// Which.
        transaction: i64,
        /// How alike payee and text are: 0 to 1000.
        similarity_per_mille: u16,
        /// By how many days the bank was later; negative is earlier.
        days_later: i32,
    },
}

/// What a line is.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum VerdictView {
    /// The books do not have it.
    New,
    /// It is in the books already.
    Double {
        /// The line that stands for it.
        of: LineRefView,
        /// Whether the bank's id says so; if not, day, amount and text do, by their number.
        certain: bool,
    },
    /// It is a transaction that was written by hand.
    Matches {
        /// Which.
        transaction: i64,
        /// How alike payee and text are: 0 to 1000.
        similarity_per_mille: u16,
        /// By how many days the bank was later; negative is earlier.
        days_later: i32,
    },
    /// People are to be asked.
    Unsure {
        /// Why.
        #[schema(inline)]
        doubt: DoubtName,
        /// The likeliest first.
        candidates: Vec<CandidateView>,
    },
}

impl VerdictView {
    fn of(verdict: &Verdict) -> Self {
        match verdict {
            Verdict::New => Self::New,
            Verdict::Double { of, .. } => Self::Double { of: LineRefView::of(of), certain: true },
            Verdict::DoubleByCount { of, .. } | Verdict::DoubleByAnswer { of } => {
                Self::Double { of: LineRefView::of(of), certain: false }
            }
            Verdict::Matches { transaction, similarity_per_mille, days_later } => Self::Matches {
                transaction: transaction.0,
                similarity_per_mille: *similarity_per_mille,
                days_later: *days_later,
            },
            Verdict::Unsure { doubt, candidates } => Self::Unsure {
                doubt: match doubt {
                    Doubt::Changed => DoubtName::Changed,
                    Doubt::OtherId => DoubtName::OtherId,
                    Doubt::OtherText => DoubtName::OtherText,
                    Doubt::OtherPayee => DoubtName::OtherPayee,
                },
                candidates: candidates.iter().map(candidate).collect(),
            },
        }
    }
}

fn candidate(candidate: &Candidate) -> CandidateView {
    match candidate {
        Candidate::Line { of, similarity_per_mille } => {
            CandidateView::Line { of: LineRefView::of(of), similarity_per_mille: *similarity_per_mille }
        }
        Candidate::Transaction { transaction, similarity_per_mille, days_later } => {
            CandidateView::Transaction {
                transaction: transaction.0,
                similarity_per_mille: *similarity_per_mille,
                days_later: *days_later,
            }
        }
    }
}

/// What became of a line.
#[derive(Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum OutcomeView {
    /// It led to a transaction, or was found to be one.
    Transaction {
        /// Which.
        transaction: i64,
    },
    /// Nobody has decided yet.
    Waiting,
    /// It is not to be booked.
    SetAside,
    /// It was in the books already.
    Double {
        /// The line that stands for it.
        of: LineRefView,
    },
}

/// What rules say of a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProposalView {
    /// The category.
    category: Option<i64>,
    /// How the payee is to be written.
    payee: Option<String>,
    /// Tags.
    tags: Vec<String>,
    /// What is to be noted.
    note: Option<String>,
    /// The names of the rules that say so, in their order.
    rules: Vec<String>,
}

/// What the past suggests.
#[derive(Serialize, ToSchema)]
pub(crate) struct SuggestionView {
    /// The category.
    category: i64,
    /// How sure it is: 0 to 1000.
    confidence_per_mille: u16,
    /// Whether it is taken where nobody says otherwise.
    sure: bool,
    /// The reason, for people.
    because: String,
}

/// A line of a bank's file.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportLineView {
    /// Its place in the import, from 1.
    line: i64,
    /// Where it begins in the file, from 1.
    file_line: i64,
    /// The day on which it was booked.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// As it changes the account: negative goes out.
    #[serde(flatten)]
    amount: AmountView,
    /// The bank's own id of it.
    bank_id: Option<String>,
    /// Who got or gave the money, as the bank writes it.
    payee: String,
    /// The same without what banks add.
    clean_payee: String,
    /// What it was for.
    text: String,
    /// As it stands in the file.
    raw: String,
    /// What it is. Once the import is in the books, only of a line that waits; null else.
    verdict: Option<VerdictView>,
    /// What rules say of it; null where none holds.
    proposal: Option<ProposalView>,
    /// What the past suggests.
    suggestion: Option<SuggestionView>,
    /// What became of it.
    outcome: OutcomeView,
}

impl ImportLineView {
    fn of(with: PreviewLine) -> Self {
        let PreviewLine { line, judged, proposal, suggestion, payee } = with;
        let ruled = !proposal.reasons.is_empty();
        Self {
            line: line.line,
            file_line: line.file_line,
            date: line.facts.date,
            amount: AmountView::of(line.facts.amount),
            bank_id: line.facts.bank_id,
            payee: line.facts.payee,
            clean_payee: payee,
            text: line.facts.text,
            raw: line.raw,
            verdict: judged.map(|judged| VerdictView::of(&judged.verdict)),
            proposal: ruled.then(|| ProposalView {
                category: proposal.category.map(|no| no.0),
                payee: proposal.payee,
                tags: proposal.tags,
                note: proposal.note,
                rules: proposal.reasons.into_iter().map(|reason| reason.name).collect(),
            }),
            suggestion: suggestion.map(|suggestion| SuggestionView {
                category: suggestion.category.0,
                confidence_per_mille: suggestion.confidence_per_mille,
                sure: suggestion.sure,
                because: suggestion.because,
            }),
            outcome: match line.outcome {
                Outcome::Transaction { transaction } => {
                    OutcomeView::Transaction { transaction: transaction.0 }
                }
                Outcome::Waiting => OutcomeView::Waiting,
                Outcome::SetAside => OutcomeView::SetAside,
                Outcome::Double { of } => OutcomeView::Double { of: LineRefView::of(&of) },
            },
        }
    }
}

/// What was on an account before the first line of a file.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpeningView {
    /// At the end of which day.
    #[schema(value_type = String, format = Date)]
    date: Date,
    /// How much.
    #[serde(flatten)]
    amount: AmountView,
    /// The file does not say it: it follows from the closing balance and the lines.
    computed: bool,
    /// The transaction that it led to; null if it was not posted.
    transaction: Option<i64>,
}

impl OpeningView {
    fn of(opening: Opening) -> Self {
        Self {
            date: opening.date,
            amount: AmountView::of(opening.amount),
            computed: opening.computed,
            transaction: opening.transaction.map(|no| no.0),
        }
    }
}

/// An import with its lines.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportPreviewView {
    /// The import.
    import: ImportView,
    /// Its lines, in the order of the file.
    lines: Vec<ImportLineView>,
    /// Where its balances do not continue those before it, each as a sentence.
    breaks: Vec<String>,
    /// The opening balance of the account, where the file says it and the books know nothing of the account up to its first day.
    /// It is posted only if the commit asks for it.
    opening: Option<OpeningView>,
}

impl ImportPreviewView {
    pub(super) fn of(preview: ImportPreview) -> Self {
        Self {
            import: ImportView::of(preview.import),
            lines: preview.lines.into_iter().map(ImportLineView::of).collect(),
            breaks: preview.breaks.iter().map(ToString::to_string).collect(),
            opening: preview.opening.map(OpeningView::of),
        }
    }
}

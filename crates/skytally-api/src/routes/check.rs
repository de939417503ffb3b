//! One check, with everything that is known of it.

use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use skytally_app::{CheckDetails, ControlOf, ExampleFacts, RuleFacts, VariantFacts};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::auth::Known;
use crate::extract::{Json, Path};
use crate::problem::{Code, Problem};
use crate::routes::catalog::CheckView;
use crate::state::ApiState;

pub(crate) fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(check))
}

/// The rule of a check for one kind. Its members are expressions in CEL, as they stand in the check's file.
#[derive(Serialize, ToSchema)]
pub(crate) struct RuleView {
    /// The kind.
    kind: String,
    /// Whether the check has anything to say of a resource; null for always.
    when: Option<String>,
    /// Whether all is well.
    pass: String,
    /// What is wrong.
    message: String,
    /// How bad a failure is; null where it is as the check says.
    severity: Option<String>,
    /// Millionths of a dollar a month that mending saves; null where it saves nothing.
    saving: Option<String>,
}

/// One of the things that a check asks the same of.
#[derive(Serialize, ToSchema)]
pub(crate) struct VariantView {
    /// The name.
    name: String,
    /// What should be so.
    title: String,
    /// Variables over those of the check.
    #[schema(value_type = Object)]
    variables: Map<String, Value>,
}

/// A kind that a check reads.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReadsView {
    /// The kind.
    kind: String,
    /// The parts of it.
    parts: Vec<String>,
}

/// A control that a check speaks to.
#[derive(Serialize, ToSchema)]
pub(crate) struct ControlOfView {
    /// The framework.
    framework: String,
    /// The framework's name.
    framework_title: String,
    /// The number of the control.
    control: String,
    /// What it asks for, in our own words.
    title: String,
    /// The variants of the check that speak to it; empty for all.
    variants: Vec<String>,
}

/// A made-up resource, and what the check says of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExampleView {
    /// What it shows.
    name: String,
    /// What the check says: pass, fail, unknown, not-applicable.
    outcome: String,
    /// The kind, and by it the rule.
    kind: Option<String>,
    /// The variant; null for a check without.
    variant: Option<String>,
    /// How bad the failure is, where the example says it.
    severity: Option<String>,
    /// What the failure says, where the example says it.
    message: Option<String>,
    /// The clock, where the example has its own.
    now: Option<String>,
    /// Variables that are given other values.
    #[schema(value_type = Object)]
    variables: Map<String, Value>,
    /// The resource: data, parts, and whatever else of it counts.
    #[schema(value_type = Object)]
    document: Value,
    /// Other resources of the account: kind to list.
    #[schema(value_type = Object)]
    related: Map<String, Value>,
    /// Kinds whose listing is denied.
    unseen: Vec<String>,
}

/// Where a check comes from.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum SourceView {
    /// It comes with the program.
    BuiltIn,
    /// It is of the operator's own catalogue folder.
    Own,
}

/// A check with everything that is known of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct CheckDetailsView {
    /// What is known of every check.
    #[serde(flatten)]
    check: CheckView,
    /// The service that it is about; null for a check of Skytally's own way into an account.
    service: Option<String>,
    /// The kind that it is about; null where there are several, or none.
    kind: Option<String>,
    /// The rules, one for each kind; none for a check of Skytally's own way into an account.
    rules: Vec<RuleView>,
    /// What the rules are run for, one after the other; none for a check without variants.
    variants: Vec<VariantView>,
    /// What the rules read.
    reads: Vec<ReadsView>,
    /// The IAM actions behind what is read.
    permissions: Vec<String>,
    /// The controls that it speaks to.
    controls: Vec<ControlOfView>,
    /// What it is tried on: its tests.
    examples: Vec<ExampleView>,
    /// Where it comes from.
    source: SourceView,
    /// The file inside the catalogue; null for a check that is no file.
    file: Option<String>,
    /// Pages that say more.
    references: Vec<String>,
}

impl CheckDetailsView {
    fn of(details: CheckDetails) -> Self {
        let kind = match &details.rules[..] {
            [only] => Some(only.kind.clone()),
            _ => None,
        };
        Self {
            check: CheckView::of(details.facts),
            service: details.service,
            kind,
            rules: details.rules.into_iter().map(RuleView::of).collect(),
            variants: details.variants.into_iter().map(VariantView::of).collect(),
            reads: details.reads.into_iter().map(|(kind, parts)| ReadsView { kind, parts }).collect(),
            permissions: details.permissions,
            controls: details.controls.into_iter().map(ControlOfView::of).collect(),
            examples: details.examples.into_iter().map(ExampleView::of).collect(),
            source: if details.built_in { SourceView::BuiltIn } else { SourceView::Own },
            file: details.file,
            references: details.links,
        }
    }
}

impl RuleView {
    fn of(rule: RuleFacts) -> Self {
        let RuleFacts { kind, when, pass, message, severity, saving } = rule;
        Self { kind, when, pass, message, severity, saving }
    }
}

impl VariantView {
    fn of(variant: VariantFacts) -> Self {
        let VariantFacts { name, title, variables } = variant;
        Self { name, title, variables }
    }
}

impl ControlOfView {
    fn of(control: ControlOf) -> Self {
        let ControlOf { framework, framework_title, control, title, variants } = control;
        Self { framework, framework_title, control, title, variants }
    }
}

impl ExampleView {
    fn of(example: ExampleFacts) -> Self {
        Self {
            name: example.name,
            outcome: example.outcome.to_owned(),
            kind: example.kind,
            variant: example.variant,
            severity: example.severity.map(|severity| severity.to_string()),
            message: example.message,
            now: example.now,
            variables: example.variables,
            document: example.document,
            related: example.related,
            unseen: example.unseen,
        }
    }
}

/// One check, with its rules, examples and controls
#[utoipa::path(get, path = "/checks/{check}", tag = "catalogue",
    params(("check" = String, Path, description = "The id of the check")),
    responses((status = 200, description = "The check", body = CheckDetailsView)))]
async fn check(
    State(state): State<ApiState>,
    Known(_caller): Known,
    Path(id): Path<String>,
) -> Result<Json<CheckDetailsView>, Problem> {
    let details = id.parse().ok().and_then(|id| state.app.check_details(&id));
    details
        .map(CheckDetailsView::of)
        .map(Json)
        .ok_or_else(|| Problem::new(Code::NotFound, "there is no such check"))
}

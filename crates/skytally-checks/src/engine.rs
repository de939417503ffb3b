//! The engine: compiled checks, run over a generation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cel::common::types::CelString;
use cel::{Context, Env, ExecutionError, Program, Value as Cel};
use jiff::Timestamp;
use serde_json::{Map, Value};
use skytally_catalog::{Catalog, CatalogError, Check, Variant};
use skytally_model::{
    Cause, CheckId, Coverage, Document, Evaluation, Generation, KindId, Outcome, Part, Saving, Severity,
};

use crate::compile::{self, CompiledCheck, CompiledRule};
use crate::session::Session;
use crate::value::{to_json, to_val};
use crate::world::{World, tags};
use crate::{glue, world::Hidden};

/// Kinds that rules read, and the parts of each.
pub type Needs = BTreeMap<KindId, BTreeSet<String>>;

/// Variables of checks that are given other values, for one evaluation.
pub type Overrides = BTreeMap<CheckId, Map<String, Value>>;

/// Compiled checks.
pub struct Engine {
    env: Arc<Env>,
    catalog: Arc<Catalog>,
    checks: Vec<CompiledCheck>,
    by_kind: BTreeMap<KindId, Vec<(usize, usize)>>,
}

impl Engine {
    /// Compiles the checks of the catalogue, or those of a selection.
    ///
    /// # Errors
    /// A rule that is not CEL, or that reads a kind or part that the catalogue does not have.
    pub fn new(catalog: Arc<Catalog>, selection: Option<&BTreeSet<CheckId>>) -> Result<Self, CatalogError> {
        let env = compile::environment().map_err(|error| CatalogError {
            file: "the rule language".to_owned(),
            line: None,
            message: error.to_string(),
        })?;
        let checks: Vec<CompiledCheck> = catalog
            .checks()
            .filter(|check| selection.is_none_or(|ids| ids.contains(&check.id)))
            .map(|check| compile::check(&env, &catalog, check))
            .collect::<Result<_, _>>()?;
        let mut by_kind: BTreeMap<KindId, Vec<(usize, usize)>> = BTreeMap::new();
        for (c, check) in checks.iter().enumerate() {
            for (r, rule) in check.rules.iter().enumerate() {
                by_kind.entry(rule.kind.clone()).or_default().push((c, r));
            }
        }
        Ok(Self { env: Arc::new(env), catalog, checks, by_kind })
    }

    /// Everything that the rules read.
    pub fn needs(&self) -> Needs {
        let mut needs = Needs::new();
        for rule in self.checks.iter().flat_map(|check| &check.rules) {
            for (kind, parts) in &rule.needs {
                needs.entry(kind.clone()).or_default().extend(parts.iter().cloned());
            }
        }
        needs
    }

    /// What the rules of one check read; none for a check that the engine does not have.
    pub fn needs_of(&self, id: &CheckId) -> Option<Needs> {
        let compiled = self.checks.iter().find(|compiled| compiled.check.id == *id)?;
        let mut needs = Needs::new();
        for (kind, parts) in compiled.rules.iter().flat_map(|rule| &rule.needs) {
            needs.entry(kind.clone()).or_default().extend(parts.iter().cloned());
        }
        Some(needs)
    }

    /// The checks.
    pub fn checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().map(|compiled| compiled.check.as_ref())
    }

    /// Runs every check on every document that it is about, and gives each outcome to `give`, in no particular order.
    ///
    /// A kind that could not be listed in a region gives an unknown outcome for that region, so that what nobody saw is
    /// not taken for fine. `now` is the clock that ages are counted from. `overrides` gives variables of checks other values.
    /// All processors share the work.
    pub fn evaluate(
        &self,
        generation: &Arc<Generation>,
        now: Timestamp,
        overrides: &Overrides,
        give: &(dyn Fn(Evaluation) + Sync),
    ) {
        let world = Arc::new(World::new(Arc::clone(generation), Arc::clone(&self.catalog)));
        for coverage in generation.coverage.iter().filter(|c| !c.state.is_known()) {
            self.unlisted(generation, coverage, give);
        }
        let documents: Vec<usize> = (0..generation.documents.len())
            .filter(|&at| self.by_kind.contains_key(&generation.documents[at].kind))
            .collect();
        let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let next = std::sync::atomic::AtomicUsize::new(0);
        let work = || {
            let session = Arc::new(Session::new(Arc::clone(&world), now));
            let Ok(root) = self.context(&session) else { return };
            let none = Map::new();
            while let Some(&at) = documents.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed)) {
                let document = session.world.document(at);
                let seen = Seen::new(document);
                let bound = seen.bind(&root, &session);
                for (c, r) in self.by_kind.get(&document.kind).into_iter().flatten() {
                    let check = &self.checks[*c];
                    let vars = overrides.get(&check.check.id).unwrap_or(&none);
                    for variant in variants(check) {
                        give(judge(&bound, &session, at, check, &check.rules[*r], variant, vars));
                    }
                }
            }
        };
        if documents.len() < 64 || workers == 1 {
            work();
        } else {
            std::thread::scope(|scope| {
                for _ in 0..workers {
                    scope.spawn(work);
                }
            });
        }
    }

    /// Says of every check on a kind that the kind could not be listed.
    fn unlisted(&self, generation: &Generation, coverage: &Coverage, give: &(dyn Fn(Evaluation) + Sync)) {
        for (c, r) in self.by_kind.get(&coverage.kind).into_iter().flatten() {
            let check = &self.checks[*c];
            let rule = &check.rules[*r];
            let state = coverage.state.clone();
            let hidden = Hidden::Listing { kind: rule.kind.clone(), region: coverage.region.clone(), state };
            for variant in variants(check) {
                give(Evaluation {
                    check: check.check.id.clone(),
                    variant: variant.map(|v| v.name.clone()),
                    severity: check.check.severity,
                    account: generation.account.clone(),
                    region: coverage.region.clone(),
                    kind: rule.kind.clone(),
                    resource: if coverage.region.is_global() {
                        generation.account.to_string()
                    } else {
                        coverage.region.to_string()
                    },
                    arn: None,
                    name: None,
                    outcome: Outcome::Unknown {
                        because: hidden.to_string(),
                        causes: hidden.cause().into_iter().cloned().collect(),
                    },
                });
            }
        }
    }

    /// The context that rules run in, with all functions.
    pub(crate) fn context(&self, session: &Arc<Session>) -> Result<Context<'static, 'static>, CatalogError> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        glue::add_functions(&mut context, session).map_err(|error| CatalogError {
            file: "the rule language".to_owned(),
            line: None,
            message: error.to_string(),
        })?;
        Ok(context)
    }

    /// The compiled checks.
    pub(crate) fn compiled(&self) -> &[CompiledCheck] {
        &self.checks
    }

    /// The catalogue behind the checks.
    pub(crate) fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// One rule on one document.
    #[expect(clippy::too_many_arguments, reason = "all of them differ from call to call")]
    pub(crate) fn one(
        &self,
        root: &Context<'static, 'static>,
        session: &Session,
        at: usize,
        check: &CompiledCheck,
        rule: &CompiledRule,
        variant: Option<&Variant>,
        user_vars: &Map<String, Value>,
    ) -> Evaluation {
        let seen = Seen::new(session.world.document(at));
        judge(&seen.bind(root, session), session, at, check, rule, variant, user_vars)
    }
}

/// What rules see of one document, parsed once for all of them.
struct Seen<'d> {
    document: &'d Document,
    data: Value,
    tags: Option<Value>,
}

impl<'d> Seen<'d> {
    fn new(document: &'d Document) -> Self {
        // Nobody looks into what was not described.
        let data = if document.incomplete.is_some() { Value::Null } else { document.data.to_value() };
        let tags = tags(document, &data);
        Self { document, data, tags }
    }

    /// The context with the document's variables.
    fn bind<'s>(&'s self, root: &'s Context<'static, 'static>, session: &'s Session) -> Context<'s, 's> {
        let document = self.document;
        let mut context: Context<'s, 's> = root.new_inner_scope();
        if let Some(tags) = &self.tags {
            context.add_variable_as_val("tags", to_val(tags));
        }
        context.add_variable_as_val("doc", to_val(&self.data));
        let texts = [
            ("id", document.id.as_str()),
            ("name", document.name.as_deref().unwrap_or_default()),
            ("arn", document.arn.as_deref().unwrap_or_default()),
            ("parent", document.parent.as_deref().unwrap_or_default()),
            ("account", document.account.as_str()),
            ("region", document.region.as_str()),
            ("partition", session.world.generation.partition.as_str()),
        ];
        for (name, text) in texts {
            context.add_variable_as_val(name, Box::new(CelString::from(text)));
        }
        context
    }
}

/// One rule on the document that is bound.
fn judge(
    bound: &Context<'_, '_>,
    session: &Session,
    at: usize,
    check: &CompiledCheck,
    rule: &CompiledRule,
    variant: Option<&Variant>,
    user_vars: &Map<String, Value>,
) -> Evaluation {
    let document = session.world.document(at);
    let mut severity = check.check.severity;
    let outcome = match &document.incomplete {
        Some(cause) => unknown(format!("{} was not described: {cause}", document.id), vec![cause.clone()]),
        None => {
            let mut vars = check.check.vars.clone();
            vars.extend(variant.iter().flat_map(|v| v.vars.clone()));
            vars.extend(user_vars.clone());
            let vars = Value::Object(vars);
            let mut context = bound.new_inner_scope();
            context.add_variable_as_val("vars", to_val(&vars));
            run(&context, session, at, rule, &mut severity)
        }
    };
    Evaluation {
        check: check.check.id.clone(),
        variant: variant.map(|v| v.name.clone()),
        severity,
        account: document.account.clone(),
        region: document.region.clone(),
        kind: document.kind.clone(),
        resource: document.id.clone(),
        arn: document.arn.clone(),
        name: document.name.clone(),
        outcome,
    }
}

/// The variants of a check; a check without variants is its own only one.
fn variants(check: &CompiledCheck) -> impl Iterator<Item = Option<&Variant>> {
    let none = check.check.variants.is_empty().then_some(None);
    check.check.variants.iter().map(Some).chain(none)
}

fn run(
    context: &Context<'_, '_>,
    session: &Session,
    at: usize,
    rule: &CompiledRule,
    severity: &mut Severity,
) -> Outcome {
    let ask = |program: &Program| -> Result<Cel, Outcome> {
        session.start(at);
        program.execute(context).map_err(|error| {
            let mut hidden = session.take_hidden();
            // The variable is left out where the part behind it was not seen.
            if matches!(&error, ExecutionError::UndeclaredReference(name) if name.as_str() == "tags") {
                let document = session.world.document(at);
                let part = document.parts.get("tags").cloned().unwrap_or(Part::NotCollected);
                hidden.push(Hidden::Part { resource: document.id.clone(), name: "tags".to_owned(), part });
            }
            if hidden.is_empty() {
                return unknown(explain(&error), Vec::new());
            }
            let mut reasons: Vec<String> = hidden.iter().map(Hidden::to_string).collect();
            reasons.dedup();
            let mut causes: Vec<Cause> = hidden.iter().filter_map(|h| h.cause().cloned()).collect();
            causes.dedup();
            unknown(reasons.join("; "), causes)
        })
    };
    let ask_bool = |name: &str, program: &Program| match ask(program)? {
        Cel::Bool(b) => Ok(b),
        other => Err(unknown(format!("the rule's {name} gave {}, not a bool", to_json(&other)), Vec::new())),
    };
    let outcome = (|| {
        if let Some(when) = &rule.when
            && !ask_bool("when", when)?
        {
            return Ok(Outcome::NotApplicable);
        }
        if ask_bool("pass", &rule.pass)? {
            return Ok(Outcome::Pass);
        }
        // That it failed is certain; that something about the failure cannot be told does not take that back.
        let message = match ask(&rule.message) {
            Ok(Cel::String(text)) => text.as_ref().clone(),
            Ok(other) => to_json(&other).to_string(),
            Err(_) => format!("{} fails the check", session.world.document(at).id),
        };
        if let Some(program) = &rule.severity
            && let Ok(Cel::String(text)) = ask(program)
            && let Ok(raised) = text.parse()
        {
            *severity = raised;
        }
        let (saving, saving_unknown) = match rule.saving.as_ref().map(ask) {
            Some(Ok(Cel::Int(micro))) if micro > 0 => (Some(Saving { micro_usd_per_month: micro }), None),
            Some(Err(Outcome::Unknown { because, .. })) => (None, Some(because)),
            _ => (None, None),
        };
        Ok(Outcome::Fail { message, saving, saving_unknown })
    })();
    outcome.unwrap_or_else(|unknown| unknown)
}

fn unknown(because: String, causes: Vec<Cause>) -> Outcome {
    Outcome::Unknown { because, causes }
}

/// Why a rule could not be answered, without the values that it looked at: they may be anything.
fn explain(error: &ExecutionError) -> String {
    match error {
        ExecutionError::NoSuchKey(key) => format!("AWS did not say {key}"),
        ExecutionError::FunctionError { function, message } if function == "unknown" => message.clone(),
        ExecutionError::FunctionError { function, message } => format!("{function}: {message}"),
        ExecutionError::UndeclaredReference(name) => format!("the rule names {name}, which there is not"),
        ExecutionError::NoSuchOverload(overload) => format!("the rule cannot be applied: {overload}"),
        ExecutionError::IndexOutOfBounds(_) => "the rule expects an element that is not there".to_owned(),
        _ => "the rule cannot be applied to what AWS said".to_owned(),
    }
}

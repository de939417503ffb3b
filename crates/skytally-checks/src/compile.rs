//! Compiling rules, and finding out from their text what they read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use cel::common::ast::{EntryExpr, Expr, LiteralValue};
use cel::{Env, IdedExpr, Program};
use skytally_catalog::{Catalog, CatalogError, Check, Rule};
use skytally_model::KindId;

use crate::engine::Needs;

/// A check whose rules have been compiled.
pub(crate) struct CompiledCheck {
    pub(crate) check: Arc<Check>,
    pub(crate) rules: Vec<CompiledRule>,
}

/// A compiled rule.
pub(crate) struct CompiledRule {
    pub(crate) kind: KindId,
    pub(crate) when: Option<Program>,
    pub(crate) pass: Program,
    pub(crate) message: Program,
    pub(crate) severity: Option<Program>,
    pub(crate) saving: Option<Program>,
    pub(crate) needs: Needs,
}

/// The environment that rules are compiled and run in.
pub(crate) fn environment() -> Result<Env, cel::DeclarationError> {
    let mut env = Env::stdlib();
    env.add_extension(cel::extensions::strings)?;
    env.add_extension(cel::extensions::lists)?;
    Ok(env)
}

/// What is wrong with a rule: the member that is wrong, and why.
type Wrong = (&'static str, String);

/// Compiles a check. Names the file, the line and the reason where an expression is wrong.
pub(crate) fn check(env: &Env, catalog: &Catalog, check: &Arc<Check>) -> Result<CompiledCheck, CatalogError> {
    let compile = |(at, r)| {
        rule(env, catalog, r).map_err(|(field, message)| catalog.wrong_rule(&check.id, at, field, message))
    };
    let rules = check.rules.iter().enumerate().map(compile).collect::<Result<_, _>>()?;
    Ok(CompiledCheck { check: Arc::clone(check), rules })
}

fn rule(env: &Env, catalog: &Catalog, rule: &Rule) -> Result<CompiledRule, Wrong> {
    let program = |name: &'static str, text: &str| {
        env.compile(text).map_err(|error| {
            (name, format!("{name} is not a CEL expression: {}", reason(&error.to_string())))
        })
    };
    let optional = |name, text: &Option<String>| text.as_deref().map(|text| program(name, text)).transpose();
    let compiled = CompiledRule {
        kind: rule.kind.clone(),
        when: optional("when", &rule.when)?,
        pass: program("pass", &rule.pass)?,
        message: program("message", &rule.message)?,
        severity: optional("severity", &rule.severity)?,
        saving: optional("saving", &rule.saving)?,
        needs: Needs::default(),
    };
    let needs = needs(catalog, rule, &compiled)?;
    Ok(CompiledRule { needs, ..compiled })
}

/// The compiler's reason in one line. It draws a picture of the text below each reason, with a pointer; the text is kept.
fn reason(drawn: &str) -> String {
    let mut said = Vec::new();
    for line in drawn.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.strip_prefix('|').map(str::trim) {
            Some(pointer) if pointer.trim_matches(['.', '^']).is_empty() => {}
            Some(text) => said.push(format!("in `{text}`")),
            None => {
                let line = line.trim_start_matches("ERROR: ");
                let place = line.strip_prefix("<input>:").and_then(|rest| rest.split_once(": "));
                said.push(place.map_or(line, |(_, reason)| reason).to_owned());
            }
        }
    }
    said.join(" ")
}

/// What a rule reads: what it declares, and what its text names.
fn needs(catalog: &Catalog, rule: &Rule, compiled: &CompiledRule) -> Result<Needs, Wrong> {
    let mut needs: BTreeMap<KindId, BTreeSet<String>> =
        rule.needs.iter().map(|(kind, parts)| (kind.clone(), parts.iter().cloned().collect())).collect();
    needs.entry(rule.kind.clone()).or_default();
    let own = catalog.kind(&rule.kind).ok_or_else(|| ("kind", format!("there is no kind {}", rule.kind)))?;
    let mut related = Vec::new();
    let programs = [
        ("when", compiled.when.as_ref()),
        ("pass", Some(&compiled.pass)),
        ("message", Some(&compiled.message)),
        ("severity", compiled.severity.as_ref()),
        ("saving", compiled.saving.as_ref()),
    ];
    for (field, program) in programs {
        let mut named = Named::default();
        program.iter().for_each(|program| named.walk(program.expression()));
        for kind in named.kinds {
            let kind: KindId = kind.parse().map_err(|error| (field, format!("{error}")))?;
            if catalog.kind(&kind).is_none() {
                return Err((field, format!("there is no kind {kind}")));
            }
            needs.entry(kind).or_default();
        }
        for part in named.own_parts {
            if !own.parts.contains_key(&part) {
                return Err((field, format!("{} has no part {part}", rule.kind)));
            }
            needs.entry(rule.kind.clone()).or_default().insert(part);
        }
        // Tags that a service tells only by another call are a part by agreement.
        if named.tags && own.parts.contains_key("tags") {
            needs.entry(rule.kind.clone()).or_default().insert("tags".to_owned());
        }
        related.extend(named.related_parts.into_iter().map(|part| (field, part)));
    }
    for (field, part) in related {
        if !needs.values().any(|parts| parts.contains(&part)) {
            return Err((field, format!("part(…, {part:?}) is read, but no kind under needs has it")));
        }
    }
    Ok(needs)
}

/// What the text of an expression names.
#[derive(Default)]
struct Named {
    kinds: BTreeSet<String>,
    own_parts: BTreeSet<String>,
    related_parts: BTreeSet<String>,
    tags: bool,
}

impl Named {
    fn walk(&mut self, node: &IdedExpr) {
        match &node.expr {
            Expr::Call(call) => {
                let texts: Vec<Option<&str>> = call.args.iter().map(text).collect();
                match (call.func_name.as_str(), texts.as_slice()) {
                    ("part", [Some(name)]) => {
                        self.own_parts.insert((*name).to_owned());
                    }
                    ("part", [_, Some(name)]) => {
                        self.related_parts.insert((*name).to_owned());
                    }
                    ("related" | "everywhere" | "count", [Some(kind), ..]) => {
                        self.kinds.insert((*kind).to_owned());
                    }
                    _ => {}
                }
                call.target.iter().for_each(|target| self.walk(target));
                call.args.iter().for_each(|arg| self.walk(arg));
            }
            Expr::Comprehension(inner) => {
                for node in
                    [&inner.iter_range, &inner.accu_init, &inner.loop_cond, &inner.loop_step, &inner.result]
                {
                    self.walk(node);
                }
            }
            Expr::Ident(name) => self.tags |= name == "tags",
            Expr::List(list) => list.elements.iter().for_each(|element| self.walk(element)),
            Expr::Map(map) => map.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Expr::Struct(inner) => inner.entries.iter().for_each(|entry| self.entry(&entry.expr)),
            Expr::Select(select) => self.walk(&select.operand),
            Expr::Literal(_) | Expr::Unspecified => {}
        }
    }

    fn entry(&mut self, entry: &EntryExpr) {
        match entry {
            EntryExpr::MapEntry(entry) => {
                self.walk(&entry.key);
                self.walk(&entry.value);
            }
            EntryExpr::StructField(field) => self.walk(&field.value),
        }
    }
}

fn text(node: &IdedExpr) -> Option<&str> {
    match &node.expr {
        Expr::Literal(LiteralValue::String(text)) => Some(text.inner()),
        _ => None,
    }
}

//! `skytally check list|show|test`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use skytally_catalog::{Catalog, Check};
use skytally_checks::{Engine, run_examples};
use skytally_model::CheckId;

use crate::cli::{CheckArgs, CheckCommand};
use crate::failure::{CLEAN, COULD_NOT_RUN, Failure};
use crate::output::print;
use crate::wire;

pub(crate) fn run(args: &CheckArgs) -> Result<u8, Failure> {
    match &args.command {
        CheckCommand::List { catalog } => list(&*wire::catalog(catalog.as_deref())?),
        CheckCommand::Show { id, catalog } => {
            let catalog = wire::catalog(catalog.as_deref())?;
            let check = catalog.check(id).ok_or_else(|| unknown_check(&catalog, id))?;
            print(&show(check))?;
            Ok(CLEAN)
        }
        CheckCommand::Test { ids, catalog } => test(wire::catalog(catalog.as_deref())?, ids),
    }
}

/// What to say of a check that there is not: the nearest that there is.
pub(crate) fn unknown_check(catalog: &Catalog, id: &CheckId) -> Failure {
    let wanted = id.as_str();
    let (service, name) = wanted.split_once('.').unwrap_or((wanted, wanted));
    // Short words stand in every other id.
    let telling = |word: &str| word.len() >= 3;
    let near: Vec<&str> = catalog
        .checks()
        .map(|check| check.id.as_str())
        .filter(|known| {
            let (known_service, known_name) = known.split_once('.').unwrap_or((known, known));
            (telling(service) && known_service == service)
                || (telling(name) && (known_name.contains(name) || name.contains(known_name)))
        })
        .take(4)
        .collect();
    let hint = if near.is_empty() {
        "`skytally check list` shows them".to_owned()
    } else {
        format!("near are {}", near.join(", "))
    };
    Failure::usage(format!("there is no check {id}; {hint}"))
}

fn list(catalog: &Catalog) -> Result<u8, Failure> {
    let width = catalog.checks().map(|check| check.id.as_str().len()).max().unwrap_or(0);
    let mut out = String::new();
    for check in catalog.checks() {
        let Check { id, severity, pillar, title, .. } = &**check;
        // Writing to a string does not fail.
        let _ = writeln!(out, "{id:width$}  {severity:8}  {pillar:22}  {title}");
    }
    print(&out)?;
    anstream::eprintln!("{} checks", catalog.checks().count());
    Ok(CLEAN)
}

fn show(check: &Check) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{}", text.trim_end());
    };
    line(&format!("{}: {}", check.id, check.title));
    line(&format!("severity {}, pillar {}, service {}", check.severity, check.pillar, check.service));
    line("");
    line(&check.risk);
    for rule in &check.rules {
        line(&format!("Rule for {}", rule.kind));
        if let Some(when) = &rule.when {
            line(&format!("  when  {}", when.trim()));
        }
        line(&format!("  pass  {}", rule.pass.trim()));
    }
    for variant in &check.variants {
        line(&format!("Variant {}: {}", variant.name, variant.title));
    }
    if !check.vars.is_empty() {
        line("");
        for (name, value) in &check.vars {
            line(&format!("Variable {name} = {value}"));
        }
    }
    for (framework, controls) in &check.references {
        line(&format!("Control {framework} {}", controls.join(", ")));
    }
    for (title, text) in [
        ("Console", &check.remedy.console),
        ("CLI", &check.remedy.cli),
        ("CloudFormation", &check.remedy.cloudformation),
    ] {
        line("");
        line(title);
        for text in text.trim_end().lines() {
            line(&format!("  {text}"));
        }
    }
    for link in &check.links {
        line(&format!("See {link}"));
    }
    out
}

fn test(catalog: Arc<Catalog>, ids: &[CheckId]) -> Result<u8, Failure> {
    for id in ids {
        catalog.check(id).ok_or_else(|| unknown_check(&catalog, id))?;
    }
    let selection: Option<BTreeSet<CheckId>> = (!ids.is_empty()).then(|| ids.iter().cloned().collect());
    let engine = Engine::new(catalog, selection.as_ref())?;
    let (count, failures) = run_examples(&engine)?;
    let mut out = String::new();
    for failure in &failures {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{failure}");
    }
    let _ = writeln!(out, "{} examples passed, {} failed", count - failures.len(), failures.len());
    print(&out)?;
    Ok(if failures.is_empty() { CLEAN } else { COULD_NOT_RUN })
}

//! What must hold in the catalogue beyond the shape of its files.

use crate::check::{Check, ExpectedOutcome};
use crate::kind::Kind;
use crate::load::{Catalog, CatalogError};

/// What must hold in a kind's own file.
pub(crate) fn kind(kind: &Kind) -> Result<(), String> {
    match (&kind.list, kind.per) {
        (None, None) => return Err("`list` or `per` was expected".to_owned()),
        (Some(_), Some(_)) => return Err("`list` and `per` exclude each other".to_owned()),
        (Some(_), None) if kind.id.is_none() => return Err("`id` was expected".to_owned()),
        (None, Some(_)) if kind.id.is_some() || kind.get.is_some() || kind.parent.is_some() => {
            return Err("a kind with `per` has neither `id`, `get` nor `parent`".to_owned());
        }
        _ => {}
    }
    for (name, call) in
        kind.parts.iter().map(|(name, call)| (name.as_str(), call)).chain(kind.get.iter().map(|c| ("get", c)))
    {
        if call.among.is_some() != call.otherwise.is_some() {
            return Err(format!("{name}: `among` and `otherwise` come together"));
        }
        if call.batch.as_ref().is_some_and(|batch| batch.size == 0) {
            return Err(format!("{name}: a batch of at least 1 was expected"));
        }
    }
    Ok(())
}

/// What must hold in a check's own file.
pub(crate) fn check(check: &Check) -> Result<(), String> {
    if check.rules.is_empty() {
        return Err("at least one rule was expected".to_owned());
    }
    for (at, rule) in check.rules.iter().enumerate() {
        if check.rules[..at].iter().any(|earlier| earlier.kind == rule.kind) {
            return Err(format!("two rules for {}", rule.kind));
        }
    }
    for outcome in [ExpectedOutcome::Pass, ExpectedOutcome::Fail, ExpectedOutcome::Unknown] {
        if !check.examples.iter().any(|example| example.outcome == outcome) {
            return Err(format!("an example with the outcome {} was expected", outcome.as_str()));
        }
    }
    for example in &check.examples {
        match &example.kind {
            None if check.rules.len() > 1 => {
                return Err(format!(
                    "example {:?}: `kind` was expected, as there are several rules",
                    example.name
                ));
            }
            Some(kind) if !check.rules.iter().any(|rule| rule.kind == *kind) => {
                return Err(format!("example {:?}: there is no rule for {kind}", example.name));
            }
            _ => {}
        }
        if let Some(variant) = &example.variant
            && !check.variants.iter().any(|v| v.name == *variant)
        {
            return Err(format!("example {:?}: there is no variant {variant}", example.name));
        }
    }
    let remedy = &check.remedy;
    for (name, text) in [
        ("console", &remedy.console),
        ("cli", &remedy.cli),
        ("cloudformation", &remedy.cloudformation),
        ("risk", &check.risk),
    ] {
        if text.trim().is_empty() {
            return Err(format!("{name} is empty"));
        }
    }
    Ok(())
}

/// What must hold between the files.
pub(crate) fn catalog(catalog: &Catalog) -> Result<(), CatalogError> {
    let wrong = |file: String, message: String| CatalogError { file, line: None, message };
    for kind in catalog.kinds() {
        if let Some(parent) = &kind.parent {
            match catalog.kind(parent) {
                None => return Err(wrong(kind.kind.to_string(), format!("there is no kind {parent}"))),
                Some(p) if p.global != kind.global => {
                    return Err(wrong(kind.kind.to_string(), format!("{parent} is of another scope")));
                }
                Some(p) if p.parent.is_some() => {
                    return Err(wrong(kind.kind.to_string(), format!("{parent} is itself a child")));
                }
                Some(_) => {}
            }
        }
        for used in kind.uses() {
            if catalog.service(&used.service).is_none() {
                let message =
                    format!("aws/{}/service.yaml is missing, which {} needs", used.service, used.operation);
                return Err(wrong(kind.kind.to_string(), message));
            }
        }
    }
    for check in catalog.checks() {
        for rule in &check.rules {
            for (kind, parts) in
                rule.needs.iter().map(|(k, p)| (k, p.as_slice())).chain([(&rule.kind, [].as_slice())])
            {
                let Some(known) = catalog.kind(kind) else {
                    return Err(wrong(check.id.to_string(), format!("there is no kind {kind}")));
                };
                for part in parts {
                    if !known.parts.contains_key(part) {
                        return Err(wrong(check.id.to_string(), format!("{kind} has no part {part}")));
                    }
                }
            }
        }
    }
    for framework in catalog.frameworks() {
        for control in &framework.controls {
            for id in &control.checks {
                let Some(check) = catalog.check(id) else {
                    let message = format!("control {}: there is no check {id}", control.id);
                    return Err(wrong(framework.id.clone(), message));
                };
                for variant in &control.variants {
                    if !check.variants.iter().any(|v| v.name == *variant) {
                        let message = format!("control {}: {id} has no variant {variant}", control.id);
                        return Err(wrong(framework.id.clone(), message));
                    }
                }
            }
        }
    }
    Ok(())
}

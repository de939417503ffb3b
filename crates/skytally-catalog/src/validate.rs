//! What must hold in the catalogue beyond the shape of its files.

use skytally_model::KindId;

use crate::check::{Check, ExpectedOutcome};
use crate::kind::Kind;
use crate::load::{Catalog, CatalogError};
use crate::place::At;

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
pub(crate) fn check(check: &Check) -> Result<(), (At<'static>, String)> {
    if check.rules.is_empty() {
        return Err((At::member("rules"), "at least one rule was expected".to_owned()));
    }
    for (at, rule) in check.rules.iter().enumerate() {
        if check.rules[..at].iter().any(|earlier| earlier.kind == rule.kind) {
            return Err((
                At::item("rules", at, "kind"),
                format!("there is another rule for {} before", rule.kind),
            ));
        }
    }
    for outcome in [ExpectedOutcome::Pass, ExpectedOutcome::Fail, ExpectedOutcome::Unknown] {
        if !check.examples.iter().any(|example| example.outcome == outcome) {
            let message = format!("an example with the outcome {} was expected", outcome.as_str());
            return Err((At::member("examples"), message));
        }
    }
    for (at, example) in check.examples.iter().enumerate() {
        let at = |field| At::item("examples", at, field);
        match &example.kind {
            None if check.rules.len() > 1 => {
                let message =
                    format!("example {:?}: `kind` was expected, as there are several rules", example.name);
                return Err((at("name"), message));
            }
            Some(kind) if !check.rules.iter().any(|rule| rule.kind == *kind) => {
                return Err((at("kind"), format!("example {:?}: there is no rule for {kind}", example.name)));
            }
            _ => {}
        }
        if let Some(variant) = &example.variant
            && !check.variants.iter().any(|v| v.name == *variant)
        {
            return Err((
                at("variant"),
                format!("example {:?}: there is no variant {variant}", example.name),
            ));
        }
    }
    let remedy = &check.remedy;
    for (member, name, text) in [
        ("remedy", "console", &remedy.console),
        ("remedy", "cli", &remedy.cli),
        ("remedy", "cloudformation", &remedy.cloudformation),
        ("risk", "risk", &check.risk),
    ] {
        if text.trim().is_empty() {
            return Err((At::member(member), format!("{name} is empty")));
        }
    }
    Ok(())
}

/// What must hold between the files.
pub(crate) fn catalog(catalog: &Catalog) -> Result<(), CatalogError> {
    for kind in catalog.kinds() {
        let wrong = |member, message| Err(catalog.wrong(kind.kind.as_str(), At::member(member), message));
        if let Some(parent) = &kind.parent {
            match catalog.kind(parent) {
                None => return wrong("parent", format!("there is no kind {parent}")),
                Some(p) if p.global != kind.global => {
                    return wrong("parent", format!("{parent} is of another scope"));
                }
                Some(p) if p.parent.is_some() => {
                    return wrong("parent", format!("{parent} is itself a child"));
                }
                Some(_) => {}
            }
        }
        for used in kind.uses() {
            if catalog.service(&used.service).is_none() {
                let message =
                    format!("aws/{}/service.yaml is missing, which {} needs", used.service, used.operation);
                return wrong("kind", message);
            }
        }
    }
    for check in catalog.checks() {
        for (at, rule) in check.rules.iter().enumerate() {
            let wrong = |field, message| Err(catalog.wrong_rule(&check.id, at, field, message));
            if catalog.kind(&rule.kind).is_none() {
                return wrong("kind", no_kind(catalog, &rule.kind));
            }
            for (kind, parts) in &rule.needs {
                let Some(known) = catalog.kind(kind) else {
                    return wrong("needs", no_kind(catalog, kind));
                };
                if let Some(part) = parts.iter().find(|part| !known.parts.contains_key(*part)) {
                    return wrong("needs", format!("{kind} has no part {part}"));
                }
            }
        }
    }
    for framework in catalog.frameworks() {
        for (at, control) in framework.controls.iter().enumerate() {
            let wrong = |field, message| {
                let message = format!("control {}: {message}", control.id);
                Err(catalog.wrong(&framework.id, At::item("controls", at, field), message))
            };
            for id in &control.checks {
                if catalog.check(id).is_none() {
                    return wrong("checks", format!("there is no check {id}"));
                }
            }
            // Checks without variants count as a whole; among the others, somebody must have the variant.
            let known = |variant: &String| {
                let checks = control.checks.iter().filter_map(|id| catalog.check(id));
                checks.flat_map(|check| &check.variants).any(|v| v.name == *variant)
            };
            if let Some(variant) = control.variants.iter().find(|variant| !known(variant)) {
                return wrong("variants", format!("none of its checks has the variant {variant}"));
            }
        }
    }
    Ok(())
}

/// What must hold between a user's own kinds and the wire models. Those of the program are held by its tests: reading all
/// models takes too long for every start.
pub(crate) fn calls(catalog: &Catalog) -> Result<(), CatalogError> {
    for kind in catalog.kinds().filter(|kind| catalog.is_own(kind.kind.as_str())) {
        for used in kind.uses() {
            if catalog.model(&used.service)?.operation(&used.operation).is_none() {
                let message = format!("the model of {} has no operation {}", used.service, used.operation);
                return Err(catalog.wrong(kind.kind.as_str(), At::member("kind"), message));
            }
        }
    }
    Ok(())
}

/// What to say of a kind that there is not: those of its service that there are.
fn no_kind(catalog: &Catalog, kind: &KindId) -> String {
    let service = |kind: &KindId| kind.as_str().split('.').nth(1).unwrap_or_default().to_owned();
    let near = catalog.kinds().map(|known| &known.kind).filter(|known| service(known) == service(kind));
    let near: Vec<&str> = near.map(KindId::as_str).collect();
    match near.as_slice() {
        [] => format!("there is no kind {kind}"),
        near => format!("there is no kind {kind}; there are {}", near.join(", ")),
    }
}

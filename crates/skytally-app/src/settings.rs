//! What people set for a cloud account, checked against the catalogue.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use skytally_catalog::Catalog;
use skytally_model::{CheckId, Region};
use skytally_store::AccountSettings;

use crate::error::{AppError, Fault, Result};

/// The least and the most minutes from one run to the next.
pub const EVERY_MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;
/// Regions or services that may be named.
const NAMES_MAX: usize = 100;

/// What people want to change; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct SettingsChange {
    /// Minutes from one run to the next.
    pub every_minutes: Option<i64>,
    /// The regions; empty for all that the account has on.
    pub regions: Option<Vec<String>>,
    /// The services; empty for all of the catalogue.
    pub services: Option<Vec<String>>,
    /// Variables of checks: check id to variable to value.
    pub thresholds: Option<Thresholds>,
}

/// What people want to change of a workspace; what is left out stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct WorkspaceChange<'c> {
    /// What to call it.
    pub name: Option<&'c str>,
    /// How long history is kept, in days.
    pub retention_days: Option<i64>,
    /// Variables of checks for all of its cloud accounts: check id to variable to value.
    pub thresholds: Option<&'c Thresholds>,
}

/// Variables of checks that are given other values: check id to variable to value.
pub type Thresholds = BTreeMap<String, Map<String, Value>>;

/// The settings after a change.
///
/// # Errors
/// All faults at once.
pub(crate) fn changed(
    catalog: &Catalog,
    mut settings: AccountSettings,
    change: &SettingsChange,
) -> Result<AccountSettings> {
    let mut faults = Vec::new();
    if let Some(minutes) = change.every_minutes {
        if EVERY_MINUTES.contains(&minutes) {
            settings.every_minutes = minutes;
        } else {
            let (least, most) = (EVERY_MINUTES.start(), EVERY_MINUTES.end());
            faults.push(fault(
                "every_minutes",
                format!("an account is collected every {least} to {most} minutes"),
            ));
        }
    }
    if let Some(regions) = &change.regions {
        match regions.iter().map(|name| name.parse::<Region>()).collect::<std::result::Result<Vec<_>, _>>() {
            Ok(mut regions) if regions.len() <= NAMES_MAX && !regions.iter().any(Region::is_global) => {
                regions.sort();
                regions.dedup();
                settings.regions = regions;
            }
            Ok(_) => {
                faults.push(fault("regions", format!("name up to {NAMES_MAX} regions such as eu-west-1")))
            }
            Err(error) => faults.push(fault("regions", error.to_string())),
        }
    }
    if let Some(services) = &change.services {
        match services.iter().find(|name| catalog.service(name).is_none()) {
            Some(name) => {
                let known: Vec<&str> = catalog.services().map(|service| service.service.as_str()).collect();
                faults.push(fault(
                    "services",
                    format!("there is no service {name:?}; there are {}", known.join(", ")),
                ));
            }
            None => {
                settings.services = services.clone();
                settings.services.sort();
                settings.services.dedup();
            }
        }
    }
    if let Some(thresholds) = &change.thresholds {
        match checked(catalog, thresholds) {
            Ok(checked) => settings.thresholds = checked,
            Err(wrong) => faults.extend(wrong),
        }
    }
    if faults.is_empty() { Ok(settings) } else { Err(AppError::Invalid(faults)) }
}

/// Thresholds as they are kept: those that the checks take, without checks of which nothing is set.
pub(crate) fn checked(
    catalog: &Catalog,
    thresholds: &Thresholds,
) -> std::result::Result<BTreeMap<String, Value>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut checked = BTreeMap::new();
    for (id, variables) in thresholds {
        match variables_of(catalog, id, variables) {
            Ok(()) if variables.is_empty() => {}
            Ok(()) => {
                checked.insert(id.clone(), Value::Object(variables.clone()));
            }
            Err(message) => faults.push(fault("thresholds", message)),
        }
    }
    if faults.is_empty() { Ok(checked) } else { Err(faults) }
}

fn fault(field: &'static str, message: String) -> Fault {
    Fault { field, message }
}

/// A variable can be given another value of the same type.
fn variables_of(
    catalog: &Catalog,
    id: &str,
    variables: &Map<String, Value>,
) -> std::result::Result<(), String> {
    let check = id.parse::<CheckId>().ok().and_then(|id| catalog.check(&id));
    let check = check.ok_or_else(|| format!("there is no check {id:?}"))?;
    for (name, value) in variables {
        let own = check.vars.get(name).ok_or_else(|| {
            let known: Vec<&str> = check.vars.keys().map(String::as_str).collect();
            format!("the check {id} has no variable {name:?}; it has {}", list_or_none(&known))
        })?;
        if !is_alike(own, value) {
            return Err(format!(
                "the variable {name} of the check {id} is {own} by default: give the same type"
            ));
        }
    }
    Ok(())
}

/// Whether a value can stand in the place of another: of its type, whole where it is whole, and of its elements' type.
fn is_alike(own: &Value, value: &Value) -> bool {
    match (own, value) {
        (Value::Array(own), Value::Array(values)) => {
            own.first().is_none_or(|own| values.iter().all(|value| is_alike(own, value)))
        }
        (Value::Number(own), Value::Number(value)) => !(own.is_i64() || own.is_u64()) || !value.is_f64(),
        _ => std::mem::discriminant(own) == std::mem::discriminant(value),
    }
}

fn list_or_none(names: &[&str]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// The thresholds as the checks take them: those of the workspace, and over them, variable by variable, the account's own.
pub(crate) fn overrides(
    workspace: &BTreeMap<String, Value>,
    account: &AccountSettings,
) -> BTreeMap<CheckId, Map<String, Value>> {
    let mut all: BTreeMap<CheckId, Map<String, Value>> = BTreeMap::new();
    for (id, value) in workspace.iter().chain(&account.thresholds) {
        // A check that the catalogue has lost since has nothing to override.
        let (Ok(id), Some(variables)) = (id.parse(), value.as_object()) else { continue };
        all.entry(id).or_default().extend(variables.clone());
    }
    all
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fresh() -> AccountSettings {
        AccountSettings {
            every_minutes: 15,
            regions: vec!["eu-west-1".parse().unwrap()],
            services: vec!["ec2".to_owned()],
            thresholds: BTreeMap::from([("iam.key-rotation-90d".to_owned(), json!({ "max_age_days": 30 }))]),
        }
    }

    /// What people send, as JSON.
    fn change(sent: &Value) -> SettingsChange {
        let names = |name: &str| {
            sent.get(name).map(|list| {
                list.as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one.as_str().unwrap().to_owned())
                    .collect::<Vec<String>>()
            })
        };
        SettingsChange {
            every_minutes: sent.get("every_minutes").and_then(Value::as_i64),
            regions: names("regions"),
            services: names("services"),
            thresholds: sent.get("thresholds").map(|all| {
                let all = all.as_object().unwrap().iter();
                all.map(|(id, variables)| (id.clone(), variables.as_object().unwrap().clone())).collect()
            }),
        }
    }

    fn shown(settings: &AccountSettings) -> Value {
        json!([settings.every_minutes, settings.regions, settings.services, settings.thresholds])
    }

    #[test]
    fn good_settings_are_taken_and_what_is_left_out_stays() {
        let catalog = Catalog::embedded().unwrap();
        let thirty = json!({ "iam.key-rotation-90d": { "max_age_days": 30 } });
        let many: Vec<String> = (1..=100).map(|n| format!("eu-west-{n}")).collect();
        let mut sorted = many.clone();
        sorted.sort();
        for (sent, becomes) in [
            (json!({}), json!([15, ["eu-west-1"], ["ec2"], thirty])),
            (json!({ "every_minutes": 5 }), json!([5, ["eu-west-1"], ["ec2"], thirty])),
            (json!({ "every_minutes": 1440 }), json!([1440, ["eu-west-1"], ["ec2"], thirty])),
            (json!({ "regions": [], "services": [], "thresholds": {} }), json!([15, [], [], {}])),
            (
                json!({ "regions": ["us-east-1", "eu-west-1", "us-east-1"], "services": ["sqs", "ec2", "sqs"] }),
                json!([15, ["eu-west-1", "us-east-1"], ["ec2", "sqs"], thirty]),
            ),
            (json!({ "regions": many }), json!([15, sorted, ["ec2"], thirty])),
            (
                json!({ "thresholds": { "ec2.sg-open-admin": { "ports": [22] }, "iam.root-recent-use": {} } }),
                json!([15, ["eu-west-1"], ["ec2"], { "ec2.sg-open-admin": { "ports": [22] } }]),
            ),
            (
                json!({ "thresholds": { "ec2.sg-open-admin": { "ports": [] } } }),
                json!([15, ["eu-west-1"], ["ec2"], { "ec2.sg-open-admin": { "ports": [] } }]),
            ),
        ] {
            let settings = changed(&catalog, fresh(), &change(&sent)).unwrap();
            assert_eq!(shown(&settings), becomes, "{sent}");
        }
    }

    #[test]
    fn bad_settings_are_refused_with_what_would_be_right() {
        let catalog = Catalog::embedded().unwrap();
        let many: Vec<String> = (1..=101).map(|n| format!("eu-west-{n}")).collect();
        let of = |check: &str, variables: Value| json!({ "thresholds": { check: variables } });
        let age = |value: Value| of("iam.key-rotation-90d", json!({ "max_age_days": value }));
        for (sent, field, part) in [
            (json!({ "every_minutes": 4 }), "every_minutes", "every 5 to 1440 minutes"),
            (json!({ "every_minutes": 1441 }), "every_minutes", "every 5 to 1440 minutes"),
            (json!({ "every_minutes": i64::MIN }), "every_minutes", "every 5 to 1440 minutes"),
            (json!({ "regions": ["eu-west-1", "Mars"] }), "regions", "\"Mars\" is not an AWS region"),
            (json!({ "regions": ["global"] }), "regions", "such as eu-west-1"),
            (json!({ "regions": many }), "regions", "up to 100 regions"),
            (
                json!({ "services": ["ec2", "ec3"] }),
                "services",
                "there is no service \"ec3\"; there are accessanalyzer, ",
            ),
            (json!({ "services": [""] }), "services", "there is no service \"\""),
            (of("no.such", json!({})), "thresholds", "there is no check \"no.such\""),
            (of("<b>", json!({})), "thresholds", "there is no check \"<b>\""),
            (
                of("iam.password-policy", json!({ "length": 8 })),
                "thresholds",
                "no variable \"length\"; it has minimum_length, remembered",
            ),
            (of("iam.root-mfa", json!({ "days": 8 })), "thresholds", "it has none"),
            (age(json!("30")), "thresholds", "is 90 by default: give the same type"),
            (age(Value::Null), "thresholds", "is 90 by default: give the same type"),
            (age(json!(29.5)), "thresholds", "is 90 by default: give the same type"),
            (
                of("ec2.sg-open-admin", json!({ "ports": ["22"] })),
                "thresholds",
                "is [22,3389] by default: give the same type",
            ),
        ] {
            let Err(AppError::Invalid(faults)) = changed(&catalog, fresh(), &change(&sent)) else {
                panic!("{sent} was taken");
            };
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].field, field, "{sent}");
            assert!(faults[0].message.contains(part), "{sent}: {}", faults[0].message);
        }
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let catalog = Catalog::embedded().unwrap();
        let sent = json!({ "every_minutes": 0, "regions": ["x"], "services": ["y"],
            "thresholds": { "no.such": {}, "no.other": {}, "ec2.sg-open-admin": { "ports": [1] } } });
        let Err(AppError::Invalid(faults)) = changed(&catalog, fresh(), &change(&sent)) else {
            panic!("taken")
        };
        let fields: Vec<&str> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["every_minutes", "regions", "services", "thresholds", "thresholds"]);
    }

    #[test]
    fn thresholds_reach_the_checks_as_they_were_given() {
        let given = overrides(&BTreeMap::new(), &fresh());
        let check: CheckId = "iam.key-rotation-90d".parse().unwrap();
        assert_eq!(given.len(), 1);
        assert_eq!(given[&check]["max_age_days"], 30);
    }

    #[test]
    fn an_account_overrides_its_workspace_variable_by_variable() {
        let of = |value: Value| value.as_object().unwrap().clone().into_iter().collect();
        let workspace = of(json!({
            "iam.key-rotation-90d": { "max_age_days": 60, "other": 1 },
            "ec2.sg-open-admin": { "ports": [22] },
        }));
        let given = overrides(&workspace, &fresh());
        let shown: BTreeMap<String, Value> =
            given.into_iter().map(|(id, variables)| (id.to_string(), Value::Object(variables))).collect();
        let merged = json!({ "max_age_days": 30, "other": 1 });
        assert_eq!(
            shown,
            of(json!({ "iam.key-rotation-90d": merged, "ec2.sg-open-admin": { "ports": [22] } }))
        );
    }
}

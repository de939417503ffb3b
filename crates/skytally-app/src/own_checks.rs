//! The checks that Skytally makes of its own way into an account: no document shows what they ask.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use skytally_model::{CheckId, Evaluation, KindId, Outcome, Pillar, Region, Severity};
use skytally_store::{Access, Account};

/// One of the house's own checks.
pub struct OwnCheck {
    /// Its id.
    pub id: &'static str,
    /// What should be so.
    pub title: &'static str,
    /// How bad a failure is.
    pub severity: Severity,
    /// Its pillar.
    pub pillar: Pillar,
    /// What can happen.
    pub risk: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

/// The role that Skytally assumes asks for its external id.
pub const EXTERNAL_ID: OwnCheck = OwnCheck {
    id: "skytally.external-id",
    title: "The role that Skytally assumes demands its external id",
    severity: Severity::High,
    pillar: Pillar::Security,
    risk: "Whoever knows the role's name could make Skytally, on behalf of another customer, look into this account.",
    remedy: "Add the condition on sts:ExternalId to the role's trust policy, as the template has it, and link the account again.",
};

/// The access key is not too old.
pub const KEY_AGE: OwnCheck = OwnCheck {
    id: "skytally.key-age",
    title: "The access key that Skytally uses is younger than 90 days",
    severity: Severity::Medium,
    pillar: Pillar::Security,
    risk: "A key that is never changed is good for whoever has found it, however long ago.",
    remedy: "Link the account by a role, which has no key, or make a new key, link the account again with it, and delete the old one.",
};

/// Both of them.
pub const OWN_CHECKS: [&OwnCheck; 2] = [&EXTERNAL_ID, &KEY_AGE];

/// What the ids of the house's own checks begin with.
const OWN_PREFIX: &str = "skytally.";

/// Whether a check is one of the house's own.
pub(crate) fn is_own(check: &CheckId) -> bool {
    check.as_str().starts_with(OWN_PREFIX)
}

/// How old a key may be.
const KEY_DAYS_MAX: i64 = 90;

/// What the house's own checks say of an account.
pub(crate) fn evaluate(account: &Account, now: Timestamp) -> Vec<Evaluation> {
    let (check, kind, resource, outcome) = match &account.access {
        // There is no way in that could be judged.
        Access::Sample => return Vec::new(),
        Access::Role { role, .. } => {
            let name = role.as_str().rsplit('/').next().unwrap_or_default().to_owned();
            (&EXTERNAL_ID, "aws.iam.role", name, external_id(&account.trust))
        }
        Access::Key { id, created } => {
            (&KEY_AGE, "aws.iam.access_key", id.clone(), key_age(*created, &account.trust, now))
        }
    };
    // Both texts are constants above, in the form of their types.
    let (Ok(check_id), Ok(kind)) = (check.id.parse::<CheckId>(), kind.parse::<KindId>()) else {
        return Vec::new();
    };
    vec![Evaluation {
        check: check_id,
        variant: None,
        severity: check.severity,
        account: account.aws_account.clone(),
        region: Region::global(),
        kind,
        resource,
        arn: match &account.access {
            Access::Role { role, .. } => Some(role.to_string()),
            Access::Key { .. } | Access::Sample => None,
        },
        name: None,
        outcome,
    }]
}

fn external_id(trust: &Value) -> Outcome {
    let answers = ["without_external_id", "wrong_external_id"].map(|name| {
        let told = trust.get(name);
        let text = |field: &str| told.and_then(|t| t.get(field)).and_then(Value::as_str).unwrap_or_default();
        (name.replace('_', " "), text("answer").to_owned(), text("because").to_owned())
    });
    if let Some((how, ..)) = answers.iter().find(|(_, answer, _)| answer == "accepted") {
        let how =
            how.replace("without external id", "without an external id").replace("wrong", "with a wrong");
        let message = format!("the role can be assumed {how}");
        return Outcome::Fail { message, saving: None, saving_unknown: None };
    }
    match answers.iter().find(|(_, answer, _)| answer != "refused") {
        None => Outcome::Pass,
        Some((_, _, because)) => {
            let because = if because.is_empty() { "nothing is written down of it" } else { because };
            Outcome::Unknown {
                because: format!("it could not be tried whether the role demands the external id: {because}"),
                causes: Vec::new(),
            }
        }
    }
}

fn key_age(created: Option<Timestamp>, trust: &Value, now: Timestamp) -> Outcome {
    let Some(created) = created else {
        let because = trust.get("age_unknown").and_then(Value::as_str).unwrap_or("AWS did not say");
        return Outcome::Unknown {
            because: format!("the age of the key is not known: {because}"),
            causes: Vec::new(),
        };
    };
    let days = now.duration_since(created).as_hours() / 24;
    if now.duration_since(created) > SignedDuration::from_hours(24 * KEY_DAYS_MAX) {
        let message = format!("the access key is {days} days old");
        return Outcome::Fail { message, saving: None, saving_unknown: None };
    }
    Outcome::Pass
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use skytally_model::Partition;
    use skytally_store::AccountSettings;

    use super::*;

    fn account(access: Access, trust: Value) -> Account {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        Account {
            id: "01939f2e-7c1a-7b3e-9d00-000000000001".parse().unwrap(),
            workspace: "01939f2e-7c1a-7b3e-9d00-000000000002".parse().unwrap(),
            aws_account: "123456789012".parse().unwrap(),
            partition: Partition::Aws,
            name: "one".to_owned(),
            access,
            trust,
            paused: None,
            settings: AccountSettings {
                every_minutes: 15,
                regions: Vec::new(),
                services: Vec::new(),
                thresholds: std::collections::BTreeMap::new(),
            },
            generation: 0,
            generation_at: None,
            created: start,
            due: start,
            running: false,
            failures: 0,
            version: 1,
        }
    }

    /// The one outcome, in words.
    fn said(account: &Account, now: &str) -> (String, String, String) {
        let [one] = &evaluate(account, now.parse().unwrap())[..] else { panic!("not one evaluation") };
        let text = match &one.outcome {
            Outcome::Fail { message, .. } => message.clone(),
            Outcome::Unknown { because, .. } => because.clone(),
            Outcome::Pass | Outcome::NotApplicable => String::new(),
        };
        (format!("{} {} {}", one.check, one.kind, one.resource), one.outcome.as_str().to_owned(), text)
    }

    #[test]
    fn the_external_id_is_judged_by_what_the_role_was_seen_to_do() {
        let answer = |word: &str| json!({ "answer": word });
        let dunno = json!({ "answer": "unknown", "because": "STS was busy" });
        let (refused, accepted) = (answer("refused"), answer("accepted"));
        let untried =
            |why: &str| format!("it could not be tried whether the role demands the external id: {why}");
        let (without, wrong) = (
            "the role can be assumed without an external id",
            "the role can be assumed with a wrong external id",
        );
        let (busy, unwritten) = (untried("STS was busy"), untried("nothing is written down of it"));
        for (first, second, outcome, text) in [
            (&refused, &refused, "pass", ""),
            (&accepted, &refused, "fail", without),
            (&refused, &accepted, "fail", wrong),
            (&accepted, &accepted, "fail", without),
            (&dunno, &accepted, "fail", wrong),
            (&dunno, &refused, "unknown", &busy),
            (&refused, &dunno, "unknown", &busy),
            (&refused, &Value::Null, "unknown", &unwritten),
            (&Value::Null, &refused, "unknown", &unwritten),
            (&answer("something new"), &refused, "unknown", &unwritten),
        ] {
            let trust = json!({ "without_external_id": first, "wrong_external_id": second });
            let role = "arn:aws:iam::123456789012:role/path/SkytallyRead".parse().unwrap();
            let account = account(Access::Role { role, external_id: "x".to_owned() }, trust.clone());
            let (what, told, why) = said(&account, "2026-02-01T00:00:00Z");
            assert_eq!(what, "skytally.external-id aws.iam.role SkytallyRead");
            assert_eq!((told.as_str(), why.as_str()), (outcome, text), "{trust}");
        }
    }

    #[test]
    fn the_key_is_judged_by_its_age() {
        let created: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let denied = json!({ "age_unknown": "iam:ListAccessKeys denied: needs iam:ListAccessKeys" });
        for (since, trust, now, outcome, text) in [
            (Some(created), json!({}), "2026-01-01T00:00:00Z", "pass", ""),
            (Some(created), json!({}), "2025-12-31T00:00:00Z", "pass", ""),
            (Some(created), json!({}), "2026-04-01T00:00:00Z", "pass", ""),
            (Some(created), json!({}), "2026-04-01T00:00:01Z", "fail", "the access key is 90 days old"),
            (Some(created), json!({}), "2027-01-01T00:00:00Z", "fail", "the access key is 365 days old"),
            (
                None,
                denied,
                "2026-02-01T00:00:00Z",
                "unknown",
                "the age of the key is not known: iam:ListAccessKeys denied: needs iam:ListAccessKeys",
            ),
            (
                None,
                json!({}),
                "2026-02-01T00:00:00Z",
                "unknown",
                "the age of the key is not known: AWS did not say",
            ),
        ] {
            let account = account(Access::Key { id: "AKIAEXAMPLE".to_owned(), created: since }, trust);
            let (what, told, why) = said(&account, now);
            assert_eq!(what, "skytally.key-age aws.iam.access_key AKIAEXAMPLE");
            assert_eq!((told.as_str(), why.as_str()), (outcome, text), "{now}");
        }
    }

    #[test]
    fn every_check_of_the_house_has_its_words() {
        for check in OWN_CHECKS {
            assert!(check.id.starts_with("skytally.") && check.id.parse::<CheckId>().is_ok(), "{}", check.id);
            for text in [check.title, check.risk, check.remedy] {
                assert!(text.len() > 20, "{}: {text:?}", check.id);
            }
        }
    }
}

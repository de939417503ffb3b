//! From JSON, JSON text or URL-encoded JSON text to a [`Policy`].

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};
use thiserror::Error;

use super::{Condition, Effect, Policy, Principal, PrincipalKind, Selection, Statement};

/// No policy of AWS is as long as this; a longer text is not read.
const LONGEST_TEXT: usize = 1024 * 1024;

/// Why a value could not be read as a policy. It names the place, never the content.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyError {
    /// The value is neither an object nor a text that holds one.
    #[error("this is not a policy document")]
    NotAPolicy,
    /// The text is longer than any policy of AWS.
    #[error("the policy text is longer than 1 MiB")]
    TooLong,
    /// There is no `Statement`.
    #[error("the policy has no Statement")]
    NoStatement,
    /// An element is missing, doubled or of a form that the policy language does not have.
    #[error("statement {statement}: {element} {problem}")]
    Element {
        /// The statement's place, counted from one.
        statement: usize,
        /// The element.
        element: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl Policy {
    /// Reads a policy: an object, JSON text, or JSON text that is URL-encoded (as IAM gives it out). Single objects
    /// and single strings stand for lists of one, as they do for AWS. The names of elements are taken in any case,
    /// so that a document that AWS understands is never half read.
    pub fn parse(value: &Value) -> Result<Self, PolicyError> {
        match value {
            Value::Object(object) => Self::from_object(object),
            Value::String(text) => match decode(text)? {
                Value::Object(object) => Self::from_object(&object),
                _ => Err(PolicyError::NotAPolicy),
            },
            _ => Err(PolicyError::NotAPolicy),
        }
    }

    fn from_object(object: &Map<String, Value>) -> Result<Self, PolicyError> {
        let version = element(object, "Version").and_then(Value::as_str).map(str::to_owned);
        let statements = match element(object, "Statement") {
            Some(Value::Array(list)) => {
                list.iter().enumerate().map(|(i, s)| statement(s, i + 1)).collect::<Result<_, _>>()?
            }
            Some(single @ Value::Object(_)) => vec![statement(single, 1)?],
            _ => return Err(PolicyError::NoStatement),
        };
        Ok(Self { version, statements })
    }
}

fn decode(text: &str) -> Result<Value, PolicyError> {
    if text.len() > LONGEST_TEXT {
        return Err(PolicyError::TooLong);
    }
    let text = text.trim();
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let plain = percent_decode_str(text).decode_utf8().map_err(|_| PolicyError::NotAPolicy)?;
    serde_json::from_str(&plain).map_err(|_| PolicyError::NotAPolicy)
}

fn element<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    object
        .get(name)
        .or_else(|| object.iter().find(|(k, _)| k.eq_ignore_ascii_case(name)).map(|(_, v)| v))
        .filter(|v| !v.is_null())
}

fn statement(value: &Value, number: usize) -> Result<Statement, PolicyError> {
    let wrong = |element, problem| PolicyError::Element { statement: number, element, problem };
    let object = value.as_object().ok_or(wrong("Statement", "is not an object"))?;

    let effect = match element(object, "Effect").and_then(Value::as_str) {
        Some("Allow") => Effect::Allow,
        Some("Deny") => Effect::Deny,
        _ => return Err(wrong("Effect", "is neither Allow nor Deny")),
    };
    let strings = |name: &'static str| match element(object, name) {
        None => Ok(None),
        Some(v) => texts(v).map(Some).ok_or(wrong(name, "is not a text or a list of texts")),
    };
    let actions = match (strings("Action")?, strings("NotAction")?) {
        (Some(list), None) => Selection::Only(list),
        (None, Some(list)) => Selection::Except(list),
        (Some(_), Some(_)) => return Err(wrong("Action", "stands beside NotAction")),
        (None, None) => return Err(wrong("Action", "is missing")),
    };
    let resources = match (strings("Resource")?, strings("NotResource")?) {
        (Some(list), None) => Selection::Only(list),
        (None, Some(list)) => Selection::Except(list),
        (Some(_), Some(_)) => return Err(wrong("Resource", "stands beside NotResource")),
        (None, None) => Selection::All,
    };
    let people = |name: &'static str| match element(object, name) {
        None => Ok(None),
        Some(v) => principals(v).map(Some).ok_or(wrong(name, "is of an unknown form")),
    };
    let principals = match (people("Principal")?, people("NotPrincipal")?) {
        (Some(list), None) => Selection::Only(list),
        (None, Some(list)) => Selection::Except(list),
        (Some(_), Some(_)) => return Err(wrong("Principal", "stands beside NotPrincipal")),
        (None, None) => Selection::All,
    };
    let conditions = match element(object, "Condition") {
        None => Vec::new(),
        Some(v) => conditions(v).ok_or(wrong("Condition", "is of an unknown form"))?,
    };
    let sid = element(object, "Sid").and_then(Value::as_str).map(str::to_owned);
    Ok(Statement { sid, effect, actions, resources, principals, conditions })
}

/// One text or a list of them. Numbers and booleans are texts to AWS.
fn texts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(list) => list.iter().map(text).collect(),
        single => text(single).map(|t| vec![t]),
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(s) => Some(s.clone()),
        Value::Number(n) => Some(n.to_string()),
        Value::Bool(b) => Some(b.to_string()),
        _ => None,
    }
}

fn principals(value: &Value) -> Option<Vec<Principal>> {
    const KINDS: [(&str, PrincipalKind); 4] = [
        ("AWS", PrincipalKind::Aws),
        ("Service", PrincipalKind::Service),
        ("Federated", PrincipalKind::Federated),
        ("CanonicalUser", PrincipalKind::CanonicalUser),
    ];
    match value {
        Value::Object(object) => {
            let mut all = Vec::new();
            for (name, values) in object {
                let (_, kind) = KINDS.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
                all.extend(texts(values)?.into_iter().map(|value| Principal { kind, value }));
            }
            Some(all)
        }
        // Only `*` may stand without a sort; anything else is read as an AWS principal.
        other => Some(
            texts(other)?
                .into_iter()
                .map(|value| {
                    let kind = if value == "*" { PrincipalKind::Anyone } else { PrincipalKind::Aws };
                    Principal { kind, value }
                })
                .collect(),
        ),
    }
}

fn conditions(value: &Value) -> Option<Vec<Condition>> {
    let mut all = Vec::new();
    for (operator, keys) in value.as_object()? {
        for (key, values) in keys.as_object()? {
            all.push(Condition::new(operator, key, texts(values)?));
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::functions::policy;

    #[test]
    fn every_form_that_aws_hands_out_is_read_alike() {
        let object = json!({"Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", "Principal": {"AWS": "111122223333"},
            "Condition": {"Bool": {"aws:SecureTransport": true}}}});
        let listed = json!({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"], "Principal": {"AWS": [111122223333u64]},
            "Condition": {"Bool": {"AWS:SecureTransport": ["true"]}}}]});
        let text = Value::String(object.to_string());
        let encoded = Value::String(
            percent_encoding::utf8_percent_encode(&object.to_string(), percent_encoding::NON_ALPHANUMERIC)
                .to_string(),
        );
        let first = Policy::parse(&object).unwrap();
        for other in [listed, text, encoded] {
            assert_eq!(Policy::parse(&other).unwrap(), first, "{other}");
        }
        let statement = &first.statements[0];
        assert_eq!(statement.conditions[0].key, "aws:securetransport");
        assert_eq!(
            statement.principals,
            Selection::Only(vec![Principal { kind: PrincipalKind::Aws, value: "111122223333".to_owned() }])
        );
    }

    #[test]
    fn what_is_no_policy_is_an_error() {
        for bad in [
            json!(null),
            json!(1),
            json!([]),
            json!(""),
            json!("no json"),
            json!("%7B"),
            json!("[]"),
            json!({}),
            json!({"Statement": "x"}),
            json!({"Statement": [1]}),
            json!({"Statement": {"Effect": "allow", "Action": "*"}}),
            json!({"Statement": {"Effect": "Allow"}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "NotAction": "*"}}),
            json!({"Statement": {"Effect": "Allow", "Action": {"a": 1}}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Principal": {"Nobody": "*"}}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": "x"}}),
            json!({"Statement": {"Effect": "Allow", "Action": "*", "Condition": {"Bool": "x"}}}),
        ] {
            assert!(Policy::parse(&bad).is_err(), "{bad}");
        }
        assert_eq!(Policy::parse(&json!({"Statement": []})).unwrap().statements, []);
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let word = prop_oneof![
            Just("*".to_owned()),
            Just("Allow".to_owned()),
            Just("Deny".to_owned()),
            Just("arn:aws:iam::*:root".to_owned()),
            Just("0.0.0.0/0".to_owned()),
            ".{0,12}",
        ];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            word.prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 48, 5, |inner| {
            let key = prop_oneof![
                proptest::sample::select(vec![
                    "Statement",
                    "Effect",
                    "Action",
                    "NotAction",
                    "Resource",
                    "NotResource",
                    "Principal",
                    "NotPrincipal",
                    "Condition",
                    "AWS",
                    "Service",
                    "StringEquals",
                    "IpAddress",
                    "aws:SourceIp",
                    "aws:SourceArn",
                ])
                .prop_map(str::to_owned),
                ".{0,8}",
            ];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((key, inner), 0..6)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    /// A policy of the right outline with anything at all in its elements.
    fn any_policy() -> impl Strategy<Value = Value> {
        (any_json(), any_json(), any_json(), any_json(), any::<bool>()).prop_map(|(a, r, p, c, allow)| {
            json!({"Statement": [{"Effect": if allow {"Allow"} else {"Deny"}, "Action": a, "Resource": r,
                "Principal": p, "Condition": c}]})
        })
    }

    proptest! {
        #[test]
        fn nothing_panics_on_any_json(value in prop_oneof![any_json(), any_policy()]) {
            if let Ok(p) = Policy::parse(&value) {
                policy::is_public(&p);
                policy::denies_insecure_transport(&p, "arn:aws:s3:::bucket");
                policy::grants_admin(&p);
                policy::third_party_trust(&p, "111122223333", &[]);
                policy::external_principals(&p, "111122223333", &[]);
                policy::confused_deputy_services(&p);
                policy::privilege_escalations(std::slice::from_ref(&p));
            }
        }

        #[test]
        fn nothing_panics_on_any_text(text in ".{0,200}") {
            let _ = Policy::parse(&Value::String(text));
        }
    }
}

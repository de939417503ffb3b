//! The library of pure functions, as rules call them.

use std::cmp::Ordering;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cel::{Context, DeclarationError};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Answer, add};
use crate::functions::policy::{self, Policy};
use crate::functions::{network, secrets, time, version};
use crate::session::Session;

/// A function of the library.
type Function = fn(&Session, &[Value]) -> Answer;

pub(super) fn add_functions(
    context: &mut Context<'_, '_>,
    session: &Arc<Session>,
) -> Result<(), DeclarationError> {
    let functions: &[(&str, Function)] = &[
        ("unknown", |_, args| Err(text(one(args)?)?.to_owned())),
        ("age_days", |session, args| Ok(json!(time::days_between(session.now, one_time(args)?)))),
        ("days_until", |session, args| Ok(json!(time::days_between(one_time(args)?, session.now)))),
        ("is_time", |_, args| Ok(json!(matches!(time::time_from_value(one(args)?), Ok(Some(_)))))),
        ("csv_true", |_, args| match one(args)?.as_str() {
            Some("true" | "TRUE") => Ok(json!(true)),
            Some("false" | "FALSE") => Ok(json!(false)),
            other => Err(format!("neither true nor false, but {}", other.unwrap_or("no text"))),
        }),
        ("price", price),
        ("table", table),
        ("version_less", |_, args| {
            let [a, b] = args else { return Err("version_less(a, b) was expected".to_owned()) };
            Ok(json!(version::compare_versions(text(a)?, text(b)?) == Ordering::Less))
        }),
        ("engine_major", |_, args| {
            let [engine, engine_version] = args else {
                return Err("engine_major(engine, version) was expected".to_owned());
            };
            Ok(version::engine_major(text(engine)?, text(engine_version)?).map_or(Value::Null, Value::String))
        }),
        ("json", |_, args| {
            serde_json::from_str(text(one(args)?)?).map_err(|error| format!("not JSON: {error}"))
        }),
        ("base64_text", |_, args| {
            let bytes =
                STANDARD.decode(text(one(args)?)?.trim()).map_err(|_| "the text is not base64".to_owned())?;
            String::from_utf8(bytes)
                .map(Value::String)
                .map_err(|_| "the base64 does not hold text".to_owned())
        }),
        ("world_open", |_, args| {
            let (permissions, ports, protocol) = ports(args)?;
            network::world_open_ports(permissions, &ports, protocol).map(|open| json!(open)).map_err(said)
        }),
        ("nacl_world_open", |_, args| {
            let (entries, ports, protocol) = ports(args)?;
            network::nacl_world_open_ports(entries, &ports, protocol).map(|open| json!(open)).map_err(said)
        }),
        ("world_open_ranges", |_, args| {
            let ranges = network::world_open_ranges(one(args)?).map_err(said)?;
            let range = |(protocol, from, to)| json!({"protocol": protocol, "from": from, "to": to});
            Ok(Value::Array(ranges.into_iter().map(range).collect()))
        }),
        ("is_world", |_, args| network::is_world(text(one(args)?)?).map(Value::Bool).map_err(said)),
        ("is_public_cidr", |_, args| {
            network::is_public_cidr(text(one(args)?)?).map(Value::Bool).map_err(said)
        }),
        ("cidr_contains", |_, args| {
            let [outer, inner] = args else {
                return Err("cidr_contains(outer, inner) was expected".to_owned());
            };
            network::cidr_contains(text(outer)?, text(inner)?).map(Value::Bool).map_err(said)
        }),
        ("policy_public", |_, args| Ok(json!(policy::is_public(&policy(one(args)?)?).reasons))),
        ("policy_requires_tls", |_, args| {
            let [given, arn] = args else {
                return Err("policy_requires_tls(policy, arn) was expected".to_owned());
            };
            Ok(json!(policy::denies_insecure_transport(&policy(given)?, text(arn)?)))
        }),
        ("policy_admin", |_, args| Ok(json!(policy::grants_admin(&policy(one(args)?)?)))),
        ("policy_escalations", |_, args| Ok(json!(policy::privilege_escalations(&policies(one(args)?)?)))),
        ("policy_allows", |_, args| {
            let [given, action] = args else {
                return Err("policy_allows(policies, action) was expected".to_owned());
            };
            Ok(json!(policy::allows(&policies(given)?, text(action)?)))
        }),
        ("third_party_trusts", |session, args| {
            let (given, known) = policy_and_accounts(args)?;
            let own = session.world.generation.account.as_str();
            let trusts = policy::third_party_trust(&given, own, &known);
            serde_json::to_value(trusts).map_err(said)
        }),
        ("external_principals", |session, args| {
            let (given, known) = policy_and_accounts(args)?;
            Ok(json!(policy::external_principals(&given, session.world.generation.account.as_str(), &known)))
        }),
        ("confused_deputy_services", |_, args| {
            Ok(json!(policy::confused_deputy_services(&policy(one(args)?)?)))
        }),
        ("secrets", |_, args| hits(secrets::find_secrets(text(one(args)?)?))),
        ("secrets_in_map", |_, args| hits(secrets::find_secrets_in_map(one(args)?).map_err(said)?)),
        ("secrets_in_base64", |_, args| {
            hits(secrets::find_secrets_in_base64(text(one(args)?)?).map_err(said)?)
        }),
        ("now", |session, args| match args {
            [] => Ok(json!(session.now.to_string())),
            _ => Err("now() was expected".to_owned()),
        }),
        ("unique", |_, args| {
            let mut kept: Vec<Value> = Vec::new();
            for item in list(one(args)?)? {
                if !kept.contains(item) {
                    kept.push(item.clone());
                }
            }
            Ok(Value::Array(kept))
        }),
    ];
    for (name, function) in functions {
        add(context, session, name, *function)?;
    }
    Ok(())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn one(args: &[Value]) -> Result<&Value, String> {
    match args {
        [only] => Ok(only),
        _ => Err(format!("one argument was expected, not {}", args.len())),
    }
}

fn text(value: &Value) -> Result<&str, String> {
    value.as_str().ok_or_else(|| "a text was expected".to_owned())
}

fn list(value: &Value) -> Result<&Vec<Value>, String> {
    value.as_array().ok_or_else(|| "a list was expected".to_owned())
}

fn one_time(args: &[Value]) -> Result<Timestamp, String> {
    time::time_from_value(one(args)?).map_err(said)?.ok_or_else(|| "there is no time".to_owned())
}

/// `price(item)`, `price(item, region)`: millionths of a dollar.
fn price(session: &Session, args: &[Value]) -> Answer {
    let (item, region) = match args {
        [item] => (text(item)?, session.region().to_string()),
        [item, region] => (text(item)?, text(region)?.to_owned()),
        _ => return Err("price(item) or price(item, region) was expected".to_owned()),
    };
    match session.world.catalog.prices().nano_usd(item, &region) {
        Some(nano_usd) => Ok(json!(nano_usd / 1_000)),
        None => Err(format!("no list price of {item} in {region} is known")),
    }
}

/// `table(name, key)`, `table(name, key, second_key)`.
fn table(session: &Session, args: &[Value]) -> Answer {
    let [name, keys @ ..] = args else { return Err("table(name, key) was expected".to_owned()) };
    let name = text(name)?;
    let table = session.world.catalog.table(name).ok_or_else(|| format!("there is no table {name}"))?;
    let keys: Vec<String> = keys.iter().map(skytally_catalog::plain).collect();
    let named: Vec<(&str, &str)> =
        table.columns().iter().map(String::as_str).zip(keys.iter().map(String::as_str)).collect();
    let row = table.find(&named).map_err(said)?;
    Ok(row.map_or(Value::Null, |row| row.to_value()))
}

fn ports(args: &[Value]) -> Result<(&Value, Vec<u16>, &str), String> {
    let (permissions, ports, protocol) = match args {
        [permissions, ports] => (permissions, ports, "tcp"),
        [permissions, ports, protocol] => (permissions, ports, text(protocol)?),
        _ => return Err("(permissions, ports) or (permissions, ports, protocol) was expected".to_owned()),
    };
    let port = |port: &Value| {
        port.as_u64().and_then(|p| u16::try_from(p).ok()).ok_or_else(|| format!("{port} is not a port"))
    };
    Ok((permissions, list(ports)?.iter().map(port).collect::<Result<_, _>>()?, protocol))
}

fn policy(value: &Value) -> Result<Policy, String> {
    Policy::parse(value).map_err(said)
}

fn policies(value: &Value) -> Result<Vec<Policy>, String> {
    list(value)?.iter().map(policy).collect()
}

fn policy_and_accounts(args: &[Value]) -> Result<(Policy, Vec<String>), String> {
    match args {
        [given] => Ok((policy(given)?, Vec::new())),
        [given, known] => {
            let known = list(known)?.iter().map(|account| text(account).map(str::to_owned));
            Ok((policy(given)?, known.collect::<Result<_, _>>()?))
        }
        _ => Err("(policy) or (policy, known_accounts) was expected".to_owned()),
    }
}

/// The places of secrets. A text that was only looked through in part is unknown unless something was found.
fn hits(found: secrets::Secrets) -> Answer {
    if found.truncated && found.hits.is_empty() {
        return Err("the text is too long to be looked through".to_owned());
    }
    serde_json::to_value(found.hits).map_err(said)
}

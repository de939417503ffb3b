//! What documents must be, by the replay server's own word: its answers as the official parser sees them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use base64::Engine as _;
use serde_json::{Map, Value, json};
use skytally_catalog::{Call, Decode, Kind, ListDecode, Listing, Params, Path, Scope, plain};
use skytally_testkit::Server;

/// Operations that are called but give no document and no part: they prepare, locate or choose.
pub(crate) const NOT_A_DOCUMENT: [&str; 4] =
    ["iam:GenerateCredentialReport", "s3:GetBucketLocation", "sts:GetCallerIdentity", "ec2:DescribeRegions"];

const ACCOUNT: &str = "111122223333";

/// The replay server as the judge of documents.
pub(crate) struct Oracle<'s> {
    server: &'s Server,
    region: &'s str,
    known: RefCell<BTreeMap<String, Value>>,
    compared: RefCell<BTreeMap<String, usize>>,
}

impl<'s> Oracle<'s> {
    pub(crate) fn new(server: &'s Server, region: &'s str) -> Self {
        Self { server, region, known: RefCell::default(), compared: RefCell::default() }
    }

    /// How many values were compared, by operation.
    pub(crate) fn compared(&self) -> BTreeMap<String, usize> {
        self.compared.borrow().clone()
    }

    /// The whole answer of an operation: its data, or the code of its error.
    fn expected(
        &self,
        service: &str,
        operation: &str,
        region: &str,
        params: &Map<String, Value>,
    ) -> Result<Value, String> {
        let mut query = vec![format!("region={region}")];
        for (name, value) in params {
            match value {
                Value::Array(items) => {
                    query.extend(items.iter().map(|item| format!("{name}={}", encoded(&plain(item)))))
                }
                // Filters and the like are not among what the server can be asked for by name.
                Value::Object(_) => {}
                value => query.push(format!("{name}={}", encoded(&plain(value)))),
            }
        }
        let path = format!("/_replay/expected/{service}/{operation}?{}", query.join("&"));
        let answer = self.known.borrow().get(&path).cloned();
        let answer = answer.unwrap_or_else(|| {
            let answer = self.server.get(&path);
            self.known.borrow_mut().insert(path, answer.clone());
            answer
        });
        match answer.pointer("/error/code") {
            Some(code) => Err(code.as_str().unwrap_or_default().to_owned()),
            None => Ok(normal(answer.get("data").cloned().unwrap_or(Value::Null))),
        }
    }

    fn count(&self, service: &str, operation: &str) {
        *self.compared.borrow_mut().entry(format!("{service}:{operation}")).or_default() += 1;
    }

    /// Compares the documents of a kind, one by one, part by part.
    pub(crate) fn compare(
        &self,
        kind: &Kind,
        documents: &[&Value],
        parents: &[&Value],
        wrong: &mut Vec<String>,
    ) {
        let Some(list) = &kind.list else {
            for document in documents {
                self.parts(kind, document, None, wrong);
            }
            return;
        };
        let families: Vec<Option<&Value>> =
            if kind.parent.is_some() { parents.iter().map(|p| Some(*p)).collect() } else { vec![None] };
        let mut listed = 0;
        for parent in families {
            let parent_data = parent.map(|parent| &parent["data"]);
            let nothing = json!({});
            let Ok(params) = list.params.fill(&self.scope(&nothing, self.region, parent_data)) else {
                continue;
            };
            let Ok(answer) = self.listed(kind, list, &params) else {
                // Refused for this parent: whatever documents there are must come from the others.
                self.count(&kind.service, &list.operation);
                continue;
            };
            self.count(&kind.service, &list.operation);
            for item in list.items.find_all(&answer) {
                let item = match &list.as_member {
                    Some(member) if !item.is_object() => json!({ member: item }),
                    _ => item.clone(),
                };
                if !list.only_if.hold(&item) {
                    continue;
                }
                listed += 1;
                self.one(kind, &item, parent, documents, wrong);
            }
        }
        if documents.len() > listed {
            wrong.push(format!("{}: {} documents, but only {listed} are listed", kind.kind, documents.len()));
        }
        for document in documents {
            let parent = parents.iter().find(|parent| parent["id"] == document["parent"]);
            self.parts(kind, document, parent.map(|parent| &parent["data"]), wrong);
        }
    }

    /// One listed item must be a document.
    fn one(
        &self,
        kind: &Kind,
        item: &Value,
        parent: Option<&Value>,
        documents: &[&Value],
        wrong: &mut Vec<String>,
    ) {
        let parent_data = parent.map(|parent| &parent["data"]);
        let mut data = item.clone();
        let mut describable = true;
        if let Some(get) = &kind.get {
            let service = get.service.as_deref().unwrap_or(&kind.service);
            match self.answer(service, get, item, self.region, parent_data, None) {
                Ok(Some(Value::Object(mut members))) => {
                    if let Some(member) = kind.list.as_ref().and_then(|list| list.as_member.as_ref())
                        && !members.contains_key(member)
                    {
                        members.insert(member.clone(), item[member].clone());
                    }
                    data = Value::Object(members);
                    self.count(service, &get.operation);
                }
                _ => {
                    self.count(service, &get.operation);
                    describable = false;
                }
            }
        }
        let scope = self.scope(&data, self.region, parent_data);
        let Some(Ok(id)) = kind.id.as_ref().map(|id| id.find(&scope)) else {
            // Recordings from before a member existed: the resource must be there all the same.
            if !documents.iter().any(|d| normal(d["data"].clone()) == normal(data.clone())) {
                wrong.push(format!("{}: an item without id is lost: {data}", kind.kind));
            }
            return;
        };
        let own = |document: &&&Value| {
            let family = parent.is_none_or(|parent| document["parent"] == parent["id"]);
            document["id"] == id.as_str() && family
        };
        let mut found = documents.iter().filter(own).peekable();
        if found.peek().is_none() {
            wrong.push(format!("{} {id} is lost", kind.kind));
            return;
        }
        if describable {
            let equal =
                found.clone().any(|document| same(&normal(data.clone()), &normal(document["data"].clone())));
            // The estate mixes recordings: two of them may have the same id. Then one of them is the document.
            if !equal && found.clone().count() == 1 {
                let given = normal(found.next().map(|d| d["data"].clone()).unwrap_or_default());
                if given.get("incomplete").is_none() && !self.is_doubled(kind, &id, parent_data) {
                    wrong.push(format!("{} {id}: {}", kind.kind, differences(&normal(data), &given)));
                }
            }
        } else if !found.any(|document| document.get("incomplete").is_some()) {
            wrong.push(format!("{} {id} could not be described, but does not say so", kind.kind));
        }
    }

    /// The whole answer of a listing, decoded.
    fn listed(&self, kind: &Kind, list: &Listing, params: &Map<String, Value>) -> Result<Value, String> {
        let mut answer = self.expected(&kind.service, &list.operation, self.region, params)?;
        for (member, how) in &list.decode {
            let ListDecode::Csv = how;
            if let Some(value) = answer.get_mut(member) {
                *value = csv_rows(value.as_str().unwrap_or_default());
            }
        }
        Ok(answer)
    }

    /// Whether the estate lists more than one resource with an id.
    fn is_doubled(&self, kind: &Kind, id: &str, parent: Option<&Value>) -> bool {
        let Some(list) = &kind.list else { return false };
        let nothing = json!({});
        let Ok(params) = list.params.fill(&self.scope(&nothing, self.region, parent)) else { return false };
        let Ok(answer) = self.listed(kind, list, &params) else { return false };
        let items = list.items.find_all(&answer);
        let equal = items.iter().filter(|item| {
            let scope = self.scope(item, self.region, parent);
            kind.id.as_ref().is_some_and(|locator| locator.find(&scope).is_ok_and(|found| found == id))
        });
        equal.count() > 1
    }

    /// The parts of a document.
    fn parts(&self, kind: &Kind, document: &Value, parent: Option<&Value>, wrong: &mut Vec<String>) {
        let data = &document["data"];
        let Some(parts) = document["parts"].as_object() else { return };
        for (name, part) in parts {
            let Some(call) = kind.parts.get(name) else { continue };
            let label = format!("{} {} part {name}", kind.kind, document["id"]);
            if !call.only_if.hold(data) {
                continue;
            }
            let service = call.service.as_deref().unwrap_or(&kind.service);
            let region = match document["region"].as_str() {
                Some("global") | None => self.region,
                Some(region) => region,
            };
            self.count(service, &call.operation);
            let expected = self.answer(service, call, data, region, parent, document["id"].as_str());
            let state = part["state"].as_str().unwrap_or_default();
            match expected {
                Ok(Some(value)) => {
                    let given = normal(part["value"].clone());
                    let otherwise =
                        call.among.is_some() && part["value"] == call.otherwise.clone().unwrap_or_default();
                    if !same(&normal(value.clone()), &given) && !otherwise {
                        wrong.push(format!("{label} ({state}): {}", differences(&normal(value), &given)));
                    }
                }
                Ok(None) => {
                    // The server leaves empty lists out of what it expects; on the wire they are there.
                    if state != "absent" && !is_empty(&normal(part["value"].clone())) {
                        wrong.push(format!("{label} is {state}, but there is none: {}", part["value"]));
                    }
                }
                Err(code) if call.absent.contains(&code) => {
                    if state != "absent" {
                        wrong.push(format!("{label} is {state}, but {code} means that there is none"));
                    }
                }
                Err(code) => {
                    if !matches!(state, "failed" | "denied") && call.among.is_none() {
                        wrong.push(format!("{label} is {state}, but AWS said {code}"));
                    }
                }
            }
        }
    }

    /// What a further call must give; none where the answer does not have it.
    fn answer(
        &self,
        service: &str,
        call: &Call,
        data: &Value,
        region: &str,
        parent: Option<&Value>,
        id: Option<&str>,
    ) -> Result<Option<Value>, String> {
        let scope = Scope { id, ..self.scope(data, region, parent) };
        let mut params = fill(&call.params, &scope)?;
        let Some(batch) = &call.batch else {
            let answer = self.expected(service, &call.operation, region, &params)?;
            return Ok(take(answer, call.take.as_ref(), call.decode));
        };
        let key = batch.each.fill(&scope).map_err(|unfilled| unfilled.to_string())?;
        params.insert(batch.param.clone(), json!([key]));
        let answer = self.expected(service, &call.operation, region, &params)?;
        let items = batch.items.take_all(answer);
        let own = items.into_iter().find(|item| batch.key.find(item).map(plain) == Some(plain(&key)));
        Ok(own.and_then(|item| take(item, call.take.as_ref(), call.decode)))
    }

    fn scope<'a>(&self, data: &'a Value, region: &'a str, parent: Option<&'a Value>) -> Scope<'a> {
        let id = None;
        Scope { account: ACCOUNT, region, partition: "aws", id, data, parent }
    }
}

fn fill(params: &Params, scope: &Scope<'_>) -> Result<Map<String, Value>, String> {
    params.fill(scope).map_err(|unfilled| unfilled.to_string())
}

fn take(answer: Value, path: Option<&Path>, decode: Option<Decode>) -> Option<Value> {
    let value = match path {
        None => answer,
        Some(path) if path.goes_into_lists() => Value::Array(path.take_all(answer)),
        Some(path) => path.find(&answer).filter(|value| !value.is_null())?.clone(),
    };
    match (decode, &value) {
        (Some(Decode::Json), Value::String(text)) => serde_json::from_str(text).ok(),
        (Some(Decode::Base64Text), Value::String(text)) => {
            let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
            Some(Value::String(String::from_utf8_lossy(&bytes).into_owned()))
        }
        _ => Some(value),
    }
}

/// One form for what two parsers may write differently: times, whole numbers, empty members, policies in URL encoding.
fn normal(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept = members.into_iter().map(|(name, value)| (name, normal(value)));
            Value::Object(kept.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(normal).collect()),
        Value::Number(number) => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "only whole numbers that fit are cast")]
            Some(float) if number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15 => {
                json!(float as i64)
            }
            _ => Value::Number(number),
        },
        Value::String(text) => {
            if text.starts_with("%7B") {
                let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
                if let Ok(policy) = serde_json::from_str(&decoded) {
                    return normal(policy);
                }
            }
            match text.parse::<jiff::Timestamp>() {
                // To the millisecond, as the recordings are.
                Ok(time) => json!({"time_ms": time.as_millisecond()}),
                Err(_) => Value::String(text),
            }
        }
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The rows of a CSV text. The server gives the report as text where it is UTF-8.
fn csv_rows(text: &str) -> Value {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().cloned().unwrap_or_default();
    let rows = reader.records().map_while(Result::ok).map(|record| {
        Value::Object(header.iter().zip(&record).map(|(k, v)| (k.to_owned(), Value::from(v))).collect())
    });
    Value::Array(rows.collect())
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

/// Whether two values are the same. The server writes blobs as text where they are UTF-8, documents always as base64.
fn same(expected: &Value, given: &Value) -> bool {
    match (expected, given) {
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, value)| b.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::String(a), Value::String(b)) => {
            a == b || base64::engine::general_purpose::STANDARD.encode(a) == *b
        }
        (a, b) => a == b,
    }
}

/// Where two values differ, in short.
fn differences(expected: &Value, given: &Value) -> String {
    fn walk(path: &str, expected: &Value, given: &Value, into: &mut Vec<String>) {
        match (expected, given) {
            (Value::Object(a), Value::Object(b)) => {
                for name in a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))) {
                    let none = Value::Null;
                    walk(
                        &format!("{path}.{name}"),
                        a.get(name).unwrap_or(&none),
                        b.get(name).unwrap_or(&none),
                        into,
                    );
                }
            }
            (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
                for (at, (a, b)) in a.iter().zip(b).enumerate() {
                    walk(&format!("{path}[{at}]"), a, b, into);
                }
            }
            (a, b) if a == b => {}
            (a, b) => into.push(format!("{path}: {a:.200} expected, {b:.200} given")),
        }
    }
    let mut found = Vec::new();
    walk("", expected, given, &mut found);
    found.truncate(4);
    found.join("; ")
}

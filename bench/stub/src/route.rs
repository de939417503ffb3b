//! From a request to the operation that it asks for.

use std::collections::HashMap;

use skytally_catalog::Catalog;
use skytally_catalog::wire::{Operation, Protocol, Segment, ServiceModel};

/// A request, as far as it is looked at.
pub(crate) struct Request<'r> {
    pub(crate) method: &'r str,
    /// Path and query string.
    pub(crate) target: &'r str,
    /// From the `Authorization` header.
    pub(crate) signing_name: &'r str,
    /// From the `Authorization` header.
    pub(crate) region: &'r str,
    /// `X-Amz-Target`.
    pub(crate) json_target: Option<&'r str>,
    pub(crate) body: &'r [u8],
}

/// Finds operations.
pub(crate) struct Router {
    /// By target prefix and operation.
    json: HashMap<String, String>,
    /// By API version and signing name.
    query: HashMap<(String, String), String>,
    rest: Vec<Rest>,
}

struct Rest {
    signing_name: String,
    service: String,
    protocol: Protocol,
    operations: Vec<Operation>,
}

impl Router {
    pub(crate) fn new(catalog: &Catalog) -> Result<Self, String> {
        let mut router = Self { json: HashMap::new(), query: HashMap::new(), rest: Vec::new() };
        for service in catalog.services() {
            let name = &service.service;
            let model = catalog.model(name).map_err(|error| error.to_string())?;
            router.add(name, &model);
        }
        Ok(router)
    }

    fn add(&mut self, service: &str, model: &ServiceModel) {
        let metadata = model.metadata();
        match metadata.protocol {
            Protocol::Json => {
                self.json.insert(metadata.target_prefix.clone().unwrap_or_default(), service.to_owned());
            }
            Protocol::Query | Protocol::Ec2 => {
                let key = (metadata.api_version.clone(), metadata.signing_name.clone());
                self.query.insert(key, service.to_owned());
            }
            Protocol::RestJson | Protocol::RestXml => self.rest.push(Rest {
                signing_name: metadata.signing_name.clone(),
                service: service.to_owned(),
                protocol: metadata.protocol,
                operations: model.operations().to_vec(),
            }),
        }
    }

    /// Service and operation.
    pub(crate) fn find(&self, request: &Request<'_>) -> Option<(&str, String)> {
        if let Some(target) = request.json_target {
            let (prefix, operation) = target.rsplit_once('.')?;
            return Some((self.json.get(prefix)?, operation.to_owned()));
        }
        let path = request.target.split('?').next().unwrap_or_default();
        if path == "/" && request.method == "POST" {
            let body = std::str::from_utf8(request.body).ok()?;
            let field = |name: &str| form(body, name);
            let key = (field("Version")?.to_owned(), request.signing_name.to_owned());
            return Some((self.query.get(&key)?, field("Action")?.to_owned()));
        }
        let mut best: Option<(usize, &str, &str)> = None;
        for rest in self.rest.iter().filter(|rest| rest.signing_name == request.signing_name) {
            for operation in rest.operations.iter().filter(|operation| operation.method == request.method) {
                let Some(score) = fits(operation, request.target, rest.protocol) else { continue };
                if best.is_none_or(|(known, ..)| score > known) {
                    best = Some((score, rest.service.as_str(), operation.name.as_str()));
                }
            }
        }
        best.map(|(_, service, operation)| (service, operation.to_owned()))
    }
}

/// The value of a field of a form, as it stands there.
pub(crate) fn form<'b>(body: &'b str, name: &str) -> Option<&'b str> {
    body.split('&')
        .find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

/// How well a path fits an operation: the number of its literal bytes, or none.
fn fits(operation: &Operation, target: &str, protocol: Protocol) -> Option<usize> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut rest = path;
    let mut score = 0;
    for segment in &operation.path.segments {
        match segment {
            Segment::Literal(text) => {
                // A trailing slash makes no difference.
                let text = if rest.len() < text.len() { text.trim_end_matches('/') } else { text };
                rest = rest.strip_prefix(text)?;
                score += 2 * text.len();
            }
            Segment::Label { greedy, .. } => {
                let end = if *greedy { rest.len() } else { rest.find('/').unwrap_or(rest.len()) };
                if end == 0 {
                    return None;
                }
                rest = &rest[end..];
            }
        }
    }
    if !rest.trim_matches('/').is_empty() {
        return None;
    }
    // `?policy` picks the operation; so does `?restore=x`.
    let wanted = operation.query.split('&').filter(|pair| !pair.is_empty());
    for pair in wanted {
        let name = pair.split('=').next().unwrap_or(pair);
        if !query.split('&').any(|given| given == pair || given.split('=').next() == Some(name)) {
            return None;
        }
        score += 2 * pair.len();
    }
    Some(score + usize::from(protocol == Protocol::RestXml))
}

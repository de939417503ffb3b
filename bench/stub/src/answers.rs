//! Every answer of the estate, rendered once.

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use skytally_catalog::wire::{Operation, Protocol, ServiceModel};
use skytally_catalog::{Catalog, Decode, Scope};

use crate::estate::{self, Seat};
use crate::render;
use crate::route::{Request, form};

/// What a page token looks like: found in a request by its text, wherever the protocol puts it.
const TOKEN: &str = "stubpage";

/// Answers of a service by operation.
type Operations = HashMap<String, Vec<(Option<&'static str>, Entry)>>;

/// Answers by service and operation.
pub(crate) struct Answers {
    by_service: HashMap<String, Operations>,
}

/// The answers of one operation.
enum Entry {
    /// Pages by region; every other region has the one empty page.
    Pages { content: &'static str, by_region: HashMap<String, Vec<Vec<u8>>>, empty: Vec<u8> },
    /// By the value of a parameter.
    Named { content: &'static str, member: &'static str, by_name: HashMap<String, Vec<u8>>, missing: Vec<u8> },
    /// One of several, the same one for the same request.
    Any { content: &'static str, choices: Vec<(u16, Vec<u8>)> },
}

impl Answers {
    /// The answer to a request.
    pub(crate) fn find(
        &self,
        service: &str,
        operation: &str,
        request: &Request<'_>,
    ) -> (u16, &'static str, &[u8]) {
        let entries = self.by_service.get(service).and_then(|operations| operations.get(operation));
        let body = String::from_utf8_lossy(request.body);
        let entry =
            entries.into_iter().flatten().find(|(marker, _)| marker.is_none_or(|text| body.contains(text)));
        match entry.map(|(_, entry)| entry) {
            None => (400, "text/plain", b"nothing is known about this call"),
            Some(Entry::Pages { content, by_region, empty }) => {
                let page = page(request.target).or_else(|| page(&body)).unwrap_or(0);
                let pages = by_region.get(request.region).or_else(|| by_region.get("*"));
                (200, content, pages.and_then(|pages| pages.get(page)).unwrap_or(empty))
            }
            Some(Entry::Named { content, member, by_name, missing }) => {
                match name(&body, member).and_then(|name| by_name.get(&name)) {
                    Some(found) => (200, content, found),
                    None => (400, content, missing),
                }
            }
            Some(Entry::Any { content, choices }) => {
                let seed = estate::hash(request.target.as_bytes()) ^ estate::hash(request.body);
                let at = usize::try_from(seed % choices.len().max(1) as u64).unwrap_or(0);
                choices.get(at).map_or((400, *content, &b""[..]), |(status, body)| (*status, *content, body))
            }
        }
    }
}

fn page(text: &str) -> Option<usize> {
    let rest = &text[text.find(TOKEN)? + TOKEN.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

fn name(body: &str, member: &str) -> Option<String> {
    if body.starts_with('{') {
        let body: Value = serde_json::from_str(body).ok()?;
        return body.get(member)?.as_str().map(str::to_owned);
    }
    let value = form(body, member)?.replace('+', " ");
    percent_decode_str(&value).decode_utf8().ok().map(|text| text.into_owned())
}

fn content(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Json => "application/x-amz-json-1.1",
        Protocol::RestJson => "application/json",
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => "text/xml",
    }
}

/// Renders the estate. No page has more than `page_max` resources.
pub(crate) fn render(
    catalog: &Catalog,
    regions: &[String],
    resources: usize,
    page_max: usize,
) -> Result<Answers, String> {
    let mut answers = Answers { by_service: HashMap::new() };
    let model = |service: &str| catalog.model(service).map_err(|error| error.to_string());
    let groups = estate::groups();
    let weights: usize = groups.iter().map(|group| group.weight).sum();
    let (mut made, mut bytes) = (0, 0);
    for group in &groups {
        let model = model(group.service)?;
        let count =
            if group.weight == 0 { group.fixed } else { estate::count((resources, weights), group.weight) };
        let mut by_region: HashMap<String, Vec<Vec<u8>>> = HashMap::new();
        let mut by_name = HashMap::new();
        for (at, region) in regions.iter().enumerate() {
            if group.global && at > 0 {
                break;
            }
            let mine = |i: &usize| group.global || i % regions.len() == at;
            let seats: Vec<Seat<'_>> = (0..count)
                .filter(mine)
                .map(|i| Seat { region, regions, i, scale: (resources, weights) })
                .collect();
            let items: Vec<Value> = seats.iter().map(|seat| (group.make)(seat)).collect();
            made += if group.weight == 0 { 0 } else { items.len() };
            if let Some(get) = &group.get {
                let operation = operation(&model, get.operation)?;
                for seat in &seats {
                    let (name, answer) = (get.make)(seat);
                    by_name.insert(name, render::success(&model, operation, &answer));
                }
            }
            let operation = operation(&model, group.operation)?;
            let size = asked(catalog, group.service, group.operation).unwrap_or(group.page).min(group.page);
            let pages = pages(&model, operation, group, size.min(page_max), items);
            bytes += pages.iter().map(Vec::len).sum::<usize>();
            by_region.insert(if group.global { "*".to_owned() } else { region.clone() }, pages);
        }
        let protocol = model.protocol();
        let empty = render::success(&model, operation(&model, group.operation)?, &json!({}));
        answers.add(
            group.service,
            group.operation,
            group.marker,
            Entry::Pages { content: content(protocol), by_region, empty },
        );
        if let Some(get) = &group.get {
            let missing = render::failure(protocol, "ResourceNotFoundException");
            let entry = Entry::Named { content: content(protocol), member: get.member, by_name, missing };
            answers.add(group.service, get.operation, None, entry);
        }
    }
    for part in estate::parts(regions) {
        let model = model(part.service)?;
        let operation = operation(&model, part.operation)?;
        let choices = part.choices.iter().map(|choice| match choice {
            Ok(answer) => (200, render::success(&model, operation, answer)),
            Err(code) => (404, render::failure(model.protocol(), code)),
        });
        let entry = Entry::Any { content: content(model.protocol()), choices: choices.collect() };
        answers.add(part.service, part.operation, part.marker, entry);
    }
    answers.add_empty(catalog)?;
    eprintln!("{made} resources, {} kB of listings", bytes / 1_000);
    Ok(answers)
}

fn operation<'m>(model: &'m ServiceModel, name: &str) -> Result<&'m Operation, String> {
    model.operation(name).ok_or_else(|| format!("the model has no operation {name}"))
}

/// The page size that the catalogue asks for in a listing, if it asks for one.
fn asked(catalog: &Catalog, service: &str, operation: &str) -> Option<usize> {
    let nothing = json!({});
    let scope = Scope {
        account: estate::ACCOUNT,
        region: "us-east-1",
        partition: "aws",
        id: None,
        data: &nothing,
        parent: None,
    };
    let listings =
        catalog.kinds().filter(|kind| kind.service == service).filter_map(|kind| kind.list.as_ref());
    listings.filter(|list| list.operation == operation).find_map(|list| {
        let params = list.params.fill(&scope).ok()?;
        params.values().find_map(Value::as_u64).and_then(|size| usize::try_from(size).ok())
    })
}

fn pages(
    model: &ServiceModel,
    operation: &Operation,
    group: &estate::Group,
    size: usize,
    items: Vec<Value>,
) -> Vec<Vec<u8>> {
    let last = items.len().div_ceil(size).max(1) - 1;
    let mut items = items.into_iter();
    (0..=last)
        .map(|page| {
            let list: Vec<Value> = items.by_ref().take(size).collect();
            let mut answer = Map::new();
            answer.insert(group.items.to_owned(), Value::Array(list));
            if let Some(more) = group.more {
                answer.insert(more.to_owned(), json!(page < last));
            }
            if page < last {
                answer.insert(group.token.to_owned(), json!(format!("{TOKEN}{}", page + 1)));
            }
            render::success(model, operation, &Value::Object(answer))
        })
        .collect()
}

impl Answers {
    fn add(&mut self, service: &str, operation: &str, marker: Option<&'static str>, entry: Entry) {
        let operations = self.by_service.entry(service.to_owned()).or_default();
        operations.entry(operation.to_owned()).or_default().push((marker, entry));
    }

    /// What the estate does not have: the error that means so where the catalogue knows one, else an empty answer.
    fn add_empty(&mut self, catalog: &Catalog) -> Result<(), String> {
        let mut absent: HashMap<(String, String), String> = HashMap::new();
        for kind in catalog.kinds() {
            for call in kind.parts.values() {
                let service = call.service.clone().unwrap_or_else(|| kind.service.clone());
                let decoded = matches!(call.decode, Some(Decode::Json));
                if let (Some(code), _) | (None, Some(code)) = (
                    call.absent.first(),
                    decoded.then_some("ResourceNotFoundException").map(str::to_owned).as_ref(),
                ) {
                    absent.insert((service, call.operation.clone()), code.clone());
                }
            }
        }
        for service in catalog.services() {
            let model = catalog.model(&service.service).map_err(|error| error.to_string())?;
            for operation in model.operations() {
                let protocol = model.protocol();
                let key = (service.service.clone(), operation.name.clone());
                let choice = match absent.get(&key) {
                    Some(code) => (404, render::failure(protocol, code)),
                    None => (200, render::success(&model, operation, &json!({}))),
                };
                // Behind those with a marker, and never asked where there is one without.
                let entry = Entry::Any { content: content(protocol), choices: vec![choice] };
                self.add(&service.service, &operation.name, None, entry);
            }
        }
        Ok(())
    }
}

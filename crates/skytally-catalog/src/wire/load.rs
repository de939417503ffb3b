//! Reads a wire model: JSON to raw parts, then raw parts to resolved ones.

use std::collections::HashMap;

use super::raw::{
    OneOrMany, RawMetadata, RawModel, RawNamespace, RawOperation, RawPaginator, RawRef, RawShape,
};
use super::{
    Decode, Expression, Kind, Location, Member, Metadata, Operation, Paginator, Protocol, ServiceModel,
    Shape, ShapeId, ShapeRef, Structure, Template, TimestampFormat, Traits, WireError, XmlNamespace,
};

pub(super) fn from_json(text: &str) -> Result<ServiceModel, WireError> {
    let raw: RawModel = serde_json::from_str(text).map_err(|error| WireError::Json(error.to_string()))?;
    let metadata = metadata(raw.metadata)?;
    let shapes: Vec<(String, RawShape)> = raw.shapes.0;
    let mut names = HashMap::with_capacity(shapes.len());
    for (at, (name, _)) in shapes.iter().enumerate() {
        let id = ShapeId(u32::try_from(at).map_err(|_| invalid("shapes", "there are too many"))?);
        if names.insert(name.clone(), id).is_some() {
            return Err(invalid(name, "the shape stands twice in the model"));
        }
    }
    let loader = Loader { protocol: metadata.protocol, raw: &shapes, names: &names };
    let resolved =
        shapes.iter().map(|(name, shape)| loader.shape(name, shape)).collect::<Result<Vec<Shape>, _>>()?;
    let mut operations = Vec::with_capacity(raw.operations.0.len());
    for (name, operation) in raw.operations.0 {
        operations.push(loader.operation(name, operation, &resolved)?);
    }
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    let mut model = ServiceModel { metadata, operations, shapes: resolved, names, endpoints: raw.endpoints };
    for (name, paginator) in raw.pagination.0 {
        let paginator = read_paginator(&model, &name, paginator)?;
        if let Some(operation) = model.operations.iter_mut().find(|operation| operation.name == name) {
            operation.paginator = Some(paginator);
        }
    }
    Ok(model)
}

fn invalid(at: impl Into<String>, reason: impl Into<String>) -> WireError {
    WireError::Invalid { at: at.into(), reason: reason.into() }
}

fn metadata(raw: RawMetadata) -> Result<Metadata, WireError> {
    // A service may name a newer protocol first; then the best of the others is taken.
    const PREFERENCE: [Protocol; 5] =
        [Protocol::Json, Protocol::RestJson, Protocol::RestXml, Protocol::Query, Protocol::Ec2];
    let first = raw.protocol.as_deref();
    let named = |wanted: &Protocol| first == Some(wanted.as_str());
    let offered = |wanted: &Protocol| raw.protocols.iter().any(|name| name == wanted.as_str());
    let protocol = PREFERENCE.into_iter().find(named).or_else(|| PREFERENCE.into_iter().find(offered));
    let protocol =
        protocol.ok_or_else(|| WireError::UnsupportedProtocol(first.unwrap_or_default().to_owned()))?;
    let missing = |field| WireError::MissingMetadata { protocol: protocol.as_str(), field };
    if protocol == Protocol::Json {
        raw.json_version.as_ref().ok_or_else(|| missing("jsonVersion"))?;
        raw.target_prefix.as_ref().ok_or_else(|| missing("targetPrefix"))?;
    }
    if raw.api_version.is_empty() && matches!(protocol, Protocol::Query | Protocol::Ec2) {
        return Err(missing("apiVersion"));
    }
    Ok(Metadata {
        protocol,
        signing_name: raw.signing_name.unwrap_or_else(|| raw.endpoint_prefix.clone()),
        api_version: raw.api_version,
        endpoint_prefix: raw.endpoint_prefix,
        signature_version: raw.signature_version,
        json_version: raw.json_version,
        target_prefix: raw.target_prefix,
        service_id: raw.service_id,
        global_endpoint: raw.global_endpoint,
        query_compatible: raw.aws_query_compatible.is_some(),
    })
}

struct Loader<'a> {
    protocol: Protocol,
    raw: &'a [(String, RawShape)],
    names: &'a HashMap<String, ShapeId>,
}

impl Loader<'_> {
    /// Resolves a use of a shape. The use's traits win over the shape's.
    fn target(&self, at: &str, raw: &RawRef) -> Result<ShapeRef, WireError> {
        let dangling = || WireError::DanglingShape { at: at.to_owned(), shape: raw.shape.clone() };
        let shape = *self.names.get(&raw.shape).ok_or_else(dangling)?;
        let (_, target) = self.raw.get(shape.0 as usize).ok_or_else(dangling)?;
        let (own, base) = (&raw.traits, &target.traits);
        // A structure's own name is the root of a body; it does not name its members.
        let base_name = base.location_name.as_ref().filter(|_| target.kind != "structure");
        let format = own.timestamp_format.as_ref().or(base.timestamp_format.as_ref());
        let traits = Traits {
            location: own
                .location
                .as_ref()
                .or(base.location.as_ref())
                .map(|text| location(at, text))
                .transpose()?,
            location_name: own.location_name.as_ref().or(base_name).cloned(),
            query_name: own.query_name.as_ref().or(base.query_name.as_ref()).cloned(),
            flattened: own.flattened || base.flattened,
            flattened_shape: base.flattened,
            xml_attribute: own.xml_attribute || base.xml_attribute,
            xml_namespace: own.xml_namespace.as_ref().or(base.xml_namespace.as_ref()).map(namespace),
            timestamp_format: format.map(|text| timestamp_format(at, text)).transpose()?,
            host_label: own.host_label || base.host_label,
            idempotency_token: own.idempotency_token || base.idempotency_token,
            json_value: own.jsonvalue || base.jsonvalue,
            streaming: own.streaming || base.streaming,
            sparse: own.sparse || base.sparse,
            deprecated: own.deprecated || base.deprecated,
        };
        Ok(ShapeRef { shape, traits })
    }

    fn part(&self, shape: &str, part: &str, raw: Option<&RawRef>) -> Result<ShapeRef, WireError> {
        let raw = raw.ok_or_else(|| invalid(shape, format!("has no {part}")))?;
        self.target(&format!("{shape}.{part}"), raw)
    }

    fn shape(&self, name: &str, raw: &RawShape) -> Result<Shape, WireError> {
        let kind = match raw.kind.as_str() {
            "structure" => Kind::Structure(self.structure(name, raw)?),
            "list" => Kind::List { member: self.part(name, "member", raw.member.as_ref())? },
            "map" => Kind::Map {
                key: self.part(name, "key", raw.key.as_ref())?,
                value: self.part(name, "value", raw.value.as_ref())?,
            },
            "string" | "character" => Kind::String(match raw.decode.as_deref() {
                None => None,
                Some("json-url") => Some(Decode::JsonUrl),
                Some(other) => return Err(invalid(name, format!("the decoding {other:?} is not known"))),
            }),
            "byte" | "short" | "integer" | "long" | "bigInteger" => Kind::Integer,
            "float" | "double" | "bigDecimal" => Kind::Float,
            "boolean" => Kind::Boolean,
            "blob" => Kind::Blob,
            "timestamp" => Kind::Timestamp,
            other => return Err(WireError::UnknownType { shape: name.to_owned(), kind: other.to_owned() }),
        };
        Ok(Shape { name: name.to_owned(), kind, sensitive: raw.sensitive })
    }

    fn structure(&self, name: &str, raw: &RawShape) -> Result<Structure, WireError> {
        let mut members = Vec::with_capacity(raw.members.0.len());
        for (member, reference) in &raw.members.0 {
            let at = format!("{name}.{member}");
            let mut target = self.target(&at, reference)?;
            if !self.protocol.is_rest() {
                // The other protocols have no HTTP bindings; a location there means nothing.
                target.traits.location = None;
            }
            let required = raw.required.contains(member);
            let wire_name = self.wire_name(member, &target, reference);
            members.push(Member { name: member.clone(), wire_name, target, required });
        }
        let position = |wanted: &String| {
            let found = members.iter().position(|member| member.name == *wanted);
            found.ok_or_else(|| invalid(name, format!("has no member {wanted:?}")))
        };
        for required in &raw.required {
            position(required)?;
        }
        let payload = raw.payload.as_ref().map(position).transpose()?;
        let mut structure = Structure {
            payload,
            root_name: raw.traits.location_name.clone(),
            union: raw.union,
            document: raw.document,
            event_stream: raw.eventstream,
            exception: raw.exception,
            error_code: raw.error.as_ref().and_then(|error| error.code.clone()),
            ..Structure::default()
        };
        self.index(name, raw, members, &mut structure)?;
        Ok(structure)
    }

    /// The name of a member in a body. A list that is flattened where it is defined is named by its items.
    fn wire_name(&self, member: &str, target: &ShapeRef, raw: &RawRef) -> String {
        let own = raw.traits.location_name.as_ref();
        let items = || self.item_name(target).filter(|_| target.traits.flattened_shape);
        own.or_else(items)
            .or(target.traits.location_name.as_ref())
            .cloned()
            .unwrap_or_else(|| member.to_owned())
    }

    /// The element name of a flattened list's items.
    fn item_name(&self, target: &ShapeRef) -> Option<&String> {
        let (_, shape) = self.raw.get(target.shape.0 as usize)?;
        let item = shape.member.as_ref().filter(|_| target.traits.flattened)?;
        item.traits.location_name.as_ref()
    }

    fn index(
        &self,
        name: &str,
        raw: &RawShape,
        members: Vec<Member>,
        structure: &mut Structure,
    ) -> Result<(), WireError> {
        let count = u32::try_from(members.len()).map_err(|_| invalid(name, "has too many members"))?;
        structure.by_name = (0..count).collect();
        structure.by_name.sort_by(|a, b| members[*a as usize].name.cmp(&members[*b as usize].name));
        structure.attributes =
            (0..members.len()).filter(|at| members[*at].target.traits.xml_attribute).collect();
        let mut by_wire: Vec<(String, u32)> = Vec::with_capacity(members.len());
        let in_body = |member: &Member| {
            !matches!(
                member.target.traits.location,
                Some(Location::Header | Location::Headers | Location::StatusCode)
            )
        };
        // First the proper names; then, where they are free, the other names that a flattened list may have.
        for (at, member) in (0..count).zip(&members).filter(|(_, member)| in_body(member)) {
            by_wire.push((member.wire_name.clone(), at));
        }
        for ((at, member), (_, reference)) in (0..count).zip(&members).zip(&raw.members.0) {
            if member.target.traits.flattened && in_body(member) {
                let own = reference.traits.location_name.as_ref().unwrap_or(&member.name);
                for alias in [Some(own), self.item_name(&member.target)].into_iter().flatten() {
                    if !by_wire.iter().any(|(taken, _)| taken == alias) {
                        by_wire.push((alias.clone(), at));
                    }
                }
            }
        }
        by_wire.sort();
        by_wire.dedup();
        structure.by_wire = by_wire;
        structure.members = members;
        Ok(())
    }

    fn operation(&self, name: String, raw: RawOperation, shapes: &[Shape]) -> Result<Operation, WireError> {
        let body = |part: &str, reference: &Option<RawRef>| {
            let Some(reference) = reference else { return Ok(None) };
            let at = format!("{name}.{part}");
            let target = self.target(&at, reference)?;
            match &shapes[target.shape.0 as usize].kind {
                Kind::Structure(_) => Ok(Some(target)),
                _ => Err(invalid(at, "is not a structure")),
            }
        };
        let input = body("input", &raw.input)?;
        let output = body("output", &raw.output)?;
        let errors = raw.errors.iter().map(|error| Ok(self.target(&format!("{name}.errors"), error)?.shape));
        let errors = errors.collect::<Result<Vec<_>, WireError>>()?;
        let uri = raw.http.request_uri.as_deref().unwrap_or("/");
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let path =
            Template::parse(path).map_err(|reason| invalid(format!("{name}.http.requestUri"), reason))?;
        let host_prefix = raw.endpoint.and_then(|endpoint| endpoint.host_prefix);
        let host_prefix = host_prefix.map(|text| Template::parse(&text)).transpose();
        let host_prefix = host_prefix.map_err(|reason| invalid(format!("{name}.endpoint"), reason))?;
        let structure = input.as_ref().and_then(|input| match &shapes[input.shape.0 as usize].kind {
            Kind::Structure(structure) => Some(structure),
            _ => None,
        });
        let members = || structure.into_iter().flat_map(|structure| &structure.members);
        for label in path.labels() {
            let fits = |member: &Member| {
                member.target.traits.location == Some(Location::Uri) && member.wire_name == label
            };
            if !members().any(fits) {
                return Err(invalid(&name, format!("no member fills the label {label:?} of the path")));
            }
        }
        for label in host_prefix.iter().flat_map(Template::labels) {
            if !members().any(|member| member.target.traits.host_label && member.name == label) {
                return Err(invalid(&name, format!("no member fills the label {label:?} of the host")));
            }
        }
        Ok(Operation {
            method: raw.http.method.unwrap_or_else(|| "POST".to_owned()),
            path,
            query: query.to_owned(),
            response_code: raw.http.response_code,
            input,
            result_wrapper: raw.output.and_then(|output| output.result_wrapper),
            output,
            errors,
            host_prefix,
            auth_type: raw.authtype,
            paginator: None,
            name,
        })
    }
}

fn location(at: &str, text: &str) -> Result<Location, WireError> {
    match text {
        "header" => Ok(Location::Header),
        "headers" => Ok(Location::Headers),
        "querystring" => Ok(Location::QueryString),
        "uri" => Ok(Location::Uri),
        "statusCode" => Ok(Location::StatusCode),
        other => Err(invalid(at, format!("the location {other:?} is not known"))),
    }
}

fn timestamp_format(at: &str, text: &str) -> Result<TimestampFormat, WireError> {
    match text.to_ascii_lowercase().as_str() {
        "iso8601" => Ok(TimestampFormat::Iso8601),
        "rfc822" => Ok(TimestampFormat::Rfc822),
        "unixtimestamp" => Ok(TimestampFormat::Unix),
        _ => Err(invalid(at, format!("the timestamp format {text:?} is not known"))),
    }
}

fn namespace(raw: &RawNamespace) -> XmlNamespace {
    match raw.clone() {
        RawNamespace::Uri(uri) => XmlNamespace { prefix: None, uri },
        RawNamespace::Full { uri, prefix } => XmlNamespace { prefix: prefix.filter(|p| !p.is_empty()), uri },
    }
}

fn read_paginator(model: &ServiceModel, name: &str, raw: RawPaginator) -> Result<Paginator, WireError> {
    let bad = |expression: &str, reason: String| WireError::BadPaginator {
        operation: name.to_owned(),
        expression: expression.to_owned(),
        reason,
    };
    let operation =
        model.operation(name).ok_or_else(|| bad("", "the model does not hold this operation".to_owned()))?;
    let expression = |text: String| {
        let parsed = Expression::parse(&text).map_err(|reason| bad(&text, reason))?;
        let output = operation.output.as_ref().ok_or_else(|| bad(&text, "there is no output".to_owned()))?;
        parsed.check(model, output.shape).map_err(|reason| bad(&text, reason))?;
        Ok(parsed)
    };
    let input_tokens = raw.input_token.into_vec();
    for token in input_tokens.iter().chain(&raw.limit_key) {
        let known = operation.input.as_ref().is_some_and(|input| match &model.shape(input.shape).kind {
            Kind::Structure(structure) => structure.member(token).is_some(),
            _ => false,
        });
        if !known {
            return Err(bad(token, "the input has no such member".to_owned()));
        }
    }
    let many = |keys: Option<OneOrMany>| {
        keys.map(OneOrMany::into_vec)
            .unwrap_or_default()
            .into_iter()
            .map(expression)
            .collect::<Result<Vec<_>, _>>()
    };
    let output_tokens = many(Some(raw.output_token))?;
    if input_tokens.len() != output_tokens.len() {
        return Err(bad(&input_tokens.join(", "), "there are not as many output tokens".to_owned()));
    }
    Ok(Paginator {
        input_tokens,
        output_tokens,
        more_results: raw.more_results.map(expression).transpose()?,
        limit_key: raw.limit_key,
        result_keys: many(raw.result_key)?,
        non_aggregate_keys: many(raw.non_aggregate_keys)?,
    })
}

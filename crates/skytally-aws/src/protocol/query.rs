//! Requests of the protocols `query` and `ec2`: a form.

use serde_json::{Map, Value};
use skytally_catalog::wire::{
    Kind, Member, Operation, Protocol, ServiceModel, ShapeRef, Structure, TimestampFormat,
};

use super::{SerializeError, WireRequest, encode_pairs, scalar, structure};

/// The form of an operation.
pub(super) fn serialize(
    model: &ServiceModel,
    operation: &Operation,
    params: &Map<String, Value>,
) -> Result<WireRequest, SerializeError> {
    let mut form = Form { model, ec2: model.protocol() == Protocol::Ec2, pairs: Vec::new() };
    form.pairs.push(("Action".to_owned(), operation.name.clone()));
    form.pairs.push(("Version".to_owned(), model.metadata().api_version.clone()));
    if let Some(input) = operation.input.as_ref().and_then(|input| structure(model, input)) {
        form.structure(input, params, "")?;
    }
    let mut request = WireRequest::new(operation);
    request.header("Content-Type", "application/x-www-form-urlencoded");
    request.body = encode_pairs(&form.pairs).into_bytes();
    Ok(request)
}

struct Form<'m> {
    model: &'m ServiceModel,
    ec2: bool,
    pairs: Vec<(String, String)>,
}

impl Form<'_> {
    fn structure(
        &mut self,
        structure: &Structure,
        params: &Map<String, Value>,
        prefix: &str,
    ) -> Result<(), SerializeError> {
        for (name, value) in params.iter().filter(|(_, value)| !value.is_null()) {
            let unknown = || SerializeError::UnknownMember { member: name.clone() };
            let member = structure.member(name).ok_or_else(unknown)?;
            let name = self.name(member);
            let name = if prefix.is_empty() { name } else { format!("{prefix}.{name}") };
            self.value(&member.target, value, &name)?;
        }
        Ok(())
    }

    /// EC2 has names of its own; otherwise its names begin with a capital.
    fn name(&self, member: &Member) -> String {
        if !self.ec2 {
            return member.wire_name.clone();
        }
        let traits = &member.target.traits;
        match (&traits.query_name, &traits.location_name) {
            (Some(name), _) => name.clone(),
            (None, Some(name)) => capitalized(name),
            (None, None) => capitalized(&member.name),
        }
    }

    fn value(&mut self, target: &ShapeRef, value: &Value, name: &str) -> Result<(), SerializeError> {
        match (&self.model.shape(target.shape).kind, value) {
            (Kind::Structure(structure), Value::Object(params)) => self.structure(structure, params, name),
            (Kind::List { member }, Value::Array(items)) => self.list(target, member, items, name),
            (Kind::Map { key, value: each }, Value::Object(entries)) => {
                self.map(target, (key, each), entries, name)
            }
            _ => {
                let text =
                    scalar::to_text(self.model, target, value, TimestampFormat::Iso8601, name)?.into_owned();
                self.pairs.push((name.to_owned(), text));
                Ok(())
            }
        }
    }

    fn list(
        &mut self,
        target: &ShapeRef,
        member: &ShapeRef,
        items: &[Value],
        name: &str,
    ) -> Result<(), SerializeError> {
        if items.is_empty() {
            // The query protocol can say that a list is empty, EC2 cannot.
            if !self.ec2 {
                self.pairs.push((name.to_owned(), String::new()));
            }
            return Ok(());
        }
        let prefix = if self.ec2 || target.traits.flattened {
            name.to_owned()
        } else {
            format!("{name}.{}", member.traits.location_name.as_deref().unwrap_or("member"))
        };
        for (at, item) in (1..).zip(items.iter().filter(|item| !item.is_null())) {
            self.value(member, item, &format!("{prefix}.{at}"))?;
        }
        Ok(())
    }

    fn map(
        &mut self,
        target: &ShapeRef,
        (key, value): (&ShapeRef, &ShapeRef),
        entries: &Map<String, Value>,
        name: &str,
    ) -> Result<(), SerializeError> {
        let prefix = if target.traits.flattened { name.to_owned() } else { format!("{name}.entry") };
        let key_name = key.traits.location_name.as_deref().unwrap_or("key");
        let value_name = value.traits.location_name.as_deref().unwrap_or("value");
        for (at, (entry, each)) in (1..).zip(entries.iter().filter(|(_, each)| !each.is_null())) {
            self.pairs.push((format!("{prefix}.{at}.{key_name}"), entry.clone()));
            self.value(value, each, &format!("{prefix}.{at}.{value_name}"))?;
        }
        Ok(())
    }
}

fn capitalized(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

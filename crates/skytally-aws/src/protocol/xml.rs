//! XML bodies of requests.

use serde_json::{Map, Value};
use skytally_catalog::wire::{Kind, ServiceModel, ShapeRef, Structure, TimestampFormat, XmlNamespace};

use super::{SerializeError, scalar, structure};

/// A structure as an XML document with the given root element.
pub(super) fn document(
    model: &ServiceModel,
    target: &ShapeRef,
    params: &Map<String, Value>,
    root: &str,
) -> Result<Vec<u8>, SerializeError> {
    let mut writer = Writer { model, out: String::new() };
    match structure(model, target) {
        Some(structure) => writer.structure(target, structure, params, root)?,
        None => return Err(SerializeError::Unsupported { what: format!("{root} as an XML body") }),
    }
    Ok(writer.out.into_bytes())
}

struct Writer<'m> {
    model: &'m ServiceModel,
    out: String,
}

impl Writer<'_> {
    fn open(&mut self, name: &str, namespace: Option<&XmlNamespace>) {
        self.out.push('<');
        self.out.push_str(name);
        if let Some(namespace) = namespace {
            match &namespace.prefix {
                Some(prefix) => self.attribute(&format!("xmlns:{prefix}"), &namespace.uri),
                None => self.attribute("xmlns", &namespace.uri),
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        self.escaped(value);
        self.out.push('"');
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn escaped(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.out.push_str("&amp;"),
                '<' => self.out.push_str("&lt;"),
                '>' => self.out.push_str("&gt;"),
                '"' => self.out.push_str("&quot;"),
                // A reader would make these a plain space or line feed.
                '\r' => self.out.push_str("&#xD;"),
                '\n' => self.out.push_str("&#xA;"),
                '\u{85}' => self.out.push_str("&#x85;"),
                '\u{2028}' => self.out.push_str("&#x2028;"),
                c => self.out.push(c),
            }
        }
    }

    fn structure(
        &mut self,
        target: &ShapeRef,
        structure: &Structure,
        params: &Map<String, Value>,
        name: &str,
    ) -> Result<(), SerializeError> {
        self.open(name, target.traits.xml_namespace.as_ref());
        let given = |name: &str| params.get(name).filter(|value| !value.is_null());
        for at in &structure.attributes {
            let member = &structure.members[*at];
            if let Some(value) = given(&member.name) {
                let text = self.text(&member.target, value, &member.name)?;
                self.attribute(&member.wire_name, &text);
            }
        }
        self.out.push('>');
        for (name, value) in params.iter().filter(|(_, value)| !value.is_null()) {
            let unknown = || SerializeError::UnknownMember { member: name.clone() };
            let member = structure.member(name).ok_or_else(unknown)?;
            if !member.target.traits.xml_attribute {
                self.value(&member.target, value, &member.wire_name)?;
            }
        }
        self.close(name);
        Ok(())
    }

    fn text(&self, target: &ShapeRef, value: &Value, name: &str) -> Result<String, SerializeError> {
        Ok(scalar::to_text(self.model, target, value, TimestampFormat::Iso8601, name)?.into_owned())
    }

    fn value(&mut self, target: &ShapeRef, value: &Value, name: &str) -> Result<(), SerializeError> {
        let traits = &target.traits;
        match (&self.model.shape(target.shape).kind, value) {
            (Kind::Structure(structure), Value::Object(params)) => {
                self.structure(target, structure, params, name)
            }
            (Kind::List { member }, Value::Array(items)) => {
                if traits.flattened {
                    return self.items(member, items, name, traits.xml_namespace.as_ref());
                }
                self.open(name, traits.xml_namespace.as_ref());
                self.out.push('>');
                let item_name = member.traits.location_name.as_deref().unwrap_or("member");
                self.items(member, items, item_name, None)?;
                self.close(name);
                Ok(())
            }
            (Kind::Map { key, value: each }, Value::Object(entries)) => {
                let entry = if traits.flattened { name } else { "entry" };
                if !traits.flattened {
                    self.open(name, traits.xml_namespace.as_ref());
                    self.out.push('>');
                }
                for (text, value) in entries.iter().filter(|(_, value)| !value.is_null()) {
                    self.open(entry, traits.xml_namespace.as_ref().filter(|_| traits.flattened));
                    self.out.push('>');
                    let key_name = key.traits.location_name.as_deref().unwrap_or("key");
                    self.open(key_name, key.traits.xml_namespace.as_ref());
                    self.out.push('>');
                    self.escaped(text);
                    self.close(key_name);
                    self.value(each, value, each.traits.location_name.as_deref().unwrap_or("value"))?;
                    self.close(entry);
                }
                if !traits.flattened {
                    self.close(name);
                }
                Ok(())
            }
            _ => {
                let text = self.text(target, value, name)?;
                self.open(name, traits.xml_namespace.as_ref());
                self.out.push('>');
                self.escaped(&text);
                self.close(name);
                Ok(())
            }
        }
    }

    /// The items of a list, each in its own element. `namespace` is that of a flattened list.
    fn items(
        &mut self,
        member: &ShapeRef,
        items: &[Value],
        name: &str,
        namespace: Option<&XmlNamespace>,
    ) -> Result<(), SerializeError> {
        let mut member = member.clone();
        if member.traits.xml_namespace.is_none() {
            member.traits.xml_namespace = namespace.cloned();
        }
        items.iter().filter(|item| !item.is_null()).try_for_each(|item| self.value(&member, item, name))
    }
}

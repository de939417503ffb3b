//! XML answers: read as a stream along the shape, without a tree in between.

use std::borrow::Cow;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use serde_json::{Map, Value, json};
use skytally_catalog::wire::{Kind, Member, ServiceModel, ShapeRef, Structure};

use super::path::Path;
use super::{MAX_DEPTH, ParseError, UNKNOWN_UNION_MEMBER, scalar, structure};

/// The output of `query` and `ec2`: a structure in the root element, or in a wrapper inside it.
pub(super) fn wrapped(
    model: &ServiceModel,
    target: &ShapeRef,
    wrapper: Option<&str>,
    body: &[u8],
) -> Result<Map<String, Value>, ParseError> {
    let empty = structure(model, target).is_none_or(|structure| structure.members.is_empty());
    if empty && body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    let mut cursor = Cursor::new(body)?;
    let root = cursor.root()?;
    let Some(wrapper) = wrapper else {
        let members = cursor.members(model, target, &root, &Path::Root)?;
        cursor.finish()?;
        return Ok(members);
    };
    let mut found = None;
    while let Some(child) = cursor.child()? {
        if found.is_none() && child.local_name().as_ref() == wrapper {
            found = Some(cursor.members(model, target, &child, &Path::Root)?);
        } else {
            cursor.skip()?;
        }
    }
    cursor.finish()?;
    match found {
        Some(members) => Ok(members),
        None if empty => Ok(Map::new()),
        None => Err(ParseError::unexpected("", format!("there is no element {wrapper:?}"))),
    }
}

/// The members of an output structure whose element is the root of a `rest-xml` body.
pub(super) fn root_members(
    model: &ServiceModel,
    target: &ShapeRef,
    body: &[u8],
) -> Result<Map<String, Value>, ParseError> {
    let mut cursor = Cursor::new(body)?;
    let root = cursor.root()?;
    let members = match text_root(model, target, &root) {
        Some(member) => cursor.text_member(model, target, member, &root)?,
        None => cursor.members(model, target, &root, &Path::Root)?,
    };
    cursor.finish()?;
    Ok(members)
}

/// A payload member whose element is the root of the body.
pub(super) fn root_value(model: &ServiceModel, member: &Member, body: &[u8]) -> Result<Value, ParseError> {
    let mut cursor = Cursor::new(body)?;
    let root = cursor.root()?;
    let value = cursor.value(model, &member.target, &root, &Path::Root.member(&member.name))?;
    cursor.finish()?;
    Ok(value)
}

/// S3's GetBucketLocation answers with its only member as the root element, and an empty one where it means null.
fn text_root<'m>(model: &'m ServiceModel, target: &ShapeRef, root: &BytesStart<'_>) -> Option<&'m Member> {
    let structure = structure(model, target)?;
    let mut members = structure.body_members();
    let (only, None) = (members.next()?, members.next()) else { return None };
    let fits = root.local_name().as_ref() == only.wire_name && !only.target.traits.xml_attribute;
    (fits && matches!(model.shape(only.target.shape).kind, Kind::String(_))).then_some(only)
}

/// A reader that knows how deep it is and hands out elements only.
#[derive(Clone)]
pub(super) struct Cursor<'x> {
    reader: Reader<&'x [u8]>,
}

enum Piece<'x> {
    Start(BytesStart<'x>),
    End,
    Text(Cow<'x, str>),
}

impl<'x> Cursor<'x> {
    pub(super) fn new(body: &'x [u8]) -> Result<Cursor<'x>, ParseError> {
        ParseError::refuse_html(body)?;
        let text = std::str::from_utf8(body).map_err(|error| {
            let position = u64::try_from(error.valid_up_to()).unwrap_or(u64::MAX);
            ParseError::malformed(position, "it is not UTF-8")
        })?;
        let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        // One form for `<a/>` and `<a></a>`. Names at the ends are checked by default.
        reader.config_mut().expand_empty_elements = true;
        Ok(Cursor { reader })
    }

    fn malformed(&self, cause: impl Into<String>) -> ParseError {
        ParseError::malformed(self.reader.buffer_position(), cause)
    }

    /// The next piece inside the current element. The document must not end here.
    fn next(&mut self) -> Result<Piece<'x>, ParseError> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|error| ParseError::malformed(self.reader.error_position(), error.to_string()))?;
            return Ok(match event {
                Event::Start(start) | Event::Empty(start) => Piece::Start(start),
                Event::End(_) => Piece::End,
                Event::Text(text) => Piece::Text(text.xml10_content()),
                Event::CData(text) => Piece::Text(text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let character =
                        reference.resolve_char_ref().map_err(|error| self.malformed(error.to_string()))?;
                    match (character, resolve_predefined_entity(&reference)) {
                        (Some(character), _) => Piece::Text(Cow::Owned(character.to_string())),
                        (None, Some(text)) => Piece::Text(Cow::Borrowed(text)),
                        (None, None) => {
                            return Err(self.malformed(format!("the entity {:?} is not known", &*reference)));
                        }
                    }
                }
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
                Event::Eof => return Err(self.malformed("it ends too soon")),
            });
        }
    }

    /// The root element.
    pub(super) fn root(&mut self) -> Result<BytesStart<'x>, ParseError> {
        loop {
            match self.next()? {
                Piece::Start(start) => return Ok(start),
                Piece::End => return Err(self.malformed("an element ends that did not begin")),
                Piece::Text(text) if text.trim().is_empty() => {}
                Piece::Text(_) => return Err(self.malformed("it does not begin with an element")),
            }
        }
    }

    /// The next child of the current element; `None` at its end. Text between children has no meaning.
    pub(super) fn child(&mut self) -> Result<Option<BytesStart<'x>>, ParseError> {
        loop {
            match self.next()? {
                Piece::Start(start) => return Ok(Some(start)),
                Piece::End => return Ok(None),
                Piece::Text(_) => {}
            }
        }
    }

    /// Passes over the rest of the current element.
    pub(super) fn skip(&mut self) -> Result<(), ParseError> {
        let mut open = 1_usize;
        while open > 0 {
            match self.next()? {
                Piece::Start(_) => open += 1,
                Piece::End => open -= 1,
                Piece::Text(_) => {}
            }
        }
        Ok(())
    }

    /// The text of the current element up to its first child; the children are passed over.
    pub(super) fn text(&mut self) -> Result<Cow<'x, str>, ParseError> {
        let mut text: Cow<'x, str> = Cow::Borrowed("");
        let mut whole = true;
        loop {
            match self.next()? {
                Piece::End => return Ok(text),
                Piece::Start(_) => {
                    whole = false;
                    self.skip()?;
                }
                Piece::Text(piece) if whole => {
                    if text.is_empty() {
                        text = piece;
                    } else {
                        text.to_mut().push_str(&piece);
                    }
                }
                Piece::Text(_) => {}
            }
        }
    }

    /// Checks that nothing but blanks and comments follows the root element.
    pub(super) fn finish(&mut self) -> Result<(), ParseError> {
        loop {
            let event = self
                .reader
                .read_event()
                .map_err(|error| ParseError::malformed(self.reader.error_position(), error.to_string()))?;
            match event {
                Event::Eof => return Ok(()),
                Event::Comment(_) | Event::PI(_) => {}
                Event::Text(text) if text.trim().is_empty() => {}
                _ => return Err(self.malformed("something follows the end of the document")),
            }
        }
    }

    /// The value of a shape in the element that has just begun.
    fn value(
        &mut self,
        model: &ServiceModel,
        target: &ShapeRef,
        start: &BytesStart<'x>,
        path: &Path<'_>,
    ) -> Result<Value, ParseError> {
        match &model.shape(target.shape).kind {
            Kind::Structure(_) => Ok(Value::Object(self.members(model, target, start, path)?)),
            Kind::List { member } => {
                let mut items = Vec::new();
                // Whatever the items are called, they are the items.
                while let Some(child) = self.child()? {
                    items.push(self.value(model, member, &child, &path.item(items.len()))?);
                }
                Ok(Value::Array(items))
            }
            Kind::Map { key, value } => {
                let mut entries = Map::new();
                while self.child()?.is_some() {
                    self.entry(model, key, value, &mut entries, path)?;
                }
                Ok(Value::Object(entries))
            }
            kind => {
                let text = self.text()?;
                scalar::from_text(kind, text, path)
            }
        }
    }

    /// One entry of a map: an element with a key and a value in it.
    fn entry(
        &mut self,
        model: &ServiceModel,
        key: &ShapeRef,
        value: &ShapeRef,
        entries: &mut Map<String, Value>,
        path: &Path<'_>,
    ) -> Result<(), ParseError> {
        let key_name = key.traits.location_name.as_deref().unwrap_or("key");
        let value_name = value.traits.location_name.as_deref().unwrap_or("value");
        let (mut name, mut held) = (None, None);
        while let Some(child) = self.child()? {
            let local = child.local_name();
            if local.as_ref() == key_name {
                name = Some(self.text()?.into_owned());
            } else if local.as_ref() == value_name {
                let at = path.member(name.as_deref().unwrap_or("?"));
                held = Some(self.value(model, value, &child, &at)?);
            } else {
                self.skip()?;
            }
        }
        match (name, held) {
            (Some(name), Some(held)) => drop(entries.insert(name, held)),
            _ => return Err(ParseError::unexpected(path, "an entry of the map has no key or no value")),
        }
        Ok(())
    }

    /// The members of a structure in the element that has just begun.
    pub(super) fn members(
        &mut self,
        model: &ServiceModel,
        target: &ShapeRef,
        start: &BytesStart<'x>,
        path: &Path<'_>,
    ) -> Result<Map<String, Value>, ParseError> {
        if path.depth() > MAX_DEPTH {
            return Err(ParseError::TooDeep);
        }
        let Some(structure) = structure(model, target) else {
            return Err(ParseError::unexpected(path, "the model has no structure here"));
        };
        if structure.event_stream || structure.document {
            let what = if structure.document { "free XML" } else { "the event stream" };
            return Err(ParseError::Unsupported { what: format!("{what} {path}") });
        }
        let mut out = Map::new();
        if !structure.attributes.is_empty() {
            attributes(model, structure, start, path, &mut out)
                .map_err(|error| error.unwrap_or_else(|cause| self.malformed(cause)))?;
        }
        let mut unknown = None;
        while let Some(child) = self.child()? {
            let local = child.local_name();
            let mut found = structure.members_on_wire(local.as_ref());
            let Some(member) = found.next() else {
                if structure.union {
                    unknown = Some(local.as_ref().to_owned());
                }
                self.skip()?;
                continue;
            };
            // Where an element stands for two members, it is read for each.
            for twin in found {
                self.clone().member(model, twin, &child, path, &mut out)?;
            }
            self.member(model, member, &child, path, &mut out)?;
        }
        if let Some(name) = unknown.filter(|_| out.is_empty()) {
            out.insert(UNKNOWN_UNION_MEMBER.to_owned(), json!({ "name": name }));
        }
        Ok(out)
    }

    fn member(
        &mut self,
        model: &ServiceModel,
        member: &Member,
        start: &BytesStart<'x>,
        path: &Path<'_>,
        out: &mut Map<String, Value>,
    ) -> Result<(), ParseError> {
        let path = path.member(&member.name);
        let flattened = member.target.traits.flattened;
        match (&model.shape(member.target.shape).kind, out.get_mut(&member.name)) {
            (Kind::List { member: item }, Some(Value::Array(items))) if flattened => {
                let at = path.item(items.len());
                items.push(self.value(model, item, start, &at)?);
            }
            (Kind::List { member: item }, None) if flattened => {
                let first = self.value(model, item, start, &path.item(0))?;
                out.insert(member.name.clone(), Value::Array(vec![first]));
            }
            (Kind::Map { key, value }, Some(Value::Object(entries))) if flattened => {
                self.entry(model, key, value, entries, &path)?;
            }
            (Kind::Map { key, value }, None) if flattened => {
                let mut entries = Map::new();
                self.entry(model, key, value, &mut entries, &path)?;
                out.insert(member.name.clone(), Value::Object(entries));
            }
            (_, None) => {
                let value = self.value(model, &member.target, start, &path)?;
                out.insert(member.name.clone(), value);
            }
            (Kind::List { .. }, Some(Value::Array(items))) => {
                // The list comes in pieces; none of them may be lost.
                if let Value::Array(more) = self.value(model, &member.target, start, &path)? {
                    items.extend(more);
                }
            }
            // The first of a repeated element stands.
            (_, Some(_)) => self.skip()?,
        }
        Ok(())
    }

    /// A root element that is itself the only member. Inside it, the member may also stand as a child.
    fn text_member(
        &mut self,
        model: &ServiceModel,
        target: &ShapeRef,
        member: &Member,
        root: &BytesStart<'x>,
    ) -> Result<Map<String, Value>, ParseError> {
        let mut out = Map::new();
        let mut text = String::new();
        loop {
            match self.next()? {
                Piece::End => break,
                Piece::Text(piece) => text.push_str(&piece),
                Piece::Start(child) => {
                    let known = structure(model, target)
                        .and_then(|structure| structure.member_on_wire(child.local_name().as_ref()));
                    match known {
                        Some(member) => self.member(model, member, &child, &Path::Root, &mut out)?,
                        None => self.skip()?,
                    }
                }
            }
        }
        if out.is_empty() {
            let value = if text.trim().is_empty() {
                Value::Null
            } else {
                let kind = &model.shape(member.target.shape).kind;
                scalar::from_text(kind, Cow::Owned(text), root.local_name().as_ref())?
            };
            out.insert(member.name.clone(), value);
        }
        Ok(out)
    }
}

/// Members that are attributes. The error is ours, or a cause that still lacks its position.
fn attributes(
    model: &ServiceModel,
    structure: &Structure,
    start: &BytesStart<'_>,
    path: &Path<'_>,
    out: &mut Map<String, Value>,
) -> Result<(), Result<ParseError, String>> {
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| Err(error.to_string()))?;
        let (name, local) = (attribute.key, attribute.key.local_name());
        let wanted = structure.attributes.iter().map(|at| &structure.members[*at]).find(|member| {
            // The prefix is the service's to choose: `xsi:type` may come as `x:type`.
            let wire = &member.wire_name;
            *wire == name.as_ref() || wire.split_once(':').is_some_and(|(_, wire)| wire == local.as_ref())
        });
        if let Some(member) = wanted {
            let text =
                attribute.normalized_value(XmlVersion::default()).map_err(|error| Err(error.to_string()))?;
            let kind = &model.shape(member.target.shape).kind;
            let value = scalar::from_text(kind, text, path.member(&member.name)).map_err(Ok)?;
            out.insert(member.name.clone(), value);
        }
    }
    Ok(())
}

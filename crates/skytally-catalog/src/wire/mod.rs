//! Wire models: what the requests and answers of one AWS service look like.
//!
//! A model is read from JSON that has the structure of botocore's `service-2` files, pruned to the operations
//! that the catalogue uses, with the entries of `paginators-1` under `pagination`. Shape names are resolved to
//! indices once, when the model is read, so that nothing looks a name up while a document is parsed.

mod load;
mod paginate;
mod raw;
mod template;

use std::collections::HashMap;

use serde_json::Value;

pub use paginate::{Expression, Paginator};
pub use template::{Segment, Template};

/// Why a wire model cannot be used. Every variant names the place in the model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The text is not JSON, or a field has the wrong type.
    #[error("the wire model is not readable: {0}")]
    Json(String),
    /// None of the protocols that the service speaks is known here.
    #[error("the service speaks {0:?}, which is none of the supported protocols")]
    UnsupportedProtocol(String),
    /// Metadata that the protocol needs is missing.
    #[error("metadata.{field} is missing, which the protocol {protocol} needs")]
    MissingMetadata {
        /// The protocol's name.
        protocol: &'static str,
        /// The missing field.
        field: &'static str,
    },
    /// A reference to a shape that the model does not hold.
    #[error("{at} refers to the shape {shape:?}, which the model does not hold")]
    DanglingShape {
        /// Where the reference stands.
        at: String,
        /// The missing shape's name.
        shape: String,
    },
    /// A shape type that is not known.
    #[error("the shape {shape:?} has the unknown type {kind:?}")]
    UnknownType {
        /// The shape's name.
        shape: String,
        /// The type as written.
        kind: String,
    },
    /// A shape or operation whose parts do not fit each other.
    #[error("{at}: {reason}")]
    Invalid {
        /// Where.
        at: String,
        /// What is wrong.
        reason: String,
    },
    /// A paginator that cannot be used.
    #[error("paginator of {operation}: {expression:?}: {reason}")]
    BadPaginator {
        /// The operation.
        operation: String,
        /// The expression or token as written.
        expression: String,
        /// What is wrong.
        reason: String,
    },
}

/// The protocols of this client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Form in, XML out, with a result wrapper.
    Query,
    /// EC2's kind of `query`.
    Ec2,
    /// JSON in and out, the operation in a header. Versions 1.0 and 1.1 differ in the content type only.
    Json,
    /// HTTP bindings, JSON bodies.
    RestJson,
    /// HTTP bindings, XML bodies.
    RestXml,
}

impl Protocol {
    /// The name as models write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Protocol::Query => "query",
            Protocol::Ec2 => "ec2",
            Protocol::Json => "json",
            Protocol::RestJson => "rest-json",
            Protocol::RestXml => "rest-xml",
        }
    }

    /// Whether members may be bound to URI, query string, headers and status.
    #[must_use]
    pub fn is_rest(self) -> bool {
        matches!(self, Protocol::RestJson | Protocol::RestXml)
    }
}

/// What a model says about its service as a whole.
#[derive(Debug, Clone)]
pub struct Metadata {
    /// The protocol that this client speaks to the service.
    pub protocol: Protocol,
    /// The API version, `2016-11-15` say.
    pub api_version: String,
    /// The first label of the host name, `ec2` say.
    pub endpoint_prefix: String,
    /// The name in the signature. `endpoint_prefix` when the model has none.
    pub signing_name: String,
    /// The signature version, `v4` say.
    pub signature_version: Option<String>,
    /// The version in the content type of the JSON protocol, `1.1` say.
    pub json_version: Option<String>,
    /// The part of `X-Amz-Target` before the dot.
    pub target_prefix: Option<String>,
    /// The service's id, `EC2` say.
    pub service_id: Option<String>,
    /// The host of a service that has one endpoint for the whole partition.
    pub global_endpoint: Option<String>,
    /// Error codes of the former query protocol come in a header.
    pub query_compatible: bool,
}

/// The index of a shape in its model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub(crate) u32);

/// One AWS service: its operations and shapes.
#[derive(Debug, Clone)]
pub struct ServiceModel {
    pub(crate) metadata: Metadata,
    pub(crate) operations: Vec<Operation>,
    pub(crate) shapes: Vec<Shape>,
    pub(crate) names: HashMap<String, ShapeId>,
    pub(crate) endpoints: Option<Value>,
}

impl ServiceModel {
    /// Reads and resolves a model.
    ///
    /// # Errors
    /// A [`WireError`] that names the part of the model that is wrong.
    pub fn from_json(text: &str) -> Result<ServiceModel, WireError> {
        load::from_json(text)
    }

    /// What the model says about the service as a whole.
    #[must_use]
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// The protocol that this client speaks to the service.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.metadata.protocol
    }

    /// All operations, sorted by name.
    #[must_use]
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation of that name.
    #[must_use]
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        let at = self.operations.binary_search_by(|operation| operation.name.as_str().cmp(name)).ok()?;
        self.operations.get(at)
    }

    /// The shape of an id that this model handed out.
    ///
    /// # Panics
    /// When the id comes from another model.
    #[must_use]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0 as usize]
    }

    /// The shape of that name.
    #[must_use]
    pub fn shape_named(&self, name: &str) -> Option<ShapeId> {
        self.names.get(name).copied()
    }

    /// The exception shape that an error code stands for: first among the operation's own errors, then in the
    /// whole model. A shape may carry a code that differs from its name.
    #[must_use]
    pub fn error_shape(&self, operation: &Operation, code: &str) -> Option<ShapeId> {
        let fits = |id: &ShapeId| {
            let shape = self.shape(*id);
            match &shape.kind {
                Kind::Structure(structure) if structure.exception => {
                    structure.error_code.as_deref().unwrap_or(&shape.name) == code || shape.name == code
                }
                _ => false,
            }
        };
        operation.errors.iter().copied().find(fits).or_else(|| self.shape_named(code).filter(fits))
    }

    /// The model's own endpoint data, as written.
    #[must_use]
    pub fn endpoints(&self) -> Option<&Value> {
        self.endpoints.as_ref()
    }
}

/// One call of a service.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The name, `DescribeInstances` say.
    pub name: String,
    /// The HTTP method.
    pub method: String,
    /// The path, with its labels. The constant query string is apart.
    pub path: Template,
    /// The constant query string of the URI as the model writes it, without `?`. Often empty.
    pub query: String,
    /// The status of a success as the model names it.
    pub response_code: Option<u16>,
    /// The input structure.
    pub input: Option<ShapeRef>,
    /// The output structure.
    pub output: Option<ShapeRef>,
    /// The element around the output in the query protocol.
    pub result_wrapper: Option<String>,
    /// The exceptions that the operation names.
    pub errors: Vec<ShapeId>,
    /// What stands before the host name, with its labels.
    pub host_prefix: Option<Template>,
    /// `none` for calls that are not signed; otherwise the model's own words.
    pub auth_type: Option<String>,
    /// How to page, where the operation pages.
    pub paginator: Option<Paginator>,
}

/// A shape: a name and what it is.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The name in the model.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The value is a secret and has no place in a log.
    pub sensitive: bool,
}

/// What a shape is. The widths of numbers make no difference on the wire, so they are folded.
#[derive(Debug, Clone)]
pub enum Kind {
    /// Named members, or a free document.
    Structure(Structure),
    /// Items of one kind.
    List {
        /// The items.
        member: ShapeRef,
    },
    /// Keys and values.
    Map {
        /// The keys. Always a string.
        key: ShapeRef,
        /// The values.
        value: ShapeRef,
    },
    /// Text, with an optional decoding of our own.
    String(Option<Decode>),
    /// byte, short, integer, long, bigInteger.
    Integer,
    /// float, double, bigDecimal.
    Float,
    /// true or false.
    Boolean,
    /// Bytes: base64 text in documents.
    Blob,
    /// A moment: ISO 8601 text in documents.
    Timestamp,
}

/// A decoding that the model generator adds to string shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decode {
    /// Percent-encoded JSON, such as IAM's policy documents.
    JsonUrl,
}

/// A structure's members and traits.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// The members, in the model's order.
    pub members: Vec<Member>,
    /// The member that is the whole body.
    pub payload: Option<usize>,
    /// The element name that the shape itself carries, used when it is the root of a body.
    pub root_name: Option<String>,
    /// Exactly one member is set.
    pub union: bool,
    /// Free JSON.
    pub document: bool,
    /// An event stream, which this client cannot read.
    pub event_stream: bool,
    /// An error.
    pub exception: bool,
    /// The code of the error when it is not the shape's name.
    pub error_code: Option<String>,
    /// Members that are attributes in XML.
    pub attributes: Vec<usize>,
    /// Member indices, sorted by member name.
    pub(crate) by_name: Vec<u32>,
    /// Names in a body and the member that each stands for, sorted.
    pub(crate) by_wire: Vec<(String, u32)>,
}

impl Structure {
    /// The member of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        let at =
            self.by_name.binary_search_by(|&at| self.members[at as usize].name.as_str().cmp(name)).ok()?;
        self.members.get(self.by_name[at] as usize)
    }

    /// The member that a name in a body stands for: a JSON key or a local element name.
    #[must_use]
    pub fn member_on_wire(&self, name: &str) -> Option<&Member> {
        self.members_on_wire(name).next()
    }

    /// All members that a name in a body stands for. A few old shapes of S3 have two for one element.
    pub fn members_on_wire(&self, name: &str) -> impl Iterator<Item = &Member> {
        let first = self.by_wire.partition_point(|(wire, _)| wire.as_str() < name);
        let same = self.by_wire[first..].iter().take_while(move |(wire, _)| wire == name);
        same.filter_map(|(_, at)| self.members.get(*at as usize))
    }

    /// The members that stand in the body of a response.
    pub fn body_members(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| {
            !matches!(
                member.target.traits.location,
                Some(Location::Header | Location::Headers | Location::StatusCode)
            )
        })
    }
}

/// A member of a structure.
#[derive(Debug, Clone)]
pub struct Member {
    /// The name in parameters and documents.
    pub name: String,
    /// The name in JSON, XML, headers and query strings.
    pub wire_name: String,
    /// What it holds.
    pub target: ShapeRef,
    /// The input is not valid without it.
    pub required: bool,
}

/// A use of a shape, with the traits of the use laid over those of the shape.
#[derive(Debug, Clone)]
pub struct ShapeRef {
    /// The shape.
    pub shape: ShapeId,
    /// The traits.
    pub traits: Traits,
}

/// Where a member of an HTTP binding stands, if not in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// One header.
    Header,
    /// All headers with a prefix.
    Headers,
    /// The query string.
    QueryString,
    /// A label of the path.
    Uri,
    /// The status of the response.
    StatusCode,
}

/// How a timestamp is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimestampFormat {
    /// `2024-05-01T12:00:00Z`
    Iso8601,
    /// `Wed, 01 May 2024 12:00:00 GMT`
    Rfc822,
    /// Seconds since 1970, with a fraction where there is one.
    Unix,
}

/// An XML namespace to declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlNamespace {
    /// The prefix, if not the default namespace.
    pub prefix: Option<String>,
    /// The namespace.
    pub uri: String,
}

/// Traits of one use of a shape.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    /// Where it stands, if not in the body.
    pub location: Option<Location>,
    /// The name on the wire, of the use or else of the shape.
    pub location_name: Option<String>,
    /// The name in requests of the EC2 protocol.
    pub query_name: Option<String>,
    /// A list or map whose items stand directly in the parent.
    pub flattened: bool,
    /// The flattening was written at the shape. Such lists take the element name of their member.
    pub flattened_shape: bool,
    /// An attribute of the parent's element.
    pub xml_attribute: bool,
    /// A namespace to declare.
    pub xml_namespace: Option<XmlNamespace>,
    /// How a timestamp is written, if not as the protocol's default.
    pub timestamp_format: Option<TimestampFormat>,
    /// Part of the host name.
    pub host_label: bool,
    /// A token that makes a retried write safe.
    pub idempotency_token: bool,
    /// JSON inside a string.
    pub json_value: bool,
    /// A body that is not read at once.
    pub streaming: bool,
    /// Nulls in the list or map have a meaning.
    pub sparse: bool,
    /// AWS advises against it.
    pub deprecated: bool,
}

#[cfg(test)]
mod tests;

//! The catalogue: what Skytally knows about AWS, as data.
//!
//! It loads, validates and hands out `catalog/`: services, kinds, wire models, checks, frameworks, prices and tables.
//! The folder is embedded in the program; a user's own folder of the same layout is laid over it. This crate calls
//! nobody and evaluates nothing.

mod check;
mod framework;
mod kind;
mod load;
mod path;
mod place;
pub mod policy;
mod prices;
mod source;
mod tables;
mod template;
mod validate;
pub mod wire;

pub use check::{
    Check, Example, ExamplePart, ExampleResource, ExampleState, ExpectedOutcome, Remedy, Rule, Variant,
};
pub use framework::{Control, Framework};
pub use kind::{
    Among, Batch, Call, CallRegion, Conditions, Decode, Iam, Kind, ListDecode, Listing, Locate, Name, Paging,
    Per, Prepare, Service, ServiceScope, Use,
};
pub use load::{Catalog, CatalogError};
pub use path::{Path, PathError};
pub use prices::Prices;
pub use tables::{Row, Table, TableError};
pub use template::{Locator, Params, Scope, Template, TemplateError, Unfilled, plain};

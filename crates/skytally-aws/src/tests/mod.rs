//! The client against a server that answers by script, and the endpoints of the models that the program carries.

mod base;
mod calls;
mod endpoints;
mod script;

use std::sync::{Arc, LazyLock};

use skytally_catalog::Catalog;

/// The catalogue of the program. Reading it takes long enough to do it once for all tests.
fn catalog() -> Arc<Catalog> {
    static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| Arc::new(Catalog::embedded().unwrap()));
    Arc::clone(&CATALOG)
}

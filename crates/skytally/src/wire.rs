//! The only place that puts concrete parts together: catalogue, client, runtime.

use std::path::Path;
use std::sync::Arc;

use skytally_catalog::Catalog;

use crate::failure::Failure;

/// The catalogue, with the user's own folder over it.
pub(crate) fn catalog(folder: Option<&Path>) -> Result<Arc<Catalog>, Failure> {
    let catalog = match folder {
        None => Catalog::embedded()?,
        Some(folder) => Catalog::with_folder(folder)?,
    };
    Ok(Arc::new(catalog))
}

/// The runtime that calls to AWS are made in.
pub(crate) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::run(format!("the runtime cannot be started: {error}")))
}

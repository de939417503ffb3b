//! The only place that puts concrete parts together: catalogue, client, runtime, and the service with its store and vault.

mod files;
pub(crate) mod receipts;
mod service;

use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use skytally_catalog::Catalog;

use crate::failure::Failure;

pub(crate) use service::{app, place, private_folder, remember_vault, service_config, store, vault};

/// The catalogue, with the user's own folder over it.
pub(crate) fn catalog(folder: Option<&Path>) -> Result<Arc<Catalog>, Failure> {
    let catalog = match folder {
        None => Catalog::embedded()?,
        Some(folder) => Catalog::with_folder(folder)?,
    };
    Ok(Arc::new(catalog))
}

/// A folder that holds clients' data: nobody else on the machine may look into it. One that is there stays as it is.
fn make_private(folder: &Path) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Runs the calls to AWS to their end. What may still hang then, such as the look-up of a name, is not waited for.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::run(format!("the runtime cannot be started: {error}")))?;
    let done = runtime.block_on(work);
    runtime.shutdown_background();
    done
}

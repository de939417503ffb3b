//! Files that people gave: bytes under names, in a folder or in a bucket. Which of them, only the wiring knows.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutPayload};

use crate::error::AppError;

/// How long one call may take.
pub(crate) const CALL_MAX: Duration = Duration::from_secs(25);

/// Where files are kept. Names are our own: letters, digits, hyphens and slashes.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    place: String,
}

/// A file that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Its name.
    pub(crate) name: String,
    /// When it was written, by the clock of where it is.
    pub(crate) at: Timestamp,
}

/// Files cannot be kept or read.
#[derive(Debug, thiserror::Error)]
#[error("files in {place} cannot be used: {reason}")]
pub(crate) struct FilesError {
    place: String,
    reason: String,
    /// Whether it may be better in a moment.
    passing: bool,
}

impl From<FilesError> for AppError {
    fn from(error: FilesError) -> Self {
        if error.passing {
            tracing::warn!(%error, "files are out of reach");
            Self::Busy
        } else {
            Self::Internal(error.to_string())
        }
    }
}

impl Files {
    /// Files in a place, which `place` names for people.
    pub fn new(store: Arc<dyn ObjectStore>, place: String) -> Self {
        Self { store, place }
    }

    /// Where they are, in words.
    pub fn place(&self) -> &str {
        &self.place
    }

    fn failed(&self, error: &Error) -> FilesError {
        // What is refused stays refused; all else is the network, or a service that has a bad moment.
        let passing = matches!(error, Error::Generic { .. });
        FilesError { place: self.place.clone(), reason: error.to_string(), passing }
    }

    /// Waits for a call, but not for ever.
    async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, Error>>,
    ) -> Result<Result<T, Error>, FilesError> {
        tokio::time::timeout(CALL_MAX, call).await.map_err(|_| FilesError {
            place: self.place.clone(),
            reason: format!("no answer within {} seconds", CALL_MAX.as_secs()),
            passing: true,
        })
    }

    /// Keeps bytes under a name: all of them, or nothing.
    pub(crate) async fn put(&self, name: &str, bytes: Bytes) -> Result<(), FilesError> {
        let path = Path::from(name);
        let put = self.call(self.store.put(&path, PutPayload::from_bytes(bytes))).await?;
        put.map(drop).map_err(|error| self.failed(&error))
    }

    /// The bytes under a name; none if there are none.
    pub(crate) async fn get(&self, name: &str) -> Result<Option<Bytes>, FilesError> {
        let path = Path::from(name);
        let get = async { self.store.get(&path).await?.bytes().await };
        match self.call(get).await? {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Removes what is under a name. Nothing there is as good.
    pub(crate) async fn remove(&self, name: &str) -> Result<(), FilesError> {
        let path = Path::from(name);
        match self.call(self.store.delete(&path)).await? {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// All files below a folder, or all there are.
    pub(crate) fn list(&self, folder: Option<&str>) -> BoxStream<'static, Result<Stored, FilesError>> {
        let files = self.clone();
        let listed = self.store.list(folder.map(Path::from).as_ref());
        listed
            .map_err(move |error| files.failed(&error))
            .and_then(async |meta| {
                let name = meta.location.to_string();
                let at = Timestamp::from_millisecond(meta.last_modified.timestamp_millis());
                // A time that is none is a time long ago, by which nothing may be removed: now is safe.
                Ok(Stored { name, at: at.unwrap_or(Timestamp::MAX) })
            })
            .boxed()
    }
}

//! Where files are kept: a folder of this machine, or a bucket of S3.

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::stream::BoxStream;
use object_store::aws::{AmazonS3Builder, AwsCredential, Checksum};
use object_store::client::{HttpClient, HttpConnector};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{
    ClientOptions, CopyOptions, CredentialProvider, Error, GetOptions, GetResult, ListResult,
    MultipartUpload, ObjectMeta, ObjectStore, PutMultipartOptions, PutOptions, PutPayload, PutResult, Result,
    RetryConfig,
};
use skytally_app::Files;
use skytally_aws::{Base, Setup};
use skytally_catalog::Catalog;

use crate::failure::Failure;
use crate::settings::sections::receipts::{Bucket, FilesPlace};

/// How long a call to S3 is tried again. The use cases wait no longer than this for it either.
const RETRY_MAX: Duration = Duration::from_secs(20);
/// How often.
const RETRIES_MAX: usize = 4;
/// When half a file is nobody's any more.
const HALF_AFTER: Duration = Duration::from_secs(24 * 3_600);

/// The place of the settings. A folder is made.
pub(crate) async fn files(place: &FilesPlace, catalog: &Arc<Catalog>) -> std::result::Result<Files, Failure> {
    match place {
        FilesPlace::Folder(folder) => {
            let store = PrivateFolder::open(folder).map_err(|error| {
                Failure::run(format!("the folder for receipts {} cannot be used: {error}", folder.display()))
            })?;
            Ok(Files::new(Arc::new(store), folder.display().to_string()))
        }
        FilesPlace::S3(bucket) => s3(bucket, catalog).await,
    }
}

/// A folder into which nobody else on the machine may look: folders are made with the mode 0700, files with 0600.
struct PrivateFolder {
    inner: LocalFileSystem,
}

impl PrivateFolder {
    fn open(folder: &FilePath) -> std::result::Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        super::make_private(folder)?;
        remove_halves(folder)?;
        // What people gave must be on the disk before they are told that it is kept.
        Ok(Self { inner: LocalFileSystem::new_with_prefix(folder)?.with_fsync(true) })
    }
}

impl fmt::Display for PrivateFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl fmt::Debug for PrivateFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Removes what a process that died had begun to write: the library writes under a name with `#` in it, which no file of ours has,
/// and gives the file its own name when it is whole. What is young may be another process's.
fn remove_halves(folder: &FilePath) -> io::Result<()> {
    for of in std::fs::read_dir(folder)? {
        let of = of?;
        if !of.file_type()?.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(of.path())? {
            let file = file?;
            let half = file.file_name().to_string_lossy().contains('#') && file.file_type()?.is_file();
            if half && file.metadata()?.modified()?.elapsed().is_ok_and(|age| age > HALF_AFTER) {
                std::fs::remove_file(file.path())?;
            }
        }
    }
    Ok(())
}

/// Does something with files where it keeps nobody waiting.
async fn apart(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> Result<()> {
    let failed = |source| Error::Generic { store: "PrivateFolder", source };
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done.map_err(|error| failed(error.into())),
        Err(error) => Err(failed(error.into())),
    }
}

#[cfg(unix)]
fn make_file_private(file: &FilePath) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600))
}

/// Elsewhere the folder's own rights are all there is.
#[cfg(not(unix))]
fn make_file_private(_: &FilePath) -> io::Result<()> {
    Ok(())
}

#[async_trait]
impl ObjectStore for PrivateFolder {
    async fn put_opts(&self, at: &Path, payload: PutPayload, options: PutOptions) -> Result<PutResult> {
        let file = self.inner.path_to_filesystem(at)?;
        // Until the file has its mode, nobody gets past the folder.
        let folder: Option<PathBuf> = file.parent().map(FilePath::to_owned);
        apart(move || folder.as_deref().map_or(Ok(()), super::make_private)).await?;
        let put = self.inner.put_opts(at, payload, options).await?;
        apart(move || make_file_private(&file)).await?;
        Ok(put)
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        self.inner.put_multipart_opts(at, options).await
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> Result<GetResult> {
        self.inner.get_opts(at, options).await
    }

    fn delete_stream(&self, all: BoxStream<'static, Result<Path>>) -> BoxStream<'static, Result<Path>> {
        self.inner.delete_stream(all)
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        self.inner.list(prefix)
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// A bucket of S3, with the credentials and the connections of our own client.
async fn s3(bucket: &Bucket, catalog: &Arc<Catalog>) -> std::result::Result<Files, Failure> {
    let setup = Setup {
        region: Some(bucket.region.clone()),
        endpoint_url: bucket.endpoint_url.as_ref().map(|url| url.as_str().to_owned()),
        ..Setup::default()
    };
    let base = setup.base(Arc::clone(catalog)).await.map_err(Failure::run)?;
    base.proves_credentials().await.map_err(|refusal| {
        Failure::run(format!("there are no AWS credentials for the bucket {}: {refusal}", bucket.name))
    })?;
    let store = store(bucket, base).map_err(Failure::run)?;
    Ok(Files::new(store, format!("s3://{}/{}", bucket.name, bucket.prefix)))
}

/// The bucket itself, below its prefix.
fn store(bucket: &Bucket, base: Base) -> Result<Arc<dyn ObjectStore>> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(bucket.region.as_str())
        .with_checksum_algorithm(Checksum::SHA256)
        .with_retry(RetryConfig {
            max_retries: RETRIES_MAX,
            retry_timeout: RETRY_MAX,
            ..RetryConfig::default()
        })
        .with_http_connector(Connections(base.connections()))
        .with_credentials(Arc::new(Credentials(base)));
    if let Some(url) = &bucket.endpoint_url {
        builder = builder.with_endpoint(url.as_str()).with_allow_http(url.as_str().starts_with("http://"));
    }
    let store = builder.build()?;
    Ok(match bucket.prefix.as_str() {
        "" => Arc::new(store),
        prefix => Arc::new(PrefixStore::new(store, prefix)),
    })
}

/// Our own connections, with the certificates and limits of time of all calls to AWS.
struct Connections(reqwest::Client);

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Connections")
    }
}

impl HttpConnector for Connections {
    fn connect(&self, _: &ClientOptions) -> Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

/// The credentials that the service runs with.
struct Credentials(Base);

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials")
    }
}

#[async_trait]
impl CredentialProvider for Credentials {
    type Credential = AwsCredential;

    async fn get_credential(&self) -> Result<Arc<AwsCredential>> {
        let key = self
            .0
            .own_key()
            .await
            .map_err(|refusal| Error::Generic { store: "S3", source: refusal.to_string().into() })?;
        Ok(Arc::new(AwsCredential {
            key_id: key.id().to_owned(),
            secret_key: key.secret().to_owned(),
            token: key.token().map(str::to_owned),
        }))
    }
}

//! The places of files, each as it is: a folder of this machine, and a bucket of the emulator.

use std::collections::BTreeSet;
use std::path::PathBuf;

use futures_util::TryStreamExt as _;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutPayload};
use skytally_aws::Key;
use skytally_testkit::Server;

use super::*;
use crate::settings::address::HttpUrl;

/// A folder of a test's own, which goes with it.
struct Own(PathBuf);

impl Own {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("skytally-files-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        Self(folder)
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What every place must do with what receipts need of it.
async fn keeps(store: &dyn ObjectStore) {
    let (one, two) = (Path::from("first/aa-1"), Path::from("second/bb-2"));
    for (name, bytes) in [(&one, &b"one"[..]), (&two, b"two"), (&one, b"one again")] {
        store.put(name, PutPayload::from(bytes.to_vec())).await.unwrap();
    }
    assert_eq!(store.get(&one).await.unwrap().bytes().await.unwrap(), &b"one again"[..]);
    let names = async |prefix: Option<&str>| {
        let listed = store.list(prefix.map(Path::from).as_ref());
        let listed: Vec<_> = listed.map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
        listed.into_iter().collect::<BTreeSet<_>>()
    };
    let all = BTreeSet::from(["first/aa-1".to_owned(), "second/bb-2".to_owned()]);
    assert_eq!(names(None).await, all);
    assert_eq!(names(Some("first")).await, BTreeSet::from(["first/aa-1".to_owned()]));
    assert_eq!(names(Some("fir")).await, BTreeSet::new(), "half a name is no folder");
    store.delete(&one).await.unwrap();
    assert!(matches!(store.get(&one).await, Err(Error::NotFound { .. })));
    assert_eq!(names(None).await, BTreeSet::from(["second/bb-2".to_owned()]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_keeps_files() {
    let own = Own::new("keeps");
    keeps(&PrivateFolder::open(&own.0.join("receipts")).unwrap()).await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_on_the_machine_may_look_into_a_folder() {
    use std::os::unix::fs::PermissionsExt as _;
    let own = Own::new("modes");
    let folder = own.0.join("receipts");
    let store = PrivateFolder::open(&folder).unwrap();
    store.put(&Path::from("workspace/file"), PutPayload::from_static(b"x")).await.unwrap();
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.clone()), 0o700);
    assert_eq!(mode(folder.join("workspace")), 0o700);
    assert_eq!(mode(folder.join("workspace/file")), 0o600);
    // Nothing is left of how it came there.
    let left: Vec<_> = std::fs::read_dir(folder.join("workspace")).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_by_a_process_that_died_is_removed() {
    let own = Own::new("halves");
    let store = PrivateFolder::open(&own.0).unwrap();
    store.put(&Path::from("workspace/file"), PutPayload::from_static(b"x")).await.unwrap();
    for (name, hours) in [("old#1", 25), ("young#2", 23), ("old", 25)] {
        let path = own.0.join("workspace").join(name);
        std::fs::write(&path, b"half").unwrap();
        let at = std::time::SystemTime::now() - Duration::from_secs(3_600 * hours);
        std::fs::File::options().append(true).open(&path).unwrap().set_modified(at).unwrap();
    }
    let store = PrivateFolder::open(&own.0).unwrap();
    let left = std::fs::read_dir(own.0.join("workspace")).unwrap();
    let left: BTreeSet<_> = left.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(left, BTreeSet::from(["file", "old", "young#2"].map(str::to_owned)));
    let listed: Vec<_> = store.list(None).try_collect().await.unwrap();
    assert_eq!(listed.len(), 2, "half a file is no file");
}

#[test]
fn a_folder_that_cannot_be_is_told() {
    let own = Own::new("no-folder");
    std::fs::create_dir_all(&own.0).unwrap();
    std::fs::write(own.0.join("file"), b"").unwrap();
    assert!(PrivateFolder::open(&own.0.join("file/receipts")).is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_keeps_files() {
    let Some(python) = skytally_testkit::python() else { return };
    let emulator = Server::emulator(&python);
    let catalog = crate::wire::catalog(None).unwrap();
    let setup = Setup { endpoint_url: Some(emulator.url().to_owned()), ..Setup::default() };
    let base = async || {
        let key = Key::new("AKIADEMOEXAMPLE00000", "wJalrXUtnFEMIskytallyPLANTEDbPxRfiCYEXAM", None);
        setup.base_as(&key, Arc::clone(&catalog)).await.unwrap()
    };
    let bucket = |prefix: &str| Bucket {
        name: "papers".to_owned(),
        prefix: prefix.to_owned(),
        region: "us-east-1".parse().unwrap(),
        endpoint_url: Some(HttpUrl::parse(emulator.url()).ok().unwrap()),
    };
    let nowhere = store(&bucket(""), base().await).unwrap();
    let error = nowhere.put(&Path::from("a/b"), PutPayload::from_static(b"x")).await.unwrap_err();
    assert!(error.to_string().contains("NoSuchBucket"), "{error}");
    make(&emulator, "papers").await;
    for prefix in ["skytally/one", "skytally/two"] {
        keeps(&*store(&bucket(prefix), base().await).unwrap()).await;
    }
    // What is below a prefix is below it, and of nobody else.
    let all = store(&bucket(""), base().await).unwrap().list(None);
    let all: Vec<String> = all.map_ok(|meta| meta.location.to_string()).try_collect().await.unwrap();
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all.contains(&"skytally/one/second/bb-2".to_owned()), "{all:?}");
}

/// Makes a bucket in the emulator, which believes whoever asks.
async fn make(emulator: &Server, bucket: &str) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let scope = "Credential=AKIADEMOEXAMPLE00000/20260101/us-east-1/s3/aws4_request";
    let made = http
        .put(format!("{}/{bucket}", emulator.url()))
        .header("authorization", format!("AWS4-HMAC-SHA256 {scope}, SignedHeaders=host, Signature=0"))
        .send()
        .await
        .unwrap();
    assert!(made.status().is_success(), "{made:?}");
}

//! The key file: who makes it, who may read it, and how it changes.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]
#![cfg(unix)]

mod common;

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use common::{Folder, account, now, open, said};
use skytally_vault::{Keys, Place, Sealed, Secret, Vault, VaultError};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

async fn sealed(vault: &Vault, text: &str) -> Sealed {
    vault.seal(&account(1, 1), &Secret::from(text.to_owned())).await.unwrap()
}

async fn opened(vault: &Vault, sealed: &Sealed) -> String {
    let secret = vault.unseal(&account(1, 1), sealed).await.ok().unwrap();
    secret.expose_text().unwrap().to_owned()
}

#[tokio::test]
async fn it_is_made_for_its_owner_only_and_only_when_asked() {
    let folder = Folder::new();
    let path = folder.path("data/keys/vault.key");
    let error = said(open(&path, false).await);
    assert!(error.contains("vault.key is not there") && error.contains("cannot be read"), "{error}");
    assert!(!path.parent().unwrap().exists(), "nothing is made unasked");
    let vault = open(&path, true).await.unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&folder.path("data/keys")), 0o700);
    assert_eq!(mode(&folder.path("data")), 0o700);
    let again = open(&path, true).await.unwrap();
    assert_eq!(again.fingerprint(), vault.fingerprint());
    again.check(Some(&vault.fingerprint())).await.unwrap();
    again.check(None).await.unwrap();
    again.ready().await.unwrap();
    let kept = sealed(&vault, "kept").await;
    assert_eq!(opened(&again, &kept).await, "kept");
    vault.rotate_key(now()).await.unwrap();
    assert_eq!(mode(&path), 0o600);
}

#[tokio::test]
async fn one_that_others_may_read_or_change_is_refused() {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let vault = open(&path, true).await.unwrap();
    for bad in [0o640, 0o644, 0o604, 0o620, 0o602, 0o777] {
        fs::set_permissions(&path, Permissions::from_mode(bad)).unwrap();
        let error = said(open(&path, true).await);
        assert!(error.contains(&format!("(mode {bad:04o})")) && error.contains("chmod 600"), "{error}");
        assert!(vault.seal(&account(1, 1), &Secret::from("x".to_owned())).await.is_err());
        assert!(vault.ready().await.is_err());
    }
    fs::set_permissions(&path, Permissions::from_mode(0o400)).unwrap();
    open(&path, false).await.unwrap();
}

#[tokio::test]
async fn what_is_no_key_file_is_refused_and_left_alone() {
    let folder = Folder::new();
    for (name, text) in [("empty", ""), ("half", "{\"about\": \"\", \"ver"), ("other", "[1, 2]")] {
        let path = folder.path(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        let error = open(&path, true).await.err().unwrap();
        assert!(matches!(error, VaultError::KeyFileMalformed { .. }), "{error}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    fs::create_dir(folder.path("folder")).unwrap();
    assert!(said(open(&folder.path("folder"), true).await).contains("it is not a file"));
    // A link that leads nowhere means a key that is elsewhere, not one that is to be made.
    std::os::unix::fs::symlink(folder.path("gone"), folder.path("link")).unwrap();
    let error = open(&folder.path("link"), true).await.err().unwrap();
    assert!(matches!(error, VaultError::KeyFileMissing { .. }), "{error}");
}

#[tokio::test]
async fn another_key_is_noticed_in_one_sentence() {
    let folder = Folder::new();
    let (one, two) = (folder.path("one"), folder.path("two"));
    let before = open(&one, true).await.unwrap();
    let other = open(&two, true).await.unwrap();
    let error = said(other.check(Some(&before.fingerprint())).await);
    let wanted = format!(
        "the vault has the wrong key: the stored credentials are sealed with {}, and there is {}; start with the key that \
         was used before",
        before.fingerprint(),
        other.fingerprint()
    );
    assert_eq!(error, wanted);
    assert!(other.check(Some("kms:arn:aws:kms:eu-west-1:123456789012:key/1")).await.is_err());
    assert!(other.check(Some("")).await.is_err());
    // With the other file beside, what was sealed with it opens, and can be led away from it.
    let kept = sealed(&before, "kept").await;
    let both = other.with_older(Keys::File(one)).await.unwrap();
    both.check(Some(&before.fingerprint())).await.unwrap();
    assert_eq!(opened(&both, &kept).await, "kept");
    let moved = both.rewrap(&account(1, 1), &kept).await.unwrap().unwrap();
    let alone = open(&two, false).await.unwrap();
    assert_eq!(opened(&alone, &moved).await, "kept");
}

#[tokio::test]
async fn a_vault_whose_file_is_gone_opens_but_seals_no_more() {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let vault = open(&path, true).await.unwrap();
    let kept = sealed(&vault, "kept").await;
    fs::remove_file(&path).unwrap();
    assert_eq!(opened(&vault, &kept).await, "kept");
    assert!(said(vault.seal(&account(1, 1), &Secret::from("x".to_owned())).await).contains("is not there"));
    assert!(said(vault.ready().await).contains("is not there"));
    assert!(said(vault.rotate_key(now()).await).contains("is not there"));
    assert!(!path.exists(), "a key is not made where one was lost");
}

#[tokio::test]
async fn a_rotation_reaches_other_processes_and_rewrapping_keeps_the_secret() {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let running = open(&path, true).await.unwrap();
    let first = running.fingerprint();
    let old = sealed(&running, "kept").await;
    assert_eq!(running.rewrap(&account(1, 1), &old).await.unwrap(), None);

    // As `skytally vault rotate` does it, beside a running service.
    let tool = open(&path, false).await.unwrap();
    let rotation = tool.rotate_key(now()).await.unwrap();
    assert_eq!((&rotation.before, &rotation.after), (&first, &tool.fingerprint()));
    assert_ne!(rotation.before, rotation.after);
    let new = sealed(&tool, "new").await;
    assert_eq!(opened(&running, &new).await, "new", "the running one reads the file again");
    assert_eq!(running.fingerprint(), rotation.after);
    for known in [&rotation.before, &rotation.after] {
        running.check(Some(known)).await.unwrap();
    }

    let moved = running.rewrap(&account(1, 1), &old).await.unwrap().unwrap();
    assert_ne!(moved, old);
    // Only the wrapping changes: what is encrypted with the data key stays.
    assert_eq!(moved.as_str().rsplit('.').next(), old.as_str().rsplit('.').next());
    assert_eq!(opened(&running, &moved).await, "kept");
    assert_eq!(opened(&running, &old).await, "kept", "backups still open");
    assert_eq!(running.rewrap(&account(1, 1), &moved).await.unwrap(), None);
    let error = running.rewrap(&account(2, 1), &old).await.err().unwrap();
    assert!(matches!(error, VaultError::Refused { .. }), "{error}");

    let gone = tool.prune_keys().await.unwrap();
    assert_eq!(gone.len(), 1);
    let fresh = open(&path, false).await.unwrap();
    assert_eq!(opened(&fresh, &moved).await, "kept");
    let error = said(fresh.unseal(&account(1, 1), &old).await);
    assert!(error.contains(&gone[0]) && error.contains("does not have"), "{error}");
    assert!(fresh.check(Some(&rotation.before)).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rotations_at_once_lose_no_key_and_disturb_no_reader() {
    let folder = Folder::new();
    let path = folder.path("vault.key");
    let vault = Arc::new(open(&path, true).await.unwrap());
    let (done, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let kept = sealed(&vault, "kept").await;
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (path, kept, done, reads) =
                (path.clone(), kept.clone(), Arc::clone(&done), Arc::clone(&reads));
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    // A new one each time: it reads the file as it is right now.
                    let vault = open(&path, false).await.unwrap();
                    assert_eq!(opened(&vault, &kept).await, "kept");
                    let mine = sealed(&vault, "mine").await;
                    assert_eq!(opened(&vault, &mine).await, "mine");
                    reads.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let writers: Vec<_> = (0..4)
        .map(|_| {
            let path = path.clone();
            tokio::spawn(async move {
                let vault = open(&path, false).await.unwrap();
                let mut texts = Vec::new();
                for _ in 0..10 {
                    vault.rotate_key(now()).await.unwrap();
                    texts.push(sealed(&vault, "mine").await);
                }
                texts
            })
        })
        .collect();
    let mut texts = Vec::new();
    for writer in writers {
        texts.extend(writer.await.unwrap());
    }
    while reads.load(Ordering::Relaxed) < 10 {
        tokio::task::yield_now().await;
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    let fresh = open(&path, false).await.unwrap();
    for text in &texts {
        assert_eq!(opened(&fresh, text).await, "mine");
    }
    assert_eq!(fresh.prune_keys().await.unwrap().len(), 40);
}

const CHILD: &str = "SKYTALLY_TEST_KEY_FILE";

/// Several processes start at once on an empty folder. Each is this test again, told by the environment to be one of them.
#[test]
fn of_processes_that_start_at_once_one_makes_the_key() {
    if let Some(path) = std::env::var_os(CHILD) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let keys = Keys::File(path.into());
        let vault = runtime.block_on(Vault::open(keys, Place::Inline, true, now())).unwrap();
        println!("fingerprint {}", vault.fingerprint());
        return;
    }
    for _ in 0..5 {
        let folder = Folder::new();
        let path = folder.path("data/vault.key");
        let start = || {
            let mut child = Command::new(std::env::current_exe().unwrap());
            child.args(["of_processes_that_start_at_once_one_makes_the_key", "--exact", "--nocapture"]);
            child.env(CHILD, &path).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let children: Vec<_> = (0..8).map(|_| start()).collect();
        let mut fingerprints = BTreeSet::new();
        let mut told = 0;
        for child in children {
            let output = child.wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
            let found = text.split("fingerprint ").nth(1).unwrap().lines().next().unwrap().to_owned();
            told += 1;
            fingerprints.insert(found);
        }
        assert_eq!((told, fingerprints.len()), (8, 1), "{fingerprints:?}");
        let keys: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        assert_eq!(keys["keys"].as_array().unwrap().len(), 1);
        assert_eq!(mode(&path), 0o600);
    }
}

//! Mail into a folder.

#![expect(clippy::unwrap_used, reason = "a test that panics has failed, as it should")]

use std::path::{Path, PathBuf};

use skytally_notify::{DeliveryError, FolderConfig, Letter, Mail, NotifyError, Transport, TransportConfig};

/// A folder that ends with the test.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("skytally-notify-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn mail() -> Mail {
    let link = "https://skytally.example/reset?token=0123456789abcdef0123456789abcdef&x=y".to_owned();
    Letter::ResetPassword { link, minutes: 60 }.render("ada@example.com", "0198-a").unwrap()
}

async fn open(path: &Path) -> Result<Transport, NotifyError> {
    let from = "Skytally für alle <skytally@example.com>".to_owned();
    Transport::open(TransportConfig::Folder(FolderConfig { path: path.to_owned(), from })).await
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_mail_becomes_one_readable_file_that_only_its_owner_reads() {
    let folder = Temporary::new("one");
    let path = folder.0.join("deep/mail");
    let transport = open(&path).await.unwrap();
    assert_eq!(transport.describe(), format!("mail goes nowhere but into the folder {}", path.display()));
    transport.check().await.unwrap();
    assert!(names(&path).is_empty());
    transport.deliver(&mail()).await.unwrap();
    // A second delivery of the same mail, as after a crash between sending and writing down that it was sent.
    transport.deliver(&mail()).await.unwrap();
    assert_eq!(names(&path), ["ada@example.com--choose-a-new-password-for-skytally--0198-a.eml"]);
    let file = path.join(&names(&path)[0]);
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(
        text.contains("\r\nhttps://skytally.example/reset?token=0123456789abcdef0123456789abcdef&x=y\r\n"),
        "{text}"
    );
    for header in [
        "To: ada@example.com\r\n",
        "Subject: Choose a new password for Skytally\r\n",
        "Message-ID: <0198-a@example.com>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "Content-Type: multipart/alternative;",
    ] {
        assert!(text.contains(header), "{header}: {text}");
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&path)), (0o600, 0o700));
    }
}

#[tokio::test]
async fn a_folder_that_is_none_is_refused_at_the_start_and_later_waited_for() {
    let folder = Temporary::new("none");
    std::fs::create_dir_all(&folder.0).unwrap();
    let file = folder.0.join("file");
    std::fs::write(&file, "x").unwrap();
    assert!(matches!(open(&file).await, Err(NotifyError::Folder { .. })));
    let path = folder.0.join("mail");
    let transport = open(&path).await.unwrap();
    std::fs::remove_dir_all(&path).unwrap();
    for result in [transport.deliver(&mail()).await, transport.check().await] {
        let Err(DeliveryError::Temporary(text)) = result else { panic!("{result:?}") };
        assert!(text.contains(&path.display().to_string()) && !text.contains("token"), "{text}");
    }
}

#[tokio::test]
async fn a_mail_made_by_hand_cannot_carry_headers() {
    let folder = Temporary::new("hand");
    let transport = open(&folder.0).await.unwrap();
    let bad = Mail { subject: "a\r\nBcc: eve@example.com".to_owned(), ..mail() };
    assert!(matches!(transport.deliver(&bad).await, Err(DeliveryError::Permanent(_))));
    assert!(names(&folder.0).is_empty());
}

//! Mail into a folder, one `.eml` file each: for a first look at the service, and for tests.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;

use super::{FolderConfig, sender};
use crate::error::{DeliveryError, NotifyError};
use crate::mail::{Form, Mail, key};

/// How much of the recipient and of the subject stands in a file's name, in characters.
const NAME_PART_MAX: usize = 40;

/// A folder for mail.
pub(super) struct Folder {
    path: PathBuf,
    from: Mailbox,
}

impl Folder {
    pub(super) async fn open(config: FolderConfig) -> Result<Self, NotifyError> {
        let from = sender(&config.from)?;
        let path = config.path.clone();
        let made = blocking(move || {
            make(&path)?;
            probe(&path)
        });
        made.await.map_err(|error| NotifyError::Folder {
            path: config.path.display().to_string(),
            reason: error.to_string(),
        })?;
        Ok(Self { path: config.path, from })
    }

    pub(super) fn describe(&self) -> String {
        format!("mail goes nowhere but into the folder {}", self.path.display())
    }

    pub(super) async fn deliver(&self, mail: &Mail) -> Result<(), DeliveryError> {
        let message = mail.compose(&self.from, Form::File).map_err(DeliveryError::Permanent)?;
        let name = file_name(mail).map_err(|error| DeliveryError::Permanent(error.to_string()))?;
        let path = self.path.clone();
        blocking(move || write(&path, &name, &message)).await.map_err(|error| self.failed(&error))
    }

    pub(super) async fn check(&self) -> Result<(), DeliveryError> {
        let path = self.path.clone();
        blocking(move || probe(&path)).await.map_err(|error| self.failed(&error))
    }

    fn failed(&self, error: &io::Error) -> DeliveryError {
        // A full disk is emptied, a folder that was moved comes back.
        DeliveryError::Temporary(format!(
            "the mail folder {} cannot be written: {error}",
            self.path.display()
        ))
    }
}

/// Recipient, subject and dedupe key. The same mail has the same name, so that a second delivery replaces the first.
fn file_name(mail: &Mail) -> Result<String, NotifyError> {
    let fit = |text: &str| {
        let kept = text.chars().map(|c| if c.is_alphanumeric() || "@.".contains(c) { c } else { ' ' });
        let words = kept.collect::<String>().to_lowercase();
        let joined = words.split_whitespace().collect::<Vec<_>>().join("-");
        let cut: String = joined.chars().filter(char::is_ascii).take(NAME_PART_MAX).collect();
        cut.trim_matches(['-', '.']).to_owned()
    };
    Ok(format!("{}--{}--{}.eml", fit(&mail.to), fit(&mail.subject), key(&mail.dedupe)?))
}

/// Runs what waits for a disk where it holds nobody up.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

/// Makes the folder, for its owner only: mails hold links that sign people in.
fn make(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// Whether a file can be made in the folder.
fn probe(folder: &Path) -> io::Result<()> {
    let path = folder.join(format!(".probe-{}", std::process::id()));
    private(&path)?;
    fs::remove_file(path)
}

/// A file that only its owner reads.
fn private(path: &Path) -> io::Result<File> {
    // What an earlier try left behind may be another's, or readable by others.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file that is there as a whole or not at all.
fn write(folder: &Path, name: &str, data: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!(".{name}.part"));
    let mut file = private(&draft)?;
    let written = file.write_all(data).and_then(|()| file.sync_all());
    if let Err(error) = written.and_then(|()| fs::rename(&draft, folder.join(name))) {
        // The first error is the one to tell.
        let _ = fs::remove_file(&draft);
        return Err(error);
    }
    // The name is in the folder's own data, which some systems cannot sync.
    if let Ok(folder) = File::open(folder) {
        let _ = folder.sync_all();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_readable_and_stay_in_the_folder() {
        let mail = |to: &str, subject: &str, dedupe: &str| Mail {
            to: to.to_owned(),
            subject: subject.to_owned(),
            text: String::new(),
            html: String::new(),
            dedupe: dedupe.to_owned(),
        };
        for (given, name) in [
            (mail("Ada@example.com", "Hello, World!", "0198"), "ada@example.com--hello-world--0198.eml"),
            (mail("a@b.co", "../../etc/passwd", "../x"), "a@b.co--etc-passwd--=2E=2E=2Fx.eml"),
            (mail("a@b.co", "日本", "1"), "a@b.co----1.eml"),
        ] {
            assert_eq!(file_name(&given).unwrap(), name);
        }
        let long = file_name(&mail(&format!("{}@b.co", "a".repeat(60)), &"s".repeat(300), &"k".repeat(160)))
            .unwrap();
        assert!(long.len() + ".".len() + ".part".len() <= 255, "{}", long.len());
    }
}

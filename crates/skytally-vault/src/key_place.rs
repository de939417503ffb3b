//! The key file on the disk: made by exactly one of several processes, changed in one step, closed to others.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::error::VaultError;
use crate::key_file::{FILE_MAX_BYTES, KeyRing};

/// Reads the key file, if nobody but its owner can.
pub(crate) fn read(path: &Path) -> Result<KeyRing, VaultError> {
    let failed = |error: io::Error| match error.kind() {
        ErrorKind::NotFound => VaultError::KeyFileMissing { path: path.to_owned() },
        _ => failure("read", path, &error),
    };
    let file = File::open(path).map_err(failed)?;
    // Of the opened file, so that nothing can be put in its place meanwhile.
    let about = file.metadata().map_err(failed)?;
    let malformed = |reason| VaultError::KeyFileMalformed { path: path.to_owned(), reason };
    if !about.is_file() {
        return Err(malformed("it is not a file".to_owned()));
    }
    closed_to_others(path, &about)?;
    let most = FILE_MAX_BYTES + 1;
    let mut text = Zeroizing::new(Vec::with_capacity(most));
    file.take(most as u64).read_to_end(&mut text).map_err(failed)?;
    KeyRing::parse(&text).map_err(malformed)
}

/// Reads the key file, after making it where there is none. Of several processes that do so at once, one makes it.
pub(crate) fn read_or_make(
    path: &Path,
    make: impl FnOnce() -> Result<KeyRing, VaultError>,
) -> Result<KeyRing, VaultError> {
    // A file that is there is not locked for: its folder may be closed to writing.
    if is_absent(path)? {
        let lock = Lock::take(path)?;
        if is_absent(path)? {
            write(path, &make()?)?;
            tracing::info!(path = %path.display(), "made a key file for the vault; keep a copy of it in a safe place");
        }
        drop(lock);
    }
    read(path)
}

/// Changes the key file in one step, with nobody else changing it in between. Gives what `change` gives beside the new keys.
pub(crate) fn change<T>(
    path: &Path,
    change: impl FnOnce(KeyRing) -> Result<(KeyRing, T), VaultError>,
) -> Result<(KeyRing, T), VaultError> {
    let lock = Lock::take(path)?;
    let (ring, told) = change(read(path)?)?;
    write(path, &ring)?;
    drop(lock);
    Ok((ring, told))
}

fn failure(act: &'static str, path: &Path, error: &io::Error) -> VaultError {
    VaultError::KeyFile { act, path: path.to_owned(), cause: error.to_string() }
}

fn is_absent(path: &Path) -> Result<bool, VaultError> {
    // A link that leads nowhere is not absent: something is meant to be there.
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(false),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(failure("read", path, &error)),
    }
}

/// A path beside the key file.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    path.with_file_name(format!(".{name}.{ending}"))
}

/// Held while the key file is made or changed. The system lets go of it when the process ends, however it ends.
struct Lock {
    _file: File,
}

impl Lock {
    fn take(path: &Path) -> Result<Self, VaultError> {
        let failed = |error: io::Error| failure("written", path, &error);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            make_folder(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        let file = closed(&mut options).open(beside(path, "lock")).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// Writes the whole file beside and puts it in place. Who reads meanwhile sees the old file or the new one. The lock is held.
fn write(path: &Path, ring: &KeyRing) -> Result<(), VaultError> {
    let text = ring.to_text();
    let text = text.map_err(|reason| VaultError::KeyFileMalformed { path: path.to_owned(), reason })?;
    let put = || -> io::Result<()> {
        // A link is followed, so that the file that it leads to is changed and not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let new = beside(&target, "new");
        // What an interrupted process left behind.
        match fs::remove_file(&new) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        let mut file = closed(options.write(true).create_new(true)).open(&new)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&new, &target)?;
        // The name, too, must outlive a loss of power.
        target.parent().filter(|folder| !folder.as_os_str().is_empty()).map_or(Ok(()), sync_folder)
    };
    put().map_err(|error| failure("written", path, &error))
}

#[cfg(unix)]
fn closed(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn closed(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn closed_to_others(path: &Path, about: &fs::Metadata) -> Result<(), VaultError> {
    let mode = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o7777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(VaultError::KeyFileOpen { path: path.to_owned(), mode })
}

#[cfg(not(unix))]
fn closed_to_others(_: &Path, _: &fs::Metadata) -> Result<(), VaultError> {
    // Elsewhere, who may read a file is no matter of nine bits; the folder's rights are inherited.
    Ok(())
}

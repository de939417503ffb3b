//! Where the catalogue's files come from: the program itself, or a folder.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../catalog");

/// A file of the catalogue.
#[derive(Debug)]
pub(crate) struct SourceFile {
    /// Its path inside the catalogue, with slashes.
    pub(crate) path: String,
    /// How people are told of it.
    pub(crate) shown: String,
    /// Whether it is of a user's own folder.
    pub(crate) own: bool,
    /// Its text.
    pub(crate) text: String,
}

/// The files that the program carries.
pub(crate) fn embedded() -> Vec<SourceFile> {
    fn walk(dir: &'static Dir<'static>, files: &mut Vec<SourceFile>) {
        for entry in dir.entries() {
            match entry {
                DirEntry::Dir(inner) => walk(inner, files),
                DirEntry::File(file) => {
                    let path = file.path().to_string_lossy().replace('\\', "/");
                    let text = String::from_utf8_lossy(file.contents()).into_owned();
                    files.push(SourceFile { shown: format!("catalog/{path}"), own: false, path, text });
                }
            }
        }
    }
    let mut files = Vec::new();
    walk(&EMBEDDED, &mut files);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// The files of a folder. Anything but a readable UTF-8 file is an error that names it.
pub(crate) fn folder(root: &Path) -> Result<Vec<SourceFile>, (PathBuf, String)> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let entries =
            fs::read_dir(&folder).map_err(|error| (folder.clone(), format!("cannot be read: {error}")))?;
        for entry in entries {
            let entry = entry.map_err(|error| (folder.clone(), format!("cannot be read: {error}")))?;
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path)
                .map_err(|error| (path.clone(), format!("cannot be read: {error}")))?;
            let inside = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(SourceFile { path: inside, shown: path.display().to_string(), own: true, text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

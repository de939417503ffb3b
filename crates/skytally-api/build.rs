//! Embeds the built console of `web/dist` into the crate, file by file. Without it the crate builds all the same.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = root.join("../../web/dist");
    // A path that is not there would count as changed at every build, and this crate would be compiled each time. Where the
    // folder cannot be made, that is so, and no more than that.
    let _ = fs::create_dir_all(&dist);
    println!("cargo:rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    walk(&dist, "", &mut files);
    files.sort();
    // Without its first page nothing else of it is of use.
    if !files.iter().any(|(name, _)| name == "index.html") {
        files.clear();
    }
    let mut code = String::from("&[\n");
    for (name, path) in &files {
        let _ = writeln!(code, "    ({name:?}, include_bytes!({path:?}).as_slice()),");
    }
    code.push_str("]\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("console.rs");
    if let Err(error) = fs::write(&out, code) {
        println!("cargo:error={} cannot be written: {error}", out.display());
    }
}

/// All files below a folder, by their paths inside it.
fn walk(folder: &Path, inside: &str, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        // A name that is no text is none that a page could ask for.
        let Ok(name) = entry.file_name().into_string() else { continue };
        let (path, name) = (entry.path(), format!("{inside}{name}"));
        if path.is_dir() {
            walk(&path, &format!("{name}/"), files);
        } else if let Ok(path) = path.canonicalize() {
            files.push((name, path));
        }
    }
}

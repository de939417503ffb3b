//! PostgreSQL for the tests, which start servers of their own.

use std::fs;
use std::path::{Path, PathBuf};

use crate::python::debian;
use crate::steps::Done;

/// Debian's package makes a cluster and a service of the whole machine, unless a file here says otherwise.
const DEBIAN_CLUSTERS: &str = "/etc/postgresql-common/createcluster.d";

/// The folder of PostgreSQL's programs. On Debian as root they are installed; elsewhere the command is named.
pub(crate) fn programs() -> Done<PathBuf> {
    let named = std::env::var_os("SKYTALLY_POSTGRES").filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(named) = named {
        let why =
            format!("SKYTALLY_POSTGRES names {}, which lacks initdb, postgres or psql", named.display());
        return Some(named).filter(|folder| complete(folder)).ok_or(why);
    }
    if let Some(found) = find() {
        return Ok(found);
    }
    install().map_err(|error| {
        format!(
            "PostgreSQL is missing; install it with: apt-get install postgresql, \
             or set SKYTALLY_POSTGRES to the folder of its programs ({error})"
        )
    })?;
    find()
        .ok_or_else(|| "PostgreSQL was installed, but its programs are not in /usr/lib/postgresql".to_owned())
}

fn install() -> Done {
    let folder = Path::new(DEBIAN_CLUSTERS);
    // Before anything is changed: elsewhere the folder means nothing.
    if !Path::new("/etc/debian_version").exists() {
        return debian(&["postgresql"]);
    }
    let file = folder.join("skytally.conf");
    let text = "# Written by cargo xtask test, which needs the programs and no server of the whole machine.\n\
                create_main_cluster = false\n";
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| format!("{}: {error}", file.display()))?;
    let installed = debian(&["postgresql"]);
    // Clusters that somebody makes later are theirs to configure.
    let removed = fs::remove_file(&file).map_err(|error| format!("{}: {error}", file.display()));
    installed.and(removed)
}

/// Debian's newest, or one on the path.
fn find() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().parse().unwrap_or(0_u32);
    let mut versions: Vec<_> = versions.map(|entry| (version(&entry), entry.path().join("bin"))).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions
        .into_iter()
        .rev()
        .map(|(_, bin)| bin)
        .chain(std::env::split_paths(&path))
        .find(|bin| complete(bin))
}

fn complete(folder: &Path) -> bool {
    ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).exists())
}

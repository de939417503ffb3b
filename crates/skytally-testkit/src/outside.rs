//! Data and tools outside the project.

use std::path::PathBuf;

use crate::root;

/// A file or folder beside the repository, in `../shared`, unless an environment variable names another.
///
/// Gives none, after saying so, where it need not be there.
///
/// # Panics
/// When it should be there and is not: in CI, or where the variable is set.
pub fn outside(name: &str, variable: &str) -> Option<PathBuf> {
    let given = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let path = given.clone().unwrap_or_else(|| root().join("../shared").join(name));
    if path.exists() {
        return Some(path);
    }
    let must = given.is_some() || std::env::var_os("CI").is_some();
    assert!(!must, "{} is not there; the test needs it ({variable} may name another place)", path.display());
    eprintln!("left out: {} is not there ({variable} may name another place)", path.display());
    None
}

/// The Python that has the packages of `demo/requirements.txt`, as `cargo xtask test` makes it.
///
/// # Panics
/// In CI, when there is none.
pub fn python() -> Option<PathBuf> {
    told("SKYTALLY_PYTHON", None)
}

/// The Python that has beancount, as `cargo xtask test` makes it.
///
/// # Panics
/// In CI, when there is none.
pub fn beancount_python() -> Option<PathBuf> {
    told("SKYTALLY_BEANCOUNT_PYTHON", None)
}

/// A program that `cargo xtask test` installs: as an environment variable names it, or by its own name on the path.
///
/// # Panics
/// In CI, when it is missing.
pub fn program(name: &str, variable: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    told(variable, found)
}

fn told(variable: &str, found: Option<PathBuf>) -> Option<PathBuf> {
    let given = std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let there = given.or(found);
    if there.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{variable} is not set; run the tests by cargo xtask test");
        eprintln!("left out: {variable} is not set; cargo xtask test sets it");
    }
    there
}

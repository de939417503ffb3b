//! The settings, as those who run the service meet them.

mod faults;
#[path = "../../tests/common/folder.rs"]
mod folder;
mod masks;
mod precedence;
mod reference;
mod values;

use std::ffi::OsString;
use std::path::Path;

use self::folder::Folder;
use super::fault::Faults;
use super::flags::{PlaceFlags, ServeFlags};
use super::sources::Sources;
use super::{DEFAULTS, Settings};

/// Reads settings in a folder in which there is `skytally.toml` with this text, unless it is empty.
fn read(folder: &Folder, toml: &str, variables: &[(&str, &str)]) -> Result<Settings, Faults> {
    read_with(folder, toml, variables, &ServeFlags::default())
}

/// The same with flags.
fn read_with(
    folder: &Folder,
    toml: &str,
    variables: &[(&str, &str)],
    flags: &ServeFlags,
) -> Result<Settings, Faults> {
    if !toml.is_empty() {
        folder.write("skytally.toml", toml);
    }
    let variables = variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value)));
    let current = Path::new(&folder.path("")).to_owned();
    Settings::from_sources(&Sources { flags, variables: variables.collect(), current })
}

/// What is wrong, with the folder's name taken out.
fn wrong(folder: &Folder, toml: &str, variables: &[(&str, &str)]) -> String {
    match read(folder, toml, variables) {
        Ok(_) => "nothing is wrong".to_owned(),
        Err(faults) => faults.to_string().replace(&folder.path(""), "[folder]/"),
    }
}

/// Flags that name a configuration file.
fn config(file: &str) -> ServeFlags {
    ServeFlags {
        place: PlaceFlags { config: Some(file.into()), ..PlaceFlags::default() },
        ..ServeFlags::default()
    }
}

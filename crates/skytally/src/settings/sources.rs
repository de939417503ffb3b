//! Where settings come from, and in which order they go before each other.

use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

use super::environment::{self, CONFIG};
use super::fault::{Fault, Faults, Origin};
use super::file::{self, FILE_MAX_BYTES};
use super::flags::ServeFlags;
use super::tree::{Leaf, Node, Raw, Table};

/// The name of the configuration file where nobody names one.
const NAME: &str = "skytally.toml";

/// Everything outside that settings may come from.
pub(crate) struct Sources<'a> {
    pub(crate) flags: &'a ServeFlags,
    pub(crate) variables: Vec<(OsString, OsString)>,
    /// The folder that the program was started in.
    pub(crate) current: PathBuf,
}

/// All layers, laid over each other.
pub(crate) struct Gathered {
    pub(crate) table: Table,
    /// The configuration file that was read.
    pub(crate) file: Option<PathBuf>,
    /// What is wrong with the layers themselves.
    pub(crate) faults: Vec<Fault>,
}

/// A configuration file, and why it is this one.
struct Found {
    file: PathBuf,
    in_data_folder: bool,
}

impl Sources<'_> {
    /// Lays the file over the defaults, the environment over the file, and the flags over all.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is no TOML: what else is wrong could follow from that.
    pub(crate) fn gather(&self) -> Result<Gathered, Faults> {
        let mut faults = Vec::new();
        let mut table = file::parse(super::DEFAULTS, &|_| Origin::Default).map_err(Faults::new)?;
        let variables = environment::layer(&self.variables, &mut faults);
        let flags = self.flags.layer(&mut faults);
        let folder = [&flags, &variables, &table].into_iter().find_map(data_folder);
        let folder = self.current.join(folder.unwrap_or_default());
        let found = self.find(&folder).map_err(|fault| Faults::new(vec![fault]))?;
        if let Some(found) = &found {
            let layer = read(&found.file).map_err(Faults::new)?;
            if let (true, Some(leaf)) = (found.in_data_folder, leaf(&layer, "data", "folder")) {
                let text = "data.folder stands in a file that was found by the data folder; take it out, or name \
                            the file by --config";
                faults.push(Fault::at(&leaf.origin, text));
            }
            table.lay(layer, "", &mut faults);
        }
        table.lay(variables, "", &mut faults);
        table.lay(flags, "", &mut faults);
        Ok(Gathered { table, file: found.map(|found| found.file), faults })
    }

    /// The configuration file: the one that is named, or else `skytally.toml` in the data folder or in the current
    /// one. If it is in both, nobody can know which is meant.
    fn find(&self, data: &Path) -> Result<Option<Found>, Fault> {
        let variable = self.variables.iter().find(|(name, value)| name == CONFIG && !value.is_empty());
        let named = match (&self.flags.place.config, variable) {
            (Some(file), _) => Some((file.clone(), Origin::Flag("--config"))),
            (None, Some((_, file))) => Some((PathBuf::from(file), Origin::Variable(CONFIG.to_owned()))),
            (None, None) => None,
        };
        if let Some((file, origin)) = named {
            let file = self.current.join(file);
            return if file.is_file() {
                Ok(Some(Found { file, in_data_folder: false }))
            } else {
                let text = format!("there is no file {}; name the configuration file", file.display());
                Err(Fault::at(&origin, text))
            };
        }
        let (there, here) = (data.join(NAME), self.current.join(NAME));
        let same = || matches!((there.canonicalize(), here.canonicalize()), (Ok(a), Ok(b)) if a == b);
        match (there.exists(), here.exists()) {
            (true, true) if !same() => Err(Fault::nowhere(format!(
                "there are two configuration files, {} and {}; say which is meant by --config",
                there.display(),
                here.display()
            ))),
            (true, _) => Ok(Some(Found { file: there, in_data_folder: true })),
            (false, true) => Ok(Some(Found { file: here, in_data_folder: false })),
            (false, false) => Ok(None),
        }
    }
}

/// Reads a configuration file.
fn read(path: &Path) -> Result<Table, Vec<Fault>> {
    let fault = |what: String| vec![Fault::nowhere(format!("{}: {what}", path.display()))];
    let open =
        std::fs::File::open(path).map_err(|error| fault(format!("the file cannot be read: {error}")))?;
    let mut bytes = Zeroizing::new(Vec::new());
    open.take(FILE_MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| fault(format!("the file cannot be read: {error}")))?;
    if bytes.len() as u64 > FILE_MAX_BYTES {
        let text = format!("the file has more than {FILE_MAX_BYTES} bytes; a configuration is smaller");
        return Err(fault(text));
    }
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        fault(format!("line {line} is not UTF-8; save the file as UTF-8"))
    })?;
    let shared: Arc<Path> = path.into();
    file::parse(text, &|line| Origin::File { file: Arc::clone(&shared), line })
}

/// A value of a section.
fn leaf<'t>(table: &'t Table, section: &str, key: &str) -> Option<&'t Leaf> {
    let Some(Node::Table(section)) = table.entries.get(section) else { return None };
    match section.entries.get(key) {
        Some(Node::Leaf(leaf)) => Some(leaf),
        _ => None,
    }
}

/// The data folder that a layer names.
fn data_folder(table: &Table) -> Option<&str> {
    match &leaf(table, "data", "folder")?.raw {
        Raw::Text(folder) | Raw::Words(folder) => Some(folder),
        _ => None,
    }
}

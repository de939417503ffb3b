//! What the command line says about settings.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum, ValueHint};
use zeroize::Zeroizing;

use super::fault::{Fault, Origin};
use super::tree::{Leaf, Raw, Table};

/// Which installation a command is about.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct PlaceFlags {
    /// Configuration file [default: skytally.toml in the data folder, or in the current one]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Settings")]
    pub(crate) config: Option<PathBuf>,
    /// Data folder [setting: data.folder]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Settings")]
    pub(crate) data: Option<PathBuf>,
}

/// The settings that are so common that they have flags.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct ServeFlags {
    #[command(flatten)]
    pub(crate) place: PlaceFlags,
    /// Address and port to listen on [setting: server.listen]
    #[arg(long, value_name = "ADDR:PORT", help_heading = "Settings")]
    pub(crate) listen: Option<String>,
    /// Form of the log [setting: log.format]
    #[arg(long, value_name = "FORM", value_parser = ["human", "json"], help_heading = "Settings")]
    pub(crate) log_format: Option<String>,
    /// What to log, such as info or warn,skytally_app=debug [setting: log.filter]
    #[arg(long, value_name = "FILTER", help_heading = "Settings")]
    pub(crate) log: Option<String>,
    /// Who reads pictures of receipts: a flag of the commands that read one.
    #[arg(skip)]
    pub(crate) pictures_by: Option<String>,
}

impl From<&PlaceFlags> for ServeFlags {
    fn from(place: &PlaceFlags) -> Self {
        Self { place: place.clone(), ..Self::default() }
    }
}

impl ServeFlags {
    /// The settings among the flags.
    pub(super) fn layer(&self, faults: &mut Vec<Fault>) -> Table {
        let mut table = Table::new(Origin::Default);
        let mut put = |path: &[&str], flag: &'static str, value: Option<&str>| {
            let Some(value) = value else { return };
            let leaf = Leaf { raw: Raw::Words(Zeroizing::new(value.to_owned())), origin: Origin::Flag(flag) };
            table.put(path, leaf, faults);
        };
        let data = self.place.data.as_deref().map(Path::to_str);
        put(&["data", "folder"], "--data", data.flatten());
        put(&["server", "listen"], "--listen", self.listen.as_deref());
        put(&["log", "format"], "--log-format", self.log_format.as_deref());
        put(&["log", "filter"], "--log", self.log.as_deref());
        put(&["receipt_reader", "pictures_by"], "--pictures-by", self.pictures_by.as_deref());
        if data == Some(None) {
            faults.push(Fault::at(&Origin::Flag("--data"), "the folder's name is not UTF-8; choose another"));
        }
        table
    }
}

/// `skytally config`.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    pub(crate) command: ConfigCommand,
}

/// What to do with the configuration.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Print what is in force, and where each value was given; secrets are masked
    Show {
        #[command(flatten)]
        flags: ServeFlags,
        /// Form of the answer
        #[arg(long, value_enum, default_value_t = ShowFormat::Toml)]
        format: ShowFormat,
    },
    /// Say whether the configuration is good, and if not, all that is wrong with it
    Check {
        #[command(flatten)]
        flags: ServeFlags,
    },
    /// Print the file of defaults, which explains every setting
    Defaults,
}

/// The form in which settings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ShowFormat {
    /// As a configuration file; comments say where the values were given
    Toml,
    /// Objects with `value` and `origin`
    Json,
}

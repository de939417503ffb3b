//! The settings of the service: defaults, the configuration file, the environment, flags; checked as a whole.
//!
//! The file of defaults (`settings/defaults.toml`) is the reference: it explains every setting, and it is the first
//! layer that is read. Over it come `skytally.toml`, variables such as `SKYTALLY_SERVER__LISTEN`, and flags. Everything
//! that is wrong is told at once, with the place where it stands.

pub(crate) mod address;
mod environment;
mod fault;
mod file;
pub(crate) mod flags;
mod form;
mod near;
mod reader;
pub(crate) mod secret;
pub(crate) mod sections;
mod show;
mod sources;
#[cfg(test)]
mod tests;
mod tree;

use std::path::{Path, PathBuf};

use serde_json::Value;

use self::fault::{Fault, Faults, Origin};
use self::flags::ServeFlags;
use self::reader::Reader;
use self::sections::{
    Cache, Catalog, Collection, Data, Limits, Log, Mail, People, ReceiptReader, Receipts, Retention, Server,
    Store, Telemetry, Vault,
};
use self::show::Shown;
use self::sources::{Gathered, Sources};

/// The file of defaults, which explains every setting.
pub(crate) const DEFAULTS: &str = include_str!("settings/defaults.toml");

/// Everything that an operator may set. There are secrets in it, so it has no `Debug`.
pub(crate) struct Settings {
    pub(crate) data: Data,
    pub(crate) server: Server,
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) mail: Mail,
    pub(crate) people: People,
    pub(crate) limits: Limits,
    pub(crate) collection: Collection,
    pub(crate) receipts: Receipts,
    pub(crate) receipt_reader: ReceiptReader,
    pub(crate) cache: Cache,
    pub(crate) retention: Retention,
    pub(crate) log: Log,
    pub(crate) telemetry: Telemetry,
    pub(crate) catalog: Catalog,
    /// The configuration file that was read, if there is one.
    pub(crate) file: Option<PathBuf>,
    /// What is not wrong, but hardly meant.
    pub(crate) warnings: Vec<Fault>,
    shown: Vec<Shown>,
}

impl Settings {
    /// Gathers the settings from the file, the environment and the flags.
    ///
    /// # Errors
    ///
    /// Everything that is wrong, each with its place and what to do about it. No secret is in it.
    pub(crate) fn load(flags: &ServeFlags) -> Result<Self, Faults> {
        let current = std::env::current_dir().map_err(|error| {
            let text = format!("the current folder cannot be found: {error}; start from another");
            Faults::new(vec![Fault::nowhere(text)])
        })?;
        Self::from_sources(&Sources { flags, variables: std::env::vars_os().collect(), current })
    }

    /// The same from given sources.
    fn from_sources(sources: &Sources<'_>) -> Result<Self, Faults> {
        let Gathered { table, file, mut faults } = sources.gather()?;
        let mut reader = Reader::new(&sources.current);
        let mut root = reader.root(table);
        let data = root.section("data", Data::read);
        let folder = data.as_ref().map(|data| data.folder.clone());
        let folder = folder.as_deref();
        let server = root.section("server", Server::read);
        let store = root.section("store", |section| Store::read(section, folder));
        let vault = root.section("vault", |section| Vault::read(section, folder));
        let mail = root.section("mail", |section| Mail::read(section, folder));
        let people = root.section("people", People::read);
        let limits = root.section("limits", Limits::read);
        let collection = root.section("collection", Collection::read);
        let receipts = root.section("receipts", |section| Receipts::read(section, folder));
        let receipt_reader = root.section("receipt_reader", ReceiptReader::read);
        let cache = root.section("cache", Cache::read);
        let retention = root.section("retention", Retention::read);
        let log = root.section("log", Log::read);
        let telemetry = root.section("telemetry", Telemetry::read);
        let catalog = root.section("catalog", Catalog::read);
        root.end();
        let findings = reader.finish();
        faults.extend(findings.faults);
        let mut warnings = findings.warnings;
        warnings.extend(file.as_deref().and_then(|file| readable_by_all(file, &findings.shown)));
        if !faults.is_empty() {
            return Err(Faults::new(faults));
        }
        let settings = || {
            Some(Self {
                data: data?,
                server: server?,
                store: store?,
                vault: vault?,
                mail: mail?,
                people: people?,
                limits: limits?,
                collection: collection?,
                receipts: receipts?,
                receipt_reader: receipt_reader?,
                cache: cache?,
                retention: retention?,
                log: log?,
                telemetry: telemetry?,
                catalog: catalog?,
                file,
                warnings,
                shown: findings.shown,
            })
        };
        // A section that could not be read has told its fault. Should it not have, this is no reason to go on.
        settings().ok_or_else(|| Faults::new(vec![Fault::nowhere("a section could not be read")]))
    }

    #[cfg(test)]
    /// Where a setting such as `server.listen` was given; of a list, where the first item's was. None if there is no
    /// such setting.
    pub(crate) fn origin(&self, path: &str) -> Option<&Origin> {
        let (section, key) = path.rsplit_once('.')?;
        self.shown
            .iter()
            .find(|shown| shown.section == section && shown.key == key)
            .map(|shown| &shown.origin)
    }

    /// What is in force as a configuration file, secrets masked, with the origin of each value as a comment.
    pub(crate) fn to_toml(&self) -> String {
        show::toml(&self.shown)
    }

    /// What is in force as objects with `value` and `origin`, secrets masked.
    pub(crate) fn to_json(&self) -> Value {
        show::json(&self.shown)
    }
}

/// The warning about a configuration file that holds a secret and that everybody on the machine may read.
#[cfg(unix)]
fn readable_by_all(file: &Path, shown: &[Shown]) -> Option<Fault> {
    use std::os::unix::fs::PermissionsExt as _;
    let secret =
        shown.iter().find(|shown| shown.is_masked() && matches!(shown.origin, Origin::File { .. }))?;
    let mode = std::fs::metadata(file).ok()?.permissions().mode();
    let text = format!(
        "{}.{} is a secret, and everybody on this machine may read the file; take that right away (chmod 600), or \
         give the secret in a file of its own",
        secret.section, secret.key
    );
    (mode & 0o004 != 0).then(|| Fault::at(&secret.origin, text))
}

/// Elsewhere rights are not a number.
#[cfg(not(unix))]
fn readable_by_all(_: &Path, _: &[Shown]) -> Option<Fault> {
    None
}

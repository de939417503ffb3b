//! `[store]`: the database.

use std::path::{Path, PathBuf};

use crate::settings::address::DatabaseUrl;
use crate::settings::form::{Form, Refusal, whole};
use crate::settings::reader::Section;
use crate::settings::show::Plain;
use crate::settings::tree::Raw;

/// The file of the database in the data folder.
const FILE: &str = "skytally.db";

/// The database.
pub(crate) struct Store {
    pub(crate) database: Database,
    /// How many connections one node opens.
    pub(crate) connections_max: u32,
}

/// Which database it is.
pub(crate) enum Database {
    /// SQLite in this file.
    Sqlite(PathBuf),
    /// PostgreSQL at this address.
    Postgres(DatabaseUrl),
}

impl Store {
    pub(crate) fn read(section: &mut Section<'_>, data: Option<&Path>) -> Option<Self> {
        let url = section.value("url", database());
        let password = section.secret_file("password_file");
        let connections_max = section.value("connections_max", whole(1..=500));
        let database = match (url?, password?) {
            (None, None) => {
                let file = data?.join(FILE);
                section.means("url", format!("SQLite in {}", file.display()));
                Database::Sqlite(file)
            }
            (None, Some(_)) => {
                section
                    .fault("password_file", "is given, but SQLite has no password; give store.url as well");
                return None;
            }
            (Some(url), Some(_)) if url.has_password() => {
                section.fault("password_file", "is given, and store.url holds a password too; take one away");
                return None;
            }
            (Some(mut url), Some(password)) => {
                if !url.set_password(&password) {
                    section.fault(
                        "url",
                        "names no user whose password store.password_file could hold; write it as \
                         postgres://user@host/database",
                    );
                    return None;
                }
                Database::Postgres(url)
            }
            (Some(url), None) => Database::Postgres(url),
        };
        Some(Self { database, connections_max: connections_max? })
    }
}

/// Nothing, or the address of a PostgreSQL database. No message repeats it, since it may hold a password.
fn database() -> Form<Option<DatabaseUrl>> {
    let expected = "an address such as postgres://user:password@host:5432/database, or nothing for SQLite";
    Form::new(expected, |raw, _| match raw {
        Raw::Text(text) | Raw::Words(text) if text.is_empty() => Ok((None, Plain::text(""))),
        Raw::Text(text) | Raw::Words(text) => {
            let url = DatabaseUrl::parse(text)?;
            let plain = Plain::Text(url.masked());
            Ok((Some(url), plain))
        }
        _ => Err(Refusal::OtherHidden),
    })
}

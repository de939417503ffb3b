//! The books of the installation itself: its database and keys, entered by whoever runs the program on the machine.
//!
//! A service may go on meanwhile. SQLite has one writer at a time, in whichever process, and the others wait for it; what a process
//! keeps of answers bears the stamp of what it read.

use std::sync::Arc;

use skytally_app::books::AccountBalances;
use skytally_app::{App, AppError, Caller, WorkspaceName};
use skytally_model::WorkspaceId;
use skytally_store::Place;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::settings::flags::PlaceFlags;
use crate::settings::near::most_alike;
use crate::wire;

/// So many names are told where none is like the one that was given.
const NAMES_TOLD: usize = 20;

/// The application, and the operator who uses it.
pub(super) struct Inside {
    pub(super) app: Arc<App>,
    pub(super) caller: Caller,
}

/// Opens the installation, does the work, and closes it.
pub(super) fn inside(
    place: &PlaceFlags,
    work: impl AsyncFnOnce(&Inside) -> Result<u8, Failure>,
) -> Result<u8, Failure> {
    let settings = match Settings::load(&place.into()) {
        Ok(settings) => settings,
        Err(faults) => return Ok(faults.say()),
    };
    wire::block_on(async {
        if let Place::File(file) = wire::place(&settings)
            && !file.exists()
        {
            return Err(Failure::run(format!("there is no database {}", file.display())));
        }
        let public_url = settings.server.public_url(settings.server.listen);
        // No task is started, so nothing is leased under this name.
        let app = wire::app(&settings, &public_url, "command line".to_owned()).await?;
        let inside = Inside { app, caller: Caller::operator() };
        let done = work(&inside).await;
        inside.app.close().await;
        done
    })
}

impl Inside {
    /// The workspace that somebody names, by its id or by its name.
    pub(super) async fn workspace(&self, given: &str) -> Result<WorkspaceName, Failure> {
        let all = self.app.workspace_names(&self.caller).await?;
        let id: Option<WorkspaceId> = given.parse().ok();
        if let Some(found) = all.iter().find(|workspace| Some(workspace.id) == id) {
            return Ok(found.clone());
        }
        let exactly = |workspace: &&WorkspaceName| workspace.name == given;
        let alike = |workspace: &&WorkspaceName| workspace.name.to_lowercase() == given.to_lowercase();
        let mut found: Vec<&WorkspaceName> = all.iter().filter(exactly).collect();
        if found.is_empty() {
            found = all.iter().filter(alike).collect();
        }
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] => {
                let names: Vec<&str> = all.iter().map(|workspace| workspace.name.as_str()).collect();
                Err(no_such("workspace", given, &names))
            }
            several => {
                let ids: Vec<String> = several.iter().map(|workspace| workspace.id.to_string()).collect();
                Err(Failure::usage(format!(
                    "{} workspaces are called {given}; name one by its id: {}",
                    several.len(),
                    ids.join(", ")
                )))
            }
        }
    }

    /// The workspace that somebody names, which must have books.
    pub(super) async fn books(&self, given: &str) -> Result<WorkspaceName, Failure> {
        let workspace = self.workspace(given).await?;
        if workspace.books {
            return Ok(workspace);
        }
        Err(Failure::run(format!(
            "the workspace {} has no books; an admin opens them in the console",
            workspace.name
        )))
    }
}

/// How an account is called: `Assets:Bank account`.
pub(super) fn path(account: &AccountBalances) -> String {
    format!("{}:{}", account.account.kind.root(), account.full_name)
}

/// The account that somebody names: by its number, its path with or without the first part, or its own name.
pub(super) fn account<'a>(all: &'a [AccountBalances], given: &str) -> Result<&'a AccountBalances, Failure> {
    if let Ok(no) = given.parse::<i64>() {
        return all
            .iter()
            .find(|with| with.account.no.0 == no)
            .ok_or_else(|| Failure::usage(format!("there is no ledger account {no}")));
    }
    let small = given.to_lowercase();
    type Called<'c> = &'c dyn Fn(&AccountBalances) -> bool;
    let ways: [Called<'_>; 4] = [
        &|with| path(with) == given,
        &|with| path(with).to_lowercase() == small,
        &|with| with.full_name.to_lowercase() == small,
        &|with| with.account.name.to_lowercase() == small,
    ];
    for called in ways {
        let found: Vec<&AccountBalances> = all.iter().filter(|with| called(with)).collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(one),
            several => {
                let paths: Vec<String> = several.iter().map(|with| path(with)).collect();
                return Err(Failure::usage(format!(
                    "{} ledger accounts are called {given}; name one by its path: {}",
                    several.len(),
                    paths.join(", ")
                )));
            }
        }
    }
    let paths: Vec<String> = all.iter().map(path).collect();
    let names = all.iter().map(|with| with.account.name.as_str());
    let names: Vec<&str> = paths.iter().map(String::as_str).chain(names).collect();
    Err(no_such("ledger account", given, &names))
}

/// There is no such name; what is near is said.
fn no_such(what: &str, given: &str, names: &[&str]) -> Failure {
    let hint = match most_alike(given, names) {
        Some(near) => format!("did you mean {near}?"),
        None if names.is_empty() => "there is none".to_owned(),
        None => {
            let more = if names.len() > NAMES_TOLD { ", …" } else { "" };
            format!("there are {}{more}", names[..names.len().min(NAMES_TOLD)].join(", "))
        }
    };
    Failure::usage(format!("there is no {what} {given}; {hint}"))
}

/// A document for programs.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let mut text = serde_json::to_string_pretty(value).map_err(Failure::run)?;
    text.push('\n');
    Ok(text)
}

/// A failure of which the sentence says to what it belongs.
pub(super) fn of(what: &str, error: &AppError) -> Failure {
    Failure::run(format!("{what}: {error}"))
}

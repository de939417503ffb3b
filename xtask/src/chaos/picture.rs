//! What is shown of a cloud account: it must always be the picture of one whole run.

use std::collections::BTreeSet;

use super::http::{Client, number, text};
use crate::steps::Done;

/// One generation as the API shows it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) documents: BTreeSet<String>,
    /// Those that are open, muted or not.
    pub(crate) findings: BTreeSet<String>,
}

/// A cloud account and the whole pictures that there are of it.
pub(crate) struct Watched {
    pub(crate) workspace: String,
    pub(crate) account: String,
    /// One for each state of the estate.
    pub(crate) states: Vec<Picture>,
    /// The newest generation that was seen.
    pub(crate) generation: i64,
}

/// How often a picture is taken anew because a run has ended in between.
const TRIES: usize = 20;

/// How an error begins that says that a picture is wrong.
pub(crate) const NOT_WHOLE: &str = "what is shown is wrong: account";

impl Watched {
    pub(crate) fn new(workspace: &str, account: &str) -> Self {
        Self {
            workspace: workspace.to_owned(),
            account: account.to_owned(),
            states: Vec::new(),
            generation: 0,
        }
    }

    fn path(&self) -> String {
        format!("/api/v1/workspaces/{}/accounts/{}", self.workspace, self.account)
    }

    /// The newest generation, and whether a run goes on or was left unfinished.
    pub(crate) fn newest(&self, client: &Client) -> Done<(i64, bool)> {
        let account = client.get(&self.path())?;
        let run = account.pointer("/newest_run/state").and_then(serde_json::Value::as_str);
        Ok((number(&account, "generation"), run == Some("running")))
    }

    /// Asks for a run. Too many requests are no failure: they are told to come later.
    pub(crate) fn collect(&self, client: &Client) -> Done<bool> {
        let answer = client.ask("POST", &format!("{}/collect", self.path()), None, &[])?;
        match answer.status {
            202 => Ok(true),
            429 => Ok(false),
            _ => Err(format!("a run cannot be asked for: {}", answer.said())),
        }
    }

    /// The generation and its picture, if no run ended while it was taken.
    pub(crate) fn take(&self, client: &Client) -> Done<Option<(i64, Picture)>> {
        for _ in 0..TRIES {
            let (before, _) = self.newest(client)?;
            let of = format!("account={}&limit=200", self.account);
            let base = format!("/api/v1/workspaces/{}", self.workspace);
            let documents = client.all(&format!("{base}/resources?{of}"))?;
            let findings = client.all(&format!("{base}/findings?{of}"))?;
            if self.newest(client)?.0 != before {
                continue;
            }
            let name =
                |one: &serde_json::Value| [text(one, "kind"), text(one, "region"), text(one, "id")].join(" ");
            let open = findings.iter().filter(|one| text(one, "state") == "open").map(|one| text(one, "id"));
            let picture =
                Picture { documents: documents.iter().map(name).collect(), findings: open.collect() };
            return Ok(Some((before, picture)));
        }
        Ok(None)
    }

    /// Makes sure that what is shown is one of the whole pictures, and no older than what was seen before. Gives whether
    /// there was something to look at.
    pub(crate) fn check(&mut self, client: &Client) -> Done<bool> {
        let Some((generation, picture)) = self.take(client)? else { return Ok(false) };
        if generation < self.generation {
            return Err(format!(
                "{NOT_WHOLE} {}: generation {} was shown before, now {generation}",
                self.account, self.generation
            ));
        }
        self.generation = generation;
        if self.states.contains(&picture) {
            return Ok(true);
        }
        let fits = |part: fn(&Picture) -> &BTreeSet<String>| {
            self.states.iter().position(|state| part(state) == part(&picture))
        };
        Err(format!(
            "{NOT_WHOLE} {}: generation {generation} is not one whole picture: {} documents (of state {:?}), {} findings (of state {:?})",
            self.account,
            picture.documents.len(),
            fits(|picture| &picture.documents),
            picture.findings.len(),
            fits(|picture| &picture.findings),
        ))
    }
}

//! The sample estate: a cloud account with no AWS behind it, so that whoever has none yet sees every page alive.
//!
//! Its resources come out of a file that `cargo xtask sample` made of the demo estate. Everything after that is what a run
//! does: they are evaluated by the same checks, compared, staged and published, twice, so that there is a past.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;
use skytally_catalog::Catalog;
use skytally_model::{
    AccountId, Coverage, CoverageState, Document, Generation, KindId, LinkId, LookPrice, Partition, Region,
    WorkspaceId,
};
use skytally_store::{Access, Account, NewAccount, Origin, Run, StoreError, Trigger, WorkspaceScope};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// What it is called.
const SAMPLE_NAME: &str = "Sample estate";
/// The file: a line about the whole, then a line for each resource.
const ESTATE: &str = include_str!("../sample/estate.jsonl");
/// How long before the newest generation the one before is said to have been.
const PAST: SignedDuration = SignedDuration::from_hours(3 * 24);
/// What the runs say of themselves.
const NOTE: &str = "this is the sample estate: nobody asked AWS for it";

/// A state of the estate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Some days ago.
    Older,
    /// Now.
    Newer,
}

/// The file's first line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    account: AccountId,
    partition: Partition,
    caller: String,
    regions: Vec<Region>,
    /// The kinds that were looked for: of those that the catalogue got since, nothing is known.
    kinds: Vec<KindId>,
    /// Listings that were not seen.
    unseen: BTreeMap<State, Vec<Coverage>>,
}

/// A further line: a resource, in one of the states or, without `state`, in both.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(default)]
    state: Option<State>,
    document: Document,
}

/// The file.
struct Estate {
    head: Head,
    lines: Vec<Line>,
}

impl Estate {
    fn read(text: &str) -> std::result::Result<Self, serde_json::Error> {
        let mut lines = text.lines();
        let head = serde_json::from_str(lines.next().unwrap_or_default())?;
        let lines = lines.map(serde_json::from_str).collect::<std::result::Result<_, _>>()?;
        Ok(Self { head, lines })
    }

    /// What a run would have seen.
    fn generation(&self, catalog: &Catalog, state: State, at: Timestamp) -> Generation {
        let head = &self.head;
        let documents: Vec<Document> = self
            .lines
            .iter()
            .filter(|line| line.state.is_none_or(|own| own == state))
            .map(|line| line.document.clone())
            .collect();
        let unseen = head.unseen.get(&state).map(Vec::as_slice).unwrap_or_default();
        let global = [Region::global()];
        let mut coverage = Vec::new();
        for kind in catalog.kinds() {
            let regions = if kind.global { &global[..] } else { &head.regions };
            for region in regions {
                let same = |seen: &&Coverage| seen.kind == kind.kind && seen.region == *region;
                let state = match unseen.iter().find(same) {
                    Some(unseen) => unseen.state.clone(),
                    None if head.kinds.contains(&kind.kind) => CoverageState::Complete,
                    None => CoverageState::NotCollected,
                };
                coverage.push(Coverage {
                    kind: kind.kind.clone(),
                    region: region.clone(),
                    state,
                    documents: documents
                        .iter()
                        .filter(|d| d.kind == kind.kind && d.region == *region)
                        .count(),
                });
            }
        }
        Generation {
            account: head.account.clone(),
            partition: head.partition,
            caller: head.caller.clone(),
            started: at,
            ended: at,
            regions: head.regions.clone(),
            coverage,
            documents,
            cancelled: false,
            // Nobody asked AWS.
            price: LookPrice::default(),
        }
    }
}

impl App {
    /// Fills a workspace with the sample estate. Whoever goes away meanwhile gets it all the same.
    ///
    /// # Errors
    /// They may not; it is there already (`AlreadyThere`), or is being filled; the workspace has too many cloud accounts.
    pub async fn fill_with_sample(
        self: &Arc<Self>,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<(Account, Option<Run>)> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let (app, origin) = (Arc::clone(self), self.origin(caller));
        let filled = tokio::spawn(async move { app.fill(&scope, &origin).await });
        filled.await.map_err(|error| AppError::Internal(format!("the sample broke off: {error}")))?
    }

    async fn fill(&self, scope: &WorkspaceScope, origin: &Origin) -> Result<(Account, Option<Run>)> {
        let estate = Estate::read(ESTATE)
            .map_err(|error| AppError::Internal(format!("the sample estate cannot be read: {error}")))?;
        let account = self.sample_account(scope, origin, &estate).await?;
        let now = self.now();
        // Where an earlier attempt broke off, this one goes on.
        let past = [(State::Older, now - PAST), (State::Newer, now)];
        for (generation, (state, at)) in
            (0..).zip(past).skip_while(|(number, _)| *number < account.generation)
        {
            self.publish_sample(scope, (account.id, generation), &estate, state, at).await?;
        }
        let account = self.store.account(scope, account.id, self.now()).await?;
        let run = self.store.runs(scope, account.id, None, 1).await?.into_iter().next();
        Ok((account, run))
    }

    /// The account of the sample estate, linked if it is not there, or not whole yet.
    async fn sample_account(
        &self,
        scope: &WorkspaceScope,
        origin: &Origin,
        estate: &Estate,
    ) -> Result<Account> {
        if let Some(account) = self.unfinished_sample(scope).await? {
            return Ok(account);
        }
        let new = NewAccount {
            aws_account: estate.head.account.clone(),
            partition: estate.head.partition,
            name: SAMPLE_NAME.to_owned(),
            access: Access::Sample,
            sealed: None,
            trust: Value::Object(serde_json::Map::new()),
            settings: self.fresh_settings(),
        };
        let (id, most) = (self.store.new_link_id(origin.at), self.config.limits.accounts_per_workspace);
        match self.store.link_account(scope, origin, id, &new, most).await {
            // Somebody else may have been faster.
            Err(StoreError::Conflict(why)) => {
                self.unfinished_sample(scope).await?.ok_or(AppError::Conflict(why))
            }
            linked => Ok(linked?),
        }
    }

    /// A sample estate whose filling broke off, if there is one.
    ///
    /// # Errors
    /// There is one that is whole.
    async fn unfinished_sample(&self, scope: &WorkspaceScope) -> Result<Option<Account>> {
        let accounts = self.store.accounts(scope, self.now()).await?;
        match accounts.into_iter().find(|account| account.access == Access::Sample) {
            Some(account) if account.generation >= 2 => Err(AppError::AlreadyThere(format!(
                "the workspace has the sample estate already, as {:?}: unlink that first to have it anew",
                account.name
            ))),
            account => Ok(account),
        }
    }

    /// Publishes a state of the estate, as a run would.
    async fn publish_sample(
        &self,
        scope: &WorkspaceScope,
        after: (LinkId, i64),
        estate: &Estate,
        state: State,
        at: Timestamp,
    ) -> Result<()> {
        let hold = self.config.collection.lease;
        let (lease, account) =
            self.store.lease_sample(scope, after, &self.config.node, self.now(), hold).await?;
        let generation = estate.generation(&self.catalog, state, at);
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let (listings, documents) = (count(generation.coverage.len()), count(generation.documents.len()));
        let run = self.store.begin_run(&lease, Trigger::Wanted, at).await?;
        self.store.run_progress(&lease, run, at, (listings, listings, documents)).await?;
        self.publish(&lease, run, &account, generation, vec![NOTE.to_owned()], Some(at)).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn states() -> [Generation; 2] {
        let (estate, catalog) = (Estate::read(ESTATE).unwrap(), Catalog::embedded().unwrap());
        let now: Timestamp = "2026-12-01T00:00:00Z".parse().unwrap();
        [State::Older, State::Newer].map(|state| estate.generation(&catalog, state, now))
    }

    #[test]
    fn each_state_is_a_picture_of_one_account_with_something_unseen() {
        for generation in states() {
            assert!(generation.is_partial() && !generation.cancelled);
            assert!(generation.documents.len() > 150, "{}", generation.documents.len());
            let keys: BTreeSet<_> =
                generation.documents.iter().map(|d| (&d.kind, &d.region, d.id.as_str())).collect();
            assert_eq!(keys.len(), generation.documents.len(), "a resource stands there twice");
            assert!(generation.documents.iter().all(|d| d.account == generation.account));
            assert!(generation.coverage.iter().any(|c| !c.state.is_known()), "every listing was seen");
            let hidden =
                generation.documents.iter().flat_map(|d| d.parts.values()).filter(|p| p.cause().is_some());
            assert!(hidden.count() > 0, "every part was seen");
            // What stands there was listed.
            for document in &generation.documents {
                let listed = generation.coverage.iter().any(|c| {
                    c.kind == document.kind && (c.region == document.region || c.region.is_global())
                });
                assert!(listed, "{} in {}", document.kind, document.region);
            }
        }
    }

    #[test]
    fn resources_came_went_and_changed_between_the_states() {
        let [older, newer] = states().map(|generation| {
            let key = |d: &Document| (d.kind.clone(), d.region.clone(), d.id.clone());
            generation.documents.into_iter().map(|d| (key(&d), d)).collect::<BTreeMap<_, _>>()
        });
        let added = newer.keys().filter(|key| !older.contains_key(*key)).count();
        let gone = older.keys().filter(|key| !newer.contains_key(*key)).count();
        let changed =
            newer.iter().filter(|(key, d)| older.get(*key).is_some_and(|before| before != *d)).count();
        assert!(added >= 3 && gone >= 2 && changed >= 3, "{added} added, {gone} gone, {changed} changed");
    }

    #[test]
    fn the_file_is_small_and_of_no_real_account() {
        assert!(ESTATE.len() < 300_000, "{}", ESTATE.len());
        // AWS gives no account this number.
        assert_eq!(Estate::read(ESTATE).unwrap().head.account.as_str(), "000000000000");
    }
}

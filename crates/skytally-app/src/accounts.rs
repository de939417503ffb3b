//! Cloud accounts: linking by role or key, testing, settings, pausing, unlinking, and asking for a run.

use std::sync::Arc;

use futures_util::{StreamExt as _, stream};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use skytally_collect::{Selection, enabled_regions};
use skytally_model::{AccountId, LinkId, Partition, Region, RoleArn, RunId, WorkspaceId};
use skytally_store::{Access, Account, AccountSettings, NewAccount, Run, WorkspaceScope};
use skytally_vault::{Context, Sealed, Secret};

use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::cloud::{
    self, Answer, EXTERNAL_ID_BYTES, KeyAge, Member, Permissions, Proof, external_id, organization_accounts,
    quick_create_link,
};
use crate::error::{AppError, Result};
use crate::settings::{SettingsChange, changed};

/// How long an external id may be linked with.
const OFFER_HOLDS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A test of permissions ends after this.
const TEST_MAX: std::time::Duration = std::time::Duration::from_secs(60);
/// Accounts that are linked by one request.
pub const MANY_MAX: usize = 100;
/// Of them, those that are proved at the same time.
const LINKS_AT_ONCE: usize = 10;

/// What somebody needs to make the role.
pub struct LinkOffer {
    /// What the role's trust must demand.
    pub external_id: String,
    /// Whom the role must trust.
    pub principal: String,
    /// The CloudFormation template.
    pub template: String,
    /// A link that opens CloudFormation with everything filled in; none where the template is in no bucket.
    pub quick_create: Option<String>,
    /// Until when the external id can be linked with.
    pub expires: Timestamp,
}

/// How a cloud account is to be reached.
pub enum AccessForm {
    /// By a role.
    Role {
        /// The role.
        role: RoleArn,
        /// The external id that we made.
        external_id: String,
    },
    /// By an access key.
    Key {
        /// Its id.
        id: String,
        /// Its secret.
        secret: Secret,
    },
}

/// What became of one account among many.
pub struct LinkedOne {
    /// AWS's id of it.
    pub aws_account: AccountId,
    /// The cloud account, or why it could not be linked.
    pub result: Result<Account>,
}

/// A way into an account that has been proved.
struct Proved {
    aws_account: AccountId,
    partition: Partition,
    access: Access,
    sealed: Option<String>,
    trust: Value,
}

/// A key's secret is bound to its workspace and its cloud account.
pub(crate) fn key_context(workspace: WorkspaceId, account: LinkId) -> Context {
    Context { workspace: Some(workspace), subject: account.to_string(), purpose: "aws-key" }
}

impl App {
    /// The cloud accounts of a workspace, each with its newest run.
    ///
    /// # Errors
    /// They may not.
    pub async fn accounts(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
    ) -> Result<Vec<(Account, Option<Run>)>> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        let accounts = self.store.accounts(&scope, self.now()).await?;
        let runs = self.store.newest_runs(&scope).await?;
        Ok(accounts
            .into_iter()
            .map(|account| {
                let run = runs.iter().find(|run| run.account == account.id).cloned();
                (account, run)
            })
            .collect())
    }

    /// One cloud account with its newest run.
    ///
    /// # Errors
    /// They may not; there is no such cloud account.
    pub async fn account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
    ) -> Result<(Account, Option<Run>)> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        let run = self.store.runs(&scope, id, None, 1).await?.into_iter().next();
        Ok((account, run))
    }

    /// An external id and all that is needed to make the role.
    ///
    /// # Errors
    /// They may not; the service has no AWS credentials of its own, which roles need.
    pub async fn offer_link(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        region: Option<Region>,
    ) -> Result<LinkOffer> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let principal = self.reach.principal().await?;
        let external_id = external_id(&self.random::<EXTERNAL_ID_BYTES>()?);
        let now = self.now();
        let expires = now + OFFER_HOLDS;
        self.store.offer_link(&scope, &self.origin(caller), &external_id, expires).await?;
        let region = region.unwrap_or_else(|| Partition::Aws.home_region());
        let quick_create = self
            .config
            .template_url
            .as_ref()
            .map(|url| quick_create_link(&region, url, "skytally-read", &external_id, &principal));
        let template = cloud::template(&self.catalog, Some(&principal));
        Ok(LinkOffer { external_id, principal, template, quick_create, expires })
    }

    /// Links a cloud account. Its first run starts at once.
    ///
    /// # Errors
    /// They may not; the account cannot be reached; it is linked already; settings that cannot be.
    pub async fn link_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        name: Option<&str>,
        form: AccessForm,
        change: &SettingsChange,
    ) -> Result<Account> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let settings = changed(&self.catalog, self.fresh_settings(), change)?;
        if let AccessForm::Role { external_id, .. } = &form {
            self.must_be_offered(&scope, external_id).await?;
        }
        self.link(caller, &scope, name, form, settings).await
    }

    async fn link(
        &self,
        caller: &Caller,
        scope: &WorkspaceScope,
        name: Option<&str>,
        form: AccessForm,
        settings: AccountSettings,
    ) -> Result<Account> {
        let id = self.store.new_link_id(self.now());
        let proved = self.prove_access(scope.workspace(), id, form).await?;
        let new = NewAccount {
            name: name.map_or_else(|| format!("AWS {}", proved.aws_account), str::to_owned),
            aws_account: proved.aws_account,
            partition: proved.partition,
            access: proved.access,
            sealed: proved.sealed.clone(),
            trust: proved.trust,
            settings,
        };
        let most = self.config.limits.accounts_per_workspace;
        match self.store.link_account(scope, &self.origin(caller), id, &new, most).await {
            Ok(account) => {
                self.wake_collection.notify_one();
                Ok(account)
            }
            Err(error) => {
                self.forget_sealed(proved.sealed.into_iter().collect()).await;
                Err(error.into())
            }
        }
    }

    /// Gives a cloud account another role or key. It must open the same AWS account.
    ///
    /// # Errors
    /// They may not; the account cannot be reached; the credentials are another account's.
    pub async fn relink_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
        form: AccessForm,
    ) -> Result<Account> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        no_sample(&account, "cannot be linked again")?;
        if let AccessForm::Role { external_id, .. } = &form {
            // The same role with its own external id may be proved again.
            let own = matches!(&account.access, Access::Role { external_id: own, .. } if own == external_id);
            if !own {
                self.must_be_offered(&scope, external_id).await?;
            }
        }
        let proved = self.prove_access(workspace, id, form).await?;
        if proved.aws_account != account.aws_account {
            self.forget_sealed(proved.sealed.into_iter().collect()).await;
            return Err(AppError::Conflict(format!(
                "the credentials are of the AWS account {}, not of {}: link that as an account of its own",
                proved.aws_account, account.aws_account
            )));
        }
        if let Access::Role { role, .. } = &account.access {
            self.reach.forget(role);
        }
        let sealed = proved.sealed.as_deref();
        let (linked, old) = self
            .store
            .relink_account(&scope, &self.origin(caller), id, &proved.access, sealed, &proved.trust)
            .await?;
        // Where the vault keeps it under a name, the new secret has taken the place of the old one.
        self.forget_sealed(old.into_iter().filter(|old| Some(old.as_str()) != sealed).collect()).await;
        self.wake_collection.notify_one();
        Ok(linked)
    }

    async fn must_be_offered(&self, scope: &WorkspaceScope, external_id: &str) -> Result<()> {
        if self.store.is_offered(scope, external_id, self.now()).await? {
            return Ok(());
        }
        Err(AppError::invalid(
            "external_id",
            "it was not made for this workspace, or a week has passed: ask for a new one and put it into the role's trust",
        ))
    }

    /// Proves a way into an account, and seals what is secret about it.
    async fn prove_access(&self, workspace: WorkspaceId, id: LinkId, form: AccessForm) -> Result<Proved> {
        match form {
            AccessForm::Role { role, external_id } => {
                let proof = self.reach.prove_role(&role, &external_id).await?;
                Ok(Proved {
                    trust: trust(&proof),
                    aws_account: proof.account.id,
                    partition: proof.account.partition,
                    access: Access::Role { role, external_id },
                    sealed: None,
                })
            }
            AccessForm::Key { id: key, secret } => {
                // A secret that was pasted as the id would be sent, kept and shown as one.
                if key.chars().any(|c| c.is_ascii_lowercase()) {
                    let why =
                        "it has capital letters and digits only: have the id and the secret changed places?";
                    return Err(AppError::invalid("access_key_id", why));
                }
                let text = secret
                    .expose_text()
                    .map_err(|_| AppError::invalid("secret_access_key", "it is not text"))?;
                let facts = self.reach.check_key(&key, text, None).await?;
                let (created, because) = match facts.age {
                    KeyAge::Since(created) => (Some(created), None),
                    KeyAge::Unknown { because } => (None, Some(because)),
                };
                let sealed = self.vault.seal(&key_context(workspace, id), &secret).await?;
                Ok(Proved {
                    aws_account: facts.account.id,
                    partition: facts.account.partition,
                    access: Access::Key { id: key, created },
                    sealed: Some(sealed.to_string()),
                    trust: json!({ "age_unknown": because }),
                })
            }
        }
    }

    /// A client of a cloud account; the use of its role or key is in the audit trail.
    pub(crate) async fn client_of(
        &self,
        scope: &WorkspaceScope,
        origin: &skytally_store::Origin,
        account: &Account,
        what_for: &'static str,
    ) -> Result<skytally_aws::Client> {
        match &account.access {
            Access::Sample => Err(sample_only("cannot be asked anything")),
            Access::Role { role, external_id } => {
                let detail = json!({ "for": what_for, "role": role });
                let subject = format!("account:{}", account.id);
                self.store.note_in(scope, origin, "credential.used", &subject, detail).await?;
                Ok(self.reach.client(cloud::Access::Role { role, external_id }, None).await?)
            }
            Access::Key { id, .. } => {
                let sealed = self.store.sealed_secret(scope, origin, account.id, what_for).await?;
                let sealed: Sealed = sealed.parse()?;
                let secret = self.vault.unseal(&key_context(scope.workspace(), account.id), &sealed).await?;
                let secret = secret
                    .expose_text()
                    .map_err(|_| AppError::Internal("a key's secret is not text".to_owned()))?;
                Ok(self.reach.client(cloud::Access::Key { id, secret }, None).await?)
            }
        }
    }

    pub(crate) fn fresh_settings(&self) -> AccountSettings {
        AccountSettings {
            every_minutes: self.config.collection.every_minutes,
            regions: Vec::new(),
            services: Vec::new(),
            thresholds: std::collections::BTreeMap::new(),
        }
    }

    /// Changes the name and the settings of a cloud account.
    ///
    /// # Errors
    /// They may not; settings that cannot be; it has changed since `version`.
    pub async fn change_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
        name: Option<&str>,
        change: &SettingsChange,
        version: Option<i64>,
    ) -> Result<Account> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        let settings = changed(&self.catalog, account.settings.clone(), change)?;
        if settings != account.settings {
            no_sample(&account, "takes no settings but its name")?;
        }
        // Without a version of the caller's: not over a change that came between our reading and our writing.
        let version = version.or(Some(account.version));
        Ok(self.store.change_account(&scope, &self.origin(caller), id, name, &settings, version).await?)
    }

    /// Stops or resumes the collection of a cloud account.
    ///
    /// # Errors
    /// They may not; there is no such cloud account.
    pub async fn pause_account(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
        paused: bool,
    ) -> Result<Account> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        no_sample(&account, "is not collected, paused or not")?;
        let account = self.store.pause_account(&scope, &self.origin(caller), id, paused).await?;
        if !paused {
            self.wake_collection.notify_one();
        }
        Ok(account)
    }

    /// Unlinks a cloud account: its credential goes first, then what was collected.
    ///
    /// # Errors
    /// They may not; there is no such cloud account.
    pub async fn unlink_account(&self, caller: &Caller, workspace: WorkspaceId, id: LinkId) -> Result<()> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        let sealed = self.store.unlink_account(&scope, &self.origin(caller), id).await?;
        if let Access::Role { role, .. } = &account.access {
            self.reach.forget(role);
        }
        self.forget_sealed(sealed.into_iter().collect()).await;
        Ok(())
    }

    /// Asks for a run now. Gives false when one is going on, after which another follows.
    ///
    /// # Errors
    /// They may not; it is paused; there is no such cloud account.
    pub async fn collect_now(&self, caller: &Caller, workspace: WorkspaceId, id: LinkId) -> Result<bool> {
        let scope = self.enter(caller, workspace, Action::Collect).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        no_sample(&account, "cannot be collected")?;
        let at_once = self.store.want_run(&scope, &self.origin(caller), id).await?;
        self.wake_collection.notify_one();
        Ok(at_once)
    }

    /// Which actions of the policy a cloud account's credentials lack.
    ///
    /// # Errors
    /// They may not; the account cannot be reached.
    pub async fn test_permissions(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
    ) -> Result<Permissions> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        if let Access::Role { role, .. } = &account.access {
            // A permission that was just given counts, not one that a cached session lacks.
            self.reach.forget(role);
        }
        let client = self.client_of(&scope, &self.origin(caller), &account, "test of permissions").await?;
        let who = skytally_collect::who(&client).await.map_err(|error| {
            AppError::Conflict(format!("AWS does not say whose credentials these are: {error}"))
        })?;
        let selection = if account.settings.services.is_empty() {
            Selection::Everything
        } else {
            let kinds = self.catalog.kinds().filter(|kind| account.settings.services.contains(&kind.service));
            Selection::Kinds(kinds.map(|kind| kind.kind.clone()).collect())
        };
        let stop = tokio::time::sleep(TEST_MAX);
        Ok(cloud::test_permissions(&client, &who, &self.catalog, &selection, stop).await)
    }

    /// The regions that a cloud account has switched on, and whether they are only a guess.
    ///
    /// # Errors
    /// They may not; the account cannot be reached.
    pub async fn account_regions(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
    ) -> Result<(Vec<Region>, Option<String>)> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        let client = self.client_of(&scope, &self.origin(caller), &account, "list of regions").await?;
        let list = enabled_regions(&client).await;
        Ok((list.regions, list.guessed.map(|error| error.to_string())))
    }

    /// The members of the organization whose management account this is.
    ///
    /// # Errors
    /// They may not; it is not the management account; the account cannot be reached.
    pub async fn organization(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
    ) -> Result<Vec<Member>> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        let account = self.store.account(&scope, id, self.now()).await?;
        let client =
            self.client_of(&scope, &self.origin(caller), &account, "list of the organization").await?;
        Ok(organization_accounts(&client).await?)
    }

    /// Links many accounts at once by a role of the same name in each. Each comes out on its own.
    ///
    /// # Errors
    /// They may not; too many at once; an external id that is not ours.
    pub async fn link_many(
        self: &Arc<Self>,
        caller: &Caller,
        workspace: WorkspaceId,
        role_name: &str,
        external_id: &str,
        accounts: &[(AccountId, Option<String>)],
        partition: Partition,
    ) -> Result<Vec<LinkedOne>> {
        let scope = self.enter(caller, workspace, Action::ChangeAccounts).await?;
        if accounts.is_empty() || accounts.len() > MANY_MAX {
            return Err(AppError::invalid("accounts", format!("name 1 to {MANY_MAX} accounts")));
        }
        let known = self.store.accounts(&scope, self.now()).await?;
        let own = known.iter().any(
            |account| matches!(&account.access, Access::Role { external_id: own, .. } if own == external_id),
        );
        if !own {
            self.must_be_offered(&scope, external_id).await?;
        }
        // Each is asked for three times, by three roles: one after another, a slow STS would meet the time limit of the request.
        let mut links = Vec::new();
        for (aws_account, name) in accounts {
            let role = format!("arn:{partition}:iam::{aws_account}:role/{role_name}");
            let scope = &scope;
            links.push(async move {
                let result = match role.parse::<RoleArn>() {
                    Err(error) => Err(AppError::invalid("role_name", error.to_string())),
                    Ok(role) => {
                        let form = AccessForm::Role { role, external_id: external_id.to_owned() };
                        self.link(caller, scope, name.as_deref(), form, self.fresh_settings()).await
                    }
                };
                LinkedOne { aws_account: aws_account.clone(), result }
            });
        }
        Ok(stream::iter(links).buffered(LINKS_AT_ONCE).collect().await)
    }

    /// The runs of a cloud account, the newest first.
    ///
    /// # Errors
    /// They may not; there is no such cloud account.
    pub async fn runs(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: LinkId,
        before: Option<RunId>,
        limit: i64,
    ) -> Result<Vec<Run>> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        self.store.account(&scope, id, self.now()).await?;
        Ok(self.store.runs(&scope, id, before, limit).await?)
    }

    /// One run.
    ///
    /// # Errors
    /// They may not; there is no such run.
    pub async fn run(&self, caller: &Caller, workspace: WorkspaceId, id: RunId) -> Result<Run> {
        let scope = self.enter(caller, workspace, Action::ReadAccounts).await?;
        Ok(self.store.run(&scope, id).await?)
    }
}

/// Refuses what needs an AWS account, where there is none.
fn no_sample(account: &Account, what: &str) -> Result<()> {
    if account.access == Access::Sample { Err(sample_only(what)) } else { Ok(()) }
}

fn sample_only(what: &str) -> AppError {
    AppError::Conflict(format!(
        "the sample estate {what}: there is no AWS account behind it; link one of your own for that"
    ))
}

/// What the proof of an external id said, as it is kept.
fn trust(proof: &Proof) -> Value {
    let word = |answer: &Answer| match answer {
        Answer::Refused => json!({ "answer": "refused" }),
        Answer::Accepted => json!({ "answer": "accepted" }),
        Answer::Unknown(why) => json!({ "answer": "unknown", "because": why }),
    };
    json!({
        "without_external_id": word(&proof.without_external_id),
        "wrong_external_id": word(&proof.wrong_external_id),
    })
}

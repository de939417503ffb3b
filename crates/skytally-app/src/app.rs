//! The application: what all use cases share, put together once in the binary and passed on.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use skytally_catalog::Catalog;
use skytally_checks::Engine;
use skytally_identity::hasher::Hasher;
use skytally_identity::oidc::Provider;
use skytally_identity::policy::SessionLimits;
use skytally_model::WorkspaceId;
use skytally_notify::{Letter, Transport};
use skytally_store::{Outgoing, Store};
use skytally_vault::{Context, Secret, Vault};
use tokio::sync::Notify;

use crate::books::ReceiptsConfig;
use crate::books::receipt_pages::ReceiptDrawer;
use crate::books::receipt_reader::ReceiptReader;
use crate::cache::Cache;
use crate::changes::Hub;
use crate::cloud::Reach;
use crate::error::{AppError, Result};
use crate::files::Files;

/// Tells the time. Tests hand in one that they move by hand.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The clock of the machine.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Whether anybody may sign up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Anybody.
    Open,
    /// The first person, and whoever has an invitation.
    Invited,
}

/// How many of things there may be.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Workspaces that one person may own.
    pub workspaces_per_user: i64,
    /// Cloud accounts of one workspace.
    pub accounts_per_workspace: i64,
    /// API tokens of one person.
    pub tokens_per_user: usize,
    /// Members of one workspace, those who are invited counted.
    pub members_per_workspace: usize,
    /// Invitations that wait, in one workspace.
    pub invitations_per_workspace: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            workspaces_per_user: 200,
            accounts_per_workspace: 500,
            tokens_per_user: 50,
            members_per_workspace: 200,
            invitations_per_workspace: 100,
        }
    }
}

/// How collection goes.
#[derive(Debug, Clone, Copy)]
pub struct CollectionConfig {
    /// Whether this node collects.
    pub enabled: bool,
    /// Minutes from one run of an account to the next, unless the account says otherwise.
    pub every_minutes: i64,
    /// Runs at the same time on this node.
    pub runs_at_once: usize,
    /// Listings at the same time within a run.
    pub listings_at_once: usize,
    /// How long a lease holds without being renewed.
    pub lease: SignedDuration,
    /// A run that takes longer is ended, and what it saw is published as partial.
    pub run_max: SignedDuration,
}

impl Default for CollectionConfig {
    fn default() -> Self {
        Self {
            enabled: true,
            every_minutes: 15,
            runs_at_once: 4,
            listings_at_once: 32,
            lease: SignedDuration::from_secs(60),
            run_max: SignedDuration::from_mins(10),
        }
    }
}

/// What the application is told.
#[derive(Debug, Clone)]
pub struct Config {
    /// The name of this node.
    pub node: String,
    /// Where people reach the service, without a slash at the end.
    pub public_url: String,
    /// Whether anybody may sign up.
    pub sign_up: SignUp,
    /// How long sessions hold.
    pub sessions: SessionLimits,
    /// What authenticator apps show beside the address.
    pub totp_issuer: String,
    /// How long history is kept in new workspaces, in days.
    pub retention_days: i64,
    /// How many of things there may be.
    pub limits: Limits,
    /// How collection goes.
    pub collection: CollectionConfig,
    /// Where CloudFormation reads the template of the role from; none where nobody has put it into a bucket.
    pub template_url: Option<String>,
    /// What is said of receipts.
    pub receipts: ReceiptsConfig,
}

/// The parts that the application is made of.
pub struct Parts {
    /// The store.
    pub store: Store,
    /// The vault.
    pub vault: Vault,
    /// Where mail goes.
    pub transport: Transport,
    /// Hashes passwords.
    pub hasher: Hasher,
    /// Where else people may sign in.
    pub providers: Vec<Provider>,
    /// The catalogue.
    pub catalog: Arc<Catalog>,
    /// The checks.
    pub engine: Engine,
    /// The way to cloud accounts.
    pub reach: Reach,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The cache.
    pub cache: Cache,
    /// Where files are kept.
    pub files: Files,
    /// Reads receipts; none where nobody is to.
    pub reader: Option<ReceiptReader>,
    /// Draws the pages of receipts for people, also where nobody reads them.
    pub drawer: ReceiptDrawer,
}

/// The application.
pub struct App {
    pub(crate) store: Store,
    pub(crate) vault: Vault,
    pub(crate) transport: Transport,
    pub(crate) hasher: Hasher,
    pub(crate) providers: Vec<Provider>,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) engine: Arc<Engine>,
    pub(crate) reach: Reach,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) cache: Cache,
    pub(crate) files: Files,
    pub(crate) reader: Option<ReceiptReader>,
    pub(crate) drawer: ReceiptDrawer,
    pub(crate) config: Config,
    pub(crate) hub: Hub,
    /// Somebody wants a run: the collection need not wait for its next look.
    pub(crate) wake_collection: Notify,
    /// A letter lies in the outbox.
    pub(crate) wake_outbox: Notify,
    /// A receipt waits to be read.
    pub(crate) wake_receipts: Notify,
    pub(crate) counters: crate::counters::Counters,
}

impl App {
    /// Puts it together.
    pub fn new(parts: Parts, config: Config) -> Arc<Self> {
        Arc::new(Self {
            store: parts.store,
            vault: parts.vault,
            transport: parts.transport,
            hasher: parts.hasher,
            providers: parts.providers,
            catalog: parts.catalog,
            engine: Arc::new(parts.engine),
            reach: parts.reach,
            clock: parts.clock,
            cache: parts.cache,
            files: parts.files,
            reader: parts.reader,
            drawer: parts.drawer,
            config,
            hub: Hub::default(),
            wake_collection: Notify::new(),
            wake_outbox: Notify::new(),
            wake_receipts: Notify::new(),
            counters: crate::counters::Counters::default(),
        })
    }

    /// Now, by the clock that was handed in.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// What the application was told.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The catalogue.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// Where mail goes, in words.
    pub fn mail_goes(&self) -> String {
        self.transport.describe()
    }

    /// Whether mail stays in a folder of this machine.
    pub fn mail_stays_here(&self) -> bool {
        self.transport.stays_here()
    }

    /// Where files are kept, in words.
    pub fn files_go(&self) -> &str {
        self.files.place()
    }

    /// 128 random bits as text, for something that must not be guessed and is used once.
    ///
    /// # Errors
    /// The operating system gave none.
    pub fn nonce(&self) -> Result<String> {
        Ok(data_encoding::HEXLOWER.encode(&self.random::<16>()?))
    }

    /// Whether row-level security stands between workspaces as a second wall.
    pub fn is_walled(&self) -> bool {
        self.store.is_walled()
    }

    /// Ends all connections of the store.
    pub async fn close(&self) {
        self.store.close().await;
    }

    /// What the tasks and the cache have counted.
    pub fn counters(&self) -> &crate::counters::Counters {
        &self.counters
    }

    /// Seals a letter for the outbox.
    pub(crate) async fn letter(
        &self,
        about: Option<WorkspaceId>,
        recipient: &str,
        letter: &Letter,
        dedupe: String,
    ) -> Result<Outgoing> {
        // Rendered once here, so that a letter that nobody could send fails where it is written.
        letter.render(recipient, &dedupe)?;
        let plain = Secret::from(letter.to_json()?);
        let sealed = self.vault.seal_here(&letter_context(&dedupe), &plain).await?;
        Ok(Outgoing { about, recipient: recipient.to_owned(), letter: sealed.to_string(), dedupe })
    }

    /// Random bytes of the operating system.
    pub(crate) fn random<const N: usize>(&self) -> Result<[u8; N]> {
        use ring::rand::SecureRandom as _;
        let mut bytes = [0; N];
        ring::rand::SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| AppError::Internal("the operating system gave no random numbers".to_owned()))?;
        Ok(bytes)
    }

    /// A key for a letter that is sent at most once.
    pub(crate) fn dedupe(&self, what: &str) -> Result<String> {
        Ok(format!("{what}-{}", data_encoding::HEXLOWER.encode(&self.random::<16>()?)))
    }
}

/// What a sealed letter is bound to.
pub(crate) fn letter_context(dedupe: &str) -> Context {
    Context { workspace: None, subject: format!("letter:{dedupe}"), purpose: "letter" }
}

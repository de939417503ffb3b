//! What the cases stand on: the real application on each database, with the cache and without, a clock that they move, and
//! mail that they read.

pub(crate) mod aws;
pub(crate) mod people;
pub(crate) mod rows;
pub(crate) mod trace;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};
use object_store::local::LocalFileSystem;
use skytally_app::books::ReceiptsConfig;
use skytally_app::books::receipt::Answer;
use skytally_app::books::receipt_pages::ReceiptDrawer;
use skytally_app::books::receipt_reader::{LocalReader, ReceiptLimits, ReceiptReader, Textract};
use skytally_app::{App, Cache, Clock, CollectionConfig, Config, Files, Limits, Parts, SignUp, Visitor};
use skytally_checks::Engine;
use skytally_identity::hasher::Hasher;
use skytally_identity::oidc::Provider;
use skytally_identity::password::Costs;
use skytally_identity::policy::SessionLimits;
use skytally_notify::{FolderConfig, Transport, TransportConfig};
use skytally_store::{Place, Store};
use skytally_testkit::{Database, Postgres};
use skytally_vault::{Keys, Vault};

use aws::emulator::catalog;

/// Runs cases on both databases, with the cache and without.
macro_rules! everywhere {
    ($($case:ident),+ $(,)?) => {
        everywhere!(@ sqlite, false, false, $($case),+);
        everywhere!(@ sqlite_cached, false, true, $($case),+);
        everywhere!(@ postgres, true, false, $($case),+);
        everywhere!(@ postgres_cached, true, true, $($case),+);
    };
    (@ $name:ident, $postgres:literal, $cached:literal, $($case:ident),+) => {
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let wish = crate::kit::Wish::new($postgres, $cached);
                    if crate::kit::is_there(&wish) {
                        super::$case(wish).await;
                    }
                }
            )+
        }
    };
}

/// Asserts that a use case refused in a certain way, and gives the text.
macro_rules! refused {
    ($result:expr, $pattern:pat) => {
        match $result {
            Err(error @ $pattern) => error.to_string(),
            Err(other) => panic!("refused, but so: {other:?}"),
            Ok(_) => panic!("not refused"),
        }
    };
}

/// The moment at which cases begin, but those that use AWS: its ages are counted by the machine's clock.
pub(crate) const BEGINNING: &str = "2026-03-02T09:00:00Z";
pub(crate) const PUBLIC_URL: &str = "https://skytally.example";

pub(crate) fn secs(secs: i64) -> SignedDuration {
    SignedDuration::from_secs(secs)
}

pub(crate) fn mins(mins: i64) -> SignedDuration {
    SignedDuration::from_mins(mins)
}

pub(crate) fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

pub(crate) fn days(days: i64) -> SignedDuration {
    hours(24 * days)
}

/// A clock that only cases move.
pub(crate) struct FakeClock(AtomicI64);

impl Clock for FakeClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// What a case wants to stand on.
pub(crate) struct Wish {
    pub(crate) postgres: bool,
    pub(crate) cached: bool,
    /// Where AWS is; nowhere if left out.
    pub(crate) aws: Option<String>,
    /// The checks that are made.
    pub(crate) checks: Option<BTreeSet<skytally_model::CheckId>>,
    /// Where the vault keeps what it sealed.
    pub(crate) sealed: skytally_vault::Place,
    pub(crate) sign_up: SignUp,
    pub(crate) sessions: SessionLimits,
    pub(crate) collection: CollectionConfig,
    pub(crate) providers: Vec<Provider>,
    /// Begins now, by the machine's clock.
    pub(crate) real_time: bool,
    /// Receipts are read, by a program that says what `World::reader_says` wants.
    pub(crate) reads: bool,
    pub(crate) receipts: ReceiptsConfig,
    /// Who reads pictures of receipts.
    pub(crate) textract: Option<Textract>,
}

impl Wish {
    pub(crate) fn new(postgres: bool, cached: bool) -> Self {
        Self {
            postgres,
            cached,
            aws: None,
            checks: Some(BTreeSet::new()),
            sealed: skytally_vault::Place::Inline,
            sign_up: SignUp::Open,
            sessions: SessionLimits::default(),
            collection: CollectionConfig::default(),
            providers: Vec::new(),
            real_time: false,
            reads: false,
            receipts: ReceiptsConfig::default(),
            textract: None,
        }
    }

    /// AWS is the emulator, and these checks are made.
    pub(crate) fn with_aws(mut self, url: &str, checks: &[&str]) -> Self {
        self.aws = Some(url.to_owned());
        self.checks = Some(checks.iter().map(|id| id.parse().unwrap()).collect());
        self.real_time = true;
        self
    }
}

/// Whether the database of a case is on this machine.
pub(crate) fn is_there(wish: &Wish) -> bool {
    !wish.postgres || Postgres::there()
}

/// The application, and all around it.
pub(crate) struct World {
    pub(crate) app: Arc<App>,
    /// Another node's way to the same database.
    pub(crate) store: Store,
    pub(crate) clock: Arc<FakeClock>,
    folder: PathBuf,
    database: Option<Database>,
}

impl Drop for World {
    fn drop(&mut self) {
        // What stays behind in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl World {
    pub(crate) async fn of(wish: Wish) -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("skytally-app-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let database = match wish.postgres {
            true => Some(tokio::task::spawn_blocking(|| Postgres::shared().database()).await.unwrap()),
            false => None,
        };
        let place = match &database {
            Some(database) => Place::Url(database.url()),
            None => Place::File(folder.join("skytally.db")),
        };
        let store = Store::open(&place, 6).await.unwrap();
        let begins = if wish.real_time { Timestamp::now() } else { BEGINNING.parse().unwrap() };
        let clock = Arc::new(FakeClock(AtomicI64::new(begins.as_millisecond())));
        let vault =
            Vault::open(Keys::File(folder.join("skytally.keys")), wish.sealed, true, begins).await.unwrap();
        let mail =
            FolderConfig { path: folder.join("mail"), from: "Skytally <skytally@example.com>".to_owned() };
        let kept = folder.join("files");
        std::fs::create_dir_all(&kept).unwrap();
        let files = LocalFileSystem::new_with_prefix(&kept).unwrap();
        let files = Files::new(Arc::new(files), "a folder".to_owned());
        let local = LocalReader {
            program: skytally_testkit::root().join("crates/skytally-app/tests/kit/reader.sh"),
            tesseract: Some(folder.join("reader")),
            heif_convert: None,
            limits: ReceiptLimits::default(),
        };
        let parts = Parts {
            files,
            drawer: ReceiptDrawer::new(local.clone(), 1),
            reader: wish.reads.then_some(ReceiptReader { local, textract: wish.textract }),
            store: store.clone(),
            vault,
            transport: Transport::open(TransportConfig::Folder(mail)).await.unwrap(),
            hasher: Hasher::new(Costs::new(64, 1, 1).unwrap(), NonZeroUsize::new(2).unwrap()),
            providers: wish.providers,
            catalog: catalog(),
            engine: Engine::new(catalog(), wish.checks.as_ref()).unwrap(),
            reach: aws::reach(wish.aws.as_deref()).await,
            clock: Arc::clone(&clock) as _,
            cache: if wish.cached { Cache::of_bytes(8 << 20) } else { Cache::none() },
        };
        let config = Config {
            node: format!("node-{number}"),
            public_url: PUBLIC_URL.to_owned(),
            sign_up: wish.sign_up,
            sessions: wish.sessions,
            totp_issuer: "Skytally".to_owned(),
            retention_days: 90,
            limits: Limits::default(),
            collection: wish.collection,
            template_url: None,
            receipts: wish.receipts,
        };
        Self { app: App::new(parts, config), store, clock, folder, database }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes.
    pub(crate) fn pass(&self, time: SignedDuration) {
        let ms = i64::try_from(time.as_millis()).unwrap();
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    /// Where everything of this world lies that is no server.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the reader of receipts does from now on: a script of the shell.
    pub(crate) fn reader_does(&self, script: &str) {
        std::fs::write(self.folder.join("reader"), script).unwrap();
    }

    /// What the reader of receipts answers from now on.
    pub(crate) fn reader_says(&self, answer: &Answer) {
        let file = self.folder.join("answer");
        std::fs::write(&file, serde_json::to_vec(answer).unwrap()).unwrap();
        self.reader_does(&format!("/bin/cat '{}'", file.display()));
    }

    /// The names of all files that are kept, sorted.
    pub(crate) fn kept(&self) -> Vec<String> {
        let mut names = Vec::new();
        for workspace in std::fs::read_dir(self.folder.join("files")).unwrap() {
            let workspace = workspace.unwrap();
            for file in std::fs::read_dir(workspace.path()).unwrap() {
                let file = file.unwrap().file_name();
                names.push(format!("{}/{}", workspace.file_name().display(), file.display()));
            }
        }
        names.sort();
        names
    }

    /// The last letter to somebody whose subject has these words, after delivering all that is due.
    pub(crate) async fn letter(&self, to: &str, words: &str) -> Option<String> {
        while self.app.drain_once().await.unwrap() > 0 {}
        let mut found: Vec<(std::time::SystemTime, String)> = Vec::new();
        for entry in std::fs::read_dir(self.folder.join("mail")).unwrap() {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path()).unwrap();
            let header = |name: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap_or_default().trim().to_owned()
            };
            if header("To:").trim_matches(['<', '>']).eq_ignore_ascii_case(to)
                && header("Subject:").contains(words)
            {
                found.push((entry.metadata().unwrap().modified().unwrap(), text));
            }
        }
        found.sort();
        found.pop().map(|(_, text)| text)
    }

    /// How many letters somebody has got so far.
    pub(crate) async fn letters(&self, to: &str) -> usize {
        while self.app.drain_once().await.unwrap() > 0 {}
        let files = std::fs::read_dir(self.folder.join("mail")).unwrap();
        let name = format!("{}--", to.to_lowercase());
        files.filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with(&name)).count()
    }

    /// The token in the link of the last letter to somebody with these words.
    pub(crate) async fn token(&self, to: &str, words: &str) -> String {
        let text = self.letter(to, words).await.unwrap_or_else(|| panic!("no letter to {to} with {words:?}"));
        let (_, rest) = text.split_once("#token=").unwrap_or_else(|| panic!("no link in {text}"));
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-.".contains(*c)).collect()
    }
}

/// Somebody on the network.
pub(crate) fn from(address: &str) -> Visitor {
    Visitor { address: address.to_owned(), request: "req-1".to_owned(), agent: "Firefox on Linux".to_owned() }
}

pub(crate) fn home() -> Visitor {
    from("203.0.113.7")
}

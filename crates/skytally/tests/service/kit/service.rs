//! The program as a process of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use skytally_testkit::{Database, Postgres};

use super::{Client, Key};

/// How long the program may take until it listens.
const START_MAX: Duration = Duration::from_secs(60);

/// How the service is set up.
#[derive(Default)]
pub(crate) struct Setup<'a> {
    /// PostgreSQL in place of SQLite.
    pub(crate) postgres: bool,
    /// Answers are kept nowhere.
    pub(crate) uncached: bool,
    /// Where the emulator listens, in place of AWS.
    pub(crate) emulator: Option<&'a str>,
    /// Further variables.
    pub(crate) more: &'a [(&'a str, String)],
}

/// A running service, ended when it is dropped, with its data.
pub(crate) struct Service {
    child: Child,
    pub(crate) url: String,
    folder: Folder,
    database: Option<Database>,
    log: Arc<Mutex<String>>,
    http: reqwest::Client,
    seen: Arc<Mutex<Vec<String>>>,
}

struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let place = std::env::temp_dir().join(format!("skytally-service-{}-{number}", std::process::id()));
        // One of an earlier process with the same id.
        let _ = std::fs::remove_dir_all(&place);
        Self(place)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What stays behind in the temporary folder harms nobody.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program without anything of the surroundings, and with passwords that are hashed as fast as it allows.
fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skytally"));
    let foreign = |name: &str| ["AWS_", "SKYTALLY_", "OTEL_"].iter().any(|start| name.starts_with(start));
    for (name, _) in std::env::vars_os().filter(|(name, _)| foreign(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env("AWS_ACCESS_KEY_ID", "AKIADEMOEXAMPLE00000").env("AWS_SECRET_ACCESS_KEY", "demo");
    command.env("AWS_REGION", "us-east-1").env("AWS_EC2_METADATA_DISABLED", "true").env("NO_COLOR", "1");
    command.env("AWS_CONFIG_FILE", "/dev/null").env("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    command.env("SKYTALLY_PEOPLE__ARGON2_MEMORY_KIB", "7168").env("SKYTALLY_PEOPLE__ARGON2_PASSES", "5");
    // Clients say where they come from, as behind a proxy: each of them has limits of its own.
    command.env("SKYTALLY_SERVER__TRUSTED_PROXIES", "127.0.0.0/8").env("SKYTALLY_LOG__FORMAT", "json");
    command
}

impl Service {
    /// Starts it and waits until it listens.
    pub(crate) fn start(setup: &Setup<'_>) -> Self {
        // The client speaks no TLS here, and still wants to know by what.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = Folder::new();
        let database = setup.postgres.then(|| Postgres::shared().database());
        let mut command = program();
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(&folder.0);
        if let Some(database) = &database {
            command.env("SKYTALLY_STORE__URL", database.url());
        }
        if setup.uncached {
            command.env("SKYTALLY_CACHE__ENABLED", "false");
        }
        // Without an emulator, nobody listens where AWS should be.
        let endpoint = setup.emulator.unwrap_or("http://127.0.0.1:9");
        command.env("SKYTALLY_COLLECTION__AWS_ENDPOINT_URL", endpoint);
        command.env("SKYTALLY_COLLECTION__PRINCIPAL_ARN", "arn:aws:iam::123456789012:role/Skytally");
        for (name, value) in setup.more {
            command.env(name, value);
        }
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (said, heard) = channel();
        let log = Arc::new(Mutex::new(String::new()));
        let stderr = child.stderr.take().unwrap();
        let keep = Arc::clone(&log);
        // All that it says is read, so that it never waits for a reader.
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                if let Some(url) = listens(&line) {
                    let _ = said.send(url);
                }
                let mut log = keep.lock().unwrap();
                log.push_str(&line);
                log.push('\n');
            }
        });
        let url = heard.recv_timeout(START_MAX).unwrap_or_else(|_| {
            let _ = child.kill();
            panic!("the service did not start: {}", log.lock().unwrap())
        });
        let http = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
        let http = http.timeout(Duration::from_secs(90)).build().unwrap();
        Self { child, url, folder, database, log, http, seen: Arc::default() }
    }

    /// Somebody who shows nothing.
    pub(crate) fn anonymous(&self) -> Client {
        let (http, url) = (self.http.clone(), self.url.clone());
        Client { http, url, key: Key::Nothing, seen: Arc::clone(&self.seen) }
    }

    /// The data folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// All that was logged so far.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// Every answer so far, head and body.
    pub(crate) fn answers(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }

    /// Every row of PostgreSQL, as text. SQLite is files of the data folder.
    pub(crate) fn dump(&self) -> Option<String> {
        let database = self.database.as_ref()?;
        let tables = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
        let tables = database.as_admin(tables);
        Some(tables.lines().map(|table| database.as_admin(&format!("SELECT t.* FROM {table} t"))).collect())
    }

    /// The program at the command line, for the data of this service, which goes on meanwhile.
    pub(crate) fn at_command_line(&self, args: &[&str]) -> Command {
        let mut command = program();
        command.args(args).arg("--data").arg(&self.folder.0);
        if let Some(database) = &self.database {
            command.env("SKYTALLY_STORE__URL", database.url());
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Changes what is stored, behind the back of the service.
    pub(crate) async fn tamper(&self, statement: &'static str) {
        match &self.database {
            Some(database) => {
                database.as_admin(statement);
            }
            None => {
                use sqlx::{ConnectOptions as _, Connection as _};
                let file = self.folder.0.join("skytally.db");
                let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
                let mut connection = options.connect().await.unwrap();
                sqlx::query(statement).execute(&mut connection).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }
}

/// The address in the line that says that it listens.
fn listens(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let listens = line["message"] == "skytally listens";
    listens.then(|| line["url"].as_str().map(str::to_owned)).flatten()
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        // A panic somewhere inside must not pass unseen, whatever was answered.
        let log = self.log.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !std::thread::panicking() {
            let failed = log
                .lines()
                .find(|line| line.contains("\"a request failed\"") || line.contains("panicked at"));
            assert!(failed.is_none(), "the service failed inside: {failed:?}");
        }
    }
}

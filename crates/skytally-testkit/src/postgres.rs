//! A PostgreSQL server of a test's own: private folder, free port of the loopback, gone with the test process.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// How long a server may take until it takes connections.
const START_MAX: Duration = Duration::from_secs(60);
/// How many ports are tried: between finding one and listening on it, another process may take it.
const PORTS_MAX: usize = 5;
/// The superuser of every server.
const ADMIN: &str = "postgres";

/// The guardian of a server: a shell that makes, starts and kills it as told, and stops it when nobody is left to tell it
/// anything.
///
/// Its input ends when the test process ends, however it ends. That also covers servers in a `static`, which are never
/// dropped. What it is given: the folder of the data, that of the programs, what starts a program as another user, the
/// settings. What it is told: `start PORT`, `kill`.
const GUARDIAN: &str = r#"
folder=$1; programs=$2; as=$3; shift 3
pid=
while read -r word port; do
  case $word in
    start)
      if [ ! -e "$folder/data/PG_VERSION" ]; then
        $as "$programs/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null ||
          { echo "guardian: initdb failed in $folder" >&2; continue; }
      fi
      $as "$programs/postgres" -D "$folder/data" -c "port=$port" "$@" &
      pid=$! ;;
    kill)
      kill -KILL "$pid" 2>/dev/null
      wait "$pid" 2>/dev/null
      pid=
      echo "guardian: killed" >&2 ;;
  esac
done
# TERM ends one that has no handlers yet (a shell's background process ignores QUIT until then), QUIT all others at once.
if [ -n "$pid" ]; then kill -TERM "$pid"; kill -QUIT "$pid"; wait "$pid"; fi 2>/dev/null
rm -rf "$folder"
"#;

/// A PostgreSQL server of its own, ended when it is dropped and when the test process ends.
#[derive(Debug)]
pub struct Postgres {
    guardian: Mutex<Guardian>,
    tools: Arc<Tools>,
    databases: AtomicU32,
}

/// A fresh database that belongs to a fresh role without special rights. Both are dropped with it.
#[derive(Debug)]
pub struct Database {
    tools: Arc<Tools>,
    name: String,
}

#[derive(Debug)]
struct Guardian {
    shell: Child,
    /// None once it has been told to end.
    input: Option<ChildStdin>,
    said: Receiver<String>,
}

/// Where the client's programs are, and what they connect to.
#[derive(Debug)]
struct Tools {
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Whether PostgreSQL is on this machine. Where it need not be, its absence is said.
    ///
    /// # Panics
    /// When it should be there and is not: in CI, or where `SKYTALLY_POSTGRES` names a folder without it.
    pub fn there() -> bool {
        let named = named_folder();
        if programs().is_some() {
            return true;
        }
        let must = named.is_some() || std::env::var_os("CI").is_some();
        assert!(
            !must,
            "PostgreSQL is not there; run the tests by cargo xtask test (SKYTALLY_POSTGRES may name the folder of its programs)"
        );
        eprintln!("left out: PostgreSQL is not there; cargo xtask test installs it");
        false
    }

    /// Starts a server that does not wait for the disk: fast, and whole after a kill, but not after a power cut.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start() -> Self {
        Self::launch(false)
    }

    /// Starts a server that waits for the disk, as one in production does.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn durable() -> Self {
        Self::launch(true)
    }

    /// The one server that all tests of this process share. It ends with the process.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(Self::start)
    }

    /// Makes a database `skytally_<n>`, owned by a role of the same name that is no superuser.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn database(&self) -> Database {
        let name = format!("skytally_{}", self.databases.fetch_add(1, Ordering::Relaxed) + 1);
        let role = format!("CREATE ROLE {name} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE");
        self.tools.sql(ADMIN, ADMIN, &[&role, &format!("CREATE DATABASE {name} OWNER {name}")]);
        Database { tools: Arc::clone(&self.tools), name }
    }

    /// The port of 127.0.0.1 on which it listens.
    pub fn port(&self) -> u16 {
        self.tools.port
    }

    /// Kills it with signal 9. What was acknowledged before must be there after [`Postgres::restart`].
    ///
    /// # Panics
    /// When its guardian has ended.
    pub fn kill(&self) {
        self.guardian().kill();
    }

    /// Starts it again, on the same port and folder, after [`Postgres::kill`].
    ///
    /// # Panics
    /// When it does not come up.
    pub fn restart(&self) {
        let mut guardian = self.guardian();
        let until = Instant::now() + START_MAX;
        // Processes of the killed server may hold its memory for a moment; a start is refused as long as they do.
        while let Err(said) = guardian.start(self.tools.port) {
            assert!(Instant::now() < until, "PostgreSQL cannot be started again: {said}");
            // The complaint may have been one of the old server's, and the new one may be alive.
            guardian.kill();
        }
    }

    fn launch(durable: bool) -> Self {
        let folder = programs().unwrap_or_else(|| {
            panic!("PostgreSQL is not there; run the tests by cargo xtask test, which installs it")
        });
        let mut guardian = Guardian::new(&folder, durable);
        let mut said = String::new();
        for _ in 0..PORTS_MAX {
            let port = free_port();
            match guardian.start(port) {
                Ok(()) => {
                    return Self {
                        guardian: Mutex::new(guardian),
                        tools: Arc::new(Tools { folder, port }),
                        databases: AtomicU32::new(0),
                    };
                }
                Err(why) => said = why,
            }
            guardian.kill();
        }
        panic!("PostgreSQL cannot be started: {said}");
    }

    fn guardian(&self) -> MutexGuard<'_, Guardian> {
        self.guardian.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Database {
    /// Where its owner connects, for a client of the program: `postgres://skytally_1@127.0.0.1:54321/skytally_1`.
    pub fn url(&self) -> String {
        format!("postgres://{0}@127.0.0.1:{1}/{0}", self.name, self.tools.port)
    }

    /// The name of the database and of its owner.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What a statement prints when the superuser runs it: one line a row, columns between bars.
    ///
    /// # Panics
    /// When it fails.
    pub fn as_admin(&self, statement: &str) -> String {
        self.tools.sql(ADMIN, &self.name, &[statement])
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let name = &self.name;
        // A server that was killed has nothing left to drop.
        let _ = self.tools.psql(
            ADMIN,
            ADMIN,
            &[&format!("DROP DATABASE {name} WITH (FORCE)"), &format!("DROP ROLE {name}")],
        );
    }
}

impl Guardian {
    fn new(programs: &Path, durable: bool) -> Self {
        let account = Account::of_the_server();
        let mut shell = Command::new("sh");
        shell.args(["-c", GUARDIAN, "guardian"]).arg(account.folder()).arg(programs).arg(account.prefix());
        let safe = if durable { "on" } else { "off" };
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=200",
            "shared_buffers=32MB",
            "log_min_messages=warning",
            "logging_collector=off",
            &format!("fsync={safe}"),
            &format!("synchronous_commit={safe}"),
            &format!("full_page_writes={safe}"),
        ] {
            shell.args(["-c", setting]);
        }
        // In a group of its own: what ends the tests' group must leave it the time to clean up.
        shell.process_group(0).current_dir("/").env("LC_ALL", "C");
        shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut shell = shell.spawn().unwrap_or_else(|error| panic!("sh cannot be started: {error}"));
        let (sender, said) = channel();
        if let Some(out) = shell.stderr.take() {
            // All that it says is read, so that it never waits for a reader.
            std::thread::spawn(move || {
                for line in BufReader::new(out).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        let input = shell.stdin.take();
        Self { shell, input, said }
    }

    fn tell(&mut self, word: &str) {
        let told = self.input.as_mut().map(|input| writeln!(input, "{word}").and_then(|()| input.flush()));
        assert!(matches!(told, Some(Ok(()))), "the guardian of PostgreSQL has ended");
    }

    fn kill(&mut self) {
        self.tell("kill");
        let killed = self.said.iter().any(|line| line == "guardian: killed");
        assert!(killed, "the guardian of PostgreSQL has ended");
    }

    /// Starts the server and waits until it takes connections; else gives what it said.
    fn start(&mut self, port: u16) -> Result<(), String> {
        self.tell(&format!("start {port}"));
        let until = Instant::now() + START_MAX;
        let mut all = Vec::new();
        loop {
            let line = match self.said.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("not ready in time\n{}", all.join("\n")));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("its guardian has ended\n{}", all.join("\n")));
                }
            };
            if line.contains("ready to accept connections") {
                return Ok(());
            }
            // A client that comes too early is told so; that is no failure of the server.
            let failed = line.contains("FATAL:") && !line.contains("the database system is");
            let not_begun = line.starts_with("setpriv:") || line.starts_with("guardian:");
            all.push(line);
            if failed || not_begun {
                return Err(all.join("\n"));
            }
        }
    }
}

impl Drop for Guardian {
    fn drop(&mut self) {
        // The end of its input tells it to stop the server and to remove the folder.
        self.input = None;
        let _ = self.shell.wait();
    }
}

impl Tools {
    fn psql(&self, role: &str, database: &str, statements: &[&str]) -> std::io::Result<Output> {
        let mut psql = Command::new(self.folder.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", role]);
        psql.args(["-p", &self.port.to_string(), "-d", database]);
        for statement in statements {
            psql.args(["-c", statement]);
        }
        psql.env("PGCONNECT_TIMEOUT", "10").env("PGOPTIONS", "").env("LC_ALL", "C");
        psql.stdin(Stdio::null()).current_dir("/").output()
    }

    fn sql(&self, role: &str, database: &str, statements: &[&str]) -> String {
        let output = self
            .psql(role, database, statements)
            .unwrap_or_else(|error| panic!("psql cannot be started: {error}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{statements:?}: {}", said.trim());
        String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
    }
}

/// Who runs the server: ourselves, or, as it refuses to be run by root, an account without rights.
#[derive(Debug)]
struct Account {
    /// User and group, when they are not our own.
    ids: Option<(u32, u32)>,
}

impl Account {
    fn of_the_server() -> Self {
        let id = |args: &[&str]| -> Option<u32> {
            let output = Command::new("id").args(args).output().ok()?;
            String::from_utf8_lossy(&output.stdout).trim().parse().ok()
        };
        if id(&["-u"]) != Some(0) {
            return Self { ids: None };
        }
        let known = |name: &&str| Some((id(&["-u", name])?, id(&["-g", name])?));
        Self { ids: ["postgres", "nobody"].iter().find_map(known).or(Some((65534, 65534))) }
    }

    /// What starts a program as that account.
    fn prefix(&self) -> String {
        let with = |(user, group)| format!("setpriv --reuid={user} --regid={group} --clear-groups --");
        self.ids.map(with).unwrap_or_default()
    }

    /// A new folder that belongs to the account.
    fn folder(&self) -> PathBuf {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let place = std::env::temp_dir().join(format!("skytally-postgres-{}-{number}", std::process::id()));
        // One of an earlier process with the same id, whose guardian was killed too.
        let _ = std::fs::remove_dir_all(&place);
        let made = std::fs::create_dir_all(&place)
            .and_then(|()| self.ids.map_or(Ok(()), |(user, group)| chown(&place, Some(user), Some(group))));
        made.unwrap_or_else(|error| panic!("{}: {error}", place.display()));
        place
    }
}

/// A port of the loopback that nobody listens on right now.
fn free_port() -> u16 {
    let address = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    address.unwrap_or_else(|error| panic!("no free port on the loopback: {error}")).port()
}

fn named_folder() -> Option<PathBuf> {
    std::env::var_os("SKYTALLY_POSTGRES").filter(|value| !value.is_empty()).map(PathBuf::from)
}

/// The folder of PostgreSQL's programs: as named, Debian's newest, or one on the path.
fn programs() -> Option<PathBuf> {
    let complete =
        |folder: &PathBuf| ["initdb", "postgres", "psql"].iter().all(|name| folder.join(name).exists());
    if let Some(named) = named_folder() {
        return Some(named).filter(complete);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().parse().unwrap_or(0_u32);
    let mut versions: Vec<_> = versions.map(|entry| (version(&entry), entry.path().join("bin"))).collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    versions.into_iter().rev().map(|(_, bin)| bin).chain(std::env::split_paths(&path)).find(complete)
}

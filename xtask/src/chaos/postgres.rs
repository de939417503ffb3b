//! A PostgreSQL server of the test's own: a private folder, a free port of the loopback, gone with the test.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::service::{LOOK, free_port};
use crate::postgres::programs;
use crate::steps::{Done, read, run as run_command};

const START_MAX: Duration = Duration::from_secs(30);
/// The role and the database of the service: no superuser, so that row-level security binds it.
const ROLE: &str = "skytally";

/// A running server, ended when it goes out of scope.
pub(crate) struct Postgres {
    child: Child,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    pub(crate) fn start() -> Done<Self> {
        let programs = programs()?;
        let (folder, port) =
            (std::env::temp_dir().join(format!("skytally-chaos-{}", std::process::id())), free_port()?);
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        // The server refuses to be run by root.
        let other = account()?;
        if let Some((user, group)) = other {
            chown(&folder, Some(user), Some(group))
                .map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        let data = folder.join("data");
        let mut init = apart(&programs.join("initdb"), other);
        init.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
        run_command(init.current_dir("/").env("LC_ALL", "C").stdout(Stdio::null()))?;
        let mut server = apart(&programs.join("postgres"), other);
        server.arg("-D").arg(&data).args(["-p", &port.to_string()]);
        for setting in
            ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=100", "fsync=off"]
        {
            server.args(["-c", setting]);
        }
        server.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
        let child = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let child = child.map_err(|error| format!("PostgreSQL cannot be started: {error}"))?;
        let server = Self { child, programs, folder, port };
        let began = Instant::now();
        while let Err(error) = server.sql_in("postgres", "SELECT 1") {
            if began.elapsed() > START_MAX {
                return Err(format!("PostgreSQL does not come up: {error}"));
            }
            thread::sleep(LOOK * 20);
        }
        server.sql_in("postgres", &format!("CREATE ROLE {ROLE} LOGIN NOSUPERUSER NOBYPASSRLS"))?;
        server.sql_in("postgres", &format!("CREATE DATABASE {ROLE} OWNER {ROLE}"))?;
        Ok(server)
    }

    /// Where the service connects.
    pub(crate) fn url(&self) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/{ROLE}", self.port)
    }

    /// What a statement prints for the superuser: one line a row, columns between bars.
    pub(crate) fn sql(&self, statement: &str) -> Done<String> {
        self.sql_in(ROLE, statement)
    }

    /// The one number that a statement gives.
    pub(crate) fn number(&self, statement: &str) -> Done<i64> {
        let said = self.sql(statement)?;
        said.trim().parse().map_err(|_| format!("{statement} gave {said:?}"))
    }

    fn sql_in(&self, database: &str, statement: &str) -> Done<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-U", "postgres"]);
        psql.args(["-p", &self.port.to_string(), "-d", database, "-c", statement]);
        read(psql.env("PGCONNECT_TIMEOUT", "10").env("LC_ALL", "C").current_dir("/"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It ends at once; its data go anyway.
        let _ = Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// User and group that the server runs as, when they are not our own.
fn account() -> Done<Option<(u32, u32)>> {
    let id = |args: &[&str]| {
        read(Command::new("id").args(args))?.trim().parse::<u32>().map_err(|error| format!("id: {error}"))
    };
    if id(&["-u"])? != 0 {
        return Ok(None);
    }
    let known = ["postgres", "nobody"]
        .iter()
        .find_map(|name| Some((id(&["-u", name]).ok()?, id(&["-g", name]).ok()?)));
    Ok(known.or(Some((65_534, 65_534))))
}

fn apart(program: &Path, other: Option<(u32, u32)>) -> Command {
    let Some((user, group)) = other else { return Command::new(program) };
    let mut command = Command::new("setpriv");
    command.args([
        format!("--reuid={user}"),
        format!("--regid={group}"),
        "--clear-groups".to_owned(),
        "--".to_owned(),
    ]);
    command.arg(program);
    command
}

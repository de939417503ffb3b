//! The service as a child process, its log, and the folder that it writes to.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::child::{Stop, end, status, until};
use super::{demo_credentials, program};
use crate::steps::{Done, cache};

/// Where it listens when nobody says otherwise.
const LISTEN: &str = "127.0.0.1:8280";
/// How long the start may take. It takes half a second; a machine that builds meanwhile takes longer.
const START_MAX: Duration = Duration::from_secs(30);
/// How long the end may take.
const END_MAX: Duration = Duration::from_secs(5);
/// What it gives requests and runs of that: the rest is for closing the store.
const GRACE_MS: &str = "2500";
/// Requests a minute that nobody reaches by using a browser.
const TIRELESS: &str = "10000";
/// Lines of the log that are shown when something fails.
const TAIL_LINES: usize = 20;
/// What is shown of each.
const LINE_MAX_CHARACTERS: usize = 240;
/// What the log says once the service listens, and what stands before the address.
const LISTENS: (&str, &str) = ("skytally listens", " url=");

/// A folder of this run in the user's cache.
pub(super) struct Folder {
    path: PathBuf,
    keep: bool,
}

impl Folder {
    /// Makes an empty one. What killed runs left behind is removed.
    pub(super) fn make(keep: bool) -> Done<Self> {
        let base = cache().join("demo");
        let wrong = |path: &Path, error| format!("{}: {error}", path.display());
        fs::create_dir_all(&base).map_err(|error| wrong(&base, error))?;
        for entry in fs::read_dir(&base).map_err(|error| wrong(&base, error))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_over = name.parse::<u32>().is_ok() && !Path::new("/proc").join(&name).exists();
            if is_over && Path::new("/proc/self").exists() {
                fs::remove_dir_all(entry.path()).map_err(|error| wrong(&entry.path(), error))?;
            }
        }
        let id = std::process::id();
        let path = base.join(if keep { format!("kept-{id}") } else { id.to_string() });
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|error| wrong(&path, error))?;
        }
        fs::create_dir(&path).map_err(|error| wrong(&path, error))?;
        Ok(Self { path, keep })
    }

    /// The service's data folder.
    pub(super) fn data(&self) -> PathBuf {
        self.path.join("data")
    }

    /// What was made, for programs: it has passwords in it, and goes with the folder.
    pub(super) fn told(&self) -> PathBuf {
        self.path.join("told.json")
    }

    /// The log of a process.
    pub(super) fn log(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}.log"))
    }

    /// What went wrong, with the end of the log of a process.
    pub(super) fn explain(&self, name: &str, error: &str) -> String {
        explain(&self.log(name), error)
    }
}

/// What went wrong, with the end of a log.
fn explain(log: &Path, error: &str) -> String {
    let text = match fs::read(log) {
        Ok(text) => String::from_utf8_lossy(&text).into_owned(),
        Err(reason) => return format!("{error}\n\n{}: {reason}", log.display()),
    };
    let lines: Vec<&str> = text.lines().collect();
    let tail = lines.get(lines.len().saturating_sub(TAIL_LINES)..).unwrap_or_default();
    let name = log.file_name().unwrap_or_default().display();
    let mut told = format!("{error}\n\nThe end of {name} ({} lines; --keep-data keeps it):", lines.len());
    for line in tail {
        told.push_str("\n  ");
        told.extend(line.chars().take(LINE_MAX_CHARACTERS));
    }
    told
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.keep {
            println!("kept: {}", self.path.display());
        } else if let Err(error) = fs::remove_dir_all(&self.path) {
            eprintln!("{} cannot be removed: {error}", self.path.display());
        }
    }
}

/// The running service.
pub(super) struct Service {
    child: Child,
    reader: Option<JoinHandle<()>>,
    log: PathBuf,
    /// Where it listens.
    pub(super) url: String,
}

impl Service {
    /// Starts it and waits until it listens.
    /// With `tireless` the limits of requests and of signing in are out of the way of a program that uses a browser.
    pub(super) fn start(
        stop: &Stop,
        folder: &Folder,
        listen: Option<&str>,
        emulator: &str,
        tireless: bool,
    ) -> Done<Self> {
        stop.check()?;
        let listen = listen.map_or_else(usual_or_free, str::to_owned);
        let mut command = Command::new(program());
        demo_credentials(&mut command);
        // Settings of the user's own service are not for this one.
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("SKYTALLY_") {
                command.env_remove(name);
            }
        }
        command
            .args(["serve", "--listen", &listen, "--data"])
            .arg(folder.data())
            .env("SKYTALLY_COLLECTION__EVERY_MINUTES", "5")
            .env("SKYTALLY_COLLECTION__AWS_ENDPOINT_URL", emulator)
            .env("SKYTALLY_SERVER__SHUTDOWN_GRACE_MS", GRACE_MS)
            // A skytally.toml of the current folder would be read.
            .current_dir(&folder.path)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .process_group(0);
        if tireless {
            command.env("SKYTALLY_LIMITS__REQUESTS_PER_MINUTE", TIRELESS);
            command.env("SKYTALLY_LIMITS__SIGN_IN_PER_MINUTE", TIRELESS);
        }
        let log = folder.log("service");
        let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        let mut child = command.spawn().map_err(|error| format!("{}: {error}", program().display()))?;
        let (found, url) = mpsc::channel();
        let reader = child.stderr.take();
        let reader = reader.map(|log| thread::spawn(move || follow(BufReader::new(log), file, &found)));
        let mut service = Self { child, reader, log, url: String::new() };
        let listens = until(START_MAX, || {
            stop.check()?;
            if let Ok(url) = url.try_recv() {
                return Ok(Some(url));
            }
            match status(&mut service.child)? {
                Some(status) => Err(format!("the service ended with {status} before it listened")),
                None => Ok(None),
            }
        });
        match listens {
            Ok(Some(url)) => {
                service.url = url;
                Ok(service)
            }
            Ok(None) => {
                let late = format!("the service did not listen within {} s", START_MAX.as_secs());
                Err(service.fail(&late))
            }
            Err(error) => Err(service.fail(&error)),
        }
    }

    /// An error once it has ended by itself.
    pub(super) fn check(&mut self) -> Done {
        match status(&mut self.child)? {
            Some(status) => Err(format!("the service ended by itself with {status}")),
            None => Ok(()),
        }
    }

    /// Ends it if it still runs, and adds the end of its log to what went wrong.
    pub(super) fn fail(&mut self, error: &str) -> String {
        let ended = end("the service", &mut self.child, END_MAX);
        self.read_out();
        let too_late = ended.err().map(|error| format!("; {error}")).unwrap_or_default();
        explain(&self.log, &format!("{error}{too_late}"))
    }

    /// Ends it as Ctrl-C does.
    pub(super) fn end(&mut self) -> Done {
        let ended = end("the service", &mut self.child, END_MAX);
        self.read_out();
        match ended {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(explain(&self.log, &format!("the service ended with {status}"))),
            Err(error) => Err(explain(&self.log, &error)),
        }
    }

    /// Waits for the last lines of its log; they end with the process.
    fn read_out(&mut self) {
        if let Some(reader) = self.reader.take() {
            // Only a panic could fail, and it has been printed.
            let _ = reader.join();
        }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It has usually ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Copies the log into its file, and tells where the service listens.
fn follow(log: impl BufRead, mut file: File, found: &mpsc::Sender<String>) {
    for line in log.split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        // A full disk must not stop the reading, or the service would wait for its log.
        let _ = writeln!(file, "{line}");
        if let Some(url) = address(&line) {
            // Nobody listens any more once it is known.
            let _ = found.send(url.to_owned());
        }
    }
}

/// Where the service listens, if this line of the log says it.
fn address(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once(LISTENS.0)?.1.split_once(LISTENS.1)?;
    rest.trim_start_matches('"').split(['"', ' ']).next().filter(|url| url.starts_with("http"))
}

/// The usual address, or a free port where it is taken.
fn usual_or_free() -> String {
    match TcpListener::bind(LISTEN) {
        Ok(_) => LISTEN.to_owned(),
        Err(error) => {
            println!("   {LISTEN} cannot be had ({error}): a free port is taken");
            "127.0.0.1:0".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_line_that_tells_it_and_from_no_other() {
        let line = "2026-11-21T22:50:00Z  INFO skytally: skytally listens bound=127.0.0.1:8280 url=\"http://127.0.0.1:8280\" store=\"x\"";
        assert_eq!(address(line), Some("http://127.0.0.1:8280"));
        assert_eq!(
            address("INFO skytally: skytally listens url=http://[::1]:1 store=x"),
            Some("http://[::1]:1")
        );
        assert_eq!(address("INFO skytally: another url=http://127.0.0.1:1"), None);
    }

    #[test]
    fn an_error_has_the_end_of_the_log() {
        let log = std::env::temp_dir().join(format!("xtask-log-{}", std::process::id()));
        assert!(explain(&log, "it broke").contains("it broke\n\n"), "without a log too");
        let lines: Vec<String> = (0..=TAIL_LINES).map(|line| format!("line {line}.")).collect();
        fs::write(&log, format!("{}\n{}", lines.join("\n"), "x".repeat(9_999))).unwrap();
        let told = explain(&log, "it broke");
        fs::remove_file(&log).unwrap();
        assert!(told.starts_with("it broke\n") && told.contains(" (22 lines;"), "{told}");
        assert!(told.contains("line 2.") && !told.contains("line 1."), "{told}");
        assert!(told.ends_with(&format!("  {}", "x".repeat(LINE_MAX_CHARACTERS))), "{told}");
    }
}

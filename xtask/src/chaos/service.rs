//! The service as a child process: started, waited for, stopped in every way there is; and the first person in it.

use std::fs::{self, OpenOptions};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use super::http::Client;
use crate::demo::demo_credentials;
use crate::steps::{Done, run as run_command};

/// A start may take so long.
const START_MAX: Duration = Duration::from_secs(30);
/// How often something is looked at that is waited for.
pub(crate) const LOOK: Duration = Duration::from_millis(5);
/// The address of who owns everything.
pub(crate) const OWNER: &str = "owner@example.com";

/// How the service is started.
pub(crate) struct Setup {
    pub(crate) program: PathBuf,
    pub(crate) data: PathBuf,
    pub(crate) port: u16,
    /// Settings: `COLLECTION__LEASE_S` and its value.
    pub(crate) settings: Vec<(String, String)>,
    /// Where its log goes, at the end of what is there.
    pub(crate) log: PathBuf,
}

/// A running service, killed when it goes out of scope.
pub(crate) struct Service {
    child: Child,
    client: Client,
    started: Instant,
}

impl Setup {
    /// On a data folder below a folder, at a free port, with limits that are in nobody's way.
    pub(crate) fn new(program: &Path, folder: &Path, name: &str, aws: &str) -> Done<Self> {
        let settings = [
            ("LIMITS__REQUESTS_PER_MINUTE", "1000000"),
            ("LIMITS__SIGN_IN_PER_MINUTE", "10000"),
            ("LIMITS__WORKSPACES_PER_USER", "10000"),
            ("COLLECTION__AWS_ENDPOINT_URL", aws),
            ("PEOPLE__ARGON2_MEMORY_KIB", "7168"),
            ("PEOPLE__ARGON2_PASSES", "5"),
        ];
        Ok(Self {
            program: program.to_owned(),
            data: folder.join(name),
            port: free_port()?,
            settings: settings.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
            log: folder.join(format!("{name}.log")),
        })
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The program with the settings, for `serve` and for the commands of operators.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).arg("--data").arg(&self.data);
        demo_credentials(&mut command);
        for (name, value) in &self.settings {
            command.env(format!("SKYTALLY_{name}"), value);
        }
        command
    }

    /// Starts it, and does not wait.
    pub(crate) fn start(&self) -> Done<Service> {
        let log = OpenOptions::new().create(true).append(true).open(&self.log);
        let log = log.map_err(|error| format!("{}: {error}", self.log.display()))?;
        let mut command = self.command(&["serve"]);
        command.args(["--listen", &format!("127.0.0.1:{}", self.port)]);
        let started = Instant::now();
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn();
        let child = child.map_err(|error| format!("{}: {error}", self.program.display()))?;
        Ok(Service { child, client: Client::new(self.port), started })
    }

    /// Starts it and waits until it is ready.
    pub(crate) fn up(&self) -> Done<Service> {
        let mut service = self.start()?;
        service.wait("/readyz")?;
        Ok(service)
    }
}

impl Service {
    /// Waits until a path answers 200. Gives how long that was from the start of the process.
    pub(crate) fn wait(&mut self, path: &str) -> Done<Duration> {
        let mut said = String::from("nothing");
        while self.started.elapsed() < START_MAX {
            match self.client.ask("GET", path, None, &[]) {
                Ok(answer) if answer.status == 200 => return Ok(self.started.elapsed()),
                Ok(answer) => said = answer.said(),
                Err(error) => said = error,
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("the service ended with {status} instead of being ready"));
            }
            std::thread::sleep(LOOK);
        }
        Err(format!("the service was not ready after {} s: {said}", START_MAX.as_secs()))
    }

    /// Somebody whom it does not know.
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// `kill -9`, and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Sends it a signal such as `STOP`.
    pub(crate) fn signal(&self, name: &str) -> Done {
        run_command(Command::new("kill").args([format!("-{name}"), self.id().to_string()]))
    }

    /// Asks it to stop, and waits. Gives how long that took.
    pub(crate) fn stop(&mut self) -> Done<Duration> {
        let asked = Instant::now();
        self.signal("TERM")?;
        let status = self.child.wait().map_err(|error| format!("the service: {error}"))?;
        if status.success() { Ok(asked.elapsed()) } else { Err(format!("the service ended with {status}")) }
    }

    /// A line of `/proc/…/status` in megabytes of 10⁶ bytes: `VmHWM`, `VmRSS`.
    pub(crate) fn memory_mb(&self, name: &str) -> Done<f64> {
        let path = format!("/proc/{}/status", self.id());
        let status = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kilobytes = line.split_whitespace().nth(1).and_then(|text| text.parse::<f64>().ok());
        kilobytes.map(|kb| kb * 1_024.0 / 1e6).ok_or_else(|| format!("{path} has no {name}"))
    }

    /// A number of `/metrics`.
    pub(crate) fn metric(&self, name: &str) -> Done<i64> {
        let answer = self.client.ask("GET", "/metrics", None, &[])?;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        let line = text.lines().find(|line| line.split(' ').next() == Some(name));
        let value = line.and_then(|line| line.split(' ').nth(1)).and_then(|value| value.parse().ok());
        value.ok_or_else(|| format!("/metrics has no {name}"))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Signs the owner up, by the mail in a folder, and in. Gives them with their session.
pub(crate) fn owner(service: &Service, mails: &Path) -> Done<Client> {
    let client = service.client();
    // It opens nothing but a service that is thrown away.
    let password = "chaos needs 9 good horses";
    client.send(
        "POST",
        "/api/v1/sign-up",
        &json!({ "email": OWNER, "name": "Owner", "password": password }),
    )?;
    let token = token(mails)?;
    client.send("POST", "/api/v1/verify-email", &json!({ "token": token }))?;
    let signed_in =
        client.ask("POST", "/api/v1/sign-in", Some(&json!({ "email": OWNER, "password": password })), &[])?;
    let cookie = signed_in.header("set-cookie").and_then(|cookie| cookie.split(';').next());
    let cookie = cookie.ok_or_else(|| format!("nobody was signed in: {}", signed_in.said()))?.to_owned();
    let mut owner = client.clone();
    owner.headers.push(("Cookie".to_owned(), cookie));
    owner.headers.push(("Sec-Fetch-Site".to_owned(), "same-origin".to_owned()));
    Ok(owner)
}

/// The token of the first mail that comes.
fn token(mails: &Path) -> Done<String> {
    let until = Instant::now() + START_MAX;
    while Instant::now() < until {
        for mail in fs::read_dir(mails).into_iter().flatten().flatten() {
            let text = fs::read_to_string(mail.path()).unwrap_or_default();
            if let Some((_, rest)) = text.split_once("#token=") {
                return Ok(rest.split_whitespace().next().unwrap_or_default().to_owned());
            }
        }
        std::thread::sleep(LOOK);
    }
    Err(format!("no mail with a link came into {}", mails.display()))
}

/// A port of the loopback that nobody listens on right now.
pub(crate) fn free_port() -> Done<u16> {
    let address = TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr());
    address.map(|address| address.port()).map_err(|error| format!("no free port on the loopback: {error}"))
}

/// A fresh folder in the project's cache.
pub(crate) fn folder(name: &str) -> Done<PathBuf> {
    let folder = crate::steps::cache().join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(folder)
}

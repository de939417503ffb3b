//! `cargo xtask bench serve`: the service under load, at its start, and in memory.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::sample::shown;
use crate::chaos::Programs;
use crate::chaos::http::{Client, text};
use crate::chaos::service::{Service, Setup, owner};
use crate::chaos::stub::{Stub, link, workspace};
use crate::python::debian;
use crate::steps::{Done, Steps, read};

/// Connections of the load generator at the same time.
const CONNECTIONS: u32 = 32;
/// Starts that are measured.
const STARTS: usize = 11;
/// Resources of each account.
const RESOURCES: &str = "1000";
const MANY: u64 = 100;
/// How long the collection of all accounts may take.
const COLLECTED_MAX: Duration = Duration::from_secs(600);

/// One figure of the load generator.
struct Load {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Processor time of the service for one request.
    cpu_us: f64,
}

/// Measures everything and gives the tables.
pub(crate) fn measure(steps: &mut Steps, programs: &Programs, place: &Path, seconds: u64) -> Done<String> {
    let wrk = steps.step("the load generator wrk", wrk)?;
    let stub = Stub::start(&programs.stub, &["--resources", RESOURCES])?;
    let setup = Setup::new(&programs.service, place, "reads", &stub.url)?;
    let (client, paths, first) = steps.step("an estate to read", || estate(&setup))?;
    let busy = load_average();
    // What else the machine does takes from every figure but the processor time.
    let mut out = format!("The machine's load average before the service was under load: {busy}.\n");
    let (alive, answered, idle) = steps.step("starts", || starts(&setup, &client, &paths[0].1))?;
    out.push_str(&format!(
        "\n**Start and memory**, SQLite, {STARTS} starts\n\n| | median (least–most) |\n|---|---|\n\
         | from the start of the process to `/healthz` | {} ms |\n| to the first answer to somebody who is known | {} ms |\n\
         | the very first start, which makes key and schema | {:.0} ms |\n| memory when idle | {} MB |\n",
        shown(alive, 0),
        shown(answered, 0),
        first.as_secs_f64() * 1e3,
        shown(idle, 0),
    ));
    out.push_str(&format!(
        "\n**Reads**, SQLite, {CONNECTIONS} connections, {seconds} s each, by an API token\n\n\
         | | cached: a second | p50 | p99 | processor | not cached: a second | p50 | p99 | processor |\n|---|---|---|---|---|---|---|---|---|\n"
    ));
    for (name, path) in &paths {
        let load = |cached: bool| {
            let setup = Setup {
                settings: setup.settings.clone(),
                program: setup.program.clone(),
                data: setup.data.clone(),
                log: setup.log.clone(),
                ..setup
            }
            .with("COLLECTION__ENABLED", "false")
            .with("CACHE__ENABLED", &cached.to_string());
            let mut service = setup.up()?;
            // What is read first fills the cache, and is not counted.
            pull(&wrk, &service, &client, path, 1)?;
            let load = pull(&wrk, &service, &client, path, seconds)?;
            service.stop()?;
            Ok::<_, String>(load)
        };
        let (cached, not) = steps.step(&format!("load on {name}"), || Ok((load(true)?, load(false)?)))?;
        let cells = |load: &Load| {
            format!(
                "{:.0} | {:.1} ms | {:.1} ms | {:.0} µs",
                load.per_second, load.p50_ms, load.p99_ms, load.cpu_us
            )
        };
        out.push_str(&format!("| `{name}` | {} | {} |\n", cells(&cached), cells(&not)));
    }
    println!("\n{out}");
    let (took, peak, after) =
        steps.step(&format!("collect {MANY} accounts"), || collecting(programs, place, &stub))?;
    out.push_str(&format!(
        "\n**Collection**, SQLite, {MANY} accounts with {RESOURCES} resources each, 4 at once, first run\n\n| | |\n|---|---|\n\
         | until all have a generation | {:.0} s |\n| largest memory | {peak:.0} MB |\n| memory afterwards | {after:.0} MB |\n",
        took.as_secs_f64()
    ));
    Ok(out)
}

/// What is read: its name and its path.
type Paths = Vec<(String, String)>;

/// What the machine does besides, of the last minute.
pub(crate) fn load_average() -> String {
    let busy = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    busy.split_whitespace().next().unwrap_or("?").to_owned()
}

fn wrk() -> Done<PathBuf> {
    let there = || Command::new("wrk").arg("--version").output().is_ok();
    if !there() {
        debian(&["wrk"])
            .map_err(|error| format!("wrk is missing; install it with: apt-get install wrk ({error})"))?;
    }
    if there() {
        Ok(PathBuf::from("wrk"))
    } else {
        Err("wrk was installed, but cannot be started".to_owned())
    }
}

/// Three workspaces with an account each. Gives a client with a token, what is read, and how long the first start took.
fn estate(setup: &Setup) -> Done<(Client, Paths, Duration)> {
    let mut service = setup.start()?;
    let first = service.wait("/readyz")?;
    let person = owner(&service, &setup.data.join("mail"))?;
    let mut spaces = Vec::new();
    for at in 0..3 {
        let space = workspace(&person, &format!("Client {at}"))?;
        link(&person, &space, at, 1)?;
        spaces.push(space);
    }
    collected(&person, &spaces, 1)?;
    let token = person.send("POST", "/api/v1/me/tokens", &json!({ "name": "load", "scopes": ["read"] }))?;
    let mut client = service.client().clone();
    client.headers.push(("Authorization".to_owned(), format!("Bearer {}", text(&token, "token"))));
    service.stop()?;
    let base = format!("/api/v1/workspaces/{}", spaces[0]);
    let paths = [
        ("GET /workspaces/{w}", base.clone()),
        ("GET /workspaces/{w}/findings?limit=50", format!("{base}/findings?limit=50")),
        ("GET /workspaces/{w}/inventory", format!("{base}/inventory")),
        ("GET /fleet", "/api/v1/fleet".to_owned()),
        ("GET /healthz", "/healthz".to_owned()),
    ];
    Ok((client, paths.map(|(name, path)| (name.to_owned(), path)).to_vec(), first))
}

/// Waits until all accounts of some workspaces have a generation.
pub(crate) fn collected(client: &Client, spaces: &[String], generation: i64) -> Done {
    let began = Instant::now();
    for space in spaces {
        loop {
            let accounts = client.get(&format!("/api/v1/workspaces/{space}/accounts"))?;
            let accounts = crate::chaos::http::list(&accounts);
            if accounts.iter().all(|one| crate::chaos::http::number(one, "generation") >= generation) {
                break;
            }
            if began.elapsed() > COLLECTED_MAX {
                return Err(format!("not all accounts were collected in {} s", COLLECTED_MAX.as_secs()));
            }
            thread::sleep(Duration::from_millis(200));
        }
    }
    Ok(())
}

/// Milliseconds to the first sign of life and to the first real answer, and megabytes when nothing is done.
fn starts(setup: &Setup, client: &Client, path: &str) -> Done<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let (mut alive, mut answered, mut idle) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..STARTS {
        let began = Instant::now();
        let mut service = setup.start()?;
        let until = |path: &str| loop {
            match client.ask("GET", path, None, &[]) {
                Ok(answer) if answer.status == 200 => return Ok(began.elapsed().as_secs_f64() * 1e3),
                Ok(answer) => return Err(format!("{path}: {}", answer.said())),
                Err(error) if began.elapsed() > Duration::from_secs(30) => return Err(error),
                Err(_) => thread::sleep(Duration::from_millis(1)),
            }
        };
        alive.push(until("/healthz")?);
        answered.push(until(path)?);
        thread::sleep(Duration::from_secs(1));
        idle.push(service.memory_mb("VmRSS")?);
        service.stop()?;
    }
    Ok((alive, answered, idle))
}

/// Asks for a path as fast as it is answered.
fn pull(wrk: &Path, service: &Service, client: &Client, path: &str, seconds: u64) -> Done<Load> {
    let (name, value) = client.headers.last().cloned().unwrap_or_default();
    let before = cpu_us(service)?;
    let mut command = Command::new(wrk);
    command.args([
        "-t",
        "1",
        "-c",
        &CONNECTIONS.to_string(),
        "-d",
        &format!("{seconds}s"),
        "--latency",
        "-H",
    ]);
    command.arg(format!("{name}: {value}")).arg(format!("http://{}{path}", client.address));
    let said = read(&mut command)?;
    let used = cpu_us(service)? - before;
    if said.contains("Non-2xx") || said.contains("Socket errors") {
        return Err(format!("{path}: {said}"));
    }
    let after = |mark: &str| {
        let line = said.lines().map(str::trim).find(|line| line.starts_with(mark));
        line.and_then(|line| line[mark.len()..].split_whitespace().next()).map(str::to_owned)
    };
    let figure = |mark: &str| after(mark).ok_or_else(|| format!("wrk did not say {mark:?}: {said}"));
    let requests = said.lines().find(|line| line.contains(" requests in ")).unwrap_or_default();
    let requests: f64 = requests.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(1.0);
    Ok(Load {
        per_second: figure("Requests/sec:")?.parse().map_err(|error| format!("wrk: {error}"))?,
        p50_ms: milliseconds(&figure("50%")?)?,
        p99_ms: milliseconds(&figure("99%")?)?,
        cpu_us: used / requests,
    })
}

/// `1.23ms`, `800.00us` or `1.20s`.
fn milliseconds(text: &str) -> Done<f64> {
    let units = [("us", 1e-3), ("ms", 1.0), ("s", 1e3)];
    let found =
        units.iter().find_map(|(unit, factor)| Some(text.strip_suffix(unit)?.parse::<f64>().ok()? * factor));
    found.ok_or_else(|| format!("wrk says a time that is none: {text}"))
}

/// Processor time of the service until now.
pub(super) fn cpu_us(service: &Service) -> Done<f64> {
    let path = format!("/proc/{}/stat", service.id());
    let stat = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
    // The name may hold spaces, and ends with the last bracket; user and system time are the 14th and 15th field.
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let ticks =
        rest.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<f64>().ok()).sum::<f64>();
    // A tick is a hundredth of a second on every Linux.
    Ok(ticks * 1e4)
}

/// Collects many accounts. Gives how long it took, and the memory at its peak and afterwards.
fn collecting(programs: &Programs, place: &Path, stub: &Stub) -> Done<(Duration, f64, f64)> {
    let setup = Setup::new(&programs.service, place, "collection", &stub.url)?;
    let mut service = setup.up()?;
    let person = owner(&service, &setup.data.join("mail"))?;
    let space = workspace(&person, "A hundred accounts")?;
    let began = Instant::now();
    // The roles of the first accounts trust another installation by now.
    link(&person, &space, MANY, MANY)?;
    collected(&person, &[space], 1)?;
    let took = began.elapsed();
    let figures = (took, service.memory_mb("VmHWM")?, service.memory_mb("VmRSS")?);
    service.stop()?;
    Ok(figures)
}

//! Processes that are ended in order, and being told to end.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

use crate::steps::Done;

/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// What is said when somebody stops it early.
const STOPPED: &str = "it was stopped before it was ready";

/// Whether it is time to end: after Ctrl-C, a termination signal, or when the terminal is gone.
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for signals from now on. They no longer end this process by themselves.
    pub(super) fn listen() -> Done<Self> {
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&flag))
                .map_err(|error| format!("signals cannot be listened for: {error}"))?;
        }
        Ok(Self(flag))
    }

    /// Whether somebody said so.
    pub(super) fn is_wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// An error once somebody said so.
    pub(super) fn check(&self) -> Done {
        if self.is_wanted() { Err(STOPPED.to_owned()) } else { Ok(()) }
    }

    /// Runs a command to its end, and ends it when somebody says so. `name` stands in the error.
    pub(super) fn run(&self, name: &str, command: &mut Command) -> Done {
        let mut child = command
            .stdin(Stdio::null())
            .process_group(0)
            .spawn()
            .map_err(|error| format!("{name} cannot be started: {error}"))?;
        let ended = until(Duration::MAX, || {
            if self.is_wanted() { Ok(Some(None)) } else { status(&mut child).map(|ended| ended.map(Some)) }
        });
        match ended {
            Ok(Some(Some(status))) if status.success() => Ok(()),
            Ok(Some(Some(status))) => Err(format!("{name} ended with {status}")),
            Ok(_) => {
                // Nothing is lost with it, and Python tells of a Ctrl-C in many lines.
                ask(name, "TERM", &mut child, Duration::from_secs(1))?;
                Err(STOPPED.to_owned())
            }
            Err(error) => Err(format!("{name}: {error}")),
        }
    }
}

/// Looks until there is something, an error, or the time is over (None).
pub(super) fn until<T>(limit: Duration, mut look: impl FnMut() -> Done<Option<T>>) -> Done<Option<T>> {
    let start = Instant::now();
    loop {
        let late = start.elapsed() >= limit;
        let seen = look()?;
        if seen.is_some() || late {
            return Ok(seen);
        }
        thread::sleep(LOOK_EVERY);
    }
}

/// How a process ended, if it has.
pub(super) fn status(child: &mut Child) -> Done<Option<ExitStatus>> {
    child.try_wait().map_err(|error| format!("its end cannot be waited for: {error}"))
}

/// Asks a process to end as Ctrl-C does, and waits. One that is too late is killed, which is an error.
pub(super) fn end(name: &str, child: &mut Child, limit: Duration) -> Done<ExitStatus> {
    ask(name, "INT", child, limit)
}

fn ask(name: &str, signal: &str, child: &mut Child, limit: Duration) -> Done<ExitStatus> {
    if let Some(ended) = status(child)? {
        return Ok(ended);
    }
    // The standard library can only kill. Until it is waited for, the id is this child's and nobody else's.
    let mut ask = Command::new("sh");
    ask.args(["-c", "kill -\"$1\" \"$2\"", "sh", signal, &child.id().to_string()]).stdin(Stdio::null());
    let asked = ask.status().map_err(|error| format!("sh: {error}"));
    let ended = asked.and_then(|_| until(limit, || status(child)));
    if let Ok(Some(ended)) = ended {
        return Ok(ended);
    }
    // It may end at this very moment.
    let _ = child.kill();
    let _ = child.wait();
    Err(match ended {
        Err(error) => format!("{name} could not be asked to end and was killed: {error}"),
        Ok(_) => format!("{name} did not end within {} s and was killed", limit.as_secs()),
    })
}

//! A program of the system that is started, and what it gives out until it ends.

use std::io::{self, Read};
use std::process::{Child, ChildStdin, ExitStatus};
use std::thread;

/// So much of what it complains is taken.
const COMPLAINT_MAX_BYTES: u64 = 16 * 1024;
/// So much of that is told.
const COMPLAINT_MAX_CHARS: usize = 160;

/// How a program ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    /// Its standard output, up to what is taken of it.
    pub(crate) output: Vec<u8>,
    /// The first thing that it complained about.
    pub(crate) complaint: String,
}

/// Waits for a program whose output and complaints are pipes. `give` is called beside that, with its standard input if that is a pipe too.
/// What it gives out beyond `output_max_bytes` is dropped.
///
/// # Errors
/// What went wrong, as a sentence for people.
pub(crate) fn finish(
    mut child: Child,
    output_max_bytes: u64,
    give: impl FnOnce(Option<ChildStdin>) + Send,
) -> Result<Ended, String> {
    let input = child.stdin.take();
    let (Some(output), Some(complaints)) = (child.stdout.take(), child.stderr.take()) else {
        return Err("it has no pipes".to_owned());
    };
    let (output, complaint) = thread::scope(|scope| {
        scope.spawn(move || give(input));
        let complaint = scope.spawn(move || all(complaints, COMPLAINT_MAX_BYTES));
        (all(output, output_max_bytes), complaint.join().unwrap_or_default())
    });
    let status = child.wait().map_err(|error| format!("it cannot be waited for: {error}"))?;
    let complaint = String::from_utf8_lossy(&complaint);
    let complaint =
        complaint.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("it said nothing");
    Ok(Ended { status, output, complaint: complaint.chars().take(COMPLAINT_MAX_CHARS).collect() })
}

/// All that a pipe gives, up to a limit; the rest is taken and dropped, so that the writer ends. A pipe that breaks has ended.
fn all(mut pipe: impl Read, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = (&mut pipe).take(most).read_to_end(&mut bytes);
    let _ = io::copy(&mut pipe, &mut io::sink());
    bytes
}

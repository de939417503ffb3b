//! The reader of this machine, kept at arm's length: files come from strangers, so they are parsed in a process of their own, with limits of
//! time and memory, an empty environment and nothing but its three pipes.
//!
//! The process is this program again (`skytally receipt-reader`). It takes the bytes from its standard input and gives one [`Answer`] to
//! its standard output; `receipt_pages.rs` has it draw a page instead. It limits itself; this side limits its time and its answer, and ends it
//! together with what it has started.

use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};

use skytally_money::receipt::{Answer, MediaType, Reading, Unreadable, media_type};
use tempfile::TempDir;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::{Child, Command};

use super::ReceiptLimits;

/// So much of what a failing reader complains is kept.
const COMPLAINT_MAX_BYTES: u64 = 16 * 1024;
/// So much of it is told to people.
const COMPLAINT_SHOWN_CHARS: usize = 200;
/// The signal of a process that has used up its time on the processor (POSIX: SIGXCPU).
#[cfg(unix)]
const SIGNAL_OUT_OF_CPU: i32 = 24;

/// Reads receipts on this machine, each in a process of its own.
#[derive(Debug, Clone)]
pub struct LocalReader {
    /// The program that is started: this one.
    pub program: PathBuf,
    /// The program tesseract by its whole path; without it pictures are not read.
    pub tesseract: Option<PathBuf>,
    /// The program heif-convert by its whole path; without it HEIC is neither read nor drawn.
    pub heif_convert: Option<PathBuf>,
    /// What reading one receipt may take.
    pub limits: ReceiptLimits,
}

/// How a process ended that was waited for.
struct Ended {
    status: ExitStatus,
    answer: Vec<u8>,
    complaint: String,
}

impl LocalReader {
    /// Reads letters, and pictures by tesseract.
    pub(super) async fn read(&self, bytes: &[u8]) -> Result<Reading, Unreadable> {
        if self.takes(bytes)? != MediaType::Pdf && self.tesseract.is_none() {
            return Err(Unreadable::NoProgram { detail: "it was not found on this machine".to_owned() });
        }
        reading(&self.answer(bytes, self.command()).await?)
    }

    /// Reads letters. Of what has none, [`Unreadable::OnlyPictures`] says how many pages it has.
    pub(super) async fn read_letters(&self, bytes: &[u8]) -> Result<Reading, Unreadable> {
        let mut command = self.command();
        command.arg("--letters-only");
        reading(&self.answer(bytes, command).await?)
    }

    /// Draws a page, the first being 1: the line of a `DrawAnswer`, and behind it the picture.
    ///
    /// Dropping the future ends the process.
    pub(in crate::books) async fn draw(&self, bytes: &[u8], page: u32) -> Result<Vec<u8>, Unreadable> {
        self.takes(bytes)?;
        let mut command = self.command();
        command.arg("--draw").arg(page.to_string());
        self.answer(bytes, command).await
    }

    /// What a process says of a receipt. Dropping the future ends it.
    async fn answer(&self, bytes: &[u8], mut command: Command) -> Result<Vec<u8>, Unreadable> {
        let crashed = |detail: String| Unreadable::Crashed { detail };
        // Goes, with what is in it, whichever way this function is left.
        let _folder = self.heif(bytes, &mut command)?;
        let mut child = command.spawn().map_err(|error| crashed(format!("it cannot be started: {error}")))?;
        // Ended at the end of this function, whichever way it is left.
        let _group = Group::of(&child);
        match tokio::time::timeout(self.limits.time, self.talk(&mut child, bytes)).await {
            Err(_) => Err(Unreadable::OutOfTime { limit_s: self.limits.time.as_secs() }),
            Ok(Err(unreadable)) => Err(unreadable),
            Ok(Ok(ended)) => self.judge(ended),
        }
    }

    /// What it is. Refuses what needs no process to be refused.
    pub(super) fn takes(&self, bytes: &[u8]) -> Result<MediaType, Unreadable> {
        if bytes.is_empty() {
            return Err(Unreadable::Empty);
        }
        let kind = media_type(bytes).ok_or(Unreadable::Type)?;
        if bytes.len() > self.limits.file_max_bytes {
            let most = self.limits.file_max_bytes;
            return Err(Unreadable::TooLarge { detail: format!("{} bytes, more than {most}", bytes.len()) });
        }
        if kind == MediaType::Heic && self.heif_convert.is_none() {
            return Err(Unreadable::NoDecoder { detail: "it was not found on this machine".to_owned() });
        }
        Ok(kind)
    }

    /// Gives the process what it takes to look into HEIC, where the receipt is that: the program, and a folder for a name.
    fn heif(&self, bytes: &[u8], command: &mut Command) -> Result<Option<TempDir>, Unreadable> {
        let Some(program) = self.heif_convert.as_ref().filter(|_| media_type(bytes) == Some(MediaType::Heic))
        else {
            return Ok(None);
        };
        let mut folder = tempfile::Builder::new();
        folder.prefix("skytally-heic-");
        #[cfg(unix)]
        folder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let folder = folder.tempdir().map_err(|error| Unreadable::NoDecoder {
            detail: format!("there is no folder for the name of what it gives out: {error}"),
        })?;
        command.arg("--heif-convert").arg(program).arg("--heif-folder").arg(folder.path());
        Ok(Some(folder))
    }

    fn command(&self) -> Command {
        let limits = &self.limits;
        let mut command = Command::new(&self.program);
        command.arg("receipt-reader");
        for (flag, value) in [
            ("--time-s", limits.time.as_secs().max(1)),
            ("--memory-mb", limits.memory_mb),
            ("--file-max-bytes", u64::try_from(limits.file_max_bytes).unwrap_or(u64::MAX)),
            ("--pages-max", limits.pages_max.into()),
            ("--megapixels-max", limits.megapixels_max.into()),
        ] {
            command.arg(flag).arg(value.to_string());
        }
        if let Some(tesseract) = &self.tesseract {
            command.arg("--tesseract").arg(tesseract);
        }
        command.env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.kill_on_drop(true);
        // A group of its own: what it starts is ended with it.
        #[cfg(unix)]
        command.process_group(0).current_dir("/");
        command
    }

    /// Gives the process the file and takes its answer.
    async fn talk(&self, child: &mut Child, bytes: &[u8]) -> Result<Ended, Unreadable> {
        let crashed = |detail: String| Unreadable::Crashed { detail };
        let (Some(mut input), Some(output), Some(complaints)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(crashed("it has no pipes".to_owned()));
        };
        let give = async move {
            // One that has seen enough closes its input; how it ends says why.
            let _ = input.write_all(bytes).await;
            drop(input);
            Ok(())
        };
        let most = self.limits.answer_max_bytes;
        let take = async move {
            let mut answer = Vec::new();
            let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
            output
                .take(limit)
                .read_to_end(&mut answer)
                .await
                .map_err(|error| crashed(format!("its answer cannot be read: {error}")))?;
            if answer.len() > most {
                return Err(crashed(format!("its answer has more than {most} bytes")));
            }
            Ok(answer)
        };
        let ((), answer, complaint) = tokio::try_join!(give, take, complaint(complaints))?;
        let status =
            child.wait().await.map_err(|error| crashed(format!("it cannot be waited for: {error}")))?;
        Ok(Ended { status, answer, complaint })
    }

    /// What the end of a process means.
    fn judge(&self, ended: Ended) -> Result<Vec<u8>, Unreadable> {
        if ended.status.success() {
            return Ok(ended.answer);
        }
        // So Rust ends a program that gets no more memory.
        if ended.complaint.contains("memory allocation of ") {
            return Err(Unreadable::OutOfMemory { limit_mb: self.limits.memory_mb });
        }
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt as _;
            if ended.status.signal() == Some(SIGNAL_OUT_OF_CPU) {
                return Err(Unreadable::OutOfTime { limit_s: self.limits.time.as_secs() });
            }
        }
        let said = ended.complaint.lines().map(str::trim).find(|line| !line.is_empty());
        let said: String = said.unwrap_or("it said nothing").chars().take(COMPLAINT_SHOWN_CHARS).collect();
        Err(Unreadable::Crashed { detail: format!("it ended with {}: {said}", ended.status) })
    }
}

/// The answer of a process that has read.
fn reading(answer: &[u8]) -> Result<Reading, Unreadable> {
    match serde_json::from_slice(answer) {
        Ok(Answer::Read(reading)) => Ok(*reading),
        Ok(Answer::Unreadable(why)) => Err(why),
        Err(error) => Err(Unreadable::Crashed { detail: format!("its answer is none: {error}") }),
    }
}

/// The beginning of what a process complains. All of it is taken, so that it never waits for a reader.
async fn complaint(mut complaints: impl AsyncRead + Unpin) -> Result<String, Unreadable> {
    let failed =
        |error: std::io::Error| Unreadable::Crashed { detail: format!("it cannot be heard: {error}") };
    let mut kept = Vec::new();
    (&mut complaints).take(COMPLAINT_MAX_BYTES).read_to_end(&mut kept).await.map_err(failed)?;
    tokio::io::copy(&mut complaints, &mut tokio::io::sink()).await.map_err(failed)?;
    Ok(String::from_utf8_lossy(&kept).into_owned())
}

/// A process and all that it has started, ended when this is dropped.
struct Group {
    #[cfg(unix)]
    leader: Option<rustix::process::Pid>,
}

impl Group {
    #[cfg(unix)]
    fn of(child: &Child) -> Self {
        let leader =
            child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw);
        Self { leader }
    }

    /// Elsewhere only the process itself is ended, by `kill_on_drop`.
    #[cfg(not(unix))]
    fn of(_: &Child) -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        if let Some(leader) = self.leader {
            // Mostly there is nobody left. The number of a group with members is not given to anybody else.
            let _ = rustix::process::kill_process_group(leader, rustix::process::Signal::KILL);
        }
    }
}

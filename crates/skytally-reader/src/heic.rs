//! HEIC, as telephones take it: by the program heif-convert, since its decoders are all libraries of C.
//!
//! The program wants a file that it can jump about in, and a file to write into. It gets the receipt as memory that looks like a file, and
//! writes into a name that leads to its own standard output: nothing of the receipt comes onto a disk. It inherits the limits of this
//! process.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

use image::DynamicImage;
use skytally_money::receipt::Unreadable;

use crate::Options;

/// The program heif-convert with the receipt that it is to look into.
#[derive(Debug, Clone)]
pub struct HeifConvert {
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "it is started on Linux only"))]
    program: PathBuf,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "it is started on Linux only"))]
    folder: PathBuf,
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "it is started on Linux only"))]
    receipt: Arc<File>,
}

impl HeifConvert {
    /// Takes the program by its whole path, an empty folder of nobody else's for the name that leads to its output, and the receipt. To be called
    /// before files are forbidden: memory that looks like a file is one.
    ///
    /// # Errors
    /// The system has no such memory.
    pub fn new(program: PathBuf, folder: PathBuf, bytes: &[u8]) -> Result<Self, Unreadable> {
        let receipt = system::in_memory(bytes).map_err(|error| Unreadable::NoDecoder {
            detail: format!("this system gives it no memory that looks like a file: {error}"),
        })?;
        Ok(Self { program, folder, receipt: Arc::new(receipt) })
    }
}

/// Decodes the receipt.
pub(crate) fn decode(options: &Options) -> Result<DynamicImage, Unreadable> {
    let program = options
        .heif
        .as_ref()
        .ok_or_else(|| Unreadable::NoDecoder { detail: "it was not found on this machine".to_owned() })?;
    system::decode(program, options.pixels_max)
}

#[cfg(target_os = "linux")]
mod system {
    use std::fs::File;
    use std::io::{self, Seek as _, Write as _};
    use std::os::unix::fs::symlink;
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::{Command, Stdio};

    use image::{DynamicImage, ImageFormat};
    use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, memfd_create};
    use skytally_money::receipt::Unreadable;

    use super::HeifConvert;
    use crate::picture::{Upright, points};
    use crate::program::{Ended, finish};

    /// The program knows by the name what it is to write. Where there are several pictures it gives each a number.
    const NAMES: [&str; 2] = ["page.jpg", "page-1.jpg"];
    /// The signal of a process that writes a file though it must not (POSIX: SIGXFSZ).
    const SIGNAL_WRITES: i32 = 25;
    /// So well that letters stay sharp.
    const QUALITY: &str = "95";
    /// Bytes of the JPEG for a point of a picture, at most.
    const BYTES_PER_POINT: u64 = 4;

    /// Memory that looks like a file, and that nobody can change any more.
    pub(super) fn in_memory(bytes: &[u8]) -> io::Result<File> {
        let mut file = File::from(memfd_create("receipt", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?);
        file.write_all(bytes)?;
        file.rewind()?;
        fcntl_add_seals(&file, SealFlags::WRITE | SealFlags::GROW | SealFlags::SHRINK | SealFlags::SEAL)?;
        Ok(file)
    }

    pub(super) fn decode(from: &HeifConvert, pixels_max: u64) -> Result<DynamicImage, Unreadable> {
        let lacks =
            |what: &str, error: io::Error| Unreadable::NoDecoder { detail: format!("{what}: {error}") };
        for name in NAMES {
            symlink("/proc/self/fd/1", from.folder.join(name))
                .map_err(|error| lacks("its output has no name", error))?;
        }
        let input = from.receipt.try_clone().map_err(|error| lacks("it gets no input", error))?;
        let mut command = Command::new(&from.program);
        command.args(["--quiet", "-q", QUALITY, "/proc/self/fd/0"]).arg(from.folder.join(NAMES[0]));
        // Its threads would each take address space, of which there is little.
        command.env_clear().env("MALLOC_ARENA_MAX", "1");
        command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let child = command
            .spawn()
            .map_err(|error| lacks(&format!("{} cannot be started", from.program.display()), error))?;
        let failed = |detail: String| Unreadable::Crashed { detail: format!("heif-convert: {detail}") };
        let most = pixels_max.saturating_mul(BYTES_PER_POINT);
        // Its input is a file, not a pipe.
        let ended = finish(child, most, |_| {}).map_err(failed)?;
        let Ended { status, output: jpeg, complaint } = ended;
        // Of several pictures the first is taken: it ends at the second, for which it would have to write a file.
        let is_done = status.success() || status.signal() == Some(SIGNAL_WRITES);
        match status.code() {
            // It has turned the picture already.
            _ if is_done && !jpeg.is_empty() => {
                points(&jpeg, ImageFormat::Jpeg, Upright::Already, pixels_max)
            }
            // So it ends where the file is not what it says it is.
            Some(1) => Err(Unreadable::Broken { detail: complaint }),
            _ => Err(failed(format!("it ended with {status}: {complaint}"))),
        }
    }
}

/// Elsewhere no memory looks like a file.
#[cfg(not(target_os = "linux"))]
mod system {
    use std::fs::File;
    use std::io;

    use image::DynamicImage;
    use skytally_money::receipt::Unreadable;

    use super::HeifConvert;

    pub(super) fn in_memory(_: &[u8]) -> io::Result<File> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(super) fn decode(_: &HeifConvert, _: u64) -> Result<DynamicImage, Unreadable> {
        Err(Unreadable::NoDecoder { detail: "it is used on Linux only".to_owned() })
    }
}

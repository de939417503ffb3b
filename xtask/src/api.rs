//! The API against its document: schemathesis asks a running service for everything that the document allows.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::emulator::Emulator;
use crate::steps::{Done, root, run as run_command, target};

/// The environment of schemathesis, which wants other versions of some packages than the emulator.
pub(crate) fn environment() -> Done<PathBuf> {
    crate::python::environment("api", &root().join("demo/requirements-api.txt"))
}

/// Starts an emulator and the program that was built, and holds its answers to `docs/openapi.json`.
pub(crate) fn run(emulator: &Path, schemathesis: &Path) -> Done {
    let emulator = Emulator::start(emulator)?;
    let program = target().join("debug/skytally");
    let mut contract = Command::new(schemathesis);
    contract.arg(root().join("demo/contract.py")).arg("--program").arg(program);
    run_command(contract.args(["--emulator", &emulator.url]))
}

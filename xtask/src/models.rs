//! `cargo xtask models`: the wire models of the catalogue, from the official ones.

use std::process::Command;

use crate::python;
use crate::steps::{Done, root, run as run_command};

pub(crate) fn run(check: bool) -> Done {
    let python = python::test_environment()?;
    let mut models = Command::new(python);
    models.arg(root().join("xtask/models.py")).arg("--catalog").arg(root().join("catalog"));
    if check {
        models.arg("--check");
    }
    run_command(&mut models)
}

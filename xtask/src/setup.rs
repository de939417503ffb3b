//! `cargo xtask setup`: the programs and packages that the tests need, installed where that can be done.

use std::path::PathBuf;
use std::process::Command;

use crate::steps::{Done, Steps};
use crate::{api, books, browser, postgres, python};

/// What the tests need, and where it is.
pub(crate) struct Setup {
    /// The Python of the emulator and the tests.
    pub(crate) python: PathBuf,
    /// The Python of schemathesis.
    pub(crate) schemathesis: PathBuf,
    postgres: PathBuf,
    books: books::Programs,
}

impl Setup {
    /// Finds it, and installs what is missing.
    pub(crate) fn there(steps: &mut Steps) -> Done<Self> {
        let python = steps.step("Python environment", python::test_environment)?;
        let schemathesis = steps.step("Python environment of schemathesis", api::environment)?;
        let postgres = steps.step("PostgreSQL", postgres::programs)?;
        let books = steps.step("programs that read books and receipts", books::Programs::there)?;
        steps.step("Chromium", browser::chromium)?;
        Ok(Self { python, schemathesis, postgres, books })
    }

    /// Tells a command that runs tests where it is.
    pub(crate) fn tell<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("SKYTALLY_PYTHON", &self.python).env("SKYTALLY_POSTGRES", &self.postgres);
        self.books.tell(command)
    }
}

/// Installs it, and prints the environment in which `cargo test` finds it.
pub(crate) fn run() -> Done {
    let setup = Setup::there(&mut Steps::default())?;
    let mut command = Command::new("cargo");
    setup.tell(&mut command);
    for (name, value) in command.get_envs() {
        println!(
            "export {}='{}'",
            name.to_string_lossy(),
            value.unwrap_or_default().to_string_lossy().replace('\'', r"'\''")
        );
    }
    Ok(())
}

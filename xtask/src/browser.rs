//! The console in a browser: Playwright with Debian's Chromium, on the program with the demo estate.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::debian;
use crate::steps::{Done, read, root};
use crate::{demo, web};

/// What the browser does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Browse {
    /// The end-to-end tests; only those whose names have a text, if one is given.
    Tests(Option<String>),
    /// Pictures of every page, into a folder.
    Pictures(PathBuf),
}

impl Browse {
    /// The command, for a service at an address. `told` is the file that says what was made there.
    /// `python` is the emulator's: clients' roles are made by it.
    pub(crate) fn command(&self, service: &str, told: &Path, python: &Path) -> Command {
        let mut command = Command::new("npx");
        command.args(["--no-install", "playwright", "test", "--config"]).current_dir(root().join("web"));
        match self {
            Self::Tests(only) => {
                command.arg("e2e/playwright.config.ts");
                if let Some(only) = only {
                    command.args(["--grep", only]);
                }
            }
            Self::Pictures(folder) => {
                command.arg("e2e/pictures.config.ts").env("SKYTALLY_PICTURES", folder);
            }
        }
        command
            .env("SKYTALLY_E2E_URL", service)
            .env("SKYTALLY_E2E_TOLD", told)
            .env("SKYTALLY_PYTHON", python);
        command
    }
}

/// `cargo xtask e2e [TEXT]`: the end-to-end tests.
pub(crate) fn tests(only: Option<&str>) -> Done {
    web::run()?;
    chromium()?;
    demo::browse(&Browse::Tests(only.map(str::to_owned)))
}

/// `cargo xtask screenshots [--to FOLDER]`: pictures of every page, light and dark, desktop and phone.
pub(crate) fn screenshots(args: &[&str]) -> Done {
    let folder = match args {
        [] => crate::steps::cache().join("screenshots"),
        ["--to", folder] => std::env::current_dir().map_err(|error| error.to_string())?.join(folder),
        _ => return Err("screenshots [--to FOLDER]".to_owned()),
    };
    web::run()?;
    chromium()?;
    if folder.exists() {
        // What is left of an earlier run would be counted as this one's.
        std::fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    demo::browse(&Browse::Pictures(folder.clone()))?;
    let pictures = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let count =
        pictures.flatten().filter(|entry| entry.path().extension().is_some_and(|end| end == "png")).count();
    if count == 0 {
        return Err("no picture was taken".to_owned());
    }
    println!("{count} pictures in {}", folder.display());
    Ok(())
}

/// Debian's Chromium: installed where it is missing and can be, else named.
pub(crate) fn chromium() -> Done {
    let program = std::env::var("CHROMIUM").unwrap_or_else(|_| "chromium".to_owned());
    if read(Command::new(&program).arg("--version")).is_ok() {
        return Ok(());
    }
    debian(&["chromium"]).map_err(|error| {
        format!("Chromium is missing; install it, or set CHROMIUM to where it is: apt-get install chromium ({error})")
    })
}

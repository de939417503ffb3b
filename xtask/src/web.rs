//! `cargo xtask web`: the console in `web/`, built into `web/dist`, from where the program takes it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python::debian;
use crate::steps::{Done, Steps, read, root, run as run_command};

/// The oldest Node.js that the console is built with.
const NODE_MIN: u32 = 20;
/// In `node_modules`: the hash of the list of packages that were installed.
const INSTALLED: &str = ".skytally-installed";
/// In `web/dist`, unseen by browsers: the hash of the sources that were built.
const BUILT: &str = ".skytally-built";
/// What in `web/` is no source of the console.
const NO_SOURCES: [&str; 6] =
    ["node_modules", "dist", "e2e", "coverage", "test-results", "playwright-report"];

/// Builds the console if its sources have changed.
pub(crate) fn run() -> Done {
    node()?;
    packages()?;
    let (stamp, sources) = (folder().join("dist").join(BUILT), sources()?);
    if is(&stamp, &sources) && folder().join("dist/index.html").exists() {
        println!("   the console is built already");
        return Ok(());
    }
    // It is emptied by the build; and half a build is none.
    let _ = fs::remove_file(&stamp);
    npm(&["run", "build"])?;
    note(&stamp, &sources)
}

/// The same for whoever can do without it: then the program says on a plain page how to build it.
pub(crate) fn run_if_possible() {
    if let Err(error) = run() {
        println!("   the console is left out: {error}");
    }
}

/// Everything that must hold of the console by itself.
pub(crate) fn test(steps: &mut Steps) -> Done {
    for (name, script) in [
        ("the console's types against the API", "types:check"),
        ("the console's format", "format:check"),
        ("the console's lints", "lint"),
        ("the console's types", "typecheck"),
        ("the console's tests", "test"),
        ("the console's size", "size"),
    ] {
        steps.step(name, || npm(&["run", "--silent", script]))?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    root().join("web")
}

fn npm(args: &[&str]) -> Done {
    run_command(Command::new("npm").args(args).current_dir(folder()))
}

/// A Node.js that is new enough, with npm. On Debian as root it is installed; elsewhere the command is named.
fn node() -> Done {
    let found = || {
        let version = read(Command::new("node").arg("--version")).ok()?;
        read(Command::new("npm").arg("--version")).ok()?;
        Some(version.trim().to_owned())
    };
    let version = match found() {
        Some(version) => version,
        None => {
            debian(&["nodejs", "npm"]).map_err(|error| {
                format!("Node.js {NODE_MIN} or newer and npm are missing; install them with: apt-get install nodejs npm ({error})")
            })?;
            found().ok_or("Node.js was installed, but does not run")?
        }
    };
    if is_new_enough(&version) {
        return Ok(());
    }
    Err(format!("Node.js is {version}, and {NODE_MIN} or newer is needed: see https://nodejs.org"))
}

/// Whether a version such as `v20.19.2` will do.
fn is_new_enough(version: &str) -> bool {
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_some_and(|major| major >= NODE_MIN)
}

/// Installs the packages of the lock file, unless they are those that were installed last.
fn packages() -> Done {
    let mut hasher = DefaultHasher::new();
    for name in ["package.json", "package-lock.json"] {
        let file = folder().join(name);
        fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?.hash(&mut hasher);
    }
    let (stamp, wanted) =
        (folder().join("node_modules").join(INSTALLED), format!("{:016x}", hasher.finish()));
    if is(&stamp, &wanted) {
        return Ok(());
    }
    npm(&["ci", "--no-audit", "--no-fund"])?;
    note(&stamp, &wanted)
}

/// A hash of everything that the build reads: names and contents.
fn sources() -> Done<String> {
    let mut files = vec![root().join("docs/openapi.json")];
    walk(&folder(), true, &mut files)?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in &files {
        file.strip_prefix(root()).unwrap_or(file).hash(&mut hasher);
        fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?.hash(&mut hasher);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

fn walk(folder: &Path, top: bool, files: &mut Vec<PathBuf>) -> Done {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries {
        let entry = entry.map_err(|error| format!("{}: {error}", folder.display()))?;
        let (path, name) = (entry.path(), entry.file_name());
        if name.to_string_lossy().starts_with('.') || top && NO_SOURCES.iter().any(|own| name == **own) {
            continue;
        }
        if path.is_dir() {
            walk(&path, false, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn is(stamp: &Path, text: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|found| found == text)
}

fn note(stamp: &Path, text: &str) -> Done {
    fs::write(stamp, text).map_err(|error| format!("{}: {error}", stamp.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_node_that_is_new_enough_will_do() {
        for (version, good) in [
            ("v20.19.2", true),
            ("v24.0.0", true),
            ("v100.1.1", true),
            ("v18.20.4", false),
            ("v2.0.0", false),
            ("", false),
            ("node", false),
        ] {
            assert_eq!(is_new_enough(version), good, "{version}");
        }
    }

    #[test]
    fn another_file_gives_another_hash_and_what_is_built_does_not() {
        let folder = std::env::temp_dir().join(format!("xtask-web-{}", std::process::id()));
        let file = |name: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        };
        let names = || {
            let mut files = Vec::new();
            walk(&folder, true, &mut files).unwrap();
            let mut names: Vec<String> = files
                .iter()
                .map(|file| file.strip_prefix(&folder).unwrap().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        for name in [
            "index.html",
            "src/app.tsx",
            "src/dist/kept.ts",
            "dist/index.html",
            "node_modules/x/a.js",
            ".cache/x",
        ] {
            file(name);
        }
        let found = names();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, ["index.html", "src/app.tsx", "src/dist/kept.ts"]);
    }
}

//! Python environments, made once for each list of packages and kept in the user's cache.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{Done, cache, read, root, run};

/// The environment of the emulator and the tests.
pub(crate) fn test_environment() -> Done<PathBuf> {
    environment("test", &root().join("demo/requirements.txt"))
}

/// The Python of an environment that has the packages of a list, made if it is not there.
pub(crate) fn environment(name: &str, requirements: &Path) -> Done<PathBuf> {
    let list =
        fs::read_to_string(requirements).map_err(|error| format!("{}: {error}", requirements.display()))?;
    let base = base_python()?;
    let version = read(Command::new(&base).arg("--version"))?;
    let mut hasher = DefaultHasher::new();
    (&list, &version).hash(&mut hasher);
    let folder = cache().join(format!("python-{name}-{:016x}", hasher.finish()));
    let python = folder.join("bin/python");
    let complete = folder.join("complete");
    if complete.exists() {
        return Ok(python);
    }
    println!("   making a Python environment for {} in {}", requirements.display(), folder.display());
    // What an interrupted run left behind is not to be trusted.
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    if let Err(first) = run(Command::new(&base).args(["-m", "venv"]).arg(&folder)) {
        debian(&["python3-venv"])
            .map_err(|_| format!("{first}; install it with: apt-get install python3-venv"))?;
        run(Command::new(&base).args(["-m", "venv", "--clear"]).arg(&folder))?;
    }
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r"];
    run(Command::new(&python).args(pip).arg(requirements))?;
    fs::write(&complete, &list).map_err(|error| format!("{}: {error}", complete.display()))?;
    Ok(python)
}

/// A Python that is new enough. On Debian as root it is installed; elsewhere its command is named.
fn base_python() -> Done<PathBuf> {
    let names = ["python3", "python3.13", "python3.12", "python3.11", "python3.10"];
    let newer = "import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)";
    let found =
        |name: &&str| Command::new(name).args(["-c", newer]).status().is_ok_and(|status| status.success());
    if let Some(name) = names.iter().find(|name| found(name)) {
        return Ok(PathBuf::from(*name));
    }
    debian(&["python3", "python3-venv"]).map_err(|error| {
        format!(
            "Python 3.10 or newer is missing; install it with: apt-get install python3 python3-venv ({error})"
        )
    })?;
    names.iter().find(|name| found(name)).map(PathBuf::from).ok_or_else(|| {
        "Python 3.10 or newer is missing, and Debian's python3 is older; install a newer one".to_owned()
    })
}

/// Installs Debian packages, where this is Debian and we may.
pub(crate) fn debian(packages: &[&str]) -> Done {
    if !Path::new("/etc/debian_version").exists() {
        return Err("this is not Debian or Ubuntu".to_owned());
    }
    if read(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err("installing packages needs root".to_owned());
    }
    println!("   installing {}", packages.join(" "));
    run(Command::new("apt-get").args(["update", "-qq"]))?;
    let mut install = Command::new("apt-get");
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    run(install.env("DEBIAN_FRONTEND", "noninteractive"))
}

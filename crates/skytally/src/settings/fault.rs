//! Where a setting comes from, and what is wrong with a configuration.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use crate::failure::COULD_NOT_RUN;

/// Where a setting was given. The later ones go before the earlier ones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// Nobody gave it.
    Default,
    /// A line of the configuration file.
    File {
        /// The file, by its absolute path.
        file: Arc<Path>,
        /// The line, from 1.
        line: usize,
    },
    /// A variable of the environment.
    Variable(String),
    /// A flag of the command line.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { file, line } => write!(f, "{}:{line}", file.display()),
            Self::Variable(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// One thing that is wrong: where it stands, what it is, what to do about it. It never holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    origin: Option<Origin>,
    text: String,
}

impl Fault {
    /// A fault of what was given at `origin`.
    pub(crate) fn at(origin: &Origin, text: impl Into<String>) -> Self {
        // What nobody gave has no place that could be shown.
        let origin = (*origin != Origin::Default).then(|| origin.clone());
        Self { origin, text: text.into() }
    }

    /// A fault that stands nowhere: something that is not there.
    pub(crate) fn nowhere(text: impl Into<String>) -> Self {
        Self { origin: None, text: text.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.origin {
            Some(origin) => write!(f, "{origin}: {}", self.text),
            None => f.write_str(&self.text),
        }
    }
}

/// All that is wrong with a configuration, in the order in which people find it: file by line, variables, flags.
#[derive(Debug)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Sorts the faults; says each once.
    pub(crate) fn new(mut faults: Vec<Fault>) -> Self {
        faults.sort();
        faults.dedup();
        Self(faults)
    }

    /// Says them on the standard error, and gives the exit status.
    pub(crate) fn say(&self) -> u8 {
        anstream::eprintln!("skytally: {self}");
        COULD_NOT_RUN
    }

    /// Each fault.
    #[cfg(test)]
    pub(crate) fn list(&self) -> &[Fault] {
        &self.0
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [fault] => write!(f, "the configuration is wrong: {fault}"),
            faults => {
                write!(f, "the configuration has {} faults:", faults.len())?;
                faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
            }
        }
    }
}

impl std::error::Error for Faults {}

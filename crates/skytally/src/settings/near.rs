//! What somebody may have meant by a setting that there is not.

use super::environment::variable;
use super::fault::{Fault, Origin};

/// Names that are less alike than this are not said to be meant.
const ALIKE_MIN: f64 = 0.8;

/// A key that nobody asked for.
pub(crate) struct Unknown {
    /// The whole path, with the name of a list's item.
    pub(crate) path: String,
    /// The path of the section that it stands in, as the known ones are written.
    pub(crate) section: String,
    pub(crate) key: String,
    pub(crate) origin: Origin,
}

/// The fault of an unknown key, with what is nearest to it among the `known` paths.
pub(crate) fn nearest(unknown: &Unknown, known: &[String]) -> Fault {
    let Unknown { path, section, key, origin } = unknown;
    let written = |path: &str| match origin {
        Origin::Variable(_) => variable(path),
        _ => path.to_owned(),
    };
    let beside: Vec<&str> = known
        .iter()
        .filter_map(|known| {
            let inner =
                if section.is_empty() { known } else { known.strip_prefix(section)?.strip_prefix('.')? };
            (!inner.contains('.')).then_some(inner)
        })
        .collect();
    let meant = known
        .iter()
        .find(|known| one_line(known) == one_line(path))
        .cloned()
        .or_else(|| most_alike(key, &beside).map(|near| format!("{}{near}", &path[..path.len() - key.len()])))
        .or_else(|| elsewhere(key, known).cloned());
    let hint = match meant {
        Some(meant) => format!("did you mean {}?", written(&meant)),
        None if section.is_empty() => format!("the sections are {}", beside.join(", ")),
        None => format!("in {section} there are {}", beside.join(", ")),
    };
    Fault::at(origin, format!("there is no setting {path}; {hint}"))
}

/// The one among `names` that is most like `name`, if it is like it.
pub(crate) fn most_alike<'a>(name: &str, names: &[&'a str]) -> Option<&'a str> {
    names
        .iter()
        .map(|known| (strsim::jaro_winkler(name, known), *known))
        .filter(|(alike, _)| *alike >= ALIKE_MIN)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, known)| known)
}

/// A path without its levels: people write one underscore where two belong.
fn one_line(path: &str) -> String {
    path.replace(['.', '-'], "_")
}

/// The same key in another section, if it is in one only.
fn elsewhere<'a>(key: &str, known: &'a [String]) -> Option<&'a String> {
    let mut found = known.iter().filter(|known| known.rsplit('.').next() == Some(key));
    found.next().filter(|_| found.next().is_none())
}

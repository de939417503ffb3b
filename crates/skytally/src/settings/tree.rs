//! Settings before anybody knows what they mean: a tree of raw values, each with its origin, laid one over the other.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::fault::{Fault, Origin};

/// A value as it was given. It may be a secret, so it has no `Debug`.
pub(crate) enum Raw {
    /// Text, in quotes.
    Text(Zeroizing<String>),
    /// Text from the environment or the command line: whoever reads it knows its type.
    Words(Zeroizing<String>),
    /// A whole number.
    Integer(i64),
    /// Another number.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Values in brackets.
    List(Vec<Raw>),
    /// What no setting takes, such as a date.
    Unfit,
}

/// A value and where it was given.
pub(crate) struct Leaf {
    pub(crate) raw: Raw,
    pub(crate) origin: Origin,
}

/// What stands under a key.
pub(crate) enum Node {
    /// A value.
    Leaf(Leaf),
    /// A section.
    Table(Table),
    /// A list of sections.
    Tables(Vec<Table>),
}

impl Node {
    /// Where it (or the first thing in it) was given.
    pub(crate) fn origin(&self) -> &Origin {
        match self {
            Self::Leaf(leaf) => &leaf.origin,
            Self::Table(table) => &table.origin,
            Self::Tables(tables) => tables.first().map_or(&Origin::Default, |table| &table.origin),
        }
    }
}

/// A section.
pub(crate) struct Table {
    pub(crate) origin: Origin,
    pub(crate) entries: BTreeMap<String, Node>,
}

impl Table {
    /// An empty section.
    pub(crate) fn new(origin: Origin) -> Self {
        Self { origin, entries: BTreeMap::new() }
    }

    /// Puts a value under a path of keys, and makes the sections on the way.
    pub(crate) fn put(&mut self, path: &[&str], leaf: Leaf, faults: &mut Vec<Fault>) {
        fn nest(path: &[&str], leaf: Leaf) -> Table {
            let mut table = Table::new(leaf.origin.clone());
            if let Some((key, rest)) = path.split_first() {
                let node = if rest.is_empty() { Node::Leaf(leaf) } else { Node::Table(nest(rest, leaf)) };
                table.entries.insert((*key).to_owned(), node);
            }
            table
        }
        self.lay(nest(path, leaf), "", faults);
    }

    /// Lays another section over this one: what it gives takes the place of what was there.
    pub(crate) fn lay(&mut self, upper: Table, path: &str, faults: &mut Vec<Fault>) {
        for (key, node) in upper.entries {
            let path = join(path, &key);
            match (self.entries.get_mut(&key), node) {
                (Some(Node::Table(lower)), Node::Table(upper)) => lower.lay(upper, &path, faults),
                (Some(Node::Tables(lower)), Node::Table(upper)) => by_name(lower, upper, &path, faults),
                (Some(Node::Table(_) | Node::Tables(_)), Node::Leaf(leaf)) => faults.push(Fault::at(
                    &leaf.origin,
                    format!("{path} is a section, not a setting; name a setting that is in it"),
                )),
                (Some(Node::Leaf(_)), node @ (Node::Table(_) | Node::Tables(_))) => {
                    faults.push(Fault::at(
                        node.origin(),
                        format!("{path} is a setting, not a section; it takes one value"),
                    ));
                }
                (_, node) => {
                    self.entries.insert(key, node);
                }
            }
        }
    }
}

/// Lays sections over those of a list that have the same name; the environment speaks of a list in this way.
fn by_name(lower: &mut Vec<Table>, upper: Table, path: &str, faults: &mut Vec<Fault>) {
    for (key, node) in upper.entries {
        let Node::Table(table) = node else {
            faults.push(not_by_name(path, node.origin()));
            continue;
        };
        let found = lower.iter_mut().find(|table| name_of(table).is_some_and(|name| as_key(name) == key));
        match found {
            Some(found) => found.lay(table, &join(path, &key), faults),
            None => lower.push(named(&key, table)),
        }
    }
}

/// The fault of a list that is given like a section.
pub(crate) fn not_by_name(path: &str, origin: &Origin) -> Fault {
    let variable = super::environment::variable(path);
    Fault::at(
        origin,
        format!(
            "{path} is a list; in a file each item begins with [[{path}]], in the environment its name stands in \
             between, as in {variable}__NAME__KEY"
        ),
    )
}

/// A section of a list whose name is known from its key. A name that is given goes first.
pub(crate) fn named(key: &str, mut table: Table) -> Table {
    let name = Raw::Text(Zeroizing::new(key.replace('_', "-")));
    let origin = table.origin.clone();
    table.entries.entry("name".to_owned()).or_insert(Node::Leaf(Leaf { raw: name, origin }));
    table
}

/// The name of a section of a list.
pub(crate) fn name_of(table: &Table) -> Option<&str> {
    match table.entries.get("name") {
        Some(Node::Leaf(Leaf { raw: Raw::Text(name) | Raw::Words(name), .. })) => Some(name),
        _ => None,
    }
}

/// A name as the environment writes it, in small letters.
fn as_key(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

/// The path of a key in a section.
pub(crate) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

//! From raw values to typed ones: every fault is kept, nothing is guessed, and what nobody asks for is a fault as well.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::address::IS_MASK;
use super::fault::{Fault, Origin};
use super::form::{Form, Place, Refusal, path};
use super::near::{Unknown, nearest};
use super::secret::{MASK, Secret};
use super::show::{Plain, Shown};
use super::tree::{Leaf, Node, Raw, Table, join, name_of, named, not_by_name};

/// A longer secret is not one: somebody named the wrong file.
const SECRET_MAX_BYTES: u64 = 4_096;

/// How much of a wrong value is repeated.
const REPEATED_MAX_CHARACTERS: usize = 60;

/// Reads the whole tree.
pub(crate) struct Reader {
    current: PathBuf,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    shown: Vec<Shown>,
    known: Vec<String>,
    unknown: Vec<Unknown>,
}

/// What was read beside the values themselves.
pub(crate) struct Findings {
    pub(crate) faults: Vec<Fault>,
    pub(crate) warnings: Vec<Fault>,
    pub(crate) shown: Vec<Shown>,
    /// The paths of all settings and sections that were asked for.
    #[cfg(test)]
    pub(crate) known: Vec<String>,
}

impl Reader {
    /// A reader that sees paths of files from `current`.
    pub(crate) fn new(current: &Path) -> Self {
        Self {
            current: current.to_owned(),
            faults: Vec::new(),
            warnings: Vec::new(),
            shown: Vec::new(),
            known: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// The root, in which the sections stand.
    pub(crate) fn root(&mut self, table: Table) -> Section<'_> {
        Section { reader: self, path: String::new(), list: None, table, keys: Vec::new() }
    }

    /// Ends the reading: what nobody asked for becomes faults.
    pub(crate) fn finish(mut self) -> Findings {
        for unknown in &self.unknown {
            self.faults.push(nearest(unknown, &self.known));
        }
        Findings {
            faults: self.faults,
            warnings: self.warnings,
            shown: self.shown,
            #[cfg(test)]
            known: self.known,
        }
    }
}

/// One section being read.
pub(crate) struct Section<'r> {
    reader: &'r mut Reader,
    /// Its path as people are told, such as `people.oidc.google`.
    path: String,
    /// The list that it is an item of, and which.
    list: Option<(String, usize)>,
    table: Table,
    keys: Vec<&'static str>,
}

impl Section<'_> {
    /// Reads a section in this one. None if something in it is wrong; the faults are kept.
    pub(crate) fn section<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&mut Section<'_>) -> Option<T>,
    ) -> Option<T> {
        self.know(key);
        let path = join(&self.path, key);
        let table = match self.table.entries.remove(key) {
            Some(Node::Table(table)) => table,
            None => Table::new(Origin::Default),
            Some(other) => {
                let text = format!("{path} is a section; name a setting that is in it");
                self.reader.faults.push(Fault::at(other.origin(), text));
                return None;
            }
        };
        let mut section = Section { reader: self.reader, path, list: None, table, keys: Vec::new() };
        let value = read(&mut section);
        section.end();
        value
    }

    /// Reads a list of sections, each with a `name` that no other has.
    pub(crate) fn list<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&mut Section<'_>) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.know(key);
        let path = join(&self.path, key);
        let tables = match self.table.entries.remove(key) {
            None => Vec::new(),
            Some(Node::Tables(tables)) => tables,
            // An empty list.
            Some(Node::Leaf(Leaf { raw: Raw::List(items), .. })) if items.is_empty() => Vec::new(),
            Some(Node::Table(table)) => {
                let mut tables = Vec::new();
                for (name, node) in table.entries {
                    match node {
                        Node::Table(table) => tables.push(named(&name, table)),
                        other => {
                            self.reader.faults.push(not_by_name(&path, other.origin()));
                            return None;
                        }
                    }
                }
                tables
            }
            Some(Node::Leaf(leaf)) => {
                self.reader.faults.push(not_by_name(&path, &leaf.origin));
                return None;
            }
        };
        let mut values = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut good = true;
        for (item, table) in tables.into_iter().enumerate() {
            let name = name_of(&table).map(str::to_owned);
            let inner = name.clone().unwrap_or_else(|| format!("{}", item + 1));
            if let Some(name) = name {
                if names.contains(&name) {
                    let text = format!("{path} has two items with the name {name:?}; give each its own");
                    self.reader.faults.push(Fault::at(&table.origin, text));
                    good = false;
                }
                names.push(name);
            }
            let mut section = Section {
                reader: self.reader,
                path: join(&path, &inner),
                list: Some((path.clone(), item)),
                table,
                keys: Vec::new(),
            };
            match read(&mut section) {
                Some(value) => values.push(value),
                None => good = false,
            }
            section.end();
        }
        good.then_some(values)
    }

    /// Reads a setting. None if it is wrong or not there; the fault is kept.
    pub(crate) fn value<T: 'static>(&mut self, key: &'static str, form: Form<T>) -> Option<T> {
        match self.leaf(key)? {
            Some(leaf) => self.take(key, &leaf, &form),
            None => {
                let path = join(&self.path, key);
                let text = format!("{path} is missing; give {}", form.expected);
                self.reader.faults.push(Fault::at(&self.table.origin, text));
                None
            }
        }
    }

    /// Reads a setting that may be left empty.
    pub(crate) fn optional<T: 'static>(&mut self, key: &'static str, form: Form<T>) -> Option<Option<T>> {
        self.value_or(key, form.or_empty(), || (None, Plain::text("")))
    }

    /// Reads a setting of an item of a list, which the file of defaults cannot have.
    pub(crate) fn value_or<T: 'static>(
        &mut self,
        key: &'static str,
        form: Form<T>,
        default: impl FnOnce() -> (T, Plain),
    ) -> Option<T> {
        match self.leaf(key)? {
            Some(leaf) => self.take(key, &leaf, &form),
            None if self.list.is_some() => {
                let (value, plain) = default();
                self.show(key, plain, Origin::Default);
                Some(value)
            }
            None => self.value(key, form),
        }
    }

    /// Reads a secret, from its own setting or from the file that another one names.
    pub(crate) fn secret(&mut self, key: &'static str, file_key: &'static str) -> Option<Option<Secret>> {
        let form = Form::new("a text in quotes", |raw, _| match raw {
            Raw::Text(text) | Raw::Words(text) if text.is_empty() => Ok((None, Plain::text(""))),
            Raw::Text(text) | Raw::Words(text) if text.as_str() == MASK => {
                Err(Refusal::Because(IS_MASK.to_owned()))
            }
            Raw::Text(text) | Raw::Words(text) => Ok((Some(Secret::new(text.clone())), Plain::text(MASK))),
            _ => Err(Refusal::OtherHidden),
        });
        let given = self.value_or(key, form, || (None, Plain::text("")));
        let from_file = self.secret_file(file_key);
        match (given?, from_file?) {
            (Some(_), Some(_)) => {
                let text = format!("and {} are both given; take one away", join(&self.path, file_key));
                self.fault(key, text);
                None
            }
            (given, from_file) => Some(given.or(from_file)),
        }
    }

    /// Reads a secret from the file that a setting names.
    pub(crate) fn secret_file(&mut self, key: &'static str) -> Option<Option<Secret>> {
        let Some(file) = self.optional(key, path("the path of a file"))? else { return Some(None) };
        match read_secret(&file) {
            Ok(secret) => Some(Some(secret)),
            Err(why) => {
                self.fault(key, format!("names {}, and {why}", file.display()));
                None
            }
        }
    }

    /// Keeps a fault of a setting that was read: its path, then the words.
    pub(crate) fn fault(&mut self, key: &str, text: impl Into<String>) {
        let path = join(&self.path, key);
        let origin = self.origin(key);
        self.reader.faults.push(Fault::at(&origin, format!("{path} {}", text.into())));
    }

    /// Keeps a fault of settings that do not fit each other. It stands where the first of `keys` was given that
    /// was given at all.
    pub(crate) fn clash(&mut self, keys: &[&'static str], text: impl Into<String>) {
        let origin = self.given(keys).map_or(Origin::Default, |key| self.origin(key));
        self.fault_at(&origin, text);
    }

    /// Keeps a fault of what was given at a place.
    pub(crate) fn fault_at(&mut self, origin: &Origin, text: impl Into<String>) {
        self.reader.faults.push(Fault::at(origin, text));
    }

    /// Keeps a warning about a setting that was read: its path, then the words.
    pub(crate) fn warning(&mut self, key: &str, text: impl Into<String>) {
        let path = join(&self.path, key);
        let origin = self.origin(key);
        self.reader.warnings.push(Fault::at(&origin, format!("{path} {}", text.into())));
    }

    /// Says what the value of a setting that was read stands for.
    pub(crate) fn means(&mut self, key: &str, what: impl Into<String>) {
        if let Some(shown) = self.shown(key) {
            shown.means = Some(what.into());
        }
    }

    /// Where a setting that was read was given.
    pub(crate) fn origin(&mut self, key: &str) -> Origin {
        self.shown(key).map_or(Origin::Default, |shown| shown.origin.clone())
    }

    /// Where something was given among these settings, first of all by them: none if all are defaults.
    pub(crate) fn given(&mut self, keys: &[&'static str]) -> Option<&'static str> {
        keys.iter().copied().find(|key| self.origin(key) != Origin::Default)
    }

    fn shown(&mut self, key: &str) -> Option<&mut Shown> {
        let (section, item) = self.place();
        self.reader
            .shown
            .iter_mut()
            .find(|shown| shown.section == section && shown.item == item && shown.key == key)
    }

    fn place(&self) -> (String, Option<usize>) {
        match &self.list {
            Some((list, item)) => (list.clone(), Some(*item)),
            None => (self.path.clone(), None),
        }
    }

    fn show(&mut self, key: &'static str, value: Plain, origin: Origin) {
        let (section, item) = self.place();
        self.reader.shown.push(Shown { section, item, key, value, origin, means: None });
    }

    fn know(&mut self, key: &'static str) {
        self.keys.push(key);
        let (section, _) = self.place();
        let path = join(&section, key);
        if !self.reader.known.contains(&path) {
            self.reader.known.push(path);
        }
    }

    /// Takes a leaf out of the table: none if there is none, and nothing at all if a section stands there.
    fn leaf(&mut self, key: &'static str) -> Option<Option<Leaf>> {
        if !self.keys.contains(&key) {
            self.know(key);
        }
        match self.table.entries.remove(key) {
            None => Some(None),
            Some(Node::Leaf(leaf)) => Some(Some(leaf)),
            Some(other) => {
                let text =
                    format!("{} is a setting, not a section; it takes one value", join(&self.path, key));
                self.reader.faults.push(Fault::at(other.origin(), text));
                None
            }
        }
    }

    fn take<T>(&mut self, key: &'static str, leaf: &Leaf, form: &Form<T>) -> Option<T> {
        let place = Place { origin: &leaf.origin, current: &self.reader.current };
        match (form.read)(&leaf.raw, &place) {
            Ok((value, plain)) => {
                self.show(key, plain, leaf.origin.clone());
                Some(value)
            }
            Err(refusal) => {
                let path = join(&self.path, key);
                let expected = &form.expected;
                let text = match refusal {
                    Refusal::Other => format!("{path} is {}; {expected} was expected", repeated(&leaf.raw)),
                    Refusal::OtherHidden => format!("{path} is something else than {expected}"),
                    Refusal::Because(why) => format!("{path} {why}"),
                };
                self.reader.faults.push(Fault::at(&leaf.origin, text));
                None
            }
        }
    }

    /// Ends the section: what is left in it, nobody asked for.
    pub(crate) fn end(self) {
        let (section, _) = self.place();
        for (key, node) in self.table.entries {
            self.reader.unknown.push(Unknown {
                path: join(&self.path, &key),
                section: section.clone(),
                key,
                origin: node.origin().clone(),
            });
        }
    }
}

/// A wrong value, to be repeated in a message.
fn repeated(raw: &Raw) -> String {
    match raw {
        Raw::Text(text) | Raw::Words(text) if text.is_empty() => "empty".to_owned(),
        Raw::Text(text) | Raw::Words(text) => {
            let short: String = text.chars().take(REPEATED_MAX_CHARACTERS).collect();
            let more = if short.len() < text.len() { " …" } else { "" };
            format!("{short:?}{more}")
        }
        Raw::Integer(number) => number.to_string(),
        Raw::Float(number) => format!("{number:?}"),
        Raw::Boolean(value) => value.to_string(),
        Raw::List(_) => "a list of something else".to_owned(),
        Raw::Unfit => "a value that no setting takes".to_owned(),
    }
}

/// Reads a secret from a file: its text without the line break at the end.
fn read_secret(file: &Path) -> Result<Secret, String> {
    let cannot = |error: std::io::Error| format!("that file cannot be read: {error}");
    let open = File::open(file).map_err(cannot)?;
    // Room for all at once: a text that grows leaves its old copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(SECRET_MAX_BYTES as usize + 1));
    open.take(SECRET_MAX_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > SECRET_MAX_BYTES {
        return Err(format!(
            "that file has more than {SECRET_MAX_BYTES} bytes; it should hold the secret alone"
        ));
    }
    let text =
        std::str::from_utf8(&bytes).map_err(|_| "that file is not UTF-8; a secret is text".to_owned())?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if text.is_empty() {
        return Err("that file is empty; write the secret into it".to_owned());
    }
    if text == MASK {
        return Err("that file holds the mask that `skytally config show` prints; write the secret into it"
            .to_owned());
    }
    Ok(Secret::new(Zeroizing::new(text.to_owned())))
}

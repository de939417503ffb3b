//! Loading the catalogue, with errors that say which file, where, and what was expected.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;
use skytally_model::{CheckId, KindId};

use crate::check::Check;
use crate::framework::Framework;
use crate::kind::{Kind, Service, ServiceScope, Use};
use crate::place::At;
use crate::prices::Prices;
use crate::source::{self, SourceFile};
use crate::tables::{Table, TableError};
use crate::validate;
use crate::wire::ServiceModel;

/// Everything that Skytally knows about AWS.
#[derive(Debug, Default)]
pub struct Catalog {
    services: BTreeMap<String, Service>,
    kinds: BTreeMap<KindId, Arc<Kind>>,
    models: BTreeMap<String, Model>,
    /// What Skytally calls for itself, in the account that it runs in; never a client's.
    own_services: BTreeMap<String, Service>,
    own_models: BTreeMap<String, Model>,
    checks: BTreeMap<CheckId, Arc<Check>>,
    frameworks: BTreeMap<String, Framework>,
    prices: Prices,
    tables: BTreeMap<String, Table>,
    /// Where kinds, checks and frameworks stand, by id.
    files: BTreeMap<String, SourceFile>,
}

/// A wire model that is only read when somebody asks for it.
#[derive(Debug)]
struct Model {
    shown: String,
    text: String,
    parsed: OnceLock<Result<Arc<ServiceModel>, String>>,
}

impl Model {
    fn new(shown: String, text: String) -> Self {
        Self { shown, text, parsed: OnceLock::new() }
    }

    fn read(&self) -> Result<Arc<ServiceModel>, CatalogError> {
        let read = || ServiceModel::from_json(&self.text).map(Arc::new).map_err(|error| error.to_string());
        let parsed = self.parsed.get_or_init(read).clone();
        parsed.map_err(|message| CatalogError { file: self.shown.clone(), line: None, message })
    }
}

/// A file of the catalogue that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    /// The file, as people know it.
    pub file: String,
    /// The line, where it is known; the first is 1.
    pub line: Option<u64>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for CatalogError {}

impl Catalog {
    /// The catalogue that the program carries.
    pub fn embedded() -> Result<Self, CatalogError> {
        let mut catalog = Self::default();
        catalog.add(source::embedded())?;
        validate::catalog(&catalog)?;
        Ok(catalog)
    }

    /// The catalogue that the program carries, with a user's own folder laid over it: a kind, check or framework of
    /// the same id takes the place of the built-in one.
    pub fn with_folder(folder: &Path) -> Result<Self, CatalogError> {
        let mut catalog = Self::default();
        catalog.add(source::embedded())?;
        let files = source::folder(folder).map_err(|(path, message)| CatalogError {
            file: path.display().to_string(),
            line: None,
            message,
        })?;
        catalog.add(files)?;
        validate::catalog(&catalog)?;
        validate::calls(&catalog)?;
        Ok(catalog)
    }

    fn add(&mut self, files: Vec<SourceFile>) -> Result<(), CatalogError> {
        // Services first: kinds learn from them whether they are asked in every region.
        let (services, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.path.ends_with("/service.yaml"));
        for file in services {
            let side = file.path.split('/').next().unwrap_or_default();
            let folder = file.path.split('/').nth(1).unwrap_or_default();
            let into = match side {
                "aws" => &mut self.services,
                "own" if !file.own => &mut self.own_services,
                _ => return Err(wrong(&file, NOT_A_FILE.to_owned())),
            };
            let service: Service = yaml(&file)?;
            if service.service != folder {
                let message = format!("service: {folder} was expected, as the folder is called");
                return Err(wrong_at(&file, At::member("service"), message));
            }
            into.insert(service.service.clone(), service);
        }
        let mut prices: Vec<SourceFile> = Vec::new();
        let mut added: BTreeMap<String, SourceFile> = BTreeMap::new();
        for file in others {
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts.as_slice() {
                ["aws", service, "model.json"] => {
                    self.models.insert((*service).to_owned(), Model::new(file.shown, file.text));
                }
                // What Skytally does for itself is no matter of a user's folder.
                ["own", service, "model.json"] if !file.own => {
                    self.own_models.insert((*service).to_owned(), Model::new(file.shown, file.text));
                }
                ["aws", service, name] if name.ends_with(".yaml") => {
                    let mut kind: Kind = yaml(&file)?;
                    let Some(known) = self.services.get(*service) else {
                        return Err(wrong(&file, format!("aws/{service}/service.yaml is missing beside it")));
                    };
                    kind.service = known.service.clone();
                    kind.global =
                        known.scope == ServiceScope::Global || kind.per == Some(crate::Per::Account);
                    validate::kind(&kind).map_err(|message| wrong(&file, message))?;
                    only(&added, kind.kind.as_str(), At::member("kind"), &file)?;
                    added.insert(kind.kind.to_string(), file);
                    self.kinds.insert(kind.kind.clone(), Arc::new(kind));
                }
                ["checks", _, name] if name.ends_with(".yaml") => {
                    let check: Check = yaml(&file)?;
                    let stem = name.trim_end_matches(".yaml");
                    if check.id.as_str() != stem {
                        let message = format!("id: {stem} was expected, as the file is called");
                        return Err(wrong_at(&file, At::member("id"), message));
                    }
                    validate::check(&check).map_err(|(at, message)| wrong_at(&file, at, message))?;
                    only(&added, check.id.as_str(), At::member("id"), &file)?;
                    added.insert(check.id.to_string(), file);
                    self.checks.insert(check.id.clone(), Arc::new(check));
                }
                ["frameworks", name] if name.ends_with(".yaml") => {
                    let framework: Framework = yaml(&file)?;
                    let stem = name.trim_end_matches(".yaml");
                    if framework.id != stem {
                        let message = format!("id: {stem} was expected, as the file is called");
                        return Err(wrong_at(&file, At::member("id"), message));
                    }
                    added.insert(framework.id.clone(), file);
                    self.frameworks.insert(framework.id.clone(), framework);
                }
                ["prices", name] if name.ends_with(".csv") => prices.push(file),
                ["tables", name] if name.ends_with(".csv") => {
                    let table = Table::parse(&file.text).map_err(|error| match error {
                        TableError::Line { line, problem } => {
                            CatalogError { file: file.shown.clone(), line: Some(line), message: problem }
                        }
                        other => wrong(&file, other.to_string()),
                    })?;
                    self.tables.insert(name.trim_end_matches(".csv").to_owned(), table);
                }
                [name] | [.., name] if name.ends_with(".md") => {}
                _ => return Err(wrong(&file, NOT_A_FILE.to_owned())),
            }
        }
        self.files.append(&mut added);
        for file in prices {
            self.prices.add(&file.text).map_err(|(line, message)| CatalogError {
                file: file.shown.clone(),
                line: Some(line),
                message,
            })?;
        }
        Ok(())
    }

    /// An error in a rule of a check, at its line. `field` is the member of the rule.
    pub fn wrong_rule(&self, check: &CheckId, rule: usize, field: &str, message: String) -> CatalogError {
        self.wrong(check.as_str(), At::item("rules", rule, field), message)
    }

    /// An error in the file of a kind, check or framework.
    pub(crate) fn wrong(&self, id: &str, at: At<'_>, message: String) -> CatalogError {
        match self.files.get(id) {
            Some(file) => wrong_at(file, at, message),
            None => CatalogError { file: id.to_owned(), line: None, message },
        }
    }

    /// Where the file of a kind, check or framework lies inside its catalogue, and whether that is a user's own folder.
    pub fn file(&self, id: &str) -> Option<(&str, bool)> {
        self.files.get(id).map(|file| (file.path.as_str(), file.own))
    }

    /// Whether the file of a kind, check or framework is of a user's own folder.
    pub(crate) fn is_own(&self, id: &str) -> bool {
        self.files.get(id).is_some_and(|file| file.own)
    }

    /// A service, by botocore's name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.get(name)
    }

    /// All services.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.values()
    }

    /// A kind.
    pub fn kind(&self, id: &KindId) -> Option<&Arc<Kind>> {
        self.kinds.get(id)
    }

    /// All kinds, by id.
    pub fn kinds(&self) -> impl Iterator<Item = &Arc<Kind>> {
        self.kinds.values()
    }

    /// A check.
    pub fn check(&self, id: &CheckId) -> Option<&Arc<Check>> {
        self.checks.get(id)
    }

    /// All checks, by id.
    pub fn checks(&self) -> impl Iterator<Item = &Arc<Check>> {
        self.checks.values()
    }

    /// A framework.
    pub fn framework(&self, id: &str) -> Option<&Framework> {
        self.frameworks.get(id)
    }

    /// All frameworks, by id.
    pub fn frameworks(&self) -> impl Iterator<Item = &Framework> {
        self.frameworks.values()
    }

    /// List prices.
    pub fn prices(&self) -> &Prices {
        &self.prices
    }

    /// A table, by the name of its file.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    /// The wire model of a service, as it is read in a client's account.
    pub fn model(&self, service: &str) -> Result<Arc<ServiceModel>, CatalogError> {
        let Some(model) = self.models.get(service) else {
            return Err(CatalogError {
                file: format!("catalog/aws/{service}/model.json"),
                line: None,
                message: "there is no such file: `cargo xtask models` makes it".to_owned(),
            });
        };
        model.read()
    }

    /// The wire model that holds an operation: that of a client's side, else that of what Skytally calls for itself.
    /// No kind can name an operation of the latter.
    pub fn model_with(&self, service: &str, operation: &str) -> Result<Arc<ServiceModel>, CatalogError> {
        let Some(own) = self.own_models.get(service) else { return self.model(service) };
        if self.models.contains_key(service) {
            let model = self.model(service)?;
            if model.operation(operation).is_some() {
                return Ok(model);
            }
        }
        own.read()
    }

    /// The services that Skytally calls for itself, with the operations in `uses`.
    pub fn own_services(&self) -> impl Iterator<Item = &Service> {
        self.own_services.values()
    }

    /// Every operation that the catalogue calls in a client's account, once.
    pub fn uses(&self) -> std::collections::BTreeSet<Use> {
        let own = self.services.values().flat_map(|service| {
            let used =
                |operation: &String| Use { service: service.service.clone(), operation: operation.clone() };
            service.uses.iter().map(used)
        });
        self.kinds.values().flat_map(|kind| kind.uses()).chain(own).collect()
    }

    /// The IAM action that allows an operation. Falls back to the service's name where its file is missing.
    pub fn permission(&self, service: &str, operation: &str) -> String {
        match self.services.get(service).or_else(|| self.own_services.get(service)) {
            Some(service) => service.permission(operation),
            None => format!("{service}:{operation}"),
        }
    }

    /// The list price of one request in billionths of a dollar; most cost nothing.
    pub fn call_price_nano_usd(&self, service: &str, operation: &str) -> u64 {
        self.prices.nano_usd(service, operation).unwrap_or(0)
    }
}

/// What is said of a file that does not belong.
const NOT_A_FILE: &str = "not a file of a catalogue: aws/SERVICE/KIND.yaml, checks/SERVICE/CHECK.yaml, \
                          frameworks/ID.yaml, prices/*.csv or tables/*.csv was expected";

fn wrong(file: &SourceFile, message: String) -> CatalogError {
    CatalogError { file: file.shown.clone(), line: None, message }
}

fn wrong_at(file: &SourceFile, at: At<'_>, message: String) -> CatalogError {
    CatalogError { line: at.line(&file.text), ..wrong(file, message) }
}

/// Two files of one catalogue may not have the same id: which of them counts would be chance.
fn only(
    added: &BTreeMap<String, SourceFile>,
    id: &str,
    at: At<'_>,
    file: &SourceFile,
) -> Result<(), CatalogError> {
    match added.get(id) {
        Some(other) => Err(wrong_at(file, at, format!("{id} stands in {} already", other.shown))),
        None => Ok(()),
    }
}

fn yaml<T: DeserializeOwned>(file: &SourceFile) -> Result<T, CatalogError> {
    if file.text.trim().is_empty() {
        return Err(wrong(file, "the file is empty".to_owned()));
    }
    serde_saphyr::from_str(&file.text).map_err(|error| CatalogError {
        file: file.shown.clone(),
        line: error.location().map(|location| location.line()),
        message: reason(&error.without_snippet().to_string()),
    })
}

/// The reason without what is said elsewhere, the line, and without advice to programmers.
fn reason(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    let line = line.trim_start_matches("error: ");
    let line = line.rsplit_once(" at line ").map_or(line, |(reason, _)| reason);
    line.split_once(", set DuplicateKeyPolicy").map_or(line, |(reason, _)| reason).to_owned()
}

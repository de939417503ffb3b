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
    checks: BTreeMap<CheckId, Arc<Check>>,
    frameworks: BTreeMap<String, Framework>,
    prices: Prices,
    tables: BTreeMap<String, Table>,
}

/// A wire model that is only read when somebody asks for it.
#[derive(Debug)]
struct Model {
    shown: String,
    text: String,
    parsed: OnceLock<Result<Arc<ServiceModel>, String>>,
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
        Ok(catalog)
    }

    fn add(&mut self, files: Vec<SourceFile>) -> Result<(), CatalogError> {
        // Services first: kinds learn from them whether they are asked in every region.
        let (services, others): (Vec<_>, Vec<_>) =
            files.into_iter().partition(|file| file.path.ends_with("/service.yaml"));
        for file in services {
            let service: Service = yaml(&file)?;
            let folder = file.path.split('/').nth(1).unwrap_or_default();
            if service.service != folder {
                return Err(wrong(&file, format!("service: {folder} was expected, as the folder is called")));
            }
            self.services.insert(service.service.clone(), service);
        }
        let mut prices: Vec<SourceFile> = Vec::new();
        for file in others {
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts.as_slice() {
                ["aws", service, "model.json"] => {
                    let model = Model { shown: file.shown, text: file.text, parsed: OnceLock::new() };
                    self.models.insert((*service).to_owned(), model);
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
                    self.kinds.insert(kind.kind.clone(), Arc::new(kind));
                }
                ["checks", _, name] if name.ends_with(".yaml") => {
                    let check: Check = yaml(&file)?;
                    let stem = name.trim_end_matches(".yaml");
                    if check.id.as_str() != stem {
                        return Err(wrong(&file, format!("id: {stem} was expected, as the file is called")));
                    }
                    validate::check(&check).map_err(|message| wrong(&file, message))?;
                    self.checks.insert(check.id.clone(), Arc::new(check));
                }
                ["frameworks", name] if name.ends_with(".yaml") => {
                    let framework: Framework = yaml(&file)?;
                    let stem = name.trim_end_matches(".yaml");
                    if framework.id != stem {
                        return Err(wrong(&file, format!("id: {stem} was expected, as the file is called")));
                    }
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
                _ => {
                    let expected = "aws/SERVICE/KIND.yaml, checks/SERVICE/CHECK.yaml, frameworks/ID.yaml, \
                                    prices/*.csv or tables/*.csv was expected";
                    return Err(wrong(&file, format!("not a file of a catalogue: {expected}")));
                }
            }
        }
        for file in prices {
            self.prices.add(&file.text).map_err(|(line, message)| CatalogError {
                file: file.shown.clone(),
                line: Some(line),
                message,
            })?;
        }
        Ok(())
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

    /// The wire model of a service.
    pub fn model(&self, service: &str) -> Result<Arc<ServiceModel>, CatalogError> {
        let Some(model) = self.models.get(service) else {
            return Err(CatalogError {
                file: format!("catalog/aws/{service}/model.json"),
                line: None,
                message: "there is no such file: `cargo xtask models` makes it".to_owned(),
            });
        };
        let parsed = model.parsed.get_or_init(|| {
            ServiceModel::from_json(&model.text).map(Arc::new).map_err(|error| error.to_string())
        });
        parsed.clone().map_err(|message| CatalogError { file: model.shown.clone(), line: None, message })
    }

    /// Every operation that the catalogue calls, once.
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
        match self.services.get(service) {
            Some(service) => service.permission(operation),
            None => format!("{service}:{operation}"),
        }
    }

    /// The list price of one request in billionths of a dollar; most cost nothing.
    pub fn call_price_nano_usd(&self, service: &str, operation: &str) -> u64 {
        self.prices.nano_usd(service, operation).unwrap_or(0)
    }
}

fn wrong(file: &SourceFile, message: String) -> CatalogError {
    CatalogError { file: file.shown.clone(), line: None, message }
}

fn yaml<T: DeserializeOwned>(file: &SourceFile) -> Result<T, CatalogError> {
    serde_saphyr::from_str(&file.text).map_err(|error| CatalogError {
        file: file.shown.clone(),
        line: error.location().map(|location| location.line()),
        message: first_line(&error.without_snippet().to_string()),
    })
}

/// The reason without the picture of the source that some errors draw.
fn first_line(text: &str) -> String {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or(text);
    line.trim_start_matches("error: ").to_owned()
}

//! From settings to a service: store, vault, mail, the way to AWS, the application.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use skytally_api::client_ip::{Proxies, ProxyHeader};
use skytally_api::extract::BodyLimits;
use skytally_api::house::HouseConfig;
use skytally_api::rate::{Rate, Rates};
use skytally_api::{CookieConfig, ServiceConfig};
use skytally_app::books::ReceiptsConfig;
use skytally_app::books::receipt_pages::ReceiptDrawer;
use skytally_app::books::receipt_reader::ReceiptReader;
use skytally_app::cloud::{self, Reach};
use skytally_app::{App, Cache, CollectionConfig, Config, Limits, Parts, SignUp, SystemClock};
use skytally_aws::{Client, Setup};
use skytally_catalog::Catalog;
use skytally_checks::Engine;
use skytally_identity::hasher::Hasher;
use skytally_identity::oidc;
use skytally_identity::password::Costs;
use skytally_identity::policy::SessionLimits;
use skytally_identity::session::SessionCookie;
use skytally_model::Region;
use skytally_notify as notify;
use skytally_store::{Place, Store};
use skytally_vault as vault;

use crate::failure::Failure;
use crate::settings::Settings;
use crate::settings::sections as set;

/// The fact under which the store keeps the vault's fingerprint.
const VAULT_FACT: &str = "vault-fingerprint";
/// Passwords that are hashed at once: each takes the memory of its costs.
const HASHES_AT_ONCE: NonZeroUsize = NonZeroUsize::new(2).expect("two is not zero");
/// How long a mail server may take.
const MAIL_TIMEOUT: Duration = Duration::from_secs(20);

/// The store of the settings; its folder is made.
pub(crate) async fn store(settings: &Settings) -> Result<Store, Failure> {
    if let Place::File(file) = place(settings)
        && let Some(folder) = file.parent()
    {
        private_folder(folder)?;
    }
    Store::open(&place(settings), settings.store.connections_max).await.map_err(Failure::run)
}

/// Where the database is.
pub(crate) fn place(settings: &Settings) -> Place {
    match &settings.store.database {
        set::store::Database::Sqlite(file) => Place::File(file.clone()),
        set::store::Database::Postgres(url) => Place::Url(url.expose().to_string()),
    }
}

/// The data folder, made if need be.
pub(crate) fn private_folder(folder: &std::path::Path) -> Result<(), Failure> {
    super::make_private(folder).map_err(|error| {
        Failure::run(format!("the data folder {} cannot be made: {error}", folder.display()))
    })
}

/// What draws the pages of receipts, and what reads them, unless nobody is to.
async fn readers(
    settings: &Settings,
    catalog: &Arc<Catalog>,
) -> Result<(ReceiptDrawer, Option<ReceiptReader>), Failure> {
    let limits = super::receipts::limits(&settings.receipt_reader, settings.receipts.file_max_bytes);
    let local = super::receipts::local(&settings.receipt_reader, limits)?;
    if local.heif_convert.is_none() {
        tracing::info!("HEIC is neither read nor drawn: the program heif-convert is not on the path");
    }
    let drawer = ReceiptDrawer::new(local, settings.receipts.reads_at_once);
    if !settings.receipts.read {
        return Ok((drawer, None));
    }
    let reader = super::receipts::reader(&settings.receipt_reader, limits, catalog).await?;
    if let Some(textract) = &settings.receipt_reader.textract {
        tracing::info!(region = %textract.region, "pictures of receipts are sent to Amazon Textract");
    } else if reader.local.tesseract.is_none() {
        tracing::info!("pictures of receipts are not read: the program tesseract is not on the path");
    }
    Ok((drawer, Some(reader)))
}

/// The vault of the settings, checked against what the store remembers of it.
pub(crate) async fn vault(
    settings: &Settings,
    store: &Store,
    catalog: &Arc<Catalog>,
) -> Result<vault::Vault, Failure> {
    let endpoint = settings.vault.endpoint_url.as_ref().map(|url| url.as_str().to_owned());
    let keys = match &settings.vault.keys {
        set::vault::Keys::File(file) => vault::Keys::File(file.clone()),
        set::vault::Keys::AwsKms { key, region } => vault::Keys::Kms {
            key_id: key.clone(),
            client: own_client(catalog, region, endpoint.clone()).await?,
            region: region.clone(),
        },
    };
    let place = match &settings.vault.place {
        set::vault::SealedPlace::Store => vault::Place::Inline,
        set::vault::SealedPlace::AwsSecretsManager { prefix, region } => vault::Place::SecretsManager {
            client: own_client(catalog, region, endpoint).await?,
            region: region.clone(),
            prefix: prefix.clone(),
        },
    };
    let known = store.fact(VAULT_FACT).await.map_err(Failure::run)?;
    // A key is made only where nothing is sealed yet: a lost one must not be replaced by one that opens nothing.
    let opened =
        vault::Vault::open(keys, place, known.is_none(), Timestamp::now()).await.map_err(Failure::run)?;
    opened.check(known.as_deref()).await.map_err(Failure::run)?;
    if known.as_deref() != Some(opened.fingerprint().as_str()) {
        store.set_fact(VAULT_FACT, &opened.fingerprint()).await.map_err(Failure::run)?;
    }
    Ok(opened)
}

/// After a rotation, the store remembers the new key.
pub(crate) async fn remember_vault(store: &Store, fingerprint: &str) -> Result<(), Failure> {
    store.set_fact(VAULT_FACT, fingerprint).await.map_err(Failure::run)
}

/// A client for Skytally's own calls, by the credentials that the service runs with.
async fn own_client(
    catalog: &Arc<Catalog>,
    region: &Region,
    endpoint_url: Option<String>,
) -> Result<Arc<Client>, Failure> {
    let setup = Setup { region: Some(region.clone()), endpoint_url, ..Setup::default() };
    Ok(Arc::new(setup.client(Arc::clone(catalog)).await.map_err(Failure::run)?))
}

async fn transport(settings: &Settings, catalog: &Arc<Catalog>) -> Result<notify::Transport, Failure> {
    let from = settings.mail.from.clone();
    let config = match &settings.mail.transport {
        set::mail::Transport::Folder(path) => {
            notify::TransportConfig::Folder(notify::FolderConfig { path: path.clone(), from })
        }
        set::mail::Transport::Smtp(smtp) => notify::TransportConfig::Smtp(notify::SmtpConfig {
            host: smtp.host.clone(),
            port: smtp.port,
            tls: match smtp.tls {
                set::mail::SmtpTls::StartTls => notify::Tls::StartTls,
                set::mail::SmtpTls::Tls => notify::Tls::Required,
                set::mail::SmtpTls::None => notify::Tls::None,
            },
            login: smtp.login.as_ref().map(|login| notify::SmtpLogin {
                user: login.user.clone(),
                password: notify::Password::new(login.password.expose().to_owned()),
            }),
            from,
            timeout: MAIL_TIMEOUT,
            authorities: None,
        }),
        set::mail::Transport::Ses(ses) => {
            let endpoint = ses.endpoint_url.as_ref().map(|url| url.as_str().to_owned());
            let client = own_client(catalog, &ses.region, endpoint).await?;
            notify::TransportConfig::Ses(notify::SesConfig { client, region: ses.region.clone(), from })
        }
    };
    notify::Transport::open(config).await.map_err(Failure::run)
}

fn providers(settings: &Settings) -> Result<Vec<oidc::Provider>, Failure> {
    if settings.people.oidc.is_empty() {
        return Ok(Vec::new());
    }
    let http =
        oidc::Http::new(reqwest::Client::builder(), oidc::Timeouts::default()).map_err(Failure::run)?;
    let provider = |config: &set::people::Oidc| {
        let secret =
            config.client_secret.as_ref().map(|secret| secret.expose().to_owned()).unwrap_or_default();
        let config = oidc::ProviderConfig {
            name: config.name.clone(),
            issuer: config.issuer.as_str().to_owned(),
            client_id: config.client_id.clone(),
            client_secret: secret.into(),
            scopes: config.scopes.iter().filter(|scope| *scope != "openid").cloned().collect(),
        };
        oidc::Provider::new(config, http.clone()).map_err(Failure::run)
    };
    settings.people.oidc.iter().map(provider).collect()
}

/// How long sessions hold.
fn sessions(settings: &Settings) -> Result<SessionLimits, Failure> {
    SessionLimits::new(settings.people.session_idle, settings.people.session_absolute).map_err(Failure::run)
}

/// The application.
pub(crate) async fn app(settings: &Settings, public_url: &str, node: String) -> Result<Arc<App>, Failure> {
    let catalog = super::catalog(settings.catalog.folder.as_deref())?;
    let store = store(settings).await?;
    let engine = {
        let catalog = Arc::clone(&catalog);
        tokio::task::spawn_blocking(move || Engine::new(catalog, None))
    };
    let vault = vault(settings, &store, &catalog).await?;
    let transport = transport(settings, &catalog).await?;
    let costs = Costs::new(settings.people.passwords.memory_kib, settings.people.passwords.passes, 1)
        .map_err(Failure::run)?;
    let reach = Reach::open(
        Arc::clone(&catalog),
        cloud::Settings {
            endpoint_url: settings.collection.aws_endpoint_url.as_ref().map(|url| url.as_str().to_owned()),
            principal: settings.collection.principal_arn.clone(),
            ..cloud::Settings::default()
        },
    )
    .await
    .map_err(Failure::run)?;
    let engine = engine.await.map_err(Failure::run)??;
    let (drawer, reader) = readers(settings, &catalog).await?;
    let parts = Parts {
        store,
        vault,
        transport,
        hasher: Hasher::new(costs, HASHES_AT_ONCE),
        providers: providers(settings)?,
        files: super::files::files(&settings.receipts.place, &catalog).await?,
        catalog,
        engine,
        reach,
        clock: Arc::new(SystemClock),
        reader,
        drawer,
        cache: if settings.cache.enabled { Cache::of_bytes(settings.cache.bytes) } else { Cache::none() },
    };
    Ok(App::new(parts, config(settings, public_url, node)?))
}

fn config(settings: &Settings, public_url: &str, node: String) -> Result<Config, Failure> {
    let span = |duration: Duration| SignedDuration::try_from(duration).map_err(Failure::run);
    let collection = &settings.collection;
    Ok(Config {
        node,
        public_url: public_url.to_owned(),
        sign_up: match settings.people.sign_up {
            set::people::SignUp::Open => SignUp::Open,
            set::people::SignUp::Invited => SignUp::Invited,
        },
        sessions: sessions(settings)?,
        totp_issuer: settings.people.totp_issuer.clone(),
        retention_days: i64::from(settings.retention.days),
        limits: Limits {
            workspaces_per_user: i64::from(settings.limits.workspaces_per_user),
            accounts_per_workspace: i64::from(settings.limits.accounts_per_workspace),
            members_per_workspace: usize::try_from(settings.limits.members_per_workspace)
                .map_err(Failure::run)?,
            ..Limits::default()
        },
        collection: CollectionConfig {
            enabled: collection.enabled,
            every_minutes: span(collection.every)?.as_mins(),
            runs_at_once: collection.runs_at_once,
            listings_at_once: collection.listings_at_once,
            lease: span(collection.lease)?,
            ..CollectionConfig::default()
        },
        template_url: collection.template_url.as_ref().map(|url| url.as_str().to_owned()),
        receipts: ReceiptsConfig {
            file_max_bytes: settings.receipts.file_max_bytes,
            workspace_max_bytes: settings.receipts.workspace_max_bytes,
            reads_at_once: settings.receipts.reads_at_once,
        },
    })
}

/// What the HTTP side is told.
pub(crate) fn service_config(settings: &Settings, public_url: &str) -> Result<ServiceConfig, Failure> {
    let cookie = SessionCookie::of(public_url, &sessions(settings)?).map_err(Failure::run)?;
    let per_minute = |number: u32| Rate::new(number, 60);
    let sign_in = per_minute(settings.limits.sign_in_per_minute);
    Ok(ServiceConfig {
        house: HouseConfig {
            https: settings.server.is_https(),
            proxies: Proxies {
                trusted: settings.server.trusted_proxies.clone(),
                header: ProxyHeader::default(),
            },
            bodies: BodyLimits { max_bytes: settings.server.body_max_bytes, ..BodyLimits::default() },
            answer_max: settings.server.request_timeout,
        },
        rates: Rates {
            api: per_minute(settings.limits.requests_per_minute),
            sign_in,
            sign_up: sign_in,
            reset: sign_in,
            ..Rates::default()
        },
        cookie: CookieConfig {
            name: cookie.name,
            secure: cookie.secure,
            max_age_s: i64::try_from(cookie.max_age.as_secs()).unwrap_or(i64::MAX),
        },
        origins: vec![public_url.to_owned()],
        metrics_from: settings.server.metrics_from.clone(),
        version: env!("CARGO_PKG_VERSION"),
    })
}

//! Sign-in with OpenID Connect: the authorisation code flow, with PKCE, state and nonce.
//!
//! Which providers there are is said by those who run the service, never by a tenant: we ask the addresses that a provider
//! names. Give each provider a redirect address of its own, so that the answer of one is never taken for another's.

mod claims;
mod http;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreErrorResponseType, CoreIdToken,
    CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessToken, AuthType, AuthorizationCode, ClientId, CsrfToken, DiscoveryError, EndpointMaybeSet,
    EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, SubjectIdentifier, TokenResponse, UserInfoError,
};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::policy::{self, OIDC_LIFETIME};
use crate::{Error, Refusal, random};

pub use self::claims::{CLOCK_SKEW_S, Claims};
use self::claims::{Doubt, Expected};
pub(crate) use self::http::is_safe_address;
pub use self::http::{ANSWER_BYTES_MAX, CallError, Http, Timeouts};

/// How long the configuration and the keys of a provider are used before they are asked for again.
pub const FRESH: Duration = Duration::from_secs(60 * 60);

/// How long they are used at most, when the provider does not answer.
pub const STALE_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// How long a failure is taken as the answer before the provider is asked again, and how long keys are at least used before
/// an ID token with an unknown key makes us ask for new ones.
pub const ASK_AGAIN: Duration = Duration::from_secs(60);

/// The longest code that is passed on.
const CODE_BYTES_MAX: usize = 4096;

/// The longest text of a provider that stands in an error.
const CAUSE_CHARACTERS_MAX: usize = 200;

/// The secret that a provider gave us. It has no `Debug`, and is wiped when dropped.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct ClientSecret(Zeroizing<String>);

impl From<String> for ClientSecret {
    fn from(secret: String) -> Self {
        Self(Zeroizing::new(secret))
    }
}

/// How a provider is set up.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    /// Its name, for people and for the redirect address.
    pub name: String,
    /// Its issuer, exactly as it writes it, such as `https://accounts.google.com`.
    pub issuer: String,
    /// What it calls us.
    pub client_id: String,
    /// What it gave us to prove that we are it.
    pub client_secret: ClientSecret,
    /// What we ask for beside `openid`.
    #[serde(default = "default_scopes")]
    pub scopes: Vec<String>,
}

fn default_scopes() -> Vec<String> {
    vec!["email".to_owned(), "profile".to_owned()]
}

/// A sign-in that has begun. It is secret and stays with us: keep it sealed or in memory, bound to the browser by a cookie, and
/// take it out when the browser comes back, so that it is used once.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub struct Begun {
    provider: String,
    redirect_url: String,
    url: String,
    state: String,
    nonce: String,
    pkce_verifier: String,
    #[zeroize(skip)]
    ends: Timestamp,
}

impl Begun {
    /// Where to send the browser.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// By what the browser's answer is told from others: to look this up by, best by its hash.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// The name of the provider.
    pub fn provider(&self) -> &str {
        &self.provider
    }

    /// Until when it can be finished.
    pub fn ends(&self) -> Timestamp {
        self.ends
    }
}

/// What the browser brings back in the redirect address.
#[derive(Clone, Copy)]
pub struct Callback<'a> {
    /// `state`
    pub state: &'a str,
    /// `code`
    pub code: &'a str,
    /// `iss`, if there is one (RFC 9207).
    pub issuer: Option<&'a str>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What a provider has told about itself.
struct Known {
    metadata: CoreProviderMetadata,
    fetched: Timestamp,
}

#[derive(Default)]
struct Cache {
    known: Option<Arc<Known>>,
    failed: Option<(Timestamp, Error)>,
}

/// A provider: its settings, and what it has told about itself.
pub struct Provider {
    config: ProviderConfig,
    issuer: IssuerUrl,
    client_id: ClientId,
    http: Http,
    /// Held while the provider is asked, so that it is asked once.
    cache: Mutex<Cache>,
}

impl Provider {
    /// Takes the settings. The provider is asked when it is needed: that it is down does not keep the service from starting.
    ///
    /// # Errors
    /// An issuer that is neither `https://` nor `http://` with a loopback host; an empty name, client id or secret.
    pub fn new(config: ProviderConfig, http: Http) -> Result<Self, Error> {
        let setup = |cause: &str| Error::Setup { provider: config.name.clone(), cause: cause.to_owned() };
        if config.name.is_empty() || config.client_id.is_empty() || config.client_secret.0.is_empty() {
            return Err(setup("its name, client id and client secret must not be empty"));
        }
        let issuer = IssuerUrl::new(config.issuer.clone()).map_err(|_| setup("its issuer is no address"))?;
        if !is_safe_address(issuer.url())
            || issuer.url().query().is_some()
            || issuer.url().fragment().is_some()
        {
            return Err(setup(
                "its issuer must be https://, or http:// with a loopback host, without a query",
            ));
        }
        let client_id = ClientId::new(config.client_id.clone());
        Ok(Self { issuer, client_id, http, cache: Mutex::default(), config })
    }

    /// Takes the settings and asks the provider at once, so that wrong ones are seen.
    ///
    /// # Errors
    /// As [`Provider::new`]; a provider that does not answer, or not as the standard says.
    pub async fn discover(config: ProviderConfig, http: &Http, now: Timestamp) -> Result<Self, Error> {
        let provider = Self::new(config, http.clone())?;
        provider.known(now).await?;
        Ok(provider)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Begins a sign-in: the browser is to be sent to the address in what is given, and comes back to `redirect_url`.
    ///
    /// # Errors
    /// A provider that does not answer; a redirect address over which the code would travel in the clear.
    pub async fn begin(&self, redirect_url: &str, now: Timestamp) -> Result<Begun, Error> {
        let redirect = self.redirect(redirect_url)?;
        let client = self.client(&*self.known(now).await?);
        let (state, nonce, pkce_verifier) = (random::text()?, random::text()?, random::text()?);
        let verifier = PkceCodeVerifier::new(pkce_verifier.to_string());
        let (csrf, once) = (CsrfToken::new(state.to_string()), Nonce::new(nonce.to_string()));
        let (url, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || csrf, move || once)
            .set_redirect_uri(Cow::Owned(redirect))
            .add_scopes(self.config.scopes.iter().cloned().map(Scope::new))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok(Begun {
            provider: self.config.name.clone(),
            redirect_url: redirect_url.to_owned(),
            url: url.into(),
            state: state.to_string(),
            nonce: nonce.to_string(),
            pkce_verifier: pkce_verifier.to_string(),
            ends: policy::ends(now, OIDC_LIFETIME),
        })
    }

    /// Finishes a sign-in with what the browser brought back, and says who it is.
    ///
    /// # Errors
    /// Whatever does not fit together is refused ([`Error::Refused`]); nobody is signed in. A provider that does not answer.
    pub async fn finish(
        &self,
        begun: Begun,
        callback: Callback<'_>,
        now: Timestamp,
    ) -> Result<Claims, Error> {
        let same = begun.provider == self.config.name
            && random::same(&begun.state, callback.state)
            && callback.issuer.is_none_or(|issuer| issuer == self.config.issuer);
        if !same {
            return Err(self.refused(Refusal::State));
        }
        if policy::has_ended(begun.ends, now) {
            return Err(self.refused(Refusal::TooLate));
        }
        if callback.code.is_empty() || callback.code.len() > CODE_BYTES_MAX {
            return Err(self.refused(Refusal::Code));
        }
        let known = self.known(now).await?;
        let answer = self.exchange(&known, &begun, callback.code).await?;
        let token = answer.id_token().ok_or_else(|| self.refused(Refusal::Answer))?;
        self.check(known, token, answer.access_token(), &begun.nonce, now).await
    }

    /// Brings the code to the provider, which gives the tokens for it.
    async fn exchange(&self, known: &Known, begun: &Begun, code: &str) -> Result<CoreTokenResponse, Error> {
        const WHAT: &str = "the tokens";
        let redirect = self.redirect(&begun.redirect_url)?;
        self.client(known)
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|_| self.setup("it names no address for tokens"))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.pkce_verifier.clone()))
            .set_redirect_uri(Cow::Owned(redirect))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(said) => match said.error() {
                    CoreErrorResponseType::InvalidGrant => self.refused(Refusal::Code),
                    other => self.setup(&format!("it does not give us tokens: {other}")),
                },
                RequestTokenError::Request(error) => self.unreachable(WHAT, &error.to_string()),
                // Where and how it differs is not said: the text of that would hold a piece of the tokens.
                RequestTokenError::Parse(..) => self.refused(Refusal::Answer),
                RequestTokenError::Other(cause) => self.unreachable(WHAT, &cause),
            })
    }

    /// Checks the ID token, with newer keys if it is signed by one that we do not know.
    async fn check(
        &self,
        known: Arc<Known>,
        token: &CoreIdToken,
        access_token: &AccessToken,
        nonce: &str,
        now: Timestamp,
    ) -> Result<Claims, Error> {
        let nonce = Nonce::new(nonce.to_owned());
        let attempt = |known: &Known| {
            let keys = known.metadata.jwks();
            Expected { client_id: &self.client_id, issuer: &self.issuer, keys, nonce: &nonce, now }
                .check(token, access_token)
        };
        let mut known = known;
        let mut checked = attempt(&known);
        if matches!(checked, Err(Doubt::UnknownKey))
            && let Some(newer) = self.newer(&known, now).await
        {
            checked = attempt(&newer);
            known = newer;
        }
        let claims = checked.map_err(|doubt| match doubt {
            Doubt::UnknownKey => self.refused(Refusal::Signature),
            Doubt::Refused(refusal) => self.refused(refusal),
        })?;
        let subject = claims.subject();
        let (mut email, mut email_verified) = claims::email(claims.email(), claims.email_verified())
            .map_err(|refusal| self.refused(refusal))?;
        let mut name = claims::name(claims.name());
        // Some providers keep the address out of the ID token and tell it to whoever has the access token.
        if email.is_none() && known.metadata.userinfo_endpoint().is_some() {
            let user = self.user_info(&known, access_token, subject).await?;
            (email, email_verified) = claims::email(user.email(), user.email_verified())
                .map_err(|refusal| self.refused(refusal))?;
            name = name.or_else(|| claims::name(user.name()));
        }
        Ok(Claims {
            issuer: self.config.issuer.clone(),
            subject: subject.as_str().to_owned(),
            email,
            email_verified,
            name,
        })
    }

    async fn user_info(
        &self,
        known: &Known,
        access_token: &AccessToken,
        subject: &SubjectIdentifier,
    ) -> Result<CoreUserInfoClaims, Error> {
        const WHAT: &str = "the e-mail address";
        self.client(known)
            .user_info(access_token.clone(), Some(subject.clone()))
            .map_err(|_| self.setup("it names no address for what it knows of users"))?
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                UserInfoError::ClaimsVerification(_) => self.refused(Refusal::Subject),
                UserInfoError::Parse(_) => self.refused(Refusal::Answer),
                UserInfoError::Request(error) => self.unreachable(WHAT, &error.to_string()),
                UserInfoError::Response(status, ..) => self.unreachable(WHAT, &format!("status {status}")),
                _ => self.unreachable(WHAT, "it does not answer as OpenID Connect says"),
            })
    }

    /// What the provider has told about itself, asked for again when it is old.
    async fn known(&self, now: Timestamp) -> Result<Arc<Known>, Error> {
        let mut cache = self.cache.lock().await;
        let known = cache.known.clone();
        if let Some(known) = &known
            && within(known.fetched, now, FRESH)
        {
            return Ok(Arc::clone(known));
        }
        let usable = known.filter(|known| within(known.fetched, now, STALE_MAX));
        if let Some((failed, error)) = &cache.failed
            && within(*failed, now, ASK_AGAIN)
        {
            return usable.ok_or_else(|| error.clone());
        }
        match self.ask(&mut cache, now).await {
            Ok(known) => Ok(known),
            Err(error) => usable.ok_or(error),
        }
    }

    /// What the provider tells now, if it is not what is known; not more often than once in [`ASK_AGAIN`].
    async fn newer(&self, known: &Arc<Known>, now: Timestamp) -> Option<Arc<Known>> {
        let mut cache = self.cache.lock().await;
        if let Some(other) = cache.known.as_ref().filter(|other| !Arc::ptr_eq(other, known)) {
            return Some(Arc::clone(other));
        }
        let asked = cache.failed.as_ref().map_or(known.fetched, |(failed, _)| *failed);
        if within(asked, now, ASK_AGAIN) {
            return None;
        }
        self.ask(&mut cache, now).await.ok()
    }

    async fn ask(&self, cache: &mut Cache, now: Timestamp) -> Result<Arc<Known>, Error> {
        match self.fetch().await {
            Ok(metadata) => {
                let known = Arc::new(Known { metadata, fetched: now });
                *cache = Cache { known: Some(Arc::clone(&known)), failed: None };
                Ok(known)
            }
            Err(error) => {
                cache.failed = Some((now, error.clone()));
                Err(error)
            }
        }
    }

    /// Asks for the configuration and the keys.
    async fn fetch(&self) -> Result<CoreProviderMetadata, Error> {
        const WHAT: &str = "its configuration";
        let metadata =
            CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await.map_err(|error| {
                match error {
                    DiscoveryError::Request(error) => self.unreachable(WHAT, &error.to_string()),
                    DiscoveryError::Response(status, ..) => {
                        self.unreachable(WHAT, &format!("status {status}"))
                    }
                    DiscoveryError::Parse(error) => self.unreachable(WHAT, &error.to_string()),
                    DiscoveryError::Validation(cause) => self.setup(&cause),
                    other => self.unreachable(WHAT, &other.to_string()),
                }
            })?;
        let token = metadata.token_endpoint().ok_or_else(|| self.setup("it names no address for tokens"))?;
        let user_info = metadata.userinfo_endpoint().map(|address| address.url());
        let named = [metadata.authorization_endpoint().url(), token.url(), metadata.jwks_uri().url()];
        if !named.into_iter().chain(user_info).all(is_safe_address) {
            return Err(self.setup("it names an address that is neither https:// nor on the loopback"));
        }
        Ok(metadata)
    }

    fn client(&self, known: &Known) -> Client {
        let secret = openidconnect::ClientSecret::new(self.config.client_secret.0.to_string());
        let client =
            CoreClient::from_provider_metadata(known.metadata.clone(), self.client_id.clone(), Some(secret));
        // In the header, as the standard prefers, unless the provider only takes it in the body.
        let methods = known.metadata.token_endpoint_auth_methods_supported();
        let only_in_body = methods.is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        if only_in_body { client.set_auth_type(AuthType::RequestBody) } else { client }
    }

    fn redirect(&self, address: &str) -> Result<RedirectUrl, Error> {
        RedirectUrl::new(address.to_owned())
            .ok()
            .filter(|redirect| is_safe_address(redirect.url()))
            .ok_or_else(|| Error::Address { what: "the way back from the provider".to_owned() })
    }

    fn refused(&self, reason: Refusal) -> Error {
        Error::Refused { provider: self.config.name.clone(), reason }
    }

    fn setup(&self, cause: &str) -> Error {
        Error::Setup { provider: self.config.name.clone(), cause: shown(cause) }
    }

    fn unreachable(&self, what: &'static str, cause: &str) -> Error {
        Error::Unreachable { provider: self.config.name.clone(), what, cause: shown(cause) }
    }
}

/// Whether less than so much time has passed. A time from the future is long past: the clock was set.
fn within(since: Timestamp, now: Timestamp, duration: Duration) -> bool {
    let age = now.duration_since(since);
    age >= SignedDuration::ZERO && SignedDuration::try_from(duration).is_ok_and(|duration| age < duration)
}

/// What somebody else said, fit for one line of a log.
fn shown(cause: &str) -> String {
    cause.chars().map(|c| if c.is_control() { ' ' } else { c }).take(CAUSE_CHARACTERS_MAX).collect()
}

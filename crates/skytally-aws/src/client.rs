//! One call: serialise, sign, send, read, classify, try again.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use ::http::HeaderMap;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;
use serde_json::Value;
use skytally_catalog::Catalog;
use skytally_catalog::wire::{Operation, ServiceModel};
use skytally_model::{CauseClass, Partition, Region};

use crate::endpoint::{self, Overrides, Place};
use crate::error::{CallError, classify};
use crate::http::root_cause;
use crate::identity::Identity;
use crate::limiter::Limiter;
use crate::meter::Meter;
use crate::protocol::{self, WireRequest};

/// The longest answer that is read, in bytes. The largest pages of AWS are a few megabytes.
const ANSWER_MAX_BYTES: usize = 64 << 20;

/// When to try again.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Tries of one call, the first included.
    pub attempts: u32,
    /// Tries of one call that gets no answer at all in time, the first included.
    pub attempts_without_answer: u32,
    /// The first pause is at most this long; each further one at most twice the one before.
    pub base: Duration,
    /// No pause is longer.
    pub cap: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 12,
            attempts_without_answer: 3,
            base: Duration::from_millis(100),
            cap: Duration::from_secs(20),
        }
    }
}

/// Calls AWS as one identity.
#[derive(Debug)]
pub struct Client {
    http: reqwest::Client,
    identity: Arc<Identity>,
    overrides: Overrides,
    region: Region,
    retry: RetryPolicy,
    /// Shared by the clients of one identity: AWS throttles the account, whichever of them asks.
    pub(crate) limiter: Arc<Limiter>,
    meter: Meter,
    catalog: Arc<Catalog>,
    /// What the clock of AWS is ahead of ours, in seconds.
    skew_s: AtomicI64,
}

/// What one try gave.
struct Attempt {
    error: CallError,
    retry: Retry,
}

/// Whether a failed try is worth another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Retry {
    /// It would fail again.
    No,
    /// After a pause.
    Pause,
    /// After a pause, and not often: nothing answered.
    NoAnswer,
    /// At once, because something about the request has been mended. Only once.
    Mended,
}

impl Client {
    pub(crate) fn new(
        http: reqwest::Client,
        identity: Arc<Identity>,
        limiter: Arc<Limiter>,
        overrides: Overrides,
        region: Region,
        retry: RetryPolicy,
        catalog: Arc<Catalog>,
    ) -> Self {
        let meter = Meter::default();
        Self { http, identity, overrides, region, retry, limiter, meter, catalog, skew_s: AtomicI64::new(0) }
    }

    /// The region that the user's configuration starts from.
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The partition of that region.
    pub fn partition(&self) -> Partition {
        Partition::of(&self.region)
    }

    /// What has been sent so far.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }

    /// The catalogue whose models the client speaks.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The model and the operation, or why there is none.
    pub(crate) fn model(&self, service: &str, operation: &str) -> Result<Arc<ServiceModel>, CallError> {
        let model = self.catalog.model_with(service, operation);
        let model = model.map_err(|error| invalid(service, operation, error.to_string()))?;
        if model.operation(operation).is_none() {
            let message =
                format!("the model of {service} has no operation {operation}; run cargo xtask models");
            return Err(invalid(service, operation, message));
        }
        Ok(model)
    }

    /// Makes one call and gives its answer: the members that AWS's command line prints.
    ///
    /// # Errors
    /// A [`CallError`] once the answer is final or the patience of the retry policy has ended.
    pub async fn call(
        &self,
        service: &str,
        operation: &str,
        region: &Region,
        params: &Value,
    ) -> Result<Value, CallError> {
        let outcome = self.call_uncounted(service, operation, region, params).await;
        self.meter.ended(service, operation, &outcome);
        outcome
    }

    async fn call_uncounted(
        &self,
        service: &str,
        operation: &str,
        region: &Region,
        params: &Value,
    ) -> Result<Value, CallError> {
        let model = self.model(service, operation)?;
        let Some(op) = model.operation(operation) else {
            return Err(invalid(service, operation, "the operation is not in the model".to_owned()));
        };
        let request = protocol::serialize(&model, op, params)
            .map_err(|error| invalid(service, operation, error.to_string()))?;
        let mut region = region.clone();
        let (mut tries, mut unanswered, mut spent, mut mended) = (0, 0, 0, false);
        loop {
            tries += 1;
            let place = endpoint::place(
                service,
                &model,
                &region,
                self.partition(),
                &self.overrides,
                request.host_prefix.as_deref(),
            );
            let place = place.map_err(|error| CallError {
                class: CauseClass::Unavailable,
                ..invalid(service, operation, error.to_string())
            })?;
            self.limiter.take(service, &place.signing_region).await;
            self.meter.sent(self.catalog.call_price_nano_usd(service, operation));
            let failed = match self.attempt(service, &model, op, &request, &place, &mut region).await {
                Ok(answer) => {
                    self.limiter.answered(service, &place.signing_region, spent);
                    return Ok(answer);
                }
                Err(failed) => failed,
            };
            if failed.error.class == CauseClass::Throttled {
                self.meter.throttled();
                self.limiter.throttled(service, &place.signing_region);
            }
            unanswered += u32::from(failed.retry == Retry::NoAnswer);
            let again = match failed.retry {
                Retry::No => false,
                Retry::Mended => !std::mem::replace(&mut mended, true),
                Retry::Pause | Retry::NoAnswer => {
                    let timed_out = failed.retry == Retry::NoAnswer;
                    let patient =
                        tries < self.retry.attempts && unanswered < self.retry.attempts_without_answer;
                    let taken = patient
                        .then(|| self.limiter.retry(service, &place.signing_region, timed_out))
                        .flatten();
                    spent += taken.unwrap_or(0);
                    taken.is_some()
                }
            };
            if !again {
                if failed.retry == Retry::No {
                    self.limiter.answered(service, &place.signing_region, spent);
                }
                return Err(failed.error);
            }
            if failed.retry != Retry::Mended {
                tokio::time::sleep(self.pause(tries)).await;
            }
        }
    }

    /// A pause before the next try: full jitter, so that calls that failed together do not come back together.
    fn pause(&self, tries: u32) -> Duration {
        let most = self.retry.base.saturating_mul(1 << tries.min(16)).min(self.retry.cap);
        most.mul_f64(fastrand::f64())
    }

    async fn attempt(
        &self,
        service: &str,
        model: &ServiceModel,
        operation: &Operation,
        request: &WireRequest,
        place: &Place,
        region: &mut Region,
    ) -> Result<Value, Attempt> {
        let error =
            |class, message: String| CallError { class, ..invalid(service, &operation.name, message) };
        let credentials = self.identity.credentials().await.map_err(|refusal| {
            // Silence is not a refusal; whatever else it is, without credentials nothing can be asked.
            let class = match refusal.class {
                CauseClass::Transient | CauseClass::Throttled => CauseClass::Transient,
                _ => CauseClass::Credentials,
            };
            let error = CallError { code: refusal.code, ..error(class, refusal.message) };
            Attempt { error, retry: Retry::No }
        })?;
        let outgoing = self.signed(model, request, place, &credentials).map_err(|reason| Attempt {
            error: error(CauseClass::Invalid, format!("the request cannot be signed: {reason}")),
            retry: Retry::No,
        })?;
        let (status, headers, body) = self.send(outgoing).await.map_err(|(message, retry)| Attempt {
            error: error(
                if retry == Retry::No { CauseClass::Malformed } else { CauseClass::Transient },
                message,
            ),
            retry,
        })?;
        if (200..300).contains(&status) {
            return protocol::parse(model, operation, status, &headers, &body).map_err(|reason| Attempt {
                error: CallError {
                    status: Some(status),
                    request_id: request_id(&headers),
                    ..error(CauseClass::Malformed, reason.to_string())
                },
                // A cut connection behind a proxy may look like this once; a wrong answer comes again.
                retry: Retry::NoAnswer,
            });
        }
        let told = protocol::parse_error(model, operation, status, &headers, &body);
        let class = if told.not_aws && !matches!(status, 502..=504) {
            CauseClass::Malformed
        } else {
            classify(told.code.as_deref(), status)
        };
        let message = match (told.message, told.not_aws) {
            (_, true) => format!("the answer with status {status} is not one of AWS"),
            (Some(message), false) => message,
            (None, false) => format!("status {status}"),
        };
        let error = CallError {
            code: told.code,
            status: Some(status),
            request_id: told.request_id,
            ..error(class, message)
        };
        let retry = match class {
            CauseClass::Throttled | CauseClass::Transient => Retry::Pause,
            CauseClass::Credentials if self.mend_clock(&headers) => Retry::Mended,
            CauseClass::Credentials
                if is_expired(error.code.as_deref()) && self.identity.renew(&credentials).await =>
            {
                Retry::Mended
            }
            _ if self.follow_bucket(service, &headers, region) => Retry::Mended,
            _ => Retry::No,
        };
        Err(Attempt { error, retry })
    }

    fn signed(
        &self,
        model: &ServiceModel,
        request: &WireRequest,
        place: &Place,
        credentials: &Credentials,
    ) -> Result<reqwest::Request, String> {
        let url = format!("{}{}", place.base, request.path_and_query());
        let parsed = reqwest::Url::parse(&url).map_err(|error| error.to_string())?;
        let host = place.host.clone().unwrap_or_else(|| authority(&parsed));
        let mut headers: Vec<(String, String)> = request.headers.clone();
        headers.push(("host".to_owned(), host));
        let mut settings = SigningSettings::default();
        let signing_name = model.metadata().signing_name.as_str();
        if matches!(signing_name, "s3" | "s3-outposts" | "s3express") {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        }
        let identity = credentials.clone().into();
        let params = v4::SigningParams::builder()
            .identity(&identity)
            .region(&place.signing_region)
            .name(signing_name)
            .time(self.now())
            .settings(settings)
            .build()
            .map_err(|error| error.to_string())?
            .into();
        let signable = SignableRequest::new(
            &request.method,
            url.as_str(),
            headers.iter().map(|(name, value)| (name.as_str(), value.as_str())),
            SignableBody::Bytes(&request.body),
        )
        .map_err(|error| root_cause(&error))?;
        let (instructions, _) = sign(signable, &params).map_err(|error| root_cause(&error))?.into_parts();
        let method = request.method.parse().map_err(|_| format!("{} is not a method", request.method))?;
        let mut outgoing = reqwest::Request::new(method, parsed);
        let all = headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).chain(instructions.headers());
        for (name, value) in all {
            let name: ::http::HeaderName = name.parse().map_err(|_| format!("{name} is not a header"))?;
            let value =
                value.parse().map_err(|_| format!("the value of the header {name} cannot be sent"))?;
            outgoing.headers_mut().insert(name, value);
        }
        *outgoing.body_mut() = Some(request.body.clone().into());
        Ok(outgoing)
    }

    /// Sends a request and reads the whole answer, up to its largest allowed size.
    async fn send(&self, outgoing: reqwest::Request) -> Result<(u16, HeaderMap, Vec<u8>), (String, Retry)> {
        let host = authority(outgoing.url());
        let failed = |error: reqwest::Error| {
            if error.is_timeout() {
                (format!("{host} did not answer in time"), Retry::NoAnswer)
            } else if error.is_connect() {
                (format!("{host} cannot be reached: {}", root_cause(&error)), Retry::NoAnswer)
            } else {
                (format!("the connection to {host} broke: {}", root_cause(&error)), Retry::Pause)
            }
        };
        let mut answer = self.http.execute(outgoing).await.map_err(failed)?;
        let status = answer.status().as_u16();
        let headers = std::mem::take(answer.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > ANSWER_MAX_BYTES {
                return Err((format!("the answer is longer than {ANSWER_MAX_BYTES} bytes"), Retry::No));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((status, headers, body))
    }

    fn now(&self) -> SystemTime {
        let skew_s = self.skew_s.load(Ordering::Relaxed);
        let skew = Duration::from_secs(skew_s.unsigned_abs());
        if skew_s < 0 { SystemTime::now() - skew } else { SystemTime::now() + skew }
    }

    /// Sets the clock by the answer's date, if it is minutes off. Says whether it did.
    fn mend_clock(&self, headers: &HeaderMap) -> bool {
        let date = headers.get(::http::header::DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else { return false };
        let skew_s = date.timestamp().as_second() - jiff::Timestamp::now().as_second();
        let off = (skew_s - self.skew_s.load(Ordering::Relaxed)).abs() > 240;
        if off {
            self.skew_s.store(skew_s, Ordering::Relaxed);
        }
        off
    }

    /// S3 says in which region a bucket is when it was asked for in another. Says whether it did.
    fn follow_bucket(&self, service: &str, headers: &HeaderMap, region: &mut Region) -> bool {
        let told = headers.get("x-amz-bucket-region").and_then(|value| value.to_str().ok());
        match told.and_then(|told| told.parse::<Region>().ok()) {
            Some(told) if service == "s3" && told != *region => {
                *region = told;
                true
            }
            _ => false,
        }
    }
}

/// The host, and the port where it is not the usual one.
fn authority(url: &reqwest::Url) -> String {
    let name = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| name.to_owned(), |port| format!("{name}:{port}"))
}

fn is_expired(code: Option<&str>) -> bool {
    matches!(code, Some("ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired"))
}

fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
        .into_iter()
        .find_map(|name| headers.get(name))
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}

pub(crate) fn invalid(service: &str, operation: &str, message: String) -> CallError {
    CallError {
        class: CauseClass::Invalid,
        service: service.to_owned(),
        operation: operation.to_owned(),
        code: None,
        status: None,
        request_id: None,
        message,
    }
}

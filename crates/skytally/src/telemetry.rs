//! The log on the standard error, and traces for an OpenTelemetry collector.
//!
//! A collector that does not answer costs its traces and one warning; nobody waits for it.

use std::fmt;
use std::future::Future;
use std::io::{self, IsTerminal as _};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, RetryPolicy, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Sampler, SdkTracerProvider, SpanData, SpanExporter};
use tokio::runtime::Handle;
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::format::{Compact, Format, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, MakeWriter};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::settings::sections::{Log, LogFormat, Telemetry};

/// How long one delivery to the collector may take.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(5);

/// Where our traces come from: what we write ourselves, and what wraps a request. Not from the client that delivers
/// them, whose spans would be delivered in turn.
const TRACED: [(&str, LevelFilter); 2] =
    [("skytally", LevelFilter::INFO), ("tower_http", LevelFilter::DEBUG)];

/// A subscriber that can be installed.
type Boxed = Box<dyn Subscriber + Send + Sync>;

/// Log and traces, until [`Running::stop`].
#[derive(Debug)]
pub(crate) struct Running {
    traces: Option<SdkTracerProvider>,
}

/// Why there can be no log or no traces.
#[derive(Debug)]
pub(crate) struct TelemetryError(String);

impl fmt::Display for TelemetryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TelemetryError {}

/// Starts log and traces for the whole process. Traces are delivered on the runtime that this is called in.
///
/// # Errors
///
/// A log that was started before, or a collector that no client can be made for.
pub(crate) fn start(log: &Log, telemetry: &Telemetry) -> Result<Running, TelemetryError> {
    let colours = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|set| set.is_empty());
    let traces = traces(telemetry, &Handle::current())?;
    let subscriber = subscriber(log, traces.as_ref(), io::stderr, colours)?;
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|error| TelemetryError(format!("the log cannot be started: {error}")))?;
    Ok(Running { traces })
}

impl Running {
    /// Delivers what was not delivered yet, for so long at most. It blocks; the runtime must still run beside it.
    pub(crate) fn stop(self, bound: Duration) {
        if let Some(traces) = self.traces {
            // That the collector does not answer was said before.
            let _ = traces.shutdown_with_timeout(bound);
        }
    }
}

/// The log over `writer`, and the traces.
fn subscriber<W>(
    log: &Log,
    traces: Option<&SdkTracerProvider>,
    writer: W,
    colours: bool,
) -> Result<Boxed, TelemetryError>
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // The settings were checked when they were read; somebody may have made others.
    let filter = EnvFilter::builder()
        .parse(&log.filter)
        .map_err(|error| TelemetryError(format!("log.filter {:?} is no filter: {error}", log.filter)))?;
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match log.format {
        LogFormat::Human => lines
            .with_ansi(colours)
            .event_format(OneLine {
                format: tracing_subscriber::fmt::format().compact().with_target(false).with_ansi(colours),
                colours,
            })
            .with_filter(filter)
            .boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .with_filter(filter)
            .boxed(),
    };
    let traces = traces.map(|provider| {
        let traced = TRACED.into_iter().collect::<Targets>();
        tracing_opentelemetry::layer().with_tracer(provider.tracer("skytally")).with_filter(traced)
    });
    Ok(Box::new(Registry::default().with(lines).with(traces)))
}

/// What collects spans and delivers them, if there is a collector.
fn traces(telemetry: &Telemetry, runtime: &Handle) -> Result<Option<SdkTracerProvider>, TelemetryError> {
    let Some(endpoint) = &telemetry.otlp_endpoint else { return Ok(None) };
    let failed = |error: &dyn fmt::Display| {
        TelemetryError(format!("traces cannot be sent to {endpoint}: {error}; see telemetry.otlp_endpoint"))
    };
    // Whoever comes second is refused, which is no harm: it is the same provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .timeout(DELIVERY_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| failed(&error))?;
    let headers =
        telemetry.otlp_headers.iter().map(|(name, value)| (name.clone(), value.expose().to_owned()));
    let exporter = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_http_client(OnRuntime { runtime: runtime.clone(), client })
        .with_endpoint(format!("{}/v1/traces", endpoint.base()))
        .with_protocol(Protocol::HttpBinary)
        .with_timeout(DELIVERY_TIMEOUT)
        // Whoever waits to try again cannot be stopped in time.
        .with_retry_policy(RetryPolicy::disabled())
        .with_headers(headers.collect())
        .build()
        .map_err(|error| failed(&error))?;
    let watched = Watched { inner: exporter, endpoint: endpoint.base().into(), silent: Arc::default() };
    let resource = Resource::builder()
        .with_service_name(telemetry.service_name.clone())
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(watched)
        .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(telemetry.sample_ratio))))
        .with_resource(resource)
        .build();
    Ok(Some(provider))
}

/// Keeps an event on one line, and its values from steering the terminal: what others gave us must not look like an
/// event of its own.
struct OneLine {
    format: Format<Compact>,
    colours: bool,
}

impl<S, N> FormatEvent<S, N> for OneLine
where
    S: Subscriber + for<'s> LookupSpan<'s>,
    N: for<'w> FormatFields<'w> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut line = String::new();
        self.format.format_event(context, Writer::new(&mut line), event)?;
        let line = line.strip_suffix('\n').unwrap_or(&line);
        for (at, c) in line.char_indices() {
            if c.is_control() && !(self.colours && is_colour(&line[at..])) {
                write!(writer, "{}", c.escape_default())?;
            } else {
                writer.write_char(c)?;
            }
        }
        writeln!(writer)
    }
}

/// Whether a text begins with a sequence that changes colours and does nothing else.
fn is_colour(text: &str) -> bool {
    text.strip_prefix("\u{1b}[").is_some_and(|rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';').starts_with('m')
    })
}

/// A client whose work is done on the runtime. Spans are delivered from a thread that has none.
#[derive(Debug)]
struct OnRuntime {
    runtime: Handle,
    client: reqwest::Client,
}

impl HttpClient for OnRuntime {
    fn send_bytes<'c, 'f>(
        &'c self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'f>>
    where
        'c: 'f,
        Self: 'f,
    {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { client.send_bytes(request).await });
        Box::pin(async move { sent.await? })
    }
}

/// Says once that the collector does not answer, and once that it answers again.
#[derive(Debug)]
struct Watched<E> {
    inner: E,
    endpoint: String,
    silent: Arc<AtomicBool>,
}

impl<E: SpanExporter> SpanExporter for Watched<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let done = self.inner.export(batch).await;
        let was_silent = self.silent.swap(done.is_err(), Ordering::Relaxed);
        match &done {
            Err(error) if !was_silent => tracing::warn!(
                collector = self.endpoint,
                %error,
                "traces are dropped until the collector takes them; see telemetry.otlp_endpoint"
            ),
            Ok(()) if was_silent => {
                tracing::info!(collector = self.endpoint, "the collector takes traces again")
            }
            _ => {}
        }
        done
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

#[cfg(test)]
mod tests;

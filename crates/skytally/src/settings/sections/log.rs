//! `[log]` and `[telemetry]`: what the service tells those who run it.

use crate::settings::address::HttpUrl;
use crate::settings::form::{filter, of_characters, one_of, ratio, web};
use crate::settings::reader::Section;
use crate::settings::secret::Secret;

/// The log, on the standard error.
#[derive(Debug, Clone)]
pub(crate) struct Log {
    pub(crate) format: LogFormat,
    /// What is logged, as `tracing-subscriber` reads it.
    pub(crate) filter: String,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// A line for people.
    Human,
    /// A JSON object a line.
    Json,
}

impl Log {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let format =
            section.value("format", one_of([("human", LogFormat::Human), ("json", LogFormat::Json)]));
        let filter = section.value("filter", filter());
        Some(Self { format: format?, filter: filter? })
    }
}

/// Traces for an OpenTelemetry collector.
pub(crate) struct Telemetry {
    /// The collector; `/v1/traces` is put behind. None: no traces are made.
    pub(crate) otlp_endpoint: Option<HttpUrl>,
    /// Further headers of each request: names, and values that are secret.
    pub(crate) otlp_headers: Vec<(String, Secret)>,
    pub(crate) service_name: String,
    /// Which part of the traces is kept, from 0 to 1.
    pub(crate) sample_ratio: f64,
}

impl Telemetry {
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let otlp_endpoint = section.optional("otlp_endpoint", web());
        let headers = section.secret("otlp_headers", "otlp_headers_file");
        let service_name = section.value(
            "service_name",
            of_characters("a name of 1 to 100 letters, digits or any of - _ . /", 1..=100, |c| {
                c.is_ascii_alphanumeric() || "-_./".contains(c)
            }),
        );
        let sample_ratio = section.value("sample_ratio", ratio());
        let otlp_headers = match headers? {
            None => Vec::new(),
            Some(headers) => {
                if let Some(None) = otlp_endpoint {
                    section.clash(
                        &["otlp_headers", "otlp_headers_file"],
                        "telemetry.otlp_endpoint is empty, but there are headers for it; give it, or take them away",
                    );
                }
                self::headers(section, &headers)?
            }
        };
        Some(Self {
            otlp_endpoint: otlp_endpoint?,
            otlp_headers,
            service_name: service_name?,
            sample_ratio: sample_ratio?,
        })
    }
}

/// Headers as OpenTelemetry writes them: `name=value`, with commas between.
fn headers(section: &mut Section<'_>, given: &Secret) -> Option<Vec<(String, Secret)>> {
    let read = |pair: &str| {
        let (name, value) = pair.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        let is_name =
            !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        let is_value = !value.is_empty() && value.chars().all(|c| c == ' ' || c.is_ascii_graphic());
        (is_name && is_value).then(|| (name.to_lowercase(), Secret::new(value.to_owned().into())))
    };
    let headers: Option<Vec<_>> = given.expose().split(',').map(read).collect();
    if headers.is_none() {
        // Which of the two was given need not be said: its value is masked either way.
        let key = section.given(&["otlp_headers", "otlp_headers_file"]).unwrap_or("otlp_headers");
        section.fault(key, "holds something else than headers; write them as name=value,name=value");
    }
    headers
}

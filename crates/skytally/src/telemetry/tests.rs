//! Logs as people and machines read them, and traces that really arrive.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Instant;

use serde_json::Value;
use tracing::subscriber::with_default;

use super::*;
use crate::settings::address::HttpUrl;
use crate::settings::secret::Secret;

/// A log that can be read.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Lines {
    type Writer = Lines;
    fn make_writer(&'w self) -> Lines {
        self.clone()
    }
}

/// What a log writes of `work`.
fn logged(format: LogFormat, filter: &str, colours: bool, work: impl FnOnce()) -> String {
    let lines = Lines::default();
    let log = Log { format, filter: filter.to_owned() };
    let subscriber = subscriber(&log, None, lines.clone(), colours).unwrap();
    with_default(subscriber, work);
    lines.text()
}

fn something() {
    let span = tracing::info_span!("run", account = "111122223333");
    let _inside = span.enter();
    tracing::info!(resources = 3, "the account was collected");
    tracing::debug!("hidden");
}

#[test]
fn people_read_a_sentence_and_fields() {
    let text = logged(LogFormat::Human, "info", false, something);
    let [line] = text.lines().collect::<Vec<_>>()[..] else { panic!("one line was expected: {text}") };
    assert!(line.contains(" INFO "), "{line}");
    assert!(line.contains("the account was collected resources=3"), "{line}");
    assert!(line.contains("account=\"111122223333\""), "{line}");
    assert!(!line.contains('\u{1b}'), "{line}");
    let coloured = logged(LogFormat::Human, "info", true, something);
    assert!(coloured.contains("\u{1b}[32m INFO\u{1b}[0m"), "{coloured:?}");
}

#[test]
fn machines_read_an_object_a_line() {
    let text = logged(LogFormat::Json, "info", false, something);
    assert_eq!(text.lines().count(), 1, "{text}");
    let line: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(line["message"], "the account was collected");
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["resources"], 3);
    assert_eq!(line["span"]["account"], "111122223333");
    assert!(line["timestamp"].is_string() && line["target"].is_string(), "{line}");
}

#[test]
fn a_line_break_in_a_value_starts_no_line() {
    let forged = || tracing::warn!(name = %"a\n2026-01-01 INFO all is well\r\u{1b}[2J", "a name was refused");
    let coloured = logged(LogFormat::Human, "info", true, forged);
    assert!(!coloured.contains("\u{1b}[2J") && coloured.lines().count() == 1, "{coloured:?}");
    for format in [LogFormat::Human, LogFormat::Json] {
        let text = logged(format, "info", false, forged);
        assert_eq!(text.lines().count(), 1, "{text}");
        assert!(!text.trim_end().contains(['\r', '\u{1b}']), "{text:?}");
        assert!(text.contains("all is well"), "{text:?}");
    }
}

#[test]
fn the_filter_says_what_is_logged() {
    assert_eq!(logged(LogFormat::Human, "warn", false, something), "");
    assert!(logged(LogFormat::Human, "debug", false, something).contains("hidden"));
    let log = Log { format: LogFormat::Human, filter: "a=b=c".to_owned() };
    let Err(error) = subscriber(&log, None, io::sink, false) else { panic!("it was taken") };
    assert!(error.to_string().contains("log.filter \"a=b=c\" is no filter"), "{error}");
}

/// A collector that answers with a status and passes on what it was sent.
fn collector(status: &'static str) -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let request = answer(stream.unwrap(), status);
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    (address, receiver)
}

/// Reads one request, answers it, and closes.
fn answer(mut stream: TcpStream, status: &str) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4_096];
    loop {
        let read = stream.read(&mut buffer).unwrap();
        bytes.extend_from_slice(&buffer[..read]);
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            assert_ne!(read, 0, "the request ends in its head");
            continue;
        };
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let length: usize = length.trim().parse().unwrap();
        if bytes.len() >= end + 4 + length {
            let end_of_answer = "content-length: 0\r\nconnection: close\r\n\r\n";
            write!(stream, "HTTP/1.1 {status}\r\n{end_of_answer}").unwrap();
            return (head, bytes[end + 4..].to_vec());
        }
        assert_ne!(read, 0, "the request ends in its body");
    }
}

fn settings(endpoint: &str, sample_ratio: f64) -> Telemetry {
    let Ok(url) = HttpUrl::parse(endpoint) else { panic!("{endpoint} is an address") };
    Telemetry {
        otlp_endpoint: Some(url),
        otlp_headers: vec![("x-key".to_owned(), Secret::new("hidden".to_owned().into()))],
        service_name: "skytally-of-a-test".to_owned(),
        sample_ratio,
    }
}

/// Does `work` with traces, stops them, and gives the log and how long stopping took.
fn traced(telemetry: &Telemetry, work: impl FnOnce(&SdkTracerProvider)) -> (String, Duration) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let traces = traces(telemetry, runtime.handle()).unwrap().unwrap();
    let lines = Lines::default();
    let log = Log { format: LogFormat::Human, filter: "info".to_owned() };
    let subscriber: Boxed = subscriber(&log, Some(&traces), lines.clone(), false).unwrap();
    let dispatch = tracing::Dispatch::new(subscriber);
    tracing::dispatcher::with_default(&dispatch, || work(&traces));
    let started = Instant::now();
    Running { traces: Some(traces) }.stop(Duration::from_secs(2));
    (lines.text(), started.elapsed())
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn spans_arrive_at_the_collector() {
    let (address, received) = collector("200 OK");
    let (log, _) = traced(&settings(&format!("{address}/"), 1.0), |_| something());
    let (head, body) = received.recv_timeout(Duration::from_secs(10)).unwrap();
    assert!(head.starts_with("post /v1/traces http/1.1"), "{head}");
    assert!(head.contains("content-type: application/x-protobuf"), "{head}");
    assert!(head.contains("x-key: hidden"), "{head}");
    for text in ["skytally-of-a-test", "run", "account", "111122223333", "the account was collected"] {
        assert!(holds(&body, text), "{text} is not in the traces");
    }
    // The client's own spans are not traced, or each delivery would be followed by another.
    assert!(!holds(&body, "hyper") && !holds(&body, "reqwest"));
    assert!(log.contains("the account was collected") && !log.contains("WARN"), "{log}");
}

#[test]
fn what_is_not_sampled_does_not_leave() {
    let (address, received) = collector("200 OK");
    traced(&settings(&address, 0.0), |_| something());
    assert!(received.try_recv().is_err());
}

/// Delivers twice to a collector, on this very thread, whose log is read.
async fn delivered_twice(endpoint: &str) {
    let client = reqwest::Client::builder().timeout(DELIVERY_TIMEOUT).build().unwrap();
    let inner = opentelemetry_otlp::SpanExporter::builder()
        .with_http()
        .with_http_client(OnRuntime { runtime: Handle::current(), client })
        .with_endpoint(endpoint)
        .with_protocol(Protocol::HttpBinary)
        .with_retry_policy(RetryPolicy::disabled())
        .build()
        .unwrap();
    let watched = Watched { inner, endpoint: endpoint.to_owned(), silent: Arc::default() };
    for _ in 0..2 {
        assert!(watched.export(Vec::new()).await.is_err());
    }
}

#[test]
fn a_collector_that_does_not_answer_is_told_once() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (refusing, received) = collector("503 Service Unavailable");
    let dead = format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    for address in [dead, refusing] {
        let text = logged(LogFormat::Human, "info", false, || runtime.block_on(delivered_twice(&address)));
        assert_eq!(text.matches("WARN").count(), 1, "{text}");
        assert!(text.contains("traces are dropped until the collector takes them"), "{text}");
        assert!(text.contains(&address), "{text}");
    }
    assert_eq!(received.iter().take(2).count(), 2);
}

#[test]
fn nobody_waits_for_a_dead_collector() {
    // It takes the connection and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let started = Instant::now();
    let (log, stopping) = traced(&settings(&address, 1.0), |_| {
        (0..10_000).for_each(|_| drop(tracing::info_span!("span").entered()));
        something();
    });
    assert!(log.contains("the account was collected"), "{log}");
    assert!(stopping < Duration::from_secs(4), "stopping took {stopping:?}");
    assert!(started.elapsed() < Duration::from_secs(15), "{:?}", started.elapsed());
}

#[test]
fn without_an_endpoint_there_are_no_traces() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let telemetry = Telemetry { otlp_endpoint: None, ..settings("http://localhost", 1.0) };
    assert!(traces(&telemetry, runtime.handle()).unwrap().is_none());
}

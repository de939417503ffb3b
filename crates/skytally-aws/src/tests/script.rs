//! A server that gives scripted answers, one connection each, and keeps what it was asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;

use crate::client::{Client, RetryPolicy};
use crate::endpoint::Overrides;
use crate::http::{self, Timeouts};
use crate::identity::Identity;

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(super) enum Step {
    /// Answers with a status, more header lines, and a body.
    Answer(u16, &'static str, &'static str),
    /// Says nothing at all, until the client hangs up.
    Silence,
    /// Hangs up.
    HangUp,
    /// Answers with so many bytes.
    Flood(usize),
}

/// The running server. The last step is repeated for ever.
pub(super) struct Script {
    pub(super) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Script {
    pub(super) fn start(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let mut all = kept.lock().unwrap();
                let step = steps[all.len().min(steps.len() - 1)].clone();
                let mut stream = stream;
                all.push(read(&mut stream));
                drop(all);
                act(stream, step);
            }
        });
        Self { url, requests }
    }

    /// The heads of the requests so far.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// A client that asks this server for everything.
    pub(super) fn client(&self, retry: RetryPolicy) -> Client {
        let timeouts = Timeouts {
            connect: Duration::from_secs(5),
            read: Duration::from_millis(300),
            attempt: Duration::from_secs(30),
        };
        let keys = Credentials::new("AKIATEST", "secret", None, None, "test");
        Client::new(
            http::client(timeouts).unwrap(),
            Arc::new(Identity::new(SharedCredentialsProvider::new(keys))),
            Arc::default(),
            Overrides { all: Some(self.url.clone()), ..Overrides::default() },
            "us-east-1".parse().unwrap(),
            retry,
            super::catalog(),
        )
    }
}

/// A policy with short pauses.
pub(super) fn quick(attempts: u32) -> RetryPolicy {
    let pause = Duration::from_millis(1);
    RetryPolicy { attempts, base: pause, cap: pause, ..RetryPolicy::default() }
}

fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        match stream.read(&mut piece) {
            Ok(count) if count > 0 => bytes.extend_from_slice(&piece[..count]),
            _ => return text,
        }
    }
}

fn act(mut stream: TcpStream, step: Step) {
    // A client that has hung up is what some of the tests are about.
    let _ = match step {
        Step::HangUp => Ok(()),
        Step::Silence => {
            std::thread::spawn(move || stream.read(&mut [0]));
            Ok(())
        }
        Step::Answer(status, headers, body) => {
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status} Answer\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
            );
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()))
        }
        Step::Flood(bytes) => {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {bytes}\r\nConnection: close\r\n\r\n");
            let piece = vec![b' '; 1 << 20];
            let mut sent = stream.write_all(head.as_bytes());
            for _ in 0..bytes.div_ceil(piece.len()) {
                sent = sent.and_then(|()| stream.write_all(&piece));
            }
            sent
        }
    };
}

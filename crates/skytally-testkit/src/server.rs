//! A server in a process of its own, on a free port of the loopback, ended with the test.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::root;

/// A running server.
#[derive(Debug)]
pub struct Server {
    child: Child,
    url: String,
}

impl Server {
    /// Starts a Python program that prints `listening on http://…` once it listens.
    ///
    /// # Panics
    /// When it ends before it listens.
    pub fn start(python: &Path, program: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(python)
            .arg(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{} cannot be started: {error}", program.display()));
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            let mut reader = BufReader::new(out);
            let read = reader.read_line(&mut line);
            assert!(read.is_ok(), "{} says nothing", program.display());
            // Whatever it says later is read, so that it never waits for a reader.
            std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
        }
        let url =
            line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
        let server = Self { child, url };
        assert!(!server.url.is_empty(), "{} ended before it listened: {line:?}", program.display());
        server
    }

    /// The AWS emulator of the demo, empty.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn emulator(python: &Path) -> Self {
        Self::start(python, &root().join("demo/emulator.py"), &["--port", "0"])
    }

    /// Fills the emulator with the demo estate, and gives the truth list with the real ids, as CSV.
    ///
    /// # Panics
    /// When the estate cannot be made.
    pub fn seed(&self, python: &Path) -> String {
        let truth = std::env::temp_dir().join(format!("skytally-truth-{}.csv", self.child.id()));
        let mut seed = Command::new(python);
        seed.arg(root().join("demo/seed.py")).args(["--endpoint", &self.url]).arg("--truth-out").arg(&truth);
        let output = seed.output().unwrap_or_else(|error| panic!("seed.py cannot be started: {error}"));
        assert!(output.status.success(), "seed.py failed: {}", String::from_utf8_lossy(&output.stderr));
        let text =
            std::fs::read_to_string(&truth).unwrap_or_else(|error| panic!("{}: {error}", truth.display()));
        // A file that stays behind in the temporary folder harms nobody.
        let _ = std::fs::remove_file(&truth);
        text
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Asks it for a JSON document.
    ///
    /// # Panics
    /// When the answer is not 200 with JSON.
    pub fn get(&self, path: &str) -> Value {
        let text = self.request("GET", path, "");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("GET {path} gave no JSON: {error}"))
    }

    /// Sends it a JSON document.
    ///
    /// # Panics
    /// When the answer is not a success.
    pub fn put(&self, path: &str, body: &Value) {
        self.request("PUT", path, &body.to_string());
    }

    /// Tells it to forget something.
    ///
    /// # Panics
    /// When the answer is not a success.
    pub fn delete(&self, path: &str) {
        self.request("DELETE", path, "");
    }

    fn request(&self, method: &str, path: &str, body: &str) -> String {
        let address = self.url.trim_start_matches("http://");
        let mut stream =
            TcpStream::connect(address).unwrap_or_else(|error| panic!("{address} does not answer: {error}"));
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut answer = Vec::new();
        let done = stream.write_all(head.as_bytes()).and_then(|()| stream.read_to_end(&mut answer));
        assert!(done.is_ok(), "{method} {path}: the connection broke");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let status = head.split_whitespace().nth(1).unwrap_or_default();
        assert!(status.starts_with('2'), "{method} {path} gave status {status}: {body}");
        body.to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

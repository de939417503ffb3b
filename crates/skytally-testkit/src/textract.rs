//! A server in the place of Amazon Textract: it speaks AWS's JSON 1.1 protocol, refuses what AWS would not take, and says what it is told to. (moto
//! does not know AnalyzeExpense.)

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use data_encoding::BASE64;
use serde_json::Value;

/// What the server does with a question.
#[derive(Debug, Clone)]
pub enum Says {
    /// Answers with a status and a body.
    Answer(u16, String),
    /// Says nothing, until whoever asks hangs up.
    Silence,
}

/// A question that was well put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The region that it is signed for.
    pub region: String,
    /// The id of the key that signed it.
    pub key: String,
    /// The file.
    pub file: Vec<u8>,
}

#[derive(Debug)]
struct State {
    says: Vec<Says>,
    asked: Vec<Asked>,
    refused: Vec<String>,
}

/// The running server.
#[derive(Debug)]
pub struct TextractServer {
    url: String,
    state: Arc<Mutex<State>>,
}

impl Says {
    /// An answer of Textract.
    pub fn good(body: &str) -> Self {
        Self::Answer(200, body.to_owned())
    }

    /// An error of Textract, as the protocol has them.
    pub fn error(status: u16, code: &str, message: &str) -> Self {
        Self::Answer(status, serde_json::json!({ "__type": code, "message": message }).to_string())
    }
}

impl TextractServer {
    /// Starts it. It says one after another; the last again and again.
    ///
    /// # Panics
    /// No port is free.
    pub fn start(says: Vec<Says>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let url = format!("http://{}", listener.local_addr().expect("it listens"));
        let state = Arc::new(Mutex::new(State { says, asked: Vec::new(), refused: Vec::new() }));
        let kept = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&kept);
                std::thread::spawn(move || answer(stream, &state));
            }
        });
        Self { url, state }
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it says from now on.
    pub fn says(&self, says: Vec<Says>) {
        lock(&self.state).says = says;
    }

    /// What it was asked.
    ///
    /// # Panics
    /// Somebody asked in a way that AWS would not have understood.
    pub fn asked(&self) -> Vec<Asked> {
        let state = lock(&self.state);
        assert!(state.refused.is_empty(), "{:?}", state.refused);
        state.asked.clone()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes one question, and answers it.
fn answer(mut stream: TcpStream, state: &Mutex<State>) {
    let Some((head, body)) = read(&mut stream) else { return };
    let says = {
        let mut state = lock(state);
        match question(&head, &body) {
            Ok(asked) => {
                state.asked.push(asked);
                if state.says.len() > 1 { state.says.remove(0) } else { state.says[0].clone() }
            }
            Err(why) => {
                let says = Says::error(400, "SerializationException", &why);
                state.refused.push(why);
                says
            }
        }
    };
    // Whoever asked may have hung up: some tests are about that.
    let _ = match says {
        Says::Silence => stream.read(&mut [0]).map(drop),
        Says::Answer(status, body) => {
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 {status} Answer\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: {length}\r\n\
                 x-amzn-RequestId: 1\r\nConnection: close\r\n\r\n{body}"
            )
        }
    };
}

/// The head of a request, and its body; none if whoever asks goes away before its end.
fn read(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut piece = vec![0; 65_536];
    let mut end = None;
    loop {
        let count = stream.read(&mut piece).ok().filter(|count| *count > 0)?;
        let looked = bytes.len().saturating_sub(3);
        bytes.extend_from_slice(&piece[..count]);
        if end.is_none() {
            end = bytes[looked..].windows(4).position(|part| part == b"\r\n\r\n").map(|at| looked + at);
        }
        let Some(end) = end else { continue };
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let length: usize = header(&head, "content-length").and_then(|length| length.parse().ok())?;
        if bytes.len() >= end + 4 + length {
            return Some((head, bytes.split_off(end + 4)));
        }
    }
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let of = |line: &'h str| line.split_once(':').filter(|(found, _)| found.eq_ignore_ascii_case(name));
    head.lines().find_map(of).map(|(_, value)| value.trim())
}

/// What a request asks, or what AWS would not take about it.
fn question(head: &str, body: &[u8]) -> Result<Asked, String> {
    let line = head.lines().next().unwrap_or_default();
    if line != "POST / HTTP/1.1" {
        return Err(format!("the request is {line:?}"));
    }
    for (name, expected) in
        [("x-amz-target", "Textract.AnalyzeExpense"), ("content-type", "application/x-amz-json-1.1")]
    {
        if header(head, name) != Some(expected) {
            return Err(format!("{name} is {:?}", header(head, name)));
        }
    }
    if header(head, "x-amz-date").is_none() {
        return Err("it has no x-amz-date".to_owned());
    }
    let signature = header(head, "authorization").unwrap_or_default();
    let scope =
        signature.strip_prefix("AWS4-HMAC-SHA256 Credential=").and_then(|rest| rest.split(',').next());
    let scope: Vec<&str> = scope.unwrap_or_default().split('/').collect();
    let [key, _, region, "textract", "aws4_request"] = scope[..] else {
        return Err(format!("it is not signed for Textract: {scope:?}"));
    };
    let (key, region) = (key.to_owned(), region.to_owned());
    let body: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let file = body.pointer("/Document/Bytes").and_then(Value::as_str).ok_or("there is no file in it")?;
    let file = BASE64.decode(file.as_bytes()).map_err(|error| error.to_string())?;
    Ok(Asked { region, key, file })
}

//! A mail server that keeps what it is sent, and refuses, hangs or hangs up on command.

use std::path::Path;

use serde_json::{Value, json};

use crate::{Server, root};

/// A running mail server. What it can do, `smtp_server.py` says.
#[derive(Debug)]
pub struct SmtpServer {
    control: Server,
    about: Value,
}

impl SmtpServer {
    /// Starts it on free ports of the loopback, with a certificate of its own for 127.0.0.1.
    ///
    /// # Panics
    /// When it cannot be started.
    pub fn start(python: &Path) -> Self {
        let control = Server::start(python, &root().join("crates/skytally-testkit/smtp_server.py"), &[]);
        let about = control.get("/about");
        Self { control, about }
    }

    /// The port that demands nothing (`plain`), STARTTLS and a password (`starttls`), or TLS from the first byte and a
    /// password (`tls`).
    ///
    /// # Panics
    /// For any other kind.
    pub fn port(&self, kind: &str) -> u16 {
        let port = self.about["ports"][kind].as_u64().and_then(|port| port.try_into().ok());
        port.unwrap_or_else(|| panic!("the mail server has no port {kind}"))
    }

    /// The only user.
    pub fn user(&self) -> &str {
        self.about["user"].as_str().unwrap_or_default()
    }

    /// The user's password.
    pub fn password(&self) -> &str {
        self.about["password"].as_str().unwrap_or_default()
    }

    /// The authority that its certificate comes from, as PEM.
    pub fn authority(&self) -> &str {
        self.about["authority"].as_str().unwrap_or_default()
    }

    /// What it has been sent: for each mail `from`, `to`, `encrypted`, `user`, `headers`, `text`, `html`, `raw` …
    ///
    /// # Panics
    /// When it does not answer.
    pub fn mails(&self) -> Vec<Value> {
        self.control.get("/mails").as_array().cloned().unwrap_or_default()
    }

    /// Forgets all mails and scripts.
    ///
    /// # Panics
    /// When it does not answer.
    pub fn clear(&self) {
        self.control.delete("/mails");
        self.control.delete("/script");
    }

    /// From now on, `times` commands of this stage (`CONNECT`, `EHLO`, `STARTTLS`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `CONTENT`,
    /// `QUIT`) are answered with `reply` (action `reply`), with nothing (`hang`), or with the end of the connection (`drop`).
    /// The action `inject` sends `reply` unencrypted behind the go-ahead for STARTTLS.
    ///
    /// # Panics
    /// When it knows no such stage or action.
    pub fn script(&self, stage: &str, action: &str, reply: &str, times: u32) {
        let step = json!({"stage": stage, "action": action, "reply": reply, "times": times});
        self.control.put("/script", &step);
    }
}

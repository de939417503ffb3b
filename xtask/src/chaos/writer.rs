//! A client that keeps changing things, and remembers what was acknowledged.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http::{Answer, Client, list, number, text};
use super::ledger::Ledger;
use super::random::Random;
use crate::steps::Done;

/// What lies around of each sort at most: the service has limits.
const KEPT_MAX: usize = 12;
/// A key whose request broke off is free again after two minutes: then the request is made once more.
const CLAIM_OVER: Duration = Duration::from_secs(130);

/// A creating request that broke off, to be repeated with its key.
struct Repeat {
    path: String,
    body: Value,
    key: String,
    due: Instant,
}

/// Somebody who writes into a workspace of their own.
pub(crate) struct Writer {
    pub(crate) client: Client,
    pub(crate) workspace: String,
    pub(crate) accounts: Vec<String>,
    /// Findings that every picture has.
    pub(crate) findings: Vec<String>,
    /// A day in the future.
    pub(crate) until: String,
    pub(crate) random: Random,
    pub(crate) name: String,
    pub(crate) ledger: Ledger,
    pub(crate) ids: BTreeMap<String, String>,
    repeats: Vec<Repeat>,
    /// Requests that were repeated with their key, by what came of it.
    pub(crate) repeated: BTreeMap<&'static str, u64>,
    serial: u64,
}

impl Writer {
    pub(crate) fn new(
        client: &Client,
        name: &str,
        workspace: &str,
        accounts: &[String],
        random: Random,
    ) -> Self {
        Self {
            client: client.clone(),
            workspace: workspace.to_owned(),
            accounts: accounts.to_vec(),
            findings: Vec::new(),
            until: String::new(),
            random,
            name: name.to_owned(),
            ledger: Ledger::default(),
            ids: BTreeMap::new(),
            repeats: Vec::new(),
            repeated: BTreeMap::new(),
            serial: 0,
        }
    }

    fn base(&self) -> String {
        format!("/api/v1/workspaces/{}", self.workspace)
    }

    /// Takes what is there for known.
    pub(crate) fn begin(&mut self) -> Done {
        for (key, value) in self.seen()? {
            self.ledger.known(&key, Some(value));
        }
        Ok(())
    }

    /// Everything that this writer writes, as it is there now.
    fn seen(&mut self) -> Done<BTreeMap<String, String>> {
        let mut seen = BTreeMap::new();
        let base = self.base();
        let workspace = self.client.get(&base)?;
        seen.insert("name".to_owned(), text(&workspace, "name"));
        seen.insert("retention".to_owned(), number(&workspace, "retention_days").to_string());
        for one in list(&self.client.get(&format!("{base}/invitations"))?) {
            let key = format!("invitation {}", text(&one, "email"));
            self.ids.insert(key.clone(), text(&one, "id"));
            seen.insert(key, text(&one, "role"));
        }
        for one in list(&self.client.get(&format!("{base}/accounts"))?) {
            let id = text(&one, "id");
            seen.insert(format!("account-name {id}"), text(&one, "name"));
            seen.insert(format!("account-every {id}"), number(&one, "every_minutes").to_string());
        }
        for one in self.client.all(&format!("{base}/findings?muted=true&limit=200"))? {
            let reason = one.pointer("/mute/reason").and_then(Value::as_str).unwrap_or_default();
            seen.insert(format!("mute {}", text(&one, "id")), reason.to_owned());
        }
        let mut count = |kind: &str, id: String, name: String| {
            if name.starts_with(&self.name) {
                let key = format!("{kind} {name}");
                self.ids.insert(key.clone(), id);
                let times: u64 = seen.get(&key).and_then(|times| times.parse().ok()).unwrap_or_default();
                seen.insert(key, (times + 1).to_string());
            }
        };
        for one in list(&self.client.get("/api/v1/me/tokens")?) {
            count("token", text(&one, "id"), text(&one, "name"));
        }
        for one in list(&self.client.get("/api/v1/fleet")?) {
            let workspace = one.get("workspace").cloned().unwrap_or_default();
            count("extra", text(&workspace, "id"), text(&workspace, "name"));
        }
        Ok(seen)
    }

    /// After a start: everything that was acknowledged is there, and nothing else but what was in doubt.
    pub(crate) fn check(&mut self) -> Done {
        let seen = self.seen()?;
        self.ledger.check(seen).map_err(|error| format!("{}: {error}", self.name))
    }

    /// One random write. An error says that the connection broke.
    pub(crate) fn write(&mut self) -> Done {
        if let Some(at) = self.repeats.iter().position(|repeat| repeat.due <= Instant::now()) {
            let repeat = self.repeats.remove(at);
            return self.repeat(repeat);
        }
        self.serial += 1;
        let serial = self.serial;
        match self.random.below(14) {
            0 | 1 => {
                let name = format!("Client {} {serial}", self.name);
                self.put("PATCH", self.base(), json!({ "name": name }), "name", name.clone())
            }
            2 => {
                let days = 30 + self.random.below(330);
                self.put(
                    "PATCH",
                    self.base(),
                    json!({ "retention_days": days }),
                    "retention",
                    days.to_string(),
                )
            }
            3 | 4 => self.create_or_remove("invitation", serial),
            5 | 6 => self.create_or_remove("token", serial),
            7 => self.create_or_remove("extra", serial),
            8 | 9 => {
                let Some(account) = self.random.one(&self.accounts).cloned() else { return Ok(()) };
                let (path, name) =
                    (format!("{}/accounts/{account}", self.base()), format!("Account {serial}"));
                self.put(
                    "PATCH",
                    path,
                    json!({ "name": name }),
                    &format!("account-name {account}"),
                    name.clone(),
                )
            }
            10 => {
                let Some(account) = self.random.one(&self.accounts).cloned() else { return Ok(()) };
                let (path, minutes) =
                    (format!("{}/accounts/{account}", self.base()), 5 + self.random.below(60));
                let body = json!({ "settings": { "every_minutes": minutes } });
                self.put("PATCH", path, body, &format!("account-every {account}"), minutes.to_string())
            }
            _ => self.mute(serial),
        }
    }

    fn mute(&mut self, serial: u64) -> Done {
        let Some(finding) = self.random.one(&self.findings).cloned() else { return Ok(()) };
        let (path, key) = (format!("{}/findings/{finding}/mute", self.base()), format!("mute {finding}"));
        if self.ledger.present("mute ").contains(&finding) && self.random.below(2) == 0 {
            let answer = self.client.ask("DELETE", &path, None, &[]);
            return self.note(answer, &key, None).map(drop);
        }
        let reason = format!("reason {serial}");
        self.put("PUT", path, json!({ "until": self.until, "reason": reason }), &key, reason.clone())
    }

    fn put(&mut self, method: &str, path: String, body: Value, key: &str, value: String) -> Done {
        let answer = self.client.ask(method, &path, Some(&body), &[]);
        self.note(answer, key, Some(value)).map(drop)
    }

    fn create_or_remove(&mut self, kind: &str, serial: u64) -> Done {
        let there = self.ledger.present(&format!("{kind} "));
        if there.len() >= KEPT_MAX || (!there.is_empty() && self.random.below(3) == 0) {
            let Some(name) = self.random.one(&there).cloned() else { return Ok(()) };
            let key = format!("{kind} {name}");
            let Some(id) = self.ids.get(&key).cloned().filter(|_| !self.ledger.is(&key, "2")) else {
                return Ok(());
            };
            let (path, body) = match kind {
                "invitation" => (format!("{}/invitations/{id}", self.base()), None),
                "token" => (format!("/api/v1/me/tokens/{id}"), None),
                _ => (format!("/api/v1/workspaces/{id}"), Some(json!({ "name": name }))),
            };
            let answer = self.client.ask("DELETE", &path, body.as_ref(), &[]);
            return self.note(answer, &key, None).map(drop);
        }
        let name = format!("{}-{serial}", self.name);
        let (path, body, key, value) = match kind {
            "invitation" => {
                let (email, role) =
                    (format!("{name}@example.com"), self.random.one(&["viewer", "analyst", "admin"]));
                let body = json!({ "email": email, "role": role });
                let role = role.copied().unwrap_or_default().to_owned();
                (format!("{}/invitations", self.base()), body, format!("invitation {email}"), role)
            }
            "token" => {
                let body = json!({ "name": name, "scopes": ["read"] });
                ("/api/v1/me/tokens".to_owned(), body, format!("token {name}"), "1".to_owned())
            }
            _ => {
                let body = json!({ "name": name });
                ("/api/v1/workspaces".to_owned(), body, format!("extra {name}"), "1".to_owned())
            }
        };
        let once = format!("chaos-{}-{}", self.name, self.random.next());
        let answer = self.client.ask("POST", &path, Some(&body), &[("Idempotency-Key", &once)]);
        if answer.is_err() {
            let due = Instant::now();
            self.repeats.push(Repeat { path, body, key: once, due });
        }
        let answer = self.note(answer, &key, Some(value))?;
        if let Some(answer) = answer {
            self.ids.insert(key, text(&answer.json()?, "id"));
        }
        Ok(())
    }

    /// Repeats a request that broke off, with the same key: whatever had become of it, it is done once.
    fn repeat(&mut self, repeat: Repeat) -> Done {
        let answer =
            self.client.ask("POST", &repeat.path, Some(&repeat.body), &[("Idempotency-Key", &repeat.key)]);
        let (kind, named) = match repeat.path.rsplit('/').next() {
            Some("invitations") => ("invitation", text(&repeat.body, "email")),
            Some("tokens") => ("token", text(&repeat.body, "name")),
            _ => ("extra", text(&repeat.body, "name")),
        };
        let value = if kind == "invitation" { text(&repeat.body, "role") } else { "1".to_owned() };
        let key = format!("{kind} {named}");
        match answer {
            Ok(answer) if answer.is_good() => {
                let was_there = self.ledger.present(&format!("{kind} ")).contains(&named);
                let replayed = answer.header("idempotency-replayed").is_some();
                let what = match (was_there, replayed) {
                    (_, true) => "answered as before",
                    (true, false) if kind != "invitation" => TWICE,
                    (true, false) => "done anew, in place of the first",
                    (false, false) => "done",
                };
                *self.repeated.entry(what).or_default() += 1;
                self.ids.insert(key.clone(), text(&answer.json()?, "id"));
                let value = if what == TWICE { "2".to_owned() } else { value };
                self.ledger.acknowledged(&key, Some(value));
                Ok(())
            }
            Ok(answer) if answer.status == 409 => {
                let was_there = self.ledger.present(&format!("{kind} ")).contains(&named);
                let what = if was_there { "told to wait, and it was there" } else { "told to wait" };
                *self.repeated.entry(what).or_default() += 1;
                self.repeats.push(Repeat { due: Instant::now() + CLAIM_OVER, ..repeat });
                Ok(())
            }
            Ok(answer) => Err(format!("a repeated request: {}", answer.said())),
            Err(error) => {
                self.ledger.doubtful(&key, Some(value));
                self.repeats.push(repeat);
                Err(error)
            }
        }
    }

    /// Writes down what became of a write. A refusal is a mistake of this test.
    fn note(&mut self, answer: Done<Answer>, key: &str, value: Option<String>) -> Done<Option<Answer>> {
        match answer {
            Ok(answer) if answer.is_good() => {
                self.ledger.acknowledged(key, value);
                Ok(Some(answer))
            }
            // Somebody else had the version, or the run had the row: nothing was changed.
            Ok(answer) if answer.status == 409 || answer.status == 412 => Ok(None),
            Ok(answer) => Err(format!("{REFUSED}: {key}: {}", answer.said())),
            Err(error) => {
                self.ledger.doubtful(key, value);
                Err(error)
            }
        }
    }
}

/// What came of a repeated request that was done a second time.
pub(crate) const TWICE: &str = "done twice";

/// How an error begins that is no broken connection.
pub(crate) const REFUSED: &str = "a write was refused";

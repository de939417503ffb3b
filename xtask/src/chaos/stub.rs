//! The stand-in for AWS that answers for any account, and the cloud accounts that are linked to it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use super::http::{Client, list, text};
use crate::steps::Done;

/// The stand-in as a child process, ended when it goes out of scope.
pub(crate) struct Stub {
    child: Child,
    pub(crate) url: String,
}

impl Stub {
    pub(crate) fn start(program: &Path, args: &[&str]) -> Done<Self> {
        let mut child = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let mut line = String::new();
        if let Some(out) = child.stdout.take() {
            BufReader::new(out).read_line(&mut line).map_err(|error| format!("the estate: {error}"))?;
        }
        let url =
            line.split_whitespace().find(|word| word.starts_with("http://")).unwrap_or_default().to_owned();
        let stub = Self { child, url };
        if stub.url.is_empty() { Err("the estate ended before it listened".to_owned()) } else { Ok(stub) }
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Makes a workspace.
pub(crate) fn workspace(client: &Client, name: &str) -> Done<String> {
    Ok(text(&client.send("POST", "/api/v1/workspaces", &json!({ "name": name }))?, "id"))
}

/// Links so many accounts, by a role that refuses whoever lacks its external id. Gives their ids.
pub(crate) fn link(client: &Client, workspace: &str, first: u64, count: u64) -> Done<Vec<String>> {
    let base = format!("/api/v1/workspaces/{workspace}");
    let offer = client.send("POST", &format!("{base}/links"), &json!({}))?;
    let accounts: Vec<Value> = (first..first + count)
        .map(|number| json!({ "aws_account": format!("{:012}", 100_000_000_000 + number) }))
        .collect();
    let body = json!({ "role_name": "SkytallyRead", "external_id": text(&offer, "external_id"), "accounts": accounts });
    let linked = list(&client.send("POST", &format!("{base}/accounts/many"), &body)?);
    linked
        .iter()
        .map(|one| {
            let id = one.pointer("/account/id").and_then(Value::as_str);
            let safe = one.pointer("/account/access/by").and_then(Value::as_str) == Some("role");
            id.filter(|_| safe).map(str::to_owned).ok_or_else(|| format!("an account was not linked: {one}"))
        })
        .collect()
}

//! People: signing up and in, over HTTP and by mail.

use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::json;

use super::{Client, Key, PASSWORD, Service, until};

/// Somebody with an account.
#[derive(Clone)]
pub(crate) struct Person {
    pub(crate) email: String,
    pub(crate) id: String,
    /// They, in a browser.
    pub(crate) client: Client,
}

impl Service {
    /// Waits for a mail to an address and gives the token of its link, the newest's if there are several.
    ///
    /// `subject` is the beginning of the subject, as the name of the file has it.
    pub(crate) async fn mailed(&self, email: &str, subject: &str) -> String {
        let start = format!("{email}--{subject}");
        let folder = self.folder().join("mail");
        until(&format!("the mail {start}"), async || {
            let entries = std::fs::read_dir(&folder).ok()?.map_while(Result::ok);
            let of = |path: &PathBuf| {
                path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&start))
            };
            let mut mails: Vec<(SystemTime, PathBuf)> = entries
                .map(|entry| entry.path())
                .filter(of)
                .filter_map(|path| Some((path.metadata().ok()?.modified().ok()?, path)))
                .collect();
            mails.sort();
            let text = std::fs::read_to_string(&mails.last()?.1).ok()?;
            let (_, rest) = text.split_once("#token=")?;
            Some(
                rest.chars()
                    .take_while(|char| char.is_ascii_alphanumeric() || "_-".contains(*char))
                    .collect(),
            )
        })
        .await
    }

    /// Somebody new: signed up, verified, signed in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let email = format!("{name}@example.com");
        let body = json!({ "email": email, "name": name, "password": PASSWORD });
        let anonymous = self.anonymous();
        anonymous.post("/sign-up", &body).await.must(202);
        let token = self.mailed(&email, "confirm").await;
        anonymous.post("/verify-email", &json!({ "token": token })).await.must(204);
        self.signed_in(&email).await
    }

    /// Somebody new by an invitation to a workspace.
    pub(crate) async fn invited(&self, inviter: &Client, workspace: &str, name: &str, role: &str) -> Person {
        let email = format!("{name}@example.com");
        let invite = json!({ "email": email, "role": role });
        inviter.post(&format!("/workspaces/{workspace}/invitations"), &invite).await.must(201);
        let token = self.mailed(&email, "").await;
        let body = json!({ "email": email, "name": name, "password": PASSWORD, "invitation": token });
        self.anonymous().post("/sign-up", &body).await.must(202);
        self.signed_in(&email).await
    }

    /// A new session of somebody.
    pub(crate) async fn signed_in(&self, email: &str) -> Person {
        let anonymous = self.anonymous();
        let body = json!({ "email": email, "password": PASSWORD });
        let answer = anonymous.post("/sign-in", &body).await.must(200);
        let cookie = answer.header("set-cookie");
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let id = answer.json()["me"]["id"].as_str().unwrap().to_owned();
        Person { email: email.to_owned(), id, client: anonymous.with(Key::Cookie(cookie)) }
    }
}

impl Person {
    /// An API token of theirs.
    pub(crate) async fn token(&self, scopes: &[&str], workspace: Option<&str>) -> (String, Client) {
        let body = json!({ "name": scopes.join(" and "), "scopes": scopes, "workspace": workspace });
        let made = self.client.post("/me/tokens", &body).await.must(201);
        (made.str("id"), self.client.with(Key::Token(made.str("token"))))
    }
}

//! A workspace with people of every role and a cloud account that was collected, beside another one.

use serde_json::json;
use skytally_testkit::Server;

use super::{Client, NOBODY, Person, Service, Setup, until};

/// A key that the emulator takes for one of its management account.
const EMULATOR_KEY: &str = "AKIADEMOEXAMPLE00000";
/// The secret that goes with it, as far as anybody checks.
pub(crate) const EMULATOR_SECRET: &str = "wJalrXUtnFEMIskytallyPLANTEDbPxRfiCYEXAM";

pub(crate) struct Estate {
    pub(crate) service: Service,
    // Ends after the service.
    _emulator: Server,
    pub(crate) owner: Person,
    pub(crate) admin: Person,
    pub(crate) analyst: Person,
    pub(crate) viewer: Person,
    /// Signed in, member of nothing.
    pub(crate) stranger: Person,
    /// Owner of another workspace.
    pub(crate) other: Person,
    pub(crate) workspace: String,
    /// Another workspace of the owner.
    pub(crate) second: String,
    /// The workspace of the other.
    pub(crate) foreign: String,
    pub(crate) account: String,
    pub(crate) run: String,
    pub(crate) finding: String,
    /// A kind, a region and an id of a resource.
    pub(crate) resource: [String; 3],
    pub(crate) check: String,
}

/// A new workspace of somebody.
pub(crate) async fn workspace(client: &Client, name: &str) -> String {
    client.post("/workspaces", &json!({ "name": name })).await.must(201).str("id")
}

/// Opens the books of a workspace, with one transaction in them.
async fn books(client: &Client, workspace: &str) {
    let of = format!("/workspaces/{workspace}/books");
    client.post(&of, &json!({ "currency": "EUR", "chart": "personal" })).await.must(201);
    let posting =
        |account: i64, amount: &str| json!({ "account": account, "amount": amount, "currency": "EUR" });
    let postings = json!([posting(5, "-12.50"), posting(4, "12.50")]);
    let body = json!({ "date": "2026-01-05", "payee": "Somebody", "postings": postings });
    client.post(&format!("{of}/transactions"), &body).await.must(201);
}

impl Estate {
    /// Builds it, or says why not.
    pub(crate) async fn build(setup: &Setup<'_>) -> Option<Self> {
        let python = skytally_testkit::python()?;
        let emulator = Server::emulator(&python);
        let service = Service::start(&Setup { emulator: Some(emulator.url()), ..*setup });
        let owner = service.person("owner").await;
        let workspace_id = workspace(&owner.client, "First").await;
        let second = workspace(&owner.client, "Second").await;
        let account = link(&owner.client, &workspace_id).await;
        let admin = service.invited(&owner.client, &workspace_id, "admin", "admin").await;
        let analyst = service.invited(&admin.client, &workspace_id, "analyst", "analyst").await;
        let viewer = service.invited(&admin.client, &workspace_id, "viewer", "viewer").await;
        let stranger = service.person("stranger").await;
        let other = service.person("other").await;
        let foreign = workspace(&other.client, "Foreign").await;
        books(&owner.client, &workspace_id).await;
        let run = collected(&owner.client, &workspace_id, &account).await;
        let of = format!("/workspaces/{workspace_id}");
        let findings = owner.client.get(&format!("{of}/findings")).await.must(200).json();
        let finding = findings["items"][0]["id"].as_str().unwrap_or_else(|| panic!("no finding: {findings}"));
        let check = findings["items"][0]["check"].as_str().unwrap().to_owned();
        let resources = owner.client.get(&format!("{of}/resources")).await.must(200).json();
        let resource = &resources["items"][0];
        let resource = ["kind", "region", "id"].map(|name| resource[name].as_str().unwrap().to_owned());
        Some(Self {
            finding: finding.to_owned(),
            workspace: workspace_id,
            _emulator: emulator,
            service,
            owner,
            admin,
            analyst,
            viewer,
            stranger,
            other,
            second,
            foreign,
            account,
            run,
            resource,
            check,
        })
    }

    /// The path of an operation about this estate; what an operation ends or removes is an id that nothing has.
    pub(crate) fn path(&self, template: &str, workspace: &str) -> String {
        let mut path = template.to_owned();
        for (name, value) in [
            ("workspace", workspace),
            ("account", &self.account),
            ("run", &self.run),
            ("finding", &self.finding),
            ("check", &self.check),
            ("framework", "cis-aws-3.0"),
            ("session", NOBODY),
            ("token", NOBODY),
            ("user", NOBODY),
            ("invitation", NOBODY),
            ("provider", "nowhere"),
            ("ledger_account", "6"),
            ("transaction", "1"),
            ("import", NOBODY),
            ("receipt", NOBODY),
            ("page", "1"),
            ("kind", "rates"),
            ("definition", NOBODY),
            ("format", "csv"),
            ("report", "income"),
        ] {
            path = path.replace(&format!("{{{name}}}"), value);
        }
        assert!(!path.contains('{'), "{path} has a parameter that the tests do not know");
        path
    }

    /// Everything of the workspace but its audit trail and what reading leaves behind, and the actions of the audit trail.
    pub(crate) async fn picture(&self) -> (Vec<String>, Vec<String>) {
        let path = format!("/workspaces/{}/export", self.workspace);
        let export = self.owner.client.get(&path).await.must(200).text();
        let (mut rows, mut actions) = (Vec::new(), Vec::new());
        for line in export.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            match row["table"].as_str().unwrap() {
                "audit" => actions.push(row["row"]["action"].as_str().unwrap().to_owned()),
                // Heads and stamps grow with every audited reading; changes are told of people's own names, too.
                "audit_heads" | "stamps" | "changes" => {}
                _ => rows.push(line.to_owned()),
            }
        }
        rows.sort();
        assert!(rows.len() > 10 && actions.len() > 3, "an export of almost nothing: {export}");
        (rows, actions)
    }
}

/// The rows that one picture has and the other has not.
pub(crate) fn differences(before: &[String], after: &[String]) -> String {
    let only = |sign: &str, one: &[String], other: &[String]| -> String {
        one.iter().filter(|row| !other.contains(row)).map(|row| format!("{sign} {row}\n")).collect()
    };
    only("-", before, after) + &only("+", after, before)
}

/// Links a cloud account by key, small enough to be collected at once.
async fn link(client: &Client, workspace: &str) -> String {
    let access = json!({ "by": "key", "access_key_id": EMULATOR_KEY, "secret_access_key": EMULATOR_SECRET });
    let settings = json!({ "every_minutes": 1440, "regions": ["us-east-1"], "services": ["iam", "ec2"] });
    let body = json!({ "name": "Demo", "access": access, "settings": settings });
    client.post(&format!("/workspaces/{workspace}/accounts"), &body).await.must(201).str("id")
}

/// Waits for the first run of a cloud account.
async fn collected(client: &Client, workspace: &str, account: &str) -> String {
    until("the first run", async || {
        let runs =
            client.get(&format!("/workspaces/{workspace}/accounts/{account}/runs")).await.must(200).json();
        let run = &runs["items"][0];
        if run["state"] == "failed" {
            panic!("the first run failed: {run}");
        }
        (run["generation"].as_i64() == Some(1) && run["ended"].is_string())
            .then(|| run["id"].as_str().unwrap().to_owned())
    })
    .await
}
